//! Where the credential of a login rests: tried out before anybody logs in, written when somebody has.

use crate::commands::Context;
use crate::commands::resolve::{Profile, unusable};
use crate::config::{Layer, Origin};
use crate::failure::Failure;
use crate::host::signals;
use crate::login::{Credential, Method};
use crate::session::Keeper;
use crate::store::lock::Guard;
use crate::store::{self, Places, State, StoreKind};

/// Where the credential will rest, tried out before anybody is asked to log in. Never a silent fall-back.
pub fn place(context: &Context<'_>, profile: &Profile) -> Result<StoreKind, Failure> {
    let terminal = &context.host.terminal;
    let places = context.places(&profile.settings)?;
    let kind = profile.store();
    let probe = store::probe(kind, &places, terminal);
    if probe.state == State::Usable {
        // a machine logs in again whenever it needs to, which is said at the end
        if kind == StoreKind::None && profile.method() == Method::Oidc {
            terminal.warn(
                "nothing_kept",
                "--store none keeps the profile only: the credential ends with this command.",
            );
        }
        return Ok(kind);
    }
    let chosen = profile.settings.find(|layer| &layer.store);
    let nobody_chose = chosen.is_none_or(|chosen| chosen.origin == Origin::Default);
    if nobody_chose && terminal.may_ask() {
        terminal.warn("store_unusable", &format!("{}.", probe.detail));
        if terminal.ask_whether("Keep the credential in an encrypted file instead?")? {
            return files_with_key(&places, context);
        }
    }
    Err(unusable(probe))
}

/// The file store, with a key made where there is none.
fn files_with_key(places: &Places, context: &Context<'_>) -> Result<StoreKind, Failure> {
    let terminal = &context.host.terminal;
    if store::probe(StoreKind::File, places, terminal).state != State::Usable {
        let made = store::file::make_key(places, terminal)?;
        terminal.note(
            "key_made",
            &format!("The key of the file store is {}; keep a copy in a safe place.", made.display()),
        );
    }
    let probe = store::probe(StoreKind::File, places, terminal);
    if probe.state == State::Usable { Ok(StoreKind::File) } else { Err(unusable(probe)) }
}

/// What is kept now.
pub enum Earlier {
    Nothing,
    Credential(Box<Credential>),
    /// It cannot be read, and --force says that it may go.
    Unreadable,
}

/// What cannot be read is not written over unless --force says so; a place that is locked is no reason to.
pub fn earlier(keeper: &Keeper<'_>, force: bool) -> Result<Earlier, Failure> {
    use crate::session::Error as E;
    match keeper.load() {
        Ok(None) => Ok(Earlier::Nothing),
        Ok(Some(kept)) => Ok(Earlier::Credential(Box::new(kept))),
        Err(error) => {
            let is_unreadable = match &error {
                E::Unreadable { .. } => true,
                E::Store(why) => why.is_unreadable(),
                _ => false,
            };
            match is_unreadable {
                true if force => {
                    keeper.host.terminal.warn("will_be_replaced", &format!("{error}; it will be replaced."));
                    Ok(Earlier::Unreadable)
                }
                true => Err(Failure::from(error)
                    .hint(format!("authctl login {} --force replaces it", keeper.profile))),
                false => Err(error.into()),
            }
        }
    }
}

/// The lock first, so that nobody waits between the two; then the profile: a credential without one could not be
/// found again.
///
/// A profile that was renamed or removed meanwhile is made again with all that this login went by.
pub fn keep(
    context: &Context<'_>,
    keeper: &Keeper<'_>,
    credential: &Credential,
    earlier: &Earlier,
    settings: &Layer,
) -> Result<Guard, Failure> {
    let name = &keeper.profile;
    let before = context.config()?.profile(name)?.unwrap_or_default();
    let lock = keeper.lock_patiently()?;
    let _held = signals::hold();
    context.change_config(|config| {
        if config.profile(name)?.is_none() {
            config.merge(name, &before)?;
        }
        config.merge(name, settings)
    })?;
    if matches!(earlier, Earlier::Unreadable) {
        keeper.forget(&lock)?;
    }
    keeper.save(&lock, credential)?;
    Ok(lock)
}

/// A credential of this profile that rests in another place than before would be forgotten there, alive.
pub fn forget_elsewhere(
    profile: &Profile,
    kind: StoreKind,
    lock: &Guard,
    context: &Context<'_>,
) -> Option<String> {
    let before = context.config().ok()?.profile(&profile.name).ok()??.store?;
    if before == kind || before == StoreKind::None {
        return None;
    }
    let forgotten = profile.keeper_in(context, before).and_then(|keeper| Ok(keeper.forget(lock)?));
    match forgotten {
        Ok(true) => Some(format!("The earlier credential in {} is deleted.", before.description_of_place())),
        Ok(false) => None,
        Err(why) => Some(format!(
            "The earlier credential in {} could not be deleted: {}.",
            before.description_of_place(),
            why.message
        )),
    }
}
