//! Ports with which nothing happens by chance: what runs beside a test asks the system for free ports all the time, and may be
//! given one that was free a moment ago.

use super::dice::{Dice, seed};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering};
use tokio::net::TcpSocket;

/// So many ports below those that the system hands out are ours.
const OURS: u16 = 16_000;

/// A port that is free on both loopback addresses, and that the system gives to nobody; another one each time.
pub fn own() -> u16 {
    static NEXT: OnceLock<AtomicU16> = OnceLock::new();
    // another suite may run beside this one
    let begin = || u16::try_from(Dice::new(seed()).below(usize::from(OURS))).unwrap();
    let next = NEXT.get_or_init(|| AtomicU16::new(begin()));
    let first = first_of_the_system() - OURS;
    let is_free = |port: &u16| ["127.0.0.1", "::1"].iter().all(|host| is_free((host, *port)));
    let ports = std::iter::repeat_with(|| first + next.fetch_add(1, Ordering::Relaxed) % OURS);
    ports.take(1000).find(is_free).expect("a free port")
}

fn first_of_the_system() -> u16 {
    let range = std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap();
    range.split_whitespace().next().unwrap().parse().unwrap()
}

/// True also where there is no such address.
fn is_free(address: (&str, u16)) -> bool {
    !TcpListener::bind(address).is_err_and(|why| why.kind() == std::io::ErrorKind::AddrInUse)
}

/// An address of 127.0.0.1 where nobody listens, and nobody can until this is dropped.
pub struct Nobody {
    pub address: SocketAddr,
    _bound: TcpSocket,
}

impl Nobody {
    pub fn new() -> Self {
        Self::at(0)
    }

    /// Where somebody has listened until now.
    #[track_caller]
    pub fn at(port: u16) -> Self {
        let bound = TcpSocket::new_v4().unwrap();
        bound.set_reuseaddr(true).unwrap(); // connections to who was there may be ending still
        bound.bind((Ipv4Addr::LOCALHOST, port).into()).unwrap();
        Self { address: bound.local_addr().unwrap(), _bound: bound }
    }

    /// `http://127.0.0.1:PORT`, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// The sockets that listen at this port of any address, by their inodes.
pub fn listeners(port: u16) -> Vec<String> {
    const LISTENS: &str = "0A";
    let lists =
        ["/proc/net/tcp", "/proc/net/tcp6"].map(|list| std::fs::read_to_string(list).unwrap_or_default());
    let lines = lists.iter().flat_map(|list| list.lines().skip(1));
    let found = lines.filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_meant = words[1].ends_with(&format!(":{port:04X}")) && words[3] == LISTENS;
        is_meant.then(|| words[9].to_owned())
    });
    found.collect()
}
