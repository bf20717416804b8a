//! What went wrong, in the words and with the exit code of the outer edge. Every room's error is classified here, once.

use crate::config;
use crate::host::terminal::AskError;
use crate::host::{browser, files};
use crate::http;
use crate::login;
use crate::oidc;
use crate::session;
use crate::store;

/// What kind of failure it is: one exit code each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 1: an unreadable or unusable key, config or file; anything that has no code of its own.
    Other,
    /// 2: the command line is wrong.
    Usage,
    /// 3: a token was rejected.
    Rejected,
    /// 4: a person must log in.
    LoginNeeded,
    /// 5: the network or the issuer is not available; try again later.
    Unavailable,
    /// 6: refused while logging in or by a verb.
    Refused,
    /// 7: the place for secrets is missing, locked or refused.
    Store,
}

impl Kind {
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Other => 1,
            Self::Usage => 2,
            Self::Rejected => 3,
            Self::LoginNeeded => 4,
            Self::Unavailable => 5,
            Self::Refused => 6,
            Self::Store => 7,
        }
    }
}

/// A failure: what failed and why in one sentence, what to do about it, and what lies behind it for `-v`.
#[derive(Debug)]
pub struct Failure {
    pub kind: Kind,
    /// A stable name for scripts.
    pub code: &'static str,
    pub message: String,
    /// What to do, each a sentence or a command.
    pub hints: Vec<String>,
}

impl Failure {
    pub fn new(kind: Kind, code: &'static str, message: impl Into<String>) -> Self {
        Self { kind, code, message: message.into(), hints: Vec::new() }
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, "usage", message)
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// True when the same command may succeed later.
    pub fn is_retryable(&self) -> bool {
        self.kind == Kind::Unavailable && self.code != "tls"
    }

    fn later(code: &'static str, message: String) -> Self {
        Self::new(Kind::Unavailable, code, message).hint("Nothing was lost; try again later.")
    }
}

impl From<files::Error> for Failure {
    fn from(error: files::Error) -> Self {
        Self::new(Kind::Other, "file", error.to_string())
    }
}

impl From<config::Error> for Failure {
    fn from(error: config::Error) -> Self {
        let message = error.to_string();
        match error {
            config::Error::Name(_) => Self::usage(message),
            config::Error::Unreadable { .. } => {
                Self::new(Kind::Other, "config", message).hint("Mend the file; nothing was changed.")
            }
            config::Error::File(_) => Self::new(Kind::Other, "config", message),
        }
    }
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        Self::new(Kind::LoginNeeded, "nobody_to_ask", error.to_string())
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        use store::Error as E;
        let (kind, code) = match &error {
            E::Kind(_) | E::Name(_) => (Kind::Usage, "usage"),
            E::Busy { .. } => (Kind::Unavailable, "busy"),
            E::Damaged { .. } | E::OtherKey { .. } | E::OtherSlot { .. } | E::OlderCopy(_) => {
                (Kind::Store, "store_damaged")
            }
            E::Newer { .. } => (Kind::Store, "store_newer"),
            E::Loose { .. } => (Kind::Store, "store_loose"),
            _ if error.state() == store::State::Locked => (Kind::Store, "store_locked"),
            _ => (Kind::Store, "store_unusable"),
        };
        error.hint().into_iter().fold(Self::new(kind, code, error.to_string()), Self::hint)
    }
}

impl From<http::Error> for Failure {
    fn from(error: http::Error) -> Self {
        let message = error.to_string();
        match error {
            _ if error.may_pass() => Self::later("network", message),
            http::Error::NotSecure { .. } => Self::new(Kind::Refused, "not_secure", message)
                .hint("Use https, or --allow-http if the network in between may read the credential."),
            http::Error::Tls { .. } => Self::new(Kind::Unavailable, "tls", message)
                .hint("--ca-cert FILE or SSL_CERT_FILE names a private certificate authority; there is no way to skip the check."),
            http::Error::Scheme { .. } => Self::usage(message),
            _ => Self::new(Kind::Other, "request", message),
        }
    }
}

impl From<oidc::Error> for Failure {
    fn from(error: oidc::Error) -> Self {
        let message = error.to_string();
        match error {
            oidc::Error::Http(error) => error.into(),
            oidc::Error::TryLater { .. } => Self::later("issuer_unavailable", message),
            oidc::Error::Refused(refusal) => refused(&refusal, message),
            oidc::Error::NotAnIssuer { .. } => Self::usage(message),
            oidc::Error::IssuerDiffers { typed, found } => issuer_differs(&typed, &found, message),
            oidc::Error::NoMetadata { .. } => Self::new(Kind::Other, "no_metadata", message)
                .hint("Check the issuer's address; --endpoint authorization=URL and --endpoint token=URL do without metadata."),
            oidc::Error::NoEndpoint { endpoint, .. } => Self::new(Kind::Other, "no_endpoint", message)
                .hint(format!("--endpoint {endpoint}=URL names it.")),
            oidc::Error::Odd { .. } => Self::new(Kind::Other, "odd_answer", message)
                .hint("-vv shows the answer without its secrets."),
            oidc::Error::MixedUp(_) => Self::new(Kind::Refused, "issuer_mixed_up", message)
                .hint("Somebody may try to pass one issuer's login off as another's. Begin the login again."),
            oidc::Error::IdToken { .. } => Self::new(Kind::Rejected, "id_token_rejected", message),
        }
    }
}

fn refused(refusal: &oidc::Refusal, message: String) -> Failure {
    let failure = Failure::new(Kind::Refused, "refused", message);
    match refusal.error.as_deref() {
        Some("access_denied") => Failure { code: "access_denied", ..failure },
        Some("invalid_client" | "unauthorized_client") => Failure { code: "invalid_client", ..failure }.hint(
            "Check --client-id, and --client-auth with --client-secret-file if the client has a secret.",
        ),
        Some("invalid_scope") => Failure { code: "invalid_scope", ..failure }.hint("Check --scope."),
        Some("invalid_target") => Failure { code: "invalid_target", ..failure }.hint("Check --resource."),
        Some(
            "login_required" | "consent_required" | "interaction_required" | "account_selection_required",
        ) => Failure { kind: Kind::LoginNeeded, code: "login_required", ..failure },
        Some("temporarily_unavailable" | "server_error") => {
            Failure { kind: Kind::Unavailable, code: "issuer_unavailable", ..failure }
        }
        _ => failure,
    }
}

fn issuer_differs(typed: &str, found: &str, message: String) -> Failure {
    let failure = Failure::new(Kind::Refused, "issuer_differs", message);
    if typed.trim_end_matches('/') == found.trim_end_matches('/') {
        failure.hint(format!("--issuer {found}"))
    } else {
        failure.hint(
            "An issuer must name itself exactly as it is asked; use its own spelling only if you trust it.",
        )
    }
}

impl From<login::Error> for Failure {
    fn from(error: login::Error) -> Self {
        let message = error.to_string();
        match error {
            login::Error::Oidc(error) => error.into(),
            login::Error::Loopback(_) => Self::new(Kind::Other, "port", message).hint(
                "--port 0 lets the system choose a free port, if the issuer takes any port on loopback.",
            ),
            login::Error::NoBrowser(_) => Self::new(Kind::LoginNeeded, "no_browser", message)
                .hint("--browser CMD or BROWSER names one; --no-browser prints the address and waits."),
            login::Error::NobodyCame(_) => Self::new(Kind::LoginNeeded, "nobody_came", message)
                .hint("Run the command again; --wait 15m waits longer."),
            login::Error::NoAnswer(_) => Self::later("issuer_unavailable", message),
            login::Error::NotRenewable(_) => Self::new(Kind::LoginNeeded, "not_renewable", message),
        }
    }
}

impl From<session::Error> for Failure {
    fn from(error: session::Error) -> Self {
        use session::Error as E;
        let message = error.to_string();
        let login = |profile: &str| format!("authctl login {profile}");
        let needed =
            |code, profile: &str| Self::new(Kind::LoginNeeded, code, message.clone()).hint(login(profile));
        match error {
            E::Store(error) => error.into(),
            E::Http(error) => error.into(),
            E::Unreadable { profile, .. } => {
                Self::new(Kind::Store, "credential_unreadable", message).hint(login(&profile))
            }
            E::Missing { profile } => needed("not_logged_in", &profile),
            E::OtherIssuer { profile, .. } => needed("other_issuer", &profile),
            E::Expired { profile, .. } => {
                needed("expired", &profile).hint("--scope offline_access asks for a credential that renews itself.")
            }
            E::Over { profile, .. } => needed("refresh_rejected", &profile),
            E::Renewal { profile, source } => renewal(&profile, *source, message),
            E::ForeignOrigin { profile, origin, .. } => Self::new(Kind::Refused, "foreign_origin", message)
                .hint(format!("If it may have the credential: --allow-origin {origin} for this call, or keep it with `authctl profile add {profile} --origin {origin}`.")),
        }
    }
}

/// A renewal that failed is told as what it is; the sentence says that the login itself is still good or not.
fn renewal(profile: &str, source: login::Error, message: String) -> Failure {
    let was_refused = source.refusal().is_some();
    let cause = Failure::from(source);
    match cause.kind {
        // the issuer said no, but not that the grant is over: a person can look, and the refresh token is kept
        Kind::Refused if was_refused => Failure { kind: Kind::LoginNeeded, message, ..cause }
            .hint(format!("The refresh token is kept. If it happens again: authctl login {profile}")),
        _ => Failure { message, ..cause },
    }
}

impl From<browser::Error> for Failure {
    fn from(error: browser::Error) -> Self {
        match error {
            browser::Error::Unreadable(..) => Self::usage(error.to_string()),
            _ => Self::new(Kind::LoginNeeded, "no_browser", error.to_string())
                .hint("--browser CMD or BROWSER names one; --no-browser prints the address and waits."),
        }
    }
}
