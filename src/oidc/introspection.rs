//! Asking the issuer about a token (RFC 7662).

use super::back_channel::BackChannel;
use super::{Endpoint, Error, TokenKind};
use crate::sensitive::Token;
use serde_json::{Map, Value};

impl BackChannel<'_> {
    /// The issuer's words about a token of any kind, by POST and with the client's authentication (section 2.1).
    pub async fn introspect(
        &self,
        token: &Token,
        kind: Option<TokenKind>,
    ) -> Result<Map<String, Value>, Error> {
        self.about_token(Endpoint::Introspection, token, kind).await?.json()
    }
}

/// Only `"active": true` means active (section 2.2): not `"true"`, not 1, not a missing member.
pub fn is_active(answer: &Map<String, Value>) -> bool {
    answer.get("active") == Some(&Value::Bool(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn t13_only_active_true_means_active() {
        let says = |answer: Value| is_active(answer.as_object().unwrap());
        assert!(says(json!({"active": true})));
        for other in [json!({}), json!({"active": "true"}), json!({"active": 1}), json!({"active": [true]})] {
            assert!(!says(other.clone()), "{other}");
        }
        assert!(!says(json!({"active": false})) && !says(json!({"active": null, "sub": "alice"})));
    }
}
