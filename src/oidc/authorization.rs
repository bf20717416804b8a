//! The authorization request (RFC 6749 section 4.1.1, OIDC Core section 3.1.2.1) and the answer to it.

use super::{Client, Endpoint, Error, Provider, Refusal, pkce, same_secret};
use crate::host::{Random, printable};
use crate::sensitive::{AuthorizationCode, PkceVerifier};
use openidconnect::core::{CoreClient, CoreResponseType};
use openidconnect::{
    AuthUrl, AuthenticationFlow, ClientId, CsrfToken, IssuerUrl, JsonWebKeySet, Nonce, RedirectUrl, Scope,
};
use std::borrow::Cow;
use url::Url;

/// What the login asks for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub scopes: Vec<String>,
    /// Resource indicators (RFC 8707).
    pub resources: Vec<String>,
    /// `prompt` (OIDC Core section 3.1.2.1). Without one, `offline_access` asks for consent (section 11).
    pub prompt: Option<String>,
    /// Further parameters, `audience` among them.
    pub further: Vec<(String, String)>,
}

impl Wanted {
    /// True when the answer owes an ID token (OIDC Core section 3.1.3.3).
    pub fn asks_for_id_token(&self) -> bool {
        self.scopes.iter().any(|scope| scope == "openid")
    }
}

/// A request that was made and whose answer is awaited: bound to one issuer, good for one answer.
pub struct Request {
    /// What the browser opens.
    pub url: Url,
    pub redirect_uri: Url,
    pub verifier: PkceVerifier,
    pub nonce: String,
    /// True where a code without its `state` is bound to this login all the same: by PKCE, if the issuer says that it
    /// minds the challenge, or by the nonce in the ID token that it owes (RFC 9700 sections 2.1.1 and 4.7.1).
    pub takes_code_alone: bool,
    state: String,
    promises_iss: bool,
    issuer: String,
    at: String,
}

/// What a request to the redirect URI turned out to be.
pub enum Received {
    /// The issuer's answer: a code to exchange, or why there is none.
    Answer(Result<AuthorizationCode, Error>),
    /// Not the answer to this login; whoever sent it learns nothing.
    NotOurs,
}

impl Request {
    pub fn new(
        provider: &Provider,
        client: &Client,
        wanted: &Wanted,
        redirect_uri: Url,
        random: Random,
    ) -> Result<Self, Error> {
        let verifier = pkce::new_verifier(random);
        let (state, nonce) = (random.text(), random.text());
        let (csrf, once) = (CsrfToken::new(state.clone()), Nonce::new(nonce.clone()));
        let endpoint = AuthUrl::from_url(provider.endpoint(Endpoint::Authorization)?);
        let issuer = provider.issuer.as_str();
        let issuer_url = IssuerUrl::new(issuer.to_owned())
            .map_err(|_| Error::NotAnIssuer { text: issuer.into(), why: "it is no URL" })?;
        // our own verifier checks ID tokens, so openidconnect is given no keys
        let relying_party =
            CoreClient::new(ClientId::new(client.id.clone()), issuer_url, JsonWebKeySet::new(Vec::new()))
                .disable_openid_scope()
                .set_auth_uri(endpoint);
        let mut request = relying_party
            .authorize_url(AuthenticationFlow::<CoreResponseType>::AuthorizationCode, || csrf, || once)
            .set_pkce_challenge(pkce::challenge(&verifier))
            .set_redirect_uri(Cow::Owned(RedirectUrl::from_url(redirect_uri.clone())))
            .add_scopes(wanted.scopes.iter().cloned().map(Scope::new));
        if let Some(prompt) = prompt(wanted) {
            request = request.add_extra_param("prompt", prompt.to_owned());
        }
        for resource in &wanted.resources {
            request = request.add_extra_param("resource", resource.clone());
        }
        if let Some(prover) = &client.dpop {
            request = request.add_extra_param("dpop_jkt", prover.thumbprint().to_owned());
        }
        for (name, value) in &wanted.further {
            request = request.add_extra_param(name.clone(), value.clone());
        }
        let (url, _, _) = request.url();
        Ok(Self {
            url,
            redirect_uri,
            verifier,
            nonce,
            takes_code_alone: provider.minds_pkce() || wanted.asks_for_id_token(),
            state,
            promises_iss: provider.promises_iss(),
            issuer: issuer.to_owned(),
            at: provider.place(Endpoint::Authorization),
        })
    }

    /// Judges the query of a request to the redirect URI. `state` speaks first, in constant time, before anything
    /// else is looked at (RFC 6749 section 10.12); then `iss` (RFC 9207 section 2.4), `error`, `code`.
    pub fn judge(&self, query: &str) -> Received {
        let parameters: Vec<(Cow<'_, str>, Cow<'_, str>)> =
            url::form_urlencoded::parse(query.as_bytes()).collect();
        let all = |name: &str| {
            parameters
                .iter()
                .filter(|(found, _)| found == name)
                .map(|(_, value)| &**value)
                .collect::<Vec<_>>()
        };
        match all("state")[..] {
            [state] if same_secret(state, &self.state) => {}
            _ => return Received::NotOurs,
        }
        // RFC 6749 section 3.1: parameters must not come more than once
        if let Some(repeated) =
            ["code", "iss", "error", "error_description"].iter().find(|name| all(name).len() > 1)
        {
            return Received::Answer(Err(Error::Odd {
                at: self.at.clone(),
                why: format!("{repeated} came twice"),
            }));
        }
        let one = |name: &str| all(name).first().map(|value| (*value).to_owned());
        Received::Answer(self.code_of(
            one("iss").as_deref(),
            one("error"),
            one("error_description"),
            one("error_uri"),
            one("code"),
        ))
    }

    fn code_of(
        &self,
        iss: Option<&str>,
        error: Option<String>,
        description: Option<String>,
        uri: Option<String>,
        code: Option<String>,
    ) -> Result<AuthorizationCode, Error> {
        match iss {
            Some(iss) if iss != self.issuer => {
                let iss = printable::short(iss, 200);
                return Err(Error::MixedUp(format!(
                    "it names {iss}, the login was begun at {}",
                    self.issuer
                )));
            }
            // an error without iss is no reason to hide the error: nothing is sent anywhere because of it
            None if self.promises_iss && error.is_none() => {
                return Err(Error::MixedUp(format!(
                    "it does not name its issuer, although {} promises to",
                    self.issuer
                )));
            }
            _ => {}
        }
        match (error, code.filter(|code| !code.is_empty())) {
            (Some(error), _) => Err(Error::Refused(Refusal {
                at: self.at.clone(),
                status: 0,
                error: Some(error),
                description,
                uri,
            })),
            (None, Some(code)) => Ok(AuthorizationCode::new(code)),
            (None, None) => {
                Err(Error::Odd { at: self.at.clone(), why: "it holds neither a code nor an error".into() })
            }
        }
    }
}

/// Issuers drop `offline_access` in silence unless consent is asked for (OIDC Core section 11).
fn prompt(wanted: &Wanted) -> Option<&str> {
    let offline = wanted.scopes.iter().any(|scope| scope == "offline_access");
    wanted.prompt.as_deref().or(offline.then_some("consent"))
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Request {
        /// Its state is `right`, its issuer `https://id.example.com`, which promises `iss`.
        pub(in crate::oidc) fn for_tests(redirect_uri: &str) -> Self {
            Self {
                url: Url::parse("https://id.example.com/a").unwrap(),
                redirect_uri: Url::parse(redirect_uri).unwrap(),
                verifier: PkceVerifier::new("v"),
                nonce: "n".into(),
                takes_code_alone: true,
                state: "right".into(),
                promises_iss: true,
                issuer: "https://id.example.com".into(),
                at: "the authorization endpoint of https://id.example.com".into(),
            }
        }
    }

    fn request(promises_iss: bool) -> Request {
        Request { promises_iss, ..Request::for_tests("http://127.0.0.1:1/callback") }
    }

    fn answer(query: &str) -> Option<Result<String, String>> {
        match request(true).judge(query) {
            Received::NotOurs => None,
            Received::Answer(Ok(code)) => Some(Ok(code.expose().to_owned())),
            Received::Answer(Err(error)) => Some(Err(error.to_string())),
        }
    }

    #[test]
    fn n8_state_speaks_before_anything_else() {
        for forged in [
            "",
            "code=c",
            "state=",
            "state=wrong&code=c",
            "state=wrong&error=access_denied",
            "state=right&state=right&code=c",
            "state=rightx",
            "STATE=right",
        ] {
            assert_eq!(answer(forged), None, "{forged}");
        }
    }

    #[test]
    fn n9_the_answer_names_the_issuer_that_was_asked() {
        assert_eq!(answer("state=right&code=-c&iss=https%3A%2F%2Fid.example.com"), Some(Ok("-c".into())));
        for wrong in ["https://id.example.com/", "https://evil.example.com", ""] {
            let found = answer(&format!("state=right&code=c&iss={wrong}")).unwrap().unwrap_err();
            assert!(found.contains("not this issuer's"), "{found}");
        }
        assert!(answer("state=right&code=c").unwrap().unwrap_err().contains("does not name its issuer"));
        assert!(matches!(request(false).judge("state=right&code=c"), Received::Answer(Ok(_))));
    }

    #[test]
    fn an_error_is_told_even_without_iss() {
        let error =
            answer("state=right&error=access_denied&error_description=no%20thanks").unwrap().unwrap_err();
        assert_eq!(
            error,
            "the authorization endpoint of https://id.example.com refused: access_denied (no thanks)"
        );
    }

    #[test]
    fn n13_unknown_parameters_are_ignored_and_repeated_ones_rejected() {
        assert_eq!(
            answer("state=right&code=c&iss=https://id.example.com&session_state=x&session_state=y"),
            Some(Ok("c".into()))
        );
        for repeated in ["code=c&code=c", "code=c&iss=https://id.example.com&iss=https://id.example.com"] {
            assert!(answer(&format!("state=right&{repeated}")).unwrap().unwrap_err().contains("came twice"));
        }
    }

    #[test]
    fn offline_access_asks_for_consent_unless_told_otherwise() {
        let mut wanted = Wanted { scopes: vec!["openid".into()], ..Wanted::default() };
        assert_eq!(prompt(&wanted), None);
        wanted.scopes.push("offline_access".into());
        assert_eq!(prompt(&wanted), Some("consent"));
        wanted.prompt = Some("login".into());
        assert_eq!(prompt(&wanted), Some("login"));
    }
}
