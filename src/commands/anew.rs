//! What a profile that is changed may not take along, and what it may not leave behind.

use super::Context;
use super::moving::check_or_forget;
use super::resolve::Profile;
use super::whose::Whose;
use crate::config::{Layer, Settings};
use crate::failure::Failure;
use crate::store::StoreKind;
use crate::store::lock::Guard;

/// An API that was named for one issuer is sent the credential of another only where a person knows of it; and so is
/// what another issuer is told in a login.
pub fn say_what_stays(name: &str, flags: &Layer, context: &Context<'_>) -> Result<(), Failure> {
    let written = context.config()?.settings(name)?;
    let (before, after) = before_and_after(name, flags, context)?;
    if !after.is_elsewhere(&before) {
        return Ok(());
    }
    let issuer = before.words();
    let warn = |text: &str| context.host.terminal.warn("settings_stay", text);
    if stays(&written, flags, |layer| &layer.api) || stays(&written, flags, |layer| &layer.origins) {
        warn(&format!(
            "the API, origins and scopes of profile {name} stay as they were for {issuer}, and the new credential may be \
             sent there."
        ));
    }
    let told = [
        ("resources", stays(&written, flags, |layer| &layer.resources)),
        ("audience", stays(&written, flags, |layer| &layer.audience)),
        ("params", stays(&written, flags, |layer| &layer.params)),
    ];
    let told: Vec<&str> = told.into_iter().filter_map(|(setting, stays)| stays.then_some(setting)).collect();
    if !told.is_empty() && !after.is_at_service() {
        let settings = told.join(" and ");
        warn(&format!(
            "{settings} of profile {name} stay as they were for {issuer}, and go to the new issuer or client with a login."
        ));
    }
    Ok(())
}

/// True for a setting that is written, and that the flags leave as it is.
fn stays<T: Clone>(written: &Settings, flags: &Layer, pick: impl Fn(&Layer) -> &Option<T>) -> bool {
    pick(flags).is_none() && written.value(pick).is_some()
}

/// What forbids to write these `flags` into the profile. The lock, if there is one, is to be held until that is done.
pub fn check_change(name: &str, flags: &Layer, context: &Context<'_>) -> Result<Option<Guard>, Failure> {
    let config = context.config()?;
    config.check_said_anew(name, flags)?;
    let before = config.profile(name)?.unwrap_or_default();
    let lock = check_not_left_behind(name, &before, flags, context)?;
    say_what_stays(name, flags, context)?;
    Ok(lock)
}

/// Whose the credential of the profile is, and whose it is with these flags.
fn before_and_after(name: &str, flags: &Layer, context: &Context<'_>) -> Result<(Whose, Whose), Failure> {
    let before = Whose::written(context.config()?, name)?;
    Ok((before, Whose::of(&context.settings(name, flags.clone())?)))
}

/// A credential is not left behind by a profile that is to name another place or another login.
fn check_not_left_behind(
    name: &str,
    before: &Layer,
    flags: &Layer,
    context: &Context<'_>,
) -> Result<Option<Guard>, Failure> {
    let moves_to = flags.store.filter(|to| before.store.is_some_and(|store| store != *to));
    let (whose, after) = before_and_after(name, flags, context)?;
    let is_another = after.is_another(&whose);
    // a login writes down where its credential is
    if before.store.is_none() || !(is_another || moves_to.is_some()) {
        return Ok(None);
    }
    let profile = Profile::named(name, context.settings(name, Layer::default())?.without_flags());
    check_or_forget(&profile, false, context).map(Some).map_err(|failure| match moves_to {
        Some(StoreKind::None) | None => failure,
        Some(to) if failure.code == "still_logged_in" => {
            failure.hint(format!("authctl store migrate {name} --to {to} takes the credential along"))
        }
        Some(to) => {
            failure.hint(format!("authctl login {name} --store {to} leaves what is there and logs in"))
        }
    })
}
