//! `authctl account check`.

use crate::commands::resolve::Profile;
use crate::commands::whoami::{Source, claims};
use crate::commands::{Context, Outcome};
use crate::config::services::describe;
use crate::failure::{Failure, Kind};
use crate::host::printable;
use crate::service::person;
use crate::session::Session;
use crate::session::renew::Need;
use serde_json::{Map, Value, json};

const EXAMPLES: &str = "authctl account check work --scope reports.read --scope reports.export
authctl account check work --role superuser && authctl call work /admin
authctl account check dashboard --group admin --group staff";

/// Ask whether who is logged in has scopes, roles or groups
///
/// All of the scopes are wanted, one of the roles, one of the groups; capitals count. The exit code is 0 where that holds and 6
/// where it does not, as the service would refuse it; what is missing is told.
///
/// The service is asked by its route whoami; what it does not tell is looked for in the claims of the token, which nobody has
/// verified: that is said. A scope is a word of scope or scopes, a role stands in roles, a group in groups, and a role is
/// held too where a member is_ROLE is true, as is_superuser. At FastPluggy, where roles are scopes, one among the scopes is held. A
/// member that is null says that there is none.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[command(group = clap::ArgGroup::new("wanted").args(["scope", "role", "group"]).required(true).multiple(true))]
pub struct CheckArgs {
    /// The profile whose person is meant
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
    /// A scope that is wanted (repeat, or several in one with spaces: all of them)
    #[arg(long, value_name = "SCOPE", value_parser = word)]
    scope: Vec<String>,
    /// A role that is wanted (repeat: one of them)
    #[arg(long, value_name = "ROLE", value_parser = word)]
    role: Vec<String>,
    /// A group that is wanted (repeat: one of them)
    #[arg(long, value_name = "GROUP", value_parser = word)]
    group: Vec<String>,
}

pub fn run(arguments: &CheckArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find_in_use(context, arguments.position.as_deref())?;
    let session = profile.session(context)?;
    let usable = context.block_on(async { Ok(session.usable(Need::default()).await?) })?;
    let words = gather(&session, context)?;
    let who = printable::short(usable.credential.who().unwrap_or("who is logged in"), 100);
    let scopes: Vec<String> =
        arguments.scope.iter().flat_map(|scope| scope.split_whitespace()).map(str::to_owned).collect();
    let mut verdict = Verdict::default();
    let (held, source) = first(&words, person::scopes);
    verdict.all_of("scope", &scopes, &held, source);
    let service = profile.settings.value(|layer| &layer.service).map(describe);
    let are_scopes = service.is_some_and(|service| service.roles_are_scopes);
    let (held, source) = first(&words, |claims| {
        let scopes = are_scopes.then(|| person::scopes(claims)).flatten();
        all(roles_of(claims, &arguments.role), scopes)
    });
    verdict.one_of("role", &arguments.role, &held, source);
    let (held, source) = first(&words, |claims| texts_of(claims, "groups"));
    verdict.one_of("group", &arguments.group, &held, source);
    Ok(verdict.outcome(&profile.name, &who))
}

/// What is empty is wanted by nobody, and would be held by everybody or by none.
fn word(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() { Err("it is empty") } else { Ok(text.to_owned()) }
}

/// What somebody says of the person.
type Word = (Source, Map<String, Value>);

/// What is known of the person, the best word first. What has ended says nothing any more: the credential was renewed before.
fn gather(session: &Session<'_>, context: &Context<'_>) -> Result<Vec<Word>, Failure> {
    let (source, told) = claims(session, context)?;
    let mut words = Vec::new();
    if matches!(source, Source::Service | Source::Userinfo | Source::IdToken) {
        words.push((source, told));
    }
    let own = session.keeper.load_ours()?.says_of_itself();
    words.extend(own.map(|claims| (Source::AccessToken, claims)));
    match words.is_empty() {
        false => Ok(words),
        true => Err(Failure::new(
            Kind::Other,
            "nobody_says",
            "nobody says what this credential may do: the profile names no route \
                     whoami at the service, and the credential itself says nothing",
        )
        .hint(format!("authctl profile set {} --route whoami=PATH", session.keeper.profile))),
    }
}

/// What the first of them says that says anything about it.
fn first(
    words: &[Word],
    held: impl Fn(&Map<String, Value>) -> Option<Vec<String>>,
) -> (Vec<String>, Option<&Source>) {
    let found = words.iter().find_map(|(source, claims)| Some((held(claims)?, source)));
    found.map_or((Vec::new(), None), |(held, source)| (held, Some(source)))
}

fn roles_of(claims: &Map<String, Value>, wanted: &[String]) -> Option<Vec<String>> {
    let is = |role: &&String| {
        person::member(claims, &[&format!("is_{role}")]).filter(|value| value.is_boolean() || value.is_null())
    };
    let said: Vec<&String> = wanted.iter().filter(|role| is(role).is_some()).collect();
    let listed = texts_of(claims, "roles");
    if said.is_empty() && listed.is_none() {
        return None;
    }
    let held = said.into_iter().filter(|role| is(role) == Some(&Value::Bool(true))).cloned();
    Some(listed.unwrap_or_default().into_iter().chain(held).collect())
}

/// What is in one of them or in the other.
fn all(one: Option<Vec<String>>, other: Option<Vec<String>>) -> Option<Vec<String>> {
    match (one, other) {
        (Some(one), Some(other)) => Some([one, other].concat()),
        (one, other) => one.or(other),
    }
}

/// A list of texts; a text alone is one of them, whatever is in it.
fn texts_of(claims: &Map<String, Value>, name: &str) -> Option<Vec<String>> {
    person::member(claims, &[name]).map(person::texts)
}

/// What is missing, and by whose word.
#[derive(Default)]
struct Verdict {
    said: Vec<String>,
    missing: Map<String, Value>,
    sources: Vec<&'static str>,
    is_unverified: bool,
    /// Of what nobody says anything.
    unsaid: Vec<String>,
}

impl Verdict {
    fn all_of(&mut self, what: &str, wanted: &[String], held: &[String], source: Option<&Source>) {
        self.heard(what, wanted, source);
        let missing: Vec<&String> = wanted.iter().filter(|one| !held.contains(one)).collect();
        if !missing.is_empty() {
            let plural = if missing.len() == 1 { "" } else { "s" };
            self.said.push(format!("lacks the {what}{plural} {}", shown(&missing)));
            self.missing.insert(format!("{what}s"), json!(missing));
        }
    }

    fn one_of(&mut self, what: &str, wanted: &[String], held: &[String], source: Option<&Source>) {
        self.heard(what, wanted, source);
        if wanted.is_empty() || wanted.iter().any(|one| held.contains(one)) {
            return;
        }
        let all: Vec<&String> = wanted.iter().collect();
        self.said.push(match wanted {
            [_] => format!("has not the {what} {}", shown(&all)),
            _ => format!("has none of the {what}s {}", shown(&all)),
        });
        self.missing.insert(format!("{what}s"), json!(wanted));
    }

    fn heard(&mut self, what: &str, wanted: &[String], source: Option<&Source>) {
        if wanted.is_empty() {
            return;
        }
        let Some(source) = source else {
            self.unsaid.push(format!("{what}s"));
            return;
        };
        self.is_unverified |= matches!(source, Source::AccessToken);
        if !self.sources.contains(&source.name()) {
            self.sources.push(source.name());
        }
    }

    fn outcome(self, profile: &str, who: &str) -> Outcome {
        let holds = self.said.is_empty();
        let is_verified = !self.is_unverified && !self.sources.is_empty();
        let outcome = Outcome::silent(json!({
            "profile": profile, "holds": holds, "missing": self.missing, "sources": self.sources,
            "verified": is_verified, "unsaid": self.unsaid,
        }));
        let outcome = match self.is_unverified {
            true => outcome.say("Nothing was verified: this is what the credential says of itself."),
            false => outcome,
        };
        let outcome = match self.unsaid.is_empty() {
            true => outcome,
            false => {
                let unsaid = self.unsaid.join(" or ");
                outcome.say(format!("Neither the service nor the credential says anything of {unsaid}."))
            }
        };
        match holds {
            true => outcome,
            false => {
                outcome.exit(Kind::Refused.exit_code()).say(format!("{who} {}.", self.said.join(", and ")))
            }
        }
    }
}

fn shown(names: &[&String]) -> String {
    let all: Vec<String> = names.iter().map(|name| printable::short(name, 60)).collect();
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn scopes_roles_and_groups_are_where_services_say_them() {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        for (said, held) in [
            (json!({"scope": "a  b"}), Some(words(&["a", "b"]))),
            (json!({"scope": "a,b"}), Some(words(&["a,b"]))),
            (json!({"scopes": ["authenticated", "fp_admin"]}), Some(words(&["authenticated", "fp_admin"]))),
            (json!({"scp": "a"}), None),
            (json!({"scope": null}), Some(words(&[]))),
            (json!({"scope": null, "user": {"scopes": ["a"]}}), Some(words(&["a"]))),
        ] {
            assert_eq!(person::scopes(&claims(&said)), held, "{said}");
        }
        let wanted = words(&["superuser", "ops"]);
        for (said, held) in [
            (json!({"is_superuser": true}), Some(words(&["superuser"]))),
            (json!({"is_superuser": false}), Some(words(&[]))),
            (json!({"is_superuser": "true"}), None),
            (json!({"roles": "admin ops"}), Some(words(&["admin ops"]))),
            (json!({"user": {"roles": ["ops"]}, "is_superuser": true}), Some(words(&["ops", "superuser"]))),
            (json!({"role": "ops"}), None),
            (json!({"roles": null}), Some(words(&[]))),
            (json!({"is_superuser": null}), Some(words(&[]))),
            (json!({"roles": {"ops": true}}), Some(words(&[]))),
        ] {
            assert_eq!(roles_of(&claims(&said), &wanted), held, "{said}");
        }
        assert_eq!(texts_of(&claims(&json!({"user": {}, "groups": ["a"]})), "groups"), Some(words(&["a"])));
    }
}
