//! What time it is, and in which time zone people read it.

use jiff::{Timestamp, tz::TimeZone};
use std::sync::{Arc, Mutex, PoisonError};

/// A clock: the system's, or in a test one that stands still until it is moved.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Held { now: Arc<Mutex<Timestamp>>, zone: TimeZone },
}

impl Clock {
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `now` in UTC until [`Clock::set`]: for tests, which never change the real one.
    pub fn held(now: Timestamp) -> Self {
        Self(Source::Held { now: Arc::new(Mutex::new(now)), zone: TimeZone::UTC })
    }

    /// Moves a held clock; the system's clock is not ours to move.
    pub fn set(&self, to: Timestamp) {
        if let Source::Held { now, .. } = &self.0 {
            *now.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => Timestamp::now(),
            Source::Held { now, .. } => *now.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z, rounded down: the NumericDate of RFC 7519 section 2.
    pub fn unix(&self) -> i64 {
        self.now().as_second()
    }

    /// The time zone in which times are shown to a person.
    pub fn zone(&self) -> TimeZone {
        match &self.0 {
            Source::System => TimeZone::system(),
            Source::Held { zone, .. } => zone.clone(),
        }
    }

    /// A time as a person reads it: `2026-11-20 23:45:00 CET`.
    pub fn shown(&self, time: Timestamp) -> String {
        time.to_zoned(self.zone()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
    }
}
