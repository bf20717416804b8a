//! `authctl account …`: what a service with a login of its own offers besides the login.

mod approve;
mod register;
mod reject;

use super::{Verb, globals, verb};
use crate::failure::Failure;
use clap::{Args, FromArgMatches as _};

pub const VERBS: &[Verb] = &[
    verb!("approve", "Let who waits with a code in as yourself", approve::ApproveArgs, approve::run),
    verb!("register", "Make an account at a service", register::RegisterArgs, register::run),
    verb!("reject", "Turn away who waits with a code", reject::RejectArgs, reject::run),
];

pub const EXAMPLES: &str = "authctl account approve TH46LMA9 work";
