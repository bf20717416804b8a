#![no_main]

use authctl_fuzz::{Dice, JsonKeys, Target as _};

thread_local!(static TARGET: std::cell::RefCell<JsonKeys> = std::cell::RefCell::new(JsonKeys::new()));

libfuzzer_sys::fuzz_target!(
    |throws: &[u8]| TARGET.with_borrow_mut(|target| target.case(&mut Dice::told(throws)))
);
