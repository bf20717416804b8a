//! Where a key ring of this machine rests: one ring of a name, which is found again whatever else is wanted.

use crate::keychain::in_keyring;
use crate::support::keyring::Keyring;
use crate::support::{Output, Sandbox};
use serde_json::Value;
use std::time::{Duration, Instant};

/// A keychain and an encrypted file, both ready.
fn with_two_stores() -> (Sandbox, Keyring) {
    let mut sandbox = Sandbox::with_file_store();
    let keyring = Keyring::unlocked_in(&mut sandbox);
    (sandbox, keyring)
}

fn new(sandbox: &Sandbox, words: &[&str]) -> Output {
    sandbox.run([&["key", "new", "api", "--alg", "HS256", "--json"], words].concat())
}

fn config(sandbox: &Sandbox) -> String {
    std::fs::read_to_string(sandbox.path("home/.config/authctl/config.toml")).unwrap()
}

#[test]
fn a_ring_is_not_made_where_another_place_has_one_of_its_name() {
    for (kept, wanted) in [("file", "keychain"), ("keychain", "file")] {
        let (sandbox, _keyring) = with_two_stores();
        new(&sandbox, &["--store", kept]).succeeds();
        let token = sandbox.run(["issue", "--ring", "api", "--subject", "ci"]).succeeds().text().to_owned();
        let place = if kept == "file" { "kept in an encrypted file" } else { "kept in the keychain" };
        let secret = sandbox.write("secret", "q3Xv9Lr2TfKp8WzY1mBn6HsJ4dGc7RaE0uVxQ5iOtZk");
        let import = ["key", "import", "api", "--json", "--secret-file", secret.to_str().unwrap()];
        for command in [&["key", "new", "api", "--json", "--alg", "HS256"][..], &import] {
            let typed = sandbox.authctl(command).args(["--store", wanted]).run();
            let set = sandbox.authctl(command).env("AUTHCTL_STORE", wanted).run();
            for refused in [typed, set] {
                let refused = refused.exits(6).says([place]);
                assert_eq!(refused.failure()["code"], "ring_exists");
            }
        }
        for words in [&["verify", &token, "--ring", "api"][..], &["key", "rotate", "api"], &["key", "list"]] {
            sandbox.authctl(words).env("AUTHCTL_STORE", wanted).run().succeeds();
            sandbox.run(words).succeeds();
        }
        sandbox.run(["verify", &token, "--ring", "api"]).succeeds();
        for words in [&["key", "show", "api"][..], &["issue", "--ring", "api", "--subject", "ci"]] {
            let told = sandbox.authctl(words).args(["--store", wanted]).run().exits(2);
            told.says([place, "the same command without --store"]);
            sandbox.authctl(words).args(["--store", kept]).run().succeeds();
        }
    }
}

#[test]
fn r4_of_many_that_make_a_ring_at_once_in_two_places_one_does() {
    let (sandbox, _keyring) = with_two_stores();
    let runs: Vec<Output> = std::thread::scope(|scope| {
        let run = |number| {
            let store = if number % 2 == 0 { "file" } else { "keychain" };
            let sandbox = &sandbox;
            scope.spawn(move || new(sandbox, &["--store", store]))
        };
        let runs: Vec<_> = (0..8).map(run).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let (made, refused): (Vec<_>, Vec<_>) = runs.iter().partition(|run| run.code == 0);
    let [made] = made[..] else { panic!("{} were made", made.len()) };
    assert!(refused.iter().all(|run| run.failure()["code"] == "ring_exists"));
    let found = sandbox.run(["key", "show", "api", "--json"]).succeeds().json();
    assert_eq!(found, made.json());
}

#[test]
fn a_ring_that_its_place_has_lost_is_made_anew_and_the_rest_of_the_config_stays() {
    let (sandbox, _keyring) = with_two_stores();
    let key = sandbox.path("key");
    let written = format!("[rings.api] # of the team\nkey-file = {key:?}\nstore = \"keychain\" # for now\n");
    let folder = sandbox.path("home/.config/authctl");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), &written).unwrap();
    // nobody knows what a place has that cannot be asked
    let words = ["key", "new", "api", "--alg", "HS256", "--store", "file"];
    let without = sandbox.authctl(words).env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    without.run().exits(7).says(["kept in the keychain", "take [rings.api] out of"]);
    assert_eq!(config(&sandbox), written);
    sandbox.run(words).succeeds();
    assert_eq!(config(&sandbox), written.replace("\"keychain\"", "\"file\""));
}

#[test]
fn a_ring_is_found_with_the_key_file_that_it_was_made_with() {
    let mut sandbox = Sandbox::new();
    let key = sandbox.path("other.key");
    let key = key.to_str().unwrap();
    sandbox.run(["store", "init", "--key-file", key]).succeeds();
    let made = new(&sandbox, &["--store", "file", "--key-file", key]).succeeds().json();
    assert_eq!(sandbox.run(["key", "show", "api", "--json"]).succeeds().json(), made);
    // what is set for this run is for this run
    sandbox.set("AUTHCTL_KEY_FILE", key);
    sandbox.run(["key", "new", "web", "--alg", "HS256", "--store", "file"]).succeeds();
    assert_eq!(config(&sandbox).matches("key-file").count(), 1);
    let listed = sandbox.run(["key", "list", "--json"]).succeeds().json();
    let stores: Vec<&Value> = listed["rings"].as_array().unwrap().iter().map(|ring| &ring["store"]).collect();
    assert_eq!(stores, ["file", "file"]);
}

#[test]
fn what_may_be_the_last_copy_of_a_ring_is_never_to_be_deleted() {
    let sandbox = Sandbox::with_file_store();
    for name in ["api", "web"] {
        sandbox.run(["key", "new", name, "--alg", "HS256", "--store", "file"]).succeeds();
    }
    let (file, key) = (sandbox.path("home/.local/share/authctl/store/ring.api.age"), sandbox.path("key"));
    let (whole, kept) = (std::fs::read(&file).unwrap(), sandbox.path("kept"));
    let show = |code: &str| {
        let shown = sandbox.run(["key", "show", "api"]);
        let listed = sandbox.run(["key", "list", "--json"]);
        let failure = sandbox.run(["key", "show", "api", "--json"]).failure();
        assert_eq!((&failure["code"], &listed.failure()["code"]), (&code.into(), &code.into()));
        assert_eq!((shown.code, listed.code), (shown.code, shown.code), "{listed}");
        for wrong in ["rm ", "log in", "logout", "store init"] {
            assert!(!shown.stderr.contains(wrong), "{wrong}: {shown}");
        }
        shown
    };
    std::fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    show("store_damaged").exits(7).says(["put back a copy", ".lost` makes room for another ring"]);
    // one ring hides no other
    let listed = sandbox.run(["key", "list"]).exits(7).says(["ring.api.age is damaged"]);
    assert!(listed.text().contains("unreadable") && listed.text().contains("HS256"), "{listed}");
    std::fs::write(&file, &whole).unwrap();
    std::fs::rename(&key, &kept).unwrap();
    let gone = show("store_unusable").exits(7).says(["put your copy of it back to"]);
    assert_eq!(gone.stderr.matches("the key of the file store is gone").count(), 1, "{gone}");
    let listed = sandbox.run(["key", "list"]).exits(7);
    assert_eq!(listed.stderr.matches("the key of the file store is gone").count(), 1, "{listed}");
    let other = Sandbox::with_file_store();
    std::fs::copy(other.path("key"), &key).unwrap();
    show("store_other_key").exits(7).says(["name the right key with --key-file"]);
    std::fs::rename(&kept, &key).unwrap();
    std::fs::rename(&file, &kept).unwrap();
    show("no_ring").exits(1).says([
        "nothing is where that is kept",
        "put back your copy",
        "authctl key new api",
    ]);
    assert!(sandbox.run(["key", "list"]).exits(1).text().contains("gone"));
    std::fs::rename(&kept, &file).unwrap();
    sandbox.run(["key", "list"]).succeeds();
}

#[test]
fn a_keychain_that_does_not_answer_is_waited_for_once_and_hides_no_other_ring() {
    let sandbox = Sandbox::with_file_store();
    let mute = |words: &[&str]| in_keyring(&sandbox, "mute", sandbox.authctl(words)).run();
    mute(&["key", "new", "api", "--alg", "HS256", "--store", "file"]).succeeds();
    let more = (0..6).map(|index| format!("[rings.web{index}]\nstore = \"keychain\"\n"));
    let more = more.collect::<Vec<_>>().concat();
    std::fs::write(sandbox.config_file(), config(&sandbox) + &more).unwrap();
    let began = Instant::now();
    let listed = mute(&["key", "list", "--json"]).exits(7);
    // each wait is one of 5 s
    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
    assert!(listed.failure()["message"].as_str().unwrap().contains("did not answer within 5 s"), "{listed}");
    let listed = listed.json();
    let are_read: Vec<bool> =
        listed["rings"].as_array().unwrap().iter().map(|ring| ring["error"].is_null()).collect();
    assert_eq!(are_read, [true, false, false, false, false, false, false]);
}

#[test]
fn r4_a_ring_that_is_made_and_deleted_over_and_over_is_there_or_it_is_not() {
    let sandbox = &Sandbox::with_file_store();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for _ in 0..20 {
                new(sandbox, &["--store", "file"]).succeeds();
                sandbox.run(["key", "delete", "api", "--force"]).succeeds();
            }
        });
        let reader = scope.spawn(move || {
            while !writer.is_finished() {
                let shown = sandbox.run(["key", "show", "api"]);
                assert!(shown.code == 0 || shown.stderr.contains("there is no key ring api"), "{shown}");
            }
        });
        while !reader.is_finished() {
            sandbox.run(["key", "list"]).succeeds();
        }
    });
}

#[test]
fn a_name_that_is_mistyped_is_told() {
    let sandbox = Sandbox::with_file_store();
    sandbox.run(["key", "new", "payments", "--alg", "HS256", "--store", "file"]).succeeds();
    sandbox.run(["key", "show", "paymnets"]).exits(1).says(["is payments meant?"]);
    sandbox.run(["key", "show", "api"]).exits(1).says(["→ authctl key list"]);
}

#[test]
fn a_ring_is_deleted_where_it_is_kept_and_not_while_its_tokens_can_be_alive() {
    let (sandbox, _keyring) = with_two_stores();
    let delete = |words: &[&str]| sandbox.run([&["key", "delete", "api", "--json"], words].concat());
    for store in ["file", "keychain"] {
        new(&sandbox, &["--store", store]).succeeds();
        sandbox.run(["key", "new", "web", "--alg", "HS256", "--store", "file"]);
        sandbox.run(["issue", "--ring", "api", "--subject", "ci"]).succeeds();
        assert_eq!(delete(&[]).exits(6).failure()["code"], "tokens_alive");
        sandbox.run(["key", "show", "api"]).succeeds();
        assert_eq!(delete(&["--force"]).succeeds().json()["deleted"], true);
        assert!(!config(&sandbox).contains("rings.api"));
        sandbox.run(["key", "show", "api"]).exits(1);
        delete(&["--force"]).exits(1);
        // what nobody has signed with
        new(&sandbox, &["--store", store]).succeeds();
        delete(&[]).succeeds();
    }
    let listed = sandbox.run(["key", "list", "--json"]).succeeds().json();
    assert_eq!(listed["rings"].as_array().unwrap().len(), 1);
    // whoever was killed has left its name
    new(&sandbox, &["--store", "file"]).succeeds();
    std::fs::remove_file(sandbox.path("home/.local/share/authctl/store/ring.api.age")).unwrap();
    delete(&[]).succeeds();
    assert!(!config(&sandbox).contains("rings.api"));
}
