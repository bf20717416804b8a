//! How many lines were good, and how that is told.

use crate::failure::Kind;
use jiff::SignedDuration;

/// Whether a line is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Good,
    Bad,
    /// Nothing is wrong but the time.
    OnlyTime,
    /// Neither good nor bad, since nobody can say so now.
    Open,
}

/// How the summary calls them: "12 tokens: 10 valid, 2 rejected in 0.1 s".
#[derive(Clone, Copy, Debug)]
pub struct Words {
    pub good: &'static str,
    /// Nothing where none can be bad.
    pub bad: Option<&'static str>,
    /// The code of the failure when any is bad.
    pub code: &'static str,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    good: u64,
    bad: u64,
    only_time: u64,
    open: u64,
}

impl Tally {
    pub fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Good => self.good += 1,
            Verdict::Bad => self.bad += 1,
            Verdict::OnlyTime => self.only_time += 1,
            Verdict::Open => self.open += 1,
        }
    }

    pub fn add(&mut self, other: Self) {
        self.good += other.good;
        self.bad += other.bad;
        self.only_time += other.only_time;
        self.open += other.open;
    }

    /// What kind of failure those that are not good are together; `None` when all are good.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Self { bad: 1.., .. } => Some(Kind::Rejected),
            Self { open: 1.., .. } => Some(Kind::Unavailable),
            Self { only_time: 1.., .. } => Some(Kind::OnlyTime),
            _ => None,
        }
    }

    pub fn summary(self, words: Words, took: SignedDuration) -> String {
        format!("{} in {:.1} s", self.so_far(words), took.as_secs_f64())
    }

    pub fn so_far(self, words: Words) -> String {
        let bad = self.bad + self.only_time;
        let all = self.good + bad + self.open;
        let noun = if all == 1 { "token" } else { "tokens" };
        match words.bad {
            Some(word) => {
                let open =
                    if self.open > 0 { format!(", {} neither", grouped(self.open)) } else { String::new() };
                let (all, good, bad) = (grouped(all), grouped(self.good), grouped(bad));
                format!("{all} {noun}: {good} {}, {bad} {word}{open}", words.good)
            }
            None => format!("{} {noun} {}", grouped(all), words.good),
        }
    }
}

/// With a comma before each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Words = Words { good: "valid", bad: Some("rejected"), code: "rejected" };

    fn tally(good: u64, bad: u64, only_time: u64) -> Tally {
        Tally { good, bad, only_time, open: 0 }
    }

    #[test]
    fn a_summary_is_one_line() {
        let took = SignedDuration::from_millis(940);
        for (tally, words, told) in [
            (tally(999_990, 8, 2), WORDS, "1,000,000 tokens: 999,990 valid, 10 rejected in 0.9 s"),
            (
                Tally { open: 1500, ..tally(1, 0, 2) },
                WORDS,
                "1,503 tokens: 1 valid, 2 rejected, 1,500 neither in 0.9 s",
            ),
            (tally(1, 0, 0), WORDS, "1 token: 1 valid, 0 rejected in 0.9 s"),
            (tally(1234, 0, 0), Words { good: "issued", bad: None, ..WORDS }, "1,234 tokens issued in 0.9 s"),
        ] {
            assert_eq!(tally.summary(words, took), told);
        }
    }

    #[test]
    fn time_decides_only_where_nothing_else_is_wrong() {
        assert_eq!(tally(3, 0, 0).kind(), None);
        assert_eq!(tally(3, 0, 2).kind(), Some(Kind::OnlyTime));
        assert_eq!(tally(3, 1, 2).kind(), Some(Kind::Rejected));
        assert_eq!(Tally { open: 1, ..tally(3, 0, 2) }.kind(), Some(Kind::Unavailable));
        assert_eq!(Tally { open: 1, ..tally(3, 1, 2) }.kind(), Some(Kind::Rejected));
    }
}
