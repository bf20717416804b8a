//! Goal C6: what an issuer, an API or a file says reaches a terminal as words and nothing else, and JSON as the same text.

use crate::support::sandbox::IDLE_BROWSER;
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Output, Sandbox, ScriptedServer, long, scripted};
use serde_json::{Value, json};

/// What a terminal, or a reader, would act on.
const HOSTILE: [&str; 18] = [
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]8;;https://evil.test\u{1b}\\",
    "\u{1b}P+q544e\u{1b}\\",
    "\u{9b}31m",
    "\u{9d}0;title\u{9c}",
    "\u{7}\u{8}\u{8}\u{8}",
    "\rerror: none",
    "\nLogged in to work as root.",
    "\u{7f}\u{7f}",
    "\u{0}\u{1}\u{1f}",
    "\u{202e}txt.exe\u{202c}",
    "\u{2066}a\u{2069}",
    "\u{200b}\u{200c}\u{200d}",
    "\u{200e}\u{200f}\u{61c}",
    "\u{feff}\u{2060}\u{ad}",
    "\u{2028}\u{2029}\u{85}",
    "\u{e0041}\u{e007f}\u{fe0f}",
];

/// Runs what follows on a terminal of its own and passes on every byte that comes there, on stderr.
const ON_A_TERMINAL: [&str; 3] = [
    "python3",
    "-c",
    "import os, pty, sys; os.dup2(2, 1); sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))",
];

/// A place for words: its name, the issuer that says them there, the verbs that come after the login.
type Field = (&'static str, fn(&str) -> Lies, &'static [&'static [&'static str]]);

const FIELDS: [Field; 18] = [
    // a subject is ASCII, so it comes where the hostile words are
    ("sub", |words| in_id_token("sub", words), &[&["status"]]),
    ("error of the redirect", |words| in_redirect("error", words), &[]),
    ("error_description of the redirect", |words| in_redirect("error_description", words), &[]),
    ("error_uri of the redirect", |words| in_redirect("error_uri", words), &[]),
    ("iss of the redirect", |words| in_redirect("iss", words), &[]),
    ("error", |words| refusal("error", words), &[]),
    ("error_description", |words| refusal("error_description", words), &[]),
    ("error_uri", |words| refusal("error_uri", words), &[]),
    ("issuer", |words| in_metadata("issuer", words), &[&["discover", "ISSUER"]]),
    ("authorization_endpoint", endpoint, &[&["discover", "ISSUER"]]),
    ("any member of the metadata", |words| in_metadata("op_policy_uri", words), &[&["discover", "ISSUER"]]),
    ("scope", |words| in_answer("scope", words), &[&["status"], &["status", "--all"], &["call", "read"]]),
    ("token_type", |words| in_answer("token_type", words), &[]),
    (
        "name claim",
        |words| in_id_token("preferred_username", words),
        &[&["status"], &["whoami"], &["logout"]],
    ),
    ("kid", |words| in_header("kid", words), &[]),
    ("userinfo", userinfo, &[&["whoami"], &["userinfo"]]),
    ("introspection", introspection, &[&["introspect"]]),
    (
        "WWW-Authenticate",
        |_| Lies::default(),
        &[&["call", "read"], &["call", "read", "-vv"], &["call", "read", "-i"]],
    ),
];

/// Wraps the hostile words, so that it can be seen whether they were shown at all.
fn marked(hostile: &str) -> String {
    format!("xqwords{hostile}qx")
}

#[test]
fn c6_a26_whatever_an_issuer_says_a_terminal_gets_words_and_json_readers_json() {
    for (at, (field, lies, verbs)) in FIELDS.into_iter().enumerate() {
        // each string in some field at every run, all of them in all fields in the long one
        let hostile: Vec<_> = match long() {
            true => HOSTILE.to_vec(),
            false => vec![HOSTILE[at % HOSTILE.len()]],
        };
        let mut was_shown = false;
        for hostile in hostile {
            let words = marked(hostile);
            let issuer = scripted_issuer::start(lies(&words));
            let sandbox = Sandbox::with_file_store();
            let (issuer_url, api) = (issuer.url.as_str(), refusing_api(&words));
            for mode in [&ON_A_TERMINAL[..], &[]] {
                let settings =
                    ["login", "work", "--issuer", issuer_url, "--client-id", "authctl", "--store", "file"];
                let login =
                    sandbox.authctl(settings).args(["--api", &api.url, "--no-input", "--color", "never"]);
                let login = login.env("BROWSER", IDLE_BROWSER).args((mode.is_empty()).then_some("--json"));
                let login = login.under(mode).spawn();
                scripted_issuer::follow(&login);
                was_shown |= assert_harmless(field, &words, &login.finish(), mode.is_empty());
                // a pipe gets the headers of an API as they are
                for verb in verbs.iter().filter(|verb| !mode.is_empty() || !verb.contains(&"-i")) {
                    let verb = verb.iter().map(|word| if *word == "ISSUER" { issuer_url } else { word });
                    let run = sandbox.authctl(verb).args(["--no-input", "--color", "never"]);
                    let run = run.args(mode.is_empty().then_some("--json")).under(mode).run();
                    was_shown |= assert_harmless(field, &words, &run, mode.is_empty());
                }
            }
        }
        assert!(was_shown, "{field}: nothing of it was ever shown, so nothing was tried");
    }
}

#[test]
fn c6_a26_what_a_file_says_is_shown_as_words() {
    for hostile in HOSTILE {
        let words = marked(hostile);
        let escaped: String =
            words.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect::<Vec<_>>().concat();
        let sandbox = Sandbox::with_file_store();
        let profile = format!(
            "[profiles.work]\nissuer = \"https://id.example.test/\"\nclient-id = \"{escaped}\"\nscopes = [\"{escaped}\"]\n\
             audience = \"{escaped}\"\nclient-secret-file = \"/{escaped}\"\nstore = \"file\"\nparams = {{ \"{escaped}\" = \"{escaped}\" }}\n"
        );
        let file = sandbox.write("home/.config/authctl/config.toml", &profile);
        for verb in [&["profile", "show", "work"][..], &["profile", "list"], &["status"], &["token"]] {
            for mode in [&ON_A_TERMINAL[..], &[]] {
                let run = sandbox.authctl(verb).args(["--no-input", "--color", "never"]);
                let run = run.args(mode.is_empty().then_some("--json")).under(mode).run();
                let shown = assert_harmless(&verb.join(" "), &words, &run, mode.is_empty());
                assert!(shown || verb[1..] != ["show", "work"], "{run}");
            }
        }
        // a line that cannot be read is told with its words
        std::fs::write(file, format!("[profiles.work]\nissuer = {words}\n")).unwrap();
        assert_harmless(
            "a broken file",
            &words,
            &sandbox.authctl(["status", "--color", "never"]).under(ON_A_TERMINAL).run(),
            false,
        );
    }
}

/// Nothing that a terminal acts on; with `--json`: JSON. True when the words were shown.
#[track_caller]
fn assert_harmless(field: &str, words: &str, output: &Output, is_json: bool) -> bool {
    let shown = output.everything();
    // what authctl itself does with a terminal: a spinner comes and goes
    let own = ["\u{1b}[2K", "\u{1b}[?25h", "\u{1b}[?25l", "\u{1b}[1A", "\r"];
    let rest = own
        .iter()
        .fold(shown.clone(), |text, own| if words.contains(own) { text } else { text.replace(own, "") });
    let rest = rest.replace("\r\n", "\n").replace("\r\r", "\n");
    let acts = |c: char| {
        c.is_control() && c != '\n' || c == char::REPLACEMENT_CHARACTER || HOSTILE_CHARACTERS.contains(c)
    };
    let found: Vec<char> = rest.chars().filter(|c| acts(*c)).collect();
    assert!(found.is_empty(), "{field}: {found:?} of {words:?} in {output:?}");
    assert!(!rest.contains("\nLogged in to work as root"), "{field}: a line of its own: {output}");
    assert!([0, 1, 2, 3, 4, 5, 6, 7].contains(&output.code), "{field}: {words:?}: {output:?}");
    if is_json {
        // what a person must see comes before the failure: the address of a login
        let last =
            if output.code == 0 { output.text() } else { output.stderr.lines().last().unwrap_or_default() };
        if last.is_empty() {
            return shown.to_lowercase().contains("xqwords"); // the body of an API, which had none
        }
        let printed: Value =
            serde_json::from_str(last).unwrap_or_else(|why| panic!("{field}: {why}: {output}"));
        return printed.to_string().to_lowercase().contains("xqwords");
    }
    rest.to_lowercase().contains("xqwords")
}

const HOSTILE_CHARACTERS: &str = "\u{202e}\u{202c}\u{2066}\u{2069}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{61c}\u{feff}\u{2060}\
    \u{ad}\u{2028}\u{2029}\u{e0041}\u{e007f}\u{fe0f}";

/// An API that refuses with these words, as far as a header can carry them.
fn refusing_api(words: &str) -> ScriptedServer {
    let carried: String = words.chars().filter(|c| !c.is_ascii_control()).collect();
    let challenge =
        format!("Bearer error=\"insufficient_scope\", scope=\"{carried}\", error_description=\"{carried}\"");
    ScriptedServer::start(move |_, _| scripted::answer(403, &[("www-authenticate", &challenge)], ""))
}

fn in_redirect(name: &'static str, words: &str) -> Lies {
    let words = words.to_owned();
    Lies {
        redirect: Box::new(move |query| {
            query.retain(|(known, _)| known != name && known != "code");
            query.push((name.to_owned(), words.clone()));
            if name.starts_with("error_") {
                query.push(("error".to_owned(), "access_denied".to_owned()));
            }
        }),
        ..Lies::default()
    }
}

fn refusal(name: &'static str, words: &str) -> Lies {
    let mut body = json!({ "error": "invalid_request" });
    body[name] = json!(words);
    Lies { token_answer: Box::new(move |_, _| scripted::json(400, &body)), ..Lies::default() }
}

fn in_metadata(name: &'static str, words: &str) -> Lies {
    let words = words.to_owned();
    Lies { discovery: Box::new(move |document| document[name] = json!(words)), ..Lies::default() }
}

/// The person comes to the true endpoint whatever the address says after it.
fn endpoint(words: &str) -> Lies {
    let words = words.to_owned();
    Lies {
        discovery: Box::new(move |document| {
            let issuer = document["issuer"].as_str().unwrap().to_owned();
            document["authorization_endpoint"] = json!(format!("{issuer}/auth?{words}"));
        }),
        ..Lies::default()
    }
}

fn in_answer(name: &'static str, words: &str) -> Lies {
    let words = words.to_owned();
    Lies {
        token_answer: Box::new(move |_, mut honest| {
            honest[name] = json!(words);
            scripted::json(200, &honest)
        }),
        ..Lies::default()
    }
}

fn in_id_token(name: &'static str, words: &str) -> Lies {
    let words = words.to_owned();
    Lies { id_token: Box::new(move |_, claims| claims[name] = json!(words)), ..Lies::default() }
}

fn in_header(name: &'static str, words: &str) -> Lies {
    let words = words.to_owned();
    Lies { id_token: Box::new(move |header, _| header[name] = json!(words)), ..Lies::default() }
}

fn userinfo(words: &str) -> Lies {
    let words = words.to_owned();
    Lies {
        userinfo: Box::new(move |_, mut honest: Value| {
            honest[&words] = json!({ &words: [&words] });
            honest["name"] = json!(words);
            scripted::json(200, &honest)
        }),
        ..Lies::default()
    }
}

/// Both endpoints are one: the answer of the one does for the other.
fn introspection(words: &str) -> Lies {
    let endpoint =
        |document: &mut Value| document["introspection_endpoint"] = document["userinfo_endpoint"].clone();
    let members = words.to_owned();
    let userinfo = userinfo(words).userinfo;
    Lies {
        discovery: Box::new(endpoint),
        userinfo: Box::new(move |request, mut honest| {
            honest["active"] = json!(true);
            honest["scope"] = json!(members);
            userinfo(request, honest)
        }),
        ..Lies::default()
    }
}
