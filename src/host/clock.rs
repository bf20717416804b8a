//! What time it is, and in which time zone people read it.

use super::{Environment, files};
use jiff::{Timestamp, tz::TimeZone};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Where the rules of the machine's own zone are, and those of all others.
const OWN_ZONE: &str = "/etc/localtime";
const ZONES: &str = "/usr/share/zoneinfo";
/// No zone has more bytes of rules.
const LARGEST: usize = 64 * 1024;

/// A clock: the system's, or in a test one that stands still until it is moved.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System { rules: Option<PathBuf>, zone: OnceLock<TimeZone> },
    Held { now: Arc<Mutex<Timestamp>>, zone: TimeZone },
}

impl Clock {
    pub fn system() -> Self {
        Self(Source::System { rules: None, zone: OnceLock::new() })
    }

    /// The system's clock, read in the zone that TZ names or, where it names none, in the machine's own.
    pub fn of(environment: &Environment) -> Self {
        let rules = match environment.text("TZ") {
            Some(name) => zone_file(name),
            None => (!environment.is_set("TZ")).then(|| PathBuf::from(OWN_ZONE)),
        };
        Self(Source::System { rules, zone: OnceLock::new() })
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
            Source::System { .. } => Timestamp::now(),
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
            Source::System { rules, zone } => {
                zone.get_or_init(|| rules.as_deref().and_then(read).unwrap_or_else(TimeZone::system)).clone()
            }
            Source::Held { zone, .. } => zone.clone(),
        }
    }

    /// A time as a person reads it: `2026-11-20 23:45:00 CET`.
    pub fn shown(&self, time: Timestamp) -> String {
        time.to_zoned(self.zone()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
    }

    /// The same without its seconds.
    pub fn shown_to_the_minute(&self, time: Timestamp) -> String {
        time.to_zoned(self.zone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
    }
}

/// The file of a zone by its name, such as `Europe/Berlin`; `None` for the other forms that TZ has.
fn zone_file(name: &str) -> Option<PathBuf> {
    let is_name = name.split('/').all(|part| {
        part.starts_with(|first: char| first.is_ascii_alphabetic())
            && part.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | '+'))
    });
    is_name.then(|| Path::new(ZONES).join(name))
}

/// Straight from its file: jiff by itself looks through the folders of all zones first, which takes a third of a short
/// run.
fn read(rules: &Path) -> Option<TimeZone> {
    TimeZone::tzif("local", &files::read(rules, LARGEST).ok()??).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_read_from_their_own_file() {
        let time = Timestamp::from_second(1_763_700_000).unwrap();
        let shown = |zone: TimeZone| time.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S %Z").to_string();
        for name in ["Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/UTC"] {
            let Some(zone) = zone_file(name).as_deref().and_then(read) else { continue };
            assert_eq!(shown(zone), shown(TimeZone::get(name).unwrap()), "{name}");
        }
        for other in ["CET-1CEST", ":Europe/Berlin", "/etc/localtime", "../zone", "", "a//b", "<+03>-3"] {
            let path = zone_file(other);
            assert!(path.as_deref().and_then(read).is_none(), "{other}: {path:?}");
        }
    }
}
