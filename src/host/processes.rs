//! Programs that authctl starts, and what the system lets others see of authctl itself.

use super::{Environment, files};
use std::ffi::OsStr;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::Command;

/// A longer list of connections is read no further.
const LONGEST_LIST: usize = 16 << 20;

/// A program to start without a shell, in this environment without authctl's own variables.
#[expect(clippy::disallowed_methods, reason = "the one place that starts programs")]
pub fn command(program: impl AsRef<OsStr>, environment: &Environment) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(environment.for_children());
    command
}

/// Other processes of the same user cannot read this one's memory, and a crash leaves no core file with secrets.
/// It ends at exec, so children are as they would be. Where the system has no such switch nothing is done.
pub fn forbid_dumps() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// True for a process that was stopped (Ctrl-Z, SIGSTOP) and waits for somebody to let it go on. False where the system
/// does not tell.
pub fn is_stopped(pid: u32) -> bool {
    let path = format!("/proc/{pid}/stat");
    let Ok(Some(status)) = files::read(Path::new(&path), 4096) else { return false };
    // the program's name before it is in parentheses, and may hold any byte
    let name_end = status.iter().rposition(|byte| *byte == b')').unwrap_or_default();
    matches!(status.get(name_end + 2), Some(b'T' | b't'))
}

/// True for a process of this program, as far as its name tells. False where the system does not tell: the path of a
/// program that forbids dumps is shown to nobody.
pub fn is_this_program(pid: u32) -> bool {
    let name = |process: &str| {
        let path = format!("/proc/{process}/comm");
        files::read(Path::new(&path), 64).ok().flatten()
    };
    name("self").is_some_and(|own| name(&pid.to_string()) == Some(own))
}

/// True when the other end of a connection within this machine is of another ordinary user. False where the system does
/// not tell: a connection that was passed on has its end elsewhere.
pub fn is_of_another_user(theirs: SocketAddr, ours: SocketAddr) -> bool {
    let users = ["/proc/net/tcp", "/proc/net/tcp6"].into_iter().filter_map(|list| {
        let list = files::read(Path::new(list), LONGEST_LIST).ok()??;
        user_of(theirs, ours, &String::from_utf8_lossy(&list))
    });
    // root sees everything anyhow, and passes on connections of browsers outside of a virtual machine
    users.into_iter().any(|user| user != 0 && user != rustix::process::getuid().as_raw())
}

/// The user that Linux names for the end `local` of a connection to `remote` in its list of them (proc(5)).
fn user_of(local: SocketAddr, remote: SocketAddr, list: &str) -> Option<u32> {
    let (local, remote) = (written(local), written(remote));
    list.lines().find_map(|line| {
        let mut words = line.split_ascii_whitespace();
        // an IPv4 address in the list of IPv6 ends with itself
        let is_this = words.nth(1)?.ends_with(&local) && words.next()?.ends_with(&remote);
        words.nth(4).filter(|_| is_this)?.parse().ok()
    })
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
mod tests {
    use super::*;

    #[cfg(target_endian = "little")]
    #[test]
    fn the_user_of_a_connection_is_read_from_the_list_of_linux() {
        let list = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
            \u{20}  0: 0100007F:46A1 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2730614 1\n\
            \u{20}  1: 0100007F:C001 0100007F:46A1 01 00000000:00000000 00:00000000 00000000  1000        0 2730615 1\n\
            \u{20}  2: 0100007F:46A1 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1001        0 2730616 1\n\
            \u{20}  3: 0000000000000000FFFF00000100007F:C002 0000000000000000FFFF00000100007F:46A1 01 00000000:00000000 00:00000000 00000000  1002        0 1 1\n\
            \u{20}  4: 00000000000000000000000001000000:C003 00000000000000000000000001000000:46A1 01 00000000:00000000 00:00000000 00000000  1003        0 1 1\n";
        let user = |local: &str, remote: &str| user_of(local.parse().unwrap(), remote.parse().unwrap(), list);
        assert_eq!(user("127.0.0.1:49153", "127.0.0.1:18081"), Some(1000));
        assert_eq!(user("127.0.0.1:18081", "127.0.0.1:49153"), Some(1001), "this end of the same");
        assert_eq!(user("127.0.0.1:49154", "127.0.0.1:18081"), Some(1002), "by a socket of both stacks");
        assert_eq!(user("[::1]:49155", "[::1]:18081"), Some(1003));
        assert_eq!(user("127.0.0.1:49156", "127.0.0.1:18081"), None);
    }
}
