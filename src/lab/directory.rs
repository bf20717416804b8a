//! Who the lab knows: people, clients, scopes.

use super::fingerprint::Fingerprint;
use super::form::Scopes;
use crate::sensitive::ClientSecret;
use url::Url;

/// The client that authctl is when nobody says otherwise: public, on any loopback port.
pub const PUBLIC_CLIENT: &str = "authctl";
/// The client that acts for itself, with a secret that is made at start.
pub const SERVICE_CLIENT: &str = "lab-service";
/// Where a public client may be sent after a logout, on any loopback port.
const LOGGED_OUT: &str = "/logged-out";

/// The scopes that say something to the issuer itself; the others are the API's.
const ISSUER_SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// A person who can be picked on the page. There are no passwords: whoever sees the page may be anybody.
#[derive(Clone, Debug)]
pub struct User {
    /// The `sub` and `preferred_username`.
    pub name: String,
    pub full_name: String,
    pub email: String,
}

impl User {
    /// A user of this name at `example.com`.
    pub fn new(name: &str, full_name: &str) -> Self {
        Self { name: name.to_owned(), full_name: full_name.to_owned(), email: format!("{name}@example.com") }
    }
}

/// A client as registered.
#[derive(Clone, Debug)]
pub struct Client {
    pub id: String,
    pub kind: ClientKind,
}

#[derive(Clone, Debug)]
pub enum ClientKind {
    /// A native application: no secret, PKCE, redirects to this path on any loopback port (RFC 8252 section 7.3).
    Public { redirect_path: String },
    /// A service that acts for itself with `client_credentials`, and that may introspect.
    Confidential { secret: ClientSecret },
}

impl Client {
    pub fn public(id: &str, redirect_path: &str) -> Self {
        Self { id: id.to_owned(), kind: ClientKind::Public { redirect_path: redirect_path.to_owned() } }
    }

    pub fn confidential(id: &str, secret: ClientSecret) -> Self {
        Self { id: id.to_owned(), kind: ClientKind::Confidential { secret } }
    }

    pub fn is_public(&self) -> bool {
        matches!(self.kind, ClientKind::Public { .. })
    }

    /// The redirect URI, when it is one of this client's: http, a loopback address or `localhost`, any port, the
    /// registered path, nothing else, and spelled as a URL parser would write it, so that two parsers cannot differ.
    pub fn redirect_uri(&self, asked: &str) -> Option<Url> {
        let ClientKind::Public { redirect_path } = &self.kind else { return None };
        loopback_uri(asked, redirect_path)
    }

    /// The address to return to after a logout, by the same rules.
    pub fn logout_uri(&self, asked: &str) -> Option<Url> {
        loopback_uri(asked, LOGGED_OUT).filter(|_| self.is_public())
    }

    /// True when the secret is this client's; never for a public client.
    pub fn has_secret(&self, given: &str) -> bool {
        match &self.kind {
            ClientKind::Public { .. } => false,
            // two digests are compared, so the time it takes says nothing about the secret
            ClientKind::Confidential { secret } => Fingerprint::of(secret.expose()) == Fingerprint::of(given),
        }
    }
}

fn loopback_uri(asked: &str, path: &str) -> Option<Url> {
    let url = Url::parse(asked).ok()?;
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let loopback = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
    let fits = url.scheme() == "http" && loopback && plain && url.path() == path;
    (fits && url.as_str() == asked).then_some(url)
}

/// Everybody and everything that the lab knows by name.
pub struct Directory {
    pub users: Vec<User>,
    pub clients: Vec<Client>,
    /// The scopes of the API.
    pub api_scopes: Vec<String>,
}

impl Directory {
    pub fn client(&self, id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.id == id)
    }

    pub fn user(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|user| user.name == name)
    }

    /// The user that a `login_hint` means, by name or address.
    pub fn hinted(&self, hint: &str) -> Option<&User> {
        self.users.iter().find(|user| user.name == hint || user.email == hint)
    }

    /// Every scope that a person may grant.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        ISSUER_SCOPES.into_iter().chain(self.api_scopes.iter().map(String::as_str))
    }

    /// The scopes that were asked for, when all of them exist.
    pub fn known_scopes(&self, asked: Option<&str>) -> Option<Scopes> {
        known(asked, |scope| self.scopes().any(|known| known == scope))
    }

    /// The same for a client that acts for itself: there is no person to know anything about.
    pub fn known_api_scopes(&self, asked: Option<&str>) -> Option<Scopes> {
        known(asked, |scope| self.api_scopes.iter().any(|known| known == scope))
    }
}

fn known(asked: Option<&str>, exists: impl Fn(&str) -> bool) -> Option<Scopes> {
    let scopes = Scopes::parse(asked.unwrap_or_default());
    let all_exist = scopes.iter().all(exists);
    all_exist.then_some(scopes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n12_a_redirect_goes_to_loopback_on_any_port_and_to_the_registered_path() {
        let client = Client::public("authctl", "/callback");
        for good in
            ["http://127.0.0.1:5/callback", "http://[::1]:65535/callback", "http://localhost:8080/callback"]
        {
            assert!(client.redirect_uri(good).is_some(), "{good}");
        }
        for bad in [
            "https://127.0.0.1:5/callback",
            "http://127.0.0.2:5/callback",
            "http://127.0.0.1.example.com/callback",
            "http://127.0.0.1:5/callback/x",
            "http://127.0.0.1:5/callback?a=b",
            "http://127.0.0.1:5/callback#a",
            "http://127.0.0.1:5/x/../callback",
            "http://me@127.0.0.1:5/callback",
            "http://127.1:5/callback",
            "http://LOCALHOST:5/callback",
            "http://127.0.0.1:5\\@example.com/callback",
            "javascript:alert(1)",
            "/callback",
            "",
        ] {
            assert!(client.redirect_uri(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_public_client_has_no_secret() {
        assert!(!Client::public("a", "/callback").has_secret(""));
        let service = Client::confidential("b", ClientSecret::new("right"));
        assert!(service.has_secret("right") && !service.has_secret("wrong"));
    }
}
