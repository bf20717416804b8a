//! Looks for a secret in whatever form it may have been written down.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// The forms of `secret` that `bytes` holds; empty when it is nowhere to be seen.
pub fn forms_of(secret: &str, bytes: &[u8]) -> Vec<&'static str> {
    let text = String::from_utf8_lossy(bytes);
    forms(secret)
        .into_iter()
        .filter(|(_, written)| !written.is_empty() && text.contains(written.as_str()))
        .map(|(form, _)| form)
        .collect()
}

/// The secret itself, and what encoders make of it. Base64 of a text that holds the secret starts at one of three
/// offsets, so each is cut to the characters that depend on the secret alone.
fn forms(secret: &str) -> Vec<(&'static str, String)> {
    let hex = hex(secret);
    let mut forms = vec![
        ("plain", secret.to_owned()),
        ("reversed", secret.chars().rev().collect()),
        ("first half", secret.chars().take(secret.len().div_ceil(2)).collect()),
        ("URL-encoded", url::form_urlencoded::byte_serialize(secret.as_bytes()).collect()),
        ("hex", hex.to_uppercase()),
        ("hex", hex),
        ("base64", STANDARD.encode(secret)),
    ];
    for offset in 0..3 {
        let padded = [vec![0; offset], secret.as_bytes().to_vec()].concat();
        let whole = |encoded: String| {
            let start = [0, 2, 3][offset];
            let end = encoded.len() - usize::from(!padded.len().is_multiple_of(3));
            encoded[start..end].to_owned()
        };
        forms.push(("base64 of more", whole(STANDARD_NO_PAD.encode(&padded))));
        forms.push(("base64url of more", whole(URL_SAFE_NO_PAD.encode(&padded))));
    }
    forms
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

#[test]
fn every_form_is_found() {
    let secret = "canary-9_x%Yz/+=&8";
    let found = |bytes: &[u8]| !forms_of(secret, bytes).is_empty();
    assert!(!found(b"canary"));
    assert!(found(format!("a {secret} b").as_bytes()));
    assert!(found(b"x=canary-9_x%25Yz%2F%2B%3D%268"));
    for around in ["", "a", "ab", "abc"] {
        let text = format!("{around}{secret}{around}");
        assert!(found(STANDARD.encode(&text).as_bytes()), "{around}");
        assert!(found(URL_SAFE_NO_PAD.encode(&text).as_bytes()), "{around}");
    }
    assert!(found(hex(secret).to_uppercase().as_bytes()));
}
