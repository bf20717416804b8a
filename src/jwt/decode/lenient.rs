//! A text read as a token as far as it goes, to show it to a person and for nothing else: whoever decides by what a
//! token says takes [`super::decode`], or a verifier.

use super::salvage::salvage;
use super::sd_jwt;
use crate::jwt::algorithm::is_none;
use crate::jwt::compact::{self, Part, SIZE_LIMIT};
use crate::jwt::{base64url, json, media_type};
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

/// More parts than this are counted, and not looked at.
const MOST_PARTS: usize = 6;
/// So many names that are there twice are told by name.
const MOST_NAMES: usize = 8;

/// What could be read of a token, and everything that is wrong with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    pub header: Option<Content>,
    /// `None` when it is encrypted, not there, or a token itself.
    pub payload: Option<Content>,
    /// The token that the payload is, where the header says so (`cty`, RFC 7519 section 5.2).
    pub inner: Option<Box<Reading>>,
    /// The length of the signature in bytes; `None` when there is none, or the token is encrypted.
    pub signature: Option<usize>,
    /// A JWE, of five parts (RFC 7516 section 7.1); where its header has `enc`, of another number above three too.
    pub encrypted: bool,
    /// How many disclosures follow it in an SD-JWT, of which only the JWT is read; `None` for any other token.
    pub disclosures: Option<usize>,
    /// In the order of their places; none when the strict reader takes the token too.
    pub faults: Vec<Fault>,
}

/// What one part of a token holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// The members that could be read, in their order. A name that is there twice is here twice.
    pub members: Vec<(String, Value)>,
    /// All of it, where it is not one JSON object from its beginning to its end.
    pub unread: Option<Unread>,
}

/// A part that is no JSON object.
#[derive(Clone, Debug, PartialEq)]
pub enum Unread {
    /// With U+FFFD in place of bytes that are no UTF-8.
    Text(String),
    Bytes(Vec<u8>),
}

/// What is wrong with a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: header, payload, signature or token.
    pub part: &'static str,
    /// The whole of it in words, with its place, without a full stop.
    pub message: String,
    /// The same without the names of members, where it has some.
    unnamed: Option<String>,
}

impl Fault {
    pub(in crate::jwt) fn new(part: &'static str, message: impl Into<String>) -> Self {
        Self { part, message: message.into(), unnamed: None }
    }

    /// One of a token within this payload.
    fn within(&self) -> Self {
        let of = |message: &str| format!("of the token within, {message}");
        Self { part: "payload", message: of(&self.message), unnamed: self.unnamed.as_deref().map(of) }
    }

    /// Takes the names of members out, which may be somebody's address.
    pub fn redact(&mut self) {
        self.message = self.unnamed.take().unwrap_or_else(|| std::mem::take(&mut self.message));
    }
}

/// Reads on where the strict reader stops: standard base64, padding, bits too many, characters that do not belong there,
/// parts too few or too many, members twice, JSON that breaks off.
pub fn read(token: &str) -> Reading {
    if token.len() > SIZE_LIMIT {
        let message = compact::Fault::Size(token.len()).to_string();
        return Reading { faults: vec![Fault::new("token", message)], ..Reading::default() };
    }
    if let Some((jwt, count)) = sd_jwt::split(token) {
        return Reading { disclosures: Some(count), ..read(jwt) };
    }
    let mut reader = Reader { token, faults: Vec::new() };
    let mut at = 0;
    let parts = token.splitn(MOST_PARTS + 1, '.').map(|text| {
        let piece = Piece { text, at };
        at += text.len() + 1;
        piece
    });
    let parts: Vec<Piece<'_>> = parts.collect();
    let mut reading = match parts[..] {
        [alone] => reader.alone(alone),
        [header, second, ..] => {
            let header = reader.content(Part::Header, header);
            match is_encrypted(parts.len(), &header, second.text) {
                true => Reading { header: Some(header), encrypted: true, ..Reading::default() },
                false => reader.signed(header, second, parts.get(2).copied()),
            }
        }
        [] => Reading::default(),
    };
    reader.count(parts.len(), reading.encrypted);
    reading.faults = reader.faults;
    reading
}

/// A part, and where in the token it begins, in bytes.
#[derive(Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    at: usize,
}

struct Reader<'a> {
    token: &'a str,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn signed(&mut self, header: Content, payload: Piece<'_>, signature: Option<Piece<'_>>) -> Reading {
        let inner = header.holds_token().then(|| Reading::within(&forgiving(payload.text))).flatten();
        if let Some(inner) = inner {
            self.bytes(Part::Payload, payload);
            self.faults.extend(inner.faults.iter().map(Fault::within));
            let signature = signature.map(|piece| self.bytes(Part::Signature, piece).len());
            return Reading {
                header: Some(header),
                inner: Some(Box::new(inner)),
                signature,
                ..Reading::default()
            };
        }
        let payload = match payload.text {
            "" => {
                self.fault("payload", "the payload is empty: it may be sent apart from the token (detached)");
                None
            }
            _ => Some(self.content(Part::Payload, payload)),
        };
        let signature = signature.map(|piece| self.bytes(Part::Signature, piece).len());
        Reading { header: Some(header), payload, signature, ..Reading::default() }
    }

    /// One part alone: somebody copied too little.
    fn alone(&mut self, piece: Piece<'_>) -> Reading {
        let content = self.content(Part::Header, piece);
        let is_header = content.has("alg");
        if !is_header {
            self.faults.clear();
            self.content(Part::Payload, piece);
        }
        let (header, payload) = if is_header { (Some(content), None) } else { (None, Some(content)) };
        Reading { header, payload, ..Reading::default() }
    }

    fn count(&mut self, parts: usize, encrypted: bool) {
        let parts = if parts > MOST_PARTS { self.token.split('.').count() } else { parts };
        let message = match (parts, encrypted) {
            (3, false) | (5, true) => return,
            (parts, true) => format!("the token has {parts} instead of the five parts of an encrypted one"),
            (2, _) => {
                format!("{}: the signature is missing, and the dot before it", compact::Fault::Parts(2))
            }
            (parts, _) => compact::Fault::Parts(parts).to_string(),
        };
        self.fault("token", message);
    }

    fn content(&mut self, part: Part, piece: Piece<'_>) -> Content {
        let bytes = self.bytes(part, piece);
        let (content, faults) = Content::of(&bytes, part.name());
        self.faults.extend(faults);
        content
    }

    fn bytes(&mut self, part: Part, Piece { text, at }: Piece<'_>) -> Vec<u8> {
        base64url::decode(text).unwrap_or_else(|why| {
            let before = self.token[..at].chars().count();
            self.fault(part.name(), misfit(part, text, before, why));
            forgiving(text)
        })
    }

    fn fault(&mut self, part: &'static str, message: impl Into<String>) {
        self.faults.push(Fault::new(part, message));
    }
}

fn is_encrypted(parts: usize, header: &Content, second: &str) -> bool {
    match parts {
        4.. if header.has("enc") => true,
        // the second part of a JWE is a key, or nothing
        5 => json::object(&forgiving(second)).is_err(),
        _ => false,
    }
}

/// What of a part is no base64url, and where: its place in the part and, after so many characters, in the token.
fn misfit(part: Part, text: &str, before: usize, why: &str) -> String {
    let length = text.chars().count();
    let odd = || text.chars().enumerate().filter(|(_, character)| !base64url::is_sign(*character));
    match odd().next() {
        Some((at, found)) => {
            let reason = match found {
                '=' => "base64url in tokens has no padding",
                '+' | '/' => "that is standard base64, and tokens have - and _ instead of + and /",
                _ => "only letters, digits, - and _ belong there",
            };
            let more = match odd().count() {
                1 => String::new(),
                count => format!(" and {} more that do not belong there", count - 1),
            };
            let (at, whole) = (at + 1, before + at + 1);
            format!(
                "the {part} holds {found:?} as its character {at} (character {whole} of the token){more}: {reason}"
            )
        }
        None if length % 4 == 1 => format!(
            "the {part} has {length} characters, a length that no base64url text has: it is cut off, or has one too many"
        ),
        None => {
            format!("the {part} {why} (its character {length}, character {} of the token)", before + length)
        }
    }
}

/// The bytes of a text in whatever base64, characters that belong to none left out.
pub fn forgiving(text: &str) -> Vec<u8> {
    const LOOSE: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let known = text.chars().filter_map(|character| match character {
        '+' => Some('-'),
        '/' => Some('_'),
        character => base64url::is_sign(character).then_some(character),
    });
    let mut known: String = known.collect();
    if known.len() % 4 == 1 {
        known.pop();
    }
    GeneralPurpose::new(&URL_SAFE, LOOSE).decode(known).unwrap_or_default()
}

impl Content {
    /// What these bytes hold, and what is wrong with them as a JSON object of this name.
    pub(in crate::jwt) fn of(bytes: &[u8], name: &'static str) -> (Self, Vec<Fault>) {
        let why = match json::object(bytes) {
            Ok(members) => {
                return (Self { members: members.into_iter().collect(), unread: None }, Vec::new());
            }
            Err(why) => why,
        };
        let salvaged = salvage(bytes);
        let told = |message: String, unnamed: String| Fault {
            part: name,
            unnamed: (message != unnamed).then_some(unnamed),
            message,
        };
        let mut faults = vec![told(format!("the {name} {why}"), format!("the {name} {}", why.unnamed()))];
        if salvaged.repetitions > 1 {
            let mut names: Vec<_> = salvaged.repeated.iter().map(|name| format!("{name:?}")).collect();
            names.dedup();
            let more = if names.len() > MOST_NAMES { ", …" } else { "" };
            names.truncate(MOST_NAMES);
            let unnamed = format!("the {name} repeats members {} times", salvaged.repetitions);
            faults.push(told(format!("{unnamed}: {}{more}", names.join(", ")), unnamed));
        }
        let unread = (!salvaged.is_whole).then(|| Unread::of(bytes));
        (Self { members: salvaged.members, unread }, faults)
    }

    /// The member of this name; the last one of several, which most readers take.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.iter().rev().find_map(|(known, value)| (known == name).then_some(value))
    }

    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// True when it is the header of a token around another one.
    fn holds_token(&self) -> bool {
        media_type::is(self.get("cty"), "jwt")
    }

    /// The members as one object, of each name the last.
    pub fn object(&self) -> Map<String, Value> {
        self.members.iter().cloned().collect()
    }

    /// True for an object, or the beginning of one.
    pub fn is_object(&self) -> bool {
        self.unread.is_none() || !self.members.is_empty()
    }
}

impl Unread {
    fn of(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (lost, all) = (text.matches('\u{fffd}').count(), text.chars().count());
        if lost * 4 > all { Self::Bytes(bytes.to_owned()) } else { Self::Text(text.into_owned()) }
    }
}

impl Reading {
    /// True when header or payload is JSON, at least at its beginning: else the text is something else than a token.
    pub fn is_token(&self) -> bool {
        [&self.header, &self.payload].into_iter().flatten().any(Content::is_object)
    }

    /// The token that these bytes are, if they are one.
    pub fn within(bytes: &[u8]) -> Option<Self> {
        Some(read(str::from_utf8(bytes).ok()?)).filter(Self::is_token)
    }

    /// The claims, be they those of the token within.
    pub fn claims(&self) -> Option<&Content> {
        self.inner.as_ref().map_or(self.payload.as_ref(), |inner| inner.claims())
    }

    /// The same, to be taken apart.
    pub fn claims_mut(&mut self) -> Option<&mut Content> {
        match &mut self.inner {
            Some(inner) => inner.claims_mut(),
            None => self.payload.as_mut(),
        }
    }

    /// True when it ends in the midst of its JSON, as what was not copied whole does.
    pub fn breaks_off(&self) -> bool {
        let last = self.payload.as_ref().or(self.header.as_ref());
        !self.encrypted
            && self.inner.is_none()
            && self.signature.is_none()
            && last.is_some_and(|content| content.unread.is_some())
    }

    pub fn algorithm(&self) -> Option<&Value> {
        self.header.as_ref()?.get("alg")
    }

    /// True when the header says that nothing is signed, in whatever spelling (RFC 7518 section 3.6).
    pub fn is_unsigned(&self) -> bool {
        self.algorithm().and_then(Value::as_str).is_some_and(is_none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const HEADER: &str = r#"{"alg":"HS256"}"#;

    fn token(header: &str, payload: &[u8]) -> String {
        format!("{}.{}.AQID", base64url::encode(header), base64url::encode(payload))
    }
    fn messages(reading: &Reading) -> Vec<&str> {
        reading.faults.iter().map(|fault| fault.message.as_str()).collect()
    }
    #[track_caller]
    fn one_fault(reading: &Reading, part: &str, words: &str) {
        assert_eq!(reading.faults.len(), 1, "{reading:?}");
        assert_eq!(reading.faults[0].part, part);
        assert!(reading.faults[0].message.contains(words), "{:?}", reading.faults);
    }

    #[test]
    fn a_good_token_reads_as_the_strict_reader_reads_it() {
        let good = token(HEADER, br#"{"sub":"alice","n":{"a":[1]}}"#);
        let (reading, strict) = (read(&good), super::super::decode(&good).unwrap());
        assert_eq!(reading.faults, []);
        assert_eq!(&reading.header.unwrap().object(), strict.header());
        assert_eq!(&reading.payload.unwrap().object(), strict.claims().unwrap());
        assert_eq!(reading.signature, Some(3));
    }

    #[test]
    fn j17_other_base64_is_read_and_told_with_its_place() {
        let payload = br#"{"a":"\u00fb?>~~"}"#;
        let strict = token(HEADER, payload);
        for (found, words) in [
            (strict.replace(".AQID", "=.AQID"), "base64url in tokens has no padding"),
            (
                strict.replacen(".ey", ".ey\u{200b}", 1),
                "'\\u{200b}' as its character 3 (character 24 of the token)",
            ),
            (
                strict.replacen(".ey", ".e y", 1),
                "' ' as its character 2 (character 23 of the token): only letters, digits, - and _ belong there",
            ),
        ] {
            let reading = read(&found);
            one_fault(&reading, "payload", words);
            assert_eq!(reading.payload.unwrap().object(), json::object(payload).unwrap(), "{found}");
            assert!(super::super::decode(&found).is_err(), "the strict reader stays strict");
        }
        let standard = read(&format!("{}.eyJhIjoifn5+Pz8/Pj4+In0=.AQID", base64url::encode(HEADER)));
        one_fault(&standard, "payload", "'+' as its character 12 (character 33 of the token) and 3 more");
        one_fault(
            &standard,
            "payload",
            "that is standard base64, and tokens have - and _ instead of + and /",
        );
        assert_eq!(standard.payload.unwrap().get("a"), Some(&json!("~~~???>>>")));
    }

    #[test]
    fn j17_a_malformed_signature_hides_no_claims() {
        let good = token(HEADER, br#"{"sub":"alice"}"#);
        for (signature, words) in [
            ("AQIDB", "5 characters, a length"),
            ("AQJ", "bits set at its end that belong to no byte (its character 3"),
            ("AQ!D", "'!' as its character 3"),
        ] {
            let reading = read(&good.replace("AQID", signature));
            one_fault(&reading, "signature", words);
            assert_eq!(reading.payload.unwrap().get("sub"), Some(&json!("alice")));
        }
    }

    #[test]
    fn j18_parts_too_few_and_too_many() {
        let good = token(HEADER, br#"{"sub":"alice"}"#);
        let two = read(good.rsplit_once('.').unwrap().0);
        one_fault(&two, "token", "2 instead of three parts between dots: the signature is missing");
        assert!(two.payload.unwrap().has("sub") && two.signature.is_none());
        for (more, parts) in [(".AA", 4), (".AA.AA", 5), (".AA.AA.AA", 6), (&".A".repeat(997)[..], 1000)] {
            let many = read(&(good.clone() + more));
            one_fault(&many, "token", &format!("{parts} instead of three"));
            assert!(many.payload.unwrap().has("sub") && !many.encrypted);
        }
        let header = read(good.split('.').next().unwrap());
        assert!(header.header.unwrap().has("alg") && header.payload.is_none());
        let claims = read(good.split('.').nth(1).unwrap());
        assert!(claims.header.is_none() && claims.payload.unwrap().has("sub"));
        let opaque = read("opaque").faults.pop().unwrap();
        assert_eq!(opaque.message, "the token has 1 instead of three parts between dots");
        for rubbish in ["", "opaque", "ya29.opaque-token", "a.b.c", "...", ".a.b"] {
            assert!(!read(rubbish).is_token(), "{rubbish}");
        }
    }

    #[test]
    fn j6_of_an_encrypted_token_the_header() {
        let header = base64url::encode(r#"{"alg":"dir","enc":"A128GCM"}"#);
        let five = read(&format!("{header}..AA.AA.AA"));
        assert!(five.encrypted && five.faults.is_empty() && five.payload.is_none());
        assert!(five.header.unwrap().has("enc"));
        let other = read(&format!("{}..AA.AA.AA", base64url::encode(r#"{"alg":"dir"}"#)));
        assert!(other.encrypted && other.faults.is_empty(), "what is encrypted is no JSON");
        let four = read(&format!("{header}..AA.AA"));
        assert!(four.encrypted);
        one_fault(&four, "token", "4 instead of the five parts of an encrypted one");
    }

    #[test]
    fn j16_members_that_are_there_twice_are_all_shown() {
        let reading = read(&token(HEADER, br#"{"a":1,"b":{"c":1,"c":2},"a":{"x":2}}"#));
        assert_eq!(
            messages(&reading),
            [
                r#"the payload is not acceptable JSON: the member "c" twice at line 1 column 21"#,
                r#"the payload repeats members 2 times: "c", "a""#
            ]
        );
        let payload = reading.payload.unwrap();
        let shown: Vec<_> = payload.members.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(shown, ["a=1", r#"b={"c":2}"#, r#"a={"x":2}"#]);
        assert_eq!(payload.get("a"), Some(&json!({"x":2})), "the last one, as most readers do");
        assert!(payload.unread.is_none());
    }

    #[test]
    fn j16_eight_members_that_are_there_twice_are_named() {
        for (count, end) in [(8, r#", "m7""#), (9, r#", "m7", …"#)] {
            let members: Vec<_> = (0..count).map(|at| format!(r#""m{at}":1,"m{at}":2"#)).collect();
            let payload = format!("{{{}}}", members.join(","));
            let reading = read(&token(HEADER, payload.as_bytes()));
            let told = messages(&reading)[1];
            assert!(told.contains(&format!("{count} times")) && told.ends_with(end), "{told}");
        }
    }

    #[test]
    fn j16_64_members_that_are_there_again_are_kept_and_of_more_the_last() {
        for (again, kept) in [(63, 64), (64, 65), (65, 65), (66, 65)] {
            let members: Vec<_> = (0..=again).map(|value| format!(r#""a":{value}"#)).collect();
            let reading = read(&token(HEADER, format!("{{{}}}", members.join(",")).as_bytes()));
            assert!(messages(&reading)[1].contains(&format!(" {again} times: \"a\"")), "{reading:?}");
            let payload = reading.payload.unwrap();
            assert_eq!((payload.members.len(), payload.get("a")), (kept, Some(&json!(again))));
        }
        let last = format!(r#"{{"z":0{},"z":1}}"#, r#","a":1"#.repeat(64));
        let reading = read(&token(HEADER, last.as_bytes()));
        assert!(messages(&reading)[1].ends_with(r#"64 times: "a", "z""#), "{reading:?}");
    }

    #[test]
    fn what_is_lost_of_a_text_may_be_a_quarter_of_it() {
        for (bytes, is_text) in [
            (&b"abc\xff"[..], true),
            (b"ab\xff", false),
            (b"abcdef\xff\xff", true),
            (b"abcde\xff\xff", false),
        ] {
            let unread = read(&token(HEADER, bytes)).payload.unwrap().unread;
            assert_eq!(matches!(unread, Some(Unread::Text(_))), is_text, "{unread:?}");
        }
    }

    #[test]
    fn a_token_is_what_has_an_object_or_the_beginning_of_one() {
        for (payload, expected) in [
            ("{}", true),
            (r#"{"a":1}"#, true),
            (r#"{"a":1,"#, true),
            ("{", false),
            ("hello", false),
            ("[]", false),
        ] {
            assert_eq!(read(&token("hello", payload.as_bytes())).is_token(), expected, "{payload}");
            assert_eq!(read(&token(payload, b"hello")).is_token(), expected, "{payload}");
        }
    }

    #[test]
    fn j15_a_payload_that_is_no_utf8_is_shown_as_far_as_it_is() {
        let reading = read(&token(HEADER, b"{\"sub\":\"ali\xffce\",\"n\":1}"));
        one_fault(&reading, "payload", "is not UTF-8 at byte 12");
        assert_eq!(reading.payload.unwrap().get("sub"), Some(&json!("ali\u{fffd}ce")));
        let marked = read(&token(HEADER, b"\xef\xbb\xbf{\"sub\":\"alice\"}"));
        one_fault(&marked, "payload", "begins with a byte order mark");
        assert!(marked.payload.unwrap().has("sub"));
        let binary = read(&token(HEADER, &[0xff, 0xa3, 0x90]));
        assert_eq!(binary.payload.unwrap().unread, Some(Unread::Bytes(vec![0xff, 0xa3, 0x90])));
    }

    #[test]
    fn json_that_breaks_off_is_shown_up_to_there() {
        let reading = read(&token(HEADER, br#"{"iss":"me","n":{"a":1},"sub":"ali"#));
        one_fault(&reading, "payload", "EOF while parsing a string at line 1 column 34");
        let payload = reading.payload.unwrap();
        assert_eq!(payload.members.len(), 2);
        assert_eq!(payload.unread, Some(Unread::Text(r#"{"iss":"me","n":{"a":1},"sub":"ali"#.to_owned())));
        let text = read(&token(HEADER, b"hello"));
        one_fault(&text, "payload", "expected value at line 1 column 1");
        assert!(text.is_token(), "by its header");
    }

    #[test]
    fn every_kind_of_value_before_the_break_is_kept() {
        let kept = r#""a":null,"b":true,"c":-7,"d":1.5,"e":"x","f":[7,{}],"g":{"h":7}"#;
        let reading = read(&token(HEADER, format!("{{{kept},").as_bytes()));
        let whole = json::object(format!("{{{kept}}}").as_bytes()).unwrap();
        assert_eq!(reading.payload.unwrap().object(), whole);
    }

    #[test]
    fn what_was_not_copied_whole_breaks_off() {
        let good = token(HEADER, br#"{"sub":"alice"}"#);
        let (header, payload) = (good.find('.').unwrap(), good.rfind('.').unwrap());
        for (end, expected) in
            [(good.len(), false), (payload, false), (payload - 4, true), (header, false), (header - 4, true)]
        {
            assert_eq!(read(&good[..end]).breaks_off(), expected, "{}", &good[..end]);
        }
        assert!(!read(&token(HEADER, b"{")).breaks_off(), "its signature is there");
        let encrypted = base64url::encode(r#"{"alg":"dir","enc":"A128GCM"}"#);
        assert!(!read(&format!("{encrypted}..AA.AA.AA")).breaks_off());
    }

    #[test]
    fn j4_none_is_recognised_in_every_spelling() {
        for alg in ["none", "None", "nOnE", " none"] {
            assert!(read(&token(&format!(r#"{{"alg":"{alg}"}}"#), b"{}")).is_unsigned(), "{alg}");
        }
        assert!(!read(&token(HEADER, b"{}")).is_unsigned());
    }

    #[test]
    fn j5_a_token_within_a_token_is_read_with_its_faults() {
        let inner = token(HEADER, br#"{"sub":"alice"}"#);
        let outer = r#"{"alg":"RS256","cty":"JWT"}"#;
        let good = read(&token(outer, inner.as_bytes()));
        assert_eq!(good.faults, []);
        assert_eq!(good.claims().unwrap().get("sub"), Some(&json!("alice")));
        assert!(good.signature == Some(3) && good.header.unwrap().has("cty"), "those of the token around it");
        let broken = read(&token(outer, inner.replace("AQID", "AQIDB").as_bytes()));
        one_fault(&broken, "payload", "of the token within, the signature has 5 characters");
        one_fault(&read(&token(HEADER, inner.as_bytes())), "payload", "not acceptable JSON");
        let claims = read(&token(outer, br#"{"sub":"alice"}"#));
        assert!(claims.claims().unwrap().has("sub") && claims.faults.is_empty(), "whatever cty says");
    }

    #[test]
    fn a23_hostile_texts_end() {
        one_fault(&read(&"A".repeat(SIZE_LIMIT + 1)), "token", "1048577 bytes, more than the 1048576");
        let dots = read(&".".repeat(SIZE_LIMIT)).faults;
        assert!(dots.last().unwrap().message.contains("1048577 instead of three parts"), "{dots:?}");
        read(&token(HEADER, &b"[".repeat(50_000)));
        let twice = format!("{{{}\"z\":1}}", "\"a\":1,".repeat(10_000));
        let twice = read(&token(HEADER, twice.as_bytes()));
        assert!(twice.faults[1].message.ends_with("repeats members 9999 times: \"a\""), "{:?}", twice.faults);
        assert!(twice.payload.unwrap().members.len() < 100);
    }
}
