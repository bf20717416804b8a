//! The person at the browser, played: opens the page, picks alice, follows the redirect.

use crate::host::browser::Player;
use crate::http::Http;
use crate::lab::person;
use hyper::{Request, header};
use std::sync::Arc;
use url::Url;

/// What the login opens instead of a browser.
pub fn at_the_browser(http: &Arc<Http>) -> Player {
    let http = Arc::clone(http);
    Player::new(move |url: Url| {
        let http = Arc::clone(&http);
        // a person who fails to answer is a login that nobody finished, which the login itself reports
        drop(tokio::spawn(async move { allow(&http, url).await }));
    })
}

async fn allow(http: &Http, url: Url) -> Option<()> {
    let page = http.exchange(Request::get(url.as_str()).body(Vec::new()).ok()?).await.ok()?;
    let form = person::answer(&String::from_utf8_lossy(page.body()), Some("alice"))?;
    let post = Request::post(url.join(&form.action).ok()?.as_str())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form.body.into_bytes())
        .ok()?;
    let redirect = http.exchange(post).await.ok()?;
    let back = redirect.headers().get(header::LOCATION)?.to_str().ok()?.to_owned();
    http.exchange(Request::get(back).body(Vec::new()).ok()?).await.ok()?;
    Some(())
}
