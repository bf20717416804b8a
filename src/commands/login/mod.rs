//! `authctl login`: log in and keep the credential.

pub mod again;
mod found;
pub mod place;
pub mod report;
pub mod typed;
mod unkept;

use super::anew::say_what_stays;
use super::arguments::{ProfileFlags, base_url, duration};
use super::resolve::{Profile, no_profile};
use super::whose::Whose;
use super::{Context, Outcome, given_token, signing, site};
use crate::config::{Layer, file};
use crate::failure::{CLIENT_PROOF, Failure};
use crate::host::browser::Browser;
use crate::host::printable;
use crate::login::{ClientAuth, Manner, Method, Through, Typed, Way};
use crate::oidc::{self, Secret};
use crate::sensitive::ClientSecret;
use crate::store::StoreKind;
use again::{Again, Stopped};
use found::check_method;
pub use found::{Named, found};
use place::{earlier, forget_elsewhere, keep, place};
use report::report;
use std::time::Duration;
use url::Url;

/// How long a person may take in the browser where --wait does not say.
const PATIENCE: Duration = Duration::from_mins(5);

const EXAMPLES: &str = r#"authctl login work --issuer https://id.example.com --client-id authctl \
    --scope "openid offline_access api.read" --api https://api.example.com/v1
authctl login work              # later: the profile knows the rest
authctl login work --device     # over SSH: a code to type in any browser
authctl login ci --method client-credentials --issuer https://id.example.com \
    --client-id svc --client-secret-env CI_SECRET --store none
authctl login jobs https://jobs.example.com --username alice   # a service with a login of its own
authctl login bot https://jobs.example.com --service taskflow --method key \
    --secret-file secret --subject bot"#;

/// Log in at an issuer and keep the credential
///
/// The first login makes the profile: it needs --issuer and --client-id. Later `authctl login NAME` is enough.
/// Before the browser opens, the place where the credential will rest is tried out.
///
/// A machine logs in with --method client-credentials and --client-secret-file, --client-secret-env or --client-key;
/// nobody is asked anything. With --store none nothing of it is kept: `token` and `call` log in by themselves each
/// time.
///
/// A service that has a login of its own is named by its address. Which of those it is that are known by name (--service) is found
/// out by a few questions without a credential; any other one is described by --method and --route. What is known of a service
/// holds where the profile says nothing else: `authctl profile show NAME` shows it all. Another service or user takes the place of a
/// profile only where that is named.
///
/// With --method key a token for FluxLit, fastapi-taskflow or zndraw-auth is signed here, with the secret that the service has: the
/// profile keeps where that is (--secret-file, --secret-env, --ring, or a variable of the service in --env-file or the environment),
/// never the secret. A new one is signed whenever one is wanted; the service is not asked for any. An issuer or audience at the top
/// of config.toml is not that of such tokens.
///
/// The browser is started without a shell. A command that has one read the address, such as sh -c 'firefox %s' or
/// ssh laptop open %s, is refused, for the shell would run what an issuer writes there; as a word of its own the address
/// is safe: sh -c 'firefox "$1"' sh %s. Not every such command can be told: in a script of your own, and with a shell
/// that is not known here, keep it a word of its own.
///
/// Where --issuer names another one than the profile does, the client's secret or key and the endpoints, if it has any,
/// are to be named anew: nothing of one issuer's is sent to another. At the top of config.toml they count for the issuer
/// that is named there.
///
/// With --json what a person is to do comes as one JSON object a line on stderr: {"event":"device_authorization",
/// "user_code":…, "verification_uri":…, "verification_uri_complete":…, "expires_in":…} with --device, {"event":"challenge",
/// "user_code":…, "verification_uri":… or null, "command":… or null, "expires_in":…} with --method challenge, else
/// {"event":"authorization_request", "authorization_url":…, "advice":[…]}, and for the rest {"event":"note", "code":…,
/// "message":…}. The codes of notes stay as they are: browser_not_opened, paste_refused, another_user,
/// endpoint_elsewhere, http_allowed, dpop_unknown, service_found, any_path, open_without_login, not_checked, guest,
/// password_not_kept, no_subject, settings_stay, not_of_this_issuer, nothing_kept, store_unusable, key_made, weak_key,
/// will_be_replaced, file_open_to_others, wrong_passphrase, waiting_for_lock, waiting_for_keychain, ending, interrupted.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct LoginArgs {
    /// The profile to log in to; a new name makes a new profile
    #[arg(value_name = "PROFILE")]
    first: Option<String>,
    /// The address of a service that has a login of its own
    #[arg(value_name = "URL")]
    second: Option<String>,
    /// The browser to use; %s stands for the address
    #[arg(long, value_name = "CMD", conflicts_with = "no_browser")]
    browser: Option<String>,
    /// Print the address without opening a browser; the address where a browser elsewhere ended can be pasted
    #[arg(long)]
    no_browser: bool,
    /// Show a code to type in a browser on any other machine (RFC 8628)
    #[arg(long, conflicts_with_all = ["browser", "no_browser"])]
    device: bool,
    /// Show the address of the code as a QR code too
    #[arg(long, requires = "device", conflicts_with_all = ["browser", "no_browser"])]
    qr: bool,
    /// Take an access token that you have, from stdin or typed, and keep it
    #[arg(long, conflicts_with_all = ["browser", "no_browser", "device"])]
    with_token: bool,
    /// Read the password for a service from stdin, its first line
    #[arg(long, conflicts_with = "with_token")]
    password_stdin: bool,
    /// Read the code of the second factor from stdin too, the line behind the password's; else it is asked for where it is wanted
    #[arg(long, requires = "password_stdin")]
    otp_stdin: bool,
    /// How long to wait for the person [default: 5m; with --device as long as the code is good]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    wait: Option<Duration>,
    /// Replace what is kept even if it cannot be read
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    settings: ProfileFlags,
}

pub fn run(arguments: &LoginArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    arguments.settings.check_variable(&context.host.environment)?;
    let (position, url) = positions(arguments)?;
    let name = name(position, url.as_ref(), context)?;
    let is_service = url.is_some();
    let flags = flags(&name, arguments, url, context)?;
    check_profile(&name, position, &flags, is_service, context)?;
    let Named { layer: flags, setup } = match is_service {
        true => found(&name, flags, context)?,
        false => Named { layer: flags, setup: None },
    };
    check_method(&context.settings(&name, flags.clone())?, setup)?;
    let again = Again { profile: &name, settings: &flags, arguments, context };
    log_in(&again).map_err(|stopped| again.hinted(stopped))
}

fn log_in(again: &Again<'_>) -> Result<Outcome, Stopped> {
    let (arguments, context) = (again.arguments, again.context);
    let (name, flags) = (again.profile.to_owned(), again.settings.clone());
    let settings = context.settings(&name, flags.clone())?;
    let profile = Profile::named(name, settings);
    let mut way = profile.way(context)?;
    if way.method() != Method::Token {
        for foreign in profile.settings.foreign() {
            context.host.terminal.warn("not_of_this_issuer", &format!("{foreign}."));
        }
    }
    let kind = place(context, &profile)?;
    let keeper = profile.keeper_in(context, kind)?;
    let earlier = earlier(&keeper, arguments.force)?;
    let (mut token, mut typed) = (None, Typed::default());
    match &mut way {
        Way::Token(_) => token = Some(given_token::ask(&profile.name, kind, context)?),
        Way::Service(at) => {
            typed = typed::typed(at, kind, arguments, context)?;
            if at.method == Method::Key {
                signing::check_subject(&profile, context)?;
                at.signing = Some(signing::of(&profile, context)?);
            }
        }
        Way::Oidc(_) | Way::ClientCredentials(_) => {
            if arguments.password_stdin {
                let message = "--password-stdin is for services with a login of their own: an issuer asks a person itself";
                return Err(Failure::usage(message).into());
            }
            ask_client_secret(&mut way, &profile.name, kind, context)?;
        }
    }
    say_if_insecure(&way, context);
    let username = Some(typed.username.clone()).filter(|name| !name.is_empty()).or(flags.username.clone());
    let manner = Manner { typed, ..manner(again, &profile)? };
    let credential = match (&way, token) {
        (Way::Token(given), Some(token)) => given.credential(token, context.host.clock.now()),
        (Way::Service(at), _) if at.method == Method::Mint => profile.mint(context)?,
        _ => {
            let work = async { Ok(way.log_in(&manner, context.host, context.http()).await) };
            context.block_on(work)?.map_err(|why| again.mended(why, &way))?
        }
    };
    let key_file = context.globals.key_file.clone();
    let settings = Layer { store: Some(kind), key_file, username, ..flags };
    let kept = keep(context, &keeper, &credential, earlier, &settings, arguments.force)
        .map_err(|why| unkept::revoked(why, &way, &credential, context))?;
    let outcome = report(&keeper, &way, &credential, &kept.earlier, kind);
    let further =
        forget_elsewhere(&profile, kind, &kept, context).into_iter().chain(given_token::warning(context));
    Ok(further.fold(outcome, Outcome::say))
}

/// The settings that were typed; --with-token is a way to log in, and so one of them, and the address of a service is its API.
fn flags(
    name: &str,
    arguments: &LoginArgs,
    url: Option<Url>,
    context: &Context<'_>,
) -> Result<Layer, Failure> {
    let layer = arguments.settings.layer();
    let layer = match (url, &layer.api) {
        (Some(_), Some(_)) => {
            return Err(Failure::usage("the service is named twice: by its address and by --api"));
        }
        (Some(url), None) => site::named(name, Layer { api: Some(url), ..layer }, context)?,
        (None, _) => site::mounted(name, layer, context)?,
    };
    match layer.method {
        _ if !arguments.with_token => Ok(layer),
        None | Some(Method::Token) => Ok(Layer { method: Some(Method::Token), ..layer }),
        Some(other) => {
            Err(Failure::usage(format!("--with-token and --method {} are two ways to log in", other.name())))
        }
    }
}

/// The profile's name as it was typed, and the address of a service.
fn positions(arguments: &LoginArgs) -> Result<(Option<&str>, Option<Url>), Failure> {
    let (name, url) = match (arguments.first.as_deref(), arguments.second.as_deref()) {
        (Some(first), None) if first.contains("://") => (None, Some(first)),
        (first, second) => (first, second),
    };
    if let Some(name) = name.filter(|name| name.contains("://")) {
        let shown = printable::short(name, 100);
        return Err(Failure::usage(format!("{shown} is an address, and a profile name is wanted before it")));
    }
    let url = url.map(|url| base_url(url).map_err(Failure::usage)).transpose()?;
    Ok((name, url))
}

/// The profile's name; without one, and with no profile there yet, `default`.
fn name(position: Option<&str>, url: Option<&Url>, context: &Context<'_>) -> Result<String, Failure> {
    let known = context.config()?.profiles();
    let name = match context.profile_name(position)? {
        Some(name) => name,
        None if known.is_empty() => "default".to_owned(),
        None => {
            let in_place = url.map(|url| format!("authctl login NAME {url} names one of them, or a new one"));
            let failure = no_profile(&known);
            return Err(Failure { hints: in_place.into_iter().chain(failure.hints).collect(), ..failure });
        }
    };
    match file::check_name(&name) {
        Err(why) if url.is_none() && name.contains([':', '/']) => Err(Failure::from(why)
            .hint("an address begins with https://, or with http:// where that is this machine")),
        checked => Ok(checked.map(|()| name)?),
    }
}

/// What a profile that is there says against this login.
fn check_profile(
    name: &str,
    position: Option<&str>,
    flags: &Layer,
    is_service: bool,
    context: &Context<'_>,
) -> Result<(), Failure> {
    if position.is_none() && context.globals.profile.is_none() {
        check_same(name, flags, is_service, context)?;
    }
    context.config()?.check_said_anew(name, flags)?;
    say_what_stays(name, flags, context)
}

/// Another login takes the place of a profile only when that is named.
fn check_same(name: &str, flags: &Layer, is_service: bool, context: &Context<'_>) -> Result<(), Failure> {
    let config = context.config()?;
    if config.profile(name)?.is_none() {
        return Ok(());
    }
    let (before, after) = (Whose::written(config, name)?, Whose::of(&context.settings(name, flags.clone())?));
    let api = flags.api.as_ref().filter(|_| is_service && flags.method.is_none() && flags.issuer.is_none());
    let after = match api {
        Some(api) => after.at_service(api),
        None => after,
    };
    match after.is_another(&before) {
        false => Ok(()),
        true => {
            let message = format!("profile {name} is of {}, and another one is not named", before.words());
            Err(Failure::usage(message).hint("authctl login NAME … makes a new profile"))
        }
    }
}

fn manner(again: &Again<'_>, profile: &Profile) -> Result<Manner, Failure> {
    let (arguments, context) = (again.arguments, again.context);
    let (name, method) = (&profile.name, profile.method());
    let has_browser = matches!(method, Method::Oidc | Method::Bff);
    let wants_browser = arguments.no_browser || arguments.browser.is_some();
    if wants_browser && !has_browser || arguments.device && method != Method::Oidc {
        return Err(Failure::usage(format!("{name} logs in by {}, which needs no browser", method.name()))
            .hint("--method oidc is the way for persons"));
    }
    let browser =
        || Browser::choose(arguments.browser.as_deref(), arguments.no_browser, &context.host.environment);
    let (through, patience) = match arguments.device {
        true => (Through::DeviceCode { qr: arguments.qr }, Duration::MAX),
        false if has_browser => (Through::Browser(browser()?), PATIENCE),
        false => (Through::Browser(Browser::Nowhere), PATIENCE),
    };
    Ok(Manner {
        through,
        patience: arguments.wait.unwrap_or(patience),
        with_code: again.with_code(),
        json: context.globals.json,
        typed: Typed::default(),
    })
}

/// A confidential client whose secret is named nowhere: a person types it, and it is kept with the credential.
fn ask_client_secret(
    way: &mut Way,
    profile: &str,
    kind: StoreKind,
    context: &Context<'_>,
) -> Result<(), Failure> {
    let is_machine = way.method() == Method::ClientCredentials;
    let Some(party) = way.party_mut() else { return Ok(()) };
    // told before anybody takes the trouble of logging in
    if let (Secret::Unreadable(why), true) = (&party.client.secret, party.client.auth != ClientAuth::None) {
        return Err(oidc::Error::NoProof(why.clone()).into());
    }
    let wants_secret = matches!(party.client.auth, ClientAuth::Basic | ClientAuth::Post);
    if !wants_secret || !matches!(party.client.secret, Secret::None) {
        return Ok(());
    }
    let hint = CLIENT_PROOF;
    let would_last = context.host.terminal.may_ask() && kind != StoreKind::None;
    if is_machine && !would_last {
        let message = format!("profile {profile} names neither a secret nor a key of its client yet");
        return Err(Failure::usage(message).hint(hint));
    }
    let question = format!("Client secret of profile {profile}");
    let typed = context.host.terminal.ask_secret(&question).map_err(|why| Failure::from(why).hint(hint))?;
    if typed.expose().is_empty() {
        return Err(Failure::usage("no client secret was typed").hint(hint));
    }
    party.client.secret = Secret::Typed(ClientSecret::new(typed.expose()));
    Ok(())
}

fn say_if_insecure(way: &Way, context: &Context<'_>) {
    let is_allowed = way.party().is_some_and(|party| party.allow_http)
        || way.at_service().is_some_and(|at| at.site.allow_http);
    if is_allowed {
        say_http_allowed("credential", context);
    }
}

/// Said each time: a profile remembers it for longer than a person does.
pub fn say_http_allowed(what: &str, context: &Context<'_>) {
    let message = format!(
        "http to other machines is allowed for this profile: everybody in between can read its {what}."
    );
    context.host.terminal.warn("http_allowed", &message);
}
