//! The pages that a person sees. No script; everything that is not ours is escaped where it is put in.

use super::directory::User;
use super::form::Scopes;
use super::request::Fault;

pub const STYLE: &str = include_str!("pages.css");

/// What a page asks a person to decide.
pub struct Decision<'a> {
    pub issuer: &'a str,
    /// Where the form is posted to.
    pub action: &'a str,
    /// The name of the open question, which only this page knows: see [`super::person`].
    pub request: &'a str,
    pub client: &'a str,
    pub scopes: &'a Scopes,
    pub users: &'a [User],
    pub hinted: Option<&'a str>,
    /// The code that the person's device shows, for a device.
    pub user_code: Option<&'a str>,
}

/// Pick a user, and allow or deny.
pub fn decision(asked: &Decision<'_>) -> String {
    let client = escaped(asked.client);
    let (title, code) = match asked.user_code {
        Some(code) => (
            format!("{client} on another device asks to act for you"),
            format!(
                "<p>Go on only if your device shows this code:</p>\n<p class=\"code\">{}</p>\n",
                escaped(code)
            ),
        ),
        None => (format!("{client} asks to act for you"), String::new()),
    };
    let scopes = scope_list(asked.scopes);
    let preselected = asked.hinted.or(asked.users.first().map(|user| user.name.as_str()));
    let users: Vec<String> = asked.users.iter().map(|user| user_choice(user, preselected)).collect();
    let body = format!(
        r#"{code}{scopes}<form method="post" action="{action}">
<input type="hidden" name="request" value="{request}">
<fieldset><legend>Who are you?</legend>
{users}</fieldset>
<div class="choices">
<button name="decision" value="approve">Allow</button>
<button class="second" name="decision" value="deny">Deny</button>
</div>
</form>
<p class="note">This is a lab: nobody is asked for a password, and every user is made up.</p>"#,
        action = escaped(asked.action),
        request = escaped(asked.request),
        users = users.concat(),
    );
    page(asked.issuer, &title, &body)
}

/// Type the code that a device shows. `again` when the last one was not right.
pub fn enter_code(issuer: &str, again: bool) -> String {
    let (state, why) = if again {
        (
            r#" aria-invalid="true" aria-describedby="why""#,
            "<p id=\"why\" role=\"alert\">No device waits under that code. It may have expired.</p>\n",
        )
    } else {
        ("", "")
    };
    let body = format!(
        r#"{why}<form method="get" action="/device">
<label class="label" for="user_code">The code that your device shows</label>
<input class="field" id="user_code" name="user_code" required autofocus autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" placeholder="BCDF-GHJK"{state}>
<div class="choices"><button>Continue</button></div>
</form>"#
    );
    page(issuer, "Connect a device", &body)
}

/// An end: what happened, and that the window can be closed.
pub fn done(issuer: &str, title: &str, text: &str) -> String {
    page(issuer, &escaped(title), &format!("<p>{}</p>", escaped(text)))
}

/// A request that cannot be answered to the client.
pub fn refused(issuer: &str, fault: &Fault) -> String {
    let body = format!(
        "<p>The reason: {}.</p>\n<p><code>{}</code></p>\n<p class=\"note\">Nothing was sent to the application. Start again from there.</p>",
        escaped(&fault.description),
        escaped(fault.code)
    );
    page(issuer, "This request cannot be answered", &body)
}

/// What is here, for whoever opens the issuer in a browser.
pub fn home(issuer: &str, api: &str) -> String {
    let (shown_issuer, shown_api) = (escaped(issuer), escaped(api));
    let body = format!(
        r#"<p>A small OpenID issuer and an API that it protects, for trying things out on this machine.</p>
<dl>
<dt>Issuer</dt><dd><a href="/.well-known/openid-configuration"><code>{shown_issuer}</code></a></dd>
<dt>API</dt><dd><a href="{shown_api}/public"><code>{shown_api}</code></a></dd>
<dt>Signing keys</dt><dd><a href="/jwks"><code>{shown_issuer}/jwks</code></a></dd>
<dt>Connect a device</dt><dd><a href="/device"><code>{shown_issuer}/device</code></a></dd>
</dl>
<p class="note">Everything is in memory and ends with the program.</p>"#
    );
    page(issuer, "The lab is running", &body)
}

/// Text for an element or a quoted attribute.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(character),
        }
    }
    safe
}

/// `title` and `body` are HTML.
fn page(issuer: &str, title: &str, body: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<p class="where"><b>authctl lab</b> at {issuer}</p>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"#,
        issuer = escaped(issuer)
    )
}

fn user_choice(user: &User, preselected: Option<&str>) -> String {
    let checked = if preselected == Some(user.name.as_str()) { " checked" } else { "" };
    format!(
        "<label class=\"user\"><input type=\"radio\" name=\"user\" value=\"{}\" required{checked}>\
         <span><span>{}</span> <span class=\"mail\">{}</span></span></label>\n",
        escaped(&user.name),
        escaped(&user.full_name),
        escaped(&user.email)
    )
}

fn scope_list(scopes: &Scopes) -> String {
    if scopes.is_empty() {
        return "<p>It asks for no scope: it may only say that it acts for you.</p>\n".to_owned();
    }
    let items: Vec<String> = scopes
        .iter()
        .map(|scope| format!("<li>{}<code>{}</code></li>\n", escaped(meaning(scope)), escaped(scope)))
        .collect();
    format!("<p>It wants to:</p>\n<ul>\n{}</ul>\n", items.concat())
}

fn meaning(scope: &str) -> &'static str {
    match scope {
        "openid" => "know who you are",
        "profile" => "see your name",
        "email" => "see your mail address",
        "offline_access" => "keep you logged in",
        "notes.read" => "read your notes",
        "notes.write" => "write notes for you",
        _ => "use the API with this scope",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_foreign_is_put_in_unescaped() {
        let hostile = "\"'><script>alert(1)</script>&";
        let users = [User { name: hostile.into(), full_name: hostile.into(), email: hostile.into() }];
        let page = decision(&Decision {
            issuer: hostile,
            action: hostile,
            request: hostile,
            client: hostile,
            scopes: &Scopes::parse(hostile),
            users: &users,
            hinted: None,
            user_code: Some(hostile),
        });
        let refusal = refused(hostile, &Fault::new("invalid_request", hostile));
        assert_eq!(escaped("<a b=\"c\" d='e'>&"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
        for html in [page, refusal, done(hostile, hostile, hostile), home(hostile, hostile)] {
            assert!(!html.contains("<script") && html.contains("&lt;script"), "{html}");
            assert!(!html.contains(hostile) && !html.contains("\"'>"), "{html}");
        }
    }
}
