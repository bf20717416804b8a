//! Make an account at a service. Which fields it wants, and how, is data.

use super::flash::Flash;
use super::{Answer, Body, Encoding, Error, Field, RouteName, Site};
use crate::http::Http;
use crate::sensitive::Password;
use hyper::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

/// What the service says of a new account; nothing where it only goes on.
pub type Account = Map<String, Value>;

/// Sends it once: a second time the name would be taken. `now`: seconds since 1970, by this machine's clock.
pub async fn register(
    site: &Site,
    encoding: Encoding,
    username: &str,
    password: &Password,
    now: i64,
    http: &Http,
) -> Result<Account, Error> {
    let mut fields =
        vec![(site.field(Field::NewUsername), username), (site.field(Field::Password), password.expose())];
    if let Some(name) = site.fields.get(&Field::ConfirmPassword) {
        fields.push((name, password.expose()));
    }
    let body = Body::of(fields, encoding);
    let answer = site.ask(http, RouteName::Register, &[], body, HeaderMap::new()).await?;
    judge(&answer, now)
}

/// What goes on may say there that it did not do it, or that it did.
fn judge(answer: &Answer, now: i64) -> Result<Account, Error> {
    const OFF: &str = "it leads away from the registration, which may be switched off there";
    match answer.status() {
        // carried out, and here is where to go on (RFC 9110 section 15.4.4)
        StatusCode::SEE_OTHER => {
            let flash = Flash::of(answer, now);
            match flash.said() {
                Some(said) if !flash.is_success() => Err(answer.refused(Some(said), None)),
                _ => Ok(Account::new()),
            }
        }
        status if status.is_redirection() => Err(answer.refused(None, Some(OFF))),
        StatusCode::CREATED => Ok(members(answer).unwrap_or_default()),
        status if status.is_success() => members(answer).ok_or_else(|| shown_again(answer)),
        _ => Err(answer.refusal()),
    }
}

fn members(answer: &Answer) -> Option<Account> {
    // some repeat all that they got
    answer.shown_object()
}

fn shown_again(answer: &Answer) -> Error {
    let said = answer.said().map(|said| format!(": {said}")).unwrap_or_default();
    answer.odd(format!("it shows a page instead of going on{said}"))
}
