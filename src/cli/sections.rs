//! Fields below titles, each with what it means beside it, and the bar that shows where now lies.

use super::table::Shown;
use crate::commands::outcome::TimeLine;
use crate::host::columns::{width, wrapped};
use crate::host::style::{FAINT, GOOD, STRONG, WARNING};
use anstyle::Style;
use jiff::Timestamp;
use std::borrow::Cow;
use std::fmt::Write as _;

/// A name that is longer stands above its value, so that it moves no other.
const LONGEST_NAME: usize = 30;
/// Beside longer values the meaning follows at once; those of others stand below each other.
const WIDEST_VALUE: usize = 44;
/// Room that is left to the meanings before values share a column.
const MEANING: usize = 30;
/// With less room beside the names, the values stand below them.
const LEAST: usize = 20;
const GAP: usize = 2;
/// A longer bar shows no more.
const LONGEST_BAR: usize = 72;

/// A name, its value, and what is said of it; all of them safe to show.
pub struct Row<'a> {
    pub name: Cow<'a, str>,
    pub value: Shown<'a>,
    pub note: Option<Shown<'a>>,
}

/// How wide names and values are, in all sections of a page.
#[derive(Clone, Copy)]
pub struct Columns {
    names: usize,
    values: usize,
    room: usize,
}

impl Columns {
    pub fn of<'a>(rows: impl Iterator<Item = &'a Row<'a>> + Clone, room: usize) -> Self {
        let fitting = |most: usize| move |width: &usize| *width <= most;
        let names =
            rows.clone().map(|row| width(&row.name)).filter(fitting(LONGEST_NAME.min(room / 3))).max();
        let names = names.unwrap_or_default();
        let widest = room.saturating_sub(names + GAP + GAP + MEANING).min(WIDEST_VALUE);
        let values = rows.map(|row| width(&row.value.0)).filter(fitting(widest)).max();
        Self { names, values: values.unwrap_or_default(), room }
    }

    /// Writes the title of a section.
    pub fn title(text: &mut String, title: &str) {
        styled(text, STRONG, &[title], "");
        text.push('\n');
    }

    /// Writes a row on as many lines as it needs.
    pub fn row(self, text: &mut String, row: &Row<'_>) {
        let beside = self.names + GAP;
        let name = width(&row.name);
        let is_below = name > self.names || self.room < beside + LEAST;
        let indent = if self.room < beside + LEAST { GAP } else { beside };
        match is_below {
            true => {
                styled(text, FAINT, &wrapped(&row.name, self.room), "\n");
                text.push('\n');
                blank(text, indent);
            }
            false => {
                styled(text, FAINT, &[row.name.as_ref()], "");
                blank(text, beside - name);
            }
        }
        self.value(text, row, indent);
        text.push('\n');
    }

    /// The value with its note: beside it where that fits, else below.
    fn value(self, text: &mut String, row: &Row<'_>, indent: usize) {
        let room = self.room.saturating_sub(indent);
        let mut new_line = "\n".to_owned();
        blank(&mut new_line, indent);
        let lines = wrapped(&row.value.0, room);
        let last = lines.last().map_or(0, |line| width(line));
        styled(text, row.value.1, &lines, &new_line);
        let Some((note, style)) = &row.note else { return };
        let column = if last <= self.values { self.values } else { last };
        let gap = match width(note) {
            wide if column + GAP + wide <= room => column + GAP - last,
            wide if last + GAP + wide <= room => GAP,
            _ => {
                text.push_str(&new_line);
                return styled(text, *style, &wrapped(note, room), &new_line);
            }
        };
        blank(text, gap);
        styled(text, *style, &[note.as_ref()], "");
    }
}

/// Writes these lines, each in the style.
fn styled(text: &mut String, style: Style, lines: &[&str], new_line: &str) {
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            text.push_str(new_line);
        }
        match style.is_plain() {
            true => text.push_str(line),
            // a String takes all that is written to it
            false => _ = write!(text, "{style}{line}{style:#}"),
        }
    }
}

fn blank(text: &mut String, columns: usize) {
    text.extend(std::iter::repeat_n(' ', columns));
}

/// A date on the bar, or several at the same second.
struct Mark {
    label: String,
    time: Timestamp,
    is_now: bool,
}

/// Two lines: the dates in their order with now among them, as far apart as they are as far as the labels let them, and
/// their labels. Nothing where there is no room for it.
pub fn bar(line: &TimeLine, room: usize) -> Option<String> {
    let marks = marks(line);
    let columns = columns(&marks, room.min(LONGEST_BAR))?;
    let colour = if line.is_good { GOOD } else { WARNING };
    let (mut rail, mut labels) = (String::new(), String::new());
    for (number, mark) in marks.iter().enumerate() {
        let sign = match number {
            _ if mark.is_now => "●",
            0 => "├",
            last if last + 1 == marks.len() => "┤",
            _ => "┼",
        };
        let style = if mark.is_now { colour } else { FAINT };
        let _ = write!(rail, "{style}{sign}{style:#}");
        let _ = write!(labels, "{style}{}{style:#}", mark.label);
        if let Some(next) = marks.get(number + 1) {
            let steps = columns[number + 1] - columns[number];
            let is_within = line.begins.is_none_or(|begin| mark.time >= begin)
                && line.ends.is_none_or(|end| next.time <= end);
            let (style, step) = if is_within { (colour, "━") } else { (FAINT, "┄") };
            let _ = write!(rail, "{style}{}{style:#}", step.repeat(steps - 1));
            let _ = write!(labels, "{:gap$}", "", gap = steps - width(&mark.label));
        }
    }
    Some(format!("{rail}\n{labels}\n"))
}

fn marks(line: &TimeLine) -> Vec<Mark> {
    let mut marks = vec![Mark { label: "now".to_owned(), time: line.now, is_now: true }];
    for (name, time) in &line.dates {
        match marks.iter_mut().find(|mark| mark.time == *time && !mark.is_now) {
            Some(mark) => mark.label = format!("{}, {name}", mark.label),
            None => marks.push(Mark { label: (*name).to_owned(), time: *time, is_now: false }),
        }
    }
    marks.sort_by_key(|mark| mark.time);
    marks
}

/// The column of each mark. What the labels leave over is shared out by the time between the marks.
fn columns(marks: &[Mark], room: usize) -> Option<Vec<usize>> {
    let least: Vec<usize> = marks.iter().map(|mark| width(&mark.label) + 1).collect();
    let over = room.checked_sub(least.iter().sum())?;
    let seconds = |from: &Mark, to: &Mark| to.time.duration_since(from.time).as_secs().unsigned_abs();
    let all = marks.first().zip(marks.last()).map_or(0, |(first, last)| seconds(first, last)).max(1);
    let mut columns = vec![0];
    for (number, pair) in marks.windows(2).enumerate() {
        let share = u128::from(seconds(&pair[0], &pair[1])) * over as u128 / u128::from(all);
        columns.push(columns[number] + least[number] + usize::try_from(share).unwrap_or_default());
    }
    Some(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }
    fn drawn(dates: &[(&'static str, i64)], now: i64, room: usize) -> String {
        let date = |name| dates.iter().find_map(|(known, at)| (*known == name).then(|| time(*at)));
        let line = TimeLine {
            words: String::new(),
            dates: dates.iter().map(|(name, at)| (*name, time(*at))).collect(),
            now: time(now),
            begins: date("nbf").or_else(|| date("iat")),
            ends: date("exp"),
            is_good: true,
        };
        let text = bar(&line, room).unwrap_or_default();
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn now_lies_where_it_lies() {
        assert_eq!(
            drawn(&[("iat", 0), ("exp", 100)], 50, 30),
            "├━━━━━━━━━━━━●━━━━━━━━━━━━┤\niat          now          exp\n"
        );
        assert_eq!(
            drawn(&[("iat", 0), ("nbf", 0), ("exp", 100)], 100_000, 40),
            "├━━━━━━━━┼┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄●\niat, nbf exp                       now\n"
        );
        assert!(drawn(&[("iat", 0), ("exp", 100)], -20, 30).starts_with("●┄┄┄"));
        assert!(drawn(&[("exp", 100)], 0, 30).starts_with("●━━━"));
    }

    #[test]
    fn the_bar_is_never_wider_than_the_room() {
        for room in 0..120 {
            for now in [-5, 0, 3, 100, 1_000_000_000] {
                for line in drawn(&[("iat", 0), ("nbf", 3), ("exp", 100)], now, room).lines() {
                    assert!(width(line) <= room.min(LONGEST_BAR), "{room}: {line}");
                }
            }
        }
        assert_eq!(drawn(&[("iat", 0), ("exp", 100)], 50, 11), "", "no room for its labels");
    }

    fn page(rows: &[(&str, &str, &str)], room: usize) -> String {
        let row = |(name, value, note): &(&str, &str, &str)| Row {
            name: (*name).to_owned().into(),
            value: ((*value).to_owned().into(), Style::new()),
            note: (!note.is_empty()).then(|| ((*note).to_owned().into(), FAINT)),
        };
        let rows: Vec<Row<'_>> = rows.iter().map(row).collect();
        let columns = Columns::of(rows.iter(), room);
        let mut text = String::new();
        for row in &rows {
            columns.row(&mut text, row);
        }
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn meanings_stand_below_each_other_where_they_fit() {
        let rows =
            [("iss", "me", "who issued it"), ("subject", "alice smith", "whom it is about"), ("x", "", "")];
        assert_eq!(
            page(&rows, usize::MAX),
            "iss      me           who issued it\nsubject  alice smith  whom it is about\nx        \n"
        );
        assert_eq!(
            page(&rows, 52),
            "iss      me           who issued it\nsubject  alice smith  whom it is about\nx        \n"
        );
        assert_eq!(
            page(&rows, 36),
            "iss      me  who issued it\nsubject  alice smith\n         whom it is about\nx        \n"
        );
        assert_eq!(page(&rows[1..2], 20), "subject\n  alice smith\n  whom it is about\n");
    }

    #[test]
    fn a_long_name_moves_no_other() {
        let long = "n".repeat(40);
        assert_eq!(page(&[("a", "1", ""), (&long, "2", "")], usize::MAX), format!("a  1\n{long}\n   2\n"));
    }
}
