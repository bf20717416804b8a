//! Is the token fresh enough; if not, renew it under the lock, for all processes at once.

use super::{Error, Keeper, Session};
use crate::login::{self, AtService, Credential, Method, Setback, Verdict, Way};
use crate::oidc::{TokenKind, id_token};
use crate::sensitive::{AccessToken, RefreshToken};
use crate::store::lock::Guard;
use std::ops::ControlFlow;
use std::time::Duration;

/// The least remaining life of a token that is handed out, in seconds, when nobody says otherwise.
const DEFAULT_MIN_TTL: i64 = 30;
/// A clock that was set back by more than this is not believed, in seconds.
const CLOCK_TOLERANCE: i64 = 300;
/// No service is left alone for longer, in seconds: a header may say anything.
const LONGEST_PAUSE: i64 = 24 * 60 * 60;
/// How often a place is asked to keep what cannot be had again.
const TRIES: usize = 3;
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// What a caller needs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Need {
    /// The least remaining life in seconds; without it 30 s, at most a tenth of the token's lifetime.
    pub min_ttl: Option<i64>,
    /// Renew even a fresh token.
    pub force: bool,
    /// Which token must live so long.
    pub token: TokenKind,
}

/// A credential with a token that can be used now.
pub struct Usable {
    pub credential: Credential,
    /// Why it does not live as long as was asked for.
    pub short: Option<Short>,
    /// True when this run renewed it a moment ago.
    pub renewed: bool,
}

/// Why a token lives less than asked for, or was not renewed as asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Short {
    /// The issuer gives no longer ones.
    JustRenewed,
    /// Nothing can renew it.
    NotRenewable,
}

impl Keeper<'_> {
    /// What can be used as it is kept, without asking anybody; `None` when it wants renewal.
    pub fn usable_as_kept(&self, need: Need) -> Result<Option<Usable>, Error> {
        if self.wants_login()? {
            return Ok(None);
        }
        let credential = self.load_ours()?;
        self.judge(credential, need, need.force)
    }

    /// `Some` when it can be used as it is, `None` when it wants renewal, an error when only a person can help.
    fn judge(&self, credential: Credential, need: Need, force: bool) -> Result<Option<Usable>, Error> {
        let is_fresh = is_fresh(&credential, need, self.now());
        if is_fresh && !force {
            return Ok(Some(Usable { credential, short: None, renewed: false }));
        }
        if !credential.has(need.token) {
            if credential.method == Method::ClientCredentials && need.token == TokenKind::Id {
                return Err(Error::NoPerson { profile: self.profile.clone() });
            }
            return Err(self.no_such_token(need.token));
        }
        if credential.renewable() {
            return Ok(None);
        }
        // a token that nothing can renew is used until it expires
        let refused = self.ended(&credential);
        if self.is_live(&credential, need.token) && !(force && refused.is_some()) {
            let asked = force || need.min_ttl.is_some() && !is_fresh;
            return Ok(Some(Usable {
                credential,
                short: asked.then_some(Short::NotRenewable),
                renewed: false,
            }));
        }
        Err(refused.unwrap_or_else(|| Error::Expired {
            profile: self.profile.clone(),
            token: need.token,
            fixed: self.fixed(),
        }))
    }

    /// The issuer's refusal, when it refused the credential for good.
    fn ended(&self, credential: &Credential) -> Option<Error> {
        credential.refused.clone().map(|why| Error::Over { profile: self.profile.clone(), why })
    }

    /// What another run may have left: a credential that can be used, or one that still wants renewal.
    fn look_again(&self, need: Need) -> Result<ControlFlow<Usable, Credential>, Error> {
        let credential = self.load_ours()?;
        let renewed_meanwhile = (self.began..=self.host.clock.now()).contains(&credential.obtained_at);
        if let Some(usable) = self.judge(credential.clone(), need, need.force && !renewed_meanwhile)? {
            return Ok(ControlFlow::Break(usable));
        }
        if renewed_meanwhile && self.is_live(&credential, need.token) {
            return Ok(ControlFlow::Break(self.just_renewed(credential, need, false)));
        }
        Ok(ControlFlow::Continue(credential))
    }

    fn is_live(&self, credential: &Credential, token: TokenKind) -> bool {
        credential.has(token) && end_of(credential, token).is_none_or(|end| end > self.now())
    }

    fn just_renewed(&self, credential: Credential, need: Need, renewed: bool) -> Usable {
        let is_short = need.min_ttl.is_some() && !is_fresh(&credential, need, self.now())
            || !self.is_live(&credential, need.token);
        Usable { credential, short: is_short.then_some(Short::JustRenewed), renewed }
    }

    fn now(&self) -> i64 {
        self.host.clock.unix()
    }
}

impl Session<'_> {
    /// A credential that can be used now, renewed if needed.
    pub async fn usable(&self, need: Need) -> Result<Usable, Error> {
        let keeper = &self.keeper;
        self.log_in_unkept().await?;
        if let Some(usable) = keeper.usable_as_kept(need)? {
            return Ok(usable);
        }
        let lock = match keeper.lock_or_wait()? {
            Some(lock) => lock,
            // another run had it: all who waited look at the same moment, and seldom need the lock any more
            None => match keeper.look_again(need)? {
                ControlFlow::Break(usable) => return Ok(usable),
                ControlFlow::Continue(_) => keeper.lock()?,
            },
        };
        let credential = match keeper.look_again(need)? {
            ControlFlow::Break(usable) => return Ok(usable),
            ControlFlow::Continue(credential) => credential,
        };
        let renewed = self.renew(&lock, credential).await?;
        // an access token that ends in this very second is all that the issuer gives
        if need.token == TokenKind::Id && !keeper.is_live(&renewed, need.token) {
            return Err(Error::NotRenewedToo { profile: keeper.profile.clone() });
        }
        Ok(keeper.just_renewed(renewed, need, true))
    }

    /// Somebody did not take the token of `used`: whatever is kept now if that is another one, else a renewed one.
    pub async fn after_rejection(&self, used: &Credential) -> Result<Credential, Error> {
        let keeper = &self.keeper;
        let is_another = |kept: &Credential| {
            let texts = [kept, used].map(|one| one.access_token.as_ref().map(AccessToken::expose));
            texts[0] != texts[1] && keeper.is_live(kept, TokenKind::Access)
        };
        let lock = match keeper.lock_or_wait()? {
            Some(lock) => lock,
            None => match keeper.load_ours()? {
                kept if is_another(&kept) => return Ok(kept),
                _ => keeper.lock()?,
            },
        };
        let kept = keeper.load_ours()?;
        if is_another(&kept) {
            return Ok(kept);
        }
        if !kept.renewable() {
            let not_taken = || Error::NotTaken { profile: keeper.profile.clone(), fixed: keeper.fixed() };
            return Err(keeper.ended(&kept).unwrap_or_else(not_taken));
        }
        self.renew(&lock, kept).await
    }

    /// Spends the refresh token. Ctrl-C waits until what came instead of it is kept.
    async fn renew(&self, lock: &Guard, mut credential: Credential) -> Result<Credential, Error> {
        let keeper = &self.keeper;
        // a place that cannot be written is found before the refresh token is spent
        keeper.save(lock, &credential)?;
        let _spinner = keeper.host.terminal.spinner("Renewing the access token");
        if let Way::Service(at) = &self.way {
            let at = &*self.with_key(at)?;
            return match &self.minter {
                Some(minter) => Box::pin(self.mint_again(lock, at, &credential, minter)).await,
                None => self.log_in_again(lock, at, credential).await,
            };
        }
        let channel = match self.way.reach(&credential, keeper.host, self.http).await {
            Ok(channel) => channel,
            Err(source) => return Err(self.not_renewed(source)),
        };
        let _held = keeper.host.terminal.hold();
        let mut renewal = match self.way.renew(&channel, &credential).await {
            Ok(renewal) => renewal,
            Err(source) => return Err(self.refused(lock, credential, source)),
        };
        // the old refresh token is spent: the new one is on the disk before anything else can go wrong
        if renewal.rescue(&mut credential) && renewal.takes_time() {
            self.keep(lock, &credential).await?;
        }
        let accepted = self.way.accept(renewal, &channel, &mut credential).await;
        self.keep(lock, &credential).await?;
        accepted.map_err(|source| self.not_renewed(source))?;
        Ok(credential)
    }

    /// Logs in again at a service with what is kept, unless it asked to be left alone.
    async fn log_in_again(
        &self,
        lock: &Guard,
        at: &AtService,
        mut kept: Credential,
    ) -> Result<Credential, Error> {
        let (keeper, profile) = (&self.keeper, self.keeper.profile.clone());
        if let Some(wait) = pause(&kept, keeper.now()) {
            return Err(Error::TooEarly { profile, wait });
        }
        let _held = keeper.host.terminal.hold();
        let setback = match self.renewed_by(lock, at, &mut kept).await? {
            Ok(renewed) => {
                self.keep(lock, &renewed).await?;
                return Ok(renewed);
            }
            Err(setback) => setback,
        };
        let is_spent = setback.cookie.is_some() || setback.is_cookie_over;
        if setback.is_cookie_over {
            kept.refresh_token = None;
        }
        kept.refresh_token = setback.cookie.or(kept.refresh_token);
        match setback.verdict {
            Verdict::Over => {
                let why = setback.why.to_string();
                (kept.password, kept.refresh_token, kept.is_walked) = (None, None, false);
                kept.refused = Some(why.clone());
                // what was refused is not left for the next run
                return Err(match self.keep(lock, &kept).await {
                    Err(Error::NotKept { source, .. }) => Error::OverAndKept { profile, why, source },
                    Err(other) => other,
                    Ok(()) => Error::Over { profile, why },
                });
            }
            Verdict::After(wait) | Verdict::Doubted(wait) => {
                kept.is_doubted |= matches!(setback.verdict, Verdict::Doubted(_));
                let wait = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).min(LONGEST_PAUSE);
                kept.not_before = Some(keeper.now().saturating_add(wait));
                self.keep(lock, &kept).await?;
            }
            Verdict::Open if is_spent => self.keep(lock, &kept).await?,
            Verdict::Open => {}
        }
        Err(self.not_renewed(setback.why))
    }

    /// A new credential of the same person; what came in the place of a cookie is kept before anybody is asked whose it is.
    async fn renewed_by(
        &self,
        lock: &Guard,
        at: &AtService,
        kept: &mut Credential,
    ) -> Result<Result<Credential, Setback>, Error> {
        let renewed = match at.log_in_again(kept, self.keeper.host, self.http).await {
            Ok(renewed) => renewed,
            Err(setback) => return Ok(Err(setback)),
        };
        let texts = [&*kept, &renewed].map(|one| one.refresh_token.as_ref().map(RefreshToken::expose));
        if texts[0] != texts[1] {
            kept.refresh_token.clone_from(&renewed.refresh_token);
            self.keep(lock, kept).await?;
        }
        Ok(at.check_again(kept, renewed, self.http).await)
    }

    /// Keeps what came for a refresh token that is spent. A place that fails for a moment would cost the session, so it
    /// is tried more than once.
    pub(super) async fn keep(&self, lock: &Guard, credential: &Credential) -> Result<(), Error> {
        for _ in 1..TRIES {
            if self.keeper.save(lock, credential).is_ok() {
                return Ok(());
            }
            tokio::time::sleep(BETWEEN_TRIES).await;
        }
        self.keeper.save(lock, credential).map_err(|error| match error {
            Error::Store(source) => {
                Error::NotKept { profile: self.keeper.profile.clone(), source: Box::new(source) }
            }
            other => other,
        })
    }

    /// A refusal that ends the grant is remembered, so that nobody asks again; any other leaves all as it was.
    fn refused(&self, lock: &Guard, mut credential: Credential, source: login::Error) -> Error {
        // a machine has no grant that could end: its secret may be mended at any time
        let has_grant = credential.refresh_token.is_some();
        let Some(refusal) = source.refusal().filter(|refusal| has_grant && refusal.ends_the_grant()) else {
            return self.not_renewed(source);
        };
        let why = refusal.to_string();
        credential.refresh_token = None;
        credential.refused = Some(why.clone());
        match self.keeper.save(lock, &credential) {
            Ok(()) => Error::Over { profile: self.keeper.profile.clone(), why },
            Err(error) => error,
        }
    }

    fn not_renewed(&self, source: login::Error) -> Error {
        let (profile, method) = (self.keeper.profile.clone(), self.keeper.method);
        Error::Renewal { profile, method, source: Box::new(source) }
    }
}

/// For how long the service wants to be left alone yet. A clock that was set back does not make that longer.
fn pause(kept: &Credential, now: i64) -> Option<Duration> {
    let left = kept.not_before?.saturating_sub(now);
    let left = Some(left).filter(|left| (1..=LONGEST_PAUSE).contains(left))?;
    u64::try_from(left).ok().map(Duration::from_secs)
}

/// When the token ends, in seconds since 1970, if anybody knows.
pub fn end_of(credential: &Credential, token: TokenKind) -> Option<i64> {
    match token {
        TokenKind::Access => credential.expires_at,
        TokenKind::Id => id_token::expiry(credential.id_token.as_ref()?),
        // no issuer says it in a way that all understand
        TokenKind::Refresh => None,
    }
}

/// True when the token lives at least as long as asked for. One whose end nobody knows counts as fresh.
fn is_fresh(credential: &Credential, need: Need, now: i64) -> bool {
    let Some(end) = end_of(credential, need.token) else { return credential.has(need.token) };
    let obtained = credential.obtained_at.as_second();
    let least = need.min_ttl.unwrap_or_else(|| DEFAULT_MIN_TTL.min(end.saturating_sub(obtained) / 10));
    // a clock that was set back must not keep a dead token alive: nothing is younger than when it was obtained
    credential.has(need.token) && end.saturating_sub(now) > least.max(0) && now >= obtained - CLOCK_TOLERANCE
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn credential(lifetime: Option<i64>) -> Credential {
        let obtained = Timestamp::from_second(1000).unwrap();
        let mut credential = Credential::new(Method::Oidc, "https://id.example.com", "authctl", obtained);
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
        let need = Need { min_ttl: Some(600), ..Need::default() };
        assert!(is_fresh(&credential(Some(3600)), need, 1000 + 2999));
        assert!(!is_fresh(&credential(Some(3600)), need, 1000 + 3000));
        assert!(is_fresh(&credential(None), need, 9_999_999), "nobody knows when it ends");
    }

    #[test]
    fn a50_a_clock_that_was_set_far_back_does_not_keep_a_token_alive() {
        assert!(!is_fresh(&credential(Some(3600)), Need::default(), 0));
    }
}
