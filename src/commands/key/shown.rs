//! How a ring and its keys are shown: never with what is secret.

use crate::commands::Cell;
use crate::commands::outcome::{distance, utc};
use crate::commands::ring_entry::RingLocation;
use crate::keys::{Key, Ring, State};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// The ring for scripts, without what is secret.
pub fn ring_object(ring: &Ring, store: &RingLocation, now: i64) -> Value {
    let keys: Vec<Value> = ring.states(now).map(|(key, state)| key_object(key, state)).collect();
    json!({"ring": ring.name, "algorithm": ring.algorithm.name(), "store": store.name(), "keys": keys})
}

pub fn key_object(key: &Key, state: State) -> Value {
    let fingerprint = key.fingerprint();
    // what has a fingerprint is not weak
    let weak = if fingerprint.is_none() { key.weakness() } else { None };
    json!({
        "kid": key.kid,
        "state": state.name(),
        "created_at": utc(key.created_at),
        "activates_at": key.is_delivered().then(|| utc(key.activates_at)),
        "retires_at": key.end.and_then(|end| end.verifies_until).map(utc),
        "revoked_at": key.revoked_at.map(utc),
        "fingerprint": fingerprint,
        "weak": weak,
    })
}

/// The state in the colour that it deserves.
pub fn state_cell(state: State) -> Cell {
    let name = state.name().to_owned();
    match state {
        State::Active => Cell::Good(name),
        State::Revoked => Cell::Bad(name),
        State::Retired => Cell::Faint(name),
        State::Next | State::Retiring => Cell::Text(name),
    }
}

/// How far away a time is.
pub fn away(time: i64, now: i64) -> String {
    distance(SignedDuration::from_secs(time.saturating_sub(now)))
}

/// When a new key signs.
pub fn begin(who: &str, new: &Key, state: State, now: i64) -> String {
    match state {
        State::Next => {
            format!("{who} is known from now on, and signs {}.", away(new.activates_at, now))
        }
        State::Active => format!("{who} signs from now on."),
        State::Retiring => format!("{who} signs no more; another one does already."),
        State::Retired | State::Revoked => format!("{who} is {}: none of its tokens is taken.", state.name()),
    }
}

/// How long tokens of an old key are taken; nothing of one that has no end.
pub fn end(old: &Key, state: State, now: i64) -> Option<String> {
    let kid = &old.kid;
    if !state.verifies() {
        return Some(format!("Key {kid} is {}: none of its tokens is taken.", state.name()));
    }
    Some(match old.end?.verifies_until {
        Some(until) => {
            format!("Tokens of key {kid} are taken until {} ({}).", text(until), away(until, now))
        }
        None => format!(
            "Tokens of key {kid} are taken until it is retired by force: it signed some that never expire."
        ),
    })
}

/// A time in a sentence.
pub fn text(time: i64) -> String {
    utc(time).as_str().unwrap_or_default().to_owned()
}
