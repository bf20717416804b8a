//! Tokens that were got elsewhere: on stdin, typed, or in AUTHCTL_TOKEN. All of them come in by this file; what is around
//! one is told apart in two ways.
//!
//! A token that is to be used, of `login --with-token` and AUTHCTL_TOKEN, may be any text without blanks, and so it is
//! what is left without a few known wrappings ([`parse`]). Verbs that look into a JWT know one by its form, and find it
//! within more (`jwt/given.rs`).
//!
//! Whatever is no token at all (nothing, several words, not to be read) is a mistake of the command line that hands it
//! over: exit code 2, `no_token`. Only of a token can be said that it is rejected.

use super::Context;
use crate::config::names;
use crate::failure::{Failure, Kind};
use crate::host::files;
use crate::jwt::compact::{Fault, SIZE_LIMIT, TEXT_LIMIT};
use crate::login::{AtService, given};
use crate::sensitive::{AccessToken, PastedText};
use crate::store::StoreKind;

/// What came on stdin; a person is asked the question, and what is typed is not shown. All lines of a paste are taken: the
/// shell must not get the rest of a token.
pub fn read(question: &str, context: &Context<'_>) -> Result<PastedText, Failure> {
    let terminal = &context.host.terminal;
    if terminal.stdin_is_terminal() {
        return Ok(terminal.ask_pasted(question)?);
    }
    let bytes = terminal
        .read_stdin(TEXT_LIMIT)
        .map_err(|why| refused(format!("no token can be read from stdin: {}", files::reason(&why))))?;
    let text = std::str::from_utf8(bytes.expose())
        .map_err(|_| refused(format!("stdin: {}", given::NoToken::OddCharacters)))?;
    Ok(PastedText::new(text))
}

/// The one token of what was given, and what stood around it.
pub fn parse(text: &str) -> Result<given::Found, Failure> {
    let found = given::parse(text).map_err(|why| refused(why.to_string()))?;
    check_size(&found.token)?;
    Ok(found)
}

fn check_size(token: &AccessToken) -> Result<(), Failure> {
    match token.expose().len() {
        ..=SIZE_LIMIT => Ok(()),
        length => Err(refused(Fault::Size(length).to_string())),
    }
}

/// No token, whatever was given instead.
pub fn refused(message: String) -> Failure {
    Failure::new(Kind::Usage, "no_token", message)
}

/// The token that AUTHCTL_TOKEN holds; it beats every store. An empty variable counts as absent.
pub fn of_environment(context: &Context<'_>) -> Result<Option<AccessToken>, Failure> {
    let environment = &context.host.environment;
    if environment.bytes(names::TOKEN).is_none_or(|bytes| bytes.as_encoded_bytes().trim_ascii().is_empty()) {
        return Ok(None);
    }
    // what is not UTF-8 is no token, and no reason to use another one in silence
    let found = environment.secret(names::TOKEN).map_or(Err(given::NoToken::OddCharacters), given::parse);
    found
        .map(|found| Some(found.token))
        .map_err(|why| refused(format!("{}: {why}", names::TOKEN)).hint(format!("unset {}", names::TOKEN)))
}

/// What a login or logout says while AUTHCTL_TOKEN is set.
pub fn warning(context: &Context<'_>) -> Option<String> {
    let is_set = matches!(of_environment(context), Ok(Some(_)) | Err(_));
    is_set.then(|| format!("{} is set: it is used instead of what is kept, until it is unset.", names::TOKEN))
}

/// The token of a login by hand.
pub fn ask(profile: &str, kind: StoreKind, context: &Context<'_>) -> Result<AccessToken, Failure> {
    check_is_kept(kind)?;
    let found = read(&format!("Access token of profile {profile}"), context)
        .and_then(|text| parse(text.expose()))
        .map_err(|why| why.hint(format!("authctl login {profile} --with-token < FILE")))?;
    Ok(found.token)
}

/// What goes with each request to a service, and was got elsewhere. `None` where nothing came on stdin, or somebody sits there.
pub fn piped(at: &AtService, kind: StoreKind, context: &Context<'_>) -> Result<Option<AccessToken>, Failure> {
    if context.host.terminal.stdin_is_terminal() {
        return Ok(None);
    }
    let text = read("", context)?;
    if text.expose().trim().is_empty() {
        return Ok(None);
    }
    check_is_kept(kind)?;
    let given = at.given(text.expose()).map_err(|why| refused(why.to_string()))?;
    check_size(&given)?;
    Ok(Some(given))
}

/// Without a place it would be gone at once.
fn check_is_kept(kind: StoreKind) -> Result<(), Failure> {
    if kind != StoreKind::None {
        return Ok(());
    }
    let message = "--store none keeps nothing, and what is given by hand would be gone at once";
    Err(Failure::usage(message).hint(format!("{} holds a token for one command", names::TOKEN)))
}
