//! The userinfo endpoint (OIDC Core section 5.3).

use super::adapter::Answer;
use super::client_auth::place;
use super::{Endpoint, Error, Provider};
use crate::http::Http;
use crate::sensitive::AccessToken;
use hyper::{Request, StatusCode};
use serde_json::{Map, Value};

/// What the issuer says of the person, or `None` where it has no such endpoint or the token is not for it.
pub async fn ask(
    http: &Http,
    provider: &Provider,
    token: &AccessToken,
) -> Result<Option<Map<String, Value>>, Error> {
    let at = place(Endpoint::Userinfo, provider);
    let url = match provider.endpoint(Endpoint::Userinfo) {
        Ok(url) => url,
        Err(Error::NoEndpoint { .. }) => return Ok(None),
        Err(other) => return Err(other),
    };
    let request = Request::get(url.as_str())
        .header("accept", "application/json")
        .header("authorization", format!("Bearer {}", token.expose()))
        .body(Vec::new())
        .map_err(|_| Error::Odd { at: at.clone(), why: "the token cannot be sent in a header".into() })?;
    let response = http.exchange(request).await?;
    if matches!(response.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        return Ok(None);
    }
    Answer::receive(response, &at)?.json().map(Some)
}
