//! `authctl verify`: whether a JWT is good.

mod advice;
mod given;
mod keys;
mod lacking;
mod lines;
mod online;
mod policy;
mod rejected;

use crate::commands::jwt::recipient::{RecipientFlags, Resolved};
use crate::commands::jwt::rounded;
use crate::commands::{Context, Outcome, Page};
use crate::failure::Failure;
use crate::jwt::rounded::is_rounded;
use crate::jwt::verify::{Signed, Verified, verify, verify_signature};
use crate::jwt::{Rejection, base64url};
use serde_json::{Value, json};

use keys::TrustedKeys;

pub use keys::KeySourceFlags;
pub use lines::LinesFlags;
pub use policy::PolicyFlags;

const EXAMPLES: &str = r#"authctl token work | authctl verify --issuer https://id.example.com --audience api
authctl token work | authctl verify -p work --audience api --scope api.read
authctl verify --key public.pem --any-issuer --audience api --role admin -- "$TOKEN" | jq -r .sub
authctl verify --jwks-url https://id.example.com/jwks --signature-only -- "$TOKEN"
jq -r .token access.log | authctl verify --lines --key jwks.json --any-issuer --audience api
authctl token work | authctl verify --for fluxlit --env-file .env   # why it says "Invalid token""#;

/// What nobody looks at with --signature-only.
const CLAIM_CHECKS: [&str; 9] =
    ["audience", "subject", "typ", "scope", "role", "claim", "require", "max_age", "recipient"];

/// Check the signature and the claims of a JWT
///
/// Prints the claims when every check holds. Otherwise each failed check is told, and the exit code is 3, or 8 when
/// the token is genuine and time is its only fault. A token that carries iss or aud is rejected when nobody named
/// what is expected of it. A token that begins with a dash would be an option: put -- before it, or use
/// stdin.
///
/// Keys from the network are kept for as long as the issuer says, at most a day. A token that names another key, or whose
/// signature is not that of the key it names, has them asked for once more, every 30 s at most. When the issuer cannot be
/// reached, keys of the last day are used with a warning, unless it forbids that. What a token says of where its key is
/// (jku, x5u, jwk, x5c) is never looked at.
///
/// With --for the token is judged as this service does, which itself does not say what it minds: issuer, audience, leeway and the
/// secret or the key set are those of its own variables where they are not typed, and what it does not look at may be anything.
/// Some tokens that a service takes are rejected nevertheless: a signature with padding (=) behind it and a date in quotes, by
/// FluxLit and zndraw-auth; another alg than HS256 in the header, nbf and iat that lie ahead, and a sub that is no text, by
/// fastapi-taskflow.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct VerifyArgs {
    /// The token alone, without Bearer, quotes or line breaks in it; - or nothing reads it from stdin
    #[arg(value_name = "TOKEN")]
    token: Option<String>,
    #[command(flatten)]
    keys: KeySourceFlags,
    #[command(flatten)]
    policy: PolicyFlags,
    #[command(flatten)]
    recipient: RecipientFlags,
    /// Check the signature alone, and print the payload, which may be anything, as it is
    #[arg(long, conflicts_with_all = CLAIM_CHECKS)]
    signature_only: bool,
    #[command(flatten)]
    lines: LinesFlags,
}

pub fn run(arguments: &VerifyArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    arguments.check()?;
    let (issuer, lines) = (arguments.policy.issuer.as_deref(), arguments.lines.lines);
    let now = arguments.policy.at.unwrap_or_else(|| context.host.clock.now());
    let mut service = arguments.recipient.resolve(&arguments.policy.typed(), context)?;
    let mut keys = arguments.keys.resolve(issuer, service.as_mut(), lines, now, context)?;
    if let Some(service) = &service {
        service.check_complete()?;
    }
    let judged = match lines {
        true => lines::run(arguments, &keys, service.as_ref(), context),
        false => one(arguments, &mut keys, service.as_ref(), context),
    };
    let told = service.as_ref().and_then(Resolved::told);
    Ok(told.into_iter().fold(judged?, Outcome::say))
}

/// Judges one token.
fn one(
    arguments: &VerifyArgs,
    keys: &mut TrustedKeys<'_>,
    service: Option<&Resolved>,
    context: &Context<'_>,
) -> Result<Outcome, Failure> {
    let text = match given::token(arguments.token.as_deref(), context)? {
        Ok(text) => text,
        Err(fault) => return Ok(rejected::outcome(&fault.into(), "", keys, &arguments.policy)),
    };
    let expected = service.map(|service| &service.expected);
    let (token, policy) = (text.expose().trim(), arguments.policy.policy(keys.issuer.as_deref(), expected));
    if arguments.signature_only {
        let signed = keys.judged(token, |keys| verify_signature(token, keys, &policy.algorithms))?;
        return Ok(signed.map_or_else(
            |why| rejected::outcome(&why, token, keys, &arguments.policy),
            |signed| genuine(&signed),
        ));
    }
    let (at, clock) = (arguments.policy.at, &context.host.clock);
    let verified =
        keys.judged(token, |keys| verify(token, keys, &policy, at.unwrap_or_else(|| clock.now())))?;
    Ok(verified.map_or_else(
        |why| {
            let ahead = keys.clock_ahead().filter(|_| at.is_none());
            rejected::outcome(
                &ahead.into_iter().fold(why, Rejection::with_clock),
                token,
                keys,
                &arguments.policy,
            )
        },
        valid,
    ))
}

impl VerifyArgs {
    /// An error for what cannot be meant together.
    fn check(&self) -> Result<(), Failure> {
        // clap asks for nothing that conflicts with what is there
        if self.lines.claims && !self.lines.lines {
            return Err(Failure::usage("--claims is for many tokens, and needs --lines")
                .hint("the claims of a single token are printed anyway"));
        }
        self.keys.check_stdin(self.token.as_deref())?;
        // whoever names an issuer beside the key wants it compared
        if self.signature_only && self.policy.issuer.is_some() && self.keys.are_named() {
            return Err(Failure::usage(
                "--signature-only looks at no claim, and so not whether iss is --issuer",
            )
            .hint("leave out one of them"));
        }
        Ok(())
    }
}

/// The claims for people and for `jq`, with the header and the verdict for scripts that ask for JSON.
fn valid(verified: Verified) -> Outcome {
    let header = verified.header().clone();
    let Outcome { page, json: claims, .. } = Outcome::object(Value::Object(verified.into_claims()));
    let members = claims.as_object().into_iter().flatten();
    let rounded: Vec<&str> =
        members.filter(|(_, value)| is_rounded(value)).map(|(name, _)| name.as_str()).collect();
    let told = rounded::told(rounded.iter().copied());
    let mut json = json!({"valid": true, "header": header});
    if !rounded.is_empty() {
        json["rounded"] = json!(rounded);
    }
    json["claims"] = claims;
    told.into_iter().fold(Outcome::page(page, json), Outcome::say)
}

/// The payload as it is; in JSON as a text where it is one.
fn genuine(signed: &Signed) -> Outcome {
    let payload = signed.payload();
    let (name, text) = match std::str::from_utf8(payload) {
        Ok(text) => ("payload", text.to_owned()),
        Err(_) => ("payload_base64url", base64url::encode(payload)),
    };
    let json = json!({"valid": true, "header": signed.header(), name: text});
    Outcome::page(Page::Bytes(payload.to_vec().into()), json)
}
