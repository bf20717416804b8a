//! The token as people come by it: in a header, a cookie, quotes, the lines of a paste.
//!
//! Here it is known by its form, that of a JWT, whatever stands around it. A token that is to be used may have any form:
//! there a guess could send off a part of it, and `commands/given_token.rs` only takes off what is no part of any.

use super::paste::{self, Found};
use super::token_text;
use crate::commands::{Context, given_token};
use crate::failure::Failure;
use crate::jwt::decode::lenient;
use crate::jwt::{compact, cookie, json};
use crate::login::given;
use crate::sensitive::PastedText;
use serde_json::Value;

/// So many members of a JSON text are named.
const MOST_MEMBERS: usize = 3;

/// A token, broken or not, and what stood around it.
pub struct Given {
    pub text: PastedText,
    pub around: Vec<&'static str>,
}

/// What was typed, or came on stdin.
pub fn read(typed: Option<&str>, command: &str, context: &Context<'_>) -> Result<Given, Failure> {
    parse(token_text::given(typed, command, context)?.expose(), command)
}

/// The same, where a token may also be `@FILE`.
pub fn read_or_file(typed: Option<&str>, command: &str, context: &Context<'_>) -> Result<Given, Failure> {
    parse(token_text::given_or_file(typed, command, context)?.expose(), command)
}

/// The one token of a text that was given to this verb.
pub fn parse(text: &str, command: &str) -> Result<Given, Failure> {
    if let Some(token) = paste::alone(text) {
        return Ok(Given { text: PastedText::new(token), around: Vec::new() });
    }
    let found = paste::find(text);
    if let Some(names) = members_with_tokens(text, matches!(found, Found::One(..))) {
        let why = format!("this is JSON, and the token is its member {}", names.join(" or "));
        let jq = names.iter().map(|name| format!("… | jq -r .{name} | authctl {command}"));
        return Err(jq.fold(given_token::refused(why), Failure::hint));
    }
    let (text, around) = match found {
        Found::One(token, around) => (PastedText::new(token), around),
        Found::Several(count) => return Err(several(count, command)),
        Found::Nothing => {
            let (bare, around) = given::bare(text);
            (PastedText::new(bare), around)
        }
    };
    let bare = text.expose();
    // a paste may hold what nobody sees: that is told, with its place
    if let Err(why) = given_token::parse(bare)
        && !lenient::read(bare).is_token()
        && !compact::is_json_serialization(bare)
    {
        return Err(why);
    }
    Ok(Given { text, around })
}

/// What helps a strict reader's caller, who gave more than a token.
pub fn advice(text: &str) -> Option<String> {
    let around = match paste::find(text) {
        Found::One(_, around) => around,
        Found::Several(count) => {
            return Some(format!(
                "{count} tokens were given, and one is wanted; --lines takes many, one a line"
            ));
        }
        Found::Nothing => given::bare(text).1,
    };
    (!around.is_empty()).then(|| format!("give the token alone, without {}", around.join(" and ")))
}

fn several(count: usize, command: &str) -> Failure {
    let several = given_token::refused(format!("{count} tokens were given, and one is wanted"));
    match command {
        "decode" => several.hint("authctl decode --lines < FILE reads many, one a line"),
        _ => several.hint("give one of them alone"),
    }
}

/// What a signed session cookie is, as far as a JWT is wanted.
pub const COOKIE: &str = "a signed session cookie, and no JWT";

/// What helps whoever gave one.
pub const COOKIE_HINT: &str = "`authctl decode` shows what is in it";

/// True for a signed session cookie, which `decode` alone reads.
pub fn is_cookie(text: &str) -> bool {
    cookie::read(text.trim()).is_some()
}

impl Given {
    /// What was left out, in words for people; `None` where nothing was.
    pub fn left_out(&self) -> Option<String> {
        (!self.around.is_empty()).then(|| format!("Left out around the token: {}.", self.around.join(", ")))
    }
}

/// The members of a JSON text that are tokens, such as those of the answer of a token endpoint, where it cannot be told
/// which one is meant: `is_one` says that it holds a single JWT, which need not be its access token.
fn members_with_tokens(text: &str, is_one: bool) -> Option<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with('{') || compact::is_json_serialization(text) {
        return None;
    }
    let members = json::object(text.as_bytes()).ok()?;
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_token =
        |value: &Value| value.as_str().is_some_and(|text| text.starts_with("ey") && compact::is_token(text));
    let tokens = members.iter().filter(|(name, value)| is_name(name) && is_token(value));
    let names: Vec<String> = tokens.take(MOST_MEMBERS).map(|(name, _)| name.clone()).collect();
    let is_meant = names == ["access_token"] || !members.contains_key("access_token");
    match names.is_empty() {
        _ if is_one && is_meant => None,
        true => members.contains_key("access_token").then(|| vec!["access_token".to_owned()]),
        false => Some(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_json_the_only_token_is_taken() {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AQID";
        for json in [
            r#"{"access_token":"§","token_type":"Bearer","refresh_token":"opaque"}"#,
            "{\n  \"id_token\": \"§\"\n}\n",
            r#"{"data":{"access_token":"§"}}"#,
            r#"["§"]"#,
        ] {
            let given = parse(&json.replace('§', token), "lint").unwrap_or_else(|why| panic!("{why:?}"));
            assert_eq!(given.text.expose(), token);
            assert!(given.left_out().is_some_and(|told| told.contains("brackets")), "{json}");
        }
        let several =
            [r#"{"access_token":"§","id_token":"§"}"#, r#"{"access_token":"opaque","id_token":"§"}"#];
        for json in several {
            assert!(parse(&json.replace('§', token), "lint").is_err(), "{json}");
        }
    }

    #[test]
    fn of_json_the_members_that_are_tokens_are_named() {
        let refused = |text: &str| {
            let why = parse(text, "lint").err().unwrap_or_else(|| panic!("{text}"));
            (why.message, why.hints)
        };
        let answer =
            r#"{"token_type":"Bearer","access_token":"eyJh.b.c","id_token":"eyJh.b.d","x y":"eyJh.b.e"}"#;
        let (message, hints) = refused(answer);
        assert_eq!(message, "this is JSON, and the token is its member access_token or id_token");
        assert_eq!(
            hints,
            ["access_token", "id_token"].map(|name| format!("… | jq -r .{name} | authctl lint"))
        );
        let opaque = refused("{\n  \"access_token\": \"opaque\",\n  \"id_token\": \"eyJh.b.d\"\n}\n").1;
        assert_eq!(opaque, ["… | jq -r .id_token | authctl lint"]);
        assert_eq!(refused(r#"{"access_token":"opaque"}"#).1, ["… | jq -r .access_token | authctl lint"]);
        assert_eq!(members_with_tokens(r#"{"error":"invalid_grant","scope":"a.b.c"}"#, false), None);
    }

    #[test]
    fn what_nobody_sees_is_no_reason_to_show_nothing() {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIi\u{200b}OiJhIn0.AQID";
        assert_eq!(parse(&format!("Bearer {token}"), "decode").unwrap().text.expose(), token);
        for text in ["", "two words", "a\u{7f}", "eyJh.b.c\neyJh.b.c"] {
            assert!(parse(text, "decode").is_err(), "{text}");
        }
    }
}
