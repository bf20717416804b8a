//! What is known of one profile without asking anybody.

use crate::commands::minting::minted;
use crate::commands::outcome::utc;
use crate::commands::resolve::Profile;
use crate::commands::{Cell, Context, signing, whose};
use crate::failure::Failure;
use crate::login::Method;
use crate::login::credential::{Credential, NotTaken, SaidBy};
use crate::service::Known;
use crate::session::{self, Fixed, Keeper};
use crate::store::StoreKind;
use serde_json::{Value, json};

const UNKNOWN_END: &str = "nobody said";
const NOT_KNOWN: &str = "not known";

/// A token that ends sooner, in seconds, is renewed before it is used, where it can be.
pub const SOON: i64 = 30;

/// A clock that is further off than this matters for tokens.
const CLOCK_TOLERANCE: i64 = 5;

/// What is known of one profile.
pub struct Status {
    pub profile: String,
    pub method: Method,
    pub is_at_service: bool,
    /// Which service it is, where that is one that is known by name.
    service: Option<Known>,
    /// Where the API is, or the service.
    api: Option<String>,
    /// `None` where nobody knows whose token it is. At a service its origin.
    issuer: Option<String>,
    store: StoreKind,
    /// The scopes that a login asks for.
    pub wanted: Vec<String>,
    pub kept: Option<Credential>,
    /// Why what is kept is not this profile's.
    pub foreign: Option<String>,
    /// The variable that the token comes from, whatever is kept.
    pub variable: Option<&'static str>,
    /// Nothing is kept, and nothing need be: a machine logs in by itself at each run.
    pub by_itself: bool,
    /// Why nothing renews it, where that is so.
    pub fixed: Fixed,
    /// Why no other token can be signed, where one is wanted.
    pub unsigned: Option<Failure>,
}

impl Status {
    pub fn of(profile: &Profile, keeper: Keeper<'_>) -> Result<Self, Failure> {
        let (kept, foreign) = match keeper.load_ours() {
            Ok(kept) => (Some(kept), None),
            Err(session::Error::Missing { .. } | session::Error::NothingKept { .. }) => (None, None),
            Err(why @ (session::Error::NotOurs { .. } | session::Error::NotBound { .. })) => {
                (None, Some(why.to_string()))
            }
            Err(why) => return Err(why.into()),
        };
        let settings = &profile.settings;
        let is_at_service = keeper.variable.is_none() && profile.is_at_service();
        Ok(Self {
            profile: profile.name.clone(),
            method: keeper.method,
            is_at_service,
            service: settings.value(|layer| &layer.service).filter(|_| is_at_service),
            api: settings.value(|layer| &layer.api).as_ref().map(whose::address),
            fixed: keeper.fixed_for(kept.as_ref()),
            unsigned: None,
            variable: keeper.variable,
            by_itself: keeper.logs_in_by_itself(),
            // what the variable holds need not be of the profile's issuer
            issuer: keeper.issuer.filter(|_| keeper.variable.is_none()),
            store: profile.store(),
            wanted: settings.value(|layer| &layer.scopes).unwrap_or_default(),
            kept,
            foreign,
        })
    }

    /// `valid`, `expired` or `missing`: of the access token as it is kept; `unknown` of one that was given by hand and
    /// does not say when it ends, and of one that was not taken when it was used last.
    fn state(&self, context: &Context<'_>) -> &'static str {
        let Some(kept) = &self.kept else { return "missing" };
        match kept.remaining(context.host.clock.unix()) {
            _ if kept.access_token.is_none() => "expired",
            Some(..=0) => "expired",
            _ if self.not_taken().is_some() => "unknown",
            None if kept.is_given_by_hand() => "unknown",
            _ => "valid",
        }
    }

    /// Who did not take it. What can be renewed was.
    pub fn not_taken(&self) -> Option<&NotTaken> {
        self.kept.as_ref().filter(|kept| !kept.renewable())?.not_taken.as_deref()
    }

    fn renewable(&self) -> bool {
        let has_way = self.by_itself || self.kept.as_ref().is_some_and(Credential::renewable);
        has_way && self.unsigned.is_none()
    }

    /// Where a token that was signed here is not good for so many seconds, whether another one could be signed: a good one
    /// needs no key.
    pub fn look_for_key(&mut self, profile: &Profile, least: i64, context: &Context<'_>) {
        let Some(kept) = self.kept.as_ref().filter(|kept| kept.method == Method::Key) else { return };
        if kept.remaining(context.host.clock.unix()).is_some_and(|left| left <= least.max(SOON)) {
            self.unsigned = signing::unsigned_here(profile, context);
        }
    }

    pub fn json(&self, context: &Context<'_>) -> Value {
        let kept = self.kept.as_ref();
        let (scopes, by) = kept.and_then(Credential::scopes_said).unzip();
        json!({
            "profile": self.profile, "method": self.method.name(), "issuer": self.issuer,
            "service": self.service.map(Known::name), "api": self.api,
            "subject": kept.and_then(|kept| kept.subject.as_deref()),
            "account": kept.and_then(Credential::who),
            "scopes": scopes.unwrap_or_default(), "scopes_source": by.map(SaidBy::name),
            "expires_at": kept.and_then(|kept| kept.expires_at).map(utc),
            "renewable": self.renewable(), "store": self.variable.is_none().then(|| self.store.name()), "state": self.state(context),
            "refused": kept.and_then(|kept| kept.refused.as_deref()),
            "not_taken": self.not_taken().map(|by| json!({"by": by.by, "path": by.path, "at": utc(by.at)})),
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
            ("unknown", _) if self.not_taken().is_some() => {
                Cell::Bad("unknown: not taken when it was used last".into())
            }
            ("unknown", _) if self.method == Method::Token => {
                Cell::Faint("unknown: the token does not say when it ends".into())
            }
            ("unknown", _) => Cell::Faint("unknown: nobody says how long it is good".into()),
            ("expired", true) => Cell::Good("expired, renewed at its next use".into()),
            ("expired", false) => Cell::Bad("expired".into()),
            _ if self.by_itself => Cell::Good("nothing kept, logs in by itself at each use".into()),
            _ => Cell::Bad("not logged in".into()),
        }
    }

    /// The issuer, or the service.
    fn place_cell(&self) -> Cell {
        match (&self.issuer, self.service, &self.api) {
            (_, Some(service), Some(api)) => Cell::text(format!("{} at {api}", service.name())),
            (_, None, Some(api)) if self.is_at_service => Cell::text(api),
            (Some(issuer), ..) => Cell::text(issuer),
            (None, ..) => Cell::Faint(NOT_KNOWN.into()),
        }
    }

    fn account(&self) -> String {
        self.kept.as_ref().and_then(Credential::who).unwrap_or("-").to_owned()
    }

    pub fn row(&self, context: &Context<'_>) -> Vec<Cell> {
        let ends = self.kept.as_ref().and_then(|kept| kept.expires_at);
        vec![
            Cell::text(&self.profile),
            self.state_cell(context),
            Cell::text(self.account()),
            self.place_cell(),
            Cell::text(self.store.name()),
            ends.map_or(Cell::text("-"), Cell::unix),
        ]
    }

    pub fn fields(&self, context: &Context<'_>) -> Vec<(String, Cell)> {
        let mut fields = vec![
            ("profile", Cell::text(&self.profile)),
            ("state", self.state_cell(context)),
            (if self.is_at_service { "service" } else { "issuer" }, self.place_cell()),
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
            fields.extend(self.fields_of(kept, context));
        }
        fields.into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect()
    }

    /// What is said of what is kept.
    fn fields_of(&self, kept: &Credential, context: &Context<'_>) -> Vec<(&'static str, Cell)> {
        let mut fields = vec![
            ("subject", Cell::text(kept.subject.as_deref().unwrap_or("-"))),
            ("scopes", scopes_cell(kept)),
            ("expires", kept.expires_at.map_or(Cell::Faint(UNKNOWN_END.into()), Cell::unix)),
        ];
        if kept.method == Method::Token {
            fields.push(("verified", Cell::Faint(unverified(kept).into())));
        }
        fields.push((
            "renewable",
            match &self.unsigned {
                Some(why) => Cell::Bad(format!("no: {}", why.message)),
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
        if let Some(NotTaken { by, path, at }) = self.not_taken() {
            fields.push(("not taken", Cell::Bad(format!("by {by}{path}"))));
            fields.push(("since", Cell::unix(*at)));
        }
        if let Some(ahead) = kept.clock_ahead.filter(|ahead| ahead.abs() > CLOCK_TOLERANCE) {
            let off = if ahead > 0 { "ahead of" } else { "behind" };
            let told = format!("this machine is {} s {off} the issuer", ahead.abs());
            fields.push(("clock", Cell::Bad(told)));
        }
        fields
    }
}

/// The scopes that were granted, or those that the credential names; of others only the issuer or the service knows.
fn scopes_cell(kept: &Credential) -> Cell {
    match kept.scopes_said() {
        None => Cell::Faint(NOT_KNOWN.into()),
        Some((scopes, _)) if scopes.is_empty() => Cell::Faint("none".into()),
        Some((scopes, SaidBy::Login)) => Cell::text(scopes.join(" ")),
        Some((scopes, SaidBy::Token)) => {
            Cell::text(format!("{} (as the token says, which nobody verified)", scopes.join(" ")))
        }
    }
}

/// Who says when a token ends that was got elsewhere.
fn unverified(kept: &Credential) -> &'static str {
    let says_itself = || kept.claims().is_some_and(|claims| claims.contains_key("exp"));
    match kept.expires_at {
        Some(_) if says_itself() => "no: the token says itself when it ends",
        Some(_) => "no: when it ends is what was asked for when it was made",
        None => "no: only the API knows whether it takes the token",
    }
}
