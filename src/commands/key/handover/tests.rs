use super::*;
use crate::host::Terminal;
use crate::host::folders::Folders;
use crate::jwt::Algorithm;
use crate::jwt::key::SecretEncoding;
use crate::sensitive::SecretBytes;
use crate::session::ring::{LocalRing, RingName};
use crate::store::{OpenSlot, SecretStore, Slot};
use jiff::Timestamp;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

const NOW: i64 = 1_800_000_000;
/// Nothing is due.
const FOLLOW: Option<i64> = Some(1 << 40);

/// A store in memory, which is gone after so many writes.
#[derive(Clone)]
struct Memory {
    kept: Arc<Mutex<Vec<u8>>>,
    writes: Arc<AtomicUsize>,
}

impl SecretStore for Memory {
    fn read(&self, _: &Slot) -> Result<Option<SecretBytes>, store::Error> {
        match self.writes.load(Ordering::Relaxed) {
            0 => Err(store::Error::OlderCopy("gone".into())),
            _ => Ok(Some(SecretBytes::new(self.kept.lock().unwrap().clone()))),
        }
    }

    fn write(&self, _: &Slot, secret: &SecretBytes) -> Result<(), store::Error> {
        self.writes.fetch_sub(1, Ordering::Relaxed);
        *self.kept.lock().unwrap() = secret.expose().to_vec();
        Ok(())
    }

    fn delete(&self, _: &Slot) -> Result<bool, store::Error> {
        Ok(false)
    }
}

/// What happens at a call of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Fails,
    /// The run is killed before the call is done, or after it.
    DiesBefore,
    DiesAfter,
    /// Somebody revokes the key that is delivered, or takes it back, while the call is made.
    Revoked,
    TakenBack,
    /// Somebody delivers it, and somebody rotates the ring after that.
    Delivered,
    Succeeded,
    /// Nobody gets at the ring from then on.
    Breaks,
}

type Events = &'static [(&'static str, Event)];

/// A service that remembers ids in the place of secrets.
struct Fake<'k> {
    file: PathBuf,
    reads: RefCell<String>,
    knows: RefCell<String>,
    events: Cell<Events>,
    keeper: &'k RingKeeper<'k>,
    memory: Memory,
}

#[derive(Debug)]
struct Why;

impl From<Error> for Why {
    fn from(_: Error) -> Self {
        Self
    }
}

impl From<store::Error> for Why {
    fn from(_: store::Error) -> Self {
        Self
    }
}

struct Killed;

impl Fake<'_> {
    /// What is called does its work after this.
    fn before(&self, call: &str, kid: &str) -> Result<(), Why> {
        for (_, event) in self.events.get().iter().filter(|(at, _)| *at == call) {
            let change = |change: &dyn Fn(&Ring) -> Result<Ring, Refusal>| {
                self.keeper.change(|ring| unless_done(change(ring))).unwrap();
            };
            let delivered = |ring: &Ring| ring.delivered(kid, Rotation::default(), NOW);
            match event {
                Event::DiesBefore => resume_unwind(Box::new(Killed)),
                Event::Fails => return Err(Why),
                Event::Revoked => change(&|ring| match ring.awaiting() {
                    Some(key) => ring.revoked(&key.kid, || Ok(fresh()), NOW),
                    None => Err(Refusal::NoSuchKey(kid.to_owned())),
                }),
                Event::TakenBack => change(&|ring| ring.withdrawn(kid, NOW)),
                Event::Delivered => change(&delivered),
                Event::Succeeded => {
                    change(&|ring| delivered(ring)?.rotated(fresh(), Rotation::default(), NOW));
                }
                Event::Breaks => self.memory.writes.store(0, Ordering::Relaxed),
                Event::DiesAfter => {}
            }
        }
        Ok(())
    }

    fn after(&self, call: &'static str) {
        if self.events.get().contains(&(call, Event::DiesAfter)) {
            resume_unwind(Box::new(Killed));
        }
    }
}

impl Service for Fake<'_> {
    /// The id before, and the new one.
    type Written = (String, String);
    type Why = Why;

    fn told_of(&self) -> Option<&Path> {
        Some(&self.file)
    }

    fn has(&self, _: &Ring, key: &Key, _: i64) -> Result<bool, Why> {
        Ok(*self.reads.borrow() == key.kid)
    }

    fn is_without(&self, _: &Ring, key: &Key) -> bool {
        *self.reads.borrow() != key.kid
    }

    fn write(&self, _: &Ring, new: &Key, _: i64) -> Result<Self::Written, Why> {
        self.before("write", &new.kid)?;
        let before = self.reads.replace(new.kid.clone());
        self.after("write");
        Ok((before, new.kid.clone()))
    }

    fn tell(&self, (_, new): &Self::Written) -> Result<(), Why> {
        self.before("tell", new)?;
        self.knows.replace(new.clone());
        self.after("tell");
        Ok(())
    }

    fn put_back(&self, (before, _): &Self::Written, _: &Ring, _: i64, why: Why) -> Why {
        self.reads.replace(before.clone());
        why
    }
}

fn fresh() -> FreshKey {
    FreshKey::generate(Algorithm::HS256, SecretEncoding::Utf8).unwrap()
}

/// How a run has ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    NothingToDo,
    Rotated,
    Followed,
    Superseded(Fate),
    Stopped(Stage),
    Killed,
}

struct House<'k> {
    keeper: &'k RingKeeper<'k>,
    clock: Clock,
    service: Fake<'k>,
}

impl House<'_> {
    fn run(&self, due: Option<i64>, events: Events) -> End {
        self.service.events.set(events);
        let run = || {
            let marks = self.keeper.lock_delivery().unwrap();
            let wanted = Wanted { rotation: Rotation::default(), due };
            let handover = Handover {
                keeper: self.keeper,
                marks: &marks,
                service: &self.service,
                clock: &self.clock,
                wanted,
            };
            let ring = self.keeper.load().unwrap();
            let Some(plan) = handover.plan(&ring, || Ok(fresh())).unwrap() else { return End::NothingToDo };
            match handover.run(&plan) {
                Ok((done, _)) => match done {
                    Done::Rotated { .. } => End::Rotated,
                    Done::Followed(_) => End::Followed,
                    Done::Superseded { by, .. } => End::Superseded(by),
                },
                Err(stopped) => End::Stopped(stopped.stage),
            }
        };
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|what| {
            assert!(what.is::<Killed>(), "a panic of its own");
            End::Killed
        })
    }

    /// The service reads the key that signs, and knows it; nothing is left to be done.
    #[track_caller]
    fn is_in_order(&self, after: &str) {
        let ring = self.keeper.load().unwrap();
        let active = &signs(&ring, NOW).kid;
        assert!(ring.awaiting().is_none(), "{after}");
        assert_eq!(
            (&*self.service.reads.borrow(), &*self.service.knows.borrow()),
            (active, active),
            "{after}"
        );
        assert_eq!(self.run(FOLLOW, &[]), End::NothingToDo, "{after}");
    }
}

fn name() -> RingName {
    RingName::local("api")
}

/// A ring, and a service that has its key and knows it.
fn in_house(test: impl FnOnce(&House<'_>)) {
    let home = tempfile::tempdir().unwrap();
    let folders = Folders::within(home.path());
    let (terminal, ring) = (Terminal::captured(), Ring::new("api", Algorithm::HS256, fresh(), NOW - 10));
    let kept = Arc::new(Mutex::new(ring.to_bytes().expose().to_vec()));
    let memory = Memory { kept, writes: Arc::new(AtomicUsize::new(usize::MAX)) };
    let store: Box<dyn SecretStore> = Box::new(memory.clone());
    let place = OpenSlot::new(Slot::ring("api").unwrap(), store, folders);
    let keeper = RingKeeper::new(name(), LocalRing::new(name(), place, || true, terminal.clone()), &terminal);
    let (file, kid) = (home.path().join(".env"), ring.keys()[0].kid.clone());
    std::fs::File::create_new(&file).unwrap();
    let (reads, knows) = (RefCell::new(kid.clone()), RefCell::new(kid));
    let service = Fake { file, reads, knows, events: Cell::new(&[]), keeper: &keeper, memory };
    let clock = Clock::held(Timestamp::from_second(NOW).unwrap());
    test(&House { keeper: &keeper, clock, service });
}

const STOPS: [Events; 6] = [
    &[("write", Event::Fails)],
    &[("write", Event::DiesBefore)],
    &[("write", Event::DiesAfter)],
    &[("tell", Event::Fails)],
    &[("tell", Event::DiesBefore)],
    &[("tell", Event::DiesAfter)],
];

#[test]
fn r5_wherever_a_run_stops_the_next_one_goes_on() {
    for stop in STOPS {
        let is_killed = stop[0].1 != Event::Fails;
        let shown = format!("{stop:?}");
        // a new key
        in_house(|house| {
            let end = house.run(None, stop);
            assert!(matches!(end, End::Stopped(Stage::Withdrawn(_)) | End::Killed), "{shown}: {end:?}");
            let expected = if is_killed { End::Rotated } else { End::NothingToDo };
            assert_eq!(house.run(FOLLOW, &[]), expected, "{shown}");
            house.is_in_order(&shown);
        });
        // the one that signs already
        in_house(|house| {
            let elsewhere = |ring: &Ring| ring.rotated(fresh(), Rotation::default(), NOW).map(Some);
            house.keeper.change(elsewhere).unwrap();
            let end = house.run(FOLLOW, stop);
            assert_eq!(
                end,
                if is_killed { End::Killed } else { End::Stopped(Stage::NothingBegun) },
                "{shown}"
            );
            assert_eq!(house.run(FOLLOW, &[]), End::Followed, "{shown}");
            house.is_in_order(&shown);
        });
        // which is known still after a run that wants another one and fails
        in_house(|house| {
            let elsewhere = |ring: &Ring| ring.rotated(fresh(), Rotation::default(), NOW).map(Some);
            house.keeper.change(elsewhere).unwrap();
            house.run(FOLLOW, stop);
            for again in STOPS.iter().filter(|again| again[0].1 == Event::Fails) {
                let end = house.run(None, again);
                assert!(matches!(end, End::Stopped(Stage::Withdrawn(_))), "{shown}, {again:?}: {end:?}");
            }
            assert_eq!(house.run(FOLLOW, &[]), End::Followed, "{shown}");
            house.is_in_order(&shown);
        });
    }
}

#[test]
fn r5_what_somebody_else_decides_on_a_key_meanwhile_holds() {
    let cases: [(Events, Events, Fate); 4] = [
        (&[("tell", Event::Revoked)], &[("tell", Event::Revoked), ("tell", Event::Fails)], Fate::Revoked),
        (
            &[("tell", Event::TakenBack)],
            &[("tell", Event::TakenBack), ("tell", Event::Fails)],
            Fate::TakenBack,
        ),
        (
            &[("tell", Event::Delivered)],
            &[("tell", Event::Delivered), ("tell", Event::Fails)],
            Fate::Delivered,
        ),
        (
            &[("tell", Event::Succeeded)],
            &[("tell", Event::Succeeded), ("tell", Event::Fails)],
            Fate::Succeeded,
        ),
    ];
    for (events, fails, fate) in cases {
        in_house(|house| {
            let expected = if fate == Fate::Delivered { End::Rotated } else { End::Superseded(fate) };
            assert_eq!(house.run(None, events), expected);
            house.is_in_order(&format!("{fate:?}"));
        });
        in_house(|house| {
            let end = house.run(None, fails);
            assert!(
                matches!(end, End::Stopped(Stage::Elsewhere { by, .. }) if by == fate),
                "{fate:?}: {end:?}"
            );
            house.run(FOLLOW, &[]);
            house.is_in_order(&format!("{fate:?}, and a failure"));
        });
    }
}

#[test]
fn r5_a_ring_that_cannot_be_reached_after_the_announcement_has_a_key_that_awaits() {
    for (writes, events) in [(1, &[][..]), (usize::MAX, &[("tell", Event::Breaks)])] {
        in_house(|house| {
            house.service.memory.writes.store(writes, Ordering::Relaxed);
            let end = house.run(None, events);
            house.service.memory.writes.store(usize::MAX, Ordering::Relaxed);
            let ring = house.keeper.load().unwrap();
            assert_eq!(end, End::Stopped(Stage::Awaits(ring.awaiting().unwrap().kid.clone())));
            assert_eq!(house.run(FOLLOW, &[]), End::Rotated);
            house.is_in_order("it is back");
        });
    }
}
