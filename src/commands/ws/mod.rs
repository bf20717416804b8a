//! `authctl ws`: a WebSocket with the credential; lines go out, messages come in.

mod closed;
mod lines;
mod messages;
mod talk;

use super::arguments::{UnshownPassword, some_time, web_url};
use super::call;
use super::resolve::Profile;
use super::{Context, Outcome};
use crate::failure::Failure;
use crate::http;
use crate::http::websocket::OWN_HEADERS;
use crate::login::Method;
use reqwest::header::HeaderMap;
use std::time::Duration;
use talk::Talk;
use url::Url;

const EXAMPLES: &str = r#"authctl ws work wss://api.example.com/events
cat messages.jsonl | authctl ws work /events --idle 5s
echo '{"type":"subscribe","topic":"orders"}' | authctl ws work /socket | jq .topic
authctl ws work /events -H "Sec-WebSocket-Protocol: graphql-transport-ws" -v"#;

/// Talk over a WebSocket with the credential
///
/// Each line of stdin is sent as a message, but empty ones. Each message that comes is a line of stdout, at once; of a JSON
/// array each element is one. After stdin has ended it goes on until the server closes it, or nothing has come for --idle.
///
/// The credential goes with the handshake, and only to the origins of the profile (ws:// counts as http://, wss:// as
/// https://). A profile with a password for each request (basic) and a --cookie asks for that cookie first, and sends it
/// too. The origin of the handshake is that of the address: -H "Origin: URL" says another one. Sub-protocols are named with
/// -H "Sec-WebSocket-Protocol: NAME"; a server that chooses one that was not named is not talked to.
///
/// Closed with 4401 or 3000 (not logged in), it logs in again and connects once more. A message that was the only one since
/// anything came is sent again then; where there were several nobody knows which was refused, and none is. With 4408 it connects
/// once more at once, and sends nothing again. The exit code is 0 after 1000, 1001 or no code, 4 where the login is refused again, 6 after
/// 1008 and the like, 5 when the connection is lost or the server fails, and 1 otherwise.
#[derive(Debug, clap::Args)]
#[command(override_usage = "authctl ws [OPTIONS] [PROFILE] <URL>")]
#[command(after_help = EXAMPLES)]
pub struct WsArgs {
    /// The profile whose credential is used
    #[arg(value_name = "PROFILE")]
    first: Option<String>,
    /// The address, ws:// or wss://; a relative one continues the profile's --api
    #[arg(value_name = "URL")]
    second: Option<String>,
    /// A header of the handshake (repeat)
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    header: Vec<String>,
    /// After stdin has ended: end too when nothing came for so long
    #[arg(long, value_name = "TIME", value_parser = some_time)]
    idle: Option<Duration>,
    /// Leave a JSON array on one line, as it came
    #[arg(long)]
    whole: bool,
    /// A further origin that may have the credential this time (repeat)
    #[arg(long, value_name = "URL", value_parser = UnshownPassword(web_url))]
    allow_origin: Vec<Url>,
}

pub fn run(arguments: &WsArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let (position, typed) = call::positions("ws", arguments.first.as_deref(), arguments.second.as_deref())?;
    let profile = Profile::find_in_use(context, position)?;
    call::check_address("ws", position, typed, context)?;
    let url = call::url(&over_http(typed), &profile)?;
    let allow_http = profile.settings.value(|layer| &layer.allow_http).unwrap_or_default();
    http::check_secure(&url, allow_http)?;
    let mut session = profile.session(context)?;
    session.origins.extend(arguments.allow_origin.iter().cloned());
    session.check_origin(&url)?;
    let is_basic = session.keeper.variable.is_none() && profile.method() == Method::Basic;
    let talk = Talk {
        session_cookie: profile.settings.value(|layer| &layer.cookie).filter(|_| is_basic),
        headers: headers(&arguments.header)?,
        idle: arguments.idle,
        whole: arguments.whole,
        session,
        url,
        context,
    };
    context.block_on(talk.run())
}

/// Those that were typed: what the handshake says of itself is its own.
fn headers(typed: &[String]) -> Result<HeaderMap, Failure> {
    let headers = call::headers(typed)?;
    match OWN_HEADERS.iter().find(|name| headers.contains_key(*name)) {
        Some(name) => {
            Err(Failure::usage(format!("the header {name} is the handshake's own and is not set by hand")))
        }
        None => Ok(headers),
    }
}

/// The address whose origin is meant: `ws` is opened as http, `wss` as https (RFC 6455 section 4.1).
fn over_http(typed: &str) -> String {
    let scheme = |name: &str| typed.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name));
    match () {
        () if scheme("ws://") => format!("http{}", &typed[2..]),
        () if scheme("wss://") => format!("https{}", &typed[3..]),
        () => typed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_websocket_is_where_http_is() {
        for (typed, expected) in [
            ("ws://a.test/x", "http://a.test/x"),
            ("WSS://a.test", "https://a.test"),
            ("https://a.test", "https://a.test"),
            ("/ws://x", "/ws://x"),
            ("é", "é"),
        ] {
            assert_eq!(over_http(typed), expected);
        }
    }
}
