//! How fast and how small the JWT verbs are, beside what two cores can do at all: `cargo bench --bench jwt`.
//!
//! Each pair runs in turn, so that both meet the same weather. jwt-cli is taken from PATH or installed; `taskset` comes
//! with util-linux, `time` is GNU time (`apt-get install time`). `AUTHCTL_BENCH=target/release/authctl` measures a program
//! that is built already; `AUTHCTL_BENCH_TOKENS=100000` checks less than a million tokens; words name the parts that run:
//! `cargo bench --bench jwt -- lines keys cores memory issue decode hostile`.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench starts programs, measures time and prints, which the product does in fewer places"
)]

#[path = "../tests/it/support/hostile.rs"]
mod hostile_inputs;
mod support;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self as aws, EcdsaKeyPair, KeyPair as _, ParsedPublicKey, RsaKeyPair};
use aws_lc_rs::{encoding::AsDer as _, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::cell::Cell;
use std::fs::File;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::{duration_of, installed, jwt_cli, median, program};

const ROUNDS: usize = 5;
const PAIRS: usize = 200;
const RUNS_FOR_MEMORY: usize = 31;
const SECRET: &[u8; 32] = b"\x1f\x8b2\xd0\xa5\x99\x11\x04\xee\x7fZ\xc3k\x15\xb8\x90\xd2\x06\xf1\xaaM\x3c\xe7\x58\x9d!\x84\x0b\xcf\x62\x37\xfb";
const LAX: [&str; 4] = ["verify", "--lines", "--any-issuer", "--any-audience"];

/// Measures something and prints it.
type Part = fn(&Bench);

fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let count = std::env::var("AUTHCTL_BENCH_TOKENS").map_or(1_000_000, |text| text.parse().unwrap());
    let bench = Bench::new(count);
    let parts: [(&str, Part); 7] = [
        ("lines", lines),
        ("keys", keys),
        ("cores", cores),
        ("memory", memory),
        ("issue", issue),
        ("decode", decode),
        ("hostile", hostile),
    ];
    for (name, part) in parts {
        if named.is_empty() || named.iter().any(|word| word == name) {
            part(&bench);
        }
    }
}

/// Tokens of a shared secret, as many as wanted, and where things lie.
struct Bench {
    home: tempfile::TempDir,
    tokens: Vec<String>,
    secret: PathBuf,
}

impl Bench {
    fn new(count: usize) -> Self {
        let home = tempfile::tempdir().unwrap();
        let secret = home.path().join("secret");
        std::fs::write(&secret, SECRET).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
        let tokens = (0..count).map(|number| hs256(&key, &claims(number))).collect();
        Self { home, tokens, secret }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// `authctl` with these words, and this file as its stdin.
    fn authctl(&self, words: &[&str], stdin: Option<&Path>) -> Command {
        let mut command = program(&support::authctl(), words, self.home.path());
        if let Some(path) = stdin {
            command.stdin(File::open(path).unwrap());
        }
        command
    }

    fn verify(&self, flag: &str, key: &Path, tokens: &Path) -> Command {
        self.authctl(&[&LAX[..], &[flag, key.to_str().unwrap()]].concat(), Some(tokens))
    }

    fn verify_hs256(&self, tokens: &Path) -> Command {
        self.verify("--secret-file", &self.secret, tokens)
    }

    /// What a run of this costs, however it ends.
    fn cost(&self, command: &Command, stdin: Option<&Path>) -> Cost {
        let told = self.path("cost");
        let wrapper = ["time", "--quiet", "--format=%M %U %S", "--output", told.to_str().unwrap()];
        let mut timed = support::under(&wrapper, command, self.home.path());
        timed.stdin(stdin.map_or_else(Stdio::null, |path| File::open(path).unwrap().into()));
        timed.stderr(Stdio::null()).status().unwrap();
        let told = std::fs::read_to_string(told).unwrap();
        let numbers: Vec<f64> = told.split_whitespace().map(|number| number.parse().unwrap()).collect();
        let [peak_kib, user, system] = numbers[..] else { panic!("time told {told:?}") };
        Cost { peak_kib, cpu: Duration::from_secs_f64(user + system) }
    }

    /// The most memory in KiB, in the middle of many runs: where the kernel puts a program decides how much of its file it
    /// maps unasked.
    fn usual_peak(&self, command: &Command) -> f64 {
        let mut peaks: Vec<f64> = (0..RUNS_FOR_MEMORY).map(|_| self.cost(command, None).peak_kib).collect();
        peaks.sort_by(f64::total_cmp);
        peaks[peaks.len() / 2]
    }

    fn file(&self, name: &str, tokens: &[String]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, tokens.join("\n") + "\n").unwrap();
        path
    }
}

/// The most memory, and the time on all cores together (in steps of 10 ms).
struct Cost {
    peak_kib: f64,
    cpu: Duration,
}

fn claims(number: usize) -> Value {
    json!({
        "iss": "https://id.example.com", "sub": format!("user-{number:08}"), "aud": "https://api.example.com",
        "exp": 4_000_000_000_u64, "iat": 1_700_000_000, "jti": format!("3f2c1e9a-5d7b-4c11-9e2f-{number:012}"),
        "scope": "openid profile email", "roles": ["reader", "writer"], "tenant": "acme",
    })
}

fn signing_input(alg: &str, claims: &Value) -> String {
    let header = json!({"alg": alg, "typ": "JWT"}).to_string();
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn hs256(key: &hmac::Key, claims: &Value) -> String {
    let input = signing_input("HS256", claims);
    let tag = hmac::sign(key, input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// Half of the work on each of two threads.
fn on_two_threads<T: Sync>(all: &[T], work: impl Fn(&[T]) + Sync) -> Duration {
    let started = Instant::now();
    let (one, other) = all.split_at(all.len() / 2);
    std::thread::scope(|scope| {
        scope.spawn(|| work(one));
        work(other);
    });
    started.elapsed()
}

/// The medians of each, run in turn.
fn in_turn<const N: usize>(rounds: usize, runs: [&dyn Fn() -> Duration; N]) -> [Duration; N] {
    let mut durations = [const { Vec::new() }; N];
    for _ in 0..rounds {
        for (run, durations) in runs.iter().zip(&mut durations) {
            durations.push(run());
        }
    }
    durations.map(median)
}

fn rate(count: usize, took: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let count = count as f64;
    count / took.as_secs_f64()
}

fn raw_hs256(tokens: &[String]) {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
    for token in tokens {
        let (input, signature) = token.rsplit_once('.').unwrap();
        let (_, payload) = input.split_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        hmac::verify(&key, input.as_bytes(), &signature).unwrap();
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
        black_box(claims);
    }
}

fn by_jsonwebtoken(tokens: &[String]) {
    let key = jsonwebtoken::DecodingKey::from_secret(SECRET);
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::HS256);
    validation.validate_aud = false;
    for token in tokens {
        black_box(jsonwebtoken::decode::<Value>(token, &key, &validation).unwrap());
    }
}

fn lines(bench: &Bench) {
    let (count, file) = (bench.tokens.len(), bench.file("hs256", &bench.tokens));
    let [own, raw, other] = in_turn(
        ROUNDS,
        [&|| duration_of(bench.verify_hs256(&file)), &|| on_two_threads(&bench.tokens, raw_hs256), &|| {
            on_two_threads(&bench.tokens, by_jsonwebtoken)
        }],
    )
    .map(|took| rate(count, took));
    println!(
        "verify --lines, {count} HS256 tokens of {} bytes: {own:.0} a second, raw {raw:.0}, jsonwebtoken {other:.0}: \
         {:.2} of raw (at least 0.7 wanted), {:.2} times jsonwebtoken (at least 1.5)",
        bench.tokens[0].len(),
        own / raw,
        own / other
    );
}

/// RS256 and ES256: few tokens, again and again.
fn keys(bench: &Bench) {
    let random = SystemRandom::new();
    let rsa = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let by_rsa = |input: &[u8]| {
        let mut signature = vec![0; rsa.public_modulus_len()];
        rsa.sign(&aws::RSA_PKCS1_SHA256, &random, input, &mut signature).unwrap();
        signature
    };
    let public = rsa.public_key().as_der().unwrap();
    let parsed = ParsedPublicKey::new(&aws::RSA_PKCS1_2048_8192_SHA256, public.as_ref()).unwrap();
    compared(bench, "RS256", &by_rsa, public.as_ref(), &parsed, 200_000);
    let curve = EcdsaKeyPair::generate(&aws::ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let by_curve = |input: &[u8]| curve.sign(&random, input).unwrap().as_ref().to_vec();
    let public = curve.public_key().as_der().unwrap();
    let parsed = ParsedPublicKey::new(&aws::ECDSA_P256_SHA256_FIXED, public.as_ref()).unwrap();
    compared(bench, "ES256", &by_curve, public.as_ref(), &parsed, 100_000);
}

fn compared(
    bench: &Bench,
    alg: &str,
    sign: &dyn Fn(&[u8]) -> Vec<u8>,
    spki: &[u8],
    key: &ParsedPublicKey,
    count: usize,
) {
    let signed: Vec<_> = (0..1000)
        .map(|number| {
            let input = signing_input(alg, &claims(number));
            let signature = sign(input.as_bytes());
            (input, signature)
        })
        .collect();
    let token =
        |(input, signature): &(String, Vec<u8>)| format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature));
    let tokens: Vec<String> = signed.iter().map(token).collect();
    let repeated: Vec<String> = tokens.iter().cycle().take(count).cloned().collect();
    let file = bench.file(alg, &repeated);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(spki));
    let public = bench.path("public.pem");
    std::fs::write(&public, pem).unwrap();
    let numbers: Vec<usize> = (0..count).collect();
    let verify_all = |numbers: &[usize]| {
        for number in numbers {
            let (input, signature) = &signed[number % signed.len()];
            key.verify_sig(input.as_bytes(), signature).unwrap();
        }
    };
    let [own, raw] = in_turn(
        ROUNDS,
        [&|| duration_of(bench.verify("--key", &public, &file)), &|| on_two_threads(&numbers, verify_all)],
    )
    .map(|took| rate(count, took));
    println!(
        "verify --lines, {count} {alg} tokens: {own:.0} a second, signatures alone {raw:.0}: {:.2} of it (at least 0.9 wanted)",
        own / raw
    );
}

fn cores(bench: &Bench) {
    let file = bench.file("hs256", &bench.tokens);
    let on_one = || {
        let mut command =
            support::under(&["taskset", "-c", "0"], &bench.verify_hs256(&file), bench.home.path());
        command.stdin(File::open(&file).unwrap());
        duration_of(command)
    };
    let [two, one, raw_two, raw_one] = in_turn(
        ROUNDS,
        [
            &|| duration_of(bench.verify_hs256(&file)),
            &on_one,
            &|| on_two_threads(&bench.tokens, raw_hs256),
            &|| {
                let started = Instant::now();
                raw_hs256(&bench.tokens);
                started.elapsed()
            },
        ],
    );
    println!(
        "verify --lines on two cores: {:.2} times one (at least 1.8 wanted); the raw loop: {:.2} times",
        one.as_secs_f64() / two.as_secs_f64(),
        raw_one.as_secs_f64() / raw_two.as_secs_f64()
    );
}

fn memory(bench: &Bench) {
    let few = bench.file("few", &bench.tokens[..bench.tokens.len() / 10]);
    let all = bench.file("hs256", &bench.tokens);
    let [few, all] = [few, all].map(|file| bench.cost(&bench.verify_hs256(&file), Some(&file)).peak_kib);
    println!(
        "verify --lines: {few} KiB at most for {} tokens, {all} KiB for {}",
        bench.tokens.len() / 10,
        bench.tokens.len()
    );
}

fn issue(bench: &Bench) {
    let count = 100_000;
    let claims_file = bench.path("claims.json");
    std::fs::write(&claims_file, claims(1).to_string()).unwrap();
    let words = [
        &["issue", "--alg", "HS256", "--secret-file", bench.secret.to_str().unwrap()][..],
        &["--claims", claims_file.to_str().unwrap(), "--count", "100000"],
    ]
    .concat();
    let numbers: Vec<usize> = (0..count).collect();
    let raw = |numbers: &[usize]| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
        let claims = claims(1);
        for _ in numbers {
            black_box(hs256(&key, &claims));
        }
    };
    let [own, raw] =
        in_turn(ROUNDS, [&|| duration_of(bench.authctl(&words, None)), &|| on_two_threads(&numbers, raw)])
            .map(|took| rate(count, took));
    println!(
        "issue --count {count}, HS256: {own:.0} a second, raw {raw:.0}: {:.2} of raw (at least 0.5 wanted)",
        own / raw
    );
}

/// Whole processes beside jwt-cli.
fn decode(bench: &Bench) {
    let [authctl, jwt] =
        [support::authctl(), jwt_cli()].map(|program| installed(&program, bench.home.path()));
    let token = &bench.tokens[0];
    for words in [&["--version"][..], &["decode", token]] {
        let own = || program(&authctl, words, bench.home.path());
        let other = || program(&jwt, words, bench.home.path());
        let [took, others] = in_turn(PAIRS, [&|| duration_of(own()), &|| duration_of(other())]);
        let [peak, others_peak] = [&own() as &Command, &other()].map(|program| bench.usual_peak(program));
        println!(
            "{}: authctl {took:.2?} and {peak} KiB, jwt {others:.2?} and {others_peak} KiB: {:.2} times (at most 1.1 wanted), {:.2} of its memory (at most 1.5)",
            words[0],
            took.as_secs_f64() / others.as_secs_f64(),
            peak / others_peak
        );
    }
}

/// The verbs that read a token without a key, in each of their forms.
const HOSTILE_RUNS: [&[&str]; 9] = [
    &["decode"],
    &["decode", "--json"],
    &["decode", "--header"],
    &["decode", "--time", "utc"],
    &["decode", "--redact"],
    &["decode", "--lines"],
    &["lint"],
    &["lint", "--json"],
    &["lint", "--format", "sarif"],
];

/// What costs the most that a token or a key set can be made to cost.
fn hostile(bench: &Bench) {
    let runs = Cell::new(0);
    let cheap = |name: &str, words: &[&str], stdin: Option<&Path>| {
        runs.set(runs.get() + 1);
        let cost = bench.cost(&bench.authctl(words, None), stdin);
        let is_cheap = cost.cpu < Duration::from_millis(200) && cost.peak_kib < 64.0 * 1024.0;
        println!(
            "{name}: {:.0?} of CPU, {:.0} MiB{}",
            cost.cpu,
            cost.peak_kib / 1024.0,
            if is_cheap { "" } else { " (at most 200 ms and 64 MiB wanted)" }
        );
    };
    let secret = bench.secret.to_str().unwrap();
    let verify = ["verify", "--any-issuer", "--any-audience", "--secret-file", secret];
    for (name, tokens) in hostile_inputs::pairs(SECRET) {
        let files = ["first", "second"].map(|file| format!("@{}", bench.path(file).display()));
        for (file, token) in ["first", "second"].iter().zip(tokens) {
            std::fs::write(bench.path(file), token).unwrap();
        }
        cheap(&format!("diff of tokens {name}"), &["diff", &files[0], &files[1]], None);
    }
    for (name, token) in hostile_inputs::tokens(SECRET) {
        let file = bench.path("hostile");
        std::fs::write(&file, token).unwrap();
        cheap(&format!("verify {name}"), &verify, Some(&file));
        for words in HOSTILE_RUNS {
            cheap(&format!("{} {name}", words.join(" ")), words, Some(&file));
        }
    }
    for (name, keys) in hostile_inputs::key_files() {
        let file = bench.path("keys.json");
        std::fs::write(&file, keys).unwrap();
        let words = ["verify", "--key", file.to_str().unwrap(), &bench.tokens[0]];
        cheap(&format!("verify --key {name}"), &words, None);
        cheap(&format!("key inspect {name}"), &["key", "inspect", file.to_str().unwrap()], None);
    }
    println!("{} runs on hostile inputs", runs.get());
}
