//! The userinfo endpoint (OIDC Core section 5.3).

use super::adapter;
use super::client_auth::place;
use super::{Endpoint, Error, Provider};
use crate::http::Http;
use crate::sensitive::AccessToken;
use hyper::{Request, StatusCode};
use serde_json::{Map, Value};

/// What came of asking who somebody is.
pub enum Answer {
    Claims(Map<String, Value>),
    /// The issuer does not take this token: it has ended, or it is for somebody else (RFC 8707).
    NotTaken,
    NoEndpoint,
}

/// Asks who the token is of. An answer about somebody other than `subject` is not used (section 5.3.2).
pub async fn ask(
    http: &Http,
    provider: &Provider,
    token: &AccessToken,
    subject: Option<&str>,
) -> Result<Answer, Error> {
    let at = place(Endpoint::Userinfo, provider);
    let odd = |why: &str| Error::Odd { at: at.clone(), why: why.to_owned() };
    let url = match provider.endpoint(Endpoint::Userinfo) {
        Ok(url) => url,
        Err(Error::NoEndpoint { .. }) => return Ok(Answer::NoEndpoint),
        Err(other) => return Err(other),
    };
    let request = Request::get(url.as_str())
        .header("accept", "application/json")
        .header("authorization", format!("Bearer {}", token.expose()))
        .body(Vec::new())
        .map_err(|_| odd("the token cannot be sent in a header"))?;
    let response = http.exchange(request).await?;
    if matches!(response.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        return Ok(Answer::NotTaken);
    }
    let claims = adapter::Answer::receive(response, &at)?.json()?;
    if subject.is_some() && claims.get("sub").and_then(Value::as_str) != subject {
        return Err(odd("it is about somebody else than the ID token"));
    }
    Ok(Answer::Claims(claims))
}
