//! PURE: what it means that the other side closed a WebSocket, in words and as an exit code (RFC 6455 section 7.4).

use crate::failure::{Failure, Kind};
use crate::host::printable;

/// What to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is over, and all is well.
    Done,
    /// Log in again, and connect once more.
    LogIn,
    /// Connect once more.
    Connect,
    /// It is over, and this is what went wrong.
    Fail(Kind),
}

/// 3000, 3003 and 3008 are of IANA's registry. 4000 to 4999 are every application's own: 4401, 4403 and 4408 are used as HTTP
/// uses their last digits, 4408 by dash-auth-async for "come again as who you are by now".
pub fn next(code: Option<u16>) -> Next {
    match code {
        None | Some(1000 | 1001) => Next::Done,
        Some(3000 | 4401) => Next::LogIn,
        Some(4408) => Next::Connect,
        Some(1008 | 3003 | 4001 | 4003 | 4403) => Next::Fail(Kind::Refused),
        Some(1011..=1014 | 3008) => Next::Fail(Kind::Unavailable),
        Some(_) => Next::Fail(Kind::Other),
    }
}

/// The code in words, with the reason that the other side gave.
pub fn words(code: Option<u16>, reason: &str) -> String {
    let Some(code) = code else { return "without a code".to_owned() };
    let meaning = match code {
        1000 => "done",
        1001 => "it goes away",
        1002 => "a mistake in the protocol",
        1003 => "it does not take such data",
        1007 => "what it got is not what it should be",
        1008 => "against its rules",
        1009 => "a message was too large for it",
        1010 => "it wants an extension",
        1011 => "an error of its own",
        1012 => "it starts anew",
        1013 => "it is busy: try again later",
        1014 => "what lies behind it gave a bad answer",
        3000 | 4401 => "not logged in",
        3003 | 4403 => "not allowed",
        3008 => "it took too long",
        4408 => "come again",
        4000..=4999 => "a code of its own",
        _ => "a code that nobody registered",
    };
    match printable::short(reason, 200) {
        reason if reason.is_empty() => format!("{code}, {meaning}"),
        reason => format!("{code}, {meaning}: {reason}"),
    }
}

/// What went wrong.
pub fn failure(kind: Kind, host: &str, code: Option<u16>, reason: &str) -> Failure {
    Failure::new(kind, "closed", format!("{host} closed the WebSocket ({})", words(code, reason)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_words_and_an_exit_code() {
        assert_eq!(words(Some(1011), "oh\u{1b}[2J").matches('\u{1b}').count(), 0);
        assert_eq!(words(Some(4401), "Unauthorized"), "4401, not logged in: Unauthorized");
        assert_eq!(words(None, ""), "without a code");
        for (code, expected) in [
            (1000, Next::Done),
            (1002, Next::Fail(Kind::Other)),
            (1008, Next::Fail(Kind::Refused)),
            (1013, Next::Fail(Kind::Unavailable)),
            (4408, Next::Connect),
            (4999, Next::Fail(Kind::Other)),
        ] {
            assert_eq!(next(Some(code)), expected, "{code}");
        }
    }
}
