//! What happened, for whoever watches: `lab` prints it, `demo` tells the story by it. No event holds a token or code.

use crate::host::printable;
use serde::Serialize;
use std::fmt;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

/// How many events wait for a slow watcher before the oldest is dropped.
const WAITING: usize = 1024;

/// One thing that happened at the issuer or the API. `client`, `user` and `scope` are names the lab knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The page is shown to a person.
    Asked {
        client: String,
        scope: String,
    },
    Authorized {
        client: String,
        user: String,
    },
    Denied {
        client: String,
    },
    /// An authorization request was not even shown.
    AuthorizationRefused {
        error: &'static str,
    },
    CodeExchanged {
        client: String,
        user: String,
    },
    /// A code came a second time; what it gave is revoked.
    CodeReplayed {
        client: String,
    },
    Refreshed {
        client: String,
        user: String,
        rotated: bool,
    },
    /// A refresh token came a second time; the family is revoked.
    ReuseDetected {
        client: String,
    },
    ServiceToken {
        client: String,
        scope: String,
    },
    DeviceAsked {
        client: String,
        scope: String,
    },
    DeviceExchanged {
        client: String,
        user: String,
    },
    /// The token endpoint said no; `authorization_pending` and `slow_down` too.
    TokenRefused {
        client: String,
        error: &'static str,
    },
    /// The client is unknown, or could not prove itself.
    ClientRefused,
    /// A token was revoked; `what` is `access_token`, `refresh_token` or `unknown`.
    Revoked {
        client: String,
        what: &'static str,
    },
    Introspected {
        client: String,
        active: bool,
    },
    UserInfoRead {
        client: String,
        user: String,
    },
    SignedOut,
    /// A request at the API; `why` says what was missing.
    ApiCall {
        method: String,
        path: String,
        status: u16,
        why: Option<String>,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked { client, scope } => write!(f, "{client} asks a person for: {}", or_nothing(scope)),
            Self::Authorized { client, user } => write!(f, "{user} allowed {client}"),
            Self::Denied { client } => write!(f, "somebody said no to {client}"),
            Self::AuthorizationRefused { error } => {
                write!(f, "an authorization request was refused: {error}")
            }
            Self::CodeExchanged { client, user } => {
                write!(f, "{client} exchanged its code for tokens of {user}")
            }
            Self::CodeReplayed { client } => {
                write!(f, "a code of {client} came a second time: what it gave is revoked")
            }
            Self::Refreshed { client, user, rotated: true } => {
                write!(f, "{client} renewed the tokens of {user}; the refresh token was replaced")
            }
            Self::Refreshed { client, user, rotated: false } => {
                write!(f, "{client} renewed the tokens of {user}")
            }
            Self::ReuseDetected { client } => {
                write!(f, "a spent refresh token of {client} came again: the whole family is revoked")
            }
            Self::ServiceToken { client, scope } => {
                write!(f, "{client} got a token for itself with: {}", or_nothing(scope))
            }
            Self::DeviceAsked { client, scope } => {
                write!(f, "a device asks as {client} for: {}", or_nothing(scope))
            }
            Self::DeviceExchanged { client, user } => {
                write!(f, "the device got tokens of {user} as {client}")
            }
            Self::TokenRefused { client, error } => write!(f, "{client} got no token: {error}"),
            Self::ClientRefused => f.write_str("a client was refused: invalid_client"),
            Self::Revoked { client, what: "unknown" } => {
                write!(f, "{client} revoked a token that is not known, or not any more")
            }
            Self::Revoked { client, what } => write!(f, "{client} revoked its {}", what.replace('_', " ")),
            Self::Introspected { client, active: true } => write!(f, "{client} asked about a token: active"),
            Self::Introspected { client, active: false } => {
                write!(f, "{client} asked about a token: not active")
            }
            Self::UserInfoRead { client, user } => write!(f, "{client} read who {user} is"),
            Self::SignedOut => f.write_str("somebody signed out"),
            Self::ApiCall { method, path, status, why } => {
                let (method, path) = (printable::short(method, 20), printable::short(path, 200));
                write!(f, "API: {method} {path} -> {status}")?;
                why.as_ref().map_or(Ok(()), |why| write!(f, " ({})", printable::short(why, 300)))
            }
        }
    }
}

fn or_nothing(scope: &str) -> &str {
    if scope.is_empty() { "no scope" } else { scope }
}

/// Where events are told.
#[derive(Clone)]
pub(super) struct Teller(broadcast::Sender<Event>);

impl Teller {
    pub fn new() -> Self {
        Self(broadcast::Sender::new(WAITING))
    }

    pub fn tell(&self, event: Event) {
        let _ = self.0.send(event); // an error means that nobody watches
    }

    pub fn events(&self) -> Events {
        Events(self.0.subscribe())
    }
}

/// The events from the moment of asking on. A watcher that falls far behind misses the oldest.
pub struct Events(broadcast::Receiver<Event>);

impl Events {
    /// Waits for the next event; `None` once the lab has ended.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            match self.0.recv().await {
                Ok(event) => return Some(event),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Everything that happened since the last look, without waiting.
    #[cfg(test)]
    pub fn so_far(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.0.try_recv().ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a26_an_event_shows_a_hostile_path_escaped() {
        let event = Event::ApiCall {
            method: "GET".into(),
            path: "/\u{1b}[2J".into(),
            status: 404,
            why: Some("no\nsuch".into()),
        };
        assert_eq!(event.to_string(), "API: GET /\\u{1b}[2J -> 404 (no\\nsuch)");
    }
}
