//! `authctl decode`: what a JWT says, without verifying it.

use super::token_text;
use crate::commands::outcome::claim_cell;
use crate::commands::{Cell, Context, Outcome, Page, given_token};
use crate::failure::{Failure, Kind};
use crate::jwt::compact::Fault;
use crate::jwt::decode::{Unverified, decode};
use crate::login::given::Found;
use crate::sensitive::PastedText;
use serde_json::json;

const EXAMPLES: &str = "authctl token work | authctl decode
authctl token work --type id | authctl decode --json | jq .claims";

/// Show what a JWT says, without verifying it
///
/// Anybody can write a token that says anything: nothing here is verified. The token comes as an argument, or on stdin.
/// An access token need not be a JWT; what it means is then between the issuer and the API.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct DecodeArgs {
    /// The token; - or nothing reads it from stdin
    #[arg(value_name = "TOKEN")]
    token: Option<String>,
}

pub fn run(arguments: &DecodeArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let Found { token: text, around } = given(arguments, context)?;
    let token = decode(text.expose()).map_err(|fault| {
        let failure = Failure::new(Kind::Rejected, "not_a_jwt", format!("this is no JWT: {fault}"));
        let failure = fault.hint().into_iter().fold(failure, Failure::hint);
        match fault {
            Fault::Parts(_) => failure
                .hint("an access token need not be a JWT: … | authctl introspect -p PROFILE asks the issuer what it is"),
            _ => failure,
        }
    })?;
    let json = json!({
        "header": token.header(), "claims": token.claims(), "encrypted": token.is_encrypted(), "verified": false,
    });
    let warning = match token.is_encrypted() {
        true => "The token is encrypted: only its header can be shown, and nothing was verified.",
        false => "Nothing was verified: anybody could have written this token.",
    };
    let outcome = Outcome::page(Page::Fields(fields(&token)), json);
    Ok(match around.is_empty() {
        true => outcome.say(warning),
        false => outcome.say(format!("Left out around the token: {}.", around.join(", "))).say(warning),
    })
}

fn given(arguments: &DecodeArgs, context: &Context<'_>) -> Result<Found, Failure> {
    let read = token_text::given(arguments.token.as_deref(), "decode", context)?;
    let text = read.expose().trim();
    // a paste from a narrow terminal or a mail is broken into lines
    let joined = PastedText::new(text.split(['\n', '\r']).collect::<String>());
    let mut found = given_token::parse(joined.expose())?;
    if text.contains(['\n', '\r']) {
        found.around.push("line breaks");
    }
    Ok(found)
}

fn fields(token: &Unverified) -> Vec<(String, Cell)> {
    let header =
        token.header().iter().map(|(name, value)| (format!("header {name}"), claim_cell(name, value)));
    let claims =
        token.claims().into_iter().flatten().map(|(name, value)| (name.clone(), claim_cell(name, value)));
    header.chain(claims).collect()
}
