//! What there is to say of a key: what it is, what it is good for, and what is wrong with it. Nothing private is said.
//!
//! A key is malformed when nobody could use it: that is an [`Error`], which names the member. One that is unsafe, or that
//! contradicts itself, is told with its [`Warning`]s, although nothing else here would take it.

mod file;
mod material;
mod warning;

pub use super::certificate::Certificate;
pub use file::{Broken, Inspected};
pub use warning::Warning;

use super::der::Form;
use super::jwk::{Jwk, malformed};
use super::opened::Found;
use super::{Error, public, thumbprint};
use crate::jwt::algorithm::Algorithm;
use crate::jwt::json;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use material::{Material, Usable};
use serde_json::Value;

/// A key, without anything private.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// How it is written: "JWK", "PKCS#8", …
    pub form: &'static str,
    pub part: Part,
    /// The `kty` and the `crv` that its JWK has.
    pub kty: &'static str,
    pub curve: Option<&'static str>,
    /// The length of the modulus, of a coordinate, of the key of RFC 8037, or of the secret.
    pub bits: usize,
    /// The algorithm that it names, or that is the only one; `None` leaves it open.
    pub algorithm: Option<String>,
    pub kid: Option<String>,
    /// `use` and `key_ops`.
    pub usage: Option<String>,
    pub operations: Option<Vec<String>>,
    /// RFC 7638 with SHA-256; not of a secret that could be guessed by it, nor where the public part is not known.
    pub thumbprint: Option<String>,
    /// The algorithms of signatures, and of encryption, that it can be used with here.
    pub signs: Vec<&'static str>,
    pub encrypts: Vec<&'static str>,
    /// Whether, with the former, it can make signatures, and check them.
    pub makes_signatures: bool,
    pub checks_signatures: bool,
    /// Which of `x5c`, `x5t`, `x5t#S256` and `x5u` it has.
    pub certificate_members: Vec<&'static str>,
    /// The first is that of the key; each further one vouches for the one before.
    pub certificates: Vec<Certificate>,
    pub warnings: Vec<Warning>,
}

/// Which part of a key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Public,
    /// Both parts of a key pair.
    Private,
    /// A shared secret.
    Secret,
}

/// A bare secret, which any of the HMAC algorithms may use that it is long enough for.
pub fn secret(secret: &[u8]) -> Inspection {
    let material = Material::secret(secret);
    let thumbprint = (!material.is_guessable).then(|| material::secret_thumbprint(secret));
    Inspection {
        form: "bare secret",
        part: Part::Secret,
        kty: "oct",
        curve: None,
        bits: secret.len() * 8,
        algorithm: None,
        kid: None,
        usage: None,
        operations: None,
        thumbprint: thumbprint.and_then(Result::ok),
        warnings: material.warnings.iter().cloned().chain(material.shortness(None)).collect(),
        signs: material.signs,
        encrypts: material.encrypts,
        makes_signatures: true,
        checks_signatures: true,
        certificate_members: Vec::new(),
        certificates: Vec::new(),
    }
}

/// One key that was found in this form; only a JWK has a place for an id.
fn inspect(found: &Found, form: &'static str, now: Timestamp) -> Result<Inspection, Error> {
    let jwk = Jwk::new(found.jwk.value())?;
    let mut material = Material::read(&jwk, form != "JWK")?;
    if found.only_pss {
        material.signs.retain(|name| Algorithm::from_name(name).is_some_and(Algorithm::is_pss));
        material.encrypts.clear();
    }
    let mut warnings = std::mem::take(&mut material.warnings);
    let usage = jwk.optional_text("use")?.map(str::to_owned);
    let operations = jwk.operations()?.map(|names| names.into_iter().map(str::to_owned).collect::<Vec<_>>());
    let alg = jwk.optional_text("alg")?;
    let kid = jwk.optional_text("kid")?.map(str::to_owned);
    warnings.extend(warning::of_purpose(usage.as_deref(), operations.as_deref()));
    warnings.extend(alg.and_then(|alg| warning::of_algorithm(alg, &material)));
    warnings.extend(material.shortness(alg));
    material.keep_allowed(alg, usage.as_deref(), operations.as_deref());
    material.keep_usable();
    let allows = |name| operations.as_ref().is_none_or(|names| names.iter().any(|found| found == name));
    let makes_signatures =
        material.part != Part::Public && material.usable == Usable::Wholly && allows("sign");
    let checks_signatures = allows("verify") || material.part == Part::Private && allows("sign");
    if kid.is_none() && form == "JWK" {
        warnings.push(Warning::NoKid);
    }
    let certificates = certificates(&jwk, found.jwk.value(), &mut warnings)?;
    warnings.extend(warning::of_certificates(&certificates, now));
    let is_known = material.has_public && !material.is_guessable;
    let only = match (material.signs.as_slice(), material.encrypts.as_slice()) {
        ([only], []) => Some(*only),
        ([only], _) if material.kty == "EC" => Some(*only),
        _ => None,
    };
    Ok(Inspection {
        form,
        part: material.part,
        kty: material.kty,
        curve: material.curve,
        bits: material.bits,
        algorithm: alg.or(only).map(str::to_owned),
        kid,
        usage,
        operations,
        thumbprint: if is_known { Some(thumbprint(found.jwk.value())?) } else { None },
        signs: material.signs,
        encrypts: material.encrypts,
        makes_signatures,
        checks_signatures,
        certificate_members: CERTIFICATE_MEMBERS.into_iter().filter(|member| jwk.has(member)).collect(),
        certificates,
        warnings,
    })
}

/// RFC 7517 sections 4.6 to 4.9.
const CERTIFICATE_MEMBERS: [&str; 4] = ["x5c", "x5t", "x5t#S256", "x5u"];

/// More than any chain has.
const MOST_CERTIFICATES: usize = 32;

/// Those of `x5c`; the first must be of this key (RFC 7517 section 4.7), and the thumbprints be its.
fn certificates(jwk: &Jwk<'_>, key: &Value, warnings: &mut Vec<Warning>) -> Result<Vec<Certificate>, Error> {
    let Some(chain) = jwk.member("x5c") else { return Ok(Vec::new()) };
    let texts: Option<Vec<&str>> = chain.as_array().and_then(|list| list.iter().map(Value::as_str).collect());
    let texts = texts.filter(|texts| !texts.is_empty() && texts.len() <= MOST_CERTIFICATES);
    let texts = texts.ok_or_else(|| {
        malformed("x5c", format!("is {} instead of a list of certificates", json::kind(chain)))
    })?;
    let ders: Result<Vec<Vec<u8>>, _> = texts.into_iter().map(|text| STANDARD.decode(text)).collect();
    let ders = ders.map_err(|_| malformed("x5c", "holds a certificate that is no base64"))?;
    let certificates: Result<Vec<Certificate>, Error> =
        ders.iter().map(|der| Certificate::read(der)).collect();
    let certificates =
        certificates.map_err(|_| malformed("x5c", "holds a certificate that cannot be read"))?;
    let own = public::key(&ders[0]).ok().and_then(|own| thumbprint(own.jwk.value()).ok());
    if own.is_none() || own != thumbprint(key).ok() {
        warnings.push(Warning::OtherKey);
    }
    for (member, right) in
        [("x5t", &certificates[0].old_thumbprint), ("x5t#S256", &certificates[0].thumbprint)]
    {
        if jwk.optional_text(member)?.is_some_and(|found| found != right) {
            warnings.push(Warning::OtherThumbprint(member));
        }
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests;
