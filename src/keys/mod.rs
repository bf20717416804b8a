//! THE LIFE OF A SIGNING KEY. PURE: a ring and `now` in, the changed ring out.
//!
//! A [`Ring`] holds the keys of one purpose, old and new. What a key may do follows from the dates in the ring and from
//! `now` alone ([`Ring::states`]), so nobody has to come by at the right moment. [`rotation`] has the actions that change
//! a ring; each is one value that is kept in one put, so whoever is killed leaves the old ring or the new one.

mod clock;
mod key;
mod ring;
pub mod rotation;
mod services;
#[cfg(test)]
mod tests;

pub use clock::{OwnClock, SKEW};
pub use key::{AliveTokens, Delivery, End, Key, TokenLife};
pub use ring::{Ring, State, Unreadable};
