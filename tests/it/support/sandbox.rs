//! A home of one test: nothing of the machine's user, nothing left behind.

use super::process::{Authctl, Output};
use super::{Issuer, node};
use std::ffi::{OsStr, OsString};
use std::fs::{DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A fresh home folder, and authctl in an environment that holds nothing else.
pub struct Sandbox {
    root: TempDir,
    environment: Vec<(OsString, OsString)>,
}

impl Sandbox {
    pub fn new() -> Self {
        let root = tempfile::Builder::new().prefix("authctl-").tempdir().unwrap();
        let mut sandbox = Self { root, environment: Vec::new() };
        for (name, folder) in [
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "home/.config"),
            ("XDG_DATA_HOME", "home/.local/share"),
            ("XDG_STATE_HOME", "home/.local/state"),
            ("XDG_CACHE_HOME", "home/.cache"),
            ("XDG_RUNTIME_DIR", "run"),
            ("TMPDIR", "tmp"),
        ] {
            let folder = sandbox.path(folder);
            DirBuilder::new().recursive(true).mode(0o700).create(&folder).unwrap();
            sandbox.set(name, folder);
        }
        for (name, value) in [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("TZ", "UTC"), ("LANG", "C.UTF-8")] {
            sandbox.set(name, value);
        }
        sandbox
    }

    /// With an encrypted file store that is ready for use.
    #[track_caller]
    pub fn with_file_store() -> Self {
        let mut sandbox = Self::new();
        let key = sandbox.path("key");
        sandbox.set("AUTHCTL_KEY_FILE", &key);
        sandbox.run(["store", "init", "--key-file", key.to_str().unwrap()]).succeeds();
        sandbox
    }

    /// Logged in at `issuer` as the profile `work`, for everything that its API offers.
    #[track_caller]
    pub fn logged_in(issuer: &Issuer) -> Self {
        let sandbox = Self::with_file_store();
        sandbox.login(issuer).run().succeeds();
        sandbox
    }

    /// The login of [`Sandbox::logged_in`], by a person who follows.
    #[track_caller]
    pub fn login(&self, issuer: &Issuer) -> Authctl {
        self.login_as("work", issuer)
    }
    #[track_caller]
    pub fn login_as(&self, profile: &str, issuer: &Issuer) -> Authctl {
        self.login_with(profile, issuer, "file")
    }
    #[track_caller]
    pub fn login_with(&self, profile: &str, issuer: &Issuer, store: &str) -> Authctl {
        self.authctl(["login", profile])
            .args(Self::settings("authctl", issuer, store))
            .env("BROWSER", following_browser())
    }
    /// The login of [`Sandbox::login`] as another client.
    #[track_caller]
    pub fn login_by(&self, client: &str, issuer: &Issuer) -> Authctl {
        self.authctl(["login", "work"])
            .args(Self::settings(client, issuer, "file"))
            .env("BROWSER", following_browser())
    }

    fn settings(client: &str, issuer: &Issuer, store: &str) -> Vec<String> {
        let (api, resource) = (issuer.api.at("/api/"), issuer.api.at("/api"));
        let scopes = ["openid", "offline_access", "api:read", "api:write"].map(|scope| ["--scope", scope]);
        let whose = ["--issuer", &issuer.url, "--client-id", client, "--store", store];
        [&whose[..], &scopes.concat(), &["--resource", &resource, "--api", &api]]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect()
    }

    pub fn set(&mut self, name: &str, value: impl AsRef<OsStr>) {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.into(), value.as_ref().to_owned()));
    }
    pub fn environment(&self) -> &[(OsString, OsString)] {
        &self.environment
    }

    /// The folder that holds everything: `home`, `run`, `tmp`, and what a test puts beside them.
    pub fn path(&self, below: &str) -> PathBuf {
        self.root.path().join(below)
    }
    pub fn config_file(&self) -> PathBuf {
        self.path("home/.config/authctl/config.toml")
    }

    /// A file of this test with mode 0600.
    pub fn write(&self, below: &str, content: impl AsRef<[u8]>) -> PathBuf {
        self.write_with_mode(below, content, 0o600)
    }
    /// A program of this test.
    pub fn write_script(&self, below: &str, content: &str) -> PathBuf {
        self.write_with_mode(below, content, 0o700)
    }
    fn write_with_mode(&self, below: &str, content: impl AsRef<[u8]>, mode: u32) -> PathBuf {
        let path = self.path(below);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        path
    }

    pub fn authctl<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Authctl {
        Authctl::new(vec![binary().into()], self.environment.clone()).args(arguments)
    }
    #[track_caller]
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Output {
        self.authctl(arguments).run()
    }

    /// Every file below the root: its path and what it holds.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        collect(self.root.path(), &mut files);
        files
    }
}

/// The built authctl.
pub fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_authctl"))
}

/// `BROWSER` of a person who logs in and consents at once, by plain HTTP.
#[track_caller]
pub fn following_browser() -> String {
    node::browser("person.mjs")
}

/// `BROWSER` of a person with a real Chromium.
#[track_caller]
pub fn chromium_browser() -> String {
    let chromium = "/usr/bin/chromium";
    assert!(
        Path::new(chromium).exists(),
        "Chromium is missing: apt-get install --no-install-recommends chromium"
    );
    node::browser("chromium.mjs")
}

/// `BROWSER` that starts well and does nothing: the test plays the person.
pub const IDLE_BROWSER: &str = "/bin/true";

fn collect(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            collect(&entry.path(), files);
        } else if kind.is_file() {
            files.push((entry.path(), std::fs::read(entry.path()).unwrap()));
        }
    }
}
