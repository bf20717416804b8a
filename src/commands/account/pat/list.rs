//! `authctl account pat list`.

use super::site;
use crate::commands::resolve::Profile;
use crate::commands::{Cell, Context, Outcome, Page};
use crate::failure::Failure;
use crate::service::tokens::{self, Listed};
use serde_json::{Value, json};

const EXAMPLES: &str = "authctl account pat list site
authctl account pat list site --json | jq -r '.tokens[] | select(.last_used == null).id'";

/// List the personal access tokens that there are
///
/// As the service's page shows them: their ids, names and dates. No token is among it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ListArgs {
    /// The profile that is logged in
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
}

pub fn run(arguments: &ListArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find(context, arguments.position.as_deref())?;
    let (site, session) = (site(&profile)?, profile.session(context)?);
    let answer = context.block_on(async { Ok(session.ask(&site, &tokens::page(&site)?).await?) })?;
    let listed = tokens::listed(&answer, context.host.clock.unix())?;
    let rows = listed.iter().map(row).collect();
    let list: Vec<Value> = listed.iter().map(object).collect();
    let page = Page::Table { heads: vec!["ID", "NAME", "CREATED", "LAST USED", "EXPIRES"], rows };
    let outcome = Outcome::page(page, json!({"profile": profile.name, "tokens": list}));
    Ok(match list.is_empty() {
        true => outcome.say("There is no token yet."),
        false => outcome,
    })
}

fn row(token: &Listed) -> Vec<Cell> {
    let cell = |head: &str| Cell::text(token.cell(head).unwrap_or("-"));
    let expires = match (token.is_expired, token.cell("expires")) {
        (true, Some(end)) => Cell::Bad(format!("{end}, expired")),
        _ => cell("expires"),
    };
    vec![Cell::text(&token.id), cell("name"), cell("created"), cell("last used"), expires]
}

fn object(token: &Listed) -> Value {
    json!({
        "id": token.id, "name": token.cell("name"), "created": token.cell("created"),
        "last_used": token.cell("last used"), "expires": token.cell("expires"), "expired": token.is_expired,
    })
}
