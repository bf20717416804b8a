//! Who the service says that a new credential is of, and that it is of the same person once more after a renewal. A 200 alone proves
//! nothing: what the service answers to nobody is asked too.

use super::at_service::{AtService, claim};
use super::{Credential, Error, Method};
use crate::host::{Host, printable};
use crate::http::{self, Http};
use crate::jwt::cookie;
use crate::service::{self, Answer, Body, RouteName};
use hyper::{HeaderMap, StatusCode};
use serde_json::{Map, Value};
use url::Url;

/// Members that name a person, the most telling first.
const ACCOUNT: [&str; 7] = ["email", "username", "user", "preferred_username", "name", "login", "sub"];
const SUBJECT: [&str; 4] = ["id", "sub", "user_id", "uid"];
/// No name of a person is longer, in characters.
const LONGEST_NAME: usize = 200;

/// Whether a service takes a credential.
#[derive(Debug)]
pub(super) enum Taken {
    Yes {
        names: Names,
        /// As whom it takes somebody without any credential.
        guest: Option<String>,
    },
    No {
        /// As which it says so.
        status: u16,
    },
    Untold(Untold),
}

/// Why nobody knows whether it is taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Untold {
    /// It answers nobody otherwise.
    Open,
    NothingThere,
    /// It lets nobody in, and this one not as it should.
    Unclear {
        status: u16,
    },
}

impl Untold {
    pub(super) fn words(&self) -> String {
        match self {
            Self::Open => "it answers everybody in the same way".to_owned(),
            Self::NothingThere => "it has nothing where it is asked".to_owned(),
            Self::Unclear { status } => format!("it answers HTTP {status}"),
        }
    }
}

/// How somebody is called.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    account: Option<String>,
    subject: Option<String>,
}

/// Asks the service whom the credential is of, where it can be asked; one that it does not take is no login.
pub(super) async fn check(
    at: &AtService,
    mut credential: Credential,
    host: &Host,
    http: &Http,
) -> Result<Credential, Error> {
    let (_, url) = asked(at)?;
    let names = match taken(at, &credential, http).await? {
        Taken::No { status } => return Err(not_known(at, &url, status)),
        Taken::Untold(why) => {
            say_untold(at, url.path(), &why, host);
            Names::default()
        }
        Taken::Yes { names, guest } => {
            if let Some(guest) = guest {
                say_guest(at, url.path(), &guest, host);
            }
            names
        }
    };
    Names { account: credential.account, subject: credential.subject } = names.or_of(&credential);
    Ok(credential)
}

/// Looks whether a credential that came in the place of another one is of the same person: what a service gives instead of
/// saying no, the session of a guest say, takes nobody's place. That it cannot be asked just now is no reason to lose it.
pub(super) async fn check_same(
    at: &AtService,
    kept: &Credential,
    mut renewed: Credential,
    http: &Http,
) -> Result<Credential, Error> {
    let (_, url) = asked(at)?;
    let said = match taken(at, &renewed, http).await {
        Ok(Taken::No { status }) => return Err(not_known(at, &url, status)),
        Ok(Taken::Yes { names, .. }) => Some(names),
        Ok(Taken::Untold(_)) => Some(Names::default()),
        Err(_) => None,
    };
    let is_asked = said.is_some();
    let before = Names { account: kept.account.clone(), subject: kept.subject.clone() };
    let now = said.unwrap_or_default().or_of(&renewed);
    if !before.is_of(&now) && (is_asked || now != Names::default()) {
        return Err(Error::SomebodyElse { at: at.site.name(), was: before.shown(), is: now.shown() });
    }
    renewed.subject = before.subject.or(now.subject);
    renewed.account = before.account;
    Ok(renewed)
}

fn not_known(at: &AtService, url: &Url, status: u16) -> Error {
    Error::NotKnown { at: at.site.name(), path: url.path().to_owned(), status }
}

/// Asks with the credential, and as nobody.
pub(super) async fn taken(at: &AtService, credential: &Credential, http: &Http) -> Result<Taken, Error> {
    let (method, url) = asked(at)?;
    let ask = async |headers| at.site.send(http, method.clone(), url.clone(), Body::Empty, headers).await;
    let with = ask(at.headers(credential)?).await?;
    if with.is_unauthenticated(&method, &at.site) {
        return Ok(Taken::No { status: with.status().as_u16() });
    }
    let without = ask(HeaderMap::new()).await?;
    judge(at, &with, &without)
}

/// What the two answers say. Only a success is a yes: what turns others away in another way than nobody may have judged what was
/// sent.
fn judge(at: &AtService, with: &Answer, without: &Answer) -> Result<Taken, Error> {
    let status = with.status();
    let no = || Ok(Taken::No { status: status.as_u16() });
    let is_same = status == without.status() && shown(with) == shown(without);
    let untold = |why| Ok(Taken::Untold(why));
    match status {
        // some answer so to whoever brings no user and password, or wrong ones
        _ if status.is_server_error() && is_same && at.method == Method::Basic => no(),
        StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::METHOD_NOT_ALLOWED if is_same => {
            untold(Untold::NothingThere)
        }
        _ if status.is_success() => judge_success(with, without, is_same),
        // everybody is sent to the login of somebody else
        _ if is_same && with.location().is_some_and(|to| http::origin(&to) != http::origin(&with.url)) => {
            no()
        }
        _ if is_same && status.is_redirection() => untold(Untold::Open),
        _ if status.is_redirection() => untold(Untold::Unclear { status: status.as_u16() }),
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::METHOD_NOT_ALLOWED => {
            untold(Untold::Unclear { status: status.as_u16() })
        }
        _ => Err(with.refusal().into()),
    }
}

/// A page that greets guests too proves nothing by itself, but whom it names does.
fn judge_success(with: &Answer, without: &Answer, is_same: bool) -> Result<Taken, Error> {
    // an error in answer to nobody is how some turn people away
    if matches!(without.status().as_u16(), 408 | 429 | 503) {
        return Err(without.refusal().into());
    }
    let (names, others) = (Names::of(with), Names::of(without));
    if is_same && names == others {
        return Ok(Taken::Untold(Untold::Open));
    }
    let guest = is_same.then(|| others.shown());
    Ok(Taken::Yes { names, guest })
}

/// Where an answer sends, but for what is another each time.
fn shown(answer: &Answer) -> Option<(String, String)> {
    answer.location().map(|to| (http::origin(&to), to.path().to_owned()))
}

/// Where the service says who one is, or else what it shows to those only whom it knows, or else where it is.
fn asked(at: &AtService) -> Result<(hyper::Method, Url), service::Error> {
    let named = [RouteName::Whoami, RouteName::Guarded];
    match named.into_iter().find(|name| at.site.routes.contains_key(name)) {
        Some(name) => Ok((at.site.method(name)?, at.site.url(name, &[])?)),
        None => Ok((hyper::Method::GET, at.site.api.clone())),
    }
}

fn say_untold(at: &AtService, path: &str, why: &Untold, host: &Host) {
    let (place, path) = (at.site.name(), printable::short(path, 100));
    let message = match why {
        Untold::Open => format!(
            "{place} answers {path} in the same way without any credential: that it answers this one proves nothing."
        ),
        Untold::NothingThere => {
            format!("{place} has nothing at {path}: nobody knows whether it takes this credential.")
        }
        Untold::Unclear { status } => format!(
            "{place} answers {path} with HTTP {status}: nobody knows whether it takes this credential."
        ),
    };
    host.terminal.warn("open_without_login", &message);
}

fn say_guest(at: &AtService, path: &str, guest: &str, host: &Host) {
    let (place, path, guest) = (at.site.name(), printable::short(path, 100), printable::short(guest, 100));
    let message = format!(
        "{place} answers {path} without any credential too, as {guest}: what it answers proves no login."
    );
    host.terminal.warn("guest", &message);
}

impl Names {
    fn of(answer: &Answer) -> Self {
        answer.json().ok().and_then(|json| json.as_object().map(Self::in_members)).unwrap_or_default()
    }

    fn in_members(said: &Map<String, Value>) -> Self {
        // some wrap it: {"user": {"email": …}}
        let inner = said.get("user").and_then(Value::as_object).unwrap_or(said);
        let text = |names: &[&str]| names.iter().find_map(|name| inner.get(*name)?.as_str()).and_then(name);
        Self { account: text(&ACCOUNT), subject: text(&SUBJECT) }
    }

    /// These, or else what the credential says of itself.
    fn or_of(self, credential: &Credential) -> Self {
        let named = match (&self, &credential.access_token) {
            (Self { account: None, subject: None }, Some(value)) => {
                let session = cookie::read(value.expose());
                let members = session.map(|session| session.content.members.into_iter().collect());
                members.map_or(self, |members| Self::in_members(&members))
            }
            _ => self,
        };
        let of_token = || {
            let subject = credential.access_token.as_ref().and_then(|token| claim(token, "sub"))?;
            subject.as_str().and_then(name)
        };
        Self { subject: named.subject.or_else(of_token), account: named.account }
    }

    /// True where these names can be of whoever is called so. Somebody who had a name keeps it; an address may have changed.
    fn is_of(&self, now: &Self) -> bool {
        match (&self.subject, &now.subject, &self.account, &now.account) {
            (Some(was), Some(is), ..) | (_, _, Some(was), Some(is)) => was == is,
            (None, _, None, _) => true,
            _ => false,
        }
    }

    fn shown(&self) -> String {
        let name = self.account.as_deref().or(self.subject.as_deref());
        name.map_or_else(|| "somebody without a name".to_owned(), |name| printable::short(name, LONGEST_NAME))
    }
}

fn name(text: &str) -> Option<String> {
    Some(text.chars().take(LONGEST_NAME).collect()).filter(|name: &String| !name.is_empty())
}

impl From<service::Error> for Error {
    fn from(why: service::Error) -> Self {
        Self::Service(why)
    }
}
