//! Files of variables (`.env`) as python-dotenv reads them: `NAME=value`, after `export` or not, quoted or not, comments.
//! A value is changed in place; all else stays to the byte. What is written shells and other readers take for the same,
//! where any quotes do that.

use std::ops::Range;
use zeroize::Zeroizing;

/// Why a value cannot be found, or put there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nobody can say where the value ends.
    #[error("line {line}: a quote is opened and not closed")]
    Unclosed { line: usize },
    /// Readers differ in what they take for its value.
    #[error("line {line} begins with the name of the variable, and NAME=VALUE is not all that stands there")]
    Unclear { line: usize },
    /// Readers put something else in the place of the one, and none can have the other in its environment.
    #[error("no variable can hold a secret with ${{ or a null character in it")]
    Unwritable,
}

/// A variable in the text.
struct Binding<'t> {
    name: &'t str,
    /// There where the name has a `=` behind it.
    value: Option<Value>,
    /// What its line begins with.
    form: Form,
    /// Whether nothing stands behind it but a comment: else python-dotenv passes over it.
    ends_line: bool,
    /// Where it begins.
    at: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    /// With `export` before the name.
    Exported,
}

/// Where a value stands, its quotes included.
struct Value {
    at: Range<usize>,
    quote: Option<char>,
}

/// The value as such a file has it. What has signs that mean something there stands in single quotes.
pub fn value(text: &str) -> Result<Zeroizing<String>, Error> {
    written(text, None)
}

/// What the variable is set to. Of several with the same name the last counts.
pub fn find(text: &str, name: &str) -> Result<Option<Zeroizing<String>>, Error> {
    Ok(all(text, name)?.pop().flatten())
}

/// What each line of the variable sets it to, with `None` for one that names it and nothing more.
pub fn all(text: &str, name: &str) -> Result<Vec<Option<Zeroizing<String>>>, Error> {
    let plain = |Value { at, quote }| match quote {
        None => Zeroizing::new(text[at].to_owned()),
        Some(quote) => unquoted(&text[at.start + 1..at.end - 1], quote),
    };
    Ok(places(text, name)?.into_iter().map(|value| value.map(plain)).collect())
}

/// The text with the variable set to this value: wherever it stands, in its quotes, or else on a line at the end.
pub fn with(text: &str, name: &str, value: &str) -> Result<Zeroizing<String>, Error> {
    let places = places(text, name)?;
    let is_last_set = places.last().is_some_and(Option::is_some);
    let room = text.len() + (places.len() + 1) * longest(value) + name.len() + 5;
    let (mut changed, mut rest) = (Zeroizing::new(String::with_capacity(room)), 0);
    for Value { at, quote } in places.into_iter().flatten() {
        changed.push_str(&text[rest..at.start]);
        changed.push_str(&written(value, quote)?);
        rest = at.end;
    }
    changed.push_str(&text[rest..]);
    if !is_last_set {
        let new_line = if text.contains("\r\n") { "\r\n" } else { "\n" };
        if !text.is_empty() && !text.ends_with(['\n', '\r']) {
            changed.push_str(new_line);
        }
        for part in [name, "=", &*self::value(value)?, new_line] {
            changed.push_str(part);
        }
    }
    Ok(changed)
}

/// The text without the line that [`with`] put at the end for a variable that was not there.
pub fn without(text: &str, name: &str, value: &str) -> Result<Zeroizing<String>, Error> {
    let line = Zeroizing::new([name, "=", &*self::value(value)?].concat());
    let is_line = |(at, _): &(usize, &str)| {
        text[..*at].chars().next_back().is_none_or(is_line_break)
            && text[at + line.len()..].chars().next().is_none_or(is_line_break)
    };
    let Some((at, _)) = text.rmatch_indices(&**line).find(is_line) else {
        return Ok(Zeroizing::new(text.to_owned()));
    };
    let behind = &text[at + line.len()..];
    let rest = behind.strip_prefix("\r\n").or_else(|| behind.strip_prefix('\n')).unwrap_or(behind);
    Ok(Zeroizing::new([&text[..at], rest].concat()))
}

fn written(text: &str, quote: Option<char>) -> Result<Zeroizing<String>, Error> {
    // a shell takes ~ for a home, also behind a colon
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.+/=@%,:^".contains(&byte);
    if text.contains("${") || text.contains('\0') {
        return Err(Error::Unwritable);
    }
    Ok(match quote {
        None if text.bytes().all(is_plain) => Zeroizing::new(text.to_owned()),
        // readers take it for the end of a line, so it has to be escaped
        _ if text.contains('\r') => quoted(text, '"'),
        _ => {
            let quote = quote.unwrap_or('\'');
            match [quote, '\'', '"'].into_iter().find(|quote| is_plain_in(text, *quote)) {
                Some(quote) => Zeroizing::new(
                    [quote.encode_utf8(&mut [0; 4]), text, quote.encode_utf8(&mut [0; 4])].concat(),
                ),
                None => quoted(text, quote),
            }
        }
    })
}

/// Whether all readers take the text between such quotes as it is: shells know no escapes in single quotes, and more of them
/// in double ones than Python.
fn is_plain_in(text: &str, quote: char) -> bool {
    match quote {
        '"' => !text.contains(['"', '\\', '$', '`', '\r']),
        _ => !text.contains(['\'', '\r']) && !text.contains("\\\\") && !text.ends_with('\\'),
    }
}

/// Whether only python-dotenv and its like read the text as it is written.
pub fn is_python_only(text: &str) -> bool {
    !['\'', '"'].into_iter().any(|quote| is_plain_in(text, quote))
}

fn quoted(text: &str, quote: char) -> Zeroizing<String> {
    let mut quoted = Zeroizing::new(String::with_capacity(longest(text)));
    quoted.push(quote);
    for sign in text.chars() {
        match sign {
            '\r' => quoted.push_str("\\r"),
            _ if sign == quote || sign == '\\' => quoted.extend(['\\', sign]),
            _ => quoted.push(sign),
        }
    }
    quoted.push(quote);
    quoted
}

/// No more bytes are needed to write a value: a text that grows would leave copies of a secret behind.
fn longest(value: &str) -> usize {
    2 * value.len() + 2
}

fn unquoted(text: &str, quote: char) -> Zeroizing<String> {
    let (mut plain, mut signs) = (Zeroizing::new(String::with_capacity(text.len())), text.chars());
    while let Some(sign) = signs.next() {
        let mut behind = signs.clone();
        let pair = match (sign, behind.next()) {
            ('\r', next) => next.filter(|next| *next == '\n'),
            ('\\', next) => next.and_then(|next| escaped(next, quote)),
            _ => None,
        };
        if pair.is_some() {
            signs = behind;
        }
        plain.push(pair.unwrap_or(if sign == '\r' { '\n' } else { sign }));
    }
    plain
}

/// What is meant by this sign behind a backslash, where it means anything.
fn escaped(sign: char, quote: char) -> Option<char> {
    Some(match sign {
        '\\' | '\'' => sign,
        _ if quote == '\'' => return None,
        '"' => sign,
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        _ => return None,
    })
}

/// Where the variable is set, with `None` where it is named and nothing more.
fn places(text: &str, name: &str) -> Result<Vec<Option<Value>>, Error> {
    let mut places = Vec::new();
    for binding in bindings(text)? {
        let Some(behind) = binding.name.strip_prefix(name) else { continue };
        let is_clear = match (&binding.value, behind) {
            // `export NAME` has shells hand on what it is set to elsewhere
            (None, "") if binding.form == Form::Exported => continue,
            (Some(value), "") => binding.ends_line && !is_followed_by_command(text, value),
            (None, "") => binding.ends_line,
            // as in YAML, or as shells add to a value
            (_, behind) if behind.starts_with(':') || behind == "+" => false,
            _ => continue,
        };
        if !is_clear {
            return Err(Error::Unclear { line: line_number(text, binding.at) });
        }
        places.push(binding.value);
    }
    Ok(places)
}

/// As in `NAME=old; export NAME`, which python-dotenv takes for one value.
fn is_followed_by_command(text: &str, value: &Value) -> bool {
    let (_, behind) = text[value.at.clone()].split_once(';').unwrap_or_default();
    value.quote.is_none() && behind.contains(is_blank)
}

fn bindings(text: &str) -> Result<Vec<Binding<'_>>, Error> {
    let mut found = Vec::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start_matches(is_space);
    while !rest.is_empty() {
        let (binding, behind) = binding(text, rest)?;
        found.extend(binding);
        // what stands there up to the end of the line is a comment, or a mistake that others pass over as well
        rest = behind.trim_start_matches(|sign| !is_line_break(sign)).trim_start_matches(is_space);
    }
    Ok(found)
}

/// The variable that `line` begins with, and what stands behind it; `None` for a comment, and for what nobody reads.
fn binding<'t>(text: &'t str, line: &'t str) -> Result<(Option<Binding<'t>>, &'t str), Error> {
    let at = text.len() - line.len();
    let exported = line.strip_prefix("export").filter(|behind| behind.starts_with(is_blank));
    let form = if exported.is_some() { Form::Exported } else { Form::Plain };
    let line = exported.map_or(line, |behind| behind.trim_start_matches(is_blank));
    let Some((name, behind)) = name(line) else { return Ok((None, line)) };
    let behind = behind.trim_start_matches(is_blank);
    let (value, behind) = match behind.strip_prefix('=') {
        None => (None, behind),
        Some(behind) => {
            let value = self::value_at(text, text.len() - behind.len())?;
            let end = value.at.end;
            (Some(value), &text[end..])
        }
    };
    Ok((Some(Binding { name, value, form, ends_line: ends_line(behind), at }), behind))
}

fn line_number(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn name(line: &str) -> Option<(&str, &str)> {
    let (name, behind) = match line.strip_prefix('\'') {
        Some(inner) => inner.split_once('\'')?,
        None => {
            line.split_at(line.find(|sign| is_space(sign) || matches!(sign, '=' | '#')).unwrap_or(line.len()))
        }
    };
    (!name.is_empty()).then_some((name, behind))
}

/// The value behind a `=` that ends at `equals`.
fn value_at(text: &str, equals: usize) -> Result<Value, Error> {
    let behind = text[equals..].trim_start_matches(is_blank);
    let start = text.len() - behind.len();
    let (at, quote) = match behind.chars().next() {
        Some(quote @ ('\'' | '"')) => {
            let unclosed = || Error::Unclosed { line: line_number(text, start) };
            let length = closing(&behind[1..], quote).ok_or_else(unclosed)?;
            (start..start + length + 2, Some(quote))
        }
        Some('#') if start > equals => (equals..equals, None),
        _ => match bare(behind) {
            "" => (equals..equals, None),
            value => (start..start + value.len(), None),
        },
    };
    Ok(Value { at, quote })
}

/// How long the text is up to its closing quote, which may stand some lines further down.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices().find_map(|(at, sign)| {
        let closes = sign == quote && !is_escaped;
        is_escaped = sign == '\\' && !is_escaped;
        closes.then_some(at)
    })
}

/// A value without quotes ends with its line, or before a comment that stands behind a blank.
fn bare(text: &str) -> &str {
    let line = text.split(is_line_break).next().unwrap_or_default();
    let mut previous = 'x';
    let comment = line.char_indices().find_map(|(at, sign)| {
        let begins = sign == '#' && is_space(previous);
        previous = sign;
        begins.then_some(at)
    });
    line[..comment.unwrap_or(line.len())].trim_end_matches(is_space)
}

fn ends_line(text: &str) -> bool {
    let behind = text.trim_start_matches(is_blank);
    behind.is_empty() || behind.starts_with(|sign| sign == '#' || is_line_break(sign))
}

fn is_line_break(sign: char) -> bool {
    matches!(sign, '\n' | '\r')
}

fn is_blank(sign: char) -> bool {
    is_space(sign) && !is_line_break(sign)
}

/// What Python takes for white space: four separators more than Unicode does.
pub fn is_space(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '\x1c'..='\x1f')
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# settings of the service\nDEBUG=1\n\nexport SECRET = old # the key\nQUOTED=\"a \\\"b\\\"\nc\" # two lines\n'ODD'='x'\nEMPTY=\nNAME\nLAST='it\\'s' ";

    #[test]
    fn values_are_read_as_python_dotenv_reads_them() {
        for (name, expected) in [
            ("DEBUG", Some("1")),
            ("SECRET", Some("old")),
            ("QUOTED", Some("a \"b\"\nc")),
            ("ODD", Some("x")),
            ("EMPTY", Some("")),
            ("NAME", None),
            ("LAST", Some("it's")),
            ("settings", None),
            ("c", None),
        ] {
            assert_eq!(find(FILE, name).unwrap().as_deref().map(String::as_str), expected, "{name}");
        }
        assert_eq!(find("A=1\nA=2\n", "A").unwrap().as_deref().map(String::as_str), Some("2"));
        assert_eq!(find("A=b#c d\n", "A").unwrap().as_deref().map(String::as_str), Some("b#c d"));
        assert_eq!(find("A='x\nB=1\n", "B").unwrap_err(), Error::Unclosed { line: 1 });
    }

    #[test]
    fn what_python_dotenv_passes_over_is_no_variable() {
        for (text, expected) in [
            ("'A\nA='x'\n", None),
            ("''=x\nA=1\n", Some("1")),
            ("A=1\nA\n", None),
            ("A= # c\n", Some("")),
            ("A=# c\n", Some("# c")),
            ("\u{feff}A=1\n", Some("1")),
            ("A=1\x1c# c\n", Some("1")),
            ("A=\"x\\ty\\q\"\n", Some("x\ty\\q")),
            ("A='x\\ty'\n", Some("x\\ty")),
            ("A='x\r\ny'\r\n", Some("x\ny")),
        ] {
            assert_eq!(find(text, "A").unwrap().as_deref().map(String::as_str), expected, "{text:?}");
            let changed = with(text, "A", "new").unwrap();
            assert_eq!(
                find(&changed, "A").unwrap().as_deref().map(String::as_str),
                Some("new"),
                "{changed:?}"
            );
        }
        assert_eq!(*with("A= # c\n", "A", "new").unwrap(), "A=new # c\n");
        for text in ["${HOME}", "\0"] {
            assert_eq!(with("A=1\n", "A", text), Err(Error::Unwritable));
        }
    }

    #[test]
    fn a_line_of_the_variable_that_readers_take_for_different_things_is_told() {
        for line in [
            "export A=\"x\" B=1",
            "A=\"a\"b",
            "A = \"old\" ; note",
            "A: old",
            "A:old",
            "A+=old",
            "A old",
            "A b=c",
            "A='x' y",
            "A=old; export A",
            "A=old;export A",
        ] {
            let text = format!("B=1\n# A\n{line}\nAB: 1\nA.B=1 x\n");
            assert_eq!(find(&text, "A"), Err(Error::Unclear { line: 3 }), "{line}");
            assert_eq!(with(&text, "A", "new"), Err(Error::Unclear { line: 3 }), "{line}");
            assert_eq!(
                *with(&text, "C", "new").unwrap(),
                format!("{text}C=new\n"),
                "it is about another one"
            );
        }
    }

    #[test]
    fn an_export_of_a_variable_that_is_set_sets_nothing() {
        for (text, changed) in [
            ("A=old\nexport A\n", "A=new\nexport A\n"),
            ("A=old\nexport A B # both\n", "A=new\nexport A B # both\n"),
            ("export A\nA=old", "export A\nA=new"),
            ("export A\n", "export A\nA=new\n"),
            ("A=a;b\n", "A=new\n"),
        ] {
            assert_eq!(*with(text, "A", "new").unwrap(), changed);
        }
        assert_eq!(find("A=old\nexport A\n", "A").unwrap().as_deref().map(String::as_str), Some("old"));
    }

    #[test]
    fn only_the_value_changes() {
        for (name, old, new) in [
            ("SECRET", "SECRET = old # the key", "SECRET = new # the key"),
            ("QUOTED", "\"a \\\"b\\\"\nc\" # two", "\"new\" # two"),
            ("ODD", "'ODD'='x'", "'ODD'='new'"),
            ("EMPTY", "EMPTY=\n", "EMPTY=new\n"),
            ("LAST", "LAST='it\\'s' ", "LAST='new' "),
        ] {
            assert_eq!(*with(FILE, name, "new").unwrap(), FILE.replace(old, new), "{name}");
        }
        assert_eq!(*with(FILE, "MORE", "new").unwrap(), format!("{FILE}\nMORE=new\n"));
        assert_eq!(*with("", "A", "1").unwrap(), "A=1\n");
        assert_eq!(*with("B=1\r\n", "A", "1").unwrap(), "B=1\r\nA=1\r\n");
        assert_eq!(*with("B=1\r\nA=0\r\n", "A", "1").unwrap(), "B=1\r\nA=1\r\n");
        assert_eq!(*with("A=1\nB=1\nA=2", "A", "3").unwrap(), "A=3\nB=1\nA=3");
        assert_eq!(*with("A=1\n", "A", "x'y z\\").unwrap(), "A='x\\'y z\\\\'\n");
        assert_eq!(*with("A=1 # c\nB=\"1\"\n", "A", "").unwrap(), "A= # c\nB=\"1\"\n");
    }

    #[test]
    fn a_line_that_was_put_at_the_end_can_be_taken_away() {
        for (before, more) in [("", ""), ("B=1\n", "C=1\n"), ("B=1\r\n", "C=1\r\n"), ("B='x'\n", "C='y\nz'")]
        {
            let changed = [&with(before, "A", "x y").unwrap(), more].concat();
            assert_eq!(*without(&changed, "A", "x y").unwrap(), [before, more].concat());
            for (name, value) in [("A", "x z"), ("A", "x"), ("", "x y")] {
                assert_eq!(*without(&changed, name, value).unwrap(), changed, "it is another one");
            }
        }
    }

    #[test]
    fn values_stand_in_quotes_that_shells_read_alike() {
        for (text, written) in [
            ("a b", "'a b'"),
            ("it's", "\"it's\""),
            ("a\\b", "'a\\b'"),
            ("$HOME", "'$HOME'"),
            ("~/x", "'~/x'"),
            ("a:~/x", "'a:~/x'"),
            ("it's \"x\"", "'it\\'s \"x\"'"),
            ("a\\", "'a\\\\'"),
        ] {
            assert_eq!(*value(text).unwrap(), written);
            assert_eq!(is_python_only(text), written.contains("\\'"), "{text}");
        }
        assert_eq!(*with("A=\"x\"\n", "A", "a b").unwrap(), "A=\"a b\"\n");
        assert_eq!(*with("A=\"x\"\n", "A", "a $b").unwrap(), "A='a $b'\n");
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in [
            "abc",
            "a b",
            "it's",
            "say \"x\"",
            "back\\slash",
            "#no",
            "",
            "$HOME",
            "ü",
            " x ",
            "a\nb",
            "a\r\nb\\",
        ] {
            for file in ["", "A=1", "A='1'\n", "A=\"1\" # c\n"] {
                let changed = with(file, "A", text).unwrap();
                assert_eq!(
                    find(&changed, "A").unwrap().as_deref().map(String::as_str),
                    Some(text),
                    "{changed:?}"
                );
            }
        }
    }
}
