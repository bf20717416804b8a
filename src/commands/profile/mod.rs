//! `authctl profile …`: what is written down about each login, and where each setting comes from.

mod add;
mod list;
mod password;
mod remove;
mod rename;
mod set;
mod show;
mod unset;
mod use_;

use super::{Verb, globals, verb};
use crate::failure::Failure;
use clap::{Args, FromArgMatches as _};

pub const VERBS: &[Verb] = &[
    verb!("add", "Write a profile down without logging in", add::AddArgs, add::run),
    verb!("list", "List the profiles", list::ListArgs, list::run),
    verb!("show", "Show each setting of a profile and where it comes from", show::ShowArgs, show::run),
    verb!("use", "Choose the profile that is meant when none is named", use_::UseArgs, use_::run),
    verb!("set", "Change settings of a profile", set::SetArgs, set::run),
    verb!("unset", "Take settings out of a profile", unset::UnsetArgs, unset::run),
    verb!("rename", "Call a profile by another name", rename::RenameArgs, rename::run),
    verb!("remove", "Remove a profile that holds no credential", remove::RemoveArgs, remove::run),
];

pub const EXAMPLES: &str = "authctl profile list
authctl profile show work       # each setting, and who said it
authctl profile set work --api https://api.example.com/v1
authctl profile unset work api
authctl profile rename work job
authctl profile use job         # the one that is meant when none is named";
