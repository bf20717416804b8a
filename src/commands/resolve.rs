//! Settings into what the rooms below work with: the one place where "not said" becomes a default or an error.

use super::arguments::{callback_path, without_password};
use super::whose::{self, Whose};
use super::{Context, client_proof, given_token, signing};
use crate::config::{self, ConfigFile, Layer, Origin, Settings, names};
use crate::failure::{CLIENT_PROOF, Failure, Kind};
use crate::http;
use crate::login::loopback::Callback;
use crate::login::{Given, Method, RelyingParty, Way};
use crate::oidc::authorization::Wanted;
use crate::oidc::{Client, ClientAuth, Issuer, Secret};
use crate::session::{self, Change, Keeper, Session};
use crate::store::lock::{self, Guard};
use crate::store::{self, OpenSlot, Probe, Slot, StoreKind};
use url::Url;

/// A profile that was named and found: its name and its settings.
pub struct Profile {
    pub name: String,
    pub settings: Settings,
    /// The environment variable that stands in for a profile, where none is named; then that is its name here.
    pub stand_in: Option<&'static str>,
}

impl Profile {
    /// The profile of this name, whether it is there or not.
    pub fn named(name: impl Into<String>, settings: Settings) -> Self {
        Self { name: name.into(), settings, stand_in: None }
    }

    /// The profile that is meant; that there is none is an error.
    pub fn find(context: &Context<'_>, position: Option<&str>) -> Result<Self, Failure> {
        Self::find_or(context, position, |failure, name| failure.hints(first_logins(name)))
    }

    /// The same for who manages profiles: a name that is not there was misspelt, and nobody wants to log in to it.
    pub fn find_written(context: &Context<'_>, position: Option<&str>) -> Result<Self, Failure> {
        Self::find_or(context, position, |failure, _| failure)
    }

    /// The same, where a failure says what helps against a name that is not there.
    pub fn find_or(
        context: &Context<'_>,
        position: Option<&str>,
        unknown_too: impl Fn(Failure, &str) -> Failure,
    ) -> Result<Self, Failure> {
        let config = context.config()?;
        let name = context.profile_name(position)?.ok_or_else(|| no_profile(&config.profiles()))?;
        if !config.profiles().contains(&name) {
            crate::config::file::check_name(&name)?;
            return Err(unknown_too(unknown(&name, &config.profiles()), &name));
        }
        let settings = context.settings(&name, Layer::default())?;
        Ok(Self::named(name, settings))
    }

    /// The profile that is meant, or none at all where AUTHCTL_TOKEN holds a token and nobody names a profile. Then the
    /// variable stands in for it, and no origin is its own.
    pub fn find_in_use(context: &Context<'_>, position: Option<&str>) -> Result<Self, Failure> {
        if context.profile_name(position)?.is_some() || given_token::of_environment(context)?.is_none() {
            return Self::find(context, position);
        }
        let by_hand = Layer { method: Some(Method::Token), ..Layer::default() };
        let variable = (Origin::Environment(names::TOKEN), by_hand);
        let settings = Settings::new(vec![variable]).with_defaults();
        Ok(Self { stand_in: Some(names::TOKEN), ..Self::named(names::TOKEN, settings) })
    }

    /// Where the credential of this profile rests.
    pub fn store(&self) -> StoreKind {
        self.settings.value(|layer| &layer.store).unwrap_or(StoreKind::Keychain)
    }

    /// The place that the file names, whatever the command line and the environment say of this run. A login writes it
    /// down: where nothing is written, nobody logged in.
    pub fn written_store(&self, context: &Context<'_>) -> Result<Option<StoreKind>, Failure> {
        let config = context.config()?;
        Ok(config.profile(&self.name)?.and_then(|layer| layer.store).or(config.top()?.store))
    }

    /// The credential in its place. It needs neither a complete profile nor the client's secret.
    pub fn keeper<'c>(&self, context: &'c Context<'_>) -> Result<Keeper<'c>, Failure> {
        self.keeper_in(context, self.store())
    }

    pub fn keeper_in<'c>(&self, context: &'c Context<'_>, kind: StoreKind) -> Result<Keeper<'c>, Failure> {
        let slot = Slot::credential(&self.name)?;
        let places = context.places(&self.settings)?;
        let store = store::open(kind, &places, &context.host.terminal)?;
        Ok(Keeper {
            profile: self.name.clone(),
            issuer: self.owner(),
            client_id: self.settings.value(|layer| &layer.client_id),
            username: self.settings.value(|layer| &layer.username),
            method: self.method(),
            // what was given by hand is taken as it is
            dpop: self.method() != Method::Token
                && self.settings.value(|layer| &layer.dpop).unwrap_or_default(),
            keeps_password: self.settings.value(|layer| &layer.keep_password).unwrap_or_default(),
            variable: None,
            place: OpenSlot::new(slot, store, places.folders),
            change: self.change_since(context)?,
            host: context.host,
            began: context.began,
            patience: session::patience(context.globals.timeout(), self.method()),
        })
    }

    /// Whose the credential is: the issuer, or the origin of a service.
    fn owner(&self) -> Option<String> {
        match self.is_at_service() {
            true => self.settings.value(|layer| &layer.api).as_ref().map(http::origin),
            false => self.settings.value(|layer| &layer.issuer),
        }
    }

    /// The lock of its credential where the place cannot be opened: another run may log in to another place.
    pub fn lock(&self, context: &Context<'_>) -> Result<Guard, Failure> {
        let (slot, change) = (Slot::credential(&self.name)?, self.change_since(context)?);
        let patience = session::patience(context.globals.timeout(), self.method());
        let lock = lock::acquire(&slot, &context.folders()?, &context.host.terminal, patience)?;
        match change() {
            None => Ok(lock),
            Some(change) => Err(session::Error::Meanwhile { profile: self.name.clone(), change }.into()),
        }
    }

    /// Reads the file again. Who holds the lock of the profile's credential has it unchanged until the lock is free.
    fn change_since<'c>(
        &self,
        context: &'c Context<'_>,
    ) -> Result<Box<dyn Fn() -> Option<Change> + 'c>, Failure> {
        let (name, before) = (self.name.clone(), whose_and_where(context.config()?, &self.name)?);
        Ok(Box::new(move || {
            let now = context.load_config().and_then(|config| Ok(whose_and_where(&config, &name)?));
            match (&before, now) {
                // what cannot be read cannot have been changed by another run, and is told by who needs it
                (_, Err(_)) | (None, Ok(None)) => None,
                (Some(_), Ok(None)) => Some(Change::Gone),
                (None, Ok(Some(_))) => Some(Change::Made),
                (Some(before), Ok(Some(now))) => (*before != now).then_some(Change::Changed),
            }
        }))
    }

    /// The credential to use: the one that AUTHCTL_TOKEN holds, kept for this run alone, before the one in its place.
    pub fn keeper_in_use<'c>(&self, context: &'c Context<'_>) -> Result<Keeper<'c>, Failure> {
        let Some(token) = given_token::of_environment(context)? else { return self.keeper(context) };
        let keeper = self.keeper_in(context, StoreKind::None)?;
        let mut given = Given::default().credential(token, context.began);
        given.sent_as = self.sent_as()?;
        keeper.save(&Guard::unneeded(), &given)?;
        Ok(Keeper { method: Method::Token, dpop: false, variable: Some(names::TOKEN), ..keeper })
    }

    /// The credential to use, with the way to renew it.
    pub fn session<'c>(&self, context: &'c Context<'_>) -> Result<Session<'c>, Failure> {
        let keeper = self.keeper_in_use(context)?;
        self.session_of(keeper, context)
    }

    pub fn session_of<'c>(
        &self,
        keeper: Keeper<'c>,
        context: &'c Context<'_>,
    ) -> Result<Session<'c>, Failure> {
        let way = match keeper.variable {
            Some(_) if self.is_at_service() => Way::Service(Box::new(self.given_at_service()?)),
            Some(_) => Way::Token(Box::new(self.given(context)?)),
            None => self.way(context)?,
        };
        let (origins, api) = (origins(&self.settings), self.settings.value(|layer| &layer.api));
        let minter = (way.method() == Method::Mint).then(|| self.minter(context));
        let signer = (way.method() == Method::Key).then(|| signing::signer(self, context));
        let http = context.http();
        Ok(Session { keeper, way, stand_in: self.stand_in, origins, api, minter, signer, http })
    }

    /// The client of a protocol step, with the secret that rests with the credential where it was typed at the login.
    /// No place is opened that nobody needs.
    pub fn client(&self, party: &RelyingParty, context: &Context<'_>) -> Client {
        let is_kept = party.client.auth != ClientAuth::None && matches!(party.client.secret, Secret::None);
        let kept = is_kept.then(|| self.keeper(context).ok()?.load_ours().ok()).flatten();
        party.client_of(kept.as_ref())
    }

    /// The way to log in that the settings describe.
    pub fn way(&self, context: &Context<'_>) -> Result<Way, Failure> {
        Ok(match self.method() {
            Method::Oidc => Way::Oidc(Box::new(self.party(context)?)),
            Method::ClientCredentials => Way::ClientCredentials(Box::new(self.machine(context)?)),
            Method::Token if !self.is_at_service() => Way::Token(Box::new(self.given(context)?)),
            method => Way::Service(Box::new(self.at_service(method)?)),
        })
    }

    /// The party of a machine, which must have something to prove itself with.
    fn machine(&self, context: &Context<'_>) -> Result<RelyingParty, Failure> {
        let party = self.party(context)?;
        if party.client.auth == ClientAuth::None {
            let message =
                format!("profile {} says client-auth none, and a machine must prove who it is", self.name);
            return Err(Failure::usage(message).hint(CLIENT_PROOF));
        }
        Ok(party)
    }

    /// What the settings say of a token that was got elsewhere: issuer and client need not be named.
    fn given(&self, context: &Context<'_>) -> Result<Given, Failure> {
        let issuer = self.settings.value(|layer| &layer.issuer);
        let client_id = self.settings.value(|layer| &layer.client_id);
        let is_whole = issuer.is_some() && client_id.is_some();
        let party = is_whole.then(|| self.party(context)).transpose()?;
        Ok(Given { issuer, client_id, party })
    }

    pub fn method(&self) -> Method {
        self.settings.value(|layer| &layer.method).unwrap_or_default()
    }

    /// True where the credential is of a service with a login of its own.
    pub fn is_at_service(&self) -> bool {
        whose::is_at_service(&self.settings)
    }

    /// Nothing was said that belongs to one issuer, and nobody knows which.
    fn check_owned(&self) -> Result<(), Failure> {
        let Some((origin, belonging)) = self.settings.unowned() else { return Ok(()) };
        let message = format!("the {origin} names {belonging} but no issuer, so nobody knows for which one");
        let first_flag = belonging.flags().split([',', ' ']).next().unwrap_or_default();
        Err(Failure::usage(message)
            .hint(format!("authctl profile set {} {first_flag} … says it for the profile's own", self.name))
            .hint("or take it out of config.toml"))
    }

    /// The issuer that the settings name, and the client at it.
    pub fn party(&self, context: &Context<'_>) -> Result<RelyingParty, Failure> {
        self.check_at_issuer()?;
        let settings = &self.settings;
        let missing = |flag: &str| {
            // a login names profiles that are not there yet
            let is_there = context.config().is_ok_and(|config| config.profiles().contains(&self.name));
            let message = match is_there {
                true => format!("profile {} has no {flag} yet", self.name),
                false => format!("there is no profile {} yet, and no {flag} is named for it", self.name),
            };
            Failure::usage(message).hints(first_logins(&self.name))
        };
        let allow_http = settings.value(|layer| &layer.allow_http).unwrap_or_default();
        let issuer = settings.value(|layer| &layer.issuer).ok_or_else(|| missing("issuer"))?;
        let id = settings.value(|layer| &layer.client_id).ok_or_else(|| missing("client id"))?;
        self.check_owned()?;
        let method = self.method();
        let (usual, secret) = client_proof::named(context, settings).unwrap_or(match method {
            // its secret was typed at the login, or will be
            Method::ClientCredentials => (ClientAuth::Basic, Secret::None),
            _ => (ClientAuth::None, Secret::None),
        });
        let auth = settings.value(|layer| &layer.client_auth).unwrap_or(usual);
        Ok(RelyingParty {
            method,
            issuer: Issuer::parse(&issuer, allow_http)?,
            client: Client { id, auth, secret, dpop: None },
            wanted: wanted(settings)?,
            endpoints: settings.value(|layer| &layer.endpoints).unwrap_or_default(),
            callback: callback(settings)?,
            dpop: settings.value(|layer| &layer.dpop).unwrap_or_default(),
            par: settings.value(|layer| &layer.par).unwrap_or_default(),
            allow_http,
        })
    }
}

/// What the file says of whose the credential of a profile is, and of where and how it is kept good.
fn whose_and_where(config: &ConfigFile, profile: &str) -> Result<Option<(Whose, Layer)>, config::Error> {
    if config.profile(profile)?.is_none() {
        return Ok(None);
    }
    let settings = config.settings(profile)?;
    let place = Layer {
        service: settings.value(|layer| &layer.service),
        minted_by: settings.value(|layer| &layer.minted_by),
        store: settings.value(|layer| &layer.store).or(Some(StoreKind::Keychain)),
        key_file: settings.value(|layer| &layer.key_file),
        ..Layer::default()
    };
    Ok(Some((Whose::of(&settings.with_defaults()), place)))
}

/// The commands with one of which everything begins.
fn first_logins(profile: &str) -> [String; 2] {
    [
        format!("authctl login {profile} --issuer URL --client-id ID --scope \"openid offline_access\""),
        format!("authctl login {profile} URL for a service with a login of its own"),
    ]
}

/// Parameters of the authorization and the token request that authctl alone may set.
const OWN_PARAMETERS: [&str; 21] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "response_mode",
    "request",
    "request_uri",
    "dpop_jkt",
    "grant_type",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "code",
    "code_verifier",
    "device_code",
    "refresh_token",
    "token",
];

/// What a login would refuse before it asks anybody.
pub fn check(settings: &Settings) -> Result<(), Failure> {
    let allow_http = settings.value(|layer| &layer.allow_http).unwrap_or_default();
    let is_of_service = settings.value(|layer| &layer.method).is_some_and(Method::is_of_service);
    // what a service calls itself in tokens need not be an address
    if let Some(issuer) = settings.value(|layer| &layer.issuer).filter(|_| !is_of_service) {
        Issuer::parse(&issuer, allow_http)?;
    }
    wanted(settings)?;
    callback(settings)?;
    Ok(())
}

fn wanted(settings: &Settings) -> Result<Wanted, Failure> {
    let mut further: Vec<(String, String)> =
        settings.value(|layer| &layer.params).unwrap_or_default().into_iter().collect();
    further.extend(settings.value(|layer| &layer.audience).map(|audience| ("audience".to_owned(), audience)));
    let is_own = |name: &str| OWN_PARAMETERS.iter().any(|own| own.eq_ignore_ascii_case(name));
    if let Some((name, _)) = further.iter().find(|(name, _)| is_own(name)) {
        return Err(Failure::usage(format!("the parameter {name} is authctl's own to set")));
    }
    let resources = settings.value(|layer| &layer.resources).unwrap_or_default();
    // the file may say what the command line would have refused
    let named = further.iter().map(|(name, value)| (name.as_str(), value));
    for (name, value) in named.chain(resources.iter().map(|resource| ("resource", resource))) {
        without_password(value).map_err(|why| Failure::usage(format!("{name}: {why}")))?;
    }
    Ok(Wanted {
        scopes: settings.value(|layer| &layer.scopes).unwrap_or_default(),
        resources,
        prompt: settings.value(|layer| &layer.prompt),
        further,
    })
}

fn callback(settings: &Settings) -> Result<Callback, Failure> {
    let standard = Callback::default();
    let path = settings.value(|layer| &layer.callback_path).unwrap_or(standard.path);
    Ok(Callback {
        host: settings.value(|layer| &layer.callback_host).unwrap_or(standard.host),
        port: settings.value(|layer| &layer.port).unwrap_or(standard.port),
        // the file may say what the command line would have refused
        path: callback_path(&path).map_err(|why| Failure::usage(format!("callback-path: {why}")))?,
    })
}

/// Where a credential may be sent: the API's origin and those that were named besides.
pub fn origins(settings: &Settings) -> Vec<Url> {
    let api = settings.value(|layer| &layer.api);
    let further = settings.value(|layer| &layer.origins).unwrap_or_default();
    api.into_iter().chain(further).collect()
}

/// A place that does not work, as it told when it was tried.
pub fn unusable(probe: Probe) -> Failure {
    Failure::new(Kind::Store, "store_unusable", probe.detail).hints(probe.hint)
}

/// Nothing says which profile is meant.
pub fn no_profile(known: &[String]) -> Failure {
    let failure = |message: &str| Failure::new(Kind::LoginNeeded, "no_profile", message);
    if known.is_empty() {
        return failure("there is no profile yet").hints(first_logins("NAME"));
    }
    Failure::usage(format!("several profiles are there, and none is named: {}", known.join(", ")))
        .hint("authctl profile use NAME chooses one for always; --profile NAME one for this command")
}

/// No profile has this name.
pub fn unknown(name: &str, known: &[String]) -> Failure {
    let known = match known {
        [] => String::new(),
        known => format!("; the profiles are {}", known.join(", ")),
    };
    Failure::new(Kind::LoginNeeded, "no_profile", format!("there is no profile {name}{known}"))
}
