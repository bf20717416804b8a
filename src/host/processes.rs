//! Programs that authctl starts, and what the system lets others see of authctl itself.

use super::Environment;
use std::ffi::OsStr;
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
