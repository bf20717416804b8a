//! An outcome on stdout: text for people, JSON for scripts.

use super::complain;
use super::sections::{self, Columns, Row};
use super::table::{self, Shown};
use crate::commands::outcome::{Field, Note, Section, distance};
use crate::commands::{Cell, Outcome, Page};
use crate::failure::{Failure, Kind};
use crate::host::columns::wrapped;
use crate::host::style::{FAINT, GOOD, WARNING};
use crate::host::{Host, printable};
use anstyle::Style;
use jiff::Timestamp;
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
    match printed {
        Ok(()) => {}
        Err(why) if is_done(outcome) && !is_reader_gone(&why) => {
            return complain::print(&Failure::unreported(&why), json, host);
        }
        Err(why) => return unprinted(&why, json, host),
    }
    if json
        && outcome.failure.is_none()
        && let Some(object) = aside(outcome)
    {
        host.terminal.tell_program(&object);
    }
    if !json {
        // with --quiet too, a run that fails says why: somewhere, and once
        let is_all = outcome.exit_code != 0 && outcome.page == Page::Nothing;
        for line in outcome.talk.iter().map(|line| printable::text(line)) {
            let line = host.terminal.fitted(&line, 0);
            if is_all { host.terminal.tell(&line) } else { host.terminal.say(&line) }
        }
        let advice = outcome.advice.iter();
        for line in advice.clone().flat_map(|advice| &advice.said) {
            host.terminal.say(&host.terminal.fitted(&printable::text(line), 0));
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

/// True where something was changed, and all of it as it was asked for.
fn is_done(outcome: &Outcome) -> bool {
    outcome.is_change && outcome.exit_code == 0 && outcome.failure.is_none()
}

/// A reader that has gone wants no more and is no failure; a full disk is one.
pub fn unprinted(why: &io::Error, json: bool, host: &Host) -> u8 {
    if is_reader_gone(why) { 0 } else { complain::print(&Failure::unwritten(why), json, host) }
}

fn is_reader_gone(why: &io::Error) -> bool {
    why.kind() == io::ErrorKind::BrokenPipe
}

fn page(page: &Page, host: &Host) -> io::Result<()> {
    match page {
        Page::Nothing => Ok(()),
        Page::Raw(text) => host.terminal.data(format!("{text}\n").as_bytes()),
        Page::Bytes(bytes) if host.terminal.stdout_is_terminal() => {
            host.terminal.data((printable::body(&String::from_utf8_lossy(bytes)) + "\n").as_bytes())
        }
        Page::Bytes(bytes) => host.terminal.data(bytes),
        Page::Fields(fields) => {
            let fields: Vec<_> =
                fields.iter().map(|(name, cell)| (printable::line(name), shown(cell, host))).collect();
            host.terminal.page(&table::fields(&fields, room(host)))
        }
        Page::Table { heads, rows } => {
            let rows: Vec<Vec<_>> =
                rows.iter().map(|row| row.iter().map(|cell| shown(cell, host)).collect()).collect();
            host.terminal.page(&table::table(heads, &rows, room(host)))
        }
        Page::Sections(sections) => host.terminal.page(&laid_out(sections, host)),
    }
}

/// The sections below each other, with the same columns. What a pipe gets has no bar.
fn laid_out(sections: &[Section], host: &Host) -> String {
    let rows: Vec<Vec<Row<'_>>> = sections
        .iter()
        .map(|section| section.fields.iter().map(|field| row(field, host)).collect())
        .collect();
    let columns = Columns::of(rows.iter().flatten(), room(host));
    let mut text = String::new();
    for (section, rows) in sections.iter().zip(&rows) {
        if !text.is_empty() {
            text.push('\n');
        }
        Columns::title(&mut text, section.title);
        for row in rows {
            columns.row(&mut text, row);
        }
        if let Some(line) = &section.time_line {
            let style = if line.is_good { GOOD } else { WARNING };
            for words in wrapped(&line.words, room(host)) {
                let _ = writeln!(text, "{style}{words}{style:#}"); // a String takes all
            }
            let bar = host.terminal.stdout_is_terminal().then(|| sections::bar(line, room(host))).flatten();
            text += &bar.unwrap_or_default();
        }
    }
    text
}

fn row<'a>(field: &'a Field, host: &Host) -> Row<'a> {
    let note = field.note.as_ref().map(|note| match note {
        Note::Meaning(text) => (printable::line(text), FAINT),
        Note::Remark(text) => (printable::line(text), WARNING),
    });
    Row { name: printable::line(&field.name), value: shown(&field.cell, host), note }
}

/// How wide a line may be; a file and a pipe take any.
fn room(host: &Host) -> usize {
    if host.terminal.stdout_is_terminal() { host.terminal.width() } else { usize::MAX }
}

fn shown<'a>(cell: &'a Cell, host: &Host) -> Shown<'a> {
    match cell {
        Cell::Text(text) => (printable::line(text), Style::new()),
        Cell::Good(text) => (printable::line(text), GOOD),
        Cell::Bad(text) => (printable::line(text), WARNING),
        Cell::Faint(text) => (printable::line(text), FAINT),
        Cell::Time(time) => (local_time(*time, host).into(), Style::new()),
        Cell::Minute(time) => (host.clock.shown_to_the_minute(*time).into(), Style::new()),
    }
}

/// `2026-11-20 23:45:00 CET (in 4 min)`.
fn local_time(time: Timestamp, host: &Host) -> String {
    format!("{} ({})", host.clock.shown(time), distance(time.duration_since(host.clock.now())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    #[test]
    fn distances_are_one_unit() {
        for (seconds, told) in
            [(0, "now"), (45, "in 45 s"), (240, "in 4 min"), (-7300, "2 h ago"), (-259_300, "3 days ago")]
        {
            assert_eq!(distance(SignedDuration::from_secs(seconds)), told);
        }
    }
}
