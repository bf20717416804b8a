//! A loopback HTTP/1 server with limits: what a request may cost, and whose it may be.

use super::answers::{Answer, bare};
use super::form::Form;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap};
use hyper::service::service_fn;
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The largest body, in bytes.
const BODY_LIMIT: usize = 64 * 1024;
/// What may come beyond the largest body and is read and dropped, so that the client gets to see the 413.
const OVERFLOW_LIMIT: usize = 1024 * 1024;
/// The largest head of a request, in bytes.
const HEAD_LIMIT: usize = 64 * 1024;
/// How long a client may take for the head of a request, and then for its body.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many connections are served at the same time; others wait.
const CONNECTIONS: usize = 128;

/// A request, read whole.
pub struct Asked {
    pub method: Method,
    pub path: String,
    query: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Asked {
    pub fn query(&self) -> Form {
        Form::parse(self.query.as_bytes())
    }

    /// The body's parameters; `None` when it is no `application/x-www-form-urlencoded`.
    pub fn form(&self) -> Option<Form> {
        let content_type = self.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/x-www-form-urlencoded").then(|| Form::parse(&self.body))
    }
}

/// What answers the requests of one origin.
pub type Handler = Arc<dyn Fn(&Asked) -> Answer + Send + Sync>;

/// A listener on 127.0.0.1; port 0 leaves the choice to the system.
pub async fn listen(port: u16) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Serves until dropped; every connection ends with it.
pub async fn serve(listener: TcpListener, port: u16, handler: Handler) {
    let hosts = Arc::new([format!("127.0.0.1:{port}"), format!("localhost:{port}")]);
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {} // forget those that have ended
        if connections.len() >= CONNECTIONS {
            connections.join_next().await;
        }
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(serve_connection(stream, hosts.clone(), handler.clone()));
            }
            // the process has no file descriptor left, say: the next one may be free soon
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn serve_connection(stream: TcpStream, hosts: Arc<[String; 2]>, handler: Handler) {
    let service = service_fn(move |request| {
        let (hosts, handler) = (hosts.clone(), handler.clone());
        async move { Ok::<_, Infallible>(answer(request, &hosts, &handler).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(TokioIo::new(stream), service);
    let _ = connection.await; // a client that went away is nobody's concern
}

/// Reads the request within its limits and hands it on.
async fn answer(request: Request<Incoming>, hosts: &[String; 2], handler: &Handler) -> Answer {
    let (parts, body) = request.into_parts();
    if !is_ours(&parts.headers, hosts) {
        // a web page can make its own name point to 127.0.0.1, but not change the Host its visitor sends
        return bare(StatusCode::MISDIRECTED_REQUEST, "misdirected_request", "Host is not this server");
    }
    let body = match tokio::time::timeout(PATIENCE, read(body)).await {
        Ok(Ok(body)) => body,
        Ok(Err(status)) => return bare(status, "invalid_request", "the body is too large or broken"),
        Err(_) => return bare(StatusCode::REQUEST_TIMEOUT, "invalid_request", "the body took too long"),
    };
    handler(&Asked {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
    })
}

fn is_ours(headers: &HeaderMap, hosts: &[String; 2]) -> bool {
    let mut given = headers.get_all(header::HOST).iter();
    let host = given.next().and_then(|host| host.to_str().ok());
    given.next().is_none() && host.is_some_and(|host| hosts.iter().any(|own| own.eq_ignore_ascii_case(host)))
}

async fn read(body: Incoming) -> Result<Bytes, StatusCode> {
    let mut limited = Limited::new(body, BODY_LIMIT + OVERFLOW_LIMIT);
    let mut bytes = Vec::new();
    let mut overflow = false;
    while let Some(frame) = limited.frame().await {
        let frame = frame.map_err(|why| {
            if why.is::<LengthLimitError>() { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST }
        })?;
        let Ok(data) = frame.into_data() else { continue };
        overflow |= bytes.len() + data.len() > BODY_LIMIT;
        if !overflow {
            bytes.extend_from_slice(&data);
        }
    }
    if overflow { Err(StatusCode::PAYLOAD_TOO_LARGE) } else { Ok(bytes.into()) }
}
