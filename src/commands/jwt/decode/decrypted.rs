//! `--key`: what is inside an encrypted token (RFC 7516), which nobody has verified either.

use super::found::{Found, SIGNATURE};
use super::json;
use super::view::View;
use crate::commands::Context;
use crate::commands::arguments::{self, Unshown, whole_seconds};
use crate::commands::jwt::key_source::{check_stdin, key_file, of_file};
use crate::commands::jwt::secret_source::{Secret, SecretFlags, unusable};
use crate::commands::outcome::Section;
use crate::failure::{Failure, Kind};
use crate::jwt::key::DecryptionKey;
use crate::jwt::{base64url, compact, jwe};
use crate::sensitive::PastedText;
use jiff::SignedDuration;
use serde_json::{Map, Value};
use std::path::PathBuf;
use std::time::Duration;

/// Said of a key that cannot have signed a session cookie.
const SHARED: &str =
    "a session cookie is signed with a shared secret: --secret-file, --secret-env or --secret-stdin";

/// The places of a key that decrypts, or of the secret that signed a session cookie.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Key")]
pub struct DecryptionFlags {
    /// Decrypt an encrypted token with this private key: a JWK, a JWK set, PEM or DER; - reads stdin. It verifies nothing
    #[arg(long, value_name = "FILE", group = "key-source", value_parser = Unshown(arguments::key_file))]
    key: Option<PathBuf>,
    #[command(flatten)]
    secret: SecretFlags,
    /// How long ago a session cookie may have been signed; its signature is checked with the secret
    #[arg(long, value_name = "TIME", requires = "key-source", value_parser = whole_seconds)]
    max_age: Option<Duration>,
}

/// What there is to show: the token that was given, or what was in it.
pub struct Shown {
    pub content: Found,
    envelope: Option<Envelope>,
    /// Why it could not be decrypted: its header is shown all the same.
    refusal: Option<Failure>,
}

/// What an encrypted token says around its content.
struct Envelope {
    token: Found,
    /// The content, where it is a token of its own, with its own header.
    nested: Option<PastedText>,
    is_redacted: bool,
}

impl DecryptionFlags {
    /// An error when the token, as it was typed, would come from stdin, and the key too.
    pub fn check_stdin(&self, token: Option<&str>) -> Result<(), Failure> {
        check_stdin(token, self.key.as_deref(), &self.secret)
    }

    /// The token, decrypted where a key was named.
    pub fn read(&self, token: &str, context: &Context<'_>) -> Result<Shown, Failure> {
        let found = Found::of(token);
        if let Ok(Found::Cookie(mut session)) = found {
            if self.key.is_some() {
                return Err(Failure::usage(SHARED));
            }
            let refusal = session.check(token, self, context)?;
            return Ok(Shown { content: Found::Cookie(session), envelope: None, refusal });
        }
        if self.max_age.is_some() {
            let why = Failure::usage("--max-age is for session cookies, and this is none");
            return Err(why.hint("authctl verify --max-age checks when a token was issued"));
        }
        let Some(keys) = self.keys(context)? else {
            return Ok(Shown { content: found?, envelope: None, refusal: None });
        };
        let decrypted = match jwe::decrypt(token, &keys) {
            Ok(decrypted) => decrypted,
            Err(why) => return Shown::of_header(token, refused(&why)),
        };
        let nested = std::str::from_utf8(&decrypted.plaintext).ok().filter(|text| compact::is_token(text));
        let nested = nested.map(PastedText::new);
        // with the same header again, so that one reader shows both kinds of tokens
        let header = token.split('.').next().unwrap_or_default();
        let flat = || PastedText::new(format!("{header}.{}.", base64url::encode(&decrypted.plaintext)));
        let inside = nested.clone().unwrap_or_else(flat);
        let envelope = Envelope { token: Found::of(token)?, nested, is_redacted: false };
        Ok(Shown { content: Found::of(inside.expose())?, envelope: Some(envelope), refusal: None })
    }

    /// The secret that was named.
    pub fn secret(&self, context: &Context<'_>) -> Result<Option<Secret>, Failure> {
        self.secret.read(context)
    }

    pub fn max_age(&self) -> Option<SignedDuration> {
        self.max_age.and_then(|limit| SignedDuration::try_from(limit).ok())
    }

    fn keys(&self, context: &Context<'_>) -> Result<Option<Vec<DecryptionKey>>, Failure> {
        let Some(path) = &self.key else {
            if !self.secret.is_named() {
                return Ok(None);
            }
            let secret = self.secret.read(context)?;
            let key = secret.map(|secret| DecryptionKey::shared(&secret.bytes)).transpose();
            let key = key.map_err(|why| unusable(format!("{}: {why}", self.secret.place())))?;
            return Ok(key.map(|key| vec![key]));
        };
        let (file, is_open) = key_file(path, context)?;
        if is_open && file.is_private() {
            context.host.terminal.warn_of_open_file(path);
        }
        file.decryption_keys().map(Some).map_err(|why| of_file(path, &why))
    }
}

impl Shown {
    /// An encrypted token of which no more can be seen.
    fn of_header(token: &str, refusal: Failure) -> Result<Self, Failure> {
        match Found::of(token) {
            Ok(content) if content.is_encrypted() => {
                Ok(Self { content, envelope: None, refusal: Some(refusal) })
            }
            _ => Err(refusal),
        }
    }

    /// What is wrong with it, which is told after all that can be shown.
    pub fn failure(&mut self) -> Option<Failure> {
        let refusal = self.refusal.take();
        self.content.failure().or(refusal)
    }

    /// An error when the claims were to be decrypted, and could not be.
    pub fn require_claims(&mut self) -> Result<(), Failure> {
        match &self.refusal {
            Some(_) => self.failure().map_or(Ok(()), Err),
            None => Ok(()),
        }
    }

    /// The header of the envelope, then what was in it.
    pub fn sections(&self, view: &View) -> Vec<Section> {
        let content = self.content.sections(view);
        let Some(Envelope { token, nested, .. }) = &self.envelope else { return content };
        let envelope = token.sections(&View { header_only: true, ..*view }).into_iter();
        let content = content.into_iter().filter(|section| nested.is_some() || section.title != "HEADER");
        envelope.map(|section| Section { title: "ENCRYPTION", ..section }).chain(content).collect()
    }

    /// The same for scripts: what was in it, and the header of the envelope beside it, and where a token was in it, that
    /// for `verify`.
    pub fn into_json(self, view: &View) -> Map<String, Value> {
        let mut json = json::of(self.content, view);
        if let Some(envelope) = self.envelope {
            let mut header = json::of(envelope.token, view);
            json.insert("encryption".to_owned(), header.remove("header").unwrap_or_default());
            if let Some(nested) = envelope.nested.filter(|_| !envelope.is_redacted) {
                json.insert("token".to_owned(), nested.expose().into());
            }
        }
        json
    }

    /// Without what is personal or secret, and the names of what was left out.
    pub fn redact(&mut self, header_only: bool) -> Vec<String> {
        let mut left_out = self.content.redact(header_only);
        if let Some(envelope) = &mut self.envelope {
            envelope.is_redacted = true;
            let further = envelope.token.redact(true);
            left_out.extend(further.into_iter().filter(|name| name != SIGNATURE));
        }
        left_out
    }

    /// What a person must know of it, the most important last.
    pub fn warnings(&self) -> Vec<String> {
        if self.refusal.is_some() && self.content.is_encrypted() {
            let words = "The token is encrypted: only its header is shown, and nothing was verified.";
            return vec![words.to_owned()];
        }
        let decrypted =
            self.envelope.as_ref().map(|_| "The token was decrypted, which says nothing about who made it.");
        decrypted.map(str::to_owned).into_iter().chain(self.content.warnings()).collect()
    }
}

fn refused(why: &jwe::Error) -> Failure {
    let (kind, code) = match why {
        jwe::Error::NoKey { .. } => (Kind::Other, "key"),
        _ => (Kind::Rejected, "not_decrypted"),
    };
    // it may be for a ticket
    let message = if let jwe::Error::Form(fault) = why { fault.unnamed() } else { why.to_string() };
    let failure = Failure::new(kind, code, message).hints(why.hint());
    match why {
        jwe::Error::Signed => failure
            .hint("authctl verify checks its signature; without a key, authctl decode shows what it says"),
        jwe::Error::NoKey { .. } | jwe::Error::OtherCurve { .. } => {
            failure.hint("authctl key inspect FILE shows what a key is good for")
        }
        _ => failure,
    }
}
