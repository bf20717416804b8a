//! `decode`: tokens and session cookies of every kind, good, odd and broken, shown and never believed.

use crate::support::{Sandbox, Tmux};
use authctl::jwt::base64url;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

// made by itsdangerous 2.2.0 with the settings of Flask (short, and so long that it is compressed) and Starlette
const FLASK: &str =
    "eyJ1c2VyX2lkIjoiNDIiLCJfZnJlc2giOnRydWUsImNzcmZfdG9rZW4iOiJhYmMifQ.aR_tIA.vZVM4k4geZM53YzEhj_7oxeG6Qo";
const COMPRESSED: &str = ".eJyrViotTi1SslJKzMlMTlXSUUrLSSzOULKKVspIzcnJVyjPL8pJURgJbKXYWgCc-2Lc.aR_tIA.nnpONG1K5MWuwdcp6H0uk3K_62w";
const STARLETTE: &str = "eyJ1c2VyIjogeyJlbWFpbCI6ICJhbGljZUBleGFtcGxlLmNvbSIsICJncm91cHMiOiBbImFkbWluIl19LCAieCI6ICJ+fn4/Pz8ifQ==.aR_tIA.O2WnZS-Vynf_qkK8AHUU4_NEJSI";

/// What a terminal would obey, or show as nothing.
const OBEYED: [char; 12] = [
    '\u{1b}', '\u{7}', '\u{8}', '\r', '\u{9b}', '\u{9d}', '\u{7f}', '\u{202e}', '\u{2066}', '\u{200b}',
    '\u{feff}', '\u{0}',
];

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn raw(header: &str, payload: impl AsRef<[u8]>) -> String {
    format!("{}.{}.{}", base64url::encode(header), base64url::encode(payload), base64url::encode([7; 32]))
}

fn jwt(claims: &Value) -> String {
    raw(r#"{"alg":"HS256","typ":"JWT"}"#, claims.to_string())
}

/// A row of a page, blanks squeezed.
#[track_caller]
fn row(page: &str, name: &str) -> String {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = page.lines().map(words).find(|line| line.split(' ').next() == Some(name));
    found.unwrap_or_else(|| panic!("no {name} in {page}"))
}

#[test]
fn header_and_claims_stand_apart_and_each_is_explained() {
    let sandbox = Sandbox::new();
    let token = raw(
        r#"{"alg":"PS256","typ":"at+jwt","kid":"k1"}"#,
        json!({
            "iss": "https://id.example.com", "azp": "web", "acr": "1", "aud": ["a", "b"],
            "cnf": {"jkt": "abc"}, "act": {"sub": "svc"}, "realm_access": {"roles": ["user", "admin"]}, "empty": "", "own": {}
        })
        .to_string(),
    );
    let read = sandbox.run(["decode", &token]).succeeds().says(["Nothing was verified"]);
    let (header, claims) = read.text().split_once("\n\nCLAIMS\n").unwrap();
    assert!(header.starts_with("HEADER\n"), "{read}");
    assert_eq!(row(header, "alg"), "alg PS256 RSA-PSS with SHA-256");
    assert_eq!(row(header, "typ"), "typ at+jwt an access token (RFC 9068)");
    for (name, shown) in [
        ("iss", "iss https://id.example.com who issued it"),
        ("azp", "azp web the client that asked for it"),
        ("aud", "aud a, b whom it is for"),
        ("cnf.jkt", "cnf.jkt abc thumbprint of the key it is bound to (DPoP)"),
        ("act.sub", "act.sub svc who acts for the subject"),
        ("realm_access.roles", "realm_access.roles user, admin roles in the whole realm (Keycloak)"),
        ("empty", "empty \"\""),
        ("own", "own {}"),
    ] {
        assert_eq!(row(claims, name), shown);
    }
    assert!(!read.everything().contains('\u{1b}'), "no escape codes in a pipe");
    assert!(!read.text().contains('━') && !read.text().contains('●'), "no bar in a pipe");
    let header = sandbox.run(["decode", "--header", &token]).succeeds();
    assert!(header.text().contains("k1") && !header.text().contains("CLAIMS"), "{header}");
}

#[test]
fn j29_dates_are_told_as_people_want_them_and_what_is_none_as_it_is() {
    let sandbox = Sandbox::new();
    let (end, login) = (now() + 740, now() - 300_000);
    let token = jwt(&json!({
        "exp": end, "auth_time": login, "iat": "yesterday", "nbf": 1_763_700_000_000_u64, "updated_at": 1_763_700_000.5
    }));
    let shown = |form: &str| sandbox.run(["decode", "--time", form, &token]).succeeds().text().to_owned();
    let local = sandbox.run(["decode", &token]).succeeds();
    assert_eq!(local.text(), shown("local"));
    assert!(row(local.text(), "exp").contains("UTC (in 12 min) ends"), "{local}");
    assert!(row(local.text(), "auth_time").contains("UTC (3 days ago) when they logged in"));
    assert!(row(local.text(), "updated_at").contains("2025-11-21 04:40:00 UTC"));
    assert_eq!(
        row(local.text(), "iat"),
        "iat yesterday no date: it is a string instead of a number of seconds"
    );
    let milliseconds = row(local.text(), "nbf");
    assert!(milliseconds.starts_with("nbf 1763700000000 no date"), "{milliseconds}");
    assert!(milliseconds.ends_with("in milliseconds it would be 2025-11-21T04:40:00Z"), "{milliseconds}");
    assert!(row(&shown("utc"), "exp").contains("Z (in 12 min) ends"));
    assert_eq!(row(&shown("relative"), "exp"), "exp in 12 min ends");
    assert_eq!(row(&shown("unix"), "exp"), format!("exp {end} ends"));
    let json = sandbox.run(["decode", "--json", &token]).succeeds().json();
    assert_eq!(json["times"]["updated_at"], "2025-11-21T04:40:00.5Z");
    assert_eq!((&json["claims"]["exp"], &json["state"]), (&json!(end), &json!("unclear")));
    sandbox.run(["decode", "--time", "noon", &token]).exits(2);
    for more in [&[][..], &["--claim", "exp"]] {
        let both = sandbox.authctl(["decode", "--json", "--time", "utc", &token]).args(more).run();
        both.exits(2).prints_nothing().says(["--time is for people"]);
    }
}

#[test]
fn the_state_is_told_in_words() {
    let sandbox = Sandbox::new();
    for (claims, words, state) in [
        (json!({"exp": now() + 800}), "valid for 13 min", "valid"),
        // a moment after it was made
        (json!({"exp": now() + 899}), "valid for 15 min", "valid"),
        (json!({"exp": now() + 86_400 * 20_778}), "valid for 57 years", "valid"),
        (json!({"iat": 1, "exp": now() - 300_000}), "expired 3 days ago", "expired"),
        (json!({"nbf": now() + 800, "exp": now() + 900}), "not valid yet, only in 13 min", "not_yet_valid"),
        (json!({"iat": now()}), "valid without an end", "endless"),
    ] {
        let token = jwt(&claims);
        let shown = sandbox.run(["decode", &token]).succeeds();
        assert!(shown.text().contains(words), "{shown}");
        assert_eq!(sandbox.run(["decode", "--json", &token]).json()["state"], state);
    }
    let without = sandbox.run(["decode", &jwt(&json!({"sub": "a"}))]).succeeds();
    assert!(!without.text().contains("TIME"), "{without}");
}

#[test]
fn claim_prints_one_value_for_scripts() {
    let sandbox = Sandbox::new();
    let token = jwt(&json!({
        "sub": "alice \"a\"", "exp": 1_763_700_000, "aud": ["a"], "ok": true, "none": null, "lines": "a\nb\u{1b}",
        "realm_access": {"roles": ["user"]}, "https://example.com/claims": {"team": "x"}, "a.b": 1,
        "identities": [{"userId": 7, "connection": "google"}, ["deep"]]
    }));
    let value = |arguments: &[&str]| {
        sandbox.authctl(["decode", "--claim"]).args(arguments).stdin(token.as_str()).run().succeeds().stdout
    };
    for (path, printed) in [
        ("sub", "alice \"a\"\n"),
        ("exp", "1763700000\n"),
        ("aud", "[\"a\"]\n"),
        ("ok", "true\n"),
        ("none", "null\n"),
        ("realm_access.roles", "[\"user\"]\n"),
        ("https://example.com/claims.team", "x\n"),
        ("a.b", "1\n"),
        ("aud.0", "a\n"),
        ("realm_access.roles.0", "user\n"),
        ("identities.0.connection", "google\n"),
        ("identities.1.0", "deep\n"),
        ("lines", "a\nb\u{1b}\n"),
    ] {
        assert_eq!(String::from_utf8(value(&[path])).unwrap(), printed);
    }
    assert_eq!(value(&["exp", "--time", "utc"]), b"2025-11-21T04:40:00Z\n");
    assert_eq!(value(&["typ", "--header"]), b"JWT\n");
    let odd = jwt(&json!({
        "exp": 1_763_700_000_000_u64, "iat": "1763700000", "kubernetes.io": {"warnafter": 1_763_700_000}
    }));
    let within = sandbox.run(["decode", "--claim", "kubernetes.io.warnafter", "--time", "utc", &odd]);
    assert_eq!(within.succeeds().text(), "2025-11-21T04:40:00Z");
    for (path, why) in [
        ("exp", "in milliseconds it would be 2025-11-21T04:40:00Z"),
        ("iat", "\"iat\" is no date: it is a string instead of a number of seconds"),
    ] {
        for form in ["local", "utc", "relative", "unix"] {
            let refused = sandbox.run(["decode", "--claim", path, "--time", form, &odd]).exits(1);
            refused.prints_nothing().says([why, "without --time it is printed as it is"]);
        }
    }
    let json = sandbox.run(["decode", "--claim", "aud", "--json", &token]).succeeds().json();
    assert_eq!(json, json!({"claim": "aud", "value": ["a"], "verified": false}));
    for (path, words) in [
        ("roles", "near to that: realm_access.roles"),
        ("Sub", "near to that: sub"),
        ("typ", "the header has it: --header --claim typ"),
        ("zzz", "what there is: sub, exp"),
        ("subject", "near to that: sub"),
        ("aud.1", "near"),
        ("aud.00", "near"),
    ] {
        let missing = sandbox.run(["decode", "--claim", path, &token]).exits(1).prints_nothing();
        missing.says([&format!("the token has no \"{path}\""), words]);
    }
    let missing = sandbox.run(["decode", "--claim", "x", "--json", &token]).exits(1);
    assert_eq!(missing.failure()["code"], "no_such_claim");
    sandbox.run(["decode", "--claim", "x", "--redact", &token]).exits(2);
}

#[test]
fn what_there_is_in_a_large_token_is_told_as_well() {
    let sandbox = Sandbox::new();
    let many: serde_json::Map<_, _> =
        (0..99).map(|at| (format!("n{at}"), json!({"deep": {"in": 1}}))).collect();
    let missing = sandbox.run(["decode", "--claim", "zzz", &jwt(&many.into())]).exits(1);
    let missing = missing.says(["what there is: n0, n1, n2", "…"]);
    assert!(!missing.stderr.contains("deep"), "{missing}");
}

#[test]
fn j46_numbers_are_shown_to_their_last_digit_or_said_to_be_rounded() {
    let sandbox = Sandbox::new();
    let numbers = r#"{"small":31.245270191439438,"exact":18446744073709551615,"float":1.0000000000000002e16,"in":{"big":123456789012345678901}}"#;
    let token = raw(r#"{"alg":"HS256"}"#, numbers);
    let decode = |flags: &[&str]| sandbox.authctl(["decode", &token]).args(flags).run().succeeds();
    let json = decode(&["--json"]).json();
    assert_eq!(json["claims"]["small"].to_string(), "31.245270191439438");
    assert_eq!(json["claims"]["exact"].to_string(), "18446744073709551615");
    assert_eq!(json["rounded"], json!(["float", "in"]));
    let rounded = "holds a number so large that it is rounded here";
    assert!(!decode(&["--claim", "exact"]).stderr.contains(rounded));
    decode(&["--claim", "in.big"]).says([&*format!("in.big {rounded}")]);
    let page = decode(&[]);
    assert_eq!(row(page.text(), "in.big"), "in.big 1.2345678901234568e+20 so large that readers round it");
}

#[test]
fn j4_a_token_that_is_not_signed_is_said_to_be_that_loudly() {
    for alg in ["none", "nOnE"] {
        let token =
            format!("{}.{}.", base64url::encode(format!(r#"{{"alg":"{alg}"}}"#)), base64url::encode("{}"));
        let read =
            Sandbox::new().run(["decode", &token]).succeeds().says(["NOT SIGNED", "Nobody should accept it"]);
        assert_eq!(row(read.text(), "alg"), format!("alg {alg} nothing is signed"));
    }
    let unknown = Sandbox::new().run(["decode", &raw(r#"{"alg":"XS1"}"#, "{}")]).succeeds();
    assert_eq!(row(unknown.text(), "alg"), "alg XS1 an algorithm that authctl does not know");
    let short = raw(r#"{"alg":"ES512"}"#, "{}");
    Sandbox::new().run(["decode", &short]).succeeds().says(["has 32 bytes, and one by ES512 has 132"]);
    for alg in ["RS256", "PS384", "ES256", "HS256"] {
        let of = |signature: &[u8]| {
            let header = base64url::encode(json!({"alg": alg}).to_string());
            let token = format!("{header}.{}.{}", base64url::encode("{}"), base64url::encode(signature));
            Sandbox::new().run(["decode", &token]).succeeds()
        };
        of(&[]).says(["NOT SIGNED: the signature is empty"]);
        let cut = of(&[7; 3]).says([&*format!("has 3 bytes, and one by {alg} has ")]);
        assert_eq!(cut.stderr.contains("256 or more"), ["RS256", "PS384"].contains(&alg));
        assert_eq!(of(&[7; 256]).stderr.contains("bytes"), ["ES256", "HS256"].contains(&alg));
    }
}

#[test]
fn j6_of_a_five_part_token_the_header_is_shown() {
    let sandbox = Sandbox::new();
    let token = format!("{}.AA.AA.AA.AA", base64url::encode(r#"{"alg":"ECDH-ES","enc":"A256GCM"}"#));
    let read = sandbox.run(["decode", &token]).succeeds().says([
        "encrypted",
        "only its header",
        "--key FILE decrypts it",
        "nothing was verified",
    ]);
    for (claim, hint) in [("sub", "--key FILE decrypts it"), ("enc", "--header --claim enc")] {
        sandbox.run(["decode", "--claim", claim, &token]).exits(1).says(["cannot be seen", hint]);
    }
    assert_eq!(row(read.text(), "enc"), "enc A256GCM content encrypted with AES-GCM");
    let json = sandbox.run(["decode", "--json", &token]).succeeds().json();
    assert_eq!(
        (&json["encrypted"], &json["verified"], &json["claims"]),
        (&json!(true), &json!(false), &Value::Null)
    );
    sandbox.run(["decode", "--claim", "sub", &token]).exits(1).prints_nothing().says(["is encrypted"]);
}

#[test]
fn j15_j16_j18_a_broken_token_is_shown_as_far_as_it_goes_and_its_faults_are_named() {
    let sandbox = Sandbox::new();
    let good = jwt(&json!({"sub": "alice", "iss": "me"}));
    let parts: Vec<&str> = good.split('.').collect();
    let [header, payload, signature] = parts[..] else { panic!() };
    let with = |payload: &[u8]| raw(r#"{"alg":"HS256"}"#, payload);
    for (token, shown, fault) in [
        (
            format!("{header}.{payload}"),
            "alice",
            "2 instead of three parts between dots: the signature is missing",
        ),
        (format!("{good}.AA"), "alice", "4 instead of three parts"),
        (format!("{header}=.{payload}.AA"), "alice", "the header holds '=' as its character 37"),
        (format!("{header}.{payload}.{signature}AA"), "alice", "the signature has 45 characters"),
        (
            format!("{header}.e!{payload}.{signature}"),
            "HS256",
            "the payload holds '!' as its character 2 (character 39",
        ),
        (format!("!!.{payload}.{signature}"), "alice", "the header holds '!' as its character 1"),
        (
            with(b"{\"sub\":\"alice\",\n \"exp\":}"),
            "alice",
            "the payload is not acceptable JSON: expected value at line 2 column 8",
        ),
        (with(b"{\"sub\":\"alice\",\"n\":[1,2"), "alice", "EOF while parsing a list at line 1 column 23"),
        (with(b"just a text"), "just a text", "expected value at line 1 column 1"),
        (with(b"[\"alice\"]"), "[\"alice\"]", "the payload is a list instead of a JSON object"),
        (with(b"{\"sub\":\"ali\xffce\"}"), "ali\u{fffd}ce", "the payload is not UTF-8 at byte 12"),
        (with(b"\xef\xbb\xbf{\"sub\":\"alice\"}"), "alice", "begins with a byte order mark"),
        (
            with(b"{\"sub\":\"alice\",\"sub\":\"bob\"}"),
            "alice",
            "the member \"sub\" twice at line 1 column 20",
        ),
    ] {
        let read = sandbox.authctl(["decode"]).stdin(token.as_str()).run().exits(3);
        assert!(read.text().contains(shown), "no {shown} in {read}");
        let read = read.says([fault, "Nothing was verified"]);
        let json = sandbox.authctl(["decode", "--json"]).stdin(token).run().exits(3);
        assert_eq!(json.failure()["code"], "broken_token");
        assert!(json.json()["faults"].to_string().contains("message"), "{json} beside {read}");
    }
    let twice = sandbox.run(["decode", &with(b"{\"sub\":\"alice\",\"sub\":\"bob\"}")]).exits(3);
    assert!(twice.text().contains("alice") && twice.text().contains("bob"), "{twice}");
    let cut = sandbox.run(["decode", &good[..good.len() - 60]]).exits(3);
    cut.says(["it breaks off there: copy it whole"]);
    sandbox
        .run(["decode", "--claim", "sub", &format!("{header}.{payload}")])
        .exits(3)
        .says(["signature is missing"]);
    // what the strict reader refuses, verify refuses as before
    let key = sandbox.write("secret", "0123456789abcdefghijklmnopqrstuvwxyz");
    let verify = sandbox.authctl(["verify", "--any-issuer", "--any-audience", "--secret-file"]).args([key]);
    verify.args([format!("{header}.{payload}=.{signature}")]).run().exits(3).prints_nothing();
}

#[test]
fn j18_what_a_broken_token_lacks_is_told_with_what_is_broken() {
    let sandbox = Sandbox::new();
    let good = jwt(&json!({"sub": "alice", "iss": "me"}));
    let [header, payload, _] = good.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let cut = format!("{header}.eyJz");
    for cut in [cut.as_str(), header] {
        let missing = sandbox.run(["decode", "--claim", "sub", cut]).exits(3).prints_nothing();
        missing.says(["this token is broken: ", "; what could be read of it has no \"sub\""]);
    }
    sandbox.run(["decode", "--claim", "sub", &cut]).exits(3).says(["copy it whole"]);
    for more in [&["--header"][..], &["--header", "--claim", "alg"]] {
        let lone = sandbox.authctl(["decode", payload]).args(more).run().exits(3).prints_nothing();
        assert!(!lone.stderr.contains("cookie"), "{lone}");
        lone.says(["1 instead of three parts between dots; what could be read of it has no header"]);
    }
}

#[test]
fn j18_json_serialisation_and_rubbish_are_no_tokens() {
    let sandbox = Sandbox::new();
    let dots = ".".repeat(1000);
    for rubbish in ["opaque", "a.b.c", "...", &dots, r#"{"payload":"AA","signatures":[]}"#] {
        let told = sandbox.authctl(["decode"]).stdin(rubbish).run().exits(3).prints_nothing();
        let told = told.says(["this is no JWT"]);
        assert_eq!(
            told.stderr.contains("only the compact form is read"),
            rubbish.starts_with('{'),
            "{rubbish}"
        );
    }
    let in_json = "{\n \"payload\": \"AA\",\n \"signatures\": []\n}\n";
    for verb in [&["decode"][..], &["verify", "--secret-env", "SECRET"]] {
        let told = sandbox.authctl(verb).env("SECRET", "0".repeat(64)).stdin(in_json).run().exits(3);
        told.says(["the token is written in JSON", "PROTECTED.PAYLOAD.SIGNATURE"]);
    }
    let linted = sandbox.authctl(["lint"]).stdin(in_json).run().exits(9);
    assert!(linted.text().contains("it is written in JSON"));
    let token = jwt(&json!({"sub": "alice"}));
    let two = format!("{token}\n{token}\n");
    sandbox
        .authctl(["decode"])
        .stdin(two)
        .run()
        .exits(2)
        .prints_nothing()
        .says(["2 tokens were given", "decode --lines"]);
}

#[test]
fn a_token_is_found_in_what_people_paste() {
    let sandbox = Sandbox::new();
    let token = jwt(&json!({"sub": "alice"}));
    let (first, rest) = token.split_at(40);
    for (paste, around) in [
        (format!("\u{feff}“{token}”\r\n"), "quotes, a byte order mark"),
        (format!("> <{first}\n> {rest}>\n"), "brackets, mail quoting, line breaks"),
        (format!("Authorization: Bearer%20{token}"), "Bearer, percent-encoding"),
        (format!("export TOKEN='{token}'"), "quotes, other words"),
        (format!("curl -H 'Authorization: DPoP {token}' \\\n  https://a.b.c\n"), "DPoP, quotes, other words"),
        (format!("  \"access_token\": \"{token}\",\n"), "quotes, other words"),
        (format!("token=3D{first}=\n{rest}\n"), "other words, line breaks"),
    ] {
        let read = sandbox.authctl(["decode", "--claim", "sub"]).stdin(paste).run().succeeds();
        assert_eq!(read.text(), "alice");
        read.says([&*format!("Left out around the token: {around}.")]);
    }
    let mut answer = json!({"access_token": token, "token_type": "Bearer", "expires_in": 300});
    sandbox
        .authctl(["decode"])
        .stdin(answer.to_string())
        .run()
        .succeeds()
        .says(["quotes, brackets, other words"]);
    answer["id_token"] = token.as_str().into();
    for (words, verb) in [
        (&["decode"][..], "decode"),
        (&["lint"], "lint"),
        (&["diff", &token], "diff A"),
        (&["diff", "-", &token], "diff - B"),
    ] {
        let told = sandbox.authctl(words).stdin(answer.to_string()).run().exits(2).prints_nothing();
        told.says([
            "the token is its member access_token or id_token",
            &format!("… | jq -r .access_token | authctl {verb}"),
        ]);
    }
}

#[test]
fn of_two_tokens_none_is_taken_for_the_one_that_is_meant() {
    let sandbox = Sandbox::new();
    let (token, other) = (jwt(&json!({"sub": "alice"})), jwt(&json!({"sub": "bob"})));
    for both in [format!("{token} {other}"), format!("{token}\n{other}\n"), format!("a={token}; b={other}")] {
        for (words, hint) in [
            (&["decode"][..], "authctl decode --lines < FILE reads many, one a line"),
            (&["lint"], "give one of them alone"),
            (&["diff", &token], "give one of them alone"),
        ] {
            let told = sandbox.authctl(words).stdin(both.as_str()).run().exits(2).prints_nothing();
            told.says(["2 tokens were given, and one is wanted", hint]);
        }
    }
    let line = format!("{token} {other}\n");
    let told = sandbox.authctl(["decode", "--lines"]).stdin(line.as_str()).run().exits(3);
    assert!(told.text().contains("2 tokens were given"), "{told}");
    let gate = |words: &[&str]| {
        let keyed = sandbox.authctl(["verify", "--secret-env", "S"]).args(words).env("S", "0".repeat(64));
        keyed.stdin(line.as_str()).run().exits(3)
    };
    gate(&[]).prints_nothing().says(["2 tokens were given", "--lines takes many, one a line"]);
    gate(&["--lines"]).says(["2 tokens were given"]);
}

#[test]
fn a_gate_takes_the_token_alone_and_says_what_stands_around_another() {
    let sandbox = Sandbox::new();
    let secret = "Zq3vT9xKcW5mRb7yLhD2-fPq8sVu4NwXaE6jGk1tYoBi0dRzCnMhSlQe7TgUv5Jp9";
    let keyed = |words: &[&str]| sandbox.authctl(words).args(["--secret-env", "S"]).env("S", secret);
    let token = keyed(&["issue", "--subject", "alice"]).run().succeeds().text().to_owned();
    keyed(&["verify"]).stdin(format!(" {token}\n")).run().succeeds();
    for (pasted, around) in [
        (format!("“{token}”"), "quotes"),
        (format!("Bearer {token}"), "Bearer"),
        (format!("DPoP {token}"), "DPoP"),
        (format!("{token},"), "punctuation"),
        (format!("access_token: {token}"), "other words"),
        (format!("[\"{token}\"]"), "quotes and brackets"),
        (format!("session={token}; Path=/"), "other words"),
        (token.replacen('.', "\n.", 1), "line breaks"),
    ] {
        let told = keyed(&["verify"]).stdin(pasted.as_str()).run().exits(3).prints_nothing();
        told.says([&*format!("give the token alone, without {around}")]);
    }
}

#[test]
fn a_file_is_opened_for_a_token_that_is_edited_and_for_no_other() {
    let sandbox = Sandbox::new();
    let secret = "Zq3vT9xKcW5mRb7yLhD2-fPq8sVu4NwXaE6jGk1tYoBi0dRzCnMhSlQe7TgUv5Jp9";
    let authctl = |words: &[&str]| sandbox.authctl(words).env("SECRET", secret).run();
    let keyed = |words: &[&str]| authctl(&[words, &["--secret-env", "SECRET"]].concat());
    let token = keyed(&["issue", "--subject", "alice"]).succeeds().text().to_owned();
    let file = sandbox.write("pasted.jwt", format!("Bearer {token}\n")).display().to_string();
    let at_file = format!("@{file}");
    let issued = keyed(&["issue", "--from", &at_file]).succeeds();
    assert_eq!(authctl(&["decode", "--claim", "sub", issued.text()]).succeeds().text(), "alice");
    keyed(&["issue", "--from", "@/nowhere"]).exits(1).prints_nothing().says(["/nowhere is not there"]);
    keyed(&["issue", "--from", "@/"]).exits(1).prints_nothing().says(["cannot read /"]);
    let is_file = "is a file, and a token is wanted there";
    let forgotten = keyed(&["issue", "--from", &file]).exits(2).prints_nothing();
    forgotten.says([is_file, &format!("{at_file} means what is in it")]);
    let binary = sandbox.write("binary", [0xff, 0xfe, 0]).display().to_string();
    keyed(&["issue", "--from", &format!("@{binary}")]).exits(2).says(["characters that no token has"]);
    for verb in ["decode", "lint"] {
        for typed in [&file, &at_file] {
            let told = authctl(&[verb, typed]).exits(2).prints_nothing();
            told.says([is_file, &format!("authctl {verb} < {file}")]);
        }
        for nowhere in ["@/nowhere", "/nowhere", "@/", "@"] {
            let told = authctl(&[verb, nowhere]);
            assert!(matches!(told.code, 3 | 9), "{verb} {nowhere}: {told}");
            assert!(!told.everything().contains(is_file), "{verb} {nowhere}: {told}");
        }
    }
    for typed in [&*file, &*at_file, "@/nowhere", "@/", "@"] {
        let told = keyed(&["verify", typed]).exits(3).prints_nothing();
        told.says(["the token holds '", "as its character 1", "belong in a token"]);
    }
}

#[test]
fn j21_a26_nothing_of_a_token_is_obeyed() {
    let sandbox = Sandbox::new();
    for odd in OBEYED {
        let text = format!("a{odd}[2Jb\nverified: true");
        let header = json!({"alg": "HS256", "kid": text, text.clone(): 1}).to_string();
        let token = raw(
            &header,
            json!({"sub": text, text.clone(): text, "list": [text], "deep": {text.clone(): 1}}).to_string(),
        );
        let broken = raw(&header, format!("{{\"sub\":1,\"sub\":2,{odd}"));
        for token in [token, broken] {
            for arguments in [
                &["decode"][..],
                &["decode", "--json"],
                &["decode", "--redact"],
                &["decode", "--color", "always"],
            ] {
                let read = sandbox.authctl(arguments).stdin(token.as_str()).run();
                let everything = anstream_free(&read.everything());
                assert!(!everything.contains(odd), "{odd:?} in {everything:?}");
                assert!(!everything.contains("\nverified: true"), "{everything}");
            }
        }
    }
    // in the text of the token itself, unseen
    let token = jwt(&json!({"sub": "alice"}));
    let unseen = format!("{}\u{200b}{}", &token[..50], &token[50..]);
    let read = sandbox.run(["decode", &unseen]).exits(3).says(["'\\u{200b}' as its character"]);
    assert!(read.text().contains("alice") && !read.everything().contains('\u{200b}'), "{read}");
}

/// Without authctl's own colours.
fn anstream_free(text: &str) -> String {
    let codes = regex::Regex::new("\x1b\\[[0-9;]*m").unwrap();
    codes.replace_all(text, "").into_owned()
}

#[test]
fn a23_hostile_tokens_end_soon_and_small() {
    let sandbox = Sandbox::new();
    let deep = raw(r#"{"alg":"HS256"}"#, "[".repeat(50_000));
    let long_name = raw(r#"{"alg":"HS256"}"#, json!({"n".repeat(100_000): 1, "sub": "alice"}).to_string());
    let many: Vec<String> = (0..10_000).map(|number| format!("\"{number}\":1")).collect();
    let many = raw(r#"{"alg":"HS256"}"#, format!("{{{},\"z\":{{\"a\":1}}}}", many.join(",")));
    for (token, code) in [(deep, 3), (long_name, 0), (many, 0)] {
        let read =
            sandbox.authctl(["decode"]).under(["prlimit", "--as=268435456", "--cpu=5"]).stdin(token).run();
        assert!(read.exits(code).stdout.len() < 4 << 20);
    }
}

#[test]
fn j5_a_token_within_a_token_is_shown_too() {
    let sandbox = Sandbox::new();
    let token = raw(r#"{"alg":"RS256","cty":"JWT"}"#, jwt(&json!({"sub": "alice"})));
    let read = sandbox.run(["decode", &token]).succeeds().says(["Nothing was verified"]);
    let (outer, inner) = read.text().split_once("HEADER WITHIN").unwrap();
    assert!(outer.contains("RS256") && inner.contains("HS256"), "{read}");
    assert_eq!(row(inner, "sub"), "sub alice whom it is about");
    assert_eq!(sandbox.run(["decode", "--claim", "sub", &token]).succeeds().text(), "alice");
    let json = sandbox.run(["decode", "--json", &token]).succeeds().json();
    assert_eq!((&json["inner_header"]["alg"], &json["claims"]["sub"]), (&json!("HS256"), &json!("alice")));
    assert!(!sandbox.run(["decode", "--redact", &token]).everything().contains("alice"));
}

#[test]
fn of_an_sd_jwt_the_jwt_is_shown() {
    let sandbox = Sandbox::new();
    let token = jwt(&json!({"sub": "alice", "_sd_alg": "sha-256"}));
    let disclosure = base64url::encode(r#"["salt","name","Alice"]"#);
    for (rest, told, count) in [
        (String::new(), "is shown, and it has no disclosures.", 0),
        (format!("{disclosure}~"), "is shown, its disclosure is not.", 1),
        (format!("{disclosure}~{disclosure}~{token}"), "is shown, its 2 disclosures are not.", 2),
    ] {
        let whole = format!("{token}~{rest}");
        let read = sandbox.run(["decode", &whole]).succeeds().says(["This is an SD-JWT", told]);
        assert_eq!(row(read.text(), "sub"), "sub alice whom it is about");
        let json = sandbox.run(["decode", "--json", &whole]).succeeds().json();
        assert_eq!((&json["disclosures"], &json["faults"]), (&json!(count), &json!([])));
    }
    let other = sandbox.run(["decode", &format!("{token}~x~")]).exits(3);
    assert!(!other.says(["the signature holds '~'"]).stderr.contains("SD-JWT"));
}

#[test]
fn session_cookies_are_told_from_tokens() {
    let sandbox = Sandbox::new();
    let starlette = format!("Set-Cookie: session={STARLETTE}; path=/; Max-Age=1209600; httponly");
    for (cookie, name, shown) in [
        (FLASK, "user_id", "user_id \"42\""),
        (COMPRESSED, "user", "user alice"),
        (&starlette, "user.email", "user.email alice@example.com"),
    ] {
        let read = sandbox.run(["decode", cookie]).succeeds().says([
            "session cookie",
            "no JWT",
            "Nothing was verified",
        ]);
        assert_eq!(row(read.text(), name), shown);
        assert!(row(read.text(), "signed").starts_with("signed 2025-11-21 04:40:00 UTC ("), "{read}");
    }
    let json = sandbox.run(["decode", "--json", COMPRESSED]).succeeds().json();
    assert_eq!((&json["signed_at"], &json["verified"]), (&json!("2025-11-21T04:40:00Z"), &json!(false)));
    assert_eq!(json["session"]["user"], "alice");
    assert_eq!(sandbox.run(["decode", "--claim", "user.groups", STARLETTE]).succeeds().text(), "[\"admin\"]");
    let redacted = sandbox.run(["decode", "--redact", STARLETTE]).succeeds();
    assert!(!redacted.text().contains("alice@example.com"), "{redacted}");
    sandbox.run(["decode", "--header", FLASK]).exits(1).prints_nothing().says(["a session cookie has none"]);
    let cut = sandbox.run(["decode", &COMPRESSED.replace("KXYWgCc-2Lc", "KXYW")]).exits(3);
    assert!(cut.text().contains("alice"), "{cut}");
    cut.says(["this cookie is broken", "breaks off"]);
    let holds = base64url::encode(r#"{"refresh_token":"r"}"#);
    let holds = format!("{holds}.aR_tIA.vZVM4k4geZM53YzEhj_7oxeG6Qo");
    sandbox.run(["decode", &holds]).succeeds().says(["can read what is in it: refresh_token"]);
}

#[test]
fn other_verbs_say_that_decode_shows_session_cookies() {
    let sandbox = Sandbox::new();
    let token = jwt(&json!({"sub": "alice"}));
    for cookie in [FLASK, COMPRESSED, STARLETTE] {
        for (words, code) in [
            (&["lint", cookie][..], 9),
            (&["diff", cookie, &token], 3),
            (&["verify", cookie, "--secret-env", "S"], 3),
            (&["issue", "--secret-env", "S", "--from", cookie], 3),
        ] {
            let told = sandbox.authctl(words).env("S", "0".repeat(64)).run().exits(code);
            told.says(["a signed session cookie, and no JWT", "`authctl decode` shows what is in it"]);
        }
    }
    let told = sandbox.run(["lint", &token]).stderr;
    assert!(!told.contains("cookie"), "{told}");
    for cookie in [FLASK, COMPRESSED, STARLETTE] {
        let found = sandbox.run(["lint", "--json", cookie]).exits(9).json();
        let [finding] = &found["findings"].as_array().unwrap()[..] else { panic!("{found}") };
        assert_eq!([&finding["id"], &finding["found"]], ["not-a-jwt", "it is a signed session cookie"]);
    }
}

#[test]
fn a42_redact_leaves_nothing_for_whoever_reads_the_ticket() {
    let sandbox = Sandbox::new();
    let secrets = json!({
        "sub": "subject-4711", "email": "alice@example.com", "name": "Alice Smith", "phone_number": "+49 170 1234567",
        "nonce": "n-0S6_WzA2Mj", "jti": "id-8a7b6c", "custom": "inner-secret", "address": {"street_address": "Elm Street 9"},
        "sid": 990_017, "Bob Miller": {"+49 171 7654321": true, "carol@example.com": 1}, "4712": null, "aud": ["api", "bob@example.com"]
    });
    let mut claims = secrets.as_object().unwrap().clone();
    claims.extend([
        ("iss".to_owned(), json!("https://id.example.com")),
        ("exp".to_owned(), json!(1_763_700_000)),
    ]);
    claims
        .extend([("scope".to_owned(), json!("openid api.read")), ("email_verified".to_owned(), json!(true))]);
    let token = raw(
        r#"{"alg":"RS256","kid":"k1","jwk":{"kty":"RSA","n":"modulus-1"}}"#,
        Value::Object(claims).to_string(),
    );
    let hidden = "subject-4711,alice@,Smith,1234567,n-0S6,8a7b6c,inner-secret,Elm Street,990017,\
        bob@,Miller,7654321,carol@,4712,custom,modulus-1,BwcHBwcH";
    for arguments in
        [&["decode", "--redact"][..], &["decode", "--redact", "--json"], &["decode", "--redact", "-vv"]]
    {
        let read = sandbox.authctl(arguments).stdin(token.as_str()).run().succeeds();
        let everything = read.everything();
        for hidden in hidden.split(',').chain(token.split('.')) {
            assert!(!everything.contains(hidden), "{hidden} in {read}");
        }
        for kept in [
            "k1",
            "RS256",
            "https://id.example.com",
            "openid api.read",
            "2025-11-21",
            "phone_number",
            "street_address",
            "[name of 10 characters]",
        ] {
            assert!(everything.contains(kept), "no {kept} in {read}");
        }
    }
    let read = sandbox.run(["decode", "--redact", &token]).succeeds();
    assert_eq!(row(read.text(), "email"), "email [text of 17 characters] e-mail");
    read.says(["Left out for --redact: the signature, jwk.n, sub, email", "address.street_address"]);
    let header = sandbox.run(["decode", "--redact", "--header", &token]).succeeds();
    header.says(["Left out for --redact: the signature, jwk.n."]);
    let broken =
        sandbox.run(["decode", "--redact", &raw(r#"{"alg":"RS256"}"#, "alice@example.com is here")]).exits(3);
    assert!(!broken.everything().contains("alice"), "{broken}");
}

#[test]
fn a42_redact_names_nobody_in_what_is_wrong_with_a_token() {
    let sandbox = Sandbox::new();
    let twice = r#"{"alg":"RS256","alice@example.com":1,"alice@example.com":2}"#;
    let many = r#"{"alice@example.com":{"a":1,"a":2},"alice@example.com":3}"#;
    let list = format!("[{twice}]");
    let session = format!("{}.aR_tIA.vZVM4k4geZM53YzEhj_7oxeG6Qo", base64url::encode(&many[1..]));
    for (token, told) in [
        (
            raw(r#"{"alg":"RS256"}"#, twice),
            "the payload is not acceptable JSON: a member twice at line 1 column",
        ),
        (raw(twice, "{}"), "the header is not acceptable JSON: a member twice at line 1 column"),
        (raw(r#"{"alg":"RS256"}"#, many), "the payload repeats members 2 times"),
        (raw(r#"{"alg":"RS256","cty":"JWT"}"#, raw(twice, many)), "of the token within, the header is not"),
        (raw(&list, list.as_str()), "the header is not acceptable JSON: a member twice at line 1 column"),
        (session, "this is no JWT"),
    ] {
        for arguments in [
            &["decode", "--redact"][..],
            &["decode", "--redact", "--json"],
            &["decode", "--redact", "--lines"],
            &["decode", "--redact", "--header", "-v"],
        ] {
            let read = sandbox.authctl(arguments).stdin(token.as_str()).run().exits(3);
            let everything = read.everything();
            assert!(!everything.contains("alice@"), "{read}");
            assert!(everything.contains(told), "no {told} in {read}");
        }
    }
    let named = sandbox.run(["decode", &raw(r#"{"alg":"RS256"}"#, twice)]).exits(3);
    named.says(["the member \"alice@example.com\" twice"]);
}

#[test]
fn a42_redacted_names_do_not_become_one() {
    let token = jwt(&json!({"ab@example.com": 1, "cd@example.com": 2}));
    let json = Sandbox::new().run(["decode", "--redact", "--json", &token]).succeeds().json();
    let (one, other) = ("[name of 14 characters]", "[name of 14 characters, number 2]");
    assert_eq!(json["claims"], json!({one: "[number]", other: "[number]"}));
}

#[test]
fn lines_are_told_one_by_one_in_their_order() {
    let sandbox = Sandbox::new();
    let tokens: Vec<String> =
        (0..3000).map(|number| jwt(&json!({"sub": format!("user {number}"), "exp": 1}))).collect();
    let all = sandbox.authctl(["decode", "--lines"]).stdin(tokens.join("\n")).run().succeeds();
    let subjects = all.text().lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    for (number, told) in subjects.enumerate() {
        assert_eq!(
            (&told["line"], &told["claims"]["sub"]),
            (&json!(number + 1), &json!(format!("user {number}")))
        );
        assert_eq!((&told["state"], &told["verified"]), (&json!("expired"), &json!(false)));
    }
    all.says(["3,000 tokens: 3,000 read, 0 broken", "Nothing was verified"]);

    let mixed = format!("\"Bearer {}\"\n\nopaque\n{FLASK}\n{}\u{202e}\n", tokens[7], tokens[8]);
    let told = sandbox
        .authctl(["decode", "--lines"])
        .stdin(mixed.as_str())
        .run()
        .exits(3)
        .says(["5 tokens: 2 read, 3 broken"]);
    let lines: Vec<Value> = told.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5, "{told}");
    assert_eq!((&lines[0]["claims"]["sub"], &lines[0]["faults"]), (&json!("user 7"), &json!([])));
    for (at, words) in [(1, "no token was given"), (2, "this is no JWT"), (4, "'\\u{202e}' as its character")]
    {
        assert!(
            lines[at]["faults"].to_string().contains(&words.replace('\\', "\\\\")),
            "{words} in {}",
            lines[at]
        );
    }
    assert_eq!(lines[3]["session"]["user_id"], "42");
    assert_eq!(lines[4]["claims"]["sub"], "user 8");
    let redacted = sandbox.authctl(["decode", "--lines", "--redact"]).stdin(mixed).run().exits(3);
    assert!(!redacted.everything().contains("user 7"), "{redacted}");
    sandbox.authctl(["decode", "--lines", &tokens[0]]).run().exits(2);
}

#[test]
fn on_a_terminal_a_bar_shows_where_now_lies() {
    let sandbox = Sandbox::new();
    let valid = jwt(&json!({"sub": "alice", "iat": now() - 100, "exp": now() + 900}));
    let expired = jwt(&json!({"iat": now() - 9000, "nbf": now() - 8000, "exp": now() - 4000}));
    for (columns, token, words) in
        [(80, &valid, "valid for 1"), (40, &valid, "valid for 1"), (80, &expired, "expired 67 min ago")]
    {
        let tmux = Tmux::start_at_width(columns, &sandbox, &["decode", token], &[]);
        let screen = tmux.shows("[exit 0]");
        assert!(screen.contains(words), "{screen}");
        let lines: Vec<&str> = screen.lines().collect();
        let rail =
            lines.iter().position(|line| line.contains('●')).unwrap_or_else(|| panic!("no bar in {screen}"));
        assert!(lines[rail].chars().count() <= usize::from(columns), "{screen}");
        let place =
            |label: &str| lines[rail + 1].find(label).unwrap_or_else(|| panic!("no {label} in {screen}"));
        let sign = lines[rail].chars().position(|sign| sign == '●').unwrap();
        assert_eq!(place("now"), sign, "now stands below its sign: {screen}");
        assert_eq!(place("exp") < place("now"), words.starts_with("expired"), "{screen}");
        assert!(place("iat") < place("exp"));
    }
}

#[test]
fn the_bar_needs_no_colour_and_its_page_fits_a_narrow_terminal() {
    let sandbox = Sandbox::new();
    let token = jwt(
        &json!({"sub": "alice", "iat": now() - 100, "exp": now() + 900, "realm_access": {"roles": ["a"]}}),
    );
    let tmux = Tmux::start_at_width(40, &sandbox, &["decode", &token], &[("NO_COLOR", "1")]);
    let screen = tmux.shows("[exit 0]");
    assert!(screen.contains('●') && screen.contains('━'), "{screen}");
    let page = screen.split("Nothing was verified").next().unwrap();
    assert!(page.lines().all(|line| line.chars().count() <= 40), "{screen}");
    assert!(!screen.contains('\u{1b}'));
    let never = jwt(&json!({"nbf": now() + 900, "exp": now() - 100}));
    let screen = Tmux::start_at_width(30, &sandbox, &["decode", &never], &[]).shows("[exit 0]");
    let words = "never valid, since it ends\n(exp) before it begins (nbf),\nsays the token\n";
    assert!(screen.contains(words), "{screen}");
    // what a script gets raw is shown safely to a person
    let raw = jwt(&json!({"sub": "a\u{202e}b"}));
    let tmux = Tmux::start(&sandbox, &["decode", "--claim", "sub", &raw], &[]);
    assert!(tmux.shows("[exit 0]").contains("a\\u{202e}b"));
}
