//! Asking the issuer to end the session in the browser (OpenID Connect RP-Initiated Logout 1.0).

use super::{Client, Endpoint, Error, Provider, same_secret};
use crate::host::Random;
use crate::sensitive::IdToken;
use url::Url;

/// A request that was made and whose answer is awaited. Its address holds the ID token: it is shown to nobody.
pub struct Request {
    url: Url,
    state: String,
}

impl Request {
    /// Section 2. `return_to` is where the issuer sends the browser afterwards; without it nobody comes back.
    pub fn new(
        provider: &Provider,
        client: &Client,
        hint: Option<&IdToken>,
        return_to: Option<&Url>,
        random: Random,
    ) -> Result<Self, Error> {
        let state = random.text();
        let mut url = plain(provider, client)?;
        if let Some(token) = hint {
            url.query_pairs_mut().append_pair("id_token_hint", token.expose());
        }
        if let Some(to) = return_to {
            url.query_pairs_mut()
                .append_pair("post_logout_redirect_uri", to.as_str())
                .append_pair("state", &state);
        }
        Ok(Self { url, state })
    }

    /// Where the browser goes, by way of a page that nobody else sees.
    pub fn expose_url(&self) -> &Url {
        &self.url
    }

    /// Section 3: whether this query, which came to the redirect URI, is the issuer's answer to this request. Exactly
    /// one `state` must be there, and be the one that was sent.
    pub fn is_answered_by(&self, query: &str) -> bool {
        let mut states = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "state");
        match (states.next(), states.next()) {
            (Some((_, state)), None) => same_secret(&state, &self.state),
            _ => false,
        }
    }
}

/// The address without any secret: whoever opens it is asked by the issuer whether to log out.
pub fn plain(provider: &Provider, client: &Client) -> Result<Url, Error> {
    let mut url = provider.endpoint(Endpoint::EndSession)?;
    url.query_pairs_mut().append_pair("client_id", &client.id);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o15_only_the_state_that_was_sent_is_an_answer() {
        let request = Request { url: Url::parse("https://id.example.com/e").unwrap(), state: "right".into() };
        assert!(request.is_answered_by("state=right") && request.is_answered_by("x=1&state=right"));
        for other in ["", "state=", "state=wrong", "state=right&state=right", "STATE=right", "state=rightx"] {
            assert!(!request.is_answered_by(other), "{other}");
        }
    }
}
