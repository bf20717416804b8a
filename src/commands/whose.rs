//! Whose the credential of a profile is: the one value by which logins, and changes of a profile, tell one login from another.

use crate::config::{self, ConfigFile, Settings};
use crate::host::printable;
use crate::login::Method;
use url::Url;

/// Whose it is, as far as settings say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    method: Method,
    is_at_service: bool,
    /// The issuer, or the address of the service.
    place: Option<String>,
    /// The client at the issuer.
    client_id: Option<String>,
    /// Who logs in at the service.
    username: Option<String>,
}

impl Whose {
    pub fn of(settings: &Settings) -> Self {
        let is_at_service = is_at_service(settings);
        let api = settings.value(|layer| &layer.api).as_ref().map(address);
        let issuer = settings.value(|layer| &layer.issuer);
        Self {
            method: settings.value(|layer| &layer.method).unwrap_or_default(),
            is_at_service,
            place: if is_at_service { api } else { issuer },
            client_id: settings.value(|layer| &layer.client_id).filter(|_| !is_at_service),
            username: settings.value(|layer| &layer.username).filter(|_| is_at_service),
        }
    }

    /// As the file says it of a profile.
    pub fn written(config: &ConfigFile, profile: &str) -> Result<Self, config::Error> {
        Ok(Self::of(&config.settings(profile)?.with_defaults()))
    }

    /// The same at the service of this address, where nothing else was known of a service.
    #[must_use]
    pub fn at_service(self, api: &Url) -> Self {
        match self.is_at_service {
            true => self,
            false => Self { is_at_service: true, place: Some(address(api)), client_id: None, ..self },
        }
    }

    pub fn is_at_service(&self) -> bool {
        self.is_at_service
    }

    /// True when this is of another issuer, client or service than `before`, which names one.
    pub fn is_elsewhere(&self, before: &Self) -> bool {
        match self.is_at_service == before.is_at_service {
            true => {
                differs(self.place.as_ref(), before.place.as_ref())
                    || differs(self.client_id.as_ref(), before.client_id.as_ref())
            }
            // a token that was given by hand needs no issuer
            false => before.place.is_some() || before.method == Method::Token,
        }
    }

    /// True when this is another login than `before`: elsewhere, or at a service as another user or in another way.
    pub fn is_another(&self, before: &Self) -> bool {
        let is_at_one_service = self.is_at_service && before.is_at_service;
        self.is_elsewhere(before)
            || is_at_one_service
                && (self.method != before.method || differs(self.username.as_ref(), before.username.as_ref()))
    }

    /// In words, short enough for a message.
    pub fn words(&self) -> String {
        let shown = |text: &str| printable::short(text, 200);
        let place = shown(self.place.as_deref().unwrap_or("an issuer that it does not name"));
        match &self.username {
            Some(name) => format!("{} at {place}", shown(name)),
            None => place,
        }
    }
}

/// True where the credential is of a service with a login of its own: so is a token that was given by hand, where the service is
/// named.
pub fn is_at_service(settings: &Settings) -> bool {
    let method = settings.value(|layer| &layer.method).unwrap_or_default();
    let is_named = settings.value(|layer| &layer.service).is_some();
    method.is_of_service() || method == Method::Token && is_named
}

/// The address of a service as one text, however it was typed.
pub fn address(api: &Url) -> String {
    api.as_str().trim_end_matches('/').to_owned()
}

/// True when both are named, and not the same one.
fn differs<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.is_some() && other.is_some() && one != other
}
