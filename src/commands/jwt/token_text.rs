//! The token that a verb is about: a value, `-`, or nothing with stdin piped.
//!
//! Who types a value need not have chosen it: in a gate, that is done by whoever is to be judged. So a value is a token
//! whatever it is, and names a file for those verbs alone that are handed two things.

use crate::commands::arguments::is_stdin;
use crate::commands::{Context, given_token};
use crate::failure::{Failure, Kind};
use crate::host::files;
use crate::jwt::compact::{self, TEXT_LIMIT};
use crate::login::given::NoToken;
use crate::sensitive::PastedText;
use std::path::Path;

/// What was given as a token, as it came; no file is opened for it.
pub fn given(typed: Option<&str>, command: &str, context: &Context<'_>) -> Result<PastedText, Failure> {
    let Some(token) = value(typed) else { return of_stdin(typed, command, "< FILE", context) };
    let paths = [Some(token), token.strip_prefix('@')];
    match paths.into_iter().flatten().find(|path| is_file(path)) {
        Some(path) => Err(refused(path).hint(format!("authctl {command} < {}", shell_words::quote(path)))),
        None => Ok(PastedText::new(token)),
    }
}

/// The same, where a token may also be `@FILE`.
pub fn given_or_file(
    typed: Option<&str>,
    command: &str,
    context: &Context<'_>,
) -> Result<PastedText, Failure> {
    let Some(token) = value(typed) else { return of_stdin(typed, command, "@FILE", context) };
    match token.strip_prefix('@') {
        Some(path) => file(Path::new(path)),
        None if is_file(token) => {
            Err(refused(token)
                .hint(format!("{} means what is in it", shell_words::quote(&format!("@{token}")))))
        }
        None => Ok(PastedText::new(token)),
    }
}

/// What was typed, unless that means stdin.
pub fn value(typed: Option<&str>) -> Option<&str> {
    typed.filter(|typed| !is_stdin(typed))
}

/// `from_file` is how the verb is handed a file.
fn of_stdin(
    typed: Option<&str>,
    command: &str,
    from_file: &str,
    context: &Context<'_>,
) -> Result<PastedText, Failure> {
    if typed.is_none() && context.host.terminal.stdin_is_terminal() {
        let why = given_token::refused(NoToken::Empty.to_string());
        // a token in the words of a command stays in the shell's history
        return Err(why
            .hint(format!("authctl {command} - asks for it, unseen"))
            .hint(format!("authctl {command} {from_file}, or … | authctl {command}")));
    }
    given_token::read("The token, which is not shown", context)
}

/// What a file holds; bytes that are no UTF-8 become characters that no token has.
fn file(path: &Path) -> Result<PastedText, Failure> {
    let missing = || Failure::new(Kind::Other, "file", format!("{} is not there", path.display()));
    let (bytes, _) = files::read_secret(path, TEXT_LIMIT)?.ok_or_else(missing)?;
    Ok(PastedText::new(String::from_utf8_lossy(bytes.expose())))
}

/// Somebody may forget how a file is named; a token may have any name, too.
fn is_file(text: &str) -> bool {
    !compact::is_token(text) && Path::new(text).is_file()
}

fn refused(path: &str) -> Failure {
    given_token::refused(format!("{path} is a file, and a token is wanted there"))
}
