//! What a person types for a login at a service: who, the password, the code of a second factor, or what was got elsewhere.

use super::LoginArgs;
use crate::commands::{Context, given_token};
use crate::config::names;
use crate::failure::Failure;
use crate::host::files;
use crate::login::{AtService, Method, Typed};
use crate::sensitive::Password;
use crate::store::StoreKind;

/// No password is longer.
const LONGEST: usize = 64 * 1024;

/// Asks for what the way to log in wants, before anything is sent.
pub fn typed(
    at: &AtService,
    kind: StoreKind,
    arguments: &LoginArgs,
    context: &Context<'_>,
) -> Result<Typed, Failure> {
    check_fits(at, arguments)?;
    if at.wants_given() {
        let given = given_token::piped(at, kind, context)?;
        return Ok(Typed { username: at.username.clone().unwrap_or_default(), given, ..Typed::default() });
    }
    if !at.wants_password() {
        return Ok(Typed::default());
    }
    let place = at.site.name();
    let username = match &at.username {
        Some(name) => name.clone(),
        None if arguments.password_stdin => {
            return Err(
                Failure::usage("--password-stdin wants to know whose password it is").hint("--username NAME")
            );
        }
        None => {
            let asked = context.host.terminal.ask_text(&format!("User at {place}"));
            asked.map_err(|why| {
                Failure::from(why).hint("--username NAME and --password-stdin say it without a question")
            })?
        }
    };
    let (password, otp) = match (arguments.password_stdin, arguments.otp_stdin) {
        (true, true) => {
            let (password, code) = two_of_stdin(context)?;
            (password, Some(code))
        }
        (true, false) => (of_stdin(context)?, None),
        (false, _) => {
            let asked = context.host.terminal.ask_secret(&format!("Password of {username} at {place}"));
            (asked.map_err(|why| Failure::from(why).hint("--password-stdin reads it from stdin"))?, None)
        }
    };
    Ok(Typed { username, password: Some(password), otp, given: None })
}

/// What was typed for another way to log in would be ignored in silence.
fn check_fits(at: &AtService, arguments: &LoginArgs) -> Result<(), Failure> {
    let name = at.method.name();
    if arguments.password_stdin && !at.wants_password() {
        return Err(Failure::usage(format!("--method {name} takes no password")));
    }
    if arguments.otp_stdin && at.method != Method::FormSession {
        return Err(Failure::usage(format!("--method {name} asks for no code of a second factor")));
    }
    if arguments.device {
        return Err(Failure::usage(format!(
            "--device is for logins at an issuer, and this one is by {name}"
        ))
        .hint("--method challenge shows a code, where the service has such logins"));
    }
    Ok(())
}

/// The first line of stdin: what else is kept with a password may stand behind it.
pub fn of_stdin(context: &Context<'_>) -> Result<Password, Failure> {
    let bytes = context.host.terminal.read_stdin(LONGEST).map_err(|why| unread(&files::reason(&why)))?;
    let line = files::secret_line(&bytes).and_then(|text| text.lines().next().or(Some(text)));
    password(line)
}

/// The two lines of stdin: a password, and the code of a second factor.
fn two_of_stdin(context: &Context<'_>) -> Result<(Password, Password), Failure> {
    let bytes = context.host.terminal.read_stdin(LONGEST).map_err(|why| unread(&files::reason(&why)))?;
    let mut lines = files::secret_line(&bytes).into_iter().flat_map(str::lines);
    let (first, code) = (lines.next(), lines.next().map(str::trim).filter(|code| !code.is_empty()));
    let code = code.ok_or_else(|| unread("behind it stands no line with the code of the second factor"))?;
    Ok((password(first)?, Password::new(code)))
}

fn password(line: Option<&str>) -> Result<Password, Failure> {
    match line {
        None => Err(unread("it is no line of text")),
        Some("") => Err(unread(&format!("it is empty ({} is for tokens)", names::TOKEN))),
        Some(line) => Ok(Password::new(line)),
    }
}

fn unread(why: &str) -> Failure {
    Failure::usage(format!("no password can be read from stdin: {why}"))
}
