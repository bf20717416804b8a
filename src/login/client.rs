//! Client credentials (RFC 6749 section 4.4): a machine logs in as itself, with its own secret or key.
//!
//! There is no refresh token and no person: whoever has the secret asks again, so a renewal is a new login.

use super::relying_party::Occasion;
use super::{Credential, Error, RelyingParty, Renewal};
use crate::host::Host;
use crate::http::Http;
use crate::oidc::{Provider, token_endpoint};

/// Asks for a token, and says where it asks if that is not where the issuer is. Nobody is needed for it.
pub async fn log_in(party: &RelyingParty, host: &Host, http: &Http) -> Result<Credential, Error> {
    let provider = party.discover(http).await?;
    party.check_endpoints(&provider, &[], host)?;
    obtain(party, provider, host, http).await
}

/// The same without a word, for a run that wants a token.
pub async fn log_in_quietly(party: &RelyingParty, host: &Host, http: &Http) -> Result<Credential, Error> {
    obtain(party, party.discover(http).await?, host, http).await
}

async fn obtain(
    party: &RelyingParty,
    provider: Provider,
    host: &Host,
    http: &Http,
) -> Result<Credential, Error> {
    let party = &party.for_login(&provider, host)?;
    let mut credential = party.blank_credential(host);
    let renewal = ask(party, provider, &credential, host, http).await?;
    accept(party, renewal, &mut credential, host, http).await?;
    Ok(credential)
}

/// Asks for a token, at a login and at each renewal.
pub(super) async fn ask(
    party: &RelyingParty,
    provider: Provider,
    credential: &Credential,
    host: &Host,
    http: &Http,
) -> Result<Renewal, Error> {
    let (scopes, parameters) = (&party.wanted.scopes, party.token_parameters());
    let client = party.bound_client_of(credential, host)?;
    let now = host.clock.now();
    let mut answer =
        token_endpoint::client_credentials(http, &provider, &client, scopes, &parameters, now).await?;
    // what an issuer may send besides is for persons, and not wanted (section 4.4.3)
    answer.refresh_token = None;
    answer.id_token = None;
    Ok(Renewal { answer, provider })
}

/// Takes the token over, with the scopes that were asked for now where the issuer names none.
pub(super) async fn accept(
    party: &RelyingParty,
    renewal: Renewal,
    into: &mut Credential,
    host: &Host,
    http: &Http,
) -> Result<(), Error> {
    into.scopes.clone_from(&party.wanted.scopes);
    party.accept(renewal.answer, &renewal.provider, Occasion::Renewal, into, host, http).await
}
