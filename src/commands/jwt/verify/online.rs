//! Keys that an issuer publishes: fetched when they must be, and used as they were kept while they may be.

use crate::commands::Context;
use crate::failure::{Failure, Kind};
use crate::http::{self, Trust};
use crate::jwt::KeySet;
use crate::jwt::date::span;
use crate::oidc;
use crate::oidc::jwks::{Cache, Fetcher, Published, Source};
use url::Url;

/// Clocks that differ by less are told the same time: a Date header has whole seconds, and takes its time to come.
const SAME_TIME: i64 = 5;

/// Published keys, and whom to ask for newer ones.
pub struct Online<'c> {
    source: Source,
    published: Published,
    wanted: Wanted,
    fetcher: Fetcher<'c>,
    context: &'c Context<'c>,
}

/// Which keys are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Those that are kept as long as the issuer said, else those that it publishes now.
    Fresh,
    /// Those that the issuer publishes now.
    Anew,
    /// Those that are kept, however old they are.
    Kept,
}

impl<'c> Online<'c> {
    pub fn open(
        source: Source,
        allow_http: bool,
        wanted: Wanted,
        context: &'c Context<'_>,
    ) -> Result<Self, Failure> {
        let (http, clock) = (context.http(), &context.host.clock);
        // who has no folder has no cache, nor who cannot tell by whom the issuer was known
        let (trust, folders) = match http.trust() {
            Trust::System => (None, context.folders().ok()),
            Trust::Named(trust) => (Some(trust), context.folders().ok()),
            Trust::Unknown => (None, None),
        };
        let cache = Cache::within(folders.map(|folders| folders.cache));
        let fetcher = Fetcher { http, clock, cache, allow_http, trust };
        let published = match wanted {
            Wanted::Kept => kept(&fetcher, &source, context)?,
            _ => current(&fetcher, &source, wanted, context)?,
        };
        Ok(Self { source, published, wanted, fetcher, context })
    }

    pub fn keys(&self) -> &KeySet {
        &self.published.keys
    }

    /// Asks for a key that is not among these; false where the answer is known.
    pub fn search(&mut self) -> Result<bool, Failure> {
        if self.wanted == Wanted::Kept {
            return Ok(false);
        }
        let _spinner = self.context.host.terminal.spinner(asking(&self.source));
        self.context.block_on(async {
            let found = self.fetcher.search(&self.source, &mut self.published).await;
            found.map_err(|why| {
                told(why).hint("the token was signed with a key that is not among those kept here")
            })
        })
    }

    /// By how many seconds the issuer's clock is ahead of ours, where it was asked in this run and they differ.
    pub fn clock_ahead(&self) -> Option<i64> {
        let asked = match &self.source {
            Source::Issuer(issuer) => Url::parse(issuer.as_str()).ok()?,
            Source::Address(url) => url.clone(),
        };
        let time = |url: &Url| self.fetcher.http.told.time(url);
        let theirs = time(&asked).or_else(|| time(&self.published.address()?))?;
        let ahead = theirs.duration_since(self.fetcher.clock.now()).as_secs();
        (ahead.abs() >= SAME_TIME).then_some(ahead)
    }

    /// What helps a token whose key is not among these.
    pub fn hint(&self) -> Option<String> {
        let (now, source) = (self.fetcher.clock.now(), self.source.shown());
        if self.wanted == Wanted::Kept {
            let age = span(self.published.age(now));
            return Some(format!(
                "the keys are those of {age} ago; without --offline newer ones are looked for"
            ));
        }
        Some(match self.published.cool_down(now) {
            Some(left) => {
                format!(
                    "{source} was asked for newer keys, and is not asked again in the next {}",
                    span(left)
                )
            }
            None => format!("{source} publishes no such key now"),
        })
    }
}

/// What is kept, with a word on how old it is.
fn kept(fetcher: &Fetcher<'_>, source: &Source, context: &Context<'_>) -> Result<Published, Failure> {
    let shown = source.shown();
    let kept = fetcher.kept(source).ok_or_else(|| {
        Failure::new(Kind::Other, "no_kept_keys", format!("no keys of {shown} are kept here")).hint(
            "the same command without --offline fetches them, and keeps them where the issuer allows it",
        )
    })?;
    let age = span(kept.age(fetcher.clock.now()));
    context
        .host
        .terminal
        .note("kept_keys", &format!("The keys of {shown} are those of {age} ago (--offline)."));
    Ok(kept)
}

/// What is kept as long as the issuer said, else what it publishes now.
fn current(
    fetcher: &Fetcher<'_>,
    source: &Source,
    wanted: Wanted,
    context: &Context<'_>,
) -> Result<Published, Failure> {
    let now = fetcher.clock.now();
    let kept = match fetcher.kept(source) {
        Some(kept) if kept.is_fresh(now) && wanted == Wanted::Fresh => return Ok(kept),
        kept => kept,
    };
    let terminal = &context.host.terminal;
    if let Some(kept) = kept.as_ref().filter(|kept| kept.was_just_missed(now) && kept.will_do(now)) {
        warn_of_age(&format!("{} could not be asked a moment ago", source.shown()), kept, context);
        return Ok(kept.clone());
    }
    let asked = {
        let _spinner = terminal.spinner(asking(source));
        context.block_on(async { Ok(fetcher.fetch(source, kept.as_ref()).await) })?
    };
    let (why, kept) = match (asked, kept) {
        (Ok(published), _) => return Ok(published),
        (Err(why), Some(kept)) if why.may_pass() && kept.is_fresh(now) => return Ok(kept),
        (Err(why), Some(kept)) if why.may_pass() => (why, kept),
        (Err(why), _) => return Err(told(why)),
    };
    if kept.will_do(now) {
        warn_of_age(&why.to_string(), &kept, context);
        return Ok(kept);
    }
    let age = span(kept.age(now));
    Err(told(why).hint(format!("--offline uses the keys of {age} ago, which may be revoked since")))
}

fn warn_of_age(why: &str, kept: &Published, context: &Context<'_>) {
    let age = span(kept.age(context.host.clock.now()));
    let warning =
        format!("{why}: the keys that are used are those of {age} ago, which may be revoked since.");
    context.host.terminal.warn("stale_keys", &warning);
}

fn asking(source: &Source) -> String {
    format!("Asking {} for its keys", source.shown())
}

/// What helps is said in the words of this verb.
pub fn told(why: oidc::Error) -> Failure {
    if let oidc::Error::Http(http::Error::NotSecure { url }) = &why {
        let message = format!("{url} is not https: keys that come from there can be forged on the way");
        let hint = "use https; --allow-http asks all the same, and everybody in between may put in keys of their own";
        return Failure { message, hints: vec![hint.to_owned()], ..Failure::from(why) };
    }
    let hint = match &why {
        oidc::Error::NoMetadata { .. } => {
            "check the issuer's address: it is the part before /.well-known; --jwks-url URL does without metadata"
                .to_owned()
        }
        oidc::Error::NoEndpoint { .. } => "--jwks-url URL says where its keys are".to_owned(),
        oidc::Error::IssuerDiffers { found, .. } if why.is_about_a_slash() => {
            format!("--issuer {} is its own spelling", shell_words::quote(found))
        }
        oidc::Error::Refused(_) => "check the address: keys are published to everybody".to_owned(),
        _ => return why.into(),
    };
    Failure { hints: vec![hint], ..Failure::from(why) }
}
