//! `etcd://HOST:PORT[,HOST:PORT…]/PREFIX/NAME`, and the same without a name for all that is below a prefix.

use super::Error;
use crate::store::Slot;
use serde::{Deserialize, Serialize};
use std::fmt;
use url::Url;

const SCHEME: &str = "etcd://";
/// Where etcd listens when nobody says otherwise.
const PORT: u16 = 2379;

/// A prefix of keys in etcd, and the endpoints that are asked for them, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    /// `host:port` each.
    endpoints: Vec<String>,
    prefix: String,
}

impl Address {
    /// True for what is meant as an address, be it one or not: no name has such signs in it.
    pub fn is_meant(text: &str) -> bool {
        text.contains("://")
    }

    /// From `etcd://HOSTS/PREFIX`. A password that stands in it is not repeated in the error.
    pub fn parse(text: &str) -> Result<Self, Error> {
        parts(text).and_then(|(hosts, path)| Self::new(hosts, path)).map_err(|why| match why {
            Error::Address(why) => Error::Place(why),
            other => other,
        })
    }

    /// From `etcd://HOSTS/PREFIX/NAME`: where it is, and its name.
    pub fn with_name(text: &str) -> Result<(Self, String), Error> {
        let (hosts, path) = parts(text)?;
        let (prefix, name) = path.rsplit_once('/').unwrap_or(("", path));
        let address = Self::new(hosts, prefix)?;
        match Slot::ring(name) {
            Ok(_) => Ok((address, name.to_owned())),
            Err(_) => Err(Error::Address("its last part is the name of the ring: A-Z a-z 0-9 . _ -")),
        }
    }

    fn new(hosts: &str, prefix: &str) -> Result<Self, Error> {
        if prefix.is_empty() {
            return Err(Error::Address("a prefix stands before the names of rings"));
        }
        if prefix.split('/').any(|part| Slot::ring(part).is_err()) {
            return Err(Error::Address(
                "each part of the prefix has 1 to 64 of the characters A-Z a-z 0-9 . _ -",
            ));
        }
        let endpoints: Option<Vec<String>> = hosts.split(',').map(endpoint).collect();
        let endpoints =
            endpoints.ok_or(Error::Address("its hosts are like 10.0.0.1:2379,etcd.example.com"))?;
        Ok(Self { endpoints, prefix: prefix.to_owned() })
    }

    /// The key in etcd that this name has.
    pub fn key(&self, name: &str) -> String {
        format!("{}/{name}", self.prefix)
    }

    pub fn endpoints(&self) -> &[String] {
        &self.endpoints
    }

    /// The same text whatever the order of the endpoints, and how often each stands there.
    pub fn sorted(&self) -> String {
        let mut endpoints = self.endpoints.clone();
        endpoints.sort();
        endpoints.dedup();
        Self { endpoints, prefix: self.prefix.clone() }.to_string()
    }
}

/// The hosts and the path.
fn parts(text: &str) -> Result<(&str, &str), Error> {
    let rest = text.strip_prefix(SCHEME).ok_or(Error::Address("it begins with etcd://"))?;
    if rest.contains('@') {
        return Err(Error::PasswordInAddress);
    }
    let (hosts, path) = rest.split_once('/').unwrap_or((rest, ""));
    Ok((hosts, path.trim_end_matches('/')))
}

/// A host with its port, the host as URLs write it.
fn endpoint(text: &str) -> Option<String> {
    let url = Url::parse(&format!("https://{text}/")).ok()?;
    let is_host =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && !text.contains('/');
    let host = url.host_str().filter(|_| is_host)?;
    // https leaves its own port out
    let port = if text.ends_with(":443") { 443 } else { url.port().unwrap_or(PORT) };
    Some(format!("{host}:{port}"))
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}/{}", self.endpoints.join(","), self.prefix)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

impl TryFrom<String> for Address {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_hosts_and_a_prefix_and_a_ring_has_a_name_too() {
        for (typed, shown) in [
            ("etcd://h1:2379,h2:4001/teams", "etcd://h1:2379,h2:4001/teams"),
            ("etcd://H1/teams/", "etcd://h1:2379/teams"),
            ("etcd://[::1],10.0.0.1:443/a/b.c", "etcd://[::1]:2379,10.0.0.1:443/a/b.c"),
        ] {
            let address = Address::parse(typed).unwrap();
            assert_eq!(address.to_string(), shown);
            assert_eq!(Address::parse(shown).unwrap(), address);
            let (again, name) = Address::with_name(&format!("{shown}/api")).unwrap();
            assert_eq!((&again, name.as_str()), (&address, "api"));
        }
        let (address, name) = Address::with_name("etcd://h/a/b/api").unwrap();
        assert_eq!(address.key(&name), "a/b/api");
        let sorted = |text| Address::parse(text).unwrap().sorted();
        assert_eq!(sorted("etcd://b,a/x"), sorted("etcd://a,b/x"));
        assert_eq!(sorted("etcd://a,A:2379/x"), sorted("etcd://a/x"));
    }

    #[test]
    fn a40_l1_what_is_no_address_is_refused_and_a_password_in_it_is_not_repeated() {
        for wrong in [
            "etcd:/h/a/b",
            "etcd://",
            "etcd://h",
            "etcd://h/",
            "etcd:///a/b",
            "etcd://h,/a/b",
            "etcd://h:x/a/b",
            "etcd://h?x/a/b",
            "etcd://h/../b/c",
            "etcd://h/a//b",
            "etcd://h/a b/c",
            "etcd://h#x/a/b",
            "etcd://h\\x/a/b",
        ] {
            assert!(Address::with_name(wrong).is_err(), "{wrong}");
        }
        assert!(Address::with_name("etcd://h/api").is_err(), "a name without a prefix");
        let told = Address::with_name("etcd://user:canary@h/a/b").unwrap_err().to_string();
        assert!(told.contains("no password") && !told.contains("canary"), "{told}");
    }
}
