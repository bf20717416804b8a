//! The person's own browser, started with exactly one thing to open: an http(s) URL.

use super::processes::command;
use super::{Environment, Terminal};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use url::Url;

/// How long a browser command may take to fail: an error later than this is the person's own closing of it.
const FAILS_WITHIN: Duration = Duration::from_secs(2);

/// Why no browser was started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("no browser was found (no graphical session, and BROWSER is not set)")]
    NoneHere,
    #[error("the browser command {0:?} cannot be read: {1}")]
    Unreadable(String, shell_words::ParseError),
    #[error("the browser command {0:?} would have a shell read the address as part of what it runs")]
    InScript(String),
    #[error("no browser could be started: {0}")]
    NotStarted(String),
    #[error("only http and https addresses are opened in a browser, not {0:?}")]
    Scheme(String),
}

/// Somebody inside this process who takes the place of a browser: the demo and tests.
#[derive(Clone)]
pub struct Player(Arc<dyn Fn(Url) + Send + Sync>);

impl Player {
    pub fn new(opens: impl Fn(Url) + Send + Sync + 'static) -> Self {
        Self(Arc::new(opens))
    }
}

impl std::fmt::Debug for Player {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Player")
    }
}

/// A way to open a URL in the person's browser.
#[derive(Clone, Debug)]
pub enum Browser {
    /// Commands to try in order, each a program and its words; `%s` stands for the URL, else it comes last.
    Commands(Vec<Vec<String>>),
    /// What the system opens URLs with.
    System,
    /// The URL is only printed.
    Nowhere,
    /// One was wanted, and there is none here.
    Missing,
    Played(Player),
}

impl Browser {
    /// From `--browser` or `BROWSER`: alternatives between colons, each split into words as a shell would, without one.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let commands = text
            .split(':')
            .map(str::trim)
            .filter(|command| !command.is_empty())
            .map(|command| {
                let words =
                    shell_words::split(command).map_err(|why| Error::Unreadable(command.into(), why))?;
                if is_read_by_shell(&words) { Err(Error::InScript(command.into())) } else { Ok(words) }
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self::Commands(commands))
    }

    /// The browser that was asked for: none at all, the one that was typed, else that of this session.
    pub fn choose(typed: Option<&str>, nowhere: bool, environment: &Environment) -> Result<Self, Error> {
        match typed {
            _ if nowhere => Ok(Self::Nowhere),
            Some(text) => Self::from_text(text),
            None => Self::of_this_session(environment),
        }
    }

    /// The browser of this session: `BROWSER`, else the system's when there is a screen to show it on.
    fn of_this_session(environment: &Environment) -> Result<Self, Error> {
        if let Some(text) = environment.text("BROWSER") {
            return Self::from_text(text);
        }
        let has_screen = !cfg!(target_os = "linux")
            || environment.has_any(&["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"]);
        Ok(if has_screen { Self::System } else { Self::Missing })
    }

    /// Starts the first command that can be started, if any is wanted. Its input is empty.
    pub fn open(&self, url: &Url, environment: &Environment, terminal: &Terminal) -> Result<Opened, Error> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Error::Scheme(url.scheme().to_owned()));
        }
        let url = &without_shell_signs(url);
        let commands: Vec<Command> = match self {
            Self::Nowhere => return Ok(Opened::default()),
            Self::Missing => return Err(Error::NoneHere),
            Self::Played(player) => {
                (player.0)(url.clone());
                return Ok(Opened::default());
            }
            Self::Commands(commands) => {
                commands.iter().filter_map(|words| with_url(words, url, environment)).collect()
            }
            Self::System => open::commands(url.as_str())
                .iter()
                .map(|found| {
                    let mut ours = command(found.get_program(), environment);
                    ours.args(found.get_args());
                    ours
                })
                .collect(),
        };
        let mut failures = Vec::new();
        for mut candidate in commands {
            let output = || terminal.stderr_for_child().map_or_else(Stdio::null, Stdio::from);
            match candidate.stdin(Stdio::null()).stdout(output()).stderr(output()).spawn() {
                Ok(child) => return Ok(Opened::watched(child)),
                Err(why) => failures.push(format!(
                    "{}: {}",
                    candidate.get_program().display(),
                    super::files::reason(&why)
                )),
            }
        }
        Err(if failures.is_empty() { Error::NoneHere } else { Error::NotStarted(failures.join("; ")) })
    }
}

/// A browser that was asked to open something, by a command that is watched where there is one.
#[derive(Debug, Default)]
pub struct Opened(Option<oneshot::Receiver<String>>);

impl Opened {
    /// Waits for the child on a thread of its own, and reports an end with an error if it came early: then nothing was
    /// opened.
    fn watched(mut child: Child) -> Self {
        let (report, failed) = oneshot::channel();
        std::thread::spawn(move || {
            let started = Instant::now();
            if let Ok(status) = child.wait()
                && !status.success()
                && started.elapsed() < FAILS_WITHIN
            {
                let _ = report.send(format!("the browser command ended with {status}")); // nobody may wait any more
            }
        });
        Self(Some(failed))
    }

    /// Resolves once, with the reason, when the command failed at once; never when it did not.
    pub async fn failed(&mut self) -> String {
        if let Some(receiver) = &mut self.0 {
            let report = receiver.await;
            self.0 = None;
            if let Ok(why) = report {
                return why;
            }
        }
        std::future::pending().await
    }
}

/// The same URL with what a shell would act on percent-encoded: the person's own browser command may be a `sh -c`.
fn without_shell_signs(url: &Url) -> Url {
    let mut text = url.as_str().to_owned();
    for sign in ['$', '`', '\\', '\'', '|', ';', '{', '}', '(', ')', '^'] {
        text = text.replace(sign, &format!("%{:02X}", u32::from(sign)));
    }
    Url::parse(&text).unwrap_or_else(|_| url.clone())
}

/// Programs that have a shell, or are one, with an option for its script.
const SHELLS: [&str; 28] = [
    "sh", "bash", "rbash", "dash", "ash", "zsh", "rzsh", "ksh", "rksh", "mksh", "oksh", "loksh", "yash",
    "posh", "osh", "csh", "tcsh", "fish", "nu", "xonsh", "elvish", "busybox", "toybox", "su", "runuser",
    "sg", "script", "flock",
];
/// Programs that put their words together for a shell to read, here or elsewhere.
const JOINERS: [&str; 11] =
    ["watch", "ssh", "mosh", "adb", "parallel", "i3-msg", "swaymsg", "cmd", "powershell", "pwsh", "eval"];

/// True for a command that has a shell read the URL as part of what it runs: an issuer's `&` would start a program. As
/// `$1` of a script it is one word. What another program does with it, a script of the person's own for one, nobody sees
/// here.
fn is_read_by_shell(words: &[String]) -> bool {
    // an address stands alone, or behind an option: --app=%s
    let is_of_script = |sign: char| sign.is_whitespace() || "()[]{}'\"`;|<>$".contains(sign);
    if words.iter().any(|word| word.contains("%s") && word.contains(is_of_script)) {
        return true;
    }
    // a word may be a command again: env -S 'sh -c' %s
    let words: Vec<&str> = words.iter().flat_map(|word| word.split_whitespace()).collect();
    if words.iter().any(|word| JOINERS.contains(&program(word))) {
        return true;
    }
    let Some(option) = script_option(&words) else { return false };
    let (option, rest) = (words[option], &words[option + 1..]);
    let script = match option.split_once('=') {
        Some((_, script)) => Some(script),
        None => rest.first().copied().filter(|script| !script.starts_with(['-', '+'])),
    };
    // a script in a script would read `$1` once more
    option.contains("%s")
        || script.is_none_or(|script| script.contains("%s"))
        || script_option(rest).is_some()
        || rest.iter().any(|word| program(word) == "-c")
}

/// The place of the option that says what a shell runs, however it is bundled with others.
fn script_option(words: &[&str]) -> Option<usize> {
    let shell = words.iter().position(|word| SHELLS.contains(&program(word)))?;
    let is_script = |word: &&str| match word.strip_prefix("--") {
        Some(long) => ["com", "init", "session-com"].iter().any(|known| long.starts_with(known)),
        None => word.starts_with('-') && word.contains(['c', 'C']),
    };
    words[shell..].iter().position(is_script).map(|option| shell + option)
}

/// The name of a program without its folder and version, and without the signs of a script around it.
fn program(word: &str) -> &str {
    let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.trim_matches(['"', '\'', '(', ')', '{', '}', ';', '&', '|', '`', '$']);
    let of_version = |sign: char| sign.is_ascii_digit() || sign == '.' || sign == '-';
    name.trim_end_matches(".exe").trim_end_matches(of_version)
}

/// The command with the URL as one argument: in the place of each `%s`, else as the last.
fn with_url(words: &[String], url: &Url, environment: &Environment) -> Option<Command> {
    let (program, arguments) = words.split_first()?;
    let mut ours = command(program, environment);
    let mut placed = false;
    for argument in arguments {
        placed |= argument.contains("%s");
        ours.arg(argument.replace("%s", url.as_str()));
    }
    if !placed {
        ours.arg(url.as_str());
    }
    Some(ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(browser: &str, url: &str) -> Vec<Vec<String>> {
        let Browser::Commands(commands) = Browser::from_text(browser).unwrap() else { unreachable!() };
        let url = Url::parse(url).unwrap();
        commands
            .iter()
            .filter_map(|words| with_url(words, &url, &Environment::default()))
            .map(|command| {
                command.get_args().map(|argument| argument.to_string_lossy().into_owned()).collect()
            })
            .collect()
    }

    #[test]
    fn a27_the_url_is_exactly_one_argument() {
        let hostile = "https://id.example.com/auth?a=$(touch /tmp/x)&b=`id`;c='\"&d=a b";
        let once = Url::parse(hostile).unwrap().to_string();
        assert_eq!(
            arguments("firefox -P 'my work'", hostile),
            [vec!["-P".into(), "my work".into(), once.clone()]]
        );
        assert_eq!(
            arguments("a --url=%s -x:b", hostile),
            [vec![format!("--url={once}"), "-x".into()], vec![once]]
        );
    }

    #[test]
    fn a27_a_browser_command_that_is_a_shell_gets_nothing_to_act_on() {
        let hostile = Url::parse("https://id.example.com/a?x=$(touch${IFS}/tmp/x)`id`'|;^&y=1").unwrap();
        let safe = without_shell_signs(&hostile);
        assert!(!safe.as_str().contains(['$', '`', '\\', '\'', '|', ';', '{', '(', ')', '}', '^']), "{safe}");
        assert!(safe.as_str().ends_with("&y=1"));
    }

    #[test]
    fn a27_no_shell_reads_the_address_as_script() {
        for script in [
            "sh -c 'true %s'",
            "/bin/bash -lc \"x '%s'\"",
            "sh -c %s",
            "sh -c",
            "env A=b dash -c 'x %s'",
            "sh -ce 'true %s'",
            "sh -c -- 'true %s'",
            "sh -c -e %s",
            "bash -cl %s",
            "bash -c +x %s",
            "bash -O extglob -cx %s",
            "rbash -c %s",
            "tcsh -fc %s",
            "fish --command=%s",
            "fish --command %s",
            "env -S \"sh -c 'true %s'\"",
            "env -S 'sh -c' %s",
            "perl -e 'system(q(true %s))'",
            "su -c 'true %s'",
            "su me --command %s",
            "script -qc %s /dev/null",
            "flock /tmp/lock -c %s",
            "watch -t true %s",
            "ssh laptop firefox %s",
            "/mnt/c/Windows/System32/cmd.exe /c start %s",
            "sh -c 'eval true $1' sh",
            "sh -c 'sh -c \"true $0\"' %s",
            "bash5 -c %s",
            "ksh93 -c %s",
            "/opt/bin/zsh-5.9 -c %s",
            "nu -c %s",
            "xonsh -c %s",
            "elvish -c %s",
            "perl -e system(q(%s))",
            "python3 -c __import__('os').system('%s')",
            "ruby -e `%s`",
            "sh -c 'exec $0 -c $1' bash %s",
        ] {
            assert!(matches!(Browser::from_text(script), Err(Error::InScript(_))), "{script}");
        }
        for fine in [
            "firefox %s",
            "chromium --incognito --app=%s",
            "firefox -P 'my work' --new-window %s",
            "open -a 'Google Chrome' %s",
            "sh -c 'firefox \"$1\"' sh %s",
            "sh -c 'firefox \"$1\"' sh",
            "sh -ec 'exec firefox \"$1\"' sh %s",
            "sh open.sh %s",
            "open.sh %s",
            "firefox-140.0 --new-tab %s",
            "chromium --app=%s --profile-directory=Default",
        ] {
            assert!(Browser::from_text(fine).is_ok(), "{fine}");
        }
    }

    #[test]
    fn a27_other_schemes_are_not_opened() {
        let url = Url::parse("file:///etc/passwd").unwrap();
        let error = Browser::System.open(&url, &Environment::default(), &Terminal::captured()).unwrap_err();
        assert!(matches!(error, Error::Scheme(scheme) if scheme == "file"));
    }

    #[test]
    fn without_a_screen_there_is_no_browser() {
        if cfg!(target_os = "linux") {
            assert!(matches!(Browser::of_this_session(&Environment::default()), Ok(Browser::Missing)));
        }
    }
}
