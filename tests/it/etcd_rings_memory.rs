//! What a machine has seen of a ring in etcd: it counts by whatever endpoints, also where nobody is asked; where it cannot be
//! kept that is told; and what is proposed where a ring is gone or older is never what an attacker wants.

use crate::etcd_rings::{Team, machines};
use crate::support::{Etcd, Output, Sandbox};
use serde_json::Value;
use std::fs::File;
use std::path::PathBuf;
use std::process::Command;

/// The folder of the one key that this machine has seen.
fn memory_of(machine: &Sandbox) -> PathBuf {
    let folders = std::fs::read_dir(machine.path("home/.local/share/authctl/etcd")).unwrap();
    let folders: Vec<_> = folders.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(folders.len(), 1);
    folders.into_iter().next().unwrap()
}

/// The same etcd by another name.
fn by_name(team: &Team) -> String {
    team.ring.replace("127.0.0.1", "localhost")
}

/// Two machines that share a ring, which the second has not seen.
fn pair() -> Team {
    let team = Team::of(2, Etcd::start);
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    team
}

#[track_caller]
fn first_kid(team: &Team) -> String {
    team.keys(0)[0]["kid"].as_str().unwrap().to_owned()
}

#[track_caller]
fn says_nothing_of(output: Output, code: &str) {
    let output = output.succeeds();
    assert!(!output.everything().contains(code), "{output}");
}

/// The file that a warning with this code proposes to remove.
#[track_caller]
fn removed(output: &Output, code: &str) -> PathBuf {
    let mut lines = output.stderr.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let told = lines.find(|told| told["code"] == code).unwrap_or_else(|| panic!("{output}"));
    let message = told["message"].as_str().unwrap().to_owned();
    let path = message.split_once("rm ").unwrap_or_else(|| panic!("{message}")).1;
    PathBuf::from(path.split_whitespace().next().unwrap().trim_end_matches(['.', ',', ')', '`']))
}

#[test]
fn l5_where_a_machine_cannot_remember_what_it_has_seen_that_is_told_each_time() {
    let team = pair();
    team.key(1, &["show", &team.ring]).succeeds();
    team.key(0, &["rotate", &team.ring]).succeeds();
    let held = File::open(memory_of(&team.machines[1])).unwrap();
    held.lock().unwrap();
    let told = ["memory_unusable", "cannot be kept", "teams/api"];
    for _ in 0..2 {
        team.key(1, &["show", &team.ring]).succeeds().says(told);
    }
    team.key(1, &["revoke", &team.ring, &first_kid(&team)]).succeeds().says(told);
    drop(held);
    says_nothing_of(team.key(1, &["show", &team.ring]), "memory_unusable");
}

#[test]
fn a45_what_is_put_back_is_put_back_with_a_caution_whatever_has_become_of_the_ring() {
    let team = pair();
    team.key(1, &["show", &team.ring]).succeeds();
    team.key(0, &["revoke", &team.ring, &first_kid(&team)]).succeeds();
    let proposed = || {
        let failure = team.key(1, &["show", &team.ring]).exits(7).failure();
        let hints = failure["hints"].as_array().unwrap().clone();
        let hints = hints.into_iter().map(|hint| hint.as_str().unwrap().to_owned());
        hints.filter(|hint| hint.contains(" put teams/api")).collect::<Vec<_>>()
    };
    for is_gone in [true, false] {
        if is_gone {
            team.etcd.delete("teams/api");
        } else {
            team.etcd.put("teams/api", b"nothing of ours");
        }
        let proposed = proposed();
        assert_eq!(proposed.len(), 1);
        assert!(
            proposed[0].contains("ask the one that changed it last") && proposed[0].contains("revoked since"),
            "{proposed:?}"
        );
    }
}

#[test]
fn a45_an_older_life_of_a_ring_is_told_by_whatever_endpoints() {
    let team = pair();
    let first = team.etcd.value("teams/api");
    team.key(0, &["delete", &team.ring, "--force"]).succeeds();
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    let second = team.etcd.value("teams/api");
    team.key(1, &["show", &team.ring]).succeeds();
    team.etcd.put("teams/api", &first);
    for _ in 0..2 {
        team.key(1, &["show", &by_name(&team)]).succeeds().says(["ring_unclear"]);
    }
    // and to who asks nobody
    let token = team.machines[1].run(["issue", "--ring", &by_name(&team), "--subject", "ci"]).succeeds();
    let offline = ["verify", token.text(), "--ring", &by_name(&team), "--offline", "--json"];
    team.machines[1].run(offline).succeeds().says(["ring_unclear"]);
    team.etcd.put("teams/api", &second);
    team.key(1, &["show", &team.ring]).succeeds().says(["ring_unclear"]);
}

#[test]
fn a45_where_nobody_is_asked_the_newest_counts_by_whatever_endpoints_it_was_seen() {
    let team = pair();
    let (token, by_name) = (team.issue(0).succeeds().text().to_owned(), by_name(&team));
    let verify = |ring: &str, more: &[&str]| {
        team.machines[1].run([&["verify", &token, "--ring", ring][..], more].concat())
    };
    verify(&by_name, &[]).succeeds();
    team.key(0, &["revoke", &team.ring, &first_kid(&team)]).succeeds();
    verify(&team.ring, &[]).exits(3);
    team.etcd.kill(0);
    for ring in [&by_name, &team.ring] {
        verify(ring, &[]).exits(3);
        verify(ring, &["--offline"]).exits(3);
    }
}

#[test]
fn r4_a_ring_that_etcd_has_lost_is_not_made_anew_by_other_endpoints() {
    let team = pair();
    let by_name = by_name(&team);
    team.key(1, &["show", &team.ring]).succeeds();
    team.etcd.delete("teams/api");
    for words in [&["show", &by_name][..], &["new", &by_name, "--alg", "HS256"]] {
        let failure = team.key(1, words).exits(7).failure();
        assert_eq!(failure["code"], "ring_lost");
        let hints = failure["hints"].to_string();
        assert!(hints.contains("jq -r .record") && hints.contains("a key file for each"), "{failure}");
    }
    // deleted on purpose, it is forgotten by all of them
    let deleted = team.key(1, &["delete", &by_name, "--force"]).succeeds().json();
    assert_eq!((&deleted["deleted"], &deleted["forgotten"]), (&false.into(), &true.into()));
    team.key(1, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    team.key(1, &["show", &by_name]).succeeds();
}

#[test]
fn a45_of_two_rings_that_were_made_within_the_skew_of_clocks_none_is_over_and_that_is_told_each_time() {
    let team = pair();
    let (first, token) = (team.etcd.value("teams/api"), team.issue(0).succeeds().text().to_owned());
    team.key(0, &["delete", &team.ring, "--force"]).succeeds();
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    let second = team.etcd.value("teams/api");
    let verify = || team.machines[1].run(["verify", &token, "--ring", &team.ring, "--json"]);
    verify().exits(3);
    team.etcd.put("teams/api", &first);
    for _ in 0..3 {
        verify().succeeds().says(["ring_unclear", "made within"]);
    }
    team.etcd.put("teams/api", &second);
    let told = team.key(1, &["show", &team.ring]).succeeds().says(["ring_unclear"]);
    assert!(!memory_of(&team.machines[1]).join("over").exists());
    // somebody has asked who made them
    std::fs::remove_file(removed(&told, "ring_unclear")).unwrap();
    says_nothing_of(team.key(1, &["show", &team.ring]), "ring_unclear");
    // that of this machine is never lost by it
    team.key(1, &["rotate", &team.ring]).succeeds();
    let third = team.etcd.value("teams/api");
    team.etcd.put("teams/api", &second);
    team.key(1, &["show", &team.ring]).exits(7);
    team.etcd.put("teams/api", &third);
    // who has deleted one knows
    team.etcd.put("teams/api", &first);
    team.key(0, &["show", &team.ring]).exits(7);
}

#[test]
fn l5_what_was_seen_by_other_endpoints_and_cannot_be_used_is_told() {
    let team = pair();
    team.key(1, &["show", &by_name(&team)]).succeeds();
    let folder = memory_of(&team.machines[1]).read_dir().unwrap();
    let seen = folder.map(|entry| entry.unwrap().path()).find(|path| path.extension().is_some());
    File::create(seen.unwrap()).unwrap();
    let told = team.key(1, &["show", &team.ring]).succeeds();
    told.says(["memory_unusable", "it is not what was seen there"]);
}

#[test]
fn r4_a_ring_that_is_deleted_leaves_nothing_behind_of_those_before_it() {
    let team = pair();
    let first = team.etcd.value("teams/api");
    team.key(1, &["show", &team.ring]).succeeds();
    team.key(0, &["revoke", &team.ring, &first_kid(&team)]).succeeds();
    team.key(0, &["delete", &team.ring, "--force"]).succeeds();
    team.key(0, &["new", &team.ring, "--alg", "HS256"]).succeeds();
    team.key(1, &["show", &team.ring]).succeeds().says(["ring_unclear"]);
    team.key(1, &["delete", &team.ring, "--force"]).succeeds();
    says_nothing_of(team.key(1, &["new", &team.ring, "--alg", "HS256"]), "ring_unclear");
    team.etcd.put("teams/api", &first);
    team.key(1, &["show", &team.ring]).exits(7);
}

#[test]
fn a_ring_that_was_moved_to_another_etcd_is_not_told_to_be_deleted_there_as_it_was_here() {
    let (team, elsewhere) = (pair(), machines(1).remove(0));
    let other = Etcd::start(&elsewhere);
    let moved = other.place("teams/api");
    other.put("teams/api", &team.etcd.value("teams/api"));
    team.key(0, &["show", &moved]).succeeds();
    team.key(0, &["delete", &team.ring, "--force"]).succeeds();
    let failure = team.key(0, &["show", &moved]).exits(7).failure();
    let hints: Vec<&str> =
        failure["hints"].as_array().unwrap().iter().map(|hint| hint.as_str().unwrap()).collect();
    let over = memory_of(&team.machines[0]).join("over");
    assert!(
        hints[0].contains("moved here") && hints[0].ends_with(&format!(" {}`", over.display())),
        "{failure}"
    );
    assert!(!hints.iter().any(|hint| hint.contains("del teams/api")), "{failure}");
    // of the others that are over nothing is forgotten by that
    let others = std::fs::read_to_string(&over).unwrap() + "another\n";
    std::fs::write(&over, &others).unwrap();
    let command = hints[0].split('`').nth(1).unwrap();
    assert!(Command::new("sh").args(["-c", command]).status().unwrap().success(), "{command}");
    assert_eq!(std::fs::read_to_string(&over).unwrap(), "another\n");
    team.key(0, &["show", &moved]).succeeds();
}
