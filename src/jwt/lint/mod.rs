//! What a careful person would want to know of one token, by its text alone: no key, no verification
//! (RFC 8725 and the draft that replaces it, RFC 9068, RFC 9700, RFC 7515, RFC 7519).
//!
//! The rules are data, one table a file. Their ids are stable, scripts rely on them. What each kind of token must hold, and need
//! not, is a table too.

mod claims;
mod dates;
mod form;
mod header;
mod kinds;
mod members;
mod recipients;
pub mod sarif;
mod specifications;
mod token;

pub use members::is_unseen;
pub(in crate::jwt) use specifications::name_of_type;

use crate::jwt::recipient::Expected;
use crate::jwt::text;
use jiff::Timestamp;
use serde_json::{Map, Value};
use token::Token;

/// How bad a finding is, the mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Severity {
    /// Worth knowing
    Info,
    /// A weakness, or something that careful readers miss
    Warning,
    /// Against the standards, or dangerous
    Error,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A rule: what it looks for, why that matters, who says so, and what to do about it.
#[derive(Debug)]
pub struct Rule {
    pub id: &'static str,
    pub severity: Severity,
    /// The section that it follows, such as "RFC 8725 section 3.9"; "RFC 8725bis" is draft-ietf-oauth-rfc8725bis.
    pub source: &'static str,
    /// What is wrong, in general.
    pub what: &'static str,
    /// What may come of it.
    pub matters: &'static str,
    pub remedy: &'static str,
    /// What was seen, once for each place.
    seen: fn(&Token<'_>) -> Vec<Seen>,
}

/// Something that a rule found.
#[derive(Clone, Debug)]
pub struct Finding {
    pub rule: &'static Rule,
    /// Where: "header/alg", "claims/address/street", "signature", "token".
    pub place: String,
    /// What was seen there, never a secret; empty where that says nothing more.
    pub found: String,
}

/// What a rule saw, and where.
struct Seen {
    place: String,
    found: String,
}

macro_rules! table {
    ($($severity:ident $id:literal $source:literal: $what:literal, $matters:literal, $remedy:literal, $seen:expr;)+) => {
        &[$($crate::jwt::lint::Rule {
            id: $id, severity: $crate::jwt::lint::Severity::$severity, source: $source,
            what: $what, matters: $matters, remedy: $remedy, seen: $seen,
        }),+]
    };
}
use table;

/// More findings of one rule are counted and not listed.
const MOST_OF_A_RULE: usize = 20;

/// Every rule there is.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [form::RULES, header::RULES, dates::RULES, claims::RULES, members::RULES, kinds::RULES, recipients::RULES]
        .into_iter()
        .flatten()
}

/// Every finding about this text, the worst first, else in the order of the rules. The rules of one service are looked at where
/// the token is `expected` there.
pub fn lint(text: &str, now: Timestamp, expected: Option<&Expected>) -> Vec<Finding> {
    let token = Token { expected, ..Token::read(text, now) };
    let mut findings: Vec<Finding> = rules().flat_map(|rule| rule.findings(&token)).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.rule.severity));
    findings
}

/// What one service has against a token with this header and these claims.
pub fn faults_for(
    expected: &Expected,
    header: &Map<String, Value>,
    claims: &Map<String, Value>,
    now: Timestamp,
) -> Vec<Finding> {
    let token = Token::of(header.clone(), claims.clone(), expected, now);
    recipients::RULES.iter().flat_map(|rule| rule.findings(&token)).collect()
}

impl Finding {
    /// The member of header or claims that it is about.
    pub fn member(&self) -> &str {
        self.place.rsplit('/').next().unwrap_or_default()
    }

    /// What is wrong and what may come of it, without a full stop.
    pub fn sentence(&self) -> String {
        let found = if self.found.is_empty() { String::new() } else { format!(" ({})", self.found) };
        format!("{}{found}: {}", self.rule.what, self.rule.matters)
    }
}

impl Rule {
    fn findings(&'static self, token: &Token<'_>) -> impl Iterator<Item = Finding> + use<> {
        let holds = !token.specification.free_of.contains(&self.id);
        let mut seen = if holds { (self.seen)(token) } else { Vec::new() };
        let more = seen.len().saturating_sub(MOST_OF_A_RULE);
        seen.truncate(MOST_OF_A_RULE);
        seen.extend((more > 0).then(|| Seen::at("token", format!("{more} more"))));
        seen.into_iter().map(move |Seen { place, found }| Finding { rule: self, place, found })
    }
}

impl Seen {
    fn at(place: impl Into<String>, found: impl Into<String>) -> Self {
        Self { place: place.into(), found: found.into() }
    }

    fn header(name: &str, found: impl Into<String>) -> Self {
        Self::at(format!("header/{}", cut(name)), found)
    }

    fn claim(name: &str, found: impl Into<String>) -> Self {
        Self::at(format!("claims/{}", cut(name)), found)
    }
}

/// One thing seen, if it is there.
fn when(is_there: bool, seen: impl FnOnce() -> Seen) -> Vec<Seen> {
    if is_there { vec![seen()] } else { Vec::new() }
}

/// A name or a text of a token, cut to a length that fits into a sentence.
fn cut(text: &str) -> String {
    text::cut(text, 60)
}

#[cfg(test)]
mod tests;
