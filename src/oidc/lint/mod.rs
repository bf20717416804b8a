//! PURE, but for [`published::fetch`]: what an issuer's metadata and keys say that a careful person would want to know
//! (RFC 8414, RFC 9700).
//!
//! The rules are data: `rules::RULES`. Their ids are stable, scripts rely on them.

mod keys;
pub mod published;
mod rules;

pub use crate::jwt::lint::Severity;
pub use published::Published;

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub id: &'static str,
    pub severity: Severity,
    /// What is wrong, in general.
    pub what: &'static str,
    /// What was seen here; empty where that says nothing more.
    pub why: String,
    pub remedy: &'static str,
}

/// A rule: what it looks for and what to do about it.
struct Rule {
    id: &'static str,
    severity: Severity,
    what: &'static str,
    remedy: &'static str,
    /// What was seen, once for each time.
    seen: fn(&Published) -> Vec<String>,
}

/// More findings of one rule are counted and not listed.
const MOST_OF_A_RULE: usize = 20;

/// Every finding, the worst first, else in the order of the rules.
pub fn lint(published: &Published) -> Vec<Finding> {
    let all = rules::RULES.iter().chain(keys::RULES);
    let mut findings: Vec<Finding> =
        all.flat_map(|rule| rule.few(published).into_iter().map(move |why| rule.finding(why))).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}

impl Rule {
    fn few(&self, published: &Published) -> Vec<String> {
        let mut seen = (self.seen)(published);
        let more = seen.len().saturating_sub(MOST_OF_A_RULE);
        seen.truncate(MOST_OF_A_RULE);
        seen.extend((more > 0).then(|| format!("{more} more")));
        seen
    }

    fn finding(&self, why: String) -> Finding {
        Finding { id: self.id, severity: self.severity, what: self.what, why, remedy: self.remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, Value, json};
    use std::collections::HashSet;

    /// An issuer that does everything right.
    pub fn model() -> Value {
        let at = |path: &str| format!("https://id.example.com/{path}");
        json!({
            "issuer": "https://id.example.com",
            "authorization_endpoint": at("a"), "token_endpoint": at("t"), "jwks_uri": at("j"),
            "userinfo_endpoint": at("u"), "revocation_endpoint": at("r"), "introspection_endpoint": at("i"),
            "device_authorization_endpoint": at("d"), "end_session_endpoint": at("e"),
            "pushed_authorization_request_endpoint": at("p"),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
            "dpop_signing_alg_values_supported": ["ES256"],
        })
    }

    pub fn key() -> Value {
        json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": "1",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})
    }

    pub fn published(change: impl Fn(&mut Map<String, Value>)) -> Published {
        let mut document = model().as_object().unwrap().clone();
        change(&mut document);
        let keys = Some(Ok(json!({"keys": [key()]})));
        Published { typed: "https://id.example.com".into(), openid: Some(document), oauth: None, keys }
    }

    /// The ids that a change of the model leads to.
    pub fn ids(published: &Published) -> Vec<&'static str> {
        lint(published).iter().map(|finding| finding.id).collect()
    }

    #[test]
    fn an_issuer_that_does_everything_right_has_no_findings() {
        assert_eq!(lint(&published(|_| {})), []);
    }

    #[test]
    fn ids_are_of_one_rule_each_and_say_something() {
        let mut seen = HashSet::new();
        for rule in rules::RULES.iter().chain(keys::RULES) {
            assert!(seen.insert(rule.id), "{} twice", rule.id);
            assert!(
                rule.id.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-')
            );
            assert!(
                !rule.what.is_empty() && !rule.remedy.is_empty() && !rule.remedy.ends_with('.'),
                "{}",
                rule.id
            );
        }
    }

    #[test]
    fn the_worst_comes_first() {
        let found = lint(&published(|document| {
            document.remove("userinfo_endpoint");
            document.insert("issuer".into(), json!("https://evil.example.com"));
            document.remove("code_challenge_methods_supported");
        }));
        let severities: Vec<_> = found.iter().map(|finding| finding.severity).collect();
        assert_eq!(severities, [Severity::Error, Severity::Warning, Severity::Info]);
        assert!(Severity::Error > Severity::Warning && Severity::Warning > Severity::Info);
    }
}
