//! Which client asks, and its proof (RFC 6749 sections 2.3 and 3.2.1).

use super::{Issuer, Problem, no_form};
use crate::lab::answers::Answer;
use crate::lab::directory::Client;
use crate::lab::events::Event;
use crate::lab::form::Form;
use crate::lab::request::Fault;
use crate::lab::server::Asked;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{AUTHORIZATION, HeaderMap};

impl Issuer {
    /// Reads the parameters, finds out which client it is, and lets `then` answer.
    pub(super) fn for_client(
        &self,
        asked: &Asked,
        then: impl FnOnce(&Client, &Form) -> Result<Answer, Problem>,
    ) -> Answer {
        let Some(form) = asked.form() else { return no_form() };
        let outcome = self.client(&asked.headers, &form).and_then(|client| then(client, &form));
        outcome.unwrap_or_else(|problem| {
            if matches!(problem, Problem::Client(_)) {
                self.teller.tell(Event::ClientRefused);
            }
            problem.into_answer()
        })
    }

    fn client(&self, headers: &HeaderMap, form: &Form) -> Result<&Client, Problem> {
        if let Some(name) = form.repeated() {
            return Err(Fault::new("invalid_request", format!("{name} comes more than once")).into());
        }
        let in_body = form.get("client_secret");
        let (id, secret) = match basic(headers)? {
            Some(_) if in_body.is_some() => {
                return Err(Problem::new("invalid_request", "the client proves itself in two ways at once"));
            }
            Some((id, _)) if form.get("client_id").is_some_and(|named| named != id) => {
                return Err(Problem::Client("client_id is not the client of the Authorization header"));
            }
            Some((id, secret)) => (id, Some(secret)),
            None => (form.get("client_id").unwrap_or_default().to_owned(), in_body.map(str::to_owned)),
        };
        let client =
            self.directory.client(&id).ok_or(Problem::Client("there is no client of this client_id"))?;
        let proven = match secret.as_deref() {
            None | Some("") => client.is_public(),
            Some(secret) => client.has_secret(secret),
        };
        if proven { Ok(client) } else { Err(Problem::Client("the client's secret is missing or wrong")) }
    }
}

/// Id and secret of a `Basic` header, each form-urlencoded inside (RFC 6749 section 2.3.1).
fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, Problem> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let read = || {
        let (scheme, encoded) = value.to_str().ok()?.split_once(' ')?;
        let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (id, secret) = text.split_once(':')?;
        scheme.eq_ignore_ascii_case("basic").then(|| (decoded(id), decoded(secret)))
    };
    let only_one = values.next().is_none();
    read()
        .filter(|_| only_one)
        .map(Some)
        .ok_or(Problem::Client("the Authorization header is not one of scheme Basic"))
}

fn decoded(text: &str) -> String {
    let as_value = format!("v={}", text.replace('&', "%26"));
    url::form_urlencoded::parse(as_value.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_and_secret_are_decoded_after_the_split() {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, format!("bAsIc {}", STANDARD.encode("a%3Ab:c+%26&d")).parse().unwrap());
        let Ok(Some((id, secret))) = basic(&headers) else { panic!("it is a good header") };
        assert_eq!((id.as_str(), secret.as_str()), ("a:b", "c &&d"));
        headers.append(AUTHORIZATION, "Basic YTpi".parse().unwrap());
        assert!(basic(&headers).is_err());
    }
}
