//! A token as the rules see it: read as far as it can be read, and what kind of token it seems to be.

use super::specifications::{self, KIND_INCOMPLETE, Specification};
use crate::jwt::algorithm::{Algorithm, Family, is_none};
use crate::jwt::compact::{Part, SIZE_LIMIT};
use crate::jwt::cookie;
use crate::jwt::date::NumericDate;
use crate::jwt::decode::lenient::{self, Content};
use crate::jwt::recipient::Expected;
use crate::jwt::{json, media_type};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

/// The event of a logout token (OpenID Connect Back-Channel Logout section 2.4).
pub const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

pub struct Token<'a> {
    pub text: &'a str,
    /// Between the dots; none of what is no token at all.
    pub parts: Vec<&'a str>,
    /// The parts that hold no JSON object, with why.
    pub unread: Vec<(Part, json::Fault)>,
    pub header: Map<String, Value>,
    /// `None` where they are encrypted or cannot be read.
    pub claims: Option<Map<String, Value>>,
    pub signature: Option<Vec<u8>>,
    pub specification: &'static Specification,
    /// The service that it is for, where that is one whose rules are known.
    pub expected: Option<&'a Expected>,
    pub now: Timestamp,
}

/// What a token seems to be, by its type or by its claims, where rules are only for such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// RFC 9068; `declared` when its type says so.
    Access {
        declared: bool,
    },
    /// OpenID Connect Core section 2.
    Id,
    /// RFC 9449 section 4.2.
    DpopProof,
    /// OpenID Connect Back-Channel Logout section 2.4.
    Logout,
    Other,
}

impl<'a> Token<'a> {
    pub fn read(text: &'a str, now: Timestamp) -> Self {
        let parts: Vec<&str> = match text.len() {
            0..=SIZE_LIMIT if cookie::read(text).is_some() => Vec::new(),
            0..=SIZE_LIMIT => without_disclosures(text).splitn(7, '.').collect(),
            _ => Vec::new(),
        };
        let mut token = Self {
            text,
            parts,
            unread: Vec::new(),
            header: Map::new(),
            claims: None,
            signature: None,
            specification: specifications::any(),
            expected: None,
            now,
        };
        match token.parts[..] {
            [header, payload, signature] => {
                token.header = token.members(Part::Header, header).unwrap_or_default();
                token.claims = token.members(Part::Payload, payload);
                token.signature = Some(lenient::forgiving(signature));
            }
            [header, _, _, _, _] => token.header = token.members(Part::Header, header).unwrap_or_default(),
            _ => {}
        }
        token.specification = specifications::of(&token);
        token
    }

    /// One that has no text yet.
    pub fn of(
        header: Map<String, Value>,
        claims: Map<String, Value>,
        expected: &'a Expected,
        now: Timestamp,
    ) -> Self {
        Self { header, claims: Some(claims), expected: Some(expected), ..Self::read("", now) }
    }

    /// The members of a part. Of those that are there twice, the last, as most readers have it.
    fn members(&mut self, part: Part, text: &str) -> Option<Map<String, Value>> {
        let bytes = lenient::forgiving(text);
        match json::object(&bytes) {
            Ok(members) => Some(members),
            Err(why) => {
                self.unread.push((part, why));
                let (content, _) = Content::of(&bytes, part.name());
                content.unread.is_none().then(|| content.object())
            }
        }
    }

    pub fn kind(&self) -> Kind {
        self.specification.kind
    }

    pub fn is_encrypted(&self) -> bool {
        self.parts.len() == 5
    }

    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.as_ref()?.get(name)
    }

    pub fn claim_text(&self, name: &str) -> Option<&str> {
        self.claim(name)?.as_str()
    }

    pub fn has(&self, claim: &str) -> bool {
        self.claim(claim).is_some()
    }

    pub fn any(&self, claims: &[&str]) -> bool {
        claims.iter().any(|claim| self.has(claim))
    }

    /// True when it is one of Keycloak's that says so of itself.
    pub fn says(&self, typ: &str) -> bool {
        self.claim_text("typ").is_some_and(|said| said.eq_ignore_ascii_case(typ))
    }

    /// True when it holds claims, and none but these.
    pub fn holds_only(&self, claims: &[&str]) -> bool {
        self.claims.as_ref().is_some_and(|held| held.keys().all(|name| claims.contains(&name.as_str())))
    }

    /// True when its issuer is of a form, be it written as a number.
    pub fn issuer_is(&self, of_a_form: fn(&str) -> bool) -> bool {
        match self.claim("iss") {
            Some(Value::String(issuer)) => of_a_form(issuer),
            Some(Value::Number(number)) => of_a_form(&number.to_string()),
            _ => false,
        }
    }

    /// True when tokens of its kind should have this claim, and it has not. What they must have is told by a rule of its
    /// own where the type says that it is one of them; where that is a guess, it is told as if it should be there. A recipient that
    /// does not read it misses nothing.
    pub fn misses(&self, claim: &str) -> bool {
        let Specification { must, should, told_by, .. } = self.specification;
        let is_guessed = *told_by == KIND_INCOMPLETE && !self.is_declared();
        let is_read = self.expected.is_none_or(|expected| expected.reads(claim));
        is_read && (should.contains(&claim) || is_guessed && must.contains(&claim)) && self.lacks(claim)
    }

    /// True when the type says what kind of token it is.
    pub fn is_declared(&self) -> bool {
        !matches!(&*self.media_type(), "" | "jwt")
    }

    /// True when the claims can be read, and this one is not there.
    pub fn lacks(&self, name: &str) -> bool {
        self.claims.as_ref().is_some_and(|claims| !claims.contains_key(name))
    }

    pub fn header_text(&self, name: &str) -> Option<&str> {
        self.header.get(name)?.as_str()
    }

    pub fn algorithm(&self) -> Option<Algorithm> {
        Algorithm::from_name(self.header_text("alg")?)
    }

    pub fn is_symmetric(&self) -> bool {
        self.algorithm().is_some_and(|algorithm| algorithm.family() == Family::Hmac)
    }

    /// True when the header says that nothing is signed, in whatever spelling.
    pub fn is_unsigned(&self) -> bool {
        self.header_text("alg").is_some_and(is_none)
    }

    /// How long ago a date was; negative when it lies ahead; `None` where there is no date.
    pub fn age(&self, claim: &str) -> Option<SignedDuration> {
        Some(NumericDate::from_claim(self.claim(claim)?).ok()?.age(self.now))
    }

    /// From its issuance, or its begin, or else from now, to its end.
    pub fn lifetime(&self) -> Option<SignedDuration> {
        let end = self.age("exp")?;
        let begin = self.age("iat").or_else(|| self.age("nbf")).unwrap_or_default();
        Some(begin.saturating_sub(end))
    }

    /// The type, to compare; empty where none is said.
    pub fn media_type(&self) -> String {
        media_type::plain(self.header_text("typ").unwrap_or_default())
    }

    /// True when it is signed as a whole, so that its payload is another token (RFC 7519 section 5.2).
    pub fn holds_a_token(&self) -> bool {
        media_type::is(self.header.get("cty"), "jwt")
    }

    /// The audiences, of whatever form; nothing for what is none.
    pub fn audiences(&self) -> Vec<&str> {
        match self.claim("aud") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The names of these claims that are not there.
    pub fn missing(&self, names: &[&'static str]) -> Vec<&'static str> {
        names.iter().copied().filter(|name| self.lacks(name)).collect()
    }
}

/// The JWT that an SD-JWT begins with; disclosures come after it (RFC 9901 section 4).
fn without_disclosures(text: &str) -> &str {
    let Some((jwt, _)) = text.split_once('~') else { return text };
    let header = jwt.split('.').next().unwrap_or_default();
    let header = json::object(&lenient::forgiving(header)).unwrap_or_default();
    let typ = media_type::plain(header.get("typ").and_then(Value::as_str).unwrap_or_default());
    if typ.ends_with("+sd-jwt") { jwt } else { text }
}
