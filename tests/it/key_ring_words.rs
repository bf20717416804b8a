//! What is said where something about a key ring goes wrong: what is so, and what to do.

use crate::key_ring::{ENV, content, rotate, states, with_env_file};
use crate::support::Output;
use serde_json::Value;

#[track_caller]
fn hints(run: &Output) -> String {
    let failure = run.failure();
    let hints = failure["hints"].as_array().unwrap().iter().filter_map(Value::as_str);
    hints.collect::<Vec<_>>().join("; ")
}

#[test]
fn what_a_shell_would_do_after_a_rotation_is_refused_and_nothing_changes() {
    let (sandbox, file) = with_env_file();
    for command in
        ["true && curl -f http://localhost/", "true | tee log", "true > log", "true; false", "true &"]
    {
        rotate(&sandbox, &file, &["--then", command]).exits(2).says(["no shell reads", "sh -c"]);
    }
    assert_eq!((content(&file).as_str(), states(&sandbox)), (ENV, vec!["active".to_owned()]));
    rotate(&sandbox, &file, &["--then", "sh -c 'true && true'"]).succeeds();
    let missing =
        rotate(&sandbox, &file, &["--then", "no-such-cmd"]).exits(1).says(["no-such-cmd cannot be run"]);
    assert!(hints(&missing).contains("name a program"), "{missing}");
}
