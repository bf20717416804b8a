//! `authctl verify`: whether a JWT is good.

mod keys;
mod policy;
mod rejected;

use super::token_text;
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use crate::jwt::verify::{Signed, verify, verify_signature};
use serde_json::{Value, json};

pub use keys::KeySourceFlags;
pub use policy::PolicyFlags;

const EXAMPLES: &str = "authctl token work | authctl verify --key public.pem --any-issuer --audience api";

/// Check the signature and the claims of a JWT
///
/// Prints the claims when every check holds. Otherwise each failed check is told, and the exit code is 3, or 8 when
/// the token is genuine and time is its only fault. A token that carries iss or aud is rejected when nobody named
/// what is expected of it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct VerifyArgs {
    /// The token; - or nothing reads it from stdin
    #[arg(value_name = "TOKEN")]
    token: Option<String>,
    #[command(flatten)]
    keys: KeySourceFlags,
    #[command(flatten)]
    policy: PolicyFlags,
    /// Check the signature alone; the payload may be anything
    #[arg(long)]
    signature_only: bool,
}

pub fn run(arguments: &VerifyArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    if arguments.keys.takes_stdin() && arguments.token.as_deref().is_none_or(|token| token == "-") {
        return Err(Failure::usage("the secret and the token cannot both come from stdin")
            .hint("--secret-file FILE or --secret-env NAME leaves stdin to the token"));
    }
    let keys = arguments.keys.resolve(context)?;
    let text = token_text::given(arguments.token.as_deref(), "verify", context)?;
    let (token, policy) = (text.expose().trim(), arguments.policy.policy());
    if arguments.signature_only {
        let signed = verify_signature(token, keys.keys(), &policy.algorithms);
        return Ok(
            signed.map_or_else(|why| rejected::outcome(&why), |signed| Outcome::object(payload(&signed)))
        );
    }
    let now = arguments.policy.at.unwrap_or_else(|| context.host.clock.now());
    let verified = verify(token, keys.keys(), &policy, now);
    Ok(verified.map_or_else(
        |why| rejected::outcome(&why),
        |verified| Outcome::object(Value::Object(verified.into_claims())),
    ))
}

fn payload(signed: &Signed) -> Value {
    json!({ "header": signed.header(), "payload": String::from_utf8_lossy(signed.payload()) })
}
