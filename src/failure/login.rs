//! A login that came to nothing.

use super::{Failure, Kind};
use crate::host::browser;
use crate::login::{self, loopback};
use crate::service;

/// What helps where no browser can be started.
const NO_BROWSER: &str = "--browser CMD or BROWSER names one; --no-browser prints the address and waits; \
                          --device shows a code for another machine";

/// What helps where others read the address in the arguments of the browser.
const UNSEEN: &str = "they read the address of the login in the browser's arguments: --no-browser shows it here alone, and the \
                      address where your browser ends can be pasted; --device needs no answer from a browser";

impl From<login::Error> for Failure {
    fn from(error: login::Error) -> Self {
        let message = error.to_string();
        match error {
            login::Error::Oidc(error) => error.into(),
            login::Error::Loopback(loopback::Error::Strangers) => {
                Self::new(Kind::LoginNeeded, "another_user", message).hint(UNSEEN)
            }
            login::Error::Loopback(loopback::Error::Port { .. }) => Self::new(Kind::Other, "port", message)
                .hint(
                    "--port 0 lets the system choose a free port, if the issuer takes any port on loopback",
                ),
            login::Error::NoBrowser(_) => {
                Self::new(Kind::LoginNeeded, "no_browser", message).hint(NO_BROWSER)
            }
            login::Error::NobodyCame(_) => Self::new(Kind::LoginNeeded, "nobody_came", message)
                .hint("run the command again; --wait 15m waits longer"),
            login::Error::CodeEnded(_) => Self::new(Kind::LoginNeeded, "code_ended", message)
                .hint("run the command again for a new code"),
            login::Error::Service(error) => error.into(),
            login::Error::Ask(error) => error.into(),
            login::Error::WantsCode => Self::new(Kind::LoginNeeded, "code_wanted", message)
                .hint("--otp-stdin with --password-stdin reads it from stdin, behind the password"),
            login::Error::WantsPerson { .. } => Self::new(Kind::LoginNeeded, "person_wanted", message)
                .hint("log in there in a browser; the cookie that the service sets is read from stdin"),
            login::Error::NothingGiven(_) => Self { code: "no_token", ..Self::usage(message) },
            login::Error::NoToken(_) | login::Error::ColonInName | login::Error::NoCode(_) => {
                Self::usage(message)
            }
            login::Error::NotKnown { .. }
            | login::Error::SomebodyElse { .. }
            | login::Error::SignedInVain { .. } => Self::new(Kind::Refused, "refused", message),
            login::Error::Unsigned(_) => Self::new(Kind::Other, "not_signed", message),
            login::Error::NotRenewable => Self::new(Kind::LoginNeeded, "not_renewable", message),
        }
    }
}

impl From<service::Error> for Failure {
    fn from(error: service::Error) -> Self {
        let message = error.to_string();
        match error {
            service::Error::Http(error) => error.into(),
            service::Error::Refused { .. } => Self::new(Kind::Refused, "refused", message),
            service::Error::Later { .. } => Self::later("service_unavailable", message),
            service::Error::Odd { .. } => {
                Self::new(Kind::Other, "odd_answer", message).hint("-vv shows the answer without its secrets")
            }
            service::Error::NoRoute(name) => {
                Self::usage(message).hint(format!("--route {name}=PATH at a login names it"))
            }
            service::Error::Elsewhere { .. } | service::Error::Path { .. } => Self::usage(message),
        }
    }
}

impl From<browser::Error> for Failure {
    fn from(error: browser::Error) -> Self {
        match error {
            browser::Error::Unreadable(..) => Self::usage(error.to_string()),
            browser::Error::InScript(_) => Self::usage(error.to_string())
                .hint("the address is safe as a word of its own: sh -c 'firefox \"$1\"' sh %s"),
            browser::Error::NoneHere | browser::Error::NotStarted(_) | browser::Error::Scheme(_) => {
                Self::new(Kind::LoginNeeded, "no_browser", error.to_string()).hint(NO_BROWSER)
            }
        }
    }
}
