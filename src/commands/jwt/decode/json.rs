//! What was read, for scripts: one object with stable names. It takes what was read apart, which can be large.

use super::found::Found;
use super::session::Session;
use super::view::View;
use crate::jwt::date::{self, NumericDate};
use crate::jwt::decode::lenient::{Content, Reading, Unread};
use crate::jwt::lifetime::Lifetime;
use serde_json::{Map, Value, json};

pub fn of(found: Found, view: &View) -> Map<String, Value> {
    let faults = found.faults().iter().map(|fault| json!({"part": fault.part, "message": fault.message}));
    let (faults, rounded) = (faults.collect::<Value>(), found.rounded());
    let mut json = Map::new();
    match found {
        Found::Token(token) => of_token(token, view, &mut json),
        Found::Cookie(cookie) => of_cookie(cookie, &mut json),
    }
    json.insert("faults".to_owned(), faults);
    if !rounded.is_empty() {
        json.insert("rounded".to_owned(), rounded.into());
    }
    json
}

fn of_token(mut token: Reading, view: &View, json: &mut Map<String, Value>) {
    let lifetime = token.claims().and_then(|claims| Lifetime::of(|name| claims.get(name), view.now));
    let state = lifetime.map_or(Value::Null, |lifetime| lifetime.state.name().into());
    let (times, encrypted, disclosures) = (times(token.claims()), token.encrypted, token.disclosures);
    put("header", "header_text", token.header, json);
    if !view.header_only {
        let mut inner_header = None;
        while let Some(inner) = token.inner {
            token = *inner;
            inner_header = token.header.take().or(inner_header);
        }
        put("claims", "payload_text", token.payload, json);
        if inner_header.is_some() {
            put("inner_header", "inner_header_text", inner_header, json);
        }
    }
    json.insert("encrypted".to_owned(), encrypted.into());
    if let Some(count) = disclosures {
        json.insert("disclosures".to_owned(), count.into());
    }
    json.insert("verified".to_owned(), false.into());
    if !view.header_only {
        json.insert("state".to_owned(), state);
        json.insert("times".to_owned(), times);
    }
}

/// A session is an object, or any other JSON.
fn of_cookie(session: Session, json: &mut Map<String, Value>) {
    let signature = session.signature();
    let cookie = session.cookie;
    let other = match &cookie.content.unread {
        Some(Unread::Text(text)) if cookie.faults.is_empty() => serde_json::from_str(text).ok(),
        _ => None,
    };
    match other {
        Some(other) => drop(json.insert("session".to_owned(), other)),
        None => put("session", "session_text", Some(cookie.content), json),
    }
    json.extend(signature);
}

/// The members as an object, null where there are none; and the text of what is no JSON object.
fn put(name: &str, name_of_text: &str, content: Option<Content>, json: &mut Map<String, Value>) {
    let Some(content) = content else {
        json.insert(name.to_owned(), Value::Null);
        return;
    };
    let is_object = content.is_object();
    let members = Value::Object(content.members.into_iter().collect());
    json.insert(name.to_owned(), if is_object { members } else { Value::Null });
    if let Some(Unread::Text(text)) = content.unread {
        json.insert(name_of_text.to_owned(), text.into());
    }
}

/// The dates in UTC.
fn times(claims: Option<&Content>) -> Value {
    let time =
        |name: &str| NumericDate::from_claim(claims?.get(name)?).ok().map(|date| date.time().to_string());
    let times = date::CLAIMS.into_iter().filter_map(|name| Some((name.to_owned(), time(name)?.into())));
    Value::Object(times.collect())
}
