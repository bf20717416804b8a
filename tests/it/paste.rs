//! A login whose browser is on another machine: the answer is pasted, or comes back through SSH.

use crate::login::{Asked, visit};
use crate::support::sandbox::{IDLE_BROWSER, chromium_browser};
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Issuer, Sandbox, Tmux, http, ports, search, until};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use std::net::TcpListener;
use std::process::Command;

/// A login at a terminal of so many columns, and the address that it shows.
fn login(sandbox: &Sandbox, issuer: &Issuer, columns: u16, more: &[&str]) -> (Tmux, Asked) {
    login_in(sandbox, issuer, columns, more, &[])
}

fn login_in(
    sandbox: &Sandbox,
    issuer: &Issuer,
    columns: u16,
    more: &[&str],
    environment: &[(&str, &str)],
) -> (Tmux, Asked) {
    let mut words =
        vec!["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file"];
    words.extend(more);
    let terminal = Tmux::start_at_width(columns, sandbox, &words, environment);
    let screen = terminal.shows("Waiting for the browser");
    let start = screen.find(&format!("{}/auth?", issuer.url)).unwrap_or_else(|| panic!("{screen}"));
    let asked = Asked::of(screen[start..].split_whitespace().next().unwrap());
    (terminal, asked)
}

/// The address where the browser of a person elsewhere ends.
fn ended_at(asked: &Asked) -> String {
    visit(asked.url.as_str(), &[("STAY", "1")])
}

#[test]
fn a_pasted_address_ends_the_login_and_is_shown_nowhere() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let (terminal, asked) = login(&sandbox, &issuer, 100, &["--no-browser", "-vv"]);
    let port = asked.redirect.port().unwrap();
    let listening = ports::listeners(port);
    assert!(!listening.is_empty());
    let address = ended_at(&asked);
    terminal.type_text(&address);
    terminal.shows(&format!("{} characters: Enter takes them", address.len()));
    terminal.press("Enter");
    terminal.shows("Logged in to work as alice");
    assert_eq!(terminal.exit_code(), 0);
    let code = issuer.grants("authorization_code")[0]["params"]["code"].as_str().unwrap().to_owned();
    assert!(address.contains(&code));
    let screen = terminal.screen();
    assert_eq!(search::forms_of(&code, screen.as_bytes()), [""; 0], "{screen}");
    assert!(!screen.contains("characters: Enter") && !screen.contains("Waiting"), "{screen}");
    for (path, content) in sandbox.files() {
        assert_eq!(search::forms_of(&code, &content), [""; 0], "{}", path.display());
    }
    // somebody else may by now
    let left = ports::listeners(port).into_iter().find(|socket| listening.contains(socket));
    assert_eq!(left, None, "nobody listens any more");
}

#[test]
fn a_real_browser_elsewhere_ends_at_an_address_that_is_pasted() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let (terminal, asked) = login(&sandbox, &issuer, 100, &["--no-browser"]);
    let words = shell_words::split(&chromium_browser()).unwrap();
    let person =
        Command::new(&words[0]).arg(&words[1]).arg(asked.url.as_str()).env("STAY", "1").output().unwrap();
    assert!(person.status.success(), "{}", String::from_utf8_lossy(&person.stderr));
    terminal.type_text(String::from_utf8(person.stdout).unwrap().trim());
    terminal.press("Enter");
    terminal.shows("Logged in to work as alice");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_code_alone_is_enough() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let (terminal, asked) = login(&sandbox, &issuer, 100, &["--no-browser"]);
    let address = url::Url::parse(&ended_at(&asked)).unwrap();
    let code = address.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    terminal.type_text(&code);
    terminal.press("Enter");
    assert_eq!(terminal.exit_code(), 0);
    terminal.shows("Logged in to work as alice");
}

#[test]
fn n8_a_code_alone_is_not_taken_where_neither_pkce_nor_an_id_token_binds_it() {
    let bare = |scope: &'static str, methods: Option<&'static str>| {
        let issuer = scripted_issuer::start(Lies {
            discovery: Box::new(move |document| {
                let document = document.as_object_mut().unwrap();
                document.remove("code_challenge_methods_supported");
                let methods =
                    methods.map(|method| ("code_challenge_methods_supported".into(), json!([method])));
                document.extend(methods);
            }),
            ..Lies::default()
        });
        let sandbox = Sandbox::with_file_store();
        let client = scripted_issuer::CLIENT_ID;
        let words = ["login", "work", "--issuer", &issuer.url, "--client-id", client, "--store", "file"];
        let words = [&words[..], &["--scope", scope, "--no-browser"]].concat();
        let terminal = Tmux::start_at_width(200, &sandbox, &words, &[]);
        let screen = terminal.shows("Waiting for the browser");
        let start = screen.find(&format!("{}/auth?", issuer.url)).unwrap();
        let address = http::get(screen[start..].split_whitespace().next().unwrap());
        (issuer, sandbox, terminal, address.header("location").unwrap().to_owned())
    };
    let code = "code-of-the-scripted-issuer";
    for methods in [None, Some("plain")] {
        let (issuer, _sandbox, terminal, address) = bare("api", methods);
        terminal.shows("paste that page's whole address here");
        terminal.type_text(code);
        terminal.press("Enter");
        terminal.shows("the whole address where");
        assert!(!issuer.seen().iter().any(|request| request.path() == "/token"), "the code was not sent");
        terminal.type_text(&address);
        terminal.press("Enter");
        terminal.shows("Logged in to work");
        assert_eq!(terminal.exit_code(), 0);
    }
    for (scope, methods) in [("openid", None), ("api", Some("S256"))] {
        let (_issuer, _sandbox, terminal, _) = bare(scope, methods);
        terminal.shows("paste that page's address here");
        terminal.type_text(code);
        terminal.press("Enter");
        terminal.shows("Logged in to work");
        assert_eq!(terminal.exit_code(), 0);
    }
}

#[test]
fn n8_what_is_not_the_answer_is_told_and_the_wait_goes_on() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let (terminal, asked) = login(&sandbox, &issuer, 100, &["--no-browser"]);
    let forged = format!("{}?code=forged-code&state=wrong", asked.redirect);
    for (pasted, told) in [
        ("hm", "neither the address"),
        (asked.url.as_str(), "that is the address to open"),
        ("https://other.example/callback?code=x", "another page"),
        (forged.as_str(), "its state differs"),
        ("two words", "no spaces"),
    ] {
        terminal.type_text(pasted);
        terminal.press("Enter");
        let screen = terminal.shows(told);
        assert!(!screen.contains("forged-code"), "{screen}");
    }
    assert_eq!(issuer.requests_to("/token").len(), 0, "no forged code was sent");
    terminal.type_text("wrong, taken back");
    terminal.press("C-u");
    terminal.type_text(&ended_at(&asked));
    terminal.press("Enter");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_person_who_says_no_elsewhere_ends_it_with_6() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let (terminal, asked) = login(&sandbox, &issuer, 100, &["--no-browser"]);
    terminal.type_text(&visit(asked.url.as_str(), &[("STAY", "1"), ("DENY", "1")]));
    terminal.press("Enter");
    terminal.shows("access_denied");
    assert_eq!(terminal.exit_code(), 6);
}

#[test]
fn a_paste_longer_than_a_terminal_line_leaves_a_narrow_screen_clean() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let (terminal, asked) = login(&sandbox, &issuer, 60, &["--no-browser"]);
    // longer than what a terminal keeps of a line in its ordinary mode
    let address = format!("{}&session_state={}", ended_at(&asked), "s".repeat(6000));
    for piece in address.as_bytes().chunks(2000) {
        terminal.type_text(std::str::from_utf8(piece).unwrap());
    }
    let screen = terminal.shows(&format!("{} characters: Enter", address.len()));
    // four may stand in the random parts of the address that is shown
    assert!(!screen.contains("ssssssssss"), "{screen}");
    terminal.press("Enter");
    terminal.shows("Logged in to work as alice");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn whichever_comes_first_wins_and_the_terminal_is_as_before() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let (terminal, asked) = login(&sandbox, &issuer, 100, &["--no-browser"]);
    terminal.type_text("half of a past");
    terminal.shows("14 characters: Enter");
    visit(asked.url.as_str(), &[]);
    assert_eq!(terminal.exit_code(), 0);
    terminal.type_text("echo is on");
    terminal.shows("echo is on");
    assert!(!terminal.screen().contains("half of a past"), "{}", terminal.screen());
}

#[test]
fn r15_ctrl_c_amidst_a_paste_leaves_the_terminal_as_before() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let (terminal, _) = login(&sandbox, &issuer, 60, &["--no-browser"]);
    terminal.type_text("half");
    terminal.shows("4 characters: Enter");
    terminal.press("C-c");
    assert_eq!(terminal.exit_code(), 130);
    terminal.type_text("echo is on");
    let screen = terminal.shows("echo is on");
    assert!(!screen.contains("Waiting") && !screen.contains("characters: Enter"), "{screen}");
}

#[test]
fn a_browser_that_opened_leaves_room_for_a_paste() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let (terminal, asked) = login_in(&sandbox, &issuer, 100, &[], &[("BROWSER", IDLE_BROWSER)]);
    terminal.shows("paste that page's address here");
    terminal.type_text(&ended_at(&asked));
    terminal.press("Enter");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn over_ssh_the_forward_is_told_with_its_port_and_works() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let ssh = [
        ("SSH_CONNECTION", "198.51.100.9 50022 192.0.2.7 2222"),
        ("SSH_TTY", "/dev/pts/1"),
        ("USER", "alice"),
    ];
    let (terminal, asked) = login_in(&sandbox, &issuer, 120, &[], &ssh);
    let port = asked.redirect.port().unwrap();
    let screen = terminal.shows(&format!("ssh -p 2222 -L {port}:127.0.0.1:{port} alice@192.0.2.7"));
    // no profile knows the settings yet
    let code = format!("Or log in with a code: authctl login work --issuer {}", issuer.url);
    assert!(screen.contains(&code) && screen.contains("--device"), "{screen}");
    // what a forward brings is a request at the listener like any other
    visit(asked.url.as_str(), &[]);
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_screen_that_ssh_brings_along_is_a_browser_as_ever() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let ssh = [("SSH_CONNECTION", "198.51.100.9 50022 192.0.2.7 22"), ("BROWSER", IDLE_BROWSER)];
    let (terminal, _) = login_in(&sandbox, &issuer, 100, &[], &ssh);
    assert!(!terminal.screen().contains("ssh -L"), "{}", terminal.screen());
}

#[test]
fn without_a_terminal_nothing_is_read_and_the_listener_waits() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let login =
        sandbox.login(&issuer).without_env("BROWSER").args(["--no-browser"]).stdin("rubbish\n").spawn();
    let asked = Asked::of(&login.printed_url());
    visit(asked.url.as_str(), &[]);
    let done = login.finish().succeeds();
    assert!(!done.stderr.contains("paste"), "{done}");
}

#[test]
fn n2_localhost_is_answered_on_both_stacks_at_a_fixed_port_and_path() {
    let issuer = Issuer::start();
    for address in ["127.0.0.1", "[::1]"] {
        let sandbox = Sandbox::with_file_store();
        let port = ports::own().to_string();
        let words = ["--callback-host", "localhost", "--port", &port, "--callback-path", "/"];
        let login = sandbox.login(&issuer).env("BROWSER", IDLE_BROWSER).args(words).spawn();
        let asked = Asked::of(&login.printed_url());
        assert_eq!(asked.redirect.as_str(), format!("http://localhost:{port}/"));
        let answer = ended_at(&asked).replace("localhost", address);
        let url = url::Url::parse(&answer).unwrap();
        let target = &url[url::Position::BeforePath..];
        let request = format!("GET {target} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n");
        assert_eq!(http::raw(&url, &request).status, 200, "{address}");
        login.finish().succeeds();
    }
}

#[test]
fn a31_a_port_that_is_taken_on_either_stack_fails_at_once() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    for address in ["127.0.0.1:0", "[::1]:0"] {
        let taken = TcpListener::bind(address).unwrap();
        let port = taken.local_addr().unwrap().port().to_string();
        let words = ["--callback-host", "localhost", "--port", &port];
        let refused = sandbox.login(&issuer).args(words).run().exits(1).prints_nothing();
        refused.says([port.as_str(), "in use"]);
    }
    assert_eq!(issuer.requests_to("/auth").len(), 0);
}

#[test]
fn a_stopped_login_goes_on_and_still_takes_a_paste() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let (terminal, asked) = login(&sandbox, &issuer, 100, &["--no-browser"]);
    let pid = until("the process", || authctl_below(&sandbox));
    for signal in [Signal::STOP, Signal::CONT] {
        kill_process(pid, signal).unwrap();
    }
    terminal.type_text(&ended_at(&asked));
    terminal.press("Enter");
    assert_eq!(terminal.exit_code(), 0);
    assert_eq!(issuer.grants("authorization_code").len(), 1);
    assert_ne!(issuer.last_tokens()["access_token"], json!(null));
}

/// The authctl that runs in the home of this sandbox.
fn authctl_below(sandbox: &Sandbox) -> Option<Pid> {
    let home = format!("HOME={}", sandbox.path("home").display());
    std::fs::read_dir("/proc").unwrap().map_while(Result::ok).find_map(|entry| {
        let pid: i32 = entry.file_name().to_str()?.parse().ok()?;
        let command = std::fs::read_to_string(entry.path().join("cmdline")).ok()?;
        let environment =
            String::from_utf8_lossy(&std::fs::read(entry.path().join("environ")).ok()?).into_owned();
        let is_ours = command.split('\0').next()?.ends_with("/authctl")
            && environment.split('\0').any(|pair| pair == home);
        Pid::from_raw(pid).filter(|_| is_ours)
    })
}
