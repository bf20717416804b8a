//! A certified OpenID provider and an API that it protects: `tests/peers/oidc-provider`.

use super::{http, node};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// It takes half a second on an idle machine.
const STARTS_WITHIN: Duration = Duration::from_secs(20);

/// A running issuer; ends with the test.
pub struct Issuer {
    process: Child,
    /// `http://127.0.0.1:PORT`, without a slash at its end.
    pub url: String,
    pub api: Api,
}

/// The API that trusts the issuer.
pub struct Api {
    /// `http://127.0.0.1:PORT`, without a slash at its end.
    pub url: String,
}

impl Issuer {
    #[track_caller]
    pub fn start() -> Self {
        Self::with(&json!({}))
    }

    /// Started with these settings (README of the peer).
    #[track_caller]
    pub fn with(settings: &Value) -> Self {
        // seen once in a thousand starts: a Node that never comes to its first line
        (0..3)
            .find_map(|_| Self::try_start(settings))
            .expect("the issuer starts: see `node issuer.mjs` in tests/peers/oidc-provider")
    }

    #[track_caller]
    fn try_start(settings: &Value) -> Option<Self> {
        let mut process = Command::new(node::program())
            .arg(node::script("issuer.mjs"))
            .arg(settings.to_string())
            .stdin(Stdio::piped()) // the issuer ends when this closes
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = process.stdout.take().unwrap();
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let Ok(line) = told.recv_timeout(STARTS_WITHIN) else {
            let _ = process.kill();
            let _ = process.wait();
            return None;
        };
        let ready: Value = serde_json::from_str(line.strip_prefix("READY ").unwrap()).unwrap();
        let text = |name: &str| ready[name].as_str().unwrap().to_owned();
        Some(Self { process, url: text("issuer"), api: Api { url: text("api") } })
    }

    /// Changes settings while it runs (README of the peer).
    pub fn set(&self, settings: &Value) {
        self.control("settings", settings);
    }
    /// New signing keys; the old ones stay in the key set or are dropped from it.
    pub fn rotate_keys(&self, keep_old: bool) {
        self.control("rotate", &json!({ "keep": keep_old }));
    }
    /// No token, grant or session is known any more.
    pub fn forget(&self) {
        self.control("forget", &json!({}));
    }
    /// Answers to this path wait until [`Issuer::release`].
    pub fn hold(&self, path: &str) {
        self.set(&json!({ "hold": path }));
    }
    pub fn release(&self) {
        self.control("release", &json!({}));
    }
    /// The next `times` requests to `path` get this answer.
    pub fn fail(&self, path: &str, times: u32, status: u16, body: &str) {
        self.set(&json!({ "fail": { "path": path, "times": times, "status": status, "body": body } }));
    }

    /// Every request so far: `method`, `url`, `headers`, `status`, `params`, and for the token endpoint `answer`.
    pub fn log(&self) -> Vec<Value> {
        serde_json::from_value(http::get(&format!("{}/_test/log", self.url)).json()).unwrap()
    }
    pub fn clear_log(&self) {
        http::request("DELETE", &format!("{}/_test/log", self.url), &[], "");
    }
    /// The requests to a path, whatever their query.
    pub fn requests_to(&self, path: &str) -> Vec<Value> {
        let of_path = |entry: &Value| entry["url"].as_str().unwrap().split('?').next() == Some(path);
        self.log().into_iter().filter(of_path).collect()
    }
    /// The requests to the token endpoint with this grant type.
    pub fn grants(&self, grant_type: &str) -> Vec<Value> {
        let of_type = |entry: &Value| entry["params"]["grant_type"] == grant_type;
        self.requests_to("/token").into_iter().filter(of_type).collect()
    }
    /// What the token endpoint answered last.
    #[track_caller]
    pub fn last_tokens(&self) -> Value {
        let answers = self.requests_to("/token").into_iter().rev();
        answers
            .map(|entry| entry["answer"].clone())
            .find(|answer| answer["access_token"].is_string())
            .unwrap()
    }
    /// Waits until the API no longer takes the token that was given out last.
    pub fn wait_for_expiry(&self) {
        let bearer = format!("Bearer {}", self.last_tokens()["access_token"].as_str().unwrap());
        super::until("the token to expire", || {
            let answer = http::request("GET", &self.api.at("/api/read"), &[("authorization", &bearer)], "");
            (answer.status == 401).then_some(())
        });
    }
    /// Whether the issuer still takes this token (RFC 7662).
    pub fn is_active(&self, token: &str) -> bool {
        let fields = [("client_id", "rs"), ("client_secret", "rs-secret"), ("token", token)];
        http::post_form(&format!("{}/token/introspection", self.url), &fields).json()["active"] == true
    }

    fn control(&self, verb: &str, body: &Value) {
        let answer = http::post_json(&format!("{}/_test/{verb}", self.url), body);
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Api {
    /// Every call so far: `method`, `url`, `headers`.
    pub fn calls(&self) -> Vec<Value> {
        serde_json::from_value(http::get(&format!("{}/_test", self.url)).json()).unwrap()
    }
    /// Which nonces DPoP proofs must carry: "steady", "once", "never" (README of the peer).
    pub fn want_nonces(&self, which: &str) {
        http::post_json(&format!("{}/_test", self.url), &json!({ "nonces": which }));
    }
    /// Forgets the calls, and the issuer's keys.
    pub fn clear(&self) {
        http::request("DELETE", &format!("{}/_test", self.url), &[], "");
    }
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}
