//! `authctl profile show`.

use crate::commands::resolve::Profile;
use crate::commands::{Cell, Context, Outcome, Page};
use crate::config::Origin;
use crate::failure::Failure;
use serde_json::{Map, Value, json};

const EXAMPLES: &str = "authctl profile show work";

/// Show each setting of a profile and where it comes from
///
/// Routes, fields and endpoints are said one by one: those that come from elsewhere have a line of their own.
///
/// The order is: command line, environment, profile, top of config.toml, default. A secret or key of the client, or
/// endpoints, that are said for another issuer than the profile's are not used, which is told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ShowArgs {
    /// The profile to show
    name: Option<String>,
}

pub fn run(arguments: &ShowArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find_written(context, arguments.name.as_deref())?;
    let mut rows = vec![vec![
        Cell::text("config"),
        Cell::text(context.config()?.path().display().to_string()),
        Cell::text(""),
    ]];
    let mut settings = Map::new();
    let has_rings_alone =
        context.config()?.profile(&profile.name)?.is_some_and(|written| written.has_rings_alone());
    // where a login would be kept is no matter where there is none
    let is_shown =
        |name: &str, origin: &Origin| !(has_rings_alone && name == "store" && *origin == Origin::Default);
    for (name, value, origin) in
        profile.settings.all().into_iter().filter(|(name, _, origin)| is_shown(name, origin))
    {
        let text = words(&value).unwrap_or_else(|| value.to_string().trim().to_owned());
        rows.push(vec![Cell::text(&name), Cell::text(text), Cell::Faint(origin.to_string())]);
        let shown = json!({"value": json_of(&value), "origin": origin.to_string()});
        match settings.get_mut(&name).and_then(|known| known["value"].as_object_mut()) {
            // a table is said line by line, each perhaps elsewhere
            Some(lines) => lines.extend(shown["value"].as_object().cloned().unwrap_or_default()),
            None => drop(settings.insert(name, shown)),
        }
    }
    let not_used: Vec<String> = profile.settings.foreign().map(ToString::to_string).collect();
    let json = json!({
        "profile": profile.name, "config": context.config()?.path(), "settings": settings, "not_used": not_used,
    });
    let outcome = Outcome::page(Page::Table { heads: vec!["SETTING", "VALUE", "FROM"], rows }, json);
    Ok(not_used.iter().map(|line| format!("Note: {line}.")).fold(outcome, Outcome::say))
}

/// A text, or several between spaces, as one would type them.
fn words(value: &toml_edit::Value) -> Option<String> {
    match value {
        toml_edit::Value::Array(list) => {
            Some(list.iter().map(toml_edit::Value::as_str).collect::<Option<Vec<_>>>()?.join(" "))
        }
        other => other.as_str().map(str::to_owned),
    }
}

fn json_of(value: &toml_edit::Value) -> Value {
    match value {
        toml_edit::Value::String(text) => text.value().clone().into(),
        toml_edit::Value::Integer(number) => (*number.value()).into(),
        toml_edit::Value::Boolean(flag) => (*flag.value()).into(),
        toml_edit::Value::Array(list) => list.iter().map(json_of).collect(),
        toml_edit::Value::InlineTable(table) => {
            table.iter().map(|(name, value)| (name.to_owned(), json_of(value))).collect::<Map<_, _>>().into()
        }
        other => other.to_string().trim().to_owned().into(),
    }
}
