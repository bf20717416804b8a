//! An issuer's public keys (RFC 7517 section 5).

use super::adapter::Answer;
use super::client_auth::place;
use super::{Endpoint, Error, Provider};
use crate::http::Http;
use crate::jwt::key::KeySet;
use hyper::Request;

/// Fetches the keys that the issuer publishes now.
pub async fn fetch(http: &Http, provider: &Provider) -> Result<KeySet, Error> {
    let at = place(Endpoint::Jwks, provider);
    let odd = |why: String| Error::Odd { at: at.clone(), why };
    let url = provider.endpoint(Endpoint::Jwks)?;
    let request = Request::get(url.as_str())
        .header("accept", "application/jwk-set+json, application/json")
        .body(Vec::new())
        .map_err(|why| odd(why.to_string()))?;
    let response = http.exchange(request).await?;
    Answer::receive(response.clone(), &at)?.accepted()?;
    KeySet::from_jwks(response.body()).map_err(|why| odd(why.to_string()))
}
