//! What an earlier version kept is read by this one; what a later one kept is left as it is.
//!
//! `tests/fixtures/VERSION` holds what each released version writes; its key is for these tests alone, its secrets are
//! none. At a release: `cargo test --test it writes_what_this_version_keeps -- --ignored`.

use crate::support::sandbox::IDLE_BROWSER;
use crate::support::{Issuer, Output, Sandbox, in_package};
use age::x25519::Identity;
use authctl::host::Terminal;
use authctl::host::folders::Folders;
use authctl::sensitive::SecretBytes;
use authctl::store::{self, KeySource, Places, Slot, StoreKind};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const STORED: &str = "home/.local/share/authctl/store/credential.work.age";

const CONFIG: &str = r#"# kept by authctl
default-profile = "work"

[profiles.work]
method = "oidc"
issuer = "https://id.example.test"
client-id = "authctl"
scopes = ["openid", "offline_access"]
api = "https://api.example.test/"
store = "file"
"#;

/// The credential of format 1; it ends in the year 2100.
fn credential() -> Value {
    json!({
        "format": 1, "method": "oidc", "issuer": "https://id.example.test", "client_id": "authctl",
        "access_token": "access-token-of-nobody", "expires_at": 4_102_444_800_i64,
        "obtained_at": "2020-01-01T00:00:00Z", "refresh_token": "refresh-token-of-nobody",
        "scopes": ["openid", "offline_access"], "subject": "alice", "account": "alice@example.test",
        "clock_ahead": 0,
    })
}

fn versions() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(in_package("tests/fixtures")).unwrap();
    folders.map(|folder| folder.unwrap().path()).filter(|path| path.is_dir()).collect()
}

/// A home as that version has left it.
fn home_of(version: &Path) -> Sandbox {
    let mut sandbox = Sandbox::new();
    let put = |name: &str, below: &str| sandbox.write(below, std::fs::read(version.join(name)).unwrap());
    put("config.toml", "home/.config/authctl/config.toml");
    put("credential.work.age", STORED);
    let key = put("key", "key");
    for folder in ["home/.local/share/authctl", "home/.local/share/authctl/store"] {
        use std::os::unix::fs::PermissionsExt as _;
        let private = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(sandbox.path(folder), private).unwrap();
    }
    sandbox.set("AUTHCTL_KEY_FILE", key);
    sandbox
}

fn identity(sandbox: &Sandbox) -> Identity {
    let text = std::fs::read_to_string(sandbox.path("key")).unwrap();
    text.lines().find(|line| !line.starts_with('#')).unwrap().parse().unwrap()
}

/// Writes the store's file anew after `change` of its first line and of the credential.
fn rewrite(sandbox: &Sandbox, change: impl Fn(&mut Value, &mut Value)) {
    let (path, key) = (sandbox.path(STORED), identity(sandbox));
    let plain = age::decrypt(&key, &std::fs::read(&path).unwrap()).unwrap();
    let plain = String::from_utf8(plain).unwrap();
    let (head, credential) = plain.split_once('\n').unwrap();
    let mut parts = [head, credential].map(|part| serde_json::from_str::<Value>(part).unwrap());
    let [head, credential] = &mut parts;
    change(head, credential);
    let plain = format!("{head}\n{credential}");
    std::fs::write(path, age::encrypt(&key.to_public(), plain.as_bytes()).unwrap()).unwrap();
}

#[test]
fn r14_what_every_released_version_kept_is_read() {
    assert!(!versions().is_empty());
    for version in versions() {
        let sandbox = home_of(&version);
        let token = sandbox.run(["token", "work"]).succeeds();
        assert_eq!(token.text(), "access-token-of-nobody", "{}", version.display());
        let status = sandbox.run(["status", "--json"]).succeeds().json();
        assert_eq!(status["profile"], "work", "{status}");
        assert_eq!(
            (&status["subject"], &status["state"], &status["renewable"]),
            (&json!("alice"), &json!("valid"), &json!(true)),
            "{status}"
        );
        sandbox.run(["profile", "show", "work"]).succeeds();
        sandbox.run(["profile", "use", "work"]).succeeds();
        let config = std::fs::read_to_string(sandbox.config_file()).unwrap();
        assert!(config.starts_with("# kept by authctl\n"), "{config}");
    }
}

#[test]
fn r14_what_every_released_version_kept_is_renewed_and_ended() {
    let issuer = Issuer::start();
    for version in versions() {
        let sandbox = home_of(&version);
        sandbox.login(&issuer).run().succeeds();
        sandbox.run(["token", "work", "--force-renew"]).succeeds();
        sandbox.run(["logout", "work"]).succeeds();
    }
}

#[test]
fn r14_what_a_newer_version_kept_is_refused_and_stays_as_it_is() {
    let newer: [fn(&mut Value, &mut Value); 2] =
        [|head, _| head["format"] = json!(2), |_, credential| credential["format"] = json!(2)];
    for (version, change) in versions().iter().flat_map(|version| newer.map(|change| (version, change))) {
        let sandbox = home_of(version);
        rewrite(&sandbox, change);
        let before = std::fs::read(sandbox.path(STORED)).unwrap();
        let refused =
            |output: Output| drop(output.exits(7).prints_nothing().says(["newer authctl (format 2"]));
        refused(sandbox.run(["token", "work"]));
        refused(sandbox.run(["token", "work", "--force-renew"]));
        refused(sandbox.authctl(["login", "work"]).env("BROWSER", IDLE_BROWSER).run());
        assert_eq!(std::fs::read(sandbox.path(STORED)).unwrap(), before);
    }
}

#[test]
fn r14_a_setting_of_a_newer_version_is_refused_and_stays_as_it_is() {
    let sandbox = home_of(&versions()[0]);
    let newer = format!("{CONFIG}what-comes-later = true\n");
    std::fs::write(sandbox.config_file(), &newer).unwrap();
    for words in [["token", "work"], ["profile", "use"]] {
        sandbox
            .run(words.iter().chain(&["work"][..usize::from(words[0] == "profile")]))
            .exits(1)
            .says(["what-comes-later"]);
    }
    assert_eq!(std::fs::read_to_string(sandbox.config_file()).unwrap(), newer);
}

#[test]
#[ignore = "writes a fixture: at a release, once"]
fn writes_what_this_version_keeps() {
    let folder = in_package("tests/fixtures").join(env!("CARGO_PKG_VERSION"));
    assert!(!folder.exists(), "a released format never changes");
    let (home, key) = (tempfile::tempdir().unwrap(), folder.join("key"));
    let folders = Folders::within(home.path());
    store::file::init(&folders, store::file::Protection::KeyFile(key.clone())).unwrap();
    let text = std::fs::read_to_string(&key).unwrap();
    std::fs::write(&key, format!("# made for tests/it/upgrade.rs; it opens nothing else\n{text}")).unwrap();
    let places = Places::new(folders.clone(), KeySource::KeyFile(key));
    let files = store::open(StoreKind::File, &places, &Terminal::captured()).unwrap();
    let secret = SecretBytes::new(credential().to_string().into_bytes());
    files.write(&Slot::credential("work").unwrap(), &secret).unwrap();
    std::fs::copy(folders.store.join("credential.work.age"), folder.join("credential.work.age")).unwrap();
    std::fs::write(folder.join("config.toml"), CONFIG).unwrap();
}
