//! Tokens and key files that are made to cost much, as large as may be looked at.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use std::fmt::Display;

/// What a payload or a header may have so that the token stays below 1 MiB.
const LARGEST: usize = 780_000;
const LARGEST_KEY_FILE: usize = 1 << 20;

/// Each by a name that says what it is. The signatures are good.
pub fn tokens(secret: &[u8]) -> Vec<(&'static str, String)> {
    let header = r#"{"alg":"HS256"}"#;
    let of = |header: &str, payload: &str| signed(header, payload, secret);
    let list = |item: &str| filled("{\"a\":[", item, ",", "]}", LARGEST);
    let members = |value: &str| numbered(|number| format!("\"m{number}\":{value}"), "{", "}", LARGEST);
    let levels = |count: usize| format!("{{\"a\":{}{}}}", "[".repeat(count), "]".repeat(count));
    let payloads = [
        ("of 390,000 levels", levels(LARGEST / 2)),
        ("of 64 levels many times", list(&levels(60))),
        ("of empty lists", list("[]")),
        ("of empty objects", list("{}")),
        ("of small objects", list("{\"\":0}")),
        ("of small objects in lists", list("[{\"\":[0]}]")),
        ("of small numbers", list("0")),
        ("of large numbers", list("1.7976931348623157e308")),
        ("of numbers between two floats", list("9007199254740993.00000000000000000000000000000000001")),
        ("of one number", format!("{{\"exp\":1{}}}", "0".repeat(LARGEST - 9))),
        ("of one fraction", format!("{{\"exp\":0.{}1}}", "0".repeat(LARGEST - 12))),
        ("of one exponent", format!("{{\"exp\":1e-{}}}", "9".repeat(LARGEST - 10))),
        ("of many members", members("0")),
        ("of many members that are lists", members("[[]]")),
        ("of the same member", filled("{", "\"a\":0", ",", "}", LARGEST)),
        (
            "of many members and one twice",
            members("0").replacen('{', "{\"m99999\":0,", 1).replace("\"m99998\"", "\"m99999\""),
        ),
        ("of escapes", format!("{{\"sub\":\"{}\"}}", "\\u0000".repeat(LARGEST / 6 - 2))),
        ("of marks that no terminal gets", format!("{{\"sub\":\"{}\"}}", "\u{202e}".repeat(LARGEST / 3 - 4))),
        ("of many audiences", filled("{\"aud\":[", "\"a\"", ",", "]}", LARGEST)),
        ("of one text", format!("{{\"sub\":\"{}\"}}", "x".repeat(LARGEST - 10))),
        ("of a long name around many", within_long_names(1, 600_000, 0)),
        ("of long names within each other", within_long_names(60, 9_000, 0)),
    ];
    let headers = [
        ("with a header of 390,000 levels", levels(LARGEST / 2)),
        ("with a long key id", format!("{{\"alg\":\"HS256\",\"kid\":\"{}\"}}", "x".repeat(LARGEST - 24))),
        ("with a long algorithm", format!("{{\"alg\":\"{}\"}}", "x".repeat(LARGEST - 10))),
        (
            "with many critical extensions",
            filled("{\"alg\":\"HS256\",\"crit\":[", "\"a\"", ",", "]}", LARGEST),
        ),
        ("with a header of many members", members("0").replacen('{', "{\"alg\":\"HS256\",", 1)),
    ];
    let shapes = [
        ("of dots", ".".repeat(1 << 20)),
        ("of one letter", "A".repeat(1 << 20)),
        ("of 3 MiB", "A".repeat(3 << 20)),
        ("of five parts, each of them large", [(); 5].map(|()| "A".repeat(209_000)).join(".")),
        ("of characters that no token has", "\u{202e}".repeat(349_000)),
        (
            "with a long signature",
            format!("{}.{}", URL_SAFE_NO_PAD.encode(header), "A".repeat(1 << 19)).replacen('.', ".e30.", 1),
        ),
        ("of the word that stands before one", "Bearer ".repeat(149_000)),
    ];
    let of_payload = payloads.into_iter().map(|(name, payload)| (name, of(header, &payload)));
    let of_header = headers.into_iter().map(|(name, header)| (name, of(&header, "{}")));
    of_payload.chain(of_header).chain(shapes).collect()
}

/// Two tokens, to be compared.
pub fn pairs(secret: &[u8]) -> Vec<(&'static str, [String; 2])> {
    let of = |payloads: [String; 2]| payloads.map(|payload| signed(r#"{"alg":"HS256"}"#, &payload, secret));
    let members = |name: &str, value: &str| {
        numbered(|number| format!("\"{name}{number}\":{value}"), "{", "}", FEW_ENOUGH)
    };
    let list =
        |first: usize| numbered(|number| format!("\"{}\"", first + number), "{\"roles\":[", "]}", FEW_ENOUGH);
    let scopes = |first: usize| {
        let names: Vec<_> = (first..first + 100_000).map(|number| number.to_string()).collect();
        format!("{{\"scope\":\"{}\"}}", names.join(" "))
    };
    let nested = |value: &str| format!("{}{value}{}", "{\"a\":".repeat(60), "}".repeat(60));
    vec![
        ("of other members", of([members("m", "0"), members("n", "0")])),
        ("of members with other values", of([members("m", "0"), members("m", "1")])),
        ("of other objects", of([members("m", "{\"a\":0}"), members("m", "{\"b\":[]}")])),
        ("of the same members", of([members("m", "0"), members("m", "0")])),
        ("of other roles", of([list(100_000), list(200_000)])),
        ("of other scopes", of([scopes(100_000), scopes(300_000)])),
        ("of objects in objects", of([nested("0"), nested("1")])),
        ("of a long name around many", of([0, 1].map(|value| within_long_names(1, 600_000, value)))),
        ("of long names within each other", of([0, 1].map(|value| within_long_names(60, 9_000, value)))),
        ("of one text", of(["x", "y"].map(|text| format!("{{\"sub\":\"{}\"}}", text.repeat(LARGEST - 10))))),
    ]
}

/// What a payload may have so that it is not refused for having too many members.
const FEW_ENOUGH: usize = 200_000;

/// Objects within each other, and many members in the innermost: the path to each of them is long.
fn within_long_names(depth: usize, length: usize, value: usize) -> String {
    let name = format!("{{\"{}\":", "x".repeat(length));
    let members =
        numbered(|number| format!("\"{number}\":{value}"), "{", "}", LARGEST - depth * (length + 8));
    format!("{}{members}{}", name.repeat(depth), "}".repeat(depth))
}

fn signed(header: &str, payload: &str, secret: &[u8]) -> String {
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// The same for files of keys.
pub fn key_files() -> Vec<(&'static str, String)> {
    let set = |key: &dyn Fn(usize) -> String| numbered(key, "{\"keys\":[", "]}", LARGEST_KEY_FILE);
    let rsa = URL_SAFE_NO_PAD.encode([&[0xa5; 255][..], &[1]].concat());
    let curve = "\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"";
    let point = "\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"";
    let secret = URL_SAFE_NO_PAD.encode([7; 32]);
    let large = |bytes: usize| URL_SAFE_NO_PAD.encode([&vec![0xa5; bytes - 1][..], &[1]].concat());
    vec![
        ("10,000 Ed25519 keys", set(&|number| format!("{{\"kid\":\"{number}\",\"kty\":\"OKP\",{point}}}"))),
        ("P-256 keys", set(&|number| format!("{{\"kid\":\"{number}\",\"kty\":\"EC\",{curve}}}"))),
        (
            "RSA keys",
            set(&|number| format!("{{\"kid\":\"{number}\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"{rsa}\"}}")),
        ),
        (
            "10,000 secrets",
            set(&|number| format!("{{\"kid\":\"{number}\",\"kty\":\"oct\",\"k\":\"{secret}\"}}")),
        ),
        (
            "a secret that nearly repeats a pattern",
            format!(
                "{{\"kty\":\"oct\",\"k\":\"{}\"}}",
                URL_SAFE_NO_PAD.encode("a".repeat(LARGEST) + "bcdefghijk")
            ),
        ),
        ("keys without a kind", set(&|_| "{}".to_owned())),
        ("keys of one id", set(&|_| format!("{{\"kid\":\"1\",\"kty\":\"oct\",\"k\":\"{secret}\"}}"))),
        ("no keys but numbers", set(&|_| "0".to_owned())),
        ("an RSA key of 8192 bits", format!("{{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"{}\"}}", large(1024))),
        (
            "an RSA key of 6,000,000 bits",
            format!("{{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"{}\"}}", large(750_000)),
        ),
        (
            "a key of many purposes",
            numbered(
                |number| format!("\"{number}\""),
                &format!("{{\"kty\":\"oct\",\"k\":\"{secret}\",\"key_ops\":["),
                "]}",
                LARGEST_KEY_FILE,
            ),
        ),
        ("a key of 500,000 levels", format!("{{\"kty\":{}", "[".repeat(LARGEST_KEY_FILE - 10))),
        ("PEM without an end", format!("-----BEGIN PUBLIC KEY-----\n{}", "A".repeat(LARGEST_KEY_FILE - 40))),
        (
            "PEM of many keys",
            (0..LARGEST_KEY_FILE / 120).map(|number| ed25519_pem(number as u64)).collect::<String>(),
        ),
        (
            "PEM of many blocks with nothing in them",
            "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n".repeat(LARGEST_KEY_FILE / 52 - 1),
        ),
        ("PEM of many beginnings", "-----BEGIN PUBLIC KEY-----\n".repeat(LARGEST_KEY_FILE / 27 - 1)),
    ]
}

/// A file that may or may not hold a point of the curve.
fn ed25519_pem(number: u64) -> String {
    let prefix = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];
    let der = [&prefix[..], &number.to_be_bytes().repeat(4)].concat();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der))
}

/// As many items as there is room for.
pub fn filled(start: &str, item: &str, between: &str, end: &str, room: usize) -> String {
    let count = (room - start.len() - end.len()) / (item.len() + between.len());
    format!("{start}{}{end}", vec![item; count].join(between))
}

/// The same with items that have a number each.
pub fn numbered<T: Display>(item: impl Fn(usize) -> T, start: &str, end: &str, room: usize) -> String {
    let mut text = start.to_owned();
    for number in 0.. {
        let next = item(number).to_string();
        if text.len() + next.len() + 1 + end.len() > room {
            break;
        }
        if number > 0 {
            text.push(',');
        }
        text.push_str(&next);
    }
    text + end
}
