//! Codes that are used once, and refresh tokens that rotate (RFC 6749 sections 4.1.3 and 6, RFC 9700 section 4.14).

use super::{Fingerprint, Grant, GrantId, Refused, State};
use crate::lab::form::Scopes;
use crate::lab::request::AuthorizationRequest;

/// An authorization code.
pub struct Code {
    request: AuthorizationRequest,
    grant: Grant,
    /// The grant that it was exchanged for. A spent code is kept as long as that grant, to notice a replay.
    spent_for: Option<GrantId>,
}

/// A refresh token, spent or not.
pub struct RefreshRecord {
    grant: GrantId,
    spent: bool,
    expires_at: i64,
}

/// What a code, or a device code, was exchanged for.
#[derive(Debug)]
pub struct Exchanged {
    pub id: GrantId,
    pub grant: Grant,
    pub nonce: Option<String>,
}

/// A grant that goes on, with the scopes that were asked for this time.
#[derive(Debug)]
pub struct Renewed {
    pub id: GrantId,
    pub grant: Grant,
    pub scopes: Scopes,
}

impl State {
    /// The person said yes: the code stands for that until it is exchanged or expires.
    pub fn allow(&mut self, code: Fingerprint, request: AuthorizationRequest, user: &str, now: i64) {
        let grant = Grant {
            client: request.client.clone(),
            user: user.to_owned(),
            scopes: request.scopes.clone(),
            auth_time: now,
        };
        let ends_at = now + self.lifetimes.code;
        self.codes.put(code, Code { request, grant, spent_for: None }, ends_at, now);
    }

    /// Exchanges a code for its grant, once. A second try revokes what the first one gave.
    pub fn exchange_code(
        &mut self,
        code: Fingerprint,
        client: &str,
        redirect_uri: &str,
        verifier: Fingerprint,
        now: i64,
    ) -> Result<Exchanged, Refused> {
        let found = self.codes.find(code, now).ok_or(Refused::UnknownCode)?;
        if found.grant.client != client {
            return Err(Refused::OtherClient);
        }
        if let Some(grant) = found.spent_for {
            self.revoke_grant(grant, now);
            return Err(Refused::CodeReplayed);
        }
        if found.request.redirect_uri.as_str() != redirect_uri {
            return Err(Refused::OtherRedirect);
        }
        if found.request.challenge != verifier {
            return Err(Refused::WrongVerifier);
        }
        let code_spent = self.codes.take(code, now).ok_or(Refused::UnknownCode)?;
        let (grant, nonce) = (code_spent.grant.clone(), code_spent.request.nonce.clone());
        let id = self.open_grant(grant.clone(), now);
        let ends_at = now + self.lifetimes.grant;
        self.codes.put(code, Code { spent_for: Some(id), ..code_spent }, ends_at, now);
        Ok(Exchanged { id, grant, nonce })
    }

    /// Takes a grant into the books.
    pub(super) fn open_grant(&mut self, grant: Grant, now: i64) -> GrantId {
        self.grants_so_far += 1;
        let id = GrantId(self.grants_so_far);
        self.grants.put(id, grant, now + self.lifetimes.grant, now);
        id
    }

    /// Adds a refresh token to the family of a grant.
    pub fn add_refresh_token(&mut self, token: Fingerprint, grant: GrantId, now: i64) {
        let expires_at = now + self.lifetimes.grant;
        self.refresh_tokens.put(token, RefreshRecord { grant, spent: false, expires_at }, expires_at, now);
    }

    /// Uses a refresh token. With `next`, that one takes its place, and if the old one is ever used again the
    /// whole family is revoked (RFC 9700 section 4.14.2). A refusal for another reason spends nothing.
    pub fn refresh(
        &mut self,
        token: Fingerprint,
        client: &str,
        scopes: Option<Scopes>,
        next: Option<Fingerprint>,
        now: i64,
    ) -> Result<Renewed, Refused> {
        let record = self.refresh_tokens.find(token, now).ok_or(Refused::UnknownRefreshToken)?;
        let (id, spent) = (record.grant, record.spent);
        let grant = self.grants.find(id, now).ok_or(Refused::UnknownRefreshToken)?.clone();
        if grant.client != client {
            return Err(Refused::OtherClient);
        }
        if spent {
            self.revoke_grant(id, now);
            return Err(Refused::RefreshTokenReused);
        }
        let scopes = scopes.unwrap_or_else(|| grant.scopes.clone());
        if !scopes.within(&grant.scopes) {
            return Err(Refused::ScopeNotGranted);
        }
        if let Some(next) = next {
            if let Some(record) = self.refresh_tokens.find_mut(token, now) {
                record.spent = true;
            }
            self.grants.put(id, grant.clone(), now + self.lifetimes.grant, now);
            self.add_refresh_token(next, id, now);
        }
        Ok(Renewed { id, grant, scopes })
    }

    /// What a refresh token belongs to: its grant, and until when it can be used; `None` for a spent one.
    pub fn refresh_token(&self, token: Fingerprint, now: i64) -> Option<(GrantId, &Grant, Option<i64>)> {
        let record = self.refresh_tokens.find(token, now)?;
        let usable_until = (!record.spent).then_some(record.expires_at);
        self.grants.find(record.grant, now).map(|grant| (record.grant, grant, usable_until))
    }

    /// Ends a grant: its refresh tokens are worth nothing any more, its access tokens nothing at the issuer.
    pub fn revoke_grant(&mut self, id: GrantId, now: i64) {
        self.grants.take(id, now);
        self.access_tokens.forget_where(|record| record.grant == Some(id));
    }
}
