//! `authctl decode`: what a JWT or a session cookie says, without verifying it.

mod claim;
mod decrypted;
mod found;
mod json;
mod lines;
mod session;
mod view;

use super::given::{self, Given};
use super::paste;
use crate::commands::{Context, Outcome, Page, Plain};
use crate::failure::{Failure, Kind};
use crate::host::printable;
use decrypted::DecryptionFlags;
use found::{Found, OF_SERVICE};
use serde_json::Value;
use view::{TimeForm, View};

const EXAMPLES: &str = "authctl token work | authctl decode
authctl decode --claim realm_access.roles \"$TOKEN\"
authctl decode --claim exp --time relative \"$TOKEN\"
authctl decode --redact \"$TOKEN\"
authctl decode --json \"$TOKEN\" | jq .claims
authctl decode --key private.pem \"$ENCRYPTED\"
authctl decode --key private.pem --json \"$ENCRYPTED\" | jq -r .token | authctl verify -p work
authctl decode --secret-env SESSION_SECRET_KEY --max-age 14d \"$COOKIE\"
cat tokens | authctl decode --lines | jq -r .claims.sub";

/// Names of tokens can be very long.
const LONGEST_LIST: usize = 600;

/// Show what a JWT says, without verifying it
///
/// Anybody can write a token that says anything: nothing here is verified. The token comes as an argument, or on
/// stdin, as it was copied: in a header, in quotes, after TOKEN=, in a cookie, in the lines of a mail. Of several
/// tokens none is taken. A token that is broken is shown as far as it can be read, and the exit code is 3. Of
/// an SD-JWT the JWT before its first ~ is shown. An encrypted token shows its header; with its key also what is in it, which nobody has
/// verified either. A token that was in it is the member token of what --json prints. An access token need not be a
/// JWT; what it means is then between the issuer and the API.
///
/// Signed session cookies (payload.timestamp.signature, as Flask and Starlette make them) are shown too, but for the
/// tokens and secrets that some services put into them: --claim NAME prints one. With the secret of the service
/// (--secret-file and the like) the signature is checked, and with --max-age when it was made; the exit code is 3 when
/// another secret signed, and 8 when the cookie is too old. That a cookie is signed with a secret that everybody knows is
/// told by itself.
#[derive(Debug, Default, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct DecodeArgs {
    /// The token; - or nothing reads it from stdin
    #[arg(value_name = "TOKEN")]
    token: Option<String>,
    /// Print the value of one claim alone, by its name or its path, such as realm_access.roles or aud.0
    #[arg(long, value_name = "PATH")]
    claim: Option<String>,
    /// The header instead of the claims
    #[arg(long)]
    header: bool,
    /// How dates are shown to people [default: local]
    #[arg(long, value_name = "FORM")]
    time: Option<TimeForm>,
    /// Leave out what is personal or secret, for a ticket
    ///
    /// Names that are registered or widely used, dates, true and false stay, and the values of members that say what
    /// the token is (alg, kid, iss, aud, scope, roles and their like); of every other name, text and number only its
    /// kind and length are shown, and the signature never.
    #[arg(long, conflicts_with = "claim")]
    redact: bool,
    /// Read many tokens, one a line of stdin, and print what --json prints of each on a line
    #[arg(long, conflicts_with_all = ["token", "claim", "time", "key-source"])]
    lines: bool,
    #[command(flatten)]
    key: DecryptionFlags,
}

pub fn run(arguments: &DecodeArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    if arguments.lines {
        return lines::run(arguments, context);
    }
    if context.globals.json && arguments.time.is_some() {
        return Err(Failure::usage(
            "--time is for people: --json gives each date as the token has it, and in UTC",
        )
        .hint("leave out one of them"));
    }
    arguments.key.check_stdin(arguments.token.as_deref())?;
    let Given { text, around } = given::read(arguments.token.as_deref(), "decode", context)?;
    let shown = arguments.key.read(text.expose(), context);
    let mut shown = shown.map_err(|why| if is_of_service(&around) { at_service(why) } else { why })?;
    let left_out = match (arguments.redact, &arguments.claim) {
        (true, _) => shown.redact(arguments.header),
        // who asks for one by its name gets it
        (false, Some(_)) => Vec::new(),
        (false, None) => {
            shown.content.hide_secrets();
            Vec::new()
        }
    };
    match (arguments.header, &arguments.claim) {
        (true, _) if shown.content.content(true).is_none() => return Err(no_header(&shown.content)),
        (false, Some(_)) => shown.require_claims()?,
        _ => {}
    }
    let (warnings, view, failure) = (shown.warnings(), arguments.view(context), shown.failure());
    let outcome = match &arguments.claim {
        Some(path) => claim::print(path, shown.content, arguments, context)?,
        // a token can be large: only what is wanted is made of it
        None if context.globals.json => Outcome::silent(Value::Object(shown.into_json(&view))),
        None => Outcome::page(Page::Sections(shown.sections(&view)), Value::Null),
    };
    let told = [
        ("around the token", around.join(", ")),
        ("for --redact", printable::short(&left_out.join(", "), LONGEST_LIST)),
    ];
    let told = told.into_iter().filter(|(_, what)| !what.is_empty());
    let told = told.map(|(why, what)| format!("Left out {why}: {what}."));
    let outcome = told.chain(warnings).fold(outcome, Outcome::say);
    Ok(match failure {
        Some(failure) => outcome.but(failure),
        None => outcome,
    })
}

/// True for what goes in a header that no issuer's token goes in.
fn is_of_service(around: &[&str]) -> bool {
    around.iter().any(|what| [paste::IN_COOKIE, paste::IN_HEADER].contains(what))
}

/// No issuer knows it.
fn at_service(why: Failure) -> Failure {
    match why.code {
        "not_a_jwt" => Failure { hints: vec![OF_SERVICE.to_owned()], ..why },
        _ => why,
    }
}

fn no_header(found: &Found) -> Failure {
    let broken = match found {
        Found::Token(_) => found.failure_without("header"),
        Found::Cookie(_) => None,
    };
    broken.unwrap_or_else(|| {
        Failure::new(Kind::Other, "no_header", "there is no header: a session cookie has none")
    })
}

impl Plain for DecodeArgs {
    fn plain(token: Option<String>) -> Self {
        Self { token, ..Self::default() }
    }
}

impl DecodeArgs {
    fn view(&self, context: &Context<'_>) -> View {
        View { time: self.time.unwrap_or_default(), now: context.host.clock.now(), header_only: self.header }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tests::assert_plain;

    #[test]
    fn one_token_is_understood_as_the_parser_does() {
        assert_plain::<DecodeArgs>();
    }
}
