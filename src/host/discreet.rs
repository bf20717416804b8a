//! What was typed where a name or a file is wanted, and may be a secret: no message repeats it.

use std::borrow::Cow;
use std::path::Path;

/// A word that is as long and has a digit was made by no person, unless capitals begin words in it.
const LONGEST_WORD: usize = 20;
/// A shorter word is too short for a secret that a machine made, and so are several that are shorter together.
const SHORTEST_WORD: usize = 12;
const SHORTEST_WORDS: usize = 16;
/// Where words, and the parts of a path, end.
const BETWEEN_WORDS: [char; 11] = ['/', '\\', '.', ':', ',', '-', '_', '+', '@', '~', '#'];

/// The text as a message may show it.
pub fn shown(text: &str) -> Cow<'_, str> {
    if may_be_secret(text) { Cow::Owned(hidden(text)) } else { Cow::Borrowed(text) }
}

/// What stands in the place of a text that is not repeated.
pub fn hidden(text: &str) -> String {
    format!("[not shown: {} characters that may be a secret]", text.chars().count())
}

/// Whether a secret is in it: a token, the text of a key, or letters and digits as a machine makes them. Names, paths,
/// dates and addresses are none.
pub fn may_be_secret(text: &str) -> bool {
    let mut pieces = text.split(|sign: char| sign.is_whitespace() || sign == '=');
    is_key_text(text)
        || pieces.any(|piece| {
            let mut words = piece.split(BETWEEN_WORDS);
            words.any(begins_token) || !piece.contains("://") && is_made_by_a_machine(piece)
        })
}

/// What may be a secret in a path, of that part of it which is not there.
pub fn secret_in(path: &Path) -> Option<String> {
    let there = path.ancestors().find(|above| above.exists());
    let rest = there.and_then(|there| path.strip_prefix(there).ok()).unwrap_or(path).to_string_lossy();
    may_be_secret(&rest).then(|| rest.into_owned())
}

/// Whether this is the text of a key, and not the name of its file.
pub fn is_key_text(text: &str) -> bool {
    const MEMBERS: [&str; 4] = ["\"kty\"", "\"keys\"", "\"k\"", "\"d\""];
    let text = text.trim_start();
    text.starts_with("-----BEGIN") || text.starts_with('{') && MEMBERS.iter().any(|name| text.contains(name))
}

/// The header of a JWT is an object, and this is how Base64 writes its beginning.
fn begins_token(word: &str) -> bool {
    word.len() >= 8 && word.starts_with("eyJ")
}

/// In what people write, a sign of another kind than the one before it is rare. In Base64 it is nearly every other one,
/// however its own signs cut it into words: of 32 random bytes one in 300 is taken for words, of 16 bytes one in 20.
fn is_made_by_a_machine(text: &str) -> bool {
    let is_mixed = |length: usize, changes: usize| 4 * changes >= length;
    let (mut lengths, mut all_changes) = (0, 0);
    for word in text.split(BETWEEN_WORDS) {
        let (length, changes) = (word.chars().count(), changes(word));
        let has = |kind: fn(char) -> bool| word.contains(kind);
        let is_of_words = has(char::is_lowercase) && has(char::is_uppercase);
        let is_too_long = length >= LONGEST_WORD && has(|sign| sign.is_ascii_digit()) && !is_of_words;
        if is_too_long || length >= SHORTEST_WORD && is_mixed(length, changes) {
            return true;
        }
        lengths += length;
        all_changes += changes;
    }
    lengths >= SHORTEST_WORDS && is_mixed(lengths, all_changes)
}

/// How often small letters, capitals, digits and other signs take turns. A capital that begins a word is no turn.
fn changes(word: &str) -> usize {
    let kind = |sign: char| match sign {
        _ if sign.is_lowercase() => 'a',
        _ if sign.is_uppercase() => 'A',
        _ if sign.is_ascii_digit() => '0',
        _ => '!',
    };
    let kinds: Vec<char> = word.chars().map(kind).collect();
    kinds.windows(2).filter(|pair| pair[0] != pair[1] && pair != &['A', 'a']).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    #[test]
    fn what_people_write_is_shown() {
        for text in [
            "key.pem",
            "-",
            "work",
            "{a}",
            "./-----BEGIN",
            "/home/alice/projects/acme-production-2026/keys/signing-key-eu-west-1.2026-11.private.jwk.json",
            "~/.config/authctl/keys/id_ed25519",
            "IntermediateCertificateAuthority.pem",
            "monkeyJar.txt",
            "myClientSecretForProduction2.pem",
            "Schlüssel für die Übung 2026.pem",
            "acme-production-2026-eu-west-1",
            "THE_SECRET_OF_OUR_CLIENT_2",
            "OURCLIENTSECRETINPRODUCTION",
            "2026-11-20T25:00:00Z",
            "20261120T180527Z.log",
            "RS256,ES256,PS256,HS256",
            "https://id2.example.com/tenants/7f3a9c0e5b1d4286",
            "token=https://id2.example.com/",
            "--no-such-option",
            "realm_access.roles",
            "x86_64-unknown-linux-gnu.tar.gz",
            "two words 2026",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn l1_what_may_be_a_secret_is_not() {
        for text in [
            "kT9vQ2mZ7pL4xR8wN1cB6yH3sJ5dG0fA",
            "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            "GEXXLXFDPKLRNRIJB2EMBNJLPUKWQTBW",
            "3f9a0c1e5b7d42689f00aa11",
            "27182818284590452353602874713526",
            "K7d!xPq2Zw9$mBv5Lr8@cTn3Hs6%jYg4",
            "password=kT9vQ2mZ7pL4xR8wN1cB6yH3sJ5dG0fA",
            "Bearer eyJhbGciOiJ",
            "a/b/kT9vQ2mZ7pL4xR8wN1cB6yH3sJ5dG0fA",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AQID",
            "https://app.example.com/cb#id_token=eyJhbGciOiJIUzI1NiJ9.e30.AQID",
            "-----BEGIN PRIVATE KEY-----\nMC4CAQ",
            " {\"k\":\"AA\"}",
            "{\"keys\":[]}",
            "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC",
        ] {
            let told = shown(text).into_owned();
            assert!(told.starts_with("[not shown: ") && !told.contains(&text[5..]), "{text}: {told}");
        }
        assert_eq!(hidden("é3"), "[not shown: 2 characters that may be a secret]");
    }

    #[test]
    fn l1_what_a_machine_made_is_hardly_ever_shown() {
        let mut state = 1_u64;
        let mut byte = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        };
        let mut seen = |length: usize| {
            let secrets = (0..2000).map(|_| (0..length).map(|_| byte()).collect::<Vec<u8>>());
            let texts =
                secrets.flat_map(|secret| [STANDARD.encode(&secret), URL_SAFE_NO_PAD.encode(&secret)]);
            texts.filter(|text| !may_be_secret(text)).count()
        };
        let (of_16, of_32) = (seen(16), seen(32));
        assert!(of_16 <= 300 && of_32 <= 30, "of 4000: {of_16} and {of_32}");
    }
}
