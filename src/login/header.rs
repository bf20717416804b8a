//! A header or a cookie that was got elsewhere, given by hand: an API key, the name of a user behind a proxy, the session of a
//! browser.

use super::at_service::{AtService, Typed};
use super::{Credential, Error, given};
use crate::host::Host;

pub(super) fn log_in(at: &AtService, typed: &Typed, host: &Host) -> Result<Credential, Error> {
    let value = typed.given.clone().ok_or(given::NoToken::Empty)?;
    let mut credential = at.blank_credential(typed, host);
    credential.expires_at = given::expiry(&value);
    credential.access_token = Some(value);
    Ok(credential)
}
