//! Personal access tokens where something goes wrong on the way: one that is made is not lost without a word.

use crate::support::scripted::Request;
use crate::support::{Output, Sandbox, ScriptedServer, scripted};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

const TOKEN: &str = "9a1fa5367c1d40be9a1fa5367c1d40be9a1fa5367c1d40be9a1fa5367c1d3899";

/// What alice's service answers to one of her requests, if not what it usually does.
type Twist = dyn Fn(&Request) -> Option<Vec<u8>> + Send + Sync;

/// Somebody who is logged in at a service that answers as FastPluggy does, but for a twist that comes later.
struct Alice {
    sandbox: Sandbox,
    twist: Arc<Mutex<Option<Arc<Twist>>>>,
}

impl Alice {
    #[track_caller]
    fn new() -> Self {
        let (sandbox, twist) = (Sandbox::with_file_store(), Arc::new(Mutex::new(None::<Arc<Twist>>)));
        let twisted = Arc::clone(&twist);
        let server = ScriptedServer::start(move |request, _| {
            let twist = twisted.lock().unwrap().clone();
            twist.and_then(|twist| twist(request)).unwrap_or_else(|| usual(request))
        });
        let login = sandbox.authctl(["login", "alice", &server.url, "--service", "fastpluggy"]);
        let login = login.args(["--username", "alice", "--password-stdin", "--store", "file"]);
        login.stdin("alice-pw\n").run().succeeds();
        Self { sandbox, twist }
    }

    fn twist(&self, twist: impl Fn(&Request) -> Option<Vec<u8>> + Send + Sync + 'static) {
        *self.twist.lock().unwrap() = Some(Arc::new(twist));
    }

    fn create(&self, more: &[&str]) -> Output {
        let words = ["account", "pat", "create", "alice", "--name", "ci", "--as", "ci"];
        self.sandbox.authctl(words).args(more).run()
    }

    /// Where her credential is.
    fn credential(&self) -> PathBuf {
        let files = self.sandbox.files().into_iter().map(|(path, _)| path);
        files.into_iter().find(|path| path.ends_with("credential.alice.age")).unwrap()
    }
}

fn usual(request: &Request) -> Vec<u8> {
    let cookie = request.header("cookie").unwrap_or_default();
    match (request.method.as_str(), request.path()) {
        ("POST", "/login") => {
            let session = "session=7f7c1daa-5422-4ad6-9d30-f4be6197788f; Max-Age=3600; Path=/";
            scripted::answer(303, &[("location", "/"), ("set-cookie", session)], "")
        }
        ("POST", "/profile/tokens/create") => made(),
        ("GET", "/logout") => scripted::answer(303, &[("location", "/login?signed_out=1")], ""),
        _ if cookie.contains("session=") => scripted::answer(200, &[], "alice"),
        _ => scripted::answer(307, &[("location", "/login?next=x")], ""),
    }
}

/// What says that a token is made.
fn made() -> Vec<u8> {
    let message = json!({ "message": "Token created.", "category": "success", "exception": null });
    let session = STANDARD.encode(json!({ "new_token": TOKEN, "flash_messages": [message] }).to_string());
    let cookie = format!("fp_session={session}.awDB2A.Hy8jCeh1ik; path=/");
    scripted::answer(303, &[("location", "/profile/tokens/"), ("set-cookie", &cookie)], "")
}

fn is_create(request: &Request) -> bool {
    request.path() == "/profile/tokens/create"
}

/// Something stands where a file was.
fn spoil(path: &Path) {
    if path.is_dir() {
        std::fs::rename(path, path.with_extension("away")).unwrap();
        std::fs::write(path, "").unwrap();
    } else {
        std::fs::remove_file(path).unwrap();
        std::fs::create_dir_all(path.join("x")).unwrap();
    }
}

#[test]
fn a_token_that_was_made_is_kept_whatever_became_of_who_asked_for_it() {
    let alice = Alice::new();
    let credential = alice.credential();
    alice.twist(move |request| {
        is_create(request).then(|| {
            std::fs::remove_file(&credential).unwrap();
            made()
        })
    });
    alice.create(&[]).succeeds().says(["Took the token as the credential of ci"]);
    assert_eq!(alice.sandbox.run(["token", "ci"]).succeeds().text().trim_end(), TOKEN);
}

#[test]
fn a_token_that_was_made_and_cannot_be_kept_is_told_with_how_it_ends() {
    let alice = Alice::new();
    let store = alice.credential().parent().unwrap().to_owned();
    alice.twist(move |request| {
        is_create(request).then(|| {
            spoil(&store);
            made()
        })
    });
    let told = alice.create(&[]).exits(7);
    let told = told.says([
        "the token ci is made, and could not be kept",
        "→ authctl account pat list alice",
        "→ authctl account pat revoke ID alice ends it",
    ]);
    assert!(!told.everything().contains(TOKEN), "{told}");
}

#[test]
fn where_nobody_knows_whether_a_token_was_made_that_is_said() {
    let alice = Alice::new();
    let on = ("location", "/profile/tokens/");
    for (answer, exit) in [
        (Vec::new(), 5),
        (scripted::answer(503, &[], ""), 5),
        (scripted::answer(303, &[on], ""), 1),
        (scripted::answer(200, &[("content-type", "text/html")], "<h1>Tokens</h1>"), 1),
    ] {
        alice.twist(move |request| is_create(request).then(|| answer.clone()));
        alice.create(&[]).exits(exit).says([
            "nobody knows whether the token ci is made",
            "→ authctl account pat list alice",
            "→ authctl account pat revoke ID alice ends it",
        ]);
    }
    alice.twist(|request| is_create(request).then(|| scripted::answer(403, &[], "")));
    let refused = alice.create(&[]).exits(6);
    assert!(!refused.stderr.contains("nobody knows"), "{refused}");
}

#[test]
fn a_session_that_cannot_be_deleted_behind_its_token_is_told() {
    for more in [&[][..], &["--json"]] {
        let alice = Alice::new();
        let credential = alice.credential();
        alice.twist(move |request| {
            (request.path() == "/logout").then(|| {
                spoil(&credential);
                usual(request)
            })
        });
        let told = alice.create(&[&["--logout"], more].concat()).exits(7);
        let told = told.says(["the local copy of alice could not be deleted"]);
        if more.is_empty() {
            told.says(["Took the token as the credential of ci"]);
        } else {
            let made: serde_json::Value = serde_json::from_str(told.text()).unwrap();
            assert_eq!((&made["profile"], &made["logout"]["deleted"]), (&json!("ci"), &json!(false)));
        }
        assert_eq!(alice.sandbox.run(["token", "ci"]).succeeds().text().trim_end(), TOKEN);
    }
}
