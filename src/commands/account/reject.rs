//! `authctl account reject`.

use super::approve::{CodeArgs, Verdict, judge};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use hyper::Method;

const EXAMPLES: &str = "authctl account reject TH46LMA9 work";

/// Turn away who waits with a code
///
/// Also after it was approved, as long as nobody has fetched its token. A terminal asks first; scripts say --yes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct RejectArgs {
    #[command(flatten)]
    code: CodeArgs,
}

pub fn run(arguments: &RejectArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let verdict = Verdict {
        verb: "reject",
        method: Method::DELETE,
        question: |who, at| {
            format!("Whoever made this code gets no token at {at}, and {who} has said so. Reject it?")
        },
        done: |code, _| format!("Code {code} is rejected: who waits with it gets no token."),
    };
    judge(&arguments.code, &verdict, context)
}
