//! `authctl userinfo`: what the issuer says of the person, as it says it.

use super::outcome::Advice;
use super::resolve::Profile;
use super::{Context, Outcome, advice};
use crate::failure::{Failure, Kind};
use crate::host::printable;
use crate::login::{Credential, Method};
use crate::oidc::userinfo::{NotTaken, Userinfo};
use crate::oidc::{Endpoint, Error as OidcError};
use crate::session::Session;
use serde_json::Value;

const EXAMPLES: &str = "authctl userinfo work
authctl userinfo work | jq -r .email";

/// Print what the issuer says of the person (OpenID Connect userinfo)
///
/// The answer as JSON, after the check that it is about the person of the login; one that is signed is verified. The
/// token is renewed when it is about to end, and once more when the issuer does not take it. `whoami` shows the same
/// to people, and knows other sources.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct UserinfoArgs {
    /// The profile whose person is meant
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
}

pub fn run(arguments: &UserinfoArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find_in_use(context, arguments.position.as_deref())?;
    profile.check_at_issuer()?;
    let session = profile.session(context)?;
    let (credential, answer, advice) = context.block_on(async {
        let (credential, answer) = Box::pin(session.userinfo()).await?;
        let advice = match &answer {
            // no scope makes a person of a client
            Userinfo::NotTaken(_) if is_machine(&session) => None,
            Userinfo::NotTaken(why) => advice(why, &profile, &credential, &session).await,
            _ => None,
        };
        Ok((credential, answer, advice))
    })?;
    match answer {
        Userinfo::Claims(claims) => {
            let outcome = Outcome::object(Value::Object(claims));
            Ok(match credential.subject {
                Some(_) => outcome,
                None => outcome.say("No ID token is kept that the answer could have been compared with."),
            })
        }
        Userinfo::NotTaken(why) if is_machine(&session) => Err(no_person(&why, &session)),
        Userinfo::NotTaken(why) => {
            Err(advice::first(advice, not_taken(&why, &credential, &profile, session.keeper.variable)))
        }
        Userinfo::NoEndpoint => {
            let issuer = credential.issuer;
            if issuer.is_empty() {
                let message = "the token was got elsewhere, and no issuer is named that could be asked";
                return Err(
                    Failure::new(Kind::Other, "no_issuer", message).hint("authctl whoami shows what it says")
                );
            }
            Err(OidcError::NoEndpoint { issuer, endpoint: Endpoint::Userinfo }.into())
        }
    }
}

fn is_machine(session: &Session<'_>) -> bool {
    session.way.method() == Method::ClientCredentials
}

/// Some issuers keep a person for each client, and so all of them are asked.
fn no_person(why: &NotTaken, session: &Session<'_>) -> Failure {
    let profile = &session.keeper.profile;
    let token = match session.keeper.logs_in_by_itself() {
        true => format!("authctl token {profile} | "),
        false => String::new(),
    };
    let message = format!(
        "{}; {profile} logs in as a client, by itself, and userinfo is about persons: most issuers know none behind it",
        why.refusal
    );
    Failure::new(Kind::Refused, "not_taken", message)
        .hint(format!("authctl whoami {profile} shows the client"))
        .hint(format!("{token}authctl introspect -p {profile} asks the issuer about its token"))
}

async fn advice(
    why: &NotTaken,
    profile: &Profile,
    credential: &Credential,
    session: &Session<'_>,
) -> Option<Advice> {
    let challenge = why.challenge.as_ref()?;
    advice::of(why.refusal.status, challenge, &why.asked, profile, &credential.scopes, session).await
}

/// The issuer's words, and what is odd about the token as far as it can be seen.
fn not_taken(
    why: &NotTaken,
    credential: &Credential,
    profile: &Profile,
    variable: Option<&'static str>,
) -> Failure {
    let failure = Failure::new(Kind::Refused, "not_taken", why.refusal.to_string());
    if let Some(name) = variable {
        return failure.hint(format!("put a new token into {name}, or unset it"));
    }
    if credential.method == Method::Token {
        return failure.hint(format!("authctl login {} --with-token < FILE", profile.name));
    }
    if let Some(refused) = &credential.refused {
        let message = format!("{}; nothing renews the login any more: {refused}", failure.message);
        return Failure { message, ..failure }.hint(format!("authctl login {}", profile.name));
    }
    let resources = profile.settings.value(|layer| &layer.resources).unwrap_or_default();
    let audience = audience(credential).or_else(|| resources.first().cloned());
    match audience.filter(|audience| *audience != credential.issuer) {
        Some(audience) => {
            let audience = printable::short(&audience, 200);
            let message =
                format!("{}; the token is for {audience}, and a token has one audience", failure.message);
            Failure { message, ..failure }
                .hint(format!("authctl whoami {} shows what the ID token said at login", profile.name))
                .hint("a profile without --resource and --audience gets a token for userinfo")
        }
        None if !credential.scopes.iter().any(|scope| scope == "openid") => failure
            .hint(format!("authctl login {} --scope openid asks for what userinfo needs", profile.name)),
        None => failure.hint(format!("authctl login {}", profile.name)),
    }
}

/// Whom a token that can be read says it is for, if that is one party alone.
fn audience(credential: &Credential) -> Option<String> {
    match credential.claims()?.get("aud")? {
        Value::String(one) => Some(one.clone()),
        Value::Array(list) => match &list[..] {
            [Value::String(one)] => Some(one.clone()),
            _ => None,
        },
        _ => None,
    }
}
