//! Many tokens of one draft, one a line, on all cores.

use super::{Draft, unsigned};
use crate::commands::jwt::lines::{self, Make, Words};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use crate::host::random::Random;
use crate::jwt::base64url;
use crate::jwt::issue::{self, Issuer};
use serde_json::{Map, Value};

const WORDS: Words = Words { good: "issued", bad: None, code: "not_signed" };

/// Bytes of an id: nobody finds one of these 128 bits again.
const ID: usize = 16;

/// Ids that no other token has. Their bits are drawn for many at once, which takes a tenth of the time.
pub struct Ids {
    random: Random,
    drawn: Box<[u8; 256 * ID]>,
    left: usize,
}

/// What one core makes them with.
struct Maker<'a> {
    draft: &'a Draft,
    issuer: Result<Issuer<'a>, issue::Error>,
    claims: Map<String, Value>,
    ids: Ids,
    as_json: bool,
}

/// `size`: the bytes of a token.
pub fn print(count: u64, size: usize, draft: &Draft, context: &Context<'_>) -> Result<Outcome, Failure> {
    let (random, as_json) = (context.host.random, context.globals.json);
    lines::made(count, size, WORDS, context, || Maker {
        draft,
        issuer: Issuer::new(&draft.header, &draft.key),
        claims: draft.claims.clone(),
        ids: Ids::new(random),
        as_json,
    })
}

impl Ids {
    pub fn new(random: Random) -> Self {
        Self { random, drawn: Box::new([0; _]), left: 0 }
    }

    pub fn next(&mut self) -> String {
        if self.left == 0 {
            *self.drawn = self.random.bytes();
            self.left = self.drawn.len();
        }
        self.left -= ID;
        base64url::encode(&self.drawn[self.left..self.left + ID])
    }
}

impl Make for Maker<'_> {
    fn make(&mut self, _: u64, out: &mut Vec<u8>) -> Result<(), Failure> {
        let issuer = self.issuer.as_ref().map_err(unsigned)?;
        if self.draft.has_fresh_jti
            && let Some(id) = self.claims.get_mut("jti")
        {
            *id = self.ids.next().into();
        }
        let token = issuer.issue(&self.claims).map_err(|why| unsigned(&why))?;
        if self.as_json {
            lines::write_json(&self.draft.object(&token, &self.claims, issuer.header()), out);
        } else {
            out.extend_from_slice(token.as_bytes());
            out.push(b'\n');
        }
        Ok(())
    }
}
