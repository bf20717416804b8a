//! How etcd is reached, as it is typed or as a profile says it.

use super::Context;
use super::arguments::{self, Unshown, UnshownPassword, absolute, shown_variable, variable_name};
use crate::config::{Layer, Settings};
use crate::failure::{Failure, Kind};
use crate::host::files;
use crate::http::ClientCertificate;
use crate::sensitive::Password;
use crate::store::etcd::{Address, Cluster, ENDPOINT_TIMEOUT, Login, Options};
use std::path::{Path, PathBuf};

/// Under what it stands in the help.
pub const HEADING: &str = "Rings in etcd";
/// No password is longer.
const LONGEST: usize = 64 * 1024;

/// What proves to etcd who we are.
#[derive(Clone, Debug, Default, clap::Args)]
#[expect(clippy::struct_field_names, reason = "a field has the name of its flag")]
pub struct EtcdFlags {
    /// The certificate of this client, as PEM
    #[arg(help_heading = HEADING, long, hide_short_help = true, value_name = "FILE", value_parser = absolute)]
    etcd_cert: Option<PathBuf>,
    /// Its private key, as PEM
    #[arg(help_heading = HEADING, long, hide_short_help = true, value_name = "FILE", value_parser = absolute)]
    etcd_key: Option<PathBuf>,
    /// The user that etcd knows
    #[arg(help_heading = HEADING, long, hide_short_help = true, value_name = "NAME")]
    etcd_user: Option<String>,
    /// A file that holds the user's password
    #[arg(help_heading = HEADING, long, hide_short_help = true, value_name = "FILE", value_parser = absolute)]
    etcd_password_file: Option<PathBuf>,
    /// The environment variable that holds the user's password
    #[arg(help_heading = HEADING, long, hide_short_help = true, value_name = "NAME", conflicts_with = "etcd_password_file", value_parser = Unshown(variable_name))]
    etcd_password_env: Option<String>,
}

/// How rings in etcd are reached.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct PlaceFlags {
    #[command(flatten)]
    flags: EtcdFlags,
    /// Use http also to other machines, which lets everybody in between read the password
    #[arg(help_heading = HEADING, long, hide_short_help = true)]
    allow_http: bool,
}

/// The place of rings that a profile names.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct RingsFlags {
    /// Where the rings of this profile are: etcd://HOST:PORT[,HOST:PORT…]/PREFIX; `authctl key show NAME -p PROFILE` finds them
    #[arg(help_heading = HEADING, long, value_name = "PLACE", value_parser = UnshownPassword(address))]
    rings: Option<Address>,
    #[command(flatten)]
    etcd: EtcdFlags,
}

/// A place of rings, from `etcd://HOSTS/PREFIX`.
pub fn address(text: &str) -> Result<Address, String> {
    Address::parse(text).map_err(|why| why.to_string())
}

impl RingsFlags {
    pub fn add_to(&self, layer: &mut Layer) {
        layer.rings.clone_from(&self.rings);
        self.etcd.add_to(layer);
    }
}

impl PlaceFlags {
    pub fn new(flags: EtcdFlags, allow_http: bool) -> Self {
        Self { flags, allow_http }
    }

    pub fn layer(&self) -> Layer {
        let mut layer = Layer { allow_http: self.allow_http.then_some(true), ..Layer::default() };
        self.flags.add_to(&mut layer);
        layer
    }

    pub fn again(&self) -> String {
        let http = if self.allow_http { " --allow-http" } else { "" };
        self.flags.again() + http
    }
}

impl EtcdFlags {
    pub fn add_to(&self, layer: &mut Layer) {
        layer.etcd_cert.clone_from(&self.etcd_cert);
        layer.etcd_key.clone_from(&self.etcd_key);
        layer.etcd_user.clone_from(&self.etcd_user);
        layer.etcd_password_file.clone_from(&self.etcd_password_file);
        layer.etcd_password_env.clone_from(&self.etcd_password_env);
    }

    /// The flags as they would be typed again, with a space before each.
    pub fn again(&self) -> String {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.to_string_lossy().into_owned());
        arguments::again([
            ("--etcd-cert", path(&self.etcd_cert)),
            ("--etcd-key", path(&self.etcd_key)),
            ("--etcd-user", self.etcd_user.clone()),
            ("--etcd-password-file", path(&self.etcd_password_file)),
            ("--etcd-password-env", self.etcd_password_env.clone()),
        ])
    }
}

/// The etcd at this address. A person may be asked for a password.
pub fn cluster(address: &Address, settings: &Settings, context: &Context<'_>) -> Result<Cluster, Failure> {
    let client_certificate =
        match (settings.value(|layer| &layer.etcd_cert), settings.value(|layer| &layer.etcd_key)) {
            (Some(certificate), Some(key)) => Some(ClientCertificate { certificate, key }),
            (None, None) => None,
            _ => {
                return Err(Failure::usage(
                    "a certificate and its private key are named together: --etcd-cert FILE --etcd-key FILE",
                ));
            }
        };
    let options = Options {
        http: crate::http::Options {
            client_certificate,
            timeout: context.globals.timeout.unwrap_or(ENDPOINT_TIMEOUT),
            ..context.globals.http()
        },
        allow_http: settings.value(|layer| &layer.allow_http).unwrap_or_default(),
        login: login(settings, context)?,
    };
    Ok(Cluster::new(address, options, context.host.environment.clone(), context.host.terminal.clone()))
}

/// An etcd that nobody asks: no password is needed.
pub fn unasked(address: &Address, context: &Context<'_>) -> Cluster {
    let options = Options { http: context.globals.http(), allow_http: false, login: None };
    Cluster::new(address, options, context.host.environment.clone(), context.host.terminal.clone())
}

fn login(settings: &Settings, context: &Context<'_>) -> Result<Option<Login>, Failure> {
    let file = settings.rank(|layer| &layer.etcd_password_file);
    let variable = settings.rank(|layer| &layer.etcd_password_env);
    let Some(user) = settings.value(|layer| &layer.etcd_user) else {
        return match file.is_some() || variable.is_some() {
            true => Err(Failure::usage("a password is named for etcd, and no user").hint("--etcd-user NAME")),
            false => Ok(None),
        };
    };
    let password = match (file, variable) {
        (Some((one, path)), other) if other.as_ref().is_none_or(|(other, _)| one < *other) => {
            of_file(&path, context)?
        }
        (_, Some((_, name))) => of_variable(&name, context)?,
        _ => {
            let hint = "--etcd-password-file FILE or --etcd-password-env NAME says where it is";
            let question = format!("Password of {user} at etcd");
            context.host.terminal.ask_secret(&question).map_err(|why| Failure::from(why).hint(hint))?
        }
    };
    Ok(Some(Login { user, password }))
}

fn of_file(path: &Path, context: &Context<'_>) -> Result<Password, Failure> {
    let missing = || no_password(format!("{} is not there", path.display()));
    let (file, is_open) = files::read_secret(path, LONGEST)?.ok_or_else(missing)?;
    if is_open {
        context.host.terminal.warn_of_open_file(path);
    }
    let line = files::secret_line(&file).filter(|line| !line.is_empty());
    line.map(Password::new).ok_or_else(|| no_password(format!("{} holds no password", path.display())))
}

fn of_variable(name: &str, context: &Context<'_>) -> Result<Password, Failure> {
    let environment = &context.host.environment;
    environment.secret(name).map(Password::new).ok_or_else(|| {
        let why = if environment.is_set(name) { "is empty or holds no text" } else { "is not set" };
        let shown = shown_variable(name, environment);
        no_password(format!("the variable {shown}, which should hold the password for etcd, {why}"))
    })
}

fn no_password(message: String) -> Failure {
    Failure::new(Kind::Other, "no_password", message)
}
