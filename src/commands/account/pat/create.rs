//! `authctl account pat create`.

use super::site;
use crate::commands::account::new_profile::{NewProfile, service_of};
use crate::commands::arguments::duration;
use crate::commands::resolve::Profile;
use crate::commands::{Context, Outcome, logout};
use crate::config::Layer;
use crate::failure::Failure;
use crate::host::printable;
use crate::login::credential::Made;
use crate::login::{Credential, Method as LoginMethod};
use crate::sensitive::AccessToken;
use crate::service::{self, Site, tokens};
use crate::session::renew::Need;
use crate::session::{self, Session};
use serde_json::json;
use std::time::Duration;

const DAY: u64 = 24 * 60 * 60;

const EXAMPLES: &str = "authctl account pat create site --name ci --expires-in 30d --as ci
authctl call ci /api/jobs
authctl account pat create site --name ci --as ci --logout   # and drop the session";

/// Get a personal access token and keep it as a profile
///
/// The token is shown nowhere. Whoever has it has all rights of its owner, without the password and without a second factor, also
/// after the password was changed: the service takes it until it ends or is revoked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct CreateArgs {
    /// The profile that is logged in
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
    /// What the service calls the token in its list
    #[arg(long, value_name = "TEXT", value_parser = label)]
    name: String,
    /// How many days it is good: 30d, 4w [default: for ever]
    #[arg(long, value_name = "DAYS", value_parser = days)]
    expires_in: Option<u64>,
    /// The name of the profile that keeps the token
    #[arg(long = "as", value_name = "PROFILE")]
    new: String,
    /// Take the place of a token that the profile holds; the service goes on taking that one
    #[arg(long)]
    force: bool,
    /// Log out of the profile that asked, once the token is kept
    #[arg(long)]
    logout: bool,
}

pub fn run(arguments: &CreateArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let owner = Profile::find(context, arguments.position.as_deref())?;
    let (site, session) = (site(&owner)?, owner.session(context)?);
    let settings = Layer { method: Some(LoginMethod::Token), ..service_of(&owner) };
    let new = NewProfile::prepare(&arguments.new, &owner, settings, context)?;
    check_holds_none(&new, &owner, arguments)?;
    // nothing ends it, and nothing is read, between its making and its keeping
    let mut credential = prepared(arguments, &session, &site.name(), context)?;
    let held = context.host.terminal.hold();
    credential.access_token = Some(create(arguments, &session, &site, &owner.name, context)?);
    let had = new.holds_live();
    let kept = new.keep(&credential).map_err(|why| lost(why, &owner.name, arguments))?;
    drop(held);
    let outcome = Outcome { json: with_name(kept.json.clone(), arguments), ..kept };
    let outcome = match arguments.expires_in {
        Some(_) => outcome,
        None => outcome.say(format!(
            "No end was asked for (--expires-in): the service takes it for ever, unless it is revoked. `authctl account pat list {0}` \
             has its id, `authctl account pat revoke ID {0}` ends it.",
            owner.name
        )),
    };
    let outcome = if had { outcome.say(lives_on(&arguments.new, &owner.name)) } else { outcome };
    match arguments.logout {
        false => Ok(outcome),
        true => Ok(match logout::log_out(&owner, context) {
            Ok(over) => {
                let json = over.json.clone();
                let mut outcome = outcome.and_then(over);
                outcome.json["logout"] = json;
                outcome
            }
            Err(why) => outcome.but(why),
        }),
    }
}

/// A token whose place another one takes lives on at the service, and nobody knows it any more.
fn check_holds_none(new: &NewProfile<'_>, owner: &Profile, arguments: &CreateArgs) -> Result<(), Failure> {
    if arguments.force || !new.holds_live() {
        return Ok(());
    }
    let message = format!(
        "{} holds a token already, which the service would go on taking after another one took its place here",
        arguments.new
    );
    Err(Failure::usage(message)
        .hint(format!("authctl account pat list {}", owner.name))
        .hint("--as with another name makes a new profile; --force takes its place"))
}

fn lives_on(name: &str, owner: &str) -> String {
    format!(
        "The token that {name} held before lives on at the service: `authctl account pat list {owner}` has its id, \
         `authctl account pat revoke ID {owner}` ends it."
    )
}

/// All of it but the token: of the same person, sent as a bearer token. When it ends is counted from now.
fn prepared(
    arguments: &CreateArgs,
    session: &Session<'_>,
    issuer: &str,
    context: &Context<'_>,
) -> Result<Credential, Failure> {
    let owner = context.block_on(async { Ok(session.usable(Need::default()).await?) })?.credential;
    let now = context.host.clock.now();
    let mut credential = Credential::new(LoginMethod::Token, issuer, "", now);
    let life = arguments.expires_in.map(|days| i64::try_from(days * DAY).unwrap_or(i64::MAX));
    credential.expires_at = life.map(|life| now.as_second().saturating_add(life));
    credential.account = owner.who().map(str::to_owned);
    credential.subject = owner.subject;
    let made = Made { by: session.keeper.profile.clone(), name: arguments.name.clone() };
    credential.made = Some(Box::new(made));
    Ok(credential)
}

fn create(
    arguments: &CreateArgs,
    session: &Session<'_>,
    site: &Site,
    owner: &str,
    context: &Context<'_>,
) -> Result<AccessToken, Failure> {
    let days = arguments.expires_in.map(|days| days.to_string());
    let question = tokens::creation(site, &arguments.name, days.as_deref())?;
    let made = context.block_on(async {
        Ok(match session.ask(site, &question).await {
            Ok(answer) => tokens::made(&answer, context.host.clock.unix()).map_err(session::Error::from),
            Err(why) => Err(why),
        })
    })?;
    made.map_err(|why| match is_in_doubt(&why) {
        true => in_doubt(why.into(), owner, arguments),
        false => why.into(),
    })
}

/// True where the token may be made all the same: the answer to that never came, or does not say.
fn is_in_doubt(why: &session::Error) -> bool {
    use service::Error as E;
    match why {
        session::Error::Service(E::Http(why)) => !why.is_before_sending(),
        session::Error::Service(E::Later { status, .. }) => *status >= 500,
        session::Error::Service(E::Odd { .. }) => true,
        _ => false,
    }
}

fn in_doubt(why: Failure, owner: &str, arguments: &CreateArgs) -> Failure {
    let name = printable::short(&arguments.name, 60);
    let message = format!("{}; nobody knows whether the token {name} is made", why.message);
    Failure { message, hints: ending(owner), ..why }
}

/// It is at the service, and nobody has it.
fn lost(why: Failure, owner: &str, arguments: &CreateArgs) -> Failure {
    let name = printable::short(&arguments.name, 60);
    let message = format!("the token {name} is made, and could not be kept: {}", why.message);
    Failure { message, ..why }.hints(ending(owner))
}

/// How a token is found and ended that nobody has.
fn ending(owner: &str) -> Vec<String> {
    vec![
        format!("authctl account pat list {owner}"),
        format!("authctl account pat revoke ID {owner} ends it"),
    ]
}

fn with_name(mut json: serde_json::Value, arguments: &CreateArgs) -> serde_json::Value {
    if let Some(members) = json.as_object_mut() {
        members.insert("name".to_owned(), json!(arguments.name));
    }
    json
}

fn label(text: &str) -> Result<String, String> {
    match text.trim().is_empty() || text.chars().count() > 200 || text.chars().any(char::is_control) {
        true => Err("a name of 1 to 200 characters is wanted".to_owned()),
        false => Ok(text.trim().to_owned()),
    }
}

/// Services count the life of such tokens in days.
fn days(text: &str) -> Result<u64, String> {
    let whole =
        |time: Duration| time.as_secs().is_multiple_of(DAY) && time.subsec_nanos() == 0 && !time.is_zero();
    match duration(text) {
        Ok(time) if whole(time) => Ok(time.as_secs() / DAY),
        _ => Err("whole days are wanted, such as 30d or 4w, at most a year".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_counted_in_whole_days() {
        for (typed, count) in [("1d", 1), ("30d", 30), ("2w", 14), ("48h", 2), ("86400", 1)] {
            assert_eq!(days(typed), Ok(count), "{typed}");
        }
        for wrong in ["", "0d", "30", "12h", "1h", "36h", "-1d", "soon", "400d"] {
            assert!(days(wrong).is_err(), "{wrong}");
        }
    }
}
