//! `authctl whoami`: who the issuer says you are.

use super::resolve::Profile;
use super::{Cell, Context, Outcome, Page};
use crate::failure::{Failure, Kind};
use crate::login::{Credential, Way};
use crate::oidc::userinfo;
use crate::session::Session;
use crate::session::renew::Need;
use serde_json::{Map, Value, json};

/// Show who the issuer says you are
///
/// Asks the issuer (userinfo). Where it does not answer this token, the claims of the ID token that was checked at
/// login are shown.
#[derive(Debug, clap::Args)]
pub struct WhoamiArgs {
    /// The profile
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
}

pub fn run(arguments: &WhoamiArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find(context, arguments.position.as_deref())?;
    let session = profile.session(context)?;
    let (source, claims) = context.block_on(who(&session))?;
    let fields = claims.iter().map(|(name, value)| (name.clone(), cell(value))).collect();
    let json = json!({"source": source, "claims": claims});
    let outcome = Outcome::page(Page::Fields(fields), json);
    Ok(match source {
        "userinfo" => outcome,
        _ => outcome.say("The issuer does not answer this token; this is what the ID token said at login."),
    })
}

async fn who(session: &Session<'_>) -> Result<(&'static str, Map<String, Value>), Failure> {
    let credential = session.usable(Need::default()).await?.credential;
    let Way::Oidc(party) = &session.way;
    if let Some(token) = &credential.access_token {
        let provider = party.discover(session.http).await?;
        if let Some(claims) = userinfo::ask(session.http, &provider, token).await? {
            check_same_person(&claims, &credential)?;
            return Ok(("userinfo", claims));
        }
    }
    Ok(("id_token", kept_claims(&credential)?))
}

/// Userinfo of somebody else is not used (OIDC Core section 5.3.2).
fn check_same_person(claims: &Map<String, Value>, credential: &Credential) -> Result<(), Failure> {
    let found = claims.get("sub").and_then(Value::as_str);
    if credential.subject.is_none() || found == credential.subject.as_deref() {
        return Ok(());
    }
    Err(Failure::new(
        Kind::Rejected,
        "other_subject",
        "the issuer's userinfo is about somebody else than the ID token",
    )
    .hint("Log in again; if it stays so, the issuer is at fault."))
}

fn kept_claims(credential: &Credential) -> Result<Map<String, Value>, Failure> {
    let token = credential.id_token.as_ref().ok_or_else(|| {
        Failure::new(
            Kind::LoginNeeded,
            "no_id_token",
            "the issuer neither answers userinfo nor gave an ID token",
        )
        .hint("authctl login --scope openid")
    })?;
    crate::oidc::id_token::claims(token)
        .ok_or_else(|| Failure::new(Kind::Other, "id_token", "the kept ID token cannot be read"))
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::String(text) => Cell::text(text),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            Cell::text(list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "))
        }
        other => Cell::text(other.to_string()),
    }
}
