//! Programs: tokens of their own, signed by the provider for this interface (client credentials).
//!
//! A program is registered as a person of the school with an office: what it does is told as its own, and it may do what
//! the office may, as long as the office lasts.

use registro_eventlog::event::SchoolId;
use serde::Deserialize;
use uuid::Uuid;

use super::assurance::Proof;
use super::provider::Provider;
use super::refused::{Forged, Refused};
use super::settings::{Client, Scope};
use super::token::TIMED;
use crate::actor::Agent;

/// A program's sessions are named after what its tokens are named.
const PROGRAMS: Uuid = Uuid::from_u128(0x6d1c_90f2_35b1_4c0e_8a66_0f4f_31d8_7be4);

/// RFC 9068.
#[derive(Deserialize)]
struct Access {
    sub: Option<String>,
    client_id: Option<String>,
    azp: Option<String>,
    #[serde(default)]
    scope: String,
    jti: Option<String>,
    iat: Option<i64>,
}

impl Access {
    fn client(&self) -> Option<&str> {
        self.client_id.as_deref().or(self.azp.as_deref())
    }
}

impl Provider {
    /// The school of the program that a token names, before it is believed.
    pub fn school_of(&self, token: &str) -> Option<SchoolId> {
        let access: Access = jsonwebtoken::dangerous::insecure_decode::<Access>(token).ok()?.claims;
        Some(SchoolId(self.client(&access)?.school))
    }

    fn client(&self, access: &Access) -> Option<&Client> {
        let name = access.client()?;
        self.wanted.section.clients.iter().find(|client| client.client_id == name)
    }

    /// Who a program's token says is asking, in a school.
    pub async fn program(&self, school: SchoolId, token: &str) -> Result<(Agent, Proof), Refused> {
        let access: Access = self.verified(token, &self.wanted.audience(), &TIMED).await?;
        let client = self.client(&access).filter(|client| client.school == school.0).ok_or(Forged::Party)?;
        // A token that a person let a program have for herself says her name: this one is to be the program's.
        if access.sub.as_ref().is_some_and(|sub| *sub != client.client_id) {
            return Err(Forged::Subject.into());
        }
        let has = |scope: &&Scope| access.scope.split_ascii_whitespace().any(|had| had == scope.scope);
        let scope = client.scopes.iter().find(has).ok_or(Forged::Purpose)?;
        let name = access.jti.unwrap_or_else(|| access.iat.unwrap_or_default().to_string());
        let session = Uuid::new_v5(&PROGRAMS, format!("{}/{name}", client.client_id).as_bytes());
        // Level 0: no person was identified.
        let agent = Agent { person: client.person, capacity: scope.capacity, assurance: 0, session };
        Ok((agent, Proof::Program { writes: scope.writes }))
    }
}
