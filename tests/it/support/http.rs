//! An HTTP/1.0 client of a few lines: for control requests, and for what no well-behaved client would send.

use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use url::Url;

/// An answer, its header names in lower case.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
    /// The value of a cookie that it sets.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let lines = self.headers.iter().filter(|(known, _)| known == "set-cookie");
        let mut pairs = lines.filter_map(|(_, line)| line.split(';').next()?.split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    }
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("{why}: {:?}", self.body))
    }
}

/// The whole answer to a GET by a process of user 65534.
pub fn get_as_another_user(url: &Url) -> String {
    let (port, target) = (url.port().unwrap(), &url[url::Position::BeforePath..]);
    let ask = format!(
        "exec 3<>/dev/tcp/127.0.0.1/{port}; printf '%s\\r\\n' 'GET {target} HTTP/1.1' 'host: 127.0.0.1:{port}' '' >&3; cat <&3"
    );
    // only root may become another user
    let sudo: &[&str] = if rustix::process::getuid().is_root() { &["env"] } else { &["sudo", "-n"] };
    let stranger = std::process::Command::new(sudo[0])
        .args(&sudo[1..])
        .args(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "bash", "-c", &ask])
        .output()
        .unwrap();
    let trouble = String::from_utf8_lossy(&stranger.stderr);
    assert!(!stranger.stdout.is_empty(), "this needs root, or sudo without a password: {trouble}");
    String::from_utf8_lossy(&stranger.stdout).into_owned()
}

pub fn get(url: &str) -> Response {
    request("GET", url, &[], "")
}

pub fn post_json(url: &str, body: &Value) -> Response {
    request("POST", url, &[("content-type", "application/json")], &body.to_string())
}

pub fn post_form(url: &str, fields: &[(&str, &str)]) -> Response {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    request("POST", url, &[("content-type", "application/x-www-form-urlencoded")], &body)
}

#[track_caller]
pub fn request(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Response {
    let url = Url::parse(url).unwrap();
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let headers =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect::<Vec<_>>().concat();
    let length = body.len();
    let head =
        format!("{method} {target} HTTP/1.0\r\nhost: {host}\r\ncontent-length: {length}\r\n{headers}\r\n");
    raw(&url, &format!("{head}{body}"))
}

/// Sends these bytes to the server of `url` and reads until it closes.
#[track_caller]
pub fn raw(url: &Url, bytes: &str) -> Response {
    let mut stream = TcpStream::connect(&*url.socket_addrs(|| None).unwrap()).unwrap();
    stream.set_read_timeout(Some(super::DEADLINE)).unwrap();
    stream.write_all(bytes.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    parse(&String::from_utf8_lossy(&answer))
}

fn parse(answer: &str) -> Response {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    Response { status: status.unwrap_or_default(), headers, body: body.to_owned() }
}
