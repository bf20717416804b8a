//! What a person is asked on the terminal.

use super::{Streams, Terminal};
use crate::host::line_reader::{LineReader, NoLine, Unfit};
use crate::sensitive::{Password, PastedText};

/// A person who asked for no questions, or who is not there, cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error("nobody can be asked: {0}")]
    NobodyThere(&'static str),
    #[error("the question was not answered: {0}")]
    NoAnswer(String),
    #[error("what was typed is not taken: {0}")]
    Refused(Unfit),
}

impl Terminal {
    /// A secret typed without being shown.
    pub fn ask_secret(&self, question: &str) -> Result<Password, AskError> {
        self.check_may_ask()?;
        self.restore_at_signals();
        dialoguer::Password::new()
            .with_prompt(question)
            .allow_empty_password(true)
            .interact()
            .map(Password::new)
            .map_err(|why| AskError::NoAnswer(why.to_string()))
    }

    /// A line that everybody may see.
    pub fn ask_text(&self, question: &str) -> Result<String, AskError> {
        self.check_may_ask()?;
        self.restore_at_signals();
        dialoguer::Input::new()
            .with_prompt(question)
            .interact_text()
            .map_err(|why| AskError::NoAnswer(why.to_string()))
    }

    /// A secret that is pasted rather than typed, and may be longer than a terminal's line; not shown.
    pub fn ask_pasted(&self, question: &str) -> Result<PastedText, AskError> {
        self.check_may_ask()?;
        self.restore_at_signals();
        let unread = || AskError::NoAnswer("the terminal cannot be read".to_owned());
        let mut lines = self.read_lines().ok_or_else(unread)?;
        let _ = self.stderr(|out| write!(out, "{question}: "));
        let answer = lines.wait_for_paste();
        self.tell("");
        answer.map_err(|why| match why {
            NoLine::Refused(why) => AskError::Refused(why),
            NoLine::End => AskError::NoAnswer("nothing was typed".to_owned()),
        })
    }

    /// Yes or no; Enter means no.
    pub fn ask_whether(&self, question: &str) -> Result<bool, AskError> {
        self.check_may_ask()?;
        self.restore_at_signals();
        dialoguer::Confirm::new()
            .with_prompt(question)
            .default(false)
            .interact()
            .map_err(|why| AskError::NoAnswer(why.to_string()))
    }

    /// What the person types from now on, unseen; `None` where nobody can be asked.
    pub fn read_lines(&self) -> Option<LineReader> {
        let is_real = matches!(self.streams, Streams::Real);
        if self.may_ask() && is_real { LineReader::start() } else { None }
    }

    /// That somebody is there who may be asked.
    pub fn check_may_ask(&self) -> Result<(), AskError> {
        match self.may_ask() {
            true => Ok(()),
            false if self.manners.no_input => Err(AskError::NobodyThere("--no-input forbids questions")),
            false => Err(AskError::NobodyThere("stdin and stderr are not a terminal")),
        }
    }
}
