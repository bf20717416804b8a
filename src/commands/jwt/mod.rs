//! The verbs of the JWT workbench, and where their keys and tokens come from.

pub mod decode;
pub mod issue;
mod key_source;
mod lines;
mod token_text;
pub mod verify;
