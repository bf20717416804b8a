//! `authctl issue`: a signed JWT.

mod claims;
mod given;
mod header;
mod life;
mod many;

use super::key_source::{KeyFlags, Source};
use super::recipient::{RecipientFlags, Resolved};
use crate::commands::etcd::HEADING;
use crate::commands::outcome::utc;
use crate::commands::ring::Use;
use crate::commands::{Context, Outcome, Page};
use crate::failure::{Failure, Kind};
use crate::jwt::SigningKey;
use crate::jwt::date::span;
use crate::jwt::decode::decode;
use crate::jwt::issue::{self, Issuer};
use crate::jwt::lint::{Finding, Severity, faults_for};
use crate::jwt::objection::{Objection, Review, review};
use crate::jwt::text::sentence;
use crate::keys::TokenLife;
use claims::{ClaimFlags, Fresh};
use given::Given;
use header::HeaderFlags;
use jiff::{SignedDuration, Timestamp};
use many::Ids;
use serde_json::{Map, Value, json};

/// Under what stands in the help what belongs to no part of the token.
const SIGNING: &str = "Signing";

/// Who rejects what nobody in particular is to take.
const CAREFUL: [&str; 2] = ["careful servers reject", "Careful servers reject"];

/// Many servers take no larger header, and a token mostly travels in one.
const LARGE_TOKEN: usize = 7 << 10;

const EXAMPLES: &str =
    "authctl issue --key private.pem --issuer https://ci.example.com --audience api --scope read
printf %s \"$SECRET\" | authctl issue --secret-stdin --subject ci --jti auto --expires-in 5m
authctl token work | authctl issue --from - --key private.pem --role admin   # edit and sign
authctl issue --secret-env SECRET --claims claims.json --jti auto --count 1000    # one a line
authctl issue --for fluxlit --env-file .env --subject ci --scope reports.read --role admin
authctl issue --for taskflow --secret-file secret --subject ci   # its cookie taskflow_token";

/// Sign a JWT
///
/// Prints the token. It ends after 15 minutes where nothing else is said. A claim said by a flag replaces that of --claims,
/// and that one replaces the claim of --from; said by two flags it is an error. What careful servers would reject is not
/// signed, and the refusal says how to insist.
///
/// With --for the token has the claims that this service takes, and what it would answer 401 or 500 to is not signed either.
/// Issuer, audience and secret are those of the service's own variables where they are not typed: of FluxLit
/// FLUXLIT_JWT_ISSUER, FLUXLIT_JWT_AUDIENCE and FLUXLIT_JWT_HS256_SECRET, of which white space around the secret is no part, and of
/// zndraw-auth ZNDRAW_AUTH_SECRET_KEY. fastapi-taskflow reads none. --env-file names a .env file that is read before the environment.
/// A line on stderr says what came from where.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, mut_arg("key", |key| key.help("A private JWK, a JWK set, PEM or DER; - reads stdin")))]
pub struct IssueArgs {
    #[command(flatten)]
    key: KeyFlags,
    #[command(flatten)]
    header: HeaderFlags,
    #[command(flatten)]
    claims: ClaimFlags,
    #[command(flatten)]
    recipient: RecipientFlags,
    /// Sign this many tokens, one a line; with --jti auto each has its own id
    #[arg(help_heading = SIGNING, long, value_name = "N", default_value_t = 1, value_parser = count, allow_negative_numbers = true)]
    count: u64,
    /// Sign what careful servers reject, to test one, or for one that wants it so
    #[arg(help_heading = SIGNING, long)]
    allow_odd_token: bool,
    /// Use http also to an etcd on other machines, which lets everybody in between read the password
    #[arg(help_heading = HEADING, long, hide_short_help = true)]
    allow_http: bool,
}

/// How many: at least one.
fn count(text: &str) -> Result<u64, &'static str> {
    text.parse().ok().filter(|count| *count > 0).ok_or("a whole number is wanted, 1 or more")
}

/// What is signed, and what is to be said about it.
struct Draft {
    key: SigningKey,
    header: Map<String, Value>,
    claims: Map<String, Value>,
    /// When it is signed, in seconds since 1970.
    now: i64,
    /// Whether each token gets an id of its own.
    has_fresh_jti: bool,
    warnings: Vec<String>,
}

pub fn run(arguments: &IssueArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    arguments.check_sources(context)?;
    let given = arguments.claims.given(context)?;
    let mut draft = arguments.draft(&given, context)?;
    let issuer = Issuer::new(&draft.header, &draft.key).map_err(|why| unsigned(&why))?;
    let token = issuer.issue(&draft.claims).map_err(|why| unsigned(&why))?;
    decode(&token).map_err(|fault| refused(format!("nobody could read this token: {fault}")))?;
    if arguments.count > 1 && !draft.has_fresh_jti {
        let said = "The tokens differ in nothing but, with some algorithms, the signature; --jti auto gives each its own id.";
        draft.warnings.push(said.to_owned());
    }
    if token.len() > LARGE_TOKEN {
        let size = token.len();
        draft.warnings.push(format!("The token has {size} bytes; many servers take no header over 8192."));
    }
    let mut outcome = match arguments.count {
        1 => {
            let json = draft.object(&token, &draft.claims, issuer.header());
            Outcome::page(Page::Raw(token), json)
        }
        count => many::print(count, token.len(), &draft, context)?,
    };
    if context.host.terminal.stderr_is_terminal() {
        outcome.talk.push(draft.summary(context));
    }
    outcome.talk.append(&mut draft.warnings);
    Ok(outcome)
}

impl IssueArgs {
    /// Only one thing can come from stdin, and no profile has a key to sign with.
    fn check_sources(&self, context: &Context<'_>) -> Result<(), Failure> {
        if let (Some(name), false) = (&context.globals.profile, self.key.names_ring()) {
            let message = format!("the profile {name} holds no key that signs");
            return Err(Failure::usage(message).hint("--key FILE, --secret-file FILE or --secret-env NAME"));
        }
        let takers = [
            ("the key", self.key.takes_stdin()),
            ("--claims", self.claims.reads_claims()),
            ("--from", self.claims.reads_token()),
        ];
        let takers: Vec<_> = takers.into_iter().filter_map(|(what, takes)| takes.then_some(what)).collect();
        match takers.as_slice() {
            [one, other, ..] => {
                let message = format!("{one} and {other} cannot both come from stdin");
                let hint = "--key FILE, --secret-file FILE, --secret-env NAME, --claims FILE and --from TOKEN leave it alone";
                Err(Failure::usage(message).hint(hint))
            }
            _ => Ok(()),
        }
    }

    fn draft(&self, given: &Given, context: &Context<'_>) -> Result<Draft, Failure> {
        // the ring first: to read it may take long, and a key that signed before may have ended meanwhile
        let mut service = self.recipient.resolve(&self.claims.typed(), context)?;
        let source = self.source(service.as_mut(), context)?;
        let now = context.host.clock.now();
        let fresh = Fresh { now: now.as_second(), jti: Ids::new(context.host.random).next() };
        let claims = self.claims.merged(given, &fresh, service.as_ref().map(|it| &it.expected))?;
        let header = self.header.members(given.typ())?;
        let (key, weakness) = self.signing_key(&source, now)?;
        let (mut key, misnamed) = self.header.name(key)?;
        let mut review = review(&header, &claims, now);
        review.objections.extend(misnamed);
        review.objections.retain(|one| !(self.claims.never_expires() && one.member == "exp"));
        let unfit = match &mut service {
            Some(service) => {
                service.complete(&claims, &key)?;
                let header = Issuer::new(&header, &key).map_err(|why| unsigned(&why))?.header().clone();
                self.unfit(service, &header, &claims, now, &mut review)?
            }
            None => None,
        };
        let oddity = self.insisted(CAREFUL, &review.objections)?;
        let mut endless = None;
        if let Source::Ring(ring) = &source {
            let life = TokenLife::of_exp(claims.get("exp"), fresh.now);
            key = ring.signing_for(life, fresh.now)?;
            endless = (life == TokenLife::Endless).then(|| endless_key(&key));
        }
        let has_fresh_jti = claims.get("jti").is_some_and(|jti| *jti == fresh.jti.as_str());
        let from = service.as_ref().and_then(Resolved::told);
        let told =
            from.into_iter().chain(given.told()).chain(weakness).chain(oddity).chain(unfit).chain(endless);
        let warnings = told.chain(self.claims.commas()).chain(review.warnings).collect();
        Ok(Draft { key, header, claims, now: fresh.now, has_fresh_jti, warnings })
    }

    /// The key that is named, or else that of the service that the token is for.
    fn source<'c>(
        &self,
        service: Option<&mut Resolved>,
        context: &'c Context<'_>,
    ) -> Result<Source<'c>, Failure> {
        match (self.key.read(Use::Sign, self.recipient.outer_space(), self.allow_http, context)?, service) {
            (Some(source), service) => {
                if let Some(service) = service {
                    service.key_named(&self.key.place());
                }
                Ok(source)
            }
            (None, Some(service)) => service.signing_source(),
            (None, None) => Err(Failure::usage("no key was named")
                .hint("--key FILE, --ring RING, --secret-file FILE or --secret-env NAME")),
        }
    }

    /// Refuses what the service would not take, where nothing else speaks against it already; who insists is told of it.
    fn unfit(
        &self,
        service: &Resolved,
        header: &Map<String, Value>,
        claims: &Map<String, Value>,
        now: Timestamp,
        review: &mut Review,
    ) -> Result<Option<String>, Failure> {
        let expected = &service.expected;
        let faults = faults_for(expected, header, claims, now);
        let name = expected.recipient.description().name;
        let unread = expected.unread(claims).join(", ");
        review.warnings.extend((!unread.is_empty()).then(|| format!("{name} does not read {unread}.")));
        let is_new = |member: &str| review.objections.iter().all(|known| known.member != member);
        let (errors, warnings): (Vec<_>, Vec<_>) = faults
            .into_iter()
            .filter(|fault| is_new(fault.member()))
            .partition(|fault| fault.rule.severity == Severity::Error);
        review.warnings.extend(warnings.iter().map(|fault| sentence(&fault.sentence())));
        let objection = |fault: &Finding| Objection::new(fault.member(), fault.sentence());
        let objections: Vec<_> = errors.iter().map(objection).collect();
        let rejects = format!("{name} rejects");
        self.insisted([&rejects, &rejects], &objections)
    }

    /// The key that signs, and what is to be said about it: a weak secret is taken from who insists, and told.
    fn signing_key(
        &self,
        source: &Source<'_>,
        now: Timestamp,
    ) -> Result<(SigningKey, Option<String>), Failure> {
        let (algorithm, kid) = (self.header.algorithm(), self.header.wanted_kid());
        let key = source.signing_key(algorithm, kid, self.key.weak(), now)?;
        let weakness = source.weakness(algorithm, kid, self.key.weak(), now);
        Ok((key, weakness.map(|weakness| sentence(&weakness))))
    }

    /// Refuses what somebody rejects, who is named as within a sentence and as at its beginning; who insists is told of it.
    fn insisted(
        &self,
        [within, first]: [&str; 2],
        objections: &[Objection],
    ) -> Result<Option<String>, Failure> {
        let sentences: Vec<_> = objections.iter().map(|one| one.sentence.as_str()).collect();
        let sentences = sentences.join("; ");
        if sentences.is_empty() {
            return Ok(None);
        }
        if self.allow_odd_token {
            return Ok(Some(format!("{first} this token: {sentences}.")));
        }
        let mut hints: Vec<_> =
            objections.iter().filter_map(|one| one.hint.or(claims::hint(&one.member))).collect();
        hints.dedup();
        let failure = refused(format!("{within} such a token: {sentences}"));
        Err(failure
            .hints(hints)
            .hint("--allow-odd-token signs it, to test a server, or for one that wants it so"))
    }
}

impl Draft {
    /// The token for scripts.
    fn object(&self, token: &str, claims: &Map<String, Value>, header: &Map<String, Value>) -> Value {
        let expires_at = self.expires_at().map_or(Value::Null, utc);
        json!({
            "token": token, "header": header, "claims": claims, "expires_at": expires_at,
            "warnings": self.warnings,
        })
    }

    fn expires_at(&self) -> Option<i64> {
        self.claims.get("exp").and_then(Value::as_i64)
    }

    /// Until when it is good, and what signed it.
    fn summary(&self, context: &Context<'_>) -> String {
        let clock = &context.host.clock;
        let until = self.expires_at().and_then(|exp| Some((exp, Timestamp::from_second(exp).ok()?)));
        let until = until.map(|(exp, end)| {
            let left = SignedDuration::from_secs(exp.saturating_sub(self.now));
            format!("until {} ({})", clock.shown(end), span(left))
        });
        let until = until.unwrap_or_else(|| "without end".to_owned());
        let key =
            self.key.kid().map_or_else(|| "a key without an id".to_owned(), |kid| format!("the key {kid:?}"));
        let alg = self.header.get("alg").and_then(Value::as_str).unwrap_or(self.key.alg());
        format!("Good {until}; signed with {alg} and {key}.")
    }
}

/// What a ring owes to a token that never expires.
fn endless_key(key: &SigningKey) -> String {
    let kid = key.kid().unwrap_or_default();
    format!(
        "The token never expires: tokens of key {kid} are taken until it is retired by force, or revoked."
    )
}

fn refused(message: String) -> Failure {
    Failure::new(Kind::Usage, "odd_token", message)
}

fn unsigned(why: &issue::Error) -> Failure {
    let failure = Failure::new(Kind::Other, "not_signed", why.to_string());
    match why {
        issue::Error::Key(why) => failure.hints(why.hint()),
        // a key that is no ring's is chosen by --alg
        issue::Error::Algorithm { header, key } => {
            let header = header.trim_matches('"');
            Failure::usage(format!("--alg says {header}, and the key of the ring signs with {key}"))
                .hint(format!("without --alg the ring says it: {key}"))
        }
        issue::Error::Unencoded => failure,
    }
}
