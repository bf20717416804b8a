//! Tokens that a service takes although authctl signed them, and what it takes judged as it does, by the real packages.

use crate::key_ring_clocks;
use crate::support::scripted::{self, ScriptedServer};
use crate::support::service::Service;
use crate::support::{Authctl, Output, Sandbox, until};
use authctl::jwt::key::WeakSecrets;
use authctl::jwt::{Algorithm, SigningKey, base64url};
use authctl::sensitive::SecretBytes;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;
use std::time::{SystemTime, UNIX_EPOCH};

const SECRET: &str = "f8Jq2L0zXw7Rk4Vt9Yb1Nc6Hm3Sd5Pg8Qe2Ua7Io";
const OTHER: &str = "Zx9Wc4Vb1Nm6Lk3Jh8Gf5Ds2Ap7Qw0Er9Ty4Ui1Op";
const ISSUER: &str = "https://ci.example.com/auth";

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

/// With white space around its secret, which FluxLit leaves out.
fn fluxlit_env(secret: &str) -> String {
    format!(
        "FLUXLIT_JWT_ISSUER={ISSUER}\nFLUXLIT_JWT_AUDIENCE=reports\nFLUXLIT_JWT_HS256_SECRET='  {secret} '\n"
    )
}

/// A service whose tokens are signed with [`SECRET`], and the flags that name it and its secret.
struct At {
    sandbox: Sandbox,
    service: Service,
    flags: Vec<String>,
}

impl At {
    fn fluxlit() -> Self {
        Self::fluxlit_with(&fluxlit_env(SECRET))
    }

    fn fluxlit_with(env: &str) -> Self {
        let sandbox = Sandbox::with_file_store();
        let service = Service::start(&sandbox, "fluxlit", env);
        let env = service.env_file().to_str().unwrap().to_owned();
        Self { sandbox, service, flags: ["--for", "fluxlit", "--env-file", &env].map(str::to_owned).into() }
    }

    fn taskflow() -> Self {
        let sandbox = Sandbox::with_file_store();
        let service = Service::run(&sandbox, "taskflow", &["--secret", SECRET]);
        let secret = sandbox.write("secret", SECRET).to_str().unwrap().to_owned();
        let flags = ["--for", "taskflow", "--secret-file", &secret].map(str::to_owned).into();
        Self { sandbox, service, flags }
    }

    fn zndraw() -> Self {
        let sandbox = Sandbox::with_file_store();
        let service = Service::run(&sandbox, "zndraw", &["--secret", SECRET]);
        let env =
            sandbox.write("zndraw.env", format!("export ZNDRAW_AUTH_SECRET_KEY=\"{SECRET}\" # its own\n"));
        let env = env.to_str().unwrap().to_owned();
        Self { sandbox, service, flags: ["--for", "zndraw", "--env-file", &env].map(str::to_owned).into() }
    }

    fn issue(&self, more: &[&str]) -> Output {
        self.sandbox.authctl(["issue"]).args(&self.flags).args(more).run()
    }

    fn token(&self, more: &[&str]) -> String {
        self.issue(more).succeeds().text().trim_end().to_owned()
    }

    fn verify(&self, token: &str) -> Authctl {
        self.sandbox.authctl(["verify"]).args(&self.flags).stdin(token)
    }

    /// The status of the service's answer to the token, sent as it wants it.
    fn answer(&self, method: &str, path: &str, token: &str) -> u16 {
        let (bearer, cookie) = (format!("Bearer {token}"), format!("taskflow_token={token}"));
        let headers = match self.flags[1] == "taskflow" {
            true => [("cookie", &*cookie)],
            false => [("authorization", &*bearer)],
        };
        self.service.request(method, path, &headers, "").status
    }

    /// The id that zndraw-auth gave alice, and the token of her login.
    fn alice(&self) -> (String, String) {
        let login = [("username", "alice@example.com"), ("password", "alice-pw")];
        let token = self.service.post_form("/auth/jwt/login", &login).json()["access_token"].clone();
        let token = token.as_str().unwrap().to_owned();
        let bearer = format!("Bearer {token}");
        let me = self.service.request("GET", "/users/me", &[("authorization", &bearer)], "").json();
        (me["id"].as_str().unwrap().to_owned(), token)
    }
}

fn claims(token: &str) -> Value {
    let payload = base64url::decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

fn names(claims: &Value) -> Vec<&str> {
    claims.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn fluxlit_takes_what_is_issued_for_it() {
    let at = At::fluxlit();
    let issued = at.issue(&["--subject", "ci", "--scope", "reports.read", "--role", "admin"]).succeeds();
    let env = at.service.env_file().display().to_string();
    let issued = issued.says([&*format!(
        "For FluxLit: issuer from FLUXLIT_JWT_ISSUER in {env}, audience from FLUXLIT_JWT_AUDIENCE in {env}, \
         secret from FLUXLIT_JWT_HS256_SECRET in {env}."
    )]);
    assert!(!issued.everything().contains(SECRET));
    let token = issued.text().trim_end();
    assert_eq!(at.answer("GET", "/api/me", token), 200);
    assert_eq!(at.answer("GET", "/api/reports/summary", token), 200);
    assert_eq!(at.answer("POST", "/api/admin/purge", token), 200);
    assert_eq!(at.answer("GET", "/api/reports/export", token), 403, "the other scope was not asked for");
    let claims = claims(token);
    assert_eq!(names(&claims), ["iss", "sub", "aud", "iat", "exp", "scope", "roles"]);
    assert_eq!((&claims["aud"], &claims["scope"]), (&json!("reports"), &json!("reports.read")));
    assert!(claims["iat"].as_i64().unwrap() <= now() - 10, "a clock that is slow takes it too");

    let typed = at.issue(&["--audience", "other", "--subject", "ci"]).succeeds();
    let typed = typed.says(["audience from --audience"]);
    assert_eq!(at.answer("GET", "/api/me", typed.text().trim_end()), 401, "what is typed counts");
}

#[test]
fn the_variables_of_the_environment_count_where_no_file_is_named() {
    let at = At::fluxlit();
    let issue = || {
        let issue = at.sandbox.authctl(["issue", "--for", "fluxlit", "--subject", "ci"]);
        issue.env("FLUXLIT_JWT_HS256_SECRET", format!(" {SECRET}\n")).env("FLUXLIT_JWT_ISSUER", ISSUER)
    };
    issue().run().exits(2).says(["FLUXLIT_JWT_AUDIENCE does not say it", "--audience", "--env-file .env"]);
    let issued = issue().env("FLUXLIT_JWT_AUDIENCE", "reports").run().succeeds();
    let issued = issued.says([
        "issuer from FLUXLIT_JWT_ISSUER, audience from FLUXLIT_JWT_AUDIENCE, secret from FLUXLIT_JWT_HS256",
    ]);
    assert_eq!(at.answer("GET", "/api/me", issued.text().trim_end()), 200);
    let without =
        issue().env("FLUXLIT_JWT_AUDIENCE", "reports").without_env("FLUXLIT_JWT_HS256_SECRET").run();
    without.exits(2).says(["FLUXLIT_JWT_HS256_SECRET holds no secret of FluxLit", "--env-file .env"]);
    let named =
        issue().args(["--audience", "reports", "--secret-env", "FLUXLIT_JWT_HS256_SECRET"]).run().succeeds();
    assert_eq!(
        at.answer("GET", "/api/me", named.text().trim_end()),
        200,
        "its white space is none of a secret"
    );
    let odd = at.sandbox.write("odd.env", "FLUXLIT_JWT_AUDIENCE='a\nb'\nFLUXLIT_JWT_ISSUER=${NAME}\n");
    issue().args(["--env-file", odd.to_str().unwrap()]).run().exits(1).says(["FLUXLIT_JWT_ISSUER has ${"]);
    issue().args(["--env-file", "nowhere"]).run().exits(1).says(["nowhere is not there"]);
}

#[test]
fn taskflow_takes_what_is_issued_for_it() {
    let at = At::taskflow();
    let token = at.token(&["--subject", "ci"]);
    assert_eq!(names(&claims(&token)), ["sub", "exp"]);
    assert_eq!(at.answer("GET", "/tasks", &token), 200);
    let cookie = format!("taskflow_token={token}");
    assert_eq!(at.service.request("GET", "/whoami", &[("cookie", &cookie)], "").json()["user"], "ci");
    at.issue(&["--subject", "ci", "--scope", "read"])
        .succeeds()
        .says(["fastapi-taskflow does not read scope."]);
    at.issue(&[]).succeeds().says(["\"anonymous\""]);
    at.issue(&["--subject", "ci", "--no-expiry"]).exits(2).says(["fastapi-taskflow rejects", "answers 401"]);
    let unnamed = at.sandbox.run(["issue", "--for", "taskflow", "--subject", "ci"]);
    unnamed.exits(2).says(["no variable of fastapi-taskflow holds its secret", "--secret-file"]);
}

#[test]
fn zndraw_takes_what_is_issued_for_it() {
    let at = At::zndraw();
    let (alice, _) = at.alice();
    let token = at.token(&["--subject", &alice]);
    assert_eq!(at.answer("GET", "/users/me", &token), 200);
    let claims = claims(&token);
    assert_eq!(names(&claims), ["sub", "aud", "iat", "exp"]);
    assert_eq!(claims["aud"], "fastapi-users:auth");
    let refused = at.issue(&["--subject", "alice@example.com"]).exits(2);
    let refused = refused.says(["zndraw-auth rejects such a token: sub is no UUID"]);
    assert_eq!(refused.text(), "");
}

#[test]
fn what_services_issue_is_verified_by_their_rules() {
    // what it signs with is not stripped there
    let fluxlit = At::fluxlit_with(&fluxlit_env(SECRET).replace("'  ", "'").replace(" '", "'"));
    let issued =
        fluxlit.service.request("POST", "/api/dev/issue-token?sub=u&scope=a&roles=x,y", &[], "").json();
    let token = issued["access_token"].as_str().unwrap();
    assert_eq!(fluxlit.verify(token).run().succeeds().json()["sub"], "u");
    let lines = fluxlit.verify(token).args(["--lines"]).run().succeeds();
    assert_eq!(lines.json()["valid"], true);

    let taskflow = At::taskflow();
    let login =
        taskflow.service.post_form("/tasks/auth/login", &[("username", "alice"), ("password", "alice-pw")]);
    assert_eq!(
        taskflow.verify(login.cookie("taskflow_token").unwrap()).run().succeeds().json()["sub"],
        "alice"
    );

    let zndraw = At::zndraw();
    let (alice, token) = zndraw.alice();
    assert_eq!(zndraw.verify(&token).run().succeeds().json()["sub"], json!(alice));
    zndraw.verify(issued["access_token"].as_str().unwrap()).run().exits(3).says(["aud", "sub is no UUID"]);
}

/// A token that is made by hand, whatever is in it.
fn signed(header: &Value, payload: &Value, secret: &str, algorithm: Algorithm) -> String {
    let text = [header, payload].map(|part| base64url::encode(part.to_string())).join(".");
    let secret = SecretBytes::new(secret.as_bytes().to_vec());
    let key = SigningKey::shared(&secret, algorithm, WeakSecrets::Allowed).unwrap();
    let signature = key.sign(text.as_bytes()).unwrap();
    format!("{text}.{}", base64url::encode(signature))
}

/// The object with other values for some members; null takes a member out, but for one that is told to be null.
fn with(object: &Value, changes: &Value) -> Value {
    let mut object = object.clone();
    for (name, value) in changes.as_object().unwrap() {
        object[name] = if value == "NULL" { Value::Null } else { value.clone() };
        if value.is_null() {
            object.as_object_mut().unwrap().remove(name);
        }
    }
    object
}

fn header() -> Value {
    json!({"alg": "HS256", "typ": "JWT"})
}

/// A token, what the service answers to it, and what of that authctl sees otherwise and why.
struct Row {
    what: &'static str,
    token: String,
    status: u16,
    /// The rule of `lint` that tells it.
    rule: Option<&'static str>,
    differs: Option<&'static str>,
}

/// Rows of claims, by the service's usual token.
struct Rows {
    claims: Value,
    rows: Vec<Row>,
}

impl Rows {
    fn row(&mut self, what: &'static str, header: &Value, claims: &Value, status: u16) -> &mut Row {
        let header = with(&self::header(), header);
        let token = signed(&header, &with(&self.claims, claims), SECRET, Algorithm::HS256);
        self.rows.push(Row { what, token, status, rule: None, differs: None });
        self.rows.last_mut().unwrap()
    }

    fn claims(&mut self, what: &'static str, claims: &Value, status: u16) -> &mut Row {
        self.row(what, &json!({}), claims, status)
    }

    fn header(&mut self, what: &'static str, header: &Value, status: u16) -> &mut Row {
        self.row(what, header, &json!({}), status)
    }

    /// Asks the service and authctl about each.
    #[track_caller]
    fn compare(self, at: &At, path: &str) {
        let mut faults = Vec::new();
        for Row { what, token, status, rule, differs } in self.rows {
            let answer = at.answer("GET", path, &token);
            if answer != status {
                faults.push(format!("{what}: the service answers {answer}"));
            }
            let verified = at.verify(&token).args(["--json"]).run();
            let is_taken = verified.json()["valid"] == true;
            if (is_taken == (answer == 200)) == differs.is_some() {
                faults.push(format!("{what}: {answer}, and authctl {verified}"));
            }
            let lint = at.sandbox.authctl(["lint", "--json"]).args(flags_of_lint(at)).stdin(&*token).run();
            let found = lint.json()["findings"].as_array().unwrap().clone();
            let of_service = |finding: &Value| finding["id"].as_str().unwrap().starts_with(&at.flags[1]);
            let found: Vec<&Value> = found.iter().filter(|finding| of_service(finding)).collect();
            let ids: Vec<&str> = found.iter().map(|finding| finding["id"].as_str().unwrap()).collect();
            if ids != rule.into_iter().collect::<Vec<_>>() {
                faults.push(format!("{what}: lint finds {ids:?}"));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

impl Row {
    fn by(&mut self, rule: &'static str) -> &mut Self {
        self.rule = Some(rule);
        self
    }

    fn differs(&mut self, why: &'static str) -> &mut Self {
        self.differs = Some(why);
        self
    }
}

/// Those for the service, without those for a key.
fn flags_of_lint(at: &At) -> Vec<&String> {
    let mut flags = at.flags.chunks(2).filter(|pair| pair[0] != "--secret-file");
    flags.by_ref().flatten().collect()
}

#[test]
fn fluxlit_and_authctl_judge_alike() {
    let at = At::fluxlit();
    let now = now();
    let claims = json!({"iss": ISSUER, "aud": "reports", "sub": "u", "exp": now + 600});
    let mut rows = Rows { claims, rows: Vec::new() };
    rows.claims("valid", &json!({}), 200);
    rows.header("no typ", &json!({"typ": null}), 200);
    rows.header("typ at+jwt", &json!({"typ": "at+jwt"}), 200);
    rows.header("a kid", &json!({"kid": "one"}), 200);
    rows.claims("iat", &json!({"iat": now - 1}), 200);
    rows.claims("no sub", &json!({"sub": null}), 200);
    rows.claims("extra claims", &json!({"team": {"a": [1]}}), 200);
    rows.claims("aud in a list", &json!({"aud": ["x", "reports"]}), 200);
    rows.claims("exp in quotes", &json!({"exp": (now + 600).to_string()}), 200)
        .differs("RFC 7519 section 2 wants a number");
    rows.claims("exp a whole float", &json!({"exp": f64::from(i32::try_from(now).unwrap()) + 600.0}), 200);
    rows.claims("expired", &json!({"exp": now - 5}), 401);
    rows.claims("no exp", &json!({"exp": null}), 401).by("fluxlit-exp-missing");
    rows.claims("exp a list", &json!({"exp": [now + 600]}), 401);
    rows.claims("iat a text", &json!({"iat": "soon"}), 401);
    rows.claims("iat ahead", &json!({"iat": now + 300}), 401).by("fluxlit-date-ahead");
    rows.claims("nbf ahead", &json!({"nbf": now + 300}), 401).by("fluxlit-date-ahead");
    rows.claims("another iss", &json!({"iss": "https://x.example"}), 401).by("fluxlit-iss");
    rows.claims("a slash more", &json!({"iss": format!("{ISSUER}/")}), 401).by("fluxlit-iss");
    rows.claims("no iss", &json!({"iss": null}), 401).by("fluxlit-iss");
    rows.claims("another aud", &json!({"aud": "x"}), 401).by("fluxlit-aud");
    rows.claims("no aud", &json!({"aud": null}), 401).by("fluxlit-aud");
    rows.claims("sub a number", &json!({"sub": 7}), 401).by("fluxlit-type");
    rows.claims("sub null", &json!({"sub": "NULL"}), 401).by("fluxlit-type");
    rows.claims("jti a number", &json!({"jti": 7}), 401).by("fluxlit-type");
    rows.claims("scope a list", &json!({"scope": ["reports.read"]}), 500).by("fluxlit-scope");
    rows.claims("scope a number", &json!({"scope": 7}), 500).by("fluxlit-scope");
    rows.claims("exp with a fraction", &json!({"exp": f64::from(i32::try_from(now).unwrap()) + 600.5}), 500)
        .by("fluxlit-date-fraction");
    rows.claims("iat with a fraction", &json!({"iat": f64::from(i32::try_from(now).unwrap()) - 5.5}), 500)
        .by("fluxlit-date-fraction");
    rows.claims("nbf with a fraction", &json!({"nbf": f64::from(i32::try_from(now).unwrap()) - 5.5}), 500)
        .by("fluxlit-date-fraction");
    rows.header("kid a number", &json!({"kid": 7}), 401);
    rows.header("alg none, and signed", &json!({"alg": "none"}), 401).by("fluxlit-algorithm");
    rows.header("alg HS384", &json!({"alg": "HS384"}), 401).by("fluxlit-algorithm");
    rows.header("crit", &json!({"crit": ["x"], "x": 1}), 401);
    rows.header("b64 false", &json!({"b64": false, "crit": ["b64"]}), 401);
    let row = |what, token, status| Row { what, token, status, rule: None, differs: None };
    let good = rows.rows[0].token.clone();
    let padded = row("padding behind the signature", format!("{good}="), 200);
    rows.rows.push(Row { differs: Some("RFC 7515 section 2 wants none"), ..padded });
    let other = signed(&header(), &rows.claims, OTHER, Algorithm::HS256);
    rows.rows.push(row("another secret", other, 401));
    rows.rows.push(row("no object", signed(&header(), &json!(["x"]), SECRET, Algorithm::HS256), 401));
    rows.rows.push(row("no JWT", "x.y.z".to_owned(), 401));
    rows.compare(&at, "/api/me");
}

#[test]
fn taskflow_and_authctl_judge_alike() {
    let at = At::taskflow();
    let now = now();
    let mut rows = Rows { claims: json!({"exp": now + 600, "sub": "alice"}), rows: Vec::new() };
    rows.claims("valid", &json!({}), 200);
    rows.claims("extra claims", &json!({"iat": now, "aud": "x", "iss": "y", "role": "z"}), 200);
    rows.header("alg none, and signed", &json!({"alg": "none"}), 200)
        .by("taskflow-algorithm")
        .differs("RFC 8725 section 3.1 wants the algorithm checked");
    rows.claims("exp a whole float", &json!({"exp": f64::from(i32::try_from(now).unwrap()) + 600.0}), 200);
    rows.claims("exp in quotes", &json!({"exp": (now + 600).to_string()}), 200)
        .differs("RFC 7519 section 2 wants a number");
    rows.claims("nbf ahead", &json!({"nbf": now + 300}), 200)
        .differs("RFC 7519 section 4.1.5: not to be taken before");
    rows.claims("iat ahead", &json!({"iat": now + 300}), 200).differs("no clock can be right");
    rows.claims("sub a number", &json!({"sub": 7}), 200).differs("RFC 7519 section 4.1.2 wants a string");
    rows.claims("no sub", &json!({"sub": null}), 200).by("taskflow-sub-missing");
    rows.claims("no exp", &json!({"exp": null}), 401).by("taskflow-exp-missing");
    rows.claims("expired", &json!({"exp": now - 5}), 401);
    let other = signed(&header(), &rows.claims, OTHER, Algorithm::HS256);
    rows.rows.push(Row { what: "another secret", token: other, status: 401, rule: None, differs: None });
    rows.compare(&at, "/tasks");
}

#[test]
fn zndraw_and_authctl_judge_alike() {
    let at = At::zndraw();
    let (alice, _) = at.alice();
    let (now, aud) = (now(), "fastapi-users:auth");
    let mut rows = Rows { claims: json!({"sub": alice, "aud": aud, "exp": now + 600}), rows: Vec::new() };
    rows.claims("aud a string", &json!({}), 200);
    rows.claims("aud a list", &json!({"aud": [aud]}), 200);
    rows.claims("sub without hyphens", &json!({"sub": alice.replace('-', "")}), 200);
    rows.claims("no exp", &json!({"exp": null}), 200).by("zndraw-exp-missing");
    rows.claims("no aud", &json!({"aud": null}), 401).by("zndraw-aud");
    rows.claims("another aud", &json!({"aud": "x"}), 401).by("zndraw-aud");
    rows.claims("iat ahead", &json!({"iat": now + 300}), 401).by("zndraw-date-ahead");
    rows.claims("nbf ahead", &json!({"nbf": now + 300}), 401).by("zndraw-date-ahead");
    rows.claims("expired", &json!({"exp": now - 5}), 401);
    rows.claims("sub no UUID", &json!({"sub": "alice@example.com"}), 401).by("zndraw-sub");
    rows.claims("no sub", &json!({"sub": null}), 401).by("zndraw-sub");
    rows.claims("nobody", &json!({"sub": "00000000-0000-4000-8000-000000000000"}), 401)
        .differs("the service alone knows its users");
    rows.header("alg none, and signed", &json!({"alg": "none"}), 401).by("zndraw-algorithm");
    let row = |what, token, rule| Row { what, token, status: 401, rule, differs: None };
    let stronger = signed(&with(&header(), &json!({"alg": "HS512"})), &rows.claims, SECRET, Algorithm::HS512);
    rows.rows.push(row("HS512", stronger, Some("zndraw-algorithm")));
    rows.rows.push(row("another secret", signed(&header(), &rows.claims, OTHER, Algorithm::HS256), None));
    rows.compare(&at, "/users/me");
}

#[test]
fn fluxlit_with_a_key_set_wants_to_know_which_key() {
    let sandbox = Sandbox::new();
    let env = sandbox.write(
        "env",
        format!("FLUXLIT_JWT_ISSUER={ISSUER}\nFLUXLIT_JWT_AUDIENCE=reports\nFLUXLIT_JWT_JWKS_URL=http://127.0.0.1:1/\n"),
    );
    let flags = ["--for", "fluxlit", "--env-file", env.to_str().unwrap()];
    sandbox
        .authctl(["issue", "--subject", "ci"])
        .args(flags)
        .run()
        .exits(2)
        .says(["FLUXLIT_JWT_JWKS_URL", "--key"]);
    let pem = sandbox.path("key.pem");
    let made = std::process::Command::new("openssl")
        .args(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out"])
        .arg(&pem)
        .output();
    assert!(made.unwrap().status.success());
    let issue = || sandbox.authctl(["issue", "--subject", "ci", "--key", pem.to_str().unwrap()]).args(flags);
    issue()
        .run()
        .exits(2)
        .says(["FluxLit rejects such a token: the header names no key (kid)", "answers 500"]);
    let token = issue().args(["--kid", "one"]).run().succeeds().text().to_owned();
    let verify = sandbox.authctl(["verify"]).args(flags).stdin(token.as_bytes()).run();
    verify.exits(5).says(["127.0.0.1:1"]);
    let bare = issue().args(["--allow-odd-token"]).run().succeeds().text().to_owned();
    let verified =
        sandbox.authctl(["verify", "--key", pem.to_str().unwrap()]).args(flags).stdin(bare.as_bytes()).run();
    verified.exits(3).says(["kid", "answers 500"]);
    let lint =
        sandbox.authctl(["lint", "--format", "sarif"]).args(flags).stdin(bare.as_bytes()).run().exits(9);
    assert!(lint.text().contains("fluxlit-kid-missing"), "{lint}");
}

impl At {
    /// Logs in as the profile `ci` with what the service signs with.
    fn login(&self, more: &[&str]) -> Output {
        let url = self.service.url();
        let login =
            self.sandbox.authctl(["login", "ci", &url, "--service", &self.flags[1], "--method", "key"]);
        login.args(&self.flags[2..]).args(["--store", "file"]).args(more).run()
    }

    fn call(&self, words: &[&str]) -> Output {
        self.sandbox.authctl(["call", "ci", "--fail"]).args(words).run()
    }

    fn kept(&self) -> String {
        self.sandbox.run(["token", "ci"]).succeeds().text().to_owned()
    }
}

#[test]
fn fluxlit_a_login_by_key_signs_a_token_and_later_another_one() {
    let at = At::fluxlit();
    let rights = ["--subject", "ci", "--scope", "reports.read", "--role", "admin", "--route", "whoami=/me"];
    let told = at.login(&[&rights[..], &["--expires-in", "2s"]].concat()).succeeds();
    told.says(["Logged in to ci as ci", "sent as a bearer token", "then a new one is had without a person"]);
    let first = at.kept();
    assert_eq!(at.call(&["/reports/summary"]).succeeds().json()["sub"], "ci");
    at.call(&["-X", "POST", "/admin/purge"]).succeeds();
    until("another token", || (at.kept() != first).then_some(()));
    assert_eq!(at.call(&["/reports/summary"]).succeeds().json()["scope"], "reports.read");
    at.call(&["/reports/export"]).exits(22).says(["403"]);

    let config = std::fs::read_to_string(at.sandbox.config_file()).unwrap();
    assert!(config.contains("env-file") && config.contains("expires-in = 2"), "{config}");
    for (path, bytes) in at.sandbox.files().into_iter().filter(|(path, _)| !path.ends_with(".env")) {
        assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "{}", path.display());
    }
    let loud = at.sandbox.run(["call", "ci", "/me", "-vv"]).succeeds().everything();
    assert!(!loud.contains(SECRET) && !loud.contains(&at.kept()), "{loud}");

    let changed = fluxlit_env(OTHER);
    std::fs::write(at.service.env_file(), changed).unwrap();
    let again = at.login(&rights).exits(6);
    again.says([
        "does not take the token that was signed: it answers /api/me",
        "another secret, issuer or audience",
    ]);
}

#[test]
fn fluxlit_a_login_by_key_says_which_setting_is_missing() {
    let at = At::fluxlit();
    let url = at.service.url();
    let login = || {
        at.sandbox.authctl([
            "login",
            "ci",
            &url,
            "--service",
            "fluxlit",
            "--method",
            "key",
            "--store",
            "file",
        ])
    };
    login().run().exits(1).says(["no token can be signed", "FLUXLIT_JWT_ISSUER does not say it", "--issuer"]);
    let typed = ["--issuer", ISSUER, "--audience", "reports", "--subject", "ci"];
    login().args(typed).run().exits(1).says(["FLUXLIT_JWT_HS256_SECRET holds no secret"]);
    let named = || login().args(typed).args(["--secret-env", "REPORTS_SECRET"]);
    named().run().exits(1).says(["REPORTS_SECRET", "is not set"]);
    named().env("REPORTS_SECRET", format!("{SECRET}\n")).run().succeeds();
    let config = std::fs::read_to_string(at.sandbox.config_file()).unwrap();
    assert!(config.contains("secret-env = \"REPORTS_SECRET\""), "{config}");
    // a token that is good needs no secret, a new one does
    at.call(&["/me"]).succeeds();
    at.sandbox
        .run(["token", "ci", "--force-renew"])
        .exits(1)
        .says(["no token can be signed", "REPORTS_SECRET"]);
    let placed = login().args(["--secret-env", "f8Jq2L0zXw7Rk4Vt9Yb1Nc6Hm3Sd5Pg8Qe2Ua7Io"]).run().exits(2);
    assert!(!placed.everything().contains(SECRET), "{placed}");
}

#[test]
fn taskflow_a_login_by_key_is_a_cookie() {
    let at = At::taskflow();
    at.login(&["--subject", "ci", "--scope", "x"]).exits(1).says(["fastapi-taskflow does not read scope"]);
    at.login(&["--subject", "ci"]).succeeds().says(["sent as the cookie taskflow_token"]);
    at.call(&["/metrics"]).succeeds();
    let header = at.sandbox.run(["token", "ci", "--format", "header"]).succeeds();
    assert!(header.text().starts_with("Cookie: taskflow_token="), "{header}");

    let ring = ["key", "import", "jobs", "--secret-file", &at.flags[3], "--store", "file"];
    at.sandbox.run(ring).succeeds();
    let url = at.service.url();
    let login = |name, more: &[&str]| {
        let login = at.sandbox.authctl(["login", name, &url, "--service", "taskflow", "--method", "key"]);
        login.args(["--subject", "bot"]).args(more).run().succeeds()
    };
    login("ring", &["--ring", "jobs", "--store", "file"]);
    at.sandbox.run(["call", "ring", "/metrics", "--fail"]).succeeds();
    let unkept = login("unkept", &["--secret-file", &at.flags[3], "--store", "none"]);
    unkept.says(["token and call log in by themselves each time"]);
    at.sandbox.run(["call", "unkept", "/metrics", "--fail"]).succeeds();
    at.sandbox.run(["profile", "set", "ring", "--secret-file", &at.flags[3]]).succeeds();
    let shown = at.sandbox.run(["profile", "show", "ring"]).succeeds().text().to_owned();
    assert!(shown.contains("secret-file") && !shown.contains("jobs"), "one of them holds: {shown}");
}

#[test]
fn zndraw_another_secret_of_the_service_is_told() {
    let at = At::zndraw();
    let (alice, _) = at.alice();
    at.login(&["--subject", "alice@example.com"]).exits(1).says(["sub is no UUID"]);
    at.login(&["--subject", &alice]).succeeds().says(["Logged in to ci as alice@example.com"]);
    at.call(&["/users/me"]).succeeds();
    at.service.request("POST", &format!("/_test/rotate-secret?secret={OTHER}"), &[], "");
    let refused = at.call(&["/users/me"]).exits(22);
    refused.says([
        "the renewed token was not taken either",
        "signed here",
        "another secret, issuer or audience by now",
    ]);
    at.sandbox.write("zndraw.env", format!("ZNDRAW_AUTH_SECRET_KEY={OTHER}\n"));
    assert_eq!(
        at.call(&["/users/me"]).succeeds().json()["email"],
        "alice@example.com",
        "signed again after the 401"
    );
    at.sandbox.run(["logout", "ci"]).succeeds();
}

/// What zndraw-auth signs with where nobody says anything: 31 bytes, and known to everybody.
const DEFAULT_OF_ZNDRAW: &str = "CHANGE-ME-IN-PRODUCTION-SECRET!";

#[test]
fn zndraw_the_default_secret_of_a_service_in_development_is_taken_from_who_insists() {
    const WORDS: &str = "the secret has 31 bytes; HS256 needs at least 32";
    const WARNING: &str = "warning: a weak key was taken nevertheless: the secret has 31 bytes";
    let sandbox = Sandbox::with_file_store();
    let service = Service::run(&sandbox, "zndraw", &["--secret", DEFAULT_OF_ZNDRAW]);
    let secret = sandbox.write("secret", DEFAULT_OF_ZNDRAW).to_str().unwrap().to_owned();
    let at = At {
        sandbox,
        service,
        flags: ["--for", "zndraw", "--secret-file", &secret].map(str::to_owned).into(),
    };
    let (alice, _) = at.alice();
    let refused = at.login(&["--subject", &alice]).exits(1);
    refused.says(["no token can be signed", WORDS, "→ --allow-weak-key takes it nevertheless"]);
    let told = at.login(&["--subject", &alice, "--allow-weak-key"]).succeeds();
    told.says([WARNING, "Logged in to ci as alice@example.com"]);
    let quiet = at.call(&["/users/me"]).succeeds();
    assert_eq!(
        (&quiet.json()["email"], quiet.stderr.as_str()),
        (&json!("alice@example.com"), ""),
        "none was signed"
    );

    let renewal = || at.sandbox.run(["token", "ci", "--force-renew"]);
    let renewed = renewal().succeeds().says([WARNING]);
    assert_eq!(at.answer("GET", "/users/me", renewed.text().trim_end()), 200);
    let told = at.sandbox.run(["token", "ci", "--force-renew", "--json"]).succeeds();
    let note: Value = serde_json::from_str(&told.stderr).unwrap();
    assert_eq!(note["code"], "weak_key");
    let shown = at.sandbox.run(["profile", "show", "ci", "--json"]).succeeds().json();
    assert_eq!(shown["settings"]["allow-weak-key"]["value"], true);

    at.sandbox.run(["profile", "unset", "ci", "allow-weak-key"]).succeeds();
    renewal().exits(1).says([WORDS, "→ authctl profile set ci --allow-weak-key takes it nevertheless"]);
    at.sandbox.run(["profile", "set", "ci", "--allow-weak-key"]).succeeds();
    renewal().succeeds().says([WARNING]);
    at.sandbox.run(["profile", "set", "ci", "--allow-weak-key=false"]).succeeds();
    renewal().exits(1).says([WORDS]);

    let url = at.service.url();
    let login = ["login", "unkept", &url, "--service", "zndraw", "--method", "key", "--secret-file", &secret];
    let login = at.sandbox.authctl(login).args(["--subject", &alice, "--store", "none", "--allow-weak-key"]);
    login.run().succeeds().says([WARNING]);
    let check = || at.sandbox.run(["status", "unkept", "--check"]);
    check().succeeds();
    at.sandbox.run(["profile", "unset", "unkept", "allow-weak-key"]).succeeds();
    check().exits(4).says([WORDS]);
}

#[test]
fn fluxlit_what_signs_is_read_when_a_token_is_wanted() {
    let at = At::fluxlit();
    let secret = at.sandbox.write("secret", SECRET);
    let secret = secret.to_str().unwrap();
    at.login(&["--secret-file", secret, "--subject", "ci"]).succeeds();
    std::fs::set_permissions(secret, std::fs::Permissions::from_mode(0o644)).unwrap();
    let quiet = at.call(&["/me"]).succeeds();
    assert!(!quiet.stderr.contains(secret), "a token that is good needs no secret: {quiet}");
    let renewal = ["token", "ci", "--force-renew"];
    at.sandbox.run(renewal).succeeds().says([secret]);

    // a place that cannot be asked is told as that, and not as a setting that is missing
    at.sandbox.run(["profile", "set", "ci", "--ring", "etcd://127.0.0.1:1/team/jobs"]).succeeds();
    at.call(&["/me"]).succeeds();
    at.sandbox.run(renewal).exits(5).says(["no token can be signed", "127.0.0.1:1"]);
    at.sandbox.run(["profile", "unset", "ci", "ring"]).succeeds();
    at.sandbox.run(["profile", "set", "ci", "--secret-env", "NOT_SET"]).succeeds();
    at.sandbox.run(renewal).exits(1).says(["no token can be signed", "NOT_SET"]);
}

#[test]
fn a_machine_that_cannot_sign_is_told_by_its_status() {
    let at = At::taskflow();
    let (url, secret) = (at.service.url(), at.sandbox.write("secret", SECRET));
    let login = at.sandbox.authctl(["login", "ci", &url, "--service", "taskflow", "--method", "key"]);
    let login = login.args(["--subject", "ci", "--store", "none", "--secret-file"]);
    login.args([&secret]).run().succeeds();
    let check = || at.sandbox.run(["status", "ci", "--check"]);
    check().succeeds();
    std::fs::remove_file(&secret).unwrap();
    check().exits(4).says(["nobody can log in: no token can be signed", secret.to_str().unwrap()]);
    at.sandbox.run(["profile", "set", "ci", "--ring", "etcd://127.0.0.1:1/team/jobs"]).succeeds();
    check().exits(5).says(["no token can be signed"]);
}

#[test]
fn a_token_that_has_ended_is_renewable_while_its_key_is_there() {
    let at = At::taskflow();
    let (url, secret) = (at.service.url(), at.sandbox.write("secret", SECRET));
    let login = at.sandbox.authctl(["login", "ci", &url, "--service", "taskflow", "--method", "key"]);
    let login = login.args(["--subject", "ci", "--store", "file", "--expires-in", "15m", "--secret-file"]);
    login.args([&secret]).run().succeeds();
    let hour_later = |words: &[&str]| {
        let run = key_ring_clocks::run(&at.sandbox, 3600, &[&["status"], words].concat());
        (run.code, run.json)
    };
    let check = || at.sandbox.run(["status", "ci", "--check", "--min-ttl", "1h"]);
    let (code, status) = hour_later(&["ci"]);
    assert_eq!((code, &status["state"], &status["renewable"]), (0, &json!("expired"), &json!(true)));
    check().succeeds();

    std::fs::remove_file(&secret).unwrap();
    let status = at.sandbox.run(["status", "ci", "--json"]).succeeds().json();
    assert_eq!(status["renewable"], true, "a good token needs no key");
    for words in [&["ci"][..], &["--all"]] {
        let (code, status) = hour_later(words);
        let status = if words == ["--all"] { &status["profiles"][0] } else { &status };
        assert_eq!((code, &status["state"], &status["renewable"]), (0, &json!("expired"), &json!(false)));
    }
    assert_eq!(hour_later(&["ci", "--check"]).0, 4);
    check().exits(4).says(["there is no other one: no token can be signed", secret.to_str().unwrap()]);
    // a ring is not opened for that
    at.sandbox.run(["profile", "set", "ci", "--ring", "etcd://127.0.0.1:1/team/jobs"]).succeeds();
    check().succeeds();
}

#[test]
fn fluxlit_an_issuer_at_the_top_of_the_file_is_in_no_token_for_a_service() {
    let at = At::fluxlit();
    let top = "issuer = \"https://id.example.test\"\naudience = \"else\"\n";
    at.sandbox.write("home/.config/authctl/config.toml", top);
    at.login(&["--subject", "ci", "--route", "whoami=/me"]).succeeds().says(["Logged in to ci as ci"]);
    assert_eq!(at.call(&["/me"]).succeeds().json()["iss"], ISSUER);
}

#[test]
fn fluxlit_who_one_is_is_asked_in_the_way_that_the_route_says() {
    let at = At::fluxlit();
    let admin = ["--subject", "ci", "--role", "admin", "--route", "whoami=POST /admin/purge"];
    let told = at.login(&admin).succeeds();
    assert!(!told.stderr.contains("proves nothing"), "{told}");
    let whoami = at.sandbox.run(["whoami", "ci", "--json"]).succeeds().json();
    assert_eq!((&whoami["source"], &whoami["claims"]["sub"]), (&json!("service"), &json!("ci")));
    let elsewhere = ["profile", "set", "ci", "--route", "whoami=https://id.example.test/me"];
    at.sandbox.run(elsewhere).succeeds();
    at.sandbox.run(["whoami", "ci"]).exits(2).says(["is not where the service is: it is not asked"]);
}

#[test]
fn fluxlit_a_cookie_that_is_for_renewal_is_no_place_of_a_token() {
    let at = At::fluxlit();
    let refresh = ["--subject", "ci", "--cookie", "peer_session", "--route", "refresh=/auth/refresh"];
    at.login(&refresh).succeeds().says(["sent as a bearer token"]);
    at.call(&["/me"]).succeeds();
    at.login(&["--subject", "ci", "--sent-as", "header", "--header", "X-Token", "--force"])
        .succeeds()
        .says(["sent as the header X-Token"]);
}

#[test]
fn fluxlit_with_a_key_set_takes_what_a_ring_signs() {
    let sandbox = Sandbox::with_file_store();
    sandbox.run(["key", "new", "jobs", "--alg", "RS256", "--store", "file"]).succeeds();
    let set = sandbox.run(["key", "jwks", "jobs"]).succeeds().json();
    let keys = ScriptedServer::start(move |_, _| scripted::json(200, &set));
    let env = format!(
        "FLUXLIT_JWT_ISSUER={ISSUER}\nFLUXLIT_JWT_AUDIENCE=reports\nFLUXLIT_JWT_JWKS_URL={}/jwks\n",
        keys.url
    );
    let service = Service::start(&sandbox, "fluxlit", &env);
    let env = service.env_file().to_str().unwrap().to_owned();
    let flags = ["--for", "fluxlit", "--env-file", &env].map(str::to_owned).into();
    let at = At { sandbox, service, flags };

    let token = at.token(&["--ring", "jobs", "--subject", "ci"]);
    assert_eq!(at.answer("GET", "/api/me", &token), 200);
    at.verify(&token).run().succeeds();
    let (head, signature) = token.rsplit_once('.').unwrap();
    let forged = format!("{head}.A{}", &signature[1..]);
    assert_eq!(at.answer("GET", "/api/me", &forged), 401);
    at.verify(&forged).run().exits(3);

    at.login(&["--ring", "jobs", "--subject", "ci", "--route", "whoami=/me"])
        .succeeds()
        .says(["Logged in to ci as ci"]);
    assert_eq!(at.call(&["/me"]).succeeds().json()["iss"], ISSUER);
}

#[test]
fn what_is_issued_for_a_service_has_nothing_that_lint_would_warn_of_there() {
    for at in [At::fluxlit(), At::taskflow(), At::zndraw()] {
        let subject = "19085be8-9f4a-4a6c-9a5f-6f1f6f0c7a11";
        let token = at.token(&["--subject", subject]);
        let lint = at.sandbox.authctl(["lint", "--fail-on", "warning"]).args(flags_of_lint(&at)).stdin(token);
        lint.run().succeeds();
    }
}

#[test]
fn fluxlit_an_issuer_with_a_slash_more_is_another_one() {
    let at = At::fluxlit();
    let token = at.token(&["--subject", "ci", "--issuer", &format!("{ISSUER}/")]);
    assert_eq!(at.answer("GET", "/api/me", &token), 401);
    let told = at.verify(&token).run().exits(3).says(["iss"]);
    assert!(!told.stderr.contains("--issuer"), "{told}");
}

#[test]
fn why_a_signed_token_is_not_taken_is_told_as_what_it_may_be() {
    let at = At::zndraw();
    let nobody = "00000000-0000-4000-8000-000000000000";
    at.login(&["--subject", nobody]).exits(6).says([
        "does not take the token that was signed",
        "(HTTP 401)",
        "another secret or audience than its own, and to one whose subject is the id of nobody there",
    ]);
    let (alice, _) = at.alice();
    at.login(&["--subject", &alice, "--expires-in", "0s"]).exits(2).says(["no time at all is too short"]);
    at.login(&[]).exits(2).says([
        "zndraw-auth 0.2 wants the subject of a token to be the id of a user there",
        "→ --subject ID names it",
    ]);

    let jobs = At::taskflow();
    let taken_as = "fastapi-taskflow 0.12 takes it as the cookie taskflow_token";
    for (flags, sent) in [
        (["--cookie", "other_cookie"], "sent as the cookie other_cookie"),
        (["--sent-as", "bearer"], "sent as a bearer token"),
    ] {
        let told = jobs.login(&[&["--subject", "bot"][..], &flags].concat()).exits(6);
        let told = told.says([sent, taken_as, "a token with another secret than its own"]);
        assert!(!told.stderr.contains("audience"), "{told}");
    }
    let told = jobs.login(&[]).succeeds();
    told.says([
        "warning: the token names no subject: fastapi-taskflow 0.12 writes \"anonymous\" into its audit log",
    ]);
    let url = jobs.service.url();
    let bare = ["login", "bare", &url, "--method", "key", "--subject", "bot", "--store", "file"];
    let bare =
        jobs.sandbox.run(bare).exits(1).says(["→ --secret-file FILE, --secret-env NAME or --ring RING"]);
    assert!(!bare.stderr.contains("--key FILE"), "{bare}");
}
