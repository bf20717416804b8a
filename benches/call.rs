//! How fast `call` is, beside xh and curl on loopback: `cargo bench --bench call`.
//!
//! xh and curl are taken from PATH: `cargo install --locked xh`, `apt-get install curl`. Each pair runs in turn, so that
//! both meet the same weather. `AUTHCTL_BENCH=target/release/authctl` measures a program that is built already;
//! `AUTHCTL_BENCH_MIB=64` moves less than 1024 MiB.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench starts programs, measures time and prints, which the product does in fewer places"
)]

mod support;

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use support::{duration_of, keep_a_token, median, program};

const PAIRS: usize = 100;
const TRANSFERS: usize = 5;
const TIMES_AT_MOST: f64 = 1.3;
const RATE_AT_LEAST: f64 = 0.8;
const MIB_AT_MOST: u64 = 40;
const MIB: usize = 1 << 20;

fn main() {
    let size = std::env::var("AUTHCTL_BENCH_MIB").map_or(1024, |text| text.parse().unwrap()) * MIB;
    let home = tempfile::tempdir().unwrap();
    keep_a_token(home.path());
    let server = serve(size);
    let body = home.path().join("body");
    File::create(&body).unwrap().set_len(size as u64).unwrap(); // a hole: reading it costs no disk
    let body = format!("@{}", body.display());
    let at = |path: &str| format!("{server}{path}");
    let call = |path: &str, more: &[&str]| {
        let url = at(path);
        let words = ["call", "bench", &url, "--allow-origin", &server, "-o", "/dev/null"];
        program(&support::authctl(), &[&words, more].concat(), home.path())
    };
    let curl = |path: &str, more: &[&str]| {
        let words = ["-sS", "-H", "Authorization: Bearer x", "-o", "/dev/null", &at(path)];
        program(Path::new("curl"), &[&words, more].concat(), home.path())
    };
    let xh = || {
        let words = ["--ignore-stdin", "--body", "GET", &at("/small"), "Authorization:Bearer x"];
        program(Path::new("xh"), &words, home.path())
    };

    let mut small = [Vec::new(), Vec::new()];
    for _ in 0..PAIRS {
        small[0].push(duration_of(call("/small", &[])));
        small[1].push(duration_of(xh()));
    }
    let [own, other] = small.map(median);
    let times = own.as_secs_f64() / other.as_secs_f64();
    println!(
        "small GET: authctl {own:.2?}, xh {other:.2?}: {times:.2} times (at most {TIMES_AT_MOST} wanted)"
    );

    for (what, path, ours, theirs) in [
        ("download", "/big", &[][..], &[][..]),
        ("upload", "/sink", &["-X", "PUT", "-d", &body], &["-X", "PUT", "-H", "Expect:", "-T", &body[1..]]),
    ] {
        let mut runs = [Vec::new(), Vec::new()];
        let mut peaks = [0, 0];
        for _ in 0..TRANSFERS {
            for (side, command) in [call(path, ours), curl(path, theirs)].into_iter().enumerate() {
                let (took, peak) = measured(command);
                runs[side].push(took);
                peaks[side] = peak.max(peaks[side]);
            }
        }
        let [own, other] = runs.map(median);
        let rate = other.as_secs_f64() / own.as_secs_f64();
        println!(
            "{what} of {} MiB: authctl {own:.2?} with {} MiB, curl {other:.2?} with {} MiB: {rate:.2} of its rate (at least {RATE_AT_LEAST} and at most {MIB_AT_MOST} MiB wanted)",
            size / MIB,
            peaks[0] / 1024,
            peaks[1] / 1024
        );
    }
}

/// How long it took, and the most memory that it had (KiB): the high-water mark of its last moments.
fn measured(mut command: Command) -> (Duration, u64) {
    let started = Instant::now();
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{command:?}: {status}");
            return (started.elapsed(), peak);
        }
        let mark = std::fs::read_to_string(&status).ok().and_then(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.trim().trim_end_matches(" kB").parse::<u64>().ok()
        });
        peak = mark.unwrap_or_default().max(peak);
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A server of a few lines: `/small`, `/big` of that size, and `/sink` that reads what comes.
fn serve(size: usize) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || answer(&stream, size));
        }
    });
    url
}

fn answer(mut stream: &TcpStream, size: usize) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::with_capacity(MIB, stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        (reader.read_line(&mut head).ok()? > 0).then_some(())?;
    }
    let path = head.split(' ').nth(1)?;
    let length = if path == "/big" { size } else { 2 };
    if path == "/sink" {
        sink(&mut reader, &head)?;
    }
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    )
    .ok()?;
    if path != "/big" {
        return stream.write_all(b"ok").ok();
    }
    let piece = vec![b'x'; MIB];
    (0..size / MIB).try_for_each(|_| stream.write_all(&piece).ok())
}

/// Reads a body that has a length, or comes in chunks.
fn sink(reader: &mut impl std::io::BufRead, head: &str) -> Option<()> {
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(str::to_owned));
    if let Some(length) = length {
        return drain(reader, length.trim().parse().ok()?);
    }
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let length = u64::from_str_radix(line.trim(), 16).ok()?;
        drain(reader, length + 2)?;
        if length == 0 {
            return Some(());
        }
    }
}

fn drain(reader: &mut impl Read, length: u64) -> Option<()> {
    let read = std::io::copy(&mut reader.take(length), &mut std::io::sink()).ok()?;
    (read == length).then_some(())
}
