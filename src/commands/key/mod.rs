//! `authctl key …`: the keys that sign and encrypt.

mod delete;
mod deliver;
mod env_file;
mod export;
mod handover;
mod import;
mod inspect;
mod jwks;
mod list;
mod making;
mod new;
mod owner;
mod prune;
mod retire;
mod revoke;
mod rotate;
mod show;
mod shown;
mod then;
mod time_line;

use super::{Verb, globals, verb};
use crate::failure::Failure;
use clap::{Args, FromArgMatches as _};

pub const VERBS: &[Verb] = &[
    verb!("new", "Make a key ring with a key that signs from now on", new::NewArgs, new::run),
    verb!("import", "Make a key ring of a key that a service has already", import::ImportArgs, import::run),
    verb!(
        "list",
        "List the key rings of this machine, or those of a place in etcd",
        list::ListArgs,
        list::run
    ),
    verb!("show", "Show the keys of a ring and when each does what", show::ShowArgs, show::run),
    verb!("rotate", "Put a new key in the place of the one that signs", rotate::RotateArgs, rotate::run),
    verb!(
        "retire",
        "Take no more tokens of an old key, before its time has come",
        retire::RetireArgs,
        retire::run
    ),
    verb!(
        "revoke",
        "Take no more tokens of a key that somebody else may have",
        revoke::RevokeArgs,
        revoke::run
    ),
    verb!("prune", "Forget the keys whose tokens nobody takes any more", prune::PruneArgs, prune::run),
    verb!("delete", "Delete a key ring that nobody needs any more", delete::DeleteArgs, delete::run),
    verb!("export", "Hand out the key of a ring to a service", export::ExportArgs, export::run),
    verb!("jwks", "Print the public keys of a ring as a JWK set", jwks::JwksArgs, jwks::run),
    verb!("inspect", "Show what a key is, and what is wrong with it", inspect::InspectArgs, inspect::run),
];

/// Who takes something away from a ring that is not there wants no new one in its place.
fn without_new(mut failure: Failure) -> Failure {
    let count = failure.hints.len();
    failure.hints.retain(|hint| !hint.starts_with("authctl key new "));
    match failure.hints.is_empty() && count > 0 {
        true => failure.hint("authctl key list"),
        false => failure,
    }
}

pub const EXAMPLES: &str = "authctl key new api --alg HS256
authctl key rotate api --if-due --every 30d
authctl key inspect public.pem
authctl key inspect jwks.json --json | jq -r '.keys[].thumbprint'";
