//! A server that answers as a test says, well or badly, and remembers what it was asked.

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Listens on a free port of 127.0.0.1, until the process that runs the tests ends: some keep its address alone.
pub struct ScriptedServer {
    /// `http://127.0.0.1:PORT`, or what its names are by TLS; without a slash at its end.
    pub url: String,
    pub port: u16,
    seen: Arc<Mutex<Vec<Request>>>,
    answer: Option<Arc<Script>>,
}

/// Makes the bytes of an answer out of a request and the server's own address.
pub type Script = dyn Fn(&Request, &str) -> Vec<u8> + Send + Sync;

/// A request as it came, header names in lower case.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
    pub fn query(&self, name: &str) -> Option<String> {
        let fields = url::form_urlencoded::parse(self.target.split_once('?')?.1.as_bytes());
        fields.into_owned().find(|(known, _)| known == name).map(|(_, value)| value)
    }
    /// A field of a form body.
    pub fn field(&self, name: &str) -> Option<String> {
        let fields = url::form_urlencoded::parse(self.body.as_bytes());
        fields.into_owned().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

impl ScriptedServer {
    /// Each request gets the bytes that `answer` makes of it; then the connection is closed. `answer` runs on a thread
    /// of the connection, so it may wait for a channel. It is told the server's own address.
    pub fn start(answer: impl Fn(&Request, &str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let answer: Arc<Script> = Arc::new(answer);
        let script = Arc::clone(&answer);
        let server = Self::start_streaming(move |request, own_url, mut stream| {
            // whoever asked may be gone, which is its own business
            let _ = stream.write_all(&answer(request, own_url));
        });
        Self { answer: Some(script), ..server }
    }

    /// The same by TLS. Without `named` its address is `https://127.0.0.1:PORT`.
    pub fn start_tls(
        tls: Arc<ServerConfig>,
        named: Option<&str>,
        answer: impl Fn(&Request, &str) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        let answer: Arc<Script> = Arc::new(answer);
        let script = Arc::clone(&answer);
        let own_url = |port| {
            named.map_or_else(|| format!("https://127.0.0.1:{port}"), |name| format!("https://{name}"))
        };
        let server = Self::listen(own_url, move |stream, known, own_url| {
            let Ok(connection) = ServerConnection::new(Arc::clone(&tls)) else { return };
            let mut stream = StreamOwned::new(connection, stream);
            let Some(request) = read(&mut stream) else { return };
            known.lock().unwrap().push(request.clone());
            let _ = stream.write_all(&answer(&request, own_url));
            stream.conn.send_close_notify();
            let _ = stream.flush();
        });
        Self { answer: Some(script), ..server }
    }

    /// The same for an answer that is written piece by piece.
    pub fn start_streaming(answer: impl Fn(&Request, &str, &TcpStream) + Send + Sync + 'static) -> Self {
        let own_url = |port| format!("http://127.0.0.1:{port}");
        Self::listen(own_url, move |stream, known, own_url| {
            let Some(request) = read(&stream) else { return };
            known.lock().unwrap().push(request.clone());
            answer(&request, own_url, &stream);
        })
    }

    /// Whatever is to be done with a connection.
    pub fn start_raw(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        Self::listen(|port| format!("http://127.0.0.1:{port}"), move |stream, _, _| serve(stream))
    }

    /// Each connection has a thread of its own.
    fn listen(
        own_url: impl Fn(u16) -> String,
        serve: impl Fn(TcpStream, &Mutex<Vec<Request>>, &str) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (url, seen, serve) = (own_url(port), Arc::new(Mutex::new(Vec::new())), Arc::new(serve));
        let (known, own) = (Arc::clone(&seen), url.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (serve, known, own) = (Arc::clone(&serve), Arc::clone(&known), own.clone());
                std::thread::spawn(move || serve(stream, &known, &own));
            }
        });
        Self { url, port, seen, answer: None }
    }

    /// Its answer to a request that a browser would make, without the network in between.
    pub fn ask(&self, target: &str) -> String {
        let request = Request { method: "GET".into(), target: target.into(), ..Request::default() };
        String::from_utf8_lossy(&self.script()(&request, &self.url)).into_owned()
    }

    /// What makes its answers.
    pub fn script(&self) -> Arc<Script> {
        Arc::clone(self.answer.as_ref().expect("a server that answers whole"))
    }

    pub fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

/// A whole answer with a JSON body.
pub fn json(status: u16, body: &serde_json::Value) -> Vec<u8> {
    answer(status, &[("content-type", "application/json")], &body.to_string())
}

/// A whole answer.
pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let headers =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect::<Vec<_>>().concat();
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Scripted\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

fn read(stream: impl Read) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end() {
            "" => break,
            text => lines.push(text.to_owned()),
        }
    }
    let mut words = lines.first()?.split(' ').map(str::to_owned);
    let headers: Vec<_> = lines[1..]
        .iter()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut request = Request { method: words.next()?, target: words.next()?, headers, body: String::new() };
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8_lossy(&body).into_owned();
    Some(request)
}
