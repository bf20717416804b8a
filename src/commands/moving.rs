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

/// Puts back what was `found` in a slot before something was put there in vain.
pub fn put_back(found: Option<&SecretBytes>, target: &Keeper<'_>, lock: &Guard) {
    let _ = match found {
        Some(found) => target.put(lock, found),
        None => target.forget(lock).map(drop),
    };
}

/// A profile that is logged in is left alone, unless its credential may be forgotten. The lock is to be held until the
/// profile is changed, so that nobody logs in before that.
pub fn check_or_forget(profile: &Profile, force: bool, context: &Context<'_>) -> Result<Guard, Failure> {
    let written = profile.written_store(context)?;
    let excused = |failure: Failure| match written {
        // no login has written this place down
        None => Ok(()),
        Some(_) if force => {
            let message = format!("{}; what it may hold of this profile stays there.", failure.message);
            context.host.terminal.warn("left_behind", &message);
            Ok(())
        }
        Some(_) => Err(failure),
    };
    let keeper = match profile.keeper_in(context, written.unwrap_or(StoreKind::Keychain)) {
        Ok(keeper) => keeper,
        Err(failure) => {
            excused(failure)?;
            return profile.lock(context);
        }
    };
    let lock = keeper.lock()?;
    let left = match force {
        true => keeper.forget(&lock).map(|_| false),
        false => keeper.read().map(|found| found.is_some()),
    };
    match left {
        Ok(true) => return Err(still_logged_in(&profile.name)),
        Ok(false) => {}
        Err(why) => excused(why.into())?,
    }
    Ok(lock)
}

fn still_logged_in(name: &str) -> Failure {
    Failure::new(Kind::Refused, "still_logged_in", format!("profile {name} is still logged in"))
        .hint(format!("authctl logout {name}"))
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
    Some(relation_of(&here.load().ok()??, &there.load().ok()??))
}

fn relation_of(one: &Credential, other: &Credential) -> Relation {
    match () {
        // that both of them are without a token makes them no copies
        () if tokens(one) == tokens(other) && tokens(one) != [None; 2] => Relation::Copy,
        () if account(one).is_some() && account(one) == account(other) => Relation::SameAccount,
        () => Relation::Foreign,
    }
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
        _ => of.username.as_deref().or(of.subject.as_deref())?,
    };
    Some([&of.issuer, &of.client_id, subject])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::login::Given;
    use jiff::Timestamp;

    #[test]
    fn what_has_no_token_is_no_copy_of_anything() {
        let with = |token: &str| Given::default().credential(AccessToken::new(token), Timestamp::UNIX_EPOCH);
        let without = || {
            let mut credential = with("a");
            credential.access_token = None;
            credential
        };
        assert_eq!(relation_of(&with("a"), &with("a")), Relation::Copy);
        assert_eq!(relation_of(&with("a"), &with("b")), Relation::Foreign);
        assert_eq!(relation_of(&without(), &without()), Relation::Foreign);
    }
}
