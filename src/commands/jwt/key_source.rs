//! Where the key of `verify` and `issue` is: a file, a variable, or stdin. No secret is ever an argument.

use super::secret_source::{OuterSpace, Secret, SecretFlags, file, stdin, unusable};
use super::token_text;
use crate::commands::Context;
use crate::commands::arguments::{self, Unshown, is_stdin};
use crate::commands::etcd::{EtcdFlags, PlaceFlags};
use crate::commands::ring::{OpenRing, Stale, Use};
use crate::failure::{Failure, Kind};
use crate::jwt::key::{self, KeyFile, Trusted, WeakSecrets};
use crate::jwt::verify::Keys;
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
    /// A key ring: its name, or etcd://HOST:PORT[,HOST:PORT…]/PREFIX/NAME; with -p its name among the profile's rings
    #[arg(long, value_name = "RING", group = "key-source")]
    ring: Option<String>,
    #[command(flatten)]
    etcd: EtcdFlags,
    #[command(flatten)]
    secret: SecretFlags,
    /// Take a shared secret that is shorter than the hash, can be guessed, or is the text of a public key
    #[arg(long, conflicts_with = "ring")]
    allow_weak_key: bool,
}

/// A key that was read, for whatever it is to be used.
pub enum Source<'c> {
    /// With its name.
    File(KeyFile, PathBuf),
    Secret(Secret),
    Ring(Box<OpenRing<'c>>),
}

/// The keys that signatures are checked with.
pub enum Held {
    Named(Trusted),
    Ring {
        keys: Vec<VerificationKey>,
        /// The ids of those whose tokens are not taken any more, and why.
        ended: Vec<(String, String)>,
        stale: Option<Stale>,
        /// The command that shows it.
        show: String,
    },
}

impl Held {
    pub fn keys(&self) -> Keys<'_> {
        match self {
            Self::Named(trusted) => trusted.keys(),
            Self::Ring { keys, .. } => Keys::Ring(keys),
        }
    }
}

impl KeyFlags {
    /// The key at a place that a profile names.
    pub fn at(ring: Option<String>, secret: SecretFlags) -> Self {
        Self { ring, secret, ..Self::default() }
    }

    /// Reads the key that was named; `None` when none was. `allow_http` is for rings in etcd.
    pub fn read<'c>(
        &self,
        purpose: Use,
        space: OuterSpace,
        allow_http: bool,
        context: &'c Context<'_>,
    ) -> Result<Option<Source<'c>>, Failure> {
        self.check_used()?;
        if let Some(name) = &self.ring {
            let etcd = PlaceFlags::new(self.etcd.clone(), allow_http);
            return Ok(Some(Source::Ring(OpenRing::open(name, &etcd, purpose, context)?.into())));
        }
        if let Some(path) = &self.key {
            return Source::of_file(path, context).map(Some);
        }
        Ok(self.secret.read_with(space, context)?.map(Source::Secret))
    }

    /// An error when something is said of a secret or a ring, and none is named.
    fn check_used(&self) -> Result<(), Failure> {
        if self.secret.encoding.is_some() && !self.secret.is_named() {
            let message = "--secret-encoding is for a shared secret, and none is named";
            return Err(
                Failure::usage(message).hint("--secret-file FILE, --secret-env NAME or --secret-stdin")
            );
        }
        if self.ring.is_none() && !self.etcd.again().is_empty() {
            let message = "it is said how etcd is reached, and no key ring is named";
            return Err(Failure::usage(message).hint("--ring etcd://HOST:2379/PREFIX/NAME"));
        }
        Ok(())
    }

    /// What holds the key that was named, in words.
    pub fn place(&self) -> String {
        let ring = || self.ring.as_ref().map(|name| format!("the key ring {name}"));
        self.key.as_deref().map(shown).or_else(ring).unwrap_or_else(|| self.secret.place())
    }

    /// True when a ring is named, whose place a profile may say.
    pub fn names_ring(&self) -> bool {
        self.ring.is_some()
    }

    /// True when a key is named here.
    pub fn is_named(&self) -> bool {
        self.key.is_some() || self.ring.is_some() || self.secret.is_named()
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

fn shared(secret: &Secret, weak: WeakSecrets) -> Result<Trusted, key::Error> {
    VerificationKey::shared(&secret.bytes, weak).map(Trusted::One)
}

impl Source<'_> {
    /// The keys of a file, with a warning where others can read one that is private.
    pub fn of_file(path: &Path, context: &Context<'_>) -> Result<Self, Failure> {
        let (file, is_open) = key_file(path, context)?;
        if is_open && file.is_private() {
            context.host.terminal.warn_of_open_file(path);
        }
        Ok(Self::File(file, path.to_owned()))
    }

    /// Why somebody else could make tokens that a shared secret of it takes: a name for scripts, and the warning.
    pub fn weaknesses(&self, weak: WeakSecrets, now: Timestamp) -> Vec<(&'static str, String)> {
        let guessable = match self {
            Self::File(file, _) => file.guessable(),
            Self::Secret(secret) => key::guessable(secret.bytes.expose()),
            Self::Ring(ring) => {
                return ring.weak(now.as_second()).map(|warning| ("weak_secret", warning)).collect();
            }
        };
        let guess = |why| format!("whoever guesses the secret can make such tokens: {why}.");
        let guessable = guessable.map(|why| ("guessable_secret", guess(why)));
        let is_public = weak == WeakSecrets::Allowed && self.is_public_text();
        let public = is_public.then(|| ("public_secret", format!("{}.", key::Error::PublicSecret)));
        guessable.into_iter().chain(public).collect()
    }

    /// The keys that signatures are checked with at this time.
    pub fn trusted(&self, weak: WeakSecrets, now: Timestamp) -> Result<Held, Failure> {
        let trusted = match self {
            Self::File(file, _) => file.trusted(weak),
            Self::Secret(secret) => shared(secret, weak),
            Self::Ring(ring) => {
                let now = now.as_second();
                let (keys, ended, stale) = (ring.verifying(now)?, ring.ended(now), ring.stale.clone());
                return Ok(Held::Ring { keys, ended, stale, show: ring.command_to_show() });
            }
        };
        trusted.map(Held::Named).map_err(|why| self.refused(&why))
    }

    /// Whether a shared secret of it is the text of a public key, which only who insists on weak ones gets by.
    fn is_public_text(&self) -> bool {
        let trusted = match self {
            Self::File(file, _) => file.trusted(WeakSecrets::Refused),
            Self::Secret(secret) => shared(secret, WeakSecrets::Refused),
            Self::Ring(_) => return false,
        };
        let is_public = |why: &key::Error| matches!(why, key::Error::PublicSecret);
        match trusted {
            Ok(Trusted::One(_)) => false,
            Ok(Trusted::Set(set)) => set.ignored().iter().any(|ignored| is_public(&ignored.why)),
            Err(why) => is_public(&why),
        }
    }

    /// The key that signs at this time: of a ring the active one, whatever is wanted.
    pub fn signing_key(
        &self,
        algorithm: Option<Algorithm>,
        kid: Option<&str>,
        weak: WeakSecrets,
        now: Timestamp,
    ) -> Result<SigningKey, Failure> {
        let key = match self {
            Self::File(file, _) => file.signing_key(algorithm, kid, weak),
            Self::Secret(secret) => {
                SigningKey::shared(&secret.bytes, algorithm.unwrap_or(Algorithm::HS256), weak)
            }
            Self::Ring(ring) => return ring.signing_key(now.as_second()),
        };
        key.map_err(|why| self.refused(&why))
    }

    /// What is weak about the key that signs: a ring has it, or somebody insists on it.
    pub fn weakness(
        &self,
        algorithm: Option<Algorithm>,
        kid: Option<&str>,
        weak: WeakSecrets,
        now: Timestamp,
    ) -> Option<String> {
        match (self, weak) {
            (Self::Ring(ring), _) => {
                ring.weakness(now.as_second()).map(|why| format!("a weak key signs: {why}"))
            }
            (_, WeakSecrets::Refused) => None,
            (_, WeakSecrets::Allowed) => {
                let why = self.signing_key(algorithm, kid, WeakSecrets::Refused, now).err()?;
                Some(format!("a weak key was taken nevertheless: {}", why.message))
            }
        }
    }

    /// Says which certificates of the key are not valid at this time; it is used nevertheless.
    pub fn warn_of_certificates(&self, now: Timestamp, context: &Context<'_>) {
        let Self::File(file, path) = self else { return };
        for warning in file.untimely_certificates(now) {
            let warning = format!("{}: {warning}; its key is used nevertheless.", shown(path));
            context.host.terminal.warn("untimely_certificate", &warning);
        }
    }

    /// Why the key is not taken.
    pub fn refused(&self, why: &key::Error) -> Failure {
        let message = match self {
            Self::File(_, path) => format!("{}: {why}", shown(path)),
            Self::Secret(_) | Self::Ring(_) => why.to_string(),
        };
        let failure = unusable(message).hints(why.hint());
        match why {
            key::Error::ShortSecret { .. } | key::Error::GuessableSecret(_) => {
                failure.hint("--allow-weak-key takes it nevertheless")
            }
            key::Error::PublicSecret => failure.hint("--key FILE is for keys"),
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
