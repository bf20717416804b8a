//! A credential on its way to another place, or to another name.

use crate::failure::{Failure, Kind};
use crate::login::{Credential, Method};
use crate::sensitive::{AccessToken, RefreshToken, SecretBytes};
use crate::session::Keeper;
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
