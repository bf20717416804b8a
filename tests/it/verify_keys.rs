//! `verify` with keys from the network: where they come from, how long they are kept, and whose tokens they are for.

use crate::support::ports::Nobody;
use crate::support::process::Authctl;
use crate::support::scripted_issuer::{public_key, sign_token};
use crate::support::{Issuer, Output, Running, Sandbox, ScriptedServer, scripted, strace, tls, until};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};

/// What the issuer says at the moment.
struct Says {
    keys: Value,
    headers: Vec<(&'static str, String)>,
    status: u16,
    /// The next answer waits until the other end is dropped, and is what was true before.
    held: Option<Receiver<()>>,
}

impl Default for Says {
    fn default() -> Self {
        Self { keys: json!({"keys": [public_key()]}), headers: Vec::new(), status: 200, held: None }
    }
}

/// An issuer that publishes keys as it is told, and somebody who checks its tokens.
struct World {
    sandbox: Sandbox,
    issuer: ScriptedServer,
    says: Arc<Mutex<Says>>,
}

impl World {
    fn new() -> Self {
        Self::saying(&[])
    }

    /// With these headers on its key set.
    fn saying(headers: &[(&'static str, &str)]) -> Self {
        let says = Arc::new(Mutex::new(Says::default()));
        let spoken = Arc::clone(&says);
        let issuer = ScriptedServer::start(move |request, own| match request.path() {
            "/.well-known/openid-configuration" => {
                scripted::json(200, &json!({"issuer": own, "jwks_uri": format!("{own}/jwks")}))
            }
            "/jwks" => {
                let mut says = spoken.lock().unwrap();
                let held = says.held.take();
                let mut headers: Vec<_> =
                    says.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let etag = headers.iter().find(|(name, _)| *name == "etag").map(|(_, value)| *value);
                let is_known = etag.is_some() && request.header("if-none-match") == etag;
                let answer = match says.status {
                    200 if is_known => scripted::answer(304, &headers, ""),
                    200 => scripted::answer(200, &headers, &says.keys.to_string()),
                    status => {
                        headers.push(("retry-after", "60"));
                        scripted::answer(status, &headers, "")
                    }
                };
                drop(says);
                let _ = held.map(|held| held.recv());
                answer
            }
            _ => scripted::answer(404, &[], ""),
        });
        let world = Self { sandbox: Sandbox::new(), issuer, says };
        world.say(|says| {
            says.headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        });
        world
    }

    fn say(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().unwrap());
    }

    /// A good token of this issuer, by the key with this id.
    fn token(&self, kid: &str) -> String {
        sign_token(&json!({"alg": "RS256", "kid": kid}), &json!({"iss": self.issuer.url, "sub": "alice"}))
    }

    fn verify(&self, token: &str, flags: &[&str]) -> Authctl {
        self.sandbox.authctl(["verify", "--issuer", &self.issuer.url]).args(flags).args([token])
    }

    fn run(&self, token: &str, flags: &[&str]) -> Output {
        self.verify(token, flags).run()
    }

    /// The keys with this id alone from now on, with these words on how long they may be kept.
    fn publish(&self, kid: &str, cache_control: &str) {
        self.say(|says| {
            says.keys["keys"][0]["kid"] = json!(kid);
            says.headers = vec![("cache-control", cache_control.to_owned())];
        });
    }

    /// A run that waits for the keys that are published now, until the value is dropped.
    fn waiting(&self, token: &str, flags: &[&str]) -> (Running, Sender<()>) {
        let (release, held) = mpsc::channel();
        let asked = self.asked();
        self.say(|says| says.held = Some(held));
        let run = self.verify(token, flags).spawn();
        until("it asks for the keys", || (self.asked() > asked).then_some(()));
        (run, release)
    }

    /// Another process was told at this moment that these are the keys, and keeps them.
    #[track_caller]
    fn was_told(&self, kid: &str) {
        let file = self.file();
        let mut kept: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        kept["keys"]["keys"][0]["kid"] = json!(kid);
        kept["confirmed_at"] = json!(Timestamp::now().as_second());
        std::fs::write(file, kept.to_string()).unwrap();
    }

    /// The ids of the kept keys.
    #[track_caller]
    fn kept(&self) -> Vec<String> {
        let kept: Value = serde_json::from_slice(&std::fs::read(self.file()).unwrap()).unwrap();
        let keys = kept["keys"]["keys"].as_array().unwrap();
        keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    }

    #[track_caller]
    fn takes(&self) -> Output {
        self.run(&self.token("scripted"), &[]).succeeds()
    }

    /// How often the keys were asked for.
    fn asked(&self) -> usize {
        self.issuer.seen().iter().filter(|request| request.path() == "/jwks").count()
    }

    /// The file of the kept keys.
    #[track_caller]
    fn file(&self) -> PathBuf {
        let files: Vec<_> = self.sandbox.files().into_iter().map(|(path, _)| path).collect();
        let [file] = &files[..] else { panic!("one file: {files:?}") };
        file.clone()
    }

    /// Time passes for what is kept.
    #[track_caller]
    fn pass(&self, seconds: i64) {
        self.pass_for(&["confirmed_at", "searched_at", "missed_at"], seconds);
    }

    /// The same for some of what is kept.
    #[track_caller]
    fn pass_for(&self, dates: &[&str], seconds: i64) {
        let file = self.file();
        let mut kept: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        for date in dates {
            if let Some(before) = kept[*date].as_i64() {
                kept[*date] = json!(before - seconds);
            }
        }
        std::fs::write(file, kept.to_string()).unwrap();
    }
}

/// Runs that wait for the one that asks.
fn behind(world: &World, count: usize, token: &str, flags: &[&str]) -> Vec<Running> {
    let others: Vec<_> = (0..count).map(|_| world.verify(token, flags).spawn()).collect();
    for other in &others {
        until("it waits for the one that asks", || other.waits_for_a_lock().then_some(()));
    }
    others
}

#[test]
fn o4_the_keys_of_a_certified_issuer_are_found_and_kept() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let id_token = || sandbox.run(["token", "work", "--type", "id"]).succeeds().text().to_owned();
    let token = id_token();
    let verify = |token: &str, flags: &[&str]| {
        sandbox.authctl(["verify", "--audience", "authctl"]).args(flags).args([token]).run()
    };
    let by_issuer = ["--issuer", &issuer.url];
    issuer.clear_log();
    let shown = verify(&token, &by_issuer).succeeds();
    assert_eq!((&shown.json()["iss"], &shown.json()["aud"]), (&json!(issuer.url), &json!("authctl")));
    verify(&token, &["-p", "work"]).succeeds();
    verify(&token, &["-p", "work", "--issuer", &issuer.url]).succeeds();
    verify(&token, &["--jwks-url", &format!("{}/jwks", issuer.url), "--issuer", &issuer.url]).succeeds();
    issuer.rotate_keys(false);
    sandbox.login(&issuer).run().succeeds();
    let newer = id_token();
    assert_ne!(newer.split('.').next(), token.split('.').next(), "another key signed");
    verify(&newer, &by_issuer).succeeds();
    verify(&token, &by_issuer).exits(3).says(["which is not among the keys given"]);

    verify(&token, &[]).exits(2).says(["no key was named", "--issuer URL"]);
    let by_variable = sandbox.authctl(["verify", "--any-issuer", &token]).env("AUTHCTL_PROFILE", "work");
    by_variable.run().exits(2).says(["no key was named"]);
    let other = ["-p", "work", "--issuer", "https://id.example.test"];
    verify(&newer, &other).exits(2).says(["are those of", "not for tokens of https://id.example.test"]);
    let key = sandbox.write("key.json", public_key().to_string());
    verify(&newer, &["-p", "work", "--key", key.to_str().unwrap()]).exits(2).says(["two places of keys"]);
    verify(&newer, &["-p", "nobody"]).exits(4).says(["no profile nobody"]);
}

#[test]
fn keys_are_kept_for_as_long_as_the_issuer_says() {
    for (headers, fresh) in [
        (&[][..], 300),
        (&[("cache-control", "max-age=600")][..], 600),
        (&[("cache-control", "max-age=1")], 60),
        (&[("cache-control", "max-age=99999999")], 24 * 3600),
        (&[("cache-control", "max-age=600"), ("age", "200")], 400),
        (&[("date", "Sat, 21 Nov 2026 10:00:00 GMT"), ("expires", "Sat, 21 Nov 2026 10:10:00 GMT")], 600),
    ] {
        let world = World::saying(headers);
        world.takes();
        world.takes();
        world.pass(fresh - 20);
        world.takes();
        assert_eq!(world.asked(), 1, "{headers:?}");
        world.pass(20);
        world.takes();
        assert_eq!(world.asked(), 2, "{headers:?}");
    }
    for asked_each_time in ["max-age=0", "no-cache", "no-store"] {
        let world = World::saying(&[("cache-control", asked_each_time)]);
        world.takes();
        world.takes();
        assert_eq!(world.asked(), 2, "{asked_each_time}");
    }
}

#[test]
fn keys_that_did_not_change_are_not_sent_again() {
    let world = World::saying(&[("cache-control", "max-age=0"), ("etag", "\"one\"")]);
    world.takes();
    let before = world.file();
    world.takes();
    assert_eq!(world.issuer.seen().last().unwrap().header("if-none-match"), Some("\"one\""));
    assert_eq!(world.file(), before);
    world.say(|says| {
        says.headers = vec![("etag", "\"two\"".to_owned()), ("cache-control", "max-age=600".to_owned())];
    });
    world.takes();
    world.takes();
    assert_eq!(world.asked(), 3, "the new headers count");
    world.pass(600);
    world.say(|says| says.keys["keys"] = json!([]));
    world.takes();
    world.pass(600);
    world.say(|says| says.headers[0].1 = "\"three\"".to_owned());
    world.run(&world.token("scripted"), &[]).exits(3).says(["publishes no such key now"]);
}

#[test]
fn o13_an_unknown_key_is_asked_for_once_and_then_not_for_a_while() {
    let world = World::saying(&[("cache-control", "max-age=3600")]);
    world.takes();
    world.pass(100);
    for number in 0..5 {
        let run = world.run(&world.token(&format!("made-up-{number}")), &[]).exits(3).prints_nothing();
        run.says(["which is not among the keys given", "is not asked again in the next"]);
    }
    assert_eq!(world.asked(), 2, "remembered from run to run");
    assert_eq!(world.issuer.seen().last().unwrap().header("cache-control"), Some("no-cache"));
    world.say(|says| says.keys["keys"][0]["kid"] = json!("new"));
    world.pass(15);
    world.run(&world.token("new"), &[]).exits(3);
    world.takes();
    world.pass(15);
    world.run(&world.token("new"), &[]).succeeds();
    world.run(&world.token("new"), &[]).succeeds();
    assert_eq!(world.asked(), 3);
    world.run(&world.token("scripted"), &[]).exits(3).says(["is not asked again"]);
}

#[test]
fn o13_keys_that_came_just_now_are_not_asked_for_again() {
    let world = World::new();
    world.run(&world.token("made-up"), &[]).exits(3).says(["publishes no such key now"]);
    assert_eq!(world.asked(), 1);
    world.say(|says| says.keys["keys"][0]["kid"] = json!("new"));
    world.run(&world.token("new"), &[]).succeeds();
    assert_eq!(world.asked(), 2, "a later run asks, though the keys are fresh");
}

#[test]
fn o13_a_new_key_with_the_id_of_the_old_one_is_asked_for_once() {
    let world = World::saying(&[("cache-control", "max-age=3600")]);
    let genuine = world.token("scripted");
    let mut old = public_key()["n"].as_str().unwrap().to_owned();
    let other = if old[9..].starts_with('A') { "B" } else { "A" };
    old.replace_range(9..10, other);
    world.say(|says| says.keys["keys"][0]["n"] = json!(old));
    let not_its = ["the signature is not that of the key"];
    world.run(&genuine, &[]).exits(3).says(not_its);
    assert_eq!(world.asked(), 1, "keys that came just now are the issuer's");
    world.say(|says| says.keys["keys"][0] = public_key());
    world.run(&genuine, &["--offline"]).exits(3).says(not_its);
    world.takes();
    assert_eq!(world.asked(), 2, "though those that were kept are fresh");

    let (input, signature) = genuine.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    let forged = format!("{input}.{first}{}", &signature[1..]);
    world.pass(100);
    for _ in 0..5 {
        world.run(&forged, &[]).exits(3).says(not_its);
        world.run(&format!("{input}."), &[]).exits(3).says(["the token has no signature"]);
    }
    assert_eq!(world.asked(), 3, "forged ones have it asked once in 30 s, those without a signature never");
    world.pass(31);
    world.say(|says| says.status = 503);
    world.run(&forged, &[]).exits(3).says(not_its);
    assert_eq!(world.asked(), 4, "that it cannot be asked does not make the token better");
    world.takes();
}

#[test]
fn many_at_once_do_each_other_no_harm() {
    let world = World::saying(&[("cache-control", "max-age=3600")]);
    let at_once = |kid: &str| {
        let runs: Vec<_> = (0..20).map(|_| world.verify(&world.token(kid), &[]).spawn()).collect();
        runs.into_iter().map(Running::finish).collect::<Vec<_>>()
    };
    for (kid, code) in [("scripted", 0), ("made-up", 3), ("scripted", 0)] {
        for run in at_once(kid) {
            run.exits(code);
        }
    }
    let asked = world.asked();
    assert_eq!(asked, 2, "for the keys, and for the one that is made up");
    world.run(&world.token("made-up-too"), &[]).exits(3);
    world.takes();
    assert_eq!(world.asked(), asked);
    assert!(!world.file().to_string_lossy().contains(".tmp"));
}

#[test]
fn o13_of_many_at_once_one_asks_for_a_new_key_and_all_have_it() {
    let world = World::saying(&[("cache-control", "max-age=3600")]);
    world.takes();
    let at_once = |kid: &str, code: i32| {
        let token = world.token(kid);
        let (first, release) = world.waiting(&token, &[]);
        let others = behind(&world, 12, &token, &[]);
        drop(release);
        for run in others.into_iter().chain([first]) {
            run.finish().exits(code);
        }
    };
    at_once("made-up", 3);
    assert_eq!(world.asked(), 2);
    world.pass(31);
    world.publish("new", "max-age=3600");
    at_once("new", 0);
    assert_eq!(world.asked(), 3);

    // where it is killed the next one asks, at once or later
    world.pass(31);
    let (killed, release) = world.waiting(&world.token("made-up"), &[]);
    let others = behind(&world, 3, &world.token("made-up"), &[]);
    killed.signal(rustix::process::Signal::KILL);
    for run in others {
        run.finish().exits(3);
    }
    killed.finish();
    drop(release);
    assert_eq!(world.asked(), 5);
    world.pass(31);
    let (killed, _release) = world.waiting(&world.token("made-up"), &[]);
    killed.signal(rustix::process::Signal::KILL);
    killed.finish();
    world.publish("newest", "max-age=3600");
    world.run(&world.token("newest"), &[]).succeeds();
    assert_eq!(world.asked(), 7);
}

#[test]
fn o13_a_search_that_failed_is_a_failure_for_all_who_would_have_asked() {
    let world = World::saying(&[("cache-control", "max-age=3600")]);
    world.takes();
    world.pass(100);
    world.publish("new", "max-age=3600");
    world.say(|says| says.status = 503);
    let token = world.token("new");
    let (first, release) = world.waiting(&token, &[]);
    let others = behind(&world, 3, &token, &[]);
    drop(release);
    first.finish().exits(5).prints_nothing().says(["HTTP 503"]);
    let told = ["was asked in vain a moment ago", "not among those kept here"];
    for other in others {
        other.finish().exits(5).prints_nothing().says(told);
    }
    world.say(|says| says.status = 200);
    world.run(&token, &[]).exits(5).prints_nothing().says(told);
    assert_eq!(world.run(&token, &["--json"]).failure()["retryable"], json!(true));
    world.takes();
    assert_eq!(world.asked(), 2, "nobody asks again so soon");
    world.pass(31);
    world.run(&token, &[]).succeeds();
    world.run(&world.token("made-up"), &[]).exits(3).says(["is not asked again in the next"]);
    assert_eq!(world.asked(), 3);
}

#[test]
fn o13_a_search_whose_answer_is_of_no_use_is_no_word_on_the_key() {
    let world = World::saying(&[("cache-control", "max-age=3600")]);
    world.takes();
    world.pass(3500);
    world.say(|says| says.status = 404);
    let token = world.token("new");
    let (first, release) = world.waiting(&token, &[]);
    let others = behind(&world, 3, &token, &[]);
    drop(release);
    first.finish().exits(6).prints_nothing().says(["HTTP 404"]);
    for other in others {
        other.finish().exits(5).prints_nothing().says(["was asked in vain a moment ago"]);
    }
    assert_eq!(world.asked(), 2);
    world.pass_for(&["confirmed_at"], 200);
    let told = world.run(&world.token("scripted"), &[]).exits(6).says(["HTTP 404"]);
    assert!(!told.stderr.contains("those of"), "an issuer that answers was not missed: {told}");
}

#[test]
fn o13_a_mark_of_a_time_to_come_holds_nobody_up() {
    let world = World::saying(&[("cache-control", "max-age=3600")]);
    world.takes();
    world.pass(100);
    world.run(&world.token("made-up"), &[]).exits(3);
    world.pass(-50);
    world.publish("new", "max-age=3600");
    world.run(&world.token("new"), &[]).succeeds();
    world.run(&world.token("made-up"), &[]).exits(3).says(["is not asked again in the next"]);
    assert_eq!(world.asked(), 3, "and from now on it is not asked again so soon");

    world.pass(7200);
    world.say(|says| says.status = 503);
    world.run(&world.token("new"), &[]).succeeds().says(["HTTP 503", "those of 2 h ago"]);
    world.pass(-50);
    world.say(|says| says.status = 200);
    let anew = world.run(&world.token("new"), &[]).succeeds();
    assert!(!anew.stderr.contains("a moment ago") && world.asked() == 5, "{anew}");
}

#[test]
fn of_many_at_once_one_fetches_the_keys_and_the_others_wait_for_them() {
    let world = World::saying(&[("cache-control", "max-age=600")]);
    let token = world.token("scripted");
    for asked in 1..=2 {
        if asked > 1 {
            world.pass(700);
        }
        let (first, release) = world.waiting(&token, &[]);
        let others = behind(&world, 19, &token, &[]);
        drop(release);
        for run in others.into_iter().chain([first]) {
            run.finish().succeeds();
        }
        assert_eq!(world.asked(), asked, "each time once");
    }
    assert!(!world.file().with_extension("asked").exists(), "nothing is left of it");
}

#[test]
fn whoever_waits_for_keys_is_not_held_up_by_one_that_was_killed() {
    let world = World::saying(&[("cache-control", "max-age=600")]);
    let token = world.token("scripted");
    let (first, release) = world.waiting(&token, &[]);
    let others = behind(&world, 7, &token, &[]);
    first.signal(rustix::process::Signal::KILL);
    for run in others {
        run.finish().succeeds();
    }
    assert_eq!(world.asked(), 2, "the next one asks for all");
    first.finish();
    drop(release);
    assert!(!world.file().with_extension("asked").exists());

    // nor by one that is stopped, though it has the lock still
    world.pass(700);
    let (first, release) = world.waiting(&token, &[]);
    first.signal(rustix::process::Signal::STOP);
    let begun = std::time::Instant::now();
    for run in behind(&world, 2, &token, &["--timeout", "5s"]) {
        run.finish().succeeds();
    }
    assert!(begun.elapsed().as_secs() < 10, "nor longer than one waits for an answer: {:?}", begun.elapsed());
    first.signal(rustix::process::Signal::CONT);
    drop(release);
    first.finish().succeeds();
}

#[test]
fn whoever_waited_for_an_answer_that_did_not_come_uses_what_is_kept() {
    let world = World::saying(&[("cache-control", "max-age=600")]);
    world.takes();
    world.pass(700);
    world.say(|says| says.status = 503);
    let token = world.token("scripted");
    let (first, release) = world.waiting(&token, &[]);
    let others = behind(&world, 5, &token, &[]);
    drop(release);
    first.finish().succeeds().says(["HTTP 503", "may be revoked since"]);
    for other in others {
        other.finish().succeeds().says(["was asked in vain a moment ago", "may be revoked since"]);
    }
    assert_eq!(world.asked(), 2, "an issuer in trouble is not asked by each of them");
}

#[test]
fn where_nothing_can_be_kept_each_one_asks() {
    let world = World::saying(&[("cache-control", "max-age=600")]);
    let blocked = world.sandbox.write("blocked/cache", "");
    let folder = blocked.parent().unwrap().to_str().unwrap();
    let runs: Vec<_> =
        (0..4).map(|_| world.verify(&world.token("scripted"), &["--config-dir", folder]).spawn()).collect();
    for run in runs {
        run.finish().succeeds();
    }
    assert_eq!(world.asked(), 4);

    let world = World::saying(&[("cache-control", "no-store")]);
    let token = world.token("scripted");
    let (first, release) = world.waiting(&token, &[]);
    let others = behind(&world, 4, &token, &[]);
    drop(release);
    for run in others.into_iter().chain([first]) {
        run.finish().succeeds();
    }
    assert_eq!(world.asked(), 5);
}

#[test]
fn j28_after_the_clock_was_set_back_what_came_last_counts() {
    let world = World::saying(&[("cache-control", "max-age=3600")]);
    world.takes();
    world.pass(-40);
    world.publish("new", "max-age=3600");
    world.run(&world.token("new"), &[]).succeeds();
    assert_eq!(world.kept(), ["new"]);
    world.run(&world.token("scripted"), &[]).exits(3);
}

#[test]
fn j28_keys_that_were_withdrawn_never_come_back() {
    let world = World::saying(&[("cache-control", "max-age=3600")]);
    world.takes();
    // the one that waits in vain finds what others were told meanwhile
    world.pass(3700);
    let (late, release) = world.waiting(&world.token("scripted"), &["--timeout", "5s"]);
    world.publish("new", "max-age=3600");
    world.was_told("new");
    late.finish().exits(3).says(["which is not among the keys given"]);
    drop(release);
    assert_eq!(world.kept(), ["new"]);
    world.run(&world.token("scripted"), &[]).exits(3);

    // nor does an answer that took its time put old keys over newer ones, be it to the question for a made-up key
    for (made_up, newer) in [(false, "newer"), (true, "newest")] {
        let kid = if made_up { "made-up".to_owned() } else { world.kept().remove(0) };
        world.pass(if made_up { 100 } else { 3700 });
        let (late, release) = world.waiting(&world.token(&kid), &[]);
        let asked = Timestamp::now().as_second();
        until("it is a second later", || (Timestamp::now().as_second() > asked).then_some(()));
        world.was_told(newer);
        world.publish(newer, "max-age=3600");
        drop(release);
        late.finish().exits(3);
        assert_eq!(world.kept(), [newer]);
    }
}

#[test]
fn of_many_lines_none_waits_for_the_issuer_which_is_asked_once_before() {
    let world = World::saying(&[("cache-control", "max-age=3600")]);
    world.takes();
    world.say(|says| says.keys["keys"][0]["kid"] = json!("new"));
    let lines = [world.token("new"), world.token("scripted"), world.token("new")].join("\n");
    let many = || world.sandbox.authctl(["verify", "--lines", "--issuer", &world.issuer.url]);
    let run = many().stdin(lines.clone()).run().exits(3);
    let valid: Vec<_> = run
        .text()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["valid"].clone())
        .collect();
    assert_eq!((valid, world.asked()), (vec![json!(true), json!(false), json!(true)], 2));
    world.say(|says| says.status = 503);
    many().stdin(lines).run().exits(3);
}

#[test]
fn offline_nobody_is_asked() {
    let world = World::saying(&[("cache-control", "no-cache, max-age=0")]);
    let offline = |kid: &str| world.run(&world.token(kid), &["--offline"]);
    let nothing = offline("scripted").exits(1).prints_nothing().says(["no keys of", "without --offline"]);
    assert!(nothing.stderr.contains(&world.issuer.url) && world.issuer.seen().is_empty(), "{nothing}");
    world.takes();
    world.pass(3 * 24 * 3600);
    let seen = world.issuer.seen().len();
    offline("scripted").succeeds().says(["are those of 3 days ago (--offline)"]);
    let told = world.run(&world.token("scripted"), &["--offline", "--json"]).succeeds();
    assert_eq!(serde_json::from_str::<Value>(&told.stderr).unwrap()["code"], "kept_keys");
    offline("new").exits(3).says(["without --offline newer ones are looked for"]);
    let address = world.issuer.at("/jwks");
    let by_address = world.sandbox.authctl(["verify", "--jwks-url", &address, "--any-issuer", "--offline"]);
    by_address.args([world.token("scripted")]).run().exits(1).says(["no keys of", "/jwks"]);
    assert_eq!(world.issuer.seen().len(), seen);
}

#[test]
fn keys_of_the_last_day_will_do_while_the_issuer_cannot_be_reached() {
    let world = World::saying(&[("cache-control", "max-age=600")]);
    world.takes();
    world.say(|says| says.status = 503);
    world.takes();
    world.pass(2 * 3600);
    let run = world.takes().says(["warning:", "HTTP 503", "those of 2 h ago, which may be revoked"]);
    assert_eq!(run.json()["sub"], "alice");
    let asked = world.asked();
    world.takes().says(["could not be asked a moment ago", "those of 2 h ago"]);
    assert_eq!(world.asked(), asked, "nobody waits for it twice in a row");
    world.run(&world.token("new"), &[]).exits(5).prints_nothing().says(["503", "not among those kept"]);
    world.pass(22 * 3600 - 60);
    world.takes();
    world.pass(60);
    let refused = world.run(&world.token("scripted"), &[]).exits(5).prints_nothing();
    refused.says(["HTTP 503", "--offline uses the keys of 24 h ago"]);
    world.run(&world.token("scripted"), &["--offline"]).succeeds();
    world.say(|says| says.status = 200);
    world.takes();
    world.pass(700);
    world.takes();
    world.say(|says| says.status = 404);
    world.pass(700);
    world.run(&world.token("scripted"), &[]).exits(6).says(["HTTP 404", "check the address"]);
}

#[test]
fn an_issuer_may_forbid_that_its_keys_are_used_unasked() {
    for said in ["max-age=600, must-revalidate", "no-cache"] {
        let world = World::saying(&[("cache-control", said)]);
        world.takes();
        world.say(|says| says.status = 503);
        world.pass(600);
        world.run(&world.token("scripted"), &[]).exits(5).says(["503", "--offline"]);
    }
}

#[test]
fn what_an_issuer_forbids_to_store_is_not_stored() {
    let world = World::saying(&[("cache-control", "max-age=600")]);
    world.takes();
    world.pass(600);
    world.say(|says| says.headers = vec![("cache-control", "no-store".to_owned())]);
    world.takes();
    assert!(world.sandbox.files().is_empty(), "what was kept before goes too");
    world.run(&world.token("new"), &[]).exits(3);
    assert!(world.sandbox.files().is_empty(), "nor is a search remembered with the keys");
    world.say(|says| says.status = 503);
    let refused = world.run(&world.token("scripted"), &[]).exits(5).says(["503"]);
    assert!(!refused.stderr.contains("--offline"), "there is nothing to use: {refused}");
    world
        .run(&world.token("scripted"), &["--offline"])
        .exits(1)
        .says(["no keys of", "where the issuer allows it"]);
}

#[test]
fn an_issuer_that_is_not_there_is_told_as_that() {
    let sandbox = Sandbox::new();
    let nobody = Nobody::new();
    let issuer = nobody.url();
    let told = sandbox.run(["verify", "--issuer", &issuer, "--json", "x"]).exits(5);
    assert_eq!((&told.failure()["code"], &told.failure()["retryable"]), (&json!("network"), &json!(true)));
    sandbox.run(["verify", "--issuer", "joe", "x"]).exits(2).says(["it is no URL", "--key FILE"]);
    for (flag, url) in [("--issuer", "http://id.example.test"), ("--jwks-url", "http://id.example.test/jwks")]
    {
        let refused = sandbox.run(["verify", flag, url, "--any-audience", "x"]).exits(6);
        refused.says(["is not https: keys that", "forged on the way", "--allow-http asks all the same"]);
    }
    sandbox.run(["verify", "--jwks-url", "file:///etc/passwd", "x"]).exits(2);
    sandbox.run(["verify", "--jwks-url", "https://alice:secret@id.example.test/", "x"]).exits(2);
    assert!(sandbox.files().is_empty());
}

#[test]
fn m1_an_issuer_that_names_itself_otherwise_is_not_used() {
    let world = World::new();
    let slash = format!("{}/", world.issuer.url);
    let run = world.sandbox.run(["verify", "--issuer", &slash, &world.token("scripted")]).exits(6);
    run.says([&*format!("--issuer {} is its own spelling", world.issuer.url)]);
    assert_eq!(world.asked(), 0);
    let nowhere = ScriptedServer::start(|_, _| scripted::answer(404, &[], ""));
    let run = world.sandbox.run(["verify", "--issuer", &nowhere.url, "x"]).exits(1);
    run.says(["publishes no metadata", "--jwks-url URL"]);
    let keyless = ScriptedServer::start(|_, own| scripted::json(200, &json!({"issuer": own})));
    let run = world.sandbox.run(["verify", "--issuer", &keyless.url, "x"]).exits(1);
    run.says(["names no jwks endpoint", "--jwks-url URL"]);
}

#[test]
fn a25_j32_j44_a_key_set_that_cannot_be_used_is_an_error() {
    let secret = json!({"kty": "oct", "kid": "s", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3"});
    for (keys, why) in [
        (json!([]), "it is JSON, but no object"),
        (json!({}), "no member \"keys\""),
        (json!({"keys": [public_key(), public_key()]}), "two keys with the id"),
        (json!({"keys": [public_key(), secret.clone()]}), "mixes shared secrets with public keys"),
        (json!({"keys": [secret]}), "with which everybody can sign"),
        (json!({"keys": [], "padding": "x".repeat(1 << 20)}), "larger than 1048576 bytes"),
    ] {
        let world = World::new();
        world.say(|says| says.keys = keys);
        world.run(&world.token("scripted"), &[]).exits(1).prints_nothing().says([why]);
        assert!(world.sandbox.files().is_empty(), "nothing of it is kept: {why}");
    }
    let elsewhere = World::saying(&[("location", "https://evil.example.test/jwks")]);
    elsewhere.say(|says| says.status = 302);
    elsewhere.run(&elsewhere.token("scripted"), &[]).exits(1).says(["a redirect"]);
}

#[test]
fn what_is_damaged_on_the_disk_is_fetched_again() {
    let world = World::saying(&[("cache-control", "max-age=600")]);
    world.takes();
    let whole = std::fs::read(world.file()).unwrap();
    for damaged in [&whole[..whole.len() / 2], b"", b"null"] {
        let asked = world.asked();
        std::fs::write(world.file(), damaged).unwrap();
        world.takes();
        assert_eq!(world.asked(), asked + 1);
        assert_eq!(std::fs::read(world.file()).unwrap().len(), whole.len());
    }
    world.pass(-3600);
    let asked = world.asked();
    world.takes();
    assert_eq!(world.asked(), asked + 1, "what a wrong clock wrote");

    let here = world.sandbox.write("here/x", "");
    let folder = here.parent().unwrap().to_str().unwrap();
    world.run(&world.token("scripted"), &["--config-dir", folder]).succeeds();
    assert!(here.parent().unwrap().join("cache/jwks").is_dir());
    let blocked = world.sandbox.write("blocked/cache", "");
    let folder = blocked.parent().unwrap().to_str().unwrap();
    world.run(&world.token("scripted"), &["--config-dir", folder]).succeeds();
}

/// J28: a key set is used for whom it was fetched for.
#[test]
fn j28_the_keys_of_one_issuer_are_not_those_of_another() {
    let (world, other) = (World::new(), World::new());
    other.say(|says| says.keys["keys"] = json!([]));
    let token = other.token("scripted");
    let run = |issuer: &str| world.sandbox.authctl(["verify", "--issuer", issuer, &token]).run();
    world.takes();
    run(&world.issuer.url).exits(3).says(["comes from", &other.issuer.url]);
    run(&other.issuer.url).exits(3).says(["not among the keys given"]);
    let address = world.issuer.at("/jwks");
    let by_address = |flags: &[&str]| {
        world.sandbox.authctl(["verify", "--jwks-url", &address]).args(flags).args([&token]).run()
    };
    by_address(&[]).exits(3).says(["comes from", "--issuer URL"]);
    by_address(&["--any-issuer"]).succeeds();
    by_address(&["--signature-only"]).succeeds();
}

/// What one run allowed is no word for another: keys that came by plain http, or by somebody's own authority.
#[test]
fn keys_that_came_in_another_way_are_fetched_again() {
    let world = World::saying(&[("cache-control", "max-age=600")]);
    let authority = tls::Authority::new().file(&world.sandbox);
    let named = authority.to_str().unwrap();
    let token = world.token("scripted");
    let anew = |run: &dyn Fn() -> Authctl, times: usize, what: &str| {
        let asked = world.asked();
        for _ in 0..2 {
            run().run().succeeds();
        }
        assert_eq!(world.asked(), asked + times, "{what}");
    };
    for flags in [&[][..], &["--allow-http"], &["--ca-cert", named]] {
        anew(&|| world.verify(&token, flags), 1, &flags.join(" "));
    }
    let elsewhere = world.sandbox.write("elsewhere/authority.pem", std::fs::read(&authority).unwrap());
    anew(&|| world.verify(&token, &["--ca-cert", elsewhere.to_str().unwrap()]), 0, "the same authority");
    tls::Authority::new().file(&world.sandbox);
    anew(&|| world.verify(&token, &["--ca-cert", named]), 1, "another of the same name");
    anew(&|| world.verify(&token, &[]).env("SSL_CERT_FILE", &authority), 1, "instead of the system's");
    let folder = authority.parent().unwrap();
    anew(&|| world.verify(&token, &[]).env("SSL_CERT_DIR", folder), 1, "a folder of them");
    anew(&|| world.verify(&token, &[]), 0, "the system's");
}

#[test]
fn j28_keys_that_are_kept_are_held_to_what_an_answer_is_held_to() {
    let world = World::saying(&[("cache-control", "max-age=600")]);
    world.takes();
    let mut kept: Value = serde_json::from_slice(&std::fs::read(world.file()).unwrap()).unwrap();
    kept["keys"] = json!({"keys": [{"kty": "oct", "kid": "scripted", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3"}]});
    std::fs::write(world.file(), kept.to_string()).unwrap();
    world.run(&world.token("scripted"), &["--offline"]).exits(1).says(["no keys of"]);
    world.takes();
    assert_eq!(world.asked(), 2);
}

#[test]
fn a_profile_may_name_where_the_keys_of_its_issuer_are() {
    let world = World::new();
    let keys = ScriptedServer::start(|_, _| scripted::json(200, &json!({"keys": [public_key()]})));
    let endpoint = format!("jwks={}", keys.url);
    let add = ["profile", "add", "by-hand", "--issuer", &world.issuer.url, "--client-id", "x"];
    world.sandbox.authctl(add).args(["--store", "file", "--endpoint", &endpoint]).run().succeeds();
    let verify = |claims: &Value| {
        let token = sign_token(&json!({"alg": "RS256", "kid": "scripted"}), claims);
        world.sandbox.run(["verify", "-p", "by-hand", &token])
    };
    verify(&json!({"iss": world.issuer.url})).succeeds();
    verify(&json!({"iss": keys.url})).exits(3).says(["expected is"]);
    verify(&json!({})).exits(3);
    assert_eq!((keys.seen().len(), world.issuer.seen().len()), (1, 0));
    world.sandbox.run(["profile", "add", "bare", "--client-id", "x", "--store", "file"]).succeeds();
    world
        .sandbox
        .run(["verify", "-p", "bare", "x"])
        .exits(2)
        .says(["names no issuer", "authctl profile set bare"]);
}

#[test]
fn j22_j23_keys_that_a_token_brings_are_never_fetched() {
    let world = World::new();
    let trap = ScriptedServer::start(|_, _| scripted::json(200, &json!({"keys": [public_key()]})));
    world.say(|says| says.keys["keys"] = json!([]));
    let header = json!({
        "alg": "RS256", "kid": "scripted", "jwk": public_key(), "jku": trap.at("/jwks"), "x5u": trap.at("/x5u"),
        "x5c": ["AAAA"],
    });
    let claims = json!({"iss": world.issuer.url, "jwks_uri": trap.at("/jwks")});
    let token = sign_token(&header, &claims);
    for flags in [&[][..], &["--offline"], &["--signature-only"]] {
        world.run(&token, flags).exits(3).prints_nothing();
    }
    let foreign = sign_token(&header, &json!({"iss": trap.url}));
    world.run(&foreign, &["--any-audience"]).exits(3);
    assert!(trap.seen().is_empty(), "{:?}", trap.seen());
}

#[test]
fn a_fault_of_time_tells_how_the_clocks_differ() {
    public_key(); // which may take seconds to be made
    let now = || Timestamp::now().as_second();
    let date = |ahead: i64| {
        let time = Timestamp::from_second(now() + ahead).unwrap();
        time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    let claims = |world: &World| json!({"iss": world.issuer.url, "exp": now() - 12});
    let words = regex::Regex::new(r"^the token expired (\d+) s ago; the issuer's clock is (\d+) s ").unwrap();
    for (ahead, said) in [(400, "s ahead of yours"), (-400, "s behind yours")] {
        let begun = now();
        let world = World::saying(&[("date", &date(ahead))]);
        let token = sign_token(&json!({"alg": "RS256", "kid": "scripted"}), &claims(&world));
        let told = world.run(&token, &["--json"]).exits(8);
        let passed = 0..=now() - begun + 1;
        let message = told.json()["failed"][0]["message"].as_str().unwrap().to_owned();
        let found = words.captures(&message).unwrap_or_else(|| panic!("{message}"));
        let [expired, apart] = [1, 2].map(|at| found[at].parse::<i64>().unwrap());
        assert!(passed.contains(&(expired - 12)) && message.ends_with(said), "{message}");
        // the date was made so long ago
        assert!(passed.contains(&((400 - apart) * ahead.signum())), "{message}");
        let cached = world.run(&token, &[]).exits(8);
        assert!(!cached.stderr.contains("clock"), "nobody was asked: {cached}");
        world.pass(600);
        let at = now().to_string();
        let then = world.run(&token, &["--at", &at]).exits(8);
        assert!(!then.stderr.contains("clock"), "it is not the clock that was checked with: {then}");
    }
    let same = World::saying(&[("date", &date(0))]);
    let token = sign_token(&json!({"alg": "RS256", "kid": "scripted"}), &claims(&same));
    assert!(!same.run(&token, &[]).exits(8).stderr.contains("clock"));
}

#[test]
fn with_fresh_keys_no_socket_is_opened() {
    let world = World::saying(&[("cache-control", "max-age=600")]);
    world.takes();
    let words = ["verify", "--issuer", &world.issuer.url, &world.token("scripted")];
    let (run, calls) = strace::calls_of(world.sandbox.authctl(words), &world.sandbox.path("strace"));
    run.succeeds();
    for call in &calls {
        assert!(!matches!(&*call.name, "socket" | "connect" | "epoll_create1" | "clone3"), "{}", call.shown);
    }
}
