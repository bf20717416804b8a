#![no_main]

use authctl_fuzz::{Dice, Target as _, Tokens};

thread_local!(static TARGET: std::cell::RefCell<Tokens> = std::cell::RefCell::new(Tokens::new()));

libfuzzer_sys::fuzz_target!(
    |throws: &[u8]| TARGET.with_borrow_mut(|target| target.case(&mut Dice::told(throws)))
);
