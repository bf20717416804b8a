//! What becomes of tokens: userinfo (OIDC Core section 5.3), revocation (RFC 7009), introspection (RFC 7662), and
//! the end of a session (OIDC RP-Initiated Logout 1.0).

use super::{Issuer, Problem};
use crate::lab::answers::{Answer, json, page, see_other};
use crate::lab::bearer::{Presented, Refusal, presented};
use crate::lab::directory::Client;
use crate::lab::events::Event;
use crate::lab::fingerprint::Fingerprint;
use crate::lab::form::Form;
use crate::lab::pages;
use crate::lab::request::Fault;
use hyper::StatusCode;
use hyper::header::HeaderMap;
use serde_json::{Value, json};

impl Issuer {
    /// Who the user is. The issuer knows its own tokens, so a revoked one is refused here at once.
    pub(super) fn userinfo(&self, headers: &HeaderMap) -> Answer {
        let refuse = |status, code, description: &str, about: &[(&str, &str)]| {
            Refusal { status, fault: Some(Fault::new(code, description)), about }.into_answer()
        };
        let token = match presented(headers) {
            Presented::Bearer(token) => Fingerprint::of(token),
            Presented::Nothing => {
                return Refusal { status: StatusCode::UNAUTHORIZED, fault: None, about: &[] }.into_answer();
            }
            Presented::Unreadable => {
                let what = "the Authorization header must be one, of scheme Bearer";
                return refuse(StatusCode::BAD_REQUEST, "invalid_request", what, &[]);
            }
        };
        let record = self.state().access_token(token, self.clock.unix()).cloned();
        let Some(record) = record else {
            let what = "the token is unknown here, has expired or was revoked";
            return refuse(StatusCode::UNAUTHORIZED, "invalid_token", what, &[]);
        };
        let user = self.directory.user(&record.subject).filter(|_| record.scopes.contains("openid"));
        let Some(user) = user else {
            let what = "the token has no scope openid";
            return refuse(StatusCode::FORBIDDEN, "insufficient_scope", what, &[("scope", "openid")]);
        };
        let mut claims = json!({ "sub": user.name });
        if record.scopes.contains("profile") {
            claims["name"] = json!(user.full_name);
            claims["preferred_username"] = json!(user.name);
        }
        if record.scopes.contains("email") {
            claims["email"] = json!(user.email);
            claims["email_verified"] = json!(true);
        }
        self.teller.tell(Event::UserInfoRead { client: record.client, user: user.name.clone() });
        json(StatusCode::OK, &claims)
    }

    /// Revokes a token of the client that asks. A refresh token takes its whole grant along, also when it was spent
    /// (its successor may never have arrived); an access token only itself. A token that is not known is no error
    /// (RFC 7009 section 2.2).
    pub(super) fn revoke(&self, client: &Client, form: &Form) -> Result<Answer, Problem> {
        let token = Fingerprint::of(form.get("token").ok_or_else(no_token)?);
        let other = || Problem::new("invalid_request", "the token belongs to another client");
        let (now, mut state) = (self.clock.unix(), self.state());
        let refresh = state.refresh_token(token, now).map(|(id, grant, _)| (id, grant.client == client.id));
        let access = state.access_token(token, now).map(|record| record.client == client.id);
        let what = match (refresh, access) {
            (Some((_, false)), _) | (_, Some(false)) => return Err(other()),
            (Some((grant, true)), _) => {
                state.revoke_grant(grant, now);
                "refresh_token"
            }
            (None, Some(true)) => {
                state.revoke_access_token(token, now);
                "access_token"
            }
            (None, None) => "unknown",
        };
        drop(state);
        self.teller.tell(Event::Revoked { client: client.id.clone(), what });
        Ok(json(StatusCode::OK, &json!({})))
    }

    /// What a token is worth, for a client with a secret (RFC 7662 section 2.1): any of them may stand for an API.
    pub(super) fn introspect(&self, client: &Client, form: &Form) -> Result<Answer, Problem> {
        if client.is_public() {
            return Err(Problem::Client("only a client with a secret may introspect"));
        }
        let token = Fingerprint::of(form.get("token").ok_or_else(no_token)?);
        let description = self.described_token(token);
        let active = description["active"] == json!(true);
        self.teller.tell(Event::Introspected { client: client.id.clone(), active });
        Ok(json(StatusCode::OK, &description))
    }

    fn described_token(&self, token: Fingerprint) -> Value {
        let (now, state) = (self.clock.unix(), self.state());
        if let Some(record) = state.access_token(token, now) {
            return json!({
                "active": true,
                "token_type": "Bearer",
                "iss": self.url,
                "sub": record.subject,
                "aud": self.api,
                "client_id": record.client,
                "scope": record.scopes.to_string(),
                "jti": record.id,
                "iat": record.issued_at,
                "exp": record.expires_at,
            });
        }
        if let Some((_, grant, Some(expires_at))) = state.refresh_token(token, now) {
            return json!({
                "active": true,
                "iss": self.url,
                "sub": grant.user,
                "client_id": grant.client,
                "scope": grant.scopes.to_string(),
                "exp": expires_at,
            });
        }
        json!({ "active": false })
    }

    /// There is no session to end. What is asked for is checked all the same, and a redirect is followed only to an
    /// address of the client, which `client_id` or the `aud` of `id_token_hint` names.
    pub(super) fn end_session(&self, form: &Form) -> Answer {
        let hinted = form
            .get("id_token_hint")
            .map(|hint| self.keys.client_of_id_token(hint, &self.url, self.clock.now()));
        let client = match (form.get("client_id"), hinted) {
            (_, Some(None)) => return self.refused_logout("id_token_hint is no ID token of this issuer"),
            (Some(id), Some(Some(hinted))) if id != hinted => {
                return self.refused_logout("id_token_hint was issued to another client");
            }
            (Some(id), _) => self.directory.client(id),
            (None, Some(Some(hinted))) => self.directory.client(&hinted),
            (None, None) => None,
        };
        let Some(asked) = form.get("post_logout_redirect_uri") else {
            self.teller.tell(Event::SignedOut);
            let text = "The lab keeps no session, so there was nothing to end here. Tokens go on until they are revoked or expire.";
            return page(StatusCode::OK, pages::done(&self.url, "You are signed out", text));
        };
        let Some(mut to) = client.and_then(|client| client.logout_uri(asked)) else {
            return self.refused_logout("post_logout_redirect_uri is not one of a client that was named");
        };
        to.query_pairs_mut().extend_pairs(form.get("state").map(|state| ("state", state)));
        self.teller.tell(Event::SignedOut);
        see_other(&to)
    }

    fn refused_logout(&self, why: &str) -> Answer {
        self.refused_page(&Fault::new("invalid_request", why))
    }
}

fn no_token() -> Problem {
    Problem::new("invalid_request", "token is missing")
}
