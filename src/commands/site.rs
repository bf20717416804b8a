//! Settings into what the logins at services work with.

use super::resolve::Profile;
use super::whose::address;
use super::{Context, signing};
use crate::config::{Layer, services};
use crate::failure::Failure;
use crate::http;
use crate::login::{AtService, Method};
use crate::service::{Known, Route, RouteName, SentAs, Site, TokenPlace};
use std::collections::BTreeMap;

/// What is typed of a service for a profile, with where it usually is below an address without a path. Which service it is the
/// profile may say.
pub fn mounted(profile: &str, layer: Layer, context: &Context<'_>) -> Result<Layer, Failure> {
    let written = context.config()?.profile(profile)?.and_then(|written| written.service);
    Ok(match layer.service.or(written) {
        Some(service) => at_mount(layer, service),
        None => layer,
    })
}

/// The same for an address that is named to log in there, which may be of another service: what the profile says counts only where
/// that makes it the address of the profile.
pub fn named(profile: &str, layer: Layer, context: &Context<'_>) -> Result<Layer, Failure> {
    let written = context.config()?.profile(profile)?.unwrap_or_default();
    let is_there = |mounted: &Layer| mounted.api.as_ref().map(address) == written.api.as_ref().map(address);
    Ok(match (layer.service, written.service) {
        (Some(service), _) => at_mount(layer, service),
        (None, Some(service)) => Some(at_mount(layer.clone(), service)).filter(is_there).unwrap_or(layer),
        (None, None) => layer,
    })
}

fn at_mount(mut layer: Layer, service: Known) -> Layer {
    if let Some(api) = layer.api.as_mut().filter(|api| api.path() == "/") {
        api.set_path(&services::describe(service).mount);
    }
    layer
}

impl Profile {
    /// An error where the login is at a service, which nobody asks as they ask an issuer; it names what serves instead.
    pub fn check_at_issuer(&self) -> Result<(), Failure> {
        if !self.is_at_service() {
            return Ok(());
        }
        let name = &self.name;
        let message =
            format!("profile {name} logs in to a service with a login of its own, which has no issuer");
        let service = self.settings.value(|layer| &layer.service);
        let judging = service.filter(|service| signing::recipient(*service).is_some());
        let verify = judging.map(|service| {
            format!("authctl verify --for {} --secret-file FILE judges a token as it does", service.name())
        });
        Err(Failure { code: "no_issuer", ..Failure::usage(message) }
            .hint(format!("authctl whoami {name} asks it who is logged in"))
            .hint(format!("authctl logout {name} ends the login"))
            .hints(verify))
    }

    /// That the service has what this route is for, as far as that is known: told before anybody is asked for anything.
    pub fn check_offers(&self, route: RouteName) -> Result<(), Failure> {
        let routes: BTreeMap<RouteName, Route> = self.settings.table(|layer| &layer.routes);
        if routes.contains_key(&route) {
            return Ok(());
        }
        let message = match self.settings.value(|layer| &layer.service) {
            Some(service) => format!("{} has no {}", services::describe(service).about, offer(route)),
            None => format!("nothing says which route of the service is for {route}"),
        };
        let names = match route {
            RouteName::Register => "--route register=PATH".to_owned(),
            _ => format!("authctl profile set {} --route {route}=PATH", self.name),
        };
        Err(Failure::usage(message).hint(format!("{names} names one that is there all the same")))
    }

    /// The service that the settings describe, without what signs tokens for it.
    pub fn at_service(&self, method: Method) -> Result<AtService, Failure> {
        Ok(AtService {
            method,
            site: self.site(method)?,
            username: self.settings.value(|layer| &layer.username),
            keeps_password: self.settings.value(|layer| &layer.keep_password).unwrap_or_default(),
            remember: self.settings.value(|layer| &layer.remember).unwrap_or_default(),
            login_body: self.settings.value(|layer| &layer.login_body).unwrap_or_default(),
            signing: None,
        })
    }

    /// The service for a credential that was got elsewhere, and goes as one of this profile does.
    pub fn given_at_service(&self) -> Result<AtService, Failure> {
        Ok(AtService { method: Method::Token, ..self.at_service(self.method())? })
    }

    /// How a credential is sent that `token` printed of this profile: the cookie of a service stays one.
    pub fn sent_as(&self) -> Result<SentAs, Failure> {
        match self.is_at_service() {
            true => Ok(self.site(self.method())?.sent_as),
            false => Ok(SentAs::Bearer),
        }
    }

    pub fn site(&self, method: Method) -> Result<Site, Failure> {
        let settings = &self.settings;
        let missing = |what: &str, flag: &str| {
            let message = format!("profile {} does not say {what}", self.name);
            let set = || format!("; `authctl profile set {} {flag}` says it for good", self.name);
            let set = self.settings.is_written(&self.name).then(set).unwrap_or_default();
            Failure::usage(message).hint(format!("{flag} at the login says it{set}"))
        };
        let named = |name: Option<String>, what: &str, flag: &str| name.ok_or_else(|| missing(what, flag));
        let cookie = || {
            named(settings.value(|layer| &layer.cookie), "which cookie is the credential", "--cookie NAME")
        };
        let header = || {
            named(settings.value(|layer| &layer.header), "which header is the credential", "--header NAME")
        };
        let allow_http = settings.value(|layer| &layer.allow_http).unwrap_or_default();
        let api = settings.value(|layer| &layer.api);
        let api = api.ok_or_else(|| missing("where the service is", "--api URL"))?;
        http::check_secure(&api, allow_http)?;
        let service = settings.value(|layer| &layer.service);
        let routes: BTreeMap<RouteName, Route> = settings.table(|layer| &layer.routes);
        let is_renewed = routes.contains_key(&RouteName::Refresh);
        let becomes_token = matches!(method, Method::Password | Method::Bff | Method::Cookie);
        let renewed_by = (is_renewed && becomes_token).then(cookie).transpose()?;
        Ok(Site {
            api,
            routes,
            fields: settings.table(|layer| &layer.fields),
            sent_as: match method {
                Method::Cookie if renewed_by.is_some() => SentAs::Bearer,
                Method::FormSession | Method::Cookie => SentAs::Cookie(cookie()?),
                Method::Basic => SentAs::Basic,
                Method::Header => SentAs::Header(header()?),
                _ => match settings.value(|layer| &layer.sent_as).unwrap_or_default() {
                    TokenPlace::Bearer => SentAs::Bearer,
                    TokenPlace::Cookie => SentAs::Cookie(cookie()?),
                    TokenPlace::Header => SentAs::Header(header()?),
                },
            },
            renewed_by,
            allow_http,
            meanings: service.map_or(&[], |service| &services::describe(service).meanings),
        })
    }
}

/// What a service offers by a route.
fn offer(route: RouteName) -> String {
    match route {
        RouteName::Register => "registration".to_owned(),
        RouteName::Mint => "tokens of other users for an administrator".to_owned(),
        RouteName::Challenge => "logins by a code that somebody approves".to_owned(),
        RouteName::Tokens => "personal access tokens".to_owned(),
        _ => format!("route for {route}"),
    }
}
