//! `verify` with keys that are at hand: what it takes, what it rejects, and how it tells.

use crate::support::{Output, Sandbox, Tmux, strace};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::path::PathBuf;

/// 64 bytes that nobody guesses.
const SECRET: &str = "oN3#vT8!qL5^zR1&wX7*kC4(mB9)hD2_jF6+gS0=pY@eU%iA~tQ;xV:cZ<bM>nK?";

/// What openssl makes a private key with, for each algorithm that wants one.
const PAIRS: &[(&str, &[&str])] = &[
    ("RS256", &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
    ("RS384", &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
    ("RS512", &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
    ("PS256", &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
    ("PS384", &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
    ("PS512", &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
    ("ES256", &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
    ("ES384", &["EC", "-pkeyopt", "ec_paramgen_curve:P-384"]),
    ("ES512", &["EC", "-pkeyopt", "ec_paramgen_curve:P-521"]),
    ("ES256K", &["EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"]),
    ("EdDSA", &["ED25519"]),
    ("Ed25519", &["ED25519"]),
];

/// Somebody who shares a secret, and tokens made with it.
struct Bench {
    sandbox: Sandbox,
    secret: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        let secret = sandbox.write("secret", SECRET);
        Self { sandbox, secret }
    }

    #[track_caller]
    fn verify(&self, token: &str, flags: &[&str]) -> Output {
        self.sandbox.authctl(["verify", "--secret-file"]).args([&self.secret]).args(flags).args([token]).run()
    }

    /// The names of the checks that fail.
    #[track_caller]
    fn failed(&self, claims: &Value, flags: &[&str]) -> Vec<String> {
        let run = self.verify(&hs256(claims), &[flags, &["--json"]].concat());
        checks(&run)
    }
}

/// A token of these claims, with the shared secret.
fn hs256(claims: &Value) -> String {
    hs256_with(&json!({"alg": "HS256", "typ": "JWT"}), claims)
}

fn hs256_with(header: &Value, claims: &Value) -> String {
    hs256_of(header, claims.to_string().as_bytes())
}

fn hs256_of(header: &Value, payload: &[u8]) -> String {
    hs256_by(SECRET.as_bytes(), header, payload)
}

fn hs256_by(secret: &[u8], header: &Value, payload: &[u8]) -> String {
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let input = format!("{}.{}", part(header.to_string().as_bytes()), part(payload));
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
    format!("{input}.{}", part(aws_lc_rs::hmac::sign(&key, input.as_bytes()).as_ref()))
}

/// The checks that a run with `--json` says have failed.
#[track_caller]
fn checks(run: &Output) -> Vec<String> {
    let said = run.json();
    assert_eq!(said["valid"], run.code == 0, "{run}");
    let failed = said["failed"].as_array().map(Vec::as_slice).unwrap_or_default();
    for failure in failed {
        assert!(
            ["check", "expected", "found", "message"].iter().all(|name| failure[name].is_string()),
            "{run}"
        );
    }
    failed.iter().map(|failure| failure["check"].as_str().unwrap().to_owned()).collect()
}

const ANY: [&str; 2] = ["--any-issuer", "--any-audience"];

#[test]
fn the_claims_of_a_good_token_are_printed() {
    let bench = Bench::new();
    let claims = json!({"iss": "me", "aud": ["you", "api"], "sub": "alice", "exp": 4_000_000_000_u32});
    let token = hs256(&claims);
    let expected = ["--issuer", "me", "--audience", "api", "--audience", "other", "--subject", "alice"];
    let shown = bench.verify(&token, &expected).succeeds();
    assert_eq!(shown.json(), claims, "what jq gets");
    assert!(shown.text().contains("\n  \"sub\": \"alice\"") && shown.stderr.is_empty(), "{shown}");
    let told = bench.verify(&token, &[&expected[..], &["--json"]].concat()).succeeds();
    let whole = json!({"valid": true, "header": {"alg": "HS256", "typ": "JWT"}, "claims": claims});
    assert_eq!((told.json(), told.text().lines().count()), (whole, 1));
}

#[test]
fn every_failed_check_is_listed_with_what_was_expected_and_found() {
    let bench = Bench::new();
    let token = hs256(&json!({"iss": "me", "aud": "you", "exp": 1_700_000_000, "scope": "read"}));
    let flags = ["--any-issuer", "--audience", "api", "--scope", "write", "--require", "email"];
    let at = [&flags[..], &["--at", "1700000012"]].concat();
    let shown = bench.verify(&token, &at).exits(3).prints_nothing();
    assert_eq!(
        shown.stderr,
        "error: the token is rejected: 4 checks failed.\n\
         \x20 aud      the token is meant for \"you\" (aud), expected is \"api\"\n\
         \x20 exp      the token expired 12 s ago (expected after 2023-11-14T22:13:32Z, found 2023-11-14T22:13:20Z)\n\
         \x20 require  the token has no claim \"email\"\n\
         \x20 scope    the token lacks the scope \"write\": its claim \"scope\" holds \"read\"\n"
    );
    let told = bench.verify(&token, &[&at[..], &["--json"]].concat()).exits(3);
    let [audience, expiry, ..] = told.json()["failed"]
        .as_array()
        .unwrap()
        .clone()
        .try_into()
        .unwrap_or_else(|list: Vec<Value>| -> [Value; 4] { panic!("four failures: {list:?}") });
    assert_eq!(audience["expected"], "\"api\"");
    assert_eq!(audience["found"], "\"you\"");
    assert_eq!(
        expiry,
        json!({"check": "exp", "expected": "after 2023-11-14T22:13:32Z", "found": "2023-11-14T22:13:20Z",
            "message": "the token expired 12 s ago"})
    );
    assert_eq!((&told.json()["exit"], &told.failure()["code"]), (&json!(3), &json!("rejected")));
    assert_eq!(told.failure()["details"].as_array().unwrap().len(), 4);
}

#[test]
fn j25_j26_j42_only_time_is_at_fault() {
    let bench = Bench::new();
    let now = ["--at", "2026-11-21T10:00:00Z"];
    let second = 1_795_255_200; // the same
    for (claims, check) in [
        (json!({"exp": second}), "exp"),
        (json!({"nbf": second + 1}), "nbf"),
        (json!({"iat": second + 1}), "iat"),
    ] {
        let token = hs256(&claims);
        let shown = bench.verify(&token, &now).exits(8).prints_nothing();
        assert!(shown.stderr.contains(&format!("\n  {check}  expected ")), "{shown}");
        let told = bench.verify(&token, &[&now[..], &["--json"]].concat()).exits(8);
        assert_eq!((checks(&told), told.json()["exit"].clone()), (vec![check.to_owned()], json!(8)));
        bench.verify(&token, &[&now[..], &["--leeway", "2"]].concat()).succeeds();
    }
    let old = hs256(&json!({"iat": second - 3600, "exp": second - 60}));
    bench.verify(&old, &now).exits(8);
    bench.verify(&old, &[&now[..], &["--ignore-expiry"]].concat()).succeeds();
    let aged = bench.verify(&old, &[&now[..], &["--ignore-expiry", "--max-age", "30m"]].concat()).exits(8);
    aged.says(["the token is 60 min old, older than 30 min"]);
    bench.verify(&hs256(&json!({})), &[&now[..], &["--max-age", "30m"]].concat()).exits(3);
    let both = hs256(&json!({"exp": second, "aud": "you"}));
    bench.verify(&both, &now).exits(3);
}

#[test]
fn j25_a_part_of_a_second_counts() {
    let bench = Bench::new();
    let token = hs256(&json!({"exp": 1_795_255_200.5}));
    bench.verify(&token, &["--at", "2026-11-21T10:00:00.499Z"]).succeeds();
    let shown = bench.verify(&token, &["--at", "2026-11-21T10:00:00.75Z"]).exits(8);
    shown.says(["expected after 2026-11-21T10:00:00.750Z, found 2026-11-21T10:00:00.5Z"]);
}

#[test]
fn j27_j28_what_nobody_named_is_rejected_and_the_flags_are_told() {
    let bench = Bench::new();
    let token = hs256(&json!({"iss": "https://evil.example", "aud": "you"}));
    let shown = bench.verify(&token, &[]).exits(3);
    let shown = shown.says(["--issuer URL says", "--any-issuer", "--audience NAME says", "--any-audience"]);
    assert!(
        !shown.stderr.contains("--issuer https://evil"),
        "nobody is told to trust what the token says: {shown}"
    );
    bench.verify(&token, &ANY).succeeds();
    bench.verify(&hs256(&json!({})), &[]).succeeds();
    for missing in [["--issuer", "me"], ["--audience", "api"]] {
        bench.verify(&hs256(&json!({})), &missing).exits(3);
    }
    assert_eq!(bench.failed(&json!({"aud": ["api", 1]}), &["--audience", "api"]), ["aud"]);
}

#[test]
fn scopes_roles_and_claims() {
    let bench = Bench::new();
    let claims = json!({
        "scope": "read write", "permissions": ["a:b"], "groups": ["staff"], "tier": 3, "admin": false,
        "realm_access": {"roles": ["ops", "Domain Admins"]}, "https://x.example/role": "root",
    });
    let token = hs256(&claims);
    for good in [
        &["--scope", "read", "--scope", "write"][..],
        &["--scope", "write read"],
        &["--scope", "a:b", "--scope-claim", "permissions"],
        &["--role", "root", "--role", "ops"],
        &["--role", "Domain Admins"],
        &["--role", "root", "--role-claim", "https://x.example/role"],
        &["--claim", "tier=3", "--claim", "admin=false", "--claim", "https://x.example/role=root"],
        &["--require", "realm_access.roles", "--require", "admin"],
    ] {
        bench.verify(&token, good).succeeds();
    }
    for (bad, check) in [
        (&["--scope", "read", "--scope", "admin"][..], "scope"),
        (&["--scope", "read admin"], "scope"),
        (&["--scope", "staff", "--scope-claim", "absent"], "scope"),
        (&["--role", "root"], "role"),
        (&["--role", "staff"], "role"),
        (&["--role", "Admins"], "role"),
        (&["--claim", "tier=4"], "claim"),
        (&["--claim", "tier=\"3\""], "claim"),
        (&["--claim", "absent="], "claim"),
        (&["--require", "realm_access.groups"], "require"),
        (&["--subject", "alice"], "sub"),
        (&["--typ", "at+jwt"], "typ"),
    ] {
        assert_eq!(bench.failed(&claims, bad), [check], "{bad:?}");
    }
    for none in [
        &["--scope", ""][..],
        &["--scope", " "],
        &["--role", ""],
        &["--audience", ""],
        &["--issuer", ""],
        &["--require", ""],
        &["--claim", "=x"],
        &["--claim", "x"],
        &["--scope-claim", "scp"],
        &["--role-claim", "roles"],
    ] {
        bench.verify(&token, none).exits(2).prints_nothing();
    }
}

#[test]
fn j24_typ_is_compared_as_a_media_type() {
    let bench = Bench::new();
    let token = hs256_with(&json!({"alg": "HS256", "typ": "application/AT+JWT"}), &json!({}));
    bench.verify(&token, &["--typ", "at+jwt"]).succeeds();
    bench.verify(&token, &["--typ", "JWT"]).exits(3).says(["expected is \"JWT\""]);
}

#[test]
fn j17_j18_what_surrounds_a_token_is_named_and_not_taken_off() {
    let bench = Bench::new();
    let token = hs256(&json!({"sub": "alice"}));
    let (start, end) = token.split_at(60);
    for (given, named) in [
        (format!("Bearer {token}"), "without Bearer"),
        (format!("Authorization: Bearer {token}"), "without Bearer"),
        (format!("\"{token}\""), "without quotes"),
        (format!("'Bearer {token}'"), "without Bearer and quotes"),
        (format!("{start}\n{end}"), "without line breaks"),
        (format!("\"{start}\r\n{end}\""), "without quotes and line breaks"),
    ] {
        let shown = bench.verify(&given, &[]).exits(3).prints_nothing();
        let shown = shown.says([named]);
        assert_eq!(shown.stderr.matches('→').count(), 1, "{shown}");
        bench.sandbox.authctl(["verify", "--secret-file"]).args([&bench.secret]).stdin(given).run().exits(3);
    }
    for blank in [format!(" {token}\n"), format!("\t\r\n{token}\r\n")] {
        bench.verify(&blank, &[]).succeeds();
        bench
            .sandbox
            .authctl(["verify", "--secret-file"])
            .args([&bench.secret])
            .stdin(blank)
            .run()
            .succeeds();
    }
    bench.verify(&format!("{token}="), &[]).exits(3).says(["no padding"]);
    bench.verify("{\"payload\":\"\",\"signature\":\"\"}", &[]).exits(3);
}

#[test]
fn a_secret_that_is_written_in_another_way_is_told_as_that() {
    let bench = Bench::new();
    let written = [STANDARD.encode(SECRET), URL_SAFE_NO_PAD.encode(SECRET)];
    let digits = SECRET.bytes().flat_map(|byte| [byte >> 4, byte & 15]);
    let hexadecimal: String = digits.map(|digit| char::from_digit(digit.into(), 16).unwrap()).collect();
    let [base64, base64url] = written;
    let (line, windows) = (format!("{SECRET}\n"), format!("{SECRET}\r\n"));
    let claims = json!({"sub": "alice"});
    let verify = |file: &str, secret: &[u8], more: &[&str]| {
        let token = hs256_by(secret, &json!({"alg": "HS256"}), claims.to_string().as_bytes());
        let path = bench.sandbox.write("written", file);
        bench.sandbox.authctl(["verify", &token, "--secret-file"]).args([&path]).args(more).run().exits(3)
    };
    let in_base64: &[&str] = &["--secret-encoding", "base64"];
    for (file, secret, more, told) in [
        (&base64, SECRET, &[][..], "the signature fits with --secret-encoding base64"),
        (&base64url, SECRET, &[], "the signature fits with --secret-encoding base64"),
        (&hexadecimal, SECRET, &[], "the signature fits with --secret-encoding hex"),
        (&base64, &*base64, in_base64, "the signature fits with --secret-encoding utf8"),
        (
            &format!("{base64}\n"),
            &*base64,
            in_base64,
            "utf8, and without the line break at the end of the secret",
        ),
        (&line, SECRET, &[], "the signature fits without the line break at the end of the secret"),
        (&windows, SECRET, &["--signature-only"], "the signature fits without the line break"),
        (&SECRET.to_owned(), &*line, &[], "the signature fits with a line break at the end of the secret"),
    ] {
        verify(file, secret.as_bytes(), more).says([told]);
    }
    assert!(!verify(&base64, b"another secret", &[]).stderr.contains("the signature fits"));
}

#[test]
fn what_the_token_says_in_other_words_or_elsewhere_is_told() {
    let bench = Bench::new();
    let token = hs256(&json!({
        "iss": "https://x.auth0.com/", "aud": ["api"], "scope": "read", "sub": "root",
        "resource_access": {"shop": {"roles": ["manager", "admin"]}}, "https://shop.example/roles": ["editor"],
    }));
    let all = ["--any-issuer", "--any-audience"];
    for (words, told) in [
        (
            &["--issuer", "https://x.auth0.com", "--any-audience"][..],
            "→ --issuer https://x.auth0.com/ is its own spelling",
        ),
        (
            &["--audience", "api,web", "--any-issuer"],
            "\"api,web\" is one audience with a comma in it; several have --audience each",
        ),
        (&[&all[..], &["--scope", "read,write"]].concat(), "\"read,write\" is one scope"),
        (&[&all[..], &["--role", "admin,editor"]].concat(), "\"admin,editor\" is one role"),
        (&[&all[..], &["--role", "admin"]].concat(), "→ --role-claim resource_access.shop.roles holds it"),
        (&[&all[..], &["--role", "editor"]].concat(), "→ --role-claim https://shop.example/roles holds it"),
        (&[&all[..], &["--role", "root"]].concat(), "→ --role-claim CLAIM says where else the roles are"),
    ] {
        bench.verify(&token, words).exits(3).says([told]);
    }
    let elsewhere = [&all[..], &["--role", "x", "--role-claim", "groups"]].concat();
    let other = ["--issuer", "https://y.auth0.com", "--any-audience"];
    for silent in [&elsewhere[..], &other] {
        assert!(!bench.verify(&token, silent).exits(3).stderr.contains('→'), "{silent:?}");
    }
    let odd = hs256(&json!({"roles\u{202e}": ["admin"], "a b": {"roles": ["admin"]}}));
    bench.verify(&odd, &["--role", "admin"]).exits(3).says(["--role-claim CLAIM says"]);
    let (start, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{start}.{}", URL_SAFE_NO_PAD.encode([1; 32]));
    let forged = bench.verify(&forged, &[&all[..], &["--role", "admin"]].concat()).exits(3);
    assert!(!forged.stderr.contains("resource_access.shop.roles holds"), "nobody's advice: {forged}");
}

#[test]
fn nothing_at_all_is_a_mistake_of_the_caller() {
    let bench = Bench::new();
    let piped = bench.sandbox.authctl(["verify", "--secret-file"]).args([&bench.secret]).stdin("\n").run();
    for nothing in [bench.verify("", &[]), bench.verify(" \t", &[]), bench.verify("-", &[]), piped] {
        let nothing = nothing.exits(2).prints_nothing().says(["no token was given"]);
        assert!(!nothing.stderr.contains('→'), "{nothing}");
    }
    let json = bench.verify("", &["--json"]).exits(2);
    assert_eq!(json.failure()["code"], "no_token");
}

#[test]
fn j15_a23_what_is_piped_in_is_rejected_whatever_it_is() {
    let bench = Bench::new();
    let piped = |bytes: Vec<u8>| {
        bench.sandbox.authctl(["verify", "--secret-file"]).args([&bench.secret]).stdin(bytes).run()
    };
    piped(b"\xff\xfe.\0.".to_vec()).exits(3).prints_nothing().says(["only letters, digits"]);
    piped(vec![b'A'; (1 << 20) + 1])
        .exits(3)
        .says(["1048577 bytes, more than the 1048576 that are looked at"]);
    let endless =
        piped(vec![b'A'; 2 << 20]).exits(3).says(["more than the 1048576 bytes that are looked at"]);
    assert!(!endless.stderr.contains("the token has 1") && !endless.stderr.contains("1114"), "{endless}");
    piped([vec![b'.'; 1 << 20], b"\r\n".to_vec()].concat()).exits(3).says(["1048577 instead of three parts"]);
    let padded = [hs256(&json!({"sub": "alice"})).into_bytes(), vec![b' '; 1000]].concat();
    piped(padded).succeeds();
}

#[test]
fn a_token_that_was_cut_is_told_as_that() {
    let bench = Bench::new();
    let token = hs256(&json!({"sub": "alice"}));
    for missing in 1..44 {
        let cut = &token[..token.len() - missing];
        bench.verify(cut, &[]).exits(3).says([if missing == 43 {
            "has no signature"
        } else {
            "copy it whole"
        }]);
    }
}

#[test]
fn sentences_fit_a_narrow_terminal_and_commands_stay_whole() {
    let bench = Bench::new();
    let (secret, token) =
        (bench.secret.to_str().unwrap(), hs256(&json!({"iss": "joe", "aud": "web", "exp": 1})));
    let words = ["verify", "--secret-file", secret, "--audience", "api", "--max-age", "5m", &token];
    let terminal = Tmux::start_at_width(60, &bench.sandbox, &words, &[]);
    assert_eq!(terminal.exit_code(), 3);
    let screen = terminal.screen();
    assert!(screen.lines().all(|line| line.chars().count() <= 60), "{screen}");
    let all = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        all.contains("(aud), expected is \"api\"") && all.contains("nobody said that this is expected"),
        "{all}"
    );
    assert!(all.contains("→ --issuer URL says who must have issued it; --any-issuer takes any"), "{all}");
    let narrow = |words: &[&str], shown: &str| {
        Tmux::start_at_width(40, &bench.sandbox, words, &[]).shows(shown);
    };
    narrow(&["decode"], "→ authctl decode < FILE, or … | authctl decode");
    narrow(
        &["verify", "--leeway", "soon"],
        "error: invalid value 'soon' for\n'--leeway <TIME>': a time such as 30s,",
    );
    let makes_one = "`authctl login NAME --issuer URL --client-id ID` makes one,";
    Tmux::start_at_width(60, &bench.sandbox, &["status", "--all"], &[]).shows(makes_one);
    let piped = bench.sandbox.authctl(words).run().exits(3);
    assert!(piped.stderr.lines().any(|line| line.len() > 60), "only a terminal has a width: {piped}");
}

#[test]
fn a_token_is_asked_for_unseen() {
    let bench = Bench::new();
    for verb in ["decode", "verify"] {
        let secret = bench.secret.to_str().unwrap();
        let key: &[&str] = if verb == "decode" { &[] } else { &["--secret-file", secret] };
        let terminal = Tmux::start(&bench.sandbox, &[&[verb], key].concat(), &[]);
        let screen = terminal.shows("[exit 2]");
        let (first, second) =
            (format!("→ authctl {verb} - asks"), format!("→ authctl {verb} < FILE, or … | authctl {verb}"));
        assert!(screen.find(&first).unwrap() < screen.find(&second).unwrap(), "{screen}");
        let terminal = Tmux::start(&bench.sandbox, &[&[verb], key, &["-"]].concat(), &[]);
        terminal.shows("The token, which is not shown:");
        let token = hs256(&json!({"sub": "alice"}));
        terminal.type_text(&token);
        terminal.press("Enter");
        assert_eq!(terminal.exit_code(), 0, "{}", terminal.screen());
        assert!(!terminal.screen().contains(&token[..20]), "{}", terminal.screen());
    }
}

#[test]
fn l1_all_lines_of_a_paste_are_one_token() {
    let bench = Bench::new();
    let token = hs256(&json!({"sub": "alice"}));
    let (start, end) = token.split_at(40);
    for (verb, told) in [("decode", "alice"), ("lint", "Left out around the token: line breaks.")] {
        let terminal = Tmux::start(&bench.sandbox, &[verb, "-"], &[]);
        terminal.shows("The token, which is not shown:");
        terminal.paste(format!("{start}\n{end}\n").as_bytes());
        let screen = terminal.shows("[exit ");
        assert!(screen.contains(told) && !screen.contains(&end[..20]), "{screen}");
    }
}

#[test]
fn a_key_of_another_kind_is_named_with_its_file() {
    let bench = Bench::new();
    let rsa = pair(&bench.sandbox, "RS256").1;
    let token = hs256(&json!({"sub": "alice"}));
    let refused = bench.sandbox.authctl(["verify", "--key"]).args([&rsa]).args([&token]).run().exits(3);
    refused.says([&*format!("the token says HS256, and {} holds an RSA key", rsa.display())]);
    let token = hs256_with(&json!({"alg": "ES256"}), &json!({"sub": "alice"}));
    let file = bench.secret.display().to_string();
    bench.verify(&token, &[]).exits(3).says([&*format!("says ES256, and {file} holds a shared secret")]);
    let by_variable = bench.sandbox.authctl(["verify", "--secret-env", "SECRET", "--json", &token]);
    let failure = by_variable.env("SECRET", SECRET).run().exits(3).failure();
    assert_eq!(failure["message"], "the token says ES256, and the variable SECRET holds a shared secret");
}

#[test]
fn j6_an_encrypted_token_is_no_verified_one() {
    Bench::new()
        .verify("eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AA.AA.AA", &[])
        .exits(3)
        .says(["encrypted, not signed", "authctl decode"]);
}

#[test]
fn the_payload_alone_is_printed_to_the_byte() {
    let bench = Bench::new();
    let only = ["--signature-only"];
    for payload in [&b"{\"exp\":1}"[..], b"", b"two\nlines\n", b"\xff\0\x1b[2J"] {
        let shown = bench.verify(&hs256_of(&json!({"alg": "HS256"}), payload), &only).succeeds();
        assert_eq!(shown.stdout, payload, "{shown}");
    }
    let json = |payload: &[u8]| {
        let token = hs256_of(&json!({"alg": "HS256"}), payload);
        bench.verify(&token, &["--signature-only", "--json"]).succeeds().json()
    };
    assert_eq!(json(b"\x1b x"), json!({"valid": true, "header": {"alg": "HS256"}, "payload": "\u{1b} x"}));
    assert_eq!(json(b"\xff")["payload_base64url"], "_w");
    let other = hs256(&json!({})) + "A";
    bench.verify(&other, &only).exits(3).prints_nothing();
    let token = hs256(&json!({}));
    for check in ["--audience", "--subject", "--typ", "--scope", "--role", "--require", "--max-age"] {
        bench.verify(&token, &["--signature-only", check, "1"]).exits(2).prints_nothing();
    }
    let hostile = hs256_of(&json!({"alg": "HS256"}), b"\x1b[2J\xe2\x80\xaeevil\nlast");
    let secret = bench.secret.to_str().unwrap();
    let words = ["verify", "--secret-file", secret, "--signature-only", &hostile];
    let terminal = Tmux::start(&bench.sandbox, &words, &[]);
    assert_eq!(terminal.exit_code(), 0);
    let screen = terminal.screen();
    assert!(screen.contains("\\u{1b}[2J\\u{202e}evil\nlast\n"), "{screen}");
}

/// J1 to J4: no algorithm but that of the key or the caller, by its exact name.
#[test]
fn j1_j2_j3_j4_the_token_does_not_choose_its_algorithm() {
    let bench = Bench::new();
    let token = |header: Value| hs256_with(&header, &json!({}));
    for algorithm in
        [json!("hs256"), json!("HS256 "), json!("none"), json!("nOnE"), json!(["HS256"]), Value::Null]
    {
        bench.verify(&token(json!({"alg": algorithm})), &[]).exits(3).prints_nothing();
    }
    let unsigned = token(json!({"alg": "none"}));
    let unsigned = &unsigned[..=unsigned.rfind('.').unwrap()];
    bench.verify(unsigned, &[]).exits(3).says(["not signed"]);
    bench.verify(unsigned, &["--alg", "none"]).exits(2);
    let good = token(json!({"alg": "HS256"}));
    bench.verify(&good, &["--alg", "HS512"]).exits(3).says(["expected is HS512"]);
    bench.verify(&good, &["--alg", "HS512", "--alg", "HS256"]).succeeds();
    bench.verify(&good, &["--alg", "RS256"]).exits(3);
    let other = bench.verify(&token(json!({"alg": "HS512"})), &[]).exits(3);
    other.says(["used with HS256", "--alg HS512"]);
}

#[test]
fn j5_j16_j19_j20_j31_one_fault_is_enough() {
    let bench = Bench::new();
    let good = hs256(&json!({"sub": "alice"}));
    let (input, _) = good.rsplit_once('.').unwrap();
    for (token, check) in [
        (format!("{input}.AAAA"), "signature"),
        (hs256_with(&json!({"alg": "HS256", "crit": ["exp"]}), &json!({})), "crit"),
        (hs256_with(&json!({"alg": "HS256", "b64": false}), &json!({})), "b64"),
        (hs256_of(&json!({"alg": "HS256"}), b"[]"), "claims"),
        (hs256_of(&json!({"alg": "HS256"}), b"{\"exp\":1,\"exp\":9999999999}"), "claims"),
        (hs256_of(&json!({"alg": "HS256"}), b"\xef\xbb\xbf{}"), "claims"),
        (hs256(&json!({"exp": "never"})), "exp"),
        (hs256(&json!({"iat": -1})), "iat"),
        (hs256(&json!({"jti": 7})), "jti"),
    ] {
        let told = bench.verify(&token, &["--json"]).exits(3);
        assert_eq!(checks(&told), [check], "{told}");
    }
}

/// A fresh key pair for this algorithm: its private and public file in PEM.
#[track_caller]
fn pair(sandbox: &Sandbox, algorithm: &str) -> (PathBuf, PathBuf) {
    let (_, how) = PAIRS.iter().find(|(name, _)| *name == algorithm).unwrap();
    let (private, public) = (sandbox.write("private.pem", ""), sandbox.write("public.pem", ""));
    let openssl = |words: &[&str]| {
        let done = std::process::Command::new("openssl").args(words).output().unwrap();
        assert!(done.status.success(), "openssl {words:?}: {}", String::from_utf8_lossy(&done.stderr));
    };
    let (private_text, public_text) = (private.to_str().unwrap(), public.to_str().unwrap());
    openssl(&[&["genpkey", "-out", private_text, "-algorithm"], *how].concat());
    openssl(&["pkey", "-in", private_text, "-pubout", "-out", public_text]);
    (private, public)
}

#[test]
fn j11_j12_j13_j14_j47_each_key_pair_checks_what_it_signed_and_nothing_else() {
    let bench = Bench::new();
    let sandbox = &bench.sandbox;
    let hmac_token = hs256(&json!({}));
    for (algorithm, _) in PAIRS {
        let (private, public) = pair(sandbox, algorithm);
        let issue = sandbox.authctl(["issue", "--alg", algorithm, "--subject", "alice", "--key"]);
        let token = issue.args([&private]).run().succeeds().text().to_owned();
        let verify = |token: &str, flags: &[&str]| {
            sandbox.authctl(["verify", "--key"]).args([&public]).args(flags).args([token]).run()
        };
        let shown = verify(&token, &["--alg", algorithm, "--json"]).succeeds();
        assert_eq!(shown.json()["claims"]["sub"], "alice");
        let is_default = !algorithm.starts_with("PS") && !matches!(*algorithm, "RS384" | "RS512");
        let unnamed = verify(&token, &[]);
        assert_eq!(unnamed.code, if is_default { 0 } else { 3 }, "{unnamed}");
        for other in ["HS256", "RS256", "PS256", "ES256", "ES384", "EdDSA"] {
            let same = other == *algorithm || (other == "EdDSA" && *algorithm == "Ed25519");
            let run = verify(&token, &["--alg", other]);
            assert_eq!(run.code, if same { 0 } else { 3 }, "{algorithm} as {other}: {run}");
        }
        let cut = &token[..token.len() - 4];
        for forged in [cut.to_owned(), format!("{token}AAAA"), hmac_token.clone()] {
            verify(&forged, &["--alg", algorithm]).exits(3).prints_nothing();
        }
    }
}

#[test]
fn j8_j9_each_secret_is_long_enough_and_a_guessable_one_is_warned_of() {
    let bench = Bench::new();
    let sandbox = &bench.sandbox;
    for algorithm in ["HS256", "HS384", "HS512"] {
        let with =
            |verb: &str| sandbox.authctl([verb, "--alg", algorithm, "--secret-file"]).args([&bench.secret]);
        let token = with("issue").run().succeeds().text().to_owned();
        with("verify").args([&token]).run().succeeds();
        let other = if algorithm == "HS512" { "HS256" } else { "HS512" };
        bench.verify(&token, &["--alg", other]).exits(3);
    }
    let short = |length: usize| sandbox.write("short", &SECRET[..length]);
    let verify = |secret: &PathBuf, token: &str, flags: &[&str]| {
        sandbox.authctl(["verify", "--secret-file"]).args([secret]).args(flags).args([token]).run()
    };
    let token = hs256(&json!({}));
    verify(&short(31), &token, &[]).exits(1).prints_nothing().says(["31 bytes", "--allow-weak-key"]);
    verify(&short(31), &token, &["--allow-weak-key"]).exits(3).says(["the signature is not"]);
    verify(&short(32), &token, &[]).exits(3).says(["the signature is not"]);
    let longer = hs256_with(&json!({"alg": "HS512"}), &json!({}));
    verify(&short(63), &longer, &["--alg", "HS512"]).exits(3).says(["63 bytes", "--allow-weak-key"]);

    let weak = sandbox.write("weak", "abcabcabcabcabcabcabcabcabcabcabcabc");
    let issue = sandbox.authctl(["issue", "--allow-weak-key", "--secret-file"]).args([&weak]);
    let token = issue.run().succeeds().text().to_owned();
    let shown = verify(&weak, &token, &[]).succeeds().says(["warning:", "whoever guesses the secret"]);
    assert!(shown.json().is_object());
    let jwk = json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode("abcabcabcabcabcabcabcabcabcabcabcabc")});
    let jwk = sandbox.write("weak.json", jwk.to_string());
    sandbox
        .authctl(["verify", "--key"])
        .args([&jwk])
        .args([&token])
        .run()
        .succeeds()
        .says(["whoever guesses"]);
}

#[test]
fn a2_a_public_key_is_no_secret_in_a_jwk_either() {
    let bench = Bench::new();
    let (_, public) = pair(&bench.sandbox, "ES256");
    let pem = std::fs::read(&public).unwrap();
    let lines = std::str::from_utf8(&pem).unwrap().lines().filter(|line| !line.starts_with('-'));
    let base64: String = lines.collect();
    let der = STANDARD.decode(&base64).unwrap();
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode([9; 32])}).to_string();
    for form in [&*pem, &der, base64.as_bytes(), jwk.as_bytes()] {
        let oct = json!({"kty": "oct", "kid": "a", "k": URL_SAFE_NO_PAD.encode(form)});
        let set = json!({"keys": [oct]});
        let token = hs256_by(form, &json!({"alg": "HS256", "kid": "a"}), b"{}");
        for key in [oct, set] {
            let key = bench.sandbox.write("key", key.to_string());
            let run = |words: &[&str]| bench.sandbox.authctl(words).args(["--key".as_ref(), &*key]).run();
            run(&["issue"]).exits(1).prints_nothing().says(["the text of a public key", "--key FILE"]);
            let verified = run(&["verify", &token]);
            assert!(matches!(verified.code, 1 | 3), "{verified}");
            verified.says(["the text of a public key"]);
            let insisted = run(&["verify", &token, "--allow-weak-key"]).succeeds();
            insisted.says(["warning: the secret is the text of a public key"]);
        }
    }
}

#[test]
fn a2_a_public_key_is_no_secret() {
    let bench = Bench::new();
    let (_, public) = pair(&bench.sandbox, "ES256");
    for verb in ["verify", "issue"] {
        let run =
            bench.sandbox.authctl([verb, "--secret-file"]).args([&public]).stdin(hs256(&json!({}))).run();
        run.exits(1).prints_nothing().says(["the text of a public key", "--key FILE"]);
    }
    let pem = std::fs::read_to_string(&public).unwrap();
    let der = STANDARD.decode(pem.lines().filter(|line| !line.starts_with('-')).collect::<String>()).unwrap();
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode([9; 32])});
    for form in [
        der.clone(),
        STANDARD.encode(&der).into_bytes(),
        jwk.to_string().into_bytes(),
        json!({ "keys": [jwk] }).to_string().into_bytes(),
        format!("\u{feff}{pem}").into_bytes(),
        format!("# of the API\n{pem}").into_bytes(),
        pem.replace("PUBLIC", "EC PUBLIC").into_bytes(),
        pem.lines()
            .filter(|line| !line.starts_with('-'))
            .flat_map(|line| [line, "\n"])
            .collect::<String>()
            .into_bytes(),
        URL_SAFE_NO_PAD.encode(&der).into_bytes(),
        STANDARD.encode(&pem).into_bytes(),
        b"sk-ssh-ed25519@openssh.com AAAA me".to_vec(),
        b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA".to_vec(),
    ] {
        let path = bench.sandbox.write("form", form);
        let run = bench.sandbox.run(["issue", "--subject", "alice", "--secret-file", path.to_str().unwrap()]);
        run.exits(1).prints_nothing().says(["the text of a public key"]);
    }
    // what is JSON and no key may be a secret
    let path = bench.sandbox.write("form", "{\"secret\":\"K7d!xPq2Zw9$mBv5Lr8@cTn3Hs6%jYg4\"}");
    bench.sandbox.run(["issue", "--subject", "alice", "--secret-file", path.to_str().unwrap()]).succeeds();
}

#[test]
fn a_key_or_a_secret_may_come_from_stdin_where_the_token_does_not() {
    let bench = Bench::new();
    let token = hs256(&json!({"sub": "alice"}));
    let jwk = json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode(SECRET)}).to_string();
    let run = |words: &[&str], stdin: &str| bench.sandbox.authctl(words).stdin(stdin).run();
    assert_eq!(run(&["verify", "--key", "-", &token], &jwk).succeeds().json()["sub"], "alice");
    run(&["verify", "--secret-stdin", &token], SECRET).succeeds();
    let issued = run(&["issue", "--key", "-", "--subject", "bob"], &jwk).succeeds();
    bench.verify(issued.text().trim(), &[]).succeeds();
    run(&["verify", "--key", "-", &token], "rubbish").exits(1).says(["error: stdin: ", "neither a JWK"]);
    for (source, what) in
        [(&["--key", "-"][..], "the key and the token"), (&["--secret-stdin"], "the secret and")]
    {
        for token in [&[][..], &["-"], &["--lines"]] {
            run(&[&["verify"], source, token].concat(), &jwk)
                .exits(2)
                .says([what, "leaves stdin to the token"]);
        }
        run(&[&["decode"], source].concat(), &jwk).exits(2).says([what]);
    }
}

#[test]
fn j46_a_number_that_is_shown_rounded_is_told() {
    let bench = Bench::new();
    let token = hs256(&json!({"uid": 1e300, "sub": "a"}));
    bench.verify(&token, &[]).succeeds().says(["uid holds a number so large that it is rounded here"]);
    assert_eq!(bench.verify(&token, &["--json"]).succeeds().json()["rounded"], json!(["uid"]));
    let exact = bench.verify(&hs256(&json!({"uid": u64::MAX})), &["--json"]).succeeds();
    assert_eq!(exact.json().get("rounded"), None, "{exact}");
}

#[test]
fn what_would_not_be_looked_at_is_refused() {
    let bench = Bench::new();
    let token = hs256(&json!({"iss": "https://a.example.com"}));
    bench.verify(&token, &["--signature-only"]).succeeds();
    for more in [&["--issuer", "https://b.example.com"][..], &["--audience", "api"], &["--scope", "read"]] {
        bench.verify(&token, &[&["--signature-only"], more].concat()).exits(2).says(["--signature-only"]);
    }
    bench.verify(&token, &["--leeway", "-5"]).exits(2).says(["a time such as 30s"]);
    bench.verify(&token, &["--leeway", "900ms"]).exits(2).says(["whole seconds are wanted"]);
    bench.verify(&token, &["--claims"]).exits(2).says(["needs --lines"]);
    for before in ["--at=-1", "--at=1969-12-31T23:59:59Z"] {
        bench.verify(&token, &[before]).exits(2).says(["seconds since 1970"]);
    }
}

#[test]
fn a41_a_secret_typed_on_the_command_line_is_refused() {
    let sandbox = Sandbox::new();
    for verb in ["verify", "issue", "login"] {
        for typed in [&["--secret", "hunter2"][..], &["--secret=hunter2"]] {
            let refused = sandbox.authctl([verb]).args(typed).run().exits(2).prints_nothing();
            let refused = refused.says(["can be read by everybody", "--secret-file FILE", "--secret-stdin"]);
            assert!(!refused.stderr.contains("hunter2"), "{refused}");
        }
        let told = sandbox.run([verb, "--secret", "hunter2", "--json"]).exits(2);
        assert!(told.failure()["hint"].as_str().unwrap().contains("--secret-env NAME"), "{told}");
        let help = sandbox.run([verb, "--help"]).succeeds();
        assert!(!help.text().contains("--secret <"), "{help}");
    }
    sandbox.run(["logout", "--secret", "hunter2"]).exits(2).says(["unexpected argument '--secret'"]);
}

#[test]
fn what_cannot_be_used_is_told_apart() {
    let bench = Bench::new();
    let sandbox = &bench.sandbox;
    let token = hs256(&json!({}));
    let rubbish = sandbox.write("rubbish", "rubbish");
    let with = |flags: &[&str]| sandbox.authctl(["verify"]).args(flags).args([&token]).run();
    with(&[]).exits(2).says(["no key was named", "--key FILE"]);
    with(&["--key", rubbish.to_str().unwrap()]).exits(1).says(["neither a JWK"]);
    with(&["--key", "/nowhere"]).exits(1).says(["is not there"]);
    with(&["--secret-env", "UNSET"]).exits(1).says(["UNSET", "is not set"]);
    with(&["--key", "a", "--secret-file", "b"]).exits(2);
    with(&["--secret-file", rubbish.to_str().unwrap(), "--secret-encoding", "hex"]).exits(1);
    sandbox.authctl(["verify", "--secret-stdin"]).stdin(SECRET).run().exits(2).says(["both come from stdin"]);
    let piped = sandbox.authctl(["verify", "--secret-stdin", &token]).stdin(SECRET).run();
    piped.succeeds();
    bench.verify(&token, &["--any-issuer", "--issuer", "me"]).exits(2);
    assert!(
        sandbox
            .run(["verify", "--key", "x", "--alg", "HS1024", "x"])
            .exits(2)
            .stderr
            .contains("the algorithms are")
    );
}

/// J22, J23, A6, C7: a run with a key at hand opens no socket and no file that the token names.
#[test]
fn j21_j22_j23_a6_a7_a_token_names_no_key_file_or_address() {
    let bench = Bench::new();
    let trap = crate::support::ScriptedServer::start(|_, _| Vec::new());
    let planted = bench.sandbox.write("planted.json", json!({"keys": []}).to_string());
    let path = planted.to_str().unwrap();
    let header = json!({
        "alg": "HS256", "kid": path, "jku": trap.at("/keys"), "x5u": trap.at("/x5u"),
        "jwk": {"kty": "oct", "k": "AAAA"}, "x5c": ["AAAA"], "x5t": path,
    });
    let token = hs256_with(&header, &json!({"iss": trap.url, "jku": trap.at("/keys")}));
    let command = bench
        .sandbox
        .authctl(["verify", "--any-issuer", "--secret-file"])
        .args([&bench.secret])
        .args([&token]);
    let (run, calls) = strace::calls_of(command, &bench.sandbox.path("strace"));
    run.succeeds();
    for call in &calls {
        assert!(!matches!(&*call.name, "socket" | "connect" | "execve" | "clone3"), "{}", call.shown);
        assert!(!call.name.starts_with("open") || !call.shown.contains("planted"), "{}", call.shown);
    }
    assert!(trap.seen().is_empty());
}

#[test]
fn a26_nothing_of_a_token_reaches_a_terminal_raw() {
    let bench = Bench::new();
    let hostile = "\u{1b}[2J\u{202e}\u{200b}\u{7f}\u{9b}";
    let token = hs256_with(
        &json!({"alg": "HS256", "kid": hostile, "typ": hostile}),
        &json!({"iss": hostile, "aud": [hostile], "sub": hostile, hostile: hostile, "scope": hostile}),
    );
    let flags = ["--issuer", "me", "--audience", "me", "--subject", "me", "--typ", "me", "--scope", "me"];
    for run in [
        bench.verify(&token, &ANY).succeeds(),
        bench.verify(&token, &[&ANY[..], &["--json"]].concat()).succeeds(),
        bench.verify(&token, &flags).exits(3),
        bench.verify(&token, &[&flags[..], &["--json"]].concat()).exits(3),
        bench.verify(&format!("{hostile}{token}"), &ANY).exits(3),
    ] {
        let bad = |sign: char| hostile.contains(sign) && sign.is_ascii_graphic().eq(&false);
        assert!(!run.everything().contains(bad), "{:?}", run.everything());
    }
}
