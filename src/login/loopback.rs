//! Listens on loopback for the one request that brings the issuer's answer (RFC 8252 section 7.3).
//!
//! Only the true callback is an answer: GET, our Host, our path, our `state`. Everything else gets a page without
//! a word of the request in it and changes nothing, so nobody on this machine or in a browser tab can end a login.
//! Other users of this machine are turned away, and whoever hangs up before it can be seen who he is, where the system
//! tells who asks.

use super::page::{HEADERS, Page};
use crate::host::sockets::{Accepted, Sockets};
use hyper::body::Incoming;
use hyper::header::HeaderValue;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, header};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::{AbortHandle, JoinSet};
use url::Url;

/// How long a client may take to send its request's head.
const HEAD_WITHIN: Duration = Duration::from_secs(5);
/// How long the browser may take to fetch the page before authctl goes on without it.
const PAGE_WITHIN: Duration = Duration::from_secs(1);
/// How many further ports are tried where the system chooses.
const OTHER_PORTS: usize = 8;
/// How many connections of a listener are open at once: a browser needs two or three. The next one ends the oldest, so
/// whoever opens many and says nothing keeps out nobody but himself.
const MOST_CONNECTIONS: usize = 32;
/// How many answers are refused to strangers before nothing listens any more: each is a try to look like this user, and
/// a person who comes back as another one needs two or three.
const MOST_REFUSALS: usize = 8;

/// The host in the redirect URI.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize,
)]
pub enum CallbackHost {
    #[default]
    #[value(name = "127.0.0.1")]
    #[serde(rename = "127.0.0.1")]
    Ipv4,
    /// Listens on both stacks
    #[value(name = "localhost")]
    #[serde(rename = "localhost")]
    Localhost,
    #[value(name = "[::1]")]
    #[serde(rename = "[::1]")]
    Ipv6,
}

impl CallbackHost {
    pub fn name(self) -> &'static str {
        match self {
            Self::Ipv4 => "127.0.0.1",
            Self::Localhost => "localhost",
            Self::Ipv6 => "[::1]",
        }
    }

    fn addresses(self) -> &'static [IpAddr] {
        match self {
            Self::Ipv4 => &[IpAddr::V4(Ipv4Addr::LOCALHOST)],
            Self::Localhost => &[IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)],
            Self::Ipv6 => &[IpAddr::V6(Ipv6Addr::LOCALHOST)],
        }
    }
}

/// Where the browser comes back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    pub host: CallbackHost,
    /// 0: given by the system.
    pub port: u16,
    /// Begins with a slash.
    pub path: String,
}

impl Default for Callback {
    fn default() -> Self {
        Self { host: CallbackHost::default(), port: 0, path: "/callback".into() }
    }
}

/// Why nobody is listened for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot listen on {host} port {port} for the answer of the browser: {why}")]
    Port { host: &'static str, port: u16, why: String },
    #[error(
        "{MOST_REFUSALS} answers came from programs of another user of this machine, or from ones that hung up before it \
         could be seen whose they are; nothing listens for them any more"
    )]
    Strangers,
}

/// What a request to the callback path turns out to be, in the eyes of the login that waits for it.
pub enum Verdict<A> {
    Answer {
        answer: A,
        page: Page,
    },
    /// The browser is sent on, once; that may be all that was waited for.
    Forward {
        to: Url,
        answer: Option<A>,
    },
    NotOurs,
}

/// Sockets that are open, and nothing more: the browser is started only when these are there.
pub struct Loopback {
    listeners: Vec<(TcpListener, Option<Sockets>)>,
    redirect_uri: Url,
    path: String,
    host_header: String,
    refusals: Arc<Notify>,
}

impl Loopback {
    /// Binds to loopback only. A port that is taken is an error at once, never a wait.
    pub async fn bind(callback: &Callback) -> Result<Self, Error> {
        let host = callback.host.name();
        let failed = |port: u16, why: String| Error::Port { host, port, why };
        let mut bound = listen(callback).await;
        // a port that the system gave on one stack may be somebody's on the other: it gives another one
        for _ in 0..OTHER_PORTS {
            match &bound {
                Err((_, why)) if callback.port == 0 && why.kind() == ErrorKind::AddrInUse => {
                    bound = listen(callback).await;
                }
                _ => break,
            }
        }
        let (listeners, port) =
            bound.map_err(|(port, why)| failed(port, crate::host::files::reason(&why)))?;
        let redirect_uri = Url::parse(&format!("http://{host}:{port}{}", callback.path))
            .map_err(|why| failed(port, why.to_string()))?;
        if redirect_uri.host_str() != Some(host) || redirect_uri.port_or_known_default() != Some(port) {
            return Err(failed(port, format!("the path {:?} changes the address", callback.path)));
        }
        // as a browser says it: without the port when that is 80
        let host_header = redirect_uri[url::Position::BeforeHost..url::Position::AfterPort].to_owned();
        let path = redirect_uri.path().to_owned();
        let with_sockets = |listener: TcpListener| {
            let at = listener.local_addr().ok();
            let sockets = at.and_then(|at| Sockets::that_show(&listener, at));
            (listener, sockets)
        };
        let listeners = listeners.into_iter().map(with_sockets).collect();
        Ok(Self { listeners, redirect_uri, path, host_header, refusals: Arc::default() })
    }

    pub fn redirect_uri(&self) -> &Url {
        &self.redirect_uri
    }

    /// Notified when an answer was refused because a program of another user brought it, or one that could not be seen.
    pub fn refusals(&self) -> Arc<Notify> {
        Arc::clone(&self.refusals)
    }

    /// Serves until a request is the answer in the eyes of `judge`, which is given the query, or strangers have tried too
    /// often. The page of that request has then been delivered, or the browser was too slow to take it. Dropped before,
    /// nothing listens any more.
    pub async fn answer<A, J>(self, judge: J) -> Result<A, Error>
    where
        A: Send + 'static,
        J: Fn(&str) -> Verdict<A> + Send + Sync + 'static,
    {
        let (found, mut answers) = mpsc::channel(1);
        let (path, host_header, has_forwarded) = (self.path, self.host_header, AtomicBool::new(false));
        let (refusals, refused) = (self.refusals, AtomicUsize::new(0));
        let desk = Arc::new(Desk { path, host_header, judge, has_forwarded, refusals, refused, found });
        let mut accepting = JoinSet::new();
        for (listener, sockets) in self.listeners {
            accepting.spawn(accept(listener, sockets.map(Arc::new), Arc::clone(&desk)));
        }
        // the desk keeps a sender, so the channel stays open until the answer comes
        loop {
            match answers.recv().await {
                Some(Ok((answer, delivered))) => {
                    let _ = tokio::time::timeout(PAGE_WITHIN, delivered).await; // gone or slow: the answer is what counts
                    return Ok(answer);
                }
                Some(Err(why)) => return Err(why),
                None => {}
            }
        }
    }
}

/// The sockets of every address of the host, and the port that they share; or which one could not be had, and why.
async fn listen(callback: &Callback) -> Result<(Vec<TcpListener>, u16), (u16, std::io::Error)> {
    let mut port = callback.port;
    let mut listeners = Vec::new();
    for address in callback.host.addresses() {
        match TcpListener::bind(SocketAddr::new(*address, port)).await {
            Ok(listener) => {
                port = listener.local_addr().map_err(|why| (port, why))?.port();
                listeners.push(listener);
            }
            // a machine without IPv6 still has localhost
            Err(why) if !listeners.is_empty() && why.kind() != ErrorKind::AddrInUse => {}
            Err(why) => return Err((port, why)),
        }
    }
    Ok((listeners, port))
}

/// What every connection needs to know.
struct Desk<A, J> {
    path: String,
    host_header: String,
    judge: J,
    has_forwarded: AtomicBool,
    refusals: Arc<Notify>,
    refused: AtomicUsize,
    found: mpsc::Sender<Result<(A, oneshot::Receiver<()>), Error>>,
}

/// All connections end with this: none of them outlives the login and its share of the descriptors.
async fn accept<A, J>(listener: TcpListener, sockets: Option<Arc<Sockets>>, desk: Arc<Desk<A, J>>)
where
    A: Send + 'static,
    J: Fn(&str) -> Verdict<A> + Send + Sync + 'static,
{
    let (mut serving, mut by_age) = (JoinSet::new(), VecDeque::<AbortHandle>::new());
    loop {
        let accepted = listener.accept().await;
        while serving.try_join_next().is_some() {}
        by_age.retain(|connection| !connection.is_finished());
        // whoever hangs up before he is let in costs nobody a place
        if accepted.as_ref().is_err_and(|why| why.kind() == ErrorKind::ConnectionAborted) {
            continue;
        }
        if accepted.is_err() || by_age.len() >= MOST_CONNECTIONS {
            by_age.pop_front().inspect(AbortHandle::abort);
        }
        match accepted {
            Ok((stream, theirs)) => {
                let (sockets, connection) = (sockets.clone(), Accepted::new(&stream, theirs));
                let is_of_another_user =
                    move || sockets.as_ref().is_some_and(|sockets| sockets.is_of_another_user(&connection));
                by_age.push_back(serving.spawn(serve(stream, is_of_another_user, Arc::clone(&desk))));
            }
            // out of descriptors: the one that just ended gives its own back
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn serve<A, J>(
    stream: TcpStream,
    is_of_another_user: impl Fn() -> bool + Send + 'static,
    desk: Arc<Desk<A, J>>,
) where
    A: Send + 'static,
    J: Fn(&str) -> Verdict<A> + Send + Sync + 'static,
{
    let (page_is_out, delivered) = oneshot::channel::<()>();
    let delivered = std::sync::Mutex::new(Some(delivered));
    let service = service_fn(|request: Request<Incoming>| {
        let page = desk.receive(&request, &is_of_another_user, &delivered);
        std::future::ready(Ok::<_, Infallible>(page))
    });
    let _ = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(32 * 1024)
        .keep_alive(false)
        // it is nobody's business, and a clock before 1970 has none
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service)
        .await; // a client that breaks off takes nothing with it
    drop(page_is_out);
}

impl<A, J: Fn(&str) -> Verdict<A>> Desk<A, J> {
    fn receive(
        &self,
        request: &Request<Incoming>,
        is_of_another_user: impl FnOnce() -> bool,
        delivered: &std::sync::Mutex<Option<oneshot::Receiver<()>>>,
    ) -> Response<String> {
        let host =
            request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        if request.method() != Method::GET {
            return response(StatusCode::METHOD_NOT_ALLOWED, Page::NothingHere);
        }
        if !host.eq_ignore_ascii_case(&self.host_header) || request.uri().path() != self.path {
            return response(StatusCode::NOT_FOUND, Page::NothingHere);
        }
        let verdict = (self.judge)(request.uri().query().unwrap_or_default());
        // they see the arguments of this user's browser, the state of the login among them; only who knows it is looked
        // up, for that takes time, and anybody can send the rest in thousands
        if !matches!(verdict, Verdict::NotOurs) && is_of_another_user() {
            self.refuse();
            return response(StatusCode::FORBIDDEN, Page::AnotherUser);
        }
        let (answer, response) = match verdict {
            Verdict::Answer { answer, page } => (Some(answer), response(StatusCode::OK, page)),
            Verdict::Forward { to, answer } if !self.has_forwarded.swap(true, Ordering::Relaxed) => {
                (answer, forward(&to))
            }
            Verdict::Forward { .. } | Verdict::NotOurs => {
                return response(StatusCode::BAD_REQUEST, Page::NothingHere);
            }
        };
        let delivered = delivered.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        // a second answer finds the channel full or closed: the first one counts
        if let (Some(answer), Some(delivered)) = (answer, delivered) {
            let _ = self.found.try_send(Ok((answer, delivered)));
        }
        response
    }

    fn refuse(&self) {
        self.refusals.notify_one();
        if self.refused.fetch_add(1, Ordering::Relaxed) + 1 >= MOST_REFUSALS {
            let _ = self.found.try_send(Err(Error::Strangers)); // full: an answer came before
        }
    }
}

fn forward(to: &Url) -> Response<String> {
    match HeaderValue::from_str(to.as_str()) {
        Ok(location) => {
            let mut response = response(StatusCode::SEE_OTHER, Page::NothingHere);
            response.headers_mut().insert(header::LOCATION, location);
            response
        }
        // a URL is ASCII, always
        Err(_) => response(StatusCode::BAD_REQUEST, Page::NothingHere),
    }
}

fn response(status: StatusCode, page: Page) -> Response<String> {
    let mut response = Response::new(page.html());
    *response.status_mut() = status;
    response.headers_mut().extend(HEADERS);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    async fn ask(address: &str, request: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    fn verdict(query: &str) -> Verdict<String> {
        match query.strip_prefix("state=right&code=") {
            Some(code) => Verdict::Answer { answer: code.to_owned(), page: Page::Arrived },
            None => Verdict::NotOurs,
        }
    }

    #[tokio::test]
    async fn a29_a32_only_the_true_callback_ends_the_wait() {
        let loopback = Loopback::bind(&Callback::default()).await.unwrap();
        let host = loopback.host_header.clone();
        assert_eq!(loopback.redirect_uri().as_str(), format!("http://{host}/callback"));
        let waiting = tokio::spawn(loopback.answer(verdict));
        let forged = [
            (
                format!(
                    "POST /callback?state=right&code=x HTTP/1.1\r\nhost: {host}\r\ncontent-length: 0\r\n\r\n"
                ),
                "405",
            ),
            (format!("GET /other?state=right&code=x HTTP/1.1\r\nhost: {host}\r\n\r\n"), "404"),
            ("GET /callback?state=right&code=x HTTP/1.1\r\nhost: evil.example\r\n\r\n".to_owned(), "404"),
            ("GET /callback?state=right&code=x HTTP/1.0\r\n\r\n".to_owned(), "404"),
            (format!("GET /callback?state=<script>&code=x HTTP/1.1\r\nhost: {host}\r\n\r\n"), "400"),
            (
                format!("GET /callback?state=wrong&error=access_denied HTTP/1.1\r\nhost: {host}\r\n\r\n"),
                "400",
            ),
        ];
        for (request, status) in forged {
            let answer = ask(&host, &request).await;
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {status}"))
                    || answer.starts_with(&format!("HTTP/1.0 {status}")),
                "{request}{answer}"
            );
            assert!(!answer.contains("script>&") && !answer.contains("access_denied"), "{answer}");
        }
        let answer =
            ask(&host, &format!("GET /callback?state=right&code=-c HTTP/1.1\r\nhost: {host}\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(
            answer.contains("cache-control: no-store")
                && answer.contains("content-security-policy: default-src 'none'"),
            "{answer}"
        );
        assert!(answer.contains("you can close this tab"), "{answer}");
        assert_eq!(waiting.await.unwrap().unwrap(), "-c");
    }

    #[tokio::test]
    async fn a30_who_hangs_up_before_he_can_be_seen_brings_no_answer() {
        let loopback = Loopback::bind(&Callback::default()).await.unwrap();
        let host = loopback.host_header.clone();
        if loopback.listeners.iter().any(|(_, sockets)| sockets.is_none()) {
            return; // the system does not tell
        }
        let (refusals, waiting) = (loopback.refusals(), tokio::spawn(loopback.answer(verdict)));
        let request =
            |code: &str| format!("GET /callback?state=right&code={code} HTTP/1.1\r\nhost: {host}\r\n\r\n");
        // with a reset, which may come before anybody looks: it is tried until one request was read
        let reset = async {
            loop {
                let stream = TcpStream::connect(&host).await.unwrap();
                tokio::task::yield_now().await;
                stream.try_write(request("stranger").as_bytes()).unwrap();
                stream.set_zero_linger().unwrap();
                drop(stream);
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = refusals.notified() => {}
            () = reset => {}
            () = tokio::time::sleep(Duration::from_secs(10)) => panic!("no request was read"),
        }
        assert!(ask(&host, &request("c")).await.starts_with("HTTP/1.1 200"));
        assert_eq!(waiting.await.unwrap().unwrap(), "c");
    }

    #[tokio::test]
    async fn n3_a31_a_taken_port_is_an_error_at_once() {
        let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = Loopback::bind(&Callback { port, ..Callback::default() }).await.err().unwrap();
        assert!(
            error.to_string().contains(&format!("port {port}")) && error.to_string().contains("in use"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a33_c5_half_open_connections_keep_out_nobody_and_end_with_the_wait() {
        let loopback = Loopback::bind(&Callback::default()).await.unwrap();
        let host = loopback.host_header.clone();
        let waiting = tokio::spawn(loopback.answer(verdict));
        let mut half_open = Vec::new();
        for _ in 0..100 {
            let mut stream = TcpStream::connect(&host).await.unwrap();
            stream.write_all(b"GET /callback?st").await.unwrap();
            half_open.push(stream);
        }
        // the oldest have made way, the youngest are still heard
        let is_over =
            async |stream: &mut TcpStream| stream.read(&mut [0; 1]).await.is_ok_and(|read| read == 0);
        for oldest in &mut half_open[..100 - MOST_CONNECTIONS - 1] {
            let _ =
                tokio::time::timeout(Duration::from_secs(4), is_over(oldest)).await.expect("it has ended");
        }
        half_open[99].write_all(format!("ate=x HTTP/1.1\r\nhost: {host}\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        half_open[99].read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
        ask(&host, &format!("GET /callback?state=right&code=c HTTP/1.1\r\nhost: {host}\r\n\r\n")).await;
        assert_eq!(waiting.await.unwrap().unwrap(), "c");
        for stream in &mut half_open {
            let _ =
                tokio::time::timeout(Duration::from_secs(4), is_over(stream)).await.expect("none is left");
        }
    }
}
