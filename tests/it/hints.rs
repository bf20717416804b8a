//! The commands of the JWT verbs' hints: what a person copies runs as it stands, once its placeholders are filled.

use crate::support::Sandbox;
use crate::support::sandbox::binary;
use std::process::{Command, Output, Stdio};

/// A bench where each placeholder of a hint is something that there is.
struct Bench(Sandbox);

impl Bench {
    fn new() -> Self {
        let bench = Self(Sandbox::new());
        bench.0.write("secret", "Zq3vT9xKcW5mRb7yLhD2-fPq8sVu4NwXaE6jGk1tYoBi0dRzCnMhSlQe7TgUv5Jp9");
        let issued = bench.run("authctl issue --secret-file secret --subject alice > token.jwt");
        assert!(issued.status.success());
        for command in [
            "openssl ecparam -name prime256v1 -genkey -noout -out key.pem && chmod 600 key.pem",
            "openssl ec -in key.pem -pubout -out key.pub",
            r#"printf '{"access_token":"%s","id_token":"%s"}' "$(cat token.jwt)" "$(cat token.jwt)" > answer.json"#,
            r#"printf '%s\n%s\n' "$(cat token.jwt)" "$(cat token.jwt)" > two"#,
            "ssh-keygen -q -t ed25519 -N '' -f ssh",
        ] {
            assert!(bench.run(command).status.success(), "{command}");
        }
        bench
    }

    /// In a shell, as a person does.
    fn run(&self, line: &str) -> Output {
        let folder = binary().parent().unwrap();
        let mut shell = Command::new("sh");
        shell.stdin(Stdio::null()).args(["-c", line]).current_dir(self.0.path("")).env_clear();
        shell.envs(self.0.environment().iter().map(|(name, value)| (name, value)));
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
        shell.env("PATH", path).output().unwrap()
    }

    /// Every hint of a command line that fails.
    fn hints(&self, line: &str) -> Vec<String> {
        let told = String::from_utf8(self.run(line).stderr).unwrap();
        told.lines().filter_map(|line| line.trim_start().strip_prefix("→ ")).map(str::to_owned).collect()
    }
}

#[test]
fn a_hint_that_is_a_command_runs_as_it_is_printed() {
    let bench = Bench::new();
    for (mistake, command, filled) in [
        ("authctl decode token.jwt", "authctl decode < token.jwt", &[][..]),
        ("authctl lint @token.jwt", "authctl lint < token.jwt", &[]),
        ("authctl decode < two", "authctl decode --lines < FILE", &[("FILE", "two")]),
        (
            "authctl decode < answer.json",
            "… | jq -r .access_token | authctl decode",
            &[("…", "cat answer.json")],
        ),
        ("authctl lint < answer.json", "… | jq -r .access_token | authctl lint", &[("…", "cat answer.json")]),
        (
            "authctl diff @answer.json @token.jwt",
            "… | jq -r .access_token | authctl diff - B",
            &[("…", "cat answer.json"), (" B", " @token.jwt")],
        ),
        (
            "authctl diff @token.jwt @answer.json",
            "… | jq -r .access_token | authctl diff A",
            &[("…", "cat answer.json"), (" A", " @token.jwt")],
        ),
        (
            "authctl issue --key key.pem --from @answer.json",
            "… | jq -r .access_token | authctl issue --key FILE --from -",
            &[("…", "cat answer.json"), ("FILE", "key.pem")],
        ),
        ("authctl diff - -", "authctl diff A B", &[(" A", " @token.jwt"), (" B", " @token.jwt")]),
        ("authctl key inspect", "authctl key inspect FILE", &[("FILE", "key.pem")]),
        ("authctl verify x --key ssh", "(umask 077; ", &[("OLD", "ssh"), ("NEW", "new.pem")]),
        ("authctl verify x --key ssh.pub", "(printf ", &[("OLD", "ssh.pub"), ("NEW", "new.pub")]),
    ] {
        let hints = bench.hints(mistake);
        let hint = hints.iter().find(|hint| hint.starts_with(command));
        let hint = hint.unwrap_or_else(|| panic!("{mistake}: no {command} in {hints:?}"));
        // the command of a conversion ends before the words that say what it does
        let command = if command.ends_with(' ') { hint.split(" writes ").next().unwrap() } else { command };
        let line = filled.iter().fold(command.to_owned(), |line, (name, value)| line.replace(name, value));
        let done = bench.run(&line);
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(matches!(done.status.code(), Some(0 | 9)), "{mistake}: {line}: {told}");
    }
    for made in ["new.pem", "new.pub"] {
        assert!(bench.run(&format!("authctl key inspect {made}")).status.success(), "{made}");
    }
}

/// A mistake, the flag that the hint names, and what a person types then.
const FLAGS: [(&str, &str, &str); 14] = [
    (
        "authctl verify --secret-file secret < mine.jwt",
        "--issuer URL",
        "authctl verify --secret-file secret --issuer me --any-audience < mine.jwt",
    ),
    (
        "authctl verify --secret-file secret < mine.jwt",
        "--audience NAME",
        "authctl verify --secret-file secret --any-issuer --audience api < mine.jwt",
    ),
    (
        "authctl verify --secret-file secret < long.jwt",
        "--alg HS512",
        "authctl verify --secret-file secret --alg HS512 < long.jwt",
    ),
    (
        "authctl verify token.jwt --secret-file secret",
        "where that is the name of a file, < FILE",
        "authctl verify --secret-file secret < token.jwt",
    ),
    (
        "authctl verify --key secret < token.jwt",
        "--secret-file FILE",
        "authctl verify --secret-file secret < token.jwt",
    ),
    (
        "authctl verify --secret-stdin < token.jwt",
        "--secret-file FILE or --secret-env NAME",
        "authctl verify --secret-file secret < token.jwt",
    ),
    ("authctl diff token.jwt @token.jwt", "@token.jwt means", "authctl diff @token.jwt @token.jwt"),
    (
        "authctl issue --key key.pem --from token.jwt",
        "@token.jwt means",
        "authctl issue --key key.pem --from @token.jwt",
    ),
    (
        "authctl issue --key key.pub",
        "give the file that holds the private key",
        "authctl issue --key key.pem",
    ),
    (
        "authctl decode --claim typ < token.jwt",
        "the header has it: --header --claim typ",
        "authctl decode --header --claim typ < token.jwt",
    ),
    (
        "authctl decode --header --claim sub < token.jwt",
        "leave out --header",
        "authctl decode --claim sub < token.jwt",
    ),
    (
        "authctl issue --secret-file secret --expires-in 0",
        "--no-expiry makes",
        "authctl issue --secret-file secret --no-expiry",
    ),
    (
        "authctl issue --secret-file secret --expires-in 0",
        "--allow-odd-token signs",
        "authctl issue --secret-file secret --expires-in 0 --allow-odd-token",
    ),
    (
        "authctl issue --secret-file secret --without iat",
        "--no-iat",
        "authctl issue --secret-file secret --no-iat",
    ),
];

#[test]
fn a_hint_that_is_a_flag_makes_the_command_run() {
    let bench = Bench::new();
    bench.run("authctl issue --secret-file secret --issuer me --audience api > mine.jwt");
    bench.run("authctl issue --secret-file secret --alg HS512 > long.jwt");
    for (mistake, flag, mended) in FLAGS {
        let hints = bench.hints(mistake);
        assert!(hints.iter().any(|hint| hint.contains(flag)), "{mistake}: no {flag} in {hints:?}");
        let done = bench.run(mended);
        assert!(done.status.success(), "{mended}: {}", String::from_utf8_lossy(&done.stderr));
    }
}
