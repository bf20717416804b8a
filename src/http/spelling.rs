//! Secrets in a text, in whatever spelling: an answer that repeats what it was sent may have escaped it on the way.

use zeroize::Zeroizing;

/// How a text may have to be read: with the escapes of a form or a URL, of a quoted string (RFC 9110 section 5.6.4), of
/// JSON, or of a page.
const READINGS: [fn(&str) -> String; 5] =
    [percent_decoded, form_decoded, unquoted, json_unescaped, page_unescaped];

/// The text without these secrets, with one escape or two, one in the other, and whatever the case of its letters.
/// Nothing where none is in it.
pub fn without(text: &str, secrets: &[Zeroizing<String>]) -> Option<String> {
    let mut clean = without_plain(text, secrets);
    // what has no sign of an escape reads as it is
    if secrets.is_empty() || !text.contains(['%', '+', '\\', '&']) {
        return clean;
    }
    for first in READINGS {
        let mut read = Zeroizing::new(first(clean.as_deref().unwrap_or(text)));
        let mut look = |read: &mut Zeroizing<String>| {
            if let Some(cut) = without_plain(read, secrets) {
                (**read).clone_from(&cut);
                clean = Some(cut);
            }
        };
        look(&mut read);
        for second in READINGS {
            let mut twice = Zeroizing::new(second(&read));
            look(&mut twice);
        }
    }
    clean
}

fn without_plain(text: &str, secrets: &[Zeroizing<String>]) -> Option<String> {
    secrets
        .iter()
        .fold(None, |clean: Option<String>, secret| cut(clean.as_deref().unwrap_or(text), secret).or(clean))
}

/// The text without this secret, if it is in it.
fn cut(text: &str, secret: &str) -> Option<String> {
    let (lower, secret) =
        (Zeroizing::new(text.to_ascii_lowercase()), Zeroizing::new(secret.to_ascii_lowercase()));
    let (mut clean, mut end) = (String::new(), 0);
    for (start, found) in lower.match_indices(secret.as_str()) {
        clean.extend([&text[end..start], "(not shown)"]);
        end = start + found.len();
    }
    (end > 0).then(|| clean + &text[end..])
}

fn unquoted(text: &str) -> String {
    let (mut read, mut characters) = (String::with_capacity(text.len()), text.chars());
    while let Some(character) = characters.next() {
        read.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    read
}

/// What stands behind `\u`; what else is escaped, [`unquoted`] reads.
fn json_unescaped(text: &str) -> String {
    let mut pieces = text.split("\\u");
    let mut read = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let unit = piece.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        match unit.and_then(char::from_u32) {
            Some(character) => read.extend([&*character.to_string(), &piece[4..]]),
            None => read.extend(["\\u", piece]),
        }
    }
    unquoted(&read)
}

/// With the character references of HTML.
fn page_unescaped(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut read = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(';').and_then(|(name, rest)| Some((referred(name)?, rest))) {
            Some((character, rest)) => read.extend([&*character.to_string(), rest]),
            None => read.extend(["&", piece]),
        }
    }
    read
}

fn referred(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "sol" => Some('/'),
        "plus" => Some('+'),
        "equals" => Some('='),
        _ => {
            let number = name.strip_prefix('#')?;
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let code = hexadecimal.map_or_else(|| number.parse(), |digits| u32::from_str_radix(digits, 16));
            code.ok().and_then(char::from_u32)
        }
    }
}

pub(super) fn percent_decoded(text: &str) -> String {
    form_decoded(&text.replace('+', "%2B"))
}

/// As the value of a field without a name.
pub fn form_decoded(text: &str) -> String {
    let field = format!("={}", text.replace('&', "%26"));
    url::form_urlencoded::parse(field.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l1_a42_a_secret_is_found_under_two_escapes() {
        let secrets = ["Canary/env+secret=1".to_owned().into(), "4711471147".to_owned().into()];
        for spelled in [
            "Canary/env+secret=1",
            "CANARY/ENV+SECRET=1",
            "canary&#x2F;env&#43;secret&equals;1",
            "Canary%252Fenv%252Bsecret%253D1",
            r"Canary\u002fenv\u002Bsecret\u003D1",
            r"Canary\\u002Fenv+secret=1",
            "Canary&amp;#x2F;env+secret=1",
            "4711471147",
            "471147114%37",
        ] {
            let clean = without(&format!("a {spelled} b"), &secrets).unwrap();
            assert_eq!(clean, "a (not shown) b", "{spelled}");
        }
        for innocent in ["100% & more", r"\u &#; \ud800 &amp", "ü&#x110000;"] {
            assert_eq!(without(innocent, &secrets), None, "{innocent}");
        }
    }
}
