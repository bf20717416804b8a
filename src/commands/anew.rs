//! What a profile that is changed may not take along, and what it may not leave behind.

use super::Context;
use super::moving::check_or_forget;
use super::resolve::Profile;
use crate::config::Layer;
use crate::failure::Failure;
use crate::host::printable;
use crate::login::ClientAuth;
use crate::store::StoreKind;
use crate::store::lock::Guard;

/// True when both are named, and not the same one.
pub fn differs<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.is_some() && other.is_some() && one != other
}

/// What forbids to write these `flags` into the profile. The lock, if there is one, is to be held until that is done.
pub fn check_change(name: &str, flags: &Layer, context: &Context<'_>) -> Result<Option<Guard>, Failure> {
    let before = context.config()?.profile(name)?.unwrap_or_default();
    if differs(before.issuer.as_ref(), flags.issuer.as_ref()) {
        check_named_anew(name, &before, flags, context)?;
    }
    check_not_left_behind(name, &before, flags, context)
}

/// What proves the client to one issuer is never sent to another, nor one issuer's secrets to the endpoints of another:
/// whoever names another issuer in these `flags` says these settings too.
pub fn check_named_anew(
    name: &str,
    before: &Layer,
    flags: &Layer,
    context: &Context<'_>,
) -> Result<(), Failure> {
    if flags.issuer.is_none() || flags.issuer == before.issuer {
        return Ok(());
    }
    let proves = |layer: &Layer| {
        layer.client_secret_file.is_some() || layer.client_secret_env.is_some() || layer.client_key.is_some()
    };
    let top = context.config()?.top()?;
    let is_known = proves(before) || proves(&top);
    let (setting, flags_of_it) = if is_known && !proves(flags) && flags.client_auth != Some(ClientAuth::None)
    {
        (
            "a secret or key of the client",
            "--client-secret-file, --client-secret-env, --client-key or --client-auth none",
        )
    } else if (before.endpoints.is_some() || top.endpoints.is_some()) && flags.endpoints.is_none() {
        ("endpoints", "--endpoint")
    } else {
        return Ok(());
    };
    let issuer = printable::short(before.issuer.as_deref().unwrap_or_default(), 200);
    Err(Failure::usage(format!("profile {name} names {setting} for {issuer}, and another issuer is named"))
        .hint(format!("{flags_of_it} says what holds at the new one"))
        .hint("authctl login NAME … with another name makes a profile of its own"))
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
