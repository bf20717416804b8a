//! How a credential goes with a request.

use crate::http;
use crate::sensitive::AccessToken;
use clap::ValueEnum;
use hyper::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

/// Where a service looks for its tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenPlace {
    /// The header Authorization, as a bearer token
    #[default]
    Bearer,
    /// The cookie that --cookie names
    Cookie,
    /// The header that --header names
    Header,
}

/// The place of a credential in a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SentAs {
    /// `Authorization: Bearer …` (RFC 6750 section 2.1), or `DPoP …` where it is bound to a key
    #[default]
    Bearer,
    /// `Authorization: Basic …` (RFC 7617)
    Basic,
    /// The cookie of this name (RFC 6265)
    Cookie(String),
    /// The header of this name
    Header(String),
}

impl SentAs {
    /// The header that carries it, as far as it is there before the credential.
    pub fn begins(&self) -> String {
        match self {
            Self::Bearer => "Authorization: Bearer ".to_owned(),
            Self::Basic => "Authorization: Basic ".to_owned(),
            Self::Cookie(name) => format!("Cookie: {name}="),
            Self::Header(name) => format!("{name}: "),
        }
    }

    /// True for what can stand there: a token is one word of printable ASCII (RFC 6750 section 2.1), and what stands in a cookie or
    /// in a header of its own may have blanks in it. Nothing else reaches a file, a header or a terminal.
    pub fn carries(&self, secret: &AccessToken) -> bool {
        let is_fit = |sign: u8| match self {
            Self::Bearer | Self::Basic => sign.is_ascii_graphic(),
            Self::Cookie(_) => (b' '..=b'~').contains(&sign) && sign != b';',
            Self::Header(_) => (b' '..=b'~').contains(&sign),
        };
        !secret.expose().is_empty() && secret.expose().bytes().all(is_fit)
    }

    /// What it is, in words.
    pub fn words(&self) -> String {
        match self {
            Self::Bearer => "a bearer token".to_owned(),
            Self::Basic => "user and password with each request (Basic)".to_owned(),
            Self::Cookie(name) => format!("the cookie {name}"),
            Self::Header(name) => format!("the header {name}"),
        }
    }

    /// Puts it into the headers of a request, which goes to this address. Cookies that are there stay.
    pub fn put(&self, secret: &AccessToken, url: &Url, headers: &mut HeaderMap) -> Result<(), http::Error> {
        let unfit = || http::Error::Request {
            host: http::origin(url).into(),
            why: "the credential holds characters that no header can carry".into(),
        };
        let (name, text) = match self {
            Self::Bearer => (AUTHORIZATION, format!("Bearer {}", secret.expose())),
            Self::Basic => (AUTHORIZATION, format!("Basic {}", secret.expose())),
            Self::Cookie(name) => {
                let before = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
                let ours = format!("{name}={}", secret.expose());
                (COOKIE, before.chain([ours.as_str()]).collect::<Vec<_>>().join("; "))
            }
            Self::Header(name) => {
                (name.parse::<HeaderName>().map_err(|_| unfit())?, secret.expose().to_owned())
            }
        };
        let text = Zeroizing::new(text);
        let mut value = HeaderValue::from_str(&text).map_err(|_| unfit())?;
        value.set_sensitive(true);
        headers.insert(name, value);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(sent_as: &SentAs, before: &[(&'static str, &'static str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in before {
            headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_static(value));
        }
        let url = Url::parse("https://a.example/").unwrap();
        sent_as.put(&AccessToken::new("x=="), &url, &mut headers).unwrap();
        let shown = headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
        shown.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn a_credential_goes_where_the_service_looks_for_it() {
        assert_eq!(headers(&SentAs::Bearer, &[]), "authorization: Bearer x==");
        assert_eq!(headers(&SentAs::Basic, &[]), "authorization: Basic x==");
        assert_eq!(headers(&SentAs::Header("X-API-Key".into()), &[]), "x-api-key: x==");
        let cookie = SentAs::Cookie("session".into());
        assert_eq!(headers(&cookie, &[]), "cookie: session=x==");
        assert_eq!(headers(&cookie, &[("cookie", "lang=de")]), "cookie: lang=de; session=x==");
        let two = [("cookie", "lang=de"), ("cookie", "a=1; b=2")];
        assert_eq!(headers(&cookie, &two), "cookie: lang=de; a=1; b=2; session=x==");
    }

    #[test]
    fn it_is_kept_by_name() {
        for (sent_as, text) in [
            (SentAs::Bearer, r#""bearer""#),
            (SentAs::Basic, r#""basic""#),
            (SentAs::Cookie("s".into()), r#"{"cookie":"s"}"#),
            (SentAs::Header("X".into()), r#"{"header":"X"}"#),
        ] {
            assert_eq!(serde_json::to_string(&sent_as).unwrap(), text);
            assert_eq!(serde_json::from_str::<SentAs>(text).unwrap(), sent_as);
        }
    }
}
