//! Pushed authorization requests (RFC 9126): what is asked for goes to the issuer directly, the browser gets a reference.

use super::Error;
use super::adapter::Answer;
use super::authorization::Request;
use super::client_auth::{Client, place};
use super::discovery::{Endpoint, Provider};
use crate::http::Http;
use serde_json::Value;

/// A longer reference is none: browsers and command lines have an end.
const LONGEST: usize = 2000;

/// Hands the whole request to the issuer. The address for the browser then holds `client_id` and `request_uri` alone
/// (RFC 9126 section 4): a reference that is good for one login, soon begun.
pub async fn push(
    http: &Http,
    provider: &Provider,
    client: &Client,
    request: &mut Request,
) -> Result<(), Error> {
    let endpoint = Endpoint::PushedAuthorizationRequest;
    let form: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
    let answer = Answer::to_post(http, provider, client, endpoint, &form).await?.granting("request_uri")?;
    let request_uri = answer.get("request_uri").and_then(Value::as_str).filter(|uri| !uri.is_empty());
    let odd = || Error::Odd {
        at: place(endpoint, provider),
        why: "it holds no request_uri that a browser could be given".into(),
    };
    let request_uri = request_uri.filter(|uri| uri.len() <= LONGEST).ok_or_else(odd)?;
    let mut url = provider.endpoint(Endpoint::Authorization)?;
    url.query_pairs_mut().append_pair("client_id", &client.id).append_pair("request_uri", request_uri);
    request.url = url;
    Ok(())
}
