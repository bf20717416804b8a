//! `authctl account reject`.

use super::approve::{CodeArgs, Verdict, judge};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use hyper::Method;

const EXAMPLES: &str = "authctl account reject TH46LMA9 work";

/// Turn away who waits with a code
///
/// Also after it was approved, as long as nobody has fetched its token: what was fetched before stays good, and the service need not
/// tell that it was. A terminal asks first; scripts say --yes.
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
            format!("Whoever waits with this code gets no token at {at}, and {who} has said so. Reject it?")
        },
        // a service need not tell whether somebody was faster
        done: |code, _| {
            format!(
                "Code {code} is rejected: from now on nobody gets a token by it. Whoever fetched one before is logged in all the same."
            )
        },
    };
    judge(&arguments.code, &verdict, context)
}
