//! A secret where a file or a name is wanted: whatever fails then does not repeat it.

use crate::support::{Output, Sandbox, search};

const BASE62: &str = "kT9vQ2mZ7pL4xR8wN1cB6yH3sJ5dG0fA";
/// RFC 8410 section 10.3.
const DER: &str = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.dGhpcyBpcyBub3QgYSBzaWduYXR1cmU";

/// Places for a file or a name, some beside what brings a verb to look there, with `@` where the secret goes.
const PLACES: [&str; 72] = [
    "verify a.b.c --key @",
    "verify a.b.c --secret-file @",
    "verify a.b.c --secret-env @",
    "verify a.b.c --secret-stdin -p @",
    "issue --key @",
    "issue --secret-file @",
    "issue --secret-env HOME --claims @",
    "issue --secret-env HOME --claims=@",
    "issue --secret-env HOME --from @@",
    "issue --secret-env HOME --from e30.e30. --without @",
    "decode e30.e30. --key @",
    "decode e30.e30. --claim @",
    "lint e30.e30. --ignore @",
    "diff @@ e30.e30.",
    "key inspect @",
    "key inspect --secret-file @",
    "key import @ --secret-env NO_SUCH",
    "key import web --secret-file @",
    "key import web --secret-env @",
    "key import web --key @",
    "key list @",
    "key list etcd://127.0.0.1:1/@",
    "key show @",
    "key show etcd://@/api",
    "key show etcd://127.0.0.1:1/teams/@",
    "key show api -p @",
    "key rotate @",
    "key rotate api --env-file @ --env-name JWT_SECRET",
    "key rotate api --env-file %/settings --env-name A --then @",
    "key revoke @ some",
    "key prune @",
    "key delete @",
    "key export @ --format raw",
    "key export api --format raw --out @/secret",
    "key jwks @",
    "issue --ring @ --subject ci",
    "verify a.b.c --ring @",
    "token @",
    "token -p @",
    "-p @ token",
    "whoami @",
    "status @",
    "logout @",
    "call -p @ https://api.example.test/",
    "probe -p @ https://api.example.test/",
    "ws -p @ wss://api.example.test/",
    "profile show @",
    "profile use @",
    "profile remove @",
    "profile rename @ b",
    "profile unset work @",
    "profile set @ --issuer https://id.example.test",
    "store migrate @ --to file",
    "verify a.b.c --issuer @",
    "--ca-cert @ discover https://id.example.test",
    "login new --issuer @ --client-id x",
    "login @ --client-id x",
    "login new --issuer https://id.example.test --client-id x --method client-credentials --client-key @",
    "login new --issuer https://id.example.test --client-id x --method client-credentials --client-secret-file @",
    "account register @ --username x --password-stdin",
    "account register x --service @",
    "account approve TH46LMA9 @ --yes",
    "account reject @ work --yes",
    "account mint @ work --as x",
    "account mint x @ --as y",
    "account check @ --role admin",
    "account pat list @",
    "account pat create @ --name ci --as x",
    "account pat create work --name ci --as @",
    "account pat revoke @ work",
    "man @",
    "completions @",
];

#[track_caller]
fn is_not_repeated(secret: &str, words: &str, output: &Output) {
    let seen = search::forms_of(&secret[4..20], output.everything().as_bytes());
    assert!(seen.is_empty(), "{words} with {secret}: {output}");
}

#[test]
fn l1_a42_a_secret_in_the_place_of_a_file_or_a_name_is_not_repeated() {
    let sandbox = Sandbox::new();
    sandbox.run(["profile", "add", "work", "--issuer", "https://id.example.test"]).succeeds();
    sandbox.run(["profile", "add", "other", "--issuer", "https://id.example.test"]).succeeds();
    sandbox.run(["store", "init"]).succeeds();
    sandbox.run(["key", "new", "api", "--alg", "HS256", "--store", "file"]).succeeds();
    let file = sandbox.write("settings", "A=1\n");
    let folder = file.parent().unwrap().to_str().unwrap();
    for secret in [BASE62, DER, TOKEN] {
        for words in PLACES {
            let words = words
                .split(' ')
                .map(|word| word.replace('%', folder).replace("@@", "\0").replace('@', secret));
            let words: Vec<String> = words.map(|word| word.replace('\0', &format!("@{secret}"))).collect();
            for json in [&[][..], &["--json"]] {
                let output = sandbox.authctl(&words).args(json).run();
                assert_ne!(output.code, 0, "{words:?}: {output}");
                is_not_repeated(secret, &words.join(" "), &output);
            }
        }
    }
}

#[test]
fn who_logs_in_may_be_an_id_and_is_shown() {
    let sandbox = Sandbox::with_file_store();
    let id = "19085be8-9f4a-4a6c-9a5f-6f1f6f0c7a11";
    let login = ["login", "work", "http://127.0.0.1:1", "--service", "zndraw", "--username", id];
    let login = sandbox.authctl(login).args(["--store", "file", "--password-stdin"]);
    let told =
        login.stdin("pw\n").run().exits(5).says(["again: authctl login work", &format!("--username {id}")]);
    assert!(
        !told.stderr.contains("may be a secret") && !told.stderr.contains("if a secret was given"),
        "{told}"
    );
}

#[test]
fn l1_a42_the_places_of_secrets_are_told_without_the_secret() {
    let hidden = "there is no [not shown: ";
    for json in [&[][..], &["--json"]] {
        let sandbox = Sandbox::new();
        let folder = sandbox.path("");
        let within = ["env".as_ref(), "-C".as_ref(), folder.as_os_str()];
        let status = || sandbox.authctl(["store", "status"]).args(json).under(within);
        let typed = status().args(["--key-file", BASE62]).run();
        let folder = status().env("AUTHCTL_CONFIG_DIR", BASE62).run();
        for output in [typed, folder] {
            is_not_repeated(BASE62, "store status", &output);
            assert!(output.everything().contains(hidden), "{output}");
        }
    }
}

#[test]
fn l1_a42_what_to_do_with_a_misplaced_secret_is_told() {
    let sandbox = Sandbox::new();
    let hidden = "[not shown: 32 characters that may be a secret]";
    for words in [["issue", "--secret-file", BASE62], ["key", "inspect", BASE62]] {
        sandbox.run(words).exits(1).says([
            &*format!("{hidden} is not there"),
            "a FILE is wanted there; if a secret was given instead, replace it by a new one",
            "--secret-env NAME or --secret-stdin says where a secret is",
        ]);
    }
    let login = "authctl login PROFILE --issuer URL";
    sandbox.run(["token", BASE62]).exits(4).says([&*format!("there is no profile {hidden}"), login]);
    let output = sandbox.run(["status", BASE62]).exits(4).says(["a PROFILE is wanted there"]);
    assert!(!output.stderr.contains("--secret-file"), "it takes none: {output}");
}

#[test]
fn l1_a42_a_secret_in_a_variable_that_names_something_is_not_repeated() {
    let sandbox = Sandbox::new();
    sandbox
        .run(["profile", "add", "work", "--issuer", "https://id.example.test", "--client-id", "x"])
        .succeeds();
    let login = ["login", "work", "--with-token", "--store", "file"];
    for (name, words, told) in [
        ("AUTHCTL_PROFILE", &["token"][..], "names a PROFILE: a secret itself does not belong there"),
        ("AUTHCTL_STORE", &["token"], "names a PLACE"),
        ("AUTHCTL_KEY_FILE", &login, "names a FILE"),
        ("AUTHCTL_PASSPHRASE_FILE", &["store", "init", "--passphrase"], "names a FILE"),
    ] {
        let output = sandbox.authctl(words).env(name, BASE62).stdin("opaque-token").run();
        is_not_repeated(BASE62, name, &output);
        output.says([&*format!("{name} {told}")]);
    }
}

#[test]
fn l1_names_that_people_make_are_repeated() {
    let sandbox = Sandbox::new();
    for name in ["hmac-secret.txt", "keys/acme-production-2026/signing.jwk.json", "no such key (copy 2)"] {
        let output = sandbox.run(["issue", "--secret-file", name]).exits(1).says([name]);
        assert!(!output.stderr.contains("not shown"), "{output}");
    }
    // a name that a machine made, where there is such a folder
    let path = sandbox.write(&format!("{BASE62}/key"), "{").with_file_name("other.jwk");
    sandbox.authctl(["issue", "--key"]).args([&path]).run().exits(1).says([path.to_str().unwrap()]);
    // a profile that is there
    let add = ["profile", "add", BASE62, "--issuer", "https://id.example.test"];
    sandbox.run(add).succeeds();
    sandbox.run(["token", BASE62, "--store", "none"]).exits(4).says([BASE62]);
    // ids are what a message is about
    let set = sandbox.write(
        "set",
        r#"{"keys":[{"kty":"oct","kid":"a","k":"q3Xv9Lr2TfKp8WzY1mBn6HsJ4dGc7RaE0uVxQ5iOtZk"}]}"#,
    );
    let words = ["issue", "--key", set.to_str().unwrap(), "--kid", BASE62];
    sandbox.run(words).exits(1).says([&*format!("no private key with the id \"{BASE62}\"")]);
}
