//! A code that the person types in a browser anywhere (RFC 8628): for machines without one.

use super::polling::{Heard, Polling};
use super::{Credential, Error, Manner, RelyingParty, clock, minutes, qr};
use crate::host::style::{NAME, STRONG};
use crate::host::{Host, Terminal, printable};
use crate::http::Http;
use crate::oidc::device::{DeviceGrant, NotYet};
use crate::oidc::token_endpoint::TokenAnswer;
use crate::oidc::{self, BackChannel, Endpoint};
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, interval, sleep_until};
use url::Url;

/// Shows the code, waits for the person, fetches the tokens.
pub async fn log_in(
    party: &RelyingParty,
    qr: bool,
    manner: &Manner,
    host: &Host,
    http: &Http,
) -> Result<Credential, Error> {
    let channel = party.reach_for_login(host, http).await?;
    party.check_endpoints(&channel.provider, &[Endpoint::DeviceAuthorization], host)?;
    // the code begins to age at the issuer, not when its answer arrives here
    let began = Instant::now();
    let grant = channel.request_device_code(&party.wanted).await?;
    if manner.json {
        announce(&grant, &host.terminal);
    } else {
        show(&grant, qr, &host.terminal);
    }
    let wait = Wait { channel: &channel, grant: &grant, began, patience: manner.patience };
    let answer = wait.for_tokens(&party.token_parameters(), &host.terminal).await?;
    party.credential(answer, &channel, None).await
}

/// For a program that shows the code in its own way: one line, with the names of RFC 8628 section 3.2.
fn announce(grant: &DeviceGrant, terminal: &Terminal) {
    terminal.tell_program(&json!({
        "event": "device_authorization", "user_code": grant.user_code,
        "verification_uri": grant.verification_uri.as_str(),
        "verification_uri_complete": grant.verification_uri_complete.as_ref().map(Url::as_str),
        "expires_in": grant.expires_in.as_secs(),
    }));
}

/// The code stands alone on its line. What stands here is shown even with `--quiet`: without it nobody can log in.
fn show(grant: &DeviceGrant, wants_qr: bool, terminal: &Terminal) {
    let code = printable::line(&grant.user_code);
    let uri = &grant.verification_uri;
    terminal.tell(&format!(
        "Open this address in a browser on any device:\n\n  {NAME}{uri}{NAME:#}\n\n\
         and enter this code there:\n\n{STRONG}{code}{STRONG:#}\n"
    ));
    if let Some(complete) = &grant.verification_uri_complete {
        terminal.tell(&format!("Or open this one, which knows the code:\n\n  {NAME}{complete}{NAME:#}\n"));
    }
    if wants_qr {
        let target = grant.verification_uri_complete.as_ref().unwrap_or(uri);
        qr::show(target.as_str(), terminal);
    }
    // RFC 10027: who is sent a code by somebody else logs that somebody in
    terminal.say("Enter it only if you started this login yourself, not because you were sent it.");
}

/// A code that was shown, and how long it is waited for.
struct Wait<'w> {
    channel: &'w BackChannel<'w>,
    grant: &'w DeviceGrant,
    began: Instant,
    patience: Duration,
}

impl Wait<'_> {
    async fn for_tokens(
        &self,
        parameters: &[(String, String)],
        terminal: &Terminal,
    ) -> Result<TokenAnswer, Error> {
        let ends = self.grant.expires_in.min(self.patience);
        let mut polling = Polling::new(self.grant.interval, self.began.elapsed(), ends);
        let mut trouble = None;
        let spinner = terminal.spinner(waiting(ends, trouble.is_some()));
        loop {
            let next = polling.next();
            self.until(next.unwrap_or(ends), || spinner.change(waiting(self.left(ends), trouble.is_some())))
                .await;
            // a machine may have slept past the end
            if next.is_none() || self.left(ends).is_zero() {
                return Err(self.over(trouble));
            }
            match self.channel.exchange_device_code(self.grant, parameters).await {
                Ok(answer) => return Ok(answer),
                Err(error) => {
                    let words = error.to_string();
                    let heard = heard(error)?;
                    trouble = matches!(heard, Heard::Nothing { .. }).then_some(words);
                    polling.hear(heard, self.began.elapsed());
                }
            }
        }
    }

    /// Waits until so much time has passed since the beginning, and has the time that is left shown each second.
    async fn until(&self, then: Duration, show: impl Fn()) {
        let then = self.began + then;
        let mut seconds = interval(Duration::from_secs(1));
        loop {
            tokio::select! {
                () = sleep_until(then) => return,
                _ = seconds.tick() => show(),
            }
        }
    }

    fn left(&self, ends: Duration) -> Duration {
        ends.saturating_sub(self.began.elapsed())
    }

    fn over(&self, trouble: Option<String>) -> Error {
        let lifetime = self.grant.expires_in;
        match trouble {
            Some(why) => Error::CodeEnded(format!("the issuer could not be asked any more ({why})")),
            None if lifetime <= self.patience => {
                Error::CodeEnded(format!("nobody used it within {}", minutes(lifetime)))
            }
            None => Error::NobodyCame(self.patience),
        }
    }
}

/// What an answer without tokens means for the wait; an error ends it.
fn heard(error: oidc::Error) -> Result<Heard, Error> {
    match error {
        oidc::Error::Refused(refusal) => match refusal.not_yet() {
            Some(NotYet::Pending) => Ok(Heard::Pending),
            Some(NotYet::SlowDown) => Ok(Heard::SlowDown),
            None if refusal.ends_the_device_code() => Err(Error::CodeEnded(refusal.to_string())),
            None => Err(oidc::Error::Refused(refusal).into()),
        },
        oidc::Error::TryLater { retry_after, .. } => Ok(Heard::Nothing { retry_after }),
        error if error.may_pass() => Ok(Heard::Nothing { retry_after: None }),
        error => Err(error.into()),
    }
}

fn waiting(left: Duration, in_trouble: bool) -> String {
    let what = if in_trouble { "The issuer does not answer; trying again" } else { "Waiting for the login" };
    format!("{what} ({} left, Ctrl-C ends)", clock(left))
}
