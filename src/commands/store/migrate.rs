//! `authctl store migrate`.

use crate::commands::resolve::Profile;
use crate::commands::{Context, Outcome};
use crate::config::Layer;
use crate::failure::{Failure, Kind};
use crate::store::{self, StoreKind};
use serde_json::json;

/// Move a credential to another place
///
/// It is written and read back there before it is deleted here, so that a failure on the way loses nothing.
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
    let from = profile.settings.value(|layer| &layer.store).unwrap_or(StoreKind::Keychain);
    if arguments.to == StoreKind::None {
        return Err(Failure::usage("nothing can be moved to none, which keeps nothing")
            .hint(format!("authctl logout {}", profile.name)));
    }
    let done =
        Outcome::silent(json!({"profile": profile.name, "from": from.name(), "to": arguments.to.name()}));
    if from == arguments.to {
        return Ok(done.say(format!("The credential of {} is there already.", profile.name)));
    }
    let session = profile.session(context)?;
    let target = store::open(arguments.to, &context.places(&profile.settings)?, &context.host.terminal)?;
    let guard = session.lock()?;
    if let Some(secret) = session.store.read(&session.slot)? {
        target.write(&session.slot, &secret)?;
        let arrived = target.read(&session.slot)?;
        if arrived.as_ref().map(crate::sensitive::SecretBytes::expose) != Some(secret.expose()) {
            return Err(Failure::new(
                Kind::Store,
                "not_arrived",
                format!("the credential was not found again in {}; it is still in {from}", arguments.to),
            ));
        }
    }
    let moved = Layer { store: Some(arguments.to), ..Layer::default() };
    context.change_config(|config| config.merge(&profile.name, &moved))?;
    session.store.delete(&session.slot)?;
    drop(guard);
    Ok(done.say(format!("The credential of {} moved from {from} to {}.", profile.name, arguments.to)))
}
