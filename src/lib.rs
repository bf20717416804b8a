//! authctl: log in, keep the credential safe, hand out tokens that work, call APIs with them.
//!
//! This library exists for the binary, its tests and what is generated from its command line. It is no public API.
//!
//! # The house
//!
//! ```text
//! cli        THE DOOR: what is typed, what is printed
//! commands   one file a verb: its arguments, what it does, what comes out
//! failure    what went wrong, with its exit code; every room's error is classified here, once
//! session    KEEP A USABLE CREDENTIAL: load, renew under the lock, send once more, save, forget
//! config     settings, and where each one was said
//! login      one file a way to log in; each yields a credential
//! lab        a small issuer and a protected API on loopback, for demo, lab and tests
//! service    ASK A SERVICE that has a login of its own: its routes, what its answers mean
//! oidc       TALK TO AN ISSUER: one protocol step a file, from its metadata to the end of a session
//! keys       PURE: the life of a signing key: rings, and what is done to them
//! jwt        PURE: bytes and now in, values out; the one verifier of the house
//! store      WHERE SECRETS REST: one file a place, one writer a slot; store::etcd: rings that machines share
//! http       one client: TLS, proxies, limits, no redirects, and what a trace may show
//! host       THE MACHINE: clock, randomness, environment, terminal, signals, files, processes, browser
//! sensitive  secrets in types of their own
//! ```
//!
//! Arrows run down only; `tests/it/layers.rs` holds the table of who may import whom.
//!
//! # The journeys
//!
//! - **login**: arguments → settings → a way to log in → the place is tried out → a person in the browser (which comes
//!   back, or its address is pasted) or with a device code, or a machine by its own secret or key → tokens → the ID
//!   token is checked → profile and credential are kept. A token that was got elsewhere is kept as it is.
//! - **login at a service**: its description (`config/services.toml`, below what the profile says) → which of its ways → what it
//!   takes, by its own protocol → it is asked with the credential and without → kept. **account**: what else its routes offer.
//! - **token**, **call**: load → fresh enough? → else lock, load again, renew, save → use. "Not authenticated" is
//!   recognised in one file, `session::redirect`; then renew once, send once more. A machine that keeps nothing logs
//!   in instead; what `AUTHCTL_TOKEN` holds comes before what is kept, and nothing renews it. What was not taken and
//!   nothing renews is noted for **status**, which asks nobody (`session::untaken`); it is sent again all the same.
//! - **ws**: the same for the handshake, whose answer becomes a WebSocket; a close that says "not authenticated" is one more
//!   reason to renew once. **probe**: one request each as nobody, with a credential that is none, and with the kept one.
//! - **userinfo**, **whoami**: the same with the issuer in the place of the API, in `session::userinfo`.
//! - **logout**: revoke the refresh token, then the access token → forget, whatever the issuer said → end the session
//!   in the browser, if wanted.
//! - **discover**, **introspect**, **revoke**: one step of the protocol each, with the profile's client.
//! - **verify**: a key at hand, or those that the issuer publishes, kept or asked for → the one verifier → the claims, or
//!   every check that failed. A token never says where its key is.
//! - **key**: a ring is read → the pure change → one put. On this machine a lock keeps others out; etcd puts it only where
//!   nobody has changed the ring since it was read; after a lost answer the same conditional put is sent again, and what it
//!   finds tells whether the first was made.
//!
//! # The rules
//!
//! - The machine is asked in [`host`] alone, and pure code takes `now`; clippy's fences see to both.
//! - A secret has a type of [`sensitive`]: no Display, no Debug, one `expose`. It goes into a store or a request.
//! - What is on the disk is written whole. A new refresh token is there before anything else happens.
//! - An answer of an issuer is judged in [`oidc::answer`] before anybody else sees it.
//! - A failure says what, why, and what to do; its kind is its exit code.
#![forbid(unsafe_code)]

pub mod cli;
mod commands;
mod config;
mod failure;
pub mod host;
pub mod http;
pub mod jwt;
pub mod keys;
mod lab;
pub mod login;
pub mod oidc;
pub mod sensitive;
pub mod service;
mod session;
pub mod store;

use std::ffi::OsString;

/// Runs one command line on this machine, or on a made-up one, and returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, host: host::Host) -> u8 {
    cli::run(arguments, host)
}
