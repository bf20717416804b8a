//! `issue`: tokens that careful servers take, made from flags, files and other tokens.

use crate::support::{Output, Sandbox, Tmux, long, strace};
use authctl::jwt::decode::decode;
use authctl::jwt::key::{KeyFile, WeakSecrets, thumbprint};
use authctl::jwt::{Algorithm, SigningKey};
use authctl::sensitive::SecretBytes;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;

const SECRET: &str = "Zq3vT9xKcW5mRb7yLhD2-fPq8sVu4NwXaE6jGk1tYoBi0dRzCnMhSlQe7TgUv5Jp9";

/// A sandbox with a secret in a variable and a key on P-256 in a file.
struct Bench {
    sandbox: Sandbox,
    key: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let mut sandbox = Sandbox::new();
        sandbox.set("SECRET", SECRET);
        let key = private_key(&sandbox, Algorithm::ES256);
        Self { sandbox, key }
    }

    /// `authctl issue --secret-env SECRET WORDS`.
    #[track_caller]
    fn issue(&self, words: &[&str]) -> Output {
        self.sandbox.authctl(["issue", "--secret-env", "SECRET"]).args(words).run()
    }
    /// `authctl issue --key KEY WORDS`.
    #[track_caller]
    fn issue_by_key(&self, words: &[&str]) -> Output {
        self.sandbox.authctl(["issue", "--key", self.key.to_str().unwrap()]).args(words).run()
    }
    /// What the token says that was issued with these words.
    #[track_caller]
    fn claims(&self, words: &[&str]) -> Value {
        claims(self.issue(words).succeeds().text())
    }
    /// The words are refused, and in these words.
    #[track_caller]
    fn refuses<const N: usize>(&self, words: &[&str], texts: [&str; N]) -> Output {
        self.issue(words).exits(2).prints_nothing().says(texts)
    }
}

/// A fresh private key in a file: a JWK, for RSA a PEM.
fn private_key(sandbox: &Sandbox, algorithm: Algorithm) -> PathBuf {
    let name = format!("{algorithm}.key");
    match algorithm.name().as_bytes() {
        [b'H', ..] => {
            let secret: Vec<u8> =
                (0..64u8).map(|at| at.wrapping_mul(at).wrapping_mul(151) ^ at.rotate_left(3)).collect();
            let jwk = json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode(secret), "alg": algorithm.name()});
            sandbox.write(&name, jwk.to_string())
        }
        [b'R' | b'P', ..] => {
            use aws_lc_rs::encoding::AsDer as _;
            let pair = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
            let pem = STANDARD.encode(pair.as_der().unwrap().as_ref());
            sandbox.write(&name, format!("-----BEGIN PRIVATE KEY-----\n{pem}\n-----END PRIVATE KEY-----\n"))
        }
        _ => {
            let key = SigningKey::generate(algorithm).unwrap();
            sandbox.write(&name, key.private_jwk(algorithm.name()).unwrap().expose())
        }
    }
}

#[track_caller]
fn header(token: &str) -> Value {
    decode(token).unwrap().header().clone().into()
}

#[track_caller]
fn claims(token: &str) -> Value {
    decode(token).unwrap().claims().unwrap().clone().into()
}

/// The claims without what is new each time.
fn lasting(mut claims: Value) -> Value {
    for name in ["iat", "exp", "nbf", "jti"] {
        claims.as_object_mut().unwrap().remove(name);
    }
    claims
}

fn unsigned_token(header: &str, claims: &str) -> String {
    format!("{}.{}.AA", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

#[test]
fn a_token_of_each_algorithm_verifies() {
    let sandbox = Sandbox::new();
    for algorithm in Algorithm::ALL {
        let key = private_key(&sandbox, algorithm);
        let key = key.to_str().unwrap();
        let words =
            ["issue", "--key", key, "--alg", algorithm.name(), "--audience", "api", "--subject", "ä 😀"];
        let issued = sandbox.run(words).succeeds();
        assert_eq!(header(issued.text()), json!({"alg": algorithm.name(), "typ": "JWT"}));
        assert!(issued.stdout.ends_with(b"\n") && issued.stderr.is_empty(), "{issued}");
        let words = ["verify", issued.text(), "--key", key, "--alg", algorithm.name(), "--audience", "api"];
        assert_eq!(sandbox.run(words).succeeds().json()["sub"], "ä 😀");
    }
}

#[test]
fn random_claims_come_out_as_they_went_in() {
    let seed = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0);
    eprintln!("seed {seed}");
    let (bench, mut state) = (Bench::new(), seed);
    let mut number = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..if long() { 500 } else { 20 } {
        let mut wanted = json!({});
        for _ in 0..number(8) {
            let name = format!("c{}", number(1000));
            wanted[name] = match number(6) {
                0 => json!(char::from_u32(u32::try_from(number(0xd7ff)).unwrap()).unwrap().to_string()),
                1 => json!(number(1 << 30)),
                2 => json!([null, true, {"x": [number(9)]}]),
                3 => json!(-1.5),
                4 => json!({}),
                _ => json!("\u{10ffff}\"\\ \u{0}"),
            };
        }
        let file = bench.sandbox.write("claims", wanted.to_string());
        let token = bench.issue(&["--claims", file.to_str().unwrap()]).succeeds();
        let verified =
            bench.sandbox.run(["verify", token.text(), "--secret-env", "SECRET"]).succeeds().json();
        assert_eq!(lasting(verified), wanted);
    }
}

#[test]
fn without_flags_a_token_is_good_for_a_quarter_of_an_hour() {
    let claims = Bench::new().claims(&[]);
    let at = |name: &str| claims[name].as_i64().unwrap();
    assert_eq!(at("exp") - at("iat"), 900);
    assert_eq!(claims.as_object().unwrap().len(), 2, "{claims}");
}

#[test]
fn claims_are_typed_as_people_think_of_them() {
    let bench = Bench::new();
    let words =
        "--issuer me --subject you --audience api --scope read --scope write --scope read --role a --role b";
    let words: Vec<&str> = words.split(' ').chain(["--claim", "a=b=c", "--claim", "n=1"]).collect();
    let words = [&words[..], &["--claim-json", "o={\"x\":[1]}", "--jti", "7", "--not-before", "5m"]].concat();
    let claims = bench.claims(&words);
    let iat = claims["iat"].as_i64().unwrap();
    let wanted = json!({
        "iss": "me", "sub": "you", "aud": "api", "iat": iat, "nbf": iat + 300, "exp": iat + 900, "jti": "7",
        "scope": "read write", "roles": ["a", "b"], "a": "b=c", "n": "1", "o": {"x": [1]},
    });
    assert_eq!(claims.to_string(), wanted.to_string(), "in this order too");
    assert_eq!(bench.claims(&["--audience", "a", "--audience", "b"])["aud"], json!(["a", "b"]));
}

#[test]
fn roles_lie_where_the_server_looks_for_them() {
    let bench = Bench::new();
    let roles = |claim: &str| lasting(bench.claims(&["--role", "a", "--role-claim", claim]));
    assert_eq!(roles("realm_access.roles"), json!({"realm_access": {"roles": ["a"]}}));
    assert_eq!(roles("https://example.com/roles"), json!({"https://example.com/roles": ["a"]}));
    let file = bench.sandbox.write("claims", r#"{"realm_access": {"verify": true}, "sub": "x"}"#);
    let words = ["--role", "a", "--claims", file.to_str().unwrap(), "--role-claim"];
    let claims = bench.claims(&[&words[..], &["realm_access.roles"]].concat());
    assert_eq!(
        claims["realm_access"],
        json!({"verify": true, "roles": ["a"]}),
        "what lies beside them stays"
    );
    bench.refuses(&[&words[..], &["sub.roles"]].concat(), ["--role", "\"sub\" is a string"]);
    bench.refuses(&["--role", "a", "--role-claim", "a..b"], ["no name of a claim"]);
}

#[test]
fn dates_are_those_that_were_asked_for() {
    let bench = Bench::new();
    let at = |claims: &Value, name: &str| claims[name].as_i64().unwrap();
    let claims = bench.claims(&["--expires-in", "2d", "--iat-skew", "30s"]);
    assert_eq!(at(&claims, "exp") - at(&claims, "iat"), 2 * 86_400 + 30);
    let claims =
        bench.claims(&["--expires-at", "2100-01-01T00:00:00Z", "--not-before", "2099-01-01T00:00:00Z"]);
    assert_eq!((at(&claims, "exp"), at(&claims, "nbf")), (4_102_444_800, 4_070_908_800));
    let endless = bench.issue(&["--no-expiry", "--no-iat"]).succeeds();
    assert_eq!(claims_and_json(&bench, &["--no-expiry", "--no-iat"]), (json!({}), Value::Null));
    assert_eq!(self::claims(endless.text()), json!({}));
    bench.refuses(&["--not-before", "60"], ["60s is that long from now"]);
    for flag in ["--not-before", "--expires-at"] {
        let whole = "whole seconds are wanted, such as 2099-01-01T00:00:00Z";
        bench.refuses(&[flag, "2099-01-01T00:00:00.5Z"], [whole]);
    }
    bench.refuses(&["--expires-in", "0"], ["has expired before it is signed, less than 1 s ago"]);
    bench.refuses(&["--expires-in", "-1h"], ["has expired before it is signed, 60 min ago"]);
    let past = bench.claims(&[
        "--expires-in",
        "-1h",
        "--not-before",
        "-2h",
        "--iat-skew",
        "2h",
        "--allow-odd-token",
    ]);
    assert_eq!((at(&past, "exp") - at(&past, "nbf"), at(&past, "nbf")), (3600, at(&past, "iat")));
}

/// Claims and `expires_at` of the JSON object.
fn claims_and_json(bench: &Bench, words: &[&str]) -> (Value, Value) {
    let object = bench.issue(&[words, &["--json"]].concat()).succeeds().json();
    (object["claims"].clone(), object["expires_at"].clone())
}

#[test]
fn a_flag_wins_over_the_file_and_the_file_over_the_other_token() {
    let bench = Bench::new();
    let other = unsigned_token("{}", r#"{"iss":"token","sub":"token","aud":"token","x":"token"}"#);
    let file = bench.sandbox.write("claims", r#"{"iss":"file","sub":"file","exp":4102444800}"#);
    let words = ["--from", &other, "--claims", file.to_str().unwrap(), "--issuer", "flag"];
    let claims = bench.claims(&words);
    assert_eq!(lasting(claims.clone()), json!({"iss": "flag", "sub": "file", "aud": "token", "x": "token"}));
    assert_eq!(claims["exp"], 4_102_444_800_u64, "a date of the file stays");
    let claims = bench.claims(&[&words[..], &["--expires-in", "1h"]].concat());
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3600);
}

#[test]
fn one_claim_by_two_flags_is_a_mistake() {
    let bench = Bench::new();
    for (words, texts) in [
        (&["--issuer", "a", "--claim", "iss=b"][..], ["claim iss is said twice", "--issuer and by --claim"]),
        (
            &["--claim", "x=1", "--claim-json", "x=1"],
            ["claim x is said twice", "--claim and by --claim-json"],
        ),
        (&["--claim", "x=1", "--claim", "x=1"], ["claim x is said twice", "by --claim."]),
        (&["--expires-in", "5m", "--no-expiry"], ["claim exp", "--expires-in and by --no-expiry"]),
        (&["--iat-skew", "5s", "--no-iat"], ["claim iat", "--iat-skew and by --no-iat"]),
        (&["--expires-at", "4102444800", "--claim-json", "exp=1"], ["claim exp", "--expires-at and by"]),
        (&["--role", "a", "--role-claim", "r.x", "--claim", "r=1"], ["claim r ", "--role and by --claim"]),
        (&["--header", "x=1", "--header", "x=2"], ["header's x", "said twice"]),
    ] {
        bench.refuses(words, texts);
    }
}

#[test]
fn another_token_is_edited_and_signed_again() {
    let bench = Bench::new();
    let old = r#"{"jti":"old","sub":"alice","iat":1,"nbf":1,"exp":2,"aud":["a"],"deep":{"x":[1]}}"#;
    let other = unsigned_token(r#"{"typ":"at+jwt","alg":"none","kid":"theirs","x":"y"}"#, old);
    let words = ["--from", &other, "--without", "aud", "--subject", "bob", "--claim", "new=1"];
    let issued = bench.issue(&words).succeeds().says(["claims and typ", "not verified", "made new"]);
    assert_eq!(header(issued.text()), json!({"alg": "HS256", "typ": "at+jwt"}), "nothing else of its header");
    let claims = claims(issued.text());
    assert_eq!(lasting(claims.clone()), json!({"sub": "bob", "deep": {"x": [1]}, "new": "1"}));
    assert_eq!(claims["nbf"], claims["iat"], "{claims}");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 900);
    assert_ne!(claims["jti"], "old");
    let untyped = unsigned_token("{}", "{}");
    assert_eq!(header(bench.issue(&["--from", &untyped]).succeeds().text()), json!({"alg": "HS256"}));
    bench.refuses(&["--from", &other, "--without", "audience"], ["no claim \"audience\"", "sub, iat"]);
}

#[test]
fn what_is_left_out_of_a_file_or_a_token_may_be_said_anew() {
    let bench = Bench::new();
    let file = bench.sandbox.write("claims.json", r#"{"exp":2,"sub":"alice","x":1}"#);
    let file = file.to_str().unwrap();
    let life = |words: &[&str]| {
        let claims = claims(bench.issue(words).succeeds().text());
        assert_eq!(claims["sub"], "alice", "{claims}");
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap()
    };
    assert_eq!(life(&["--claims", file, "--without", "exp"]), 900);
    assert_eq!(life(&["--claims", file, "--without", "exp", "--expires-in", "5m"]), 300);
    let other = unsigned_token("{}", r#"{"nbf":1,"jti":"old","sub":"bob","x":1}"#);
    let words =
        ["--from", &other, "--without", "sub", "--without", "nbf", "--without", "jti", "--subject", "carol"];
    let issued = claims(bench.issue(&words).succeeds().text());
    assert_eq!(lasting(issued.clone()), json!({"sub": "carol", "x": 1}));
    assert!(issued.get("nbf").is_none() && issued.get("jti").is_none(), "{issued}");
    let words = ["--from", &other, "--claims", file, "--without", "x", "--without", "exp"];
    assert!(claims(bench.issue(&words).succeeds().text()).get("x").is_none(), "of both");
    let twice = ["--from", &other, "--without", "sub", "--without", "sub"];
    assert_eq!(bench.claims(&twice).get("sub"), None);
    bench.refuses(&["--without", "iat"], ["no claim \"iat\"", "--no-iat"]);
}

#[test]
fn a_date_that_is_made_new_is_not_taken_out_in_silence() {
    let bench = Bench::new();
    let other = unsigned_token("{}", r#"{"sub":"alice","exp":2,"iat":1}"#);
    for (claim, hint, flag) in [("exp", "→ --no-expiry", "--no-expiry"), ("iat", "→ --no-iat", "--no-iat")]
    {
        let words = ["--from", &other, "--without", claim];
        bench.refuses(&words, [&format!("the token gets a new {claim}"), hint]);
        assert!(bench.claims(&[&words[..], &[flag]].concat()).get(claim).is_none(), "{claim}");
    }
    let file = bench.sandbox.write("claims.json", r#"{"exp":2}"#);
    let words = ["--from", &other, "--claims", file.to_str().unwrap(), "--without", "exp"];
    assert_ne!(bench.claims(&words)["exp"], 2, "that of the file is out");
}

#[test]
fn another_token_is_taken_as_it_is_pasted() {
    let bench = Bench::new();
    let other = unsigned_token("{}", r#"{"sub":"alice"}"#);
    let piped = |text: String| {
        let issue = bench.sandbox.authctl(["issue", "--secret-env", "SECRET", "--from", "-"]);
        issue.stdin(text).run()
    };
    for (text, around) in [
        (format!("Bearer {other}\n"), "left out around it: Bearer"),
        (format!("\"{other}\""), "quotes"),
        (format!("{}\n{}", &other[..9], &other[9..]), "line breaks"),
    ] {
        let issued = piped(text).succeeds().says(["not verified", around]);
        assert_eq!(claims(issued.text())["sub"], "alice");
    }
    piped("abc".into()).exits(3).prints_nothing().says(["--from", "1 instead of three parts"]);
    piped(String::new()).exits(2).prints_nothing().says(["no token was given"]);
    let encrypted = format!("{}....", URL_SAFE_NO_PAD.encode("{}"));
    piped(encrypted).exits(3).says(["--from", "encrypted"]);
}

#[test]
fn j16_duplicate_members_are_signed_from_no_source() {
    let bench = Bench::new();
    let twice = r#"{"exp":1,"a":{"x":1,"\u0078":2}}"#;
    let file = bench.sandbox.write("claims", twice);
    let refused = bench.issue(&["--claims", file.to_str().unwrap()]).exits(1).prints_nothing();
    refused.says(["claims is not acceptable JSON", "the member \"x\" twice"]);
    bench.refuses(&["--claim-json", r#"a={"x":1,"x":2}"#], ["the member \"x\" twice"]);
    let from = bench.issue(&["--from", &unsigned_token("{}", twice)]);
    from.exits(3).prints_nothing().says(["the member \"x\" twice"]);
    let from = bench.issue(&["--from", &unsigned_token(r#"{"typ":"a","typ":"b"}"#, "{}")]);
    from.exits(3).says(["the member \"typ\" twice"]);
}

#[test]
fn j31_claims_are_one_object() {
    let bench = Bench::new();
    for (text, words) in [
        ("[]", "is a list instead of a JSON object"),
        ("\"x\"", "is a string instead"),
        ("{} {}", "is not acceptable JSON"),
        ("", "stdin is empty"),
        ("\u{feff}{}", "byte order mark"),
        ("{'a':1}", "is not acceptable JSON"),
    ] {
        let issue =
            bench.sandbox.authctl(["issue", "--secret-env", "SECRET", "--claims", "-"]).stdin(text).run();
        issue.exits(1).prints_nothing().says(["stdin", words, "one JSON object"]);
    }
    bench.issue(&["--claims", "/nowhere/claims"]).exits(1).says(["/nowhere/claims is not there"]);
}

#[test]
fn j29_j30_j45_what_careful_servers_reject_is_signed_for_those_alone_who_insist() {
    let bench = Bench::new();
    for (claim, words) in [
        (r#"exp="1795251523""#, "the claim exp is a string instead of a number of seconds"),
        ("exp=4102444800.5", "whole number of seconds"),
        ("exp=4e9", "whole number of seconds"),
        ("exp=null", "the claim exp is null"),
        ("exp=4102444800000", "between the years 1970 and 9999"),
        ("exp=1000000000", "has expired before it is signed"),
        ("nbf=-1", "between the years 1970 and 9999"),
        ("nbf=4102444800", "before it is valid (nbf)"),
        ("iat=4102444800", "issued in"),
        ("iss=1", "the claim iss is a number instead of a string"),
        ("sub=[]", "the claim sub is a list"),
        ("jti=7", "the claim jti is a number"),
        (r#"sub="""#, "the claim sub is empty"),
        (r#"aud=["a",1]"#, "instead of a string or a list of strings"),
        ("aud=[]", "for nobody"),
        (r#"scope=["read","write"]"#, "the claim scope is a list"),
    ] {
        let refused = bench.refuses(&["--claim-json", claim], [words, "--allow-odd-token"]);
        assert!(refused.stderr.contains("careful servers reject"), "{refused}");
        let issued = bench.issue(&["--claim-json", claim, "--allow-odd-token"]).succeeds();
        let issued = issued.says(["careful servers reject this token", words]);
        let (name, value) = claim.split_once('=').unwrap();
        let value: Value = serde_json::from_str(value).unwrap();
        assert_eq!(claims(issued.text())[name], value, "{issued}");
    }
}

#[test]
fn every_objection_is_told_at_once() {
    let refused = Bench::new().issue(&["--claim-json", "sub=1", "--claim-json", "exp=1", "--json"]).exits(2);
    let failure = refused.failure();
    assert_eq!(failure["code"], "odd_token");
    for words in ["the claim sub is a number", "has expired"] {
        assert!(failure["message"].as_str().unwrap().contains(words), "{failure}");
    }
}

#[test]
fn j46_a_number_that_lost_its_digits_is_not_signed_in_silence() {
    let bench = Bench::new();
    bench.refuses(
        &["--claim-json", "id=12345678901234567890123"],
        ["the claim id holds", "may have lost digits"],
    );
    let issued = bench.issue(&["--claim-json", "id=9007199254740993"]).succeeds();
    assert_eq!(claims(issued.text())["id"], 9_007_199_254_740_993_u64);
    issued.says(["readers round 9007199254740993 (in id)"]);
}

#[test]
fn a_token_without_end_is_wanted_in_so_many_words() {
    let bench = Bench::new();
    bench.refuses(
        &["--from", &unsigned_token("{}", "{}"), "--without", "exp"],
        ["no claim \"exp\"", "--no-expiry"],
    );
    assert_eq!(lasting(bench.claims(&["--no-expiry"])), json!({}));
    let far = bench.issue(&["--expires-at", "2100-01-01T00:00:00Z"]).succeeds();
    far.says(["good for", "years"]);
}

#[test]
fn j4_no_token_is_made_without_a_signature() {
    let bench = Bench::new();
    for none in ["none", "None", "NONE"] {
        bench.refuses(&["--alg", none], ["proves nothing"]);
    }
    bench.refuses(&["--alg", "H256"], ["the algorithms are HS256", "EdDSA, Ed25519"]);
    for (typed, name) in [("hs256", "HS256"), ("HS-256", "HS256"), ("eddsa", "EdDSA"), ("ed25519", "Ed25519")]
    {
        bench.refuses(&["--alg", typed], [typed, &format!("its name is written {name}")]);
    }
    bench.refuses(&["--header", "alg=none"], ["--alg says that"]);
    let taken = bench.issue(&["--from", &unsigned_token(r#"{"alg":"none"}"#, "{}")]).succeeds();
    assert_eq!(header(taken.text())["alg"], "HS256");
}

#[test]
fn j19_j20_j23_what_a_header_must_not_say() {
    let bench = Bench::new();
    for (member, words) in [
        ("crit=exp", "no extension is known"),
        ("b64=false", "always written in base64url"),
        ("jwk={}", "cannot bring its own key"),
        ("x5c=abc", "cannot bring its own key"),
        ("kid=x", "--kid says that"),
        ("typ=x", "--typ says that"),
        ("x", "NAME=VALUE is wanted"),
    ] {
        bench.refuses(&["--header", member], [words]);
    }
    for member in ["jku=https://evil.example/keys", "x5u=https://evil.example", "enc=A128GCM", "cty=JWT"] {
        bench.refuses(&["--header", member], ["careful servers reject", "--allow-odd-token"]);
        bench.issue(&["--header", member, "--allow-odd-token"]).succeeds();
    }
    let issued = bench.issue(&["--typ", "x", "--header", "x5t=abc", "--header", "a=b=c"]).succeeds();
    assert_eq!(header(issued.text()), json!({"alg": "HS256", "typ": "x", "x5t": "abc", "a": "b=c"}));
}

#[test]
fn j8_j9_a_weak_secret_signs_for_those_alone_who_insist() {
    let sandbox = Sandbox::new();
    let issue = |secret: &str, words: &[&str]| {
        sandbox.authctl(["issue", "--secret-stdin"]).args(words).stdin(secret.as_bytes()).run()
    };
    for (secret, alg, words) in [
        ("short", "HS256", "has 5 bytes; HS256 needs at least 32"),
        (&SECRET[..40], "HS384", "needs at least 48"),
        (&SECRET[..50], "HS512", "needs at least 64"),
        (&"changeme".repeat(8), "HS256", "can be guessed"),
        (&"a1".repeat(32), "HS512", "can be guessed"),
        ("", "HS256", "is empty"),
    ] {
        let refused = issue(secret, &["--alg", alg]).exits(1).prints_nothing().says([words]);
        if !secret.is_empty() {
            refused.says(["--allow-weak-key"]);
            let insisted = issue(secret, &["--alg", alg, "--allow-weak-key"]).succeeds();
            insisted.says([words, "taken nevertheless"]);
        }
    }
    let jwk = sandbox.write("weak.jwk", r#"{"kty":"oct","k":"c2hvcnQ"}"#);
    let words = ["issue", "--key", jwk.to_str().unwrap()];
    sandbox.run(words).exits(1).says(["has 5 bytes"]);
    let insisted = sandbox.authctl(words).args(["--allow-weak-key", "--json"]).run().succeeds().json();
    assert!(insisted["warnings"][0].as_str().unwrap().contains("has 5 bytes"), "{insisted}");
}

#[test]
fn j39_two_signatures_of_the_same_claims_differ() {
    let bench = Bench::new();
    let words = ["--no-iat", "--expires-at", "2030-01-01T00:00:00Z", "--count", "20"];
    let tokens = bench.issue_by_key(&words).succeeds();
    let signatures = |part: usize| -> BTreeSet<String> {
        tokens.text().lines().map(|token| token[token.rfind('.').unwrap()..][..part].to_owned()).collect()
    };
    assert_eq!(signatures(43).len(), 20, "R alone, which the random number makes");
}

#[test]
fn a_key_has_the_id_that_servers_know_it_by() {
    let bench = Bench::new();
    let kid = |words: &[&str]| header(bench.sandbox.run(words).succeeds().text())["kid"].clone();
    let (pem, jwk) = (private_key(&bench.sandbox, Algorithm::RS256), bench.key.to_str().unwrap());
    let pem = pem.to_str().unwrap();
    assert_eq!(kid(&["issue", "--key", pem]), Value::Null, "nobody named it");
    assert_eq!(kid(&["issue", "--key", pem, "--kid", "2026-11"]), "2026-11");
    let file = KeyFile::open(&SecretBytes::new(std::fs::read(&bench.key).unwrap())).unwrap();
    let public = file.signing_key(None, None, WeakSecrets::Refused).unwrap().public_jwk();
    assert_eq!(kid(&["issue", "--key", jwk, "--kid", "thumbprint"]), thumbprint(&public).unwrap());
    bench.refuses(&["--kid", "thumbprint"], ["a shared secret has no thumbprint"]);

    let named = |name: &str| {
        let jwk: Value = serde_json::from_slice(&std::fs::read(&bench.key).unwrap()).unwrap();
        json!({"kty": jwk["kty"], "crv": jwk["crv"], "x": jwk["x"], "y": jwk["y"], "d": jwk["d"], "kid": name})
    };
    let own = bench.sandbox.write("own.jwk", named("own").to_string());
    let own = own.to_str().unwrap();
    assert_eq!(kid(&["issue", "--key", own]), "own");
    let other = bench.sandbox.run(["issue", "--key", own, "--kid", "other"]).exits(2);
    other.says(["the key's own id is \"own\"", "\"other\"", "--allow-odd-token"]);
    assert_eq!(kid(&["issue", "--key", own, "--kid", "other", "--allow-odd-token"]), "other");
    let set = bench.sandbox.write("set.jwks", json!({"keys": [named("a"), named("b")]}).to_string());
    let set = set.to_str().unwrap();
    assert_eq!(kid(&["issue", "--key", set, "--kid", "b"]), "b");
    bench.sandbox.run(["issue", "--key", set]).exits(1).says(["2 private keys"]);
    bench
        .sandbox
        .run(["issue", "--key", set, "--kid", "c"])
        .exits(1)
        .says(["no private key with the id \"c\"; the ids are \"a\", \"b\""]);
}

#[test]
fn the_algorithm_is_spelled_as_the_key_or_the_person_spells_it() {
    let sandbox = Sandbox::new();
    let key = SigningKey::generate(Algorithm::EdDSA).unwrap();
    let alg = |jwk: &str, words: &[&str]| {
        let file = sandbox.write("key", key.private_jwk(jwk).unwrap().expose());
        header(
            sandbox.authctl(["issue", "--key", file.to_str().unwrap()]).args(words).run().succeeds().text(),
        )["alg"]
            .clone()
    };
    assert_eq!(alg("EdDSA", &[]), "EdDSA");
    assert_eq!(alg("Ed25519", &[]), "Ed25519");
    assert_eq!(alg("EdDSA", &["--alg", "Ed25519"]), "Ed25519");
    assert_eq!(alg("Ed25519", &["--alg", "EdDSA"]), "EdDSA");
}

#[test]
fn many_tokens_each_with_its_own_id() {
    let bench = Bench::new();
    let count = if long() { 1_000_000 } else { 3000 };
    let issued = bench.issue(&["--jti", "auto", "--count", &count.to_string()]).succeeds();
    let issued = issued.says(["tokens issued in"]);
    let mut ids = BTreeSet::new();
    for token in issued.text().lines() {
        let claims = claims(token);
        let jti = claims["jti"].as_str().unwrap();
        assert_eq!(URL_SAFE_NO_PAD.decode(jti).unwrap().len(), 16, "128 random bits");
        ids.insert(jti.to_owned());
    }
    assert_eq!(ids.len(), count);
    let last = issued.text().lines().last().unwrap();
    bench.sandbox.run(["verify", last, "--secret-env", "SECRET"]).succeeds();
    bench.issue(&["--count", "2"]).succeeds().says(["--jti auto gives each its own id"]);
    bench.refuses(&["--count", "0"], ["a whole number is wanted, 1 or more"]);
    let lines = bench.issue(&["--jti", "auto", "--count", "3", "--json"]).succeeds();
    for line in lines.text().lines() {
        let object: Value = serde_json::from_str(line).unwrap();
        assert_eq!(claims(object["token"].as_str().unwrap()), object["claims"]);
    }
}

#[test]
fn a_reader_that_has_enough_ends_it() {
    let bench = Bench::new();
    let shell = ["/bin/sh", "-c", "\"$@\" | head -n 2", "sh"];
    let issue =
        bench.sandbox.authctl(["issue", "--secret-env", "SECRET", "--jti", "auto", "--count", "1000000000"]);
    let output = issue.under(shell).run().succeeds();
    assert_eq!(output.text().lines().count(), 2);
}

#[test]
fn the_secret_of_a_pipeline_comes_by_stdin_or_by_a_variable() {
    let bench = Bench::new();
    let issue = bench.sandbox.authctl(["issue", "--secret-stdin", "--subject", "ci", "--expires-in", "5m"]);
    let token = issue.stdin(SECRET).run().succeeds();
    assert!(token.stderr.is_empty(), "{token}");
    let by_variable = bench.issue(&["--subject", "ci"]).succeeds();
    for token in [token, by_variable] {
        let verified =
            bench.sandbox.run(["verify", token.text(), "--secret-env", "SECRET", "--subject", "ci"]);
        assert_eq!(verified.succeeds().json()["sub"], "ci");
    }
    bench.sandbox.run(["issue", "--secret-env", "NOWHERE"]).exits(1).says(["NOWHERE", "is not set"]);
    bench.sandbox.run(["issue"]).exits(2).says(["no key was named", "--key FILE"]);
    for (words, texts) in [
        (&["--secret-stdin", "--claims", "-"][..], ["the key and --claims", "both come from stdin"]),
        (&["--secret-stdin", "--from", "-"], ["the key and --from", "both come from stdin"]),
        (&["--key", "-", "--from", "-"], ["the key and --from", "both come from stdin"]),
        (&["--claims", "-", "--from", "-"], ["--claims and --from", "both come from stdin"]),
        (&["--secret-stdin", "-p", "work"], ["profile work holds no key that signs", "--key FILE"]),
    ] {
        let refused = bench.sandbox.authctl(["issue"]).args(words).stdin(SECRET).run();
        refused.exits(2).prints_nothing().says(texts);
    }
}

#[test]
fn a41_it_opens_no_socket_starts_no_program_and_leaves_nothing() {
    let bench = Bench::new();
    let before = bench.sandbox.files().len();
    let issue = bench.sandbox.authctl(["issue", "--secret-stdin", "--jti", "auto"]).stdin(SECRET);
    let (output, calls) = strace::calls_of(issue, &bench.sandbox.path("trace"));
    let output = output.succeeds();
    assert_eq!(bench.sandbox.files().len(), before + 1, "the trace alone is new");
    let odd = calls.iter().find(|call| {
        let name = &call.name[..];
        ["socket", "connect", "execve", "clone", "clone3", "fork", "vfork"].contains(&name)
            || call.shown.contains("O_WRONLY")
            || call.shown.contains("O_RDWR")
    });
    assert!(odd.is_none(), "{odd:?}\n{output}");
}

#[test]
fn a_person_is_told_until_when_it_is_good_and_who_signed() {
    let bench = Bench::new();
    let words = ["issue", "--key", bench.key.to_str().unwrap(), "--kid", "mine", "--expires-in", "1h"];
    let terminal = Tmux::start(&bench.sandbox, &words, &[]);
    let screen = terminal.shows("[exit 0]");
    assert!(screen.contains("Good until ") && screen.contains("(60 min)"), "{screen}");
    assert!(screen.contains("signed with ES256 and the key \"mine\"."), "{screen}");
    let quiet = Tmux::start(&bench.sandbox, &[&words[..], &["--quiet"]].concat(), &[]);
    assert!(!quiet.shows("[exit 0]").contains("Good until"));
}

#[test]
fn scripts_get_token_header_claims_and_end() {
    let object = Bench::new().issue(&["--expires-at", "2030-01-01T00:00:00Z", "--json"]).succeeds().json();
    let token = object["token"].as_str().unwrap();
    assert_eq!((&object["header"], &object["claims"]), (&header(token), &claims(token)));
    assert_eq!(object["expires_at"], "2030-01-01T00:00:00Z");
    let names: Vec<_> = object.as_object().unwrap().keys().collect();
    assert_eq!(names, ["token", "header", "claims", "expires_at", "warnings"]);
}

#[test]
fn sign_is_another_word_for_it() {
    let bench = Bench::new();
    bench.sandbox.run(["sign", "--secret-env", "SECRET"]).succeeds();
    let help = bench.sandbox.run(["--help"]).succeeds();
    assert!(help.text().contains("[alias: sign]"), "{help}");
    let page = |verb: &str| bench.sandbox.run(["man", verb]).succeeds().text().to_owned();
    assert_eq!(page("sign"), page("issue"));
}

#[test]
fn a_comma_in_a_name_is_told() {
    let bench = Bench::new();
    for what in ["scope", "role", "audience"] {
        let told = bench.issue(&[&format!("--{what}"), "a,b"]).succeeds();
        let flag = format!("--{what} each");
        told.says([&*format!("\"a,b\" is one {what} with a comma in it"), &flag]);
    }
    let told = bench.issue(&["--scope", "read,write"]).succeeds();
    let told = told.says(["\"read,write\" is one scope with a comma in it"]);
    assert_eq!(claims(told.text())["scope"], "read,write");
    assert!(!bench.issue(&["--scope", "read write"]).succeeds().stderr.contains("comma"));
}

#[test]
fn who_gives_no_name_of_a_file_is_told_how() {
    let bench = Bench::new();
    let given = bench.refuses(
        &["--claims", r#"{"sub":"alice"}"#],
        ["--claims: the name of a file is wanted, and claims were given", "--claims - reads them"],
    );
    assert!(!given.stderr.contains("alice"), "{given}");
    bench.sandbox.write("c.json", r#"{"sub":"alice"}"#);
    bench.issue(&["--claims", "@c.json"]).exits(1).says(["@c.json is not there", "without the @"]);
    let key = bench.sandbox.authctl(["issue", "--key", "@ci.pem"]).run().exits(1);
    key.says(["@ci.pem is not there", "without the @"]);
}

#[test]
fn a26_nothing_of_a_claim_reaches_the_terminal_raw() {
    let bench = Bench::new();
    let hostile = "a\u{1b}[2J\u{202e}\u{200b}";
    let claim = format!("sub={hostile}");
    let json = bench.issue(&["--claim", &claim, "--json"]).succeeds();
    assert!(json.text().is_ascii() && json.json()["claims"]["sub"] == hostile, "{json}");
    let refused = bench.issue(&["--without", hostile]).exits(2);
    assert!(
        !refused.stderr.contains(['\u{1b}', '\u{202e}', '\u{200b}']),
        "{}",
        refused.stderr.escape_debug()
    );
}

#[test]
fn a_large_token_is_told_and_one_that_nobody_reads_is_not_made() {
    let bench = Bench::new();
    let claims = |size: usize| {
        let file = bench.sandbox.write("claims", json!({"x": "x".repeat(size)}).to_string());
        bench.issue(&["--claims", file.to_str().unwrap()])
    };
    claims(8000).succeeds().says(["bytes; many servers take no header over 8192"]);
    claims(900_000).exits(2).prints_nothing().says(["nobody could read this token", "more than the 1048576"]);
    let nested = format!("x={}1{}", "[".repeat(64), "]".repeat(64));
    bench.refuses(&["--claim-json", &nested], ["more than 64 levels"]);
}
