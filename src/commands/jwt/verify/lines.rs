//! `verify --lines`: many tokens, one a line of stdin, and a line of JSON about each.

use super::keys::TrustedKeys;
use super::{VerifyArgs, rejected};
use crate::commands::jwt::lines::{self, Judge, Line, Verdict, Words};
use crate::commands::{Context, Outcome};
use crate::failure::{Failure, Kind};
use crate::jwt::verify::{Keys, verify, verify_signature};
use crate::jwt::{Policy, Rejection};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

const WORDS: Words = Words { good: "valid", bad: Some("rejected"), code: "rejected" };

/// Whether one token or many are checked.
#[derive(Debug, clap::Args)]
pub struct LinesFlags {
    /// Check many tokens, one a line of stdin, and print a JSON object about each
    #[arg(long, conflicts_with = "token")]
    pub lines: bool,
    /// With --lines, print the whole claims of each token that is good
    #[arg(long, requires = "lines", conflicts_with = "signature_only")]
    claims: bool,
}

/// What is written about a good token.
#[derive(Serialize)]
struct Good<'a> {
    line: u64,
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<&'a Map<String, Value>>,
}

/// What is written about a bad one.
#[derive(Serialize)]
struct Bad {
    line: u64,
    valid: bool,
    exit: u8,
    failed: Value,
}

/// The keys are those of the beginning, whatever ids the tokens name.
pub fn run(
    arguments: &VerifyArgs,
    keys: &TrustedKeys<'_>,
    context: &Context<'_>,
) -> Result<Outcome, Failure> {
    let (policy, keys) = (arguments.policy.policy(keys.issuer.as_deref()), keys.keys());
    lines::judged("verify", WORDS, context, || Verifying {
        keys,
        policy: &policy,
        at: arguments.policy.at,
        signature_only: arguments.signature_only,
        whole_claims: arguments.lines.claims,
    })
}

struct Verifying<'a> {
    keys: Keys<'a>,
    policy: &'a Policy,
    at: Option<Timestamp>,
    signature_only: bool,
    whole_claims: bool,
}

impl Judge for Verifying<'_> {
    fn judge(&mut self, line: Line<'_>, out: &mut Vec<u8>) -> Verdict {
        match self.claims(&line) {
            Ok(claims) => {
                let (sub, exp) = (claims.get("sub"), claims.get("exp"));
                let claims = self.whole_claims.then_some(&claims);
                lines::write_json(&Good { line: line.number, valid: true, sub, exp, claims }, out);
                Verdict::Good
            }
            Err(why) => {
                let exit = rejected::kind(&why).exit_code();
                let failed = rejected::failed(&why);
                lines::write_json(&Bad { line: line.number, valid: false, exit, failed }, out);
                if exit == Kind::OnlyTime.exit_code() { Verdict::OnlyTime } else { Verdict::Bad }
            }
        }
    }
}

impl Verifying<'_> {
    /// The claims that hold; none where only the signature is checked.
    fn claims(&self, line: &Line<'_>) -> Result<Map<String, Value>, Rejection> {
        let token = line.text.as_deref().map_err(Clone::clone)?;
        if self.signature_only {
            return verify_signature(token, self.keys, &self.policy.algorithms).map(|_| Map::new());
        }
        let now = self.at.unwrap_or(line.now);
        Ok(verify(token, self.keys, self.policy, now)?.into_claims())
    }
}
