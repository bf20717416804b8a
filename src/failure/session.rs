//! No usable credential.

use super::{Failure, Kind};
use crate::host::printable;
use crate::login::{self, Method};
use crate::session::socket::NotOpened;
use crate::session::{self, Change, Fixed};
use std::time::Duration;

impl From<session::Error> for Failure {
    fn from(error: session::Error) -> Self {
        use session::Error as E;
        let message = error.to_string();
        let login = |profile: &str| format!("authctl login {profile}");
        let needed =
            |code, profile: &str| Self::new(Kind::LoginNeeded, code, message.clone()).hint(login(profile));
        match error {
            E::Store(error) => error.into(),
            E::Http(error) => error.into(),
            E::Service(error) => error.into(),
            E::Redirected { source, .. } => Self { message, ..Self::from(*source) },
            E::Oidc(error) => error.into(),
            E::Unreadable { .. } => Self::new(Kind::Store, "credential_unreadable", message),
            E::Meanwhile { profile, change } => meanwhile(&profile, change, message),
            E::Missing { profile } => needed("not_logged_in", &profile),
            E::NothingKept { profile, by_itself } => nothing_kept(&profile, by_itself, message),
            E::NotOurs { profile, .. } => needed("other_issuer", &profile),
            E::NotBound { profile } => needed("not_bound", &profile),
            E::NotTaken { profile, fixed } => fixed_hint(needed("not_taken", &profile), &profile, &fixed),
            E::RenewedNotTaken { profile } => needed("not_taken", &profile),
            E::Over { profile, .. } => needed("refresh_rejected", &profile),
            E::NotInVariable { .. } => Self::new(Kind::LoginNeeded, "no_such_token", message),
            E::NoSuchToken { profile, method, .. } => {
                let failure = Self::new(Kind::LoginNeeded, "no_such_token", message);
                failure.hint(match method {
                    Method::Oidc => format!("authctl login {profile} --scope openid"),
                    _ => format!("authctl token {profile} gives what it has, which is for APIs"),
                })
            }
            E::NoPerson { profile } => Self::new(Kind::Refused, "no_such_token", message)
                .hint(format!("authctl token {profile} gives its access token, which is for APIs")),
            E::NotRenewedToo { profile } => needed("expired", &profile),
            E::Expired { profile, fixed, .. } => {
                let failure = fixed_hint(needed("expired", &profile), &profile, &fixed);
                match fixed {
                    Fixed::NoRefreshToken => failure
                        .hint("--scope \"openid offline_access\" asks for a credential that renews itself"),
                    _ => failure,
                }
            }
            E::OtherService { .. } => Self::new(Kind::Refused, "foreign_origin", message),
            E::NotKept { profile, source } | E::OverAndKept { profile, source, .. } => {
                let failure = Self::new(Kind::Store, "not_kept", message);
                failure.hints(source.hint()).hint(login(&profile))
            }
            E::Renewal { profile, method, source } => renewal(&profile, method, *source, message),
            E::TooEarly { wait, .. } => too_early(wait, message),
            E::Unsigned(why) => unsigned(why, message),
            E::NotMinted { source, .. } => not_minted(*source, message),
            E::NoMinter { profile, .. } => needed("no_minter", &profile)
                .hint(format!("authctl profile set {profile} --minted-by PROFILE names the administrator's")),
            E::Login { source, .. } => Self { message, ..Self::from(*source) },
            E::ForeignOrigin { profile, stand_in, is_of_service, origin, .. } => {
                let always = for_always(&profile, stand_in, is_of_service, &origin);
                Self::new(Kind::Refused, "foreign_origin", message)
                    .hint(format!("--allow-origin {origin} lets it have the credential in this call"))
                    .hint(always)
            }
        }
    }
}

impl From<NotOpened> for Failure {
    fn from(error: NotOpened) -> Self {
        let message = error.to_string();
        match error {
            NotOpened::Session(error) => error.into(),
            NotOpened::Socket(error) => error.into(),
            NotOpened::NotTaken { profile, .. } => {
                Self::new(Kind::LoginNeeded, "not_taken", message).hint(format!("authctl login {profile}"))
            }
        }
    }
}

/// What lets an origin have the credential always. The API of a service is where its login is, and stays that.
fn for_always(profile: &str, stand_in: Option<&str>, is_of_service: bool, origin: &str) -> String {
    match stand_in {
        Some(_) => {
            "authctl profile add NAME --api URL makes a profile that names the API for always".to_owned()
        }
        None if is_of_service => {
            format!("authctl profile set {profile} --origin {origin} lets it have the credential for always")
        }
        None => format!(
            "authctl profile set {profile} --api {origin} names the API for always; --origin names further ones"
        ),
    }
}

fn nothing_kept(profile: &str, by_itself: bool, message: String) -> Failure {
    Failure::new(Kind::LoginNeeded, "not_logged_in", message).hint(match by_itself {
        true => format!("authctl token {profile} logs in by itself; pipe what it prints into this"),
        false => {
            format!("authctl login {profile} --store file; authctl store status shows what else there is")
        }
    })
}

fn meanwhile(profile: &str, change: Change, message: String) -> Failure {
    let failure = Failure::new(Kind::Other, "changed_meanwhile", message);
    match change {
        Change::Gone => failure.hint("authctl profile list shows the name that it has now, if it has one"),
        Change::Made | Change::Changed => failure
            .hint(format!("authctl profile show {profile}"))
            .hint("the same command again goes by what the profile says now"),
    }
}

fn too_early(wait: Duration, message: String) -> Failure {
    let hint = format!("try again in {} s", wait.as_secs());
    Failure::new(Kind::Unavailable, "too_early", message).hint(hint)
}

/// Who looked for the key has told it already.
fn unsigned(why: Box<dyn std::error::Error + Send + Sync>, message: String) -> Failure {
    match why.downcast::<Failure>() {
        Ok(failure) => *failure,
        Err(_) => Failure::new(Kind::Other, "not_signed", message),
    }
}

/// What a person does about a token that nothing renews.
pub fn fixed_hint(failure: Failure, profile: &str, fixed: &Fixed) -> Failure {
    let hint = match fixed {
        Fixed::NoRefreshToken | Fixed::ByPerson | Fixed::NoUseOfPassword => return failure,
        Fixed::NoPassword => {
            return failure.hint(
                "--keep-password at the login keeps what a renewal needs, unless a second factor is wanted",
            );
        }
        Fixed::Made(made) => format!(
            "authctl account pat create {} --name {} --as {profile} --force",
            made.by,
            shell_words::quote(&printable::short(&made.name, 200))
        ),
        Fixed::GivenByHand => format!("authctl login {profile} --with-token < FILE"),
        Fixed::InVariable(name) => format!("put a new token into {name}, or unset it"),
    };
    Failure { hints: vec![hint], ..failure }
}

/// What ended is the token's life: what the administrator is refused by then, a person must see to.
fn not_minted(source: session::Error, message: String) -> Failure {
    let cause = Failure::from(source);
    let kind = if cause.kind == Kind::Refused { Kind::LoginNeeded } else { cause.kind };
    Failure { kind, message, ..cause }
}

/// A renewal that failed is told as what it is; the sentence says that the login itself is still good or not.
fn renewal(profile: &str, method: Method, source: login::Error, message: String) -> Failure {
    let was_refused = source.refusal().is_some();
    let cause = Failure::from(source);
    match cause.kind {
        // the issuer said no, but not that the grant is over: a person can look, and the refresh token is kept
        Kind::Refused if was_refused => {
            Failure { kind: Kind::LoginNeeded, message, ..cause }.hint(match method {
                Method::Oidc | Method::Token => {
                    format!("the refresh token is kept; if it happens again: authctl login {profile}")
                }
                Method::ClientCredentials => {
                    "no new login is needed: the next run asks with what the secret or the key is by then"
                        .to_owned()
                }
                _ => format!("authctl login {profile}"),
            })
        }
        Kind::LoginNeeded => {
            Failure { message, hints: Vec::new(), ..cause }.hint(format!("authctl login {profile}"))
        }
        _ => Failure { message, ..cause },
    }
}
