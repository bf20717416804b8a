//! `authctl account mint`.

use super::new_profile::{NewProfile, service_of};
use crate::commands::resolve::Profile;
use crate::commands::{Context, Outcome};
use crate::config::Layer;
use crate::failure::Failure;
use crate::login::Method;
use crate::service::RouteName;

const EXAMPLES: &str = "authctl account mint 19085be8-9f4a-4a6c-9a5f-6f1f6f0c7a11 admin --as support
authctl call support /users/me";

/// Get a token of another user, as an administrator
///
/// It is kept as a profile of its own, which says at each look whose token it is and who got it. When it ends, it is got again in
/// the same way by the administrator's profile, as long as that is logged in.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct MintArgs {
    /// The id of the user
    #[arg(value_parser = user)]
    user: String,
    /// The profile of the administrator
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
    /// The name of the profile that keeps the token
    #[arg(long = "as", value_name = "NAME")]
    name: String,
}

pub fn run(arguments: &MintArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let admin = Profile::find(context, arguments.position.as_deref())?;
    let site = admin.site(admin.method())?;
    admin.check_offers(RouteName::Mint)?;
    site.url(RouteName::Mint, &[("user", &arguments.user)])?;
    let settings = Layer {
        method: Some(Method::Mint),
        username: Some(arguments.user.clone()),
        minted_by: Some(admin.name.clone()),
        ..service_of(&admin)
    };
    let new = NewProfile::prepare(&arguments.name, &admin, settings, context)?;
    let credential = new.profile.mint(context)?;
    new.keep(&credential)
}

/// What can stand in an address: an e-mail address too, about which the service has its own words.
fn user(text: &str) -> Result<String, String> {
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.@+".contains(&byte);
    match !text.is_empty() && text.len() <= 200 && text.bytes().all(is_usual) && !text.starts_with('.') {
        true => Ok(text.to_owned()),
        false => Err("the id of a user is wanted".to_owned()),
    }
}
