//! authctl: log in, keep the credential safe, hand out tokens that work, call APIs with them.
//!
//! This library exists for the binary, its tests and what is generated from its command line. It is no public API.
#![forbid(unsafe_code)]

pub mod cli;
pub mod commands;
pub mod config;
pub mod failure;
pub mod host;
pub mod http;
pub mod jwt;
pub mod lab;
pub mod login;
pub mod oidc;
pub mod sensitive;
pub mod session;
pub mod store;

use std::ffi::OsString;

/// Runs one command line on this machine, or on a made-up one, and returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, host: host::Host) -> u8 {
    cli::run(arguments, host)
}
