//! The token that a verb is about: a value, `@FILE`, `-`, or nothing with stdin piped.

use crate::commands::{Context, given_token};
use crate::failure::{Failure, Kind};
use crate::host::files;
use crate::jwt::compact::{self, TEXT_LIMIT};
use crate::login::given::NoToken;
use crate::sensitive::PastedText;
use std::path::Path;

/// What was given as a token, as it came.
pub fn given(typed: Option<&str>, verb: &str, context: &Context<'_>) -> Result<PastedText, Failure> {
    match typed {
        Some(token) if token != "-" => match token.strip_prefix('@') {
            Some(path) => file(Path::new(path)),
            None if is_file(token) => {
                let why = given_token::refused(format!("{token} is a file, and a token is wanted there"));
                Err(why.hint(format!("authctl {verb} @{}", shell_words::quote(token))))
            }
            None => Ok(PastedText::new(token)),
        },
        None if context.host.terminal.stdin_is_terminal() => {
            let why = given_token::refused(NoToken::Empty.to_string());
            // a token in the words of a command stays in the shell's history
            Err(why
                .hint(format!("authctl {verb} - asks for it, unseen"))
                .hint(format!("authctl {verb} @FILE, or … | authctl {verb}")))
        }
        _ => given_token::read("Token, on one line", context),
    }
}

/// What a file holds; bytes that are no UTF-8 become characters that no token has.
fn file(path: &Path) -> Result<PastedText, Failure> {
    let missing = || Failure::new(Kind::Other, "file", format!("{} is not there", path.display()));
    let (bytes, _) = files::read_secret(path, TEXT_LIMIT)?.ok_or_else(missing)?;
    Ok(PastedText::new(String::from_utf8_lossy(bytes.expose())))
}

/// Somebody may forget the @; a token may have any name, too.
fn is_file(text: &str) -> bool {
    !compact::is_token(text) && Path::new(text).is_file()
}
