//! What signs tokens for a service, as a profile says it. It is read anew for each token: it may have changed.

use super::Context;
use super::jwt::key_source::{KeyFlags, Source};
use super::jwt::recipient::{Resolved, Typed};
use super::jwt::secret_source::{OuterSpace, SecretFlags};
use super::resolve::Profile;
use super::ring::Use;
use crate::config::layer::TOKEN_LIFE;
use crate::config::services;
use crate::failure::{Failure, Kind};
use crate::jwt::SigningKey;
use crate::jwt::key::WeakSecrets;
use crate::jwt::recipient::{Expected, Recipient};
use crate::keys::TokenLife;
use crate::login::Signing;
use crate::service::Known;
use crate::session::sign::Signer;
use std::sync::Arc;

/// Reads what signs whenever a token is wanted, and no sooner: a token that is good needs none. By then requests are under way on
/// this thread, and a ring in etcd is asked for by others, so another thread does it.
pub fn signer<'c>(profile: &Profile, context: &'c Context<'c>) -> Signer<'c> {
    let profile = Profile::named(profile.name.clone(), profile.settings.clone());
    Box::new(move || {
        let (profile, beside) = (&profile, context.beside());
        let read = std::thread::scope(|scope| scope.spawn(move || of(profile, &beside)).join());
        read.unwrap_or_else(|panic| std::panic::resume_unwind(panic)).map_err(Into::into)
    })
}

/// What signs a token now, by what the settings say.
pub fn of(profile: &Profile, context: &Context<'_>) -> Result<Signing, Failure> {
    let signing = Key::find(profile, context).and_then(|key| key.signing(profile, context));
    signing.map_err(|why| unsigned(why, profile, context))
}

/// That a token could be signed now. Nothing is changed: a ring is not told how long the tokens live.
pub fn check(profile: &Profile, context: &Context<'_>) -> Result<(), Failure> {
    let now = context.host.clock.now();
    Key::find(profile, context)
        .and_then(|key| match &key.source {
            Source::Ring(ring) => ring.signing_key(now.as_second()).map(drop),
            source => source.signing_key(None, None, weak(profile), now).map(drop),
        })
        .map_err(|why| unsigned(why, profile, context))
}

/// Why no token could be signed, where that can be seen without a ring: one may be in a keychain, or on other machines.
pub fn unsigned_here(profile: &Profile, context: &Context<'_>) -> Option<Failure> {
    match named(profile).names_ring() {
        true => None,
        false => check(profile, context).err(),
    }
}

/// That the service takes tokens about whom the settings name, or about nobody: told before anything is signed.
pub fn check_subject(profile: &Profile, context: &Context<'_>) -> Result<(), Failure> {
    let settings = &profile.settings;
    let Some(service) = settings.value(|layer| &layer.service) else { return Ok(()) };
    let services::Description { about, subject, without_subject, .. } = services::describe(service);
    if settings.value(|layer| &layer.subject).is_some() {
        return Ok(());
    }
    if let Some(wanted) = subject {
        let message = format!("{about} wants the subject of a token to be {wanted}, and none is named");
        return Err(Failure::usage(message).hint("--subject ID names it"));
    }
    if let Some(consequence) = without_subject {
        let message = format!("the token names no subject: {about} {consequence}; --subject NAME names one.");
        context.host.terminal.warn("no_subject", &message);
    }
    Ok(())
}

/// Whether the profile insists on a secret that is weak.
fn weak(profile: &Profile) -> WeakSecrets {
    match profile.settings.value(|layer| &layer.allow_weak_key) {
        Some(true) => WeakSecrets::Allowed,
        Some(false) | None => WeakSecrets::Refused,
    }
}

/// What a profile does not say is no fault of the command that wants a token; all else is told as what it is.
fn unsigned(why: Failure, profile: &Profile, context: &Context<'_>) -> Failure {
    let message = format!("no token can be signed: {}", why.message);
    let is_there = context.config().is_ok_and(|config| config.profiles().contains(&profile.name));
    let hints = why.hints.into_iter().map(|hint| match is_there && hint.starts_with("--allow-weak-key ") {
        // at a first login it is a flag of the command itself
        true => format!("authctl profile set {} {hint}", profile.name),
        false => hint,
    });
    let hints = hints.collect();
    match why.kind {
        Kind::Usage => Failure { kind: Kind::Other, code: "not_signed", message, hints, ..why },
        _ => Failure { message, hints, ..why },
    }
}

/// Where the key is that signs, and what the service expects of its tokens.
struct Key<'c> {
    source: Source<'c>,
    expected: Expected,
    recipient: Recipient,
}

impl<'c> Key<'c> {
    fn find(profile: &Profile, context: &'c Context<'_>) -> Result<Self, Failure> {
        let settings = &profile.settings;
        let recipient = settings.value(|layer| &layer.service).and_then(recipient).ok_or_else(|| {
            Failure::usage(format!("profile {} names no service that takes such tokens", profile.name))
                .hint("--service fluxlit, taskflow or zndraw")
        })?;
        // at the top of the file they are those of logins at an issuer
        let own = settings.clone().without_top();
        let issuer = own.value(|layer| &layer.issuer);
        let audience: Vec<String> = own.value(|layer| &layer.audience).into_iter().collect();
        let env_file = settings.value(|layer| &layer.env_file);
        let typed = Typed { issuer: issuer.as_deref(), audience: &audience, leeway: None };
        let mut resolved = Resolved::read(recipient, env_file.as_deref(), &typed, context)?;
        resolved.check_complete()?;
        let allow_http = settings.value(|layer| &layer.allow_http).unwrap_or_default();
        let outer = OuterSpace::of(Some(recipient));
        let source = match named(profile).read(Use::Sign, outer, allow_http, context)? {
            Some(source) => source,
            None => match resolved.secret()? {
                Some((secret, _)) => Source::Secret(secret),
                // a key pair comes from a ring alone
                None => return Err(resolved.no_key("--secret-file FILE, --secret-env NAME or --ring RING")),
            },
        };
        Ok(Self { source, expected: resolved.expected, recipient })
    }

    fn signing(self, profile: &Profile, context: &Context<'_>) -> Result<Signing, Failure> {
        let settings = &profile.settings;
        let lifetime = settings.value(|layer| &layer.expires_in).unwrap_or(TOKEN_LIFE);
        let now = context.host.clock.now();
        let key: SigningKey = match &self.source {
            Source::Ring(ring) => ring.signing_for(TokenLife::Seconds(lifetime.into()), now.as_second())?,
            source => source.signing_key(None, None, weak(profile), now)?,
        };
        // said each time: a profile remembers it for longer than a person does
        if let Some(weakness) = self.source.weakness(None, None, weak(profile), now) {
            context.host.terminal.warn("weak_key", &format!("{weakness}."));
        }
        let signing = Signing {
            key: Arc::new(key),
            expected: self.expected,
            subject: settings.value(|layer| &layer.subject),
            scopes: settings.value(|layer| &layer.scopes).unwrap_or_default(),
            roles: settings.value(|layer| &layer.roles).unwrap_or_default(),
            lifetime,
        };
        let unread = signing.unread();
        match unread.is_empty() {
            true => Ok(signing),
            false => {
                let name = self.recipient.description().name;
                Err(Failure::usage(format!("{name} does not read {}", unread.join(", "))))
            }
        }
    }
}

/// What the strongest layer names of the places of a key: one counts.
fn named(profile: &Profile) -> KeyFlags {
    let settings = &profile.settings;
    let file = settings.rank(|layer| &layer.secret_file);
    let variable = settings.rank(|layer| &layer.secret_env);
    let ring = settings.rank(|layer| &layer.ring);
    let ranks =
        [file.as_ref().map(|it| it.0), variable.as_ref().map(|it| it.0), ring.as_ref().map(|it| it.0)];
    let strongest = ranks.into_iter().flatten().min();
    let is_strongest = |rank: usize| Some(rank) == strongest;
    let file = file.filter(|(rank, _)| is_strongest(*rank)).map(|(_, path)| path);
    let variable = variable.filter(|(rank, _)| is_strongest(*rank)).map(|(_, name)| name);
    let ring = ring.filter(|(rank, _)| is_strongest(*rank)).map(|(_, name)| name);
    KeyFlags::at(ring, SecretFlags::at(file, variable))
}

/// Those of the services that take tokens which are signed elsewhere.
pub fn recipient(service: Known) -> Option<Recipient> {
    match service {
        Known::Fluxlit => Some(Recipient::Fluxlit),
        Known::Taskflow => Some(Recipient::Taskflow),
        Known::Zndraw => Some(Recipient::Zndraw),
        Known::Fastpluggy | Known::Dash => None,
    }
}
