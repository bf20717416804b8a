//! What every place of rings does, and what a keeper does when somebody is faster.

use super::{
    Deleted, Deletion, Error, Found, LocalRing, Put, Reach, RingKeeper, RingName, RingStore, SharedRing,
    Verifying,
};
use crate::host::folders::Folders;
use crate::host::{Clock, Host, Random, Terminal};
use crate::http;
use crate::jwt::Algorithm;
use crate::jwt::key::{FreshKey, SecretEncoding};
use crate::keys::rotation::Rotation;
use crate::keys::{Ring, TokenLife};
use crate::sensitive::SecretBytes;
use crate::store::etcd::{self, Address, Cluster, Shared, Version};
use crate::store::{self, KeySource, OpenSlot, Places, SecretStore, Slot, StoreKind, lock};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};

const NOW: i64 = 1_700_000_000;

fn fresh() -> FreshKey {
    FreshKey::generate(Algorithm::HS256, SecretEncoding::Utf8).unwrap()
}
fn ring() -> Ring {
    Ring::new("api", Algorithm::HS256, fresh(), NOW)
}
fn rotated(ring: &Ring) -> Ring {
    ring.rotated(fresh(), Rotation::default(), NOW).unwrap()
}
fn name() -> RingName {
    RingName::local("api")
}
fn kids(ring: &Ring) -> Vec<&str> {
    ring.keys().iter().map(|key| &*key.kid).collect()
}

/// A machine with a key of the file store.
struct Machine {
    _folder: tempfile::TempDir,
    places: Places,
    host: Host,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::new(Folders::within(folder.path()), KeySource::Standard);
        let (clock, terminal) = (Clock::held(Timestamp::from_second(NOW).unwrap()), Terminal::captured());
        store::file::make_key(&places, &terminal).unwrap();
        let host = Host {
            clock,
            random: Random,
            environment: std::iter::empty::<(&str, &str)>().collect(),
            terminal,
        };
        Self { _folder: folder, places, host }
    }
    fn local(&self) -> LocalRing {
        let store = store::open(StoreKind::File, &self.places, &self.host.terminal).unwrap();
        self.local_in(store, || false)
    }
    fn local_in(
        &self,
        store: impl Into<Arc<dyn SecretStore>>,
        is_named: impl Fn() -> bool + Send + Sync + 'static,
    ) -> LocalRing {
        let place = OpenSlot::new(Slot::ring("api").unwrap(), store, self.places.folders.clone());
        LocalRing::new(name(), place, is_named, self.host.terminal.clone())
    }
    fn shared(&self, etcd: &FakeEtcd) -> SharedRing {
        let address = Address::parse(&format!("etcd://{}/teams", etcd.address)).unwrap();
        let options = etcd::Options { http: http::Options::default(), allow_http: false, login: None };
        let Host { environment, terminal, .. } = &self.host;
        let cluster = Cluster::new(&address, options, environment.clone(), terminal.clone());
        let shared = Shared::new(&address, "api", Rc::new(cluster), self.places.clone(), &self.host);
        SharedRing::new(name(), shared, terminal.clone())
    }
}

/// What etcd's gateway answers to what is asked of one key, on a free port of this machine.
struct FakeEtcd {
    address: String,
    is_over: Arc<AtomicBool>,
}

#[derive(Default)]
struct Revisions {
    last: u64,
    /// Key and value in base64.
    kept: HashMap<String, (String, u64)>,
}

impl FakeEtcd {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let is_over: Arc<AtomicBool> = Arc::default();
        let (ends, mut revisions) = (Arc::clone(&is_over), Revisions::default());
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if ends.load(Ordering::SeqCst) {
                    return;
                }
                revisions.serve(client);
            }
        });
        Self { address, is_over }
    }
}

impl Drop for FakeEtcd {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(&self.address)); // it looks whenever somebody comes
    }
}

impl Revisions {
    fn serve(&mut self, mut client: TcpStream) -> Option<()> {
        let mut reader = BufReader::new(client.try_clone().ok()?);
        let (mut head, mut length) = (String::new(), 0);
        while !head.ends_with("\r\n\r\n") {
            let start = head.len();
            (reader.read_line(&mut head).ok()? > 0).then_some(())?;
            if let Some(value) = head[start..].to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let body: Value = serde_json::from_slice(&body).ok()?;
        let answer =
            if head.contains("/kv/txn ") { self.change(&body) } else { self.range(&body) }.to_string();
        let length = answer.len();
        write!(client, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{answer}")
            .ok()
    }

    fn range(&self, body: &Value) -> Value {
        let key = body["key"].as_str().unwrap();
        let found = self.kept.get(key).map(
            |(value, revision)| json!({"key": key, "value": value, "mod_revision": revision.to_string()}),
        );
        json!({"header": {}, "kvs": found.into_iter().collect::<Vec<_>>()})
    }

    fn change(&mut self, body: &Value) -> Value {
        let (wanted, change) = (&body["compare"][0], &body["success"][0]);
        let key = wanted["key"].as_str().unwrap();
        let revision = self.kept.get(key).map_or(0, |(_, revision)| *revision).to_string();
        if wanted["mod_revision"] != revision {
            return json!({"header": {}, "responses": [{"response_range": self.range(wanted)}]});
        }
        self.last += 1;
        match change["request_put"]["value"].as_str() {
            Some(value) => drop(self.kept.insert(key.to_owned(), (value.to_owned(), self.last))),
            None => drop(self.kept.remove(key)),
        }
        json!({"header": {}, "succeeded": true})
    }
}

/// A ring in memory. What is to happen meanwhile happens before a put or a deletion, one each, the last first.
struct InMemory {
    kept: RefCell<Option<(Ring, Version)>>,
    meanwhile: RefCell<Vec<fn(&InMemory)>>,
    /// Every put fails, and this says whether it is there all the same.
    broken: Cell<Option<bool>>,
    clock_is_wrong: Cell<bool>,
    folders: Folders,
}

impl InMemory {
    fn with(meanwhile: &[fn(&Self)]) -> Self {
        let memory = Self { meanwhile: meanwhile.to_vec().into(), ..Self::new() };
        memory.make();
        memory
    }
    fn new() -> Self {
        Self {
            kept: RefCell::default(),
            meanwhile: RefCell::default(),
            broken: Cell::default(),
            clock_is_wrong: Cell::default(),
            folders: Folders::within("/nonexistent".as_ref()),
        }
    }
    fn make(&self) {
        *self.kept.borrow_mut() = Some((ring(), Version::first()));
    }
    fn rotate(&self) {
        let mut kept = self.kept.borrow_mut();
        let (ring, version) = kept.as_mut().unwrap();
        (*ring, *version) = (rotated(ring), version.next());
    }
    fn ring(&self) -> Ring {
        self.kept.borrow().as_ref().unwrap().0.clone()
    }
    /// True where that is what is there now.
    fn is_current(&self, found: Option<&Found>) -> bool {
        if let Some(happens) = self.meanwhile.borrow_mut().pop() {
            happens(self);
        }
        let kept = self.kept.borrow();
        kept.as_ref().map(|(_, version)| version) == found.and_then(|found| found.version.as_ref())
    }
}

impl RingStore for &InMemory {
    fn find(&self) -> Result<Option<Found>, Error> {
        let found =
            |(ring, version): &(Ring, Version)| Found { ring: ring.clone(), version: Some(version.clone()) };
        Ok(self.kept.borrow().as_ref().map(found))
    }
    fn put(&self, ring: &Ring, over: Option<&Found>) -> Result<Put, Error> {
        if !self.is_current(over) {
            return Ok(Put::Overtaken);
        }
        let version =
            over.and_then(|found| found.version.as_ref()).map_or_else(Version::first, Version::next);
        if self.broken.get() != Some(false) {
            *self.kept.borrow_mut() = Some((ring.clone(), version));
        }
        match self.broken.get() {
            None => Ok(Put::Done),
            Some(_) => Err(store::Error::Unfaithful("the memory").into()),
        }
    }
    fn delete(&self, found: &Found) -> Result<Put, Error> {
        if !self.is_current(Some(found)) && self.kept.borrow().is_some() {
            return Ok(Put::Overtaken);
        }
        *self.kept.borrow_mut() = None;
        Ok(Put::Done)
    }
    fn check_clock(&self) -> Result<(), Error> {
        let (ours, theirs) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
        if self.clock_is_wrong.get() { Err(Error::Etcd(etcd::Error::Clock { ours, theirs })) } else { Ok(()) }
    }
    fn missing(&self) -> Error {
        Error::Missing(name())
    }
    fn lock(&self) -> Result<lock::Guard, Error> {
        Ok(lock::Guard::unneeded())
    }
    fn delivery_lock(&self) -> (String, &Folders) {
        ("memory".to_owned(), &self.folders)
    }
}

/// Two runs at one place.
fn keeps_the_contract(one: &dyn RingStore, other: &dyn RingStore) {
    let kept =
        |store: &dyn RingStore| store.find().unwrap().map(|found| found.ring.to_bytes().expose().to_vec());
    let put = |store: &dyn RingStore, ring: &Ring, over: Option<&Found>| {
        let _lock = store.lock().unwrap();
        store.put(ring, over).unwrap()
    };
    let delete = |store: &dyn RingStore, found: &Found| {
        let _lock = store.lock().unwrap();
        store.delete(found).unwrap()
    };
    assert_eq!(kept(one), None, "nothing is kept at first");
    assert!(matches!(one.load().map(drop), Err(Error::Missing(_))));
    assert!(matches!(one.load_to_verify(Reach::Online, NOW).map(drop), Err(Error::Missing(_))));

    let first = ring();
    assert_eq!(put(one, &first, None), Put::Done);
    let found = other.load().unwrap();
    assert_eq!(kids(&found.ring), kids(&first), "what one keeps the other finds");
    let second = rotated(&first);
    assert_eq!(put(other, &second, Some(&found)), Put::Done);
    let Verifying::Current(ring) = one.load_to_verify(Reach::Online, NOW).unwrap() else {
        panic!("it was asked for")
    };
    assert_eq!(kids(&ring), kids(&second));
    let changed = one.find().unwrap().unwrap();
    assert!(changed.is_of_life_of(&found), "a change makes no other one of it");

    // where a lock keeps others out, nobody holds what is not there any more
    if found.version.is_some() {
        let third = rotated(&second);
        for over in [Some(&found), None] {
            assert_eq!(put(one, &third, over), Put::Overtaken);
        }
        assert_eq!(delete(one, &found), Put::Overtaken);
        assert_eq!(kept(one), kept(other));
        assert_eq!(kids(&other.load().unwrap().ring), kids(&second), "who is overtaken changes nothing");
    }
    assert_eq!(delete(one, &changed), Put::Done);
    assert_eq!((kept(one), kept(other)), (None, None));
    assert_eq!(delete(other, &changed), Put::Done, "it is gone");
    assert_eq!(put(other, &first, None), Put::Done, "there is room for another one");
    let anew = one.load().unwrap();
    assert!(anew.version.is_none() || !anew.is_of_life_of(&changed));
    let one_delivery = |store: &dyn RingStore| store.delivery_lock().0;
    assert_eq!(one_delivery(one), one_delivery(other));
}

#[test]
fn every_place_of_rings_keeps_the_contract() {
    let (machine, etcd, memory) = (Machine::new(), FakeEtcd::start(), InMemory::new());
    keeps_the_contract(&machine.local(), &machine.local());
    keeps_the_contract(&machine.shared(&etcd), &machine.shared(&etcd));
    keeps_the_contract(&&memory, &&memory);
}

#[test]
fn r4_a_change_is_made_of_what_somebody_else_has_made_meanwhile() {
    let terminal = Terminal::captured();
    let rotate: fn(&InMemory) = |memory| memory.rotate();
    let memory = InMemory::with(&[rotate, rotate]);
    let keeper = RingKeeper::new(name(), &memory, &terminal);
    let seen = keeper.load().unwrap();
    let (before, after) = keeper.change(|ring| Ok(Some(rotated(ring)))).unwrap();
    assert_eq!((before.keys().len(), after.unwrap().keys().len(), memory.ring().keys().len()), (3, 4, 4));
    // and not where nobody wants it twice
    let once = keeper.change_once(&seen, |ring| Ok(Some(rotated(ring))));
    assert!(matches!(once, Err(Error::Overtaken(_))) && memory.ring().keys().len() == 4);
    assert!(keeper.check_unchanged(&memory.ring(), &memory.ring()).is_ok());
    assert!(keeper.check_unchanged(&seen, &memory.ring()).is_err());
    // a longer life of tokens is nothing that anybody has to be asked about again
    let longer = memory.ring().with_service_tokens(TokenLife::Seconds(9));
    assert!(keeper.check_unchanged(&memory.ring(), &longer).is_ok());
    let always = InMemory::with(&[rotate; 2 * super::TRIES]);
    let keeper = RingKeeper::new(name(), &always, &terminal);
    assert!(matches!(keeper.change(|ring| Ok(Some(ring.clone()))), Err(Error::Overtaken(_))));
}

#[test]
fn r4_what_is_deleted_is_the_ring_that_was_meant() {
    let terminal = Terminal::captured();
    let delete = |memory: &InMemory, deletion| {
        let is_last_done = Cell::new(false);
        let last = || {
            is_last_done.set(true);
            Ok::<(), Error>(())
        };
        let deleted = RingKeeper::new(name(), memory, &terminal).delete(deletion, last);
        assert_eq!(is_last_done.get(), deleted.is_ok());
        deleted
    };
    let make: fn(&InMemory) = |memory| memory.make();
    let rotate: fn(&InMemory) = |memory| memory.rotate();
    let changed = InMemory::with(&[rotate]);
    assert_eq!(delete(&changed, Deletion::Forced).unwrap(), Deleted::Now);
    assert!(changed.kept.borrow().is_none());
    for meanwhile in [&[make][..], &[make, rotate]] {
        let anew = InMemory::with(meanwhile);
        assert_eq!(delete(&anew, Deletion::Forced).unwrap(), Deleted::Before);
        assert_eq!(anew.ring().keys().len(), 1, "it is there");
    }
    // what is over is so by a clock
    let unused = InMemory::with(&[]);
    unused.clock_is_wrong.set(true);
    let refused = delete(&unused, Deletion::WhenOver { now: NOW });
    assert!(matches!(refused, Err(Error::Etcd(etcd::Error::Clock { .. }))), "{refused:?}");
    assert_eq!(delete(&unused, Deletion::Forced).unwrap(), Deleted::Now);
    assert!(matches!(delete(&unused, Deletion::Forced), Err(Error::Missing(_))));
}

#[test]
fn what_was_done_for_a_ring_that_is_not_kept_is_undone() {
    let terminal = Terminal::captured();
    for (broken, is_undone) in [(None, false), (Some(true), false), (Some(false), true)] {
        let (memory, undone) = (InMemory::new(), Cell::new(false));
        memory.broken.set(broken);
        let undo = || {
            undone.set(true);
            Ok::<(), Error>(())
        };
        let made = RingKeeper::new(name(), &memory, &terminal).create(|| Ok(ring()), || Ok(undo));
        assert_eq!((made.is_ok(), undone.get()), (broken.is_none(), is_undone), "{broken:?}");
    }
}

#[test]
fn no_key_is_made_for_a_ring_that_is_there() {
    let (memory, terminal) = (InMemory::with(&[]), Terminal::captured());
    let make = || -> Result<Ring, Error> { unreachable!("it is there") };
    let refused =
        RingKeeper::new(name(), &memory, &terminal).create(make, || Ok(|| unreachable!("nothing is done")));
    assert!(matches!(refused, Err(Error::Exists(_))), "{refused:?}");
}

/// Nothing is there when it is looked for first.
struct Late {
    kept: Arc<Mutex<Option<SecretBytes>>>,
    looks: Mutex<Option<mpsc::Sender<()>>>,
}

impl SecretStore for Late {
    fn read(&self, _: &Slot) -> Result<Option<SecretBytes>, store::Error> {
        match self.looks.lock().unwrap().take() {
            Some(looks) => {
                looks.send(()).unwrap();
                Ok(None)
            }
            None => Ok(self.kept.lock().unwrap().clone()),
        }
    }
    fn write(&self, _: &Slot, _: &SecretBytes) -> Result<(), store::Error> {
        unreachable!("it is read")
    }
    fn delete(&self, _: &Slot) -> Result<bool, store::Error> {
        unreachable!("it is read")
    }
}

#[test]
fn r4_a_ring_that_another_run_is_making_or_deleting_is_there_or_it_is_not() {
    for (is_made, is_named) in [(true, true), (false, false), (false, true)] {
        let machine = Machine::new();
        let (kept, named): (Arc<Mutex<_>>, _) = (Arc::default(), Arc::new(AtomicBool::new(true)));
        let (looks, looked) = mpsc::channel();
        let is_named_now = Arc::clone(&named);
        let late = Late { kept: Arc::clone(&kept), looks: Mutex::new(Some(looks)) };
        let store: Box<dyn SecretStore> = Box::new(late);
        let local = machine.local_in(store, move || is_named_now.load(Ordering::SeqCst));
        let lock = local.lock().unwrap();
        let found = std::thread::scope(|scope| {
            let run = scope.spawn(|| local.load().map(|found| found.ring.name));
            looked.recv().unwrap();
            if is_made {
                *kept.lock().unwrap() = Some(ring().to_bytes());
            }
            named.store(is_named, Ordering::SeqCst);
            drop(lock);
            run.join().unwrap()
        });
        match (is_made, is_named) {
            (true, _) => assert_eq!(found.unwrap(), "api"),
            (false, false) => assert!(matches!(found, Err(Error::Missing(_))), "{found:?}"),
            (false, true) => assert!(matches!(found, Err(Error::Gone(_))), "{found:?}"),
        }
    }
}
