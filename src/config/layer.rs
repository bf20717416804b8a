//! The settings of a profile, as one layer of several: flags, environment, profile, top of the file.

use crate::login::loopback::{Callback, CallbackHost};
use crate::login::{ClientAuth, Endpoint, Method};
use crate::service::{Encoding, Field, Known, Route, RouteName, TokenPlace};
use crate::store::StoreKind;
use crate::store::etcd::Address;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use url::Url;

/// The settings that say what signs tokens for a service: a profile holds one at the most.
pub const SIGNED_WITH: [&str; 3] = ["secret-file", "secret-env", "ring"];

/// How long a token is good that is signed here, in seconds, where nobody says it.
pub const TOKEN_LIFE: u32 = 15 * 60;

/// What one layer says; what it leaves open the next one may say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Layer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// What is known of this service holds where nothing else is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Known>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_auth: Option<ClientAuth>,
    /// Where the client secret is, never the secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret_file: Option<PathBuf>,
    /// The name of the variable that holds the client secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret_env: Option<String>,
    /// The file that holds the client's private key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_key: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub par: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dpop: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback_host: Option<CallbackHost>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_http: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api: Option<Url>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origins: Option<Vec<Url>>,
    /// Who logs in at a service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The profile of the administrator who mints the token of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minted_by: Option<String>,
    /// The password of a login is kept with its credential, so that it can be renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_password: Option<bool>,
    /// A service is asked for a longer session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remember: Option<bool>,
    /// The name of the cookie that is the credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cookie: Option<String>,
    /// The name of the header that is the credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// Where a service looks for its tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_as: Option<TokenPlace>,
    /// Where the secret is that a service takes tokens by, never the secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
    /// The name of the variable that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_env: Option<String>,
    /// The key ring that signs instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ring: Option<String>,
    /// The file that the service reads its variables from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env_file: Option<PathBuf>,
    /// Whom tokens that are signed here are about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<String>>,
    /// How long they are good, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u32>,
    /// A secret signs them though it is short or can be guessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_weak_key: Option<bool>,
    /// How a service wants user and password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_body: Option<Encoding>,
    /// How a service wants what somebody registers with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register_body: Option<Encoding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
    /// Where the key rings of a profile are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rings: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etcd_cert: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etcd_key: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etcd_user: Option<String>,
    /// Where the password for etcd is, never the password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etcd_password_file: Option<PathBuf>,
    /// The name of the variable that holds the password for etcd.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etcd_password_env: Option<String>,
    /// Said by the environment alone.
    #[serde(skip)]
    pub passphrase_file: Option<PathBuf>,
    // tables come last: TOML wants them behind the plain values
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<BTreeMap<Endpoint, Url>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routes: Option<BTreeMap<RouteName, Route>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<BTreeMap<Field, String>>,
}

impl Layer {
    /// True for a profile of key rings that nobody logs in with.
    pub fn has_rings_alone(&self) -> bool {
        self.rings.is_some()
            && self.issuer.is_none()
            && self.method.is_none()
            && self.service.is_none()
            && self.origins.is_none()
    }

    /// With the endpoints, routes and fields that the profile, which `had` this issuer, names `before`: they are named one by
    /// one. Endpoints of another issuer are not taken along.
    #[must_use]
    pub fn beside(mut self, before: &Self, had: Option<&String>) -> Self {
        let is_of_same_issuer = self.issuer.is_none() || self.issuer.as_ref() == had;
        if let (Some(named), Some(before), true) = (&mut self.endpoints, &before.endpoints, is_of_same_issuer)
        {
            for (endpoint, url) in before {
                named.entry(*endpoint).or_insert_with(|| url.clone());
            }
        }
        if let (Some(named), Some(before)) = (&mut self.routes, &before.routes) {
            for (name, route) in before {
                named.entry(*name).or_insert_with(|| route.clone());
            }
        }
        if let (Some(named), Some(before)) = (&mut self.fields, &before.fields) {
            for (field, name) in before {
                named.entry(*field).or_insert_with(|| name.clone());
            }
        }
        self
    }

    /// True where it says how etcd is reached.
    pub fn says_etcd(&self) -> bool {
        self.etcd_user.is_some()
            || [&self.etcd_cert, &self.etcd_key, &self.etcd_password_file].into_iter().any(Option::is_some)
            || self.etcd_password_env.is_some()
    }

    /// What holds for a way to log in where nobody says anything.
    pub fn defaults(method: Method) -> Self {
        let common = Self {
            method: Some(method),
            allow_http: Some(false),
            store: Some(StoreKind::Keychain),
            ..Self::default()
        };
        if method == Method::Key {
            return Self { expires_in: Some(TOKEN_LIFE), allow_weak_key: Some(false), ..common };
        }
        if method.is_of_service() {
            // what a way to log in does not go by is no setting of it
            return Self {
                keep_password: matches!(method, Method::Password | Method::FormSession).then_some(false),
                remember: (method == Method::FormSession).then_some(false),
                ..common
            };
        }
        if method != Method::Oidc {
            return common;
        }
        let callback = Callback::default();
        Self {
            scopes: Some(vec!["openid".to_owned()]),
            par: Some(false),
            dpop: Some(false),
            port: Some(callback.port),
            callback_host: Some(callback.host),
            callback_path: Some(callback.path),
            ..common
        }
    }
}
