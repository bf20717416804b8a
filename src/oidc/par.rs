//! Pushed authorization requests (RFC 9126): what is asked for goes to the issuer directly, the browser gets a
//! reference.

use super::authorization::Request;
use super::back_channel::{BackChannel, pairs};
use super::{Endpoint, Error};
use serde_json::Value;

/// A longer reference is none: browsers and command lines have an end.
const LONGEST: usize = 2000;

impl BackChannel<'_> {
    /// Hands the whole request to the issuer. The address for the browser then holds `client_id` and `request_uri`
    /// alone (RFC 9126 section 4): a reference that is good for one login, soon begun.
    pub async fn push(&self, request: &mut Request) -> Result<(), Error> {
        let endpoint = Endpoint::PushedAuthorizationRequest;
        let parameters: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
        let form: Vec<_> = pairs(&parameters).collect();
        let answer = self.post(endpoint, &form).await?.granting("request_uri")?;
        let request_uri = answer.get("request_uri").and_then(Value::as_str);
        let request_uri = request_uri
            .filter(|uri| (1..=LONGEST).contains(&uri.len()))
            .ok_or_else(|| self.odd(endpoint, "it holds no request_uri that a browser could be given"))?;
        let mut url = self.provider.endpoint(Endpoint::Authorization)?;
        url.query_pairs_mut()
            .append_pair("client_id", &self.client.id)
            .append_pair("request_uri", request_uri);
        request.url = url;
        Ok(())
    }
}
