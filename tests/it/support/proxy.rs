//! A proxy that leads made-up hosts to servers of this machine and remembers what it sees.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Listens on a free port of 127.0.0.1 until the test ends.
pub struct Proxy {
    /// `http://127.0.0.1:PORT`, without a slash at its end.
    pub url: String,
    /// `127.0.0.1:PORT`
    pub address: String,
    seen: Arc<Mutex<Vec<String>>>,
    passed: Arc<Mutex<Vec<u8>>>,
}

impl Proxy {
    /// Leads `CONNECT host:port` to the port of 127.0.0.1 that is named for it, and answers 502 for any other.
    pub fn leading(routes: &[(&str, u16)]) -> Self {
        Self::judging(routes, |_| None)
    }

    /// The same, but a request for which `judge` has an answer gets that.
    pub fn judging(
        routes: &[(&str, u16)],
        judge: impl Fn(&str) -> Option<&'static str> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (seen, passed) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<Mutex<Vec<u8>>>::default());
        let routes: Vec<(String, u16)> =
            routes.iter().map(|(host, port)| ((*host).to_owned(), *port)).collect();
        let (heads, bytes, judge) = (Arc::clone(&seen), Arc::clone(&passed), Arc::new(judge));
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (heads, bytes, routes, judge) =
                    (Arc::clone(&heads), Arc::clone(&bytes), routes.clone(), Arc::clone(&judge));
                std::thread::spawn(move || {
                    let head = head_of(&client);
                    heads.lock().unwrap().push(head.clone());
                    serve(client, &head, judge(&head), &routes, &bytes);
                });
            }
        });
        Self { url: format!("http://{address}"), address, seen, passed }
    }

    /// The request line and headers of each request, as they came.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
    /// The hosts that it was asked to lead to, in order.
    pub fn asked_for(&self) -> Vec<String> {
        let target = |head: String| head.split(' ').nth(1).unwrap_or_default().to_owned();
        self.seen().into_iter().map(target).collect()
    }
    /// Every byte that clients sent through it.
    pub fn passed(&self) -> Vec<u8> {
        self.passed.lock().unwrap().clone()
    }
}

fn head_of(client: &TcpStream) -> String {
    let mut reader = BufReader::with_capacity(1, client);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            break;
        }
    }
    head
}

fn serve(
    mut client: TcpStream,
    head: &str,
    refusal: Option<&'static str>,
    routes: &[(String, u16)],
    bytes: &Arc<Mutex<Vec<u8>>>,
) {
    let target = head.split(' ').nth(1).unwrap_or_default();
    let port = routes.iter().find(|(host, _)| host == target).map(|(_, port)| *port);
    let answer = refusal.unwrap_or(match port {
        Some(_) if head.starts_with("CONNECT ") => "HTTP/1.1 200 Connected\r\n\r\n",
        _ => "HTTP/1.1 502 Unknown\r\ncontent-length: 0\r\n\r\n",
    });
    let _ = client.write_all(answer.as_bytes()); // whoever asked may be gone
    let (Some(port), None) = (port, refusal) else { return };
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", port)) else { return };
    let (mut back_from, mut back_to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let back = std::thread::spawn(move || {
        let _ = std::io::copy(&mut back_from, &mut back_to);
        let _ = back_to.shutdown(std::net::Shutdown::Write);
    });
    let mut piece = [0; 4096];
    while let Ok(length @ 1..) = client.read(&mut piece) {
        bytes.lock().unwrap().extend_from_slice(&piece[..length]);
        let _ = server.write_all(&piece[..length]);
    }
    let _ = server.shutdown(std::net::Shutdown::Write);
    let _ = back.join();
}
