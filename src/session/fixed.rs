//! Why nothing renews a credential.

use super::{Error, Keeper};
use crate::login::Method;
use crate::login::credential::{Credential, Made};

/// Why nothing renews a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fixed {
    NoRefreshToken,
    GivenByHand,
    /// A personal access token, which a profile got at the service.
    Made(Box<Made>),
    /// A service has no way to renew, and the password was not kept.
    NoPassword,
    /// The same, though the profile says that it is to be kept.
    NoUseOfPassword,
    /// Nobody but the person can log in anew.
    ByPerson,
    /// The environment variable of this name holds it.
    InVariable(&'static str),
}

impl std::fmt::Display for Fixed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoRefreshToken => f.write_str("the issuer gave no refresh token"),
            Self::GivenByHand => f.write_str("nothing renews a token that was given by hand"),
            Self::Made(_) => f.write_str("nothing renews a personal access token"),
            Self::NoPassword => f.write_str("the service renews nothing, and the password was not kept"),
            Self::NoUseOfPassword => f.write_str(
                "the service renews nothing, and no password is kept: the login wanted a second factor, or keep-password was said \
                 after it",
            ),
            Self::ByPerson => f.write_str("the service renews nothing by itself"),
            Self::InVariable(name) => write!(f, "nothing renews what {name} holds"),
        }
    }
}

impl Keeper<'_> {
    /// Why nothing renews a credential of this profile that cannot be renewed.
    pub(super) fn fixed(&self) -> Fixed {
        match (self.variable, self.method) {
            (Some(name), _) => Fixed::InVariable(name),
            (None, Method::Token) => Fixed::GivenByHand,
            (None, Method::Oidc | Method::ClientCredentials) => Fixed::NoRefreshToken,
            (None, Method::Password | Method::FormSession) if self.keeps_password => Fixed::NoUseOfPassword,
            (None, Method::Password | Method::FormSession) => Fixed::NoPassword,
            (None, _) => Fixed::ByPerson,
        }
    }

    /// The same of what is kept, which may say how it was made.
    pub fn fixed_for(&self, kept: Option<&Credential>) -> Fixed {
        match (self.fixed(), kept.and_then(|kept| kept.made.clone())) {
            (Fixed::GivenByHand, Some(made)) => Fixed::Made(made),
            (fixed, _) => fixed,
        }
    }

    /// The error, with how the token was made where the credential says that.
    pub fn with_making(&self, mut why: Error) -> Error {
        if let Error::Expired { fixed, .. } | Error::NotTaken { fixed, .. } = &mut why
            && *fixed == Fixed::GivenByHand
        {
            *fixed = self.fixed_for(self.load().ok().flatten().as_ref());
        }
        why
    }
}
