//! Asking the issuer to forget a token (RFC 7009).

use super::back_channel::BackChannel;
use super::{Endpoint, Error, TokenKind};
use crate::http;
use crate::sensitive::Token;

impl BackChannel<'_> {
    /// Asks the issuer to forget a token (section 2.1); one that it does not know counts as revoked. Of somebody else's
    /// token the kind may be unknown: the issuer is told none then. An issuer that is too slow or too busy is asked
    /// once more (section 2.2.1).
    pub async fn revoke(&self, token: &Token, kind: Option<TokenKind>) -> Result<(), Error> {
        let ask = async || self.about_token(Endpoint::Revocation, token, kind).await?.accepted();
        match ask().await {
            Err(Error::TryLater { .. } | Error::Http(http::Error::Timeout { .. })) => ask().await,
            other => other,
        }
    }
}
