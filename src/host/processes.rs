//! Programs that authctl starts, and what the system lets others see of authctl itself.

use super::{Environment, files};
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// A program to start without a shell, in this environment without authctl's own variables.
#[expect(clippy::disallowed_methods, reason = "the one place that starts programs")]
pub fn command(program: impl AsRef<OsStr>, environment: &Environment) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(environment.for_children());
    command
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
