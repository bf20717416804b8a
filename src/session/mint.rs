//! A token of another user, which an administrator gets at the service, and gets again when it ends.
//!
//! Two profiles are involved: that of the token, and that of the administrator, who logs in in another way. Whoever mints holds the
//! lock of the token's profile, and takes that of the administrator's only within it, where that has to be renewed. Nobody does so
//! the other way round: the profile of an administrator holds no minted token.

use super::{Error, Session};
use crate::host::printable;
use crate::login::{AtService, Credential};
use crate::service::{Body, Question, RouteName, person};
use crate::store::lock::Guard;

/// Who mints the token of a profile.
pub enum Minter<'h> {
    /// An administrator by a profile of their own.
    Session(Box<Session<'h>>),
    /// There is none, for this reason.
    Missing(String),
}

impl Session<'_> {
    /// Asks as the administrator whose session this is for a token of the user that is named there.
    pub async fn mint(&self, at: &AtService) -> Result<Credential, Error> {
        let user = at.username.clone().unwrap_or_default();
        let url = at.site.url(RouteName::Mint, &[("user", &user)])?;
        let method = at.site.method(RouteName::Mint)?;
        let answer = self.ask(&at.site, &Question { method, url, body: Body::Empty }).await?;
        if answer.success().is_err() {
            return Err(answer.refusal_of(&at.site, RouteName::Mint).into());
        }
        let mut minted = at.minted(&answer, self.keeper.host)?;
        if let Some(other) = self.other_than(&user, at, &minted).await {
            let (other, user) = (printable::short(&other, 100), printable::short(&user, 100));
            return Err(answer.odd(format!("its token is of {other}, and {user} was asked for")).into());
        }
        minted.minted_by = Some(self.keeper.profile.clone());
        Ok(minted)
    }

    /// Whom a token is of, where that is another one than was asked for: by its own word, or, where that says somebody else, by the
    /// service's, which may know one person by several names. Of a token about which nobody says anything nobody can tell.
    async fn other_than(&self, user: &str, at: &AtService, minted: &Credential) -> Option<String> {
        let is_asked_for = |names: &[String]| names.iter().any(|name| is_same(name, user));
        let by_token = minted.claims().map(|claims| person::all_names(&claims)).unwrap_or_default();
        if is_asked_for(&by_token) {
            return None;
        }
        let by_service = self.names_of(at, minted).await.unwrap_or_default();
        let other = by_service.first().or(by_token.first()).cloned();
        other.filter(|_| !is_asked_for(&by_service))
    }

    /// What the service calls whom a token is of, where it says that.
    async fn names_of(&self, at: &AtService, minted: &Credential) -> Option<Vec<String>> {
        let url = at.site.url(RouteName::Whoami, &[]).ok()?;
        let method = at.site.method(RouteName::Whoami).ok()?;
        let question = Question { method, url, body: Body::Empty };
        let told = self.ask_with(minted, &at.site, &question).await.ok()?.json().ok()?;
        told.as_object().map(person::all_names)
    }

    /// A new token in the place of one that ended, for all processes: the lock is that of its profile.
    pub(super) async fn mint_again(
        &self,
        lock: &Guard,
        at: &AtService,
        kept: &Credential,
        minter: &Minter<'_>,
    ) -> Result<Credential, Error> {
        let profile = self.keeper.profile.clone();
        let admin = match minter {
            Minter::Session(admin) => admin,
            Minter::Missing(why) => return Err(Error::NoMinter { profile, why: why.clone() }),
        };
        let _held = self.keeper.host.terminal.hold();
        let not_minted = |source| Error::NotMinted {
            profile,
            admin: admin.keeper.profile.clone(),
            source: Box::new(source),
        };
        let mut renewed = admin.mint(at).await.map_err(not_minted)?;
        renewed.subject.clone_from(&kept.subject);
        renewed.account.clone_from(&kept.account);
        self.keep(lock, &renewed).await?;
        Ok(renewed)
    }
}

/// A UUID may be written in capitals, and without its dashes (RFC 9562 section 4).
fn is_same(one: &str, other: &str) -> bool {
    let uuid = |text: &str| {
        let digits = text.replace('-', "").to_lowercase();
        Some(digits)
            .filter(|digits| digits.len() == 32 && digits.bytes().all(|sign| sign.is_ascii_hexdigit()))
    };
    one == other || uuid(one).is_some_and(|one| uuid(other) == Some(one))
}
