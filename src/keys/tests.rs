use super::clock::SKEW;
use super::rotation::{GRACE, Refusal, Rotation};
use super::{AliveTokens, Delivery, End, Key, OwnClock, Ring, State, TokenLife, Unreadable};
use crate::jwt::issue::sign;
use crate::jwt::key::{self, FreshKey, SecretEncoding};
use crate::jwt::{Algorithm, base64url};
use crate::sensitive::SecretBytes;
use serde_json::{Map, json};
use std::collections::HashSet;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

fn fresh() -> FreshKey {
    FreshKey::generate(Algorithm::HS256, SecretEncoding::Utf8).unwrap()
}

fn made() -> Result<FreshKey, key::Error> {
    Ok(fresh())
}

fn states(ring: &Ring, now: i64) -> Vec<State> {
    ring.states(now).map(|(_, state)| state).collect()
}

fn rotate(ring: &Ring, wanted: Rotation, now: i64) -> Ring {
    ring.rotated(fresh(), wanted, now).unwrap()
}

/// A key of every state at the time 10 days: revoked, retired, retiring, active, next.
fn of_all_states() -> Ring {
    let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
    let first = ring.keys()[0].kid.clone();
    let ring = ring.revoked(&first, made, DAY).unwrap();
    let ring = rotate(&ring, Rotation::default(), 2 * DAY);
    let ring = ring.signing(TokenLife::Seconds(HOUR), 9 * DAY).unwrap();
    let ring = rotate(&ring, Rotation::default(), 10 * DAY - 60);
    rotate(&ring, Rotation { activate_after: HOUR, ..Rotation::default() }, 10 * DAY)
}

#[test]
fn what_a_key_is_good_for_follows_from_the_dates() {
    use State::{Active, Next, Retired, Retiring, Revoked};
    let ring = of_all_states();
    for (now, expected) in [
        (10 * DAY, [Revoked, Retired, Retiring, Active, Next]),
        (10 * DAY + HOUR - 1, [Revoked, Retired, Retiring, Active, Next]),
        (10 * DAY + HOUR, [Revoked, Retired, Retiring, Retiring, Active]),
        (11 * DAY - 61, [Revoked, Retired, Retiring, Retiring, Active]),
        (11 * DAY - 60, [Revoked, Retired, Retired, Retiring, Active]),
        (11 * DAY + HOUR, [Revoked, Retired, Retired, Retired, Active]),
        // by a clock that is wrong
        (0, [Revoked, Active, Next, Next, Next]),
        (i64::MIN, [Revoked, Active, Next, Next, Next]),
        (i64::MAX, [Revoked, Retired, Retired, Retired, Active]),
    ] {
        assert_eq!(states(&ring, now), expected, "{now}");
    }
}

/// How an action ends, as a letter: `+` where it is done.
fn letter<T>(done: &Result<T, Refusal>) -> char {
    match done {
        Ok(_) => '+',
        Err(Refusal::Already { .. }) => 'a',
        Err(Refusal::Signs(_)) => 's',
        Err(Refusal::NotYet(_)) => 'n',
        Err(Refusal::TokensAlive { .. }) => 't',
        Err(Refusal::RingNeeded { .. }) => 'r',
        Err(Refusal::MaySign(_)) => 'm',
        Err(Refusal::ClockBehind { .. }) => 'c',
        Err(Refusal::Planned { .. }) => 'p',
        Err(Refusal::Undelivered(_)) => 'u',
        Err(Refusal::Grace { .. }) => 'g',
        Err(Refusal::NoSuchKey(_)) => 'k',
        Err(Refusal::SameId(_)) => 'i',
        Err(Refusal::OtherAlgorithm) => 'o',
        Err(Refusal::NoNewKey(_)) => 'f',
    }
}

/// What comes of each action at this time: of those that are done to a key a letter for each, and last one for a key that is
/// not there; then `rotate`, `announce` and `prune`.
fn outcomes(ring: &Ring, now: i64) -> String {
    type OfKey = fn(&Ring, &str, i64) -> Result<Ring, Refusal>;
    let of_keys: [OfKey; 5] = [
        |ring, kid, now| ring.retired(kid, AliveTokens::Kept, now),
        |ring, kid, now| ring.retired(kid, AliveTokens::GivenUp, now),
        |ring, kid, now| ring.revoked(kid, made, now),
        |ring, kid, now| ring.delivered(kid, Rotation::default(), now),
        |ring, kid, now| ring.withdrawn(kid, now),
    ];
    let kids = || ring.keys().iter().map(|key| &*key.kid).chain(["x"]);
    let mut words: Vec<String> =
        of_keys.iter().map(|of_key| kids().map(|kid| letter(&of_key(ring, kid, now))).collect()).collect();
    let rotated = letter(&ring.rotated(fresh(), Rotation::default(), now));
    let announced = letter(&ring.announced(fresh(), Rotation::default(), now));
    words.push([rotated, announced, letter(&ring.pruned(now))].iter().collect());
    words.join(" ")
}

#[test]
fn every_action_on_every_state_at_every_time_ends_as_it_must() {
    // revoked, retired, retiring, withdrawn, active, next
    let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
    let ring = ring.revoked(&ring.keys()[0].kid, made, DAY).unwrap();
    let ring = rotate(&ring, Rotation::default(), 2 * DAY);
    let ring = ring.signing(TokenLife::Seconds(HOUR), 9 * DAY).unwrap();
    let ring = ring.announced(fresh(), Rotation::default(), 10 * DAY - 120).unwrap();
    let ring = ring.withdrawn(&ring.keys()[3].kid, 10 * DAY - 120).unwrap();
    let ring = rotate(&ring, Rotation::default(), 10 * DAY - 60);
    let ring = rotate(&ring, Rotation { activate_after: HOUR, ..Rotation::default() }, 10 * DAY);
    for (now, expected) in [
        // clocks are more than five minutes apart, or less
        (i64::MIN, "ccccccc asn+nnk a+++++k ccccccc ccccccc ccc"),
        (10 * DAY - SKEW - 1, "ccccccc aas+nnk a+++++k ccccccc ccccccc ccc"),
        (10 * DAY - SKEW, "aattsnk aa++snk a+++++k aaaaaak aaaaaak pp+"),
        (10 * DAY - 61, "aattsnk aa++snk a+++++k aaaaaak aaaaaak pp+"),
        (10 * DAY - 60, "aattsnk aa++snk a+++++k aaaaaak aaaaaak pp+"),
        (10 * DAY, "aattsnk aa++snk a+++++k aaaaaak aaaaaak pp+"),
        // the next key signs, and the one before it has signed nothing
        (10 * DAY + HOUR - 1, "aattsnk aa++snk a+++++k aaaaaak aaaaaak pp+"),
        (10 * DAY + HOUR, "aatt+sk aa+++sk a+++++k aaaaaak aaaaaak +++"),
        // the tokens of the retiring key are dead, then its grace is over
        (10 * DAY + HOUR - 61 + SKEW, "aatt+sk aa+++sk a+++++k aaaaaak aaaaaak +++"),
        (10 * DAY + HOUR - 60 + SKEW, "aa+t+sk aa+++sk a+++++k aaaaaak aaaaaak +++"),
        (11 * DAY - 61, "aa+t+sk aa+++sk a+++++k aaaaaak aaaaaak +++"),
        (11 * DAY - 60, "aaat+sk aaa++sk a+++++k aaaaaak aaaaaak +++"),
        // those of the withdrawn one
        (11 * DAY - 121 + SKEW, "aaat+sk aaa++sk a+++++k aaaaaak aaaaaak +++"),
        (11 * DAY - 120 + SKEW, "aaaa+sk aaaa+sk a+++++k aaaaaak aaaaaak +++"),
        (11 * DAY + HOUR - 1, "aaaa+sk aaaa+sk a+++++k aaaaaak aaaaaak +++"),
        (11 * DAY + HOUR, "aaaaask aaaaask a+++++k aaaaaak aaaaaak +++"),
        (i64::MAX, "aaaaask aaaaask a+++++k aaaaaak aaaaaak +++"),
    ] {
        assert_eq!(outcomes(&ring, now), expected, "{now}");
    }
}

#[test]
fn every_action_on_a_key_that_awaits_its_delivery_ends_as_it_must() {
    let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
    let ring = ring.announced(fresh(), Rotation::default(), 10 * DAY).unwrap();
    for (now, expected) in [
        (i64::MIN, "ccc snk ++k ccc ccc ccc"),
        (10 * DAY - SKEW - 1, "ccc snk ++k ccc ccc ccc"),
        (10 * DAY - SKEW, "snk snk ++k a+k a+k uu+"),
        (10 * DAY, "snk snk ++k a+k a+k uu+"),
        (i64::MAX, "snk snk ++k a+k a+k uu+"),
    ] {
        assert_eq!(outcomes(&ring, now), expected, "{now}");
    }
}

#[test]
fn what_is_done_to_a_key_is_seen_at_once() {
    use State::{Active, Next, Retired, Retiring, Revoked};
    let (ring, now) = (of_all_states(), 10 * DAY);
    let kid = |index: usize| ring.keys()[index].kid.clone();
    assert_eq!(
        states(&ring.retired(&kid(2), AliveTokens::GivenUp, now).unwrap(), now),
        [Revoked, Retired, Retired, Active, Next]
    );
    for (index, expected) in [
        (1, vec![Revoked, Revoked, Retiring, Active, Next]),
        (2, vec![Revoked, Retired, Revoked, Active, Next]),
        (3, vec![Revoked, Retired, Retiring, Revoked, Active, Next]),
        (4, vec![Revoked, Retired, Retiring, Active, Revoked]),
    ] {
        let mut is_needed = false;
        let fresh = || made().inspect(|_| is_needed = true);
        assert_eq!(states(&ring.revoked(&kid(index), fresh, now).unwrap(), now), expected, "{index}");
        assert_eq!(is_needed, index == 3, "{index}: a key is made for nothing");
    }
    let (pruned, gone) = ring.pruned(now).unwrap();
    assert_eq!((states(&pruned, now), gone), (vec![Retiring, Active, Next], vec![kid(0), kid(1)]));
}

#[test]
fn a_key_is_retired_once_its_tokens_are_dead() {
    let (ring, now) = (of_all_states(), 10 * DAY - 60 + HOUR + SKEW);
    let retiring = ring.keys()[2].kid.clone();
    assert!(ring.retired(&retiring, AliveTokens::Kept, now - 1).is_err());
    let ring = ring.retired(&retiring, AliveTokens::Kept, now).unwrap();
    assert_eq!(states(&ring, now)[2], State::Retired);
}

#[test]
fn a_revoked_key_that_was_to_sign_leaves_the_one_before_it_as_it_was() {
    let ring = of_all_states();
    let next = ring.keys()[4].kid.clone();
    let ring = ring.revoked(&next, made, 10 * DAY).unwrap();
    assert_eq!(states(&ring, 100 * DAY)[3..], [State::Active, State::Revoked]);
    assert_eq!(ring.keys()[3].end, None);
}

#[test]
fn a_revoked_active_key_has_a_successor_at_once_and_the_plan_holds() {
    let ring = of_all_states();
    let active = ring.keys()[3].kid.clone();
    let ring = ring.revoked(&active, made, 10 * DAY).unwrap();
    assert_eq!(states(&ring, 10 * DAY)[3..], [State::Revoked, State::Active, State::Next]);
    assert_eq!(states(&ring, 10 * DAY + HOUR)[3..], [State::Revoked, State::Retiring, State::Active]);
}

#[test]
fn the_grace_is_as_long_as_tokens_can_be_alive() {
    let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
    let verifies_until = |ring: &Ring| ring.keys()[0].end.unwrap().verifies_until;
    assert_eq!(verifies_until(&rotate(&ring, Rotation::default(), 5)), Some(5 + GRACE));
    let ring = ring.signing(TokenLife::Seconds(30 * DAY), 1).unwrap();
    assert!(ring.signing(TokenLife::Seconds(30 * DAY), 2).is_none(), "it is known already");
    assert_eq!(verifies_until(&rotate(&ring, Rotation::default(), 5)), Some(5 + 30 * DAY + SKEW));
    let short = Rotation { grace: Some(DAY), ..Rotation::default() };
    let refusal = Refusal::Grace { longest: TokenLife::Seconds(30 * DAY) };
    assert_eq!(ring.rotated(fresh(), short, 5).unwrap_err(), refusal);
    assert_eq!(
        verifies_until(&rotate(&ring, Rotation { alive: AliveTokens::GivenUp, ..short }, 5)),
        Some(5 + DAY)
    );
    let ring = ring.signing(TokenLife::Endless, 2).unwrap();
    let rotated = rotate(&ring, Rotation::default(), 5);
    assert_eq!(states(&rotated, i64::MAX), [State::Retiring, State::Active]);
    let old = rotated.keys()[0].kid.clone();
    assert_eq!(
        rotated.retired(&old, AliveTokens::Kept, DAY).unwrap_err(),
        Refusal::TokensAlive { kid: old, until: None }
    );
}

#[test]
fn tokens_that_are_issued_before_the_new_key_signs_lengthen_the_grace() {
    let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
    let ring = rotate(&ring, Rotation { activate_after: HOUR, ..Rotation::default() }, 0);
    let ring = ring.signing(TokenLife::Seconds(7 * DAY), 60).unwrap();
    assert_eq!(ring.keys()[0].end.unwrap().verifies_until, Some(HOUR + 7 * DAY + SKEW));
}

#[test]
fn a_key_that_is_delivered_first_signs_once_it_is_there() {
    let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
    let announced = ring.announced(fresh(), Rotation::default(), 5).unwrap();
    for at in [5, 100 * DAY, i64::MAX] {
        assert_eq!(states(&announced, at), [State::Active, State::Next]);
    }
    let new = announced.awaiting().unwrap().kid.clone();
    let undelivered = Refusal::Undelivered(new.clone());
    assert_eq!(announced.rotated(fresh(), Rotation::default(), 6).unwrap_err(), undelivered);
    assert_eq!(announced.announced(fresh(), Rotation::default(), 6).unwrap_err(), undelivered);
    assert!(!announced.is_due(DAY, 10 * DAY));

    let longer = announced.signing(TokenLife::Seconds(3 * DAY), DAY).unwrap();
    let short = Rotation { grace: Some(DAY), ..Rotation::default() };
    assert_eq!(
        longer.delivered(&new, short, DAY).unwrap().keys()[0].end,
        longer.delivered(&new, Rotation::default(), DAY).unwrap().keys()[0].end,
        "it signs at the service, so the grace is as long as it has to be"
    );
    let delivered = longer.delivered(&new, Rotation::default(), DAY).unwrap();
    assert_eq!(states(&delivered, DAY), [State::Retiring, State::Active]);
    let end = End { signs_until: DAY, verifies_until: Some(4 * DAY + SKEW), alive: AliveTokens::Kept };
    assert_eq!((delivered.keys()[0].end, delivered.keys()[1].activates_at), (Some(end), DAY));
    let already = Refusal::Already { kid: new.clone(), state: State::Active };
    assert_eq!(delivered.delivered(&new, Rotation::default(), DAY).unwrap_err(), already);
    assert_eq!(delivered.withdrawn(&new, DAY).unwrap_err(), already);

    let withdrawn = announced.withdrawn(&new, 6).unwrap();
    assert_eq!(
        (states(&withdrawn, 6), withdrawn.keys()[0].end),
        (vec![State::Active, State::Retiring], None)
    );
    assert_eq!(states(&withdrawn, 6 + GRACE + SKEW), [State::Active, State::Retired]);
    // it is tried again before it is over, and never by a rotation that nobody delivers
    let tried = withdrawn.announced(fresh(), Rotation::default(), 7).unwrap();
    assert_eq!((tried.awaiting().unwrap().kid.as_str(), tried.keys().len()), (&*new, 2));
    assert_eq!(
        states(&tried.delivered(&new, Rotation::default(), 8).unwrap(), 8),
        [State::Retiring, State::Active]
    );
    let over = withdrawn.announced(fresh(), Rotation::default(), 6 + GRACE + SKEW).unwrap();
    assert_eq!(over.keys().len(), 3);
    let again = rotate(&withdrawn, Rotation::default(), 7);
    assert_eq!(states(&again, 7), [State::Retiring, State::Retiring, State::Active]);
    assert!(again.withdrawn(&new, 7).is_err() && again.delivered(&new, Rotation::default(), 7).is_err());
    assert_eq!(states(&announced.revoked(&new, made, 6).unwrap(), 6), [State::Active, State::Revoked]);
}

#[test]
fn r5_the_key_before_is_one_that_signed_and_whose_tokens_are_taken() {
    let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
    let first = ring.keys()[0].kid.clone();
    let announced = ring.announced(fresh(), Rotation::default(), 5).unwrap();
    let withdrawn = announced.withdrawn(&announced.awaiting().unwrap().kid, 6).unwrap();
    let ring = rotate(&withdrawn, Rotation::default(), 7);
    assert_eq!(states(&ring, 7), [State::Retiring, State::Retiring, State::Active]);
    let before = |ring: &Ring, now| ring.before(&ring.active(now).kid, now).map(|key| key.kid.clone());
    assert_eq!((before(&withdrawn, 6), before(&ring, 7)), (None, Some(first.clone())));
    assert_eq!(before(&ring, 7 + GRACE), None, "it is retired");
    let revoked = ring.revoked(&first, made, 8).unwrap();
    assert_eq!(before(&revoked, 8), None);
}

#[test]
fn a_rotation_is_due_once() {
    let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
    assert!(!ring.is_due(30 * DAY, 30 * DAY - 1) && ring.is_due(30 * DAY, 30 * DAY));
    let now = rotate(&ring, Rotation::default(), 30 * DAY);
    let later = rotate(&ring, Rotation { activate_after: HOUR, ..Rotation::default() }, 30 * DAY);
    assert!(!now.is_due(30 * DAY, 30 * DAY) && !later.is_due(30 * DAY, 30 * DAY));
    assert!(!later.is_due(30 * DAY, 60 * DAY) && later.is_due(30 * DAY, 60 * DAY + HOUR));
}

#[test]
fn a_clock_that_is_far_behind_changes_nothing_but_in_an_emergency() {
    let ring = rotate(&Ring::new("api", Algorithm::HS256, fresh(), 0), Rotation::default(), DAY);
    let refusal = |now| Refusal::ClockBehind { changed_at: DAY, now };
    assert_eq!(ring.rotated(fresh(), Rotation::default(), DAY - 301).unwrap_err(), refusal(DAY - 301));
    let rotated = rotate(&ring, Rotation::default(), DAY - 300);
    assert_eq!(states(&rotated, DAY - 300), [State::Retiring, State::Retiring, State::Active]);
    assert_eq!((ring.check_clock(DAY - 301), ring.check_clock(DAY - 300)), (Err(refusal(DAY - 301)), Ok(())));

    // one machine whose clock was a year ahead has changed the ring
    let (year, kid) = (365 * DAY, |ring: &Ring, index: usize| ring.keys()[index].kid.clone());
    let ahead = rotate(&ring, Rotation { activate_after: HOUR, ..Rotation::default() }, year);
    assert_eq!(states(&ahead, 2 * DAY - 1), [State::Retiring, State::Active, State::Next]);
    let now = 2 * DAY - 1;
    assert_eq!(ahead.retired(&kid(&ahead, 0), AliveTokens::Kept, now).unwrap_err(), refusal_of(&ahead, now));
    assert_eq!(ahead.pruned(now).unwrap_err(), refusal_of(&ahead, now));
    let retired = ahead.retired(&kid(&ahead, 0), AliveTokens::GivenUp, now).unwrap();
    assert_eq!(states(&retired, now), [State::Retired, State::Active, State::Next]);
    for (index, expected) in [
        (0, vec![State::Revoked, State::Active, State::Next]),
        (1, vec![State::Retiring, State::Revoked, State::Active, State::Next]),
        (2, vec![State::Retiring, State::Active, State::Revoked]),
    ] {
        let revoked = ahead.revoked(&kid(&ahead, index), made, now).unwrap();
        assert_eq!((states(&revoked, now), revoked.changed_at), (expected, year));
    }
    let announced = ring.announced(fresh(), Rotation::default(), year).unwrap();
    let new = kid(&announced, 2);
    // whoever has a token of either key goes on with it
    assert_eq!(announced.withdrawn(&new, now).unwrap_err(), refusal_of(&announced, now));
    assert_eq!(announced.delivered(&new, Rotation::default(), now).unwrap_err(), refusal_of(&announced, now));
    assert_eq!(states(&announced, now), [State::Retiring, State::Active, State::Next]);
}

fn refusal_of(ring: &Ring, now: i64) -> Refusal {
    Refusal::ClockBehind { changed_at: ring.changed_at, now }
}

#[test]
fn r4_a_key_that_is_revoked_by_a_clock_that_is_behind_leaves_the_others_as_they_were() {
    let ring = rotate(&Ring::new("api", Algorithm::HS256, fresh(), 0), Rotation::default(), DAY);
    let ring = rotate(&ring, Rotation { activate_after: HOUR, ..Rotation::default() }, DAY + 10);
    let behind = DAY - 100;
    assert_eq!(states(&ring, behind), [State::Retiring, State::Active, State::Next]);
    let [first, second, third] = ring.keys() else { panic!("{ring:?}") };
    let last = ring.revoked(&third.kid, made, behind).unwrap();
    assert_eq!((last.keys()[0].end, last.keys()[1].end), (first.end, None));
    assert_eq!(states(&last, 3 * DAY), [State::Retired, State::Active, State::Revoked]);
    let middle = ring.revoked(&second.kid, made, behind).unwrap();
    assert_eq!((middle.keys()[0].end, middle.keys()[2].end), (first.end, second.end));
    assert_eq!(states(&middle, DAY + 10), [State::Retiring, State::Revoked, State::Active, State::Next]);
}

/// The one before it is not signed with again, by no clock.
#[test]
fn r4_a_retired_key_is_retired_by_every_clock_when_the_one_after_it_is_revoked() {
    use State::{Active, Retired, Retiring, Revoked};
    let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
    let ring = rotate(&ring, Rotation::default(), 30 * DAY);
    let now = 60 * DAY;
    let rotated = rotate(&ring, Rotation::default(), now);
    let revoked = rotated.revoked(&rotated.keys()[1].kid, made, now).unwrap();
    for at in [now - SKEW, now - 1, now, now + SKEW] {
        assert_eq!(states(&revoked, at), [Retired, Revoked, Active], "{at}");
    }
    // one that was planned, and is revoked after a clock that is ahead by a day has put another one in its place
    let planned = rotate(&ring, Rotation { activate_after: HOUR, ..Rotation::default() }, now);
    let ahead = rotate(&planned, Rotation::default(), now + DAY);
    let revoked = ahead.revoked(&ahead.keys()[2].kid, made, now).unwrap();
    for (at, expected) in [
        (now + HOUR - 1, [Retired, Active, Revoked, State::Next]),
        (now + HOUR, [Retired, Retiring, Revoked, Active]),
        (now + DAY, [Retired, Retiring, Revoked, Active]),
    ] {
        assert_eq!(states(&revoked, at), expected, "{at}");
    }
}

/// A machine whose clock is behind, or that has looked at it before it saw the ring, goes on from the last change.
#[test]
fn r4_no_clock_goes_back_before_the_last_change() {
    use State::{Active, Next, Retired, Retiring};
    let ring = rotate(&Ring::new("api", Algorithm::HS256, fresh(), 0), Rotation::default(), DAY);
    for (now, expected) in [(DAY - SKEW, [Retiring, Active]), (DAY - SKEW - 1, [Active, Next])] {
        assert_eq!(states(&ring, now), expected, "{now}");
    }
    let second = ring.keys()[1].kid.clone();
    let at = DAY - SKEW;
    assert_eq!(ring.active(at).kid, second);
    assert_eq!(ring.before(&second, at).unwrap().kid, ring.keys()[0].kid);
    assert!(ring.is_due(0, at) && ring.next(at).is_none());
    let signing = ring.signing(TokenLife::Seconds(9 * DAY), at).unwrap();
    assert_eq!(
        (signing.keys()[0].end, signing.keys()[1].longest_life),
        (ring.keys()[0].end, Some(TokenLife::Seconds(9 * DAY)))
    );
    let kids = [ring.keys()[0].kid.clone()];
    assert_eq!(ring.handed_out(&kids, at).unwrap().keys()[0].longest_life, None, "it signs no more");
    // one that is revoked makes no older one sign again
    let third = rotate(
        &ring.retired(&kids[0], AliveTokens::GivenUp, DAY + HOUR).unwrap(),
        Rotation::default(),
        2 * DAY + 240,
    );
    let revoked = third.revoked(&second, made, 2 * DAY).unwrap();
    for at in [0, 2 * DAY - SKEW, 2 * DAY, 3 * DAY] {
        assert_eq!(states(&revoked, at), [Retired, State::Revoked, Active], "{at}");
    }
}

#[test]
fn r4_what_was_ended_by_force_stays_ended_for_every_clock() {
    use State::{Active, Next, Retired, Retiring};
    let ring = Ring::new("api", Algorithm::HS256, fresh(), 0).with_service_tokens(TokenLife::Seconds(DAY));
    let ring = rotate(&rotate(&ring, Rotation::default(), 5 * DAY), Rotation::default(), 6 * DAY);
    let [first, second, _] = ring.keys() else { panic!("{ring:?}") };
    let kids = [first.kid.clone(), second.kid.clone()];
    let retired = ring.retired(&second.kid, AliveTokens::GivenUp, 6 * DAY + 60).unwrap();
    for (at, expected) in [
        (i64::MIN, [Active, Retired, Next]),
        (5 * DAY, [Retiring, Retired, Active]),
        (6 * DAY - 30 * 60, [Retiring, Retired, Active]),
        (6 * DAY - SKEW, [Retiring, Retired, Active]),
        (8 * DAY, [Retired, Retired, Active]),
    ] {
        assert_eq!(states(&retired, at), expected, "{at}");
        let signing = retired.signing(TokenLife::Endless, at).unwrap();
        let handed_out = signing.handed_out(&kids, at).unwrap_or(signing);
        assert_eq!(handed_out.keys()[1].end, retired.keys()[1].end, "{at}");
    }
    // nor is one signed with again that was over by its dates
    let over = ring.pruned(60 * DAY).unwrap().0.keys().len();
    let later = rotate(&ring, Rotation::default(), 60 * DAY);
    assert_eq!((over, later.signing(TokenLife::Endless, 0).unwrap().keys()[0].end), (1, later.keys()[0].end));
    // what was given up by a short grace stays so, however long a token is that it signs until then
    let short = Rotation {
        grace: Some(60),
        activate_after: HOUR,
        alive: AliveTokens::GivenUp,
        ..Rotation::default()
    };
    let forced = rotate(&ring, short, 7 * DAY);
    let signing = forced.signing(TokenLife::Endless, 7 * DAY).unwrap();
    assert_eq!(signing.keys()[2].end, forced.keys()[2].end);
    let place = signing.revoked(&signing.keys()[2].kid, made, 7 * DAY).unwrap();
    let until = Some(7 * DAY + HOUR + DAY + SKEW);
    assert_eq!(place.keys()[3].end.unwrap().verifies_until, until, "its own tokens were not given up");
}

/// One run by a clock that is far ahead.
#[test]
fn a_rotation_that_trusts_the_clock_goes_on_from_it() {
    use State::{Active, Next, Retired, Retiring};
    let ring = rotate(&Ring::new("api", Algorithm::HS256, fresh(), 0), Rotation::default(), 0);
    let ahead = rotate(&ring, Rotation::default(), 400 * DAY);
    assert_eq!(states(&ahead, DAY / 2), [Retiring, Active, Next]);
    let trusted = Rotation { clock: OwnClock::Trusted, ..Rotation::default() };
    let force = Rotation { alive: AliveTokens::GivenUp, ..Rotation::default() };
    for wanted in [Rotation::default(), force] {
        assert!(matches!(ahead.rotated(fresh(), wanted, DAY / 2), Err(Refusal::ClockBehind { .. })));
    }
    let mended = ahead.rotated(fresh(), trusted, DAY / 2).unwrap();
    assert_eq!(
        (states(&mended, DAY / 2), mended.changed_at),
        (vec![Retiring, Retiring, Retiring, Active], DAY / 2)
    );
    assert_eq!(mended.keys()[1].end.unwrap().verifies_until, Some(401 * DAY), "later is safe");
    assert!(mended.pruned(DAY).is_ok() && mended.is_due(DAY, 3 * DAY / 2));
    // what was given up stays so
    let ahead = ahead.retired(&ahead.keys()[1].kid, AliveTokens::GivenUp, 400 * DAY).unwrap();
    let mended = ahead.rotated(fresh(), trusted, DAY / 2).unwrap();
    assert_eq!(states(&mended, DAY / 2), [Retiring, Retired, Retiring, Active]);
    // one that awaits its delivery is delivered, and signs
    let announced = ring.announced(fresh(), Rotation::default(), 400 * DAY).unwrap();
    let delivered = announced.delivered(&announced.keys()[2].kid, trusted, DAY / 2).unwrap();
    assert_eq!(
        (states(&delivered, DAY / 2), delivered.changed_at),
        (vec![Retiring, Retiring, Active], DAY / 2)
    );
    // the clock is not so far behind that anything is wrong
    assert_eq!(ahead.rotated(fresh(), force, 400 * DAY - SKEW).unwrap().changed_at, 400 * DAY);
}

#[test]
fn the_secret_of_a_key_that_is_forgotten_is_known() {
    let ring = rotate(&Ring::new("api", Algorithm::HS256, fresh(), 0), Rotation::default(), DAY);
    let secrets: Vec<_> = ring.keys().iter().map(|key| ring.written_secret(key).unwrap()).collect();
    let first = ring.keys()[0].kid.clone();
    let (retired, _) = ring.pruned(9 * DAY).unwrap();
    assert_eq!((retired.keys().len(), retired.forgotten(secrets[0].expose())), (1, Some(&*first)));
    let (pruned, gone) = ring.revoked(&first, made, DAY).unwrap().pruned(DAY).unwrap();
    assert_eq!(gone, [&*first]);
    let kept = pruned.to_bytes();
    assert!(kept.expose().len() <= pruned.room());
    let read = Ring::read("api", &kept).unwrap();
    let found: Vec<_> = secrets.iter().map(|secret| read.forgotten(secret.expose())).collect();
    assert_eq!(found, [Some(&*first), None]);
}

#[test]
fn r4_a_key_that_is_delivered_by_a_clock_that_is_behind_ends_the_one_before_it() {
    let ring = rotate(&Ring::new("api", Algorithm::HS256, fresh(), 0), Rotation::default(), DAY);
    let announced = ring.announced(fresh(), Rotation::default(), DAY + 10).unwrap();
    let delivered = announced.delivered(&announced.keys()[2].kid, Rotation::default(), DAY - 100).unwrap();
    assert_eq!(delivered.keys()[0].end, ring.keys()[0].end);
    assert_eq!(states(&delivered, 3 * DAY), [State::Retired, State::Retired, State::Active]);
}

#[test]
fn a_key_that_a_service_has_signs_for_a_day_where_nobody_says_how_long() {
    let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
    let kids = [ring.keys()[0].kid.clone()];
    let handed_out = ring.handed_out(&kids, 1).unwrap();
    assert!(handed_out.handed_out(&kids, 2).is_none(), "it is known already");
    assert!(ring.clone().with_service_tokens(TokenLife::Seconds(HOUR)).handed_out(&kids, 1).is_none());
    let short = Rotation { grace: Some(HOUR), ..Rotation::default() };
    let refusal = Refusal::Grace { longest: TokenLife::Seconds(DAY) };
    assert_eq!(handed_out.rotated(fresh(), short, 5).unwrap_err(), refusal);
    assert_eq!(handed_out.announced(fresh(), short, 5).unwrap_err(), refusal);
    let until = Some(5 + DAY + SKEW);
    for wanted in [Rotation::default(), Rotation { grace: Some(DAY), ..short }] {
        let rotated = rotate(&handed_out, wanted, 5);
        assert_eq!(rotated.keys()[0].end.unwrap().verifies_until, until);
        let alive = Refusal::TokensAlive { kid: kids[0].clone(), until };
        assert_eq!(rotated.retired(&kids[0], AliveTokens::Kept, 5).unwrap_err(), alive);
        assert_eq!(
            rotated.keys()[1].longest_life,
            Some(TokenLife::Seconds(DAY)),
            "the next one goes the same way"
        );
    }
    let forced = rotate(&handed_out, Rotation { alive: AliveTokens::GivenUp, ..short }, 5);
    assert_eq!(forced.keys()[0].end.unwrap().verifies_until, Some(5 + HOUR));
    // nobody has signed with this one, and one that has ended signs no more
    let rotated = rotate(&ring, Rotation::default(), 5);
    assert!(rotated.retired(&kids[0], AliveTokens::Kept, 5).is_ok());
    let again = rotated.handed_out(&kids, 5).unwrap();
    assert_eq!(again.keys()[0].end, rotated.keys()[0].end);

    let announced = ring.announced(fresh(), Rotation::default(), 5).unwrap();
    let new = announced.awaiting().unwrap().kid.clone();
    let delivered = announced.delivered(&new, Rotation::default(), 6).unwrap();
    assert!(delivered.retired(&kids[0], AliveTokens::Kept, 6).is_ok());
    let rotated = rotate(&delivered, Rotation::default(), 7);
    assert!(matches!(rotated.retired(&new, AliveTokens::Kept, 7), Err(Refusal::TokensAlive { .. })));
    assert!(matches!(
        announced.withdrawn(&new, 6).unwrap().retired(&new, AliveTokens::Kept, 7),
        Err(Refusal::TokensAlive { .. })
    ));
}

#[test]
fn no_ring_has_a_key_of_another_algorithm() {
    let of = |algorithm| FreshKey::generate(algorithm, SecretEncoding::Utf8).unwrap();
    // it was deleted and made anew while somebody was about to rotate the one before it
    let ring = Ring::new("api", Algorithm::ES256, of(Algorithm::ES256), 0);
    let other = of(Algorithm::HS256);
    let refusal = Refusal::OtherAlgorithm;
    assert_eq!(ring.rotated(other.clone(), Rotation::default(), 1).unwrap_err(), refusal);
    assert_eq!(ring.announced(other.clone(), Rotation::default(), 1).unwrap_err(), refusal);
    assert_eq!(ring.revoked(&ring.keys()[0].kid, || Ok(other.clone()), 1).unwrap_err(), refusal);
    let mixed = Ring::new("api", Algorithm::ES256, other, 0);
    assert_eq!(Ring::read("api", &mixed.to_bytes()).unwrap_err(), Unreadable::Damaged);
    assert!(Ring::read("api", &ring.to_bytes()).is_ok());
}

#[test]
fn a_ring_that_has_forgotten_many_keys_grows_no_more() {
    let mut ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
    let secret = |ring: &Ring| ring.written_secret(&ring.keys()[0]).unwrap();
    let (oldest, mut sizes, mut secrets) = (secret(&ring), Vec::new(), Vec::new());
    for round in 1..=1025 {
        let kid = ring.keys()[0].kid.clone();
        secrets.push(secret(&ring));
        ring = ring.revoked(&kid, made, round).unwrap().pruned(round).unwrap().0;
        sizes.push(ring.to_bytes().expose().len());
    }
    assert!(ring.forgotten(oldest.expose()).is_none() && sizes[1024].abs_diff(sizes[1023]) < 16);
    assert!(secrets[1..].iter().all(|secret| ring.forgotten(secret.expose()).is_some()));
}

#[test]
fn no_ring_has_two_keys_of_one_id() {
    let ring = Ring::new("api", Algorithm::HS256, fresh(), 0);
    let mut same = fresh();
    same.kid = ring.keys()[0].kid.clone();
    let refusal = Refusal::SameId(same.kid.clone());
    assert_eq!(ring.rotated(same.clone(), Rotation::default(), 1).unwrap_err(), refusal);
    assert_eq!(ring.announced(same.clone(), Rotation::default(), 1).unwrap_err(), refusal);
    assert_eq!(ring.revoked(&same.kid, || Ok(same.clone()), 1).unwrap_err(), refusal);
    let ring = rotate(&ring, Rotation::default(), 1);
    assert_eq!(ring.rotated(same.clone(), Rotation::default(), 2 * DAY).unwrap_err(), refusal);
    let (pruned, gone) = ring.pruned(2 * DAY).unwrap();
    assert_eq!(gone, [same.kid.clone()]);
    assert!(pruned.rotated(same, Rotation::default(), 2 * DAY).is_ok(), "nothing is left of the other one");
}

#[test]
fn a_ring_that_no_action_comes_to_is_damaged() {
    let ring = rotate(&of_all_states(), Rotation::default(), 20 * DAY);
    let announced = ring.announced(fresh(), Rotation::default(), 21 * DAY).unwrap();
    let awaited = announced.keys().len() - 1;
    let end = announced.keys()[awaited - 2].end;
    let impossible: [fn(&mut Ring, usize, Option<End>); 7] = [
        |ring, awaited, _| ring.keys[awaited - 2].end = None,
        |ring, awaited, end| ring.keys[awaited - 1].end = end,
        |ring, awaited, end| ring.keys[awaited].end = end,
        |ring, awaited, _| ring.keys[awaited].delivery = Delivery::Withdrawn,
        |ring, awaited, _| ring.keys[awaited].kid = ring.keys[0].kid.clone(),
        |ring, awaited, _| {
            (ring.keys[awaited - 1].delivery, ring.keys[awaited - 2].end) = (Delivery::Awaited, None);
        },
        |ring, _, _| ring.keys.iter_mut().for_each(|key| key.revoked_at = Some(0)),
    ];
    assert!(Ring::read("api", &announced.to_bytes()).is_ok());
    for (row, change) in impossible.iter().enumerate() {
        let mut ring = announced.clone();
        change(&mut ring, awaited, end);
        let read = Ring::read("api", &ring.to_bytes());
        assert_eq!(read.unwrap_err(), Unreadable::Damaged, "row {row}");
    }
}

#[test]
fn l1_a_ring_in_a_debugger_shows_no_digest_of_a_secret() {
    let ring = rotate(&Ring::new("api", Algorithm::HS256, fresh(), 0), Rotation::default(), DAY);
    let (pruned, gone) = ring.pruned(20 * DAY).unwrap();
    let kept: serde_json::Value = serde_json::from_slice(pruned.to_bytes().expose()).unwrap();
    let digest = kept["forgotten"][0]["sha256"].as_str().unwrap();
    let shown = format!("{pruned:?}");
    assert!(shown.contains(&gone[0]) && !shown.contains(digest), "{shown}");
}

#[test]
fn a_ring_comes_back_as_it_was_and_no_other_does() {
    let ring = of_all_states();
    let kept = ring.to_bytes();
    let again = Ring::read("api", &kept).unwrap();
    assert_eq!(again.to_bytes().expose(), kept.expose());
    assert!(kept.expose().len() <= ring.room());
    assert_eq!(Ring::read("web", &kept).unwrap_err(), Unreadable::OtherRing("api".to_owned()));
    let text = std::str::from_utf8(kept.expose()).unwrap();
    let kept = |text: String| SecretBytes::new(text.into_bytes());
    let newer = kept(text.replacen("\"format\":1", "\"format\":2", 1));
    assert_eq!(Ring::read("api", &newer).unwrap_err(), Unreadable::Newer(2));
    for damaged in ["", "{}", "{\"format\":1}", &text[..text.len() - 1]] {
        assert_eq!(Ring::read("api", &kept(damaged.to_owned())).unwrap_err(), Unreadable::Damaged);
    }
}

#[test]
fn every_algorithm_has_rings_whose_keys_verify_what_they_sign() {
    for algorithm in Algorithm::ALL {
        let fresh = || FreshKey::generate(algorithm, SecretEncoding::Utf8).unwrap();
        let ring = Ring::new("api", algorithm, fresh(), 0).rotated(fresh(), Rotation::default(), 1).unwrap();
        assert!(ring.to_bytes().expose().len() <= ring.room(), "no copy of a key stays behind");
        let ring = Ring::read("api", &ring.to_bytes()).unwrap();
        for key in ring.keys() {
            let (signing, verifying) = (key.signing_key().unwrap(), key.verification_key().unwrap());
            assert_eq!((signing.algorithm(), verifying.kid()), (algorithm, Some(&*key.kid)));
            let token = sign(&Map::new(), &Map::new(), &signing).unwrap();
            let header = base64url::decode(token.split('.').next().unwrap()).unwrap();
            let header: serde_json::Value = serde_json::from_slice(&header).unwrap();
            assert_eq!(header, json!({"alg": algorithm.name(), "kid": key.kid}));
        }
        let set = ring.public_set(1).unwrap().to_string();
        for private in crate::jwt::key::PRIVATE_MEMBERS {
            assert!(!set.contains(&format!("\"{private}\":")), "{set}");
        }
    }
}

/// Numbers of chance that are the same again for the same seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((mixed ^ (mixed >> 31)) % u64::try_from(limit).unwrap()).unwrap()
    }
}

impl Ring {
    /// A clock that is trusted is right where it is far behind.
    fn right(&self, wanted: Rotation, late: i64, now: i64) -> i64 {
        if wanted.clock == OwnClock::Trusted && self.is_behind(late) { late } else { now }
    }
}

/// A ring with which anything is done at any time, and what is known of it besides.
struct Story {
    dice: Dice,
    now: i64,
    ring: Ring,
    /// Who signed it, and until when it is good.
    tokens: Vec<(String, Option<i64>)>,
    /// The keys whose tokens somebody gave up.
    given_up: HashSet<String>,
    /// Those that were revoked, or retired by force.
    ended: HashSet<String>,
    /// The keys that a service has.
    handed_out: HashSet<String>,
}

impl Story {
    fn of(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut ring = Ring::new("api", Algorithm::HS256, fresh(), 1_700_000_000);
        if dice.below(2) == 0 {
            ring = ring.with_service_tokens(TokenLife::Seconds(dice.below(4 * DAY)));
        }
        let [given_up, ended, handed_out] = [(); 3].map(|()| HashSet::new());
        let tokens = Vec::new();
        Self { dice, now: 1_700_000_000, ring, tokens, given_up, ended, handed_out }
    }

    fn goes_on(&mut self) {
        let dice = &mut self.dice;
        self.now += match dice.below(10) {
            0 => -dice.below(SKEW),
            1..=3 => dice.below(10),
            4..=7 => dice.below(HOUR),
            _ => dice.below(10 * DAY),
        };
        let at = dice.below(self.ring.keys().len().try_into().unwrap());
        let kid = self.ring.keys()[usize::try_from(at).unwrap()].kid.clone();
        if let Some(changed) = self.changed(&kid) {
            // what signed later than a clock says that is taken for right was ended before its tokens were made
            if changed.changed_at < self.ring.changed_at {
                let signed = |key: &&Key| key.end.is_none_or(|end| end.signs_until > changed.changed_at);
                self.given_up.extend(self.ring.keys.iter().filter(signed).map(|key| key.kid.clone()));
            }
            self.ring = changed;
        }
    }

    /// A key whose id is perhaps that of another one, which is there or was.
    fn fresh(&mut self) -> FreshKey {
        let mut fresh = fresh();
        fresh.kid = format!("key{}", self.dice.below(40));
        if self.ring.keys().iter().all(|key| key.kid != fresh.kid) {
            self.given_up.remove(&fresh.kid);
            self.ended.remove(&fresh.kid);
            self.handed_out.remove(&fresh.kid);
            self.tokens.retain(|(kid, _)| *kid != fresh.kid);
        }
        fresh
    }

    fn rotation(&mut self) -> Rotation {
        let dice = &mut self.dice;
        let grace = (dice.below(2) == 0).then(|| dice.below(3 * DAY));
        let alive = if dice.below(4) == 0 { AliveTokens::GivenUp } else { AliveTokens::Kept };
        let clock = if dice.below(4) == 0 { OwnClock::Trusted } else { OwnClock::Checked };
        Rotation { grace, activate_after: 0, alive, clock }
    }

    /// What the key that signs last loses by such a rotation.
    fn give_up_by(&mut self, wanted: Rotation) {
        if wanted.alive == AliveTokens::GivenUp && wanted.grace.is_some() {
            let last = self.ring.keys().iter().rfind(|key| key.may_sign()).unwrap();
            self.given_up.insert(last.kid.clone());
        }
    }

    fn changed(&mut self, kid: &str) -> Option<Ring> {
        let (now, fresh, mut wanted) = (self.now, self.fresh(), self.rotation());
        // an emergency goes by no clock
        let late = if self.dice.below(4) == 0 { now - self.dice.below(20 * DAY) } else { now };
        match self.dice.below(24) {
            0..=4 => {
                wanted.activate_after = if self.dice.below(2) == 0 { 0 } else { self.dice.below(2 * HOUR) };
                let rotated = self.ring.rotated(fresh, wanted, self.ring.right(wanted, late, now)).ok()?;
                self.give_up_by(wanted);
                Some(rotated)
            }
            5..=6 => self.ring.retired(kid, AliveTokens::Kept, now).ok(),
            7 => {
                let retired = self.ring.retired(kid, AliveTokens::GivenUp, late).ok()?;
                self.given_up.insert(kid.to_owned());
                self.ended.insert(kid.to_owned());
                Some(retired)
            }
            8 => {
                let revoked = self.ring.revoked(kid, || Ok(fresh), late).ok()?;
                self.given_up.insert(kid.to_owned());
                self.ended.insert(kid.to_owned());
                Some(revoked)
            }
            9 => self.ring.pruned(now).ok().map(|(pruned, _)| pruned),
            10..=11 => {
                let announced = self.ring.announced(fresh, wanted, now).ok()?;
                self.handed_out.insert(announced.awaiting().unwrap().kid.clone());
                Some(announced)
            }
            12..=13 => {
                let delivered = self.ring.delivered(&self.ring.awaiting()?.kid, wanted, now).ok()?;
                self.give_up_by(wanted);
                Some(delivered)
            }
            14 => self.ring.withdrawn(&self.ring.awaiting()?.kid, now).ok(),
            15 => {
                let kids = [self.ring.active(now).kid.clone()];
                self.handed_out.extend(kids.clone());
                // the key that was asked for may have ended while the ring was waited for
                let before = self.ring.handed_out(&[kid.to_owned()], late);
                before.as_ref().unwrap_or(&self.ring).handed_out(&kids, now).or(before)
            }
            16..=18 => {
                let kid = &self.ring.awaiting().unwrap_or_else(|| self.ring.active(now)).kid;
                let life = self.ring.service_token_life.unwrap_or(TokenLife::Seconds(DAY));
                if self.handed_out.contains(kid) {
                    self.tokens.push((kid.clone(), life.after(now)));
                }
                None
            }
            _ => {
                let is_endless = self.dice.below(60) == 0;
                let lifetime = if is_endless {
                    TokenLife::Endless
                } else {
                    TokenLife::Seconds(self.dice.below(2 * DAY))
                };
                // the clock was looked at before the ring was
                let by = now - self.dice.below(SKEW);
                self.tokens.push((self.ring.active(by).kid.clone(), lifetime.after(by)));
                self.ring.signing(lifetime, by)
            }
        }
    }

    /// A token that a machine makes now which others do not take, though nobody gave up its key. Their clocks are apart.
    fn not_taken(&self) -> Option<(i64, i64)> {
        let clocks = || [-SKEW, 0, SKEW].map(|skew| self.now + skew).into_iter();
        clocks().flat_map(|by| clocks().map(move |at| (by, at))).find(|(by, at)| {
            let ring = self.ring.signing(TokenLife::Seconds(HOUR), *by).unwrap_or_else(|| self.ring.clone());
            let signer = &ring.active(*by).kid;
            !self.given_up.contains(signer) && ring.verifying(*at).all(|key| key.kid != *signer)
        })
    }

    /// What was ended for every clock and is taken by one, or a key that signs by a clock that is behind and has ended.
    fn comes_back(&self) -> Option<(i64, &str)> {
        let changed_at = self.ring.changed_at;
        let clocks = [0, changed_at - DAY, changed_at - SKEW, changed_at - 1, changed_at, self.now];
        clocks.into_iter().find_map(|at| {
            let came_back = self.ring.verifying(at).find(|key| self.ended.contains(&key.kid));
            let active = self.ring.active(at);
            let is_old = (changed_at - SKEW..changed_at).contains(&at)
                && active.kid != self.ring.active(changed_at).kid;
            came_back.or(is_old.then_some(active)).map(|key| (at, &*key.kid))
        })
    }

    /// A token that lives, whose key nobody gave up, and that is not taken.
    fn locked_out(&self) -> Option<&(String, Option<i64>)> {
        self.tokens.iter().find(|(kid, end)| {
            let is_alive = end.is_none_or(|end| end > self.now) && !self.given_up.contains(kid);
            is_alive && self.ring.verifying(self.now).all(|key| key.kid != *kid)
        })
    }
}

/// After any actions at any times exactly one key is active, the ring can be read (so no id is there twice, and each key that
/// has signed has an end), and every token that lives is taken, unless its key was revoked, or retired by force; so is every
/// token that is made then by any clock.
#[test]
fn r4_no_sequence_of_actions_locks_anybody_out() {
    for seed in 0..500 {
        let mut story = Story::of(seed);
        for step in 0..60 {
            story.goes_on();
            let now = story.now;
            for at in [now, now + HOUR, now - DAY, 0, i64::MAX] {
                let active = states(&story.ring, at).iter().filter(|state| **state == State::Active).count();
                assert_eq!(active, 1, "seed {seed}, step {step}, at {at}");
            }
            let read = Ring::read("api", &story.ring.to_bytes());
            assert!(read.is_ok(), "seed {seed}, step {step}: {:?}", story.ring);
            assert_eq!(story.locked_out(), None, "seed {seed}, step {step}, at {now}");
            assert_eq!(story.not_taken(), None, "seed {seed}, step {step}, at {now}");
            assert_eq!(story.comes_back(), None, "seed {seed}, step {step}, at {now}");
        }
    }
}

#[test]
fn a_lifetime_that_is_foreseen_counts_once_a_service_has_the_key() {
    let life = TokenLife::Seconds(HOUR);
    let kid = |ring: &Ring| ring.keys()[0].kid.clone();
    let ring = Ring::new("api", Algorithm::HS256, fresh(), 0).with_service_tokens_foreseen(life);
    assert!(ring.check_over(1).is_ok(), "nobody has signed with it");
    let short = Rotation { grace: Some(5), ..Rotation::default() };
    assert!(ring.rotated(fresh(), short, 1).is_ok());
    let handed_out = ring.handed_out(&[kid(&ring)], 1).unwrap();
    assert_eq!(handed_out.keys()[0].longest_life, Some(life));
    assert_eq!(handed_out.rotated(fresh(), short, 1).unwrap_err(), Refusal::Grace { longest: life });
    // no date is told while it signs: whoever waits for one would be told another
    assert_eq!(handed_out.check_over(1).unwrap_err(), Refusal::MaySign(kid(&ring)));
    let rotated = rotate(&handed_out, Rotation::default(), 1);
    let refused = rotated.check_over(2).unwrap_err();
    assert_eq!(refused, Refusal::RingNeeded { kid: kid(&ring), until: Some(1 + HOUR + SKEW) });
}
