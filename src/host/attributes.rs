//! What a file system keeps beside a file: access lists, labels, and what users put there.

use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fremovexattr, fsetxattr};
use rustix::io::Errno;
use std::fs::File;
use std::io;

/// The most that a file system gives at once, in bytes.
const LARGEST: usize = 1 << 16;

/// These are no part of a file of words: what it may do as a program, and what vouches for the bytes in it.
const NOT_KEPT: [&[u8]; 3] = [b"security.capability", b"security.ima", b"security.evm"];

/// The other file gets all attributes of this one and keeps no other, such as an access list that its folder gave it; an error
/// where it cannot.
pub fn copy(from: &File, to: &File) -> io::Result<()> {
    let (mut of_from, mut of_to) = (vec![0; LARGEST], vec![0; LARGEST]);
    let length = match flistxattr(from, &mut of_from[..]) {
        // the file system has none
        Err(Errno::NOTSUP) => return Ok(()),
        length => length?,
    };
    let length_of_to = flistxattr(to, &mut of_to[..])?;
    let (names, given) = (names(&of_from[..length]), names(&of_to[..length_of_to]));
    for name in given.iter().filter(|name| !names.contains(name)) {
        fremovexattr(to, *name).map_err(|why| unkept(name, "taken away", why))?;
    }
    let (mut wanted, mut found) = (vec![0; LARGEST], vec![0; LARGEST]);
    for name in names {
        let length = fgetxattr(from, name, &mut wanted[..])?;
        let wanted = &wanted[..length];
        let is_there = fgetxattr(to, name, &mut found[..]).is_ok_and(|length| &found[..length] == wanted);
        if !is_there {
            fsetxattr(to, name, wanted, XattrFlags::empty()).map_err(|why| unkept(name, "kept", why))?;
        }
    }
    Ok(())
}

/// Whether others than the owner and the group are named who may do something with it (acl(5)).
pub fn has_access_list(file: &File) -> bool {
    fgetxattr(file, "system.posix_acl_access", &mut [0_u8; 0]).is_ok()
}

fn names(list: &[u8]) -> Vec<&[u8]> {
    let names = list.split(|byte| *byte == 0);
    names.filter(|name| !name.is_empty() && !NOT_KEPT.contains(name)).collect()
}

fn unkept(name: &[u8], what: &str, why: Errno) -> io::Error {
    let name = String::from_utf8_lossy(name);
    io::Error::other(format!("its attribute {name} cannot be {what}: {}", io::Error::from(why)))
}
