//! What a token is made from besides flags: the claims of another token, and a file of claims.

use super::claims::ClaimFlags;
use crate::commands::Context;
use crate::commands::arguments::is_stdin;
use crate::commands::jwt::given as pasted;
use crate::commands::jwt::secret_source::at_sign;
use crate::commands::jwt::token_text;
use crate::failure::{Failure, Kind};
use crate::host::files;
use crate::jwt::compact::SIZE_LIMIT;
use crate::jwt::decode::{Unverified, decode};
use crate::jwt::json;
use serde_json::{Map, Value};
use std::path::Path;

/// What is typed to hand over the token on stdin.
const COMMAND: &str = "issue --key FILE --from -";

/// The sources of claims that flags win over.
#[derive(Debug, Default)]
pub struct Given {
    token: Option<Unverified>,
    /// What stood around the token.
    around: Vec<&'static str>,
    pub file: Map<String, Value>,
}

impl ClaimFlags {
    /// Reads what --from and --claims name.
    pub fn given(&self, context: &Context<'_>) -> Result<Given, Failure> {
        let token = self.from.as_deref().map(|text| token(text, context)).transpose()?;
        let (token, around) = token.unzip();
        let file = self.claims.as_deref().map(|path| file(path, context)).transpose()?.unwrap_or_default();
        Ok(Given { token, around: around.unwrap_or_default(), file })
    }
}

impl Given {
    /// The claims of the token, before they are edited.
    pub fn of_token(&self) -> Map<String, Value> {
        self.token.as_ref().and_then(Unverified::claims).cloned().unwrap_or_default()
    }

    /// The type that the header has where no flag names one: that of the token, if it has any, or simply a JWT.
    pub fn typ(&self) -> Option<Value> {
        match &self.token {
            Some(token) => token.header().get("typ").cloned(),
            None => Some("JWT".into()),
        }
    }

    /// That nobody vouches for what was taken over.
    pub fn told(&self) -> Option<String> {
        let token = self.token.as_ref()?;
        let typ = if token.header().contains_key("typ") { "claims and typ" } else { "claims" };
        let around = match self.around.as_slice() {
            [] => String::new(),
            around => format!(" (left out around it: {})", around.join(", ")),
        };
        Some(format!(
            "The {typ} come from a token that was not verified{around}; its dates and its jti are made new."
        ))
    }
}

fn token(text: &str, context: &Context<'_>) -> Result<(Unverified, Vec<&'static str>), Failure> {
    let read = token_text::given_or_file(Some(text), COMMAND, context)?;
    let found = pasted::parse(read.expose(), COMMAND)
        .map_err(|why| Failure { message: format!("--from: {}", why.message), ..why })?;
    let refused = |why: String| Failure::new(Kind::Rejected, "not_a_jwt", format!("--from: {why}"));
    let token =
        decode(found.text.expose()).map_err(|fault| match pasted::is_cookie(found.text.expose()) {
            true => refused(format!("this is {}", pasted::COOKIE)).hint(pasted::COOKIE_HINT),
            false => refused(format!("this is no JWT: {fault}")).hints(fault.hint()),
        })?;
    match token.is_encrypted() {
        true => Err(refused("the token is encrypted, so its claims cannot be read".to_owned())),
        false => Ok((token, found.around)),
    }
}

/// No larger than a token: one of more claims would be read by nobody.
fn file(path: &Path, context: &Context<'_>) -> Result<Map<String, Value>, Failure> {
    if path.to_string_lossy().starts_with('{') && !path.is_file() {
        let message = "--claims: the name of a file is wanted, and claims were given";
        return Err(Failure::usage(message)
            .hint("--claims - reads them from stdin; --claim NAME=TEXT and --claim-json NAME=JSON say one"));
    }
    let refused = |why: String| Failure::new(Kind::Other, "claims", why);
    let name = if is_stdin(path) { "stdin".to_owned() } else { path.display().to_string() };
    let bytes = if is_stdin(path) {
        let terminal = &context.host.terminal;
        if terminal.stdin_is_terminal() {
            terminal.say("The claims as JSON, then Ctrl-D:");
        }
        let read = terminal.read_stdin(SIZE_LIMIT);
        let read = read
            .map_err(|why| refused(format!("no claims can be read from stdin: {}", files::reason(&why))))?;
        read.expose().to_vec()
    } else {
        let missing = || refused(format!("{name} is not there")).hints(at_sign(path));
        files::read(path, SIZE_LIMIT)?.ok_or_else(missing)?
    };
    json::object(&bytes).map_err(|fault| {
        let why = if bytes.trim_ascii().is_empty() { "is empty".to_owned() } else { fault.to_string() };
        refused(format!("{name} {why}")).hint("the claims are one JSON object: {\"sub\": \"alice\"}")
    })
}
