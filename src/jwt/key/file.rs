//! A file of keys as people have them: a JWK, a JWK set, or PEM.

use super::jwk::Jwk;
use super::pem;
use super::{Error, KeySet, OpenedJwk, SigningKey, VerificationKey, WeakSecrets, guessable, public};
use crate::jwt::Algorithm;
use crate::jwt::verify::Keys;
use crate::sensitive::SecretBytes;
use serde_json::Value;

/// A file of keys, which may be private. What it holds is wiped when it is dropped.
pub struct KeyFile(Content);

enum Content {
    Jwk(OpenedJwk),
    Set(OpenedJwk),
    Pem(SecretBytes),
}

/// The keys that signatures are checked with.
#[derive(Clone, Debug)]
pub enum Trusted {
    One(VerificationKey),
    Set(KeySet),
}

impl KeyFile {
    /// Finds out what it is: JSON begins with a brace, PEM holds a line that begins a block (RFC 7468 section 2).
    pub fn open(bytes: &SecretBytes) -> Result<Self, Error> {
        let text = bytes.expose();
        let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
        if first == Some(&b'{') {
            let json = OpenedJwk::read(text)?;
            let is_set = json.value().get("keys").is_some();
            return Ok(Self(if is_set { Content::Set(json) } else { Content::Jwk(json) }));
        }
        match std::str::from_utf8(text).is_ok_and(|text| text.contains("-----BEGIN ")) {
            true => Ok(Self(Content::Pem(bytes.clone()))),
            false => Err(Error::NeitherJwkNorPem),
        }
    }

    /// The keys for checking signatures. Of a private key the public half is used; of a PEM file the first key or
    /// certificate.
    pub fn trusted(&self, weak: WeakSecrets) -> Result<Trusted, Error> {
        match &self.0 {
            Content::Jwk(jwk) => VerificationKey::read_jwk(jwk.value(), weak).map(Trusted::One),
            Content::Set(set) => KeySet::read(set.value(), weak).map(Trusted::Set),
            Content::Pem(text) => {
                let block = pem::first_key(text_of(text))?;
                let jwk = match block.is_private() {
                    true => Value::Object(pem::signing_key(&block, None)?.public_members().clone()),
                    false => public::jwk(&block)?,
                };
                VerificationKey::from_jwk(&jwk).map(Trusted::One)
            }
        }
    }

    /// The key for making signatures: of a set the one with this id, or the only one that is private.
    pub fn signing_key(
        &self,
        algorithm: Option<Algorithm>,
        kid: Option<&str>,
        weak: WeakSecrets,
    ) -> Result<SigningKey, Error> {
        match &self.0 {
            Content::Jwk(jwk) => SigningKey::read_jwk(jwk.value(), algorithm, weak),
            Content::Set(set) => SigningKey::read_jwk(private_of(set.value(), kid)?, algorithm, weak),
            Content::Pem(text) => pem::signing_key(&pem::first_private(text_of(text))?, algorithm),
        }
    }

    /// Why somebody could guess a shared secret of it, if so.
    pub fn guessable(&self) -> Option<&'static str> {
        let keys = match &self.0 {
            Content::Jwk(jwk) => std::slice::from_ref(jwk.value()),
            Content::Set(set) => set.value()["keys"].as_array().map(Vec::as_slice).unwrap_or_default(),
            Content::Pem(_) => &[],
        };
        let secret = |jwk: &Value| Jwk::new(jwk).ok()?.secret().ok();
        let mut secrets = keys.iter().filter(|jwk| jwk["kty"] == "oct").filter_map(secret);
        secrets.find_map(|secret| guessable(secret.expose()))
    }
}

impl Trusted {
    pub fn keys(&self) -> Keys<'_> {
        match self {
            Self::One(key) => Keys::One(key),
            Self::Set(set) => Keys::Set(set),
        }
    }
}

fn text_of(bytes: &SecretBytes) -> &str {
    std::str::from_utf8(bytes.expose()).unwrap_or_default()
}

/// The private key of a set that is meant.
fn private_of<'a>(set: &'a Value, kid: Option<&str>) -> Result<&'a Value, Error> {
    let keys = set["keys"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_private = |key: &&Value| key.get("d").is_some() || key["kty"] == "oct";
    let is_meant = |key: &&Value| kid.is_none_or(|kid| key["kid"] == kid);
    let meant: Vec<_> = keys.iter().filter(is_private).filter(is_meant).collect();
    match meant.as_slice() {
        [key] => Ok(key),
        [] => Err(Error::Set("has no private key of that id".to_owned())),
        several => Err(Error::Set(format!("has {} private keys that may be meant", several.len()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::samples;
    use serde_json::json;

    fn open(text: &str) -> Result<KeyFile, Error> {
        KeyFile::open(&SecretBytes::new(text.as_bytes().to_vec()))
    }

    #[test]
    fn a_file_may_hold_a_jwk_a_set_or_pem() {
        let (jwk, _) = samples::a3();
        let set = json!({"keys": [samples::with(&jwk, &json!({"kid": "one"}))]});
        for text in [jwk.to_string(), format!("\n {set}")] {
            let file = open(&text).unwrap();
            let signature = file.signing_key(None, None, WeakSecrets::Refused).unwrap().sign(b"x").unwrap();
            let key = match file.trusted(WeakSecrets::Refused).unwrap() {
                Trusted::One(key) => key,
                Trusted::Set(set) => set.keys()[0].clone(),
            };
            assert!(key.verifies(Algorithm::ES256, b"x", &signature));
        }
        assert_eq!(open("rubbish").err(), Some(Error::NeitherJwkNorPem));
        assert_eq!(open("").err(), Some(Error::NeitherJwkNorPem));
    }

    #[test]
    fn of_a_set_the_private_key_that_is_meant() {
        let one = samples::with(&samples::a3().0, &json!({"kid": "one"}));
        let two = samples::with(&samples::ed25519().0, &json!({"kid": "two"}));
        let file = open(&json!({"keys": [one, two]}).to_string()).unwrap();
        let key = |kid| file.signing_key(None, kid, WeakSecrets::Refused);
        assert_eq!(key(Some("two")).unwrap().algorithm(), Algorithm::EdDSA);
        assert!(key(None).unwrap_err().to_string().contains("2 private keys"));
        assert!(key(Some("three")).unwrap_err().to_string().contains("no private key of that id"));
    }

    #[test]
    fn j2_what_the_caller_wants_must_suit_the_key() {
        let file = open(&samples::a2().0.to_string()).unwrap();
        let key = |algorithm| file.signing_key(Some(algorithm), None, WeakSecrets::Refused);
        assert_eq!(key(Algorithm::PS512).unwrap().algorithm(), Algorithm::PS512);
        let family = crate::jwt::algorithm::Family::Rsa;
        assert_eq!(key(Algorithm::ES256).err(), Some(Error::Family { algorithm: Algorithm::ES256, family }));
    }

    #[test]
    fn j8_a_short_secret_only_for_those_who_insist() {
        let file = open(r#"{"kty":"oct","k":"c2hvcnQ"}"#).unwrap();
        let refused = file.trusted(WeakSecrets::Refused).err();
        assert_eq!(refused, Some(Error::ShortSecret { length: 5, algorithm: Algorithm::HS256 }));
        let signature = file.signing_key(None, None, WeakSecrets::Allowed).unwrap().sign(b"x").unwrap();
        let Ok(Trusted::One(key)) = file.trusted(WeakSecrets::Allowed) else { panic!("one key") };
        assert!(key.verifies(Algorithm::HS256, b"x", &signature));
    }
}
