//! What an issuer says, or does not say.

use super::{CLIENT_PROOF, Failure, Kind};
use crate::oidc;

impl From<oidc::Error> for Failure {
    fn from(error: oidc::Error) -> Self {
        let message = error.to_string();
        let is_about_a_slash = error.is_about_a_slash();
        match error {
            oidc::Error::Http(error) => error.into(),
            oidc::Error::TryLater { .. } | oidc::Error::Unanswered { .. } | oidc::Error::Awaited { .. } => {
                Self::later("issuer_unavailable", message)
            }
            oidc::Error::Refused(refusal) => refused(&refusal, message),
            oidc::Error::NotAnIssuer { .. } => Self::usage(message),
            oidc::Error::IssuerDiffers { found, .. } => {
                Self::new(Kind::Refused, "issuer_differs", message).hint(match is_about_a_slash {
                    true => format!("--issuer {found} at a login is its own spelling"),
                    false => "an issuer must name itself exactly as it is asked; use its own spelling only if you \
                              trust it"
                        .to_owned(),
                })
            }
            oidc::Error::NoMetadata { .. } => Self::new(Kind::Other, "no_metadata", message)
                .hint("check the issuer's address; at a login, --endpoint authorization=URL and --endpoint token=URL do \
                       without metadata"),
            oidc::Error::NoEndpoint { endpoint, .. } => Self::new(Kind::Other, "no_endpoint", message)
                .hint(format!(
                    "--endpoint {endpoint}=URL names it, at a login or in `authctl profile add NAME`"
                )),
            oidc::Error::Odd { .. } => Self::new(Kind::Other, "odd_answer", message)
                .hint("-vv shows the answer without its secrets"),
            oidc::Error::MixedUp(_) => Self::new(Kind::Refused, "issuer_mixed_up", message)
                .hint("somebody may try to pass one issuer's login off as another's; begin the login again"),
            oidc::Error::IdToken { only_time: true, .. } => Self::new(Kind::OnlyTime, "id_token_time", message)
                .hint("set this machine's clock"),
            oidc::Error::IdToken { .. } => Self::new(Kind::Rejected, "id_token_rejected", message),
            oidc::Error::NoProof(_) => Self::new(Kind::Other, "client_secret", message).hint(CLIENT_PROOF),
            oidc::Error::Userinfo { .. } => Self::new(Kind::Rejected, "userinfo_rejected", message),
            oidc::Error::Unbound { .. } => Self::new(Kind::Refused, "not_bound", message)
                .hint("--dpop=false at a login does without it: whoever gets hold of such a token can use it"),
            oidc::Error::BoundUnasked { .. } => Self::new(Kind::Refused, "bound_unasked", message)
                .hint("--dpop at the login makes the key that it must be bound to"),
            oidc::Error::DpopAlgorithm { .. } => Self::new(Kind::Other, "dpop_algorithm", message),
            oidc::Error::DpopKey(_) => Self::new(Kind::LoginNeeded, "dpop_key", message)
                .hint("authctl login makes a new key"),
        }
    }
}

fn refused(refusal: &oidc::Refusal, message: String) -> Failure {
    let failure = Failure::new(Kind::Refused, "refused", message);
    match refusal.error.as_deref() {
        Some("access_denied") => Failure { code: "access_denied", ..failure },
        Some("invalid_client" | "unauthorized_client") => Failure { code: "invalid_client", ..failure }.hint(
            "check --client-id, --client-auth and the secret or key (--client-secret-file, --client-key)",
        ),
        // RFC 9126 has no code of its own for it: a client may be held to PAR although the metadata does not say so
        Some("invalid_request") if says(refusal, "pushed authorization request") => {
            failure.hint("--par sends the request to the issuer directly, and the profile remembers it")
        }
        Some("invalid_scope") => Failure { code: "invalid_scope", ..failure }.hint("check --scope"),
        Some("invalid_target") => Failure { code: "invalid_target", ..failure }.hint("check --resource"),
        Some(
            "login_required" | "consent_required" | "interaction_required" | "account_selection_required",
        ) => Failure { kind: Kind::LoginNeeded, code: "login_required", ..failure },
        Some("temporarily_unavailable" | "server_error") => {
            Failure { kind: Kind::Unavailable, code: "issuer_unavailable", ..failure }
        }
        _ => failure,
    }
}

fn says(refusal: &oidc::Refusal, words: &str) -> bool {
    refusal.description.as_deref().is_some_and(|text| text.to_ascii_lowercase().contains(words))
}
