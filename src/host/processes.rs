//! Programs that authctl starts, and what the system lets others see of authctl itself.

use super::{Environment, files, signals};
use rustix::fs::{Access, access};
use rustix::io::Errno;
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long a program that ended may have left something unread.
const PATIENCE: Duration = Duration::from_secs(1);
/// No more of what a program says on one of its streams is kept, in bytes.
const MOST_SAID: usize = 1 << 16;

/// A program to start without a shell, in this environment without authctl's own variables.
#[expect(clippy::disallowed_methods, reason = "the one place that starts programs")]
pub fn command(program: impl AsRef<OsStr>, environment: &Environment) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(environment.for_children());
    command
}

/// An error where it is known that there is no such program, or none that may be run.
pub fn check_program(program: &str, environment: &Environment) -> io::Result<()> {
    let places: Vec<PathBuf> = match (program.contains('/'), environment.bytes("PATH")) {
        (true, _) => vec![program.into()],
        (false, Some(path)) => std::env::split_paths(path).map(|folder| folder.join(program)).collect(),
        // the system has a path of its own
        (false, None) => return Ok(()),
    };
    let mut why = Errno::NOENT;
    for place in places {
        match access(&place, Access::EXEC_OK) {
            Ok(()) if place.is_file() => return Ok(()),
            Ok(()) | Err(Errno::ACCESS) => why = Errno::ACCESS,
            Err(_) => {}
        }
    }
    Err(why.into())
}

/// What became of a program.
pub struct Ended {
    pub status: ExitStatus,
    /// What it wrote to stderr, then what it wrote to stdout.
    pub said: Vec<u8>,
    /// What it left running holds them open, and nobody reads that from now on.
    pub is_heard_no_more: bool,
}

/// Runs a program to its end. What it leaves running in the background is not waited for. What ends authctl ends it
/// as well: it gets the same signal. It stays in the terminal's foreground, since it may ask for a password there, as `sudo` does.
pub fn run(mut command: Command) -> io::Result<Ended> {
    let ((errors, stderr), (answers, stdout)) = (io::pipe()?, io::pipe()?);
    // first of all: where the machine gives no thread nothing is started
    let heard = [listen(errors)?, listen(answers)?];
    let mut child = command.stdin(Stdio::null()).stdout(stdout).stderr(stderr).spawn()?;
    // it holds the ends of the pipes too, and what is heard would have no end
    drop(command);
    let mut ended = Ended { status: wait(&mut child)?, said: Vec::new(), is_heard_no_more: false };
    let until = Instant::now() + PATIENCE;
    for pieces in heard {
        loop {
            match pieces.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(piece) => ended.said.extend(piece),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    ended.is_heard_no_more = true;
                    break;
                }
            }
        }
    }
    Ok(ended)
}

fn wait(child: &mut Child) -> io::Result<ExitStatus> {
    let pid = Pid::from_child(child);
    let passing_on = signals::pass_on_to(pid);
    // no other process has its number before it is waited for in earnest
    while waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT).err() == Some(Errno::INTR) {
    }
    drop(passing_on);
    child.wait()
}

/// What comes, piece by piece up to [`MOST_SAID`]; the rest is read and thrown away. The end is that of the stream.
fn listen(mut stream: impl Read + Send + 'static) -> io::Result<Receiver<Vec<u8>>> {
    let (sender, pieces) = channel();
    std::thread::Builder::new().name("listen".to_owned()).spawn(move || {
        let (mut buffer, mut room) = (vec![0; 4096], MOST_SAID);
        while let Ok(length @ 1..) = stream.read(&mut buffer) {
            let kept = length.min(room);
            room -= kept;
            if kept > 0 && sender.send(buffer[..kept].to_vec()).is_err() {
                return;
            }
        }
    })?;
    Ok(pieces)
}

/// Other processes of the same user cannot read this one's memory, and a crash leaves no core file with secrets.
/// It ends at exec, so children are as they would be. Where the system has no such switch nothing is done.
pub fn forbid_dumps() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Ends this process when nothing is left to do: every value was dropped, and what was printed was flushed as it was
/// printed. What libraries registered for the end is not called: to wake their code takes longer than it does good.
pub fn end(code: u8) -> ! {
    signal_hook::low_level::exit(code.into())
}

/// True for a process that was stopped (Ctrl-Z, SIGSTOP) and waits for somebody to let it go on. False where the system
/// does not tell.
pub fn is_stopped(pid: u32) -> bool {
    let path = format!("/proc/{pid}/stat");
    let Ok(Some(status)) = files::read(Path::new(&path), 4096) else { return false };
    // the program's name before it is in parentheses, and may hold any byte
    let name_end = status.iter().rposition(|byte| *byte == b')').unwrap_or_default();
    matches!(status.get(name_end + 2), Some(b'T' | b't'))
}

/// True for a process of this program, as far as its name tells. False where the system does not tell: the path of a
/// program that forbids dumps is shown to nobody.
pub fn is_this_program(pid: u32) -> bool {
    let name = |process: &str| {
        let path = format!("/proc/{process}/comm");
        files::read(Path::new(&path), 64).ok().flatten()
    };
    name("self").is_some_and(|own| name(&pid.to_string()) == Some(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_program_that_says_much_no_more_is_kept_than_can_be_told() {
        let said: usize =
            listen(io::repeat(b'x').take(10 << 20)).unwrap().iter().map(|piece| piece.len()).sum();
        assert_eq!(said, MOST_SAID);
    }
}
