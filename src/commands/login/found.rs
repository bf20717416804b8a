//! Which service is at an address that was named for a login.

use crate::commands::Context;
use crate::commands::whose::address;
use crate::config::{Layer, services};
use crate::failure::Failure;
use crate::host::printable;
use crate::http;
use crate::login::Method;
use crate::service::{Known, finding};
use url::Url;

/// Which service it is, where an address is given and nothing says how to log in there. What the top of the file says is for all
/// profiles, and nothing of this address; what a profile says of an issuer, or of another address, is nothing of it either.
pub fn found(name: &str, flags: Layer, context: &Context<'_>) -> Result<Layer, Failure> {
    let written = context.config()?.profile(name)?.unwrap_or_default();
    if let Some(service) = flags.service {
        check_method(service, &flags)?;
    }
    let Some(url) = flags.api.clone().filter(|url| !is_said(&flags, &written, url)) else { return Ok(flags) };
    let allow_http = flags.allow_http.unwrap_or_default();
    http::check_secure(&url, allow_http)?;
    let found = context.block_on(async {
        let _spinner = context.host.terminal.spinner("Looking which service that is");
        Ok(finding::find(context.http(), &url, allow_http, &services::signs()).await?)
    })?;
    if let Some(before) = written.service.filter(|before| found.as_ref().is_none_or(|(is, _)| is != before)) {
        return Err(another_service(name, &url, before, found.map(|(is, _)| is)));
    }
    let Some((service, api)) = found else {
        return if flags.method.is_some() { Ok(flags) } else { Err(unknown_service(&url)) };
    };
    check_method(service, &flags)?;
    let services::Description { about, methods, .. } = services::describe(service);
    // a way to log in at an issuer is none at a service
    let other = written.method.or(context.config()?.top()?.method);
    let method = flags.method.or_else(|| methods.first().copied().filter(|_| other.is_some()));
    context
        .host
        .terminal
        .note("service_found", &format!("{api} is {}: it answers as {about} does.", service.name()));
    Ok(Layer { service: Some(service), api: Some(api), method, ..flags })
}

/// True where it was said what is at this address.
fn is_said(flags: &Layer, written: &Layer, url: &Url) -> bool {
    let is_described = flags.routes.is_some() || flags.cookie.is_some() || flags.header.is_some();
    let is_of_issuer = |method| matches!(method, Method::Oidc | Method::ClientCredentials);
    let is_by_hand = written.service.is_none() && written.method.is_some_and(|method| !is_of_issuer(method));
    let is_known = written.service.is_some() && written.api.as_ref().map(address) == Some(address(url));
    flags.issuer.is_some()
        || flags.service.is_some()
        || flags.method.is_some() && is_described
        || is_by_hand
        || is_known
}

fn unknown_service(url: &Url) -> Failure {
    let url = printable::short(url.as_str(), 200);
    Failure::usage(format!("{url} is none of the services that are known by themselves"))
        .hint("--service NAME says which it is; --method with --route describes another one")
        .hint("--issuer URL --client-id ID is a login at an OpenID Connect issuer")
}

/// Nothing is sent to an address that may have been mistyped.
fn another_service(name: &str, url: &Url, before: Known, is: Option<Known>) -> Failure {
    let (url, before) = (printable::short(url.as_str(), 200), before.name());
    let is = is.map_or_else(|| "does not answer as one does".to_owned(), |is| format!("is {}", is.name()));
    Failure::usage(format!("profile {name} is for {before}, and {url} {is}")).hint(format!(
        "another name before the address makes another profile; --service {before} says that it is one"
    ))
}

/// Refused where a service that is known by name has no such login, and nothing describes one.
fn check_method(service: Known, flags: &Layer) -> Result<(), Failure> {
    let services::Description { about, methods, .. } = services::describe(service);
    let wants_routes = |method: &Method| {
        matches!(
            method,
            Method::Password | Method::FormSession | Method::Challenge | Method::Bff | Method::Basic
        )
    };
    let Some(method) = flags.method.filter(wants_routes) else { return Ok(()) };
    if methods.contains(&method) || flags.routes.is_some() || flags.cookie.is_some() {
        return Ok(());
    }
    let ways: Vec<&str> = methods.iter().map(|method| method.name()).collect();
    Err(Failure::usage(format!("{about} has no login by {}", method.name()))
        .hint(format!("it has {} (--method)", ways.join(", ")))
        .hint("--route describes one that is there all the same"))
}
