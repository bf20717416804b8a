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
    pub path: String,
    /// Below what the path is.
    #[serde(default)]
    pub below: Base,
    pub status: u16,
    /// What is in the body of the answer, in where it leads, or in what it wants.
    pub says: String,
}

/// Where the paths of signs begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// Where the service is.
    #[default]
    Service,
    /// The root of its origin, wherever the service is below it.
    Origin,
}

/// How one service is known.
pub struct Signs {
    pub known: Known,
    /// Where it is, below an address without a path.
    pub mount: &'static str,
    /// Those of each way in which it is set up: where all of one hold, it is that.
    pub setups: Vec<&'static [Sign]>,
}

/// A service, and how it is set up.
pub struct Found {
    pub known: Known,
    pub api: Url,
    /// Which of its ways to be set up.
    pub setup: usize,
}

/// The service at this address, if it is one of these, and where it is. Nothing is sent but questions.
pub async fn find(http: &Http, url: &Url, allow_http: bool, all: &[Signs]) -> Result<Option<Found>, Error> {
    for Signs { known, mount, setups } in all {
        let mut api = url.clone();
        if api.path() == "/" {
            api.set_path(mount);
        }
        for (setup, signs) in setups.iter().enumerate() {
            if all_show(http, &api, allow_http, signs).await? {
                return Ok(Some(Found { known: *known, api, setup }));
            }
        }
    }
    Ok(None)
}

/// Whether all of these signs are at this address.
pub async fn all_show(http: &Http, api: &Url, allow_http: bool, signs: &[Sign]) -> Result<bool, Error> {
    for sign in signs {
        let base = match sign.below {
            Base::Service => api.clone(),
            Base::Origin => root(api),
        };
        if !shows(&Site::bare(base, allow_http), sign, http).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The root of the origin of an address.
pub fn root(url: &Url) -> Url {
    let mut root = url.clone();
    root.set_path("/");
    root.set_query(None);
    root.set_fragment(None);
    root
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
