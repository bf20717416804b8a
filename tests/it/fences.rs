//! Rules of the tree that no compiler checks.

use crate::support::in_package;
use regex::Regex;
use std::collections::BTreeSet;
use std::process::Command;

/// Lines of code in a file of `src`, its tests not counted.
const LINES_AT_MOST: usize = 400;

/// What the name of the program is followed by in a sentence.
const PROSE: [&str; 18] = [
    "alone", "by", "can", "cannot", "does", "ends", "goes", "has", "inside", "is", "keeps", "manual",
    "obeys", "on", "refuses", "sends", "writes", "wrote",
];
/// Flags of other programs.
const FOREIGN_FLAGS: [&str; 5] = ["endpoints", "from-file", "prefix", "replace", "unlock"];

#[test]
fn every_dependency_says_why_it_is_there() {
    let manifest = std::fs::read_to_string(in_package("Cargo.toml")).unwrap();
    let tables =
        manifest.split("\n[").filter(|table| table.split(']').next().unwrap().ends_with("dependencies"));
    let entries = tables.flat_map(str::lines).filter(|line| line.contains(" = "));
    let unexplained: Vec<&str> = entries.filter(|line| !line.contains('#')).collect();
    assert!(unexplained.is_empty(), "no reason beside {unexplained:#?}");
}

#[test]
fn no_file_outgrows_its_reader() {
    let is_code = |path: &str| path.starts_with("src/") && !path.ends_with("/tests.rs");
    for (path, text) in tracked_texts().into_iter().filter(|(path, _)| is_code(path)) {
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        assert!(lines <= LINES_AT_MOST, "{path} has {lines} lines");
    }
}

#[test]
fn no_file_names_the_machine_it_was_written_on() {
    let home = std::env::var("HOME").unwrap_or_default();
    let traces = [env!("CARGO_MANIFEST_DIR").to_owned(), format!("{home}/")];
    for (path, text) in tracked_texts() {
        for trace in traces.iter().filter(|trace| trace.len() > 3) {
            assert!(!text.contains(trace.as_str()), "{path} names {trace}");
        }
    }
}

#[test]
fn a21_a22_private_keys_and_tags_are_for_the_library_alone() {
    // RUSTSEC-2023-0071: the time that the crate `rsa` takes tells its private key
    let other_rsa = Regex::new(r"[^:\w]rsa::").unwrap();
    let tag = r"\b(?:mac|hmac|computed|signature)\b";
    let comparison = Regex::new(&format!(r"{tag}\s*[!=]=|[!=]=\s*&?(?:\w+\.)*{tag}")).unwrap();
    for (path, text) in code() {
        let text = text.split("#[cfg(test)]").next().unwrap();
        assert!(!other_rsa.is_match(text), "{path} names the crate rsa");
        assert!(!comparison.is_match(text), "{path} compares a tag byte by byte");
    }
}

#[test]
fn every_flag_and_every_verb_that_the_code_names_is_there() {
    let mut parser = authctl::cli::command();
    parser.build();
    let mut flags = BTreeSet::new();
    gather_flags(&parser, &mut flags);
    let mut named = 0;
    for (path, text) in code() {
        for words in text.split("authctl ").skip(1).filter(|words| !word(words).is_empty()) {
            named += 1;
            assert!(is_there(&parser, words), "{path} names `authctl {}`, which is no verb", word(words));
        }
        for (before, flag) in text.match_indices("--").map(|(at, _)| (&text[..at], word(&text[at + 2..]))) {
            if flag.is_empty() || before.ends_with(|sign: char| sign.is_ascii_alphanumeric() || sign == '-') {
                continue;
            }
            named += 1;
            assert!(
                flags.contains(flag) || FOREIGN_FLAGS.contains(&flag),
                "{path} names --{flag}, which is no flag"
            );
        }
    }
    assert!(named > 200, "{named}");
}

fn gather_flags(command: &clap::Command, flags: &mut BTreeSet<String>) {
    flags.extend(command.get_arguments().filter_map(clap::Arg::get_long).map(str::to_owned));
    command.get_subcommands().for_each(|verb| gather_flags(verb, flags));
}

/// True when these words begin with a verb, in a group with one of the group's, or go on a sentence.
fn is_there(parser: &clap::Command, words: &str) -> bool {
    let Some(verb) = parser.find_subcommand(word(words)) else { return PROSE.contains(&word(words)) };
    let next = words[word(words).len()..].strip_prefix(' ').map(word).unwrap_or_default();
    next.is_empty() || !verb.has_subcommands() || verb.find_subcommand(next).is_some()
}

/// The word in lower case that a text begins with; empty where a sign or a capital is.
fn word(text: &str) -> &str {
    let ends = |sign: char| !(sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-');
    let word = text.split(ends).next().unwrap_or_default();
    if word.starts_with('-') { "" } else { word.trim_end_matches('-') }
}

/// The files of `src` without their tests and the comments that are in no help; strings over several lines in one.
fn code() -> Vec<(String, String)> {
    // style sheets have variables with dashes
    let styles = ["src/login/page.rs", "src/lab/pages.css"];
    let is_code =
        |path: &str| path.starts_with("src/") && !path.contains("/tests") && !styles.contains(&path);
    let is_read = |line: &&str| line.starts_with("///") || !line.starts_with("//");
    let clean = |text: &str| {
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let lines: Vec<_> = text.lines().map(str::trim_start).filter(is_read).collect();
        lines.join("\n").replace("\\\n", "")
    };
    let files = tracked_texts().into_iter().filter(|(path, _)| is_code(path));
    files.map(|(path, text)| (path, clean(&text))).collect()
}

/// Every file under version control that is text; without git (an unpacked archive) there is nothing to check.
fn tracked_texts() -> Vec<(String, String)> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(in_package("")).output();
    let names = listed.map(|output| output.stdout).unwrap_or_default();
    let names = String::from_utf8(names).unwrap();
    let read = |name: &str| Some((name.to_owned(), std::fs::read_to_string(in_package(name)).ok()?));
    names.split('\0').filter_map(read).collect()
}
