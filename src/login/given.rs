//! A token that somebody else got: typed, piped in, or held by an environment variable. Nothing renews it.

use super::{Credential, Method, RelyingParty};
use crate::jwt::decode::decode;
use crate::oidc::token_endpoint::fits_a_header;
use crate::sensitive::AccessToken;
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

/// What is left without all that may stand around a token, whatever it is, and what stood there.
pub fn bare(text: &str) -> (&str, Vec<&'static str>) {
    let (bare, outer) = unquoted(text.trim());
    let (bare, is_bearer) = without_scheme(bare);
    let (bare, inner) = unquoted(bare);
    let around = [(is_bearer, "Bearer"), (outer || inner, "quotes")];
    (bare, around.into_iter().filter_map(|(there, name)| there.then_some(name)).collect())
}

fn without_scheme(text: &str) -> (&str, bool) {
    let text = match text.split_once(':') {
        Some((name, value)) if name.eq_ignore_ascii_case("authorization") => value.trim_start(),
        _ => text,
    };
    match text.split_once(|character: char| character.is_ascii_whitespace()) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => (rest.trim_start(), true),
        _ => (text, false),
    }
}

/// No token holds a quote (RFC 6750 section 2.1).
fn unquoted(text: &str) -> (&str, bool) {
    let inside = ['"', '\'', '`'].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    inside.map_or((text, false), |inside| (inside.trim(), true))
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
fn expiry(token: &AccessToken) -> Option<i64> {
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
            ("a\nb", NoToken::SeveralWords),
            ("Bearer a b", NoToken::SeveralWords),
            ("a\u{7f}", NoToken::OddCharacters),
            ("ü", NoToken::OddCharacters),
        ] {
            assert_eq!(parse(text).unwrap_err(), why, "{text:?}");
        }
    }
}
