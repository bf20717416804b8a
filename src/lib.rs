//! authctl
pub mod host;
pub mod sensitive;
