//! The token as people come by it: in a header, a cookie, quotes, the lines of a paste.

use super::token_text;
use crate::commands::{Context, given_token};
use crate::failure::Failure;
use crate::jwt::compact;
use crate::jwt::decode::lenient;
use crate::login::given;
use crate::sensitive::PastedText;
use std::borrow::Cow;

/// The names of headers that hold cookies.
const COOKIES: [&str; 2] = ["cookie", "set-cookie"];

/// A token, broken or not, and what stood around it.
pub struct Given {
    pub text: PastedText,
    pub around: Vec<&'static str>,
}

/// What was typed, or came on stdin.
pub fn read(typed: Option<&str>, verb: &str, context: &Context<'_>) -> Result<Given, Failure> {
    parse(token_text::given(typed, verb, context)?.expose())
}

/// The one token of a text.
pub fn parse(text: &str) -> Result<Given, Failure> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let whole = |line: &&&str| given::bare(line).0.starts_with("eyJ") && line.matches('.').count() >= 2;
    if lines.len() > 1 && lines.iter().filter(whole).count() > 1 {
        let several = given_token::refused("several tokens were given, one a line".to_owned());
        return Err(several.hint("authctl decode --lines < FILE"));
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
    around.extend((lines.len() > 1).then_some("line breaks"));
    Ok(Given { text: PastedText::new(bare), around })
}

impl Given {
    /// What was left out, in words for people; `None` where nothing was.
    pub fn left_out(&self) -> Option<String> {
        (!self.around.is_empty()).then(|| format!("Left out around the token: {}.", self.around.join(", ")))
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

/// The value that may be a token of `Cookie: a=1; session=…`, `session=…; Path=/` or `https://…/#id_token=…&state=…`, and
/// what stood around it.
fn unwrapped(text: &str) -> (&str, Option<&'static str>) {
    let pieces = match text.split_once(':') {
        Some((name, cookies)) if COOKIES.iter().any(|known| name.trim().eq_ignore_ascii_case(known)) => {
            cookies
        }
        _ => text,
    };
    let found = pieces.split([';', '&', '#', '?']).find_map(|piece| value(piece.trim()));
    let around = if text.contains("://") { "an address" } else { "a cookie's name" };
    found.map_or((text, None), |value| (value, Some(around)))
}

/// What stands behind the first `=`, where that may be a token. Padding of base64 is no sign that a name ends.
fn value(piece: &str) -> Option<&str> {
    let (name, value) = piece.split_once('=')?;
    let dots = value.matches('.').count();
    let is_name = !name.contains(['.', ' ', ':', '"', '/']) && !value.starts_with('=');
    let is_value = if value.starts_with('.') { dots == 3 } else { dots >= 2 };
    (is_name && is_value).then_some(value)
}

/// Signs of base64 that were written for a URL.
fn unescaped(text: &str) -> Cow<'_, str> {
    const SIGNS: [(&str, &str); 4] = [("%3d", "="), ("%2b", "+"), ("%2f", "/"), ("%2e", ".")];
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
        ] {
            let given = parse(text).unwrap_or_else(|why| panic!("{text}: {}", why.message));
            assert_eq!((given.text.expose(), &given.around[..]), (token, around), "{text}");
        }
    }

    #[test]
    fn what_nobody_sees_is_no_reason_to_show_nothing() {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIi\u{200b}OiJhIn0.AQID";
        assert_eq!(parse(&format!("Bearer {token}")).unwrap().text.expose(), token);
        for text in ["", "two words", "a\u{7f}", "eyJh.b.c\neyJh.b.c"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
