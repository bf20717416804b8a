//! Where an issuer's endpoints are: OIDC Discovery 1.0 and RFC 8414, or the profile where both are silent.

use super::answer::Answer;
use super::{Error, Refusal};
use crate::host::printable;
use crate::http::{self, Http};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, ProviderMetadata};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// An issuer identifier as it was typed; compared with others character for character (RFC 8414 section 3.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(String);

impl Issuer {
    /// https (or http where [`http::check_secure`] lets it) without query or fragment (RFC 8414 section 2).
    pub fn parse(text: &str, allow_http: bool) -> Result<Self, Error> {
        let refused = |why| Error::NotAnIssuer { text: printable::short(text, 200), why };
        // a parser of URLs takes line breaks out in silence: then what is asked is not what was typed
        if text.contains(|sign: char| sign.is_control() || sign.is_whitespace()) {
            return Err(refused("it holds white space or control characters"));
        }
        let url = Url::parse(text).map_err(|_| refused("it is no URL (an issuer begins with https://)"))?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refused("it has a query or a fragment"));
        }
        if url.host().is_none() || http::includes_credentials(&url) {
            return Err(refused("it is no plain https URL"));
        }
        http::check_secure(&url, allow_http)?;
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the metadata may lie: OIDC Discovery appends to the path, RFC 8414 section 3.1 puts it in between.
    pub fn metadata_urls(&self) -> Vec<Url> {
        let Ok(url) = Url::parse(&self.0) else { return Vec::new() };
        let path = url.path().trim_end_matches('/').to_owned();
        [
            format!("{path}/.well-known/openid-configuration"),
            format!("/.well-known/oauth-authorization-server{path}"),
        ]
        .into_iter()
        .map(|path| {
            let mut at = url.clone();
            at.set_path(&path);
            at
        })
        .collect()
    }
}

/// The endpoints that metadata, or `--endpoint NAME=URL`, can name.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum, Serialize, Deserialize,
)]
#[clap(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    Authorization,
    Token,
    Userinfo,
    Jwks,
    DeviceAuthorization,
    Revocation,
    Introspection,
    EndSession,
    PushedAuthorizationRequest,
}

impl Endpoint {
    pub const ALL: [Self; 9] = [
        Self::Authorization,
        Self::Token,
        Self::Userinfo,
        Self::Jwks,
        Self::DeviceAuthorization,
        Self::Revocation,
        Self::Introspection,
        Self::EndSession,
        Self::PushedAuthorizationRequest,
    ];

    /// The name on the command line and in the profile.
    pub fn name(self) -> &'static str {
        match self {
            Self::Authorization => "authorization",
            Self::Token => "token",
            Self::Userinfo => "userinfo",
            Self::Jwks => "jwks",
            Self::DeviceAuthorization => "device_authorization",
            Self::Revocation => "revocation",
            Self::Introspection => "introspection",
            Self::EndSession => "end_session",
            Self::PushedAuthorizationRequest => "pushed_authorization_request",
        }
    }

    /// The member of the metadata that holds it.
    pub fn member(self) -> String {
        if self == Self::Jwks { "jwks_uri".into() } else { format!("{}_endpoint", self.name()) }
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Metadata that openidconnect's own type leaves out.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FurtherMetadata {
    pub revocation_endpoint: Option<Url>,
    pub introspection_endpoint: Option<Url>,
    pub device_authorization_endpoint: Option<Url>,
    pub end_session_endpoint: Option<Url>,
    pub pushed_authorization_request_endpoint: Option<Url>,
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}
impl AdditionalProviderMetadata for FurtherMetadata {}

/// What an issuer publishes of itself.
pub type Metadata = ProviderMetadata<
    FurtherMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// An issuer and where to find its endpoints.
#[derive(Clone, Debug)]
pub struct Provider {
    pub issuer: Issuer,
    pub metadata: Metadata,
    /// The metadata as received, with what the profile named by hand put in.
    pub document: Map<String, Value>,
    /// The endpoints that the profile named.
    by_hand: BTreeSet<Endpoint>,
    allow_http: bool,
}

impl Provider {
    /// Asks the issuer for its metadata; not where `by_hand` names all endpoints that are `needed`.
    pub async fn discover(
        http: &Http,
        issuer: &Issuer,
        by_hand: &BTreeMap<Endpoint, Url>,
        needed: &[Endpoint],
        allow_http: bool,
    ) -> Result<Self, Error> {
        let enough = !needed.is_empty() && needed.iter().all(|endpoint| by_hand.contains_key(endpoint));
        let mut document = if enough { bare_document(issuer) } else { fetch(http, issuer).await? };
        for (endpoint, url) in by_hand {
            document.insert(endpoint.member(), url.as_str().into());
        }
        let by_hand = by_hand.keys().copied().collect();
        Ok(Self { by_hand, ..Self::from_document(issuer, document, allow_http)? })
    }

    fn from_document(issuer: &Issuer, document: Map<String, Value>, allow_http: bool) -> Result<Self, Error> {
        check_same_issuer(issuer, &document)?;
        let mended = mend_metadata(document.clone());
        let metadata = serde_json::from_value(Value::Object(mended)).map_err(|why| Error::Odd {
            at: format!("the metadata of {}", issuer.as_str()),
            why: printable::short(&why.to_string(), 200),
        })?;
        Ok(Self { issuer: issuer.clone(), metadata, document, by_hand: BTreeSet::new(), allow_http })
    }

    /// An issuer of which nothing is known.
    #[cfg(test)]
    pub(super) fn bare(issuer: &Issuer) -> Self {
        Self::from_document(issuer, bare_document(issuer), false).unwrap()
    }

    /// The endpoint's URL, if it is named at all and secure (RFC 8414 section 6.1).
    pub fn endpoint(&self, endpoint: Endpoint) -> Result<Url, Error> {
        let further = self.metadata.additional_metadata();
        let url = match endpoint {
            Endpoint::Authorization => Some(self.metadata.authorization_endpoint().url()),
            Endpoint::Token => self.metadata.token_endpoint().map(openidconnect::TokenUrl::url),
            Endpoint::Userinfo => self.metadata.userinfo_endpoint().map(openidconnect::UserInfoUrl::url),
            Endpoint::Jwks => Some(self.metadata.jwks_uri().url()),
            Endpoint::DeviceAuthorization => further.device_authorization_endpoint.as_ref(),
            Endpoint::Revocation => further.revocation_endpoint.as_ref(),
            Endpoint::Introspection => further.introspection_endpoint.as_ref(),
            Endpoint::EndSession => further.end_session_endpoint.as_ref(),
            Endpoint::PushedAuthorizationRequest => further.pushed_authorization_request_endpoint.as_ref(),
        };
        // what is mended in for openidconnect's sake does not count as named
        let url = url
            .filter(|_| self.document.get(&endpoint.member()).is_some_and(is_url))
            .ok_or_else(|| Error::NoEndpoint { issuer: self.issuer.as_str().into(), endpoint })?;
        if http::includes_credentials(url) {
            let why = format!("its {endpoint} endpoint is an address with a user or a password");
            return Err(Error::Odd { at: self.issuer.as_str().into(), why });
        }
        let allow_here = self.allow_http || self.by_hand.contains(&endpoint);
        check_not_here(&self.issuer, &endpoint.to_string(), url, allow_here)?;
        http::check_secure(url, self.allow_http)?;
        Ok(url.clone())
    }

    /// "the token endpoint of" an issuer, for messages.
    pub(super) fn place(&self, endpoint: Endpoint) -> String {
        format!("the {endpoint} endpoint of {}", self.issuer.as_str())
    }

    /// True when every answer to a login carries `iss` (RFC 9207 section 3).
    pub fn promises_iss(&self) -> bool {
        self.metadata.additional_metadata().authorization_response_iss_parameter_supported
    }

    /// True when the issuer says that it checks the challenges of authctl (RFC 8414 section 2, RFC 7636 section 4.2).
    pub fn minds_pkce(&self) -> bool {
        self.names("code_challenge_methods_supported").contains(&"S256")
    }

    /// True when the issuer takes authorization requests by PAR only (RFC 9126 section 5).
    pub fn requires_par(&self) -> bool {
        self.document.get("require_pushed_authorization_requests") == Some(&Value::Bool(true))
    }

    /// The `id_token_signing_alg_values_supported`; RS256 where the issuer lists none (OIDC Core section 15.1).
    pub fn id_token_algorithms(&self) -> Vec<&str> {
        let listed = self.names("id_token_signing_alg_values_supported");
        if listed.is_empty() { vec!["RS256"] } else { listed }
    }

    /// The `dpop_signing_alg_values_supported`; empty where the issuer does not say that it knows DPoP (RFC 9449
    /// section 5.1).
    pub fn dpop_algorithms(&self) -> Vec<&str> {
        self.names("dpop_signing_alg_values_supported")
    }

    /// The list of names in this member of the metadata; empty where there is none.
    pub(super) fn names(&self, member: &str) -> Vec<&str> {
        let list = self.document.get(member).and_then(Value::as_array);
        list.map(|names| names.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
    }
}

/// An issuer elsewhere sends nobody to what listens on this machine: http is for those who are here themselves.
pub(super) fn check_not_here(
    issuer: &Issuer,
    endpoint: &str,
    url: &Url,
    allow_here: bool,
) -> Result<(), Error> {
    let is_here = Url::parse(issuer.as_str()).is_ok_and(|issuer| http::is_loopback(&issuer));
    if allow_here || is_here || url.scheme() == "https" || !http::is_loopback(url) {
        return Ok(());
    }
    let at = format!("the metadata of {}", issuer.as_str());
    let here = printable::short(&http::origin(url), 100);
    Err(Error::Odd { at, why: format!("the {endpoint} endpoint in it is on this machine ({here})") })
}

fn is_url(value: &Value) -> bool {
    value.as_str().is_some_and(|text| Url::parse(text).is_ok())
}

fn bare_document(issuer: &Issuer) -> Map<String, Value> {
    Map::from_iter([("issuer".to_owned(), issuer.as_str().into())])
}

async fn fetch(http: &Http, issuer: &Issuer) -> Result<Map<String, Value>, Error> {
    let mut failures = Vec::new();
    for url in issuer.metadata_urls() {
        match fetch_form(http, issuer, &url).await? {
            Ok(document) => return Ok(document),
            Err(why) => failures.push(why),
        }
    }
    let why = failures.join(", ");
    Err(Error::NoMetadata { issuer: issuer.as_str().into(), why })
}

/// One form of the metadata; the inner error says why it is not published there.
pub(super) async fn fetch_form(
    http: &Http,
    issuer: &Issuer,
    url: &Url,
) -> Result<Result<Map<String, Value>, String>, Error> {
    let at = format!("the metadata of {}", issuer.as_str());
    match Answer::to_get(http, url, "application/json", &at).await.and_then(Answer::json) {
        Ok(document) => Ok(Ok(document)),
        Err(Error::Refused(Refusal { status, .. })) => Ok(Err(format!("{url} answers HTTP {status}"))),
        Err(Error::Odd { why, .. }) => Ok(Err(format!("{url} is no metadata: {why}"))),
        Err(other) => Err(other),
    }
}

/// Metadata as openidconnect wants it: no URLs that are none, no nulls, the lists and URLs that are required.
fn mend_metadata(mut document: Map<String, Value>) -> Map<String, Value> {
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

/// The issuer in the metadata is the one that was typed, character for character (OIDC Discovery section 4.3).
fn check_same_issuer(typed: &Issuer, document: &Map<String, Value>) -> Result<(), Error> {
    match document.get("issuer").and_then(Value::as_str) {
        Some(found) if found == typed.as_str() => Ok(()),
        found => Err(Error::IssuerDiffers {
            typed: typed.as_str().into(),
            found: found.map_or("not named".into(), |found| printable::short(found, 200)),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn issuer(text: &str) -> Issuer {
        Issuer::parse(text, false).unwrap()
    }

    fn provider(more: &Value) -> Result<Provider, Error> {
        let mut document = json!({"issuer": "https://id.example.com",
            "authorization_endpoint": "https://id.example.com/a",
            "token_endpoint": "https://id.example.com/t", "jwks_uri": "https://id.example.com/j"});
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Provider::from_document(
            &issuer("https://id.example.com"),
            document.as_object().unwrap().clone(),
            false,
        )
    }

    #[test]
    fn m2_an_issuer_is_https_without_query_or_fragment() {
        for refused in [
            "id.example.com",
            "https://a?b",
            "https://a#b",
            "http://id.example.com",
            "ftp://a",
            "https://u:p@a",
            "mailto:a@b",
            "https://a\nb",
            " https://a",
            "https://a/\u{7f}",
        ] {
            assert!(Issuer::parse(refused, false).is_err(), "{refused}");
        }
        assert!(Issuer::parse("http://id.example.com", true).is_ok());
        assert!(Issuer::parse("http://127.0.0.1:8080/realm", false).is_ok());
    }

    #[test]
    fn m3_both_well_known_forms_for_an_issuer_with_a_path() {
        let urls: Vec<String> =
            issuer("https://id.example.com/realms/one/").metadata_urls().iter().map(Url::to_string).collect();
        assert_eq!(
            urls,
            [
                "https://id.example.com/realms/one/.well-known/openid-configuration",
                "https://id.example.com/.well-known/oauth-authorization-server/realms/one",
            ]
        );
    }

    #[test]
    fn m1_another_issuer_in_the_metadata_is_refused() {
        for other in ["https://id.example.com/", "https://ID.example.com", "https://evil.example.com"] {
            assert!(
                matches!(provider(&json!({"issuer": other})), Err(Error::IssuerDiffers { found, .. }) if found == other)
            );
        }
        assert!(provider(&json!({"issuer": 5})).is_err());
    }

    #[test]
    fn m4_an_issuer_elsewhere_names_nothing_on_this_machine() {
        let here = Url::parse("http://127.0.0.1:6379/run?x=y").unwrap();
        let named =
            provider(&json!({"token_endpoint": here, "userinfo_endpoint": "http://localhost/u"})).unwrap();
        for endpoint in [Endpoint::Token, Endpoint::Userinfo] {
            let why = named.endpoint(endpoint).unwrap_err().to_string();
            assert!(why.contains("is on this machine (http://"), "{why}");
        }
        let by_hand = Provider { by_hand: BTreeSet::from([Endpoint::Token]), ..named.clone() };
        assert_eq!(by_hand.endpoint(Endpoint::Token).unwrap(), here);
        assert!(by_hand.endpoint(Endpoint::Userinfo).is_err());
        let allowed = Provider { allow_http: true, ..named };
        assert_eq!(allowed.endpoint(Endpoint::Token).unwrap(), here);
        for issuer in ["http://127.0.0.1:1", "https://localhost"].map(issuer) {
            assert!(check_not_here(&issuer, "token", &here, false).is_ok());
        }
    }

    #[test]
    fn m4_endpoints_are_https() {
        let provider = provider(&json!({"token_endpoint": "http://id.example.com/t"})).unwrap();
        assert!(matches!(
            provider.endpoint(Endpoint::Token),
            Err(Error::Http(http::Error::NotSecure { .. }))
        ));
        assert!(provider.endpoint(Endpoint::Authorization).is_ok());
    }

    #[test]
    fn missing_lists_and_empty_urls_are_no_obstacle() {
        let provider = provider(
            &json!({"userinfo_endpoint": "", "revocation_endpoint": "", "response_types_supported": null}),
        )
        .unwrap();
        assert!(matches!(provider.endpoint(Endpoint::Userinfo), Err(Error::NoEndpoint { .. })));
        assert!(matches!(provider.endpoint(Endpoint::Revocation), Err(Error::NoEndpoint { .. })));
        assert_eq!(provider.id_token_algorithms(), ["RS256"]);
    }
}
