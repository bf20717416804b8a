//! The HTTP client handed to openidconnect. It sees each answer first and loses nothing of it.
//!
//! openidconnect gives up a whole answer, a rotated refresh token with it, over an `expires_in` that is a string or an
//! ID token that it does not like, and cannot tell an empty 400 from an empty 429. So here the status speaks first,
//! odd but harmless answers are mended, and `refresh_token` and `id_token` are taken out as text.

use super::client_auth::{Client, place};
use super::discovery::{Endpoint, Provider};
use super::dpop;
use super::{Error, Refusal};
use crate::host::printable;
use crate::http::Http;
use crate::http::told::{date, http_date};
use crate::sensitive::{IdToken, RefreshToken};
use hyper::{HeaderMap, Response, StatusCode, header};
use jiff::Timestamp;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use serde_json::{Map, Value};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// An answer whose status has been judged: only 2xx and refusals are left.
pub struct Answer {
    at: String,
    response: Response<Vec<u8>>,
}

impl Answer {
    /// The answer to a form that openidconnect has no request for, posted with the client's authentication.
    pub(super) async fn to_post(
        http: &Http,
        provider: &Provider,
        client: &Client,
        endpoint: Endpoint,
        form: &[(String, String)],
    ) -> Result<Self, Error> {
        let request = client.post(&provider.endpoint(endpoint)?, form)?;
        let response = http.exchange(client.authenticate(provider, request)?).await?;
        Self::receive(response, &place(endpoint, provider))
    }

    /// Time-outs, 408, 429 and 5xx become "try again later"; other answers are kept whatever they hold.
    pub fn receive(response: Response<Vec<u8>>, at: &str) -> Result<Self, Error> {
        let status = response.status();
        let later = status.is_server_error()
            || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS);
        if later {
            return Err(Error::TryLater {
                at: at.to_owned(),
                status: status.as_u16(),
                retry_after: retry_after(response.headers()),
            });
        }
        if status.is_redirection() {
            return Err(Error::Odd {
                at: at.to_owned(),
                why: format!(
                    "a redirect (HTTP {}); redirects with credentials are not followed",
                    status.as_u16()
                ),
            });
        }
        Ok(Self { at: at.to_owned(), response })
    }

    /// The JSON object of a 2xx, whatever content type it is labelled with; the refusal of anything else.
    pub fn json(self) -> Result<Map<String, Value>, Error> {
        if !self.response.status().is_success() {
            return Err(Error::Refused(self.refusal()));
        }
        match serde_json::from_slice(self.response.body()) {
            Ok(Value::Object(members)) => Ok(members),
            _ if self.response.body().is_empty() => {
                Err(Error::Odd { at: self.at, why: "it is empty".into() })
            }
            Ok(_) => Err(Error::Odd { at: self.at, why: "it is JSON, but no object".into() }),
            Err(why) => {
                let why = self.what_instead().unwrap_or_else(|| format!("it is no JSON ({why})"));
                Err(Error::Odd { at: self.at, why })
            }
        }
    }

    /// What stands where JSON should be, as far as it is plain.
    fn what_instead(&self) -> Option<String> {
        let header = |name| self.response.headers().get(name).and_then(|value| value.to_str().ok());
        if let Some(encoding) = header(header::CONTENT_ENCODING) {
            return Some(format!(
                "it is compressed ({}), which was not asked for",
                printable::short(encoding, 20)
            ));
        }
        let begins_as_page = self.response.body().trim_ascii_start().starts_with(b"<");
        begins_as_page
            .then(|| "it is a web page or XML, no JSON; somebody in between may want a login".to_owned())
    }

    /// The JSON object of an answer that grants this member; some issuers refuse with 200.
    pub fn granting(self, member: &str) -> Result<Map<String, Value>, Error> {
        let refusal = self.refusal();
        let members = self.json()?;
        match refusal.error {
            Some(_) if !members.contains_key(member) => Err(Error::Refused(refusal)),
            _ => Ok(members),
        }
    }

    /// Success without a look at the body (RFC 7009 section 2.2), or the refusal.
    pub fn accepted(self) -> Result<(), Error> {
        if self.response.status().is_success() { Ok(()) } else { Err(Error::Refused(self.refusal())) }
    }

    /// `error`, `error_description` and `error_uri` as far as they are there and text.
    pub(super) fn refusal(&self) -> Refusal {
        let members: Map<String, Value> = serde_json::from_slice(self.response.body()).unwrap_or_default();
        let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
        Refusal {
            at: self.at.clone(),
            status: self.response.status().as_u16(),
            error: text("error").filter(|code| !code.is_empty()),
            description: text("error_description").or_else(|| text("message")).or_else(|| text("detail")),
            uri: text("error_uri"),
        }
    }
}

/// What was kept of an answer of the token endpoint before openidconnect saw the rest.
#[derive(Default)]
pub struct Kept {
    pub refresh_token: Option<RefreshToken>,
    pub id_token: Option<IdToken>,
    /// The issuer's clock, from the Date header.
    pub date: Option<Timestamp>,
}

/// The client for one request to the token endpoint.
pub struct Adapter<'h> {
    http: &'h Http,
    provider: &'h Provider,
    client: &'h Client,
    kept: Mutex<Kept>,
}

impl<'h> Adapter<'h> {
    pub fn new(http: &'h Http, provider: &'h Provider, client: &'h Client) -> Self {
        Self { http, provider, client, kept: Mutex::default() }
    }

    pub fn into_kept(self) -> Kept {
        self.kept.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    async fn token_answer(&self, request: HttpRequest) -> Result<HttpResponse, Error> {
        let at = place(Endpoint::Token, self.provider);
        let authenticated = || self.client.authenticate(self.provider, request.clone());
        let response = dpop::exchange(self.http, self.client.dpop.as_deref(), None, authenticated).await?;
        let date = date(response.headers());
        let mut members = Answer::receive(response, &at)?.granting("access_token")?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.date = date;
        kept.refresh_token = take_text(&mut members, "refresh_token").map(RefreshToken::new);
        kept.id_token = take_text(&mut members, "id_token").map(IdToken::new);
        mend_token_answer(&mut members);
        let mut mended = Response::new(serde_json::to_vec(&members).unwrap_or_default());
        mended
            .headers_mut()
            .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
        Ok(mended)
    }
}

impl<'c> AsyncHttpClient<'c> for Adapter<'_> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.token_answer(request))
    }
}

/// The member as non-empty text; it is gone from the answer whatever it was.
fn take_text(members: &mut Map<String, Value>, name: &str) -> Option<String> {
    match members.remove(name) {
        Some(Value::String(text)) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// A lifetime that is a numeric string or a fraction becomes whole seconds; one that is nonsense counts as unknown.
fn mend_token_answer(members: &mut Map<String, Value>) {
    let lifetime = match members.get("expires_in") {
        Some(Value::String(text)) => text.trim().parse::<f64>().ok(),
        Some(other) => other.as_f64(),
        None => None,
    };
    members.remove("expires_in");
    if let Some(seconds) = lifetime.filter(|seconds| (0.0..1e12).contains(seconds)) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1e12 fits")]
        members.insert("expires_in".into(), (seconds as u64).into());
    }
    // openidconnect takes a text here; some issuers send a list
    if let Some(Value::Array(scopes)) = members.get("scope") {
        let joined: Vec<&str> = scopes.iter().filter_map(Value::as_str).collect();
        members.insert("scope".into(), joined.join(" ").into());
    }
    members.retain(|_, value| !value.is_null());
    // the one type that everybody means who leaves it out
    members.entry("token_type").or_insert("Bearer".into());
}

/// Metadata as openidconnect wants it: no URLs that are none, no nulls, the lists and URLs that are required.
pub fn mend_metadata(mut document: Map<String, Value>) -> Map<String, Value> {
    document.retain(|name, value| {
        let is_url = name.ends_with("_endpoint") || name.ends_with("_uri");
        let unusable = |value: &Value| value.as_str().is_none_or(|text| Url::parse(text).is_err());
        !(value.is_null() || is_url && unusable(value))
    });
    let issuer = document.get("issuer").cloned().unwrap_or_default();
    let required: [(&str, Value); 5] = [
        ("response_types_supported", vec!["code"].into()),
        ("subject_types_supported", vec!["public"].into()),
        ("id_token_signing_alg_values_supported", vec!["RS256"].into()),
        // Provider::endpoint does not give these two out: they are not in the document as received
        ("authorization_endpoint", issuer.clone()),
        ("jwks_uri", issuer),
    ];
    for (name, value) in required {
        document.entry(name).or_insert(value);
    }
    document
}

/// Retry-After as seconds, or as a date against the answer's own Date (RFC 9110 section 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    http_date(text)?.duration_since(date(headers)?).try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response<Vec<u8>> {
        let mut builder = Response::builder().status(status);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        builder.body(body.as_bytes().to_vec()).unwrap()
    }

    fn mended(answer: &Value) -> Value {
        let mut members = answer.as_object().unwrap().clone();
        members.insert("token_type".into(), "Bearer".into());
        mend_token_answer(&mut members);
        members.remove("token_type");
        Value::Object(members)
    }

    #[test]
    fn the_status_speaks_before_the_body() {
        for status in [408, 429, 500, 502, 503, 504] {
            let error = Answer::receive(answer(status, &[("retry-after", "7")], ""), "x").err().unwrap();
            let Error::TryLater { retry_after, .. } = error else { panic!("{status}: {error}") };
            assert_eq!(retry_after, Some(Duration::from_secs(7)));
        }
        let empty = Answer::receive(answer(400, &[], ""), "x").unwrap().json();
        assert!(matches!(empty, Err(Error::Refused(Refusal { status: 400, error: None, .. }))));
        assert!(matches!(Answer::receive(answer(307, &[], ""), "x"), Err(Error::Odd { .. })));
    }

    #[test]
    fn retry_after_may_be_a_date() {
        let headers =
            [("date", "Fri, 20 Nov 2026 10:00:00 GMT"), ("retry-after", "Fri, 20 Nov 2026 10:00:30 GMT")];
        let error = Answer::receive(answer(503, &headers, ""), "x").err().unwrap();
        assert!(error.to_string().ends_with("it asks to wait 30 s"), "{error}");
    }

    #[test]
    fn json_counts_whatever_it_is_labelled() {
        let answer =
            Answer::receive(answer(200, &[("content-type", "text/html")], r#"{"a":1}"#), "x").unwrap();
        assert_eq!(answer.json().unwrap()["a"], 1);
    }

    #[test]
    fn a_token_type_that_is_left_out_means_bearer() {
        let mut members = Map::new();
        mend_token_answer(&mut members);
        assert_eq!(members["token_type"], "Bearer");
    }

    #[test]
    fn a_refusal_may_come_with_200() {
        let refused = Answer::receive(answer(200, &[], r#"{"error":"bad_refresh_token"}"#), "x")
            .unwrap()
            .granting("access_token");
        assert!(matches!(refused, Err(Error::Refused(refusal)) if refusal.ends_the_grant()));
        let odd = r#"{"error":"","access_token":"t"}"#;
        assert!(Answer::receive(answer(200, &[], odd), "x").unwrap().granting("access_token").is_ok());
    }

    #[test]
    fn odd_lifetimes_are_mended_and_nonsense_counts_as_unknown() {
        assert_eq!(mended(&json!({"expires_in": "3600"})), json!({"expires_in": 3600}));
        assert_eq!(mended(&json!({"expires_in": 59.9})), json!({"expires_in": 59}));
        for nonsense in [json!(-5), json!("soon"), json!(1e300), json!([1]), json!(null)] {
            assert_eq!(mended(&json!({"expires_in": nonsense})), json!({}));
        }
        assert_eq!(mended(&json!({"scope": ["a", "b"]})), json!({"scope": "a b"}));
    }
}
