//! `authctl key show`.

use super::shown::{ring_object, state_cell};
use super::time_line;
use crate::commands::ring_entry::{RingArgument, RingEntry};
use crate::commands::{Cell, Context, Outcome, Page};
use crate::failure::Failure;
use crate::keys::{Delivery, Key, Ring, State};

const EXAMPLES: &str = "authctl key show api
authctl key show api --json | jq -r .keys[].state";

/// Show the keys of a ring and when each does what
///
/// No secret is shown. On a terminal a line draws the life of each key: when it is known to those who verify, when it signs,
/// and until when its tokens are taken.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ShowArgs {
    #[command(flatten)]
    ring: RingArgument,
}

pub fn run(arguments: &ShowArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let named = RingEntry::find(&arguments.ring, context)?;
    let (ring, now) = (named.keeper(context)?.load()?, context.host.clock.unix());
    let is_drawn = context.host.terminal.stdout_is_terminal();
    let lives = time_line::lives(&ring, now);
    let mut heads = vec!["KEY", "STATE", "SIGNS FROM", "TAKEN UNTIL", "FINGERPRINT"];
    heads.extend(is_drawn.then_some("LIFE"));
    let rows = ring.states(now).zip(lives).map(|((key, state), life)| {
        let mut row = row(key, state);
        row.extend(is_drawn.then(|| Cell::text(life)));
        row
    });
    let page = Page::Table { heads, rows: rows.collect() };
    let outcome = Outcome::page(page, ring_object(&ring, named.location(), now));
    let outcome = outcome.say(summary(&ring, &named));
    Ok(if is_drawn { outcome.say(time_line::LEGEND) } else { outcome })
}

fn row(key: &Key, state: State) -> Vec<Cell> {
    let nothing = || Cell::Faint("-".to_owned());
    let taken_until = match (key.revoked_at, key.end) {
        (Some(revoked_at), _) => Cell::unix_minute(revoked_at),
        (None, Some(end)) => end.verifies_until.map_or_else(|| Cell::text("for ever"), Cell::unix_minute),
        (None, None) => nothing(),
    };
    let signs_from = match (key.delivery, key.revoked_at) {
        (Delivery::Done, Some(revoked_at)) if revoked_at < key.activates_at => Cell::text("never"),
        (Delivery::Done, _) => Cell::unix_minute(key.activates_at),
        (Delivery::Awaited | Delivery::Withdrawn, Some(_)) => Cell::text("never"),
        (Delivery::Awaited, None) => Cell::text("its delivery"),
        (Delivery::Withdrawn, None) => Cell::text("not delivered"),
    };
    vec![
        Cell::text(&key.kid),
        state_cell(state),
        signs_from,
        taken_until,
        key.fingerprint().map_or_else(|| Cell::Bad("weak".to_owned()), Cell::text),
    ]
}

fn summary(ring: &Ring, named: &RingEntry) -> String {
    let place = named.location().description_of_place();
    format!("Key ring {} signs with {} and is kept in {place}.", ring.name, ring.algorithm)
}
