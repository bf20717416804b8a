//! What signs tokens for a service, as it is typed and as a profile says it. It is read anew at each run: it may have changed.

use super::Context;
use super::arguments::{Unshown, absolute, seconds, shown_variable, variable_name, whole_seconds};
use super::jwt::key_source::{KeyFlags, Source};
use super::jwt::recipient::{Resolved, Typed};
use super::jwt::secret_source::{OuterSpace, SecretFlags};
use super::resolve::Profile;
use super::ring::Use;
use crate::config::Layer;
use crate::config::layer::TOKEN_LIFE;
use crate::failure::Failure;
use crate::host::Environment;
use crate::jwt::key::WeakSecrets;
use crate::jwt::recipient::Recipient;
use crate::keys::TokenLife;
use crate::login::Signing;
use crate::service::Known;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Under what it stands in the help.
const SIGNED: &str = "Tokens for a service that are signed here (--method key), kept in the profile";

/// What a profile says of tokens that are signed here.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct SigningFlags {
    /// A file that holds the secret of the service
    #[arg(help_heading = SIGNED, long, value_name = "FILE", value_parser = absolute)]
    secret_file: Option<PathBuf>,
    /// The environment variable that holds the secret of the service
    #[arg(help_heading = SIGNED, long, value_name = "NAME", conflicts_with = "secret_file", value_parser = Unshown(variable_name))]
    secret_env: Option<String>,
    /// The key ring that has the secret of the service
    #[arg(help_heading = SIGNED, long, value_name = "RING", conflicts_with_all = ["secret_file", "secret_env"])]
    ring: Option<String>,
    /// The file that the service reads its variables from (.env): what is named nowhere else comes from there, or from the
    /// environment
    #[arg(help_heading = SIGNED, long, value_name = "FILE", value_parser = absolute)]
    env_file: Option<PathBuf>,
    /// Whom the tokens are about (sub)
    #[arg(help_heading = SIGNED, long, value_name = "SUBJECT")]
    subject: Option<String>,
    /// A role (repeat); they are the list roles
    #[arg(help_heading = SIGNED, long, value_name = "ROLE")]
    role: Vec<String>,
    /// How long each token is good [default: 15m]
    #[arg(help_heading = SIGNED, long, value_name = "TIME", value_parser = whole_seconds)]
    expires_in: Option<Duration>,
}

impl SigningFlags {
    pub fn add_to(&self, layer: &mut Layer) {
        layer.secret_file.clone_from(&self.secret_file);
        layer.secret_env.clone_from(&self.secret_env);
        layer.ring.clone_from(&self.ring);
        layer.env_file.clone_from(&self.env_file);
        layer.subject.clone_from(&self.subject);
        layer.roles = (!self.role.is_empty()).then(|| self.role.clone());
        layer.expires_in = self.expires_in.map(|time| u32::try_from(seconds(time)).unwrap_or(u32::MAX));
    }

    /// Refuses what is more likely a secret than the name of its variable: a profile would keep it in the clear.
    pub fn check_variable(&self, environment: &Environment) -> Result<(), Failure> {
        match self.secret_env.as_deref() {
            Some(name) if shown_variable(name, environment) != name => Err(Failure::usage(
                "--secret-env wants the NAME of a variable, and no variable has the name that was given; a secret there can be read by everybody on this machine",
            )
            .hint("a name in capitals, such as SERVICE_SECRET, need not be set yet")
            .hint("--secret-file FILE reads the secret from a file")),
            _ => Ok(()),
        }
    }
}

/// What the settings say of tokens that are signed here; else why none can be signed, which matters only once one is wanted.
pub fn of(profile: &Profile, context: &Context<'_>) -> Result<Signing, String> {
    read(profile, context).map_err(|why| {
        let remedy = why.hints.first().map_or_else(String::new, |hint| format!(" ({hint})"));
        format!("{}{remedy}", why.message)
    })
}

fn read(profile: &Profile, context: &Context<'_>) -> Result<Signing, Failure> {
    let settings = &profile.settings;
    let recipient = settings.value(|layer| &layer.service).and_then(recipient).ok_or_else(|| {
        Failure::usage(format!("profile {} names no service that takes such tokens", profile.name))
            .hint("--service fluxlit, taskflow or zndraw")
    })?;
    let issuer = settings.value(|layer| &layer.issuer);
    let audience: Vec<String> = settings.value(|layer| &layer.audience).into_iter().collect();
    let env_file = settings.value(|layer| &layer.env_file);
    let typed = Typed { issuer: issuer.as_deref(), audience: &audience, leeway: None };
    let mut resolved = Resolved::read(recipient, env_file.as_deref(), &typed, context)?;
    resolved.check_complete()?;
    let allow_http = settings.value(|layer| &layer.allow_http).unwrap_or_default();
    let source = match named(profile).read(Use::Sign, OuterSpace::of(Some(recipient)), allow_http, context)? {
        Some(source) => source,
        None => resolved.signing_source()?,
    };
    let lifetime = settings.value(|layer| &layer.expires_in).unwrap_or(TOKEN_LIFE);
    let now = context.host.clock.now();
    let key = match &source {
        Source::Ring(ring) => ring.signing_for(TokenLife::Seconds(lifetime.into()), now.as_second())?,
        source => source.signing_key(None, None, WeakSecrets::Refused, now)?,
    };
    let signing = Signing {
        key: Arc::new(key),
        expected: resolved.expected,
        subject: settings.value(|layer| &layer.subject),
        scopes: settings.value(|layer| &layer.scopes).unwrap_or_default(),
        roles: settings.value(|layer| &layer.roles).unwrap_or_default(),
        lifetime,
    };
    let unread = signing.unread();
    match unread.is_empty() {
        true => Ok(signing),
        false => {
            let message = format!("{} does not read {}", recipient.description().name, unread.join(", "));
            Err(Failure::usage(message))
        }
    }
}

/// What the strongest layer names of the places of a key: one counts.
fn named(profile: &Profile) -> KeyFlags {
    let settings = &profile.settings;
    let file = settings.rank(|layer| &layer.secret_file);
    let variable = settings.rank(|layer| &layer.secret_env);
    let ring = settings.rank(|layer| &layer.ring);
    let ranks =
        [file.as_ref().map(|it| it.0), variable.as_ref().map(|it| it.0), ring.as_ref().map(|it| it.0)];
    let strongest = ranks.into_iter().flatten().min();
    let is_strongest = |rank: usize| Some(rank) == strongest;
    let file = file.filter(|(rank, _)| is_strongest(*rank)).map(|(_, path)| path);
    let variable = variable.filter(|(rank, _)| is_strongest(*rank)).map(|(_, name)| name);
    let ring = ring.filter(|(rank, _)| is_strongest(*rank)).map(|(_, name)| name);
    KeyFlags::at(ring, SecretFlags::at(file, variable))
}

/// Those of the services that take tokens which are signed elsewhere.
fn recipient(service: Known) -> Option<Recipient> {
    match service {
        Known::Fluxlit => Some(Recipient::Fluxlit),
        Known::Taskflow => Some(Recipient::Taskflow),
        Known::Zndraw => Some(Recipient::Zndraw),
        Known::Fastpluggy | Known::Dash => None,
    }
}
