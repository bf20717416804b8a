//! What is said of a rotation.

use super::{FORESEEN, RotateArgs};
use crate::commands::Outcome;
use crate::commands::arguments::seconds;
use crate::commands::key::shown::{away, begin, end, key_object, text};
use crate::commands::named_ring::NamedRing;
use crate::commands::outcome::utc;
use crate::failure::Failure;
use crate::keys::{Key, Ring, State};
use crate::session::ring::Name;
use serde_json::{Value, json};

impl RotateArgs {
    /// A rotation that is proposed goes to the service as well.
    pub(super) fn with_delivery(&self, mut failure: Failure, name: &Name) -> Failure {
        let plain = name.command("rotate", "");
        for hint in failure.hints.iter_mut().filter(|hint| **hint == plain) {
            *hint = name.command("rotate", &self.delivery.typed());
        }
        failure
    }

    pub(super) fn told(&self, before: &Ring, after: &Ring, new: &str, now: i64) -> Outcome {
        let find = |kid: &str| after.states(now).find(|(key, _)| key.kid == kid);
        let (old, found) = (find(&before.active(now).kid), find(new));
        let object = |found: Option<(&Key, State)>| found.map(|(key, state)| key_object(key, state));
        let mut outcome = Outcome::silent(json!({
            "ring": after.name, "rotated": !self.dry_run, "dry_run": self.dry_run,
            "old": object(old), "new": object(found), "due_at": Value::Null, "delivery": Value::Null,
        }));
        let mut who = format!("Key {new}");
        // the one that this run has made up will not be
        if self.dry_run && !before.keys().iter().any(|key| key.kid == new) {
            "A new key".clone_into(&mut who);
            outcome.json["new"]["kid"] = Value::Null;
            outcome.json["new"]["fingerprint"] = Value::Null;
        }
        let foreseen = self.dry_run.then(|| FORESEEN.to_owned());
        let begin = found.map(|(new, state)| begin(&who, new, state, now));
        let end = old.and_then(|(old, state)| end(old, state, now));
        foreseen.into_iter().chain(begin).chain(end).fold(outcome, Outcome::say)
    }

    pub(super) fn not_due(&self, ring: &Ring, now: i64) -> Outcome {
        let (active, next) = (ring.active(now), ring.next(now));
        let every = self.every.filter(|_| next.is_none());
        let due_at = every.map(|every| active.activates_at.saturating_add(seconds(every)));
        let said = match next {
            Some(next) if next.awaits_delivery() => format!("Key {} signs once it is delivered.", next.kid),
            Some(next) => format!("Key {} is to sign {} already.", next.kid, away(next.activates_at, now)),
            None => {
                let since = text(active.activates_at);
                let until = due_at.map_or_else(String::new, |due| format!(" until {}", text(due)));
                format!("Key {} signs since {since}; it is not due{until}.", active.kid)
            }
        };
        let mut outcome = self.not_rotated(ring).say(said);
        outcome.json["due_at"] = due_at.map_or(Value::Null, utc);
        outcome
    }

    pub(super) fn not_rotated(&self, ring: &Ring) -> Outcome {
        Outcome::silent(json!({
            "ring": ring.name, "rotated": false, "dry_run": self.dry_run,
            "old": Value::Null, "new": Value::Null, "due_at": Value::Null, "delivery": Value::Null,
        }))
    }
}

/// A service that has the old key does not learn of the new one by itself.
pub(super) fn handed_out_before(ring: &Ring, named: &NamedRing) -> Option<String> {
    let put = match ring.algorithm.is_asymmetric() {
        true => named.name.command("export", " --format json"),
        false => named.name.command("rotate", " --if-due --every 30d --env-file FILE --env-name NAME"),
    };
    ring.is_in_services().then(|| format!("Services that sign have it only once it is handed out: `{put}`."))
}
