//! Gathers the real world and hands it over; decides nothing.

use authctl::host::{Host, processes};
use std::process::ExitCode;

#[expect(clippy::disallowed_methods, reason = "the one place that reads the process's arguments")]
fn main() -> ExitCode {
    processes::forbid_dumps();
    ExitCode::from(authctl::run(std::env::args_os(), Host::real()))
}
