//! `decode --key`: tokens that another implementation encrypted, and those that nobody should decrypt.

use crate::support::{Output, Sandbox, node};
use authctl::jwt::base64url;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;

/// What the npm package jose makes: for each pair of algorithms a key, in two forms, and a token of claims; at the end a
/// signed token that is encrypted.
const ENCRYPT: &str = r"
import { CompactEncrypt, SignJWT, exportJWK, exportPKCS8, generateKeyPair, generateSecret } from 'jose'
const text = (value) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const curves = ['P-256', 'P-384', 'P-521', 'X25519']
const encs = ['A128GCM', 'A192GCM', 'A256GCM', 'A128CBC-HS256', 'A192CBC-HS384', 'A256CBC-HS512']
const made = []
async function encrypt(alg, enc, key, payload, more) {
  return new CompactEncrypt(text(payload)).setProtectedHeader({ alg, enc, ...more }).encrypt(key)
}
for (const enc of encs) {
  for (const alg of ['dir', 'A128KW', 'A256KW']) {
    const key = await generateSecret(alg === 'dir' ? enc : alg, { extractable: true })
    made.push({ alg, enc, jwk: await exportJWK(key), token: await encrypt(alg, enc, key, { sub: alg + enc }) })
  }
  for (const [alg, options] of [
    ['RSA-OAEP', {}], ['RSA-OAEP-256', {}],
    ...['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW'].flatMap((alg) => curves.map((crv) => [alg, { crv }])),
  ]) {
    const pair = await generateKeyPair(alg, { extractable: true, ...options })
    made.push({
      alg, enc, jwk: await exportJWK(pair.privateKey), pem: await exportPKCS8(pair.privateKey),
      token: await encrypt(alg, enc, pair.publicKey, { sub: alg + enc }, enc === 'A128GCM' ? {} : { kid: 'k' }),
    })
  }
}
const pair = await generateKeyPair('RSA-OAEP-256', { extractable: true })
const signed = await new SignJWT({ sub: 'alice', iss: 'https://id.example.com' })
  .setProtectedHeader({ alg: 'HS256', kid: 'inner' }).setExpirationTime('1h').sign(text('k'.repeat(40)))
const nested = await encrypt('RSA-OAEP-256', 'A256GCM', pair.publicKey, signed, { cty: 'JWT', kid: 'outer' })
made.push({ alg: 'nested', jwk: await exportJWK(pair.privateKey), token: nested, signed })
console.log(JSON.stringify(made))
";

fn made() -> Vec<Value> {
    let folder = node::script("issuer.mjs").parent().unwrap().to_owned();
    let mut jose = Command::new(node::program());
    jose.args(["--input-type=module", "--eval", ENCRYPT]).current_dir(folder);
    let made = jose.output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    serde_json::from_slice(&made.stdout).unwrap()
}

fn decode(sandbox: &Sandbox, key: &PathBuf, token: &str, more: &[&str]) -> Output {
    sandbox.authctl(["decode", token, "--key"]).args([key]).args(more).run()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn what_another_implementation_encrypts_is_decrypted() {
    let sandbox = Sandbox::new();
    let made = made();
    let (nested, flat) = made.split_last().unwrap();
    assert_eq!(flat.len(), 6 * (3 + 2 + 12));
    for case in flat {
        let (alg, enc) = (text(&case["alg"]), text(&case["enc"]));
        let pem = case["pem"].as_str().filter(|_| enc == "A128GCM");
        let pem = pem.map(|pem| sandbox.write("key.pem", pem));
        for key in [sandbox.write("key.jwk", case["jwk"].to_string())].into_iter().chain(pem) {
            let read = decode(&sandbox, &key, text(&case["token"]), &["--json"]).succeeds().json();
            assert_eq!(read["claims"], json!({"sub": format!("{alg}{enc}")}), "{alg} {enc}");
            assert_eq!(read["encryption"]["alg"], alg);
            assert_eq!((&read["verified"], &read["faults"]), (&json!(false), &json!([])));
        }
    }
    j6_a_signed_token_in_an_encrypted_one_is_shown_and_never_believed(&sandbox, nested);
}

fn j6_a_signed_token_in_an_encrypted_one_is_shown_and_never_believed(sandbox: &Sandbox, nested: &Value) {
    let key = sandbox.write("key.jwk", nested["jwk"].to_string());
    let token = text(&nested["token"]);
    let read = decode(sandbox, &key, token, &[]).succeeds();
    for shown in ["ENCRYPTION\n", "HEADER\n", "CLAIMS\n", "RSA-OAEP-256", "HS256", "inner", "outer", "alice"]
    {
        assert!(read.text().contains(shown), "no {shown} in {read}");
    }
    let read = read.says(["was decrypted, which says nothing about who made it", "Nothing was verified"]);
    assert!(!read.stderr.contains("only its header can be shown"), "{read}");
    let json = decode(sandbox, &key, token, &["--json"]).succeeds().json();
    let kids = [&json["encryption"]["kid"], &json["header"]["kid"], &json["claims"]["sub"]];
    assert_eq!(kids, [&json!("outer"), &json!("inner"), &json!("alice")]);
    assert_eq!(json["token"], nested["signed"], "for verify");
    let json = decode(sandbox, &key, token, &["--json", "--redact"]).succeeds().json();
    assert_eq!(json.get("token"), None);
    assert_eq!(decode(sandbox, &key, token, &["--claim", "sub"]).succeeds().text(), "alice");
    let redacted = decode(sandbox, &key, token, &["--redact"]).succeeds();
    assert!(!redacted.text().contains("alice"), "{redacted}");

    // the same key makes it no verified token
    let secret = sandbox.write("secret", "k".repeat(40));
    for flags in [["--key", key.to_str().unwrap()], ["--secret-file", secret.to_str().unwrap()]] {
        let refused = sandbox.authctl(["verify", token, "--any-issuer"]).args(flags).run();
        let refused = refused.exits(3).prints_nothing();
        refused.says(["encrypted, not signed", "authctl decode --key FILE", "jq -r .token | authctl verify"]);
    }
    let inner = decode(sandbox, &key, token, &["--json"]).json()["token"].as_str().unwrap().to_owned();
    let verified = sandbox.authctl(["verify", "--any-issuer", "--secret-file"]).args([&secret]).stdin(inner);
    assert_eq!(verified.run().succeeds().json()["sub"], "alice");
    let unsigned =
        sandbox.authctl(["decode", text(&nested["signed"]), "--secret-file"]).args([&secret]).run();
    unsigned.exits(3).prints_nothing().says(["signed, not encrypted", "authctl verify"]);
}

/// RFC 7516 A.3.
const KEY: &str = r#"{"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"}"#;
const TOKEN: &str = "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ.AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFICbCVQ";

#[test]
fn the_content_may_be_any_text_and_the_key_a_bare_secret() {
    let sandbox = Sandbox::new();
    let secret = sandbox.write("secret", "GawgguFyGrWKav7AX4VKUg\n");
    let flags = ["--secret-encoding", "base64url", "--secret-file", secret.to_str().unwrap()];
    // the example of the RFC holds a sentence, which is no claims
    let read = sandbox.authctl(["decode", TOKEN]).args(flags).run().exits(3);
    assert!(read.text().contains("Live long and prosper."), "{read}");
    let piped =
        sandbox.authctl(["decode", "--key"]).args([sandbox.write("key", KEY)]).stdin(TOKEN).run().exits(3);
    assert_eq!(piped.text(), read.text());
    let both = sandbox.authctl(["decode", "--secret-stdin"]).stdin(TOKEN).run();
    both.exits(2).says(["cannot both come from stdin"]);
    sandbox.run(["decode", "--lines", "--key", "x"]).exits(2);
}

#[test]
fn a_failure_says_what_is_needed_and_never_what_was_wrong_inside() {
    let sandbox = Sandbox::new();
    let key = |name: &str, text: &str| sandbox.write(name, text);
    let right = key("right", KEY);
    let wrong = key("wrong", r#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw"}"#);
    let parts: Vec<&str> = TOKEN.split('.').collect();
    let flipped = |at: usize| {
        let mut bytes = base64url::decode(parts[at]).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        let changed = base64url::encode(bytes);
        let mut parts = parts.clone();
        parts[at] = &changed;
        parts.join(".")
    };
    let mut answers: Vec<String> =
        (1..5).map(|at| decode(&sandbox, &right, &flipped(at), &[]).exits(3).stderr).collect();
    answers.push(decode(&sandbox, &wrong, TOKEN, &[]).exits(3).stderr);
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(answers[0].contains("it was made for another key, or was changed on its way"), "{answers:?}");

    let ed25519 = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#;
    let long = r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
    for (name, text, code, told) in [
        ("edwards", ed25519, 1, "not for decryption"),
        ("long", long, 1, "A128KW needs a secret of 16 bytes"),
        ("signing", &KEY.replace('}', r#","use":"sig"}"#), 1, "its \"use\" is \"sig\""),
    ] {
        let refused = decode(&sandbox, &key(name, text), TOKEN, &[]).exits(code);
        assert_eq!(refused.stdout.is_empty(), name != "long", "an unusable key is refused before: {refused}");
        refused.says([told]);
    }
    j6_of_what_is_not_decrypted_the_header_is_shown(&sandbox, &wrong);
    let old = format!("{}.AAAA.AAAA.AAAA.AAAA", base64url::encode(r#"{"alg":"RSA1_5","enc":"A128GCM"}"#));
    decode(&sandbox, &right, &old, &[]).exits(3).says(["\"RSA1_5\" are not read here", "RSA-OAEP-256"]);
}

fn j6_of_what_is_not_decrypted_the_header_is_shown(sandbox: &Sandbox, wrong: &PathBuf) {
    let other = |alg: &str| {
        let header = json!({"alg": alg, "enc": "A256GCM", "p2s": "AAAA", "p2c": 1000}).to_string();
        format!("{}.AAAA.AAAA.AAAA.AAAA", base64url::encode(header))
    };
    let (password, wrapped) = (other("PBES2-HS256+A128KW"), other("A256GCMKW"));
    let cut = TOKEN.rsplit_once('.').unwrap().0;
    let curve = json!({"alg": "ECDH-ES", "enc": "A256GCM", "epk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}});
    let curve =
        format!("{}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA", base64url::encode(curve.to_string()));
    let x25519 = sandbox.write("x25519", X25519);
    for (token, key, told) in [
        (TOKEN, wrong, "it was made for another key"),
        (&password, wrong, "keys made of passwords are not supported"),
        (&wrapped, wrong, "\"A256GCMKW\" are not read here"),
        (cut, wrong, "4 instead of the five parts of an encrypted one"),
        (&curve, &x25519, "for a key on the curve \"P-256\", and what was given is on X25519"),
    ] {
        let alg = sandbox.run(["decode", "--header", "--claim", "alg", token]);
        let alg = alg.text().to_owned();
        let refused = decode(sandbox, key, token, &[]).exits(3).says([told, "only its header is shown"]);
        assert!(refused.text().starts_with("HEADER\n") && refused.text().contains(&alg), "{refused}");
        let json = decode(sandbox, key, token, &["--json"]).exits(3);
        assert_eq!((&json.json()["header"]["alg"], &json.json()["claims"]), (&json!(alg), &Value::Null));
        decode(sandbox, key, token, &["--claim", "sub"]).exits(3).prints_nothing().says([told]);
        let header = decode(sandbox, key, token, &["--header", "--claim", "alg"]).exits(3);
        assert_eq!(header.text(), alg);
    }
}

/// RFC 7748 section 6.1.
const X25519: &str = r#"{"kty":"OKP","crv":"X25519","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo","d":"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo"}"#;

#[test]
fn a24_hostile_tokens_end_at_once() {
    let sandbox = Sandbox::new();
    let key = sandbox.write("key", KEY);
    let header = r#"{"alg":"PBES2-HS512+A256KW","enc":"A128GCM","p2c":2147483647,"p2s":"AAAA"}"#;
    let many = format!("{}.AAAA.AAAA.AAAA.AAAA", base64url::encode(header));
    let long = format!("{}.{}", &TOKEN[..40], "A".repeat(1 << 19));
    for token in [many, long] {
        let decode = sandbox.authctl(["decode", "--key"]).args([&key]).stdin(token);
        decode.under(["prlimit", "--cpu=5"]).run().exits(3);
    }
}
