//! Access tokens that were got elsewhere: on stdin, typed, or in AUTHCTL_TOKEN.

use super::Context;
use crate::config::names;
use crate::failure::{Failure, Kind};
use crate::login::{Given, given};
use crate::sensitive::AccessToken;
use crate::store::StoreKind;

/// No token is larger.
const LARGEST: usize = 1 << 20;

/// The token that AUTHCTL_TOKEN holds; it beats every store. An empty variable counts as absent.
pub fn of_environment(context: &Context<'_>) -> Result<Option<AccessToken>, Failure> {
    let environment = &context.host.environment;
    if environment.bytes(names::TOKEN).is_none_or(|bytes| bytes.as_encoded_bytes().trim_ascii().is_empty()) {
        return Ok(None);
    }
    // what is not UTF-8 is no token, and no reason to use another one in silence
    let parsed = environment.secret(names::TOKEN).map_or(Err(given::NoToken::OddCharacters), given::parse);
    parsed.map(Some).map_err(|why| {
        Failure::usage(format!("{}: {why}", names::TOKEN)).hint(format!("unset {}", names::TOKEN))
    })
}

/// What a login or logout says while AUTHCTL_TOKEN is set.
pub fn warning(context: &Context<'_>) -> Option<String> {
    let is_set = matches!(of_environment(context), Ok(Some(_)) | Err(_));
    is_set.then(|| format!("{} is set: it is used instead of what is kept, until it is unset.", names::TOKEN))
}

/// Takes the token from stdin; from a person without showing it. Without a place it would be gone at once.
pub fn ask(given: &mut Given, profile: &str, kind: StoreKind, context: &Context<'_>) -> Result<(), Failure> {
    if kind == StoreKind::None {
        let message = "--store none keeps nothing, and a token that is given by hand would be gone at once";
        return Err(Failure::usage(message).hint(format!("{} holds a token for one command", names::TOKEN)));
    }
    let terminal = &context.host.terminal;
    let hint = format!("authctl login {profile} --with-token < FILE");
    let text = if terminal.stdin_is_terminal() {
        let question = format!("Access token of profile {profile}");
        terminal.ask_secret(&question).map_err(|why| Failure::from(why).hint(&hint))?
    } else {
        let bytes = terminal.read_stdin(LARGEST).map_err(|why| {
            Failure::new(Kind::Other, "stdin", format!("the token cannot be read from stdin: {why}"))
        })?;
        String::from_utf8(bytes).map_err(|_| Failure::usage("what came on stdin is no token").hint(&hint))?
    };
    let token = given::parse(&text).map_err(|why| Failure::usage(why.to_string()).hint(hint))?;
    given.token = Some(token);
    Ok(())
}
