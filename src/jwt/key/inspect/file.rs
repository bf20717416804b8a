//! What a file of keys holds: one key, with its certificates, or several.

use super::{Certificate, Error, Inspection, Part, Warning, inspect, warning};
use crate::jwt::key::file::{Content, KeyFile, public};
use crate::jwt::key::opened::{Found, OpenedJwk};
use crate::jwt::key::pem::Block;
use crate::jwt::key::set::members;
use crate::jwt::key::{KeySet, WeakSecrets};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

/// The keys of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inspected {
    One(Box<Inspection>),
    /// A JWK set, or a file of several keys, with what is wrong with it as a whole.
    Several {
        keys: Vec<Result<Inspection, Broken>>,
        warnings: Vec<Warning>,
    },
}

/// A key of a set that is none, or of a kind that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub kty: Option<String>,
    pub kid: Option<String>,
    pub why: Error,
}

impl KeyFile {
    /// What there is to say of each key; `now` decides which certificates have expired.
    pub fn inspect(&self, now: Timestamp) -> Result<Inspected, Error> {
        match &self.0 {
            Content::Jwk(jwk) => inspect(jwk, "JWK", now).map(Box::new).map(Inspected::One),
            Content::Set(set) => of_set(set.value(), now),
            Content::Blocks(blocks) => of_blocks(blocks, now),
        }
    }

    /// Which of the certificates that came with the key have expired, or are not valid yet. In a file of several keys
    /// those of the first, which is the one that is used.
    pub fn untimely_certificates(&self, now: Timestamp) -> Vec<Warning> {
        let has_some = match &self.0 {
            Content::Jwk(found) => found.jwk.value().get("x5c").is_some(),
            Content::Blocks(blocks) => blocks.iter().any(Block::is_certificate),
            Content::Set(_) => false,
        };
        let key = match has_some.then(|| self.inspect(now)) {
            Some(Ok(Inspected::One(key))) => Some(*key),
            Some(Ok(Inspected::Several { keys, .. })) => keys.into_iter().next().and_then(Result::ok),
            _ => None,
        };
        let is_of_time =
            |warning: &Warning| matches!(warning, Warning::Expired { .. } | Warning::NotYetValid { .. });
        key.map(|key| key.warnings).unwrap_or_default().into_iter().filter(is_of_time).collect()
    }
}

fn of_set(set: &Value, now: Timestamp) -> Result<Inspected, Error> {
    let keys = members(set)?;
    let text = |key: &Value, member: &str| key.get(member).and_then(Value::as_str).map(str::to_owned);
    let inspected: Vec<_> = keys
        .iter()
        .map(|key| {
            let mut found = inspect(&Found::from(OpenedJwk::from(key.clone())), "JWK", now)
                .map_err(|why| Broken { kty: text(key, "kty"), kid: text(key, "kid"), why })?;
            found.warnings.retain(|warning| *warning != Warning::NoKid); // told of the set as a whole
            Ok(found)
        })
        .collect();
    let warnings = faults(set, &inspected);
    Ok(Inspected::Several { keys: inspected, warnings })
}

/// What is wrong with the set, the rules of `KeySet` first.
fn faults(set: &Value, keys: &[Result<Inspection, Broken>]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if keys.is_empty() {
        return vec![Warning::EmptySet];
    }
    warnings.extend(KeySet::read(set, WeakSecrets::Allowed).err().map(Warning::Set));
    let good = || keys.iter().filter_map(|key| key.as_ref().ok());
    let count = |name: fn(&Inspection) -> Option<&String>| {
        let mut counts = BTreeMap::<&str, usize>::new();
        good().filter_map(name).for_each(|name| *counts.entry(name).or_default() += 1);
        counts.into_iter().filter(|(_, count)| *count > 1)
    };
    let shared = count(|key| key.kid.as_ref());
    let is_told = |kid: &str| warnings.contains(&Warning::Set(Error::DuplicateKid(kid.to_owned())));
    let shared: Vec<_> = shared.filter(|(kid, _)| !is_told(kid)).collect();
    warnings.extend(shared.into_iter().map(|(kid, count)| Warning::SharedKid { kid: kid.to_owned(), count }));
    warnings.extend(count(|key| key.thumbprint.as_ref()).map(|(name, _)| Warning::Twice(name.to_owned())));
    let without = good().filter(|key| key.kid.is_none()).count();
    warnings.extend((without > 0).then_some(Warning::WithoutKid(without)));
    let private = good().filter(|key| key.part == Part::Private).count();
    warnings.extend((private > 0).then_some(Warning::PrivateSet(private)));
    warnings
}

/// Both halves of a key are one key, and a certificate belongs to its key, or to the certificate that it vouches for.
fn of_blocks(blocks: &[Block], now: Timestamp) -> Result<Inspected, Error> {
    let mut keys: Vec<Inspection> = Vec::new();
    let mut unread = Vec::new();
    for block in blocks.iter().filter(|block| block.is_key() || block.is_certificate()) {
        match read(block, now) {
            Ok(key) => merge(&mut keys, key),
            Err(why) => unread.push((block.label.clone(), why)),
        }
    }
    if keys.is_empty() {
        let label = blocks.last().map_or_else(String::new, |last| last.label.clone());
        return Err(unread.into_iter().next().map_or(Error::NoKey(label), |(_, why)| why));
    }
    for key in &mut keys {
        key.warnings.extend(warning::of_certificates(&key.certificates, now));
    }
    let unread = unread.into_iter().map(|(label, why)| Warning::NotRead { label, why });
    match keys.len() {
        1 => {
            let mut key = keys.remove(0);
            key.warnings.extend(unread);
            Ok(Inspected::One(Box::new(key)))
        }
        _ => {
            let several = public(blocks).err().filter(|why| matches!(why, Error::SeveralKeys(_)));
            let warnings = several.map(Warning::Weak).into_iter().chain(stray(&keys)).chain(unread).collect();
            Ok(Inspected::Several { keys: keys.into_iter().map(Ok).collect(), warnings })
        }
    }
}

/// The certificate beside keys of which none is its own. One of an authority may stand there for itself.
fn stray(keys: &[Inspection]) -> Option<Warning> {
    let is_lone = |key: &&Inspection| key.form == super::Form::Certificate.name();
    let mut others = keys.iter().filter(|key| !is_lone(key)).peekable();
    let is_wrong = others.peek().is_some() && others.all(|key| key.certificates.is_empty());
    let certificate = keys.iter().filter(|_| is_wrong).find(is_lone)?.certificates.first()?;
    Some(Warning::OtherCertificate(certificate.subject.clone()))
}

fn read(block: &Block, now: Timestamp) -> Result<Inspection, Error> {
    let found = block.key()?;
    let form = block.form().map_or("PEM", super::Form::name);
    let mut key = inspect(&found, form, now)?;
    if form == super::Form::Certificate.name() {
        key.certificates = vec![Certificate::read(block.der()?)?];
    }
    Ok(key)
}

fn merge(keys: &mut Vec<Inspection>, key: Inspection) {
    if let ([vouching], Some(last)) = (key.certificates.as_slice(), keys.last_mut())
        && last.certificates.last().is_some_and(|last| last.issuer == vouching.subject && !last.self_signed)
    {
        last.certificates.extend(key.certificates);
        return;
    }
    match keys.iter_mut().find(|other| other.thumbprint.is_some() && other.thumbprint == key.thumbprint) {
        Some(same) => {
            same.certificates.extend(key.certificates);
            let news: Vec<Warning> =
                key.warnings.into_iter().filter(|warning| !same.warnings.contains(warning)).collect();
            same.warnings.extend(news);
            if key.part == Part::Private {
                (same.part, same.form) = (key.part, key.form);
                (same.signs, same.encrypts) = (key.signs, key.encrypts);
                (same.makes_signatures, same.checks_signatures) =
                    (key.makes_signatures, key.checks_signatures);
            }
        }
        None => keys.push(key),
    }
}
