//! `lint`: what is unsound about a token, for people, for scripts and as SARIF.

use crate::support::{Output, Sandbox, Tmux, sarif};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const AT: &str = "1800000000";

fn token(header: &Value, claims: &Value) -> String {
    let part = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}.{}", part(header), part(claims), URL_SAFE_NO_PAD.encode([0x55; 64]))
}

/// An access token with which nothing is wrong at [`AT`].
fn good() -> String {
    with(&json!({}), &json!({}))
}

fn with(header: &Value, claims: &Value) -> String {
    let mut all = [
        json!({"alg": "ES256", "typ": "at+jwt", "kid": "1"}),
        json!({
            "iss": "https://id.example.com", "sub": "248289761001", "aud": "https://api.example.com", "client_id": "c",
            "exp": 1_800_000_600, "iat": 1_800_000_000, "jti": "n-0S6", "scope": "read",
            "cnf": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"},
        }),
    ];
    for (all, more) in all.iter_mut().zip([header, claims]) {
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    }
    token(&all[0], &all[1])
}

fn linted(sandbox: &Sandbox, token: &str, more: &[&str]) -> Output {
    sandbox.authctl(["lint", "--at", AT, token]).args(more).run()
}

fn ids(output: &Output) -> Vec<String> {
    let json = output.json();
    let findings = json["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_good_token_has_no_findings() {
    let sandbox = Sandbox::new();
    let quiet = linted(&sandbox, &good(), &[]).succeeds().prints_nothing();
    quiet.says(["Nothing was found.", "Whether the token is genuine was not looked at."]);
    let json = linted(&sandbox, &good(), &["--json"]).succeeds().json();
    assert_eq!(
        json,
        json!({"findings": [], "errors": 0, "warnings": 0, "infos": 0, "ignored": 0, "verified": false})
    );
    assert!(sandbox.files().is_empty(), "a look leaves nothing behind");
}

#[test]
fn findings_decide_the_exit_code() {
    let sandbox = Sandbox::new();
    let unsigned = with(&json!({"alg": "none"}), &json!({"jti": "x"}));
    let found = linted(&sandbox, &unsigned, &["--json"]).exits(9);
    assert_eq!(ids(&found), ["alg-none"]);
    let finding = &found.json()["findings"][0];
    assert_eq!((&finding["severity"], &finding["where"]), (&json!("error"), &json!("header/alg")));
    for name in ["what", "found", "matters", "source", "remedy"] {
        assert!(finding[name].as_str().is_some_and(|text| !text.is_empty()), "{name} of {finding}");
    }
    assert_eq!(found.failure()["code"], "not_met");
    let same = linted(&sandbox, &unsigned, &["--format", "json"]).exits(9);
    assert_eq!(same.json(), found.json());

    let mild = with(&json!({}), &json!({"aud": "*", "cnf": {"kid": "1"}, "exp": 1_800_007_200}));
    linted(&sandbox, &mild, &[]).succeeds().says(["Errors 0, warnings 1, notes 1."]);
    linted(&sandbox, &mild, &["--fail-on", "warning"]).exits(9);
    linted(&sandbox, &mild, &["--fail-on", "warning", "--ignore", "aud-wildcard"]).succeeds();
    linted(&sandbox, &mild, &["--fail-on", "info", "--allow", "aud-wildcard"]).exits(9);
    let none = ["--fail-on", "info", "--allow", "aud-wildcard", "--ignore", "lifetime-hour"];
    linted(&sandbox, &mild, &none).succeeds().says(["Nothing was found, 2 passed over."]);
    linted(&sandbox, &mild, &["--ignore", "aud-wildcrd"]).exits(2).says(["aud-wildcard"]);
}

#[test]
fn a_token_that_cannot_be_read_is_a_finding_and_no_token_is_none() {
    let sandbox = Sandbox::new();
    let good = good();
    for (broken, id) in [
        ("opaque".to_owned(), "not-a-jwt"),
        (good.rsplit_once('.').unwrap().0.to_owned(), "not-a-jwt"),
        (format!("{good}="), "base64-padding"),
        (good.replacen('.', ".e", 1), "json-invalid"),
    ] {
        let found = linted(&sandbox, &broken, &["--json"]).exits(9);
        assert!(ids(&found).iter().any(|found| found == id), "{id}: {found}");
        linted(&sandbox, &broken, &[]).exits(9);
    }
    for nothing in ["", "two words"] {
        linted(&sandbox, nothing, &[]).exits(2).prints_nothing();
    }
}

#[test]
fn a_kind_of_token_is_held_to_its_own_specification() {
    let sandbox = Sandbox::new();
    let header = |typ: &str| json!({"alg": "ES256", "typ": typ, "kid": "1"});
    let event = json!({
        "iss": "https://idp.example.com", "aud": "https://sp.example.com", "iat": 1_800_000_000, "jti": "756E69717565",
        "events": {"https://schemas.openid.net/secevent/caep/event-type/session-revoked": {}},
    });
    let push =
        json!({"aud": "https://push.example.net", "exp": 1_800_040_000, "sub": "mailto:push@example.com"});
    let credential = token(&header("dc+sd-jwt"), &json!({"vct": "https://credentials.example.com/identity"}));
    let nothing = [
        token(&header("secevent+jwt"), &event),
        token(&json!({"alg": "ES256", "typ": "JWT"}), &push),
        format!("{credential}~WyJzYWx0IiwiYSIsMV0~"),
    ];
    for good in &nothing {
        linted(&sandbox, good, &["--fail-on", "info"]).succeeds().says(["Nothing was found."]);
    }
    let broken =
        linted(&sandbox, &token(&header("secevent+jwt"), &json!({"iss": "a", "aud": "b"})), &[]).exits(9);
    assert!(broken.text().contains("iat, jti, events, which a security event token must have"), "{broken}");
}

#[test]
fn j47_a_signature_by_ed448_is_as_good_as_one_by_ed25519() {
    let sandbox = Sandbox::new();
    let signed = |algorithm: &str, length: usize| {
        let token = with(&json!({"alg": algorithm}), &json!({}));
        let signature = URL_SAFE_NO_PAD.encode(vec![0x55; length]);
        format!("{}.{signature}", token.rsplit_once('.').unwrap().0)
    };
    for (algorithm, length, told) in [
        ("EdDSA", 64, None),
        ("EdDSA", 114, None),
        ("EdDSA", 113, Some("113 bytes, where EdDSA makes 64 or 114")),
        ("Ed25519", 114, Some("114 bytes, where Ed25519 makes 64")),
        ("Ed448", 114, None),
        ("Ed448", 64, Some("64 bytes, where Ed448 makes 114")),
    ] {
        let found = linted(&sandbox, &signed(algorithm, length), &["--json"]);
        let findings = found.json()["findings"].as_array().unwrap().clone();
        let of_length = findings.iter().find(|finding| finding["id"] == "signature-length");
        assert_eq!(of_length.map(|finding| finding["found"].as_str().unwrap()), told, "{found}");
        let decoded = sandbox.run(["decode", &signed(algorithm, length)]).succeeds();
        assert_eq!(decoded.stderr.contains("it was cut off, or is none"), told.is_some(), "{decoded}");
    }
}

#[test]
fn a_token_is_taken_as_people_copy_it() {
    let sandbox = Sandbox::new();
    let good = good();
    let (first, rest) = good.split_at(40);
    let pasted = format!("Authorization: Bearer \"{first}\n{rest}\"\n");
    for words in [&["lint", "--at", AT][..], &["lint", "--at", AT, "-"]] {
        let linted = sandbox.authctl(words).stdin(pasted.as_str()).run().succeeds();
        linted.says(["Left out around the token: Bearer, quotes, line breaks.", "Nothing was found."]);
    }
}

#[test]
fn every_rule_is_listed() {
    let sandbox = Sandbox::new();
    let rules = sandbox.run(["lint", "--rules", "--json"]).succeeds().json();
    let rules = rules["rules"].as_array().unwrap().clone();
    assert!(rules.len() > 40, "{}", rules.len());
    let text = sandbox.run(["lint", "--rules"]).succeeds();
    for rule in &rules {
        let names = ["id", "severity", "what", "source"];
        let words = names.map(|name| rule[name].as_str().unwrap());
        assert!(words.iter().all(|words| text.text().contains(words)), "{words:?}");
    }
    sandbox.run(["lint", "--rules", "x.y.z"]).exits(2);
}

#[test]
fn sarif_is_what_its_schema_wants() {
    let sandbox = Sandbox::new();
    let log = |words: &[&str]| {
        let said = sandbox.authctl(["lint", "--at", AT, "--format", "sarif"]).args(words).run();
        serde_json::from_str::<Value>(said.text()).unwrap_or_else(|why| panic!("{why}: {said}"))
    };
    let odd =
        with(&json!({"alg": "none", "kid": "../x"}), &json!({"aud": "*", "a\u{1b} b": {"c\"%": "password"}}));
    let rules = sandbox.run(["lint", "--rules", "--format", "sarif"]).succeeds();
    let rules = serde_json::from_str(rules.text()).unwrap();
    for log in [log(&[&good()]), log(&[&odd]), log(&["rubbish"]), log(&["e30.e30."]), rules] {
        assert_eq!(sarif::faults(&log), [""; 0], "{log}");
    }
    let mut broken = log(&[&odd]);
    broken["runs"][0]["results"][0]["levels"] = json!("error");
    broken["runs"][0]["results"][0]["message"] = json!({});
    assert!(sarif::faults(&broken).len() >= 2, "the validator sees what is wrong");
}

#[test]
fn sarif_names_rules_and_places_and_nothing_of_the_token() {
    let sandbox = Sandbox::new();
    let marked = "Zq3vT9xKcW5mRb7yLhD2";
    let claims =
        json!({"email": marked, "password": marked, "aud": ["*", marked], "sub": format!("{marked}@a.test")});
    let token = with(&json!({"kid": format!("../{marked}"), "jku": marked}), &claims);
    let found = linted(&sandbox, &token, &["--format", "sarif"]).exits(9);
    assert!(!found.text().contains(marked) && !found.text().contains(&token[..40]), "{found}");
    let log: Value = serde_json::from_str(found.text()).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert!(driver["name"].is_string() && driver["version"].is_string());
    let rules = driver["rules"].as_array().unwrap();
    let levels = ["note", "warning", "error"].map(Value::from);
    for rule in rules {
        for name in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[name]["text"].as_str().is_some_and(|text| text.ends_with('.')), "{name} of {rule}");
        }
        url::Url::parse(rule["helpUri"].as_str().unwrap()).unwrap();
        assert!(levels.contains(&rule["defaultConfiguration"]["level"]) && rule["id"].is_string(), "{rule}");
    }
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 5, "{results:?}");
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(levels.contains(&result["level"]) && result["message"]["text"].is_string(), "{result}");
        assert!(
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].is_string(),
            "{result}"
        );
        let place = &result["locations"][0]["logicalLocations"][0];
        assert!(place["fullyQualifiedName"].is_string() && place["name"].is_string(), "{result}");
    }
    assert!(results.iter().any(|result| {
        result["ruleId"] == "secret"
            && result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "claims/password"
    }));
    let same = linted(&sandbox, &token, &["--format", "sarif", "--json"]).exits(9);
    assert_eq!(same.json(), log, "--json changes nothing of it");
}

#[test]
fn a26_nothing_of_a_token_reaches_a_terminal_raw() {
    let hostile = "a\u{1b}[31mb\u{202e}c\u{9b}2J\u{200b}";
    let sandbox = Sandbox::new();
    let header = json!({"alg": hostile, "kid": hostile, "crit": [hostile], "zip": hostile, "jku": hostile, "x5u": hostile});
    let claims = json!({
        "iss": format!("http://{hostile}"), "aud": [hostile, "*", hostile], "scope": [hostile], "exp": hostile, hostile: {hostile: hostile},
        "cnf": hostile, "sub": {hostile: 1}, "o": {hostile: {"password": hostile}},
    });
    let tokens = [
        token(&header, &claims),
        format!("{hostile}.{hostile}.x"),
        with(&json!({"typ": hostile}), &json!({})),
    ];
    for token in &tokens {
        for format in ["text", "json", "sarif"] {
            let shown = linted(&sandbox, token, &["--format", format]);
            let odd = |text: &str| {
                text.chars()
                    .any(|sign| sign.is_control() && sign != '\n' || "\u{202e}\u{200b}".contains(sign))
            };
            assert!(!odd(&shown.everything()), "{}", shown.everything().escape_debug());
        }
    }
}

#[test]
fn findings_can_be_read_at_80_columns() {
    let sandbox = Sandbox::new();
    let token =
        with(&json!({"alg": "none", "kid": "../../etc/passwd"}), &json!({"aud": "*", "client_id": null}));
    let terminal = Tmux::start_at_width(80, &sandbox, &["lint", "--at", AT, &token], &[]);
    let screen = terminal.shows("[exit 9]");
    for words in ["SEVERITY", "error", "alg-none", "header/alg", "→ ", "Errors 2, warnings 2, notes 0."] {
        assert!(screen.contains(words), "{words} in {screen}");
    }
    let first = screen.lines().find(|line| line.contains("alg-none")).unwrap();
    assert!(first.contains("error") && first.contains("the token is not signed"), "{screen}");
}

#[test]
fn a26_what_no_terminal_gets_is_unseen_in_a_token() {
    use authctl::{host::printable, jwt::lint::is_unseen};
    let is_written_out =
        |character: char| printable::line(character.encode_utf8(&mut [0; 4])) != character.to_string();
    let differing =
        ('\0'..=char::MAX).filter(|character| is_unseen(*character) != is_written_out(*character));
    // what people write: blanks, the keycap and the variants of emoji
    let blanks_and_emoji = ['\t', '\n', '\r', '\u{20e3}'].into_iter().chain('\u{fe00}'..='\u{fe0f}');
    assert_eq!(differing.collect::<String>(), blanks_and_emoji.collect::<String>());
}
