//! Many tokens at once: `verify --lines`.

use crate::support::{Output, Sandbox, Tmux, long, until};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use regex::Regex;
use rustix::process::Signal;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};

const SECRET: &[u8] = b"a secret of 32 bytes for HS256 ..";
const CHECKS: [&str; 5] = ["verify", "--lines", "--any-issuer", "--any-audience", "--secret-file"];

fn token(claims: &Value) -> String {
    let input = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    );
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag))
}

fn good(subject: &str) -> String {
    token(&json!({"iss": "https://id.example.com", "sub": subject, "exp": 4_000_000_000_u64}))
}

fn expired() -> String {
    token(&json!({"sub": "old", "exp": 1}))
}

fn arguments(sandbox: &Sandbox) -> Vec<OsString> {
    let secret = sandbox.write("secret", SECRET);
    CHECKS.iter().map(OsString::from).chain([secret.into()]).collect()
}

/// What comes of these lines, each line of it as JSON.
fn verify(lines: impl Into<Vec<u8>>, more: &[&str]) -> (Output, Vec<Value>) {
    let sandbox = Sandbox::new();
    let output = sandbox.authctl(arguments(&sandbox)).args(more).stdin(lines).run();
    let shown = output.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (output, shown)
}

/// A run whose stdin stays open.
fn begun(sandbox: &Sandbox) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_authctl"));
    command.args(arguments(sandbox)).env_clear().envs(sandbox.environment().iter().cloned());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// A run on a terminal that reads what is written into the pipe; its answers go elsewhere.
fn on_a_terminal(sandbox: &Sandbox) -> (Tmux, File) {
    let (pipe, answers) = (sandbox.path("tokens"), sandbox.path("answers"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let redirection = format!("< '{}' > '{}'", pipe.display(), answers.display());
    let arguments: Vec<_> = arguments(sandbox).into_iter().map(|word| word.into_string().unwrap()).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let terminal = Tmux::start_redirected(&redirection, sandbox, &arguments);
    (terminal, File::options().write(true).open(pipe).unwrap())
}

#[track_caller]
fn says_how_long(output: &Output, counted: &str) {
    let words = Regex::new(&format!(r"(?m)^(error: )?{counted} in \d+\.\d+ s\.$")).unwrap();
    assert!(words.is_match(&output.stderr), "{output}");
}

#[test]
fn each_line_is_answered_in_order() {
    let changed = good("mallory").replace("eyJ", "eyK");
    let lines = [good("alice"), changed, expired(), "rubbish".into(), String::new(), good("bob")].join("\n");
    let (output, shown) = verify(lines, &[]);
    assert_eq!(shown[0], json!({"line": 1, "valid": true, "sub": "alice", "exp": 4_000_000_000_u64}));
    for (at, exit, check) in [(1, 3, "form"), (2, 8, "exp"), (3, 3, "form"), (4, 3, "form")] {
        let told = &shown[at];
        assert_eq!(
            (&told["line"], &told["valid"], &told["exit"]),
            (&json!(at + 1), &json!(false), &json!(exit))
        );
        assert_eq!(told["failed"][0]["check"], check, "{told}");
        assert!(told["failed"][0]["expected"].is_string() && told["failed"][0]["found"].is_string());
        assert_eq!(told.get("hint"), None, "{told}");
    }
    assert_eq!(shown[5], json!({"line": 6, "valid": true, "sub": "bob", "exp": 4_000_000_000_u64}));
    assert_eq!(shown.len(), 6);
    says_how_long(&output.exits(3), "6 tokens: 2 valid, 4 rejected");
}

#[test]
fn j46_claims_that_are_shown_rounded_are_named() {
    let rounded = token(&json!({"a": 1, "uid": 1e300, "b": {"c": [1e200]}}));
    let (_, shown) = verify(format!("{rounded}\n{}", good("a")), &["--claims"]);
    assert_eq!((&shown[0]["rounded"], shown[1].get("rounded")), (&json!(["uid", "b"]), None));
    assert_eq!(verify(rounded, &[]).1[0].get("rounded"), None, "it is not shown");
}

#[test]
fn the_exit_code_says_whether_all_are_good() {
    let (valid, old) = (good("a") + "\n", expired() + "\n");
    says_how_long(&verify(valid.repeat(3), &[]).0.succeeds(), "3 tokens: 3 valid, 0 rejected");
    verify(format!("{valid}{old}{old}"), &[]).0.exits(8).says(["3 tokens: 1 valid, 2 rejected"]);
    verify(format!("{old}{valid}rubbish\n"), &[]).0.exits(3);
    let told = verify(format!("{old}{valid}"), &["--json"]).0.exits(8).failure();
    assert_eq!(told["code"], "rejected");
    assert_eq!(verify(valid, &["--quiet"]).0.succeeds().stderr, "");
    verify("", &[]).0.exits(2).says(["no token was given"]);
}

#[test]
fn white_space_around_a_token_does_not_matter_and_anything_else_does() {
    let token = good("a");
    let (output, shown) = verify(
        format!("{token}\r\n  {token}\t\nBearer {token}\n\"{token}\"\n\u{feff}{token}\n \r\n{token}"),
        &[],
    );
    let valid: Vec<_> = shown.iter().map(|told| told["valid"] == true).collect();
    assert_eq!(valid, [true, true, false, false, false, false, true]);
    assert_eq!(shown[5]["failed"][0]["found"], "the token is empty");
    let hints: Vec<_> = shown.iter().map(|told| told["hint"].as_str().unwrap_or_default()).collect();
    assert_eq!(hints[2..4], ["give the token alone, without Bearer", "give the token alone, without quotes"]);
    output.exits(3);
}

#[test]
fn what_stands_around_tokens_is_told_once_more_at_the_end() {
    let given = format!("{}\nBearer {}\n\"{}\"\n", good("a"), good("b"), good("c"));
    for more in [&[][..], &["--signature-only"]] {
        let sandbox = Sandbox::new();
        sandbox.write("secret", SECRET);
        let run = sandbox.authctl(["verify", "--lines", "--secret-file"]).args([sandbox.path("secret")]);
        let any = if more.is_empty() { &["--any-issuer", "--any-audience"][..] } else { more };
        let run = run.args(any).stdin(given.clone()).run().exits(3);
        let run =
            run.says(["3 tokens: 1 valid, 2 rejected", "→ line 2: give the token alone, without Bearer"]);
        assert_eq!(run.stderr.matches('→').count(), 1, "{run}");
    }
    let (run, _) = verify(expired(), &[]);
    assert!(!run.stderr.contains('→'), "{run}");
}

#[test]
fn more_is_told_where_it_is_wanted() {
    let (_, shown) = verify(good("alice"), &["--claims"]);
    assert_eq!(shown[0]["claims"]["iss"], "https://id.example.com");
    let unsigned = good("alice") + "x";
    let (output, shown) = verify(format!("{}\n{unsigned}\n", expired()), &["--signature-only"]);
    assert_eq!(shown[0], json!({"line": 1, "valid": true}));
    assert_eq!(shown[1]["valid"], false);
    output.exits(3);
    verify("", &["--signature-only", "--claims"]).0.exits(2);
    verify("", &["token"]).0.exits(2);
    let sandbox = Sandbox::new();
    let secret = sandbox.write("secret", SECRET);
    let one = ["verify", &good("a"), "--claims", "--secret-file", secret.to_str().unwrap()];
    sandbox.run(one).exits(2).says(["needs --lines"]);
}

#[test]
fn many_lines_keep_their_order() {
    let count = if long() { 500_000 } else { 10_000 };
    let (valid, old) = (good("a"), expired());
    // what takes long stands beside what does not
    let line = |number: usize| match number % 7 {
        0 => "rubbish",
        1..4 => &valid,
        _ => &old,
    };
    let lines: Vec<_> = (0..count).map(line).collect();
    let (output, shown) = verify(lines.join("\n"), &[]);
    assert_eq!(shown.len(), count);
    for (at, told) in shown.iter().enumerate() {
        assert_eq!((&told["line"], &told["valid"]), (&json!(at + 1), &json!(lines[at] == valid)));
    }
    output.exits(3);
}

#[test]
fn a23_a_line_of_any_length_is_one_rejected_line() {
    let long = "A".repeat(3 << 20);
    let barely = "A".repeat((1 << 20) + 1);
    let (output, shown) = verify(format!("{long}\n{}\n{barely}\n{}\n{long}", good("a"), good("b")), &[]);
    let found = |at: usize| shown[at]["failed"][0]["found"].as_str().unwrap();
    assert_eq!(found(0), "the token has 3145728 bytes, more than the 1048576 that are looked at");
    assert_eq!(found(2), "the token has 1048577 bytes, more than the 1048576 that are looked at");
    assert_eq!(found(4), found(0));
    assert_eq!((&shown[1]["sub"], &shown[3]["sub"]), (&json!("a"), &json!("b")));
    output.exits(3).says(["5 tokens: 2 valid, 3 rejected"]);
}

#[test]
fn bytes_that_are_no_text_are_rejected_and_never_shown() {
    let hostile = token(&json!({"sub": "\u{1b}[2J\u{202e}", "exp": 4_000_000_000_u64}));
    let lines = [b"\xff\xfe\0\x1b[2J\n", hostile.as_bytes(), b"\n\x80."].concat();
    let (output, shown) = verify(lines, &["--claims"]);
    assert!(!output.text().contains(['\u{1b}', '\u{202e}', '\0']), "{output}");
    assert_eq!(shown[1]["sub"], "\u{1b}[2J\u{202e}", "the same text all the same");
    assert_eq!((&shown[0]["exit"], &shown[2]["exit"]), (&json!(3), &json!(3)));
}

#[test]
fn a_line_is_answered_before_the_next_one_comes() {
    let sandbox = Sandbox::new();
    let mut child = begun(&sandbox);
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for subject in ["one", "two"] {
        writeln!(stdin, "{}", good(subject)).unwrap();
        let mut told = String::new();
        stdout.read_line(&mut told).unwrap();
        assert!(told.contains(subject), "{told}");
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_reader_that_has_gone_ends_it_at_once_and_in_silence() {
    let sandbox = Sandbox::new();
    let mut child = begun(&sandbox);
    let mut stdin = child.stdin.take().unwrap();
    drop(child.stdout.take());
    writeln!(stdin, "{}", good("a")).unwrap();
    // stdin stays open: it does not wait for more
    let status = until("its end", || child.try_wait().unwrap());
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!((status.code(), told.as_str()), (Some(0), ""));
    drop(stdin);
}

#[test]
fn a_token_that_was_rejected_is_told_to_a_script_that_read_no_more() {
    let sandbox = Sandbox::new();
    let mut child = begun(&sandbox);
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    writeln!(stdin, "rubbish").unwrap();
    stdout.read_line(&mut String::new()).unwrap();
    drop(stdout);
    writeln!(stdin, "{}", good("a")).unwrap();
    let status = until("its end", || child.try_wait().unwrap());
    assert_eq!(status.code(), Some(3));
}

#[test]
fn ctrl_c_ends_it_with_what_was_done() {
    let sandbox = Sandbox::new();
    let mut child = begun(&sandbox);
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for line in [good("a").as_str(), "rubbish"] {
        writeln!(stdin, "{line}").unwrap();
        stdout.read_line(&mut String::new()).unwrap();
    }
    rustix::process::kill_process(rustix::process::Pid::from_child(&child), Signal::INT).unwrap();
    let status = until("its end", || child.try_wait().unwrap());
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(status.code(), Some(130));
    // what was answered last may not be counted yet
    let counted = ["2 tokens: 1 valid, 1 rejected", "1 token: 1 valid, 0 rejected"];
    assert!(counted.iter().any(|words| told == format!("Ended after {words}.\n")), "{told}");
}

#[test]
fn progress_is_told_on_a_terminal() {
    let sandbox = Sandbox::new();
    let (terminal, mut stdin) = on_a_terminal(&sandbox);
    for (line, told) in
        [(good("a"), "1 token: 1 valid, 0 rejected"), ("rubbish".into(), "2 tokens: 1 valid, 1 rejected")]
    {
        writeln!(stdin, "{line}").unwrap();
        terminal.shows(told);
    }
    drop(stdin);
    assert_eq!(terminal.exit_code(), 3);
    let screen = terminal.screen();
    let lines: Vec<_> = screen.trim_end().lines().collect();
    let [summary, "[exit 3]"] = lines[..] else { panic!("more than the summary stayed:\n{screen}") };
    assert!(summary.starts_with("error: 2 tokens: 1 valid, 1 rejected in "), "{screen}");
    assert_eq!(std::fs::read_to_string(sandbox.path("answers")).unwrap().lines().count(), 2);
}

#[test]
fn ctrl_c_on_a_terminal_leaves_it_as_it_was() {
    let sandbox = Sandbox::new();
    let (terminal, mut stdin) = on_a_terminal(&sandbox);
    writeln!(stdin, "{}", good("a")).unwrap();
    terminal.shows("1 token: 1 valid, 0 rejected");
    terminal.press("C-c");
    assert_eq!(terminal.exit_code(), 130);
    let screen = terminal.screen();
    let lines: Vec<_> = screen.trim_end().lines().collect();
    assert_eq!(lines, ["Ended after 1 token: 1 valid, 0 rejected.", "[exit 130]"]);
    drop(stdin);
}

#[test]
fn what_cannot_be_read_or_written_is_told() {
    let sandbox = Sandbox::new();
    let shell = |redirected: &str| {
        sandbox.authctl(arguments(&sandbox)).under(["sh", "-c", &format!("\"$0\" \"$@\" {redirected}")])
    };
    shell("< /").run().exits(1).says(["stdin cannot be read to its end"]);
    shell("> /dev/full").stdin(good("a")).run().exits(1).says(["cannot write to stdout: no space left"]);
    for (words, redirected) in [
        (&["decode", "--json"][..], "> /dev/full"),
        (&["decode", "--help", "--json"], "> /dev/full"),
        (&["decode", "--lines", "--json"], "> /dev/full"),
    ] {
        let script = format!("\"$0\" \"$@\" {redirected}");
        let run = sandbox.authctl(words).under(["sh", "-c", &script]).stdin(good("a")).run().exits(1);
        let told: Value = serde_json::from_str(run.stderr.lines().last().unwrap()).expect(&run.stderr);
        assert_eq!(told["error"]["code"], "stdout", "{told}");
    }
}

/// Runs it where 64 MiB of memory are all that is to be had.
fn with_little_memory(sandbox: &Sandbox, words: &[OsString], lines: String) -> Output {
    let limited = "ulimit -d 65536; exec \"$0\" \"$@\" > /dev/null";
    sandbox.authctl(words).under(["sh", "-c", limited]).stdin(lines).run()
}

#[test]
fn a23_what_comes_of_short_lines_may_be_long() {
    let sandbox = Sandbox::new();
    let secret = sandbox.write("secret", SECRET).into_os_string();
    let issuer = "https://id.example.com/".to_owned() + &"x".repeat(8000);
    let words = ["verify", "--lines", "--any-audience", "--issuer", &issuer, "--secret-file"];
    let words: Vec<OsString> = words.into_iter().map(OsString::from).chain([secret]).collect();
    let told = with_little_memory(&sandbox, &words, "e30.e30.AA\n".repeat(5000)).exits(3);
    told.says(["5,000 tokens: 0 valid, 5,000 rejected"]);
}

#[test]
fn a23_many_large_tokens_are_made_in_little_memory() {
    let sandbox = Sandbox::new();
    let secret = sandbox.write("secret", SECRET).into_os_string();
    let claims = sandbox.write("claims", json!({"x": "x".repeat(700_000)}).to_string()).into_os_string();
    let words = ["issue", "--count", "90", "--claims"].map(OsString::from).into_iter();
    let words: Vec<OsString> = words.chain([claims, "--secret-file".into(), secret]).collect();
    with_little_memory(&sandbox, &words, String::new()).succeeds().says(["90 tokens issued"]);
}

#[test]
fn memory_does_not_grow_with_the_input() {
    let sandbox = Sandbox::new();
    let mut child = begun(&sandbox);
    let (mut stdin, stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    let mut answers = stdout.lines();
    let peak = |child: &Child| -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    };
    let line = format!("{}\n", good(&"a".repeat(200)));
    let mut feed = |count: usize| {
        std::thread::scope(|scope| {
            scope.spawn(|| stdin.write_all(line.repeat(count).as_bytes()).unwrap());
            assert!(answers.by_ref().take(count).all(|answer| answer.is_ok()));
        });
    };
    feed(5_000);
    let before = peak(&child);
    feed(if long() { 500_000 } else { 20_000 });
    let after = peak(&child);
    assert!(after < before + 4096, "{before} KiB, then {after} KiB");
    drop(stdin);
    assert!(child.wait().unwrap().success());
}
