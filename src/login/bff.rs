//! The login of a service's own backend in the browser, where the service keeps the issuer's tokens to itself ("backend for
//! frontend"): it sends the browser to its issuer, and back to its own page with a code in the address. That page cannot come
//! back to this machine: the person pastes where the browser ended, and the code becomes a token.

use super::at_service::{AtService, Typed};
use super::{Credential, Error, Manner, Through};
use crate::host::Host;
use crate::host::browser::{Browser, Opened};
use crate::host::style::NAME;
use crate::http::{self, Http};
use crate::sensitive::AuthorizationCode;
use crate::service::{Body, Field, RouteName};
use hyper::HeaderMap;
use serde_json::json;
use url::Url;

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
    let page = begun.location().ok_or_else(|| begun.odd("it leads to no login"))?;
    http::check_secure(&page, at.site.allow_http).map_err(crate::oidc::Error::from)?;
    show(&page, manner, host)?;
    let code = pasted(at, host)?;
    let body = Body::Json(json!({ "code": code.expose() }));
    let answer = at.site.ask(http, RouteName::Exchange, &[], body, HeaderMap::new()).await?;
    Ok(at.bearer(&answer, &Typed::default(), host)?)
}

fn show(page: &Url, manner: &Manner, host: &Host) -> Result<Opened, Error> {
    let terminal = &host.terminal;
    if manner.json {
        terminal.tell_program(
            &json!({"event": "authorization_request", "authorization_url": page.as_str(), "advice": []}),
        );
    } else {
        terminal.tell(&format!("Log in at this address in a browser:\n\n  {NAME}{page}{NAME:#}\n"));
    }
    let Through::Browser(browser) = &manner.through else { return Ok(Opened::default()) };
    match browser {
        Browser::Missing | Browser::Nowhere => Ok(Opened::default()),
        browser => match browser.open(page, &host.environment, terminal) {
            Ok(opened) => Ok(opened),
            Err(why) => {
                terminal
                    .warn("browser_not_opened", &format!("{why}; please open the address above yourself."));
                Ok(Opened::default())
            }
        },
    }
}

/// The code of what was pasted, or piped in.
fn pasted(at: &AtService, host: &Host) -> Result<AuthorizationCode, Error> {
    let terminal = &host.terminal;
    if !terminal.stdin_is_terminal() {
        let bytes = terminal.read_stdin(LONGEST).map_err(|why| Error::NoCode(why.to_string()))?;
        let text =
            std::str::from_utf8(bytes.expose()).map_err(|_| Error::NoCode("it is no text".to_owned()))?;
        return code(at, text).map_err(|why| Error::NoCode(why.to_owned()));
    }
    loop {
        let text = terminal.ask_pasted("The address where the browser ended, or the code in it")?;
        match code(at, text.expose()) {
            Ok(code) => return Ok(code),
            Err(why) => terminal.note("paste_refused", &format!("Not taken: {why}.")),
        }
    }
}

/// The code in an address, in its query alone, or as it is.
fn code(at: &AtService, text: &str) -> Result<AuthorizationCode, &'static str> {
    let name = at.site.field(Field::AuthCode);
    let text = text.trim().trim_matches(['"', '\'', '<', '>']);
    if text.is_empty() {
        return Err("nothing was given");
    }
    if text.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return Err("an address or a code has no spaces in it");
    }
    let query = match (text.split_once('?'), text.starts_with(&format!("{name}="))) {
        (Some((_, query)), _) => Some(query),
        (None, true) => Some(text),
        (None, false) if text.contains("://") => return Err("that address has no code in it"),
        (None, false) => None,
    };
    let query = query.map(|query| query.split('#').next().unwrap_or_default());
    let found = match query {
        Some(query) => {
            let mut all = url::form_urlencoded::parse(query.as_bytes()).filter(|(found, _)| found == name);
            let one = all.next().map(|(_, value)| value.into_owned());
            one.filter(|_| all.next().is_none()).ok_or("that address has no code in it, or two")?
        }
        None => text.to_owned(),
    };
    let is_code = found.len() >= SHORTEST_CODE && found.bytes().all(|byte| byte.is_ascii_graphic());
    if is_code {
        Ok(AuthorizationCode::new(found))
    } else {
        Err("that is neither the address where the browser ended nor a code")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::login::Method;
    use crate::service::{SentAs, Site};

    #[test]
    fn the_code_is_taken_from_what_a_person_pastes() {
        let site = Site {
            api: Url::parse("https://a.example/api").unwrap(),
            routes: [].into(),
            fields: [].into(),
            sent_as: SentAs::Bearer,
            renewed_by: None,
            allow_http: false,
        };
        let at = AtService {
            method: Method::Bff,
            site,
            username: None,
            keeps_password: false,
            remember: false,
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
