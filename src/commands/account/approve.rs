//! `authctl account approve`, and what it shares with `reject`.

use crate::commands::resolve::Profile;
use crate::commands::{Context, Outcome};
use crate::failure::{Failure, Kind};
use crate::host::printable;
use crate::login::Credential;
use crate::service::{Body, Question, RouteName, Site};
use crate::session::Session;
use hyper::Method;
use serde_json::json;

const EXAMPLES: &str = "authctl account approve TH46LMA9 work
authctl account approve TH46LMA9 work --yes";

/// Let who waits with a code in as yourself
///
/// Somebody has begun a login with --method challenge and was shown a code. Whoever made the code is logged in as you once you
/// approve it: do so only for a code that you asked for yourself. A terminal asks first; scripts say --yes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ApproveArgs {
    #[command(flatten)]
    code: CodeArgs,
}

/// A code, and who judges it.
#[derive(Debug, clap::Args)]
pub struct CodeArgs {
    /// The code as it was shown; capitals count
    #[arg(value_parser = code)]
    code: String,
    /// The profile as whom to do it
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
    /// Do it without a question
    #[arg(short, long)]
    yes: bool,
}

/// What is done with a code.
pub struct Verdict {
    pub verb: &'static str,
    pub method: Method,
    /// What a person is asked before, with who they are there and where.
    pub question: fn(&str, &str) -> String,
    pub done: fn(&str, &str) -> String,
}

pub fn run(arguments: &ApproveArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let verdict = Verdict {
        verb: "approve",
        method: Method::PATCH,
        question: |who, at| format!("Whoever made this code is then logged in as {who} at {at}. Approve it?"),
        done: |code, who| format!("Code {code} is approved: who waits with it is logged in as {who}."),
    };
    judge(&arguments.code, &verdict, context)
}

/// Sends the verdict, once somebody wants it.
pub fn judge(arguments: &CodeArgs, verdict: &Verdict, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find(context, arguments.position.as_deref())?;
    let site = profile.site(profile.method())?;
    profile.check_offers(RouteName::Challenge)?;
    let url = site.beneath(RouteName::Challenge, &[&arguments.code])?;
    let session = profile.session(context)?;
    let who = who(&session)?;
    if !arguments.yes {
        ask(arguments, verdict, &profile.name, &who, &site, context)?;
    }
    let question = Question { method: verdict.method.clone(), url, body: Body::Empty };
    let answer = context.block_on(async { Ok(session.ask(&site, &question).await?) })?;
    if answer.success().is_err() {
        return Err(answer.refusal_of(&site, RouteName::Challenge).into());
    }
    let json = json!({"profile": profile.name, "code": arguments.code, "done": verdict.verb});
    Ok(Outcome::done(json).say((verdict.done)(&arguments.code, &who)))
}

/// Who is logged in, as far as that is known.
fn who(session: &Session<'_>) -> Result<String, Failure> {
    let kept = session.keeper.load_ours()?;
    Ok(printable::short(Credential::who(&kept).unwrap_or("whoever is logged in"), 100))
}

fn ask(
    arguments: &CodeArgs,
    verdict: &Verdict,
    profile: &str,
    who: &str,
    site: &Site,
    context: &Context<'_>,
) -> Result<(), Failure> {
    let asked = context.host.terminal.ask_whether(&(verdict.question)(who, &site.name()));
    let again = || format!("authctl account {} {} {profile} --yes", verdict.verb, arguments.code);
    match asked.map_err(|why| Failure::from(why).hint(again()))? {
        true => Ok(()),
        false => Err(Failure::new(Kind::Other, "not_wanted", "nothing was sent to the service")),
    }
}

/// A code as services make them.
fn code(text: &str) -> Result<String, String> {
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    match !text.is_empty() && text.len() <= 64 && text.bytes().all(is_usual) {
        true => Ok(text.to_owned()),
        false => Err("a code of letters and digits is wanted".to_owned()),
    }
}
