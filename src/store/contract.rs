//! What every place must do.

use super::{SecretStore, Slot};
use crate::sensitive::SecretBytes;

/// Tries one place, `store`, and `open_again`, which opens the same place anew.
pub fn holds_for(store: &dyn SecretStore, open_again: impl Fn() -> Box<dyn SecretStore>) {
    let (slot, other) = (Slot::credential("contract").unwrap(), Slot::credential("contract.a").unwrap());
    let kept =
        |store: &dyn SecretStore, slot| store.read(slot).unwrap().map(|secret| secret.expose().to_vec());

    assert_eq!(kept(store, &slot), None, "nothing is kept at first");
    assert!(!store.delete(&slot).unwrap(), "there was nothing to delete");

    let secrets =
        [b"one".to_vec(), Vec::new(), (0..251).cycle().take(100_000).collect(), b"two\n\0\xff".to_vec()];
    for secret in secrets {
        store.write(&slot, &SecretBytes::new(secret.clone())).unwrap();
        assert!(
            kept(store, &slot).as_ref() == Some(&secret),
            "{} bytes come back as they were",
            secret.len()
        );
        assert!(kept(&*open_again(), &slot) == Some(secret), "also for who opens the place later");
    }

    store.write(&other, &SecretBytes::new(b"other".to_vec())).unwrap();
    assert!(store.delete(&slot).unwrap());
    assert_eq!(kept(&*open_again(), &slot), None, "what is deleted is gone");
    assert_eq!(kept(store, &other), Some(b"other".to_vec()), "slots do not touch each other");
    assert!(store.delete(&other).unwrap());
    assert!(!store.delete(&other).unwrap());
}
