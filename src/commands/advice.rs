//! What an API wants of a token that it turned away, and the command that gets one (RFC 6750, RFC 9470, RFC 9728).
//!
//! Every word comes from a stranger. It is shown escaped and short, and a [`LoginCommand`] sees to it that no shell is
//! given more than text.

use super::login_command::LoginCommand;
use super::outcome::Advice;
use super::resolve::Profile;
use crate::config::Settings;
use crate::failure::Failure;
use crate::host::printable;
use crate::http::challenge::Challenge;
use crate::oidc::protected_resource::{self, ProtectedResource};
use crate::session::Session;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use url::Url;

/// Nobody waits longer for help.
const WITHIN: Duration = Duration::from_secs(5);
/// More words of a list than these are not shown.
const MOST_WORDS: usize = 20;

/// What is known of the token, and of the login that got it.
struct Known {
    /// The profile, or the variable that holds the token; of such a one no login is known.
    holder: String,
    is_variable: bool,
    issuer: String,
    /// What is asked for at a login.
    scopes: Vec<String>,
    /// What was granted at the last one.
    granted: Vec<String>,
    resources: Vec<String>,
    params: Vec<(String, String)>,
}

/// The advice for the challenge of an answer with this status, if it gives any.
pub async fn of(
    status: u16,
    challenge: &Challenge,
    asked: &Url,
    profile: &Profile,
    granted: &[String],
    session: &Session<'_>,
) -> Option<Advice> {
    let metadata = challenge.parameter("resource_metadata").filter(|_| status == 401);
    let resource = match metadata {
        Some(named) => {
            let fetched =
                tokio::time::timeout(WITHIN, protected_resource::fetch(session.http, asked, named)).await;
            Some(match fetched {
                Ok(fetched) => fetched.map_err(|why| why.to_string()),
                Err(_) => Err("the resource metadata of the API did not come in time".to_owned()),
            })
        }
        None => None,
    };
    advise(status, challenge, resource, &known(profile, granted, session.keeper.variable))
}

/// A failure that says what the other side wants too, and whose first hints are the commands that get it.
pub fn first(advice: Option<Advice>, failure: Failure) -> Failure {
    let Some(advice) = advice else { return failure };
    let said = std::iter::once(failure.message).chain(advice.said).collect::<Vec<_>>();
    let message = said.iter().map(|line| line.trim_end_matches('.')).collect::<Vec<_>>().join(". ");
    Failure { message, hints: advice.commands.into_iter().chain(failure.hints).collect(), ..failure }
}

fn known(profile: &Profile, granted: &[String], variable: Option<&'static str>) -> Known {
    let unknown = Settings::new(Vec::new());
    let settings = if variable.is_some() { &unknown } else { &profile.settings };
    Known {
        holder: variable.unwrap_or(&profile.name).to_owned(),
        is_variable: variable.is_some(),
        issuer: settings.value(|layer| &layer.issuer).unwrap_or_default(),
        scopes: settings.value(|layer| &layer.scopes).unwrap_or_default(),
        granted: granted.to_vec(),
        resources: settings.value(|layer| &layer.resources).unwrap_or_default(),
        params: settings.value(|layer| &layer.params).unwrap_or_default().into_iter().collect(),
    }
}

fn advise(
    status: u16,
    challenge: &Challenge,
    resource: Option<Result<ProtectedResource, String>>,
    known: &Known,
) -> Option<Advice> {
    let mut advisor =
        Advisor { challenge, known, said: Vec::new(), command: LoginCommand::of(&known.holder) };
    match challenge.parameter("error").unwrap_or_default() {
        "insufficient_scope" => advisor.scopes(),
        "insufficient_user_authentication" => advisor.step_up(),
        _ => match &resource {
            Some(Ok(resource)) => advisor.elsewhere(resource),
            Some(Err(why)) => advisor.said.push(format!("{why}.")),
            None => return None,
        },
    }
    Some(advisor.advice(status, resource.and_then(Result::ok)))
}

/// A challenge and what is known, and what comes of both.
struct Advisor<'a> {
    challenge: &'a Challenge,
    known: &'a Known,
    said: Vec<String>,
    command: LoginCommand,
}

impl Advisor<'_> {
    /// RFC 6750 section 3.1: the token may do less than is wanted.
    fn scopes(&mut self) {
        let (known, missing) = (self.known, self.missing());
        if missing.is_empty() {
            let what = match self.challenge.parameter("scope") {
                Some(_) => "the token has the scopes that it names: the right of the person may be missing",
                None => "it does not say which scope",
            };
            self.said.push(format!("The API wants more than the token of {} may do; {what}.", known.holder));
            return;
        }
        let names = shown(&missing);
        let noun = if missing.len() == 1 { "scope" } else { "scopes" };
        self.said.push(format!(
            "The API wants the {noun} {names}, which the token of {} does not have.",
            known.holder
        ));
        // whoever asks for a scope that was asked for and not granted is told that it may be in vain
        if missing.iter().all(|scope| known.scopes.contains(scope)) {
            self.said.push("The last login asked for that, and the issuer did not grant it.".to_owned());
        }
        self.command.scopes(&known.scopes, &missing);
    }

    /// RFC 9470: the login was too weak or is too old.
    fn step_up(&mut self) {
        let (acr, age) = (self.challenge.parameter("acr_values"), self.challenge.parameter("max_age"));
        let age = age.filter(|age| age.parse::<u32>().is_ok());
        let mut wanted = Vec::new();
        wanted.extend(acr.map(|values| format!("of the kind {}", printable::short(values, 100))));
        wanted.extend(age.map(|seconds| format!("at most {seconds} s old")));
        let wanted = if wanted.is_empty() { "another one".to_owned() } else { wanted.join(" and ") };
        self.said.push(format!("The token is good, but the API wants a login {wanted}."));
        if acr.is_none() && age.is_none() {
            return self.command.flag("--prompt", "login");
        }
        // a login replaces the parameters that are kept: all of them are named again
        let asked = [("acr_values", acr), ("max_age", age)];
        let is_new = |name: &str| asked.iter().any(|(known, value)| *known == name && value.is_some());
        for (name, value) in self.known.params.iter().filter(|(name, _)| !is_new(name)) {
            self.command.flag("--param", &format!("{name}={value}"));
        }
        for (name, value) in asked {
            if let Some(value) = value {
                self.command.flag("--param", &format!("{name}={value}"));
            }
        }
    }

    /// RFC 9728: whose tokens the API takes, and for what.
    fn elsewhere(&mut self, resource: &ProtectedResource) {
        let known = self.known;
        let servers = &resource.authorization_servers;
        let at = printable::short(&resource.resource, 200);
        let of =
            if servers.is_empty() { "an issuer that it does not name".to_owned() } else { shown(servers) };
        self.said.push(format!("The API takes tokens of {of} for the resource {at}."));
        if !resource.scopes.is_empty() {
            self.said.push(format!("It knows the scopes {}.", shown(&resource.scopes)));
        }
        let same = |one: &str, other: &str| one.trim_end_matches('/') == other.trim_end_matches('/');
        let Some(first) = servers.first() else { return };
        if servers.iter().any(|server| same(server, &known.issuer)) {
            return self.of_same_issuer(resource);
        }
        if !known.issuer.is_empty() {
            let issuer = printable::short(&known.issuer, 200);
            self.said.push(format!("The login of {} is of {issuer}.", known.holder));
        }
        self.of_other_issuer(first, resource);
    }

    fn of_same_issuer(&mut self, resource: &ProtectedResource) {
        let (known, wanted) = (self.known, self.wanted());
        let has_resource = known.resources.contains(&resource.resource);
        if has_resource && wanted.iter().all(|scope| known.scopes.contains(scope)) {
            self.said.push(format!("The login of {} asks for just that.", known.holder));
            return;
        }
        self.command.flag("--resource", &resource.resource);
        self.command.scopes(&known.scopes, &wanted);
    }

    fn of_other_issuer(&mut self, issuer: &str, resource: &ProtectedResource) {
        self.command = LoginCommand::of_a_new_profile();
        self.command.flag("--issuer", issuer);
        // without it the rest is a login at somebody else
        if !self.command.has_flags() {
            return;
        }
        self.command.flag("--resource", &resource.resource);
        let usual = ["openid".to_owned(), "offline_access".to_owned()];
        self.command.scopes(&[], &[&usual[..], &self.wanted()].concat());
        self.command.flag("--api", &resource.resource);
    }

    /// The scopes that the API names for this request. What it knows besides is not what the request needs.
    fn wanted(&self) -> Vec<String> {
        let named = self.challenge.parameter("scope").unwrap_or_default();
        named.split_whitespace().map(str::to_owned).collect()
    }

    /// The scopes that the API names and that were not granted.
    fn missing(&self) -> Vec<String> {
        let mut seen: BTreeSet<&str> = self.known.granted.iter().map(String::as_str).collect();
        let named = self.challenge.parameter("scope").unwrap_or_default().split_whitespace();
        named.filter(|scope| seen.insert(scope)).map(str::to_owned).collect()
    }

    /// All of it, for people and for programs.
    fn advice(self, status: u16, resource: Option<ProtectedResource>) -> Advice {
        let missing = self.missing();
        let Self { challenge, known, mut said, command } = self;
        let left_out =
            command.left_out().iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ");
        if !left_out.is_empty() {
            said.push(format!("Left out of the command, since no shell should be given it: {left_out}."));
        }
        // as long as the variable is set, no login changes what is sent
        let is_of_use = command.has_flags() && !known.is_variable;
        let commands: Vec<String> = is_of_use.then(|| command.line()).into_iter().collect();
        let resource = resource.map(|found| {
            json!({"resource": found.resource, "authorization_servers": found.authorization_servers,
                "scopes_supported": found.scopes})
        });
        let named = |name: &str| challenge.parameter(name);
        let json = json!({
            "status": status, "scheme": challenge.scheme, "error": named("error"),
            "error_description": named("error_description"), "scope": named("scope"),
            "missing_scopes": missing, "acr_values": named("acr_values"), "max_age": named("max_age"),
            "resource_metadata": named("resource_metadata"), "resource": resource, "commands": commands,
        });
        Advice { said, commands, json }
    }
}

fn shown(words: &[String]) -> String {
    let few =
        words.iter().take(MOST_WORDS).map(|word| printable::short(word, 100)).collect::<Vec<_>>().join(" ");
    if words.len() > MOST_WORDS { format!("{few} … ({} in all)", words.len()) } else { few }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::challenge;
    use hyper::HeaderMap;
    use hyper::header::WWW_AUTHENTICATE;

    fn known() -> Known {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        Known {
            holder: "work".into(),
            is_variable: false,
            issuer: "https://id.example.com".into(),
            scopes: texts(&["openid", "api:read"]),
            granted: texts(&["openid", "api:read"]),
            resources: Vec::new(),
            params: vec![("max_age".into(), "3600".into()), ("ui".into(), "dark mode".into())],
        }
    }

    fn advised(line: &str, resource: Option<ProtectedResource>) -> Option<Advice> {
        let headers: HeaderMap = [(WWW_AUTHENTICATE, line.parse().unwrap())].into_iter().collect();
        advise(401, &challenge::of_tokens(&headers)?, resource.map(Ok), &known())
    }

    fn command(line: &str) -> String {
        let mut commands = advised(line, None).unwrap().commands;
        assert_eq!(commands.len(), 1, "{line}");
        commands.remove(0)
    }

    #[test]
    fn the_command_holds_the_scopes_of_the_profile_and_those_that_are_missing() {
        let found = command(r#"Bearer error="insufficient_scope", scope="api:read api:write""#);
        assert_eq!(found, "authctl login work --scope 'openid api:read api:write'");
        let enough = advised(r#"Bearer error="insufficient_scope", scope="api:read""#, None).unwrap();
        assert_eq!(enough.commands, [""; 0]);
        assert!(enough.said[0].contains("right of the person"), "{:?}", enough.said);
    }

    #[test]
    fn a27_hostile_words_do_not_run_when_they_are_pasted() {
        let run = |scope: &str| {
            let line = format!("Bearer error=insufficient_scope, scope=\"{scope}\"");
            advised(&line, None).unwrap()
        };
        let quoted = run("$(touch${IFS}x) `id`;rm {a,--b} x").commands.remove(0);
        let words = shell_words::split(&quoted).unwrap();
        assert_eq!(words[4], "openid api:read $(touch${IFS}x) `id`;rm {a,--b} x");
        assert_eq!(words.len(), 5, "one word for the shell: {quoted}");
        // fish and PowerShell read the usual quoting of a single quote otherwise
        for odd in ["a\\\"b", "-x", "ünicode", &"x".repeat(301), "a\\\\b", "a';id;'", "a\\\\';id;'", "a!b"] {
            let advice = run(odd);
            assert_eq!(advice.commands, [""; 0], "{odd}");
            assert!(advice.said.iter().any(|line| line.starts_with("Left out")), "{odd}: {:?}", advice.said);
        }
        let mixed = run("good \u{fc}").commands.remove(0);
        assert_eq!(mixed, "authctl login work --scope 'openid api:read good'");
    }

    #[test]
    fn a27_braces_are_quoted_even_where_they_stand_alone() {
        let alone = Known { scopes: Vec::new(), granted: Vec::new(), ..known() };
        let line = "Bearer error=insufficient_scope, scope=\"{x,--issuer,https://evil.example}\"";
        let headers: HeaderMap = [(WWW_AUTHENTICATE, line.parse().unwrap())].into_iter().collect();
        let advice = advise(403, &challenge::of_tokens(&headers).unwrap(), None, &alone).unwrap();
        assert_eq!(advice.commands, ["authctl login work --scope '{x,--issuer,https://evil.example}'"]);
    }

    #[test]
    fn c8_as_many_scopes_as_a_header_holds_are_sorted_out_in_no_time() {
        let many = (0..100_000).map(|number| format!("{number:x}")).collect::<Vec<_>>().join(" ");
        let header = format!("Bearer error=insufficient_scope, scope=\"{many} 1 2\"");
        let took = || {
            let started = std::time::Instant::now();
            let advice = advised(&header, None).unwrap();
            assert!(advice.said[0].contains("100000 in all"), "{:?}", advice.said);
            started.elapsed()
        };
        assert!(
            (0..3).any(|_| took() < Duration::from_secs(5)),
            "a busy machine is not slow three times in a row"
        );
    }

    #[test]
    fn a_stronger_login_keeps_the_other_parameters() {
        let found = command(
            r#"Bearer error="insufficient_user_authentication", acr_values="gold silver", max_age="5""#,
        );
        assert_eq!(
            found,
            "authctl login work --param 'ui=dark mode' --param 'acr_values=gold silver' --param 'max_age=5'"
        );
        let odd = command(r#"Bearer error="insufficient_user_authentication", max_age="$(id)""#);
        assert_eq!(odd, "authctl login work --prompt login");
    }

    #[test]
    fn the_resource_says_whose_tokens_it_takes() {
        let resource = |server: &str| ProtectedResource {
            resource: "https://api.example.com/v1".into(),
            authorization_servers: vec![server.into()],
            scopes: vec!["api:read".into(), "api:write".into()],
        };
        let line = "Bearer resource_metadata=x, scope=api:write";
        let same = advised(line, Some(resource("https://id.example.com/"))).unwrap();
        assert_eq!(
            same.commands,
            ["authctl login work --resource https://api.example.com/v1 --scope 'openid api:read api:write'"]
        );
        let other = advised(line, Some(resource("https://other.example.com"))).unwrap();
        assert_eq!(
            other.commands,
            ["authctl login NAME --client-id ID --issuer https://other.example.com \
                 --resource https://api.example.com/v1 --scope 'openid offline_access api:write' \
                 --api https://api.example.com/v1"]
        );
        assert!(
            other.said.iter().any(|said| said.contains("is of https://id.example.com")),
            "{:?}",
            other.said
        );
    }

    #[test]
    fn scopes_that_an_api_knows_are_told_and_not_asked_for() {
        let resource = |server: &str| ProtectedResource {
            resource: "https://api.example.com/v1".into(),
            authorization_servers: vec![server.into()],
            scopes: vec!["api:read".into(), "admin:everything".into()],
        };
        for server in ["https://id.example.com", "https://other.example.com"] {
            let advice = advised("Bearer resource_metadata=x", Some(resource(server))).unwrap();
            assert!(advice.said.iter().any(|said| said == "It knows the scopes api:read admin:everything."));
            assert!(!advice.commands[0].contains("admin"), "{:?}", advice.commands);
        }
    }

    #[test]
    fn facts_belong_to_the_sentence_and_commands_to_the_hints() {
        let advice = Advice {
            said: vec!["It wants more.".into()],
            commands: vec!["authctl login work".into()],
            ..Advice::default()
        };
        let failure = first(Some(advice), Failure::usage("it failed").hint("try again"));
        assert_eq!(
            (failure.message.as_str(), &failure.hints[..]),
            ("it failed. It wants more", &["authctl login work".to_owned(), "try again".to_owned()][..])
        );
    }

    #[test]
    fn a27_an_issuer_that_no_shell_should_be_given_leaves_no_command() {
        let resource = ProtectedResource {
            resource: "https://api.example.com/v1".into(),
            authorization_servers: vec!["https://evil.example/';id;'".into()],
            scopes: vec!["api:read".into()],
        };
        let found = advised("Bearer resource_metadata=x", Some(resource)).unwrap();
        assert_eq!(found.commands, [""; 0]);
        assert!(found.said.iter().any(|said| said.starts_with("Left out")), "{:?}", found.said);
    }

    #[test]
    fn a_token_of_the_environment_is_no_profile_to_log_in_to() {
        let known = Known { holder: "AUTHCTL_TOKEN".into(), is_variable: true, ..known() };
        let line = "Bearer error=insufficient_scope, scope=api:write";
        let headers: HeaderMap = [(WWW_AUTHENTICATE, line.parse().unwrap())].into_iter().collect();
        let advice = advise(403, &challenge::of_tokens(&headers).unwrap(), None, &known).unwrap();
        assert_eq!(advice.commands, [""; 0]);
    }

    #[test]
    fn a_plain_refusal_gives_no_advice() {
        assert!(advised("Bearer error=invalid_token", None).is_none());
        assert!(advised("Basic realm=x", None).is_none());
    }
}
