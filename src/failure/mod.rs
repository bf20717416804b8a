//! What went wrong, in the words and with the exit code of the outer edge. Every room's error is classified here, once:
//! those of the larger rooms in a file of the room's name.

mod etcd;
mod http;
mod login;
mod oidc;
mod ring;
mod session;

pub use session::fixed_hint;

use crate::host::files;
use crate::host::line_reader::Unfit;
use crate::host::terminal::AskError;
use crate::{config, lab, store};
use std::{fmt, io};

/// What helps where a client has nothing to prove itself with.
pub const CLIENT_PROOF: &str =
    "--client-secret-file FILE, --client-secret-env NAME or --client-key FILE at the login says where it is";

/// What kind of failure it is: that is its exit code, and whether to try again.
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
    /// 5 too: the way there is barred until somebody mends it, and trying again is in vain.
    Barred,
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
            Self::Unavailable | Self::Barred => 5,
            Self::Refused => 6,
            Self::Store => 7,
            Self::OnlyTime => 8,
            Self::Findings => 9,
        }
    }

    /// True when the same command may succeed later, with nothing changed.
    pub fn is_retryable(self) -> bool {
        self == Self::Unavailable
    }
}

/// A failure: what failed and why in one sentence, and what to do about it.
#[derive(Clone, Debug)]
pub struct Failure {
    pub kind: Kind,
    /// A stable name for scripts.
    pub code: &'static str,
    pub message: String,
    /// Where several things are wrong, or one has more to it: each on a line of its own.
    pub details: Vec<String>,
    /// What to do, each a sentence or a command.
    pub hints: Vec<String>,
}

impl Failure {
    pub fn new(kind: Kind, code: &'static str, message: impl Into<String>) -> Self {
        Self { kind, code, message: message.into(), details: Vec::new(), hints: Vec::new() }
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, "usage", message)
    }

    /// What was made cannot be written to stdout.
    pub fn unwritten(why: &io::Error) -> Self {
        Self::new(Kind::Other, "stdout", format!("cannot write to stdout: {}", files::reason(why)))
    }

    /// Something was changed, and what tells of it cannot be written to stdout. A script that tried again would change it twice.
    pub fn unreported(why: &io::Error) -> Self {
        let why = files::reason(why);
        let message = format!("what was asked for is done; its report cannot be written to stdout: {why}");
        Self::new(Kind::Other, "unreported", message)
    }

    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.details.push(detail.into());
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    #[must_use]
    pub fn hints(mut self, hints: impl IntoIterator<Item: Into<String>>) -> Self {
        self.hints.extend(hints.into_iter().map(Into::into));
        self
    }

    fn later(code: &'static str, message: String) -> Self {
        Self::new(Kind::Unavailable, code, message).hint("try again later")
    }
}

/// Its sentence. A room below hands on as it is what was asked of a room above in vain.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl From<files::Error> for Failure {
    fn from(error: files::Error) -> Self {
        Self::new(Kind::Other, "file", error.to_string()).hints(error.remedy())
    }
}

impl From<config::Error> for Failure {
    fn from(error: config::Error) -> Self {
        let message = error.to_string();
        match error {
            config::Error::Name(_) => Self::usage(message),
            config::Error::OtherIssuer { profile, belonging, issuer } => {
                let flags = belonging.flags();
                let failure = Self::usage(message).hint(match issuer {
                    Some(_) => format!("{flags} says what holds at the new one"),
                    None => format!("in one command with --issuer it is said for that one: {flags}"),
                });
                let failure = match belonging {
                    config::Belonging::Proof => failure,
                    config::Belonging::Endpoints => {
                        failure.hint(format!("authctl profile unset {profile} endpoints if it needs none"))
                    }
                };
                failure.hint("authctl login NAME … with another name makes a profile of its own")
            }
            config::Error::IssuerGoes { profile, settings, .. } => Self::usage(message)
                .hint(format!("authctl profile unset {profile} {} takes out both", settings.join(" "))),
            config::Error::Unreadable { .. } => {
                Self::new(Kind::Other, "config", message).hint("mend the file; nothing was changed")
            }
            config::Error::Distrusted { reason, .. } => {
                Self::new(Kind::Other, "config", message).hint(reason.mend)
            }
            config::Error::File(why) => Self::new(Kind::Other, "config", message).hints(why.remedy()),
        }
    }
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        let message = error.to_string();
        match error {
            AskError::Refused(Unfit::NotText) => Self::new(Kind::Other, "not_text", message)
                .hint("a file, or a pipe, hands over every byte as it is"),
            AskError::Refused(Unfit::TooLong) => Self::new(Kind::Other, "too_long", message),
            AskError::Refused(Unfit::OtherKey) => Self::new(Kind::Other, "not_text", message)
                .hint("type it again; Ctrl-U begins a line anew")
                .hint("a file, or a pipe, hands over every byte as it is"),
            _ => Self::new(Kind::LoginNeeded, "nobody_to_ask", message),
        }
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        use store::Error as E;
        let (kind, code) = match &error {
            E::Kind(_) | E::Name(_) => (Kind::Usage, "usage"),
            E::Busy { .. } | E::Stopped { .. } => (Kind::Unavailable, "busy"),
            E::Damaged { .. } | E::OtherSlot { .. } | E::OlderCopy(_) => (Kind::Store, "store_damaged"),
            E::OtherKey { .. } => (Kind::Store, "store_other_key"),
            E::Newer { .. } => (Kind::Store, "store_newer"),
            E::Loose { .. } => (Kind::Store, "store_loose"),
            _ if error.state() == store::State::Locked => (Kind::Store, "store_locked"),
            _ => (Kind::Store, "store_unusable"),
        };
        Self::new(kind, code, error.to_string()).hints(error.hint())
    }
}

impl From<lab::Error> for Failure {
    fn from(error: lab::Error) -> Self {
        let failure = Self::new(Kind::Other, "lab", error.to_string());
        match error {
            lab::Error::Listen { port: 1.., .. } => {
                failure.hint("without --port and --api-port the system chooses ports that are free")
            }
            _ => failure,
        }
    }
}
