//! `authctl store migrate`.

use crate::commands::moving::{Relation, put, relation};
use crate::commands::resolve::{Profile, unknown};
use crate::commands::{Context, Outcome};
use crate::config::Layer;
use crate::failure::{Failure, Kind};
use crate::session::Keeper;
use crate::store::StoreKind;
use serde_json::json;

const EXAMPLES: &str = "authctl store migrate work --to file";

/// Move a credential to another place
///
/// It is written and read back there before it is deleted here, so that a failure on the way loses nothing. Done again
/// it ends a move that was cut short. The credential of another login is neither written over nor deleted.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct MigrateArgs {
    /// The profile whose credential moves
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
    /// The place to move to
    #[arg(long, value_name = "PLACE")]
    to: StoreKind,
}

pub fn run(arguments: &MigrateArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find(context, arguments.position.as_deref())?;
    let (from, to) = (profile.written_store(context)?.unwrap_or(StoreKind::Keychain), arguments.to);
    if to == StoreKind::None {
        return Err(Failure::usage("nothing can be moved to none, which keeps nothing")
            .hint(format!("authctl logout {}", profile.name)));
    }
    let json = json!({"profile": profile.name, "from": from.name(), "to": to.name()});
    let place = to.description_of_place();
    if from == to {
        let line = format!("The credential of {} is in {place} already.", profile.name);
        return Ok(finish_earlier_move(&profile, to, context)
            .into_iter()
            .fold(Outcome::done(json).say(line), Outcome::say));
    }
    let (keeper, target) = (profile.keeper_in(context, from)?, profile.keeper_in(context, to)?);
    // the slot has the same name there, and so the same lock
    let lock = target.lock()?;
    let secret = keeper.read()?;
    if let Some(secret) = &secret {
        check_room(&keeper, &target, to)?;
        put(secret, &target, &lock)?;
    }
    let moved = Layer { store: Some(to), ..Layer::default() };
    let is_there = context.change_config(|config| {
        let is_there = config.profile(&profile.name)?.is_some();
        if is_there {
            config.merge(&profile.name, &moved)?;
        }
        Ok(is_there)
    })?;
    // a person who edits the file asks for no lock
    if !is_there {
        return Err(unknown(&profile.name, &context.load_config()?.profiles()));
    }
    keeper.forget(&lock)?;
    Ok(Outcome::done(json).say(match secret {
        Some(_) => format!("The credential of {} moved to {place}.", profile.name),
        None => {
            format!("Nobody is logged in to {}; its next credential will be kept in {place}.", profile.name)
        }
    }))
}

/// What rests in the target may be a copy that an earlier move left there; another login is nothing to write over.
fn check_room(from: &Keeper<'_>, to: &Keeper<'_>, place: StoreKind) -> Result<(), Failure> {
    // what cannot be read is moved as it is, and the place refuses to write over such a thing
    match relation(from, to) {
        None | Some(Relation::Copy | Relation::SameAccount) => Ok(()),
        Some(Relation::Foreign) => {
            let (at, profile) = (place.description_of_place(), &to.profile);
            let message =
                format!("{at} holds the credential of another login of {profile}; nothing was moved");
            Err(Failure::new(Kind::Refused, "occupied", message).hint(logout_of(profile, place)))
        }
    }
}

/// A move that was killed at its end has left a copy of the same login behind, which nobody would renew. To revoke it
/// would end the login that was moved. Returns what there is to say.
fn finish_earlier_move(profile: &Profile, to: StoreKind, context: &Context<'_>) -> Vec<String> {
    let mut told = Vec::new();
    for other in [StoreKind::Keychain, StoreKind::File].into_iter().filter(|other| *other != to) {
        // a place that cannot be opened here was not moved from here
        if let (Ok(here), Ok(there)) = (profile.keeper_in(context, to), profile.keeper_in(context, other))
            && let Ok(lock) = there.lock()
            && let Some(relation) = relation(&here, &there)
        {
            let at = other.description_of_place();
            match relation {
                Relation::Foreign => told.push(format!(
                    "Another login of {} is kept in {at}: {} ends it.",
                    profile.name,
                    logout_of(&profile.name, other)
                )),
                _ if there.forget(&lock).is_err() => {
                    told.push(format!("Its copy in {at} could not be deleted."));
                }
                Relation::Copy => {}
                Relation::SameAccount => told.push(format!(
                    "An older credential of the same account in {at} is deleted; nothing was revoked."
                )),
            }
        }
    }
    told
}

fn logout_of(profile: &str, place: StoreKind) -> String {
    format!("authctl logout {profile} --store {place}")
}
