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
pub enum Payload {
    Empty,
    /// Opened anew for each attempt.
    Again(Box<dyn Fn() -> io::Result<Body>>),
    /// A pipe: gone once it is read.
    Once(Option<Body>),
}

/// A request without its credential.
pub struct Draft {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub payload: Payload,
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
    #[error("--no-renew was given")]
    NotWanted,
    #[error("the renewed token was not taken either")]
    RenewedToken,
    #[error("{0}")]
    NotRenewed(#[source] Error),
}

impl Session<'_> {
    /// Sends the draft. A credential is renewed at most once and the request repeated at most once.
    pub async fn send(&self, mut draft: Draft, may_renew: bool) -> Result<Sent, Error> {
        let credential = match may_renew {
            true => self.usable(Need::default()).await?.credential,
            false => self.load_kept()?,
        };
        let (answer, next) = self.attempt(&mut draft, &credential).await?;
        let sent = |answer, renewed, not_repeated| Ok(Sent { answer, renewed, not_repeated });
        if next != Next::NotAuthenticated {
            return sent(answer, false, None);
        }
        if !may_renew {
            return sent(answer, false, Some(NotRepeated::NotWanted));
        }
        let renewed = match self.after_rejection(&credential).await {
            Ok(renewed) => renewed,
            Err(why @ (Error::Over { .. } | Error::Renewal { .. })) => {
                return sent(answer, false, Some(NotRepeated::NotRenewed(why)));
            }
            Err(other) => return Err(other),
        };
        if matches!(draft.payload, Payload::Once(_)) {
            return sent(answer, true, Some(NotRepeated::BodyIsGone));
        }
        drop(answer);
        let (answer, next) = self.attempt(&mut draft, &renewed).await?;
        let refused = (next == Next::NotAuthenticated).then_some(NotRepeated::RenewedToken);
        sent(answer, true, refused)
    }

    /// One request, followed through redirects that may be followed.
    async fn attempt(&self, draft: &mut Draft, credential: &Credential) -> Result<(Response, Next), Error> {
        let mut url = draft.url.clone();
        let mut credential = Some(credential);
        for followed in 0.. {
            let request = request(draft, &url, credential)?;
            let answer = self.http.send(request).await?;
            match redirect::judge(&draft.method, &url, &answer) {
                Next::Follow { to, with_credential } if followed < redirect::MOST => {
                    url = to;
                    credential = credential.filter(|_| with_credential);
                }
                Next::Follow { .. } => return Ok((answer, Next::Done)),
                // a login that a stranger asks for is no word about our credential
                Next::NotAuthenticated if credential.is_none() => return Ok((answer, Next::Done)),
                next => return Ok((answer, next)),
            }
        }
        unreachable!("the loop ends at {} redirects", redirect::MOST)
    }
}

fn request(draft: &mut Draft, url: &Url, credential: Option<&Credential>) -> Result<Request, Error> {
    let failed =
        |why: io::Error| http::Error::Request { host: http::origin(url).into(), why: why.to_string().into() };
    let mut request = Request::new(draft.method.clone(), url.clone());
    request.headers_mut().clone_from(&draft.headers);
    *request.body_mut() = match &mut draft.payload {
        Payload::Empty => None,
        Payload::Again(open) => Some(open().map_err(failed)?),
        Payload::Once(body) => body.take(),
    };
    if let Some(token) = credential.and_then(|credential| credential.access_token.as_ref()) {
        let text = format!("Bearer {}", token.expose());
        let mut value = HeaderValue::from_str(&text).map_err(|_| {
            failed(io::Error::other("the access token holds characters that no header can carry"))
        })?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    Ok(request)
}
