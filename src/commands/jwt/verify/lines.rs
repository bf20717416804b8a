//! `verify --lines`: many tokens, one a line of stdin, and a line of JSON about each.

use super::keys::TrustedKeys;
use super::lacking::{self, Lacking};
use super::{VerifyArgs, rejected};
use crate::commands::jwt::lines::{self, Judge, Line, Verdict, Words};
use crate::commands::jwt::recipient::Resolved;
use crate::commands::{Context, Outcome};
use crate::failure::{Failure, Kind};
use crate::jwt::Rejection;
use crate::jwt::object::Object;
use crate::jwt::verify::{SignatureVerifier, Verifier};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use std::sync::{Mutex, PoisonError};

const WORDS: Words = Words { good: "valid", bad: Some("rejected"), code: "rejected" };

/// Whether one token or many are checked.
#[derive(Debug, clap::Args)]
pub struct LinesFlags {
    /// Check many tokens, one a line of stdin, and print a JSON object about each
    ///
    /// The keys are those of the beginning: a file or a key ring is read once, and an issuer or etcd is asked once, before
    /// the first line. A token that names a key that is put in later is rejected; where etcd does not answer, it is neither
    /// valid nor rejected (null, 5).
    #[arg(long, conflicts_with = "token")]
    pub lines: bool,
    /// With --lines, print the whole claims of each token that is good
    #[arg(long, conflicts_with = "signature_only")]
    pub claims: bool,
}

/// What is written about a good token.
#[derive(Default, Serialize)]
struct Good<'a> {
    line: u64,
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<&'a Object<'a>>,
    /// The claims whose numbers are not those of the token to the last digit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rounded: Vec<&'a str>,
}

/// What is written about any other.
#[derive(Serialize)]
struct Bad {
    line: u64,
    /// Nothing where nobody can say now.
    valid: Option<bool>,
    exit: u8,
    failed: Value,
    /// What stands around the token, and should not.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

/// The keys are those of the beginning, whatever ids the tokens name.
pub fn run(
    arguments: &VerifyArgs,
    keys: &TrustedKeys<'_>,
    service: Option<&Resolved>,
    context: &Context<'_>,
) -> Result<Outcome, Failure> {
    let expected = service.map(|service| &service.expected);
    let policy = arguments.policy.policy(keys.issuer.as_deref(), expected);
    let lacking = keys.lacking();
    let (keys, ended, hint) = (keys.keys(), keys.ended(), Hint::default());
    let mut outcome = match arguments.signature_only {
        true => lines::judged("verify", WORDS, context, || SignatureJudge {
            verifier: SignatureVerifier::new(keys, &policy.algorithms),
            bad: Badness { lacking, ended, hint: &hint },
        }),
        false => lines::judged("verify", WORDS, context, || TokenJudge {
            verifier: Verifier::new(keys, &policy),
            at: arguments.policy.at,
            whole_claims: arguments.lines.claims,
            bad: Badness { lacking, ended, hint: &hint },
        }),
    }?;
    let failure = outcome.failure.map(|failure| match lacking {
        Some(lacking) if failure.kind == Kind::Unavailable => lacking.about_lines(failure.message),
        _ => failure,
    });
    outcome.failure = failure.map(|failure| hint.into_words().into_iter().fold(failure, Failure::hint));
    Ok(outcome)
}

/// For signature and claims.
struct TokenJudge<'a> {
    verifier: Verifier<'a>,
    at: Option<Timestamp>,
    whole_claims: bool,
    bad: Badness<'a>,
}

/// For signatures alone.
struct SignatureJudge<'a> {
    verifier: SignatureVerifier<'a>,
    bad: Badness<'a>,
}

/// What is to be known of a token that is not good.
struct Badness<'a> {
    lacking: Option<Lacking<'a>>,
    /// Keys whose tokens are not taken any more, and why.
    ended: &'a [(String, String)],
    hint: &'a Hint,
}

/// What stands around the first token that is rejected for that, in the words of the summary, and its line.
#[derive(Default)]
struct Hint(Mutex<Option<(u64, String)>>);

impl Hint {
    /// Cores come upon such lines in any order.
    fn tell(&self, line: u64, words: &str) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if first.as_ref().is_none_or(|(known, _)| line < *known) {
            *first = Some((line, words.to_owned()));
        }
    }

    fn into_words(self) -> Option<String> {
        let (line, words) = self.0.into_inner().unwrap_or_else(PoisonError::into_inner)?;
        Some(format!("line {line}: {words}"))
    }
}

impl Judge for TokenJudge<'_> {
    fn judge(&mut self, line: Line<'_>, out: &mut Vec<u8>) -> Verdict {
        let now = self.at.unwrap_or(line.now);
        let token = line.text.as_deref().map_err(|fault| Rejection::from(fault.clone()));
        match token.and_then(|token| self.verifier.verify(token, now)) {
            Ok(claims) => {
                let (sub, exp) = (claims.get("sub"), claims.get("exp"));
                let claims = self.whole_claims.then_some(&claims);
                let rounded = claims.map(Object::rounded).unwrap_or_default();
                good(&Good { line: line.number, valid: true, sub, exp, claims, rounded }, out)
            }
            Err(why) => self.bad.write(&line, why, out),
        }
    }
}

impl Judge for SignatureJudge<'_> {
    fn judge(&mut self, line: Line<'_>, out: &mut Vec<u8>) -> Verdict {
        let token = line.text.as_deref().map_err(|fault| Rejection::from(fault.clone()));
        match token.and_then(|token| self.verifier.verify(token).map(drop)) {
            Ok(()) => good(&Good { line: line.number, valid: true, ..Good::default() }, out),
            Err(why) => self.bad.write(&line, why, out),
        }
    }
}

fn good(told: &Good<'_>, out: &mut Vec<u8>) -> Verdict {
    lines::write_json(told, out);
    Verdict::Good
}

impl Badness<'_> {
    fn write(&self, line: &Line<'_>, why: Rejection, out: &mut Vec<u8>) -> Verdict {
        let (number, given) = (line.number, line.text.as_deref().ok());
        let lacks = |lacking: &Lacking<'_>| given.is_some_and(|given| lacking.lacks_key_of(&why, given));
        if self.lacking.as_ref().is_some_and(lacks) {
            let exit = Kind::Unavailable.exit_code();
            let bad = Bad { line: number, valid: None, exit, failed: lacking::failed(&why), hint: None };
            lines::write_json(&bad, out);
            return Verdict::Open;
        }
        let why = &rejected::of_ended_key(why, given.unwrap_or_default(), self.ended);
        let (kind, failed) = (rejected::kind(why), rejected::failed(why));
        let hint = given.and_then(|given| rejected::surrounded(why, given));
        if let Some(hint) = &hint {
            self.hint.tell(number, hint);
        }
        let bad = Bad { line: number, valid: Some(false), exit: kind.exit_code(), failed, hint };
        lines::write_json(&bad, out);
        if kind == Kind::OnlyTime { Verdict::OnlyTime } else { Verdict::Bad }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_told_whichever_core_comes_first() {
        let hint = Hint::default();
        for (line, words) in [(7, "seven"), (2, "two"), (9, "nine")] {
            hint.tell(line, words);
        }
        assert_eq!(hint.into_words().as_deref(), Some("line 2: two"));
        assert_eq!(Hint::default().into_words(), None);
    }
}
