//! Who the client is, and how it proves that at the token endpoint (RFC 6749 section 2.3).

use super::{Endpoint, Error, Provider};
use crate::sensitive::ClientSecret;
use openidconnect::core::CoreClient;
use openidconnect::{AuthType, ClientId, IssuerUrl, JsonWebKeySet};

/// How a client authenticates at the token endpoint.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ClientAuth {
    /// A public client: only its id (RFC 6749 section 2.1)
    #[default]
    None,
    /// Id and secret in the Authorization header, form-encoded (RFC 6749 section 2.3.1)
    Basic,
    /// Id and secret in the body
    Post,
}

/// A client's password, and where it comes from.
#[derive(Clone, Debug, Default)]
pub enum Secret {
    #[default]
    None,
    /// From a file or a variable that the profile names: read anew at each run.
    Named(ClientSecret),
    /// Typed at the login: it rests with the credential.
    Typed(ClientSecret),
    /// It is named, and cannot be read for this reason. Nobody minds until it is needed.
    Unreadable(String),
}

/// The client as the issuer knows it.
#[derive(Clone, Debug)]
pub struct Client {
    pub id: String,
    pub auth: ClientAuth,
    pub secret: Secret,
}

impl Client {
    /// The secret, as far as it is known.
    pub fn secret(&self) -> Option<&ClientSecret> {
        match &self.secret {
            Secret::Named(secret) | Secret::Typed(secret) => Some(secret),
            Secret::None | Secret::Unreadable(_) => None,
        }
    }

    /// openidconnect's client for this one, with no endpoint named yet. A URL it cannot take is the issuer's fault.
    pub(super) fn at(&self, provider: &Provider) -> Result<CoreClient, Error> {
        let issuer = IssuerUrl::new(provider.issuer.as_str().to_owned())
            .map_err(|_| Error::NotAnIssuer { text: provider.issuer.as_str().into(), why: "it is no URL" })?;
        // our own verifier checks ID tokens, so openidconnect is given no keys
        let client = CoreClient::new(ClientId::new(self.id.clone()), issuer, JsonWebKeySet::new(Vec::new()))
            .disable_openid_scope();
        let auth = match self.auth {
            ClientAuth::None => return Ok(client.set_auth_type(AuthType::RequestBody)),
            ClientAuth::Basic => AuthType::BasicAuth,
            ClientAuth::Post => AuthType::RequestBody,
        };
        let secret = self.secret().ok_or_else(|| {
            Error::NoSecret(match &self.secret {
                Secret::Unreadable(why) => why.clone(),
                _ => "none was given".to_owned(),
            })
        })?;
        Ok(client
            .set_auth_type(auth)
            .set_client_secret(openidconnect::ClientSecret::new(secret.expose().to_owned())))
    }
}

/// "the token endpoint of" an issuer, for messages.
pub(super) fn place(endpoint: Endpoint, provider: &Provider) -> String {
    format!("the {endpoint} endpoint of {}", provider.issuer.as_str())
}
