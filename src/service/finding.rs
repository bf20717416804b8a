//! Which of the services that are known by name is at an address, by what it answers to who has no credential.

use super::{ACCEPTED, Error, Known, Site};
use crate::http::Http;
use hyper::Method;
use hyper::header::{ACCEPT, CONNECTION, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use serde::Deserialize;
use std::time::Duration;
use url::Url;

/// So much of a page is looked at.
const LOOKED_AT: usize = 256 * 1024;
/// So long it may take to come.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a service answers by which it is known.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// Below where the service is.
    pub path: String,
    pub status: u16,
    /// What is in the body of the answer, in where it leads, or in what it wants.
    pub says: String,
}

/// How one service is known: each of the groups, where all signs of it hold, is enough.
pub struct Signs {
    pub known: Known,
    /// Where it is, below an address without a path.
    pub mount: &'static str,
    pub groups: &'static [Vec<Sign>],
}

/// The service at this address, if it is one of these, and where it is. Nothing is sent but questions.
pub async fn find(
    http: &Http,
    url: &Url,
    allow_http: bool,
    all: &[Signs],
) -> Result<Option<(Known, Url)>, Error> {
    for Signs { known, mount, groups } in all {
        let mut api = url.clone();
        if api.path() == "/" {
            api.set_path(mount);
        }
        let site = Site::bare(api, allow_http);
        for group in *groups {
            let mut holds = true;
            for sign in group {
                holds = holds && shows(&site, sign, http).await?;
            }
            if holds {
                return Ok(Some((*known, site.api)));
            }
        }
    }
    Ok(None)
}

async fn shows(site: &Site, sign: &Sign, http: &Http) -> Result<bool, Error> {
    let mut request = reqwest::Request::new(Method::GET, site.below(&sign.path)?);
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
    // some close a connection after an error without saying so
    request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    let mut answer = http.send(request).await?;
    if answer.status().as_u16() != sign.status {
        return Ok(false);
    }
    let in_headers = [LOCATION, WWW_AUTHENTICATE].into_iter().any(|name| {
        let text = answer.headers().get(name).and_then(|value| value.to_str().ok());
        text.is_some_and(|text| text.contains(&sign.says))
    });
    // a stream never ends: what its beginning says is enough
    let body = http.beginning(&mut answer, LOOKED_AT, PATIENCE).await?;
    Ok(in_headers || String::from_utf8_lossy(&body).contains(&sign.says))
}
