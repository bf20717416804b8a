//! Who the service says that a new credential is of. A 200 alone proves nothing: what it answers to nobody is asked too.

use super::at_service::{AtService, claim};
use super::{Credential, Error};
use crate::host::{Host, printable};
use crate::http::Http;
use crate::jwt::cookie;
use crate::service::{self, Body, RouteName};
use hyper::{HeaderMap, Method};
use serde_json::{Map, Value};
use url::Url;

/// Members that name a person, the most telling first.
const ACCOUNT: [&str; 7] = ["email", "username", "user", "preferred_username", "name", "login", "sub"];
const SUBJECT: [&str; 4] = ["id", "sub", "user_id", "uid"];

/// Asks the service whom the credential is of, where it can be asked; one that it does not take is no login.
pub(super) async fn check(
    at: &AtService,
    mut credential: Credential,
    host: &Host,
    http: &Http,
) -> Result<Credential, Error> {
    let url = asked(at)?;
    match taken(at, &credential, http).await? {
        Taken::No => return Err(Error::NotKnown { at: at.site.name(), path: url.path().to_owned() }),
        Taken::Untold => say_open(at, url.path(), host),
        Taken::Yes(said) => name(&mut credential, &said),
    }
    if credential.account.is_none() && credential.subject.is_none() {
        let session = credential.access_token.as_ref().and_then(|value| cookie::read(value.expose()));
        let said = session.map(|session| session.content.members.into_iter().collect());
        name(&mut credential, &said.unwrap_or_default());
    }
    if credential.subject.is_none() {
        let subject = credential.access_token.as_ref().and_then(|token| claim(token, "sub"));
        credential.subject = subject.and_then(|subject| subject.as_str().map(str::to_owned));
    }
    Ok(credential)
}

/// Whether a service takes a credential.
pub(super) enum Taken {
    /// With what it says of whom it is.
    Yes(Map<String, Value>),
    No,
    /// It answers nobody otherwise.
    Untold,
}

/// Asks with the credential, and where that is answered, as nobody.
pub(super) async fn taken(at: &AtService, credential: &Credential, http: &Http) -> Result<Taken, Error> {
    let url = asked(at)?;
    let ask = async |headers| at.site.send(http, Method::GET, url.clone(), Body::Empty, headers).await;
    let with = ask(at.headers(credential)?).await?;
    if with.is_unauthenticated(&Method::GET, &at.site) {
        return Ok(Taken::No);
    }
    // some answer a wrong password so
    if with.status().is_server_error() {
        return Err(with.refusal().into());
    }
    let without = ask(HeaderMap::new()).await?;
    if with.status() == without.status() && with.location() == without.location() {
        return Ok(Taken::Untold);
    }
    Ok(Taken::Yes(with.json().ok().and_then(|json| json.as_object().cloned()).unwrap_or_default()))
}

/// Where the service says who one is, or else what it shows to those only whom it knows, or else where it is.
fn asked(at: &AtService) -> Result<Url, service::Error> {
    let routes = [RouteName::Whoami, RouteName::Guarded].map(|name| at.site.url(name, &[]));
    let mut known = routes.into_iter().filter(|url| !matches!(url, Err(service::Error::NoRoute(_))));
    known.next().unwrap_or_else(|| Ok(at.site.api.clone()))
}

fn say_open(at: &AtService, path: &str, host: &Host) {
    let (place, path) = (at.site.name(), printable::short(path, 100));
    host.terminal.warn(
        "open_without_login",
        &format!("{place} answers {path} in the same way without any credential: that it answers this one proves nothing."),
    );
}

/// Takes over how the service calls the person.
fn name(credential: &mut Credential, said: &Map<String, Value>) {
    // some wrap it: {"user": {"email": …}}
    let inner = said.get("user").and_then(Value::as_object).unwrap_or(said);
    let text = |names: &[&str]| names.iter().find_map(|name| inner.get(*name)?.as_str()).map(str::to_owned);
    credential.account = text(&ACCOUNT);
    credential.subject = text(&SUBJECT);
}

impl From<service::Error> for Error {
    fn from(why: service::Error) -> Self {
        Self::Service(why)
    }
}
