//! A profile that keeps a credential which another profile got at the service.

use crate::commands::login::place::{Earlier, earlier, forget_elsewhere, keep, place};
use crate::commands::login::report::report;
use crate::commands::resolve::Profile;
use crate::commands::{Context, Outcome};
use crate::config::{Layer, file};
use crate::failure::Failure;
use crate::login::Credential;
use crate::session::Keeper;
use crate::store::StoreKind;

/// The profile, whose place was tried out: what is got at a service once is not lost.
pub struct NewProfile<'c> {
    pub profile: Profile,
    keeper: Keeper<'c>,
    kind: StoreKind,
    earlier: Earlier,
    settings: Layer,
    context: &'c Context<'c>,
}

/// The settings that describe the service of a profile, as far as somebody said them.
pub fn service_of(profile: &Profile) -> Layer {
    let settings = &profile.settings;
    Layer {
        service: settings.value(|layer| &layer.service),
        api: settings.value(|layer| &layer.api),
        origins: settings.value(|layer| &layer.origins),
        allow_http: settings.value(|layer| &layer.allow_http).filter(|allow| *allow),
        routes: settings.written(|layer| &layer.routes),
        fields: settings.written(|layer| &layer.fields),
        ..Layer::default()
    }
}

impl<'c> NewProfile<'c> {
    /// One of this name with these settings, for what `by` gets; it rests where that does, unless somebody says otherwise.
    pub fn prepare(
        name: &str,
        by: &Profile,
        settings: Layer,
        context: &'c Context<'c>,
    ) -> Result<Self, Failure> {
        file::check_name(name)?;
        check_free(name, by, &settings, context)?;
        let said = context.settings(name, Layer::default())?.without_defaults();
        let is_said = said.value(|layer| &layer.store).is_some();
        let settings = Layer {
            store: (!is_said).then(|| by.store()),
            key_file: said
                .value(|layer| &layer.key_file)
                .is_none()
                .then(|| by.settings.value(|layer| &layer.key_file))
                .flatten(),
            ..settings
        };
        let profile = Profile::named(name, context.settings(name, settings.clone())?);
        let kind = place(context, &profile)?;
        if kind == StoreKind::None {
            let message = "--store none keeps nothing, and what is got here would be gone at once";
            return Err(Failure::usage(message));
        }
        let keeper = profile.keeper_in(context, kind)?;
        let earlier = earlier(&keeper, false)?;
        let key_file = settings.key_file.clone().or_else(|| context.globals.key_file.clone());
        let settings = Layer { store: Some(kind), key_file, ..settings };
        Ok(Self { profile, keeper, kind, earlier, settings, context })
    }

    /// True where it holds a credential already that has not ended.
    pub fn holds_live(&self) -> bool {
        match &self.earlier {
            Earlier::Credential(kept) => {
                kept.expires_at.is_none_or(|end| end > self.context.host.clock.unix())
            }
            Earlier::Nothing | Earlier::Unreadable => false,
        }
    }

    /// Keeps the profile and its credential, and tells so as a login does.
    pub fn keep(self, credential: &Credential) -> Result<Outcome, Failure> {
        let Self { profile, keeper, kind, earlier, settings, context } = self;
        let kept = keep(context, &keeper, credential, earlier, &settings, false)?;
        let outcome = report(&keeper, &profile.way(context)?, credential, &kept.earlier, kind);
        Ok(forget_elsewhere(&profile, kind, &kept, context).into_iter().fold(outcome, Outcome::say))
    }
}

/// A profile that is there is taken for what it is for already: the same way, service and user.
fn check_free(name: &str, by: &Profile, settings: &Layer, context: &Context<'_>) -> Result<(), Failure> {
    if name == by.name {
        return Err(Failure::usage(format!(
            "{name} is the profile that asks for it: its own credential stays"
        )));
    }
    let Some(there) = context.config()?.profile(name)? else { return Ok(()) };
    let is_same = there.method == settings.method
        && there.api == settings.api
        && there.username == settings.username
        && there.minted_by == settings.minted_by;
    match is_same {
        true => Ok(()),
        false => {
            Err(Failure::usage(format!("there is a profile {name} already, which is for something else"))
                .hint(format!("authctl profile show {name}"))
                .hint("--as with another name makes a new profile"))
        }
    }
}
