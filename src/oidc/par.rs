//! Pushed authorization requests (RFC 9126): what is asked for goes to the issuer directly, the browser gets a reference.

use super::Error;
use super::adapter::Answer;
use super::authorization::Request;
use super::client_auth::{Client, place};
use super::discovery::{Endpoint, Provider};
use crate::http::Http;
use serde_json::Value;

/// Hands the whole request to the issuer. The address for the browser then holds `client_id` and `request_uri` alone
/// (RFC 9126 section 4): a reference that is good for one login, soon begun.
pub async fn push(
    http: &Http,
    provider: &Provider,
    client: &Client,
    request: &mut Request,
) -> Result<(), Error> {
    let at = place(Endpoint::PushedAuthorizationRequest, provider);
    let form: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
    let endpoint = provider.endpoint(Endpoint::PushedAuthorizationRequest)?;
    let response = http.exchange(client.authenticate(provider, client.post(&endpoint, &form)?)?).await?;
    let answer = Answer::receive(response, &at)?.granting("request_uri")?;
    let request_uri = answer.get("request_uri").and_then(Value::as_str).filter(|uri| !uri.is_empty());
    let request_uri = request_uri.ok_or(Error::Odd { at, why: "it holds no request_uri".into() })?;
    let mut url = provider.endpoint(Endpoint::Authorization)?;
    url.query_pairs_mut().append_pair("client_id", &client.id).append_pair("request_uri", request_uri);
    request.url = url;
    Ok(())
}
