//! Who is signed in: a secret in the browser's cookie, a row on the server. Ending the row ends the session at once.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use registro_domain::ids::PersonId;
use registro_eventlog::event::SchoolId;
use registro_projections::signed_in::SignedIn;
use uuid::Uuid;

use super::SignIn;
use super::assurance::Proof;
use super::message::{Message, What};
use super::refused::Refused;
use super::secret::{hash, secret};
use crate::actor::{Agent, Capacity};
use crate::app::App;
use crate::refusal::Refusal;

/// A session that is in use is written down as used no more often than this.
const BETWEEN_MARKS: SignedDuration = SignedDuration::from_secs(60);

/// What a session cookie holds: the school, so that its register is known at once, and the secret.
pub struct Ticket {
    pub school: SchoolId,
    pub secret: String,
}

/// A session, found by its ticket.
#[derive(Clone, Debug)]
pub struct Found {
    pub row: SignedIn,
    /// `None` until one is chosen.
    pub capacity: Option<Capacity>,
}

impl Found {
    pub fn person(&self) -> PersonId {
        PersonId(self.row.person)
    }

    /// Who acts, if a capacity is chosen.
    pub fn agent(&self) -> Option<Agent> {
        let (person, assurance, session) = (self.person(), self.row.level, self.row.session);
        self.capacity.map(|capacity| Agent { person, capacity, assurance, session })
    }

    pub fn proof(&self) -> Proof {
        Proof::Person { level: self.row.level, at: self.row.authenticated_at }
    }
}

/// Somebody has proved who she is.
pub struct Proved {
    pub person: PersonId,
    pub level: u8,
    pub at: Timestamp,
    pub subject: Vec<u8>,
    pub provider_session: Vec<u8>,
}

impl SignIn {
    /// Over https the name itself keeps other hosts and paths from setting it (RFC 6265bis, 4.1.3).
    pub fn cookie_name(&self) -> &'static str {
        if self.secure { "__Host-registro_session" } else { "registro_session" }
    }

    /// The same of the cookie that binds a sign-in to a browser. It comes back from another site, so it is `Lax`.
    pub fn awaited_name(&self) -> &'static str {
        if self.secure { "__Host-registro_accesso" } else { "registro_accesso" }
    }

    /// The ticket that a browser brings.
    pub fn ticket(&self, headers: &HeaderMap) -> Option<Ticket> {
        let (school, secret) = cookie(headers, self.cookie_name())?.split_once('.')?;
        Some(Ticket { school: SchoolId(Uuid::try_parse(school).ok()?), secret: secret.to_owned() })
    }

    pub fn keep(&self, ticket: &Ticket) -> Result<HeaderValue, Refusal> {
        let value = format!("{}.{}", ticket.school.0.simple(), ticket.secret);
        self.set(self.cookie_name(), &value, self.terms.at_most.as_secs(), "Strict")
    }

    pub fn forget(&self) -> Result<HeaderValue, Refusal> {
        self.set(self.cookie_name(), "", 0, "Strict")
    }

    pub fn await_here(&self, secret: &str, seconds: i64) -> Result<HeaderValue, Refusal> {
        self.set(self.awaited_name(), secret, seconds, "Lax")
    }

    fn set(&self, name: &str, value: &str, seconds: i64, same_site: &str) -> Result<HeaderValue, Refusal> {
        let secure = if self.secure { "; Secure" } else { "" };
        let cookie =
            format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}");
        HeaderValue::from_str(&cookie).map_err(|error| Refusal::Unavailable(Box::new(error)))
    }

    /// Begins a session, in the place of the one of this secret's hash. Its secret and its name are new.
    pub async fn begin(
        &self,
        app: &App,
        proved: &Proved,
        capacity: Option<Capacity>,
        replaces: &[u8],
    ) -> Result<(Ticket, Found), Refusal> {
        let (now, secret, school) = (self.clock.now(), secret()?, app.register.school);
        let row = SignedIn {
            school,
            session: Uuid::new_v4(),
            person: proved.person.0,
            capacity: capacity.map(Capacity::name).unwrap_or_default().to_owned(),
            level: proved.level,
            authenticated_at: proved.at,
            seen_at: now,
            until: now + self.terms.at_most,
            subject: proved.subject.clone(),
            provider_session: proved.provider_session.clone(),
        };
        app.store.sign_in(&hash(&secret), &row, replaces).await?;
        Ok((Ticket { school, secret }, Found { row, capacity }))
    }

    /// The session of a ticket, if it is not over. Being asked for keeps it alive.
    pub async fn find(&self, app: &App, ticket: &Ticket) -> Result<Found, Refusal> {
        let (secret, now) = (hash(&ticket.secret), self.clock.now());
        let row = app.store.signed_in(&secret).await?.ok_or(Refusal::Unidentified)?;
        let unused = now.duration_since(row.seen_at);
        if row.school != app.register.school || row.until <= now || self.terms.idle <= unused {
            return Err(Refusal::Unidentified);
        }
        if BETWEEN_MARKS.min(self.terms.idle / 4) <= unused {
            // A session that is not marked ends sooner; a reading does not fail for that.
            if let Err(error) = app.store.seen(&secret, now).await {
                tracing::warn!("a session could not be marked as used: {error}");
            }
        }
        let capacity = Capacity::ALL.into_iter().find(|capacity| capacity.name() == row.capacity);
        Ok(Found { row, capacity })
    }

    /// The same person goes on in another capacity, under another secret. How long it lasts does not change.
    pub async fn choose(
        &self,
        app: &App,
        ticket: &Ticket,
        found: &Found,
        capacity: Capacity,
    ) -> Result<(Ticket, Found), Refusal> {
        let directory = app.register.directory().await?;
        let (session, secret) = (Uuid::new_v4(), secret()?);
        let row = SignedIn { session, capacity: capacity.name().to_owned(), ..found.row.clone() };
        let chosen = Found { row, capacity: Some(capacity) };
        if !chosen.agent().is_some_and(|agent| agent.holds(&directory, app.register.today())) {
            return Err(Refused::NoCapacity.into());
        }
        if !app.store.go_on(&hash(&secret), &chosen.row, &hash(&ticket.secret)).await? {
            return Err(Refusal::Unidentified); // It was ended meanwhile.
        }
        app.keep(&chosen.message(What::CapacityChosen)).await?;
        Ok((Ticket { school: ticket.school, secret }, chosen))
    }
}

impl Found {
    pub fn message(&self, what: What) -> Message {
        told(what, &self.row)
    }
}

/// What is kept of a session that began or ended.
pub fn told(what: What, row: &SignedIn) -> Message {
    Message {
        person: Some(PersonId(row.person)),
        session: Some(row.session),
        capacity: row.capacity.clone(),
        level: row.level,
        ..Message::of(what)
    }
}

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}
