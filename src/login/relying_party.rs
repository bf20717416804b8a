//! A client at an issuer: what the browser login, the device login and renewal have in common.

use super::loopback::Callback;
use super::{Credential, Ending, Error, Method, Renewal};
use crate::host::Host;
use crate::http::{self, Http};
use crate::oidc::authorization::Wanted;
use crate::oidc::id_token::{self, Expected};
use crate::oidc::token_endpoint::{self, Access, Revocable, TokenAnswer};
use crate::oidc::{self, Client, Endpoint, Issuer, Provider};
use jiff::Timestamp;
use std::collections::BTreeMap;
use url::Url;

/// Leeway for the times of an ID token, in seconds: clocks of people's machines differ.
const LEEWAY: u32 = 60;

/// All that a profile knows of an issuer and of the client at it.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    pub issuer: Issuer,
    pub client: Client,
    pub wanted: Wanted,
    /// Endpoints named by hand.
    pub endpoints: BTreeMap<Endpoint, Url>,
    pub callback: Callback,
    pub allow_http: bool,
}

impl RelyingParty {
    pub async fn discover(&self, http: &Http) -> Result<Provider, Error> {
        Ok(Provider::discover(http, &self.issuer, &self.endpoints, self.allow_http).await?)
    }

    /// What goes to the token endpoint besides the grant: the resources of RFC 8707.
    pub fn token_parameters(&self) -> Vec<(String, String)> {
        self.wanted.resources.iter().map(|resource| ("resource".to_owned(), resource.clone())).collect()
    }

    /// The credential of a finished login.
    pub async fn credential(
        &self,
        mut answer: TokenAnswer,
        provider: &Provider,
        nonce: &str,
        host: &Host,
        http: &Http,
    ) -> Result<Credential, Error> {
        let mut credential =
            Credential::new(Method::Oidc, self.issuer.as_str(), &self.client.id, host.clock.now());
        credential.client_secret.clone_from(&self.client.secret);
        credential.refresh_token = answer.refresh_token.take();
        credential.scopes.clone_from(&self.wanted.scopes);
        self.accept(answer, provider, Some(nonce), &mut credential, host, http).await?;
        Ok(credential)
    }

    pub(super) async fn renew(&self, credential: &Credential, http: &Http) -> Result<Renewal, Error> {
        let refresh_token = credential
            .refresh_token
            .as_ref()
            .ok_or(Error::NotRenewable("the issuer gave no refresh token"))?;
        let provider = self.discover(http).await?;
        let answer =
            token_endpoint::refresh(http, &provider, &self.client, refresh_token, &self.token_parameters())
                .await?;
        Ok(Renewal { answer, provider })
    }

    /// Judges an answer and puts it into the credential. `nonce` is what a login sent; a renewal has none.
    pub(super) async fn accept(
        &self,
        answer: TokenAnswer,
        provider: &Provider,
        nonce: Option<&str>,
        into: &mut Credential,
        host: &Host,
        http: &Http,
    ) -> Result<(), Error> {
        let now = host.clock.now();
        let access = answer.access?;
        // a login that asked for openid must get an ID token (OIDC Core section 3.1.3.3)
        let required = nonce.is_some() && self.wanted.scopes.iter().any(|scope| scope == "openid");
        if let Some(token) = answer.id_token {
            let expected = Expected {
                client: &self.client,
                nonce,
                access_token: &access.token,
                earlier: into.id_token.as_ref(),
                now,
                leeway: LEEWAY,
            };
            let person = id_token::check(http, provider, &token, &expected).await?;
            into.subject = Some(person.subject);
            into.account = person.account.or(into.account.take());
            into.id_token = Some(token);
        } else if required {
            let issuer = self.issuer.as_str().to_owned();
            return Err(oidc::Error::IdToken { issuer, why: "there is none in the answer".into() }.into());
        }
        take_access(into, access, now);
        into.clock_ahead = answer.date.map(|issuers| now.as_second() - issuers.as_second());
        into.refused = None;
        Ok(())
    }

    /// Each request gets one more try where the first could not be served (RFC 7009 section 2.2.1).
    pub(super) async fn end(&self, credential: &Credential, http: &Http) -> Vec<Ending> {
        let tokens = [
            ("refresh token", credential.refresh_token.as_ref().map(Revocable::Refresh)),
            ("access token", credential.access_token.as_ref().map(Revocable::Access)),
        ];
        let mut endings = Vec::new();
        let provider = twice(async || self.discover(http).await).await;
        for (what, token) in tokens {
            let Some(token) = token else { continue };
            let result = match &provider {
                Ok(provider) => {
                    twice(async || Ok(token_endpoint::revoke(http, provider, &self.client, token).await?))
                        .await
                }
                Err(why) => Err(Error::NoAnswer(why.to_string())),
            };
            endings.push(Ending { what, result });
        }
        endings
    }
}

/// Once more when the issuer was too slow or too busy.
async fn twice<T>(attempt: impl AsyncFn() -> Result<T, Error>) -> Result<T, Error> {
    match attempt().await {
        Err(Error::Oidc(oidc::Error::TryLater { .. } | oidc::Error::Http(http::Error::Timeout { .. }))) => {
            attempt().await
        }
        other => other,
    }
}

fn take_access(into: &mut Credential, access: Access, now: Timestamp) {
    into.access_token = Some(access.token);
    into.obtained_at = now;
    into.expires_at =
        access.expires_in.map(|lifetime| now.as_second().saturating_add_unsigned(lifetime.as_secs()));
    if let Some(scopes) = access.scopes {
        into.scopes = scopes;
    }
}
