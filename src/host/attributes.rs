//! What a file system keeps beside a file: access lists, labels, and what users put there.

use rustix::fs::{fgetxattr, fsetxattr, getxattr, listxattr};
use rustix::io::Errno;
use std::fs::File;
use std::io;
use std::path::Path;

/// The most that a file system gives at once, in bytes.
const LARGEST: usize = 1 << 16;

/// The other file gets all attributes of this one; an error where it cannot.
pub fn copy(from: &Path, to: &File) -> io::Result<()> {
    let mut buffer = vec![0; LARGEST];
    let length = match listxattr(from, &mut buffer[..]) {
        // the file system has none
        Err(Errno::NOTSUP) => return Ok(()),
        length => length?,
    };
    let names = buffer[..length].split(|byte| *byte == 0).filter(|name| !name.is_empty());
    let (mut wanted, mut found) = (vec![0; LARGEST], vec![0; LARGEST]);
    for name in names {
        let length = getxattr(from, name, &mut wanted[..])?;
        let wanted = &wanted[..length];
        let is_there = fgetxattr(to, name, &mut found[..]).is_ok_and(|length| &found[..length] == wanted);
        if !is_there {
            fsetxattr(to, name, wanted, rustix::fs::XattrFlags::empty()).map_err(|why| {
                let name = String::from_utf8_lossy(name);
                io::Error::other(format!("its attribute {name} cannot be kept: {}", io::Error::from(why)))
            })?;
        }
    }
    Ok(())
}
