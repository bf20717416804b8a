//! PURE: when a device may ask whether its person has logged in (RFC 8628 section 3.5).
//!
//! All times are counted from the moment before the code was asked for, by a clock that nobody sets.

use std::time::Duration;

/// Between two requests where the issuer names no interval.
const STANDARD: Duration = Duration::from_secs(5);
/// What `slow_down` adds, for all requests to come.
const SLOWER: Duration = Duration::from_secs(5);
/// Silence doubles the wait up to here: who comes back online wants to know it within a minute.
const LONGEST_BACKOFF: Duration = Duration::from_mins(1);

/// The requests of one device code.
#[derive(Clone, Debug)]
pub struct Polling {
    interval: Duration,
    /// How many requests in a row had no answer.
    unanswered: u32,
    next: Duration,
    ends: Duration,
}

/// How a request for the token went, when it brought none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// `authorization_pending`: the person is not done.
    Pending,
    /// `slow_down`: the same, and the requests came too fast.
    SlowDown,
    /// No answer, or one that says "later", perhaps with how long to wait.
    Nothing { retry_after: Option<Duration> },
}

impl Polling {
    /// `interval` as the issuer named it; `now`: when the code came; `ends`: when no request may be sent any more.
    pub fn new(interval: Option<Duration>, now: Duration, ends: Duration) -> Self {
        let interval = interval.unwrap_or(STANDARD);
        Self { interval, unanswered: 0, next: now.saturating_add(interval), ends }
    }

    /// When to ask next; `None` when that would be too late.
    pub fn next(&self) -> Option<Duration> {
        (self.next < self.ends).then_some(self.next)
    }

    /// Takes in what came at `now`.
    pub fn hear(&mut self, heard: Heard, now: Duration) {
        let mut wait = self.interval;
        match heard {
            Heard::Pending => self.unanswered = 0,
            Heard::SlowDown => {
                self.unanswered = 0;
                self.interval = self.interval.saturating_add(SLOWER);
                wait = self.interval;
            }
            Heard::Nothing { retry_after } => {
                self.unanswered = self.unanswered.saturating_add(1);
                let doubled = wait.saturating_mul(2_u32.saturating_pow(self.unanswered));
                wait = doubled.min(LONGEST_BACKOFF.max(wait)).max(retry_after.unwrap_or_default());
            }
        }
        self.next = now.saturating_add(wait);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// When the requests are sent if each is answered at once, the last answer for good; at most ten.
    fn times(interval: Option<u64>, ends: u64, answers: &[Heard]) -> Vec<u64> {
        let mut polling = Polling::new(interval.map(s), s(0), s(ends));
        let mut sent = Vec::new();
        while let Some(next) = polling.next().filter(|_| sent.len() < 10) {
            let heard = answers.get(sent.len()).or(answers.last()).copied().unwrap_or(Heard::Pending);
            sent.push(next.as_secs());
            polling.hear(heard, next);
        }
        sent
    }

    const NOTHING: Heard = Heard::Nothing { retry_after: None };

    #[test]
    fn d1_the_interval_passes_before_each_request_and_is_5_seconds_when_absent() {
        assert_eq!(times(Some(2), 9, &[]), [2, 4, 6, 8]);
        assert_eq!(times(None, 21, &[]), [5, 10, 15, 20]);
    }

    #[test]
    fn d1_the_interval_is_counted_from_the_answer() {
        let mut polling = Polling::new(Some(s(5)), s(2), s(600));
        assert_eq!(polling.next(), Some(s(7)));
        polling.hear(Heard::Pending, s(7 + 20));
        assert_eq!(polling.next(), Some(s(32)));
    }

    #[test]
    fn d2_slow_down_adds_5_seconds_for_good() {
        use Heard::{Pending, SlowDown};
        assert_eq!(times(Some(1), 40, &[SlowDown, Pending, SlowDown, Pending]), [1, 7, 13, 24, 35]);
    }

    #[test]
    fn d4_no_request_is_sent_when_the_code_has_ended_or_later() {
        assert_eq!(times(Some(5), 10, &[]), [5]);
        assert_eq!(times(Some(5), 5, &[]), [0; 0]);
        assert_eq!(times(Some(5), 0, &[]), [0; 0]);
    }

    #[test]
    fn d5_each_silence_doubles_the_wait_and_an_answer_ends_that() {
        assert_eq!(
            times(Some(5), 200, &[NOTHING, NOTHING, NOTHING, Heard::Pending])[..6],
            [5, 15, 35, 75, 80, 85]
        );
        assert_eq!(times(Some(5), 900, &[NOTHING])[3..7], [75, 135, 195, 255], "a minute at most");
        assert_eq!(times(Some(90), 900, &[NOTHING])[..3], [90, 180, 270], "never faster than the interval");
    }

    #[test]
    fn d5_a_wait_that_the_issuer_asks_for_is_kept() {
        let later = Heard::Nothing { retry_after: Some(s(30)) };
        assert_eq!(times(Some(5), 100, &[later, Heard::Pending])[..3], [5, 35, 40]);
    }

    #[test]
    fn no_time_is_too_long_to_be_counted() {
        let mut polling = Polling::new(Some(Duration::MAX), s(0), Duration::MAX);
        polling.hear(NOTHING, Duration::MAX);
        polling.hear(Heard::SlowDown, Duration::MAX);
        assert_eq!(polling.next(), None);
    }
}
