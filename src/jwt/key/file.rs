//! A file of keys as people have them: a JWK, a JWK set, PEM or DER.

use super::jwk::Jwk;
use super::opened::{Found, OpenedJwk, has_private_member, is_private};
use super::pem::{self, Block};
use super::set::{is_certificates_by_id, members};
use super::signing::is_for_signing;
use super::{
    DecryptionKey, Error, Foreign, KeySet, SigningKey, VerificationKey, WeakSecrets, guessable, thumbprint,
};
use crate::jwt::Algorithm;
use crate::jwt::verify::Keys;
use crate::sensitive::SecretBytes;
use serde_json::Value;
use zeroize::Zeroizing;

/// Nobody has more private keys in one file, and the public half of each is computed.
const MOST_PRIVATE: usize = 500;

/// A file of keys, which may be private. What it holds is wiped when it is dropped.
pub struct KeyFile(pub(super) Content);

pub(super) enum Content {
    Jwk(Found),
    Set(OpenedJwk),
    /// Keys and certificates of PEM, or the one of a file in DER.
    Blocks(Vec<Block>),
}

/// The keys that signatures are checked with.
#[derive(Clone, Debug)]
pub enum Trusted {
    One(VerificationKey),
    Set(KeySet),
}

impl KeyFile {
    /// Finds out what it is: JSON begins with a brace, PEM holds a line that begins a block (RFC 7468 section 2), DER
    /// begins with the tag of a sequence. Text around the blocks, and its encoding, do not matter.
    pub fn open(bytes: &SecretBytes) -> Result<Self, Error> {
        let bytes = bytes.expose();
        let text = bytes.trim_ascii();
        match text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).first() {
            None => return Err(Error::Empty),
            Some(b'{' | b'[') => return Self::json(text),
            Some(_) => {}
        }
        if text.windows(BEGIN.len()).any(|window| window == BEGIN) {
            let text = Zeroizing::new(String::from_utf8_lossy(text).into_owned());
            return pem::blocks(&text).map(Content::Blocks).map(Self);
        }
        if let Some(block) = Block::of_der(bytes) {
            return Ok(Self(Content::Blocks(vec![block])));
        }
        Err(Foreign::recognised(text).map_or(Error::NeitherJwkNorPem, Error::Foreign))
    }

    fn json(text: &[u8]) -> Result<Self, Error> {
        let json = OpenedJwk::read(text)?;
        if is_certificates_by_id(json.value()) {
            return Err(Error::CertificatesById);
        }
        let Some(keys) = json.value().get("keys") else { return Ok(Self(Content::Jwk(json.into()))) };
        let keys = keys.as_array().map_or(&[][..], Vec::as_slice);
        match keys.iter().filter(|key| has_private_member(key)).count() {
            ..=MOST_PRIVATE => Ok(Self(Content::Set(json))),
            more => Err(Error::Set(format!("holds {more} private keys; at most {MOST_PRIVATE} are read"))),
        }
    }

    /// The keys for checking signatures. Of a private key the public half is used; of several certificates the first one,
    /// which is the one that the others vouch for.
    pub fn trusted(&self, weak: WeakSecrets) -> Result<Trusted, Error> {
        match &self.0 {
            Content::Jwk(jwk) => jwk.verification_key(weak).map(Trusted::One),
            Content::Set(set) if members(set.value())?.is_empty() => Err(Error::EmptySet),
            Content::Set(set) => KeySet::read(set.value(), weak).map(Trusted::Set),
            Content::Blocks(blocks) => public(blocks)?.verification_key(weak).map(Trusted::One),
        }
    }

    /// The key for making signatures: of a set the one with this id, or the only private one that is for such signatures.
    pub fn signing_key(
        &self,
        algorithm: Option<Algorithm>,
        kid: Option<&str>,
        weak: WeakSecrets,
    ) -> Result<SigningKey, Error> {
        match &self.0 {
            Content::Jwk(found) if is_public_half(found.jwk.value()) => Err(Error::OnlyPublicKeys),
            Content::Jwk(jwk) => jwk.signing_key(algorithm, weak),
            Content::Set(set) => {
                SigningKey::read_jwk(private_of(members(set.value())?, algorithm, kid)?, algorithm, weak)
            }
            Content::Blocks(blocks) => private(blocks)?.signing_key(algorithm, weak),
        }
    }

    /// True for the bytes of a file that holds public keys alone.
    pub fn is_public(bytes: &[u8]) -> bool {
        let is_key = |jwk: &Value| jwk.get("kty").is_some_and(Value::is_string);
        match Self::open(&SecretBytes::new(bytes.to_vec())) {
            Ok(file) if file.is_private() => false,
            Ok(Self(Content::Jwk(found))) => {
                let list = found.jwk.value().as_array().map_or(&[][..], Vec::as_slice);
                is_key(found.jwk.value()) || list.iter().any(is_key)
            }
            Ok(Self(Content::Set(set))) => members(set.value()).is_ok_and(|keys| keys.iter().any(is_key)),
            Ok(Self(Content::Blocks(_))) => true,
            Err(why) => matches!(why, Error::Foreign(Foreign::SshPublic | Foreign::SshEd25519Public)),
        }
    }

    /// Whether it holds what nobody else may read.
    pub fn is_private(&self) -> bool {
        match &self.0 {
            Content::Jwk(found) => found.jwk.is_private(),
            Content::Set(set) => set.is_private(),
            Content::Blocks(blocks) => blocks.iter().any(Block::is_private),
        }
    }

    /// Why somebody could guess a shared secret of it, if so.
    pub fn guessable(&self) -> Option<&'static str> {
        let keys = match &self.0 {
            Content::Jwk(found) => std::slice::from_ref(found.jwk.value()),
            Content::Set(set) => members(set.value()).unwrap_or_default(),
            Content::Blocks(_) => &[],
        };
        let secret = |jwk: &Value| Jwk::new(jwk).ok()?.secret().ok();
        let mut secrets = keys.iter().filter(|jwk| jwk["kty"] == "oct").filter_map(secret);
        secrets.find_map(|secret| guessable(secret.expose()))
    }

    /// The keys for decrypting tokens: of a set all that can, of a PEM file the only private key.
    pub fn decryption_keys(&self) -> Result<Vec<DecryptionKey>, Error> {
        let one = |key: &Found| DecryptionKey::read(key).map(|key| vec![key]);
        match &self.0 {
            Content::Jwk(jwk) => one(jwk),
            Content::Blocks(blocks) => one(&private(blocks)?),
            Content::Set(set) => {
                let keys = members(set.value())?
                    .iter()
                    .map(|key| DecryptionKey::read(&OpenedJwk::from(key.clone()).into()));
                let (good, bad): (Vec<_>, Vec<_>) = keys.partition(Result::is_ok);
                match bad.into_iter().find_map(Result::err) {
                    Some(why) if good.is_empty() => Err(why),
                    None if good.is_empty() => Err(Error::EmptySet),
                    _ => Ok(good.into_iter().flatten().collect()),
                }
            }
        }
    }
}

/// What a block of PEM begins with.
const BEGIN: &[u8] = b"-----BEGIN ";

/// The only private key; what else the file holds, such as its certificate, is passed over.
pub(super) fn private(blocks: &[Block]) -> Result<Found, Error> {
    only(blocks, Block::is_private, Error::NotPrivate)
}

/// The only key, or the first certificate.
pub(super) fn public(blocks: &[Block]) -> Result<Found, Error> {
    only(blocks, |block| block.is_key() || block.is_certificate(), Error::NoKey)
}

/// The first of these that can be read. The file may hold its other half too, and certificates, but no other key.
fn only(
    blocks: &[Block],
    is_wanted: impl Fn(&Block) -> bool,
    none: impl Fn(String) -> Error,
) -> Result<Found, Error> {
    let wanted: Vec<&Block> = blocks.iter().filter(|block| is_wanted(block)).collect();
    let open = wanted.iter().find(|block| block.der().is_ok());
    let Some(first) = open.or(wanted.first()) else {
        return Err(blocks.last().map_or(Error::Pem("no PEM"), |last| none(last.label.clone())));
    };
    let found = first.key()?;
    let name = thumbprint(found.jwk.value()).ok();
    let keys = wanted.iter().filter(|block| block.is_key());
    let others = keys.filter_map(|block| block.key().ok()).map(|key| thumbprint(key.jwk.value()).ok());
    match others.filter(|other| *other != name).count() {
        0 => Ok(found),
        others => Err(Error::SeveralKeys(others + 1)),
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

/// A key of a pair of a known kind without anything private.
fn is_public_half(jwk: &Value) -> bool {
    !is_private(jwk) && ["RSA", "EC", "OKP"].iter().any(|kind| jwk["kty"] == *kind)
}

/// The private key that is meant: of this id, and where several are left, the one for such signatures.
fn private_of<'a>(
    keys: &'a [Value],
    wanted: Option<Algorithm>,
    kid: Option<&str>,
) -> Result<&'a Value, Error> {
    let ids = |keys: &[&Value]| keys.iter().filter_map(|key| Some(key["kid"].as_str()?.to_owned())).collect();
    let private: Vec<_> = keys.iter().filter(|key| is_private(key)).collect();
    let meant: Vec<_> =
        private.iter().copied().filter(|key| kid.is_none_or(|kid| key["kid"] == kid)).collect();
    match (meant.as_slice(), kid) {
        _ if keys.is_empty() => return Err(Error::EmptySet),
        _ if private.is_empty() => return Err(Error::OnlyPublicKeys),
        ([key], _) => return Ok(key),
        ([], Some(kid)) => return Err(Error::NoSuchKey { kid: kid.to_owned(), known: ids(&private) }),
        _ => {}
    }
    let signing: Vec<_> = meant.iter().copied().filter(|key| is_for_signing(key, wanted)).collect();
    match (signing.as_slice(), kid) {
        ([key], _) => Ok(key),
        ([], _) => Err(Error::NoneSigns(meant.len())),
        (_, Some(kid)) => Err(Error::DuplicateKid(kid.to_owned())),
        (several, None) => Err(Error::SeveralPrivate { count: several.len(), known: ids(several) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::{base64url, samples};
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
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
        for neither in ["rubbish", "rubbish that is longer than the first line of a block"] {
            assert_eq!(open(neither).err(), Some(Error::NeitherJwkNorPem));
        }
        assert_eq!(open(" \n").err(), Some(Error::Empty));
    }

    #[test]
    fn each_half_and_a_certificate_check_signatures_from_pem_and_der() {
        let (jwk, _) = samples::a3();
        let signature = SigningKey::from_jwk(&jwk).unwrap().sign(b"x").unwrap();
        for (label, der) in [
            ("PRIVATE KEY", samples::A3_PRIVATE),
            ("PUBLIC KEY", samples::A3_PUBLIC),
            ("CERTIFICATE", samples::LEAF),
            ("X509 CERTIFICATE", samples::LEAF),
        ] {
            let bare = KeyFile::open(&SecretBytes::new(STANDARD.decode(der).unwrap()));
            let chain = samples::pem(label, der) + &samples::pem("CERTIFICATE", samples::AUTHORITY);
            for file in [bare, open(&samples::pem(label, der)), open(&chain)] {
                let trusted = file.unwrap().trusted(WeakSecrets::Refused);
                let Ok(Trusted::One(key)) = trusted else { panic!("{label}: one key") };
                assert!(key.verifies(Algorithm::ES256, b"x", &signature), "{label}");
            }
        }
        let certificate = KeyFile::open(&SecretBytes::new(STANDARD.decode(samples::LEAF).unwrap())).unwrap();
        let none = certificate.signing_key(None, None, WeakSecrets::Refused).err();
        assert_eq!(none, Some(Error::NotPrivate("CERTIFICATE".to_owned())));
        let parameters = open(&samples::pem("EC PARAMETERS", "BggqhkjOPQMBBw==")).unwrap();
        let none = parameters.trusted(WeakSecrets::Refused).err();
        assert_eq!(none, Some(Error::NoKey("EC PARAMETERS".to_owned())));
    }

    #[test]
    fn what_is_encrypted_is_told_without_pem_too() {
        for (der, expected) in [
            (&b"\x30\x04\x30\x00\x04\x00"[..], Error::Encrypted),
            (b"\x30\x05\x02\x01\x03\x30\x00", Error::Foreign(Foreign::Pkcs12)),
        ] {
            let file = KeyFile::open(&SecretBytes::new(der.to_vec())).unwrap();
            assert_eq!(file.signing_key(None, None, WeakSecrets::Refused).err(), Some(expected));
        }
    }

    #[test]
    fn what_is_no_key_that_is_read_is_told_with_the_command_that_converts_it() {
        let compressed = "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgADf83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU=";
        let [private, public] = [("OPENSSH PRIVATE KEY", "AAAA"), ("PUBLIC KEY", compressed)]
            .map(|(label, der)| samples::pem(label, der));
        for (text, told, hint) in [
            (private.as_bytes(), "the form of OpenSSH", "ssh-keygen -p"),
            (b"ssh-ed25519 AAAA a@b", "a public Ed25519 key in the form of SSH", "printf '0*0"),
            (b"ssh-rsa AAAA a@b", "the form of SSH", "ssh-keygen -e"),
            (b"ecdsa-sha2-nistp256 AAAA", "the form of SSH", "ssh-keygen -e"),
            (b"---- BEGIN SSH2 PUBLIC KEY ----", "the form of SSH", "ssh-keygen -e"),
            (b"PuTTY-User-Key-File-3: ssh-rsa", "a key of PuTTY", "puttygen"),
            (b"\xff\xfe-\0-\0", "UTF-16 instead of UTF-8", "iconv"),
            (b"\xfe\xff\0-\0-", "UTF-16 instead of UTF-8", "iconv"),
            (public.as_bytes(), "whose point is compressed", "-ec_conv_form uncompressed"),
        ] {
            let file = KeyFile::open(&SecretBytes::new(text.to_vec()));
            let why = file.and_then(|file| file.trusted(WeakSecrets::Refused).map(drop)).unwrap_err();
            assert!(why.to_string().contains(told) && why.hint().unwrap().contains(hint), "{why}");
        }
    }

    #[test]
    fn certificates_by_the_ids_of_their_keys_are_told_as_that() {
        let certificate = samples::pem("CERTIFICATE", samples::LEAF);
        let document = json!({"5fa2e0d7": certificate, "96c1ab31": certificate});
        assert_eq!(open(&document.to_string()).err(), Some(Error::CertificatesById));
        assert_eq!(KeySet::from_value(&document).err(), Some(Error::CertificatesById));
        for other in [json!({}), json!({"a": certificate, "b": "x"})] {
            assert_ne!(KeySet::from_value(&other).err(), Some(Error::CertificatesById));
        }
    }

    #[test]
    fn what_nobody_else_may_read_is_recognised() {
        let (private, _) = samples::a3();
        let public = samples::with(&private, &json!({"d": null}));
        for (text, expected) in [
            (private.to_string(), true),
            (public.to_string(), false),
            (r#"{"kty":"oct","k":"c2hvcnQ"}"#.to_owned(), true),
            (json!({"keys": [public, private]}).to_string(), true),
            (json!({"keys": [public]}).to_string(), false),
            (samples::pem("PRIVATE KEY", samples::A3_PRIVATE), true),
            (samples::pem("PUBLIC KEY", samples::A3_PUBLIC), false),
            (samples::pem("CERTIFICATE", samples::LEAF), false),
        ] {
            assert_eq!(open(&text).unwrap().is_private(), expected, "{text}");
        }
    }

    #[test]
    fn a_private_key_that_lost_a_member_is_not_called_public() {
        let broken = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB", "p": "AQ"});
        for text in [broken.to_string(), json!({"keys": [broken]}).to_string()] {
            let file = open(&text).unwrap();
            let why = file.signing_key(None, None, WeakSecrets::Refused).err();
            assert!(
                file.is_private() && why.is_some() && why != Some(Error::OnlyPublicKeys),
                "{text}: {why:?}"
            );
        }
    }

    #[test]
    fn j9_a_guessable_secret_is_found_alone_and_in_a_set() {
        let weak = json!({"kty": "oct", "k": base64url::encode("changeme".repeat(4))});
        let strong = samples::a1().0;
        let other = samples::with(&weak, &json!({"kty": "RSA"}));
        let why = Some("it repeats a short pattern");
        for (file, expected) in [
            (weak.to_string(), why),
            (json!({"keys": [other, strong, weak]}).to_string(), why),
            (strong.to_string(), None),
            (json!({"keys": [strong]}).to_string(), None),
            (other.to_string(), None),
            (samples::pem("PRIVATE KEY", samples::A3_PRIVATE), None),
        ] {
            assert_eq!(open(&file).unwrap().guessable(), expected, "{file}");
        }
    }

    #[test]
    fn of_a_set_the_private_key_that_is_meant() {
        let one = samples::with(&samples::a3().0, &json!({"kid": "one"}));
        let two = samples::with(&samples::ed25519().0, &json!({"kid": "two"}));
        let file = open(&json!({"keys": [one, two]}).to_string()).unwrap();
        let key = |kid| file.signing_key(None, kid, WeakSecrets::Refused);
        assert_eq!(key(Some("two")).unwrap().algorithm(), Algorithm::EdDSA);
        let told = |kid| key(kid).unwrap_err().to_string();
        assert!(told(None).ends_with("2 private keys that may be meant; the ids are \"one\", \"two\""));
        assert!(told(Some("three")).ends_with("with the id \"three\"; the ids are \"one\", \"two\""));
    }

    #[test]
    fn of_several_private_keys_the_one_that_is_for_such_signatures() {
        let key = |jwk: Value, changes: Value| samples::with(&jwk, &changes);
        let signs = key(samples::a3().0, json!({"kid": "s", "use": "sig"}));
        let decrypts = key(samples::a3().0, json!({"kid": "e", "use": "enc"}));
        let rsa = key(samples::a2().0, json!({"kid": "r"}));
        let public = key(samples::a3().0, json!({"kid": "p", "d": null}));
        let found = |keys: &[&Value], algorithm, kid| {
            let file = open(&json!({ "keys": keys }).to_string()).unwrap();
            let key = file.signing_key(algorithm, kid, WeakSecrets::Refused)?;
            Ok(key.kid().unwrap_or_default().to_owned())
        };
        assert_eq!(found(&[&signs, &decrypts, &public], None, None), Ok("s".to_owned()));
        assert_eq!(found(&[&signs, &rsa], Some(Algorithm::PS256), None), Ok("r".to_owned()));
        assert_eq!(found(&[&signs, &rsa], Some(Algorithm::ES256), None), Ok("s".to_owned()));
        assert_eq!(found(&[&decrypts, &decrypts], None, None), Err(Error::NoneSigns(2)));
        assert_eq!(found(&[&signs, &rsa], Some(Algorithm::EdDSA), None), Err(Error::NoneSigns(2)));
        assert_eq!(found(&[&signs, &signs], None, Some("s")), Err(Error::DuplicateKid("s".to_owned())));
        for kid in [None, Some("p")] {
            assert_eq!(found(&[&public], None, kid), Err(Error::OnlyPublicKeys));
            assert_eq!(found(&[], None, kid), Err(Error::EmptySet));
        }
        let many: Vec<Value> =
            (0..20).map(|number| key(signs.clone(), json!({"kid": number.to_string()}))).collect();
        let why = found(&many.iter().collect::<Vec<_>>(), None, None).unwrap_err().to_string();
        assert!(why.ends_with("\"6\", \"7\" and 12 more"), "{why}");
        let unnamed = key(signs, json!({"kid": null}));
        let why = found(&[&unnamed, &unnamed], None, None).unwrap_err().to_string();
        assert!(why.ends_with("may be meant; none of them has an id"), "{why}");
    }

    #[test]
    fn j2_what_the_caller_wants_must_suit_the_key() {
        let file = open(&samples::a2().0.to_string()).unwrap();
        let key = |algorithm| file.signing_key(Some(algorithm), None, WeakSecrets::Refused);
        assert_eq!(key(Algorithm::PS512).unwrap().algorithm(), Algorithm::PS512);
        let family = crate::jwt::algorithm::Family::Rsa;
        assert_eq!(key(Algorithm::ES256).err(), Some(Error::Family { algorithm: Algorithm::ES256, family }));
        let named = open(&samples::with(&samples::a2().0, &json!({"alg": "RS512"})).to_string()).unwrap();
        let key = |algorithm| named.signing_key(algorithm, None, WeakSecrets::Refused);
        assert_eq!(key(None).unwrap().algorithm(), Algorithm::RS512);
        let (declared, algorithm) = (Algorithm::RS512, Algorithm::RS256);
        assert_eq!(key(Some(algorithm)).err(), Some(Error::Declared { declared, algorithm }));
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
