//! `authctl decode`: what a JWT says, without verifying it.

use super::{Cell, Context, Outcome, Page};
use crate::failure::{Failure, Kind};
use crate::jwt::decode::{Unverified, decode};
use serde_json::{Value, json};

/// The most that is read of a token.
const LARGEST: usize = 1 << 20;

/// Show what a JWT says, without verifying it
///
/// Anybody can write a token that says anything: nothing here is verified. The token comes as an argument, or on stdin.
/// An access token need not be a JWT; what it means is then between the issuer and the API.
#[derive(Debug, clap::Args)]
pub struct DecodeArgs {
    /// The token; - or nothing reads it from stdin
    #[arg(value_name = "TOKEN")]
    token: Option<String>,
}

pub fn run(arguments: &DecodeArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let text = token(arguments, context)?;
    let token = decode(text.trim()).map_err(|fault| {
        let failure = Failure::new(Kind::Rejected, "not_a_jwt", format!("this is no JWT: {fault}"));
        let failure = fault.hint().into_iter().fold(failure, Failure::hint);
        match text.contains('.') {
            true => failure,
            false => {
                failure.hint("an access token need not be a JWT; authctl whoami asks the issuer about it")
            }
        }
    })?;
    let json = json!({"header": token.header(), "claims": token.claims(), "encrypted": token.is_encrypted(), "verified": false});
    let warning = match token.is_encrypted() {
        true => "The token is encrypted: only its header can be shown, and nothing was verified.",
        false => "Nothing was verified: anybody could have written this token.",
    };
    Ok(Outcome::page(Page::Fields(fields(&token)), json).say(warning))
}

fn token(arguments: &DecodeArgs, context: &Context<'_>) -> Result<String, Failure> {
    let terminal = &context.host.terminal;
    match arguments.token.as_deref() {
        Some(token) if token != "-" => Ok(token.to_owned()),
        None if terminal.stdin_is_terminal() => {
            Err(Failure::usage("no token was given").hint("authctl decode TOKEN, or … | authctl decode"))
        }
        _ => {
            let bytes = terminal
                .read_stdin(LARGEST)
                .map_err(|why| Failure::new(Kind::Rejected, "stdin", why.to_string()))?;
            String::from_utf8(bytes)
                .map_err(|_| Failure::new(Kind::Rejected, "not_a_jwt", "this is no JWT: it is not text"))
        }
    }
}

fn fields(token: &Unverified) -> Vec<(String, Cell)> {
    let header = token.header().iter().map(|(name, value)| (format!("header {name}"), cell(name, value)));
    let claims = token.claims().into_iter().flatten().map(|(name, value)| (name.clone(), cell(name, value)));
    header.chain(claims).collect()
}

/// Dates as dates (RFC 7519 section 4.1), texts without quotes, all else as JSON.
fn cell(name: &str, value: &Value) -> Cell {
    match value {
        Value::Number(seconds) if matches!(name, "exp" | "nbf" | "iat" | "auth_time") => {
            seconds.as_i64().map_or_else(|| Cell::text(seconds.to_string()), Cell::unix)
        }
        Value::String(text) => Cell::text(text),
        other => Cell::text(other.to_string()),
    }
}
