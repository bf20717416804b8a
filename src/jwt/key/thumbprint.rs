//! The name that a key has by itself (RFC 7638).

use super::Error;
use crate::jwt::{base64url, json};
use serde_json::{Map, Value};

/// SHA-256 over the required members alone, in their order and without white space, in base64url.
pub fn thumbprint(jwk: &Value) -> Result<String, Error> {
    let members = jwk.as_object().ok_or_else(|| Error::NotAnObject(json::kind(jwk)))?;
    let required: &[&'static str] = match text(members, "kty")?.as_str() {
        Some("EC") => &["crv", "kty", "x", "y"],
        Some("RSA") => &["e", "kty", "n"],
        Some("OKP") => &["crv", "kty", "x"],
        Some("oct") => &["k", "kty"],
        other => return Err(Error::UnknownKind(other.unwrap_or_default().to_owned())),
    };
    let canonical: Map<String, Value> = required
        .iter()
        .map(|name| Ok(((*name).to_owned(), text(members, name)?.clone())))
        .collect::<Result<_, Error>>()?;
    let digest = aws_lc_rs::digest::digest(
        &aws_lc_rs::digest::SHA256,
        Value::Object(canonical).to_string().as_bytes(),
    );
    Ok(base64url::encode(digest))
}

fn text<'a>(members: &'a Map<String, Value>, name: &'static str) -> Result<&'a Value, Error> {
    let value = members.get(name).ok_or(Error::Missing(name))?;
    if !value.is_string() {
        return Err(Error::Malformed {
            member: name,
            why: format!("is {} instead of a string", json::kind(value)),
        });
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn j37_rfc_7638_3_1_and_rfc_8037_a_3() {
        let rsa = json!({
            "kty": "RSA",
            "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            "e": "AQAB",
            "alg": "RS256",
            "kid": "2011-04-29"
        });
        assert_eq!(thumbprint(&rsa).unwrap(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        let ed25519 =
            json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        assert_eq!(thumbprint(&ed25519).unwrap(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn j32_a_missing_member_is_named() {
        assert_eq!(thumbprint(&json!({"kty": "EC", "crv": "P-256", "x": "AA"})), Err(Error::Missing("y")));
        assert_eq!(thumbprint(&json!({"x": "AA"})), Err(Error::Missing("kty")));
        assert_eq!(thumbprint(&json!([])), Err(Error::NotAnObject("a list")));
    }
}
