//! A login that came to nothing: the command that tries again. No profile keeps what was typed before it has proved
//! itself.

use super::{LoginArgs, found};
use crate::commands::Context;
use crate::commands::login_command::LoginCommand;
use crate::commands::whose::address;
use crate::config::Layer;
use crate::config::services::{self, Occasion};
use crate::failure::{Failure, Kind};
use crate::host::printable;
use crate::login::{self, ClientAuth, Method, Way};
use crate::oidc;
use crate::service::finding::Found;
use crate::service::{Known, SentAs, TokenPlace};
use serde_json::Value;

/// What was typed for a login.
pub struct Again<'a> {
    pub profile: &'a str,
    pub settings: &'a Layer,
    pub arguments: &'a LoginArgs,
    pub context: &'a Context<'a>,
}

/// Why a login stopped.
pub enum Stopped {
    /// Its hints have the command that mends it.
    Mended(Failure),
    Other(Failure),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Other(failure)
    }
}

impl Again<'_> {
    /// A refusal that another word on the command line mends, with the whole command; any other as it is.
    pub fn mended(&self, why: login::Error, way: &Way) -> Stopped {
        let auth = way.party().map(|party| party.client.auth);
        let (settings, remarks): (_, &[&str]) = match &why {
            login::Error::Oidc(differs @ oidc::Error::IssuerDiffers { found, .. })
                if differs.is_about_a_slash() =>
            {
                (Layer { issuer: Some(found.clone()), ..self.settings.clone() }, &[])
            }
            _ if auth == Some(ClientAuth::None) && is_unknown_client(&why) => (
                Layer { client_auth: Some(ClientAuth::Basic), ..self.settings.clone() },
                &[
                    "that asks for the client's secret, if it has one; --client-secret-file FILE reads it",
                    "else check --client-id",
                ],
            ),
            _ => return self.remarked(why, way),
        };
        let remarks = remarks.iter().map(|remark| (*remark).to_owned());
        let hints = std::iter::once(self.command(&settings, self.arguments.device)).chain(remarks).collect();
        Stopped::Mended(Failure { hints, ..Failure::from(why) })
    }

    /// A refusal of a service that is known by name, with what it may mean there. Where nothing is at the route of its login,
    /// another service may be at the address: that is looked for.
    fn remarked(&self, why: login::Error, way: &Way) -> Stopped {
        let status = why.status();
        let failure = Failure::from(why);
        let (Some(status), Some(service)) = (status, self.service()) else { return failure.into() };
        let missed = way.at_service().filter(|_| matches!(status, 404 | 405));
        let there = missed.and_then(|at| Some((at, found::there(at, self.context).ok()?)));
        let failure = match there {
            Some((at, Some(found)))
                if found.known != service || address(&found.api) != address(&at.site.api) =>
            {
                return self.with_service(failure, found);
            }
            Some((at, None)) => {
                let api = printable::short(at.site.api.as_str(), 200);
                failure.detail(format!(
                    "None of the services that are known by themselves is at {api}, nor at the root of its origin."
                ))
            }
            _ => failure,
        };
        let failure = match services::remark(service, way.method(), Occasion::Login, status) {
            Some(remark) => known_refusal(failure).detail(remark),
            None => failure,
        };
        match sent_elsewhere(way, service) {
            Some(detail) => failure.detail(detail),
            None => failure,
        }
        .into()
    }

    /// The same login at the service that is there.
    fn with_service(&self, failure: Failure, found: Found) -> Stopped {
        let detail = format!("{}.", found::told(&found));
        let setup = services::setup(&found);
        let has = |method: &Method| {
            services::describe(found.known).methods.contains(method)
                && setup.is_none_or(|setup| !setup.lacks.contains(method))
        };
        let method = self.settings.method.filter(has).or(setup.and_then(|setup| setup.method));
        let (service, api) = (Some(found.known), Some(found.api));
        let settings = Layer { method, service, api, ..self.settings.clone() };
        Stopped::Mended(failure.detail(detail).hint(self.command(&settings, self.arguments.device)))
    }

    fn service(&self) -> Option<Known> {
        let settings = self.context.settings(self.profile, self.settings.clone()).ok()?;
        settings.value(|layer| &layer.service)
    }

    /// The failure of a first login with the command that tries again.
    pub fn hinted(&self, stopped: Stopped) -> Failure {
        let failure = match stopped {
            Stopped::Mended(failure) => return failure,
            Stopped::Other(failure) => failure,
        };
        let known =
            self.context.config().is_ok_and(|config| config.profiles().iter().any(|one| one == self.profile));
        if known || failure.kind == Kind::Usage || *self.settings == Layer::default() {
            return failure;
        }
        failure.hint(format!(
            "nothing of this login is kept; again: {}",
            self.command(self.settings, self.arguments.device)
        ))
    }

    /// The command for the same login with a code, which a person is told while they may still choose.
    pub fn with_code(&self) -> String {
        self.context.told(self.command(self.settings, true))
    }

    /// `authctl login …` with these settings and all else that was typed, but for what [`Context::told`] adds. No secret
    /// is among it: none can be typed there.
    fn command(&self, settings: &Layer, device: bool) -> String {
        let (globals, arguments) = (&self.context.globals, self.arguments);
        let mut command = LoginCommand::as_typed(self.profile);
        // --with-token is a method by another name
        let method = settings.method.filter(|_| !arguments.with_token);
        let everything = Layer { method, store: globals.store, ..settings.clone() };
        add(&mut command, &everything);
        for (flag, is_set) in [
            ("--device", device),
            ("--qr", arguments.qr),
            ("--no-browser", arguments.no_browser && !device),
            ("--with-token", arguments.with_token),
            ("--password-stdin", arguments.password_stdin),
            ("--otp-stdin", arguments.otp_stdin),
            ("--force", arguments.force),
            ("--no-input", globals.no_input),
        ] {
            if is_set {
                command.switch(flag);
            }
        }
        let path = |path: &std::path::PathBuf| path.to_string_lossy().into_owned();
        for (flag, value) in [
            ("--wait", arguments.wait.map(|wait| format!("{}s", wait.as_secs()))),
            ("--browser", arguments.browser.clone().filter(|_| !device)),
            ("--ca-cert", globals.ca_cert.as_ref().map(path)),
            ("--proxy", globals.proxy.as_ref().map(ToString::to_string)),
        ] {
            if let Some(value) = value {
                command.flag(flag, &value);
            }
        }
        command.line()
    }
}

/// That a signed token was sent in another way than the service is known to want it.
fn sent_elsewhere(way: &Way, service: Known) -> Option<String> {
    let at = way.at_service().filter(|at| at.method == Method::Key)?;
    let services::Description { about, profile, .. } = services::describe(service);
    let usual = match profile.sent_as.unwrap_or_default() {
        TokenPlace::Bearer => SentAs::Bearer,
        TokenPlace::Cookie => SentAs::Cookie(profile.cookie.clone()?),
        TokenPlace::Header => SentAs::Header(profile.header.clone()?),
    };
    let is_elsewhere = usual != at.site.sent_as;
    let (usual, sent) = (usual.words(), at.site.sent_as.words());
    is_elsewhere.then(|| format!("The token was sent as {sent}; {about} takes it as {usual}."))
}

/// An error of a service that is known to answer so to what it does not take: the same again helps nobody.
fn known_refusal(failure: Failure) -> Failure {
    match failure.kind {
        Kind::Unavailable => Failure::new(Kind::Refused, "refused", failure.message),
        _ => failure,
    }
}

fn is_unknown_client(why: &login::Error) -> bool {
    why.refusal().is_some_and(|refusal| refusal.error.as_deref() == Some("invalid_client"))
}

/// Adds the settings as they are typed: a profile's names are those of the flags, but for lists.
pub fn add(command: &mut LoginCommand, settings: &Layer) {
    let Ok(Value::Object(settings)) = serde_json::to_value(settings) else { return };
    for (name, value) in &settings {
        let (flag, one) = (format!("--{name}"), format!("--{}", name.strip_suffix('s').unwrap_or(name)));
        match value {
            Value::Array(scopes) if name == "scopes" => {
                let scopes: Vec<&str> = scopes.iter().filter_map(Value::as_str).collect();
                command.flag(&one, &scopes.join(" "));
            }
            Value::Array(list) => {
                list.iter().filter_map(Value::as_str).for_each(|item| command.flag(&one, item));
            }
            Value::Object(table) => table
                .iter()
                .filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?)))
                .for_each(|item| command.flag(&one, &item)),
            Value::Bool(true) => command.switch(&flag),
            Value::Bool(false) => command.switch(&format!("{flag}=false")),
            Value::String(text) => command.flag(&flag, text),
            other => command.flag(&flag, &other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::arguments::ProfileFlags;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Typed {
        #[command(flatten)]
        settings: ProfileFlags,
    }

    #[test]
    fn whatever_was_typed_comes_back_as_it_was() {
        let typed = "login --method client-credentials --issuer https://id.example.com --client-id 'my client' \
             --client-auth post --client-secret-env SECRET --scope 'openid a' --scope b --resource https://a.example/ \
             --resource https://b.example/ --audience=-odd --prompt login --param ui=dark --param 'x=it'\\''s' \
             --endpoint token=https://t.example/ --par=false --dpop --port 8400 --callback-host localhost \
             --callback-path /cb --api https://api.example.com/ --origin https://c.example/ --allow-http";
        let layer = |words: Vec<String>| Typed::parse_from(words).settings.layer();
        let first = layer(shell_words::split(typed).unwrap());
        let again = |settings: &Layer| {
            let mut command = LoginCommand::as_typed("work");
            add(&mut command, settings);
            shell_words::split(&command.line()).unwrap().split_off(2)
        };
        let words = again(&first);
        assert_eq!(words[0], "work");
        assert_eq!(layer(words), first);
        assert_eq!(again(&Layer::default()), ["work"]);
    }
}
