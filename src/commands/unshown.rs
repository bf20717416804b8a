//! What is typed and may be a secret: where it is refused it is not repeated.

use clap::builder::TypedValueParser;
use std::ffi::OsStr;

/// A value that is not repeated where it is refused if a password may stand in it.
#[derive(Clone)]
pub struct UnshownPassword<T>(pub fn(&str) -> Result<T, String>);

impl<T: Clone + Send + Sync + 'static> TypedValueParser for UnshownPassword<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        match value.to_str().filter(|text| text.contains('@')) {
            Some(text) => (self.0)(text).map_err(|why| unshown(&why, command, argument)),
            None => self.0.parse_ref(command, argument, value),
        }
    }
}

/// A value that is never repeated where it is refused: it may be the secret itself, given where its place is wanted.
#[derive(Clone)]
pub struct Unshown<T>(pub fn(&OsStr) -> Result<T, &'static str>);

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Unshown<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        (self.0)(value).map_err(|why| unshown(why, command, argument))
    }
}

fn unshown(why: &str, command: &clap::Command, argument: Option<&clap::Arg>) -> clap::Error {
    let argument = argument.map(ToString::to_string).unwrap_or_default();
    let message = format!("invalid value for '{argument}': {why}\n");
    clap::Error::raw(clap::error::ErrorKind::ValueValidation, message).with_cmd(command)
}
