//! A rotation that is killed, or refused by the disk, at every call: the ring is the old one or the new one, the file of the
//! service has a secret that the ring knows, and nobody who has a token is locked out.

use crate::crashes::{Writes, is_of, sample, touches_the_disk};
use crate::support::dice::{self, Dice};
use crate::support::keyring::Keyring;
use crate::support::strace::{self, Call};
use crate::support::{Authctl, Output, Sandbox, long};
use rustix::process::Signal;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A ring, a token of its first key, and the file of a service that reads its secret.
struct House {
    sandbox: Sandbox,
    store: &'static str,
    token: String,
    /// The key of that token.
    kid: Value,
    file: PathBuf,
    _keyring: Option<Keyring>,
}

/// The keys of a ring, and the secret that the service has.
struct Before {
    keys: Vec<Value>,
    secret: String,
}

const REST: &str = "# settings\nDEBUG=1\n";
/// What else writes.
const VERBS: [&str; 7] = ["new", "import", "retire", "revoke", "prune", "delete", "export"];

impl House {
    fn new(store: &'static str) -> Self {
        let mut sandbox = Sandbox::with_file_store();
        let keyring = (store == "keychain").then(|| Keyring::unlocked_in(&mut sandbox));
        let file = sandbox.write(".env", REST);
        let mut house =
            Self { sandbox, store, token: String::new(), kid: Value::Null, file, _keyring: keyring };
        house.key(&["new", "api", "--alg", "HS256"]).run().succeeds();
        house.delivery().run().succeeds();
        house.token = house.issue();
        house.kid = house.keys().pop().unwrap()["kid"].clone();
        house
    }

    fn key(&self, words: &[&str]) -> Authctl {
        self.sandbox.authctl([&["key"], words, &["--json", "--store", self.store]].concat())
    }

    fn rotation(&self) -> Authctl {
        self.key(&["rotate", "api"])
    }

    fn delivery(&self) -> Authctl {
        let file = self.file.to_str().unwrap();
        self.key(&["rotate", "api", "--env-file", file, "--env-name", "JWT", "--then", "true"])
    }

    #[track_caller]
    fn issue(&self) -> String {
        let words = ["issue", "--ring", "api", "--subject", "ci", "--expires-in", "12h"];
        self.sandbox.run(words).succeeds().text().to_owned()
    }

    #[track_caller]
    fn keys(&self) -> Vec<Value> {
        let shown = self.key(&["show", "api"]).run().succeeds().json();
        shown["keys"].as_array().unwrap().clone()
    }

    /// Those of the key that signs and of the one that is to.
    #[track_caller]
    fn secrets(&self) -> BTreeSet<String> {
        let is_to_sign = |key: &&Value| ["active", "next"].contains(&key["state"].as_str().unwrap());
        let kids: Vec<Value> = self.keys().iter().filter(is_to_sign).map(|key| key["kid"].clone()).collect();
        let set = self.key(&["export", "api", "--format", "jwks"]).run().succeeds().json();
        let set: Value = serde_json::from_str(set["value"].as_str().unwrap()).unwrap();
        let secret = |key: &Value| String::from_utf8(decoded(key["k"].as_str().unwrap())).unwrap();
        let keys = set["keys"].as_array().unwrap();
        keys.iter().filter(|key| kids.contains(&key["kid"])).map(secret).collect()
    }

    /// Before a run.
    #[track_caller]
    fn before(&self) -> Before {
        Before { keys: self.keys(), secret: self.delivered() }
    }

    /// What the file of the service says, which is whole.
    #[track_caller]
    fn delivered(&self) -> String {
        let content = std::fs::read_to_string(&self.file).unwrap();
        let secret =
            content.strip_prefix(REST).and_then(|rest| rest.strip_prefix("JWT=")?.strip_suffix('\n'));
        secret.unwrap_or_else(|| panic!("{content}")).to_owned()
    }

    /// A verb that writes, about to be run; and what it is to change: a ring, a key or a file.
    #[track_caller]
    fn prepared(&self, verb: &'static str, number: usize) -> (Authctl, String) {
        let old = |ends: bool| {
            self.rotation().run().succeeds();
            let keys = self.keys();
            let kid = keys[keys.len() - 2]["kid"].as_str().unwrap().to_owned();
            if ends {
                self.key(&["retire", "api", &kid, "--force"]).run().succeeds();
            }
            kid
        };
        let named = format!("{verb}-{number}");
        let secret = self.sandbox.write("secret", "kT9vQ2mZ7pL4xR8wN1cB6yH3sJ5dG0fAuEiVoKrW");
        let out = self.sandbox.path(&named).to_str().unwrap().to_owned();
        match verb {
            "new" => (self.key(&["new", &named, "--alg", "HS256"]), named),
            "import" => (self.key(&["import", &named, "--secret-file", secret.to_str().unwrap()]), named),
            "retire" => {
                let kid = old(false);
                (self.key(&["retire", "api", &kid, "--force"]), kid)
            }
            "revoke" => {
                let kid = old(false);
                (self.key(&["revoke", "api", &kid]), kid)
            }
            "prune" => (self.key(&["prune", "api"]), old(true)),
            "delete" => {
                self.key(&["new", &named, "--alg", "HS256"]).run().succeeds();
                (self.key(&["delete", &named, "--force"]), named)
            }
            _ => (self.key(&["export", "api", "--format", "raw", "--out", &out]), out),
        }
    }

    /// What the verb was to change is as it was, or as it was to be; and that where it says so.
    #[track_caller]
    fn is_changed_or_not(&self, verb: &str, what: &str, output: &Output, hit: &str) {
        let is_changed = match verb {
            "new" | "import" => {
                let shown = self.key(&["show", what]).run();
                assert!(shown.code == 0 || shown.failure()["code"] == "no_ring", "{hit}: {output}{shown}");
                shown.code == 0
            }
            "delete" => {
                let shown = self.key(&["show", what]).run();
                if shown.code == 0 {
                    assert_eq!(shown.json()["keys"][0]["state"], "active", "{hit}");
                }
                let again = self.key(&["delete", what, "--force"]).run();
                assert!(again.code == 0 || again.failure()["code"] == "no_ring", "{hit}: {output}{again}");
                // an earlier run that was killed may have left a name without a ring
                let left = self.key(&["list"]).run().json();
                assert!(!left.to_string().contains(what), "{hit}: {left}");
                shown.code != 0
            }
            "export" => std::fs::read_to_string(what).is_ok_and(|text| {
                assert!(self.secrets().contains(&text), "{hit}: {text:?}");
                true
            }),
            _ => {
                let keys = self.keys();
                let state = keys.iter().find(|key| key["kid"] == what).map(|key| key["state"].clone());
                let (before, after) = match verb {
                    "retire" => (Some("retiring"), Some("retired")),
                    "revoke" => (Some("retiring"), Some("revoked")),
                    _ => (Some("retired"), None),
                };
                let state = state.as_ref().and_then(Value::as_str);
                assert!([before, after].contains(&state), "{hit}: {keys:?}");
                state == after
            }
        };
        assert!(is_changed || output.code != 0, "{hit}: {output}");
        for token in [&self.token, &self.issue()] {
            self.sandbox.run(["verify", token, "--ring", "api"]).succeeds();
        }
    }

    /// The ring has the keys that it had, and at most one more; one of them signs, and every token is taken.
    #[track_caller]
    fn judge(&self, Before { keys: before, secret }: &Before, after: &str) {
        let keys = self.keys();
        let kids = |keys: &[Value]| keys.iter().map(|key| key["kid"].clone()).collect::<Vec<_>>();
        assert!(kids(&keys).starts_with(&kids(before)), "{after}: {keys:?}");
        assert!(keys.len() <= before.len() + 1, "{after}: {keys:?}");
        let active = keys.iter().filter(|key| key["state"] == "active").count();
        assert_eq!(active, 1, "{after}: {keys:?}");
        for token in [&self.token, &self.issue()] {
            self.sandbox.run(["verify", token, "--ring", "api"]).succeeds();
        }
        let delivered = self.delivered();
        assert!(
            delivered == *secret || self.secrets().contains(&delivered),
            "{after}: the service has a secret of a key that neither signs nor is to: {keys:?}"
        );
    }
}

fn decoded(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).unwrap()
}

fn calls_of(house: &House, command: Authctl) -> Vec<Call> {
    let (output, calls) = strace::calls_of(command, &house.sandbox.path("trace"));
    output.succeeds();
    calls
}

fn killed_at_every_call(house: &House, command: impl Fn() -> Authctl, step: usize) {
    let calls = calls_of(house, command());
    for call in sample(&calls, step) {
        let before = house.before();
        strace::killed_at(command(), call).run();
        house.judge(&before, &call.shown);
        prune(house);
    }
    eprintln!("R4, {}: {} calls", house.store, calls.len());
}

/// Old keys are given up now and then, so that the ring stays short: not the one that the service has.
fn prune(house: &House) {
    let keys = house.keys();
    if keys.len() < 12 {
        return;
    }
    house.delivery().run().succeeds();
    let keys = house.keys();
    let may_go = |key: &&Value| key["state"] == "retiring" && key["kid"] != house.kid;
    for key in keys.iter().filter(may_go) {
        house.key(&["retire", "api", key["kid"].as_str().unwrap(), "--force"]).run().succeeds();
    }
    house.key(&["prune", "api"]).run().succeeds();
}

#[test]
fn r4_a_rotation_killed_at_any_call_leaves_the_old_ring_or_the_new_one() {
    let house = House::new("file");
    killed_at_every_call(&house, || house.rotation(), 12);
}

#[test]
fn r4_a_rotation_killed_at_any_call_leaves_the_old_ring_or_the_new_one_with_a_real_keychain() {
    let house = House::new("keychain");
    killed_at_every_call(&house, || house.rotation(), 25);
}

#[test]
fn r4_r5_a_delivery_killed_at_any_call_is_gone_on_with() {
    let house = House::new("file");
    let calls = calls_of(&house, house.delivery());
    for call in sample(&calls, 25) {
        let before = house.before();
        strace::killed_at(house.delivery(), call).run();
        house.judge(&before, &call.shown);
        let undelivered = house.keys().iter().any(|key| key["state"] == "next");
        house.delivery().run().succeeds();
        let keys = house.keys();
        assert!(keys.iter().all(|key| key["state"] != "next"), "{call:?}: {keys:?}");
        let made = keys.len() - before.keys.len();
        assert!(made <= if undelivered { 1 } else { 2 }, "{call:?}: what was begun is ended first");
        house.judge(&house.before(), &call.shown);
        assert!(house.secrets().contains(&house.delivered()), "{call:?}: {keys:?}");
        prune(&house);
    }
    eprintln!("R4, R5, deliveries: {} calls", calls.len());
}

#[test]
fn r4_a_rotation_killed_at_any_time_locks_nobody_out() {
    for store in ["file", "keychain"] {
        let house = House::new(store);
        let (runs, seed) = (if long() { 1000 } else { 8 }, dice::seed());
        let mut dice = Dice::new(seed);
        let begun = std::time::Instant::now();
        house.delivery().run().succeeds();
        // some are over before they can be killed
        let longest = begun.elapsed() * 5 / 4;
        for run in 0..runs {
            let before = house.before();
            let rotation = if run % 2 == 0 { house.rotation() } else { house.delivery() }.spawn();
            let wait = longest * u32::try_from(dice.below(1000)).unwrap() / 1000;
            let begun = std::time::Instant::now();
            while begun.elapsed() < wait && !rotation.has_ended() {}
            if !rotation.has_ended() {
                rotation.signal(Signal::KILL);
            }
            rotation.finish();
            house.judge(&before, &format!("seed {seed}, run {run} after {wait:?}"));
            if run % 2 == 0 && house.keys().iter().any(|key| key["state"] == "next") {
                house.delivery().run().succeeds();
            }
            prune(&house);
        }
    }
}

fn refused_at_every_call(house: &House, command: impl Fn() -> Authctl, step: usize) {
    let calls: Vec<Call> = calls_of(house, command())
        .into_iter()
        .filter(|call| touches_the_disk(&house.sandbox, call))
        .collect();
    let points: Vec<(&Call, &str)> =
        calls.iter().flat_map(|call| ["EIO", "ENOSPC", "EROFS"].map(|error| (call, error))).collect();
    let mut refused = 0;
    for (call, error) in sample(&points, step) {
        let before = house.before();
        let (output, hit) = strace::refused_at(command(), call, error, &house.sandbox.path("trace"));
        let Some(hit) = hit.filter(|hit| is_of(&house.sandbox, hit)) else { continue };
        refused += 1;
        told(&hit, &output);
        house.judge(&before, &hit);
        if house.keys().iter().any(|key| key["state"] == "next") {
            house.delivery().run().succeeds();
        }
        prune(house);
    }
    assert!(refused > if long() { 60 } else { 3 }, "{refused} of {}", points.len());
}

#[track_caller]
fn told(hit: &str, output: &Output) {
    assert!([0, 1, 7].contains(&output.code), "{hit}: {output}");
    if output.code != 0 {
        assert!(!output.failure()["message"].as_str().unwrap().is_empty(), "{hit}: {output}");
    }
}

#[test]
fn r6_a_disk_that_refuses_any_call_costs_no_key() {
    let house = House::new("file");
    refused_at_every_call(&house, || house.rotation(), 23);
    refused_at_every_call(&house, || house.delivery(), 37);
}

#[test]
fn r6_a_disk_that_refuses_any_call_leaves_whole_what_a_verb_changes() {
    let house = House::new("file");
    // the key of the token is none of those that are given up
    house.rotation().run().succeeds();
    for verb in VERBS {
        let mut numbers = 0..;
        let mut prepared = || house.prepared(verb, numbers.next().unwrap());
        let mut calls = calls_of(&house, prepared().0);
        calls.retain(|call| touches_the_disk(&house.sandbox, call));
        let points: Vec<(&Call, &str)> =
            calls.iter().flat_map(|call| ["EIO", "ENOSPC", "EROFS"].map(|error| (call, error))).collect();
        let mut refused = 0;
        for (call, error) in sample(&points, points.len() / 4) {
            let (command, what) = prepared();
            let (output, hit) = strace::refused_at(command, call, error, &house.sandbox.path("trace"));
            let Some(hit) = hit.filter(|hit| is_of(&house.sandbox, hit)) else { continue };
            refused += 1;
            told(&hit, &output);
            house.is_changed_or_not(verb, &what, &output, &hit);
        }
        assert!(refused > 0, "{verb}: none of {}", points.len());
        eprintln!("R6, {verb}: {refused} of {}", points.len());
    }
}

#[test]
fn r6_a_ring_that_the_disk_did_not_take_is_named_by_nothing() {
    let house = House::new("file");
    let config = || std::fs::read_to_string(house.sandbox.config_file()).unwrap();
    let new = |name: &str| house.key(&["new", name, "--alg", "HS256"]);
    let calls = calls_of(&house, new("web"));
    let is_of_ring = |call: &&Call| call.name.starts_with("rename") && call.shown.contains("ring.web.age");
    let kept = calls.iter().find(is_of_ring).expect("the ring is renamed");
    let before = config();
    let refuse = || {
        let (output, hit) = strace::refused_at(new("www"), kept, "ENOSPC", &house.sandbox.path("trace"));
        assert!(hit.is_some_and(|hit| hit.contains("ring.www.age")), "{output}");
        output.exits(7)
    };
    refuse();
    assert_eq!(config(), before);
    let shown = house.key(&["show", "www"]).run().exits(1);
    assert!(shown.failure()["message"].as_str().unwrap().contains("there is no key ring www"), "{shown}");
    // what somebody wrote before is theirs
    new("www").run().succeeds();
    std::fs::remove_file(house.sandbox.path("home/.local/share/authctl/store/ring.www.age")).unwrap();
    let named = config();
    refuse();
    assert_eq!(config(), named);
}

#[test]
fn r4_a_verb_killed_at_any_call_leaves_whole_what_it_changes() {
    let house = House::new("file");
    // the key of the token is none of those that are given up
    house.rotation().run().succeeds();
    for verb in VERBS {
        let mut numbers = 0..;
        let mut prepared = || house.prepared(verb, numbers.next().unwrap());
        let calls = calls_of(&house, prepared().0);
        for call in sample(&calls, calls.len() / 4) {
            let (command, what) = prepared();
            let output = strace::killed_at(command, call).run();
            house.is_changed_or_not(verb, &what, &output, &call.shown);
        }
        eprintln!("R4, {verb}: {} calls", calls.len());
    }
}

/// The file is in its place, and the disk says that it cannot tell whether that will last.
#[test]
fn r5_a_file_that_was_written_although_it_is_said_not_to_be_keeps_no_secret_that_is_given_up() {
    let house = House::new("file");
    let calls = calls_of(&house, house.delivery());
    let is_of_file = |call: &Call| call.name.starts_with("rename") && call.shown.contains("\".env\"");
    let renamed = calls.iter().position(is_of_file).expect("the file is renamed");
    let synced = calls[renamed..].iter().find(|call| call.name == "fsync").expect("its folder is synced");
    let before = house.before();
    let (output, hit) = strace::refused_at(house.delivery(), synced, "EIO", &house.sandbox.path("trace"));
    assert!(hit.is_some(), "{output}");
    let message = output.exits(1).failure()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("is as it was before"), "{message}");
    house.judge(&before, "fsync");
    assert_eq!(house.delivered(), before.secret);
}

#[test]
fn r5_a_ring_and_the_file_of_a_service_are_written_whole_and_in_order() {
    let house = House::new("file");
    for command in [house.rotation(), house.delivery(), house.key(&["prune", "api"])] {
        let mut writes = Writes::default();
        for call in calls_of(&house, command) {
            writes.check(&house.sandbox.path(""), &call);
        }
        assert_eq!(writes.unsynced_folders, BTreeSet::new(), "a change that a power cut may undo");
    }
}
