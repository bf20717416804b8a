//! The tokens of a login whose profile was changed meanwhile: nobody keeps them, so nobody else is to have them.

use crate::commands::Context;
use crate::failure::Failure;
use crate::login::{self, After, AtService, Credential, LoggedOut, Method, RelyingParty, Way};

/// The failure with what became of the tokens at the issuer or the service, which is asked to end them where this was why nothing
/// is kept. What was given by hand, and what was signed here, is not of this login.
pub fn revoked(failure: Failure, way: &Way, credential: &Credential, context: &Context<'_>) -> Failure {
    if failure.code != "changed_meanwhile" {
        return failure;
    }
    match way {
        Way::Oidc(party) | Way::ClientCredentials(party) => {
            failure.hint(at_issuer(party, credential, context))
        }
        Way::Service(at)
            if credential.is_walked
                || !at.wants_given() && !matches!(at.method, Method::Basic | Method::Key) =>
        {
            failure.hint(at_service(at, credential, context))
        }
        Way::Service(_) | Way::Token(_) => failure,
    }
}

fn at_issuer(party: &RelyingParty, credential: &Credential, context: &Context<'_>) -> String {
    let revoked = context.block_on(async {
        let client = party.client_of(Some(credential));
        let channel = party.reach(client, context.host, context.http()).await?;
        let revocations = login::revoke_tokens(&channel, credential).await;
        revocations.into_iter().try_for_each(|one| one.result).map_err(Failure::from)
    });
    match revoked {
        Ok(()) => "its tokens are revoked at the issuer".to_owned(),
        Err(why) => format!("its tokens are good at the issuer until they end, since {}", why.message),
    }
}

fn at_service(at: &AtService, credential: &Credential, context: &Context<'_>) -> String {
    let told = context.block_on(async { Ok(at.log_out(credential, context.http()).await?) });
    match told {
        Ok(LoggedOut { after: After::Ended, .. }) => "the service takes its credential no more".to_owned(),
        Ok(LoggedOut { is_told: true, .. }) => {
            "the service was told, and may take its credential until that ends".to_owned()
        }
        Ok(_) => "its credential is good at the service until it ends".to_owned(),
        Err(why) => format!("its credential is good at the service until it ends, since {}", why.message),
    }
}
