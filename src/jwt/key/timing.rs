//! How long the comparison of an HMAC takes, wherever the wrong byte is: pairs of times, one of either kind, in an order of
//! chance, and the sign test over which of the two was longer. A million pairs with `AUTHCTL_TEST_LONG`, else ten thousand.
//!
//! Where nothing differs each is the longer one as often as the other, however busy the machine is and whatever the times
//! are: the order alone decides, and that is of chance. So how often it fails without a reason is known: see [`DIFFERENT`].

use super::*;
use aws_lc_rs::hmac;
use std::cmp::Ordering;
use std::hint::black_box;
use std::time::{Duration, Instant};

const SECRET: &[u8; 32] = b"\x1f\x8b2\xd0\xa5\x99\x11\x04\xee\x7fZ\xc3k\x15\xb8\x90\xd2\x06\xf1\xaaM\x3c\xe7\x58\x9d!\x84\x0b\xcf\x62\x37\xfb";
const MESSAGE: &[u8] = b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9";

/// Beyond so many standard deviations two kinds of times are said to differ. Where they do not, one count in 500,000,000 is
/// beyond it, and three must be for the test to fail.
const DIFFERENT: f64 = 6.0;

#[test]
fn a22_a_wrong_tag_takes_as_long_whichever_byte_is_wrong() {
    let count = if is_long() { 1_000_000 } else { 10_000 };
    let key = VerificationKey::hmac(&SecretBytes::new(SECRET.to_vec()), Algorithm::HS256).unwrap();
    let verifier = key.verifier(Algorithm::HS256).unwrap();
    let ours = || difference(count, |tag| verifier.verify(MESSAGE, tag).is_ok());
    let secret = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
    let careless = || {
        difference(10_000, |tag| {
            hmac::sign(&secret, MESSAGE).as_ref().iter().zip(tag).all(|(own, given)| own == given)
        })
    };
    let (found, careless) = ([(); 3].map(|()| ours()), [(); 3].map(|()| careless()));
    eprintln!("standard deviations, {count} pairs: {found:.2?}; of 10000 that end early: {careless:.2?}");
    assert!(found.iter().any(|deviations| deviations.abs() < DIFFERENT), "{found:.2?}");
    let is_noticed = careless.iter().all(|deviations| deviations.abs() > DIFFERENT);
    assert!(is_noticed, "it would not be noticed: {careless:.2?}");
}

/// By how many standard deviations tags that are wrong in their last byte take longer more often than those that are wrong in
/// their first, of so many pairs.
fn difference(pairs: usize, is_taken: impl Fn(&Vec<u8>) -> bool) -> f64 {
    let right = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), MESSAGE);
    let wrong = [0, 31].map(|at| {
        let mut tag = right.as_ref().to_vec();
        tag[at] ^= 1;
        tag
    });
    let mut tag = wrong[0].clone(); // one place in memory for both
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    let mut longer = [0.0_f64; 2];
    for _ in 0..pairs {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let first = usize::from(chance >> 63 == 1);
        let mut times = [Duration::ZERO; 2];
        for kind in [first, 1 - first] {
            tag.copy_from_slice(&wrong[kind]);
            let begin = Instant::now();
            let taken = black_box(is_taken(black_box(&tag)));
            times[kind] = begin.elapsed();
            assert!(!taken);
        }
        match times[0].cmp(&times[1]) {
            Ordering::Less => longer[1] += 1.0,
            Ordering::Greater => longer[0] += 1.0,
            Ordering::Equal => {}
        }
    }
    (longer[1] - longer[0]) / (longer[0] + longer[1]).sqrt()
}

#[expect(
    clippy::disallowed_methods,
    reason = "whether full counts are wanted is asked of the machine, by a test"
)]
fn is_long() -> bool {
    std::env::var_os("AUTHCTL_TEST_LONG").is_some()
}
