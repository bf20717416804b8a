//! Renewal: seldom, once, by one process at a time, and never at the price of the session.

use crate::support::{Issuer, Sandbox, long, until};
use serde_json::json;
use std::path::PathBuf;

/// A shell that runs its arguments where no file may grow: every write of the store fails, as on a full disk.
const FULL_DISK: [&str; 3] = ["/bin/sh", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""];

fn refreshes(issuer: &Issuer) -> usize {
    issuer.grants("refresh_token").len()
}

#[test]
fn t4_an_expired_token_is_renewed_once_and_the_call_succeeds() {
    let issuer = Issuer::with(&json!({ "atTtl": 1 }));
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.wait_for_expiry();
    issuer.set(&json!({ "atTtl": 3600 }));
    issuer.api.clear();
    assert_eq!(sandbox.run(["call", "work", "read", "--fail"]).succeeds().json()["ok"], true);
    assert_eq!(refreshes(&issuer), 1);
    assert_eq!(issuer.api.calls().len(), 1, "an expired token is not even tried");
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
    assert_eq!(refreshes(&issuer), 1, "the new token was kept");
}

#[test]
fn t9_a_token_that_the_api_refuses_is_renewed_once_and_the_call_repeated() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let first = sandbox.run(["token", "work"]).succeeds();
    let flaky = issuer.api.at("/flaky?n=1");
    sandbox.run(["call", "work", &flaky, "--fail"]).succeeds();
    assert_eq!((refreshes(&issuer), issuer.api.calls().len()), (1, 2), "one renewal, one repetition");
    assert_ne!(sandbox.run(["token", "work"]).succeeds().text(), first.text());
    sandbox.run(["call", "work", &flaky, "--fail"]).succeeds();
    assert_eq!(refreshes(&issuer), 1, "the renewed token is taken now");
}

#[test]
fn a54_an_api_that_always_refuses_makes_no_loop() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let refused = sandbox.run(["call", "work", &issuer.api.at("/refuse/always"), "-i", "-v"]).succeeds();
    assert!(refused.text().contains("401"), "{refused}");
    assert_eq!((refreshes(&issuer), issuer.api.calls().len()), (1, 2));
    refused.says(["did not take the token; it was renewed", "the renewed token was not taken either"]);
}

#[test]
fn a54_a_renewal_before_the_call_is_the_only_one() {
    let issuer = Issuer::with(&json!({ "atTtl": 1 }));
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.wait_for_expiry();
    issuer.set(&json!({ "atTtl": 3600 }));
    issuer.api.clear();
    let refused = sandbox.run(["call", "work", &issuer.api.at("/refuse/always"), "-i", "-v"]).succeeds();
    assert!(refused.text().contains("401"), "{refused}");
    assert_eq!((refreshes(&issuer), issuer.api.calls().len()), (1, 1), "{refused}");
    let refused =
        refused.says(["did not take the token: it was renewed just before, and is not renewed again"]);
    assert!(!refused.stderr.contains("either") && !refused.stderr.contains("; it was renewed"), "{refused}");
}

#[test]
fn t9_too_little_scope_is_no_reason_to_renew() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let refused = sandbox.run(["call", "work", "admin", "--fail"]).exits(22);
    assert!(refused.stderr.contains("403"), "{refused}");
    assert_eq!((refreshes(&issuer), issuer.api.calls().len()), (0, 1));
}

#[test]
fn new_keys_at_the_issuer_do_not_end_the_session() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    for keep_old in [true, false] {
        issuer.rotate_keys(keep_old);
        issuer.api.clear();
        sandbox.run(["token", "work", "--force-renew"]).succeeds();
        sandbox.run(["call", "work", "read", "--fail"]).succeeds();
    }
}

#[test]
fn t4_t10_every_new_refresh_token_is_kept() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let rounds = if long() { 200 } else { 12 };
    for _ in 0..rounds {
        sandbox.run(["token", "work", "--force-renew"]).succeeds();
    }
    assert_eq!(refreshes(&issuer), rounds);
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
}

#[test]
fn a_renewal_that_is_asked_for_in_the_second_of_the_login_is_a_renewal() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    for round in 1..=3 {
        sandbox.login(&issuer).run().succeeds();
        let given = issuer.last_tokens()["access_token"].clone();
        let renewed = sandbox.run(["token", "work", "--force-renew"]).succeeds();
        assert_eq!(refreshes(&issuer), round);
        assert_ne!(renewed.text(), given);
        assert_eq!(renewed.text(), issuer.last_tokens()["access_token"]);
    }
}

#[test]
fn r6_a_full_disk_is_found_before_the_refresh_token_is_spent() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let renewal = sandbox.authctl(["token", "work", "--force-renew"]).under(FULL_DISK).run();
    renewal.exits(7).prints_nothing();
    assert_eq!(refreshes(&issuer), 0);
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
}

#[test]
fn r6_a_store_that_is_in_the_way_is_found_before_the_refresh_token_is_spent() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let is_kept = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "age");
    let file = sandbox.files().into_iter().map(|(path, _)| path).find(is_kept).unwrap();
    let aside = sandbox.path("aside");
    std::fs::rename(&file, &aside).unwrap();
    std::fs::create_dir(&file).unwrap();
    let renewal = sandbox.run(["token", "work", "--force-renew"]).exits(7).prints_nothing();
    renewal.says([file.to_str().unwrap()]);
    assert_eq!(refreshes(&issuer), 0);
    std::fs::remove_dir(&file).unwrap();
    std::fs::rename(&aside, &file).unwrap();
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
}

#[test]
fn t5_an_answer_without_a_refresh_token_keeps_the_old_one() {
    let issuer = Issuer::with(&json!({ "rotate": false }));
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.set(&json!({ "twist": { "path": "/token", "unset": ["refresh_token"] } }));
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
    assert_eq!(refreshes(&issuer), 2);
}

#[test]
fn t3_the_token_type_is_compared_without_case_and_an_unknown_one_is_not_used() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.set(&json!({ "twist": { "path": "/token", "set": { "token_type": "bearer" } } }));
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
    issuer.set(&json!({ "twist": { "path": "/token", "set": { "token_type": "mac" } } }));
    let refused = sandbox.run(["token", "work", "--force-renew"]).prints_nothing().says(["mac"]);
    assert_ne!(refused.code, 0, "{refused}");
}

#[test]
fn a_refused_renewal_asks_for_a_login() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.forget();
    let refused = sandbox.run(["token", "work", "--force-renew"]).exits(4).prints_nothing();
    refused.says(["invalid_grant", "grant request is invalid", "authctl login work"]);
    let failure = sandbox.run(["token", "work", "--force-renew", "--json"]).exits(4).failure();
    assert_eq!(failure["code"], "refresh_rejected", "{failure}");
    assert_eq!(
        (&failure["hint"], &failure["retryable"]),
        (&json!("authctl login work"), &json!(false)),
        "{failure}"
    );
}

#[test]
fn r8_an_issuer_in_trouble_costs_no_session() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    for (status, body) in [
        (500, ""),
        (502, "<html>bad gateway</html>"),
        (503, "busy"),
        (429, "slow down"),
        (200, ""),
        (200, "null"),
        (200, "{}"),
        (200, "{\"access_token\": 7}"),
        (200, "<html>please log in to the network</html>"),
    ] {
        issuer.fail("/token", 100, status, body);
        let failed = sandbox.run(["token", "work", "--force-renew"]).prints_nothing();
        if status == 200 {
            assert!([1, 5].contains(&failed.code), "{status} {body}: {failed}");
        } else {
            assert_eq!(failed.code, 5, "{status} {body}: {failed}");
        }
        issuer.fail("/token", 0, 0, "");
    }
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
}

#[test]
fn r8_a_token_that_still_works_is_given_out_while_the_issuer_is_in_trouble() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let usable = sandbox.run(["token", "work"]).succeeds();
    issuer.fail("/token", 100, 503, "busy");
    assert_eq!(sandbox.run(["token", "work"]).succeeds().text(), usable.text());
}

#[test]
fn r9_a_renewal_that_is_killed_leaves_the_lock_free_and_the_session_alive() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.hold("/token");
    let first = sandbox.authctl(["token", "work", "--force-renew"]).spawn();
    until("the held refresh", || issuer.requests_to("/token").get(1).cloned());
    drop(first); // killed while it waits, before the issuer has looked at the refresh token
    issuer.set(&json!({ "hold": "" }));
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
}
