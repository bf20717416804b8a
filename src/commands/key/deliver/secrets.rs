//! Which secret is to stand before the one that signs, and of which one the only copy would be gone.

use super::{Change, Variable};
use crate::commands::key::export::secret;
use crate::commands::key::owner::{is_unknown, over, owner};
use crate::failure::Failure;
use crate::keys::rotation::GRACE;
use crate::keys::{Key, Ring};
use crate::sensitive::SecretBytes;

/// What the service has or had, while it is good; or else the key that signed before; nothing where no older key is
/// good. What is no key of the ring stays as long as an old key does where nobody says how long. `found` is what the variable
/// of the secret that signs holds, and that of the one before.
pub(super) fn secret_before(
    found: [&str; 2],
    ring: &Ring,
    new: &Key,
    now: i64,
) -> Result<SecretBytes, Failure> {
    for found in found {
        let can_be_before = match owner(ring, found)? {
            Some(key) => key.kid != new.kid,
            None => keeps_unknown(new, now) && !found.is_empty(),
        };
        if can_be_before && over(ring, found, now)?.is_none() {
            return Ok(SecretBytes::new(found.as_bytes().to_vec()));
        }
    }
    let before = match new.awaits_delivery() {
        true => Some(ring.active(now)),
        false => ring.before(&new.kid, now),
    };
    before.map_or_else(|| Ok(SecretBytes::new(Vec::new())), |key| secret(ring, key))
}

/// Whether a secret of no ring is taken for the one before this key's.
pub(super) fn keeps_unknown(new: &Key, now: i64) -> bool {
    new.awaits_delivery() || known_until(new) > now
}

/// Until when a secret of no ring is the one before this key's.
fn known_until(key: &Key) -> i64 {
    key.activates_at.saturating_add(GRACE)
}

/// The same where the service has `had` now, if anybody knows.
pub(super) fn taken_until(had: &str, ring: &Ring) -> Result<Option<i64>, Failure> {
    Ok(match owner(ring, had)? {
        Some(key) => (!key.awaits_delivery()).then(|| known_until(key)),
        None => ring.forgotten(had.as_bytes()).map(|_| i64::MIN),
    })
}

/// The variables that have a secret which is in no ring, and will not be in the file.
pub(super) fn lost<'c, 'a>(change: &'c Change<'a>, ring: &Ring) -> Result<Vec<&'c Variable<'a>>, Failure> {
    let mut lost = Vec::new();
    for variable in &change.variables {
        let is_kept =
            |had: &str| change.variables.iter().any(|other| other.wanted.expose() == had.as_bytes());
        for had in variable.written_over().filter(|had| !is_kept(had)) {
            if is_unknown(ring, had)? {
                lost.push(variable);
                break;
            }
        }
    }
    Ok(lost)
}

/// All that the variables have held, and all secrets of the ring: other variables may have those.
pub(super) fn secrets(change: &Change<'_>, ring: &Ring) -> Result<Vec<SecretBytes>, Failure> {
    let had = change.variables.iter().flat_map(Variable::held);
    let had = had.map(|had| Ok(SecretBytes::new(had.as_bytes().to_vec())));
    had.chain(ring.keys().iter().map(|key| secret(ring, key))).collect()
}
