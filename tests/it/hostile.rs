//! Tokens and keys that are made to cost much, through the binary: none costs more than 200 ms of CPU and 64 MiB.

use crate::support::{Sandbox, hostile};
use std::time::Duration;

const SECRET: &[u8] = b"a secret of 32 bytes for HS256 ..";
const CHECKS: [&str; 4] = ["verify", "--any-issuer", "--any-audience", "--secret-file"];

/// What a run may take of the processor; without optimisation everything takes about ten times as long.
const CPU: Duration = Duration::from_millis(if cfg!(debug_assertions) { 2500 } else { 200 });
/// What it may allocate, in MiB. A page is laid out in more than is then filled.
const MEMORY: u32 = 64;
const MEMORY_FOR_PAGES: u32 = 128;

/// Runs it where more memory is not to be had, and says what it took of the processor and with which code it ended.
fn cost(sandbox: &Sandbox, words: &[&str], stdin: &[u8], memory: u32) -> (Duration, i32) {
    let limited = format!("ulimit -d {}; \"$0\" \"$@\"; code=$?; times >&2; exit $code", memory * 1024);
    let output = sandbox.authctl(words).under(["sh", "-c", &limited]).stdin(stdin).run();
    let last = output.stderr.lines().last().unwrap();
    // user and system time of the children: 0m0.010000s 0m0.000000s
    let seconds = |time: &str| -> f64 {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m').unwrap();
        minutes.parse::<f64>().unwrap() * 60.0 + seconds.parse::<f64>().unwrap()
    };
    (Duration::from_secs_f64(last.split(' ').map(seconds).sum()), output.code)
}

#[test]
fn a17_a23_a24_a_token_costs_little_however_it_is_made() {
    let sandbox = Sandbox::new();
    let secret = sandbox.write("secret", SECRET);
    let verify = [&CHECKS[..], &[secret.to_str().unwrap()]].concat();
    for (name, token) in hostile::tokens(SECRET) {
        for (words, memory) in [(&verify[..], MEMORY), (&["decode"], MEMORY_FOR_PAGES)] {
            let (took, code) = cost(&sandbox, words, token.as_bytes(), memory);
            assert!(matches!(code, 0..=3 | 8), "{} of a token {name}: exit code {code}", words[0]);
            assert!(took <= CPU, "{} of a token {name}: {took:?}", words[0]);
        }
    }
}

#[test]
fn a19_a25_a_file_of_keys_costs_little_however_it_is_made() {
    let sandbox = Sandbox::new();
    let token = "eyJhbGciOiJIUzI1NiJ9.e30.AA";
    for (name, keys) in hostile::key_files() {
        let path = sandbox.write("keys", keys);
        let (took, code) = cost(&sandbox, &["verify", token, "--key", path.to_str().unwrap()], b"", MEMORY);
        assert!(took <= CPU, "{name}: {took:?}");
        assert!(matches!(code, 0..=3), "{name}: exit code {code}");
    }
}
