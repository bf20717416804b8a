//! `authctl lint`: what is unsound about a JWT, by its text alone.

use super::given;
use super::recipient::{RecipientFlags, Resolved, Typed};
use crate::commands::arguments::instant;
use crate::commands::{Cell, Context, Outcome, Page};
use crate::failure::{Failure, Kind};
use crate::host::printable;
use crate::jwt::lint::{Finding, Rule, Severity, lint, rules, sarif};
use clap::builder::{PossibleValue, PossibleValuesParser};
use jiff::Timestamp;
use serde_json::{Value, json};

const EXAMPLES: &str = r#"authctl token work | authctl lint
authctl lint --fail-on warning --ignore jti-missing --ignore not-bound -- "$TOKEN"
authctl lint --format sarif -- "$TOKEN" | jq '.runs[].results'
authctl lint --for fluxlit --env-file .env -- "$TOKEN"   # what makes it answer 401 or 500
authctl lint --rules"#;

/// So much of what was found is shown.
const MOST_SHOWN: usize = 300;

/// Find what is unsound about a JWT
///
/// Judges one token by its text alone, by the best current practices for JWTs (RFC 8725 and RFC 8725bis, the draft that
/// replaces it, RFC 9068, RFC 9700): no key is needed, and nothing is verified. Each finding names its rule, where it is,
/// why it matters, and what to do. The exit code is 9 when something is found that is as bad as --fail-on says; a token
/// that cannot be read is such a finding, an error. What was found is told without the values of secrets; with SARIF,
/// without any value of the token. The ids of the rules stay; --rules lists them.
///
/// With --for the rules of one service are looked at too: what makes it answer 401 or 500. Whom it wants as issuer and audience
/// is known from its variables, in --env-file or the environment; no key is needed for that either.
///
/// A token that begins with a dash would be an option: put -- before it, or use stdin.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct LintArgs {
    /// The token; - or nothing reads it from stdin
    #[arg(value_name = "TOKEN")]
    token: Option<String>,
    #[command(flatten)]
    recipient: RecipientFlags,
    /// How bad a finding must be for exit code 9
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    fail_on: Severity,
    /// A rule to pass over (repeat)
    #[arg(long, visible_alias = "allow", value_name = "RULE", value_parser = rule_ids(), hide_possible_values = true)]
    ignore: Vec<String>,
    /// The time to judge at, instead of now: RFC 3339, or seconds since 1970
    #[arg(long, value_name = "TIME", value_parser = instant)]
    at: Option<Timestamp>,
    /// How to print it
    #[arg(long, default_value = "text")]
    format: Format,
    /// List the rules instead, with their severity and source
    #[arg(long, conflicts_with_all = ["token", "fail_on", "ignore", "at", "recipient"])]
    rules: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// As with --json
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

pub fn run(arguments: &LintArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    if arguments.rules {
        return Ok(arguments.format.outcome(rules_page(), rules_json(), &[]));
    }
    let given = given::read(arguments.token.as_deref(), "lint", context)?;
    let now = arguments.at.unwrap_or_else(|| context.host.clock.now());
    let service = arguments.recipient.resolve(&Typed::default(), context)?;
    let all = lint(given.text.expose(), now, service.as_ref().map(|service| &service.expected));
    let is_ignored = |finding: &&Finding| arguments.ignore.iter().any(|id| id == finding.rule.id);
    let (ignored, findings): (Vec<_>, Vec<_>) = all.iter().partition(is_ignored);
    let outcome = arguments.format.outcome(page(&findings), json(&findings, ignored.len()), &findings);
    let cookie = given::is_cookie(given.text.expose())
        .then(|| format!("This is {}: {}.", given::COOKIE, given::COOKIE_HINT));
    let told = service.as_ref().and_then(Resolved::told);
    let talk = given.left_out().into_iter().chain(cookie).chain(told);
    let talk = talk.chain([summary(&findings, ignored.len())]);
    let outcome = talk.fold(outcome, Outcome::say);
    match findings.iter().any(|finding| finding.rule.severity >= arguments.fail_on) {
        true => Ok(outcome.exit(Kind::Findings.exit_code())),
        false => Ok(outcome),
    }
}

fn rule_ids() -> PossibleValuesParser {
    PossibleValuesParser::new(rules().map(|rule| PossibleValue::new(rule.id).help(rule.what)))
}

impl Format {
    fn outcome(self, page: Page, json: Value, findings: &[&Finding]) -> Outcome {
        match self {
            Self::Text => Outcome::page(page, json),
            Self::Json => Outcome::page(Page::Raw(printable::json(&json.to_string())), json),
            Self::Sarif => Outcome::object(sarif::log(findings)),
        }
    }
}

fn json(findings: &[&Finding], ignored: usize) -> Value {
    let count = |severity| count(findings, severity);
    let listed: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let mut listed = rule_json(finding.rule);
            listed["where"] = finding.place.as_str().into();
            listed["found"] = finding.found.as_str().into();
            listed
        })
        .collect();
    json!({
        "findings": listed, "errors": count(Severity::Error), "warnings": count(Severity::Warning),
        "infos": count(Severity::Info), "ignored": ignored, "verified": false,
    })
}

fn rule_json(rule: &Rule) -> Value {
    json!({
        "id": rule.id, "severity": rule.severity.name(), "what": rule.what, "matters": rule.matters,
        "source": rule.source, "remedy": rule.remedy,
    })
}

fn rules_json() -> Value {
    json!({ "rules": rules().map(rule_json).collect::<Vec<_>>() })
}

fn count(findings: &[&Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.rule.severity == severity).count()
}

fn summary(findings: &[&Finding], ignored: usize) -> String {
    let ignored = if ignored > 0 { format!(", {ignored} passed over") } else { String::new() };
    match findings {
        [] => format!("Nothing was found{ignored}. Whether the token is genuine was not looked at."),
        _ => format!(
            "Errors {}, warnings {}, notes {}{ignored}. Whether the token is genuine was not looked at.",
            count(findings, Severity::Error),
            count(findings, Severity::Warning),
            count(findings, Severity::Info)
        ),
    }
}

/// What each rule found: what is wrong, below it where and why that matters, and what helps.
fn page(findings: &[&Finding]) -> Page {
    let of_one_rule = findings.chunk_by(|one, other| one.rule.id == other.rule.id);
    Page::Table { heads: vec!["SEVERITY", "RULE", "FINDING"], rows: of_one_rule.flat_map(rows).collect() }
}

fn rows(findings: &[&Finding]) -> Vec<Vec<Cell>> {
    let Some(rule) = findings.first().map(|finding| finding.rule) else { return Vec::new() };
    let why = format!("{} ({})", rule.matters, rule.source);
    let below = |place: &str, cell| vec![Cell::text(""), Cell::Faint(end_of(place)), cell];
    let mut rows = match findings {
        [Finding { place, found, .. }] => {
            let words =
                if found.is_empty() { rule.what.to_owned() } else { format!("{}: {found}", rule.what) };
            vec![head(rule, &words), below(place, Cell::Faint(why))]
        }
        several => {
            let places = several.iter().map(|finding| {
                below(&finding.place, Cell::text(printable::short(&finding.found, MOST_SHOWN)))
            });
            [vec![head(rule, rule.what)], places.collect(), vec![below("", Cell::Faint(why))]].concat()
        }
    };
    rows.push(below("", Cell::Faint(format!("→ {}", rule.remedy))));
    rows
}

fn head(rule: &Rule, words: &str) -> Vec<Cell> {
    vec![severity(rule), Cell::text(rule.id), Cell::Text(printable::short(words, MOST_SHOWN))]
}

/// A place, of a deep one its end.
fn end_of(place: &str) -> String {
    const LIMIT: usize = 24;
    match place.char_indices().rev().nth(LIMIT - 1) {
        Some((at, _)) if at > 0 => {
            format!("…{}", &place[at + place[at..].chars().next().map_or(0, char::len_utf8)..])
        }
        _ => place.to_owned(),
    }
}

fn rules_page() -> Page {
    let row = |rule: &Rule| {
        vec![Cell::text(rule.id), severity(rule), Cell::Text(format!("{} ({})", rule.what, rule.source))]
    };
    Page::Table { heads: vec!["RULE", "SEVERITY", "FINDING"], rows: rules().map(row).collect() }
}

fn severity(rule: &Rule) -> Cell {
    let name = rule.severity.name().to_owned();
    if rule.severity == Severity::Info { Cell::Faint(name) } else { Cell::Bad(name) }
}
