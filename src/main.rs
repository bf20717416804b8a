//! Gathers the real world and hands it over; decides nothing.

use authctl::host::{Host, processes};

#[expect(clippy::disallowed_methods, reason = "the one place that reads the process's arguments")]
fn main() {
    processes::forbid_dumps();
    let code = authctl::run(std::env::args_os(), Host::real());
    processes::end(code);
}

/// The one function that the libraries here (indicatif, for the time that is left) want of the C library libm. Defined in
/// the program it spares the loader the mapping of libm, 6 % of a whole `authctl --version`.
#[expect(
    unsafe_code,
    reason = "a C name is one for the whole program: this one stands in for libm's, with what it promises"
)]
#[unsafe(no_mangle)]
extern "C" fn pow(base: f64, exponent: f64) -> f64 {
    libm::pow(base, exponent)
}
