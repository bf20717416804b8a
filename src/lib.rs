//! authctl
#![forbid(unsafe_code)]
pub mod config;
pub mod host;
pub mod http;
pub mod jwt;
pub mod login;
pub mod oidc;
pub mod sensitive;
pub mod session;
pub mod store;
