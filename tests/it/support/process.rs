//! A run of authctl: what goes in, what came out, and a limit to its time.

use super::DEADLINE;
use rustix::io::{Errno, ioctl_fionread};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::ffi::{OsStr, OsString};
use std::io::{Read, Write as _};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Condvar, Mutex, Once};
use std::time::Instant;

/// A command line in the making.
#[derive(Clone)]
pub struct Authctl {
    words: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    stdin: Option<Vec<u8>>,
}

/// A process that may still run; killed when dropped.
pub struct Running {
    shown: String,
    pid: Pid,
    stdout: Arc<Stream>,
    stderr: Arc<Stream>,
    status: Arc<(Mutex<Option<ExitStatus>>, Condvar)>,
}

/// What a process did, all of it.
#[derive(Clone, Debug)]
pub struct Output {
    shown: String,
    /// The exit code; the negative number of the signal that killed it.
    pub code: i32,
    /// Whether the system wrote its memory to a file.
    pub dumped_core: bool,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

#[derive(Default)]
struct Stream {
    read: Mutex<(Vec<u8>, bool)>,
    changed: Condvar,
    /// The pipe itself.
    source: Option<OwnedFd>,
}

impl Authctl {
    /// `words`: the program and its arguments; `environment`: all of it.
    pub fn new(words: Vec<OsString>, environment: Vec<(OsString, OsString)>) -> Self {
        Self { words, environment, stdin: None }
    }
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment.retain(|(known, _)| known != name.as_ref());
        self.environment.push((name.as_ref().into(), value.as_ref().into()));
        self
    }
    pub fn without_env(mut self, name: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self
    }
    pub fn args<S: AsRef<OsStr>>(mut self, more: impl IntoIterator<Item = S>) -> Self {
        self.words.extend(more.into_iter().map(|word| word.as_ref().to_owned()));
        self
    }
    /// Started by another program, which gets the command line as its last arguments.
    pub fn under<S: AsRef<OsStr>>(mut self, program: impl IntoIterator<Item = S>) -> Self {
        self.words.splice(0..0, program.into_iter().map(|word| word.as_ref().to_owned()));
        self
    }
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(bytes.into());
        self
    }

    /// Runs it to its end.
    #[track_caller]
    pub fn run(self) -> Output {
        self.spawn().finish()
    }

    #[track_caller]
    pub fn spawn(self) -> Running {
        do_not_ignore_ctrl_c();
        let shown = self.words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).env_clear().envs(self.environment);
        command.stdin(if self.stdin.is_some() { Stdio::piped() } else { Stdio::null() });
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|why| panic!("{shown}: {why}"));
        if let Some(bytes) = self.stdin {
            let mut pipe = child.stdin.take().unwrap();
            // who does not read its input closes it, which is no fault of the test
            std::thread::spawn(move || drop(pipe.write_all(&bytes)));
        }
        Running {
            shown,
            pid: Pid::from_child(&child),
            stdout: Stream::of(child.stdout.take().unwrap()),
            stderr: Stream::of(child.stderr.take().unwrap()),
            status: watch(child),
        }
    }
}

/// A shell that runs the tests in the background has them ignore Ctrl-C, and with them all that they start. What is listened to
/// is as usual again in a program that is started.
fn do_not_ignore_ctrl_c() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let ends_the_tests = Arc::new(AtomicBool::new(true));
        signal_hook::flag::register_conditional_default(Signal::INT.as_raw(), ends_the_tests).unwrap();
    });
}

impl Running {
    pub fn pid(&self) -> Pid {
        self.pid
    }

    /// Waits until `found` sees what it wants in stderr so far.
    #[track_caller]
    pub fn stderr_until<T>(&self, what: &str, found: impl Fn(&str) -> Option<T>) -> T {
        let seen = self.stderr.until(|bytes| found(&String::from_utf8_lossy(bytes)));
        seen.unwrap_or_else(|text| panic!("{}: no {what} in stderr:\n{text}", self.shown))
    }

    /// What `found` sees in stderr; `None` when it ends without that.
    pub fn stderr_if_any<T>(&self, found: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.stderr.until(|bytes| found(&String::from_utf8_lossy(bytes))).ok()
    }

    /// The same as [`Running::stderr_until`] for stdout.
    #[track_caller]
    pub fn stdout_until<T>(&self, what: &str, found: impl Fn(&str) -> Option<T>) -> T {
        let seen = self.stdout.until(|bytes| found(&String::from_utf8_lossy(bytes)));
        seen.unwrap_or_else(|text| panic!("{}: no {what} in stdout:\n{text}", self.shown))
    }

    /// The first http(s) address that it prints on stderr.
    #[track_caller]
    pub fn printed_url(&self) -> String {
        self.stderr_until("address", |text| {
            let start = text.find("http")?;
            let length = text[start..].find(char::is_whitespace)?; // only when the line is whole
            Some(text[start..start + length].to_owned())
        })
    }

    /// One that has ended meanwhile hears of nothing.
    pub fn signal(&self, signal: Signal) {
        match kill_process(self.pid, signal) {
            Ok(()) | Err(Errno::SRCH) => {}
            Err(why) => panic!("{signal:?} to {}: {why}", self.shown),
        }
    }
    pub fn has_ended(&self) -> bool {
        self.status.0.lock().unwrap().is_some()
    }

    /// True when it waits for a file lock that another one holds.
    pub fn waits_for_a_lock(&self) -> bool {
        let pid = self.pid.as_raw_nonzero().to_string();
        let locks = std::fs::read_to_string("/proc/locks").unwrap();
        locks.lines().any(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.contains(&"->") && words.contains(&pid.as_str())
        })
    }

    /// Waits for the end of it; one that does not end is killed and fails the test.
    #[track_caller]
    pub fn finish(self) -> Output {
        let (status, ended) = &*self.status;
        // the lock is free again before anything can fail: whoever drops this looks at it once more
        let status =
            *ended.wait_timeout_while(status.lock().unwrap(), DEADLINE, |status| status.is_none()).unwrap().0;
        let Some(status) = status else {
            panic!("{} did not end.\nstderr so far:\n{}", self.shown, self.stderr.text());
        };
        let code = status.code().unwrap_or_else(|| -status.signal().unwrap_or_default());
        let (stdout, stderr) = (self.stdout.all(), String::from_utf8_lossy(&self.stderr.all()).into_owned());
        Output { shown: self.shown.clone(), code, dumped_core: status.core_dumped(), stdout, stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.has_ended() {
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}

impl Output {
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "exit code of {self}");
        self
    }
    #[track_caller]
    pub fn succeeds(self) -> Self {
        self.exits(0)
    }
    /// stderr holds each of these, whatever the case of the letters.
    #[track_caller]
    pub fn says<'a>(self, texts: impl IntoIterator<Item = &'a str>) -> Self {
        let stderr = self.stderr.to_lowercase();
        for text in texts {
            assert!(stderr.contains(&text.to_lowercase()), "no {text:?} on stderr of {self}");
        }
        self
    }
    #[track_caller]
    pub fn prints_nothing(self) -> Self {
        assert!(self.stdout.is_empty(), "something on stdout of {self}");
        self
    }
    /// stdout without its last line break.
    #[track_caller]
    pub fn text(&self) -> &str {
        let text =
            std::str::from_utf8(&self.stdout).unwrap_or_else(|_| panic!("no UTF-8 on stdout of {self}"));
        text.strip_suffix('\n').unwrap_or(text)
    }
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(self.text()).unwrap_or_else(|why| panic!("no JSON ({why}) on stdout of {self}"))
    }
    /// The one JSON object of a failure with `--json`.
    #[track_caller]
    pub fn failure(&self) -> Value {
        let object: Value = serde_json::from_str(&self.stderr)
            .unwrap_or_else(|why| panic!("no JSON ({why}) on stderr of {self}"));
        assert_eq!(object["error"]["exit"], self.code, "the exit that {self} announces");
        object["error"].clone()
    }
    /// Everything that was printed.
    pub fn everything(&self) -> String {
        format!("{}\n{}", String::from_utf8_lossy(&self.stdout), self.stderr)
    }
}

impl std::fmt::Display for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let stdout = String::from_utf8_lossy(&self.stdout);
        write!(f, "`{}` (exit {})\n--- stdout\n{stdout}\n--- stderr\n{}", self.shown, self.code, self.stderr)
    }
}

impl Stream {
    fn of(mut source: impl Read + AsFd + Send + 'static) -> Arc<Self> {
        let pipe = source.as_fd().try_clone_to_owned().unwrap();
        let stream = Arc::new(Self { source: Some(pipe), ..Self::default() });
        let filled = Arc::clone(&stream);
        std::thread::spawn(move || {
            let mut piece = [0; 8192];
            loop {
                let length = source.read(&mut piece).unwrap_or(0);
                let mut read = filled.read.lock().unwrap();
                read.0.extend_from_slice(&piece[..length]);
                read.1 = length == 0;
                filled.changed.notify_all();
                if read.1 {
                    return;
                }
            }
        });
        stream
    }

    fn until<T>(&self, found: impl Fn(&[u8]) -> Option<T>) -> Result<T, String> {
        let deadline = Instant::now() + DEADLINE;
        let mut read = self.read.lock().unwrap();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match found(&read.0) {
                Some(it) => return Ok(it),
                None if read.1 || left.is_zero() => return Err(String::from_utf8_lossy(&read.0).into_owned()),
                None => read = self.changed.wait_timeout(read, left).unwrap().0,
            }
        }
    }

    fn all(&self) -> Vec<u8> {
        // a browser that outlives authctl may hold the pipe: what came until now is what authctl wrote
        let patience = std::time::Duration::from_secs(2);
        loop {
            let read = self.read.lock().unwrap();
            let (read, waited) = self.changed.wait_timeout_while(read, patience, |read| !read.1).unwrap();
            // a busy machine may not have read all that is there
            let left = self.source.as_ref().map_or(Ok(0), ioctl_fionread);
            if !waited.timed_out() || left == Ok(0) {
                return read.0.clone();
            }
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.read.lock().unwrap().0).into_owned()
    }
}

fn watch(mut child: Child) -> Arc<(Mutex<Option<ExitStatus>>, Condvar)> {
    let status = Arc::new((Mutex::new(None), Condvar::new()));
    let told = Arc::clone(&status);
    std::thread::spawn(move || {
        *told.0.lock().unwrap() = child.wait().ok();
        told.1.notify_all();
    });
    status
}
