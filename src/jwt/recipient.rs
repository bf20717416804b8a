//! Services that check JWTs by rules of their own, the recipients of RFC 7519 section 4.1.3: which claims a token for each must
//! have, and which settings of theirs say what is in them. What is wrong with a token for one of them is a table of rules beside
//! those for all tokens: [`super::lint`].

use super::algorithm::Algorithm;
use super::lint::{Finding, Severity, faults_for};
use super::object::Object;
use super::rejection::Failure;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// A service that takes JWTs, of those whose rules are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Recipient {
    /// FluxLit: FLUXLIT_JWT_ISSUER, FLUXLIT_JWT_AUDIENCE, FLUXLIT_JWT_HS256_SECRET or FLUXLIT_JWT_JWKS_URL, and
    /// FLUXLIT_JWT_LEEWAY_SECONDS
    Fluxlit,
    /// fastapi-taskflow: exp and sub; no variable of it holds the secret
    Taskflow,
    /// zndraw-auth: the audience fastapi-users:auth, a UUID as sub, and ZNDRAW_AUTH_SECRET_KEY
    Zndraw,
}

/// What is known of a recipient, by its code and its answers.
#[derive(Debug)]
pub struct Description {
    pub name: &'static str,
    /// The variables that it reads its settings from.
    pub variables: Variables,
    /// The audience that it wants, where none of its settings says it.
    pub usual_audience: Option<&'static str>,
    /// White space around its settings is no part of them.
    pub strips: bool,
    /// The algorithms that it takes.
    pub algorithms: &'static [Algorithm],
    /// By how many seconds `iat` is earlier than the clock of whoever signs, so that a clock which is a little slow takes it;
    /// `None` where no `iat` is read.
    pub issued_earlier: Option<i64>,
    /// The claims that it reads; all of them for one that hands them on to the API behind it.
    reads: Option<&'static [&'static str]>,
}

/// The names of variables.
#[derive(Debug)]
pub struct Variables {
    pub issuer: Option<&'static str>,
    pub audience: Option<&'static str>,
    pub secret: Option<&'static str>,
    /// The address of a key set, for one that takes signatures by key pairs instead.
    pub key_set: Option<&'static str>,
    /// In seconds.
    pub leeway: Option<&'static str>,
}

/// A clock may be so much slower, in seconds: no service here takes an `iat` that lies ahead.
const SLOW_CLOCK: i64 = 10;

const FLUXLIT: Description = Description {
    name: "FluxLit",
    variables: Variables {
        issuer: Some("FLUXLIT_JWT_ISSUER"),
        audience: Some("FLUXLIT_JWT_AUDIENCE"),
        secret: Some("FLUXLIT_JWT_HS256_SECRET"),
        key_set: Some("FLUXLIT_JWT_JWKS_URL"),
        leeway: Some("FLUXLIT_JWT_LEEWAY_SECONDS"),
    },
    usual_audience: None,
    strips: true,
    algorithms: &[Algorithm::HS256, Algorithm::RS256],
    issued_earlier: Some(SLOW_CLOCK),
    reads: None,
};

const TASKFLOW: Description = Description {
    name: "fastapi-taskflow",
    variables: Variables { issuer: None, audience: None, secret: None, key_set: None, leeway: None },
    usual_audience: None,
    strips: false,
    algorithms: &[Algorithm::HS256],
    issued_earlier: None,
    reads: Some(&["exp", "sub"]),
};

const ZNDRAW: Description = Description {
    name: "zndraw-auth",
    variables: Variables { secret: Some("ZNDRAW_AUTH_SECRET_KEY"), ..TASKFLOW.variables },
    usual_audience: Some("fastapi-users:auth"),
    strips: false,
    algorithms: &[Algorithm::HS256],
    issued_earlier: Some(SLOW_CLOCK),
    reads: Some(&["sub", "aud", "exp", "iat", "nbf", "jti", "impersonated_by"]),
};

impl Recipient {
    pub fn description(self) -> &'static Description {
        match self {
            Self::Fluxlit => &FLUXLIT,
            Self::Taskflow => &TASKFLOW,
            Self::Zndraw => &ZNDRAW,
        }
    }
}

/// A recipient as it is set up: what is known of the values that it wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    pub recipient: Recipient,
    pub issuer: Option<String>,
    /// One of these is enough.
    pub audience: Vec<String>,
    /// Seconds by which clocks may differ.
    pub leeway: u32,
    pub keys: Keys,
}

/// With which keys it checks signatures, where that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keys {
    #[default]
    Unknown,
    Secret,
    /// Those of a key set, found by the id that the token names.
    Set,
}

impl Expected {
    /// With nothing but what is known of all such services.
    pub fn of(recipient: Recipient) -> Self {
        let usual = recipient.description().usual_audience;
        let audience = usual.map(str::to_owned).into_iter().collect();
        Self { recipient, issuer: None, audience, leeway: 0, keys: Keys::Unknown }
    }

    /// What a token for it says of itself where nobody says otherwise.
    pub fn claims(&self) -> Map<String, Value> {
        let issuer = self.issuer.as_deref().map(|issuer| ("iss", issuer));
        // one audience is what all of them write themselves
        let audience = self.audience.first().map(|audience| ("aud", audience.as_str()));
        issuer.into_iter().chain(audience).map(|(name, value)| (name.to_owned(), value.into())).collect()
    }

    /// The claims that say nothing to it.
    pub fn unread<'c>(&self, claims: &'c Map<String, Value>) -> Vec<&'c str> {
        claims.keys().map(String::as_str).filter(|name| !self.reads(name)).collect()
    }

    /// True where it reads the claim of this name, or hands it on.
    pub fn reads(&self, claim: &str) -> bool {
        self.recipient.description().reads.is_none_or(|reads| reads.contains(&claim))
    }
}

/// What may be wrong for a recipient, by the names that the checks of a verification have.
const CHECKS: [&str; 10] = ["alg", "kid", "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "scope"];

/// Adds what the recipient rejects, where no other check of the same member has failed: each is told once.
pub(super) fn add_failures(
    expected: &Expected,
    header: &Map<String, Value>,
    claims: &Object<'_>,
    now: Timestamp,
    failures: &mut Vec<Failure>,
) {
    let claims = claims.clone().into_map();
    let faults = faults_for(expected, header, &claims, now);
    for fault in faults.into_iter().filter(|fault| fault.rule.severity == Severity::Error) {
        let Some(check) = CHECKS.into_iter().find(|check| *check == fault.member()) else { continue };
        if failures.iter().all(|failure| failure.check != check) {
            let Finding { rule, found, .. } = &fault;
            let found = if found.is_empty() { "nothing" } else { found };
            failures.push(Failure::new(check, rule.remedy, found, fault.sentence()));
        }
    }
}

/// Whether Python's `uuid.UUID` reads it, as zndraw-auth does: 32 hexadecimal digits, hyphens and what may stand around them.
pub(super) fn is_uuid(text: &str) -> bool {
    let bare = text.replace("urn:", "").replace("uuid:", "");
    let digits = bare.trim_matches(['{', '}']).replace('-', "");
    digits.len() == 32 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_what_python_takes_for_one() {
        for good in [
            "19085be8-c3cc-4f41-8b36-0b2a1b0b3c4d",
            "19085BE8C3CC4F418B360B2A1B0B3C4D",
            "{19085be8-c3cc-4f41-8b36-0b2a1b0b3c4d}",
            "urn:uuid:19085be8-c3cc-4f41-8b36-0b2a1b0b3c4d",
        ] {
            assert!(is_uuid(good), "{good}");
        }
        for odd in ["", "ci", "alice@example.com", "19085be8", "19085be8-c3cc-4f41-8b36-0b2a1b0b3c4g"] {
            assert!(!is_uuid(odd), "{odd}");
        }
    }
}
