//! Completions and man pages are committed; this compares them with what the binary prints.
//! `AUTHCTL_BLESS=1 cargo test --test it generated` writes them. The README's table of exit codes is written by hand, and
//! is the manual's word for word.

use crate::help::pages;
use crate::support::{Sandbox, in_package};
use std::collections::BTreeSet;

const COMPLETIONS: [(&str, &str); 5] = [
    ("bash", "authctl.bash"),
    ("zsh", "_authctl"),
    ("fish", "authctl.fish"),
    ("powershell", "_authctl.ps1"),
    ("elvish", "authctl.elv"),
];

#[test]
fn completions_are_those_of_the_parser() {
    let sandbox = Sandbox::new();
    let printed = COMPLETIONS.map(|(shell, name)| {
        let script = sandbox.run(["completions", shell]).succeeds();
        (name.to_owned(), script.stdout)
    });
    compare("completions", &printed);
}

#[test]
fn man_pages_are_those_of_the_parser() {
    let sandbox = Sandbox::new();
    let printed: Vec<_> = pages(&sandbox)
        .into_iter()
        .map(|page| {
            let source = sandbox.run(["man", "--page", &page]).succeeds();
            (format!("{page}.1"), source.stdout)
        })
        .collect();
    compare("man", &printed);
}

#[test]
fn the_readme_has_the_exit_codes_of_the_manual() {
    let manual = Sandbox::new().run(["man"]).succeeds().text().replace("\\-", "-");
    let manual = manual.split(".SH \"EXIT STATUS\"\n").nth(1).unwrap().split(".SH").next().unwrap();
    let readme = std::fs::read_to_string(in_package("README.md")).unwrap().replace('`', "");
    let table = readme.split("| exit code | meaning |\n| --- | --- |\n").nth(1).unwrap();
    let rows = table.lines().map_while(|row| row.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
    let rows =
        rows.map(|(code, meaning)| format!(".TP\n\\fB{code}\\fR\n{meaning}\n")).collect::<Vec<_>>().concat();
    assert_eq!(rows, manual);
}

fn compare(folder: &str, printed: &[(String, Vec<u8>)]) {
    let root = in_package(folder);
    if std::env::var_os("AUTHCTL_BLESS").is_some() {
        let _ = std::fs::remove_dir_all(&root);
        std::fs::create_dir_all(&root).unwrap();
        for (name, text) in printed {
            std::fs::write(root.join(name), text).unwrap();
        }
    }
    let bless = "the binary prints something else: AUTHCTL_BLESS=1 cargo test --test it generated";
    let committed: BTreeSet<_> =
        std::fs::read_dir(&root).expect(bless).map(|entry| entry.unwrap().file_name()).collect();
    let wanted: BTreeSet<_> = printed.iter().map(|(name, _)| name.into()).collect();
    assert_eq!(committed, wanted, "{bless}");
    for (name, text) in printed {
        assert!(&std::fs::read(root.join(name)).unwrap() == text, "{folder}/{name}: {bless}");
    }
}
