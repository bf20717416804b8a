//! `authctl whoami`: who the issuer says you are.

use super::minting::minted;
use super::resolve::Profile;
use super::{Cell, Context, Outcome, Page, outcome::claim_cell};
use crate::failure::{Failure, Kind};
use crate::http::json;
use crate::login::{self, AtService, RelyingParty, Way};
use crate::oidc::id_token;
use crate::oidc::userinfo::Userinfo;
use crate::service::{self, RouteName};
use crate::session::Session;
use crate::session::authorized::{Draft, NotRepeated, Payload};
use reqwest::header::HeaderMap;
use serde_json::{Map, Value};

const EXAMPLES: &str = "authctl whoami
authctl whoami work --json | jq -r .claims.sub";

/// Show who the issuer says you are
///
/// Asks the issuer (userinfo). Where it does not answer this token, the claims of the ID token that was checked at
/// login are shown. A service with a login of its own is asked by its route for that; where it has none, what the token says of
/// itself is shown, or the name that was kept at the login. The exit code is 1 where nobody at all says it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct WhoamiArgs {
    /// The profile whose person is meant
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
}

pub fn run(arguments: &WhoamiArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find_in_use(context, arguments.position.as_deref())?;
    let session = profile.session(context)?;
    if let Way::ClientCredentials(party) = &session.way {
        if !session.keeper.logs_in_by_itself() {
            session.keeper.load_ours()?;
        }
        return Ok(machine(party));
    }
    let (source, claims) = claims(&session, context)?;
    if matches!(source, Source::Kept) && claims.is_empty() {
        return Err(nobody_says(&session.keeper.profile));
    }
    let kept = session.keeper.load_ours()?;
    let fields = claims.iter().map(|(name, value)| (name.clone(), claim_cell(name, value))).collect();
    let json = serde_json::json!({
        "source": source.name(), "claims": claims, "impersonated_by": kept.impersonated_by(),
        "minted_by": kept.minted_by,
    });
    let outcome = Outcome::page(Page::Fields(fields), json);
    let outcome =
        minted(&kept).into_iter().fold(outcome, |outcome, line| outcome.say(format!("This is {line}.")));
    Ok(match source {
        Source::Userinfo | Source::Service => outcome,
        Source::Kept => outcome.say("Nobody was asked: this is the name that was kept at the login."),
        Source::IdToken => outcome
            .say("The issuer was not asked, or does not answer this token: the ID token said this at login."),
        Source::AccessToken => {
            outcome.say("Nothing was verified: this is what the access token says of itself.")
        }
    })
}

/// Neither the service nor what is kept.
fn nobody_says(profile: &str) -> Failure {
    let message = "nobody knows who this credential is of: the profile names no route whoami at the service, and neither the \
                   login nor the credential itself says it";
    Failure::new(Kind::Other, "nobody_says", message)
        .hint(format!("authctl profile set {profile} --route whoami=PATH"))
}

/// What is said of who is logged in, and by whom; of a credential whose owner nobody knows it is nothing.
pub fn claims(session: &Session<'_>, context: &Context<'_>) -> Result<(Source, Map<String, Value>), Failure> {
    match session.way.at_service() {
        Some(at) => context.block_on(at_service(session, at)),
        None => context.block_on(who(session)),
    }
}

/// No person stands behind it: what the issuer knows is the client.
fn machine(party: &RelyingParty) -> Outcome {
    let fields = [("client_id", party.client.id.as_str()), ("issuer", party.issuer.as_str())];
    let claims: Map<String, Value> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    let page = fields.iter().map(|(name, value)| ((*name).to_owned(), Cell::text(*value))).collect();
    Outcome::page(Page::Fields(page), serde_json::json!({"source": "profile", "claims": claims}))
        .say("A machine logs in here, by itself; the issuer was not asked.")
}

/// Who says so.
pub enum Source {
    Userinfo,
    /// A route of the service's own.
    Service,
    /// What was kept at the login: as it was typed, or as the service or the credential said then.
    Kept,
    /// Checked when it came.
    IdToken,
    /// Not checked by anybody here.
    AccessToken,
}

impl Source {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Userinfo => "userinfo",
            Self::Service => "service",
            Self::Kept => "login",
            Self::IdToken => "id_token",
            Self::AccessToken => "access_token",
        }
    }
}

/// The word of the service, where it has a route for that; else what the token says of itself, or who logged in.
async fn at_service(session: &Session<'_>, at: &AtService) -> Result<(Source, Map<String, Value>), Failure> {
    match at.site.url(RouteName::Whoami, &[]) {
        Ok(url) => {
            let method = at.site.method(RouteName::Whoami)?;
            let draft = Draft { method, url, headers: HeaderMap::new(), payload: Payload::Empty };
            let mut sent = Box::pin(session.send_home(draft)).await?;
            let status = sent.answer.status();
            if let Some(NotRepeated::NotRenewed(why)) = sent.not_repeated {
                return Err(why.into());
            }
            if let Some(why) = sent.not_repeated {
                let message = format!("the service does not say who it is: {why}");
                return Err(Failure::new(Kind::LoginNeeded, "not_taken", message)
                    .hint(format!("authctl login {}", session.keeper.profile)));
            }
            match json::read(&session.http.rest_of(&mut sent.answer).await?) {
                Ok(Value::Object(claims)) if status.is_success() => Ok((Source::Service, claims)),
                _ => {
                    let leads = if status.is_redirection() {
                        "; it sends elsewhere, where nobody is asked"
                    } else {
                        ""
                    };
                    let status = status.as_u16();
                    let message = format!("the service does not say who it is (HTTP {status}){leads}");
                    Err(Failure::new(Kind::Other, "odd_answer", message))
                }
            }
        }
        Err(service::Error::NoRoute(_)) => {
            let kept = session.keeper.load_ours()?;
            let named = || {
                let name = kept.who().map(|name| ("user".to_owned(), Value::from(name)));
                (Source::Kept, name.into_iter().collect())
            };
            Ok(kept.claims().map_or_else(named, |claims| (Source::AccessToken, claims)))
        }
        Err(why) => Err(why.into()),
    }
}

/// The issuer's word, else what is kept of an earlier one.
async fn who(session: &Session<'_>) -> Result<(Source, Map<String, Value>), Failure> {
    let (credential, answer) = Box::pin(session.userinfo()).await?;
    if let Userinfo::Claims(claims) = answer {
        return Ok((Source::Userinfo, claims));
    }
    if let Some(claims) = credential.id_token.as_ref().and_then(id_token::claims) {
        return Ok((Source::IdToken, claims));
    }
    let claims = credential.claims().ok_or_else(|| {
        let message =
            "the issuer answers no userinfo and gave no ID token, and the access token says nothing";
        if session.way.method() == login::Method::Token {
            let message = "the token says nothing of itself, and no issuer answers who it is of";
            return Failure::new(Kind::LoginNeeded, "nobody_says", message);
        }
        Failure::new(Kind::LoginNeeded, "nobody_says", message)
            .hint(format!("authctl login {} --scope openid", session.keeper.profile))
    })?;
    Ok((Source::AccessToken, claims))
}
