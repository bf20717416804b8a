//! Stands between a client and a server, reads whole requests, and loses some of what is said.

use super::DEADLINE;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// What becomes of a request.
#[derive(Clone)]
pub enum Fate {
    Passes,
    /// It arrives, and its answer does not.
    LosesAnswer,
    /// It arrives, and what comes back is no answer of etcd's.
    GarblesAnswer,
    /// It does not arrive, and this is what comes back.
    Answered(Vec<u8>),
    /// It does not arrive.
    IsLost,
    /// Its answer waits until so many have one.
    Waits(Arc<Gate>),
}

/// Opens once so many have come to it, and stays open.
pub struct Gate {
    wanted: usize,
    /// How many have come, the first one when, and the last one that was waited for.
    come: Mutex<(usize, Option<Instant>, Option<Duration>)>,
    opens: Condvar,
    /// One who had come gave up before it opened.
    was_left: AtomicBool,
}

impl Gate {
    pub fn of(wanted: usize) -> Arc<Self> {
        Arc::new(Self {
            wanted,
            come: Mutex::default(),
            opens: Condvar::new(),
            was_left: AtomicBool::default(),
        })
    }

    fn pass(&self) {
        let mut come = self.come.lock().unwrap();
        come.0 += 1;
        let first = *come.1.get_or_insert_with(Instant::now);
        if come.0 == self.wanted {
            come.2 = Some(first.elapsed());
            self.opens.notify_all();
        }
        drop(self.opens.wait_timeout_while(come, DEADLINE, |come| come.0 < self.wanted).unwrap());
    }

    /// True when all who came were there when it opened, and the first one has not waited for longer.
    pub fn held_all(&self, longest: Duration) -> bool {
        let waited = self.come.lock().unwrap().2;
        waited.is_some_and(|waited| waited < longest) && !self.was_left.load(Ordering::SeqCst)
    }
}

/// Listens on a free port of 127.0.0.1 until the test ends.
pub struct Middleman {
    /// `127.0.0.1:PORT`
    pub address: String,
}

impl Middleman {
    /// Before the server at `to`; `judge` is given the path of each request and how many of that path came before it.
    pub fn before(to: &str, judge: impl Fn(&str, usize) -> Fate + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (to, judge) = (to.to_owned(), Arc::new(judge));
        let counts: Arc<[AtomicUsize; 2]> = Arc::default();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (to, judge, counts) = (to.clone(), Arc::clone(&judge), Arc::clone(&counts));
                std::thread::spawn(move || {
                    let Some((path, request)) = request_of(&client) else { return };
                    let is_change = usize::from(path.ends_with("/txn"));
                    let before = counts[is_change].fetch_add(1, Ordering::SeqCst);
                    serve(client, &request, &to, &judge(&path, before));
                });
            }
        });
        Self { address }
    }
}

/// The path and all bytes of a request that says how long it is.
fn request_of(client: &TcpStream) -> Option<(String, Vec<u8>)> {
    let mut reader = BufReader::new(client);
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let start = head.len();
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
        if let Some(value) = head[start..].to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let path = head.split(' ').nth(1)?.to_owned();
    Some((path, [head.into_bytes(), body].concat()))
}

fn serve(mut client: TcpStream, request: &[u8], to: &str, fate: &Fate) {
    if matches!(fate, Fate::IsLost) {
        return;
    }
    if let Fate::Answered(answer) = fate {
        // whoever asked may be gone, which is its own business
        let _ = client.write_all(answer);
        return;
    }
    let Ok(mut server) = TcpStream::connect(to) else { return };
    let mut answer = Vec::new();
    // whoever answers closes the connection, for the client has asked so
    if server.write_all(request).and_then(|()| server.read_to_end(&mut answer)).is_err() {
        return;
    }
    match fate {
        Fate::LosesAnswer | Fate::IsLost | Fate::Answered(_) => return,
        // who has given up meanwhile, or has to ask somebody else, is none of those who wait
        Fate::Waits(_) if is_gone(&client) => return,
        Fate::Waits(_) if !answer.starts_with(b"HTTP/1.1 200 ") => {}
        Fate::Waits(gate) => {
            gate.pass();
            gate.was_left.fetch_or(is_gone(&client), Ordering::SeqCst);
        }
        Fate::GarblesAnswer => {
            answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nhello".to_vec();
        }
        Fate::Passes => {}
    }
    let _ = client.write_all(&answer);
}

fn is_gone(client: &TcpStream) -> bool {
    client.set_nonblocking(true).unwrap();
    let seen = client.peek(&mut [0]);
    client.set_nonblocking(false).unwrap();
    seen.is_ok_and(|length| length == 0)
}
