//! authctl
pub mod host;
pub mod http;
pub mod jwt;
pub mod sensitive;
pub mod store;
