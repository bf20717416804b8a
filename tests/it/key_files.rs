//! The keys that `verify` and `issue` are given: from files, variables, stdin and a terminal, and by mistake.

use crate::support::{Output, Sandbox, Tmux};
use serde_json::{Value, json};
use std::path::Path;

const SECRET: &str = "K7d!xPq2Zw9$mBv5Lr8@cTn3Hs6%jYg4";
const ALPHANUMERIC: &str = "kT9vQ2mZ7pL4xR8wN1cB6yH3sJ5dG0fA";
const BASE32: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// RFC 7515 A.3.
fn curve(changes: &Value) -> Value {
    let mut jwk = json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"});
    for (name, value) in changes.as_object().unwrap() {
        jwk[name] = value.clone();
    }
    if changes["d"].is_null() && changes.get("d").is_some() {
        jwk.as_object_mut().unwrap().remove("d");
    }
    jwk
}

/// RFC 8037 A.1.
fn edwards(kid: &str) -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"})
}

fn issue(sandbox: &Sandbox, key: &Path, more: &[&str]) -> Output {
    sandbox.authctl(["issue", "--key"]).args([key]).args(more).run()
}

#[track_caller]
fn kid(sandbox: &Sandbox, token: &Output) -> Value {
    sandbox.run(["decode", token.text(), "--json"]).succeeds().json()["header"]["kid"].clone()
}

#[test]
fn of_a_set_the_key_that_signs_is_meant() {
    let sandbox = Sandbox::new();
    let signs = curve(&json!({"kid": "s", "use": "sig"}));
    let decrypts = curve(&json!({"kid": "e", "use": "enc"}));
    let both = sandbox.write("both", json!({"keys": [decrypts, signs]}).to_string());
    assert_eq!(kid(&sandbox, &issue(&sandbox, &both, &[]).succeeds()), "s");
    let two = sandbox.write("two", json!({"keys": [signs, edwards("o")]}).to_string());
    assert_eq!(kid(&sandbox, &issue(&sandbox, &two, &["--alg", "EdDSA"]).succeeds()), "o");
    let open = issue(&sandbox, &two, &[]).exits(1).prints_nothing();
    open.says([
        two.to_str().unwrap(),
        "2 private keys that may be meant; the ids are \"s\", \"o\"",
        "--kid ID",
    ]);
    let unknown = issue(&sandbox, &two, &["--kid", "x"]).exits(1);
    unknown.says([two.to_str().unwrap(), "no private key with the id \"x\"; the ids are \"s\", \"o\""]);
    let public = sandbox.write("public", json!({"keys": [curve(&json!({"d": null}))]}).to_string());
    issue(&sandbox, &public, &[]).exits(1).says(["public: ", "holds only public keys"]);
    let alone = sandbox.write("alone", curve(&json!({"d": null})).to_string());
    issue(&sandbox, &alone, &[]).exits(1).says(["alone: ", "holds only public keys", "the private key"]);
    let empty = sandbox.write("empty", json!({"keys": []}).to_string());
    issue(&sandbox, &empty, &[]).exits(1).says(["empty: the key set is empty"]);
    let checked = sandbox.authctl(["verify", "a.b.c", "--key"]).args([&empty]).run();
    checked.exits(1).says(["empty: the key set is empty"]);
    let pem = sandbox.write("ec.pub", PUBLIC_PEM);
    issue(&sandbox, &pem, &[]).exits(1).says(["ec.pub: the file holds \"PUBLIC KEY\" and no private key"]);
}

/// RFC 8410 section 10.1.
const PUBLIC_PEM: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
/// The same, section 10.3.
pub const PRIVATE_PEM: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";

#[test]
fn j34_a_private_key_as_browsers_export_it_checks_its_own_signatures() {
    let sandbox = Sandbox::new();
    let key = sandbox.write("key", curve(&json!({"key_ops": ["sign"], "ext": true})).to_string());
    let token = issue(&sandbox, &key, &[]).succeeds();
    sandbox.authctl(["verify", token.text(), "--key"]).args([key]).run().succeeds();
}

/// What was typed by mistake is not repeated.
#[track_caller]
fn refused(output: Output, secret: &str, told: &str) {
    let output = output.exits(2).prints_nothing();
    assert!(!output.everything().contains(secret), "{output}");
    output.says([told]);
}

#[test]
fn a42_a_key_that_is_given_by_value_is_not_shown() {
    let sandbox = Sandbox::new();
    let jwk = edwards("a").to_string();
    for (key, secret) in [(&*jwk, "nWGxne"), (PRIVATE_PEM, "MC4CAQ"), (&format!(" {jwk}"), "nWGxne")] {
        for words in [
            &["issue", "--key", key][..],
            &["issue", &format!("--key={key}")],
            &["verify", "a.b.c", "--key", key],
            &["decode", "a.b.c", "--key", key],
            &["key", "inspect", key],
            &["key", "inspect", "x", key],
        ] {
            refused(sandbox.run(words), secret, "the text of a key");
            let told = sandbox.authctl(words).args(["--json"]).run();
            assert!(!told.everything().contains(secret), "{told}");
        }
    }
    let words =
        "login work --issuer https://id.example.test --client-id x --store none --method client-credentials";
    for (flag, value, secret) in [
        ("--client-key", &*jwk, "nWGxne"),
        ("--client-key", PRIVATE_PEM, "MC4CAQ"),
        ("--client-secret-env", SECRET, "K7d!x"),
    ] {
        let login = sandbox.authctl(words.split(' ')).args([flag, value]).run();
        refused(
            login,
            secret,
            if flag == "--client-key" { "the text of a key" } else { "the NAME of a variable" },
        );
    }
    for secret in [SECRET, "0abc", "a-b", ""] {
        let told = sandbox.run(["issue", "--secret-env", secret]).exits(2).prints_nothing();
        assert!(secret.is_empty() || !told.everything().contains(secret), "{told}");
        told.says(["invalid value for '--secret-env <NAME>': the NAME of a variable is wanted"]);
    }
    for secret in
        ["a3f1".repeat(8), ALPHANUMERIC.to_owned(), format!("k_{}", &ALPHANUMERIC[..14]), BASE32.to_owned()]
    {
        let told = sandbox.run(["issue", "--secret-env", &secret]).exits(1);
        let told = told.says(["the variable [not shown: ", "], which should hold the secret, is not set"]);
        assert!(!told.everything().contains(&secret), "{told}");
    }
    let variable =
        |value: &str| sandbox.authctl(["issue", "--secret-env", "SECRET_1"]).env("SECRET_1", value).run();
    variable("").exits(1).says(["the variable SECRET_1", "is empty"]);
    variable(SECRET).succeeds();
    sandbox.run(["issue", "--secret-env", "SECRET_1"]).exits(1).says(["the variable SECRET_1", "is not set"]);
}

#[test]
fn a41_a42_a_secret_in_the_place_of_its_variable_is_neither_kept_nor_shown() {
    let sandbox = Sandbox::new();
    let words = ["--issuer", "https://id.example.test", "--client-id", "x", "--method", "client-credentials"];
    let with = |verb: &[&str], name: &str| {
        sandbox.authctl(verb).args(words).args(["--store", "none", "--client-secret-env", name])
    };
    let verbs = [&["profile", "add", "work"][..], &["profile", "set", "work"], &["login", "work"]];
    sandbox.authctl(verbs[0]).args(words).run().succeeds();
    let before = std::fs::read(sandbox.config_file()).unwrap();
    for secret in [ALPHANUMERIC, BASE32] {
        for verb in verbs {
            refused(with(verb, secret).run(), secret, "wants the NAME of a variable, and no variable has");
        }
    }
    assert_eq!(std::fs::read(sandbox.config_file()).unwrap(), before);
    // what is set is a name, and so is what people make
    with(verbs[0], ALPHANUMERIC).env(ALPHANUMERIC, "s").run().succeeds();
    let check =
        sandbox.run(["status", "work", "--check"]).exits(4).says(["the variable [not shown: ", "is not set"]);
    assert!(!check.everything().contains(ALPHANUMERIC), "{check}");
    for name in ["THE_SECRET_OF_OUR_CLIENT_2", "OURCLIENTSECRETINPRODUCTION", "svc_secret"] {
        with(verbs[1], name).run().succeeds();
        sandbox.run(["status", "work", "--check"]).exits(4).says([name, "is not set"]);
    }
}

#[test]
fn a42_at_a_terminal_a_secret_is_asked_for_and_not_shown() {
    let sandbox = Sandbox::new();
    let terminal = Tmux::start(&sandbox, &["issue", "--secret-stdin", "--subject", "ci"], &[]);
    terminal.shows("The secret, which is not shown:");
    terminal.type_text(SECRET);
    terminal.press("Enter");
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.screen());
    let screen = terminal.screen();
    assert!(!screen.contains("K7d!x") && !screen.contains("white space"), "{screen}");
    let token = screen.lines().find(|line| line.starts_with("eyJ")).unwrap().trim().to_owned();
    let verify = sandbox.authctl(["verify", &token, "--secret-stdin"]).stdin(SECRET).run().succeeds();
    assert_eq!(verify.json()["sub"], "ci");
    let several = Tmux::start(&sandbox, &["issue", "--secret-stdin"], &[]);
    several.shows("not shown:");
    several.type_text(&format!("{SECRET}\n{SECRET}\n"));
    assert_eq!(several.exit_code(), 1, "{}", several.screen());
    assert!(several.screen().contains("--secret-file FILE"), "{}", several.screen());
    let silent = Tmux::start(&sandbox, &["issue", "--secret-stdin", "--no-input"], &[]);
    assert_eq!(silent.exit_code(), 4, "{}", silent.screen());
}

#[test]
fn bytes_that_are_no_text_are_refused_at_a_terminal_and_taken_from_a_pipe() {
    let sandbox = Sandbox::new();
    let secret = [b"caf\xe9", SECRET.as_bytes()].concat();
    for words in [&["issue", "--secret-stdin"][..], &["issue", "--key", "-"], &["decode", "-"]] {
        let terminal = Tmux::start(&sandbox, words, &[]);
        terminal.shows(": ");
        terminal.paste(&[&secret[..], b"\n"].concat());
        let screen = terminal.shows("[exit ");
        assert!(screen.contains("what was typed is not taken: it is not UTF-8"), "{screen}");
        assert!(screen.contains("a file, or a pipe, hands over every byte"), "{screen}");
        assert_eq!(terminal.exit_code(), 1, "{screen}");
    }
    sandbox.authctl(["issue", "--secret-stdin"]).stdin(secret).run().succeeds();
}

#[test]
fn a42_at_a_terminal_a_key_may_be_pasted_with_all_its_lines() {
    let sandbox = Sandbox::new();
    let one_line = edwards("a").to_string();
    let lines = format!("{:#}", edwards("a"));
    for key in [PRIVATE_PEM, &one_line, &lines] {
        for words in [&["issue", "--key", "-"][..], &["key", "inspect", "-"]] {
            let terminal = Tmux::start(&sandbox, words, &[]);
            terminal.shows("The key, which is not shown:");
            terminal.type_text(key.trim_end());
            terminal.press("Enter");
            assert_eq!(terminal.exit_code(), 0, "{}", terminal.screen());
            let screen = terminal.screen();
            assert!(!screen.contains("nWGxne") && !screen.contains("MC4CAQ"), "{screen}");
        }
    }
    let terminal = Tmux::start(&sandbox, &["key", "inspect", "-"], &[]);
    terminal.shows("not shown:");
    terminal.type_text("-----BEGIN PRIVATE KEY-----\n");
    terminal.press("C-d");
    assert_eq!(terminal.exit_code(), 1, "{}", terminal.screen());
    assert!(terminal.screen().contains("a PEM block that is cut off"), "{}", terminal.screen());
    let terminal = Tmux::start(&sandbox, &["key", "inspect", "-"], &[]);
    terminal.shows("not shown:");
    terminal.press("C-d");
    assert_eq!(terminal.exit_code(), 4, "{}", terminal.screen());
}
