//! A service with a login of its own, as it is typed.

use super::arguments::pair;
use super::signing_flags::SigningFlags;
use crate::config::Layer;
use crate::failure::Failure;
use crate::host::Environment;
use crate::service::{Encoding, Field, Known, Route, RouteName, TokenPlace};
use clap::ValueEnum as _;
use hyper::header::{CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};

/// Under what it stands in the help.
const SERVICE: &str = "A service with a login of its own, kept in the profile";

/// What a profile says of a service.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ServiceFlags {
    /// The service, of those that are known by name; what is known of it holds where nothing else is said
    #[arg(help_heading = SERVICE, long, value_name = "NAME")]
    service: Option<Known>,
    /// Who logs in there
    #[arg(help_heading = SERVICE, long, value_name = "NAME")]
    username: Option<String>,
    /// The profile of the administrator who gets the token (--method mint)
    #[arg(help_heading = SERVICE, long, value_name = "PROFILE")]
    minted_by: Option<String>,
    /// Keep the password with the credential, so that authctl can log in again by itself
    #[arg(help_heading = SERVICE, long, value_name = "WHETHER", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    keep_password: Option<bool>,
    /// Ask for a longer session
    #[arg(help_heading = SERVICE, long, value_name = "WHETHER", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    remember: Option<bool>,
    /// The cookie that is the credential
    #[arg(help_heading = SERVICE, long, value_name = "NAME", value_parser = token_of_http)]
    cookie: Option<String>,
    /// The header that is the credential
    #[arg(help_heading = SERVICE, long, value_name = "NAME", value_parser = header_name)]
    header: Option<String>,
    /// Where the service looks for its tokens, with --method key, token, password, challenge, bff and mint [default: bearer]
    #[arg(help_heading = SERVICE, long, value_name = "PLACE")]
    sent_as: Option<TokenPlace>,
    /// How the service wants user and password, with --method password [default: form]
    #[arg(help_heading = SERVICE, long, value_name = "HOW")]
    login_body: Option<Encoding>,
    /// How the service wants what `account register` sends
    #[arg(help_heading = SERVICE, long, value_name = "HOW")]
    register_body: Option<Encoding>,
    /// A route of the service, below its address: login=/auth/login, logout='GET /logout' (repeat)
    #[arg(help_heading = SERVICE, long, value_name = "NAME=PATH", value_parser = route)]
    route: Vec<(RouteName, Route)>,
    /// What a field of its login form is called: username=email (repeat)
    #[arg(help_heading = SERVICE, long, value_name = "NAME=FIELD", value_parser = field)]
    field: Vec<(Field, String)>,
    #[command(flatten)]
    signing: SigningFlags,
}

impl ServiceFlags {
    pub fn add_to(&self, layer: &mut Layer) {
        layer.service = self.service;
        layer.username.clone_from(&self.username);
        layer.minted_by.clone_from(&self.minted_by);
        layer.keep_password = self.keep_password;
        layer.remember = self.remember;
        layer.cookie.clone_from(&self.cookie);
        layer.header.clone_from(&self.header);
        layer.sent_as = self.sent_as;
        layer.login_body = self.login_body;
        layer.register_body = self.register_body;
        layer.routes = (!self.route.is_empty()).then(|| self.route.iter().cloned().collect());
        layer.fields = (!self.field.is_empty()).then(|| self.field.iter().cloned().collect());
        self.signing.add_to(layer);
    }

    /// Refuses what is more likely a secret than the name of its variable.
    pub fn check_variable(&self, environment: &Environment) -> Result<(), Failure> {
        self.signing.check_variable(environment)
    }
}

pub fn route(text: &str) -> Result<(RouteName, Route), String> {
    let (name, path) = pair(text)?;
    let names = || RouteName::ALL.map(RouteName::name).join(", ");
    let name = RouteName::from_str(&name, false).map_err(|_| format!("the routes are {}", names()))?;
    Ok((name, path.parse::<Route>()?))
}

pub fn field(text: &str) -> Result<(Field, String), String> {
    let (name, called) = pair(text)?;
    let names = || Field::ALL.map(Field::name).join(", ");
    let field = Field::from_str(&name, false).map_err(|_| format!("the fields are {}", names()))?;
    Ok((field, called))
}

/// The name of a header in which a credential can be sent.
fn header_name(text: &str) -> Result<String, String> {
    match [HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION]
        .iter()
        .any(|name| text.eq_ignore_ascii_case(name.as_str()))
    {
        true => Err("it follows from each request, and carries no credential".to_owned()),
        false => token_of_http(text),
    }
}

/// The name of a header or a cookie (token, RFC 9110 section 5.6.2).
fn token_of_http(text: &str) -> Result<String, String> {
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    match !text.is_empty() && text.bytes().all(is_usual) {
        true => Ok(text.to_owned()),
        false => Err("the name of a header or a cookie is wanted".to_owned()),
    }
}
