//! The claims of a token that is issued, and which of several sources wins.

use super::given::Given;
use super::life::LifeFlags;
use crate::commands::arguments::{is_stdin, pair};
use crate::commands::jwt::recipient::Typed;
use crate::failure::Failure;
use crate::host::printable;
use crate::jwt::json;
use crate::jwt::recipient::Expected;
use clap::builder::NonEmptyStringValueParser;
use serde_json::{Map, Value};
use std::path::PathBuf;

/// Names of tokens can be very long, and very many.
const LONGEST_LIST: usize = 600;

/// The claims that come first, in this order.
const FIRST: [&str; 7] = ["iss", "sub", "aud", "iat", "nbf", "exp", "jti"];

#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Claims")]
pub struct ClaimFlags {
    /// Who issues the token (iss)
    #[arg(long, value_name = "ISSUER")]
    issuer: Option<String>,
    /// Whom the token is about (sub)
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,
    /// Whom the token is meant for (aud; repeat)
    #[arg(long, value_name = "AUDIENCE")]
    audience: Vec<String>,
    /// What the token allows (scope; repeat, or several in one with spaces)
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<String>,
    /// A role (repeat); they are a list
    #[arg(long, value_name = "ROLE", value_parser = NonEmptyStringValueParser::new())]
    role: Vec<String>,
    /// The claim that holds the roles; dots lead into objects: realm_access.roles
    #[arg(long, value_name = "CLAIM", requires = "role", default_value = "roles")]
    role_claim: String,
    /// The token's own id (jti): `auto` makes a random one
    #[arg(long, value_name = "ID")]
    jti: Option<String>,
    /// A claim that is a text (repeat)
    #[arg(long, value_name = "NAME=TEXT", value_parser = pair)]
    claim: Vec<(String, String)>,
    /// A claim that is any JSON (repeat)
    #[arg(long, value_name = "NAME=JSON", value_parser = json_claim)]
    claim_json: Vec<(String, Value)>,
    /// A file with claims as one JSON object; - reads stdin
    #[arg(long, value_name = "FILE")]
    pub claims: Option<PathBuf>,
    /// Another token to begin with, or @FILE, which is not verified; - reads stdin. Its claims and typ are taken over, its
    /// dates and its jti are made new, and nothing else of its header stays
    #[arg(long, value_name = "TOKEN")]
    pub from: Option<String>,
    /// Take this claim out of what --from and --claims give (repeat)
    #[arg(long, value_name = "CLAIM")]
    without: Vec<String>,
    #[command(flatten)]
    life: LifeFlags,
}

/// What is new with each token.
#[derive(Debug)]
pub struct Fresh {
    /// Seconds since 1970.
    pub now: i64,
    pub jti: String,
}

/// What the flags say, each claim by one flag.
#[derive(Debug, Default)]
pub struct Said(Vec<Word>);

#[derive(Debug)]
struct Word {
    /// Names that lead to it, from the outermost object.
    path: Vec<String>,
    flag: &'static str,
    /// `None` takes the claim out.
    value: Option<Value>,
}

impl ClaimFlags {
    /// True when the claims come from stdin.
    pub fn reads_claims(&self) -> bool {
        self.claims.as_deref().is_some_and(is_stdin)
    }

    /// True when the other token comes from stdin.
    pub fn reads_token(&self) -> bool {
        self.from.as_deref().is_some_and(is_stdin)
    }

    /// True when the person said that the token is to have no end.
    pub fn never_expires(&self) -> bool {
        self.life.no_expiry
    }

    /// What is typed of the values that the settings of a service may say too.
    pub fn typed(&self) -> Typed<'_> {
        Typed { issuer: self.issuer.as_deref(), audience: &self.audience, leeway: None }
    }

    /// What is to be said of a name that may be meant as several.
    pub fn commas(&self) -> impl Iterator<Item = String> {
        let several = [
            (&self.scope, "scope", "several have spaces between them, or --scope each"),
            (&self.role, "role", "several have --role each"),
            (&self.audience, "audience", "several have --audience each"),
        ];
        several.into_iter().filter_map(|(names, what, how)| {
            let odd = names.iter().find(|name| name.contains(','))?;
            Some(format!("{:?} is one {what} with a comma in it; {how}.", printable::short(odd, 100)))
        })
    }

    /// All claims: those of the other token, then what is made new, then those of the file, then what the flags say. The
    /// later wins. What is to be left out is in neither the token nor the file. What the service wants that the token is for
    /// is put in where nobody says otherwise.
    pub fn merged(
        &self,
        given: &Given,
        fresh: &Fresh,
        expected: Option<&Expected>,
    ) -> Result<Map<String, Value>, Failure> {
        let said = self.said(fresh)?;
        let (mut claims, mut file) = (given.of_token(), given.file.clone());
        for (at, name) in self.without.iter().enumerate() {
            if self.without[..at].contains(name) {
                continue;
            }
            match (claims.shift_remove(name), file.shift_remove(name)) {
                (None, None) => return Err(nothing_to_take_out(name, claims.keys().chain(file.keys()))),
                // that of the token goes anyway
                (Some(_), None) if left_out_by(name).is_some() && !said.says(name) => {
                    let message = format!("--without {name} changes nothing: the token gets a new {name}");
                    return Err(Failure::usage(message).hints(left_out_by(name)));
                }
                _ => {}
            }
        }
        let earlier = expected.map_or(Some(0), |it| it.recipient.description().issued_earlier);
        for (name, date) in self.life.usual(fresh.now, earlier) {
            if name != "nbf" || claims.contains_key(name) {
                claims.insert(name.into(), date.into());
            }
        }
        if claims.contains_key("jti") {
            claims.insert("jti".into(), fresh.jti.as_str().into());
        }
        claims.extend(file);
        said.apply(&mut claims)?;
        for (name, value) in expected.map(Expected::claims).into_iter().flatten() {
            claims.entry(name).or_insert(value);
        }
        Ok(in_order(claims))
    }

    fn said(&self, fresh: &Fresh) -> Result<Said, Failure> {
        let mut said = Said::default();
        if let Some(issuer) = &self.issuer {
            said.say("iss", "--issuer", issuer.as_str())?;
        }
        if let Some(subject) = &self.subject {
            said.say("sub", "--subject", subject.as_str())?;
        }
        match self.audience.as_slice() {
            [] => {}
            [one] => said.say("aud", "--audience", one.as_str())?,
            several => said.say("aud", "--audience", several)?,
        }
        self.life.say(&mut said, fresh.now)?;
        if let Some(jti) = &self.jti {
            said.say("jti", "--jti", if jti == "auto" { &fresh.jti } else { jti }.as_str())?;
        }
        if !self.scope.is_empty() {
            said.say("scope", "--scope", scopes(&self.scope))?;
        }
        if !self.role.is_empty() {
            said.word(path(&self.role_claim)?, "--role", Some(self.role.as_slice().into()))?;
        }
        for (name, text) in &self.claim {
            said.say(name, "--claim", text.as_str())?;
        }
        for (name, value) in &self.claim_json {
            said.say(name, "--claim-json", value.clone())?;
        }
        Ok(said)
    }
}

impl Said {
    pub fn say(&mut self, claim: &str, flag: &'static str, value: impl Into<Value>) -> Result<(), Failure> {
        self.word(vec![claim.to_owned()], flag, Some(value.into()))
    }

    pub fn take_out(&mut self, claim: &str, flag: &'static str) -> Result<(), Failure> {
        self.word(vec![claim.to_owned()], flag, None)
    }

    fn says(&self, claim: &str) -> bool {
        self.0.iter().any(|word| word.path[0] == claim)
    }

    fn word(&mut self, path: Vec<String>, flag: &'static str, value: Option<Value>) -> Result<(), Failure> {
        if let Some(other) = self.0.iter().find(|word| word.path[0] == path[0]) {
            let claim = &path[0];
            return Err(Failure::usage(match other.flag == flag {
                true => format!("the claim {claim} is said twice by {flag}"),
                false => format!("the claim {claim} is said twice: by {} and by {flag}", other.flag),
            }));
        }
        self.0.push(Word { path, flag, value });
        Ok(())
    }

    fn apply(self, claims: &mut Map<String, Value>) -> Result<(), Failure> {
        for Word { path, flag, value } in self.0 {
            match value {
                None => drop(claims.shift_remove(&path[0])),
                Some(value) => {
                    put(claims, &path, value).map_err(|why| Failure::usage(format!("{flag}: {why}")))?;
                }
            }
        }
        Ok(())
    }
}

/// A claim that is to be left out and is not there.
fn nothing_to_take_out<'c>(name: &str, there: impl Iterator<Item = &'c String>) -> Failure {
    let failure = Failure::usage(format!("--from and --claims give no claim {name:?} to take out"));
    let names = there.map(String::as_str).collect::<Vec<_>>().join(", ");
    let failure = match names.is_empty() {
        true => failure,
        false => failure.hint(format!("the claims are {}", printable::short(&names, LONGEST_LIST))),
    };
    failure.hints(left_out_by(name))
}

/// How to do without a claim that every token gets.
fn left_out_by(claim: &str) -> Option<&'static str> {
    match claim {
        "exp" => Some("--no-expiry makes a token without end"),
        "iat" => Some("--no-iat leaves it out"),
        _ => None,
    }
}

/// How to say a claim of which a server would complain.
pub fn hint(claim: &str) -> Option<&'static str> {
    match claim {
        "scope" => Some("--scope read --scope write makes one string of them"),
        "exp" => Some("--expires-in TIME says how long it is good, --no-expiry makes a token without end"),
        "aud" => Some("--audience, for each one once"),
        "kid" => Some("without --kid the key keeps its own id"),
        _ => None,
    }
}

/// Puts a value where the names lead; objects on the way are made where they are not there.
fn put(members: &mut Map<String, Value>, path: &[String], value: Value) -> Result<(), String> {
    let Some((name, rest)) = path.split_first() else { return Ok(()) };
    if rest.is_empty() {
        members.insert(name.clone(), value);
        return Ok(());
    }
    let inner = members.entry(name.clone()).or_insert_with(|| Map::new().into());
    let kind = json::kind(inner);
    match inner.as_object_mut() {
        Some(inner) => put(inner, rest, value),
        None => Err(format!("{name:?} is {kind}, so nothing can be put into it")),
    }
}

/// The names that lead to a claim. A name with a slash or a colon, such as an address, is one name with its dots (RFC 7519
/// section 4.2).
fn path(claim: &str) -> Result<Vec<String>, Failure> {
    let names: Vec<_> = match claim.contains(['/', ':']) {
        true => vec![claim.to_owned()],
        false => claim.split('.').map(str::to_owned).collect(),
    };
    match names.iter().any(String::is_empty) {
        true => Err(Failure::usage(format!("--role-claim: {claim:?} is no name of a claim"))),
        false => Ok(names),
    }
}

/// Each scope once, with a space between them (RFC 8693 section 4.2).
fn scopes(typed: &[String]) -> String {
    let mut scopes = Vec::new();
    for scope in typed.iter().flat_map(|scope| scope.split_whitespace()) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes.join(" ")
}

/// `NAME=JSON`, split at the first `=`.
fn json_claim(text: &str) -> Result<(String, Value), String> {
    let (name, value) = pair(text).map_err(|_| "NAME=JSON is wanted".to_owned())?;
    match json::strict(value.as_bytes()) {
        Ok(value) => Ok((name, value)),
        Err(fault) => Err(format!("what follows the = {fault}; --claim is for a text without quotes")),
    }
}

fn in_order(mut claims: Map<String, Value>) -> Map<String, Value> {
    let mut ordered = Map::new();
    for name in FIRST {
        ordered.extend(claims.shift_remove(name).map(|value| (name.to_owned(), value)));
    }
    ordered.extend(claims);
    ordered
}
