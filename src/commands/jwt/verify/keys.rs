//! The keys that `verify` checks with, wherever they come from.

use crate::commands::Context;
use crate::commands::jwt::key_source::KeyFlags;
use crate::failure::Failure;
use crate::jwt::key::Trusted;
use crate::jwt::verify::Keys;

/// Where the keys are.
#[derive(Debug, clap::Args)]
pub struct KeySourceFlags {
    #[command(flatten)]
    here: KeyFlags,
}

/// The keys of a run.
pub struct TrustedKeys {
    trusted: Trusted,
}

impl KeySourceFlags {
    /// The keys that were named.
    pub fn resolve(&self, context: &Context<'_>) -> Result<TrustedKeys, Failure> {
        let source = self.here.read(context)?.ok_or_else(|| {
            Failure::usage("no key was named").hint("--key FILE, --secret-file FILE or --secret-env NAME")
        })?;
        let trusted = source.trusted(self.here.weak())?;
        if let Some(why) = source.guessable() {
            let warning = format!("whoever guesses the secret can make such tokens: {why}.");
            context.host.terminal.warn("guessable_secret", &warning);
        }
        Ok(TrustedKeys { trusted })
    }

    /// True when stdin holds the secret, so that nothing else can come from there.
    pub fn takes_stdin(&self) -> bool {
        self.here.takes_stdin()
    }
}

impl TrustedKeys {
    pub fn keys(&self) -> Keys<'_> {
        self.trusted.keys()
    }
}
