//! All rings of one place, each as it was read: one that cannot be hides no other.

use super::{RingEntry, RingLocation, again, in_etcd, name_in_etcd};
use crate::commands::Context;
use crate::commands::etcd::{PlaceFlags, cluster};
use crate::failure::Failure;
use crate::host::cores;
use crate::keys::Ring;
use crate::session::ring::{self, RingStore as _};
use crate::store::etcd::{Address, Cluster, Patience, Shared};
use crate::store::{self, KeySource, Places, SecretStore, Slot, StoreKind};
use std::rc::Rc;
use std::sync::Arc;

/// Rings, and what came of reading each.
pub type AsRead = Vec<(RingEntry, Result<Ring, Unread>)>;

/// Why a ring is listed that could not be read.
pub enum Unread {
    /// Nothing is where it is kept.
    Gone(Failure),
    Unreadable(Failure),
}

/// The stores of many rings: a keychain that does not answer is waited for once.
#[derive(Default)]
struct Stores(Vec<(StoreKind, KeySource, Opened)>);

type Opened = Result<Arc<dyn SecretStore>, Failure>;

impl RingEntry {
    /// All rings of this machine.
    pub fn all_here(context: &Context<'_>) -> Result<AsRead, Failure> {
        let names = context.config()?.rings();
        let rings: Vec<(Self, StoreKind)> =
            names.iter().map(|name| Self::written(name, context)).collect::<Result<_, _>>()?;
        let mut stores = Stores::default();
        let mut opened = |(ring, kind): &(Self, StoreKind)| {
            let places = context.places(&ring.settings)?;
            ring.local(stores.open(*kind, &places, context)?, places, context)
        };
        let opened: Vec<Result<_, Failure>> = rings.iter().map(&mut opened).collect();
        // nearly all of the work is to decrypt them
        let read = cores::share(opened, |opened| match opened {
            Ok(local) => as_listed(local.load().map(|found| found.ring)),
            Err(why) => Some(Err(Unread::Unreadable(why))),
        });
        let rings = rings.into_iter().zip(read);
        Ok(rings.filter_map(|((ring, _), read)| Some((ring, read?))).collect())
    }

    /// All rings of a place in etcd, or of a profile's, where one of them is named. An error where none can be had.
    pub fn all_in_etcd(
        place: Option<&str>,
        etcd: &PlaceFlags,
        context: &Context<'_>,
    ) -> Result<Option<AsRead>, Failure> {
        let typed = place.map(place_in_etcd).transpose()?;
        let Some((address, settings, profile)) = in_etcd(typed, etcd, context)? else { return Ok(None) };
        let cluster = Rc::new(cluster(&address, &settings, context)?);
        let stem = address.key("");
        let mut seen = Shared::names_seen(&address, &context.places(&settings)?);
        seen.retain(|name| Slot::ring(name).is_ok());
        let (mut rings, flags) = (Vec::new(), again(etcd, context));
        let mut add = |name: &str, found| {
            let name = name_in_etcd(&address, name, profile.as_deref(), &flags);
            let ring =
                Self { name, settings: settings.clone(), location: RingLocation::Etcd(address.clone()) };
            let shared = ring.shared(&address, Rc::clone(&cluster), context)?;
            let read = match found {
                Some(found) => shared.load_listed(found),
                None => shared.load().map(|found| found.ring),
            };
            match read {
                // where one cannot be had, none of the others can
                Err(ring::Error::Etcd(why)) if why.concerns_all() => return Err(Failure::from(why)),
                read => rings.extend(as_listed(read).map(|read| (ring, read))),
            }
            Ok(())
        };
        for found in cluster.all_below(&stem)? {
            // what somebody else keeps there is none
            let name = found.key.strip_prefix(stem.as_bytes()).and_then(|name| str::from_utf8(name).ok());
            let Some(name) = name.filter(|name| Slot::ring(name).is_ok()).map(str::to_owned) else {
                continue;
            };
            seen.retain(|seen| *seen != name);
            add(&name, Some(found))?;
        }
        // what was seen before the list was made, and is none of it
        seen.iter().try_for_each(|name| add(name, None))?;
        if rings.is_empty() {
            check_no_ring(&address, &cluster, &flags)?;
        }
        rings.sort_by(|(one, _), (other, _)| one.name.bare.cmp(&other.name.bare));
        Ok(Some(rings))
    }
}

/// `None` for one that was deleted since its name was read.
fn as_listed(read: Result<Ring, ring::Error>) -> Option<Result<Ring, Unread>> {
    match read {
        Err(ring::Error::Missing(_)) => None,
        Err(why @ (ring::Error::Gone(_) | ring::Error::Lost { .. })) => Some(Err(Unread::Gone(why.into()))),
        read => Some(read.map_err(|why| Unread::Unreadable(why.into()))),
    }
}

impl Stores {
    fn open(&mut self, kind: StoreKind, places: &Places, context: &Context<'_>) -> Opened {
        let is_known = |(known, key, _): &&(StoreKind, KeySource, _)| *known == kind && *key == places.key;
        if let Some((.., opened)) = self.0.iter().find(is_known) {
            return opened.clone();
        }
        let opened = store::open(kind, places, &context.host.terminal).map(Arc::from).map_err(Failure::from);
        self.0.push((kind, places.key.clone(), opened.clone()));
        opened
    }
}

/// An error where a place in which nothing is has the name of a ring.
fn check_no_ring(address: &Address, cluster: &Cluster, flags: &str) -> Result<(), Failure> {
    let Ok((place, name)) = Address::with_name(&address.to_string()) else { return Ok(()) };
    match cluster.find(&place.key(&name), Patience::Once) {
        Ok(Some(_)) => {
            let message = format!("{address} is a key ring, and no place of others");
            let show = name_in_etcd(&place, &name, None, flags).command("show", "");
            Err(Failure::usage(message).hint(show))
        }
        // whoever may list a place need not see what is beside it
        _ => Ok(()),
    }
}

/// What is listed is a place, and somebody may have typed a ring.
fn place_in_etcd(typed: &str) -> Result<Address, Failure> {
    if Address::is_meant(typed) || Slot::ring(typed).is_err() {
        return Ok(Address::parse(typed)?);
    }
    let message = format!("{typed} is no place in etcd, which is like etcd://HOST:2379/PREFIX");
    Err(Failure::usage(message)
        .hint(format!("authctl key show {typed}"))
        .hint("authctl key list  lists the rings of this machine"))
}
