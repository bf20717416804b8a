//! A real keychain that stays open for as many runs as a test likes, and a bus that breaks off at a chosen moment.

use super::{Sandbox, in_package};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};

/// A session bus with an unlocked GNOME Keyring on it; both end with the test.
pub struct Keyring {
    process: Child,
    address: String,
}

impl Keyring {
    /// Starts both and puts the bus into the sandbox's environment.
    #[track_caller]
    pub fn unlocked_in(sandbox: &mut Sandbox) -> Self {
        let mut process = Command::new(in_package("tests/peers/keyring/with-keyring"))
            .arg("unlocked")
            .arg(sandbox.path("keyring"))
            .args(["--", "sh", "-c", "echo $DBUS_SESSION_BUS_ADDRESS; exec cat"])
            .stdin(Stdio::piped()) // it ends when this closes
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().to_owned();
        assert!(!address.is_empty(), "no keyring: apt-get install dbus-daemon dbus-bin gnome-keyring");
        sandbox.set("DBUS_SESSION_BUS_ADDRESS", &address);
        Self { process, address }
    }

    fn socket(&self) -> PathBuf {
        let path = self.address.split_once("path=").expect("a bus with a path").1;
        path.split(',').next().unwrap_or_default().into()
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Stands between authctl and the bus, and passes on what both say, up to a piece that a test chose.
pub struct BreakingBus {
    state: Arc<Mutex<(usize, Sender<()>)>>,
    /// `DBUS_SESSION_BUS_ADDRESS` of those who are to go this way.
    pub address: String,
}

impl BreakingBus {
    pub fn before(keyring: &Keyring, sandbox: &Sandbox) -> Self {
        let (path, bus) = (sandbox.path("breaking-bus"), keyring.socket());
        let listener = UnixListener::bind(&path).unwrap();
        let state = Arc::new(Mutex::new((usize::MAX, mpsc::channel().0)));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let bus = UnixStream::connect(&bus).unwrap();
                pass_on(client.try_clone().unwrap(), bus.try_clone().unwrap(), Arc::clone(&shared));
                pass_on(bus, client, Arc::clone(&shared));
            }
        });
        Self { state, address: format!("unix:path={}", path.display()) }
    }

    /// The piece after `pieces` more, in either direction, does not arrive; the receiver hears of it.
    pub fn break_after(&self, pieces: usize) -> Receiver<()> {
        let (tell, told) = mpsc::channel();
        *self.state.lock().unwrap() = (pieces, tell);
        told
    }
}

fn may_pass((left, tell): &mut (usize, Sender<()>)) -> bool {
    match left.checked_sub(1) {
        Some(fewer) => {
            *left = fewer;
            true
        }
        None => {
            let _ = tell.send(());
            false
        }
    }
}

fn pass_on(mut from: UnixStream, mut to: UnixStream, state: Arc<Mutex<(usize, Sender<()>)>>) {
    std::thread::spawn(move || {
        let mut piece = [0; 8192];
        while let Ok(length @ 1..) = from.read(&mut piece) {
            if !may_pass(&mut state.lock().unwrap()) {
                loop {
                    std::thread::park(); // with both ends open: nobody may notice before the test acts
                }
            }
            if to.write_all(&piece[..length]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
}
