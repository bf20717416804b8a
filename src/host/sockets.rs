//! Whose the other end of a connection within this machine is, as far as the system tells (Linux: proc(5)).
//!
//! The list is read as a stream, so that nobody can make it too long to be read; who is gone before he is looked up,
//! or cannot be looked up, is a stranger.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek as _};
use std::net::{IpAddr, SocketAddr};
use std::os::fd::AsFd;
use std::sync::{Mutex, PoisonError};

const LISTS: [&str; 2] = ["/proc/net/tcp", "/proc/net/tcp6"];
/// Before the 32 bits of an IPv4 address in the list of IPv6.
const MAPPED: &str = "0000000000000000FFFF0000";
/// What the list calls two states of a connection.
const ESTABLISHED: &str = "01";
const LISTENING: &str = "0A";
/// How often a socket is looked for: a list that changes while it is read may leave one out.
const LOOKS: usize = 3;

/// The system's list of connections, to tell whose those to one listener are.
pub struct Sockets {
    listening: SocketAddr,
    /// Open from the beginning: they can be read whatever else is opened later.
    lists: Mutex<Vec<File>>,
}

/// A connection as it was accepted.
#[derive(Clone, Copy, Debug)]
pub struct Accepted {
    theirs: SocketAddr,
    inode: Option<u64>,
}

impl Accepted {
    /// The socket of a connection from `theirs`.
    pub fn new(socket: impl AsFd, theirs: SocketAddr) -> Self {
        Self { theirs, inode: inode(socket) }
    }
}

/// What the list calls a socket as long as it is open.
fn inode(socket: impl AsFd) -> Option<u64> {
    rustix::fs::fstat(socket).ok().map(|stat| stat.st_ino)
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
    /// `None` where the system does not tell: there is no list, or not even this socket, which listens, is in it. A list
    /// that is there and cannot be read tells nothing of anybody, so that everybody is a stranger.
    pub fn that_show(listener: impl AsFd, listening: SocketAddr) -> Option<Self> {
        let lists: Vec<File> = LISTS.into_iter().filter_map(|list| File::open(list).ok()).collect();
        let inode = inode(listener);
        let is_shown = is_shown(|| from_the_top(&lists), listening, inode);
        is_shown.then_some(Self { listening, lists: Mutex::new(lists) })
    }

    /// True when the other end of a connection to this listener is of another ordinary user, and when it cannot be seen
    /// any more whose it was. A connection that was passed on from elsewhere is nobody's here.
    pub fn is_of_another_user(&self, connection: &Accepted) -> bool {
        let held = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        match other_end(|| from_the_top(&held), connection, self.listening) {
            // root sees everything anyhow, and passes on connections of browsers outside of a virtual machine
            OtherEnd::Of(user) => user != 0 && user != rustix::process::getuid().as_raw(),
            OtherEnd::Elsewhere => false,
            OtherEnd::Gone => true,
        }
    }
}

fn from_the_top(lists: &[File]) -> io::Result<Vec<BufReader<&File>>> {
    let rewound = lists.iter().map(|mut list| list.rewind().map(|()| BufReader::new(list)));
    rewound.collect()
}

/// Whether the system tells of its sockets: one look may leave this one out, or fail.
fn is_shown<L: BufRead>(
    mut lists: impl FnMut() -> io::Result<Vec<L>>,
    listening: SocketAddr,
    inode: Option<u64>,
) -> bool {
    (0..LOOKS).any(|_| lists().and_then(|lists| shows(lists, listening, inode)).unwrap_or(true))
}

fn shows(lists: Vec<impl BufRead>, listening: SocketAddr, inode: Option<u64>) -> io::Result<bool> {
    let listening = written(listening);
    for line in lists.into_iter().flat_map(BufRead::lines) {
        let line = line?;
        let is_it = |socket: Socket<'_>| {
            socket.state == LISTENING && is_at(socket.local, &listening) && socket.is(inode)
        };
        if Socket::in_line(&line).is_some_and(is_it) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The addresses are free for another connection when this one is reset, and while that one begins our end of it alone
/// may be shown. So what was seen there counts only if this very socket stands afterwards: then nobody else had its
/// addresses until then, and its other end was there all the time.
fn other_end<L: BufRead>(
    mut lists: impl FnMut() -> io::Result<Vec<L>>,
    connection: &Accepted,
    ours: SocketAddr,
) -> OtherEnd {
    let mut look = || lists().and_then(|lists| end_at(lists, connection.theirs, ours));
    let mut end = look();
    for _ in 1..LOOKS {
        if matches!(end, Ok(OtherEnd::Of(_) | OtherEnd::Gone)) {
            break;
        }
        end = look();
    }
    let mut look = || lists().and_then(|lists| state(lists, connection.inode)).ok().flatten();
    let state = (0..LOOKS).find_map(|_| look());
    match (end, state.as_deref()) {
        (Ok(OtherEnd::Elsewhere), Some(ESTABLISHED)) => OtherEnd::Elsewhere,
        // one that was closed elsewhere, as far as anybody can tell
        (Ok(OtherEnd::Elsewhere) | Err(_), Some(_)) | (_, None) => OtherEnd::Gone,
        (Ok(seen), Some(_)) => seen,
    }
}

/// Whose socket is connected from `theirs` to `ours`: elsewhere where none is.
fn end_at(lists: Vec<impl BufRead>, theirs: SocketAddr, ours: SocketAddr) -> io::Result<OtherEnd> {
    let (theirs, ours) = (written(theirs), written(ours));
    for line in lists.into_iter().flat_map(BufRead::lines) {
        let line = line?;
        let is_it = |socket: &Socket<'_>| is_at(socket.local, &theirs) && is_at(socket.remote, &ours);
        if let Some(socket) = Socket::in_line(&line).filter(is_it) {
            return Ok(socket.user().map_or(OtherEnd::Gone, OtherEnd::Of));
        }
    }
    Ok(OtherEnd::Elsewhere)
}

/// The state of the socket with this inode; one that was reset is in no list.
fn state(lists: Vec<impl BufRead>, inode: Option<u64>) -> io::Result<Option<String>> {
    for line in lists.into_iter().flat_map(BufRead::lines) {
        let line = line?;
        if let Some(socket) = Socket::in_line(&line).filter(|socket| socket.is(inode)) {
            return Ok(Some(socket.state.to_owned()));
        }
    }
    Ok(None)
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

    fn is(&self, inode: Option<u64>) -> bool {
        inode.is_some() && self.inode.parse().ok() == inode
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
        \u{20}  9: 0100007F:46A1 0100007F:C008 01 00000000:00000000 00:00000000 00000000  1001        0 2730619 1\n\
        \u{20} 10: 0000000000000000000000000100007F:C00B 0000000000000000000000000100007F:46A1 01 00000000:00000000 00:00000000 00000000  1002        0 1 1\n";

    /// The other end of the connection of socket 2730619, which is from [`THEIRS`] at [`OURS`], where the list says this
    /// at one look after the other, and then nothing new.
    fn end(looks: &[&str]) -> OtherEnd {
        let mut looks = looks.iter();
        let mut last = "";
        let lists = || {
            last = looks.next().copied().unwrap_or(last);
            if last == BROKEN { Err(io::ErrorKind::OutOfMemory.into()) } else { Ok(vec![last.as_bytes()]) }
        };
        let connection = Accepted { theirs: THEIRS.parse().unwrap(), inode: Some(2_730_619) };
        other_end(lists, &connection, OURS.parse().unwrap())
    }

    /// A look that fails.
    const BROKEN: &str = "broken";

    const THEIRS: &str = "127.0.0.1:49160";
    const OURS: &str = "127.0.0.1:18081";

    fn ours(state: &str, inode: u32) -> String {
        format!(" 1: 0100007F:46A1 0100007F:C008 {state} 0:0 0:0 0 1001 0 {inode} 1\n")
    }

    fn other(user: u32, inode: u32) -> String {
        format!(" 2: 0100007F:C008 0100007F:46A1 01 0:0 0:0 0 {user} 0 {inode} 1\n")
    }

    #[test]
    fn a30_only_what_is_seen_while_this_very_socket_stands_counts() {
        let stands = ours("01", 2_730_619);
        let both = |user, inode| stands.clone() + &other(user, inode);
        assert_eq!(end(&[&stands]), OtherEnd::Elsewhere);
        assert_eq!(end(&[&both(1000, 7)]), OtherEnd::Of(1000));
        assert_eq!(end(&[&stands, &both(1002, 7)]), OtherEnd::Of(1002), "a list may leave one out");
        assert_eq!(end(&[&both(1002, 7), &stands]), OtherEnd::Of(1002));
        assert_eq!(end(&[&both(0, 0)]), OtherEnd::Gone);
        // one look that fails is made again
        assert_eq!(end(&[BROKEN, &both(1000, 7), BROKEN, &stands]), OtherEnd::Of(1000));
        assert_eq!(end(&[BROKEN]), OtherEnd::Gone);
        assert_eq!(end(&[BROKEN, BROKEN, BROKEN, &stands]), OtherEnd::Gone);
        // closed by its program, in parts or as a whole
        let (half, closed) = (ours("08", 2_730_619) + &other(1000, 7), ours("08", 2_730_619));
        assert_eq!((end(&[&half]), end(&[&closed])), (OtherEnd::Of(1000), OtherEnd::Gone));
        // reset, and a later connection has its addresses: not accepted yet, or accepted
        for inode in [0, 2_730_620] {
            let later = ours("01", inode);
            assert_eq!(end(&[&later]), OtherEnd::Gone);
            assert_eq!(end(&[&(later.clone() + &other(1000, 8))]), OtherEnd::Gone, "whosever that one is");
            assert_eq!(end(&[&stands, &stands, &stands, &later]), OtherEnd::Gone);
        }
        assert_eq!(end(&[&stands, &stands, &stands, ""]), OtherEnd::Gone);
        assert_eq!(end(&[&both(1000, 7), ""]), OtherEnd::Gone);
    }

    #[tokio::test]
    async fn a30_a_later_connection_from_the_same_port_does_not_speak_for_the_one_before() {
        use tokio::net::{TcpListener, TcpSocket, TcpStream};
        async fn connect(from: SocketAddr, to: SocketAddr) -> TcpStream {
            let socket = TcpSocket::new_v4().unwrap();
            socket.set_reuseaddr(true).unwrap();
            socket.bind(from).unwrap();
            socket.connect(to).await.unwrap()
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let Some(sockets) = Sockets::that_show(&listener, at) else { return }; // the system does not tell
        let first = connect("127.0.0.1:0".parse().unwrap(), at).await;
        let (accepted, theirs) = listener.accept().await.unwrap();
        let connection = Accepted::new(&accepted, theirs);
        assert!(!sockets.is_of_another_user(&connection));
        first.set_zero_linger().unwrap();
        drop(first);
        assert!(sockets.is_of_another_user(&connection), "it hung up");
        let _later = connect(theirs, at).await;
        assert!(sockets.is_of_another_user(&connection), "before the later one is accepted");
        let (accepted, theirs) = listener.accept().await.unwrap();
        assert!(sockets.is_of_another_user(&connection), "and after");
        assert!(!sockets.is_of_another_user(&Accepted::new(&accepted, theirs)));
    }

    fn shown_end(list: impl BufRead, local: &str, remote: &str) -> io::Result<OtherEnd> {
        end_at(vec![list], local.parse().unwrap(), remote.parse().unwrap())
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
            ("127.0.0.1:49160", "127.0.0.1:18081", OtherEnd::Elsewhere),
            // the last 32 bits of another address
            ("127.0.0.1:49163", "127.0.0.1:18081", OtherEnd::Elsewhere),
        ] {
            assert_eq!(shown_end(LIST.as_bytes(), local, remote).unwrap(), expected, "{local} to {remote}");
        }
    }

    #[test]
    fn a30_a_list_is_read_to_its_end_however_long_it_is() {
        let other = LIST.lines().nth(2).unwrap().replace("C001", "D001") + "\n";
        let filler = other.repeat((17 << 20) / other.len() + 1);
        let (first, rest) = LIST.split_at(LIST.find("   1:").unwrap());
        let long = BufReader::new(first.as_bytes().chain(filler.as_bytes()).chain(rest.as_bytes()));
        assert_eq!(shown_end(long, "127.0.0.1:49153", "127.0.0.1:18081").unwrap(), OtherEnd::Of(1000));
        let broken = BufReader::new(first.as_bytes().chain(&b"\xff\n"[..]).chain(rest.as_bytes()));
        assert!(
            shown_end(broken, "127.0.0.1:49153", "127.0.0.1:18081").is_err(),
            "a stranger, whatever follows"
        );
    }

    #[test]
    fn a30_a_look_that_fails_when_a_login_begins_lets_in_nobody_later() {
        let at = OURS.parse().unwrap();
        let told = |looks: &[Option<&'static str>]| {
            let mut looks = looks.iter();
            let broken = || io::Error::from(io::ErrorKind::OutOfMemory);
            let next = || Ok(vec![looks.next().copied().flatten().ok_or_else(broken)?.as_bytes()]);
            is_shown(next, at, Some(2_730_614))
        };
        assert!(told(&[Some(LIST)]) && told(&[Some(""), Some(LIST)]), "a list may leave one out");
        assert!(told(&[None]) && told(&[Some("\u{0}"), None]), "it cannot be read");
        assert!(!told(&[Some(""), Some(""), Some("")]));
        assert!(!is_shown(|| Ok(Vec::<&[u8]>::new()), at, Some(2_730_614)), "there is no list");
    }

    #[test]
    fn a_system_tells_when_its_list_holds_the_listener() {
        let shown = |list: &str, listener: &str| {
            shows(vec![list.as_bytes()], listener.parse().unwrap(), Some(2_730_614)).unwrap()
        };
        assert!(!shown(&LIST.replace("2730614", "0"), "127.0.0.1:18081"), "it tells no inodes");
        assert!(shown(LIST, "127.0.0.1:18081"));
        assert!(
            !shown(LIST, "[::1]:18081") && !shown(LIST, "127.0.0.1:49153") && !shown("", "127.0.0.1:18081")
        );
    }
}
