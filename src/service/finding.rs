//! Which of the services that are known by name is at an address, by what it answers to who has no credential.

use super::{Answer, Body, Error, Known, SentAs, Site};
use crate::http::Http;
use hyper::Method;
use hyper::header::{HeaderMap, LOCATION, WWW_AUTHENTICATE};
use serde::Deserialize;
use std::collections::BTreeMap;
use url::Url;

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
    pub mount: String,
    pub groups: Vec<Vec<Sign>>,
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
        let site = Site {
            api,
            routes: BTreeMap::new(),
            fields: BTreeMap::new(),
            sent_as: SentAs::Bearer,
            renewed_by: None,
            allow_http,
        };
        for group in groups {
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
    let url = site.below(&sign.path)?;
    match site.send(http, Method::GET, url, Body::Empty, HeaderMap::new()).await {
        Ok(answer) => Ok(answer.status().as_u16() == sign.status && says(&answer, &sign.says)),
        // a stream, or a page that is too large, is no sign
        Err(Error::Http(crate::http::Error::TooLarge { .. } | crate::http::Error::TooManyPieces { .. })) => {
            Ok(false)
        }
        Err(why) => Err(why),
    }
}

fn says(answer: &Answer, words: &str) -> bool {
    let headers =
        [LOCATION, WWW_AUTHENTICATE].into_iter().filter_map(|name| answer.headers().get(name)?.to_str().ok());
    headers.chain([&*String::from_utf8_lossy(answer.body())]).any(|text| text.contains(words))
}
