//! Who the client is, and how it proves that to the issuer (RFC 6749 section 2.3).

use super::client_assertion::{self, Signer};
use super::dpop::Prover;
use super::{Error, Provider};
use crate::sensitive::ClientSecret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::{Request, header};
use std::sync::Arc;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

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
    /// A fresh assertion in the body, signed with the client's own key (RFC 7523)
    PrivateKeyJwt,
}

/// What the client proves itself with, and where it comes from.
#[derive(Clone, Debug, Default)]
pub enum Secret {
    #[default]
    None,
    /// From a file or a variable that the profile names: read anew at each run.
    Named(ClientSecret),
    /// Typed at the login: it rests with the credential.
    Typed(ClientSecret),
    /// A private key from a file that the profile names.
    Key(Arc<Signer>),
    /// It is named, and cannot be read for this reason. Nobody minds until it is needed.
    Unreadable(String),
}

/// The client as the issuer knows it.
#[derive(Clone, Debug)]
pub struct Client {
    pub id: String,
    pub auth: ClientAuth,
    pub secret: Secret,
    /// The key that its tokens are bound to (RFC 9449): of this login, or of the credential that is used.
    pub dpop: Option<Arc<Prover>>,
}

impl Client {
    /// The secret, as far as it is known.
    pub fn secret(&self) -> Option<&ClientSecret> {
        match &self.secret {
            Secret::Named(secret) | Secret::Typed(secret) => Some(secret),
            Secret::None | Secret::Key(_) | Secret::Unreadable(_) => None,
        }
    }

    /// The client's name for a form: one that proves itself in the header is named there.
    pub(super) fn id_for_form(&self) -> Option<(&str, &str)> {
        (self.auth != ClientAuth::Basic).then_some(("client_id", self.id.as_str()))
    }

    /// A form with the client's authentication. The form itself says which client it is of, and goes through
    /// [`Client::authenticate`] before it is sent.
    pub(super) fn post(&self, url: &Url, form: &[(&str, &str)]) -> Result<Request<Vec<u8>>, Error> {
        let mut form = form.to_vec();
        let mut request = Request::post(url.as_str())
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        match self.auth {
            ClientAuth::None | ClientAuth::PrivateKeyJwt => {}
            ClientAuth::Basic => request = request.header(header::AUTHORIZATION, self.basic()?),
            ClientAuth::Post => form.push(("client_secret", self.secret_at_hand()?.expose())),
        }
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        request
            .body(body.into_bytes())
            .map_err(|why| Error::Odd { at: url.as_str().to_owned(), why: why.to_string() })
    }

    /// Both halves are form-encoded before they are joined (RFC 6749 section 2.3.1).
    fn basic(&self) -> Result<String, Error> {
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encoded(&self.id), encoded(self.secret_at_hand()?.expose()));
        Ok(format!("Basic {}", STANDARD.encode(pair)))
    }

    fn secret_at_hand(&self) -> Result<&ClientSecret, Error> {
        self.secret().ok_or_else(|| self.no_proof("its secret"))
    }

    /// Puts a fresh assertion into the form of a request, where the client proves itself with a key. Every request of
    /// the client passes through here just before it is sent, and again before it is sent again: an issuer takes an
    /// assertion once.
    pub(super) fn authenticate(
        &self,
        provider: &Provider,
        request: Request<Vec<u8>>,
    ) -> Result<Request<Vec<u8>>, Error> {
        if self.auth != ClientAuth::PrivateKeyJwt {
            return Ok(request);
        }
        let Secret::Key(signer) = &self.secret else { return Err(self.no_proof("its private key")) };
        let assertion = signer.assertion(&self.id, provider)?;
        let (head, body) = request.into_parts();
        // a form is ASCII
        let mut form = Serializer::new(String::from_utf8_lossy(&body).into_owned());
        form.append_pair("client_assertion_type", client_assertion::TYPE);
        form.append_pair("client_assertion", assertion.expose());
        Ok(Request::from_parts(head, form.finish().into_bytes()))
    }

    fn no_proof(&self, wanted: &str) -> Error {
        Error::NoProof(match &self.secret {
            Secret::Unreadable(why) => why.clone(),
            Secret::None => format!("{wanted} was not given"),
            _ => format!("its client-auth wants {wanted}, and something else is named"),
        })
    }
}
