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

    let setup = register("dave", "a-new-password", &["--route", "register=/setup/", "-vv"]).exits(6);
    hides(&setup.says(["(HTTP 303): Setup is already complete. Please sign in."]), &["a-new-password"]);
    let empty = At::start("fastpluggy", &["--empty"]);
    let words = ["account", "register", &empty.url(), "--service", "fastpluggy", "--username", "carol"];
    let setup = empty.sandbox.authctl(words).args(["--password-stdin", "--route", "register=/setup/"]);
    setup.stdin("a-new-password\n").run().succeeds();

    let off = At::start("fastpluggy", &["--backend", "basic"]);
    let words = ["account", "register", &off.url(), "--service", "fastpluggy", "--username", "carol"];
    let told = off.sandbox.authctl(words).args(["--password-stdin"]).stdin("a-new-password\n").run().exits(6);
    told.says(["(HTTP 302)", "may be switched off"]);
}

#[test]
fn a_registration_is_told_what_it_lacks_before_anybody_types() {
    let at = At::start("taskflow", &[]);
    let register = ["account", "register", "jobs", &at.url(), "--service", "taskflow"];
    at.run(&register).exits(2).says(["has no registration", "--route register=PATH"]);
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
        judge("reject", &rejected.0).succeeds().says(["from now on nobody gets a token by it"]);
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

#[test]
fn fastpluggy_a_token_is_made_kept_used_listed_and_revoked() {
    let at = At::start("fastpluggy", &[]);
    at.login("alice", &[]);
    let create =
        ["account", "pat", "create", "alice", "--name", "ci & co", "--expires-in", "30d", "--as", "ci"];
    let made = at.sandbox.authctl(create).args(["-vv"]).run().succeeds();
    let made = made.says(["Took the token as the credential of ci", "sent as a bearer token, good until"]);
    let token = at.run(&["token", "ci"]).succeeds().text().trim_end().to_owned();
    assert!(token.len() == 64 && made.stdout.is_empty(), "{made}");
    hides(&made, &[&token]);
    let who = at.run(&["call", "ci", "/api/guarded"]).succeeds().json();
    assert_eq!((&who["user"], &who["scopes"]), (&json!("alice"), &json!(["authenticated"])));
    let status = at.run(&["status", "ci", "--json"]).succeeds().json();
    assert_eq!(
        (&status["method"], &status["account"], &status["state"]),
        (&json!("token"), &json!("alice"), &json!("valid"))
    );

    let again = [&create[..4], &["--name", "for ever", "--as", "second", "--json"]].concat();
    let made = at.run(&again).succeeds().json();
    assert_eq!(
        (&made["name"], &made["expires_at"], &made["profile"]),
        (&json!("for ever"), &json!(null), &json!("second"))
    );
    // by the token itself
    let listed = at.run(&["account", "pat", "list", "ci", "--json"]).succeeds().json();
    let named = |name: &str| {
        let tokens = listed["tokens"].as_array().unwrap();
        tokens.iter().find(|token| token["name"] == name).unwrap_or_else(|| panic!("{listed}")).clone()
    };
    let (first, second) = (named("ci & co"), named("for ever"));
    assert!(
        first["expires"].is_string() && first["last_used"].is_string() && second["expires"].is_null(),
        "{listed}"
    );
    let table = at.run(&["account", "pat", "list", "alice"]).succeeds();
    assert!(table.text().contains("ci & co"), "{table}");

    let id = first["id"].as_str().unwrap();
    at.run(&["account", "pat", "revoke", id, "alice", "-vv"])
        .succeeds()
        .says(["is revoked; the service says: Token 'ci & co' revoked."]);
    at.run(&["account", "pat", "revoke", id, "alice"]).exits(6).says(["(HTTP 303): Token not found."]);
    at.run(&["call", "ci", "/api/guarded"]).exits(4).says(["nothing renews a personal access token"]);
    at.run(&["account", "pat", "list", "ci"]).exits(4);
    let misplaced =
        at.run(&["account", "pat", "revoke", &token, "alice"]).exits(2).says(["not the token itself"]);
    hides(&misplaced, &[&token]);
}

#[test]
fn fastpluggy_what_is_wrong_with_a_token_to_be_made_is_told() {
    let at = At::start("fastpluggy", &[]);
    at.login("alice", &[]);
    let create = |more: &[&str]| {
        at.sandbox.authctl(["account", "pat", "create", "alice", "--as", "ci"]).args(more).run()
    };
    create(&["--name", "ci", "--expires-in", "36h"]).exits(2).says(["whole days are wanted"]);
    create(&["--name", " "]).exits(2).says(["a name of 1 to 200 characters"]);
    create(&["--name", "ci", "--as", "alice"]).exits(2);
    let words = ["account", "pat", "create", "alice", "--name", "ci", "--as", "alice"];
    at.run(&words).exits(2).says(["its own credential stays"]);
    create(&["--name", "ci", "--store", "none"]).exits(2).says(["would be gone at once"]);
    at.service.request("POST", "/_test/expire-sessions", &[], "");
    create(&["--name", "ci"]).exits(4).says(["the password was not kept", "authctl login alice"]);
    at.login("alice", &["--keep-password"]);
    at.service.request("POST", "/_test/expire-sessions", &[], "");
    create(&["--name", "ci"]).succeeds();
    create(&["--name", "ci"]).exits(2).says([
        "ci holds a token already, which the service would go on taking",
        "authctl account pat list alice",
    ]);
    let over = create(&["--name", "ci", "--force", "--logout"]).succeeds();
    over.says(["The token that ci held before lives on at the service", "Logged out of alice"]);
    at.run(&["call", "ci", "/api/guarded"]).succeeds();
    at.run(&["account", "pat", "list", "alice"]).exits(4);

    let off = At::start("fastpluggy", &["--no-tokens"]);
    off.login("alice", &[]);
    let disabled = "(HTTP 303): API access tokens are disabled by the administrator.";
    off.run(&["account", "pat", "create", "alice", "--name", "ci", "--as", "ci"]).exits(6).says([disabled]);
    off.run(&["account", "pat", "list", "alice"]).exits(6).says([disabled]);
    off.run(&["account", "pat", "create", "alice", "--name", "ci", "--as", "ci", "--json"]).exits(6);
    assert!(!off.run(&["profile", "list"]).succeeds().text().contains("ci "));
    let zndraw = At::start("zndraw", &[]);
    zndraw.login("alice", &[]);
    zndraw.run(&["account", "pat", "list", "alice"]).exits(2).says(["has no personal access tokens"]);
}

#[test]
fn fastpluggy_a_token_is_given_by_hand_and_goes_as_bearer_or_as_basic() {
    let at = At::start("fastpluggy", &[]);
    at.login("alice", &[]);
    at.run(&["account", "pat", "create", "alice", "--name", "ci", "--as", "ci"]).succeeds();
    let token = at.run(&["token", "ci"]).succeeds().text().trim_end().to_owned();
    let login = |method: &[&str], text: &str| {
        let login = at.sandbox.authctl([
            "login",
            "hand",
            &at.url(),
            "--service",
            "fastpluggy",
            "--store",
            "file",
            "-vv",
        ]);
        login.args(method).stdin(format!("{text}\n")).run()
    };
    for (method, text, header) in [
        (&["--method", "token"][..], token.clone(), format!("Authorization: Bearer {token}")),
        (&["--with-token"], format!("bearer {token}"), format!("Authorization: Bearer {token}")),
        (
            &["--method", "basic", "--username", "__token__", "--password-stdin"],
            token.clone(),
            "Authorization: Basic ".to_owned(),
        ),
    ] {
        let told = login(method, &text).succeeds();
        hides(&told, &[&token]);
        let sent = at.run(&["token", "hand", "--format", "header"]).succeeds();
        assert!(sent.text().starts_with(&header), "{sent}");
        assert_eq!(at.run(&["call", "hand", "/api/guarded"]).succeeds().json()["user"], "alice");
        at.run(&["logout", "hand"]).succeeds();
        at.run(&["profile", "remove", "hand"]).succeeds();
    }
    let asked = ["--method", "token", "--route", "whoami=/api/whoami"];
    let refused = login(&asked, &"0".repeat(64)).exits(6).says(["does not take the credential"]);
    hides(&refused, &[&"0".repeat(64)]);
    at.service.request("POST", "/_test/expire-tokens", &[], "");
    at.run(&["call", "ci", "/api/guarded"]).exits(4);
}

#[test]
fn zndraw_an_administrator_gets_the_token_of_another_user() {
    for options in [&[][..], &["--prefix", "/v1"]] {
        let at = At::start("zndraw", options);
        at.login("admin", &[]);
        at.login("bob", &[]);
        let id = |profile: &str| {
            let who = at.run(&["whoami", profile, "--json"]).succeeds().json();
            who["claims"]["id"].as_str().unwrap().to_owned()
        };
        let (admin, bob) = (id("admin"), id("bob"));
        let mint = |more: &[&str]| at.sandbox.authctl(["account", "mint"]).args(more).run();
        let told = mint(&[&bob, "admin", "--as", "told", "--json"]).succeeds().json();
        assert_eq!((&told["impersonated_by"], &told["minted_by"]), (&json!(admin), &json!("admin")));
        let minted = mint(&[&bob, "admin", "--as", "support", "-vv"]).succeeds();
        let minted = minted
            .says([format!("a token of bob@example.com that {admin} got").as_str(), "then a new one is had"]);
        hides(
            &minted,
            &[at.run(&["token", "support"]).succeeds().text(), at.run(&["token", "admin"]).succeeds().text()],
        );
        assert_eq!(at.run(&["call", "support", "/users/me"]).succeeds().json()["email"], "bob@example.com");
        let loud = format!("a token of bob@example.com that {admin} got as an administrator");
        let whoami = at.run(&["whoami", "support", "--json"]).succeeds().json();
        assert_eq!(
            (&whoami["impersonated_by"], &whoami["claims"]["email"]),
            (&json!(admin), &json!("bob@example.com"))
        );
        at.run(&["whoami", "support"]).succeeds().says([loud.as_str()]);
        let status = at.run(&["status", "support"]).succeeds();
        assert!(status.text().contains(&loud), "{status}");
        assert_eq!(
            at.run(&["status", "support", "--json"]).succeeds().json()["impersonated_by"],
            json!(admin)
        );
        assert_eq!(at.run(&["status", "bob", "--json"]).succeeds().json()["impersonated_by"], json!(null));

        mint(&[&bob, "bob", "--as", "self"])
            .exits(6)
            .says(["(HTTP 403): Forbidden; who asks is no superuser there"]);
        mint(&["bob@example.com", "admin", "--as", "x"])
            .exits(6)
            .says(["(HTTP 422)", "an e-mail address is none"]);
        let nobody = "00000000-0000-4000-8000-000000000000";
        mint(&[nobody, "admin", "--as", "x"])
            .exits(6)
            .says(["(HTTP 404): User not found; nobody there has this id"]);
        mint(&[&bob, "admin", "--as", "admin"]).exits(2).says(["its own credential stays"]);
        mint(&[&bob, "admin", "--as", "bob"]).exits(2).says(["there is a profile bob already"]);
        mint(&[&bob, "support", "--as", "x"]).exits(2).says(["holds a minted token itself"]);
        mint(&[&bob, "admin", "--as", "x", "--store", "none"]).exits(2).says(["would be gone at once"]);
        assert!(!at.run(&["profile", "list", "--json"]).succeeds().text().contains("\"x\""));
        // a second time, and by the login that messages name
        mint(&[&bob, "admin", "--as", "support"]).succeeds();
        at.run(&["login", "support"]).succeeds().says([loud.as_str()]);

        at.service.request("POST", &format!("/_test/deactivate/{bob}"), &[], "");
        mint(&[&bob, "admin", "--as", "support"]).exits(6).says(["(HTTP 404)", "switched off"]);
    }
}

#[test]
fn zndraw_a_minted_token_that_ends_is_minted_again_once() {
    let at = At::start("zndraw", &[]);
    at.login("admin", &["--keep-password"]);
    at.login("bob", &[]);
    let bob =
        at.run(&["whoami", "bob", "--json"]).succeeds().json()["claims"]["id"].as_str().unwrap().to_owned();
    let lifetime = |seconds: u32| at.service.request("PUT", &format!("/_test/lifetime/{seconds}"), &[], "");
    let mints = |output: &Output| {
        output.stderr.lines().filter(|line| line.contains(&format!("/admin/users/{bob}/token"))).count()
    };
    lifetime(0);
    at.run(&["account", "mint", &bob, "admin", "--as", "support"]).succeeds();
    lifetime(3600);
    let callers: Vec<_> =
        (0..6).map(|_| at.sandbox.authctl(["call", "support", "/users/me", "-v"]).spawn()).collect();
    let ended: Vec<Output> = callers.into_iter().map(|caller| caller.finish().succeeds()).collect();
    assert_eq!(ended.iter().map(mints).sum::<usize>(), 1, "{ended:?}");
    assert!(ended.iter().all(|one| one.json()["email"] == "bob@example.com"));

    // both have ended: each is had again, the one within the other
    at.service.request(
        "POST",
        "/_test/rotate-secret?secret=another-secret-of-32-characters-at-least",
        &[],
        "",
    );
    let told = at.run(&["call", "support", "/users/me", "-v"]).succeeds();
    assert_eq!((mints(&told), told.stderr.matches("/auth/jwt/login").count()), (2, 1), "{told}");
    // a refusal of another kind is none that a new token mends
    let told = at.run(&["call", "support", "/superuser-only", "-v"]).succeeds();
    assert!(told.text().contains("Forbidden") && mints(&told) == 0, "{told}");

    at.service.request("POST", &format!("/_test/deactivate/{bob}"), &[], "");
    let told = at.run(&["call", "support", "/users/me", "-v"]).exits(4);
    assert_eq!(mints(&told), 1, "{told}");
    told.says(["(HTTP 404): User not found; nobody there has this id"]);
}

#[test]
fn zndraw_a_minted_token_needs_its_administrator() {
    let at = At::start("zndraw", &[]);
    at.login("admin", &[]);
    let admin =
        at.run(&["whoami", "admin", "--json"]).succeeds().json()["claims"]["id"].as_str().unwrap().to_owned();
    at.run(&["account", "mint", &admin, "admin", "--as", "support"]).succeeds();
    at.run(&["profile", "rename", "admin", "boss"]).succeeds();
    at.run(&["token", "support", "--force-renew"]).succeeds();
    at.service.request(
        "POST",
        "/_test/rotate-secret?secret=another-secret-of-32-characters-at-least",
        &[],
        "",
    );
    at.run(&["call", "support", "/users/me"]).exits(4).says(["by boss", "authctl login boss"]);
    at.run(&["logout", "boss"]).succeeds();
    at.run(&["token", "support", "--force-renew"]).exits(4).says(["authctl login boss"]);
    at.run(&["profile", "remove", "boss"]).succeeds();
    at.run(&["token", "support", "--force-renew"]).exits(4).says(["there is no profile boss"]);
    at.run(&["login", "support"]).exits(4).says(["there is no profile boss"]);
    at.login("admin", &[]);
    at.run(&["login", "support", "--minted-by", "admin"]).succeeds();
    at.run(&["profile", "set", "support", "--minted-by", "support"]).succeeds();
    at.run(&["token", "support", "--force-renew"]).exits(4).says(["holds a minted token itself"]);
}

#[test]
fn what_somebody_may_do_is_an_exit_code() {
    let at = At::start("zndraw", &["--prefix", "/v1"]);
    at.login("alice", &[]);
    at.login("admin", &[]);
    let check = |at: &At, profile: &str, more: &[&str]| {
        at.sandbox.authctl(["account", "check", profile]).args(more).run()
    };
    check(&at, "admin", &["--role", "superuser"]).succeeds().prints_nothing();
    check(&at, "admin", &["--role", "other", "--role", "superuser"]).succeeds();
    let told = check(&at, "alice", &["--role", "superuser", "--json"]).exits(6).json();
    assert_eq!(
        told,
        json!({"profile": "alice", "holds": false, "missing": {"roles": ["superuser"]}, "sources": ["service"], "verified": true,
            "unsaid": []})
    );
    check(&at, "alice", &["--role", "superuser", "--scope", "a b"]).exits(6).says([
        "alice@example.com lacks the scopes a, b, and has not the role superuser.",
        "Neither the service nor the credential says anything of scopes.",
    ]);
    check(&at, "alice", &[]).exits(2).says(["--scope <SCOPE>|--role <ROLE>|--group <GROUP>"]);
    at.service.request(
        "POST",
        "/_test/rotate-secret?secret=another-secret-of-32-characters-at-least",
        &[],
        "",
    );
    check(&at, "alice", &["--role", "superuser"]).exits(4).says(["authctl login alice"]);

    let at = At::start("fastpluggy", &[]);
    for profile in ["alice", "admin"] {
        at.login(profile, &["--route", "whoami=/api/whoami"]);
    }
    check(&at, "admin", &["--scope", "authenticated", "--scope", "fp_admin"]).succeeds();
    check(&at, "alice", &["--scope", "authenticated fp_admin"])
        .exits(6)
        .says(["alice lacks the scope fp_admin."]);
    at.run(&["profile", "unset", "alice", "routes"]).succeeds();
    check(&at, "alice", &["--scope", "authenticated"]).exits(1).says(["nobody says", "--route whoami=PATH"]);
    let unsaid = check(&at, "admin", &["--group", "staff", "--json"]).exits(6).json();
    assert_eq!(
        (&unsaid["sources"], &unsaid["verified"]),
        (&json!([]), &json!(false)),
        "nobody said anything"
    );

    let at = At::start("dash", &[]);
    let login = at.sandbox.authctl([
        "login",
        "admin",
        &at.url(),
        "--service",
        "dash",
        "--route",
        "whoami=/api/whoami",
    ]);
    login
        .args(["--username", "admin", "--password-stdin", "--store", "file"])
        .stdin("admin\n")
        .run()
        .succeeds();
    check(&at, "admin", &["--group", "admin", "--group", "other"]).succeeds();
    check(&at, "admin", &["--group", "Admin"]).exits(6).says(["has not the group Admin"]);
    check(&at, "admin", &["--group", "a", "--group", "b"]).exits(6).says(["has none of the groups a, b"]);
}

#[test]
fn fluxlit_what_a_token_says_is_marked_as_unverified() {
    let at = At::start("fluxlit", &[]);
    for (profile, claims, more) in [
        ("told", "scope=reports.read%20reports.export&roles=admin,ops", &["--route", "whoami=/me"][..]),
        ("claims", "scope=reports.read&roles=admin", &[]),
        ("odd", "scope=read,reports.read", &[]),
    ] {
        let token =
            at.service.request("POST", &format!("/api/dev/issue-token?sub=alice&{claims}"), &[], "").json();
        let login =
            at.sandbox.authctl(["login", profile, &at.url(), "--service", "fluxlit", "--method", "token"]);
        let token = token["access_token"].as_str().unwrap();
        login.args(["--store", "file"]).args(more).stdin(format!("{token}\n")).run().succeeds();
    }
    let check =
        |profile: &str, more: &[&str]| at.sandbox.authctl(["account", "check", profile]).args(more).run();
    let told = check(
        "told",
        &[
            "--scope",
            "reports.read",
            "--scope",
            "reports.export",
            "--role",
            "owner",
            "--role",
            "admin",
            "--json",
        ],
    );
    assert_eq!(told.succeeds().json()["verified"], true);
    check("told", &["--role", "Admin"]).exits(6);
    check("claims", &["--scope", "reports.read"]).succeeds().says(["Nothing was verified"]);
    assert_eq!(check("claims", &["--role", "admin", "--json"]).succeeds().json()["verified"], false);
    check("claims", &["--scope", "reports.read reports.export"])
        .exits(6)
        .says(["alice lacks the scope reports.export."]);
    check("odd", &["--scope", "reports.read"]).exits(6);
    check("odd", &["--role", "admin"]).exits(6).says(["has not the role admin"]);
}

#[test]
fn what_a_service_does_not_offer_is_told_as_that() {
    let at = At::start("taskflow", &[]);
    at.login("alice", &[]);
    let user = "19085be8-9f4a-4a6c-9a5f-6f1f6f0c7a11";
    for (words, has_no) in [
        (&["account", "mint", user, "alice", "--as", "x"][..], "tokens of other users for an administrator"),
        (&["account", "approve", "TH46LMA9", "alice", "--yes"], "logins by a code that somebody approves"),
        (&["account", "reject", "TH46LMA9", "alice", "--yes"], "logins by a code that somebody approves"),
    ] {
        let told = at.run(words).exits(2).says([&*format!("fastapi-taskflow 0.12 has no {has_no}")]);
        told.says(["→ authctl profile set alice --route "]);
    }
    let (fluxlit, dash) = (At::start("fluxlit", &[]), At::start("dash", &[]));
    for (at, about) in
        [(&at, "fastapi-taskflow 0.12"), (&fluxlit, "FluxLit 0.13"), (&dash, "dash-auth-async 1.3")]
    {
        let words = ["account", "register", "rr", &at.url(), "--username", "x", "--password-stdin"];
        let told = at.with_stdin(&words, "x\n").exits(2);
        told.says([&*format!("{about} has no registration"), "→ --route register=PATH names one"]);
    }
}

#[test]
fn zndraw_the_login_of_a_new_user_takes_nobodys_place() {
    let at = At::start("zndraw", &[]);
    at.login("alice", &[]);
    let words = ["account", "register", "alice", "--username", "other@example.com", "--password-stdin"];
    let made = at.with_stdin(&words, "a-new-password\n").succeeds();
    let login = printed(&made, "To log in: ");
    assert!(login.starts_with("authctl login NAME --service zndraw --api "), "{login}");
    let login = login.replace("NAME", "other");
    paste(&at, &format!("{login} --password-stdin --store file"), "a-new-password");
    for (profile, email) in [("alice", "alice@example.com"), ("other", "other@example.com")] {
        assert_eq!(at.run(&["whoami", profile, "--json"]).succeeds().json()["claims"]["email"], email);
    }
}
