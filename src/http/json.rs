//! JSON as servers write it: read as they mean it, and only as much of it as costs little.

use serde_json::Value;

/// How many values an answer may hold, objects and lists counted too: 1 MiB of small ones would take 100 MiB of memory.
/// The limit of `jwt::json` is another one, for what is signed or a key: neither room knows the other, and its reader
/// counts what it takes in strictly, while this one must know before it reads what only has to be JSON.
pub const VALUES_LIMIT: usize = 20_000;

/// Why a body has no value.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("it holds more than {VALUES_LIMIT} values")]
    TooMuch,
    #[error("it is no JSON ({0})")]
    NoJson(#[from] serde_json::Error),
}

/// The value of a body (RFC 8259); of a member that is there twice, the last one.
pub fn read(body: &[u8]) -> Result<Value, Error> {
    if has_more_values_than(VALUES_LIMIT, body) {
        return Err(Error::TooMuch);
    }
    Ok(serde_json::from_slice(body)?)
}

/// Counted by the signs that separate values, without reading them.
fn has_more_values_than(limit: usize, body: &[u8]) -> bool {
    let (mut values, mut in_text, mut before) = (1_usize, false, b' ');
    let mut signs = body.iter();
    while let Some(&sign) = signs.next() {
        match sign {
            b'\\' if in_text => drop(signs.next()),
            b'"' => in_text = !in_text,
            _ if in_text || sign.is_ascii_whitespace() => continue,
            b',' | b'[' | b'{' => values += 1,
            // what is empty holds none
            b']' | b'}' if matches!(before, b'[' | b'{') => values -= 1,
            _ => {}
        }
        if values > limit + 1 {
            return true;
        }
        before = sign;
    }
    values > limit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a25_values_are_counted_as_a_reader_would() {
        for (text, values) in [
            ("0", 1),
            ("{}", 1),
            ("[ ]", 1),
            ("[0]", 2),
            (r#"{"a,[{":"\",[{","b":[{},[] , {"c":{ }}]}"#, 7),
            ("[[0,1],[2,3]]", 7),
        ] {
            assert!(serde_json::from_str::<Value>(text).is_ok());
            assert!(!has_more_values_than(values, text.as_bytes()), "{text}");
            assert!(has_more_values_than(values - 1, text.as_bytes()), "{text}");
        }
        let list = |count| format!("[{}]", vec!["{}"; count].join(",")).into_bytes();
        assert!(read(&list(VALUES_LIMIT - 1)).is_ok());
        assert!(matches!(read(&list(VALUES_LIMIT)), Err(Error::TooMuch)));
        for rubbish in [&b"]]]]"[..], b"}", b"\"", b"\\", b"", b"[]]"] {
            assert!(matches!(read(rubbish), Err(Error::NoJson(_))));
        }
    }
}
