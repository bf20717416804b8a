//! `authctl probe`: what an address answers to nobody, to a credential that is none, and to mine.

mod answer;
mod findings;
mod page;

use super::arguments::{UnshownPassword, web_url};
use super::resolve::Profile;
use super::{Context, Outcome, call};
use crate::failure::{Failure, Kind};
use crate::http;
use crate::login::Credential;
use crate::sensitive::AccessToken;
use crate::service::{SentAs, Site};
use crate::session::Session;
use crate::session::authorized::{Draft, Payload};
use crate::session::renew::Need;
use answer::Answer;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use findings::Answers;
use reqwest::header::{CONNECTION, HeaderMap, HeaderValue};
use reqwest::{Method, Request};
use url::Url;

const EXAMPLES: &str = "authctl probe work /users/me
authctl probe -p work https://api.example.com/admin --json | jq -r '.findings[].id'
authctl probe work /admin --check || echo \"not only mine gets an answer\"
authctl probe https://api.example.com/health";

/// A user whom no service has.
const NOBODY: &str = "authctl-probe";

/// The last part of a path where nothing is.
const NOTHING: &str = "authctl-probe-of-a-path-where-nothing-is";

/// Show how an address answers nobody, a bad credential, and mine
///
/// Asks up to four times and follows nothing: without any credential, with one of the same kind that is none, with that of
/// the profile, and with that for a path beside it where nothing can be. A bad password is sent with a user who is nobody,
/// so that no account is locked; of a token or signed cookie the signature is changed. Without a profile the first two are
/// asked, with a bad bearer token. The credential goes only to the origins of the profile, and is renewed where it is about to
/// end, as for call. Of an event stream only the head is read, of any other answer what comes within two seconds.
///
/// What is found is told in plain words, and the exit code is 0: many a path is meant to be open. With --check it is 9 where
/// nobody, or a bad credential, gets an answer, or an error, or where mine gets none; without a profile nothing is asked with mine.
#[derive(Debug, clap::Args)]
#[command(override_usage = "authctl probe [OPTIONS] [PROFILE] <URL>")]
#[command(after_help = EXAMPLES)]
pub struct ProbeArgs {
    /// The profile whose credential is used
    #[arg(value_name = "PROFILE")]
    first: Option<String>,
    /// The address; a relative one continues the profile's --api
    #[arg(value_name = "URL")]
    second: Option<String>,
    /// The method
    #[arg(short = 'X', long = "request", value_name = "METHOD", default_value = "get", ignore_case = true)]
    method: Question,
    /// Exit 9 where anybody but mine gets an answer, or mine, where it is asked with, gets none
    #[arg(long)]
    check: bool,
    /// A further origin that may have the credential this time (repeat)
    #[arg(long, value_name = "URL", value_parser = UnshownPassword(web_url))]
    allow_origin: Vec<Url>,
}

/// Methods that change nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Question {
    Get,
    Head,
    Options,
}

impl Question {
    fn method(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Head => Method::HEAD,
            Self::Options => Method::OPTIONS,
        }
    }
}

pub fn run(arguments: &ProbeArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let (position, typed) =
        call::positions("probe", arguments.first.as_deref(), arguments.second.as_deref())?;
    call::check_address("probe", position, typed, context)?;
    let (url, session) = match profile(position, typed, context)? {
        Some(profile) => {
            let url = call::url(typed, &profile)?;
            let allow_http = profile.settings.value(|layer| &layer.allow_http).unwrap_or_default();
            http::check_secure(&url, allow_http)?;
            let mut session = profile.session(context)?;
            session.origins.extend(arguments.allow_origin.iter().cloned());
            // whoever names no profile may mean none
            let is_meant = position.is_some() || context.globals.profile.is_some();
            match session.check_origin(&url) {
                Err(why) if is_meant || !typed.contains("://") => return Err(why.into()),
                Err(_) => (url, None),
                Ok(()) => (url, Some(session)),
            }
        }
        None => (web_url(typed).map_err(Failure::usage)?, None),
    };
    http::check_secure(&url, true)?;
    let probe = Probe { method: arguments.method.method(), url, context, session };
    let answers = context.block_on(probe.ask())?;
    let outcome = page::outcome(&probe.method, &probe.url, &answers);
    let outcome = match &probe.session {
        Some(_) => outcome,
        None => outcome.say("No profile is named, or none that this address belongs to: nothing was asked with a credential of yours."),
    };
    Ok(match arguments.check && !answers.is_guarded() {
        true => outcome.but(Failure::new(Kind::Findings, "not_guarded", answers.fault())),
        false => outcome,
    })
}

/// The profile that is meant; `None` where none is named, and none is needed.
fn profile(position: Option<&str>, typed: &str, context: &Context<'_>) -> Result<Option<Profile>, Failure> {
    match Profile::find_in_use(context, position) {
        Ok(profile) => Ok(Some(profile)),
        Err(why) if position.is_some() || context.globals.profile.is_some() || !typed.contains("://") => {
            Err(why)
        }
        Err(_) => Ok(None),
    }
}

/// Each request has a connection of its own: an answer to one may end the connection of the next.
fn alone() -> HeaderMap {
    std::iter::once((CONNECTION, HeaderValue::from_static("close"))).collect()
}

struct Probe<'c> {
    method: Method,
    url: Url,
    context: &'c Context<'c>,
    session: Option<Session<'c>>,
}

impl Probe<'_> {
    async fn ask(&self) -> Result<Answers, Failure> {
        let nobody = self.ask_bare(HeaderMap::new()).await?;
        let Some(session) = &self.session else {
            let mut headers = HeaderMap::new();
            SentAs::Bearer.put(&self.nonsense(), &self.url, &mut headers)?;
            let bad = self.ask_bare(headers).await?;
            return Ok(Answers { nobody, bad, mine: None, nothing: None });
        };
        let mine = session.usable(Need::default()).await?.credential;
        let bad = self.ask_as(session, &self.bad(&mine), &self.url).await?;
        let answer = self.ask_as(session, &mine, &self.url).await?;
        let nothing = match self.url.join(NOTHING).ok().filter(|_| answer.is_success()) {
            Some(beside) => Some(self.ask_as(session, &mine, &beside).await?),
            None => None,
        };
        Ok(Answers { nobody, bad, mine: Some(answer), nothing })
    }

    async fn ask_bare(&self, headers: HeaderMap) -> Result<Answer, Failure> {
        let mut request = Request::new(self.method.clone(), self.url.clone());
        *request.headers_mut() = headers;
        request.headers_mut().extend(alone());
        let answer = self.context.http().send(request).await?;
        Ok(Answer::read(answer, &self.method, self.site(), self.context.http()).await?)
    }

    async fn ask_as(&self, session: &Session<'_>, who: &Credential, url: &Url) -> Result<Answer, Failure> {
        let (method, url) = (self.method.clone(), url.clone());
        let mut draft = Draft { method, url, headers: alone(), payload: Payload::Empty };
        let answer = session.ask_once(&mut draft, who).await?;
        Ok(Answer::read(answer, &self.method, self.site(), self.context.http()).await?)
    }

    fn site(&self) -> Option<&Site> {
        Some(&self.session.as_ref()?.way.at_service()?.site)
    }

    /// One of the same kind that is none: of a token the signature is changed, of a password the user too, whose account would
    /// be locked else.
    fn bad(&self, mine: &Credential) -> Credential {
        let text = mine.access_token.as_ref().map(AccessToken::expose).unwrap_or_default();
        let bad = match (&mine.sent_as, text.rsplit_once('.')) {
            (SentAs::Basic, _) => {
                let password = self.nonsense();
                AccessToken::new(STANDARD.encode(format!("{NOBODY}:{}", password.expose())))
            }
            (_, Some((signed, signature))) if signed.contains('.') && !signature.is_empty() => {
                AccessToken::new(format!("{signed}.{}", "A".repeat(signature.len())))
            }
            _ => self.nonsense(),
        };
        let mut credential = mine.clone();
        credential.access_token = Some(bad);
        credential
    }

    /// Nobody ever had it.
    fn nonsense(&self) -> AccessToken {
        AccessToken::new(self.context.host.random.text())
    }
}
