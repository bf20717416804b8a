//! A credential on its way to another place, to another name, or out of sight.

use super::Context;
use super::resolve::Profile;
use crate::failure::{Failure, Kind};
use crate::login::{Credential, Method};
use crate::sensitive::{AccessToken, RefreshToken, SecretBytes};
use crate::session::Keeper;
use crate::store::StoreKind;
use crate::store::lock::Guard;

/// Writes the secret there, under the lock of that slot, and reads it back.
pub fn put(secret: &SecretBytes, target: &Keeper<'_>, lock: &Guard) -> Result<(), Failure> {
    target.put(lock, secret)?;
    match target.read()?.as_ref().map(SecretBytes::expose) == Some(secret.expose()) {
        true => Ok(()),
        false => {
            let message = "the credential was not found again where it was put; it is still where it was";
            Err(Failure::new(Kind::Store, "not_arrived", message))
        }
    }
}

/// A profile that is logged in is left alone, unless its credential may be forgotten.
pub fn check_or_forget(profile: &Profile, force: bool, context: &Context<'_>) -> Result<(), Failure> {
    let written = profile.written_store(context)?;
    match is_left(profile, written.unwrap_or(StoreKind::Keychain), force, context) {
        Ok(true) => Err(Failure::new(
            Kind::Refused,
            "still_logged_in",
            format!("profile {} is still logged in", profile.name),
        )
        .hint(format!("authctl logout {}", profile.name))),
        Ok(false) => Ok(()),
        // a place that cannot be opened, and that no login has written down
        Err(_) if written.is_none() => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// Whether a credential is there, and is not forgotten now.
fn is_left(profile: &Profile, kind: StoreKind, force: bool, context: &Context<'_>) -> Result<bool, Failure> {
    let keeper = profile.keeper_in(context, kind)?;
    let lock = keeper.lock()?;
    if force {
        keeper.forget(&lock)?;
        return Ok(false);
    }
    Ok(keeper.read()?.is_some())
}

/// How one credential stands to another one that may be the same login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same tokens.
    Copy,
    /// Of the same account with other tokens: from before a renewal, or of another login.
    SameAccount,
    Foreign,
}

/// How what is kept `here` stands to what is kept `there`; `None` where one of them is not there or cannot be read.
pub fn relation(here: &Keeper<'_>, there: &Keeper<'_>) -> Option<Relation> {
    let (one, other) = (&here.load().ok()??, &there.load().ok()??);
    Some(match () {
        () if tokens(one) == tokens(other) => Relation::Copy,
        () if account(one).is_some() && account(one) == account(other) => Relation::SameAccount,
        () => Relation::Foreign,
    })
}

fn tokens(of: &Credential) -> [Option<&str>; 2] {
    [of.refresh_token.as_ref().map(RefreshToken::expose), of.access_token.as_ref().map(AccessToken::expose)]
}

/// Whose it is, where that is known.
fn account(of: &Credential) -> Option<[&str; 3]> {
    let subject = match of.method {
        Method::Oidc => of.subject.as_deref()?,
        Method::ClientCredentials => "",
        Method::Token => return None,
    };
    Some([&of.issuer, &of.client_id, subject])
}
