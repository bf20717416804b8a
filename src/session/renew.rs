//! Is the access token fresh enough; if not, renew it under the lock, for all processes at once.

use super::{Error, Session};
use crate::login::{self, Credential};

/// The least remaining life of a token that is handed out, in seconds, when nobody says otherwise.
pub const DEFAULT_MIN_TTL: i64 = 30;

/// What a caller needs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Need {
    /// The least remaining life in seconds; without it 30 s, at most a tenth of the token's lifetime.
    pub min_ttl: Option<i64>,
    /// Renew even a fresh token.
    pub force: bool,
}

/// A credential with an access token that can be used now.
pub struct Usable {
    pub credential: Credential,
    /// The remaining life asked for, when even a just renewed token has less.
    pub short_of: Option<i64>,
}

impl Session<'_> {
    /// What can be used as it is kept, without asking anybody; `None` when it wants renewal.
    pub fn usable_as_kept(&self, need: Need) -> Result<Option<Usable>, Error> {
        let credential = self.load_kept()?;
        self.judge(&credential, need, need.force)
    }

    /// A credential that can be used now, renewed if needed.
    pub async fn usable(&self, need: Need) -> Result<Usable, Error> {
        if let Some(usable) = self.usable_as_kept(need)? {
            return Ok(usable);
        }
        let _guard = self.lock()?;
        // another process may have renewed it while this one waited
        let credential = self.load_kept()?;
        let renewed_meanwhile = credential.obtained_at >= self.began;
        if let Some(usable) = self.judge(&credential, need, need.force && !renewed_meanwhile)? {
            return Ok(usable);
        }
        if renewed_meanwhile && self.is_live(&credential) {
            return Ok(self.as_it_is(credential, need));
        }
        let renewed = self.renew(credential).await?;
        Ok(self.as_it_is(renewed, need))
    }

    /// The API did not take the token `used`: whatever is kept now if that is another one, else a renewed one.
    pub async fn after_rejection(&self, used: &Credential) -> Result<Credential, Error> {
        let _guard = self.lock()?;
        let kept = self.load_kept()?;
        let text =
            |credential: &Credential| credential.access_token.as_ref().map(|token| token.expose().to_owned());
        if text(&kept) != text(used) && self.is_live(&kept) {
            return Ok(kept);
        }
        self.renew(kept).await
    }

    /// `Some` when it can be used as it is, `None` when it wants renewal, an error when only a person can help.
    fn judge(&self, credential: &Credential, need: Need, force: bool) -> Result<Option<Usable>, Error> {
        let now = self.host.clock.unix();
        let profile = || self.profile.clone();
        if !force && is_fresh(credential, need, now) {
            return Ok(Some(Usable { credential: credential.clone(), short_of: None }));
        }
        if let Some(why) = &credential.refused {
            return Err(Error::Over { profile: profile(), why: why.clone() });
        }
        match credential.renewable() {
            true => Ok(None),
            // a token that nothing can renew is used until it expires
            false if self.is_live(credential) => Ok(Some(self.as_it_is(credential.clone(), need))),
            false => Err(Error::Expired { profile: profile(), why: "the issuer gave no refresh token" }),
        }
    }

    /// Spends the refresh token. The caller holds the lock.
    async fn renew(&self, mut credential: Credential) -> Result<Credential, Error> {
        let profile = || self.profile.clone();
        let _spinner = self.host.terminal.spinner("Renewing the access token");
        let mut renewal = match self.way.renew(&credential, self.http).await {
            Ok(renewal) => renewal,
            Err(source) => return Err(self.refused(credential, source)),
        };
        // the old refresh token is spent: the new one is on the disk before anything else can go wrong
        if renewal.rescue(&mut credential) && renewal.takes_time() {
            self.save(&credential)?;
        }
        let accepted = self.way.accept(renewal, &mut credential, self.host, self.http).await;
        self.save(&credential)?;
        accepted.map_err(|source| Error::Renewal { profile: profile(), source: Box::new(source) })?;
        Ok(credential)
    }

    /// A refusal that ends the grant is remembered, so that nobody asks again; any other leaves all as it was.
    fn refused(&self, mut credential: Credential, source: login::Error) -> Error {
        let profile = self.profile.clone();
        match source.refusal().filter(|refusal| refusal.ends_the_grant()) {
            Some(refusal) => {
                let why = refusal.to_string();
                credential.refresh_token = None;
                credential.refused = Some(why.clone());
                match self.save(&credential) {
                    Ok(()) => Error::Over { profile, why },
                    Err(error) => error,
                }
            }
            None => Error::Renewal { profile, source: Box::new(source) },
        }
    }

    fn is_live(&self, credential: &Credential) -> bool {
        let remaining = credential.remaining(self.host.clock.unix());
        credential.access_token.is_some() && remaining.is_none_or(|seconds| seconds > 0)
    }

    fn as_it_is(&self, credential: Credential, need: Need) -> Usable {
        let fresh = is_fresh(&credential, need, self.host.clock.unix());
        Usable { credential, short_of: need.min_ttl.filter(|_| !fresh) }
    }
}

/// True when the token lives at least as long as asked for. One whose end nobody knows counts as fresh.
fn is_fresh(credential: &Credential, need: Need, now: i64) -> bool {
    let Some(end) = credential.expires_at else { return credential.access_token.is_some() };
    let obtained = credential.obtained_at.as_second();
    let lifetime = end - obtained;
    let least = need.min_ttl.unwrap_or_else(|| DEFAULT_MIN_TTL.min(lifetime / 10));
    // a clock that was set back must not keep a dead token alive: nothing is older than it was when obtained
    credential.access_token.is_some() && end - now > least.max(0) && now >= obtained - 300
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::login::Method;
    use crate::sensitive::AccessToken;
    use jiff::Timestamp;

    fn credential(lifetime: Option<i64>) -> Credential {
        let mut credential = Credential::new(
            Method::Oidc,
            "https://id.example.com",
            "authctl",
            Timestamp::from_second(1000).unwrap(),
        );
        credential.access_token = Some(AccessToken::new("t"));
        credential.expires_at = lifetime.map(|seconds| 1000 + seconds);
        credential
    }

    #[test]
    fn thirty_seconds_but_at_most_a_tenth_of_the_lifetime_must_remain() {
        let fresh = |lifetime, now| is_fresh(&credential(Some(lifetime)), Need::default(), now);
        assert!(fresh(3600, 1000 + 3569) && !fresh(3600, 1000 + 3570));
        assert!(fresh(60, 1053) && !fresh(60, 1054), "6 of 60 seconds");
        assert!(fresh(2, 1001) && !fresh(2, 1002), "a lifetime of 2 s is used to its end");
    }

    #[test]
    fn asked_for_is_asked_for() {
        let need = Need { min_ttl: Some(600), force: false };
        assert!(is_fresh(&credential(Some(3600)), need, 1000 + 2999));
        assert!(!is_fresh(&credential(Some(3600)), need, 1000 + 3000));
        assert!(is_fresh(&credential(None), need, 9_999_999), "nobody knows when it ends");
    }

    #[test]
    fn a50_a_clock_that_was_set_far_back_does_not_keep_a_token_alive() {
        assert!(!is_fresh(&credential(Some(3600)), Need::default(), 0));
    }
}
