//! Settings into what the rooms below work with: the one place where "not said" becomes a default or an error.

use super::Context;
use crate::config::{Layer, Settings};
use crate::failure::{Failure, Kind};
use crate::host::files;
use crate::login::loopback::Callback;
use crate::login::{Method, RelyingParty, Way};
use crate::oidc::authorization::Wanted;
use crate::oidc::{Client, ClientAuth, Issuer};
use crate::sensitive::ClientSecret;
use crate::session::Session;
use crate::store::{self, Slot, StoreKind};
use std::path::Path;
use url::Url;

/// No client secret is larger.
const LARGEST_SECRET: usize = 64 * 1024;

/// A profile that was named and found: its name and its settings.
pub struct Profile {
    pub name: String,
    pub settings: Settings,
}

impl Profile {
    /// The profile that is meant; that there is none is an error.
    pub fn find(context: &Context<'_>, position: Option<&str>) -> Result<Self, Failure> {
        let config = context.config()?;
        let name = context.profile_name(position)?.ok_or_else(|| no_profile(&config.profiles()))?;
        if !config.profiles().contains(&name) {
            crate::config::file::check_name(&name)?;
            return Err(unknown(&name, &config.profiles()));
        }
        let settings = context.settings(&name, Layer::default())?;
        Ok(Self { name, settings })
    }

    /// The credential's session, with its store opened.
    pub fn session<'c>(&self, context: &'c Context<'_>) -> Result<Session<'c>, Failure> {
        let kind = self.settings.value(|layer| &layer.store).unwrap_or(StoreKind::Keychain);
        self.session_in(context, kind)
    }

    pub fn session_in<'c>(&self, context: &'c Context<'_>, kind: StoreKind) -> Result<Session<'c>, Failure> {
        let slot = Slot::credential(&self.name)?;
        let places = context.places(&self.settings)?;
        let store = store::open(kind, &places, &context.host.terminal)?;
        let mut session = Session {
            profile: self.name.clone(),
            way: way(context, &self.name, &self.settings, None)?,
            origins: origins(&self.settings),
            slot,
            store,
            folders: places.folders,
            host: context.host,
            http: context.http(),
            began: context.began,
        };
        // a secret that was typed at login rests with the credential
        let Way::Oidc(party) = &session.way;
        if party.client.auth != ClientAuth::None && party.client.secret.is_none() {
            let typed = session.load()?.and_then(|kept| kept.client_secret);
            let Way::Oidc(party) = &mut session.way;
            party.client.secret = typed;
        }
        Ok(session)
    }
}

/// The way to log in that the settings describe. `secret`: a client secret that was typed just now.
pub fn way(
    context: &Context<'_>,
    profile: &str,
    settings: &Settings,
    secret: Option<ClientSecret>,
) -> Result<Way, Failure> {
    let missing = |flag: &str| {
        Failure::usage(format!("profile {profile} has no {flag} yet")).hint(format!(
            "authctl login {profile} --issuer URL --client-id ID --scope \"openid offline_access\""
        ))
    };
    let Method::Oidc = settings.value(|layer| &layer.method).unwrap_or_default();
    let allow_http = settings.value(|layer| &layer.allow_http).unwrap_or_default();
    let issuer = settings.value(|layer| &layer.issuer).ok_or_else(|| missing("issuer"))?;
    let id = settings.value(|layer| &layer.client_id).ok_or_else(|| missing("client id"))?;
    let secret = match secret {
        Some(typed) => Some(typed),
        None => named_secret(context, settings)?,
    };
    let auth = settings.value(|layer| &layer.client_auth);
    // a secret that is named is meant to be used; Basic is what every issuer must take (RFC 6749 section 2.3.1)
    let auth = auth.unwrap_or(if secret.is_some() { ClientAuth::Basic } else { ClientAuth::None });
    Ok(Way::Oidc(Box::new(RelyingParty {
        issuer: Issuer::parse(&issuer, allow_http)?,
        client: Client { id, auth, secret },
        wanted: wanted(settings),
        endpoints: settings.value(|layer| &layer.endpoints).unwrap_or_default(),
        callback: callback(settings),
        allow_http,
    })))
}

fn wanted(settings: &Settings) -> Wanted {
    let mut further: Vec<(String, String)> =
        settings.value(|layer| &layer.params).unwrap_or_default().into_iter().collect();
    further.extend(settings.value(|layer| &layer.audience).map(|audience| ("audience".to_owned(), audience)));
    Wanted {
        scopes: settings.value(|layer| &layer.scopes).unwrap_or_else(|| vec!["openid".to_owned()]),
        resources: settings.value(|layer| &layer.resources).unwrap_or_default(),
        prompt: settings.value(|layer| &layer.prompt),
        further,
    }
}

fn callback(settings: &Settings) -> Callback {
    let standard = Callback::default();
    Callback {
        host: settings.value(|layer| &layer.callback_host).unwrap_or(standard.host),
        port: settings.value(|layer| &layer.port).unwrap_or(standard.port),
        path: settings.value(|layer| &layer.callback_path).unwrap_or(standard.path),
    }
}

/// Where a credential may be sent: the API's origin and those that were named besides.
pub fn origins(settings: &Settings) -> Vec<Url> {
    let api = settings.value(|layer| &layer.api);
    let further = settings.value(|layer| &layer.origins).unwrap_or_default();
    api.into_iter().chain(further).collect()
}

/// The client secret that a file or a variable holds, read anew at each run: it may have been changed.
fn named_secret(context: &Context<'_>, settings: &Settings) -> Result<Option<ClientSecret>, Failure> {
    if let Some(path) = settings.value(|layer| &layer.client_secret_file) {
        return secret_file(&path).map(Some);
    }
    let Some(name) = settings.value(|layer| &layer.client_secret_env) else { return Ok(None) };
    match context.host.environment.secret(&name) {
        Some(secret) => Ok(Some(ClientSecret::new(secret))),
        None => Err(Failure::new(
            Kind::Other,
            "client_secret",
            format!("the variable {name}, which should hold the client secret, is not set"),
        )),
    }
}

fn secret_file(path: &Path) -> Result<ClientSecret, Failure> {
    let unusable = |why: &str| {
        Failure::new(
            Kind::Other,
            "client_secret",
            format!("the client secret in {} cannot be used: {why}", path.display()),
        )
    };
    let bytes = files::read(path, LARGEST_SECRET)?.ok_or_else(|| unusable("there is no such file"))?;
    let text = String::from_utf8(bytes).map_err(|_| unusable("it is not text"))?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(unusable("it is empty")),
        secret => Ok(ClientSecret::new(secret)),
    }
}

fn no_profile(known: &[String]) -> Failure {
    let failure = |message: &str| Failure::new(Kind::LoginNeeded, "no_profile", message);
    if known.is_empty() {
        return failure("there is no profile yet")
            .hint("authctl login NAME --issuer URL --client-id ID --scope \"openid offline_access\"");
    }
    failure(&format!("several profiles are there, and none is named: {}", known.join(", "))).hint(
        "name one behind the verb or with --profile, or choose one for always: authctl profile use NAME",
    )
}

fn unknown(name: &str, known: &[String]) -> Failure {
    let failure = Failure::new(Kind::LoginNeeded, "no_profile", format!("there is no profile {name}"))
        .hint(format!("authctl login {name} --issuer URL --client-id ID --scope \"openid offline_access\""));
    if known.is_empty() { failure } else { failure.hint(format!("the profiles are {}", known.join(", "))) }
}
