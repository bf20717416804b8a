//! An issuer's public keys (RFC 7517 section 5).

use super::answer::Answer;
use super::{Endpoint, Error, Provider};
use crate::http::Http;
use crate::jwt::key::KeySet;

/// As what they may come.
pub(super) const MEDIA_TYPES: &str = "application/jwk-set+json, application/json";

/// Fetches the keys that the issuer publishes now.
pub(super) async fn fetch(http: &Http, provider: &Provider) -> Result<KeySet, Error> {
    let (url, at) = (provider.endpoint(Endpoint::Jwks)?, provider.place(Endpoint::Jwks));
    let body = Answer::to_get(http, &url, MEDIA_TYPES, &at).await?.body()?;
    KeySet::from_jwks(&body).map_err(|why| Error::Odd { at, why: why.to_string() })
}
