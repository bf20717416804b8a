//! A client at an issuer: what a login, a renewal and a logout have in common.

use super::loopback::Callback;
use super::{Credential, Error, Method, Renewal, Revocation};
use crate::host::{Host, printable};
use crate::http::Http;
use crate::oidc::authorization::Wanted;
use crate::oidc::dpop::Prover;
use crate::oidc::id_token::{Expected, Person};
use crate::oidc::token_endpoint::{Access, TokenAnswer};
use crate::oidc::{self, BackChannel, Client, Endpoint, Issuer, Provider, Secret, TokenKind};
use crate::sensitive::IdToken;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use url::Url;

/// What an answer of the token endpoint ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Occasion<'n> {
    /// A login, and the `nonce` that it sent if it could.
    Login {
        nonce: Option<&'n str>,
    },
    Renewal,
}

/// All that a profile knows of an issuer and of the client at it.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    pub method: Method,
    pub issuer: Issuer,
    pub client: Client,
    pub wanted: Wanted,
    /// Endpoints named by hand.
    pub endpoints: BTreeMap<Endpoint, Url>,
    pub callback: Callback,
    /// Authorization requests are pushed even where the issuer does not require it (RFC 9126).
    pub par: bool,
    /// A login asks for tokens that are bound to a key of its own (RFC 9449).
    pub dpop: bool,
    pub allow_http: bool,
}

impl RelyingParty {
    /// The issuer: where its endpoints are.
    pub async fn discover(&self, http: &Http) -> Result<Provider, oidc::Error> {
        let needed: &[Endpoint] = match self.method {
            Method::Oidc | Method::Token => &[Endpoint::Authorization, Endpoint::Token],
            Method::ClientCredentials => &[Endpoint::Token],
            _ => &[],
        };
        Provider::discover(http, &self.issuer, &self.endpoints, needed, self.allow_http).await
    }

    /// Finds the issuer, and is this client there.
    pub async fn reach<'h>(
        &self,
        client: Client,
        host: &'h Host,
        http: &'h Http,
    ) -> Result<BackChannel<'h>, oidc::Error> {
        let provider = self.discover(http).await?;
        Ok(BackChannel { http, clock: &host.clock, provider, client })
    }

    /// The same for one login: where DPoP is wanted, with a key that nobody had before.
    pub(super) async fn reach_for_login<'h>(
        &self,
        host: &'h Host,
        http: &'h Http,
    ) -> Result<BackChannel<'h>, Error> {
        let mut channel = self.reach(self.client.clone(), host, http).await?;
        if self.dpop {
            if channel.provider.dpop_algorithms().is_empty() {
                let issuer = self.issuer.as_str();
                host.terminal.warn(
                    "dpop_unknown",
                    &format!(
                        "{issuer} does not say that it knows DPoP; a token that is not bound will be refused."
                    ),
                );
            }
            channel.client.dpop = Some(Arc::new(Prover::generate(&channel.provider, host)?));
        }
        Ok(channel)
    }

    /// True when authorization requests go by PAR: as the profile wants it, or because the issuer takes no others.
    pub fn pushes(&self, provider: &Provider) -> bool {
        self.par || provider.requires_par()
    }

    /// What goes to the token endpoint besides the grant: the resources of RFC 8707; and for a machine, which asks
    /// nowhere else, the further parameters, `audience` among them.
    pub fn token_parameters(&self) -> Vec<(String, String)> {
        let resource = |resource: &String| ("resource".to_owned(), resource.clone());
        let further: &[_] = match self.method {
            Method::ClientCredentials => &self.wanted.further,
            _ => &[],
        };
        self.wanted.resources.iter().map(resource).chain(further.iter().cloned()).collect()
    }

    /// A credential that holds nothing yet but whose it is, the secret that was typed for it, and the key that its
    /// tokens will be bound to.
    pub(super) fn blank_credential(&self, channel: &BackChannel<'_>) -> Credential {
        let client = &channel.client;
        let mut credential =
            Credential::new(self.method, self.issuer.as_str(), &client.id, channel.clock.now());
        if let Secret::Typed(secret) = &client.secret {
            credential.client_secret = Some(secret.clone());
        }
        credential.dpop_key = client.dpop.as_ref().map(|prover| prover.private_jwk().clone());
        credential
    }

    /// What is missing is told before a person takes the trouble of logging in; `first` is where the login begins.
    pub(super) fn check_endpoints(
        &self,
        provider: &Provider,
        first: &[Endpoint],
        host: &Host,
    ) -> Result<(), Error> {
        let issuer = Url::parse(self.issuer.as_str()).ok();
        let mut needed = [first, &[Endpoint::Token]].concat();
        // a client with a secret may be given ID tokens that the secret checks
        needed.extend(
            (self.wanted.asks_for_id_token() && self.client.secret().is_none()).then_some(Endpoint::Jwks),
        );
        for endpoint in needed {
            let url = provider.endpoint(endpoint)?;
            if url.host() != issuer.as_ref().and_then(Url::host) {
                let elsewhere = printable::short(url.host_str().unwrap_or_default(), 100);
                host.terminal.note(
                    "endpoint_elsewhere",
                    &format!("The {endpoint} endpoint of {} is at {elsewhere}.", self.issuer.as_str()),
                );
            }
        }
        Ok(())
    }

    /// The credential of a finished login. `nonce`: what it sent; a login with a device code sends none.
    pub async fn credential(
        &self,
        mut answer: TokenAnswer,
        channel: &BackChannel<'_>,
        nonce: Option<&str>,
    ) -> Result<Credential, Error> {
        let mut credential = self.blank_credential(channel);
        credential.refresh_token = answer.refresh_token.take();
        credential.scopes.clone_from(&self.wanted.scopes);
        self.accept(answer, channel, Occasion::Login { nonce }, &mut credential).await?;
        Ok(credential)
    }

    pub(super) async fn renew(
        &self,
        channel: &BackChannel<'_>,
        credential: &Credential,
    ) -> Result<Renewal, Error> {
        let refresh_token = credential.refresh_token.as_ref().ok_or(Error::NotRenewable)?;
        Ok(Renewal(channel.refresh(refresh_token, &self.token_parameters()).await?))
    }

    /// Judges an answer and puts it into the credential.
    pub(super) async fn accept(
        &self,
        answer: TokenAnswer,
        channel: &BackChannel<'_>,
        occasion: Occasion<'_>,
        into: &mut Credential,
    ) -> Result<(), Error> {
        let now = channel.clock.now();
        let access = answer.access?;
        into.clock_ahead = answer.date.map(|issuers| now.as_second() - issuers.as_second());
        let (is_login, nonce) = match occasion {
            Occasion::Login { nonce } => (true, nonce),
            Occasion::Renewal => (false, None),
        };
        // a login that asked for openid must get an ID token (OIDC Core section 3.1.3.3)
        let required = is_login && self.wanted.asks_for_id_token();
        if let Some(token) = answer.id_token {
            let expected = Expected {
                nonce,
                // a renewal asks for nothing of the kind
                asked: if is_login { &self.wanted.further } else { &[] },
                access_token: &access.token,
                earlier: into.id_token.as_ref(),
            };
            match channel.check_id_token(&token, &expected).await {
                Ok(person) => take_person(into, person, token),
                // nobody's word is against it: the keys could not be fetched, and the old ID token still stands
                Err(why) if !is_login && why.may_pass() => {}
                Err(why) => return Err(why.with_clock(into.clock_ahead).into()),
            }
        } else if required {
            let issuer = self.issuer.as_str().to_owned();
            let why = "there is none in the answer".to_owned();
            return Err(oidc::Error::IdToken { issuer, why, only_time: false }.into());
        }
        take_access(into, access, answer.asked_at, now);
        into.refused = None;
        Ok(())
    }

    /// [`RelyingParty::client_of`] with the key that the credential's tokens are bound to, if they are.
    pub fn bound_client_of(&self, credential: &Credential, host: &Host) -> Result<Client, oidc::Error> {
        let mut client = self.client_of(Some(credential));
        client.dpop = credential.prover(host)?.map(Arc::new);
        Ok(client)
    }

    /// The client, with the secret that was typed at the login and rests with the credential.
    pub fn client_of(&self, credential: Option<&Credential>) -> Client {
        let mut client = self.client.clone();
        let kept = credential.and_then(|credential| credential.client_secret.as_ref());
        if let (Secret::None, Some(kept)) = (&client.secret, kept) {
            client.secret = Secret::Typed(kept.clone());
        }
        client
    }
}

/// Asks the issuer to forget the tokens, the refresh token first (RFC 7009).
pub async fn revoke_tokens(channel: &BackChannel<'_>, credential: &Credential) -> Vec<Revocation> {
    let mut revocations = Vec::new();
    for kind in [TokenKind::Refresh, TokenKind::Access] {
        let Some(token) = credential.token(kind) else { continue };
        revocations.push(Revocation { kind, result: channel.revoke(&token, Some(kind)).await });
    }
    revocations
}

fn take_person(into: &mut Credential, person: Person, token: IdToken) {
    into.subject = Some(person.subject);
    into.account = person.account.or(into.account.take());
    into.id_token = Some(token);
}

fn take_access(into: &mut Credential, access: Access, asked_at: Timestamp, now: Timestamp) {
    into.access_token = Some(access.token);
    into.obtained_at = now;
    into.expires_at =
        access.expires_in.map(|lifetime| asked_at.as_second().saturating_add_unsigned(lifetime.as_secs()));
    if let Some(scopes) = access.scopes {
        into.scopes = scopes;
    }
}
