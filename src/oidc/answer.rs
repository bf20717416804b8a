//! Every answer of an issuer passes here first: its status speaks before its body, and nothing of it is lost.

use super::{Error, Refusal};
use crate::host::printable;
use crate::http::told::{date, retry_after};
use crate::http::{self, Http};
use crate::jwt::json;
use hyper::{HeaderMap, Request, Response, StatusCode, header};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::time::Duration;
use url::Url;

/// An answer whose status has been judged: only 2xx and refusals are left.
pub struct Answer {
    at: String,
    response: Response<Vec<u8>>,
}

impl Answer {
    /// The answer to a question that anybody may ask. `at`: who is asked, in words.
    pub(super) async fn to_get(http: &Http, url: &Url, accept: &str, at: &str) -> Result<Self, Error> {
        Self::receive(http.exchange(get(url, accept, at)?).await?, at)
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
        if status == StatusCode::NOT_MODIFIED {
            let why = "it says that nothing has changed (HTTP 304), which was not asked".to_owned();
            return Err(Error::Odd { at: at.to_owned(), why });
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

    /// The JSON object of a 2xx, whatever content type it is labelled with; the refusal of anything else. What two
    /// readers could understand differently is not used: a member that comes twice.
    pub fn json(self) -> Result<Map<String, Value>, Error> {
        match json::object(self.response.body()) {
            Ok(members) if self.response.status().is_success() => Ok(members),
            Ok(_) => self.members(),
            Err(why) => {
                let fault = self.odd(&why);
                self.members().and(Err(fault))
            }
        }
    }

    /// What two readers could understand differently in it.
    fn fault(&self) -> Option<Error> {
        json::object(self.response.body()).err().map(|why| self.odd(&why))
    }

    fn odd(&self, why: &json::Fault) -> Error {
        Error::Odd { at: self.at.clone(), why: format!("it {why}") }
    }

    fn members(self) -> Result<Map<String, Value>, Error> {
        if !self.response.status().is_success() {
            return Err(Error::Refused(self.refusal()));
        }
        match http::json::read(self.response.body()) {
            Ok(Value::Object(members)) => Ok(members),
            _ if self.response.body().is_empty() => {
                Err(Error::Odd { at: self.at, why: "it is empty".into() })
            }
            Ok(_) => Err(Error::Odd { at: self.at, why: "it is JSON, but no object".into() }),
            Err(why) => {
                let why = self.what_instead().unwrap_or_else(|| why.to_string());
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
        let fault = self.fault();
        let members = self.granting_once(member)?;
        fault.map_or(Ok(members), Err)
    }

    /// The same for what may be granted only once: a member that comes twice is no reason to lose a token.
    pub fn granting_once(self, member: &str) -> Result<Map<String, Value>, Error> {
        let refusal = self.refusal();
        let members = self.members()?;
        match refusal.error {
            Some(_) if members.get(member).and_then(Value::as_str).unwrap_or_default().is_empty() => {
                Err(Error::Refused(refusal))
            }
            _ => Ok(members),
        }
    }

    /// Success, whatever the body holds but an error (RFC 7009 section 2.2); some issuers refuse with 200.
    pub fn accepted(self) -> Result<(), Error> {
        let refusal = self.refusal();
        if refusal.error.is_some() {
            return Err(Error::Refused(refusal));
        }
        let (at, fault) = (self.at.clone(), self.fault());
        let body = self.body()?;
        let members = match http::json::read(&body) {
            Ok(Value::Object(members)) => members,
            Err(why @ http::json::Error::TooMuch) => return Err(Error::Odd { at, why: why.to_string() }),
            _ => return Ok(()),
        };
        match (fault, members.get("error")) {
            (Some(fault), _) => Err(fault),
            (None, None | Some(Value::Null | Value::Bool(false))) => Ok(()),
            (None, Some(Value::String(text))) if text.is_empty() => Ok(()),
            (None, Some(_)) => Err(Error::Odd { at, why: "it names an error that is no text".into() }),
        }
    }

    fn is_object(&self) -> bool {
        http::json::read(self.response.body()).is_ok_and(|value| value.is_object())
    }

    /// The body of a 2xx as it came; the refusal of anything else.
    pub(super) fn body(self) -> Result<Vec<u8>, Error> {
        match self.response.status().is_success() {
            true => Ok(self.response.into_body()),
            false => Err(Error::Refused(self.refusal())),
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The issuer's clock when it answered.
    pub(super) fn date(&self) -> Option<Timestamp> {
        date(self.response.headers())
    }

    /// `error`, `error_description` and `error_uri` as far as they are there and text. Nothing is decided by what two
    /// readers could understand differently.
    pub(super) fn refusal(&self) -> Refusal {
        let (members, fault) = match json::object(self.response.body()) {
            Ok(members) => (members, None),
            Err(why) => (Map::new(), Some(why).filter(|_| self.is_object())),
        };
        let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
        Refusal {
            at: self.at.clone(),
            status: self.response.status().as_u16(),
            error: text("error").filter(|code| !code.is_empty()),
            description: text("error_description")
                .or_else(|| text("message"))
                .or_else(|| text("detail"))
                .or_else(|| fault.map(|why| format!("its answer {why}"))),
            uri: text("error_uri"),
        }
    }
}

/// Seconds as a number, a fraction or a text; what is nonsense counts as absent.
pub(super) fn seconds(told: &Value) -> Option<Duration> {
    let seconds = match told {
        Value::String(text) => text.trim().parse().ok()?,
        other => other.as_f64()?,
    };
    Some(seconds).filter(|seconds| (0.0..1e12).contains(seconds)).map(Duration::from_secs_f64)
}

/// A question that anybody may ask.
pub(super) fn get(url: &Url, accept: &str, at: &str) -> Result<Request<Vec<u8>>, Error> {
    Request::get(url.as_str())
        .header(header::ACCEPT, accept)
        .body(Vec::new())
        .map_err(|why| Error::Odd { at: at.to_owned(), why: why.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response<Vec<u8>> {
        let mut builder = Response::builder().status(status);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        builder.body(body.as_bytes().to_vec()).unwrap()
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
        for (status, why) in [(307, "a redirect (HTTP 307)"), (304, "nothing has changed (HTTP 304)")] {
            let error = Answer::receive(answer(status, &[], ""), "x").err().unwrap();
            assert!(matches!(&error, Error::Odd { why: found, .. } if found.contains(why)), "{error}");
        }
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
    fn a_member_that_comes_twice_is_not_used() {
        for body in [r#"{"active":false,"active":true}"#, r#"{"active":false,"\u0061ctive":true}"#] {
            let why = Answer::receive(answer(200, &[], body), "x").unwrap().json().unwrap_err().to_string();
            assert!(why.contains("\"active\" twice"), "{why}");
        }
    }

    #[test]
    fn t8_a_refusal_that_says_two_things_decides_nothing() {
        let twice = r#"{"error":"temporarily_unavailable","error":"invalid_grant"}"#;
        let refused = Answer::receive(answer(400, &[], twice), "x").unwrap().granting_once("access_token");
        let Err(Error::Refused(refusal)) = refused else { panic!("a refusal") };
        assert_eq!((refusal.error.as_deref(), refusal.ends_the_grant()), (None, false));
        for body in [
            r#"{"error":"x","error":null}"#,
            r#"{"error":null,"error":"x"}"#,
            r#"{"error":5}"#,
            r#"{"error":{}}"#,
        ] {
            let why = Answer::receive(answer(200, &[], body), "x").unwrap().accepted();
            assert!(matches!(why, Err(Error::Odd { .. })), "{body}");
        }
        let two = r#"{"request_uri":"a","request_uri":"b"}"#;
        let received = || Answer::receive(answer(201, &[], two), "x").unwrap();
        assert!(matches!(received().granting("request_uri"), Err(Error::Odd { .. })));
        assert_eq!(received().granting_once("request_uri").unwrap()["request_uri"], "b");
    }

    #[test]
    fn what_is_accepted_names_no_error() {
        let accepted = |status, body| Answer::receive(answer(status, &[], body), "x").unwrap().accepted();
        assert!(accepted(200, r#"{"error":null}"#).is_ok() && accepted(200, r#"{"error":false}"#).is_ok());
        assert!(accepted(200, "").is_ok() && accepted(200, "OK").is_ok() && accepted(200, "{}").is_ok());
        for status in [200, 400] {
            let refused = accepted(status, r#"{"error":"unsupported_token_type"}"#);
            assert!(matches!(refused, Err(Error::Refused(_))), "{status}");
        }
    }

    #[test]
    fn a_refusal_may_come_with_200() {
        let refused = Answer::receive(answer(200, &[], r#"{"error":"bad_refresh_token"}"#), "x")
            .unwrap()
            .granting_once("access_token");
        assert!(matches!(refused, Err(Error::Refused(refusal)) if refusal.ends_the_grant()));
        for nothing in ["null", r#""""#, "{}"] {
            let body = format!(r#"{{"error":"invalid_client","access_token":{nothing}}}"#);
            let refused =
                Answer::receive(answer(200, &[], &body), "x").unwrap().granting_once("access_token");
            assert!(matches!(refused, Err(Error::Refused(_))), "{nothing} is no token");
        }
        let odd = r#"{"error":"","access_token":"t"}"#;
        assert!(Answer::receive(answer(200, &[], odd), "x").unwrap().granting_once("access_token").is_ok());
    }
}
