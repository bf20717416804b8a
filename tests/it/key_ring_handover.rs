//! Deliveries that are killed, fail or are overtaken between two steps: what the next run knows of them, and what is told.

use crate::etcd_rings::Team;
use crate::key_ring::{content, exported, keys, kid, kindly, ring, rotate, states, with_env_file};
use crate::support::service::{once_read, pipe};
use crate::support::{Etcd, Output, Sandbox};
use serde_json::Value;
use std::path::{Path, PathBuf};

const DUE: [&str; 3] = ["--if-due", "--every", "30d"];

/// A command for `--then` that does this with `$FILE`.
fn then(sandbox: &Sandbox, file: &Path, script: &str) -> String {
    let script = format!("#!/bin/sh\nFILE={}\n{script}\n", file.display());
    sandbox.write_script("then", &script).to_str().unwrap().to_owned()
}

/// Without `--drop-unknown-secret`.
fn rotate_kindly(sandbox: &Sandbox, file: &Path, words: &[&str]) -> Output {
    sandbox.run([&kindly(file)[..], words, &["--json"]].concat())
}

/// Where it is written down that services were not told yet.
fn marks(sandbox: &Sandbox) -> Vec<PathBuf> {
    let is_mark = |path: &PathBuf| path.to_string_lossy().ends_with(".begun");
    sandbox.files().into_iter().map(|(path, _)| path).filter(is_mark).collect()
}

#[test]
fn r5_a_run_that_fails_leaves_the_mark_of_one_that_was_killed_before() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &DUE).succeeds();
    ring(&sandbox, &["rotate", "api"]).succeeds();
    let killed = then(&sandbox, &file, "kill -9 $PPID");
    rotate(&sandbox, &file, &[&DUE[..], &["--then", &killed]].concat());
    let written = content(&file);
    assert!(written.contains(&exported(&sandbox)), "it was written");
    rotate(&sandbox, &file, &["--then", "false"]).exits(1);
    assert_eq!(content(&file), written);
    let told = sandbox.path("told");
    let script = then(&sandbox, &file, &format!("echo told >> {}", told.display()));
    for _ in 0..2 {
        rotate(&sandbox, &file, &[&DUE[..], &["--then", &script]].concat()).succeeds();
        assert_eq!(content(&told), "told\n");
    }
    assert_eq!(marks(&sandbox), [] as [PathBuf; 0]);
}

#[test]
fn r5_a_file_that_becomes_a_link_while_the_service_is_told_leaves_no_mark() {
    let (sandbox, file) = with_env_file();
    let script = then(&sandbox, &file, "mv $FILE $FILE.real; ln -s $FILE.real $FILE");
    rotate(&sandbox, &file, &["--then", &script]).succeeds();
    assert!(file.is_symlink());
    assert_eq!(marks(&sandbox), [] as [PathBuf; 0]);
}

#[test]
fn r5_a_file_that_could_not_be_written_so_gets_back_what_it_had() {
    let (sandbox, file) = with_env_file();
    let had = "JWT=${FROM_HERE}\nOTHER='${A} ${B}' # both\n";
    std::fs::write(&file, had).unwrap();
    let failed = rotate(&sandbox, &file, &["--then", "false"]).exits(1).failure();
    assert!(failed["message"].as_str().unwrap().contains("is as it was before"), "{failed}");
    assert_eq!((content(&file).as_str(), states(&sandbox)), (had, vec!["active".into(), "retiring".into()]));
}

#[test]
fn r5_the_only_copy_of_a_secret_is_not_lost_in_the_variable_before_either() {
    let (sandbox, file) = with_env_file();
    let previous = ["--env-previous", "JWT_OLD"];
    rotate_kindly(&sandbox, &file, &previous).succeeds();
    let (delivered, known) = (content(&file), states(&sandbox));
    assert!(delivered.ends_with("JWT_OLD=old\n"));
    for words in [&previous[..], &[&previous[..], &["--dry-run"]].concat()] {
        let failure = rotate_kindly(&sandbox, &file, words).exits(6).failure();
        assert_eq!(failure["code"], "unknown_secret");
        assert!(failure["message"].as_str().unwrap().contains("what JWT_OLD in"), "{failure}");
        assert!(failure["hints"].to_string().contains("from then on it may go"), "{failure}");
        assert_eq!((content(&file), states(&sandbox)), (delivered.clone(), known.clone()));
    }
    rotate_kindly(&sandbox, &file, &[&DUE[..], &previous].concat()).succeeds();
    // it may be a secret of somebody else's rotation
    std::fs::write(&file, "JWT=old\nJWT_OLD=older\n").unwrap();
    let failure = rotate_kindly(&sandbox, &file, &previous).exits(6).failure();
    assert!(failure["message"].as_str().unwrap().contains("what JWT_OLD in"), "{failure}");
    // two names of one secret
    std::fs::write(&file, "JWT=old\nJWT_OLD=old\n").unwrap();
    rotate_kindly(&sandbox, &file, &previous).succeeds();
    let lost = ["what JWT_OLD in", "is gone"];
    sandbox.run([&kindly(&file)[..], &previous, &["--drop-unknown-secret"]].concat()).succeeds().says(lost);
    assert!(!content(&file).contains("old"), "{}", content(&file));
}

/// Revokes the key that awaits its delivery, and then ends so.
fn revoked_while_delivered(ends: &str) -> (Output, Sandbox, PathBuf, Value) {
    let (sandbox, file) = with_env_file();
    std::fs::write(&file, "JWT=\n").unwrap();
    let alive = sandbox.path("alive");
    pipe(&alive);
    let script =
        then(&sandbox, &file, &format!("[ -p {0} ] || exit 0; cat < {0}; rm {0}; {ends}", alive.display()));
    let json = if ends == "true" { &[][..] } else { &["--json"] };
    let run = sandbox.authctl(kindly(&file)).args(json).args(["--then", &script]).spawn();
    let held = once_read(&alive);
    let new = keys(&sandbox)[1].clone();
    ring(&sandbox, &["revoke", "api", kid(&new)]).succeeds();
    drop(held);
    (run.finish(), sandbox, file, new)
}

#[test]
fn r5_a_key_that_is_revoked_while_it_is_delivered_is_told_as_revoked() {
    let (told, sandbox, file, new) = revoked_while_delivered("true");
    let revoked = format!("Key {} was revoked meanwhile", kid(&new));
    told.succeeds().says([&*revoked]);
    assert_eq!(content(&file), format!("JWT={}\n", exported(&sandbox)));
    assert_eq!(states(&sandbox), ["active", "revoked"]);

    let (failed, _sandbox, file, new) = revoked_while_delivered("false");
    let failure = failed.exits(1).failure();
    let revoked = format!("key {} was revoked meanwhile", kid(&new));
    assert!(failure["details"].to_string().contains(&revoked), "{failure}");
    assert_eq!(content(&file), "JWT=\n");
}

#[test]
fn r5_a_key_that_another_machine_has_delivered_and_somebody_revoked_is_told_as_revoked() {
    for ends in ["true", "false"] {
        let team = Team::of(2, Etcd::start);
        team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
        let files: Vec<_> = team.machines.iter().map(|machine| machine.write(".env", "JWT=\n")).collect();
        let rotating = |machine: usize, then: &str| {
            let words = ["rotate", &team.ring, "--env-name", "JWT", "--then", then, "--env-file"];
            team.machines[machine].authctl(["key"]).args(words).args([&files[machine]])
        };
        let alive = team.machines[0].path("alive");
        pipe(&alive);
        let script = format!("[ -p {0} ] || exit 0; cat < {0}; rm {0}; {ends}", alive.display());
        let json = if ends == "true" { &[][..] } else { &["--json"] };
        let run = rotating(0, &then(&team.machines[0], &files[0], &script)).args(json).spawn();
        let held = once_read(&alive);
        let new = team.keys(1)[1].clone();
        rotating(1, "true").run().succeeds();
        team.key(1, &["revoke", &team.ring, kid(&new)]).succeeds();
        drop(held);
        let output = run.finish();
        if ends == "false" {
            let details = output.exits(1).failure()["details"].to_string();
            assert!(details.contains(&format!("key {} was revoked meanwhile", kid(&new))), "{details}");
            assert_eq!(content(&files[0]), "JWT=\n");
            continue;
        }
        let told = output.succeeds().says([&*format!("Key {} was revoked meanwhile", kid(&new))]);
        assert!(!told.stderr.contains(&format!("{} signs", kid(&new))), "{told}");
        assert_eq!(content(&files[0]), format!("JWT={}\n", team.exported(0)));
    }
}

#[test]
fn r5_a_ring_that_cannot_be_written_while_the_service_is_told_has_a_key_that_awaits() {
    let (sandbox, file) = with_env_file();
    std::fs::write(&file, "JWT=\n").unwrap();
    let found = sandbox.files().into_iter().find(|(path, _)| path.ends_with("store/ring.api.age"));
    let path = found.expect("the ring is in a file").0.display().to_string();
    let away = then(&sandbox, &file, &format!("mv {path} {path}.away; mkdir {path}"));
    let failure = rotate_kindly(&sandbox, &file, &["--then", &away]).failure();
    assert!(failure["details"].to_string().contains("awaits its delivery"), "{failure}");
    std::fs::remove_dir(&path).unwrap();
    std::fs::rename(format!("{path}.away"), &path).unwrap();
    assert_eq!(states(&sandbox), ["active", "next"]);
    rotate_kindly(&sandbox, &file, &["--then", "true"]).succeeds();
    assert_eq!(states(&sandbox), ["retiring", "active"]);
}
