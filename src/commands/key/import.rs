//! `authctl key import`.

use super::making::{check_encoding, kept};
use crate::commands::arguments::{self, Unshown, algorithm, seconds, some_seconds};
use crate::commands::jwt::key_source::Source;
use crate::commands::jwt::secret_source::{SecretFlags, unusable};
use crate::commands::ring_entry::{RingArgument, RingEntry};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use crate::host::printable;
use crate::jwt::Algorithm;
use crate::jwt::key::{FreshKey, WeakSecrets};
use crate::keys::rotation::GRACE;
use crate::keys::{Ring, TokenLife};
use jiff::Timestamp;
use std::path::PathBuf;
use std::time::Duration;

const EXAMPLES: &str = "authctl key import api --secret-env JWT_SECRET --token-lifetime 7d
printf %s \"$JWT_SECRET\" | authctl key import api --secret-stdin --secret-encoding base64
authctl key import web --key private.pem --alg ES256";
/// In bytes.
const LONGEST_ID: usize = 256;

/// Make a key ring of a key that a service has already
///
/// The service goes on with its key, and the next rotation takes its tokens for as long as --token-lifetime says. A weak
/// secret is named as one, and taken with --allow-weak-key: rotate it soon.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ImportArgs {
    #[command(flatten)]
    ring: RingArgument,
    /// A private JWK, PEM or DER; - reads stdin
    #[arg(help_heading = "Key", long, value_name = "FILE", group = "key-source", value_parser = Unshown(arguments::key_file))]
    key: Option<PathBuf>,
    #[command(flatten)]
    secret: SecretFlags,
    /// Take a shared secret that is shorter than the hash, can be guessed, or is the text of a public key
    #[arg(help_heading = "Key", long)]
    allow_weak_key: bool,
    /// What the key signs with [default: that of the key, else HS256 or RS256]
    #[arg(long, value_name = "ALG", value_parser = algorithm)]
    alg: Option<Algorithm>,
    /// The id of the key in tokens [default: that of the JWK, else one is made]
    #[arg(long, value_name = "ID", value_parser = key_id)]
    kid: Option<String>,
    /// How long the tokens live that the service makes by itself [default: 24h]
    #[arg(long, value_name = "TIME", value_parser = some_seconds)]
    token_lifetime: Option<Duration>,
}

pub fn run(arguments: &ImportArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let ring = RingEntry::new(&arguments.ring, context)?;
    let now = context.host.clock.unix();
    let (key, algorithm) = arguments.key(context.host.clock.now(), context)?;
    let encoding = arguments.secret.encoding;
    check_encoding(encoding, algorithm)?;
    let lifetime = TokenLife::Seconds(arguments.token_lifetime.map_or(GRACE, seconds));
    let made = Ring::new(&ring.name.bare, algorithm, key, now)
        .with_secrets_read_as(encoding.unwrap_or_default())
        .with_service_tokens(lifetime);
    let (made, outcome) = kept(&ring, || Ok(made), context)?;
    let weak = made.active(now).weakness().map(|why| {
        format!(
            "Its secret is weak: {why}. `{}` puts a strong one in its place, and where the service reads it.",
            ring.name.command("rotate", " --env-file FILE --env-name NAME")
        )
    });
    Ok(weak.into_iter().fold(outcome, Outcome::say))
}

/// An id that stands in tokens, tables and commands.
fn key_id(text: &str) -> Result<String, String> {
    let is_plain = !text.contains(char::is_whitespace) && printable::line(text) == text;
    match (1..=LONGEST_ID).contains(&text.len()) && is_plain {
        true => Ok(text.to_owned()),
        false => {
            Err(format!("1 to {LONGEST_ID} bytes are wanted, with no white space and nothing invisible"))
        }
    }
}

impl ImportArgs {
    fn key(&self, now: Timestamp, context: &Context<'_>) -> Result<(FreshKey, Algorithm), Failure> {
        let source = self.source(context)?;
        let weak = if self.allow_weak_key { WeakSecrets::Allowed } else { WeakSecrets::Refused };
        let key = source.signing_key(self.alg, self.kid.as_deref(), weak, now)?;
        let algorithm = key.algorithm();
        let key = FreshKey::taken_over(&key, self.kid.clone()).map_err(|why| source.refused(&why))?;
        key_id(&key.kid)
            .map_err(|why| unusable(format!("the id of the key: {why}")).hint("--kid ID gives it another"))?;
        Ok((key, algorithm))
    }

    fn source(&self, context: &Context<'_>) -> Result<Source<'static>, Failure> {
        if let Some(path) = &self.key {
            return Source::of_file(path, context);
        }
        let secret = self.secret.read(context)?.ok_or_else(|| {
            Failure::usage("no key was named").hint("--secret-file FILE, --secret-env NAME or --key FILE")
        })?;
        Ok(Source::Secret(secret))
    }
}
