//! What belongs to one issuer never goes to another: client secret, key, endpoints, credential.

use crate::support::sandbox::following_browser;
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Authctl, Sandbox, ScriptedServer, search};
use std::sync::atomic::{AtomicUsize, Ordering};

const SECRET: &str = "canary-secret-of-the-first-0123456789";

fn issuers() -> [ScriptedServer; 2] {
    [scripted_issuer::start(Lies::default()), scripted_issuer::start(Lies::default())]
}

fn sandbox() -> Sandbox {
    let mut sandbox = Sandbox::with_file_store();
    sandbox.set("FIRST", SECRET);
    sandbox.set("BROWSER", following_browser());
    sandbox
}

/// `config.toml` as a person wrote it.
fn configured(text: &str) -> Sandbox {
    let sandbox = sandbox();
    let client = scripted_issuer::CLIENT_ID;
    let text = text.replace("CLIENT", &format!("client-id = {client:?}"));
    sandbox.write("home/.config/authctl/config.toml", format!("store = \"file\"\n{text}"));
    sandbox
}

fn login(sandbox: &Sandbox, issuer: &ScriptedServer, more: &[&str]) -> Authctl {
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", scripted_issuer::CLIENT_ID];
    sandbox.authctl(words).args(["--store", "file"]).args(more)
}

fn config(sandbox: &Sandbox) -> String {
    std::fs::read_to_string(sandbox.config_file()).unwrap()
}

/// The issuer was asked for tokens, and no request that it got holds the secret in any spelling.
#[track_caller]
fn assert_knows_nothing(issuer: &ScriptedServer) {
    let seen = issuer.seen();
    assert!(seen.iter().any(|request| request.path() == "/token"), "it was asked");
    for request in seen.iter().filter(|request| request.path() == "/token") {
        assert_eq!(request.header("authorization"), None);
        assert!(!request.body.contains("client_secret"), "{}", request.body);
        assert_eq!(search::forms_of(SECRET, request.body.as_bytes()), [""; 0]);
    }
}

#[test]
fn l1_what_the_top_of_the_file_says_for_one_issuer_is_not_for_another() {
    let [first, second] = issuers();
    let url = &first.url;
    let text = format!(
        "issuer = {url:?}\nCLIENT\nclient-secret-env = \"FIRST\"\n[endpoints]\ntoken = \"{url}/token\"\n"
    );
    let sandbox = configured(&text);
    sandbox.run(["login", "work", "--issuer", &second.url]).succeeds();
    assert_knows_nothing(&second);
    assert!(first.seen().is_empty(), "its endpoints are not those of the second");
    let shown = sandbox.run(["profile", "show", "work"]).succeeds();
    assert!(!shown.text().contains("FIRST") && !shown.text().contains(url), "{shown}");
    sandbox.run(["login", "other"]).succeeds();
    let asked = first.seen().into_iter().find(|request| request.path() == "/token").unwrap();
    assert!(asked.header("authorization").is_some(), "the first one still gets it");
}

#[test]
fn l1_what_a_profile_says_for_the_issuer_at_the_top_is_not_for_another() {
    let [first, second] = issuers();
    let sandbox = configured(&format!(
        "issuer = {:?}\n[profiles.work]\nCLIENT\nclient-secret-env = \"FIRST\"\n",
        first.url
    ));
    sandbox.run(["login", "work"]).succeeds();
    let before = config(&sandbox);
    for words in [["login", "work"].as_slice(), &["profile", "set", "work"], &["profile", "add", "work"]] {
        let other = sandbox.authctl(words).args(["--issuer", &second.url]).run();
        other.exits(2).says([&first.url, "another issuer is named", "--client-secret-env"]);
    }
    assert_eq!(config(&sandbox), before);
    assert!(second.seen().is_empty(), "nobody is asked before");
}

#[test]
fn l1_an_issuer_is_not_taken_out_without_what_belongs_to_it() {
    let [first, second] = issuers();
    let at = format!("token={}", first.at("/token"));
    let sandbox = sandbox();
    let add = ["profile", "add", "work", "--issuer", &first.url, "--client-id", "x", "--endpoint", &at];
    sandbox.authctl(add).args(["--client-secret-env", "FIRST"]).run().succeeds();
    let before = config(&sandbox);
    let unset = sandbox.run(["profile", "unset", "work", "issuer"]);
    let command = "authctl profile unset work issuer client-secret-env endpoints";
    let unset = unset.exits(2).says([&first.url, "secret or key of the client", command]);
    assert_eq!(config(&sandbox), before, "{unset}");
    sandbox.run(command.split(' ').skip(1)).succeeds();
    login(&sandbox, &second, &[]).run().succeeds();
    assert_knows_nothing(&second);
}

#[test]
fn l1_what_was_said_for_no_issuer_is_for_none() {
    let [first, _] = issuers();
    for (said, told, flag) in [
        ("client-secret-env = \"FIRST\"".to_owned(), "a secret or key of the client", "--client-secret-file"),
        (format!("endpoints.token = \"{}\"", first.at("/token")), "endpoints", "--endpoint"),
    ] {
        let sandbox = configured(&format!("{said}\n[profiles.work]\nissuer = {:?}\nCLIENT\n", first.url));
        let login = sandbox.run(["login", "work"]).exits(2);
        login.says([told, "top of config.toml", &format!("authctl profile set work {flag}")]);
        assert!(first.seen().is_empty(), "nobody is asked before");
        // a profile that has none of its own yet gets it with its issuer, or not at all
        let sandbox = configured(&format!("[profiles.work]\nCLIENT\n{said}\n"));
        let login = sandbox.run(["login", "work", "--issuer", &first.url]);
        let login =
            login.exits(2).says([told, "no issuer yet", "nobody knows for which one", "in one command"]);
        assert!(!login.stderr.contains("another issuer is named"), "it has none: {login}");
    }
}

#[test]
fn l1_a_client_that_proves_nothing_to_its_new_issuer_has_nothing_to_prove() {
    let [first, second] = issuers();
    let sandbox = sandbox();
    login(&sandbox, &first, &["--client-secret-env", "FIRST"]).run().succeeds();
    login(&sandbox, &second, &["--client-auth", "none"]).run().succeeds();
    assert!(!config(&sandbox).contains("FIRST"), "{}", config(&sandbox));
    let again = sandbox.run(["login", "work", "--client-auth", "basic", "--no-input"]);
    again.exits(4).says(["nobody can be asked", "--client-secret-file"]);
    sandbox.run(["profile", "unset", "work", "client-auth"]).succeeds();
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
    assert_knows_nothing(&second);
}

#[test]
fn l1_of_two_logins_to_one_name_the_slower_one_joins_no_issuer_to_the_secret_of_the_other() {
    let [first, second] = issuers();
    let sandbox = sandbox();
    let slower = login(&sandbox, &second, &["--no-browser"]).spawn();
    slower.printed_url();
    login(&sandbox, &first, &["--client-secret-env", "FIRST"]).run().succeeds();
    let before = config(&sandbox);
    scripted_issuer::follow(&slower);
    slower.finish().exits(1).prints_nothing().says([
        "profile work was made meanwhile",
        "nothing of this login is kept",
        "authctl login work --issuer",
    ]);
    assert_eq!(config(&sandbox), before);
    assert_knows_nothing(&second);
    let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
    assert_eq!(status["issuer"], first.url.as_str());
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
}

#[test]
fn l1_a_login_to_a_profile_that_is_of_another_issuer_meanwhile_leaves_it_as_it_is() {
    let [first, second] = issuers();
    let sandbox = sandbox();
    login(&sandbox, &first, &[]).run().succeeds();
    let slower = sandbox.authctl(["login", "work", "--no-browser"]).spawn();
    slower.printed_url();
    login(&sandbox, &second, &[]).run().succeeds();
    scripted_issuer::follow(&slower);
    let told = ["profile work was changed meanwhile", "nothing of this login is kept"];
    slower.finish().exits(1).prints_nothing().says(told);
    let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
    assert_eq!(status["issuer"], second.url.as_str());
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
}

#[test]
fn l1_a_secret_that_was_written_down_while_a_login_waited_stays_with_its_issuer() {
    let [first, second] = issuers();
    let sandbox = sandbox();
    login(&sandbox, &first, &[]).run().succeeds();
    let slower = login(&sandbox, &second, &["--no-browser"]).spawn();
    slower.printed_url();
    sandbox.run(["profile", "set", "work", "--client-secret-env", "FIRST"]).succeeds();
    let before = config(&sandbox);
    scripted_issuer::follow(&slower);
    slower.finish().exits(1).prints_nothing().says(["profile work was changed meanwhile"]);
    assert_eq!(config(&sandbox), before);
    assert_knows_nothing(&second);
}

#[test]
fn a_credential_that_came_while_a_login_waited_is_told_where_it_is_replaced() {
    let logins = AtomicUsize::new(0);
    let id_token = Box::new(move |_: &mut _, claims: &mut serde_json::Value| {
        claims["sub"] = ["carol", "bob"][logins.fetch_add(1, Ordering::SeqCst).min(1)].into();
    });
    let issuer = scripted_issuer::start(Lies { id_token, ..Lies::default() });
    let sandbox = sandbox();
    let slower = login(&sandbox, &issuer, &["--no-browser"]).spawn();
    slower.printed_url();
    login(&sandbox, &issuer, &[]).run().succeeds();
    scripted_issuer::follow(&slower);
    slower.finish().succeeds().says(["It replaces the credential of"]);
}

#[test]
fn t11_that_the_api_of_one_issuer_may_get_the_credential_of_another_is_told() {
    let [first, second] = issuers();
    let api = "https://api.example.test";
    let url = &first.url;
    for text in [
        format!("[profiles.work]\nissuer = {url:?}\nCLIENT\napi = \"{api}\"\n"),
        format!("[profiles.work]\nissuer = {url:?}\nCLIENT\norigins = [\"{api}\"]\n"),
        format!("api = \"{api}\"\n[profiles.work]\nissuer = {url:?}\nCLIENT\n"),
        format!("issuer = {url:?}\napi = \"{api}\"\n[profiles.work]\nCLIENT\n"),
        format!("issuer = {url:?}\nCLIENT\norigins = [\"{api}\"]\n"),
    ] {
        let told = format!("API, origins and scopes of profile work stay as they were for {url}");
        let sandbox = configured(&text);
        login(&sandbox, &second, &[]).run().succeeds().says([told.as_str()]);
        let again = login(&sandbox, &second, &[]).run().succeeds();
        assert!(!again.stderr.contains("stay as they were"), "{again}");
        let sandbox = configured(&text);
        let set = sandbox.run(["profile", "add", "work", "--issuer", &second.url]);
        set.succeeds().says([told.as_str()]);
        let sandbox = configured(&text);
        let anew = login(&sandbox, &second, &["--api", api, "--origin", api]).run().succeeds();
        assert!(!anew.stderr.contains("stay as they were"), "{anew}");
    }
}

#[test]
fn l1_that_what_one_issuer_is_told_in_a_login_goes_to_another_is_told() {
    let [first, second] = issuers();
    let own = format!("[profiles.work]\nissuer = {:?}\nCLIENT\n", first.url);
    let told = |settings: &str| format!("{settings} of profile work stay as they were for {}", first.url);
    for (settings, text) in [
        ("params", format!("{own}params = {{ key = \"canary\" }}\n")),
        ("params", format!("params = {{ key = \"canary\" }}\n{own}")),
        ("resources and audience", format!("{own}resources = [\"https://a.example\"]\naudience = \"a\"\n")),
    ] {
        let sandbox = configured(&text);
        sandbox.run(["profile", "set", "work", "--issuer", &second.url]).succeeds().says([&*told(settings)]);
        let sandbox = configured(&text);
        login(&sandbox, &second, &[]).run().succeeds().says([&*told(settings)]);
        let again = login(&sandbox, &second, &[]).run().succeeds();
        assert!(!again.stderr.contains("stay as they were"), "{again}");
    }
    let sandbox = configured(&format!("{own}params = {{ key = \"canary\" }}\n"));
    let anew = login(&sandbox, &second, &["--param", "key=other"]).run().succeeds();
    assert!(!anew.stderr.contains("stay as they were"), "{anew}");
}

#[test]
fn l1_a_secret_that_is_not_used_since_it_is_for_another_issuer_is_told() {
    let [first, _] = issuers();
    let url = &first.url;
    // a slash makes it another one
    let top = format!("issuer = \"{url}/\"\nclient-secret-env = \"FIRST\"\n");
    let told =
        format!("top of config.toml names a secret or key of the client for {url}/, which is another issuer");
    let sandbox = configured(&format!("{top}[profiles.work]\nissuer = {url:?}\nCLIENT\n"));
    sandbox.run(["profile", "show", "work"]).succeeds().says([&*told]);
    let shown = sandbox.run(["profile", "show", "work", "--json"]).succeeds().json();
    assert!(shown["not_used"][0].as_str().unwrap().contains(&told), "{shown}");
    sandbox.run(["login", "work"]).succeeds().says(["warning:", &told]);
    assert_knows_nothing(&first);
    let new = sandbox.authctl(["login", "new", "--issuer", url, "--client-id", scripted_issuer::CLIENT_ID]);
    new.run().succeeds().says([&*told]);
    // that there is none is said too
    sandbox.run(["profile", "set", "work", "--client-auth", "none"]).succeeds();
    for words in [["profile", "show", "work"].as_slice(), &["login", "work"]] {
        let quiet = sandbox.run(words).succeeds();
        assert!(!quiet.stderr.contains("another issuer"), "{quiet}");
    }
}

#[test]
fn l1_the_tokens_of_a_login_that_is_not_kept_are_ended_at_the_issuer() {
    let discovery = |document: &mut serde_json::Value| {
        document["revocation_endpoint"] = document["userinfo_endpoint"].clone();
    };
    let second = scripted_issuer::start(Lies { discovery: Box::new(discovery), ..Lies::default() });
    let silent = scripted_issuer::start(Lies::default());
    let [first, _] = issuers();
    for (issuer, told) in
        [(&second, "its tokens are revoked"), (&silent, "good at the issuer until they end")]
    {
        let sandbox = sandbox();
        let slower = login(&sandbox, issuer, &["--no-browser"]).spawn();
        slower.printed_url();
        login(&sandbox, &first, &[]).run().succeeds();
        scripted_issuer::follow(&slower);
        slower.finish().exits(1).says(["profile work was made meanwhile", told]);
    }
    let ended = |kind: &str| {
        second.seen().iter().any(|request| {
            request.path() == "/userinfo"
                && request.body.contains(&format!("token={kind}-token-of-the-scripted-issuer"))
        })
    };
    assert!(ended("refresh") && ended("access"));
}
