//! The public vectors for JWS and keys, run where they are at hand: `AUTHCTL_VECTORS` names their folder, else
//! they lie beside the package. They stay out of the repository.

use super::decode::decode;
use super::key::{Error, KeyFile, KeySet, VerificationKey, thumbprint};
use super::policy::{Accepted, Algorithms, Policy};
use super::verify::{Keys, verify, verify_signature};
use super::{Algorithm, Rejection, jwe};
use crate::sensitive::SecretBytes;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// How one vector went: taken, rejected, or its key not taken.
type Outcome = Result<Result<(), Rejection>, Error>;

#[test]
fn v2_v3_v4_the_public_vectors() {
    let Some(rows) = rows(&folder()) else {
        eprintln!("no vectors in {}: not run", folder().display());
        return;
    };
    let mut counts = BTreeMap::<&str, (usize, usize)>::new();
    let mut wrong = Vec::new();
    for row in &rows {
        let kind = row["kind"].as_str().unwrap();
        let Some(right) = judge(kind, row) else { continue };
        let kind = if kind == "jwe-decrypt" && is_outside(row) { "jwe-decrypt, not read here" } else { kind };
        let (good, all) = counts.entry(kind).or_default();
        *all += 1;
        *good += usize::from(right.is_ok());
        wrong.extend(right.err());
    }
    eprintln!("vectors right, of all: {counts:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        ["jwt-verify", "jws-verify", "raw-verify", "jwk-thumbprint", "jwe-decrypt"]
            .iter()
            .all(|kind| counts.contains_key(kind))
    );
}

/// What is wrong with our answer, if anything; `None` for kinds that are not for this room.
fn judge(kind: &str, row: &Value) -> Option<Result<(), String>> {
    let outcome = match kind {
        "jwt-verify" => {
            with_keys(row, |keys| verify(text(row, "token"), keys, &policy(row), now(row)).map(drop))
        }
        "jws-verify" => {
            with_keys(row, |keys| verify_signature(text(row, "token"), keys, &algorithms(row)).map(drop))
        }
        "raw-verify" => return Some(expect(row, raw(row), &"a raw signature")),
        "jwe-decrypt" => return Some(decrypted(row)),
        "jwk-thumbprint" => {
            let found = thumbprint(&row["jwk"]);
            return Some(expect(row, found.as_deref() == Ok(text(row, "thumbprint")), &found));
        }
        _ => return None,
    };
    // a JWT is rejected for what it is, never because its good key could not be read
    if kind == "jwt-verify" && outcome.is_err() {
        return Some(Err(format!("{}: the key was not read: {outcome:?}", row["id"])));
    }
    Some(expect(row, matches!(outcome, Ok(Ok(()))), &outcome))
}

fn expect(row: &Value, accepted: bool, outcome: &dyn std::fmt::Debug) -> Result<(), String> {
    if accepted == row["valid"].as_bool().unwrap() {
        return Ok(());
    }
    Err(format!("{} {} should be {}: {outcome:?}", row["id"], row["comment"], row["valid"]))
}

/// An algorithm that is not read here must be refused, whatever the vector says.
fn decrypted(row: &Value) -> Result<(), String> {
    let file = KeyFile::open(&SecretBytes::new(row["jwk"].to_string().into_bytes())).unwrap();
    let outcome = match file.decryption_keys() {
        Ok(keys) => jwe::decrypt(text(row, "token"), &keys).map_err(|why| why.to_string()),
        Err(why) => Err(why.to_string()),
    };
    let is_outside = is_outside(row);
    match outcome {
        Ok(found) if is_outside => Err(format!("{}: decrypted by {:?}", row["id"], found.header)),
        Ok(found) => {
            let expected = row["plaintext"].as_str().map_or_else(|| hex(text(row, "pt_hex")), Into::into);
            expect(row, *found.plaintext == expected, &"another plaintext")
        }
        Err(_) if is_outside => Ok(()),
        Err(why) => expect(row, false, &why),
    }
}

fn is_outside(row: &Value) -> bool {
    let header = decode(text(row, "token")).map(|token| token.header().clone()).unwrap_or_default();
    header.get("alg").and_then(Value::as_str).is_some_and(|alg| jwe::Management::from_name(alg).is_none())
}

fn with_keys(row: &Value, check: impl FnOnce(Keys<'_>) -> Result<(), Rejection>) -> Outcome {
    match row.get("jwks") {
        Some(jwks) => KeySet::from_value(jwks).map(|set| check(Keys::Set(&set))),
        None => VerificationKey::from_jwk(&row["jwk"]).map(|key| check(Keys::One(&key))),
    }
}

fn raw(row: &Value) -> bool {
    let algorithm = Algorithm::from_name(text(row, "alg_expected")).unwrap();
    VerificationKey::from_jwk(&row["jwk"])
        .is_ok_and(|key| key.verifies(algorithm, &hex(text(row, "msg_hex")), &hex(text(row, "sig_hex"))))
}

fn algorithms(row: &Value) -> Algorithms {
    match row["alg_expected"].as_str().filter(|name| !name.is_empty()) {
        None => Algorithms::OfTheKey,
        Some(name) => Algorithms::Only(Algorithm::from_name(name).into_iter().collect()),
    }
}

fn policy(row: &Value) -> Policy {
    let check = &row["check"];
    let expected = |name: &str| check[name].as_str().map_or(Accepted::Anything, Accepted::one);
    Policy {
        algorithms: algorithms(row),
        issuer: expected("iss"),
        audience: expected("aud"),
        typ: check["typ"].as_str().map(str::to_owned),
        required: check["required"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect(),
        leeway: check["leeway"].as_u64().unwrap_or(0).try_into().unwrap(),
        ..Policy::default()
    }
}

fn now(row: &Value) -> Timestamp {
    Timestamp::from_second(row["check"]["now"].as_i64().unwrap()).unwrap()
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "where public test data lies is asked of the machine, by a test"
)]
fn folder() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors/dev");
    std::env::var_os("AUTHCTL_VECTORS").map_or_else(|| beside.into(), PathBuf::from)
}

fn rows(folder: &Path) -> Option<Vec<Value>> {
    let files = folder.read_dir().ok()?.map(|entry| entry.unwrap().path());
    let lines = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "ndjson"))
        .map(|path| std::io::read_to_string(File::open(path).unwrap()).unwrap());
    Some(
        lines
            .flat_map(|text| text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<_>>())
            .collect(),
    )
}
