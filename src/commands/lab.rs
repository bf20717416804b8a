//! `authctl lab`: a small issuer and a protected API on loopback, for people who build a client or an API.

use super::arguments::some_time;
use super::login_command::LoginCommand;
use super::{Context, Outcome};
use crate::failure::{Failure, Kind};
use crate::host::printable;
use crate::host::style::{FAINT, NAME};
use crate::lab::{Event, Lab, Options, PUBLIC_CLIENT, SERVICE_CLIENT, User};
use clap::builder::NonEmptyStringValueParser;
use serde_json::{Value, json};
use std::io;
use std::time::Duration;

const EXAMPLES: &str = "authctl lab
authctl lab --port 9000 --api-port 9001 --access-ttl 20s    # tokens that end while you look";

/// Run a small issuer and a protected API on this machine
///
/// For building a client or an API, and for tests; not for production: there are no passwords, whoever opens the page
/// picks a user. The client id is authctl. Both listen on 127.0.0.1 only, and everything is forgotten when it ends.
/// With --json each line of stdout is an object: first where it listens, then what happens.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct LabArgs {
    /// The issuer's port; 0 lets the system choose
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The API's port; 0 lets the system choose
    #[arg(long, default_value_t = 0)]
    api_port: u16,
    /// How long an access token lives
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = some_time)]
    access_ttl: Duration,
    /// A user to pick on the page, besides alice and bob (repeat)
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    user: Vec<String>,
    /// A scope that the API knows, besides notes.read and notes.write (repeat)
    #[arg(long, value_name = "SCOPE", value_parser = scope)]
    api_scope: Vec<String>,
    /// Let a refresh token be used again and again
    #[arg(long)]
    no_rotation: bool,
}

/// The name of one scope (RFC 6749 section 3.3).
fn scope(text: &str) -> Result<String, String> {
    let is_of_it = |sign: u8| sign.is_ascii_graphic() && !matches!(sign, b'"' | b'\\');
    match !text.is_empty() && text.bytes().all(is_of_it) {
        true => Ok(text.to_owned()),
        false => Err("one scope is wanted: ASCII without white space, quotes and backslashes".to_owned()),
    }
}

pub fn run(arguments: &LabArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let mut options = Options {
        port: arguments.port,
        api_port: arguments.api_port,
        access_ttl: arguments.access_ttl,
        rotate_refresh_tokens: !arguments.no_rotation,
        ..Options::default()
    };
    options.users.extend(arguments.user.iter().map(|name| User::new(name, name)));
    options.api_scopes.extend(arguments.api_scope.iter().cloned());
    context.block_on(async {
        let lab = Lab::start(options, context.host.clock.clone(), context.host.random).await?;
        let mut events = lab.events();
        let mut going_on = introduce(&lab, context);
        while let (Ok(()), Some(event)) = (&going_on, events.next().await) {
            going_on = tell(&event, context);
        }
        // the reader of stdout has gone: nobody watches any more
        match going_on {
            Err(why) if why.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::new(Kind::Other, "stdout", format!("cannot write to stdout: {why}")))
            }
            _ => Ok(Outcome::silent(Value::Null)),
        }
    })
}

fn introduce(lab: &Lab, context: &Context<'_>) -> io::Result<()> {
    // good for this lab alone, and only as long as it runs
    let (issuer, api, secret) = (lab.issuer(), lab.api(), lab.service_secret().expose());
    let terminal = &context.host.terminal;
    if context.globals.json {
        let service = json!({"client_id": SERVICE_CLIENT, "client_secret": secret});
        let line = json!({"issuer": issuer, "api": api, "client_id": PUBLIC_CLIENT, "service": service});
        return terminal.data(format!("{line}\n").as_bytes());
    }
    terminal.page(&format!(
        "issuer  {NAME}{issuer}{NAME:#}\napi     {NAME}{api}{NAME:#}\n\
         service {SERVICE_CLIENT}, its secret {secret}\n"
    ))?;
    let scopes = "openid offline_access notes.read";
    let flags = [("--issuer", issuer), ("--client-id", PUBLIC_CLIENT), ("--scope", scopes), ("--api", api)];
    terminal.say(&context.told(format!(
        "\nA lab for development, not for production: whoever opens the page picks a user. \
         Try it in another terminal:\n\n  {}\n  authctl call lab /notes\n\nCtrl-C ends it. What happens:\n",
        LoginCommand::of("lab").with(&flags).line()
    )));
    Ok(())
}

fn tell(event: &Event, context: &Context<'_>) -> io::Result<()> {
    let terminal = &context.host.terminal;
    if context.globals.json {
        // an event of texts and numbers always serialises
        let line = serde_json::to_string(event).unwrap_or_default();
        return terminal.data(format!("{line}\n").as_bytes());
    }
    let time = context.host.clock.now().to_zoned(context.host.clock.zone()).strftime("%H:%M:%S");
    terminal.page(&format!("{FAINT}{time}{FAINT:#} {}\n", printable::line(&event.to_string())))
}
