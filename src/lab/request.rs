//! An authorization request, checked once (RFC 6749 section 4.1.1, RFC 7636 section 4.3, OIDC Core section 3.1.2.1).

use super::directory::Directory;
use super::fingerprint::Fingerprint;
use super::form::{Form, Scopes};
use url::Url;

/// An authorization request in which everything holds.
#[derive(Clone, Debug)]
pub struct AuthorizationRequest {
    pub client: String,
    pub redirect_uri: Url,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub scopes: Scopes,
    /// The `code_challenge`, which is the SHA-256 of the verifier.
    pub challenge: Fingerprint,
    /// The user whom `login_hint` means, when there is one.
    pub hinted: Option<String>,
}

/// Why a request was refused: an error code and its description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub code: &'static str,
    pub description: String,
}

impl Fault {
    pub fn new(code: &'static str, description: impl Into<String>) -> Self {
        Self { code, description: description.into() }
    }
}

/// Who gets to know that a request was refused (RFC 6749 section 4.1.2.1).
#[derive(Debug)]
pub enum Unauthorized {
    /// The person: the client or its address is not to be trusted.
    Person(Fault),
    /// The client, by a redirect.
    Client { redirect_uri: Box<Url>, state: Option<String>, fault: Fault },
}

impl AuthorizationRequest {
    /// Checks everything. `api` is the one resource that tokens are issued for (RFC 8707).
    pub fn check(form: &Form, directory: &Directory, api: &str) -> Result<Self, Unauthorized> {
        let client = form.get("client_id").and_then(|id| directory.client(id)).ok_or_else(|| {
            shown("invalid_client", "client_id is missing, comes twice or is not known here")
        })?;
        let asked = form.get("redirect_uri").unwrap_or_default();
        let redirect_uri = client.redirect_uri(asked).ok_or_else(|| {
            shown("invalid_request", "redirect_uri is missing, comes twice or is not one of this client's")
        })?;
        let state = form.get("state").map(str::to_owned);
        match check_parameters(form, directory, api) {
            Ok((scopes, challenge)) => Ok(Self {
                client: client.id.clone(),
                redirect_uri,
                state,
                nonce: form.get("nonce").map(str::to_owned),
                scopes,
                challenge,
                hinted: form
                    .get("login_hint")
                    .and_then(|hint| directory.hinted(hint))
                    .map(|user| user.name.clone()),
            }),
            Err(fault) => Err(Unauthorized::Client { redirect_uri: Box::new(redirect_uri), state, fault }),
        }
    }
}

fn shown(code: &'static str, description: &str) -> Unauthorized {
    Unauthorized::Person(Fault::new(code, description))
}

/// Everything but the client and where its answer goes.
fn check_parameters(form: &Form, directory: &Directory, api: &str) -> Result<(Scopes, Fingerprint), Fault> {
    if let Some(name) = form.repeated() {
        return Err(Fault::new("invalid_request", format!("{name} comes more than once")));
    }
    match form.get("response_type") {
        Some("code") => {}
        Some(_) => return Err(Fault::new("unsupported_response_type", "only response_type=code is served")),
        None => return Err(Fault::new("invalid_request", "response_type is missing")),
    }
    if form.get("response_mode").is_some_and(|mode| mode != "query") {
        return Err(Fault::new("invalid_request", "only response_mode=query is served"));
    }
    if form.get("request").is_some() {
        return Err(Fault::new("request_not_supported", "request objects are not read"));
    }
    if form.get("request_uri").is_some() {
        return Err(Fault::new("request_uri_not_supported", "request objects are not fetched"));
    }
    let challenge = check_pkce(form)?;
    let scopes = directory
        .known_scopes(form.get("scope"))
        .ok_or_else(|| Fault::new("invalid_scope", "a scope was asked for that does not exist here"))?;
    check_resource(form, api)?;
    check_prompt(form.get("prompt"))?;
    Ok((scopes, challenge))
}

fn check_pkce(form: &Form) -> Result<Fingerprint, Fault> {
    let refuse = |why: &str| Fault::new("invalid_request", why);
    let challenge = form
        .get("code_challenge")
        .ok_or_else(|| refuse("code_challenge is missing: every client needs PKCE here (RFC 7636)"))?;
    if form.get("code_challenge_method") != Some("S256") {
        return Err(refuse("code_challenge_method must be S256"));
    }
    Fingerprint::from_challenge(challenge)
        .ok_or_else(|| refuse("code_challenge must be a SHA-256 in base64url: 43 characters without padding"))
}

/// A `resource` must be the API, with or without the slash that URL parsers add (RFC 8707 section 2).
pub fn check_resource(form: &Form, api: &str) -> Result<(), Fault> {
    let others = form.all("resource").find(|resource| resource.strip_suffix('/').unwrap_or(resource) != api);
    match others {
        Some(_) => Err(Fault::new("invalid_target", format!("tokens are issued for {api} only"))),
        None => Ok(()),
    }
}

/// There is no session here, so a person must always be asked: `none` cannot be met (OIDC Core section 3.1.2.1).
fn check_prompt(prompt: Option<&str>) -> Result<(), Fault> {
    let values: Vec<&str> = prompt.unwrap_or_default().split(' ').filter(|value| !value.is_empty()).collect();
    match values.as_slice() {
        ["none"] => {
            Err(Fault::new("login_required", "a person must pick a user: there are no sessions here"))
        }
        values if values.contains(&"none") => {
            Err(Fault::new("invalid_request", "prompt=none goes with no other value"))
        }
        values if values.iter().all(|value| ["login", "consent", "select_account"].contains(value)) => Ok(()),
        _ => Err(Fault::new("invalid_request", "prompt has a value that is not known here")),
    }
}
