//! THE DOOR: what is typed, what is printed.

mod complain;
mod report;
mod sections;
mod table;

use crate::commands::{self, Again, Context, Globals, LIST, Verb};
use crate::host::{Host, printable};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args as _, Command, FromArgMatches as _};
use std::borrow::Cow;
use std::ffi::OsString;

const USAGE: u8 = 2;

/// The whole command line. Only the verb that was typed builds its arguments.
pub fn command() -> Command {
    Globals::augment_args(Command::new("authctl"))
        .version(env!("CARGO_PKG_VERSION"))
        .about("Log in, keep the credential safe, hand out tokens that work, and call APIs with them")
        .after_help(
            "Each verb has its own --help, with examples. `authctl demo` shows the whole journey and touches \
             nothing of yours.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(LIST.iter().map(Verb::command))
}

/// The verbs whose names were typed, without their help: to lay out all of them takes longer than to decode a token.
/// What it takes, [`command`] takes too; where it finds fault, [`command`] has the words for it.
fn only_typed(arguments: &[OsString]) -> Command {
    let is_typed = |verb: &&Verb| {
        arguments.iter().any(|word| word == verb.name || verb.alias.is_some_and(|alias| word == alias))
    };
    Globals::augment_args(Command::new("authctl"))
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .subcommands(LIST.iter().filter(is_typed).map(Verb::bare_command))
}

/// Reads the command line, runs the verb, prints what comes of it, and says with which code to end.
pub fn run(arguments: impl IntoIterator<Item = OsString>, mut host: Host) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // scripts ask for the version often: no verb is laid out for that
    if let [_, flag] = &arguments[..]
        && (flag == "--version" || flag == "-V")
    {
        let line = concat!("authctl ", env!("CARGO_PKG_VERSION"), "\n");
        return host.terminal.data(line.as_bytes()).map_or_else(|why| report::unprinted(&why, &host), |()| 0);
    }
    let wants_json = arguments.iter().any(|argument| argument == "--json");
    let parsed = only_typed(&arguments).try_get_matches_from(&arguments);
    let matches = match parsed.or_else(|_| command().try_get_matches_from(&arguments)) {
        Ok(matches) => matches,
        Err(error) => return usage(error, wants_json, &host),
    };
    // the innermost verb has the global options too, wherever they were typed
    let mut innermost = &matches;
    while let Some((_, deeper)) = innermost.subcommand() {
        innermost = deeper;
    }
    let globals = match Globals::from_arg_matches(innermost) {
        Ok(globals) => globals,
        Err(error) => return usage(error, wants_json, &host),
    };
    host.terminal.manners = globals.manners();
    let json = globals.json;
    let again = Again::of(&globals);
    let context = Context::new(&host, globals, command);
    match commands::dispatch(LIST, &matches, &context) {
        Ok(outcome) => report::print(&again.in_outcome(outcome), json, &host),
        Err(failure) => complain::print(&again.in_failure(failure), json, &host),
    }
}

/// `--help` and `--version` are answers; anything else from the parser is a usage error.
fn usage(error: clap::Error, wants_json: bool, host: &Host) -> u8 {
    let error = &safe_to_show(error);
    let text = error.render().ansi().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match host.terminal.page(&text) {
            Ok(()) => 0,
            Err(why) => report::unprinted(&why, host),
        },
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            host.terminal.tell(text.trim_end());
            USAGE
        }
        ErrorKind::UnknownArgument if is_secret_by_value(error) => {
            let message =
                "a secret on the command line can be read by everybody on this machine, and is not taken";
            let failure = crate::failure::Failure::usage(message)
                .hint("--secret-file FILE, --secret-env NAME or --secret-stdin says where it is");
            complain::print(&failure, wants_json, host)
        }
        _ if wants_json => {
            let message = error.render().to_string();
            let first = message.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            complain::print(
                &crate::failure::Failure::usage(first).hint("--help shows what there is"),
                true,
                host,
            )
        }
        _ => {
            host.terminal.tell(text.trim_end());
            USAGE
        }
    }
}

/// The error with what was typed in a form that no terminal obeys. A tip that repeats it as it was goes.
fn safe_to_show(mut error: clap::Error) -> clap::Error {
    let odd: Vec<_> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(typed) => match printable::line(typed) {
                Cow::Owned(shown) => Some((kind, ContextValue::String(shown))),
                Cow::Borrowed(_) => None,
            },
            _ => None,
        })
        .collect();
    if !odd.is_empty() {
        error.remove(ContextKind::Suggested);
    }
    for (kind, shown) in odd {
        error.insert(kind, shown);
    }
    error
}

/// A secret by value, for a verb that takes secrets from elsewhere.
fn is_secret_by_value(error: &clap::Error) -> bool {
    let name = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (typed, similar) = (name(ContextKind::InvalidArg), name(ContextKind::SuggestedArg));
    typed.strip_prefix("--") == Some("secret")
        && similar.strip_prefix("--").is_some_and(|similar| similar.starts_with("secret-"))
}

#[cfg(test)]
mod tests {
    use super::{command, only_typed};
    use clap::{ArgMatches, Command, Id};
    use std::ffi::OsString;

    #[test]
    fn the_command_line_is_well_formed() {
        command().debug_assert();
    }

    #[test]
    fn the_typed_verbs_alone_are_parsed_as_all_of_them_are() {
        for line in [
            "decode e30.e30. --claim sub --json",
            "-vv --timeout 5s sign --hs256 --claim a=b",
            "sign --secret-env decode",
            "--profile verify token issue",
            "key inspect - -q",
            "profile set work --store file --key-file k",
            "login help",
            "lab",
        ] {
            let line: Vec<OsString> =
                ["authctl"].into_iter().chain(line.split(' ')).map(Into::into).collect();
            let read = |command: Command| {
                command.try_get_matches_from(&line).map(|matches| values(&matches)).map_err(|why| why.kind())
            };
            assert_eq!(read(only_typed(&line)), read(command()), "{line:?}");
        }
    }

    /// Each level's verb, and what it was given, in whatever order.
    fn values(matches: &ArgMatches) -> Vec<String> {
        let value = |id: &Id| {
            let raw: Vec<_> = matches.get_raw(id.as_str()).into_iter().flatten().collect();
            format!("{id}: {raw:?} by {:?}", matches.value_source(id.as_str()))
        };
        let mut all: Vec<String> = matches.ids().map(value).collect();
        all.sort();
        if let Some((verb, inner)) = matches.subcommand() {
            all.push(verb.to_owned());
            all.extend(values(inner));
        }
        all
    }
}
