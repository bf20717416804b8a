//! The rules about the form of a token: parts, base64url, JSON, size, signature.

use super::token::Token;
use super::{Rule, Seen, table, when};
use crate::jwt::algorithm::{Algorithm, Family, one_of, signature_lengths};
use crate::jwt::base64url;
use crate::jwt::compact::{Part, SIZE_LIMIT, is_json_serialization};
use crate::jwt::cookie;

pub(super) const RULES: &[Rule] = table! {
    Error "not-a-jwt" "RFC 7519 section 7.2":
        "this is no JWT: it has not the three parts of one, nor the five of an encrypted one",
        "no reader takes it as a JWT; an access token need not be one",
        "give the whole token, header.payload.signature; authctl introspect asks the issuer about one that is no JWT",
        |token| when(!matches!(token.parts.len(), 3 | 5), || Seen::at("token", match token.text.len() {
            0..=SIZE_LIMIT if is_json_serialization(token.text) => "it is written in JSON".to_owned(),
            0..=SIZE_LIMIT if cookie::read(token.text).is_some() => "it is a signed session cookie".to_owned(),
            0..=SIZE_LIMIT => parts(token.text.split('.').count()),
            more => format!("{more} bytes"),
        }));
    Error "base64-alphabet" "RFC 8725bis section 3.14":
        "a part holds characters that do not belong in a token",
        "readers differ: some skip them, so that one token has many texts, and a list of revoked ones misses it",
        "write base64url: letters, digits, - and _ only; no white space, no + and /",
        |token| each_part(token, |text| text.chars().find(|found| !base64url::is_sign(*found) && *found != '=')
            .map(|found| format!("{found:?}")));
    Error "base64-padding" "RFC 7515 section 2":
        "a part is padded with =, which base64url in tokens is not",
        "careful readers reject it, others take it, so that one token has many texts",
        "take the = off, before signing",
        |token| each_part(token, |text| text.contains('=').then(String::new));
    Error "base64-bits" "RFC 4648 section 3.5":
        "a part ends in bits or characters that belong to no byte",
        "careful readers reject it, others take it, so that one token has many texts",
        "copy the whole token; an encoder that leaves such bits is broken",
        |token| each_part(token, |text| match text.chars().all(base64url::is_sign) {
            true => base64url::decode(text).err().map(|why| format!("it {why}")),
            false => None,
        });
    Error "json-invalid" "RFC 7519 section 7.2":
        "a part holds no JSON object that all readers understand alike",
        "careful readers reject the token, and others may understand it differently",
        "write header and claims as one JSON object each, in UTF-8 without byte order mark",
        |token| unread(token, |token, part, why| {
            let is_token = part == Part::Payload && token.holds_a_token();
            !why.is_of_repeated_member() && !is_token
        });
    Error "duplicate-members" "RFC 7519 section 4":
        "a member name is there more than once",
        "one reader takes the first, another the last: what is checked need not be what is used",
        "write each member once",
        |token| unread(token, |_, _, why| why.is_of_repeated_member());
    Error "signature-missing" "RFC 8725bis section 3.3":
        "the signature is empty, although the header names an algorithm",
        "anybody can write such a token",
        "sign it, and reject tokens like this",
        |token| when(is_signed(token) && token.parts.last() == Some(&""), || Seen::at("signature", ""));
    Error "signature-der" "RFC 7518 section 3.4":
        "the signature is in DER form, where JWS has the two numbers one after the other",
        "careful readers reject it",
        "convert it: R and S, each of fixed length, without ASN.1 around them",
        |token| when(token.algorithm().is_some_and(|algorithm| is_der(algorithm, bytes(token))),
            || Seen::at("signature", format!("{} bytes", bytes(token).len())));
    Error "signature-length" "RFC 7518 section 3":
        "the signature has a length that its algorithm does not make",
        "it cannot be genuine: it was cut, it is of another algorithm, or its key is too short",
        "copy the whole token, and look which key and algorithm signed it",
        |token| misfit(token);
    Warning "too-large" "RFC 9110 section 5.4":
        "the token is larger than the 8 KiB that many servers take as a header",
        "requests with it fail with 400 or 431, at some servers and proxies only",
        "put in less: references instead of lists of groups and permissions",
        |token| when(token.text.len() > 8192, || Seen::at("token", format!("{} bytes", token.text.len())));
    Info "large" "RFC 6265 section 6.1":
        "the token is larger than the 4 KiB that browsers keep in a cookie",
        "it travels with each request, and fits into no cookie",
        "put in less: references instead of lists of groups and permissions",
        |token| when((4097..=8192).contains(&token.text.len()),
            || Seen::at("token", format!("{} bytes", token.text.len())));
};

fn parts(count: usize) -> String {
    if count == 1 { "1 part".to_owned() } else { format!("{count} parts") }
}

/// The place of a part by its number.
fn place(token: &Token<'_>, at: usize) -> &'static str {
    match (token.parts.len(), at) {
        (_, 0) => "header",
        (3, 1) => "payload",
        (3, 2) => "signature",
        (5, 1) => "encrypted key",
        (5, 2) => "initialization vector",
        (5, 3) => "ciphertext",
        (5, 4) => "authentication tag",
        _ => "token",
    }
}

fn each_part(token: &Token<'_>, found: impl Fn(&str) -> Option<String>) -> Vec<Seen> {
    let parts = token.parts.iter().enumerate().filter(|_| matches!(token.parts.len(), 3 | 5));
    parts.filter_map(|(at, text)| Some(Seen::at(place(token, at), found(text)?))).collect()
}

fn unread(
    token: &Token<'_>,
    is_meant: impl Fn(&Token<'_>, Part, &crate::jwt::json::Fault) -> bool,
) -> Vec<Seen> {
    let faults = token.unread.iter().filter(|(part, why)| is_meant(token, *part, why));
    faults.map(|(part, why)| Seen::at(part.to_string(), format!("it {why}"))).collect()
}

fn is_signed(token: &Token<'_>) -> bool {
    token.parts.len() == 3 && token.header_text("alg").is_some() && !token.is_unsigned()
}

fn bytes<'t>(token: &'t Token<'_>) -> &'t [u8] {
    token.signature.as_deref().unwrap_or_default()
}

/// A sequence of two numbers that fills the signature to its end.
fn is_der(algorithm: Algorithm, signature: &[u8]) -> bool {
    let is_ecdsa =
        matches!(algorithm.family(), Family::P256 | Family::P384 | Family::P521 | Family::Secp256k1);
    let body = match signature {
        [0x30, 0x81, length, body @ ..] | [0x30, length @ ..=0x7f, body @ ..]
            if body.len() == usize::from(*length) =>
        {
            body
        }
        _ => return false,
    };
    let number = |body: &[u8]| match body {
        [0x02, length, ..] => Some(usize::from(*length) + 2),
        _ => None,
    };
    let two = || {
        let first = number(body)?;
        Some(first + number(body.get(first..)?)?)
    };
    let is_raw = signature_lengths(algorithm.name()).contains(&signature.len());
    is_ecdsa && !is_raw && two() == Some(body.len())
}

fn misfit(token: &Token<'_>) -> Vec<Seen> {
    let named = token.header_text("alg").filter(|_| token.parts.len() == 3);
    let Some(name) = named else { return Vec::new() };
    let (algorithm, found, lengths) = (token.algorithm(), bytes(token).len(), signature_lengths(name));
    let is_der = algorithm.is_some_and(|algorithm| is_der(algorithm, bytes(token)));
    let is_rsa = algorithm.is_some_and(|algorithm| algorithm.family() == Family::Rsa);
    let words = match found {
        0 => return Vec::new(),
        _ if is_der || lengths.contains(&found) => return Vec::new(),
        _ if !lengths.is_empty() => format!("{found} bytes, where {name} makes {}", one_of(lengths)),
        ..256 if is_rsa => {
            format!("{found} bytes, so that the RSA key has {} bits and not 2048", found * 8)
        }
        1025.. if is_rsa => format!("{found} bytes, which no RSA key in use makes"),
        _ => return Vec::new(),
    };
    vec![Seen::at("signature", words)]
}
