//! Asking the issuer to forget a token (RFC 7009).

use super::back_channel::BackChannel;
use super::{Endpoint, Error};
use crate::http;
use crate::sensitive::{AccessToken, RefreshToken};

/// Which token is revoked.
#[derive(Clone, Copy)]
pub enum Revocable<'t> {
    Refresh(&'t RefreshToken),
    Access(&'t AccessToken),
    /// Somebody else's token, of whatever kind: the issuer is told no kind.
    Unknown(&'t AccessToken),
}

impl BackChannel<'_> {
    /// Asks the issuer to forget a token (RFC 7009 section 2.1); a token that it does not know counts as revoked. An
    /// issuer that is too slow or too busy is asked once more (section 2.2.1).
    pub async fn revoke(&self, token: Revocable<'_>) -> Result<(), Error> {
        let (token, hint) = match token {
            Revocable::Refresh(token) => (token.expose(), Some("refresh_token")),
            Revocable::Access(token) => (token.expose(), Some("access_token")),
            Revocable::Unknown(token) => (token.expose(), None),
        };
        let ask = async || self.about_token(Endpoint::Revocation, token, hint).await?.accepted();
        match ask().await {
            Err(Error::TryLater { .. } | Error::Http(http::Error::Timeout { .. })) => ask().await,
            other => other,
        }
    }
}
