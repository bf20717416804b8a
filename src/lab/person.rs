//! A person without a browser, for tests and the demo: reads the page and says what its form would post.
//!
//! The pages need no cookie and no script, so one GET and one POST with any HTTP client do what a person does:
//!
//! 1. GET the authorization URL (or `verification_uri_complete`) and take the page.
//! 2. POST what [`answer`] makes of that page, as `application/x-www-form-urlencoded`, to its `action` at the
//!    issuer. For an authorization request the answer is a 303 whose `Location` is the redirect URI with the code.
//!
//! The form has three fields: `request` (hidden; names the question, works once), `user`, and `decision`, which is
//! `approve` or `deny`.

/// What a filled-in form posts.
#[derive(Debug, PartialEq, Eq)]
pub struct FormAnswer {
    /// The path at the issuer.
    pub action: String,
    /// The body, form-urlencoded.
    pub body: String,
}

/// Fills in the form of a page: `Some` user allows, `None` denies. `None` when the page asks nothing.
pub fn answer(page: &str, user: Option<&str>) -> Option<FormAnswer> {
    let action = between(page, "<form method=\"post\" action=\"", "\"")?;
    let request = between(page, "name=\"request\" value=\"", "\"")?;
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.append_pair("request", request);
    match user {
        Some(user) => body.append_pair("user", user).append_pair("decision", "approve"),
        None => body.append_pair("decision", "deny"),
    };
    Some(FormAnswer { action: action.to_owned(), body: body.finish() })
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(inside, _)| inside)
}
