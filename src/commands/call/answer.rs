//! What `call` does with an answer: the body on stdout or in a file, the rest on stderr.

use super::CallArgs;
use crate::commands::{Context, Outcome};
use crate::failure::{Failure, Kind};
use crate::host::output_file::OutputFile;
use crate::host::{files, printable};
use crate::http::trace;
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
    profile: &str,
    arguments: &CallArgs,
    context: &Context<'_>,
) -> Result<Outcome, Failure> {
    let terminal = &context.host.terminal;
    if sent.renewed {
        trace::note(terminal, "the API did not take the token; it was renewed");
    }
    if let Some(why) = &sent.not_repeated {
        terminal.warn(&format!("the API did not take the token: {why}."));
    }
    if let Some(NotRepeated::RenewedToken) = sent.not_repeated {
        terminal.say(&format!(
            "It may want another audience or another issuer: authctl token {profile} | authctl decode"
        ));
    }
    let status = sent.answer.status();
    pass_on(sent.answer, arguments, context).await?;
    if let Some(NotRepeated::NotRenewed(why)) = sent.not_repeated {
        return Err(why.into());
    }
    let failed = arguments.fail && (status.is_client_error() || status.is_server_error());
    let outcome = Outcome::silent(Value::Null);
    Ok(match failed {
        true => outcome.exit(HTTP_ERROR).say(format!("The API answered {status}.")),
        false => outcome,
    })
}

/// Untouched to a pipe or file; on a terminal JSON is made readable.
async fn pass_on(answer: Response, arguments: &CallArgs, context: &Context<'_>) -> Result<(), Failure> {
    let head = arguments.include.then(|| head(&answer));
    if let Some(path) = &arguments.output {
        return download(answer, path, head, context).await;
    }
    let on_terminal = context.host.terminal.stdout_is_terminal();
    if let Some(head) = head
        && !write_out(head.as_bytes(), on_terminal, context)?
    {
        return Ok(());
    }
    print(answer, on_terminal, context).await
}

fn head(answer: &Response) -> String {
    let mut head = format!("{:?} {}\r\n", answer.version(), answer.status());
    for (name, value) in answer.headers() {
        let _ = write!(head, "{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes())); // a String takes all
    }
    head + "\r\n"
}

async fn print(mut answer: Response, on_terminal: bool, context: &Context<'_>) -> Result<(), Failure> {
    let url = answer.url().clone();
    let is_json = answer
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.contains("json"));
    let mut held = on_terminal.then(Vec::new);
    let broken = |why: &reqwest::Error| Failure::from(context.http().classify(&url, why));
    while let Some(piece) = answer.chunk().await.map_err(|why| broken(&why))? {
        match &mut held {
            Some(bytes) if bytes.len() + piece.len() <= READABLE => bytes.extend_from_slice(&piece),
            Some(bytes) => {
                let early = std::mem::take(bytes);
                held = None;
                write_out(&early, on_terminal, context)?;
                write_out(&piece, on_terminal, context)?;
            }
            None => {
                if !write_out(&piece, on_terminal, context)? {
                    return Ok(());
                }
            }
        }
    }
    let Some(bytes) = held else { return Ok(()) };
    let readable = is_json.then(|| serde_json::from_slice::<Value>(&bytes).ok()).flatten();
    let text = match readable.and_then(|value| serde_json::to_string_pretty(&value).ok()) {
        Some(pretty) => format!("{pretty}\n").into_bytes(),
        None => bytes,
    };
    write_out(&text, on_terminal, context).map(drop)
}

/// False when the reader has gone, and nobody wants the rest.
fn write_out(bytes: &[u8], on_terminal: bool, context: &Context<'_>) -> Result<bool, Failure> {
    let result = if on_terminal {
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
    let url = answer.url().clone();
    let mut file = OutputFile::begin(path)?;
    file.write(head.unwrap_or_default().as_bytes())?;
    while let Some(piece) =
        answer.chunk().await.map_err(|why| Failure::from(context.http().classify(&url, &why)))?
    {
        file.write(&piece)?;
    }
    Ok(file.finish()?)
}
