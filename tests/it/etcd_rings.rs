//! Key rings in a real etcd: machines that share one sign and verify with the same keys, and nobody else reads or writes them.

use crate::support::sandbox::binary;
use crate::support::search::forms_of;
use crate::support::service::{once_read, pipe};
use crate::support::tls::Authority;
use crate::support::{Etcd, Fate, Middleman, Output, Sandbox, ScriptedServer, scripted, strace};
use rustls::{ServerConnection, StreamOwned};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Machines of a team: each a home of its own, and the same key of the file store.
pub struct Team {
    pub machines: Vec<Sandbox>,
    pub etcd: Arc<Etcd>,
    /// `etcd://HOSTS/teams/api`
    pub ring: String,
}

impl Team {
    #[track_caller]
    pub fn of(count: usize, start: impl Fn(&Sandbox) -> Etcd) -> Self {
        let machines = machines(count);
        let etcd = Arc::new(start(&machines[0]));
        Self { ring: etcd.place("teams/api"), machines, etcd }
    }

    /// One machine, one node, one ring.
    #[track_caller]
    pub fn with_ring() -> Self {
        let team = Self::of(1, Etcd::start);
        team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
        team
    }

    #[track_caller]
    pub fn key(&self, machine: usize, words: &[&str]) -> Output {
        self.machines[machine].run([&["key"], words, &["--json"]].concat())
    }
    /// What a shell runs to do the same as this machine: with its environment and no other.
    pub fn command_line(&self, machine: usize, words: &[&str]) -> String {
        let environment = self.machines[machine].environment().iter();
        let variables = environment.map(|(name, value)| format!("{}={}", name.display(), value.display()));
        let program = binary().display().to_string();
        let words = words.iter().map(|word| (*word).to_owned());
        let line = ["env".to_owned(), "-i".to_owned()].into_iter().chain(variables);
        shell_words::join(line.chain([program]).chain(words))
    }
    #[track_caller]
    pub fn keys(&self, machine: usize) -> Vec<Value> {
        let shown = self.key(machine, &["show", &self.ring]).succeeds().json();
        shown["keys"].as_array().unwrap().clone()
    }
    #[track_caller]
    pub fn states(&self, machine: usize) -> Vec<String> {
        self.keys(machine).iter().map(|key| key["state"].as_str().unwrap().to_owned()).collect()
    }
    #[track_caller]
    pub fn issue(&self, machine: usize) -> Output {
        self.machines[machine].run(["issue", "--ring", &self.ring, "--subject", "ci"])
    }
    #[track_caller]
    pub fn verify(&self, machine: usize, token: &str, words: &[&str]) -> Output {
        self.machines[machine].run([&["verify", token, "--ring", &self.ring], words].concat())
    }
    #[track_caller]
    pub fn exported(&self, machine: usize) -> String {
        let words = ["key", "export", &self.ring, "--format", "raw"];
        self.machines[machine].run(words).succeeds().text().to_owned()
    }
}

pub fn machines(count: usize) -> Vec<Sandbox> {
    let first = Sandbox::with_file_store();
    let key = std::fs::read(first.path("key")).unwrap();
    let another = |_| {
        let mut machine = Sandbox::new();
        let file = machine.write("key", &key);
        machine.set("AUTHCTL_KEY_FILE", file);
        machine
    };
    let others: Vec<_> = (1..count).map(another).collect();
    std::iter::once(first).chain(others).collect()
}

fn kid(key: &Value) -> &str {
    key["kid"].as_str().unwrap()
}

#[test]
fn machines_that_share_a_ring_sign_and_verify_with_the_same_keys() {
    let team = Team::of(2, Etcd::start);
    let ring = team.ring.as_str();
    assert_eq!(team.key(1, &["show", ring]).exits(1).failure()["code"], "no_ring");
    let made = team.key(0, &["new", ring, "--alg", "HS256"]).succeeds().json();
    assert_eq!((&made["ring"], &made["store"]), (&json!("api"), &json!("etcd")));
    assert_eq!(team.key(1, &["new", ring, "--alg", "ES256"]).exits(6).failure()["code"], "ring_exists");
    assert_eq!(team.exported(0), team.exported(1));

    let token = team.issue(0).succeeds().text().to_owned();
    team.verify(1, &token, &[]).succeeds();
    team.key(1, &["rotate", ring]).succeeds();
    assert_eq!(team.keys(0), team.keys(1));
    assert_eq!(team.states(0), ["retiring", "active"]);
    team.verify(0, &token, &[]).succeeds();
    let old = kid(&team.keys(0)[0]).to_owned();
    // its token is alive, and both know
    assert_eq!(team.key(1, &["retire", ring, &old]).exits(6).failure()["code"], "tokens_alive");
    team.key(1, &["revoke", ring, &old]).succeeds();
    team.verify(0, &token, &[]).exits(3).says([&*format!("the key {old} of the ring api is revoked since")]);
    team.key(0, &["prune", ring]).succeeds();
    assert_eq!(team.states(1), ["active"]);

    let secret = team.machines[1].write("secret", "a secret of thirty-two bytes, or more");
    let import = ["import", &team.etcd.place("teams/web"), "--secret-file", secret.to_str().unwrap()];
    team.key(1, &import).succeeds();
    let listed = team.key(0, &["list", &team.etcd.place("teams")]).succeeds().json();
    let names: Vec<&Value> = listed["rings"].as_array().unwrap().iter().map(|ring| &ring["ring"]).collect();
    assert_eq!(names, ["api", "web"]);
    assert_eq!(team.key(0, &["list", &team.etcd.place("team")]).succeeds().json()["rings"], json!([]));
    assert_eq!(team.key(0, &["list"]).succeeds().json()["rings"], json!([]), "none is of this machine");
    assert!(!team.machines[0].config_file().exists());
}

#[test]
fn with_a_profile_short_names_mean_its_place() {
    let team = Team::with_ring();
    let (machine, place) = (&team.machines[0], team.etcd.place("teams"));
    machine.run(["profile", "add", "fleet", "--rings", &place]).succeeds();
    assert_eq!(
        machine.run(["profile", "show", "fleet", "--json"]).succeeds().json()["settings"]["rings"]["value"],
        place
    );
    let shown = machine.run(["profile", "show", "fleet", "--json"]).succeeds().json();
    assert_eq!(shown["settings"]["store"], Value::Null, "no login is kept");
    let listed = machine.run(["profile", "list", "--json"]).succeeds().json();
    assert_eq!(listed["profiles"][0]["store"], "etcd");
    let key = machine.path("home/ring.key");
    let made = machine.run(["store", "init", "--key-file", key.to_str().unwrap()]).succeeds();
    made.says(["For key rings in etcd: `authctl profile add NAME --key-file /"]);
    let of_fleet = |words: &[&str]| machine.run([words, &["-p", "fleet", "--json"]].concat());
    let shown = of_fleet(&["key", "show", "api"]).succeeds().json();
    assert_eq!(shown["keys"], json!(team.keys(0)));
    let token = of_fleet(&["issue", "--ring", "api", "--subject", "ci"]).succeeds().json()["token"].clone();
    of_fleet(&["verify", token.as_str().unwrap(), "--ring", "api"]).succeeds();
    assert_eq!(of_fleet(&["key", "list"]).succeeds().json()["rings"][0]["ring"], "api");
    let missing = of_fleet(&["key", "rotate", "web"]).exits(1).failure();
    let hints = ["authctl key list -p fleet", "authctl key new web --alg HS256 -p fleet"];
    assert_eq!(missing["hints"], json!(hints));
    of_fleet(&["key", "show", &team.ring]).exits(2).says(["two places"]);

    // without -p it is another ring
    machine.run(["key", "show", "api"]).exits(1);
    let by_variable = machine.authctl(["key", "show", "api"]).env("AUTHCTL_PROFILE", "fleet").run();
    by_variable.exits(1).says(["-p fleet means a ring of that profile"]);
    machine.run(["profile", "add", "work", "--issuer", "https://id.example.com"]).succeeds();
    machine.run(["key", "show", "api", "-p", "work"]).exits(2).says(["authctl profile set work --rings"]);
    machine.run(["verify", &token.to_string(), "--secret-file", "x", "-p", "fleet"]).exits(2);
}

#[test]
fn a_place_that_is_none_is_refused_and_a_password_in_it_is_not_repeated() {
    let sandbox = &machines(1)[0];
    for wrong in [
        "etcd://127.0.0.1:2379/api",
        "etcd://127.0.0.1:2379/a/b c",
        "etcd://",
        "etcd://h:x/a/b",
        "https://h/a/b",
        "ETCD://h/a/b",
    ] {
        sandbox.run(["key", "show", wrong]).exits(2).says(["etcd://HOST:2379/PREFIX/NAME"]);
        sandbox.run(["verify", "e30.e30.", "--ring", wrong]).exits(2);
    }
    let wrong = "etcd://app:canary-password@127.0.0.1:2379/teams";
    let (ring, other) = (format!("{wrong}/api"), format!("{}/api", wrong.replace("etcd", "https")));
    for words in [
        &["key", "show", &ring][..],
        &["key", "show", &other],
        &["issue", "--ring", &other, "--subject", "x"],
        &["key", "list", wrong],
        &["profile", "add", "x", "--rings", wrong],
    ] {
        let refused = sandbox.run(words).exits(2);
        assert!(!refused.everything().contains("canary"), "{refused}");
    }
    sandbox.write("home/.config/authctl/config.toml", format!("[profiles.x]\nrings = \"{wrong}\"\n"));
    let refused = sandbox.run(["key", "list", "-p", "x"]).exits(1);
    assert!(!refused.everything().contains("canary"), "{refused}");
    sandbox.write("home/.config/authctl/config.toml", "etcd-user = \"x\"\n");
    sandbox.run(["key", "list"]).exits(1).says(["stands in a profile"]);
}

/// How many files of a member hold what authctl has encrypted. None holds one of the secrets, in whatever form.
#[track_caller]
pub fn ciphertexts(team: &Team, member: usize, secrets: &[&str]) -> usize {
    let folder = team.etcd.data(member);
    let files = team.machines[0].files().into_iter().filter(|(path, _)| path.starts_with(folder));
    let is_ciphertext = |(path, content): &(std::path::PathBuf, Vec<u8>)| {
        // etcd makes its log long before there is so much to write
        let end = content.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let written = &content[..end];
        for secret in secrets {
            assert!(forms_of(secret, written).is_empty(), "{}", path.display());
        }
        written.windows(22).any(|window| window == b"age-encryption.org/v1\n")
    };
    files.filter(is_ciphertext).count()
}

#[test]
fn l4_l5_etcd_and_the_memory_of_a_machine_have_ciphertext_alone() {
    let team = Team::with_ring();
    let mut secrets = vec![team.exported(0)];
    for _ in 0..3 {
        team.key(0, &["rotate", &team.ring, "-vv"]).succeeds();
        secrets.push(team.exported(0));
    }
    let set = team.key(0, &["export", &team.ring, "--format", "jwks"]).succeeds().json();
    let set: Value = serde_json::from_str(set["value"].as_str().unwrap()).unwrap();
    secrets.extend(set["keys"].as_array().unwrap().iter().map(|key| key["k"].as_str().unwrap().to_owned()));
    let key = std::fs::read_to_string(team.machines[0].path("key")).unwrap();
    secrets.push(key.lines().last().unwrap().to_owned());
    assert_eq!(secrets.len(), 9);
    team.etcd.kill(0); // what it had in its memory is on its disk
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    assert!(ciphertexts(&team, 0, &secrets) > 0, "this is where etcd keeps what it is given");
    let mut remembered = 0;
    for (path, content) in team.machines[0].files() {
        let is_key = path == team.machines[0].path("key");
        assert!(
            is_key || secrets.iter().all(|secret| forms_of(secret, &content).is_empty()),
            "{}",
            path.display()
        );
        if path.starts_with(team.machines[0].path("home/.local/share/authctl/etcd")) {
            remembered += 1;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
        }
    }
    assert_eq!(remembered, 1);
    let shown = team.key(0, &["show", &team.ring, "-vv"]).exits(5).everything();
    assert!(secrets.iter().all(|secret| forms_of(secret, shown.as_bytes()).is_empty()));
}

#[test]
fn a45_what_somebody_puts_into_etcd_in_the_place_of_a_ring_is_refused() {
    let team = Team::of(2, Etcd::start);
    let (ring, web) = (team.ring.clone(), team.etcd.place("teams/web"));
    team.key(0, &["new", &ring, "--alg", "HS256"]).succeeds();
    team.key(0, &["new", &web, "--alg", "HS256"]).succeeds();
    let (first, other) = (team.etcd.value("teams/api"), team.etcd.value("teams/web"));
    let refused = |machine: usize, told: &str| {
        for words in [
            &["key", "show", &ring, "--json"][..],
            &["key", "rotate", &ring, "--json"],
            &["verify", "e30.e30.", "--ring", &ring, "--json"],
        ] {
            let failure = team.machines[machine].run(words).exits(7).failure();
            assert!(failure["message"].as_str().unwrap().contains(told), "{failure}");
        }
    };
    // a record of another ring
    team.etcd.put("teams/api", &other);
    refused(0, "holds what belongs to teams/web");
    refused(1, "holds what belongs to teams/web");
    assert_eq!(team.etcd.value("teams/api"), other, "it is left as it is");
    // an older one, for who has seen a newer
    team.etcd.put("teams/api", &first);
    team.key(0, &["revoke", &ring, kid(&team.keys(0)[0])]).succeeds();
    let second = team.etcd.value("teams/api");
    team.etcd.put("teams/api", &first);
    refused(0, "is older than what this machine has seen");
    let hint = team.key(0, &["show", &ring]).failure()["hints"].to_string();
    assert!(hint.contains("revoked"), "{hint}");
    team.etcd.put("teams/api", &second);
    assert_eq!(team.states(0), ["revoked", "active"]);
    // what is no record, is cut, or was made by somebody who has not the key
    team.etcd.put("teams/api", b"keys of somebody else");
    refused(1, "is damaged");
    team.etcd.put("teams/api", &second[..second.len() - 1]);
    refused(1, "is damaged");
    let key = std::fs::read_to_string(team.machines[0].path("key")).unwrap();
    let public = key.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap();
    let public: age::x25519::Recipient = public.parse().unwrap();
    team.etcd.put("teams/api", &age::encrypt(&public, b"\n{\"format\":1}\nkeys of somebody else").unwrap());
    refused(1, "was not written by a machine that has the key");
    // a machine with another key
    let stranger = Sandbox::with_file_store();
    team.etcd.put("teams/api", &second);
    let failure = stranger.run(["key", "show", &ring, "--json"]).exits(7).failure();
    assert!(failure["message"].as_str().unwrap().contains("is encrypted to another key"), "{failure}");
    assert_eq!(stranger.run(["key", "new", &ring, "--alg", "HS256", "--json"]).code, 7);
}

#[test]
fn etcd_may_want_a_user_and_a_password() {
    let team = Team::with_ring();
    let machine = &team.machines[0];
    team.etcd.put("teams/odd/bad", b"nothing of ours");
    team.etcd.ask_for_passwords("teams", "canary-password", "guest-password");
    let failure = team.key(0, &["show", &team.ring]).exits(6).failure();
    assert_eq!(failure["code"], "etcd_login");
    let file = machine.write("password", "canary-password\n");
    let by_file = ["--etcd-user", "app", "--etcd-password-file", file.to_str().unwrap()];
    let run = |words: &[&str], login: &[&str]| {
        machine
            .authctl([words, login, &["--json", "-vv"]].concat())
            .env("PW", "canary-password")
            .env("WRONG", "guessed-password")
            .env("GUEST", "guest-password")
            .run()
    };
    let (show, rotate) = (["key", "show", &team.ring], ["key", "rotate", &team.ring]);
    let shown = run(&show, &by_file).succeeds();
    assert!(!shown.everything().contains("canary"), "{shown}");
    run(&rotate, &["--etcd-user", "app", "--etcd-password-env", "PW"]).succeeds();
    let token = run(&["issue", "--ring", &team.ring, "--subject", "ci"], &by_file).succeeds().json();
    run(&["verify", token["token"].as_str().unwrap(), "--ring", &team.ring], &by_file).succeeds();

    let code = |output: Output| machine_failure(&output)["code"].clone();
    assert_eq!(
        code(run(&show, &["--etcd-user", "app", "--etcd-password-env", "WRONG"]).exits(6)),
        "etcd_login"
    );
    assert_eq!(
        code(run(&show, &["--etcd-user", "guest", "--etcd-password-env", "GUEST"]).exits(6)),
        "etcd_denied"
    );
    assert_eq!(code(run(&["key", "show", &team.etcd.place("others/api")], &by_file).exits(6)), "etcd_denied");
    assert_eq!(
        code(run(&show, &["--etcd-user", "app", "--etcd-password-env", "UNSET"]).exits(1)),
        "no_password"
    );
    run(&show, &["--etcd-user", "app", "--no-input"]).exits(4);
    run(&show, &["--etcd-password-env", "PW"]).exits(2);
    // etcdctl asks for the password by itself
    let bad = machine_failure(&run(&["key", "show", &team.etcd.place("teams/odd/bad")], &by_file).exits(7));
    assert!(bad["hints"].to_string().contains(" --user=app del teams/odd/bad"), "{bad}");
    // in a profile, and told again
    let place = team.etcd.place("teams");
    machine.run([&["profile", "add", "fleet", "--rings", &place][..], &by_file].concat()).succeeds();
    machine.run(["key", "rotate", "api", "-p", "fleet"]).succeeds();
    machine.run(["key", "list", "-p", "fleet"]).succeeds();
    let missing = run(&["key", "show", &team.etcd.place("teams/web")], &by_file).exits(1);
    let again = machine_failure(&missing)["hint"].as_str().unwrap().to_owned();
    machine.run(shell_words::split(&again).unwrap().into_iter().skip(1)).succeeds();
    assert!(!std::fs::read_to_string(machine.config_file()).unwrap().contains("canary"));
}

#[test]
fn each_machine_gets_the_secret_of_the_ring_to_its_service() {
    let team = Team::of(2, Etcd::start);
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    let files: Vec<_> = team.machines.iter().map(|machine| machine.write(".env", "JWT=\n")).collect();
    let deliver = |machine: usize, words: &[&str]| {
        let file = files[machine].to_str().unwrap();
        let delivery = ["rotate", &team.ring, "--env-file", file, "--env-name", "JWT", "--then", "true"];
        team.key(machine, &[&delivery[..], words].concat())
    };
    let has = |machine: usize| std::fs::read_to_string(&files[machine]).unwrap();
    assert_eq!(deliver(0, &[]).succeeds().json()["rotated"], true);
    assert_eq!((has(0), has(1)), (format!("JWT={}\n", team.exported(1)), "JWT=\n".to_owned()));
    let due = ["--if-due", "--every", "30d"];
    assert_eq!(deliver(1, &due).succeeds().json()["rotated"], false);
    assert_eq!(has(1), has(0));
    assert_eq!(team.states(1), ["retiring", "active"]);
}

/// The words of a rotation whose secret goes to this file, and is told by this command.
fn rotating<'w>(team: &'w Team, file: &'w Path, then: &'w str) -> [&'w str; 9] {
    let file = file.to_str().unwrap();
    ["key", "rotate", &team.ring, "--env-file", file, "--env-name", "JWT", "--then", then]
}

/// Machines, and their ring by way of somebody who has another machine rotate it just before it is read for the second time.
/// That one takes its time: who comes that way needs a long --timeout.
fn rotated_between_two_looks(words: &[&str]) -> (Team, String, Middleman) {
    let team = Team::of(2, Etcd::start);
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    if !words.is_empty() {
        team.key(0, &[words, &[&*team.ring]].concat()).succeeds();
    }
    let rotation = Mutex::new(Some(team.machines[1].authctl(["key", "rotate", &team.ring])));
    let between = Middleman::before(team.etcd.address(0), move |path, looks| {
        if path.ends_with("/range") && looks == 1 {
            rotation.lock().unwrap().take().unwrap().run().succeeds();
        }
        Fate::Passes
    });
    let ring = format!("etcd://{}/teams/api", between.address);
    (team, ring, between)
}

/// The ring knows that a service has its second key: it is kept for as long as tokens of it can be alive.
#[track_caller]
fn is_known_to_be_out(team: &Team, secret: &str) {
    assert_eq!(team.states(0), ["retiring", "active"], "it was rotated meanwhile");
    let second = kid(&team.keys(0)[1]).to_owned();
    team.key(0, &["rotate", &team.ring]).succeeds();
    assert_eq!(team.key(0, &["retire", &team.ring, &second]).exits(6).failure()["code"], "tokens_alive");
    let words = ["export", &team.ring, "--format", "raw", "--kid", &second];
    assert_eq!(team.key(0, &words).succeeds().json()["value"], secret, "it got the key that signs");
}

#[test]
fn r5_a_service_gets_no_key_but_one_that_the_ring_knows_to_be_there() {
    let export: &[&str] = &["export", "--format", "raw"];
    for before in [&[][..], export] {
        let (team, ring, _between) = rotated_between_two_looks(before);
        let file = team.machines[0].write(".env", "JWT=\n");
        let delivery = ["rotate", &ring, "--env-file", file.to_str().unwrap(), "--env-name", "JWT"];
        team.key(0, &[&delivery[..], &["--if-due", "--every", "30d", "--timeout", "60s"]].concat())
            .succeeds();
        let written = std::fs::read_to_string(file).unwrap();
        is_known_to_be_out(&team, written.strip_prefix("JWT=").unwrap().trim_end());
    }
}

#[test]
fn r5_what_is_exported_is_the_key_that_the_ring_knows_to_be_out() {
    let export: &[&str] = &["export", "--format", "raw"];
    for before in [&[][..], export] {
        let (team, ring, _between) = rotated_between_two_looks(before);
        let exported =
            team.key(0, &["export", &ring, "--format", "raw", "--timeout", "60s"]).succeeds().json();
        is_known_to_be_out(&team, exported["value"].as_str().unwrap());
    }
}

#[test]
fn r5_a_key_that_one_machine_takes_back_stays_with_no_service() {
    let team = Team::of(2, Etcd::start);
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    let files: Vec<_> = team.machines.iter().map(|machine| machine.write(".env", "JWT=\n")).collect();
    // the service of the first machine does not take it, while the second one delivers it too
    let fails = team.command_line(0, &rotating(&team, &files[0], "false"));
    let meanwhile = team.machines[1].write_script("meanwhile", &format!("#!/bin/sh\n{fails}\ntrue\n"));
    let told = team.machines[1].run(rotating(&team, &files[1], meanwhile.to_str().unwrap())).succeeds();
    told.says(["was taken back meanwhile"]);
    let is_withdrawn = || {
        let shown = team.keys(0);
        assert!(
            !shown.iter().skip(1).any(|key| key["state"] == "active" || key["state"] == "next"),
            "{shown:?}"
        );
    };
    is_withdrawn();
    assert_eq!(std::fs::read_to_string(&files[0]).unwrap(), "JWT=\n");
    assert_eq!(std::fs::read_to_string(&files[1]).unwrap(), format!("JWT={}\n", team.exported(0)));
    // that is told too where the service does not take the one that signs
    let once = team.machines[1].path("once");
    let script = format!("#!/bin/sh\n[ -e {0} ] && exit 1; touch {0}\n{fails}\ntrue\n", once.display());
    let meanwhile = team.machines[1].write_script("meanwhile", &script);
    let words = rotating(&team, &files[1], meanwhile.to_str().unwrap());
    let run = team.machines[1].authctl(words).args(["--json"]).run().exits(1);
    assert_eq!(run.failure()["code"], "command_failed");
    assert!(run.failure()["details"].to_string().contains("was taken back meanwhile"), "{run}");
    is_withdrawn();
}

#[test]
fn r5_why_a_service_has_not_got_its_secret_is_told_whatever_becomes_of_the_key() {
    let team = Team::of(2, Etcd::start);
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    let files: Vec<_> = team.machines.iter().map(|machine| machine.write(".env", "JWT=\n")).collect();
    // the second machine delivers the key, while the service of the first one does not take it
    let delivers = team.command_line(1, &rotating(&team, &files[1], "true"));
    let meanwhile = team.machines[0].write_script("meanwhile", &format!("#!/bin/sh\n{delivers}\nfalse\n"));
    let words = rotating(&team, &files[0], meanwhile.to_str().unwrap());
    let failed = team.machines[0].authctl(words).args(["--json"]).run().exits(1);
    assert_eq!(failed.failure()["code"], "command_failed");
    assert!(
        failed.failure()["details"].to_string().contains("was delivered meanwhile by another machine"),
        "{failed}"
    );
    assert_eq!(team.states(0), ["retiring", "active"]);
    assert_eq!(std::fs::read_to_string(&files[0]).unwrap(), "JWT=\n");
    assert_eq!(std::fs::read_to_string(&files[1]).unwrap(), format!("JWT={}\n", team.exported(0)));

    // and etcd goes away while the command fails
    let alive = team.machines[0].path("alive");
    pipe(&alive);
    let script = format!("#!/bin/sh\ncat < {}; false\n", alive.display());
    let script = team.machines[0].write_script("fails", &script);
    let words = rotating(&team, &files[0], script.to_str().unwrap());
    let run = team.machines[0].authctl(words).args(["--json"]).spawn();
    let held = once_read(&alive);
    team.etcd.kill(0);
    drop(held);
    let failed = run.finish().exits(1).failure();
    assert_eq!(failed["code"], "command_failed");
    assert!(failed["message"].as_str().unwrap().contains("is as it was before"), "{failed}");
    assert!(failed["details"].to_string().contains("awaits its delivery"), "{failed}");
    team.etcd.start_again(0);
    team.etcd.await_health(0);
    assert_eq!(team.states(0), ["retiring", "active", "next"]);
}

#[test]
fn a_ring_of_this_machine_needs_no_network() {
    let machine = &machines(1)[0];
    machine.run(["key", "new", "api", "--alg", "HS256", "--store", "file"]).succeeds();
    let token = machine.run(["issue", "--ring", "api", "--subject", "ci"]).succeeds().text().to_owned();
    for words in [
        &["key", "rotate", "api"][..],
        &["issue", "--ring", "api", "--subject", "ci"],
        &["verify", &token, "--ring", "api"],
    ] {
        let (output, calls) = strace::calls_of(machine.authctl(words), &machine.path("calls"));
        output.succeeds();
        for call in calls {
            assert!(!matches!(&*call.name, "socket" | "connect" | "epoll_create1"), "{}", call.shown);
            assert!(!call.shown.contains("/etc/ssl"), "{}", call.shown);
        }
    }
    // how etcd is reached says nothing of a ring that is not there
    machine.run(["key", "show", "api", "--etcd-user", "app"]).exits(2).says(["none in etcd"]);
}

/// The failure among the lines of a trace.
fn machine_failure(output: &Output) -> Value {
    let line = output.stderr.lines().find(|line| line.starts_with(r#"{"error""#));
    serde_json::from_str::<Value>(line.unwrap_or_else(|| panic!("{output}"))).unwrap()["error"].clone()
}

#[test]
fn t1_etcd_may_want_the_certificate_of_a_client() {
    let machine = &machines(1)[0];
    let (authority, other) = (Authority::new(), Authority::new());
    let ca = authority.file(machine);
    let [certificate, key] = authority.signs_files(&["127.0.0.1"], machine);
    let text = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let (ca, certificate, key) = (text(&ca), text(&certificate), text(&key));
    let etcd = Etcd::with_tls(
        machine,
        &[
            format!("--cert-file={certificate}"),
            format!("--key-file={key}"),
            format!("--trusted-ca-file={ca}"),
            "--client-cert-auth".to_owned(),
        ],
    );
    let ring = etcd.place("teams/api");
    let [own, own_key] = authority.signs_files(&["ci"], machine).map(|path| text(&path));
    let [foreign, foreign_key] = other.signs_files(&["ci"], machine).map(|path| text(&path));
    let run = |words: &[&str], more: &[&str]| machine.run([words, more, &["--json"]].concat());
    let show = ["key", "show", &ring];
    let good = ["--ca-cert", &ca, "--etcd-cert", &own, "--etcd-key", &own_key];
    run(&["key", "new", &ring, "--alg", "HS256"], &good).succeeds();
    run(&show, &good).succeeds();
    // what is proposed is typed with the same files
    let missing = run(&["key", "show", &etcd.place("teams/web")], &good).exits(1).failure();
    let again = shell_words::split(missing["hints"][1].as_str().unwrap()).unwrap();
    machine.run(again.into_iter().skip(1)).succeeds();
    let code = |more: &[&str], exit: i32| run(&show, more).exits(exit).failure()["code"].clone();
    for more in [
        &["--ca-cert", &ca][..],
        &["--ca-cert", &ca, "--etcd-cert", &foreign, "--etcd-key", &foreign_key],
        &[],
    ] {
        let failure = run(&show, more).exits(5).failure();
        assert!(failure["hints"].to_string().contains("--etcd-cert FILE"), "{more:?}: {failure}");
    }
    assert_eq!(
        code(&["--etcd-cert", &own, "--etcd-key", &own_key], 5),
        "tls",
        "an authority that nobody knows here"
    );
    assert_eq!(code(&["--ca-cert", &ca, "--etcd-cert", &own, "--etcd-key", &foreign_key], 1), "certificates");
    assert_eq!(code(&["--ca-cert", &ca, "--etcd-cert", &ca, "--etcd-key", &own], 1), "certificates");
    assert_eq!(
        code(&["--ca-cert", &ca, "--etcd-cert", "/none.pem", "--etcd-key", &own_key], 1),
        "certificates"
    );
    run(&show, &["--ca-cert", &ca, "--etcd-cert", &own]).exits(2);
    // http is asked by https
    let elsewhere = Sandbox::new(); // an etcd whose folder is gone ends
    let without = Etcd::start(&elsewhere);
    let failure = run(&["key", "show", &without.place("teams/api")], &good).exits(5).failure();
    assert!(failure["hints"].to_string().contains("or http?"), "{failure}");
}

#[test]
fn a_ring_is_deleted_for_all_machines() {
    let team = Team::of(2, Etcd::start);
    let new = ["new", &team.ring, "--alg", "HS256"];
    team.key(0, &new).succeeds();
    team.issue(1).succeeds();
    assert_eq!(team.key(0, &["delete", &team.ring]).exits(6).failure()["code"], "tokens_alive");
    team.key(0, &["delete", &team.ring, "--force"]).succeeds();
    assert_eq!(team.key(0, &["show", &team.ring]).exits(1).failure()["code"], "no_ring");
    assert_eq!(team.key(1, &["show", &team.ring]).exits(7).failure()["code"], "ring_lost");
    team.key(1, &["delete", &team.ring, "--force"]).succeeds();
    assert_eq!(team.key(1, &["show", &team.ring]).exits(1).failure()["code"], "no_ring");
    team.key(0, &new).succeeds();
    team.key(1, &["show", &team.ring]).succeeds();
}

#[test]
fn r4_a_change_whose_answer_breaks_tls_is_sent_again_and_not_told_as_undone() {
    let machine = &machines(1)[0];
    let authority = Authority::new();
    let (ca, config) = (authority.file(machine), authority.signs(&["127.0.0.1"]));
    let changes = AtomicUsize::new(0);
    let server = ScriptedServer::start_raw(move |stream| {
        let mut tls = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            let mut piece = [0; 4096];
            let length = tls.read(&mut piece).unwrap();
            assert_ne!(length, 0, "the whole request comes");
            request.extend_from_slice(&piece[..length]);
        }
        let is_change = request.starts_with(b"POST /v3/kv/txn ");
        if is_change && changes.fetch_add(1, Ordering::SeqCst) == 0 {
            tls.sock.write_all(b"nobody speaks TLS like this").unwrap();
            return;
        }
        let answer = json!({"header": {}, "succeeded": is_change});
        tls.write_all(&scripted::json(200, &answer)).unwrap();
        tls.conn.send_close_notify();
        let _ = tls.flush(); // whoever asked may be gone
    });
    let ring = format!("etcd://127.0.0.1:{}/teams/api", server.port);
    machine.run(["key", "new", &ring, "--alg", "HS256", "--ca-cert", ca.to_str().unwrap()]).succeeds();
}
