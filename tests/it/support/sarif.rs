//! What the schema of SARIF says of a log, by the validator in `tests/peers/sarif`.

use super::{in_package, node};
use serde_json::Value;
use std::io::Write as _;
use std::process::{Command, Stdio};

const INSTALL: &str = "run `tests/run --install`";

/// Where the log is not what SARIF 2.1.0 wants, and why.
#[track_caller]
pub fn faults(log: &Value) -> Vec<String> {
    let [folder, schema] = ["tests/peers/sarif", "tests/peers/.work/sarif-schema.json"].map(in_package);
    assert!(folder.join("node_modules/ajv").exists(), "the npm package ajv is missing: {INSTALL}");
    assert!(schema.exists(), "the schema of SARIF is missing: {INSTALL}");
    let mut command = Command::new(node::program());
    command.arg(folder.join("validate.mjs")).arg(schema).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(log.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{command:?} failed");
    serde_json::from_slice(&output.stdout).unwrap()
}
