//! What services offer besides the login, by the real packages.

use crate::support::sandbox::binary;
use crate::support::service::Service;
use crate::support::tmux::Tmux;
use crate::support::{Output, Sandbox, search};
use serde_json::{Value, json};
use std::process::Command;

/// A service, and people who use it.
struct At {
    sandbox: Sandbox,
    service: Service,
    name: &'static str,
    /// Where it is mounted.
    prefix: &'static str,
}

impl At {
    #[track_caller]
    fn start(name: &'static str, options: &[&str]) -> Self {
        let sandbox = Sandbox::with_file_store();
        let service = Service::run(&sandbox, name, options);
        let prefix = if options.contains(&"/v1") { "/v1" } else { "" };
        Self { sandbox, service, name, prefix }
    }

    fn url(&self) -> String {
        self.service.url() + self.prefix
    }

    /// Logs somebody in, as a profile of that name.
    #[track_caller]
    fn login(&self, profile: &str, more: &[&str]) {
        let (username, password) = match self.name {
            "zndraw" => (format!("{profile}@example.com"), format!("{profile}-pw\n")),
            _ => (profile.to_owned(), format!("{profile}-pw\n")),
        };
        let login = self.sandbox.authctl(["login", profile, &self.url(), "--service", self.name]);
        let login = login.args(["--username", &username, "--password-stdin", "--store", "file"]);
        login.args(more).stdin(password).run().succeeds();
    }

    fn run(&self, words: &[&str]) -> Output {
        self.sandbox.run(words)
    }

    fn with_stdin(&self, words: &[&str], stdin: &str) -> Output {
        self.sandbox.authctl(words).stdin(stdin).run()
    }

    /// A code, with what only who waits with it knows.
    fn challenge(&self) -> (String, String) {
        let made = self.service.request("POST", &format!("{}/auth/cli-login", self.prefix), &[], "").json();
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (text("code"), text("secret"))
    }

    /// What who waits with it gets.
    fn poll(&self, (code, secret): &(String, String)) -> (u16, Value) {
        let path = format!("{}/auth/cli-login/{code}?secret={secret}", self.prefix);
        let answer = self.service.request("GET", &path, &[], "");
        (answer.status, answer.json())
    }
}

/// Runs a command that was printed, as a person pastes it.
#[track_caller]
fn paste(at: &At, line: &str, stdin: &str) {
    let path = format!("{}:{}", binary().parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("printf '%s\\n' '{stdin}' | {line}")]).env_clear();
    shell.envs(at.sandbox.environment().iter().cloned()).env("PATH", path);
    let done = shell.output().unwrap();
    assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
}

/// The command between back quotes behind these words.
#[track_caller]
fn printed(output: &Output, behind: &str) -> String {
    let rest = output.stderr.split_once(behind).unwrap_or_else(|| panic!("no {behind:?} in {output}")).1;
    rest.split('`').nth(1).unwrap().to_owned()
}

#[track_caller]
fn hides(output: &Output, secrets: &[&str]) {
    for secret in secrets {
        let forms = search::forms_of(secret, output.everything().as_bytes());
        assert!(forms.is_empty(), "{secret} as {forms:?} in {output}");
    }
}

#[test]
fn zndraw_somebody_registers_and_logs_in_with_the_command_that_is_printed() {
    for (options, prefix) in [(&[][..], ""), (&["--prefix", "/v1"], "/v1")] {
        let at = At::start("zndraw", options);
        let url = at.service.url() + prefix;
        let words = ["account", "register", "jobs", &url, "--service", "zndraw", "--username"];
        let register = |name: &str, more: &[&str]| {
            at.sandbox
                .authctl(words)
                .args([name, "--password-stdin"])
                .args(more)
                .stdin("a-new-password\n")
                .run()
        };
        let made = register("carol@example.com", &["-vv"]).succeeds();
        hides(&made, &["a-new-password"]);
        assert!(!made.stderr.contains("superuser, although"), "{made}");
        let login = printed(&made, "To log in: ");
        paste(&at, &format!("{login} --password-stdin --store file"), "a-new-password");
        assert_eq!(
            at.run(&["whoami", "jobs", "--json"]).succeeds().json()["claims"]["email"],
            "carol@example.com"
        );

        let taken = register("carol@example.com", &["--json"]).exits(6).failure();
        assert!(
            taken["message"].as_str().unwrap().ends_with("(HTTP 400): REGISTER_USER_ALREADY_EXISTS"),
            "{taken}"
        );
        register("carol", &[]).exits(6).says(["(HTTP 422): email: value is not a valid email address"]);
        register("carol@localhost", &[]).exits(6).says(["(HTTP 422): email: "]);
        register("dave@example.com", &["--register-body", "form"]).exits(6).says(["(HTTP 422)"]);
        register("dave@example.com", &["--route", "register=/nowhere"])
            .exits(6)
            .says(["(HTTP 404): Not Found"]);
        let by_profile =
            ["account", "register", "jobs", "--username", "dave@example.com", "--password-stdin", "--json"];
        let made = at.with_stdin(&by_profile, "another-password\n").succeeds().json();
        assert_eq!(made["account"]["is_superuser"], json!(false));
    }
}

#[test]
fn zndraw_who_registers_where_everybody_is_a_superuser_is_warned() {
    let at = At::start("zndraw", &["--dev"]);
    let words = ["account", "register", &at.url(), "--username", "carol@example.com", "--password-stdin"];
    let told = at.with_stdin(&words, "a-new-password\n").succeeds();
    let told = told.says(["is zndraw: it answers as", "warning: the new account is a superuser"]);
    assert!(told.text().contains("is_superuser  true"), "{told}");
    let again = at.sandbox.authctl(words).args(["--json"]).stdin("a-new-password\n").run().exits(6);
    hides(&again, &["a-new-password"]);
}

#[test]
fn fastpluggy_somebody_registers_by_the_form_of_its_page() {
    let at = At::start("fastpluggy", &[]);
    let register = |name: &str, password: &str, more: &[&str]| {
        let words = ["account", "register", "site", &at.url(), "--service", "fastpluggy", "--password-stdin"];
        at.sandbox.authctl(words).args(["--username", name]).args(more).stdin(format!("{password}\n")).run()
    };
    let made = register("carol", "a-new-password", &["-vv"]).succeeds();
    hides(&made, &["a-new-password"]);
    paste(&at, &format!("{} --password-stdin --store file", printed(&made, "To log in: ")), "a-new-password");
    register("carol", "a-new-password", &[]).exits(6).says(["(HTTP 400): Username: "]);
    let short = "Field must be between 3 and 50 characters long.; Password: Field must be between 6 and 100";
    register("x", "abc", &[]).exits(6).says([format!("(HTTP 400): Username: {short}").as_str()]);
    register("dave", "a-new-password", &["--field", "confirm-password=again"])
        .exits(6)
        .says(["Confirm Password: "]);

    let off = At::start("fastpluggy", &["--backend", "basic"]);
    let words = ["account", "register", &off.url(), "--service", "fastpluggy", "--username", "carol"];
    let told = off.sandbox.authctl(words).args(["--password-stdin"]).stdin("a-new-password\n").run().exits(6);
    told.says(["(HTTP 302)", "may be switched off"]);
}

#[test]
fn a_registration_is_told_what_it_lacks_before_anybody_types() {
    let at = At::start("taskflow", &[]);
    let register = ["account", "register", "jobs", &at.url(), "--service", "taskflow"];
    at.run(&register).exits(2).says(["no route for register", "--route register=PATH"]);
    at.run(&["account", "register"]).exits(4).says(["there is no profile yet"]);
    let zndraw = At::start("zndraw", &[]);
    let register = ["account", "register", &zndraw.url(), "--service", "zndraw"];
    let words = |more: &'static [&'static str]| zndraw.sandbox.authctl(register).args(more);
    words(&["--password-stdin"]).stdin("pw\n").run().exits(2).says(["--username NAME"]);
    words(&["--username", "x@example.com"]).run().exits(4).says(["--password-stdin reads it from stdin"]);
    words(&[]).run().exits(4).says(["--username NAME and --password-stdin"]);
    words(&["--username", "x@example.com", "--password-stdin"])
        .stdin("\n")
        .run()
        .exits(2)
        .says(["it is empty"]);
}

#[test]
fn a_person_types_a_new_password_twice() {
    let at = At::start("zndraw", &[]);
    for (second, code) in [("another", 2), ("a-new-password", 0)] {
        let words = ["account", "register", &at.url(), "--service", "zndraw"];
        let terminal = Tmux::start(&at.sandbox, &words, &[]);
        for (question, answer) in [
            ("Name of the new user", "carol@example.com"),
            ("Password of carol@example.com", "a-new-password"),
            ("The same once more", second),
        ] {
            terminal.shows(question);
            terminal.type_text(answer);
            terminal.press("Enter");
        }
        assert_eq!(terminal.exit_code(), code, "{}", terminal.screen());
        assert!(!terminal.screen().contains("a-new-password"), "{}", terminal.screen());
    }
}

#[test]
fn zndraw_a_code_is_approved_or_rejected_from_another_terminal() {
    for options in [&[][..], &["--prefix", "/v1"]] {
        let at = At::start("zndraw", options);
        at.login("alice", &[]);
        let judge = |verb: &str, code: &str| at.run(&["account", verb, code, "alice", "--yes", "-vv"]);

        let approved = at.challenge();
        let told = judge("approve", &approved.0).succeeds();
        let told = told.says(["who waits with it is logged in as alice@example.com"]);
        let (_, found) = at.poll(&approved);
        assert_eq!(found["status"], "approved");
        let token = at.run(&["token", "alice"]).succeeds().text().trim_end().to_owned();
        hides(&told, &[&token, found["token"].as_str().unwrap(), &approved.1]);
        judge("approve", &approved.0)
            .exits(6)
            .says(["(HTTP 404): Challenge not found; nobody waits with this code"]);

        let rejected = at.challenge();
        judge("reject", &rejected.0).succeeds().says(["who waits with it gets no token"]);
        assert_eq!(at.poll(&rejected).0, 404);
        for verb in ["approve", "reject"] {
            judge(verb, &rejected.0).exits(6).says(["(HTTP 404)", "capitals count"]);
        }
        let fetched_by_nobody = at.challenge();
        judge("approve", &fetched_by_nobody.0).succeeds();
        judge("reject", &fetched_by_nobody.0).succeeds();
        assert_eq!(at.poll(&fetched_by_nobody).0, 404);

        let late = at.challenge();
        judge("approve", &late.0.to_lowercase()).exits(6).says(["(HTTP 404)"]);
        at.service.request("POST", &format!("/_test/challenge/{}/expire", late.0), &[], "");
        judge("approve", &late.0)
            .exits(6)
            .says(["(HTTP 410): Challenge expired; the time of this code is over"]);
    }
}

#[test]
fn zndraw_a_code_is_judged_by_somebody_who_is_logged_in() {
    let at = At::start("zndraw", &[]);
    let (code, _) = at.challenge();
    at.run(&["account", "approve", &code, "alice", "--yes"]).exits(4).says(["there is no profile"]);
    at.login("alice", &[]);
    at.service.request(
        "POST",
        "/_test/rotate-secret?secret=another-secret-of-32-characters-at-least",
        &[],
        "",
    );
    let told = at.run(&["account", "approve", &code, "alice", "--yes", "--json"]).exits(4).failure();
    assert_eq!((&told["code"], &told["hint"]), (&json!("not_taken"), &json!("authctl login alice")));
    at.login("alice", &["--keep-password"]);
    at.service.request(
        "POST",
        "/_test/rotate-secret?secret=a-third-secret-of-32-characters-at-least",
        &[],
        "",
    );
    at.run(&["account", "approve", &code, "alice", "--yes"]).succeeds();
    at.run(&["account", "approve", "", "alice"]).exits(2);
    at.run(&["account", "approve", "../..", "alice"]).exits(2).says(["a code of letters and digits"]);
}

#[test]
fn zndraw_whose_login_a_code_becomes_is_asked_before() {
    let at = At::start("zndraw", &[]);
    at.login("alice", &[]);
    let challenge = at.challenge();
    let words = ["account", "approve", &challenge.0, "alice"];
    let told = at.run(&words).exits(4).says(["nobody can be asked"]);
    assert!(
        told.stderr.contains(&format!("→ authctl account approve {} alice --yes", challenge.0)),
        "{told}"
    );
    at.sandbox.authctl(words).args(["--no-input"]).run().exits(4);
    assert_eq!(at.poll(&challenge).1["status"], "pending");
    for (answer, code, status) in [("n", 1, "pending"), ("y", 0, "approved")] {
        let terminal = Tmux::start(&at.sandbox, &words, &[]);
        terminal.shows("Whoever made this code is then logged in as alice@example.com");
        terminal.type_text(answer);
        assert_eq!(terminal.exit_code(), code, "{}", terminal.screen());
        assert_eq!(at.poll(&challenge).1["status"], status);
    }
}

#[test]
fn zndraw_who_waits_is_told_the_command_for_the_other_terminal() {
    let at = At::start("zndraw", &["--prefix", "/v1"]);
    at.login("bob", &[]);
    let login =
        ["login", "work", &at.url(), "--service", "zndraw", "--method", "challenge", "--store", "file"];
    let waiting = at.sandbox.authctl(login).spawn();
    let line = waiting.stderr_until("the command", |text| {
        Some(text.split_once("`authctl account approve ")?.1.split_once('`')?.0.to_owned())
    });
    paste(&at, &format!("authctl account approve {} --yes", line.replace("PROFILE", "bob")), "");
    waiting.finish().succeeds().says(["Logged in to work as bob@example.com"]);
}
