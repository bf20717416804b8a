//! `authctl login`: log in and keep the credential.

use super::arguments::{ProfileFlags, duration};
use super::outcome::utc;
use super::resolve::{Profile, no_profile, unusable};
use super::{Context, Outcome, given_token};
use crate::config::{Layer, Origin, file};
use crate::failure::{CLIENT_PROOF, Failure};
use crate::host::browser::Browser;
use crate::host::{Host, printable, signals};
use crate::login::{ClientAuth, Credential, Manner, Method, RelyingParty, Through, Way};
use crate::oidc::Secret;
use crate::sensitive::ClientSecret;
use crate::session::Keeper;
use crate::store::{self, Places, State, StoreKind};
use jiff::Timestamp;
use serde_json::json;
use std::time::Duration;

/// How long a person may take in the browser where --wait does not say.
const PATIENCE: Duration = Duration::from_mins(5);

/// Log in at an issuer and keep the credential
///
/// The first login makes the profile: it needs --issuer and --client-id. Later `authctl login NAME` is enough.
/// Before the browser opens, the place where the credential will rest is tried out.
///
/// A machine logs in with --method client-credentials and --client-secret-file, --client-secret-env or --client-key; nobody
/// is asked anything. With --store none nothing of it is kept: `token` and `call` log in by themselves each time.
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
    /// Print the address without opening a browser; the address where a browser elsewhere ended can be pasted
    #[arg(long, help_heading = "This login")]
    no_browser: bool,
    /// Show a code to type in a browser on any other machine (RFC 8628)
    #[arg(long, help_heading = "This login", conflicts_with_all = ["browser", "no_browser"])]
    device: bool,
    /// Show the address of the code as a QR code too
    #[arg(long, help_heading = "This login", requires = "device")]
    qr: bool,
    /// Take an access token that you have, from stdin or typed, and keep it
    #[arg(long, help_heading = "This login", conflicts_with_all = ["browser", "no_browser", "device"])]
    with_token: bool,
    /// How long to wait for the person [default: 5m; with --device as long as the code is good]
    #[arg(long, value_name = "TIME", value_parser = duration, help_heading = "This login")]
    wait: Option<Duration>,
    /// Replace what is kept even if it cannot be read
    #[arg(long, help_heading = "This login")]
    force: bool,
}

pub fn run(arguments: &LoginArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let name = name(arguments, context)?;
    let flags = flags(arguments)?;
    let profile = Profile { settings: context.settings(&name, flags.clone())?, name };
    let mut way = profile.way(context)?;
    let kind = place(context, &profile)?;
    let keeper = profile.keeper_in(context, kind)?;
    let earlier = earlier(&keeper, arguments.force)?;
    match &mut way {
        Way::Token(given) => given_token::ask(given, &profile.name, kind, context)?,
        _ => ask_client_secret(&mut way, &profile.name, kind, context)?,
    }
    say_if_insecure(&way, context);
    let manner = manner(arguments, &profile, context)?;
    let credential =
        context.block_on(async { Ok(way.log_in(&manner, context.host, context.http()).await?) })?;
    let settings = Layer { store: Some(kind), key_file: context.globals.key_file.clone(), ..flags };
    let outcome = report(&keeper, &way, &credential, &earlier, kind);
    keep(context, &keeper, &credential, &earlier, &settings)?;
    let further = forget_elsewhere(&profile, kind, context).into_iter().chain(given_token::warning(context));
    Ok(further.fold(outcome, Outcome::say))
}

/// The settings that were typed; --with-token is a way to log in, and so one of them.
fn flags(arguments: &LoginArgs) -> Result<Layer, Failure> {
    let layer = arguments.settings.layer();
    match layer.method {
        _ if !arguments.with_token => Ok(layer),
        None | Some(Method::Token) => Ok(Layer { method: Some(Method::Token), ..layer }),
        Some(other) => {
            Err(Failure::usage(format!("--with-token and --method {} are two ways to log in", other.name())))
        }
    }
}

/// The profile's name; without one, and with no profile there yet, `default`.
fn name(arguments: &LoginArgs, context: &Context<'_>) -> Result<String, Failure> {
    if let Some(url) = arguments.position.as_deref().filter(|name| name.contains("://")) {
        let shown = printable::short(url, 100);
        return Err(Failure::usage(format!("{shown} is an address, and a profile name is wanted"))
            .hint("--issuer URL names an OpenID Connect issuer"));
    }
    let known = context.config()?.profiles();
    let name = match context.profile_name(arguments.position.as_deref())? {
        Some(name) => {
            let is_named = arguments.position.is_some() || context.globals.profile.is_some();
            check_same_issuer(&name, is_named, arguments, context)?;
            name
        }
        None if known.is_empty() => "default".to_owned(),
        None => return Err(no_profile(&known)),
    };
    file::check_name(&name)?;
    Ok(name)
}

/// Another issuer is another login: it takes the place of a profile only when that is named.
fn check_same_issuer(
    name: &str,
    is_named: bool,
    arguments: &LoginArgs,
    context: &Context<'_>,
) -> Result<(), Failure> {
    let before = context.config()?.profile(name)?.unwrap_or_default();
    let differs =
        |one: &Option<String>, other: &Option<String>| one.is_some() && other.is_some() && one != other;
    let flags = &arguments.settings;
    if !differs(&before.issuer, &flags.issuer) && !differs(&before.client_id, &flags.client_id) {
        return Ok(());
    }
    let issuer = printable::short(before.issuer.as_deref().unwrap_or_default(), 200);
    if is_named {
        if before.api.is_some() {
            context
                .host
                .terminal
                .warn(&format!("profile {name} was of {issuer}; its API and scopes stay as they are."));
        }
        return Ok(());
    }
    Err(Failure::usage(format!("profile {name} is of {issuer}, and another one is not named"))
        .hint("authctl login NAME … makes a new profile"))
}

fn manner(arguments: &LoginArgs, profile: &Profile, context: &Context<'_>) -> Result<Manner, Failure> {
    let is_for_a_person = arguments.device || arguments.no_browser || arguments.browser.is_some();
    if is_for_a_person && profile.method() != Method::Oidc {
        let (name, method) = (&profile.name, profile.method().name());
        return Err(Failure::usage(format!("{name} logs in by {method}, which needs no browser"))
            .hint("--method oidc is the way for persons"));
    }
    let browser =
        || Browser::choose(arguments.browser.as_deref(), arguments.no_browser, &context.host.environment);
    let (through, patience) = match arguments.device {
        _ if profile.method() != Method::Oidc => (Through::Browser(Browser::Nowhere), PATIENCE),
        true => (Through::DeviceCode { qr: arguments.qr }, Duration::MAX),
        false => (Through::Browser(browser()?), PATIENCE),
    };
    Ok(Manner { through, patience: arguments.wait.unwrap_or(patience), profile: profile.name.clone() })
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
    if typed.is_empty() {
        return Err(Failure::usage("no client secret was typed").hint(hint));
    }
    party.client.secret = Secret::Typed(ClientSecret::new(typed));
    Ok(())
}

/// Where the credential will rest, tried out before anybody is asked to log in. Never a silent fall-back.
fn place(context: &Context<'_>, profile: &Profile) -> Result<StoreKind, Failure> {
    let terminal = &context.host.terminal;
    let places = context.places(&profile.settings)?;
    let kind = profile.store();
    let probe = store::probe(kind, &places, terminal);
    if probe.state == State::Usable {
        // a machine logs in again whenever it needs to, which is said at the end
        if kind == StoreKind::None && profile.method() == Method::Oidc {
            terminal.warn("--store none keeps the profile only: the credential ends with this command.");
        }
        return Ok(kind);
    }
    let chosen = profile.settings.find(|layer| &layer.store);
    let nobody_chose = chosen.is_none_or(|chosen| chosen.origin == Origin::Default);
    if nobody_chose && terminal.may_ask() {
        terminal.warn(&format!("{}.", probe.detail));
        if terminal.ask_whether("Keep the credential in an encrypted file instead?")? {
            return files_with_key(&places, context);
        }
    }
    Err(unusable(probe))
}

/// The file store, with a key made where there is none.
fn files_with_key(places: &Places, context: &Context<'_>) -> Result<StoreKind, Failure> {
    let terminal = &context.host.terminal;
    if store::probe(StoreKind::File, places, terminal).state != State::Usable {
        let made = super::store::init::make_key(places, terminal)?;
        terminal
            .say(&format!("The key of the file store is {}; keep a copy in a safe place.", made.display()));
    }
    let probe = store::probe(StoreKind::File, places, terminal);
    if probe.state == State::Usable { Ok(StoreKind::File) } else { Err(unusable(probe)) }
}

/// What is kept now.
enum Earlier {
    Nothing,
    Credential(Box<Credential>),
    /// It cannot be read, and --force says that it may go.
    Unreadable,
}

/// What cannot be read is not written over unless --force says so; a place that is locked is no reason to.
fn earlier(keeper: &Keeper<'_>, force: bool) -> Result<Earlier, Failure> {
    use crate::session::Error as E;
    match keeper.load() {
        Ok(None) => Ok(Earlier::Nothing),
        Ok(Some(kept)) => Ok(Earlier::Credential(Box::new(kept))),
        Err(error) => {
            let is_unreadable = match &error {
                E::Unreadable { .. } => true,
                E::Store(why) => why.is_unreadable(),
                _ => false,
            };
            match is_unreadable {
                true if force => {
                    keeper.host.terminal.warn(&format!("{error}; it will be replaced."));
                    Ok(Earlier::Unreadable)
                }
                true => Err(Failure::from(error)
                    .hint(format!("authctl login {} --force replaces it", keeper.profile))),
                false => Err(error.into()),
            }
        }
    }
}

fn say_if_insecure(way: &Way, context: &Context<'_>) {
    if way.party().is_some_and(|party| party.allow_http) {
        context.host.terminal.warn(
            "http to other machines is allowed for this profile: everybody in between can read its credential.",
        );
    }
}

/// The lock first, so that nobody waits between the two; then the profile: a credential without one could not be
/// found again.
fn keep(
    context: &Context<'_>,
    keeper: &Keeper<'_>,
    credential: &Credential,
    earlier: &Earlier,
    settings: &Layer,
) -> Result<(), Failure> {
    let lock = keeper.lock_patiently()?;
    let _held = signals::hold();
    context.change_config(|config| config.merge(&keeper.profile, settings))?;
    if matches!(earlier, Earlier::Unreadable) {
        keeper.forget(&lock)?;
    }
    Ok(keeper.save(&lock, credential)?)
}

/// A credential of this profile that rests in another place than before would be forgotten there, alive.
fn forget_elsewhere(profile: &Profile, kind: StoreKind, context: &Context<'_>) -> Option<String> {
    let before = context.config().ok()?.profile(&profile.name).ok()??.store?;
    if before == kind || before == StoreKind::None {
        return None;
    }
    let forgotten = profile.keeper_in(context, before).and_then(|keeper| {
        let lock = keeper.lock()?;
        Ok(keeper.forget(&lock)?)
    });
    match forgotten {
        Ok(true) => Some(format!("The earlier credential in {} is deleted.", before.description_of_place())),
        Ok(false) => None,
        Err(why) => Some(format!(
            "The earlier credential in {} could not be deleted: {}.",
            before.description_of_place(),
            why.message
        )),
    }
}

fn report(
    keeper: &Keeper<'_>,
    way: &Way,
    credential: &Credential,
    earlier: &Earlier,
    kind: StoreKind,
) -> Outcome {
    let who = |credential: &Credential| printable::short(credential.who().unwrap_or("somebody"), 100);
    let json = json!({
        "profile": keeper.profile, "method": way.method().name(), "issuer": credential.issuer,
        "subject": credential.subject, "account": credential.account, "scopes": credential.scopes,
        "token_type": credential.token_type(), "expires_at": credential.expires_at.map(utc), "renewable": credential.renewable(), "store": kind.name(),
    });
    let what = if way.method() == Method::Token { "it" } else { "the credential" };
    let kept = match kind {
        StoreKind::None if keeper.logs_in_by_itself() => {
            "nothing of it is kept: token and call log in by themselves each time".to_owned()
        }
        StoreKind::None => format!("{what} is not kept"),
        _ => format!("{what} is kept in {}", kind.description_of_place()),
    };
    let mut outcome = Outcome::silent(json).say(match way {
        Way::Token(_) => format!("Took the token as the credential of {}; {kept}.", keeper.profile),
        _ => format!("Logged in to {} as {}; {kept}.", keeper.profile, who(credential)),
    });
    if let Earlier::Credential(before) = earlier
        && (before.subject != credential.subject
            || before.issuer != credential.issuer
            || before.client_id != credential.client_id)
    {
        let issuer = printable::short(&before.issuer, 200);
        outcome = outcome.say(match before.method {
            Method::Token => "It replaces a token that was given by hand.".to_owned(),
            _ => format!("It replaces the credential of {} at {issuer}.", who(before)),
        });
    }
    match way {
        Way::Token(_) => outcome.say(end_of_given(credential, keeper.host)),
        Way::Oidc(party) => not_as_asked(party, credential).into_iter().fold(outcome, Outcome::say),
        Way::ClientCredentials(party) => {
            not_granted(party, credential).into_iter().fold(outcome, Outcome::say)
        }
    }
}

/// Until when a token that was given by hand says that it is good.
fn end_of_given(credential: &Credential, host: &Host) -> String {
    let end = credential.expires_at.and_then(|end| Timestamp::from_second(end).ok());
    let Some(end) = end else { return "It does not say when it ends, and nothing renews it.".to_owned() };
    let tense = if end <= host.clock.now() { "has ended already," } else { "ends" };
    let shown = host.clock.shown(end);
    format!("It says that it {tense} at {shown}, which nobody verified; nothing renews it.")
}

/// What the issuer did not give, though the login may have asked for it.
fn not_as_asked(party: &RelyingParty, credential: &Credential) -> Vec<String> {
    let asked_offline = party.wanted.scopes.iter().any(|scope| scope == "offline_access");
    let why = match asked_offline {
        true => "although offline_access was asked for",
        false => "--scope offline_access may get one",
    };
    let lasts = (!credential.renewable()).then(|| {
        format!("The issuer gave no refresh token ({why}): the login lasts as long as the access token.")
    });
    not_granted(party, credential).into_iter().chain(lasts).collect()
}

fn not_granted(party: &RelyingParty, credential: &Credential) -> Option<String> {
    let wanted = party.wanted.scopes.iter().map(String::as_str);
    let missing: Vec<&str> = wanted.filter(|scope| !is_granted(scope, credential)).collect();
    (!missing.is_empty()).then(|| format!("Not granted: {}.", missing.join(" ")))
}

/// True for what was granted, and for the scopes of OpenID Connect, which some issuers leave out of the answer.
fn is_granted(scope: &str, credential: &Credential) -> bool {
    const OF_OPENID: [&str; 6] = ["openid", "offline_access", "profile", "email", "address", "phone"];
    OF_OPENID.contains(&scope) || credential.scopes.iter().any(|granted| granted == scope)
}
