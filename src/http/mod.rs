//! One HTTP client for everything: built at the first request, with time limits, size caps and no redirects.
//!
//! Answers of issuers come whole and small ([`Http::exchange`]); answers of APIs are streamed ([`Http::send`]).
//! TLS is rustls with the system's roots; requests to loopback never use a proxy and need no roots for http.
//! A question to an issuer that cannot be answered now is asked again, twice at most; nothing else is sent twice. So
//! each request to an issuer has a connection of its own, except with HTTP/2.

mod address;
mod body;
mod cause;
pub mod challenge;
mod connections;
mod error;
pub mod json;
pub mod proxy;
mod spelling;
pub mod tls;
pub mod told;
pub mod trace;
mod trust;
pub mod websocket;

use crate::host::printable;
use crate::host::{Environment, Random, Terminal};
use body::Activity;
use connections::Connections;
use hyper::body::Bytes;
use hyper::header::HeaderValue;
use hyper::{HeaderMap, Request, Response, header};
use reqwest::Method;
use std::io::Read;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use told::Told;
use url::Url;
use zeroize::Zeroizing;

pub use address::{check_secure, includes_credentials, is_loopback, origin, without_query};
pub use error::Error;
pub use tls::ClientCertificate;
pub use trust::Trust;

/// The largest answer of an issuer that is read: 1 MiB.
pub const LARGEST_ANSWER: usize = 1 << 20;

/// In so many pieces it may come: each of them costs, however small it is.
const MOST_PIECES: u32 = 1 << 16;

/// How long to wait before a question is asked again, give or take a half.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(300)];

/// How often to look for the next piece of a body before sleeping until it comes: some 50 microseconds together.
const LOOKS: u32 = 100;

/// How requests are made, from the global options.
#[derive(Clone)]
pub struct Options {
    /// For an issuer's whole answer; for an API, to connect and then for each silence.
    pub timeout: Duration,
    /// A PEM file with further certificate authorities.
    pub ca_cert: Option<PathBuf>,
    /// What this client proves itself with in TLS.
    pub client_certificate: Option<ClientCertificate>,
    /// Instead of `HTTPS_PROXY` and its kin.
    pub proxy: Option<Url>,
}

impl Default for Options {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), ca_cert: None, client_certificate: None, proxy: None }
    }
}

/// What is sent again where no answer comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeats {
    /// What only asks: it changes nothing.
    Questions,
    Nothing,
}

/// The client.
pub struct Http {
    /// What the servers of this run told of themselves.
    pub told: Told,
    timeout: Duration,
    connections: Connections,
    terminal: Terminal,
    /// When a piece of a request's body last left.
    activity: Arc<Activity>,
    /// The credentials that went to APIs: the address of a redirect may repeat them.
    sent: Mutex<Vec<Zeroizing<String>>>,
}

/// What hears the headers of an answer, before its body comes.
pub type Heard<'h> = dyn Fn(&HeaderMap) + Sync + 'h;

impl Http {
    pub fn new(options: Options, environment: Environment, terminal: Terminal) -> Self {
        Self {
            told: Told::default(),
            timeout: options.timeout,
            connections: Connections::new(options, environment),
            terminal,
            activity: Arc::default(),
            sent: Mutex::default(),
        }
    }

    /// By whom servers are known in this run. Read once for each call.
    pub fn trust(&self) -> Trust {
        self.connections.trust()
    }

    /// How long an issuer's whole answer may take.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// One request to an issuer and its whole answer. Redirects are not followed, answers over 1 MiB and
    /// answers that take longer than the time limit are errors.
    pub async fn exchange(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Error> {
        self.exchange_as(request, Repeats::Questions, &|_| ()).await
    }

    /// The same for what may be answered only once: it is not asked again, even where it only asks.
    pub async fn exchange_once(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Error> {
        self.exchange_once_heard(request, &|_| ()).await
    }

    /// The same, where the headers of the answer count by themselves: they are heard though no body may come.
    pub async fn exchange_once_heard(
        &self,
        request: Request<Vec<u8>>,
        heard: &Heard<'_>,
    ) -> Result<Response<Vec<u8>>, Error> {
        self.exchange_as(request, Repeats::Nothing, heard).await
    }

    async fn exchange_as(
        &self,
        request: Request<Vec<u8>>,
        repeats: Repeats,
        heard: &Heard<'_>,
    ) -> Result<Response<Vec<u8>>, Error> {
        let secrets = trace::secrets_of(&request);
        let sent = self.sent_also(&secrets);
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string())
            .map_err(|_| Error::Scheme { url: printable::short(&parts.uri.to_string(), 200).into() })?;
        trace::request(&self.terminal, &parts.method, &url, &parts.headers, &body, &sent);
        let mut request = reqwest::Request::new(parts.method, url.clone());
        *request.headers_mut() = parts.headers;
        // a connection that was used before may be closed just when a request is on it, and one for tokens is sent only
        // once; HTTP/2 says which requests it did not take, and leaves this header out
        request.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        *request.body_mut() = (!body.is_empty()).then(|| body.into());
        let started = Instant::now();
        let mut answer = tokio::time::timeout(self.timeout, self.answer_to(request, repeats, heard))
            .await
            .unwrap_or_else(|_| Err(self.connections.timed_out(&url)))?;
        self.told.listen(&url, answer.headers());
        trace::scrub_headers(answer.headers_mut(), &sent);
        let is_refusal = !answer.status().is_success() || trace::refuses(answer.body());
        let body = std::mem::take(answer.body_mut());
        // a refusal may repeat what an earlier request brought, the password of the login say
        *answer.body_mut() = match is_refusal {
            true => trace::scrub(body, &sent),
            false => trace::scrub_words(body, &sent),
        };
        trace::answer(
            &self.terminal,
            answer.status(),
            answer.headers(),
            Some(answer.body()),
            &sent,
            started.elapsed(),
        );
        Ok(answer)
    }

    /// One request to an API; the answer's body is still to come, by [`Http::next_piece`]. Redirects are not followed.
    /// The time limit is for each silence: an upload may take as long as it goes on.
    pub async fn send(&self, request: reqwest::Request) -> Result<reqwest::Response, Error> {
        let url = request.url().clone();
        let body = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default().len();
        let secrets = self.sent_with(request.headers());
        trace::request(&self.terminal, request.method(), &url, request.headers(), &[], &secrets);
        if body > 0 {
            trace::note(&self.terminal, &format!("> {body} bytes of body"));
        }
        let started = Instant::now();
        self.activity.begin();
        let mut answer = tokio::select! {
            answer = self.connections.execute(request) => answer?,
            () = self.activity.silence(self.timeout) => return Err(self.connections.timed_out(&url)),
        };
        self.told.listen(&url, answer.headers());
        trace::scrub_headers(answer.headers_mut(), &secrets);
        trace::answer(&self.terminal, answer.status(), answer.headers(), None, &secrets, started.elapsed());
        Ok(answer)
    }

    /// The text without the credentials that went to APIs.
    pub fn without_sent(&self, text: String) -> String {
        trace::without(text, &self.sent_so_far())
    }

    /// Takes these for secrets as if they had been sent: they came, and may stand in an address by then.
    pub fn hide<'s>(&self, secrets: impl Iterator<Item = &'s str>) {
        self.sent_also(&trace::secrets_among(secrets));
    }

    /// Every secret that was sent in this run: whoever got one may repeat it in any answer.
    pub fn sent_so_far(&self) -> Vec<Zeroizing<String>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The secrets in the headers of a request, and those of the ones before it. What stands in its address a person typed:
    /// that is no secret, and would be found in innocent headers.
    fn sent_with(&self, headers: &HeaderMap) -> Vec<Zeroizing<String>> {
        self.sent_also(&trace::secrets_of_headers(headers))
    }

    /// These secrets, and those of the requests before.
    fn sent_also(&self, secrets: &[Zeroizing<String>]) -> Vec<Zeroizing<String>> {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        for secret in secrets {
            if !sent.contains(secret) {
                sent.push(secret.clone());
            }
        }
        sent.clone()
    }

    /// The next piece of an answer's body, `None` at its end.
    pub async fn next_piece(&self, answer: &mut reqwest::Response) -> Result<Option<Bytes>, Error> {
        match tokio::time::timeout(self.timeout, awake_at_first(answer.chunk())).await {
            Ok(Ok(piece)) => Ok(piece),
            Ok(Err(why)) => Err(self.classify(answer.url(), &why)),
            Err(_) => Err(self.connections.timed_out(answer.url())),
        }
    }

    /// The rest of an answer, where the whole of it is wanted: like an issuer's it is small, and has one time limit together with
    /// its head, from when the request had left.
    pub async fn rest_of(&self, answer: &mut reqwest::Response) -> Result<Vec<u8>, Error> {
        let (left, url) = (self.timeout.saturating_sub(self.activity.quiet()), answer.url().clone());
        let rest = tokio::time::timeout(left, self.gather(answer)).await;
        rest.unwrap_or_else(|_| Err(self.connections.timed_out(&url)))
    }

    /// The beginning of an answer's body: what comes within this time, some `most` bytes of it at most. Of a stream that
    /// never ends that is all that anybody gets.
    pub async fn beginning(
        &self,
        answer: &mut reqwest::Response,
        most: usize,
        time: Duration,
    ) -> Result<Vec<u8>, Error> {
        let (mut body, ends) = (Vec::new(), tokio::time::Instant::now() + time);
        while body.len() < most {
            match tokio::time::timeout_at(ends, self.next_piece(answer)).await {
                Ok(Ok(Some(piece))) => body.extend_from_slice(&piece),
                Ok(Ok(None)) | Err(_) => break,
                Ok(Err(why)) => return Err(why),
            }
        }
        body.truncate(most);
        Ok(body)
    }

    /// A request body that is read while it is sent, on a thread of its own: a slow or endless pipe never holds up the
    /// runtime, nor the end of the process.
    pub fn streamed(&self, from: impl Read + Send + 'static) -> reqwest::Body {
        body::streamed(from, Arc::clone(&self.activity))
    }

    /// The host as messages name it, with the proxy on the way to it.
    fn place(&self, url: &Url) -> Box<str> {
        self.connections.place(url)
    }

    /// What went wrong with a request, or while a body was read.
    pub fn classify(&self, url: &Url, why: &reqwest::Error) -> Error {
        self.connections.classify(url, why)
    }

    /// The answer to a question may be asked for again where that can help: it changes nothing. All of it together has
    /// the time of one request. One with a DPoP proof is not sent again as it is: a proof is good once.
    async fn answer_to(
        &self,
        request: reqwest::Request,
        repeats: Repeats,
        heard: &Heard<'_>,
    ) -> Result<Response<Vec<u8>>, Error> {
        let only_asks = repeats == Repeats::Questions
            && matches!(*request.method(), Method::GET | Method::HEAD)
            && !request.headers().contains_key("dpop");
        for pause in PAUSES {
            let Some(again) = request.try_clone().filter(|_| only_asks) else { break };
            let result = self.whole_answer(again, heard).await;
            if !is_passing(&result) {
                return result;
            }
            let pause = jittered(pause);
            trace::note(&self.terminal, &format!("  no answer yet: once more in {} ms", pause.as_millis()));
            tokio::time::sleep(pause).await;
        }
        self.whole_answer(request, heard).await
    }

    async fn whole_answer(
        &self,
        request: reqwest::Request,
        heard: &Heard<'_>,
    ) -> Result<Response<Vec<u8>>, Error> {
        let is_head = request.method() == Method::HEAD;
        let mut answer = self.connections.execute(request).await?;
        let mut whole = Response::new(Vec::new());
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = answer.headers().clone();
        heard(answer.headers());
        if is_head {
            return Ok(whole);
        }
        *whole.body_mut() = match answer.status().is_success() {
            true => self.gather(&mut answer).await?,
            false => self.words_of(&mut answer).await,
        };
        Ok(whole)
    }

    /// What a refusal says, if that can be read, and in time: the status says no without it.
    async fn words_of(&self, answer: &mut reqwest::Response) -> Vec<u8> {
        let words = tokio::time::timeout(self.timeout / 2, self.gather(answer)).await;
        words.ok().and_then(Result::ok).unwrap_or_default()
    }

    /// All pieces of a body, as long as they are neither too many nor too much.
    async fn gather(&self, answer: &mut reqwest::Response) -> Result<Vec<u8>, Error> {
        let (url, mut body, mut pieces) = (answer.url().clone(), Vec::new(), 0);
        let broken = |why| match self.classify(&url, &why) {
            Error::Broken { host, why, .. } => Error::Broken { host, why, has_begun: true },
            other => other,
        };
        while let Some(piece) = answer.chunk().await.map_err(broken)? {
            if body.len() + piece.len() > LARGEST_ANSWER {
                return Err(Error::TooLarge { host: self.connections.place(&url) });
            }
            pieces += 1;
            if pieces > MOST_PIECES {
                return Err(Error::TooManyPieces { host: self.connections.place(&url) });
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }
}

/// Looks for what is about to come before it sleeps. To be woken takes longer than a fast sender needs for its next
/// piece, and what piled up meanwhile is read at one go, in which the sender waits: that halves the rate.
async fn awake_at_first<T>(coming: impl Future<Output = T>) -> T {
    let mut coming = pin!(coming);
    for _ in 0..LOOKS {
        tokio::select! {
            biased;
            come = &mut coming => return come,
            () = tokio::task::yield_now() => {} // and the runtime asks the system what has come
        }
    }
    coming.await
}

/// True when the same question may well be answered in a moment. Who says when to come back is not asked before.
fn is_passing(result: &Result<Response<Vec<u8>>, Error>) -> bool {
    match result {
        Ok(answer) => {
            matches!(answer.status().as_u16(), 502..=504)
                && !answer.headers().contains_key(header::RETRY_AFTER)
        }
        Err(why) => !matches!(why, Error::Timeout { .. }) && why.may_pass(),
    }
}

/// Half of it to one and a half, so that many who were turned away together do not come back together.
fn jittered(pause: Duration) -> Duration {
    let [random] = Random.bytes::<1>();
    pause / 2 + pause * u32::from(random) / 255
}
