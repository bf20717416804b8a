//! Killed, or refused by the system, at every call: the next run works, or asks for a login only where the issuer's
//! answer was on its way; and whatever is written is written whole, in an order that a power cut cannot break.

use crate::support::keyring::BreakingBus;
use crate::support::strace::{self, Call};
use crate::support::{Authctl, Home, Issuer, Output, Sandbox, long};
use rustix::process::Signal;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What became of the session after each kill.
#[derive(Debug, Default)]
struct Tally {
    points: usize,
    /// The answer was given and not yet kept: a person must log in, as nothing else can help.
    lost_in_flight: usize,
}

impl Tally {
    /// The next run after a kill. It works, or asks for the login that is due; anything else fails the test.
    #[track_caller]
    fn judge(&mut self, home: &Home, issuer: &Issuer, after: &str) {
        self.points += 1;
        let next = home.renew();
        match next.code {
            0 => {}
            4 => {
                let next = next.says(["authctl login work"]);
                assert!(was_answered(issuer), "a needless login after {after}: {next}");
                self.lost_in_flight += 1;
                home.login(issuer).run().succeeds();
            }
            _ => panic!("damaged after {after}: {next}"),
        }
    }
}

/// True when the refresh token that was sent last had been sent before, and had got its answer then.
fn was_answered(issuer: &Issuer) -> bool {
    let grants = issuer.grants("refresh_token");
    let Some((last, earlier)) = grants.split_last() else { return false };
    earlier.iter().any(|grant| {
        grant["params"]["refresh_token"] == last["params"]["refresh_token"]
            && grant["answer"]["access_token"].is_string()
    })
}

/// All points, or in the normal run every `step`-th of them.
pub fn sample<T>(points: &[T], step: usize) -> impl Iterator<Item = &T> {
    points.iter().step_by(if long() { 1 } else { step })
}

fn calls_of(home: &Home, command: Authctl) -> Vec<Call> {
    let (output, calls) = strace::calls_of(command, &home.sandbox.path("trace"));
    output.succeeds();
    calls
}

fn killed_at_every_call(store: &'static str, settings: &serde_json::Value, step: usize) -> Tally {
    let issuer = Issuer::with(settings);
    let home = Home::logged_in(&issuer, store);
    let calls = calls_of(&home, home.renewal());
    let mut tally = Tally::default();
    for call in sample(&calls, step) {
        let killed = strace::killed_at(home.renewal(), call).run();
        assert!([0, -Signal::KILL.as_raw()].contains(&killed.code), "{call:?}: {killed}");
        tally.judge(&home, &issuer, &call.shown);
    }
    eprintln!("R3, {store}, {settings}: {tally:?} of {} calls", calls.len());
    tally
}

#[test]
fn r3_a_renewal_killed_at_any_call_is_lost_only_in_flight() {
    killed_at_every_call("file", &json!({}), 12);
}

#[test]
fn r3_a_renewal_killed_at_any_call_is_lost_only_in_flight_with_a_real_keychain() {
    killed_at_every_call("keychain", &json!({}), 40);
}

#[test]
fn r3_an_issuer_that_takes_a_refresh_token_twice_loses_nobody() {
    for store in ["file", "keychain"] {
        let tally = killed_at_every_call(store, &json!({ "grace": true }), 40);
        assert_eq!(tally.lost_in_flight, 0, "{store}");
    }
}

#[test]
fn r3_a_renewal_killed_at_any_message_to_the_keychain_is_lost_only_in_flight() {
    let issuer = Issuer::start();
    let home = Home::logged_in(&issuer, "keychain");
    let bus = BreakingBus::before(home.keyring.as_ref().unwrap(), &home.sandbox);
    let mut tally = Tally::default();
    // a busy machine puts some of the pieces together
    for pieces in (0..).step_by(if long() { 1 } else { 6 }) {
        let broken = bus.break_after(pieces);
        let run = home.renewal().env("DBUS_SESSION_BUS_ADDRESS", &bus.address).spawn();
        let was_broken = crate::support::until("the break or the end", || {
            broken.try_recv().map(|()| true).ok().or(run.has_ended().then_some(false))
        });
        if !was_broken {
            run.finish().succeeds();
            break;
        }
        run.signal(Signal::KILL);
        run.finish();
        tally.judge(&home, &issuer, &format!("{pieces} pieces on the bus"));
    }
    assert!(tally.points > if long() { 40 } else { 4 }, "{tally:?}");
    eprintln!("R3, messages to the keychain: {tally:?}");
}

#[test]
fn r3_a_login_killed_at_any_call_leaves_the_earlier_credential_or_the_new_one() {
    let issuer = Issuer::start();
    let home = Home::logged_in(&issuer, "file");
    let calls = calls_of(&home, home.login(&issuer));
    for call in sample(&calls, 50) {
        strace::killed_at(home.login(&issuer), call).run();
        home.sandbox.run(["call", "work", "read", "--fail"]).succeeds();
        home.renew().succeeds();
    }
    eprintln!("R3, login over a login: {} calls", calls.len());
}

#[test]
fn r3_a_logout_killed_at_any_call_can_be_done_again() {
    let issuer = Issuer::start();
    let home = Home::logged_in(&issuer, "file");
    let logout = || home.sandbox.authctl(["logout", "work"]);
    let calls = calls_of(&home, logout());
    for call in sample(&calls, 30) {
        home.login(&issuer).run().succeeds();
        let tokens = issuer.last_tokens();
        strace::killed_at(logout(), call).run();
        logout().run().succeeds();
        home.sandbox.run(["token", "work"]).exits(4).says(["authctl login work"]);
        for token in ["refresh_token", "access_token"] {
            assert!(!issuer.is_active(tokens[token].as_str().unwrap()), "{token} after {call:?}");
        }
    }
    eprintln!("R3, logout: {} calls", calls.len());
}

#[test]
fn r3_a_move_killed_at_any_call_leaves_the_credential_where_the_profile_says() {
    let issuer = Issuer::start();
    let home = Home::logged_in(&issuer, "keychain");
    let (mut here, mut there) = ("keychain", "file");
    let migrate = |to: &str| home.sandbox.authctl(["store", "migrate", "work", "--to", to]);
    for _ in 0..2 {
        let calls = calls_of(&home, migrate(there));
        migrate(here).run().succeeds();
        for call in sample(&calls, 50) {
            strace::killed_at(migrate(there), call).run();
            home.renew().succeeds();
            // done again it ends what was begun: nothing is left behind in the other place
            migrate(there).run().succeeds();
            home.sandbox.run(["token", "work", "--store", here]).exits(4);
            migrate(here).run().succeeds();
            home.renew().succeeds();
        }
        eprintln!("R3, from {here} to {there}: {} calls", calls.len());
        migrate(there).run().succeeds();
        std::mem::swap(&mut here, &mut there);
    }
}

#[test]
fn r3_a_rename_killed_at_any_call_leaves_the_credential_under_the_name_that_the_file_holds() {
    let issuer = Issuer::start();
    for store in ["file", "keychain"] {
        let home = Home::logged_in(&issuer, store);
        let rename = |from: &str, to: &str| home.sandbox.authctl(["profile", "rename", from, to]);
        let renew = |name: &str| home.sandbox.run(["token", name, "--force-renew"]);
        let calls = calls_of(&home, rename("work", "job"));
        rename("job", "work").run().succeeds();
        for call in sample(&calls, 40) {
            strace::killed_at(rename("work", "job"), call).run();
            let listed = home.sandbox.run(["profile", "list", "--json"]).succeeds().json();
            let names: Vec<&str> = ["work", "job"]
                .into_iter()
                .filter(|name| listed.to_string().contains(&format!("\"profile\":\"{name}\"")))
                .collect();
            let [name] = names[..] else { panic!("{names:?} after {call:?}") };
            renew(name).succeeds();
            // done again it ends what was begun, if anything is left to do
            let again = rename("work", "job").run();
            assert!(again.code == 0 || name == "job" && again.code == 4, "{call:?}: {again}");
            renew("job").succeeds();
            rename("job", "work").run().succeeds();
            renew("work").succeeds();
            home.sandbox.run(["logout", "job"]).exits(4);
        }
        eprintln!("R3, a rename in {store}: {} calls", calls.len());
    }
}

/// What a run does to the folders of a home, from strace: an open file is known by what it was opened for.
#[derive(Default)]
pub struct Writes {
    /// Temporary files: true once they are on the disk as they are.
    synced: BTreeMap<String, bool>,
    /// Folders with a change that is not on the disk yet.
    pub unsynced_folders: BTreeSet<String>,
    renames: usize,
}

impl Writes {
    #[track_caller]
    pub fn check(&mut self, root: &Path, call: &Call) {
        let shown = &call.shown;
        if shown.contains(" = -1 ") {
            return;
        }
        let paths = paths(shown);
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let descriptor =
            shown.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(path, _)| path);
        let folder = |path: &str| path.rsplit_once('/').unwrap().0.to_owned();
        let is_ours = |path: &str| path.starts_with(root.to_str().unwrap());
        match (call.name.as_str(), &paths[..], descriptor) {
            ("openat", [path, ..], _) if is_ours(path) => {
                let writes =
                    ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"].iter().any(|flag| shown.contains(flag));
                if writes && !is_lock(path) {
                    assert!(shown.contains("O_EXCL") && is_temporary(path), "written in place: {shown}");
                    self.synced.insert((*path).to_owned(), false);
                }
            }
            ("write" | "pwrite64" | "writev" | "ftruncate" | "fallocate", _, Some(path)) if is_ours(path) => {
                assert!(is_lock(path) || is_temporary(path), "written in place: {shown}");
                self.synced.entry(path.to_owned()).and_modify(|synced| *synced = false);
            }
            ("fsync" | "fdatasync", _, Some(path)) => {
                self.synced.entry(path.to_owned()).and_modify(|synced| *synced = true);
                self.unsynced_folders.remove(path);
            }
            ("rename" | "renameat" | "renameat2" | "link" | "linkat", [from, to], _) => {
                assert_eq!(self.synced.get(*from), Some(&true), "not on the disk before {shown}");
                self.unsynced_folders.insert(folder(to));
                self.renames += 1;
            }
            ("mkdir" | "mkdirat", [path], _) if is_ours(path) => {
                self.unsynced_folders.insert(folder(path));
            }
            ("unlink" | "unlinkat", [path], _) if is_ours(path) && !is_temporary(path) => {
                self.unsynced_folders.insert(folder(path));
            }
            _ => {}
        }
    }
}

/// The paths that a call names, whole: what is relative to an open folder is shown behind it.
fn paths(shown: &str) -> Vec<String> {
    let parts: Vec<&str> = shown.split('"').collect();
    let path = |pair: &[&str]| match (pair[1].starts_with('/'), pair[0].rsplit_once('<')) {
        (true, _) => Some(pair[1].to_owned()),
        (false, Some((_, folder))) => Some(format!("{}/{}", folder.split_once('>')?.0, pair[1])),
        (false, None) => None,
    };
    parts.chunks_exact(2).filter_map(path).collect()
}

fn is_lock(path: &str) -> bool {
    Path::new(path).extension() == Some("lock".as_ref())
}

fn is_temporary(path: &str) -> bool {
    Path::new(path).extension() == Some("tmp".as_ref()) && path.contains("/.authctl-")
}

#[test]
fn r5_data_is_on_the_disk_before_its_name_and_its_folder_after() {
    let issuer = Issuer::start();
    let mut home = Home::logged_in(&issuer, "keychain");
    home.store = "file";
    let sandbox = &home.sandbox;
    let key = sandbox.path("new/folder/key");
    let mut renames = 0;
    for command in [
        sandbox.authctl(["store", "init", "--key-file", key.to_str().unwrap()]),
        sandbox.authctl(["store", "migrate", "work", "--to", "file"]),
        home.login(&issuer),
        home.renewal(),
        sandbox.authctl(["profile", "use", "work"]),
        sandbox.authctl(["profile", "rename", "work", "job"]),
        sandbox.authctl(["profile", "rename", "job", "work"]),
        sandbox.authctl(["store", "use", "file"]),
        sandbox.authctl(["store", "migrate", "work", "--to", "keychain"]),
        home.login_as("other", &issuer).args(["--config-dir", sandbox.path("a/new/one").to_str().unwrap()]),
        sandbox.authctl(["logout", "work"]),
        sandbox.authctl(["profile", "remove", "work"]),
    ] {
        let mut writes = Writes::default();
        for call in calls_of(&home, command) {
            writes.check(&sandbox.path(""), &call);
        }
        assert_eq!(writes.unsynced_folders, BTreeSet::new(), "a change that a power cut may undo");
        renames += writes.renames;
    }
    assert!(renames >= 12, "{renames} files were written");
    eprintln!("R5: {renames} files written in the right order");
}

/// The calls that the disk may refuse.
pub fn touches_the_disk(sandbox: &Sandbox, call: &Call) -> bool {
    let of_interest =
        ["openat", "write", "fsync", "rename", "renameat", "renameat2", "unlink", "unlinkat", "flock"]
            .into_iter()
            .chain(["read", "fchmod", "ftruncate", "statx", "newfstatat", "mkdir", "getdents64"]);
    is_of(sandbox, &call.shown) && of_interest.into_iter().any(|name| name == call.name)
}

pub fn is_of(sandbox: &Sandbox, shown: &str) -> bool {
    shown.contains(sandbox.path("").to_str().unwrap())
}

/// Refuses each call of a verb once, the way a disk does, and lets `judge` look at what came of it.
fn refused_at_every_call(
    home: &Home,
    verb: &str,
    command: impl Fn() -> Authctl,
    mut judge: impl FnMut(&str, Output),
) {
    let calls: Vec<Call> =
        calls_of(home, command()).into_iter().filter(|call| touches_the_disk(&home.sandbox, call)).collect();
    let points: Vec<(&Call, &str)> =
        calls.iter().flat_map(|call| [(call, "EIO"), (call, "ENOSPC")]).collect();
    let mut refused = 0;
    for (call, error) in sample(&points, 17) {
        let (output, hit) = strace::refused_at(command(), call, error, &home.sandbox.path("trace"));
        // the run may have taken another way, and the call of this number may be another one
        let Some(hit) = hit.filter(|hit| is_of(&home.sandbox, hit)) else { continue };
        refused += 1;
        assert!([0, 1, 4, 5, 7].contains(&output.code), "{hit}: {output}");
        if output.code != 0 {
            assert!(output.stderr.contains("error: "), "no cause: {hit}: {output}");
            assert!(output.stderr.contains("→ "), "no remedy: {hit}: {output}");
        }
        judge(&hit, output);
    }
    assert!(refused > 0);
    eprintln!("R7, {verb}: {refused} refusals");
}

#[test]
fn r7_a_disk_that_refuses_one_call_of_a_renewal_never_costs_the_refresh_token() {
    let issuer = Issuer::start();
    let home = Home::logged_in(&issuer, "file");
    refused_at_every_call(
        &home,
        "renewal",
        || home.renewal(),
        |hit, output| {
            let next = home.renew();
            assert_eq!(next.code, 0, "lost after {hit}: {output}\nthen {next}");
        },
    );
}

#[test]
fn r7_a_disk_that_refuses_one_call_of_a_login_leaves_a_login_that_works() {
    let issuer = Issuer::start();
    let home = Home::logged_in(&issuer, "file");
    refused_at_every_call(
        &home,
        "login",
        || home.login(&issuer),
        |_, _| {
            home.sandbox.run(["call", "work", "read", "--fail"]).succeeds();
            home.renew().succeeds();
        },
    );
}

#[test]
fn r7_a_disk_that_refuses_one_call_of_a_logout_leaves_one_that_can_be_done_again() {
    let issuer = Issuer::start();
    let home = Home::logged_in(&issuer, "file");
    let logout = || home.sandbox.authctl(["logout", "work"]);
    // each is a logout of a session that is there
    let login_first = || {
        home.login(&issuer).run().succeeds();
        logout()
    };
    refused_at_every_call(&home, "logout", login_first, |_, _| {
        logout().run().succeeds();
        home.sandbox.run(["token", "work"]).exits(4);
    });
}
