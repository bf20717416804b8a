//! Goal L1: no secret shows up where it was not asked for, in whatever form, however much is told.
//!
//! Every verb of the command line is run in every mode by a line of [`RUNS`]; a kind of secret is a line of [`KINDS`].

use crate::help::verbs;
use crate::support::sandbox::following_browser;
use crate::support::{Authctl, Issuer, Output, Sandbox, in_package, long, search, until};
use regex::Regex;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ffi::OsStr;

const MODES: [&[&str]; 5] = [&[], &["-v"], &["-vv"], &["--json"], &["-vv", "--json"]];

/// The kinds of secrets that go over the wire or lie in a file of this test, with where each is found.
const KINDS: &[(&str, Place)] = &[
    ("access token", Place::Wire("access_token")),
    ("refresh token", Place::Wire("refresh_token")),
    ("ID token", Place::Wire("id_token")),
    ("code", Place::Wire("code")),
    ("verifier", Place::Wire("code_verifier")),
    ("state", Place::Wire("state")),
    ("device code", Place::Wire("device_code")),
    ("client secret", Place::Wire("client_secret")),
    ("client secret", Place::File("client-secret")),
    ("client assertion", Place::Wire("client_assertion")),
    ("proof", Place::Header("dpop")),
    ("private key", Place::File("client-key.pem")),
    ("key of the store", Place::File("key")),
    ("passphrase", Place::File("passphrase")),
    ("secret of a ring", Place::File("ring-secret")),
    ("secret of a ring", Place::Variables(".env")),
];

/// The words of a rotation whose secret goes to a service.
const fn delivery(then: &str) -> [&str; 11] {
    [
        "key",
        "rotate",
        "own",
        "--env-file",
        "ENV-FILE",
        "--env-name",
        "JWT",
        "--env-previous",
        "JWT_OLD",
        "--then",
        then,
    ]
}

enum Place {
    /// A parameter of a request to the issuer, or a member of its answer.
    Wire(&'static str),
    /// A header of a request to the issuer.
    Header(&'static str),
    /// A file of the sandbox.
    File(&'static str),
    /// The values in a file of variables of the sandbox.
    Variables(&'static str),
}

/// How each verb is run, in this order, by somebody who is logged in; `login` at the beginning and `logout` at the end
/// are there by themselves.
const RUNS: &[(&str, &[&[&str]])] = &[
    (
        "login",
        &[
            &["login", "ci"],
            &["login", "work", "--device", "--wait", "2s"],
            // the key of its tokens has a test of its own, which can open the store
            &["login", "work", "--dpop"],
        ],
    ),
    ("status", &[&["status", "work"], &["status", "--all"], &["status", "work", "--check"]]),
    ("whoami", &[&["whoami", "work"]]),
    (
        "token",
        &[
            &["token", "work"],
            &["token", "work", "--force-renew"],
            &["token", "work", "--type", "id"],
            &["token", "ci", "--force-renew"],
        ],
    ),
    (
        "call",
        &[
            &["call", "work", "read"],
            &["call", "work", "admin", "--fail"],
            &["call", "work", "write", "-d", "x=1", "-i"],
        ],
    ),
    ("probe", &[&["probe", "work", "read"], &["probe", "work", "admin", "--check"]]),
    ("ws", &[&["ws", "work", "read"]]),
    (
        "decode",
        &[&["decode"], &["decode", "--redact"], &["decode", "--lines"], &["decode", "--key", "CLIENT-KEY"]],
    ),
    (
        "verify",
        &[&["verify"], &["verify", "-p", "work", "--any-audience"], &["verify", "-p", "work", "--offline"]],
    ),
    (
        "issue",
        // the access token on stdin, as a secret and as the token to begin with
        &[
            &["issue", "--secret-stdin", "--count", "2"],
            &["issue", "--key", "CLIENT-KEY", "--from", "-"],
            &["issue", "--for", "taskflow", "--secret-stdin", "--subject", "ci"],
        ],
    ),
    ("lint", &[&["lint"], &["lint", "--format", "sarif"]]),
    ("diff", &[&["diff", "eyJhbGciOiJub25lIn0.e30.", "-"]]),
    ("key", &[&["key"]]),
    ("key new", &[&["key", "new", "api", "--alg", "HS256", "--store", "file"]]),
    (
        "key import",
        &[
            &["key", "import", "pair", "--key", "CLIENT-KEY", "--store", "file"],
            &["key", "import", "own", "--secret-file", "RING-SECRET", "--kid", "first", "--store", "file"],
            &["key", "import", "lost", "--secret-file", "RING-SECRET", "--kid", "second", "--store", "file"],
        ],
    ),
    ("key list", &[&["key", "list"]]),
    ("key show", &[&["key", "show", "api"]]),
    (
        "key rotate",
        &[
            &["key", "rotate", "api"],
            &["key", "rotate", "pair", "--dry-run"],
            &["key", "rotate", "pair"],
            &delivery("env"),
            // a command that fails is told with what it says, and sees nothing
            &delivery("sh -c 'env; false'"),
        ],
    ),
    ("key retire", &[&["key", "retire", "own", "first", "--force"], &["key", "retire", "api", "unknown"]]),
    ("key revoke", &[&["key", "revoke", "lost", "second"], &["key", "revoke", "api", "unknown"]]),
    ("key prune", &[&["key", "prune", "api"]]),
    ("key export", &[&["key", "export", "api", "--format", "raw"]]),
    ("key jwks", &[&["key", "jwks", "pair"]]),
    ("key delete", &[&["key", "delete", "unknown"], &["key", "delete", "api"]]),
    ("key inspect", &[&["key", "inspect", "CLIENT-KEY"], &["key", "inspect", "--secret-stdin"]]),
    ("demo", &[&["demo"]]),
    ("lab", &[&["lab"]]),
    ("profile", &[&["profile"]]),
    (
        "profile add",
        &[&[
            "profile",
            "add",
            "spare",
            "--issuer",
            "https://id.example.test",
            "--client-id",
            "x",
            "--store",
            "file",
        ]],
    ),
    ("profile list", &[&["profile", "list"]]),
    ("profile show", &[&["profile", "show", "work"]]),
    ("profile use", &[&["profile", "use", "work"]]),
    (
        "profile rename",
        &[&["profile", "rename", "work", "renamed"], &["profile", "rename", "renamed", "work"]],
    ),
    ("profile set", &[&["profile", "set", "spare", "--api", "https://api.example.test/"]]),
    ("profile unset", &[&["profile", "unset", "spare", "client-id"]]),
    ("profile remove", &[&["profile", "remove", "spare"]]),
    ("account", &[&["account"]]),
    (
        "account register",
        &[&[
            "account",
            "register",
            "work",
            "--username",
            "carol",
            "--password-stdin",
            "--route",
            "register=/register",
        ]],
    ),
    (
        "account approve",
        &[&["account", "approve", "TH46LMA9", "work"], &["account", "approve", "TH46LMA9", "work", "--yes"]],
    ),
    ("account reject", &[&["account", "reject", "TH46LMA9", "work", "--yes"]]),
    (
        "account mint",
        &[&["account", "mint", "19085be8-9f4a-4a6c-9a5f-6f1f6f0c7a11", "work", "--as", "support"]],
    ),
    ("account check", &[&["account", "check", "work", "--scope", "api:read", "--role", "admin"]]),
    ("account pat", &[&["account", "pat"]]),
    ("account pat create", &[&["account", "pat", "create", "work", "--name", "ci", "--as", "pat"]]),
    ("account pat list", &[&["account", "pat", "list", "work"]]),
    ("account pat revoke", &[&["account", "pat", "revoke", "3", "work"]]),
    ("store", &[&["store"]]),
    ("store status", &[&["store", "status"]]),
    ("store use", &[&["store", "use", "file"]]),
    ("store init", &[&["store", "init"]]),
    ("store migrate", &[&["store", "migrate", "work", "--to", "file"]]),
    ("discover", &[&["discover"], &["discover", "ISSUER"]]),
    ("userinfo", &[&["userinfo"]]),
    ("introspect", &[&["introspect"], &["introspect", "-"]]),
    ("revoke", &[&["revoke", "-"], &["revoke"]]),
    ("completions", &[&["completions", "bash"]]),
    ("man", &[&["man"]]),
    ("logout", &[&["logout", "work"]]),
];

/// What a verb is for, it prints.
const OUTPUT: &[(&str, &[&str])] = &[("token", &["access token", "ID token"])];

/// What a verb writes to a file that the user named.
const FILED: &[(&str, &str)] = &[("key rotate", "secret of a ring")];

/// How a run is looked at, or disturbed.
#[derive(Clone, Copy)]
enum Mode {
    With(&'static [&'static str]),
    /// By strace: every word and every variable of every program that starts, every byte that goes into a file.
    Traced,
    /// The issuer answers this path with this status, and repeats every secret that it ever saw.
    Echoing(&'static str, u16),
    /// Ctrl-C as soon as the issuer is asked for this.
    Interrupted(&'static str),
}

/// What is there: an issuer that remembers all it saw, a sandbox with secrets in its files.
struct World {
    issuer: Issuer,
    sandbox: Sandbox,
    mode: Mode,
    faults: BTreeSet<String>,
}

impl World {
    /// Logged in twice: a person as `work` by a client with a secret, a machine as `ci` by its private key.
    fn new(mode: Mode) -> Self {
        let issuer = Issuer::with(&json!({ "interval": 1 }));
        let sandbox = Sandbox::with_file_store();
        let secret = sandbox.write("client-secret", "Zq3vT9xKcW5mRb7yLhD2\n");
        let (api, resource) = (issuer.api.at("/api/"), issuer.api.at("/api"));
        let words = [
            "login",
            "work",
            "--issuer",
            &issuer.url,
            "--client-id",
            "authctl-secret",
            "--client-auth",
            "post",
        ];
        let login = sandbox.authctl(words).args([OsStr::new("--client-secret-file"), secret.as_os_str()]);
        // pushed, so that not even the state stands in the address that is shown
        let login = login.args(["--par", "--store", "file", "--resource", &resource, "--api", &api]);
        let login = login.args(["--scope", "openid offline_access api:read api:write"]);
        login.env("BROWSER", following_browser()).run().succeeds();
        let key = std::fs::read(in_package("tests/peers/.work/client-keys/client-rs256.pem")).unwrap();
        let key = sandbox.write("client-key.pem", key);
        sandbox.write("ring-secret", "x7Kp2mQ9vT4zR8wN1cB6yH3sJ5dG0fAuEiVoLtXq");
        sandbox.write(".env", "JWT=old\n");
        let words = [
            "login",
            "ci",
            "--issuer",
            &issuer.url,
            "--client-id",
            "svc-jwt",
            "--method",
            "client-credentials",
        ];
        let login = sandbox.authctl(words).args([OsStr::new("--client-key"), key.as_os_str()]);
        let login =
            login.args(["--client-auth", "private-key-jwt", "--store", "file", "--scope", "api:read"]);
        login.args(["--resource", &resource, "--api", &api]).run().succeeds();
        Self { issuer, sandbox, mode, faults: BTreeSet::new() }
    }

    fn secrets(&self) -> BTreeSet<(&'static str, String)> {
        let log = self.issuer.log();
        let mut found = BTreeSet::new();
        for (kind, place) in KINDS {
            match place {
                Place::File(name) => {
                    let content = std::fs::read_to_string(self.sandbox.path(name)).unwrap_or_default();
                    let lines =
                        content.lines().filter(|line| line.len() > 16 && !line.starts_with(['#', '-']));
                    found.extend(lines.map(|line| (*kind, line.to_owned())));
                }
                Place::Variables(name) => {
                    let content = std::fs::read_to_string(self.sandbox.path(name)).unwrap_or_default();
                    let values = content.lines().filter_map(|line| line.split_once('='));
                    let values = values.filter(|(_, value)| value.len() > 16);
                    found.extend(values.map(|(_, value)| (*kind, value.to_owned())));
                }
                Place::Wire(name) => {
                    let sides = log.iter().flat_map(|entry| [&entry["params"][name], &entry["answer"][name]]);
                    found.extend(sides.filter_map(Value::as_str).map(|secret| (*kind, secret.to_owned())));
                }
                Place::Header(name) => {
                    // a proof begins with its public key, which is the same in each
                    let values =
                        log.iter().filter_map(|entry| entry["headers"][name].as_str()?.split_once('.'));
                    found.extend(values.map(|(_, secret)| (*kind, secret.to_owned())));
                }
            }
        }
        found
    }

    /// Every verb that there is; one without a line is not forgotten.
    fn run_all(mut self) {
        if let Mode::Echoing(path, status) = self.mode {
            let seen: Vec<String> = self.secrets().into_iter().map(|(_, secret)| secret).collect();
            let body = json!({ "error": "invalid_request", "error_description": seen.join(" "), "x": seen });
            self.issuer.fail(path, 1000, status, &body.to_string());
        }
        let verbs: Vec<String> = verbs(&self.sandbox).iter().map(|words| words.join(" ")).collect();
        for verb in &verbs {
            assert!(
                RUNS.iter().any(|(known, _)| known == verb),
                "RUNS in leaks.rs does not say how `{verb}` is run"
            );
        }
        for (verb, runs) in RUNS.iter().filter(|(verb, _)| verbs.iter().any(|known| known == verb)) {
            for words in *runs {
                self.run(verb, words);
            }
        }
        for (ring, states) in [("own", ["retired", "active"].as_slice()), ("lost", &["revoked", "active"])] {
            let keys = self.sandbox.run(["key", "show", ring, "--json"]).succeeds().json();
            let keys = keys["keys"].as_array().unwrap();
            assert!(keys.iter().map(|key| &key["state"]).take(2).eq(states), "{ring}: {keys:?}");
        }
        let kinds: BTreeSet<&str> = self.secrets().into_iter().map(|(kind, _)| kind).collect();
        assert!(kinds.len() >= 10, "there was little to look for: {kinds:?}");
        assert!(self.faults.is_empty(), "{}", self.faults.into_iter().collect::<Vec<_>>().join("\n\n"));
    }

    fn run(&mut self, verb: &str, words: &[&str]) {
        let files = ["client-key.pem", "ring-secret", ".env"].map(|name| self.sandbox.path(name));
        let words = words.iter().map(|word| match *word {
            "ISSUER" => self.issuer.url.as_str(),
            "CLIENT-KEY" => files[0].to_str().unwrap(),
            "RING-SECRET" => files[1].to_str().unwrap(),
            "ENV-FILE" => files[2].to_str().unwrap(),
            word => word,
        });
        let run = self.sandbox.authctl(words).env("BROWSER", following_browser());
        let run = run.stdin(self.issuer.last_tokens()["access_token"].as_str().unwrap());
        let trace = self.sandbox.path("trace");
        let run = match self.mode {
            Mode::With(flags) => run.args(flags),
            Mode::Echoing(..) => run.args(["-vv"]),
            Mode::Traced => run.under(STRACE.iter().copied().chain([trace.to_str().unwrap()])),
            Mode::Interrupted(_) => run,
        };
        let output = self.finish(verb, run);
        let traced = std::fs::read_to_string(&trace).unwrap_or_default();
        let _ = std::fs::remove_file(&trace);
        self.look(verb, &output, &traced);
    }

    fn finish(&self, verb: &str, run: Authctl) -> Output {
        let held = if let Mode::Interrupted(path) = self.mode { path } else { "" };
        let before = self.issuer.requests_to(held).len();
        self.issuer.hold(held);
        let running = run.spawn();
        if verb == "lab" {
            running.stdout_until("its address", |text| text.contains("api").then_some(()));
            // strace has a child of its own
            let pid = running.pid().as_raw_nonzero();
            let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
            let child =
                children.split_whitespace().next().and_then(|child| Pid::from_raw(child.parse().ok()?));
            kill_process(child.unwrap_or(running.pid()), Signal::INT).unwrap();
        } else if !held.is_empty() {
            let waits = || running.has_ended() || self.issuer.requests_to(held).len() > before;
            until("its end or its request", || waits().then_some(()));
            if !running.has_ended() {
                running.signal(Signal::INT);
            }
            self.issuer.release();
        }
        running.finish()
    }

    /// In what it printed, in what it started, in what it wrote, in what it left behind.
    fn look(&mut self, verb: &str, output: &Output, trace: &str) {
        let own: &[&str] = OUTPUT.iter().find(|(known, _)| *known == verb).map_or(&[], |(_, kinds)| kinds);
        let (stdout, started, written) =
            (String::from_utf8_lossy(&output.stdout), started(trace), written_to_files(trace));
        let mut files = self.sandbox.files();
        let planted = |name: &str| {
            KINDS.iter().any(
                |(_, place)| matches!(place, Place::File(file) | Place::Variables(file) if *file == name),
            )
        };
        files.retain(|(path, _)| !planted(path.file_name().unwrap().to_str().unwrap()));
        for (kind, secret) in self.secrets() {
            // the same text on stdout in one piece is what was asked for
            let printed = if own.contains(&kind) { stdout.replace(&secret, "") } else { stdout.to_string() };
            let places = [
                ("stdout", printed.as_bytes()),
                ("stderr", output.stderr.as_bytes()),
                ("words or variables of a program", &started),
                ("what was written to a file", if FILED.contains(&(verb, kind)) { &[] } else { &written }),
            ];
            let left = files.iter().map(|(path, content)| (path.to_str().unwrap(), &content[..]));
            for (place, bytes) in places.into_iter().chain(left) {
                let forms = search::forms_of(&secret, bytes);
                if !forms.is_empty() {
                    self.faults.insert(format!("{verb}: the {kind} in {place} as {forms:?}:\n{output}"));
                }
            }
        }
        if output.code == 101 || output.code < 0 {
            self.faults.insert(format!("{verb} ended with {}:\n{output}", output.code));
        }
    }
}

#[test]
fn l1_a_mistake_of_the_command_line_repeats_no_token() {
    let sandbox = Sandbox::new();
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.dGhpcyBpcyBub3QgYSBzaWduYXR1cmU";
    let base64 = "q3Xv9Lr2TfKp8WzY1mBn6HsJ4dGc7RaE0uVxQ5iOtZk=";
    for secret in [
        jwt,
        "ghx_16C7e42F292c6912E7710c838347Ae178B4a",
        "3f9a0c1e5b7d42689f00aa11",
        base64,
        base64.trim_end_matches('='),
        "k/T9vQ2mZ7/pL4xR8wN1cB6yH3sJ5dG0fA+uEiVoKrW=",
        "svc:kT9vQ2mZ7pL4xR8wN1cB6yH3s,J5dG0fA",
        &format!("key={base64}"),
        &format!("{base64}{jwt}"),
    ] {
        for words in [
            &["decode", secret, secret][..],
            &["verify", secret, secret, "--any-issuer"],
            &["lint", secret, secret],
            &["issue", "--secret-env", "S", secret],
            &["verify", "--leeway", secret],
            &["verify", "--alg", secret],
            &["introspect", "--no-such", secret],
            &["login", "x", secret],
            &[secret],
        ] {
            for mode in MODES {
                let output = sandbox.authctl(words).args(mode).run().exits(2).prints_nothing();
                let seen = search::forms_of(&secret[10..22], output.stderr.as_bytes());
                assert!(seen.is_empty(), "{words:?} {mode:?}: {output}");
            }
        }
    }
    let long = "no such word ".repeat(20);
    let output = sandbox.authctl(["decode", "a", &long]).run().exits(2);
    assert!(
        !output.stderr.contains(&long[..50]) && output.stderr.contains("no such word no such"),
        "{output}"
    );
    sandbox.authctl(["status", "work", "--sho"]).run().exits(2).says(["--sho"]);
}

const STRACE: [&str; 10] =
    ["strace", "-f", "-y", "-xx", "-v", "-s", "1000000", "-e", "trace=execve,write,writev,pwrite64", "-o"];

/// What every program was started with: all words and variables, in the clear.
fn started(trace: &str) -> Vec<u8> {
    let lines = trace.lines().filter(|line| line.contains(" execve("));
    lines.flat_map(decoded).collect()
}

/// What authctl wrote into files, whether they are still there or not.
fn written_to_files(trace: &str) -> Vec<u8> {
    // the descriptor's path begins with a slash; a pipe or a socket has none
    let to_file = Regex::new(r"^\d+ +p?writev?(?:64)?\(\d+<\\x2f").unwrap();
    let lines = trace.lines().filter(|line| to_file.is_match(line));
    lines.flat_map(decoded).collect()
}

/// The bytes of a line that strace wrote in hexadecimal; what stands apart there stays apart.
fn decoded(line: &str) -> Vec<u8> {
    let texts = line.split('"').skip(1).step_by(2);
    let byte = |digits: &str| u8::from_str_radix(digits.get(..2)?, 16).ok();
    texts.flat_map(|text| text.split("\\x").skip(1).filter_map(byte).chain([b'\n'])).collect()
}

#[test]
fn l1_a42_no_verb_shows_a_secret_that_is_not_its_output() {
    World::new(Mode::With(&[])).run_all();
}

#[test]
fn l1_a42_no_trace_shows_a_secret() {
    World::new(Mode::With(&["-vv"])).run_all();
}

#[test]
fn l1_a42_no_json_holds_a_secret_that_is_not_its_output() {
    World::new(Mode::With(&["--json"])).run_all();
}

#[test]
fn l1_a41_no_verb_hands_a_secret_to_another_program_or_writes_it_to_a_file() {
    World::new(Mode::Traced).run_all();
}

#[test]
fn l1_an_issuer_that_repeats_what_it_saw_gets_none_of_it_shown() {
    let paths = ["/token", "/.well-known/openid-configuration", "/me"];
    for path in &paths[..if long() { 3 } else { 1 }] {
        World::new(Mode::Echoing(path, 400)).run_all();
    }
}

#[test]
fn l1_no_verb_that_is_interrupted_shows_or_leaves_a_secret() {
    let paths = ["/.well-known/openid-configuration", "/token"];
    for path in &paths[..if long() { 2 } else { 1 }] {
        World::new(Mode::Interrupted(path)).run_all();
    }
}

#[test]
fn l1_a_passphrase_is_nowhere_to_be_seen() {
    let issuer = Issuer::start();
    let mut sandbox = Sandbox::new();
    let passphrase = sandbox.write("passphrase", "correct horse battery staple\n");
    sandbox.set("AUTHCTL_PASSPHRASE_FILE", passphrase);
    let mut world = World { issuer, sandbox, mode: Mode::Traced, faults: BTreeSet::new() };
    let init = world.sandbox.authctl(["store", "init", "--passphrase"]).args(["-vv"]);
    let login = world.sandbox.login(&world.issuer).args(["-vv", "--par"]);
    for (verb, run) in [("store init", init), ("login", login)] {
        let trace = world.sandbox.path("trace");
        let output = run.under(STRACE.iter().copied().chain([trace.to_str().unwrap()])).run().succeeds();
        let traced = std::fs::read_to_string(&trace).unwrap();
        std::fs::remove_file(trace).unwrap();
        world.look(verb, &output, &traced);
    }
    world.run("token", &["token", "work", "--force-renew"]);
    assert!(world.faults.is_empty(), "{:?}", world.faults);
}

#[test]
fn l4_after_many_logins_and_renewals_nothing_readable_lies_on_the_disk() {
    let mut world = World::new(Mode::With(&[]));
    for _ in 0..if long() { 100 } else { 2 } {
        let login = world.sandbox.authctl(["login", "work"]).env("BROWSER", following_browser());
        login.run().succeeds();
    }
    for round in 0..if long() { 1000 } else { 10 } {
        let renewal = world.sandbox.run(["token", "work", "--force-renew"]).succeeds();
        if round % 100 == 0 {
            world.look("token", &renewal, "");
        }
    }
    world.look("status", &world.sandbox.run(["status"]), "");
    assert!(world.faults.is_empty(), "{:?}", world.faults);
    let files = world.sandbox.files().into_iter().map(|(path, _)| path);
    let files: Vec<_> = files.filter(|path| path.to_str().unwrap().contains("/home/")).collect();
    assert!(files.len() < 20, "nothing piles up: {files:?}");
}

#[test]
fn l1_what_is_looked_for_would_be_found() {
    let hex = |text: &str| text.bytes().map(|byte| format!("\\x{byte:02x}")).collect::<Vec<_>>().concat();
    let trace = format!(
        "12 execve(\"{0}\", [\"{0}\", \"{1}\"], [\"{2}\"]) = 0\n12 write(5<{3}>, \"{4}\", 6) = 6\n12 write(3<{5}>, \"{4}\", 6) = 6\n",
        hex("/bin/x"),
        hex("word"),
        hex("A=b"),
        hex("/tmp/file"),
        hex("canary"),
        hex("socket:[1]")
    );
    assert_eq!(String::from_utf8(started(&trace)).unwrap(), "/bin/x\n/bin/x\nword\nA=b\n");
    assert_eq!(String::from_utf8(written_to_files(&trace)).unwrap(), "canary\n");
}

/// Every secret that the issuer has seen or given so far, with a name for it.
fn secrets(issuer: &Issuer) -> Vec<(&'static str, String)> {
    let log = issuer.log();
    let of = |part: &str, member: &'static str| -> Vec<(&'static str, String)> {
        log.iter().filter_map(|entry| Some((member, entry[part][member].as_str()?.to_owned()))).collect()
    };
    [
        of("answer", "access_token"),
        of("answer", "refresh_token"),
        of("answer", "id_token"),
        of("params", "code"),
        of("params", "code_verifier"),
        of("params", "refresh_token"),
    ]
    .concat()
}

#[track_caller]
fn assert_no_leak(output: &Output, issuer: &Issuer) {
    for (name, secret) in secrets(issuer) {
        let forms = search::forms_of(&secret, output.everything().as_bytes());
        assert!(forms.is_empty(), "the {name} {secret} as {forms:?} in {output}");
    }
}

#[test]
fn l1_a_failure_tells_no_secret() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let refresh_token = issuer.last_tokens()["refresh_token"].as_str().unwrap().to_owned();
    for mode in MODES {
        // an issuer that repeats what it was sent
        let echo = Value::String(format!("no: {refresh_token}")).to_string();
        let echo = format!("{{\"error\":\"invalid_request\",\"error_description\":{echo}}}");
        for (status, body) in [(500, &echo), (400, &echo), (400, &refresh_token), (200, &refresh_token)] {
            issuer.fail("/token", 100, status, body);
            let failed = sandbox.authctl(["token", "work", "--force-renew"]).args(mode).run();
            assert_no_leak(&failed, &issuer);
        }
    }
}

#[test]
fn l1_token_prints_the_access_token_and_no_other_secret() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    for mode in MODES {
        let printed = sandbox.authctl(["token", "work", "--force-renew"]).args(mode).run().succeeds();
        let given = issuer.last_tokens()["access_token"].as_str().unwrap().to_owned();
        assert_eq!(printed.everything().matches(&given).count(), 1, "once, on stdout: {printed}");
        for (name, secret) in secrets(&issuer).into_iter().filter(|(_, secret)| *secret != given) {
            let forms = search::forms_of(&secret, printed.everything().as_bytes());
            assert!(forms.is_empty(), "the {name} {secret} as {forms:?} in {printed}");
        }
    }
}

#[test]
fn a41_no_secret_stands_on_a_command_line() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.hold("/token");
    let renewal = sandbox.authctl(["token", "work", "--force-renew"]).spawn();
    until("the held refresh", || issuer.requests_to("/token").get(1).cloned());
    let process = format!("/proc/{}", renewal.pid().as_raw_nonzero());
    for file in ["cmdline", "environ"] {
        // root may look; anybody else is kept out, which is better still
        let content = std::fs::read(format!("{process}/{file}")).unwrap_or_default();
        for (name, secret) in secrets(&issuer) {
            assert_eq!(search::forms_of(&secret, &content), [""; 0], "{name} in {file}");
        }
    }
    issuer.release();
    renewal.finish().succeeds();
}
