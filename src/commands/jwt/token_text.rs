//! The token that a verb is about: a value, `-`, or nothing with stdin piped.

use crate::commands::{Context, given_token};
use crate::failure::Failure;
use crate::login::given::NoToken;
use crate::sensitive::PastedText;

/// What was given as a token, as it came.
pub fn given(typed: Option<&str>, verb: &str, context: &Context<'_>) -> Result<PastedText, Failure> {
    match typed {
        Some(token) if token != "-" => Ok(PastedText::new(token)),
        None if context.host.terminal.stdin_is_terminal() => {
            let why = given_token::refused(NoToken::Empty.to_string());
            Err(why.hint(format!("authctl {verb} TOKEN, or … | authctl {verb}")))
        }
        _ => given_token::read("Token", context),
    }
}
