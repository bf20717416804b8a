//! A token of another user, which an administrator gets at the service, and gets again when it ends.
//!
//! Two profiles are involved: that of the token, and that of the administrator, who logs in in another way. Whoever mints holds the
//! lock of the token's profile, and takes that of the administrator's only within it, where that has to be renewed. Nobody does so
//! the other way round: the profile of an administrator holds no minted token.

use super::asked::Question;
use super::{Error, Session};
use crate::login::{AtService, Credential};
use crate::service::{Body, RouteName};
use crate::store::lock::Guard;

/// What the service's answers mean.
const MEANINGS: [(u16, &str); 3] = [
    (403, "who asks is no superuser there"),
    (404, "nobody there has this id, or the account is switched off"),
    (422, "the id of the user is wanted, as whoami shows it to them: an e-mail address is none"),
];

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
            return Err(answer.refusal_meaning(&MEANINGS).into());
        }
        Ok(at.minted(&answer, self.keeper.host)?)
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
