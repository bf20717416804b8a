//! `authctl demo`: the whole journey on the built-in issuer, in one command, touching nothing of yours.

mod person;
mod story;

use super::login_command::LoginCommand;
use super::{Context, Outcome};
use crate::failure::{Failure, Kind};
use crate::host::browser::Browser;
use crate::host::folders::Folders;
use crate::host::{Host, files, printable};
use crate::http::Http;
use crate::lab::{Lab, Options, PUBLIC_CLIENT};
use crate::login::loopback::Callback;
use crate::login::{self, Credential, Manner, RelyingParty, Through, Way};
use crate::oidc::authorization::Wanted;
use crate::oidc::{Client, ClientAuth, Issuer, Secret};
use crate::session::authorized::{Draft, Payload};
use crate::session::{self, Keeper, Session};
use crate::store::{self, KeySource, OpenSlot, Places, Slot, StoreKind};
use reqwest::Method;
use reqwest::header::HeaderMap;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use story::Story;
use url::Url;

/// How long the demo's access tokens live: long enough for a call, short enough to watch them end.
const ACCESS_TTL: Duration = Duration::from_secs(3);
const SCOPES: [&str; 4] = ["openid", "profile", "offline_access", "notes.read"];
const PROFILE: &str = "demo";

const EXAMPLES: &str = "authctl demo";

/// Show the whole journey on a built-in issuer, touching nothing of yours
///
/// Log in, look at the token, call an API, let the token expire, see it renewed, log out. The issuer and the API are
/// those of `authctl lab`; the person at the browser is played. Nothing is written but a lock in a temporary folder.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct DemoArgs {}

pub fn run(_: &DemoArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let scratch = files::scratch_folder()?;
    context.block_on(async {
        let host = context.host;
        let options = Options { access_ttl: ACCESS_TTL, ..Options::default() };
        let lab = Lab::start(options, host.clock.clone(), host.random).await?;
        let http =
            Arc::new(Http::new(context.globals.http(), host.environment.clone(), host.terminal.clone()));
        let session = session(&lab, &http, Folders::within(scratch.path()), context)?;
        let mut story = Story::begin(context);
        Box::pin(journey(&lab, &session, &http, &mut story)).await?;
        Ok(story.end())
    })
}

/// A session whose credential is kept by this process alone.
fn session<'d>(
    lab: &Lab,
    http: &'d Http,
    folders: Folders,
    context: &Context<'d>,
) -> Result<Session<'d>, Failure> {
    let host: &'d Host = context.host;
    let places = Places::new(folders.clone(), KeySource::Standard);
    let party = RelyingParty {
        method: login::Method::Oidc,
        issuer: Issuer::parse(lab.issuer(), false)?,
        client: Client {
            id: PUBLIC_CLIENT.to_owned(),
            auth: ClientAuth::None,
            secret: Secret::None,
            dpop: None,
        },
        wanted: Wanted { scopes: SCOPES.map(str::to_owned).to_vec(), ..Wanted::default() },
        endpoints: BTreeMap::new(),
        callback: Callback::default(),
        par: false,
        dpop: false,
        allow_http: false,
    };
    let store = store::open(StoreKind::None, &places, &host.terminal)?;
    let keeper = Keeper {
        profile: PROFILE.to_owned(),
        issuer: None,
        client_id: None,
        username: None,
        method: login::Method::Oidc,
        dpop: false,
        keeps_password: false,
        variable: None,
        place: OpenSlot::new(Slot::credential(PROFILE)?, store, folders),
        change: Box::new(|| None),
        host,
        began: host.clock.now(),
        patience: session::patience(context.globals.timeout(), login::Method::Oidc),
    };
    let (way, origins) = (Way::Oidc(Box::new(party)), vec![parsed(lab.api())?]);
    Ok(Session { keeper, way, stand_in: None, origins, api: None, minter: None, signer: None, http })
}

async fn journey(
    lab: &Lab,
    session: &Session<'_>,
    http: &Arc<Http>,
    story: &mut Story<'_, '_>,
) -> Result<(), Failure> {
    let (issuer, api) = (lab.issuer(), lab.api());
    let scopes = SCOPES.join(" ");
    let flags = [("--issuer", issuer), ("--client-id", PUBLIC_CLIENT), ("--scope", &scopes), ("--api", api)];
    story.step("Log in", &LoginCommand::of(PROFILE).with(&flags).line()).await?;
    let credential = log_in(session, http).await?;
    story.shows("A browser opens the issuer's page (the demo plays the person), the answer comes back to a port on this machine.")?;
    story.done(&format!(
        "Logged in as {}. The ID token is checked, and the credential would now rest in your keychain.",
        name(&credential)
    ))?;

    story.step("Look at the token", &format!("authctl token {PROFILE} | authctl decode")).await?;
    for (claim, value) in claims(&credential) {
        story.shows(&format!("{claim:<10} {value}"))?;
    }
    story
        .done(&format!("It is good for {} seconds; a real one mostly for an hour.", ACCESS_TTL.as_secs()))?;

    story.step("Call the API", &format!("authctl call {PROFILE} /notes")).await?;
    answer(session, api, true, story).await?;

    story
        .step("Wait until the token has expired", &format!("authctl call {PROFILE} /notes --no-renew"))
        .await?;
    expired(session, &credential).await;
    answer(session, api, false, story).await?;

    story.step("Call again, as you would", &format!("authctl call {PROFILE} /notes")).await?;
    answer(session, api, true, story).await?;
    story.done("The expired token was renewed on the way, once, under a lock: many processes at once share one renewal.")?;

    story.step("Log out", &format!("authctl logout {PROFILE}")).await?;
    let kept = session.keeper.load_ours()?;
    let nowhere = || Failure::new(Kind::Other, "demo", "the demo's session names no issuer");
    let party = session.way.party().ok_or_else(nowhere)?;
    let channel = party.reach(party.client_of(Some(&kept)), session.keeper.host, session.http).await?;
    for revocation in login::revoke_tokens(&channel, &kept).await {
        story.shows(&match revocation.result {
            Ok(()) => format!("The {} is revoked.", revocation.kind),
            Err(why) => format!("The {} is not revoked: {why}.", revocation.kind),
        })?;
    }
    session.keeper.forget(&session.keeper.lock()?)?;
    story.done("The issuer has forgotten the tokens, and nothing is left on this machine.")
}

async fn log_in(session: &Session<'_>, http: &Arc<Http>) -> Result<Credential, Failure> {
    let manner = Manner {
        through: Through::Browser(Browser::Played(person::at_the_browser(http))),
        patience: Duration::from_secs(30),
        with_code: String::new(),
        json: false,
        typed: login::Typed::default(),
    };
    let credential = session.way.log_in(&manner, session.keeper.host, session.http).await?;
    session.keeper.save(&session.keeper.lock()?, &credential)?;
    Ok(credential)
}

/// Sends the request of `call /notes`, and tells what came.
async fn answer(
    session: &Session<'_>,
    api: &str,
    may_renew: bool,
    story: &mut Story<'_, '_>,
) -> Result<(), Failure> {
    let url = parsed(&format!("{api}/notes"))?;
    let draft =
        Draft { method: Method::GET, url: url.clone(), headers: HeaderMap::new(), payload: Payload::Empty };
    let answer = session.send(draft, may_renew).await?.answer;
    let status = answer.status();
    let body = answer.text().await.map_err(|why| session.http.classify(&url, &why))?;
    story.shows(&printable::short(&body, 160))?;
    story.notes(&format!("The API answers {status}."))
}

/// Until the API takes the token no more.
async fn expired(session: &Session<'_>, credential: &Credential) {
    let _spinner = session.keeper.host.terminal.spinner("Waiting for the token to expire");
    while credential.remaining(session.keeper.host.clock.unix()).is_some_and(|seconds| seconds > 0) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn name(credential: &Credential) -> String {
    printable::short(credential.who().unwrap_or("somebody"), 100)
}

/// The claims worth a look.
fn claims(credential: &Credential) -> Vec<(&'static str, String)> {
    let claims = credential.claims();
    ["iss", "sub", "aud", "scope"]
        .into_iter()
        .filter_map(|name| {
            let value = claims.as_ref()?.get(name)?;
            Some((name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        })
        .collect()
}

fn parsed(url: &str) -> Result<Url, Failure> {
    Url::parse(url).map_err(|why| Failure::new(Kind::Other, "demo", why.to_string()))
}
