//! A login that came to nothing: the command that tries again. No profile keeps what was typed before it has proved
//! itself.

use super::LoginArgs;
use crate::commands::Context;
use crate::config::Layer;
use crate::failure::{Failure, Kind};
use crate::login::{self, ClientAuth, Way};
use crate::oidc;
use serde_json::Value;

/// What was typed for a login.
pub struct Again<'a> {
    pub profile: &'a str,
    pub settings: &'a Layer,
    pub arguments: &'a LoginArgs,
    pub context: &'a Context<'a>,
}

impl Again<'_> {
    /// A refusal that another word on the command line mends, with the whole command; any other as it is.
    pub fn mended(&self, why: login::Error, way: &Way) -> Failure {
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
            _ => return why.into(),
        };
        let remarks = remarks.iter().map(|remark| (*remark).to_owned());
        let hints = std::iter::once(self.command(&settings, self.arguments.device)).chain(remarks).collect();
        Failure { hints, ..Failure::from(why) }
    }

    /// The failure of a first login with the command that tries again.
    pub fn hinted(&self, failure: Failure) -> Failure {
        let known =
            self.context.config().is_ok_and(|config| config.profiles().iter().any(|one| one == self.profile));
        let is_said =
            failure.hints.iter().any(|hint| hint.starts_with(&format!("authctl login {} --", self.profile)));
        if known || is_said || failure.kind == Kind::Usage || *self.settings == Layer::default() {
            return failure;
        }
        failure.hint(format!(
            "nothing of this login is kept; again: {}",
            self.command(self.settings, self.arguments.device)
        ))
    }

    /// The command for the same login with a code, which a person is told while they may still choose.
    pub fn with_code(&self) -> String {
        self.command(self.settings, true)
    }

    /// `authctl login …` with these settings and all else that was typed, as a shell wants it. No secret is among it:
    /// none can be typed there.
    fn command(&self, settings: &Layer, device: bool) -> String {
        let (globals, arguments) = (&self.context.globals, self.arguments);
        let mut words = ["authctl", "login", self.profile].map(str::to_owned).to_vec();
        // --with-token is a method by another name
        let method = settings.method.filter(|_| !arguments.with_token);
        let everything =
            Layer { method, store: globals.store, key_file: globals.key_file.clone(), ..settings.clone() };
        words.extend(flags(&everything));
        for (flag, is_set) in [
            ("--device", device),
            ("--qr", arguments.qr),
            ("--no-browser", arguments.no_browser && !device),
            ("--with-token", arguments.with_token),
            ("--force", arguments.force),
        ] {
            words.extend(is_set.then(|| flag.to_owned()));
        }
        let path = |path: &std::path::PathBuf| path.to_string_lossy().into_owned();
        for (flag, value) in [
            ("--wait", arguments.wait.map(|wait| format!("{}s", wait.as_secs()))),
            ("--browser", arguments.browser.clone().filter(|_| !device)),
            ("--config-dir", globals.config_dir.as_ref().map(path)),
            ("--ca-cert", globals.ca_cert.as_ref().map(path)),
            ("--proxy", globals.proxy.as_ref().map(ToString::to_string)),
        ] {
            words.extend(value.into_iter().flat_map(|value| pair(flag, &value)));
        }
        shell_words::join(words)
    }
}

fn is_unknown_client(why: &login::Error) -> bool {
    why.refusal().is_some_and(|refusal| refusal.error.as_deref() == Some("invalid_client"))
}

/// The settings as they are typed: a profile's names are those of the flags, but for lists.
fn flags(settings: &Layer) -> Vec<String> {
    let Ok(Value::Object(settings)) = serde_json::to_value(settings) else { return Vec::new() };
    settings.iter().flat_map(|(name, value)| flag(name, value)).collect()
}

fn flag(name: &str, value: &Value) -> Vec<String> {
    let one = format!("--{}", name.strip_suffix('s').unwrap_or(name));
    match value {
        Value::Array(scopes) if name == "scopes" => {
            let scopes: Vec<&str> = scopes.iter().filter_map(Value::as_str).collect();
            pair(&one, &scopes.join(" "))
        }
        Value::Array(list) => {
            list.iter().filter_map(Value::as_str).flat_map(|item| pair(&one, item)).collect()
        }
        Value::Object(table) => table
            .iter()
            .filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?)))
            .flat_map(|item| pair(&one, &item))
            .collect(),
        Value::Bool(true) => vec![format!("--{name}")],
        Value::Bool(false) => vec![format!("--{name}=false")],
        Value::String(text) => pair(&format!("--{name}"), text),
        other => pair(&format!("--{name}"), &other.to_string()),
    }
}

/// A value that begins with a dash would be taken for a flag.
fn pair(flag: &str, value: &str) -> Vec<String> {
    match value.starts_with('-') {
        true => vec![format!("{flag}={value}")],
        false => vec![flag.to_owned(), value.to_owned()],
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
        let mut again = vec!["login".to_owned()];
        again.extend(flags(&first));
        assert_eq!(layer(again), first);
        assert_eq!(flags(&Layer::default()), [""; 0]);
    }
}
