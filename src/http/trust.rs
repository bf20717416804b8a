//! By which certificate authorities servers are known in this run: what came from a server that others vouch for is
//! not what this run would have been given.

use super::Options;
use crate::host::{Environment, files};
use aws_lc_rs::digest::{Context, SHA256, digest};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

/// A bundle of authorities is some hundred KiB.
const LARGEST_BUNDLE: usize = 16 << 20;

/// Who vouches for servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The system's authorities alone, which were not read for this.
    System,
    /// A hash, in hexadecimal digits, over the contents of whatever names authorities: the same files elsewhere are the
    /// same, other files of the same name are not.
    Named(String),
    /// Who it is can be read only once, as from a pipe.
    Unknown,
}

impl Trust {
    /// What `--ca-cert`, SSL_CERT_FILE and SSL_CERT_DIR say.
    pub(super) fn of(options: &Options, environment: &Environment) -> Self {
        let directories: Vec<&OsStr> = environment
            .bytes("SSL_CERT_DIR")
            .map(|list| list.as_bytes().split(|byte| *byte == b':').map(OsStr::from_bytes).collect())
            .unwrap_or_default();
        let named: Vec<(u8, PathBuf)> = options
            .ca_cert
            .iter()
            .map(|path| (0, path.clone()))
            .chain(environment.bytes("SSL_CERT_FILE").map(|path| (1, path.into())))
            .chain(directories.into_iter().map(Path::new).flat_map(files::of_folder).map(|path| (2, path)))
            .collect();
        if named.is_empty() && !environment.has_any(&["SSL_CERT_DIR"]) {
            return Self::System;
        }
        let mut whole = Context::new(&SHA256);
        for (kind, path) in named {
            let Some(content) = files::read_again(&path, LARGEST_BUNDLE) else { return Self::Unknown };
            // what cannot be read has nothing in it, for nobody is trusted by it
            whole.update(&[kind]);
            whole.update(digest(&SHA256, &content).as_ref());
        }
        Self::Named(whole.finish().as_ref().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}"); // a String takes all
            text
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j28_trust_is_in_what_is_in_the_files_not_in_their_names() {
        let home = tempfile::tempdir().unwrap();
        let write = |name: &str, content: &[u8]| {
            let path = home.path().join(name);
            files::make_private_folder(path.parent().unwrap()).unwrap();
            files::write_whole(&path, content).unwrap();
            path
        };
        let by_flag = |path: &Path| {
            let options = Options { ca_cert: Some(path.to_owned()), ..Options::default() };
            Trust::of(&options, &Environment::default())
        };
        let by_variable = |name: &str, value: &Path| {
            Trust::of(&Options::default(), &[(name, value.as_os_str())].into_iter().collect())
        };
        let (one, two) = (write("a/ca.pem", b"one"), write("b/ca.pem", b"two"));
        let named = by_flag(&one);
        assert!(matches!(&named, Trust::Named(hash) if hash.len() == 64));
        assert_eq!(named, by_flag(&write("c/other.pem", b"one")));
        assert_ne!(named, by_flag(&two));
        assert_ne!(named, by_variable("SSL_CERT_FILE", &one), "it takes the place of the system's");
        assert_ne!(by_variable("SSL_CERT_FILE", &one), by_variable("SSL_CERT_FILE", &two));
        let folder = |name: &str| by_variable("SSL_CERT_DIR", &home.path().join(name));
        let before = folder("a");
        assert_eq!(before, folder("a"));
        assert_ne!(before, folder("b"));
        write("a/more.pem", b"more");
        assert_ne!(before, folder("a"));
        assert_eq!(Trust::of(&Options::default(), &Environment::default()), Trust::System);
        assert!(matches!(folder("none"), Trust::Named(_)), "of nobody is not of the system's");
        assert_eq!(by_flag(Path::new("/dev/null")), Trust::Unknown);
    }
}
