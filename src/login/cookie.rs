//! The cookie of a session in the browser: of a login that is walked through, or given by hand.

use super::at_service::{AtService, Typed};
use super::walk::{self, End};
use super::{Credential, Error, Manner, header, refresh};
use crate::host::Host;
use crate::http::Http;
use crate::sensitive::{AccessToken, RefreshToken};

/// Takes what was given; else walks the login, and asks for the cookie where that ends at a page for people.
pub(super) async fn log_in(
    at: &AtService,
    typed: &Typed,
    manner: Option<&Manner>,
    host: &Host,
    http: &Http,
) -> Result<Credential, Error> {
    let cookie = match &typed.given {
        Some(given) => given.clone(),
        None if at.site.renewed_by.is_some() => ask(at, &at.site.name(), host)?,
        None => {
            let spinner = host.terminal.spinner("Looking whether the login asks for a person");
            let page = match walk::walk(at, host, http).await? {
                End::LoggedIn(credential) => return Ok(*credential),
                End::Page { at } => at,
            };
            drop(spinner);
            if manner.is_none() {
                return Err(Error::WantsPerson { page });
            }
            ask(at, &page, host)?
        }
    };
    match at.site.renewed_by {
        Some(_) => {
            let cookie = RefreshToken::new(cookie.expose());
            let renewal = refresh::renew(at, &cookie, typed, host, http).await;
            let mut credential = renewal.outcome?;
            credential.refresh_token = renewal.cookie.or(Some(cookie));
            Ok(credential)
        }
        None => header::log_in(at, &Typed { given: Some(cookie), ..typed.clone() }, host),
    }
}

fn ask(at: &AtService, page: &str, host: &Host) -> Result<AccessToken, Error> {
    let (terminal, service) = (&host.terminal, at.site.name());
    if !terminal.may_ask() {
        return Err(Error::WantsPerson { page: page.to_owned() });
    }
    let name = at.cookie();
    terminal.say(&format!(
        "{page} wants a person: log in to {service} in a browser, whose developer tools (F12) show the cookie {name} of \
         {service} under Storage or Application."
    ));
    header::ask(at, &format!("Value of the cookie {name}"), host)
}
