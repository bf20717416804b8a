//! What is remembered of a credential that was not taken and that nothing renews, for `status`, which asks nobody.
//!
//! It is sent all the same the next time: one route does not speak for all, and a service may have been wrong for a moment. Only the
//! API that the profile names is believed, and each time no more than that a request was or was not taken.

use super::{Error, Session};
use crate::http;
use crate::login::Credential;
use crate::login::credential::NotTaken;
use crate::sensitive::AccessToken;
use url::Url;

impl Session<'_> {
    /// What this address answered, as to somebody who is not logged in, stays: for this reason nothing else was sent.
    pub(super) fn note_not_taken(&self, used: &Credential, url: &Url, why: &Error) {
        let stays = matches!(why, Error::NotTaken { .. } | Error::Over { .. });
        if stays && used.not_taken.is_none() && self.is_of_api(url) {
            let (by, path) = (http::origin(url), self.http.without_sent(url.path().to_owned()));
            self.note(used, Some(Box::new(NotTaken { by, path, at: self.keeper.host.clock.unix() })));
        }
    }

    /// This address has answered with a success: what was noted before is over.
    pub(super) fn note_taken(&self, used: &Credential, url: &Url) {
        if used.not_taken.is_some() && self.is_of_api(url) {
            self.note(used, None);
        }
    }

    fn is_of_api(&self, url: &Url) -> bool {
        let is_same = |api: &Url| http::origin(api) == http::origin(url);
        self.keeper.variable.is_none() && self.api.as_ref().is_some_and(is_same)
    }

    /// Written only where it is news. That it cannot be written costs nobody the answer, and is told by who needs the place.
    fn note(&self, used: &Credential, news: Option<Box<NotTaken>>) {
        let noted = || {
            // whoever holds it knows more by then, and no answer waits for a note
            let Some(lock) = self.keeper.lock_if_free()? else { return Ok(()) };
            let mut kept = self.keeper.load_ours()?;
            if is_same(&kept, used) && kept.not_taken.is_some() != news.is_some() {
                kept.not_taken = news;
                self.keeper.save(&lock, &kept)?;
            }
            Ok::<(), Error>(())
        };
        let _ = noted();
    }
}

fn is_same(one: &Credential, other: &Credential) -> bool {
    let texts = [one, other].map(|one| one.access_token.as_ref().map(AccessToken::expose));
    texts[0] == texts[1]
}
