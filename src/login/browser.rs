//! Authorization code with PKCE in the person's own browser (RFC 8252, RFC 7636), here or elsewhere.

use super::loopback::{Loopback, Verdict};
use super::page::Page;
use super::{Credential, Error, Manner, RelyingParty, clock, elsewhere};
use crate::host::browser::{Browser, Error as BrowserError, Opened};
use crate::host::line_reader::{LineReader, Typed};
use crate::host::style::NAME;
use crate::host::{Host, Terminal};
use crate::http::Http;
use crate::oidc::authorization::{Received, Request};
use crate::oidc::pasted::Pasted;
use crate::oidc::{self, Endpoint, Provider};
use crate::sensitive::AuthorizationCode;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, interval, sleep_until};
use url::Url;

/// What the page that the stranger gets says too, for the person whose login it is.
const ANOTHER_USER: &str = "An answer was not taken: it came from a program of another user of this machine, or from one that hung up before \
     it could be seen whose it is; the login still waits.";

/// Listens, opens the browser, waits for the answer, exchanges the code.
pub async fn log_in(
    party: &RelyingParty,
    browser: &Browser,
    manner: &Manner,
    host: &Host,
    http: &Http,
) -> Result<Credential, Error> {
    let channel = party.reach_for_login(host, http).await?;
    let provider = &channel.provider;
    let pushes = party.pushes(provider);
    let mut first = vec![Endpoint::Authorization];
    first.extend(pushes.then_some(Endpoint::PushedAuthorizationRequest));
    party.check_endpoints(provider, &first, host)?;
    let loopback = Loopback::bind(&party.callback).await?;
    let redirect_uri = loopback.redirect_uri().clone();
    let mut request = Request::new(provider, &channel.client, &party.wanted, redirect_uri, host.random)?;
    if pushes {
        channel.push(&mut request).await?;
    }
    let request = Arc::new(request);
    let code = code(&request, provider, loopback, browser, manner, host).await?;
    let answer = channel.exchange_code(&code, &request, &party.token_parameters()).await?;
    party.credential(answer, &channel, Some(&request.nonce)).await
}

/// The code that the browser brings or that is pasted, whichever comes first, or why there is none.
async fn code(
    request: &Arc<Request>,
    provider: &Provider,
    loopback: Loopback,
    browser: &Browser,
    manner: &Manner,
    host: &Host,
) -> Result<AuthorizationCode, Error> {
    let advice = advice(request, provider, browser, manner, host);
    // a browser command may open the terminal by itself
    let _modes = host.terminal.keep_modes();
    let mut opened = open(&request.url, browser, &advice, manner.json, host)?;
    let deadline = Instant::now() + manner.patience;
    let spinner = host.terminal.spinner(waiting(manner.patience, 0));
    let mut keyboard = keyboard(browser, &host.terminal);
    let mut seconds = interval(Duration::from_secs(1));
    let refusals = loopback.refusals();
    let mut answer = std::pin::pin!(loopback.answer(judge(request)));
    let (mut characters, mut has_told) = (0, false);
    loop {
        tokio::select! {
            answer = &mut answer => return Ok(answer??),
            () = sleep_until(deadline) => return Err(Error::NobodyCame(manner.patience)),
            why = opened.failed() => {
                if !host.terminal.may_ask() {
                    return Err(Error::NoBrowser(why));
                }
                host.terminal.note_above(&spinner, NOT_OPENED, &open_yourself(&why));
            }
            typed = typed(&mut keyboard) => match typed {
                Typed::Waiting(now) => characters = now,
                // the browser may still come back
                Typed::End => {}
                Typed::Refused(why) => {
                    host.terminal.note_above(&spinner, REFUSED, &format!("Not taken: {why}."));
                }
                Typed::Line(text) => match request.judge_pasted(&text) {
                    Pasted::Answer(answer) => return Ok(answer?),
                    Pasted::Wrong(why) => host.terminal.note_above(&spinner, REFUSED, &format!("Not taken: {why}.")),
                },
            },
            // once: whoever knows the state of the login can send it in thousands
            () = refusals.notified(), if !has_told => {
                has_told = true;
                host.terminal.note_above(&spinner, "another_user", ANOTHER_USER);
            }
            _ = seconds.tick() => {}
        }
        spinner.change(waiting(deadline.saturating_duration_since(Instant::now()), characters));
    }
}

fn judge(
    request: &Arc<Request>,
) -> impl Fn(&str) -> Verdict<Result<AuthorizationCode, oidc::Error>> + 'static {
    let request = Arc::clone(request);
    move |query| match request.judge(query) {
        Received::NotOurs => Verdict::NotOurs,
        Received::Answer(answer) => {
            let page = if answer.is_ok() { Page::Arrived } else { Page::Refused };
            Verdict::Answer { answer, page }
        }
    }
}

/// Prints the address (as JSON for a program) and opens it; what comes back tells when the browser command failed at once.
pub(super) fn open(
    url: &Url,
    browser: &Browser,
    advice: &[String],
    json: bool,
    host: &Host,
) -> Result<Opened, Error> {
    let terminal = &host.terminal;
    if let (Browser::Missing, false) = (browser, terminal.may_ask()) {
        return Err(Error::NoBrowser(BrowserError::NoneHere.to_string()));
    }
    let lead = match browser {
        Browser::Nowhere | Browser::Missing => Some("Open this address in a browser to log in:"),
        Browser::Commands(_) | Browser::System => {
            Some("Opening the browser to log in. If nothing opens, use this address:")
        }
        Browser::Played(_) => None,
    };
    if json {
        let url = url.as_str();
        terminal.tell_program(
            &json!({"event": "authorization_request", "authorization_url": url, "advice": advice}),
        );
    } else if let Some(lead) = lead {
        terminal.tell(&format!("{lead}\n\n  {NAME}{url}{NAME:#}\n"));
        for line in advice {
            terminal.say(line);
        }
    }
    if let Browser::Missing = browser {
        return Ok(Opened::default());
    }
    match browser.open(url, &host.environment, terminal) {
        Ok(opened) => Ok(opened),
        Err(why) if terminal.may_ask() => {
            terminal.warn(NOT_OPENED, &open_yourself(&why));
            Ok(Opened::default())
        }
        Err(why) => Err(Error::NoBrowser(why.to_string())),
    }
}

/// The code of that note.
pub(super) const NOT_OPENED: &str = "browser_not_opened";
/// The code of the note that a paste is not taken.
pub(super) const REFUSED: &str = "paste_refused";

pub(super) fn open_yourself(why: &impl std::fmt::Display) -> String {
    format!("{why}; please open the address above yourself.")
}

/// A person who has a terminal may paste what a browser elsewhere cannot bring.
fn keyboard(browser: &Browser, terminal: &Terminal) -> Option<LineReader> {
    if matches!(browser, Browser::Played(_)) { None } else { terminal.read_lines() }
}

async fn typed(keyboard: &mut Option<LineReader>) -> Typed {
    match keyboard {
        Some(keyboard) => keyboard.next().await,
        None => std::future::pending().await,
    }
}

/// How the login can end where the browser of [`open()`] cannot come back to this machine.
fn advice(
    request: &Request,
    provider: &Provider,
    browser: &Browser,
    manner: &Manner,
    host: &Host,
) -> Vec<String> {
    let paste = host.terminal.may_ask().then(|| elsewhere::paste(request.takes_code_alone));
    match browser {
        Browser::Commands(_) | Browser::System => paste.into_iter().map(str::to_owned).collect(),
        Browser::Played(_) => Vec::new(),
        Browser::Nowhere | Browser::Missing => {
            let offers_device = provider.endpoint(Endpoint::DeviceAuthorization).is_ok();
            let device = offers_device.then_some(manner.with_code.as_str());
            elsewhere::advice(&request.redirect_uri, paste, device, &host.environment)
        }
    }
}

pub(super) fn waiting(left: Duration, characters: usize) -> String {
    match characters {
        0 => format!("Waiting for the browser ({} left, Ctrl-C ends)", clock(left)),
        1 => "1 character: Enter takes it, Ctrl-U drops it".to_owned(),
        _ => format!("{characters} characters: Enter takes them, Ctrl-U drops them"),
    }
}
