//! Places for secrets: which can keep one here, which is chosen, and what an encrypted file withstands.

use crate::support::home::CURL;
use crate::support::sandbox::following_browser;
use crate::support::{Home, Issuer, Sandbox, Tmux, long};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt as _;

const UMASK_000: &str = "umask 000; exec \"$0\" \"$@\"";

/// The files in which the file store keeps credentials.
fn store_files(sandbox: &Sandbox) -> Vec<std::path::PathBuf> {
    let files = sandbox.files().into_iter().map(|(path, _)| path);
    files.filter(|path| path.extension().is_some_and(|extension| extension == "age")).collect()
}

#[test]
fn init_makes_a_key_file_once() {
    let sandbox = Sandbox::new();
    let key = sandbox.path("key");
    let init = ["store", "init", "--key-file", key.to_str().unwrap()];
    sandbox.run(init).succeeds();
    let made = std::fs::read(&key).unwrap();
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let again = sandbox.run(init);
    assert_ne!(again.code, 0, "{again}");
    assert_eq!(std::fs::read(&key).unwrap(), made, "a key is never overwritten");
}

#[test]
fn a_key_that_only_key_rings_need_is_not_replaced_by_another_one() {
    let sandbox = Sandbox::with_file_store();
    sandbox.run(["key", "new", "api", "--alg", "HS256", "--store", "file"]).succeeds();
    std::fs::remove_file(sandbox.path("key")).unwrap();
    let init = ["store", "init", "--key-file", sandbox.path("key").to_str().unwrap()].map(str::to_owned);
    sandbox.run(init).exits(7).says([
        "the key of the file store is gone",
        "1 secret lies in",
        "ring.NAME.age",
    ]);
    assert!(!sandbox.path("key").exists());
}

#[test]
fn init_says_what_comes_next() {
    let sandbox = Sandbox::new();
    sandbox.run(["store", "init", "--passphrase"]).exits(4).says(["AUTHCTL_PASSPHRASE_FILE"]);
    sandbox.run(["store", "init"]).succeeds().says(["authctl store use file", "--store file"]);
    sandbox.run(["store", "use", "file"]).succeeds();
    let there = ["--config-dir", &sandbox.path("other").display().to_string()].map(str::to_owned);
    let init = sandbox.authctl(["store", "init", "--store", "file"]).args(there).run().succeeds();
    assert!(!init.stderr.contains("store use"), "{init}");
}

#[test]
fn tables_are_whole_in_narrow_windows() {
    let mut sandbox = Sandbox::new();
    sandbox.set("AUTHCTL_STORE", "file");
    let words = ["--issuer", "https://id.example.test/a/rather/long/path/of/an/issuer", "--client-id", "x"];
    for name in ["work", "home"] {
        sandbox.authctl(["profile", "add", name]).args(words).run().succeeds();
    }
    for words in
        [&["store", "status"][..], &["profile", "list"], &["profile", "show", "work"], &["status", "--all"]]
    {
        let wide = sandbox.run(words).text().to_owned();
        for width in [80, 40] {
            let tmux = Tmux::start_at_width(width, &sandbox, &[&["-q"], words].concat(), &[]);
            tmux.exit_code();
            let screen = tmux.screen();
            assert!(screen.lines().all(|line| line.chars().count() <= width.into()), "{width}: {screen}");
            assert!(!screen.contains('…'), "{width}: {screen}");
            // a long word may be broken, but no letter is missing
            let count = |text: &str, wanted: char| text.chars().filter(|letter| *letter == wanted).count();
            for letter in wide.chars().filter(char::is_ascii_graphic) {
                assert!(count(&screen, letter) >= count(&wide, letter), "{width}: {letter} in {screen}");
            }
        }
    }
}

#[test]
fn status_tells_each_place_and_why_it_cannot_be_used() {
    let sandbox = Sandbox::with_file_store();
    let status = sandbox.run(["store", "status"]).succeeds();
    assert!(status.text().contains("keychain") && status.text().contains("file"), "{status}");
    let object = sandbox.run(["store", "status", "--json"]).succeeds().json();
    assert!(object.to_string().contains("usable") && object.to_string().contains("missing"), "{object}");
}

#[test]
fn a48_without_any_place_login_ends_with_7_before_a_browser_opens() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::new();
    let login = sandbox.authctl(["login", "work", "--issuer", &issuer.url, "--client-id", "authctl"]);
    let refused = login.env("BROWSER", following_browser()).run().exits(7).prints_nothing();
    refused.says(["store init", "--store file"]);
    assert!(issuer.requests_to("/auth").is_empty());
}

#[test]
fn l5_folders_and_files_are_the_owners_alone_whatever_the_umask() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let login = sandbox.login(&issuer).under(["/bin/sh", "-c", UMASK_000]);
    login.run().succeeds();
    sandbox.authctl(["token", "work", "--force-renew"]).under(["/bin/sh", "-c", UMASK_000]).run().succeeds();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for (file, _) in sandbox.files().into_iter().filter(|(path, _)| path.starts_with(sandbox.path("home"))) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
        assert_eq!(mode(file.parent().unwrap()), 0o700, "{}", file.display());
    }
    assert!(!store_files(&sandbox).is_empty());
}

#[test]
fn l5_a_store_file_that_others_can_read_is_refused_with_the_command_that_mends_it() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let file = store_files(&sandbox).remove(0);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    sandbox.run(["token", "work"]).exits(7).prints_nothing().says(["chmod 600"]);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    sandbox.run(["token", "work"]).succeeds();
}

#[test]
fn a44_a_link_in_place_of_a_store_file_is_refused_and_its_target_untouched() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let file = store_files(&sandbox).remove(0);
    let target = sandbox.write("target", std::fs::read(&file).unwrap());
    std::fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink(&target, &file).unwrap();
    let before = std::fs::read(&target).unwrap();
    sandbox.run(["token", "work"]).exits(7).prints_nothing();
    assert_eq!(std::fs::read(&target).unwrap(), before);
}

#[test]
fn l6_a45_a_damaged_store_file_is_told_and_never_half_read() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let file = store_files(&sandbox).remove(0);
    let whole = std::fs::read(&file).unwrap();
    let step = if long() { 1 } else { whole.len() / 12 };
    for at in (0..whole.len()).step_by(step) {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        std::fs::write(&file, damaged).unwrap();
        let refused = sandbox.run(["token", "work"]).prints_nothing();
        assert!([1, 7].contains(&refused.code), "byte {at}: {refused}");
    }
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let refused = sandbox.run(["token", "work"]).prints_nothing();
    assert!([1, 7].contains(&refused.code), "cut: {refused}");
    std::fs::write(&file, whole).unwrap();
    sandbox.run(["token", "work"]).succeeds();
}

#[test]
fn a45_the_file_of_another_profile_under_this_name_is_refused() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let work = store_files(&sandbox).remove(0);
    sandbox.login_as("other", &issuer).run().succeeds();
    let other = store_files(&sandbox).into_iter().find(|file| *file != work).unwrap();
    std::fs::copy(other, work).unwrap();
    let refused = sandbox.run(["token", "work"]).prints_nothing();
    assert!([1, 7].contains(&refused.code), "{refused}");
}

#[test]
fn a_lost_key_file_is_named() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let key = sandbox.path("key");
    std::fs::rename(&key, sandbox.path("lost")).unwrap();
    let key = key.to_str().unwrap();
    let gone = sandbox.run(["token", "work"]).exits(7).prints_nothing();
    let gone =
        gone.says(["the key of the file store is gone", "1 secret lies in", "put your copy of it back to"]);
    assert!(gone.stderr.contains(key) && !gone.stderr.contains("store init"), "{gone}");
    // another key would read nothing of it
    sandbox.run(["store", "init", "--key-file", key]).exits(7).says(["the key of the file store is gone"]);
    assert!(!std::path::Path::new(key).exists());
    let mistyped = sandbox.authctl(["token", "work"]).env("AUTHCTL_KEY_FILE", sandbox.path("kye")).run();
    mistyped.exits(7).says(["the key of the file store is gone", "kye"]);
    std::fs::rename(sandbox.path("lost"), key).unwrap();
    sandbox.run(["token", "work"]).succeeds();
    std::fs::remove_file(key).unwrap();
    sandbox.run(["logout", "work"]).succeeds();
    sandbox.run(["store", "init", "--key-file", key]).succeeds();
}

#[test]
fn a_passphrase_opens_the_store_too() {
    let issuer = Issuer::start();
    let mut sandbox = Sandbox::new();
    let passphrase = sandbox.write("passphrase", "correct horse battery staple\n");
    sandbox.set("AUTHCTL_PASSPHRASE_FILE", passphrase);
    sandbox.run(["store", "init", "--passphrase"]).succeeds();
    sandbox.login(&issuer).run().succeeds();
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
    let wrong = sandbox.write("wrong", "battery horse\n");
    let refused = sandbox.authctl(["token", "work"]).env("AUTHCTL_PASSPHRASE_FILE", wrong).run();
    refused.exits(7).prints_nothing().says(["passphrase"]);
}

#[test]
fn r6_a_place_that_cannot_be_written_leaves_the_session_as_it_was() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let before: Value = sandbox.run(["status", "work", "--json"]).succeeds().json();
    // no file may grow: every write of the store fails, as on a full disk
    let full = ["/bin/sh", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""];
    let refused = sandbox.login(&issuer).under(full).run().prints_nothing();
    assert!([1, 7].contains(&refused.code), "{refused}");
    assert!(issuer.requests_to("/auth").len() <= 1, "tried before a browser opens");
    assert_eq!(sandbox.run(["status", "work", "--json"]).succeeds().json(), before);
}

#[test]
fn a_passphrase_is_typed_twice_and_never_shown() {
    let sandbox = Sandbox::new();
    let terminal = Tmux::start(&sandbox, &["store", "init", "--passphrase"], &[]);
    for question in ["Passphrase for the file store:", "The same again:"] {
        terminal.shows(question);
        terminal.type_text("correct horse battery staple");
        terminal.press("Enter");
    }
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.screen());
    assert!(!terminal.screen().contains("horse"), "{}", terminal.screen());
}

#[test]
fn a_move_deletes_what_it_left_behind_and_no_other_login() {
    let issuer = Issuer::start();
    let home = Home::logged_in(&issuer, "keychain");
    let sandbox = &home.sandbox;
    let migrate = |to: &str| sandbox.run(["store", "migrate", "work", "--to", to]);
    // a place that the profile does not name keeps what is put there
    let in_files = |client: &str| {
        let config = || std::fs::read_to_string(sandbox.config_file()).unwrap();
        let (before, named) = (config(), config().replace("store = \"keychain\"", "store = \"file\""));
        std::fs::write(sandbox.config_file(), named).unwrap();
        sandbox.login_by(client, &issuer).env("BROWSER", CURL).run().succeeds();
        std::fs::write(sandbox.config_file(), before).unwrap();
    };
    let kept = sandbox.run(["token", "work"]).succeeds().text().to_owned();

    in_files("authctl");
    let earlier = issuer.last_tokens()["refresh_token"].as_str().unwrap().to_owned();
    migrate("keychain")
        .succeeds()
        .says(["in the keychain already", "the same account in an encrypted file is deleted"]);
    sandbox.run(["token", "work", "--store", "file"]).exits(4);
    assert!(issuer.is_active(&earlier), "to revoke an older token of a login would end the login");
    assert_eq!(sandbox.run(["token", "work"]).succeeds().text(), kept);

    in_files("authctl-es256");
    let hint = "authctl logout work --store file";
    migrate("file").exits(6).says(["holds the credential of another login", "nothing was moved", hint]);
    migrate("keychain").succeeds().says(["Another login of work is kept in an encrypted file", hint]);
    assert_eq!(sandbox.run(["token", "work"]).succeeds().text(), kept);
    sandbox.run(["logout", "work", "--store", "file"]).succeeds();
    assert_eq!(sandbox.run(["token", "work"]).succeeds().text(), kept, "the other one was ended");
    migrate("file").succeeds().says(["moved to an encrypted file"]);
    assert_eq!(sandbox.run(["token", "work"]).succeeds().text(), kept);
}

#[test]
fn use_remembers_the_key_file() {
    let sandbox = Sandbox::new();
    let key = sandbox.path("elsewhere.key");
    let key = key.to_str().unwrap();
    sandbox.run(["store", "init", "--key-file", key]).succeeds();
    sandbox.run(["store", "use", "keychain", "--key-file", key]).exits(2).says(["keychain has no key file"]);
    sandbox.run(["store", "use", "file", "--key-file", key]).succeeds().says([key]);
    let status = sandbox.run(["store", "status", "--json"]).succeeds().json();
    let file = status["places"].as_array().unwrap().iter().find(|place| place["place"] == "file").unwrap();
    assert_eq!(file["state"], "usable", "{file}");
}

#[test]
fn told_commands_act_on_the_same_folder() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("else where");
    let folder = folder.to_str().unwrap();
    let told = sandbox.run(["token", "work", "--config-dir", folder]).exits(4).says([]);
    assert!(told.stderr.contains(&format!("authctl --config-dir '{folder}' login work")), "{told}");
    let told = sandbox.run(["token", "work", "--config-dir", folder, "--json"]).exits(4).failure();
    assert!(told["hint"].as_str().unwrap().contains("--config-dir '"), "{told}");
    let places = sandbox.run(["store", "status", "--json", "--config-dir", folder]).succeeds().json();
    let hint = places["places"][0]["hint"].as_str().unwrap();
    assert!(hint.contains(&format!("`authctl --config-dir '{folder}' store init`")), "{hint}");
}

#[test]
fn a_told_command_has_each_option_once() {
    let sandbox = Sandbox::new();
    let (folder, key) = (sandbox.path("else where"), sandbox.path("key"));
    let globals = ["--config-dir", folder.to_str().unwrap(), "--key-file", key.to_str().unwrap()];
    sandbox.authctl(["store", "init"]).args(globals).run().succeeds();
    let words =
        ["login", "work", "--issuer", "https://nobody.invalid", "--client-id", "x", "--store", "file"];
    let failed = sandbox.authctl(words).args(globals).run().exits(5);
    let again = failed.stderr.rsplit_once("again: ").unwrap().1.trim_end();
    let folder = shell_words::quote(folder.to_str().unwrap());
    let whole = format!("authctl --config-dir {folder} --key-file {} {}", key.display(), words.join(" "));
    assert_eq!(again, whole);
}

#[test]
fn an_empty_passphrase_ends_the_question() {
    let sandbox = Sandbox::new();
    let init = Tmux::start(&sandbox, &["store", "init", "--passphrase"], &[]);
    init.shows("Passphrase for the file store");
    init.press("Enter");
    init.shows("an empty passphrase protects nothing");
    assert!(!init.screen().contains("The same again"), "{}", init.screen());
    let passphrase = sandbox.write("passphrase", "correct horse");
    let made = sandbox.authctl(["store", "init", "--passphrase"]).env("AUTHCTL_PASSPHRASE_FILE", passphrase);
    made.run().succeeds();
    let status = Tmux::start(&sandbox, &["store", "use", "file"], &[]);
    status.shows("Passphrase of the file store");
    status.press("Enter");
    assert_eq!(status.exit_code(), 7);
    assert_eq!(status.screen().matches("Passphrase of the file store").count(), 1, "{}", status.screen());
}
