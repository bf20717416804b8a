//! Work on all cores of the machine.

use std::sync::{Mutex, PoisonError};

/// How many threads can work at the same time.
pub fn count() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What comes of each item, in their order.
pub fn share<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = count().min(items.len());
    let waiting = Mutex::new(items.into_iter().enumerate());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let done = Mutex::new(Vec::new());
    let on_one_core = || {
        while let Some((index, item)) = next() {
            let result = work(item);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            // where the machine gives no further thread, those that are there do it
            let _ = std::thread::Builder::new().spawn_scoped(scope, on_one_core);
        }
        on_one_core();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_of_each_keeps_its_place() {
        for length in [0, 1, 2, 1000] {
            let items: Vec<usize> = (0..length).collect();
            let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(share(items, |item| item * 2), doubled);
        }
    }
}
