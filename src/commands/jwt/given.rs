//! The token as people come by it: in a header, a cookie, quotes, the lines of a paste.

use super::token_text;
use crate::commands::{Context, given_token};
use crate::failure::Failure;
use crate::jwt::decode::lenient;
use crate::jwt::{compact, cookie, json};
use crate::login::given;
use crate::sensitive::PastedText;
use serde_json::Value;
use std::borrow::Cow;

/// The names of headers that hold cookies.
const COOKIES: [&str; 2] = ["cookie", "set-cookie"];

/// So many members of a JSON text are named.
const MOST_MEMBERS: usize = 3;

/// A token, broken or not, and what stood around it.
pub struct Given {
    pub text: PastedText,
    pub around: Vec<&'static str>,
}

/// What was typed, or came on stdin.
pub fn read(typed: Option<&str>, verb: &str, context: &Context<'_>) -> Result<Given, Failure> {
    parse(token_text::given(typed, verb, context)?.expose(), verb)
}

/// The same, where a token may also be `@FILE`.
pub fn read_or_file(typed: Option<&str>, verb: &str, context: &Context<'_>) -> Result<Given, Failure> {
    parse(token_text::given_or_file(typed, verb, context)?.expose(), verb)
}

/// The one token of a text that was given to this verb.
pub fn parse(text: &str, verb: &str) -> Result<Given, Failure> {
    if let Some(names) = members_with_tokens(text) {
        let why = format!("this is JSON, and the token is its member {}", names.join(" or "));
        let jq = names.iter().map(|name| format!("… | jq -r .{name} | authctl {verb}"));
        return Err(jq.fold(given_token::refused(why), Failure::hint));
    }
    let lines = text.lines().map(str::trim);
    let is_mail = lines.clone().any(|line| line.starts_with('>'));
    let lines = lines.map(|line| if is_mail { line.trim_start_matches(['>', ' ']) } else { line });
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let whole = |line: &&&str| given::bare(line).0.starts_with("eyJ") && line.matches('.').count() >= 2;
    if lines.len() > 1 && lines.iter().filter(whole).count() > 1 {
        let several = given_token::refused("several tokens were given, one a line".to_owned());
        let hint = (verb == "decode").then_some("authctl decode --lines < FILE");
        return Err(hint.into_iter().fold(several, Failure::hint));
    }
    let joined = PastedText::new(join(&lines));
    let (inside, left_out) = unwrapped(joined.expose());
    let unescaped = unescaped(inside);
    let (bare, mut around) = given::bare(&unescaped);
    // a paste may hold what nobody sees: that is told, with its place
    if let Err(why) = given_token::parse(bare)
        && !lenient::read(bare).is_token()
        && !compact::is_json_serialization(bare)
    {
        return Err(why);
    }
    around.extend(left_out);
    around.extend(matches!(unescaped, Cow::Owned(_)).then_some("percent-encoding"));
    around.extend(is_mail.then_some("mail quoting"));
    around.extend((lines.len() > 1).then_some("line breaks"));
    Ok(Given { text: PastedText::new(bare), around })
}

/// What a signed session cookie is, as far as a JWT is wanted.
pub const COOKIE: &str = "a signed session cookie, and no JWT";

/// What helps whoever gave one.
pub const COOKIE_HINT: &str = "authctl decode shows what is in it";

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

/// The members of a JSON text that are tokens, such as those of the answer of a token endpoint.
fn members_with_tokens(text: &str) -> Option<Vec<String>> {
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
    match names.is_empty() {
        true => members.contains_key("access_token").then(|| vec!["access_token".to_owned()]),
        false => Some(names),
    }
}

/// A paste from a narrow terminal or a mail is broken into lines.
fn join(lines: &[&str]) -> String {
    let ends_with_scheme = |line: &str| line.to_ascii_lowercase().ends_with("bearer");
    lines
        .iter()
        .map(|line| if ends_with_scheme(line) { format!("{line} ") } else { (*line).to_owned() })
        .collect()
}

/// What stands before the name of a variable in a shell.
const EXPORT: &str = "export ";

/// The value that may be a token of `TOKEN=…`, `Cookie: a=1; session=…`, `session=…; Path=/` or `https://…/#id_token=…&state=…`, and
/// what stood around it.
fn unwrapped(text: &str) -> (&str, Option<&'static str>) {
    let pieces = match text.split_once(':') {
        Some((name, cookies)) if COOKIES.iter().any(|known| name.trim().eq_ignore_ascii_case(known)) => {
            cookies
        }
        _ => text,
    };
    let found = pieces.split([';', '&', '#', '?']).find_map(|piece| value(piece.trim()));
    let Some((name, value)) = found else { return (text, None) };
    let is_of_variable = |sign: char| sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == '_';
    let around = match text {
        text if text.contains("://") => "an address",
        text if text.starts_with(EXPORT) || name.chars().all(is_of_variable) => "a variable's name",
        _ => "a cookie's name",
    };
    (value, Some(around))
}

/// What stands before and behind the first `=`, where that may be a token. Padding of base64 is no sign that a name ends.
fn value(piece: &str) -> Option<(&str, &str)> {
    let (name, value) = piece.strip_prefix(EXPORT).unwrap_or(piece).split_once('=')?;
    let dots = value.matches('.').count();
    let is_name = !name.contains(['.', ' ', ':', '"', '/']) && !value.starts_with('=');
    let is_value = if value.starts_with('.') { dots == 3 } else { dots >= 2 };
    (is_name && is_value).then_some((name, value))
}

/// Signs of base64, and what stands around a token, that were written for a URL.
fn unescaped(text: &str) -> Cow<'_, str> {
    const SIGNS: [(&str, &str); 6] =
        [("%3d", "="), ("%2b", "+"), ("%2f", "/"), ("%2e", "."), ("%20", " "), ("%22", "\"")];
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let plain = SIGNS.iter().fold(text.to_owned(), |text, (escape, sign)| {
        text.replace(escape, sign).replace(&escape.to_ascii_uppercase(), sign)
    });
    if plain == text { Cow::Borrowed(text) } else { Cow::Owned(plain) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_where_people_copy_it() {
        for (text, token, around) in [
            ("abc.def.ghi", "abc.def.ghi", &[][..]),
            ("Bearer\nabc.d\n  ef.ghi\n", "abc.def.ghi", &["Bearer", "line breaks"]),
            (
                "Set-Cookie: session=abc=.aR_tIA.ghi; Path=/; HttpOnly",
                "abc=.aR_tIA.ghi",
                &["a cookie's name"],
            ),
            ("cookie: a=1; session=\"abc.def.ghi\"", "abc.def.ghi", &["quotes", "a cookie's name"]),
            ("session=.eJx.aR_tIA.ghi", ".eJx.aR_tIA.ghi", &["a cookie's name"]),
            ("abc=.aR_tIA.ghi", "abc=.aR_tIA.ghi", &[]),
            (
                "https://app.example.com/cb?a=1#id_token=abc.def.ghi&state=x.y.z",
                "abc.def.ghi",
                &["an address"],
            ),
            ("abc==.aR_tIA.ghi", "abc==.aR_tIA.ghi", &[]),
            ("abc%3D%3d.aR_tIA.ghi", "abc==.aR_tIA.ghi", &["percent-encoding"]),
            ("“abc.def.ghi”", "abc.def.ghi", &["quotes"]),
            ("<abc.def.ghi>", "abc.def.ghi", &["angle brackets"]),
            ("\u{feff}abc.def.ghi\r\n", "abc.def.ghi", &["a byte order mark"]),
            ("Bearer%20abc.def.ghi", "abc.def.ghi", &["Bearer", "percent-encoding"]),
            ("export TOKEN=abc.def.ghi", "abc.def.ghi", &["a variable's name"]),
            ("TOKEN_2='Bearer abc.def.ghi'", "abc.def.ghi", &["Bearer", "quotes", "a variable's name"]),
            ("> abc.d\n> ef.ghi\n>\n", "abc.def.ghi", &["mail quoting", "line breaks"]),
            ("> > Authorization: Bearer abc.def.ghi", "abc.def.ghi", &["Bearer", "mail quoting"]),
        ] {
            let given = parse(text, "decode").unwrap_or_else(|why| panic!("{text}: {}", why.message));
            assert_eq!((given.text.expose(), &given.around[..]), (token, around), "{text}");
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
        assert_eq!(members_with_tokens(r#"{"error":"invalid_grant","scope":"a.b.c"}"#), None);
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
