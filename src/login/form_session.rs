//! A login form, and the cookie that it sets; perhaps with the code of a second factor in between.

use super::at_service::{AtService, Typed};
use super::jar::Jar;
use super::{Credential, Error, Manner, given};
use crate::host::Host;
use crate::http::{self, Http};
use crate::sensitive::Password;
use crate::service::cookies::{self, Set};
use crate::service::{Answer, Body, Field, RouteName, SentAs};
use hyper::HeaderMap;

const NO_USE: &str = "the service wants the code of a second factor at each login: the password alone renews nothing, and is not kept.";

/// Sends the form, and the code of a second factor where the service asks for one. Only a redirect that sets the cookie, and
/// does not lead back to the login, is a success.
pub(super) async fn log_in(
    at: &AtService,
    typed: &Typed,
    manner: Option<&Manner>,
    host: &Host,
    http: &Http,
) -> Result<Credential, Error> {
    let site = &at.site;
    let password = typed.password.as_ref().map(Password::expose).unwrap_or_default();
    let mut form =
        vec![(site.field(Field::Username), &*typed.username), (site.field(Field::Password), password)];
    if at.remember {
        form.push((site.field(Field::Remember), "1"));
    }
    let first = site.ask(http, RouteName::Login, &[], Body::Form(form), HeaderMap::new()).await?;
    let is_second = second_step(at, &first);
    let answer = match is_second {
        false => first,
        true => {
            let code = match (&typed.otp, manner) {
                (Some(code), _) => code.clone(),
                (None, Some(_)) if host.terminal.may_ask() => {
                    host.terminal.ask_secret("Code of the second factor")?
                }
                (None, _) => return Err(Error::WantsCode),
            };
            let mut pending = Jar::default();
            pending.hear(&first.url, first.headers(), host.clock.unix());
            let headers = pending.headers(&site.url(RouteName::Otp, &[])?);
            let form = vec![(site.field(Field::Otp), code.expose())];
            site.ask(http, RouteName::Otp, &[], Body::Form(form), headers).await?
        }
    };
    let set = success(at, &answer, host)?;
    let mut credential = at.blank_credential(typed, host);
    // a token in the cookie says itself when it ends
    credential.expires_at = given::expiry(&set.value).or(set.ends_at);
    credential.access_token = Some(set.value);
    if is_second && credential.password.take().is_some() {
        host.terminal.warn("password_not_kept", NO_USE);
    }
    Ok(credential)
}

/// True where the service wants a code now. One that stands below another app may not know it, and lead to where it would ask at
/// the root.
fn second_step(at: &AtService, answer: &Answer) -> bool {
    let (Some(to), Ok(otp), Ok(route)) =
        (answer.location(), at.site.url(RouteName::Otp, &[]), at.site.route(RouteName::Otp))
    else {
        return false;
    };
    http::origin(&to) == http::origin(&otp) && [otp.path(), &route.path].contains(&to.path())
}

fn success(at: &AtService, answer: &Answer, host: &Host) -> Result<Set, Error> {
    let SentAs::Cookie(name) = &at.site.sent_as else {
        return Err(answer.odd("the profile does not say which cookie it sets").into());
    };
    match answer.location() {
        Some(to) if at.site.is_login_page(&to) => {
            return Err(answer.refused(answer.said(), None).into());
        }
        // a page with 200 is the form once more
        None if answer.status().is_success() => {
            let said = answer.said();
            return Err(answer
                .odd(said.map_or_else(
                    || "it shows a page instead of going on".to_owned(),
                    |said| format!("it shows a page instead of going on: {said}"),
                ))
                .into());
        }
        None => return Err(answer.refusal().into()),
        Some(_) => {}
    }
    let set = cookies::named(answer.headers(), name, host.clock.now());
    set.ok_or_else(|| answer.odd(format!("it goes on without setting the cookie {name}")).into())
}
