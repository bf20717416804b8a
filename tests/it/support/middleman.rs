//! Stands between a client and a server, reads whole requests, and loses some of what is said.

use super::DEADLINE;
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};

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
    come: Mutex<usize>,
    opens: Condvar,
    /// What the last one that was waited for does before it opens.
    meanwhile: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Gate {
    pub fn of(wanted: usize) -> Arc<Self> {
        Self::opening_after(wanted, || {})
    }

    /// While they wait, this happens.
    pub fn opening_after(wanted: usize, meanwhile: impl FnOnce() + Send + 'static) -> Arc<Self> {
        let meanwhile = Mutex::new(Some(Box::new(meanwhile) as Box<_>));
        Arc::new(Self { wanted, come: Mutex::default(), opens: Condvar::new(), meanwhile })
    }

    fn pass(&self) {
        let mut come = self.come.lock().unwrap();
        *come += 1;
        if *come == self.wanted {
            let meanwhile = self.meanwhile.lock().unwrap().take();
            meanwhile.unwrap()();
            self.opens.notify_all();
        }
        drop(self.opens.wait_timeout_while(come, DEADLINE, |come| *come < self.wanted).unwrap());
    }

    /// True once so many have come, and what happens meanwhile is over.
    pub fn is_open(&self) -> bool {
        *self.come.lock().unwrap() >= self.wanted
    }
}

/// Listens on a free port of 127.0.0.1 until it is dropped.
pub struct Middleman {
    /// `127.0.0.1:PORT`
    pub address: String,
    is_over: Arc<AtomicBool>,
}

impl Middleman {
    /// Before the server at `to`; `judge` is given the path of each request and how many of that path came before it.
    pub fn before(to: &str, judge: impl Fn(&str, usize) -> Fate + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (to, judge, is_over) = (to.to_owned(), Arc::new(judge), Arc::new(AtomicBool::new(false)));
        let counts: Arc<Mutex<HashMap<String, usize>>> = Arc::default();
        let ends = Arc::clone(&is_over);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if ends.load(Ordering::SeqCst) {
                    return;
                }
                let (to, judge, counts) = (to.clone(), Arc::clone(&judge), Arc::clone(&counts));
                std::thread::spawn(move || {
                    let Some((path, request)) = request_of(&client) else { return };
                    let before = {
                        let mut counts = counts.lock().unwrap();
                        let count = counts.entry(path.clone()).or_default();
                        *count += 1;
                        *count - 1
                    };
                    serve(client, &request, &to, &judge(&path, before));
                });
            }
        });
        Self { address, is_over }
    }
}

impl Drop for Middleman {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(&self.address)); // it looks whenever somebody comes
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
        Fate::Waits(gate) => gate.pass(),
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
