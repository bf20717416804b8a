//! Ask a service by a route of its own, with the credential; one that it does not take is renewed once, as for any API.

use super::renew::Need;
use super::{Error, Session};
use crate::http;
use crate::login::Credential;
use crate::service::{Answer, Question, Site};
use hyper::HeaderMap;

impl Session<'_> {
    /// The service's answer. Only what says that it does not know who asks is answered with a renewal: a refusal of any other kind
    /// stays one, whoever asks again.
    pub async fn ask(&self, site: &Site, question: &Question<'_>) -> Result<Answer, Error> {
        self.check_origin(&question.url).map_err(|_| Error::OtherService {
            profile: self.keeper.profile.clone(),
            origin: http::origin(&question.url),
        })?;
        let usable = self.usable(Need::default()).await.map_err(|why| self.keeper.with_making(why))?;
        let answer = self.ask_with(&usable.credential, site, question).await?;
        if !answer.is_unauthenticated(&question.method, site) {
            if answer.status().is_success() {
                self.note_taken(&usable.credential, &question.url);
            }
            return Ok(answer);
        }
        let not_taken = || Error::RenewedNotTaken { profile: self.keeper.profile.clone() };
        if usable.renewed {
            return Err(not_taken());
        }
        let renewed = self.after_rejection(&usable.credential).await.map_err(|why| {
            self.note_not_taken(&usable.credential, &question.url, &why);
            self.keeper.with_making(why)
        })?;
        let answer = self.ask_with(&renewed, site, question).await?;
        if answer.is_unauthenticated(&question.method, site) { Err(not_taken()) } else { Ok(answer) }
    }

    pub(super) async fn ask_with(
        &self,
        credential: &Credential,
        site: &Site,
        question: &Question<'_>,
    ) -> Result<Answer, Error> {
        let mut headers = HeaderMap::new();
        if let Some(secret) = &credential.access_token {
            credential.sent_as.put(secret, &question.url, &mut headers)?;
        }
        let Question { method, url, body } = question;
        Ok(site.send(self.http, method.clone(), url.clone(), body.clone(), headers).await?)
    }
}
