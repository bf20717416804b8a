//! What a ring makes of the clocks of the machines that share it.

use super::ring::Ring;
use super::rotation::Refusal;

/// How far the clocks of machines that share a ring may be apart, in seconds.
pub const SKEW: i64 = 5 * 60;

/// What counts where the clock of this machine is far behind a ring's last change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OwnClock {
    /// One of the two is wrong.
    #[default]
    Checked,
    /// This clock is right, and what the ring was changed by was ahead.
    Trusted,
}

impl Ring {
    /// The time that it is: whoever reads the ring is at least where it was changed last. Where the two are further apart one
    /// clock is wrong, and nobody knows which.
    pub(super) fn time(&self, now: i64) -> i64 {
        if self.is_behind(now) { now } else { now.max(self.changed_at) }
    }

    /// True where the clock says a time that is too far before the last change.
    pub(super) fn is_behind(&self, now: i64) -> bool {
        now < self.changed_at.saturating_sub(SKEW)
    }

    /// An error where the time cannot be right. Machines that share a ring may have clocks that differ a little.
    pub fn check_clock(&self, now: i64) -> Result<(), Refusal> {
        match self.is_behind(now) {
            true => Err(Refusal::ClockBehind { changed_at: self.changed_at, now }),
            false => Ok(()),
        }
    }

    /// A copy to be changed at this time, if the time can be right.
    pub(super) fn in_time(&self, now: i64) -> Result<Self, Refusal> {
        self.check_clock(now).map(|()| self.at(now))
    }

    /// A copy to be changed at this time, or where the clock is behind, at that of the last change.
    pub(super) fn at(&self, now: i64) -> Self {
        let mut ring = self.clone();
        ring.changed_at = now.max(self.changed_at);
        ring
    }

    /// A copy to be changed at this time by a rotation.
    pub(super) fn for_rotation_at(&self, clock: OwnClock, now: i64) -> Result<Self, Refusal> {
        match clock {
            OwnClock::Checked => self.in_time(now),
            OwnClock::Trusted if self.is_behind(now) => Ok(self.redated(now)),
            OwnClock::Trusted => Ok(self.at(now)),
        }
    }

    /// What was done or planned later than now, by a clock that was ahead, is done now. Until when tokens are taken stays: they
    /// may have been made by such a clock.
    fn redated(&self, now: i64) -> Self {
        let mut ring = self.clone();
        for key in &mut ring.keys {
            let is_given_up = key.is_given_up(self.changed_at);
            (key.created_at, key.activates_at) = (key.created_at.min(now), key.activates_at.min(now));
            key.revoked_at = key.revoked_at.map(|revoked_at| revoked_at.min(now));
            if let Some(end) = &mut key.end {
                end.signs_until = end.signs_until.min(now);
                if is_given_up {
                    end.verifies_until = end.verifies_until.map(|until| until.min(now));
                }
            }
        }
        ring.changed_at = now;
        ring
    }
}
