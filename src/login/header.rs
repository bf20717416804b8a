//! A header or a cookie that was got elsewhere, given by hand: an API key, the name of a user behind a proxy, the session of a
//! browser.

use super::at_service::{AtService, Typed};
use super::{Credential, Error, given};
use crate::host::Host;
use crate::sensitive::AccessToken;
use crate::service::SentAs;

pub(super) fn log_in(at: &AtService, typed: &Typed, host: &Host) -> Result<Credential, Error> {
    let what = match &at.site.sent_as {
        SentAs::Header(name) => format!("header {name}"),
        _ => format!("cookie {}", at.cookie()),
    };
    let value = match &typed.given {
        Some(given) => given.clone(),
        None if !host.terminal.may_ask() => return Err(given::NoToken::Empty.into()),
        None => ask(&format!("Value of the {what} at {}", at.site.name()), host)?,
    };
    let mut credential = at.blank_credential(typed, host);
    credential.expires_at = given::expiry(&value);
    credential.access_token = Some(value);
    Ok(credential)
}

/// Asks for what was got elsewhere.
pub(super) fn ask(question: &str, host: &Host) -> Result<AccessToken, Error> {
    Ok(given::parse(host.terminal.ask_pasted(question)?.expose())?.token)
}
