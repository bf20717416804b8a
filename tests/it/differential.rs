//! Goal V5: tokens of chance, good and bad in many ways, judged by authctl and by three implementations of others.
//!
//! Each rule says how its tokens are made and whether authctl takes them; where another one judges differently, the table
//! [`EXPLAINED`] says which one and why. There is no line for tokens that authctl alone takes: they fail the test.
//!
//! `AUTHCTL_TEST_SEED=N` repeats a run; a failure names its seed.

mod rules;

use crate::support::jose::{self, PEERS, Peer, public};
use crate::support::{Dice, Sandbox, dice, long};
use authctl::jwt::key::{KeyFile, WeakSecrets};
use authctl::jwt::policy::{Accepted, Algorithms, Policy};
use authctl::jwt::verify::verify;
use authctl::jwt::{Algorithm, SigningKey};
use authctl::sensitive::SecretBytes;
use rules::{EXPLAINED, Forge, RULES, Rule};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const ISSUER: &str = "https://id.example.com";
const AUDIENCE: &str = "api";
const NOW: i64 = 1_800_000_000;

/// A key that signs, and what verifiers get of it.
pub struct Key {
    /// The algorithm, as headers have it.
    name: &'static str,
    public: Value,
    signing: SigningKey,
}

/// A token with the key that it is judged by.
pub struct Case {
    rule: &'static Rule,
    algorithm: &'static str,
    key: Value,
    token: String,
}

#[test]
fn v5_three_others_judge_ten_thousand_tokens_alike_or_it_is_explained() {
    let seed = dice::seed();
    eprintln!("AUTHCTL_TEST_SEED={seed}");
    let count = if long() { 10_000 } else { 4 * RULES.len() };
    let keys = keys();
    let mut forge = Forge::new(Dice::new(seed), &keys);
    let cases: Vec<Case> = (0..count).map(|at| forge.case(&RULES[at % RULES.len()])).collect();
    let ours: Vec<bool> = cases.iter().map(Case::is_taken).collect();
    let mut faults = unexpected(&cases, &ours);
    let theirs: Vec<_> = PEERS.iter().map(|peer| (peer, judged(peer, &cases))).collect();
    faults.extend(taken_by_authctl_alone(&cases, &ours, &theirs));
    let differences = differences(&cases, &ours, &theirs);
    faults.extend(unexplained(&differences, &cases));
    faults.extend(lines_differ(&cases, &ours, &keys));
    report(&cases, &ours, &differences);
    assert!(faults.is_empty(), "AUTHCTL_TEST_SEED={seed}\n{}", faults.join("\n"));
}

/// Each rule says what authctl does with its tokens.
fn unexpected(cases: &[Case], ours: &[bool]) -> Vec<String> {
    let wrong = cases.iter().zip(ours).filter(|(case, taken)| case.rule.good != **taken);
    wrong.map(|(case, taken)| format!("authctl: taken is {taken}: {case}")).collect()
}

/// What each of the others says: `None` where it does not have the algorithm.
fn judged(peer: &Peer, cases: &[Case]) -> Vec<Option<bool>> {
    let check = json!({"now": NOW, "issuer": ISSUER, "audience": AUDIENCE});
    let knows = |case: &&Case| peer.knows.contains(&case.algorithm);
    let request = |case: &Case| jose::verify(&case.key, &case.names(), &case.token, &check);
    let requests: Vec<Value> = cases.iter().filter(knows).map(request).collect();
    let mut answers = peer.ask(&requests).into_iter();
    cases
        .iter()
        .map(|case| knows(&case).then(|| answers.next().unwrap()["valid"].as_bool().unwrap()))
        .collect()
}

type Verdicts<'a> = (&'a Peer, Vec<Option<bool>>);

/// Where authctl takes a token, one of those that look at claims must do so too; for algorithms that none of them has
/// there is nobody to ask.
fn taken_by_authctl_alone(cases: &[Case], ours: &[bool], theirs: &[Verdicts<'_>]) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, case) in cases.iter().enumerate().filter(|(at, _)| ours[*at]) {
        let said: Vec<bool> = theirs
            .iter()
            .filter(|(peer, _)| peer.checks_claims)
            .filter_map(|(_, verdicts)| verdicts[at])
            .collect();
        if !said.contains(&true) {
            faults.push(format!("authctl alone takes it ({} others asked): {case}", said.len()));
        }
    }
    faults
}

/// The tokens that somebody judges differently, by rule and by who it is.
fn differences(
    cases: &[Case],
    ours: &[bool],
    theirs: &[Verdicts<'_>],
) -> BTreeMap<(&'static str, &'static str), Vec<usize>> {
    let mut differences = BTreeMap::<_, Vec<usize>>::new();
    for (peer, verdicts) in theirs {
        for (at, case) in cases.iter().enumerate() {
            if verdicts[at].is_some_and(|taken| taken != ours[at]) {
                differences.entry((case.rule.name, peer.name)).or_default().push(at);
            }
        }
    }
    differences
}

/// Differences without a line in the table, and in a long run lines that explain nothing.
fn unexplained(
    differences: &BTreeMap<(&'static str, &'static str), Vec<usize>>,
    cases: &[Case],
) -> Vec<String> {
    let explained: BTreeSet<_> = EXPLAINED
        .iter()
        .flat_map(|(_, peers, rules)| {
            rules.iter().flat_map(move |rule| peers.iter().map(move |peer| (*rule, *peer)))
        })
        .collect();
    let mut faults: Vec<String> = differences
        .iter()
        .filter(|(who, _)| !explained.contains(*who))
        .map(|((_, peer), at)| format!("{peer} judges {} differently: {}", at.len(), cases[at[0]]))
        .collect();
    if long() {
        let idle = explained.iter().filter(|who| !differences.contains_key(*who));
        faults.extend(idle.map(|who| format!("an explanation of nothing: {who:?}")));
    }
    faults
}

/// The command says the same of all those that are one line each.
fn lines_differ(cases: &[Case], ours: &[bool], keys: &[Key]) -> Vec<String> {
    let sandbox = Sandbox::new();
    let mut faults = Vec::new();
    for key in keys {
        let file = sandbox.write("key", key.public.to_string());
        let meant: Vec<usize> = (0..cases.len())
            .filter(|at| {
                let case = &cases[*at];
                case.algorithm == key.name && case.key == key.public && case.is_one_line()
            })
            .collect();
        let lines: Vec<&str> = meant.iter().map(|at| cases[*at].token.as_str()).collect();
        let run = sandbox
            .authctl(["verify", "--lines", "--key"])
            .args([file])
            .args(["--alg", key.name, "--issuer", ISSUER, "--audience", AUDIENCE, "--at", &NOW.to_string()])
            .stdin(lines.join("\n") + "\n")
            .run();
        let told: Vec<bool> = run
            .text()
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["valid"] == true)
            .collect();
        assert_eq!(told.len(), meant.len(), "{run}");
        let differ = meant.iter().zip(&told).filter(|(at, told)| ours[**at] != **told);
        faults.extend(differ.map(|(at, told)| format!("verify --lines says {told}: {}", cases[*at])));
    }
    faults
}

fn report(cases: &[Case], ours: &[bool], differences: &BTreeMap<(&'static str, &'static str), Vec<usize>>) {
    for rule in &RULES {
        let of_rule = cases.iter().filter(|case| case.rule.name == rule.name).count();
        let differ: Vec<String> = PEERS
            .iter()
            .filter_map(|peer| {
                let count = differences.get(&(rule.name, peer.name))?.len();
                Some(format!("{}: {count}", peer.name))
            })
            .collect();
        let judged = if rule.good { "taken" } else { "rejected" };
        eprintln!("{of_rule:5} {judged:8} {:28} {}", rule.name, differ.join(", "));
    }
    let taken = ours.iter().filter(|taken| **taken).count();
    let differ: BTreeSet<usize> = differences.values().flatten().copied().collect();
    eprintln!("{} tokens, {taken} taken, {} judged differently by somebody", cases.len(), differ.len());
}

impl Case {
    fn is_taken(&self) -> bool {
        let algorithm = Algorithm::from_name(self.algorithm).unwrap();
        let file = self.key.as_str().map_or_else(|| self.key.to_string(), str::to_owned);
        let trusted = KeyFile::open(&SecretBytes::new(file.into_bytes()))
            .and_then(|file| file.trusted(WeakSecrets::Refused));
        let policy = Policy {
            algorithms: Algorithms::Only(vec![algorithm]),
            issuer: Accepted::one(ISSUER),
            audience: Accepted::one(AUDIENCE),
            ..Policy::default()
        };
        let now = jiff::Timestamp::from_second(NOW).unwrap();
        trusted.is_ok_and(|trusted| verify(&self.token, trusted.keys(), &policy, now).is_ok())
    }

    /// The names that the algorithm has (RFC 9864).
    fn names(&self) -> Vec<&'static str> {
        match self.algorithm {
            "EdDSA" | "Ed25519" => vec!["EdDSA", "Ed25519"],
            name => vec![name],
        }
    }

    /// White space around a token on a line does not matter, so that such tokens are for the library alone.
    fn is_one_line(&self) -> bool {
        self.token.trim() == self.token && !self.token.contains(['\n', '\r'])
    }
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { rule, algorithm, key, token } = self;
        write!(f, "{} by {algorithm}, key {key}\n  {token:.600}", rule.name)
    }
}

/// One for each name of an algorithm, RSA keys with numbers that can be had.
fn keys() -> Vec<Key> {
    let made = |algorithm: &str| {
        let mut jwk = PEERS[0].ask(&[json!({"do": "make", "alg": algorithm})])[0]["jwk"].clone();
        jwk.as_object_mut().unwrap().remove("key_ops");
        jwk
    };
    let rsa = made("RS256");
    let ed25519 = made("EdDSA");
    let names = PEERS[0].knows.iter().chain(&["Ed25519"]);
    names
        .map(|name| {
            let mut private = match &name[..2] {
                "HS" => json!({"kty": "oct", "k": authctl::jwt::base64url::encode(SECRET)}),
                "RS" | "PS" => rsa.clone(),
                "Ed" => ed25519.clone(),
                _ => made(name),
            };
            private["alg"] = (*name).into();
            let signing = SigningKey::from_jwk(&private).unwrap();
            private.as_object_mut().unwrap().remove("alg");
            Key { name, public: public(&private), signing }
        })
        .collect()
}

const SECRET: &[u8; 64] = b"oN3#vT8!qL5^zR1&wX7*kC4(mB9)hD2_jF6+gS0=pY@eU%iA~tQ;xV:cZ<bM>nK?";
