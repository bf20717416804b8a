//! The verbs of the JWT workbench, and where their keys and tokens come from.

pub mod decode;
pub mod diff;
mod given;
pub mod issue;
pub mod key_source;
mod lines;
pub mod lint;
mod paste;
pub mod recipient;
mod rounded;
pub mod secret_source;
mod token_text;
pub mod verify;
