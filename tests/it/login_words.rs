//! What a login tells when it fails or brings less than was asked for, and what it tells programs.

use crate::support::sandbox::following_browser;
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Authctl, Issuer, Output, Sandbox, Tmux, scripted};
use serde_json::{Value, json};

fn login(sandbox: &Sandbox, issuer: &str, client: &str) -> Authctl {
    let words = ["login", "work", "--issuer", issuer, "--client-id", client, "--store", "file"];
    sandbox.authctl(words).env("BROWSER", following_browser())
}

/// The hints of a failure, as programs get them.
fn hints(failed: &Output) -> Vec<String> {
    let last = failed.stderr.lines().last().unwrap();
    let failure: Value = serde_json::from_str(last).unwrap();
    failure["error"]["hints"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hint| hint.as_str().unwrap().to_owned())
        .collect()
}

/// What a shell makes of a command that was told.
fn words(command: &str) -> Vec<String> {
    let mut words = shell_words::split(command).unwrap();
    assert_eq!(words.remove(0), "authctl");
    words
}

#[test]
fn the_command_that_is_told_after_a_wrong_spelling_logs_in() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let wrong = login(&sandbox, &format!("{}/", issuer.url), "authctl");
    let failed =
        wrong.args(["--scope", "openid offline_access", "--json", "--param", "ui=it's"]).run().exits(6);
    let [command] = &hints(&failed)[..] else { panic!("one hint: {failed}") };
    assert!(command.starts_with(&format!("authctl login work --issuer {} ", issuer.url)), "{command}");
    sandbox.authctl(words(command)).env("BROWSER", following_browser()).run().succeeds();
    let settings = sandbox.run(["profile", "show", "work", "--json"]).succeeds().json()["settings"].clone();
    assert_eq!(settings["params"]["value"], json!({"ui": "it's"}), "{settings}");
    assert_eq!(settings["scopes"]["value"], json!(["openid", "offline_access"]), "{settings}");
}

#[test]
fn a_first_login_that_fails_is_told_whole_and_a_later_one_is_not() {
    let sandbox = Sandbox::with_file_store();
    let first = |sandbox: &Sandbox| {
        login(sandbox, "https://nobody.invalid", "authctl").args(["--json"]).run().exits(5)
    };
    let told = hints(&first(&sandbox));
    let again = told.last().unwrap().strip_prefix("nothing of this login is kept; again: ").unwrap();
    assert_eq!(again, "authctl login work --issuer https://nobody.invalid --client-id authctl --store file");
    sandbox.run(["token", "work"]).exits(4).says(["there is no profile work"]);

    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let told = hints(&first(&sandbox));
    assert!(told.iter().all(|hint| !hint.contains("again:")), "the profile keeps what it had: {told:?}");
    login(&sandbox, "no url", "authctl").args(["--json"]).run().exits(2);
}

#[test]
fn a_client_that_has_a_secret_is_told_how_to_give_it() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let refused = login(&sandbox, &issuer.url, "web-conf").args(["--device", "--json"]).run().exits(6);
    let told = hints(&refused);
    assert!(told[0].contains(" --client-auth basic") && told[0].ends_with(" --device"), "{told:?}");
    assert!(told[1].contains("asks for the client's secret") && told[2].contains("--client-id"), "{told:?}");
    let secret = sandbox.write("secret", "web-conf-secret");
    let again =
        sandbox.authctl(words(&told[0])).args(["--wait", "1s", "--client-secret-file"]).args([secret]);
    again.run().exits(4).says(["nobody logged in within 1 s"]);
}

#[test]
fn what_was_asked_for_and_not_granted_is_told_once_with_what_it_means() {
    let issuer = scripted_issuer::start(Lies {
        token_answer: Box::new(|_, mut honest| {
            honest.as_object_mut().unwrap().remove("refresh_token");
            honest["scope"] = json!("openid api.read https://id.example/auth/userinfo.email");
            scripted::json(200, &honest)
        }),
        ..Lies::default()
    });
    let asked = "openid offline_access email profile api.read api.write";
    let run = |more: &[&str]| {
        let sandbox = Sandbox::with_file_store();
        let login = login(&sandbox, &issuer.url, scripted_issuer::CLIENT_ID);
        login.args(["--scope", asked]).args(more).run().succeeds()
    };
    let told = run(&[]);
    let lines: Vec<&str> = told.stderr.lines().filter(|line| line.contains("asked for")).collect();
    assert_eq!(
        lines[0],
        "Not granted, though asked for: profile api.write. What needs that will be turned away."
    );
    let lasts = "The issuer gave no refresh token (although offline_access was asked for): the login lasts as long as \
                 the access token, until 20";
    assert!(lines[1].starts_with(lasts) && lines[1].ends_with("then authctl login work again."), "{told}");
    assert_eq!(lines.len(), 2, "{told}");
    let json = run(&["--json"]).json();
    assert_eq!(json["not_granted"], json!(["offline_access", "profile", "api.write"]), "{json}");
}

#[test]
fn a_program_gets_the_address_to_open_as_json() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let login = login(&sandbox, &issuer.url, "authctl").args(["--json"]).run().succeeds();
    let event: Value = serde_json::from_str(login.stderr.lines().next().unwrap()).expect("JSON");
    assert_eq!(event["event"], "authorization_request");
    let url = event["authorization_url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{}/auth?", issuer.url)), "{url}");
    assert_eq!(login.json()["not_granted"], json!([]));
}

/// The JSON object of each line on stderr, prose being none.
fn events(told: &Output) -> Vec<Value> {
    let object = |line| serde_json::from_str(line).unwrap_or_else(|_| panic!("JSON alone: {told}"));
    told.stderr.lines().map(object).collect()
}

/// The codes of the notes among them.
fn notes(told: &Output) -> Vec<String> {
    let notes = events(told).into_iter().filter(|event| event["event"] == "note");
    let code = |note: Value| {
        assert!(note["message"].as_str().is_some_and(|message| !message.is_empty()), "{told}");
        note["code"].as_str().unwrap_or_else(|| panic!("a code: {told}")).to_owned()
    };
    notes.map(code).collect()
}

#[test]
fn a_program_reads_json_alone_whatever_is_warned_of() {
    let sandbox = Sandbox::with_file_store();
    let over_http = login(&sandbox, "http://nobody.invalid", "authctl").args(["--allow-http", "--json"]);
    assert_eq!(notes(&over_http.run().exits(5)), ["http_allowed"]);
    let over_http = login(&sandbox, "http://nobody.invalid", "authctl").args(["--allow-http", "--quiet"]);
    over_http.args(["--json"]).run().exits(5).failure();

    let issuer = Issuer::start();
    let browser = format!("#!/bin/sh\necho prose\necho prose >&2\nexec {} \"$@\"\n", following_browser());
    let browser = sandbox.write_script("browser", &browser);
    let chatty = || login(&sandbox, &issuer.url, "authctl").args(["--json"]).env("BROWSER", &browser);
    assert_eq!(notes(&chatty().run().succeeds()), [""; 0]);
    for (path, bytes) in sandbox.files() {
        if path.extension().is_some_and(|end| end == "age") {
            std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        }
    }
    assert_eq!(notes(&chatty().args(["--force", "--dpop"]).run().succeeds()), ["will_be_replaced"]);
    let kept_nowhere = ["--json", "--store", "none", "--api", "https://api.example.test/"];
    let words = ["login", "brief", "--issuer", &issuer.url, "--client-id", "authctl"];
    let kept_nowhere = sandbox.authctl(words).args(kept_nowhere).env("BROWSER", &browser);
    assert_eq!(notes(&kept_nowhere.run().succeeds()), ["nothing_kept"]);
}

#[test]
fn a_program_at_a_terminal_reads_why_nothing_opened_and_what_was_not_taken() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let words =
        ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file", "--json"];
    let shows = |browser: &str| {
        let terminal = Tmux::start(&sandbox, &words, &[("BROWSER", browser)]);
        let screen = terminal.shows(r#""code":"browser_not_opened""#);
        assert!(
            screen.contains("open the address above yourself") && !screen.contains("warning:"),
            "{screen}"
        );
        terminal
    };
    shows("/no/such/browser");
    let terminal = shows("/bin/false");
    terminal.type_text("no address");
    terminal.press("Enter");
    terminal.shows(r#""code":"paste_refused""#);
    terminal.press("C-c");
    assert_eq!(terminal.exit_code(), 130);
}

#[test]
fn a_program_gets_the_other_ways_to_log_in_as_json_too() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file"];
    let more = ["--json", "--no-browser", "--wait", "1s"];
    let told = sandbox.authctl(words).args(more).env("SSH_TTY", "/dev/pts/1").run().prints_nothing();
    let lines: Vec<Value> =
        told.stderr.lines().map(|line| serde_json::from_str(line).expect("JSON alone")).collect();
    let advice = lines[0]["advice"].as_array().expect("advice");
    assert!(advice.iter().any(|line| line.as_str().unwrap().contains("--device")), "{told}");
    assert!(advice.iter().any(|line| line.as_str().unwrap().contains("ssh -L ")), "{told}");
}
