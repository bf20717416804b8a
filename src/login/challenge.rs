//! A code that somebody approves who is logged in at the service (zndraw-auth): made without a credential, and fetched once.
//!
//! Not RFC 8628: the state of the code is asked for by the code itself and a secret, and the answer that has the token
//! destroys it at the service. So nothing is asked twice once a byte may have come.

use super::at_service::{AtService, Typed};
use super::polling::{Heard, Polling};
use super::{Credential, Error, Manner, clock, given};
use crate::host::style::{NAME, STRONG};
use crate::host::{Host, printable};
use crate::http::Http;
use crate::sensitive::{AccessToken, DeviceCode};
use crate::service::{self, Answer, Body, RouteName};
use hyper::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Between two questions.
const INTERVAL: Duration = Duration::from_secs(2);
/// How long such a code is good at the service.
const LIFETIME: Duration = Duration::from_mins(5);

/// No code is longer that somebody types.
const LONGEST_CODE: usize = 64;

/// A code, and what proves that it is ours.
struct Challenge {
    code: String,
    secret: DeviceCode,
}

/// Shows the code, waits until somebody approves it, fetches the token.
pub(super) async fn log_in(
    at: &AtService,
    manner: &Manner,
    host: &Host,
    http: &Http,
) -> Result<Credential, Error> {
    let began = Instant::now();
    let answer = at.site.ask(http, RouteName::Challenge, &[], Body::Empty, HeaderMap::new()).await?;
    let challenge = Challenge::of(&answer)?;
    show(at, &challenge.code, manner, host);
    let token = wait(at, &challenge, began, manner, host, http).await?;
    let mut credential = at.blank_credential(&Typed::default(), host);
    credential.expires_at = given::expiry(&token);
    credential.access_token = Some(token);
    Ok(credential)
}

impl Challenge {
    fn of(answer: &Answer) -> Result<Self, Error> {
        let json = answer.json()?;
        let text = |name: &str| json.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        // it is shown, and stands in a command that is pasted
        let is_word = |code: &&str| {
            code.len() <= LONGEST_CODE
                && code.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-')
                && !code.starts_with('-')
        };
        match (text("code").filter(is_word), text("secret")) {
            (Some(code), Some(secret)) => Ok(Self { code: code.to_owned(), secret: DeviceCode::new(secret) }),
            _ => Err(answer.odd("it holds no code that can be typed, or no secret").into()),
        }
    }
}

/// The code stands alone on its line. What stands here is shown even with `--quiet`: without it nobody can log in.
fn show(at: &AtService, code: &str, manner: &Manner, host: &Host) {
    let page = at.site.url(RouteName::Approval, &[("code", code)]).ok();
    let code = printable::line(code);
    // where there is a page, a person needs no authctl
    let command = page.is_none().then(|| format!("authctl account approve {code} PROFILE"));
    let terminal = &host.terminal;
    if manner.json {
        terminal.tell_program(&json!({
            "event": "challenge", "user_code": code, "verification_uri": page.as_ref().map(url::Url::as_str),
            "command": command, "expires_in": LIFETIME.as_secs(),
        }));
        return;
    }
    let place = at.site.name();
    let who = format!("Somebody who is logged in at {place} approves this code");
    terminal.tell(&match &page {
        Some(page) => format!("{who} here:\n\n  {NAME}{page}{NAME:#}\n\n{STRONG}{code}{STRONG:#}\n"),
        None => format!("{who}:\n\n{STRONG}{code}{STRONG:#}\n"),
    });
    if let Some(command) = command {
        terminal.say(&format!("With a profile of their own: `{command}`"));
    }
    terminal.say("Whoever approves it logs you in as themselves.");
}

async fn wait(
    at: &AtService,
    challenge: &Challenge,
    began: Instant,
    manner: &Manner,
    host: &Host,
    http: &Http,
) -> Result<AccessToken, Error> {
    let ends = LIFETIME.min(manner.patience);
    let mut polling = Polling::new(Some(INTERVAL), began.elapsed(), ends);
    let spinner = host.terminal.spinner(waiting(ends));
    // what the service said last instead of an answer
    let mut unanswered: Option<service::Error> = None;
    while let Some(next) = polling.next() {
        sleep_until(began + next).await;
        spinner.change(waiting(ends.saturating_sub(began.elapsed())));
        match fetch(at, challenge, http).await {
            Ok(Some(token)) => return Ok(token),
            Ok(None) => {
                unanswered = None;
                polling.hear(Heard::Pending, began.elapsed());
            }
            Err(Error::Service(why)) if is_unanswered(&why) => {
                let retry_after = match why {
                    service::Error::Later { retry_after, .. } => retry_after,
                    _ => None,
                };
                polling.hear(Heard::Nothing { retry_after }, began.elapsed());
                unanswered = Some(why);
            }
            Err(Error::CodeEnded(why)) => return Err(ended(why, unanswered)),
            Err(why) => return Err(why),
        }
    }
    Err(ended(format!("nobody approved it within {}", super::minutes(ends)), unanswered))
}

/// A gateway that could not hand an answer on may have lost the one with the token.
fn ended(why: String, unanswered: Option<service::Error>) -> Error {
    Error::CodeEnded(match unanswered {
        Some(last) => format!("{why}; the question before got no answer: {last}"),
        None => why,
    })
}

/// True where it may be asked again: no byte of an answer with a token can have come here, and who answered is busy, or stands
/// before the service (RFC 9110 section 15.6). An error of the service's own will be the same each time.
fn is_unanswered(why: &service::Error) -> bool {
    match why {
        service::Error::Http(why) => why.is_before_sending(),
        service::Error::Later { retry_after, .. } => retry_after.is_some() || !why.judges(),
        _ => false,
    }
}

async fn fetch(at: &AtService, challenge: &Challenge, http: &Http) -> Result<Option<AccessToken>, Error> {
    let mut url = at.site.beneath(RouteName::Challenge, &[&challenge.code])?;
    url.query_pairs_mut().append_pair("secret", challenge.secret.expose());
    let answer = at.site.send(http, Method::GET, url, Body::Empty, HeaderMap::new()).await?;
    match answer.status() {
        StatusCode::NOT_FOUND => {
            return Err(Error::CodeEnded("it was rejected, or its token was fetched already".to_owned()));
        }
        StatusCode::GONE => return Err(Error::CodeEnded("its time is over".to_owned())),
        _ => {}
    }
    let json = answer.json()?;
    match (json.get("status").and_then(Value::as_str), json.get("token").and_then(Value::as_str)) {
        (_, Some(token)) if !token.is_empty() => Ok(Some(AccessToken::new(token))),
        (Some("pending"), _) => Ok(None),
        _ => Err(answer.odd("it neither waits nor has a token").into()),
    }
}

fn waiting(left: Duration) -> String {
    format!("Waiting for somebody to approve the code ({} left, Ctrl-C ends)", clock(left))
}
