use super::*;
use url::Url;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "http://127.0.0.1:9/callback";

fn state() -> State {
    State::new(Lifetimes {
        question: 600,
        code: 60,
        access_token: 300,
        grant: 1000,
        device_code: 600,
        interval: 5,
    })
}

fn request() -> AuthorizationRequest {
    AuthorizationRequest {
        client: "app".to_owned(),
        redirect_uri: Url::parse(REDIRECT).unwrap(),
        state: None,
        nonce: Some("n".to_owned()),
        scopes: Scopes::parse("openid offline_access"),
        challenge: Fingerprint::from_challenge(CHALLENGE).unwrap(),
        hinted: None,
    }
}

fn mark(secret: &str) -> Fingerprint {
    Fingerprint::of(secret)
}

fn exchange(state: &mut State, code: &str, now: i64) -> Result<Exchanged, Refused> {
    state.exchange_code(mark(code), "app", REDIRECT, mark(VERIFIER), now)
}

/// A grant with the refresh token `r0`, at time 0.
fn granted() -> (State, GrantId) {
    let mut state = state();
    state.allow(mark("code"), request(), "alice", 0);
    let grant = exchange(&mut state, "code", 1).unwrap().id;
    state.add_refresh_token(mark("r0"), grant, 1);
    (state, grant)
}

fn refresh(state: &mut State, token: &str, next: &str, now: i64) -> Result<GrantId, Refused> {
    state.refresh(mark(token), "app", None, Some(mark(next)), now).map(|renewed| renewed.id)
}

fn access_record(grant: GrantId) -> AccessRecord {
    AccessRecord {
        grant: Some(grant),
        client: "app".to_owned(),
        subject: "alice".to_owned(),
        scopes: Scopes::default(),
        issued_at: 0,
        expires_at: 300,
        id: "1".to_owned(),
    }
}

#[test]
fn n6_the_challenge_of_rfc_7636_appendix_b() {
    assert_eq!(Fingerprint::from_challenge(CHALLENGE), Some(mark(VERIFIER)));
    for bad in ["", VERIFIER.trim_end_matches('k'), &format!("{CHALLENGE}="), "a b", &CHALLENGE[1..]] {
        assert_eq!(Fingerprint::from_challenge(bad), None, "{bad}");
    }
}

#[test]
fn o9_the_at_hash_of_oidc_core_appendix_a() {
    let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    assert_eq!(mark(token).left_half(), "77QmUPtjPfzWtF2AnpK9RQ");
}

#[test]
fn a_code_is_refused_to_others_and_then_still_good_for_its_client() {
    let mut state = state();
    state.allow(mark("code"), request(), "alice", 0);
    let table = [
        ("other", "app", REDIRECT, VERIFIER, Refused::UnknownCode),
        ("code", "service", REDIRECT, VERIFIER, Refused::OtherClient),
        ("code", "app", "http://127.0.0.1:8/callback", VERIFIER, Refused::OtherRedirect),
        ("code", "app", REDIRECT, "another", Refused::WrongVerifier),
    ];
    for (code, client, redirect, verifier, why) in table {
        let outcome = state.exchange_code(mark(code), client, redirect, mark(verifier), 1);
        assert_eq!(outcome.unwrap_err(), why);
        assert_eq!(why.code(), "invalid_grant");
    }
    let exchanged = exchange(&mut state, "code", 59).unwrap();
    assert_eq!((exchanged.grant.user.as_str(), exchanged.grant.auth_time), ("alice", 0));
    assert_eq!(exchanged.nonce.as_deref(), Some("n"));
}

#[test]
fn a_code_expires() {
    let mut state = state();
    state.allow(mark("code"), request(), "alice", 0);
    assert_eq!(exchange(&mut state, "code", 60).unwrap_err(), Refused::UnknownCode);
}

#[test]
fn a_replayed_code_revokes_what_it_gave_even_after_its_own_end() {
    let (mut state, grant) = granted();
    state.record_access_token(mark("access"), access_record(grant), 1);
    assert!(state.access_token(mark("access"), 200).is_some());
    assert_eq!(exchange(&mut state, "code", 200).unwrap_err(), Refused::CodeReplayed);
    assert!(state.access_token(mark("access"), 200).is_none());
    assert_eq!(refresh(&mut state, "r0", "r1", 200), Err(Refused::UnknownRefreshToken));
}

#[test]
fn another_client_cannot_revoke_by_replaying_a_code() {
    let (mut state, _) = granted();
    let outcome = state.exchange_code(mark("code"), "other", REDIRECT, mark(VERIFIER), 2);
    assert_eq!(outcome.unwrap_err(), Refused::OtherClient);
    assert!(refresh(&mut state, "r0", "r1", 3).is_ok());
}

#[test]
fn refresh_tokens_rotate_and_a_reused_one_ends_the_family() {
    let (mut state, grant) = granted();
    assert_eq!(refresh(&mut state, "r0", "r1", 10), Ok(grant));
    assert_eq!(refresh(&mut state, "r1", "r2", 20), Ok(grant));
    assert_eq!(refresh(&mut state, "r0", "x", 30), Err(Refused::RefreshTokenReused));
    for token in ["r0", "r1", "r2", "x"] {
        assert_eq!(refresh(&mut state, token, "y", 31), Err(Refused::UnknownRefreshToken), "{token}");
    }
}

#[test]
fn a_refusal_spends_no_refresh_token() {
    let (mut state, _) = granted();
    let wider = Some(Scopes::parse("openid notes.read"));
    let outcome = state.refresh(mark("r0"), "app", wider, Some(mark("r1")), 2);
    assert_eq!(outcome.unwrap_err(), Refused::ScopeNotGranted);
    assert_eq!(state.refresh(mark("r0"), "other", None, None, 2).unwrap_err(), Refused::OtherClient);
    let narrower = Some(Scopes::parse("openid"));
    let renewed = state.refresh(mark("r0"), "app", narrower, Some(mark("r1")), 3).unwrap();
    assert_eq!((renewed.scopes.to_string(), renewed.grant.scopes), ("openid".into(), request().scopes));
    assert!(refresh(&mut state, "r1", "r2", 4).is_ok(), "the family keeps its scopes");
}

#[test]
fn without_rotation_the_same_refresh_token_goes_on() {
    let (mut state, grant) = granted();
    for now in [2, 3] {
        assert_eq!(state.refresh(mark("r0"), "app", None, None, now).unwrap().id, grant);
    }
}

#[test]
fn a_renewed_grant_lives_longer_and_ends_all_the_same() {
    let (mut state, _) = granted();
    assert!(refresh(&mut state, "r0", "r1", 900).is_ok());
    assert!(refresh(&mut state, "r1", "r2", 1899).is_ok());
    assert_eq!(refresh(&mut state, "r2", "r3", 2899), Err(Refused::UnknownRefreshToken));
}

#[test]
fn a_question_is_answered_once_and_not_too_late() {
    let mut state = state();
    state.ask(mark("q"), Question::Authorization(Box::new(request())), 0);
    assert!(state.take_question(mark("other"), 1).is_none());
    assert!(state.take_question(mark("q"), 599).is_some());
    assert!(state.take_question(mark("q"), 599).is_none());
    state.ask(mark("q"), Question::Authorization(Box::new(request())), 0);
    assert!(state.take_question(mark("q"), 600).is_none());
}

#[test]
fn a_user_code_is_eight_letters_that_spell_nothing() {
    assert_eq!(user_code([0; 8]), "BBBB-BBBB");
    let code = user_code(*b"\xff\x13\x57\x9b\xdf\x02\x46\x8a");
    assert_eq!(code.len(), 9);
    assert!(code.chars().all(|letter| "BCDFGHJKLMNPQRSTVWXZ-".contains(letter)), "{code}");
}

fn waiting_device() -> State {
    let mut state = state();
    state.add_device(mark("device"), "BCDF-GHJK".to_owned(), "app", Scopes::parse("openid"), 0);
    state
}

#[test]
fn d2_a_device_that_polls_too_soon_is_slowed_down_for_good() {
    let mut state = waiting_device();
    let table = [
        (0, Refused::AuthorizationPending),
        (5, Refused::AuthorizationPending),
        (9, Refused::SlowDown),              // 4 s; from now on 10
        (18, Refused::SlowDown),             // 9 s; from now on 15
        (33, Refused::AuthorizationPending), // 15 s
        (47, Refused::SlowDown),
    ];
    for (now, answer) in table {
        assert_eq!(state.poll_device(mark("device"), "app", now).unwrap_err(), answer, "at {now}");
    }
    let (code, _) = state.device_by_user_code("BCDF-GHJK", 48).unwrap();
    assert!(state.answer_device(code, Some("bob"), 48).is_some());
    assert_eq!(
        state.poll_device(mark("device"), "app", 49).unwrap().grant.user,
        "bob",
        "an answer does not wait"
    );
}

#[test]
fn d3_a_device_gets_its_answer_once() {
    let mut state = waiting_device();
    assert_eq!(state.poll_device(mark("device"), "other", 1).unwrap_err(), Refused::OtherClient);
    let (code, device) = state.device_by_user_code(" bcdf ghjk", 1).unwrap();
    assert_eq!(device.client, "app");
    assert!(state.answer_device(code, Some("alice"), 2).is_some());
    assert!(state.answer_device(code, None, 2).is_none(), "one answer only");
    assert!(state.device_by_user_code("BCDF-GHJK", 3).is_none());
    let exchanged = state.poll_device(mark("device"), "app", 5).unwrap();
    assert_eq!((exchanged.grant.auth_time, exchanged.nonce), (2, None));
    assert_eq!(state.poll_device(mark("device"), "app", 10).unwrap_err(), Refused::UnknownDeviceCode);
}

#[test]
fn d3_a_denied_and_an_expired_device_are_told_apart() {
    let mut state = waiting_device();
    state.answer_device(mark("device"), None, 1);
    assert_eq!(state.poll_device(mark("device"), "app", 2).unwrap_err().code(), "access_denied");
    let mut state = waiting_device();
    assert!(state.device_by_user_code("BCDF-GHJK", 600).is_none());
    assert!(state.answer_device(mark("device"), Some("alice"), 600).is_none());
    assert_eq!(state.poll_device(mark("device"), "app", 600).unwrap_err().code(), "expired_token");
    assert_eq!(state.poll_device(mark("device"), "app", 1200).unwrap_err().code(), "invalid_grant");
}

#[test]
fn what_is_kept_stays_within_bounds() {
    let mut state = state();
    for number in 0..2 * MOST {
        state.ask(mark(&number.to_string()), Question::Authorization(Box::new(request())), 0);
    }
    let kept = (0..2 * MOST).filter(|number| state.take_question(mark(&number.to_string()), 0).is_some());
    assert_eq!(kept.count(), MOST);
}
