//! The lives of keys below each other, each a line from the first date to the last.

use crate::keys::{Delivery, Key, Ring};

const WIDTH: i64 = 24;

/// What the signs of a line mean.
pub const LEGEND: &str = "· it is known, ━ it signs, ─ its tokens are taken, │ now";

/// A line for each key, as [`LEGEND`] says.
pub fn lives(ring: &Ring, now: i64) -> Vec<String> {
    let dates = |key: &Key| {
        let end = key.end.map(|end| end.verifies_until.unwrap_or(end.signs_until));
        [Some(key.created_at), Some(key.activates_at), end, key.revoked_at]
    };
    let all: Vec<i64> = ring.keys().iter().flat_map(dates).flatten().chain([now]).collect();
    let first = all.iter().copied().min().unwrap_or(now);
    // what goes on without an end does so visibly
    let last = all.iter().copied().max().unwrap_or(now);
    let last = last.saturating_add(last.saturating_sub(first) / 8).max(first.saturating_add(WIDTH - 1));
    // rounded up: the last column is not before the last date, so now is in one
    let step = last.saturating_sub(first).saturating_add(WIDTH - 2) / (WIDTH - 1);
    let at = |column: i64| first.saturating_add(column.saturating_mul(step));
    let sign = |key: &Key, column: i64| match (at(column), at(column + 1)) {
        (from, to) if from <= now && now < to => '│',
        (time, _) => sign(key, time),
    };
    ring.keys().iter().map(|key| (0..WIDTH).map(|column| sign(key, column)).collect()).collect()
}

fn sign(key: &Key, time: i64) -> char {
    let is_over = |end: Option<i64>| end.is_some_and(|end| end <= time);
    let signs_from = match key.delivery {
        Delivery::Done => Some(key.activates_at),
        Delivery::Awaited | Delivery::Withdrawn => None,
    };
    match () {
        () if time < key.created_at => ' ',
        () if is_over(key.revoked_at) || is_over(key.end.and_then(|end| end.verifies_until)) => ' ',
        () if is_over(key.end.map(|end| end.signs_until)) => '─',
        () if is_over(signs_from) => '━',
        () => '·',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::Algorithm;
    use crate::jwt::key::{FreshKey, SecretEncoding};
    use crate::keys::rotation::Rotation;

    const HOUR: i64 = 3600;

    fn fresh() -> FreshKey {
        FreshKey::generate(Algorithm::HS256, SecretEncoding::Utf8).unwrap()
    }

    fn rotate(ring: &Ring, activate_after: i64, now: i64) -> Ring {
        let wanted = Rotation { activate_after, grace: Some(4 * HOUR), ..Rotation::default() };
        ring.rotated(fresh(), wanted, now).unwrap()
    }

    #[track_caller]
    fn draws(ring: &Ring, now: i64, expected: &[&str]) {
        assert_eq!(lives(ring, now), expected);
    }

    #[test]
    fn each_key_is_drawn_from_its_first_date_to_its_last() {
        let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
        draws(&ring, 0, &["│━━━━━━━━━━━━━━━━━━━━━━━"]);
        draws(&ring, 8 * HOUR, &["━━━━━━━━━━━━━━━━━━━━│━━━"]);
        let planned = rotate(&ring, 4 * HOUR, 8 * HOUR);
        draws(&planned, 8 * HOUR, &["━━━━━━━━━━│━━━━━─────   ", "          │·····━━━━━━━━"]);
        draws(&planned, 13 * HOUR, &["━━━━━━━━━━━━━━━━│────   ", "           ·····│━━━━━━━"]);
        draws(&planned, 20 * HOUR, &["━━━━━━━━━━━━━────   │   ", "         ····━━━━━━━│━━━"]);
        let first = planned.keys()[0].kid.clone();
        draws(
            &planned.revoked(&first, || Ok(fresh()), 10 * HOUR).unwrap(),
            14 * HOUR,
            &["━━━━━━━━━━━━━    │      ", "             ━━━─│───   ", "           ·····━│━━━━━━"],
        );
        let next = planned.keys()[1].kid.clone();
        draws(
            &planned.revoked(&next, || Ok(fresh()), 10 * HOUR).unwrap(),
            14 * HOUR,
            &["━━━━━━━━━━━━━━━━━━━━│━━━", "            ···     │   "],
        );
    }

    #[test]
    fn a_ring_of_any_age_is_drawn_with_now_in_it() {
        let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
        draws(&ring, 30, &["━━━━━━━━━━━━━━━│━━━━━━━━"]);
        draws(&ring, 50, &["━━━━━━━━━━━━━━━━│━━━━━━━"]);
        for age in 0..5000 {
            assert_eq!(lives(&ring, age)[0].matches('│').count(), 1, "{age} s");
        }
    }

    #[test]
    fn a_key_that_no_service_has_is_not_drawn_as_one_that_signs() {
        let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
        let announced = ring.announced(fresh(), Rotation::default(), 8 * HOUR).unwrap();
        let kid = announced.awaiting().unwrap().kid.clone();
        draws(&announced, 12 * HOUR, &["━━━━━━━━━━━━━━━━━━━━│━━━", "              ······│···"]);
        draws(
            &announced.withdrawn(&kid, 12 * HOUR).unwrap(),
            14 * HOUR,
            &["━━━━━━━│━━━━━━━━━━━━━━━━", "     ··│─────────────   "],
        );
        let delivered = announced.delivered(&kid, Rotation::default(), 12 * HOUR).unwrap();
        draws(&delivered, 14 * HOUR, &["━━━━━━━│─────────────   ", "     ··│━━━━━━━━━━━━━━━━"]);
    }
}
