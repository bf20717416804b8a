//! How long authctl takes from exec to its end, beside another tool of the field: `cargo bench --bench start`.
//!
//! Each pair runs in turn, so that both meet the same weather. The medians are compared with two goals.
//! `AUTHCTL_BENCH=target/release/authctl` measures a program that is built already.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench starts programs, measures time and prints, which the product does in fewer places"
)]

mod support;

use std::process::Command;
use std::time::Duration;
use support::{duration_of, installed, jwt_cli, keep_a_token, median, program};

const PAIRS: usize = 300;
const TIMES_AT_MOST: f64 = 1.1;
const MORE_AT_MOST: Duration = Duration::from_millis(5);

fn main() {
    let home = tempfile::tempdir().unwrap();
    let [authctl, jwt] = [support::authctl(), jwt_cli()].map(|program| installed(&program, home.path()));
    let authctl = |arguments: &[&str]| program(&authctl, arguments, home.path());
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
