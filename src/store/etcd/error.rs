//! Why what is kept in etcd could not be read or changed.

use crate::{http, store};
use jiff::Timestamp;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// What went wrong. No variant holds any part of a secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("a key ring in etcd is named like etcd://HOST:2379/PREFIX/NAME: {0}")]
    Address(&'static str),
    #[error("a place of key rings in etcd is named like etcd://HOST:2379/PREFIX: {0}")]
    Place(&'static str),
    #[error(
        "no user and no password stand in the name of a key ring in etcd, which is like etcd://HOST:2379/PREFIX/NAME"
    )]
    PasswordInAddress,

    // -- the way there
    #[error("etcd cannot be asked: {}", all(.0))]
    Away(Vec<Silence>),
    /// The request was sent, perhaps more than once, and may be carried out later still.
    #[error("it is not known whether etcd has made the change: {}", all(.0))]
    Unknown(Vec<Silence>),
    #[error(transparent)]
    Http(#[from] http::Error),
    #[error("cannot start the network runtime: {}", crate::host::files::reason(.0))]
    Runtime(io::Error),

    // -- what etcd says
    #[error("etcd wants a user and a password")]
    LoginWanted,
    #[error("etcd does not take the password of {0}, or has no such user")]
    LoginRefused(String),
    #[error("etcd does not let {} at {key}", user.as_deref().unwrap_or("anybody"))]
    Denied { user: Option<String>, key: String },
    #[error("etcd takes no more: its space is used up")]
    Full,
    #[error(
        "this machine's clock says {ours}, and that of etcd {theirs}: what changes a ring goes by the clock"
    )]
    Clock { ours: Timestamp, theirs: Timestamp },
    #[error("etcd refused: {0}")]
    Refused(String),
    #[error("etcd has more below {stem} than can be listed: {keys} keys in {} s, and no end", waited.as_secs())]
    Endless { stem: String, keys: usize, waited: Duration },

    // -- what is kept there
    #[error("{place} in etcd is encrypted to another key than that of {}", key.display())]
    OtherKey { place: String, key: PathBuf },
    #[error("{place} in etcd is damaged: {why}")]
    Damaged { place: String, why: &'static str },
    #[error("{place} in etcd was not written by a machine that has the key of the file store")]
    Forged { place: String },
    #[error("{place} in etcd holds what belongs to {found}: somebody has put it there")]
    OtherPlace { place: String, found: String },
    #[error("{place} is not in etcd any more, where this machine has seen it")]
    Gone {
        place: String,
        copy: LocalCopy,
        /// By other endpoints: they may be those of another etcd.
        is_elsewhere: bool,
    },
    /// What is there is no record of that place.
    #[error("{why}")]
    Spoiled { place: String, why: Box<Self>, etcdctl: String, copy: Option<LocalCopy> },
    #[error("{place} in etcd is older than what this machine has seen there: somebody has put it back")]
    Older { place: String, copy: LocalCopy },
    /// It was deleted by this machine, or this machine saw another one in its place.
    #[error("{place} in etcd is a ring that was deleted, as this machine knows: somebody has put it back")]
    Over {
        place: String,
        /// Where it is written down, a line each.
        path: PathBuf,
        life: String,
    },
    #[error(
        "{place} in etcd has not gone on from what this machine has seen there: somebody has put an older one back, and \
         another machine has gone on from that"
    )]
    Forked { place: String, copy: LocalCopy },
    #[error("{place} in etcd was written by a newer authctl (format {format}) and is left as it is")]
    Newer { place: String, format: u64 },
    #[error("too large for etcd: {size} bytes, and at most {limit} are kept")]
    TooLarge { size: usize, limit: usize },
    #[error("what this machine has seen of {place} cannot be used: {why}")]
    Memory { place: String, why: String },
    /// The key that it is encrypted to, or this machine's memory of it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What this machine saw last, for who puts it back.
#[derive(Debug)]
pub struct LocalCopy {
    /// Where it has that.
    pub memory: PathBuf,
    /// etcdctl, as it is told where that was asked for.
    pub etcdctl: String,
    /// Whether that wants a password, and would take what is to be put for it.
    pub has_user: bool,
    /// How long ago it saw it, in seconds.
    pub age: i64,
}

/// Why one endpoint gave no answer that is one.
#[derive(Debug)]
pub enum Silence {
    Http(http::Error),
    /// It answered that it cannot now: without a leader, say.
    Unavailable {
        endpoint: String,
        words: String,
    },
    /// It answered that it does not do this, or something else than etcd answered.
    Refused {
        endpoint: String,
        words: String,
    },
}

impl Error {
    /// True where another record could not be had either.
    pub fn concerns_all(&self) -> bool {
        !matches!(
            self,
            Self::Denied { .. }
                | Self::OtherKey { .. }
                | Self::Damaged { .. }
                | Self::Forged { .. }
                | Self::OtherPlace { .. }
                | Self::Spoiled { .. }
                | Self::Gone { .. }
                | Self::Older { .. }
                | Self::Forked { .. }
                | Self::Over { .. }
                | Self::Newer { .. }
        )
    }

    /// True where what is there is not what authctl wrote there.
    pub fn is_of_record(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Forged { .. } | Self::OtherPlace { .. })
    }

    /// True where an endpoint says more than is listened to.
    pub fn is_about_size(&self) -> bool {
        let is_large = |one: &Silence| matches!(one, Silence::Http(http::Error::TooLarge { .. }));
        matches!(self, Self::Away(silences) if silences.iter().any(is_large))
    }

    /// True where nothing that is etcd has answered, or something that may be none.
    pub fn is_no_answer(&self) -> bool {
        matches!(self, Self::Away(_) | Self::Refused(_))
    }
}

impl Silence {
    /// True when this endpoint may answer later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Http(why) => why.may_pass(),
            Self::Unavailable { .. } => true,
            Self::Refused { .. } => false,
        }
    }

    /// True when it may answer within seconds, as a member does that waits for a leader. Who is not reached at all is not
    /// waited for: that is told at once.
    pub fn may_pass_soon(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::Http(http::Error::Timeout { .. }))
    }
}

impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(why) => why.fmt(f),
            Self::Unavailable { endpoint, words } | Self::Refused { endpoint, words } => {
                write!(f, "{endpoint} says: {words}")
            }
        }
    }
}

fn all(silences: &[Silence]) -> String {
    silences.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
