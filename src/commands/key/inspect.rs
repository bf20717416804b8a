//! `authctl key inspect`: what a key is, and what is wrong with it.

use crate::commands::arguments::{self, Unshown};
use crate::commands::jwt::key_source::{key_file, of_file};
use crate::commands::jwt::secret_source::SecretFlags;
use crate::commands::outcome::utc;
use crate::commands::{Cell, Context, Outcome, Page};
use crate::failure::Failure;
use crate::jwt::key::Error;
use crate::jwt::key::inspect::{self, Broken, Certificate, Inspected, Inspection, Part, Warning};
use crate::jwt::text::sentence;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "authctl key inspect private.pem
curl -s https://id.example.com/jwks | authctl key inspect -
authctl key inspect --secret-file hmac-secret.txt";

/// Show what a key is, and what is wrong with it
///
/// Takes what --key takes: a JWK, a JWK set, PEM or DER, public or private. Nothing private is shown. The thumbprint is
/// that of RFC 7638 with SHA-256.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct InspectArgs {
    /// The file of keys; - reads it from stdin
    #[arg(value_name = "FILE", group = "key-source", value_parser = Unshown(arguments::key_file))]
    file: Option<PathBuf>,
    #[command(flatten)]
    secret: SecretFlags,
}

pub fn run(arguments: &InspectArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    if let Some(path) = &arguments.file {
        let (file, is_open) = key_file(path, context)?;
        let found = file.inspect(context.host.clock.now()).map_err(|why| of_file(path, &why))?;
        let open = (is_open && file.is_private()).then(|| others_can_read(path));
        return Ok(match found {
            Inspected::One(key) => one(&key, open),
            Inspected::Several { keys, warnings } => several(path, &keys, &warnings, open, context),
        });
    }
    match arguments.secret.read(context)? {
        Some(secret) => Ok(one(&inspect::secret(secret.bytes.expose()), None)),
        None => {
            Err(Failure::usage("no key was named").hint("authctl key inspect FILE, or --secret-file FILE"))
        }
    }
}

fn others_can_read(path: &Path) -> String {
    format!("others can read the file: `chmod 600 {}`", shell_words::quote(&path.to_string_lossy()))
}

fn one(key: &Inspection, warning: Option<String>) -> Outcome {
    let warnings: Vec<String> = key.warnings.iter().map(ToString::to_string).chain(warning).collect();
    Outcome::page(Page::Fields(fields(key, &warnings)), object(key, &warnings))
}

/// A key that is malformed is a failure, after all that could be told was.
fn several(
    path: &Path,
    keys: &[Result<Inspection, Broken>],
    warnings: &[Warning],
    open: Option<String>,
    context: &Context<'_>,
) -> Outcome {
    let warnings: Vec<String> = warnings.iter().map(ToString::to_string).chain(open).collect();
    // there can be many: only what is wanted is made of them
    let outcome = match context.globals.json {
        true => {
            let list: Vec<Value> = keys.iter().map(entry).collect();
            Outcome::silent(json!({ "keys": list, "warnings": warnings }))
        }
        false => {
            let heads = vec!["ID", "KIND", "ALGORITHM", "THUMBPRINT", "WARNINGS"];
            Outcome::page(Page::Table { heads, rows: keys.iter().map(row).collect() }, Value::Null)
        }
    };
    let outcome = warnings.iter().fold(outcome, |outcome, line| outcome.say(sentence(line)));
    match keys.iter().filter_map(|key| key.as_ref().err()).find(|broken| is_malformed(broken)) {
        Some(broken) => outcome.but(of_file(path, &broken.why)),
        None => outcome,
    }
}

/// One of a kind that nobody here knows is no fault of the set (RFC 7517 section 5).
fn is_malformed(broken: &Broken) -> bool {
    !matches!(broken.why, Error::UnknownKind(_) | Error::UnknownCurve(_))
}

fn fields(key: &Inspection, warnings: &[String]) -> Vec<(String, Cell)> {
    let mut fields = vec![
        ("kind", Cell::text(kind(key))),
        ("written as", Cell::text(key.form)),
        ("algorithm", key.algorithm.as_ref().map_or_else(|| Cell::Faint("left open".into()), Cell::text)),
        ("good for", Cell::text(purposes(key))),
    ];
    let told = |text: &Option<String>| text.as_ref().map(Cell::text);
    fields.extend(told(&key.usage).map(|usage| ("use", usage)));
    let operations = key.operations.as_ref().map(|names| Cell::text(names.join(", ")));
    fields.extend(operations.map(|operations| ("key_ops", operations)));
    fields.extend(told(&key.kid).map(|kid| ("id", kid)));
    fields.push((
        "thumbprint",
        told(&key.thumbprint).unwrap_or_else(|| Cell::Faint(no_thumbprint(key).into())),
    ));
    if !key.certificate_members.is_empty() {
        fields.push(("has", Cell::text(key.certificate_members.join(", "))));
    }
    fields.extend(key.certificates.iter().flat_map(certificate_fields));
    fields.extend(warnings.iter().map(|warning| ("warning", Cell::Bad(warning.clone()))));
    fields.into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect()
}

fn certificate_fields(certificate: &Certificate) -> [(&'static str, Cell); 5] {
    [
        ("certificate", Cell::text(&certificate.subject)),
        ("  issued by", Cell::text(&certificate.issuer)),
        ("  valid from", Cell::unix(certificate.not_before)),
        ("  valid until", Cell::unix(certificate.not_after)),
        ("  x5t#S256", Cell::text(&certificate.thumbprint)),
    ]
}

/// "private EC key on the curve P-256", "public RSA key of 2048 bits", "shared secret of 32 bytes".
fn kind(key: &Inspection) -> String {
    let part = match key.part {
        Part::Public => "public",
        Part::Private => "private",
        Part::Secret => return format!("shared secret of {} bytes", key.bits / 8),
    };
    match key.curve {
        Some(curve) => format!("{part} {} key on the curve {curve}", key.kty),
        None => format!("{part} {} key of {} bits", key.kty, key.bits),
    }
}

fn purposes(key: &Inspection) -> String {
    let signing = match (key.makes_signatures, key.checks_signatures) {
        (true, true) => Some("making and checking signatures"),
        (true, false) => Some("making signatures"),
        (false, true) => Some("checking signatures"),
        (false, false) => None,
    };
    let encryption = match key.part {
        Part::Public => "encrypting",
        Part::Private => "decrypting",
        Part::Secret => "encrypting and decrypting",
    };
    let told = |what, names: &[&str]| (!names.is_empty()).then(|| format!("{what} ({})", names.join(", ")));
    let signing = signing.and_then(|signing| told(signing, &key.signs));
    let purposes: Vec<String> = signing.into_iter().chain(told(encryption, &key.encrypts)).collect();
    if purposes.is_empty() { "nothing here".to_owned() } else { purposes.join("; ") }
}

fn no_thumbprint(key: &Inspection) -> &'static str {
    match key.part {
        Part::Secret => "not shown: the secret could be guessed by it",
        _ => "unknown: the file does not hold the public part",
    }
}

fn object(key: &Inspection, warnings: &[String]) -> Value {
    let certificates: Vec<Value> = key.certificates.iter().map(certificate_object).collect();
    json!({
        "kty": key.kty,
        "crv": key.curve,
        "alg": key.algorithm,
        "kid": key.kid,
        "size": key.bits,
        "thumbprint": key.thumbprint,
        "part": match key.part {
            Part::Public => "public",
            Part::Private => "private",
            Part::Secret => "secret",
        },
        "form": key.form,
        "use": key.usage,
        "key_ops": key.operations,
        "signs": key.signs,
        "encrypts": key.encrypts,
        "certificate_members": key.certificate_members,
        "certificates": certificates,
        "warnings": warnings,
    })
}

fn certificate_object(certificate: &Certificate) -> Value {
    json!({
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "not_before": utc(certificate.not_before),
        "not_after": utc(certificate.not_after),
        "self_signed": certificate.self_signed,
        "x5t#S256": certificate.thumbprint,
    })
}

/// A key of several, for scripts.
fn entry(key: &Result<Inspection, Broken>) -> Value {
    match key {
        Ok(key) => {
            let warnings: Vec<String> = key.warnings.iter().map(ToString::to_string).collect();
            object(key, &warnings)
        }
        Err(Broken { kty, kid, why }) => json!({ "kty": kty, "kid": kid, "error": why.to_string() }),
    }
}

/// The same for people.
fn row(key: &Result<Inspection, Broken>) -> Vec<Cell> {
    let or_none = |text: Option<&String>| text.map_or_else(|| Cell::Faint("-".into()), Cell::text);
    match key {
        Ok(key) => {
            let warnings: Vec<String> = key.warnings.iter().map(ToString::to_string).collect();
            vec![
                or_none(key.kid.as_ref()),
                Cell::text(kind(key)),
                or_none(key.algorithm.as_ref()),
                or_none(key.thumbprint.as_ref()),
                Cell::Bad(warnings.join("; ")),
            ]
        }
        Err(Broken { kty, kid, why }) => vec![
            or_none(kid.as_ref()),
            or_none(kty.as_ref()),
            Cell::text(""),
            Cell::text(""),
            Cell::Bad(why.to_string()),
        ],
    }
}
