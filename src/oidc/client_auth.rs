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

/// The client as the issuer knows it.
#[derive(Clone, Debug)]
pub struct Client {
    pub id: String,
    pub auth: ClientAuth,
    /// There for every way to authenticate but [`ClientAuth::None`].
    pub secret: Option<ClientSecret>,
}

impl Client {
    /// openidconnect's client for this one, with no endpoint named yet. A URL it cannot take is the issuer's fault.
    pub(super) fn at(&self, provider: &Provider) -> Result<CoreClient, Error> {
        let issuer = IssuerUrl::new(provider.issuer.as_str().to_owned())
            .map_err(|_| Error::NotAnIssuer { text: provider.issuer.as_str().into(), why: "it is no URL" })?;
        // our own verifier checks ID tokens, so openidconnect is given no keys
        let client = CoreClient::new(ClientId::new(self.id.clone()), issuer, JsonWebKeySet::new(Vec::new()))
            .disable_openid_scope()
            .set_auth_type(match self.auth {
                ClientAuth::Basic => AuthType::BasicAuth,
                ClientAuth::None | ClientAuth::Post => AuthType::RequestBody,
            });
        Ok(match &self.secret {
            Some(secret) if self.auth != ClientAuth::None => {
                client.set_client_secret(openidconnect::ClientSecret::new(secret.expose().to_owned()))
            }
            _ => client,
        })
    }
}

/// "the token endpoint of" an issuer, for messages.
pub(super) fn place(endpoint: Endpoint, provider: &Provider) -> String {
    format!("the {endpoint} endpoint of {}", provider.issuer.as_str())
}
