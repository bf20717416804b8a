//! `authctl verify`: whether a JWT is good.

use super::key_source::KeyFlags;
use super::token_text;
use crate::commands::arguments::{algorithm, duration, instant, seconds};
use crate::commands::{Context, Outcome};
use crate::failure::{Failure, Kind};
use crate::jwt::policy::{Accepted, Algorithms, Expiry};
use crate::jwt::verify::{Signed, verify, verify_signature};
use crate::jwt::{Algorithm, Policy, Rejection};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

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
    key: KeyFlags,
    /// The algorithm that the token must be signed with [default: that of the key, else HS256 or RS256]
    #[arg(long, value_name = "ALG", value_parser = algorithm)]
    alg: Vec<Algorithm>,
    /// Who must have issued the token (iss)
    #[arg(long, value_name = "ISSUER")]
    issuer: Option<String>,
    /// Take any issuer, or none
    #[arg(long, conflicts_with = "issuer")]
    any_issuer: bool,
    /// Whom the token must be meant for (aud); one of several is enough
    #[arg(long, value_name = "AUDIENCE")]
    audience: Vec<String>,
    /// Take any audience, or none
    #[arg(long, conflicts_with = "audience")]
    any_audience: bool,
    /// Whom the token must be about (sub)
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,
    /// The type that the header must name, such as at+jwt
    #[arg(long, value_name = "TYPE")]
    typ: Option<String>,
    /// A claim that must be there
    #[arg(long, value_name = "CLAIM")]
    require: Vec<String>,
    /// By how much clocks may differ
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "0")]
    leeway: Duration,
    /// How long ago the token may have been issued (iat)
    #[arg(long, value_name = "TIME", value_parser = duration)]
    max_age: Option<Duration>,
    /// The time to check at, instead of now: RFC 3339, or seconds since 1970
    #[arg(long, value_name = "TIME", value_parser = instant)]
    at: Option<Timestamp>,
    /// Take a token that has expired
    #[arg(long)]
    ignore_expiry: bool,
    /// Check the signature alone; the payload may be anything
    #[arg(long)]
    signature_only: bool,
}

pub fn run(arguments: &VerifyArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    if arguments.key.takes_stdin() && arguments.token.as_deref().is_none_or(|token| token == "-") {
        return Err(Failure::usage("the secret and the token cannot both come from stdin")
            .hint("--secret-file FILE or --secret-env NAME leaves stdin to the token"));
    }
    let source = arguments.key.read(context)?.ok_or_else(|| {
        Failure::usage("no key was named").hint("--key FILE, --secret-file FILE or --secret-env NAME")
    })?;
    let trusted = source.trusted(arguments.key.weak())?;
    let text = token_text::given(arguments.token.as_deref(), "verify", context)?;
    let (token, policy) = (text.expose().trim(), arguments.policy());
    if arguments.signature_only {
        let signed =
            verify_signature(token, trusted.keys(), &policy.algorithms).map_err(|why| rejected(&why))?;
        return Ok(Outcome::object(payload(&signed)));
    }
    let now = arguments.at.unwrap_or_else(|| context.host.clock.now());
    let verified = verify(token, trusted.keys(), &policy, now).map_err(|why| rejected(&why))?;
    Ok(Outcome::object(Value::Object(verified.into_claims())))
}

impl VerifyArgs {
    fn policy(&self) -> Policy {
        let accepted = |any: bool, named: &[String]| match (any, named) {
            (true, _) => Accepted::Anything,
            (_, []) => Accepted::Unnamed,
            (_, named) => Accepted::OneOf(named.to_vec()),
        };
        let whole = |time: Duration| u32::try_from(seconds(time)).unwrap_or(u32::MAX);
        Policy {
            algorithms: match self.alg.as_slice() {
                [] => Algorithms::OfTheKey,
                named => Algorithms::Only(named.to_vec()),
            },
            issuer: accepted(self.any_issuer, self.issuer.as_slice()),
            audience: accepted(self.any_audience, &self.audience),
            subject: self.subject.clone(),
            typ: self.typ.clone(),
            required: self.require.clone(),
            rules: Vec::new(),
            leeway: whole(self.leeway),
            max_age: self.max_age.map(whole),
            expiry: if self.ignore_expiry { Expiry::Ignored } else { Expiry::Checked },
        }
    }
}

fn payload(signed: &Signed) -> Value {
    json!({ "header": signed.header(), "payload": String::from_utf8_lossy(signed.payload()) })
}

fn rejected(why: &Rejection) -> Failure {
    let kind = if why.only_time() { Kind::OnlyTime } else { Kind::Rejected };
    let failure = Failure::new(kind, "rejected", why.to_string());
    why.hints().into_iter().fold(failure, Failure::hint)
}
