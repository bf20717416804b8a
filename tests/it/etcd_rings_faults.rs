//! Rings in etcd when many change one at once, when answers are lost, and when members of the cluster fall away: no rotation
//! is lost, and none happens twice.

use crate::etcd_rings::{Team, ciphertexts};
use crate::key_ring_clocks::run;
use crate::support::dice::{self, Dice};
use crate::support::scripted::{self, answer};
use crate::support::{Etcd, Fate, Gate, Middleman, Output, Sandbox, ScriptedServer, http, long};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustix::process::Signal;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// So long a change is tried at the most, and a little for a machine that is busy.
const BOUND: Duration = Duration::from_secs(30);

/// So long nobody gives up who is held up at a gate.
const AT_THE_GATE: [&str; 2] = ["--timeout", "60s"];

/// All of them at once, each with its number.
fn at_once(count: usize, run: impl Fn(usize) -> Output + Sync) -> Vec<Output> {
    let run = &run;
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..count).map(|number| scope.spawn(move || run(number))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    })
}

/// The ring as it is reached by way of others, each before one member.
fn by_way_of(between: &[Middleman]) -> String {
    let addresses: Vec<&str> = between.iter().map(|one| one.address.as_str()).collect();
    format!("etcd://{}/teams/api", addresses.join(","))
}

/// Before each member of the etcd, which the judge is told beside the path.
fn before_all(team: &Team, judge: impl Fn(usize, &str) -> Fate + Send + Sync + 'static) -> Vec<Middleman> {
    let judge = Arc::new(judge);
    let before = |index| {
        let judge = Arc::clone(&judge);
        Middleman::before(team.etcd.address(index), move |path, _| judge(index, path))
    };
    (0..team.etcd.count()).map(before).collect()
}

/// So many have read the ring before any of them goes on.
fn held_up(team: &Team, gate: &Arc<Gate>) -> Vec<Middleman> {
    let gate = Arc::clone(gate);
    before_all(team, move |_, path| match path.ends_with("/range") {
        true => Fate::Waits(Arc::clone(&gate)),
        false => Fate::Passes,
    })
}

fn rotations(outputs: &[Output]) -> usize {
    outputs.iter().filter(|output| output.code == 0 && output.json()["rotated"] == true).count()
}

/// What happens to a member of the cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fall {
    Killed,
    Stopped,
}

impl Fall {
    fn befalls(self, member: usize, etcd: &Etcd) {
        match self {
            Self::Killed => etcd.kill(member),
            Self::Stopped => etcd.signal(member, Signal::STOP),
        }
    }
    fn is_over(self, member: usize, etcd: &Etcd) {
        match self {
            Self::Killed => etcd.start_again(member),
            Self::Stopped => etcd.signal(member, Signal::CONT),
        }
        etcd.await_health(member);
    }

    /// A gate that opens once this has befallen the member.
    fn at_gate(self, wanted: usize, member: usize, team: &Team) -> Arc<Gate> {
        let etcd = Arc::downgrade(&team.etcd); // nothing keeps it alive when the test is over
        Gate::opening_after(wanted, move || self.befalls(member, &etcd.upgrade().unwrap()))
    }
}

/// A ring in three members, and who of them falls in this round: the leader, or another one.
fn with_three_members() -> Team {
    let team = Team::of(1, |sandbox| Etcd::cluster(sandbox, 3));
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    team
}
fn falling(team: &Team, round: usize, dice: &mut Dice) -> (usize, Fall) {
    let (leader, other) = (team.etcd.leader(), 1 + dice.below(2));
    let fall = [Fall::Killed, Fall::Stopped][round / 2 % 2];
    (if round.is_multiple_of(2) { leader } else { (leader + other) % 3 }, fall)
}

#[test]
fn r4_of_ten_rotations_at_once_one_is_made_and_the_others_are_told_whatever_member_is_away() {
    let (team, seed) = (with_three_members(), dice::seed());
    let mut dice = Dice::new(seed);
    for round in 0..if long() { 20 } else { 5 } {
        let fallen = (round > 0).then(|| falling(&team, round, &mut dice));
        let before = kids(&team);
        let gate = fallen.map_or_else(|| Gate::of(10), |(member, fall)| fall.at_gate(10, member, &team));
        let between = ten_at_once(&team, &gate, fallen);
        let ring = by_way_of(&between);
        let outputs = at_once(10, |_| team.key(0, &[&["rotate", &ring][..], &AT_THE_GATE].concat()));
        let what = format!("round {round} of seed {seed}: {fallen:?}");
        assert_eq!((rotations(&outputs), gate.is_open()), (1, true), "{what}: {outputs:?}");
        for loser in outputs.into_iter().filter(|output| output.code != 0) {
            let failure = loser.exits(6).failure();
            assert_eq!(failure["code"], "ring_changed", "{what}: {failure}");
        }
        assert_eq!(kids(&team).len(), before.len() + 1, "{what}");
        if let Some((member, fall)) = fallen {
            fall.is_over(member, &team.etcd);
        }
        let after = kids(&team);
        assert!(after.len() == before.len() + 1 && after.starts_with(&before), "{what}: it is back");
    }
    // and as they come: each that says so has made one
    let before = kids(&team).len();
    let outputs = at_once(10, |_| team.key(0, &["rotate", &team.ring]));
    let made = rotations(&outputs);
    assert!(made >= 1 && kids(&team).len() == before + made, "{made}");
    assert!(outputs.iter().all(|output| [0, 6].contains(&output.code)));
}

/// All have read the ring before one of them changes it, and a member falls between. Of one that is stopped the connections
/// break off, so that nobody's time has to run out.
fn ten_at_once(team: &Team, gate: &Arc<Gate>, fallen: Option<(usize, Fall)>) -> Vec<Middleman> {
    let (gate, stopped) = (Arc::clone(gate), fallen.filter(|(_, fall)| *fall == Fall::Stopped));
    before_all(team, move |index, path| match stopped {
        Some((member, _)) if member == index && gate.is_open() => Fate::IsLost,
        _ if path.ends_with("/range") => Fate::Waits(Arc::clone(&gate)),
        _ => Fate::Passes,
    })
}

#[test]
fn r4_fifty_runs_of_five_machines_at_once_rotate_once_when_it_is_due() {
    let (team, gate) = (Team::of(5, Etcd::start), Gate::of(50));
    // by a clock that is a minute behind
    run(&team.machines[0], -60, &["key", "new", &team.ring, "--alg", "HS256"]).succeeds();
    let between = held_up(&team, &gate);
    let ring = by_way_of(&between);
    // it is due at once, and what was put in the place of it is not due in the hour after it
    let words = ["rotate", &ring, "--if-due", "--every", "1s", "--activate-after", "1h"];
    let outputs = at_once(50, |number| team.key(number % 5, &[&words[..], &AT_THE_GATE].concat()));
    if let Some(failed) = outputs.iter().find(|output| output.code != 0) {
        panic!("{failed}");
    }
    assert_eq!((rotations(&outputs), gate.is_open()), (1, true));
    assert_eq!(team.states(0), ["active", "next"]);
}

#[test]
fn r4_whatever_is_lost_on_the_way_what_is_told_is_so() {
    let (team, seed) = (with_three_members(), dice::seed());
    let dice = Mutex::new(Dice::new(seed));
    let between = before_all(&team, move |_, _| match dice.lock().unwrap().below(10) {
        0..2 => Fate::LosesAnswer,
        2..4 => Fate::IsLost,
        _ => Fate::Passes,
    });
    let ring = by_way_of(&between);
    for round in 0..if long() { 40 } else { 4 } {
        let before = kids(&team);
        let outputs = at_once(5, |_| team.key(0, &["rotate", &ring]));
        let after = kids(&team);
        let made: Vec<&String> = after.iter().skip(before.len()).collect();
        let what = format!("round {round} of seed {seed}: {before:?}, then {after:?}");
        assert!(after.starts_with(&before), "{what}");
        let mut unknown = 0;
        let mut told = 0;
        for output in outputs {
            match output.code {
                0 => {
                    let kid = output.json()["new"]["kid"].clone();
                    assert_eq!(
                        made.iter().filter(|made| **made == kid.as_str().unwrap()).count(),
                        1,
                        "{what}"
                    );
                    told += 1;
                }
                5 if output.failure()["code"] == "outcome_unknown" => unknown += 1,
                5 => assert_eq!(output.failure()["code"], "etcd_away", "{what}"),
                _ => assert_eq!(output.exits(6).failure()["code"], "ring_changed", "{what}"),
            }
        }
        assert!((told..=told + unknown).contains(&made.len()), "{told} told, {unknown} unknown: {what}");
    }
}

#[test]
fn r4_a_token_is_signed_while_others_rotate_and_neither_is_in_the_way() {
    let (team, gate) = (Team::with_ring(), Gate::of(2));
    let between = held_up(&team, &gate);
    let ring = by_way_of(&between);
    let issue = ["issue", "--ring", &ring, "--subject", "ci", "--expires-in", "9h"];
    let (issued, rotated) = std::thread::scope(|scope| {
        let issue = scope.spawn(|| team.machines[0].run(issue.into_iter().chain(AT_THE_GATE)));
        let rotated = team.key(0, &[&["rotate", &ring][..], &AT_THE_GATE].concat());
        (issue.join().unwrap(), rotated)
    });
    rotated.succeeds();
    team.verify(0, issued.succeeds().text(), &[]).succeeds();
    assert_eq!(team.states(0), ["retiring", "active"]);
}

#[test]
fn r4_a_change_whose_answer_is_lost_is_made_once() {
    let team = Team::with_ring();
    for (fates, told) in [
        (vec![Fate::LosesAnswer], "the first of two requests has made it"),
        (vec![Fate::IsLost], "the second has"),
        (vec![Fate::LosesAnswer, Fate::LosesAnswer, Fate::IsLost], "the last answer counts"),
        (vec![Fate::GarblesAnswer], "what came back says nothing of it"),
    ] {
        let before = team.keys(0).len();
        let between =
            [Middleman::before(team.etcd.address(0), move |path, before| match path.ends_with("/txn") {
                true => fates.get(before).cloned().unwrap_or(Fate::Passes),
                false => Fate::Passes,
            })];
        let ring = by_way_of(&between);
        assert_eq!(team.key(0, &["rotate", &ring]).succeeds().json()["rotated"], true, "{told}");
        assert_eq!(team.keys(0).len(), before + 1, "{told}");
    }
    // a second endpoint finds what the first has not told
    let mute = Middleman::before(team.etcd.address(0), |path, _| match path.ends_with("/txn") {
        true => Fate::LosesAnswer,
        false => Fate::Passes,
    });
    let before = team.keys(0).len();
    let both = format!("etcd://{},{}/teams/api", mute.address, team.etcd.address(0));
    team.key(0, &["rotate", &both]).succeeds();
    assert_eq!(team.keys(0).len(), before + 1);
    // where nobody ever tells, that is said, and it is made once all the same
    let began = Instant::now();
    let failure = team.key(0, &["rotate", &by_way_of(&[mute])]).exits(5).failure();
    assert_eq!((&failure["code"], &failure["retryable"]), (&"outcome_unknown".into(), &false.into()));
    assert!(began.elapsed() < BOUND);
    assert_eq!(team.keys(0).len(), before + 2);
    let garbling = Middleman::before(team.etcd.address(0), |path, _| match path.ends_with("/txn") {
        true => Fate::GarblesAnswer,
        false => Fate::Passes,
    });
    let failure = team.key(0, &["rotate", &by_way_of(&[garbling])]).exits(5).failure();
    assert_eq!(failure["code"], "outcome_unknown", "{failure}");
    assert_eq!(team.keys(0).len(), before + 3);
}

#[test]
fn a_ring_of_two_makers_is_made_once() {
    let team = Team::of(1, Etcd::start);
    let outputs = at_once(5, |_| team.key(0, &["new", &team.ring, "--alg", "HS256"]));
    assert_eq!(outputs.iter().filter(|output| output.code == 0).count(), 1);
    assert!(outputs.iter().all(|output| output.code == 0 || output.failure()["code"] == "ring_exists"));
    assert_eq!(team.states(0), ["active"]);
}

#[test]
fn r4_whatever_member_falls_away_meanwhile_no_rotation_is_lost_or_made_twice() {
    let (team, seed) = (with_three_members(), dice::seed());
    let token = team.issue(0).succeeds().text().to_owned();
    let (mut dice, mut expected) = (Dice::new(seed), kids(&team));
    for round in 0..if long() { 20 } else { 4 } {
        let (member, fall) = falling(&team, round, &mut dice);
        // of three rotations one after the other it befalls one that has read the ring and not changed it
        let (gate, met) = (fall.at_gate(1, member, &team), dice.below(3));
        let between = held_up(&team, &gate);
        let ring = by_way_of(&between);
        let rotate = |number| team.key(0, &["rotate", if number < met { &team.ring } else { &ring }]);
        let outputs: Vec<Output> = (0..3).map(rotate).collect();
        assert!(gate.is_open());
        let new = |output: Output| output.succeeds().json()["new"]["kid"].as_str().unwrap().to_owned();
        expected.extend(outputs.into_iter().map(new));
        assert_eq!(kids(&team), expected, "round {round} of seed {seed}: {fall:?}");
        fall.is_over(member, &team.etcd);
        assert_eq!(kids(&team), expected, "round {round} of seed {seed}: it is back");
        team.verify(0, &token, &[]).succeeds();
    }
    let set = team.key(0, &["export", &team.ring, "--format", "jwks"]).succeeds().json();
    let set: Value = serde_json::from_str(set["value"].as_str().unwrap()).unwrap();
    let secrets: Vec<&str> =
        set["keys"].as_array().unwrap().iter().map(|key| key["k"].as_str().unwrap()).collect();
    assert_eq!(secrets.len(), expected.len());
    (0..3).for_each(|member| team.etcd.kill(member)); // what it had in its memory is on its disk
    for member in 0..3 {
        assert!(ciphertexts(&team, member, &secrets) > 0, "member {member} keeps what it is given there");
    }
}

fn kids(team: &Team) -> Vec<String> {
    team.keys(0).iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn without_a_majority_nothing_is_changed_and_tokens_are_verified_as_it_was() {
    let team = with_three_members();
    let token = team.issue(0).succeeds().text().to_owned();
    let before = kids(&team);
    team.etcd.signal(0, Signal::STOP);
    team.etcd.kill(1);
    let began = Instant::now();
    let (rotated, issued, verified, shown) = std::thread::scope(|scope| {
        let rotated = scope.spawn(|| team.key(0, &["rotate", &team.ring]));
        let issued = scope.spawn(|| team.issue(0));
        let shown = scope.spawn(|| team.key(0, &["show", &team.ring]));
        let verified = team.verify(0, &token, &[]);
        (rotated.join().unwrap(), issued.join().unwrap(), verified, shown.join().unwrap())
    });
    assert!(began.elapsed() < BOUND);
    for output in [rotated, shown] {
        let failure = output.exits(5).failure();
        assert_eq!((&failure["code"], &failure["retryable"]), (&"etcd_away".into(), &true.into()));
        let message = failure["message"].as_str().unwrap();
        assert!((0..3).all(|index| message.contains(team.etcd.address(index))), "{message}");
        assert!(message.contains("did not answer within 2 s") && message.contains("refused"), "{message}");
    }
    issued.exits(5).prints_nothing();
    verified.succeeds().says([
        "warning: etcd cannot be asked",
        "the key ring that is used is that of",
        "may be revoked since",
    ]);
    team.verify(0, &token, &["--offline"]).succeeds().says(["(--offline)"]);
    team.etcd.signal(0, Signal::CONT);
    team.etcd.await_health(0);
    assert_eq!(kids(&team), before);
}

#[test]
fn a_time_that_is_typed_is_what_each_member_has_and_all_are_asked_once() {
    let machine = Sandbox::with_file_store();
    // it lets everybody in and answers nobody
    let mute = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let ring = format!("etcd://{}/teams/api", mute.local_addr().unwrap());
    let away = machine.run(["key", "show", &ring, "--timeout", "6500ms"]).exits(5);
    away.says(["did not answer within 6.5 s"]);
}

#[test]
fn what_a_machine_remembers_is_for_verifying_and_for_a_day() {
    let team = Team::of(2, Etcd::start);
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    let token = team.issue(0).succeeds().text().to_owned();
    let unseen = team.verify(1, &token, &["--offline", "--json"]).exits(1);
    assert_eq!(unseen.failure()["code"], "no_kept_keys");
    team.verify(1, &token, &[]).succeeds();
    team.key(0, &["rotate", &team.ring]).succeeds();
    let newer = team.issue(0).succeeds().text().to_owned();
    team.etcd.kill(0);
    // what it does not remember may be there: nobody knows that this token is none
    let unknown = team.verify(1, &newer, &[]).exits(5);
    unknown.says(["not among those that this machine remembers, and etcd cannot be asked"]);
    let offline = team.verify(1, &newer, &["--offline", "--json"]).exits(5);
    offline.says(["without --offline etcd is asked", r#""retryable":false"#]);
    let lines = ["verify", "--lines", "--ring", &team.ring, "--json"];
    let given = format!("{newer}\n{token}\n");
    for (words, code, retryable) in [
        (&lines[..], r#""code":"etcd_away""#, r#""retryable":true"#),
        (&[&lines[..], &["--offline"]].concat(), r#""code":"no_kept_keys""#, r#""retryable":false"#),
    ] {
        let run = |given: &str| team.machines[1].authctl(words).stdin(given).run();
        let told = run(&given).exits(5).says(["2 tokens: 1 valid, 0 rejected, 1 neither", code, retryable]);
        let lines: Vec<Value> = told.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((&lines[0]["valid"], &lines[0]["exit"]), (&Value::Null, &json!(5)));
        let message = lines[0]["failed"][0]["message"].as_str().unwrap();
        assert!(message.contains("not among those that this machine remembers"), "{message}");
        assert_eq!(lines[1]["valid"], true);
        run(&format!("{given}no token\n")).exits(3);
    }
    team.verify(1, &token, &["--json"]).succeeds().says(["stale_keys"]);
    team.issue(1).exits(5).prints_nothing();

    let memory = memory_of(&team.machines[1]);
    let mut kept: Value = serde_json::from_slice(&std::fs::read(&memory).unwrap()).unwrap();
    kept["seen_at"] = (kept["seen_at"].as_i64().unwrap() - 2 * 24 * 60 * 60).into();
    std::fs::write(&memory, kept.to_string()).unwrap();
    team.verify(1, &token, &[]).exits(5).says(["--offline"]);
    team.verify(1, &token, &["--offline"]).succeeds().says(["2 days ago"]);
    // by a clock that was ahead
    kept["seen_at"] = (kept["seen_at"].as_i64().unwrap() + 9 * 24 * 60 * 60).into();
    std::fs::write(&memory, kept.to_string()).unwrap();
    team.verify(1, &token, &["--offline"]).exits(1).says(["is dated in the future", "set the clock"]);
    kept["seen_at"] = i64::MIN.into();
    std::fs::write(&memory, kept.to_string()).unwrap();
    // a password is for who is asked
    let words = ["verify", &token, "--ring", &team.ring, "--offline", "--etcd-user", "app", "--no-input"];
    team.machines[1].run(words).succeeds();
}

#[test]
fn a_list_fails_where_etcd_is_away_and_goes_on_where_one_ring_is_damaged() {
    let team = Team::with_ring();
    for name in ["teams/web", "teams/www"] {
        team.key(0, &["new", &team.etcd.place(name), "--alg", "HS256"]).succeeds();
    }
    let lost = Middleman::before(team.etcd.address(0), |_, _| Fate::IsLost);
    let listed = team.key(0, &["list", &format!("etcd://{}/teams", lost.address)]).exits(5);
    assert_eq!(listed.failure()["code"], "etcd_away");
    team.etcd.put("teams/web", b"keys of somebody else");
    let listed = team.key(0, &["list", &team.etcd.place("teams")]).exits(7);
    assert_eq!(listed.failure()["code"], "store_damaged");
    let listed = listed.json();
    let are_read: Vec<bool> =
        listed["rings"].as_array().unwrap().iter().map(|ring| ring["error"].is_null()).collect();
    assert_eq!(are_read, [true, false, true]);
    // a name that nobody here could type is that of somebody else
    team.etcd.put(b"teams/\xff", b"not ours");
    // what fits into no answer together comes in several
    for index in 0..150 {
        team.etcd.put(format!("teams/other-{index}"), &vec![b'x'; if index < 100 { 80_000 } else { 10 }]);
    }
    let listed = team.key(0, &["list", &team.etcd.place("teams")]).exits(7).json();
    assert_eq!(listed["rings"].as_array().unwrap().len(), 153);
}

#[test]
fn r4_a_ring_that_etcd_has_lost_is_put_back_from_a_machine_that_has_seen_it() {
    let team = Team::of(2, Etcd::start);
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    let token = team.issue(0).succeeds().text().to_owned();
    team.etcd.delete("teams/api");
    let rotate = ["key", "rotate", &team.ring, "--json"];
    let new = ["key", "new", &team.ring, "--alg", "HS256", "--json"];
    let verify = ["verify", &token, "--ring", &team.ring, "--json"];
    for words in [&rotate[..], &new, &verify, &["key", "show", &team.ring, "--json"]] {
        let failure = team.machines[0].run(words).exits(7).failure();
        assert_eq!(failure["code"], "ring_lost");
        assert!(!failure["hint"].to_string().contains("key new"), "{failure}");
    }
    team.machines[0].run([&verify[..], &["--offline"]].concat()).succeeds();
    // who has never seen it is led to those that are there
    let failure = team.key(1, &["show", &team.ring]).exits(1).failure();
    assert_eq!(failure["hint"], format!("authctl key list {}", team.etcd.place("teams")));
    let memory: Value =
        serde_json::from_slice(&std::fs::read(memory_of(&team.machines[0])).unwrap()).unwrap();
    team.etcd.put("teams/api", &STANDARD.decode(memory["record"].as_str().unwrap()).unwrap());
    team.machines[0].run(verify).succeeds();
    // where it was deleted on purpose
    team.etcd.delete("teams/api");
    let place = team.etcd.place("teams");
    let listed = team.key(0, &["list", &place]).exits(7);
    assert_eq!(listed.failure()["code"], "ring_lost");
    assert_eq!(listed.json()["rings"][0]["ring"], "api");
    assert_eq!(team.key(1, &["list", &place]).succeeds().json()["rings"], json!([]));
    team.key(0, &["delete", &team.ring]).exits(7);
    let forget = team.key(0, &["show", &team.ring]).exits(7).failure()["hints"][1].to_string();
    assert!(forget.contains(&format!("authctl key delete {} --force", team.ring)), "{forget}");
    team.key(0, &["delete", &team.ring, "--force"]).succeeds();
    team.machines[0].run(new).succeeds();
}

#[test]
fn a45_an_older_ring_is_told_by_whatever_name_etcd_is_asked() {
    let team = Team::with_ring();
    let by_name = team.ring.replace("127.0.0.1", "localhost");
    let two = team.ring.replace("/teams", ",127.0.0.1:1/teams");
    let old = team.etcd.value("teams/api");
    team.key(0, &["rotate", &team.ring]).succeeds();
    let newer = team.etcd.value("teams/api");
    team.etcd.put("teams/api", &old);
    for ring in [&by_name, &two] {
        let failure = team.key(0, &["show", ring]).exits(7).failure();
        assert_eq!(failure["code"], "store_damaged");
        assert!(failure["hint"].as_str().unwrap().starts_with("put back what it was"), "{failure}");
    }
    // the copy that this machine has is offered, with the place where it goes
    let failure = team.key(0, &["show", &team.ring]).exits(7).failure();
    let put_back = failure["hint"].as_str().unwrap();
    let endpoints = format!("etcdctl --endpoints=http://{} put teams/api", team.etcd.address(0));
    assert!(put_back.contains(&endpoints) && put_back.contains("jq -r .record"), "{failure}");
    team.etcd.put("teams/api", b"nothing of ours");
    let failure = team.key(0, &["show", &team.ring]).exits(7).failure();
    assert!(failure["hint"].as_str().unwrap().contains(&endpoints), "{failure}");
    let forget = format!("authctl key delete {} --force lets this machine forget it", team.ring);
    assert!(failure["hints"].to_string().contains(&forget), "{failure}");
    // who has no copy
    team.etcd.put("teams/bad", b"nothing of ours");
    let failure = team.key(0, &["show", &team.etcd.place("teams/bad")]).exits(7).failure();
    let delete = format!("etcdctl --endpoints=http://{} del teams/bad", team.etcd.address(0));
    assert!(failure["hints"].to_string().contains(&delete), "{failure}");
    team.etcd.put("teams/api", &newer);
    for ring in [&by_name, &two] {
        team.key(0, &["show", ring]).succeeds();
    }
    // deleted by one name, it is forgotten by all
    team.key(0, &["delete", &by_name, "--force"]).succeeds();
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
}

#[test]
fn a45_a_ring_that_went_on_from_an_older_one_is_refused_by_who_saw_what_was_taken_back() {
    let team = Team::of(2, Etcd::start);
    let by_name = team.ring.replace("127.0.0.1", "localhost");
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    let token = team.issue(0).succeeds().text().to_owned();
    let old = team.etcd.value("teams/api");
    let kid = kids(&team).remove(0);
    team.key(0, &["revoke", &team.ring, &kid]).succeeds();
    team.verify(0, &token, &[]).exits(3);
    team.etcd.put("teams/api", &old);
    // a machine that never saw the revocation cannot know
    team.key(1, &["rotate", &team.ring]).succeeds();
    team.key(1, &["rotate", &team.ring]).succeeds();
    for ring in [&team.ring, &by_name] {
        let verify = ["verify", &token, "--ring", ring, "--json"];
        for words in [&verify[..], &["key", "show", ring, "--json"], &["key", "rotate", ring, "--json"]] {
            let failure = team.machines[0].run(words).exits(7).failure();
            assert_eq!(failure["code"], "store_damaged");
            assert!(
                failure["message"].as_str().unwrap().contains("another machine has gone on from"),
                "{failure}"
            );
            assert!(failure["hint"].as_str().unwrap().starts_with("put back what it was"), "{failure}");
        }
    }
}

#[test]
fn a45_a_ring_that_was_made_anew_is_told_and_the_one_before_it_is_older() {
    let team = Team::of(2, Etcd::start);
    let new = ["key", "new", &team.ring, "--alg", "HS256"];
    run(&team.machines[0], -4 * 60, &new).succeeds();
    let first = team.etcd.value("teams/api");
    team.key(1, &["show", &team.ring]).succeeds();
    team.key(0, &["delete", &team.ring, "--force"]).succeeds();
    run(&team.machines[0], 4 * 60, &new).succeeds();
    team.key(1, &["show", &team.ring]).succeeds().says(["ring_made_anew"]);
    let again = team.key(1, &["show", &team.ring]).succeeds();
    assert!(!again.everything().contains("ring_made_anew"), "{again}");
    team.etcd.put("teams/api", &first);
    for machine in [0, 1] {
        assert_eq!(team.key(machine, &["show", &team.ring]).exits(7).failure()["code"], "store_damaged");
    }
}

#[test]
fn a45_a_ring_that_was_deleted_is_not_taken_again_by_whatever_name_etcd_is_asked() {
    let team = Team::of(2, Etcd::start);
    let by_name = team.ring.replace("127.0.0.1", "localhost");
    let new = ["key", "new", &team.ring, "--alg", "HS256"];
    let refused = |machine: usize, ring: &str| {
        for words in [["show", ring], ["rotate", ring]] {
            let failure = team.key(machine, &words).exits(7).failure();
            assert_eq!(failure["code"], "store_damaged");
            assert!(failure["message"].as_str().unwrap().contains("is a ring that was deleted"), "{failure}");
            assert!(failure["hint"].as_str().unwrap().starts_with("where it belongs there"), "{failure}");
        }
    };
    run(&team.machines[0], -4 * 60, &new).succeeds();
    let first = team.etcd.value("teams/api");
    team.key(1, &["show", &team.ring]).succeeds();
    team.key(0, &["delete", &team.ring, "--force"]).succeeds();
    team.etcd.put("teams/api", &first);
    refused(0, &team.ring);
    refused(0, &by_name);
    team.etcd.delete("teams/api");
    // who did not delete it saw another one in its place
    run(&team.machines[0], 4 * 60, &new).succeeds();
    team.key(1, &["show", &team.ring]).succeeds().says(["ring_made_anew"]);
    let second = team.etcd.value("teams/api");
    team.etcd.put("teams/api", &first);
    for machine in [0, 1] {
        refused(machine, &team.ring);
        refused(machine, &by_name);
    }
    team.etcd.put("teams/api", &second);
    team.key(1, &["show", &by_name]).succeeds();
    // what this machine alone remembers is over once it is told to forget it
    team.etcd.delete("teams/api");
    team.key(1, &["delete", &team.ring, "--force"]).succeeds();
    team.etcd.put("teams/api", &second);
    refused(1, &team.ring);
    // another etcd has its own
    let other = Etcd::start(&team.machines[1]);
    team.key(1, &["new", &other.place("teams/api"), "--alg", "HS256"]).succeeds();
    team.key(1, &["show", &other.place("teams/api")]).succeeds();
}

#[test]
fn r4_a_machine_whose_clock_is_not_that_of_etcd_changes_no_ring() {
    let team = Team::with_ring();
    let token = team.issue(0).succeeds().text().to_owned();
    let etcd = format!("http://{}", team.etcd.address(0));
    let at_another_time = ScriptedServer::start(move |request, _| {
        let body = serde_json::from_str(&request.body).unwrap();
        let answer = http::post_json(&format!("{etcd}{}", request.target), &body).body;
        let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT";
        format!("HTTP/1.1 200 OK\r\n{date}\r\nContent-Length: {}\r\n\r\n{answer}", answer.len()).into_bytes()
    });
    let ring = format!("etcd://127.0.0.1:{}/teams/api", at_another_time.port);
    let unused = ring.replace("api", "web");
    team.key(0, &["new", &team.etcd.place("teams/web"), "--alg", "HS256"]).succeeds();
    let values = || ["teams/api", "teams/web"].map(|key| team.etcd.value(key));
    let before = values();
    // by a clock that is ahead tokens are over that live
    for words in [["rotate", &ring], ["delete", &ring], ["delete", &unused]] {
        let failure = team.key(0, &words).exits(6).failure();
        assert_eq!(failure["code"], "clock_wrong", "{words:?}");
        assert!(failure["message"].as_str().unwrap().contains("1994-11-06T08:49:37Z"), "{failure}");
        assert_eq!(values(), before, "{words:?}");
    }
    team.key(0, &["delete", &unused, "--force"]).succeeds();
    // to trust a clock that etcd does not go by is no way out
    run(&team.machines[0], 4 * 60, &["key", "rotate", &team.ring]).succeeds();
    run(&team.machines[0], -6 * 60, &["key", "rotate", &team.ring]).refuses("clock_wrong");
    run(&team.machines[0], -4 * 60, &["key", "rotate", &team.ring]).refuses("clock_behind");
    let verify = ["verify", &token, "--ring", &ring, "--json"];
    team.machines[0].run(verify).succeeds().says(["clock_wrong"]);
}

#[test]
fn l5_what_a_machine_remembers_is_no_cache_and_where_it_cannot_be_used_that_is_told() {
    let team = Team::with_ring();
    let (memory, token) = (memory_of(&team.machines[0]), team.issue(0).succeeds().text().to_owned());
    let first = team.etcd.value("teams/api");
    team.key(0, &["rotate", &team.ring]).succeeds();
    let second = team.etcd.value("teams/api");
    let cache = team.machines[0].path("home/.cache");
    assert!(!cache.exists() || std::fs::remove_dir_all(cache).is_ok());
    team.etcd.put("teams/api", &first);
    assert_eq!(team.key(0, &["show", &team.ring]).exits(7).failure()["code"], "store_damaged");
    team.etcd.put("teams/api", &second);
    // what others could have written
    let loosen = || std::fs::set_permissions(&memory, std::fs::Permissions::from_mode(0o602)).unwrap();
    loosen();
    team.verify(0, &token, &["--offline", "--json"]).exits(7).says(["memory_unusable", "mode 0602"]);
    let told = ["memory_unusable", "what this machine has seen of teams/api cannot be used", "mode 0602"];
    team.verify(0, &token, &["--json"]).succeeds().says(told);
    let healed = team.verify(0, &token, &["--json"]).succeeds();
    assert!(!healed.everything().contains("memory_unusable"), "{healed}");
    // what is damaged
    std::fs::write(&memory, "{}").unwrap();
    team.key(0, &["show", &team.ring]).succeeds().says(["memory_unusable", "is damaged"]);
}

#[test]
fn a_ring_that_is_deleted_is_told_as_that_where_this_machine_cannot_forget_it() {
    let team = Team::with_ring();
    let memory = memory_of(&team.machines[0]);
    std::fs::remove_file(&memory).unwrap();
    std::fs::create_dir(&memory).unwrap();
    let deleted = team.key(0, &["delete", &team.ring, "--force"]).succeeds();
    let deleted = deleted.says(["left_behind", "it is deleted, and this machine still remembers it"]);
    assert_eq!(deleted.json()["deleted"], true);
    team.key(0, &["show", &team.ring]).exits(1).says([r#""code":"no_ring""#]);
}

#[test]
fn r4_a_ring_that_somebody_made_anew_while_it_is_deleted_stays() {
    let team = Arc::new(Team::of(2, Etcd::start));
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    let meanwhile = Arc::clone(&team);
    let between = Middleman::before(team.etcd.address(0), move |path, before| {
        if path.ends_with("/txn") && before == 0 {
            meanwhile.key(1, &["delete", &meanwhile.ring, "--force"]).succeeds();
            meanwhile.key(1, &["new", &meanwhile.ring, "--alg", "HS256"]).succeeds();
        }
        Fate::Passes
    });
    let deleted = team.machines[0].run(["key", "delete", &by_way_of(&[between]), "--force"]).succeeds();
    deleted.says([
        "is not the ring that this machine has seen",
        "was deleted by somebody else, who has made another one",
    ]);
    assert_eq!(team.states(1), ["active"]);
}

#[test]
fn what_is_no_member_keeps_nobody_from_the_others_and_no_token_from_being_verified() {
    let team = Team::with_ring();
    let token = team.issue(0).succeeds().text().to_owned();
    let said = Arc::new(Mutex::new(Fate::Passes));
    let saying = Arc::clone(&said);
    let odd = Middleman::before(team.etcd.address(0), move |_, _| saying.lock().unwrap().clone());
    let (alone, both) = (
        format!("etcd://{}/teams/api", odd.address),
        format!("etcd://{},{}/teams/api", odd.address, team.etcd.address(0)),
    );
    let verify = |ring: &str| team.machines[0].run(["verify", &token, "--ring", ring]);
    verify(&alone).succeeds();
    let complaint =
        |code: u32, message: &str| answer(400, &[], &json!({"code": code, "message": message}).to_string());
    for (bytes, is_refusal) in [
        (complaint(5, "Not Found"), false),
        (complaint(3, "odd"), false),
        (complaint(9, "odd"), false),
        (complaint(12, "Method Not Allowed"), false),
        (complaint(7, "denied"), true),
        (complaint(3, "etcdserver: user name is empty"), true),
        (answer(302, &[("location", "https://example.com/")], ""), false),
        (answer(200, &[], "hello"), false),
        (answer(400, &[], "no"), false),
        (answer(501, &[], "no"), false),
        (answer(200, &[], &"x".repeat(2 << 20)), false),
    ] {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
        *said.lock().unwrap() = Fate::Answered(bytes);
        team.key(0, &["show", &both]).succeeds();
        let rotated = team.key(0, &["rotate", &both]);
        assert!(rotated.code == 0 || rotated.failure()["code"] == "outcome_unknown", "{shown}: {rotated}");
        let verified = verify(&alone);
        match is_refusal {
            true => assert_eq!(verified.code, 6, "{shown}: {verified}"),
            false => _ = verified.succeeds().says(["warning:", "the key ring that is used is that of"]),
        }
        let hints = team.key(0, &["show", &alone]).failure()["hints"].to_string();
        assert!(is_refusal || hints.contains("is this the address of etcd?"), "{shown}: {hints}");
    }
}

#[test]
fn no_list_is_read_without_an_end() {
    let machine = Sandbox::with_file_store();
    let asked = AtomicUsize::new(0);
    let list = move |next: &dyn Fn(usize) -> usize| {
        let page = asked.fetch_add(1, Ordering::SeqCst);
        let record = |index| json!({"key": STANDARD.encode(format!("teams/{:09}", next(page * 64 + index))), "mod_revision": "1"});
        let records: Vec<Value> = (0..64).map(record).collect();
        scripted::json(200, &json!({"header": {}, "more": true, "kvs": records}))
    };
    let list = Arc::new(list);
    let rising = Arc::clone(&list);
    let rising = ScriptedServer::start(move |_, _| rising(&|index| index));
    let same = ScriptedServer::start(move |_, _| list(&|_| 1));
    for (server, told) in [(rising, " s, and no end"), (same, "in their order")] {
        let place = format!("etcd://127.0.0.1:{}/teams", server.port);
        let failure = machine.run(["key", "list", &place, "--json"]).exits(1).failure();
        assert!(failure["message"].as_str().unwrap().contains(told), "{failure}");
    }
}

/// The one file that this machine remembers a ring in.
fn memory_of(machine: &Sandbox) -> std::path::PathBuf {
    let folder = machine.path("home/.local/share/authctl/etcd");
    let files = |folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files(files(folder).next().unwrap()).next().unwrap()
}
