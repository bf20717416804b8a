//! ONE FILE PER VERB: its arguments, what it does, what comes out.

mod advice;
mod again;
mod anew;
pub mod arguments;
mod client_proof;
pub mod context;
mod dotenv;
mod etcd;
mod given_token;
pub mod globals;
mod login_command;
mod minting;
mod moving;
pub mod outcome;
mod resolve;
mod ring_entry;
mod service_flags;
mod signing;
mod signing_flags;
mod site;
mod token_source;
mod unshown;

mod account;
mod call;
mod completions;
mod demo;
mod discover;
mod introspect;
mod jwt;
mod key;
mod lab;
mod login;
mod logout;
mod man;
mod probe;
mod profile;
mod proxy_url;
mod revoke;
mod ring;
mod status;
mod store;
mod token;
mod userinfo;
mod whoami;
mod whose;
mod ws;

use crate::failure::Failure;
use clap::{ArgMatches, Args, Command, FromArgMatches as _};
use std::ffi::OsStr;

pub use again::Again;
pub use context::Context;
pub use globals::Globals;
pub use outcome::{Cell, Outcome, Page};

/// A verb, or a group of verbs, as the list below names it. What it takes is built only when it was typed.
pub struct Verb {
    pub name: &'static str,
    /// Another word for it.
    pub alias: Option<&'static str>,
    /// One line for the overview.
    pub about: &'static str,
    /// Adds its arguments.
    define: fn(Command) -> Command,
    /// Adds its arguments, in the form of its help.
    lay_out: fn(Command) -> Command,
    run: fn(&ArgMatches, &Context<'_>) -> Result<Outcome, Failure>,
    /// For one word and no option, or nothing at all.
    plain: Option<fn(Option<String>) -> Task>,
}

/// What is left to do when the command line is understood.
pub type Task = Box<dyn FnOnce(&Context<'_>) -> Result<Outcome, Failure>>;

/// Arguments that are told from one word, or none, without the parser, whose building takes longer than to decode a
/// token. For the verbs that scripts run in loops.
trait Plain: Args {
    /// The same that the parser makes of it.
    fn plain(word: Option<String>) -> Self;
}

/// A verb's line: its name, one line about it, its arguments and its function.
macro_rules! verb {
    ($name:literal $(or $alias:literal)?, $about:literal, $arguments:ty, $run:path $(, $plain:ident)?) => {
        Verb {
            name: $name,
            alias: [$($alias,)?].first().copied(),
            about: $about,
            define: <$arguments as Args>::augment_args,
            lay_out: |command| globals::laid_out(<$arguments as Args>::augment_args(command).about($about)),
            run: |matches, context| {
                let arguments =
                    <$arguments>::from_arg_matches(matches).map_err(|why| Failure::usage(why.to_string()))?;
                $run(&arguments, context)
            },
            plain: {
                let tasks: &[fn(Option<String>) -> $crate::commands::Task] = &[$(|word| {
                    let arguments = <$arguments as $crate::commands::Plain>::$plain(word);
                    Box::new(move |context| $run(&arguments, context))
                })?];
                tasks.first().copied()
            },
        }
    };
}

/// A group's line: its name, one line about it, its verbs, examples.
macro_rules! group {
    ($name:literal, $about:literal, $verbs:path, $examples:path) => {
        Verb {
            name: $name,
            alias: None,
            about: $about,
            define: |command| with_verbs(command, $verbs.iter().map(Verb::alone)),
            lay_out: |command| {
                globals::laid_out(with_verbs(command, $verbs.iter().map(Verb::command)).after_help($examples))
            },
            run: |matches, context| dispatch($verbs, matches, context),
            plain: None,
        }
    };
}

/// Every verb there is.
pub const LIST: &[Verb] = &[
    verb!("login", "Log in and keep the credential", login::LoginArgs, login::run),
    verb!("logout", "Revoke the credential and delete it here", logout::LogoutArgs, logout::run),
    verb!(
        "status",
        "Show who is logged in, until when, and where it is kept",
        status::StatusArgs,
        status::run
    ),
    verb!("whoami", "Show who the issuer says you are", whoami::WhoamiArgs, whoami::run),
    verb!("token", "Print a usable token, renewed if needed", token::TokenArgs, token::run, plain),
    verb!("call", "Send an HTTP request with the credential", call::CallArgs, call::run),
    verb!(
        "probe",
        "Show how an address answers nobody, a bad credential, and mine",
        probe::ProbeArgs,
        probe::run
    ),
    verb!("ws", "Talk over a WebSocket with the credential", ws::WsArgs, ws::run),
    verb!(
        "decode",
        "Show what a JWT says, without verifying it",
        jwt::decode::DecodeArgs,
        jwt::decode::run,
        plain
    ),
    verb!("verify", "Check the signature and the claims of a JWT", jwt::verify::VerifyArgs, jwt::verify::run),
    verb!("issue" or "sign", "Sign a JWT", jwt::issue::IssueArgs, jwt::issue::run),
    verb!("lint", "Find what is unsound about a JWT", jwt::lint::LintArgs, jwt::lint::run),
    verb!("diff", "Show what differs between two JWTs", jwt::diff::DiffArgs, jwt::diff::run),
    group!("key", "Keep keys, rotate them, and inspect them", key::VERBS, key::EXAMPLES),
    verb!("demo", "Show the whole journey on a built-in issuer", demo::DemoArgs, demo::run),
    verb!("lab", "Run a small issuer and a protected API on this machine", lab::LabArgs, lab::run),
    group!("profile", "Manage profiles", profile::VERBS, profile::EXAMPLES),
    group!("account", "Use what a service offers besides the login", account::VERBS, account::EXAMPLES),
    group!("store", "Manage the places where secrets rest", store::VERBS, store::EXAMPLES),
    verb!("discover", "Print what an issuer publishes of itself", discover::DiscoverArgs, discover::run),
    verb!("userinfo", "Print what the issuer says of the person", userinfo::UserinfoArgs, userinfo::run),
    verb!(
        "introspect",
        "Ask the issuer whether a token is good",
        introspect::IntrospectArgs,
        introspect::run
    ),
    verb!("revoke", "Ask the issuer to end a token", revoke::RevokeArgs, revoke::run),
    verb!(
        "completions",
        "Print the completion script for a shell",
        completions::CompletionsArgs,
        completions::run
    ),
    verb!("man", "Print a manual page", man::ManArgs, man::run),
];

use {group, verb};

impl Verb {
    /// The command with its arguments, or its verbs, left to [`Command::defer`].
    pub fn command(&self) -> Command {
        Command::new(self.name).visible_aliases(self.alias).about(self.about).defer(self.lay_out)
    }

    /// Only to be parsed: without what its help shows.
    pub fn alone(&self) -> Command {
        (self.define)(Command::new(self.name).visible_aliases(self.alias))
    }

    /// True for its name and the other word for it.
    pub fn is_called(&self, word: &OsStr) -> bool {
        word == self.name || self.alias.is_some_and(|alias| word == alias)
    }

    /// What it is for, with what the parser found.
    pub fn task(&'static self, matches: ArgMatches) -> Task {
        Box::new(move |context| (self.run)(&matches, context))
    }

    /// The same for one word and no option, or nothing at all, where it needs no parser for that.
    pub fn plain_task(&self, word: Option<String>) -> Option<Task> {
        self.plain.map(|task| task(word))
    }
}

fn with_verbs(command: Command, verbs: impl Iterator<Item = Command>) -> Command {
    command.subcommand_required(true).arg_required_else_help(true).subcommands(verbs)
}

/// Runs the one of these verbs that was typed.
fn dispatch(verbs: &[Verb], matches: &ArgMatches, context: &Context<'_>) -> Result<Outcome, Failure> {
    let typed = matches.subcommand();
    let found = typed.and_then(|(name, inner)| Some((verbs.iter().find(|verb| verb.name == name)?, inner)));
    let (verb, inner) = found.ok_or_else(|| Failure::usage("no verb was given; --help lists them"))?;
    (verb.run)(inner, context)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Debug;

    /// Nothing at all, and one word, make the same arguments with the parser and without it.
    pub fn assert_plain<A: Plain + Debug>() {
        for word in [None, Some("e30.e30."), Some("")] {
            let line = ["verb"].into_iter().chain(word);
            let parsed = A::augment_args(Command::new("verb")).get_matches_from(line);
            let parsed = A::from_arg_matches(&parsed).unwrap();
            assert_eq!(format!("{parsed:?}"), format!("{:?}", A::plain(word.map(str::to_owned))));
        }
    }
}
