//! `authctl profile set`.

use super::add::{Profiles, write};
use crate::commands::arguments::ProfileFlags;
use crate::commands::etcd::RingsFlags;
use crate::commands::resolve::Profile;
use crate::commands::{Context, Outcome};
use crate::failure::Failure;

const EXAMPLES: &str = "authctl profile set work --api https://api.example.com/v1
authctl profile set work --store file
authctl profile set team --rings etcd://10.0.0.1:2379,10.0.0.2:2379/teams";

/// Change settings of a profile
///
/// Those that are not given stay; `authctl profile unset` takes one out. While somebody is logged in, its place, issuer and
/// client stay too, and of a service the address, user and method: `authctl store migrate` moves the credential, `authctl logout`
/// ends it. Another issuer wants the
/// client's secret or key and the endpoints, if there are any, anew. --keep-password=false deletes the password that is kept.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct SetArgs {
    /// The profile, which must be there already
    name: String,
    #[command(flatten)]
    settings: ProfileFlags,
    #[command(flatten)]
    rings: RingsFlags,
}

pub fn run(arguments: &SetArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find_written(context, Some(&arguments.name))?;
    let outcome = write(&profile.name, (&arguments.settings, &arguments.rings), Profiles::Known, context)?;
    Ok(still_sent(&profile.name, &arguments.settings, context).into_iter().fold(outcome, Outcome::say))
}

/// How a credential is sent is kept with it, and changes with the next login.
fn still_sent(name: &str, flags: &ProfileFlags, context: &Context<'_>) -> Option<String> {
    let layer = flags.layer();
    if layer.cookie.is_none() && layer.header.is_none() {
        return None;
    }
    let profile = Profile::named(name, context.settings(name, layer).ok()?);
    let kept = profile.keeper(context).ok()?.load().ok()??.sent_as;
    let wanted = profile.site(profile.method()).ok()?.sent_as;
    (kept != wanted).then(|| {
        let (kept, wanted) = (kept.words(), wanted.words());
        format!("What is kept still goes as {kept}: `authctl login {name}` gets what goes as {wanted}.")
    })
}
