//! The end of the session in the person's browser (OpenID Connect RP-Initiated Logout 1.0).
//!
//! The browser is started with a one-time address of this machine, which forwards it to the issuer: the ID token, which
//! the issuer wants to see, never stands in the arguments of a process; other users of the machine, who may see the
//! one-time address there, are turned away. It forwards by GET, since browsers send the issuer's session cookie along
//! with that, and often not with a form that another site posts (SameSite=Lax).

use super::loopback::{Callback, Loopback, Verdict};
use super::page::Page;
use super::{Error, RelyingParty};
use crate::host::Host;
use crate::host::browser::Browser;
use crate::host::style::NAME;
use crate::http::Http;
use crate::oidc::end_session::{self, Request};
use crate::oidc::same_secret;
use crate::sensitive::IdToken;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};
use url::Url;

/// How the session is ended.
#[derive(Clone, Debug)]
pub struct Manner {
    pub browser: Browser,
    /// The path of the redirect URI that the issuer knows; without one the browser does not come back.
    pub return_path: Option<String>,
    /// How long a person may take.
    pub patience: Duration,
}

/// How far it came.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// The issuer sent the browser back.
    Confirmed,
    /// The browser went to the issuer, which says the rest there.
    Opened,
    /// The address was printed for a person to open.
    Printed,
    /// The browser did not come back to this address in time; so many requests came with a wrong state.
    NotConfirmed { return_to: Url, wrong: usize },
}

/// Ends the session, as far as the person and the issuer go along.
pub async fn end(
    party: &RelyingParty,
    hint: Option<&IdToken>,
    manner: &Manner,
    host: &Host,
    http: &Http,
) -> Result<Ended, Error> {
    let provider = party.discover(http).await?;
    let plain = end_session::plain(&provider, &party.client)?;
    if matches!(manner.browser, Browser::Nowhere | Browser::Missing) {
        return Ok(printed(
            &plain,
            "Open this address in your browser to end the session at the issuer:",
            host,
        ));
    }
    let path = manner.return_path.clone().unwrap_or_else(|| "/".to_owned());
    let loopback = Loopback::bind(&Callback { path, ..party.callback.clone() }).await?;
    let return_to = loopback.redirect_uri().clone();
    let wanted = manner.return_path.is_some().then_some(&return_to);
    let request = Request::new(&provider, &party.client, hint, wanted, host.random)?;
    let start = host.random.text();
    let mut first = return_to.clone();
    first.query_pairs_mut().append_pair("start", &start);
    let wrong = Arc::new(AtomicUsize::new(0));
    let by_hand = |why: &dyn std::fmt::Display| {
        printed(&plain, &format!("{why}; please open this address yourself:"), host)
    };
    let _modes = host.terminal.keep_modes();
    let mut opened = match manner.browser.open(&first, &host.environment, &host.terminal) {
        Ok(opened) => opened,
        Err(why) => return Ok(by_hand(&why)),
    };
    let _spinner =
        host.terminal.spinner("Waiting for the end of the session in the browser (Ctrl-C ends the wait)");
    let deadline = Instant::now() + manner.patience;
    let mut answer =
        std::pin::pin!(loopback.answer(judge(request, start, manner.return_path.is_some(), &wrong)));
    tokio::select! {
        ended = &mut answer => Ok(ended.unwrap_or_else(|why| by_hand(&why))),
        () = sleep_until(deadline) => {
            Ok(Ended::NotConfirmed { return_to, wrong: wrong.load(Ordering::Relaxed) })
        }
        why = opened.failed() => Ok(by_hand(&why)),
    }
}

/// The request with `start` is forwarded; one with the right state is the answer.
fn judge(
    request: Request,
    start: String,
    comes_back: bool,
    wrong: &Arc<AtomicUsize>,
) -> impl Fn(&str) -> Verdict<Ended> + Send + Sync + 'static {
    let wrong = Arc::clone(wrong);
    move |query: &str| {
        if query.strip_prefix("start=").is_some_and(|given| same_secret(given, &start)) {
            let answer = (!comes_back).then_some(Ended::Opened);
            return Verdict::Forward { to: request.expose_url().clone(), answer };
        }
        if comes_back && request.is_answered_by(query) {
            return Verdict::Answer { answer: Ended::Confirmed, page: Page::LoggedOut };
        }
        wrong.fetch_add(1, Ordering::Relaxed);
        Verdict::NotOurs
    }
}

fn printed(address: &Url, lead: &str, host: &Host) -> Ended {
    if host.terminal.manners.json {
        let url = address.as_str();
        host.terminal
            .tell_program(&json!({"event": "end_session_request", "end_session_url": url, "message": lead}));
    } else {
        host.terminal.tell(&format!("{lead}\n\n  {NAME}{address}{NAME:#}\n"));
    }
    Ended::Printed
}
