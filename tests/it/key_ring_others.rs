//! The file of a service where other users of the machine can write: what they put there is neither read nor replaced. Root alone
//! can be several users: who is another one needs `sudo` without a password.

use crate::crashes::sample;
use crate::dumps::{as_ordinary, give_away};
use crate::key_ring::{ENV, content, delivery, exported, rotate, states, with_env_file};
use crate::support::sandbox::binary;
use crate::support::strace::{self, Call};
use crate::support::{Authctl, Output, Sandbox, long, until};
use rustix::fs::{CWD, RenameFlags, XattrFlags, fgetxattr, renameat_with, setxattr};
use std::ffi::OsString;
use std::fs::{File, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, lchown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{TryRecvError, channel};

/// The user of the service, and a group that is nobody's own.
const SERVICE: u32 = 1234;
const TEAM: u32 = 5678;
/// What is in a file of root's.
const VICTIM: &str = "CANARY=root-alone-knows-this\n";

fn is_root() -> bool {
    rustix::process::getuid().is_root()
}

/// Runs this test of this file again, by root.
#[track_caller]
fn again_as_root(test: &str) {
    let (program, name) = (std::env::current_exe().unwrap(), format!("key_ring_others::{test}"));
    // sudo hands no environment on
    let counts = long().then_some("AUTHCTL_TEST_LONG=1");
    let run =
        Command::new("sudo").args(["-n", "env"]).args(counts).arg(program).args(["--exact", &name]).output();
    let told = match &run {
        Ok(output) => [&output.stdout[..], &output.stderr].concat(),
        Err(why) => why.to_string().into_bytes(),
    };
    let told = String::from_utf8_lossy(&told);
    assert!(told.contains("1 passed"), "this needs root, or sudo without a password: {told}");
}

/// A folder of the service's user with its file, run by root; and a file of root's elsewhere.
struct Place {
    sandbox: Sandbox,
    folder: PathBuf,
    file: PathBuf,
    victim: PathBuf,
}

impl Place {
    fn new() -> Self {
        let (sandbox, _) = with_env_file();
        let file = sandbox.write("srv/app/.env", ENV);
        let victim = sandbox.write("root/.env", VICTIM);
        let folder = file.parent().unwrap().to_owned();
        for path in [&folder, &file] {
            chown(path, Some(SERVICE), Some(SERVICE)).unwrap();
        }
        Self { sandbox, folder, file, victim }
    }

    /// A link of this user's in the service's folder.
    fn link(&self, name: &str, to: &Path, owner: u32) -> PathBuf {
        let link = self.folder.join(name);
        symlink(to, &link).unwrap();
        lchown(&link, Some(owner), Some(owner)).unwrap();
        link
    }

    fn delivery(&self) -> Authctl {
        self.sandbox.authctl(delivery(&self.file))
    }

    #[track_caller]
    fn is_safe(&self, after: &str) {
        assert_eq!(content(&self.victim), VICTIM, "{after}");
        let mode = self.victim.metadata().unwrap().mode() & 0o777;
        assert_eq!((mode, self.victim.metadata().unwrap().uid()), (0o600, 0), "{after}");
        for entry in self.folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if !path.is_symlink() {
                assert!(!content(&path).contains("CANARY"), "{after}: {} has it", path.display());
            }
        }
    }
}

fn mode(path: &Path, bits: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(bits)).unwrap();
}

#[track_caller]
fn is_refused(output: Output) {
    output.exits(1).says(["leads through a link that others can change", "namei -l"]);
}

#[test]
fn a44_no_link_that_another_user_can_change_leads_root_to_a_file() {
    if !is_root() {
        return again_as_root("a44_no_link_that_another_user_can_change_leads_root_to_a_file");
    }
    let place = Place::new();
    let victims = place.victim.parent().unwrap().to_owned();
    let of_root = place.folder.join("of-root");
    place.link("service.env", &place.victim, SERVICE);
    place.link("conf", &victims, SERVICE);
    // the service's user can give it another name
    place.link("of-root", &victims, 0);
    let shared = place.sandbox.path("shared");
    std::fs::create_dir(&shared).unwrap();
    symlink(&victims, shared.join("conf")).unwrap();
    mode(&shared, 0o777);
    let paths = ["service.env", "conf/.env", "of-root/.env", "../app/conf/.env"];
    for path in paths.map(|path| place.folder.join(path)).iter().chain([&shared.join("conf/.env")]) {
        is_refused(place.sandbox.run([&delivery(path)[..], &["--dry-run"]].concat()));
        is_refused(place.sandbox.run(delivery(path)));
        place.is_safe(path.to_str().unwrap());
    }
    assert_eq!(states(&place.sandbox), ["active"]);
    // what nobody else can move may be a link: in a folder like /tmp, and in one of root's that leads to the service's
    mode(&shared, 0o1777);
    symlink(&place.folder, shared.join("app")).unwrap();
    rotate(&place.sandbox, &shared.join("app/.env"), &[]).succeeds();
    assert_eq!(place.file.metadata().unwrap().uid(), SERVICE);
    assert!(of_root.is_symlink() && content(&place.file).contains(&exported(&place.sandbox)));
    place.is_safe("a rotation");
}

#[test]
fn a44_no_link_that_another_user_can_change_leads_root_to_a_folder_for_a_new_file() {
    if !is_root() {
        return again_as_root(
            "a44_no_link_that_another_user_can_change_leads_root_to_a_folder_for_a_new_file",
        );
    }
    let place = Place::new();
    let victims = place.victim.parent().unwrap().to_owned();
    place.link("conf", &victims, SERVICE);
    // the service's user can give it another name
    place.link("of-root", &victims, 0);
    let export = |out: &Path| {
        let words = ["key", "export", "api", "--format", "raw", "--store", "file", "--out"];
        place.sandbox.run(words.map(OsString::from).into_iter().chain([out.into()]))
    };
    for path in ["conf/new", "of-root/new"].map(|path| place.folder.join(path)) {
        is_refused(export(&path));
        assert_eq!(victims.read_dir().unwrap().count(), 1, "{}", path.display());
    }
    let new = place.folder.join("new");
    export(&new).succeeds();
    let found = new.metadata().unwrap();
    assert_eq!((found.mode() & 0o7777, found.uid(), found.nlink()), (0o600, 0, 1));
    assert_eq!(content(&new), exported(&place.sandbox));
    symlink(place.folder.join("none"), place.folder.join("dangling")).unwrap();
    export(&place.folder.join("dangling")).exits(1).says(["is a link to", "which is not there"]);
    let names = place.folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!names.into_iter().any(|name| name.to_string_lossy().starts_with(".authctl-")), "a file is left");
}

#[test]
fn a44_links_in_a_folder_of_a_team_are_not_followed_and_files_in_it_are_replaced() {
    if !is_root() {
        return again_as_root(
            "a44_links_in_a_folder_of_a_team_are_not_followed_and_files_in_it_are_replaced",
        );
    }
    let (sandbox, _) = with_env_file();
    let profile = sandbox.write("home-alice/.profile", "umask 022\n");
    let file = sandbox.write("team/.env", ENV);
    let team = file.parent().unwrap().to_owned();
    let copy = sandbox.path("authctl");
    std::fs::copy(binary(), &copy).unwrap();
    mode(&copy, 0o755);
    give_away(&sandbox.path(""));
    chown(&team, None, Some(TEAM)).unwrap();
    mode(&team, 0o2775);
    let run = |file: &Path| {
        let words = std::iter::once(copy.clone().into_os_string());
        let words = words.chain(delivery(file).map(OsString::from)).collect();
        Authctl::new(words, sandbox.environment().to_vec()).under(as_ordinary()).run()
    };
    run(&file).succeeds();
    let delivered = content(&file);
    assert_ne!(delivered, ENV);
    // a member puts a link in its place, or has one of alice's own there
    std::fs::rename(&file, team.join("kept")).unwrap();
    for owner in [SERVICE, team.metadata().unwrap().uid()] {
        symlink("../home-alice/.profile", &file).unwrap();
        lchown(&file, Some(owner), None).unwrap();
        is_refused(run(&file));
        std::fs::remove_file(&file).unwrap();
    }
    assert_eq!((content(&profile).as_str(), content(&team.join("kept"))), ("umask 022\n", delivered));
    // her own group is she herself
    let link = profile.with_file_name("link.env");
    symlink("../team/kept", &link).unwrap();
    lchown(&link, Some(team.metadata().unwrap().uid()), None).unwrap();
    mode(link.parent().unwrap(), 0o775);
    run(&link).succeeds();
}

fn swap(one: &Path, other: &Path) {
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).unwrap();
}

#[test]
fn a44_a_file_that_becomes_a_link_at_any_call_leads_nobody_to_another_one() {
    if !is_root() {
        return again_as_root("a44_a_file_that_becomes_a_link_at_any_call_leads_nobody_to_another_one");
    }
    let place = Place::new();
    let (log, link) = (place.sandbox.path("trace"), place.link(".alt", &place.victim, SERVICE));
    let (output, calls) = strace::calls_of(place.delivery(), &log);
    output.succeeds();
    let around = place.sandbox.path("srv");
    let calls: Vec<Call> =
        calls.into_iter().filter(|call| call.shown.contains(around.to_str().unwrap())).collect();
    // from one call on, and between it and the next one
    let points: Vec<&[Call]> = calls.chunks(1).chain(calls.windows(2)).collect();
    for point in sample(&points, 2) {
        strace::stopped_after(place.delivery(), point, &log, || swap(&place.file, &link));
        place.is_safe(&point[0].shown);
        // what is left of it is made anew
        for path in [&place.file, &link] {
            let _ = std::fs::remove_file(path);
        }
        std::fs::write(&place.file, ENV).unwrap();
        chown(&place.file, Some(SERVICE), Some(SERVICE)).unwrap();
        place.link(".alt", &place.victim, SERVICE);
    }
    eprintln!("A44: {} points of a run", points.len());
}

#[test]
fn a44_a_file_that_is_a_link_every_other_moment_leads_nobody_to_another_one() {
    if !is_root() {
        return again_as_root("a44_a_file_that_is_a_link_every_other_moment_leads_nobody_to_another_one");
    }
    let place = Place::new();
    let link = place.link(".alt", &place.victim, SERVICE);
    let [mut runs, mut at_the_file, mut at_the_link] = [0; 3];
    std::thread::scope(|threads| {
        let (_runs, ended) = channel::<()>();
        let (file, link) = (&place.file, &link);
        threads.spawn(move || {
            while ended.try_recv() == Err(TryRecvError::Empty) {
                swap(file, link);
            }
        });
        until("a run that comes to the file, and one to the link", || {
            let output = place.delivery().run();
            let is_at_the_link = output.stderr.starts_with("error: cannot open");
            *if is_at_the_link { &mut at_the_link } else { &mut at_the_file } += 1;
            runs += 1;
            (runs >= 20 && at_the_file > 0 && at_the_link > 0).then_some(())
        });
    });
    place.is_safe("many runs");
    eprintln!("A44: of {runs} runs {at_the_file} came to the file, {at_the_link} to the link");
}

#[test]
fn a_file_that_somebody_changes_at_the_same_time_keeps_that_change() {
    let (sandbox, file) = with_env_file();
    let log = sandbox.path("trace");
    let run = || sandbox.authctl([&delivery(&file)[..], &["--json"]].concat());
    let (output, calls) = strace::calls_of(run(), &log);
    output.succeeds();
    // when the new file is written, and not yet in its place
    let written = calls.iter().find(|call| call.name == "flistxattr").expect("attributes are copied");
    for change in [append as fn(&Path), put_another] {
        std::fs::write(&file, ENV).unwrap();
        let output = strace::stopped_after(run(), std::slice::from_ref(written), &log, || change(&file));
        let message = output.exits(1).failure()["message"].to_string();
        assert!(message.contains("somebody else changed it at the same time"), "{message}");
        assert_eq!(content(&file), format!("{ENV}MORE=1\n"));
        let left = |name: &OsString| name.to_string_lossy().starts_with(".authctl-");
        let mut names = sandbox.path("").read_dir().unwrap().map(|entry| entry.unwrap().file_name());
        assert!(!names.any(|name| left(&name)), "a temporary file is left");
    }
    run().run().succeeds();
}

fn append(file: &Path) {
    std::fs::write(file, format!("{ENV}MORE=1\n")).unwrap();
}

/// As an editor does.
fn put_another(file: &Path) {
    let new = file.with_file_name("new");
    append(&new);
    std::fs::rename(new, file).unwrap();
}

#[test]
fn what_a_program_may_do_is_not_handed_to_the_new_file() {
    if !is_root() {
        return again_as_root("what_a_program_may_do_is_not_handed_to_the_new_file");
    }
    let place = Place::new();
    mode(&place.file, 0o6755);
    // cap_setuid, as setcap writes it
    let capability = [1, 0, 0, 2, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let given = setxattr(&place.file, "security.capability", &capability, XattrFlags::empty());
    rotate(&place.sandbox, &place.file, &[]).succeeds();
    let found = place.file.metadata().unwrap();
    assert_eq!((found.mode() & 0o7777, found.uid()), (0o755, SERVICE));
    let file = File::open(&place.file).unwrap();
    if given.is_ok() {
        assert_eq!(fgetxattr(&file, "security.capability", &mut [0; 64]), Err(rustix::io::Errno::NODATA));
    }
}

#[test]
fn a_file_that_would_be_too_large_to_be_read_again_is_not_written() {
    let (sandbox, file) = with_env_file();
    let text = "JWT=a\n".repeat(1 << 15);
    std::fs::write(&file, &text).unwrap();
    for more in [&["--dry-run"][..], &[]] {
        let refused = rotate(&sandbox, &file, &[&["--then", "true"], more].concat()).exits(1);
        let message = refused.failure()["message"].to_string();
        assert!(message.contains("would be larger than 1048576 bytes"), "{message}");
        assert_eq!(content(&file), text);
        assert_eq!(states(&sandbox), ["active"]);
    }
}

#[test]
fn who_may_read_the_folder_of_the_file_holds_no_rotation_up() {
    let (sandbox, file) = with_env_file();
    let held = File::open(file.parent().unwrap()).unwrap();
    held.lock_shared().unwrap();
    rotate(&sandbox, &file, &[]).succeeds();
    held.unlock().unwrap();
}
