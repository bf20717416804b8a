//! Tokens that are signed here: what signs them is looked for whenever one is wanted.

use super::{Error, Session};
use crate::login::{AtService, Signing};
use std::borrow::Cow;

/// Finds what signs; else why nothing does, as whoever made this says it.
pub type Signer<'h> = Box<dyn Fn() -> Result<Signing, Box<dyn std::error::Error + Send + Sync>> + 'h>;

impl Session<'_> {
    /// The service with what signs for it, where tokens for it are signed here.
    pub(super) fn with_key<'a>(&self, at: &'a AtService) -> Result<Cow<'a, AtService>, Error> {
        let Some(signer) = &self.signer else { return Ok(Cow::Borrowed(at)) };
        let signing = signer().map_err(Error::Unsigned)?;
        Ok(Cow::Owned(AtService { signing: Some(signing), ..at.clone() }))
    }
}
