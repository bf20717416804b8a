//! Proof of possession (RFC 9449): tokens that are good only together with a key that stays here.

use super::{Error, Provider};
use crate::host::{Clock, Host, Random, printable};
use crate::http::challenge::Challenge;
use crate::http::{self, Http};
use crate::jwt::key::{self, OpenedJwk};
use crate::jwt::{Algorithm, SigningKey, base64url, issue};
use crate::sensitive::{AccessToken, PrivateJwk};
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use url::Url;

/// What proofs can be signed with, the best known first. RFC 9864 gave EdDSA with Ed25519 a second name.
const ALGORITHMS: [(&str, Algorithm); 5] = [
    ("ES256", Algorithm::ES256),
    ("EdDSA", Algorithm::EdDSA),
    ("Ed25519", Algorithm::EdDSA),
    ("ES384", Algorithm::ES384),
    ("ES512", Algorithm::ES512),
];
const PROOF: HeaderName = HeaderName::from_static("dpop");

/// Makes proofs with the key of one credential.
pub struct Prover {
    private: PrivateJwk,
    key: SigningKey,
    /// As headers spell it.
    algorithm: String,
    thumbprint: String,
    clock: Clock,
    random: Random,
    /// In seconds; what a server told in this run counts more.
    clock_ahead: i64,
}

impl Prover {
    /// With a fresh key of a kind that the issuer takes.
    pub fn generate(provider: &Provider, host: &Host) -> Result<Self, Error> {
        let (name, algorithm) = algorithm(provider)?;
        let private =
            SigningKey::generate(algorithm).and_then(|key| key.private_jwk(name)).map_err(unusable)?;
        Self::new(private, host, 0)
    }

    /// With a key that was kept. `clock_ahead`: how far this machine's clock is ahead of the issuer's, in seconds.
    pub fn new(private: PrivateJwk, host: &Host, clock_ahead: i64) -> Result<Self, Error> {
        let jwk = OpenedJwk::open(&private).map_err(unusable)?;
        let key = jwk.signing_key().map_err(unusable)?;
        let thumbprint = key::thumbprint(&Value::Object(key.public_members().clone())).map_err(unusable)?;
        let algorithm = jwk.text("alg").unwrap_or(key.algorithm().name()).to_owned();
        let (clock, random) = (host.clock.clone(), host.random);
        Ok(Self { private, key, algorithm, thumbprint, clock, random, clock_ahead })
    }

    /// The key, for a store.
    pub fn private_jwk(&self) -> &PrivateJwk {
        &self.private
    }

    /// The key's name: `dpop_jkt` of the authorization request (section 10), `cnf.jkt` of the tokens (section 6.1).
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// A proof for one request (section 4.2), with the nonce that its server gave last. The time is that of the server,
    /// where it told: a machine whose clock is wrong can use its tokens all the same.
    fn prove(
        &self,
        http: &Http,
        method: &Method,
        url: &Url,
        token: Option<&AccessToken>,
    ) -> Result<String, Error> {
        let ours = || self.clock.now().saturating_sub(SignedDuration::from_secs(self.clock_ahead)).ok();
        let now = http.told.time(url).or_else(ours).unwrap_or_else(|| self.clock.now());
        let nonce = http.told.nonce(url);
        self.proof(&claims(method, url, token, nonce, now, &self.random.text()))
    }

    fn proof(&self, claims: &Map<String, Value>) -> Result<String, Error> {
        let header = json!({"typ": "dpop+jwt", "alg": self.algorithm, "jwk": self.key.public_members()});
        let header = header.as_object().cloned().unwrap_or_default();
        issue::sign(&header, claims, &self.key).map_err(|why| Error::DpopKey(why.to_string()))
    }
}

/// Puts into the headers of one request what shows that it may be made: the token, if it carries one, and where there
/// is a prover, a proof for just this request (section 7.1).
pub fn authorize(
    http: &Http,
    prover: Option<&Prover>,
    token: Option<&AccessToken>,
    method: &Method,
    url: &Url,
    headers: &mut HeaderMap,
) -> Result<(), Error> {
    let secret = |text: &str| {
        let mut value = HeaderValue::from_str(text).map_err(|_| {
            let why = "the access token holds characters that no header can carry".into();
            http::Error::Request { host: http::origin(url).into(), why }
        })?;
        value.set_sensitive(true);
        Ok::<_, Error>(value)
    };
    if let Some(prover) = prover {
        headers.insert(PROOF, secret(&prover.prove(http, method, url, token)?)?);
    }
    if let Some(token) = token {
        let scheme = if prover.is_some() { "DPoP" } else { "Bearer" };
        headers.insert(AUTHORIZATION, secret(&format!("{scheme} {}", token.expose()))?);
    }
    Ok(())
}

/// One authorized request to the issuer. When the answer asks for a nonce, or for a newer one, it is made anew and sent
/// once more (section 8).
pub async fn exchange(
    http: &Http,
    prover: Option<&Prover>,
    token: Option<&AccessToken>,
    request: impl Fn() -> Result<Request<Vec<u8>>, Error>,
) -> Result<Response<Vec<u8>>, Error> {
    let send = async || {
        let mut request = request()?;
        let (shown, method) = (request.uri().to_string(), request.method().clone());
        let unusable = |_| http::Error::Scheme { url: printable::short(&shown, 200).into() };
        let url = Url::parse(&shown).map_err(unusable)?;
        authorize(http, prover, token, &method, &url, request.headers_mut())?;
        Ok::<_, Error>(http.exchange(request).await?)
    };
    let answer = send().await?;
    if prover.is_some() && wants_nonce(answer.status(), answer.headers(), answer.body()) {
        return send().await;
    }
    Ok(answer)
}

/// True when an answer asks for a nonce and brings one: 400 of an issuer (section 8), 401 of an API (section 9).
pub fn wants_nonce(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> bool {
    const ERROR: &str = "use_dpop_nonce";
    let asked = matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED);
    let in_challenge =
        || Challenge::all(headers).iter().any(|one| one.is("DPoP") && one.parameter("error") == Some(ERROR));
    let in_body = || http::json::read(body).is_ok_and(|body| body["error"] == ERROR);
    asked && headers.contains_key("dpop-nonce") && (in_challenge() || in_body())
}

/// The algorithm of a new key: the best that the issuer takes. One that does not say takes ES256 if anything.
fn algorithm(provider: &Provider) -> Result<(&'static str, Algorithm), Error> {
    let offered = provider.dpop_algorithms();
    let best = ALGORITHMS.into_iter().find(|(name, _)| offered.is_empty() || offered.contains(name));
    best.ok_or_else(|| Error::DpopAlgorithm {
        issuer: provider.issuer.as_str().to_owned(),
        offered: printable::short(&offered.join(", "), 200),
    })
}

/// What a proof says (section 4.2).
fn claims(
    method: &Method,
    url: &Url,
    token: Option<&AccessToken>,
    nonce: Option<String>,
    now: Timestamp,
    jti: &str,
) -> Map<String, Value> {
    let mut htu = url.clone();
    htu.set_query(None);
    htu.set_fragment(None);
    let mut claims = Map::new();
    claims.insert("jti".into(), jti.into());
    claims.insert("htm".into(), method.as_str().into());
    claims.insert("htu".into(), htu.as_str().into());
    claims.insert("iat".into(), now.as_second().into());
    if let Some(token) = token {
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.expose().as_bytes());
        claims.insert("ath".into(), base64url::encode(hash).into());
    }
    claims.extend(nonce.map(|nonce| ("nonce".to_owned(), nonce.into())));
    claims
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn unusable(why: key::Error) -> Error {
    Error::DpopKey(why.to_string())
}

impl std::fmt::Debug for Prover {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prover").field("thumbprint", &self.thumbprint).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{Environment, Terminal};
    use crate::jwt::decode::decode;
    use crate::jwt::verify::{Keys, verify_signature};
    use crate::jwt::{VerificationKey, policy::Algorithms};

    const NOW: i64 = 1_800_000_000;

    fn host() -> Host {
        let clock = Clock::held(Timestamp::from_second(NOW).unwrap());
        Host { clock, random: Random, environment: Environment::default(), terminal: Terminal::captured() }
    }

    fn prover(name: &str) -> Prover {
        let algorithm = Algorithm::from_name(name).unwrap();
        let private = SigningKey::generate(algorithm).unwrap().private_jwk(name).unwrap();
        Prover::new(private, &host(), 0).unwrap()
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn http() -> Http {
        Http::new(http::Options::default(), Environment::default(), Terminal::captured())
    }

    /// Header and claims of a proof, its signature checked with the key that it shows.
    fn read(proof: &str) -> (Map<String, Value>, Map<String, Value>) {
        let shown = decode(proof).unwrap();
        let key = VerificationKey::from_jwk(&shown.header()["jwk"]).unwrap();
        verify_signature(proof, Keys::One(&key), &Algorithms::OfTheKey).unwrap();
        (shown.header().clone(), shown.claims().unwrap().clone())
    }

    #[test]
    fn t15_a_proof_says_what_rfc_9449_section_4_2_wants_and_no_more() {
        let prover = prover("ES256");
        let at = url("https://id.example.com:8443/token?secret=1#there");
        let (header, claims) = read(&prover.prove(&http(), &Method::POST, &at, None).unwrap());
        assert_eq!(header.keys().collect::<Vec<_>>(), ["alg", "typ", "jwk"]);
        assert_eq!((&header["typ"], &header["alg"]), (&json!("dpop+jwt"), &json!("ES256")));
        let members: Vec<_> = header["jwk"].as_object().unwrap().keys().collect();
        assert_eq!(members, ["kty", "crv", "x", "y"], "public, and nothing but the key");
        assert_eq!(key::thumbprint(&header["jwk"]).unwrap(), prover.thumbprint());
        assert_eq!(claims.keys().collect::<Vec<_>>(), ["jti", "htm", "htu", "iat"]);
        assert_eq!(claims["htm"], "POST");
        assert_eq!(claims["htu"], "https://id.example.com:8443/token");
        assert_eq!(claims["iat"], NOW);
        assert_eq!(claims["jti"].as_str().unwrap().len(), 43);
    }

    #[test]
    fn t15_each_proof_is_new() {
        let (prover, http, at) = (prover("ES256"), http(), url("https://id.example.com/token"));
        let one = read(&prover.prove(&http, &Method::POST, &at, None).unwrap()).1;
        let other = read(&prover.prove(&http, &Method::POST, &at, None).unwrap()).1;
        assert_ne!(one["jti"], other["jti"]);
    }

    #[test]
    fn t16_at_an_api_a_proof_names_the_token_and_the_scheme_is_dpop() {
        let token = AccessToken::new("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");
        let (http, at, mut headers) = (http(), url("https://api.example.com/x"), HeaderMap::new());
        authorize(&http, Some(&prover("ES256")), Some(&token), &Method::GET, &at, &mut headers).unwrap();
        let scheme = headers[AUTHORIZATION].to_str().unwrap();
        assert_eq!(scheme, format!("DPoP {}", token.expose()));
        let (_, claims) = read(headers[PROOF].to_str().unwrap());
        assert_eq!(
            claims["ath"], "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo",
            "that of RFC 9449 section 7.1"
        );
        assert!(headers[AUTHORIZATION].is_sensitive() && headers[PROOF].is_sensitive());
        let mut headers = HeaderMap::new();
        authorize(&http, None, Some(&token), &Method::GET, &at, &mut headers).unwrap();
        assert_eq!(headers.len(), 1, "a bearer token comes alone");
        assert!(headers[AUTHORIZATION].to_str().unwrap().starts_with("Bearer "));
    }

    #[test]
    fn t16_the_nonce_and_the_time_are_those_that_the_server_told() {
        let (prover, http, at) = (prover("ES256"), http(), url("https://id.example.com/token"));
        let date = ("date", "Fri, 20 Nov 2026 10:00:00 GMT");
        let headers: HeaderMap = [("dpop-nonce", "one"), date]
            .into_iter()
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
            .collect();
        http.told.listen(&at, &headers);
        let (_, claims) = read(&prover.prove(&http, &Method::POST, &at, None).unwrap());
        assert_eq!(claims["nonce"], "one");
        let told: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        assert!((told.as_second()..told.as_second() + 30).contains(&claims["iat"].as_i64().unwrap()));
        let elsewhere = url("https://api.example.com/token");
        let (_, claims) = read(&prover.prove(&http, &Method::POST, &elsewhere, None).unwrap());
        assert_eq!((claims.get("nonce"), &claims["iat"]), (None, &json!(NOW)));
    }

    #[test]
    fn a_clock_that_is_known_to_be_ahead_is_set_right() {
        let private = prover("ES256").private_jwk().clone();
        let prover = Prover::new(private, &host(), 3600).unwrap();
        let (_, claims) =
            read(&prover.prove(&http(), &Method::GET, &url("https://a.example/"), None).unwrap());
        assert_eq!(claims["iat"], NOW - 3600);
    }

    #[test]
    fn a_key_survives_the_store_whatever_it_is_called() {
        for (name, _) in ALGORITHMS {
            for _ in 0..20 {
                let prover = prover(name);
                let again = Prover::new(prover.private_jwk().clone(), &host(), 0).unwrap();
                assert_eq!(again.thumbprint(), prover.thumbprint());
                let proof = again.prove(&http(), &Method::GET, &url("https://a.example/"), None).unwrap();
                assert_eq!(read(&proof).0["alg"], name);
            }
        }
        for broken in [
            "",
            "{}",
            r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}"#,
            r#"{"kty":"oct","k":"AA"}"#,
        ] {
            assert!(Prover::new(PrivateJwk::new(broken), &host(), 0).is_err(), "{broken}");
        }
    }

    #[test]
    fn t16_a_nonce_is_asked_for_by_400_or_401_and_brought_along() {
        let nonce = ("dpop-nonce", "n");
        let challenge = ("www-authenticate", r#"DPoP realm="x", error="use_dpop_nonce", algs="ES256""#);
        let wants = |status: u16, headers: &[(&'static str, &'static str)], body: &str| {
            let headers = headers
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            wants_nonce(StatusCode::from_u16(status).unwrap(), &headers.collect(), body.as_bytes())
        };
        let body = r#"{"error":"use_dpop_nonce"}"#;
        assert!(wants(400, &[nonce], body) && wants(401, &[nonce, challenge], ""));
        assert!(wants(401, &[("www-authenticate", "Bearer"), challenge, nonce], "no json"));
        for (status, headers, body) in [
            (400, &[][..], body),
            (401, &[challenge][..], ""),
            (200, &[nonce, challenge][..], body),
            (403, &[nonce, challenge][..], body),
            (400, &[nonce][..], r#"{"error":"invalid_grant"}"#),
            (401, &[nonce, ("www-authenticate", r#"DPoP error="invalid_token""#)][..], ""),
        ] {
            assert!(!wants(status, headers, body), "{status} {headers:?} {body}");
        }
    }

    #[test]
    fn a_prover_shows_no_key() {
        let prover = prover("ES256");
        let shown = format!("{prover:?} {:?}", prover.private_jwk());
        let private: Value = serde_json::from_str(prover.private_jwk().expose()).unwrap();
        assert!(!shown.contains(private["d"].as_str().unwrap()), "{shown}");
    }
}
