//! What an issuer publishes of itself, unjudged.

use crate::http::{self, Http};
use crate::oidc::discovery::{check_not_here, fetch_form};
use crate::oidc::{Answer, Error, Issuer, jwks};
use serde_json::{Map, Value};
use url::Url;

/// What an issuer publishes, as it came.
#[derive(Clone, Debug)]
pub struct Published {
    /// The issuer as it was asked for.
    pub typed: String,
    /// The document of OIDC Discovery section 4.
    pub openid: Option<Map<String, Value>>,
    /// The document of RFC 8414 section 3.
    pub oauth: Option<Map<String, Value>>,
    /// The JWK set; why there is none, or `None` where no address is named.
    pub keys: Option<Result<Value, String>>,
}

/// Asks for everything that the issuer publishes: both forms of its metadata, and its keys.
pub async fn fetch(http: &Http, issuer: &Issuer, allow_http: bool) -> Result<Published, Error> {
    let mut forms = Vec::new();
    for url in issuer.metadata_urls() {
        forms.push(fetch_form(http, issuer, &url).await?);
    }
    if forms.iter().all(Result::is_err) {
        let why = forms.into_iter().filter_map(Result::err).collect::<Vec<_>>().join(", ");
        return Err(Error::NoMetadata { issuer: issuer.as_str().into(), why });
    }
    let mut forms = forms.into_iter().map(Result::ok);
    let (openid, oauth) = (forms.next().flatten(), forms.next().flatten());
    let named = openid.as_ref().or(oauth.as_ref()).and_then(|document| document.get("jwks_uri")?.as_str());
    let keys = match named.and_then(|text| Url::parse(text).ok()) {
        Some(url) => Some(fetch_keys(http, issuer, &url, allow_http).await.map_err(|why| why.to_string())),
        None => None,
    };
    Ok(Published { typed: issuer.as_str().to_owned(), openid, oauth, keys })
}

impl Published {
    /// The document that clients read.
    pub(super) fn document(&self) -> &Map<String, Value> {
        static NOTHING: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
        self.openid.as_ref().or(self.oauth.as_ref()).unwrap_or(&NOTHING)
    }

    pub(super) fn text(&self, member: &str) -> Option<&str> {
        self.document().get(member)?.as_str().filter(|text| !text.is_empty())
    }

    /// A list of texts; `None` where it is not published.
    pub(super) fn list(&self, member: &str) -> Option<Vec<&str>> {
        Some(self.document().get(member)?.as_array()?.iter().filter_map(Value::as_str).collect())
    }

    pub(super) fn lists(&self, member: &str, name: &str) -> bool {
        self.list(member).is_some_and(|names| names.contains(&name))
    }

    /// Each address that the document names, with the member that does.
    pub(super) fn addresses(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_address = |name: &str| name.ends_with("_endpoint") || name == "jwks_uri";
        let document = self.document().iter();
        document
            .filter(move |(name, _)| is_address(name))
            .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
    }

    pub(super) fn issuer_url(&self) -> Option<Url> {
        Url::parse(&self.typed).ok()
    }
}

async fn fetch_keys(http: &Http, issuer: &Issuer, url: &Url, allow_http: bool) -> Result<Value, Error> {
    check_not_here(issuer, "jwks", url, allow_http)?;
    http::check_secure(url, allow_http)?;
    let keys = Answer::to_get(http, url, jwks::MEDIA_TYPES, url.as_str()).await?.json()?;
    match keys.get("keys") {
        Some(Value::Array(_)) => Ok(Value::Object(keys)),
        _ => Err(Error::Odd { at: url.as_str().to_owned(), why: "it has no list of keys".to_owned() }),
    }
}
