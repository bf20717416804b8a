//! Every test that looks at authctl from outside: the built binary, real systems from `tests/peers`, one binary of tests.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "the fences are for the product: a test is the machine, and a failed expectation is its result"
)]

mod support;

mod attacks_callback;
mod attacks_launch;
mod attacks_words;
mod call;
mod challenges;
mod client_credentials;
mod conformance;
mod crashes;
mod decode;
mod demo;
mod device;
mod diff;
mod differential;
mod discover;
mod dpop;
mod dumps;
mod end_session;
mod environment_faults;
mod etcd_rings;
mod etcd_rings_faults;
mod etcd_rings_memory;
mod fences;
mod fuzz;
mod fuzz_jwt;
mod generated;
mod given_token;
mod help;
mod hints;
mod hostile;
mod interop;
mod interrupts;
mod introspect;
mod issue;
mod issuer_faults;
mod jwe;
mod key_files;
mod key_inspect;
mod key_ring;
mod key_ring_clocks;
mod key_ring_crashes;
mod key_ring_delivery;
mod key_ring_exports;
mod key_ring_handover;
mod key_ring_others;
mod key_ring_places;
mod key_ring_services;
mod key_ring_words;
mod keychain;
mod lab;
mod layers;
mod leaks;
mod lines;
mod lint;
mod login;
mod login_words;
mod logout;
mod misplaced;
mod network;
mod odd_issuers;
mod one_issuer;
mod par;
mod paste;
mod peers;
mod profile;
mod races;
mod redirects;
mod relying_party;
mod renames;
mod renew;
mod revoke;
mod service_account;
mod service_answers;
mod service_attacks;
mod service_cookies;
mod service_finding;
mod service_hand;
mod service_login;
mod service_logout;
mod service_pat;
mod service_prefixes;
mod service_probe;
mod service_profiles;
mod service_renewal;
mod service_secrets;
mod service_status;
mod service_tokens;
mod service_ws;
mod services;
mod soak;
mod status;
mod store;
mod token;
mod upgrade;
mod userinfo;
mod verify;
mod verify_keys;
