//! What is said of a rotation.

use super::RotateArgs;
use crate::commands::Outcome;
use crate::commands::arguments::seconds;
use crate::commands::key::deliver::Delivery;
use crate::commands::key::handover::{Done, Fate, Stage, Stopped, signs};
use crate::commands::key::shown::{away, begin, end, key_object, text};
use crate::commands::outcome::utc;
use crate::commands::ring_entry::RingEntry;
use crate::failure::Failure;
use crate::keys::{Key, Ring, State};
use serde_json::{Value, json};
use std::time::Duration;

const FORESEEN: &str = "Nothing was changed; this is what would happen:";

impl RotateArgs {
    pub(super) fn told_of(&self, done: &Done, now: i64) -> Outcome {
        match done {
            Done::Rotated { before, after, kid } => self.told(before, after, kid, now),
            Done::Followed(ring) => {
                let foreseen = self.dry_run.then(|| FORESEEN.to_owned());
                let outcome = foreseen.into_iter().fold(self.not_rotated(ring), Outcome::say);
                outcome.say(format!("Key {} signs already.", signs(ring, now).kid))
            }
            Done::Superseded { ring, kid, by } => self.not_rotated(ring).say(format!(
                "{}; key {} signs.",
                elsewhere(&format!("Key {kid}"), *by),
                signs(ring, now).kid
            )),
        }
    }

    pub(super) fn told(&self, before: &Ring, after: &Ring, new: &str, now: i64) -> Outcome {
        let find = |kid: &str| after.states(now).find(|(key, _)| key.kid == kid);
        let (old, found) = (find(&signs(before, now).kid), find(new));
        let object = |found: Option<(&Key, State)>| found.map(|(key, state)| key_object(key, state));
        let mut outcome = Outcome::silent(json!({
            "ring": after.name, "rotated": !self.dry_run, "dry_run": self.dry_run,
            "old": object(old), "new": object(found), "next": Value::Null, "due_at": Value::Null,
            "delivery": Value::Null,
        }));
        outcome.is_change = !self.dry_run;
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
        let next = next.map(|next| key_object(next, State::Next));
        outcome.json["next"] = next.unwrap_or_default();
        outcome.json["due_at"] = due_at.map_or(Value::Null, utc);
        outcome
    }

    pub(super) fn not_rotated(&self, ring: &Ring) -> Outcome {
        Outcome::silent(json!({
            "ring": ring.name, "rotated": false, "dry_run": self.dry_run,
            "old": Value::Null, "new": Value::Null, "next": Value::Null, "due_at": Value::Null,
            "delivery": Value::Null,
        }))
    }
}

/// Why a service has not got its key, and what is so then.
pub(super) fn failure(stopped: Stopped<Failure>, delivery: &Delivery<'_>) -> Failure {
    let why = stopped.besides.into_iter().fold(stopped.why, Failure::detail);
    match stopped.stage {
        Stage::NothingBegun => why,
        Stage::Awaits(kid) => {
            why.detail(format!("key {kid} awaits its delivery: the same command goes on with it"))
        }
        Stage::Withdrawn(kid) => why
            .detail(format!("key {kid} is taken back: it does not sign"))
            .hint(format!("the same command takes key {kid} again once that is mended")),
        Stage::Elsewhere { kid, by } => {
            let so = elsewhere(&format!("key {kid}"), by);
            match by {
                Fate::Delivered | Fate::Succeeded => why
                    .detail(format!("{so}, and {} has the secret before it", delivery.file()))
                    .hint("the same command with --if-due --every 30d delivers the key that signs"),
                Fate::TakenBack | Fate::Revoked | Fate::Forgotten => why.detail(so),
            }
        }
    }
}

/// What somebody else has decided on a key.
fn elsewhere(key: &str, by: Fate) -> String {
    match by {
        Fate::Delivered => format!("{key} was delivered meanwhile by another machine: it signs"),
        Fate::Succeeded => {
            format!("{key} was delivered meanwhile by another machine, and signs no more")
        }
        Fate::TakenBack => format!("{key} was taken back meanwhile by a machine that could not deliver it"),
        Fate::Revoked => format!("{key} was revoked meanwhile: none of its tokens is taken"),
        Fate::Forgotten => format!("{key} was taken out of the ring meanwhile"),
    }
}

/// What is told at a signal that waited for it.
pub(super) fn last_words(outcome: &Result<Outcome, Failure>) -> String {
    match outcome {
        Ok(outcome) => outcome.talk.join(" "),
        Err(failure) => {
            let all = std::iter::once(&failure.message).chain(&failure.details);
            format!("{}.", all.map(String::as_str).collect::<Vec<_>>().join("; "))
        }
    }
}

/// A service that has the old key does not learn of the new one by itself.
pub(super) fn handed_out_before(ring: &Ring, named: &RingEntry, every: Option<Duration>) -> Option<String> {
    let every = every.map_or_else(|| "30d".to_owned(), typed);
    let put = match ring.algorithm.is_asymmetric() {
        true => named.name.command("export", " --format json"),
        false => {
            let words = format!(" --if-due --every {every} --env-file FILE --env-name NAME");
            named.name.command("rotate", &words)
        }
    };
    ring.is_in_services().then(|| format!("Services that sign have it only once it is handed out: `{put}`."))
}

/// A time of whole seconds, as it would be typed again.
fn typed(time: Duration) -> String {
    const UNITS: [(u64, char); 3] = [(24 * 60 * 60, 'd'), (60 * 60, 'h'), (60, 'm')];
    let seconds = time.as_secs();
    let (length, unit) =
        UNITS.into_iter().find(|(length, _)| seconds.is_multiple_of(*length)).unwrap_or((1, 's'));
    format!("{}{unit}", seconds / length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::arguments::seconds_with_unit;

    #[test]
    fn a_time_is_typed_again_as_it_was() {
        for again in ["45s", "90m", "36h", "30d", "1d"] {
            assert_eq!(typed(seconds_with_unit(again).unwrap()), again);
        }
    }
}
