//! What others read of what `key` hands out: keys, files of variables, a manifest.

use crate::key_ring::ring;
use crate::support::dice::seed;
use crate::support::jose::{self, PEERS, Peer};
use crate::support::{Dice, Output, Sandbox, Tmux, long, service};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

const ALGORITHMS: [&str; 13] = [
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
    "ES512", "EdDSA",
];

#[track_caller]
fn exported(sandbox: &Sandbox, words: &[&str]) -> String {
    String::from_utf8(sandbox.run([&["key"], words].concat()).succeeds().stdout).unwrap()
}

#[track_caller]
fn object(sandbox: &Sandbox, words: &[&str]) -> Value {
    serde_json::from_str(&exported(sandbox, words)).unwrap()
}

/// A ring with an old key and a new one, and a token of each.
struct Rotated {
    alg: &'static str,
    tokens: [String; 2],
    /// What `export --format json` says of the key that signs.
    key: Value,
    /// What `export --format jwks` says of both.
    keys: Value,
    /// What everybody may see of both: `key jwks`; of secrets nobody may.
    public: Option<Value>,
    /// What `export --format raw` says; key pairs have no such form.
    raw: Option<String>,
}

#[track_caller]
fn rotated(sandbox: &Sandbox, alg: &'static str) -> Rotated {
    sandbox.run(["key", "new", alg, "--alg", alg, "--store", "file"]).succeeds();
    let issued = || {
        let claims = ["--subject", "älice", "--issuer", "us", "--audience", "them"];
        sandbox.run([&["issue", "--ring", alg][..], &claims].concat()).succeeds().text().to_owned()
    };
    let old = issued();
    sandbox.run(["key", "rotate", alg]).succeeds();
    let is_secret = alg.starts_with("HS");
    Rotated {
        alg,
        tokens: [old, issued()],
        key: object(sandbox, &["export", alg, "--format", "json"]),
        keys: object(sandbox, &["export", alg, "--format", "jwks"]),
        public: (!is_secret).then(|| object(sandbox, &["jwks", alg])),
        raw: is_secret.then(|| exported(sandbox, &["export", alg, "--format", "raw"])),
    }
}

impl Rotated {
    /// Each token with each form of its key that verifies.
    fn verifications(&self) -> Vec<Value> {
        let check = json!({"now": now(), "issuer": "us", "audience": "them"});
        let keys = self.keys["keys"].as_array().unwrap();
        let mut pairs: Vec<(Value, &String)> = keys.iter().map(jose::public).zip(&self.tokens).collect();
        pairs.extend(self.raw.iter().map(|raw| (json!(raw), &self.tokens[1])));
        if let Some(set) = &self.public {
            pairs.extend(self.tokens.iter().map(|token| (set.clone(), token)));
        }
        pairs.iter().map(|(key, token)| jose::verify(key, &[self.alg], token, &check)).collect()
    }

    /// A token by each form of the key that signs.
    fn signatures(&self) -> Vec<Value> {
        let claims = json!({"iss": "us", "aud": "them", "sub": "älice", "exp": now() + 600});
        let sign = |key: &Value, header: Value| json!({"do": "sign", "key": key, "algs": [self.alg], "header": header, "claims": claims});
        let mut requests = vec![sign(&self.key, json!({"kid": self.key["kid"]})), sign(&self.key, json!({}))];
        requests.extend(self.raw.iter().map(|raw| sign(&json!(raw), json!({}))));
        requests
    }
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// PyJWT and the npm package.
fn peers() -> impl Iterator<Item = Peer> {
    PEERS.into_iter().filter(|peer| peer.checks_claims)
}

#[test]
fn v6_others_verify_tokens_of_a_ring_and_sign_tokens_that_it_takes() {
    let sandbox = Sandbox::with_file_store();
    let algorithms = ALGORITHMS.into_iter().step_by(if long() { 1 } else { 2 });
    let rings: Vec<Rotated> = algorithms.map(|alg| rotated(&sandbox, alg)).collect();
    for peer in peers() {
        let requests: Vec<Value> = rings.iter().flat_map(Rotated::verifications).collect();
        for (answer, request) in peer.ask(&requests).iter().zip(&requests) {
            assert_eq!(answer, &json!({"valid": true}), "{}: {request}", peer.name);
        }
        let requests: Vec<Vec<Value>> = rings.iter().map(Rotated::signatures).collect();
        let mut answers = peer.ask(&requests.concat()).into_iter();
        for (ring, requests) in rings.iter().zip(requests) {
            let tokens = answers.by_ref().take(requests.len());
            let tokens: Vec<String> =
                tokens.map(|answer| answer["token"].as_str().unwrap().to_owned()).collect();
            let verify = ["verify", "--lines", "--ring", ring.alg, "--issuer", "us", "--audience", "them"];
            let run = sandbox.authctl(verify).stdin(tokens.join("\n")).run().succeeds();
            assert_eq!(run.text().matches("\"valid\":true").count(), tokens.len(), "{}: {run}", peer.name);
        }
    }
}

#[test]
fn a_set_says_by_itself_which_key_verifies_and_how() {
    let sandbox = Sandbox::with_file_store();
    let pyjwt = PEERS[0];
    // the algorithm that is not what a reader guesses from the kind of the key
    for alg in ["HS384", "PS512", "EdDSA"] {
        let ring = rotated(&sandbox, alg);
        let set = ring.public.as_ref().unwrap_or(&ring.keys);
        let requests = ring.tokens.each_ref().map(|token| jose::verify(set, &[alg], token, &Value::Null));
        assert_eq!(pyjwt.ask(&requests), [json!({"valid": true}), json!({"valid": true})], "{alg}");
    }
    // also of a key that came as PEM, which says less
    let made = pyjwt.ask(&[json!({"do": "make", "alg": "PS384"})]).remove(0);
    let pem = sandbox.write("private.pem", made["pem"].as_str().unwrap());
    let words = ["key", "import", "web", "--alg", "PS384", "--store", "file", "--key", pem.to_str().unwrap()];
    sandbox.run(words).succeeds();
    let token = sandbox.run(["issue", "--ring", "web", "--subject", "ci"]).succeeds().text().to_owned();
    let request = jose::verify(&object(&sandbox, &["jwks", "web"]), &["PS384"], &token, &Value::Null);
    assert_eq!(pyjwt.ask(&[request]), [json!({"valid": true})]);
}

#[test]
fn a_service_that_decodes_its_secret_has_the_key_of_the_ring() {
    let sandbox = Sandbox::with_file_store();
    for encoding in ["hex", "base64", "base64url"] {
        let new =
            ["key", "new", encoding, "--alg", "HS512", "--store", "file", "--secret-encoding", encoding];
        sandbox.run(new).succeeds();
        let env = sandbox.path(&format!("{encoding}.env"));
        let words =
            ["export", encoding, "--format", "env", "--env-name", "JWT", "--out", env.to_str().unwrap()];
        exported(&sandbox, &words);
        let read = service::read(&[json!({"do": "env", "path": env})]).remove(0);
        let secret = decoded(read["values"][0][1].as_str().unwrap(), encoding);
        assert_eq!(secret.len(), 64, "{encoding}");
        let key = json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode(secret)});
        let token =
            sandbox.run(["issue", "--ring", encoding, "--subject", "ci"]).succeeds().text().to_owned();
        for peer in peers() {
            let request = jose::verify(&key, &["HS512"], &token, &Value::Null);
            assert_eq!(peer.ask(&[request]), [json!({"valid": true})], "{encoding}, {}", peer.name);
        }
    }
}

fn decoded(text: &str, encoding: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    match encoding {
        "hex" => (0..text.len()).step_by(2).map(byte).collect(),
        "base64" => STANDARD.decode(text).unwrap(),
        _ => URL_SAFE_NO_PAD.decode(text).unwrap(),
    }
}

#[test]
fn kubernetes_gets_a_manifest_that_yaml_takes_for_nothing_but_text() {
    let sandbox = Sandbox::with_file_store();
    let members = [
        ("api", "JWT_SECRET", "api"),
        ("Api_2.Web", "jwt.secret-1", "api-2.web"),
        ("123", "on", "123"),
        ("1e3", "0x1F", "1e3"),
        ("null", "null", "null"),
        ("2026-11-21", "y", "2026-11-21"),
        ("web.", "x", "web"),
        ("_x", "x", "x"),
        ("a..b", "x", "a.b"),
        ("c_.d-", "x", "c.d"),
    ];
    let texts = members.map(|(ring, member, _)| {
        sandbox.run(["key", "new", ring, "--alg", "HS256", "--store", "file"]).succeeds();
        exported(&sandbox, &["export", ring, "--format", "k8s-secret", "--env-name", member])
    });
    let export = ["key", "export", "_x", "--format", "k8s-secret", "--env-name", "x"];
    sandbox.run(export).succeeds().says(["no Secret can be named _x: it is named x"]);
    let requests = texts.map(|text| json!({"do": "yaml", "text": text}));
    for ((ring, member, name), answer) in members.into_iter().zip(service::read(&requests)) {
        let secret = exported(&sandbox, &["export", ring, "--format", "raw"]);
        let manifest = json!({
            "apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "type": "Opaque",
            "data": {member: STANDARD.encode(&secret)},
        });
        assert_eq!(answer["document"], manifest);
    }
    for member in ["..", "..x", ".", "a b", "", &"x".repeat(254)] {
        let export = ["key", "export", "api", "--format", "k8s-secret", "--env-name", member];
        sandbox.run(export).exits(2).prints_nothing().says(["--env-name", "of a member is wanted"]);
    }
    // what is mistaken for a name is not repeated
    let secret = "q3Xv9Lr2TfKp8WzY1mBn6HsJ4dGc7RaE0uVxQ5iOtZk=";
    let export = ["key", "export", "api", "--format", "env", "--env-name", secret];
    let refused = sandbox.run(export).exits(2);
    assert!(!refused.everything().contains(secret), "{refused}");
    for ring in ["_", "_._"] {
        sandbox.run(["key", "new", ring, "--alg", "HS256", "--store", "file"]);
        let export = ["key", "export", ring, "--format", "k8s-secret", "--env-name", "x"];
        sandbox.run(export).exits(2).prints_nothing().says(["kubectl create secret generic NAME"]);
    }
}

/// A ring of this secret, which a service has already.
#[track_caller]
fn imported(sandbox: &Sandbox, ring: &str, secret: &str) {
    let file = sandbox.write("secret", secret);
    let import = ["key", "import", ring, "--store", "file", "--secret-file", file.to_str().unwrap()];
    sandbox.authctl(import).args(["--allow-weak-key"]).run().succeeds();
}

#[test]
fn a_line_of_variables_is_read_as_the_secret_that_it_is() {
    let sandbox = Sandbox::with_file_store();
    let secrets = [
        "plain-0123456789abcdef0123456789abcdef",
        "with blanks # and \"quotes\" and 'quotes' of 32 bytes",
        "$HOME `id` $(id) ! ends with a backslash \\",
        " a line\nand\tanother\r\nand 'one' more \\n \\' \\\" \\\\ ",
        "pässwörter sind länger als zweiunddreißig Bytes \u{1f511}",
        "'quoted-0123456789abcdef0123456789abcdef'",
        "#no-comment-0123456789abcdef0123456789",
    ];
    let mut requests = Vec::new();
    for (number, secret) in secrets.iter().enumerate() {
        let ring = format!("r{number}");
        imported(&sandbox, &ring, secret);
        let out = sandbox.path(&format!("{ring}.env"));
        let words = ["export", &ring, "--format", "env", "--env-name", "JWT", "--out", out.to_str().unwrap()];
        exported(&sandbox, &words);
        requests.push(json!({"do": "env", "path": out}));
    }
    for (secret, answer) in secrets.iter().zip(service::read(&requests)) {
        assert_eq!(answer["values"], json!([["JWT", secret]]));
    }
    imported(&sandbox, "odd", "nobody-can-write-${HOME}-0123456789abcdef");
    let export = ["key", "export", "odd", "--format", "env", "--env-name"];
    sandbox.run([&export[..], &["JWT"]].concat()).exits(1).prints_nothing().says(["${", "--format raw"]);
    sandbox
        .run([&export[..], &["A B"]].concat())
        .exits(2)
        .prints_nothing()
        .says(["--env-name", "NAME of a variable"]);
}

#[test]
fn what_an_option_cannot_do_is_refused_and_a_key_that_is_over_is_told() {
    let sandbox = Sandbox::with_file_store();
    sandbox.run(["key", "new", "api", "--alg", "HS256", "--store", "file"]).succeeds();
    let old = object(&sandbox, &["export", "api", "--format", "json"]);
    let old = old["kid"].as_str().unwrap();
    sandbox.run(["key", "rotate", "api"]).succeeds();
    let export = |words: &[&str]| sandbox.run([&["key", "export", "api", "--format"], words].concat());
    for words in [&["jwks", "--kid", old][..], &["raw", "--env-name", "JWT"], &["json", "--env-name", "JWT"]]
    {
        export(words).exits(2).prints_nothing();
    }
    let key = |output: &Output| serde_json::from_str::<Value>(output.text()).unwrap()["kid"].clone();
    let good = export(&["json", "--kid", old]).succeeds();
    assert_eq!((key(&good), good.stderr.as_str()), (json!(old), ""));
    sandbox.run(["key", "revoke", "api", old]).succeeds();
    let revoked = export(&["json", "--kid", old]).succeeds().says(["is revoked"]);
    assert_eq!(key(&revoked), old);
    let missing = export(&["raw", "--kid", "unknown", "--json"]).exits(1);
    assert_eq!(missing.failure()["code"], "no_such_key");
}

#[test]
fn a_secret_that_is_no_text_is_handed_out_as_it_is_or_not_at_all() {
    let sandbox = Sandbox::with_file_store();
    let secret = decoded("0b77f3c19ade5028416b9d0ff7e2338a5cd4167eb90329f8614aa0d53e7b82cf", "hex");
    assert!(std::str::from_utf8(&secret).is_err());
    let file = sandbox.write("secret", &secret);
    let import = ["key", "import", "api", "--store", "file", "--secret-file", file.to_str().unwrap()];
    sandbox.run(import).succeeds();
    let raw = ["key", "export", "api", "--format", "raw"];
    assert_eq!(sandbox.run(raw).succeeds().stdout, secret);
    let failed = sandbox.authctl(raw).args(["--json"]).run().exits(1).failure();
    assert_eq!(failed["code"], "no_text");
    assert!(failed["hints"].to_string().contains("without --json"), "{failed}");
    sandbox.run(["key", "export", "api", "--format", "env", "--env-name", "JWT"]).exits(1).prints_nothing();
    let jwk = object(&sandbox, &["export", "api", "--format", "json"]);
    assert_eq!(URL_SAFE_NO_PAD.decode(jwk["k"].as_str().unwrap()).unwrap(), secret);
}

#[test]
fn a16_what_is_in_a_file_is_not_written_over_without_a_word() {
    let sandbox = Sandbox::with_file_store();
    ring(&sandbox, &["new", "api", "--alg", "HS256"]).succeeds();
    let file = sandbox.write(".env", "DEBUG=1\n");
    std::fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
    let link = sandbox.path("link");
    symlink(&file, &link).unwrap();
    let export = |out: &Path, more: &[&str]| {
        let words = ["export", "api", "--format", "env", "--env-name", "JWT", "--out", out.to_str().unwrap()];
        ring(&sandbox, &[&words[..], more].concat())
    };
    for path in [&file, &link] {
        let failure = export(path, &[]).exits(6).failure();
        assert_eq!(failure["code"], "file_exists");
        let into = format!("`authctl key rotate api --if-due --every 30d --env-file {}", path.display());
        for hint in [&into, "--force writes over"] {
            assert!(failure["hints"].to_string().contains(hint), "{failure}");
        }
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "DEBUG=1\n");
    export(&link, &["--force"]).succeeds();
    assert!(link.is_symlink());
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("JWT="));
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    // a link that leads nowhere is none, and is not written over either
    let nowhere = sandbox.path("nowhere");
    symlink("gone.env", &nowhere).unwrap();
    for more in [&[][..], &["--force"]] {
        export(&nowhere, more).exits(1).says(["is a link to", "install -m 600 /dev/null"]);
    }
    // with it a file that is not there is made
    export(&sandbox.path("new"), &["--force"]).succeeds();
    assert_eq!(sandbox.path("new").metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let pipe = sandbox.path("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    let folder = sandbox.path("");
    for path in [&pipe, &folder, Path::new("/dev/null"), Path::new("/dev/stdout")] {
        for more in [&[][..], &["--force"]] {
            export(path, more).exits(1).says(["it is no regular file"]);
        }
    }
    let stdout = ["key", "export", "api", "--format", "raw", "--out", "-"];
    sandbox.run(stdout).exits(2).says(["without --out it goes to stdout"]);
}

#[test]
fn a_key_is_shown_on_a_terminal_only_where_that_is_wanted() {
    let sandbox = Sandbox::with_file_store();
    let secret = "kT9vQ2mZ7pL4xR8wN1cB6yH3sJ5dG0fAuEiVoKrW";
    let import = ["key", "import", "api", "--store", "file", "--secret-stdin"];
    sandbox.authctl(import).stdin(secret).run().succeeds();
    let export = ["key", "export", "api", "--format", "raw"];
    let terminal = Tmux::start(&sandbox, &export, &[]);
    let screen = terminal.shows("[exit 2]");
    assert!(screen.contains("--show shows it") && !screen.contains(secret), "{screen}");
    let terminal = Tmux::start(&sandbox, &[&export[..], &["--show"]].concat(), &[]);
    assert!(terminal.shows("[exit 0]").contains(secret));
}

/// Lets authctl write the secret of its ring to the variable JWT of a file, without a rotation.
fn deliver(sandbox: &Sandbox, file: &Path) -> Output {
    let words = [
        "key",
        "rotate",
        "api",
        "--drop-unknown-secret",
        "--if-due",
        "--every",
        "30d",
        "--env-name",
        "JWT",
        "--env-file",
    ];
    sandbox.authctl(words).args([file]).args(["--json"]).run()
}

/// What python-dotenv sets the variables of a file to, but JWT.
fn others(answer: &Value) -> Vec<Value> {
    let list = answer["plain"].as_array().unwrap();
    list.iter().filter(|entry| entry[0] != "JWT").cloned().collect()
}

/// What stands in a file beside JWT, be it read or not. A last line without an end gets one where a line follows.
fn lines(answer: &Value) -> Vec<Value> {
    let parts = answer["parts"].as_array().unwrap().iter().filter(|part| part[0] != "JWT");
    let parts = parts.map(|part| (part, part[2].as_str().unwrap().trim_end_matches('\n')));
    // python-dotenv has blank lines belong to what follows
    let parts = parts.filter(|(_, text)| !text.trim().is_empty());
    parts.map(|(part, text)| json!([part[0], part[1], text])).collect()
}

#[track_caller]
fn value<'a>(answer: &'a Value, name: &str) -> Option<&'a Value> {
    let list = answer["plain"].as_array().unwrap();
    list.iter().find(|entry| entry[0] == name).map(|entry| &entry[1])
}

/// Whether the last word about JWT is an `export JWT` that sets nothing.
fn is_exported_last(answer: &Value) -> bool {
    let last = answer["parts"].as_array().unwrap().iter().rfind(|part| part[0] == "JWT");
    let text = last.and_then(|part| part[2].as_str()).unwrap_or_default();
    let before_comment = text.split('#').next().unwrap_or_default();
    before_comment.trim().starts_with("export") && !before_comment.contains('=')
}

/// Writes each file, has authctl put the secret there, and has python-dotenv say what became of it.
#[track_caller]
fn only_the_variable_changes(sandbox: &Sandbox, files: &[String]) -> usize {
    let secret = exported(sandbox, &["export", "api", "--format", "raw"]);
    let paths: Vec<PathBuf> = files
        .iter()
        .enumerate()
        .map(|(number, file)| sandbox.write(&format!("{number}.env"), file))
        .collect();
    let requests: Vec<Value> = paths.iter().map(|path| json!({"do": "env", "path": path})).collect();
    let before = service::read(&requests);
    let runs: Vec<Output> = paths.iter().map(|path| deliver(sandbox, path)).collect();
    let after = service::read(&requests);
    let mut refused = 0;
    for (number, run) in runs.iter().enumerate() {
        let (file, before, after) = (&files[number], &before[number], &after[number]);
        if run.code != 0 {
            assert_eq!(run.failure()["code"], "env_file", "{run}");
            let message = run.failure()["message"].to_string();
            let is_unclear = message.contains("begins with the name of the variable");
            assert!(is_unclear || message.contains("a quote is opened and not closed"), "{message}");
            let is_odd = |part: &Value| part[1] == true || part[2].as_str().unwrap().contains(';');
            assert!(before["parts"].as_array().unwrap().iter().any(is_odd), "{file:?}");
            assert_eq!(after, before, "{file:?}");
            refused += 1;
            continue;
        }
        // shells hand on what was set before; python-dotenv sets nothing then
        if !is_exported_last(after) {
            assert_eq!(value(after, "JWT"), Some(&json!(secret)), "{file:?}");
        }
        assert_eq!(others(after), others(before), "{file:?}");
        assert_eq!(lines(after), lines(before), "{file:?}");
        if value(before, "JWT").is_none() {
            assert!(std::fs::read_to_string(&paths[number]).unwrap().starts_with(file), "{file:?}");
        }
    }
    refused
}

#[test]
fn python_dotenv_finds_the_secret_in_odd_files_and_all_else_as_it_was() {
    let sandbox = Sandbox::with_file_store();
    sandbox.run(["key", "new", "api", "--alg", "HS256", "--store", "file"]).succeeds();
    let files = [
        "",
        "# only a comment",
        "JWT=old",
        "JWT = 'old' # comment\n",
        "JWT= # not set yet\nB=1\n",
        "JWT=\r\nB=2\r\n",
        "JWT=#old\n",
        "export JWT=\"old\nof two lines\" # comment\nB='x\ny'\n",
        "JWT=1\nB=2\nJWT=3",
        "JWT=1\nJWT\n",
        "JWT\n",
        "JWT = old value   \nB=a#b $C ${D} \n",
        "\u{feff}JWT=old\n",
        "'JWT'='old'\n\"JWT\"='other'\n",
        "B='ends with \\\\'\nJWT='x\\'y\\\\'\nC='z'\n",
        "'oops\nJWT=old\n",
        "GRÜSSE='schöne Grüße 🔑'\nJWT=ä\u{a0}# comment\n",
        "JWT=old\x1c# comment\n\x0cB=1\n",
        "=1\n#\n\n  \n B\n",
        "export\nexport JWT\nexport=1\nexport =2\n",
        "jwt=1\nJWT_OLD=2\nNOT_JWT=3\nJWT.X=4",
    ];
    assert_eq!(only_the_variable_changes(&sandbox, &files.map(str::to_owned)), 0);
    let refused = ["B=\"x\nJWT=1\n", "JWT='old' oops\nB=1\n", "B=1\nJWT: old\n", "JWT=old; export JWT\n"];
    assert_eq!(only_the_variable_changes(&sandbox, &refused.map(str::to_owned)), refused.len());
}

#[test]
fn r5_whatever_a_file_of_variables_holds_only_the_secret_changes() {
    let sandbox = Sandbox::with_file_store();
    sandbox.run(["key", "new", "api", "--alg", "HS256", "--store", "file"]).succeeds();
    let (seed, count) = (seed(), if long() { 2_000 } else { 40 });
    eprintln!("AUTHCTL_TEST_SEED={seed}");
    let mut dice = Dice::new(seed);
    let files: Vec<String> = (0..count).map(|_| file(&mut dice)).collect();
    let refused = only_the_variable_changes(&sandbox, &files);
    eprintln!("{refused} of {count} files have a quote that is not closed");
}

fn file(dice: &mut Dice) -> String {
    let end = dice.pick(&["\n", "\n", "\n", "\r\n", "\r"]);
    let mut file = dice.pick(&["", "", "", "", "\u{feff}"]).to_owned();
    for _ in 0..dice.below(9) {
        file += &line(dice).replace('\n', end);
        file += end;
    }
    if dice.one_in(3, 1) {
        file.truncate(file.trim_end_matches(['\r', '\n']).len());
    }
    file
}

fn line(dice: &mut Dice) -> String {
    let blank = |dice: &mut Dice| dice.pick(&["", "", "", "", " ", "  ", "\t", "\u{a0}", "\x1f", "\x0b"]);
    if dice.one_in(6, 1) {
        return dice
            .pick(&[
                "",
                " ",
                "# a comment",
                "  # it's",
                "oops",
                "'oops",
                "=x",
                "A B=c",
                "''=x",
                "export",
                "export # x",
            ])
            .to_owned();
    }
    let name = dice
        .pick(&["JWT", "JWT", "JWT", "A", "B", "B", "JWT_OLD", "'JWT'", "'A B'", "ÄÖ", "A.B", "jwt", "J'WT"]);
    let begin = dice.pick(&["", "", "", "export ", "export\t", " ", "export  "]);
    let equals = dice.pick(&["=", "=", "=", "=", "=", "=", "", "=="]);
    let behind =
        dice.pick(&["", "", "", "", "", " # comment", "# comment", " #", " ", " oops", "\t# it's \"x\""]);
    let (before, after, value) = (blank(dice), blank(dice), text(dice));
    format!("{begin}{name}{before}{equals}{after}{value}{behind}")
}

fn text(dice: &mut Dice) -> String {
    let pieces = [
        "a",
        "1",
        "old",
        "x y",
        "#",
        " # ",
        "$",
        "$A",
        "${A}",
        "${JWT:-x}",
        "\\",
        "\\\\",
        "\\n",
        "\\'",
        "\\\"",
        "é",
        "🔑",
        "=",
        " ",
        "\t",
        "\u{2003}",
        "\x1c",
        "`",
        ";",
        "%",
    ];
    let mut value: String = (0..dice.below(5)).map(|_| dice.pick(&pieces)).collect();
    match dice.below(6) {
        0 | 1 => value,
        quoted => {
            // a few are not closed, and a few quotes stand where they mean nothing
            let quote = if quoted % 2 == 0 { "'" } else { "\"" };
            let others = if quoted % 2 == 0 { "\"" } else { "'" };
            for _ in 0..dice.below(3) {
                value += dice.pick(&[others, "\n", "\nJWT=1", "\n# x", "\n\n", "z"]);
            }
            if dice.one_in(10, 1) {
                value += quote;
            }
            format!("{quote}{value}{quote}")
        }
    }
}
