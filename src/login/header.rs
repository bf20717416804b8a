//! What goes with each request and was got elsewhere, given by hand: an API key, the name of a user behind a proxy, the session of
//! a browser, a token.

use super::at_service::{AtService, Typed};
use super::{Credential, Error, given};
use crate::host::Host;
use crate::sensitive::AccessToken;
use crate::service::SentAs;

pub(super) fn log_in(at: &AtService, typed: &Typed, host: &Host) -> Result<Credential, Error> {
    let place = at.site.name();
    let (question, wanted) = match &at.site.sent_as {
        SentAs::Header(name) => {
            (format!("Value of the header {name} at {place}"), format!("the value of the header {name}"))
        }
        SentAs::Cookie(name) => {
            (format!("Value of the cookie {name} at {place}"), format!("the value of the cookie {name}"))
        }
        SentAs::Bearer | SentAs::Basic => (format!("Token for {place}"), "a token".to_owned()),
    };
    let value = match &typed.given {
        Some(given) => given.clone(),
        None if !host.terminal.may_ask() => {
            return Err(Error::NothingGiven(format!("{wanted} for {place}")));
        }
        None => ask(at, &question, host)?,
    };
    let mut credential = at.blank_credential(typed, host);
    credential.expires_at = given::expiry(&value);
    credential.access_token = Some(value);
    Ok(credential)
}

/// Asks for what was got elsewhere.
pub(super) fn ask(at: &AtService, question: &str, host: &Host) -> Result<AccessToken, Error> {
    Ok(at.given(host.terminal.ask_pasted(question)?.expose())?)
}
