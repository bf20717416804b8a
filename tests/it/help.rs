//! Every verb explains itself, and a wrong word is a usage error.

use crate::support::Sandbox;

/// The verbs of a page of `authctl man --list`: `authctl-profile-show` is typed `profile show`.
pub fn pages(sandbox: &Sandbox) -> Vec<String> {
    sandbox.run(["man", "--list"]).succeeds().text().lines().map(str::to_owned).collect()
}

/// What is typed for each page but the first: `["profile", "show"]`.
pub fn verbs(sandbox: &Sandbox) -> Vec<Vec<String>> {
    let verb = |page: &String| Some(page.strip_prefix("authctl-")?.split('-').map(str::to_owned).collect());
    pages(sandbox).iter().filter_map(verb).collect()
}

#[test]
fn a26_what_was_typed_wrongly_reaches_no_terminal_raw() {
    let sandbox = Sandbox::new();
    let odd = "\u{1b}[31mx\u{202e}\r\u{9b}2J";
    for words in [
        &[odd][..],
        &["verify", &format!("--{odd}")],
        &["verify", "--leeway", odd],
        &["decode", "a", odd],
        &["lint", "--format", odd],
        &["verify", &format!("--any-issuer={odd}")],
    ] {
        for words in [words.to_vec(), [words, &["--json"]].concat()] {
            let told = sandbox.run(&words).exits(2);
            assert!(
                !told.stderr.contains(['\u{1b}', '\u{202e}', '\r', '\u{9b}']),
                "{}",
                told.stderr.escape_debug()
            );
            told.says(["u{1b}[31mx", "u{202e}", "u{9b}2J"]);
        }
    }
}

#[test]
fn every_verb_has_help() {
    let sandbox = Sandbox::new();
    for verb in verbs(&sandbox) {
        let help = sandbox.authctl(&verb).args(["--help"]).run().succeeds();
        assert!(help.text().contains("Usage: authctl"), "{help}");
        assert!(help.stderr.is_empty(), "{help}");
        let short = sandbox.authctl(&verb).args(["-h"]).run().succeeds();
        assert!(short.text().lines().count() <= help.text().lines().count(), "{short}");
    }
    assert!(sandbox.files().is_empty(), "help leaves nothing behind");
}

#[test]
fn what_is_a_verbs_own_comes_before_what_every_verb_has() {
    let sandbox = Sandbox::new();
    for verb in verbs(&sandbox) {
        for flag in ["--help", "-h"] {
            let help = sandbox.authctl(&verb).args([flag]).run().succeeds();
            let (own, shared) =
                help.text().split_once("Options of every verb").expect("the line of the global options");
            assert!(!own.contains("      --json ") && shared.contains("--json"), "{help}");
        }
    }
    for verb in [&["login"][..], &["profile", "add"]] {
        let help = sandbox.authctl(verb).args(["-h"]).run().succeeds().text().to_owned();
        let places: Vec<_> =
            ["Arguments:", "  -h, --help", "--issuer <", "--scope <", "--store <", "Examples:"]
                .map(|part| help.find(part))
                .to_vec();
        assert!(places.is_sorted() && places[0].is_some(), "{places:?} in {help}");
    }
}

#[test]
fn every_verb_has_examples_and_each_is_a_command_line_that_the_parser_takes() {
    let sandbox = Sandbox::new();
    let mut examples = 0;
    for verb in verbs(&sandbox) {
        let help = sandbox.authctl(&verb).args(["-h"]).run().succeeds().text().to_owned();
        let (_, lines) = help.split_once("Examples:\n").unwrap_or_else(|| panic!("no examples in {help}"));
        let (lines, _) = lines.split_once("\n\n").unwrap();
        for line in lines.replace("\\\n", "").lines().flat_map(|line| line.split("&&")) {
            let (_, command) = line.split_once("authctl ").unwrap();
            let words = shell_words::split(command.split(['|', '#']).next().unwrap()).unwrap();
            let own = words.iter().position(|word| word == "--").unwrap_or(words.len());
            let told = sandbox.authctl(&words[..own]).args(["--help"]).run();
            if told.stderr.contains("nothing was judged") {
                told.exits(2)
            } else {
                told.succeeds()
            };
            examples += 1;
        }
    }
    assert!(examples > 20, "{examples}");
}

/// Who guards a gate with `authctl verify "$TOKEN" --key …` is not let down by a token that is an option.
#[test]
fn help_in_the_place_of_a_verdict_is_no_success() {
    let sandbox = Sandbox::new();
    for words in [
        &["verify", "--help", "--secret-file", "s"][..],
        &["verify", "-qh", "--secret-file", "s"],
        &["verify", "--secret-file", "s", "--any-issuer", "-h"],
        &["-p", "login", "verify", "--help"],
        &["lint", "--fail-on", "warning", "--help"],
        &["lint", "-qh"],
        &["-q", "lint", "-h"],
        &["diff", "--exit-code", "e30.e30.", "--help"],
        &["introspect", "-p", "work", "--help"],
    ] {
        let told = sandbox.run(words).exits(2).prints_nothing();
        told.says(["usage: authctl", "nothing was judged", "put -- before it"]);
    }
    let told = sandbox.run(["verify", "--help", "--json"]).exits(2).prints_nothing();
    assert_eq!(told.failure()["code"], "usage", "{told}");
    for words in
        [&["verify", "--help"][..], &["lint", "-h"], &["help", "verify"], &["token", "work", "--help"]]
    {
        sandbox.run(words).succeeds();
    }
    for verb in ["verify", "lint"] {
        let help = sandbox.run([verb, "--help"]).succeeds().text().replace('\n', " ");
        assert!(help.contains("put -- before it, or use stdin"), "{help}");
        let judged = sandbox.run([verb, "--json", "--", "--help"]);
        assert!(judged.code != 0 && !judged.stderr.contains("nothing was judged"), "{judged}");
    }
}

#[test]
fn a_flag_that_nobody_knows_is_a_usage_error() {
    let sandbox = Sandbox::new();
    for verb in verbs(&sandbox) {
        let refused = sandbox.authctl(&verb).args(["--no-such-flag"]).run().exits(2).prints_nothing();
        assert!(refused.stderr.contains("--no-such-flag"), "{refused}");
    }
    sandbox.run(["no-such-verb"]).exits(2).prints_nothing().says(["no-such-verb"]);
}

#[test]
fn what_the_parser_says_is_whole_in_json_too() {
    let told = |words: &[&str]| Sandbox::new().authctl(words).args(["--json"]).run().exits(2).failure();
    let missing = told(&["key", "retire"]);
    assert_eq!(missing["message"], "the following required arguments were not provided: <RING>, <KID>");
    let values = told(&["lint", "--format", "odd"])["message"].as_str().unwrap().to_owned();
    assert!(values.ends_with("[possible values: text, json, sarif]"), "{values}");
    assert_eq!(told(&["key", "rotate", "--if-duo"])["hints"][0], "a similar argument exists: '--if-due'");
}

#[test]
fn a_misspelt_verb_is_met_with_the_right_one() {
    Sandbox::new().run(["lgoin"]).exits(2).says(["login"]);
}

#[test]
fn the_version_is_that_of_the_package() {
    let version = Sandbox::new().run(["--version"]).succeeds();
    assert_eq!(version.text(), concat!("authctl ", env!("CARGO_PKG_VERSION")));
}

/// The loader tells what it maps, and runs nothing (`ld.so(8)`). Each library more is some 50 µs more for every run.
#[test]
fn a_start_maps_no_library_but_the_c_library_and_the_unwinder() {
    let mut sandbox = Sandbox::new();
    sandbox.set("LD_TRACE_LOADED_OBJECTS", "1");
    let loaded = sandbox.run(["--version"]).succeeds();
    let mapped = loaded.text();
    let names = mapped.lines().filter_map(|line| line.split_whitespace().next()).map(ToOwned::to_owned);
    let others: Vec<String> = names
        .filter(|name| {
            !["linux-vdso", "libc.", "libgcc_s.", "/lib"].iter().any(|known| name.starts_with(known))
        })
        .collect();
    assert!(mapped.contains("libc.") && others.is_empty(), "{mapped}");
}

#[test]
fn without_a_verb_the_help_is_shown() {
    Sandbox::new().run([""; 0]).exits(2).says(["usage: authctl", "login"]);
}

#[test]
fn a41_no_option_takes_a_secret_by_value() {
    let sandbox = Sandbox::new();
    for verb in verbs(&sandbox) {
        let help = sandbox.authctl(&verb).args(["--help"]).run().succeeds();
        for line in help.text().lines().filter(|line| line.trim_start().starts_with('-')) {
            let (words, takes_value): (Vec<&str>, _) =
                (line.split_whitespace().collect(), line.contains('<'));
            for secret in
                ["--secret", "--password", "--client-secret", "--token", "--passphrase", "--refresh-token"]
            {
                assert!(
                    !(takes_value && words.contains(&secret)),
                    "`{}` takes a secret on its command line: {line}",
                    verb.join(" ")
                );
            }
        }
    }
}
