//! Where a bare secret is: a file, a variable, or stdin. It is never an argument.

use crate::commands::arguments::{Unshown, shown_variable, variable_name};
use crate::commands::{Context, dotenv};
use crate::failure::{Failure, Kind};
use crate::host::files;
use crate::jwt::key::{KeyFile, SecretEncoding};
use crate::jwt::recipient::Recipient;
use crate::sensitive::SecretBytes;
use clap::ValueEnum as _;
use std::path::{Path, PathBuf};

/// The most bytes that a file of keys, or a secret, may have; a JWK set is no larger.
const LARGEST: usize = 1 << 20;

/// The places of a shared secret.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Key")]
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
    /// How the shared secret is written [default: utf8]
    #[arg(long = "secret-encoding", value_name = "ENCODING")]
    pub encoding: Option<SecretEncoding>,
}

/// A shared secret, and how it was written.
pub struct Secret {
    pub bytes: SecretBytes,
    text: SecretBytes,
    encoding: SecretEncoding,
}

/// What white space around a secret is, for whoever takes the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OuterSpace {
    /// A part of the secret.
    Kept,
    Stripped,
}

impl OuterSpace {
    /// What it is for this service, or for no special one.
    pub fn of(recipient: Option<Recipient>) -> Self {
        match recipient.is_some_and(|recipient| recipient.description().strips) {
            true => Self::Stripped,
            false => Self::Kept,
        }
    }
}

impl Secret {
    /// A secret that was read elsewhere as a text.
    pub fn of_text(text: &str) -> Self {
        let bytes = || SecretBytes::new(text.as_bytes().to_vec());
        Self { bytes: bytes(), text: bytes(), encoding: SecretEncoding::Utf8 }
    }

    /// What the same text is when it is read in another way, and which way that is.
    pub fn other_readings(&self) -> Vec<(String, SecretBytes)> {
        let others = SecretEncoding::value_variants().iter().filter(|encoding| **encoding != self.encoding);
        let mut readings: Vec<_> = others
            .filter_map(|encoding| {
                let name = encoding.to_possible_value()?.get_name().to_owned();
                Some((format!("with --secret-encoding {name}"), encoding.decode(&self.text).ok()?))
            })
            .collect();
        let text = self.text.expose();
        let line = text.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        match (self.encoding, line) {
            (SecretEncoding::Utf8, Some(line)) => readings.push((
                "without the line break at the end of the secret".to_owned(),
                SecretBytes::new(line.to_vec()),
            )),
            (SecretEncoding::Utf8, None) => readings.push((
                "with a line break at the end of the secret".to_owned(),
                SecretBytes::new([text, b"\n"].concat()),
            )),
            (_, Some(line)) => readings.push((
                "with --secret-encoding utf8, and without the line break at the end of the secret".to_owned(),
                SecretBytes::new(line.to_vec()),
            )),
            (_, None) => {}
        }
        readings
    }
}

impl SecretFlags {
    /// The secret at a place that a profile names.
    pub fn at(secret_file: Option<PathBuf>, secret_env: Option<String>) -> Self {
        Self { secret_file, secret_env, ..Self::default() }
    }

    /// Reads the secret that was named; `None` when none was.
    pub fn read(&self, context: &Context<'_>) -> Result<Option<Secret>, Failure> {
        self.read_with(OuterSpace::Kept, context)
    }

    /// The same for a service that has an opinion of white space around a text.
    pub fn read_with(&self, space: OuterSpace, context: &Context<'_>) -> Result<Option<Secret>, Failure> {
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
        let (from, encoding) = (self.place(), self.encoding.unwrap_or_default());
        let secret = encoding.decode(&text).map_err(|why| unusable(format!("{from}: {why}")))?;
        let plain = std::str::from_utf8(secret.expose()).ok().filter(|_| encoding == SecretEncoding::Utf8);
        let secret = match plain.filter(|_| space == OuterSpace::Stripped) {
            Some(plain) => SecretBytes::new(plain.trim_matches(dotenv::is_space).as_bytes().to_vec()),
            None => secret,
        };
        if secret.expose().is_empty() {
            return Err(unusable(format!("{from}: the secret is empty")));
        }
        if KeyFile::open(&secret).is_ok_and(|file| file.is_private()) {
            context.host.terminal.warn("key_as_secret", &format!(
                "{from} holds a private key, and its text is taken as a shared secret; --key FILE reads it as a key"
            ));
        }
        let is_text = encoding == SecretEncoding::Utf8 && std::str::from_utf8(secret.expose()).is_ok();
        if is_text && secret.expose().trim_ascii() != secret.expose() {
            let without = self.secret_file.as_deref().map_or_else(String::new, |path| {
                let path = path.to_string_lossy();
                format!(
                    " `tr -d '\\n' < {} | authctl … --secret-stdin` leaves it out.",
                    shell_words::quote(&path)
                )
            });
            context.host.terminal.warn("white_space_in_secret", &format!(
                "{from}: the white space around the secret, such as a line break at its end, is part of it.{without}"
            ));
        }
        Ok(Some(Secret { bytes: secret, text, encoding }))
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

/// The bytes of a file, and whether others can read them too.
pub fn file(path: &Path) -> Result<(SecretBytes, bool), Failure> {
    let missing = || unusable(format!("{} is not there", path.display())).hints(at_sign(path));
    files::read_secret(path, LARGEST)?.ok_or_else(missing)
}

/// What helps whoever names a file as curl wants it.
pub fn at_sign(path: &Path) -> Option<&'static str> {
    path.to_str().filter(|path| path.starts_with('@')).map(|_| "the name of a file is wanted, without the @")
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
        let typed = terminal.ask_pasted(&question)?;
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
