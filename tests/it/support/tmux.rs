//! A terminal with a person's fingers at it: tmux with a server of its own.

use super::sandbox::{Sandbox, binary};
use super::try_until;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A shell that outlives authctl, Ctrl-C too, so that the last screen stays; it sees whether the terminal takes what is
/// typed as before.
const TELLS_THE_EXIT_CODE: &str = "trap : INT; before=$(stty -a); \"$0\" \"$@\" REDIRECTION; code=$?; \
    [ \"$before\" = \"$(stty -a)\" ] || { stty sane; echo \"[modes changed]\"; }; echo \"[exit $code]\"; read -r _";

/// A server of its own for each: one that was killed may still be ending.
static STARTED: AtomicUsize = AtomicUsize::new(0);

/// authctl in a terminal of a fixed size; killed when dropped.
pub struct Tmux {
    socket: PathBuf,
}

impl Tmux {
    /// Starts `authctl ARGUMENTS` in a terminal of 100 columns and 30 lines, in the environment of the sandbox and `more`.
    #[track_caller]
    pub fn start(sandbox: &Sandbox, arguments: &[&str], more: &[(&str, &str)]) -> Self {
        Self::start_at_width(100, sandbox, arguments, more)
    }
    /// The same in a terminal of so many columns.
    #[track_caller]
    pub fn start_at_width(
        columns: u16,
        sandbox: &Sandbox,
        arguments: &[&str],
        more: &[(&str, &str)],
    ) -> Self {
        Self::start_as(columns, "", sandbox, arguments, more)
    }
    /// The same with other streams than the terminal's, as a shell writes it: `< tokens > answers`.
    #[track_caller]
    pub fn start_redirected(redirection: &str, sandbox: &Sandbox, arguments: &[&str]) -> Self {
        Self::start_as(100, redirection, sandbox, arguments, &[])
    }

    fn start_as(
        columns: u16,
        redirection: &str,
        sandbox: &Sandbox,
        arguments: &[&str],
        more: &[(&str, &str)],
    ) -> Self {
        let settings = sandbox.write("tmux.conf", "set -g status off\n");
        let socket = format!("tmux-{}", STARTED.fetch_add(1, Ordering::Relaxed));
        let tmux = Self { socket: sandbox.path(&socket) };
        let mut command = tmux.command();
        command.env_clear().envs(sandbox.environment().iter().cloned()).envs(more.iter().copied());
        command.arg("-f").arg(settings).args(["new-session", "-d", "-x", &columns.to_string(), "-y", "30"]);
        let script = TELLS_THE_EXIT_CODE.replace("REDIRECTION", redirection);
        command.args(["/bin/sh", "-c", &script]).arg(binary()).args(arguments);
        run(command);
        tmux
    }

    /// Waits until the screen shows this, and returns the screen.
    #[track_caller]
    pub fn shows(&self, text: &str) -> String {
        try_until(|| Some(self.screen()).filter(|screen| screen.contains(text))).unwrap_or_else(|| {
            panic!("the terminal never showed {text:?}; the last screen:\n{}", self.screen())
        })
    }

    pub fn type_text(&self, text: &str) {
        self.tmux(&["send-keys", "-l", "--", text]);
    }
    /// Bytes as they are, as a paste: text or not.
    pub fn paste(&self, bytes: &[u8]) {
        let file = self.socket.with_extension("paste");
        std::fs::write(&file, bytes).unwrap();
        self.tmux(&["load-buffer", file.to_str().unwrap()]);
        self.tmux(&["paste-buffer", "-r"]);
    }
    /// A key by its tmux name: `Enter`, `C-c`.
    pub fn press(&self, key: &str) {
        self.tmux(&["send-keys", key]);
    }
    /// What the screen shows now, lines that wrapped put together again.
    pub fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p", "-J", "-S", "-"])
    }
    /// Waits for the end and returns the exit code. The terminal's modes are those of before, however it ended.
    #[track_caller]
    pub fn exit_code(&self) -> i32 {
        let screen = self.shows("[exit ");
        assert!(!screen.contains("[modes changed]"), "the terminal is not as it was:\n{screen}");
        let told = screen.rsplit_once("[exit ").unwrap().1;
        told.split_once(']').unwrap().0.parse().unwrap()
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let mut command = self.command();
        command.args(arguments);
        run(command)
    }

    fn command(&self) -> Command {
        let mut command = Command::new("tmux");
        command.arg("-S").arg(&self.socket);
        command
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        let _ = self.command().arg("kill-server").output();
    }
}

#[track_caller]
fn run(mut command: Command) -> String {
    let output = command.output().expect("tmux is there: apt-get install tmux");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
