//! Where authctl's files lie.

use std::path::{Path, PathBuf};

/// The folders of one user. They need not exist yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Holds `config.toml`.
    pub config: PathBuf,
    /// Holds the encrypted file store.
    pub store: PathBuf,
    /// Holds one lock file for each credential.
    pub locks: PathBuf,
    /// Holds what this machine has seen last of secrets in etcd: it may be the last copy of one.
    pub etcd: PathBuf,
    /// Holds what can be fetched again.
    pub cache: PathBuf,
}

impl Folders {
    /// Everything below one folder: `config.toml`, `store/`, `locks/`, `etcd/`, `cache/`.
    pub fn within(folder: &Path) -> Self {
        Self {
            config: folder.to_owned(),
            store: folder.join("store"),
            locks: folder.join("locks"),
            etcd: folder.join("etcd"),
            cache: folder.join("cache"),
        }
    }

    /// The folders of this system's conventions (XDG on Linux), or `None` when the system names no home folder.
    pub fn of_this_user() -> Option<Self> {
        let standard = directories::ProjectDirs::from("", "", "authctl")?;
        Some(Self {
            config: standard.config_dir().to_owned(),
            store: standard.data_local_dir().join("store"),
            locks: standard.data_local_dir().join("locks"),
            etcd: standard.data_local_dir().join("etcd"),
            cache: standard.cache_dir().to_owned(),
        })
    }
}
