//! User and password for a token, at a service: a form or JSON there, JSON back.

use super::at_service::{AtService, Typed};
use super::{Credential, Error};
use crate::host::Host;
use crate::http::Http;
use crate::sensitive::Password;
use crate::service::{Body, Field, RouteName};
use hyper::HeaderMap;

/// Asks for a token. What the service says no to is never sent twice.
pub(super) async fn log_in(
    at: &AtService,
    typed: &Typed,
    host: &Host,
    http: &Http,
) -> Result<Credential, Error> {
    let password = typed.password.as_ref().map(Password::expose).unwrap_or_default();
    let site = &at.site;
    let form = vec![(site.field(Field::Username), &*typed.username), (site.field(Field::Password), password)];
    let body = Body::of(form, at.login_body);
    let answer = site.ask(http, RouteName::Login, &[], body, HeaderMap::new()).await?;
    Ok(at.bearer(&answer, typed, host)?)
}
