//! What signs tokens for a service, as it is typed.

use super::arguments::{Unshown, absolute, seconds, shown_variable, some_seconds, variable_name};
use crate::config::Layer;
use crate::failure::Failure;
use crate::host::Environment;
use std::path::PathBuf;
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
    #[arg(help_heading = SIGNED, long, value_name = "TIME", value_parser = some_seconds)]
    expires_in: Option<Duration>,
    /// Sign with a secret that is shorter than the hash or can be guessed, such as the default one of a service in development;
    /// it is said each time
    #[arg(help_heading = SIGNED, long, value_name = "WHETHER", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    allow_weak_key: Option<bool>,
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
        layer.allow_weak_key = self.allow_weak_key;
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
