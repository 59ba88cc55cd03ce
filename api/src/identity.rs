//! Who is asking: a session by its cookie, or a token by its header, checked again on every request against the facts of
//! today. Tokens are the operator's (`registro token`), or a program's, signed by the provider of identities.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::people::Sight;
use registro_domain::regulation::Regulation;
use registro_eventlog::event::SchoolId;
use registro_projections::directory::Directory;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access;
use crate::actor::{Agent, Capacity};
use crate::clock;
use crate::http::{Schools, Web};
use crate::policy::Asking;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sign_in::SignIn;
use crate::sign_in::assurance::{Needs, Proof};
use crate::sign_in::provider::Provider;
use crate::sign_in::refused::Refused;
use crate::sign_in::session::Ticket;

/// How long a token of the operator's is good for: a school day.
const LASTS: SignedDuration = SignedDuration::from_hours(8);
const ISSUER: &str = "registro";
/// In the address of a request whose author has seen what is doubtful in her words, and stands by them.
pub const CONFIRMED: &str = "confirmed=true";
/// Bytes of a secret: those of the hash that HS256 uses (RFC 7518, 3.2).
const SHORTEST_SECRET: usize = 32;

/// What who asks is known by: the key of the operator's tokens (HS256), sessions, and a provider if there is one.
#[derive(Clone)]
pub struct Keys {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    pub sign_in: Arc<SignIn>,
}

/// What a request brings to be known by.
pub enum Credential<'a> {
    Bearer(&'a str),
    Browser(Ticket),
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
            sign_in: Arc::new(SignIn::local()),
        }
    }

    /// The same, with these sessions and this provider.
    pub fn with(self, sign_in: SignIn) -> Self {
        Self { sign_in: Arc::new(sign_in), ..self }
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
        self.verified(school, token).map(|(agent, _)| agent)
    }

    /// The same, with when she signed in.
    fn verified(&self, school: SchoolId, token: &str) -> Result<(Agent, Timestamp), Refusal> {
        let claims = self.claims(token)?;
        if claims.school != school {
            return Err(Refusal::Unidentified);
        }
        let Claims { sub: person, capacity, assurance, sid: session, iat, .. } = claims;
        let at = Timestamp::from_second(iat).unwrap_or(Timestamp::MIN);
        Ok((Agent { person, capacity, assurance, session }, at))
    }

    /// What a request brings. The header decides if it is there: a bad one is not made good by a cookie.
    pub fn credential<'a>(&self, headers: &'a HeaderMap) -> Result<Credential<'a>, Refusal> {
        if let Some(authorization) = headers.get(AUTHORIZATION) {
            let words = authorization.to_str().ok().and_then(|words| words.split_once(' '));
            let bearer = words.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
            return bearer.map(|(_, token)| Credential::Bearer(token.trim())).ok_or(Refusal::Unidentified);
        }
        self.sign_in.ticket(headers).map(Credential::Browser).ok_or(Refusal::Unidentified)
    }

    /// The school in which a request is good for something, if anywhere.
    pub fn school(&self, headers: &HeaderMap) -> Result<SchoolId, Refusal> {
        match self.credential(headers)? {
            Credential::Browser(ticket) => Ok(ticket.school),
            Credential::Bearer(token) => match self.provider_of(token) {
                Some(provider) => provider.school_of(token).ok_or(Refusal::Unidentified),
                None => Ok(self.claims(token)?.school),
            },
        }
    }

    /// Who a token says is asking, and how she proved it.
    async fn bearer(&self, school: SchoolId, token: &str) -> Result<(Agent, Proof), Refusal> {
        let Some(provider) = self.provider_of(token) else {
            let (agent, at) = self.verified(school, token)?;
            return Ok((agent, Proof::Person { level: agent.assurance, at }));
        };
        provider.program(school, token).await.map_err(|refused| {
            if let Refused::Provider(_) = refused {
                return refused.into();
            }
            tracing::info!("a program's token is refused: {}", refused.kept());
            Refusal::Unidentified
        })
    }

    /// The provider, unless a token is of the kind that the operator signs. Each kind is checked with its own keys only.
    fn provider_of(&self, token: &str) -> Option<&Provider> {
        let operators = decode_header(token).is_ok_and(|header| header.alg == Algorithm::HS256);
        self.sign_in.provider.as_ref().filter(|_| !operators)
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
    /// By the register's clock on the wall, which in a demo is not the machine's.
    pub now: DateTime,
    pub today: Date,
    pub regulation: Arc<Regulation>,
    /// Whether what is doubtful in the words of this request was seen and is confirmed; see [`CONFIRMED`].
    pub confirmed: bool,
    /// How she proved who she is.
    pub proof: Proof,
}

impl Session {
    /// Whether her sign-in is enough.
    pub fn suffices(&self, web: &Web, needs: Needs) -> Result<(), Refusal> {
        Ok(web.keys.sign_in.is_enough(self.proof, needs)?)
    }

    /// The question of who may read what, asked by this person now.
    pub fn asking(&self) -> Asking<'_> {
        let Session { agent, directory, now, regulation, .. } = self;
        Asking { agent: *agent, directory, at: *now, regulation }
    }

    pub fn may_see_class(&self, class: ClassId) -> bool {
        self.asking().may_see_class(class)
    }

    /// Whether she sees what goes on in the whole school.
    pub fn may_see_school(&self) -> bool {
        self.asking().may_see_school()
    }

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
        let sight = self.asking().sees_of(student);
        if sight == Sight::Nothing {
            access::asked(student);
        }
        sight
    }
}

impl FromRequestParts<Schools> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, schools: &Schools) -> Result<Self, Problem> {
        let web = schools.of(&parts.headers)?;
        let session = identify(&web, &parts.headers).await?;
        if !parts.method.is_safe() {
            session.suffices(&web, Needs::SecondLevel)?;
        }
        let confirmed = parts.uri.query().is_some_and(|query| query.split('&').any(|it| it == CONFIRMED));
        Ok(Session { confirmed, ..session })
    }
}

/// The author of a request with these headers.
pub(crate) async fn identify(web: &Web, headers: &HeaderMap) -> Result<Session, Refusal> {
    let register = &web.app.register;
    let directory = register.directory().await?;
    let now = clock::wall(register.clock.now());
    let today = now.date();
    let (agent, proof) = match web.keys.credential(headers)? {
        Credential::Bearer(token) => web.keys.bearer(register.school, token).await?,
        Credential::Browser(ticket) => {
            let found = web.keys.sign_in.find(&web.app, &ticket).await?;
            let agent = found.agent().filter(|agent| agent.holds(&directory, today));
            (agent.ok_or(Refused::CapacityToChoose)?, found.proof())
        }
    };
    if !agent.holds(&directory, today) {
        return Err(Refusal::Unidentified);
    }
    access::identified(agent, &web.app);
    let regulation = Arc::clone(&register.regulation);
    Ok(Session { agent, directory, now, today, regulation, confirmed: false, proof })
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
