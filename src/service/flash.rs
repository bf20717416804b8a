//! What a service has to say on its next page, and keeps in the browser until then: in a signed session cookie, whose first part
//! anybody can read who has it (Starlette: standard base64 of JSON, a dot, a time, a dot, a signature).

use super::{Answer, cookies};
use crate::host::printable;
use crate::sensitive::{AccessToken, stored};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use zeroize::Zeroizing;

/// A longer sentence is no sentence.
const LONGEST: usize = 300;

/// What the session holds of it.
#[derive(Default, Deserialize)]
pub struct Flash {
    /// A token that was just made, shown once.
    #[serde(with = "stored", default)]
    pub new_token: Option<AccessToken>,
    #[serde(rename = "flash_messages", default)]
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    message: String,
    category: String,
}

impl Flash {
    /// Of the cookies of an answer, whatever the name of that one is; empty where there is none.
    pub fn of(answer: &Answer, now: i64) -> Self {
        let read = cookies::set(answer.headers(), now).filter_map(|set| read(set.value.expose()));
        let mut flash = read.last().unwrap_or_default();
        for message in &mut flash.messages {
            message.message = answer.without_sent(std::mem::take(&mut message.message));
        }
        flash
    }

    /// The last message: an answer adds its own to those that nobody has seen yet.
    pub fn said(&self) -> Option<String> {
        self.messages.last().map(|last| printable::short(&last.message, LONGEST))
    }

    pub fn is_success(&self) -> bool {
        self.messages.last().is_some_and(|last| last.category == "success")
    }
}

fn read(cookie: &str) -> Option<Flash> {
    let (payload, _) = cookie.trim_matches('"').split_once('.')?;
    let json = Zeroizing::new(STANDARD.decode(payload).ok()?);
    let flash: Flash = serde_json::from_slice(&json).ok()?;
    (flash.new_token.is_some() || !flash.messages.is_empty()).then_some(flash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_read_and_any_other_cookie_is_none() {
        let session = |json: &str| format!("{}.awDB2A.Hy8jCeh1ik", STANDARD.encode(json));
        let made = r#"{"new_token": "canary", "flash_messages": [{"message": "old", "category": "danger", "exception": null},
            {"message": "made", "category": "success"}]}"#;
        let flash = read(&session(made)).unwrap();
        assert_eq!((flash.said().as_deref(), flash.is_success()), (Some("made"), true));
        assert_eq!(flash.new_token.unwrap().expose(), "canary");
        assert!(read(&format!("\"{}\"", session(made))).is_some());
        for none in [session("{}"), session("[]"), "null".to_owned(), "a.b.c".to_owned(), String::new()] {
            assert!(read(&none).is_none(), "{none}");
        }
    }
}
