//! What a person types for a login at a service: who, the password, the code of a second factor, or what was got elsewhere.

use super::LoginArgs;
use crate::commands::{Context, given_token};
use crate::config::names;
use crate::failure::Failure;
use crate::host::files;
use crate::login::{AtService, Typed};
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
    let otp = arguments.otp.clone().map(Password::new);
    if at.wants_given() {
        let given = given_token::piped(at, kind, context)?;
        return Ok(Typed { username: at.username.clone().unwrap_or_default(), given, otp, password: None });
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
    let password = match arguments.password_stdin {
        true => of_stdin(context)?,
        false => {
            let asked = context.host.terminal.ask_secret(&format!("Password of {username} at {place}"));
            asked.map_err(|why| Failure::from(why).hint("--password-stdin reads it from stdin"))?
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
    if arguments.otp.is_some() && !at.wants_password() {
        return Err(Failure::usage(format!("--method {name} has no second factor")));
    }
    Ok(())
}

/// The first line of stdin.
pub fn of_stdin(context: &Context<'_>) -> Result<Password, Failure> {
    let unread = |why: String| Failure::usage(format!("no password can be read from stdin: {why}"));
    let bytes = context.host.terminal.read_stdin(LONGEST).map_err(|why| unread(files::reason(&why)))?;
    let line = files::secret_line(&bytes).ok_or_else(|| unread("it is no line of text".to_owned()))?;
    match line.is_empty() {
        true => Err(unread(format!("it is empty ({} is for tokens)", names::TOKEN))),
        false => Ok(Password::new(line)),
    }
}
