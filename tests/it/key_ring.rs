//! Key rings on this machine: made, shown, rotated, ended, handed out.

use crate::key_files::PRIVATE_PEM;
use crate::key_ring_clocks::run;
use crate::support::{Output, Sandbox, Tmux};
use jiff::Timestamp;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

pub fn ring(sandbox: &Sandbox, words: &[&str]) -> Output {
    sandbox.run([&["key"], words, &["--json", "--store", "file"]].concat())
}

#[track_caller]
pub fn made(alg: &str) -> Sandbox {
    let sandbox = Sandbox::with_file_store();
    ring(&sandbox, &["new", "api", "--alg", alg]).succeeds();
    sandbox
}

#[track_caller]
pub fn keys(sandbox: &Sandbox) -> Vec<Value> {
    ring(sandbox, &["show", "api"]).succeeds().json()["keys"].as_array().unwrap().clone()
}

#[track_caller]
pub fn states(sandbox: &Sandbox) -> Vec<String> {
    keys(sandbox).iter().map(|key| key["state"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
pub fn exported(sandbox: &Sandbox) -> String {
    sandbox.run(["key", "export", "api", "--format", "raw", "--store", "file"]).succeeds().text().to_owned()
}

pub fn kid(key: &Value) -> &str {
    key["kid"].as_str().unwrap()
}

fn to_vec<const N: usize>(states: [&str; N]) -> Vec<String> {
    states.map(str::to_owned).to_vec()
}

#[test]
fn a_ring_is_made_once_and_shown_without_its_secret() {
    let sandbox = made("HS256");
    let listed = ring(&sandbox, &["list"]).succeeds().json();
    assert_eq!(listed["rings"][0]["keys"], json!(keys(&sandbox)));
    let key = &keys(&sandbox)[0];
    assert_eq!((&key["state"], &key["retires_at"]), (&json!("active"), &Value::Null));
    let refused = ring(&sandbox, &["new", "api", "--alg", "HS256"]).exits(6);
    assert_eq!(refused.failure()["code"], "ring_exists");
    assert_eq!(keys(&sandbox)[0], *key, "it is the same as before");
    let secret = exported(&sandbox);
    assert_eq!(secret.len(), 43, "32 random bytes in base64url");
    for words in [&["show", "api"][..], &["list"]] {
        let shown = sandbox.run([&["key"], words, &["-vv"]].concat()).succeeds();
        assert!(!shown.everything().contains(&secret));
    }
    let missing = ring(&sandbox, &["show", "web"]).exits(1).failure();
    assert_eq!((&missing["code"], &missing["hint"]), (&json!("no_ring"), &json!("authctl key list")));
}

#[test]
fn a_person_reads_which_key_signs_and_where_it_is_kept() {
    let sandbox = Sandbox::with_file_store();
    sandbox
        .run(["key", "list"])
        .succeeds()
        .says(["There is no key ring yet: `authctl key new NAME --alg HS256`"]);
    let made = sandbox.run(["key", "new", "api", "--alg", "HS256", "--store", "file"]).succeeds();
    assert_eq!(made.text(), "");
    let key = &keys(&sandbox)[0];
    made.says([&*format!(
        "Key ring api is made: key {} signs with HS256 and is kept in an encrypted file.",
        kid(key)
    )]);
    let since = key["activates_at"].as_str().unwrap().replace('T', " ")[..16].to_owned();
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = sandbox.run(["key", "show", "api"]).succeeds();
    let [head, row] = shown.text().lines().map(words).collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(head, "KEY STATE SIGNS FROM TAKEN UNTIL FINGERPRINT");
    let fingerprint = key["fingerprint"].as_str().unwrap();
    assert_eq!(row, format!("{} active {since} UTC - {fingerprint}", kid(key)));
    shown.says(["Key ring api signs with HS256 and is kept in an encrypted file."]);
    let listed = sandbox.run(["key", "list"]).succeeds();
    let [head, row] = listed.text().lines().map(words).collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(head, "RING ALGORITHM SIGNS SINCE KEYS STORE");
    assert_eq!(row, format!("api HS256 {} {since} UTC 1 active file", kid(key)));
}

#[test]
fn a_key_that_nobody_has_signed_with_is_retired_at_once() {
    let sandbox = made("HS256");
    let rotated = ring(&sandbox, &["rotate", "api"]).succeeds().json();
    assert_eq!((&rotated["old"]["state"], &rotated["new"]["state"]), (&json!("retiring"), &json!("active")));
    assert_eq!(states(&sandbox), ["retiring", "active"]);
    let old = kid(&keys(&sandbox)[0]).to_owned();
    ring(&sandbox, &["retire", "api", &old]).succeeds();
    assert_eq!(states(&sandbox), ["retired", "active"]);
    let pruned = ring(&sandbox, &["prune", "api"]).succeeds().json();
    assert_eq!(pruned["forgotten"], json!([old]));
    assert_eq!(states(&sandbox), ["active"]);
}

#[test]
fn a_key_that_a_service_has_is_kept_for_a_day_where_nobody_says_how_long_its_tokens_live() {
    let export: &[&str] = &["export", "api", "--format", "raw"];
    let sets: &[&str] = &["export", "api", "--format", "jwks"];
    for handed_out in [export, sets] {
        let sandbox = made("HS256");
        ring(&sandbox, handed_out).succeeds();
        is_kept_for_a_day(&sandbox);
    }
    let sandbox = Sandbox::with_file_store();
    let secret = sandbox.write("secret", "0b77f3c19ade5028416b9d0ff7e2338a5cd4167eb90329f8614aa0d53e7b82cf");
    ring(&sandbox, &["import", "api", "--secret-file", secret.to_str().unwrap()]).succeeds();
    is_kept_for_a_day(&sandbox);
    // what the file of a service gets again is marked as well as what it gets first
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &["--if-due", "--every", "30d"]).succeeds();
    is_kept_for_a_day(&sandbox);
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &[]).succeeds();
    let first = kid(&keys(&sandbox)[0]).to_owned();
    ring(&sandbox, &["revoke", "api", &first]).succeeds();
    ring(&sandbox, &["prune", "api"]).succeeds();
    is_kept_for_a_day(&sandbox);
    // whoever knows better says so
    let sandbox = Sandbox::with_file_store();
    ring(&sandbox, &["new", "api", "--alg", "HS256", "--token-lifetime", "5m"]).succeeds();
    ring(&sandbox, export).succeeds();
    ring(&sandbox, &["rotate", "api", "--grace", "5m"]).succeeds();
}

#[track_caller]
fn is_kept_for_a_day(sandbox: &Sandbox) {
    let refused = ring(sandbox, &["rotate", "api", "--grace", "0s"]).exits(6);
    assert_eq!(refused.failure()["code"], "grace_too_short");
    let rotated = ring(sandbox, &["rotate", "api"]).succeeds().json();
    let retires_at: Timestamp = rotated["old"]["retires_at"].as_str().unwrap().parse().unwrap();
    assert!(retires_at.duration_since(Timestamp::now()).as_hours() >= 24);
    let refused = ring(sandbox, &["retire", "api", kid(&rotated["old"])]).exits(6);
    assert_eq!(refused.failure()["code"], "tokens_alive");
    ring(sandbox, &["retire", "api", kid(&rotated["old"]), "--force"]).succeeds();
}

#[test]
fn a_key_can_be_known_before_it_signs() {
    let sandbox = made("ES256");
    ring(&sandbox, &["rotate", "api", "--activate-after", "1h"]).succeeds();
    assert_eq!(states(&sandbox), ["active", "next"]);
    let set = ring(&sandbox, &["jwks", "api"]).succeeds().json();
    let [now, next] = &set["keys"].as_array().unwrap()[..] else { panic!("{set}") };
    assert_eq!([kid(now), kid(next)], [kid(&keys(&sandbox)[0]), kid(&keys(&sandbox)[1])]);
    assert!(now.get("d").is_none() && next.get("d").is_none());
    let refused = ring(&sandbox, &["rotate", "api"]).exits(6);
    assert_eq!(refused.failure()["code"], "rotation_planned");
    ring(&sandbox, &["revoke", "api", kid(next)]).succeeds();
    assert_eq!(states(&sandbox), ["active", "revoked"]);
}

#[test]
fn a_revoked_key_that_signs_has_a_successor_at_once() {
    let sandbox = made("HS512");
    let old = kid(&keys(&sandbox)[0]).to_owned();
    let refused = ring(&sandbox, &["retire", "api", &old]).exits(6);
    assert_eq!(refused.failure()["code"], "key_signs");
    let revoked = sandbox.run(["key", "revoke", "api", &old, "--store", "file"]).succeeds();
    revoked.says([
        "A service that has its secret takes them until it has another",
        "`authctl key rotate api --if-due --every 30d --env-file FILE --env-name NAME`",
    ]);
    assert_eq!(states(&sandbox), ["revoked", "active"]);
    let pairs = made("ES256");
    let old = kid(&keys(&pairs)[0]).to_owned();
    pairs.run(["key", "revoke", "api", &old]).succeeds().says(["`authctl key jwks api`"]);
}

#[test]
fn a_person_sees_the_life_of_each_key() {
    let (sandbox, file) = with_env_file();
    rotate(&sandbox, &file, &["--then", "false"]).exits(1);
    ring(&sandbox, &["rotate", "api", "--activate-after", "1d"]).succeeds();
    let screen = Tmux::start_at_width(140, &sandbox, &["key", "show", "api"], &[]).shows("[exit 0]");
    let keys = keys(&sandbox);
    let line =
        |index: usize| screen.lines().find(|line| line.starts_with(kid(&keys[index]))).unwrap().trim_end();
    assert!(screen.lines().next().unwrap().ends_with("FINGERPRINT       LIFE"), "{screen}");
    let [active, withdrawn, next] = [0, 1, 2].map(line);
    assert!(active.contains("  active ") && active.ends_with("│━━━━━━━━━━──────────"), "{screen}");
    assert!(withdrawn.contains("  retiring ") && withdrawn.contains("  not delivered  "), "{screen}");
    assert!(withdrawn.ends_with("│──────────"), "{screen}");
    assert!(next.contains("  next ") && next.ends_with("│··········━━━━━━━━━━━━━"), "{screen}");
    assert!(screen.contains("Key ring api signs with HS256"), "{screen}");
}

#[test]
fn a_dry_run_changes_nothing() {
    let sandbox = made("HS256");
    let before = keys(&sandbox);
    let told = ring(&sandbox, &["rotate", "api", "--dry-run"]).succeeds().json();
    assert_eq!((&told["rotated"], &told["dry_run"]), (&json!(false), &json!(true)));
    assert_eq!((told.get("due_at"), told.get("delivery")), (Some(&Value::Null), Some(&Value::Null)));
    assert_eq!((&told["old"]["state"], &told["new"]["state"]), (&json!("retiring"), &json!("active")));
    assert_eq!(told["old"]["kid"], before[0]["kid"]);
    let not_due = ["rotate", "api", "--if-due", "--every", "30d"];
    for dry_run in [true, false] {
        let words = [&not_due[..], if dry_run { &["--dry-run"] } else { &[] }].concat();
        let told = ring(&sandbox, &words).succeeds().json();
        let expected = json!({
            "ring": "api", "rotated": false, "dry_run": dry_run, "old": null, "new": null,
            "next": null, "due_at": told["due_at"], "delivery": null,
        });
        assert_eq!(told, expected);
        assert!(told["due_at"].is_string());
    }
    assert_eq!(keys(&sandbox), before);
}

#[test]
fn r4_fifty_at_once_rotate_once_when_it_is_due() {
    let sandbox = Sandbox::with_file_store();
    // by a clock that is a minute behind
    run(&sandbox, -60, &["key", "new", "api", "--alg", "HS256", "--store", "file"]).succeeds();
    let later = ["rotate", "api", "--if-due", "--every", "1h"];
    assert_eq!(ring(&sandbox, &later).succeeds().json()["rotated"], false);
    // it is due at once, and no more as soon as a key is to come
    let due = ["rotate", "api", "--if-due", "--every", "1s", "--activate-after", "1h"];
    let runs: Vec<Output> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..50).map(|_| scope.spawn(|| ring(&sandbox, &due))).collect();
        runs.into_iter().map(|run| run.join().unwrap().succeeds()).collect()
    });
    assert_eq!(runs.iter().filter(|run| run.json()["rotated"] == true).count(), 1);
    assert_eq!(states(&sandbox), ["active", "next"]);
}

#[test]
fn a_key_goes_to_a_file_of_its_owner_or_a_pipe() {
    let sandbox = made("HS256");
    let out = sandbox.path("secret");
    let words = ["export", "api", "--format", "env", "--env-name", "JWT", "--out", out.to_str().unwrap()];
    ring(&sandbox, &words).succeeds();
    assert_eq!(out.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), format!("JWT={}\n", exported(&sandbox)));
    ring(&sandbox, &["export", "api", "--format", "env"]).exits(2);
}

#[track_caller]
pub fn issued(sandbox: &Sandbox, words: &[&str]) -> String {
    sandbox.run([&["issue", "--ring", "api", "--subject", "ci"], words].concat()).succeeds().text().to_owned()
}

fn verify(sandbox: &Sandbox, token: &str) -> Output {
    sandbox.run(["verify", token, "--ring", "api", "--json"])
}

#[test]
fn r4_tokens_of_old_keys_are_taken_until_their_grace_ends() {
    for alg in ["HS256", "ES384", "EdDSA"] {
        let sandbox = made(alg);
        let old = kid(&keys(&sandbox)[0]).to_owned();
        let token = issued(&sandbox, &[]);
        let header =
            sandbox.run(["decode", &token, "--header", "--json"]).succeeds().json()["header"].clone();
        assert_eq!((&header["kid"], &header["alg"]), (&json!(old), &json!(alg)));
        ring(&sandbox, &["rotate", "api"]).succeeds();
        verify(&sandbox, &token).succeeds();
        let newer = issued(&sandbox, &[]);
        verify(&sandbox, &newer).succeeds();

        let refused = ring(&sandbox, &["retire", "api", &old]).exits(6);
        assert_eq!(refused.failure()["code"], "tokens_alive");
        ring(&sandbox, &["retire", "api", &old, "--force"]).succeeds();
        let rejected = verify(&sandbox, &token).exits(3);
        assert_eq!(rejected.json()["failed"][0]["check"], "kid");
        rejected.says([&*format!("the key {old} of the ring api is retired since 20")]);
        verify(&sandbox, &newer).succeeds();
    }
}

#[test]
fn a_token_without_an_id_is_tried_with_every_key_that_is_good() {
    let sandbox = made("HS256");
    let secret = sandbox.path("secret");
    std::fs::write(&secret, exported(&sandbox)).unwrap();
    let foreign = ["issue", "--secret-file", secret.to_str().unwrap(), "--subject", "service"];
    let token = sandbox.run(foreign).succeeds().text().to_owned();
    verify(&sandbox, &token).succeeds();
    ring(&sandbox, &["rotate", "api"]).succeeds();
    verify(&sandbox, &token).succeeds();
    ring(&sandbox, &["revoke", "api", kid(&keys(&sandbox)[0])]).succeeds();
    let rejected = verify(&sandbox, &token).exits(3);
    assert_eq!(rejected.json()["failed"][0]["check"], "signature");
}

#[test]
fn the_longest_life_of_a_token_is_known_before_the_token_is() {
    let sandbox = made("HS256");
    issued(&sandbox, &["--expires-in", "30d"]);
    issued(&sandbox, &["--expires-in", "5m"]);
    let refused = ring(&sandbox, &["rotate", "api", "--grace", "7d"]).exits(6);
    assert_eq!(refused.failure()["code"], "grace_too_short");
    let forced =
        ring(&sandbox, &["rotate", "api", "--grace", "7d", "--force", "--dry-run"]).succeeds().json();
    let retires_at: Timestamp = forced["old"]["retires_at"].as_str().unwrap().parse().unwrap();
    assert!(retires_at.duration_since(Timestamp::now()).as_hours() <= 7 * 24);
    let rotated = ring(&sandbox, &["rotate", "api"]).succeeds().json();
    let retires_at: Timestamp = rotated["old"]["retires_at"].as_str().unwrap().parse().unwrap();
    assert!(retires_at.duration_since(Timestamp::now()).as_hours() >= 30 * 24);
    // what was refused is no token
    let other = made("HS256");
    other.run(["issue", "--ring", "api", "--claim-json", "scope=[\"a\"]", "--no-expiry"]).exits(2);
    ring(&other, &["rotate", "api", "--grace", "1h"]).succeeds();
    issued(&other, &["--no-expiry"]);
    let rotated = ring(&other, &["rotate", "api"]).succeeds().json();
    assert_eq!(rotated["old"]["retires_at"], Value::Null);
}

#[test]
fn a_ring_says_by_itself_which_key_signs_and_how() {
    let sandbox = made("HS256");
    for (words, exit) in [(["--kid", "x"], 2), (["--alg", "HS512"], 2), (["--key", "key.pem"], 2)] {
        sandbox.run([&["issue", "--ring", "api", "--subject", "ci"], &words[..]].concat()).exits(exit);
    }
    let missing = sandbox.run(["issue", "--ring", "web", "--subject", "ci", "--json"]).exits(1);
    assert_eq!(missing.failure()["code"], "no_ring");
    sandbox.run(["verify", "e30.e30.", "--ring", "we b"]).exits(2).says(["\"we b\" cannot be a name"]);
}

pub const ENV: &str = "# settings\nDEBUG=1\nexport JWT = 'old'  # the secret\nOTHER=\"x\"\n";

/// A ring and a file of variables that has none of its secrets yet.
pub fn with_env_file() -> (Sandbox, PathBuf) {
    let sandbox = made("HS256");
    let file = sandbox.write(".env", ENV);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    (sandbox, file)
}

/// What the file holds at first may be lost.
pub fn delivery(file: &Path) -> [&str; 10] {
    let file = file.to_str().unwrap();
    [
        "key",
        "rotate",
        "api",
        "--store",
        "file",
        "--drop-unknown-secret",
        "--env-name",
        "JWT",
        "--env-file",
        file,
    ]
}

/// The same, which gives nothing up.
pub fn kindly(file: &Path) -> Vec<&str> {
    delivery(file).into_iter().filter(|word| *word != "--drop-unknown-secret").collect()
}

pub fn rotate(sandbox: &Sandbox, file: &Path, words: &[&str]) -> Output {
    sandbox.run([&delivery(file)[..], words, &["--json"]].concat())
}

pub fn content(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn a_new_secret_goes_to_the_file_of_the_service_and_nothing_else_changes() {
    let (sandbox, file) = with_env_file();
    let link = sandbox.path("link.env");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let told = rotate(&sandbox, &link, &["--env-previous", "JWT_OLD"]).succeeds();
    assert_eq!(told.json()["rotated"], true);
    let secret = exported(&sandbox);
    // a service may sign with the secret that is in the file: it is kept, be it of the ring or not
    let expected = ENV.replace("'old'", &format!("'{secret}'")) + "JWT_OLD=old\n";
    assert_eq!(content(&file), expected);
    assert!(link.is_symlink() && !told.everything().contains(&secret));
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(states(&sandbox), ["retiring", "active"]);
    let told = sandbox.run(delivery(&file)).succeeds().says(["takes no older token", "has yet to read it"]);
    let last = keys(&sandbox).pop().unwrap();
    told.says([&*format!("JWT in {} now holds the secret of key {}.", file.display(), kid(&last))]);
    rotate(&sandbox, &sandbox.path("none.env"), &[]).exits(1);
    assert_eq!(states(&sandbox), ["retiring", "retiring", "active"]);
}

#[test]
fn a_service_that_cannot_take_the_secret_keeps_the_old_one() {
    let (sandbox, file) = with_env_file();
    let script = sandbox.write_script(
        "reload",
        &format!("#!/bin/sh\ngrep -q old {} && exit 9\necho no such unit >&2; exit 4", file.display()),
    );
    let failed = rotate(&sandbox, &file, &["--then", script.to_str().unwrap()]).exits(1);
    assert_eq!(failed.failure()["code"], "command_failed");
    let message = failed.failure()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("(exit status: 4)") && message.contains("is as it was before"), "{message}");
    let taken_back = format!("key {} is taken back: it does not sign", kid(&keys(&sandbox)[1]));
    assert_eq!(failed.failure()["details"], json!(["no such unit", taken_back]));
    // the service may have made tokens with it before it said that it cannot
    assert_eq!((content(&file).as_str(), states(&sandbox)), (ENV, to_vec(["active", "retiring"])));
    rotate(&sandbox, &file, &["--then", "/no/such/program"]).exits(1);
    // the same key is tried again: tries do not fill the ring
    assert_eq!((content(&file).as_str(), states(&sandbox)), (ENV, to_vec(["active", "retiring"])));

    let seen = sandbox.path("seen");
    let script =
        sandbox.write_script("reload2", &format!("#!/bin/sh\ncp {} {}", file.display(), seen.display()));
    rotate(&sandbox, &file, &["--then", script.to_str().unwrap()]).succeeds();
    assert!(content(&seen).contains(&exported(&sandbox)), "the command found the new secret");
}

#[test]
fn with_if_due_the_file_follows_a_rotation_elsewhere() {
    let (sandbox, file) = with_env_file();
    let due = ["--if-due", "--every", "30d"];
    assert_eq!(
        rotate(&sandbox, &file, &[&due[..], &["--dry-run"]].concat()).succeeds().json()["rotated"],
        false
    );
    assert_eq!(content(&file), ENV);
    assert_eq!(rotate(&sandbox, &file, &due).succeeds().json()["rotated"], false);
    assert_eq!(content(&file), ENV.replace("old", &exported(&sandbox)));
    ring(&sandbox, &["rotate", "api"]).succeeds();
    rotate(&sandbox, &file, &due).succeeds();
    assert_eq!(content(&file), ENV.replace("old", &exported(&sandbox)));
    assert_eq!(states(&sandbox), ["retiring", "active"]);
}

#[test]
fn r5_a_run_that_was_killed_before_the_service_had_its_secret_is_gone_on_with() {
    let (sandbox, file) = with_env_file();
    let old = issued(&sandbox, &[]);
    let mine = sandbox.path("pid");
    let script = sandbox.write_script(
        "reload",
        &format!("#!/bin/sh\necho $$ > {0}.part; mv {0}.part {0}; exec sleep 100", mine.display()),
    );
    let run = sandbox.authctl(delivery(&file)).args(["--then", script.to_str().unwrap()]).spawn();
    let command = loop {
        if let Ok(pid) = std::fs::read_to_string(&mine) {
            break Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
        }
        assert!(!run.has_ended(), "{}", run.finish());
    };
    run.signal(Signal::KILL);
    run.finish();
    kill_process(command, Signal::KILL).unwrap();
    assert_eq!(states(&sandbox), ["active", "next"]);
    verify(&sandbox, &old).succeeds();
    let delivered = content(&file);
    let refused = ring(&sandbox, &["rotate", "api"]).exits(6);
    assert_eq!(refused.failure()["code"], "undelivered");
    // the service may run with the secret that is in its file: it is not given up
    let failed = rotate(&sandbox, &file, &["--then", "false"]).exits(1).failure();
    assert!(
        failed["message"].as_str().unwrap().ends_with("has the new secret, as it had before"),
        "{failed}"
    );
    assert!(failed["details"].to_string().contains("the same command goes on with it"), "{failed}");
    assert_eq!((content(&file), states(&sandbox)), (delivered.clone(), to_vec(["active", "next"])));
    rotate(&sandbox, &file, &["--then", "true"]).succeeds();
    assert_eq!(
        (content(&file), states(&sandbox)),
        (delivered, vec!["retiring".to_owned(), "active".to_owned()])
    );
    assert!(content(&file).contains(&exported(&sandbox)));
    verify(&sandbox, &old).succeeds();
}

#[test]
fn a_running_service_moves_into_a_ring_without_a_break() {
    let sandbox = Sandbox::with_file_store();
    let weak = sandbox.write("secret", "changeme");
    let foreign =
        ["issue", "--secret-file", weak.to_str().unwrap(), "--allow-weak-key", "--subject", "service"];
    let token = sandbox.run(foreign).succeeds().text().to_owned();
    let words = [
        "key",
        "import",
        "api",
        "--secret-file",
        weak.to_str().unwrap(),
        "--token-lifetime",
        "7d",
        "--store",
        "file",
    ];
    sandbox.run(words).exits(1).says(["8 bytes", "--allow-weak-key"]);
    sandbox.run(["key", "show", "api"]).exits(1);
    let insisted = sandbox.authctl(words).args(["--allow-weak-key"]).run();
    let told = insisted
        .succeeds()
        .says(["Its secret is weak", "`authctl key rotate api --env-file FILE --env-name NAME`"]);
    assert!(!told.everything().contains("changeme"));
    assert_eq!(exported(&sandbox), "changeme");
    verify(&sandbox, &token).succeeds();
    let signs = |sandbox: &Sandbox| sandbox.run(["issue", "--ring", "api", "--subject", "ci"]).succeeds();
    signs(&sandbox).says(["A weak key signs: the secret has 8 bytes; HS256 needs at least 32."]);
    let rotated = ring(&sandbox, &["rotate", "api"]).succeeds().json();
    let issued = signs(&sandbox);
    assert!(!issued.stderr.contains("weak"), "the new one signs: {issued}");
    let old = kid(&rotated["old"]);
    let warning = format!("the key {old}, whose tokens are taken, is weak: the secret has 8 bytes");
    for token in [&token, issued.text()] {
        let verified = sandbox.run(["verify", token, "--ring", "api"]).succeeds().says([&*warning]);
        // the id of a key may hold any four letters
        let told = verified.stderr.replace(old, "");
        assert_eq!(told.matches("weak").count(), 1, "{verified}");
    }
    let retires_at: Timestamp = rotated["old"]["retires_at"].as_str().unwrap().parse().unwrap();
    assert!(retires_at.duration_since(Timestamp::now()).as_hours() >= 7 * 24);
    verify(&sandbox, &token).succeeds();
    assert_eq!(exported(&sandbox).len(), 43);
    // the service makes tokens with the next key by itself as well
    let new = kid(&rotated["new"]).to_owned();
    ring(&sandbox, &["rotate", "api"]).succeeds();
    assert_eq!(ring(&sandbox, &["retire", "api", &new]).exits(6).failure()["code"], "tokens_alive");
    let revoked = old.to_owned();
    ring(&sandbox, &["revoke", "api", &revoked]).succeeds();
    let verified = sandbox.run(["verify", issued.text(), "--ring", "api"]).succeeds();
    assert!(!verified.stderr.contains("weak"), "no token of the weak key is taken any more: {verified}");
}

#[test]
fn a42_j8_what_is_weak_of_a_ring_is_told_whatever_it_is() {
    // nobody guesses these 16 bytes, and they are too few for the hash
    let short = b"\x0f\xa1\x9c\x03\xe7\x5d\x22\x80\xb4\x6e\x11\xfa\xcd\x38\x91\x47";
    let public = b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
    for (secret, why) in [(&short[..], "the secret has 16 bytes"), (public, "the text of a public key")] {
        let sandbox = Sandbox::with_file_store();
        let file = sandbox.write("secret", secret);
        let words = ["import", "api", "--secret-file", file.to_str().unwrap()];
        ring(&sandbox, &words).exits(1).says([why]);
        let insisted =
            sandbox.authctl(["key"]).args(words).args(["--allow-weak-key", "--store", "file"]).run();
        insisted.succeeds().says(["is weak", why]);
        let token = sandbox.run(["issue", "--ring", "api", "--subject", "ci"]).succeeds().says([why]);
        sandbox.run(["verify", token.text(), "--ring", "api"]).succeeds().says(["is weak", why]);
        assert_eq!(ring(&sandbox, &["show", "api"]).succeeds().json()["keys"][0]["fingerprint"], Value::Null);
    }
}

#[test]
fn a_private_key_is_no_shared_secret_without_a_word() {
    let sandbox = Sandbox::with_file_store();
    let jwk = r#"{"kty":"oct","k":"c2VjcmV0LW9mLXRoaXJ0eS10d28tYnl0ZXMtb3ItbW9yZQ"}"#;
    for (name, key) in [("pem", PRIVATE_PEM), ("jwk", jwk)] {
        let file = sandbox.write("private", key);
        let words = ["import", name, "--secret-file", file.to_str().unwrap()];
        ring(&sandbox, &words).succeeds().says(["its text is taken as a shared secret", "--key FILE"]);
        let key = ["import", &format!("{name}-key"), "--key", file.to_str().unwrap()];
        let taken = ring(&sandbox, &key).succeeds();
        assert!(!taken.stderr.contains("shared secret"), "{taken}");
    }
}

#[test]
fn what_a_flag_says_is_used_or_refused() {
    let sandbox = made("HS256");
    let pem = sandbox.write("private.pem", PRIVATE_PEM);
    for words in [
        &["key", "new", "pair", "--alg", "ES256", "--secret-encoding", "utf8", "--store", "file"][..],
        &[
            "key",
            "import",
            "pair",
            "--key",
            pem.to_str().unwrap(),
            "--secret-encoding",
            "hex",
            "--store",
            "file",
        ],
    ] {
        sandbox.run(words).exits(2).says(["key pair", "--secret-encoding is for a shared secret"]);
        sandbox.run(["key", "show", "pair"]).exits(1);
    }
    for words in [&["issue", "--subject", "ci"][..], &["verify", "a.b.c"]] {
        let words = [words, &["--ring", "api", "--allow-weak-key"]].concat();
        sandbox.run(words).exits(2).says(["cannot be used with"]);
    }
    for (words, told) in [
        (["--ring", "api", "--secret-encoding", "hex"], "for a shared secret, and none is named"),
        (
            ["--key", pem.to_str().unwrap(), "--secret-encoding", "utf8"],
            "for a shared secret, and none is named",
        ),
        (["--key", pem.to_str().unwrap(), "--etcd-user", "me"], "no key ring is named"),
    ] {
        sandbox.authctl(["verify", "a.b.c"]).args(words).run().exits(2).says([told]);
        sandbox.authctl(["issue", "--subject", "ci"]).args(words).run().exits(2).says([told]);
    }
    let jwk = sandbox.write(
        "jwk",
        r#"{"kty":"oct","alg":"HS256","kid":"a","k":"q3Xv9Lr2TfKp8WzY1mBn6HsJ4dGc7RaE0uVxQ5iOtZk"}"#,
    );
    let words = ["import", "jwk", "--key", jwk.to_str().unwrap(), "--secret-encoding", "hex"];
    ring(&sandbox, &words).succeeds();
    let raw = sandbox.run(["key", "export", "jwk", "--format", "raw"]).succeeds().text().to_owned();
    assert!(raw.len() == 64 && raw.bytes().all(|byte| byte.is_ascii_hexdigit()), "{raw}");
}

#[test]
fn key_pairs_and_secrets_in_any_form_become_rings() {
    let sandbox = Sandbox::with_file_store();
    let pem = sandbox.write("private.pem", PRIVATE_PEM);
    ring(&sandbox, &["import", "pair", "--key", pem.to_str().unwrap()]).succeeds();
    let pair = ring(&sandbox, &["show", "pair"]).succeeds().json();
    assert_eq!(pair["algorithm"], "EdDSA");
    let hex = sandbox.write("hex", "0b77f3c19ade5028416b9d0ff7e2338a5cd4167eb90329f8614aa0d53e7b82cf");
    let words = [
        "import",
        "hex",
        "--secret-file",
        hex.to_str().unwrap(),
        "--secret-encoding",
        "hex",
        "--kid",
        "mine",
    ];
    let made = ring(&sandbox, &words).succeeds().json();
    assert_eq!(made["keys"][0]["kid"], "mine");
    let again = ring(&sandbox, &["import", "hex", "--secret-file", hex.to_str().unwrap()]).exits(6);
    assert_eq!(again.failure()["code"], "ring_exists");
    // the service goes on decoding what it reads
    ring(&sandbox, &["rotate", "hex"]).succeeds();
    let words = ["key", "export", "hex", "--format", "env", "--env-name", "JWT", "--store", "file"];
    let line = sandbox.run(words).succeeds().text().to_owned();
    let secret = line.strip_prefix("JWT=").unwrap();
    assert!(secret.len() == 64 && secret.bytes().all(|byte| byte.is_ascii_hexdigit()), "{line}");
    let token = sandbox.run(["issue", "--ring", "hex", "--subject", "ci"]).succeeds().text().to_owned();
    let env = ["verify", &token, "--secret-env", "JWT", "--secret-encoding", "hex"];
    sandbox.authctl(env).env("JWT", secret).run().succeeds();
    let public = sandbox.write(
        "public.jwk",
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
    );
    let refused = ring(&sandbox, &["import", "public", "--key", public.to_str().unwrap()]).exits(1);
    assert!(refused.failure()["message"].as_str().unwrap().contains("only public keys"));
    ring(&sandbox, &["import", "nothing"]).exits(2).says(["no key was named", "--secret-env NAME"]);
    for name in ["public", "nothing"] {
        assert_eq!(ring(&sandbox, &["show", name]).exits(1).failure()["code"], "no_ring");
    }
}

#[test]
fn the_id_of_a_key_is_told_as_it_is() {
    let sandbox = Sandbox::with_file_store();
    let made = ring(&sandbox, &["new", "api", "--alg", "ES256"]).succeeds().json();
    let active = kid(&made["keys"][0]).to_owned();
    let refused = sandbox.run(["key", "retire", "api", &active]).exits(6).says([&*active]);
    assert!(!refused.everything().contains("not shown"));
    sandbox.run(["key", "revoke", "api", "no-such-1e6nk49sdy9f"]).exits(1).says(["no-such-1e6nk49sdy9f"]);
}

#[test]
fn what_no_token_and_no_command_can_hold_is_no_id_and_no_lifetime() {
    let sandbox = Sandbox::with_file_store();
    let secret = sandbox.write("secret", "q3Xv9Lr2TfKp8WzY1mBn6HsJ4dGc7RaE0uVxQ5iOtZk");
    let import = |kid: &str| {
        ring(&sandbox, &["import", "api", "--kid", kid, "--secret-file", secret.to_str().unwrap()])
    };
    for odd in ["", "has space", "a\nb", "\u{1b}[31m", "a\u{202e}b", "a\u{a0}b", &"x".repeat(257)] {
        import(odd).exits(2);
    }
    let jwk = json!({"kty": "oct", "alg": "HS256", "kid": "a\nb", "k": "cTNYdjlMcjJUZktwOFd6WTFtQm42SHNKNGRHYzdSYUUwdVZ4UTVpT3Raaw"});
    let jwk = sandbox.write("jwk", jwk.to_string());
    let words = ["import", "api", "--key", jwk.to_str().unwrap()];
    ring(&sandbox, &words).exits(1).says(["--kid ID gives it another"]);
    let lasting = [&words[..], &["--kid", "k1", "--token-lifetime"]].concat();
    ring(&sandbox, &[&lasting[..], &["0s"]].concat()).exits(2).says(["too short"]);
    ring(&sandbox, &["new", "api", "--alg", "HS256", "--token-lifetime", "0s"]).exits(2);
    ring(&sandbox, &["rotate", "api", "--if-due", "--every", "0s"]).exits(2).says(["too short"]);
    let parts: [&[&str]; 5] = [
        &["new", "api", "--alg", "HS256", "--token-lifetime", "500ms"],
        &["import", "api", "--key", "x", "--token-lifetime", "1500ms"],
        &["rotate", "api", "--grace", "1500ms"],
        &["rotate", "api", "--activate-after", "500ms"],
        &["rotate", "api", "--if-due", "--every", "1500ms"],
    ];
    for words in parts {
        ring(&sandbox, words).exits(2).says(["whole seconds are wanted"]);
    }
    ring(&sandbox, &["show", "api"]).exits(1);
    ring(&sandbox, &[&lasting[..], &["1s"]].concat()).succeeds();
}

#[test]
fn what_is_weak_is_told_to_scripts_and_a_name_where_a_place_is_wanted() {
    let sandbox = Sandbox::with_file_store();
    let secret = sandbox.write("secret", "too short\n");
    let words = ["import", "api", "--secret-file", secret.to_str().unwrap(), "--allow-weak-key"];
    let made = ring(&sandbox, &words).succeeds().says(["tr -d", "leaves it out"]).json();
    assert!(made["keys"][0]["weak"].as_str().unwrap().contains("HS256 needs at least 32"), "{made}");
    ring(&sandbox, &["rotate", "api"]).succeeds();
    let shown = ring(&sandbox, &["show", "api"]).succeeds().json();
    let weak: Vec<bool> =
        shown["keys"].as_array().unwrap().iter().map(|key| key["weak"].is_string()).collect();
    assert_eq!(weak, [true, false]);
    assert_eq!(ring(&sandbox, &["list", "api"]).exits(2).failure()["hint"], "authctl key show api");
    ring(&sandbox, &["list", "-p", "fleet"]).exits(1).says(["authctl profile add fleet --rings"]);
    assert_eq!(ring(&sandbox, &["jwks", "api"]).exits(2).failure()["code"], "no_public_keys");
}
