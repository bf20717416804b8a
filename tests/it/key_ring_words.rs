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

#[test]
fn a_line_that_nobody_understands_is_named_and_no_other_is_added() {
    let (sandbox, file) = with_env_file();
    for line in ["JWT: old", "export JWT=\"old\" OTHER=1", "JWT=\"old\"er", "JWT=old; export JWT"] {
        let text = format!("# service\n{line}\n");
        std::fs::write(&file, &text).unwrap();
        for words in [&[][..], &["--dry-run"]] {
            let refused = rotate(&sandbox, &file, words).exits(1).says(["line 2 begins with the name"]);
            assert!(hints(&refused).contains("NAME=VALUE alone"), "{refused}");
            assert_eq!((content(&file), states(&sandbox)), (text.clone(), vec!["active".to_owned()]));
        }
    }
    std::fs::write(&file, "JWT=old\nexport JWT\n").unwrap();
    let told = rotate(&sandbox, &file, &[]).succeeds();
    assert!(!told.stderr.contains("There was no"), "{told}");
    assert_eq!(content(&file).lines().count(), 2, "{}", content(&file));
}

#[test]
fn what_is_wrong_with_the_file_of_a_service_is_told_with_what_to_do() {
    let (sandbox, file) = with_env_file();
    let missing = sandbox.path("missing.env");
    let refused = rotate(&sandbox, &missing, &[]).exits(1).says(["there is no file"]);
    assert!(hints(&refused).contains("install -m 600 /dev/null "), "{refused}");
    let pipe = sandbox.path("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    let large = sandbox.write("large", "#".repeat((1 << 20) + 1).as_str());
    let binary = sandbox.path("binary");
    std::fs::write(&binary, b"JWT=\xff\n").unwrap();
    for (path, hint) in [(&pipe, "name a file"), (&large, "check the path"), (&binary, "iconv")] {
        let refused = rotate(&sandbox, path, &[]).exits(1);
        assert!(hints(&refused).contains(hint), "{refused}");
    }
    std::fs::hard_link(&file, sandbox.path("other")).unwrap();
    let refused = rotate(&sandbox, &file, &[]).exits(1);
    assert!(hints(&refused).contains("cp -p"), "{refused}");
    assert_eq!(states(&sandbox), ["active"]);
}
