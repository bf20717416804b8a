//! `authctl profile list`.

use crate::commands::{Cell, Context, Outcome, Page};
use crate::config::Layer;
use crate::failure::Failure;
use crate::service::Known;
use serde_json::json;

const EXAMPLES: &str = "authctl profile list
authctl profile list --json";

/// List the profiles
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ListArgs {}

pub fn run(_: &ListArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let config = context.config()?;
    let meant = context.profile_name(None)?;
    let mut rows = Vec::new();
    let mut list = Vec::new();
    for name in config.profiles() {
        let settings = context.settings(&name, Layer::default())?;
        let issuer = settings.value(|layer| &layer.issuer);
        let service = settings.value(|layer| &layer.service).map(Known::name);
        let api = settings.value(|layer| &layer.api);
        let place = match (&issuer, service, &api) {
            (Some(issuer), None, _) => issuer.clone(),
            (_, Some(service), Some(api)) => format!("{api} ({service})"),
            (None, None, Some(api)) => api.to_string(),
            _ => "-".to_owned(),
        };
        let store = match config.profile(&name)?.is_some_and(|written| written.has_rings_alone()) {
            true => Some("etcd"),
            false => settings.value(|layer| &layer.store).map(crate::store::StoreKind::name),
        };
        let is_default = meant.as_ref() == Some(&name);
        rows.push(vec![
            Cell::text(if is_default { "*" } else { "" }),
            Cell::text(&name),
            Cell::text(place),
            Cell::text(store.unwrap_or("-")),
        ]);
        list.push(json!({
            "profile": name, "issuer": issuer, "service": service, "api": api, "store": store, "default": is_default,
        }));
    }
    let outcome = Outcome::page(
        Page::Table { heads: vec!["", "PROFILE", "ISSUER OR SERVICE", "STORE"], rows },
        json!({ "profiles": list }),
    );
    Ok(match config.profiles().is_empty() {
        true => outcome
            .say("There is no profile yet: `authctl login NAME --issuer URL --client-id ID` makes one, and `authctl login NAME URL` one \
             for a service with a login of its own."),
        false => outcome,
    })
}
