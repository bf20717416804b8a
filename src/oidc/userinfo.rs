//! The userinfo endpoint (OIDC Core section 5.3).

use super::back_channel::BackChannel;
use super::{Answer, Endpoint, Error, LEEWAY, Provider, Refusal, answer, dpop, jwks};
use crate::http::challenge::{self, Challenge};
use crate::jwt::policy::{Accepted, Algorithms};
use crate::jwt::verify::{Keys, verify};
use crate::jwt::{Algorithm, Policy, decode};
use crate::sensitive::AccessToken;
use hyper::StatusCode;
use hyper::header::CONTENT_TYPE;
use serde_json::{Map, Value};
use url::Url;

/// What came of asking who somebody is.
pub enum Userinfo {
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

impl NotTaken {
    /// True when another token may be taken; 403 is about what the token may do, and a renewed one may do the same.
    pub fn is_of_the_token(&self) -> bool {
        self.refusal.status == StatusCode::UNAUTHORIZED.as_u16()
    }
}

impl BackChannel<'_> {
    /// Asks who the token is of. An answer about somebody other than `subject` is not used (section 5.3.2); one that is
    /// signed is checked with the issuer's keys.
    pub async fn userinfo(&self, token: &AccessToken, subject: Option<&str>) -> Result<Userinfo, Error> {
        let at = self.place(Endpoint::Userinfo);
        let url = match self.provider.endpoint(Endpoint::Userinfo) {
            Ok(url) => url,
            Err(Error::NoEndpoint { .. }) => return Ok(Userinfo::NoEndpoint),
            Err(other) => return Err(other),
        };
        let request = || answer::get(&url, "application/json", &at);
        let response = dpop::exchange(self.http, self.client.dpop.as_deref(), Some(token), request).await?;
        let answer = Answer::receive(response, &at)?;
        if matches!(answer.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            return Ok(Userinfo::NotTaken(Box::new(not_taken(&answer, url))));
        }
        let claims = match is_signed(&answer) {
            true => self.signed(answer).await?,
            false => answer.json()?,
        };
        if subject.is_some() && claims.get("sub").and_then(Value::as_str) != subject {
            return Err(self.rejected("it is about somebody else than the ID token of the login (sub)"));
        }
        Ok(Userinfo::Claims(claims))
    }

    /// An answer that is a JWT (section 5.3.2): `iss` and `aud` need not be there, but must be right where they are.
    async fn signed(&self, answer: Answer) -> Result<Map<String, Value>, Error> {
        let text = String::from_utf8(answer.body()?).unwrap_or_default();
        let text = text.trim();
        let token = decode::decode(text)
            .map_err(|why| self.odd(Endpoint::Userinfo, format!("it is no JWT: {why}")))?;
        let claims = token.claims().ok_or_else(|| {
            self.rejected(
                "it is encrypted, and authctl has no key for it; the issuer can send this client plain JSON",
            )
        })?;
        let where_said = |claim: &str, value: &str| match claims.contains_key(claim) {
            true => Accepted::one(value),
            false => Accepted::Anything,
        };
        let policy = Policy {
            algorithms: Algorithms::Only(algorithms(&self.provider)),
            issuer: where_said("iss", self.provider.issuer.as_str()),
            audience: where_said("aud", &self.client.id),
            leeway: LEEWAY,
            ..Policy::default()
        };
        let keys = jwks::fetch(self.http, &self.provider).await?;
        let verified = verify(text, Keys::Set(&keys), &policy, self.clock.now())
            .map_err(|why| self.rejected(&why.to_string()))?;
        Ok(verified.into_claims())
    }

    fn rejected(&self, why: &str) -> Error {
        Error::Userinfo { issuer: self.provider.issuer.as_str().to_owned(), why: why.to_owned() }
    }
}

/// Most issuers say why in the challenge, some in the body, a few in neither (RFC 6750 section 3).
fn not_taken(answer: &Answer, asked: Url) -> NotTaken {
    let challenge = challenge::of_tokens(answer.headers());
    let mut refusal = answer.refusal();
    let said = |name: &str| challenge.as_ref().and_then(|one| one.parameter(name)).map(str::to_owned);
    refusal.error = refusal.error.or_else(|| said("error"));
    refusal.description = refusal.description.or_else(|| said("error_description"));
    NotTaken { refusal, challenge, asked }
}

fn is_signed(answer: &Answer) -> bool {
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    answer.status().is_success() && kind.eq_ignore_ascii_case("application/jwt")
}

/// What the issuer lists for userinfo, else for ID tokens; never `none`, and no shared secrets.
fn algorithms(provider: &Provider) -> Vec<Algorithm> {
    let listed = provider.names("userinfo_signing_alg_values_supported");
    let names = if listed.is_empty() { provider.id_token_algorithms() } else { listed };
    names.into_iter().filter_map(Algorithm::from_name).filter(|one| one.is_asymmetric()).collect()
}
