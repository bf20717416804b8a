//! The claims of a token (RFC 7519 section 4.1) against what is expected of them.

use super::date::{NumericDate, span};
use super::object::Object;
use super::policy::{Accepted, Expiry, Policy, Rule};
use super::rejection::{Failure, shown};
use super::{json, media_type};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

/// The claim of this name, else what lies at this path of names with dots between: `realm_access.roles`. A name may hold
/// dots itself: `https://example.com/claims.roles`. What a list holds is named by its place: `identities.0.connection`.
pub fn at<'a>(claims: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    found(path, |name| claims.get(name))
}

/// The same among members that are kept in another way.
pub(super) fn found<'a>(path: &str, member: impl Fn(&str) -> Option<&'a Value>) -> Option<&'a Value> {
    let inside = |dot: usize| within(member(&path[..dot])?, &path[dot + 1..]);
    member(path).or_else(|| path.match_indices('.').find_map(|(dot, _)| inside(dot)))
}

fn within<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let list = match value {
        Value::Object(members) => return at(members, path),
        value => value.as_array()?,
    };
    let (place, rest) = path.split_once('.').map_or((path, None), |(place, rest)| (place, Some(rest)));
    let value = list.get(index(place)?)?;
    rest.map_or(Some(value), |rest| within(value, rest))
}

/// A place in a list, the first being 0, written in one way alone.
fn index(text: &str) -> Option<usize> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| is_number)
}

/// Every check of the claims, and of `typ` in the header, that fails.
pub(super) fn failures(
    header: &Map<String, Value>,
    claims: &Object<'_>,
    policy: &Policy,
    now: Timestamp,
) -> Vec<Failure> {
    let leeway = SignedDuration::from_secs(i64::from(policy.leeway));
    let mut checks = Checks { claims, policy, now, leeway, failures: Vec::new() };
    checks.typ(header);
    checks.party(&ISSUER, &policy.issuer);
    checks.party(&AUDIENCE, &policy.audience);
    checks.subject();
    checks.text("jti");
    checks.expiry();
    checks.start();
    checks.issuance();
    policy.required.iter().for_each(|claim| checks.required(claim));
    policy.rules.iter().for_each(|rule| checks.rule(rule));
    checks.failures
}

/// A claim that says who made the token, or whom it is for.
struct Party {
    claim: &'static str,
    right_type: &'static str,
    takes_list: bool,
    said: &'static str,
    unsaid: &'static str,
}

const ISSUER: Party = Party {
    claim: "iss",
    right_type: "a string",
    takes_list: false,
    said: "comes from",
    unsaid: "does not say who made it",
};

const AUDIENCE: Party = Party {
    claim: "aud",
    right_type: "a string or a list of strings",
    takes_list: true,
    said: "is meant for",
    unsaid: "does not say whom it is for",
};

impl Party {
    /// The names that the claim holds, none when it is absent; `None` when it is of the wrong type.
    fn names<'a>(&self, value: Option<&'a Value>) -> Option<Vec<&'a str>> {
        match value {
            None => Some(Vec::new()),
            Some(Value::Array(list)) if self.takes_list => list.iter().map(Value::as_str).collect(),
            Some(value) => value.as_str().map(|name| vec![name]),
        }
    }
}

struct Checks<'a> {
    claims: &'a Object<'a>,
    policy: &'a Policy,
    now: Timestamp,
    leeway: SignedDuration,
    failures: Vec<Failure>,
}

impl<'a> Checks<'a> {
    fn typ(&mut self, header: &Map<String, Value>) {
        let found = header.get("typ");
        let Some(expected) = &self.policy.typ else { return };
        if !media_type::is(found, expected) {
            let found = shown(found);
            let sentence = format!("the token's type is {found} (typ), expected is {expected:?}");
            self.fail("typ", format!("{expected:?}"), found, sentence);
        }
    }

    fn party(&mut self, party: &Party, expected: &Accepted) {
        let (claim, value) = (party.claim, self.claims.get(party.claim));
        let Some(names) = party.names(value) else {
            let found = shown(value);
            let sentence = format!("the claim {claim} is {found} instead of {}", party.right_type);
            return self.fail(claim, party.right_type, found, sentence);
        };
        let said = || match value {
            Some(value) => format!("{} {}", party.said, shown(Some(value))),
            None => party.unsaid.to_owned(),
        };
        match expected {
            Accepted::Unnamed if value.is_some() => {
                let (said, found) = (said(), shown(value));
                let sentence = format!("the token {said} ({claim}), and nobody said that this is expected");
                self.failures.push(Failure::new(claim, "nothing", found, sentence).of_unnamed());
            }
            Accepted::OneOf(allowed) if !names.iter().any(|name| allowed.iter().any(|one| one == name)) => {
                let expected = allowed.iter().map(|one| format!("{one:?}")).collect::<Vec<_>>().join(" or ");
                let (said, found) = (said(), shown(value));
                let sentence = format!("the token {said} ({claim}), expected is {expected}");
                self.fail(claim, expected, found, sentence);
            }
            Accepted::Unnamed | Accepted::Anything | Accepted::OneOf(_) => {}
        }
    }

    fn subject(&mut self) {
        let found = self.text("sub");
        let is_absent = self.claims.get("sub").is_none();
        if let Some(expected) = &self.policy.subject
            && (is_absent || found.is_some_and(|found| found != expected))
        {
            let found = shown(self.claims.get("sub"));
            let said =
                if is_absent { "does not say whom it is about".into() } else { format!("is about {found}") };
            let sentence = format!("the token {said} (sub), expected is {expected:?}");
            self.fail("sub", format!("{expected:?}"), found, sentence);
        }
    }

    /// A claim that is a string where it is there (RFC 7519 section 4.1).
    fn text(&mut self, claim: &'static str) -> Option<&'a str> {
        let value = self.claims.get(claim)?;
        if value.as_str().is_none() {
            let sentence = format!("the claim {claim} is {} instead of a string", json::kind(value));
            self.fail(claim, "a string", shown(Some(value)), sentence);
        }
        value.as_str()
    }

    fn expiry(&mut self) {
        let Some((date, age)) = self.date("exp") else { return };
        if age >= self.leeway && self.policy.expiry == Expiry::Checked {
            let expected = format!("after {}", self.moment());
            let sentence = format!("the token expired {} ago{}", span(age), self.beyond_leeway());
            self.fail_of_time("exp", expected, date.to_string(), sentence);
        }
    }

    fn start(&mut self) {
        let Some((date, age)) = self.date("nbf") else { return };
        if -age > self.leeway {
            let expected = format!("{} or before", self.moment());
            let sentence =
                format!("the token is not valid yet, only in {} (nbf){}", span(age), self.beyond_leeway());
            self.fail_of_time("nbf", expected, date.to_string(), sentence);
        }
    }

    fn issuance(&mut self) {
        let issued = self.date("iat");
        if let Some((date, age)) = issued.filter(|(_, age)| -*age > self.leeway) {
            let expected = format!("{} or before", self.moment());
            let sentence = format!(
                "the token says it will be issued in {} (iat): one of the clocks is wrong{}",
                span(age),
                self.beyond_leeway()
            );
            self.fail_of_time("iat", expected, date.to_string(), sentence);
        }
        let Some(limit) = self.policy.max_age.map(|limit| SignedDuration::from_secs(i64::from(limit))) else {
            return;
        };
        let longest = if limit.is_zero() { "0 s".to_owned() } else { span(limit) };
        let expected = format!("issued at most {longest} ago");
        match issued {
            Some((date, age)) if age > limit.saturating_add(self.leeway) => {
                let sentence = format!("the token is {} old, older than {longest} (iat)", span(age));
                self.fail_of_time("max-age", expected, date.to_string(), sentence);
            }
            None if self.claims.get("iat").is_none() => {
                self.fail("max-age", expected, "nothing", "the token does not say when it was issued (iat)");
            }
            _ => {}
        }
    }

    /// The time of the checks, to the millisecond.
    fn moment(&self) -> String {
        let digits = if self.now.subsec_nanosecond() == 0 { 0 } else { 3 };
        format!("{:.digits$}", self.now)
    }

    /// A date and how long ago it was; a claim that is there and no date is a failure that time cannot heal.
    fn date(&mut self, claim: &'static str) -> Option<(NumericDate, SignedDuration)> {
        let value = self.claims.get(claim)?;
        match NumericDate::from_claim(value) {
            Ok(date) => Some((date, date.age(self.now))),
            Err(why) => {
                self.fail(claim, "a date", shown(Some(value)), format!("the claim {claim} {why}"));
                None
            }
        }
    }

    fn required(&mut self, claim: &str) {
        if self.claims.at(claim).is_none_or(Value::is_null) {
            self.fail(
                "require",
                format!("the claim {claim}"),
                "nothing",
                format!("the token has no claim {claim:?}"),
            );
        }
    }

    fn rule(&mut self, rule: &Rule) {
        match rule {
            Rule::Is { claim, value } => self.value(claim, value),
            Rule::Scopes { claims, all_of } => {
                let (claim, found) = self.first(claims);
                let granted = match found {
                    Some(Value::String(text)) => text.split(' ').collect(),
                    other => texts(other),
                };
                let lacking = |scope: &&String| !granted.contains(&scope.as_str());
                let lacking: Vec<_> = all_of.iter().filter(lacking).collect();
                if !lacking.is_empty() {
                    let plural = if lacking.len() == 1 { "scope" } else { "scopes" };
                    let said = format!("the token lacks the {plural} {}", listed(lacking, ", "));
                    self.lacks("scope", listed(all_of, " and "), &said, claim, claims);
                }
            }
            Rule::Roles { claims, any_of } => {
                let (claim, found) = self.first(claims);
                let held = match found {
                    Some(Value::String(text)) => vec![text.as_str()],
                    other => texts(other),
                };
                if !any_of.iter().any(|role| held.contains(&role.as_str())) {
                    let wanted = listed(any_of, " or ");
                    let said = format!("the token does not have the role {wanted}");
                    self.lacks("role", wanted, &said, claim, claims);
                }
            }
        }
    }

    fn value(&mut self, claim: &str, value: &str) {
        let found = self.claims.at(claim);
        let holds = found.is_some_and(|found| match found {
            Value::String(text) => text == value,
            other => serde_json::to_string(other).is_ok_and(|text| text == value),
        });
        if !holds {
            let said = match found {
                Some(found) => format!("the claim {claim:?} is {}", shown(Some(found))),
                None => format!("the token has no claim {claim:?}"),
            };
            let sentence = format!("{said}, expected is {value:?}");
            self.fail("claim", format!("{claim}: {value:?}"), shown(found), sentence);
        }
    }

    /// The first of these claims that is there, with its name.
    fn first<'n>(&self, names: &'n [String]) -> (Option<&'n str>, Option<&'a Value>) {
        let there = names.iter().find_map(|name| {
            self.claims.at(name).filter(|value| !value.is_null()).map(|value| (name.as_str(), value))
        });
        there.map_or((None, None), |(name, value)| (Some(name), Some(value)))
    }

    /// Scopes or roles that a token should have: `claim` is the one that counted, `claims` are those that may.
    fn lacks(
        &mut self,
        check: &'static str,
        expected: String,
        said: &str,
        claim: Option<&str>,
        claims: &[String],
    ) {
        let found = shown(claim.and_then(|claim| self.claims.at(claim)));
        let sentence = match claim {
            Some(claim) => format!("{said}: its claim {claim:?} holds {found}"),
            None => format!("{said}: it has no claim {}", listed(claims, " or ")),
        };
        self.fail(check, expected, found, sentence);
    }

    fn beyond_leeway(&self) -> String {
        if self.leeway.is_zero() {
            String::new()
        } else {
            format!(", more than the leeway of {}", span(self.leeway))
        }
    }

    fn fail(
        &mut self,
        check: &'static str,
        expected: impl Into<String>,
        found: impl Into<String>,
        sentence: impl Into<String>,
    ) {
        self.failures.push(Failure::new(check, expected, found, sentence));
    }

    fn fail_of_time(&mut self, check: &'static str, expected: String, found: String, sentence: String) {
        self.failures.push(Failure::new(check, expected, found, sentence).of_time());
    }
}

/// The texts of a list; nothing for anything else.
fn texts(value: Option<&Value>) -> Vec<&str> {
    let list = value.and_then(Value::as_array);
    list.map(|list| list.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// In quotes, with a word or a sign between them.
fn listed<'t>(texts: impl IntoIterator<Item = &'t String>, between: &str) -> String {
    texts.into_iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_place_in_a_list_is_written_in_one_way() {
        let claims =
            json!({"roles": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"], "a.b": [{"c": 1}]});
        let claims = claims.as_object().unwrap();
        for (path, found) in [("roles.0", json!("a")), ("roles.10", json!("k")), ("a.b.0.c", json!(1))] {
            assert_eq!(at(claims, path), Some(&found), "{path}");
        }
        for path in ["roles.00", "roles.01", "roles.+1", "roles.11", "roles.", "roles.0.0", "a.b.0.c.0"] {
            assert_eq!(at(claims, path), None, "{path}");
        }
    }
}
