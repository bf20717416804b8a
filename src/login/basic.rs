//! User and password with each request (RFC 7617): nothing is exchanged, and what is kept is the pair.

use super::at_service::{AtService, Typed};
use super::{Credential, Error};
use crate::host::Host;
use crate::sensitive::{AccessToken, Password};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

pub(super) fn log_in(at: &AtService, typed: &Typed, host: &Host) -> Result<Credential, Error> {
    if typed.username.contains(':') {
        return Err(Error::ColonInName);
    }
    let password = typed.password.as_ref().map(Password::expose).unwrap_or_default();
    let pair = Zeroizing::new(format!("{}:{password}", typed.username));
    let mut credential = at.blank_credential(typed, host);
    // it is in the pair already
    credential.password = None;
    credential.access_token = Some(AccessToken::new(STANDARD.encode(pair.as_bytes())));
    Ok(credential)
}
