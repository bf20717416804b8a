//! What the benches have in common: a home with a token in it, and whole processes that are timed.
#![allow(dead_code, reason = "each bench needs a part of it")]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The program that is measured: the one just built, or the one that `AUTHCTL_BENCH` names.
pub fn authctl() -> PathBuf {
    std::env::var_os("AUTHCTL_BENCH").map_or_else(|| env!("CARGO_BIN_EXE_authctl").into(), PathBuf::from)
}

/// The tool beside it: the crate jwt-cli.
const JWT_CLI: &str = "jwt-cli@6.2.0";

/// The program of jwt-cli: the one in PATH, else built into the work folder of the tests.
pub fn jwt_cli() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    if let Some(jwt) = std::env::split_paths(&path).map(|folder| folder.join("jwt")).find(|jwt| jwt.exists())
    {
        return jwt;
    }
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

/// The program as it lies on a machine that was started since it was installed: a copy, read from the disk. What was just
/// written is kept in memory in other pieces, of which a process that touches one page gets more than it asked for.
pub fn installed(program: &Path, folder: &Path) -> PathBuf {
    let copy = folder.join(program.file_name().unwrap());
    std::fs::copy(program, &copy).unwrap();
    let whole = ["oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none"];
    let forgotten = Command::new("dd").arg(format!("of={}", copy.display())).args(whole).status().unwrap();
    assert!(forgotten.success(), "dd: {forgotten}");
    copy
}

/// From exec to its end.
pub fn duration_of(mut command: Command) -> Duration {
    let started = Instant::now();
    let status = command.status().unwrap();
    let took = started.elapsed();
    assert!(status.success(), "{command:?}: {status}");
    took
}

pub fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort();
    durations[durations.len() / 2]
}

/// A program in an environment of its own.
pub fn program(path: &Path, arguments: &[&str], home: &Path) -> Command {
    let mut command = Command::new(path);
    command.args(arguments).env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    command.env("HOME", home).env("AUTHCTL_KEY_FILE", home.join("key"));
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// The same program with the same arguments, started by another one.
pub fn under(starter: &[&str], command: &Command, home: &Path) -> Command {
    let mut whole = program(Path::new(starter[0]), &starter[1..], home);
    whole.arg(command.get_program()).args(command.get_args());
    whole
}

/// A profile with a token in the file store that nothing needs to renew: a login at authctl's own lab.
pub fn keep_a_token(home: &Path) {
    let run = |mut command: Command| assert!(command.status().unwrap().success(), "{command:?}");
    let authctl = |arguments: &[&str]| program(&authctl(), arguments, home);
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
    login.args(["--scope", "openid", "--quiet"]).env("BROWSER", person);
    run(login);
    lab.kill().unwrap();
    lab.wait().unwrap();
}
