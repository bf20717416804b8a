//! `authctl account register`.

use super::new_profile::service_of;
use crate::commands::arguments::base_url;
use crate::commands::login::again::add;
use crate::commands::login::{found, say_http_allowed, typed::of_stdin};
use crate::commands::login_command::LoginCommand;
use crate::commands::resolve::Profile;
use crate::commands::service_flags::{field, route};
use crate::commands::site::named;
use crate::commands::{Cell, Context, Outcome, Page, outcome::claim_cell};
use crate::config::{Layer, file};
use crate::failure::Failure;
use crate::host::printable;
use crate::login::Method;
use crate::sensitive::Password;
use crate::service::registration::{self, Account};
use crate::service::{Encoding, Field, Known, Route, RouteName, Site};
use serde_json::{Value, json};

const EXAMPLES: &str = "authctl account register jobs https://jobs.example.com --username alice@example.com
authctl account register jobs    # where the profile is there already
authctl account register jobs --username ci@example.com --password-stdin   # read from stdin";

/// Make an account at a service
///
/// No credential is needed, and none comes of it: a login is the next step. The service is that of a profile, or the one at an
/// address, found as at a login.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct RegisterArgs {
    /// The profile that names the service, or a name for one to come
    #[arg(value_name = "PROFILE")]
    first: Option<String>,
    /// The address of the service
    #[arg(value_name = "URL")]
    second: Option<String>,
    /// The service, of those that are known by name
    #[arg(long, value_name = "NAME")]
    service: Option<Known>,
    /// The name of the new user; some services want an e-mail address
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// Read the new password from stdin, its first line
    #[arg(long)]
    password_stdin: bool,
    /// Allow http to other machines, which lets everybody in between read the password
    #[arg(long)]
    allow_http: bool,
    /// How the service wants it
    #[arg(long, value_name = "HOW")]
    register_body: Option<Encoding>,
    /// A route of the service: register=/auth/register
    #[arg(long, value_name = "NAME=PATH", value_parser = route)]
    route: Vec<(RouteName, Route)>,
    /// What a field is called: new-username=email, confirm-password=password2 (repeat)
    #[arg(long, value_name = "NAME=FIELD", value_parser = field)]
    field: Vec<(Field, String)>,
}

pub fn run(arguments: &RegisterArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let (profile, flags) = profile(arguments, context)?;
    let site = profile.site(Method::Password)?;
    // what is missing is told before anybody types
    profile.check_offers(RouteName::Register)?;
    site.url(RouteName::Register, &[])?;
    if site.allow_http {
        say_http_allowed("password", context);
    }
    let username = username(arguments, &site, context)?;
    let password = password(arguments, &username, &site, context)?;
    let encoding = profile.settings.value(|layer| &layer.register_body).unwrap_or_default();
    let account = context.block_on(async {
        let _spinner = context.host.terminal.spinner("Registering");
        let now = context.host.clock.unix();
        Ok(registration::register(&site, encoding, &username, &password, now, context.http()).await?)
    })?;
    warn_of_superuser(&account, &site, context);
    let shown = printable::short(&username, 100);
    Ok(outcome(&username, &site, &account).say(format!(
        "{shown} has an account at {} now. To log in: `{}`",
        site.name(),
        login(&profile, flags, username, context)?.line()
    )))
}

/// The login of the new user: to the profile, unless another user has logged in there.
fn login(
    profile: &Profile,
    flags: Layer,
    username: String,
    context: &Context<'_>,
) -> Result<LoginCommand, Failure> {
    let written = context.config()?.profile(&profile.name)?.unwrap_or_default();
    let is_anothers = written.store.is_some() && written.username.as_ref() != Some(&username);
    let (mut command, settings) = match is_anothers {
        true => (LoginCommand::as_typed("NAME"), service_of(profile)),
        false => (LoginCommand::as_typed(&profile.name), flags),
    };
    add(&mut command, &Layer { username: Some(username), ..settings });
    Ok(command)
}

/// The profile that describes the service, and what was typed of it.
fn profile(arguments: &RegisterArgs, context: &Context<'_>) -> Result<(Profile, Layer), Failure> {
    let (name, url) = match (arguments.first.as_deref(), arguments.second.as_deref()) {
        (Some(first), None) if first.contains("://") => (None, Some(first)),
        both => both,
    };
    let url = url.map(|url| base_url(url).map_err(Failure::usage)).transpose()?;
    let layer = Layer {
        service: arguments.service,
        api: url,
        allow_http: arguments.allow_http.then_some(true),
        register_body: arguments.register_body,
        routes: (!arguments.route.is_empty()).then(|| arguments.route.iter().cloned().collect()),
        fields: (!arguments.field.is_empty()).then(|| arguments.field.iter().cloned().collect()),
        ..Layer::default()
    };
    if layer.api.is_none() {
        let found = Profile::find_written(context, name)?;
        let settings = context.settings(&found.name, layer.clone())?;
        return Ok((Profile::named(found.name, settings), layer));
    }
    let name = new_name(name, context)?;
    let layer = found(&name, named(&name, layer, context)?, context)?.layer;
    Ok((Profile::named(name.clone(), context.settings(&name, layer.clone())?), layer))
}

/// The name under which to log in later.
fn new_name(typed: Option<&str>, context: &Context<'_>) -> Result<String, Failure> {
    let name = match typed.or(context.globals.profile.as_deref()) {
        Some(name) => name,
        None if context.config()?.profiles().is_empty() => "default",
        None => "NAME",
    };
    file::check_name(name)?;
    Ok(name.to_owned())
}

fn username(arguments: &RegisterArgs, site: &Site, context: &Context<'_>) -> Result<String, Failure> {
    if let Some(name) = &arguments.username {
        return Ok(name.clone());
    }
    if arguments.password_stdin {
        return Err(
            Failure::usage("--password-stdin wants to know whose password it is").hint("--username NAME")
        );
    }
    let asked = context.host.terminal.ask_text(&format!("Name of the new user at {}", site.name()));
    asked.map_err(|why| {
        Failure::from(why).hint("--username NAME and --password-stdin say it without a question")
    })
}

/// A person types it twice: what was mistyped once nobody knows afterwards.
fn password(
    arguments: &RegisterArgs,
    username: &str,
    site: &Site,
    context: &Context<'_>,
) -> Result<Password, Failure> {
    if arguments.password_stdin {
        return of_stdin(context);
    }
    let ask = |question: &str| {
        let asked = context.host.terminal.ask_secret(question);
        asked.map_err(|why| Failure::from(why).hint("--password-stdin reads it from stdin"))
    };
    let first = ask(&format!("Password of {username} at {}", site.name()))?;
    if first.expose().is_empty() {
        return Err(Failure::usage("no password was typed"));
    }
    match ask("The same once more")?.expose() == first.expose() {
        true => Ok(first),
        false => Err(Failure::usage("the two passwords are not the same; nothing was sent")),
    }
}

/// Some services make everybody an administrator until they have one.
fn warn_of_superuser(account: &Account, site: &Site, context: &Context<'_>) {
    if account.get("is_superuser") == Some(&Value::Bool(true)) {
        let place = site.name();
        context.host.terminal.warn(
            "superuser",
            &format!(
                "the new account is a superuser, although nobody asked for that: {place} may run in a mode for development, \
                 where whoever registers may do everything."
            ),
        );
    }
}

fn outcome(username: &str, site: &Site, account: &Account) -> Outcome {
    let json = json!({"service": site.name(), "username": username, "account": account});
    let fields: Vec<(String, Cell)> =
        account.iter().map(|(name, value)| (name.clone(), claim_cell(name, value))).collect();
    let page = if fields.is_empty() { Page::Nothing } else { Page::Fields(fields) };
    Outcome { page, ..Outcome::done(json) }
}
