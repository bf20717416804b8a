//! A token that somebody else got: typed, piped in, or held by an environment variable. Nothing renews it.

use super::{Credential, Method, RelyingParty};
use crate::jwt::decode::decode;
use crate::oidc::token_endpoint::fits_a_header;
use crate::sensitive::AccessToken;
use hyper::header::HeaderValue;
use jiff::Timestamp;

/// What a profile knows of such tokens.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub issuer: Option<String>,
    pub client_id: Option<String>,
    /// Whom to ask about it and to revoke it, where the profile names issuer and client.
    pub party: Option<RelyingParty>,
}

/// Why a text is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoToken {
    #[error("no token was given")]
    Empty,
    #[error("a token is one word, and several lines or words were given")]
    SeveralWords,
    #[error("what was given holds characters that no token has")]
    OddCharacters,
    /// Of what stands in a header or a cookie, whatever it is.
    #[error("nothing was given")]
    Nothing,
    #[error("one line is wanted, and several were given")]
    SeveralLines,
    #[error("what was given holds characters that no header can carry")]
    Unfit,
    #[error("a cookie's value has no semicolon: what stands before it alone is wanted, without the name")]
    Semicolon,
}

/// The token of a text, and what stood around it besides white space.
#[derive(Debug)]
pub struct Found {
    pub token: AccessToken,
    pub around: Vec<&'static str>,
}

/// The one token of a text as people copy it: with `Bearer` or the whole header's name before it, in quotes, or both.
pub fn parse(text: &str) -> Result<Found, NoToken> {
    match bare(text) {
        ("", _) => Err(NoToken::Empty),
        (bare, _) if bare.contains(char::is_whitespace) => Err(NoToken::SeveralWords),
        (bare, _) if !fits_a_header(bare) => Err(NoToken::OddCharacters),
        (bare, around) => Ok(Found { token: AccessToken::new(bare), around }),
    }
}

/// The value of a header, to the byte but for the blanks around it: it may have several words, and what looks like a wrapping
/// belongs to it.
pub fn header_value(text: &str) -> Result<AccessToken, NoToken> {
    let value = text.trim_matches([' ', '\t', '\r', '\n']);
    match value {
        "" => Err(NoToken::Nothing),
        _ if value.contains(['\r', '\n']) => Err(NoToken::SeveralLines),
        _ if HeaderValue::from_str(value).is_err() => Err(NoToken::Unfit),
        _ => Ok(AccessToken::new(value)),
    }
}

/// The value of a cookie: the same, and no other cookie behind it.
pub fn cookie_value(text: &str) -> Result<AccessToken, NoToken> {
    if text.contains(';') { Err(NoToken::Semicolon) } else { header_value(text) }
}

/// No copy has as much around the token; who piles up more must not have the whole text gone through each time.
const MOST_AROUND: usize = 8;

/// What is left without all that may stand around a token, whatever it is, and what stood there.
pub fn bare(text: &str) -> (&str, Vec<&'static str>) {
    let mut bare = text.trim();
    let mut around = Vec::new();
    for _ in 0..MOST_AROUND {
        let Some((inside, what)) = AROUND.into_iter().find_map(|take_off| take_off(bare)) else { break };
        bare = inside.trim();
        around.extend(what);
    }
    around.sort_unstable();
    around.dedup();
    (bare, around)
}

/// What is left when one of them is taken off, and how that is called.
type Inside<'a> = Option<(&'a str, Option<&'static str>)>;

const AROUND: [fn(&str) -> Inside<'_>; 4] = [without_mark, within_pair, without_name, without_scheme];

/// Windows puts a byte order mark before UTF-8.
fn without_mark(text: &str) -> Inside<'_> {
    Some((text.strip_prefix('\u{feff}')?, Some("a byte order mark")))
}

/// Quotes, typewritten and typographic, and angle brackets: no token holds any (RFC 6750 section 2.1).
fn within_pair(text: &str) -> Inside<'_> {
    const QUOTES: [&str; 11] = ["\"\"", "''", "``", "“”", "„“", "„”", "””", "‘’", "‚‘", "«»", "»«"];
    let within = |pair: &str| {
        let mut pair = pair.chars();
        text.strip_prefix(pair.next()?)?.strip_suffix(pair.next()?)
    };
    let quoted = QUOTES.into_iter().find_map(within).map(|inside| (inside, Some("quotes")));
    quoted.or_else(|| Some((within("<>")?, Some("angle brackets"))))
}

fn without_name(text: &str) -> Inside<'_> {
    Some((without(text, "authorization:")?, None))
}

fn without_scheme(text: &str) -> Inside<'_> {
    let rest = without(text, "bearer")?.strip_prefix(|character: char| character.is_ascii_whitespace())?;
    Some((rest, Some("Bearer")))
}

/// What stands behind a word that may be written in capitals.
fn without<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then_some(rest)
}

impl Given {
    /// What is kept of one. Its end is what it says itself, which nobody has verified.
    pub fn credential(&self, token: AccessToken, now: Timestamp) -> Credential {
        let (issuer, client_id) = (self.issuer.as_deref(), self.client_id.as_deref());
        let mut credential =
            Credential::new(Method::Token, issuer.unwrap_or_default(), client_id.unwrap_or_default(), now);
        credential.expires_at = expiry(&token);
        credential.access_token = Some(token);
        credential
    }
}

/// The `exp` of a JWT in seconds since 1970, if the token is one that can be read.
pub(super) fn expiry(token: &AccessToken) -> Option<i64> {
    let decoded = decode(token.expose()).ok()?;
    let end = decoded.claims()?.get("exp")?.as_f64().filter(|end| (0.0..1e12).contains(end))?;
    #[expect(clippy::cast_possible_truncation, reason = "0 to 1e12 fits")]
    Some(end as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_as_people_copy_it() {
        for (text, around) in [
            ("abc.def", &[][..]),
            (" abc.def\n", &[]),
            ("Bearer abc.def", &["Bearer"]),
            ("bearer  abc.def\r\n", &["Bearer"]),
            ("\tBEARER\tabc.def", &["Bearer"]),
            ("Authorization: Bearer abc.def\r\n", &["Bearer"]),
            ("'authorization:Bearer abc.def'", &["Bearer", "quotes"]),
            ("\"abc.def\"\n", &["quotes"]),
            ("' Bearer abc.def '", &["Bearer", "quotes"]),
            ("Bearer `abc.def`", &["Bearer", "quotes"]),
            ("“abc.def”", &["quotes"]),
            ("„Bearer ‘abc.def’“", &["Bearer", "quotes"]),
            ("«\u{a0}abc.def\u{a0}»", &["quotes"]),
            ("Authorization: Bearer <abc.def>", &["Bearer", "angle brackets"]),
            ("\u{feff}Bearer abc.def", &["Bearer", "a byte order mark"]),
            (
                "\u{feff}\"Authorization: '<Bearer “abc.def”>'\"",
                &["Bearer", "a byte order mark", "angle brackets", "quotes"],
            ),
        ] {
            let found = parse(text).unwrap();
            assert_eq!((found.token.expose(), &found.around[..]), ("abc.def", around), "{text:?}");
        }
        assert_eq!(parse("Bearer").unwrap().token.expose(), "Bearer", "it may be a token of that name");
    }

    #[test]
    fn what_is_not_one_word_of_a_header_is_no_token() {
        for (text, why) in [
            ("", NoToken::Empty),
            (" \n", NoToken::Empty),
            ("\"\"", NoToken::Empty),
            ("<>", NoToken::Empty),
            ("\"abc.def”", NoToken::OddCharacters),
            ("a\nb", NoToken::SeveralWords),
            ("Bearer a b", NoToken::SeveralWords),
            (&"Bearer ".repeat(10), NoToken::SeveralWords),
            ("a\u{7f}", NoToken::OddCharacters),
            ("ü", NoToken::OddCharacters),
        ] {
            assert_eq!(parse(text).unwrap_err(), why, "{text:?}");
        }
    }
}
