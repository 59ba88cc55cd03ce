//! `[sign-in]` in `registro.toml`.

use std::path::PathBuf;

use jiff::SignedDuration;
use registro_domain::ids::PersonId;
use serde::Deserialize;
use uuid::Uuid;

use super::assertion::ClientKey;
use crate::actor::Capacity;

/// What the file says. See `docs/identity.md`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    pub issuer: String,
    pub client_id: String,
    pub client_secret_file: Option<PathBuf>,
    /// A private key in PEM: the client proves who it is by a signature, and not by a secret (`private_key_jwt`).
    pub client_key_file: Option<PathBuf>,
    /// What the provider knows that key by (`kid`).
    pub client_key_id: Option<String>,
    #[serde(default = "scopes")]
    pub scopes: String,
    /// From the lowest: the names (`acr`) that mean each level.
    #[serde(default = "levels")]
    pub levels: Vec<Vec<String>>,
    /// The level that is asked for at a sign-in.
    #[serde(default = "two")]
    pub level: u8,
    #[serde(default = "fiscal_claim")]
    pub fiscal_claim: String,
    #[serde(default = "birth_claim")]
    pub birth_claim: String,
    /// E-09: lowered, it lets minors in.
    #[serde(default = "min_age")]
    pub min_age: i16,
    /// Whom the tokens of programs are for; by default the address of the interface.
    pub audience: Option<String>,
    #[serde(default)]
    pub clients: Vec<Client>,
    #[serde(default = "idle_minutes")]
    pub idle_minutes: u16,
    #[serde(default = "hours")]
    pub hours: u16,
    #[serde(default = "fresh_minutes")]
    pub fresh_minutes: u16,
}

/// A program that may work with the register: as a person of the register who holds an office.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Client {
    pub client_id: String,
    pub school: Uuid,
    /// Registered for the program, so that acts are told as its own.
    pub person: PersonId,
    /// What each scope lets it do. A token with several is worth the first of this list that it has.
    pub scopes: Vec<Scope>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scope {
    pub scope: String,
    pub capacity: Capacity,
    #[serde(default)]
    pub writes: bool,
}

/// How long sessions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub idle: SignedDuration,
    pub at_most: SignedDuration,
    /// For what asks for a fresh proof of who one is.
    pub fresh: SignedDuration,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            idle: SignedDuration::from_mins(idle_minutes().into()),
            at_most: SignedDuration::from_hours(hours().into()),
            fresh: SignedDuration::from_mins(fresh_minutes().into()),
        }
    }
}

/// Settings that can be worked with.
#[derive(Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Where browsers find the register, without a slash at its end.
    pub public_url: String,
    pub section: Section,
    pub secret: Option<String>,
    pub key: Option<ClientKey>,
    pub terms: Terms,
}

#[derive(Debug, thiserror::Error)]
pub enum SectionError {
    #[error(
        "[sign-in] vuole public-url: l'indirizzo https a cui i browser trovano il registro, senza percorso"
    )]
    PublicUrl,
    #[error("[sign-in] issuer: si va a un fornitore solo per https")]
    Issuer,
    #[error("[sign-in] levels: almeno un livello, ciascuno con i suoi nomi, e level fra quelli")]
    Levels,
    #[error(
        "[sign-in] audience: dev'essere diversa da client-id, o un gettone d'accesso varrebbe per un altro uso"
    )]
    Audience,
    #[error("[sign-in]: le durate non possono essere zero")]
    Terms,
    #[error("[sign-in] client-secret-file {0}")]
    Secret(PathBuf, #[source] std::io::Error),
    #[error("[sign-in]: client-secret-file o client-key-file, non tutti e due")]
    SecretAndKey,
    #[error("[sign-in] client-key-file {0}")]
    Key(PathBuf, #[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("[sign-in] client-key-id: è il nome di una chiave, che client-key-file non indica")]
    NameOfNoKey,
}

impl Wanted {
    pub fn new(public_url: Option<&str>, section: Section) -> Result<Self, SectionError> {
        let public_url = public_url.map(|url| url.trim_end_matches('/')).filter(|url| is_origin(url));
        let public_url = public_url.ok_or(SectionError::PublicUrl)?.to_owned();
        if !is_guarded(&section.issuer) {
            return Err(SectionError::Issuer);
        }
        let level = usize::from(section.level);
        if section.levels.iter().any(Vec::is_empty) || !(1..=section.levels.len()).contains(&level) {
            return Err(SectionError::Levels);
        }
        if [section.idle_minutes, section.hours, section.fresh_minutes].contains(&0) {
            return Err(SectionError::Terms);
        }
        if section.client_secret_file.is_some() && section.client_key_file.is_some() {
            return Err(SectionError::SecretAndKey);
        }
        let key = client_key(&section)?;
        let secret = section.client_secret_file.as_ref().map(|path| {
            let read =
                std::fs::read_to_string(path).map_err(|error| SectionError::Secret(path.clone(), error));
            read.map(|secret| secret.trim_end().to_owned())
        });
        let terms = Terms {
            idle: SignedDuration::from_mins(section.idle_minutes.into()),
            at_most: SignedDuration::from_hours(section.hours.into()),
            fresh: SignedDuration::from_mins(section.fresh_minutes.into()),
        };
        let wanted = Self { public_url, secret: secret.transpose()?, key, terms, section };
        if wanted.audience() == wanted.section.client_id {
            return Err(SectionError::Audience);
        }
        Ok(wanted)
    }

    /// Where the provider sends people back to: this and nothing else.
    pub fn redirect_uri(&self) -> String {
        format!("{}/accesso/ritorno", self.public_url)
    }

    pub fn audience(&self) -> String {
        self.section.audience.clone().unwrap_or_else(|| format!("{}/api/v1", self.public_url))
    }

    /// The level that a provider's name for it means.
    pub fn level_of(&self, acr: &str) -> Option<u8> {
        let place = self.section.levels.iter().position(|names| names.iter().any(|name| name == acr))?;
        u8::try_from(place + 1).ok()
    }

    /// The names of the levels that are enough, the lowest first.
    pub fn acr_values(&self, level: u8) -> String {
        let enough = self.section.levels.iter().skip(usize::from(level.max(1)) - 1);
        enough.flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

fn client_key(section: &Section) -> Result<Option<ClientKey>, SectionError> {
    let Some(path) = &section.client_key_file else {
        return if section.client_key_id.is_some() { Err(SectionError::NameOfNoKey) } else { Ok(None) };
    };
    let pem = std::fs::read(path).map_err(|error| SectionError::Key(path.clone(), error.into()))?;
    let key = ClientKey::read(&pem, section.client_key_id.clone());
    key.map(Some).map_err(|error| SectionError::Key(path.clone(), error.into()))
}

/// Without the secret, nor the key.
impl std::fmt::Debug for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wanted")
            .field("public_url", &self.public_url)
            .field("section", &self.section)
            .finish_non_exhaustive()
    }
}

/// `https`, or a server on this very machine.
pub(super) fn is_guarded(url: &str) -> bool {
    let on_loopback = |rest: &str| {
        let host = rest.split('/').next().unwrap_or_default();
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        ["127.0.0.1", "localhost", "[::1]"].contains(&name)
    };
    url.starts_with("https://") || url.strip_prefix("http://").is_some_and(on_loopback)
}

fn is_origin(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or(url.strip_prefix("http://"));
    is_guarded(url) && rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['/', '?', '#', '@']))
}

fn scopes() -> String {
    "openid profile".to_owned()
}

/// Of SPID and CIE alike.
fn levels() -> Vec<Vec<String>> {
    (1..=3).map(|level| vec![format!("https://www.spid.gov.it/SpidL{level}")]).collect()
}

fn fiscal_claim() -> String {
    "https://attributes.eid.gov.it/fiscal_number".to_owned()
}

fn birth_claim() -> String {
    "birthdate".to_owned()
}

const fn min_age() -> i16 {
    18
}

const fn two() -> u8 {
    2
}

const fn idle_minutes() -> u16 {
    30
}

const fn hours() -> u16 {
    8
}

const fn fresh_minutes() -> u16 {
    15
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(more: &str) -> Section {
        toml::from_str(&format!("issuer = 'https://idp.example'\nclient-id = 'registro'\n{more}"))
            .expect("a section")
    }

    #[test]
    fn levels_are_ordered_and_some_have_several_names() {
        let wanted = Wanted::new(Some("https://r.example/"), section("levels = [['a'], ['b', 'c'], ['d']]"));
        let wanted = wanted.expect("valid");
        assert_eq!(wanted.redirect_uri(), "https://r.example/accesso/ritorno");
        assert_eq!(wanted.acr_values(2), "b c d");
        assert_eq!(["a", "c", "d", "e"].map(|acr| wanted.level_of(acr)), [Some(1), Some(2), Some(3), None]);
    }

    #[test]
    fn what_cannot_be_trusted_is_refused() {
        for url in [
            None,
            Some("http://r.example"),
            Some("https://r.example/sotto"),
            Some("https://a@b"),
            Some("https://"),
        ] {
            assert!(matches!(Wanted::new(url, section("")), Err(SectionError::PublicUrl)), "{url:?}");
        }
        let other = |more: &str| Wanted::new(Some("http://127.0.0.1:8080"), section(more));
        assert!(other("").is_ok());
        assert!(matches!(other("levels = []"), Err(SectionError::Levels)));
        assert!(matches!(other("level = 4"), Err(SectionError::Levels)));
        assert!(matches!(other("audience = 'registro'"), Err(SectionError::Audience)));
        assert!(matches!(other("idle-minutes = 0"), Err(SectionError::Terms)));
        assert!(matches!(other("client-key-id = 'uno'"), Err(SectionError::NameOfNoKey)));
        assert!(matches!(other("client-key-file = '/non/esiste'"), Err(SectionError::Key(..))));
        let both = "client-key-file = '/non/esiste'\nclient-secret-file = '/nemmeno'";
        assert!(matches!(other(both), Err(SectionError::SecretAndKey)));
        let plain = Section { issuer: "http://localhost.example".to_owned(), ..section("") };
        assert!(matches!(Wanted::new(Some("https://r.example"), plain), Err(SectionError::Issuer)));
    }
}
