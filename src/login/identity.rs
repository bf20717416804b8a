//! Who the service says that a new credential is of, and that it is of the same person once more after a renewal. A 200 alone proves
//! nothing: what the service answers to nobody is asked too.

use super::at_service::AtService;
use super::{Credential, Error, Method};
use crate::host::{Host, printable};
use crate::http::{self, Http};
use crate::service::person::Names;
use crate::service::{self, Answer, Body, RouteName};
use hyper::{HeaderMap, StatusCode};
use url::Url;

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
    Open {
        /// In JSON, which would name whom it knows.
        is_json: bool,
    },
    NothingThere,
    /// It cannot be asked now.
    Silent {
        why: String,
    },
    /// It lets nobody in, and this one not as it should.
    Unclear {
        status: u16,
    },
}

impl Untold {
    pub(super) fn words(&self) -> String {
        match self {
            Self::Open { .. } => "it answers everybody in the same way".to_owned(),
            Self::NothingThere => "it has nothing where it is asked".to_owned(),
            Self::Silent { why } => why.clone(),
            Self::Unclear { status } => format!("it answers HTTP {status}"),
        }
    }
}

/// Asks the service whom the credential is of, where it can be asked; one that it does not take is no login.
pub(super) async fn check(
    at: &AtService,
    mut credential: Credential,
    host: &Host,
    http: &Http,
) -> Result<Credential, Error> {
    let (_, url) = asked(at)?;
    // what was sent for it is good once, and no second login would get another one
    let is_had_once =
        credential.refresh_token.is_some() || matches!(at.method, Method::Challenge | Method::Bff);
    let taken = match taken(at, &credential, http).await {
        Err(why) if is_had_once => Taken::Untold(Untold::Silent { why: why.to_string() }),
        taken => taken?,
    };
    let names = match taken {
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
    Names { account: credential.account, subject: credential.subject } = or_own(names, &credential);
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
    let (method, url) = asked(at)?;
    let before = Names { account: kept.account.clone(), subject: kept.subject.clone() };
    // a service may call one person otherwise than its own tokens do: like is compared with like
    let subjects = [kept, &renewed].map(|one| own_names(one).subject);
    let is_same_by_own_word = subjects[0].is_some() && subjects[0] == subjects[1];
    let told = ask(at, &renewed, http).await;
    // whoever is named is known: what is answered to nobody adds nothing
    let named = told.as_ref().ok().filter(|with| with.status().is_success()).map(names_in);
    let named = named.filter(|now| *now != Names::default());
    let somebody_else =
        |now: &Names| Error::SomebodyElse { at: at.site.name(), was: before.shown(), is: now.shown() };
    if let Some(now) = named.filter(|now| !is_same_by_own_word && !before.is_of(now)) {
        return Err(somebody_else(&now));
    }
    let taken = match told {
        Ok(with) => judged(at, with, &method, &url, http).await,
        Err(why) => Err(why),
    };
    let said = match taken {
        Ok(Taken::No { status }) => return Err(not_known(at, &url, status)),
        Ok(Taken::Yes { names, .. }) => Some(names),
        Ok(Taken::Untold(Untold::Open { is_json: true })) => Some(Names::default()),
        // it may be out of order, or its page for that
        Ok(Taken::Untold(_)) | Err(_) => None,
    };
    let is_asked = said.is_some();
    let now = or_own(said.unwrap_or_default(), &renewed);
    if !is_same_by_own_word && !before.is_of(&now) && (is_asked || now != Names::default()) {
        return Err(somebody_else(&now));
    }
    renewed.subject = before.subject.or(now.subject);
    renewed.account = before.account.or(now.account);
    Ok(renewed)
}

fn not_known(at: &AtService, url: &Url, status: u16) -> Error {
    Error::NotKnown { at: at.site.name(), path: url.path().to_owned(), status }
}

/// That the service can be asked whom a credential is of, where a route says that.
pub(super) fn check_asked(at: &AtService) -> Result<(), Error> {
    asked(at)?;
    Ok(())
}

/// Asks with the credential, and as nobody.
pub(super) async fn taken(at: &AtService, credential: &Credential, http: &Http) -> Result<Taken, Error> {
    let (method, url) = asked(at)?;
    let with = ask(at, credential, http).await?;
    judged(at, with, &method, &url, http).await
}

/// What the service answers to who has it.
async fn ask(at: &AtService, credential: &Credential, http: &Http) -> Result<Answer, Error> {
    let (method, url) = asked(at)?;
    Ok(at.site.send(http, method, url, Body::Empty, at.headers(credential)?).await?)
}

/// What such an answer says, beside the one to nobody.
async fn judged(
    at: &AtService,
    with: Answer,
    method: &hyper::Method,
    url: &Url,
    http: &Http,
) -> Result<Taken, Error> {
    if with.is_unauthenticated(method, &at.site) {
        return Ok(Taken::No { status: with.status().as_u16() });
    }
    let without = at.site.send(http, method.clone(), url.clone(), Body::Empty, HeaderMap::new()).await?;
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
        _ if status.is_server_error() && is_same && at.method == Method::Basic && service::judges(status) => {
            no()
        }
        StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::METHOD_NOT_ALLOWED if is_same => {
            untold(Untold::NothingThere)
        }
        _ if status.is_success() => judge_success(with, without, is_same),
        // everybody is sent to the login of somebody else
        _ if is_same && with.location().is_some_and(|to| http::origin(&to) != http::origin(&with.url)) => {
            no()
        }
        _ if is_same && status.is_redirection() => untold(Untold::Open { is_json: false }),
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
    if !service::judges(without.status()) {
        return Err(without.refusal().into());
    }
    let (names, others) = (names_in(with), names_in(without));
    if is_same && names == others {
        let is_json = with.json().is_ok();
        return Ok(Taken::Untold(Untold::Open { is_json }));
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
        Untold::Open { .. } => format!(
            "{place} answers {path} in the same way without any credential: that it answers this one proves nothing."
        ),
        Untold::NothingThere => {
            format!("{place} has nothing at {path}: nobody knows whether it takes this credential.")
        }
        Untold::Silent { why } => {
            format!("nobody knows whether {place} takes this credential: {why}.")
        }
        Untold::Unclear { status } => format!(
            "{place} answers {path} with HTTP {status}: nobody knows whether it takes this credential."
        ),
    };
    let code = if matches!(why, Untold::Open { .. }) { "open_without_login" } else { "not_checked" };
    host.terminal.warn(code, &message);
}

fn say_guest(at: &AtService, path: &str, guest: &str, host: &Host) {
    let (place, path, guest) = (at.site.name(), printable::short(path, 100), printable::short(guest, 100));
    let message = format!(
        "{place} answers {path} without any credential too, as {guest}: what it answers proves no login."
    );
    host.terminal.warn("guest", &message);
}

/// Whom an answer names.
fn names_in(answer: &Answer) -> Names {
    let named = answer.json().ok().and_then(|json| json.as_object().map(Names::of)).unwrap_or_default();
    let name = |name: Option<String>| name.filter(|name| !answer.repeats_sent(name));
    Names { account: name(named.account), subject: name(named.subject) }
}

/// These, or else what the credential says of itself.
fn or_own(names: Names, credential: &Credential) -> Names {
    match names {
        Names { account: None, subject: None } => own_names(credential),
        Names { account, subject: None } => Names { account, subject: own_names(credential).subject },
        names => names,
    }
}

/// What the credential says of itself.
fn own_names(credential: &Credential) -> Names {
    credential.says_of_itself().map(|said| Names::of(&said)).unwrap_or_default()
}

impl From<service::Error> for Error {
    fn from(why: service::Error) -> Self {
        Self::Service(why)
    }
}
