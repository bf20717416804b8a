//! Services that are not where they usually are, by the real packages.

use crate::service_login::{At, one_time_code};
use crate::support::service::{Service, client_of};
use crate::support::{Issuer, Sandbox};
use serde_json::json;

#[test]
fn fastpluggy_below_another_app_leads_to_a_login_page_of_the_root() {
    let words =
        ["URL/admin", "--service", "fastpluggy", "--username", "alice", "--route", "login-page=URL/login"];
    let at = At::start("fastpluggy", &["--prefix", "/admin"], &words);
    let away = at.service.request("POST", "/admin/profile/tokens/create", &[], "name=x");
    assert_eq!(
        (away.status, away.header("location")),
        (307, Some("/login?next=%2Fadmin%2Fprofile%2Ftokens%2Fcreate"))
    );
    at.with_password("wrong", &[]).exits(6).says(["(HTTP 401): Invalid username or password"]);
    let told = at.with_password("alice-pw", &["--keep-password"]).succeeds();
    assert!(!told.stderr.contains("proves nothing"), "{told}");
    assert_eq!(at.call("/api/guarded?a=1").succeeds().json()["user"], "alice");

    at.service.request("POST", "/admin/_test/expire-sessions", &[], "");
    assert_eq!(
        at.call("/api/guarded").succeeds().json()["user"],
        "alice",
        "the 307 to another place is understood"
    );
    at.service.request("POST", "/admin/_test/expire-sessions", &[], "");
    at.run(&["account", "pat", "create", "work", "--name", "ci", "--as", "ci"]).succeeds();
    at.run(&["logout", "work"]).succeeds().says(["takes the credential all the same"]);
    at.call("/api/guarded").exits(4);
}

#[test]
fn fastpluggy_below_another_app_asks_for_a_second_factor() {
    let words = ["URL/admin", "--service", "fastpluggy", "--username", "alice"];
    let at = At::start("fastpluggy", &["--prefix", "/admin"], &words);
    let secret = at.service.request("POST", "/admin/_test/totp/alice", &[], "").json();
    let secret = secret["secret"].as_str().unwrap();
    at.with_otp("alice-pw", "000000", &[]).exits(6).says(["(HTTP 401): Invalid code"]);
    at.with_otp("alice-pw", &one_time_code(secret), &[]).succeeds();
    assert_eq!(at.call("/api/guarded").succeeds().json()["user"], "alice");
}

#[test]
fn fluxlit_at_another_path_of_its_gateway_is_the_same() {
    let sandbox = Sandbox::with_file_store();
    let env = "FLUXLIT_JWT_ISSUER=https://ci.example.test\nFLUXLIT_JWT_AUDIENCE=reports\n\
               FLUXLIT_JWT_HS256_SECRET=f8Jq2L0zXw7Rk4Vt9Yb1Nc6Hm3Sd5Pg8Qe2Ua7Io\n";
    let service = Service::with(&sandbox, "fluxlit", env, &["--path", "/v2/api"]);
    let env = service.env_file().to_str().unwrap().to_owned();
    let at = At::new(sandbox, service, &["URL/v2/api", "--service", "fluxlit"]);
    at.login("peer-api-key\n", &["--method", "header", "--route", "guarded=/etl/status"]).succeeds();
    at.call("/etl/status").succeeds();
    at.run(&["logout", "work"]).succeeds().says(["has no route for logout, and takes the credential on"]);

    let key = ["--method", "key", "--env-file", &env, "--subject", "ci", "--route", "whoami=/me", "--force"];
    at.login("", &key).succeeds();
    at.run(&["token", "work", "--force-renew"]).succeeds();
    assert_eq!(at.call("/me").succeeds().json()["sub"], "ci");
    let weak = at.sandbox.write("weak", "5e".repeat(32));
    at.run(&["profile", "set", "work", "--secret-file", weak.to_str().unwrap()]).succeeds();
    let refused = at.run(&["token", "work", "--force-renew"]).exits(1).says(["the secret can be guessed"]);
    refused.says(["authctl profile set work --allow-weak-key"]);
    at.run(&["profile", "set", "work", "--allow-weak-key"]).succeeds();
    let insisted = at.run(&["token", "work", "--force-renew"]).succeeds();
    insisted.says(["warning: a weak key was taken nevertheless: the secret can be guessed"]);
}

#[test]
fn dash_below_a_path_has_its_other_routes_at_the_root() {
    let at = At::start(
        "dash",
        &["--prefix", "/board"],
        &["URL/board", "--service", "dash", "--username", "viewer"],
    );
    at.with_password("wrong", &[]).exits(6).says(["does not take the credential"]);
    at.with_password("viewer123", &[]).succeeds();
    let whoami = format!("{}/api/whoami", at.service.url());
    assert_eq!(at.call(&whoami).succeeds().json()["groups"], json!(["viewer"]));
    at.run(&["logout", "work"]).succeeds().says(["has no route for logout, and takes the credential on"]);

    let issuer = Issuer::with(&json!({ "auto": "alice" }));
    let sandbox = Sandbox::with_file_store();
    let options = ["--auth", "oidc", "--prefix", "/board"];
    let service = Service::with(&sandbox, "dash", &client_of(&issuer, "dash"), &options);
    let words =
        ["URL/board", "--service", "dash", "--method", "cookie", "--route", "logout=GET URL/oidc/logout"];
    let at = At::new(sandbox, service, &words);
    at.login("", &[]).succeeds().says(["Logged in to work as alice", "sent as the cookie session"]);
    let whoami = format!("{}/api/whoami", at.service.url());
    assert_eq!(at.call(&whoami).succeeds().json()["user"]["sub"], "alice");
    at.run(&["token", "work", "--force-renew", "-v"]).succeeds().says(["/oidc/idp/callback"]);
    at.run(&["logout", "work"])
        .succeeds()
        .says(["The service was told, and takes the credential all the same"]);
    at.call(&whoami).exits(4);
}

#[test]
fn a_service_at_another_path_is_found_by_itself() {
    let sandbox = Sandbox::with_file_store();
    for (name, options, path) in [
        ("fastpluggy", ["--prefix", "/admin"], "/admin"),
        ("fluxlit", ["--path", "/v2/api"], "/v2/api"),
        ("dash", ["--prefix", "/board"], "/board"),
    ] {
        let service = Service::run(&sandbox, name, &options);
        let url = service.url() + path;
        let asked = sandbox.authctl(["login", "work", &url, "--no-input", "--store", "file"]).stdin("").run();
        asked.says([format!("is {name}: it answers as").as_str()]);
    }
}
