//! The kinds of token that an issuer gives.

use std::fmt;

/// A kind of token, where a step of the protocol or a person means one of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenKind {
    #[default]
    Access,
    Refresh,
    Id,
}

impl TokenKind {
    pub const ALL: [Self; 3] = [Self::Access, Self::Refresh, Self::Id];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
            Self::Id => "id",
        }
    }

    /// `token_type_hint` (RFC 7009 section 2.1, RFC 7662 section 2.1).
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Refresh => "refresh_token",
            Self::Id => "id_token",
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Access => "access token",
            Self::Refresh => "refresh token",
            Self::Id => "ID token",
        }
    }
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
