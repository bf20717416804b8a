//! The address of a proxy, as it is typed.

use crate::http::{self, proxy};
use clap::builder::TypedValueParser;
use url::Url;

/// Where a proxy is. Its password would be seen by everybody who lists processes, and is not repeated in the error.
#[derive(Clone)]
pub struct ProxyUrl;

impl TypedValueParser for ProxyUrl {
    type Value = Url;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Url, clap::Error> {
        let refused = |why| clap::Error::raw(clap::error::ErrorKind::ValueValidation, why).with_cmd(command);
        match value.to_str().map(Url::parse) {
            Some(Ok(url)) if http::includes_credentials(&url) => {
                Err(refused("a proxy's user and password belong into HTTPS_PROXY, not on the command line\n"))
            }
            Some(Ok(url)) if proxy::SCHEMES.contains(&url.scheme()) && url.has_host() => Ok(url),
            _ => Err(refused("--proxy wants an address such as http://proxy.example.com:3128\n")),
        }
    }
}
