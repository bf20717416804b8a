//! Gathers the real world and hands it over; decides nothing.

use authctl::host::{Host, processes};

#[expect(clippy::disallowed_methods, reason = "the one place that reads the process's arguments")]
fn main() {
    processes::forbid_dumps();
    let code = authctl::run(std::env::args_os(), Host::real());
    processes::end(code);
}
