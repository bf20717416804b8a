//! Many tokens of one draft, one a line.

use super::{Draft, jti, unsigned};
use crate::commands::{Context, Outcome};
use crate::failure::{Failure, Kind};
use crate::host::files::reason;
use crate::host::printable;
use crate::jwt::issue::Issuer;
use serde_json::Value;
use std::io;

/// Bytes that are written at once.
const PIECE: usize = 1 << 16;

pub fn print(count: u64, draft: &Draft, context: &Context<'_>) -> Result<Outcome, Failure> {
    let issuer = Issuer::new(&draft.header, &draft.key).map_err(|why| unsigned(&why))?;
    let mut draft_claims = draft.claims.clone();
    let _spinner = context.host.terminal.spinner(format!("Signing {count} tokens"));
    let mut piece = Vec::with_capacity(PIECE * 2);
    for number in 1..=count {
        if draft.has_fresh_jti {
            draft_claims.insert("jti".into(), jti(context).into());
        }
        let token = issuer.issue(&draft_claims).map_err(|why| unsigned(&why))?;
        match context.globals.json {
            true => piece.extend(
                printable::json(&draft.object(&token, &draft_claims, issuer.header()).to_string()).bytes(),
            ),
            false => piece.extend(token.bytes()),
        }
        piece.push(b'\n');
        if piece.len() >= PIECE || number == count {
            match context.host.terminal.data(&piece) {
                Ok(()) => piece.clear(),
                // the reader has gone, and wants no more
                Err(why) if why.kind() == io::ErrorKind::BrokenPipe => break,
                Err(why) => {
                    let message = format!("cannot write to stdout: {}", reason(&why));
                    return Err(Failure::new(Kind::Other, "stdout", message));
                }
            }
        }
    }
    Ok(Outcome::silent(Value::Null))
}
