//! The kept password of a profile that is to keep none any more.

use crate::commands::Context;
use crate::commands::resolve::Profile;
use crate::config::Layer;
use crate::failure::Failure;
use crate::login::Method;
use crate::store::lock::Guard;

/// Takes the password out of the credential, if there is one: it would go on logging in, whatever the profile says. The lock is to
/// be held until the profile is changed.
pub fn forget(name: &str, context: &Context<'_>) -> Result<Option<Guard>, Failure> {
    let profile = Profile::named(name, context.settings(name, Layer::default())?.without_flags());
    let Some(place) = profile.written_store(context)?.filter(|_| profile.is_at_service()) else {
        return Ok(None);
    };
    let keeper = profile.keeper_in(context, place)?;
    let lock = keeper.lock()?;
    let Some(mut kept) = keeper.load()? else { return Ok(None) };
    if kept.password.take().is_none() {
        return Ok(None);
    }
    keeper.save(&lock, &kept)?;
    Ok(Some(lock))
}

/// What became of it, for people; with Basic user and password are the credential itself.
pub fn told(name: &str, is_forgotten: bool, context: &Context<'_>) -> Option<String> {
    if is_forgotten {
        return Some(
            "The kept password is deleted: when the credential ends, a person logs in again.".to_owned(),
        );
    }
    let profile = Profile::named(name, context.settings(name, Layer::default()).ok()?);
    (profile.method() == Method::Basic).then(|| {
        format!("With Basic user and password are the credential itself, and stay: `authctl logout {name}` deletes them.")
    })
}
