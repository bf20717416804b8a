//! `demo`: the whole journey on the built-in issuer, in seconds and without a trace.

use crate::support::Sandbox;
use std::time::{Duration, Instant};

#[test]
fn the_demo_shows_the_journey_and_leaves_nothing_behind() {
    let sandbox = Sandbox::new();
    let started = Instant::now();
    let demo = sandbox.run(["demo"]).succeeds();
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    for word in ["login", "token", "call"] {
        assert!(demo.everything().contains(word), "{demo}");
    }
    let left: Vec<_> = sandbox.files().into_iter().map(|(path, _)| path).collect();
    assert!(left.is_empty(), "{left:?}");
}
