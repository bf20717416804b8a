//! What is known of services by name: settings, from one table.

use super::Layer;
use crate::login::Method;
use crate::service::finding::{Found, Sign, Signs};
use crate::service::{Known, Meaning, Route, RouteName};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[expect(clippy::expect_used, reason = "the table is part of the program, and a test reads it")]
static TABLE: LazyLock<Table> =
    LazyLock::new(|| toml_edit::de::from_str(include_str!("services.toml")).expect("the table of services"));

/// What is known of one service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The versions that it was seen with.
    pub about: String,
    /// Where the service is, below an address without a path.
    #[serde(default)]
    pub mount: String,
    /// The ways to log in, the usual one first.
    pub methods: Vec<Method>,
    /// What people are there is told among their scopes.
    #[serde(default)]
    pub roles_are_scopes: bool,
    setups: Vec<Setup>,
    /// Whom a token must be about that is signed for it; nothing where it takes any.
    pub subject: Option<String>,
    /// What it makes of a token that is about nobody.
    pub without_subject: Option<String>,
    pub profile: Layer,
    /// Routes that one way to log in has besides.
    #[serde(default)]
    pub routes: BTreeMap<Method, BTreeMap<RouteName, Route>>,
    /// What refusals mean for who asked.
    #[serde(default)]
    pub meanings: Vec<Meaning>,
    #[serde(default)]
    remarks: Vec<Remark>,
}

/// One way in which a service is set up, and what tells it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// How that is called behind what the service is.
    #[serde(default)]
    pub with: String,
    /// All of them hold.
    pub signs: Vec<Sign>,
    /// The way to log in there, where it is not the usual one of the service.
    pub method: Option<Method>,
    /// The ways to log in that it does not have so.
    #[serde(default)]
    pub lacks: Vec<Method>,
    /// Routes at the root of the origin, wherever the service is below it.
    #[serde(default)]
    pub routes_at_root: BTreeMap<RouteName, Route>,
    /// True where the signs are at any path of the origin: they do not tell where the service is.
    #[serde(default)]
    pub is_everywhere: bool,
}

/// What an answer of a service may mean that it would not mean elsewhere.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Remark {
    of: Occasion,
    status: u16,
    method: Option<Method>,
    says: String,
}

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    Login,
    Call,
}

#[derive(Deserialize)]
struct Table {
    zndraw: Description,
    taskflow: Description,
    fastpluggy: Description,
    fluxlit: Description,
    dash: Description,
}

/// What is known of this service.
pub fn describe(service: Known) -> &'static Description {
    match service {
        Known::Zndraw => &TABLE.zndraw,
        Known::Taskflow => &TABLE.taskflow,
        Known::Fastpluggy => &TABLE.fastpluggy,
        Known::Fluxlit => &TABLE.fluxlit,
        Known::Dash => &TABLE.dash,
    }
}

/// What is to be said of an answer with this status, for people.
pub fn remark(service: Known, method: Method, of: Occasion, status: u16) -> Option<&'static str> {
    let fits = |remark: &Remark| {
        remark.of == of && remark.status == status && remark.method.is_none_or(|of| of == method)
    };
    describe(service).remarks.iter().find(|remark| fits(remark)).map(|remark| remark.says.as_str())
}

/// How each of them is known by itself.
pub fn signs() -> Vec<Signs> {
    let of = |known| {
        let Description { mount, setups, .. } = describe(known);
        Signs { known, mount, setups: setups.iter().map(|setup| setup.signs.as_slice()).collect() }
    };
    Known::ALL.map(of).into()
}

/// How a service that was found is set up.
pub fn setup(found: &Found) -> Option<&'static Setup> {
    describe(found.known).setups.get(found.setup)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_is_described() {
        for service in Known::ALL {
            let description = describe(service);
            assert!(!description.methods.is_empty() && !description.about.is_empty(), "{service:?}");
            assert!(description.mount.is_empty() || description.mount.starts_with('/'), "{service:?}");
            assert_eq!(description.profile.method, None, "the first of the methods is the usual one");
        }
    }
}
