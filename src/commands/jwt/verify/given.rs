//! The token that `verify` is to judge.

use crate::commands::jwt::token_text;
use crate::commands::{Context, given_token};
use crate::failure::Failure;
use crate::host::files;
use crate::jwt::compact::{Fault, TEXT_LIMIT};
use crate::login::given::NoToken;
use crate::sensitive::PastedText;
use std::io::ErrorKind;

/// A value, or what is piped in. That is taken for a token whatever it is: who guards a gate learns that it is rejected,
/// and not that the guard was called wrongly. Only nothing at all is no token. No file is looked for, whatever it names.
pub fn token(typed: Option<&str>, context: &Context<'_>) -> Result<Result<PastedText, Fault>, Failure> {
    match text(typed, context)? {
        Ok(text) if text.expose().trim().is_empty() => Err(given_token::refused(NoToken::Empty.to_string())),
        text => Ok(text),
    }
}

fn text(typed: Option<&str>, context: &Context<'_>) -> Result<Result<PastedText, Fault>, Failure> {
    if let Some(token) = token_text::value(typed) {
        return Ok(Ok(PastedText::new(token)));
    }
    let terminal = &context.host.terminal;
    if terminal.stdin_is_terminal() {
        return token_text::given(typed, "verify", context).map(Ok);
    }
    match terminal.read_stdin(TEXT_LIMIT) {
        Ok(bytes) => Ok(Ok(PastedText::new(String::from_utf8_lossy(bytes.expose())))),
        Err(why) if why.kind() == ErrorKind::FileTooLarge => Ok(Err(Fault::Endless)),
        Err(why) => {
            let message = format!("no token can be read from stdin: {}", files::reason(&why));
            Err(given_token::refused(message))
        }
    }
}
