//! Requests to the token endpoint (RFC 6749 sections 4.1.3, 4.4 and 6) and to the revocation endpoint (RFC 7009).

use super::Error;
use super::adapter::{Adapter, Answer, Kept};
use super::client_auth::{Client, ClientAuth, place};
use super::discovery::{Endpoint, Provider};
use crate::host::printable;
use crate::http::Http;
use crate::sensitive::{AccessToken, AuthorizationCode, IdToken, PkceVerifier, RefreshToken};
use jiff::Timestamp;
use openidconnect::core::{CoreTokenResponse, CoreTokenType};
use openidconnect::{
    AsyncHttpClient as _, DeviceCodeErrorResponse, HttpRequest, OAuth2TokenResponse as _, PkceCodeVerifier,
    RedirectUrl, RequestTokenError, Scope, TokenUrl,
};
use std::borrow::Cow;
use std::time::Duration;
use url::Url;

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

/// A code for tokens (RFC 6749 section 4.1.3), with the verifier of RFC 7636 section 4.5.
#[expect(clippy::too_many_arguments, reason = "each is a parameter of the request")]
pub async fn exchange_code(
    http: &Http,
    provider: &Provider,
    client: &Client,
    code: &AuthorizationCode,
    verifier: &PkceVerifier,
    redirect_uri: &Url,
    further: &[(String, String)],
    now: Timestamp,
) -> Result<TokenAnswer, Error> {
    let relying_party = client.at(provider)?.set_token_uri(token_url(provider)?);
    let mut request = relying_party
        .exchange_code(openidconnect::AuthorizationCode::new(code.expose().to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()))
        .set_redirect_uri(Cow::Owned(RedirectUrl::from_url(redirect_uri.clone())));
    for (name, value) in further {
        request = request.add_extra_param(name.clone(), value.clone());
    }
    let adapter = Adapter::new(http, provider, client);
    let answer = request.request_async(&adapter).await;
    sort(answer, adapter.into_kept(), provider, client, now)
}

/// A refresh token for tokens (RFC 6749 section 6).
pub async fn refresh(
    http: &Http,
    provider: &Provider,
    client: &Client,
    refresh_token: &RefreshToken,
    further: &[(String, String)],
    now: Timestamp,
) -> Result<TokenAnswer, Error> {
    let relying_party = client.at(provider)?.set_token_uri(token_url(provider)?);
    let token = openidconnect::RefreshToken::new(refresh_token.expose().to_owned());
    let mut request = relying_party.exchange_refresh_token(&token);
    for (name, value) in further {
        request = request.add_extra_param(name.clone(), value.clone());
    }
    let adapter = Adapter::new(http, provider, client);
    let answer = request.request_async(&adapter).await;
    sort(answer, adapter.into_kept(), provider, client, now)
}

/// A request for tokens that openidconnect has no part in.
pub(super) async fn send(
    http: &Http,
    provider: &Provider,
    client: &Client,
    request: HttpRequest,
    now: Timestamp,
) -> Result<TokenAnswer, Error> {
    let adapter = Adapter::new(http, provider, client);
    let mended = adapter.call(request).await?;
    let odd =
        |why: serde_json::Error| Error::Odd { at: place(Endpoint::Token, provider), why: why.to_string() };
    let answer = serde_json::from_slice(mended.body()).map_err(odd)?;
    sort::<DeviceCodeErrorResponse>(Ok(answer), adapter.into_kept(), provider, client, now)
}

/// The client's own word for tokens (RFC 6749 section 4.4).
pub async fn client_credentials(
    http: &Http,
    provider: &Provider,
    client: &Client,
    scopes: &[String],
    further: &[(String, String)],
    now: Timestamp,
) -> Result<TokenAnswer, Error> {
    let relying_party = client.at(provider)?.set_token_uri(token_url(provider)?);
    let mut request =
        relying_party.exchange_client_credentials().add_scopes(scopes.iter().cloned().map(Scope::new));
    for (name, value) in further {
        request = request.add_extra_param(name.clone(), value.clone());
    }
    let adapter = Adapter::new(http, provider, client);
    let answer = request.request_async(&adapter).await;
    sort(answer, adapter.into_kept(), provider, client, now)
}

/// Which token is revoked.
#[derive(Clone, Copy)]
pub enum Revocable<'t> {
    Refresh(&'t RefreshToken),
    Access(&'t AccessToken),
    /// Somebody else's token, of whatever kind: the issuer is told no kind.
    Unknown(&'t AccessToken),
}

/// Asks the issuer to forget a token (RFC 7009 section 2.1); a token that it does not know counts as revoked.
pub async fn revoke(
    http: &Http,
    provider: &Provider,
    client: &Client,
    token: Revocable<'_>,
) -> Result<(), Error> {
    let (token, hint) = match token {
        Revocable::Refresh(token) => (token.expose(), Some("refresh_token")),
        Revocable::Access(token) => (token.expose(), Some("access_token")),
        Revocable::Unknown(token) => (token.expose(), None),
    };
    about_token(http, provider, client, Endpoint::Revocation, token, hint).await?.accepted()
}

/// A token, with the client's authentication, to an endpoint that says or does something about it
/// (RFC 7009 section 2.1, RFC 7662 section 2.1).
pub(super) async fn about_token(
    http: &Http,
    provider: &Provider,
    client: &Client,
    endpoint: Endpoint,
    token: &str,
    hint: Option<&str>,
) -> Result<Answer, Error> {
    // a client that proves itself in the header is named there
    let id = (client.auth != ClientAuth::Basic).then_some(("client_id", client.id.as_str()));
    let hint = hint.map(|hint| ("token_type_hint", hint));
    let form: Vec<(String, String)> = [Some(("token", token)), hint, id]
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Answer::to_post(http, provider, client, endpoint, &form).await
}

fn token_url(provider: &Provider) -> Result<TokenUrl, Error> {
    provider.endpoint(Endpoint::Token).map(TokenUrl::from_url)
}

/// Puts the parts of an answer where they belong. What openidconnect could not read is the access token's trouble only.
fn sort<E>(
    answer: Result<CoreTokenResponse, RequestTokenError<Error, E>>,
    kept: Kept,
    provider: &Provider,
    client: &Client,
    asked_at: Timestamp,
) -> Result<TokenAnswer, Error>
where
    E: openidconnect::ErrorResponse + 'static,
{
    let at = place(Endpoint::Token, provider);
    let odd = |why: String| Error::Odd { at: at.clone(), why };
    let access = match answer {
        Ok(answer) => usable(&answer, client.dpop.is_some(), &at),
        Err(RequestTokenError::Request(error)) => return Err(error),
        Err(RequestTokenError::Parse(why, _)) => Err(odd(format!("at {}: {}", why.path(), why.inner()))),
        Err(why) => Err(odd(why.to_string())),
    };
    let (refresh_token, id_token, date) = (kept.refresh_token, kept.id_token, kept.date);
    Ok(TokenAnswer { refresh_token, id_token, asked_at, date, access })
}

/// The token type is compared without case, an unknown one is not used (RFC 6749 sections 5.1 and 7.1), and neither is
/// one that is bound less than was asked for (RFC 9449 section 5).
fn usable(answer: &CoreTokenResponse, is_bound: bool, at: &str) -> Result<Access, Error> {
    let odd = |why: String| Error::Odd { at: at.to_owned(), why };
    let is_dpop = answer.token_type().as_ref().eq_ignore_ascii_case("dpop");
    match answer.token_type() {
        _ if is_bound && is_dpop => {}
        other if is_bound => {
            let got = printable::short(other.as_ref(), 100);
            return Err(Error::Unbound { at: at.to_owned(), got });
        }
        _ if is_dpop => return Err(Error::BoundUnasked { at: at.to_owned() }),
        CoreTokenType::Bearer => {}
        other => {
            let why = format!("its token type {:?} is not one that authctl can use", other.as_ref());
            return Err(odd(why));
        }
    }
    if answer.access_token().secret().is_empty() {
        return Err(odd("its access token is empty".into()));
    }
    // RFC 6750 section 2.1: what a header can carry as one word
    if !answer.access_token().secret().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(odd("its access token holds characters that no token has".into()));
    }
    Ok(Access {
        token: AccessToken::new(answer.access_token().secret().clone()),
        expires_in: answer.expires_in(),
        scopes: answer.scopes().map(|scopes| scopes.iter().map(|scope| scope.to_string()).collect()),
    })
}
