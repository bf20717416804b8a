//! What is typed, as the types that the verbs work with.

use super::service_flags::ServiceFlags;
use crate::config::Layer;
use crate::failure::Failure;
use crate::host::discreet;
use crate::host::environment::Environment;
use crate::http;
use crate::jwt::Algorithm;
use crate::login::Method;
use crate::login::loopback::CallbackHost;
use crate::oidc::{ClientAuth, Endpoint, TokenKind};
use clap::ValueEnum as _;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

pub use super::unshown::{Unshown, UnshownPassword};

/// Nobody waits longer.
const LONGEST: Duration = Duration::from_hours(366 * 24);

/// `30s`, `5m`, `1h 30m`, `7d`, `2w`; a bare number is seconds.
pub fn duration(text: &str) -> Result<Duration, String> {
    let typed = match text.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => days(text).or_else(|| Duration::try_from(text.parse::<SignedDuration>().ok()?).ok()),
    };
    typed
        .filter(|time| *time <= LONGEST)
        .ok_or_else(|| "a time such as 30s, 5m, 1h30m or 7d is wanted, at most a year".to_owned())
}

/// Some whole seconds of what is mostly days or weeks: a bare number is none of seconds.
pub fn seconds_with_unit(text: &str) -> Result<Duration, String> {
    match text.parse::<u64>() {
        Ok(number) => Err(format!("a unit is wanted: {number}d for days, {number}h, {number}m or {number}s")),
        Err(_) => some_seconds(text),
    }
}

/// Days of 24 hours, and weeks of 7 such days.
fn days(text: &str) -> Option<Duration> {
    let (number, hours) =
        text.strip_suffix('d').map(|days| (days, 24)).or_else(|| Some((text.strip_suffix('w')?, 24 * 7)))?;
    number.parse::<u32>().ok().map(|number| Duration::from_hours(u64::from(number) * hours))
}

/// A time in which something can happen.
pub fn some_time(text: &str) -> Result<Duration, String> {
    some(duration(text)?)
}

/// The same in whole seconds.
pub fn some_seconds(text: &str) -> Result<Duration, String> {
    some(whole_seconds(text)?)
}

fn some(time: Duration) -> Result<Duration, String> {
    if time.is_zero() { Err("no time at all is too short".to_owned()) } else { Ok(time) }
}

/// A time that is counted in whole seconds, as the dates of tokens and keys are.
pub fn whole_seconds(text: &str) -> Result<Duration, String> {
    let time = duration(text)?;
    match time.subsec_nanos() {
        0 => Ok(time),
        _ => Err("whole seconds are wanted: dates of tokens and keys have no parts of them".to_owned()),
    }
}

/// The seconds of a time that was typed as [`whole_seconds`].
pub fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

/// A point in time: RFC 3339, or seconds since 1970.
pub fn instant(text: &str) -> Result<Timestamp, String> {
    let typed = match text.parse() {
        Ok(seconds) => Timestamp::from_second(seconds).ok(),
        Err(_) => text.parse().ok(),
    };
    let typed = typed.filter(|time| *time >= Timestamp::UNIX_EPOCH);
    typed.ok_or_else(|| "a time such as 2026-11-20T12:00:00Z, or seconds since 1970, is wanted".to_owned())
}

/// A signature algorithm by its name.
pub fn algorithm(name: &str) -> Result<Algorithm, String> {
    let plain = |name: &str| name.replace(['-', '_'], "").to_ascii_lowercase();
    let names = || Algorithm::ALL.into_iter().map(Algorithm::name).chain([Algorithm::ED25519]);
    Algorithm::from_name(name).ok_or_else(|| match names().find(|known| plain(known) == plain(name)) {
        Some(meant) => format!("its name is written {meant}"),
        None => format!("the algorithms are {}", names().collect::<Vec<_>>().join(", ")),
    })
}

/// A kind of token, of those that the verb knows, each with its line of the help.
pub fn token_kind<const N: usize>(
    known: [(TokenKind, &'static str); N],
) -> impl TypedValueParser<Value = TokenKind> {
    let words = known.map(|(kind, help)| PossibleValue::new(kind.name()).help(help));
    PossibleValuesParser::new(words)
        .map(|word| TokenKind::ALL.into_iter().find(|kind| kind.name() == word).unwrap_or_default())
}

/// A path that means the same file wherever it is read later.
pub fn absolute(text: &str) -> Result<PathBuf, String> {
    std::path::absolute(text).map_err(|why| why.to_string())
}

/// `NAME=VALUE`, split at the first `=`.
pub fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("NAME=VALUE is wanted".to_owned()),
    }
}

fn endpoint(text: &str) -> Result<(Endpoint, Url), String> {
    let (name, url) = pair(text)?;
    let names = || Endpoint::ALL.map(Endpoint::name).join(", ");
    let endpoint = Endpoint::from_str(&name, false).map_err(|_| format!("the endpoints are {}", names()))?;
    Ok((endpoint, web_url(&url)?))
}

/// A resource or an audience as it was typed: whoever sees the request would see a password in it.
pub fn without_password(text: &str) -> Result<String, String> {
    match Url::parse(text) {
        Ok(url) if http::includes_credentials(&url) => {
            Err("an address without a user or password is wanted".to_owned())
        }
        _ => Ok(text.to_owned()),
    }
}

/// An http or https URL.
pub fn web_url(text: &str) -> Result<Url, String> {
    match Url::parse(text) {
        Ok(url) if http::includes_credentials(&url) => {
            Err("an address without a user or password is wanted".to_owned())
        }
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        Ok(url) if matches!(url.scheme(), "ws" | "wss") => {
            Err("the same address with https:// for wss://, or http:// for ws://, is wanted".to_owned())
        }
        _ => {
            Err("an address that begins with https:// is wanted, or with http:// where that is this machine"
                .to_owned())
        }
    }
}

/// An address below which others are: what stands behind `?` or `#` would come between.
pub fn base_url(text: &str) -> Result<Url, String> {
    match web_url(text)? {
        url if url.query().is_some() || url.fragment().is_some() => {
            Err("an address without ? and # is wanted".to_owned())
        }
        url => Ok(url),
    }
}

/// Whether `-` was typed where a file or a token is wanted: stdin.
pub fn is_stdin(typed: impl AsRef<OsStr>) -> bool {
    typed.as_ref() == "-"
}

/// The file of a key.
pub fn key_file(value: &OsStr) -> Result<PathBuf, &'static str> {
    const TEXT: &str = "the name of a file is wanted, and the text of a key was given, which everybody on this machine can read; - reads it from stdin";
    if discreet::is_key_text(&value.to_string_lossy()) { Err(TEXT) } else { Ok(value.into()) }
}

fn absolute_key_file(value: &OsStr) -> Result<PathBuf, &'static str> {
    std::path::absolute(key_file(value)?).map_err(|_| "the current folder is not known")
}

/// The name of a variable.
pub fn variable_name(value: &OsStr) -> Result<String, &'static str> {
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_name = |text: &&str| {
        let begins = text.bytes().next().is_some_and(|first| !first.is_ascii_digit());
        begins && text.bytes().all(is_usual)
    };
    value.to_str().filter(is_name).map(str::to_owned).ok_or(
        "the NAME of a variable is wanted, without the $ sign; a secret there can be read by everybody on this machine",
    )
}

/// What a message may show of a variable's name: what was given may be the secret itself. A name that is set is shown, and
/// so is what a person would make: short, or in capitals.
pub fn shown_variable<'a>(name: &'a str, environment: &Environment) -> Cow<'a, str> {
    let is_in_capitals = || {
        name.starts_with(|first: char| first.is_ascii_uppercase())
            && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    match environment.is_set(name) {
        true => Cow::Borrowed(name),
        false if name.len() <= 15 || is_in_capitals() => discreet::shown(name),
        false => Cow::Owned(discreet::hidden(name)),
    }
}

/// The path of a redirect URI.
pub fn callback_path(text: &str) -> Result<String, String> {
    let plain = text.starts_with('/')
        && !text.contains(['?', '#'])
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    if plain { Ok(text.to_owned()) } else { Err("a path such as /callback is wanted".to_owned()) }
}

/// Under what the settings stand in the help.
const WHO: &str = "Issuer and client, kept in the profile";
const WHAT: &str = "What to ask for, kept in the profile";
const WAY_BACK: &str = "The browser's way back, kept in the profile";
pub const PLACES: &str = "Where the credential goes and rests, kept in the profile";

/// The settings of a profile; all are kept in it.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = WHO)]
pub struct ProfileFlags {
    /// How to log in
    #[arg(long)]
    pub method: Option<Method>,
    /// The issuer, exactly as it names itself; with --method key the iss of the tokens
    #[arg(long, value_name = "URL")]
    pub issuer: Option<String>,
    /// The client id that the issuer knows authctl by
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    /// How the client authenticates
    #[arg(long)]
    pub client_auth: Option<ClientAuth>,
    /// A file that holds the client secret
    #[arg(long, value_name = "FILE", value_parser = absolute)]
    pub client_secret_file: Option<PathBuf>,
    /// The environment variable that holds the client secret
    #[arg(long, value_name = "NAME", conflicts_with = "client_secret_file", value_parser = Unshown(variable_name))]
    pub client_secret_env: Option<String>,
    /// A file that holds the client's private key, as JWK or PEM
    #[arg(long, value_name = "FILE", value_parser = Unshown(absolute_key_file))]
    #[arg(conflicts_with_all = ["client_secret_file", "client_secret_env"])]
    pub client_key: Option<PathBuf>,
    /// An endpoint that the issuer's metadata does not name; those that the profile names besides stay (repeat)
    #[arg(long, value_name = "NAME=URL", value_parser = UnshownPassword(endpoint))]
    pub endpoint: Vec<(Endpoint, Url)>,
    /// Allow http to other machines, which lets everybody in between read the credential
    #[arg(long)]
    pub allow_http: bool,
    /// A scope to ask for (repeat, or several in one with spaces)
    #[arg(help_heading = WHAT, long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    /// A resource the token is for (RFC 8707; repeat)
    #[arg(help_heading = WHAT, long, value_name = "URL", value_parser = UnshownPassword(without_password))]
    pub resource: Vec<String>,
    /// The audience parameter that some issuers want; with --method key the aud of the tokens
    #[arg(help_heading = WHAT, long, value_parser = UnshownPassword(without_password))]
    pub audience: Option<String>,
    /// The prompt parameter (login, consent, none, select_account)
    #[arg(help_heading = WHAT, long)]
    pub prompt: Option<String>,
    /// A further parameter of the authorization request (repeat)
    #[arg(help_heading = WHAT, long, value_name = "NAME=VALUE", value_parser = pair)]
    pub param: Vec<(String, String)>,
    /// Push the authorization request to the issuer (PAR, RFC 9126); one that requires it gets it anyway
    #[arg(help_heading = WHAT, long, value_name = "WHETHER", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub par: Option<bool>,
    /// Bind the tokens to a key that only authctl has (DPoP, RFC 9449): who copies one cannot use it
    #[arg(help_heading = WHAT, long, value_name = "WHETHER", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub dpop: Option<bool>,
    /// The port to listen on for the browser's answer; 0 lets the system choose
    #[arg(help_heading = WAY_BACK, long)]
    pub port: Option<u16>,
    /// The host in the redirect URI
    #[arg(help_heading = WAY_BACK, long, value_name = "HOST")]
    pub callback_host: Option<CallbackHost>,
    /// The path in the redirect URI [default: /callback]
    #[arg(help_heading = WAY_BACK, long, value_name = "PATH", value_parser = callback_path)]
    pub callback_path: Option<String>,
    #[command(flatten)]
    pub service: ServiceFlags,
    /// The base address for relative URLs of `call`; the credential may be sent to its origin
    #[arg(help_heading = PLACES, long, value_name = "URL", value_parser = UnshownPassword(base_url))]
    pub api: Option<Url>,
    /// A further origin that the credential may be sent to (repeat)
    #[arg(help_heading = PLACES, long, value_name = "URL", value_parser = UnshownPassword(web_url))]
    pub origin: Vec<Url>,
}

impl ProfileFlags {
    /// Refuses what is more likely a client's secret than the name of its variable: a profile would keep it in the clear.
    pub fn check_variable(&self, environment: &Environment) -> Result<(), Failure> {
        match self.client_secret_env.as_deref() {
            Some(name) if shown_variable(name, environment) != name => Err(Failure::usage(
                "--client-secret-env wants the NAME of a variable, and no variable has the name that was given; a secret there can be read by everybody on this machine",
            )
            .hint("a name in capitals, such as CLIENT_SECRET, need not be set yet")
            .hint("--client-secret-file FILE reads the secret from a file")),
            _ => self.service.check_variable(environment),
        }
    }

    /// These flags as the strongest layer. What was not given is left open.
    pub fn layer(&self) -> Layer {
        let scopes =
            self.scope.iter().flat_map(|scope| scope.split_whitespace()).map(str::to_owned).collect();
        let mut layer = Layer {
            method: self.method,
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_auth: self.client_auth,
            client_secret_file: self.client_secret_file.clone(),
            client_secret_env: self.client_secret_env.clone(),
            client_key: self.client_key.clone(),
            scopes: given(scopes),
            resources: given(self.resource.clone()),
            audience: self.audience.clone(),
            prompt: self.prompt.clone(),
            par: self.par,
            dpop: self.dpop,
            port: self.port,
            callback_host: self.callback_host,
            callback_path: self.callback_path.clone(),
            allow_http: self.allow_http.then_some(true),
            api: self.api.clone(),
            origins: given(self.origin.clone()),
            params: (!self.param.is_empty()).then(|| self.param.iter().cloned().collect()),
            endpoints: (!self.endpoint.is_empty())
                .then(|| self.endpoint.iter().cloned().collect::<BTreeMap<_, _>>()),
            ..Layer::default()
        };
        self.service.add_to(&mut layer);
        layer
    }
}

/// The flags that have a value, as they would be typed again for a shell: each with a space before it.
pub fn again<const N: usize>(flags: [(&str, Option<String>); N]) -> String {
    let typed = flags.into_iter().filter_map(|(flag, value)| Some((flag, value?)));
    typed.fold(String::new(), |line, (flag, value)| format!("{line} {flag} {}", shell_words::quote(&value)))
}

fn given<T>(list: Vec<T>) -> Option<Vec<T>> {
    if list.is_empty() { None } else { Some(list) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_typed_as_people_say_them() {
        for (typed, seconds) in [("90", 90), ("30s", 30), ("5m", 300), ("1h 30m", 5400), ("2h30m", 9000)]
            .into_iter()
            .chain([("1d", 86_400), ("2w", 14 * 86_400)])
        {
            assert_eq!(duration(typed), Ok(Duration::from_secs(seconds)), "{typed}");
        }
        for wrong in [
            "",
            "soon",
            "-5",
            "-5m",
            "5 parsecs",
            "18446744073709551615",
            "9999999h",
            "400d",
            "d",
            "-1d",
            "4294967295w",
        ] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert!(seconds_with_unit("0s").unwrap_err().contains("too short"));
    }

    #[test]
    fn dates_of_tokens_and_keys_have_no_parts_of_seconds() {
        assert_eq!(whole_seconds("10000ms"), Ok(Duration::from_secs(10)));
        for (typed, milliseconds) in [("500ms", 500), ("10999ms", 10_999), ("1.5s", 1500)] {
            assert_eq!(duration(typed), Ok(Duration::from_millis(milliseconds)), "{typed}");
            for parse in [whole_seconds, some_seconds, seconds_with_unit] {
                assert!(parse(typed).unwrap_err().contains("whole seconds"), "{typed}");
            }
        }
    }
}
