//! Personal access tokens of a service that has pages for them: how they are asked for, and what its answers mean (FastPluggy).
//!
//! It goes on to the next page whether it did what it was asked for or not, and says there which of the two.

use super::flash::Flash;
use super::{Answer, Body, Error, Question, RouteName, SentAs, Site};
use crate::sensitive::AccessToken;
use html5gum::{Token, Tokenizer};
use hyper::Method;
use std::sync::Arc;

/// A token as the page lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// By this it is revoked.
    pub id: String,
    /// The heads of the columns, which all rows share.
    heads: Arc<[String]>,
    /// What the page says, in the order of the heads.
    cells: Vec<String>,
    pub is_expired: bool,
}

impl Listed {
    /// What stands below this head; nothing where that is "never".
    pub fn cell(&self, head: &str) -> Option<&str> {
        let mut columns = self.heads.iter().zip(&self.cells);
        let cell = columns.find(|(known, _)| *known == head).map(|(_, cell)| cell.as_str());
        cell.filter(|cell| !cell.is_empty() && !cell.eq_ignore_ascii_case("never"))
    }
}

/// Asks for a token of this name, for so many days or for ever.
pub fn creation<'q>(site: &Site, name: &'q str, days: Option<&'q str>) -> Result<Question<'q>, Error> {
    let form = [("name", name)].into_iter().chain(days.map(|days| ("expires_in_days", days)));
    Ok(Question {
        method: Method::POST,
        url: site.beneath(RouteName::Tokens, &["create"])?,
        body: Body::Form(form.collect()),
    })
}

/// Asks for the page of all tokens, which is a folder's.
pub fn page<'q>(site: &Site) -> Result<Question<'q>, Error> {
    Ok(Question { method: Method::GET, url: site.beneath(RouteName::Tokens, &[""])?, body: Body::Empty })
}

/// Asks that the token of this id is taken no more.
pub fn revocation<'q>(site: &Site, id: &str) -> Result<Question<'q>, Error> {
    Ok(Question {
        method: Method::POST,
        url: site.beneath(RouteName::Tokens, &["revoke", id])?,
        body: Body::Empty,
    })
}

/// The token that was made.
pub fn made(answer: &Answer, now: i64) -> Result<AccessToken, Error> {
    let mut flash = gone_on(answer, now)?;
    match flash.new_token.take() {
        Some(token) if SentAs::Bearer.carries(&token) => Ok(token),
        Some(token) if !token.expose().is_empty() => {
            Err(answer.odd("its token holds characters that no token has"))
        }
        _ if flash.said().is_some() => Err(answer.refused(flash.said(), None)),
        _ => Err(answer.odd("it goes on without a token")),
    }
}

/// That one was revoked, in the service's words.
pub fn revoked(answer: &Answer, now: i64) -> Result<String, Error> {
    let flash = gone_on(answer, now)?;
    match flash.said() {
        Some(said) if flash.is_success() => Ok(said),
        Some(said) => Err(answer.refused(Some(said), None)),
        None => Err(answer.odd("it goes on without saying whether the token is revoked")),
    }
}

/// Those that there are, in the order of the page.
pub fn listed(answer: &Answer, now: i64) -> Result<Vec<Listed>, Error> {
    if answer.status().is_redirection() {
        let flash = Flash::of(answer, now);
        return Err(match flash.said() {
            Some(said) => answer.refused(Some(said), None),
            None => answer.refusal(),
        });
    }
    answer.success()?;
    of_page(&String::from_utf8_lossy(answer.body())).ok_or_else(|| answer.odd("it shows no list of tokens"))
}

fn gone_on(answer: &Answer, now: i64) -> Result<Flash, Error> {
    match answer.status().is_redirection() {
        true => Ok(Flash::of(answer, now)),
        false if answer.status().is_success() => Err(answer.odd("it shows a page instead of going on")),
        false => Err(answer.refusal()),
    }
}

/// The rows that have a form to revoke one; `None` for a page that is another one, where none can be made either.
fn of_page(page: &str) -> Option<Vec<Listed>> {
    let mut reader = Reader::default();
    for Ok(token) in Tokenizer::new(page) {
        match token {
            Token::StartTag(tag) => {
                let attribute = |name: &str| {
                    let value = tag.attributes.get(name.as_bytes())?;
                    Some(String::from_utf8_lossy(value).into_owned())
                };
                let class = attribute("class").unwrap_or_default();
                let to = attribute("action").or_else(|| attribute("href"));
                reader.open(&tag.name, class.split_whitespace().any(|class| class == "badge"), to);
            }
            Token::EndTag(tag) => reader.close(&tag.name),
            Token::String(words) => reader.add(&String::from_utf8_lossy(&words)),
            _ => {}
        }
    }
    reader.rows()
}

/// Goes through a table.
#[derive(Default)]
struct Reader {
    heads: Vec<String>,
    cells: Vec<String>,
    id: Option<String>,
    is_expired: bool,
    within: Within,
    is_page: bool,
    rows: Vec<Listed>,
}

#[derive(Default, PartialEq, Eq)]
enum Within {
    #[default]
    Nothing,
    Head,
    Cell,
    /// What stands beside the name in its cell.
    Badge,
}

impl Reader {
    fn rows(self) -> Option<Vec<Listed>> {
        let heads: Arc<[String]> = self.heads.iter().map(|head| words(head).to_lowercase()).collect();
        let mut rows = self.rows;
        for row in &mut rows {
            row.heads = Arc::clone(&heads);
        }
        self.is_page.then_some(rows)
    }

    fn open(&mut self, name: &[u8], is_badge: bool, to: Option<String>) {
        match name {
            b"tr" => {
                (self.cells, self.id, self.is_expired) = (Vec::new(), None, false);
            }
            b"th" => {
                self.heads.push(String::new());
                self.within = Within::Head;
            }
            b"td" => {
                self.cells.push(String::new());
                self.within = Within::Cell;
            }
            b"span" if is_badge && self.within == Within::Cell => self.within = Within::Badge,
            _ => {}
        }
        let Some(to) = to else { return };
        self.is_page |= to.ends_with("/create");
        if let Some((_, id)) = to.rsplit_once("/revoke/") {
            self.id = Some(id.to_owned());
        }
    }

    fn close(&mut self, name: &[u8]) {
        match name {
            b"span" if self.within == Within::Badge => self.within = Within::Cell,
            b"th" | b"td" => self.within = Within::Nothing,
            b"tr" => {
                if let Some(id) = self.id.take() {
                    let cells = self.cells.iter().map(|cell| words(cell)).collect();
                    self.rows.push(Listed { id, cells, is_expired: self.is_expired, ..Listed::default() });
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, words: &str) {
        let text = match self.within {
            Within::Head => self.heads.last_mut(),
            Within::Cell => self.cells.last_mut(),
            Within::Badge => {
                self.is_expired |= words.trim().eq_ignore_ascii_case("expired");
                None
            }
            Within::Nothing => None,
        };
        if let Some(text) = text {
            text.push_str(words);
        }
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_a_person_reads_it() {
        let page = r#"<form action="/profile/tokens/create" method="post"></form><table><thead><tr><th>Name</th>
            <th>Last used</th><th></th></tr></thead><tbody>
            <tr class="text-muted"><td> c&amp;i
              <span class="badge bg-danger-lt ms-1">Expired</span></td><td><span class="text-muted">Never</span></td>
              <td><form action="/profile/tokens/revoke/7"><button>Revoke</button></form></td></tr>
            <tr><td>home</td><td>2026-11-22 08:00</td><td><a href="/profile/tokens/revoke/8">x</a></td></tr>
            </tbody></table>"#;
        let rows = of_page(page).unwrap();
        let told: Vec<_> = rows
            .iter()
            .map(|row| (&*row.id, row.cell("name"), row.cell("last used"), row.is_expired))
            .collect();
        assert_eq!(
            told,
            [("7", Some("c&i"), None, true), ("8", Some("home"), Some("2026-11-22 08:00"), false)]
        );
        assert_eq!(of_page("<form action=/x/create></form>"), Some(Vec::new()));
        assert_eq!(of_page("<h1>Login</h1>"), None);
    }
}
