//! authctl
pub mod host;
pub mod http;
pub mod sensitive;
pub mod store;
