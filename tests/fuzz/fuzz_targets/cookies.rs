#![no_main]

use authctl_fuzz::{Cookies, Dice, Target as _};

thread_local!(static TARGET: std::cell::RefCell<Cookies> = std::cell::RefCell::new(Cookies));

libfuzzer_sys::fuzz_target!(
    |throws: &[u8]| TARGET.with_borrow_mut(|target| target.case(&mut Dice::told(throws)))
);
