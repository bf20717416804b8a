//! Ctrl-C and races: a run that is cut short, or crosses another one, costs nobody the session.

use crate::support::{Issuer, Running, Sandbox, ScriptedServer, until};
use rustix::process::Signal;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, mpsc};

/// A renewal whose request has reached the issuer, which keeps it waiting.
fn held_renewal(issuer: &Issuer, sandbox: &Sandbox) -> Running {
    issuer.clear_log();
    issuer.hold("/token");
    let renewal = sandbox.authctl(["token", "work", "--force-renew"]).spawn();
    until("the held refresh", || issuer.requests_to("/token").pop());
    renewal
}

/// What authctl has put into a folder on its way to something else.
fn unfinished(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    names.filter(|name| name.starts_with(".authctl-")).collect()
}

/// True when the process waits for a file lock that another one holds.
pub fn waits_for_a_lock(process: &Running) -> bool {
    let pid = process.pid().as_raw_nonzero().to_string();
    let locks = std::fs::read_to_string("/proc/locks").unwrap();
    locks.lines().any(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.contains(&"->") && words.contains(&pid.as_str())
    })
}

#[test]
fn r3_r15_ctrl_c_in_a_renewal_waits_for_the_new_refresh_token() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    for signal in [Signal::INT, Signal::TERM] {
        let renewal = held_renewal(&issuer, &sandbox);
        renewal.signal(signal);
        assert!(!renewal.has_ended());
        issuer.release();
        renewal.finish().exits(128 + signal.as_raw()).prints_nothing();
        // the issuer forgets a session whose spent refresh token comes a second time
        sandbox.run(["token", "work", "--force-renew"]).succeeds();
        sandbox.run(["call", "work", "read", "--fail"]).succeeds();
        assert_eq!(issuer.grants("refresh_token").len(), 2);
    }
}

#[test]
fn r15_whoever_insists_ends_a_renewal_at_once() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let renewal = held_renewal(&issuer, &sandbox);
    // two signals that come at the same moment are one: pressed until it ends
    until("the end of the renewal", || {
        if !renewal.has_ended() {
            renewal.signal(Signal::INT);
        }
        renewal.has_ended().then_some(())
    });
    renewal.finish().exits(130).prints_nothing();
    issuer.set(&serde_json::json!({ "hold": "" }));
    // the issuer has not looked at the refresh token
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
}

#[test]
fn r15_ctrl_c_in_a_download_leaves_the_file_as_it_was_and_nothing_beside_it() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let (end, ended) = mpsc::channel::<()>();
    let ended = Mutex::new(ended);
    let endless = ScriptedServer::start_streaming(move |_, _, mut stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nthe beginning").unwrap();
        let _ = ended.lock().unwrap().recv();
    });
    let file = sandbox.write("down/answer", "from yesterday");
    let folder = file.parent().unwrap();
    let words = ["call", "work", &endless.at("/"), "--allow-origin", &endless.url, "-o"];
    let download = sandbox.authctl(words).args([&file]).spawn();
    until("the first bytes on the disk", || {
        let name = unfinished(folder).pop()?;
        (std::fs::read(folder.join(name)).ok()? == b"the beginning").then_some(())
    });
    download.signal(Signal::INT);
    download.finish().exits(130).prints_nothing();
    assert_eq!(unfinished(folder), [""; 0]);
    assert_eq!(std::fs::read(&file).unwrap(), b"from yesterday");
    drop(end);
}

#[test]
fn t12_a_logout_waits_for_a_renewal_and_revokes_what_it_brought() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let old = issuer.last_tokens()["refresh_token"].as_str().unwrap().to_owned();
    let renewal = held_renewal(&issuer, &sandbox);
    let logout = sandbox.authctl(["logout", "work"]).spawn();
    until("the logout to wait for its turn", || waits_for_a_lock(&logout).then_some(()));
    assert!(issuer.requests_to("/token/revocation").is_empty());
    issuer.release();
    renewal.finish().succeeds();
    logout.finish().succeeds().says(["refresh token is revoked"]);

    let new = issuer.last_tokens()["refresh_token"].as_str().unwrap().to_owned();
    assert_ne!(new, old);
    assert_eq!(issuer.requests_to("/token/revocation")[0]["params"]["token"], new);
    assert!(!issuer.is_active(&new) && !issuer.is_active(&old));
    sandbox.run(["token", "work"]).exits(4);
}

#[test]
fn profiles_that_are_added_at_the_same_time_are_all_there() {
    let sandbox = Sandbox::new();
    let name = |number: usize| format!("p{number}");
    let adding: Vec<Running> = (0..8)
        .map(|number| {
            let words = ["profile", "add", &name(number), "--issuer", "https://id.example.test"];
            sandbox.authctl(words).args(["--client-id", "authctl", "--store", "none"]).spawn()
        })
        .collect();
    for add in adding {
        add.finish().succeeds();
    }
    let written = std::fs::read_to_string(sandbox.config_file()).unwrap();
    for number in 0..8 {
        let table = format!("[profiles.{}]", name(number));
        assert_eq!(written.matches(&table).count(), 1, "{table} in {written}");
        sandbox.run(["profile", "show", &name(number)]).succeeds();
    }
}
