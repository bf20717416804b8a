//! The command that has a service read its new secret.

use crate::commands::Context;
use crate::failure::{Failure, Kind};
use crate::host::{files, printable, processes};
use crate::jwt::key::SecretEncoding;
use crate::sensitive::SecretBytes;
use std::collections::{BTreeMap, HashSet};
use std::io;
use zeroize::Zeroizing;

/// No more lines of a command that failed are told.
const MOST_LINES: usize = 5;
const LONGEST_LINE: usize = 200;
/// What is shorter is no secret, and may be part of any word.
const SHORTEST_SECRET: usize = 8;
/// No part of a secret is told that has so many characters.
const SHORTEST_PART: usize = 12;

/// A program and its arguments.
#[derive(Clone, Debug)]
pub struct Command {
    pub program: String,
    arguments: Vec<String>,
}

/// Where the file is as it was, and a service may be ahead of it.
pub const READ_AGAIN: &str =
    "have the service read the file again if it has read the new secret before the command failed";

pub fn command(text: &str) -> Result<Command, String> {
    let mut words = shell_words::split(text).map_err(|why| why.to_string())?.into_iter();
    let bare = without_quoted(text);
    if let Some(sign) = bare.split_whitespace().find(|word| is_for_shell(word)) {
        return Err(format!(
            "no shell reads the {sign} in it: write \"sh -c '…'\" around all of it, or quote the word"
        ));
    }
    let program = words.next().ok_or("a program is wanted")?;
    Ok(Command { program, arguments: words.collect() })
}

/// The same text with an `x` in the place of every sign that is quoted.
fn without_quoted(text: &str) -> String {
    let (mut quote, mut is_escaped) = (None, false);
    let bare = text.chars().map(|sign| {
        let is_quoted = is_escaped || quote.is_some_and(|quote| quote != sign);
        match quote {
            _ if is_escaped => is_escaped = false,
            None | Some('"') if sign == '\\' => is_escaped = true,
            None if matches!(sign, '\'' | '"') => quote = Some(sign),
            Some(open) if open == sign => quote = None,
            _ => {}
        }
        if is_quoted { 'x' } else { sign }
    });
    bare.collect()
}

/// Whether a shell would take the word for the end of a command, or for what goes in or out of one. An `&` within a word
/// may be that of an address.
fn is_for_shell(word: &str) -> bool {
    let is_operator = |sign: char| "&|;<>".contains(sign);
    word.trim_start_matches(|sign: char| sign.is_ascii_digit()).starts_with(is_operator)
        || word.ends_with(is_operator)
        || ["&&", "||"].iter().any(|operator| word.contains(operator))
}

impl Command {
    /// As it is typed.
    pub fn typed(&self) -> String {
        shell_words::join(std::iter::once(&self.program).chain(&self.arguments))
    }

    /// Refused where no such program is there.
    pub fn check(&self, context: &Context<'_>) -> Result<(), Failure> {
        let found = processes::check_program(&self.program, &context.host.environment);
        found.map_err(|why| self.unrunnable(&why))
    }

    /// Runs it to its end; what it prints is told where it fails, or is asked for.
    pub fn run(&self, secrets: &[SecretBytes], context: &Context<'_>) -> Result<(), Failure> {
        let mut command = processes::command(&self.program, &context.host.environment);
        command.args(&self.arguments);
        let ended = processes::run(command).map_err(|why| self.unrunnable(&why))?;
        if ended.is_heard_no_more {
            let left = format!(
                "{} left something running that writes where nobody reads: it needs >/dev/null 2>&1, or a log file",
                self.program
            );
            context.host.terminal.warn("command_left_running", &left);
        }
        let terminal = &context.host.terminal;
        if ended.status.success() && terminal.manners.verbosity == 0 {
            return Ok(());
        }
        let text = without(secrets, &ended.said);
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let lines = lines.map(|line| printable::short(line, LONGEST_LINE));
        if ended.status.success() {
            lines.for_each(|line| terminal.note("command_said", &format!("{}: {line}", self.program)));
            return Ok(());
        }
        let failure = self.failed(&format!("failed ({})", ended.status)).hint(READ_AGAIN);
        Err(lines.take(MOST_LINES).fold(failure, Failure::detail))
    }

    fn unrunnable(&self, why: &io::Error) -> Failure {
        self.failed(&format!("cannot be run: {}", files::reason(why)))
            .hint("name a program, by its path where PATH does not lead to it; of a shell it knows nothing")
    }

    fn failed(&self, why: &str) -> Failure {
        Failure::new(Kind::Other, "command_failed", format!("{} {why}", self.program))
    }
}

/// What a command said, with none of these secrets in it: as they are, in Base64 (RFC 4648 sections 4 and 5) or in hex,
/// each forwards and backwards, and no part of them; a line end does not hide one.
fn without(secrets: &[SecretBytes], said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    let all: Zeroizing<Vec<char>> = Zeroizing::new(text.chars().collect());
    // where what counts of it is
    let places: Vec<usize> = (0..all.len()).filter(|&place| counts(all[place])).collect();
    let signs: Zeroizing<Vec<char>> = Zeroizing::new(places.iter().map(|&place| all[place]).collect());
    let mut is_secret = vec![false; all.len()];
    let forms: Vec<_> = secrets.iter().flat_map(forms).collect();
    let mut parts_of: BTreeMap<usize, HashSet<&[char]>> = BTreeMap::new();
    for form in &forms {
        let length = form.len().min(SHORTEST_PART);
        parts_of.entry(length).or_default().extend(form.windows(length));
    }
    for (length, parts) in parts_of {
        for (start, _) in signs.windows(length).enumerate().filter(|(_, part)| parts.contains(part)) {
            is_secret[places[start]..=places[start + length - 1]].fill(true);
        }
    }
    let begins = |place: usize| place == 0 || !is_secret[place - 1];
    let told = all.iter().enumerate().map(|(place, sign)| match is_secret[place] {
        false => sign.to_string(),
        true if begins(place) => "[secret]".to_owned(),
        true => String::new(),
    });
    told.collect()
}

/// All that a secret may be known by; none of one that is too short.
fn forms(secret: &SecretBytes) -> Vec<Zeroizing<Vec<char>>> {
    use SecretEncoding::{Base64, Base64url, Hex, Utf8};
    if secret.expose().len() < SHORTEST_SECRET {
        return Vec::new();
    }
    let [raw, hex] = [Utf8, Hex].map(|encoding| encoding.encode(secret));
    let upper = SecretBytes::new(hex.expose().to_ascii_uppercase());
    let within =
        [Base64, Base64url].map(|encoding| (0..3).map(move |before| within(secret, before, encoding)));
    let forms = within.into_iter().flatten().chain([upper, hex, raw]).flat_map(|form| {
        let form = String::from_utf8_lossy(form.expose());
        // as in what was said
        let form: Vec<char> = form.chars().filter(|&sign| counts(sign)).collect();
        let backwards = form.iter().rev().copied().collect();
        [form, backwards].map(Zeroizing::new)
    });
    forms.filter(|form| !form.is_empty()).collect()
}

/// What all texts in Base64 have in common that hold the secret behind so many bytes, or three more, and so on: a sign is of
/// six bits, so the first ones are of what stands before it; the last one may be of what stands behind it. Padding is left out.
fn within(secret: &SecretBytes, before: usize, encoding: SecretEncoding) -> SecretBytes {
    let bytes = SecretBytes::new([&[0; 3][..before], secret.expose()].concat());
    let text = encoding.encode(&bytes);
    let signs = (before * 8).div_ceil(6)..(bytes.expose().len() * 8).div_ceil(6);
    SecretBytes::new(text.expose()[signs].to_vec())
}

/// A line end is no part of what was said, nor of a secret in it.
fn counts(sign: char) -> bool {
    !matches!(sign, '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_a_shell_does_is_not_handed_to_a_program() {
        for text in [
            "systemctl reload api && curl -f http://localhost/health",
            "a || b",
            "a | tee log",
            "a > log",
            "a >log",
            "a>log 2>&1",
            "a 2>/dev/null",
            "a < file",
            "a >> log",
            "a; b",
            "a ;",
            "a &",
            "a b&",
            "a&&b",
            "a 'b'; c",
        ] {
            let why = command(text).map(|command| command.program).unwrap_err();
            assert!(why.contains("sh -c '…'"), "{text}: {why}");
        }
        for (text, expected) in [
            ("sh -c 'a && b > c'", &["-c", "a && b > c"][..]),
            ("sh -c \"a; b 'c' &\"", &["-c", "a; b 'c' &"]),
            ("find . -exec a {} \\;", &[".", "-exec", "a", "{}", ";"]),
            ("grep '>' \">\"", &[">", ">"]),
            ("curl -f http://localhost/?a=1&b=2", &["-f", "http://localhost/?a=1&b=2"]),
        ] {
            assert_eq!(command(text).unwrap().arguments, expected, "{text}");
        }
    }

    #[test]
    fn a_secret_is_told_in_no_form() {
        let secrets = ["~~~ a secret? ~~~", "", "A"].map(|secret| SecretBytes::new(secret.into()));
        let said = "A=~~~ a secret? ~~~ fn5+IGEgc2VjcmV0PyB+fn4= fn5-IGEgc2VjcmV0PyB-fn4 \
                    7e7e7e20612073656372657 7e7e7e2061207365637265743f207e7e7e 7E7E7E2061207365637265743F207E7E7E";
        let told = "A=[secret] [secret]= [secret] [secret] [secret] [secret]";
        assert_eq!(without(&secrets, said.as_bytes()), told);
    }

    #[test]
    fn a15_a_secret_is_hidden_wherever_it_stands_in_what_is_told_in_base64() {
        let (secret, texts) = ("~~~ a secret? ~~~ kT9vQ2mZ7pL4xR8wN1c", ["", "A", "A=", "JWT=", "A=1\nJWT="]);
        let bytes = SecretBytes::new(secret.into());
        for (before, behind) in texts.into_iter().flat_map(|before| texts.map(|behind| (before, behind))) {
            for encoding in [SecretEncoding::Base64, SecretEncoding::Base64url] {
                let text = SecretBytes::new([before, secret, behind].concat().into());
                let said = String::from_utf8(encoding.encode(&text).expose().to_vec()).unwrap();
                let told = without(std::slice::from_ref(&bytes), said.as_bytes());
                // of the sign at each end some bits may be of what stands beside it
                let around = (before.len() + behind.len()) * 8 / 6 + 6;
                assert!(told.len() <= around + "[secret]".len(), "{said}: {told}");
            }
        }
    }

    #[test]
    fn a15_no_part_of_a_secret_is_told_forwards_or_backwards_or_across_lines() {
        let secret = "kT9vQ2mZ7pL4xR8wN1cB6yH3sJ5dG0fAuEiVoKrW";
        let backwards: String = secret.chars().rev().collect();
        let (head, tail) = secret.split_at(7);
        let secrets = [SecretBytes::new(secret.into())];
        for (said, told) in [
            (format!("it is {backwards}."), "it is [secret]."),
            (format!("it begins with {}, see", &secret[..12]), "it begins with [secret], see"),
            (format!("it begins with {}, see", &secret[..11]), "it begins with kT9vQ2mZ7pL, see"),
            (format!("wrong:\n{head}\r\n{tail}\nnext"), "wrong:\n[secret]\nnext"),
            (format!("{secret}{backwards} ä"), "[secret] ä"),
            (secret.chars().flat_map(|sign| [sign, '\n']).collect(), "[secret]\n"),
        ] {
            assert_eq!(without(&secrets, said.as_bytes()), told, "{said}");
        }
    }

    #[test]
    fn a15_a_secret_of_short_lines_is_told_in_no_form() {
        let secret = "0a1b2c3d4e\n5f6a7b8c9d\r\n".repeat(4);
        let line_ends = SecretBytes::new("\n".repeat(8).into());
        let secrets = [SecretBytes::new(secret.clone().into()), line_ends];
        for said in [secret.clone(), secret.replace(['\r', '\n'], ""), secret.replace('\r', "")] {
            assert_eq!(without(&secrets, said.as_bytes()).trim_end(), "[secret]", "{said}");
        }
        assert_eq!(without(&secrets, b"fine\n"), "fine\n");
    }
}
