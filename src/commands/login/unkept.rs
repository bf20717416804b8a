//! The tokens of a login whose profile was changed meanwhile: nobody keeps them, so nobody else is to have them.

use crate::commands::Context;
use crate::failure::Failure;
use crate::login::{self, Credential, Way};

/// The failure with what became of the tokens at the issuer, which is asked to end them where this was why nothing is
/// kept. A token that was given by hand is not of this login.
pub fn revoked(failure: Failure, way: &Way, credential: &Credential, context: &Context<'_>) -> Failure {
    let (Way::Oidc(party) | Way::ClientCredentials(party)) = way else { return failure };
    if failure.code != "changed_meanwhile" {
        return failure;
    }
    let revoked = context.block_on(async {
        let client = party.client_of(Some(credential));
        let channel = party.reach(client, context.host, context.http()).await?;
        let revocations = login::revoke_tokens(&channel, credential).await;
        revocations.into_iter().try_for_each(|one| one.result).map_err(Failure::from)
    });
    failure.hint(match revoked {
        Ok(()) => "its tokens are revoked at the issuer".to_owned(),
        Err(why) => format!("its tokens are good at the issuer until they end, since {}", why.message),
    })
}
