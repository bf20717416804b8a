//! The page a person sees in the browser at the end of a login: fixed text, nothing of the request in it.

use hyper::header::{HeaderName, HeaderValue};

/// What the page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The issuer's answer arrived.
    Arrived,
    /// The issuer said no.
    Refused,
    /// The issuer ended the session.
    LoggedOut,
    /// A program of another user of this machine asked, or one that cannot be seen any more.
    AnotherUser,
    /// Some other request.
    NothingHere,
}

/// No script, no frame, no request, no trace in caches or in the Referer of a later click.
pub const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (hyper::header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
    (
        hyper::header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ),
    ),
    (hyper::header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (hyper::header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (hyper::header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (hyper::header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

impl Page {
    pub fn html(self) -> String {
        let (title, mark, text) = match self {
            Self::Arrived => (
                "Back to the terminal",
                "✓",
                "The answer has arrived. authctl goes on in the terminal; you can close this tab.",
            ),
            Self::Refused => (
                "The login was refused",
                "✕",
                "authctl shows the reason in the terminal. You can close this tab.",
            ),
            Self::LoggedOut => {
                ("Logged out", "✓", "The issuer has ended the session. You can close this tab.")
            }
            Self::AnotherUser => (
                "Not taken from another user",
                "✕",
                "This came from a program of another user of this machine, so authctl did not take it. If the login is \
                 yours, paste the address of this page into the terminal.",
            ),
            Self::NothingHere => (
                "Nothing here",
                "·",
                "authctl waits on this address for the answer to a login, and for nothing else.",
            ),
        };
        TEMPLATE.replace("{title}", title).replace("{mark}", mark).replace("{text}", text)
    }
}

const TEMPLATE: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · authctl</title>
<style>
:root { color-scheme: light dark; --paper: #f6f7f9; --card: #ffffff; --ink: #1b2430; --soft: #5a6675; --line: #dfe3e8; --accent: #2563a8 }
@media (prefers-color-scheme: dark) { :root { --paper: #12161b; --card: #1b2128; --ink: #e8ecf1; --soft: #9aa6b4; --line: #2c343d; --accent: #7db4ee } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { box-sizing: border-box; width: min(28rem, calc(100vw - 2rem)); padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; text-align: center }
.mark { font-size: 2.5rem; line-height: 1; color: var(--accent) }
h1 { margin: 1rem 0 .5rem; font-size: 1.25rem; font-weight: 600 }
p { margin: 0; color: var(--soft) }
footer { margin-top: 1.5rem; font-size: .8rem; color: var(--soft) }
</style>
</head>
<body>
<main>
<div class="mark" aria-hidden="true">{mark}</div>
<h1>{title}</h1>
<p>{text}</p>
<footer>authctl</footer>
</main>
</body>
</html>
"#;
