//! The routes of a service, and the fields of its forms, by their names.

use clap::ValueEnum;
use hyper::Method;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RouteName {
    /// Where user and password go
    Login,
    /// The page that those are sent to whom the service does not know
    LoginPage,
    /// Where the second factor goes
    Otp,
    Logout,
    /// Who the service says that one is
    Whoami,
    /// A page that the service shows to those only whom it knows, where no route says who one is
    Guarded,
    /// Where a login from another terminal begins; `{code}` continues it
    Challenge,
    /// The page where somebody approves such a login, with `{code}` in it
    Approval,
    /// Where a login in the browser begins
    Authorize,
    /// Where the code of such a login becomes a token
    Exchange,
    /// Where a cookie becomes a new token
    Refresh,
    Register,
    /// Where an administrator gets a token of `{user}`
    Mint,
    /// Where personal access tokens are made and revoked
    Tokens,
}

/// A path below the service's address, and how it is asked where not as usual.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Route {
    pub method: Option<Method>,
    pub path: String,
}

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    Username,
    Password,
    Otp,
    Remember,
    /// The code in the address where a login in the browser ends
    AuthCode,
    /// The user's name where somebody registers
    NewUsername,
    /// The password once more where somebody registers; not sent where no name is given for it
    ConfirmPassword,
}

/// How fields are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// As a form of a page
    #[default]
    Form,
    /// As a JSON object
    Json,
}

impl RouteName {
    pub const ALL: [Self; 14] = [
        Self::Login,
        Self::LoginPage,
        Self::Otp,
        Self::Logout,
        Self::Whoami,
        Self::Guarded,
        Self::Challenge,
        Self::Approval,
        Self::Authorize,
        Self::Exchange,
        Self::Refresh,
        Self::Register,
        Self::Mint,
        Self::Tokens,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::LoginPage => "login-page",
            Self::Otp => "otp",
            Self::Logout => "logout",
            Self::Whoami => "whoami",
            Self::Guarded => "guarded",
            Self::Challenge => "challenge",
            Self::Approval => "approval",
            Self::Authorize => "authorize",
            Self::Exchange => "exchange",
            Self::Refresh => "refresh",
            Self::Register => "register",
            Self::Mint => "mint",
            Self::Tokens => "tokens",
        }
    }

    /// How it is asked where nobody says otherwise.
    pub fn usual_method(self) -> Method {
        match self {
            Self::LoginPage | Self::Whoami | Self::Guarded | Self::Approval | Self::Authorize => Method::GET,
            _ => Method::POST,
        }
    }
}

impl fmt::Display for RouteName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Field {
    pub const ALL: [Self; 7] = [
        Self::Username,
        Self::Password,
        Self::Otp,
        Self::Remember,
        Self::AuthCode,
        Self::NewUsername,
        Self::ConfirmPassword,
    ];

    /// As most services call it.
    pub fn usual(self) -> &'static str {
        match self {
            Self::Username | Self::NewUsername => "username",
            Self::Password => "password",
            Self::Otp => "code",
            Self::Remember => "remember",
            Self::AuthCode => "auth_code",
            Self::ConfirmPassword => "confirm_password",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Otp => "otp",
            Self::AuthCode => "auth-code",
            Self::NewUsername => "new-username",
            Self::ConfirmPassword => "confirm-password",
            other => other.usual(),
        }
    }
}

impl FromStr for Route {
    type Err = &'static str;

    /// `/path`, or `METHOD /path`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (method, path) = match text.split_once(' ') {
            Some((method, path)) => {
                let is_method = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
                let method = method.parse().ok().filter(|_| is_method);
                (Some(method.ok_or("the word before the path is no HTTP method in capitals")?), path)
            }
            None => (None, text),
        };
        let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic()) && !path.contains('#');
        let is_below = path.starts_with('/') && !path.starts_with("//");
        let is_whole = path.starts_with("https://") || path.starts_with("http://");
        if !(is_plain && (is_below || is_whole)) {
            return Err("a path such as /auth/login is wanted, perhaps with a method before it: GET /logout");
        }
        Ok(Self { method, path: path.to_owned() })
    }
}

impl TryFrom<String> for Route {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Route> for String {
    fn from(route: Route) -> Self {
        match route.method {
            Some(method) => format!("{method} {}", route.path),
            None => route.path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_a_path_and_perhaps_a_method() {
        for text in ["/login", "GET /logout", "POST /auth/jwt/login", "https://a.example/ok/{code}"] {
            let route: Route = text.parse().unwrap();
            assert_eq!(String::from(route), text);
        }
        for text in [
            "",
            "login",
            "get /x",
            "//evil.example/x",
            "GET  /x",
            "/a b",
            "/x#y",
            "ftp://x/",
            " /x",
            "GET /ü",
        ] {
            assert!(text.parse::<Route>().is_err(), "{text}");
        }
    }

    #[test]
    fn names_are_those_of_the_file() {
        for name in RouteName::ALL {
            assert_eq!(serde_json::to_value(name).unwrap(), name.name());
            assert_eq!(RouteName::from_str(name.name(), false), Ok(name));
        }
        assert_eq!(RouteName::value_variants(), RouteName::ALL);
        for field in Field::ALL {
            assert_eq!(serde_json::to_value(field).unwrap(), field.name());
        }
        assert_eq!(Field::value_variants(), Field::ALL);
    }
}
