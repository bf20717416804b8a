//! A LAB: a small OpenID issuer and an API that it protects, on loopback, for whoever builds a client or an API, for
//! `demo`, and for tests.
//!
//! It is small but honest: real signatures, real expiry, single-use codes, PKCE always, refresh families that die of
//! reuse, errors in the form of their RFC. Issuer and API are two origins. What it leaves out is said where it is
//! left out: there are no passwords (whoever sees the page picks a user), no sessions, no consent that is remembered,
//! and everything is in memory. It listens on 127.0.0.1 only, and any program of this machine can use it.
//!
//! Reading order: `state` decides, `issuer` and `api` answer, `server` limits what a request may cost.
//! A person without a browser is in [`person`].

mod answers;
mod api;
mod bearer;
mod directory;
mod events;
mod fingerprint;
mod form;
mod issuer;
mod pages;
pub mod person;
mod request;
mod server;
mod state;
mod tokens;

#[cfg(test)]
mod tests;

pub use directory::{Client, PUBLIC_CLIENT, SERVICE_CLIENT, User};
pub use events::{Event, Events};

use crate::host::{Clock, Random};
use crate::sensitive::ClientSecret;
use api::Api;
use directory::Directory;
use events::Teller;
use issuer::Issuer;
use server::{Handler, listen, serve};
use state::{Lifetimes, State};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokens::Keys;
use tokio::task::JoinSet;

/// The longest life of an access token that makes sense: a year.
const LONGEST_LIFE: Duration = Duration::from_hours(365 * 24);

/// How a lab is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// The issuer's port; 0 leaves the choice to the system.
    pub port: u16,
    /// The API's port; 0 leaves the choice to the system.
    pub api_port: u16,
    /// How long an access token lives, in whole seconds.
    pub access_ttl: Duration,
    /// Each renewal replaces the refresh token, and using an old one ends the whole family.
    pub rotate_refresh_tokens: bool,
    pub users: Vec<User>,
    /// Clients beside [`PUBLIC_CLIENT`] and [`SERVICE_CLIENT`]; every other client id is refused.
    pub clients: Vec<Client>,
    /// The scopes of the API; its own routes know `notes.read` and `notes.write`.
    pub api_scopes: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            api_port: 0,
            access_ttl: Duration::from_mins(5),
            rotate_refresh_tokens: true,
            users: vec![User::new("alice", "Alice Adams"), User::new("bob", "Bob Brown")],
            clients: Vec::new(),
            api_scopes: vec!["notes.read".to_owned(), "notes.write".to_owned()],
        }
    }
}

/// Why the lab could not start, or not go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot listen on 127.0.0.1 port {port}: {}", crate::host::files::reason(cause))]
    Listen { port: u16, cause: std::io::Error },
    #[error(transparent)]
    Keys(#[from] tokens::Error),
}

/// A running lab. It ends when dropped.
pub struct Lab {
    issuer: Arc<Issuer>,
    service_secret: ClientSecret,
    _servers: JoinSet<()>,
}

impl Lab {
    /// Makes the keys, binds both ports and serves from now on, on the runtime that this is called on.
    pub async fn start(options: Options, clock: Clock, random: Random) -> Result<Self, Error> {
        let bound = |port| async move { listen(port).await.map_err(|cause| Error::Listen { port, cause }) };
        let (issuer_listener, issuer_address) = bound(options.port).await?;
        let (api_listener, api_address) = bound(options.api_port).await?;
        let (keys, teller) = (Arc::new(Keys::generate()?), Teller::new());
        let service_secret = ClientSecret::new(random.text());
        let issuer = Arc::new(Issuer {
            url: format!("http://{issuer_address}"),
            api: format!("http://{api_address}"),
            state: Mutex::new(State::new(lifetimes(options.access_ttl))),
            rotate_refresh_tokens: options.rotate_refresh_tokens,
            directory: Directory {
                clients: clients(options.clients, &service_secret),
                users: options.users,
                api_scopes: options.api_scopes,
            },
            keys,
            teller,
            clock,
            random,
        });
        let api = Arc::new(Api::beside(&issuer));
        let mut servers = JoinSet::new();
        let to_issuer: Handler = {
            let issuer = issuer.clone();
            Arc::new(move |asked| issuer.answer(asked))
        };
        let to_api: Handler = Arc::new(move |asked| api.answer(asked));
        servers.spawn(serve(issuer_listener, issuer_address.port(), to_issuer));
        servers.spawn(serve(api_listener, api_address.port(), to_api));
        Ok(Self { issuer, service_secret, _servers: servers })
    }

    /// The issuer identifier, such as `http://127.0.0.1:4455`. A text and no `Url`, which would add a slash:
    /// issuers are compared character by character (RFC 8414 section 3.3).
    pub fn issuer(&self) -> &str {
        &self.issuer.url
    }

    /// The API's origin in the same form, which is also the `aud` of its tokens.
    pub fn api(&self) -> &str {
        &self.issuer.api
    }

    /// The secret of [`SERVICE_CLIENT`], new at each start.
    pub fn service_secret(&self) -> &ClientSecret {
        &self.service_secret
    }

    /// What happens from now on.
    pub fn events(&self) -> Events {
        self.issuer.teller.events()
    }
}

fn lifetimes(access_ttl: Duration) -> Lifetimes {
    Lifetimes {
        question: 600,
        code: 60,
        access_token: i64::try_from(access_ttl.min(LONGEST_LIFE).as_secs()).unwrap_or(i64::MAX),
        grant: 30 * 24 * 3600,
        device_code: 600,
        interval: 5,
    }
}

/// The two clients that are always there, and those that were added. A client of the same id takes their place.
fn clients(added: Vec<Client>, service_secret: &ClientSecret) -> Vec<Client> {
    let own = [
        Client::public(PUBLIC_CLIENT, "/callback"),
        Client::confidential(SERVICE_CLIENT, service_secret.clone()),
    ];
    added.into_iter().chain(own).collect()
}
