//! The numbers from 1 to a count, in chunks.

use super::Supply;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How many are taken at once, of those that are small.
const CHUNK: u64 = 256;
/// So many bytes come of a chunk, or of one number.
const BYTES: u64 = 256 << 10;

pub struct Count {
    last: u64,
    /// How many are taken at once.
    chunk: u64,
    chunks: AtomicU64,
    stopped: AtomicBool,
}

impl Count {
    /// `size`: how many bytes come of each number, about.
    pub fn to(last: u64, size: usize) -> Self {
        let chunk = (BYTES / u64::try_from(size).unwrap_or(u64::MAX).max(1)).clamp(1, CHUNK);
        Self { last, chunk, chunks: AtomicU64::new(0), stopped: AtomicBool::new(false) }
    }
}

impl Supply for Count {
    type Chunk = RangeInclusive<u64>;

    fn take(&self) -> Option<(u64, Self::Chunk)> {
        let number = self.chunks.fetch_add(1, Ordering::Relaxed);
        let before = number.saturating_mul(self.chunk);
        let is_over = before >= self.last || self.stopped.load(Ordering::Relaxed);
        (!is_over).then(|| (number, before + 1..=self.last.min(before.saturating_add(self.chunk))))
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
        for size in [0, 500, 100_000, usize::MAX] {
            for last in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 1000] {
                let count = Count::to(last, size);
                let numbers: Vec<u64> =
                    std::iter::from_fn(|| count.take()).flat_map(|(_, chunk)| chunk).collect();
                assert_eq!(numbers, (1..=last).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a23_of_what_is_large_few_are_taken_at_once() {
        for (size, chunk) in [(0, 256), (400, 256), (1024, 256), (1025, 255), (200_000, 1), (usize::MAX, 1)] {
            let (_, numbers) = Count::to(1000, size).take().unwrap();
            assert_eq!(numbers, 1..=chunk, "{size}");
        }
    }
}
