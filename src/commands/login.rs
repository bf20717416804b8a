//! `authctl login`: log in and keep the credential.

use super::arguments::{ProfileFlags, duration};
use super::outcome::utc;
use super::resolve::{Profile, way};
use super::{Context, Outcome};
use crate::config::{Layer, file};
use crate::failure::{Failure, Kind};
use crate::host::browser::Browser;
use crate::login::{Credential, Manner, Way};
use crate::oidc::ClientAuth;
use crate::sensitive::ClientSecret;
use crate::session::Session;
use crate::store::{self, Places, State, StoreKind};
use serde_json::json;
use std::time::Duration;

/// Log in at an issuer and keep the credential
///
/// The first login makes the profile: it needs --issuer and --client-id. Later `authctl login NAME` is enough.
/// Before the browser opens, the place where the credential will rest is tried out.
#[derive(Debug, clap::Args)]
pub struct LoginArgs {
    /// The profile to log in to; a new name makes a new profile
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
    #[command(flatten)]
    settings: ProfileFlags,
    /// The browser to use; %s stands for the address
    #[arg(long, value_name = "CMD", help_heading = "This login", conflicts_with = "no_browser")]
    browser: Option<String>,
    /// Print the address and wait, without opening a browser
    #[arg(long, help_heading = "This login")]
    no_browser: bool,
    /// How long to wait for the person
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = duration, help_heading = "This login")]
    wait: Duration,
    /// Replace what is kept even if it cannot be read
    #[arg(long, help_heading = "This login")]
    force: bool,
}

pub fn run(arguments: &LoginArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let name = name(arguments, context)?;
    let flags = arguments.settings.layer();
    let settings = context.settings(&name, flags.clone())?;
    let typed = typed_secret(context, &name, &settings)?;
    let way = way(context, &name, &settings, typed)?;
    let manner = Manner { browser: browser(arguments, context)?, patience: arguments.wait };
    let profile = Profile { name, settings };
    let kind = place(context, &profile)?;
    let mut session = profile.session_in(context, kind)?;
    session.way = way;
    let earlier = earlier(&session, arguments.force)?;
    say_if_insecure(context, &session.way);
    let credential =
        context.block_on(async { Ok(session.way.log_in(&manner, context.host, context.http()).await?) })?;
    let settings = Layer { store: Some(kind), key_file: context.globals.key_file.clone(), ..flags };
    keep(context, &session, &credential, &settings)?;
    Ok(report(&session, &credential, earlier.as_ref(), kind))
}

/// The profile's name; without one, and with no profile there yet, `default`.
fn name(arguments: &LoginArgs, context: &Context<'_>) -> Result<String, Failure> {
    if let Some(url) = arguments.position.as_deref().filter(|name| name.contains("://")) {
        return Err(Failure::usage(format!("{url:?} is an address, and a profile name is wanted"))
            .hint("--issuer URL names an OpenID Connect issuer"));
    }
    let named = context.profile_name(arguments.position.as_deref())?;
    let name = match named {
        Some(name) => name,
        None if context.config()?.profiles().is_empty() => "default".to_owned(),
        None => {
            return Err(
                Failure::usage("several profiles are there, and none is named").hint("authctl login NAME")
            );
        }
    };
    file::check_name(&name)?;
    Ok(name)
}

fn browser(arguments: &LoginArgs, context: &Context<'_>) -> Result<Browser, Failure> {
    Ok(match &arguments.browser {
        _ if arguments.no_browser => Browser::Nowhere,
        Some(text) => Browser::from_text(text)?,
        None => Browser::of_this_session(&context.host.environment)?,
    })
}

/// A confidential client whose secret is named nowhere: a person may type it, and it is kept with the credential.
fn typed_secret(
    context: &Context<'_>,
    profile: &str,
    settings: &crate::config::Settings,
) -> Result<Option<ClientSecret>, Failure> {
    let auth = settings.value(|layer| &layer.client_auth).unwrap_or_default();
    let named = settings.value(|layer| &layer.client_secret_file).is_some()
        || settings.value(|layer| &layer.client_secret_env).is_some();
    if auth == ClientAuth::None || named {
        return Ok(None);
    }
    let question = format!("Client secret of profile {profile}");
    let secret = context.host.terminal.ask_secret(&question).map_err(|why| {
        Failure::from(why)
            .hint("--client-secret-file FILE or --client-secret-env NAME says where the client secret is")
    })?;
    Ok(Some(ClientSecret::new(secret)))
}

/// Where the credential will rest, tried out before anybody is asked to log in. Never a silent fall-back.
fn place(context: &Context<'_>, profile: &Profile) -> Result<StoreKind, Failure> {
    let terminal = &context.host.terminal;
    let places = context.places(&profile.settings)?;
    let named = profile.settings.value(|layer| &layer.store);
    let kind = named.unwrap_or(StoreKind::Keychain);
    let probe = store::probe(kind, &places, terminal);
    if probe.state == State::Usable {
        if kind == StoreKind::None {
            terminal.warn("--store none keeps the profile only: the credential ends with this command.");
        }
        return Ok(kind);
    }
    let failure = Failure::new(Kind::Store, "store_unusable", probe.detail.clone());
    let failure = probe.hint.clone().into_iter().fold(failure, Failure::hint);
    if named.is_none() && terminal.may_ask() && may_use_files(context, &places, &probe.detail)? {
        return Ok(StoreKind::File);
    }
    Err(failure)
}

/// Asks a person whether encrypted files will do instead of the keychain, and makes their key when there is none.
fn may_use_files(context: &Context<'_>, places: &Places, why: &str) -> Result<bool, Failure> {
    let terminal = &context.host.terminal;
    terminal.warn(&format!("{why}."));
    if !terminal.ask_whether("Keep credentials in encrypted files instead, for this profile?")? {
        return Ok(false);
    }
    if store::probe(StoreKind::File, places, terminal).state == State::Usable {
        return Ok(true);
    }
    let made = super::store::init::make_key(places)?;
    terminal
        .say(&format!("The key of the file store is {}; a backup of it belongs elsewhere.", made.display()));
    Ok(true)
}

/// What is kept now. What cannot be read is not written over unless --force says so.
fn earlier(session: &Session<'_>, force: bool) -> Result<Option<Credential>, Failure> {
    use crate::session::Error as E;
    match session.load() {
        Ok(kept) => Ok(kept),
        Err(E::OtherIssuer { .. }) => Ok(None),
        Err(error @ (E::Unreadable { .. } | E::Store(_))) if force => {
            session.host.terminal.warn(&format!("{error}; it is replaced."));
            session.forget()?;
            Ok(None)
        }
        Err(E::Unreadable { profile, why }) => {
            let failure = Failure::from(E::Unreadable { profile: profile.clone(), why });
            Err(failure.hint(format!("authctl login {profile} --force replaces it")))
        }
        Err(error) => Err(error.into()),
    }
}

fn say_if_insecure(context: &Context<'_>, way: &Way) {
    let Way::Oidc(party) = way;
    if party.allow_http {
        context.host.terminal.warn("http to other machines is allowed for this profile: everybody in between can read its credential.");
    }
}

/// The profile first: a credential without a profile could not be found again.
fn keep(
    context: &Context<'_>,
    session: &Session<'_>,
    credential: &Credential,
    settings: &Layer,
) -> Result<(), Failure> {
    context.change_config(|config| config.merge(&session.profile, settings))?;
    let _guard = session.lock()?;
    Ok(session.save(credential)?)
}

fn report(
    session: &Session<'_>,
    credential: &Credential,
    earlier: Option<&Credential>,
    kind: StoreKind,
) -> Outcome {
    let who = credential.account.as_deref().or(credential.subject.as_deref()).unwrap_or("somebody");
    let who = crate::host::printable::short(who, 100);
    let Way::Oidc(party) = &session.way;
    let asked_offline = party.wanted.scopes.iter().any(|scope| scope == "offline_access");
    let json = json!({
        "profile": session.profile, "method": session.way.method().name(), "issuer": credential.issuer,
        "subject": credential.subject, "account": credential.account, "scopes": credential.scopes,
        "expires_at": credential.expires_at.map(utc), "renewable": credential.renewable(), "store": kind.name(),
    });
    let mut outcome = Outcome::silent(json).say(format!(
        "Logged in to {} as {who}; the credential is kept in {}.",
        session.profile,
        place_name(kind)
    ));
    if let Some(before) =
        earlier.filter(|before| before.subject.is_some() && before.subject != credential.subject)
    {
        let before = before.account.as_deref().or(before.subject.as_deref()).unwrap_or_default();
        outcome = outcome
            .say(format!("It replaces the credential of {}.", crate::host::printable::short(before, 100)));
    }
    if !credential.renewable() {
        let why = if asked_offline {
            "although offline_access was asked for"
        } else {
            "--scope offline_access may get one"
        };
        outcome = outcome.say(format!(
            "The issuer gave no refresh token ({why}): the login lasts as long as the access token."
        ));
    }
    outcome
}

fn place_name(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Keychain => "the keychain",
        StoreKind::File => "an encrypted file",
        StoreKind::None => "nothing but this process",
    }
}
