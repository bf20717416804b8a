//! What `call` does with an answer: the body on stdout or in a file, the rest on stderr.

use super::CallArgs;
use crate::commands::resolve::Profile;
use crate::commands::{Context, Outcome, advice};
use crate::config::services::{self, Occasion};
use crate::failure::{Failure, Kind};
use crate::host::output_file::OutputFile;
use crate::host::{files, printable};
use crate::http::{challenge, trace};
use crate::login::Method;
use crate::session::Session;
use crate::session::authorized::{NotRepeated, Sent};
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// The largest JSON answer that is laid out readably on a terminal; larger ones are passed on as they are.
const READABLE: usize = 1 << 20;
/// The exit code of `--fail`.
const HTTP_ERROR: u8 = 22;

/// Passes the answer on, whatever it is. That the login is over is a failure all the same.
pub async fn deliver(
    sent: Sent,
    session: &Session<'_>,
    profile: &Profile,
    arguments: &CallArgs,
    context: &Context<'_>,
) -> Result<Outcome, Failure> {
    let has_expired =
        matches!(sent.not_repeated, Some(NotRepeated::NotWanted)) && has_expired(session, context);
    tell_of_rejection(&sent, has_expired, profile, context);
    let (status, url) = (sent.answer.status(), sent.answer.url().clone());
    let challenge = challenge::of_tokens(sent.answer.headers());
    pass_on(sent.answer, arguments, context).await?;
    remark(status.as_u16(), profile, context);
    // what the API says of a token that has expired is no word about a good one
    let advice = match challenge.filter(|_| !has_expired && session.check_origin(&url).is_ok()) {
        Some(challenge) => {
            let granted = session.keeper.load_ours().map(|kept| kept.scopes).unwrap_or_default();
            advice::of(status.as_u16(), &challenge, &url, profile, &granted, session).await
        }
        // nobody follows the advice of a stranger
        None => None,
    };
    if let Some(NotRepeated::NotRenewed(why)) = sent.not_repeated {
        return Err(advice::first(advice, why.into()));
    }
    let failed = arguments.fail && (status.is_client_error() || status.is_server_error());
    let outcome = Outcome::silent(Value::Null).advise(advice);
    Ok(match failed {
        true => outcome.exit(HTTP_ERROR).say(format!("The API answered {status}.")),
        false => outcome,
    })
}

/// What such an answer means at a service that is known by name.
fn remark(status: u16, profile: &Profile, context: &Context<'_>) {
    let service = profile.settings.value(|layer| &layer.service);
    let remark =
        service.and_then(|service| services::remark(service, profile.method(), Occasion::Call, status));
    if let Some(says) = remark {
        context.host.terminal.note("service_remark", says);
    }
}

/// What became of a token that the API did not take.
fn tell_of_rejection(sent: &Sent, has_expired: bool, profile: &Profile, context: &Context<'_>) {
    let terminal = &context.host.terminal;
    if sent.renewed_after_rejection {
        trace::note(terminal, "the API did not take the token; it was renewed");
    }
    match &sent.not_repeated {
        // told as the failure that it is, behind the answer
        None | Some(NotRepeated::NotRenewed(_)) => {}
        Some(_) if has_expired => {
            terminal.warn(
                "token_not_taken",
                "the API did not take the token: it has expired, and --no-renew was given.",
            );
        }
        Some(why) => terminal.warn("token_not_taken", &format!("the API did not take the token: {why}.")),
    }
    if let Some(NotRepeated::JustRenewed | NotRepeated::RenewedToken) = sent.not_repeated {
        let what = match profile.method() {
            Method::Key => {
                "It was signed here, and the service may have another secret, issuer or audience by now"
            }
            _ => "It may want another audience or another issuer",
        };
        let look = context.told(format!("authctl token {} | authctl decode", profile.name));
        terminal.note("other_audience", &format!("{what}: `{look}`"));
    }
}

/// True for a token at its end: its last second may have passed at the API already.
fn has_expired(session: &Session<'_>, context: &Context<'_>) -> bool {
    let now = context.host.clock.now().as_second();
    session.keeper.load_ours().is_ok_and(|kept| kept.remaining(now).is_some_and(|left| left <= 1))
}

/// Untouched to a pipe or file; on a terminal JSON is made readable.
async fn pass_on(answer: Response, arguments: &CallArgs, context: &Context<'_>) -> Result<(), Failure> {
    let head = arguments.include.then(|| head(&answer));
    let is_error = answer.status().is_client_error() || answer.status().is_server_error();
    // with --fail an error is no answer to keep: what the file held stays
    let file =
        arguments.output.as_ref().filter(|path| path.as_os_str() != "-" && !(arguments.fail && is_error));
    if let Some(path) = file {
        return download(answer, path, head, context).await;
    }
    if let Some(head) = head
        && !write_out(head.as_bytes(), context)?
    {
        return Ok(());
    }
    print(answer, context).await
}

fn head(answer: &Response) -> String {
    let mut head = format!("{:?} {}\r\n", answer.version(), answer.status());
    for (name, value) in answer.headers() {
        let _ = write!(head, "{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes())); // a String takes all
    }
    head + "\r\n"
}

async fn print(mut answer: Response, context: &Context<'_>) -> Result<(), Failure> {
    let is_json = answer
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.contains("json"));
    let mut held = context.host.terminal.stdout_is_terminal().then(Vec::new);
    while let Some(piece) = context.http().next_piece(&mut answer).await? {
        match &mut held {
            Some(bytes) if bytes.len() + piece.len() <= READABLE => bytes.extend_from_slice(&piece),
            Some(bytes) => {
                let early = std::mem::take(bytes);
                held = None;
                write_out(&early, context)?;
                write_out(&piece, context)?;
            }
            None => {
                if !write_out(&piece, context)? {
                    return Ok(());
                }
            }
        }
    }
    let Some(bytes) = held else { return Ok(()) };
    let text = match std::str::from_utf8(&bytes).ok().filter(|_| is_json).and_then(printable::indented) {
        Some(pretty) => pretty.into_bytes(),
        None => bytes,
    };
    write_out(&text, context).map(drop)
}

/// Writes what came from elsewhere to stdout, for a terminal as text that it does not obey. False when the reader has gone, and
/// nobody wants the rest.
pub fn write_out(bytes: &[u8], context: &Context<'_>) -> Result<bool, Failure> {
    let result = if context.host.terminal.stdout_is_terminal() {
        let text = String::from_utf8_lossy(bytes);
        context.host.terminal.data(printable::body(&text).as_bytes())
    } else {
        context.host.terminal.data(bytes)
    };
    match result {
        Ok(()) => Ok(true),
        Err(why) if why.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(why) => Err(unwritable(why)),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn unwritable(why: io::Error) -> Failure {
    Failure::new(Kind::Other, "stdout", format!("cannot write the answer: {}", files::reason(&why)))
}

/// The file is the whole answer or is not there: a broken download leaves what was there before.
async fn download(
    mut answer: Response,
    path: &Path,
    head: Option<String>,
    context: &Context<'_>,
) -> Result<(), Failure> {
    let mut file = OutputFile::begin(path)?;
    file.write(head.unwrap_or_default().as_bytes())?;
    while let Some(piece) = context.http().next_piece(&mut answer).await? {
        file.write(&piece)?;
    }
    Ok(file.finish()?)
}
