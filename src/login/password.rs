//! User and password for a token, at a service: a form there, JSON back.

use super::at_service::{AtService, Typed};
use super::{Credential, Error, given};
use crate::host::Host;
use crate::http::Http;
use crate::sensitive::{AccessToken, Password};
use crate::service::{Body, Field, RouteName};
use hyper::HeaderMap;
use serde_json::Value;

/// Asks for a token. What the service says no to is never sent twice.
pub(super) async fn log_in(
    at: &AtService,
    typed: &Typed,
    host: &Host,
    http: &Http,
) -> Result<Credential, Error> {
    let password = typed.password.as_ref().map(Password::expose).unwrap_or_default();
    let site = &at.site;
    let form = [(site.field(Field::Username), &*typed.username), (site.field(Field::Password), password)];
    let answer = site.ask(http, RouteName::Login, &[], Body::Form(&form), HeaderMap::new()).await?;
    let json = answer.json()?;
    let token = json.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty());
    let token = AccessToken::new(token.ok_or_else(|| answer.odd("it holds no access_token"))?);
    let mut credential = at.blank_credential(typed, host);
    // the token says itself when it ends; what a service says besides is counted from now
    let lifetime = json.get("expires_in").and_then(Value::as_i64);
    let end = lifetime.map(|lifetime| host.clock.unix().saturating_add(lifetime));
    credential.expires_at = given::expiry(&token).or(end);
    credential.access_token = Some(token);
    Ok(credential)
}
