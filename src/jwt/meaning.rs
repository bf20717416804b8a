//! What the members of headers and claims mean, in a few words for people.
//!
//! The names are those of RFC 7515, 7516, 7517, 7519, 7800, 8417, 8693, 8705, 9068, 9396 and 9449, of OpenID Connect and
//! SD-JWT, and those that many issuers write: Keycloak, Entra ID, Auth0, Okta, Cognito, Kubernetes, GitHub.

use super::algorithm::{Family, is_none};
use super::{Algorithm, lint, media_type};
use serde_json::Value;
use std::borrow::Cow;

/// A member of the header, by its path of names with dots between.
pub fn of_header(path: &str, value: &Value) -> Option<Cow<'static, str>> {
    match (path, value.as_str()) {
        ("alg", Some(name)) => Some(algorithm(name)),
        ("typ" | "cty", Some(typ)) => Some(kind(typ).unwrap_or("media type").into()),
        ("enc", Some(name)) => Some(encryption(name).unwrap_or("how the content is encrypted").into()),
        // claims may be repeated there (RFC 7519 section 5.3)
        _ => find(HEADER, path).map(Cow::Borrowed).or_else(|| of_claim(path, value, Origin::default())),
    }
}

/// Who wrote claims, as far as their meaning depends on it.
#[derive(Clone, Copy, Default)]
pub struct Origin(Option<&'static Dialect>);

impl Origin {
    /// By the issuer, or by claims that nobody else writes, of those that `get` finds.
    pub fn of<'a>(get: impl Fn(&str) -> Option<&'a Value>) -> Self {
        let issuer = get("iss").and_then(Value::as_str).unwrap_or_default();
        let is_by = |dialect: &&Dialect| {
            dialect.issuers.iter().any(|known| issuer.contains(known))
                || dialect.signs.iter().any(|name| get(name).is_some())
        };
        Self(DIALECTS.iter().find(is_by))
    }
}

/// A claim, by its path of names with dots between.
pub fn of_claim(path: &str, value: &Value, origin: Origin) -> Option<Cow<'static, str>> {
    if path == "amr" {
        return Some(methods(value));
    }
    let by_origin = origin.0.and_then(|dialect| find(dialect.claims, path));
    let found = by_origin.or_else(|| find(CLAIMS, path)).or_else(|| {
        let (above, name) = path.rsplit_once('.')?;
        match (above.split('.').next()?, name) {
            ("act", "sub") => Some("who acts before that"),
            ("may_act", "sub") => Some("who may act for the subject"),
            ("act" | "may_act", "iss") => Some("who knows them by that name"),
            ("resource_access", "roles") => Some("roles at this client"),
            ("address", _) => Some("a part of the postal address"),
            _ => None,
        }
    });
    found.map(Cow::Borrowed)
}

/// The names that are explained somewhere, be it in another member, some of them more than once.
pub fn names() -> impl Iterator<Item = &'static str> {
    let of_dialects = DIALECTS.iter().flat_map(|dialect| dialect.claims);
    HEADER.iter().chain(CLAIMS).chain(of_dialects).flat_map(|(path, _)| path.split('.').chain([*path]))
}

fn find(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    table.iter().find_map(|(known, meaning)| (*known == name).then_some(*meaning))
}

fn algorithm(name: &str) -> Cow<'static, str> {
    let hash = || name.get(2..).unwrap_or_default().to_owned();
    match Algorithm::from_name(name).map(Algorithm::family) {
        Some(Family::Hmac) => format!("HMAC with SHA-{}, by a shared secret", hash()).into(),
        Some(Family::Rsa) if name.starts_with('P') => format!("RSA-PSS with SHA-{}", hash()).into(),
        Some(Family::Rsa) => format!("RSA (PKCS #1 v1.5) with SHA-{}", hash()).into(),
        Some(Family::P256) => "ECDSA on P-256 with SHA-256".into(),
        Some(Family::P384) => "ECDSA on P-384 with SHA-384".into(),
        Some(Family::P521) => "ECDSA on P-521 with SHA-512".into(),
        Some(Family::Secp256k1) => "ECDSA on secp256k1 with SHA-256".into(),
        Some(Family::Ed25519) if name == "EdDSA" => "Ed25519, or Ed448, which authctl cannot verify".into(),
        Some(Family::Ed25519) => "Ed25519".into(),
        None => match name {
            "dir" => "the key encrypts the content itself",
            "RSA-OAEP" | "RSA-OAEP-256" | "RSA-OAEP-384" | "RSA-OAEP-512" => "key encrypted with RSA-OAEP",
            "RSA1_5" => "key encrypted with RSA, in a way that is unsafe",
            "ECDH-ES" | "ECDH-ES+A128KW" | "ECDH-ES+A192KW" | "ECDH-ES+A256KW" => "key agreed on by ECDH",
            "A128KW" | "A192KW" | "A256KW" | "A128GCMKW" | "A192GCMKW" | "A256GCMKW" => {
                "key wrapped with AES"
            }
            "PBES2-HS256+A128KW" | "PBES2-HS384+A192KW" | "PBES2-HS512+A256KW" => "key made of a password",
            "ML-DSA-44" | "ML-DSA-65" | "ML-DSA-87" => "ML-DSA, which authctl cannot verify",
            "Ed448" => "Ed448, which authctl cannot verify",
            name if is_none(name) => "nothing is signed",
            _ => "an algorithm that authctl does not know",
        }
        .into(),
    }
}

/// In words of our own, or as the rules of `lint` call it.
fn kind(typ: &str) -> Option<&'static str> {
    let typ = media_type::plain(typ);
    let known = find(
        &[
            ("jwt", "a JSON Web Token"),
            ("at+jwt", "an access token (RFC 9068)"),
            ("id+jwt", "an ID token"),
            ("dpop+jwt", "a DPoP proof (RFC 9449)"),
            ("logout+jwt", "a logout token"),
            ("secevent+jwt", "a security event (RFC 8417)"),
            ("oauth-authz-req+jwt", "an authorization request (RFC 9101)"),
            ("token-introspection+jwt", "an answer to introspection (RFC 9701)"),
            ("client-authentication+jwt", "a client's proof of itself"),
            ("kb+jwt", "proof of the holder's key (SD-JWT)"),
            ("dc+sd-jwt", "a credential (SD-JWT)"),
            ("vc+sd-jwt", "a credential (SD-JWT)"),
            ("refresh", "a refresh token (Keycloak)"),
            ("bearer", "an access token (Keycloak)"),
            ("id", "an ID token (Keycloak)"),
            ("jose", "compact form"),
            ("jose+json", "JSON form"),
        ],
        &typ,
    );
    known.or_else(|| lint::name_of_type(&typ))
}

fn encryption(name: &str) -> Option<&'static str> {
    match name {
        "A128GCM" | "A192GCM" | "A256GCM" => Some("content encrypted with AES-GCM"),
        "A128CBC-HS256" | "A192CBC-HS384" | "A256CBC-HS512" => {
            Some("content encrypted with AES-CBC and HMAC")
        }
        _ => None,
    }
}

/// How somebody logged in (RFC 8176).
fn methods(value: &Value) -> Cow<'static, str> {
    const METHODS: &[(&str, &str)] = &[
        ("pwd", "password"),
        ("pin", "PIN"),
        ("otp", "one-time code"),
        ("mfa", "several factors"),
        ("mca", "several channels"),
        ("hwk", "hardware key"),
        ("swk", "software key"),
        ("pop", "proof of a key"),
        ("fpt", "fingerprint"),
        ("face", "face"),
        ("iris", "iris"),
        ("vbm", "voice"),
        ("sms", "text message"),
        ("tel", "telephone"),
        ("sc", "smart card"),
        ("kba", "questions"),
        ("geo", "place"),
        ("rba", "risk"),
        ("user", "presence"),
        ("wia", "Windows login"),
    ];
    let named = value.as_array().into_iter().flatten().chain(value.is_string().then_some(value));
    let known: Vec<_> = named.take(6).filter_map(|name| find(METHODS, name.as_str()?)).collect();
    match known.is_empty() {
        true => "how they logged in".into(),
        false => format!("how they logged in: {}", known.join(", ")).into(),
    }
}

const HEADER: &[(&str, &str)] = &[
    ("alg", "algorithm"),
    ("typ", "type of the token"),
    ("cty", "type of the content"),
    ("kid", "id of the key"),
    ("jku", "where its keys are said to be"),
    ("jwk", "a public key, brought along"),
    ("jwk.kty", "kind of the key brought along"),
    ("jwk.crv", "its curve"),
    ("x5u", "where its certificate is said to be"),
    ("x5c", "certificates, brought along"),
    ("x5t", "SHA-1 thumbprint of the certificate"),
    ("x5t#S256", "thumbprint of the certificate"),
    ("crit", "members that must be understood"),
    ("b64", "whether the payload is base64url"),
    ("zip", "how the content is compressed"),
    ("epk", "the sender's one-time key"),
    ("epk.kty", "kind of the one-time key"),
    ("epk.crv", "its curve"),
    ("apu", "who sent it"),
    ("apv", "who receives it"),
    ("iv", "start value of the key's encryption"),
    ("tag", "tag of the key's encryption"),
    ("p2s", "salt of the password"),
    ("p2c", "rounds over the password"),
    ("url", "where it is sent (ACME)"),
    ("nonce", "makes it unique"),
    ("ppt", "kind of passport"),
    ("trust_chain", "chain of trust (OpenID Federation)"),
];

const CLAIMS: &[(&str, &str)] = &[
    // RFC 7519
    ("iss", "who issued it"),
    ("sub", "whom it is about"),
    ("aud", "whom it is for"),
    ("exp", "ends"),
    ("nbf", "begins"),
    ("iat", "issued"),
    ("jti", "id of the token"),
    // OpenID Connect
    ("azp", "the client that asked for it"),
    ("nonce", "ties it to one login"),
    ("auth_time", "when they logged in"),
    ("acr", "how strong the login was"),
    ("at_hash", "ties it to the access token"),
    ("c_hash", "ties it to the code"),
    ("s_hash", "ties it to the state"),
    ("sid", "session"),
    ("sub_jwk", "the subject's own key"),
    ("name", "full name"),
    ("given_name", "first name"),
    ("family_name", "last name"),
    ("middle_name", "middle name"),
    ("nickname", "nickname"),
    ("preferred_username", "name they go by"),
    ("profile", "profile page"),
    ("picture", "picture"),
    ("website", "website"),
    ("email", "e-mail"),
    ("email_verified", "whether the e-mail was checked"),
    ("gender", "gender"),
    ("birthdate", "date of birth"),
    ("zoneinfo", "time zone"),
    ("locale", "language"),
    ("phone_number", "telephone"),
    ("phone_number_verified", "whether the telephone was checked"),
    ("address", "postal address"),
    ("updated_at", "when that was last changed"),
    // OAuth 2.0
    ("scope", "what it allows"),
    ("client_id", "the client that asked for it"),
    ("act", "who acts for the subject"),
    ("act.sub", "who acts for the subject"),
    ("may_act", "who may act for the subject"),
    ("cnf", "the key it is bound to"),
    ("cnf.jkt", "thumbprint of the key it is bound to (DPoP)"),
    ("cnf.x5t#S256", "certificate it is bound to (mutual TLS)"),
    ("cnf.jwk", "the key it is bound to"),
    ("cnf.jwk.kty", "kind of the key it is bound to"),
    ("cnf.jwk.crv", "its curve"),
    ("cnf.jwe", "the key it is bound to, encrypted"),
    ("cnf.kid", "id of the key it is bound to"),
    ("cnf.jku", "where the key it is bound to is said to be"),
    ("authorization_details", "what it allows, in detail"),
    ("roles", "roles"),
    ("groups", "groups"),
    ("entitlements", "entitlements"),
    ("active", "whether the issuer honours it"),
    ("token_introspection", "what the issuer says of the token"),
    ("htm", "method of the request"),
    ("htu", "address of the request"),
    ("ath", "hash of the access token"),
    // security events, SD-JWT, verifiable credentials
    ("events", "what happened"),
    ("toe", "when it happened"),
    ("txn", "id of the transaction"),
    ("sub_id", "whom it is about"),
    ("_sd", "hashes of undisclosed claims"),
    ("_sd_alg", "hash of undisclosed claims"),
    ("sd_hash", "hash of what is disclosed"),
    ("vct", "type of the credential"),
    ("status", "where it may be revoked"),
    ("vc", "verifiable credential"),
    ("vp", "verifiable presentation"),
    // Keycloak
    ("realm_access.roles", "roles in the whole realm (Keycloak)"),
    ("resource_access", "roles at clients (Keycloak)"),
    ("session_state", "session (Keycloak)"),
    ("allowed-origins", "web origins of the client (Keycloak)"),
    // Entra ID
    ("tid", "tenant (Entra ID)"),
    ("oid", "id of the person in the tenant (Entra ID)"),
    ("upn", "login name (Entra ID)"),
    ("unique_name", "login name (Entra ID)"),
    ("appid", "the client that asked for it (Entra ID)"),
    ("appidacr", "how the client proved itself (Entra ID)"),
    ("azpacr", "how the client proved itself (Entra ID)"),
    ("app_displayname", "name of the client (Entra ID)"),
    ("idp", "who logged them in"),
    ("idtyp", "user or app (Entra ID)"),
    ("ipaddr", "network address"),
    ("scp", "what it allows"),
    ("wids", "directory roles (Entra ID)"),
    ("ver", "version of the token"),
    ("uti", "id of the token (Entra ID)"),
    // Auth0, Okta, Cognito, Google
    ("permissions", "what it allows"),
    ("gty", "how it was got (Auth0)"),
    ("org_id", "organisation"),
    ("cid", "the client that asked for it (Okta)"),
    ("uid", "id of the person (Okta)"),
    ("token_use", "access or id (Cognito)"),
    ("cognito:groups", "groups (Cognito)"),
    ("cognito:username", "login name (Cognito)"),
    ("username", "login name"),
    ("hd", "domain of the organisation (Google)"),
    ("kubernetes.io", "workload (Kubernetes)"),
];

/// What the names of one issuer mean, which mean something else elsewhere.
struct Dialect {
    /// In its `iss`.
    issuers: &'static [&'static str],
    /// Claims that none but it writes.
    signs: &'static [&'static str],
    claims: &'static [(&'static str, &'static str)],
}

const DIALECTS: &[Dialect] = &[
    Dialect {
        issuers: &[
            "token.actions.githubusercontent.com",
            "//gitlab.com",
            "agent.buildkite.com",
            "oidc.circleci.com",
            "api.bitbucket.org",
        ],
        signs: &["job_workflow_ref", "repository_owner", "project_path", "pipeline_id", "pipeline_source"],
        claims: &[
            ("repository", "repository (CI)"),
            ("repository_owner", "owner of the repository (CI)"),
            ("ref", "branch or tag (CI)"),
            ("sha", "commit (CI)"),
            ("workflow", "workflow (CI)"),
            ("job_workflow_ref", "workflow file (CI)"),
            ("actor", "who started it (CI)"),
            ("environment", "environment (CI)"),
            ("project_path", "project (CI)"),
        ],
    },
    Dialect {
        issuers: &["//cognito-idp."],
        signs: &["token_use", "cognito:username"],
        claims: &[
            ("origin_jti", "id of the refresh token (Cognito)"),
            ("event_id", "id of the event of the login (Cognito)"),
        ],
    },
    Dialect {
        issuers: &[],
        signs: &["sans"],
        claims: &[
            ("sans", "names for the certificate (step-ca)"),
            ("sha", "fingerprint of the root certificate (step-ca)"),
        ],
    },
    Dialect { issuers: &["supabase"], signs: &[], claims: &[("ref", "project (Supabase)")] },
];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn known_names_are_explained_and_others_are_not() {
        let claim = |path| of_claim(path, &json!("x"), Origin::default()).map(Cow::into_owned);
        assert_eq!(claim("azp").as_deref(), Some("the client that asked for it"));
        assert_eq!(claim("act.sub").as_deref(), Some("who acts for the subject"));
        assert_eq!(claim("act.act.sub").as_deref(), Some("who acts before that"));
        assert_eq!(claim("may_act.sub").as_deref(), Some("who may act for the subject"));
        assert_eq!(claim("act.act.iss").as_deref(), Some("who knows them by that name"));
        assert_eq!(claim("address.planet").as_deref(), Some("a part of the postal address"));
        assert_eq!(claim("resource_access.shop.roles").as_deref(), Some("roles at this client"));
        assert_eq!(claim("x.roles"), None);
        assert_eq!(claim("favourite_colour"), None);
        let header = |path, value| of_header(path, &json!(value)).map(Cow::into_owned);
        assert_eq!(header("alg", "PS384").as_deref(), Some("RSA-PSS with SHA-384"));
        assert_eq!(header("alg", "HS256").as_deref(), Some("HMAC with SHA-256, by a shared secret"));
        assert_eq!(header("alg", "hs256").as_deref(), Some("an algorithm that authctl does not know"));
        assert_eq!(
            header("alg", "\u{e9}\u{e9}\u{e9}").as_deref(),
            Some("an algorithm that authctl does not know")
        );
        for (alg, meaning) in [
            ("RS512", "RSA (PKCS #1 v1.5) with SHA-512"),
            ("ES256", "ECDSA on P-256 with SHA-256"),
            ("ES384", "ECDSA on P-384 with SHA-384"),
            ("ES512", "ECDSA on P-521 with SHA-512"),
            ("ES256K", "ECDSA on secp256k1 with SHA-256"),
            ("EdDSA", "Ed25519, or Ed448, which authctl cannot verify"),
            ("Ed25519", "Ed25519"),
            ("Ed448", "Ed448, which authctl cannot verify"),
            ("dir", "the key encrypts the content itself"),
            ("RSA-OAEP-256", "key encrypted with RSA-OAEP"),
            ("RSA1_5", "key encrypted with RSA, in a way that is unsafe"),
            ("ECDH-ES+A256KW", "key agreed on by ECDH"),
            ("A128GCMKW", "key wrapped with AES"),
            ("PBES2-HS256+A128KW", "key made of a password"),
            ("ML-DSA-65", "ML-DSA, which authctl cannot verify"),
            ("nOnE", "nothing is signed"),
        ] {
            assert_eq!(header("alg", alg).as_deref(), Some(meaning), "{alg}");
        }
        assert_eq!(header("enc", "A256GCM").as_deref(), Some("content encrypted with AES-GCM"));
        assert_eq!(
            header("enc", "A128CBC-HS256").as_deref(),
            Some("content encrypted with AES-CBC and HMAC")
        );
        assert_eq!(header("enc", "x").as_deref(), Some("how the content is encrypted"));
        assert_eq!(header("cty", "x").as_deref(), Some("media type"));
        assert_eq!(header("typ", "application/AT+JWT").as_deref(), Some("an access token (RFC 9068)"));
        assert_eq!(header("typ", "Entity-Statement+JWT").as_deref(), Some("an entity statement"));
        assert_eq!(header("typ", "example+sd-jwt").as_deref(), Some("an SD-JWT"));
        assert_eq!(header("typ", "text/plain").as_deref(), Some("media type"));
        assert_eq!(header("iss", "x").as_deref(), Some("who issued it"));
        let methods = |value| of_claim("amr", &value, Origin::default()).map(Cow::into_owned);
        assert_eq!(
            methods(json!(["pwd", "otp", 1])).as_deref(),
            Some("how they logged in: password, one-time code")
        );
        assert_eq!(methods(json!(1)).as_deref(), Some("how they logged in"));
        assert_eq!(methods(json!("pin")).as_deref(), Some("how they logged in: PIN"));
        assert_eq!(of_header("alg", &json!(5)).as_deref(), Some("algorithm"));
    }

    #[test]
    fn names_of_one_issuer_are_explained_where_it_wrote_them() {
        for (claims, name, meaning) in [
            (
                json!({"iss": "https://token.actions.githubusercontent.com"}),
                "ref",
                Some("branch or tag (CI)"),
            ),
            (json!({"iss": "https://gitlab.example.com", "project_path": "a/b"}), "sha", Some("commit (CI)")),
            (json!({"iss": "supabase", "role": "anon"}), "ref", Some("project (Supabase)")),
            (
                json!({"iss": "x", "sans": ["a.b"]}),
                "sha",
                Some("fingerprint of the root certificate (step-ca)"),
            ),
            (json!({"token_use": "id"}), "event_id", Some("id of the event of the login (Cognito)")),
            (json!({"token_use": "id"}), "origin_jti", Some("id of the refresh token (Cognito)")),
            (json!({"iss": "https://id.example.com"}), "ref", None),
            (json!({"sha": "x", "environment": "prod"}), "environment", None),
            (json!({}), "event_id", None),
        ] {
            let origin = Origin::of(|name| claims.get(name));
            assert_eq!(of_claim(name, &json!("x"), origin).as_deref(), meaning, "{name} of {claims}");
        }
        assert!(
            ["ref", "sha", "event_id", "sans"].into_iter().all(|name| names().any(|known| known == name))
        );
    }

    #[test]
    fn each_name_is_explained_once_and_in_few_words() {
        for table in [HEADER, CLAIMS].into_iter().chain(DIALECTS.iter().map(|dialect| dialect.claims)) {
            for (at, (name, meaning)) in table.iter().enumerate() {
                assert!(!table[..at].iter().any(|(other, _)| other == name), "{name}");
                assert!(meaning.len() <= 45, "{meaning}");
            }
        }
    }
}
