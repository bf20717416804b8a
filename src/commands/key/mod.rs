//! `authctl key …`: the keys that sign and encrypt.

mod inspect;

use super::{Verb, globals, verb};
use crate::failure::Failure;
use clap::{Args, FromArgMatches as _};

pub const VERBS: &[Verb] =
    &[verb!("inspect", "Show what a key is, and what is wrong with it", inspect::InspectArgs, inspect::run)];

pub const EXAMPLES: &str = "authctl key inspect public.pem
authctl key inspect jwks.json --json | jq -r '.keys[].thumbprint'";
