//! `authctl call`: an HTTP request with the credential, its answer on stdout.

mod answer;

pub use answer::write_out;

use super::arguments::{UnshownPassword, web_url};
use super::resolve::Profile;
use super::{Context, Outcome};
use crate::failure::Failure;
use crate::host::{files, printable};
use crate::http;
use crate::session::authorized::{Draft, Payload};
use hyper::body::Bytes;
use reqwest::header::{
    CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING,
};
use reqwest::{Body, Method};
use std::path::PathBuf;
use url::Url;

const EXAMPLES: &str = r#"authctl call /me                # below the profile's --api
authctl call work https://api.example.com/v1/me -i
authctl call work /orders --json-data @order.json --fail -o answer.json
echo '{"paid": true}' | authctl call work /orders/7 -X PATCH --json-data -"#;

/// Send an HTTP request with the credential
///
/// The token is renewed when it is about to end, and once more when the API answers 401, or sends to the login of its service
/// or of an issuer; then the request is sent again. The credential goes only to the origins of the profile.
///
/// The answer is passed on whatever its status, with exit code 0, or 22 from 400 on with --fail. After such an answer where the
/// token could not be renewed the code says why: 4 where only a person can get another one, 5 where the issuer is not
/// available. A renewed token that is refused as well is an answer as any other, and so is a 401 with --no-renew.
#[derive(Debug, clap::Args)]
#[command(override_usage = "authctl call [OPTIONS] [PROFILE] <URL>")]
#[command(after_help = EXAMPLES)]
pub struct CallArgs {
    /// The profile whose credential is used
    #[arg(value_name = "PROFILE")]
    first: Option<String>,
    /// The address; a relative one continues the profile's --api
    #[arg(value_name = "URL")]
    second: Option<String>,
    /// The method [default: GET, or POST with data]
    #[arg(short = 'X', long = "request", value_name = "METHOD")]
    method: Option<String>,
    /// A header to send (repeat)
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    header: Vec<String>,
    /// The body: a text, @FILE, or - for stdin
    #[arg(short, long, value_name = "DATA", allow_hyphen_values = true, conflicts_with = "json_data")]
    data: Option<String>,
    /// The body as JSON: a text, @FILE, or - for stdin; sets the content type
    #[arg(long, value_name = "DATA", allow_hyphen_values = true)]
    json_data: Option<String>,
    /// Write the answer to this file; - is stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the status and the headers before the body
    #[arg(short, long)]
    include: bool,
    /// Exit 22 when the answer is 400 or above; it goes to stdout then, and a file given by -o stays as it is
    #[arg(short, long)]
    fail: bool,
    /// Use the kept token as it is; never renew
    #[arg(long)]
    no_renew: bool,
    /// A further origin that may have the credential in this call (repeat)
    #[arg(long, value_name = "URL", value_parser = UnshownPassword(web_url))]
    allow_origin: Vec<Url>,
}

pub fn run(arguments: &CallArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let (position, typed) = positions("call", arguments.first.as_deref(), arguments.second.as_deref())?;
    let profile = Profile::find_in_use(context, position)?;
    check_address("call", position, typed, context)?;
    let url = url(typed, &profile)?;
    let allow_http = profile.settings.value(|layer| &layer.allow_http).unwrap_or_default();
    http::check_secure(&url, allow_http)?;
    let mut session = profile.session(context)?;
    session.origins.extend(arguments.allow_origin.iter().cloned());
    session.check_origin(&url)?;
    let draft = draft(arguments, url, context)?;
    context.block_on(async {
        let sent = session.send(draft, !arguments.no_renew).await?;
        answer::deliver(sent, &session, &profile, arguments, context).await
    })
}

/// The profile, if one is named, and the address of a verb that takes both. Which of the two a word is the parser cannot know
/// where options stand in between.
pub fn positions<'a>(
    verb: &str,
    first: Option<&'a str>,
    second: Option<&'a str>,
) -> Result<(Option<&'a str>, &'a str), Failure> {
    match (first, second) {
        (Some(profile), Some(url)) => Ok((Some(profile), url)),
        (Some(url), None) => Ok((None, url)),
        (None, _) => Err(Failure::usage("no address is given").hint(format!("authctl {verb} [PROFILE] URL"))),
    }
}

/// An error for a profile that stands where an address is wanted.
pub fn check_address(
    verb: &str,
    position: Option<&str>,
    name: &str,
    context: &Context<'_>,
) -> Result<(), Failure> {
    if position.is_some() || !context.config()?.profiles().iter().any(|known| known == name) {
        return Ok(());
    }
    Err(Failure::usage(format!("{name} is a profile, and an address is wanted too"))
        .hint(format!("authctl {verb} {name} URL"))
        .hint(format!("authctl {verb} ./{name} asks for that below the API of the profile")))
}

/// An address as typed, or one that continues the profile's API.
pub fn url(typed: &str, profile: &Profile) -> Result<Url, Failure> {
    let unusable =
        |why: &str| Failure::usage(format!("{:?} is no address: {why}", printable::short(typed, 200)));
    // the URL standard has parsers drop these in silence
    if typed.contains(|character: char| character.is_control() || character.is_whitespace()) {
        return Err(unusable("it holds white space or control characters"));
    }
    let scheme = typed.split_once("://").map(|(scheme, _)| scheme);
    if scheme.is_some_and(|scheme| !scheme.contains(['/', '?', '#'])) {
        let url = Url::parse(typed).map_err(|why| unusable(&why.to_string()))?;
        if http::includes_credentials(&url) {
            return Err(unusable("a user or password in it would be sent besides the credential"));
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(unusable("it begins with neither https:// nor http://"));
        }
        return Ok(url);
    }
    let api = profile.settings.value(|layer| &layer.api).ok_or_else(|| {
        if profile.stand_in.is_some() {
            return unusable(
                "no profile says what it continues; name it whole, and its origin with --allow-origin",
            );
        }
        Failure::usage(format!(
            "{:?} is relative, and profile {} names no API",
            printable::short(typed, 200),
            profile.name
        ))
        .hint(format!("authctl profile set {} --api https://api.example.com/v1", profile.name))
    })?;
    let joined = format!("{}/{}", api.as_str().trim_end_matches('/'), typed.trim_start_matches('/'));
    let url = Url::parse(&joined).map_err(|why| unusable(&why.to_string()))?;
    Ok(url)
}

fn draft<'c>(arguments: &CallArgs, url: Url, context: &'c Context<'_>) -> Result<Draft<'c>, Failure> {
    let mut headers = headers(&arguments.header)?;
    let data = arguments.json_data.as_deref().or(arguments.data.as_deref());
    if data.is_some() && !headers.contains_key(CONTENT_TYPE) {
        let kind = if arguments.json_data.is_some() {
            "application/json"
        } else {
            "application/x-www-form-urlencoded"
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    let method = match (&arguments.method, data) {
        (Some(name), _) => name.parse().map_err(|_| Failure::usage(format!("{name:?} is no HTTP method")))?,
        (None, Some(_)) => Method::POST,
        (None, None) => Method::GET,
    };
    let payload = data.map_or(Ok(Payload::Empty), |data| payload(data, &mut headers, context))?;
    Ok(Draft { method, url, headers, payload })
}

/// `Name: value`, refused before any request when a header cannot carry it.
pub fn headers(typed: &[String]) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for line in typed {
        let unusable = || Failure::usage("a header that was given is none; -H \"NAME: VALUE\" is wanted");
        let (name, value) = line.split_once(':').ok_or_else(unusable)?;
        let name: HeaderName = name.trim().parse().map_err(|_| unusable())?;
        if [HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION].contains(&name) {
            return Err(Failure::usage(format!(
                "the header {name} follows from the request and is not set by hand"
            )));
        }
        if name == reqwest::header::AUTHORIZATION {
            return Err(Failure::usage("the Authorization header is authctl's to send")
                .hint("use curl for a request with another credential"));
        }
        headers.append(name, HeaderValue::from_str(value.trim()).map_err(|_| unusable())?);
    }
    Ok(headers)
}

/// A text or a regular file can be sent again; a pipe cannot. A file's length is told beforehand.
fn payload<'c>(
    data: &str,
    headers: &mut HeaderMap,
    context: &'c Context<'_>,
) -> Result<Payload<'c>, Failure> {
    let http = context.http();
    let path = match (data, data.strip_prefix('@')) {
        ("-", _) | (_, Some("-")) => {
            return Ok(Payload::Once(Some(http.streamed(context.host.terminal.stdin_reader()))));
        }
        (_, Some("")) => {
            return Err(Failure::usage("no file is named behind the @")
                .hint("@FILE is a file, - is stdin, anything else is the body itself"));
        }
        (_, Some(path)) => PathBuf::from(path),
        (text, None) => {
            let bytes = Bytes::copy_from_slice(text.as_bytes());
            return Ok(Payload::Again(Box::new(move || Ok(Body::from(bytes.clone())))));
        }
    };
    let file = files::open(&path)?;
    match file.metadata().ok().filter(std::fs::Metadata::is_file) {
        None => Ok(Payload::Once(Some(http.streamed(file)))),
        Some(found) => {
            headers.entry(CONTENT_LENGTH).or_insert(found.len().into());
            let open = move || Ok(http.streamed(files::open(&path).map_err(|why| why.cause)?));
            Ok(Payload::Again(Box::new(open)))
        }
    }
}
