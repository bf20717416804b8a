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
/// client stay too: `authctl store migrate` moves the credential, `authctl logout` ends it. Another issuer wants the
/// client's secret or key and the endpoints, if there are any, anew.
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
    write(&profile.name, (&arguments.settings, &arguments.rings), Profiles::Known, context)
}
