//! The device authorization grant (RFC 8628): a code for a person to type, and the tokens that it becomes.

use super::answer::seconds;
use super::authorization::Wanted;
use super::back_channel::{BackChannel, pairs};
use super::token_endpoint::TokenAnswer;
use super::{Endpoint, Error, Refusal};
use crate::host::printable;
use crate::http;
use crate::sensitive::DeviceCode;
use serde_json::{Map, Value};
use std::time::Duration;
use url::Url;

/// The grant type (RFC 8628 section 3.4).
const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// How long a code is good whose issuer does not say (a member that RFC 8628 requires).
const UNTOLD_LIFETIME: Duration = Duration::from_mins(10);
/// No number of seconds is believed beyond this.
const LONGEST: Duration = Duration::from_hours(24);
/// No issuer is asked more often, whatever it says itself.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(100);
/// What nobody can type is no user code.
const LONGEST_USER_CODE: usize = 100;
/// A longer address would push the code off the screen.
const LONGEST_ADDRESS: usize = 2000;

/// A code that waits for its person.
pub struct DeviceGrant {
    device_code: DeviceCode,
    /// As received; escaped where it is shown.
    pub user_code: String,
    pub verification_uri: Url,
    /// The same with the code in it, for a QR code.
    pub verification_uri_complete: Option<Url>,
    /// From the request on.
    pub expires_in: Duration,
    pub interval: Option<Duration>,
}

/// What the token endpoint says while the person is not done (RFC 8628 section 3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotYet {
    Pending,
    SlowDown,
}

impl BackChannel<'_> {
    /// Asks for a code (RFC 8628 section 3.1).
    pub async fn request_device_code(&self, wanted: &Wanted) -> Result<DeviceGrant, Error> {
        let scope = wanted.scopes.join(" ");
        let mut form = vec![("client_id", self.client.id.as_str())];
        form.extend((!scope.is_empty()).then_some(("scope", scope.as_str())));
        form.extend(wanted.resources.iter().map(|resource| ("resource", resource.as_str())));
        form.extend(pairs(&wanted.further));
        let members = self.post(Endpoint::DeviceAuthorization, &form).await?.granting("device_code")?;
        DeviceGrant::of(&members).map_err(|why| self.odd(Endpoint::DeviceAuthorization, why))
    }

    /// Asks once whether the code has become tokens (RFC 8628 section 3.4).
    pub async fn exchange_device_code(
        &self,
        grant: &DeviceGrant,
        further: &[(String, String)],
    ) -> Result<TokenAnswer, Error> {
        self.tokens(GRANT_TYPE, &[("device_code", grant.device_code.expose())], further).await
    }
}

impl Refusal {
    /// That the person is not done is told as a refusal, too.
    pub fn not_yet(&self) -> Option<NotYet> {
        match self.error.as_deref()? {
            "authorization_pending" => Some(NotYet::Pending),
            "slow_down" => Some(NotYet::SlowDown),
            _ => None,
        }
    }

    /// True when the device code is good for nothing any more: `expired_token`, and what issuers say that have
    /// forgotten it.
    pub fn ends_the_device_code(&self) -> bool {
        const KIN: &[&str] = &["expired_token", "invalid_grant", "device_not_found"];
        self.error.as_deref().is_some_and(|error| KIN.contains(&error))
    }
}

impl DeviceGrant {
    fn of(members: &Map<String, Value>) -> Result<Self, String> {
        let device_code = members.get("device_code").and_then(Value::as_str).unwrap_or_default();
        if device_code.is_empty() {
            return Err("it holds no device_code".into());
        }
        let told = |name: &str| members.get(name).and_then(seconds).map(|told| told.min(LONGEST));
        let user_code = match members.get("user_code") {
            Some(Value::String(code)) => code.clone(),
            Some(Value::Number(code)) => code.to_string(),
            _ => return Err("it holds no user_code".into()),
        };
        if user_code.trim().is_empty() || user_code.chars().count() > LONGEST_USER_CODE {
            return Err("its user_code is nothing that a person can type".into());
        }
        let uri = text(members, ["verification_uri", "verification_url"]);
        let complete = text(members, ["verification_uri_complete", "verification_url_complete"]);
        Ok(Self {
            device_code: DeviceCode::new(device_code),
            user_code,
            verification_uri: uri
                .and_then(verification_uri)
                .ok_or("its verification_uri is no plain http or https address")?,
            // one that cannot be used is none: the plain one always can
            verification_uri_complete: complete.and_then(verification_uri),
            expires_in: told("expires_in").unwrap_or(UNTOLD_LIFETIME),
            interval: told("interval").filter(|interval| *interval >= SHORTEST_INTERVAL),
        })
    }
}

fn text<'m>(members: &'m Map<String, Value>, names: [&str; 2]) -> Option<&'m str> {
    names.into_iter().find_map(|name| members.get(name)?.as_str())
}

/// http or https, for a person to read: nothing in it that a terminal obeys or that a URL parser would pass over in
/// silence, and no user name that looks like a host.
fn verification_uri(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_plain = printable::line(text) == text && !text.contains(char::is_whitespace);
    let is_short = text.len() <= LONGEST_ADDRESS;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    (is_plain && is_short && is_web && !http::includes_credentials(&url)).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn grant(change: &Value) -> Result<DeviceGrant, String> {
        let mut members = json!({"device_code": "d", "user_code": "WDJB-MJHT",
            "verification_uri": "https://id.example.com/device", "expires_in": 600, "interval": 7});
        members.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        DeviceGrant::of(members.as_object().unwrap())
    }

    #[test]
    fn d7_a_verification_uri_is_http_or_https_without_control_characters() {
        for refused in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://id.example.com/\u{1b}[2J",
            "https://id.example\n.com/",
            "https://id.example.com/\u{202e}x",
            "https://id.example.com@evil.example.com/",
            "id.example.com/device",
            &format!("https://id.example.com/{}", "x".repeat(LONGEST_ADDRESS)),
            "",
        ] {
            assert!(grant(&json!({"verification_uri": refused})).is_err(), "{refused:?}");
            let complete = grant(&json!({"verification_uri_complete": refused})).unwrap();
            assert_eq!(complete.verification_uri_complete, None, "{refused:?}");
        }
        assert!(grant(&json!({"verification_uri": "http://127.0.0.1:1/device"})).is_ok());
    }

    #[test]
    fn d7_a_host_that_looks_like_another_one_is_told_apart() {
        let grant = grant(&json!({"verification_uri": "https://\u{430}pple.example/device"})).unwrap();
        assert_eq!(grant.verification_uri.as_str(), "https://xn--pple-43d.example/device");
    }

    #[test]
    fn odd_answers_are_mended() {
        let older = grant(&json!({"verification_uri": null, "verification_url": "https://g.example/device"}))
            .unwrap();
        assert_eq!(older.verification_uri.as_str(), "https://g.example/device");
        let number = grant(&json!({"user_code": 123_456, "expires_in": "300", "interval": 0.5})).unwrap();
        assert_eq!(number.user_code, "123456");
        assert_eq!(number.expires_in, Duration::from_mins(5));
        assert_eq!(number.interval, Some(Duration::from_millis(500)));
    }

    #[test]
    fn d1_an_interval_that_is_none_counts_as_absent() {
        for nonsense in [json!(null), json!(0), json!(1e-6), json!(-5), json!("soon"), json!([1])] {
            assert_eq!(grant(&json!({ "interval": nonsense })).unwrap().interval, None);
        }
        assert_eq!(grant(&json!({"expires_in": 1e300})).unwrap().expires_in, UNTOLD_LIFETIME);
    }

    #[test]
    fn an_answer_without_a_device_code_is_none() {
        for code in [json!(""), json!(null), json!(5)] {
            assert!(grant(&json!({ "device_code": code })).is_err(), "{code}");
        }
    }

    #[test]
    fn a_code_that_nobody_can_type_is_refused() {
        for code in [json!(""), json!(" "), json!(null), json!("x".repeat(101)), json!(["a"])] {
            assert!(grant(&json!({ "user_code": code })).is_err(), "{code}");
        }
    }
}
