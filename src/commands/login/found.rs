//! Which service is at an address that was named for a login.

use crate::commands::Context;
use crate::commands::whose::address;
use crate::config::services::{self, Setup};
use crate::config::{Layer, Settings};
use crate::failure::Failure;
use crate::host::printable;
use crate::http;
use crate::login::{AtService, Method};
use crate::service::finding::{self, Found};
use crate::service::{Known, Route, RouteName};
use std::collections::BTreeMap;
use url::Url;

/// What is known of an address that was named.
pub struct Named {
    /// What was typed, with what was found there.
    pub layer: Layer,
    /// How the service is set up, where that was looked for.
    pub setup: Option<&'static Setup>,
}

/// Which service it is, where an address is given and nothing says how to log in there. What the top of the file says is for all
/// profiles, and nothing of this address; what a profile says of an issuer, or of another address, is nothing of it either.
pub fn found(name: &str, flags: Layer, context: &Context<'_>) -> Result<Named, Failure> {
    let written = context.config()?.profile(name)?.unwrap_or_default();
    let Some(url) = flags.api.clone().filter(|url| !is_said(&flags, &written, url)) else {
        return Ok(Named { layer: flags, setup: None });
    };
    let allow_http = flags.allow_http.unwrap_or_default();
    http::check_secure(&url, allow_http)?;
    let found = look(&url, allow_http, context)?;
    if let Some(before) =
        written.service.filter(|before| found.as_ref().is_none_or(|found| found.known != *before))
    {
        return Err(another_service(name, &url, before, found.map(|found| found.known)));
    }
    let Some(found) = found else {
        return match flags.method {
            Some(_) => Ok(Named { layer: flags, setup: None }),
            None => Err(unknown_service(&url)),
        };
    };
    let setup = services::setup(&found);
    context.host.terminal.note("service_found", &format!("{}.", told(&found)));
    if let Some(setup) = setup.filter(|setup| setup.is_everywhere) {
        say_if_everywhere(name, &found, setup, allow_http, context)?;
    }
    let method = method(&found, setup, &flags, &written, context)?;
    let at_root = setup.map(|setup| at_root(setup, &found.api)).filter(|routes| !routes.is_empty());
    let routes = match (at_root, flags.routes.clone()) {
        (Some(mut routes), typed) => {
            routes.extend(typed.unwrap_or_default());
            Some(routes)
        }
        (None, typed) => typed,
    };
    let layer = Layer { service: Some(found.known), api: Some(found.api), method, routes, ..flags };
    Ok(Named { layer, setup })
}

/// The service at an address.
fn look(url: &Url, allow_http: bool, context: &Context<'_>) -> Result<Option<Found>, Failure> {
    context.block_on(async {
        let _spinner = context.host.terminal.spinner("Looking which service that is");
        Ok(finding::find(context.http(), url, allow_http, &services::signs()).await?)
    })
}

/// What is at an address, or at the root of its origin.
pub fn there(at: &AtService, context: &Context<'_>) -> Result<Option<Found>, Failure> {
    let (api, allow_http) = (&at.site.api, at.site.allow_http);
    match look(api, allow_http, context)? {
        None if api.path() != "/" => look(&finding::root(api), allow_http, context),
        found => Ok(found),
    }
}

/// What is at an address, in words.
pub fn told(found: &Found) -> String {
    let (api, name) = (printable::short(found.api.as_str(), 200), found.known.name());
    format!("{api} is {name}: it answers as {} does", about(found.known, services::setup(found)))
}

/// What a service is called with its version, and with how it is set up where that is known.
fn about(service: Known, setup: Option<&Setup>) -> String {
    let about = &services::describe(service).about;
    match setup.map(|setup| setup.with.as_str()).filter(|with| !with.is_empty()) {
        Some(with) => format!("{about} {with}"),
        None => about.clone(),
    }
}

/// The signs tell that the service is there, and not at which path.
fn say_if_everywhere(
    name: &str,
    found: &Found,
    setup: &Setup,
    allow_http: bool,
    context: &Context<'_>,
) -> Result<(), Failure> {
    let root = finding::root(&found.api);
    if found.api.path() == "/" {
        return Ok(());
    }
    let shows = finding::all_show(context.http(), &root, allow_http, &setup.signs);
    if context.block_on(async { Ok(shows.await?) })? {
        let path = printable::short(found.api.path(), 100);
        let message = format!(
            "{} answers so at any path, so nothing tells whether {} is at {path}. `authctl login {name} {root}` is for the one at \
             the root.",
            http::origin(&root),
            found.known.name()
        );
        context.host.terminal.warn("any_path", &context.told(message));
    }
    Ok(())
}

/// The way to log in: as it was said, or as the service is set up. A way to log in at an issuer is none at a service.
fn method(
    found: &Found,
    setup: Option<&Setup>,
    flags: &Layer,
    written: &Layer,
    context: &Context<'_>,
) -> Result<Option<Method>, Failure> {
    let methods = &services::describe(found.known).methods;
    let of_service = written.method.filter(|method| written.service.is_some() && methods.contains(method));
    let said = flags.method.or(of_service).or(setup.and_then(|setup| setup.method));
    let of_issuer = written.method.or(context.config()?.top()?.method);
    Ok(said.or_else(|| methods.first().copied().filter(|_| of_issuer.is_some())))
}

/// The routes that are at the root of the origin, where the service is not.
fn at_root(setup: &Setup, api: &Url) -> BTreeMap<RouteName, Route> {
    let at_root = |route: &Route| Route {
        path: format!("{}{}", http::origin(api), route.path),
        method: route.method.clone(),
    };
    setup.routes_at_root.iter().map(|(name, route)| (*name, at_root(route))).collect()
}

/// True where it was said what is at this address.
fn is_said(flags: &Layer, written: &Layer, url: &Url) -> bool {
    let is_of_issuer = |method| matches!(method, Method::Oidc | Method::ClientCredentials);
    let is_by_hand = written.service.is_none() && written.method.is_some_and(|method| !is_of_issuer(method));
    let is_known = written.service.is_some() && written.api.as_ref().map(address) == Some(address(url));
    // what a token calls its issuer is no place to log in
    let is_at_issuer = flags.issuer.is_some() && flags.method != Some(Method::Key);
    is_at_issuer
        || flags.service.is_some()
        || flags.method.is_some_and(|method| is_described(method, flags))
        || is_by_hand
        || is_known
}

/// True where what is typed is enough to log in so, whatever the service is.
fn is_described(method: Method, flags: &Layer) -> bool {
    let has = |name| flags.routes.as_ref().is_some_and(|routes| routes.contains_key(&name));
    match method {
        Method::Password => has(RouteName::Login),
        Method::FormSession => has(RouteName::Login) && flags.cookie.is_some(),
        Method::Challenge => has(RouteName::Challenge),
        Method::Bff => has(RouteName::Authorize) && has(RouteName::Exchange),
        Method::Cookie => flags.cookie.is_some(),
        Method::Header => flags.header.is_some(),
        Method::Key | Method::Token => false,
        Method::Basic | Method::Oidc | Method::ClientCredentials | Method::Mint => flags.routes.is_some(),
    }
}

fn unknown_service(url: &Url) -> Failure {
    let shown = printable::short(url.as_str(), 200);
    let mounted = (url.path() == "/").then(|| {
        "one that is mounted elsewhere is named by the address with its path: https://host/path".to_owned()
    });
    Failure::usage(format!("{shown} is none of the services that are known by themselves"))
        .hints(mounted)
        .hint("--service NAME says which it is; --method with --route describes another one")
        .hint("--issuer URL --client-id ID is a login at an OpenID Connect issuer")
}

/// Nothing is sent to an address that may have been mistyped.
fn another_service(name: &str, url: &Url, before: Known, is: Option<Known>) -> Failure {
    let (url, before) = (printable::short(url.as_str(), 200), before.name());
    let (words, service) = match is.map(Known::name) {
        Some(is) => (format!("is {is}"), format!("--service {is} makes this one a profile of that")),
        None => ("does not answer as one does".to_owned(), format!("--service {before} says that it is one")),
    };
    Failure::usage(format!("profile {name} is for {before}, and {url} {words}"))
        .hint(format!("another name before the address makes another profile; {service}"))
}

/// Refused where a service that is known by name has no such login, and nothing describes one.
pub fn check_method(settings: &Settings, setup: Option<&Setup>) -> Result<(), Failure> {
    let Some(service) = settings.value(|layer| &layer.service) else { return Ok(()) };
    let methods = &services::describe(service).methods;
    let lacks = |method: &Method| setup.is_some_and(|setup| setup.lacks.contains(method));
    let has = |method: &Method| methods.contains(method) && !lacks(method);
    let wants_routes = |method: Method| {
        matches!(
            method,
            Method::Password | Method::FormSession | Method::Challenge | Method::Bff | Method::Basic
        )
    };
    let is_of_setup = |name| setup.is_some_and(|setup| setup.routes_at_root.contains_key(name));
    let routes = settings.written(|layer| &layer.routes).unwrap_or_default();
    let is_described =
        settings.written(|layer| &layer.cookie).is_some() || routes.keys().any(|name| !is_of_setup(name));
    let refused = settings.value(|layer| &layer.method).filter(|method| match method {
        Method::Key => !has(method),
        _ if lacks(method) => !is_described,
        method => wants_routes(*method) && !methods.contains(method) && !is_described,
    });
    let Some(method) = refused else { return Ok(()) };
    let ways: Vec<&str> = methods.iter().filter(|method| has(method)).map(|method| method.name()).collect();
    let other = (method != Method::Key).then_some("--route describes one that is there all the same");
    Err(Failure::usage(format!("{} has no login by {}", about(service, setup), method.name()))
        .hint(format!("it has {} (--method)", ways.join(", ")))
        .hints(other))
}
