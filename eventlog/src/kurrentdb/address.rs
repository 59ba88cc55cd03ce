//! Where a cluster is, as a URL. Shown, it keeps its password to itself.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use kurrentdb::{Authentication, ClientSettings};

/// `kurrentdb://user:password@host:2113`, several hosts with commas between them, or `kurrentdb+discover://` and a name
/// in DNS; the older `esdb://` means the same. Parameters are the client's (`tls`, `tlsCaFile`, `userCertFile`,
/// `userKeyFile`, `tlsVerifyCert`, `keepAliveInterval`, …); `nodePreference` is `leader` unless the URL says otherwise.
#[derive(Clone)]
pub struct Address {
    pub(super) settings: Box<ClientSettings>,
    user: Option<(String, String)>,
}

const PORT: u16 = 2113;
const SCHEMES: [&str; 4] = ["kurrentdb", "kurrentdb+discover", "esdb", "esdb+discover"];

/// What the client is told where the URL does not say it. It waits for its `discoveryInterval` before each attempt, the
/// first one too.
const UNLESS_SAID: [(&str, &str); 2] = [("nodePreference", "leader"), ("discoveryInterval", "100")];

impl Address {
    /// Is it one of ours, well formed or not?
    pub fn is_meant_by(url: &str) -> bool {
        url.split_once("://").is_some_and(|(scheme, _)| SCHEMES.contains(&scheme))
    }

    /// A name for files that belong to this cluster: other clusters have other names.
    pub fn file_name(&self) -> String {
        crate::file_name::of(&self.place())
    }

    /// Sent with every request: the client takes the URL's letters as they stand, and does not decode `%40`.
    pub(super) fn authentication(&self) -> Option<Authentication> {
        self.user.clone().map(|(name, password)| Authentication::basic(name, password))
    }

    fn place(&self) -> String {
        let hosts: Vec<_> =
            self.settings.hosts().iter().map(|host| format!("{}:{}", host.host, host.port)).collect();
        hosts.join(",").to_ascii_lowercase()
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(url: &str) -> Result<Self, InvalidAddress> {
        if !Self::is_meant_by(url) {
            return Err(InvalidAddress("it does not begin with kurrentdb://"));
        }
        let user = match user_information(url) {
            Some(user) => Some(decoded(user).ok_or(InvalidAddress("the user or the password"))?),
            None => None,
        };
        let mut complete = with_ports(url);
        for (name, value) in UNLESS_SAID {
            let parameters = complete.split_once('?').map_or("", |(_, parameters)| parameters);
            let said = parameters
                .split('&')
                .any(|p| p.split('=').next().is_some_and(|said| said.eq_ignore_ascii_case(name)));
            if !said {
                let sign = if complete.contains('?') { '&' } else { '?' };
                write!(complete, "{sign}{name}={value}").expect("a String takes any text");
            }
        }
        // The client's own words hold the whole URL, password and all: they go no further.
        let settings: ClientSettings =
            complete.parse().map_err(|_| InvalidAddress("the hosts or the parameters"))?;
        let certificate = [settings.user_certificate().map(|(file, _)| file), settings.tls_ca_file()];
        if certificate.into_iter().flatten().any(String::is_empty) {
            return Err(InvalidAddress("a certificate without a file"));
        }
        Ok(Self { settings: Box::new(settings), user })
    }
}

/// The URL with a port for each host. Of several the client would take the port of the last for nobody's.
fn with_ports(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (authority, parameters) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let (user, hosts) = authority
        .rsplit_once('@')
        .map_or(("", authority), |(_, hosts)| (&authority[..authority.len() - hosts.len()], hosts));
    let port = |host: &str| {
        let has_one = host.is_empty() || host.rsplit(']').next().is_some_and(|after| after.contains(':'));
        if has_one { host.to_owned() } else { format!("{host}:{PORT}") }
    };
    let hosts: Vec<String> = hosts.split(',').map(port).collect();
    format!("{scheme}://{user}{}{parameters}", hosts.join(","))
}

/// What stands before the `@`.
fn user_information(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?']).next()?;
    authority.rsplit_once('@').map(|(user, _)| user).filter(|user| !user.is_empty())
}

fn decoded(user: &str) -> Option<(String, String)> {
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    Some((unescaped(name)?, unescaped(password)?))
}

fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme =
            if self.settings.is_dns_discovery_enabled() { "kurrentdb+discover" } else { "kurrentdb" };
        match &self.user {
            Some((name, _)) => write!(f, "{scheme}://{name}@{}", self.place()),
            None => write!(f, "{scheme}://{}", self.place()),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Address {
    /// The same user of the same cluster.
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Address {}

#[derive(Debug, thiserror::Error)]
#[error("not the address of a KurrentDB cluster: {0}")]
pub struct InvalidAddress(&'static str);

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Address {
        url.parse().unwrap()
    }

    #[test]
    fn it_never_shows_its_password() {
        let address = address("kurrentdb://registro:segreto@a.example,b.example:2114?tls=false");
        assert_eq!(address.to_string(), "kurrentdb://registro@a.example:2113,b.example:2114");
        assert!(!format!("{address:?}").contains("segreto"));
        let invalid = "kurrentdb://registro:segreto@a.example:porta".parse::<Address>().unwrap_err();
        assert!(!format!("{invalid:?}{invalid}").contains("segreto"));
    }

    #[test]
    fn a_password_may_hold_any_letter() {
        let address = address("kurrentdb://registro:s%40greto%2F%C3%A8@a.example");
        assert_eq!(address.user, Some(("registro".to_owned(), "s@greto/è".to_owned())));
        for wrong in ["kurrentdb://registro:%4@a.example", "kurrentdb://registro:%ff@a.example"] {
            assert!(wrong.parse::<Address>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_leader_is_preferred_unless_the_url_says_otherwise() {
        for (url, leader) in [
            ("kurrentdb://a", true),
            ("kurrentdb://a?tls=false", true),
            ("kurrentdb://a?NODEPREFERENCE=follower", false),
        ] {
            let preference = address(url).settings.node_preference();
            assert_eq!(preference == kurrentdb::NodePreference::Leader, leader, "{url}");
        }
    }

    #[test]
    fn tls_and_certificates_are_in_the_url() {
        let settings =
            address("kurrentdb+discover://c.example?userCertFile=u.crt&userKeyFile=u.key").settings;
        assert!(settings.is_secure_mode_enabled() && settings.is_dns_discovery_enabled());
        assert_eq!(settings.user_certificate(), Some((&"u.crt".to_owned(), &"u.key".to_owned())));
        assert!("kurrentdb://c.example?userCertFile=u.crt".parse::<Address>().is_err());
        assert!(!address("esdb://c.example?tls=false").settings.is_secure_mode_enabled());
    }

    #[test]
    fn each_host_has_the_port_that_the_url_gives_it() {
        for (url, place) in [
            ("kurrentdb://a", "a:2113"),
            ("kurrentdb://a:1?tls=false", "a:1"),
            ("kurrentdb://a,b:2?tls=false", "a:2113,b:2"),
            ("kurrentdb://u:p@a:1,b,c:3", "a:1,b:2113,c:3"),
            ("kurrentdb://[::1]", "[::1]:2113"),
        ] {
            assert_eq!(address(url).place(), place, "{url}");
        }
    }

    #[test]
    fn each_cluster_has_file_names_of_its_own() {
        let urls = ["kurrentdb://a", "kurrentdb://a:2114", "kurrentdb://a,b", "kurrentdb://b"];
        let names: std::collections::BTreeSet<_> = urls.map(|url| address(url).file_name()).into();
        assert_eq!(names.len(), urls.len());
        assert!(names.iter().all(|name| !name.contains(['/', ':', '\\', ','])), "{names:?}");
        // The user who asks makes no difference.
        assert_eq!(address("kurrentdb://u@a").file_name(), address("esdb://v:w@A:2113").file_name());
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        for url in ["", "kurrentdb", "kurrentdb:/a", "sqlite://log.db", "kurrentdb://", "kurrentdb://h/path"]
        {
            assert!(url.parse::<Address>().is_err(), "{url}");
        }
    }
}
