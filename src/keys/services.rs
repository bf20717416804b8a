//! How long tokens of a ring are known to live: those of services that have its keys and make tokens by themselves, and those
//! that are issued with the ring.

use super::key::{Key, TokenLife};
use super::ring::Ring;
use super::rotation::GRACE;

impl Ring {
    /// A service makes tokens of this lifetime by itself with the keys of the ring, each as soon as it signs.
    #[must_use]
    pub fn with_service_tokens(mut self, life: TokenLife) -> Self {
        self.service_token_life = Some(life);
        let changed_at = self.changed_at;
        self.keys.iter_mut().for_each(|key| key.sign_for(life, changed_at));
        self
    }

    /// A service is to make tokens of this lifetime once it has a key of the ring, and not before.
    #[must_use]
    pub fn with_service_tokens_foreseen(mut self, life: TokenLife) -> Self {
        self.foreseen_token_life = Some(life);
        self
    }

    /// Whether a service is known to have a key of it.
    pub fn is_in_services(&self) -> bool {
        self.service_token_life.is_some()
    }

    /// Remembers that a service has these keys, and makes tokens with those that have not ended; `None` where that is known.
    /// To be kept before it has them.
    pub fn handed_out(&self, kids: &[String], now: i64) -> Option<Self> {
        let (mut ring, life) = (self.clone(), self.service_life());
        let mut is_new = !self.is_in_services();
        ring.service_token_life = Some(life);
        let (now, changed_at) = (self.time(now), self.changed_at);
        let is_over = |key: &Key| key.end.is_some_and(|end| end.signs_until <= now);
        for key in ring.keys.iter_mut().filter(|key| kids.contains(&key.kid) && !is_over(key)) {
            if key.longest_life < Some(life) {
                key.sign_for(life, changed_at);
                is_new = true;
            }
        }
        is_new.then_some(ring)
    }

    /// How long tokens of services live: where nobody has said so, for the usual grace.
    pub(super) fn service_life(&self) -> TokenLife {
        self.service_token_life.or(self.foreseen_token_life).unwrap_or(TokenLife::Seconds(GRACE))
    }

    /// Remembers that the active key signs a token of this lifetime; `None` where it did so before. To be kept before the
    /// token is handed out.
    pub fn signing(&self, life: TokenLife, now: i64) -> Option<Self> {
        let active = self.active_index(now);
        if self.keys[active].longest_life >= Some(life) {
            return None;
        }
        let mut ring = self.clone();
        ring.keys[active].sign_for(life, ring.changed_at);
        Some(ring)
    }
}
