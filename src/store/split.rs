//! A secret as one item of a keychain; where items are too small, as parts and a head that names them.
//!
//! The head is the item of the slot's own name. It holds the secret, or says which parts do:
//!
//! ```text
//! authctl/1 whole\n SECRET                 SLOT
//! authctl/1 parts SERIES ID COUNT\n        SLOT
//! authctl/1 part ID\n PIECE                SLOT#SERIES.INDEX
//! ```
//!
//! Parts are written into the series (a or b) that the head does not name, under a fresh random id, and the head last:
//! until then the old secret stands. What a killed writer left in the other series is written over or removed by the
//! next one, so nothing piles up. A `#` is in no slot's name, so no part has the name of another slot.

use super::{Error, SecretStore, Slot};
use crate::host::Random;
use crate::sensitive::SecretBytes;

/// The format that this authctl writes, and the newest that it reads.
const FORMAT: u64 = 1;
/// The longest first line: of a part, with its 43 characters of id.
const LONGEST_LINE: usize = "authctl/1 part ".len() + 43 + "\n".len();
/// How often a head may change under a reader before it gives up.
const TRIES: usize = 5;

/// Named items that a keychain keeps, each put and removed at once.
pub trait Items: Send + Sync {
    fn get(&self, name: &str) -> Result<Option<SecretBytes>, Error>;
    fn put(&self, name: &str, item: &SecretBytes) -> Result<(), Error>;
    /// False where there was none.
    fn remove(&self, name: &str) -> Result<bool, Error>;
}

/// A store over items that hold at most `limit` bytes each; `None` for no limit.
pub struct Split<I> {
    items: I,
    limit: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Series {
    A,
    B,
}

/// What the item of a slot's own name says.
enum Head {
    Whole(SecretBytes),
    Parts { series: Series, id: String, count: usize },
}

impl<I: Items> Split<I> {
    pub fn over(items: I, limit: Option<usize>) -> Self {
        Self { items, limit }
    }

    fn head(&self, slot: &Slot) -> Result<Option<Head>, Error> {
        self.items.get(slot.name())?.map(|item| Head::from_item(&item, slot)).transpose()
    }

    /// The parts put together; `None` when one of them is missing or of another time.
    fn gathered(
        &self,
        slot: &Slot,
        series: Series,
        id: &str,
        count: usize,
    ) -> Result<Option<SecretBytes>, Error> {
        let line = part_line(id);
        let mut pieces = Vec::new();
        for index in 0..count {
            let part = self.items.get(&part_name(slot, series, index))?;
            match part {
                Some(part) if part.expose().starts_with(line.as_bytes()) => pieces.push(part),
                _ => return Ok(None),
            }
        }
        let size = pieces.iter().map(|piece| piece.expose().len() - line.len()).sum();
        let mut secret = Vec::with_capacity(size);
        for piece in &pieces {
            secret.extend_from_slice(&piece.expose()[line.len()..]);
        }
        Ok(Some(SecretBytes::new(secret)))
    }

    fn write_parts(
        &self,
        slot: &Slot,
        secret: &SecretBytes,
        series: Series,
        limit: usize,
    ) -> Result<(), Error> {
        let id = Random.text();
        let room = limit
            .checked_sub(LONGEST_LINE)
            .filter(|room| *room > 0)
            .ok_or(Error::TooLarge { size: secret.expose().len(), limit })?;
        let pieces = secret.expose().chunks(room);
        let count = pieces.len();
        for (index, piece) in pieces.enumerate() {
            self.items.put(&part_name(slot, series, index), &joined(&part_line(&id), piece))?;
        }
        self.items.put(slot.name(), &joined(&parts_line(series, &id, count), &[]))
    }

    /// Removes the parts of a series from `first` on, the last one first: who is killed here leaves no gap.
    fn sweep(&self, slot: &Slot, series: Series, first: usize) -> Result<(), Error> {
        let mut end = first;
        while self.items.get(&part_name(slot, series, end))?.is_some() {
            end += 1;
        }
        for index in (first..end).rev() {
            self.items.remove(&part_name(slot, series, index))?;
        }
        Ok(())
    }

    /// Removes every part that the head, as it is now, does not name.
    fn tidy(&self, slot: &Slot) -> Result<(), Error> {
        let (live, count) = match self.head(slot)? {
            Some(Head::Parts { series, count, .. }) => (Some(series), count),
            _ => (None, 0),
        };
        for series in [Series::A, Series::B] {
            self.sweep(slot, series, if live == Some(series) { count } else { 0 })?;
        }
        Ok(())
    }
}

impl<I: Items> SecretStore for Split<I> {
    fn read(&self, slot: &Slot) -> Result<Option<SecretBytes>, Error> {
        for _ in 0..TRIES {
            match self.head(slot)? {
                None => return Ok(None),
                Some(Head::Whole(secret)) => return Ok(Some(secret)),
                Some(Head::Parts { series, id, count }) => {
                    if let Some(secret) = self.gathered(slot, series, &id, count)? {
                        return Ok(Some(secret));
                    } // else somebody may just be writing: the head says so
                }
            }
        }
        Err(damaged(slot, "a part of it is missing"))
    }

    fn write(&self, slot: &Slot, secret: &SecretBytes) -> Result<(), Error> {
        let old = self.head(slot)?;
        let whole = joined(WHOLE, secret.expose());
        match self.limit {
            Some(limit) if whole.expose().len() > limit => {
                let series = match old {
                    Some(Head::Parts { series: Series::A, .. }) => Series::B,
                    _ => Series::A,
                };
                self.write_parts(slot, secret, series, limit)?;
            }
            _ => self.items.put(slot.name(), &whole)?,
        }
        if self.limit.is_some() || matches!(old, Some(Head::Parts { .. })) {
            let _ = self.tidy(slot); // the secret is kept; what is left over goes with the next write
        }
        Ok(())
    }

    fn delete(&self, slot: &Slot) -> Result<bool, Error> {
        let has_parts = !matches!(self.head(slot), Ok(None | Some(Head::Whole(_))));
        let removed = self.items.remove(slot.name())?;
        if self.limit.is_some() || has_parts {
            self.tidy(slot)?;
        }
        Ok(removed)
    }
}

const WHOLE: &str = "authctl/1 whole\n";

fn parts_line(series: Series, id: &str, count: usize) -> String {
    format!("authctl/{FORMAT} parts {} {id} {count}\n", series.name())
}

fn part_line(id: &str) -> String {
    format!("authctl/{FORMAT} part {id}\n")
}

fn part_name(slot: &Slot, series: Series, index: usize) -> String {
    format!("{}#{}.{index}", slot.name(), series.name())
}

fn joined(line: &str, rest: &[u8]) -> SecretBytes {
    let mut item = Vec::with_capacity(line.len() + rest.len());
    item.extend_from_slice(line.as_bytes());
    item.extend_from_slice(rest);
    SecretBytes::new(item)
}

fn damaged(slot: &Slot, why: &'static str) -> Error {
    Error::Damaged { item: format!("the keychain's item {}", slot.name()), why, path: None }
}

impl Series {
    fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }
}

impl Head {
    fn from_item(item: &SecretBytes, slot: &Slot) -> Result<Self, Error> {
        let foreign = || damaged(slot, "it is not what authctl wrote");
        let item = item.expose();
        let end = item.iter().position(|byte| *byte == b'\n').ok_or_else(foreign)?;
        let line = std::str::from_utf8(&item[..end]).map_err(|_| foreign())?;
        let mut words = line.split(' ');
        let format = words.next().and_then(|word| word.strip_prefix("authctl/")).ok_or_else(foreign)?;
        let format: u64 = format.parse().map_err(|_| foreign())?;
        if format > FORMAT {
            return Err(Error::Newer { item: format!("the keychain's item {}", slot.name()), format });
        }
        let words: Vec<&str> = words.collect();
        match (format, words.as_slice()) {
            (FORMAT, ["whole"]) => Ok(Self::Whole(SecretBytes::new(item[end + 1..].to_vec()))),
            (FORMAT, ["parts", series, id, count]) => Ok(Self::Parts {
                series: match *series {
                    "a" => Series::A,
                    "b" => Series::B,
                    _ => return Err(foreign()),
                },
                id: (*id).to_owned(),
                count: count.parse().map_err(|_| foreign())?,
            }),
            _ => Err(foreign()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::contract;
    use std::collections::BTreeMap;
    use std::sync::{Arc, Mutex};

    /// Items in memory. After `life` calls the writer is as good as dead: nothing is done any more.
    #[derive(Clone)]
    struct Fake {
        items: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
        limit: usize,
        life: Arc<Mutex<usize>>,
    }

    impl Fake {
        fn of(items: &Arc<Mutex<BTreeMap<String, Vec<u8>>>>, limit: usize, life: usize) -> Self {
            Self { items: Arc::clone(items), limit, life: Arc::new(Mutex::new(life)) }
        }
        fn new(limit: usize) -> Self {
            Self::of(&Arc::default(), limit, usize::MAX)
        }
        fn names(&self) -> Vec<String> {
            self.items.lock().unwrap().keys().cloned().collect()
        }
        fn live(&self) -> Result<(), Error> {
            let mut life = self.life.lock().unwrap();
            *life = life.checked_sub(1).ok_or(Error::NoBus)?;
            Ok(())
        }
    }

    impl Items for Fake {
        fn get(&self, name: &str) -> Result<Option<SecretBytes>, Error> {
            self.live()?;
            Ok(self.items.lock().unwrap().get(name).cloned().map(SecretBytes::new))
        }
        fn put(&self, name: &str, item: &SecretBytes) -> Result<(), Error> {
            self.live()?;
            assert!(item.expose().len() <= self.limit, "{} bytes in {name}", item.expose().len());
            self.items.lock().unwrap().insert(name.to_owned(), item.expose().to_vec());
            Ok(())
        }
        fn remove(&self, name: &str) -> Result<bool, Error> {
            self.live()?;
            Ok(self.items.lock().unwrap().remove(name).is_some())
        }
    }

    const LIMIT: usize = 100;
    fn work() -> Slot {
        Slot::credential("work").unwrap()
    }
    fn secret(size: usize, seed: u8) -> SecretBytes {
        SecretBytes::new((0..=u8::MAX).cycle().map(|byte| byte.wrapping_mul(7) ^ seed).take(size).collect())
    }

    #[test]
    fn keeps_the_contract_whole_and_in_parts() {
        for (limit, size) in [(None, usize::MAX), (Some(2560), 2560), (Some(LIMIT), LIMIT)] {
            let fake = Fake::new(size);
            contract::holds_for(&Split::over(fake.clone(), limit), || {
                Box::new(Split::over(fake.clone(), limit))
            });
            assert!(fake.names().is_empty(), "nothing is left over: {:?}", fake.names());
        }
    }

    #[test]
    fn a_secret_that_fits_is_one_item() {
        let fake = Fake::new(2560);
        let store = Split::over(fake.clone(), Some(2560));
        store.write(&work(), &secret(2560 - WHOLE.len(), 0)).unwrap();
        assert_eq!(fake.names(), ["credential.work"]);
        store.write(&work(), &secret(2561 - WHOLE.len(), 0)).unwrap();
        assert_eq!(fake.names(), ["credential.work", "credential.work#a.0", "credential.work#a.1"]);
    }

    #[test]
    fn r3_a_writer_killed_at_any_step_leaves_the_old_secret_or_the_new_and_the_next_one_tidies_up() {
        let sizes = [0, 50, 150, 400];
        for (before, after, then) in triples(&sizes) {
            let (old, new, last) = (secret(before, 1), secret(after, 2), secret(then, 3));
            for life in 0.. {
                let items = Arc::default();
                let whole_life = Split::over(Fake::of(&items, LIMIT, usize::MAX), Some(LIMIT));
                whole_life.write(&work(), &old).unwrap();
                let killed = Fake::of(&items, LIMIT, life);
                let result = Split::over(killed.clone(), Some(LIMIT)).write(&work(), &new);
                let kept = whole_life.read(&work()).unwrap().unwrap();
                let expected = if result.is_ok() { [&new, &new] } else { [&old, &new] };
                assert!(expected.iter().any(|one| one.expose() == kept.expose()), "life {life}");

                whole_life.write(&work(), &last).unwrap();
                let fresh = Fake::new(LIMIT);
                Split::over(fresh.clone(), Some(LIMIT)).write(&work(), &last).unwrap();
                assert_eq!(items.lock().unwrap().len(), fresh.names().len(), "nothing is left over");
                if *killed.life.lock().unwrap() > 0 {
                    break; // it was not killed any more
                }
            }
        }
    }

    fn triples(sizes: &[usize]) -> Vec<(usize, usize, usize)> {
        let pairs = sizes.iter().flat_map(|a| sizes.iter().map(move |b| (*a, *b)));
        pairs.flat_map(|(a, b)| sizes.iter().map(move |c| (a, b, *c))).collect()
    }

    #[test]
    fn r3_a_delete_killed_at_any_step_can_be_done_again() {
        for life in 0..40 {
            let items = Arc::default();
            let whole_life = Split::over(Fake::of(&items, LIMIT, usize::MAX), Some(LIMIT));
            whole_life.write(&work(), &secret(300, 1)).unwrap();
            let _ = Split::over(Fake::of(&items, LIMIT, life), Some(LIMIT)).delete(&work());
            let kept = whole_life.read(&work()).unwrap();
            assert!(kept.is_none_or(|kept| kept.expose() == secret(300, 1).expose()));
            whole_life.delete(&work()).unwrap();
            assert!(items.lock().unwrap().is_empty());
        }
    }

    #[test]
    fn a45_a_part_that_is_missing_or_of_another_write_is_noticed() {
        let fake = Fake::new(LIMIT);
        let store = Split::over(fake.clone(), Some(LIMIT));
        store.write(&work(), &secret(300, 1)).unwrap();
        let old_part = fake.items.lock().unwrap()["credential.work#a.1"].clone();
        store.write(&work(), &secret(300, 2)).unwrap();
        store.write(&work(), &secret(300, 3)).unwrap();
        let error = |store: &dyn SecretStore| store.read(&work()).unwrap_err().to_string();
        fake.items.lock().unwrap().insert("credential.work#a.1".to_owned(), old_part);
        assert_eq!(error(&store), "the keychain's item credential.work is damaged: a part of it is missing");
        fake.items.lock().unwrap().remove("credential.work#a.1");
        assert!(error(&store).contains("damaged"));
        store.write(&work(), &secret(300, 4)).unwrap();
        assert_eq!(store.read(&work()).unwrap().unwrap().expose(), secret(300, 4).expose());
    }

    #[test]
    fn a_reader_needs_no_lock() {
        /// Writes anew each time that a reader has seen the head.
        struct Busy(Fake, Mutex<u8>);
        impl Items for Busy {
            fn get(&self, name: &str) -> Result<Option<SecretBytes>, Error> {
                let seen = self.0.get(name);
                let mut writes = self.1.lock().unwrap();
                if name == "credential.work" && *writes < 3 {
                    *writes += 1;
                    Split::over(self.0.clone(), Some(LIMIT)).write(&work(), &secret(300, *writes)).unwrap();
                }
                seen
            }
            fn put(&self, _: &str, _: &SecretBytes) -> Result<(), Error> {
                unreachable!()
            }
            fn remove(&self, _: &str) -> Result<bool, Error> {
                unreachable!()
            }
        }
        let fake = Fake::new(LIMIT);
        Split::over(fake.clone(), Some(LIMIT)).write(&work(), &secret(300, 0)).unwrap();
        let reader = Split::over(Busy(fake, Mutex::new(0)), Some(LIMIT));
        assert_eq!(reader.read(&work()).unwrap().unwrap().expose(), secret(300, 3).expose());
    }

    #[test]
    fn r14_a_newer_format_is_refused_untouched_and_what_is_foreign_too() {
        let fake = Fake::new(LIMIT);
        let store = Split::over(fake.clone(), None);
        for (item, message) in [
            ("authctl/2 odd\nx", "was written by a newer authctl (format 2) and is left as it is"),
            ("a password of somebody else", "is damaged: it is not what authctl wrote"),
            ("authctl/1 parts c x 1\n", "is damaged: it is not what authctl wrote"),
        ] {
            fake.items.lock().unwrap().insert("credential.work".to_owned(), item.into());
            for error in [store.read(&work()).unwrap_err(), store.write(&work(), &secret(1, 1)).unwrap_err()]
            {
                assert_eq!(error.to_string(), format!("the keychain's item credential.work {message}"));
            }
            assert_eq!(fake.items.lock().unwrap()["credential.work"], item.as_bytes());
            assert!(store.delete(&work()).unwrap(), "a person may delete it");
        }
    }
}
