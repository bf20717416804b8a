//! What is put into sentences: texts of tokens and keys, and sentences themselves.

/// A text of at most so many characters, with `…` behind one that was cut.
pub(super) fn cut(text: &str, limit: usize) -> String {
    let (head, more) = head(text, limit);
    format!("{head}{more}")
}

/// So many characters of a text, and what says that more would follow.
pub(super) fn head(text: &str, limit: usize) -> (&str, &'static str) {
    match text.char_indices().nth(limit) {
        Some((end, _)) => (&text[..end], "…"),
        None => (text, ""),
    }
}

/// With a capital letter and a full stop.
pub fn sentence(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!([cut("grün", 4), cut("grün", 3), cut("", 0)], ["grün", "grü…", ""]);
        assert_eq!(sentence("ärger mit exp"), "Ärger mit exp.");
    }
}
