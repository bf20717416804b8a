//! The header of a token that is issued: algorithm, key id, type, and members of one's own.

use crate::commands::arguments::{algorithm, pair};
use crate::failure::Failure;
use crate::jwt::algorithm::is_none;
use crate::jwt::key::thumbprint;
use crate::jwt::objection::Objection;
use crate::jwt::{Algorithm, SigningKey};
use clap::builder::NonEmptyStringValueParser;
use serde_json::{Map, Value};

/// The word for the id that a key has by itself.
const THUMBPRINT: &str = "thumbprint";

#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Header")]
pub struct HeaderFlags {
    /// The algorithm to sign with [default: that of the key, else HS256 or RS256]
    #[arg(long, value_name = "ALG", value_parser = alg)]
    alg: Option<String>,
    /// The id of the key; `thumbprint` for its own by RFC 7638 [default: that of the JWK, else none]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new(), conflicts_with = "ring")]
    kid: Option<String>,
    /// The type of the token, such as at+jwt [default: that of --from, else JWT]
    #[arg(long, value_name = "TYPE", value_parser = NonEmptyStringValueParser::new())]
    typ: Option<String>,
    /// A further member of the header, a text (repeat)
    #[arg(long, value_name = "NAME=VALUE", value_parser = member)]
    header: Vec<(String, String)>,
}

impl HeaderFlags {
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.alg.as_deref().and_then(Algorithm::from_name)
    }

    /// The id of the key that is meant, where several may be.
    pub fn wanted_kid(&self) -> Option<&str> {
        self.kid.as_deref().filter(|kid| *kid != THUMBPRINT)
    }

    /// The key under the id that the header gets. A key that names itself is known to others by that name alone.
    ///
    /// A key without a name gets none: servers look a token's `kid` up, and one that nobody published fits no key.
    pub fn name(&self, key: SigningKey) -> Result<(SigningKey, Option<Objection>), Failure> {
        let Some(typed) = &self.kid else { return Ok((key, None)) };
        let kid = if typed == THUMBPRINT { own_thumbprint(&key)? } else { typed.clone() };
        let misnamed = key.kid().filter(|own| *own != kid).map(|own| {
            let sentence =
                format!("the key's own id is {own:?}, and servers do not know it as {kid:?} (kid)");
            Objection::new("kid", sentence)
        });
        Ok((key.with_kid(kid), misnamed))
    }

    /// All but the id, which is the key's; `typ` is the type where no flag names one.
    pub fn members(&self, typ: Option<Value>) -> Result<Map<String, Value>, Failure> {
        let mut header = Map::new();
        if let Some(alg) = &self.alg {
            header.insert("alg".into(), alg.as_str().into());
        }
        let typ = self.typ.as_deref().map(Value::from).or(typ);
        header.extend(typ.map(|typ| ("typ".to_owned(), typ)));
        for (name, value) in &self.header {
            if header.insert(name.clone(), value.as_str().into()).is_some() {
                return Err(Failure::usage(format!("the header's {name} is said twice")));
            }
        }
        Ok(header)
    }
}

fn own_thumbprint(key: &SigningKey) -> Result<String, Failure> {
    thumbprint(&Value::Object(key.public_members().clone())).map_err(|_| {
        Failure::usage(
            "a shared secret has no thumbprint that may be shown: it would help to guess the secret",
        )
        .hint("--kid ID")
    })
}

/// An algorithm as it is to be spelled.
fn alg(text: &str) -> Result<String, String> {
    match is_none(text) {
        true => Err("a token that nobody signed proves nothing: none is never made".to_owned()),
        false => algorithm(text).map(|_| text.to_owned()),
    }
}

/// A member that is a text, and that no other flag is for.
fn member(text: &str) -> Result<(String, String), String> {
    let (name, value) = pair(text)?;
    match name.as_str() {
        "alg" | "kid" | "typ" => Err(format!("--{name} says that")),
        "crit" => Err("no extension is known here that servers would have to understand".to_owned()),
        "b64" => Err("payloads are always written in base64url".to_owned()),
        "jwk" | "x5c" => {
            Err("a token cannot bring its own key: whoever trusts it trusts everybody".to_owned())
        }
        _ => Ok((name, value)),
    }
}
