//! A WebSocket that is opened with the credential, and with the session that a service makes of it.

use super::authorized::{Draft, NotRepeated, Payload, Sent};
use super::{Error, Session};
use crate::http;
use crate::http::websocket::{self, Handshake, Socket};
use crate::login::Credential;
use crate::sensitive::AccessToken;
use crate::service::{SentAs, cookies};
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use url::Url;

/// An open WebSocket, and with what it was opened.
pub struct Opened {
    pub socket: Socket,
    pub credential: Credential,
}

/// Why none was opened.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    #[error(transparent)]
    Session(#[from] Error),
    #[error(transparent)]
    Socket(#[from] websocket::Error),
    /// The other side does not take the credential, and nothing could be done about it.
    #[error("{host} did not take the credential for a WebSocket: {why}")]
    NotTaken { profile: String, host: String, why: NotRepeated },
}

impl Session<'_> {
    /// A WebSocket at this address, which is http or https. The credential goes with the handshake, as with any request; who is
    /// not known there is logged in again once. Where the credential is a password (Basic), and the service makes a
    /// session of it, `session_cookie` is asked for before and goes with the handshake too: some look at that alone there.
    pub async fn open_socket(
        &self,
        url: &Url,
        headers: &HeaderMap,
        session_cookie: Option<&str>,
    ) -> Result<Opened, NotOpened> {
        let mut headers = headers.clone();
        if let Some(name) = session_cookie
            && let Some(value) = self.cookie_of_session(name).await?
        {
            SentAs::Cookie(name.to_owned()).put(&value, url, &mut headers).map_err(Error::from)?;
        }
        let mut handshake = Handshake::new(self.keeper.host.random);
        handshake.ask(url, &mut headers)?;
        let draft = Draft { method: Method::GET, url: url.clone(), headers, payload: Payload::Empty };
        let Sent { answer, credential, not_repeated, .. } = self.send(draft, true).await?;
        match not_repeated {
            Some(NotRepeated::NotRenewed(why)) => Err(why.into()),
            Some(why) => {
                let (profile, host) = (self.keeper.profile.clone(), http::origin(url));
                Err(NotOpened::NotTaken { profile, host, why })
            }
            None => {
                let socket = handshake.open(answer, self.http).await?;
                Ok(Opened { socket, credential })
            }
        }
    }

    /// The cookie that the service itself sets for who logs in with each request; `None` where it sets none.
    async fn cookie_of_session(&self, name: &str) -> Result<Option<AccessToken>, Error> {
        let at = self.way.at_service().map(|at| at.site.api.clone());
        let Some(url) = at else { return Ok(None) };
        let draft = Draft { method: Method::GET, url, headers: HeaderMap::new(), payload: Payload::Empty };
        let sent = self.send_home(draft).await?;
        match sent.not_repeated {
            Some(NotRepeated::NotRenewed(why)) => return Err(why),
            _ if sent.answer.status() == StatusCode::UNAUTHORIZED => {
                return Err(Error::NotTaken {
                    profile: self.keeper.profile.clone(),
                    fixed: self.keeper.fixed(),
                });
            }
            _ => {}
        }
        let now = self.keeper.host.clock.now();
        Ok(cookies::named(sent.answer.headers(), name, now).map(|set| set.value))
    }
}
