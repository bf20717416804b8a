//! Goal R6: whatever is wrong with the machine, a run ends within five seconds with a documented exit code, one
//! sentence of cause and one of remedy, and what was kept is as it was.

use crate::keychain::in_keyring;
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Authctl, Issuer, Output, Sandbox, ScriptedServer, in_package, long};
use serde_json::json;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const WITHIN: Duration = Duration::from_secs(5);

/// Logged in with the file store, at an issuer whose requests can be counted.
struct Home {
    sandbox: Sandbox,
    issuer: ScriptedServer,
}

impl Home {
    fn new() -> Self {
        let issuer = scripted_issuer::start(Lies::default());
        let sandbox = Sandbox::with_file_store();
        let login = login(&sandbox, &issuer).spawn();
        scripted_issuer::follow(&login);
        login.finish().succeeds();
        Self { sandbox, issuer }
    }

    fn data(&self) -> PathBuf {
        self.sandbox.path("home/.local/share/authctl")
    }
    fn slot(&self) -> PathBuf {
        let store = self.data().join("store");
        let mut files = fs::read_dir(store).unwrap().map(|entry| entry.unwrap().path());
        files.find(|path| path.file_name().unwrap().to_string_lossy().contains("work")).unwrap()
    }
    fn renewal(&self) -> Authctl {
        self.sandbox.authctl(["token", "work", "--force-renew"])
    }
    fn refreshes(&self) -> usize {
        let is_refresh = |request: &&crate::support::scripted::Request| {
            request.field("grant_type").as_deref() == Some("refresh_token")
        };
        self.issuer.seen().iter().filter(is_refresh).count()
    }

    /// A renewal under the fault ends like this; the store is as it was, the refresh token was not spent, and without
    /// the fault it works.
    #[track_caller]
    fn fails(&self, case: &str, run: Authctl, exit: i32, words: &[&str]) {
        let before = contents(&self.data().join("store"));
        told(case, run, exit, words);
        assert_eq!(contents(&self.data().join("store")), before, "{case}: the store has changed");
        assert_eq!(self.refreshes(), 0, "{case}: the refresh token was spent");
    }
}

fn login(sandbox: &Sandbox, issuer: &ScriptedServer) -> Authctl {
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", scripted_issuer::CLIENT_ID];
    sandbox.authctl(words).args(["--scope", "openid", "--store", "file", "--no-browser"])
}

/// Ends in time with this exit code; a failure names a cause with these words, and a remedy.
#[track_caller]
fn told(case: &str, run: Authctl, exit: i32, words: &[&str]) -> Output {
    let out = ends_in_time(case, run);
    assert_eq!(out.code, exit, "{case}: {out}");
    if exit != 0 {
        let lines: Vec<&str> = out.stderr.lines().skip_while(|line| !line.starts_with("error: ")).collect();
        assert!(lines.len() >= 2 && lines[1].starts_with("  → "), "{case}: no remedy in {out}");
    }
    let said = out.stderr.to_lowercase();
    for word in words {
        assert!(said.contains(&word.to_lowercase()), "{case}: no {word:?} in {out}");
    }
    out
}

/// What a busy machine has held up is tried again: it does not hold up the same thing three times.
#[track_caller]
fn ends_in_time(case: &str, run: Authctl) -> Output {
    let mut late = Vec::new();
    for run in [run.clone(), run.clone(), run] {
        let started = Instant::now();
        let out = run.run();
        if started.elapsed() < WITHIN {
            return out;
        }
        late.push(format!("{:?} for {out}", started.elapsed()));
    }
    panic!("{case}: {}", late.join("\n"));
}

fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), fs::read(&path).unwrap_or_default())).collect()
}

/// The command after these of a shell, in a mount namespace of its own; `$0` is the folder of the data.
fn mounted(home: &Home, before: &str, run: Authctl) -> Authctl {
    let script = format!("{before} && exec \"$@\"");
    let data = home.data();
    run.under(["unshare", "-rm", "sh", "-c", &script, data.to_str().unwrap()])
}

/// As somebody whom the modes of files bind: root is not.
fn powerless(run: Authctl) -> Authctl {
    if rustix::process::geteuid().is_root() {
        run.under(["setpriv", "--inh-caps=-all", "--bounding-set=-all"])
    } else {
        run
    }
}

fn with_mode<T>(path: &Path, mode: u32, work: impl FnOnce() -> T) -> T {
    let before = fs::metadata(path).unwrap().permissions();
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    let result = work();
    fs::set_permissions(path, before).unwrap();
    result
}

fn strace(inject: &str, run: Authctl) -> Authctl {
    let calls = inject.split(':').next().unwrap();
    let (trace, inject) = (format!("trace={calls}"), format!("inject={inject}"));
    run.under(["strace", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject])
}

#[test]
fn r6_a_store_that_cannot_be_written_is_found_before_the_refresh_token_is_spent() {
    let home = Home::new();
    let full = "mkdir \"$0.copy\" && cp -a \"$0/.\" \"$0.copy\" && mount -t tmpfs -o size=16k none \"$0\" && cp -a \"$0.copy/.\" \"$0\" && rm -r \"$0.copy\" && { head -c 16384 /dev/zero > \"$0/filler\" || true; } 2> /dev/null";
    home.fails("ENOSPC", mounted(&home, full, home.renewal()), 7, &["no space left", "make room"]);
    let read_only = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\"";
    home.fails("EROFS", mounted(&home, read_only, home.renewal()), 7, &["read-only"]);
    for call in ["fsync", "rename,renameat,renameat2"] {
        home.fails("EIO", strace(&format!("{call}:error=EIO"), home.renewal()), 7, &["input/output error"]);
    }
    let store = home.data().join("store");
    with_mode(&store, 0o500, || {
        home.fails("read-only store", powerless(home.renewal()), 7, &["permission denied", "ls -ld"]);
    });
    home.renewal().run().succeeds();
}

#[test]
fn r6_a_store_that_cannot_be_read_is_left_as_it_is() {
    let home = Home::new();
    let slot = home.slot();
    with_mode(&slot, 0, || told("EACCES", powerless(home.renewal()), 7, &["permission denied", "ls -ld"]));
    let trace = ["-e", "trace=read", "-e", "inject=read:error=EIO"];
    let of_slot = ["strace", "-f", "-qq", "-o", "/dev/null", "-P", slot.to_str().unwrap()];
    let unread = home.renewal().under(of_slot.into_iter().chain(trace));
    home.fails("EIO", unread, 7, &["input/output error", "dmesg"]);
    let kept = fs::read(&slot).unwrap();
    fs::write(&slot, encrypted(&home.sandbox, b"{\"format\":99}\nwhat is to come")).unwrap();
    home.fails("newer", home.renewal(), 7, &["newer authctl", "left as it is"]);
    fs::remove_file(&slot).unwrap();
    fs::create_dir(&slot).unwrap();
    home.fails("a folder", home.renewal(), 7, &[slot.to_str().unwrap()]);
    fs::remove_dir(&slot).unwrap();
    fs::write(&slot, kept).unwrap();
    fs::set_permissions(&slot, Permissions::from_mode(0o600)).unwrap();
    home.renewal().run().succeeds();
}

/// As a later version might write it, to the key of the sandbox.
fn encrypted(sandbox: &Sandbox, plain: &[u8]) -> Vec<u8> {
    let key = fs::read_to_string(sandbox.path("key")).unwrap();
    let secret = key.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).unwrap();
    let identity: age::x25519::Identity = secret.parse().unwrap();
    age::encrypt(&identity.to_public(), plain).unwrap()
}

#[test]
fn r6_a_machine_that_gives_nothing_more_is_told() {
    let home = Home::new();
    home.fails("EMFILE", home.renewal().under(["prlimit", "--nofile=6:6"]), 1, &["too many open files"]);
    told("no thread", strace("clone,clone3:error=EAGAIN", home.renewal()), 0, &[]);
    told("little memory", home.renewal().under(["prlimit", "--as=67108864:67108864"]), 0, &[]);
    // from some allocation on there is none any more; before the twentieth the program is not loaded yet
    for number in (20..60).step_by(if long() { 1 } else { 8 }) {
        let run = strace(&format!("mmap,brk:error=ENOMEM:when={number}+"), home.renewal());
        let out = ends_in_time(&format!("ENOMEM {number}"), run);
        assert!([0, 1, 5, 7].contains(&out.code), "ENOMEM {number}: {out}");
        home.renewal().run().succeeds();
    }
}

#[test]
fn r6_a_home_that_is_not_there_or_not_ours_is_told_before_anybody_logs_in() {
    let issuer = scripted_issuer::start(Lies::default());
    let sandbox = Sandbox::with_file_store();
    let bare = |run: Authctl| {
        ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"]
            .iter()
            .fold(run, |run, name| run.without_env(name))
    };
    let nobody = ["unshare", "--map-user=54321", "--map-group=54321"];
    let homeless = bare(login(&sandbox, &issuer)).without_env("HOME").under(nobody);
    told("no HOME", homeless, 1, &["no home folder", "--config-dir"]);
    let lost = bare(login(&sandbox, &issuer)).env("HOME", "/proc/nowhere");
    told("HOME missing", lost, 7, &["/proc/nowhere"]);
    let home = sandbox.path("locked-home");
    fs::create_dir(&home).unwrap();
    with_mode(&home, 0o500, || {
        let barred = bare(login(&sandbox, &issuer)).env("HOME", &home);
        told("HOME not writable", powerless(barred), 7, &["permission denied"]);
    });
    assert!(issuer.seen().iter().all(|request| request.path() != "/auth"));
}

#[test]
fn r6_what_is_not_needed_may_be_missing() {
    let home = Home::new();
    let renewed = |case: &str, run: Authctl| drop(told(case, run, 0, &[]));
    renewed("TMPDIR missing", home.renewal().env("TMPDIR", "/nowhere"));
    renewed("locale", home.renewal().env("LC_ALL", "xx_YY.odd").env("LANG", "\u{7}"));
    renewed("time zone", home.renewal().env("TZ", "Nowhere/Else"));
    renewed("closed stdin", home.renewal().under(["sh", "-c", "exec \"$@\" <&-", "sh"]));
    renewed("closed stdout", home.renewal().under(["sh", "-c", "exec \"$@\" >&-", "sh"]));
    let unread = home.renewal().under(["bash", "-c", "\"$@\" | true; exit ${PIPESTATUS[0]}", "bash"]);
    renewed("EPIPE", unread);
    let full = home.renewal().under(["sh", "-c", "exec \"$@\" > /dev/full", "sh"]).run();
    full.exits(1).says(["cannot write to stdout", "no space left"]);
}

#[test]
fn r6_without_a_terminal_nobody_is_asked() {
    let issuer = scripted_issuer::start(Lies::default());
    let sandbox = Sandbox::with_file_store();
    let secretive = login(&sandbox, &issuer).args(["--client-auth", "basic"]).under(["setsid", "-w"]);
    told("no tty", secretive, 4, &["--client-secret-file"]);
    let mut bare = Sandbox::new();
    bare.set("AUTHCTL_KEY_FILE", bare.path("no-key"));
    told("no key", login(&bare, &issuer).under(["setsid", "-w"]), 7, &["store init"]);
}

#[test]
fn r6_a_keychain_in_each_of_its_moods_ends_in_time() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::new();
    in_keyring(&sandbox, "unlocked", sandbox.login_with("work", &issuer, "keychain")).run().succeeds();
    issuer.clear_log();
    for (mode, words) in [
        ("locked", "locked"),
        ("no-service", "keychain"),
        ("no-bus", "no session bus"),
        ("mute", "did not answer"),
    ] {
        let run = in_keyring(&sandbox, mode, sandbox.authctl(["token", "work", "--force-renew"]));
        let out = run.run().exits(7).prints_nothing().says([words]);
        assert!(out.stderr.contains("  → "), "{mode}: no remedy in {out}");
    }
    assert!(issuer.grants("refresh_token").is_empty());
    in_keyring(&sandbox, "unlocked", sandbox.authctl(["token", "work", "--force-renew"])).run().succeeds();
    let behind = "secret-tool search --all service authctl > /dev/null 2>&1; secret-tool clear service authctl; exec \"$@\"";
    let run = sandbox.authctl(["token", "work"]).under(["sh", "-c", behind, "sh"]);
    in_keyring(&sandbox, "unlocked", run).run().exits(4).says(["authctl login work"]);
}

/// A library that shifts the clock of the process that loads it.
fn shifted_clock(sandbox: &Sandbox) -> PathBuf {
    let (source, library) = (sandbox.path("clock.c"), sandbox.path("clock.so"));
    fs::write(&source, CLOCK).unwrap();
    let made = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).args([&library, &source]).status();
    assert!(made.expect("a C compiler is missing: apt-get install build-essential").success());
    library
}

const CLOCK: &str = r#"
#define _GNU_SOURCE
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <sys/syscall.h>
int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = syscall(SYS_clock_gettime, clock, now);
    if (clock == CLOCK_REALTIME) now->tv_sec += atoll(getenv("SHIFT"));
    return failed;
}
"#;

#[test]
fn r6_a50_a_clock_that_is_far_off_is_named_and_costs_no_session() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let library = shifted_clock(&sandbox);
    for (case, years, word) in [("2100", 74, "ahead"), ("1970", -56, "behind")] {
        let shift = (years * 31_556_952_i64).to_string();
        let run = sandbox.authctl(["token", "work", "--force-renew"]);
        let out = told(case, run.env("LD_PRELOAD", &library).env("SHIFT", &shift), 8, &["clock", word]);
        out.prints_nothing();
        let status =
            sandbox.authctl(["status", "work", "--json"]).env("LD_PRELOAD", &library).env("SHIFT", &shift);
        assert_eq!(status.run().succeeds().json()["renewable"], json!(true), "{case}");
        sandbox.run(["token", "work", "--force-renew"]).succeeds();
    }
}

#[test]
fn r6_the_tools_that_make_the_faults_are_here() {
    for (program, package) in [
        ("strace", "strace"),
        ("unshare", "util-linux"),
        ("setpriv", "util-linux"),
        ("prlimit", "util-linux"),
        ("setsid", "util-linux"),
        ("secret-tool", "libsecret-tools"),
        ("bash", "bash"),
    ] {
        let there = ["/usr/bin", "/bin", "/usr/local/bin"]
            .iter()
            .any(|folder| Path::new(folder).join(program).exists());
        assert!(there, "{program} is missing: apt-get install {package}");
    }
    assert!(in_package("tests/run").exists());
}
