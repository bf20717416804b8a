//! Ask the issuer who the person is; a token that it does not take is renewed once, as for any API.

use super::renew::Need;
use super::{Error, Session};
use crate::login::Credential;
use crate::oidc::userinfo::Userinfo;

impl Session<'_> {
    /// The issuer's word, and the credential that it was asked with.
    pub async fn userinfo(&self) -> Result<(Credential, Userinfo), Error> {
        let usable = self.usable(Need::default()).await?;
        let mut credential = usable.credential;
        let Some(party) = self.way.party() else { return Ok((credential, Userinfo::NoEndpoint)) };
        let host = self.keeper.host;
        let mut channel = party.reach(party.bound_client_of(&credential, host)?, host, self.http).await?;
        let mut may_renew = !usable.renewed;
        loop {
            let Some(token) = &credential.access_token else { return Ok((credential, Userinfo::NoEndpoint)) };
            let answer = channel.userinfo(token, credential.subject.as_deref()).await?;
            match &answer {
                Userinfo::NotTaken(why) if why.is_of_the_token() && may_renew && credential.renewable() => {
                    credential = self.after_rejection(&credential).await?;
                    channel.client = party.bound_client_of(&credential, host)?;
                    may_renew = false;
                }
                _ => return Ok((credential, answer)),
            }
        }
    }
}
