//! The environment variables that a person sets for authctl, in one list. What a session says of itself (TERM, DISPLAY,
//! USER and the like) is read where it matters.

/// A variable and what it is for, as the man page tells it.
pub struct Variable {
    pub name: &'static str,
    pub purpose: &'static str,
}

pub const PROFILE: &str = "AUTHCTL_PROFILE";
pub const CONFIG_DIR: &str = "AUTHCTL_CONFIG_DIR";
pub const TOKEN: &str = "AUTHCTL_TOKEN";
pub const STORE: &str = "AUTHCTL_STORE";
pub const KEY_FILE: &str = "AUTHCTL_KEY_FILE";
pub const PASSPHRASE_FILE: &str = "AUTHCTL_PASSPHRASE_FILE";

pub const VARIABLES: &[Variable] = &[
    Variable { name: PROFILE, purpose: "the profile to use, as --profile" },
    Variable { name: CONFIG_DIR, purpose: "the folder for everything authctl keeps, as --config-dir" },
    Variable { name: TOKEN, purpose: "an access token to use instead of every kept one; nothing renews it" },
    Variable { name: STORE, purpose: "where secrets rest, as --store" },
    Variable { name: KEY_FILE, purpose: "the key file that opens the file store" },
    Variable { name: PASSPHRASE_FILE, purpose: "a file with the passphrase that opens the file store" },
    Variable { name: "BROWSER", purpose: "the browser command for login; %s stands for the address" },
    Variable {
        name: "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY",
        purpose: "the proxy; never used for this machine itself",
    },
    Variable {
        name: "NO_PROXY",
        purpose: "hosts, networks or host:port that are reached without a proxy; * for all",
    },
    Variable {
        name: "SSL_CERT_FILE, SSL_CERT_DIR",
        purpose: "the certificate authorities to trust instead of the system's",
    },
    Variable { name: "NO_COLOR", purpose: "no colours" },
];
