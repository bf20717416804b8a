//! How long the comparison of an HMAC takes, wherever the wrong byte is: the method of dudect (Reparaz, Balasch and
//! Verbauwhede, 2017). A million of either kind with `AUTHCTL_TEST_LONG`, else ten thousand.

use super::*;
use aws_lc_rs::hmac;
use std::hint::black_box;
use std::time::Instant;

const SECRET: &[u8; 32] = b"\x1f\x8b2\xd0\xa5\x99\x11\x04\xee\x7fZ\xc3k\x15\xb8\x90\xd2\x06\xf1\xaaM\x3c\xe7\x58\x9d!\x84\x0b\xcf\x62\x37\xfb";
const MESSAGE: &[u8] = b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9";

/// Above this two kinds of times are said to differ.
const DIFFERENT: f64 = 4.5;

#[test]
fn a22_a_wrong_tag_takes_as_long_whichever_byte_is_wrong() {
    let count = if is_long() { 1_000_000 } else { 10_000 };
    let key = VerificationKey::hmac(&SecretBytes::new(SECRET.to_vec()), Algorithm::HS256).unwrap();
    let verifier = key.verifier(Algorithm::HS256).unwrap();
    let ours = || difference(count, |tag| verifier.verify(MESSAGE, tag).is_ok());
    let secret = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
    let careless = || {
        difference(count / 10, |tag| {
            hmac::sign(&secret, MESSAGE).as_ref().iter().zip(tag).all(|(own, given)| own == given)
        })
    };
    // what differs does so each time; a machine that was busy with something else does not
    let (found, careless) = ([(); 3].map(|()| ours()), [(); 3].map(|()| careless()));
    eprintln!("Welch's t of {count} each: {found:.2?}; of a comparison that ends early: {careless:.2?}");
    assert!(found.iter().any(|t| t.abs() < DIFFERENT), "{found:.2?}");
    assert!(careless.iter().any(|t| t.abs() > DIFFERENT), "it would not be noticed: {careless:.2?}");
}

/// Welch's t between the times of tags that are wrong in their first byte and of those that are wrong in their last, so
/// many of each, in an order of chance.
fn difference(count: usize, is_taken: impl Fn(&Vec<u8>) -> bool) -> f64 {
    let right = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), MESSAGE);
    let wrong = [0, 31].map(|at| {
        let mut tag = right.as_ref().to_vec();
        tag[at] ^= 1;
        tag
    });
    let mut tag = wrong[0].clone(); // one place in memory for both
    let mut times = [Vec::new(), Vec::new()];
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    while times.iter().any(|times| times.len() < count) {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let kind = usize::from(chance.is_multiple_of(2));
        tag.copy_from_slice(&wrong[kind]);
        let (time, taken) = timed(|| is_taken(black_box(&tag)));
        assert!(!taken);
        times[kind].push(time);
    }
    welch(&times)
}

fn timed<T>(deed: impl FnOnce() -> T) -> (f64, T) {
    let begin = Instant::now();
    let done = black_box(deed());
    (f64::from(u32::try_from(begin.elapsed().as_nanos()).unwrap_or(u32::MAX)), done)
}

/// Of the nine tenths that were the fastest: the rest is other work of the machine.
fn welch(times: &[Vec<f64>; 2]) -> f64 {
    let mut all = times.concat();
    all.sort_by(f64::total_cmp);
    let limit = all[all.len() * 9 / 10];
    let [(one, spread), (other, other_spread)] = times.each_ref().map(|times| {
        let kept: Vec<f64> = times.iter().copied().filter(|time| *time <= limit).collect();
        let count = f64::from(u32::try_from(kept.len()).unwrap());
        let mean = kept.iter().sum::<f64>() / count;
        let variance = kept.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
        (mean, variance / count)
    });
    (one - other) / (spread + other_spread).sqrt()
}

#[expect(
    clippy::disallowed_methods,
    reason = "whether full counts are wanted is asked of the machine, by a test"
)]
fn is_long() -> bool {
    std::env::var_os("AUTHCTL_TEST_LONG").is_some()
}
