//! Random bytes for the values that authctl itself makes up: state, nonce, PKCE verifiers, names of generations.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The system's source of randomness, through aws-lc.
#[derive(Clone, Copy)]
pub struct Random;

impl Random {
    /// `N` unpredictable bytes.
    #[expect(clippy::disallowed_methods, reason = "the one place that draws random bytes")]
    #[expect(
        clippy::expect_used,
        reason = "aws-lc aborts rather than return bad randomness; there is no other answer"
    )]
    pub fn bytes<const N: usize>(self) -> [u8; N] {
        let mut bytes = [0; N];
        aws_lc_rs::rand::fill(&mut bytes).expect("the system gives random bytes");
        bytes
    }

    /// A text of base64url characters that holds 256 random bits: 43 characters.
    pub fn text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }
}
