//! `authctl key delete`.

use super::without_new;
use crate::commands::ring_entry::{RingArgument, RingEntry, RingLocation};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use crate::session::ring::{Deleted, Deletion, RingName};
use serde_json::json;

const EXAMPLES: &str = "authctl key delete api --force";

/// Delete a key ring that nobody needs any more
///
/// Refused while a token of its keys can be alive, which nobody could verify without it. Of a key that a service has, or that has
/// signed, nobody knows its last token: --force deletes its ring.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct DeleteArgs {
    #[command(flatten)]
    ring: RingArgument,
    /// Also while its tokens can be alive; and one that is gone from etcd is remembered no more on this machine, by whatever endpoints it was seen
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &DeleteArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    deleted(arguments, context).map_err(without_new)
}

fn deleted(arguments: &DeleteArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let named = RingEntry::find(&arguments.ring, context)?;
    let (now, name) = (context.host.clock.unix(), &named.name);
    let deletion = if arguments.force { Deletion::Forced } else { Deletion::WhenOver { now } };
    let deleted = named.keeper(context)?.delete(deletion, || match named.location() {
        RingLocation::Here(_) => {
            let removed = context.change_config(|config| Ok(config.remove_ring(&name.bare)));
            removed.map(drop).map_err(|why| still_named(why, name))
        }
        RingLocation::Etcd(_) => Ok(()),
    })?;
    let is_forgotten = deleted == Deleted::Forgotten;
    let object = json!({
        "ring": name.bare, "store": named.location().name(), "deleted": !is_forgotten, "forgotten": is_forgotten,
    });
    Ok(Outcome::done(object).say(match deleted {
        Deleted::Now => format!("Key ring {name} is deleted."),
        Deleted::Forgotten => format!(
            "Key ring {name} was not there: this machine forgets the one that it has seen, by whatever endpoints, and takes it no \
             more if it comes back."
        ),
        Deleted::Before => {
            format!("Key ring {name} was deleted by somebody else, who has made another one: that stays.")
        }
    }))
}

/// The keys are gone, whatever becomes of the name.
fn still_named(why: Failure, name: &RingName) -> Failure {
    let message =
        format!("the keys of {name} are deleted, and config.toml still has its name: {}", why.message);
    let again = name.command("delete", "");
    Failure { message, ..why }.hint(format!("after that {again} takes out the name too"))
}
