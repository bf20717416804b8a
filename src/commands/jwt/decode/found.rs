//! What a text turned out to be, and what there is to say of it.

use super::session::Session;
use super::view::View;
use crate::commands::outcome::Section;
use crate::failure::{Failure, Kind};
use crate::jwt::algorithm::{Algorithm, Family, one_of, signature_lengths};
use crate::jwt::compact;
use crate::jwt::decode::decode;
use crate::jwt::decode::lenient::{self, Content, Fault, Reading, Unread};
use crate::jwt::jwe::Management;
use crate::jwt::redact;
use crate::jwt::rounded::is_rounded;
use serde_json::{Map, Value};

/// What a signature by RSA has at the least, in bytes (RFC 7518 sections 3.3 and 3.5).
const LEAST_RSA: usize = 256;

/// What is left out of every token.
pub const SIGNATURE: &str = "the signature";

/// A token, or a session cookie.
pub enum Found {
    Token(Reading),
    Cookie(Session),
}

impl Found {
    /// What the text is, however broken; an error when it is neither.
    pub fn of(text: &str) -> Result<Self, Failure> {
        if let Some(session) = Session::of(text) {
            return Ok(Self::Cookie(session));
        }
        let reading = lenient::read(text);
        match reading.is_token() {
            true => Ok(Self::Token(reading)),
            false => Err(no_token(text, &reading)),
        }
    }

    /// Without what is personal or secret, and the names of what was left out: those of the header where no more is
    /// shown.
    pub fn redact(&mut self, header_only: bool) -> Vec<String> {
        let mut left_out = vec![SIGNATURE.to_owned()];
        match self {
            Self::Token(token) => {
                let (mut next, mut is_shown) = (Some(token), true);
                while let Some(token) = next {
                    token.faults.iter_mut().for_each(Fault::redact);
                    let header = token.header.as_mut().map(|header| redacted(header, redact::header));
                    left_out.extend(header.into_iter().flatten().filter(|_| is_shown));
                    is_shown = !header_only;
                    let claims = token.payload.as_mut().map(|payload| redacted(payload, redact::claims));
                    left_out.extend(claims.into_iter().flatten().filter(|_| is_shown));
                    next = token.inner.as_deref_mut();
                }
            }
            Self::Cookie(Session { cookie, .. }) => {
                cookie.faults.iter_mut().for_each(Fault::redact);
                left_out.extend(redacted(&mut cookie.content, redact::claims));
            }
        }
        left_out
    }

    /// Puts something else in the place of secrets that lie in a session.
    pub fn hide_secrets(&mut self) {
        if let Self::Cookie(session) = self {
            session.hide_secrets();
        }
    }

    pub fn sections(&self, view: &View) -> Vec<Section> {
        match self {
            Self::Token(token) => view.token(token),
            Self::Cookie(session) => view.cookie(session),
        }
    }

    /// What `--claim` looks in.
    pub fn content(&self, of_header: bool) -> Option<&Content> {
        match (self, of_header) {
            (Self::Token(token), true) => token.header.as_ref(),
            (Self::Token(token), false) => token.claims(),
            (Self::Cookie(session), false) => Some(&session.cookie.content),
            (Self::Cookie(_), true) => None,
        }
    }

    /// The members of header or claims as one object; they are gone here then.
    pub fn take_members(&mut self, of_header: bool) -> Map<String, Value> {
        let content = match self {
            Self::Token(token) if of_header => token.header.as_mut(),
            Self::Token(token) => token.claims_mut(),
            Self::Cookie(session) => Some(&mut session.cookie.content),
        };
        content.map(|content| std::mem::take(&mut content.members)).unwrap_or_default().into_iter().collect()
    }

    /// True when nobody without the key can see its claims.
    pub fn is_encrypted(&self) -> bool {
        matches!(self, Self::Token(token) if token.encrypted && token.claims().is_none())
    }

    /// What a person must know of it, the most important last.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        match self {
            Self::Cookie(session) => return session.warnings(),
            Self::Token(_) if self.is_encrypted() => {
                warnings.push(
                    "The token is encrypted: only its header can be shown (--key FILE decrypts it), and nothing was verified."
                        .to_owned(),
                );
            }
            Self::Token(token) => {
                warnings.extend(token.disclosures.map(undisclosed));
                warnings.extend(signature_warning(token));
                warnings.push("Nothing was verified: anybody could have written this token.".to_owned());
            }
        }
        warnings
    }

    /// The claims that hold numbers which are not those of the token to the last digit.
    pub fn rounded(&self) -> Vec<String> {
        let members = self.content(false).map(|content| content.members.as_slice()).unwrap_or_default();
        members.iter().filter(|(_, value)| is_rounded(value)).map(|(name, _)| name.clone()).collect()
    }

    /// Why no careful reader takes it, when it is broken.
    pub fn failure(&self) -> Option<Failure> {
        let failure = self.broken()?;
        Some(match failure.hints.as_slice() {
            [] => failure.hint("what could be read of it is shown; no careful reader takes it"),
            _ => failure,
        })
    }

    /// The same where this was asked for, and what could be read of it does not have that.
    pub fn failure_without(&self, what: &str) -> Option<Failure> {
        let failure = self.broken()?;
        let message = format!("{}; what could be read of it has no {what}", failure.message);
        Some(Failure { message, ..failure })
    }

    fn broken(&self) -> Option<Failure> {
        let messages: Vec<&str> = self.faults().iter().map(|fault| fault.message.as_str()).collect();
        let what = if matches!(self, Self::Cookie(_)) { "cookie" } else { "token" };
        (!messages.is_empty()).then(|| {
            let message = format!("this {what} is broken: {}", messages.join("; "));
            let failure = Failure::new(Kind::Rejected, "broken_token", message);
            match self {
                Self::Token(token) if token.breaks_off() => {
                    failure.hint("it breaks off there: copy it whole")
                }
                _ => failure,
            }
        })
    }

    pub fn faults(&self) -> &[Fault] {
        match self {
            Self::Token(token) => &token.faults,
            Self::Cookie(session) => &session.cookie.faults,
        }
    }
}

/// Takes out what is personal or secret, and gives the names of that.
fn redacted(content: &mut Content, with: fn(&[(String, Value)]) -> redact::Redacted) -> Vec<String> {
    let redact::Redacted { members, mut left_out } = with(&content.members);
    content.members = members;
    if let Some(unread) = &mut content.unread {
        *unread = Unread::Text(match unread {
            Unread::Text(text) => redact::text(text),
            Unread::Bytes(bytes) => format!("[{} bytes]", bytes.len()),
        });
        left_out.push("what cannot be read".to_owned());
    }
    left_out
}

/// What helps where the credential of a service is no JWT.
pub const OF_SERVICE: &str = "authctl whoami PROFILE asks a service with a login of its own who it is of";

/// Said of what is neither token nor cookie, without any name in it: it may be for a ticket.
fn no_token(text: &str, reading: &Reading) -> Failure {
    let fault = decode(text).err();
    let first = reading.faults.first().map(|fault| fault.message.clone()).unwrap_or_default();
    let why = fault.as_ref().map_or(first, compact::Fault::unnamed);
    let failure = Failure::new(Kind::Rejected, "not_a_jwt", format!("this is no JWT: {why}"))
        .hints(fault.as_ref().and_then(compact::Fault::hint));
    match fault {
        Some(compact::Fault::Parts(_)) => failure
            .hint("an access token need not be a JWT: … | authctl introspect -p PROFILE asks its issuer what it is")
            .hint(OF_SERVICE),
        _ => failure,
    }
}

fn undisclosed(count: usize) -> String {
    let what = match count {
        0 => "and it has no disclosures".to_owned(),
        1 => "its disclosure is not".to_owned(),
        count => format!("its {count} disclosures are not"),
    };
    format!("This is an SD-JWT (RFC 9901): the JWT before its first ~ is shown, {what}.")
}

fn signature_warning(token: &Reading) -> Option<String> {
    let name = token.algorithm()?.as_str()?;
    let length = token.signature?;
    if token.is_unsigned() {
        let more = if length == 0 { "" } else { ", although something stands in the place of a signature" };
        return Some(format!("NOT SIGNED: the token says alg {name:?}{more}. Nobody should accept it."));
    }
    // what was in an encrypted token has its header, and needs no signature
    if length == 0 && Management::from_name(name).is_none() {
        return Some("NOT SIGNED: the signature is empty. Nobody should accept it.".to_owned());
    }
    let has = format!("The signature has {length} bytes, and one by {name} has");
    let expected = signature_lengths(name);
    if Algorithm::from_name(name).is_some_and(|algorithm| algorithm.family() == Family::Rsa) {
        let why = "it was cut off, is none, or its key is too short";
        return (length < LEAST_RSA).then(|| format!("{has} {LEAST_RSA} or more: {why}."));
    }
    (!expected.is_empty() && !expected.contains(&length))
        .then(|| format!("{has} {}: it was cut off, or is none.", one_of(expected)))
}
