//! THE DOOR: what is typed, what is printed.

mod complain;
mod given;
mod report;
mod sections;
mod table;
mod tip;

use crate::commands::{Again, Context, Globals, LIST, Task, Verb};
use crate::failure::Failure;
use crate::host::{Host, discreet, printable};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Args as _, Command, FromArgMatches as _};
use given::Given;
use std::ffi::OsString;

const USAGE: u8 = 2;

/// What helps whoever gives a secret as a word of the command line.
const SECRETS_ELSEWHERE: &str =
    "--secret-file FILE, --secret-env NAME or --secret-stdin says where a secret is";

/// Verbs whose exit code says what a token is worth, which may be anybody's: one that is an option asks for help.
const GATES: [&str; 4] = ["verify", "lint", "diff", "introspect"];

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

/// The options of every verb, and what is to be done with them.
type Understood = (Globals, Task);

fn understood(arguments: &[OsString]) -> Result<Understood, clap::Error> {
    let words = arguments.get(1..).unwrap_or_default();
    if let Some(plain) = plain(words) {
        return Ok(plain);
    }
    let (verb, matches) = parsed(arguments)?;
    // the innermost verb has the global options too, wherever they were typed
    let mut innermost = &matches;
    while let Some((_, deeper)) = innermost.subcommand() {
        innermost = deeper;
    }
    Ok((Globals::from_arg_matches(innermost)?, verb.task(matches)))
}

/// The verb, and what it was given.
fn parsed(arguments: &[OsString]) -> Result<(&'static Verb, ArgMatches), clap::Error> {
    verb_first(arguments.get(1..).unwrap_or_default()).map_or_else(|| typed(arguments), Ok)
}

/// A verb that stands alone, or with one word that is no option: for the verbs that scripts run in loops.
fn plain(words: &[OsString]) -> Option<Understood> {
    let (verb, word) = match words {
        [verb] => (verb, None),
        [verb, word] => (verb, Some(word.to_str().filter(|word| !word.starts_with('-'))?)),
        _ => return None,
    };
    let verb = LIST.iter().find(|known| known.is_called(verb))?;
    Some((Globals::default(), verb.plain_task(word.map(str::to_owned))?))
}

/// The verb that stands first, as it mostly does, with what follows it: all of it on one level and without its help,
/// since to lay out every verb with every option takes longer than to decode a token. What is understood so,
/// [`command`] understands too; for anything else it has the words.
fn verb_first(words: &[OsString]) -> Option<(&'static Verb, ArgMatches)> {
    let verb = LIST.iter().find(|verb| words.first().is_some_and(|word| verb.is_called(word)))?;
    let command = Globals::augment_args(verb.alone());
    command.try_get_matches_from(words).ok().map(|matches| (verb, matches))
}

/// The verb, and what it was given, wherever they stand.
fn typed(arguments: &[OsString]) -> Result<(&'static Verb, ArgMatches), clap::Error> {
    let chosen = command().try_get_matches_from(arguments)?.remove_subcommand();
    let found = chosen.and_then(|(name, inner)| Some((LIST.iter().find(|verb| verb.name == name)?, inner)));
    found.ok_or_else(|| clap::Error::new(ErrorKind::MissingSubcommand))
}

/// Reads the command line, runs the verb, prints what comes of it, and says with which code to end.
pub fn run(arguments: impl IntoIterator<Item = OsString>, mut host: Host) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // scripts ask for the version often: no verb is laid out for that
    if let [_, flag] = &arguments[..]
        && (flag == "--version" || flag == "-V")
    {
        let line = concat!("authctl ", env!("CARGO_PKG_VERSION"), "\n");
        return host
            .terminal
            .data(line.as_bytes())
            .map_or_else(|why| report::unprinted(&why, false, &host), |()| 0);
    }
    let wants_json = arguments.iter().any(|argument| argument == "--json");
    let (globals, task) = match understood(&arguments) {
        Ok(understood) => understood,
        Err(error) if error.kind() == ErrorKind::DisplayHelp && is_beside_token(&arguments) => {
            return no_verdict(&error, wants_json, &host);
        }
        Err(error) => return usage(tip::mended(error, &arguments), wants_json, &host),
    };
    host.terminal.manners = globals.manners();
    let json = globals.json;
    let again = Again::of(&globals);
    let context = Context::new(&host, globals, command);
    let given = || Given::of(&arguments, || parsed(&arguments).ok(), &context);
    match task(&context) {
        Ok(outcome) if outcome.failure.is_none() => report::print(&again.in_outcome(outcome), json, &host),
        Ok(outcome) => report::print(&given().in_outcome(again.in_outcome(outcome)), json, &host),
        Err(failure) => complain::print(&given().in_failure(again.in_failure(failure)), json, &host),
    }
}

/// A gate is asked for help, and for something else too.
fn is_beside_token(arguments: &[OsString]) -> bool {
    let words = arguments.get(1..).unwrap_or_default();
    let is_gate = verb_behind_globals(words).is_some_and(|verb| GATES.contains(&verb.name));
    let is_alone = matches!(words, [_, flag] if flag == "--help" || flag == "-h");
    is_gate && !is_alone
}

/// The first word that is no global option, nor the value of one, where it is a verb.
fn verb_behind_globals(words: &[OsString]) -> Option<&'static Verb> {
    let are_globals = |words: &[OsString]| {
        Globals::augment_args(Command::new("authctl").no_binary_name(true))
            .try_get_matches_from(words)
            .is_ok()
    };
    let known = |word: &OsString| LIST.iter().find(|verb| verb.is_called(word));
    let verbs = words.iter().enumerate().filter_map(|(at, word)| Some((at, known(word)?)));
    verbs.into_iter().find(|(at, _)| are_globals(&words[..*at])).map(|(_, verb)| verb)
}

/// Help in the place of a verdict: no gate may take it for one.
fn no_verdict(help: &clap::Error, wants_json: bool, host: &Host) -> u8 {
    if !wants_json {
        host.terminal.tell(help.render().ansi().to_string().trim_end());
    }
    let failure = Failure::usage("nothing was judged: help was asked for beside other words")
        .hint("a token that begins with a dash is an option: put -- before it, or hand it over on stdin");
    complain::print(&failure, wants_json, host)
}

/// `--help` and `--version` are answers; anything else from the parser is a usage error.
fn usage(error: clap::Error, wants_json: bool, host: &Host) -> u8 {
    let is_key = is_key_by_value(&error);
    let error = &safe_to_show(error);
    let text = error.render().ansi().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match host.terminal.page(&text) {
            Ok(()) => 0,
            Err(why) => report::unprinted(&why, wants_json, host),
        },
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            host.terminal.tell(text.trim_end());
            USAGE
        }
        ErrorKind::UnknownArgument if let Some(elsewhere) = secret_by_value(error) => {
            let message =
                "a secret on the command line can be read by everybody on this machine, and is not taken";
            complain::print(&Failure::usage(message).hint(elsewhere), wants_json, host)
        }
        ErrorKind::UnknownArgument if is_key => {
            let message = "the text of a key on the command line can be read by everybody on this machine, and is not taken";
            let failure = Failure::usage(message).hint("- in the place of its file reads the key from stdin");
            complain::print(&failure, wants_json, host)
        }
        _ if wants_json => complain::print(&in_one_line(error), true, host),
        _ => {
            let text = text.trim_end();
            let (sentence, rest) = text.split_at(text.find('\n').unwrap_or(text.len()));
            host.terminal.tell(&(host.terminal.fitted(sentence, 0) + &host.terminal.fitted(rest, 4)));
            USAGE
        }
    }
}

/// What the parser says in a paragraph of lines, and its tips as hints.
fn in_one_line(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let (sentence, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
    let mut lines = sentence.lines().map(str::trim);
    let first = lines.next().unwrap_or_default().trim_start_matches("error: ");
    let all: Vec<&str> = lines.collect();
    let message = [first, &all.join(", ")].join(" ").trim_end().to_owned();
    let tips = rest.lines().filter_map(|line| line.trim_start().strip_prefix("tip: "));
    Failure::usage(message).hints(tips.map(str::to_owned)).hint("--help shows what there is")
}

/// No more of what was typed is repeated, in characters.
const MOST_REPEATED: usize = 40;

/// The error with what was typed in a form that no terminal obeys and that gives no token away. A tip that repeats it as
/// it was goes.
fn safe_to_show(mut error: clap::Error) -> clap::Error {
    let odd: Vec<_> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(typed) => {
                let shown = repeated(typed);
                (shown != *typed).then_some((kind, ContextValue::String(shown)))
            }
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

/// What was typed, cut where it is long, and not at all where it may be a token or a secret.
fn repeated(typed: &str) -> String {
    match discreet::may_be_secret(typed) {
        true => discreet::hidden(typed),
        false => printable::short(typed, MOST_REPEATED),
    }
}

/// The text of a key, which the parser may take for an option.
fn is_key_by_value(error: &clap::Error) -> bool {
    let typed = error.get(ContextKind::InvalidArg).map(ToString::to_string).unwrap_or_default();
    discreet::is_key_text(&typed)
}

/// How a verb takes a secret that was given by value.
fn secret_by_value(error: &clap::Error) -> Option<&'static str> {
    let name = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (typed, similar) = (name(ContextKind::InvalidArg), name(ContextKind::SuggestedArg));
    let taken = [
        ("secret", SECRETS_ELSEWHERE),
        ("password", "--password-stdin reads it from stdin; at a terminal it is asked for"),
        ("otp", "--otp-stdin reads it from stdin, behind the password; at a terminal it is asked for"),
    ];
    let fits = |flag: &str| {
        let similar = similar.strip_prefix("--").and_then(|similar| similar.strip_prefix(flag));
        typed.strip_prefix("--") == Some(flag) && similar.is_some_and(|rest| rest.starts_with('-'))
    };
    taken.into_iter().find(|(flag, _)| fits(flag)).map(|(_, elsewhere)| elsewhere)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Id;

    #[test]
    fn the_command_line_is_well_formed() {
        command().debug_assert();
    }

    #[test]
    fn a_verb_that_stands_first_is_understood_as_in_the_whole_command_line() {
        for verb in LIST {
            Globals::augment_args(verb.alone()).debug_assert();
        }
        for line in [
            "decode e30.e30. --claim sub --json",
            "sign --secret-env decode -vv --timeout 5s",
            "key inspect - -q",
            "key -q inspect -",
            "profile set work --store file --key-file k",
            "login work --issuer https://id.example.com --store none",
            "lab",
        ] {
            let line: Vec<OsString> =
                ["authctl"].into_iter().chain(line.split(' ')).map(Into::into).collect();
            let (verb, alone) = verb_first(&line[1..]).unwrap();
            let whole = command().try_get_matches_from(&line).unwrap();
            let (name, inner) = whole.subcommand().unwrap();
            assert_eq!((verb.name, values(&alone)), (name, values(inner)), "{line:?}");
        }
        for line in
            ["-q decode e30.e30.", "decode --help", "decode --no-such", "help decode", "--version -q", ""]
        {
            let words: Vec<OsString> = line.split(' ').map(Into::into).collect();
            assert!(verb_first(&words).is_none(), "{line:?}");
        }
    }

    #[test]
    fn help_beside_a_token_is_told_from_help_alone() {
        for (line, beside) in [
            ("verify --help", false),
            ("verify -h", false),
            ("help verify", false),
            ("decode --help --claim sub", false),
            ("-p verify decode --help x", false),
            ("verify --help --secret-file s", true),
            ("lint -qh", true),
            ("-q lint --help", true),
            ("-p login verify --help", true),
            ("--timeout=5s --color never diff a -h", true),
            ("introspect --help -p work", true),
        ] {
            let line: Vec<OsString> =
                ["authctl"].into_iter().chain(line.split(' ')).map(Into::into).collect();
            assert_eq!(is_beside_token(&line), beside, "{line:?}");
        }
    }

    #[test]
    fn only_one_word_or_none_needs_no_parser() {
        let is_plain = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(Into::into).collect();
            plain(&words).is_some()
        };
        for line in ["decode", "decode e30.e30.", "token", "token work", "token -work"] {
            assert_eq!(is_plain(line), line != "token -work", "{line:?}");
        }
        for line in ["", "decode -", "decode --help", "decode a b", "-q decode", "login work", "no-such work"]
        {
            assert!(!is_plain(line), "{line:?}");
        }
    }

    /// Each level's verb, and what it was given, in whatever order.
    fn values(matches: &ArgMatches) -> Vec<String> {
        let value = |id: &Id| {
            let raw: Vec<_> = matches.get_raw(id.as_str()).into_iter().flatten().collect();
            format!("{id}: {raw:?} by {:?}", matches.value_source(id.as_str()))
        };
        let mut all: Vec<String> = matches.ids().filter(|id| *id != "Globals").map(value).collect();
        all.sort();
        if let Some((verb, inner)) = matches.subcommand() {
            all.push(verb.to_owned());
            all.extend(values(inner));
        }
        all
    }
}
