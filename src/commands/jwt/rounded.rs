//! What is told of numbers that are not those of the token to the last digit.

use crate::host::printable;

/// So much of a name, and of all of them, is told.
const LONGEST: usize = 300;

/// Of these members, if any.
pub fn told<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<&str> = names.into_iter().collect();
    let all = printable::short(&names.join(", "), LONGEST);
    match names.len() {
        0 => None,
        1 => {
            Some(format!("{all} holds a number so large that it is rounded here, as most readers round it."))
        }
        _ => Some(format!(
            "{all} hold numbers so large that they are rounded here, as most readers round them."
        )),
    }
}
