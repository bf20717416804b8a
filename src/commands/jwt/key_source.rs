//! Where the key of `verify` and `issue` is: a file, a variable, or stdin. No secret is ever an argument.

use crate::commands::Context;
use crate::failure::{Failure, Kind};
use crate::host::files;
use crate::jwt::key::{self, KeyFile, Trusted, WeakSecrets};
use crate::jwt::{Algorithm, SigningKey, VerificationKey, base64url};
use crate::sensitive::SecretBytes;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::path::{Path, PathBuf};

/// The most bytes that a file of keys, or a secret, may have; a JWK set is no larger.
const LARGEST: usize = 1 << 20;

/// The places of a key that need no network.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Key")]
pub struct KeyFlags {
    /// A JWK, a JWK set, or PEM: a public or private key, or a certificate
    #[arg(long, value_name = "FILE", group = "key-source")]
    key: Option<PathBuf>,
    /// A shared secret, the bytes of a file
    #[arg(long, value_name = "FILE", group = "key-source")]
    secret_file: Option<PathBuf>,
    /// A shared secret in an environment variable
    #[arg(long, value_name = "NAME", group = "key-source")]
    secret_env: Option<String>,
    /// A shared secret on stdin
    #[arg(long, group = "key-source")]
    secret_stdin: bool,
    /// How the shared secret is written
    #[arg(long, value_name = "ENCODING", default_value = "utf8")]
    secret_encoding: SecretEncoding,
    /// Take a shared secret that is shorter than the hash, or can be guessed
    #[arg(long)]
    allow_weak_key: bool,
}

/// How the bytes of a secret are written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum SecretEncoding {
    /// The bytes as they are
    #[default]
    Utf8,
    /// Base64 (RFC 4648 section 4), with or without padding
    Base64,
    /// Base64 for URLs (RFC 4648 section 5), as in a JWK
    Base64url,
    /// Two digits a byte
    Hex,
}

/// A key that was read, for whatever it is to be used.
pub enum Source {
    File(KeyFile),
    Secret(SecretBytes),
}

impl KeyFlags {
    /// Reads the key that was named; `None` when none was.
    pub fn read(&self, context: &Context<'_>) -> Result<Option<Source>, Failure> {
        if let Some(path) = &self.key {
            let file = KeyFile::open(&self.file(path, context)?).map_err(|why| of_file(path, &why));
            return file.map(|file| Some(Source::File(file))).map_err(|failure| match failure.code {
                "key_file" => failure.hint("--secret-file FILE is for a bare secret"),
                _ => failure,
            });
        }
        let (text, from) = match (&self.secret_file, &self.secret_env) {
            (Some(path), _) => (self.file(path, context)?, path.display().to_string()),
            (_, Some(name)) => (variable(name, context)?, format!("the variable {name}")),
            _ if self.secret_stdin => (stdin(context)?, "stdin".to_owned()),
            _ => return Ok(None),
        };
        let secret = self.secret_encoding.decode(&text).map_err(|why| unusable(format!("{from}: {why}")))?;
        if secret.expose().is_empty() {
            return Err(unusable(format!("{from}: the secret is empty")));
        }
        if is_public_key(secret.expose()) && !self.allow_weak_key {
            let message =
                format!("{from} holds a public key: with it as the secret everybody could make tokens");
            return Err(unusable(message).hint("--key FILE takes public keys"));
        }
        let is_text =
            self.secret_encoding == SecretEncoding::Utf8 && std::str::from_utf8(secret.expose()).is_ok();
        if is_text && secret.expose().trim_ascii() != secret.expose() {
            context.host.terminal.warn("white_space_in_secret", &format!(
                "{from}: the white space around the secret, such as a line break at its end, is part of it."
            ));
        }
        Ok(Some(Source::Secret(secret)))
    }

    /// True when stdin holds the secret, so that nothing else can come from there.
    pub fn takes_stdin(&self) -> bool {
        self.secret_stdin
    }

    pub fn weak(&self) -> WeakSecrets {
        if self.allow_weak_key { WeakSecrets::Allowed } else { WeakSecrets::Refused }
    }

    fn file(&self, path: &Path, context: &Context<'_>) -> Result<SecretBytes, Failure> {
        let found = files::read_secret(path, LARGEST)?;
        let (bytes, is_open) = found.ok_or_else(|| unusable(format!("{} is not there", path.display())))?;
        let is_secret = self.key.is_none() || holds_a_private_key(&bytes);
        if is_open && is_secret {
            context.host.terminal.warn_of_open_file(path);
        }
        Ok(bytes)
    }
}

impl Source {
    /// Why somebody could guess the shared secret, if so.
    pub fn guessable(&self) -> Option<&'static str> {
        match self {
            Self::File(file) => file.guessable(),
            Self::Secret(secret) => key::guessable(secret.expose()),
        }
    }

    /// The keys that signatures are checked with.
    pub fn trusted(&self, weak: WeakSecrets) -> Result<Trusted, Failure> {
        let trusted = match self {
            Self::File(file) => file.trusted(weak),
            Self::Secret(secret) => VerificationKey::shared(secret, weak).map(Trusted::One),
        };
        trusted.map_err(|why| refused(&why))
    }

    /// The key that signs.
    pub fn signing_key(
        &self,
        algorithm: Option<Algorithm>,
        kid: Option<&str>,
        weak: WeakSecrets,
    ) -> Result<SigningKey, Failure> {
        let key = match self {
            Self::File(file) => file.signing_key(algorithm, kid, weak),
            Self::Secret(secret) => SigningKey::shared(secret, algorithm.unwrap_or(Algorithm::HS256), weak),
        };
        key.map_err(|why| refused(&why))
    }
}

impl SecretEncoding {
    /// White space around it is no part of a secret that is encoded.
    fn decode(self, text: &SecretBytes) -> Result<SecretBytes, &'static str> {
        let trimmed = text.expose().trim_ascii();
        let decoded = match self {
            Self::Utf8 => return Ok(text.clone()),
            Self::Base64 => {
                let lenient =
                    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
                GeneralPurpose::new(&alphabet::STANDARD, lenient)
                    .decode(trimmed)
                    .map_err(|_| "the secret is not written in base64")
            }
            Self::Base64url => {
                let unpadded = trimmed.iter().rposition(|byte| *byte != b'=').map_or(0, |last| last + 1);
                std::str::from_utf8(&trimmed[..unpadded])
                    .ok()
                    .and_then(|text| base64url::decode(text).ok())
                    .ok_or("the secret is not written in base64url")
            }
            Self::Hex => hex(trimmed).ok_or("the secret is not written in hexadecimal digits"),
        };
        decoded.map(SecretBytes::new)
    }
}

fn hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_chunks::<2>();
    rest.is_empty().then_some(())?;
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

/// Whether it is the text of what anybody may know.
fn is_public_key(secret: &[u8]) -> bool {
    let text = secret.trim_ascii();
    let begins = |start: &str| text.starts_with(start.as_bytes());
    ["-----BEGIN PUBLIC KEY", "-----BEGIN RSA PUBLIC KEY", "-----BEGIN CERTIFICATE", "ssh-", "ecdsa-sha2-"]
        .into_iter()
        .any(begins)
}

/// Whether a file that others can read should not be.
fn holds_a_private_key(bytes: &SecretBytes) -> bool {
    let holds = |text: &[u8]| bytes.expose().windows(text.len()).any(|window| window == text);
    holds(b"PRIVATE KEY-----") || holds(b"\"d\"") || holds(b"\"k\"")
}

fn variable(name: &str, context: &Context<'_>) -> Result<SecretBytes, Failure> {
    let secret = context.host.environment.bytes(name).map(|text| text.as_encoded_bytes().to_vec());
    let secret = secret
        .ok_or_else(|| unusable(format!("the variable {name}, which should hold the secret, is not set")))?;
    Ok(SecretBytes::new(secret))
}

fn stdin(context: &Context<'_>) -> Result<SecretBytes, Failure> {
    let terminal = &context.host.terminal;
    terminal
        .read_stdin(LARGEST)
        .map_err(|why| unusable(format!("no secret can be read from stdin: {}", files::reason(&why))))
}

fn of_file(path: &Path, why: &key::Error) -> Failure {
    let failure = Failure::new(Kind::Other, "key_file", format!("{}: {why}", path.display()));
    why.hint().into_iter().fold(failure, Failure::hint)
}

fn refused(why: &key::Error) -> Failure {
    let failure = why.hint().into_iter().fold(unusable(why.to_string()), Failure::hint);
    match why {
        key::Error::ShortSecret { .. } | key::Error::GuessableSecret(_) => {
            failure.hint("--allow-weak-key takes it nevertheless")
        }
        _ => failure,
    }
}

fn unusable(message: String) -> Failure {
    Failure::new(Kind::Other, "key", message)
}
