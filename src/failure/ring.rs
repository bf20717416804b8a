//! What is wrong with a key ring, or why it stays as it is.

use super::{Failure, Kind};
use crate::jwt::date::span;
use crate::keys::rotation::Refusal;
use crate::session::ring::{Error, RingName};
use crate::store;
use jiff::SignedDuration;
use std::path::Path;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error {
            Error::Store(error) => stored(error),
            Error::Etcd(error) => error.into(),
            Error::TooOld { why, age } => Self::from(*why).hint(format!(
                "--offline uses the ring of {} ago, where a key may be revoked since",
                span(SignedDuration::from_secs(age))
            )),
            Error::Unknown { name, why } => {
                Self::from(*why).hint(format!("{} shows it once etcd answers", name.command("show", "")))
            }
            Error::Lost { name, why } => Self::from(*why)
                .hint(format!("where it was deleted on purpose: {}", name.command("delete", " --force"))),
            Error::Spoiled { name, why } => Self::from(*why).hint(format!(
                "after that del: {} lets this machine forget it",
                name.command("delete", " --force")
            )),
            Error::Missing(name) => Self::new(Kind::Other, "no_ring", message)
                .hint(name.list())
                .hint(name.command("new", " --alg HS256")),
            Error::Gone(name) => Self::new(Kind::Other, "no_ring", message)
                .hint("put back your copy of it: without one no token of its keys can be verified any more")
                .hint(format!(
                    "{} makes another one, which takes none of those tokens",
                    name.command("new", " --alg HS256")
                ))
                .hint(format!("{} takes it out of config.toml", name.command("delete", ""))),
            Error::Exists(name) => Self::new(Kind::Refused, "ring_exists", message)
                .hint(name.rotation(""))
                .hint(name.command("show", "")),
            Error::Overtaken(name) => {
                Self::new(Kind::Refused, "ring_changed", message).hint(name.command("show", ""))
            }
            Error::NeverSeen(name) => Self::new(Kind::Other, "no_kept_keys", message)
                .hint("the same command without --offline asks etcd, and remembers it")
                .hint(name.command("show", "")),
            Error::SeenAhead(name) => Self::new(Kind::Other, "no_kept_keys", message)
                .hint("set the clock of this machine, if it is wrong")
                .hint("the same command without --offline asks etcd, and remembers it anew")
                .hint(name.command("show", "")),
            Error::Unreadable { .. } => Self::new(Kind::Store, "ring_unreadable", message),
            Error::Refused { name, refusal } => refused(&name, &refusal, message),
        }
    }
}

/// A ring that is lost is got back by no login, so what may be its last copy is never deleted.
fn stored(error: store::Error) -> Failure {
    use store::Error as E;
    let quoted = |path: &Path| shell_words::quote(&path.to_string_lossy()).into_owned();
    let lost = "no token of its keys can be verified any more";
    let make_room = |path: &Path| {
        let path = quoted(path);
        format!("without one {lost}, and `mv {path} {path}.lost` makes room for another ring")
    };
    let hints = match &error {
        E::Damaged { path: Some(path), .. } => vec!["put back a copy that is good".to_owned(), make_room(path)],
        E::Damaged { path: None, .. } | E::SeveralItems { .. } => vec![
            "put back a copy of the keychain that is good".to_owned(),
            format!("without one {lost}; deleting its items in the keychain's own program makes room for another ring"),
        ],
        E::OtherKey { path, .. } => vec![
            "name the right key with --key-file or AUTHCTL_KEY_FILE, or put back a copy of the ring that is good"
                .to_owned(),
            make_room(path),
        ],
        E::KeyGone { path, .. } => vec![
            format!("put your copy of it back to {}, or name it with --key-file or AUTHCTL_KEY_FILE", quoted(path)),
            format!("without it {lost}"),
        ],
        E::OtherSlot { .. } => vec!["put it back under its own name, and here a copy that is good".to_owned()],
        E::OlderCopy(_) => vec!["look who may write there, and put back the newest copy".to_owned()],
        E::Newer { .. } => vec!["use the newest authctl on this machine".to_owned()],
        _ => return error.into(),
    };
    Failure { hints, ..error.into() }
}

fn refused(name: &RingName, refusal: &Refusal, message: String) -> Failure {
    let failure = |code| Failure::new(Kind::Refused, code, message);
    let show = name.command("show", "");
    let revoke = |kid: &str| name.command("revoke", &format!(" {kid}"));
    match refusal {
        Refusal::NoSuchKey(_) => Failure { kind: Kind::Other, ..failure("no_such_key") }.hint(show),
        Refusal::SameId(_) => failure("key_exists").hint(show),
        Refusal::Planned { kid, .. } => failure("rotation_planned").hint(show).hint(revoke(kid)),
        Refusal::Undelivered(kid) => {
            failure("undelivered").hint("the same command with --env-file delivers it").hint(revoke(kid))
        }
        Refusal::Grace { .. } => failure("grace_too_short")
            .hint(name.rotation(""))
            .hint("--force locks out whoever has such a token"),
        Refusal::Signs(kid) => failure("key_signs").hint(name.rotation("")).hint(revoke(kid)),
        Refusal::NotYet(kid) => failure("not_yet").hint(revoke(kid)),
        Refusal::TokensAlive { kid, .. } => failure("tokens_alive").hint(format!(
            "{} retires it, and locks out whoever has such a token",
            name.command("retire", &format!(" {kid} --force"))
        )),
        Refusal::RingNeeded { .. } | Refusal::MaySign(_) => failure("tokens_alive").hint(format!(
            "{} deletes it, and locks out whoever has such a token",
            name.command("delete", " --force")
        )),
        Refusal::Already { .. } => failure("already_done").hint(show),
        Refusal::OtherAlgorithm => failure("ring_changed").hint(show),
        Refusal::NoNewKey(_) => Failure { kind: Kind::Other, ..failure("key") },
        Refusal::ClockBehind { .. } => failure("clock_behind")
            .hint("set this machine's clock if it is the wrong one")
            .hint(format!("if it is right: {}", name.rotation(" --trust-clock")))
            .hint(format!("{} goes by no clock", revoke("KID"))),
    }
}
