//! Where a bare secret is: a file, a variable, or stdin. It is never an argument.

use crate::commands::Context;
use crate::commands::arguments::{Unshown, shown_variable, variable_name};
use crate::failure::{Failure, Kind};
use crate::host::files;
use crate::host::line_reader::LineReader;
use crate::jwt::base64url;
use crate::jwt::key::KeyFile;
use crate::sensitive::SecretBytes;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::path::{Path, PathBuf};

/// The most bytes that a file of keys, or a secret, may have; a JWK set is no larger.
const LARGEST: usize = 1 << 20;

/// The places of a shared secret.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Key")]
#[expect(clippy::struct_field_names, reason = "a field has the name of its flag")]
pub struct SecretFlags {
    /// A shared secret, the bytes of a file
    #[arg(long, value_name = "FILE", group = "key-source")]
    secret_file: Option<PathBuf>,
    /// A shared secret in an environment variable
    #[arg(long, value_name = "NAME", group = "key-source", value_parser = Unshown(variable_name))]
    secret_env: Option<String>,
    /// A shared secret on stdin
    #[arg(long, group = "key-source")]
    secret_stdin: bool,
    /// How the shared secret is written
    #[arg(long, value_name = "ENCODING", default_value = "utf8")]
    secret_encoding: SecretEncoding,
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

/// Whether the text of a public key may be the secret, as broken verifiers take it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PublicKeys {
    Refused,
    Allowed,
}

impl SecretFlags {
    /// Reads the secret that was named; `None` when none was.
    pub fn read(&self, public: PublicKeys, context: &Context<'_>) -> Result<Option<SecretBytes>, Failure> {
        let text = match (&self.secret_file, &self.secret_env) {
            (Some(path), _) => {
                let (bytes, is_open) = file(path)?;
                if is_open {
                    context.host.terminal.warn_of_open_file(path);
                }
                bytes
            }
            (_, Some(name)) => variable(name, context)?,
            _ if self.secret_stdin => secret_on_stdin(context)?,
            _ => return Ok(None),
        };
        let from = self.place();
        let secret = self.secret_encoding.decode(&text).map_err(|why| unusable(format!("{from}: {why}")))?;
        if secret.expose().is_empty() {
            return Err(unusable(format!("{from}: the secret is empty")));
        }
        if is_public_key(secret.expose()) && public == PublicKeys::Refused {
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
        Ok(Some(secret))
    }

    /// Where the secret is, in words.
    pub fn place(&self) -> String {
        match (&self.secret_file, &self.secret_env) {
            (Some(path), _) => path.display().to_string(),
            (_, Some(name)) => format!("the variable {name}"),
            _ => "stdin".to_owned(),
        }
    }

    /// True when a secret is named here.
    pub fn is_named(&self) -> bool {
        self.secret_file.is_some() || self.secret_env.is_some() || self.secret_stdin
    }

    /// True when stdin holds the secret, so that nothing else can come from there.
    pub fn takes_stdin(&self) -> bool {
        self.secret_stdin
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

/// Whether it is what anybody may know: a public key or a certificate, in whatever form.
pub fn is_public_key(secret: &[u8]) -> bool {
    let has = |words: &[u8]| secret.windows(words.len()).any(|window| window == words);
    // the lines of a base64 text
    let joined: Vec<u8> = secret.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let joined = SecretBytes::new(joined);
    let forms = [SecretEncoding::Base64, SecretEncoding::Base64url, SecretEncoding::Hex];
    let mut decoded = forms.into_iter().filter_map(|form| form.decode(&joined).ok());
    let is_pem = |text: &[u8]| text.starts_with(b"-----BEGIN ");
    has(b"-----BEGIN ") && !has(b"PRIVATE KEY")
        || KeyFile::is_public(secret)
        || decoded.any(|bytes| is_pem(bytes.expose()) || KeyFile::is_public(bytes.expose()))
}

/// The bytes of a file, and whether others can read them too.
pub fn file(path: &Path) -> Result<(SecretBytes, bool), Failure> {
    files::read_secret(path, LARGEST)?.ok_or_else(|| unusable(format!("{} is not there", path.display())))
}

fn variable(name: &str, context: &Context<'_>) -> Result<SecretBytes, Failure> {
    let environment = &context.host.environment;
    let secret = environment.bytes(name).ok_or_else(|| {
        let why = if environment.is_set(name) { "is empty" } else { "is not set" };
        let shown = shown_variable(name, environment);
        unusable(format!("the variable {shown}, which should hold the secret, {why}"))
    })?;
    Ok(SecretBytes::new(secret.as_encoded_bytes().to_vec()))
}

fn secret_on_stdin(context: &Context<'_>) -> Result<SecretBytes, Failure> {
    let secret = stdin("secret", context)?;
    if context.host.terminal.stdin_is_terminal() && secret.expose().contains(&b'\n') {
        let message = "a secret of several lines cannot be typed: whether the last one ends is not known";
        return Err(unusable(message.to_owned()).hint("--secret-file FILE, or a pipe"));
    }
    Ok(secret)
}

/// All of stdin, which is a key or a secret; a person is asked for it, and what is typed is not shown.
pub fn stdin(what: &str, context: &Context<'_>) -> Result<SecretBytes, Failure> {
    let terminal = &context.host.terminal;
    if terminal.stdin_is_terminal() {
        let question = format!("The {what}, which is not shown");
        let typed = terminal.ask_pasted(&question, LineReader::wait_for_paste)?;
        return Ok(SecretBytes::new(typed.expose().as_bytes().to_vec()));
    }
    terminal
        .read_stdin(LARGEST)
        .map_err(|why| unusable(format!("no {what} can be read from stdin: {}", files::reason(&why))))
}

/// A key or secret that cannot be used.
pub fn unusable(message: String) -> Failure {
    Failure::new(Kind::Other, "key", message)
}
