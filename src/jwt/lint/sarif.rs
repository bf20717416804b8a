//! Findings as SARIF 2.1.0, for code scanning: all rules with their help, and of the token no more than where something
//! was found. What reads such logs wants a file for each result: the token is called `token.jwt`, wherever it came from.

use super::{Finding, Rule, Severity, rules};
use crate::jwt::text::sentence;
use serde_json::{Value, json};

/// The log of one run. Neither the token nor a value of it is in there.
pub fn log(findings: &[&Finding]) -> Value {
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "authctl lint",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules().map(descriptor).collect::<Vec<_>>(),
            }},
            "invocations": [{"executionSuccessful": true}],
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(|finding| result(finding)).collect::<Vec<_>>(),
        }],
    })
}

fn descriptor(rule: &Rule) -> Value {
    let (what, matters, remedy) = (sentence(rule.what), sentence(rule.matters), sentence(rule.remedy));
    json!({
        "id": rule.id,
        "shortDescription": {"text": what},
        "fullDescription": {"text": format!("{what} {matters}")},
        "help": {"text": format!("{what} {matters} What to do: {remedy} Source: {}.", rule.source)},
        "helpUri": address(rule.source),
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"source": rule.source, "tags": ["security", "jwt"]},
    })
}

fn result(finding: &Finding) -> Value {
    let rule = finding.rule;
    let name = finding.place.rsplit('/').next().unwrap_or_default();
    let location = json!({"name": name, "fullyQualifiedName": finding.place, "kind": "property"});
    json!({
        "ruleId": rule.id,
        "ruleIndex": rules().position(|known| known.id == rule.id),
        "level": level(rule.severity),
        "message": {"text": format!("{} What to do: {}", sentence(rule.what), sentence(rule.remedy))},
        "locations": [{
            "physicalLocation": {"artifactLocation": {"uri": "token.jwt"}, "region": {"startLine": 1}},
            "logicalLocations": [location],
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Where the source of a rule can be read.
fn address(source: &str) -> String {
    let (name, section) = source.split_once(" section ").unwrap_or((source, ""));
    match name {
        "RFC 8725bis" => {
            format!("https://datatracker.ietf.org/doc/html/draft-ietf-oauth-rfc8725bis#section-{section}")
        }
        "OpenID Connect Core" => "https://openid.net/specs/openid-connect-core-1_0.html".to_owned(),
        "OpenID Connect Back-Channel Logout" => {
            "https://openid.net/specs/openid-connect-backchannel-1_0.html#LogoutToken".to_owned()
        }
        "FluxLit" | "fastapi-taskflow" | "zndraw-auth" => {
            format!("https://pypi.org/project/{}/", name.to_lowercase())
        }
        rfc => format!(
            "https://www.rfc-editor.org/rfc/{}#section-{section}",
            rfc.to_lowercase().replace(' ', "")
        ),
    }
}
