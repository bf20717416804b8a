//! `diff`: what differs between two tokens.

use crate::support::{Sandbox, Tmux};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

fn token(header: &Value, claims: &Value) -> String {
    let part = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}.AQID", part(header), part(claims))
}

fn of(claims: &Value) -> String {
    token(&json!({"alg": "ES256", "kid": "1"}), claims)
}

fn old() -> Value {
    json!({"sub": "alice", "iat": 1_800_000_000, "exp": 1_800_000_900, "jti": "a", "scope": "read write", "realm": {"roles": ["user"]}})
}

#[test]
fn members_dates_and_sets() {
    let sandbox = Sandbox::new();
    let new = json!({
        "sub": "bob", "iat": 1_800_000_000, "exp": 1_800_001_800, "scope": "admin read", "realm": {"roles": ["user", "root"]}, "nonce": "n",
    });
    let new = token(&json!({"alg": "ES256", "kid": "2"}), &new);
    let shown = sandbox.authctl(["diff", &of(&old()), &new]).env("TZ", "UTC").run().succeeds();
    for line in [
        "~  header kid   \"1\" → \"2\"",
        "~  sub          \"alice\" → \"bob\"",
        "~  exp          2027-01-15 08:15:00 UTC → 2027-01-15 08:30:00 UTC, 15 min later",
        "-  jti          \"a\"",
        "~  scope        +admin -write",
        "~  realm.roles  +root",
        "+  nonce        \"n\"",
    ] {
        assert!(shown.text().lines().any(|found| found == line), "{line} in {shown}");
    }
    shown.says(["Members that differ: header 1, claims 6.", "Nothing was verified"]);
    let json = sandbox.run(["diff", &of(&old()), &new, "--json"]).succeeds().json();
    assert_eq!((&json["same"], &json["verified"]), (&json!(false), &json!(false)));
    assert_eq!(json["header"], json!([{"member": "kid", "change": "changed", "from": "1", "to": "2"}]));
    let claims = json["claims"].as_array().unwrap();
    assert_eq!(
        claims[1],
        json!({"member": "exp", "change": "changed", "from": 1_800_000_900, "to": 1_800_001_800, "seconds": 900})
    );
    assert_eq!(claims[2], json!({"member": "jti", "change": "removed", "from": "a"}));
    assert_eq!((&claims[3]["added"], &claims[3]["removed"]), (&json!(["admin"]), &json!(["write"])));
    assert_eq!(claims[5], json!({"member": "nonce", "change": "added", "to": "n"}));
}

#[test]
fn j46_numbers_that_64_bits_cannot_hold_are_compared_as_they_are_written() {
    let sandbox = Sandbox::new();
    let with = |uid: &str| {
        let claims = URL_SAFE_NO_PAD.encode(format!("{{\"uid\":{uid}}}"));
        format!("{}.{claims}.AQID", URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256"}"#))
    };
    let (one, other) = (with("123456789012345678901"), with("123456789012345678902"));
    let told = sandbox.run(["diff", &one, &other, "--exit-code"]).exits(9);
    assert!(told.text().contains("~  uid     123456789012345678901 → 123456789012345678902"), "{told}");
    told.says(["The same but for uid."]);
    let json = sandbox.run(["diff", &one, &other, "--json"]).succeeds().json();
    assert_eq!((&json["same"], &json["claims"][0]["to"]), (&json!(false), &json!("123456789012345678902")));
    sandbox.run(["diff", &one, &with("5")]).succeeds().says(["uid holds a number so large"]);
}

#[test]
fn the_exit_code_tells_when_it_is_asked_to() {
    let sandbox = Sandbox::new();
    let (one, mut claims) = (of(&old()), old());
    let same = sandbox.run(["diff", &one, &one, "--exit-code"]).succeeds().prints_nothing();
    same.says(["The two tokens are the same."]);
    let signed_again = format!("{}.BAUG", one.rsplit_once('.').unwrap().0);
    let same = sandbox.run(["diff", &one, &signed_again, "--exit-code", "--json"]).succeeds().json();
    assert_eq!((&same["same"], &same["identical"]), (&json!(true), &json!(false)));
    sandbox.run(["diff", &one, &signed_again]).succeeds().says(["say the same; only their signatures"]);
    claims["iat"] = json!(1_800_000_060);
    claims["jti"] = json!("b");
    let other = of(&claims);
    let again = sandbox.run(["diff", &one, &other]).succeeds();
    again.says(["The same but for iat and jti, as when a token is issued again."]);
    let told = sandbox.run(["diff", &one, &other, "--exit-code", "--json"]).exits(9);
    assert_eq!(told.failure()["code"], "not_met");
    claims["sub"] = json!("bob");
    sandbox.run(["diff", &one, &of(&claims)]).succeeds().says(["The same but for sub, iat and jti."]);
}

#[test]
fn j29_a_date_that_came_went_or_is_none_is_told() {
    let sandbox = Sandbox::new();
    let (date, end) = ("2027-01-15 08:15:00 UTC", json!(1_800_000_900));
    for (exp, row, told) in [
        (Value::Null, format!("-  exp     {date}"), "B never ends: it has no exp."),
        (
            json!("soon"),
            format!("~  exp     {date} → \"soon\""),
            "exp of B is no date: it is a string instead",
        ),
        (
            json!(1_763_700_000_000_u64),
            format!("~  exp     {date} → 1763700000000"),
            "and 9999; in milliseconds it would be 2025-11-21T04:40:00Z.",
        ),
    ] {
        let claims = |exp: &Value| match exp {
            Value::Null => of(&json!({"sub": "alice"})),
            exp => of(&json!({"sub": "alice", "exp": exp})),
        };
        let (whole, other) = (claims(&end), claims(&exp));
        let run = |words: [&str; 2]| {
            let run = sandbox.authctl(["diff"]).args(words).env("TZ", "UTC").run().succeeds();
            assert!(!run.stderr.contains("issued again"), "{run}");
            run.says(["The same but for exp."])
        };
        let changed = run([&whole, &other]).says([told]);
        assert!(changed.text().lines().any(|line| line == row), "{row} in {changed}");
        run([&other, &whole]).says([told.replace(" B ", " A ").replace("B never", "A never").as_str()]);
    }
    let added =
        sandbox.authctl(["diff", &of(&json!({})), &of(&json!({"iat": 1_800_000_900}))]).env("TZ", "UTC");
    assert!(added.run().succeeds().text().contains(&format!("+  iat     {date}")));
}

#[test]
fn tokens_come_from_arguments_files_and_stdin() {
    let sandbox = Sandbox::new();
    let (one, other) = (of(&old()), of(&json!({"sub": "alice"})));
    let file = sandbox.write("old.jwt", format!("Bearer {one}\n"));
    let at_file = format!("@{}", file.display());
    let expected = sandbox.run(["diff", &one, &other, "--json"]).succeeds().json();
    for words in [&["diff", "--json", &at_file][..], &["diff", "--json", &at_file, "-"]] {
        let found = sandbox.authctl(words).stdin(format!("\"{other}\"\n")).run().succeeds();
        assert_eq!(found.json(), expected);
    }
    let listed = of(&json!({"sub": "alice", "scope": ["read", "x"]}));
    let found = sandbox.run(["diff", &one, &listed]).succeeds();
    assert!(found.text().contains("+x -write, now a list"), "{found}");
    let found = sandbox.authctl(["diff", "-", &other]).stdin(one.as_str()).run().succeeds();
    assert!(found.text().contains("-  jti"), "{found}");
    let talk = sandbox.authctl(["diff", &at_file, &other]).run().succeeds();
    talk.says(["Left out around the first token: Bearer."]);
    sandbox
        .authctl(["diff", "-", "-"])
        .stdin(one.as_str())
        .run()
        .exits(2)
        .says(["cannot both come from stdin"]);
    sandbox.authctl(["diff", "-"]).stdin(one.as_str()).run().exits(2).says(["cannot both come from stdin"]);
    sandbox.run(["diff", "@/nowhere", &one]).exits(1).says(["the first token: /nowhere is not there"]);
    let forgotten = file.display().to_string();
    let told = sandbox.run(["diff", &one, &forgotten]).exits(2).prints_nothing();
    told.says([
        "the second token: ",
        "is a file, and a token is wanted there",
        &format!("{at_file} means what is in it"),
    ]);
    sandbox.run(["diff"]).exits(2);
}

#[test]
fn what_is_no_token_is_named() {
    let sandbox = Sandbox::new();
    let good = of(&old());
    sandbox.run(["diff", "opaque", &good]).exits(3).prints_nothing().says(["the first token is no JWT"]);
    sandbox.run(["diff", &good, "a.b.c"]).exits(3).prints_nothing().says(["the second token is no JWT"]);
    sandbox.run(["diff", &good, "two words"]).exits(2).says(["the second token: "]);
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"dir","enc":"A128GCM"}"#);
    let encrypted = format!("{header}..AA.AA.AA");
    let found = sandbox.run(["diff", &good, &encrypted]).succeeds();
    found.says(["A token is encrypted: only the headers were compared."]);
    assert_eq!(sandbox.run(["diff", &good, &encrypted, "--json"]).succeeds().json()["claims"], Value::Null);
    let other = format!("{header}..AA.AB.AA");
    let unseen = sandbox.run(["diff", &other, &encrypted, "--json", "--exit-code"]).exits(9).json();
    assert_eq!((&unseen["same"], &unseen["identical"]), (&Value::Null, &json!(false)), "nobody can see it");
    sandbox.run(["diff", &other, &other, "--exit-code"]).succeeds().says(["The two tokens are the same."]);
}

#[test]
fn a26_nothing_of_the_tokens_reaches_a_terminal_raw() {
    let hostile = "a\u{1b}[31mb\u{202e}c\u{9b}2J\u{200b}";
    let sandbox = Sandbox::new();
    let one = token(
        &json!({"alg": hostile}),
        &json!({hostile: hostile, "l": [hostile], "scope": "a", "o": {hostile: 1}}),
    );
    let other =
        token(&json!({"kid": hostile}), &json!({"l": ["x"], "scope": hostile, "o": {hostile: hostile}}));
    for words in [&[][..], &["--json"]] {
        for (first, second) in [(&one, &other), (&other, &one)] {
            let shown = sandbox.authctl(["diff", first, second]).args(words).run().succeeds().everything();
            let is_odd = |sign: char| sign.is_control() && sign != '\n' || "\u{202e}\u{200b}".contains(sign);
            assert!(!shown.contains(is_odd), "{}", shown.escape_debug());
        }
    }
}

#[test]
fn a_diff_can_be_read_at_80_columns() {
    let sandbox = Sandbox::new();
    let mut claims = old();
    claims["exp"] = json!(1_800_001_800);
    claims["scope"] =
        json!("read admin:of:everything:that:there:is and:of:much:that:there:is:not yet:but:soon");
    let (one, other) = (of(&old()), of(&claims));
    let terminal = Tmux::start_at_width(80, &sandbox, &["diff", &one, &other], &[("TZ", "UTC")]);
    let screen = terminal.shows("[exit 0]");
    assert!(screen.contains("15 min later") && screen.contains("MEMBER"), "{screen}");
    assert!(screen.contains("The same but for exp and scope."), "{screen}");
}
