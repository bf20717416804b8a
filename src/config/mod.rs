//! Settings, and where each one came from.
//!
//! Order: flag, environment, profile, top of the file, default. No secret is ever in the file, and nothing is read
//! from the current folder.

pub mod file;
pub mod layer;
pub mod names;

use serde::Serialize as _;
use std::fmt;

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
    TopOfFile,
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("command line"),
            Self::Environment(name) => f.write_str(name),
            Self::Profile(name) => write!(f, "profile {name}"),
            Self::TopOfFile => f.write_str("top of config.toml"),
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

/// The layers of one run, the strongest first.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    layers: Vec<(Origin, Layer)>,
}

impl Settings {
    pub fn new(layers: Vec<(Origin, Layer)>) -> Self {
        Self { layers }
    }

    /// With what holds for the method where these layers say nothing.
    #[must_use]
    pub fn with_defaults(mut self) -> Self {
        let method = self.value(|layer| &layer.method).unwrap_or_default();
        self.layers.push((Origin::Default, Layer::defaults(method)));
        self
    }

    /// What holds but for the command line of this run.
    #[must_use]
    pub fn without_flags(mut self) -> Self {
        self.layers.retain(|(origin, _)| *origin != Origin::Flag);
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

    /// [`Settings::find`] without where it came from.
    pub fn value<T: Clone>(&self, pick: impl Fn(&Layer) -> &Option<T>) -> Option<T> {
        self.find(pick).map(|found| found.value)
    }

    /// Every setting that is said anywhere: its name, its value as in the file, and who said it.
    pub fn all(&self) -> Vec<(String, toml_edit::Value, Origin)> {
        let mut found: Vec<(String, toml_edit::Value, Origin)> = Vec::new();
        for (origin, layer) in &self.layers {
            // a layer of texts, numbers and lists always serialises
            let Ok(value) = layer.serialize(toml_edit::ser::ValueSerializer::new()) else { continue };
            for (key, value) in value.as_inline_table().into_iter().flatten() {
                if !found.iter().any(|(known, ..)| known == key) {
                    found.push((key.to_owned(), value.clone(), origin.clone()));
                }
            }
        }
        found
    }
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
}
