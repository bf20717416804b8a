//! Real etcd (Debian's etcd-server): one node or a cluster on free ports of this machine, its data below a sandbox.

use super::{Sandbox, http, ports, try_until};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

/// A running etcd; killed when dropped.
pub struct Etcd {
    nodes: Vec<Node>,
}

/// One member.
struct Node {
    /// `127.0.0.1:PORT`, where clients ask.
    address: String,
    /// Where it says whether it is well, without TLS and to everybody.
    health: String,
    data: PathBuf,
    arguments: Vec<String>,
    process: Mutex<Option<Child>>,
}

impl Etcd {
    /// One node.
    #[track_caller]
    pub fn start(sandbox: &Sandbox) -> Self {
        Self::started(sandbox, 1, "http", &[])
    }

    /// Members that elect a leader.
    #[track_caller]
    pub fn cluster(sandbox: &Sandbox, count: usize) -> Self {
        Self::started(sandbox, count, "http", &[])
    }

    /// One node that speaks https.
    #[track_caller]
    pub fn with_tls(sandbox: &Sandbox, arguments: &[String]) -> Self {
        Self::started(sandbox, 1, "https", arguments)
    }

    #[track_caller]
    fn started(sandbox: &Sandbox, count: usize, scheme: &str, more: &[String]) -> Self {
        let peers: Vec<String> = (0..count).map(|_| free_address()).collect();
        let member = |(index, peer): (usize, &String)| format!("n{index}=http://{peer}");
        let members = peers.iter().enumerate().map(member).collect::<Vec<_>>().join(",");
        let node = |(index, peer): (usize, &String)| {
            let (address, health) = (free_address(), free_address());
            let data = sandbox.path(&format!("etcd/n{index}"));
            let arguments = [
                ("name", format!("n{index}")),
                ("data-dir", data.to_str().unwrap().to_owned()),
                ("listen-client-urls", format!("{scheme}://{address}")),
                ("advertise-client-urls", format!("{scheme}://{address}")),
                ("listen-metrics-urls", format!("http://{health}")),
                ("listen-peer-urls", format!("http://{peer}")),
                ("initial-advertise-peer-urls", format!("http://{peer}")),
                ("initial-cluster", members.clone()),
                ("heartbeat-interval", "50".to_owned()),
                ("election-timeout", "500".to_owned()),
                ("log-level", "error".to_owned()),
            ];
            let arguments = arguments.iter().map(|(name, value)| format!("--{name}={value}"));
            let arguments = arguments.chain(more.iter().cloned()).collect();
            Node { address, health, data, arguments, process: Mutex::default() }
        };
        let etcd = Self { nodes: peers.iter().enumerate().map(node).collect() };
        etcd.nodes.iter().for_each(Node::spawn);
        (0..count).for_each(|index| etcd.await_health(index));
        etcd
    }

    /// `etcd://HOSTS/PREFIX`
    pub fn place(&self, prefix: &str) -> String {
        let addresses: Vec<&str> = self.nodes.iter().map(|node| node.address.as_str()).collect();
        format!("etcd://{}/{prefix}", addresses.join(","))
    }

    pub fn count(&self) -> usize {
        self.nodes.len()
    }
    pub fn address(&self, index: usize) -> &str {
        &self.nodes[index].address
    }

    /// Where a member keeps everything.
    pub fn data(&self, index: usize) -> &Path {
        &self.nodes[index].data
    }

    /// The member that leads.
    #[track_caller]
    pub fn leader(&self) -> usize {
        let leads = |index: &usize| {
            let status = try_ask(&self.nodes[*index].address, "maintenance/status", &json!({}))?;
            (status["leader"].is_string() && status["leader"] == status["header"]["member_id"]).then_some(())
        };
        try_until(|| (0..self.nodes.len()).find(|index| leads(index).is_some())).expect("a leader")
    }

    pub fn kill(&self, index: usize) {
        if let Some(mut process) = self.nodes[index].process.lock().unwrap().take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }
    pub fn start_again(&self, index: usize) {
        self.nodes[index].spawn();
    }
    pub fn signal(&self, index: usize, signal: Signal) {
        let process = self.nodes[index].process.lock().unwrap();
        kill_process(Pid::from_child(process.as_ref().unwrap()), signal).unwrap();
    }

    /// Waits until the member takes part in what the cluster decides.
    #[track_caller]
    pub fn await_health(&self, index: usize) {
        let node = &self.nodes[index];
        let is_well = || {
            node.respawn();
            TcpStream::connect(&node.health).ok()?;
            let health = http::get(&format!("http://{}/health", node.health));
            health.body.contains(r#""health":"true""#).then_some(())
        };
        try_until(is_well).unwrap_or_else(|| panic!("etcd {index} is not well: {:?}", node.arguments));
    }

    /// One request to the gateway of the first member.
    #[track_caller]
    pub fn ask(&self, path: &str, body: &Value) -> Value {
        let answer = http::post_json(&format!("http://{}/v3/{path}", self.nodes[0].address), body);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.json()
    }
    /// The bytes that a key has.
    #[track_caller]
    pub fn value(&self, key: &str) -> Vec<u8> {
        let found = self.ask("kv/range", &json!({"key": STANDARD.encode(key)}));
        STANDARD.decode(found["kvs"][0]["value"].as_str().unwrap()).unwrap()
    }
    #[track_caller]
    pub fn put(&self, key: impl AsRef<[u8]>, value: &[u8]) {
        self.ask("kv/put", &json!({"key": STANDARD.encode(key), "value": STANDARD.encode(value)}));
    }
    #[track_caller]
    pub fn delete(&self, key: &str) {
        self.ask("kv/deleterange", &json!({"key": STANDARD.encode(key)}));
    }

    /// From now on it asks who somebody is: `app` may read and write what begins with `prefix/`, `guest` nothing.
    #[track_caller]
    pub fn ask_for_passwords(&self, prefix: &str, app: &str, guest: &str) {
        let key = |text: &str| STANDARD.encode(text);
        for (user, password) in [("root", "of root"), ("app", app), ("guest", guest)] {
            self.ask("auth/user/add", &json!({"name": user, "password": password}));
        }
        self.ask("auth/role/add", &json!({"name": "team"}));
        let (first, end) = (key(&format!("{prefix}/")), key(&format!("{prefix}0")));
        self.ask(
            "auth/role/grant",
            &json!({"name": "team", "perm": {"permType": 2, "key": first, "range_end": end}}),
        );
        for (user, role) in [("root", "root"), ("app", "team")] {
            self.ask("auth/user/grant", &json!({"user": user, "role": role}));
        }
        self.ask("auth/enable", &json!({}));
    }
}

impl Drop for Etcd {
    fn drop(&mut self) {
        (0..self.nodes.len()).for_each(|index| self.kill(index));
    }
}

impl Node {
    fn spawn(&self) {
        let mut command = Command::new("etcd");
        command.args(&self.arguments).env_clear().env("PATH", "/usr/bin:/bin");
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let process = process.unwrap_or_else(|why| {
            panic!("etcd is missing ({why}): run `tests/run` once, or: apt-get install --no-install-recommends etcd-server")
        });
        *self.process.lock().unwrap() = Some(process);
    }

    /// Somebody else may have had its port for a moment.
    fn respawn(&self) {
        let has_ended =
            self.process.lock().unwrap().as_mut().is_none_or(|process| process.try_wait().unwrap().is_some());
        if has_ended {
            self.spawn();
        }
    }
}

/// What the gateway there answers, if anybody does.
fn try_ask(address: &str, path: &str, body: &Value) -> Option<Value> {
    TcpStream::connect(address).ok()?;
    let answer = http::post_json(&format!("http://{address}/v3/{path}"), body);
    (answer.status == 200).then(|| answer.json())
}

fn free_address() -> String {
    format!("127.0.0.1:{}", ports::own())
}
