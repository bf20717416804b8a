//! The services that are known by name. What is known of each is settings: `config/services.toml`.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// A service that is known by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    /// zndraw-auth: user and password for a bearer token, or a code that somebody approves
    Zndraw,
    /// fastapi-taskflow: a login form, and a cookie
    Taskflow,
    /// FastPluggy: a login form with a second factor, personal access tokens, or Basic
    Fastpluggy,
    /// FluxLit: a login in the browser, API keys, tokens that are signed here
    Fluxlit,
    /// dash-auth-async: Basic, or the cookie of a login in the browser
    Dash,
}

impl Known {
    pub const ALL: [Self; 5] = [Self::Zndraw, Self::Taskflow, Self::Fastpluggy, Self::Fluxlit, Self::Dash];

    pub fn name(self) -> &'static str {
        match self {
            Self::Zndraw => "zndraw",
            Self::Taskflow => "taskflow",
            Self::Fastpluggy => "fastpluggy",
            Self::Fluxlit => "fluxlit",
            Self::Dash => "dash",
        }
    }
}
