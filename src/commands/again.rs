//! Commands that are told to a person act on what this one acted on: its `--config-dir` and `--key-file` go along.

use super::{Globals, LIST, Outcome};
use crate::failure::Failure;
use crate::host::discreet;
use serde_json::Value;

const AUTHCTL: &str = "authctl ";

/// The global options of this run that a told command needs to mean the same configuration, with their values as a shell
/// takes them.
pub struct Again(Vec<(&'static str, String)>);

impl Again {
    pub fn of(globals: &Globals) -> Self {
        let options =
            [("--config-dir", "DIR", &globals.config_dir), ("--key-file", "FILE", &globals.key_file)];
        let typed = options.into_iter().filter_map(|(option, wanted, path)| {
            let path = path.as_deref()?;
            match discreet::secret_in(path) {
                Some(_) => Some((option, wanted.to_owned())),
                None => Some((option, shell_words::quote(path.to_str()?).into_owned())),
            }
        });
        Self(typed.collect())
    }

    /// The outcome with its commands made whole.
    pub fn in_outcome(&self, mut outcome: Outcome) -> Outcome {
        outcome.talk = self.in_all(outcome.talk);
        outcome.failure = outcome.failure.map(|failure| self.in_failure(failure));
        if let Some(advice) = &mut outcome.advice {
            advice.commands = self.in_all(std::mem::take(&mut advice.commands));
            if let Some(commands) = advice.json.get_mut("commands") {
                *commands = advice.commands.iter().map(String::as_str).collect::<Value>();
            }
        }
        outcome
    }

    pub fn in_failure(&self, failure: Failure) -> Failure {
        Failure { hints: self.in_all(failure.hints), ..failure }
    }

    fn in_all(&self, texts: Vec<String>) -> Vec<String> {
        texts.into_iter().map(|text| self.in_text(text)).collect()
    }

    /// The options behind each `authctl` that a verb follows. Done again it changes nothing.
    pub fn in_text(&self, text: String) -> String {
        if self.0.is_empty() {
            return text;
        }
        let mut pieces = text.split(AUTHCTL);
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |whole, piece| {
            let word = piece.split(|sign: char| !sign.is_ascii_lowercase()).next().unwrap_or_default();
            let options = match LIST.iter().any(|verb| verb.name == word) {
                true => self.missing_in(piece),
                false => String::new(),
            };
            format!("{whole}{AUTHCTL}{options}{piece}")
        })
    }

    /// The options that the command at the beginning of this text does not have itself.
    fn missing_in(&self, text: &str) -> String {
        let command = text.split([';', '`', '|', '\n']).next().unwrap_or_default();
        let has = |option: &str| command.split_whitespace().any(|word| word == option);
        let missing = self.0.iter().filter(|(option, _)| !has(option));
        missing.fold(String::new(), |options, (option, value)| format!("{options}{option} {value} "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_gets_the_options_and_no_other_word_does() {
        let again = Again(vec![("--config-dir", "'a b'".to_owned())]);
        let told = |text: &str| again.in_text(text.to_owned());
        assert_eq!(told("authctl login work"), "authctl --config-dir 'a b' login work");
        assert_eq!(
            told("authctl token ci | authctl introspect -p ci"),
            "authctl --config-dir 'a b' token ci | authctl --config-dir 'a b' introspect -p ci"
        );
        assert_eq!(told("use the newest authctl on this machine"), "use the newest authctl on this machine");
        assert_eq!(told("`authctl store init`, then"), "`authctl --config-dir 'a b' store init`, then");
        let whole = "authctl --config-dir 'a b' login work";
        assert_eq!(told(whole), whole, "once is enough");
        let own = "authctl store init --config-dir c; or else authctl status";
        assert_eq!(told(own), "authctl store init --config-dir c; or else authctl --config-dir 'a b' status");
        assert_eq!(Again(Vec::new()).in_text("authctl login work".into()), "authctl login work");
    }
}
