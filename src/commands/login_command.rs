//! `authctl login …` as a line to paste, whoever's words are in it.
//!
//! What a person typed comes back whole, quoted for a POSIX shell. A stranger's word goes into it only where pasting is
//! safe in any shell: quoted, and without a character that could be more than text.

use crate::host::printable;

/// More than these scopes are not asked for in one go.
const MOST_SCOPES: usize = 20;
/// A longer word is no scope, issuer or resource that a person would paste.
const LONGEST: usize = 300;

/// The command, word by word.
pub struct LoginCommand {
    words: Vec<String>,
    /// What no shell is given, shown.
    left_out: Vec<String>,
    has_flags: bool,
    quoting: Quoting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quoting {
    /// For any shell, or not at all.
    Strict,
    /// For a POSIX shell.
    Posix,
}

impl LoginCommand {
    /// A login of this profile, with words that may be a stranger's.
    pub fn of(profile: &str) -> Self {
        Self::quoting(Quoting::Strict, profile)
    }

    /// A login of this profile, with words that the person typed.
    pub fn as_typed(profile: &str) -> Self {
        Self::quoting(Quoting::Posix, profile)
    }

    fn quoting(quoting: Quoting, profile: &str) -> Self {
        let words = ["authctl", "login", profile].map(str::to_owned).to_vec();
        Self { words, left_out: Vec::new(), has_flags: false, quoting }
    }

    /// Another issuer is another login, whose name and client the person knows.
    pub fn of_a_new_profile() -> Self {
        let mut command = Self::of("NAME");
        command.words.extend(["--client-id", "ID"].map(str::to_owned));
        command
    }

    /// With these flags.
    #[must_use]
    pub fn with(mut self, flags: &[(&str, &str)]) -> Self {
        for (name, value) in flags {
            self.flag(name, value);
        }
        self
    }

    /// A flag that takes no value.
    pub fn switch(&mut self, name: &str) {
        self.has_flags = true;
        self.words.push(name.to_owned());
    }

    pub fn flag(&mut self, name: &str, value: &str) {
        match self.quoting {
            Quoting::Strict if !is_pasteable(value) => {
                return self.left_out.push(printable::short(value, 60));
            }
            Quoting::Strict => self.words.extend([name.to_owned(), quoted(value)]),
            // a value that begins with a dash would be taken for a flag
            Quoting::Posix if value.starts_with('-') => {
                self.words.push(shell_words::quote(&format!("{name}={value}")).into_owned());
            }
            Quoting::Posix => self.words.extend([name.to_owned(), shell_words::quote(value).into_owned()]),
        }
        self.has_flags = true;
    }

    /// Asks for `more` besides what is `kept`: a login replaces the scopes that are kept, so all are named again.
    pub fn scopes(&mut self, kept: &[String], more: &[String]) {
        let mut all: Vec<&str> = Vec::new();
        for scope in kept.iter().chain(more.iter().take(MOST_SCOPES)).map(String::as_str) {
            if !is_pasteable(scope) || scope.contains(' ') {
                self.left_out.push(printable::short(scope, 60));
            } else if !all.contains(&scope) {
                all.push(scope);
            }
        }
        let is_more = all.iter().any(|scope| !kept.iter().any(|one| one == scope));
        if is_more || !more.is_empty() && self.left_out.is_empty() {
            self.has_flags = true;
            self.words.extend(["--scope".to_owned(), quoted(&all.join(" "))]);
        }
    }

    /// True when it asks for anything that a login without flags does not.
    pub fn has_flags(&self) -> bool {
        self.has_flags
    }

    /// Words that are not in it, since no shell should be given them; shown.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    pub fn line(&self) -> String {
        self.words.join(" ")
    }
}

/// What means the same between single quotes in any shell: visible ASCII and blanks, not too long. A quote ends them, a
/// backslash counts there in fish, and an exclamation mark in tcsh.
fn is_pasteable(value: &str) -> bool {
    let is_plain =
        |byte: u8| (byte.is_ascii_graphic() || byte == b' ') && !matches!(byte, b'\'' | b'"' | b'\\' | b'!');
    !value.is_empty() && value.len() <= LONGEST && value.bytes().all(is_plain) && !value.starts_with('-')
}

/// A pasteable value as one word: bare only where no shell sees more than text.
fn quoted(value: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || b"._:/-".contains(&byte);
    if value.bytes().all(is_bare) { value.to_owned() } else { format!("'{value}'") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a27_only_what_is_one_word_in_any_shell_is_in_it() {
        let values = ["plain", "two words", "$(id)", "it's", "a\\b", "-x", "", "wow!", "\u{fc}"];
        let command = LoginCommand::of("work").with(&values.map(|value| ("--param", value)));
        assert_eq!(command.line(), "authctl login work --param plain --param 'two words' --param '$(id)'");
        assert_eq!(command.left_out().len(), 6);
    }
}
