//! `authctl key export`: the key itself, to where a service reads it.

use super::env_file;
use crate::commands::arguments::{Unshown, variable_name};
use crate::commands::dotenv;
use crate::commands::ring::unusable;
use crate::commands::ring_entry::{RingArgument, RingEntry};
use crate::commands::{Context, Outcome, Page};
use crate::failure::{Failure, Kind};
use crate::host::files;
use crate::host::held_file::{self, HeldFile};
use crate::keys::rotation::Refusal;
use crate::keys::{Key, Ring};
use crate::sensitive::{PrivateJwk, SecretBytes};
use crate::session::ring::{RingKeeper, RingName};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::ValueEnum as _;
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const EXAMPLES: &str = "authctl key export api --format raw --out /etc/api/secret
authctl key export api --format env --env-name API_JWT_SECRET --out secret.env
authctl key export web --format jwks --out private-jwks.json
authctl key export api --format k8s-secret --env-name JWT_SECRET | kubectl apply -f -";

/// Hand out the key of a ring to a service
///
/// It goes to a file that only its owner can read, or into a pipe; to a terminal only with --show. Without --kid it is the
/// key that signs. A secret is a text, and the bytes of that text are the key: services take it as it is. The ring remembers that a
/// service can make tokens with the key, and for how long they are good: a day, or what --token-lifetime said of the ring.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ExportArgs {
    #[command(flatten)]
    ring: RingArgument,
    /// In which form
    #[arg(long, value_name = "FORM")]
    format: Format,
    /// Another key than the one that signs
    #[arg(long, value_name = "KID", allow_hyphen_values = true)]
    kid: Option<String>,
    /// The name of the variable, or of the member of the Kubernetes secret
    #[arg(long, value_name = "NAME", value_parser = Unshown(member_name))]
    env_name: Option<String>,
    /// The file to write; it is made with mode 0600, and must not be there yet
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write over the file of --out: all that is in it is gone, its mode and owner stay
    #[arg(long, requires = "out")]
    force: bool,
    /// Also to a terminal
    #[arg(long)]
    show: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The secret alone, without a line break
    Raw,
    /// NAME=SECRET
    Env,
    /// One private JWK
    Json,
    /// All keys that are good, as a set of private JWKs
    Jwks,
    /// A manifest for kubectl
    K8sSecret,
}

impl Format {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// What goes to a file or a pipe.
struct Written {
    text: SecretBytes,
    /// What a person has to know of it, each with its code.
    warnings: Vec<(&'static str, String)>,
}

pub fn run(arguments: &ExportArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    arguments.check()?;
    let terminal = &context.host.terminal;
    if arguments.out.is_none() && terminal.stdout_is_terminal() && !arguments.show {
        return Err(Failure::usage("the key would be shown on the terminal")
            .hint("--out FILE writes it to a file that only its owner can read")
            .hint("--show shows it"));
    }
    let keeper = RingEntry::find(&arguments.ring, context)?.keeper(context)?;
    let now = context.host.clock.unix();
    // a ring does not remember what cannot be handed out
    let target = |path| Ok::<_, Failure>((path, arguments.there(path, &keeper.name)?));
    let target = arguments.out.as_deref().map(target).transpose()?;
    arguments.written(&keeper, &keeper.load()?, now)?;
    let ring = keeper.hand_out(|ring| arguments.kids(ring, now), now)?;
    let Written { text: written, warnings } = arguments.written(&keeper, &ring, now)?;
    for (code, line) in warnings {
        terminal.warn(code, &line);
    }
    let Some((path, held)) = target else {
        if context.globals.json {
            let value = text(&written, "JSON")?;
            let json = json!({"ring": ring.name, "format": arguments.format.name(), "value": value});
            return Ok(Outcome::silent(json));
        }
        return Ok(Outcome::page(Page::Bytes(written.expose().to_vec().into()), Value::Null));
    };
    let said = match held {
        None => {
            held_file::create(path, written.expose()).map_err(|why| match why.cause.kind() {
                io::ErrorKind::AlreadyExists => arguments.refused(path, &keeper.name),
                io::ErrorKind::ReadOnlyFilesystem => {
                    Failure { hints: vec![files::REMOUNT.to_owned()], ..why.into() }
                }
                _ => why.into(),
            })?;
            format!("The key is in {}, which only you can read.", path.display())
        }
        Some(held) => {
            held.replace(written.expose())?;
            env_file::warn_of_others(path, terminal);
            format!("The key is in {}, in the place of what was there.", path.display())
        }
    };
    Ok(Outcome::done(json!({"ring": ring.name, "file": path.display().to_string()})).say(said))
}

impl ExportArgs {
    /// An option that would have no effect is a mistake.
    fn check(&self) -> Result<(), Failure> {
        let format = self.format.name();
        if self.kid.is_some() && self.format == Format::Jwks {
            return Err(Failure::usage(format!(
                "--format {format} hands out all keys that are good, not one"
            ))
            .hint("--format json hands out the key of --kid"));
        }
        if self.env_name.is_some() && !matches!(self.format, Format::Env | Format::K8sSecret) {
            return Err(Failure::usage(format!(
                "--format {format} has no name in it, and --env-name gives one"
            ))
            .hint("--format env and --format k8s-secret have one"));
        }
        Ok(())
    }

    /// The file that is to be written over, if one is there.
    fn there(&self, path: &Path, name: &RingName) -> Result<Option<HeldFile>, Failure> {
        if path == Path::new("-") {
            return Err(Failure::usage("--out wants the name of a file")
                .hint("without --out it goes to stdout")
                .hint("a file of that name is --out ./-"));
        }
        match files::is_there(path)? {
            false => Ok(None),
            true if path.metadata().is_err_and(|why| why.kind() == io::ErrorKind::NotFound) => {
                Err(env_file::missing(path))
            }
            true if self.force => Ok(Some(HeldFile::open(path)?)),
            true => Err(self.refused(path, name)),
        }
    }

    /// What is in it would be gone.
    fn refused(&self, path: &Path, name: &RingName) -> Failure {
        let failure =
            Failure::new(Kind::Refused, "file_exists", format!("{} is there already", path.display()));
        let into = match (self.format, &self.env_name) {
            (Format::Env, Some(variable)) => {
                let file = path.to_string_lossy();
                let words = shell_words::join(["--env-file", &file, "--env-name", variable]);
                let command = name.command("rotate", &format!(" --if-due --every 30d {words}"));
                Some(format!("`{command}` puts the secret into it, and leaves its other lines"))
            }
            _ => None,
        };
        failure.hints(into).hint("--force writes over all that is in it")
    }

    fn written(&self, keeper: &RingKeeper<'_>, ring: &Ring, now: i64) -> Result<Written, Failure> {
        let keys = self.keys(ring, now);
        let Some(&key) = keys.first() else {
            let kid = self.kid.clone().unwrap_or_default();
            return Err(keeper.refused(Refusal::NoSuchKey(kid)).into());
        };
        let mut warnings: Vec<_> = self.warning_of_end(ring, key, now).into_iter().collect();
        let text = match self.format {
            Format::Raw => return Ok(Written { text: secret(ring, key)?, warnings }),
            Format::Env => {
                let variable = self.variable("--format env")?;
                variable_name(variable.as_ref())
                    .map_err(|why| Failure::usage(format!("--env-name: {why}")))?;
                let secret = secret(ring, key)?;
                let plain = text(&secret, "variable")?;
                if dotenv::is_python_only(plain) {
                    let line = "no quotes mean the same to all readers around this secret: it is written as python-dotenv reads it";
                    warnings.push(("quotes", line.to_owned()));
                }
                let value = dotenv::value(plain).map_err(|why| no_text(why.to_string()))?;
                [variable, "=", &*value, "\n"].concat()
            }
            Format::Json => [jwk(key)?.expose(), "\n"].concat(),
            Format::Jwks => {
                let keys: Vec<PrivateJwk> = keys.into_iter().map(jwk).collect::<Result<_, _>>()?;
                let keys: Vec<&str> = keys.iter().map(PrivateJwk::expose).collect();
                ["{\"keys\":[", &*Zeroizing::new(keys.join(",")), "]}\n"].concat()
            }
            Format::K8sSecret => {
                warnings.extend(renamed(&ring.name).map(|line| ("renamed", line)));
                manifest(&keeper.name, self.variable("--format k8s-secret")?, &secret(ring, key)?)?
            }
        };
        Ok(Written { text: SecretBytes::new(text.into_bytes()), warnings })
    }

    fn warning_of_end(&self, ring: &Ring, key: &Key, now: i64) -> Option<(&'static str, String)> {
        let (kid, state) = (self.kid.as_ref()?, ring.states(now).find(|(other, _)| other.kid == key.kid)?.1);
        let line = || format!("key {kid} is {}: none of its tokens is taken", state.name());
        (!state.verifies()).then(|| ("key_is_over", line()))
    }

    /// The keys that are handed out.
    fn keys<'r>(&self, ring: &'r Ring, now: i64) -> Vec<&'r Key> {
        // another machine may have changed it since the clock was read
        let now = now.max(ring.changed_at);
        match (self.format, &self.kid) {
            (Format::Jwks, _) => ring.verifying(now).collect(),
            (_, Some(kid)) => ring.keys().iter().filter(|key| key.kid == *kid).collect(),
            (_, None) => vec![ring.active(now)],
        }
    }

    fn kids(&self, ring: &Ring, now: i64) -> Vec<String> {
        self.keys(ring, now).into_iter().map(|key| key.kid.clone()).collect()
    }

    fn variable(&self, format: &str) -> Result<&str, Failure> {
        self.env_name.as_deref().ok_or_else(|| {
            Failure::usage(format!("{format} wants the name of the variable")).hint("--env-name JWT_SECRET")
        })
    }
}

/// A shared secret as services read it; a key pair has none.
pub fn secret(ring: &Ring, key: &Key) -> Result<SecretBytes, Failure> {
    if ring.algorithm.is_asymmetric() {
        let message = format!(
            "the keys of {} are key pairs ({}), and this is a form for secrets",
            ring.name, ring.algorithm
        );
        return Err(Failure::usage(message)
            .hint("`authctl key export` hands them out with --format json or --format jwks"));
    }
    ring.written_secret(key).map_err(|why| unusable(&why))
}

fn jwk(key: &Key) -> Result<PrivateJwk, Failure> {
    key.private_jwk().map_err(|why| unusable(&why))
}

/// The secret for what holds texts alone.
pub fn text<'s>(secret: &'s SecretBytes, holder: &str) -> Result<&'s str, Failure> {
    let text = std::str::from_utf8(secret.expose());
    text.map_err(|_| no_text(format!("the secret is no text, so no {holder} can hold it")))
}

fn no_text(message: String) -> Failure {
    Failure::new(Kind::Other, "no_text", message).hint(
        "`authctl key export` writes its bytes with --format raw, without --json, and a JWK with --format json",
    )
}

/// What is told where a Secret has another name than the ring.
fn renamed(ring: &str) -> Option<String> {
    let name = kubernetes_name(ring);
    let line = || format!("no Secret can be named {ring}: it is named {name}, as one of another ring may be");
    (name != ring).then(line)
}

/// The name of the ring as a subdomain (RFC 1123 section 2.1, in lower case); empty where nothing of it can be in one. Rings
/// have no longer names than Kubernetes.
fn kubernetes_name(ring: &str) -> String {
    let plain = ring.to_ascii_lowercase().replace('_', "-");
    let labels = plain.split('.').map(|label| label.trim_matches('-')).filter(|label| !label.is_empty());
    labels.collect::<Vec<_>>().join(".")
}

/// A Kubernetes Secret (API v1), named as the ring as far as names there allow that. In quotes, since YAML takes `on` and `123`
/// for something else than text.
fn manifest(ring: &RingName, member: &str, secret: &SecretBytes) -> Result<String, Failure> {
    let name = kubernetes_name(&ring.bare);
    if name.is_empty() {
        let message = format!("Kubernetes takes no Secret of a name like {}", ring.bare);
        let raw = ring.command("export", " --format raw");
        return Err(Failure::usage(message)
            .hint(format!("{raw} | kubectl create secret generic NAME --from-file=MEMBER=/dev/stdin")));
    }
    let value = Zeroizing::new(STANDARD.encode(secret.expose()));
    let head = format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"{name}\"\ntype: Opaque\ndata:\n  \"{member}\": "
    );
    Ok([&*head, "\"", &*value, "\"\n"].concat())
}

/// What can be a member of a Kubernetes secret, as every variable can.
fn member_name(value: &OsStr) -> Result<String, &'static str> {
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_member = |name: &&str| {
        let is_fit = (1..=253).contains(&name.len()) && name.bytes().all(is_usual);
        is_fit && *name != "." && !name.starts_with("..")
    };
    value.to_str().filter(is_member).map(str::to_owned).ok_or(
        "the NAME of a variable or of a member is wanted; a secret there can be read by everybody on this machine",
    )
}
