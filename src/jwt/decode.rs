//! Reading a token without checking it: [`decode`] strictly, [`lenient::read`] to show what can be shown.

pub mod lenient;
mod salvage;
mod sd_jwt;

use super::compact::{Compact, Fault, Parts, read_header, split};
use super::rounded;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What a token says about itself. Nobody has checked a word of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Unverified {
    header: Map<String, Value>,
    claims: Option<Map<String, Value>>,
    /// Of each claim the numbers that were rounded, as the token has them.
    rounded: HashMap<String, Vec<String>>,
}

/// Takes a token apart, whatever its algorithm; of an encrypted one only the header can be read.
pub fn decode(token: &str) -> Result<Unverified, Fault> {
    match split(token)? {
        Parts::Encrypted(header) => {
            Ok(Unverified { header: read_header(header)?, claims: None, rounded: HashMap::new() })
        }
        Parts::Signed(..) => {
            let token = Compact::parse(token)?;
            let claims = token.claims()?;
            let rounded = rounded::written(&claims, &token.payload);
            Ok(Unverified { header: token.header, claims: Some(claims), rounded })
        }
    }
}

impl Unverified {
    pub fn header(&self) -> &Map<String, Value> {
        &self.header
    }

    /// The claims; `None` when the token is encrypted.
    pub fn claims(&self) -> Option<&Map<String, Value>> {
        self.claims.as_ref()
    }

    /// The numbers in this claim that 64 bits cannot hold, as they are written.
    pub fn rounded(&self, claim: &str) -> &[String] {
        self.rounded.get(claim).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn is_encrypted(&self) -> bool {
        self.claims.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::super::base64url;
    use super::*;

    fn token(header: &str, payload: &str) -> String {
        format!("{}.{}.AA", base64url::encode(header), base64url::encode(payload))
    }

    #[test]
    fn header_and_claims_whatever_the_algorithm() {
        for algorithm in ["HS256", "none", "ML-DSA-44", "odd \\u001b[2J"] {
            let decoded =
                decode(&token(&format!(r#"{{"alg":"{algorithm}"}}"#), r#"{"sub":"alice","b":1}"#)).unwrap();
            assert!(decoded.header().contains_key("alg"));
            let names: Vec<_> = decoded.claims().unwrap().keys().collect();
            assert_eq!(names, ["sub", "b"], "in the order they came");
            assert!(!decoded.is_encrypted());
        }
    }

    #[test]
    fn j6_of_an_encrypted_token_the_header_alone() {
        let header = base64url::encode(r#"{"alg":"dir","enc":"A128GCM"}"#);
        let decoded = decode(&format!("{header}..AA.AA.AA")).unwrap();
        assert!(decoded.is_encrypted());
        assert_eq!(decoded.header()["enc"], "A128GCM");
    }

    #[test]
    fn a_broken_token_is_explained() {
        for (token, why) in [
            ("abc".to_owned(), "1 instead of three parts"),
            (token("{", "{}"), "the header is not acceptable JSON: EOF"),
            (token("{}", "[1]"), "the payload is a list instead of a JSON object"),
            (token("{}", r#"{"a":1,"a":2}"#), r#"the member "a" twice at line 1 column 10"#),
            (token("{}", "{}") + " ", "' ' as its character 11"),
        ] {
            let fault = decode(&token).unwrap_err().to_string();
            assert!(fault.contains(why), "{fault}");
        }
    }
}
