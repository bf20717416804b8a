//! Chance that can be had again: the same numbers for the same seed.

use std::collections::VecDeque;
use std::time::{SystemTime, UNIX_EPOCH};

/// The seed of this run: `AUTHCTL_TEST_SEED`, or a new one. A test that fails names it.
pub fn seed() -> u64 {
    let given = std::env::var("AUTHCTL_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    given.unwrap_or_else(|| now.as_secs() ^ (u64::from(now.subsec_nanos()) << 20))
}

pub enum Dice {
    /// splitmix64.
    Seeded(u64),
    /// Somebody else's throws, two bytes each; zeros when they are used up.
    Told(VecDeque<u8>),
}

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self::Seeded(seed)
    }
    pub fn told(throws: &[u8]) -> Self {
        Self::Told(throws.iter().copied().collect())
    }
    pub fn next(&mut self) -> u64 {
        let state = match self {
            Self::Seeded(state) => state,
            Self::Told(throws) => {
                let mut byte = || u64::from(throws.pop_front().unwrap_or_default());
                return byte() << 8 | byte();
            }
        };
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
    pub fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }
    /// True in `times` of `of` cases.
    pub fn one_in(&mut self, of: usize, times: usize) -> bool {
        self.below(of) < times
    }
    pub fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}
