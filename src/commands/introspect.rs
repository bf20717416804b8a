//! `authctl introspect`: what the issuer says of a token.

use super::arguments::token_kind;
use super::resolve::Profile;
use super::token_source::{self, Meant, own};
use super::{Context, Outcome};
use crate::failure::{Failure, Kind};
use crate::login::ClientAuth;
use crate::oidc::{self, TokenKind, introspection};
use serde_json::{Map, Value};

const KINDS: [(TokenKind, &str); 3] = [
    (TokenKind::Access, "The access token"),
    (TokenKind::Refresh, "The refresh token"),
    (TokenKind::Id, "The ID token"),
];

const EXAMPLES: &str = "authctl -p work introspect
authctl -p work introspect --type refresh
authctl token work | authctl -p api introspect    # as the client of another profile";

/// Ask the issuer whether a token is good (RFC 7662)
///
/// Prints the issuer's answer. Only "active": true means active; for any other answer the exit code is 3.
/// The token comes on stdin or as an argument, where others on this machine may read it. Without one, the access
/// token of AUTHCTL_TOKEN is meant where that is set, else the profile's own, as it is kept. Most issuers answer only
/// clients with a secret.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct IntrospectArgs {
    /// The token; from stdin with - or when something is piped in; else that of AUTHCTL_TOKEN, else the profile's own
    #[arg(value_name = "TOKEN")]
    token: Option<String>,
    /// What kind of token it is, or which one of the profile's own [default: access]
    #[arg(long = "type", value_name = "TYPE", value_parser = token_kind(KINDS))]
    kind: Option<TokenKind>,
}

pub fn run(arguments: &IntrospectArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find(context, None)?;
    let meant = token_source::meant(arguments.token.as_deref(), arguments.kind, context)?;
    let party = profile.party(context)?;
    let (token, kind, client) = match meant {
        Meant::Given(token) => (token, arguments.kind, profile.client(&party, context)),
        Meant::InVariable(token) => (token, Some(TokenKind::Access), profile.client(&party, context)),
        Meant::Own(kind) => {
            let kept = profile.keeper(context)?.load_ours()?;
            (own(kind, &kept, &profile.name)?, Some(kind), party.client_of(Some(&kept)))
        }
    };
    let answer = context.block_on(async {
        let channel = party.reach(client, context.host, context.http()).await?;
        let answer = channel.introspect(&token, kind).await;
        answer.map_err(|why| told(why, channel.client.auth, &profile.name))
    })?;
    Ok(outcome(answer))
}

fn outcome(answer: Map<String, Value>) -> Outcome {
    let active = introspection::is_active(&answer);
    let outcome = Outcome::object(Value::Object(answer));
    match active {
        true => outcome,
        false => outcome
            .exit(Kind::Rejected.exit_code())
            .say("The token is not active: it has ended, was revoked, or is not one of this issuer's."),
    }
}

/// What a person can do about a refusal: a public client learns that this is why.
fn told(why: oidc::Error, auth: ClientAuth, profile: &str) -> Failure {
    let error = match &why {
        oidc::Error::Refused(refusal) => refusal.error.clone().unwrap_or_default(),
        _ => return why.into(),
    };
    let failure = Failure::from(why);
    match error.as_str() {
        "unsupported_token_type" => failure.hint(
            "some issuers do not speak of JWTs, which say themselves what they are: authctl decode shows it",
        ),
        "invalid_client" | "unauthorized_client" | "access_denied" | "" if auth == ClientAuth::None => {
            let message = format!(
                "{}; the client of {profile} has no secret, and most issuers speak of tokens only to clients that \
                 prove who they are",
                failure.message
            );
            Failure { code: "public_client", message, hints: Vec::new(), ..failure }
                .hint("authctl profile add NAME --issuer URL --client-id ID --client-secret-file FILE")
                .hint("authctl -p NAME introspect - then asks as that client")
        }
        _ => failure,
    }
}
