//! The authorization endpoint and the form of its page (RFC 6749 section 4.1, OIDC Core section 3.1.2, RFC 9207).

use super::{DECISION, Issuer};
use crate::lab::answers::{Answer, described, page_leading_to, see_other};
use crate::lab::events::Event;
use crate::lab::fingerprint::Fingerprint;
use crate::lab::form::Form;
use crate::lab::pages;
use crate::lab::request::{AuthorizationRequest, Fault, Unauthorized};
use crate::lab::state::Question;
use url::Url;

impl Issuer {
    /// Shows the page, or says no to whoever may know.
    pub(super) fn authorize(&self, form: &Form) -> Answer {
        match AuthorizationRequest::check(form, &self.directory, &self.api) {
            Ok(request) => self.ask(request),
            Err(Unauthorized::Person(fault)) => {
                self.teller.tell(Event::AuthorizationRefused { error: fault.code });
                self.refused_page(&fault)
            }
            Err(Unauthorized::Client { redirect_uri, state, fault }) => {
                self.teller.tell(Event::AuthorizationRefused { error: fault.code });
                let description = described(&fault.description);
                let outcome = [("error", fault.code), ("error_description", &description)];
                see_other(&self.redirect(*redirect_uri, state.as_deref(), &outcome))
            }
        }
    }

    fn ask(&self, request: AuthorizationRequest) -> Answer {
        let (name, fingerprint) = self.secret();
        let html = pages::decision(&pages::Decision {
            issuer: &self.url,
            action: DECISION,
            request: &name,
            client: &request.client,
            scopes: &request.scopes,
            users: &self.directory.users,
            hinted: request.hinted.as_deref(),
            user_code: None,
        });
        let answer = page_leading_to(&request.redirect_uri, html);
        self.teller.tell(Event::Asked { client: request.client.clone(), scope: request.scopes.to_string() });
        self.state().ask(fingerprint, Question::Authorization(Box::new(request)), self.clock.unix());
        answer
    }

    /// The form of either page. Only who saw the page knows the name of its question, so no other site can post this.
    pub(super) fn decide(&self, form: &Form) -> Answer {
        let user = match (form.get("decision"), form.get("user")) {
            (Some("deny"), _) => None,
            (Some("approve"), Some(name)) if self.directory.user(name).is_some() => Some(name),
            _ => {
                let what = "decision must be deny, or approve with a user of this lab";
                return self.refused_page(&Fault::new("invalid_request", what));
            }
        };
        let now = self.clock.unix();
        let name = Fingerprint::of(form.get("request").unwrap_or_default());
        let question = self.state().take_question(name, now);
        match question {
            Some(Question::Authorization(request)) => self.authorized(*request, user, now),
            Some(Question::Device(code)) => self.device_decided(code, user, now),
            None => {
                let what = "this question was answered before, or the page is too old";
                self.refused_page(&Fault::new("invalid_request", what))
            }
        }
    }

    fn authorized(&self, request: AuthorizationRequest, user: Option<&str>, now: i64) -> Answer {
        let (to, state, client) =
            (request.redirect_uri.clone(), request.state.clone(), request.client.clone());
        let Some(user) = user else {
            self.teller.tell(Event::Denied { client });
            let outcome = [("error", "access_denied"), ("error_description", "the person said no")];
            return see_other(&self.redirect(to, state.as_deref(), &outcome));
        };
        let (code, fingerprint) = self.secret();
        self.state().allow(fingerprint, request, user, now);
        self.teller.tell(Event::Authorized { client, user: user.to_owned() });
        see_other(&self.redirect(to, state.as_deref(), &[("code", &code)]))
    }

    /// The redirect URI with the outcome, `state` as it came, and `iss` (RFC 9207 section 2).
    fn redirect(&self, mut to: Url, state: Option<&str>, outcome: &[(&str, &str)]) -> Url {
        to.query_pairs_mut()
            .extend_pairs(outcome)
            .extend_pairs(state.map(|state| ("state", state)))
            .append_pair("iss", &self.url);
        to
    }
}
