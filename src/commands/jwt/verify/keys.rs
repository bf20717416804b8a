//! The keys that `verify` checks with, wherever they come from.

use super::lacking::Lacking;
use super::online::{Online, Wanted};
use crate::commands::Context;
use crate::commands::arguments::web_url;
use crate::commands::jwt::key_source::{self, Held, KeyFlags};
use crate::commands::jwt::recipient::Resolved;
use crate::commands::jwt::secret_source::{OuterSpace, Secret};
use crate::commands::resolve::Profile;
use crate::commands::ring::Use;
use crate::failure::Failure;
use crate::jwt::key::{Trusted, WeakSecrets};
use crate::jwt::policy::Algorithms;
use crate::jwt::verify::{Keys, verify_signature};
use crate::jwt::{Rejection, VerificationKey};
use crate::oidc::jwks::Source;
use crate::oidc::{self, Endpoint, Issuer};
use crate::sensitive::SecretBytes;
use crate::session::ring::Reach;
use jiff::Timestamp;
use url::Url;

const SOURCES: &str = "--key FILE, --ring RING, --secret-file FILE, --secret-env NAME, --jwks-url URL or --issuer URL names one";

/// Where the keys are. An issuer that is named to be compared is also where they come from, where nothing else is.
#[derive(Debug, clap::Args)]
pub struct KeySourceFlags {
    #[command(flatten)]
    here: KeyFlags,
    /// A JWK set on the network; without any key --issuer says where, or the profile that -p names
    #[arg(long, value_name = "URL", group = "key-source", value_parser = web_url)]
    jwks_url: Option<Url>,
    /// Ask nobody: use the keys that were fetched before, and of a ring in etcd what this machine saw last
    #[arg(long)]
    offline: bool,
    /// Allow http to other machines, which lets everybody in between put in keys; rings in etcd are asked by it then
    #[arg(long)]
    allow_http: bool,
}

/// The keys of a run.
pub struct TrustedKeys<'c> {
    place: Place<'c>,
    /// The issuer of the profile, whose tokens alone these keys are for.
    pub issuer: Option<String>,
}

enum Place<'c> {
    Here {
        keys: Held,
        /// What holds them, in words.
        place: String,
        /// Where they are a bare secret.
        secret: Option<Secret>,
    },
    Online(Box<Online<'c>>),
}

impl KeySourceFlags {
    /// The keys that were named, or those of the `issuer` that the token must come from. `anew`: an issuer is asked
    /// although keys of it are kept, for a run that asks but once. `now` is when certificates must be valid. `service`: whose
    /// variables may hold the key.
    pub fn resolve<'c>(
        &self,
        issuer: Option<&str>,
        mut service: Option<&mut Resolved>,
        anew: bool,
        now: Timestamp,
        context: &'c Context<'_>,
    ) -> Result<TrustedKeys<'c>, Failure> {
        if !self.here.names_ring() && self.here.is_named() {
            forbid_profile(context)?;
        }
        let purpose = Use::Verify(if self.offline { Reach::Offline } else { Reach::Online });
        let space = OuterSpace::of(service.as_ref().map(|service| service.expected.recipient));
        let mut here =
            self.here.read(purpose, space, self.allow_http, context)?.map(|key| (key, self.here.place()));
        match (&here, &mut service) {
            (Some((_, place)), Some(service)) => service.key_named(place),
            (None, Some(service)) if !self.are_named() && context.globals.profile.is_none() => {
                here = service.secret()?.map(|(secret, place)| (key_source::Source::Secret(secret), place));
            }
            _ => {}
        }
        if let Some((source, place)) = here {
            let trusted = source.trusted(self.here.weak(), now)?;
            source.warn_of_certificates(now, context);
            for (code, warning) in source.weaknesses(self.here.weak(), now) {
                context.host.terminal.warn(code, &warning);
            }
            let secret = if let key_source::Source::Secret(secret) = source { Some(secret) } else { None };
            let place = Place::Here { keys: trusted, place, secret };
            return Ok(TrustedKeys { place, issuer: None });
        }
        let profile = context.globals.profile.is_some().then(|| Profile::find(context, None)).transpose()?;
        let (source, allow_http) = match (&self.jwks_url, &profile, issuer) {
            (Some(url), ..) => {
                forbid_profile(context)?;
                (Source::Address(url.clone()), self.allow_http)
            }
            (_, Some(profile), _) => self.of_profile(profile, issuer)?,
            _ if let Some(service) = service => match service.key_set() {
                Some(url) => (Source::Address(url), self.allow_http),
                None => return Err(service.no_key(SOURCES)),
            },
            (_, _, Some(issuer)) => {
                let issuer = Issuer::parse(issuer, self.allow_http).map_err(of_issuer)?;
                (Source::Issuer(issuer), self.allow_http)
            }
            _ => return Err(Failure::usage("no key was named").hint(SOURCES)),
        };
        let wanted = match (self.offline, anew) {
            (true, _) => Wanted::Kept,
            (_, true) => Wanted::Anew,
            _ => Wanted::Fresh,
        };
        let online = Online::open(source, allow_http, wanted, context)?;
        let issuer = profile.and_then(|profile| profile.settings.value(|layer| &layer.issuer));
        Ok(TrustedKeys { place: Place::Online(Box::new(online)), issuer })
    }

    /// An error when the token, as it was typed, would come from stdin, and the key too.
    pub fn check_stdin(&self, token: Option<&str>) -> Result<(), Failure> {
        self.here.check_stdin(token)
    }

    /// True when the keys are named, and not looked for at the issuer that the token must come from.
    pub fn are_named(&self) -> bool {
        self.here.is_named() || self.jwks_url.is_some()
    }

    /// The keys of a profile are those of its issuer, and of no other.
    fn of_profile(&self, profile: &Profile, issuer: Option<&str>) -> Result<(Source, bool), Failure> {
        let (name, settings) = (&profile.name, &profile.settings);
        let own = settings.value(|layer| &layer.issuer).ok_or_else(|| {
            let message = format!("profile {name} names no issuer whose keys could be used");
            let failure = Failure::usage(message).hint(format!("authctl profile set {name} --issuer URL"));
            profile.check_at_issuer().err().unwrap_or(failure)
        })?;
        if let Some(other) = issuer.filter(|issuer| *issuer != own) {
            let message =
                format!("the keys of profile {name} are those of {own}, and not for tokens of {other}");
            return Err(Failure::usage(message));
        }
        let allow_http = self.allow_http || settings.value(|layer| &layer.allow_http).unwrap_or_default();
        let by_hand = settings.value(|layer| &layer.endpoints).unwrap_or_default();
        Ok(match by_hand.get(&Endpoint::Jwks) {
            Some(url) => (Source::Address(url.clone()), allow_http),
            None => {
                (Source::Issuer(Issuer::parse(&own, allow_http).map_err(super::online::told)?), allow_http)
            }
        })
    }
}

impl TrustedKeys<'_> {
    pub fn keys(&self) -> Keys<'_> {
        match &self.place {
            Place::Here { keys, .. } => keys.keys(),
            Place::Online(online) => Keys::Set(online.keys()),
        }
    }

    /// What `judge` says of a token with these keys; where the token means a key that is not among them, or was signed with
    /// another one than it means, with those that the issuer publishes now. That it could not be asked is only a failure
    /// where nothing can be said without it.
    pub fn judged<T>(
        &mut self,
        token: &str,
        judge: impl Fn(Keys<'_>) -> Result<T, Rejection>,
    ) -> Result<Result<T, Rejection>, Failure> {
        let judged = judge(self.keys());
        if let (Err(why), Some(lacking)) = (&judged, self.lacking())
            && lacking.lacks_key_of(why, token)
        {
            return Err(lacking.about_token());
        }
        match judged {
            Err(why) if why.unknown_key() && self.search()? => Ok(judge(self.keys())),
            Err(why) if why.other_key() && self.search().unwrap_or(false) => Ok(judge(self.keys())),
            other => Ok(other),
        }
    }

    /// Looks for newer keys; false where there are none, or where nobody may be asked now.
    pub fn search(&mut self) -> Result<bool, Failure> {
        match &mut self.place {
            Place::Here { .. } => Ok(false),
            Place::Online(online) => online.search(),
        }
    }

    /// What is known of a ring that is remembered: nobody can say that it has no newer key.
    pub fn lacking(&self) -> Option<Lacking<'_>> {
        let Place::Here { keys: Held::Ring { stale: Some(stale), ended, .. }, .. } = &self.place else {
            return None;
        };
        Some(Lacking { stale, ended })
    }

    /// By how many seconds the issuer's clock is ahead of ours, where it was asked in this run.
    pub fn clock_ahead(&self) -> Option<i64> {
        match &self.place {
            Place::Here { .. } => None,
            Place::Online(online) => online.clock_ahead(),
        }
    }

    /// The rejection with the name of what holds the key, where that is one.
    pub fn named(&self, why: &Rejection) -> Rejection {
        match &self.place {
            Place::Here { keys: Held::Named(Trusted::One(_)), place, .. } => why.clone().with_key_in(place),
            _ => why.clone(),
        }
    }

    /// The ids of keys whose tokens are not taken any more, and why, as far as that is known.
    pub fn ended(&self) -> &[(String, String)] {
        match &self.place {
            Place::Here { keys: Held::Ring { ended, .. }, .. } => ended,
            _ => &[],
        }
    }

    /// How the bare secret is to be read so that the signature fits, where it can be.
    pub fn other_reading(&self, token: &str, algorithms: &Algorithms) -> Option<String> {
        let Place::Here { secret: Some(secret), .. } = &self.place else { return None };
        let fits = |bytes: &SecretBytes| {
            let key = VerificationKey::shared(bytes, WeakSecrets::Allowed).ok();
            key.is_some_and(|key| verify_signature(token, Keys::One(&key), algorithms).is_ok())
        };
        let (how, _) = secret.other_readings().into_iter().find(|(_, bytes)| fits(bytes))?;
        Some(format!("the signature fits {how}"))
    }

    /// What helps a token whose key is not among these.
    pub fn hint(&self) -> Option<String> {
        match &self.place {
            Place::Here { keys: Held::Ring { show, .. }, .. } => {
                Some(format!("{show} shows the keys of the ring"))
            }
            Place::Here { .. } => None,
            Place::Online(online) => online.hint(),
        }
    }
}

/// A profile beside a key is one place of keys too many.
fn forbid_profile(context: &Context<'_>) -> Result<(), Failure> {
    let Some(name) = &context.globals.profile else { return Ok(()) };
    let message = format!("two places of keys are named: profile {name} and another one");
    Err(Failure::usage(message).hint("a key that is named needs no --profile"))
}

/// An issuer that is no address was meant to be compared alone.
fn of_issuer(why: oidc::Error) -> Failure {
    match why {
        oidc::Error::NotAnIssuer { .. } => Failure::from(why)
            .hint(format!("no key was named, so it would say where the keys are; {SOURCES}")),
        _ => super::online::told(why),
    }
}
