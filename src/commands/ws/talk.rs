//! One talk over a WebSocket, and over the ones that come after it.

use super::closed::{self, Next};
use super::lines::Lines;
use super::messages;
use crate::commands::{Context, Outcome, call};
use crate::failure::{Failure, Kind};
use crate::http;
use crate::http::websocket::{Error, Received, Socket};
use crate::login::Credential;
use crate::session::Session;
use crate::session::socket::Opened;
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::ops::ControlFlow;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};
use url::Url;

/// Until something has come the first message goes alone, no longer than this: so it is known which one was refused, if one is.
const ALONE: Duration = Duration::from_millis(250);
/// After so long without anything a sign of life is asked for, and after as long again the connection is dead.
const SILENCE: Duration = Duration::from_secs(30);
/// A connection that held for so long is as good as a first one.
const HELD: Duration = Duration::from_mins(1);

/// So long what came before the end of a connection is looked for.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// So many bytes of messages are printed at a go.
const GATHERED: usize = 64 * 1024;

/// What is wanted.
pub struct Talk<'c> {
    pub context: &'c Context<'c>,
    pub session: Session<'c>,
    pub url: Url,
    pub headers: HeaderMap,
    pub session_cookie: Option<String>,
    pub idle: Option<Duration>,
    pub whole: bool,
}

/// How one connection ended.
enum End {
    Closed(Option<u16>, String),
    /// Nothing came any more, and nothing was left to send.
    Idle,
    /// Nobody reads what is printed.
    Unread,
}

/// Messages on their way over one connection after another.
struct Outgoing {
    lines: Lines,
    /// To be sent first: what a connection before this one did not take.
    again: Option<String>,
    /// Sent since anything came; of more than one only how many.
    last: Option<String>,
    unanswered: usize,
    /// Of these nobody knows whether they were taken.
    in_doubt: usize,
}

/// What becomes of messages to which nothing came.
enum TakenBack {
    Nothing,
    Again,
    InDoubt,
}

/// When something happened on a connection.
struct Times {
    came: Instant,
    sent: Instant,
    /// A message came or went, or stdin ended.
    talked: Instant,
    /// A sign of life was asked for.
    asked: bool,
    /// Something came that is no sign of life.
    has_heard: bool,
}

impl Talk<'_> {
    pub async fn run(self) -> Result<Outcome, Failure> {
        let lines = Lines::of_stdin(&self.context.host.terminal);
        let mut outgoing = Outgoing { lines, again: None, last: None, unanswered: 0, in_doubt: 0 };
        let mut tried = Vec::new();
        loop {
            let Opened { mut socket, credential } = self.open().await?;
            let opened = Instant::now();
            let end = self.converse(&mut socket, &mut outgoing).await;
            let (code, reason) = match end? {
                End::Closed(code, reason) => (code, reason),
                End::Idle | End::Unread => {
                    socket.close().await;
                    return Ok(outgoing.outcome());
                }
            };
            if opened.elapsed() > HELD {
                tried.clear();
            }
            let next = closed::next(code);
            if !matches!(next, Next::LogIn | Next::Connect) || tried.contains(&next) {
                return self.ended(next, code, &reason, &outgoing);
            }
            tried.push(next);
            self.prepare(next, code, &reason, &credential, &mut outgoing).await?;
        }
    }

    async fn open(&self) -> Result<Opened, Failure> {
        Ok(self.session.open_socket(&self.url, &self.headers, self.session_cookie.as_deref()).await?)
    }

    /// Sends and prints until one side has enough.
    async fn converse(&self, socket: &mut Socket, outgoing: &mut Outgoing) -> Result<End, Failure> {
        let mut times = Times::now();
        // who closes a connection has mostly said why, and that comes before its end
        let mut broken = match outgoing.again.take() {
            Some(line) => outgoing.send(line, socket, &mut times).await.err(),
            None => None,
        };
        loop {
            let ends_at = self.ends_at(&times, outgoing);
            let may_send = broken.is_none() && times.may_send(outgoing);
            tokio::select! {
                received = socket.receive() => {
                    times.heard();
                    if let Some(end) = self.taken(received?, socket, outgoing, &mut times).await? {
                        return Ok(end);
                    }
                }
                line = outgoing.lines.next(), if may_send => match line? {
                    Some(line) => broken = outgoing.send(line, socket, &mut times).await.err(),
                    None => times.talked = Instant::now(),
                },
                () = sleep(LAST_WORDS), if broken.is_some() => {
                    return broken.take().map_or(Ok(End::Idle), |why| Err(why.into()));
                }
                () = sleep_until(times.sent + ALONE), if !may_send && broken.is_none() && !outgoing.lines.have_ended => {}
                () = sleep_until(times.came + SILENCE) => times.ask(socket, &self.url).await?,
                () = sleep_until(ends_at.unwrap_or(times.came)), if ends_at.is_some() => return Ok(End::Idle),
            }
        }
    }

    /// Prints a message, or answers it where it is a sign of life; the end, if it is one.
    async fn taken(
        &self,
        received: Received,
        socket: &mut Socket,
        outgoing: &mut Outgoing,
        times: &mut Times,
    ) -> Result<Option<End>, Failure> {
        let text = match received {
            Received::Text(text) => text,
            Received::Binary(length) => {
                outgoing.answered(times);
                let line = format!("a binary message of {length} bytes is not printed.");
                self.context.host.terminal.warn("binary_message", &line);
                return Ok(None);
            }
            Received::Sign => return Ok(None),
            Received::Closed(code, reason) => return Ok(Some(End::Closed(code, reason))),
        };
        outgoing.answered(times);
        let (mut answer, mut gathered) = (None, Vec::new());
        let printed = messages::lines(&text, self.whole, |line| {
            answer = answer.or_else(|| messages::answer(&line));
            if messages::answer(&line).is_none() {
                gathered.extend_from_slice(line.as_bytes());
                gathered.push(b'\n');
            }
            if gathered.len() < GATHERED { ControlFlow::Continue(()) } else { self.print(&mut gathered) }
        });
        let printed = if printed.is_break() { printed } else { self.print(&mut gathered) };
        // once for all signs of life in a message
        if let Some(answer) = answer {
            socket.send(answer).await?;
        }
        match printed {
            ControlFlow::Continue(()) => Ok(None),
            ControlFlow::Break(Ok(end)) => Ok(Some(end)),
            ControlFlow::Break(Err(why)) => Err(why),
        }
    }

    /// Prints what was gathered; a break where that is the end.
    fn print(&self, gathered: &mut Vec<u8>) -> ControlFlow<Result<End, Failure>> {
        let printed = match gathered.is_empty() {
            true => Ok(true),
            false => call::write_out(gathered, self.context),
        };
        gathered.clear();
        match printed {
            Ok(true) => ControlFlow::Continue(()),
            Ok(false) => ControlFlow::Break(Ok(End::Unread)),
            Err(why) => ControlFlow::Break(Err(why)),
        }
    }

    /// When it ends where nothing more comes.
    fn ends_at(&self, times: &Times, outgoing: &Outgoing) -> Option<Instant> {
        let idle = self.idle.filter(|_| outgoing.lines.have_ended)?;
        Some(times.talked + idle)
    }

    /// Gets ready for another connection.
    async fn prepare(
        &self,
        next: Next,
        code: Option<u16>,
        reason: &str,
        credential: &Credential,
        outgoing: &mut Outgoing,
    ) -> Result<(), Failure> {
        let words = closed::words(code, reason);
        let what = match next {
            // the password goes with the next connection anyway, and the service makes a new session of it
            Next::LogIn if self.session_cookie.is_none() => {
                self.session.after_rejection(credential).await?;
                "logged in again, it connects once more"
            }
            _ => "it connects once more",
        };
        let about = match outgoing.take_back(next) {
            TakenBack::Again => ", and sends the last message again",
            TakenBack::Nothing | TakenBack::InDoubt => "",
        };
        let line = format!("{} closed the WebSocket ({words}): {what}{about}.", http::origin(&self.url));
        self.context.host.terminal.note("connecting_again", &line);
        Ok(())
    }

    /// What a talk comes to that the other side closed.
    fn ended(
        &self,
        next: Next,
        code: Option<u16>,
        reason: &str,
        outgoing: &Outgoing,
    ) -> Result<Outcome, Failure> {
        let host = http::origin(&self.url);
        let login = || format!("authctl login {}", self.session.keeper.profile);
        Err(match next {
            Next::Done => {
                let words = closed::words(code, reason);
                return Ok(outgoing.outcome().say(format!("{host} closed the WebSocket ({words}).")));
            }
            Next::LogIn => closed::failure(Kind::LoginNeeded, &host, code, reason).hint(login()),
            Next::Connect => closed::failure(Kind::Unavailable, &host, code, reason),
            Next::Fail(kind) => closed::failure(kind, &host, code, reason),
        })
    }
}

impl Outgoing {
    async fn send(&mut self, line: String, socket: &mut Socket, times: &mut Times) -> Result<(), Error> {
        let sent = socket.send(&line).await;
        (times.sent, times.talked) = (Instant::now(), Instant::now());
        self.unanswered += 1;
        self.last = Some(line);
        sent
    }

    fn answered(&mut self, times: &mut Times) {
        (times.has_heard, times.talked) = (true, Instant::now());
        (self.last, self.unanswered) = (None, 0);
    }

    /// A message that alone can have been refused, since its sender was not known, is sent again. Of all else nobody knows
    /// what the other side did with it.
    fn take_back(&mut self, next: Next) -> TakenBack {
        let (last, count) = (self.last.take(), std::mem::take(&mut self.unanswered));
        match (next, count) {
            (_, 0) => TakenBack::Nothing,
            (Next::LogIn, 1) => {
                self.again = last;
                TakenBack::Again
            }
            _ => {
                self.in_doubt += count;
                TakenBack::InDoubt
            }
        }
    }

    fn outcome(&self) -> Outcome {
        let outcome = Outcome::silent(Value::Null);
        match self.in_doubt {
            0 => outcome,
            count => outcome.but(Failure::new(
                Kind::Other,
                "messages_in_doubt",
                format!("nobody knows whether {count} of the messages were taken: the WebSocket was closed before anything came"),
            )),
        }
    }
}

impl Times {
    fn now() -> Self {
        let now = Instant::now();
        Self { came: now, sent: now, talked: now, asked: false, has_heard: false }
    }

    fn heard(&mut self) {
        (self.came, self.asked) = (Instant::now(), false);
    }

    fn may_send(&self, outgoing: &Outgoing) -> bool {
        let is_alone = !self.has_heard && outgoing.unanswered > 0 && self.sent.elapsed() < ALONE;
        !outgoing.lines.have_ended && !is_alone
    }

    /// Asks for a sign of life, once.
    async fn ask(&mut self, socket: &mut Socket, url: &Url) -> Result<(), Failure> {
        if self.asked {
            return Err(Error::Dropped { host: http::origin(url).into() }.into());
        }
        (self.came, self.asked) = (Instant::now(), true);
        Ok(socket.ping().await?)
    }
}
