//! A session cookie: who signed it, and the secrets that some applications put into it.

use super::decrypted::DecryptionFlags;
use crate::commands::Context;
use crate::commands::jwt::secret_source::{Secret, unusable};
use crate::commands::outcome::{distance, utc};
use crate::failure::{Failure, Kind};
use crate::jwt::cookie::signer::{self, Signer};
use crate::jwt::cookie::{self, Cookie};
use crate::jwt::decode::lenient::{Content, Unread};
use crate::jwt::redact;
use jiff::SignedDuration;
use serde_json::{Map, Value};

/// Members that hold secrets, where everybody who has the cookie can read them, and what each is.
const SECRETS: [(&str, &str); 6] = [
    ("access_token", "an access token"),
    ("refresh_token", "gets new access tokens"),
    ("id_token", "an ID token"),
    ("code_verifier", "proves who began a login (PKCE)"),
    ("client_secret", "the client's password at the issuer"),
    ("new_token", "an access token that was just made, as FastPluggy shows it once"),
];

/// A session cookie, and what is known of its signature.
pub struct Session {
    pub cookie: Cookie,
    /// Whose way of signing it is, where the secret that was named signed it.
    pub signer: Option<Signer>,
    /// Whose public secret signed it.
    pub public: Option<(&'static str, &'static str)>,
}

impl Session {
    /// `None` for a text that is no session cookie.
    pub fn of(text: &str) -> Option<Self> {
        let cookie = cookie::read(text)?;
        Some(Self { cookie, signer: None, public: signer::public_secret(text) })
    }

    /// Looks who signed it, and finds what is wrong with that; an error when the secret cannot be used.
    pub fn check(
        &mut self,
        text: &str,
        flags: &DecryptionFlags,
        context: &Context<'_>,
    ) -> Result<Option<Failure>, Failure> {
        let secret = flags.secret(context)?;
        Ok(secret.and_then(|secret| self.fault(text, &secret, flags.max_age(), context)))
    }

    fn fault(
        &mut self,
        text: &str,
        secret: &Secret,
        max_age: Option<SignedDuration>,
        context: &Context<'_>,
    ) -> Option<Failure> {
        let length = self.cookie.signature;
        if length != signer::LENGTH {
            return Some(unusable(format!(
                "the signature has {length} bytes: only those by HMAC with SHA-1 are checked, which have {}",
                signer::LENGTH
            )));
        }
        self.signer = Signer::of(text, secret.bytes.expose());
        match self.signer {
            Some(_) => self.too_old(max_age, context),
            None => Some(self.of_another(text, secret)),
        }
    }

    fn of_another(&self, text: &str, secret: &Secret) -> Failure {
        let message = "the signature is not by this secret: another one signed, or the cookie was changed";
        let failure = Failure::new(Kind::Rejected, "rejected", message);
        let mut readings = secret.other_readings().into_iter();
        match (readings.find(|(_, bytes)| Signer::of(text, bytes.expose()).is_some()), self.public) {
            (Some((how, _)), _) => failure.hint(format!("the signature fits {how}")),
            (None, Some((public, whose))) => {
                failure.hint(format!("it is signed with the public secret of {whose}, {public}"))
            }
            (None, None) => failure,
        }
    }

    /// The services count from the time of signing, and take no time that is to come.
    fn too_old(&self, limit: Option<SignedDuration>, context: &Context<'_>) -> Option<Failure> {
        let (signed_at, now) = (self.cookie.signed_at, context.host.clock.now());
        let age = now.duration_since(signed_at);
        let is_good = limit.is_none_or(|limit| age <= limit && age >= SignedDuration::ZERO);
        (!is_good).then(|| {
            let when = distance(signed_at.duration_since(now));
            let message = format!("the cookie was signed {when}, which is not within what --max-age allows");
            Failure::new(Kind::OnlyTime, "rejected", message)
        })
    }

    /// The paths of the secrets in it.
    pub fn secrets(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for (name, value) in &self.cookie.content.members {
            find(name, name, value, &mut paths);
        }
        paths
    }

    /// Puts something else in the place of each secret.
    pub fn hide_secrets(&mut self) {
        let Content { members, unread } = &mut self.cookie.content;
        for (name, value) in members {
            hide(name, value);
        }
        // what could not be read may hold one as well
        if let Some(Unread::Text(text)) = unread
            && SECRETS.iter().any(|(name, _)| text.contains(name))
        {
            *text = redact::text(text);
        }
    }

    /// What a person must know of it, the most important last.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let secrets = self.secrets();
        if let Some(first) = secrets.first() {
            let names = secrets.join(", ");
            warnings.push(format!(
                "Whoever has this cookie can read what is in it: {names}. Not shown; --claim {} prints it.",
                shell_words::quote(first)
            ));
        }
        if let Some((secret, whose)) = self.public {
            warnings.push(format!(
                "SIGNED WITH A PUBLIC SECRET: {secret:?}, which {whose} has until another one is set. Anybody can write \
                 such sessions."
            ));
        }
        warnings.push(match self.signer {
            Some(signer) => format!(
                "This is a signed session cookie, and no JWT. The signature holds: it was made with this secret, as {} \
                 does it.",
                signer.name()
            ),
            None => "This is a signed session cookie, and no JWT. Nothing was verified: anybody could have written it."
                .to_owned(),
        });
        warnings
    }

    /// What scripts are told of the signature.
    pub fn signature(&self) -> Map<String, Value> {
        let mut json = Map::new();
        json.insert("signed_at".to_owned(), utc(self.cookie.signed_at.as_second()));
        json.insert("compressed".to_owned(), self.cookie.is_compressed.into());
        json.insert("verified".to_owned(), self.signer.is_some().into());
        if let Some(signer) = self.signer {
            json.insert("signed_as".to_owned(), signer.name().to_lowercase().into());
        }
        if let Some((_, whose)) = self.public {
            json.insert("public_secret_of".to_owned(), whose.into());
        }
        json
    }
}

/// What a secret is, by the end of its path.
pub fn meaning(path: &str) -> Option<&'static str> {
    let name = path.rsplit('.').next()?;
    SECRETS.iter().find_map(|(known, meaning)| (*known == name).then_some(*meaning))
}

fn find(path: &str, name: &str, value: &Value, paths: &mut Vec<String>) {
    if meaning(name).is_some() {
        return paths.push(path.to_owned());
    }
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                find(&format!("{path}.{name}"), name, value, paths);
            }
        }
        Value::Array(list) => {
            for (number, value) in list.iter().enumerate() {
                find(&format!("{path}.{number}"), name, value, paths);
            }
        }
        _ => {}
    }
}

fn hide(name: &str, value: &mut Value) {
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Object(members) => members.iter_mut().for_each(|(inner, value)| {
            hide(if meaning(name).is_some() { name } else { inner }, value);
        }),
        Value::Array(list) => list.iter_mut().for_each(|value| hide(name, value)),
        value if meaning(name).is_some() => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            *value = redact::text(&text).into();
        }
        _ => {}
    }
}
