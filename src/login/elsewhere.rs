//! PURE: what a person is told whose browser is not on this machine.

use crate::host::Environment;
use std::net::IpAddr;
use url::Url;

/// Whoever sits at the terminal may paste at any time.
pub fn paste(takes_code_alone: bool) -> &'static str {
    match takes_code_alone {
        true => "If the browser ends on an error page, paste that page's address here and press Enter.",
        false => {
            "If the browser ends on an error page, paste that page's whole address here and press Enter."
        }
    }
}

/// The ways to finish a login whose address a browser elsewhere opens, a paragraph each.
pub fn advice(
    redirect_uri: &Url,
    paste: Option<&str>,
    device_command: Option<&str>,
    environment: &Environment,
) -> Vec<String> {
    let ssh = is_over_ssh(environment).then(|| {
        let command = forward(redirect_uri, environment);
        format!("Over SSH, run this on your own machine before you open it:\n\n  {command}\n")
    });
    let paste = paste.map(str::to_owned);
    let device = device_command.map(|command| format!("Or log in with a code: {command}"));
    [ssh, paste, device].into_iter().flatten().collect()
}

fn is_over_ssh(environment: &Environment) -> bool {
    environment.has_any(&["SSH_CONNECTION", "SSH_TTY"])
}

/// The `ssh -L` that brings the browser's answer from there to here: the same port at both ends, this machine as the
/// person reached it. What is not known stands in capitals.
fn forward(redirect_uri: &Url, environment: &Environment) -> String {
    let (host, port) = (redirect_uri.host_str().unwrap_or_default(), redirect_uri.port().unwrap_or(80));
    let server = environment.text("SSH_CONNECTION").and_then(server);
    let user = ["USER", "LOGNAME"].into_iter().find_map(|name| environment.text(name)).unwrap_or("USER");
    // what is no name could be a flag of ssh; without one it takes the person's own
    let user = Some(user).filter(|user| is_user_name(user)).map(|user| format!("{user}@"));
    let (name, door) = server.unwrap_or_else(|| ("HOST".to_owned(), 22));
    let mut words = vec!["ssh".to_owned()];
    words.extend((door != 22).then(|| format!("-p {door}")));
    words.push("-L".to_owned());
    words.push(shell_words::quote(&format!("{port}:{host}:{port}")).into_owned());
    words.push(shell_words::quote(&format!("{}{name}", user.unwrap_or_default())).into_owned());
    words.join(" ")
}

/// What the systems call users (POSIX.1-2024, section 3.415): a word that is no flag.
fn is_user_name(text: &str) -> bool {
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    !text.is_empty() && !text.starts_with('-') && text.bytes().all(is_usual)
}

/// Address and port of this machine in `SSH_CONNECTION`: client address, client port, server address, server port.
fn server(connection: &str) -> Option<(String, u16)> {
    let [_, _, address, port] = connection.split(' ').collect::<Vec<_>>()[..] else { return None };
    let (plain, _zone) = address.split_once('%').unwrap_or((address, ""));
    plain.parse::<IpAddr>().ok()?;
    let is_word = address.bytes().all(|byte| byte.is_ascii_graphic());
    Some((address.to_owned(), port.parse().ok()?)).filter(|_| is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(redirect_uri: &str, variables: &[(&str, &str)]) -> String {
        let environment = variables.iter().copied().collect();
        let redirect_uri = Url::parse(redirect_uri).unwrap();
        advice(&redirect_uri, Some(paste(true)), Some("authctl login work --device"), &environment).join("\n")
    }

    #[test]
    fn over_ssh_the_whole_command_is_told() {
        let command = |connection: &str, callback: &str| {
            let text = told(callback, &[("SSH_CONNECTION", connection), ("USER", "alice")]);
            text.lines().find_map(|line| line.trim().strip_prefix("ssh ").map(str::to_owned)).unwrap()
        };
        let ours = "198.51.100.9 50022 192.0.2.7 22";
        assert_eq!(command(ours, "http://127.0.0.1:4711/callback"), "-L 4711:127.0.0.1:4711 alice@192.0.2.7");
        assert_eq!(command(ours, "http://localhost:4711/"), "-L 4711:localhost:4711 alice@192.0.2.7");
        assert_eq!(command(ours, "http://[::1]:4711/"), "-L '4711:[::1]:4711' alice@192.0.2.7");
        assert_eq!(command(ours, "http://127.0.0.1/"), "-L 80:127.0.0.1:80 alice@192.0.2.7");
        let other_port = "2001:db8::9 50022 2001:db8::7 2222";
        assert_eq!(command(other_port, "http://127.0.0.1:1/"), "-p 2222 -L 1:127.0.0.1:1 alice@2001:db8::7");
        assert_eq!(command("a b `id` 22", "http://127.0.0.1:1/"), "-L 1:127.0.0.1:1 alice@HOST");
    }

    #[test]
    fn what_is_not_known_stands_in_capitals() {
        assert!(
            told("http://127.0.0.1:1/", &[("SSH_TTY", "/dev/pts/1")]).contains("-L 1:127.0.0.1:1 USER@HOST")
        );
    }

    #[test]
    fn a_user_that_is_no_usual_name_is_left_out() {
        let told = |user| told("http://127.0.0.1:1/", &[("SSH_TTY", "x"), ("USER", user)]);
        for strange in ["-oProxyCommand=id", "a b;id", "$(id)", "a@b", "a\n", "\u{202e}a", "'a"] {
            let text = told(strange);
            assert!(text.contains("\n  ssh -L 1:127.0.0.1:1 HOST\n"), "{text}");
        }
        assert!(told("alice.b_c-1").contains(" alice.b_c-1@HOST\n"));
    }

    #[test]
    fn without_ssh_nothing_is_said_of_it() {
        let text = told("http://127.0.0.1:1/", &[("USER", "alice")]);
        assert!(
            !text.contains("ssh")
                && text.contains("paste that page's address here")
                && text.contains("login work --device"),
            "{text}"
        );
    }
}
