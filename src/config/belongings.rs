//! What belongs to one issuer and never goes to another: what proves the client to it, and its endpoints.
//!
//! It belongs to the issuer that held where it was said: the one of its own layer, or else of the next weaker layer that
//! names one.

use super::Layer;
use crate::login::ClientAuth;
use std::fmt;

/// Settings that belong to one issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belonging {
    /// What the client proves itself with: a profile holds one at the most.
    Proof,
    Endpoints,
}

impl Belonging {
    pub const ALL: [Self; 2] = [Self::Proof, Self::Endpoints];

    /// The names of these settings in the file.
    pub fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Proof => &["client-secret-file", "client-secret-env", "client-key"],
            Self::Endpoints => &["endpoints"],
        }
    }

    /// The flags that say it anew.
    pub fn flags(self) -> &'static str {
        match self {
            Self::Proof => "--client-secret-file, --client-secret-env, --client-key or --client-auth none",
            Self::Endpoints => "--endpoint",
        }
    }

    pub fn is_in(self, layer: &Layer) -> bool {
        match self {
            Self::Proof => {
                layer.client_secret_file.is_some()
                    || layer.client_secret_env.is_some()
                    || layer.client_key.is_some()
            }
            Self::Endpoints => layer.endpoints.is_some(),
        }
    }

    /// True where the layer says what holds: that there is no proof is said too.
    pub fn is_said_by(self, layer: &Layer) -> bool {
        self.is_in(layer) || self == Self::Proof && layer.client_auth == Some(ClientAuth::None)
    }

    pub fn take_from(self, layer: &mut Layer) {
        match self {
            Self::Proof => {
                layer.client_secret_file = None;
                layer.client_secret_env = None;
                layer.client_key = None;
            }
            Self::Endpoints => layer.endpoints = None,
        }
    }
}

impl fmt::Display for Belonging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Proof => "a secret or key of the client",
            Self::Endpoints => "endpoints",
        })
    }
}

/// What a profile that `had` this issuer says for it, and what `flags` that name another one leave unsaid.
pub fn left_unsaid(profile: &Layer, had: Option<&String>, flags: &Layer) -> Option<Belonging> {
    let is_another = flags.issuer.is_some() && flags.issuer.as_ref() != had;
    let is_unsaid = |one: &Belonging| one.is_in(profile) && !one.is_said_by(flags);
    Belonging::ALL.into_iter().filter(|_| is_another).find(is_unsaid)
}
