//! `authctl store init`.

use crate::commands::{Context, Outcome};
use crate::config::{Layer, names};
use crate::failure::Failure;
use crate::sensitive::Password;
use crate::store::file::{Protection, default_key_file, passphrase_in};
use crate::store::{self, StoreKind};
use serde_json::json;
use std::path::Path;

const EXAMPLES: &str = r"authctl store init && authctl store use file      # a server without a keychain
authctl store init --key-file /run/secrets/authctl.key
AUTHCTL_PASSPHRASE_FILE=/run/secrets/passphrase authctl store init --passphrase";

/// Make the key of the encrypted file store
///
/// The key lies in a file (0600): who can read it can read the store. With --passphrase it is encrypted to a
/// passphrase instead, typed now or read from the file that AUTHCTL_PASSPHRASE_FILE names. A key that is there
/// already is never overwritten, and none is made where credentials lie whose key is gone.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct InitArgs {
    /// Protect the key by a passphrase instead of the mode of a file
    #[arg(long)]
    passphrase: bool,
}

pub fn run(arguments: &InitArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let folders = context.folders()?;
    let settings = context.settings("", Layer::default())?;
    let protection = match (arguments.passphrase, settings.value(|layer| &layer.key_file)) {
        (true, _) => Protection::Passphrase(passphrase(context)?),
        (false, Some(path)) => Protection::KeyFile(path),
        (false, None) => Protection::KeyFile(default_key_file(&folders)),
    };
    let path = store::file::init(&folders, protection)?;
    let lost = "Without it nothing in the store can be read: keep a copy in a safe place.";
    let is_found = path == default_key_file(&folders) || arguments.passphrase;
    let outcome = Outcome::done(json!({"key": path, "passphrase": arguments.passphrase}))
        .say(format!("The key of the file store is in {}. {lost}", path.display()));
    let outcome = match is_found {
        true => outcome,
        false => outcome
            .say(
                "From now on --key-file or AUTHCTL_KEY_FILE must name it; a login or a key ring that is made with --key-file remembers it.",
            )
            .say(format!(
                "For key rings in etcd: `authctl profile add NAME --key-file {} --rings etcd://HOST:2379/PREFIX`.",
                shell_words::quote(&path.to_string_lossy())
            )),
    };
    Ok(match settings.value(|layer| &layer.store) {
        Some(StoreKind::File) => outcome.say("Logins keep their credential there."),
        _ => outcome.say("Next: `authctl store use file` for all logins, or --store file at one of them."),
    })
}

fn passphrase(context: &Context<'_>) -> Result<Password, Failure> {
    let terminal = &context.host.terminal;
    if let Some(path) = context.host.environment.bytes(names::PASSPHRASE_FILE) {
        return Ok(passphrase_in(Path::new(path), terminal)?);
    }
    let first = terminal.ask_secret("Passphrase for the file store").map_err(|why| {
        Failure::from(why)
            .hint(format!("{} may name a file that holds the passphrase", names::PASSPHRASE_FILE))
    })?;
    if first.expose().is_empty() {
        return Err(store::Error::EmptyPassphrase.into());
    }
    if terminal.ask_secret("The same again")?.expose() != first.expose() {
        return Err(Failure::usage("the two passphrases differ; nothing was made"));
    }
    Ok(first)
}
