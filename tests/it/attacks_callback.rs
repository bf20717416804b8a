//! Goal C5: whoever knocks at the listener of a login, in whatever number, the true callback gets through.

use crate::support::sandbox::IDLE_BROWSER;
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Sandbox, http, long};
use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};
use url::Url;

/// The goal.
const WITHIN: Duration = Duration::from_secs(2);

#[test]
fn c5_a33_a_flood_of_forged_and_half_open_requests_does_not_delay_the_true_callback() {
    // as many descriptors as a system gives, and so few that the flood would need all of them
    for descriptors in ["1024", "256", "64"] {
        let mut took = Vec::new();
        // a busy machine is slow at times, and not three times in a row
        while took.last().is_none_or(|took| *took >= WITHIN) {
            assert!(took.len() < 3, "{descriptors} descriptors: the login took {took:?}");
            took.push(login_in_a_flood(descriptors));
        }
    }
}

/// How long it takes from the true callback to the end of the login.
fn login_in_a_flood(descriptors: &str) -> Duration {
    let issuer = scripted_issuer::start(Lies::default());
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", scripted_issuer::CLIENT_ID];
    let login = sandbox.authctl(words).args(["--scope", "openid", "--store", "file"]);
    let limit = format!("--nofile={descriptors}:{descriptors}");
    let login = login.under(["prlimit", &limit]).env("BROWSER", IDLE_BROWSER).spawn();
    let begun = Url::parse(&login.printed_url()).unwrap();
    let value = |name: &str| begun.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    let callback = Url::parse(&value("redirect_uri")).unwrap();
    let address = callback.socket_addrs(|| None).unwrap()[0];

    let mut half_open: Vec<_> = (0..250).map(|_| half_open(address)).collect();
    for round in 0..if long() { 1000 } else { 60 } {
        let mut forged = callback.clone();
        let query = ["code=canary", "state=canary&code=x", "error=canary&state=", "iss=canary"][round % 4];
        forged.set_query(Some(query));
        let page = http::get(forged.as_str());
        assert_eq!(page.status, 400, "{page:?}");
        assert!(!page.body.contains("canary"), "the page repeats the request: {page:?}");
    }
    half_open.extend((0..250).map(|_| self::half_open(address)));
    assert!(!login.has_ended());

    let redirect = http::get(begun.as_str()).header("location").unwrap().to_owned();
    let arrived = Instant::now();
    let page = http::get(&redirect);
    login.finish().succeeds();
    let took = arrived.elapsed();
    assert_eq!(page.status, 200, "{page:?}");
    assert_eq!(issuer.seen().iter().filter(|request| request.path() == "/token").count(), 1);
    drop(half_open);
    took
}

#[test]
fn a29_a30_a_login_that_strangers_knock_at_too_often_listens_no_more() {
    let issuer = scripted_issuer::start(Lies::default());
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", scripted_issuer::CLIENT_ID];
    let login = sandbox.authctl(words).args(["--scope", "openid", "--store", "file"]);
    let login = login.env("BROWSER", IDLE_BROWSER).spawn();
    let redirect = http::get(&login.printed_url()).header("location").unwrap().to_owned();
    for _ in 0..8 {
        http::get_as_another_user(&Url::parse(&redirect).unwrap());
    }
    let told = ["8 answers came from programs of another user", "--no-browser", "pasted", "--device"];
    login.finish().exits(4).prints_nothing().says(told);
    assert!(issuer.seen().iter().all(|request| request.path() != "/token"));
}

/// A connection that says half a sentence.
fn half_open(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect_timeout(&address, WITHIN).expect("somebody listens");
    stream.write_all(b"GET /callback?st").unwrap();
    stream
}

#[test]
fn a29_a30_another_user_who_reads_the_address_cannot_bring_a_code_of_his_own() {
    let issuer = scripted_issuer::start(Lies::default());
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", scripted_issuer::CLIENT_ID];
    let login = sandbox.authctl(words).args(["--scope", "openid", "--store", "file"]);
    let login = login.env("BROWSER", IDLE_BROWSER).spawn();
    let begun = login.printed_url();
    // the same state, nonce and challenge: nothing in the answer tells the two persons apart
    let redirect = http::get(&begun).header("location").unwrap().to_owned();
    let mut answer = String::new();
    for _ in 0..2 {
        answer = http::get_as_another_user(&Url::parse(&redirect).unwrap());
        assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    }
    assert!(
        answer.contains("another user of this machine") && answer.contains("paste the address"),
        "{answer}"
    );
    assert!(!answer.contains("state="), "{answer}");
    assert!(!login.has_ended());
    let told = "An answer was not taken: it came from a program of another user of this machine, or";
    login.stderr_until("the person is told", |text| text.contains(told).then_some(()));
    assert_eq!(http::get(&redirect).status, 200);
    let output = login.finish().succeeds();
    assert_eq!(output.stderr.matches(told).count(), 1, "once is enough: {output}");
    assert_eq!(issuer.seen().iter().filter(|request| request.path() == "/token").count(), 1);
}
