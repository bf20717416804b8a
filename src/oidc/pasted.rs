//! What a person pastes in the place of the redirect: the address where the browser ended, or the code alone.

use super::Error;
use super::authorization::{Received, Request};
use crate::sensitive::{AuthorizationCode, PastedText};
use url::{Position, Url};

/// Less than this is a slip of the hand and no code.
const SHORTEST_CODE: usize = 8;

/// What a pasted text turned out to be.
pub enum Pasted {
    /// The issuer's answer: a code to exchange, or why there is none.
    Answer(Result<AuthorizationCode, Error>),
    /// Something else, in words for a person; the login still waits.
    Wrong(String),
}

impl Request {
    /// An address is judged as the request of a browser would be. A code alone has no `state` and no `iss`: it is taken
    /// only where something else binds it to this login, as [`Request::takes_code_alone`] tells.
    pub fn judge_pasted(&self, text: &PastedText) -> Pasted {
        let text = text.expose().trim().trim_matches(['"', '\'', '<', '>']);
        let wrong = |why: &str| Pasted::Wrong(why.to_owned());
        if text.chars().any(|character| character.is_whitespace() || character.is_control()) {
            return wrong("an address or a code has no spaces in it");
        }
        let page = &self.redirect_uri[Position::BeforeHost..Position::AfterPath];
        let typed = if text.starts_with(page) { format!("http://{text}") } else { text.to_owned() };
        if typed.contains("://") {
            return match Url::parse(&typed) {
                Ok(url) if is_same_page(&url, &self.redirect_uri) => self.judge_query(url.query()),
                Ok(url) if is_same_page(&url, &self.url) => {
                    wrong("that is the address to open; the one where the browser ended is wanted")
                }
                _ => Pasted::Wrong(format!(
                    "that is the address of another page; one that begins with {} is wanted",
                    self.redirect_uri
                )),
            };
        }
        let query = typed.trim_start_matches('?');
        if typed.starts_with('?')
            || ["code=", "state=", "error=", "iss="].iter().any(|name| query.starts_with(name))
        {
            return self.judge_query(Some(query));
        }
        if text.len() < SHORTEST_CODE || !text.is_ascii() {
            return wrong("that is neither the address where the browser ended nor a code");
        }
        if !self.takes_code_alone {
            return wrong(
                "a code alone could be of another login, for nothing here binds it to this one; the whole address where \
                 the browser ended is wanted",
            );
        }
        Pasted::Answer(Ok(AuthorizationCode::new(text)))
    }

    fn judge_query(&self, query: Option<&str>) -> Pasted {
        match self.judge(query.unwrap_or_default()) {
            Received::Answer(answer) => Pasted::Answer(answer),
            Received::NotOurs => {
                Pasted::Wrong("that is not the answer to this login (its state differs)".to_owned())
            }
        }
    }
}

fn is_same_page(one: &Url, other: &Url) -> bool {
    one[..Position::AfterPath] == other[..Position::AfterPath]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code, the issuer's refusal in brackets, or why it is wrong.
    fn judged(text: &str) -> String {
        judged_by(&Request::for_tests("http://127.0.0.1:4711/callback"), text)
    }

    fn judged_by(request: &Request, text: &str) -> String {
        match request.judge_pasted(&PastedText::new(text)) {
            Pasted::Answer(Ok(code)) => code.expose().to_owned(),
            Pasted::Answer(Err(why)) => format!("[{why}]"),
            Pasted::Wrong(why) => why,
        }
    }

    const ISS: &str = "iss=https%3A%2F%2Fid.example.com";

    #[test]
    fn the_address_counts_however_it_was_copied() {
        let query = format!("code=-c0de&state=right&{ISS}");
        for text in [
            format!("http://127.0.0.1:4711/callback?{query}"),
            format!("  '<http://127.0.0.1:4711/callback?{query}#_=_>' "),
            format!("127.0.0.1:4711/callback?{query}"),
            format!("?{query}"),
            query.clone(),
        ] {
            assert_eq!(judged(&text), "-c0de", "{text}");
        }
    }

    #[test]
    fn n8_n9_an_address_is_judged_as_a_callback_is() {
        for forged in ["code=x", "state=wrong&code=x", "state=wrong&error=access_denied", ""] {
            let told = judged(&format!("http://127.0.0.1:4711/callback?{forged}"));
            assert!(told.contains("not the answer to this login"), "{forged}: {told}");
        }
        let mixed_up = judged("http://127.0.0.1:4711/callback?state=right&code=x&iss=https://evil.example");
        assert!(mixed_up.starts_with('[') && mixed_up.contains("evil.example"), "{mixed_up}");
        let refused = judged("http://127.0.0.1:4711/callback?state=right&error=access_denied");
        assert!(refused.starts_with('[') && refused.contains("access_denied"), "{refused}");
    }

    #[test]
    fn a_code_alone_is_taken_and_a_slip_is_not() {
        assert_eq!(judged("-4/0AbCdEf_gh#x=="), "-4/0AbCdEf_gh#x==");
        for slip in ["y", "quit", "what is this thing", "ünïcödé-code"] {
            let told = judged(slip);
            assert!(told.contains("address"), "{slip}: {told}");
        }
    }

    #[test]
    fn n8_a_code_that_nothing_binds_to_this_login_needs_its_address() {
        let mut request = Request::for_tests("http://127.0.0.1:4711/callback");
        request.takes_code_alone = false;
        assert!(judged_by(&request, "-4/0AbCdEf_gh#x==").contains("whole address"));
        assert!(judged_by(&request, "code=-4/0AbCdEf_gh").contains("its state differs"));
        assert_eq!(judged_by(&request, &format!("code=-c0de&state=right&{ISS}")), "-c0de");
        assert!(judged_by(&request, "hm").contains("neither the address"));
    }

    #[test]
    fn another_address_is_told_for_what_it_is() {
        assert!(judged("https://id.example.com/a?client_id=x").contains("the address to open"));
        for other in
            ["http://127.0.0.1:4712/callback?code=c&state=right", "https://127.0.0.1:4711/callback?x", "x://"]
        {
            assert!(judged(other).contains("begins with http://127.0.0.1:4711/callback"), "{other}");
        }
    }
}
