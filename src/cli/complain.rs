//! A failure and what to do about it, on stderr.

use crate::failure::Failure;
use crate::host::Host;
use crate::host::printable;
use crate::host::terminal::style::{ERROR, FAINT};
use serde_json::json;

/// What failed and why, then what to do; one JSON object with `--json`. Returns the exit code.
pub fn print(failure: &Failure, json: bool, host: &Host) -> u8 {
    let exit = failure.kind.exit_code();
    if json {
        let mut error = json!({
            "code": failure.code, "exit": exit, "message": failure.message, "hint": failure.hints.first(),
            "hints": failure.hints, "retryable": failure.kind.is_retryable(),
        });
        if !failure.details.is_empty() {
            error["details"] = failure.details.as_slice().into();
        }
        host.terminal.tell_program(&json!({ "error": error }));
        return exit;
    }
    host.terminal.tell(&format!("{ERROR}error:{ERROR:#} {}", printable::text(&sentence(&failure.message))));
    for detail in &failure.details {
        host.terminal.tell(&format!("  {}", printable::line(detail)));
    }
    for hint in &failure.hints {
        host.terminal.tell(&format!("  {FAINT}→{FAINT:#} {}", printable::text(hint)));
    }
    exit
}

/// With a full stop, unless it ends in a mark of its own.
fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}
