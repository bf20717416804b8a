//! What an error came of.

use crate::host::printable;

/// An error and what it came of, the innermost last.
pub fn causes<'e>(
    error: &'e (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'e (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |cause| cause.source())
}

/// So ends the connection of who does not speak TLS, or not with everybody.
pub const NO_HANDSHAKE: &str = "it closed the connection before TLS was agreed on";

/// The words of the innermost cause: "Connection refused" and not "error sending request for url".
pub fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let words = causes(error).last().map(ToString::to_string).unwrap_or_default();
    if words == "tls handshake eof" {
        return NO_HANDSHAKE.to_owned();
    }
    printable::short(words.split(" (os error").next().unwrap_or_default(), 200)
}
