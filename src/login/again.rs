//! A login at a service once more, with what is kept of the last one: its password, its cookie, or a walk in which nobody is asked.
//! Nobody is asked anything here either, and nothing that the service may have refused is sent to it twice.

use super::at_service::{AtService, Typed};
use super::{Credential, Error, Method, identity, refresh};
use crate::host::Host;
use crate::http::{self, Http};
use crate::sensitive::RefreshToken;
use crate::service;
use std::time::Duration;

/// How long a service is left alone that says that it is asked too often, and not for how long.
const USUAL_PAUSE: Duration = Duration::from_mins(1);

/// Why nobody is logged in again.
pub struct Setback {
    pub why: Error,
    pub verdict: Verdict,
    /// What has come in the place of the cookie that was sent.
    pub cookie: Option<RefreshToken>,
    /// That cookie was refused.
    pub is_cookie_over: bool,
}

/// What that says of what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is not to be sent again: the service refused it, or nobody knows that it did not. The next wrong password may lock the
    /// person out.
    Over,
    /// It may be good, and the service wants to be left alone for so long.
    After(Duration),
    /// The same of what it may have refused: a lock ends by then, and a wrong password is wrong again.
    Doubted(Duration),
    /// Nobody has judged it.
    Open,
}

impl Setback {
    fn new(why: Error, verdict: Verdict) -> Self {
        Self { why, verdict, cookie: None, is_cookie_over: false }
    }

    fn of_cookie(why: Error) -> Self {
        let verdict = of_cookie(&why);
        Self::new(why, verdict)
    }
}

impl AtService {
    /// Logs in again with what is kept. Nobody is asked anything: a second factor ends it. Whose the new credential is
    /// [`AtService::check_again`] looks, once what came in the place of a cookie is kept.
    pub async fn log_in_again(
        &self,
        kept: &Credential,
        host: &Host,
        http: &Http,
    ) -> Result<Credential, Setback> {
        match &kept.refresh_token {
            Some(cookie) => self.renew_by(cookie, kept, host, http).await,
            None => self.obtain_again(kept, host, http).await,
        }
    }

    /// That a new credential is of whom the kept one is.
    pub async fn check_again(
        &self,
        kept: &Credential,
        mut renewed: Credential,
        http: &Http,
    ) -> Result<Credential, Setback> {
        if self.method == Method::Key {
            // nobody but this machine has made it
            renewed.subject = renewed.subject.or_else(|| kept.subject.clone());
            renewed.account.clone_from(&kept.account);
            return Ok(renewed);
        }
        identity::check_same(self, kept, renewed, http).await.map_err(|why| {
            let is_over = matches!(why, Error::NotKnown { .. } | Error::SomebodyElse { .. });
            Setback::new(why, if is_over { Verdict::Over } else { Verdict::Open })
        })
    }

    /// A cookie that the service refuses is followed by the password, where that is kept too.
    async fn renew_by(
        &self,
        cookie: &RefreshToken,
        kept: &Credential,
        host: &Host,
        http: &Http,
    ) -> Result<Credential, Setback> {
        let renewal = refresh::renew(self, cookie, &typed(kept), host, http).await;
        match renewal.outcome {
            Err(why) if of_cookie(&why) == Verdict::Over && kept.password.is_some() => {
                let obtained = self.obtain_again(kept, host, http).await;
                obtained.map_err(|setback| Setback { is_cookie_over: true, ..setback })
            }
            Err(why) => Err(Setback { cookie: renewal.cookie, ..Setback::of_cookie(why) }),
            Ok(mut renewed) => {
                renewed.refresh_token = renewal.cookie.or_else(|| Some(cookie.clone()));
                Ok(renewed)
            }
        }
    }

    fn is_of_another(&self, why: &Error) -> bool {
        matches!(why, Error::Service(service::Error::Refused { at, .. }) if *at != self.site.name())
    }

    async fn obtain_again(&self, kept: &Credential, host: &Host, http: &Http) -> Result<Credential, Setback> {
        let by_itself = kept.password.is_some() || kept.is_walked || self.method == Method::Key;
        let obtained = match by_itself {
            true => self.obtain(&typed(kept), None, host, http).await,
            false => Err(Error::NotRenewable),
        };
        obtained.map_err(|why| {
            let verdict = match kept.password {
                Some(_) => of_password(&why, kept.is_doubted),
                // what an issuer on the way refuses says nothing of the service
                None if self.is_of_another(&why) => Verdict::Open,
                None => of_cookie(&why),
            };
            Setback::new(why, verdict)
        })
    }
}

fn typed(kept: &Credential) -> Typed {
    Typed {
        username: kept.username.clone().unwrap_or_default(),
        password: kept.password.clone(),
        ..Typed::default()
    }
}

/// What an answer to a cookie, or to a walk, says of it: it is no good where the service sends to the login.
fn of_cookie(why: &Error) -> Verdict {
    match why {
        Error::Service(service::Error::Refused { status: 300..=401, .. }) => Verdict::Over,
        why => pause(why),
    }
}

/// True where the service has said no to what was sent, and not to how or where it was sent (RFC 9110 section 15.5): a route
/// that is not there for a while, or a request that it cannot read, says nothing of a password.
fn is_refusal(why: &Error) -> bool {
    let Error::Service(service::Error::Refused { status, .. }) = why else { return false };
    !matches!(status, 404..=408 | 410..=421 | 425..=431 | 451)
}

/// What an answer to a password says of it. `is_doubted`: the last attempt may have been refused too.
fn of_password(why: &Error, is_doubted: bool) -> Verdict {
    match why {
        _ if is_refusal(why) || is_unclear(why) => Verdict::Over,
        Error::Service(why @ service::Error::Later { retry_after: Some(wait), .. }) if why.judges() => {
            if is_doubted {
                Verdict::Over
            } else {
                Verdict::Doubted(*wait)
            }
        }
        // it may have come there, and the next attempt counts as well
        Error::Service(service::Error::Http(why)) if !why.is_before_sending() => Verdict::After(USUAL_PAUSE),
        why => pause(why),
    }
}

/// True where a password has come to the service, and what it answers may be how it refuses one: a page, an error of its own, what
/// nobody can read, or the wish for a code that nobody can be asked for.
fn is_unclear(why: &Error) -> bool {
    use http::Error as E;
    match why {
        Error::Service(why @ service::Error::Later { retry_after: None, .. }) => why.judges(),
        Error::Service(
            service::Error::Odd { .. }
            | service::Error::Http(
                E::TooLarge { .. } | E::TooManyPieces { .. } | E::Broken { has_begun: true, .. },
            ),
        )
        | Error::WantsCode => true,
        _ => false,
    }
}

fn pause(why: &Error) -> Verdict {
    match why {
        Error::Service(service::Error::Later { retry_after: Some(wait), .. }) => Verdict::After(*wait),
        Error::Service(service::Error::Later { status: 429, .. }) => Verdict::After(USUAL_PAUSE),
        _ => Verdict::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16) -> Error {
        service::Error::Refused { at: String::new(), status, said: None, means: None }.into()
    }
    fn later(status: u16, retry_after: Option<u64>) -> Error {
        let retry_after = retry_after.map(Duration::from_secs);
        service::Error::Later { at: String::new(), status, said: None, retry_after }.into()
    }
    /// What is said of a password, and of a cookie.
    fn verdicts(why: &Error) -> (Verdict, Verdict) {
        (of_password(why, false), of_cookie(why))
    }

    fn unread(why: http::Error) -> Error {
        service::Error::from(why).into()
    }
    fn broken(has_begun: bool) -> http::Error {
        http::Error::Broken { host: "a".into(), why: "cut".into(), has_begun }
    }

    #[test]
    fn a_refusal_that_names_a_time_is_believed_once() {
        for (why, again) in [
            (later(401, Some(1)), Verdict::Over),
            (later(403, Some(899)), Verdict::Over),
            (later(500, Some(5)), Verdict::Over),
            (later(503, Some(5)), Verdict::After(Duration::from_secs(5))),
            (later(429, None), Verdict::After(USUAL_PAUSE)),
            (unread(broken(false)), Verdict::After(USUAL_PAUSE)),
        ] {
            assert!(matches!(of_password(&why, false), Verdict::After(_) | Verdict::Doubted(_)), "{why}");
            assert_eq!(of_password(&why, true), again, "{why}");
        }
    }

    #[test]
    fn only_what_nobody_can_have_refused_is_sent_again() {
        let after = |seconds| Verdict::After(Duration::from_secs(seconds));
        for (why, of_password, of_cookie) in [
            (refused(400), Verdict::Over, Verdict::Over),
            (refused(401), Verdict::Over, Verdict::Over),
            (refused(403), Verdict::Over, Verdict::Open),
            (refused(422), Verdict::Over, Verdict::Open),
            (refused(303), Verdict::Over, Verdict::Over),
            (refused(404), Verdict::Open, Verdict::Open),
            (refused(405), Verdict::Open, Verdict::Open),
            (refused(415), Verdict::Open, Verdict::Open),
            (later(500, None), Verdict::Over, Verdict::Open),
            (later(502, None), Verdict::Open, Verdict::Open),
            (later(503, None), Verdict::Open, Verdict::Open),
            (later(511, None), Verdict::Open, Verdict::Open),
            (later(522, None), Verdict::Open, Verdict::Open),
            (later(429, None), after(60), after(60)),
            (later(429, Some(59)), after(59), after(59)),
            (later(403, Some(899)), Verdict::Doubted(Duration::from_secs(899)), after(899)),
            (later(500, Some(5)), Verdict::Doubted(Duration::from_secs(5)), after(5)),
            (
                service::Error::Odd { at: String::new(), why: String::new() }.into(),
                Verdict::Over,
                Verdict::Open,
            ),
            (unread(http::Error::TooLarge { host: "a".into() }), Verdict::Over, Verdict::Open),
            (unread(broken(true)), Verdict::Over, Verdict::Open),
            (unread(broken(false)), after(60), Verdict::Open),
            (unread(http::Error::UnknownName { host: "a".into() }), Verdict::Open, Verdict::Open),
            (Error::WantsCode, Verdict::Over, Verdict::Open),
            (Error::NotRenewable, Verdict::Open, Verdict::Open),
        ] {
            assert_eq!(verdicts(&why), (of_password, of_cookie), "{why}");
        }
    }
}
