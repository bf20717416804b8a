//! `authctl store status`.

use crate::commands::{Cell, Context, Outcome, Page};
use crate::config::Layer;
use crate::failure::Failure;
use crate::host::discreet;
use crate::store::{self, KeySource, Places, Probe, State, StoreKind};
use serde_json::json;
use std::path::PathBuf;

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
    let misplaced = Misplaced::of(&places);
    let chosen = settings.find(|layer| &layer.store);
    let mut rows = Vec::new();
    let mut list = Vec::new();
    let mut hints = Vec::new();
    for kind in StoreKind::ALL {
        let mut probe = store::probe(kind, &places, &context.host.terminal);
        for one in &misplaced {
            one.hide_in(&mut probe);
        }
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

/// A secret that was given in the place of a file or a folder.
struct Misplaced {
    path: String,
    secret: String,
    wanted: &'static str,
}

impl Misplaced {
    /// To be asked before anything makes the folders.
    fn of(places: &Places) -> Vec<Self> {
        let key = match &places.key {
            KeySource::KeyFile(path) | KeySource::PassphraseFile(path) => Some((path, "FILE")),
            KeySource::Standard => None,
        };
        let folders = [&places.folders.config, &places.folders.store].map(|folder| (folder, "DIR"));
        let found = |(path, wanted): (&PathBuf, _)| {
            let path_text = path.to_string_lossy().into_owned();
            Some(Self { path: path_text, secret: discreet::secret_in(path)?, wanted })
        };
        key.into_iter().chain(folders).filter_map(found).collect()
    }

    fn hide_in(&self, probe: &mut Probe) {
        probe.detail = probe.detail.replace(&self.path, &discreet::hidden(&self.secret));
        probe.hint = probe.hint.take().map(|hint| hint.replace(&self.path, self.wanted));
    }
}
