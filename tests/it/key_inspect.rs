//! `authctl key inspect`: keys of every kind, made by openssl, ssh-keygen and others, are told as what they are.

use crate::support::{Output, Sandbox};
use authctl::jwt::base64url;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

/// A folder of keys, and authctl beside it.
struct Keys(Sandbox);

impl Keys {
    fn new() -> Self {
        Self(Sandbox::new())
    }

    fn path(&self, name: &str) -> String {
        self.0.path(name).to_str().unwrap().to_owned()
    }

    /// Runs a program in the folder, by a line as one types it.
    fn make(&self, line: &str) -> &Self {
        let words = shell_words::split(line).unwrap();
        let run = Command::new(&words[0]).args(&words[1..]).current_dir(self.0.path("")).output();
        let run = run.unwrap_or_else(|why| panic!("{line}: {why}: apt-get install openssl openssh-client"));
        assert!(run.status.success(), "{line}: {}", String::from_utf8_lossy(&run.stderr));
        self
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.0.path(name), text).unwrap();
        std::fs::set_permissions(self.0.path(name), Permissions::from_mode(0o600)).unwrap();
        self
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path(name)).unwrap()
    }

    fn inspect(&self, name: &str) -> Output {
        self.0.run(["key", "inspect", &self.path(name), "--json"])
    }

    fn json(&self, name: &str) -> Value {
        self.inspect(name).succeeds().json()
    }

    fn warnings(&self, name: &str) -> String {
        self.json(name)["warnings"].to_string()
    }

    fn thumbprint(&self, name: &str) -> String {
        self.json(name)["thumbprint"].as_str().unwrap().to_owned()
    }
}

#[track_caller]
fn prints<'a>(output: &Output, texts: impl IntoIterator<Item = &'a str>) {
    for text in texts {
        assert!(output.text().contains(text), "no {text:?} in {output}");
    }
}

/// How openssl makes each kind, with what is told of it.
const KINDS: [(&str, &str, &str, u64); 9] = [
    ("rsa", "RSA -pkeyopt rsa_keygen_bits:2048", "RSA", 2048),
    ("p256", "EC -pkeyopt ec_paramgen_curve:P-256", "EC", 256),
    ("p384", "EC -pkeyopt ec_paramgen_curve:P-384", "EC", 384),
    ("p521", "EC -pkeyopt ec_paramgen_curve:P-521", "EC", 521),
    ("k256", "EC -pkeyopt ec_paramgen_curve:secp256k1", "EC", 256),
    ("ed25519", "ED25519", "OKP", 256),
    ("x25519", "X25519", "OKP", 256),
    ("ed448", "ED448", "OKP", 456),
    ("x448", "X448", "OKP", 448),
];

#[test]
fn each_kind_in_each_form_of_openssl_is_the_same_key() {
    let keys = Keys::new();
    for (name, how, kty, size) in KINDS {
        keys.make(&format!("openssl genpkey -algorithm {how} -out {name}.pem"));
        keys.make(&format!("openssl pkey -in {name}.pem -pubout -out {name}.pub"));
        keys.make(&format!("openssl pkcs8 -topk8 -nocrypt -in {name}.pem -outform DER -out {name}.der"));
        keys.make(&format!("openssl pkey -in {name}.pem -pubout -outform DER -out {name}.pub.der"));
        let public = keys.json(&format!("{name}.pub"));
        assert_eq!(
            (&public["kty"], &public["size"], &public["part"]),
            (&json!(kty), &json!(size), &json!("public"))
        );
        assert_eq!(public["form"], "SPKI");
        assert_eq!(keys.json(&format!("{name}.pub.der"))["thumbprint"], public["thumbprint"]);
        for form in ["pem", "der"] {
            let private = keys.json(&format!("{name}.{form}"));
            assert_eq!((&private["part"], &private["form"]), (&json!("private"), &json!("PKCS#8")), "{name}");
            if !name.ends_with("448") {
                assert_eq!(private["thumbprint"], public["thumbprint"], "{name}");
            }
        }
    }
    assert_eq!(keys.json("p521.pub")["alg"], "ES512");
    assert_eq!(keys.json("rsa.pub")["alg"], Value::Null);
    assert_eq!(keys.json("x25519.pem")["encrypts"], json!(["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"]));
    assert!(keys.warnings("ed448.pem").contains("neither used for signatures nor for encryption here"));
    let page = keys.0.run(["key", "inspect", &keys.path("x448.pem")]).succeeds();
    prints(&page, ["unknown: the file does not hold"]);

    keys.make("openssl rsa -in rsa.pem -traditional -out rsa.pkcs1");
    keys.make("openssl rsa -in rsa.pem -RSAPublicKey_out -out rsa.pub.pkcs1");
    keys.make("openssl ec -in p384.pem -out p384.sec1");
    for (name, form, same) in [
        ("rsa.pkcs1", "PKCS#1", "rsa.pub"),
        ("rsa.pub.pkcs1", "PKCS#1", "rsa.pub"),
        ("p384.sec1", "SEC 1", "p384.pub"),
    ] {
        assert_eq!(keys.json(name)["form"], form);
        assert_eq!(keys.thumbprint(name), keys.thumbprint(same), "{name}");
    }
}

#[test]
fn what_is_read_is_used_too() {
    let keys = Keys::new();
    keys.make("openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.pem");
    keys.make("openssl pkey -in pss.pem -pubout -out pss.pub");
    keys.make("openssl genpkey -algorithm ED25519 -outform DER -out ed25519.der");
    keys.make("openssl ecparam -name secp384r1 -genkey -out p384.pem");
    for (private, public, alg) in [
        ("pss.pem", "pss.pub", "PS256"),
        ("ed25519.der", "ed25519.der", "EdDSA"),
        ("p384.pem", "p384.pem", "ES384"),
    ] {
        let token = keys.0.run(["issue", "--key", &keys.path(private)]).succeeds().text().to_owned();
        let read = keys.0.run(["decode", &token, "--json"]).succeeds().json();
        assert_eq!(read["header"]["alg"], alg);
        keys.0.run(["verify", &token, "--key", &keys.path(public)]).succeeds();
    }
    assert_eq!(keys.json("pss.pub")["signs"], json!(["PS256", "PS384", "PS512"]));
    let refused = keys.0.run(["issue", "--key", &keys.path("pss.pem"), "--alg", "RS256"]).exits(1);
    refused.says(["for RSA-PSS alone"]);
}

#[test]
fn files_may_hold_more_than_the_key() {
    let keys = Keys::new();
    keys.make("openssl ecparam -name prime256v1 -genkey -out parameters.pem");
    keys.make("openssl ecparam -name prime256v1 -genkey -noout -out ca.pem");
    keys.make("openssl req -x509 -new -key ca.pem -subj /CN=authority -days 9 -out ca.crt");
    keys.make("openssl req -new -key parameters.pem -subj /CN=leaf -out leaf.csr");
    keys.make(
        "openssl x509 -req -in leaf.csr -CA ca.crt -CAkey ca.pem -CAcreateserial -days 9 -out leaf.crt",
    );
    keys.make("openssl pkcs12 -export -inkey parameters.pem -in leaf.crt -certfile ca.crt -passout pass:x -out all.p12");
    keys.make("openssl pkcs12 -in all.p12 -nodes -passin pass:x -out bag.pem");
    let (key, leaf, authority) = (keys.read("parameters.pem"), keys.read("leaf.crt"), keys.read("ca.crt"));
    let windows = format!("Schlüssel für Tests\r\n{}", key.replace('\n', "\r\n"));
    let latin: Vec<u8> = [b"Schl\xfcssel\n", leaf.as_bytes()].concat();
    for (name, text) in [
        ("key-and-chain", format!("{key}{leaf}{authority}").into_bytes()),
        ("chain-and-key", format!("{leaf}{authority}{key}").into_bytes()),
        ("windows", windows.into_bytes()),
        ("latin-1", latin),
        ("bag.pem", keys.read("bag.pem").into_bytes()),
    ] {
        keys.write(name, text);
        assert_eq!(keys.thumbprint(name), keys.thumbprint("parameters.pem"), "{name}");
    }
    let both = keys.json("chain-and-key");
    let subjects: Vec<_> =
        both["certificates"].as_array().unwrap().iter().map(|one| &one["subject"]).collect();
    assert_eq!(
        (subjects, &both["part"]),
        (vec![&json!("CN=leaf"), &json!("CN=authority")], &json!("private"))
    );
    keys.0.run(["issue", "--key", &keys.path("chain-and-key")]).succeeds();
    for name in ["key-and-chain", "chain-and-key", "bag.pem"] {
        let told = keys.0.run(["key", "inspect", &keys.path(name)]).succeeds();
        prints(&told, ["private EC key", "making and checking signatures (ES256); decrypting (ECDH-ES"]);
    }

    let other = keys.read("ca.pem");
    keys.write("two", format!("{key}{other}"));
    let listed = keys.json("two");
    assert_eq!(listed["keys"].as_array().unwrap().len(), 2);
    assert!(listed["warnings"].to_string().contains("2 keys that do not belong together"), "{listed}");
    let told = "is that of another key than the one in the file";
    for (mixed, is_told) in [
        (format!("{other}{leaf}"), true),
        (format!("{leaf}{other}"), true),
        (format!("{key}{authority}"), true),
        (format!("{authority}{key}{leaf}"), false),
        (format!("{leaf}{leaf}"), false),
    ] {
        keys.write("mixed", mixed);
        assert_eq!(keys.json("mixed")["warnings"].to_string().contains(told), is_told);
    }
    for verb in [&["issue"][..], &["verify", "a.b.c"]] {
        let refused = keys.0.authctl(verb).args(["--key", &keys.path("two")]).run().exits(1);
        refused.says(["2 keys that do not belong together"]);
    }
}

#[test]
fn certificates_are_told_with_their_dates() {
    let keys = Keys::new();
    keys.make("openssl ecparam -name prime256v1 -genkey -noout -out key.pem");
    for (name, from, until) in [
        ("old", "20200101000000Z", "20210101000000Z"),
        ("new", "21200101000000Z", "21210101000000Z"),
        ("good", "20200101000000Z", "21210101000000Z"),
    ] {
        // openssl req takes no dates before version 3.4, openssl ca does
        keys.make(&format!("openssl req -new -key key.pem -subj /CN={name} -out {name}.csr"));
        keys.write("index.txt", "").write("serial", "01\n").write(
            "ca.cnf",
            "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n",
        );
        keys.make(&format!(
            "openssl ca -batch -notext -config ca.cnf -selfsign -keyfile key.pem -in {name}.csr -out {name}.crt -startdate {from} -enddate {until}"
        ));
    }
    assert!(keys.warnings("old.crt").contains("\\\"CN=old\\\" expired on 2021-01-01 00:00 UTC"));
    assert!(keys.warnings("new.crt").contains("is not valid before 2120-01-01 00:00 UTC"));
    let good = keys.json("good.crt");
    assert_eq!(good["warnings"], json!(["its certificate is self-signed: nobody else vouches for it"]));
    let certificate = &good["certificates"][0];
    assert_eq!(
        [&certificate["not_before"], &certificate["self_signed"]],
        [&json!("2020-01-01T00:00:00Z"), &json!(true)]
    );
    let page = keys.0.run(["key", "inspect", &keys.path("old.crt")]).succeeds();
    prints(&page, ["valid until", "2021-01-01 00:00:00 UTC", "CN=old"]);

    // whoever names it means it, and is told
    let token = keys.0.run(["issue", "--key", &keys.path("key.pem")]).succeeds();
    let verify = |name: &str, more: &[&str]| {
        keys.0.authctl(["verify", token.text(), "--key", &keys.path(name)]).args(more).run().succeeds()
    };
    verify("old.crt", &[]).says(["old.crt", "expired on 2021-01-01 00:00 UTC; its key is used nevertheless"]);
    verify("new.crt", &[]).says(["new.crt", "is not valid before 2120-01-01 00:00 UTC"]);
    let note: Value = serde_json::from_str(&verify("old.crt", &["--json"]).stderr).unwrap();
    assert_eq!(note["code"], "untimely_certificate");
    assert_eq!(verify("good.crt", &[]).stderr, "");
    keys.write("key-and-old", keys.read("key.pem") + &keys.read("old.crt"));
    verify("key-and-old", &[]).says(["expired on"]);
    // at the time that --at names, whatever else is wrong with the token then
    for (name, at, is_told) in
        [("old.crt", "2020-06-01T00:00:00Z", false), ("good.crt", "2122-01-01T00:00:00Z", true)]
    {
        let words = ["verify", token.text(), "--key", &keys.path(name), "--at", at];
        let run = keys.0.run(words);
        assert_eq!(run.stderr.contains("its key is used nevertheless"), is_told, "{run}");
    }
}

#[test]
fn a_certificate_within_a_jwk_must_be_of_its_key() {
    let keys = Keys::new();
    for name in ["one", "two"] {
        keys.make(&format!("openssl ecparam -name prime256v1 -genkey -noout -out {name}.pem"));
        keys.make(&format!(
            "openssl req -x509 -new -key {name}.pem -subj /CN={name} -days 9 -out {name}.crt"
        ));
        keys.make(&format!("openssl x509 -in {name}.crt -outform DER -out {name}.crt.der"));
        keys.make(&format!("openssl pkey -in {name}.pem -pubout -outform DER -out {name}.der"));
    }
    let der = std::fs::read(keys.0.path("one.der")).unwrap();
    let (x, y) = der[der.len() - 64..].split_at(32);
    let certificate =
        |name: &str| STANDARD.encode(std::fs::read(keys.0.path(&format!("{name}.crt.der"))).unwrap());
    let print =
        Command::new("openssl").args(["dgst", "-sha256", "-binary", &keys.path("one.crt.der")]).output();
    let right = base64url::encode(print.unwrap().stdout);
    let told = |x5c: Value, thumbprint: &str| {
        let (x, y) = (base64url::encode(x), base64url::encode(y));
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "a", "x5c": x5c, "x5t#S256": thumbprint});
        keys.write("jwk", jwk.to_string()).json("jwk")
    };
    let good = told(json!([certificate("one"), certificate("two")]), &right);
    assert_eq!(good["warnings"], json!(["its certificate is self-signed: nobody else vouches for it"]));
    assert_eq!(
        (&good["certificate_members"], &good["certificates"][1]["subject"]),
        (&json!(["x5c", "x5t#S256"]), &json!("CN=two"))
    );
    assert_eq!(good["certificates"][0]["x5t#S256"], right);
    let other = told(json!([certificate("two")]), &right)["warnings"].to_string();
    assert!(
        other.contains("that of another key") && other.contains("its x5t#S256 is not the thumbprint"),
        "{other}"
    );
}

#[test]
fn what_is_not_read_is_told_as_what_it_is_and_the_command_that_is_told_converts_it() {
    let keys = Keys::new();
    keys.make("openssl ecparam -name prime256v1 -genkey -noout -out key.pem");
    keys.make("openssl ecparam -name prime256v1 -genkey -noout -param_enc explicit -out explicit");
    keys.make("openssl ec -in key.pem -pubout -conv_form compressed -out compressed");
    keys.make("openssl pkey -in key.pem -aes256 -passout pass:x -out encrypted");
    keys.make("openssl ec -in key.pem -aes256 -passout pass:x -out encrypted-old");
    keys.make("openssl pkcs12 -export -nocerts -inkey key.pem -passout pass:x -out p12");
    keys.make("ssh-keygen -q -t ecdsa -N '' -f ssh");
    keys.make("openssl dsaparam -genkey -noout -out dsa 1024");
    keys.make("openssl ecparam -name brainpoolP256r1 -genkey -noout -out brainpool");
    keys.write("escaped", keys.read("key.pem").replace('\n', "\\n"));
    keys.write(
        "utf-16",
        keys.read("key.pem").encode_utf16().flat_map(u16::to_le_bytes).fold(
            vec![0xff, 0xfe],
            |mut all, byte| {
                all.push(byte);
                all
            },
        ),
    );
    keys.write("putty", "PuTTY-User-Key-File-3: ssh-ed25519\n")
        .write("empty", "\n")
        .write("words", "secret\n");
    for (name, told, hint) in [
        ("explicit", "by its parameters instead of its name", "-ec_param_enc named_curve"),
        ("compressed", "point is compressed", "-ec_conv_form uncompressed"),
        ("encrypted", "is encrypted", "openssl pkey -in OLD -out NEW"),
        ("encrypted-old", "is encrypted", "openssl pkey -in OLD -out NEW"),
        ("p12", "PKCS#12", "openssl pkcs12 -in OLD -nodes"),
        ("ssh", "in the form of OpenSSH", "ssh-keygen -p -N '' -m PKCS8"),
        ("ssh.pub", "public key in the form of SSH", "ssh-keygen -e -m PKCS8"),
        ("putty", "a key of PuTTY", "puttygen"),
        ("escaped", "line breaks are written as \\n", "printf '%b'"),
        ("utf-16", "UTF-16", "iconv"),
        ("dsa", "the kind \"DSA\" are not known here", ""),
        ("brainpool", "the curve \"brainpoolP256r1\"", ""),
        ("empty", "the file is empty", ""),
        ("words", "neither a JWK", "--secret-file FILE"),
    ] {
        let path = keys.path(name);
        let refused = keys.0.run(["key", "inspect", &path]).exits(1).prints_nothing();
        refused.says([told, hint, &path]);
        let object = keys.inspect(name).exits(1).failure();
        assert_eq!((&object["code"], &object["exit"]), (&json!("key_file"), &json!(1)), "{object}");
    }
    for (command, old, new) in [
        ("openssl pkey -in explicit -ec_param_enc named_curve -out named", "explicit", "named"),
        ("openssl pkey -pubin -in compressed -ec_conv_form uncompressed -out whole", "compressed", "whole"),
        ("sh -c \"cp ssh pkcs8 && ssh-keygen -p -N '' -m PKCS8 -f pkcs8\"", "ssh", "pkcs8"),
        ("sh -c 'ssh-keygen -e -m PKCS8 -f ssh.pub > spki'", "ssh.pub", "spki"),
        ("sh -c 'printf \"%b\" \"$(cat escaped)\" > lines'", "escaped", "lines"),
        ("sh -c 'iconv -f UTF-16 -t UTF-8 utf-16 > utf-8'", "utf-16", "utf-8"),
    ] {
        keys.make(command);
        assert_eq!(keys.json(new)["kty"], "EC", "{old}");
    }
}

#[test]
fn j37_thumbprints_are_those_of_the_rfcs() {
    let keys = Keys::new();
    let ed25519 = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "a"});
    keys.write("jwk", ed25519.to_string());
    let told = keys.json("jwk");
    assert_eq!(told["thumbprint"], "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    assert_eq!(
        (&told["warnings"], &told["form"], &told["crv"]),
        (&json!([]), &json!("JWK"), &json!("Ed25519"))
    );
    let piped =
        keys.0.authctl(["key", "inspect", "-", "--json"]).stdin(ed25519.to_string()).run().succeeds().json();
    assert_eq!(piped, told);
}

#[test]
fn a_set_is_a_table_and_a_malformed_key_an_error_after_it() {
    let keys = Keys::new();
    let curve = json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "kid": "one"});
    let broken = json!({"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA", "kid": "two\u{1b}[31m"});
    keys.write("set", json!({"keys": [curve, {"kty": "AKP", "kid": "later"}]}).to_string());
    let told = keys.json("set");
    assert_eq!((&told["keys"][0]["kid"], &told["keys"][1]["kty"]), (&json!("one"), &json!("AKP")));
    assert_eq!(told["warnings"], json!([]));
    let page = keys.0.run(["key", "inspect", &keys.path("set")]).succeeds();
    prints(&page, ["ID", "THUMBPRINT", "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", "later"]);
    keys.write("set", json!({"keys": [curve, curve, broken]}).to_string());
    let failed = keys.0.run(["key", "inspect", &keys.path("set")]).exits(1);
    prints(&failed, ["one", "two\\u{1b}[31m"]);
    failed.says(["\"x\" has 3 bytes instead of 32", "two keys with the id \"one\""]);
    let object = keys.inspect("set").exits(1);
    assert!(object.json()["keys"][2]["error"].as_str().unwrap().contains("member \"x\""));
}

#[test]
fn j8_j9_a_bare_secret_is_told_by_its_length_and_never_shown() {
    let keys = Keys::new();
    keys.write("weak", "swordfish").write("strong", "\u{f}kQ7#vLp2!zX9mR4w@T8cN5bY1hJ6gD3e");
    let inspect =
        |name: &str| keys.0.run(["key", "inspect", "--secret-file", &keys.path(name), "--json"]).succeeds();
    let weak = inspect("weak");
    assert!(!weak.text().contains("swordfish") && !weak.stderr.contains("swordfish"), "{weak}");
    let told = weak.json();
    assert_eq!((&told["size"], &told["thumbprint"], &told["kty"]), (&json!(72), &Value::Null, &json!("oct")));
    let warnings = told["warnings"].to_string();
    assert!(
        warnings.contains("9 bytes; HS256 needs at least 32") && warnings.contains("can be guessed"),
        "{warnings}"
    );
    let strong = inspect("strong").json();
    assert_eq!((&strong["warnings"], &strong["signs"]), (&json!([]), &json!(["HS256"])));
    keys.0.run(["key", "inspect"]).exits(2).says(["no key was named"]);
    keys.make("openssl genpkey -algorithm ED25519 -out key.pem")
        .make("openssl pkey -in key.pem -pubout -out key.pub");
    let public = inspect("key.pub").json()["warnings"].to_string();
    assert!(public.contains("the text of a public key, which anybody may know"), "{public}");
}

#[test]
fn a_private_key_that_others_can_read_is_warned_of() {
    let keys = Keys::new();
    keys.make("openssl genpkey -algorithm ED25519 -out key.pem");
    keys.make("openssl pkey -in key.pem -pubout -out key.pub");
    for (name, mode, warned) in
        [("key.pem", 0o644, true), ("key.pem", 0o600, false), ("key.pub", 0o644, false)]
    {
        std::fs::set_permissions(keys.0.path(name), Permissions::from_mode(mode)).unwrap();
        assert_eq!(
            keys.warnings(name).contains("others can read the file: `chmod 600"),
            warned,
            "{name} {mode:o}"
        );
    }
}

/// What converts Ed25519 keys of OpenSSH, as it is told: `ssh-keygen` does not.
const PRIVATE_ED25519: &str = "(umask 077; (printf '0.\\2\\1\\0000\\5\\6\\3+ep\\4\"\\4 '; grep -v -e ----- OLD | base64 -d | tail -c +162 | head -c 32) > NEW)";
const PUBLIC_ED25519: &str =
    "(printf '0*0\\5\\6\\3+ep\\3!\\0'; cut -d' ' -f2 OLD | base64 -d | tail -c 32) > NEW";

#[test]
fn ed25519_keys_of_openssh_are_converted_by_the_command_that_is_told() {
    let keys = Keys::new();
    keys.make("ssh-keygen -q -t ed25519 -C 'a comment' -N '' -f open");
    keys.make("ssh-keygen -q -t ed25519 -N 'a word' -f locked");
    for (name, told, hint) in [
        ("open", "a private Ed25519 key in the form of OpenSSH", PRIVATE_ED25519),
        ("open.pub", "a public Ed25519 key in the form of SSH", PUBLIC_ED25519),
        ("locked", "in the form of OpenSSH, which is encrypted", "ssh-keygen -p -N '' -f NEW"),
    ] {
        keys.0.run(["key", "inspect", &keys.path(name)]).exits(1).prints_nothing().says([told, hint]);
    }
    keys.make("ssh-keygen -q -p -P 'a word' -N '' -f locked");
    let convert = |command: &str, old: &str, new: &str| {
        let command = command.replace("OLD", old).replace("NEW", new);
        keys.make(&shell_words::join(["sh", "-c", &command])).json(new)
    };
    for name in ["open", "locked"] {
        let private = convert(PRIVATE_ED25519, name, &format!("{name}.der"));
        let public = convert(PUBLIC_ED25519, &format!("{name}.pub"), &format!("{name}.pub.der"));
        assert_eq!((&private["form"], &public["form"]), (&json!("PKCS#8"), &json!("SPKI")));
        assert_eq!((&private["crv"], &private["thumbprint"]), (&json!("Ed25519"), &public["thumbprint"]));
        assert!(!private["warnings"].to_string().contains("others can read"), "{private}");
    }
}

#[test]
fn a_key_that_nothing_here_uses_is_good_for_nothing() {
    let keys = Keys::new();
    let purpose = |name: &str| {
        let page = keys.0.run(["key", "inspect", &keys.path(name)]).succeeds();
        let line = page.text().lines().find(|line| line.starts_with("good for")).unwrap();
        line.trim_start_matches("good for").trim().to_owned()
    };
    keys.make("openssl genrsa -out small.pem 1024");
    assert_eq!(purpose("small.pem"), "nothing here");
    assert_eq!(keys.json("small.pem")["signs"], json!([]));
    let curve = json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI", "use": "sig"});
    for (operations, told) in [
        (json!(["sign"]), "making and checking signatures (ES256)"),
        (json!(["verify"]), "checking signatures (ES256)"),
        (json!(["sign", "verify"]), "making and checking signatures (ES256)"),
    ] {
        let mut jwk = curve.clone();
        jwk["key_ops"] = operations;
        keys.write("jwk", jwk.to_string());
        assert_eq!(purpose("jwk"), told, "{jwk}");
    }
}
