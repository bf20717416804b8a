//! Requests and answers of etcd's JSON gateway (v3): keys and values in base64, numbers as texts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

/// The revision of a key that is not there.
pub const ABSENT: &str = "0";

/// A key, which is bytes of any kind, and what it has.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct KeyValue {
    #[serde(deserialize_with = "decoded")]
    pub key: Vec<u8>,
    #[serde(default, deserialize_with = "decoded")]
    pub value: Vec<u8>,
    /// The revision at which it was last changed.
    pub mod_revision: String,
}

/// What came of a conditional put.
#[derive(Debug, PartialEq, Eq)]
pub enum Swapped {
    Done,
    /// The key has another revision; what it has instead.
    Other(Option<KeyValue>),
}

/// What an answer that is no success says: a status of gRPC.
#[derive(Debug, Default, Deserialize)]
pub struct GrpcStatus {
    #[serde(default)]
    pub message: String,
    /// One of those below, or another; 0 where there is none.
    #[serde(default)]
    pub code: u32,
}

pub const CANCELLED: u32 = 1;
pub const UNKNOWN: u32 = 2;
pub const DEADLINE_EXCEEDED: u32 = 4;
pub const PERMISSION_DENIED: u32 = 7;
pub const RESOURCE_EXHAUSTED: u32 = 8;
pub const ABORTED: u32 = 10;
pub const INTERNAL: u32 = 13;
pub const UNAVAILABLE: u32 = 14;
pub const DATA_LOSS: u32 = 15;
pub const UNAUTHENTICATED: u32 = 16;

/// `kv/range` for one key.
pub fn range(key: &str) -> Value {
    json!({"key": STANDARD.encode(key)})
}

/// `kv/range` for so many keys that begin with `stem`, from behind `last` on.
pub fn below(stem: &str, last: Option<&[u8]>, limit: u32) -> Value {
    let first = last.map_or_else(|| stem.as_bytes().to_vec(), |last| [last, &[0]].concat());
    let mut end = stem.as_bytes().to_vec();
    if let Some(byte) = end.last_mut() {
        *byte += 1; // it ends with a slash
    }
    json!({"key": STANDARD.encode(first), "range_end": STANDARD.encode(end), "limit": limit})
}

/// `kv/txn`: the value where the key is at this revision still; else what it has.
pub fn swap(key: &str, value: &[u8], mod_revision: &str) -> Value {
    let put = json!({"request_put": {"key": STANDARD.encode(key), "value": STANDARD.encode(value)}});
    conditional(key, &put, mod_revision)
}

/// `kv/txn`: nothing where the key is at this revision still; else what it has.
pub fn delete(key: &str, mod_revision: &str) -> Value {
    conditional(key, &json!({"request_delete_range": {"key": STANDARD.encode(key)}}), mod_revision)
}

fn conditional(key: &str, change: &Value, mod_revision: &str) -> Value {
    let key = STANDARD.encode(key);
    json!({
        "compare": [{"key": key, "target": "MOD", "result": "EQUAL", "mod_revision": mod_revision}],
        "success": [change],
        "failure": [{"request_range": {"key": key}}],
    })
}

#[derive(Deserialize)]
struct Range {
    #[serde(rename = "header")]
    _header: IgnoredAny,
    #[serde(default)]
    kvs: Vec<KeyValue>,
    #[serde(default)]
    more: bool,
}

/// The answer to [`range`]; `Err` for what no etcd answers.
pub fn found(answer: &[u8]) -> Result<Option<KeyValue>, NotEtcd> {
    Ok(first(read(answer)?))
}

/// The answer to [`below`], and whether there are more.
pub fn listed(answer: &[u8]) -> Result<(Vec<KeyValue>, bool), NotEtcd> {
    let range: Range = read(answer)?;
    Ok((range.kvs, range.more))
}

/// The answer to [`swap`].
pub fn swapped(answer: &[u8]) -> Result<Swapped, NotEtcd> {
    #[derive(Deserialize)]
    struct Transaction {
        #[serde(rename = "header")]
        _header: IgnoredAny,
        #[serde(default)]
        succeeded: bool,
        #[serde(default)]
        responses: Vec<Response>,
    }
    #[derive(Deserialize)]
    struct Response {
        response_range: Option<Range>,
    }
    let answer: Transaction = read(answer)?;
    if answer.succeeded {
        return Ok(Swapped::Done);
    }
    let range = answer.responses.into_iter().find_map(|response| response.response_range).ok_or(NotEtcd)?;
    Ok(Swapped::Other(first(range)))
}

/// The answer to `auth/authenticate`.
pub fn token(answer: &[u8]) -> Result<String, NotEtcd> {
    #[derive(Deserialize)]
    struct Authenticated {
        token: String,
    }
    read(answer).map(|answer: Authenticated| answer.token)
}

/// What answers is no etcd, or one that speaks another language.
#[derive(Debug, PartialEq, Eq)]
pub struct NotEtcd;

fn read<'a, T: Deserialize<'a>>(answer: &'a [u8]) -> Result<T, NotEtcd> {
    serde_json::from_slice(answer).map_err(|_| NotEtcd)
}

fn first(range: Range) -> Option<KeyValue> {
    range.kvs.into_iter().next()
}

/// Bytes in base64.
fn decoded<'de, D: Deserializer<'de>>(text: D) -> Result<Vec<u8>, D::Error> {
    STANDARD.decode(String::deserialize(text)?).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_etcd_are_understood() {
        let nothing = br#"{"header":{"revision":"1"}}"#;
        assert_eq!(found(nothing), Ok(None));
        let key = r#"{"key":"dGVhbXMvYXBp","create_revision":"2","mod_revision":"7","version":"1","value":"aGVsbG8="}"#;
        let hello =
            || KeyValue { key: b"teams/api".into(), value: b"hello".into(), mod_revision: "7".into() };
        assert_eq!(
            found(format!(r#"{{"header":{{}},"kvs":[{key}],"count":"1"}}"#).as_bytes()),
            Ok(Some(hello()))
        );
        let won =
            br#"{"header":{},"succeeded":true,"responses":[{"response_put":{"header":{"revision":"2"}}}]}"#;
        assert_eq!(swapped(won), Ok(Swapped::Done));
        let lost = format!(
            r#"{{"header":{{}},"responses":[{{"response_range":{{"header":{{}},"kvs":[{key}]}}}}]}}"#
        );
        assert_eq!(swapped(lost.as_bytes()), Ok(Swapped::Other(Some(hello()))));
        let gone = br#"{"header":{},"responses":[{"response_range":{"header":{"revision":"2"}}}]}"#;
        assert_eq!(swapped(gone), Ok(Swapped::Other(None)));
        assert_eq!(token(br#"{"token":"a.1"}"#).as_deref(), Ok("a.1"));
        let page = format!(r#"{{"header":{{}},"kvs":[{key}],"more":true}}"#);
        assert_eq!(listed(page.as_bytes()), Ok((vec![hello()], true)));
    }

    #[test]
    fn what_no_etcd_says_is_told_apart() {
        for odd in [
            "",
            "hello",
            "[]",
            "{}",
            r#"{"header":{},"kvs":[{}]}"#,
            r#"{"header":{},"kvs":[{"key":"?","mod_revision":"1"}]}"#,
        ] {
            assert_eq!(found(odd.as_bytes()), Err(NotEtcd), "{odd}");
        }
        assert_eq!(swapped(br#"{"header":{}}"#), Err(NotEtcd));
        assert_eq!(token(br"{}"), Err(NotEtcd));
    }

    #[test]
    fn a_prefix_ends_where_its_last_byte_would_be_another() {
        let asked = below("teams/", Some(b"teams/api"), 9);
        let text = |name: &str| STANDARD.decode(asked[name].as_str().unwrap()).unwrap();
        assert_eq!((text("key"), text("range_end")), (b"teams/api\0".to_vec(), b"teams0".to_vec()));
    }
}
