//! The userinfo endpoint (OIDC Core section 5.3).

use super::client_auth::place;
use super::{Client, Endpoint, Error, Provider, Refusal, adapter, dpop, jwks};
use crate::http::Http;
use crate::http::challenge::{self, Challenge};
use crate::jwt::policy::{Algorithms, Expected as Claim};
use crate::jwt::verify::{Keys, verify};
use crate::jwt::{Algorithm, Policy, decode};
use crate::sensitive::AccessToken;
use hyper::header::CONTENT_TYPE;
use hyper::{Request, Response, StatusCode};
use jiff::Timestamp;
use serde_json::{Map, Value};
use url::Url;

/// Leeway for the times of a signed answer, in seconds.
const LEEWAY: u32 = 60;

/// What came of asking who somebody is.
pub enum Answer {
    Claims(Map<String, Value>),
    /// The issuer does not take this token: it has ended, or it is for somebody else (RFC 8707).
    NotTaken(Box<NotTaken>),
    NoEndpoint,
}

/// How the issuer turned a token away.
pub struct NotTaken {
    /// In the words of the body, else of the challenge.
    pub refusal: Refusal,
    pub challenge: Option<Challenge>,
    /// Where.
    pub asked: Url,
}

/// Asks who the token is of. An answer about somebody other than `subject` is not used (section 5.3.2); one that is
/// signed is checked with the issuer's keys.
pub async fn ask(
    http: &Http,
    provider: &Provider,
    client: &Client,
    token: &AccessToken,
    subject: Option<&str>,
    now: Timestamp,
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
        .body(Vec::new())
        .map_err(|why| odd(&why.to_string()))?;
    let response = dpop::exchange(http, client.dpop.as_deref(), Some(token), || Ok(request.clone())).await?;
    if matches!(response.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        return Ok(Answer::NotTaken(Box::new(not_taken(response, url, &at)?)));
    }
    let claims = match is_signed(&response) {
        true => signed(http, provider, client, response, &at, now).await?,
        false => adapter::Answer::receive(response, &at)?.json()?,
    };
    if subject.is_some() && claims.get("sub").and_then(Value::as_str) != subject {
        let why = "it is about somebody else than the ID token of the login (sub)".to_owned();
        return Err(Error::Userinfo { issuer: provider.issuer.as_str().to_owned(), why });
    }
    Ok(Answer::Claims(claims))
}

/// Most issuers say why in the challenge, some in the body, a few in neither (RFC 6750 section 3).
fn not_taken(response: Response<Vec<u8>>, asked: Url, at: &str) -> Result<NotTaken, Error> {
    let challenge = challenge::of_tokens(response.headers());
    let mut refusal = adapter::Answer::receive(response, at)?.refusal();
    let said = |name: &str| challenge.as_ref().and_then(|one| one.parameter(name)).map(str::to_owned);
    refusal.error = refusal.error.or_else(|| said("error"));
    refusal.description = refusal.description.or_else(|| said("error_description"));
    Ok(NotTaken { refusal, challenge, asked })
}

fn is_signed(response: &Response<Vec<u8>>) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    response.status().is_success() && kind.eq_ignore_ascii_case("application/jwt")
}

/// An answer that is a JWT (section 5.3.2): `iss` and `aud` need not be there, but must be right where they are.
async fn signed(
    http: &Http,
    provider: &Provider,
    client: &Client,
    response: Response<Vec<u8>>,
    at: &str,
    now: Timestamp,
) -> Result<Map<String, Value>, Error> {
    let rejected = |why: String| Error::Userinfo { issuer: provider.issuer.as_str().to_owned(), why };
    let text = String::from_utf8(response.into_body()).unwrap_or_default();
    let text = text.trim();
    let token = decode::decode(text)
        .map_err(|why| Error::Odd { at: at.to_owned(), why: format!("it is no JWT: {why}") })?;
    let claims = token.claims().ok_or_else(|| {
        rejected(
            "it is encrypted, and authctl has no key for it; the issuer can send this client plain JSON"
                .into(),
        )
    })?;
    let where_said = |claim: &str, value: &str| match claims.contains_key(claim) {
        true => Claim::one(value),
        false => Claim::Anything,
    };
    let policy = Policy {
        algorithms: Algorithms::Only(algorithms(provider)),
        issuer: where_said("iss", provider.issuer.as_str()),
        audience: where_said("aud", &client.id),
        leeway: LEEWAY,
        ..Policy::default()
    };
    let keys = jwks::fetch(http, provider).await?;
    let verified = verify(text, Keys::Set(&keys), &policy, now).map_err(|why| rejected(why.to_string()))?;
    Ok(verified.into_claims())
}

/// What the issuer lists for userinfo, else for ID tokens; never `none`, and no shared secrets.
fn algorithms(provider: &Provider) -> Vec<Algorithm> {
    let listed = provider.document.get("userinfo_signing_alg_values_supported").and_then(Value::as_array);
    let names = listed.map(|names| names.iter().filter_map(Value::as_str).collect());
    let names: Vec<&str> = names.unwrap_or_else(|| provider.id_token_algorithms());
    names.into_iter().filter_map(Algorithm::from_name).filter(|one| one.is_asymmetric()).collect()
}
