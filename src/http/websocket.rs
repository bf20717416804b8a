//! WebSockets (RFC 6455) on connections that the one HTTP client makes: with its TLS, its proxies and its limits.

use super::{Http, trace};
use crate::host::{Random, Terminal};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt as _, StreamExt as _};
use hyper::header::{
    CONNECTION, HeaderMap, HeaderName, HeaderValue, ORIGIN, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS,
    SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use reqwest::{Response, StatusCode, Upgraded};
use std::time::Duration;
use tokio::time::error::Elapsed;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error as Inner, Message};
use url::Url;
use zeroize::Zeroizing;

/// The largest message that is taken or sent: 16 MiB.
pub const LARGEST_MESSAGE: usize = 16 << 20;
/// What the handshake says itself: nobody else does (section 4.1).
pub const OWN_HEADERS: [HeaderName; 5] =
    [CONNECTION, UPGRADE, SEC_WEBSOCKET_VERSION, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_EXTENSIONS];
/// What a server makes its proof of (section 1.3).
const PROOF: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/// So long the other side may take to say good-bye too.
const FAREWELL: Duration = Duration::from_secs(1);

/// Why there is no WebSocket, or none any more.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Http(#[from] super::Error),
    #[error("{host} answered the handshake of a WebSocket with {status}")]
    NotOpened { host: Box<str>, status: StatusCode },
    #[error("{host} does not speak WebSocket as RFC 6455 has it: {why}")]
    Odd { host: Box<str>, why: Box<str> },
    #[error("{host} sent a message of more than {} MiB", LARGEST_MESSAGE >> 20)]
    TooLarge { host: Box<str> },
    #[error(
        "{host} dropped the connection without a word (no close frame, 1006), as some do with a message that they do not understand"
    )]
    Dropped { host: Box<str> },
    #[error("{host} took nothing for {} s", limit.as_secs_f64())]
    Stuck { host: Box<str>, limit: Duration },
}

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    Text(String),
    /// So many bytes that are no text.
    Binary(usize),
    /// A sign of life, which was answered where it wants that (sections 5.5.2 and 5.5.3).
    Sign,
    /// The other side ends it, with a code (section 7.4) and a reason, if it gives any.
    Closed(Option<u16>, String),
}

/// What asks for a WebSocket, and what the answer must prove to have seen. A request that is refused may be repeated with
/// the same one: nothing was opened with it.
pub struct Handshake {
    key: String,
    /// Of these the other side may choose one.
    protocols: Vec<String>,
}

/// An open WebSocket.
pub struct Socket {
    stream: WebSocketStream<Upgraded>,
    host: Box<str>,
    /// How long the other side may take nothing of what is sent.
    limit: Duration,
    terminal: Terminal,
    /// What it was opened with: the reason of its end may repeat that.
    sent: Vec<Zeroizing<String>>,
}

impl Handshake {
    pub fn new(random: Random) -> Self {
        Self { key: STANDARD.encode(random.bytes::<16>()), protocols: Vec::new() }
    }

    /// The headers that ask (section 4.1). The origin is that of the address itself, as if one of its own pages asked, where
    /// none is there already; sub-protocols that are there are what the other side may choose from.
    pub fn ask(&mut self, url: &Url, headers: &mut HeaderMap) -> Result<(), Error> {
        self.protocols = words(headers, &SEC_WEBSOCKET_PROTOCOL).map(str::to_owned).collect();
        let origin = super::origin(url);
        let unfit = |_| super::Error::Request { host: origin.as_str().into(), why: "odd header".into() };
        headers.entry(ORIGIN).or_insert(HeaderValue::from_str(&origin).map_err(unfit)?);
        for (name, value) in [
            (CONNECTION, "Upgrade"),
            (UPGRADE, "websocket"),
            (SEC_WEBSOCKET_VERSION, "13"),
            (SEC_WEBSOCKET_KEY, &self.key),
        ] {
            headers.insert(name, HeaderValue::from_str(value).map_err(unfit)?);
        }
        Ok(())
    }

    /// What is wrong with an answer that agrees (section 4.1, at its end), if anything is.
    fn fault(&self, headers: &HeaderMap) -> Option<&'static str> {
        let says = |name, word: &str| words(headers, name).any(|said| said.eq_ignore_ascii_case(word));
        let proof = headers.get(SEC_WEBSOCKET_ACCEPT).map(HeaderValue::as_bytes);
        let is_asked_for = |protocol: &str| self.protocols.iter().any(|asked| asked == protocol);
        match () {
            () if !says(&UPGRADE, "websocket") => Some("it changes to another protocol (Upgrade)"),
            () if !says(&CONNECTION, "upgrade") => Some("it does not say that it changes (Connection)"),
            () if proof != Some(self.proof().as_bytes()) => {
                Some("its proof that it saw the handshake is wrong (Sec-WebSocket-Accept)")
            }
            () if headers.contains_key(SEC_WEBSOCKET_EXTENSIONS) => {
                Some("it uses an extension that nobody asked for (Sec-WebSocket-Extensions)")
            }
            () if !words(headers, &SEC_WEBSOCKET_PROTOCOL).all(is_asked_for) => {
                Some("it speaks a sub-protocol that nobody asked for (Sec-WebSocket-Protocol)")
            }
            () => None,
        }
    }

    /// The WebSocket of an answer that agrees to one (section 4.2.2).
    pub async fn open(&self, answer: Response, http: &Http) -> Result<Socket, Error> {
        let host = http.place(answer.url());
        if answer.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(Error::NotOpened { host, status: answer.status() });
        }
        let odd = |why: &str| Error::Odd { host: host.clone(), why: why.into() };
        if let Some(fault) = self.fault(answer.headers()) {
            return Err(odd(fault));
        }
        let upgraded = answer.upgrade().await.map_err(|why| odd(&why.to_string()))?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(LARGEST_MESSAGE))
            .max_frame_size(Some(LARGEST_MESSAGE));
        let stream = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
        let sent = http.sent_with(&HeaderMap::new());
        Ok(Socket { stream, host, limit: http.timeout(), terminal: http.terminal.clone(), sent })
    }

    fn proof(&self) -> String {
        let proof = digest(&SHA1_FOR_LEGACY_USE_ONLY, format!("{}{PROOF}", self.key).as_bytes());
        STANDARD.encode(proof.as_ref())
    }
}

/// What stands between the commas of a header.
fn words<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'h str> {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim).filter(|word| !word.is_empty())
}

impl Socket {
    /// What comes next. To give up waiting loses nothing. Who asks for signs of life must take them before more is read: they
    /// pile up nowhere.
    pub async fn receive(&mut self) -> Result<Received, Error> {
        let received = match self.stream.next().await {
            Some(Ok(Message::Text(text))) => Received::Text(text.to_string()),
            Some(Ok(Message::Binary(bytes))) => Received::Binary(bytes.len()),
            Some(Ok(Message::Close(frame))) => {
                // that it was heard is told before anything else
                let _ = timeout(FAREWELL, self.stream.flush()).await;
                frame.map_or(Received::Closed(None, String::new()), |frame| {
                    let reason = trace::without(frame.reason.to_string(), &self.sent);
                    Received::Closed(Some(frame.code.into()), reason)
                })
            }
            Some(Ok(Message::Ping(_))) => {
                self.answer_sign().await?;
                Received::Sign
            }
            Some(Ok(Message::Pong(_) | Message::Frame(_))) => Received::Sign,
            Some(Err(why)) => return Err(self.error(&why)),
            None => return Err(Error::Dropped { host: self.host.clone() }),
        };
        self.trace('<', &received);
        Ok(received)
    }

    pub async fn send(&mut self, text: &str) -> Result<(), Error> {
        trace::note(&self.terminal, &format!("> a message of {} bytes", text.len()));
        self.put(Message::text(text)).await
    }

    /// Asks for a sign of life (section 5.5.2).
    pub async fn ping(&mut self) -> Result<(), Error> {
        self.put(Message::Ping(Vec::new().into())).await
    }

    /// Says good-bye, and waits a moment for the answer.
    pub async fn close(mut self) {
        let frame = CloseFrame { code: CloseCode::Normal, reason: "".into() };
        let farewell = async {
            if self.stream.close(Some(frame)).await.is_ok() {
                while let Some(Ok(_)) = self.stream.next().await {}
            }
        };
        let _ = timeout(FAREWELL, farewell).await;
    }

    async fn put(&mut self, message: Message) -> Result<(), Error> {
        let sent = timeout(self.limit, self.stream.send(message)).await;
        self.taken(sent)
    }

    /// Sends the pong that is ready since a ping was read (section 5.5.2).
    async fn answer_sign(&mut self) -> Result<(), Error> {
        let sent = timeout(self.limit, self.stream.flush()).await;
        self.taken(sent)
    }

    fn taken(&self, sent: Result<Result<(), Inner>, Elapsed>) -> Result<(), Error> {
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(self.error(&why)),
            Err(_) => Err(Error::Stuck { host: self.host.clone(), limit: self.limit }),
        }
    }

    fn error(&self, why: &Inner) -> Error {
        use tokio_tungstenite::tungstenite::error::ProtocolError;
        let host = self.host.clone();
        match why {
            Inner::Capacity(_) => Error::TooLarge { host },
            Inner::Protocol(ProtocolError::ResetWithoutClosingHandshake)
            | Inner::Io(_)
            | Inner::ConnectionClosed
            | Inner::AlreadyClosed => Error::Dropped { host },
            Inner::Utf8(_) => Error::Odd { host, why: "a text message is not UTF-8".into() },
            why => Error::Odd { host, why: why.to_string().into() },
        }
    }

    fn trace(&self, direction: char, received: &Received) {
        let line = match received {
            Received::Text(text) => format!("{direction} a message of {} bytes", text.len()),
            Received::Binary(length) => format!("{direction} a binary message of {length} bytes"),
            Received::Sign => return,
            Received::Closed(code, reason) => {
                let code = code.map_or("without a code".to_owned(), |code| code.to_string());
                format!("{direction} closed, {code} {reason}")
            }
        };
        trace::note(&self.terminal, &line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_of_rfc_6455_section_1_3() {
        let handshake = Handshake { key: "dGhlIHNhbXBsZSBub25jZQ==".to_owned(), protocols: Vec::new() };
        assert_eq!(handshake.proof(), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    #[test]
    fn the_origin_is_that_of_the_address_unless_another_is_named() {
        let (mut handshake, url) = (Handshake::new(Random), Url::parse("https://a.test:8443/x").unwrap());
        let mut headers = HeaderMap::new();
        handshake.ask(&url, &mut headers).unwrap();
        assert_eq!(headers[ORIGIN], "https://a.test:8443");
        assert_eq!(STANDARD.decode(&headers[SEC_WEBSOCKET_KEY]).unwrap().len(), 16);
        headers.insert(ORIGIN, HeaderValue::from_static("https://b.test"));
        headers.insert(SEC_WEBSOCKET_KEY, HeaderValue::from_static("x"));
        handshake.ask(&url, &mut headers).unwrap();
        assert_eq!(headers[ORIGIN], "https://b.test");
        assert_eq!(headers[SEC_WEBSOCKET_KEY], handshake.key, "its own alone");
    }
}
