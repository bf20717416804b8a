//! What a server wants of whom it turned away: `WWW-Authenticate` (RFC 9110 section 11.6.1).
//!
//! Read with patience. Servers leave out commas and quotes, write several challenges into one line or one into
//! several, and a reader that gives up at the first fault would hide the one word that helps.

use hyper::HeaderMap;
use hyper::header::WWW_AUTHENTICATE;

/// More than these are no help to anybody.
const MOST_CHALLENGES: usize = 16;
const MOST_PARAMETERS: usize = 32;

/// One challenge: a scheme and what it says. All of it is a server's word, to be shown escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    pub scheme: String,
    /// Names in lower case, in the order they came.
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// Every challenge of an answer, from however many lines.
    pub fn all(headers: &HeaderMap) -> Vec<Self> {
        let mut found = Vec::new();
        for line in headers.get_all(WWW_AUTHENTICATE) {
            read(&String::from_utf8_lossy(line.as_bytes()), &mut found);
        }
        found
    }

    /// Whether it is of this scheme; case does not matter.
    pub fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// The parameter of this name (in lower case), the first one where it came twice.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// The challenges of access tokens (RFC 6750 section 3, RFC 9449 section 7.1), the one that names an error first.
pub fn of_tokens(headers: &HeaderMap) -> Option<Challenge> {
    let mut found: Vec<Challenge> =
        Challenge::all(headers).into_iter().filter(|one| one.is("Bearer") || one.is("DPoP")).collect();
    found.sort_by_key(|one| (one.parameter("error").is_none(), one.parameter("resource_metadata").is_none()));
    found.into_iter().next()
}

fn read(line: &str, into: &mut Vec<Challenge>) {
    let mut rest = Rest(line);
    let mut after_comma = true;
    loop {
        after_comma |= rest.skip_separators();
        if rest.0.is_empty() || into.len() > MOST_CHALLENGES {
            into.truncate(MOST_CHALLENGES);
            return;
        }
        let word = rest.word();
        if word.is_empty() {
            rest.skip_one();
        } else if rest.takes_equals_sign() {
            let value = rest.value();
            if let Some(challenge) = into.last_mut().filter(|last| last.parameters.len() < MOST_PARAMETERS) {
                challenge.parameters.push((word.to_ascii_lowercase(), value));
            }
        } else if after_comma || into.last().is_none_or(|last| !last.parameters.is_empty()) {
            into.push(Challenge { scheme: word.to_owned(), parameters: Vec::new() });
        } // else a token68, which no challenge of a token has
        after_comma = false;
    }
}

/// What is still to be read of a line.
struct Rest<'l>(&'l str);

impl<'l> Rest<'l> {
    /// White space and commas; true when a comma was there.
    fn skip_separators(&mut self) -> bool {
        let trimmed =
            self.0.trim_start_matches(|character: char| character.is_whitespace() || character == ',');
        let skipped = &self.0[..self.0.len() - trimmed.len()];
        self.0 = trimmed;
        skipped.contains(',')
    }

    fn skip_one(&mut self) {
        self.0 = self.0.char_indices().nth(1).map_or("", |(at, _)| &self.0[at..]);
    }

    fn until(&mut self, ends: impl Fn(char) -> bool) -> &'l str {
        let (taken, rest) = self.0.split_at(self.0.find(ends).unwrap_or(self.0.len()));
        self.0 = rest;
        taken
    }

    fn word(&mut self) -> &'l str {
        self.until(|character| character.is_whitespace() || matches!(character, ',' | '=' | '"'))
    }

    /// True when the word was a parameter's name.
    fn takes_equals_sign(&mut self) -> bool {
        let Some(value) = self.0.trim_start().strip_prefix('=') else { return false };
        self.0 = value.trim_start_matches('='); // the padding of a token68
        true
    }

    /// A quoted string (RFC 9110 section 5.6.4), or what stands there up to a comma or a blank.
    fn value(&mut self) -> String {
        self.0 = self.0.trim_start_matches([' ', '\t']);
        let Some(quoted) = self.0.strip_prefix('"') else {
            return self.until(|character| character.is_whitespace() || character == ',').to_owned();
        };
        let (mut value, mut characters) = (String::new(), quoted.char_indices());
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.0 = &quoted[at + 1..];
                    return value;
                }
                '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
                other => value.push(other),
            }
        }
        self.0 = "";
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(lines: &[&str]) -> Vec<String> {
        let headers: HeaderMap = lines.iter().map(|line| (WWW_AUTHENTICATE, line.parse().unwrap())).collect();
        let shown = |one: &Challenge| {
            let parameters = one.parameters.iter().map(|(name, value)| format!("{name}={value}"));
            std::iter::once(one.scheme.clone()).chain(parameters).collect::<Vec<_>>().join("|")
        };
        Challenge::all(&headers).iter().map(shown).collect()
    }

    #[test]
    fn several_challenges_in_one_line_or_in_several() {
        let expected = ["Bearer|realm=a, b|error=invalid_token", "DPoP|algs=ES256 EdDSA"];
        let (one, two) = (r#"Bearer realm="a, b", error="invalid_token""#, r#"DPoP algs="ES256 EdDSA""#);
        assert_eq!(all(&[one, two]), expected);
        assert_eq!(all(&[&format!("{one}, {two}")]), expected);
        assert_eq!(all(&[&format!("{one} {two}")]), expected, "the comma left out");
    }

    #[test]
    fn quoted_strings_hold_commas_escapes_and_what_looks_like_challenges() {
        assert_eq!(
            all(&[r#"Bearer error_description="say \"please\", Basic realm=\\x", scope="a b""#]),
            [r#"Bearer|error_description=say "please", Basic realm=\x|scope=a b"#]
        );
        assert_eq!(all(&[r#"Bearer realm="never closed, scope=x"#]), ["Bearer|realm=never closed, scope=x"]);
        assert_eq!(all(&[r#"Bearer realm="x\"#]), ["Bearer|realm=x"]);
    }

    #[test]
    fn odd_servers_are_understood() {
        assert_eq!(all(&["Bearer"]), ["Bearer"]);
        assert_eq!(all(&["bearer Error = invalid_token ,, Scope=a"]), ["bearer|error=invalid_token|scope=a"]);
        assert_eq!(
            all(&["Bearer resource_metadata=https://a.example/.well-known/x?y=1, error=e"]),
            ["Bearer|resource_metadata=https://a.example/.well-known/x?y=1|error=e"]
        );
        assert_eq!(all(&["Negotiate YIIJvwYGKwYBBQUCoIIJszCCCa+==, Bearer scope=x"]).len(), 2);
        assert_eq!(all(&["Basic realm=\"x\", Bearer, DPoP"]), ["Basic|realm=x", "Bearer", "DPoP"]);
        assert_eq!(all(&["", ",,,", "=\"\"=", "\"\"", "scope=x"]), [""; 0]);
        assert_eq!(all(&["Bearer ü=\"ß\", scope=ü"]), ["Bearer|ü=ß|scope=ü"]);
    }

    #[test]
    fn there_is_an_end_to_it() {
        assert_eq!(all(&[&"Bearer a=b, ".repeat(1000)]).len(), MOST_CHALLENGES);
        assert_eq!(
            all(&[&format!("Bearer {}", "a=b, ".repeat(1000))])[0].matches("a=b").count(),
            MOST_PARAMETERS
        );
    }

    #[test]
    fn the_challenge_of_a_token_that_names_an_error_speaks() {
        let headers: HeaderMap = ["Basic realm=x", "DPoP algs=ES256", "Bearer error=\"invalid_token\""]
            .into_iter()
            .map(|line| (WWW_AUTHENTICATE, line.parse().unwrap()))
            .collect();
        let found = of_tokens(&headers).unwrap();
        assert!(found.is("bearer"));
        assert_eq!(found.parameter("error"), Some("invalid_token"));
        assert_eq!(of_tokens(&HeaderMap::new()), None);
    }
}
