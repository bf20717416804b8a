//! Many processes at once: one renews, the others get what it brought, and nobody waits for one that is of no use.

use crate::support::{Home, Issuer, Output, Running, long, until};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const STORES: [&str; 2] = ["file", "keychain"];

fn refreshes(issuer: &Issuer) -> Vec<Value> {
    issuer.grants("refresh_token")
}

/// From now on the token of `profile` has expired, and the next one takes the issuer `delay` milliseconds a request.
fn expire(issuer: &Issuer, home: &Home, profile: &str, delay: u32) {
    issuer.set(&json!({ "atTtl": 1, "delayMs": 0 }));
    home.sandbox.run(["token", profile, "--force-renew"]).succeeds();
    issuer.wait_for_expiry();
    issuer.set(&json!({ "atTtl": 3600, "delayMs": delay }));
    issuer.clear_log();
}

fn at_once(home: &Home, profile: &str, processes: usize) -> Vec<Running> {
    (0..processes).map(|_| home.sandbox.authctl(["token", profile]).spawn()).collect()
}

#[track_caller]
fn all_succeed(runs: Vec<Running>) -> Vec<Output> {
    runs.into_iter().map(|run| run.finish().succeeds()).collect()
}

fn one_refresh_for_many(store: &'static str, processes: usize, rounds: usize) {
    let issuer = Issuer::start();
    let home = Home::logged_in(&issuer, store);
    let start = Instant::now();
    for delay in [0, 50, 2000].into_iter().cycle().take(rounds) {
        expire(&issuer, &home, "work", delay);
        let tokens = all_succeed(at_once(&home, "work", processes));
        let requests = refreshes(&issuer);
        assert_eq!(requests.len(), 1, "{store}, {delay} ms");
        let given = &requests[0]["answer"]["access_token"];
        assert!(tokens.iter().all(|token| token.text() == given), "everybody got the new token");
        // the issuer would have ended the session of a refresh token that came twice
        home.sandbox.run(["call", "work", "read", "--fail"]).succeeds();
    }
    issuer.set(&json!({ "delayMs": 0 }));
    home.renew().succeeds();
    eprintln!("R1, {store}: {rounds} rounds of {processes} in {:.0?}", start.elapsed());
}

#[test]
fn r1_t10_many_processes_at_once_renew_once() {
    let (processes, rounds) = if long() { (200, 20) } else { (20, 3) };
    one_refresh_for_many("file", processes, rounds);
}

#[test]
fn r1_many_processes_at_once_renew_once_in_a_real_keychain() {
    let (processes, rounds) = if long() { (200, 20) } else { (12, 2) };
    one_refresh_for_many("keychain", processes, rounds);
}

#[test]
fn r2_profiles_do_not_wait_for_each_other() {
    let processes = if long() { 50 } else { 5 };
    let profiles = ["work", "two", "three", "four"];
    let issuer = Issuer::start();
    let home = Home::logged_in(&issuer, "file");
    for profile in &profiles[1..] {
        home.login_as(profile, &issuer).run().succeeds();
    }
    issuer.set(&json!({ "atTtl": 1 }));
    let expire_all = |delay| profiles.iter().for_each(|profile| expire(&issuer, &home, profile, delay));
    expire_all(0);
    issuer.hold("/token");
    let runs: Vec<Running> = profiles.iter().flat_map(|profile| at_once(&home, profile, processes)).collect();
    until("a request of each profile", || (issuer.requests_to("/token").len() == 4).then_some(()));
    issuer.release();
    all_succeed(runs);
    assert_eq!(refreshes(&issuer).len(), 4);
    if long() {
        expire_all(2000);
        let start = Instant::now();
        all_succeed(at_once(&home, "work", processes));
        let alone = start.elapsed();
        expire_all(2000);
        let start = Instant::now();
        all_succeed(profiles.iter().flat_map(|profile| at_once(&home, profile, processes)).collect());
        let together = start.elapsed();
        assert_eq!(refreshes(&issuer).len(), 4);
        eprintln!("R2: {processes} processes of one profile {alone:.1?}, of each of four {together:.1?}");
        assert!(together < alone.mul_f64(1.5), "{together:?} for four, {alone:?} for one");
    }
}

#[test]
fn r9_when_the_process_that_renews_is_killed_the_others_go_on_within_a_second() {
    for store in STORES {
        let issuer = Issuer::start();
        let home = Home::logged_in(&issuer, store);
        let mut waited = Vec::new();
        // a busy machine is slow at times, and not three times in a row
        while waited.last().is_none_or(|waited| *waited >= Duration::from_secs(1)) {
            assert!(waited.len() < 3, "{store}: {waited:?}");
            waited.push(wait_behind_one_that_is_killed(&issuer, &home));
        }
    }
}

/// From the end of the process that renews to the request of the one that renews instead.
fn wait_behind_one_that_is_killed(issuer: &Issuer, home: &Home) -> Duration {
    expire(issuer, home, "work", 0);
    issuer.hold("/token");
    let first = home.sandbox.authctl(["token", "work"]).spawn();
    until("the held refresh", || issuer.requests_to("/token").pop());
    let others = at_once(home, "work", 5);
    until("the others to wait", || others.iter().all(Running::waits_for_a_lock).then_some(()));
    // the issuer has not looked at the refresh token, and never will
    issuer.set(&json!({ "hold": "" }));
    let killed = Instant::now();
    first.signal(Signal::KILL);
    until("the next refresh", || issuer.requests_to("/token").get(1).cloned());
    let waited = killed.elapsed();
    all_succeed(others);
    assert_eq!(refreshes(issuer).len(), 1, "the one that was answered");
    waited
}

#[test]
fn r9_a_process_that_is_stopped_is_not_waited_for_but_one_that_is_slow_is() {
    let issuer = Issuer::start();
    let (stopped, slow) = (Home::logged_in(&issuer, "file"), Home::logged_in(&issuer, "file"));
    issuer.clear_log();
    issuer.hold("/token");
    let holders = [&stopped, &slow].map(|home| home.renewal().spawn());
    until("both requests", || (issuer.requests_to("/token").len() == 2).then_some(()));
    holders[0].signal(Signal::STOP);
    let start = Instant::now();
    let waiting = |home: &Home| (0..3).map(|_| home.renewal().spawn()).collect::<Vec<_>>();
    let (in_vain, patient) = (waiting(&stopped), waiting(&slow));
    let holder = holders[0].pid().as_raw_nonzero().to_string();
    for run in in_vain {
        let gave_up = run.finish().exits(5).prints_nothing();
        gave_up.says(["has been stopped for 15 s", &holder, &format!("kill -CONT {holder}")]);
    }
    let waited = start.elapsed();
    assert!((14..30).contains(&waited.as_secs()), "{waited:?}");
    assert!(patient.iter().all(|run| !run.has_ended()), "a slow issuer is waited for");
    assert_eq!(issuer.requests_to("/token").len(), 2, "nobody asked a second time");

    issuer.release();
    holders[0].signal(Signal::CONT);
    all_succeed(holders.into());
    all_succeed(patient);
    assert_eq!(refreshes(&issuer).len(), 2);
    stopped.renew().succeeds();
}
