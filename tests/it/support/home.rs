//! Somebody who is logged in, with the credential in one of the two places that last.

use super::keyring::Keyring;
use super::{Authctl, Issuer, Output, Sandbox};
use serde_json::json;

/// `BROWSER` of a person who follows redirects and keeps cookies: enough for an issuer that asks nothing.
pub const CURL: &str = "curl --silent --location --cookie '' --output /dev/null";

/// A sandbox that is logged in as `work`.
pub struct Home {
    pub sandbox: Sandbox,
    pub store: &'static str,
    pub keyring: Option<Keyring>,
}

impl Home {
    /// `store`: `file`, or `keychain` for a real one. The issuer asks nothing from now on.
    #[track_caller]
    pub fn logged_in(issuer: &Issuer, store: &'static str) -> Self {
        let mut sandbox = Sandbox::with_file_store();
        let keyring = (store == "keychain").then(|| Keyring::unlocked_in(&mut sandbox));
        let home = Self { sandbox, store, keyring };
        issuer.set(&json!({ "auto": "alice" }));
        home.login(issuer).run().succeeds();
        home
    }

    #[track_caller]
    pub fn login(&self, issuer: &Issuer) -> Authctl {
        self.login_as("work", issuer)
    }
    #[track_caller]
    pub fn login_as(&self, profile: &str, issuer: &Issuer) -> Authctl {
        self.sandbox.login_with(profile, issuer, self.store).env("BROWSER", CURL)
    }

    pub fn renewal(&self) -> Authctl {
        self.sandbox.authctl(["token", "work", "--force-renew"])
    }
    #[track_caller]
    pub fn renew(&self) -> Output {
        self.renewal().run()
    }
}
