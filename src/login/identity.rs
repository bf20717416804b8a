//! Who the service says that a new credential is of. A 200 alone proves nothing: what it answers to nobody is asked too.

use super::at_service::{AtService, claim};
use super::{Credential, Error};
use crate::host::{Host, printable};
use crate::http::Http;
use crate::service::{self, Body, RouteName};
use hyper::{HeaderMap, Method};
use serde_json::{Map, Value};

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
    let Ok(url) = at.site.url(RouteName::Whoami, &[]) else {
        return check_unnamed(at, credential, host, http).await;
    };
    let with = at.site.send(http, Method::GET, url.clone(), Body::Empty, at.headers(&credential)?).await?;
    if with.is_unauthenticated(&Method::GET, &at.site) {
        return Err(Error::NotKnown { at: at.site.name(), path: url.path().to_owned() });
    }
    let said = with.json().ok().and_then(|json| json.as_object().cloned()).unwrap_or_default();
    let without = at.site.send(http, Method::GET, url.clone(), Body::Empty, HeaderMap::new()).await?;
    if with.status().is_success() && without.status() == with.status() && without.body() == with.body() {
        say_open(at, url.path(), host);
    }
    name(&mut credential, &said);
    Ok(credential)
}

/// Where no route says who one is: the token's own word, or the name that was typed.
async fn check_unnamed(
    at: &AtService,
    mut credential: Credential,
    host: &Host,
    http: &Http,
) -> Result<Credential, Error> {
    let root = at.site.api.clone();
    let with = at.site.send(http, Method::GET, root.clone(), Body::Empty, at.headers(&credential)?).await?;
    if with.is_unauthenticated(&Method::GET, &at.site) {
        return Err(Error::NotKnown { at: at.site.name(), path: root.path().to_owned() });
    }
    let without = at.site.send(http, Method::GET, root.clone(), Body::Empty, HeaderMap::new()).await?;
    if with.status().is_success() && without.status() == with.status() {
        say_open(at, root.path(), host);
    }
    if let Some(subject) = credential.access_token.as_ref().and_then(|token| claim(token, "sub")) {
        credential.subject = subject.as_str().map(str::to_owned);
    }
    Ok(credential)
}

fn say_open(at: &AtService, path: &str, host: &Host) {
    let (place, path) = (at.site.name(), printable::short(path, 100));
    host.terminal.warn(
        "open_without_login",
        &format!(
            "{place} answers {path} without any credential too: that it answers this one proves nothing."
        ),
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
