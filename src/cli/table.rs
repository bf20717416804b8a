//! Names with values, and tables, laid out for the width of the terminal: nothing is cut. What is far wider than all else stands
//! out, so that nothing is as wide as it is long.

use crate::host::columns::{width, wrapped};
use crate::host::style::{FAINT, STRONG};
use anstyle::Style;
use std::borrow::Cow;
use std::fmt::Write as _;

/// A text without control characters, and how it looks.
pub type Shown<'a> = (Cow<'a, str>, Style);

/// A column is not made narrower than this: below each other the values are easier to read then.
const LEAST: usize = 24;
const GAP: usize = 2;
/// A name or a cell that is wider makes nothing else wider.
const WIDEST: usize = 200;

/// A name and a value a line; a value that is too long goes on below itself.
pub fn fields(fields: &[(Cow<'_, str>, Shown<'_>)], room: usize) -> String {
    let widest = widest(fields.iter().map(|(name, _)| width(name)));
    fields.iter().map(|(name, value)| field(name, value, widest, room)).collect()
}

fn field(name: &str, (value, style): &Shown<'_>, widest: usize, room: usize) -> String {
    let indent = widest + GAP;
    let mut text = String::new();
    for (number, line) in wrapped(value, room.saturating_sub(indent)).iter().enumerate() {
        let name = if number == 0 { name } else { "" };
        let gap = " ".repeat(indent.saturating_sub(width(name)).max(GAP));
        let _ = writeln!(text, "{FAINT}{name}{FAINT:#}{gap}{style}{line}{style:#}"); // a String takes all
    }
    text
}

/// Columns as wide as they need to be. Where that is too wide, the widest column is wrapped; where that is not enough,
/// each row becomes a block of fields.
pub fn table(heads: &[&str], rows: &[Vec<Shown<'_>>], room: usize) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut widths: Vec<usize> = (0..heads.len())
        .map(|column| {
            let cells = rows.iter().map(|row| cell_width(row, column)).chain([width(heads[column])]);
            if room == usize::MAX { widest(cells) } else { cells.max().unwrap_or(0) }
        })
        .collect();
    let gaps = GAP * (heads.len() - 1);
    let too_wide = (widths.iter().sum::<usize>() + gaps).saturating_sub(room);
    if too_wide > 0
        && let Some(widest) = widths.iter_mut().max()
    {
        if *widest < too_wide + LEAST {
            return blocks(heads, rows, room);
        }
        *widest -= too_wide;
    }
    let head: Vec<Shown<'_>> = heads.iter().map(|head| (Cow::Borrowed(*head), STRONG)).collect();
    std::iter::once(&head).chain(rows).map(|row| lines(row, &widths, room)).collect()
}

/// Of these widths the largest that others go by.
fn widest(widths: impl Iterator<Item = usize>) -> usize {
    widths.filter(|width| *width <= WIDEST).max().unwrap_or_default()
}

/// A row, on as many lines as its longest cell needs; on one where there is room for everything.
fn lines(row: &[Shown<'_>], widths: &[usize], room: usize) -> String {
    let limit = |width: usize| if room == usize::MAX { room } else { width };
    let cells: Vec<Vec<&str>> =
        row.iter().zip(widths).map(|((text, _), width)| wrapped(text, limit(*width))).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or_default();
    let mut text = String::new();
    for number in 0..height {
        let pieces: Vec<&str> =
            cells.iter().map(|column| column.get(number).map_or("", |piece| *piece)).collect();
        let shown = pieces.iter().rposition(|piece| !piece.is_empty()).map_or(0, |last| last + 1);
        for (column, piece) in pieces[..shown].iter().enumerate() {
            let style = row[column].1;
            let gap = if column + 1 == shown { 0 } else { widths[column].saturating_sub(width(piece)) + GAP };
            let _ = write!(text, "{style}{piece}{style:#}{}", " ".repeat(gap)); // a String takes all
        }
        text.push('\n');
    }
    text
}

/// Each row as fields, with an empty line between; a mark without a head stands before the first value. A row whose first
/// named cell is empty goes on with the one above.
fn blocks(heads: &[&str], rows: &[Vec<Shown<'_>>], room: usize) -> String {
    let widest = heads.iter().map(|head| width(head)).max().unwrap_or_default();
    let mut text = String::new();
    for row in rows {
        let cells = heads.iter().zip(row).filter(|(_, (cell, _))| !cell.is_empty());
        let begins = heads
            .iter()
            .zip(row)
            .find(|(head, _)| !head.is_empty())
            .is_some_and(|(_, (cell, _))| !cell.is_empty());
        if begins && !text.is_empty() {
            text.push('\n');
        }
        let mut mark = String::new();
        for (head, (cell, style)) in cells {
            match head.is_empty() {
                true => mark = format!("{cell} "),
                false => {
                    let head = if begins { head } else { "" };
                    let cell = Cow::Owned(std::mem::take(&mut mark) + cell);
                    text += &field(head, &(cell, *style), widest, room);
                }
            }
        }
    }
    text
}

fn cell_width(row: &[Shown<'_>], column: usize) -> usize {
    row.get(column).map_or(0, |(text, _)| width(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Shown<'_> {
        (Cow::Borrowed(text), Style::new())
    }
    fn laid_out(rows: &[[&str; 3]], room: usize) -> String {
        let rows: Vec<Vec<Shown<'_>>> = rows.iter().map(|row| row.map(plain).to_vec()).collect();
        anstream::adapter::strip_str(&table(&["", "PLACE", "WHY"], &rows, room)).to_string()
    }

    const ROWS: [[&str; 3]; 3] = [
        ["*", "file", "encrypted files in /home/alice/.local/share"],
        ["", "", "→ and a word more"],
        ["", "none", "nowhere"],
    ];

    #[test]
    fn c8_one_cell_makes_no_other_row_as_long_as_itself() {
        let (long, short) = ("x".repeat(100_000), "y");
        let rows: Vec<Vec<Shown<'_>>> =
            [&*long].into_iter().chain([short; 1000]).map(|cell| vec![plain(cell), plain("z")]).collect();
        let text = table(&["A", "B"], &rows, usize::MAX);
        assert!(text.len() < 120_000 && text.contains(&format!("{long}  z\n")), "{}", text.len());
        let names = [&*long].into_iter().chain([short; 1000]);
        let pairs: Vec<_> = names.map(|name| (Cow::Borrowed(name), plain("z"))).collect();
        for room in [80, usize::MAX] {
            let text = fields(&pairs, room);
            assert!(text.len() < 120_000 && text.contains(&long), "{}", text.len());
        }
    }

    #[test]
    fn a_table_is_as_wide_as_it_needs_to_be() {
        let wide = "   PLACE  WHY\n*  file   encrypted files in /home/alice/.local/share\n          → and a word more\n   none   nowhere\n";
        assert_eq!(laid_out(&ROWS, usize::MAX), wide);
    }

    #[test]
    fn the_widest_column_is_wrapped() {
        let narrow = "   PLACE  WHY\n*  file   encrypted files in\n          /home/alice/.local/share\n          → and a word more\n   none   nowhere\n";
        assert_eq!(laid_out(&ROWS, 40), narrow);
    }

    #[test]
    fn what_is_narrower_still_becomes_blocks() {
        let blocks = "PLACE  * file\nWHY    encrypted files in\n       /home/alice/.local/sha\n       re\n       → and a word more\n\nPLACE  none\nWHY    nowhere\n";
        assert_eq!(laid_out(&ROWS, 29), blocks);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let table = laid_out(&[["", "東京", "x"], ["", "abcdef", "y"]], usize::MAX);
        assert_eq!(table, "  PLACE   WHY\n  東京    x\n  abcdef  y\n");
    }
}
