//! The endpoints of one etcd, asked in turn until one answers.
//!
//! A request that is sent twice does no more than once: a read changes nothing, and of two equal conditional puts one finds
//! what the other has written. So where it is not known what came of a request, it is sent again as it is. One comes to more:
//! what was made by the first of two, and deleted by somebody else before the second arrives, is made again.

use super::gateway::{Call, Endpoint, Fault, Gateway, Login};
use super::wire::{self, KeyValue, Swapped};
use super::{Address, Error, Silence};
use crate::host::{Environment, Random, Terminal};
use crate::http::{self, Http};
use jiff::Timestamp;
use serde_json::Value;
use std::cell::{Cell, OnceCell};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::runtime::{self, Runtime};
use url::Url;

/// So long one endpoint has where nobody says otherwise: a member that works answers in milliseconds, and there are others.
pub const ENDPOINT_TIMEOUT: Duration = Duration::from_secs(2);
/// So long all of them are asked again where that can help, and once in any case: members that lost their leader elect another one in about a
/// second.
const ROUNDS: Duration = Duration::from_secs(6);
/// So many records are listed at once, and fewer where they are larger than one answer.
const PAGE: u32 = 64;
/// More keys, bytes, or time than a list of rings takes.
const MOST: usize = 10_000;
const MOST_BYTES: usize = 64 << 20;
const LONGEST_LIST: Duration = Duration::from_mins(1);
/// Between two rounds, and up to twice as long.
const PAUSE: Duration = Duration::from_millis(200);

/// How an etcd is reached.
#[derive(Clone)]
pub struct Options {
    pub http: http::Options,
    /// http to other machines than this one.
    pub allow_http: bool,
    pub login: Option<Login>,
}

/// How long to go on asking where nobody answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Each endpoint is asked once.
    Once,
    /// For as long as it takes to elect a leader.
    Election,
}

/// One etcd.
pub struct Cluster {
    endpoints: Vec<Endpoint>,
    /// Its index.
    last_answered: Cell<usize>,
    gateway: Gateway,
    /// As etcdctl is told of them.
    certificates: String,
    terminal: Terminal,
    runtime: OnceCell<Runtime>,
}

impl Cluster {
    pub fn new(address: &Address, options: Options, environment: Environment, terminal: Terminal) -> Self {
        let endpoint = |name: &String| Endpoint {
            name: name.clone(),
            base: format!("{}://{name}/v3/", options.scheme(name)),
        };
        let endpoints = address.endpoints().iter().map(endpoint).collect();
        let certificates = certificates(&options.http);
        let http = Http::new(options.http, environment, terminal.clone());
        let gateway = Gateway::new(http, options.login);
        let (last_answered, runtime) = (Cell::new(0), OnceCell::new());
        Self { endpoints, last_answered, gateway, certificates, terminal, runtime }
    }

    /// True where somebody is to prove by a password who he is.
    pub fn has_user(&self) -> bool {
        self.gateway.user().is_some()
    }

    /// etcdctl, as it is told where etcd is and who this is; for a password it asks, or takes it from ETCDCTL_PASSWORD.
    pub fn etcdctl(&self) -> String {
        let url = |endpoint: &Endpoint| endpoint.base.trim_end_matches("/v3/").to_owned();
        let urls = self.endpoints.iter().map(url).collect::<Vec<_>>().join(",");
        let user = self.gateway.user().map(|user| format!(" --user={}", shell_words::quote(user)));
        format!("etcdctl --endpoints={urls}{}{}", self.certificates, user.unwrap_or_default())
    }

    /// What time it is where it was answered last, if that was said.
    pub fn time(&self) -> Option<Timestamp> {
        self.gateway.time(self.endpoints.get(self.last_answered.get())?)
    }

    /// What the key has now.
    pub fn find(&self, key: &str, patience: Patience) -> Result<Option<KeyValue>, Error> {
        let body = wire::range(key);
        self.ask(&Call { path: "kv/range", body, key, is_change: false, read: wire::found }, patience)
    }

    /// What there is whose key begins with `stem`, which ends with a slash. [`Error::Endless`] where that is more than any
    /// place of rings has, or takes longer.
    pub fn all_below(&self, stem: &str) -> Result<Vec<KeyValue>, Error> {
        let (mut all, mut page): (Vec<KeyValue>, u32) = (Vec::new(), PAGE);
        let (began, mut size) = (Instant::now(), 0);
        loop {
            let last = all.last().map(|found| found.key.as_slice());
            let body = wire::below(stem, last, page);
            let wanted = Call { path: "kv/range", body, key: stem, is_change: false, read: wire::listed };
            let (found, is_more) = match self.ask(&wanted, Patience::Election) {
                Err(why) if why.is_about_size() && page > 1 => {
                    page /= 4;
                    continue;
                }
                answer => answer?,
            };
            let goes_on = found.first().is_none_or(|first| last < Some(first.key.as_slice()))
                && found.is_sorted_by(|one, next| one.key < next.key);
            if !goes_on || is_more && found.is_empty() {
                return Err(Error::Refused("its list is none of keys in their order".to_owned()));
            }
            size += found.iter().map(|found| found.value.len()).sum::<usize>();
            all.extend(found);
            if !is_more {
                return Ok(all);
            }
            if all.len() > MOST || size > MOST_BYTES || began.elapsed() > LONGEST_LIST {
                return Err(Error::Endless {
                    keys: all.len(),
                    stem: stem.to_owned(),
                    waited: began.elapsed(),
                });
            }
        }
    }

    /// Puts the value where the key is at this revision still. [`Error::Unknown`] where it may be there or come still.
    pub fn swap(&self, key: &str, value: &[u8], mod_revision: &str) -> Result<Swapped, Error> {
        self.change(key, wire::swap(key, value, mod_revision))
    }

    /// Deletes the key where it is at this revision still. [`Error::Unknown`] where that may be done or not.
    pub fn delete(&self, key: &str, mod_revision: &str) -> Result<Swapped, Error> {
        self.change(key, wire::delete(key, mod_revision))
    }

    fn change(&self, key: &str, body: Value) -> Result<Swapped, Error> {
        let wanted = Call { path: "kv/txn", body, key, is_change: true, read: wire::swapped };
        self.ask(&wanted, Patience::Election)
    }

    fn ask<T>(&self, call: &Call<'_, T>, patience: Patience) -> Result<T, Error> {
        self.terminal.restore_at_signals();
        let runtime = match self.runtime.get() {
            Some(runtime) => runtime,
            None => {
                let made = runtime::Builder::new_current_thread().enable_all().build();
                let made = made.map_err(Error::Runtime)?;
                self.runtime.get_or_init(|| made)
            }
        };
        let _spinner = self.terminal.spinner("Asking etcd");
        runtime.block_on(self.rounds(call, patience))
    }

    async fn rounds<T>(&self, call: &Call<'_, T>, patience: Patience) -> Result<T, Error> {
        let (began, mut may_be_done) = (Instant::now(), false);
        loop {
            let (mut silences, mut refusal) = (Vec::new(), None);
            for index in self.order() {
                let endpoint = &self.endpoints[index];
                match self.gateway.call(endpoint, call).await {
                    Ok(answer) => {
                        self.last_answered.set(index);
                        return Ok(answer);
                    }
                    Err(Fault::Final(why)) if !may_be_done => return Err(why),
                    // what is none of the cluster keeps nobody from asking the others
                    Err(Fault::Refused(why)) if !may_be_done => {
                        refusal.get_or_insert(why);
                    }
                    Err(Fault::Final(why) | Fault::Refused(why)) => {
                        let (endpoint, words) = (endpoint.name.clone(), why.to_string());
                        silences.push(Silence::Refused { endpoint, words });
                    }
                    Err(Fault::Silent { why, maybe_done }) => {
                        may_be_done |= maybe_done && call.is_change;
                        silences.push(why);
                    }
                }
            }
            if let Some(why) = refusal.filter(|_| !may_be_done) {
                return Err(why);
            }
            let may_pass = may_be_done || silences.iter().any(Silence::may_pass_soon);
            if patience == Patience::Once || !may_pass || began.elapsed() > ROUNDS {
                return Err(if may_be_done { Error::Unknown(silences) } else { Error::Away(silences) });
            }
            tokio::time::sleep(PAUSE + PAUSE * u32::from(Random.bytes::<1>()[0]) / 255).await;
        }
    }

    /// All of them, the one that answered last before the others.
    fn order(&self) -> impl Iterator<Item = usize> + use<> {
        let (first, count) = (self.last_answered.get(), self.endpoints.len());
        std::iter::once(first).chain((0..count).filter(move |index| *index != first))
    }
}

impl Options {
    /// https, but on this machine, where http will do, and for who allows http. Who names a certificate of this client, or an
    /// authority, means https everywhere: what a profile allows for its API is not to bring a password there in clear.
    fn scheme(&self, endpoint: &str) -> &'static str {
        let is_near = Url::parse(&format!("http://{endpoint}")).is_ok_and(|url| http::is_loopback(&url));
        let is_tls_named = self.http.client_certificate.is_some() || self.http.ca_cert.is_some();
        if !is_tls_named && (is_near || self.allow_http) { "http" } else { "https" }
    }
}

/// The files that TLS needs, as flags of etcdctl with a space before each.
fn certificates(http: &http::Options) -> String {
    let own = http.client_certificate.as_ref();
    let files = [
        ("cacert", &http.ca_cert),
        ("cert", &own.map(|own| own.certificate.clone())),
        ("key", &own.map(|own| own.key.clone())),
    ];
    let flag = |(name, path): (&str, &Option<PathBuf>)| {
        path.as_ref().map(|path| format!(" --{name}={}", shell_words::quote(&path.to_string_lossy())))
    };
    files.into_iter().filter_map(flag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::ClientCertificate;
    use crate::sensitive::Password;

    #[test]
    fn etcdctl_is_told_of_the_certificates_and_the_user() {
        let address = Address::parse("etcd://10.0.0.1:2379,10.0.0.2:2379/teams").unwrap();
        let told = |http, login| {
            let options = Options { http, allow_http: false, login };
            let environment = std::iter::empty::<(&str, &str)>().collect();
            Cluster::new(&address, options, environment, Terminal::captured()).etcdctl()
        };
        let endpoints = "etcdctl --endpoints=https://10.0.0.1:2379,https://10.0.0.2:2379";
        assert_eq!(told(http::Options::default(), None), endpoints);
        let client = ClientCertificate { certificate: "a.pem".into(), key: "its key".into() };
        let (ca_cert, client_certificate) = (Some("/ca.pem".into()), Some(client));
        let http = http::Options { ca_cert, client_certificate, ..http::Options::default() };
        let login = Login { user: "app".to_owned(), password: Password::new("canary") };
        let files = "--cacert=/ca.pem --cert=a.pem --key='its key'";
        assert_eq!(told(http, Some(login)), format!("{endpoints} {files} --user=app"));
    }

    #[test]
    fn t1_http_is_for_this_machine_and_for_who_allows_it() {
        let scheme = |endpoint: &str, allow_http: bool, has_authority: bool, has_client: bool| {
            let client = ClientCertificate { certificate: "a".into(), key: "b".into() };
            let http = http::Options {
                ca_cert: has_authority.then(|| "c".into()),
                client_certificate: has_client.then_some(client),
                ..http::Options::default()
            };
            Options { http, allow_http, login: None }.scheme(endpoint)
        };
        for near in ["127.0.0.1:2379", "localhost:2379", "[::1]:2379"] {
            assert_eq!(scheme(near, false, false, false), "http", "{near}");
            assert_eq!(scheme(near, false, true, false), "https", "{near}");
            assert_eq!(scheme(near, true, true, false), "https", "{near}");
            assert_eq!(scheme(near, true, true, true), "https", "{near}");
        }
        for far in [
            "10.0.0.1:2379",
            "etcd.example.com:2379",
            "localhost.example.com:2379",
            "127.0.0.1.example.com:1",
        ] {
            assert_eq!(scheme(far, false, false, false), "https", "{far}");
            assert_eq!(scheme(far, true, false, false), "http", "{far}");
            for (has_authority, has_client) in [(true, false), (false, true), (true, true)] {
                assert_eq!(scheme(far, true, has_authority, has_client), "https", "{far}: http uses neither");
            }
        }
    }
}
