//! The system's keychain: a real Secret Service in each of its moods.

use crate::support::{Authctl, Issuer, Sandbox, in_package, search};

const STATES_WITHOUT_A_KEYCHAIN: [&str; 5] = ["locked", "empty", "no-service", "no-bus", "mute"];

/// The command in a D-Bus session of its own with a keyring in this state; the sandbox keeps the keyring file.
#[track_caller]
pub fn in_keyring(sandbox: &Sandbox, state: &str, command: Authctl) -> Authctl {
    let script = in_package("tests/peers/keyring/with-keyring");
    for (program, package) in
        [("dbus-daemon", "dbus-daemon"), ("gnome-keyring-daemon", "gnome-keyring"), ("dbus-send", "dbus-bin")]
    {
        let there = ["/usr/bin", "/usr/local/bin"]
            .iter()
            .any(|folder| std::path::Path::new(folder).join(program).exists());
        assert!(there, "{program} is missing: apt-get install --no-install-recommends {package}");
    }
    let folder = sandbox.path("keyring");
    command.under([script.as_os_str(), state.as_ref(), folder.as_os_str(), "--".as_ref()])
}

fn login(sandbox: &Sandbox, issuer: &Issuer) -> Authctl {
    sandbox.login_with("work", issuer, "keychain")
}

#[test]
fn a_credential_in_the_keychain_is_there_in_a_later_session() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::new();
    in_keyring(&sandbox, "unlocked", login(&sandbox, &issuer)).run().succeeds();
    let later = in_keyring(&sandbox, "unlocked", sandbox.authctl(["call", "work", "read", "--fail"])).run();
    assert_eq!(later.succeeds().json()["sub"], "alice");
    let status = in_keyring(&sandbox, "unlocked", sandbox.authctl(["status", "work", "--json"])).run();
    assert_eq!(status.succeeds().json()["store"], "keychain");
    let renewed = in_keyring(&sandbox, "unlocked", sandbox.authctl(["token", "work", "--force-renew"])).run();
    renewed.succeeds();
    in_keyring(&sandbox, "unlocked", sandbox.authctl(["logout", "work"])).run().succeeds();
    in_keyring(&sandbox, "unlocked", sandbox.authctl(["token", "work"])).run().exits(4);
}

#[test]
fn what_a_login_keeps_that_made_its_folder_is_found_again() {
    let issuer = Issuer::start();
    let mut sandbox = Sandbox::new();
    let folder = sandbox.path("new");
    sandbox.set("AUTHCTL_CONFIG_DIR", &folder);
    in_keyring(&sandbox, "unlocked", login(&sandbox, &issuer)).run().succeeds();
    for typed in [folder.clone(), folder.join("")] {
        let token = sandbox.authctl(["token", "work"]).env("AUTHCTL_CONFIG_DIR", typed);
        in_keyring(&sandbox, "unlocked", token).run().succeeds();
    }
}

#[test]
fn a49_what_the_keychain_keeps_lies_nowhere_in_clear() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::new();
    in_keyring(&sandbox, "unlocked", login(&sandbox, &issuer)).run().succeeds();
    let tokens = issuer.last_tokens();
    for name in ["access_token", "refresh_token", "id_token"] {
        let secret = tokens[name].as_str().unwrap();
        for (path, content) in sandbox.files() {
            assert_eq!(search::forms_of(secret, &content), [""; 0], "the {name} in {}", path.display());
        }
    }
}

#[test]
fn a48_a_keychain_that_cannot_be_used_ends_the_login_with_7_before_a_browser_opens() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::new();
    for state in STATES_WITHOUT_A_KEYCHAIN {
        let refused = in_keyring(&sandbox, state, login(&sandbox, &issuer)).run().exits(7).prints_nothing();
        refused.says(["keychain", "--store file"]);
        assert!(issuer.requests_to("/auth").is_empty(), "{state}: a browser was opened");
    }
}

#[test]
fn a48_a_locked_keychain_is_not_an_empty_one() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::new();
    in_keyring(&sandbox, "unlocked", login(&sandbox, &issuer)).run().succeeds();
    let locked = in_keyring(&sandbox, "locked", sandbox.authctl(["token", "work"])).run();
    locked.exits(7).prints_nothing().says(["locked"]);
    in_keyring(&sandbox, "unlocked", sandbox.authctl(["token", "work"])).run().succeeds();
}
