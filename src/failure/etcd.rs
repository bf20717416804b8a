//! Why a ring in etcd could not be read or changed.

use super::{Failure, Kind};
use crate::jwt::date::span;
use crate::store::etcd::{Error, LocalCopy, Silence};
use crate::{http, store};
use jiff::SignedDuration;
use std::path::Path;

/// The flags that say who we are.
const LOGIN: &str =
    "--etcd-user NAME with --etcd-password-file FILE or --etcd-password-env NAME says who this is";
/// Those that prove it in TLS.
const CERTIFICATE: &str = "where etcd wants a certificate of this client: --etcd-cert FILE --etcd-key FILE";
/// What chooses between http and https.
const SCHEME: &str = "is it https that etcd speaks there, or http? --ca-cert or --etcd-cert chooses https; without them \
                      --allow-http chooses http, which this machine is asked by anyway";
/// What nothing else helps against.
const ADDRESS: &str = "is this the address of etcd? It listens on port 2379 unless it is told otherwise";
/// Whose rings have the same names.
const OTHER_ETCD: &str = "where these endpoints are another etcd, which never had it: a key file for each etcd keeps their rings apart";
/// What machines share.
const SAME_KEY: &str = "machines that share rings have the same key file: copy it here, and name it with --key-file or AUTHCTL_KEY_FILE";
/// Any other one would open nothing.
const FIRST_KEY: &str = "the first of them makes it: `authctl store init --key-file FILE`";

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        let stored = |code| Self::new(Kind::Store, code, message.clone());
        match error {
            Error::PasswordInAddress => Self::usage(message).hint(LOGIN),
            Error::Address(_) | Error::Place(_) => Self::usage(message),
            Error::Away(silences) => away(message, silences),
            Error::Unknown(_) => Self::new(Kind::Barred, "outcome_unknown", message),
            Error::Http(why) => why.into(),
            Error::Runtime(_) => Self::new(Kind::Other, "runtime", message),
            Error::LoginWanted | Error::LoginRefused(_) => {
                Self::new(Kind::Refused, "etcd_login", message).hint(LOGIN)
            }
            Error::Denied { user, key } => {
                let prefix = key.rsplit_once('/').map_or(key.as_str(), |(prefix, _)| prefix);
                let failure = Self::new(Kind::Refused, "etcd_denied", message);
                match user {
                    Some(_) => failure.hint(format!(
                        "etcdctl role grant-permission ROLE --prefix=true readwrite {prefix}/ lets its role"
                    )),
                    None => failure.hint(LOGIN),
                }
            }
            Error::Full => stored("etcd_full")
                .hint("etcdctl alarm list; then compact, defrag and disarm, or raise its quota"),
            Error::Clock { .. } => {
                Self::new(Kind::Refused, "clock_wrong", message).hint("set the clock that is the wrong one")
            }
            Error::Refused(words) => Self::new(Kind::Other, "etcd", message)
                .hints((!words.starts_with("etcdserver:")).then_some(ADDRESS)),
            Error::Endless { .. } => {
                Self::new(Kind::Other, "etcd", message).hint("a longer prefix has fewer keys")
            }
            Error::OtherKey { .. } => stored("store_other_key").hint(SAME_KEY),
            Error::Damaged { .. } | Error::Forged { .. } | Error::OtherPlace { .. } => {
                stored("store_damaged").hint("look who may write there, and put back a copy that is good")
            }
            Error::Gone { place, copy, is_elsewhere } => {
                stored("ring_lost").hint(put_back(&place, &copy)).hints(is_elsewhere.then_some(OTHER_ETCD))
            }
            Error::Spoiled { place, etcdctl, copy, .. } => {
                stored("store_damaged").hints(spoiled(&place, &etcdctl, copy.as_ref()))
            }
            Error::Older { place, copy } | Error::Forked { place, copy } => stored("store_damaged")
                .hint(put_back(&place, &copy))
                .hint("look who may write there; what was changed in an older one is lost with it")
                .hint(format!("where etcd was restored from a copy on purpose: {}", remove(&copy.memory))),
            Error::Over { path, life, .. } => stored("store_damaged").hints(over(&path, &life)),
            Error::Newer { .. } => stored("store_newer").hint("use the newest authctl on this machine"),
            Error::TooLarge { .. } => stored("store_unusable"),
            Error::Memory { .. } => stored("memory_unusable")
                .hint("the same command without --offline asks etcd, and remembers it anew"),
            Error::Store(why @ (store::Error::NoKey(_) | store::Error::KeyGone { .. })) => {
                Self { hints: vec![SAME_KEY.to_owned(), FIRST_KEY.to_owned()], ..why.into() }
            }
            Error::Store(why) => why.into(),
        }
    }
}

/// What helps where something else is in the place of a ring.
fn spoiled(place: &str, etcdctl: &str, copy: Option<&LocalCopy>) -> Vec<String> {
    let put_back = copy.map(|copy| put_back(place, copy));
    let delete = format!(
        "look who may write there; only where no machine has seen it: {etcdctl} del {place}, and make the ring anew"
    );
    put_back.into_iter().chain([delete]).collect()
}

/// What helps where a ring is taken for one that was deleted: it may be the one that all machines use.
fn over(path: &Path, life: &str) -> [String; 2] {
    let is_good = "where it belongs there, since etcd was restored from a copy on purpose or the ring was moved here from another etcd";
    [
        format!("{is_good}: `sed -i /{life}/d {}`", quoted(path)),
        "else look who may write there; whoever knows why it was deleted can delete it again, with etcdctl"
            .to_owned(),
    ]
}

/// The command that puts back what this machine saw last, which another one may have changed since.
fn put_back(place: &str, copy: &LocalCopy) -> String {
    let LocalCopy { memory, etcdctl, has_user, age } = copy;
    let password = if *has_user { ", and takes the password of its user from ETCDCTL_PASSWORD" } else { "" };
    let (memory, age) = (quoted(memory), SignedDuration::from_secs(*age));
    format!(
        "put back what it was {} ago, unless another machine has a newer one, where keys may be revoked since (ask the \
         one that changed it last): `jq -r .record {memory} | base64 -d | {etcdctl} put {place}` (Debian has etcdctl in \
         etcd-client{password})",
        span(age)
    )
}

fn remove(known: &Path) -> String {
    format!("rm {}", quoted(known))
}

fn quoted(path: &Path) -> String {
    shell_words::quote(&path.to_string_lossy()).into_owned()
}

/// Of several reasons the one that somebody must mend counts only where none may pass by itself.
fn away(message: String, silences: Vec<Silence>) -> Failure {
    let is_nobody = |one: &Silence| match one {
        Silence::Http(why) => matches!(why, http::Error::Connect { .. } | http::Error::UnknownName { .. }),
        Silence::Unavailable { .. } => false,
        Silence::Refused { .. } => true,
    };
    let address = silences.iter().all(is_nobody).then_some(ADDRESS);
    if silences.iter().any(Silence::may_pass) {
        let failure = Failure::later("etcd_away", message);
        // so ends a connection to a server that wants a certificate, or speaks the other one
        let broke_off = |one: &Silence| {
            matches!(one, Silence::Http(http::Error::NoHandshake { .. } | http::Error::Broken { .. }))
        };
        return match silences.iter().any(broke_off) {
            true => failure.hint(CERTIFICATE).hint(SCHEME),
            false => failure.hints(address),
        };
    }
    let first = silences.into_iter().find_map(|one| match one {
        Silence::Http(why) => Some(why),
        Silence::Unavailable { .. } | Silence::Refused { .. } => None,
    });
    match first {
        Some(why @ http::Error::Tls { .. }) => Failure { message, ..Failure::from(why) }.hint(CERTIFICATE),
        Some(http::Error::TooLarge { .. } | http::Error::TooManyPieces { .. }) | None => {
            Failure::new(Kind::Other, "etcd", message).hint(ADDRESS)
        }
        Some(why) => Failure { message, ..Failure::from(why) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_to_etcdctl_leaves_it_no_stdin_to_read_a_password_from() {
        let copy =
            |has_user| LocalCopy { memory: "m".into(), etcdctl: "etcdctl".to_owned(), has_user, age: 5 };
        assert!(put_back("teams/api", &copy(true)).contains("password of its user from ETCDCTL_PASSWORD"));
        assert!(!put_back("teams/api", &copy(false)).contains("PASSWORD"));
    }
}
