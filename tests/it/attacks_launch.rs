//! Goal C4: an issuer says where the browser goes. Whatever it says, the browser gets one web address as one word, and no
//! shell is asked.

use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Authctl, Sandbox};
use regex::Regex;
use serde_json::json;
use std::os::unix::fs::symlink;
use std::sync::{Arc, Mutex};
use url::Url;

/// What a shell, a terminal or a browser might act on.
const HOSTILE: [&str; 40] = [
    "https://id.example.test/a\"b",
    "https://id.example.test/a'b",
    "https://id.example.test/$(touch canary)",
    "https://id.example.test/`touch canary`",
    "https://id.example.test/?x=$(touch${IFS}canary)",
    "https://id.example.test/?x=;touch canary;",
    "https://id.example.test/?x=|touch canary",
    "https://id.example.test/?x=&&touch canary",
    "https://id.example.test/?x=%26calc.exe%26",
    "https://id.example.test/?x=^&calc.exe",
    "https://id.example.test/?x=%PATH%",
    "https://id.example.test/a b c",
    "https://id.example.test/a\tb",
    "https://id.example.test/a\nhttps://evil.test/",
    "https://id.example.test/a\r\nx",
    "https://id.example.test/a --new-window https://evil.test/",
    "https://id.example.test/\u{202e}gpj.exe",
    "https://id.example.test/\u{200b}\u{feff}x",
    "https://id.example.test/\u{1b}[2J\u{7}",
    "https://id.example.test/a\\b",
    "https://id.example.test/<script>alert(1)</script>",
    "https://id.example.test/{a,b}*?[c]~!#x",
    "https://id.example.test/%s%n%00%0a",
    "https://user:password@id.example.test/x",
    "https://id.example.com@evil.test/",
    "https://\u{0456}d.example.test/x",
    " https://id.example.test/x ",
    "https:id.example.test/x",
    "HTTPS://ID.EXAMPLE.TEST/x",
    "https://[::1]/x",
    "--proxy-server=evil.test",
    "-x",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "ftp://id.example.test/x",
    "ms-settings:x",
    "\\\\evil.test\\share\\x.exe",
    "LONG",
];

/// The names under which a system opens addresses, and those of shells.
const OPENERS: [&str; 8] =
    ["xdg-open", "gio", "gnome-open", "kde-open", "wslview", "x-www-browser", "www-browser", "open"];
const SHELLS: [&str; 6] = ["sh", "bash", "dash", "cmd.exe", "powershell.exe", "env"];

/// Programs that were started, each with its words.
type Started = Vec<Vec<String>>;

struct Launches {
    sandbox: Sandbox,
    issuer: crate::support::ScriptedServer,
    endpoint: Arc<Mutex<String>>,
}

impl Launches {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        std::fs::create_dir(sandbox.path("fake")).unwrap();
        for name in OPENERS.iter().chain(&SHELLS).chain(&["browser"]) {
            symlink("/bin/false", sandbox.path("fake").join(name)).unwrap();
        }
        let endpoint = Arc::new(Mutex::new(String::new()));
        let said = Arc::clone(&endpoint);
        let issuer = scripted_issuer::start(Lies {
            discovery: Box::new(move |document| {
                document["authorization_endpoint"] = json!(*said.lock().unwrap());
            }),
            ..Lies::default()
        });
        Self { sandbox, issuer, endpoint }
    }

    /// What a login starts when the issuer names this address; its browser ends with an error, so it ends at once.
    fn of(&self, endpoint: &str, prepare: impl Fn(Authctl) -> Authctl) -> Started {
        endpoint.clone_into(&mut self.endpoint.lock().unwrap());
        let trace = self.sandbox.path("trace");
        std::fs::create_dir(&trace).unwrap();
        let prefix = trace.join("process");
        let login = self.sandbox.authctl(["login", "work", "--issuer", &self.issuer.url, "--client-id", "x"]);
        let login = login.args(["--store", "none", "--no-input"]).env("PATH", self.sandbox.path("fake"));
        let strace = ["/usr/bin/strace", "-ff", "-xx", "-s", "1000000", "-e", "trace=execve", "-o"];
        let output = prepare(login.under([prefix.to_str().unwrap()])).under(strace).run();
        let shown = output.everything();
        assert_ne!(output.code, 0, "{endpoint}: {output}");
        let acts = |c: char| c.is_control() && c != '\n' || "\u{202e}\u{200b}\u{feff}".contains(c);
        assert!(!shown.contains(acts), "{shown:?}");
        let traces = std::fs::read_dir(&trace).unwrap().map(|file| file.unwrap().path());
        let text: String = traces.map(|file| std::fs::read_to_string(file).unwrap()).collect();
        std::fs::remove_dir_all(trace).unwrap();
        let mut started = started(&text);
        started.retain(|words| !words[0].ends_with("/authctl"));
        started
    }
}

/// The successful `execve` lines of a trace that writes every byte in hexadecimal.
fn started(trace: &str) -> Started {
    let line = Regex::new(r"(?m)^execve\([^,]*, \[([^\]]*)\].* = 0$").unwrap();
    let word = Regex::new(r#""((?:\\x[0-9a-f]{2})*)""#).unwrap();
    let text = |hex: &str| {
        let bytes = hex.split("\\x").skip(1).map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
        String::from_utf8(bytes).expect("words are text")
    };
    line.captures_iter(trace)
        .map(|found| word.captures_iter(&found[1]).map(|word| text(&word[1])).collect())
        .collect()
}

/// One web address in ASCII, as one word that holds nothing to act on, and no shell.
#[track_caller]
fn assert_harmless(endpoint: &str, started: &Started) {
    for words in started {
        let name = words[0].rsplit('/').next().unwrap();
        assert!(!SHELLS.contains(&name), "{endpoint:?}: a shell: {words:?}");
        let (addresses, others): (Vec<_>, Vec<_>) =
            words[1..].iter().partition(|word| word.contains("state="));
        assert_eq!(addresses.len(), 1, "{endpoint:?}: {words:?}");
        assert!(
            others.iter().all(|word| *word == "open" || *word == "--new-window"),
            "{endpoint:?}: {words:?}"
        );
        let url = Url::parse(addresses[0]).unwrap();
        assert!(["http", "https"].contains(&url.scheme()), "{endpoint:?}: {url}");
        let acts = |c: char| !c.is_ascii_graphic() || "\"'`$\\<>|;(){}^".contains(c);
        assert!(!addresses[0].contains(acts), "{endpoint:?}: {url}");
    }
}

#[test]
fn c4_a27_a_hostile_address_is_one_harmless_word_for_the_browser_or_opens_nothing() {
    let launches = Launches::new();
    let long = format!("https://id.example.test/{}", "x".repeat(100_000));
    let mut opened = 0;
    for hostile in HOSTILE {
        let hostile = if hostile == "LONG" { &long } else { hostile };
        let by_variable = launches.of(hostile, |login| login.env("BROWSER", "browser --new-window %s"));
        let by_flag = launches.of(hostile, |login| login.args(["--browser", "browser"]));
        for started in [&by_variable, &by_flag] {
            assert_harmless(hostile, started);
            assert!(started.len() <= 1, "{hostile:?}: {started:?}");
            opened += started.len();
        }
    }
    assert!(opened >= 40, "most are addresses that a browser may open: {opened}");
}

#[test]
fn c4_n1_the_systems_opener_gets_one_harmless_word_too() {
    let launches = Launches::new();
    let mut opened = 0;
    for hostile in HOSTILE.iter().filter(|hostile| **hostile != "LONG") {
        let started = launches.of(hostile, |login| login.env("DISPLAY", ":0"));
        assert_harmless(hostile, &started);
        opened += started.len();
    }
    assert!(opened >= 20, "the opener is what was started: {opened}");
}

#[test]
fn c4_a_trace_is_read_as_it_is_written() {
    let trace = "execve(\"\\x2f\\x61\", [\"\\x61\", \"\\x62\\x22\\x5d\"], 0x7ffc /* 9 vars */) = 0\n+++ exited with 0 +++\n\
        execve(\"\\x2f\\x62\", [\"\\x62\"], 0x7ffc /* 9 vars */) = -1 ENOENT (No such file or directory)\n";
    assert_eq!(started(trace), [["a", "b\"]"]]);
}
