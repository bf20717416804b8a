//! A login at a service of its own: what a profile knows of it, and which file carries it out.

use super::identity::{self, Taken};
use super::{
    Credential, Error, Manner, Method, Signing, basic, bff, challenge, cookie, form_session, given, header,
    key, password, refresh,
};
use crate::host::Host;
use crate::http::Http;
use crate::sensitive::{AccessToken, Password};
use crate::service::{self, Answer, Body, Encoding, RouteName, SentAs, Site};
use hyper::HeaderMap;
use serde_json::Value;

/// A way to log in at a service.
#[derive(Clone, Debug)]
pub struct AtService {
    pub method: Method,
    pub site: Site,
    /// Who logs in, where the profile says it.
    pub username: Option<String>,
    /// The password is kept, so that authctl can log in again by itself.
    pub keeps_password: bool,
    /// A longer session is asked for.
    pub remember: bool,
    /// How user and password are sent for a token.
    pub login_body: Encoding,
    /// What signs tokens for it, where that is the way and one is wanted.
    pub signing: Option<Signing>,
}

/// What a person typed for one login, or what is kept of an earlier one.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub username: String,
    pub password: Option<Password>,
    /// The code of a second factor, where it was typed beforehand.
    pub otp: Option<Password>,
    /// What was got elsewhere: an API key, a cookie.
    pub given: Option<AccessToken>,
}

/// What became of a credential at its service.
#[derive(Debug)]
pub struct LoggedOut {
    /// The service wants to be told, and was.
    pub is_told: bool,
    pub after: After,
}

/// Whether a service takes a credential that nobody wants to use any more.
#[derive(Debug, PartialEq, Eq)]
pub enum After {
    Ended,
    StillTaken,
    /// Nobody can tell, for this reason.
    Unknown(String),
}

impl AtService {
    /// True where somebody types a user and a password.
    pub fn wants_password(&self) -> bool {
        matches!(self.method, Method::Password | Method::FormSession | Method::Basic)
    }

    /// True where what is sent is given by hand.
    pub fn wants_given(&self) -> bool {
        matches!(self.method, Method::Header | Method::Cookie | Method::Token)
    }

    /// What was given by hand, as its place in a request wants it.
    pub fn given(&self, text: &str) -> Result<AccessToken, given::NoToken> {
        match self.method {
            Method::Header => given::header_value(text),
            Method::Cookie => given::cookie_value(text),
            _ => Ok(given::parse(text)?.token),
        }
    }

    pub async fn log_in(
        &self,
        typed: &Typed,
        manner: &Manner,
        host: &Host,
        http: &Http,
    ) -> Result<Credential, Error> {
        // told before anything is sent that is good once
        identity::check_asked(self)?;
        let credential = self.obtain(typed, Some(manner), host, http).await?;
        identity::check(self, credential, host, http).await.map_err(|why| match why {
            Error::NotKnown { at, path, status } if self.method == Method::Key => {
                Error::SignedInVain { at, path, status }
            }
            why => why,
        })
    }

    /// A token that is signed here. Nobody is asked, nor the service.
    pub fn sign(&self, host: &Host) -> Result<Credential, Error> {
        key::log_in(self, host)
    }

    /// Tells the service that the credential is not used any more, where it wants to be told, and asks whether it still takes
    /// it. The end of a session is none of a token that was given by hand.
    pub async fn log_out(&self, kept: &Credential, http: &Http) -> Result<LoggedOut, Error> {
        let mut headers = self.headers(kept)?;
        if let Some(cookie) = &kept.refresh_token {
            headers.extend(refresh::headers(self, cookie)?);
        }
        let logout = match self.method {
            Method::Token => Err(service::Error::NoRoute(RouteName::Logout)),
            _ => self.site.ask(http, RouteName::Logout, &[], Body::Empty, headers).await,
        };
        let is_told = match logout {
            Ok(answer) if answer.status().is_redirection() => true,
            // it does not know it any more, which is asked once more below
            Ok(answer) if answer.is_unauthenticated(&self.site.method(RouteName::Logout)?, &self.site) => {
                true
            }
            Ok(answer) => {
                answer.success()?;
                true
            }
            Err(service::Error::NoRoute(_)) => false,
            Err(why) => return Err(why.into()),
        };
        let after = match identity::taken(self, kept, http).await {
            Ok(Taken::No { .. }) => After::Ended,
            Ok(Taken::Yes { .. }) => After::StillTaken,
            Ok(Taken::Untold(why)) => After::Unknown(why.words()),
            Err(why) => After::Unknown(why.to_string()),
        };
        Ok(LoggedOut { is_told, after })
    }

    pub(super) async fn obtain(
        &self,
        typed: &Typed,
        manner: Option<&Manner>,
        host: &Host,
        http: &Http,
    ) -> Result<Credential, Error> {
        let obtained = match (self.method, manner) {
            (Method::Password, _) => password::log_in(self, typed, host, http).await,
            (Method::FormSession, manner) => form_session::log_in(self, typed, manner, host, http).await,
            (Method::Basic, _) => basic::log_in(self, typed, host),
            (Method::Cookie, manner) => cookie::log_in(self, typed, manner, host, http).await,
            (Method::Header | Method::Token, _) => header::log_in(self, typed, host),
            (Method::Key, _) => self.sign(host),
            (Method::Bff, Some(manner)) => bff::log_in(self, manner, host, http).await,
            (Method::Challenge, Some(manner)) => challenge::log_in(self, manner, host, http).await,
            _ => Err(Error::NotRenewable),
        };
        Ok(self.sendable(obtained?)?)
    }

    /// A credential that no header could carry is none, and may be meant for the terminal that shows it.
    pub(super) fn sendable(&self, credential: Credential) -> Result<Credential, service::Error> {
        match &credential.access_token {
            Some(token) if !credential.sent_as.carries(token) => Err(service::Error::Odd {
                at: self.site.name(),
                why: "its token holds characters that no token has".to_owned(),
            }),
            _ => Ok(credential),
        }
    }

    /// The cookie that is the credential, or becomes one.
    pub(super) fn cookie(&self) -> &str {
        match (&self.site.sent_as, &self.site.renewed_by) {
            (SentAs::Cookie(name), _) | (_, Some(name)) => name,
            _ => "",
        }
    }

    /// A credential that holds nothing yet but whose it is.
    pub(super) fn blank_credential(&self, typed: &Typed, host: &Host) -> Credential {
        let mut credential = Credential::new(self.method, &self.site.name(), "", host.clock.now());
        credential.sent_as = self.site.sent_as.clone();
        credential.username = Some(typed.username.clone()).filter(|name| !name.is_empty());
        credential.password = typed.password.clone().filter(|_| self.keeps_password);
        credential
    }

    /// The credential of an answer that has a bearer token in its JSON.
    pub(super) fn bearer(
        &self,
        answer: &Answer,
        typed: &Typed,
        host: &Host,
    ) -> Result<Credential, service::Error> {
        let json = answer.json()?;
        let token = json.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty());
        let token = AccessToken::new(token.ok_or_else(|| answer.odd("it holds no access_token"))?);
        let mut credential = self.blank_credential(typed, host);
        // the token says itself when it ends; what a service says besides is counted from now
        let lifetime = json.get("expires_in").and_then(Value::as_i64).filter(|lifetime| *lifetime >= 0);
        let end = lifetime.map(|lifetime| host.clock.unix().saturating_add(lifetime));
        credential.expires_at = given::expiry(&token).or(end);
        credential.access_token = Some(token);
        credential.refresh_token = refresh::cookie_of(self, answer.headers(), host);
        Ok(credential)
    }

    /// The credential of an answer that has a token of another user in it, who is the one that the profile names.
    pub fn minted(&self, answer: &Answer, host: &Host) -> Result<Credential, service::Error> {
        let typed = Typed { username: self.username.clone().unwrap_or_default(), ..Typed::default() };
        self.sendable(self.bearer(answer, &typed, host)?)
    }

    /// Whom the service says that a credential is of, which was got in another way than by a login. What it does not say now is no
    /// reason to lose the credential.
    pub async fn named(&self, credential: Credential, host: &Host, http: &Http) -> Credential {
        match identity::check(self, credential.clone(), host, http).await {
            Ok(named) => named,
            Err(_) => credential,
        }
    }

    /// The headers of a request with the credential.
    pub fn headers(&self, credential: &Credential) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        if let Some(secret) = &credential.access_token {
            credential.sent_as.put(secret, &self.site.api, &mut headers).map_err(service::Error::from)?;
        }
        Ok(headers)
    }
}
