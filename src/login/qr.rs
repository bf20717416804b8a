//! A QR code on the terminal, two of its rows in one line.

use crate::host::Terminal;
use crate::host::style::PAPER;
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

/// Shows `text` as a QR code on stderr, or says why it does not.
pub fn show(text: &str, terminal: &Terminal) {
    let is_coloured = terminal.stderr_is_coloured();
    let Some(lines) = lines(text, is_coloured) else {
        terminal.warn("no_qr_code", "the address is too long for a QR code.");
        return;
    };
    let needed = lines.first().map_or(0, |line| line.chars().count());
    let columns = terminal.width();
    if terminal.stderr_is_terminal() && needed > columns {
        terminal.warn(
            "no_qr_code",
            &format!("the QR code needs {needed} columns, and the terminal has {columns}."),
        );
        return;
    }
    for line in lines {
        terminal.tell(&format!("{PAPER}{line}{PAPER:#}"));
    }
    terminal.tell("");
}

/// The lines of the code with the margin that it needs. In black on white where colours can be set; else the light
/// parts are drawn, which is right for the dark terminals that most people have, and most cameras read both.
fn lines(text: &str, black_on_white: bool) -> Option<Vec<String>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let (dark, light) = match black_on_white {
        true => (Dense1x2::Dark, Dense1x2::Light),
        false => (Dense1x2::Light, Dense1x2::Dark),
    };
    let drawn = code.render::<Dense1x2>().dark_color(dark).light_color(light).build();
    Some(drawn.lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_as_wide_as_the_first_and_the_margin_is_there() {
        let lines = lines("https://id.example.com/device?user_code=WDJB-MJHT", true).unwrap();
        assert!(lines.iter().all(|line| line.chars().count() == lines[0].chars().count()));
        // version 3: 29 modules and 4 on each side
        assert_eq!(lines[0].chars().count(), 37);
        assert!(lines[0].chars().all(|character| character == ' '));
    }

    #[test]
    fn without_colours_the_light_parts_are_drawn() {
        assert!(lines("x", false).unwrap()[0].chars().all(|character| character == '█'));
    }

    #[test]
    fn what_no_code_can_hold_is_no_code() {
        assert!(lines(&"x".repeat(5000), true).is_none());
    }
}
