//! What the client proves itself with, from where the profile says. It is read anew at each run: it may have changed.

use super::Context;
use super::arguments::shown_variable;
use crate::config::Settings;
use crate::host::{Terminal, files};
use crate::jwt::key::{KeyFile, WeakSecrets};
use crate::oidc::{ClientAuth, Secret, Signer};
use crate::sensitive::{ClientSecret, SecretBytes};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// No client secret and no key is larger.
const LARGEST: usize = 64 * 1024;

/// Where it is.
enum Place {
    SecretFile(PathBuf),
    Variable(String),
    KeyFile(PathBuf),
}

/// What the settings name, with how a client authenticates that has such a thing; the stronger layer says which of
/// the three counts. Basic is what every issuer must take (RFC 6749 section 2.3.1).
pub fn named(context: &Context<'_>, settings: &Settings) -> Option<(ClientAuth, Secret)> {
    let file = settings.rank(|layer| &layer.client_secret_file);
    let variable = settings.rank(|layer| &layer.client_secret_env);
    let key = settings.rank(|layer| &layer.client_key);
    let places = [
        key.map(|(rank, path)| (rank, Place::KeyFile(path))),
        file.map(|(rank, path)| (rank, Place::SecretFile(path))),
        variable.map(|(rank, name)| (rank, Place::Variable(name))),
    ];
    let (_, place) = places.into_iter().flatten().min_by_key(|(rank, _)| *rank)?;
    let secret = |text: String| Secret::Named(ClientSecret::new(text));
    let (auth, read) = match place {
        Place::SecretFile(path) => {
            (ClientAuth::Basic, secret_file(&path, &context.host.terminal).map(secret))
        }
        Place::Variable(name) => (ClientAuth::Basic, variable_of(&name, context).map(secret)),
        Place::KeyFile(path) => (ClientAuth::PrivateKeyJwt, key_file(&path, context)),
    };
    Some((auth, read.unwrap_or_else(Secret::Unreadable)))
}

fn variable_of(name: &str, context: &Context<'_>) -> Result<String, String> {
    let environment = &context.host.environment;
    environment.secret(name).map(str::to_owned).ok_or_else(|| {
        let why = if environment.is_set(name) { "is empty or holds no text" } else { "is not set" };
        let shown = shown_variable(name, environment);
        format!("the variable {shown}, which should hold its secret, {why}")
    })
}

fn secret_file(path: &Path, terminal: &Terminal) -> Result<String, String> {
    let file = file(path, terminal)?;
    match files::secret_line(&file) {
        None => Err(unusable(path, "holds no text")),
        Some("") => Err(unusable(path, "is empty")),
        Some(secret) => Ok(secret.to_owned()),
    }
}

/// A private key, in any form that keys have in files.
fn key_file(path: &Path, context: &Context<'_>) -> Result<Secret, String> {
    let file = file(path, &context.host.terminal)?;
    // weak secrets are as little wanted as others
    let key = KeyFile::open(&file).and_then(|keys| keys.signing_key(None, None, WeakSecrets::Allowed));
    let key = key.map_err(|why| {
        let remedy = why.hint().map_or_else(String::new, |hint| format!(" ({hint})"));
        unusable(path, &format!("cannot be used: {why}{remedy}"))
    })?;
    if !key.algorithm().is_asymmetric() {
        let why = "holds a shared secret (\"kty\": \"oct\"), and private_key_jwt wants a private key: EC, OKP or RSA";
        return Err(unusable(path, why));
    }
    Ok(Secret::Key(Arc::new(Signer::new(key, context.host.clock.clone(), context.host.random))))
}

fn file(path: &Path, terminal: &Terminal) -> Result<SecretBytes, String> {
    let (file, is_open) = files::read_secret(path, LARGEST)
        .map_err(|why| why.to_string())?
        .ok_or_else(|| unusable(path, "is not there"))?;
    if is_open {
        terminal.warn_of_open_file(path);
    }
    Ok(file)
}

fn unusable(path: &Path, why: &str) -> String {
    format!("{} {why}", path.display())
}
