//! Why a ring could not be read or changed.

use super::RingName;
use crate::keys::Unreadable;
use crate::keys::rotation::Refusal;
use crate::store::{self, etcd};

/// Why there is no ring, or why it stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Etcd(etcd::Error),
    /// What this machine remembers is too old to be used unasked.
    #[error("{why}")]
    TooOld { why: Box<etcd::Error>, age: i64 },
    /// What came of a change is not known.
    #[error("{why}")]
    Unknown { name: RingName, why: Box<etcd::Error> },
    /// etcd has it no more, and this machine has seen it there.
    #[error("{why}")]
    Lost { name: RingName, why: Box<etcd::Error> },
    /// What etcd has is not what authctl wrote there, and this machine remembers that.
    #[error("{why}")]
    Spoiled { name: RingName, why: Box<etcd::Error> },
    #[error("there is no key ring {0}")]
    Missing(RingName),
    /// It is written down on this machine.
    #[error("config.toml names the key ring {0}, and nothing is where that is kept")]
    Gone(RingName),
    #[error("there is a key ring {0} already")]
    Exists(RingName),
    #[error("the key ring {0} was changed by somebody else meanwhile, and not by this run")]
    Overtaken(RingName),
    #[error("this machine has never seen the key ring {0}")]
    NeverSeen(RingName),
    /// By a clock that was ahead, or is behind now.
    #[error(
        "what this machine has seen of the key ring {0} is dated in the future: nobody knows how old it is"
    )]
    SeenAhead(RingName),
    #[error("the key ring {name} cannot be read: {why}")]
    Unreadable { name: RingName, why: Unreadable },
    #[error("{refusal}")]
    Refused { name: Box<RingName>, refusal: Refusal },
}

impl Error {
    pub fn refused(name: &RingName, refusal: Refusal) -> Self {
        match refusal {
            Refusal::OtherAlgorithm => Self::Overtaken(name.clone()),
            refusal => Self::Refused { name: name.clone().into(), refusal },
        }
    }
}
