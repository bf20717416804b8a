//! What a login yields and a store keeps.

use super::Method;
use crate::host::Host;
use crate::jwt::cookie;
use crate::jwt::decode::decode;
use crate::oidc::dpop::Prover;
use crate::oidc::{self, TokenKind};
use crate::sensitive::{
    AccessToken, ClientSecret, IdToken, Password, PrivateJwk, RefreshToken, SecretBytes, Token, stored,
};
use crate::service::{SentAs, person};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The format that this version writes. A newer one is refused, an older one is read.
pub const FORMAT: u32 = 1;

/// A credential: one value, kept as one item. Times are seconds since 1970 (NumericDate, RFC 7519 section 2).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Credential {
    format: u32,
    pub method: Method,
    /// Whose credential it is: it is sent to this issuer's endpoints only.
    pub issuer: String,
    pub client_id: String,
    #[serde(with = "stored", default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<ClientSecret>,
    /// What is sent: an access token, or what a service takes instead. Of Basic it is the encoded pair.
    #[serde(with = "stored", default, skip_serializing_if = "Option::is_none")]
    pub access_token: Option<AccessToken>,
    /// How it is sent.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub sent_as: SentAs,
    /// When the access token ends by this machine's clock; `None` when the issuer did not say.
    #[serde(default)]
    pub expires_at: Option<i64>,
    /// When the access token was obtained, by this machine's clock, to the fraction of a second: so a renewal can be
    /// told from one that was asked for in the same second.
    pub obtained_at: Timestamp,
    #[serde(with = "stored", default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<RefreshToken>,
    #[serde(with = "stored", default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<IdToken>,
    /// The key that the tokens are bound to (RFC 9449), made at the login; a credential without one holds bearer
    /// tokens.
    #[serde(with = "stored", default, skip_serializing_if = "Option::is_none")]
    pub dpop_key: Option<PrivateJwk>,
    /// Who logged in at a service, as it was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The password of that login, where it is to be renewed with it.
    #[serde(with = "stored", default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Password>,
    /// It came of a login in which nobody was asked anything, and which can be walked through once more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_walked: bool,
    /// The profile of the administrator who got it, where it is a token of somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minted_by: Option<String>,
    /// The scopes that were granted.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Who logged in: of the checked ID token, or as a service or its token says.
    #[serde(default)]
    pub subject: Option<String>,
    /// A name for people: `preferred_username`, `email` or `name` of the ID token, or what a service says.
    #[serde(default)]
    pub account: Option<String>,
    /// How far this machine's clock is ahead of the issuer's, in seconds, when an answer last told.
    #[serde(default)]
    pub clock_ahead: Option<i64>,
    /// The issuer's words when it refused the refresh token for good, or those of a service; only a person can help then.
    #[serde(default)]
    pub refused: Option<String>,
    /// The password may have been refused, by an answer that named a time: the next such answer ends it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_doubted: bool,
    /// Until when the service is not asked for a new one, as it wished (RFC 9110 section 10.2.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<i64>,
    /// Who did not take it, where nothing renews it, and nobody has taken it since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_taken: Option<Box<NotTaken>>,
    /// How it was made, where it is a personal access token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Box<Made>>,
}

/// An answer as to somebody who is not logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotTaken {
    /// The origin.
    pub by: String,
    pub path: String,
    /// Seconds since 1970.
    pub at: i64,
}

/// A personal access token was made by this profile, and the service calls it so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    pub by: String,
    pub name: String,
}

/// Who says which scopes a credential has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaidBy {
    Login,
    /// The credential of itself, which nobody has verified.
    Token,
}

impl SaidBy {
    pub fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Token => "access_token",
        }
    }
}

/// Why stored bytes are no credential.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("it was written by a newer authctl (format {0}, this version reads up to {FORMAT})")]
    Newer(u32),
    #[error("it is damaged")]
    Damaged,
}

#[derive(Deserialize)]
struct Envelope {
    format: u32,
}

impl Credential {
    pub fn new(method: Method, issuer: &str, client_id: &str, now: Timestamp) -> Self {
        Self {
            format: FORMAT,
            method,
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: None,
            access_token: None,
            sent_as: SentAs::Bearer,
            expires_at: None,
            obtained_at: now,
            refresh_token: None,
            id_token: None,
            dpop_key: None,
            username: None,
            password: None,
            is_walked: false,
            minted_by: None,
            scopes: Vec::new(),
            subject: None,
            account: None,
            clock_ahead: None,
            refused: None,
            is_doubted: false,
            not_before: None,
            not_taken: None,
            made: None,
        }
    }

    /// What a store keeps.
    #[expect(
        clippy::expect_used,
        reason = "what has names of members alone, and goes into memory, can be written"
    )]
    pub fn to_bytes(&self) -> SecretBytes {
        SecretBytes::new(serde_json::to_vec(self).expect("a credential is JSON"))
    }

    pub fn from_bytes(bytes: &SecretBytes) -> Result<Self, Unreadable> {
        let envelope: Envelope = serde_json::from_slice(bytes.expose()).map_err(|_| Unreadable::Damaged)?;
        if envelope.format > FORMAT {
            return Err(Unreadable::Newer(envelope.format));
        }
        serde_json::from_slice(bytes.expose()).map_err(|_| Unreadable::Damaged)
    }

    /// Seconds for which the access token is still good; `None` when nobody knows.
    pub fn remaining(&self, now: i64) -> Option<i64> {
        self.expires_at.map(|end| end.saturating_sub(now))
    }

    /// Who logged in, as a person would say it; for a machine its client id.
    pub fn who(&self) -> Option<&str> {
        let client = (self.method == Method::ClientCredentials).then_some(self.client_id.as_str());
        let names = [&self.account, &self.username, &self.subject];
        names.into_iter().find_map(Option::as_deref).or(client)
    }

    /// The token of this kind, if there is one.
    pub fn token(&self, kind: TokenKind) -> Option<Token> {
        self.text(kind).map(Token::new)
    }

    pub fn has(&self, kind: TokenKind) -> bool {
        self.text(kind).is_some()
    }

    fn text(&self, kind: TokenKind) -> Option<&str> {
        match kind {
            TokenKind::Access => self.access_token.as_ref().map(AccessToken::expose),
            TokenKind::Refresh => self.refresh_token.as_ref().map(RefreshToken::expose),
            TokenKind::Id => self.id_token.as_ref().map(IdToken::expose),
        }
    }

    /// What makes the proofs that its tokens must come with, if they must.
    pub fn prover(&self, host: &Host) -> Result<Option<Prover>, oidc::Error> {
        let ahead = self.clock_ahead.unwrap_or_default();
        self.dpop_key.clone().map(|key| Prover::new(key, host, ahead)).transpose()
    }

    /// How the access token is sent (RFC 6750 section 2.1, RFC 9449 section 7.1): the scheme, and the type of the
    /// token. What goes in a cookie, or in a header of its own, has neither.
    pub fn token_type(&self) -> &'static str {
        match &self.sent_as {
            SentAs::Bearer if self.dpop_key.is_some() => "DPoP",
            SentAs::Bearer => "Bearer",
            SentAs::Basic => "Basic",
            SentAs::Cookie(_) => "cookie",
            SentAs::Header(_) => "header",
        }
    }

    /// The header that it is sent in.
    pub fn header(&self, token: &Token) -> Token {
        let begins = match self.dpop_key {
            Some(_) => "Authorization: DPoP ".to_owned(),
            None => self.sent_as.begins(),
        };
        Token::new(begins + token.expose())
    }

    /// True when authctl can get a new access token by itself.
    pub fn renewable(&self) -> bool {
        let by_itself = matches!(self.method, Method::ClientCredentials | Method::Key | Method::Mint);
        self.refresh_token.is_some() || by_itself || self.password.is_some() || self.is_walked
    }

    /// True for what was got elsewhere, and how long it is good nobody may have said.
    pub fn is_given_by_hand(&self) -> bool {
        match self.method {
            Method::Token | Method::Header => true,
            Method::Cookie => self.refresh_token.is_none() && !self.is_walked,
            _ => false,
        }
    }

    /// The scopes, and who says them: an issuer grants them, and so does who signs a token here; a service knows those of its
    /// people, whatever its tokens say. `None` where nobody says any.
    pub fn scopes_said(&self) -> Option<(Vec<String>, SaidBy)> {
        let is_granted = matches!(self.method, Method::Oidc | Method::ClientCredentials | Method::Key);
        if is_granted || !self.scopes.is_empty() {
            return Some((self.scopes.clone(), SaidBy::Login));
        }
        Some((person::scopes(&self.says_of_itself()?)?, SaidBy::Token))
    }

    /// The administrator who got this token of somebody else, by the token's own word, which nobody has verified.
    pub fn impersonated_by(&self) -> Option<String> {
        self.claims()?.get("impersonated_by")?.as_str().map(str::to_owned)
    }

    /// The claims of an access token that can be read, which nobody has verified.
    pub fn claims(&self) -> Option<Map<String, Value>> {
        decode(self.access_token.as_ref()?.expose()).ok()?.claims().cloned()
    }

    /// What the credential says of whose it is, which nobody has verified: the claims of a JWT, or the user in the signed session
    /// of a cookie. What else lies in a session is for the service, and may be secret.
    pub fn says_of_itself(&self) -> Option<Map<String, Value>> {
        self.claims().or_else(|| {
            let user = cookie::read(self.access_token.as_ref()?.expose())?.content.get("user")?.clone();
            Some(Map::from_iter([("user".to_owned(), user)]))
        })
    }
}

fn is_usual(sent_as: &SentAs) -> bool {
    *sent_as == SentAs::Bearer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_survives_the_store_and_a_newer_one_is_refused() {
        let mut credential =
            Credential::new(Method::Oidc, "https://id.example.com", "authctl", Timestamp::UNIX_EPOCH);
        credential.refresh_token = Some(RefreshToken::new("canary"));
        let bytes = credential.to_bytes();
        let read = Credential::from_bytes(&bytes).unwrap();
        assert_eq!(read.refresh_token.unwrap().expose(), "canary");
        assert!(!format!("{credential:?}").contains("canary"));

        let mut bound = credential.clone();
        assert_eq!(
            (credential.token_type(), bound.to_bytes().expose().len()),
            ("Bearer", bytes.expose().len())
        );
        bound.dpop_key = Some(PrivateJwk::new("canary"));
        let read = Credential::from_bytes(&bound.to_bytes()).unwrap();
        assert_eq!((read.token_type(), read.dpop_key.unwrap().expose()), ("DPoP", "canary"));
        assert!(!format!("{bound:?}").contains("canary"));

        let newer =
            String::from_utf8(bytes.expose().to_vec()).unwrap().replace("\"format\":1", "\"format\":2");
        assert!(matches!(Credential::from_bytes(&SecretBytes::new(newer.into())), Err(Unreadable::Newer(2))));
        assert!(matches!(
            Credential::from_bytes(&SecretBytes::new(b"{}".to_vec())),
            Err(Unreadable::Damaged)
        ));
    }
}
