//! Requests to the token endpoint (RFC 6749 sections 4.1.3, 4.4 and 6).

use super::answer::seconds;
use super::authorization::Request;
use super::back_channel::{BackChannel, pairs};
use super::{Endpoint, Error};
use crate::host::printable;
use crate::sensitive::{AccessToken, AuthorizationCode, IdToken, RefreshToken};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::time::Duration;

/// An answer of the token endpoint. What must not be lost stands beside what may turn out unusable.
pub struct TokenAnswer {
    pub refresh_token: Option<RefreshToken>,
    /// As text: nobody has checked it yet.
    pub id_token: Option<IdToken>,
    /// When the request was made, by this machine's clock: a lifetime is counted from here, so that it ends here
    /// before it ends there.
    pub asked_at: Timestamp,
    /// The issuer's clock when it answered.
    pub date: Option<Timestamp>,
    pub access: Result<Access, Error>,
}

/// The access token and what was said of it.
pub struct Access {
    pub token: AccessToken,
    /// How long it is good from now, if the issuer said so.
    pub expires_in: Option<Duration>,
    /// The granted scopes; `None` means those that were asked for (RFC 6749 section 5.1).
    pub scopes: Option<Vec<String>>,
}

impl BackChannel<'_> {
    /// A code for tokens (RFC 6749 section 4.1.3), with the verifier of RFC 7636 section 4.5.
    pub async fn exchange_code(
        &self,
        code: &AuthorizationCode,
        request: &Request,
        further: &[(String, String)],
    ) -> Result<TokenAnswer, Error> {
        let grant = [
            ("code", code.expose()),
            ("redirect_uri", request.redirect_uri.as_str()),
            ("code_verifier", request.verifier.expose()),
        ];
        self.tokens("authorization_code", &grant, further).await
    }

    /// A refresh token for tokens (RFC 6749 section 6).
    pub async fn refresh(
        &self,
        refresh_token: &RefreshToken,
        further: &[(String, String)],
    ) -> Result<TokenAnswer, Error> {
        self.tokens("refresh_token", &[("refresh_token", refresh_token.expose())], further).await
    }

    /// The client's own word for tokens (RFC 6749 section 4.4).
    pub async fn client_credentials(
        &self,
        scopes: &[String],
        further: &[(String, String)],
    ) -> Result<TokenAnswer, Error> {
        let scope = scopes.join(" ");
        let grant = [("scope", scope.as_str())];
        let grant = if scope.is_empty() { &[] } else { &grant[..] };
        self.tokens("client_credentials", grant, further).await
    }

    /// The one way to the token endpoint: a grant of whatever type, with what is sent besides.
    pub(super) async fn tokens(
        &self,
        grant_type: &str,
        grant: &[(&str, &str)],
        further: &[(String, String)],
    ) -> Result<TokenAnswer, Error> {
        let mut form = vec![("grant_type", grant_type)];
        form.extend(self.client.id_for_form());
        form.extend(grant);
        form.extend(pairs(further));
        let asked_at = self.clock.now();
        let answer = self.post(Endpoint::Token, &form).await?;
        let date = answer.date();
        let mut members = answer.granting_once("access_token")?;
        let mut take = |name| match members.remove(name) {
            Some(Value::String(text)) if !text.is_empty() => Some(text),
            _ => None,
        };
        let refresh_token = take("refresh_token").map(RefreshToken::new);
        let id_token = take("id_token").map(IdToken::new);
        let access = access(&members, self.client.dpop.is_some(), &self.place(Endpoint::Token));
        Ok(TokenAnswer { refresh_token, id_token, asked_at, date, access })
    }
}

/// What an answer says of the access token. What is odd but harmless is read as it is meant.
fn access(members: &Map<String, Value>, is_bound: bool, at: &str) -> Result<Access, Error> {
    let odd = |why: String| Error::Odd { at: at.to_owned(), why };
    let text = |name: &str| match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(odd(format!("its {name} is no text"))),
    };
    // the one type that everybody means who leaves it out
    check_type(text("token_type")?.unwrap_or("Bearer"), is_bound, at)?;
    let token = text("access_token")?.ok_or_else(|| odd("it holds no access token".into()))?;
    if token.is_empty() {
        return Err(odd("its access token is empty".into()));
    }
    if !fits_a_header(token) {
        return Err(odd("its access token holds characters that no token has".into()));
    }
    Ok(Access {
        token: AccessToken::new(token),
        expires_in: members.get("expires_in").and_then(seconds),
        scopes: members.get("scope").and_then(scopes),
    })
}

/// RFC 6750 section 2.1: what a header can carry as one word.
pub fn fits_a_header(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The token type is compared without case, an unknown one is not used (RFC 6749 sections 5.1 and 7.1), and neither is
/// one that is bound less than was asked for (RFC 9449 section 5).
fn check_type(name: &str, is_bound: bool, at: &str) -> Result<(), Error> {
    let at = at.to_owned();
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    match is_bound {
        true if is("dpop") => Ok(()),
        true => Err(Error::Unbound { at, got: printable::short(name, 100) }),
        false if is("bearer") => Ok(()),
        false if is("dpop") => Err(Error::BoundUnasked { at }),
        false => {
            let name = printable::short(name, 100);
            Err(Error::Odd { at, why: format!("its token type {name:?} is not one that authctl can use") })
        }
    }
}

/// Names with spaces between; some issuers send a list.
fn scopes(told: &Value) -> Option<Vec<String>> {
    let names: Vec<&str> = match told {
        Value::String(text) => text.split_whitespace().collect(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    Some(names.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(change: &Value, is_bound: bool) -> Result<Access, String> {
        let mut members = json!({"access_token": "t", "token_type": "Bearer"}).as_object().unwrap().clone();
        members.extend(change.as_object().unwrap().clone());
        access(&members, is_bound, "x").map_err(|why| why.to_string())
    }

    fn why(change: &Value) -> String {
        read(change, false).err().unwrap()
    }

    #[test]
    fn a_token_type_that_is_left_out_means_bearer() {
        for kind in [json!(null), json!("bearer"), json!("BEARER")] {
            assert_eq!(read(&json!({"token_type": kind}), false).unwrap().token.expose(), "t");
        }
        for (kind, words) in
            [(json!("mac"), "\"mac\" is not one"), (json!(5), "no text"), (json!(""), "\"\"")]
        {
            assert!(why(&json!({"token_type": kind})).contains(words), "{kind}");
        }
    }

    #[test]
    fn a_token_is_bound_exactly_where_it_was_asked_for() {
        assert!(read(&json!({"token_type": "dpop"}), true).is_ok());
        assert!(read(&json!({}), true).err().unwrap().contains("gave one of type Bearer"));
        assert!(why(&json!({"token_type": "DPoP"})).contains("not asked for"));
    }

    #[test]
    fn a_token_that_no_header_can_carry_is_not_used() {
        for (token, words) in [
            (json!(null), "no access token"),
            (json!(["t"]), "is no text"),
            (json!(""), "is empty"),
            (json!("a b"), "characters that no token has"),
        ] {
            assert!(why(&json!({"access_token": token})).contains(words), "{token}");
        }
    }

    #[test]
    fn odd_lifetimes_are_mended_and_nonsense_counts_as_unknown() {
        let told = |value: Value| read(&json!({"expires_in": value}), false).unwrap().expires_in;
        assert_eq!(told(json!("3600")), Some(Duration::from_hours(1)));
        assert_eq!(told(json!(59.9)), Some(Duration::from_millis(59_900)));
        for nonsense in [json!(-5), json!("soon"), json!("NaN"), json!(1e300), json!([1]), json!(null)] {
            assert_eq!(told(nonsense.clone()), None, "{nonsense}");
        }
    }

    #[test]
    fn scopes_are_names_with_spaces_between_or_a_list() {
        let told = |value: Value| read(&json!({"scope": value}), false).unwrap().scopes;
        assert_eq!(told(json!("a b")), told(json!(["a", "b"])));
        assert_eq!(told(json!("a  b")).unwrap(), ["a", "b"]);
        assert_eq!((told(json!("")), told(json!(null))), (Some(Vec::new()), None));
    }
}
