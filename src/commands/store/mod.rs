//! `authctl store …`: which places can keep secrets here, which one is chosen, moving between them.

mod init;
mod migrate;
mod status;
mod use_;

use super::{Verb, globals, verb};
use crate::failure::Failure;
use clap::{Args, FromArgMatches as _};

pub const VERBS: &[Verb] = &[
    verb!(
        "status",
        "Try each place where secrets can rest, and say what works",
        status::StatusArgs,
        status::run
    ),
    verb!("use", "Choose the place for profiles that name no place", use_::UseArgs, use_::run),
    verb!("init", "Make the key of the encrypted file store", init::InitArgs, init::run),
    verb!("migrate", "Move a credential to another place", migrate::MigrateArgs, migrate::run),
];

pub const EXAMPLES: &str = "authctl store status
authctl store init && authctl store use file      # a server without a keychain
authctl store migrate work --to keychain";
