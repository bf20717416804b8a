//! Has the linker write relocations down packed (DT_RELR) where the C library can read them: 330 KiB that no start has to
//! read.
#![allow(clippy::disallowed_methods, reason = "a build script asks the machine that it runs on")]

use std::env::var;
use std::process::Command;

/// The first glibc that knows them; an older one refuses to start such a program.
const SINCE: (u32, u32) = (2, 36);

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, wanted: &str| var(name).is_ok_and(|value| value == wanted);
    let is_for_glibc = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    let is_for_here = var("TARGET").is_ok_and(|target| is("HOST", &target));
    if is_for_glibc && is_for_here && glibc().is_some_and(|version| version >= SINCE) {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

fn glibc() -> Option<(u32, u32)> {
    let told = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let told = String::from_utf8(told.stdout).ok()?;
    let (major, minor) = told.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
}
