//! `authctl status`: who is logged in, until when, and where it is kept.

use super::arguments::{seconds, whole_seconds};
use super::minting::minted;
use super::outcome::utc;
use super::resolve::Profile;
use super::{Cell, Context, Outcome, Page, given_token, signing};
use crate::config::Layer;
use crate::failure::{Failure, Kind};
use crate::login::{Credential, Method, Way};
use crate::oidc::Secret;
use crate::session::{self, Keeper};
use crate::store::StoreKind;
use serde_json::{Value, json};
use std::time::Duration;

const UNKNOWN_END: &str = "nobody said";
const NOT_KNOWN: &str = "not known";

/// A clock that is further off than this matters for tokens.
const CLOCK_TOLERANCE: i64 = 5;

const EXAMPLES: &str = "authctl status
authctl status --all
authctl status work --check --min-ttl 10m && authctl call work /me";

/// Show who is logged in, until when, and where it is kept
///
/// Asks nobody: what is shown is what is kept on this machine. With --check the exit code is 0 when a token is at hand
/// or can be had without a person, else 4, and 7 when the place where it is kept cannot be read. Where a token that was signed
/// here has ended, the secret is looked for in its file or variable; a key ring is not opened for that.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct StatusArgs {
    /// The profile to show
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
    /// Show all profiles
    #[arg(long, conflicts_with_all = ["position", "check"])]
    all: bool,
    /// Answer by the exit code alone: 0, or 4 when a person must see to it; stderr says why
    #[arg(long)]
    check: bool,
    /// With --check: how long the token must still be good, if it cannot be renewed
    #[arg(long, value_name = "TIME", value_parser = whole_seconds, requires = "check")]
    min_ttl: Option<Duration>,
    /// With --check: a scope that must have been granted (repeat)
    #[arg(long, requires = "check")]
    scope: Vec<String>,
}

pub fn run(arguments: &StatusArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    if arguments.all {
        return all(context);
    }
    let profile = Profile::find_in_use(context, arguments.position.as_deref())?;
    let mut status = Status::of(&profile, profile.keeper_in_use(context)?)?;
    status.look_for_key(&profile, arguments.min_ttl.map_or(0, seconds), context);
    if arguments.check && status.by_itself {
        // whether the issuer takes it nobody knows here, but whether it is there
        status.unprovable = match profile.way(context).and_then(|way| provable(&way, &profile, context)) {
            // nobody knows what is in a place that cannot be read
            Err(why) if matches!(why.kind, Kind::Store | Kind::Unavailable | Kind::Barred) => {
                return Err(why);
            }
            proved => proved.err().map(|why| why.message),
        };
    }
    let page = if arguments.check { Page::Nothing } else { Page::Fields(status.fields(context)) };
    let outcome = Outcome::page(page, status.json(context));
    Ok(match status.unmet(arguments, context).filter(|_| arguments.check) {
        Some(why) => outcome.exit(Kind::LoginNeeded.exit_code()).say(why),
        None => outcome,
    })
}

/// That the client has something to prove itself with, or that there is what signs.
fn provable(way: &Way, profile: &Profile, context: &Context<'_>) -> Result<(), Failure> {
    if way.method() == Method::Key {
        return signing::check(profile, context);
    }
    match way.party().map(|party| &party.client.secret) {
        Some(Secret::Unreadable(why)) => Err(Failure::usage(why)),
        Some(Secret::None) => Err(Failure::usage("no client secret and no key is named")),
        _ => Ok(()),
    }
}

fn all(context: &Context<'_>) -> Result<Outcome, Failure> {
    let mut rows = Vec::new();
    let (mut list, mut troubles) = (Vec::new(), Vec::new());
    for name in context.config()?.profiles() {
        let settings = context.settings(&name, Layer::default())?;
        let profile = Profile::named(name, settings);
        match profile.keeper(context).and_then(|keeper| Status::of(&profile, keeper)) {
            Ok(mut status) => {
                status.look_for_key(&profile, 0, context);
                rows.push(status.row(context));
                list.push(status.json(context));
            }
            Err(failure) => {
                rows.push(vec![Cell::text(&profile.name), Cell::Bad("unreachable".into())]);
                troubles.push(format!("{}: {}.", profile.name, failure.message));
                list.push(json!({"profile": profile.name, "error": {"code": failure.code, "message": failure.message}}));
            }
        }
    }
    let page = Page::Table { heads: vec!["PROFILE", "STATE", "ACCOUNT", "ISSUER", "STORE", "EXPIRES"], rows };
    let warning = given_token::warning(context);
    if list.is_empty() {
        troubles.push(
            "There is no profile yet: `authctl login NAME --issuer URL --client-id ID` makes one, and `authctl login NAME URL` one \
             for a service with a login of its own.".to_owned(),
        );
    }
    Ok(troubles
        .into_iter()
        .chain(warning)
        .fold(Outcome::page(page, json!({ "profiles": list })), Outcome::say))
}

/// What is known of one profile.
struct Status {
    profile: String,
    method: Method,
    is_at_service: bool,
    /// `None` where nobody knows whose token it is.
    issuer: Option<String>,
    store: StoreKind,
    /// The scopes that a login asks for.
    wanted: Vec<String>,
    kept: Option<Credential>,
    /// Why what is kept is not this profile's.
    foreign: Option<String>,
    /// The variable that the token comes from, whatever is kept.
    variable: Option<&'static str>,
    /// Nothing is kept, and nothing need be: a machine logs in by itself at each run.
    by_itself: bool,
    /// Why a machine that logs in by itself has nothing to prove itself with, or why no other token can be signed.
    unprovable: Option<String>,
}

impl Status {
    fn of(profile: &Profile, keeper: Keeper<'_>) -> Result<Self, Failure> {
        let (kept, foreign) = match keeper.load_ours() {
            Ok(kept) => (Some(kept), None),
            Err(session::Error::Missing { .. } | session::Error::NothingKept { .. }) => (None, None),
            Err(why @ (session::Error::NotOurs { .. } | session::Error::NotBound { .. })) => {
                (None, Some(why.to_string()))
            }
            Err(why) => return Err(why.into()),
        };
        Ok(Self {
            profile: profile.name.clone(),
            method: keeper.method,
            is_at_service: keeper.variable.is_none() && profile.is_at_service(),
            variable: keeper.variable,
            by_itself: keeper.logs_in_by_itself(),
            unprovable: None,
            // what the variable holds need not be of the profile's issuer
            issuer: keeper.issuer.filter(|_| keeper.variable.is_none()),
            store: profile.store(),
            wanted: profile.settings.value(|layer| &layer.scopes).unwrap_or_default(),
            kept,
            foreign,
        })
    }

    /// `valid`, `expired` or `missing`: of the access token as it is kept; `unknown` of one that was given by hand and
    /// does not say when it ends.
    fn state(&self, context: &Context<'_>) -> &'static str {
        let Some(kept) = &self.kept else { return "missing" };
        match kept.remaining(context.host.clock.unix()) {
            _ if kept.access_token.is_none() => "expired",
            None if kept.method == Method::Token => "unknown",
            Some(..=0) => "expired",
            _ => "valid",
        }
    }

    fn renewable(&self) -> bool {
        let has_way = self.by_itself || self.kept.as_ref().is_some_and(Credential::renewable);
        has_way && self.unprovable.is_none()
    }

    /// Where a token that was signed here is not good for so many seconds, whether another one could be signed: a good one
    /// needs no key.
    fn look_for_key(&mut self, profile: &Profile, least: i64, context: &Context<'_>) {
        let Some(kept) = self.kept.as_ref().filter(|kept| kept.method == Method::Key) else { return };
        if kept.remaining(context.host.clock.unix()).is_some_and(|remaining| remaining <= least) {
            self.unprovable = signing::unsigned_here(profile, context);
        }
    }

    /// What of the question is not met, with the command that helps.
    fn unmet(&self, arguments: &StatusArgs, context: &Context<'_>) -> Option<String> {
        let login = format!("authctl login {}", self.profile);
        if self.by_itself {
            return self
                .unprovable
                .as_ref()
                .map(|why| format!("Nothing is kept, and nobody can log in: {why}."));
        }
        let Some(kept) = &self.kept else {
            let why = self.foreign.as_ref().map(|why| format!(", since {why}")).unwrap_or_default();
            return Some(format!("Nobody is logged in{why}: `{login}`"));
        };
        let missing: Vec<&str> = arguments
            .scope
            .iter()
            .flat_map(|scope| scope.split_whitespace())
            .filter(|scope| !kept.scopes.iter().any(|granted| granted == scope))
            .collect();
        if !missing.is_empty() {
            let all =
                self.wanted.iter().map(String::as_str).chain(missing.clone()).collect::<Vec<_>>().join(" ");
            let missing = missing.join(" ");
            return Some(match self.variable {
                Some(name) => format!("Not granted, as far as {name} says: {missing}."),
                None => format!("Not granted: {missing}. `{login} --scope \"{all}\"` asks for it."),
            });
        }
        let least = arguments.min_ttl.map_or(0, seconds);
        let lasts = kept.remaining(context.host.clock.unix()).is_none_or(|remaining| remaining > least);
        let at_hand = self.renewable() || matches!(self.state(context), "valid" | "unknown") && lasts;
        let remedy = match self.variable {
            Some(name) => format!("put a new token into {name}, or unset it"),
            None => format!("`{login}`"),
        };
        (!at_hand).then(|| match &self.unprovable {
            Some(why) => format!("The token ends too soon, and there is no other one: {why}."),
            None => format!("The token ends too soon, and nothing can renew it: {remedy}"),
        })
    }

    fn json(&self, context: &Context<'_>) -> Value {
        let kept = self.kept.as_ref();
        json!({
            "profile": self.profile, "method": self.method.name(), "issuer": self.issuer,
            "subject": kept.and_then(|kept| kept.subject.as_deref()),
            "account": kept.and_then(Credential::who),
            "scopes": kept.map(|kept| &kept.scopes[..]).unwrap_or_default(),
            "expires_at": kept.and_then(|kept| kept.expires_at).map(utc),
            "renewable": self.renewable(), "store": self.variable.is_none().then(|| self.store.name()), "state": self.state(context),
            "refused": kept.and_then(|kept| kept.refused.as_deref()),
            "not_before": kept.and_then(|kept| kept.not_before).map(utc),
            "token_type": kept.map(Credential::token_type),
            "bound": kept.is_some_and(|kept| kept.dpop_key.is_some()),
            "variable": self.variable,
            "clock_ahead": kept.and_then(|kept| kept.clock_ahead),
            "impersonated_by": kept.and_then(Credential::impersonated_by),
            "minted_by": kept.and_then(|kept| kept.minted_by.as_deref()),
        })
    }

    fn state_cell(&self, context: &Context<'_>) -> Cell {
        match (self.state(context), self.renewable()) {
            ("valid", _) => Cell::Good("valid".into()),
            ("unknown", _) => Cell::Faint("unknown: the token does not say when it ends".into()),
            ("expired", true) => Cell::Good("expired, renewed at its next use".into()),
            ("expired", false) => Cell::Bad("expired".into()),
            _ if self.by_itself => Cell::Good("nothing kept, logs in by itself at each use".into()),
            _ => Cell::Bad("not logged in".into()),
        }
    }

    fn issuer_cell(&self) -> Cell {
        match &self.issuer {
            Some(issuer) => Cell::text(issuer),
            None => Cell::Faint(NOT_KNOWN.into()),
        }
    }

    fn account(&self) -> String {
        self.kept.as_ref().and_then(Credential::who).unwrap_or("-").to_owned()
    }

    fn row(&self, context: &Context<'_>) -> Vec<Cell> {
        let ends = self.kept.as_ref().and_then(|kept| kept.expires_at);
        vec![
            Cell::text(&self.profile),
            self.state_cell(context),
            Cell::text(self.account()),
            self.issuer_cell(),
            Cell::text(self.store.name()),
            ends.map_or(Cell::text("-"), Cell::unix),
        ]
    }

    fn fields(&self, context: &Context<'_>) -> Vec<(String, Cell)> {
        let mut fields = vec![
            ("profile", Cell::text(&self.profile)),
            ("state", self.state_cell(context)),
            (if self.is_at_service { "service" } else { "issuer" }, self.issuer_cell()),
            match self.variable {
                Some(name) => ("token", Cell::text(format!("from {name}, which beats what is kept"))),
                None => ("store", Cell::text(self.store.name())),
            },
        ];
        if let Some(why) = &self.foreign {
            fields.push(("kept", Cell::Bad(why.clone())));
        }
        if let Some(kept) = &self.kept {
            fields.insert(2, ("account", Cell::text(self.account())));
            if let Some(minted) = minted(kept) {
                fields.insert(3, ("minted", Cell::Bad(minted)));
            }
            fields.push(("subject", Cell::text(kept.subject.as_deref().unwrap_or("-"))));
            fields.push(("scopes", scopes_cell(kept)));
            fields.push(("expires", kept.expires_at.map_or(Cell::Faint(UNKNOWN_END.into()), Cell::unix)));
            if kept.method == Method::Token {
                let why = match kept.expires_at {
                    Some(_) => "no: the token says itself when it ends",
                    None => "no: only the API knows whether it takes the token",
                };
                fields.push(("verified", Cell::Faint(why.into())));
            }
            fields.push((
                "renewable",
                match &self.unprovable {
                    Some(why) => Cell::Bad(format!("no: {why}")),
                    None => Cell::text(if self.renewable() { "yes" } else { "no" }),
                },
            ));
            if kept.dpop_key.is_some() {
                fields.push(("bound", Cell::text("to a key that rests with the credential (DPoP)")));
            }
            if let Some(end) = kept.not_before.filter(|end| *end > context.host.clock.unix()) {
                fields.push(("not before", Cell::unix(end)));
            }
            if let Some(why) = &kept.refused {
                fields.push(("refused", Cell::Bad(why.clone())));
            }
            if let Some(ahead) = kept.clock_ahead.filter(|ahead| ahead.abs() > CLOCK_TOLERANCE) {
                let off = if ahead > 0 { "ahead of" } else { "behind" };
                fields.push((
                    "clock",
                    Cell::Bad(format!("this machine is {} s {off} the issuer", ahead.abs())),
                ));
            }
        }
        fields.into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect()
    }
}

/// The scopes of a token that was given by hand are known to its issuer alone.
fn scopes_cell(kept: &Credential) -> Cell {
    match kept.scopes.is_empty() {
        false => Cell::text(kept.scopes.join(" ")),
        true if kept.method == Method::Token => Cell::Faint(NOT_KNOWN.into()),
        true => Cell::Faint("none".into()),
    }
}
