//! The token endpoint (RFC 6749 sections 4.1.3, 4.4 and 6, RFC 8628 section 3.4, RFC 9068, OIDC Core section 3.1.3).

use super::{Issuer, Problem};
use crate::lab::answers::{Answer, json};
use crate::lab::directory::Client;
use crate::lab::events::Event;
use crate::lab::fingerprint::Fingerprint;
use crate::lab::form::{Form, Scopes};
use crate::lab::request::{Fault, check_resource};
use crate::lab::state::{AccessRecord, Exchanged, GrantId, Refused, State};
use crate::sensitive::RefreshToken;
use hyper::StatusCode;
use serde_json::{Map, Value, json};

pub const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// How long an ID token may be looked at after it was issued, in seconds.
const ID_TOKEN_LIFE: i64 = 600;

/// Whom tokens are for, and which of them.
struct Granted<'a> {
    grant: Option<GrantId>,
    client: &'a str,
    subject: &'a str,
    scopes: &'a Scopes,
    refresh_token: Option<RefreshToken>,
    id_token: Option<IdTokenFor>,
}

struct IdTokenFor {
    auth_time: i64,
    nonce: Option<String>,
}

impl Issuer {
    pub(super) fn token(&self, client: &Client, form: &Form) -> Result<Answer, Problem> {
        let outcome = check_resource(form, &self.api).map_err(Problem::from).and_then(|()| {
            match form.get("grant_type") {
                Some("authorization_code") => self.exchange_code(client, form),
                Some("refresh_token") => self.refresh(client, form),
                Some("client_credentials") => self.client_credentials(client, form),
                Some(DEVICE_CODE) => self.exchange_device_code(client, form),
                Some(_) => Err(Problem::new("unsupported_grant_type", "this grant_type is not served")),
                None => Err(Problem::new("invalid_request", "grant_type is missing")),
            }
        });
        if let Err(problem) = &outcome {
            self.teller.tell(Event::TokenRefused { client: client.id.clone(), error: problem.code() });
        }
        outcome
    }

    fn exchange_code(&self, client: &Client, form: &Form) -> Result<Answer, Problem> {
        let code = Fingerprint::of(required(form, "code")?);
        let redirect_uri = required(form, "redirect_uri")?;
        let verifier = required(form, "code_verifier")?;
        if !is_verifier(verifier) {
            return Err(Problem::new(
                "invalid_request",
                "code_verifier must be 43 to 128 unreserved characters",
            ));
        }
        let (now, mut state) = (self.clock.unix(), self.state());
        let exchanged = state
            .exchange_code(code, &client.id, redirect_uri, Fingerprint::of(verifier), now)
            .map_err(|why| self.refused(client, why))?;
        let user = exchanged.grant.user.clone();
        let answer = self.first_tokens(&mut state, exchanged, now)?;
        self.teller.tell(Event::CodeExchanged { client: client.id.clone(), user });
        Ok(answer)
    }

    fn exchange_device_code(&self, client: &Client, form: &Form) -> Result<Answer, Problem> {
        let code = Fingerprint::of(required(form, "device_code")?);
        let (now, mut state) = (self.clock.unix(), self.state());
        let exchanged = state.poll_device(code, &client.id, now).map_err(|why| self.refused(client, why))?;
        let user = exchanged.grant.user.clone();
        let answer = self.first_tokens(&mut state, exchanged, now)?;
        self.teller.tell(Event::DeviceExchanged { client: client.id.clone(), user });
        Ok(answer)
    }

    /// The first tokens of a grant. `offline_access` alone brings a refresh token: OIDC Core section 11 also wants
    /// `prompt=consent`, but here a person is asked every time anyway.
    fn first_tokens(&self, state: &mut State, exchanged: Exchanged, now: i64) -> Result<Answer, Problem> {
        let Exchanged { id, grant, nonce } = exchanged;
        let refresh_token = grant.scopes.contains("offline_access").then(|| {
            let (token, fingerprint) = self.secret();
            state.add_refresh_token(fingerprint, id, now);
            RefreshToken::new(token)
        });
        let id_token =
            grant.scopes.contains("openid").then_some(IdTokenFor { auth_time: grant.auth_time, nonce });
        let granted = Granted {
            grant: Some(id),
            client: &grant.client,
            subject: &grant.user,
            scopes: &grant.scopes,
            refresh_token,
            id_token,
        };
        self.tokens(state, granted, now)
    }

    fn refresh(&self, client: &Client, form: &Form) -> Result<Answer, Problem> {
        let token = Fingerprint::of(required(form, "refresh_token")?);
        let scopes = form.get("scope").map(Scopes::parse);
        let next = self.rotate_refresh_tokens.then(|| self.secret());
        let (now, mut state) = (self.clock.unix(), self.state());
        let renewed = state
            .refresh(token, &client.id, scopes, next.as_ref().map(|(_, fingerprint)| *fingerprint), now)
            .map_err(|why| self.refused(client, why))?;
        let auth_time = renewed.grant.auth_time;
        let granted = Granted {
            grant: Some(renewed.id),
            client: &client.id,
            subject: &renewed.grant.user,
            scopes: &renewed.scopes,
            refresh_token: next.map(|(token, _)| RefreshToken::new(token)),
            // without the nonce: that belongs to the login (OIDC Core section 12.2)
            id_token: renewed.scopes.contains("openid").then_some(IdTokenFor { auth_time, nonce: None }),
        };
        let answer = self.tokens(&mut state, granted, now)?;
        self.teller.tell(Event::Refreshed {
            client: client.id.clone(),
            user: renewed.grant.user,
            rotated: self.rotate_refresh_tokens,
        });
        Ok(answer)
    }

    fn client_credentials(&self, client: &Client, form: &Form) -> Result<Answer, Problem> {
        if client.is_public() {
            return Err(Problem::new(
                "unauthorized_client",
                "a client without a secret cannot act for itself",
            ));
        }
        let scopes = self.directory.known_api_scopes(form.get("scope")).ok_or_else(|| {
            Problem::new("invalid_scope", "a client that acts for itself gets scopes of the API only")
        })?;
        let granted = Granted {
            grant: None,
            client: &client.id,
            subject: &client.id,
            scopes: &scopes,
            refresh_token: None,
            id_token: None,
        };
        let answer = self.tokens(&mut self.state(), granted, self.clock.unix())?;
        self.teller.tell(Event::ServiceToken { client: client.id.clone(), scope: scopes.to_string() });
        Ok(answer)
    }

    /// Signs what was granted, remembers the access token, and puts all of it in an answer.
    fn tokens(&self, state: &mut State, granted: Granted<'_>, now: i64) -> Result<Answer, Problem> {
        let record = AccessRecord {
            grant: granted.grant,
            client: granted.client.to_owned(),
            subject: granted.subject.to_owned(),
            scopes: granted.scopes.clone(),
            issued_at: now,
            expires_at: now + state.lifetimes.access_token,
            id: self.random.text(),
        };
        let access_token = self.keys.sign("at+jwt", &self.access_token_claims(&record))?;
        let fingerprint = Fingerprint::of(&access_token);
        let mut answer = Map::from_iter([
            ("access_token".to_owned(), json!(access_token)),
            ("token_type".to_owned(), json!("Bearer")),
            ("expires_in".to_owned(), json!(state.lifetimes.access_token)),
        ]);
        if !granted.scopes.is_empty() {
            answer.insert("scope".to_owned(), json!(granted.scopes.to_string()));
        }
        if let Some(token) = granted.refresh_token {
            answer.insert("refresh_token".to_owned(), json!(token.expose()));
        }
        if let Some(about) = granted.id_token {
            let id_token = self.keys.sign("JWT", &self.id_token_claims(&record, about, fingerprint))?;
            answer.insert("id_token".to_owned(), json!(id_token));
        }
        state.record_access_token(fingerprint, record, now);
        Ok(json(StatusCode::OK, &Value::Object(answer)))
    }

    /// RFC 9068 section 2.2.
    fn access_token_claims(&self, record: &AccessRecord) -> Map<String, Value> {
        Map::from_iter([
            ("iss".to_owned(), json!(self.url)),
            ("sub".to_owned(), json!(record.subject)),
            ("aud".to_owned(), json!(self.api)),
            ("client_id".to_owned(), json!(record.client)),
            ("scope".to_owned(), json!(record.scopes.to_string())),
            ("jti".to_owned(), json!(record.id)),
            ("iat".to_owned(), json!(record.issued_at)),
            ("exp".to_owned(), json!(record.expires_at)),
        ])
    }

    /// OIDC Core sections 2 and 3.1.3.6.
    fn id_token_claims(
        &self,
        record: &AccessRecord,
        about: IdTokenFor,
        access_token: Fingerprint,
    ) -> Map<String, Value> {
        let mut claims = Map::from_iter([
            ("iss".to_owned(), json!(self.url)),
            ("sub".to_owned(), json!(record.subject)),
            ("aud".to_owned(), json!(record.client)),
            ("iat".to_owned(), json!(record.issued_at)),
            ("exp".to_owned(), json!(record.issued_at + ID_TOKEN_LIFE)),
            ("auth_time".to_owned(), json!(about.auth_time)),
            ("at_hash".to_owned(), json!(access_token.left_half())),
        ]);
        claims.extend(about.nonce.map(|nonce| ("nonce".to_owned(), json!(nonce))));
        claims
    }

    /// Tells of what a refusal revoked.
    fn refused(&self, client: &Client, why: Refused) -> Problem {
        let client = client.id.clone();
        match why {
            Refused::CodeReplayed => self.teller.tell(Event::CodeReplayed { client }),
            Refused::RefreshTokenReused => self.teller.tell(Event::ReuseDetected { client }),
            _ => {}
        }
        Fault::new(why.code(), why.to_string()).into()
    }
}

fn required<'a>(form: &'a Form, name: &str) -> Result<&'a str, Problem> {
    form.get(name).ok_or_else(|| Fault::new("invalid_request", format!("{name} is missing")).into())
}

/// RFC 7636 section 4.1.
fn is_verifier(text: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&text.len()) && text.bytes().all(unreserved)
}
