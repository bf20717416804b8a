//! A key ring by its name: of this machine, in etcd, or in etcd where a profile says so.

mod all;

pub use all::Unread;

use super::etcd::{PlaceFlags, cluster, unasked};
use super::globals::Globals;
use super::resolve::Profile;
use super::{Context, arguments};
use crate::config::{ConfigFile, Layer, Origin, Settings};
use crate::failure::{Failure, Kind};
use crate::session::ring::{self, LocalRing, RingKeeper, RingName, RingStore, SharedRing};
use crate::store::etcd::{Address, Cluster, Shared};
use crate::store::{self, OpenSlot, Places, SecretStore, Slot, StoreKind};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

/// A ring, as it is typed.
#[derive(Debug, clap::Args)]
pub struct RingArgument {
    /// The ring's name, or etcd://HOST:PORT[,HOST:PORT…]/PREFIX/NAME; with -p (AUTHCTL_PROFILE does not count here) its name
    /// among the rings of the profile
    #[arg(value_name = "RING")]
    name: String,
    #[command(flatten)]
    pub etcd: PlaceFlags,
}

/// Where a ring rests.
pub enum RingLocation {
    Here(StoreKind),
    Etcd(Address),
}

/// A ring and its settings, be it there or not.
pub struct RingEntry {
    pub name: RingName,
    pub settings: Settings,
    location: RingLocation,
}

impl RingLocation {
    /// As `--json` says it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Here(kind) => kind.name(),
            Self::Etcd(_) => "etcd",
        }
    }

    /// In a sentence: "it is kept in …".
    pub fn description_of_place(&self) -> String {
        match self {
            Self::Here(kind) => kind.description_of_place().to_owned(),
            Self::Etcd(address) => format!("etcd ({})", address.endpoints().join(", ")),
        }
    }
}

impl RingEntry {
    /// A ring that is to be made, where it is wanted.
    pub fn new(typed: &RingArgument, context: &Context<'_>) -> Result<Self, Failure> {
        let ring = Self::called(&typed.name, &typed.etcd, context)?;
        let location = match ring.location {
            RingLocation::Here(_) => RingLocation::Here(wanted(&ring.settings)),
            shared @ RingLocation::Etcd(_) => shared,
        };
        Ok(Self { location, ..ring })
    }

    /// A ring that is written down, or in etcd; that there is none is an error.
    pub fn find(typed: &RingArgument, context: &Context<'_>) -> Result<Self, Failure> {
        Self::known(&typed.name, &typed.etcd, context)
    }

    /// [`RingEntry::find`] for a name that is the value of a flag.
    pub fn known(name: &str, etcd: &PlaceFlags, context: &Context<'_>) -> Result<Self, Failure> {
        let ring = Self::called(name, etcd, context)?;
        let rings = context.config()?.rings();
        match (&ring.location, context.globals.store) {
            (RingLocation::Here(_), _) if !rings.iter().any(|known| known == name) => {}
            (RingLocation::Here(kept), Some(typed)) if *kept != typed => {
                return Err(kept_elsewhere(name, kept.description_of_place(), typed));
            }
            _ => return Ok(ring),
        }
        Slot::ring(name).map_err(|why| Failure::usage(why.to_string()))?;
        let failure = Failure::new(Kind::Other, "no_ring", format!("there is no key ring {name}"));
        let failure = failure.hints(elsewhere(context));
        Err(match rings.iter().find(|known| is_near(name, known)) {
            Some(known) => failure.hint(format!("is {known} meant? `authctl key list` lists all")),
            None if rings.is_empty() => failure.hint(format!("authctl key new {name} --alg HS256")),
            None => failure.hint("authctl key list"),
        })
    }

    /// A ring of this machine, where config.toml says it is kept, whatever `--store` says.
    pub fn here(name: &str, context: &Context<'_>) -> Result<Self, Failure> {
        Ok(Self::written(name, context)?.0)
    }

    fn written(name: &str, context: &Context<'_>) -> Result<(Self, StoreKind), Failure> {
        let written = context.config()?.ring(name)?.unwrap_or_default();
        let kept = written.store;
        let settings =
            context.layers(Layer::default(), Origin::Ring(name.to_owned()), written)?.with_defaults();
        let kind = kept.unwrap_or_else(|| wanted(&settings));
        Ok((Self { name: RingName::local(name), settings, location: RingLocation::Here(kind) }, kind))
    }

    fn called(typed: &str, etcd: &PlaceFlags, context: &Context<'_>) -> Result<Self, Failure> {
        let named = Address::is_meant(typed).then(|| Address::with_name(typed)).transpose()?;
        let (named, bare) = named.map_or((None, typed.to_owned()), |(address, bare)| (Some(address), bare));
        let Some((address, settings, profile)) = in_etcd(named, etcd, context)? else {
            return Self::here(typed, context);
        };
        Slot::ring(&bare).map_err(|why| Failure::usage(why.to_string()))?;
        let name = name_in_etcd(&address, &bare, profile.as_deref(), &again(etcd, context));
        if let Some(typed) = context.globals.store {
            return Err(kept_elsewhere(&name.typed, "etcd", typed));
        }
        Ok(Self { name, settings, location: RingLocation::Etcd(address) })
    }

    pub fn location(&self) -> &RingLocation {
        &self.location
    }

    /// An error where a ring of this name rests in another place of this machine: nobody would find it any more.
    pub fn check_only_one(&self, context: &Context<'_>) -> Result<(), Failure> {
        let (name, config) = (&self.name.bare, context.load_config()?);
        let written = config.ring(name)?.and_then(|ring| ring.store);
        let (RingLocation::Here(wanted), Some(kept)) = (&self.location, written) else { return Ok(()) };
        if *wanted == kept {
            return Ok(());
        }
        let there = Self {
            name: self.name.clone(),
            settings: self.settings.clone(),
            location: RingLocation::Here(kept),
        };
        let lost = || format!("if that ring is lost: take [rings.{name}] out of {}", config.path().display());
        let failure = match there.keeper(context).map(|keeper| keeper.check_free()) {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(why @ ring::Error::Exists(_))) => why.into(),
            Ok(Err(why)) => Failure::from(why).hint(lost()),
            Err(failure) => failure.hint(lost()),
        };
        let (why, place) = (&failure.message, kept.description_of_place());
        let message = format!("{why} (config.toml says that {name} is kept in {place})");
        Err(Failure { message, ..failure })
    }

    pub fn keeper<'c>(&self, context: &'c Context<'_>) -> Result<RingKeeper<'c>, Failure> {
        match &self.location {
            RingLocation::Here(kind) => {
                let places = context.places(&self.settings)?;
                let store = store::open(*kind, &places, &context.host.terminal)?;
                Ok(self.kept_in(self.local(store, places, context)?, context))
            }
            RingLocation::Etcd(address) => {
                let cluster = cluster(address, &self.settings, context)?;
                Ok(self.kept_in(self.shared(address, cluster.into(), context)?, context))
            }
        }
    }

    /// That of who asks nobody, and so needs no password.
    pub fn keeper_offline<'c>(&self, context: &'c Context<'_>) -> Result<RingKeeper<'c>, Failure> {
        match &self.location {
            RingLocation::Here(_) => self.keeper(context),
            RingLocation::Etcd(address) => {
                Ok(self.kept_in(self.shared(address, unasked(address, context).into(), context)?, context))
            }
        }
    }

    fn kept_in<'c>(&self, store: impl RingStore + 'c, context: &'c Context<'_>) -> RingKeeper<'c> {
        RingKeeper::new(self.name.clone(), store, &context.host.terminal)
    }

    fn local(
        &self,
        store: impl Into<Arc<dyn SecretStore>>,
        places: Places,
        context: &Context<'_>,
    ) -> Result<LocalRing, Failure> {
        let name = self.name.bare.clone();
        let slot = Slot::ring(&name).map_err(|why| Failure::usage(why.to_string()))?;
        let config = places.folders.config.clone();
        // a file that cannot be read names it as much as it ever did
        let is_named =
            move || ConfigFile::load(&config).map_or(true, |config| config.rings().contains(&name));
        let place = OpenSlot::new(slot, store, places.folders);
        Ok(LocalRing::new(self.name.clone(), place, is_named, context.host.terminal.clone()))
    }

    fn shared(
        &self,
        address: &Address,
        cluster: Rc<Cluster>,
        context: &Context<'_>,
    ) -> Result<SharedRing, Failure> {
        let places = context.places(&self.settings)?;
        let shared = Shared::new(address, &self.name.bare, cluster, places, context.host);
        Ok(SharedRing::new(self.name.clone(), shared, context.host.terminal.clone()))
    }
}

fn kept_elsewhere(name: &str, place: &str, typed: StoreKind) -> Failure {
    let typed = typed.name();
    Failure::usage(format!("the key ring {name} is kept in {place}, and --store says {typed}"))
        .hint("the same command without --store")
}

/// A profile that is set and not typed chooses no place of rings.
fn elsewhere(context: &Context<'_>) -> Option<String> {
    let profile = context.profile_name(None).ok()??;
    context.config().ok()?.profile(&profile).ok()??.rings?;
    Some(format!("-p {profile} means a ring of that profile; without -p a name means a ring of this machine"))
}

/// True when somebody who typed the one may have meant the other.
fn is_near(typed: &str, known: &str) -> bool {
    let (typed, known) = (typed.to_lowercase(), known.to_lowercase());
    strsim::damerau_levenshtein(&typed, &known) <= usize::from(typed.len() > 2) + usize::from(typed.len() > 6)
}

/// Where a ring of this machine is kept that is written down nowhere.
fn wanted(settings: &Settings) -> StoreKind {
    settings.value(|layer| &layer.store).unwrap_or(StoreKind::Keychain)
}

/// The place in etcd that was named, or that of the profile that -p names, with the settings that hold there; and that
/// profile. `None` where a ring of this machine is meant.
fn in_etcd(
    named: Option<Address>,
    etcd: &PlaceFlags,
    context: &Context<'_>,
) -> Result<Option<(Address, Settings, Option<String>)>, Failure> {
    let (flags, profile) = (etcd.layer(), &context.globals.profile);
    let settings = |origin, written| context.layers(flags.clone(), origin, written);
    match (named, profile) {
        (Some(_), Some(profile)) => {
            let message = format!("two places of rings are named: profile {profile} and etcd://…");
            Err(Failure::usage(message).hint("a ring that is named with its place needs no --profile"))
        }
        (Some(address), None) => {
            // what the top of the file allows to others is not meant for this place
            let written = Layer { allow_http: Some(false), ..Layer::default() };
            let settings = settings(Origin::Default, written)?;
            Ok(Some((address, settings, None)))
        }
        (None, Some(_)) => {
            // a missing profile of rings is made by `profile add`, not by a login
            let add = |name: &str| format!("authctl profile add {name} --rings etcd://HOST:2379/PREFIX");
            let missing = |failure, name: &str| Failure { kind: Kind::Other, ..failure }.hint(add(name));
            let profile = Profile::find_or(context, None, missing)?.name;
            let written = context.config()?.profile(&profile)?.unwrap_or_default();
            let address = written.rings.clone().ok_or_else(|| {
                Failure::usage(format!("profile {profile} does not say where its key rings are"))
                    .hint(format!("authctl profile set {profile} --rings etcd://HOST:2379/PREFIX"))
                    .hint("without -p a name means a ring of this machine")
            })?;
            let written = Layer { allow_http: written.allow_http.or(Some(false)), ..written };
            let settings = settings(Origin::Profile(profile.clone()), written)?;
            Ok(Some((address, settings, Some(profile))))
        }
        (None, None) if flags != Layer::default() => {
            Err(Failure::usage("the ring that is named is none in etcd, and it is said how etcd is reached")
                .hint(
                    "a ring there is named like etcd://HOST:2379/PREFIX/NAME, or by its name with -p PROFILE",
                ))
        }
        (None, None) => Ok(None),
    }
}

/// How it is reached, as that would be typed again, with a space before each flag.
fn again(etcd: &PlaceFlags, context: &Context<'_>) -> String {
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.to_string_lossy().into_owned());
    let Globals { key_file, ca_cert, .. } = &context.globals;
    arguments::again([("--key-file", path(key_file)), ("--ca-cert", path(ca_cert))]) + &etcd.again()
}

/// `flags` have a space before each.
fn name_in_etcd(address: &Address, bare: &str, profile: Option<&str>, flags: &str) -> RingName {
    let (typed, options, place) = match profile {
        Some(profile) => (bare.to_owned(), format!(" -p {profile}{flags}"), String::new()),
        None => (format!("{address}/{bare}"), flags.to_owned(), format!(" {address}")),
    };
    let (bare, options, place) = (bare.to_owned(), options.into(), place.into());
    RingName { bare, typed, options, delivery: Box::default(), place }
}
