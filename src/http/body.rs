//! Request bodies that are read while they are sent.

use futures_util::stream;
use hyper::body::Bytes;
use std::io::{self, Read};
use tokio::sync::mpsc;

/// Bytes read at a time. With the few pieces that may wait, this bounds the memory of an upload.
const PIECE: usize = 256 * 1024;
const WAITING: usize = 4;

/// A body that a thread of its own reads, so that a slow or endless pipe never holds up the runtime, nor the end of
/// the process.
pub fn streamed(mut from: impl Read + Send + 'static) -> reqwest::Body {
    let (pieces, received) = mpsc::channel::<io::Result<Bytes>>(WAITING);
    std::thread::spawn(move || {
        loop {
            let mut piece = vec![0; PIECE];
            let read = match from.read(&mut piece) {
                Ok(0) => return,
                Ok(length) => {
                    piece.truncate(length);
                    Ok(piece.into())
                }
                Err(why) if why.kind() == io::ErrorKind::Interrupted => continue,
                Err(why) => Err(why),
            };
            // nobody listens any more when the request is over
            if pieces.blocking_send(read).is_err() {
                return;
            }
        }
    });
    reqwest::Body::wrap_stream(stream::unfold(received, async |mut received| {
        let piece = received.recv().await?;
        Some((piece, received))
    }))
}
