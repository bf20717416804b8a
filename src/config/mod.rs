//! Settings, and where each one came from.
//!
//! Order: flag, environment, profile, top of the file, default. No secret is ever in the file, and nothing is read
//! from the current folder.

pub mod belongings;
pub mod file;
pub mod layer;
pub mod names;
pub mod services;

use crate::host::printable;
use crate::service::Known;
use serde::Serialize as _;
use std::collections::BTreeMap;
use std::fmt;

pub use belongings::Belonging;
pub use file::{ConfigFile, Error};
pub use layer::Layer;

/// Where a setting was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Flag,
    /// The variable's name.
    Environment(&'static str),
    /// The profile's name.
    Profile(String),
    /// The name of a key ring.
    Ring(String),
    TopOfFile,
    /// What is known of a service by name.
    Service(Known),
    Default,
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { belonging, origin, issuer } = self;
        let issuer = printable::short(issuer, 200);
        write!(f, "the {origin} names {belonging} for {issuer}, which is another issuer: not used")
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("command line"),
            Self::Environment(name) => f.write_str(name),
            Self::Profile(name) => write!(f, "profile {name}"),
            Self::Ring(name) => write!(f, "key ring {name}"),
            Self::TopOfFile => f.write_str("top of config.toml"),
            Self::Service(service) => write!(f, "what is known of {}", service.name()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and where it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    pub value: T,
    pub origin: Origin,
}

/// What was said for another issuer than the one that holds, and is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    pub belonging: Belonging,
    pub origin: Origin,
    pub issuer: String,
}

/// The layers of one run, the strongest first.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    layers: Vec<(Origin, Layer)>,
    /// What layers said that had no issuer to say it for.
    unowned: Vec<(Origin, Belonging)>,
    /// What layers said for another issuer than the one that holds.
    foreign: Vec<Foreign>,
}

impl Settings {
    pub fn new(layers: Vec<(Origin, Layer)>) -> Self {
        Self { layers, ..Self::default() }
    }

    /// Without what belongs to another issuer than the one that holds.
    #[must_use]
    pub fn of_one_issuer(mut self) -> Self {
        let issuer = self.value(|layer| &layer.issuer);
        let mut owner = None;
        for (origin, layer) in self.layers.iter_mut().rev() {
            owner = layer.issuer.clone().or(owner);
            if owner == issuer {
                continue;
            }
            for belonging in Belonging::ALL {
                if belonging.is_in(layer) {
                    let origin = origin.clone();
                    match owner.clone() {
                        None => self.unowned.push((origin, belonging)),
                        Some(issuer) => self.foreign.push(Foreign { belonging, origin, issuer }),
                    }
                }
                belonging.take_from(layer);
            }
        }
        self
    }

    /// What was said where no issuer is named, and for the one that holds nowhere: it is not known whose it is.
    pub fn unowned(&self) -> Option<&(Origin, Belonging)> {
        self.unowned.iter().find(|(_, belonging)| !self.says(*belonging))
    }

    /// What was said for another issuer, and for the one that holds nowhere.
    pub fn foreign(&self) -> impl Iterator<Item = &Foreign> {
        self.foreign.iter().filter(|foreign| !self.says(foreign.belonging))
    }

    fn says(&self, belonging: Belonging) -> bool {
        self.layers.iter().any(|(_, layer)| belonging.is_said_by(layer))
    }

    /// With what holds for the method where these layers say nothing.
    #[must_use]
    pub fn with_defaults(mut self) -> Self {
        if let Some(service) = self.value(|layer| &layer.service) {
            let services::Description { methods, profile, routes, .. } = services::describe(service);
            let mut profile = profile.clone();
            profile.method = methods.first().copied();
            let method = self.value(|layer| &layer.method).or(profile.method);
            if let Some(besides) = method.and_then(|method| routes.get(&method)) {
                profile.routes.get_or_insert_default().extend(besides.clone());
            }
            self.layers.push((Origin::Service(service), profile));
        }
        let method = self.value(|layer| &layer.method).unwrap_or_default();
        self.layers.push((Origin::Default, Layer::defaults(method)));
        self
    }

    /// What somebody said.
    #[must_use]
    pub fn without_defaults(mut self) -> Self {
        self.layers.retain(|(origin, _)| *origin != Origin::Default);
        self
    }

    /// What holds but for the command line of this run.
    #[must_use]
    pub fn without_flags(mut self) -> Self {
        self.layers.retain(|(origin, _)| *origin != Origin::Flag);
        self
    }

    /// What is said for this alone, and not for all profiles.
    #[must_use]
    pub fn without_top(mut self) -> Self {
        self.layers.retain(|(origin, _)| *origin != Origin::TopOfFile);
        self
    }

    /// What the strongest layer says that says anything.
    pub fn find<T: Clone>(&self, pick: impl Fn(&Layer) -> &Option<T>) -> Option<Sourced<T>> {
        self.layers.iter().find_map(|(origin, layer)| {
            pick(layer).clone().map(|value| Sourced { value, origin: origin.clone() })
        })
    }

    /// What is said and by which layer, 0 the strongest: for settings of which only one can hold.
    pub fn rank<T: Clone>(&self, pick: impl Fn(&Layer) -> &Option<T>) -> Option<(usize, T)> {
        self.layers.iter().enumerate().find_map(|(rank, (_, layer))| Some((rank, pick(layer).clone()?)))
    }

    /// A table whose lines are said one by one: of each the word of the strongest layer that has it.
    pub fn table<K: Ord + Clone, V: Clone>(
        &self,
        pick: impl Fn(&Layer) -> &Option<BTreeMap<K, V>>,
    ) -> BTreeMap<K, V> {
        let weakest_first = self.layers.iter().rev().filter_map(|(_, layer)| pick(layer).clone());
        weakest_first.flatten().collect()
    }

    /// [`Settings::find`] without where it came from.
    pub fn value<T: Clone>(&self, pick: impl Fn(&Layer) -> &Option<T>) -> Option<T> {
        self.find(pick).map(|found| found.value)
    }

    /// What somebody said, be it on this command line or in the file: not what is known of a service, and no default.
    pub fn written<T: Clone>(&self, pick: impl Fn(&Layer) -> &Option<T>) -> Option<T> {
        self.find(pick)
            .filter(|found| !matches!(found.origin, Origin::Service(_) | Origin::Default))
            .map(|found| found.value)
    }

    /// True where the file says something of the profile of this name: it is there.
    pub fn is_written(&self, profile: &str) -> bool {
        let is_of_profile = |origin: &Origin| matches!(origin, Origin::Profile(name) if name == profile);
        self.layers.iter().any(|(origin, layer)| is_of_profile(origin) && *layer != Layer::default())
    }

    /// Every setting that is said anywhere: its name, its value as in the file, and who said it.
    pub fn all(&self) -> Vec<(String, toml_edit::Value, Origin)> {
        let mut found: Vec<(String, toml_edit::Value, Origin)> = Vec::new();
        for (origin, layer) in &self.layers {
            // a layer of texts, numbers and lists always serialises
            let Ok(value) = layer.serialize(toml_edit::ser::ValueSerializer::new()) else { continue };
            for (key, value) in value.as_inline_table().into_iter().flatten() {
                let known: Vec<&toml_edit::Value> =
                    found.iter().filter(|(known, ..)| known == key).map(|(_, value, _)| value).collect();
                if let Some(value) = unsaid(value, &known) {
                    found.push((key.to_owned(), value, origin.clone()));
                }
            }
        }
        found
    }
}

/// What a layer says that stronger ones do not: of a table some of its lines, as [`Settings::table`] takes them.
fn unsaid(value: &toml_edit::Value, stronger: &[&toml_edit::Value]) -> Option<toml_edit::Value> {
    let Some(lines) = value.as_inline_table().filter(|_| !stronger.is_empty()) else {
        return stronger.is_empty().then(|| value.clone());
    };
    let mut lines = lines.clone();
    for said in stronger.iter().filter_map(|said| said.as_inline_table()) {
        said.iter().for_each(|(name, _)| drop(lines.remove(name)));
    }
    (!lines.is_empty()).then(|| lines.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_layer_wins_and_is_named() {
        let says = |issuer: Option<&str>| Layer { issuer: issuer.map(Into::into), ..Layer::default() };
        let settings = Settings::new(vec![
            (Origin::Flag, says(None)),
            (Origin::Profile("work".into()), says(Some("a"))),
            (Origin::TopOfFile, Layer { client_id: Some("c".into()), ..says(Some("b")) }),
        ]);
        let issuer = settings.find(|layer| &layer.issuer).unwrap();
        assert_eq!((issuer.value.as_str(), issuer.origin), ("a", Origin::Profile("work".into())));
        let all: Vec<String> = settings
            .all()
            .iter()
            .map(|(key, value, origin)| format!("{key}={} ({origin})", value.to_string().trim()))
            .collect();
        assert_eq!(all, ["issuer=\"a\" (profile work)", "client-id=\"c\" (top of config.toml)"]);
    }

    #[test]
    fn l1_what_proves_the_client_holds_for_the_issuer_that_it_was_said_for() {
        let says = |issuer: &str, secret: &str| {
            let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            Layer { issuer: said(issuer), client_secret_env: said(secret), ..Layer::default() }
        };
        let held = |layers: [(&str, &str); 3]| {
            let origins = [Origin::Flag, Origin::Profile("work".into()), Origin::TopOfFile];
            let layers = origins.into_iter().zip(layers.map(|(issuer, secret)| says(issuer, secret)));
            let settings = Settings::new(layers.collect()).of_one_issuer();
            let unowned = settings.unowned().is_some();
            (settings.value(|layer| &layer.client_secret_env).unwrap_or_default(), unowned)
        };
        for (layers, secret, unowned) in [
            ([("", ""), ("a", "s"), ("", "")], "s", false),
            ([("", ""), ("", "s"), ("a", "")], "s", false),
            ([("", "s"), ("a", ""), ("", "")], "s", false),
            ([("a", ""), ("a", "s"), ("", "")], "s", false),
            ([("a", ""), ("", ""), ("a", "s")], "s", false),
            ([("", ""), ("", "s"), ("", "")], "s", false),
            ([("b", ""), ("a", "s"), ("", "")], "", false),
            ([("b", ""), ("", "s"), ("a", "")], "", false),
            ([("b", ""), ("", ""), ("a", "s")], "", false),
            ([("", ""), ("b", ""), ("a", "s")], "", false),
            ([("b", ""), ("b", ""), ("a", "s")], "", false),
            ([("b", "t"), ("a", "s"), ("a", "s")], "t", false),
            ([("b", ""), ("", "s"), ("", "")], "", true),
            ([("", ""), ("b", ""), ("", "s")], "", true),
            ([("", ""), ("b", "t"), ("", "s")], "t", false),
        ] {
            assert_eq!(held(layers), (secret.to_owned(), unowned), "{layers:?}");
        }
    }
}
