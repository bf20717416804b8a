//! A program that reads requests in lines of JSON and answers each with a line.

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

/// One answer for each request, in order; all by one process.
#[track_caller]
pub fn ask(mut command: Command, requests: &[Value]) -> Vec<Value> {
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.unwrap_or_else(|why| panic!("{command:?}: {why}"));
    let lines = requests.iter().map(Value::to_string).collect::<Vec<_>>().join("\n") + "\n";
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let answers = BufReader::new(child.stdout.take().unwrap()).lines();
    let answers: Vec<Value> = answers.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    let written = writer.join().unwrap();
    assert!(child.wait().unwrap().success(), "{command:?} failed");
    written.unwrap_or_else(|why| panic!("{command:?} has not read all requests: {why}"));
    assert_eq!(answers.len(), requests.len(), "answers of {command:?}");
    answers
}
