//! What went wrong, in the words and with the exit code of the outer edge. Every room's error is classified here, once.

use crate::config;
use crate::host::terminal::AskError;
use crate::host::{browser, files};
use crate::http;
use crate::lab;
use crate::login::{self, Method};
use crate::oidc;
use crate::session::{self, Fixed};
use crate::store;

/// What helps where no browser can be started.
const NO_BROWSER: &str = "--browser CMD or BROWSER names one; --no-browser prints the address and waits; --device shows a code for another machine";
/// What helps where a client has nothing to prove itself with.
pub const CLIENT_PROOF: &str =
    "--client-secret-file FILE, --client-secret-env NAME or --client-key FILE at the login says where it is";

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
    /// 8: a token is genuine, and time is its only fault.
    OnlyTime,
    /// 9: findings at or above what was asked for.
    Findings,
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
            Self::OnlyTime => 8,
            Self::Findings => 9,
        }
    }
}

/// A failure: what failed and why in one sentence, and what to do about it.
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
        self.kind == Kind::Unavailable && self.code != "tls" && self.code != "proxy_refused"
    }

    fn later(code: &'static str, message: String) -> Self {
        Self::new(Kind::Unavailable, code, message).hint("try again later")
    }
}

impl From<files::Error> for Failure {
    fn from(error: files::Error) -> Self {
        error.remedy().into_iter().fold(Self::new(Kind::Other, "file", error.to_string()), Self::hint)
    }
}

impl From<config::Error> for Failure {
    fn from(error: config::Error) -> Self {
        let message = error.to_string();
        match error {
            config::Error::Name(_) => Self::usage(message),
            config::Error::Unreadable { .. } => {
                Self::new(Kind::Other, "config", message).hint("mend the file; nothing was changed")
            }
            config::Error::File(why) => {
                why.remedy().into_iter().fold(Self::new(Kind::Other, "config", message), Self::hint)
            }
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
            E::Busy { .. } | E::Stopped { .. } => (Kind::Unavailable, "busy"),
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
            http::Error::Proxy { refused: false, .. } => {
                Self::later("proxy", message).hint("NO_PROXY=host goes past the proxy")
            }
            _ if error.may_pass() => Self::later("network", message),
            http::Error::NotSecure { .. } => Self::new(Kind::Refused, "not_secure", message)
                .hint("use https; a login with --allow-http allows it for the profile, if everybody in between may read the credential"),
            http::Error::Tls { fault, .. } => Self::new(Kind::Unavailable, "tls", message).hint(against(fault)),
            http::Error::Proxy { .. } => Self::new(Kind::Unavailable, "proxy_refused", message)
                .hint("look at --proxy, or HTTPS_PROXY=http://user:password@host:port; NO_PROXY=host goes past the proxy"),
            http::Error::NoProxy { .. } => Self::new(Kind::Other, "proxy", message)
                .hint("it must be like http://proxy.example.com:3128 (or https, socks5, socks5h)"),
            http::Error::Certificates { .. } => Self::new(Kind::Other, "certificates", message)
                .hint("--ca-cert wants a PEM file: -----BEGIN CERTIFICATE----- and so on"),
            http::Error::NoAuthorities(_) => Self::new(Kind::Other, "certificates", message)
                .hint("install those of the system (Debian: apt-get install ca-certificates), or name a PEM file with --ca-cert or SSL_CERT_FILE"),
            http::Error::TooLarge { .. } => Self::new(Kind::Other, "too_large", message)
                .hint("is this really the issuer? -v shows what was asked"),
            http::Error::Scheme { .. } => Self::new(Kind::Refused, "scheme", message),
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
                .hint("check the issuer's address; --endpoint authorization=URL and --endpoint token=URL do without metadata"),
            oidc::Error::NoEndpoint { endpoint, .. } => Self::new(Kind::Other, "no_endpoint", message)
                .hint(format!("authctl profile add NAME --endpoint {endpoint}=URL names it")),
            oidc::Error::Odd { .. } => Self::new(Kind::Other, "odd_answer", message)
                .hint("-vv shows the answer without its secrets"),
            oidc::Error::MixedUp(_) => Self::new(Kind::Refused, "issuer_mixed_up", message)
                .hint("somebody may try to pass one issuer's login off as another's; begin the login again"),
            oidc::Error::IdToken { only_time: true, .. } => Self::new(Kind::OnlyTime, "id_token_time", message)
                .hint("set this machine's clock"),
            oidc::Error::IdToken { .. } => Self::new(Kind::Rejected, "id_token_rejected", message),
            oidc::Error::NoProof(_) => Self::new(Kind::Other, "client_secret", message).hint(CLIENT_PROOF),
            oidc::Error::Userinfo { .. } => Self::new(Kind::Rejected, "userinfo_rejected", message),
            oidc::Error::Unbound { .. } => Self::new(Kind::Refused, "not_bound", message)
                .hint("--dpop=false at a login does without it: whoever gets hold of such a token can use it"),
            oidc::Error::BoundUnasked { .. } => Self::new(Kind::Refused, "bound_unasked", message)
                .hint("--dpop at the login makes the key that it must be bound to"),
            oidc::Error::DpopAlgorithm { .. } => Self::new(Kind::Other, "dpop_algorithm", message),
            oidc::Error::DpopKey(_) => Self::new(Kind::LoginNeeded, "dpop_key", message)
                .hint("authctl login makes a new key"),
        }
    }
}

/// What helps against a connection that is not secure. There is no way to skip the check.
fn against(fault: http::tls::Fault) -> &'static str {
    use http::tls::Fault;
    match fault {
        Fault::Untrusted => {
            "if it is a private authority: --ca-cert FILE or SSL_CERT_FILE names its certificate"
        }
        Fault::Time => "the server needs a new certificate, or this machine's clock must be set",
        Fault::Name => "use the name that the certificate is for, if that is the same server",
        Fault::Other => "whoever runs the server must mend it; there is no way to skip the check",
    }
}

fn refused(refusal: &oidc::Refusal, message: String) -> Failure {
    let failure = Failure::new(Kind::Refused, "refused", message);
    match refusal.error.as_deref() {
        Some("access_denied") => Failure { code: "access_denied", ..failure },
        Some("invalid_client" | "unauthorized_client") => Failure { code: "invalid_client", ..failure }.hint(
            "check --client-id, --client-auth and the secret or key (--client-secret-file, --client-key)",
        ),
        // RFC 9126 has no code of its own for it: a client may be held to PAR although the metadata does not say so
        Some("invalid_request") if says(refusal, "pushed authorization request") => {
            failure.hint("--par sends the request to the issuer directly, and the profile remembers it")
        }
        Some("invalid_scope") => Failure { code: "invalid_scope", ..failure }.hint("check --scope"),
        Some("invalid_target") => Failure { code: "invalid_target", ..failure }.hint("check --resource"),
        Some(
            "login_required" | "consent_required" | "interaction_required" | "account_selection_required",
        ) => Failure { kind: Kind::LoginNeeded, code: "login_required", ..failure },
        Some("temporarily_unavailable" | "server_error") => {
            Failure { kind: Kind::Unavailable, code: "issuer_unavailable", ..failure }
        }
        _ => failure,
    }
}

fn says(refusal: &oidc::Refusal, words: &str) -> bool {
    refusal.description.as_deref().is_some_and(|text| text.to_ascii_lowercase().contains(words))
}

fn issuer_differs(typed: &str, found: &str, message: String) -> Failure {
    let failure = Failure::new(Kind::Refused, "issuer_differs", message);
    if typed.trim_end_matches('/') == found.trim_end_matches('/') {
        failure.hint(format!("--issuer {found}"))
    } else {
        failure.hint(
            "an issuer must name itself exactly as it is asked; use its own spelling only if you trust it",
        )
    }
}

impl From<lab::Error> for Failure {
    fn from(error: lab::Error) -> Self {
        Self::new(Kind::Other, "lab", error.to_string())
    }
}

impl From<login::Error> for Failure {
    fn from(error: login::Error) -> Self {
        let message = error.to_string();
        match error {
            login::Error::Oidc(error) => error.into(),
            login::Error::Loopback(_) => Self::new(Kind::Other, "port", message).hint(
                "--port 0 lets the system choose a free port, if the issuer takes any port on loopback",
            ),
            login::Error::NoBrowser(_) => {
                Self::new(Kind::LoginNeeded, "no_browser", message).hint(NO_BROWSER)
            }
            login::Error::NobodyCame(_) => Self::new(Kind::LoginNeeded, "nobody_came", message)
                .hint("run the command again; --wait 15m waits longer"),
            login::Error::CodeEnded(_) => Self::new(Kind::LoginNeeded, "code_ended", message)
                .hint("run the command again for a new code"),
            login::Error::NoToken => Self::usage(message),
            login::Error::NotRenewable => Self::new(Kind::LoginNeeded, "not_renewable", message),
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
            E::Proof(error) => error.into(),
            E::Unreadable { .. } => Self::new(Kind::Store, "credential_unreadable", message),
            E::Missing { profile } => needed("not_logged_in", &profile),
            E::NothingKept { profile } => Self::new(Kind::LoginNeeded, "not_logged_in", message)
                .hint(format!("authctl login {profile} --store file; authctl store status shows what else there is")),
            E::NotOurs { profile, .. } => needed("other_issuer", &profile),
            E::NotBound { profile } => needed("not_bound", &profile),
            E::NotTaken { profile, fixed } => fixed_hint(needed("not_taken", &profile), &profile, fixed),
            E::Over { profile, .. } => needed("refresh_rejected", &profile),
            E::NoSuchToken { profile, .. } if profile == config::names::TOKEN => {
                Self::new(Kind::LoginNeeded, "no_such_token", format!("{profile} holds an access token alone"))
            }
            E::NoSuchToken { profile, .. } => {
                Self::new(Kind::LoginNeeded, "no_such_token", message).hint(format!("authctl login {profile} --scope openid"))
            }
            E::NotRenewedToo { profile } => needed("expired", &profile),
            E::Expired { profile, fixed, .. } => {
                let failure = fixed_hint(needed("expired", &profile), &profile, fixed);
                match fixed {
                    Fixed::NoRefreshToken => failure
                        .hint("--scope \"openid offline_access\" asks for a credential that renews itself"),
                    _ => failure,
                }
            }
            E::NotKept { profile, source } => {
                let failure = Self::new(Kind::Store, "not_kept", message);
                source.hint().into_iter().fold(failure, Self::hint).hint(login(&profile))
            }
            E::Renewal { profile, method, source } => renewal(&profile, method, *source, message),
            E::Login { source, .. } => Self { message, ..Self::from(*source) },
            E::ForeignOrigin { profile, origin, .. } => Self::new(Kind::Refused, "foreign_origin", message)
                .hint(format!("--allow-origin {origin} lets it have the credential in this call"))
                .hint(if profile == config::names::TOKEN {
                    "authctl profile add NAME --api URL makes a profile that names the API for always".to_owned()
                } else {
                    format!("authctl profile add {profile} --api {origin} names the API for always; --origin names further ones")
                }),
        }
    }
}

/// What a person does about a token that nothing renews.
fn fixed_hint(failure: Failure, profile: &str, fixed: Fixed) -> Failure {
    let hint = match fixed {
        Fixed::NoRefreshToken => return failure,
        Fixed::GivenByHand => format!("authctl login {profile} --with-token < FILE"),
        Fixed::InVariable(name) => format!("put a new token into {name}, or unset it"),
    };
    Failure { hints: vec![hint], ..failure }
}

/// A renewal that failed is told as what it is; the sentence says that the login itself is still good or not.
fn renewal(profile: &str, method: Method, source: login::Error, message: String) -> Failure {
    let was_refused = source.refusal().is_some();
    let cause = Failure::from(source);
    match cause.kind {
        // the issuer said no, but not that the grant is over: a person can look, and the refresh token is kept
        Kind::Refused if was_refused => {
            Failure { kind: Kind::LoginNeeded, message, ..cause }.hint(match method {
                Method::Oidc | Method::Token => {
                    format!("the refresh token is kept; if it happens again: authctl login {profile}")
                }
                Method::ClientCredentials => {
                    "no new login is needed: the next run asks with what the secret or the key is by then"
                        .to_owned()
                }
            })
        }
        _ => Failure { message, ..cause },
    }
}

impl From<browser::Error> for Failure {
    fn from(error: browser::Error) -> Self {
        match error {
            browser::Error::Unreadable(..) => Self::usage(error.to_string()),
            browser::Error::NoneHere | browser::Error::NotStarted(_) | browser::Error::Scheme(_) => {
                Self::new(Kind::LoginNeeded, "no_browser", error.to_string()).hint(NO_BROWSER)
            }
        }
    }
}
