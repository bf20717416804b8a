//! The options that every verb takes.

use super::arguments::{PLACES, absolute, some_time};
use super::proxy_url::ProxyUrl;
use crate::host::terminal::{Color, Manners};
use crate::http;
use crate::store::StoreKind;
use clap::builder::Styles;
use clap::{Arg, Command};
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

const HEADING: &str = "Global options";

/// Options that may stand before or behind the verb.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = HEADING)]
pub struct Globals {
    /// The profile to use [env: AUTHCTL_PROFILE]
    #[arg(short, long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Print one JSON object instead of text, and errors as JSON too
    #[arg(long, global = true)]
    pub json: bool,
    /// Never ask a question at the terminal
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Keep everything in this folder [env: AUTHCTL_CONFIG_DIR]
    #[arg(long, global = true, value_name = "DIR")]
    pub config_dir: Option<PathBuf>,
    /// Where secrets rest [env: AUTHCTL_STORE]
    #[arg(
        long,
        global = true,
        value_name = "PLACE",
        hide_possible_values = true,
        help = "Where secrets rest: keychain, file or none [env: AUTHCTL_STORE]"
    )]
    pub store: Option<StoreKind>,
    /// The key file that opens the file store [env: AUTHCTL_KEY_FILE]
    #[arg(long, global = true, value_name = "FILE", value_parser = absolute)]
    pub key_file: Option<PathBuf>,
    /// How long an issuer's whole answer may take, and how long an API may stay silent [default: 30s, an endpoint of etcd 2s]
    #[arg(long, global = true, value_name = "TIME", value_parser = some_time)]
    pub timeout: Option<Duration>,
    /// A PEM file with further certificate authorities to trust
    #[arg(long, global = true, value_name = "FILE")]
    pub ca_cert: Option<PathBuf>,
    /// The proxy, instead of HTTPS_PROXY and its kin; NO_PROXY still holds
    #[arg(long, global = true, value_name = "URL", value_parser = ProxyUrl)]
    pub proxy: Option<Url>,
    /// When to colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        help = "When to colour: auto, always or never"
    )]
    pub color: Color,
    /// No talk, only errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Show requests and answers without their secrets; twice: headers too, and what is said to and by an issuer
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// As when none was typed.
impl Default for Globals {
    fn default() -> Self {
        Self {
            profile: None,
            json: false,
            no_input: false,
            config_dir: None,
            store: None,
            key_file: None,
            timeout: None,
            ca_cert: None,
            proxy: None,
            color: Color::Auto,
            quiet: false,
            verbose: 0,
        }
    }
}

impl Globals {
    pub fn manners(&self) -> Manners {
        let Self { quiet, no_input, color, json, .. } = *self;
        Manners { quiet, no_input, verbosity: self.verbose, color, json }
    }

    /// How long an issuer or an API has.
    pub fn timeout(&self) -> Duration {
        self.timeout.unwrap_or(http::Options::default().timeout)
    }

    pub fn http(&self) -> http::Options {
        http::Options {
            timeout: self.timeout(),
            ca_cert: self.ca_cert.clone(),
            client_certificate: None,
            proxy: self.proxy.clone(),
        }
    }
}

/// The form of a verb's help: what is its own, then its examples, and last the global options by their names alone,
/// since the overview explains them. Where the credential rests is a setting of the verbs that keep settings.
pub fn laid_out(command: Command) -> Command {
    let keeps_settings = command.get_arguments().any(|arg| arg.get_help_heading() == Some(PLACES));
    let is_global = |arg: &&Arg| arg.get_help_heading() == Some(HEADING);
    let globals: Vec<String> =
        command.get_arguments().filter(is_global).map(|arg| arg.get_id().to_string()).collect();
    let mut names = Vec::new();
    let mut command = command;
    for id in globals {
        // an argument that is changed moves behind the others
        command = command.mut_arg(&id, |arg| match keeps_settings && ["store", "key_file"].contains(&&*id) {
            true => arg.help_heading(PLACES).hide_short_help(false).hide_long_help(false),
            false => {
                names.extend(arg.get_long().map(|long| format!("--{long}")));
                arg.hide_short_help(true).hide_long_help(true)
            }
        });
    }
    let names: Vec<String> = names.chunks(6).map(|line| line.join(" ")).collect();
    let command = command.help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{{all-args}}{{after-help}}\n\n\
         Options of every verb, which `authctl --help` explains:\n  {}\n",
        names.join("\n  ")
    ));
    let Some(examples) = command.get_after_help().map(ToString::to_string) else { return command };
    let header = *Styles::styled().get_header();
    command.after_help(format!("{header}Examples:{header:#}\n  {}", examples.replace('\n', "\n  ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Args as _, FromArgMatches as _};

    #[test]
    fn the_default_is_what_the_parser_finds_when_nothing_is_typed() {
        let parsed = Globals::augment_args(Command::new("authctl")).get_matches_from(["authctl"]);
        let parsed = Globals::from_arg_matches(&parsed).unwrap();
        assert_eq!(format!("{parsed:?}"), format!("{:?}", Globals::default()));
    }
}
