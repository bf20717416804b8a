//! Whose the other end of a connection within this machine is, as far as the system tells (Linux: proc(5)).
//!
//! The list is read as a stream, so that nobody can make it too long to be read; who is gone before he is looked up,
//! or cannot be looked up, is a stranger.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek as _};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};

const LISTS: [&str; 2] = ["/proc/net/tcp", "/proc/net/tcp6"];
/// Before the 32 bits of an IPv4 address in the list of IPv6.
const MAPPED: &str = "0000000000000000FFFF0000";
/// What the list calls two states of a connection.
const ESTABLISHED: &str = "01";
const LISTENING: &str = "0A";

/// The system's list of connections, to tell whose those to one listener are.
pub struct Sockets {
    listening: SocketAddr,
    /// Open from the beginning: they can be read whatever else is opened later.
    lists: Mutex<Vec<File>>,
}

/// What the list says of the other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OtherEnd {
    /// A socket of this user.
    Of(u32),
    /// The connection stands, and its other end is in no list: it was passed on from another machine or container.
    Elsewhere,
    /// It was closed: the list says no more whose it was.
    Gone,
}

impl Sockets {
    /// `None` where the system does not tell: there is no list, or not even this socket, which listens, is in it.
    pub fn that_show(listening: SocketAddr) -> Option<Self> {
        let lists = LISTS.into_iter().filter_map(|list| File::open(list).ok()).collect();
        let sockets = Self { listening, lists: Mutex::new(lists) };
        let is_shown = sockets.read(|lists| shows(lists, listening)).unwrap_or_default();
        is_shown.then_some(sockets)
    }

    /// True when the other end of a connection to this listener is of another ordinary user, and when it cannot be seen
    /// any more whose it was. A connection that was passed on from elsewhere is nobody's here.
    pub fn is_of_another_user(&self, theirs: SocketAddr) -> bool {
        let look = || self.read(|lists| other_end(lists, theirs, self.listening)).unwrap_or(OtherEnd::Gone);
        let seen = match look() {
            // a list that changes while it is read may leave one out
            OtherEnd::Elsewhere => look(),
            seen => seen,
        };
        match seen {
            // root sees everything anyhow, and passes on connections of browsers outside of a virtual machine
            OtherEnd::Of(user) => user != 0 && user != rustix::process::getuid().as_raw(),
            OtherEnd::Elsewhere => false,
            OtherEnd::Gone => true,
        }
    }

    fn read<T>(&self, reads: impl FnOnce(Vec<BufReader<&File>>) -> io::Result<T>) -> io::Result<T> {
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        for mut list in lists.iter() {
            list.rewind()?;
        }
        reads(lists.iter().map(BufReader::new).collect())
    }
}

fn shows(lists: Vec<impl BufRead>, listening: SocketAddr) -> io::Result<bool> {
    let listening = written(listening);
    for line in lists.into_iter().flat_map(BufRead::lines) {
        let line = line?;
        let is_it = |socket: Socket<'_>| socket.state == LISTENING && is_at(socket.local, &listening);
        if Socket::in_line(&line).is_some_and(is_it) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn other_end(lists: Vec<impl BufRead>, theirs: SocketAddr, ours: SocketAddr) -> io::Result<OtherEnd> {
    let (theirs, ours) = (written(theirs), written(ours));
    let mut stands = false;
    for line in lists.into_iter().flat_map(BufRead::lines) {
        let line = line?;
        let Some(socket) = Socket::in_line(&line) else { continue };
        if is_at(socket.local, &theirs) && is_at(socket.remote, &ours) {
            return Ok(socket.user().map_or(OtherEnd::Gone, OtherEnd::Of));
        }
        stands |= socket.state == ESTABLISHED && is_at(socket.local, &ours) && is_at(socket.remote, &theirs);
    }
    Ok(if stands { OtherEnd::Elsewhere } else { OtherEnd::Gone })
}

/// A line of the list, in its words.
struct Socket<'l> {
    local: &'l str,
    remote: &'l str,
    state: &'l str,
    user: &'l str,
    inode: &'l str,
}

impl<'l> Socket<'l> {
    fn in_line(line: &'l str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace().skip(1);
        let (local, remote, state) = (words.next()?, words.next()?, words.next()?);
        let (user, inode) = (words.nth(3)?, words.nth(1)?);
        Some(Self { local, remote, state, user, inode })
    }

    /// A socket that its program has closed has no inode, and is said to be of user 0 whosever it was.
    fn user(&self) -> Option<u32> {
        let user = self.user.parse().ok()?;
        (user != 0 || self.inode != "0").then_some(user)
    }
}

fn is_at(place: &str, address: &str) -> bool {
    place == address || place.strip_prefix(MAPPED) == Some(address)
}

/// Words of 32 bits in the order of the machine, then the port.
fn written(address: SocketAddr) -> String {
    let octets = match address.ip() {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    };
    let words = octets.chunks_exact(4).map(|word| <[u8; 4]>::try_from(word).unwrap_or_default());
    let words: Vec<String> = words.map(|word| format!("{:08X}", u32::from_ne_bytes(word))).collect();
    format!("{}:{:04X}", words.concat(), address.port())
}

#[cfg(test)]
#[cfg(target_endian = "little")]
mod tests {
    use super::*;
    use std::io::Read as _;

    const LIST: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
        \u{20}  0: 0100007F:46A1 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2730614 1\n\
        \u{20}  1: 0100007F:C001 0100007F:46A1 01 00000000:00000000 00:00000000 00000000  1000        0 2730615 1\n\
        \u{20}  2: 0100007F:46A1 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1001        0 2730616 1\n\
        \u{20}  3: 0000000000000000FFFF00000100007F:C002 0000000000000000FFFF00000100007F:46A1 01 00000000:00000000 00:00000000 00000000  1002        0 1 1\n\
        \u{20}  4: 00000000000000000000000001000000:C003 00000000000000000000000001000000:46A1 01 00000000:00000000 00:00000000 00000000  1003        0 1 1\n\
        \u{20}  5: 0100007F:C004 0100007F:46A1 01 00000000:00000000 00:00000000 00000000     0        0 2730617 1\n\
        \u{20}  6: 0100007F:C005 0100007F:46A1 05 00000000:00000000 00:00000000 00000000     0        0 0 1\n\
        \u{20}  7: 0100007F:C006 0100007F:46A1 05 00000000:00000000 00:00000000 00000000  1006        0 0 1\n\
        \u{20}  8: 0100007F:46A1 0100007F:C007 08 00000000:00000000 00:00000000 00000000  1001        0 2730618 1\n\
        \u{20}  9: 0100007F:46A1 0100007F:C008 01 00000000:00000000 00:00000000 00000000  1001        0 2730619 1\n\
        \u{20} 10: 0000000000000000000000000100007F:C00B 0000000000000000000000000100007F:46A1 01 00000000:00000000 00:00000000 00000000  1002        0 1 1\n";

    fn end(list: impl BufRead, local: &str, remote: &str) -> io::Result<OtherEnd> {
        other_end(vec![list], local.parse().unwrap(), remote.parse().unwrap())
    }

    #[test]
    fn a30_the_user_of_a_connection_is_read_from_the_list_of_linux() {
        for (local, remote, expected) in [
            ("127.0.0.1:49153", "127.0.0.1:18081", OtherEnd::Of(1000)),
            ("127.0.0.1:18081", "127.0.0.1:49153", OtherEnd::Of(1001)),
            ("127.0.0.1:49154", "127.0.0.1:18081", OtherEnd::Of(1002)),
            ("[::1]:49155", "[::1]:18081", OtherEnd::Of(1003)),
            ("127.0.0.1:49156", "127.0.0.1:18081", OtherEnd::Of(0)),
            // closed, which some kernels tell apart from root
            ("127.0.0.1:49157", "127.0.0.1:18081", OtherEnd::Gone),
            ("127.0.0.1:49158", "127.0.0.1:18081", OtherEnd::Of(1006)),
            ("127.0.0.1:49159", "127.0.0.1:18081", OtherEnd::Gone),
            ("127.0.0.1:49160", "127.0.0.1:18081", OtherEnd::Elsewhere),
            ("127.0.0.1:49161", "127.0.0.1:18081", OtherEnd::Gone),
            // the last 32 bits of another address
            ("127.0.0.1:49163", "127.0.0.1:18081", OtherEnd::Gone),
        ] {
            assert_eq!(end(LIST.as_bytes(), local, remote).unwrap(), expected, "{local} to {remote}");
        }
    }

    #[test]
    fn a30_a_list_is_read_to_its_end_however_long_it_is() {
        let other = LIST.lines().nth(2).unwrap().replace("C001", "D001") + "\n";
        let filler = other.repeat((17 << 20) / other.len() + 1);
        let (first, rest) = LIST.split_at(LIST.find("   1:").unwrap());
        let long = BufReader::new(first.as_bytes().chain(filler.as_bytes()).chain(rest.as_bytes()));
        assert_eq!(end(long, "127.0.0.1:49153", "127.0.0.1:18081").unwrap(), OtherEnd::Of(1000));
        let broken = BufReader::new(first.as_bytes().chain(&b"\xff\n"[..]).chain(rest.as_bytes()));
        assert!(end(broken, "127.0.0.1:49153", "127.0.0.1:18081").is_err(), "a stranger, whatever follows");
    }

    #[test]
    fn a_system_tells_when_its_list_holds_the_listener() {
        let shown =
            |list: &str, listener: &str| shows(vec![list.as_bytes()], listener.parse().unwrap()).unwrap();
        assert!(shown(LIST, "127.0.0.1:18081"));
        assert!(
            !shown(LIST, "[::1]:18081") && !shown(LIST, "127.0.0.1:49153") && !shown("", "127.0.0.1:18081")
        );
    }
}
