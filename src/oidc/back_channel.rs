//! What a client says to its issuer directly, and not by way of the browser.

use super::answer::Answer;
use super::{Client, Endpoint, Error, Provider, TokenKind, dpop};
use crate::host::Clock;
use crate::http::Http;
use crate::sensitive::Token;

/// A client at its issuer. Each protocol step that needs no browser is a method, in the file of that step.
pub struct BackChannel<'h> {
    pub http: &'h Http,
    pub clock: &'h Clock,
    pub provider: Provider,
    pub client: Client,
}

impl BackChannel<'_> {
    /// The answer to a form, posted with the client's authentication.
    pub(super) async fn post(&self, endpoint: Endpoint, form: &[(&str, &str)]) -> Result<Answer, Error> {
        let request = self.client.post(&self.provider.endpoint(endpoint)?, form)?;
        let authenticated = || self.client.authenticate(&self.provider, request.clone());
        // a proof is for tokens; a pushed request names the key by `dpop_jkt` instead, which is one of the two ways of
        // RFC 9449 section 10.1
        let prover = self.client.dpop.as_deref().filter(|_| endpoint == Endpoint::Token);
        let response = dpop::exchange(self.http, prover, None, authenticated).await?;
        Answer::receive(response, &self.place(endpoint))
    }

    /// A token, with the client's authentication, to an endpoint that says or does something about it
    /// (RFC 7009 section 2.1, RFC 7662 section 2.1).
    pub(super) async fn about_token(
        &self,
        endpoint: Endpoint,
        token: &Token,
        kind: Option<TokenKind>,
    ) -> Result<Answer, Error> {
        let mut form = vec![("token", token.expose())];
        form.extend(kind.map(|kind| ("token_type_hint", kind.hint())));
        form.extend(self.client.id_for_form());
        self.post(endpoint, &form).await
    }

    /// "the token endpoint of" an issuer, for messages.
    pub(super) fn place(&self, endpoint: Endpoint) -> String {
        self.provider.place(endpoint)
    }

    pub(super) fn odd(&self, endpoint: Endpoint, why: impl Into<String>) -> Error {
        Error::Odd { at: self.place(endpoint), why: why.into() }
    }
}

/// Parameters as a form takes them.
pub(super) fn pairs(parameters: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}
