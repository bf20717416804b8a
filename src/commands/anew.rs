//! What a profile that is changed may not take along, and what it may not leave behind.

use super::Context;
use super::moving::check_or_forget;
use super::resolve::Profile;
use crate::config::{Layer, Settings};
use crate::failure::Failure;
use crate::host::printable;
use crate::store::StoreKind;
use crate::store::lock::Guard;

/// True when both are named, and not the same one.
fn differs<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.is_some() && other.is_some() && one != other
}

/// True when the `flags` name another issuer or client than the one that is `written`.
pub fn is_another(written: &Settings, flags: &Layer) -> bool {
    differs(written.value(|layer| &layer.issuer).as_ref(), flags.issuer.as_ref())
        || differs(written.value(|layer| &layer.client_id).as_ref(), flags.client_id.as_ref())
}

/// An API that was named for one issuer is sent the credential of another only where a person knows of it; and so is
/// what another issuer is told in a login.
pub fn say_what_stays(name: &str, flags: &Layer, context: &Context<'_>) -> Result<(), Failure> {
    let written = context.config()?.settings(name)?;
    if !is_another(&written, flags) {
        return Ok(());
    }
    let issuer = written.value(|layer| &layer.issuer).unwrap_or_default();
    let issuer = printable::short(&issuer, 200);
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
    if !told.is_empty() {
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

/// A credential is not left behind by a profile that is to name another place, issuer or client.
fn check_not_left_behind(
    name: &str,
    before: &Layer,
    flags: &Layer,
    context: &Context<'_>,
) -> Result<Option<Guard>, Failure> {
    let moves_to = flags.store.filter(|_| differs(before.store.as_ref(), flags.store.as_ref()));
    let is_another = differs(before.issuer.as_ref(), flags.issuer.as_ref())
        || differs(before.client_id.as_ref(), flags.client_id.as_ref());
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
