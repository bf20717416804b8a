//! How long authctl takes from exec to its end, beside another tool of the field: `cargo bench --bench start`.
//!
//! Each pair runs in turn, so that both meet the same weather. The medians are compared with two goals.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench starts programs, measures time and prints, which the product does in fewer places"
)]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PAIRS: usize = 300;
const TIMES_AT_MOST: f64 = 1.1;
const MORE_AT_MOST: Duration = Duration::from_millis(5);

const AUTHCTL: &str = env!("CARGO_BIN_EXE_authctl");
/// The tool beside it: the crate jwt-cli.
const JWT_CLI: &str = "jwt-cli@6.2.0";

fn main() {
    let home = tempfile::tempdir().unwrap();
    let jwt = jwt_cli();
    let authctl = |arguments: &[&str]| program(Path::new(AUTHCTL), arguments, home.path());
    let version = || authctl(&["--version"]);

    let [own, other] = medians(version, || program(&jwt, &["--version"], home.path()));
    let times = own.as_secs_f64() / other.as_secs_f64();
    println!(
        "authctl --version {own:.2?}, jwt --version {other:.2?}: {times:.2} times (at most {TIMES_AT_MOST} wanted)"
    );

    keep_a_token(home.path());
    let [token, version] = medians(|| authctl(&["token", "bench"]), version);
    let more = token.saturating_sub(version);
    println!(
        "authctl token {token:.2?}, authctl --version {version:.2?}: {more:.2?} more (at most {MORE_AT_MOST:?} wanted)"
    );
}

/// Runs both in turn.
fn medians(one: impl Fn() -> Command, other: impl Fn() -> Command) -> [Duration; 2] {
    let mut durations = [Vec::new(), Vec::new()];
    for _ in 0..PAIRS {
        durations[0].push(duration_of(one()));
        durations[1].push(duration_of(other()));
    }
    durations.map(median)
}

fn duration_of(mut command: Command) -> Duration {
    let started = Instant::now();
    let status = command.status().unwrap();
    let took = started.elapsed();
    assert!(status.success(), "{command:?}: {status}");
    took
}

fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort();
    durations[durations.len() / 2]
}

fn program(path: &Path, arguments: &[&str], home: &Path) -> Command {
    let mut command = Command::new(path);
    command.args(arguments).env_clear().env("HOME", home).env("AUTHCTL_KEY_FILE", home.join("key"));
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// A profile with a token in the file store that nothing needs to renew: a login at authctl's own lab.
fn keep_a_token(home: &Path) {
    let run = |mut command: Command| assert!(command.status().unwrap().success(), "{command:?}");
    let authctl = |arguments: &[&str]| program(Path::new(AUTHCTL), arguments, home);
    run(authctl(&["store", "init", "--key-file", home.join("key").to_str().unwrap()]));
    let mut lab = authctl(&["lab", "--json", "--access-ttl", "1h"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    let mut stdout = BufReader::new(lab.stdout.take().unwrap()); // the lab ends when nobody reads it any more
    stdout.read_line(&mut told).unwrap();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let text = |name: &str| told[name].as_str().unwrap();
    let person = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/oidc-provider/person.mjs");
    let login =
        ["login", "bench", "--issuer", text("issuer"), "--client-id", text("client_id"), "--store", "file"];
    let mut login = authctl(&login);
    login
        .args(["--scope", "openid", "--quiet"])
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("BROWSER", person);
    run(login);
    lab.kill().unwrap();
    lab.wait().unwrap();
}

/// The program of jwt-cli, built into the work folder of the tests where it is missing.
fn jwt_cli() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/.work/jwt-cli");
    let jwt = root.join("bin/jwt");
    if !jwt.exists() {
        println!("cargo install {JWT_CLI} (once)");
        let mut install = Command::new(env!("CARGO"));
        install.args(["install", "--quiet", "--locked", JWT_CLI, "--root"]).arg(&root);
        assert!(install.status().unwrap().success(), "{install:?}");
    }
    jwt
}
