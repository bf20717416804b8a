//! Goal R10: tokens, keys, cookies and encrypted tokens that were changed by chance, read by the library in this process.
//!
//! Each target begins with good ones and changes their text, or what the text encodes, often signing it once more so that
//! it gets past the signature. Whatever comes of it: no panic, no case of a second, no more memory than the process of
//! the target is given; what is taken was really made with the key; and what would be shown holds nothing that acts on a
//! terminal.
//!
//! `AUTHCTL_TEST_CASES=N` says how many for each target, `AUTHCTL_TEST_SEED=N` repeats a run. For millions, let the
//! compiler help: `cargo test --release --test it fuzz_jwt`.

mod targets;

use crate::support::{Dice, dice, long};
use std::panic::AssertUnwindSafe;
use std::process::Command;
use std::time::{Duration, Instant};
use targets::{Cookies, Encrypted, JsonKeys, PemKeys, Target, Tokens};

/// So much memory a target gets for all its data, in bytes.
const MEMORY: &str = "134217728";
const SLOW: Duration = Duration::from_secs(1);
#[test]
fn r10_tokens_of_chance() {
    in_a_process_of_its_own("r10_tokens_of_chance", || Box::new(Tokens::new()));
}

#[test]
fn r10_keys_of_chance_in_json() {
    in_a_process_of_its_own("r10_keys_of_chance_in_json", || Box::new(JsonKeys::new()));
}

#[test]
fn r10_keys_of_chance_in_pem() {
    in_a_process_of_its_own("r10_keys_of_chance_in_pem", || Box::new(PemKeys::new()));
}

#[test]
fn r10_cookies_of_chance() {
    in_a_process_of_its_own("r10_cookies_of_chance", || Box::new(Cookies));
}

#[test]
fn r10_encrypted_tokens_of_chance() {
    in_a_process_of_its_own("r10_encrypted_tokens_of_chance", || Box::new(Encrypted::new()));
}

/// Throws by which libFuzzer found something once, and some by hand.
#[test]
fn r10_throws_are_repeated() {
    let throws: [&[u8]; 4] = [b"", b"\0\x01\0\x03\0\x06\0\x07\0\x23\0\x63", &[0xff; 64], &[1; 200]];
    let targets: [Box<dyn Target>; 5] = [
        Box::new(Tokens::new()),
        Box::new(JsonKeys::new()),
        Box::new(PemKeys::new()),
        Box::new(Cookies),
        Box::new(Encrypted::new()),
    ];
    for mut target in targets {
        for throws in throws {
            target.case(&mut Dice::told(throws));
        }
    }
}

/// Under a limit to its memory.
fn in_a_process_of_its_own(name: &str, target: fn() -> Box<dyn Target>) {
    if std::env::var_os("AUTHCTL_TEST_TARGET").is_some_and(|wanted| wanted == name) {
        return run(name, &mut *target());
    }
    let mut command = Command::new("prlimit");
    command.arg(format!("--data={MEMORY}")).arg(std::env::current_exe().unwrap());
    command.args([&format!("fuzz_jwt::{name}"), "--exact", "--nocapture", "--test-threads=1"]);
    let output = command.env("AUTHCTL_TEST_TARGET", name).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{said}", output.status);
    eprint!("{said}");
}

fn run(name: &str, target: &mut dyn Target) {
    let given = std::env::var("AUTHCTL_TEST_CASES").ok().and_then(|count| count.parse().ok());
    let count: u64 = given.unwrap_or(if long() { 300_000 } else { 1_500 });
    let seed = dice::seed();
    eprintln!("{name}: AUTHCTL_TEST_SEED={seed}");
    let begun = Instant::now();
    let mut slowest = Duration::ZERO;
    for number in 0..count {
        // each case has a seed of its own, so that one alone can be had again
        let seed = seed.wrapping_add(number);
        let mut took = timed(target, seed);
        // a busy machine may hold up any of them, but not the same one again and again
        for _ in 0..5 {
            took = if took.is_some_and(|took| took > SLOW) { timed(target, seed) } else { took };
        }
        let took = took.unwrap_or_else(|| panic!("{name}: AUTHCTL_TEST_CASES=1 AUTHCTL_TEST_SEED={seed}"));
        assert!(took < SLOW, "{name}: {took:?}: AUTHCTL_TEST_CASES=1 AUTHCTL_TEST_SEED={seed}");
        slowest = slowest.max(took);
    }
    let rate = f64::from(u32::try_from(count).unwrap()) / begun.elapsed().as_secs_f64();
    eprintln!("{name}: {count} cases, {rate:.0} a second, the slowest took {slowest:?}");
}

/// How long a case takes; `None` when it panics.
fn timed(target: &mut dyn Target, seed: u64) -> Option<Duration> {
    let begun = Instant::now();
    let run = AssertUnwindSafe(|| target.case(&mut Dice::new(seed)));
    std::panic::catch_unwind(run).ok().map(|()| begun.elapsed())
}
