//! The rules about the header: algorithms, keys that a token brings along, key ids, types, extensions.

use super::token::{Kind, Token};
use super::{Rule, Seen, is_unseen, table, when};
use crate::jwt::Algorithm;
use crate::jwt::compact::Part;
use crate::jwt::rejection::shown;
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) const RULES: &[Rule] = table! {
    Error "alg-none" "RFC 8725bis section 3.2":
        "the token is not signed",
        "anybody can write such a token, and a reader that believes its header takes it",
        "sign it, with ES256, Ed25519 or PS256 for instance, and reject tokens like this",
        |token| when(token.is_unsigned(), || Seen::header("alg", match token.parts.get(2) {
            Some(&"") | None => String::new(),
            Some(_) => "although something stands in the place of a signature".to_owned(),
        }));
    Error "alg-missing" "RFC 7515 section 4.1.1":
        "the header names no algorithm",
        "careful readers reject the token",
        "write alg, a string",
        |token| when(is_header_read(token) && token.header_text("alg").is_none(),
            || Seen::header("alg", token.header.get("alg").map(|found| shown(Some(found))).unwrap_or_default()));
    Warning "alg-unknown" "RFC 7518 section 7.1":
        "the header names an algorithm that is not registered",
        "careful readers compare names byte for byte with a list, and reject the token",
        "name a registered algorithm, in its own spelling",
        |token| unknown_algorithms(token);
    Warning "alg-symmetric" "RFC 9068 section 2.1":
        "a token for others is signed with a shared secret",
        "everybody who can check it can make one too, in the issuer's name",
        "sign with a key pair (ES256, Ed25519, PS256), and publish the public key",
        // which algorithms one recipient takes is a rule of its own
        |token| when(token.is_symmetric() && is_of_an_issuer(token) && token.expected.is_none(),
            || Seen::header("alg", token.header_text("alg").unwrap_or_default()));
    Info "alg-polymorphic" "RFC 8725bis section 3.2":
        "EdDSA does not say which curve it means",
        "RFC 9864 gives it up, for names that say all",
        "write Ed25519 where all readers know that name",
        |token| when(token.header_text("alg") == Some("EdDSA"), || Seen::header("alg", ""));
    Error "rsa1-5" "RFC 8725bis section 3.2":
        "the key of an encrypted token is wrapped with RSA1_5",
        "who may ask whether decryption succeeded can read the token (Bleichenbacher's attack)",
        "use RSA-OAEP-256 or ECDH-ES",
        |token| when(token.header_text("alg") == Some("RSA1_5"), || Seen::header("alg", ""));
    Warning "pbes2-count" "RFC 8725bis section 3.13":
        "the count of PBES2 is out of proportion",
        "a low one makes the password easy to guess, a high one keeps readers busy for minutes",
        "write a p2c of some hundred thousand; reject more than 1,200,000",
        |token| when(token.header_text("alg").is_some_and(|alg| alg.starts_with("PBES2")) && {
            !token.header.get("p2c").and_then(Value::as_u64).is_some_and(|count| (1000..=1_200_000).contains(&count))
        }, || Seen::header("p2c", shown(token.header.get("p2c"))));
    Warning "compressed" "RFC 8725bis section 3.6":
        "the content is compressed",
        "its length tells of what is in it, and a small token may unfold into gigabytes",
        "leave zip out",
        |token| when(token.header.contains_key("zip"), || Seen::header("zip", ""));
    Info "encrypted" "RFC 8725bis section 3.3":
        "the token is encrypted: only its header was looked at",
        "encryption with a public key says nothing of who made it",
        "decrypt it and lint what is inside; it should be a signed token",
        |token| when(token.is_encrypted(), || Seen::at("token", ""));
    Error "header-type" "RFC 7515 section 4.1":
        "a member of the header is of the wrong type",
        "careful readers reject the token, others pass over the member",
        "write texts as strings, jwk as an object, x5c as a list of strings",
        |token| wrong_types(token);
    Error "crit-invalid" "RFC 7515 section 4.1.11":
        "crit is not a list of names of extensions that the header holds",
        "every reader must reject the token",
        "list the names of extensions that are in this header, each once; else leave crit out",
        |token| token.header.get("crit").and_then(|crit| misused(crit, token)).map(|why| Seen::header("crit", why))
            .into_iter().collect();
    Error "b64-false" "RFC 7797 section 7":
        "the payload is said to be signed as it is, without base64url",
        "no JWT may be so, and readers differ in what the signature covers",
        "leave b64 out",
        |token| when(token.header.get("b64") == Some(&Value::Bool(false)), || Seen::header("b64", ""));
    Warning "key-url" "RFC 8725bis section 3.10":
        "the header says where to fetch the key",
        "a reader that follows it takes any key, and can be made to ask addresses of its own network",
        "leave it out; readers know the issuer's keys, and kid says which one",
        |token| ["jku", "x5u"].into_iter().filter(|name| !token.specification.keys.contains(name))
            .filter_map(|name| Some((name, token.header.get(name)?)))
            .map(|(name, url)| Seen::header(name, shown(Some(url)))).collect();
    Warning "key-in-header" "RFC 7515 section 4.1.3":
        "the token brings the key along that is to check it",
        "a reader that uses it takes what anybody signed",
        "leave it out; readers know the issuer's keys, and kid says which one",
        |token| ["jwk", "x5c"].into_iter().filter(|name| {
            token.header.contains_key(*name) && !token.specification.keys.contains(name)
        }).map(|name| Seen::header(name, "")).collect();
    Warning "kid-odd" "RFC 8725bis section 3.10":
        "the id of the key looks like more than a name",
        "readers look keys up by it: in files, databases, at addresses; it can be made to do something else there",
        "use short ids of letters, digits, - and _, such as the key's thumbprint (RFC 7638); compare them, nothing more",
        |token| token.header_text("kid").and_then(odd_id).map(|why| Seen::header("kid", why)).into_iter().collect();
    Info "kid-missing" "RFC 7515 section 4.1.4":
        "the token does not say which key of the issuer signed it",
        "readers must try them all, and a change of keys is harder",
        "write kid, the id that the key has in the issuer's JWK set",
        |token| when(is_of_an_issuer(token) && token.algorithm().is_some_and(Algorithm::is_asymmetric)
            && !["kid", "x5t", "x5t#S256", "x5c", "jwk"].iter().any(|name| token.header.contains_key(*name)),
            || Seen::header("kid", ""));
    Info "typ-not-explicit" "RFC 8725bis section 3.11":
        "typ does not say what kind of token it is",
        "a token of one kind can be taken for one of another",
        "write the kind: at+jwt, logout+jwt, dpop+jwt, or one of your own such as order+jwt; and check it",
        |token| when(is_header_read(token) && !token.is_encrypted()
            && matches!(token.media_type().as_str(), "" | "jwt"),
            || Seen::header("typ", token.header.get("typ").map(|typ| shown(Some(typ))).unwrap_or_default()));
};

fn is_header_read(token: &Token<'_>) -> bool {
    let is_unread = token.unread.iter().any(|(part, _)| *part == Part::Header);
    matches!(token.parts.len(), 3 | 5) && !(is_unread && token.header.is_empty())
}

/// A token of an issuer on the web, for whoever knows his keys.
fn is_of_an_issuer(token: &Token<'_>) -> bool {
    matches!(token.kind(), Kind::Access { .. } | Kind::Id | Kind::Logout)
        && token.claim_text("iss").is_some_and(|iss| iss.starts_with("https://"))
}

/// What JWS has besides the algorithms that are computed here.
const SIGNATURES: &[&str] = &["none", "Ed25519", "Ed448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"];
const KEY_ENCRYPTIONS: &[&str] = &[
    "RSA1_5",
    "RSA-OAEP",
    "RSA-OAEP-256",
    "RSA-OAEP-384",
    "RSA-OAEP-512",
    "A128KW",
    "A192KW",
    "A256KW",
    "dir",
    "ECDH-ES",
    "ECDH-ES+A128KW",
    "ECDH-ES+A192KW",
    "ECDH-ES+A256KW",
    "A128GCMKW",
    "A192GCMKW",
    "A256GCMKW",
    "PBES2-HS256+A128KW",
    "PBES2-HS384+A192KW",
    "PBES2-HS512+A256KW",
];
const CONTENT_ENCRYPTIONS: &[&str] =
    &["A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM"];

fn unknown_algorithms(token: &Token<'_>) -> Vec<Seen> {
    let signatures =
        || Algorithm::ALL.into_iter().map(Algorithm::name).chain(SIGNATURES.iter().copied()).collect();
    let checks: Vec<(&str, Vec<&str>)> = match token.is_encrypted() {
        true => vec![("alg", KEY_ENCRYPTIONS.to_vec()), ("enc", CONTENT_ENCRYPTIONS.to_vec())],
        false => vec![("alg", signatures())],
    };
    let unknown = |(name, known): (&str, Vec<&str>)| {
        let found = match token.header.get(name) {
            None if name == "alg" || !is_header_read(token) => return None,
            None => return Some(Seen::header(name, "it is missing")),
            Some(value) => value.as_str()?,
        };
        let meant = known.iter().find(|known| known.eq_ignore_ascii_case(found.trim()));
        (!known.contains(&found)).then(|| {
            let meant = meant.map(|meant| format!(", where {meant:?} may be meant")).unwrap_or_default();
            Seen::header(name, shown(token.header.get(name)) + &meant)
        })
    };
    checks.into_iter().filter_map(unknown).collect()
}

fn wrong_types(token: &Token<'_>) -> Vec<Seen> {
    let texts = ["typ", "cty", "kid", "jku", "x5u", "x5t", "x5t#S256"];
    let is_right = |name: &str, value: &Value| match name {
        "jwk" => value.is_object(),
        "x5c" => value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_string)),
        "b64" => value.is_boolean(),
        name => !texts.contains(&name) || value.is_string(),
    };
    let wrong = token.header.iter().filter(|(name, value)| !is_right(name, value));
    wrong
        .map(|(name, value)| Seen::header(name, format!("it is {}", crate::jwt::json::kind(value))))
        .collect()
}

/// Names that crit must not list, since every reader knows them (RFC 7515 section 4.1, RFC 7516 section 4.1, RFC 7518).
const REGISTERED: &[&str] = &[
    "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "enc", "zip", "epk",
    "apu", "apv", "iv", "tag", "p2s", "p2c",
];

/// What is wrong with crit.
fn misused(crit: &Value, token: &Token<'_>) -> Option<String> {
    let names: Option<Vec<&str>> = crit.as_array().and_then(|list| list.iter().map(Value::as_str).collect());
    let Some(names) = names else { return Some("it is no list of strings".to_owned()) };
    let mut seen = BTreeSet::new();
    for name in &names {
        let shown = super::cut(name);
        if REGISTERED.contains(name) {
            return Some(format!("{name} is no extension"));
        }
        if !token.header.contains_key(*name) {
            return Some(format!("{shown:?} is not in the header"));
        }
        if !seen.insert(name) {
            return Some(format!("{shown:?} is there twice"));
        }
    }
    names.is_empty().then(|| "it is empty".to_owned())
}

/// Why an id of a key is more than a name. Identifiers such as `did:web:example.com#1` and base64 are names.
fn odd_id(id: &str) -> Option<String> {
    const ENDINGS: [&str; 6] = [".pem", ".key", ".crt", ".json", ".jwk", ".der"];
    let is_path = id.contains("..")
        || id.contains('\\')
        || id.starts_with("./")
        || id.starts_with("~/")
        || (id.starts_with('/') && id[1..].contains(['/', '.']))
        || ENDINGS.iter().any(|ending| id.to_ascii_lowercase().ends_with(ending));
    let why = match id {
        "" => "it is empty".to_owned(),
        _ if id.len() > 200 => format!("it has {} bytes", id.len()),
        _ if id.chars().any(is_unseen) => "it holds characters that nobody sees".to_owned(),
        _ if id.contains("://") || id.contains('?') => format!("{id:?} looks like a URL"),
        _ if is_path => format!("{id:?} looks like the path of a file"),
        _ if id.contains(['\'', '"', ';', '`', '(', ')', '*', '|', '&', '$', '<', '>', '%']) => {
            format!("{id:?} holds characters that mean something in a query or a command")
        }
        _ if id.contains(char::is_whitespace) => format!("{id:?} holds white space"),
        _ => return None,
    };
    Some(why)
}
