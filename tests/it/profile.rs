//! Profiles: named settings in a file that a person may edit.

use crate::support::{Issuer, Sandbox};
use serde_json::json;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

const ISSUER: &str = "https://id.example.test";

fn add(sandbox: &Sandbox, name: &str) {
    let words = ["profile", "add", name, "--issuer", ISSUER, "--client-id", "authctl", "--store", "none"];
    sandbox.run(words).succeeds().prints_nothing();
}

#[test]
fn a_profile_is_added_shown_used_and_removed() {
    let sandbox = Sandbox::new();
    add(&sandbox, "work");
    add(&sandbox, "home");
    let listed = sandbox.run(["profile", "list"]).succeeds();
    assert!(listed.text().contains("work") && listed.text().contains("home"), "{listed}");
    sandbox.run(["profile", "use", "home"]).succeeds();
    let shown = sandbox.run(["profile", "show", "--json"]).succeeds();
    assert_eq!((&shown.json()["profile"], shown.text().contains(ISSUER)), (&json!("home"), true), "{shown}");
    sandbox.run(["profile", "remove", "home", "--no-input"]).succeeds();
    sandbox.run(["profile", "show", "home"]).exits(4).says(["home"]);
    sandbox.run(["profile", "show", "work"]).succeeds();
}

#[test]
fn show_says_where_each_setting_comes_from() {
    let sandbox = Sandbox::new();
    add(&sandbox, "work");
    let shown = sandbox.authctl(["profile", "show", "work"]).env("AUTHCTL_STORE", "none").run().succeeds();
    assert!(shown.text().contains("AUTHCTL_STORE"), "{shown}");
    let issuer = shown.text().lines().find(|line| line.contains(ISSUER));
    assert!(issuer.is_some_and(|line| line.contains("profile work")), "{shown}");
    let words = |setting: &str| -> Vec<&str> {
        let line = shown.text().lines().find(|line| line.starts_with(setting));
        line.unwrap_or_else(|| panic!("{setting}: {shown}")).split_whitespace().collect()
    };
    for (setting, value) in [("method", "oidc"), ("scopes", "openid"), ("callback-host", "127.0.0.1")] {
        assert_eq!(words(setting), [setting, value, "default"]);
    }
    let settings = sandbox.run(["profile", "show", "work", "--json"]).succeeds().json()["settings"].clone();
    assert_eq!(settings["scopes"], json!({"value": ["openid"], "origin": "default"}));
}

#[test]
fn whoever_removes_the_default_is_told_that_none_is_left() {
    let sandbox = Sandbox::new();
    for name in ["work", "home"] {
        add(&sandbox, name);
    }
    sandbox.run(["profile", "use", "home"]).succeeds();
    let other = sandbox.run(["profile", "remove", "work"]).succeeds().says(["Profile work removed."]);
    assert!(!other.stderr.contains("default"), "{other}");
    let default = sandbox.run(["profile", "remove", "home"]).succeeds();
    default.says(["It was the default: none is left; `authctl profile use NAME` chooses one."]);
}

#[test]
fn what_a_person_wrote_into_the_file_stays() {
    let sandbox = Sandbox::new();
    add(&sandbox, "work");
    let file = sandbox.config_file();
    let written = format!("# my own words\n{}", std::fs::read_to_string(&file).unwrap());
    std::fs::write(&file, &written).unwrap();
    add(&sandbox, "home");
    let now = std::fs::read_to_string(&file).unwrap();
    assert!(now.starts_with("# my own words\n") && now.contains("[profiles.work]"), "{now}");
}

#[test]
fn a40_a_name_is_no_path() {
    let sandbox = Sandbox::new();
    for name in ["../x", "/x", ".x", "a/b", "a b", "", "a\nb", "a\u{202e}b"] {
        let words = ["profile", "add", "--issuer", ISSUER, "--client-id", "x", "--", name];
        sandbox.run(words).exits(2).prints_nothing();
    }
}

#[test]
fn a57_a_file_in_the_current_folder_says_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "here/.authctl.toml",
        "issuer = \"https://evil.test\"\n[profiles.evil]\nissuer = \"https://evil.test\"\n",
    );
    sandbox.write("here/config.toml", "[profiles.evil]\nissuer = \"https://evil.test\"\n");
    let there = sandbox.path("here");
    let listed = sandbox
        .authctl(["profile", "list", "--json"])
        .under(["/usr/bin/env", "-C", there.to_str().unwrap()])
        .run();
    assert!(!listed.everything().contains("evil.test"), "{listed}");
}

#[test]
fn a57_a_file_that_others_can_write_to_is_refused_with_the_command_that_mends_it() {
    let sandbox = Sandbox::new();
    add(&sandbox, "work");
    let file = sandbox.config_file();
    for mode in [0o666, 0o662, 0o602] {
        std::fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        for verb in [&["profile", "list"][..], &["status"], &["token", "work"]] {
            let refused = sandbox.run(verb).exits(1).prints_nothing();
            refused.says([format!("chmod o-w {}", file.display()).as_str()]);
        }
    }
    // a group may be the user's own
    for mode in [0o644, 0o664] {
        std::fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        sandbox.run(["profile", "list"]).succeeds();
    }
}

#[test]
fn a57_a44_a_folder_in_which_others_can_put_a_file_is_refused_with_the_command_that_mends_it() {
    let sandbox = Sandbox::new();
    add(&sandbox, "work");
    let usual = sandbox.config_file().parent().unwrap().to_owned();
    let named = sandbox.path("named folder");
    std::fs::create_dir(&named).unwrap();
    for folder in [usual, named] {
        let run = |words: &[&str]| sandbox.authctl(words).env("AUTHCTL_CONFIG_DIR", &folder).run();
        for mode in [0o777, 0o702] {
            std::fs::set_permissions(&folder, Permissions::from_mode(mode)).unwrap();
            let before = sandbox.files();
            let mend = format!("chmod o-w {}", shell_words::quote(folder.to_str().unwrap()));
            let add = ["profile", "add", "home", "--issuer", ISSUER];
            for words in [&["profile", "list"][..], &["token", "work"], &["store", "init"], &add] {
                let refused = run(words).exits(1).prints_nothing();
                refused.says(["everybody can write to it", mend.as_str()]);
            }
            assert_eq!(sandbox.files(), before, "nothing is put there");
        }
        // a group may be the user's own, and in one like /tmp everybody's files are his own
        for mode in [0o755, 0o775, 0o1777] {
            std::fs::set_permissions(&folder, Permissions::from_mode(mode)).unwrap();
            run(&["profile", "list"]).succeeds();
        }
    }
}

#[test]
fn a57_a_pipe_in_place_of_the_file_is_refused_and_not_waited_for() {
    let sandbox = Sandbox::new();
    add(&sandbox, "work");
    std::fs::remove_file(sandbox.config_file()).unwrap();
    let made = Command::new("mkfifo").arg("-m600").arg(sandbox.config_file()).status().unwrap();
    assert!(made.success());
    sandbox.run(["profile", "list"]).exits(1).prints_nothing().says(["config.toml", "regular file"]);
}

#[test]
fn a_broken_file_is_named_with_its_line() {
    let sandbox = Sandbox::new();
    sandbox.write("home/.config/authctl/config.toml", "[profiles.work]\nissuer = 7\n");
    let broken = sandbox.run(["profile", "list"]).exits(1).prints_nothing();
    broken.says(["config.toml", "work", "integer `7`"]);
    sandbox.write("home/.config/authctl/config.toml", "[profiles.work]\nissuer = \n");
    sandbox.run(["status"]).exits(1).says(["config.toml", "line 2"]);
}

#[test]
fn what_a_login_would_refuse_is_not_written_down() {
    let sandbox = Sandbox::new();
    for (settings, code, told) in [
        (&["--issuer", "rubbish"][..], 2, "no URL"),
        (&["--issuer", "http://id.example.test"], 6, "--allow-http"),
        (&["--issuer", ISSUER, "--param", "client_id=x"], 2, "client_id"),
    ] {
        let add = sandbox.authctl(["profile", "add", "work"]).args(settings).run().exits(code).says([told]);
        let login = sandbox.authctl(["login", "work", "--client-id", "x", "--store", "none"]).args(settings);
        let login = login.run().exits(code);
        assert!(login.stderr.starts_with(&add.stderr), "{login}");
        assert!(!sandbox.config_file().exists());
    }
    let words = ["profile", "add", "work", "--issuer", "http://id.example.test", "--allow-http"];
    sandbox.run(words).succeeds();
    // what the profile says already counts too
    sandbox.run(["profile", "add", "work", "--param", "state=x"]).exits(2);
}

#[test]
fn a_profile_that_is_not_there_is_met_with_those_that_are() {
    let sandbox = Sandbox::new();
    add(&sandbox, "work");
    add(&sandbox, "home");
    for words in [&["remove", "nope"][..], &["show", "nope"], &["use", "nope"], &["rename", "nope", "job"]] {
        let refused = sandbox.authctl(["profile"]).args(words).run().exits(4).prints_nothing();
        let refused = refused.says(["nope", "work, home"]);
        assert!(!refused.stderr.contains("login"), "{refused}");
    }
}

#[test]
fn a_profile_is_renamed_with_its_credential_and_as_the_default() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    add(&sandbox, "home");
    sandbox.run(["profile", "use", "work"]).succeeds();
    let token = sandbox.run(["token"]).succeeds().text().to_owned();
    let file = std::fs::read_to_string(sandbox.config_file()).unwrap();
    sandbox.run(["profile", "rename", "work", "home"]).exits(2).says(["home already"]);
    sandbox.run(["profile", "rename", "work", "work"]).exits(2).says(["called that already"]);
    sandbox.run(["profile", "rename", "work", "../x"]).exits(2);
    sandbox.run(["profile", "rename", "work", "job"]).succeeds().prints_nothing();
    assert_eq!(sandbox.run(["token"]).succeeds().text(), token);
    sandbox.run(["call", "job", "read", "--fail"]).succeeds();
    sandbox.run(["status", "work"]).exits(4).says(["job, home"]);
    let renamed = std::fs::read_to_string(sandbox.config_file()).unwrap();
    assert_eq!(renamed, file.replace("[profiles.work]", "[profiles.job]").replace("\"work\"", "\"job\""));
    let kept =
        sandbox.files().into_iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "age"));
    assert_eq!(kept.count(), 1, "nothing is left under the old name");
    sandbox.run(["logout", "job"]).succeeds();
}

#[test]
fn a_profile_that_nobody_logged_in_to_is_renamed_changed_and_removed_without_any_place() {
    let sandbox = Sandbox::new();
    sandbox.run(["profile", "add", "work", "--issuer", ISSUER, "--key-file", "key"]).succeeds();
    let takes_the_locks = |names: &[&str], words: &[&str]| {
        let locks = sandbox.path("home/.local/share/authctl/locks");
        let _ = std::fs::remove_dir_all(&locks);
        sandbox.run(words).succeeds();
        let lock = |name: &str| locks.join(format!("credential.{name}.lock"));
        assert!(names.iter().all(|name| lock(name).exists()), "{words:?}");
    };
    takes_the_locks(&["work", "job"], &["profile", "rename", "work", "job"]);
    sandbox.run(["profile", "show", "job"]).succeeds();
    takes_the_locks(&["job"], &["profile", "unset", "job", "key-file"]);
    takes_the_locks(&["job"], &["profile", "remove", "job"]);
    // a login may have written this place down
    sandbox.run(["profile", "add", "work", "--issuer", ISSUER, "--store", "keychain"]).succeeds();
    sandbox.run(["profile", "remove", "work"]).exits(7);
    sandbox.run(["profile", "remove", "work", "--force"]).succeeds().says(["stays there"]);
}

#[test]
fn settings_are_unset_but_not_where_a_credential_is() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    sandbox.run(["profile", "unset", "work", "apii"]).exits(2).says(["apii", "it sets", "client-id"]);
    sandbox.run(["profile", "unset", "work", "api", "resources"]).succeeds().prints_nothing();
    sandbox.run(["call", "work", "read"]).exits(2).says(["names no API"]);
    sandbox
        .run(["profile", "unset", "work", "store"])
        .exits(6)
        .says(["still logged in", "authctl logout work"]);
    sandbox.run(["token", "work"]).succeeds();
    sandbox.run(["logout", "work"]).succeeds();
    sandbox.run(["profile", "unset", "work", "store"]).succeeds();
}

#[test]
fn settings_are_set_in_a_profile_that_is_there() {
    let sandbox = Sandbox::new();
    add(&sandbox, "work");
    let api = "https://api.example.test/";
    sandbox.run(["profile", "set", "work", "--api", api]).succeeds().prints_nothing().says(["work changed"]);
    let settings = sandbox.run(["profile", "show", "work", "--json"]).succeeds().json()["settings"].clone();
    assert_eq!((&settings["api"]["value"], &settings["issuer"]["value"]), (&json!(api), &json!(ISSUER)));
    // a slip of the finger makes no profile
    sandbox.run(["profile", "set", "wrok", "--api", api]).exits(4).says(["no profile wrok", "are work"]);
    sandbox.run(["profile", "set", "work"]).exits(2).says(["no setting is named", "--help"]);
    sandbox.run(["profile", "set", "work", "--issuer", "rubbish"]).exits(2).says(["no URL"]);
    let listed = sandbox.run(["profile", "list", "--json"]).succeeds().json();
    assert_eq!(listed["profiles"].as_array().unwrap().len(), 1, "{listed}");
}

#[test]
fn a_credential_is_not_left_behind_by_a_setting() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let set = |words: &[&str]| sandbox.authctl(["profile", "set", "work"]).args(words).run();
    let written = std::fs::read(sandbox.config_file()).unwrap();
    for words in [&["--store", "keychain"][..], &["--issuer", ISSUER], &["--client-id", "other"]] {
        set(words).exits(6).prints_nothing().says(["still logged in", "authctl logout work"]);
    }
    let add = sandbox.authctl(["profile", "add", "work", "--store", "keychain"]).run();
    add.exits(6).says(["still logged in"]);
    set(&["--store", "keychain"]).exits(6).says(["authctl store migrate work --to keychain"]);
    assert!(!set(&["--store", "none"]).exits(6).stderr.contains("migrate"), "nothing moves to nowhere");
    assert_eq!(std::fs::read(sandbox.config_file()).unwrap(), written);
    set(&["--store", "file", "--issuer", &issuer.url, "--api", "https://api.example.test"]).succeeds();
    sandbox.run(["token", "work"]).succeeds();
    sandbox.run(["logout", "work"]).succeeds();
    set(&["--store", "keychain", "--issuer", ISSUER]).succeeds();
    // that place cannot be looked into here
    set(&["--store", "file"]).exits(7).says(["keychain", "authctl login work --store file"]);
}

#[test]
fn l1_a_profile_that_gets_another_issuer_names_the_proof_of_its_client_anew() {
    let sandbox = Sandbox::new();
    add(&sandbox, "work");
    let add = |words: &[&str]| sandbox.authctl(["profile", "add", "work"]).args(words).run();
    let other = ["--issuer", "https://other.example.test"];
    add(&["--client-secret-env", "FIRST"]).succeeds();
    add(&other).exits(2).says(["another issuer is named", "--client-secret-env"]);
    add(&[&other[..], &["--client-secret-env", "SECOND"]].concat()).succeeds();
    add(&["--endpoint", "token=https://other.example.test/token"]).succeeds();
    add(&["--issuer", ISSUER, "--client-auth", "none"]).exits(2).says(["endpoints", "--endpoint"]);
}

#[test]
fn an_endpoint_is_added_to_those_that_are_there_unless_the_issuer_changes() {
    let sandbox = Sandbox::new();
    add(&sandbox, "work");
    let named = |words: &[&str]| {
        sandbox.authctl(["profile", "add", "work"]).args(words).run().succeeds();
        let shown = sandbox.run(["profile", "show", "work", "--json"]).succeeds().json();
        shown["settings"]["endpoints"]["value"].clone()
    };
    let at = |name: &str, host: &str| format!("{name}=https://{host}.example.test/");
    named(&["--endpoint", &at("token", "a"), "--endpoint", &at("jwks", "a")]);
    assert_eq!(
        named(&["--endpoint", &at("token", "b"), "--endpoint", &at("userinfo", "b")]),
        json!({
            "token": "https://b.example.test/",
            "jwks": "https://a.example.test/",
            "userinfo": "https://b.example.test/",
        })
    );
    let other = ["--issuer", "https://other.example.test", "--endpoint", &at("token", "c")];
    assert_eq!(named(&other), json!({"token": "https://c.example.test/"}));
    sandbox.run(["profile", "unset", "work", "endpoints"]).succeeds();
    assert_eq!(named(&["--api", "https://api.example.test"]), json!(null));
}

#[test]
fn another_folder_for_everything() {
    let mut sandbox = Sandbox::new();
    let folder = sandbox.path("elsewhere");
    sandbox.set("AUTHCTL_CONFIG_DIR", &folder);
    add(&sandbox, "work");
    assert!(folder.join("config.toml").exists());
    assert!(!sandbox.config_file().exists());
    let words = ["profile", "show", "work", "--json", "--config-dir", folder.to_str().unwrap()];
    let shown = sandbox.authctl(words).without_env("AUTHCTL_CONFIG_DIR").run().succeeds();
    assert!(shown.text().contains(ISSUER), "{shown}");
}
