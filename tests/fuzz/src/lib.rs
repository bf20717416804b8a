//! The targets of the tests, thrown by libFuzzer: what it changes are the throws of their dice.

#[allow(dead_code, reason = "the seed of a run is for the tests")]
#[path = "../../it/support/dice.rs"]
mod dice;
#[path = "../../it/fuzz_jwt/targets.rs"]
mod targets;

/// Where the targets look for them.
mod support {
    pub use crate::dice::Dice;
}

pub use dice::Dice;
pub use targets::{Cookies, Encrypted, JsonKeys, PemKeys, Target, Tokens};
