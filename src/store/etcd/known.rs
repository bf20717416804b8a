//! What this machine has seen of a key in etcd, by whatever endpoints, and what that says of what is there now.
//!
//! One etcd is called by several names, so what was seen by another one counts. Of another life it may be that of another
//! etcd, where the same key is another ring: nobody can tell, so that is no error, and is told each time.

use super::SKEW;
use super::memory::{self, Memory};
use super::record::{Head, Standing};
use crate::sensitive::SecretBytes;
use std::path::PathBuf;

/// What this machine knows before it asks.
pub struct Known {
    /// What it saw last by these endpoints, or what has come of that by others.
    pub last: Option<Seen>,
    others: Vec<Seen>,
    /// The lives that are over.
    over: Vec<String>,
}

/// What this machine saw.
pub struct Seen {
    pub secret: SecretBytes,
    /// In seconds since 1970.
    pub at: i64,
    pub(super) head: Head,
    /// As it lay there, and lies here.
    pub(super) stored: memory::Seen,
    /// Where it lies here.
    pub(super) path: PathBuf,
}

/// Why somebody must have put back what is there.
pub(super) enum Objection<'k> {
    Over(String),
    Older(&'k Seen),
    Forked(&'k Seen),
}

/// What is to be said of what is there.
pub(super) enum Doubt<'k> {
    /// It was changed too often to tell whether it is older.
    LongUnseen,
    /// It was not there when that key was seen last.
    Anew,
    /// Nobody can tell which of two is the older one.
    Unclear(&'k Seen),
}

impl Known {
    /// From what was seen by these endpoints, and by others, and the lives that are over.
    pub(super) fn new(own: Option<Seen>, mut others: Vec<Seen>, over: Vec<String>) -> Self {
        let is_over = |seen: &Seen| over.iter().any(|life| life == seen.head.life());
        others.retain(|seen| !is_over(seen));
        let mut last = own.filter(|seen| !is_over(seen));
        if let Some(last) = &mut last {
            for other in &mut others {
                if other.head.is_beyond(&last.head) {
                    std::mem::swap(other, last);
                }
            }
        }
        Self { last, others, over }
    }

    /// What etcd has lost where it has nothing.
    pub(super) fn lost(&self) -> Option<&Seen> {
        self.last.as_ref().or_else(|| self.others.iter().max_by_key(|seen| seen.at))
    }

    pub(super) fn judge(&self, head: &Head) -> Result<Vec<Doubt<'_>>, Objection<'_>> {
        if self.over.iter().any(|life| life == head.life()) {
            return Err(Objection::Over(head.life().to_owned()));
        }
        let (mut doubts, mut is_new) = (Vec::new(), true);
        for (seen, is_last) in self.all() {
            let is_of_life = head.is_of_life_of(&seen.head);
            is_new &= !is_of_life;
            match head.beside(&seen.head) {
                Standing::Older if is_of_life || is_last => return Err(Objection::Older(seen)),
                Standing::Forked => return Err(Objection::Forked(seen)),
                Standing::Older | Standing::Unclear => doubts.push(Doubt::Unclear(seen)),
                Standing::Untold if !self.all().any(|(other, _)| other.head.is_beyond(&seen.head)) => {
                    doubts.push(Doubt::LongUnseen);
                }
                Standing::Newer | Standing::Untold => {}
            }
        }
        // an unclear one is told as that
        if is_new && doubts.is_empty() && self.lost().is_some() {
            doubts.push(Doubt::Anew);
        }
        Ok(doubts)
    }

    /// Each, and whether it is the last one.
    fn all(&self) -> impl Iterator<Item = (&Seen, bool)> {
        self.last.iter().map(|seen| (seen, true)).chain(self.others.iter().map(|seen| (seen, false)))
    }
}

impl Doubt<'_> {
    /// Its code, and what is said of this key.
    pub fn warning(&self, key: &str, memory: &Memory) -> (&'static str, String) {
        match self {
            Self::LongUnseen => {
                let message = format!(
                    "{key} in etcd was changed so often since this machine saw it last that nobody can tell whether an older one \
                     was put back meanwhile."
                );
                ("ring_long_unseen", message)
            }
            Self::Anew => {
                let message = format!(
                    "{key} in etcd was made anew since this machine saw it last, or is that of another etcd."
                );
                ("ring_made_anew", message)
            }
            Self::Unclear(seen) => {
                // that of these endpoints is set aside where this one is remembered
                let is_own = seen.path == memory.path();
                let path = if is_own { memory.aside(seen.head.life()) } else { seen.path.clone() };
                let path = shell_words::quote(&path.to_string_lossy()).into_owned();
                let message = format!(
                    "{key} in etcd is not the ring that this machine has seen there as well. Both were made within {} minutes, \
                     or seen by different endpoints, so nobody can tell whether somebody has put the older one back, with keys \
                     that were revoked since. Ask who made them; where this is the right one: rm {path} (each etcd wants a key \
                     file of its own).",
                    SKEW / 60
                );
                ("ring_unclear", message)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn first(at: i64) -> Head {
        Head::first("teams/api", Timestamp::from_second(at).unwrap())
    }
    fn after(head: &Head, changes: usize) -> Head {
        (0..changes).fold(head.clone(), |head, _| head.next())
    }
    fn seen(head: &Head) -> Seen {
        let stored = memory::Seen { record: Vec::new(), at: 0 };
        Seen { secret: SecretBytes::new(Vec::new()), at: 0, head: head.clone(), stored, path: PathBuf::new() }
    }
    /// What is said of a head by who has seen these, the first by the endpoints that he asks.
    fn said(head: &Head, own: Option<&Head>, others: &[&Head]) -> &'static str {
        let known = Known::new(own.map(seen), others.iter().map(|head| seen(head)).collect(), Vec::new());
        match known.judge(head) {
            Err(Objection::Over(_)) => "over",
            Err(Objection::Older(_)) => "older",
            Err(Objection::Forked(_)) => "forked",
            Ok(doubts) => match doubts.first() {
                None => "",
                Some(Doubt::LongUnseen) => "long unseen",
                Some(Doubt::Anew) => "anew",
                Some(Doubt::Unclear(_)) => "unclear",
            },
        }
    }

    #[test]
    fn a45_what_was_seen_counts_by_whatever_endpoints() {
        let old = first(100);
        let revoked = old.next();
        let (gone_on, long) = (after(&old, 2), after(&old, 111));
        for (head, expected) in [
            (&revoked, ""),
            (&revoked.next(), ""),
            (&old, "older"),
            (&gone_on, "forked"),
            (&long, "long unseen"),
        ] {
            assert_eq!(said(head, Some(&revoked), &[]), expected);
            assert_eq!(said(head, None, &[&revoked]), expected);
            assert_eq!(said(head, Some(&old), &[&revoked]), expected);
            assert_eq!(said(head, Some(&revoked), &[&old]), expected);
        }
        // who has followed it is in no doubt
        assert_eq!(said(&long.next(), Some(&long), &[&old]), "");
        assert_eq!(said(&long.next(), Some(&old), &[&long]), "");
    }

    #[test]
    fn a45_of_two_lives_the_older_one_is_told_and_by_the_same_endpoints_refused() {
        let (old, near, new) = (first(100), first(100 + SKEW), first(101 + SKEW));
        for (head, own, other) in [(&old, "older", "unclear"), (&near, "unclear", "unclear"), (&new, "", "")]
        {
            assert_eq!(said(head, Some(&new), &[]), own);
            assert_eq!(said(head, None, &[&new]), other);
        }
        assert_eq!((said(&new, Some(&old), &[]), said(&new, None, &[&old])), ("anew", "anew"));
        assert_eq!((said(&new, Some(&old), &[&new]), said(&new, Some(&new), &[&old])), ("", ""));
        // each in an etcd of its own: that is told for as long as both are known
        assert_eq!(said(&old, Some(&old), &[&new]), "unclear");
        assert_eq!((said(&old, None, &[]), said(&new, None, &[])), ("", ""));
    }

    #[test]
    fn a_life_that_is_over_is_remembered_as_that_alone() {
        let (old, new) = (first(100), first(101 + SKEW));
        let over = vec![old.life().to_owned()];
        let known = Known::new(Some(seen(&old)), vec![seen(&old)], over);
        assert!(known.last.is_none() && known.lost().is_none());
        assert!(matches!(known.judge(&old.next()), Err(Objection::Over(_))));
        assert!(known.judge(&new).is_ok_and(|doubts| doubts.is_empty()));
    }
}
