//! The lab as its clients see it: over real HTTP on loopback.

mod api;
mod authorization;
mod device;
mod hostile;
mod third_party;
mod tokens;

use super::*;
use crate::host::{Clock, Random};
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Client as Http, Method};
use serde_json::Value;
use url::Url;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "http://127.0.0.1:9/callback";

/// Parameters by name.
type Pairs<'a> = &'a [(&'a str, &'a str)];

/// A lab with a clock that the test moves, and a client that follows no redirect.
struct Bench {
    lab: Lab,
    clock: Clock,
    http: Http,
}

/// An answer, read whole.
struct Seen {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Bench {
    async fn new(options: Options) -> Self {
        Self::at(Clock::held("2026-05-04T12:00:00Z".parse::<Timestamp>().unwrap()), options).await
    }

    async fn at(clock: Clock, options: Options) -> Self {
        let lab = Lab::start(options, clock.clone(), Random).await.unwrap();
        let http = Http::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { lab, clock, http }
    }

    fn pass(&self, seconds: i64) {
        self.clock.set(self.clock.now() + SignedDuration::from_secs(seconds));
    }

    async fn ask(&self, method: Method, url: &str, headers: Pairs<'_>, body: &str) -> Seen {
        let request = headers
            .iter()
            .fold(self.http.request(method, url), |request, (name, value)| request.header(*name, *value));
        let answer = request.body(body.to_owned()).send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Seen { status, headers, text: answer.text().await.unwrap() }
    }

    async fn get(&self, path: &str) -> Seen {
        self.ask(Method::GET, &format!("{}{path}", self.lab.issuer()), &[], "").await
    }

    async fn post(&self, path: &str, pairs: Pairs<'_>) -> Seen {
        self.post_text(path, &encoded(pairs)).await
    }

    async fn post_text(&self, path: &str, body: &str) -> Seen {
        let form = [(CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded")];
        self.ask(Method::POST, &format!("{}{path}", self.lab.issuer()), &form, body).await
    }

    /// A POST by the service client, with its secret in the body.
    async fn post_as_service(&self, path: &str, pairs: Pairs<'_>) -> Seen {
        let secret = self.lab.service_secret().expose().to_owned();
        let own = [("client_id", SERVICE_CLIENT), ("client_secret", secret.as_str())];
        self.post(path, &[pairs, &own].concat()).await
    }

    async fn call(&self, method: Method, path: &str, token: Option<&str>, body: &str) -> Seen {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let headers: Vec<(&str, &str)> =
            bearer.iter().map(|bearer| ("authorization", bearer.as_str())).collect();
        self.ask(method, &format!("{}{path}", self.lab.api()), &headers, body).await
    }

    /// The authorization request of a good client, with parameters replaced or added; an empty one is left out.
    async fn authorize(&self, changed: Pairs<'_>) -> Seen {
        let good = [
            ("response_type", "code"),
            ("client_id", PUBLIC_CLIENT),
            ("redirect_uri", REDIRECT),
            ("scope", "openid offline_access notes.read"),
            ("state", "some state"),
            ("nonce", "some nonce"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let kept = good.into_iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
        let pairs: Vec<(&str, &str)> = kept.chain(changed.iter().copied()).collect();
        self.get(&format!("/authorize?{}", encoded(&pairs))).await
    }

    /// What a person does with a page: one user allows, `None` denies.
    async fn decide(&self, page: &Seen, user: Option<&str>) -> Seen {
        let answer = person::answer(&page.text, user).expect("the page asks something");
        self.post_text(&answer.action, &answer.body).await
    }

    async fn code(&self, changed: Pairs<'_>) -> String {
        let page = self.authorize(changed).await;
        self.decide(&page, Some("alice")).await.redirected("code").expect("a code")
    }

    async fn exchange(&self, code: &str) -> Seen {
        let pairs = [
            ("grant_type", "authorization_code"),
            ("client_id", PUBLIC_CLIENT),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ];
        self.post("/token", &pairs).await
    }

    /// Tokens of alice for these scopes.
    async fn log_in(&self, scope: &str) -> Value {
        let code = self.code(&[("scope", scope)]).await;
        self.exchange(&code).await.json()
    }

    async fn refresh(&self, token: &str) -> Seen {
        let pairs = [("grant_type", "refresh_token"), ("client_id", PUBLIC_CLIENT), ("refresh_token", token)];
        self.post("/token", &pairs).await
    }

    async fn userinfo(&self, token: &str) -> Seen {
        let bearer = format!("Bearer {token}");
        self.ask(Method::GET, &format!("{}/userinfo", self.lab.issuer()), &[("authorization", &bearer)], "")
            .await
    }
}

impl Seen {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|why| panic!("{why}: {}", self.text))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The parameter of the redirect URI that this answer leads to.
    fn redirected(&self, name: &str) -> Option<String> {
        let to = Url::parse(self.header(LOCATION.as_str())).ok()?;
        to.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// Status and error code of an answer in the form of RFC 6749 section 5.2.
    fn refusal(&self) -> (u16, String) {
        assert_eq!(self.header("cache-control"), "no-store");
        assert!(
            self.json()["error_description"].as_str().is_some_and(|words| !words.is_empty()),
            "{}",
            self.text
        );
        (self.status, self.json()["error"].as_str().unwrap_or_default().to_owned())
    }
}

fn encoded(pairs: Pairs<'_>) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The claims of a token, unchecked.
fn claims(token: &Value) -> Value {
    use base64::Engine as _;
    let payload = token.as_str().and_then(|token| token.split('.').nth(1)).expect("a token of three parts");
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap())
        .unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}
