//! A failure and what to do about it, on stderr.

use crate::failure::Failure;
use crate::host::Host;
use crate::host::printable;
use crate::host::style::{ERROR, FAINT};
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
    let tell = |text: &str, indent| host.terminal.tell(&host.terminal.fitted(text, indent));
    tell(&format!("{ERROR}error:{ERROR:#} {}", printable::text(&sentence(&failure.message))), 0);
    for detail in &failure.details {
        tell(&format!("  {}", printable::line(detail)), 4);
    }
    for hint in &failure.hints {
        let line = format!("  {FAINT}→{FAINT:#} {}", printable::text(hint));
        if may_be_command(hint) { host.terminal.tell(&line) } else { tell(&line, 4) }
    }
    exit
}

/// Whether something in it may be copied into a shell, where a line break would end it.
fn may_be_command(hint: &str) -> bool {
    let is_flag = |word: &str| word.starts_with("--") && !hint.starts_with("--");
    let is_short_flag = |word: &str| word.starts_with('-') && !word.starts_with("--");
    let is_of_shell = |word: &str| word == "authctl" || word.contains(SIGNS);
    hint.split(' ').any(|word| is_of_shell(word) || is_flag(word) || is_short_flag(word))
}

/// What stands in commands and paths, and not in sentences.
const SIGNS: [char; 9] = ['/', '=', '|', '<', '>', '$', '&', '_', '…'];

/// With a full stop, unless it ends in a mark of its own.
fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_told_from_a_sentence() {
        for command in [
            "authctl login work",
            "openssl pkey -in OLD -out NEW writes it unencrypted",
            "systemctl --user start gnome-keyring",
            "chmod 600 /home/alice/key",
            "unset AUTHCTL_TOKEN",
        ] {
            assert!(may_be_command(command), "{command}");
        }
        for sentence in
            ["give the token alone, without quotes", "--expires-in TIME says how long, --no-expiry for ever"]
        {
            assert!(!may_be_command(sentence), "{sentence}");
        }
    }
}
