//! Goal R11: command lines and input that nobody would type, made from the real tree of verbs.
//!
//! `AUTHCTL_TEST_SEED=N` repeats a run; a failure names its seed.

use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Dice, Output, Sandbox, dice, long};
use clap::{Arg, ArgAction, Command};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What `--help` promises; 101 would be a panic.
const EXIT_CODES: [i32; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 22, 130];
/// These wait for somebody, so they are told to end.
const WAITING: [&str; 2] = ["lab", "login"];
const ENDED_BY_TERM: i32 = 143;
const DEADLINE: Duration = Duration::from_secs(20);

/// Words that may mean something, and words that mean trouble. No path leaves the sandbox, no host is anybody's.
const WORDS: [&str; 44] = [
    "work",
    "other",
    "default",
    "",
    " ",
    "-",
    "--",
    "---",
    "-x",
    "=",
    "--=x",
    "0",
    "1",
    "-1",
    "65536",
    "18446744073709551616",
    "1e9",
    "0.5s",
    "5m",
    "9999999h",
    "-5m",
    "true",
    "null",
    "{}",
    "[1",
    "\"",
    "http://127.0.0.1:9/x",
    "https://id.invalid/",
    "https://id.invalid/?a#b",
    "http://[::1]:9",
    "HTTP://U:P@a.invalid",
    "file:///x",
    "javascript:1",
    "://",
    "a=b",
    "a=https://id.invalid",
    "token=http://127.0.0.1:9/t",
    "X-A: b",
    "Authorization: x",
    "@body",
    "@missing",
    "openid offline_access",
    "\u{202e}\u{1b}[2J\u{7}\u{200b}",
    "../../../../x",
];
const BYTES: [&[u8]; 6] =
    [b"\xff", b"\xc3\x28", b"a\xed\xa0\x80b", b"\xf0\x9f\x92\xa9", b"a\nb\rc", b"\x01\x02\x7f"];
const TOKENS: [&[u8]; 6] = [
    b"eyJhbGciOiJub25lIn0.e30.",
    b"eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJleHAiOjFlMzA5fQ.AA",
    b"Bearer a.b.c",
    b"....",
    b"\"",
    b"{\"access_token\":\"x\",\"expires_in\":-1}",
];

#[test]
fn r11_no_command_line_and_no_input_makes_it_panic() {
    let seed = dice::seed();
    let each = if long() { 10_000 } else { 150 };
    let halves = [seed, seed.wrapping_add(1)].map(|seed| std::thread::spawn(move || run_many(seed, each)));
    for half in halves {
        half.join().unwrap();
    }
}

fn run_many(seed: u64, times: usize) {
    let mut home = Home::new();
    let mut command = authctl::cli::command();
    command.build();
    let mut dice = Dice::new(seed);
    for round in 0..times {
        if round % 25 == 0 {
            home.restore();
        }
        let case = Case::new(&command, &mut dice);
        let begun = Instant::now();
        let output = home.run(&case);
        let fault = match output.code {
            ENDED_BY_TERM if case.waits() => continue,
            code if !EXIT_CODES.contains(&code) => "an exit code that nobody promised",
            _ if begun.elapsed() > DEADLINE => "it took too long",
            _ if output.stderr.contains("panicked") => "a panic",
            0 | 2 | 4 => continue,
            // findings are told on stdout, with --quiet too
            _ if output.stderr.is_empty() && output.stdout.is_empty() && output.code != 1 => {
                "an error without a word"
            }
            _ => continue,
        };
        panic!("AUTHCTL_TEST_SEED={seed}, case {round}: {fault}: {:?}\n{output}", case.words);
    }
}

/// A home with a credential in it, and nobody outside.
struct Home {
    sandbox: Sandbox,
    kept: Vec<(PathBuf, Vec<u8>)>,
}

impl Home {
    fn new() -> Self {
        let issuer = scripted_issuer::start(Lies::default());
        let mut sandbox = Sandbox::with_file_store();
        let login = ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file"];
        let login = sandbox.authctl(login).env("BROWSER", "/bin/true").spawn();
        scripted_issuer::follow(&login);
        login.finish().succeeds();
        sandbox.write("home/a/b/c/d/body", "a body");
        // what is asked for beyond this machine ends at a port where nobody listens
        for (name, value) in [
            ("BROWSER", "/bin/false"),
            ("HTTPS_PROXY", "http://127.0.0.1:9"),
            ("HTTP_PROXY", "http://127.0.0.1:9"),
        ] {
            sandbox.set(name, value);
        }
        let kept = sandbox.files();
        Self { sandbox, kept }
    }

    fn restore(&mut self) {
        for (path, _) in self.sandbox.files() {
            std::fs::remove_file(path).unwrap();
        }
        for (path, content) in &self.kept {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let below = path.strip_prefix(self.sandbox.path("")).unwrap();
            self.sandbox.write(below.to_str().unwrap(), content);
        }
    }

    /// In a folder deep in the sandbox, so that no relative path leads out of it; in a network of its own.
    fn run(&self, case: &Case) -> Output {
        let patience = if case.waits() { "0.3" } else { "30" };
        let folder = self.sandbox.path("home/a/b/c/d");
        let mut run = self.sandbox.authctl(&case.words).stdin(case.stdin.clone());
        for (name, value) in &case.environment {
            run = run.env(name, value);
        }
        run.under(["unshare", "-rn", "env", "-C", folder.to_str().unwrap()])
            .under(["timeout", "--preserve-status", "-k", "15", "-s", "TERM", patience])
            .run()
    }
}

struct Case {
    words: Vec<OsString>,
    stdin: Vec<u8>,
    environment: Vec<(&'static str, OsString)>,
}

impl Case {
    fn new(root: &Command, dice: &mut Dice) -> Self {
        let mut words = Vec::new();
        let mut verb = root;
        while verb.has_subcommands() && dice.one_in(20, 19) {
            if dice.one_in(4, 1) {
                words.extend(option(root, dice));
            }
            let verbs: Vec<&Command> = verb.get_subcommands().collect();
            verb = dice.pick(&verbs);
            words.push(verb.get_name().into());
        }
        for _ in 0..dice.below(6) {
            match dice.below(10) {
                0..=4 => words.extend(option(verb, dice)),
                5 => words.extend(option(root, dice)),
                _ => words.push(value(None, dice)),
            }
        }
        let stdin = match dice.below(4) {
            0 => Vec::new(),
            1 => dice.pick(&TOKENS).to_vec(),
            2 => (0..dice.below(4096)).map(|_| dice.byte()).collect(),
            _ => vec![b'a'; dice.below(3_000_000)],
        };
        let mut environment = Vec::new();
        for name in [
            "AUTHCTL_PROFILE",
            "AUTHCTL_STORE",
            "AUTHCTL_KEY_FILE",
            "AUTHCTL_PASSPHRASE_FILE",
            "COLUMNS",
            "TERM",
            "LANG",
        ] {
            if dice.one_in(20, 1) {
                environment.push((name, value(None, dice)));
            }
        }
        Self { words, stdin, environment }
    }

    fn waits(&self) -> bool {
        self.words.iter().any(|word| WAITING.iter().any(|verb| word == verb))
    }
}

/// An option of this verb, mostly with a value where it takes one.
fn option(verb: &Command, dice: &mut Dice) -> Vec<OsString> {
    let options: Vec<&Arg> = verb.get_arguments().filter(|argument| !argument.is_positional()).collect();
    if options.is_empty() {
        return Vec::new();
    }
    let option = dice.pick(&options);
    let name = match (option.get_long(), option.get_short()) {
        (Some(long), _) if dice.one_in(4, 3) => format!("--{long}"),
        (_, Some(short)) => format!("-{short}"),
        (Some(long), None) => format!("--{long}"),
        (None, None) => return Vec::new(),
    };
    let takes_value = matches!(option.get_action(), ArgAction::Set | ArgAction::Append);
    if takes_value != dice.one_in(10, 9) {
        return vec![name.into()];
    }
    let value = value(Some(option), dice);
    if dice.one_in(2, 1) {
        return vec![name.into(), value];
    }
    let mut joined = OsString::from(name);
    joined.push("=");
    joined.push(value);
    vec![joined]
}

fn value(of: Option<&Arg>, dice: &mut Dice) -> OsString {
    let possible = of.map(Arg::get_possible_values).unwrap_or_default();
    match dice.below(12) {
        0..=3 if !possible.is_empty() => dice.pick(&possible).get_name().into(),
        0 => OsStr::from_bytes(dice.pick(&BYTES)).to_owned(),
        1 => OsStr::from_bytes(dice.pick(&TOKENS)).to_owned(),
        2 => "x".repeat(1 + dice.below(100_000)).into(),
        // no slash: a word of chance must not become a path that leads out; no zero: no system takes one
        3 => OsString::from_vec(
            (0..dice.below(12)).map(|_| dice.byte() | 1).filter(|byte| *byte != b'/').collect(),
        ),
        _ => dice.pick(&WORDS).into(),
    }
}
