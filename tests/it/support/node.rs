//! Where Node.js and the scripts of `tests/peers/oidc-provider` are.

use super::in_package;
use std::path::PathBuf;

const INSTALL: &str = "run `tests/run` once, or: apt-get install nodejs npm && npm ci --prefix tests/peers/oidc-provider (Node 20 or newer)";

/// The Node.js that `tests/run` installed, else the one of this machine.
#[track_caller]
pub fn program() -> PathBuf {
    let installed = in_package("tests/peers/.work/node/bin/node");
    if installed.exists() {
        return installed;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join("node"))
        .find(|node| node.exists())
        .unwrap_or_else(|| panic!("Node.js is missing: {INSTALL}"))
}

/// A script of the issuer's folder, whose packages must be there.
#[track_caller]
pub fn script(name: &str) -> PathBuf {
    let folder = in_package("tests/peers/oidc-provider");
    assert!(folder.join("node_modules/oidc-provider").exists(), "the issuer is not installed: {INSTALL}");
    folder.join(name)
}

/// A script as one text for `BROWSER`.
#[track_caller]
pub fn browser(name: &str) -> String {
    let words = [program(), script(name)].map(|path| path.to_str().unwrap().to_owned());
    shell_words::join(words)
}
