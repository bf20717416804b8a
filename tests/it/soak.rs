//! One process that renews thousands of times holds no more memory and no more open files than at the beginning.

use crate::support::{Issuer, Sandbox, long};
use authctl::host::{Clock, Environment, Host, Random, Terminal};
use serde_json::{Value, json};
use std::process::Command;

const ROUNDS: &str = "SOAK_ROUNDS";

/// What the process holds: bytes in memory, open files.
fn held() -> (usize, usize) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kibibytes: usize = resident.trim().trim_end_matches(" kB").parse().unwrap();
    (kibibytes * 1024, std::fs::read_dir("/proc/self/fd").unwrap().count())
}

/// A whole `authctl token work --force-renew`, but in this process.
fn renew() {
    let terminal = Terminal::captured();
    let environment = Environment::of_this_process();
    let host = Host { clock: Clock::system(), random: Random, environment, terminal: terminal.clone() };
    let words = ["authctl", "token", "work", "--force-renew"];
    assert_eq!(authctl::run(words.map(Into::into), host), 0, "{}", terminal.captured_text().1);
}

#[test]
#[ignore = "started by the test below, as a process that does nothing else"]
fn renewals_of_one_process() {
    let Some(rounds) = std::env::var(ROUNDS).ok().and_then(|rounds| rounds.parse().ok()) else { return };
    // what is made once and kept is no growth
    (0..100).for_each(|_| renew());
    let (memory, files) = held();
    (0..rounds).for_each(|_: usize| renew());
    let (memory_then, files_then) = held();
    println!(
        "\n{}",
        json!({ "memory": memory, "memory_then": memory_then, "files": files, "files_then": files_then })
    );
}

#[test]
fn r13_thousands_of_renewals_in_one_process_hold_nothing() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let rounds = if long() { 10_000 } else { 200 };
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "soak::renewals_of_one_process", "--ignored", "--nocapture", "--test-threads=1"])
        .env_clear()
        .envs(sandbox.environment().iter().cloned())
        .env(ROUNDS, rounds.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    let line = said.lines().find(|line| line.starts_with("{\"memory\""));
    let line = line.unwrap_or_else(|| panic!("{said}\n{}", String::from_utf8_lossy(&run.stderr)));
    let held: Value = serde_json::from_str(line).unwrap();
    let number = |name: &str| held[name].as_u64().unwrap();
    eprintln!("R13, {rounds} renewals in one process: {held}");
    assert!(number("memory_then") < number("memory") + (1 << 20), "{held}");
    assert_eq!(number("files_then"), number("files"), "{held}");
    assert!(issuer.grants("refresh_token").len() >= rounds.min(1000));
}
