//! What a file system keeps beside a file: access lists, labels, and what users put there.

use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fremovexattr, fsetxattr, getxattr, listxattr};
use rustix::io::Errno;
use std::fs::File;
use std::io;
use std::path::Path;

/// The most that a file system gives at once, in bytes.
const LARGEST: usize = 1 << 16;

/// The other file gets all attributes of this one and keeps no other, such as an access list that its folder gave it; an error
/// where it cannot.
pub fn copy(from: &Path, to: &File) -> io::Result<()> {
    let mut buffer = vec![0; LARGEST];
    let length = match listxattr(from, &mut buffer[..]) {
        // the file system has none
        Err(Errno::NOTSUP) => return Ok(()),
        length => length?,
    };
    let mut given = vec![0; LARGEST];
    let length_given = flistxattr(to, &mut given[..])?;
    let (names, given) = (names(&buffer[..length]), names(&given[..length_given]));
    for name in given.iter().filter(|name| !names.contains(name)) {
        fremovexattr(to, *name).map_err(|why| unkept(name, "taken away", why))?;
    }
    let (mut wanted, mut found) = (vec![0; LARGEST], vec![0; LARGEST]);
    for name in names {
        let length = getxattr(from, name, &mut wanted[..])?;
        let wanted = &wanted[..length];
        let is_there = fgetxattr(to, name, &mut found[..]).is_ok_and(|length| &found[..length] == wanted);
        if !is_there {
            fsetxattr(to, name, wanted, XattrFlags::empty()).map_err(|why| unkept(name, "kept", why))?;
        }
    }
    Ok(())
}

fn names(list: &[u8]) -> Vec<&[u8]> {
    list.split(|byte| *byte == 0).filter(|name| !name.is_empty()).collect()
}

fn unkept(name: &[u8], what: &str, why: Errno) -> io::Error {
    let name = String::from_utf8_lossy(name);
    io::Error::other(format!("its attribute {name} cannot be {what}: {}", io::Error::from(why)))
}
