//! Who is asking: a signed token, by header or by cookie, checked again on every request against the facts of today.
//!
//! The cookie has no `Secure`, since the demo runs on plain HTTP at the loopback address; a school's server stands
//! behind TLS, where its proxy adds it.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use registro_domain::ids::PersonId;
use registro_domain::people::Sight;
use registro_domain::regulation::Regulation;
use registro_eventlog::event::SchoolId;
use registro_projections::directory::Directory;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access;
use crate::actor::{Agent, Capacity};
use crate::http::{Schools, Web};
use crate::problem::Problem;
use crate::refusal::Refusal;

/// The cookie of a browser's session: HttpOnly, SameSite=Strict.
pub const COOKIE_NAME: &str = "registro_session";
/// How long a token is good for: a school day.
const LASTS: SignedDuration = SignedDuration::from_hours(8);
const ISSUER: &str = "registro";
/// In the address of a request whose author has seen what is doubtful in her words, and stands by them.
pub const CONFIRMED: &str = "confirmed=true";
/// Bytes of a secret: those of the hash that HS256 uses (RFC 7518, 3.2).
const SHORTEST_SECRET: usize = 32;

/// What tokens are signed and checked with (HS256).
#[derive(Clone)]
pub struct Keys {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

/// A secret that could be guessed.
#[derive(Debug, thiserror::Error)]
#[error("the secret of the session tokens has {0} bytes: it needs at least {SHORTEST_SECRET}")]
pub struct WeakSecret(pub usize);

/// A token could not be made.
#[derive(Debug, thiserror::Error)]
#[error("a session token could not be signed")]
pub struct NotSigned(#[source] jsonwebtoken::errors::Error);

/// What a token says.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    sub: PersonId,
    capacity: Capacity,
    school: SchoolId,
    assurance: u8,
    sid: Uuid,
    iat: i64,
    exp: i64,
}

impl Keys {
    /// A secret of this process only: what it signed is worth nothing after a restart. For the demo.
    pub fn random() -> Self {
        // Two random UUIDs hold 244 bits from the system's generator.
        Self::of([Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].as_flattened())
    }

    /// A secret shared by the processes that serve the same schools.
    pub fn from_secret(secret: &[u8]) -> Result<Self, WeakSecret> {
        if secret.len() < SHORTEST_SECRET {
            return Err(WeakSecret(secret.len()));
        }
        Ok(Self::of(secret))
    }

    fn of(secret: &[u8]) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        Self {
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
            validation,
        }
    }

    /// A token for a person in a capacity, good for eight hours of the machine's clock.
    pub fn mint(&self, school: SchoolId, agent: Agent) -> Result<String, NotSigned> {
        self.mint_at(school, agent, Timestamp::now())
    }

    /// A token as it would have been made at another instant.
    pub fn mint_at(&self, school: SchoolId, agent: Agent, now: Timestamp) -> Result<String, NotSigned> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            sub: agent.person,
            capacity: agent.capacity,
            school,
            assurance: agent.assurance,
            sid: agent.session,
            iat: now.as_second(),
            exp: now.as_second().saturating_add(LASTS.as_secs()),
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).map_err(NotSigned)
    }

    /// Who a token says is asking. Why it is worth nothing is not told.
    pub fn verify(&self, school: SchoolId, token: &str) -> Result<Agent, Refusal> {
        let claims = self.claims(token)?;
        if claims.school != school {
            return Err(Refusal::Unidentified);
        }
        let Claims { sub: person, capacity, assurance, sid: session, .. } = claims;
        Ok(Agent { person, capacity, assurance, session })
    }

    /// The school in which a token is good for something.
    pub fn school(&self, token: &str) -> Result<SchoolId, Refusal> {
        Ok(self.claims(token)?.school)
    }

    fn claims(&self, token: &str) -> Result<Claims, Refusal> {
        let token = decode::<Claims>(token, &self.decoding, &self.validation);
        Ok(token.map_err(|_| Refusal::Unidentified)?.claims)
    }
}

/// A request's author, who holds that capacity today, with who is who.
#[derive(Clone)]
pub struct Session {
    pub agent: Agent,
    pub directory: Arc<Directory>,
    /// The register's day, which in a demo is not the machine's.
    pub today: Date,
    pub regulation: Arc<Regulation>,
    /// Whether what is doubtful in the words of this request was seen and is confirmed; see [`CONFIRMED`].
    pub confirmed: bool,
}

impl Session {
    /// Whether the person sees a student's whole record today.
    pub fn may_see_student(&self, student: PersonId) -> bool {
        self.sees_of(student) == Sight::Everything
    }

    /// What a person is called. A student who is named is read of.
    pub fn name(&self, person: PersonId) -> String {
        if self.directory.person(person).is_some_and(|known| !known.enrolments.is_empty()) {
            access::of(person);
        }
        self.directory.name(person)
    }

    /// What of a student's record the person sees today.
    pub fn sees_of(&self, student: PersonId) -> Sight {
        let sight = self.agent.sees_of(&self.directory, student, self.today, &self.regulation);
        if sight == Sight::Nothing {
            access::asked(student);
        }
        sight
    }
}

impl FromRequestParts<Schools> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, schools: &Schools) -> Result<Self, Problem> {
        let session = identify(&schools.of(&parts.headers)?, &parts.headers).await?;
        let confirmed = parts.uri.query().is_some_and(|query| query.split('&').any(|it| it == CONFIRMED));
        Ok(Session { confirmed, ..session })
    }
}

/// The author of a request with these headers.
pub async fn identify(web: &Web, headers: &HeaderMap) -> Result<Session, Refusal> {
    let register = &web.app.register;
    let token = token(headers).ok_or(Refusal::Unidentified)?;
    let agent = web.keys.verify(register.school, token)?;
    let directory = register.directory().await?;
    let today = register.today();
    if !agent.holds(&directory, today) {
        return Err(Refusal::Unidentified);
    }
    access::identified(agent, &web.app);
    let regulation = Arc::clone(&register.regulation);
    Ok(Session { agent, directory, today, regulation, confirmed: false })
}

/// The header decides if it is there: a bad one is not made good by a cookie.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    if let Some(authorization) = headers.get(AUTHORIZATION) {
        let (scheme, token) = authorization.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| token.trim());
    }
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='))
}

/// The cookie that keeps a token in a browser.
pub fn cookie(token: &str) -> Result<HeaderValue, Refusal> {
    let seconds = LASTS.as_secs();
    HeaderValue::from_str(&format!(
        "{COOKIE_NAME}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict"
    ))
    .map_err(|error| Refusal::Unavailable(Box::new(error)))
}

/// The cookie that ends a browser's session.
pub fn no_cookie() -> HeaderValue {
    HeaderValue::from_static("registro_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody() -> Agent {
        let person = PersonId(Uuid::from_u128(7));
        Agent { person, capacity: Capacity::Teacher, assurance: 2, session: Uuid::from_u128(8) }
    }

    const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(1));

    #[test]
    fn a_token_says_who_is_asking() {
        let keys = Keys::random();
        let token = keys.mint(SCHOOL, somebody()).unwrap_or_default();
        assert_eq!(keys.verify(SCHOOL, &token).ok(), Some(somebody()));
    }

    #[test]
    fn a_token_of_another_school_key_or_day_is_worth_nothing() {
        let keys = Keys::random();
        let now = Timestamp::now();
        let of = |ago: i64| {
            let at = now.checked_sub(SignedDuration::from_secs(ago)).unwrap_or(now);
            keys.mint_at(SCHOOL, somebody(), at).unwrap_or_default()
        };
        assert!(keys.verify(SCHOOL, &of(8 * 3_600 - 60)).is_ok());
        assert!(keys.verify(SCHOOL, &of(8 * 3_600 + 1)).is_err());
        assert!(keys.verify(SchoolId(Uuid::from_u128(2)), &of(0)).is_err());
        assert!(Keys::random().verify(SCHOOL, &of(0)).is_err());
    }

    #[test]
    fn an_unsigned_token_is_worth_nothing() {
        let keys = Keys::random();
        let signed = keys.mint(SCHOOL, somebody()).unwrap_or_default();
        let body = signed.split('.').nth(1).unwrap_or_default();
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}."); // {"alg":"none","typ":"JWT"}
        assert!(keys.verify(SCHOOL, &unsigned).is_err());
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(Keys::from_secret(&[1; 31]).is_err());
        assert!(Keys::from_secret(&[1; 32]).is_ok());
    }
}
