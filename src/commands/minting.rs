//! Tokens of other users, which administrators get: who gets them, and how loudly that is said.

use super::Context;
use super::resolve::{Profile, unknown};
use crate::config::Layer;
use crate::failure::Failure;
use crate::host::printable;
use crate::login::{Credential, Method};
use crate::session::Session;
use crate::session::mint::Minter;

impl Profile {
    /// The administrator who mints the token of this profile, by a profile of their own.
    pub fn minter<'c>(&self, context: &'c Context<'c>) -> Minter<'c> {
        match self.minting_session(context) {
            Ok(session) => Minter::Session(Box::new(session)),
            Err(why) => Minter::Missing(why.message),
        }
    }

    /// Gets the token, and asks the service whose it is.
    pub fn mint(&self, context: &Context<'_>) -> Result<Credential, Failure> {
        let at = self.at_service(Method::Mint)?;
        // what names no user, or no route, is told before the administrator is asked for
        if at.username.is_none() {
            let message = format!("profile {} does not say whose token is wanted", self.name);
            return Err(Failure::usage(message).hint("--username ID names the user"));
        }
        let admin = self.minting_session(context)?;
        context.block_on(async {
            let _spinner = context.host.terminal.spinner("Getting the token");
            let minted = Box::pin(admin.mint(&at)).await?;
            Ok(at.named(minted, context.host, context.http()).await)
        })
    }

    fn minting_session<'c>(&self, context: &'c Context<'c>) -> Result<Session<'c>, Failure> {
        self.administrator(context)?.session(context)
    }

    /// The profile of the administrator who mints the token of this one.
    pub fn administrator(&self, context: &Context<'_>) -> Result<Self, Failure> {
        let name = self.settings.value(|layer| &layer.minted_by).ok_or_else(|| {
            Failure::usage(format!("profile {} does not say by whose profile its token is minted", self.name))
                .hint("--minted-by PROFILE names the administrator's")
        })?;
        let admin = find(&name, context)?;
        // otherwise two profiles could wait for each other
        if admin.method() == Method::Mint {
            return Err(Failure::usage(format!(
                "profile {name} holds a minted token itself, and mints none"
            ))
            .hint("the profile of an administrator who logs in is wanted"));
        }
        Ok(admin)
    }
}

/// The profile of this name, which another one names.
fn find(name: &str, context: &Context<'_>) -> Result<Profile, Failure> {
    let known = context.config()?.profiles();
    match known.iter().any(|one| one == name) {
        true => Ok(Profile::named(name, context.settings(name, Layer::default())?)),
        false => Err(unknown(name, &known)),
    }
}

/// Whose token it is, and who got it, where it is one that an administrator got: by the token's own word, or by ours.
pub fn minted(credential: &Credential) -> Option<String> {
    let by_profile = || credential.minted_by.as_ref().map(|profile| format!("the profile {profile}"));
    let by_somebody = || (credential.method == Method::Mint).then(|| "somebody".to_owned());
    let admin = credential.impersonated_by().or_else(by_profile).or_else(by_somebody)?;
    let admin = printable::short(&admin, 100);
    let who = printable::short(credential.who().unwrap_or("somebody"), 100);
    Some(format!("a token of {who} that {admin} got as an administrator"))
}
