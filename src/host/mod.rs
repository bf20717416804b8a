//! THE MACHINE: clock, random bytes, environment, terminal, processes, signals, folders, files, browser.
//!
//! Nothing else in the house asks the machine for any of these; clippy's fences see to it. Clock, environment and
//! terminal are values in [`Host`], handed down from `main`, so that a test can hand in its own.

mod attributes;
pub mod browser;
pub mod clock;
pub mod columns;
pub mod cores;
pub mod discreet;
pub mod environment;
pub mod file_lock;
pub mod files;
pub mod folders;
pub mod held_file;
pub mod line_reader;
mod mode;
pub mod output_file;
pub mod printable;
pub mod processes;
pub mod random;
pub mod signals;
pub mod sockets;
mod spinner;
pub mod style;
pub mod temporary;
pub mod terminal;
pub mod trust;

pub use clock::Clock;
pub use environment::Environment;
pub use random::Random;
pub use terminal::Terminal;

/// Everything that a run may ask of the machine it runs on.
pub struct Host {
    pub clock: Clock,
    pub random: Random,
    pub environment: Environment,
    pub terminal: Terminal,
}

impl Host {
    /// The machine as it is.
    pub fn real() -> Self {
        let environment = Environment::of_this_process();
        let (clock, terminal) = (Clock::of(&environment), Terminal::real(&environment));
        Self { clock, random: Random, terminal, environment }
    }
}
