//! Where the credential of a login rests: tried out before anybody logs in, written when somebody has.

use crate::commands::Context;
use crate::commands::resolve::{Profile, unusable};
use crate::commands::whose::Whose;
use crate::config::{self, Layer, Origin};
use crate::failure::Failure;
use crate::login::{Credential, Method};
use crate::session::{self, Change, Keeper};
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
        let is_by_itself = matches!(
            profile.method(),
            Method::ClientCredentials | Method::Key | Method::Token | Method::Mint
        );
        if kind == StoreKind::None && !is_by_itself {
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

/// What was there when a login was kept.
pub struct Kept {
    pub lock: Guard,
    /// What it took the place of.
    pub earlier: Earlier,
    /// The place that the profile named until then.
    pub store: Option<StoreKind>,
}

/// The lock first, so that nobody waits between the two; then the profile: a credential without one could not be
/// found again.
///
/// A profile that was renamed or removed meanwhile is made again with all that this login went by. One that belongs to
/// another login by now is left as it is, with its credential.
pub fn keep(
    context: &Context<'_>,
    keeper: &Keeper<'_>,
    credential: &Credential,
    earlier: Earlier,
    settings: &Layer,
    force: bool,
) -> Result<Kept, Failure> {
    let lock = keeper.lock_patiently()?;
    // another login may have been kept while this one waited for its person
    let earlier = match earlier {
        unreadable @ Earlier::Unreadable => unreadable,
        Earlier::Nothing | Earlier::Credential(_) => self::earlier(keeper, force)?,
    };
    let _held = context.host.terminal.hold();
    let store = write_down(context, keeper, settings)?;
    if matches!(earlier, Earlier::Unreadable) {
        keeper.forget(&lock)?;
    }
    keeper.save(&lock, credential)?;
    Ok(Kept { lock, earlier, store })
}

/// Puts the settings of a login into its profile. Returns the place that it named until then.
fn write_down(
    context: &Context<'_>,
    keeper: &Keeper<'_>,
    settings: &Layer,
) -> Result<Option<StoreKind>, Failure> {
    let name = &keeper.profile;
    let read = context.config()?;
    let (before, whose_before) = (read.profile(name)?, Whose::written(read, name)?);
    let whose_now = Whose::of(&context.settings(name, settings.clone())?);
    let store = context.change_config(|config| {
        let store = config.profile(name)?.map(|found| found.store);
        let mut after = config.clone();
        if store.is_none() {
            after.merge(name, before.as_ref().unwrap_or(&Layer::default()))?;
        }
        if ![&whose_before, &whose_now].contains(&&Whose::written(&after, name)?) {
            return Ok(None);
        }
        match after.merge(name, settings) {
            Err(config::Error::OtherIssuer { .. }) => return Ok(None),
            merged => merged?,
        }
        *config = after;
        Ok(Some(store.flatten()))
    })?;
    store.ok_or_else(|| {
        let meanwhile = |change| session::Error::Meanwhile { profile: name.clone(), change }.into();
        match before {
            Some(_) => Failure::hint(meanwhile(Change::Changed), "nothing of this login is kept"),
            // a first login is told with the command that tries again
            None => meanwhile(Change::Made),
        }
    })
}

/// A credential of this profile that rests in another place than before would be forgotten there, alive.
pub fn forget_elsewhere(
    profile: &Profile,
    kind: StoreKind,
    kept: &Kept,
    context: &Context<'_>,
) -> Option<String> {
    let before = kept.store?;
    if before == kind || before == StoreKind::None {
        return None;
    }
    let forgotten = profile.keeper_in(context, before).and_then(|keeper| Ok(keeper.forget(&kept.lock)?));
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
