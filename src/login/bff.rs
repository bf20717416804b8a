//! The login of a service's own backend in the browser, where the service keeps the issuer's tokens to itself ("backend for
//! frontend"): it sends the browser to its issuer, and back to its own page with a code in the address. That page cannot come
//! back to this machine: the person pastes where the browser ended, and the code becomes a token.

use super::at_service::{self, AtService};
use super::{Credential, Error, Manner, Through, browser};
use crate::host::Host;
use crate::host::browser::{Browser, Opened};
use crate::host::line_reader::Typed;
use crate::http::{self, Http};
use crate::sensitive::AuthorizationCode;
use crate::service::{self, Body, Field, RouteName};
use hyper::HeaderMap;
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, interval, sleep_until, timeout};
use url::Url;

/// What a person does once the browser has logged in.
const PASTE: &str = "The address where the browser ended, or the code in it, is pasted here.";
/// The longest address that is read.
const LONGEST: usize = 64 * 1024;
/// Less than this is a slip of the hand and no code.
const SHORTEST_CODE: usize = 8;

/// Opens the address that the service gives, takes the code that is pasted, and exchanges it. The code is good once.
pub(super) async fn log_in(
    at: &AtService,
    manner: &Manner,
    host: &Host,
    http: &Http,
) -> Result<Credential, Error> {
    let begun = at.site.ask(http, RouteName::Authorize, &[], Body::Empty, HeaderMap::new()).await?;
    let Some(page) = begun.location() else {
        begun.success()?;
        return Err(begun.odd("it leads to no login").into());
    };
    http::check_secure(&page, at.site.allow_http).map_err(service::Error::from)?;
    if http::includes_credentials(&page) {
        // whoever reads it would take what stands before the @ for the host
        return Err(begun.odd("it leads to an address with a user in it").into());
    }
    let code = match host.terminal.stdin_is_terminal() {
        true => pasted(at, &page, manner, host).await?,
        false => piped(at, &page, manner, host).await?,
    };
    let body = Body::Json(json!({ "code": code.expose() }));
    let answer = at.site.ask(http, RouteName::Exchange, &[], body, HeaderMap::new()).await?;
    Ok(at.bearer(&answer, &at_service::Typed::default(), host)?)
}

/// Shows the page, and opens it where a browser is wanted.
fn show(page: &Url, manner: &Manner, host: &Host) -> Result<Opened, Error> {
    let browser = match &manner.through {
        // where there is none here, the address alone does
        Through::Browser(Browser::Missing) | Through::DeviceCode { .. } => &Browser::Nowhere,
        Through::Browser(browser) => browser,
    };
    browser::open(page, browser, &[PASTE.to_owned()], manner.json, host)
}

/// The code that came on stdin. It may be that of a login that was begun before: whether a browser opens is no matter.
async fn piped(at: &AtService, page: &Url, manner: &Manner, host: &Host) -> Result<AuthorizationCode, Error> {
    let terminal = &host.terminal;
    match show(page, manner, host) {
        Err(Error::NoBrowser(why)) => terminal.warn(browser::NOT_OPENED, &browser::open_yourself(&why)),
        shown => drop(shown?),
    }
    let line = timeout(manner.patience, terminal.line_of_stdin(LONGEST)).await;
    let line = line.map_err(|_| Error::NobodyCame(manner.patience))?;
    let line = line.map_err(|why| Error::NoCode(why.to_string()))?;
    let text = std::str::from_utf8(line.expose()).map_err(|_| Error::NoCode("it is no text".to_owned()))?;
    code(at, text).map_err(Error::NoCode)
}

/// The code that a person pastes, who has so long for it.
async fn pasted(
    at: &AtService,
    page: &Url,
    manner: &Manner,
    host: &Host,
) -> Result<AuthorizationCode, Error> {
    let terminal = &host.terminal;
    terminal.check_may_ask()?;
    // a browser command may open the terminal by itself
    let _modes = terminal.keep_modes();
    let mut opened = show(page, manner, host)?;
    let unread = || Error::NoCode("the terminal cannot be read".to_owned());
    let mut keyboard = terminal.read_lines().ok_or_else(unread)?;
    let deadline = Instant::now() + manner.patience;
    let spinner = terminal.spinner(browser::waiting(manner.patience, 0));
    let mut seconds = interval(Duration::from_secs(1));
    let mut characters = 0;
    loop {
        tokio::select! {
            () = sleep_until(deadline) => return Err(Error::NobodyCame(manner.patience)),
            why = opened.failed() => {
                terminal.note_above(&spinner, browser::NOT_OPENED, &browser::open_yourself(&why));
            }
            typed = keyboard.next() => match typed {
                Typed::Waiting(now) => characters = now,
                Typed::End => return Err(Error::NoCode("nothing was typed".to_owned())),
                Typed::Refused(why) => {
                    terminal.note_above(&spinner, browser::REFUSED, &format!("Not taken: {why}."));
                }
                Typed::Line(text) => match code(at, text.expose()) {
                    Ok(code) => return Ok(code),
                    Err(why) => terminal.note_above(&spinner, browser::REFUSED, &format!("Not taken: {why}.")),
                },
            },
            _ = seconds.tick() => {}
        }
        let left = deadline.saturating_duration_since(Instant::now());
        spinner.change(browser::waiting(left, characters));
    }
}

/// The code in an address, in its query alone, or as it is.
fn code(at: &AtService, text: &str) -> Result<AuthorizationCode, String> {
    let name = at.site.field(Field::AuthCode);
    let text = text.trim().trim_matches(['"', '\'', '<', '>']);
    if text.is_empty() {
        return Err(format!(
            "nothing was given, and the address with {name}= where the browser ended is wanted"
        ));
    }
    if text.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return Err("an address or a code has no spaces in it".to_owned());
    }
    let query = match (text.split_once('?'), text.starts_with(&format!("{name}="))) {
        (Some((_, query)), _) => Some(query),
        (None, true) => Some(text),
        (None, false) if text.contains("://") => return Err(format!("that address has no {name}= in it")),
        (None, false) => None,
    };
    let query = query.map(|query| query.split('#').next().unwrap_or_default());
    let found = match query {
        Some(query) => {
            let mut all = url::form_urlencoded::parse(query.as_bytes()).filter(|(found, _)| found == name);
            match (all.next(), all.next()) {
                (Some((_, one)), None) => one.into_owned(),
                (Some(_), Some(_)) => return Err(format!("that address has {name}= in it twice")),
                (None, _) => return Err(without_code(name, query)),
            }
        }
        None => text.to_owned(),
    };
    let is_code = found.len() >= SHORTEST_CODE && found.bytes().all(|byte| byte.is_ascii_graphic());
    if is_code {
        Ok(AuthorizationCode::new(found))
    } else {
        Err("that is neither the address where the browser ended nor a code".to_owned())
    }
}

/// What is wrong with an address whose query has no such code.
fn without_code(name: &str, query: &str) -> String {
    let is_on_the_way = url::form_urlencoded::parse(query.as_bytes()).any(|(found, _)| found == "code");
    match is_on_the_way {
        true => {
            format!("that address has code= and no {name}=: it is one on the way, and the last one is wanted")
        }
        false => format!("that address has no {name}= in it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::login::Method;
    use crate::service::{Encoding, Site};

    #[test]
    fn the_code_is_taken_from_what_a_person_pastes() {
        let site = Site::bare(Url::parse("https://a.example/api").unwrap(), false);
        let at = AtService {
            method: Method::Bff,
            site,
            username: None,
            keeps_password: false,
            remember: false,
            login_body: Encoding::default(),
            signing: None,
        };
        let code = |text: &str| code(&at, text).map(|code| code.expose().to_owned());
        for text in [
            "https://a.example/api/?auth_code=abcdefgh-1",
            " <https://a.example/?x=1&auth_code=abcdefgh-1#top>\n",
            "?auth_code=abcdefgh-1",
            "auth_code=abcdefgh-1",
            "abcdefgh-1",
        ] {
            assert_eq!(code(text).as_deref(), Ok("abcdefgh-1"), "{text}");
        }
        for text in [
            "",
            "abc",
            "two words",
            "https://a.example/",
            "https://a.example/?code=abcdefgh-1",
            "https://a.example/?auth_code=abcdefgh-1&auth_code=abcdefgh-2",
            "https://a.example/?auth_code=",
        ] {
            assert!(code(text).is_err(), "{text}");
        }
    }
}
