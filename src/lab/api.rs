//! The protected API: an origin of its own that knows the issuer's keys and nothing of its state.
//!
//! It checks each JWT by itself, so a token that was revoked at the issuer works here until it expires. That is how
//! such APIs are.

use super::answers::{Answer, bare, json, method_not_allowed, not_found};
use super::bearer::{Presented, Refusal, presented};
use super::events::{Event, Teller};
use super::form::Scopes;
use super::issuer::Issuer;
use super::request::Fault;
use super::server::Asked;
use super::tokens::Keys;
use crate::host::Clock;
use hyper::StatusCode;
use serde_json::{Map, Value, json};
use std::sync::{Arc, Mutex, PoisonError};

const METADATA: &str = "/.well-known/oauth-protected-resource";
/// How many notes are kept; the oldest goes first.
const MOST_NOTES: usize = 100;
/// The longest note, in characters.
const LONGEST_NOTE: usize = 1000;

/// Everything that the API knows.
pub struct Api {
    url: String,
    issuer: String,
    scopes: Vec<String>,
    keys: Arc<Keys>,
    notes: Mutex<Vec<Note>>,
    teller: Teller,
    clock: Clock,
}

/// A note of somebody.
struct Note {
    owner: String,
    text: String,
}

/// Who calls, by a token that holds.
struct Caller {
    subject: String,
    client: String,
    scopes: Scopes,
    expires_at: i64,
}

/// A request that was refused, and in which words the log tells of it.
struct Denied {
    status: StatusCode,
    fault: Option<Fault>,
    scope: Option<&'static str>,
}

impl Api {
    /// The API of this issuer: its identifier, its scopes and its keys are all that it takes over.
    pub fn beside(issuer: &Issuer) -> Self {
        Self {
            url: issuer.api.clone(),
            issuer: issuer.url.clone(),
            scopes: issuer.directory.api_scopes.clone(),
            keys: issuer.keys.clone(),
            notes: Mutex::default(),
            teller: issuer.teller.clone(),
            clock: issuer.clock.clone(),
        }
    }

    /// Answers a request and tells of it.
    pub fn answer(&self, asked: &Asked) -> Answer {
        let outcome = self.route(asked);
        let why = outcome.as_ref().err().map(|denied| match &denied.fault {
            Some(fault) => format!("{}: {}", fault.code, fault.description),
            None => "no token".to_owned(),
        });
        let answer = outcome.unwrap_or_else(|denied| self.refusal(denied));
        self.teller.tell(Event::ApiCall {
            method: asked.method.to_string(),
            path: asked.path.clone(),
            status: answer.status().as_u16(),
            why,
        });
        answer
    }

    fn route(&self, asked: &Asked) -> Result<Answer, Denied> {
        let method = if asked.method == "HEAD" { "GET" } else { asked.method.as_str() };
        match (method, asked.path.as_str()) {
            ("GET", METADATA) => Ok(json(StatusCode::OK, &self.metadata())),
            ("GET", "/public") => Ok(json(StatusCode::OK, &json!({ "message": "no token is needed here" }))),
            ("GET", "/hello") => self.caller(asked).map(|caller| hello(&caller)),
            ("GET", "/notes") => self.caller_with(asked, "notes.read").map(|caller| self.notes_of(&caller)),
            ("POST", "/notes") => {
                self.caller_with(asked, "notes.write").map(|caller| self.add_note(&caller, &asked.body))
            }
            (_, METADATA | "/public" | "/hello") => Ok(method_not_allowed("GET")),
            (_, "/notes") => Ok(method_not_allowed("GET, POST")),
            _ => Ok(not_found()),
        }
    }

    /// The caller by the token: signature, type, issuer, audience and expiry, without leeway.
    fn caller(&self, asked: &Asked) -> Result<Caller, Denied> {
        let denied =
            |status, code, why: &str| Denied { status, fault: Some(Fault::new(code, why)), scope: None };
        let token = match presented(&asked.headers) {
            Presented::Bearer(token) => token,
            Presented::Nothing if asked.query().all("access_token").next().is_some() => {
                let why = "a token is taken from the Authorization header only";
                return Err(denied(StatusCode::BAD_REQUEST, "invalid_request", why));
            }
            Presented::Nothing => {
                return Err(Denied { status: StatusCode::UNAUTHORIZED, fault: None, scope: None });
            }
            Presented::Unreadable => {
                let why = "the Authorization header must be one, of scheme Bearer";
                return Err(denied(StatusCode::BAD_REQUEST, "invalid_request", why));
            }
        };
        let claims = self
            .keys
            .check_access_token(token, &self.issuer, &self.url, self.clock.now())
            .map_err(|why| denied(StatusCode::UNAUTHORIZED, "invalid_token", &why))?;
        Caller::of(&claims).ok_or_else(|| {
            denied(StatusCode::UNAUTHORIZED, "invalid_token", "the token lacks sub, client_id or exp")
        })
    }

    fn caller_with(&self, asked: &Asked, scope: &'static str) -> Result<Caller, Denied> {
        let caller = self.caller(asked)?;
        if caller.scopes.contains(scope) {
            return Ok(caller);
        }
        let fault = Fault::new("insufficient_scope", format!("this needs the scope {scope}"));
        Err(Denied { status: StatusCode::FORBIDDEN, fault: Some(fault), scope: Some(scope) })
    }

    /// RFC 6750 section 3, with where to learn more (RFC 9728 section 5.1).
    fn refusal(&self, denied: Denied) -> Answer {
        let metadata = format!("{}{METADATA}", self.url);
        let mut about = Vec::from_iter(denied.scope.map(|scope| ("scope", scope)));
        about.push(("resource_metadata", &metadata));
        Refusal { status: denied.status, fault: denied.fault, about: &about }.into_answer()
    }

    /// RFC 9728 section 2.
    fn metadata(&self) -> Value {
        json!({
            "resource": self.url,
            "authorization_servers": [self.issuer],
            "scopes_supported": self.scopes,
            "bearer_methods_supported": ["header"],
            "resource_name": "authctl lab API",
        })
    }

    fn notes_of(&self, caller: &Caller) -> Answer {
        let notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let own: Vec<&str> =
            notes.iter().filter(|note| note.owner == caller.subject).map(|note| note.text.as_str()).collect();
        json(StatusCode::OK, &json!({ "notes": own }))
    }

    fn add_note(&self, caller: &Caller, body: &[u8]) -> Answer {
        let body: Option<Value> = serde_json::from_slice(body).ok();
        let text = body.as_ref().and_then(|body| body["text"].as_str()).unwrap_or_default();
        if text.is_empty() || text.chars().count() > LONGEST_NOTE {
            let what =
                "the body must be JSON such as {'text': 'water the plants'}, with at most 1000 characters";
            return bare(StatusCode::BAD_REQUEST, "invalid_note", what);
        }
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        if notes.len() >= MOST_NOTES {
            notes.remove(0);
        }
        notes.push(Note { owner: caller.subject.clone(), text: text.to_owned() });
        json(StatusCode::CREATED, &json!({ "text": text }))
    }
}

impl Caller {
    fn of(claims: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        Some(Self {
            subject: text("sub")?.to_owned(),
            client: text("client_id")?.to_owned(),
            scopes: Scopes::parse(text("scope").unwrap_or_default()),
            expires_at: claims.get("exp").and_then(Value::as_i64)?,
        })
    }
}

fn hello(caller: &Caller) -> Answer {
    json(
        StatusCode::OK,
        &json!({
            "hello": caller.subject,
            "client_id": caller.client,
            "scope": caller.scopes.to_string(),
            "exp": caller.expires_at,
        }),
    )
}
