//! `authctl completions`: the completion script for a shell.

use super::{Context, Outcome, Page};
use crate::failure::Failure;
use clap_complete::Shell;
use serde_json::json;

const EXAMPLES: &str = "authctl completions fish | source
authctl completions zsh | sudo tee /usr/local/share/zsh/site-functions/_authctl";

/// Print the completion script for a shell
///
/// For bash: authctl completions bash > ~/.local/share/bash-completion/completions/authctl
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub fn run(arguments: &CompletionsArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut (context.command)(), "authctl", &mut script);
    let script = String::from_utf8_lossy(&script).trim_end().to_owned();
    let json = json!({"shell": arguments.shell.to_string(), "script": script});
    Ok(Outcome::page(Page::Raw(script), json))
}
