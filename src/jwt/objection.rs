//! What speaks against signing a token: that careful servers would reject it.

use super::date::{self, NumericDate, in_milliseconds, span};
use super::rejection::shown;
use super::{json, media_type};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

/// What an access token by RFC 9068 must say (section 2.2).
pub(super) const OF_ACCESS_TOKENS: [&str; 7] = ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"];

/// What is to be said about a token before it is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    pub objections: Vec<Objection>,
    /// Sentences about what is allowed and still unwise.
    pub warnings: Vec<String>,
}

/// A reason for which careful servers reject the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The member of the claims or of the header.
    pub member: String,
    /// The whole of it in words, without a full stop.
    pub sentence: String,
    pub hint: Option<&'static str>,
}

/// Everything that speaks against a token with this header and these claims, issued at this time.
pub fn review(header: &Map<String, Value>, claims: &Map<String, Value>, now: Timestamp) -> Review {
    let mut reviewer = Reviewer { claims, now, review: Review::default() };
    for claim in ["iss", "sub", "jti"] {
        reviewer.text(claim);
    }
    reviewer.audience();
    reviewer.scope();
    reviewer.dates();
    claims.iter().for_each(|(name, value)| reviewer.numbers(name, value));
    header.iter().for_each(|(name, value)| reviewer.header(name, value));
    reviewer.access_token(header);
    reviewer.review
}

impl Objection {
    pub fn new(member: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { member: member.into(), sentence: sentence.into(), hint: None }
    }
}

struct Reviewer<'a> {
    claims: &'a Map<String, Value>,
    now: Timestamp,
    review: Review,
}

/// A date that every server can read, and how long ago it was.
struct Date {
    date: NumericDate,
    age: SignedDuration,
}

impl Reviewer<'_> {
    fn object(&mut self, member: &str, sentence: String) {
        self.review.objections.push(Objection::new(member, sentence));
    }

    /// A claim that is a string where it is there (RFC 7519 section 4.1).
    fn text(&mut self, claim: &str) {
        match self.claims.get(claim) {
            Some(Value::String(text)) if text.is_empty() => {
                self.object(claim, format!("the claim {claim} is empty"));
            }
            None | Some(Value::String(_)) => {}
            Some(other) => {
                self.object(claim, format!("the claim {claim} is {} instead of a string", json::kind(other)));
            }
        }
    }

    /// A string or a list of strings (RFC 7519 section 4.1.3).
    fn audience(&mut self) {
        let names: Option<Vec<&str>> = match self.claims.get("aud") {
            None => return,
            Some(Value::Array(list)) => list.iter().map(Value::as_str).collect(),
            Some(value) => value.as_str().map(|name| vec![name]),
        };
        match names.as_deref() {
            None => {
                let found = shown(self.claims.get("aud"));
                self.object(
                    "aud",
                    format!("the claim aud is {found} instead of a string or a list of strings"),
                );
            }
            Some([]) => self.object("aud", "the claim aud is an empty list: the token is for nobody".into()),
            Some(names) if names.contains(&"") => {
                self.object("aud", "the claim aud holds an empty name".into());
            }
            Some(_) => {}
        }
    }

    /// One string of scopes with single spaces between them (RFC 8693 section 4.2, RFC 6749 section 3.3).
    fn scope(&mut self) {
        let belongs = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
        let sentence = match self.claims.get("scope") {
            None => return,
            Some(Value::String(text)) => {
                let is_scope = |scope: &str| !scope.is_empty() && scope.bytes().all(belongs);
                match text.split(' ').find(|scope| !is_scope(scope)) {
                    None => return,
                    Some("") => "the claim scope is empty, or has a space too many".to_owned(),
                    Some(odd) => {
                        format!("the claim scope holds {odd:?}, with characters that no scope has")
                    }
                }
            }
            Some(other) => format!(
                "the claim scope is {} instead of one string with spaces between the scopes",
                json::kind(other)
            ),
        };
        self.object("scope", sentence);
    }

    fn dates(&mut self) {
        let [exp, nbf, iat, ..] = date::CLAIMS.map(|claim| self.date(claim));
        if let Some(iat) = iat.as_ref().filter(|iat| iat.age.is_negative()) {
            let sentence = format!("the token says that it will be issued in {} (iat)", span(iat.age));
            self.object("iat", sentence);
        }
        let Some(exp) = exp else {
            if !self.claims.contains_key("exp") {
                self.object("exp", "the token never ends: it has no exp".into());
            }
            return;
        };
        let before = |other: &Option<Date>| other.as_ref().is_some_and(|other| exp.date <= other.date);
        if !exp.age.is_negative() {
            let sentence = format!("the token has expired before it is signed, {} ago (exp)", span(exp.age));
            self.object("exp", sentence);
        } else if before(&nbf) {
            self.object("exp", "the token ends (exp) before it is valid (nbf)".into());
        } else if before(&iat) {
            self.object("exp", "the token ends (exp) before it is issued (iat)".into());
        } else if -exp.age > date::YEAR {
            self.review.warnings.push(format!(
                "The token is good for {}: whoever gets hold of it has it that long.",
                span(exp.age)
            ));
        }
    }

    /// A date, written as a whole number of seconds between the years 1970 and 9999: fractions are legal (RFC 7519
    /// section 2), and many servers do not read them.
    fn date(&mut self, claim: &str) -> Option<Date> {
        let value = self.claims.get(claim)?;
        let why = match NumericDate::from_claim(value) {
            Ok(_) if value.is_f64() => {
                format!("is {value}: a date is a whole number of seconds, without a fraction or an exponent")
            }
            Ok(date) => return Some(Date { date, age: date.age(self.now) }),
            Err(why) => why,
        };
        self.review.objections.push(Objection {
            hint: in_milliseconds(value)
                .is_some()
                .then_some("dates in tokens count seconds; this looks like milliseconds"),
            ..Objection::new(claim, format!("the claim {claim} {why}"))
        });
        None
    }

    /// Numbers, however deep, whose digits get lost.
    fn numbers(&mut self, claim: &str, value: &Value) {
        match value {
            Value::Array(list) => list.iter().for_each(|inner| self.numbers(claim, inner)),
            Value::Object(members) => members.values().for_each(|inner| self.numbers(claim, inner)),
            Value::Number(_) if date::CLAIMS.contains(&claim) => {}
            value if json::is_inexact(value) => match value.is_f64() {
                true => {
                    let sentence = format!("the claim {claim} holds {value}, which may have lost digits");
                    self.object(claim, sentence);
                }
                false => self.review.warnings.push(format!(
                    "Many readers round {value} (in {claim}) and other numbers over {}; a text keeps its digits.",
                    json::LARGEST_EXACT
                )),
            },
            _ => {}
        }
    }

    fn header(&mut self, name: &str, value: &Value) {
        let why = match name {
            "jku" | "x5u" => "tells where keys are to be fetched from, which is not for a token to say",
            "enc" | "zip" | "epk" | "apu" | "apv" | "iv" | "tag" | "p2s" | "p2c" => {
                "belongs to encrypted tokens, and this one is signed"
            }
            "cty" => "says that the token holds something else than claims",
            "typ" | "kid" if !value.is_string() => "is no string",
            _ => return,
        };
        self.object(name, format!("the header's {name} {why}"));
    }

    /// Whoever says "at+jwt" promises what RFC 9068 asks for.
    fn access_token(&mut self, header: &Map<String, Value>) {
        if !media_type::is(header.get("typ"), "at+jwt") {
            return;
        }
        let missing: Vec<_> =
            OF_ACCESS_TOKENS.into_iter().filter(|claim| !self.claims.contains_key(*claim)).collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            self.review.warnings.push(format!("An access token (at+jwt) has {missing} too, by RFC 9068."));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_763_700_000;

    /// What is said against good claims with these changes; null takes a claim out.
    fn said(changes: &Value) -> Review {
        let mut claims = json!({"iss": "me", "sub": "you", "aud": "api", "iat": NOW, "exp": NOW + 900});
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        review(&Map::new(), claims.as_object().unwrap(), Timestamp::from_second(NOW).unwrap())
    }

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    /// Each of these is objected to in these words, and nothing else is.
    #[track_caller]
    fn objected(claim: &str, cases: &[(Value, &str)]) {
        for (value, words) in cases {
            let review = said(&json!({claim: value}));
            let [objection] = review.objections.as_slice() else { panic!("{value}: {review:?}") };
            assert_eq!(objection.member, claim);
            assert!(objection.sentence.contains(words), "{value}: {}", objection.sentence);
        }
    }

    #[test]
    fn nothing_speaks_against_a_good_token() {
        for good in [
            json!({}),
            json!({"aud": ["a", "b"], "scope": "read write:all", "jti": "1", "nbf": NOW, "roles": ["x"]}),
            json!({"nbf": NOW + 60, "auth_time": NOW - 5, "x": 1.5, "exp": NOW + 366 * 86_400}),
        ] {
            assert_eq!(said(&good), Review::default(), "{good}");
        }
    }

    #[test]
    fn j30_iss_sub_and_jti_are_strings() {
        for claim in ["iss", "sub", "jti"] {
            objected(
                claim,
                &[
                    (json!(7), "is a number instead of a string"),
                    (json!(["me"]), "is a list instead"),
                    (json!(null), "is null instead"),
                    (json!(""), "is empty"),
                ],
            );
        }
    }

    #[test]
    fn j45_aud_holds_strings_only() {
        objected(
            "aud",
            &[
                (json!(["a", 1]), r#"is ["a",1] instead of a string or a list of strings"#),
                (json!({"a": 1}), "instead of a string"),
                (json!(null), "is null instead"),
                (json!([]), "for nobody"),
                (json!(["a", ""]), "an empty name"),
                (json!(""), "an empty name"),
            ],
        );
    }

    #[test]
    fn scope_is_one_string() {
        objected(
            "scope",
            &[
                (json!(["read", "write"]), "is a list instead of one string"),
                (json!(""), "empty"),
                (json!("read  write"), "a space too many"),
                (json!("read,\"write\""), "characters that no scope has"),
                (json!("lesen schön"), "characters that no scope has"),
                (json!("re\\ad"), "characters that no scope has"),
            ],
        );
    }

    #[test]
    fn j29_dates_are_whole_numbers_of_seconds() {
        for claim in date::CLAIMS {
            objected(
                claim,
                &[
                    (json!("1763700900"), "is a string instead of a number of seconds"),
                    (json!(null), "is null instead"),
                    (json!(1_763_700_000.5), "whole number of seconds"),
                    (json!(1e9), "whole number of seconds"),
                    (json!(-1), "between the years 1970 and 9999"),
                    (json!(NOW * 1000), "between the years 1970 and 9999"),
                    (json!(1e300), "between the years 1970 and 9999"), // and no word about its digits
                ],
            );
        }
        let milliseconds = &said(&json!({"exp": NOW * 1000})).objections[0];
        assert!(milliseconds.hint.unwrap().contains("milliseconds"));
        assert_eq!(said(&json!({"exp": -1})).objections[0].hint, None);
    }

    #[test]
    fn j25_j26_the_end_comes_after_the_beginning_and_after_now() {
        objected("exp", &[(json!(NOW), "has expired"), (json!(NOW - 86_400 * 3), "3 days ago")]);
        assert_eq!(said(&json!({"nbf": NOW + 899})), Review::default());
        let ends_early = said(&json!({"nbf": NOW + 900}));
        assert!(ends_early.objections[0].sentence.contains("before it is valid (nbf)"), "{ends_early:?}");
        let without = review(&Map::new(), &object(&json!({"iss": "me"})), Timestamp::UNIX_EPOCH);
        assert!(without.objections[0].sentence.contains("never ends"), "{without:?}");
    }

    #[test]
    fn j42_the_token_is_not_issued_in_the_future() {
        objected("iat", &[(json!(NOW + 60), "issued in 60 s")]);
        let review = said(&json!({"iat": NOW + 1000}));
        let sentences: Vec<_> = review.objections.iter().map(|one| &one.sentence[..]).collect();
        assert!(sentences[1].contains("before it is issued (iat)"), "{sentences:?}");
    }

    #[test]
    fn j46_numbers_that_readers_round_are_told() {
        for good in [json!(9_007_199_254_740_991_u64), json!(-1), json!(0.1), json!(1e15), json!({"x": [7]})]
        {
            assert_eq!(said(&json!({"id": good})), Review::default(), "{good}");
        }
        for rounded in [json!(9_007_199_254_740_993_u64), json!(i64::MIN), json!({"x": [u64::MAX]})] {
            let review = said(&json!({"id": rounded}));
            assert!(review.objections.is_empty() && review.warnings[0].contains("(in id)"), "{review:?}");
        }
        objected("id", &[(json!(1e16), "may have lost digits"), (json!([-1e300]), "may have lost digits")]);
    }

    #[test]
    fn a_life_of_over_a_year_is_warned_of() {
        let review = said(&json!({"exp": NOW + 367 * 86_400}));
        assert!(review.objections.is_empty());
        assert!(review.warnings[0].contains("good for 367 days"), "{review:?}");
    }

    #[test]
    fn j22_j23_the_header_tells_nobody_where_keys_are() {
        let claims = object(&json!({"exp": NOW + 900}));
        let about = |header: &Value| {
            let review = review(&object(header), &claims, Timestamp::from_second(NOW).unwrap());
            review.objections.into_iter().map(|one| one.sentence).collect::<Vec<_>>().join("; ")
        };
        assert!(about(&json!({"jku": "https://x"})).contains("not for a token to say"));
        assert!(about(&json!({"enc": "A128GCM"})).contains("belongs to encrypted tokens"));
        assert!(about(&json!({"cty": "JWT"})).contains("something else than claims"));
        for name in ["typ", "kid"] {
            assert_eq!(about(&json!({name: 7})), format!("the header's {name} is no string"));
        }
        assert_eq!(about(&json!({"typ": "at+jwt", "kid": "k", "x5t": "abc", "tenant": "t"})), "");
    }

    #[test]
    fn an_access_token_has_what_rfc_9068_asks_for() {
        let claims = object(&json!({"iss": "me", "sub": "you", "aud": "api", "iat": NOW, "exp": NOW + 9}));
        let header = object(&json!({"typ": "application/AT+jwt"}));
        let review = review(&header, &claims, Timestamp::from_second(NOW).unwrap());
        assert_eq!(review.warnings, ["An access token (at+jwt) has client_id, jti too, by RFC 9068."]);
    }
}
