//! Profiles: named settings in a file that a person may edit.

use crate::support::Sandbox;
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
    assert!(shown.text().contains("home") && shown.text().contains(ISSUER), "{shown}");
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
    assert!(shown.text().contains("config.toml"), "{shown}");
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
    sandbox.run(["status"]).exits(1).says(["config.toml", "2"]);
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
    assert_ne!(json!(null), shown.json());
}
