//! Rules of the tree that no compiler checks.

use crate::support::in_package;
use std::process::Command;

/// Lines of code in a file of `src`, its tests not counted.
const LINES_AT_MOST: usize = 400;

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

/// Every file under version control that is text; without git (an unpacked archive) there is nothing to check.
fn tracked_texts() -> Vec<(String, String)> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(in_package("")).output();
    let names = listed.map(|output| output.stdout).unwrap_or_default();
    let names = String::from_utf8(names).unwrap();
    let read = |name: &str| Some((name.to_owned(), std::fs::read_to_string(in_package(name)).ok()?));
    names.split('\0').filter_map(read).collect()
}
