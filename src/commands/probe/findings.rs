//! PURE: what the answers say when they are laid side by side.

use super::answer::{Answer, Kind};

/// What was answered to whom.
pub struct Answers {
    pub nobody: Answer,
    pub bad: Answer,
    pub mine: Option<Answer>,
    /// To mine, where nothing can be.
    pub nothing: Option<Answer>,
}

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Warning,
    Note,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Something that a person should know, when it holds; its id stays when the words change.
pub struct Finding {
    pub id: &'static str,
    pub level: Level,
    pub message: &'static str,
    holds: fn(&Answers) -> bool,
}

const fn warning(id: &'static str, message: &'static str, holds: fn(&Answers) -> bool) -> Finding {
    Finding { id, level: Level::Warning, message, holds }
}

const fn note(id: &'static str, message: &'static str, holds: fn(&Answers) -> bool) -> Finding {
    Finding { id, level: Level::Note, message, holds }
}

const FINDINGS: &[Finding] = &[
    warning("open", "open to everybody: it answers the same without any credential", |answers| {
        answers.is_open() && answers.is_same()
    }),
    warning(
        "open_as_guest",
        "open to everybody: without a credential it answers too, though something else, as to a guest",
        |answers| answers.is_open() && !answers.is_same(),
    ),
    warning(
        "open_stream",
        "its event stream is open to everybody, for as long as somebody listens",
        |answers| answers.is_open() && answers.nobody.is_stream,
    ),
    warning("bad_taken", "a credential that is none gets an answer, and no credential does not", |answers| {
        answers.bad.is_success() && !answers.is_open()
    }),
    note(
        "bad_refused",
        "open without a credential, and a bad one is refused: it is looked at where there is one",
        |answers| answers.is_open() && !answers.bad.is_success(),
    ),
    warning(
        "error_for_nobody",
        "without a credential it fails: a program cannot tell that from a fault",
        |answers| answers.nobody.status.is_server_error(),
    ),
    warning(
        "error_for_bad",
        "a bad credential makes it fail: a program cannot tell that from a fault",
        |answers| answers.bad.status.is_server_error() && !answers.nobody.status.is_server_error(),
    ),
    warning(
        "error_for_mine",
        "with the credential of the profile it fails: see what it says, and what is in the token",
        |answers| answers.mine_is(Kind::Error),
    ),
    warning("not_taken", "the credential of the profile is not taken there", |answers| {
        answers.mine_is(Kind::Login)
    }),
    note("not_allowed", "the credential of the profile is not allowed there, or not known", |answers| {
        answers.mine_is(Kind::Forbidden)
    }),
    note(
        "any_path",
        "with the credential a path where nothing is gets such an answer too: a success proves nothing",
        Answers::is_any_path,
    ),
    note(
        "missing",
        "nothing is there, or not for this method: of the other answers little follows",
        |answers| answers.mine_is(Kind::Missing) && !answers.is_open(),
    ),
];

impl Answers {
    /// True where mine gets an answer, nobody and a bad credential are turned away, and none of them is an error.
    pub fn is_guarded(&self) -> bool {
        let turned_away = |answer: &Answer| matches!(answer.kind, Kind::Login | Kind::Forbidden);
        turned_away(&self.nobody)
            && turned_away(&self.bad)
            && self.mine.as_ref().is_none_or(Answer::is_success)
    }

    /// Why it is not.
    pub fn fault(&self) -> &'static str {
        match self {
            _ if self.is_open() => "it answers without any credential",
            _ if self.bad.is_success() => "it answers with a credential that is none",
            Self { mine: Some(mine), .. } if !mine.is_success() => {
                "the credential of the profile gets no answer there"
            }
            _ => "it turns nobody away as somebody who is not logged in, or may not",
        }
    }

    pub fn findings(&self) -> Vec<&'static Finding> {
        FINDINGS.iter().filter(|finding| (finding.holds)(self)).collect()
    }

    fn is_open(&self) -> bool {
        self.nobody.is_success()
    }

    /// Nobody is answered as mine is.
    fn is_same(&self) -> bool {
        self.mine.as_ref().is_none_or(|mine| self.nobody.is_like(mine))
    }

    fn mine_is(&self, kind: Kind) -> bool {
        self.mine.as_ref().is_some_and(|mine| mine.kind == kind)
    }

    /// Pages differ in what is drawn by chance; that there is one says enough.
    fn is_any_path(&self) -> bool {
        let Some((mine, nothing)) = self.mine.as_ref().zip(self.nothing.as_ref()) else { return false };
        mine.is_like(nothing) || nothing.is_success() && mine.is_page() && nothing.is_page()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::StatusCode;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            kind: match status {
                200 => Kind::Success,
                401 => Kind::Login,
                403 => Kind::Forbidden,
                _ => Kind::Error,
            },
            location: None,
            content_type: None,
            is_stream: false,
            has_challenge: false,
            said: None,
            body: body.as_bytes().to_vec(),
        }
    }

    fn found(nobody: (u16, &str), bad: u16, mine: Option<(u16, &str)>) -> (bool, Vec<&'static str>) {
        let answers = Answers {
            nobody: answer(nobody.0, nobody.1),
            bad: answer(bad, ""),
            mine: mine.map(|(status, body)| answer(status, body)),
            nothing: None,
        };
        (answers.is_guarded(), answers.findings().into_iter().map(|finding| finding.id).collect())
    }

    #[test]
    fn what_the_answers_say_together() {
        assert_eq!(found((401, ""), 401, Some((200, "me"))), (true, vec![]));
        assert_eq!(found((403, ""), 401, None), (true, vec![]));
        assert_eq!(found((200, "x"), 200, Some((200, "x"))), (false, vec!["open"]));
        assert_eq!(
            found((200, "guest"), 401, Some((200, "me"))),
            (false, vec!["open_as_guest", "bad_refused"])
        );
        assert_eq!(found((401, ""), 200, Some((200, "me"))), (false, vec!["bad_taken"]));
        assert_eq!(found((500, ""), 500, Some((200, "me"))), (false, vec!["error_for_nobody"]));
        assert_eq!(found((401, ""), 500, Some((200, "me"))), (false, vec!["error_for_bad"]));
        assert_eq!(found((401, ""), 401, Some((401, ""))), (false, vec!["not_taken"]));
        assert_eq!(found((401, ""), 401, Some((500, ""))), (false, vec!["error_for_mine"]));
        assert_eq!(found((401, ""), 401, Some((403, ""))), (false, vec!["not_allowed"]));
    }
}
