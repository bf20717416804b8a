//! `authctl key list`.

use super::shown::ring_object;
use crate::commands::etcd::PlaceFlags;
use crate::commands::ring_entry::{RingEntry, Unread};
use crate::commands::{Cell, Context, Outcome, Page};
use crate::failure::Failure;
use crate::keys::Ring;
use serde_json::{Value, json};
use std::collections::HashSet;

const EXAMPLES: &str = "authctl key list
authctl key list --json | jq -r '.rings[].keys[] | select(.state == \"active\").kid'
authctl key list etcd://10.0.0.1:2379/teams";

/// List the key rings of this machine, or those of a place in etcd
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ListArgs {
    /// etcd://HOST:PORT[,HOST:PORT…]/PREFIX; with -p the place that the profile names
    place: Option<String>,
    #[command(flatten)]
    etcd: PlaceFlags,
}

/// What is listed.
#[derive(Default)]
struct Listed {
    /// A script reads it. For people no key is looked at closer: that takes longer than to read it.
    is_for_scripts: bool,
    rows: Vec<Vec<Cell>>,
    objects: Vec<Value>,
    failed: Vec<Failure>,
}

pub fn run(arguments: &ListArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let now = context.host.clock.unix();
    let mut listed = Listed { is_for_scripts: context.globals.json, ..Listed::default() };
    let rings = match RingEntry::all_in_etcd(arguments.place.as_deref(), &arguments.etcd, context)? {
        Some(rings) => rings,
        None => RingEntry::all_here(context)?,
    };
    for (ring, read) in rings {
        listed.add(&ring, read, now);
    }
    let heads = vec!["RING", "ALGORITHM", "SIGNS", "SINCE", "KEYS", "STORE"];
    let is_empty = listed.rows.is_empty();
    let outcome = Outcome::page(Page::Table { heads, rows: listed.rows }, json!({ "rings": listed.objects }));
    let outcome = match failure(listed.failed) {
        Some(failure) => outcome.but(failure),
        None => outcome,
    };
    let ring = match (&arguments.place, &context.globals.profile) {
        (Some(place), _) => format!("{place}/NAME --alg HS256"),
        (None, Some(profile)) => format!("NAME --alg HS256 -p {profile}"),
        (None, None) => "NAME --alg HS256".to_owned(),
    };
    Ok(match is_empty {
        true => outcome.say(format!("There is no key ring yet: `authctl key new {ring}` makes one.")),
        false => outcome,
    })
}

impl Listed {
    /// One that cannot be read hides no other.
    fn add(&mut self, ring: &RingEntry, read: Result<Ring, Unread>, now: i64) {
        let store = ring.location();
        match read {
            Ok(kept) => {
                self.rows.push(row(&kept, store.name(), now));
                self.objects.extend(self.is_for_scripts.then(|| ring_object(&kept, store, now)));
            }
            Err(why) => {
                let name = &ring.name.bare;
                let (word, why) = match why {
                    Unread::Gone(why) => ("gone", why),
                    Unread::Unreadable(why) => ("unreadable", why),
                };
                self.rows.push(vec![Cell::text(name), Cell::Bad(word.to_owned())]);
                self.objects.push(json!({"ring": name, "store": store.name(), "error": why.message}));
                self.failed.push(why);
            }
        }
    }
}

/// Why some cannot be read, each reason once.
fn failure(mut all: Vec<Failure>) -> Option<Failure> {
    let mut seen = HashSet::new();
    all.retain(|failure| seen.insert(failure.message.clone()));
    let mut all = all.into_iter();
    let first = all.next()?;
    Some(all.fold(first, |first, other| {
        let new: Vec<String> = other.hints.into_iter().filter(|hint| !first.hints.contains(hint)).collect();
        first.detail(other.message).hints(new)
    }))
}

fn row(ring: &Ring, store: &str, now: i64) -> Vec<Cell> {
    let active = ring.active(now);
    vec![
        Cell::text(&ring.name),
        Cell::text(ring.algorithm.name()),
        Cell::text(&active.kid),
        Cell::unix_minute(active.activates_at),
        Cell::text(counts(ring, now)),
        Cell::text(store),
    ]
}

/// "1 next, 1 active, 2 retiring".
fn counts(ring: &Ring, now: i64) -> String {
    use crate::keys::State;
    let states: Vec<State> = ring.states(now).map(|(_, state)| state).collect();
    let count = |wanted: State| {
        let count = states.iter().filter(|state| **state == wanted).count();
        (count > 0).then(|| format!("{count} {}", wanted.name()))
    };
    let all = [State::Next, State::Active, State::Retiring, State::Retired, State::Revoked];
    all.into_iter().filter_map(count).collect::<Vec<_>>().join(", ")
}
