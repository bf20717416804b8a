//! The lab as another implementation reads it: metadata types and ID token checks of `openidconnect`.

use super::*;
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreProviderMetadata};
use openidconnect::{AccessToken, AccessTokenHash, ClientId, IssuerUrl, JsonWebKeySet, Nonce};
use std::str::FromStr as _;

#[tokio::test]
async fn another_implementation_takes_the_metadata_and_the_id_token() {
    let bench = Bench::at(Clock::system(), Options::default()).await;
    let document = bench.get("/.well-known/openid-configuration").await.text;
    let metadata: CoreProviderMetadata = serde_json::from_str(&document).unwrap();
    let issuer = IssuerUrl::new(bench.lab.issuer().to_owned()).unwrap();
    assert_eq!(metadata.issuer(), &issuer);

    let keys: CoreJsonWebKeySet = serde_json::from_str(&bench.get("/jwks").await.text).unwrap();
    let tokens = bench.log_in("openid").await;
    let id_token = CoreIdToken::from_str(text(&tokens["id_token"])).unwrap();
    let access_token = AccessToken::new(text(&tokens["access_token"]).to_owned());
    let verifier = |keys| {
        CoreIdTokenVerifier::new_public_client(ClientId::new(PUBLIC_CLIENT.to_owned()), issuer.clone(), keys)
            .set_allowed_algs(metadata.id_token_signing_alg_values_supported().clone())
    };
    let nonce = Nonce::new("some nonce".to_owned());
    let trusted = verifier(keys);
    let claims = id_token.claims(&trusted, &nonce).unwrap();
    assert_eq!(claims.subject().as_str(), "alice");
    let hash = AccessTokenHash::from_token(
        &access_token,
        id_token.signing_alg().unwrap(),
        id_token.signing_key(&trusted).unwrap(),
    );
    assert_eq!(claims.access_token_hash(), Some(&hash.unwrap()));

    assert!(id_token.claims(&trusted, &Nonce::new("another".to_owned())).is_err());
    assert!(id_token.claims(&verifier(JsonWebKeySet::new(Vec::new())), &nonce).is_err());
}
