//! What lies in etcd: a secret that only machines with the key of the file store can read or write.
//!
//! age says neither whose record it is that one decrypts nor who wrote it. So inside stand a tag over all that follows
//! (HMAC-SHA256 by a key that is derived from the identity; who knows only the public key cannot make one), a line of JSON
//! with the place, a count of the changes and the ids of the last of them, and then the secret.

use super::{Error, SKEW};
use crate::host::{Random, printable};
use crate::sensitive::SecretBytes;
use crate::store::identity::Identity;
use age::DecryptError;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The format that this authctl writes, and the newest that it reads.
const FORMAT: u64 = 1;
/// What the key of the tags is for.
const PURPOSE: &str = "authctl: records in etcd, format 1";
/// So many changes are remembered in a record: whoever does not know what came of one looks for it there, and who has seen one
/// whether the record has gone on from that.
const REMEMBERED: usize = 100;
/// As far behind another one as a clock may be.
const BEHIND: i64 = -SKEW;
/// Larger ones would not fit into a request of etcd.
const LARGEST: usize = 512 * 1024;

/// What is said of a secret beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    format: u64,
    /// The key in etcd.
    place: String,
    /// An id of chance for the time from its first change to its deletion.
    life: String,
    /// When that began, in seconds since 1970.
    created_at: i64,
    /// How often it was changed in this life.
    changes: u64,
    /// The ids of the last changes, each of chance; this one comes first.
    last: Vec<String>,
}

impl Head {
    pub fn first(place: &str, now: Timestamp) -> Self {
        let (life, last) = (Random.text(), vec![Random.text()]);
        let created_at = now.as_second();
        Self { format: FORMAT, place: place.to_owned(), life, created_at, changes: 1, last }
    }

    /// That of the next change.
    pub fn next(&self) -> Self {
        let last = std::iter::once(Random.text()).chain(self.last.iter().cloned()).take(REMEMBERED).collect();
        Self { changes: self.changes.saturating_add(1), last, ..self.clone() }
    }

    /// True when the change of that head is in this one, or before it.
    pub fn follows(&self, other: &Self) -> bool {
        other.last.first().is_some_and(|change| self.last.contains(change))
    }

    /// Whether it can be there after the one that was `seen`.
    pub fn beside(&self, seen: &Self) -> Standing {
        if self.life != seen.life {
            // the clocks of who made them may differ
            return match self.created_at.saturating_sub(seen.created_at) {
                ..BEHIND => Standing::Older,
                BEHIND..=SKEW => Standing::Unclear,
                _ => Standing::Newer,
            };
        }
        let Some(since) = self.changes.checked_sub(seen.changes) else { return Standing::Older };
        let change = usize::try_from(since).ok().and_then(|since| self.last.get(since));
        match (since, change) {
            (_, Some(change)) if seen.last.first() == Some(change) => Standing::Newer,
            (0, _) => Standing::Older,
            (_, Some(_)) => Standing::Forked,
            (_, None) => Standing::Untold,
        }
    }

    /// What no other ring in its place is called.
    pub fn life(&self) -> &str {
        &self.life
    }

    /// True for heads of one time from its first change to its deletion.
    pub fn is_of_life_of(&self, other: &Self) -> bool {
        self.life == other.life
    }

    /// True for one of the same life that was changed more often.
    pub fn is_beyond(&self, other: &Self) -> bool {
        self.is_of_life_of(other) && self.changes > other.changes
    }
}

/// How a head stands to one that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is the same one, or has gone on from it, or was made anew.
    Newer,
    /// One of the two was made anew, and by clocks that may differ so far nobody can tell which.
    Unclear,
    /// More changes lie between than it remembers.
    Untold,
    /// It was there before, or is another change with the same count: somebody has put it back.
    Older,
    /// It was changed more often, and has not gone on from the one that was seen, but from one before it.
    Forked,
}

/// The record, encrypted.
pub fn seal(head: &Head, secret: &SecretBytes, identity: &Identity) -> Result<Vec<u8>, Error> {
    let size = secret.expose().len();
    if size > LARGEST {
        return Err(Error::TooLarge { size, limit: LARGEST });
    }
    let unwritten = || Error::Damaged { place: head.place.clone(), why: "it cannot be written" };
    let line = serde_json::to_vec(head).map_err(|_| unwritten())?;
    let content = Zeroizing::new([&line, &b"\n"[..], secret.expose()].concat());
    let tag = hmac::sign(&key(identity), &content);
    let mut plain = Zeroizing::new(Vec::with_capacity(content.len() + 64));
    plain.extend_from_slice(STANDARD_NO_PAD.encode(tag.as_ref()).as_bytes());
    plain.push(b'\n');
    plain.extend_from_slice(&content);
    age::encrypt(&identity.key.to_public(), &plain).map_err(|_| unwritten())
}

/// What lies at this place, if it belongs there and was written by a machine that has this identity.
pub fn open(record: &[u8], place: &str, identity: &Identity) -> Result<(Head, SecretBytes), Error> {
    #[derive(Deserialize)]
    struct AnyFormat {
        format: u64,
    }
    let damaged = |why| Error::Damaged { place: place.to_owned(), why };
    let plain = identity.decrypt(record).map_err(|why| match why {
        DecryptError::NoMatchingKeys => {
            Error::OtherKey { place: place.to_owned(), key: identity.from.clone() }
        }
        _ => damaged("it is not what authctl wrote"),
    })?;
    let forged = || Error::Forged { place: place.to_owned() };
    let (tag, content) = line(plain.expose()).ok_or_else(forged)?;
    let tag = STANDARD_NO_PAD.decode(tag).map_err(|_| forged())?;
    hmac::verify(&key(identity), content, &tag).map_err(|_| forged())?;
    let (head, secret) = line(content).ok_or_else(|| damaged("it has no head"))?;
    let AnyFormat { format } = serde_json::from_slice(head).map_err(|_| damaged("it has no head"))?;
    if format > FORMAT {
        return Err(Error::Newer { place: place.to_owned(), format });
    }
    let head: Head = serde_json::from_slice(head).map_err(|_| damaged("it has no head"))?;
    // it is written a line each, and named in commands
    if !head.life.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"-_".contains(&sign)) {
        return Err(damaged("its head is none"));
    }
    match head.place == place {
        true => Ok((head, SecretBytes::new(secret.to_vec()))),
        false => {
            let found = printable::short(&head.place, 200);
            Err(Error::OtherPlace { place: place.to_owned(), found })
        }
    }
}

/// What stands before the first line break, and behind it.
fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

fn key(identity: &Identity) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, identity.derived(PURPOSE).expose())
}

#[cfg(test)]
mod tests {
    use super::*;
    use age::x25519;

    fn identity() -> Identity {
        Identity { key: x25519::Identity::generate(), from: "key".into() }
    }
    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }
    fn secret() -> SecretBytes {
        SecretBytes::new(b"canary".to_vec())
    }
    fn told(opened: Result<(Head, SecretBytes), Error>) -> String {
        opened.map(drop).unwrap_err().to_string()
    }

    #[test]
    fn a45_a49_a_record_is_read_where_it_belongs_by_who_has_the_key() {
        let (ours, head) = (identity(), Head::first("teams/api", at(100)).next());
        let record = seal(&head, &secret(), &ours).unwrap();
        assert!(!record.windows(6).any(|window| window == b"canary"));
        let (found, opened) = open(&record, "teams/api", &ours).unwrap();
        assert_eq!((found, opened.expose()), (head, &b"canary"[..]));
        assert!(told(open(&record, "teams/web", &ours)).contains("holds what belongs to teams/api"));
        assert!(told(open(&record, "teams/api", &identity())).contains("another key than that of key"));
        for index in 0..record.len() {
            let mut flipped = record.clone();
            flipped[index] ^= 1;
            assert!(open(&flipped, "teams/api", &ours).is_err(), "byte {index}");
            assert!(open(&record[..index], "teams/api", &ours).is_err(), "cut at {index}");
        }
    }

    #[test]
    fn a45_who_knows_the_public_key_alone_cannot_make_a_record() {
        let (ours, theirs) = (identity(), identity());
        let head = serde_json::to_string(&Head::first("teams/api", at(100))).unwrap();
        let content = format!("{head}\nkeys of somebody else");
        let tag = STANDARD_NO_PAD.encode(hmac::sign(&key(&theirs), content.as_bytes()).as_ref());
        for plain in [content.clone(), format!("\n{content}"), format!("{tag}\n{content}")] {
            let forged = age::encrypt(&ours.key.to_public(), plain.as_bytes()).unwrap();
            assert!(
                told(open(&forged, "teams/api", &ours)).contains("was not written by a machine"),
                "{plain}"
            );
        }
    }

    #[test]
    fn a45_an_older_record_is_told_from_a_newer_one_and_a_change_is_found_again() {
        let first = Head::first("teams/api", at(100));
        let (second, other) = (first.next(), first.next());
        assert_eq!(first.beside(&second), Standing::Older);
        assert_eq!((second.beside(&first), second.beside(&second)), (Standing::Newer, Standing::Newer));
        assert_eq!(other.beside(&second), Standing::Older, "as many changes, and others");
        let anew = |second| Head::first("teams/api", at(second));
        for near in [anew(100), anew(100 + SKEW)] {
            assert_eq!((first.beside(&near), near.beside(&second)), (Standing::Unclear, Standing::Unclear));
        }
        assert_eq!(first.beside(&anew(101 + SKEW)), Standing::Older);
        assert_eq!(anew(101 + SKEW).beside(&second), Standing::Newer);
        let later = (0..REMEMBERED - 1).fold(second.clone(), |head, _| head.next());
        assert!(later.follows(&second) && !later.next().follows(&second) && !later.follows(&other));
    }

    #[test]
    fn a45_a_record_that_went_on_from_an_older_one_is_told_as_far_back_as_changes_are_remembered() {
        let first = Head::first("teams/api", at(100));
        let seen = first.next();
        let after = |head: &Head, changes| (0..changes).fold(head.clone(), |head, _| head.next());
        for changes in [1, 2, REMEMBERED - 1] {
            assert_eq!(after(&first, changes + 1).beside(&seen), Standing::Forked, "{changes}");
            assert_eq!(after(&seen, changes).beside(&seen), Standing::Newer, "{changes}");
        }
        assert_eq!(after(&first, REMEMBERED + 1).beside(&seen), Standing::Untold);
        assert_eq!(after(&seen, REMEMBERED).beside(&seen), Standing::Untold);
        // an authctl that remembers fewer
        let Head { mut last, .. } = after(&seen, 20);
        last.truncate(16);
        let short = Head { last, ..after(&seen, 20) };
        assert_eq!((short.beside(&seen), short.next().beside(&short)), (Standing::Untold, Standing::Newer));
    }

    #[test]
    fn a45_a_record_for_many_others_is_refused_before_it_costs_anything() {
        let (ours, head) = (identity(), Head::first("teams/api", at(100)));
        let record = seal(&head, &secret(), &ours).unwrap();
        let split = record.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let stanza =
            record[split..].splitn(3, |byte| *byte == b'\n').take(2).collect::<Vec<_>>().join(&b'\n');
        let stanza = [&stanza, &b"\n"[..]].concat();
        for count in [1, 2, 7000] {
            let others = stanza.repeat(count);
            let many = [&record[..split], &others, &record[split..]].concat();
            assert!(
                told(open(&many, "teams/api", &ours)).contains("it is not what authctl wrote"),
                "{count}"
            );
        }
        // age puts in a stanza of chance beside ours
        for _ in 0..200 {
            assert!(open(&seal(&head, &secret(), &ours).unwrap(), "teams/api", &ours).is_ok());
        }
        let both: [&dyn age::Recipient; 2] = [&ours.key.to_public(), &identity().key.to_public()];
        let mut sealed = Vec::new();
        let mut writer =
            age::Encryptor::with_recipients(both.into_iter()).unwrap().wrap_output(&mut sealed).unwrap();
        std::io::Write::write_all(&mut writer, b"canary").unwrap();
        writer.finish().unwrap();
        assert!(age::decrypt(&ours.key, &sealed).is_ok() && ours.decrypt(&sealed).is_err());
    }

    #[test]
    fn r14_a_newer_format_is_left_alone() {
        let (ours, head) = (identity(), Head { format: 2, ..Head::first("teams/api", at(100)) });
        let record = seal(&head, &secret(), &ours).unwrap();
        assert!(told(open(&record, "teams/api", &ours)).contains("by a newer authctl (format 2)"));
    }
}
