//! The rooms of `src` and who may import whom: arrows run down only.

use crate::support::in_package;
use regex::Regex;
use std::path::{Path, PathBuf};

/// Each room with the rooms below it that it may name. `lib` is the map and its `run`, `main` the
/// few lines around it. Below `config` are only the kinds that its settings name.
const RULES: &[(&str, &str)] = &[
    ("main", "run host"),
    ("lib", "cli commands failure config session login service oidc lab keys jwt store http host sensitive"),
    ("cli", "commands failure config host"),
    ("commands", "failure config session login service oidc lab keys jwt store http host sensitive"),
    ("failure", "config session login service oidc lab keys jwt store http host sensitive"),
    ("config", "login service store host sensitive"),
    ("session", "login service oidc store http keys jwt host sensitive"),
    ("login", "service oidc http jwt host sensitive"),
    ("service", "http host sensitive"),
    ("oidc", "jwt http host sensitive"),
    ("keys", "jwt sensitive"),
    ("jwt", "sensitive"),
    ("lab", "jwt host sensitive"),
    ("store", "http host sensitive"),
    ("http", "host sensitive"),
    ("host", "sensitive"),
    ("sensitive", ""),
];

#[test]
fn arrows_run_down_only() {
    let root = in_package("src");
    let mut faults = Vec::new();
    for file in files_below(&root) {
        let code = std::fs::read_to_string(&file).unwrap();
        faults.extend(faults_of(file.strip_prefix(&root).unwrap(), &code));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is wrong with one file, by its path below `src`.
fn faults_of(file: &Path, code: &str) -> Vec<String> {
    let modules: Vec<&str> = file.iter().map(|part| part.to_str().unwrap().trim_end_matches(".rs")).collect();
    let (room, shown) = (modules[0], file.display());
    let Some((_, allowed)) = RULES.iter().find(|(known, _)| *known == room) else {
        return vec![format!("{shown}: no rule for the room {room}")];
    };
    // how many times `super` stays in the room, from the top of this file
    let depth = modules[1..].iter().filter(|name| **name != "mod").count();
    let (named, climbs) = read(&code_only(code), depth);
    let upward = named
        .into_iter()
        .filter(|name| name != room && !allowed.split(' ').any(|room| room == name))
        .map(|name| format!("{shown}: {room} may not import {name}"));
    let climbing = climbs.into_iter().map(|path| format!("{shown}: {path} leaves the room {room}"));
    upward.chain(climbing).collect()
}

/// The rooms that are named from the crate's root, and the `super` paths that climb above the room.
fn read(code: &str, depth: usize) -> (Vec<String>, Vec<String>) {
    let token = Regex::new(r"\bmod\s+\w+\s*\{|[{}]|\b(?:super\s*::\s*)+|\b(?:crate|authctl)\s*::\s*(\{|\w+)")
        .unwrap();
    let (mut named, mut climbs, mut braces) = (Vec::new(), Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(found) = token.captures_at(code, at) {
        let (whole, text) = (found.get(0).unwrap(), &found[0]);
        at = whole.end();
        match found.get(1).map(|first| first.as_str()) {
            Some("{") => {
                at -= 1; // the group's own brace is counted by the next turn
                named.extend(names_of_group(&code[whole.end()..]));
            }
            Some(name) => named.push(name.to_owned()),
            None if text.ends_with('{') => braces.push(text.starts_with("mod")),
            None if text == "}" => drop(braces.pop()),
            None => {
                let inline = braces.iter().filter(|is_module| **is_module).count();
                if text.matches("super").count() > depth + inline {
                    climbs.push(text.to_owned());
                }
            }
        }
    }
    (named, climbs)
}

/// The first names of `a::b, c::{d, e}, f}`, up to the brace that ends the group.
fn names_of_group(inside: &str) -> Vec<String> {
    let (mut depth, mut names) = (0_u32, vec![String::new()]);
    for character in inside.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(String::new()),
            _ if depth == 0 => names.last_mut().unwrap().push(character),
            _ => {}
        }
    }
    let first = |path: String| path.split("::").next().unwrap_or_default().trim().to_owned();
    names.into_iter().map(first).filter(|name| !name.is_empty()).collect()
}

/// The code without comments, strings and characters.
fn code_only(code: &str) -> String {
    let talk = r##"(?s)//[^\n]*|/\*.*?\*/|r#+".*?"#+|"(?:\\.|[^"\\])*"|'(?:\\[^']+|[^'\\])'"##;
    Regex::new(talk).unwrap().replace_all(code, "' '").into_owned()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

#[test]
fn an_arrow_that_runs_up_is_seen() {
    let faults = |file: &str, code: &str| faults_of(Path::new(file), code);
    assert_eq!(
        faults("jwt/claims.rs", "use crate::oidc::Issuer;"),
        ["jwt/claims.rs: jwt may not import oidc"]
    );
    assert_eq!(faults("jwt/mod.rs", "fn f() -> crate::keys::Ring {}").len(), 1, "not only in use lines");
    assert_eq!(faults("host/a.rs", "use crate::{sensitive::X, http::{self, Y}, jwt};").len(), 2, "in groups");
    assert_eq!(faults("attic/mod.rs", ""), ["attic/mod.rs: no rule for the room attic"]);
    assert_eq!(faults("main.rs", "use authctl::cli;"), ["main.rs: main may not import cli"]);
    assert_eq!(faults("oidc/mod.rs", "use super::http;"), ["oidc/mod.rs: super:: leaves the room oidc"]);
    assert_eq!(faults("oidc/jwks.rs", "use super::super::http;").len(), 1);
    assert_eq!(faults("commands/jwt/issue.rs", "use super::super::super::login;").len(), 1);
    assert_eq!(faults("oidc/mod.rs", "mod tests { use super::super::http; }").len(), 1);

    assert!(faults("oidc/jwks.rs", "use super::pkce; mod tests { use super::super::pkce; }").is_empty());
    assert!(faults("sensitive.rs", "mod tests { use super::*; } ").is_empty());
    assert!(
        faults("jwt/a.rs", "// crate::oidc\n/* crate::oidc */ \"crate::oidc\" r#\"crate::\"oidc\"# '\"'")
            .is_empty()
    );
    assert!(faults("login/a.rs", "use crate::{oidc::{http, jwt}, login::b}; crate::host::Clock").is_empty());
}
