//! Media types as headers have them: `typ` and `cty` (RFC 7515 sections 4.1.9 and 4.1.10).

use serde_json::Value;

const APPLICATION: &str = "application/";

/// A media type to compare with others: in lower case, and without the "application/" that may be left out where no
/// other slash follows.
pub fn plain(media_type: &str) -> String {
    let mut plain = media_type.to_ascii_lowercase();
    if plain.strip_prefix(APPLICATION).is_some_and(|rest| !rest.contains('/')) {
        plain.drain(..APPLICATION.len());
    }
    plain
}

/// True when a member of a header is this media type, however it is written.
pub fn is(member: Option<&Value>, media_type: &str) -> bool {
    member.and_then(Value::as_str).is_some_and(|found| plain(found) == plain(media_type))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn j5_application_may_be_left_out_once_and_case_does_not_matter() {
        for (one, other, same) in [
            ("JWT", "application/jwt", true),
            ("Application/AT+JWT", "at+jwt", true),
            ("text/plain", "TEXT/plain", true),
            ("application/application/jwt", "jwt", false),
            ("application/application/jwt", "application/jwt", false),
            ("application/a/b", "a/b", false),
            ("", "jwt", false),
            ("x-application/jwt", "jwt", false),
        ] {
            assert_eq!(plain(one) == plain(other), same, "{one} {other}");
            assert_eq!(is(Some(&json!(one)), other), same, "{one} {other}");
        }
        assert!(!is(None, "jwt") && !is(Some(&json!(["jwt"])), "jwt"));
    }
}
