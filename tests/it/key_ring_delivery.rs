//! Secrets of a ring in the file of a service: what is written, put back, and told when something goes wrong.

use crate::key_ring::{
    ENV, content, delivery, exported, keys, kid, kindly, ring, rotate, states, with_env_file,
};
use crate::support::service::{once_read, pipe};
use crate::support::{Output, Sandbox, strace, until};
use rustix::fs::{XattrFlags, getxattr, setxattr};
use rustix::io::Errno;
use rustix::process::{Signal, kill_process_group};
use serde_json::json;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};

const DUE: [&str; 4] = ["--if-due", "--every", "30d", "--env-previous"];

/// A command for `--then` that does this with `$FILE`.
fn then(sandbox: &Sandbox, file: &Path, script: &str) -> String {
    let script = format!("#!/bin/sh\nFILE={}\n{script}\n", file.display());
    sandbox.write_script("then", &script).to_str().unwrap().to_owned()
}

#[test]
fn a_revoked_key_leaves_the_variable_of_the_secret_before() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &DUE[..3]).succeeds();
    rotate(&sandbox, &file, &["--env-previous", "JWT_OLD"]).succeeds();
    let written = content(&file);
    let told = rotate(&sandbox, &file, &[&DUE[..], &["JWT_OLD"]].concat()).succeeds();
    assert_eq!((told.json()["rotated"].clone(), content(&file)), (json!(false), written.clone()));
    let old = keys(&sandbox)[0].clone();
    let secret = written.lines().last().unwrap().strip_prefix("JWT_OLD=").unwrap();
    ring(&sandbox, &["revoke", "api", kid(&old)]).succeeds();
    // the service is told, and once
    let log = sandbox.path("log");
    let script = then(&sandbox, &file, &format!("echo told >> {}", log.display()));
    let words = [&delivery(&file)[..], &DUE, &["JWT_OLD", "--then", &script]].concat();
    let told = sandbox.run(&words).succeeds();
    assert!(!told.stderr.contains("now holds"), "{told}");
    told.says([
        "JWT_OLD is empty: no older key is good",
        &format!("JWT in {} has the secret", file.display()),
    ]);
    assert_eq!(content(&file), written.replace(secret, ""));
    sandbox.run(&words).succeeds().says(["it is not due"]);
    assert_eq!(content(&log), "told\n");
    // a variable that is not there is as good as an empty one
    rotate(&sandbox, &file, &[&DUE[..], &["JWT_OLDER", "--then", "false"]].concat()).succeeds();
    assert_eq!(content(&file), written.replace(secret, ""));
}

#[test]
fn a_revoked_key_that_is_forgotten_leaves_the_variable_too_and_is_put_nowhere() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &DUE[..3]).succeeds();
    let old = exported(&sandbox);
    rotate(&sandbox, &file, &["--env-previous", "JWT_OLD"]).succeeds();
    ring(&sandbox, &["revoke", "api", kid(&keys(&sandbox)[0])]).succeeds();
    ring(&sandbox, &["prune", "api"]).succeeds();
    let due = [&DUE[..], &["JWT_OLD"]].concat();
    sandbox.run([&delivery(&file)[..], &due].concat()).succeeds().says(["JWT_OLD is empty"]);
    assert!(!content(&file).contains(&old), "{}", content(&file));
    // a service that is far behind has it still
    sandbox.write(".env", format!("JWT={old}\n"));
    let told = rotate(&sandbox, &file, &due).succeeds();
    assert!(!told.stderr.contains("unknown_secret"), "{told}");
    assert_eq!(content(&file), format!("JWT={}\n", exported(&sandbox)));
}

#[test]
fn a_key_that_was_revoked_meanwhile_is_told_as_revoked() {
    let (sandbox, file) = with_env_file();
    let first = kid(&keys(&sandbox)[0]).to_owned();
    let (alive, started) = (sandbox.path("alive"), sandbox.path("started"));
    let held = pipe(&alive);
    let script = then(&sandbox, &file, &format!("touch {}; cat < {}", started.display(), alive.display()));
    let run = sandbox.authctl(delivery(&file)).args(["--then", &script]).spawn();
    until("the command", || started.exists().then_some(()));
    ring(&sandbox, &["revoke", "api", &first]).succeeds();
    drop(held);
    let told = run.finish().succeeds().says([&*format!("Key {first} is revoked")]);
    assert!(!told.stderr.contains("retired by force"), "{told}");
}

#[test]
fn a_time_between_rotations_has_a_unit() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &["--if-due", "--every", "30"]).exits(2).says(["30d for days"]);
}

#[test]
fn a_delivery_tells_scripts_where_and_when() {
    let (sandbox, file) = with_env_file();
    let told = rotate(&sandbox, &file, &["--env-previous", "OLD", "--then", "true a"]).succeeds().json();
    let expected = |is_changed: bool| {
        json!({
            "file": file, "variable": "JWT", "previous": "OLD", "command": "true",
            "changed": is_changed, "command_run": is_changed,
        })
    };
    assert_eq!((&told["rotated"], &told["delivery"]), (&json!(true), &expected(true)));
    // another machine rotates: the file follows, and once
    ring(&sandbox, &["rotate", "api"]).succeeds();
    for is_changed in [true, false] {
        let told =
            rotate(&sandbox, &file, &[&DUE[..], &["OLD", "--then", "true a"]].concat()).succeeds().json();
        assert_eq!((&told["rotated"], &told["delivery"]), (&json!(false), &expected(is_changed)));
    }
    // only the command has to be run once more
    let killed = then(&sandbox, &file, "kill -9 $PPID");
    ring(&sandbox, &["rotate", "api"]).succeeds();
    rotate(&sandbox, &file, &[&DUE[..3], &["--then", &killed]].concat());
    let told = rotate(&sandbox, &file, &[&DUE[..3], &["--then", "true"]].concat()).succeeds().json();
    assert_eq!(
        (&told["delivery"]["changed"], &told["delivery"]["command_run"]),
        (&json!(false), &json!(true))
    );
    let told = rotate(&sandbox, &file, &DUE[..3]).succeeds().json();
    let active = keys(&sandbox).pop().unwrap();
    let timestamp = |value: &serde_json::Value| value.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let due = timestamp(&told["due_at"]).duration_since(timestamp(&active["activates_at"]));
    assert_eq!(due.as_hours(), 30 * 24);
    let words = [&delivery(&file)[..], &DUE[..3]].concat();
    sandbox.run(words).succeeds().says(["it is not due until ", told["due_at"].as_str().unwrap()]);
}

#[test]
fn a_key_that_awaits_its_delivery_is_told_to_scripts() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &["--then", &then(&sandbox, &file, "kill -9 $PPID")]);
    let told = ring(&sandbox, &[&["rotate", "api"], &DUE[..3]].concat()).succeeds().json();
    assert_eq!(told["next"], keys(&sandbox)[1]);
    assert_eq!(told["next"]["activates_at"], json!(null));
}

#[test]
fn who_rotates_without_the_service_is_told_what_it_needs() {
    let (sandbox, file) = with_env_file();
    let plain = ["key", "rotate", "api", "--store", "file"];
    let told = sandbox.run(plain).succeeds();
    assert!(!told.stderr.contains("handed out"), "{told}");
    rotate(&sandbox, &file, &[]).succeeds();
    let put = "`authctl key rotate api --if-due --every 30d --env-file FILE --env-name NAME`";
    sandbox.run(plain).succeeds().says(["once it is handed out", put]);
}

#[test]
fn who_else_gets_at_the_file_is_told() {
    let (sandbox, file) = with_env_file();
    let mode = std::os::unix::fs::PermissionsExt::from_mode;
    for (path, bits, why) in [
        (&file, 0o644, "everybody can read it"),
        (&file, 0o666, "everybody can write to it"),
        (&file.parent().unwrap().to_owned(), 0o777, "everybody can write to it"),
    ] {
        let before = path.metadata().unwrap().permissions();
        std::fs::set_permissions(path, mode(bits)).unwrap();
        sandbox.run(delivery(&file)).succeeds().says([why, "`chmod o"]);
        std::fs::set_permissions(path, before).unwrap();
    }
    let told = sandbox.run(delivery(&file)).succeeds();
    assert!(!told.stderr.contains("chmod"), "{told}");
}

#[test]
fn a15_no_secret_of_the_ring_is_told_of_a_command_that_reads_the_file() {
    let (sandbox, file) = with_env_file();
    let first = exported(&sandbox);
    std::fs::write(&file, format!("OLDER={first}\n")).unwrap();
    rotate(&sandbox, &file, &["--env-previous", "OLD", "--then", "true"]).succeeds();
    ring(&sandbox, &["retire", "api", kid(&keys(&sandbox)[0]), "--force"]).succeeds();
    rotate(&sandbox, &file, &["--then", "true"]).succeeds();
    let (second, script) = (exported(&sandbox), then(&sandbox, &file, "cat $FILE; exit 1"));
    let failed = rotate(&sandbox, &file, &["--then", &script]).exits(1);
    let details = failed.failure()["details"].to_string();
    assert!(details.contains("OLDER=[secret]") && details.contains("OLD=[secret]"), "{failed}");
    assert!(![first, second].iter().any(|secret| failed.everything().contains(secret)), "{failed}");
}

#[test]
fn what_the_command_says_is_told_who_asks_for_it_without_a_secret() {
    let (sandbox, file) = with_env_file();
    let script = then(&sandbox, &file, "echo reloaded; cat $FILE");
    let run = |more: &[&str]| sandbox.run([&delivery(&file)[..], &["--then", &script], more].concat());
    assert!(!run(&[]).succeeds().stderr.contains("reloaded"));
    run(&["-v"]).succeeds().says([": reloaded", "[secret]"]);
    run(&["-v", "--json"]).succeeds().says(["\"command_said\""]);
}

#[test]
fn one_variable_holds_one_secret() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &["--env-previous", "JWT"]).exits(2).says(["the same variable"]);
    assert_eq!((content(&file).as_str(), states(&sandbox)), (ENV, vec!["active".to_owned()]));
}

#[test]
fn the_secret_that_a_service_has_becomes_the_one_before_however_far_it_is_behind() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &DUE[..3]).succeeds();
    let (behind, before) = (exported(&sandbox), content(&file));
    ring(&sandbox, &["rotate", "api"]).succeeds();
    ring(&sandbox, &["rotate", "api"]).succeeds();
    let follow = [&DUE[..], &["JWT_OLD"]].concat();
    rotate(&sandbox, &file, &follow).succeeds();
    let now = before.replace(&behind, &exported(&sandbox));
    assert_eq!(content(&file), format!("{now}JWT_OLD={behind}\n"));
    rotate(&sandbox, &file, &follow).succeeds();
    assert_eq!(content(&file), format!("{now}JWT_OLD={behind}\n"));
    // once it is over, the youngest old key that is good takes its place
    let (oldest, young) = (kid(&keys(&sandbox)[0]).to_owned(), kid(&keys(&sandbox)[1]).to_owned());
    ring(&sandbox, &["retire", "api", &oldest, "--force"]).succeeds();
    rotate(&sandbox, &file, &follow).succeeds();
    let young = ring(&sandbox, &["export", "api", "--kid", &young, "--format", "raw"]).succeeds().json();
    assert_eq!(content(&file), format!("{now}JWT_OLD={}\n", young["value"].as_str().unwrap()));
}

#[test]
fn a_secret_of_no_ring_is_not_lost_without_a_word() {
    let (sandbox, file) = with_env_file();
    let lost = ["JWT", "was no key of the ring api", "`authctl key import`"];
    sandbox
        .run([&delivery(&file)[..], &["--env-previous", "NEW"]].concat())
        .succeeds()
        .says(["There was no NEW", "a line is added"]);
    assert!(content(&file).ends_with("NEW=old\n"));
    std::fs::write(&file, ENV).unwrap();
    sandbox.run(delivery(&file)).succeeds().says(lost);
    // who follows a ring whose key has signed for long cannot tell how long it would be kept
    let told = sandbox.run(delivery(&file)).succeeds();
    assert!(!told.stderr.contains("no key of the ring"), "{told}");
}

/// Without `--drop-unknown-secret`.
fn rotate_kindly(sandbox: &Sandbox, file: &Path, words: &[&str]) -> Output {
    sandbox.run([&kindly(file)[..], words, &["--json"]].concat())
}

#[test]
fn r5_a_run_that_would_lose_the_only_copy_of_a_secret_is_refused_before_anything_is_changed() {
    let (sandbox, file) = with_env_file();
    let previous = "--env-previous NAME keeps it there";
    for words in [&[][..], &["--dry-run"], &["-q"], &DUE[..3]] {
        let failure = rotate_kindly(&sandbox, &file, words).exits(6).failure();
        assert_eq!(failure["code"], "unknown_secret");
        for hint in ["authctl key import", "--drop-unknown-secret gives it up", previous] {
            assert!(failure["hints"].to_string().contains(hint), "{failure}");
        }
        assert_eq!((content(&file).as_str(), states(&sandbox)), (ENV, vec!["active".to_owned()]));
    }
    rotate_kindly(&sandbox, &file, &["--env-previous", "JWT_OLD"]).succeeds();
    assert!(content(&file).ends_with("JWT_OLD=old\n"));
    // an empty variable is nobody's secret, and one that the ring has is no loss
    std::fs::write(&file, "JWT=\n").unwrap();
    rotate_kindly(&sandbox, &file, &[]).succeeds();
    rotate_kindly(&sandbox, &file, &[]).succeeds();
    // nor is one that the ring has forgotten since: a machine that was away for long goes on
    let old = kid(keys(&sandbox).last().unwrap()).to_owned();
    ring(&sandbox, &["rotate", "api"]).succeeds();
    ring(&sandbox, &["retire", "api", &old, "--force"]).succeeds();
    ring(&sandbox, &["prune", "api"]).succeeds();
    rotate_kindly(&sandbox, &file, &DUE[..3]).succeeds();
}

#[test]
fn a_secret_of_no_ring_on_a_line_above_is_not_lost_without_a_word() {
    let (sandbox, file) = with_env_file();
    let foreign = "foreignforeignforeignforeignforeign1";
    for (first, second) in [(foreign, &*exported(&sandbox)), (&exported(&sandbox), foreign)] {
        let text = format!("JWT={first}\nJWT={second}\n");
        std::fs::write(&file, &text).unwrap();
        for more in [&[][..], &["--dry-run"]] {
            let failure = rotate_kindly(&sandbox, &file, more).exits(6).failure();
            assert_eq!((&failure["code"], content(&file)), (&json!("unknown_secret"), text.clone()));
        }
    }
    assert_eq!(states(&sandbox), ["active"]);
    std::fs::write(&file, format!("JWT={foreign}\nJWT={}\n", exported(&sandbox))).unwrap();
    sandbox.run(delivery(&file)).succeeds().says(["was no key of the ring api"]);
    assert_eq!(content(&file), format!("JWT={0}\nJWT={0}\n", exported(&sandbox)));
    // what is not written over is no loss
    let text = format!("JWT={foreign}\nJWT={}\n", exported(&sandbox));
    std::fs::write(&file, &text).unwrap();
    rotate_kindly(&sandbox, &file, &DUE[..3]).succeeds();
    assert_eq!(content(&file), text);
}

#[test]
fn a_dry_run_says_what_becomes_of_a_secret_of_no_ring_in_the_variable_of_the_one_before() {
    let (sandbox, file) = with_env_file();
    std::fs::write(&file, "JWT=\nOLD=foreignforeignforeignforeignforeign1\n").unwrap();
    let words = [&delivery(&file)[..], &["--env-previous", "OLD"]].concat();
    sandbox.run([&words[..], &["--dry-run"]].concat()).succeeds().says(["OLD would stay as it is"]);
    sandbox.run(&words).succeeds();
    assert!(content(&file).contains("OLD=foreign"), "{}", content(&file));
}

#[test]
fn r5_a_command_that_is_not_there_is_told_before_a_key_is_made() {
    let (sandbox, file) = with_env_file();
    let not_runnable = sandbox.write("notes", "");
    for command in ["/nonexistent/x", "no-such-cmd", not_runnable.to_str().unwrap(), "/"] {
        for more in [&[][..], &["--dry-run"]] {
            let failed = rotate(&sandbox, &file, &[&["--then", command], more].concat()).exits(1);
            assert_eq!(failed.failure()["code"], "command_failed");
            failed.says(["cannot be run"]);
        }
    }
    assert_eq!((content(&file).as_str(), states(&sandbox)), (ENV, vec!["active".to_owned()]));
}

#[test]
fn r5_who_waits_for_another_delivery_does_not_rotate_once_more() {
    let (sandbox, file) = with_env_file();
    let alive = sandbox.path("alive");
    pipe(&alive);
    let script = then(&sandbox, &file, &format!("cat < {}", alive.display()));
    let first = sandbox.authctl(delivery(&file)).args(["--then", &script]).spawn();
    let held = once_read(&alive);
    let second = sandbox.authctl(delivery(&file)).args(["--json"]).spawn();
    let due = sandbox.authctl(delivery(&file)).args(["--json"]).args(&DUE[..3]).spawn();
    for run in [&second, &due] {
        until("the wait for the lock", || run.waits_for_a_lock().then_some(()));
    }
    drop(held);
    first.finish().succeeds();
    assert_eq!(second.finish().exits(6).failure()["code"], "ring_changed");
    due.finish().succeeds();
    assert_eq!(states(&sandbox), ["retiring", "active"]);
}

#[test]
fn a_proposed_rotation_goes_to_the_service_as_well() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &[]).succeeds();
    let words = ["--grace", "1m", "--env-previous", "JWT_OLD", "--then", "sh -c 'exit 0'"];
    let failure = rotate_kindly(&sandbox, &file, &words).exits(6).failure();
    assert_eq!(failure["code"], "grace_too_short");
    let hint = failure["hint"].as_str().unwrap();
    let typed = format!("authctl key rotate api --env-file {}", file.display());
    assert!(hint.starts_with(&typed), "{failure}");
    let words = shell_words::split(hint).unwrap();
    let more = ["--env-name", "JWT", "--env-previous", "JWT_OLD", "--then", "sh -c 'exit 0'"];
    assert!(words.ends_with(&more.map(str::to_owned)), "{failure}");
    sandbox.run(&words[1..]).succeeds();
}

#[test]
fn a_dry_run_names_the_key_that_could_not_be_delivered_before() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &["--then", "false"]).exits(1);
    let withdrawn = keys(&sandbox)[1].clone();
    let told = rotate(&sandbox, &file, &["--dry-run"]).succeeds().json();
    assert_eq!(told["new"]["kid"], withdrawn["kid"]);
    assert_eq!(rotate(&sandbox, &file, &[]).succeeds().json()["new"]["kid"], withdrawn["kid"]);
}

#[test]
fn r5_a_service_that_was_not_told_because_the_run_was_killed_is_told_by_the_next() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &DUE[..3]).succeeds();
    ring(&sandbox, &["rotate", "api"]).succeeds();
    let killed = then(&sandbox, &file, "kill -9 $PPID");
    let follow = [&delivery(&file)[..], &DUE[..3], &["--then"]].concat();
    let killed = sandbox.run([&follow[..], &[&killed]].concat());
    assert_ne!(killed.code, 0, "{killed}");
    let (secret, told) = (exported(&sandbox), sandbox.path("told"));
    assert!(content(&file).contains(&secret), "it was written");
    let script = then(&sandbox, &file, &format!("echo told >> {}", told.display()));
    for said in ["signs already", "it is not due"] {
        sandbox.run([&follow[..], &[&script]].concat()).succeeds().says([said]);
        assert_eq!(content(&told), "told\n");
    }
}

#[test]
fn r5_no_key_that_was_revoked_meanwhile_is_put_back() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &DUE[..3]).succeeds();
    let old = exported(&sandbox);
    let first = kid(&keys(&sandbox)[0]).to_owned();
    let alive = sandbox.path("alive");
    pipe(&alive);
    let script = then(&sandbox, &file, &format!("cat < {}; false", alive.display()));
    let run = sandbox.authctl(delivery(&file)).args(["--json", "--then", &script]).spawn();
    let held = once_read(&alive);
    ring(&sandbox, &["revoke", "api", &first]).succeeds();
    drop(held);
    let failed = run.finish().exits(1).failure();
    let message = failed["message"].as_str().unwrap();
    assert!(
        message.contains("has the new secret nevertheless") && message.contains("no longer good"),
        "{failed}"
    );
    assert!(failed["hints"].to_string().contains("the secret there stays"), "{failed}");
    assert!(!failed["hints"].to_string().contains("read the file again"), "{failed}");
    assert!(!content(&file).contains(&old));
    rotate(&sandbox, &file, &["--then", "true"]).succeeds();
    assert!(content(&file).contains(&exported(&sandbox)));
}

#[test]
fn two_rings_share_a_file() {
    let (sandbox, file) = with_env_file();
    sandbox.run(["key", "new", "web", "--alg", "HS256", "--store", "file"]).succeeds();
    // one of several on its own would be told that it was overtaken
    let runs: Vec<_> = (0..6)
        .map(|number| {
            let (ring, name) = if number % 2 == 0 { ("api", "JWT") } else { ("web", "WEB") };
            let words = ["key", "rotate", ring, "--store", "file", "--env-name", name, "--env-file"];
            sandbox
                .authctl(words)
                .args([&file])
                .args(["--then", "true", "--drop-unknown-secret"])
                .args(&DUE[..3])
                .spawn()
        })
        .collect();
    for run in runs {
        run.finish().succeeds();
    }
    let web = ring(&sandbox, &["export", "web", "--format", "raw"]).succeeds().json();
    let expected =
        ENV.replace("old", &exported(&sandbox)) + &format!("WEB={}\n", web["value"].as_str().unwrap());
    assert_eq!(content(&file), expected);
}

#[test]
fn no_link_of_a_folder_that_an_access_list_opens_to_others_is_followed() {
    let (sandbox, file) = with_env_file();
    let folder = sandbox.path("shared");
    std::fs::create_dir(&folder).unwrap();
    std::os::unix::fs::symlink(&file, folder.join("link.env")).unwrap();
    std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    rotate(&sandbox, &folder.join("link.env"), &["--dry-run"]).succeeds();
    // user::rwx user:1234:rwx group::r-x mask::rwx other::r-x
    let nobody = u32::MAX;
    let list = [(1, 7, nobody), (2, 7, 1234), (4, 5, nobody), (0x10, 7, nobody), (0x20, 5, nobody)];
    setxattr(&folder, "system.posix_acl_access", &access_list(&list), XattrFlags::empty())
        .expect("the temporary folder keeps access lists");
    let refused = rotate(&sandbox, &folder.join("link.env"), &["--dry-run"]).exits(1);
    refused.says(["leads through a link that others can change"]);
}

#[test]
fn no_key_is_made_for_a_file_that_cannot_be_written() {
    let (sandbox, file) = with_env_file();
    std::fs::hard_link(&file, sandbox.path("other.env")).unwrap();
    for more in [&["--dry-run"][..], &[]] {
        rotate(&sandbox, &file, more).exits(1).says(["hard link"]);
    }
    rotate(&sandbox, &sandbox.path("none"), &["--dry-run"]).exits(1);
    assert_eq!((content(&file).as_str(), states(&sandbox)), (ENV, vec!["active".to_owned()]));
}

#[test]
fn attributes_of_the_file_stay() {
    let (sandbox, file) = with_env_file();
    setxattr(&file, "user.note", b"ours", XattrFlags::empty())
        .expect("the temporary folder keeps attributes");
    rotate(&sandbox, &file, &[]).succeeds();
    let mut found = [0; 8];
    assert_eq!(getxattr(&file, "user.note", &mut found[..]), Ok(4));
    assert_eq!(&found[..4], b"ours");
}

/// What Linux keeps as an access list: its version, and of each entry a kind, what is allowed, and who it is for.
fn access_list(entries: &[(u16, u16, u32)]) -> Vec<u8> {
    let entry = |(kind, allowed, who): &(u16, u16, u32)| {
        [&kind.to_le_bytes()[..], &allowed.to_le_bytes(), &who.to_le_bytes()].concat()
    };
    std::iter::once(2_u32.to_le_bytes().to_vec()).chain(entries.iter().map(entry)).flatten().collect()
}

#[test]
fn who_may_not_read_the_file_may_not_read_it_afterwards_whatever_its_folder_gives_to_new_files() {
    let (sandbox, file) = with_env_file();
    // user::rwx user:1234:r-- group::r-x mask::rwx other::---
    let nobody = u32::MAX;
    let list = [(1, 7, nobody), (2, 4, 1234), (4, 5, nobody), (0x10, 7, nobody), (0x20, 0, nobody)];
    let (folder, kept) = (file.parent().unwrap(), "the temporary folder keeps access lists");
    setxattr(folder, "system.posix_acl_default", &access_list(&list), XattrFlags::empty()).expect(kept);
    let new = sandbox.write("new", "");
    let mut found = [0; 256];
    getxattr(&new, "system.posix_acl_access", &mut found[..]).expect(kept);
    rotate(&sandbox, &file, &[]).succeeds();
    assert_eq!(getxattr(&file, "system.posix_acl_access", &mut found[..]), Err(Errno::NODATA));
    assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o640);
}

#[test]
fn r5_what_others_change_in_the_file_meanwhile_stays_when_it_is_put_back() {
    let (sandbox, file) = with_env_file();
    let script = then(&sandbox, &file, "sed -i 's/DEBUG=1/DEBUG=0/' $FILE; echo MORE=1 >> $FILE; false");
    let words = ["--env-previous", "JWT_OLD", "--then", &script];
    let failed = rotate(&sandbox, &file, &words).exits(1).failure();
    assert!(failed["message"].as_str().unwrap().contains("changed in it meanwhile"), "{failed}");
    assert_eq!(content(&file), ENV.replace("DEBUG=1", "DEBUG=0") + "MORE=1\n");
    assert_eq!(states(&sandbox), ["active", "retiring"]);
}

#[test]
fn r5_a_key_whose_secret_cannot_be_taken_out_of_the_file_is_not_given_up() {
    let (sandbox, file) = with_env_file();
    let script = then(&sandbox, &file, "echo \"BROKEN='x\" >> $FILE; false");
    let failed = rotate(&sandbox, &file, &["--then", &script]).exits(1).failure();
    let message = failed["message"].as_str().unwrap();
    assert!(message.contains("has the new secret nevertheless") && message.contains("line 5"), "{message}");
    assert_eq!(states(&sandbox), ["active", "next"]);
    std::fs::write(&file, content(&file).replace("BROKEN='x\n", "")).unwrap();
    rotate(&sandbox, &file, &["--then", "true"]).succeeds();
    assert_eq!(states(&sandbox), ["retiring", "active"]);
    assert_eq!(content(&file), ENV.replace("old", &exported(&sandbox)));

    let script = then(&sandbox, &file, "rm $FILE; mkdir $FILE; false");
    let failed = rotate(&sandbox, &file, &["--then", &script]).exits(1).failure();
    assert!(failed["message"].as_str().unwrap().contains("nobody knows what is in it now"), "{failed}");
    assert_eq!(states(&sandbox), ["retiring", "active", "next"]);
}

#[test]
fn a_dry_run_of_a_delivery_tells_of_the_file_and_the_command() {
    let (sandbox, file) = with_env_file();
    let dry_run = ["--then", "true reload api", "--dry-run"];
    let told = rotate(&sandbox, &file, &dry_run).succeeds().json();
    assert_eq!((&told["rotated"], &told["dry_run"]), (&json!(false), &json!(true)));
    assert_eq!((&told["old"]["state"], &told["new"]["state"]), (&json!("retiring"), &json!("active")));
    assert_eq!(told["new"]["kid"], json!(null), "it is not made yet");
    let written = format!("JWT in {} would get its secret", file.display());
    let expected = ["Nothing was changed", "A new key signs from now on", &written, "true would be run"];
    sandbox.run([&delivery(&file)[..], &dry_run].concat()).succeeds().says(expected);
    let due = ["--if-due", "--every", "30d", "--dry-run"];
    let told = rotate(&sandbox, &file, &due).succeeds().json();
    let into = json!({
        "file": file, "variable": "JWT", "previous": null, "command": null,
        "changed": false, "command_run": false,
    });
    let nothing = json!({
        "ring": "api", "rotated": false, "dry_run": true, "old": null, "new": null, "next": null,
        "due_at": null, "delivery": into,
    });
    assert_eq!(told, nothing);
    sandbox.run([&delivery(&file)[..], &due].concat()).succeeds().says(["signs already", &written]);
    assert_eq!((content(&file).as_str(), states(&sandbox)), (ENV, vec!["active".to_owned()]));
}

#[test]
fn no_key_is_made_that_no_variable_can_hold() {
    let (sandbox, file) = with_env_file();
    let pairs = ["key", "new", "pairs", "--alg", "ES256", "--store", "file"];
    sandbox.run(pairs).succeeds();
    let secret = sandbox.write("secret", b"\x0b\x77\xf3\xc1\x9a\xde\x50\x28\x41\x6b\x9d\x0f\xf7\xe2\x33\x8a\x5c\xd4\x16\x7e\xb9\x03\x29\xf8\x61\x4a\xa0\xd5\x3e\x7b\x82\xcf");
    let bytes = ["key", "import", "bytes", "--store", "file", "--secret-file", secret.to_str().unwrap()];
    sandbox.run(bytes).succeeds();
    let rotate = |ring: &str, words: &[&str]| {
        let delivery = [
            "key",
            "rotate",
            ring,
            "--drop-unknown-secret",
            "--env-name",
            "JWT",
            "--env-file",
            file.to_str().unwrap(),
        ];
        sandbox.run([&delivery[..], words].concat())
    };
    rotate("pairs", &[]).exits(2).says(["key pairs"]);
    assert_eq!(content(&file), ENV);
    std::fs::write(&file, "JWT=\n").unwrap();
    rotate("bytes", &["--env-previous", "JWT_OLD"]).exits(1).says(["no text"]);
    for name in ["pairs", "bytes"] {
        let shown = ring(&sandbox, &["show", name]).succeeds().json();
        assert_eq!(shown["keys"].as_array().unwrap().len(), 1, "{shown}");
    }
    assert_eq!(content(&file), "JWT=\n");
    rotate("bytes", &[]).succeeds();
}

#[test]
fn the_owner_of_the_file_stays() {
    let (sandbox, file) = with_env_file();
    // who is not root may give a file to another group of his own alone
    let (user, group) = match rustix::process::getuid().is_root() {
        true => (1234, 5678),
        false => (file.metadata().unwrap().uid(), another_group(&file)),
    };
    chown(&file, Some(user), Some(group)).unwrap();
    rotate(&sandbox, &file, &[]).succeeds();
    let found = file.metadata().unwrap();
    assert_eq!((found.uid(), found.gid(), found.mode() & 0o777), (user, group, 0o640));
}

fn another_group(file: &Path) -> u32 {
    let (own, groups) = (file.metadata().unwrap().gid(), rustix::process::getgroups().unwrap());
    let other = groups.into_iter().map(rustix::process::Gid::as_raw).find(|group| *group != own);
    other.expect("root, or a user with a second group")
}

#[test]
fn r5_a_signal_waits_until_the_service_has_its_secret_and_the_ring_knows() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let (sandbox, file) = with_env_file();
        let alive = sandbox.path("alive");
        pipe(&alive);
        let script = format!("trap '' INT TERM; cat < {}", alive.display());
        let script = then(&sandbox, &file, &script);
        let run = sandbox.authctl(delivery(&file)).args(["--then", &script]).spawn();
        let held = once_read(&alive);
        run.signal(signal);
        run.stderr_until("word of what goes on", |text| (!text.is_empty()).then_some(()));
        drop(held);
        run.finish().exits(code).says(["signs from now on"]);
        assert_eq!(states(&sandbox), ["retiring", "active"]);
        assert_eq!(content(&file), ENV.replace("old", &exported(&sandbox)));
    }
}

#[test]
fn r5_a_signal_to_authctl_alone_ends_the_command_too_and_the_file_is_put_back() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let (sandbox, file) = with_env_file();
        let alive = sandbox.path("alive");
        pipe(&alive);
        let command = format!("cat {}", alive.display());
        let run = sandbox.authctl(delivery(&file)).args(["--then", &command]).spawn();
        let _held = once_read(&alive);
        run.signal(signal);
        run.finish().exits(code).says(["cat failed (signal: ", "is as it was before", "is taken back"]);
        assert_eq!(content(&file), ENV);
        assert_eq!(states(&sandbox), ["active", "retiring"]);
    }
}

#[test]
fn r5_ctrl_c_reaches_the_command_too_and_the_file_and_the_ring_are_as_if_it_had_failed() {
    let (sandbox, file) = with_env_file();
    let alive = sandbox.path("alive");
    pipe(&alive);
    // no shell, which may go on after Ctrl-C
    let command = format!("cat {}", alive.display());
    // a group of its own, as a shell gives to what it runs
    let run = sandbox.authctl(delivery(&file)).args(["--then", &command]).under(["setsid"]).spawn();
    let _held = once_read(&alive);
    kill_process_group(run.pid(), Signal::INT).unwrap();
    run.finish().exits(130).says(["signal: 2", "is as it was before", "is taken back"]);
    assert_eq!((content(&file).as_str(), states(&sandbox)), (ENV, vec!["active".into(), "retiring".into()]));
}

/// Where it is written down that a service was not told yet.
fn begun(sandbox: &Sandbox) -> PathBuf {
    let lock = sandbox.files().into_iter().find(|(path, _)| path.ends_with("delivery.api.lock"));
    lock.expect("there was a delivery").0.with_extension("begun")
}

#[test]
fn r5_a_key_that_may_be_in_use_is_not_given_up_by_a_run_that_fails_before_it_writes() {
    let (sandbox, file) = with_env_file();
    let killed = then(&sandbox, &file, "kill -9 $PPID");
    rotate(&sandbox, &file, &["--then", &killed]);
    let (delivered, begun) = (content(&file), begun(&sandbox));
    assert_eq!(states(&sandbox), ["active", "next"]);
    std::fs::remove_file(&begun).unwrap();
    std::fs::create_dir(&begun).unwrap();
    let failed = rotate(&sandbox, &file, &["--then", "true"]).exits(7).failure();
    assert!(failed["message"].as_str().unwrap().contains(".begun"), "{failed}");
    assert!(failed["details"].to_string().contains("the same command goes on with it"), "{failed}");
    assert_eq!((content(&file), states(&sandbox)), (delivered, vec!["active".into(), "next".into()]));
    std::fs::remove_dir(&begun).unwrap();
    rotate(&sandbox, &file, &["--then", "true"]).succeeds();
    assert_eq!(states(&sandbox), ["retiring", "active"]);
}

#[test]
fn r5_where_it_cannot_be_written_down_that_a_delivery_is_over_what_came_of_it_counts() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &["--then", "true"]).succeeds();
    let (before, begun) = (content(&file), begun(&sandbox));
    let script = |ends: &str| {
        then(&sandbox, &file, &format!("rm {0}; mkdir {0}; echo too bad >&2; {ends}", begun.display()))
    };
    let failed = rotate(&sandbox, &file, &["--then", &script("exit 4")]).exits(1).failure();
    assert_eq!(failed["code"], "command_failed");
    let details = failed["details"].to_string();
    assert!(details.contains("too bad") && details.contains(".begun"), "{failed}");
    assert_eq!((content(&file), states(&sandbox).pop().unwrap()), (before, "retiring".to_owned()));
    std::fs::remove_dir(&begun).unwrap();

    let told = sandbox.authctl(delivery(&file)).args(["--then", &script("true")]).run().succeeds();
    told.says([".begun", "runs the command once more"]);
    assert_eq!(states(&sandbox).pop().unwrap(), "active");
    assert!(content(&file).contains(&exported(&sandbox)));
}

#[test]
fn r5_a_run_that_fails_before_it_writes_leaves_nothing_to_go_on_with() {
    let (sandbox, file) = with_env_file();
    let secret = sandbox.write("secret", "${HOME} is in no variable as it is written here");
    let import = ["import", "odd", "--secret-file", secret.to_str().unwrap()];
    ring(&sandbox, &import).succeeds();
    let delivery =
        ["rotate", "odd", "--drop-unknown-secret", "--env-name", "JWT", "--env-file", file.to_str().unwrap()];
    let words = [&delivery[..], &DUE[..3], &["--then", "true"]].concat();
    ring(&sandbox, &words).exits(1);
    let files = sandbox.files();
    let left: Vec<_> = files.iter().filter(|(path, _)| path.to_string_lossy().ends_with(".begun")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn r6_a_machine_that_gives_no_thread_runs_no_command_whose_words_nobody_hears() {
    let (sandbox, file) = with_env_file();
    let ran = sandbox.path("ran");
    let script = then(&sandbox, &file, &format!("echo ran >> {}", ran.display()));
    let delivery = || sandbox.authctl(delivery(&file)).args(["--json", "--then", &script]);
    let (output, calls) = strace::calls_of(delivery(), &sandbox.path("trace"));
    output.succeeds();
    let threads: Vec<_> = calls.iter().filter(|call| call.shown.contains("CLONE_THREAD")).collect();
    assert!(threads.len() >= 2, "{threads:?}");
    for thread in &threads[threads.len() - 2..] {
        std::fs::write(&ran, "").unwrap();
        let before = content(&file);
        let (output, hit) = strace::refused_at(delivery(), thread, "EAGAIN", &sandbox.path("trace"));
        assert!(hit.is_some(), "{output}");
        assert_eq!(output.exits(1).failure()["code"], "command_failed");
        assert_eq!((content(&ran), content(&file)), (String::new(), before));
        assert_eq!(states(&sandbox).pop().unwrap(), "retiring", "the key was taken back");
    }
}

#[test]
fn r5_a_file_that_lacks_the_secret_once_the_command_has_run_is_no_delivery() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &DUE[..3]).succeeds();
    let (before, template) = (content(&file), sandbox.path("template"));
    std::fs::copy(&file, &template).unwrap();
    let deploys = then(&sandbox, &file, &format!("cp {} $FILE", template.display()));
    let told = sandbox.run([&delivery(&file)[..], &["--then", &deploys]].concat()).exits(1);
    told.says([
        "does not hold the new secret",
        "is taken back",
        "as it was before",
        "what writes that file anew",
    ]);
    assert_eq!(
        (content(&file), states(&sandbox)),
        (before.clone(), vec!["active".into(), "retiring".into()])
    );
    let other = then(&sandbox, &file, "sed -i 's/^export JWT.*/export JWT=other/' $FILE");
    let told = rotate(&sandbox, &file, &["--then", &other]).exits(1);
    let told = told.says(["does not hold the new secret", "is neither that nor what it was: it stays"]);
    assert!(content(&file).contains("export JWT=other\n"), "{told}");
    std::fs::write(&file, &before).unwrap();
    let gone = then(&sandbox, &file, "rm $FILE");
    let told = rotate(&sandbox, &file, &["--then", &gone]).exits(1);
    let told = told.says(["cannot be read any more since", "there is no file", "is to stay where it is"]);
    assert!(!told.stderr.contains("install"), "{told}");
    assert_eq!(states(&sandbox)[0], "active", "no key took its place");
    // what is written anew with the secret in it holds it
    std::fs::write(&file, before).unwrap();
    let rewrites = then(&sandbox, &file, "sed -i 's/DEBUG=1/DEBUG=0/' $FILE");
    rotate(&sandbox, &file, &["--then", &rewrites]).succeeds();
    assert!(content(&file).contains(&exported(&sandbox)));
}
