//! Ctrl-C and races: a run that is cut short, or crosses another one, costs nobody the session.

use crate::support::home::CURL;
use crate::support::{Issuer, Running, Sandbox, ScriptedServer, long, ports, strace, until};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::io::Write as _;
use std::net::TcpStream;
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

#[test]
fn r3_r15_ctrl_c_in_a_renewal_waits_for_the_new_refresh_token() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    for signal in [Signal::INT, Signal::TERM] {
        let renewal = held_renewal(&issuer, &sandbox);
        renewal.signal(signal);
        assert!(!renewal.has_ended());
        issuer.release();
        let ended = renewal.finish().exits(128 + signal.as_raw()).prints_nothing();
        ended.says(["Ctrl-C again ends at once"]);
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
    issuer.set(&json!({ "hold": "" }));
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

/// True when a process runs whose environment names this home: one that authctl started, or authctl itself.
fn something_runs_in(sandbox: &Sandbox) -> bool {
    let home = sandbox.path("").into_os_string().into_encoded_bytes();
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let mut environments = processes.filter_map(|process| std::fs::read(process.path().join("environ")).ok());
    environments.any(|environment| environment.windows(home.len()).any(|part| part == home))
}

/// Where the login listened, if it came so far as to say so.
fn listener(stderr: &str) -> Option<String> {
    let url = url::Url::parse(stderr.split_whitespace().find(|word| word.starts_with("http"))?).unwrap();
    let (_, callback) = url.query_pairs().find(|(name, _)| name == "redirect_uri")?;
    let callback = url::Url::parse(&callback).unwrap();
    Some(format!("127.0.0.1:{}", callback.port().unwrap()))
}

#[test]
fn r15_a_login_that_is_interrupted_at_any_point_leaves_nothing_behind() {
    let issuer = Issuer::with(&json!({ "auto": "alice" }));
    // a port of ours: nobody else listens there afterwards
    let port = ports::own().to_string();
    let login = |sandbox: &Sandbox| sandbox.login(&issuer).args(["--port", &port]).env("BROWSER", CURL);
    let probe = Sandbox::with_file_store();
    let (_, calls) = strace::calls_of(login(&probe), &probe.path("trace"));
    let points = if long() { 200 } else { 10 };
    let (mut before, mut after) = (0, 0);
    for point in 0..points {
        let (signal, name) = [(Signal::INT, "INT"), (Signal::TERM, "TERM")][point % 2];
        let sandbox = Sandbox::with_file_store();
        let call = &calls[point * calls.len() / points];
        let run = strace::signalled_at(login(&sandbox), call, name).run();
        // a shell tells a death by the signal itself, before authctl listens to it, by the same number
        let ended = [128 + signal.as_raw(), -signal.as_raw()].contains(&run.code);
        assert!(ended || run.code == 0 && point > points / 2, "{call:?}: {run}");
        if let Some(listener) = listener(&run.stderr) {
            assert!(TcpStream::connect(listener).is_err(), "still listening after {call:?}");
        }
        until("the browser to end", || (!something_runs_in(&sandbox)).then_some(()));
        let config = std::fs::read_to_string(sandbox.config_file()).unwrap_or_default();
        match config.contains("[profiles.work]") {
            true => drop(sandbox.run(["call", "work", "read", "--fail"]).succeeds()),
            false => drop(sandbox.run(["token", "work"]).exits(4).says(["there is no profile work"])),
        }
        *(if run.code == 0 { &mut after } else { &mut before }) += 1;
        login(&sandbox).run().succeeds();
        sandbox.run(["call", "work", "read", "--fail"]).succeeds();
    }
    eprintln!(
        "R15: {before} logins interrupted, {after} finished before they were, of {} calls",
        calls.len()
    );
}

#[test]
fn t12_a_logout_waits_for_a_renewal_and_revokes_what_it_brought() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let old = issuer.last_tokens()["refresh_token"].as_str().unwrap().to_owned();
    let renewal = held_renewal(&issuer, &sandbox);
    let logout = sandbox.authctl(["logout", "work"]).spawn();
    until("the logout to wait for its turn", || logout.waits_for_a_lock().then_some(()));
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

/// Where a logout stands still, and the run of it.
fn held_logout(issuer: &Issuer, sandbox: &Sandbox, path: &str) -> Running {
    held_logout_with(&[], issuer, sandbox, path)
}

fn held_logout_with(more: &[&str], issuer: &Issuer, sandbox: &Sandbox, path: &str) -> Running {
    issuer.clear_log();
    issuer.hold(path);
    let logout = sandbox.authctl(["logout", "work"]).args(more).spawn();
    until("the held request", || issuer.requests_to(path).pop());
    logout
}

#[test]
fn t12_ctrl_c_before_a_logout_revokes_leaves_all_as_it_was_and_says_so() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let logout = held_logout(&issuer, &sandbox, "/.well-known/openid-configuration");
    logout.signal(Signal::INT);
    let ended = logout.finish().exits(130).prints_nothing();
    ended.says(["Interrupted: nothing was revoked or deleted; `authctl logout work` begins again."]);
    issuer.release();
    assert!(issuer.requests_to("/token/revocation").is_empty());
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
}

#[test]
fn t12_the_last_words_tell_a_command_that_acts_on_the_same_folder() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let folder = sandbox.path("else where");
    let elsewhere = ["--config-dir", folder.to_str().unwrap()];
    sandbox.login(&issuer).args(elsewhere).run().succeeds();
    let again = format!("`authctl --config-dir '{}' logout work` begins again", folder.display());
    let interrupted = |more: &[&str]| {
        let more = [&elsewhere[..], more].concat();
        let logout = held_logout_with(&more, &issuer, &sandbox, METADATA);
        logout.signal(Signal::INT);
        let ended = logout.finish().exits(130).prints_nothing();
        issuer.release();
        ended
    };
    interrupted(&[]).says([again.as_str()]);
    let note: Value = serde_json::from_str(&interrupted(&["--json"]).stderr).expect("JSON alone");
    assert_eq!((&note["event"], &note["code"]), (&json!("note"), &json!("interrupted")));
    assert!(note["message"].as_str().unwrap().contains(&again), "{note}");
}

#[test]
fn t12_ctrl_c_in_a_logout_waits_for_its_end_and_says_what_was_done() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let logout = held_logout(&issuer, &sandbox, "/token/revocation");
    logout.signal(Signal::INT);
    logout.stderr_until("the word that it goes on", |text| text.contains("Ctrl-C again ends").then_some(()));
    issuer.release();
    let ended = logout.finish().exits(130).prints_nothing();
    ended.says([
        "The refresh token is revoked.",
        "The access token is not revoked: ",
        "the local copy is deleted.",
    ]);
    assert_eq!(sandbox.run(["status", "work", "--json"]).succeeds().json()["state"], "missing");
}

#[test]
fn t12_whoever_insists_in_a_logout_is_told_what_nobody_knows() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let logout = held_logout(&issuer, &sandbox, "/token/revocation");
    until("the end of the logout", || {
        if !logout.has_ended() {
            logout.signal(Signal::INT);
        }
        logout.has_ended().then_some(())
    });
    let ended = logout.finish().exits(130).prints_nothing();
    ended.says(["the credential may be revoked or not", "`authctl logout work` goes on"]);
    issuer.set(&json!({ "hold": "" }));
    sandbox.run(["logout", "work"]).succeeds().says(["the local copy is deleted"]);
}

#[test]
fn t12_ctrl_c_in_a_revocation_tells_how_it_ended() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.hold("/token/revocation");
    let revoke = sandbox.authctl(["revoke", "--type", "refresh"]).spawn();
    until("the held request", || issuer.requests_to("/token/revocation").pop());
    revoke.signal(Signal::INT);
    revoke.stderr_until("the word that it goes on", |text| text.contains("Ctrl-C again ends").then_some(()));
    issuer.release();
    revoke.finish().exits(130).prints_nothing().says(["The refresh token of work is revoked"]);
    assert_eq!(sandbox.run(["status", "work", "--json"]).succeeds().json()["renewable"], false);
}

const METADATA: &str = "/.well-known/openid-configuration";

#[test]
fn t12_ctrl_c_while_the_session_in_the_browser_ends_tells_what_was_done_before() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    // nobody opens the address
    let browser = ["--end-session", "--browser", crate::support::sandbox::IDLE_BROWSER];
    let logout = sandbox.authctl(["logout", "work"]).args(browser).spawn();
    until("the end of the tokens", || issuer.requests_to("/token/revocation").get(1).cloned());
    until("the end of the local copy", || {
        let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
        (status["state"] == "missing").then_some(())
    });
    logout.signal(Signal::INT);
    let ended = logout.finish().exits(130).prints_nothing();
    let ended =
        ended.says(["The refresh token is revoked.", "Logged out of work; the local copy is deleted."]);
    ended.says(["the session in the browser may still stand"]);
    // nothing is left that could begin again
    let asked = issuer.requests_to(METADATA).len();
    let waiting = sandbox.authctl(["logout", "work"]).args(browser).spawn();
    until("the search for the end of the session", || issuer.requests_to(METADATA).get(asked).cloned());
    waiting.signal(Signal::INT);
    let ended = waiting.finish().exits(130).says(["Nobody was logged in to work.", "may still stand"]);
    assert!(!ended.everything().contains("begins again"), "{ended}");
}
