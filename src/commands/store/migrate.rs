//! `authctl store migrate`.

use crate::commands::resolve::Profile;
use crate::commands::{Context, Outcome};
use crate::config::Layer;
use crate::failure::{Failure, Kind};
use crate::sensitive::SecretBytes;
use crate::session::Keeper;
use crate::store::StoreKind;
use serde_json::json;

/// Move a credential to another place
///
/// It is written and read back there before it is deleted here, so that a failure on the way loses nothing. Done again
/// it ends a move that was cut short.
#[derive(Debug, clap::Args)]
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
    // what the file says, whatever the command line and the environment say of this run
    let config = context.config()?;
    let written = config.profile(&profile.name)?.and_then(|layer| layer.store).or(config.top()?.store);
    let (from, to) = (written.unwrap_or(StoreKind::Keychain), arguments.to);
    if to == StoreKind::None {
        return Err(Failure::usage("nothing can be moved to none, which keeps nothing")
            .hint(format!("authctl logout {}", profile.name)));
    }
    let json = json!({"profile": profile.name, "from": from.name(), "to": to.name()});
    if from == to {
        finish_earlier_move(&profile, to, context);
        let line = format!("The credential of {} is in {} already.", profile.name, to.description_of_place());
        return Ok(Outcome::silent(json).say(line));
    }
    let (keeper, target) = (profile.keeper_in(context, from)?, profile.keeper_in(context, to)?);
    let lock = keeper.lock()?;
    let secret = keeper.store.read(&keeper.slot)?;
    if let Some(secret) = &secret {
        target.store.write(&target.slot, secret)?;
        let arrived = target.store.read(&target.slot)?;
        if arrived.as_ref().map(SecretBytes::expose) != Some(secret.expose()) {
            let message = format!("the credential was not found again in {to}; it is still in {from}");
            return Err(Failure::new(Kind::Store, "not_arrived", message));
        }
    }
    let moved = Layer { store: Some(to), ..Layer::default() };
    context.change_config(|config| config.merge(&profile.name, &moved))?;
    keeper.forget(&lock)?;
    let place = to.description_of_place();
    Ok(Outcome::silent(json).say(match secret {
        Some(_) => format!("The credential of {} moved to {place}.", profile.name),
        None => {
            format!("Nobody is logged in to {}; its next credential will be kept in {place}.", profile.name)
        }
    }))
}

/// A move that was killed at its end has left a copy of the same login behind, which nobody would renew or revoke.
fn finish_earlier_move(profile: &Profile, to: StoreKind, context: &Context<'_>) {
    let login_in = |keeper: &Keeper<'_>| {
        let kept = keeper.load().ok().flatten()?;
        Some((kept.issuer, kept.client_id, kept.subject))
    };
    for other in [StoreKind::Keychain, StoreKind::File].into_iter().filter(|other| *other != to) {
        // a place that cannot be opened here was not moved from here
        if let (Ok(here), Ok(there)) = (profile.keeper_in(context, to), profile.keeper_in(context, other))
            && let Ok(lock) = there.lock()
            && let Some(login) = login_in(&here)
            && login_in(&there) == Some(login)
        {
            let _ = there.forget(&lock);
        }
    }
}
