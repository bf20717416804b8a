//! How long `key list` takes with many rings and with long ones: `cargo bench --bench rings`.
//!
//! `AUTHCTL_BENCH=target/release/authctl` measures a program that is built already.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench starts programs, measures time and prints, which the product does in fewer places"
)]

mod support;

use authctl::host::Terminal;
use authctl::host::folders::Folders;
use authctl::jwt::Algorithm;
use authctl::jwt::key::{FreshKey, SecretEncoding};
use authctl::keys::Ring;
use authctl::keys::rotation::Rotation;
use authctl::store::{self, KeySource, Places, Slot, StoreKind};
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use support::{duration_of, median, program};

const RUNS: usize = 20;
const MANY: usize = 1000;
/// With one that signs and 49 that did.
const LONG: usize = 50;
const AT_MOST: Duration = Duration::from_millis(100);
const NOW: i64 = 1_700_000_000;

fn main() {
    for (algorithm, rings, keys) in [
        (Algorithm::HS256, MANY, 1),
        (Algorithm::ES256, MANY, 1),
        (Algorithm::RS256, MANY, 1),
        (Algorithm::HS256, 1, LONG),
    ] {
        let home = tempfile::tempdir().unwrap();
        keep(home.path(), algorithm, rings, keys);
        let list = || listing(home.path());
        let listed = list().stdout(Stdio::piped()).output().unwrap();
        assert_eq!(String::from_utf8(listed.stdout).unwrap().lines().count(), rings + 1);
        let took = median((0..RUNS).map(|_| duration_of(list())).collect());
        println!(
            "key list, {rings} rings of {algorithm}, {keys} keys each: {took:.2?} (at most {AT_MOST:?} wanted)"
        );
        if rings == MANY {
            let ratio = took.as_secs_f64() / agreements().as_secs_f64();
            println!("  {ratio:.1} times as long as openssl takes for the X25519 of as many files");
        }
    }
}

/// How long openssl takes for [`MANY`] agreements on all cores: no list of encrypted files can be faster, and it says how
/// fast the machine is at this moment.
fn agreements() -> Duration {
    let openssl = Command::new("openssl").args(["speed", "-seconds", "1", "ecdhx25519"]).output().unwrap();
    let table = String::from_utf8(openssl.stdout).unwrap();
    let a_second: f64 = table.split_whitespace().next_back().and_then(|word| word.parse().ok()).unwrap();
    let cores = std::thread::available_parallelism().unwrap().get();
    let number = |count: usize| f64::from(u32::try_from(count).unwrap());
    Duration::from_secs_f64(number(MANY) / a_second / number(cores))
}

fn listing(home: &Path) -> Command {
    let folder = home.join("config");
    program(&support::authctl(), &["key", "list", "--config-dir", folder.to_str().unwrap()], home)
}

/// In the file store. All rings have the same keys, which are not made a thousand times.
fn keep(home: &Path, algorithm: Algorithm, rings: usize, keys: usize) {
    let folders = Folders::within(&home.join("config"));
    std::fs::create_dir(&folders.config).unwrap();
    let (terminal, places) =
        (Terminal::captured(), Places::new(folders, KeySource::KeyFile(home.join("key"))));
    store::file::make_key(&places, &terminal).unwrap();
    let kept = store::open(StoreKind::File, &places, &terminal).unwrap();
    let fresh: Vec<FreshKey> =
        (0..keys).map(|_| FreshKey::generate(algorithm, SecretEncoding::Utf8).unwrap()).collect();
    let mut config = String::new();
    for index in 0..rings {
        let name = format!("service-{index}");
        let first = Ring::new(&name, algorithm, fresh[0].clone(), NOW);
        let rotated =
            |ring: Ring, key: &FreshKey| ring.rotated(key.clone(), Rotation::default(), NOW).unwrap();
        let ring = fresh[1..].iter().fold(first, rotated);
        kept.write(&Slot::ring(&name).unwrap(), &ring.to_bytes()).unwrap();
        writeln!(config, "[rings.{name}]\nstore = \"file\"").unwrap();
    }
    std::fs::write(places.folders.config.join("config.toml"), config).unwrap();
}
