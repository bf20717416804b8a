//! The one token of a text that somebody copied, whatever else is in it.
//!
//! One rule, in time that grows with the text alone: what stands around a token is white space, quotes, brackets,
//! punctuation, or a name and `=`. Of the words between, the token is the one that begins as a JSON object does in
//! base64, or as a compressed session. Nothing within the token is changed, but that a line break in it goes.

use crate::jwt::decode::lenient::forgiving;
use crate::jwt::{base64url, compact};
use std::borrow::Cow;
use std::ops::Range;

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// The token, and what stood around it and in it.
    One(String, Vec<&'static str>),
    /// So many that none is the one that is meant.
    Several(usize),
}

/// Words that say how a token is sent; they stand before it.
const SCHEMES: [&str; 4] = ["Bearer", "DPoP", "JWT", "Token"];

pub fn find(text: &str) -> Found {
    if let Some(token) = alone(text) {
        return Found::One(token.to_owned(), Vec::new());
    }
    let trimmed = text.trim();
    let marked = trimmed.strip_prefix('\u{feff}');
    let folded = marked.unwrap_or(trimmed);
    if compact::is_json_serialization(folded) {
        return Found::Nothing;
    }
    let Unfolded { text, is_mail, is_joined } = unfolded(folded);
    let plain = unescaped(&text);
    let is_whole = |place: &Range<usize>| plain[place.clone()].matches('.').count() >= 2;
    let (whole, cut): (Vec<_>, Vec<_>) = tokens(&plain).partition(is_whole);
    let place = match (whole.as_slice(), cut.as_slice()) {
        ([place], _) => place,
        // what was cut off has nothing behind it
        ([], [place]) if !plain[place.end..].contains(char::is_alphanumeric) => place,
        ([], _) => {
            let carried = carried(folded);
            let found = carried.map(|(value, how)| Found::One(value.to_owned(), vec![how]));
            return found.unwrap_or(Found::Nothing);
        }
        (several, _) => return Found::Several(several.len()),
    };
    let mut around = around(&plain[..place.start], &plain[place.end..]);
    let further = [
        (marked.is_some(), "a byte order mark"),
        (matches!(plain, Cow::Owned(_)), "percent-encoding"),
        (is_mail, "mail quoting"),
        (is_joined, "line breaks"),
    ];
    around.extend(further.into_iter().filter_map(|(is_there, what)| is_there.then_some(what)));
    Found::One(plain[place.clone()].to_owned(), around)
}

/// What stands around a credential in the header that it is sent in, where that is not of an OAuth issuer.
pub const IN_COOKIE: &str = "the name of a cookie";
pub const IN_HEADER: &str = "the name of a header";

/// The credential of a service in the one header line that carries it, as `token --format header` prints it: it may have any form.
fn carried(line: &str) -> Option<(&str, &'static str)> {
    let (name, value) = line.split_once(": ")?;
    let value = value.trim();
    let (value, how) = match name.to_ascii_lowercase().as_str() {
        "cookie" => (value.split_once('=')?.1, IN_COOKIE),
        "authorization" => (value.strip_prefix("Basic ")?, IN_HEADER),
        // a word with a colon is no name of a header yet
        name if name.contains('-')
            && name.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-') =>
        {
            (value, IN_HEADER)
        }
        _ => return None,
    };
    let is_word = !value.is_empty() && !value.contains(|sign: char| sign.is_whitespace() || sign == ';');
    is_word.then_some((value, how))
}

/// The token where nothing but blanks stands around it, as mostly: one of many lines is to be read soon.
pub fn alone(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| begins_object(text) && compact::is_token(text))
}

/// The places of all that may be tokens.
fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    text.split_inclusive(is_delimiter).filter_map(move |piece| {
        let start = end;
        end += piece.len();
        let word = piece.trim_end_matches(is_delimiter);
        let token = token(word)?;
        let start = start + word.len() - token.len();
        Some(start..start + without_full_stop(token).len())
    })
}

fn is_delimiter(character: char) -> bool {
    character.is_whitespace()
        || is_pair(character)
        || matches!(character, ',' | ';' | ':' | '&' | '?' | '#' | '\\' | '|' | '*')
}

/// What stands on both sides.
fn is_pair(character: char) -> bool {
    is_quote(character) || matches!(character, '<' | '>' | '(' | ')' | '[' | ']' | '{' | '}')
}

fn is_quote(character: char) -> bool {
    "\"'`“”„‘’‚«»".contains(character)
}

/// The end of a word, where a token may begin there.
fn token(word: &str) -> Option<&str> {
    let value = value(word);
    if begins_object(value) {
        return Some(value);
    }
    // a compressed session begins with a dot, which the = of a name may stand before
    word.find('.').map(|dot| &word[dot..]).filter(|session| begins_compressed(session))
}

/// What stands behind a name and `=`. Padding of base64 is no sign that a name ends.
fn value(word: &str) -> &str {
    let first = word.split('.').next().unwrap_or_default().trim_end_matches('=');
    first.rfind('=').map_or(word, |sign| &word[sign + 1..])
}

/// Whether it begins as a JSON object does in base64: with a brace, and a name, a blank or the end behind it. Blanks may
/// stand before it (RFC 8259 section 2).
fn begins_object(word: &str) -> bool {
    // nearly every token has the brace and the quote of a name
    if word.starts_with("eyJ") {
        return true;
    }
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let known = word.bytes().take_while(|sign| is_of_base64(*sign)).count();
    let mut bytes = word.as_bytes()[..known]
        .chunks(4)
        .flat_map(|signs| forgiving(&String::from_utf8_lossy(signs)))
        .skip_while(is_blank);
    bytes.next() == Some(b'{')
        && bytes.next().is_some_and(|next| matches!(next, b'"' | b'}') || is_blank(&next))
}

/// Whether it begins as what zlib compressed does (RFC 1950 section 2.2), behind a dot.
fn begins_compressed(word: &str) -> bool {
    matches!(
        first_bytes(word.strip_prefix('.').unwrap_or_default())[..],
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..]
    )
}

fn first_bytes(word: &str) -> Vec<u8> {
    let known = word.bytes().take(4).take_while(|sign| is_of_base64(*sign));
    forgiving(&known.map(char::from).collect::<String>())
}

fn is_of_base64(sign: u8) -> bool {
    base64url::is_sign(char::from(sign))
}

/// A token has two dots or four; the one behind it may be that of a sentence.
fn without_full_stop(token: &str) -> &str {
    let is_odd = token.matches('.').count() % 2 == 1;
    token.strip_suffix('.').filter(|_| is_odd).unwrap_or(token)
}

/// A text without the breaks that a narrow terminal or a mail puts into a token.
struct Unfolded {
    text: String,
    is_mail: bool,
    is_joined: bool,
}

fn unfolded(text: &str) -> Unfolded {
    // quoted-printable, as in mails
    let is_quoted = text.contains("=\n") || text.contains("=\r\n");
    let text = if is_quoted { Cow::Owned(text.replace("=3D", "=")) } else { Cow::Borrowed(text) };
    let lines = text.lines().map(str::trim);
    let is_mail = lines.clone().any(|line| line.starts_with('>'));
    let lines = lines.map(|line| if is_mail { line.trim_start_matches(['>', ' ']) } else { line });
    let (mut unfolded, mut is_joined) = (String::with_capacity(text.len()), false);
    // whether the last word may be the beginning of a token
    let mut is_open = false;
    for line in lines {
        let last = line.rfind(is_delimiter).map(|at| line[at..].trim_start_matches(is_delimiter));
        if is_open && goes_on(&unfolded, line) {
            // a soft break (RFC 2045 section 6.7)
            if unfolded.ends_with('=') && !unfolded.ends_with("==") {
                unfolded.pop();
            }
            (is_joined, is_open) = (true, last.is_none());
        } else {
            unfolded.push('\n');
            // an empty line is the end of a paragraph
            is_open = token(last.unwrap_or(line)).is_some();
        }
        unfolded.push_str(line);
    }
    Unfolded { text: unfolded, is_mail, is_joined }
}

/// Whether the line is the rest of a token, with no more behind it than what closes, and not the next token.
fn goes_on(before: &str, line: &str) -> bool {
    let (word, rest) = line.split_at(line.find(is_delimiter).unwrap_or(line.len()));
    let is_next = begins_object(word)
        && (!before.trim_end_matches('=').ends_with('.') || word.matches('.').count() >= 2);
    let closes = |sign: char| sign.is_whitespace() || is_pair(sign) || matches!(sign, ',' | ';' | '\\');
    word.contains(char::is_alphanumeric) && rest.chars().all(closes) && !is_next
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

/// What stands there, in words for people.
fn around(before: &str, after: &str) -> Vec<&'static str> {
    let has = |is_meant: fn(char) -> bool| before.contains(is_meant) || after.contains(is_meant);
    let scheme = scheme(before);
    let words = |text| str::split(text, |sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_other = |word: &str| {
        !word.eq_ignore_ascii_case("authorization")
            && scheme.is_none_or(|scheme| !word.eq_ignore_ascii_case(scheme))
    };
    let mut around = Vec::from_iter(scheme);
    let kinds: [(bool, &str); 3] = [
        (has(is_quote), "quotes"),
        (has(|sign| is_pair(sign) && !is_quote(sign)), "brackets"),
        (words(before).chain(words(after)).any(is_other), "other words"),
    ];
    around.extend(kinds.into_iter().filter_map(|(is_there, what)| is_there.then_some(what)));
    if around.is_empty() && has(|sign| !sign.is_whitespace()) {
        around.push("punctuation");
    }
    around
}

/// The scheme that stands right before a token, such as `Bearer`.
fn scheme(before: &str) -> Option<&'static str> {
    let words = before.trim_end_matches(|sign: char| sign.is_whitespace() || is_pair(sign));
    let last =
        words.rsplit(|sign: char| !sign.is_alphanumeric()).next().filter(|_| words.len() < before.len())?;
    SCHEMES.into_iter().find(|scheme| last.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AQIDBAUG";
    const COOKIE: &str = "e30==.aR_tIA.vZVM4k4geZM53YzEhj_7oxeG6Qo";
    const COMPRESSED: &str = ".eJyrViotTi1SslJKzMlMTlXSUUrLSSzOULKKVspIzcnJVyjPL8pJURgJbKXYWgCc-2Lc.aR_tIA.nnpONG1K5MWuwdcp6H0uk3K_62w";

    #[test]
    fn the_header_line_of_a_service_has_its_credential() {
        let found = |line: &str| match find(line) {
            Found::One(value, around) => Some((value, around)),
            Found::Nothing => None,
            Found::Several(count) => panic!("{count} in {line}"),
        };
        for (line, value, how) in [
            ("Cookie: session=7f7c1daa-5422\n", "7f7c1daa-5422", IN_COOKIE),
            ("cookie: a=b=c", "b=c", IN_COOKIE),
            ("X-API-Key: peer-api-key", "peer-api-key", IN_HEADER),
            ("Authorization: Basic YTpi", "YTpi", IN_HEADER),
        ] {
            assert_eq!(found(line), Some((value.to_owned(), vec![how])), "{line}");
        }
        for none in [
            "Cookie: a=1; b=2",
            "Cookie: a=",
            "Cookie: a",
            "X-User: Bob the Builder",
            "Authorization: Bearer opaque",
            "sub: alice",
            "https://a-b.example",
        ] {
            assert_eq!(found(none), None, "{none}");
        }
    }

    /// Of a text where § stands for the token.
    #[track_caller]
    fn assert_found(token: &str, text: &str, around: &str) {
        match find(&text.replace('§', token)) {
            Found::One(found, told) => assert_eq!((&*found, &*told.join(", ")), (token, around), "{text}"),
            other => panic!("{text:?}: {other:?}"),
        }
    }

    #[test]
    fn blanks_before_an_object_hide_no_token() {
        let token = |header: &str| format!("{}.e30.c2lnbmF0dXJl", crate::jwt::base64url::encode(header));
        let (ordinary, blank) = (token("{\"alg\":\"HS256\"}"), token(" \n\t  {\"alg\":\"HS256\"}"));
        assert_eq!(find(&format!("Bearer {blank}\n\n{ordinary}")), Found::Several(2));
        let Found::One(found, _) = find(&format!("Bearer {blank}")) else { panic!("not found") };
        assert_eq!(found, blank);
    }

    #[test]
    fn a_token_is_found_where_people_copy_it() {
        for (text, around) in [
            ("§", ""),
            (" §\r\n", ""),
            ("Bearer §", "Bearer"),
            ("DPoP §", "DPoP"),
            ("jwt\t§", "JWT"),
            ("Token §", "Token"),
            ("Bearer\n§", "Bearer"),
            ("§,", "punctuation"),
            ("§.", "punctuation"),
            ("§;", "punctuation"),
            ("access_token: §", "other words"),
            ("\"access_token\": \"§\",", "quotes, other words"),
            (r#"{\"access_token\":\"§\"}"#, "quotes, brackets, other words"),
            ("[\"§\"]", "quotes, brackets"),
            ("TOKEN=§", "other words"),
            ("export ACCESS_TOKEN=§", "other words"),
            ("TOKEN_2='Bearer §'", "Bearer, quotes, other words"),
            ("Authorization: Bearer §", "Bearer"),
            ("authorization:DPoP §", "DPoP"),
            ("-H 'Authorization: Bearer §'", "Bearer, quotes, other words"),
            (
                "curl -H \"authorization: bearer §\" \\\n  https://api.example.com/",
                "Bearer, quotes, other words",
            ),
            (
                "GET / HTTP/1.1\nHost: api.example.com\nAuthorization: DPoP §\nAccept: */*",
                "DPoP, other words",
            ),
            ("session=§; Path=/; HttpOnly", "other words"),
            ("Cookie: a=1; session=\"§\"", "quotes, other words"),
            ("https://app.example.com/cb?a=1#id_token=§&state=x.y.z", "other words"),
            ("The token is §. It ends at noon.", "other words"),
            ("**§**", "punctuation"),
            ("§\n\nAlice\n", "other words"),
            ("“§”", "quotes"),
            ("<§>", "brackets"),
            ("\u{feff}§", "a byte order mark"),
            ("Bearer%20§", "Bearer, percent-encoding"),
            ("> > Authorization: Bearer §\n>", "Bearer, mail quoting"),
        ] {
            assert_found(TOKEN, text, around);
        }
        for text in ["session=§", "Set-Cookie: session=§; path=/; httponly", "a=b=§"] {
            assert_found(COMPRESSED, text, "other words");
            assert_found(COOKIE, text, "other words");
        }
        assert_found(
            TOKEN,
            &format!("session={}", TOKEN.replace("9.", "9%2E")),
            "other words, percent-encoding",
        );
    }

    #[test]
    fn a_token_in_lines_becomes_one_and_what_follows_it_does_not_belong_to_it() {
        for (first, rest) in [("> ", "\n> "), ("", "\n"), ("Bearer '", "\r\n   "), ("see =\ntoken=3D", "=\n")]
        {
            for (at, behind) in
                [(7, ""), (20, "'"), (21, ">,"), (37, "\nAccept: text/plain"), (40, "\n\nthank you")]
            {
                let (start, end) = TOKEN.split_at(at);
                let text = format!("{first}{start}{rest}{end}{behind}");
                let Found::One(found, around) = find(&text) else { panic!("{text}: {:?}", find(&text)) };
                assert_eq!(found, TOKEN, "{text}");
                assert_eq!(around.last(), Some(&"line breaks"), "{text}");
            }
        }
        let unsigned = TOKEN.trim_end_matches("AQIDBAUG");
        assert_found(unsigned, "§", "");
        assert_found(unsigned, "§.", "punctuation");
        let (start, end) = COMPRESSED.split_at(30);
        assert_eq!(find(&format!("{start}\n{end}")), Found::One(COMPRESSED.to_owned(), vec!["line breaks"]));
    }

    #[test]
    fn of_several_none_is_taken() {
        let unsigned = TOKEN.trim_end_matches("AQIDBAUG");
        for (text, count) in [
            (format!("{TOKEN} {TOKEN}"), 2),
            (format!("{TOKEN}\n{TOKEN}\n{TOKEN}"), 3),
            (format!("{unsigned}\n{unsigned}"), 2),
            (format!("a={TOKEN}; b={COMPRESSED}"), 2),
            (format!("{{\"a\":\"{TOKEN}\"}}\n{{\"a\":\"{TOKEN}\"}}"), 2),
        ] {
            assert_eq!(find(&text), Found::Several(count), "{text}");
        }
    }

    #[test]
    fn a_token_that_is_broken_is_found_whole_or_not_at_all() {
        let unseen = TOKEN.replace("J9.", "J9\u{200b}.");
        for broken in
            [&*unseen, "eyJhbGciOiJIUzI1NiJ9=.e!yJz.AQ", "eyJhbGciOiJIUzI1NiJ9.eyJz", "eyJhbGci", "e30"]
        {
            for (text, around) in [("§", ""), ("DPoP \"§\"", "DPoP, quotes"), ("token: §", "other words")]
            {
                assert_found(broken, text, around);
            }
        }
        let json = format!(r#"{{"payload":"e30","signatures":[{{"protected":"{TOKEN}","signature":""}}]}}"#);
        for text in
            ["", " ", "opaque", "Bearer opaque", "a.b.c", "!!.e30.AQ", "exp.example.com", "eyes.on.it", &json]
        {
            assert_eq!(find(text), Found::Nothing, "{text}");
        }
        assert_eq!(find("eyJhbGciOiJIUzI1NiJ9.eyJz dWIiOiJhIn0.AQ"), Found::Nothing, "a blank within");
    }

    #[test]
    fn a23_hostile_texts_are_gone_through_once() {
        for piece in ["=", ".", "a=", "e30\n", "e30.", "'", "> ", "%3d", "=\n", "e30.e30.", "\u{feff}"] {
            let took = || {
                let started = std::time::Instant::now();
                find(&piece.repeat((compact::TEXT_LIMIT >> 2) / piece.len()));
                started.elapsed().as_secs()
            };
            assert!((0..3).any(|_| took() < 5), "{piece:?}: a busy machine is not slow three times in a row");
        }
    }
}
