//! Goal L2: what authctl holds in its memory does not get to the disk by a crash, nor to another program of the same user.

use crate::support::sandbox::{IDLE_BROWSER, binary};
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Authctl, Issuer, Running, Sandbox, ScriptedServer, until};
use rustix::process::Signal;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, mpsc};

/// An ordinary user without a home: `nobody`.
const ORDINARY: u32 = 65534;

/// Runs it in this folder, where it may write a core file of any size.
fn with_core_files(command: Authctl, folder: &Path) -> Authctl {
    let script = "ulimit -c unlimited && cd \"$0\" && exec \"$@\"";
    command.under([Path::new("/bin/sh"), Path::new("-c"), Path::new(script), folder])
}

#[test]
fn l2_a43_no_crash_at_five_points_of_a_run_writes_a_core_file() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let folder = sandbox.path("here");
    std::fs::create_dir(&folder).unwrap();
    let (end, ended) = mpsc::channel::<()>();
    let ended = Mutex::new(ended);
    let endless = ScriptedServer::start_streaming(move |_, _, mut stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nthe beginning").unwrap();
        let _ = ended.lock().unwrap().recv();
    });
    let spawn = |words: &[&str]| {
        with_core_files(sandbox.authctl(words).env("BROWSER", IDLE_BROWSER), &folder).spawn()
    };
    let asked = |path: &str| until("the request", || issuer.requests_to(path).pop());
    let crash = |what: &str, run: Running| {
        for signal in [Signal::ABORT, Signal::SEGV] {
            if !run.has_ended() {
                run.signal(signal);
            }
        }
        let output = run.finish();
        assert!([-6, -11].contains(&output.code), "{what}: {output}");
        assert!(!output.dumped_core, "{what}: {output}");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "{what}: a file is left");
    };

    let login = spawn(&["login", "work"]);
    login.printed_url();
    crash("waiting for the browser", login);

    issuer.clear_log();
    issuer.hold("/token");
    let renewal = spawn(&["token", "work", "--force-renew"]);
    asked("/token");
    let waiting = spawn(&["token", "work", "--force-renew"]);
    until("the wait for the lock", || waiting.waits_for_a_lock().then_some(()));
    crash("waiting for the lock", waiting);
    crash("waiting for new tokens", renewal);
    issuer.set(&serde_json::json!({ "hold": "" }));

    let download = spawn(&["call", "work", &endless.at("/"), "--allow-origin", &endless.url]);
    download.stdout_until("beginning", |text| text.contains("the beginning").then_some(()));
    crash("in a download", download);

    issuer.hold("/token/revocation");
    let logout = spawn(&["logout", "work"]);
    asked("/token/revocation");
    crash("logging out", logout);
    drop(end);

    // and a program that allows it leaves one, so there was something to prevent
    let other =
        Authctl::new(vec!["sleep".into(), "60".into()], vec![("PATH".into(), "/usr/bin:/bin".into())]);
    let other = with_core_files(other, &folder).spawn();
    until("the sleep", || {
        let name = std::fs::read_to_string(format!("/proc/{}/comm", other.pid().as_raw_nonzero())).ok()?;
        (name.trim() == "sleep").then_some(())
    });
    other.signal(Signal::ABORT);
    let other = other.finish();
    assert!(other.dumped_core, "this machine writes no core files, so nothing was shown: {other}");
}

#[test]
fn l2_a43_another_program_of_the_same_user_cannot_look_inside() {
    let issuer = scripted_issuer::start(Lies::default());
    let mut sandbox = Sandbox::with_file_store();
    // a copy that an ordinary user can reach
    let copy = sandbox.path("authctl");
    std::fs::copy(binary(), &copy).unwrap();
    std::fs::set_permissions(&copy, std::fs::Permissions::from_mode(0o755)).unwrap();
    sandbox.set("BROWSER", IDLE_BROWSER);
    give_away(&sandbox.path(""));
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file"];
    let words = std::iter::once(copy.into_os_string()).chain(words.map(Into::into)).collect();
    let login = Authctl::new(words, sandbox.environment().to_vec()).under(as_ordinary()).spawn();
    login.printed_url();
    let open = Command::new(as_ordinary()[0]).args(&as_ordinary()[1..]).args(["sleep", "60"]).spawn();
    let mut open = open.unwrap();
    let (closed, open_pid) = (login.pid().as_raw_nonzero().to_string(), open.id().to_string());
    until("the sleep", || {
        let name = std::fs::read_to_string(format!("/proc/{open_pid}/comm")).ok()?;
        (name.trim() == "sleep").then_some(())
    });
    for (what, script) in [
        ("its environment", "cat /proc/$0/environ"),
        ("its memory", "cat /proc/$0/maps"),
        ("its open files", "ls /proc/$0/fd/"),
        ("the process itself", "exec timeout 5 strace -p $0"),
    ] {
        let look = |pid: &str| {
            let mut look = Command::new(as_ordinary()[0]);
            look.args(&as_ordinary()[1..]).args(["/bin/sh", "-c", script, pid]).output().unwrap()
        };
        let refused = look(&closed);
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && refused.stdout.is_empty(), "{what}: {refused:?}");
        assert!(told.contains("denied") || told.contains("not permitted"), "{what}: {told}");
        // strace that may attach stays until its time is over
        let allowed = look(&open_pid);
        let seen = allowed.status.success() || allowed.status.code() == Some(124);
        assert!(
            seen || ptrace_is_limited(),
            "nobody may look at anything here, so nothing was shown: {allowed:?}"
        );
    }
    let _ = open.kill();
    let _ = open.wait();
}

/// A program that drops every right of root; nothing where nobody is root.
pub fn as_ordinary() -> Vec<&'static str> {
    match rustix::process::getuid().is_root() {
        true => vec!["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"],
        false => vec!["env"],
    }
}

/// To the ordinary user.
pub fn give_away(folder: &Path) {
    if !rustix::process::getuid().is_root() {
        return;
    }
    chown(folder, Some(ORDINARY), Some(ORDINARY)).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => give_away(&entry.path()),
            false => chown(entry.path(), Some(ORDINARY), Some(ORDINARY)).unwrap(),
        }
    }
}

fn ptrace_is_limited() -> bool {
    let limit = std::fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope").unwrap_or_default();
    !matches!(limit.trim(), "" | "0")
}
