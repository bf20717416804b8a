//! Client assertions: the client signs who it is (RFC 7523 sections 2.2 and 3; the audience is that of draft
//! rfc7523bis).

use super::{Error, Provider};
use crate::host::{Clock, Random};
use crate::jwt::{SigningKey, issue};
use crate::sensitive::ClientAssertion;
use serde_json::{Map, json};

/// `client_assertion_type` (RFC 7523 section 2.2).
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How long an assertion is good, in seconds: the time that one request takes.
const LIFETIME: i64 = 60;

/// The client's private key, with what it takes to sign anew at each attempt.
pub struct Signer {
    key: SigningKey,
    clock: Clock,
    random: Random,
}

impl Signer {
    pub fn new(key: SigningKey, clock: Clock, random: Random) -> Self {
        Self { key, clock, random }
    }

    /// A fresh assertion of `client_id` for this issuer alone: an endpoint that was named wrongly cannot use it
    /// elsewhere. Its `jti` is never used again. It has no `typ`: issuers that know only `JWT` refuse the new one.
    pub(super) fn assertion(&self, client_id: &str, provider: &Provider) -> Result<ClientAssertion, Error> {
        let now = self.clock.unix();
        let claims = json!({
            "iss": client_id, "sub": client_id, "aud": provider.issuer.as_str(),
            "iat": now, "exp": now + LIFETIME, "jti": self.random.text(),
        });
        let claims = claims.as_object().cloned().unwrap_or_default();
        issue::sign(&Map::new(), &claims, &self.key)
            .map(ClientAssertion::new)
            .map_err(|why| Error::NoProof(why.to_string()))
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("key", &self.key).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::Algorithm;
    use crate::jwt::decode::decode;
    use crate::oidc::{Client, ClientAuth, Issuer, Secret};
    use hyper::Request;
    use jiff::Timestamp;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    fn provider() -> Provider {
        let issuer = Issuer::parse("https://id.example.com/a", false).unwrap();
        Provider::bare(&issuer)
    }

    #[test]
    fn t19_an_assertion_is_for_the_issuer_short_lived_and_new_at_each_attempt() {
        let clock = Clock::held(Timestamp::from_second(1000).unwrap());
        let key = SigningKey::generate(Algorithm::ES256).unwrap().with_kid("one");
        let secret = Secret::Key(Arc::new(Signer::new(key, clock, Random)));
        let client = Client { id: "svc".into(), auth: ClientAuth::PrivateKeyJwt, secret, dpop: None };
        assert_eq!(format!("{:?}", client.secret).matches("Signer").count(), 1);
        let mut seen = Vec::new();
        for _ in 0..2 {
            let request = Request::new(b"grant_type=x&client_id=svc".to_vec());
            let body = client.authenticate(&provider(), request).unwrap().into_body();
            let form: BTreeMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
            assert_eq!((form["grant_type"].as_str(), form["client_assertion_type"].as_str()), ("x", TYPE));
            let assertion = decode(&form["client_assertion"]).unwrap();
            assert_eq!(json!(assertion.header()), json!({"alg": "ES256", "kid": "one"}));
            let mut claims = assertion.claims().unwrap().clone();
            seen.push(claims.remove("jti").unwrap().to_string());
            let aud = "https://id.example.com/a";
            assert_eq!(
                json!(claims),
                json!({"iss": "svc", "sub": "svc", "aud": aud, "iat": 1000, "exp": 1060})
            );
        }
        assert_ne!(seen[0], seen[1]);
        assert!(seen[0].len() >= 43, "{}", seen[0]);
    }
}
