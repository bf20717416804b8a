//! What a protected resource publishes of itself (RFC 9728).

use super::Error;
use super::answer::Answer;
use crate::host::printable;
use crate::http::{self, Http};
use serde_json::{Map, Value};
use url::Url;

/// What a client needs to know to get a token for it. All of it is the resource's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtectedResource {
    /// Its identifier: what a token is asked for (RFC 8707).
    pub resource: String,
    /// Issuers whose tokens it takes.
    pub authorization_servers: Vec<String>,
    /// The scopes that it knows.
    pub scopes: Vec<String>,
}

/// Fetches the metadata that a challenge of `asked` names. No credential is sent; only the origin that was asked is
/// asked again, so that a resource cannot send anybody elsewhere. A document about another resource is not used
/// (section 3.3).
pub async fn fetch(http: &Http, asked: &Url, named: &str) -> Result<ProtectedResource, Error> {
    let at = "the resource metadata of the API".to_owned();
    let odd = |why: String| Error::Odd { at: at.clone(), why };
    let url = Url::parse(named).map_err(|why| odd(format!("its address cannot be used ({why})")))?;
    if http::origin(&url) != http::origin(asked) {
        let elsewhere = printable::short(&http::origin(&url), 100);
        return Err(odd(format!("it is at {elsewhere}, and only {} was asked", http::origin(asked))));
    }
    let members = Answer::to_get(http, &url, "application/json", &at).await?.json()?;
    read(asked, &members).map_err(odd)
}

fn read(asked: &Url, members: &Map<String, Value>) -> Result<ProtectedResource, String> {
    let resource = members.get("resource").and_then(Value::as_str).unwrap_or_default();
    if !covers(resource, asked) {
        let about = printable::short(resource, 200);
        return Err(format!("it is about {about:?}, which is not where the request went"));
    }
    let texts = |name: &str| -> Vec<String> {
        let list = members.get(name).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    Ok(ProtectedResource {
        resource: resource.to_owned(),
        authorization_servers: texts("authorization_servers"),
        scopes: texts("scopes_supported"),
    })
}

/// Whether the address lies at or below the resource: on its origin, at or below its path.
fn covers(resource: &str, asked: &Url) -> bool {
    let Ok(url) = Url::parse(resource) else { return false };
    let path = url.path().trim_end_matches('/');
    let below = asked.path().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_plain = url.fragment().is_none() && !http::includes_credentials(&url);
    is_plain && http::origin(&url) == http::origin(asked) && below
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_resource_covers_what_lies_at_or_below_it() {
        let asked = Url::parse("https://api.example.com/v1/notes?x=1").unwrap();
        for right in [
            "https://api.example.com",
            "https://api.example.com/",
            "https://api.example.com/v1",
            "https://api.example.com/v1/",
            "https://API.example.com:443/v1/notes",
        ] {
            assert!(covers(right, &asked), "{right}");
        }
        for wrong in [
            "",
            "/v1",
            "http://api.example.com/v1",
            "https://api.example.com:8443/v1",
            "https://evil.example.com/v1",
            "https://api.example.com/v",
            "https://api.example.com/v1/notes/7",
            "https://u@api.example.com/v1",
            "https://api.example.com/v1#x",
            "urn:api",
        ] {
            assert!(!covers(wrong, &asked), "{wrong}");
        }
    }

    #[test]
    fn odd_members_are_left_out() {
        let asked = Url::parse("https://api.example.com/v1/notes").unwrap();
        let document = json!({"resource": "https://api.example.com/v1", "scopes_supported": ["a", 5, "b"],
            "authorization_servers": "https://id.example.com"});
        let read = read(&asked, document.as_object().unwrap()).unwrap();
        assert_eq!(
            (read.scopes, read.authorization_servers),
            (vec!["a".to_owned(), "b".to_owned()], Vec::new())
        );
    }
}
