//! What is said where something about a key ring goes wrong: what is so, and what to do.

use crate::key_ring::{ENV, content, keys, kid, made, ring, rotate, states, with_env_file};
use crate::support::{Etcd, Output, Sandbox};
use serde_json::{Value, json};
use std::path::Path;

#[track_caller]
fn hints(run: &Output) -> String {
    let failure = run.failure();
    let hints = failure["hints"].as_array().unwrap().iter().filter_map(Value::as_str);
    hints.collect::<Vec<_>>().join("; ")
}

#[test]
fn what_a_shell_would_do_after_a_rotation_is_refused_and_nothing_changes() {
    let (sandbox, file) = with_env_file();
    for command in
        ["true && curl -f http://localhost/", "true | tee log", "true > log", "true; false", "true &"]
    {
        rotate(&sandbox, &file, &["--then", command]).exits(2).says(["no shell reads", "sh -c"]);
    }
    assert_eq!((content(&file).as_str(), states(&sandbox)), (ENV, vec!["active".to_owned()]));
    rotate(&sandbox, &file, &["--then", "sh -c 'true && true'"]).succeeds();
    let missing =
        rotate(&sandbox, &file, &["--then", "no-such-cmd"]).exits(1).says(["no-such-cmd cannot be run"]);
    assert!(hints(&missing).contains("name a program"), "{missing}");
}

#[test]
fn a_line_that_nobody_understands_is_named_and_no_other_is_added() {
    let (sandbox, file) = with_env_file();
    for line in ["JWT: old", "export JWT=\"old\" OTHER=1", "JWT=\"old\"er", "JWT=old; export JWT"] {
        let text = format!("# service\n{line}\n");
        std::fs::write(&file, &text).unwrap();
        for words in [&[][..], &["--dry-run"]] {
            let refused = rotate(&sandbox, &file, words).exits(1).says(["line 2 begins with the name"]);
            assert!(hints(&refused).contains("NAME=VALUE alone"), "{refused}");
            assert_eq!((content(&file), states(&sandbox)), (text.clone(), vec!["active".to_owned()]));
        }
    }
    std::fs::write(&file, "JWT=old\nexport JWT\n").unwrap();
    let told = rotate(&sandbox, &file, &[]).succeeds();
    assert!(!told.stderr.contains("There was no"), "{told}");
    assert_eq!(content(&file).lines().count(), 2, "{}", content(&file));
}

#[test]
fn what_is_wrong_with_the_file_of_a_service_is_told_with_what_to_do() {
    let (sandbox, file) = with_env_file();
    let missing = sandbox.path("missing.env");
    let refused = rotate(&sandbox, &missing, &[]).exits(1).says(["there is no file"]);
    assert!(hints(&refused).contains("install -m 600 /dev/null "), "{refused}");
    let in_no_folder = sandbox.path("none/missing.env");
    let refused = rotate(&sandbox, &in_no_folder, &[]).exits(1).says(["there is no file"]);
    let made = format!(
        "make the folder that it lies in, and then install -m 600 /dev/null {}",
        in_no_folder.display()
    );
    assert!(hints(&refused).contains(&made), "{refused}");
    let (link, other) = (sandbox.path("link.env"), sandbox.path("other.env"));
    std::os::unix::fs::symlink("other.env", &link).unwrap();
    std::os::unix::fs::symlink("missing.env", &other).unwrap();
    let refused = rotate(&sandbox, &link, &[]).exits(1).says(["is a link to "]);
    assert!(
        hints(&refused).ends_with(&format!("install -m 600 /dev/null {}", missing.display())),
        "{refused}"
    );
    std::fs::remove_file(other).unwrap();
    let pipe = sandbox.path("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    let large = sandbox.write("large", "#".repeat((1 << 20) + 1).as_str());
    let binary = sandbox.path("binary");
    std::fs::write(&binary, b"JWT=\xff\n").unwrap();
    for (path, hint) in [(&pipe, "name a file"), (&large, "check the path"), (&binary, "iconv")] {
        let refused = rotate(&sandbox, path, &[]).exits(1);
        assert!(hints(&refused).contains(hint), "{refused}");
    }
    std::fs::hard_link(&file, sandbox.path("other")).unwrap();
    let refused = rotate(&sandbox, &file, &[]).exits(1);
    assert!(hints(&refused).contains("cp -p"), "{refused}");
    assert_eq!(states(&sandbox), ["active"]);
}

#[test]
fn programs_are_told_that_the_key_of_a_token_is_revoked() {
    let sandbox = made("HS256");
    let token = sandbox.run(["issue", "--ring", "api", "--store", "file"]).succeeds().text().to_owned();
    let old = kid(&keys(&sandbox)[0]).to_owned();
    ring(&sandbox, &["revoke", "api", &old]).succeeds();
    let revoked = format!("the key {old} of the ring api is revoked since ");
    let verify = ["verify", "--ring", "api", "--store", "file"];
    let rejected = sandbox.run([&verify[..], &["--json", &token]].concat()).exits(3);
    let lines = [&verify[..], &["--lines"]].concat();
    let line = sandbox.authctl(lines).stdin(format!("{token}\n")).run().exits(3);
    for object in [rejected.json(), line.json()] {
        let failed = &object["failed"][0];
        assert_eq!((&failed["check"], &failed["found"]), (&json!("kid"), &json!(format!("{old:?}"))));
        assert!(failed["message"].as_str().unwrap().contains(&revoked), "{object}");
    }
}

#[test]
fn a_ring_that_nobody_used_is_deleted_and_of_one_that_signs_no_date_is_told() {
    let sandbox = Sandbox::with_file_store();
    let new = ["new", "api", "--alg", "HS256", "--token-lifetime", "5m"];
    ring(&sandbox, &new).succeeds();
    ring(&sandbox, &["rotate", "api", "--grace", "1m"]).succeeds();
    ring(&sandbox, &["delete", "api"]).succeeds();
    ring(&sandbox, &new).succeeds();
    sandbox.run(["key", "export", "api", "--format", "raw", "--store", "file"]).succeeds();
    let refused =
        ring(&sandbox, &["delete", "api"]).exits(6).says(["nobody knows when the last of its tokens ends"]);
    assert!(hints(&refused).contains("authctl key delete api --force"), "{refused}");
    assert!(!refused.stderr.contains("until"), "{refused}");
    ring(&sandbox, &["rotate", "api", "--grace", "1m"]).exits(6);
}

#[test]
fn what_no_login_brings_about_ends_with_1() {
    let sandbox = made("HS256");
    sandbox.run(["key", "list", "-p", "nope"]).exits(1).says(["--rings etcd://"]);
    let missing = ring(&sandbox, &["revoke", "api", "nope"]).exits(1);
    assert_eq!(missing.failure()["code"], "no_such_key");
}

#[test]
fn an_algorithm_is_called_as_tokens_call_it() {
    let sandbox = Sandbox::with_file_store();
    let new = |name, alg| sandbox.run(["key", "new", name, "--alg", alg, "--store", "file"]).succeeds();
    new("one", "Ed25519").says(["EdDSA", "authctl issue --ring one --alg Ed25519"]);
    let told = new("other", "EdDSA");
    assert!(!told.stderr.contains("Ed25519"), "{told}");
    let issued = sandbox.run(["issue", "--ring", "one", "--alg", "Ed25519", "--json"]).succeeds();
    assert_eq!(issued.json()["header"]["alg"], "Ed25519");
    sandbox
        .run(["issue", "--ring", "one", "--alg", "HS512"])
        .exits(2)
        .says(["--alg says HS512", "without --alg"]);
}

#[test]
fn a_token_without_end_is_told_with_what_it_does_to_the_ring() {
    let sandbox = made("HS256");
    let kid = kid(&keys(&sandbox)[0]).to_owned();
    let endless = sandbox.run(["issue", "--ring", "api", "--no-expiry", "--store", "file"]).succeeds();
    endless.says([&*format!("tokens of key {kid} are taken until it is retired by force")]);
}

#[test]
fn a_key_that_was_revoked_before_its_time_never_signs() {
    let sandbox = made("HS256");
    ring(&sandbox, &["rotate", "api", "--activate-after", "1h"]).succeeds();
    let next = kid(&keys(&sandbox)[1]).to_owned();
    ring(&sandbox, &["revoke", "api", &next]).succeeds();
    let shown = sandbox.run(["key", "show", "api", "--store", "file"]).succeeds();
    let row = shown.text().lines().find(|line| line.contains(&next)).unwrap();
    assert!(row.contains("never"), "{shown}");
}

#[test]
fn a_weak_key_is_told_with_what_ends_that() {
    let sandbox = Sandbox::with_file_store();
    let secret = sandbox.write("secret", "changeme");
    let import = ["key", "import", "api", "--store", "file", "--allow-weak-key", "--secret-file"];
    sandbox.run([&import[..], &[secret.to_str().unwrap()]].concat()).succeeds();
    let token = sandbox.run(["issue", "--ring", "api", "--store", "file"]).succeeds().text().to_owned();
    let verify = ["verify", "--ring", "api", "--store", "file", &token];
    sandbox.run(verify).succeeds().says(["is weak", "`authctl key rotate api` puts a strong one"]);
    let old = kid(&keys(&sandbox)[0]).to_owned();
    ring(&sandbox, &["rotate", "api"]).succeeds();
    sandbox
        .run(verify)
        .succeeds()
        .says(["is weak", &format!("`authctl key revoke api {old}` ends its tokens")]);
}

#[test]
fn base64_that_is_cut_is_told_from_what_is_none() {
    let sandbox = Sandbox::with_file_store();
    for (encoding, text, why) in [
        ("base64", "QUJDREVGRw==", None),
        ("base64", "QUJDREVGRx==", Some("belong to no byte")),
        ("base64url", "QUJDREVGRx", Some("belong to no byte")),
        ("base64", "QUJD!", Some("not written in base64")),
    ] {
        let import = ["key", "import", "api", "--store", "file", "--allow-weak-key", "--secret-stdin"];
        let run = sandbox.authctl(import).args(["--secret-encoding", encoding]).stdin(text).run();
        match why {
            Some(why) => drop(run.exits(1).says([why])),
            None => drop(run.succeeds()),
        }
        let _ = sandbox.run(["key", "delete", "api", "--force", "--store", "file"]);
    }
}

#[test]
fn of_several_rings_that_cannot_be_read_each_one_s_advice_is_told() {
    let sandbox = made("HS256");
    ring(&sandbox, &["new", "gone", "--alg", "HS256"]).succeeds();
    let file = |name: &str| sandbox.path(&format!("home/.local/share/authctl/store/ring.{name}.age"));
    std::fs::write(file("api"), "broken").unwrap();
    std::fs::remove_file(file("gone")).unwrap();
    let listed = ring(&sandbox, &["list"]);
    let told = hints(&listed);
    assert!(
        told.contains("put back a copy that is good") && told.contains("authctl key delete gone"),
        "{listed}"
    );
}

#[test]
fn a_refusal_to_retire_or_to_delete_names_the_whole_command() {
    let sandbox = made("HS256");
    sandbox.run(["issue", "--ring", "api", "--subject", "ci"]).succeeds();
    let old = kid(&keys(&sandbox)[0]).to_owned();
    ring(&sandbox, &["rotate", "api"]).succeeds();
    let retire = ring(&sandbox, &["retire", "api", &old]).exits(6);
    assert!(
        hints(&retire).starts_with(&format!("authctl key retire api {old} --force retires it")),
        "{retire}"
    );
    let delete = ring(&sandbox, &["delete", "api"]).exits(6);
    assert!(hints(&delete).starts_with("authctl key delete api --force deletes it"), "{delete}");
}

#[test]
fn who_takes_away_from_a_ring_that_is_not_there_is_led_to_no_new_one() {
    let sandbox = Sandbox::with_file_store();
    let etcd = Etcd::start(&sandbox);
    let place = etcd.place("teams");
    for verb in ["delete", "prune"] {
        assert_eq!(hints(&ring(&sandbox, &[verb, "nix"]).exits(1)), "authctl key list");
        let missing = sandbox.run(["key", verb, &format!("{place}/nix"), "--json"]).exits(1);
        assert_eq!(hints(&missing), format!("authctl key list {place}"));
    }
}

#[test]
fn a_ring_in_etcd_is_kept_in_no_other_store() {
    let sandbox = Sandbox::with_file_store();
    let etcd = Etcd::start(&sandbox);
    let (api, by_variable) = (etcd.place("teams/api"), [("AUTHCTL_STORE", "file")]);
    let new = ["key", "new", &api, "--alg", "HS256"];
    sandbox.authctl(new).env(by_variable[0].0, by_variable[0].1).run().succeeds();
    sandbox.run(["profile", "add", "mp", "--rings", &etcd.place("teams")]).succeeds();
    for words in
        [&["new", "web", "-p", "mp", "--alg", "HS256"][..], &["show", "api", "-p", "mp"], &["show", &api]]
    {
        let refused = sandbox.run([&["key"], words, &["--store", "file"]].concat()).exits(2);
        refused.says(["is kept in etcd, and --store says file", "without --store"]);
    }
    sandbox.run(["key", "show", "web", "-p", "mp"]).exits(1);
}

#[test]
fn where_a_place_is_wanted_a_place_is_asked_for_and_a_ring_is_told_as_that() {
    let sandbox = Sandbox::with_file_store();
    let etcd = Etcd::start(&sandbox);
    let bare = format!("etcd://{}", etcd.address(0));
    for words in [&["key", "list", &bare][..], &["profile", "add", "b", "--rings", &bare]] {
        let refused = sandbox
            .run(words)
            .exits(2)
            .says(["a place of key rings in etcd is named like etcd://HOST:2379/PREFIX: a prefix"]);
        assert!(!refused.everything().contains("PREFIX/NAME"), "{refused}");
    }
    let api = etcd.place("teams/api");
    sandbox.run(["key", "list", &api]).succeeds();
    sandbox.run(["key", "new", &api, "--alg", "HS256"]).succeeds();
    let refused = sandbox.run(["key", "list", &api, "--json"]).exits(2);
    assert_eq!(hints(&refused), format!("authctl key show {api}"));
    // what is below it is listed all the same
    sandbox.run(["key", "new", &format!("{api}/web"), "--alg", "HS256"]).succeeds();
    sandbox.run(["key", "list", &api]).succeeds();
}

#[test]
fn what_helps_a_token_of_an_unknown_key_and_who_wants_public_keys_of_secrets_is_a_whole_command() {
    let sandbox = made("HS256");
    sandbox.run(["key", "new", "web", "--alg", "HS256", "--store", "file"]).succeeds();
    let token = sandbox.run(["issue", "--ring", "web", "--subject", "ci"]).succeeds().text().to_owned();
    let unknown = sandbox.run(["verify", &token, "--ring", "api", "--json"]).exits(3);
    assert!(hints(&unknown).contains("authctl key show api shows the keys"), "{unknown}");
    let secrets = ring(&sandbox, &["jwks", "api"]).exits(2);
    assert!(hints(&secrets).starts_with("authctl key export api --format raw --out FILE "), "{secrets}");
    let page = sandbox.run(["man", "key rotate"]).succeeds();
    assert_eq!(page.text(), sandbox.run(["man", "key", "rotate"]).succeeds().text());
}

#[test]
fn a_change_whose_report_cannot_be_written_is_told_as_done() {
    let sandbox = made("HS256");
    let full = |words: &[&str]| {
        sandbox.authctl(words).under(["sh", "-c", "exec \"$@\" > /dev/full", "sh"]).run().exits(1)
    };
    let told = full(&["key", "rotate", "api", "--json"]);
    told.says(["what was asked for is done; its report cannot be written", r#""code":"unreported""#]);
    assert_eq!(keys(&sandbox).len(), 2);
    let foreseen = full(&["key", "rotate", "api", "--json", "--dry-run"]);
    assert_eq!(foreseen.failure()["code"], "stdout");
    let shown = full(&["key", "export", "api", "--format", "raw", "--json"]);
    assert_eq!(shown.failure()["code"], "stdout");
}

/// The command after these of a shell, in a mount namespace of its own; `$0` is this folder.
fn mounted(sandbox: &Sandbox, before: &str, folder: &Path, words: &[&str]) -> Output {
    let script = format!("{before} && exec \"$@\"");
    sandbox.authctl(words).under(["unshare", "-rm", "sh", "-c", &script, folder.to_str().unwrap()]).run()
}

#[test]
fn what_is_deleted_on_a_full_disk_is_told_as_deleted() {
    let sandbox = made("HS256");
    ring(&sandbox, &["new", "web", "--alg", "HS256"]).succeeds();
    let config = sandbox.config_file();
    let full = "cp -a \"$0\" \"$0.copy\" && mount -t tmpfs -o size=16k none \"$0\" && cp -a \"$0.copy/.\" \"$0\" && rm -r \"$0.copy\" && { head -c 16384 /dev/zero > \"$0/filler\" || true; } 2> /dev/null";
    let failed =
        mounted(&sandbox, full, config.parent().unwrap(), &["key", "delete", "api", "--json"]).exits(1);
    let failure = failed.failure();
    let message = failure["message"].as_str().unwrap().to_ascii_lowercase();
    for told in ["the keys of api are deleted", "still has its name", "no space left"] {
        assert!(message.contains(told), "{failure}");
    }
    assert!(
        hints(&failed).contains("make room") && hints(&failed).contains("authctl key delete api"),
        "{failure}"
    );
    ring(&sandbox, &["delete", "api"]).succeeds();
    ring(&sandbox, &["delete", "api"]).exits(1);
}

#[test]
fn a_key_that_cannot_be_written_to_a_file_is_led_to_another_file() {
    let sandbox = made("HS256");
    let folder = sandbox.path("tiny");
    std::fs::create_dir(&folder).unwrap();
    let read_only = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\"";
    let out = folder.join("x");
    let words = ["key", "export", "api", "--format", "raw", "--json", "--out", out.to_str().unwrap()];
    let refused = mounted(&sandbox, read_only, &folder, &words).exits(1);
    assert!(hints(&refused).ends_with("or name a file elsewhere"), "{refused}");
}

#[test]
fn links_that_lead_to_each_other_are_told_with_what_shows_them() {
    let (sandbox, _) = with_env_file();
    let (one, other) = (sandbox.path("one.env"), sandbox.path("other.env"));
    std::os::unix::fs::symlink(&one, &other).unwrap();
    std::os::unix::fs::symlink(&other, &one).unwrap();
    let refused = rotate(&sandbox, &one, &[]).exits(1);
    assert!(hints(&refused).contains("namei -l"), "{refused}");
}
