//! The links in a typed text, and the sites to which they may lead.

use serde::Deserialize;

/// Endings by which a bare name is taken for a site. Others are more often a full stop without its space.
const ENDINGS: [&str; 20] = [
    "com", "net", "org", "it", "eu", "info", "shop", "store", "online", "site", "app", "io", "ly", "tv",
    "me", "biz", "club", "xyz", "link", "edu",
];

/// The sites that a text of the register may lead to: `istruzione.it` is that site, `*.gov.it` any under it.
///
/// Norm: reg. istituto, art. 42, c. 5 (A12-02).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PermittedHosts(Vec<String>);

impl PermittedHosts {
    pub fn permit(&self, host: &str) -> bool {
        self.0.iter().any(|permitted| match permitted.strip_prefix("*.") {
            Some(parent) => {
                host.strip_suffix(parent).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
            }
            None => host == permitted,
        })
    }
}

/// A link as it was typed, and the site to which it leads: none if that cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedLink<'a> {
    pub typed: &'a str,
    pub host: Option<String>,
}

/// Every link of a text. An e-mail address is none.
pub fn links(text: &str) -> impl Iterator<Item = TypedLink<'_>> {
    text.split(|c: char| c.is_whitespace() || "<>\"«»|".contains(c)).filter_map(link)
}

fn link(word: &str) -> Option<TypedLink<'_>> {
    let typed = word.trim_matches(|c: char| "()[]{}.,;:!?'“”‘’".contains(c));
    if let Some(at) = typed.find("://") {
        let host = web(&typed[..at]).then(|| host_of(&typed[at + 3..])).flatten();
        return Some(TypedLink { typed, host });
    }
    let (name, path) = typed.split_at(typed.find(['/', '?', '#', ':', '\\']).unwrap_or(typed.len()));
    if name.contains('@') {
        // With a path it is no e-mail address: what stands before the sign hides the site after it.
        return path.contains('/').then_some(TypedLink { typed, host: None });
    }
    let site = name.rsplit_once('.').is_some_and(|(before, ending)| {
        let ending = ending.to_lowercase();
        !before.is_empty() && !before.ends_with('.') && ENDINGS.contains(&ending.as_str())
    });
    let named = site || name.to_lowercase().starts_with("www.");
    named.then(|| TypedLink { typed, host: host_of(typed) })
}

fn web(scheme: &str) -> bool {
    // A bracket or a word may stand before it without a space.
    let scheme = scheme.to_lowercase();
    scheme.ends_with("http") || scheme.ends_with("https")
}

/// The site of an address without its scheme: none if a user's name stands before it, or letters that are not ASCII.
fn host_of(address: &str) -> Option<String> {
    let authority = address.split(['/', '?', '#', '\\']).next()?;
    let host = authority.split(':').next()?.trim_end_matches('.').to_lowercase();
    let plain = host.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
    (plain && !authority.contains('@') && host.contains('.')).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permitted() -> PermittedHosts {
        PermittedHosts(["*.edu.it", "*.gov.it", "istruzione.it"].map(str::to_owned).into())
    }

    /// The links of a text that may not stand in it.
    fn refused(text: &str) -> Vec<&str> {
        let hosts = permitted();
        links(text)
            .filter(|link| !link.host.as_ref().is_some_and(|host| hosts.permit(host)))
            .map(|link| link.typed)
            .collect()
    }

    #[test]
    fn the_sites_of_schools_and_of_the_state_are_led_to() {
        for text in [
            "https://www.scuola.edu.it/orario",
            "si veda (www.mim.gov.it), poi HTTPS://SPID.GOV.IT:443/x?y#z.",
            "istruzione.it",
            "scrivere a segreteria@scuola.edu.it o a nome@gmail.com",
            "pag.12, es.3; fine.Poi 3.14 e v.it",
        ] {
            let expected: &[&str] = if text.ends_with("v.it") { &["v.it"] } else { &[] };
            assert_eq!(refused(text), expected, "{text}");
        }
    }

    /// A12-02: however it is disguised.
    #[test]
    fn any_other_site_is_not() {
        for link in [
            "https://shop.example.com/offerta",
            "http://bit.ly/abc",
            "bit.ly/abc",
            "www.negozio.example",
            "https://scuola.edu.it@evil.com/",
            "scuola.edu.it@evil.com/x",
            "https://evilgov.it",
            "https://.gov.it",
            "https://gov.it.evil.com",
            "https://evil.com\\.gov.it",
            "https://scuolа.edu.it", // A Cyrillic letter.
            "ftp://scuola.edu.it",
            "javascript://scuola.edu.it/%0aalert(1",
            "https://istruzione.it.",
        ] {
            let expected: Vec<&str> = if link == "https://istruzione.it." { vec![] } else { vec![link] };
            assert_eq!(refused(&format!("qui: {link}, grazie")), expected, "{link}");
        }
    }
}
