//! ONE FILE PER VERB: its arguments, what it does, what comes out.

pub mod arguments;
pub mod context;
pub mod globals;
pub mod outcome;
mod resolve;

mod call;
mod completions;
mod decode;
mod demo;
mod discover;
mod lab;
mod login;
mod logout;
mod man;
mod profile;
mod status;
mod store;
mod token;
mod whoami;

use crate::failure::Failure;
use clap::{ArgMatches, Args, Command, FromArgMatches as _};

pub use context::Context;
pub use globals::Globals;
pub use outcome::{Cell, Outcome, Page};

/// A verb as the list below names it. Its arguments are built only when it was typed.
pub struct Verb {
    pub name: &'static str,
    /// One line for the overview.
    pub about: &'static str,
    define: fn(Command) -> Command,
    run: fn(&ArgMatches, &Context<'_>) -> Result<Outcome, Failure>,
}

/// What stands at the top level.
pub enum Entry {
    Verb(Verb),
    Group { name: &'static str, about: &'static str, verbs: &'static [Verb] },
}

/// A verb's line: its name, one line about it, its arguments and its function.
macro_rules! verb {
    ($name:literal, $about:literal, $arguments:ty, $run:path) => {
        Verb {
            name: $name,
            about: $about,
            define: |command| <$arguments as Args>::augment_args(command).about($about),
            run: |matches, context| {
                let arguments =
                    <$arguments>::from_arg_matches(matches).map_err(|why| Failure::usage(why.to_string()))?;
                $run(&arguments, context)
            },
        }
    };
}

/// Every verb there is.
pub const LIST: &[Entry] = &[
    Entry::Verb(verb!("login", "Log in and keep the credential", login::LoginArgs, login::run)),
    Entry::Verb(verb!("logout", "Revoke the credential and delete it here", logout::LogoutArgs, logout::run)),
    Entry::Verb(verb!(
        "status",
        "Show who is logged in, until when, and where it is kept",
        status::StatusArgs,
        status::run
    )),
    Entry::Verb(verb!("whoami", "Show who the issuer says you are", whoami::WhoamiArgs, whoami::run)),
    Entry::Verb(verb!("token", "Print a usable token, renewed if needed", token::TokenArgs, token::run)),
    Entry::Verb(verb!("call", "Send an HTTP request with the credential", call::CallArgs, call::run)),
    Entry::Verb(verb!(
        "decode",
        "Show what a JWT says, without verifying it",
        decode::DecodeArgs,
        decode::run
    )),
    Entry::Verb(verb!("demo", "Show the whole journey on a built-in issuer", demo::DemoArgs, demo::run)),
    Entry::Verb(verb!(
        "lab",
        "Run a small issuer and a protected API on this machine",
        lab::LabArgs,
        lab::run
    )),
    Entry::Group { name: "profile", about: "Manage profiles", verbs: profile::VERBS },
    Entry::Group { name: "store", about: "Manage the places where secrets rest", verbs: store::VERBS },
    Entry::Verb(verb!(
        "discover",
        "Print what an issuer publishes of itself",
        discover::DiscoverArgs,
        discover::run
    )),
    Entry::Verb(verb!(
        "completions",
        "Print the completion script for a shell",
        completions::CompletionsArgs,
        completions::run
    )),
    Entry::Verb(verb!("man", "Print a manual page", man::ManArgs, man::run)),
];

use verb;

impl Entry {
    /// The command with its arguments left to [`Command::defer`].
    pub fn command(&self) -> Command {
        match self {
            Self::Verb(verb) => verb.command(),
            Self::Group { name, about, verbs } => Command::new(*name)
                .about(*about)
                .subcommand_required(true)
                .arg_required_else_help(true)
                .subcommands(verbs.iter().map(Verb::command)),
        }
    }
}

impl Verb {
    fn command(&self) -> Command {
        Command::new(self.name).about(self.about).defer(self.define)
    }
}

/// Runs the verb that was typed.
pub fn run(matches: &ArgMatches, context: &Context<'_>) -> Result<Outcome, Failure> {
    let not_one = || Failure::usage("no verb was given; --help lists them");
    let (name, inner) = matches.subcommand().ok_or_else(not_one)?;
    for entry in LIST {
        match entry {
            Entry::Verb(verb) if verb.name == name => return (verb.run)(inner, context),
            Entry::Group { name: group, verbs, .. } if *group == name => {
                let (name, inner) = inner.subcommand().ok_or_else(not_one)?;
                let verb = verbs.iter().find(|verb| verb.name == name).ok_or_else(not_one)?;
                return (verb.run)(inner, context);
            }
            _ => {}
        }
    }
    Err(not_one())
}
