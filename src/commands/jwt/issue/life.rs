//! The dates of a token that is issued: from when, until when.

use super::claims::Said;
use crate::commands::arguments::{instant, seconds, whole_seconds};
use crate::failure::Failure;
use jiff::Timestamp;
use std::time::Duration;

/// Where nobody says how long a token is good.
const USUAL: i64 = 15 * 60;

/// A bare number below this is no date that anybody means.
const FIRST_DATE: i64 = 366 * 86_400;

/// A point in time, or how many seconds it is until then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    At(Timestamp),
    In(i64),
}

/// When the token begins and ends.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Dates")]
pub struct LifeFlags {
    /// How long the token is good (exp) [default: 15m]
    #[arg(long, value_name = "TIME", value_parser = away, allow_hyphen_values = true)]
    expires_in: Option<i64>,
    /// Until when the token is good (exp): RFC 3339, or seconds since 1970
    #[arg(long, value_name = "TIME", value_parser = date)]
    expires_at: Option<Timestamp>,
    /// No exp: the token is good until its key is taken out of use
    #[arg(long)]
    pub no_expiry: bool,
    /// From when the token is good (nbf): a date as above, or a time from now, such as 5m
    #[arg(long, value_name = "TIME", value_parser = when, allow_hyphen_values = true)]
    not_before: Option<When>,
    /// Say that the token was issued so much earlier (iat), for servers whose clock is slow [default: 0s; with --for a
    /// service that takes no iat ahead of its clock, 10s]
    #[arg(long, value_name = "TIME", value_parser = whole_seconds)]
    iat_skew: Option<Duration>,
    /// No iat
    #[arg(long)]
    no_iat: bool,
}

impl LifeFlags {
    /// What the flags say of the dates.
    pub fn say(&self, said: &mut Said, now: i64) -> Result<(), Failure> {
        if let Some(time) = self.iat_skew {
            said.say("iat", "--iat-skew", now.saturating_sub(seconds(time)))?;
        }
        if self.no_iat {
            said.take_out("iat", "--no-iat")?;
        }
        if let Some(when) = self.not_before {
            let nbf = match when {
                When::At(time) => time.as_second(),
                When::In(seconds) => now.saturating_add(seconds),
            };
            said.say("nbf", "--not-before", nbf)?;
        }
        if let Some(seconds) = self.expires_in {
            said.say("exp", "--expires-in", now.saturating_add(seconds))?;
        }
        if let Some(time) = self.expires_at {
            said.say("exp", "--expires-at", time.as_second())?;
        }
        if self.no_expiry {
            said.take_out("exp", "--no-expiry")?;
        }
        Ok(())
    }

    /// The dates of a token of which nothing else is said. `earlier`: by how many seconds whoever takes it wants `iat` to lie
    /// before now, or that none is wanted.
    pub fn usual(&self, now: i64, earlier: Option<i64>) -> impl Iterator<Item = (&'static str, i64)> + use<> {
        let earlier = self.iat_skew.map(seconds).or(earlier);
        let begin = now.saturating_sub(earlier.unwrap_or_default());
        let iat = earlier.map(|_| ("iat", begin));
        iat.into_iter().chain([("nbf", begin), ("exp", now.saturating_add(USUAL))])
    }
}

/// How many seconds from now; those behind a dash lie in the past.
fn away(text: &str) -> Result<i64, String> {
    match text.strip_prefix('-') {
        Some(past) => whole_seconds(past).map(|time| -seconds(time)),
        None => whole_seconds(text).map(seconds),
    }
}

/// A date of a whole second, as those are that are signed here.
fn date(text: &str) -> Result<Timestamp, String> {
    let date = instant(text)?;
    match date.subsec_nanosecond() {
        0 => Ok(date),
        _ => Err(format!("whole seconds are wanted, such as {date:.0}")),
    }
}

/// `5m` is that long from now; a bare number is a date.
fn when(text: &str) -> Result<When, String> {
    match text.parse::<i64>() {
        Ok(number) if (0..FIRST_DATE).contains(&number) => {
            Err(format!("a bare number is seconds since 1970; {number}s is that long from now"))
        }
        Err(_) if instant(text).is_err() => away(text).map(When::In).map_err(|_| {
            "a time from now such as 5m, or a date such as 2026-11-20T12:00:00Z, is wanted".to_owned()
        }),
        _ => date(text).map(When::At),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_a_date_or_a_time_from_now() {
        assert_eq!(when("5m"), Ok(When::In(300)));
        assert_eq!(when("-1h"), Ok(When::In(-3600)));
        let date = Timestamp::from_second(1_800_000_000).unwrap();
        assert_eq!(when("1800000000"), Ok(When::At(date)));
        assert_eq!(when(&date.to_string()), Ok(When::At(date)));
        assert!(when("60").unwrap_err().contains("60s is that long from now"));
        let cut = "whole seconds are wanted, such as 2026-01-01T00:00:00Z";
        assert_eq!(when("2026-01-01T00:00:00.5Z"), Err(cut.to_owned()));
        assert_eq!(super::date("2026-01-01T00:00:00.999Z"), Err(cut.to_owned()));
        assert!(super::date("2026-01-01T00:00:00.0Z").is_ok());
        for wrong in ["", "soon", "-", "--5m", "2026-11-20"] {
            assert!(when(wrong).unwrap_err().contains("is wanted"), "{wrong}");
        }
    }
}
