//! Device codes: asked for by a device, answered on a page, polled for at a pace (RFC 8628).

use super::{Exchanged, Fingerprint, Grant, Refused, State};
use crate::lab::form::Scopes;

/// The letters of a user code: no vowels, so no words (RFC 8628 section 6.1).
const LETTERS: [char; 20] =
    ['B', 'C', 'D', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Z'];
/// What `slow_down` adds to the interval for good (RFC 8628 section 3.5).
const SLOWER_BY: i64 = 5;

/// A device that waits for its person.
#[derive(Clone, Debug)]
pub struct Device {
    pub client: String,
    pub scopes: Scopes,
    /// As shown: two groups of four letters.
    pub user_code: String,
    interval: i64,
    polled_at: Option<i64>,
    expires_at: i64,
    answer: Option<Answer>,
}

#[derive(Clone, Debug)]
enum Answer {
    Allowed { user: String, at: i64 },
    Denied,
}

/// A user code out of random bytes: `BCDF-GHJK`, about 34 bits.
pub fn user_code(random: [u8; 8]) -> String {
    let mut rest = u64::from_le_bytes(random);
    let mut letters = String::with_capacity(9);
    for place in 0..8 {
        if place == 4 {
            letters.push('-');
        }
        letters.push(LETTERS[usize::try_from(rest % 20).unwrap_or(0)]);
        rest /= 20;
    }
    letters
}

impl State {
    /// Takes a device into the books.
    pub fn add_device(
        &mut self,
        code: Fingerprint,
        user_code: String,
        client: &str,
        scopes: Scopes,
        now: i64,
    ) {
        let expires_at = now + self.lifetimes.device_code;
        let device = Device {
            client: client.to_owned(),
            scopes,
            user_code,
            interval: self.lifetimes.interval,
            polled_at: None,
            expires_at,
            answer: None,
        };
        // kept for twice its life, to be able to say that it expired
        self.devices.put(code, device, expires_at + self.lifetimes.device_code, now);
    }

    /// The device that waits under what a person typed: small letters, other separators and spaces do not matter.
    pub fn device_by_user_code(&self, typed: &str, now: i64) -> Option<(Fingerprint, &Device)> {
        let typed = letters_of(typed);
        self.devices.find_where(now, |device| {
            device.answer.is_none() && now < device.expires_at && letters_of(&device.user_code) == typed
        })
    }

    /// The person's answer, with a name for yes and `None` for no; the device that got it, if one still waits.
    pub fn answer_device(&mut self, code: Fingerprint, user: Option<&str>, now: i64) -> Option<Device> {
        let device = self.devices.find_mut(code, now)?;
        if device.answer.is_some() || now >= device.expires_at {
            return None;
        }
        device.answer = Some(match user {
            Some(user) => Answer::Allowed { user: user.to_owned(), at: now },
            None => Answer::Denied,
        });
        Some(device.clone())
    }

    /// One poll. Too soon after the last one: the interval grows. An answer is handed out once.
    pub fn poll_device(&mut self, code: Fingerprint, client: &str, now: i64) -> Result<Exchanged, Refused> {
        let device = self.devices.find_mut(code, now).ok_or(Refused::UnknownDeviceCode)?;
        if device.client != client {
            return Err(Refused::OtherClient);
        }
        if now >= device.expires_at {
            return Err(Refused::ExpiredDeviceCode);
        }
        match device.answer.clone() {
            None => Err(device.polled_early(now)),
            Some(Answer::Denied) => {
                self.devices.take(code, now);
                Err(Refused::AccessDenied)
            }
            Some(Answer::Allowed { user, at }) => {
                let grant =
                    Grant { client: client.to_owned(), user, scopes: device.scopes.clone(), auth_time: at };
                self.devices.take(code, now);
                let id = self.open_grant(grant.clone(), now);
                Ok(Exchanged { id, grant, nonce: None })
            }
        }
    }
}

impl Device {
    fn polled_early(&mut self, now: i64) -> Refused {
        let too_soon = self.polled_at.is_some_and(|last| now - last < self.interval);
        self.polled_at = Some(now);
        if too_soon {
            self.interval += SLOWER_BY;
            return Refused::SlowDown;
        }
        Refused::AuthorizationPending
    }
}

fn letters_of(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}
