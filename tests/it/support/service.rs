//! The services of others in `tests/peers/services`, and how some of them read files.

use super::{Issuer, Sandbox, http, in_package, json_lines, must_exist, node, until};
use rustix::fs::OFlags;
use serde_json::Value;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A service that runs, and is restarted by the command that it names. It ends with the test.
pub struct Service {
    name: &'static str,
    folder: PathBuf,
    options: Vec<String>,
    _alive: File,
}

impl Service {
    /// With this as its `.env`.
    #[track_caller]
    pub fn start(sandbox: &Sandbox, name: &'static str, env: &str) -> Self {
        Self::with(sandbox, name, env, &[])
    }

    /// With these options (first lines of `tests/peers/services/NAME_service.py`).
    #[track_caller]
    pub fn run(sandbox: &Sandbox, name: &'static str, options: &[&str]) -> Self {
        Self::with(sandbox, name, "", options)
    }

    #[track_caller]
    pub fn with(sandbox: &Sandbox, name: &'static str, env: &str, options: &[&str]) -> Self {
        let mut numbered = (1..).map(|number| format!("services/{name}-{number}"));
        let folder = numbered.find(|folder| !sandbox.path(folder).exists()).unwrap();
        sandbox.write(&format!("{folder}/.env"), env);
        let folder = sandbox.path(&folder);
        let alive = pipe(&folder.join("alive"));
        let options = options.iter().map(|&option| option.to_owned()).collect();
        let service = Self { name, folder, options, _alive: alive };
        let words = service.restart_words();
        let started = Command::new(&words[0]).args(&words[1..]).output().unwrap();
        assert!(started.status.success(), "{name}: {}", String::from_utf8_lossy(&started.stderr));
        service
    }

    pub fn env_file(&self) -> PathBuf {
        self.folder.join(".env")
    }

    /// The command that starts it again, for `--then`.
    pub fn restart(&self) -> String {
        shell_words::join(self.restart_words())
    }

    /// `http://127.0.0.1:PORT`, without a slash at its end; another port after each restart.
    pub fn url(&self) -> String {
        let running = std::fs::read_to_string(self.folder.join("running")).unwrap();
        format!("http://127.0.0.1:{}", running.split(' ').next().unwrap())
    }

    #[track_caller]
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> http::Response {
        http::request(method, &(self.url() + path), headers, body)
    }

    #[track_caller]
    pub fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> http::Response {
        http::post_form(&(self.url() + path), fields)
    }

    fn restart_words(&self) -> Vec<String> {
        let script = in_package("tests/peers/services/restart.py");
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let words = [text(&python()), text(&script), self.name.to_owned(), text(&self.folder)];
        words.into_iter().chain(self.options.iter().cloned()).collect()
    }
}

/// Settings of a service whose client at the issuer has its name.
pub fn client_of(issuer: &Issuer, name: &str) -> String {
    let secret = format!("{name}-secret-0123456789abcdef0123456789");
    format!("OIDC_ISSUER={}\nOIDC_CLIENT_ID={name}\nOIDC_CLIENT_SECRET={secret}\n", issuer.url)
}

/// Where the issuer sends alice once she has logged in there.
#[track_caller]
pub fn sent_back(authorize: &str) -> String {
    let mut person = Command::new(node::program());
    let person = person.arg(node::script("person.mjs")).arg(authorize).env("STAY", "1").output().unwrap();
    assert!(person.status.success(), "{}", String::from_utf8_lossy(&person.stderr));
    String::from_utf8(person.stdout).unwrap().trim_end().to_owned()
}

/// What python-dotenv and PyYAML read.
#[track_caller]
pub fn read(requests: &[Value]) -> Vec<Value> {
    let mut command = Command::new(python());
    command.arg(in_package("tests/peers/services/readers.py"));
    json_lines::ask(command, requests)
}

/// A pipe with a name. Who reads from it comes to its end once this end is gone.
pub fn pipe(path: &Path) -> File {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    OpenOptions::new().read(true).write(true).open(path).unwrap()
}

/// The other end of such a pipe, once somebody has opened it to read: before that nobody can write to it.
#[track_caller]
pub fn once_read(path: &Path) -> File {
    let flags = OFlags::NONBLOCK.bits().cast_signed();
    until("a reader", || OpenOptions::new().write(true).custom_flags(flags).open(path).ok())
}

#[track_caller]
fn python() -> PathBuf {
    let python = in_package("tests/peers/.work/services/bin/python");
    must_exist(
        &python,
        "what the services of others are made of",
        "python3 -m venv tests/peers/.work/services && tests/peers/.work/services/bin/pip install --no-deps \
         --require-hashes --requirement tests/peers/services/requirements.txt",
    );
    python
}
