//! Request bodies that are read while they are sent.

use futures_util::stream;
use hyper::body::Bytes;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// Bytes read at a time. With the few pieces that may wait, this bounds the memory of an upload.
const PIECE: usize = 64 * 1024;
const WAITING: usize = 8;

/// When something was last sent.
#[derive(Default)]
pub struct Activity(Mutex<Option<Instant>>);

impl Activity {
    /// A request begins now.
    pub fn begin(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// The body's own source keeps us waiting, which is no silence of the other side.
    fn pause(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// For how long nothing was sent.
    pub fn quiet(&self) -> Duration {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.map(|last| last.elapsed()).unwrap_or_default()
    }

    /// Resolves when nothing was sent for so long.
    pub async fn silence(&self, longest: Duration) {
        loop {
            let last = self.0.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_else(Instant::now);
            if last.elapsed() >= longest {
                return;
            }
            sleep_until(last + longest).await;
        }
    }
}

/// A body that a thread of its own reads.
pub fn streamed(mut from: impl Read + Send + 'static, activity: Arc<Activity>) -> reqwest::Body {
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
    reqwest::Body::wrap_stream(stream::unfold((received, activity), async |(mut received, activity)| {
        activity.pause();
        let piece = received.recv().await;
        activity.begin();
        Some((piece?, (received, activity)))
    }))
}
