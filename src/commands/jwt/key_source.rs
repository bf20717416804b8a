//! Where the key of `verify` and `issue` is: a file, a variable, or stdin. No secret is ever an argument.

use super::secret_source::{Secret, SecretFlags, file, stdin, unusable};
use super::token_text;
use crate::commands::Context;
use crate::commands::arguments::{self, Unshown, is_stdin};
use crate::failure::{Failure, Kind};
use crate::jwt::key::{self, KeyFile, Trusted, WeakSecrets};
use crate::jwt::{Algorithm, SigningKey, VerificationKey};
use jiff::Timestamp;
use std::path::{Path, PathBuf};

/// The places of a key that need no network.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Key")]
pub struct KeyFlags {
    /// A JWK, a JWK set, PEM or DER: a public or private key, or a certificate; - reads stdin
    #[arg(long, value_name = "FILE", group = "key-source", value_parser = Unshown(arguments::key_file))]
    key: Option<PathBuf>,
    #[command(flatten)]
    secret: SecretFlags,
    /// Take a shared secret that is shorter than the hash, can be guessed, or is the text of a public key
    #[arg(long)]
    allow_weak_key: bool,
}

/// A key that was read, for whatever it is to be used.
pub enum Source {
    /// With its name.
    File(KeyFile, PathBuf),
    Secret(Secret),
}

impl KeyFlags {
    /// Reads the key that was named; `None` when none was.
    pub fn read(&self, context: &Context<'_>) -> Result<Option<Source>, Failure> {
        if let Some(path) = &self.key {
            let (file, is_open) = key_file(path, context)?;
            if is_open && file.is_private() {
                context.host.terminal.warn_of_open_file(path);
            }
            return Ok(Some(Source::File(file, path.clone())));
        }
        Ok(self.secret.read(context)?.map(Source::Secret))
    }

    /// What holds the key that was named, in words.
    pub fn place(&self) -> String {
        self.key.as_deref().map_or_else(|| self.secret.place(), shown)
    }

    /// True when a key is named here.
    pub fn is_named(&self) -> bool {
        self.key.is_some() || self.secret.is_named()
    }

    /// True when stdin holds the key, so that nothing else can come from there.
    pub fn takes_stdin(&self) -> bool {
        self.secret.takes_stdin() || self.key.as_deref().is_some_and(is_stdin)
    }

    /// An error when the token, as it was typed, would come from stdin, and the key too.
    pub fn check_stdin(&self, token: Option<&str>) -> Result<(), Failure> {
        check_stdin(token, self.key.as_deref(), &self.secret)
    }

    pub fn weak(&self) -> WeakSecrets {
        if self.allow_weak_key { WeakSecrets::Allowed } else { WeakSecrets::Refused }
    }
}

/// The keys of a file, or of stdin for `-`, and whether others can read it.
pub fn key_file(path: &Path, context: &Context<'_>) -> Result<(KeyFile, bool), Failure> {
    let (bytes, is_open) = if is_stdin(path) { (stdin("key", context)?, false) } else { file(path)? };
    let keys = KeyFile::open(&bytes).map_err(|why| of_file(path, &why))?;
    Ok((keys, is_open))
}

/// An error when the token, as it was typed, would come from stdin, and the key or the secret too.
pub fn check_stdin(token: Option<&str>, key: Option<&Path>, secret: &SecretFlags) -> Result<(), Failure> {
    if token_text::value(token).is_some() {
        return Ok(());
    }
    let (what, hint) = match key.is_some_and(is_stdin) {
        true => ("key", "--key FILE leaves stdin to the token"),
        false if secret.takes_stdin() => {
            ("secret", "--secret-file FILE or --secret-env NAME leaves stdin to the token")
        }
        false => return Ok(()),
    };
    Err(Failure::usage(format!("the {what} and the token cannot both come from stdin")).hint(hint))
}

fn shown(path: &Path) -> String {
    if is_stdin(path) { "stdin".to_owned() } else { path.display().to_string() }
}

impl Source {
    /// Why somebody could guess the shared secret, if so.
    pub fn guessable(&self) -> Option<&'static str> {
        match self {
            Self::File(file, _) => file.guessable(),
            Self::Secret(secret) => key::guessable(secret.bytes.expose()),
        }
    }

    /// The keys that signatures are checked with.
    pub fn trusted(&self, weak: WeakSecrets) -> Result<Trusted, Failure> {
        self.keys(weak).map_err(|why| self.refused(&why))
    }

    /// Whether a shared secret of it is the text of a public key, which only who insists on weak ones gets by.
    pub fn is_public_text(&self) -> bool {
        let is_public = |why: &key::Error| matches!(why, key::Error::PublicSecret);
        match self.keys(WeakSecrets::Refused) {
            Ok(Trusted::One(_)) => false,
            Ok(Trusted::Set(set)) => set.ignored().iter().any(|ignored| is_public(&ignored.why)),
            Err(why) => is_public(&why),
        }
    }

    fn keys(&self, weak: WeakSecrets) -> Result<Trusted, key::Error> {
        match self {
            Self::File(file, _) => file.trusted(weak),
            Self::Secret(secret) => VerificationKey::shared(&secret.bytes, weak).map(Trusted::One),
        }
    }

    /// The key that signs.
    pub fn signing_key(
        &self,
        algorithm: Option<Algorithm>,
        kid: Option<&str>,
        weak: WeakSecrets,
    ) -> Result<SigningKey, Failure> {
        let key = match self {
            Self::File(file, _) => file.signing_key(algorithm, kid, weak),
            Self::Secret(secret) => {
                SigningKey::shared(&secret.bytes, algorithm.unwrap_or(Algorithm::HS256), weak)
            }
        };
        key.map_err(|why| self.refused(&why))
    }

    /// Says which certificates of the key are not valid at this time; it is used nevertheless.
    pub fn warn_of_certificates(&self, now: Timestamp, context: &Context<'_>) {
        let Self::File(file, path) = self else { return };
        for warning in file.untimely_certificates(now) {
            let warning = format!("{}: {warning}; its key is used nevertheless.", shown(path));
            context.host.terminal.warn("untimely_certificate", &warning);
        }
    }

    fn refused(&self, why: &key::Error) -> Failure {
        let message = match self {
            Self::File(_, path) => format!("{}: {why}", shown(path)),
            Self::Secret(_) => why.to_string(),
        };
        let failure = unusable(message).hints(why.hint());
        match why {
            key::Error::ShortSecret { .. } | key::Error::GuessableSecret(_) => {
                failure.hint("--allow-weak-key takes it nevertheless")
            }
            key::Error::PublicSecret => failure.hint("--key FILE takes public keys"),
            key::Error::SeveralPrivate { known, .. } if !known.is_empty() => {
                failure.hint("--kid ID says which")
            }
            _ => failure,
        }
    }
}

/// What is wrong with the keys of this file.
pub fn of_file(path: &Path, why: &key::Error) -> Failure {
    let failure = Failure::new(Kind::Other, "key_file", format!("{}: {why}", shown(path)));
    let failure = failure.hints(why.hint());
    match why {
        key::Error::NeitherJwkNorPem => failure.hint("--secret-file FILE is for a bare secret"),
        _ => failure,
    }
}
