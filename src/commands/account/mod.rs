//! `authctl account …`: what a service with a login of its own offers besides the login.

mod approve;
mod check;
mod mint;
mod new_profile;
mod pat;
mod register;
mod reject;

use super::{Verb, dispatch, globals, group, verb, with_verbs};
use crate::failure::Failure;
use clap::{Args, FromArgMatches as _};

pub const VERBS: &[Verb] = &[
    verb!("approve", "Let who waits with a code in as yourself", approve::ApproveArgs, approve::run),
    verb!("register", "Make an account at a service", register::RegisterArgs, register::run),
    verb!("reject", "Turn away who waits with a code", reject::RejectArgs, reject::run),
    group!("pat", "Make, list and end personal access tokens", pat::VERBS, pat::EXAMPLES),
    verb!("mint", "Get a token of another user, as an administrator", mint::MintArgs, mint::run),
    verb!("check", "Ask whether who is logged in has scopes, roles or groups", check::CheckArgs, check::run),
];

pub const EXAMPLES: &str =
    "authctl account register jobs https://jobs.example.com --username alice@example.com
authctl account approve TH46LMA9 work
authctl account check work --role superuser";
