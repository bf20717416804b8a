//! A token for a ticket: what it is stays, whom it is about goes.

use super::{date, meaning};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Texts and numbers of these members stay, be they in a list; of all others only their kind is told. An object within them
/// is judged by its own members.
const KEPT_IN_HEADER: &[&str] =
    &["alg", "enc", "typ", "cty", "zip", "crit", "kid", "jku", "x5u", "kty", "crv", "p2c", "ppt"];
const KEPT_CLAIMS: &[&str] = &[
    "iss",
    "aud",
    "azp",
    "client_id",
    "scope",
    "scp",
    "roles",
    "groups",
    "permissions",
    "entitlements",
    "acr",
    "amr",
    "typ",
    "token_use",
    "ver",
    "idtyp",
    "gty",
    "appid",
    "appidacr",
    "cid",
    "kty",
    "crv",
    "_sd_alg",
    "vct",
    "htm",
    "allowed-origins",
];
/// Names that stay besides those that are explained: of the registries of IANA for claims, headers and keys, of postal
/// addresses, of Kubernetes, of the tokens of GitHub Actions, GitLab, Firebase and Entra ID, and of what applications put
/// into sessions. Any other may be somebody's.
const KEPT_NAMES: &str = "\
    _claim_names _claim_sources access_token acct acrs actor_id aio also_known_as altsecid at_use_nbr atc attest \
    authority_hints base_ref birth_family_name birth_given_name birth_middle_name check_run_id ci_config_ref_uri \
    ci_config_sha client_secret cnonce code_verifier constraints country csrf_token ctry d delegation \
    deployment_tier dest deviceid div dp dq e enterprise enterprise_id environment_action environment_node_id \
    environment_protected event_name evidence exi expires_at expires_in firebase formatted fwd geohash groups_direct \
    hasgroups head_ref html id id_token identities idx in_corp issued_at jcard job_id job_namespace_id \
    job_namespace_path job_project_id job_project_path job_workflow_sha jwks k key_ops keys locality location \
    login_hint logo_uri member metadata metadata_policy mky msisdn n namespace namespace_id namespace_path \
    nationalities new_token node onprem_sid opt orig origid oth p pipeline_id pipeline_source place_of_birth platf \
    pod postal_code project_id project_visibility puid pwd_exp pwd_url q qi rcd ref_path ref_protected ref_type \
    refresh_token region repository_id repository_owner_id repository_visibility rh rph run_attempt run_id \
    run_number runner_environment runner_id salutation second_factor_identifier serviceaccount sign_in_attributes \
    sign_in_provider sign_in_second_factor signin_state sip_callid sip_cseq_num sip_date sip_from_tag sip_via_branch \
    sph status_list street_address svt tenant tenant_ctry tenant_region_scope time title token_type trust_framework \
    trust_marks ttl type uri use user user_access_level user_email user_id user_identities user_login userinfo \
    verification verified_claims verified_primary_email verified_secondary_email vnet vot vtm warnafter workflow_ref \
    workflow_sha x xms_act_fct xms_cc xms_edov xms_ftd xms_idrel xms_mirid xms_pdl xms_pl xms_st xms_sub_fct \
    xms_tcdt xms_tpl y";
/// So many names of what was left out are told.
const MOST_NAMES: usize = 100;
/// A longer text is no name of an issuer, an audience or a role.
const LONGEST_KEPT: usize = 200;

/// Members without their values, and the names of the first of those whose values were left out, as paths with dots between.
#[derive(Debug, Default, PartialEq)]
pub struct Redacted {
    pub members: Vec<(String, Value)>,
    pub left_out: Vec<String>,
}

pub fn header(members: &[(String, Value)]) -> Redacted {
    redacted(members, KEPT_IN_HEADER)
}

pub fn claims(members: &[(String, Value)]) -> Redacted {
    redacted(members, KEPT_CLAIMS)
}

/// What stands in the place of a text.
pub fn text(text: &str) -> String {
    placeholder("text", text)
}

fn placeholder(what: &str, text: &str) -> String {
    match text.chars().count() {
        1 => format!("[{what} of 1 character]"),
        length => format!("[{what} of {length} characters]"),
    }
}

fn redacted(members: &[(String, Value)], kept: &'static [&'static str]) -> Redacted {
    let known = kept.iter().copied().chain(KEPT_NAMES.split(' ')).chain(meaning::names()).collect();
    let mut redactor =
        Redactor { kept, known, left_out: Vec::new(), names: HashMap::new(), uses: HashMap::new() };
    let members = members.iter().map(|(name, value)| redactor.member("", name, value)).collect();
    Redacted { members, left_out: redactor.left_out }
}

struct Redactor {
    kept: &'static [&'static str],
    /// Names that stay.
    known: HashSet<&'static str>,
    left_out: Vec<String>,
    /// What stands in the place of a name: the same everywhere, so that two names never become one.
    names: HashMap<String, String>,
    /// How many names have the same placeholder, but for their number.
    uses: HashMap<String, usize>,
}

impl Redactor {
    /// With the name that is shown.
    fn member(&mut self, above: &str, name: &str, value: &Value) -> (String, Value) {
        let shown = self.name(name);
        let path = format!("{above}{shown}");
        let stays = self.kept.contains(&name)
            || above.is_empty() && date::CLAIMS.contains(&name) && value.is_number();
        let mut is_lost = false;
        let value = match value {
            Value::Object(members) => {
                let above = format!("{path}.");
                Value::Object(members.iter().map(|(name, value)| self.member(&above, name, value)).collect())
            }
            value => self.leaf(value, stays, &mut is_lost),
        };
        if is_lost && self.left_out.len() < MOST_NAMES {
            self.left_out.push(path);
        }
        (shown, value)
    }

    fn leaf(&mut self, value: &Value, stays: bool, is_lost: &mut bool) -> Value {
        let left_out = match value {
            Value::Null | Value::Bool(_) => return value.clone(),
            Value::Number(_) if stays => return value.clone(),
            Value::String(text) if stays && is_harmless(text) => return value.clone(),
            Value::Array(list) => return list.iter().map(|value| self.leaf(value, stays, is_lost)).collect(),
            Value::Number(_) => "[number]".to_owned(),
            Value::String(text) => self::text(text),
            Value::Object(members) => {
                // an object of a list has no path, and all of it goes
                let members =
                    members.iter().map(|(name, value)| (self.name(name), self.leaf(value, false, is_lost)));
                return Value::Object(members.collect());
            }
        };
        *is_lost = true;
        left_out.into()
    }

    /// A name that nobody registered may be that of a person, an address or a number.
    fn name(&mut self, name: &str) -> String {
        if self.known.contains(name) {
            return name.to_owned();
        }
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let placeholder = placeholder("name", name);
        let uses = self.uses.entry(placeholder.clone()).or_insert(0);
        *uses += 1;
        let shown = match *uses {
            1 => placeholder,
            number => placeholder.replace(']', &format!(", number {number}]")),
        };
        self.names.insert(name.to_owned(), shown.clone());
        shown
    }
}

/// No address of a person, no query that may hold anything, no token.
fn is_harmless(text: &str) -> bool {
    let is_token = text.split('.').count() >= 3 && text.split('.').all(|part| part.len() >= 10);
    !(text.contains(['@', '?']) || text.len() > LONGEST_KEPT || is_token || text.starts_with("eyJ"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, json};

    fn of(claims: Value) -> (Value, Vec<String>) {
        let Value::Object(members) = claims else { panic!() };
        let redacted = super::claims(&members.into_iter().collect::<Vec<_>>());
        (Value::Object(redacted.members.into_iter().collect()), redacted.left_out)
    }

    #[test]
    fn what_the_token_is_stays_and_whom_it_is_about_goes() {
        let (shown, left_out) = of(json!({
            "iss": "https://id.example.com", "sub": "alice", "aud": ["api", "alice@example.com"], "exp": 1_763_700_000,
            "email_verified": true, "groups": ["admin"], "sid": 5,
            "address": {"region": {"locality": "x", "country": null}},
            "realm_access": {"roles": ["user"]}, "events": [{"name": "Alice", "iss": "x"}, 3], "iat": "yesterday",
            "act": {"sub": "é", "exp": 17}
        }));
        assert_eq!(
            shown,
            json!({
                "iss": "https://id.example.com", "sub": "[text of 5 characters]",
                "aud": ["api", "[text of 17 characters]"], "exp": 1_763_700_000,
                "email_verified": true, "groups": ["admin"], "sid": "[number]",
                "address": {"region": {"locality": "[text of 1 character]", "country": null}},
                "realm_access": {"roles": ["user"]},
                "events": [{"name": "[text of 5 characters]", "iss": "[text of 1 character]"}, "[number]"],
                "iat": "[text of 9 characters]", "act": {"sub": "[text of 1 character]", "exp": "[number]"}
            })
        );
        let expected =
            ["sub", "aud", "sid", "address.region.locality", "events", "iat", "act.sub", "act.exp"];
        assert_eq!(left_out, expected);
    }

    #[test]
    fn a42_a_name_that_nobody_registered_goes() {
        for hidden in
            ["Alice Smith", "alice@example.com", "4711", "+49 170 1234567", "https://example.com/alice", ""]
        {
            let members = json!({hidden: {hidden: "x"}, "address": {hidden: 1}, "events": [{hidden: true}]});
            let (shown, left_out) = of(members);
            let name = format!("[name of {} characters]", hidden.len());
            let expected = json!({
                &name: {&name: "[text of 1 character]"}, "address": {&name: "[number]"}, "events": [{&name: true}]
            });
            assert_eq!(shown, expected);
            assert_eq!(left_out, [format!("{name}.{name}"), format!("address.{name}")]);
        }
        for kept in
            KEPT_CLAIMS.iter().copied().chain(KEPT_NAMES.split(' ')).chain(["sub", "cnf", "kubernetes.io"])
        {
            assert_eq!(of(json!({kept: null})), (json!({kept: null}), vec![]));
        }
    }

    #[test]
    fn names_that_issuers_document_stay_and_their_values_go() {
        for name in [
            "run_id",
            "event_name",
            "head_ref",
            "actor_id",
            "namespace_path",
            "pipeline_id",
            "aio",
            "rh",
            "xms_ftd",
        ] {
            let (shown, left_out) = of(json!({name: "alice"}));
            assert_eq!((shown, left_out), (json!({name: "[text of 5 characters]"}), vec![name.to_owned()]));
        }
        let (shown, _) =
            of(json!({"firebase": {"sign_in_provider": "x", "identities": {"alice@example.com": ["1"]}}}));
        let (gone, text) = ("[name of 17 characters]", "[text of 1 character]");
        assert_eq!(shown, json!({"firebase": {"sign_in_provider": text, "identities": {gone: [text]}}}));
    }

    #[test]
    fn a42_two_names_that_go_stay_two() {
        let (one, other, third) =
            ("[name of 14 characters]", "[name of 14 characters, number 2]", "[name of 15 characters]");
        let (shown, left_out) = of(json!({
            "ab@example.com": 1, "cd@example.com": {"ab@example.com": true, "sub": {"ef1@example.com": 2}},
            "events": [{"cd@example.com": null, "ab@example.com": false}], one: true,
        }));
        let literal = "[name of 23 characters]";
        assert_eq!(
            shown,
            json!({
                one: "[number]", other: {one: true, "sub": {third: "[number]"}}, "events": [{other: null, one: false}],
                literal: true,
            })
        );
        assert_eq!(left_out, [one.to_owned(), format!("{other}.sub.{third}")]);
    }

    #[test]
    fn members_that_stay_hold_no_address_and_no_token() {
        for hidden in [
            "mailto:alice@example.com",
            "https://id.example.com/?token=1",
            "eyJhbGciOiJIUzI1NiJ9",
            "abcdefghij.abcdefghij.abcdefghij",
            &"x".repeat(201),
        ] {
            let (shown, left_out) = of(json!({"iss": hidden, hidden: true}));
            assert!(!shown.to_string().contains(hidden), "{shown}");
            assert_eq!(left_out, ["iss"]);
        }
        for stays in ["abcdefghij.abcdefghij", "abcdefghij.abcdefghij.abcdefghi", &"x".repeat(200)] {
            assert_eq!(of(json!({"iss": stays})), (json!({"iss": stays}), vec![]));
        }
    }

    #[test]
    fn of_the_header_what_names_a_key_stays_and_what_is_one_goes() {
        let members =
            [("alg", json!("ES256")), ("kid", json!("1")), ("x5t", json!("YQ")), ("iss", json!("me"))];
        let redacted = header(&members.map(|(name, value)| (name.to_owned(), value)));
        let shown: Map<_, _> = redacted.members.into_iter().collect();
        let gone = "[text of 2 characters]";
        assert_eq!(Value::Object(shown), json!({"alg": "ES256", "kid": "1", "x5t": gone, "iss": gone}));
        assert_eq!(redacted.left_out, ["x5t", "iss"]);
    }

    #[test]
    fn a23_a_hundred_names_of_what_was_left_out_are_told() {
        let members: Map<_, _> = (1000..1101).map(|at| ("x".repeat(at), json!("x"))).collect();
        let (_, left_out) = of(Value::Object(members));
        assert_eq!(
            (left_out.len(), left_out.last().map(String::as_str)),
            (100, Some("[name of 1099 characters]"))
        );
    }
}
