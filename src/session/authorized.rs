//! Send a request with the credential; when the answer says "not authenticated", renew once and send once more.

use super::redirect::{self, Next};
use super::renew::Need;
use super::{Error, Session};
use crate::host::printable;
use crate::http;
use crate::login::Credential;
use crate::oidc::dpop::{self, Prover};
use crate::service::SentAs;
use reqwest::header::HeaderMap;
use reqwest::{Body, Method, Request, Response};
use std::io;
use url::{Position, Url};

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

/// How far redirects are followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Within the origin that was asked.
    Home,
    Anywhere,
}

/// The answer, and what happened on the way to it.
pub struct Sent {
    pub answer: Response,
    /// With which it was sent last.
    pub credential: Credential,
    /// The API did not take the credential, and it was renewed for that reason.
    pub renewed_after_rejection: bool,
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
    #[error(
        "it wants a nonce in the DPoP proof, and the body came from a pipe and cannot be sent twice; -d @FILE can"
    )]
    NonceForBodyThatIsGone,
    #[error("it wants a new nonce in the DPoP proof, whatever nonce it gets")]
    EndlessNonces,
    #[error("it is not renewed, since --no-renew was given")]
    NotWanted,
    #[error("it was renewed just before, and is not renewed again")]
    JustRenewed,
    #[error("the renewed token was not taken either")]
    RenewedToken,
    #[error("{0}")]
    NotRenewed(#[source] Error),
}

impl Session<'_> {
    /// Sends the draft. A credential is renewed at most once, and the request repeated at most once for that. An API
    /// that wants a nonce in the DPoP proof gets each of the two once more with it.
    pub async fn send(&self, draft: Draft<'_>, may_renew: bool) -> Result<Sent, Error> {
        self.send_within(Reach::Anywhere, draft, may_renew).await
    }

    /// The same where the answer counts as the word of who was asked: another origin is not asked instead, since it could say
    /// anything of anybody.
    pub async fn send_home(&self, draft: Draft<'_>) -> Result<Sent, Error> {
        self.send_within(Reach::Home, draft, true).await
    }

    async fn send_within(&self, reach: Reach, mut draft: Draft<'_>, may_renew: bool) -> Result<Sent, Error> {
        let (credential, just_renewed) = match may_renew {
            true => {
                let usable = self.usable(Need::default()).await;
                let usable = usable.map_err(|why| self.keeper.with_making(why))?;
                (usable.credential, usable.renewed)
            }
            false => {
                self.log_in_unkept().await?;
                (self.keeper.load_ours()?, false)
            }
        };
        let (answer, next) = self.attempt(reach, &mut draft, &credential).await?;
        let sent = |answer, credential, renewed_after_rejection, not_repeated| {
            Ok(Sent { answer, credential, renewed_after_rejection, not_repeated })
        };
        if next != Next::NotAuthenticated {
            if answer.status().is_success() {
                self.note_taken(&credential, answer.url());
            }
            return sent(answer, credential, false, None);
        }
        // no renewal brings a nonce
        if let Some(why) = nonce_trouble(&answer, &draft, &credential) {
            return sent(answer, credential, false, Some(why));
        }
        if !may_renew {
            return sent(answer, credential, false, Some(NotRepeated::NotWanted));
        }
        if just_renewed {
            return sent(answer, credential, false, Some(NotRepeated::JustRenewed));
        }
        let renewed = match Box::pin(self.after_rejection(&credential)).await {
            Ok(renewed) => renewed,
            Err(why) => {
                self.note_not_taken(&credential, answer.url(), &why);
                let why = self.keeper.with_making(why);
                return sent(answer, credential, false, Some(NotRepeated::NotRenewed(why)));
            }
        };
        if matches!(draft.payload, Payload::Once(_)) {
            return sent(answer, renewed, true, Some(NotRepeated::BodyIsGone));
        }
        drop(answer);
        let (answer, next) = self.attempt(reach, &mut draft, &renewed).await?;
        let refused = (next == Next::NotAuthenticated)
            .then(|| nonce_trouble(&answer, &draft, &renewed).unwrap_or(NotRepeated::RenewedToken));
        sent(answer, renewed, true, refused)
    }

    /// One request with this credential, whatever is answered: nothing is renewed, and no redirect followed.
    pub async fn ask_once(&self, draft: &mut Draft<'_>, who: &Credential) -> Result<Response, Error> {
        let (prover, url) = (who.prover(self.keeper.host)?, draft.url.clone());
        self.send_at_home(draft, &url, who, prover.as_ref()).await
    }

    /// One request, followed through redirects that may be followed. To another origin goes a bare request: neither
    /// the credential nor what the person put in headers.
    async fn attempt(
        &self,
        reach: Reach,
        draft: &mut Draft<'_>,
        credential: &Credential,
    ) -> Result<(Response, Next), Error> {
        let prover = credential.prover(self.keeper.host)?;
        let mut url = draft.url.clone();
        let mut at_home = true;
        let mut followed = 0;
        let bodiless = matches!(draft.payload, Payload::Empty);
        loop {
            let answer = match at_home {
                true => self.send_at_home(draft, &url, credential, prover.as_ref()).await,
                false => {
                    self.http.send(Request::new(draft.method.clone(), url.clone())).await.map_err(Error::from)
                }
            };
            let answer = answer
                .map_err(|why| if followed > 0 { self.redirected(&draft.url, &url, why) } else { why })?;
            match redirect::judge(&draft.method, &url, &answer, self.way.at_service().map(|at| &at.site)) {
                Next::Follow { to, same_origin }
                    if followed < redirect::MOST && bodiless && (same_origin || reach == Reach::Anywhere) =>
                {
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

    /// One request with the credential. An API that wants a nonce in the proof gets the request once more with it
    /// (RFC 9449 section 9): that is no word against the token.
    async fn send_at_home(
        &self,
        draft: &mut Draft<'_>,
        url: &Url,
        credential: &Credential,
        prover: Option<&Prover>,
    ) -> Result<Response, Error> {
        let answer = self.http.send(self.request(draft, url, credential, prover)?).await?;
        let may_repeat = prover.is_some() && !matches!(draft.payload, Payload::Once(_));
        if !(may_repeat && dpop::wants_nonce(answer.status(), answer.headers(), &[])) {
            return Ok(answer);
        }
        drop(answer);
        Ok(self.http.send(self.request(draft, url, credential, prover)?).await?)
    }

    fn request(
        &self,
        draft: &mut Draft<'_>,
        url: &Url,
        credential: &Credential,
        prover: Option<&Prover>,
    ) -> Result<Request, Error> {
        let mut request = bare_request(draft, url)?;
        let token = credential.access_token.as_ref();
        match (&credential.sent_as, token) {
            (SentAs::Bearer, _) | (_, None) => {
                dpop::authorize(self.http, prover, token, &draft.method, url, request.headers_mut())?;
            }
            (sent_as, Some(secret)) => sent_as.put(secret, url, request.headers_mut())?,
        }
        Ok(request)
    }

    /// Names the redirect: the address that failed is none that anybody typed, and may repeat the credential.
    fn redirected(&self, asked: &Url, to: &Url, why: Error) -> Error {
        match why {
            Error::Http(source) => {
                let to = self.http.without_sent(to[..Position::AfterPath].to_owned());
                let (from, to) = (http::origin(asked), printable::short(&to, 200));
                Error::Redirected { from, to, source: Box::new(source) }
            }
            other => other,
        }
    }
}

/// Why a nonce that the API asked for did not help, if that is what it asked for.
fn nonce_trouble(answer: &Response, draft: &Draft<'_>, credential: &Credential) -> Option<NotRepeated> {
    let wanted = credential.dpop_key.is_some() && dpop::wants_nonce(answer.status(), answer.headers(), &[]);
    let is_gone = matches!(draft.payload, Payload::Once(_));
    wanted.then_some(if is_gone { NotRepeated::NonceForBodyThatIsGone } else { NotRepeated::EndlessNonces })
}

fn bare_request(draft: &mut Draft<'_>, url: &Url) -> Result<Request, Error> {
    let failed =
        |why: io::Error| http::Error::Request { host: http::origin(url).into(), why: why.to_string().into() };
    let mut request = Request::new(draft.method.clone(), url.clone());
    request.headers_mut().clone_from(&draft.headers);
    *request.body_mut() = match &mut draft.payload {
        Payload::Empty => None,
        Payload::Again(open) => Some(open().map_err(failed)?),
        Payload::Once(body) => body.take(),
    };
    Ok(request)
}
