//! Keys that are well-formed and still not safe.

use super::Error;
use crate::jwt::algorithm::{Algorithm, Family};

/// HMAC secrets are at least as long as the hash (RFC 7518 section 3.2).
pub(super) fn secret_length(length: usize, algorithm: Algorithm) -> Result<(), Error> {
    if length < algorithm.minimum_secret() {
        return Err(Error::ShortSecret { length, algorithm });
    }
    Ok(())
}

/// The most bytes of a pattern that is called short: a secret of a megabyte is not to be searched for longer ones.
const LONGEST_PATTERN: usize = 64;

/// Between two of a pattern may stand so many other bytes: `pattern-pattern`.
const BETWEEN: usize = 4;
/// Patterns may lie within each other, so many of them: `1q2w3e4r`, `aabbcc`.
const INTERLEAVED: usize = 3;

/// Secrets that stand in documentation, in lower case: those of jwt.io, of today and of before.
const PUBLISHED: [&[u8]; 6] = [
    b"a-string-secret-at-least-256-bits-long",
    b"a-valid-string-secret-that-is-at-least-384-bits-long",
    b"a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
    b"your-256-bit-secret",
    b"your-384-bit-secret",
    b"your-512-bit-secret",
];

/// Random secrets are called guessable with a lower probability.
const FALSE_ALARM: f64 = 1e-6;
/// What is shorter can be tried out, whatever it is.
const SHORTEST: usize = 10;
/// So many different bytes are enough in any length.
const ENOUGH_DIFFERENT: usize = 10;

/// Keys that are beside each other, in rows and in columns.
const KEYBOARD: &[u8] =
    b"1234567890 qwertyuiop asdfghjkl zxcvbnm 1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm 8ik, 9ol. 0p;/";

/// Why somebody could guess this HMAC secret, if so (RFC 8725 section 3.5). Length is another matter.
///
/// Of random digits, which are the smallest alphabet in use, half of 32 are equal, are one step from the one before or from
/// one of the two before that, or follow the keys in one direction, less often than once in 5,000,000; all but an eighth
/// repeat the others far less often.
pub fn guessable(secret: &[u8]) -> Option<&'static str> {
    // the line break of a file makes nothing harder to guess
    let secret = secret.trim_ascii();
    let mut counts = [0_usize; 256];
    for byte in secret {
        counts[usize::from(*byte)] += 1;
    }
    let different = counts.iter().filter(|count| **count > 0).count();
    // a few bytes beside the pattern do not hide it, nor do capitals
    let repeats = |period: usize| {
        let pairs = secret.iter().zip(&secret[period..]);
        let again = pairs.filter(|(one, other)| one.eq_ignore_ascii_case(other)).count();
        again * 8 >= (secret.len() - period) * 7
    };
    let longest = LONGEST_PATTERN.min(usize::midpoint(secret.len(), BETWEEN));
    let mut distances = 1..=INTERLEAVED;
    if PUBLISHED.iter().any(|known| secret.eq_ignore_ascii_case(known)) {
        Some("it is an example that everybody knows")
    } else if secret.len() < SHORTEST {
        Some("it has fewer than 10 bytes")
    } else if (1..=longest).any(repeats) {
        Some("it repeats a short pattern")
    } else if counts.iter().any(|count| count * 2 >= secret.len()) {
        Some("one byte makes up half of it")
    } else if distances.clone().any(|distance| counts_in_steps(secret, distance)) {
        Some("it counts up or down in equal steps")
    } else if distances.any(|distance| follows_keyboard(secret, distance)) {
        Some("it follows the keys of a keyboard")
    } else if has_too_few_different(different, secret) {
        Some("it has too few different bytes for its length")
    } else if secret.len() < 32 && secret.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        Some("it is a text of fewer than 32 characters")
    } else {
        None
    }
}

/// The chance that of an alphabet no more than so many signs turn up in a random secret is at most that of choosing these
/// signs in any way and all of the secret among them. A text is judged as if its alphabet were the ten digits: what is
/// improbable of them is more so of every larger one.
fn has_too_few_different(different: usize, secret: &[u8]) -> bool {
    let alphabet = if std::str::from_utf8(secret).is_ok() { 10 } else { 256 };
    let [k, of] = [different, alphabet].map(|number| f64::from(u16::try_from(number).unwrap_or(u16::MAX)));
    let choices: f64 = std::iter::successors(Some(0.0), |at| Some(at + 1.0))
        .take(different)
        .map(|at| (of - at) / (at + 1.0))
        .product();
    let length = i32::try_from(secret.len()).unwrap_or(i32::MAX);
    different < ENOUGH_DIFFERENT && choices * (k / of).powi(length) < FALSE_ALARM
}

/// Each byte with the one that stands so far behind it.
fn pairs(secret: &[u8], distance: usize) -> impl Iterator<Item = (u8, u8)> {
    secret.iter().copied().zip(secret.iter().copied().skip(distance))
}

/// Whether most bytes are the same step away from the one that stands so far before them.
fn counts_in_steps(secret: &[u8], distance: usize) -> bool {
    let mut steps = [0_usize; 256];
    for (one, other) in pairs(secret, distance) {
        steps[usize::from(other.wrapping_sub(one))] += 1;
    }
    steps.iter().any(|steps| steps * 2 > secret.len())
}

/// Whether most keys are beside the one that stands so far before them, on the same side.
fn follows_keyboard(secret: &[u8], distance: usize) -> bool {
    let is_beside = |one: u8, other: u8| {
        let pair = [one, other].map(|byte| byte.to_ascii_lowercase());
        !pair.contains(&b' ') && KEYBOARD.windows(2).any(|keys| keys == pair)
    };
    let onwards = pairs(secret, distance).filter(|(one, other)| is_beside(*one, *other)).count();
    let back = pairs(secret, distance).filter(|(one, other)| is_beside(*other, *one)).count();
    onwards.max(back) * 2 > secret.len()
}

/// RSA keys of 2048 to 8192 bits with an odd exponent of 65537 or more, not made by the ROCA generator.
/// Both numbers are big-endian, without leading zero bytes (RFC 7518 sections 2 and 3.3).
pub(super) fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<(), Error> {
    let minimal = |number: &[u8]| number.first().is_some_and(|byte| *byte != 0);
    let odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
    let bits = bits(modulus);
    if !minimal(modulus) || !minimal(exponent) {
        return Err(Error::RsaNumber("modulus or exponent begins with a zero byte, or is empty"));
    }
    if !(2048..=8192).contains(&bits) {
        return Err(Error::RsaSize(bits));
    }
    if !odd(modulus) {
        return Err(Error::RsaNumber("modulus is even, so it is no product of two large primes"));
    }
    if !odd(exponent) || exponent.len() < 3 || exponent.len() > 4 {
        return Err(Error::RsaNumber("exponent is not an odd number from 65537 to 4294967295"));
    }
    if has_roca_fingerprint(modulus) {
        return Err(Error::Roca);
    }
    Ok(())
}

/// The length of a big-endian number.
pub(super) fn bits(number: &[u8]) -> usize {
    number.len() * 8 - number.first().map_or(0, |byte| byte.leading_zeros() as usize)
}

/// The faulty generator's primes, and so its moduli, are powers of 65537 modulo every small prime; the moduli of
/// others are that for all of these primes less than once in a hundred million.
fn has_roca_fingerprint(modulus: &[u8]) -> bool {
    (3..=167u32).filter(|number| (2..*number).all(|divisor| number % divisor != 0)).all(|prime| {
        let residue = modulus.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % prime);
        std::iter::successors(Some(1), |power| Some(power * 65537 % prime).filter(|next| *next != 1))
            .any(|power| power == residue)
    })
}

/// Ed25519 public keys whose y is below the field's prime (RFC 8032 section 5.1.3) and not of order 1, 2, 4 or 8:
/// for those a signature that fits every message is known.
pub(super) fn ed25519(point: &[u8]) -> Result<(), Error> {
    let mut y: [u8; 32] = point.try_into().map_err(|_| Error::Point(Family::Ed25519))?;
    y[31] &= 0x7f; // the sign of x
    let too_large = y[0] >= 0xed && y[1..31].iter().all(|byte| *byte == 0xff) && y[31] == 0x7f;
    let small = |first: u8, middle: u8, last: u8| {
        y[0] == first && y[1..31].iter().all(|byte| *byte == middle) && y[31] == last
    };
    let of_small_order = small(0, 0, 0) // order 4
        || small(1, 0, 0) // order 1
        || small(0xec, 0xff, 0x7f) // order 2
        || y == ORDER_EIGHT
        || y == ORDER_EIGHT_NEGATED;
    if too_large || of_small_order { Err(Error::Point(Family::Ed25519)) } else { Ok(()) }
}

/// The y of the points of order 8, little-endian; the other two have the field's prime minus it.
const ORDER_EIGHT: [u8; 32] = [
    0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5,
    0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
];
const ORDER_EIGHT_NEGATED: [u8; 32] = [
    0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a,
    0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
];

#[cfg(test)]
mod tests {
    use super::*;

    const EXPONENT: &[u8] = &[1, 0, 1];

    /// An odd number of this many bits that no generator made.
    fn modulus(bits: usize) -> Vec<u8> {
        let mut bytes = vec![0x5a; bits.div_ceil(8)];
        bytes[0] = 0x80 >> ((8 - bits % 8) % 8);
        if let Some(last) = bytes.last_mut() {
            *last = 0x01;
        }
        bytes
    }

    #[test]
    fn j8_secrets_are_as_long_as_the_hash() {
        for (algorithm, least) in [(Algorithm::HS256, 32), (Algorithm::HS384, 48), (Algorithm::HS512, 64)] {
            assert!(secret_length(least, algorithm).is_ok());
            assert_eq!(
                secret_length(least - 1, algorithm),
                Err(Error::ShortSecret { length: least - 1, algorithm })
            );
        }
    }

    #[test]
    fn j9_guessable_secrets_are_named() {
        let counting: Vec<u8> = (0..64).collect();
        let few_bytes = b"13213323122132131213221323133121".map(|byte| byte | 0x80);
        let by_seven: Vec<u8> = (0..36).map(|at| at * 7).collect();
        let zeros: Vec<u8> = [0; 22].into_iter().chain(10..20).collect();
        for (secret, why) in [
            (&[7; 64][..], "short pattern"),
            (b"abcabcabcabcabcabcabcabcabcabcabcabc", "short pattern"),
            (b"passwordpasswordpasswordpassword", "short pattern"),
            (b"12345678901234567890123456789012", "short pattern"),
            (b"0123456789abcdef0123456789abcdef", "short pattern"),
            (b"00000000000000000000000000000001", "short pattern"),
            (b"abbaaabbabaababbabbbaabaabbabaab", "one byte makes up half"),
            (b"13213323122132131213221323133121", "too few different"),
            (b"1223334444555551223444415253545312", "too few different"),
            (b"qwertyuiopasdfghjklzxcvbnm123456", "keys of a keyboard"),
            (b"QWERTYUIOPASDFGHJKLZXCVBNM!@#$%^", "keys of a keyboard"),
            (b"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,", "keys of a keyboard"),
            (b"mnbvcxzlkjhgfdsapoiuytrewq098765", "keys of a keyboard"),
            (&few_bytes, "too few different"),
            (b"K7d!xPq2Zw9$K7d!xPq2Zw9$K7d!xPq2", "short pattern"),
            (b"K7d!xPq2Zw9$mBv5K7d!xPq2Zw9$mBv5", "short pattern"),
            (&counting, "counts up"),
            (b"zyxwvutsrqponmlkjihgfedcba9876543210", "counts up or down"),
            (b"correct horse battery staple", "fewer than 32 characters"),
            (b"K7d!xPq2Zw9$K7d!xPq2Zw9$K7d!xPq2\n", "short pattern"),
            (b".K7d!xPq2Zw9$K7d!xPq2Zw9$K7d!xPq2", "short pattern"),
            (b"K7d!xPq2Zw9$mBv5Lr8@cTn3Hs6%jYg\n", "fewer than 32 characters"),
            (b"your-256-bit-secret-your-256-bit-secret", "short pattern"),
            (b"secretsecretSecretsecretSECRETsecret", "short pattern"),
            (b"1q2w3e4r5t6y7u8i9o0p1q2w3e4r5t6y", "keys of a keyboard"),
            (b"qqwweerrttyyuuiiooppaassddffgghh", "keys of a keyboard"),
            (b"q1aw2se3dr4ft5gy6hu7ji8ko9l", "keys of a keyboard"),
            (b"aabbccddeeffgghhiijjkkllmmnnoopp", "counts up"),
            (b"0a1b2c3d4e5f6g7h8i9jAkBlCmDnEoFp", "counts up"),
            (b"a-string-secret-at-least-256-bits-long", "example"),
            (b"Your-512-bit-secret\n", "example"),
            (&zeros, "one byte makes up half"),
            (&by_seven, "counts up or down"),
        ] {
            let found = guessable(secret).unwrap_or_else(|| panic!("{secret:?} is not found guessable"));
            assert!(found.contains(why), "{secret:?}: {found}");
        }
        assert_eq!(guessable(b"\x0f\xa1\x9c\x03\xe7\x5d\x22\x80\xb4\x6e\x11\xfa\xcd\x38\x91\x47"), None);
        assert_eq!(guessable(b"a long enough sentence of a person with 9 words"), None);
    }

    #[test]
    fn j9_the_limits_of_guessing_are_exact() {
        let random = b"\x0f\xa1\x9c\x03\xe7\x5d\x22\x80\xb4\x6e";
        assert_eq!(guessable(&random[..9]), Some("it has fewer than 10 bytes"));
        assert_eq!(guessable(random), None);
        let text = b"K7d!xPq2Zw9$mBv5Lr8@cTn3Hs6%jYg4";
        assert_eq!(guessable(&text[..31]), Some("it is a text of fewer than 32 characters"));
        assert_eq!(guessable(text), None);
        let begun_again = |from| [&text[..], &text[..from]].concat();
        assert_eq!(guessable(&begun_again(27)), None, "more than 4 bytes are there once");
        assert_eq!(guessable(&begun_again(28)), Some("it repeats a short pattern"));
        let longest: Vec<u8> =
            (0..=u8::MAX).map(|at| at.wrapping_mul(at) ^ (at / 3)).take(LONGEST_PATTERN + 1).collect();
        assert_eq!(guessable(&longest[1..].repeat(2)), Some("it repeats a short pattern"));
        assert_eq!(guessable(&longest.repeat(2)), None, "the pattern is long");
        assert_eq!(guessable(&[7]), Some("it has fewer than 10 bytes"));
        for (counted, expected) in [(11, None), (12, Some("it counts up or down in equal steps"))] {
            let up: Vec<u8> = (0x80..).take(counted).collect();
            let half = [&up[..], &random.repeat(2)[..20 - counted]].concat();
            assert_eq!(guessable(&half), expected, "{} steps of 20", counted - 1);
        }
    }

    /// In how many ways out of all a random secret of this length has at most `most` different signs.
    fn chance_of_few(most: usize, alphabet: usize, length: usize) -> f64 {
        let float = |number: usize| f64::from(u16::try_from(number).unwrap());
        let mut chances = vec![0.0; alphabet + 1];
        chances[0] = 1.0;
        for _ in 0..length {
            for k in (1..=alphabet).rev() {
                let (again, anew) = (float(k), float(alphabet - k + 1));
                chances[k] = (chances[k] * again + chances[k - 1] * anew) / float(alphabet);
            }
            chances[0] = 0.0;
        }
        chances[..=most].iter().sum()
    }

    #[test]
    fn j9_so_few_different_bytes_are_no_chance_in_any_alphabet() {
        for length in [32, 33, 39, 43, 44, 48, 52, 64, 86, 88, 103, 128, 512] {
            let text = vec![b'1'; length];
            let limit = (1..=20).filter(|different| has_too_few_different(*different, &text)).count();
            assert!((5..10).contains(&limit), "{length}: {limit}");
            for alphabet in [10, 16, 32, 64, 94] {
                let chance = chance_of_few(limit, alphabet, length);
                assert!(chance < FALSE_ALARM, "{limit} of {alphabet} in {length}: {chance}");
            }
        }
        for length in [10, 16, 24, 32, 48, 64] {
            let limit = (1..=20).filter(|different| has_too_few_different(*different, &vec![0xff; length]));
            let limit = limit.count();
            assert!(limit >= 5 && chance_of_few(limit, 256, length) < FALSE_ALARM, "{length}: {limit}");
        }
        assert!((chance_of_few(9, 10, 32) - 0.3).abs() < 0.05, "of 32 random digits one is often missing");
    }

    /// How often at least `least` of so many independent pairs hit, where one does with this chance.
    fn chance_of_hits(least: usize, pairs: usize, chance: f64) -> f64 {
        let float = |number: usize| f64::from(u16::try_from(number).unwrap());
        let ways = |hits: usize| (0..hits).map(|at| float(pairs - at) / float(at + 1)).product::<f64>();
        let power = |base: f64, exponent: usize| base.powi(i32::try_from(exponent).unwrap());
        (least..=pairs).map(|hits| ways(hits) * power(chance, hits) * power(1.0 - chance, pairs - hits)).sum()
    }

    #[test]
    fn j9_no_pattern_is_a_chance_in_any_alphabet() {
        // how often two signs are equal but for their case, the largest share of one step, and that of keys side by side
        const DIGITS: [f64; 3] = [0.1, 0.1, 0.09];
        const BASE64: [f64; 3] = [116.0 / 4096.0, 1.0 / 64.0, 0.04];
        const BYTES: [f64; 3] = [308.0 / 65536.0, 1.0 / 256.0, 0.01];
        for (length, [equal, step, beside]) in
            [(32, DIGITS), (64, DIGITS), (32, BASE64), (86, BASE64), (10, BYTES), (16, BYTES), (64, BYTES)]
        {
            let longest = LONGEST_PATTERN.min(usize::midpoint(length, BETWEEN));
            let repeats: f64 = (1..=longest)
                .map(|period| length - period)
                .map(|pairs| chance_of_hits((pairs * 7).div_ceil(8), pairs, equal))
                .sum();
            let steps: f64 = (1..=INTERLEAVED)
                .map(|distance| {
                    let hits = |chance| chance_of_hits(length / 2 + 1, length - distance, chance);
                    256.0 * hits(step) + 2.0 * hits(beside)
                })
                .sum();
            assert!(repeats + steps < FALSE_ALARM, "{length}: {repeats} {steps}");
        }
    }

    #[test]
    fn j9_random_secrets_are_not_called_guessable() {
        const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bytes: Vec<u8> = (0..=u8::MAX).collect();
        let mut state = 1_u64;
        let mut random = |alphabet: &[u8], length: usize| -> Vec<u8> {
            let mut sign = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                // the low bits of such a generator repeat soon
                alphabet[usize::from((state >> 40).to_le_bytes()[0]) * alphabet.len() / 256]
            };
            (0..length).map(|_| sign()).collect()
        };
        for (alphabet, lengths) in [
            (&b"0123456789"[..], [32, 39, 64]),
            (b"0123456789abcdef", [32, 64, 128]),
            (b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", [32, 52, 103]),
            (BASE64, [32, 43, 86]),
            (&bytes, [16, 32, 64]),
        ] {
            for length in lengths {
                for _ in 0..1000 {
                    let secret = random(alphabet, length);
                    assert_eq!(guessable(&secret), None, "{secret:?}");
                }
            }
        }
    }

    #[test]
    fn j10_rsa_sizes_and_exponents() {
        assert!(rsa(&modulus(2048), EXPONENT).is_ok());
        assert!(rsa(&modulus(8192), EXPONENT).is_ok());
        for bits in [512, 1024, 2047, 8193, 65536] {
            assert_eq!(rsa(&modulus(bits), EXPONENT), Err(Error::RsaSize(bits)));
        }
        assert!(rsa(&modulus(2048), &[0xff; 4]).is_ok());
        for exponent in [&[1][..], &[2], &[3], &[1, 1], &[1, 0, 0], &[0xff; 5]] {
            assert!(matches!(rsa(&modulus(2048), exponent), Err(Error::RsaNumber(_))), "{exponent:?}");
        }
        let mut even = modulus(2048);
        even[255] = 2;
        assert!(matches!(rsa(&even, EXPONENT), Err(Error::RsaNumber(_))));
    }

    #[test]
    fn j36_rsa_numbers_have_no_leading_zero_bytes() {
        let padded = [&[0][..], &modulus(2048)].concat();
        assert!(matches!(rsa(&padded, EXPONENT), Err(Error::RsaNumber(_))));
        assert!(matches!(rsa(&modulus(2048), &[0, 1, 0, 1]), Err(Error::RsaNumber(_))));
        assert!(matches!(rsa(&[], EXPONENT), Err(Error::RsaNumber(_))));
        assert!(matches!(rsa(&[0], EXPONENT), Err(Error::RsaNumber(_))));
    }

    /// The product of a big-endian number and a small one, plus another big-endian number.
    fn combined(number: &[u8], factor: u64, other: &[u8]) -> Vec<u8> {
        let mut carry = 0;
        let length = number.len().max(other.len()) + 3;
        let digit = |number: &[u8], at: usize| number.iter().rev().nth(at).copied().map_or(0, u64::from);
        let digits = (0..length).map(|at| {
            carry += digit(number, at) * factor + digit(other, at);
            let low = carry.to_le_bytes()[0];
            carry >>= 8;
            low
        });
        let mut digits: Vec<u8> = digits.collect();
        digits.reverse();
        digits.into_iter().skip_while(|digit| *digit == 0).collect()
    }

    #[test]
    fn j47_moduli_with_the_roca_fingerprint_are_rejected() {
        let power = (0..128).fold(vec![1], |power, _| combined(&power, 65537, &[]));
        let is_prime = |number: &u64| (2..*number).all(|divisor| !number.is_multiple_of(divisor));
        let primes =
            (3..=167).filter(is_prime).fold(vec![1], |product, prime| combined(&product, prime, &[]));
        for modulus in [&power, &combined(&primes, 2, &power)] {
            assert_eq!(
                rsa(modulus, EXPONENT),
                Err(Error::Roca),
                "a power of 65537 modulo each of the primes"
            );
        }
        assert_eq!(rsa(&combined(&power, 1, &[2]), EXPONENT), Ok(()));
    }

    #[test]
    fn j14_a20_small_and_overlong_ed25519_points_are_rejected() {
        let overlong = |first| [&[first][..], &[0xff; 30], &[0x7f]].concat();
        let number = |first| [&[first][..], &[0; 31]].concat();
        let mut bad = vec![number(0), number(1), ORDER_EIGHT.to_vec(), ORDER_EIGHT_NEGATED.to_vec()];
        bad.extend((0xec..=0xff).map(overlong));
        for mut point in bad {
            assert!(ed25519(&point).is_err());
            point[31] |= 0x80;
            assert!(ed25519(&point).is_err(), "with the other sign too");
        }
        for (first, middle, last) in [(0, 0x58, 0), (1, 0x58, 0), (1, 0, 0x58), (2, 0, 0), (0x58, 0, 0x58)]
            .into_iter()
            .chain([(0xec, 0xff, 0x58), (0xec, 0x58, 0x7f), (0xeb, 0xff, 0x7f), (0xff, 0xff, 0x58)])
        {
            let point = [&[first][..], &[middle; 30], &[last]].concat();
            assert!(ed25519(&point).is_ok(), "like a bad one in parts: {point:?}");
        }
        assert!(ed25519(&[0x58; 31]).is_err());
        assert!(ed25519(&[0x58; 32]).is_ok());
    }
}
