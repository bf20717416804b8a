//! A map that forgets: each entry has its end, and there are never more than a fixed number of them.

use std::collections::HashMap;
use std::hash::Hash;

/// Values that are kept until a time in Unix seconds, which itself is too late.
pub struct Kept<K, V> {
    entries: HashMap<K, Entry<V>>,
    most: usize,
}

struct Entry<V> {
    ends_at: i64,
    value: V,
}

impl<K: Copy + Eq + Hash, V> Kept<K, V> {
    /// An empty map for at most `most` entries.
    pub fn new(most: usize) -> Self {
        Self { entries: HashMap::new(), most }
    }

    /// Keeps a value. What has ended makes place first; where that is not enough, what would end next.
    pub fn put(&mut self, key: K, value: V, ends_at: i64, now: i64) {
        self.entries.retain(|_, entry| now < entry.ends_at);
        while self.entries.len() >= self.most
            && let Some((&next, _)) = self.entries.iter().min_by_key(|(_, entry)| entry.ends_at)
        {
            self.entries.remove(&next);
        }
        self.entries.insert(key, Entry { ends_at, value });
    }

    pub fn find(&self, key: K, now: i64) -> Option<&V> {
        self.entries.get(&key).filter(|entry| now < entry.ends_at).map(|entry| &entry.value)
    }

    pub fn find_mut(&mut self, key: K, now: i64) -> Option<&mut V> {
        self.entries.get_mut(&key).filter(|entry| now < entry.ends_at).map(|entry| &mut entry.value)
    }

    /// The first entry that is as asked for.
    pub fn find_where(&self, now: i64, fits: impl Fn(&V) -> bool) -> Option<(K, &V)> {
        let mut alive = self.entries.iter().filter(|(_, entry)| now < entry.ends_at);
        alive.find(|(_, entry)| fits(&entry.value)).map(|(key, entry)| (*key, &entry.value))
    }

    /// The value, which is then gone.
    pub fn take(&mut self, key: K, now: i64) -> Option<V> {
        self.entries.remove(&key).filter(|entry| now < entry.ends_at).map(|entry| entry.value)
    }

    pub fn forget_where(&mut self, gone: impl Fn(&V) -> bool) {
        self.entries.retain(|_, entry| !gone(&entry.value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_ends_at_its_time_and_a_full_map_drops_what_ends_next() {
        let mut kept = Kept::new(2);
        kept.put(1, 'a', 10, 0);
        kept.put(2, 'b', 5, 0);
        assert_eq!((kept.find(2, 4), kept.find(2, 5)), (Some(&'b'), None));
        kept.put(3, 'c', 20, 0);
        assert_eq!((kept.find(1, 0), kept.find(2, 0), kept.find(3, 0)), (Some(&'a'), None, Some(&'c')));
        assert_eq!(kept.take(1, 10), None);
    }
}
