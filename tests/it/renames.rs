//! A profile gets another name or place while another run waits for its lock: whoever comes second is told, and no
//! login is lost or left behind.

use crate::support::home::CURL;
use crate::support::{Home, Issuer, Running, Sandbox, until};
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;

fn lock_file(sandbox: &Sandbox, name: &str) -> File {
    let path = sandbox.path(&format!("home/.local/share/authctl/locks/{name}.lock"));
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path).unwrap()
}

/// The lock as another authctl holds it, until this is dropped.
fn held(sandbox: &Sandbox, name: &str) -> File {
    let file = lock_file(sandbox, name);
    file.lock().unwrap();
    file
}

#[track_caller]
fn waiting(sandbox: &Sandbox, words: &[&str]) -> Running {
    let run = sandbox.authctl(words).spawn();
    until("a wait for the lock", || run.waits_for_a_lock().then_some(()));
    run
}

fn logged_in_as(profiles: &[&str], issuer: &Issuer) -> Home {
    let home = Home::logged_in(issuer, "file");
    for profile in profiles {
        home.login_as(profile, issuer).run().succeeds();
    }
    home
}

#[test]
fn of_two_renames_to_one_name_the_slower_one_changes_nothing() {
    let issuer = Issuer::start();
    let home = logged_in_as(&["other"], &issuer);
    let sandbox = &home.sandbox;
    let target = held(sandbox, "credential.zone");
    let runs = ["work", "other"].map(|name| waiting(sandbox, &["profile", "rename", name, "zone"]));
    drop(target);
    let codes = runs.map(|run| run.finish().code);
    assert!(codes == [0, 1] || codes == [1, 0], "{codes:?}");
    let loser = if codes[0] == 0 { "other" } else { "work" };
    for name in ["zone", loser] {
        sandbox.run(["token", name, "--force-renew"]).succeeds();
        sandbox.run(["logout", name]).succeeds().says(["The refresh token is revoked"]);
    }
}

#[test]
fn a_rename_to_a_profile_that_was_made_meanwhile_changes_nothing() {
    let issuer = Issuer::start();
    let home = logged_in_as(&[], &issuer);
    let sandbox = &home.sandbox;
    let make =
        || sandbox.run(["profile", "add", "zone", "--issuer", &issuer.url, "--store", "file"]).succeeds();

    let target = held(sandbox, "credential.zone");
    let rename = waiting(sandbox, &["profile", "rename", "work", "zone"]);
    make();
    drop(target);
    rename.finish().exits(1).says(["profile zone was made meanwhile"]);
    sandbox.run(["token", "zone"]).exits(4);
    sandbox.run(["profile", "remove", "zone"]).succeeds();

    // the credential is there under the new name already
    let config = held(sandbox, "config");
    let rename = waiting(sandbox, &["profile", "rename", "work", "zone"]);
    let file = std::fs::read_to_string(sandbox.config_file()).unwrap();
    std::fs::write(sandbox.config_file(), file + "\n[profiles.zone]\n").unwrap();
    drop(config);
    rename.finish().exits(2).says(["there is a profile zone already"]);
    sandbox.run(["profile", "remove", "zone"]).succeeds();
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
}

#[test]
fn who_waited_for_a_profile_that_has_another_name_now_is_told() {
    let issuer = Issuer::start();
    let home = Home::logged_in(&issuer, "keychain");
    let sandbox = &home.sandbox;
    let target = held(sandbox, "credential.zone");
    let rename = waiting(sandbox, &["profile", "rename", "work", "zone"]);
    let verbs: [&[&str]; 8] = [
        &["logout", "work"],
        &["token", "work", "--force-renew"],
        &["revoke", "-p", "work", "--type", "refresh"],
        &["store", "migrate", "work", "--to", "file"],
        &["profile", "remove", "work"],
        &["profile", "remove", "work", "--force"],
        &["profile", "unset", "work", "store"],
        &["profile", "rename", "work", "zoo"],
    ];
    // all at once: the rename waits for no longer than 15 s
    let runs = verbs.map(|words| sandbox.authctl(words).spawn());
    until("a wait of each for the lock", || runs.iter().all(Running::waits_for_a_lock).then_some(()));
    drop(target);
    rename.finish().succeeds();
    for run in runs {
        run.finish()
            .exits(1)
            .prints_nothing()
            .says(["work was renamed or removed meanwhile", "profile list"]);
    }
    let listed = sandbox.run(["profile", "list", "--json"]).succeeds();
    assert!(!listed.text().contains("work") && !listed.text().contains("zoo"), "{listed}");
    sandbox.run(["logout", "zone"]).succeeds().says(["The refresh token is revoked"]);
}

#[test]
fn who_waited_for_a_credential_that_is_in_another_place_now_is_told() {
    let issuer = Issuer::start();
    let home = Home::logged_in(&issuer, "keychain");
    let sandbox = &home.sandbox;
    let slot = held(sandbox, "credential.work");
    let migrate = waiting(sandbox, &["store", "migrate", "work", "--to", "file"]);
    // the kernel serves those who wait in turn
    let logout = waiting(sandbox, &["logout", "work"]);
    drop(slot);
    migrate.finish().succeeds();
    logout.finish().exits(1).prints_nothing().says(["work was changed meanwhile", "the same command again"]);
    sandbox.run(["logout", "work"]).succeeds().says(["The refresh token is revoked"]);
}

#[test]
fn a_login_to_a_profile_that_was_renamed_meanwhile_makes_it_again_whole() {
    let issuer = Issuer::start();
    let home = logged_in_as(&[], &issuer);
    let sandbox = &home.sandbox;
    issuer.clear_log();
    issuer.hold("/token");
    let login = sandbox.authctl(["login", "work"]).env("BROWSER", CURL).spawn();
    until("the held request", || issuer.requests_to("/token").pop());
    sandbox.run(["profile", "rename", "work", "job"]).succeeds();
    issuer.release();
    login.finish().succeeds();
    for name in ["work", "job"] {
        sandbox.run(["call", name, "read", "--fail"]).succeeds();
        sandbox.run(["logout", name]).succeeds().says(["The refresh token is revoked"]);
    }
}

#[test]
fn a_profile_stays_locked_until_it_is_changed() {
    let issuer = Issuer::start();
    let home = logged_in_as(&[], &issuer);
    let sandbox = &home.sandbox;
    sandbox.run(["logout", "work"]).succeeds();
    for words in [&["profile", "unset", "work", "issuer"][..], &["profile", "remove", "work"]] {
        let config = held(sandbox, "config");
        let run = waiting(sandbox, words);
        let slot = lock_file(sandbox, "credential.work").try_lock();
        assert!(matches!(slot, Err(TryLockError::WouldBlock)), "{words:?}: a login could come between");
        drop(config);
        run.finish().succeeds();
    }
}

#[test]
fn no_credential_stays_behind_when_its_profile_names_no_issuer() {
    let issuer = Issuer::start();
    let home = logged_in_as(&[], &issuer);
    let sandbox = &home.sandbox;
    for setting in ["issuer", "client-id", "key-file", "store"] {
        // only what the profile sets can be taken out
        let refused = sandbox.run(["profile", "unset", "work", setting]);
        assert!([2, 6].contains(&refused.code) && (refused.code == 6 || setting == "key-file"), "{refused}");
    }
    let file = std::fs::read_to_string(sandbox.config_file()).unwrap();
    let without: Vec<&str> = file.lines().filter(|line| !line.starts_with("issuer")).collect();
    std::fs::write(sandbox.config_file(), without.join("\n")).unwrap();
    sandbox.run(["profile", "remove", "work"]).exits(6).says(["still logged in"]);
    std::fs::write(sandbox.config_file(), file).unwrap();
    sandbox.run(["logout", "work"]).succeeds().says(["The refresh token is revoked"]);
    sandbox.run(["profile", "remove", "work"]).succeeds();
}
