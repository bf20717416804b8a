//! SD-JWTs (RFC 9901 section 4): a JWT, then disclosures, then perhaps a proof of the holder's key, with `~` between.

use crate::jwt::{base64url, json};
use serde_json::Value;

/// The JWT, and how many disclosures follow it; `None` for a text of another form.
pub(super) fn split(text: &str) -> Option<(&str, usize)> {
    let is_jwt = |text: &&str| text.split('.').count() == 3;
    let (jwt, rest) = text.split_once('~').filter(|(jwt, _)| is_jwt(jwt))?;
    let (disclosures, proof) = match rest.rsplit_once('~') {
        Some((disclosures, proof)) => (Some(disclosures), proof),
        None => (None, rest),
    };
    let all = disclosures.iter().flat_map(|all| all.split('~'));
    let is_whole = (proof.is_empty() || is_jwt(&proof)) && all.clone().all(is_disclosure);
    is_whole.then(|| (jwt, all.count()))
}

/// A salt, a name where it is that of a member, and a value (RFC 9901 section 4.2).
fn is_disclosure(text: &str) -> bool {
    let value = base64url::decode(text).ok().and_then(|bytes| json::strict(&bytes).ok());
    matches!(value, Some(Value::Array(list)) if matches!(list.len(), 2 | 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sd_jwt_is_known_by_what_follows_the_jwt() {
        for (text, found) in [
            ("a.b.c~", Some(0)),
            ("a.b.c~WyJzYWx0IiwiYSIsMV0~", Some(1)),
            ("a.b.c~WyJzYWx0IiwiYSIsMV0~WyJzYWx0IiwxXQ~", Some(2)),
            ("a.b.c~WyJzYWx0IiwiYSIsMV0~d.e.f", Some(1)),
            ("a.b.c~d.e.f", Some(0)),
            ("a.b.c", None),
            ("a.b.c~x", None),
            ("a.b.c~x~", None),
            ("a.b.c~~", None),
            ("a.b~WyJzYWx0IiwiYSIsMV0~", None),
            ("a.b.c~WyJzYWx0Il0~", None),
        ] {
            assert_eq!(split(text), found.map(|count| ("a.b.c", count)), "{text}");
        }
    }
}
