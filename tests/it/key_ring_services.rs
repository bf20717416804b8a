//! Services of others that follow a key ring: restarted for real, with the secret that they read from their file.

use crate::support::service::{Service, pipe};
use crate::support::{Output, Sandbox};
use serde_json::{Value, json};

const OLD: &str = "the-secret-that-the-service-has-run-with-so-far";
const TASKFLOW: &str = "TASKFLOW_SECRET";
const FLUXLIT: &str = "FLUXLIT_JWT_HS256_SECRET";
const ISSUER: &str = "https://login.example.com";
const AUDIENCE: &str = "reports";

/// A service that runs, and a ring of the secret that it has.
struct Moved {
    sandbox: Sandbox,
    service: Service,
    variable: &'static str,
}

impl Moved {
    #[track_caller]
    fn taskflow() -> Self {
        let env = format!(
            "# the dashboard\nexport {TASKFLOW}=\"{OLD}\"  # signs sessions\nTASKFLOW_TOKEN_EXPIRY=3600\n"
        );
        Self::start("taskflow", TASKFLOW, &env)
    }

    #[track_caller]
    fn fluxlit() -> Self {
        let env =
            format!("FLUXLIT_JWT_ISSUER={ISSUER}\nFLUXLIT_JWT_AUDIENCE='{AUDIENCE}'\n{FLUXLIT}={OLD}\n");
        Self::start("fluxlit", FLUXLIT, &env)
    }

    #[track_caller]
    fn start(name: &'static str, variable: &'static str, env: &str) -> Self {
        let sandbox = Sandbox::with_file_store();
        let service = Service::start(&sandbox, name, env);
        let import = ["key", "import", "api", "--secret-env", variable, "--token-lifetime", "1h"];
        sandbox.authctl(import).args(["--store", "file"]).env(variable, OLD).run().succeeds();
        Self { sandbox, service, variable }
    }

    fn rotate(&self, words: &[&str]) -> Output {
        let (file, restart) = (self.service.env_file(), self.service.restart());
        let delivery =
            ["--env-file", file.to_str().unwrap(), "--env-name", self.variable, "--then", &restart];
        self.sandbox.run([&["key", "rotate", "api"][..], &delivery, words].concat())
    }

    /// What the service answers to a token: whose it is.
    fn subject(&self, token: &str) -> Option<String> {
        let answer = match self.variable {
            TASKFLOW => {
                let cookie = format!("taskflow_token={token}");
                self.service.request("GET", "/whoami", &[("cookie", &cookie)], "")
            }
            _ => {
                let bearer = format!("Bearer {token}");
                self.service.request("GET", "/api/me", &[("authorization", &bearer)], "")
            }
        };
        match answer.status {
            200 => Some(
                answer.json()[if self.variable == TASKFLOW { "user" } else { "sub" }].as_str()?.to_owned(),
            ),
            401 => None,
            _ => panic!("{answer:?}"),
        }
    }

    /// A token that the service makes for alice.
    #[track_caller]
    fn login(&self) -> String {
        if self.variable == FLUXLIT {
            let answer = self.service.request("POST", "/api/dev/issue-token?sub=alice", &[], "").json();
            return answer["access_token"].as_str().unwrap().to_owned();
        }
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let answer =
            self.service.request("POST", "/tasks/auth/login", &form, "username=alice&password=alice-pw");
        answer.cookie("taskflow_token").unwrap_or_else(|| panic!("{answer:?}")).to_owned()
    }

    /// A token of the ring's for a script, with the claims that the service wants.
    #[track_caller]
    fn issue(&self) -> String {
        let issue = self.sandbox.authctl(["issue", "--ring", "api", "--subject", "ci"]).args(self.whose());
        issue.run().succeeds().text().to_owned()
    }

    #[track_caller]
    fn ring_takes(&self, token: &str) {
        self.sandbox.authctl(["verify", token, "--ring", "api"]).args(self.whose()).run().succeeds();
    }

    fn whose(&self) -> &[&str] {
        if self.variable == FLUXLIT { &["--issuer", ISSUER, "--audience", AUDIENCE] } else { &[] }
    }

    #[track_caller]
    fn states(&self) -> Value {
        let shown = self.sandbox.run(["key", "show", "api", "--json"]).succeeds().json();
        shown["keys"].as_array().unwrap().iter().map(|key| key["state"].clone()).collect()
    }
}

#[track_caller]
fn a_service_that_knows_one_secret_ends_what_it_issued(moved: &Moved) {
    let (old, script) = (moved.login(), moved.issue());
    assert_eq!(moved.subject(&old).as_deref(), Some("alice"));
    assert_eq!(moved.subject(&script).as_deref(), Some("ci"));
    moved.ring_takes(&old);

    moved.rotate(&[]).succeeds().says(["A service that knows one secret takes no older token"]);
    assert_eq!((moved.subject(&old), moved.subject(&script)), (None, None));
    moved.ring_takes(&old);
    moved.ring_takes(&script);
    let (new, script) = (moved.login(), moved.issue());
    assert_eq!(moved.subject(&new).as_deref(), Some("alice"));
    assert_eq!(moved.subject(&script).as_deref(), Some("ci"));
    moved.ring_takes(&new);
    assert_eq!(moved.states(), json!(["retiring", "active"]));
}

#[test]
fn fastapi_taskflow_goes_on_with_a_new_secret_and_ends_the_sessions_of_the_old_one() {
    a_service_that_knows_one_secret_ends_what_it_issued(&Moved::taskflow());
}

#[test]
fn fluxlit_goes_on_with_a_new_secret_and_ends_the_tokens_of_the_old_one() {
    a_service_that_knows_one_secret_ends_what_it_issued(&Moved::fluxlit());
}

#[test]
fn r5_a_service_that_knows_two_secrets_locks_nobody_out() {
    let moved = Moved::fluxlit();
    let first = [moved.login(), moved.issue()];
    let told = moved.rotate(&["--env-previous", "PEER_PREVIOUS_SECRET"]).succeeds();
    assert!(!told.everything().contains("takes no older token"), "{told}");
    let second = [moved.login(), moved.issue()];
    for token in first.iter().chain(&second) {
        assert!(moved.subject(token).is_some());
        moved.ring_takes(token);
    }
    moved.rotate(&["--env-previous", "PEER_PREVIOUS_SECRET"]).succeeds();
    let third = [moved.login(), moved.issue()];
    for token in second.iter().chain(&third) {
        assert!(moved.subject(token).is_some());
    }
    for token in &first {
        assert_eq!(moved.subject(token), None, "it knows two secrets, and this one is the third");
        moved.ring_takes(token);
    }
}

#[test]
fn r5_a_service_that_does_not_come_up_again_goes_on_with_the_secret_that_it_has() {
    let cases = [
        (Moved::taskflow(), "TASKFLOW_TOKEN_EXPIRY=soon\n", "invalid literal for int()"),
        (Moved::fluxlit(), "FLUXLIT_JWT_JWKS_URL=https://login.example.com/jwks\n", "Set only one of"),
    ];
    for (moved, mistake, why) in cases {
        let (file, token) = (moved.service.env_file(), moved.login());
        let good = std::fs::read_to_string(&file).unwrap();
        let bad = good.clone() + mistake;
        std::fs::write(&file, &bad).unwrap();
        let failed = moved.rotate(&["--json"]).exits(1).failure();
        assert_eq!(failed["code"], "command_failed");
        assert!(failed["details"].to_string().contains(why), "{failed}");
        for hint in ["have the service read the file again", "once that is mended"] {
            assert!(failed["hints"].to_string().contains(hint), "{failed}");
        }
        assert_eq!(std::fs::read_to_string(&file).unwrap(), bad);
        assert_eq!(moved.states(), json!(["active", "retiring"]));
        for token in [&token, &moved.login(), &moved.issue()] {
            assert!(moved.subject(token).is_some());
            moved.ring_takes(token);
        }
        std::fs::write(&file, &good).unwrap();
        moved.rotate(&[]).succeeds();
        assert_eq!((moved.subject(&token), moved.subject(&moved.issue()).is_some()), (None, true));
    }
}

#[test]
fn a_command_that_leaves_a_service_in_the_background_is_not_waited_for() {
    let sandbox = Sandbox::with_file_store();
    sandbox.run(["key", "new", "api", "--alg", "HS256", "--store", "file"]).succeeds();
    let file = sandbox.write(".env", "JWT=\n");
    let alive = pipe(&sandbox.path("alive"));
    let script = format!("#!/bin/sh\necho up\nexec 3< '{}'\ncat <&3 &\n", sandbox.path("alive").display());
    let script = sandbox.write_script("restart", &script);
    let delivery = ["--env-file", file.to_str().unwrap(), "--env-name", "JWT"];
    let rotate = ["key", "rotate", "api", "--then", script.to_str().unwrap()];
    let rotated = sandbox.run([&rotate[..], &delivery].concat()).succeeds();
    rotated.says(["left something running", ">/dev/null 2>&1"]);
    drop(alive);
}
