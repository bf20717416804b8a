//! `authctl man`: the manual pages.

use super::{Context, Outcome, Page};
use crate::config::names::VARIABLES;
use crate::failure::{Failure, Kind};
use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};
use serde_json::json;

const EXAMPLES: &str = "authctl man | man -l -
authctl man profile show | man -l -";

/// Print a manual page
///
/// `authctl man | man -l -` shows the main page, `authctl man profile show | man -l -` that of a verb.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ManArgs {
    /// The verb whose page is wanted; without one, the main page
    #[arg(value_name = "VERB", conflicts_with_all = ["list", "page"])]
    verb: Vec<String>,
    /// Print the names of all pages
    #[arg(long, conflicts_with = "page")]
    list: bool,
    /// Print the page of this name, such as authctl-profile-show
    #[arg(long, value_name = "NAME")]
    page: Option<String>,
}

/// What each exit code means; the README has the same table.
const EXIT_CODES: &[(&str, &str)] = &[
    ("0", "done; call without --fail whatever the API answered, as long as no new login is needed"),
    ("1", "another failure: a key, config or file that cannot be read or used"),
    (
        "2",
        "the command line is wrong, or nothing that could be a token was given: nothing, several words, not to be read (those two verify rejects: 3)",
    ),
    ("3", "a token was rejected, or is no JWT where one is wanted"),
    ("4", "a person must log in"),
    ("5", "the network or the issuer is not available: try again later"),
    ("6", "refused while logging in or by a verb"),
    ("7", "the place for secrets is missing, locked or refused"),
    ("8", "a token is genuine, and time is its only fault"),
    ("9", "discover --check or lint found something as bad as --fail-on says; diff --exit-code a difference"),
    ("22", "call --fail got HTTP 400 or above"),
    ("130, 143", "ended by Ctrl-C (SIGINT) or SIGTERM"),
];

pub fn run(arguments: &ManArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let mut command = (context.command)().disable_help_subcommand(true);
    command.build();
    let pages = pages(&command);
    if arguments.list {
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        return Ok(Outcome::page(Page::Raw(names.join("\n")), json!({ "pages": names })));
    }
    let wanted = match &arguments.page {
        Some(name) => name.clone(),
        None => page_of(&command, &arguments.verb),
    };
    let (name, found) = pages
        .into_iter()
        .find(|(name, _)| *name == wanted)
        .ok_or_else(|| Failure::usage(format!("there is no page {wanted}")).hint("authctl man --list"))?;
    let text = render(&name, &found).map_err(|why| Failure::new(Kind::Other, "man", why.to_string()))?;
    let json = json!({"page": name, "roff": text});
    Ok(Outcome::page(Page::Raw(text), json))
}

/// The name of the page of these words, each of which may be another word for its verb.
fn page_of(command: &Command, words: &[String]) -> String {
    let (mut name, mut inner) = (command.get_name().to_owned(), Some(command));
    for word in words.iter().flat_map(|words| words.split_whitespace()) {
        inner = inner.and_then(|verb| verb.find_subcommand(word));
        name = format!("{name}-{}", inner.map_or(word, Command::get_name));
    }
    name
}

/// Every page by its name: the command itself, its verbs, their verbs.
fn pages(command: &Command) -> Vec<(String, Command)> {
    let name = command.get_name();
    let mut found = vec![(name.to_owned(), command.clone())];
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        found.extend(pages(verb).into_iter().map(|(under, page)| (format!("{name}-{under}"), page)));
    }
    found
}

fn render(name: &str, command: &Command) -> std::io::Result<String> {
    let mut page = Vec::new();
    let version = concat!("authctl ", env!("CARGO_PKG_VERSION"));
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").to_owned();
    // what the help leaves to the overview, a page tells whole
    let whole = command.clone().mut_args(|arg| arg.hide_short_help(false).hide_long_help(false));
    let man = Man::new(whole.override_usage(usage)).source(version).manual("authctl manual");
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    man.render_options_section(&mut page)?;
    examples(command).to_writer(&mut page)?;
    if name == "authctl" {
        further_sections().to_writer(&mut page)?;
    }
    Ok(String::from_utf8_lossy(&page).trim_end().to_owned())
}

/// The examples at the end of a verb's help, line by line as they are there.
fn examples(command: &Command) -> Roff {
    let mut roff = Roff::default();
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    if let Some(lines) = help.strip_prefix("Examples:\n") {
        roff.control("SH", ["EXAMPLES"]).control("nf", []);
        roff.text([roman(lines)]);
        roff.control("fi", []);
    }
    roff
}

/// What clap does not know: exit codes and environment.
fn further_sections() -> Roff {
    let mut roff = Roff::default();
    let mut section = |title: &str, entries: &mut dyn Iterator<Item = (&str, &str)>| {
        roff.control("SH", [title]);
        for (name, meaning) in entries {
            roff.control("TP", []).text([bold(name)]).text(vec![roman(meaning)] as Vec<Inline>);
        }
    };
    section("EXIT STATUS", &mut EXIT_CODES.iter().copied());
    section("ENVIRONMENT", &mut VARIABLES.iter().map(|variable| (variable.name, variable.purpose)));
    roff
}
