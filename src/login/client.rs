//! Client credentials (RFC 6749 section 4.4): a machine logs in as itself, with its own secret or key.
//!
//! There is no refresh token and no person: whoever has the secret asks again, so a renewal is a new login.

use super::relying_party::Occasion;
use super::{Credential, Error, RelyingParty, Renewal};
use crate::host::Host;
use crate::http::Http;
use crate::oidc::BackChannel;
use crate::oidc::token_endpoint::TokenAnswer;

/// Asks for a token, and says where it asks if that is not where the issuer is. Nobody is needed for it.
pub async fn log_in(party: &RelyingParty, host: &Host, http: &Http) -> Result<Credential, Error> {
    let channel = party.reach_for_login(host, http).await?;
    party.check_endpoints(&channel.provider, &[], host)?;
    obtain(party, &channel).await
}

/// The same without a word, for a run that wants a token.
pub async fn log_in_quietly(party: &RelyingParty, host: &Host, http: &Http) -> Result<Credential, Error> {
    obtain(party, &party.reach_for_login(host, http).await?).await
}

async fn obtain(party: &RelyingParty, channel: &BackChannel<'_>) -> Result<Credential, Error> {
    let mut credential = party.blank_credential(channel);
    let Renewal(answer) = ask(party, channel).await?;
    accept(party, answer, channel, &mut credential).await?;
    Ok(credential)
}

/// Asks for a token, at a login and at each renewal.
pub(super) async fn ask(party: &RelyingParty, channel: &BackChannel<'_>) -> Result<Renewal, Error> {
    let mut answer = channel.client_credentials(&party.wanted.scopes, &party.token_parameters()).await?;
    // what an issuer may send besides is for persons, and not wanted (section 4.4.3)
    answer.refresh_token = None;
    answer.id_token = None;
    Ok(Renewal(answer))
}

/// Takes the token over, with the scopes that were asked for now where the issuer names none.
pub(super) async fn accept(
    party: &RelyingParty,
    answer: TokenAnswer,
    channel: &BackChannel<'_>,
    into: &mut Credential,
) -> Result<(), Error> {
    into.scopes.clone_from(&party.wanted.scopes);
    // at a login too: no person is behind it, so no ID token belongs to the answer
    party.accept(answer, channel, Occasion::Renewal, into).await
}
