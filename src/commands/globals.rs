//! The options that every verb takes.

use super::arguments::{ProxyUrl, absolute, some_time};
use crate::host::terminal::{Color, Manners};
use crate::http;
use crate::store::StoreKind;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// Options that may stand before or behind the verb.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
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
    /// How long an issuer or an API may stay silent
    #[arg(long, global = true, value_name = "TIME", default_value = "30s", value_parser = some_time)]
    pub timeout: Duration,
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
    /// Show requests and answers without their secrets; twice: headers and bodies too
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

impl Globals {
    pub fn manners(&self) -> Manners {
        Manners { quiet: self.quiet, no_input: self.no_input, verbosity: self.verbose, color: self.color }
    }

    pub fn http(&self) -> http::Options {
        http::Options { timeout: self.timeout, ca_cert: self.ca_cert.clone(), proxy: self.proxy.clone() }
    }
}
