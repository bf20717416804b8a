//! The implementations of JOSE by others in `tests/peers/jose`.

use super::{in_package, json_lines, must_exist, node};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// One of them.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    pub name: &'static str,
    /// The algorithms that it has.
    pub knows: &'static [&'static str],
    /// False when it looks at the signature alone.
    pub checks_claims: bool,
    command: fn() -> Command,
}

pub const PEERS: [Peer; 3] = [
    Peer { name: "PyJWT", knows: PYJWT, checks_claims: true, command: pyjwt },
    Peer { name: "npm jose", knows: NPM, checks_claims: true, command: npm },
    Peer { name: "Debian's jose", knows: DEBIAN, checks_claims: false, command: debian },
];

const PYJWT: &[&str] = &[
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
    "ES512", "ES256K", "EdDSA",
];
const NPM: &[&str] = &[
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
    "ES512", "EdDSA", "Ed25519",
];
const DEBIAN: &[&str] = &[
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
    "ES512",
];

impl Peer {
    /// One answer for each request, in order; all by one process.
    #[track_caller]
    pub fn ask(&self, requests: &[Value]) -> Vec<Value> {
        json_lines::ask((self.command)(), requests)
    }
}

/// What a JWK says to everybody: without its private members, and without what it may be used for.
pub fn public(jwk: &Value) -> Value {
    const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "key_ops", "use"];
    let mut jwk = jwk.clone();
    jwk.as_object_mut().unwrap().retain(|name, _| !PRIVATE.contains(&name.as_str()));
    jwk
}

/// The request to judge a token; `check` is null where the signature alone counts.
pub fn verify(key: &Value, algorithms: &[&str], token: &str, check: &Value) -> Value {
    let mut request = json!({"do": "verify", "key": key, "algs": algorithms, "token": token});
    if !check.is_null() {
        request["check"] = check.clone();
    }
    request
}

fn pyjwt() -> Command {
    let python = in_package("tests/peers/.work/python/bin/python");
    must_exist(
        &python,
        "PyJWT",
        "python3 -m venv tests/peers/.work/python && \
         tests/peers/.work/python/bin/pip install --require-hashes --requirement tests/peers/jose/requirements.txt",
    );
    with_script(python, "pyjwt.py")
}

fn npm() -> Command {
    let package = in_package("tests/peers/jose/node_modules/jose");
    must_exist(&package, "the npm package jose", "npm ci --prefix tests/peers/jose");
    with_script(node::program(), "npm.mjs")
}

fn debian() -> Command {
    must_exist(Path::new("/usr/bin/jose"), "Debian's jose", "apt-get install jose");
    with_script("python3".into(), "debian.py")
}

fn with_script(program: PathBuf, script: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(in_package("tests/peers/jose").join(script));
    command
}
