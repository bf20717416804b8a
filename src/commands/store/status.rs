//! `authctl store status`.

use crate::commands::{Cell, Context, Outcome, Page};
use crate::config::Layer;
use crate::failure::Failure;
use crate::store::{self, State, StoreKind};
use serde_json::json;

const EXAMPLES: &str = "authctl store status
authctl store status --json";

/// Try each place where secrets can rest, and say what works
///
/// A throw-away secret is written, read and deleted in each place. The chosen one has a star.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct StatusArgs {}

pub fn run(_: &StatusArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = context.profile_name(None)?.unwrap_or_default();
    let settings = context.settings(&profile, Layer::default())?;
    let places = context.places(&settings)?;
    let chosen = settings.find(|layer| &layer.store);
    let mut rows = Vec::new();
    let mut list = Vec::new();
    let mut hints = Vec::new();
    for kind in StoreKind::ALL {
        let probe = store::probe(kind, &places, &context.host.terminal);
        let hint = probe.hint.map(|hint| context.told(hint));
        let origin =
            chosen.as_ref().filter(|chosen| chosen.value == kind).map(|chosen| chosen.origin.to_string());
        let state = probe.state.name().to_owned();
        rows.push(vec![
            Cell::text(if origin.is_some() { "*" } else { "" }),
            Cell::text(kind.name()),
            if probe.state == State::Usable { Cell::Good(state) } else { Cell::Bad(state) },
            Cell::text(&probe.detail),
        ]);
        list.push(json!({
            "place": kind.name(), "state": probe.state.name(), "detail": probe.detail, "hint": hint, "chosen": origin,
        }));
        hints.extend(hint.map(|hint| format!("{}: {hint}.", kind.name())));
    }
    let page = Page::Table { heads: vec!["", "PLACE", "STATE", "WHY"], rows };
    let outcome = Outcome::page(page, json!({ "places": list }));
    Ok(hints.into_iter().fold(outcome, Outcome::say))
}
