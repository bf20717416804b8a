//! Send a request with the credential; when the answer says "not authenticated", renew once and send once more.

use super::redirect::{self, Next};
use super::renew::Need;
use super::{Error, Session};
use crate::http;
use crate::login::Credential;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Body, Method, Request, Response};
use std::io;
use url::Url;

/// What is sent, and whether it can be sent again: that is known before the first byte leaves.
pub enum Payload<'p> {
    Empty,
    /// Opened anew for each attempt.
    Again(Box<dyn Fn() -> io::Result<Body> + 'p>),
    /// A pipe: gone once it is read.
    Once(Option<Body>),
}

/// A request without its credential.
pub struct Draft<'p> {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub payload: Payload<'p>,
}

/// The answer, and what happened on the way to it.
pub struct Sent {
    pub answer: Response,
    pub renewed: bool,
    /// The API did not take the credential, and nothing could be done about it for this reason.
    pub not_repeated: Option<NotRepeated>,
}

/// Why a request that was not authenticated was not sent again.
#[derive(Debug, thiserror::Error)]
pub enum NotRepeated {
    #[error(
        "the body came from a pipe and cannot be sent twice; the token is renewed now, run the command again"
    )]
    BodyIsGone,
    #[error("it is not renewed, since --no-renew was given")]
    NotWanted,
    #[error("the renewed token was not taken either")]
    RenewedToken,
    #[error("{0}")]
    NotRenewed(#[source] Error),
}

impl Session<'_> {
    /// Sends the draft. A credential is renewed at most once and the request repeated at most once.
    pub async fn send(&self, mut draft: Draft<'_>, may_renew: bool) -> Result<Sent, Error> {
        let (credential, just_renewed) = match may_renew {
            true => {
                let usable = self.usable(Need::default()).await?;
                (usable.credential, usable.renewed)
            }
            false => {
                self.log_in_unkept().await?;
                (self.keeper.load_ours()?, false)
            }
        };
        let (answer, next) = self.attempt(&mut draft, &credential).await?;
        let sent = |answer, renewed, not_repeated| Ok(Sent { answer, renewed, not_repeated });
        if next != Next::NotAuthenticated {
            return sent(answer, false, None);
        }
        if !may_renew {
            return sent(answer, false, Some(NotRepeated::NotWanted));
        }
        if just_renewed {
            return sent(answer, true, Some(NotRepeated::RenewedToken));
        }
        let renewed = match self.after_rejection(&credential).await {
            Ok(renewed) => renewed,
            Err(why) => return sent(answer, false, Some(NotRepeated::NotRenewed(why))),
        };
        if matches!(draft.payload, Payload::Once(_)) {
            return sent(answer, true, Some(NotRepeated::BodyIsGone));
        }
        drop(answer);
        let (answer, next) = self.attempt(&mut draft, &renewed).await?;
        let refused = (next == Next::NotAuthenticated).then_some(NotRepeated::RenewedToken);
        sent(answer, true, refused)
    }

    /// One request, followed through redirects that may be followed. To another origin goes a bare request: neither
    /// the credential nor what the person put in headers.
    async fn attempt(
        &self,
        draft: &mut Draft<'_>,
        credential: &Credential,
    ) -> Result<(Response, Next), Error> {
        let mut url = draft.url.clone();
        let mut at_home = true;
        let mut followed = 0;
        let bodiless = matches!(draft.payload, Payload::Empty);
        loop {
            let request = if at_home {
                request(draft, &url, credential)?
            } else {
                Request::new(draft.method.clone(), url.clone())
            };
            let answer = self.http.send(request).await?;
            match redirect::judge(&draft.method, &url, &answer) {
                Next::Follow { to, same_origin } if followed < redirect::MOST && bodiless => {
                    url = to;
                    at_home &= same_origin;
                    followed += 1;
                }
                Next::Follow { .. } => return Ok((answer, Next::Done)),
                // a login that a stranger asks for is no word about our credential
                Next::NotAuthenticated if !at_home => return Ok((answer, Next::Done)),
                next => return Ok((answer, next)),
            }
        }
    }
}

fn request(draft: &mut Draft<'_>, url: &Url, credential: &Credential) -> Result<Request, Error> {
    let failed =
        |why: io::Error| http::Error::Request { host: http::origin(url).into(), why: why.to_string().into() };
    let mut request = Request::new(draft.method.clone(), url.clone());
    request.headers_mut().clone_from(&draft.headers);
    *request.body_mut() = match &mut draft.payload {
        Payload::Empty => None,
        Payload::Again(open) => Some(open().map_err(failed)?),
        Payload::Once(body) => body.take(),
    };
    if let Some(token) = &credential.access_token {
        let text = format!("Bearer {}", token.expose());
        let mut value = HeaderValue::from_str(&text).map_err(|_| {
            failed(io::Error::other("the access token holds characters that no header can carry"))
        })?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    Ok(request)
}
