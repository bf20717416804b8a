//! The service that a token is for, as it is typed, and what the service's own variables say.

use super::key_source::Source;
use super::secret_source::{OuterSpace, Secret};
use crate::commands::{Context, dotenv};
use crate::failure::{Failure, Kind};
use crate::host::{files, printable};
use crate::jwt::SigningKey;
use crate::jwt::recipient::{Expected, Keys, Recipient};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use url::Url;
use zeroize::Zeroizing;

/// No file of variables is larger, in bytes.
const LARGEST: usize = 1 << 20;

/// The service that a token is for.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Service")]
pub struct RecipientFlags {
    /// The service that the token is for, of those whose rules are known; what is not typed comes from its variables
    #[arg(long = "for", value_name = "SERVICE")]
    recipient: Option<Recipient>,
    /// The file that the service reads its variables from (.env); one that is not there is looked for in the environment
    #[arg(long, value_name = "FILE", requires = "recipient")]
    env_file: Option<PathBuf>,
}

/// What is typed counts before the variables of the service.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'t> {
    pub issuer: Option<&'t str>,
    pub audience: &'t [String],
    pub leeway: Option<u32>,
}

/// A service, and what is known of how it is set up.
pub struct Resolved {
    pub expected: Expected,
    env_file: Option<PathBuf>,
    secret: Option<(Zeroizing<String>, String)>,
    key_set: Option<(Url, String)>,
    /// What came from where.
    sources: Vec<String>,
}

/// The variables of a service.
struct Variables<'a> {
    file: Option<(&'a Path, Zeroizing<String>)>,
    strips: bool,
    context: &'a Context<'a>,
}

impl RecipientFlags {
    /// The service that was named, with what is known of it; `None` where none was.
    pub fn resolve(&self, typed: &Typed<'_>, context: &Context<'_>) -> Result<Option<Resolved>, Failure> {
        let Some(recipient) = self.recipient else { return Ok(None) };
        Resolved::read(recipient, self.env_file.as_deref(), typed, context).map(Some)
    }

    /// What surrounds a secret, for the service that was named.
    pub fn outer_space(&self) -> OuterSpace {
        OuterSpace::of(self.recipient)
    }
}

impl Resolved {
    pub fn read(
        recipient: Recipient,
        env_file: Option<&Path>,
        typed: &Typed<'_>,
        context: &Context<'_>,
    ) -> Result<Self, Failure> {
        let description = recipient.description();
        let names = &description.variables;
        let file = env_file.map(|path| Ok::<_, Failure>((path, text(path, context)?))).transpose()?;
        let variables = Variables { file, strips: description.strips, context };
        let mut sources = Vec::new();
        let mut value = |what: &str, flag: &str, is_typed: bool, name: Option<&str>| {
            let found =
                if is_typed { None } else { name.map(|name| variables.find(name)).transpose()?.flatten() };
            if let (true, Some(_)) = (is_typed, name) {
                sources.push(format!("{what} from {flag}"));
            }
            sources.extend(found.as_ref().map(|(_, place)| format!("{what} from {place}")));
            Ok::<_, Failure>(found)
        };
        let mut expected = Expected::of(recipient);
        let issuer = value("issuer", "--issuer", typed.issuer.is_some(), names.issuer)?;
        expected.issuer = typed.issuer.map(str::to_owned).or(issuer.map(|(value, _)| value.to_string()));
        match value("audience", "--audience", !typed.audience.is_empty(), names.audience)? {
            Some((value, _)) => expected.audience = vec![value.to_string()],
            None if !typed.audience.is_empty() => expected.audience = typed.audience.to_vec(),
            None => {}
        }
        let leeway = value("leeway", "--leeway", typed.leeway.is_some(), names.leeway)?;
        expected.leeway = match (typed.leeway, leeway) {
            (Some(leeway), _) => leeway,
            (_, Some((text, place))) => seconds(&text, &place)?,
            _ => 0,
        };
        let secret = names.secret.map(|name| variables.find(name)).transpose()?.flatten();
        let key_set = names.key_set.map(|name| variables.find(name)).transpose()?.flatten();
        let key_set = key_set.map(|(text, place)| address(&text, &place)).transpose()?;
        expected.keys = match (&secret, &key_set) {
            (Some(_), None) => Keys::Secret,
            (None, Some(_)) => Keys::Set,
            _ => Keys::Unknown,
        };
        Ok(Self { expected, env_file: env_file.map(Path::to_owned), secret, key_set, sources })
    }

    /// What came from where, in one line; nothing where nothing did.
    pub fn told(&self) -> Option<String> {
        let name = self.expected.recipient.description().name;
        (!self.sources.is_empty()).then(|| format!("For {name}: {}.", self.sources.join(", ")))
    }

    /// With what a token says that is to be signed with this key: whoever says it in claims says it as well as by a flag. An
    /// error where the service wants a value of its settings that nobody says.
    pub fn complete(&mut self, claims: &Map<String, Value>, key: &SigningKey) -> Result<(), Failure> {
        let expected = &mut self.expected;
        expected.keys = if key.algorithm().is_asymmetric() { Keys::Set } else { Keys::Secret };
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        expected.issuer = expected.issuer.take().or_else(|| text("iss"));
        if expected.audience.is_empty() {
            expected.audience.extend(text("aud"));
        }
        self.check_complete()
    }

    /// An error where the service wants a value of its own settings, and nothing says it.
    pub fn check_complete(&self) -> Result<(), Failure> {
        let description = self.expected.recipient.description();
        for (variable, is_there, what, flag) in [
            (description.variables.issuer, self.expected.issuer.is_some(), "issuer (iss)", "--issuer ISSUER"),
            (
                description.variables.audience,
                !self.expected.audience.is_empty(),
                "audience (aud)",
                "--audience AUDIENCE",
            ),
        ] {
            if let (Some(variable), false) = (variable, is_there) {
                let message = format!(
                    "{} wants its own {what} in a token, and {} does not say it",
                    description.name,
                    self.where_looked(variable)
                );
                return Err(Failure::usage(message)
                    .hint(format!("{flag}, as {variable} says it where the service runs"))
                    .hints(self.hint_of_file()));
            }
        }
        Ok(())
    }

    /// The secret of the service, with its place in words, where a variable of it holds one.
    pub fn secret(&mut self) -> Result<Option<(Secret, String)>, Failure> {
        if let (Some((_, secret)), Some((_, set))) = (&self.secret, &self.key_set) {
            let name = self.expected.recipient.description().name;
            let message = format!("{name} takes a secret or a key set, and both are said: {secret}, {set}");
            return Err(Failure::usage(message).hint("--secret-file FILE or --key FILE says which key it is"));
        }
        let Some((text, place)) = self.secret.take() else { return Ok(None) };
        self.sources.push(format!("secret from {place}"));
        Ok(Some((Secret::of_text(&text), place)))
    }

    /// The key that signs for the service, where a variable of it holds one.
    pub fn signing_source(&mut self) -> Result<Source<'static>, Failure> {
        match self.secret()? {
            Some((secret, _)) => Ok(Source::Secret(secret)),
            None => Err(self.no_key("--key FILE, --ring RING, --secret-file FILE or --secret-env NAME")),
        }
    }

    /// Notes where the key is that was named instead.
    pub fn key_named(&mut self, place: &str) {
        self.sources.push(format!("key from {place}"));
    }

    /// Where its keys are published.
    pub fn key_set(&mut self) -> Option<Url> {
        let (url, place) = self.key_set.clone()?;
        self.sources.push(format!("keys from {place}"));
        Some(url)
    }

    /// No key is named, and no variable of the service holds one.
    pub fn no_key(&self, flags: &str) -> Failure {
        let description = self.expected.recipient.description();
        let name = description.name;
        let (message, file) = match (&self.key_set, description.variables.secret) {
            (Some((_, place)), _) => {
                let message =
                    format!("{name} takes the keys of {place}, and none of them that could sign is named");
                (message, None)
            }
            (_, Some(variable)) => {
                let message = format!(
                    "no key was named, and {} holds no secret of {name}",
                    self.where_looked(variable)
                );
                (message, self.hint_of_file())
            }
            _ => (format!("no key was named, and no variable of {name} holds its secret"), None),
        };
        Failure::usage(message).hint(flags).hints(file)
    }

    fn where_looked(&self, variable: &str) -> String {
        match &self.env_file {
            Some(path) => format!("{variable}, in {} or in the environment,", path.display()),
            None => format!("the variable {variable}"),
        }
    }

    fn hint_of_file(&self) -> Option<&'static str> {
        self.env_file
            .is_none()
            .then_some("--env-file .env reads the variables from the file that the service reads")
    }
}

impl Variables<'_> {
    /// The value of a variable, and where it was found. One that is empty counts as none, as for the services.
    fn find(&self, name: &str) -> Result<Option<(Zeroizing<String>, String)>, Failure> {
        if let Some((path, text)) = &self.file {
            let unread =
                |why: dotenv::Error| failed(format!("{}: {name} cannot be read: {why}", path.display()));
            if let Some(value) = dotenv::find(text, name).map_err(unread)? {
                if value.contains("${") {
                    let why = "has ${…} in it, which the service puts something else in the place of";
                    return Err(failed(format!("{}: {name} {why}", path.display())));
                }
                if let Some(value) = self.bare(&value) {
                    return Ok(Some((value, format!("{name} in {}", path.display()))));
                }
            }
        }
        let value = self.context.host.environment.secret(name).and_then(|value| self.bare(value));
        Ok(value.map(|value| (value, name.to_owned())))
    }

    fn bare(&self, value: &str) -> Option<Zeroizing<String>> {
        let value = if self.strips { value.trim_matches(dotenv::is_space) } else { value };
        (!value.is_empty()).then(|| Zeroizing::new(value.to_owned()))
    }
}

/// What a file of variables says. It may hold secrets.
fn text(path: &Path, context: &Context<'_>) -> Result<Zeroizing<String>, Failure> {
    let missing = || failed(format!("{} is not there", path.display()));
    let (bytes, is_open) = files::read_secret(path, LARGEST)?.ok_or_else(missing)?;
    if is_open {
        context.host.terminal.warn_of_open_file(path);
    }
    let text = std::str::from_utf8(bytes.expose());
    let text = text.map_err(|_| failed(format!("{} is no text (UTF-8)", path.display())))?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn seconds(text: &str, place: &str) -> Result<u32, Failure> {
    let shown = printable::short(text, 40);
    text.parse().map_err(|_| failed(format!("{place} is {shown:?}, and whole seconds are wanted")))
}

fn address(text: &str, place: &str) -> Result<(Url, String), Failure> {
    let url = crate::commands::arguments::web_url(text);
    url.map(|url| (url, place.to_owned())).map_err(|why| failed(format!("{place}: {why}")))
}

fn failed(message: String) -> Failure {
    Failure::new(Kind::Other, "env_file", message)
}
