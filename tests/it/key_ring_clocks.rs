//! Key rings by clocks that are behind or ahead. The clock is the one that a test hands in: the command runs in a process of
//! this binary.

use crate::key_ring::{content, delivery, exported, keys, kid, kindly, ring, states, with_env_file};
use crate::support::Sandbox;
use authctl::host::{Clock, Environment, Host, Random, Terminal};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::process::Command;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;
const COMMAND: &str = "RING_COMMAND";
const DUE: [&str; 3] = ["--if-due", "--every", "30d"];

#[test]
#[ignore = "started by the tests below, as a process with a clock of its own"]
fn one_command() {
    let Some(command) = std::env::var(COMMAND).ok() else { return };
    let (now, words): (Timestamp, Vec<String>) = serde_json::from_str(&command).unwrap();
    let (terminal, environment) = (Terminal::captured(), Environment::of_this_process());
    let host = Host { clock: Clock::held(now), random: Random, environment, terminal: terminal.clone() };
    let code = authctl::run(words.iter().map(Into::into), host);
    let (stdout, stderr) = terminal.captured_text();
    println!("\n{}", json!({"code": code, "stdout": stdout, "stderr": stderr}));
}

/// What came of a command by a clock that is so many seconds ahead.
pub struct Run {
    pub code: u64,
    pub json: Value,
    stderr: String,
}

impl Run {
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.code, 0, "{}", self.stderr);
        self
    }

    #[track_caller]
    pub fn refuses(self, code: &str) -> Self {
        let failure = self.stderr.lines().find_map(|line| serde_json::from_str::<Value>(line).ok());
        let found = failure.map_or(Value::Null, |failure| failure["error"]["code"].clone());
        assert_eq!(found, code, "{}", self.stderr);
        self
    }
}

#[track_caller]
pub fn run(sandbox: &Sandbox, ahead: i64, words: &[&str]) -> Run {
    let now = Timestamp::now() + SignedDuration::from_secs(ahead);
    let words = [&["authctl"], words, &["--json"]].concat();
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "key_ring_clocks::one_command", "--ignored", "--nocapture", "--test-threads=1"])
        .env_clear()
        .envs(sandbox.environment().iter().cloned())
        .env(COMMAND, json!([now, words]).to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    let line = said.lines().find(|line| line.starts_with("{\"code\""));
    let line = line.unwrap_or_else(|| panic!("{said}\n{}", String::from_utf8_lossy(&run.stderr)));
    let found: Value = serde_json::from_str(line).unwrap();
    let text = |name: &str| found[name].as_str().unwrap().to_owned();
    let json = serde_json::from_str(&text("stdout")).unwrap_or_default();
    Run { code: found["code"].as_u64().unwrap(), json, stderr: text("stderr") }
}

#[test]
fn r5_a_clock_that_is_behind_takes_no_older_secret_to_a_service() {
    let (sandbox, file) = with_env_file();
    std::fs::write(&file, "JWT=\n").unwrap();
    let deliver = |ahead, words: &[&str]| run(&sandbox, ahead, &[&kindly(&file)[..], words].concat());
    deliver(0, &[]).succeeds();
    for ahead in [40 * DAY, 80 * DAY] {
        deliver(ahead, &DUE).succeeds();
    }
    let written = content(&file);
    for words in [&DUE[..], &[], &[&DUE[..], &["--dry-run"]].concat()] {
        let refused = deliver(70 * DAY, words).refuses("clock_behind");
        let proposed =
            format!("authctl key rotate api --trust-clock --env-file {} --env-name JWT", file.display());
        assert!(refused.stderr.contains(&proposed), "{}", refused.stderr);
    }
    deliver(80 * DAY - 4 * MINUTE, &DUE).succeeds();
    assert_eq!((content(&file), keys(&sandbox).len()), (written, 4));
}

#[test]
fn r5_a_secret_of_no_ring_stays_in_the_variable_before_for_the_grace() {
    let (sandbox, file) = with_env_file();
    let deliver =
        |ahead| run(&sandbox, ahead, &[&kindly(&file)[..], &["--env-previous", "JWT_OLD"]].concat());
    deliver(0).succeeds();
    deliver(DAY - MINUTE).refuses("unknown_secret");
    assert!(content(&file).contains("JWT_OLD=old"));
    deliver(DAY + MINUTE).succeeds();
    assert!(!content(&file).contains("old"), "{}", content(&file));
}

#[test]
fn r5_the_secret_of_a_key_that_signs_later_stays_in_the_file() {
    let (sandbox, file) = with_env_file();
    ring(&sandbox, &["rotate", "api", "--activate-after", "1h"]).succeeds();
    let next = keys(&sandbox)[1].clone();
    let out = file.to_str().unwrap();
    let words = [
        "export",
        "api",
        "--kid",
        kid(&next),
        "--format",
        "env",
        "--env-name",
        "JWT",
        "--out",
        out,
        "--force",
    ];
    ring(&sandbox, &words).succeeds();
    let written = content(&file);
    run(&sandbox, 0, &[&delivery(&file)[..], &DUE].concat()).refuses("env_file");
    assert_eq!(content(&file), written);
    run(&sandbox, 2 * 60 * MINUTE, &[&delivery(&file)[..], &DUE].concat()).succeeds();
    assert_eq!(content(&file), written);
}

#[test]
fn one_run_by_a_clock_that_is_far_ahead_has_a_way_out() {
    let (sandbox, file) = with_env_file();
    let rotate = |ahead, words: &[&str]| run(&sandbox, ahead, &[&["key", "rotate", "api"], words].concat());
    rotate(400 * DAY, &DUE).succeeds();
    for words in [&DUE[..], &[]] {
        rotate(0, words).refuses("clock_behind");
    }
    rotate(0, &["--force"]).refuses("clock_behind");
    // none of its dates tells whether it is due
    let ahead = keys(&sandbox).pop().unwrap();
    let told = rotate(0, &[&DUE[..], &["--trust-clock"]].concat()).succeeds();
    assert_eq!(told.json["old"]["kid"], ahead["kid"]);
    assert_eq!(states(&sandbox), ["retiring", "retiring", "active"]);
    rotate(0, &[&DUE[..], &["--trust-clock"]].concat()).succeeds();
    assert_eq!(states(&sandbox), ["retiring", "retiring", "active"], "it is not due");
    // the same with a service
    run(&sandbox, 400 * DAY, &[&delivery(&file)[..], &DUE].concat()).succeeds();
    run(&sandbox, 0, &delivery(&file)).refuses("clock_behind");
    run(&sandbox, 0, &[&delivery(&file)[..], &["--trust-clock"]].concat()).succeeds();
    assert_eq!(states(&sandbox), ["retiring", "retiring", "retiring", "retiring", "active"]);
    assert!(content(&file).contains(&exported(&sandbox)));
}

#[test]
fn r4_a_key_that_was_retired_by_force_is_taken_and_signs_by_no_clock() {
    let (sandbox, _) = with_env_file();
    let issue = ["issue", "--ring", "api", "--subject", "ci"];
    let token = sandbox.run(issue).succeeds().text().trim().to_owned();
    ring(&sandbox, &["rotate", "api"]).succeeds();
    ring(&sandbox, &["retire", "api", kid(&keys(&sandbox)[0]), "--force"]).succeeds();
    for behind in [2 * MINUTE, 30 * MINUTE] {
        assert_eq!(run(&sandbox, -behind, &["verify", &token, "--ring", "api"]).code, 3, "{behind}");
        run(&sandbox, -behind, &[&issue[..], &["--expires-in", "40d"]].concat()).succeeds();
    }
    assert_eq!(states(&sandbox), ["retired", "active"]);
}
