//! The numbers from 1 to a count, in chunks.

use super::Supply;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How many are taken at once.
const CHUNK: u64 = 256;

pub struct Count {
    last: u64,
    chunks: AtomicU64,
    stopped: AtomicBool,
}

impl Count {
    pub fn to(last: u64) -> Self {
        Self { last, chunks: AtomicU64::new(0), stopped: AtomicBool::new(false) }
    }
}

impl Supply for Count {
    type Chunk = RangeInclusive<u64>;

    fn take(&self) -> Option<(u64, Self::Chunk)> {
        let number = self.chunks.fetch_add(1, Ordering::Relaxed);
        let before = number.saturating_mul(CHUNK);
        let is_over = before >= self.last || self.stopped.load(Ordering::Relaxed);
        (!is_over).then(|| (number, before + 1..=self.last.min(before.saturating_add(CHUNK))))
    }

    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_comes_once() {
        for last in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 1000] {
            let count = Count::to(last);
            let numbers: Vec<u64> =
                std::iter::from_fn(|| count.take()).flat_map(|(_, chunk)| chunk).collect();
            assert_eq!(numbers, (1..=last).collect::<Vec<_>>());
        }
    }
}
