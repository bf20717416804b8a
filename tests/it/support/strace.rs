//! strace: what a run asks of the kernel, and a run that dies, is refused or is signalled at exactly one of those calls.

use super::{Authctl, Output, until};
use rustix::process::{Pid, Signal, kill_process};
use std::path::Path;

/// A call of the main thread, which is the one that reads, writes and talks to the issuer.
#[derive(Clone, Debug)]
pub struct Call {
    pub name: String,
    /// Which call of this name it is, from the start of the process on.
    pub nth: usize,
    /// As strace shows it, with the path of each descriptor.
    pub shown: String,
}

/// The calls of a run from the beginning of `main` on; `log` is where strace may write.
#[track_caller]
pub fn calls_of(command: Authctl, log: &Path) -> (Output, Vec<Call>) {
    let output = command.under(words(log, &["-y", "-s", "256"])).run();
    let calls = numbered(&std::fs::read_to_string(log).unwrap());
    // the first thing that authctl does; what the loader did before it is not ours
    let start = calls.iter().position(|call| call.shown.starts_with("prctl(PR_SET_DUMPABLE"));
    (
        output,
        calls[start.unwrap_or_else(|| panic!("main never began: is strace installed? {calls:?}"))..].to_vec(),
    )
}

/// The run is killed when it is about to make this call.
pub fn killed_at(command: Authctl, call: &Call) -> Authctl {
    tampered(command, call, "signal=KILL", Path::new("/dev/null"))
}

/// The signal comes with this call; its name is without `SIG`.
pub fn signalled_at(command: Authctl, call: &Call, signal: &str) -> Authctl {
    tampered(command, call, &format!("signal={signal}"), Path::new("/dev/null"))
}

/// The call is not carried out but fails with this error; what strace has seen of it afterwards, if it came so far.
#[track_caller]
pub fn refused_at(command: Authctl, call: &Call, error: &str, log: &Path) -> (Output, Option<String>) {
    let output = tampered(command, call, &format!("error={error}"), log).run();
    let seen = std::fs::read_to_string(log).unwrap();
    (output, seen.lines().find(|line| line.ends_with("(INJECTED)")).map(str::to_owned))
}

/// The run is stopped once it has made each of these calls, one or two, and goes on after `meanwhile`; that is left out where
/// it never came there.
#[track_caller]
pub fn stopped_after(command: Authctl, calls: &[Call], log: &Path, meanwhile: impl Fn()) -> Output {
    let _ = std::fs::remove_file(log);
    let mut more = vec!["-y".to_owned(), "-e".to_owned(), format!("trace={}", names(calls))];
    for inject in stops(calls) {
        more.extend(["-e".to_owned(), inject]);
    }
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    let run = command.under(words(log, &more)).spawn();
    let stops = || std::fs::read_to_string(log).unwrap_or_default().matches("stopped by SIGSTOP").count();
    for number in 1..=calls.len() {
        until("the stop", || (stops() >= number || run.has_ended()).then_some(()));
        if run.has_ended() {
            break;
        }
        meanwhile();
        let strace = run.pid().as_raw_nonzero();
        let traced = std::fs::read_to_string(format!("/proc/{strace}/task/{strace}/children")).unwrap();
        kill_process(Pid::from_raw(traced.trim().parse().unwrap()).unwrap(), Signal::CONT).unwrap();
    }
    run.finish()
}

fn names(calls: &[Call]) -> String {
    calls.iter().map(|call| call.name.as_str()).collect::<Vec<_>>().join(",")
}

/// What strace is told; it knows one rule for each name.
fn stops(calls: &[Call]) -> Vec<String> {
    match calls {
        [one, other] if one.name == other.name => {
            let (first, last) = (one.nth, other.nth);
            vec![format!("inject={}:signal=STOP:when={first}..{last}+{}", one.name, last - first)]
        }
        calls => calls
            .iter()
            .map(|Call { name, nth, .. }| format!("inject={name}:signal=STOP:when={nth}"))
            .collect(),
    }
}

fn tampered(command: Authctl, call: &Call, how: &str, log: &Path) -> Authctl {
    let Call { name, nth, .. } = call;
    let (trace, inject) = (format!("trace={name}"), format!("inject={name}:{how}:when={nth}"));
    command.under(words(log, &["-y", "-e", &trace, "-e", &inject]))
}

fn words(log: &Path, more: &[&str]) -> Vec<String> {
    let log = log.to_str().unwrap();
    ["strace", "-qq", "-o", log].iter().chain(more).map(|word| (*word).to_owned()).collect()
}

fn numbered(log: &str) -> Vec<Call> {
    let mut seen = std::collections::HashMap::new();
    let calls = log.lines().filter_map(|line| {
        let (name, _) = line.split_once('(')?;
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let nth = *seen.entry(name.to_owned()).and_modify(|nth| *nth += 1).or_insert(1);
        is_name.then(|| Call { name: name.to_owned(), nth, shown: line.to_owned() })
    });
    calls.collect()
}
