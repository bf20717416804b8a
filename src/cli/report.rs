//! An outcome on stdout: text for people, JSON for scripts.

use super::complain;
use crate::commands::{Cell, Outcome, Page};
use crate::failure::Kind;
use crate::host::terminal::style::{FAINT, GOOD, STRONG, WARNING};
use crate::host::{Host, printable};
use anstyle::Style;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io;

/// Prints the outcome and returns its exit code.
pub fn print(outcome: &Outcome, json: bool, host: &Host) -> u8 {
    let printed = match json {
        true if outcome.json == Value::Null => Ok(()),
        true => host.terminal.data(format!("{}\n", printable::json(&outcome.json.to_string())).as_bytes()),
        false => page(&outcome.page, host),
    };
    if let Err(why) = printed {
        return unprinted(&why, host);
    }
    if json
        && outcome.failure.is_none()
        && let Some(object) = aside(outcome)
    {
        host.terminal.tell(&printable::json(&object.to_string()));
    }
    if !json {
        // with --quiet too, a run that fails says why: somewhere, and once
        let is_all = outcome.exit_code != 0 && outcome.page == Page::Nothing;
        for line in outcome.talk.iter().map(|line| printable::text(line)) {
            if is_all { host.terminal.tell(&line) } else { host.terminal.say(&line) }
        }
        let advice = outcome.advice.iter();
        for line in advice.clone().flat_map(|advice| &advice.said) {
            host.terminal.say(&printable::text(line));
        }
        for command in advice.flat_map(|advice| &advice.commands) {
            host.terminal.say(&format!("  {FAINT}→{FAINT:#} {}", printable::text(command)));
        }
    }
    match &outcome.failure {
        Some(failure) => complain::print(failure, json, host),
        None => outcome.exit_code,
    }
}

/// The one JSON object on stderr: an answer by exit code as an error, or what the other side wants.
fn aside(outcome: &Outcome) -> Option<Value> {
    let challenge = outcome.advice.as_ref().map(|advice| &advice.json);
    if outcome.exit_code == 0 {
        return challenge.map(|challenge| json!({ "challenge": challenge }));
    }
    let hints = outcome.advice.as_ref().map(|advice| advice.commands.as_slice()).unwrap_or_default();
    let mut error = json!({
        "code": "not_met", "exit": outcome.exit_code, "message": outcome.talk.join(" "), "hint": hints.first(),
        "hints": hints, "retryable": outcome.exit_code == Kind::Unavailable.exit_code(),
    });
    if let Some(challenge) = challenge {
        error["challenge"] = challenge.clone();
    }
    Some(json!({ "error": error }))
}

/// A reader that has gone wants no more and is no failure; a full disk is one.
pub fn unprinted(why: &io::Error, host: &Host) -> u8 {
    if why.kind() == io::ErrorKind::BrokenPipe {
        return 0;
    }
    host.terminal.tell(&format!("error: cannot write to stdout: {}.", crate::host::files::reason(why)));
    1
}

fn page(page: &Page, host: &Host) -> io::Result<()> {
    match page {
        Page::Nothing => Ok(()),
        Page::Raw(text) => host.terminal.data(format!("{text}\n").as_bytes()),
        Page::Fields(fields) => host.terminal.page(&fields_text(fields, host)),
        Page::Table { heads, rows } => host.terminal.page(&table_text(heads, rows, host)),
    }
}

fn fields_text(fields: &[(String, Cell)], host: &Host) -> String {
    let widest = fields.iter().map(|(name, _)| width(&printable::line(name))).max().unwrap_or_default();
    let mut text = String::new();
    for (name, cell) in fields {
        let name = printable::line(name);
        let (shown, style) = shown(cell, host);
        let gap = " ".repeat(widest - width(&name) + 2);
        let _ = writeln!(text, "{FAINT}{name}{FAINT:#}{gap}{style}{shown}{style:#}"); // a String takes all
    }
    text
}

/// Columns as wide as they need to be; where that is too wide for the terminal, the widest give way.
fn table_text(heads: &[&str], rows: &[Vec<Cell>], host: &Host) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let lines: Vec<Vec<(String, Style)>> =
        rows.iter().map(|row| row.iter().map(|cell| shown(cell, host)).collect()).collect();
    let cell_width =
        |row: &[(String, Style)], column: usize| row.get(column).map_or(0, |(text, _)| width(text));
    let natural: Vec<usize> = (0..heads.len())
        .map(|column| {
            lines
                .iter()
                .map(|row| cell_width(row, column))
                .max()
                .unwrap_or_default()
                .max(width(heads[column]))
        })
        .collect();
    let widths = match host.terminal.stdout_is_terminal() {
        true => fitted(natural, host.terminal.width().saturating_sub(2 * (heads.len() - 1))),
        false => natural,
    };
    let head: Vec<(String, Style)> = heads.iter().map(|head| ((*head).to_owned(), STRONG)).collect();
    std::iter::once(&head).chain(&lines).map(|row| line(row, &widths)).collect()
}

fn line(row: &[(String, Style)], widths: &[usize]) -> String {
    let mut text = String::new();
    let shown = row.iter().rposition(|(cell, _)| !cell.is_empty()).map_or(0, |last| last + 1);
    for (column, (cell, style)) in row[..shown].iter().enumerate() {
        let cell = printable::short(cell, widths[column].max(1));
        let last = column + 1 == shown;
        let gap = if last { 0 } else { widths[column].saturating_sub(width(&cell)) + 2 };
        let _ = write!(text, "{style}{cell}{style:#}{}", " ".repeat(gap)); // a String takes all
    }
    text + "\n"
}

/// Takes from the widest column until all fit, but leaves each ten characters.
fn fitted(mut widths: Vec<usize>, room: usize) -> Vec<usize> {
    while widths.iter().sum::<usize>() > room {
        let Some(widest) = widths.iter_mut().max().filter(|widest| **widest > 10) else { break };
        *widest -= 1;
    }
    widths
}

fn shown(cell: &Cell, host: &Host) -> (String, Style) {
    let safe = |text: &str| printable::line(text).into_owned();
    match cell {
        Cell::Text(text) => (safe(text), Style::new()),
        Cell::Good(text) => (safe(text), GOOD),
        Cell::Bad(text) => (safe(text), WARNING),
        Cell::Faint(text) => (safe(text), FAINT),
        Cell::Time(time) => (local_time(*time, host), Style::new()),
    }
}

/// `2026-11-20 23:45:00 CET (in 4 min)`.
fn local_time(time: Timestamp, host: &Host) -> String {
    format!("{} ({})", host.clock.shown(time), distance(time.duration_since(host.clock.now())))
}

/// "in 4 min", "3 days ago": one unit, rounded down.
fn distance(away: SignedDuration) -> String {
    let seconds = away.as_secs().unsigned_abs();
    let (amount, unit) = match seconds {
        0 => return "now".to_owned(),
        1..120 => (seconds, "s"),
        120..7200 => (seconds / 60, "min"),
        7200..172_800 => (seconds / 3600, "h"),
        _ => (seconds / 86_400, "days"),
    };
    if away.is_negative() { format!("{amount} {unit} ago") } else { format!("in {amount} {unit}") }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_one_unit() {
        for (seconds, told) in
            [(0, "now"), (45, "in 45 s"), (240, "in 4 min"), (-7300, "2 h ago"), (-259_300, "3 days ago")]
        {
            assert_eq!(distance(SignedDuration::from_secs(seconds)), told);
        }
    }

    #[test]
    fn the_widest_column_gives_way() {
        assert_eq!(fitted(vec![4, 40, 20], 44), [4, 20, 20]);
        assert_eq!(fitted(vec![4, 8], 3), [4, 8], "there is an end to it");
    }
}
