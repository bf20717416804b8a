//! The device authorization endpoint and its page (RFC 8628 sections 3.1 to 3.3).

use super::{DEVICE_DECISION, Issuer, Problem};
use crate::lab::answers::{Answer, json, page};
use crate::lab::directory::Client;
use crate::lab::events::Event;
use crate::lab::fingerprint::Fingerprint;
use crate::lab::form::Form;
use crate::lab::pages;
use crate::lab::request::{Fault, check_resource};
use crate::lab::state::{Question, user_code};
use hyper::StatusCode;
use serde_json::json;

impl Issuer {
    pub(super) fn device_authorization(&self, client: &Client, form: &Form) -> Result<Answer, Problem> {
        check_resource(form, &self.api)?;
        let scopes = self
            .directory
            .known_scopes(form.get("scope"))
            .ok_or_else(|| Problem::new("invalid_scope", "a scope was asked for that does not exist here"))?;
        if !client.is_public() {
            return Err(Problem::new("unauthorized_client", "this client acts for itself, not for people"));
        }
        let (device_code, fingerprint) = self.secret();
        let user_code = user_code(self.random.bytes());
        let scope = scopes.to_string();
        let (now, mut state) = (self.clock.unix(), self.state());
        state.add_device(fingerprint, user_code.clone(), &client.id, scopes, now);
        let lifetimes = state.lifetimes;
        drop(state);
        self.teller.tell(Event::DeviceAsked { client: client.id.clone(), scope });
        Ok(json(
            StatusCode::OK,
            &json!({
                "device_code": device_code,
                "user_code": user_code,
                "verification_uri": format!("{}/device", self.url),
                "verification_uri_complete": format!("{}/device?user_code={user_code}", self.url),
                "expires_in": lifetimes.device_code,
                "interval": lifetimes.interval,
            }),
        ))
    }

    /// Asks for the code, or, when one waits under it, for the decision. The code itself is never taken as consent.
    pub(super) fn device_page(&self, query: &Form) -> Answer {
        let Some(typed) = query.get("user_code") else {
            return page(StatusCode::OK, pages::enter_code(&self.url, false));
        };
        let (now, mut state) = (self.clock.unix(), self.state());
        let waiting = state.device_by_user_code(typed, now).map(|(code, device)| (code, device.clone()));
        let Some((code, device)) = waiting else {
            drop(state);
            return page(StatusCode::NOT_FOUND, pages::enter_code(&self.url, true));
        };
        let (name, fingerprint) = self.secret();
        state.ask(fingerprint, Question::Device(code), now);
        drop(state);
        self.teller.tell(Event::Asked { client: device.client.clone(), scope: device.scopes.to_string() });
        let html = pages::decision(&pages::Decision {
            issuer: &self.url,
            action: DEVICE_DECISION,
            request: &name,
            client: &device.client,
            scopes: &device.scopes,
            users: &self.directory.users,
            hinted: None,
            user_code: Some(&device.user_code),
        });
        page(StatusCode::OK, html)
    }

    /// What the person said about a device.
    pub(super) fn device_decided(&self, code: Fingerprint, user: Option<&str>, now: i64) -> Answer {
        let Some(device) = self.state().answer_device(code, user, now) else {
            let what = "this device was answered before, or waits no more";
            return self.refused_page(&Fault::new("expired_token", what));
        };
        let client = device.client;
        let (event, title, text) = match user {
            Some(user) => (
                Event::Authorized { client, user: user.to_owned() },
                "Your device is connected",
                "It goes on by itself in a few seconds. You can close this window.",
            ),
            None => (
                Event::Denied { client },
                "Your device stays out",
                "Nothing was allowed. You can close this window.",
            ),
        };
        self.teller.tell(event);
        page(StatusCode::OK, pages::done(&self.url, title, text))
    }
}
