//! How the tokens are made: a rule each, and what another verifier may see differently in them.

use super::{AUDIENCE, Case, ISSUER, Key, NOW, SECRET};
use crate::support::Dice;
use authctl::jwt::base64url;
use authctl::jwt::{Algorithm, SigningKey};
use authctl::sensitive::SecretBytes;
use base64::Engine as _;
use serde_json::{Map, Value, json};

/// A way to make a token.
pub struct Rule {
    pub name: &'static str,
    /// Whether authctl takes what comes of it.
    pub good: bool,
    make: fn(&mut Forge<'_>) -> Option<Made>,
}

/// What a rule made: a token for the key of the round, or for another one.
pub enum Made {
    Token(String),
    Keyed(Value, String),
}

const fn good(name: &'static str, make: fn(&mut Forge<'_>) -> Option<Made>) -> Rule {
    Rule { name, good: true, make }
}

const fn bad(name: &'static str, make: fn(&mut Forge<'_>) -> Option<Made>) -> Rule {
    Rule { name, good: false, make }
}

/// Why somebody judges the tokens of some rules differently: the reason, who it is, and the rules.
pub const EXPLAINED: &[(&str, &[&str], &[&str])] = &[
    (
        "checks the signature alone: what the payload says, and whether it is JSON, is left to the caller",
        &[DEBIAN],
        &[
            "claims-twice-a-member",
            "deep-inside-twice-a-member",
            "claims-no-object",
            "claims-no-json",
            "numbers-that-json-does-not-have",
            "number-beyond-f64",
            "lone-surrogate",
            "depth-beyond-64",
            "no-utf8",
            "byte-order-mark",
            "utf-16",
            "expired",
            "not-yet-valid",
            "issued-in-the-future",
            "date-as-text",
            "date-of-another-type",
            "date-beyond-all-calendars",
            "date-beyond-f64",
            "aud-of-somebody-else",
            "aud-missing",
            "aud-empty",
            "aud-with-other-than-texts",
            "iss-of-somebody-else",
            "iss-missing",
            "iss-of-another-type",
            "sub-of-another-type",
            "jti-of-another-type",
        ],
    ),
    (
        "takes the algorithm from the header, and from the key where the header has none (RFC 8725 section 3.1)",
        &[DEBIAN],
        &["alg-missing", "alg-that-the-caller-did-not-name", "key-of-another-algorithm"],
    ),
    (
        "knows neither crit nor b64 (RFC 7515 section 4.1.11, RFC 7797)",
        &[DEBIAN],
        &["crit-unknown", "crit-malformed", "b64-false", "b64-true-and-critical"],
    ),
    (
        "reads the JSON forms of JWS too, which are no JWT (RFC 7519 section 1)",
        &[DEBIAN],
        &["json-serialisation"],
    ),
    ("does not look at what stands behind the third part", &[DEBIAN], &["four-parts", "five-parts"]),
    (
        "understands b64 where it is critical (RFC 7797): authctl has no extension",
        &[PYJWT, NPM],
        &["b64-true-and-critical"],
    ),
    ("does not look at b64 that is not critical", &[NPM], &["b64-false"]),
    (
        "does not look at the types of members that it does not use (RFC 7515 sections 4.1.4 and 4.1.9)",
        &[PYJWT, NPM, DEBIAN],
        &["typ-of-another-type"],
    ),
    ("the same", &[NPM, DEBIAN], &["kid-of-another-type"]),
    (
        "the same for claims (RFC 7519 section 4.1)",
        &[NPM],
        &["sub-of-another-type", "jti-of-another-type", "aud-with-other-than-texts"],
    ),
    (
        "reads JSON as its language does: of members that are there twice the last one counts (RFC 7515 section 4)",
        &[PYJWT, NPM],
        &["header-twice-a-member", "claims-twice-a-member", "deep-inside-twice-a-member"],
    ),
    ("the same", &[DEBIAN], &["header-twice-a-member"]),
    (
        "reads JSON as its language does: numbers beyond f64 are infinite, any depth, half a character (RFC 8259)",
        &[PYJWT, NPM],
        &["number-beyond-f64", "lone-surrogate", "depth-beyond-64"],
    ),
    (
        "the same: NaN is a number, and UTF-16 is found out",
        &[PYJWT],
        &["numbers-that-json-does-not-have", "utf-16"],
    ),
    ("passes over a byte order mark (RFC 8725 section 3.7)", &[PYJWT, NPM], &["byte-order-mark"]),
    ("reads base64url with padding (RFC 7515 section 2)", &[PYJWT, NPM, DEBIAN], &["padding"]),
    ("the same in any number", &[DEBIAN], &["padding-of-the-wrong-length"]),
    ("reads both alphabets of base64", &[DEBIAN], &["standard-base64"]),
    (
        "does not look at bits that belong to no byte (RFC 4648 section 3.5)",
        &[NPM, DEBIAN],
        &["bits-that-belong-to-no-byte"],
    ),
    ("passes over white space in base64", &[NPM, DEBIAN], &["white-space-around"]),
    ("the same", &[NPM], &["line-break-inside", "white-space-inside"]),
    (
        "a date may be a text of digits, true, and any number",
        &[PYJWT],
        &["date-as-text", "date-of-another-type", "date-beyond-all-calendars"],
    ),
    ("half a character may stand in UTF-8 (RFC 8725 section 3.7)", &[PYJWT], &["no-utf8"]),
    ("refuses names and texts with the character NUL", &[DEBIAN], &["kid-of-chance"]),
    ("compares iat only where an age is asked for", &[NPM], &["issued-in-the-future"]),
    ("a date may be any number", &[NPM], &["date-beyond-all-calendars", "date-beyond-f64"]),
    (
        "takes secrets of any length; PyJWT warns (RFC 7518 section 3.2)",
        &[PYJWT, NPM],
        &["secret-below-the-hash"],
    ),
    (
        "does not look at what a key is for (RFC 7517 section 4.2)",
        &[PYJWT],
        &["key-for-encryption", "key-for-signing-alone", "key-of-another-algorithm"],
    ),
    (
        "does not compare key ids of a single key: they only choose in a set",
        &[PYJWT, NPM, DEBIAN],
        &["kid-of-another-key"],
    ),
    ("reads numbers of a key with padding", &[PYJWT, NPM], &["key-malformed"]),
    ("does not know the name Ed25519 (RFC 9864)", &[PYJWT], &["ed25519-by-its-other-name"]),
];

const PYJWT: &str = "PyJWT";
const NPM: &str = "npm jose";
const DEBIAN: &str = "Debian's jose";

pub const RULES: [Rule; 97] = [
    // -- what every verifier takes
    good("plain", |forge| forge.token()),
    good("unknown-claims", |forge| {
        let name = forge.word();
        let value = forge.json(4).to_string();
        forge.claim(&format!("x-{name}"), &value)
    }),
    good("unknown-header-members", |forge| {
        let value = forge.json(3).to_string();
        forge.member("x-unknown", &value)
    }),
    good("aud-list", |forge| {
        let list = json!([forge.word(), AUDIENCE, "b"]);
        forge.claim("aud", &list.to_string())
    }),
    good("no-exp", |forge| forge.without("exp")),
    good("no-typ", |forge| {
        let header = json!({"alg": forge.key.name});
        forge.signed(&header.to_string(), &forge.claims_text())
    }),
    good("typ-of-another-kind", |forge| {
        forge.one_member("typ", &[r#""at+jwt""#, r#""application/jwt""#, r#""x""#])
    }),
    good("fractions-of-seconds", |forge| {
        let claims = forge.claims_with("exp", &format!("{}.5", NOW + 60));
        forge.signed(&forge.header_text(), &claims)
    }),
    good("dates-with-exponent", |forge| forge.one_claim("exp", &["2e9", "2.0E+9", "1900000000.0", "19e8"])),
    good("names-escaped", |forge| {
        let claims =
            forge.claims_text().replace("\"exp\"", "\"\\u0065xp\"").replace("\"aud\"", "\"a\\u0075d\"");
        forge.signed(&forge.header_text().replace("\"alg\"", "\"\\u0061lg\""), &claims)
    }),
    good("white-space-in-json", |forge| {
        let claims: Value = serde_json::from_str(&forge.claims_text()).unwrap();
        let text = format!("\r\n\t {} \n", serde_json::to_string_pretty(&claims).unwrap());
        forge.signed(&format!(" {}\n", forge.header_text()), &text)
    }),
    good("text-of-any-script", |forge| {
        forge.one_claim(
            "name",
            &[r#""Žluťoučký кůň 🐎""#, r#""\ud83d\ude00\u0000\u001b""#, "\"\u{202e}\u{200b}\u{feff}\""],
        )
    }),
    good("kid-of-chance", |forge| {
        forge.one_member(
            "kid",
            &[r#""../../../dev/null""#, r#""' OR 1=1--""#, r#""| touch x""#, r#""""#, r#""\u0000\n""#],
        )
    }),
    good("brings-its-own-key", |forge| {
        let jwk = forge.other().public.to_string();
        let member = forge.dice.pick(&["jwk", "jku", "x5u", "x5c"]);
        let value = match member {
            "jwk" => jwk,
            "x5c" => json!([base64url::encode(jwk)]).to_string(),
            _ => "\"https://keys.invalid/jwks\"".to_owned(),
        };
        forge.member(member, &value)
    }),
    good("large-numbers", |forge| {
        forge.one_claim(
            "n",
            &["1e308", "-1e308", "123456789012345678901234567890", "9007199254740993", "1e-400", "-0"],
        )
    }),
    good("depth-of-60", |forge| forge.claim("deep", &nested(59))),
    good("long", |forge| {
        let text = "x".repeat(forge.dice.below(60_000));
        forge.claim("text", &format!("\"{text}\""))
    }),
    good("names-that-mean-something-elsewhere", |forge| {
        let name =
            forge.dice.pick(&["__proto__", "constructor", "", "toString", "hasOwnProperty", "EXP", "Aud"]);
        forge.claim(name, "1")
    }),
    // -- signatures
    bad("signature-with-one-bit-changed", |forge| {
        forge.of_signature(|forge, bytes| {
            let at = forge.dice.below(bytes.len());
            bytes[at] ^= 1 << forge.dice.below(8);
        })
    }),
    bad("signature-cut", |forge| {
        forge.of_signature(|forge, bytes| bytes.truncate(forge.dice.below(bytes.len() - 1) + 1))
    }),
    bad("signature-extended", |forge| {
        forge.of_signature(|forge, bytes| {
            for _ in 0..=forge.dice.below(8) {
                bytes.push(forge.dice.byte());
            }
        })
    }),
    bad("signature-empty", |forge| forge.of_signature(|_, bytes| bytes.clear())),
    bad("signature-of-zeros-or-ones", |forge| {
        forge.of_signature(|forge, bytes| bytes.fill(forge.dice.pick(&[0, 0xff])))
    }),
    bad("signature-of-another-key", |forge| {
        let other = SigningKey::generate(Algorithm::from_name(forge.key.name)?).ok()?;
        signed_by(&other, &forge.header_text(), forge.claims_text().as_bytes())
    }),
    bad("signature-of-another-token", |forge| {
        let (one, other) = (forge.text(), forge.text());
        let (_, signature) = one.rsplit_once('.')?;
        let (message, own) = other.rsplit_once('.')?;
        (own != signature).then(|| token(format!("{message}.{signature}")))?
    }),
    bad("ecdsa-as-der", |forge| {
        (&forge.key.name[..2] == "ES").then_some(())?;
        forge.of_signature(|_, bytes| {
            let (r, s) = bytes.split_at(bytes.len() / 2);
            *bytes = der_sequence(&[der_integer(r), der_integer(s)].concat());
        })
    }),
    bad("ecdsa-number-out-of-range", |forge| {
        (&forge.key.name[..2] == "ES").then_some(())?;
        forge.of_signature(|forge, bytes| {
            let half = bytes.len() / 2;
            let range = if forge.dice.one_in(2, 1) { 0..half } else { half..2 * half };
            bytes[range].fill(forge.dice.pick(&[0, 0xff]));
        })
    }),
    bad("payload-changed", |forge| {
        let (text, other) = (forge.text(), forge.text());
        let mut parts: Vec<&str> = text.split('.').collect();
        parts[1] = other.split('.').nth(1).filter(|payload| *payload != parts[1])?;
        token(parts.join("."))
    }),
    bad("header-changed", |forge| {
        let (text, header) = (forge.text(), base64url::encode(forge.header_with("x", "1")));
        token(format!("{header}.{}", text.split_once('.')?.1))
    }),
    // -- algorithms
    bad("alg-none", |forge| {
        let name = forge.dice.pick(&["none", "None", "NONE", "nOnE", "", " none"]);
        let header = forge.header_with("alg", &format!("\"{name}\""));
        let message = format!("{}.{}", base64url::encode(header), base64url::encode(forge.claims_text()));
        let signature = if forge.dice.one_in(2, 1) { "" } else { "AAAA" };
        token(format!("{message}.{signature}"))
    }),
    bad("alg-in-another-case", |forge| {
        let name = forge.key.name.to_lowercase();
        let spelled = [
            name.clone(),
            format!(" {name}"),
            format!("{} ", forge.key.name),
            format!("{}\\u0000", forge.key.name),
        ];
        let name = forge.dice.pick(&spelled);
        forge.member("alg", &format!("\"{name}\""))
    }),
    bad("alg-that-the-caller-did-not-name", |forge| {
        let family = Algorithm::from_name(forge.key.name)?.family();
        let others: Vec<&Key> = forge
            .keys
            .iter()
            .filter(|key| {
                let algorithm = Algorithm::from_name(key.name).unwrap();
                algorithm.family() == family && Some(algorithm) != Algorithm::from_name(forge.key.name)
            })
            .collect();
        let other = *others.get(forge.dice.below(others.len().max(1)))?;
        let header = json!({"alg": other.name}).to_string();
        signed_by(&other.signing, &header, forge.claims_text().as_bytes())
    }),
    bad("alg-of-the-header-alone-changed", |forge| {
        let other = forge.other().name;
        (Algorithm::from_name(other) != Algorithm::from_name(forge.key.name)).then_some(())?;
        forge.member("alg", &format!("\"{other}\""))
    }),
    bad("public-key-as-secret", |forge| {
        Algorithm::from_name(forge.key.name)?.is_asymmetric().then_some(())?;
        let text = forge.key.public.to_string();
        let number = forge.key.public.get("n").or(forge.key.public.get("x"))?.as_str()?.to_owned();
        let secret = forge.dice.pick(&[text.clone(), format!("{text}\n"), number]);
        let secret = SecretBytes::new(format!("{secret:0<64}").into_bytes());
        let name = forge.dice.pick(&["HS256", "HS384", "HS512"]);
        let key = SigningKey::hmac(&secret, Algorithm::from_name(name)?).ok()?;
        let header = json!({"alg": name, "typ": "JWT"}).to_string();
        signed_by(&key, &header, forge.claims_text().as_bytes())
    }),
    bad("alg-missing", |forge| forge.signed(r#"{"typ":"JWT"}"#, &forge.claims_text())),
    bad("alg-of-another-type", |forge| {
        let name = forge.key.name;
        let value = forge.dice.pick(&[
            "null".into(),
            "256".into(),
            format!("[\"{name}\"]"),
            "{}".into(),
            "true".into(),
        ]);
        forge.member("alg", &value)
    }),
    good("ed25519-by-its-other-name", |forge| {
        let other = if forge.key.name == "EdDSA" { "Ed25519" } else { "EdDSA" };
        forge.key.name.starts_with("Ed").then_some(())?;
        forge.member("alg", &format!("\"{other}\""))
    }),
    // -- the header
    bad("crit-unknown", |forge| {
        let value =
            forge.dice.pick(&[r#"["x"]"#, r#"["x","y"]"#, r#"["exp"]"#, r#"["http://example.com/x"]"#]);
        let header = forge
            .header_with("crit", value)
            .replace('}', r#","x":1,"y":2,"exp":3,"http://example.com/x":4}"#);
        forge.signed(&header, &forge.claims_text())
    }),
    bad("crit-malformed", |forge| {
        forge.one_member(
            "crit",
            &["[]", "null", "{}", "\"x\"", "[1]", r#"["alg"]"#, r#"["absent"]"#, "true", "\"\"", "0"],
        )
    }),
    bad("b64-false", |forge| forge.member("b64", "false")),
    bad("b64-false-and-critical", |forge| {
        let header = forge.header_with("b64", "false").replace('}', r#","crit":["b64"]}"#);
        let payload = forge.claims_text();
        let message = format!("{}.{payload}", base64url::encode(header));
        let signature = base64url::encode(forge.key.signing.sign(message.as_bytes()).ok()?);
        token(format!("{message}.{signature}"))
    }),
    bad("b64-true-and-critical", |forge| {
        let header = forge.header_with("b64", "true").replace('}', r#","crit":["b64"]}"#);
        forge.signed(&header, &forge.claims_text())
    }),
    bad("kid-of-another-type", |forge| forge.one_member("kid", &["1", "null", "[]", "{}", "true"])),
    bad("typ-of-another-type", |forge| forge.one_member("typ", &["1", "null", "[]", "{}", "[\"JWT\"]"])),
    bad("header-twice-a-member", |forge| {
        let name = forge.key.name;
        let text = forge.dice.pick(&[
            format!(r#"{{"alg":"none","alg":"{name}"}}"#),
            format!(r#"{{"alg":"{name}","alg":"{name}"}}"#),
            format!(r#"{{"alg":"none","\u0061lg":"{name}"}}"#),
            format!(r#"{{"alg":"{name}","kid":"a","kid":"b"}}"#),
        ]);
        forge.signed(&text, &forge.claims_text())
    }),
    bad("header-no-object", |forge| {
        let text = forge.dice.pick(&["[]", "null", "\"x\"", "1", "", "{", "{}x", "[[\"alg\",\"HS256\"]]"]);
        forge.signed(text, &forge.claims_text())
    }),
    // -- JSON
    bad("claims-twice-a-member", |forge| {
        let twice = forge.dice.pick(&[
            r#""exp":1"#,
            r#""exp":4000000000"#,
            r#""sub":"root""#,
            r#""\u0065xp":1"#,
            r#""aud":"other""#,
        ]);
        let text = forge.claims_text();
        let text = if forge.dice.one_in(2, 1) {
            text.replacen('{', &format!("{{{twice},"), 1)
        } else {
            format!("{},{twice}}}", &text[..text.len() - 1])
        };
        forge.signed(&forge.header_text(), &text)
    }),
    bad("deep-inside-twice-a-member", |forge| forge.claim("x", r#"[{"a":{"b":1,"b":2}}]"#)),
    bad("claims-no-object", |forge| {
        let text = forge.dice.pick(&["[]", "null", "\"x\"", "1", "", "[{}]", "true"]);
        forge.signed(&forge.header_text(), text)
    }),
    bad("claims-no-json", |forge| {
        let text = forge.claims_text();
        let text = forge.dice.pick(&[
            format!("{text}x"),
            format!("{text}{text}"),
            text.replacen('{', "{/**/", 1),
            text.replacen('{', "{'a':1,", 1),
            text.replace('}', ",}"),
            text[..text.len() - 1].to_owned(),
            text.replacen('{', "{\"a\":01,", 1),
            text.replacen('{', "{\"a\":+1,", 1),
            text.replacen('{', "{\"a\":\"\u{1}\",", 1),
        ]);
        forge.signed(&forge.header_text(), &text)
    }),
    bad("numbers-that-json-does-not-have", |forge| forge.one_claim("x", &["NaN", "Infinity", "-Infinity"])),
    bad("number-beyond-f64", |forge| {
        let long = "9".repeat(400);
        let value = forge.dice.pick(&["1e400", "-1e999", long.as_str()]);
        forge.claim("x", value)
    }),
    bad("lone-surrogate", |forge| {
        forge.one_claim("x", &[r#""\ud800""#, r#""\udc00\ud800""#, r#""a\uD83Db""#])
    }),
    bad("depth-beyond-64", |forge| {
        let levels = forge.dice.pick(&[64, 65, 100, 500, 5_000]);
        forge.claim("deep", &nested(levels))
    }),
    bad("no-utf8", |forge| {
        let claims = forge.claims_with("x", "\"@\"").into_bytes();
        let wrong: &[u8] = forge.dice.pick(&[
            b"\xff".as_slice(),
            b"\xc3\x28",
            b"\xed\xa0\x80",
            b"\xc0\x80",
            b"\xf5\x80\x80\x80",
        ]);
        let at = claims.iter().rposition(|byte| *byte == b'@')?;
        forge.signed_bytes(&[&claims[..at], wrong, &claims[at + 1..]].concat())
    }),
    bad("byte-order-mark", |forge| {
        let claims = format!("\u{feff}{}", forge.claims_text());
        forge.signed(&forge.header_text(), &claims)
    }),
    bad("utf-16", |forge| {
        let bytes: Vec<u8> = forge.claims_text().encode_utf16().flat_map(u16::to_le_bytes).collect();
        forge.signed_bytes(&bytes)
    }),
    // -- the compact form; what is signed is signed well
    bad("padding", |forge| {
        let text = forge.text();
        let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        let at = forge.dice.below(3);
        let length = parts[at].len() % 4;
        (length != 0).then_some(())?;
        parts[at].push_str(&"=".repeat(4 - length));
        forge.again(&parts)
    }),
    bad("padding-of-the-wrong-length", |forge| {
        let text = forge.text();
        let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        let at = forge.dice.below(3);
        (parts[at].len() % 4 != 3).then_some(())?;
        parts[at].push('=');
        forge.again(&parts)
    }),
    bad("standard-base64", |forge| {
        let claims = forge.claims_with("x", "\"~~~???>>>\"");
        let standard = base64::engine::general_purpose::STANDARD_NO_PAD;
        let parts = [base64url::encode(forge.header_text()), standard.encode(claims), String::new()];
        parts[1].contains(['+', '/']).then_some(())?;
        forge.again(&parts)
    }),
    bad("bits-that-belong-to-no-byte", |forge| {
        let text = forge.text();
        let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        let at = forge.dice.below(3);
        (!parts[at].len().is_multiple_of(4)).then_some(())?;
        let last = parts[at].pop()?;
        parts[at].push(next_letter(last)?);
        forge.again(&parts)
    }),
    bad("a-letter-too-many", |forge| {
        let mut text = forge.text();
        (text.rsplit_once('.')?.1.len() % 4 == 0).then_some(())?;
        text.push('A');
        token(text)
    }),
    bad("white-space-inside", |forge| {
        let mut text = forge.text();
        let space = forge.dice.pick(&[' ', '\t', '\u{a0}', '\u{b}']);
        text.insert(1 + forge.dice.below(text.len() - 2), space);
        token(text)
    }),
    bad("line-break-inside", |forge| {
        let mut text = forge.text();
        text.insert(1 + forge.dice.below(text.len() - 2), '\n');
        token(text)
    }),
    bad("white-space-around", |forge| {
        let (text, space) = (forge.text(), forge.dice.pick(&[" ", "\n", "\t", "\r\n"]));
        token(if forge.dice.one_in(2, 1) { format!("{text}{space}") } else { format!("{space}{text}") })
    }),
    bad("characters-that-do-not-belong", |forge| {
        let mut text = forge.text();
        let odd = forge.dice.pick(&['!', '*', '\u{0}', '．', 'é', '%', '"']);
        text.insert(1 + forge.dice.below(text.len() - 2), odd);
        token(text)
    }),
    bad("two-parts", |forge| token(forge.text().rsplit_once('.')?.0.to_owned())),
    bad("four-parts", |forge| {
        let text = forge.text();
        token(if forge.dice.one_in(2, 1) { format!("{text}.") } else { format!("{text}.AAAA") })
    }),
    bad("five-parts", |forge| token(format!("{}.AAAA.AAAA", forge.text()))),
    bad("dots", |forge| token(".".repeat(forge.dice.below(2_000)))),
    bad("empty-part", |forge| {
        let text = forge.text();
        let mut parts: Vec<&str> = text.split('.').collect();
        parts[forge.dice.below(2)] = "";
        token(parts.join("."))
    }),
    bad("json-serialisation", |forge| {
        let text = forge.text();
        let parts: Vec<&str> = text.split('.').collect();
        let flat = json!({"protected": parts[0], "payload": parts[1], "signature": parts[2]});
        let general =
            json!({"payload": parts[1], "signatures": [{"protected": parts[0], "signature": parts[2]}]});
        token(forge.dice.pick(&[flat, general]).to_string())
    }),
    bad("something-else", |forge| {
        let length = forge.dice.below(200);
        token((0..length).map(|_| char::from(b' ' + forge.dice.byte() % 95)).collect())
    }),
    // -- dates
    bad("expired", |forge| {
        let ago = i64::try_from(forge.dice.below(1_000_000)).ok()?;
        forge.claim("exp", &(NOW - ago).to_string())
    }),
    bad("not-yet-valid", |forge| {
        let ahead = 1 + i64::try_from(forge.dice.below(1_000_000)).ok()?;
        forge.claim("nbf", &(NOW + ahead).to_string())
    }),
    bad("issued-in-the-future", |forge| {
        let ahead = 1 + i64::try_from(forge.dice.below(1_000_000)).ok()?;
        forge.claim("iat", &(NOW + ahead).to_string())
    }),
    bad("date-as-text", |forge| forge.one_of_dates(&["\"4000000000\"", "\"\"", "\"2099-01-01\"", "\"1\""])),
    bad("date-of-another-type", |forge| {
        forge.one_of_dates(&["null", "true", "[4000000000]", "{}", "false", "[]"])
    }),
    bad("date-beyond-all-calendars", |forge| {
        forge.one_of_dates(&[
            "9223372036854775807",
            "18446744073709551616",
            "1e300",
            "253402300800",
            "-1",
            "-1e10",
        ])
    }),
    bad("date-beyond-f64", |forge| forge.one_of_dates(&["1e400", "-1e400"])),
    // -- who and for whom
    bad("aud-of-somebody-else", |forge| {
        forge.one_claim(
            "aud",
            &["\"other\"", "\"API\"", "\"api \"", "\"ap\"", "\"apis\"", "[\"other\"]", "\"\""],
        )
    }),
    bad("aud-missing", |forge| forge.without("aud")),
    bad("aud-empty", |forge| {
        forge.one_claim("aud", &["[]", "[[\"api\"]]", "{}", "{\"api\":1}", "null", "1", "true"])
    }),
    bad("aud-with-other-than-texts", |forge| {
        forge.one_claim("aud", &["[\"api\",1]", "[null,\"api\"]", "[\"api\",[]]", "[{},\"api\"]"])
    }),
    bad("iss-of-somebody-else", |forge| {
        forge.one_claim(
            "iss",
            &[
                "\"https://evil.example.com\"",
                "\"https://id.example.com/\"",
                "\"https://id.example.co\"",
                "\"HTTPS://ID.EXAMPLE.COM\"",
                "\"\"",
                "\"https://id.example.com.evil.example\"",
            ],
        )
    }),
    bad("iss-missing", |forge| forge.without("iss")),
    bad("iss-of-another-type", |forge| {
        let list = format!("[\"{ISSUER}\"]");
        let value = forge.dice.pick(&[list.as_str(), "null", "1", "{}", "true"]);
        forge.claim("iss", value)
    }),
    bad("sub-of-another-type", |forge| forge.one_claim("sub", &["1", "null", "[]", "{}", "true"])),
    bad("jti-of-another-type", |forge| forge.one_claim("jti", &["1", "null", "[]", "{}", "false"])),
    // -- keys
    bad("secret-below-the-hash", |forge| {
        let algorithm = Algorithm::from_name(forge.key.name)?;
        (!algorithm.is_asymmetric()).then_some(())?;
        let secret = &SECRET[..=forge.dice.below(algorithm.minimum_secret() - 1)];
        let mut mac = HmacBy::new(algorithm, secret);
        forge.keyed(json!({"kty": "oct", "k": base64url::encode(secret)}), move |message| mac.sign(message))
    }),
    bad("key-for-encryption", |forge| forge.with_key(&[("use", json!("enc"))])),
    bad("key-for-signing-alone", |forge| {
        Algorithm::from_name(forge.key.name)?.is_asymmetric().then_some(())?;
        forge.with_key(&[("key_ops", json!(["sign"]))])
    }),
    bad("key-of-another-algorithm", |forge| {
        let other = match forge.key.name {
            "RS256" => "PS256",
            "PS256" | "RS384" => "RS256",
            "HS256" => "HS384",
            "HS512" => "HS256",
            "ES256" => "ES384",
            _ => return None,
        };
        forge.with_key(&[("alg", json!(other))])
    }),
    bad("kid-of-another-key", |forge| {
        let text = forge.member("kid", "\"theirs\"")?;
        let Made::Token(text) = text else { return None };
        let mut key = forge.key.public.clone();
        key["kid"] = "ours".into();
        Some(Made::Keyed(key, text))
    }),
    bad("key-malformed", |forge| {
        let member = match forge.key.public["kty"].as_str()? {
            "oct" => "k",
            "RSA" => "n",
            _ => "x",
        };
        let text = forge.key.public[member].as_str()?;
        let other =
            [json!(1), Value::Null, json!(format!("{text}=")), json!(&text[..text.len() / 2]), json!("")];
        let value = forge.dice.pick(&other);
        forge.with_key(&[(member, value)])
    }),
    bad("key-not-on-the-curve", |forge| {
        (forge.key.public["kty"] == "EC").then_some(())?;
        let (x, y) = (forge.key.public["x"].clone(), forge.key.public["y"].clone());
        forge.with_key(&[("x", y), ("y", x)])
    }),
    bad("exponent-of-rsa", |forge| {
        (forge.key.public["kty"] == "RSA").then_some(())?;
        let exponent = forge.dice.pick(&["AQ", "Ag", "AQAA", "AA"]);
        forge.with_key(&[("e", json!(exponent))])
    }),
];

/// What tokens are made of in one round.
pub struct Forge<'a> {
    dice: Dice,
    keys: &'a [Key],
    key: &'a Key,
    claims: Map<String, Value>,
}

impl<'a> Forge<'a> {
    pub fn new(dice: Dice, keys: &'a [Key]) -> Self {
        Self { dice, keys, key: &keys[0], claims: Map::new() }
    }

    /// A token by this rule, for a key of chance that it suits.
    pub fn case(&mut self, rule: &'static Rule) -> Case {
        loop {
            self.key = self.other();
            self.claims = self.new_claims();
            let (algorithm, key) = (self.key.name, self.key.public.clone());
            match (rule.make)(self) {
                Some(Made::Token(token)) => return Case { rule, algorithm, key, token },
                Some(Made::Keyed(key, token)) => return Case { rule, algorithm, key, token },
                None => {}
            }
        }
    }

    fn other(&mut self) -> &'a Key {
        &self.keys[self.dice.below(self.keys.len())]
    }

    fn new_claims(&mut self) -> Map<String, Value> {
        let mut ahead = || i64::try_from(self.dice.below(1_000_000)).unwrap();
        let dates = json!({"exp": NOW + 1 + ahead(), "nbf": NOW - ahead(), "iat": NOW - ahead()});
        let mut claims = json!({"iss": ISSUER, "aud": AUDIENCE, "sub": self.word(), "jti": self.word()});
        for (name, value) in dates.as_object().unwrap() {
            if name == "exp" || self.dice.one_in(2, 1) {
                claims[name] = value.clone();
            }
        }
        claims.as_object().unwrap().clone()
    }

    fn word(&mut self) -> String {
        (0..=self.dice.below(12)).map(|_| char::from(b'a' + self.dice.byte() % 26)).collect()
    }

    fn json(&mut self, depth: usize) -> Value {
        match self.dice.below(if depth == 0 { 5 } else { 7 }) {
            0 => Value::Null,
            1 => json!(self.dice.one_in(2, 1)),
            2 => json!(self.dice.next() >> 12),
            3 => json!(f64::from(u32::try_from(self.dice.next() >> 32).unwrap()) / 1024.0),
            4 => json!(self.word()),
            5 => (0..self.dice.below(4)).map(|_| self.json(depth - 1)).collect(),
            _ => (0..self.dice.below(4))
                .map(|at| (format!("{}{at}", self.word()), self.json(depth - 1)))
                .collect(),
        }
    }

    fn header_text(&self) -> String {
        json!({"alg": self.key.name, "typ": "JWT"}).to_string()
    }

    fn header_with(&self, member: &str, raw: &str) -> String {
        with(json!({"alg": self.key.name, "typ": "JWT"}), member, raw)
    }

    fn claims_text(&self) -> String {
        Value::Object(self.claims.clone()).to_string()
    }

    fn claims_with(&self, claim: &str, raw: &str) -> String {
        with(Value::Object(self.claims.clone()), claim, raw)
    }

    /// A token that is as it should be.
    fn token(&self) -> Option<Made> {
        self.signed(&self.header_text(), &self.claims_text())
    }

    fn text(&mut self) -> String {
        self.claims = self.new_claims();
        match self.token() {
            Some(Made::Token(token)) => token,
            _ => String::new(),
        }
    }

    fn signed(&self, header: &str, claims: &str) -> Option<Made> {
        signed_by(&self.key.signing, header, claims.as_bytes())
    }

    fn signed_bytes(&self, claims: &[u8]) -> Option<Made> {
        signed_by(&self.key.signing, &self.header_text(), claims)
    }

    /// These parts, the first two signed once more; what is odd about the third is left to it.
    fn again(&self, parts: &[String]) -> Option<Made> {
        let message = format!("{}.{}", parts[0], parts[1]);
        let fresh = base64url::encode(self.key.signing.sign(message.as_bytes()).ok()?);
        let is_odd = base64url::decode(&parts[2]).is_err();
        token(format!("{message}.{}", if is_odd { &parts[2] } else { &fresh }))
    }

    /// The token with its signature made into something else.
    fn of_signature(&mut self, change: impl Fn(&mut Self, &mut Vec<u8>)) -> Option<Made> {
        let text = self.text();
        let (message, signature) = text.rsplit_once('.')?;
        let before = base64url::decode(signature).ok()?;
        let mut bytes = before.clone();
        change(self, &mut bytes);
        (bytes != before).then(|| token(format!("{message}.{}", base64url::encode(bytes))))?
    }

    fn claim(&mut self, claim: &str, raw: &str) -> Option<Made> {
        self.signed(&self.header_text(), &self.claims_with(claim, raw))
    }

    fn one_claim(&mut self, claim: &str, raw: &[&str]) -> Option<Made> {
        let raw = self.dice.pick(raw);
        self.claim(claim, raw)
    }

    fn one_of_dates(&mut self, raw: &[&str]) -> Option<Made> {
        let claim = self.dice.pick(&["exp", "nbf", "iat"]);
        self.one_claim(claim, raw)
    }

    fn without(&mut self, claim: &str) -> Option<Made> {
        self.claims.shift_remove(claim);
        self.token()
    }

    fn member(&mut self, member: &str, raw: &str) -> Option<Made> {
        self.signed(&self.header_with(member, raw), &self.claims_text())
    }

    fn one_member(&mut self, member: &str, raw: &[&str]) -> Option<Made> {
        let raw = self.dice.pick(raw);
        self.member(member, raw)
    }

    /// A good token, and its key with other members.
    fn with_key(&mut self, members: &[(&str, Value)]) -> Option<Made> {
        let mut key = self.key.public.clone();
        for (name, value) in members {
            key[*name] = value.clone();
        }
        Some(Made::Keyed(key, self.text()))
    }

    fn keyed(&self, key: Value, mut sign: impl FnMut(&[u8]) -> Vec<u8>) -> Option<Made> {
        let message =
            format!("{}.{}", base64url::encode(self.header_text()), base64url::encode(self.claims_text()));
        let signature = base64url::encode(sign(message.as_bytes()));
        Some(Made::Keyed(key, format!("{message}.{signature}")))
    }
}

/// HMAC with secrets that authctl would not sign with.
struct HmacBy(aws_lc_rs::hmac::Key);

impl HmacBy {
    fn new(algorithm: Algorithm, secret: &[u8]) -> Self {
        use aws_lc_rs::hmac;
        let hash = match algorithm {
            Algorithm::HS256 => hmac::HMAC_SHA256,
            Algorithm::HS384 => hmac::HMAC_SHA384,
            _ => hmac::HMAC_SHA512,
        };
        Self(hmac::Key::new(hash, secret))
    }
    fn sign(&mut self, message: &[u8]) -> Vec<u8> {
        aws_lc_rs::hmac::sign(&self.0, message).as_ref().to_vec()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the form of what a rule returns")]
fn token(text: String) -> Option<Made> {
    Some(Made::Token(text))
}

fn signed_by(key: &SigningKey, header: &str, claims: &[u8]) -> Option<Made> {
    let message = format!("{}.{}", base64url::encode(header), base64url::encode(claims));
    let signature = base64url::encode(key.sign(message.as_bytes()).ok()?);
    token(format!("{message}.{signature}"))
}

/// The object with one member as this text, which need not be JSON.
fn with(mut object: Value, member: &str, raw: &str) -> String {
    const PLACE: &str = "here it stands";
    object[member] = PLACE.into();
    object.to_string().replacen(&format!("\"{PLACE}\""), raw, 1)
}

fn nested(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

/// Another last letter for the same bytes.
fn next_letter(letter: char) -> Option<char> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    LETTERS.chars().nth(LETTERS.find(letter)? + 1)
}

fn der_integer(number: &[u8]) -> Vec<u8> {
    let number = &number[number.iter().position(|byte| *byte != 0).unwrap_or(number.len() - 1)..];
    let zero: &[u8] = if number[0] & 0x80 == 0 { &[] } else { &[0] };
    [&[2, u8::try_from(zero.len() + number.len()).unwrap()], zero, number].concat()
}

fn der_sequence(content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    let long: &[u8] = if length < 0x80 { &[] } else { &[0x81] };
    [&[0x30], long, &[length], content].concat()
}
