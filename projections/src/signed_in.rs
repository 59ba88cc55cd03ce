//! Who is signed in, and who is on the way to it. No fact of the log makes these rows: they stand beside the read models
//! because every process that serves a school reads there. Thrown away, everybody signs in again.
//!
//! What a browser holds is a secret; here is only its hash, so that a copy of these rows opens nothing.

use jiff::Timestamp;
use registro_eventlog::event::SchoolId;
use uuid::Uuid;

use crate::model::Column;
use crate::store::{Answer, ReadStore, StoreError, Tx};

/// SHA-256 of a secret.
pub type Hash = [u8; 32];

pub(crate) const TABLES: &str = "CREATE TABLE IF NOT EXISTS signed_in (\
    secret BLOB NOT NULL PRIMARY KEY, school BLOB NOT NULL, session BLOB NOT NULL, person BLOB NOT NULL, \
    capacity TEXT NOT NULL, level INTEGER NOT NULL, authenticated_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, \
    until INTEGER NOT NULL, subject BLOB NOT NULL, provider_session BLOB NOT NULL);\
    CREATE INDEX IF NOT EXISTS signed_in_person ON signed_in (school, person);\
    CREATE INDEX IF NOT EXISTS signed_in_subject ON signed_in (subject);\
    CREATE INDEX IF NOT EXISTS signed_in_provider ON signed_in (provider_session);\
    CREATE INDEX IF NOT EXISTS signed_in_until ON signed_in (until);\
    CREATE TABLE IF NOT EXISTS signing_in (\
    state BLOB NOT NULL PRIMARY KEY, browser BLOB NOT NULL, school BLOB NOT NULL, nonce TEXT NOT NULL, \
    verifier TEXT NOT NULL, return_to TEXT NOT NULL, level INTEGER NOT NULL, max_age INTEGER NOT NULL, \
    replaces BLOB NOT NULL, until INTEGER NOT NULL);\
    CREATE INDEX IF NOT EXISTS signing_in_until ON signing_in (until)";

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    pub school: SchoolId,
    /// What acts and readings name it by.
    pub session: Uuid,
    pub person: Uuid,
    /// Empty until one is chosen.
    pub capacity: String,
    pub level: u8,
    /// When the person last proved who she is.
    pub authenticated_at: Timestamp,
    pub seen_at: Timestamp,
    /// However busy it is, it ends then.
    pub until: Timestamp,
    /// A hash of the provider and of what it calls the person.
    pub subject: Vec<u8>,
    /// A hash of the provider and of what it calls its own session; empty if it does not say.
    pub provider_session: Vec<u8>,
}

/// Somebody was sent to the provider, and is awaited with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningIn {
    /// Of the secret that her browser holds meanwhile.
    pub browser: Hash,
    pub school: SchoolId,
    pub nonce: String,
    pub verifier: String,
    pub return_to: String,
    pub level: u8,
    /// Seconds since she proved who she is, at most.
    pub max_age: Option<u32>,
    /// The session that the new one takes the place of; empty if there is none.
    pub replaces: Vec<u8>,
    pub until: Timestamp,
}

/// Which sessions end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    Person(SchoolId, Uuid),
    Subject(Vec<u8>),
    ProviderSession(Vec<u8>),
}

const COLUMNS: &str =
    "school, session, person, capacity, level, authenticated_at, seen_at, until, subject, provider_session";

impl ReadStore {
    /// Begins a session, in the place of another if `replaces` is not empty.
    pub async fn sign_in(
        &self,
        secret: &Hash,
        session: &SignedIn,
        replaces: &[u8],
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.run(
            "DELETE FROM signed_in WHERE secret = ? OR until < ?",
            &[blob(replaces), instant(session.seen_at)],
        )
        .await?;
        insert(&mut tx, secret, session).await?;
        Ok(tx.commit().await?)
    }

    /// Goes on with a session under another secret, unless it was ended: then there is none to go on with.
    pub async fn go_on(
        &self,
        secret: &Hash,
        session: &SignedIn,
        replaces: &Hash,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let end = "DELETE FROM signed_in WHERE secret = ? RETURNING session";
        if tx.fetch(end, &[blob(replaces)]).await?.is_empty() {
            return Ok(false);
        }
        insert(&mut tx, secret, session).await?;
        tx.commit().await?;
        Ok(true)
    }

    pub async fn signed_in(&self, secret: &Hash) -> Result<Option<SignedIn>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM signed_in WHERE secret = ?");
        self.select(&select, &[blob(secret)]).await?.first().map(session).transpose()
    }

    /// The session was used.
    pub async fn seen(&self, secret: &Hash, at: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.run("UPDATE signed_in SET seen_at = ? WHERE secret = ?", &[instant(at), blob(secret)]).await?;
        Ok(tx.commit().await?)
    }

    /// Ends one session: returns it, if there was one.
    pub async fn sign_out(&self, secret: &Hash) -> Result<Option<SignedIn>, StoreError> {
        Ok(self.end("secret = ?", &[blob(secret)]).await?.pop())
    }

    /// Ends several, and returns them.
    pub async fn sign_out_all(&self, whose: &Whose) -> Result<Vec<SignedIn>, StoreError> {
        match whose {
            Whose::Person(school, person) => {
                self.end("school = ? AND person = ?", &[(*school).into(), (*person).into()]).await
            }
            Whose::Subject(subject) => self.end("subject = ?", &[blob(subject)]).await,
            Whose::ProviderSession(session) => self.end("provider_session = ?", &[blob(session)]).await,
        }
    }

    async fn end(&self, which: &str, values: &[Column]) -> Result<Vec<SignedIn>, StoreError> {
        let mut tx = self.begin().await?;
        durably(&mut tx).await?;
        let delete = format!("DELETE FROM signed_in WHERE {which} RETURNING {COLUMNS}");
        let ended = tx.fetch(&delete, values).await?.iter().map(session).collect();
        tx.commit().await?;
        ended
    }

    /// Somebody is sent to the provider.
    pub async fn begin_sign_in(
        &self,
        state: &Hash,
        awaited: &SigningIn,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.run("DELETE FROM signing_in WHERE until < ?", &[instant(now)]).await?;
        let insert = "INSERT INTO signing_in (state, browser, school, nonce, verifier, return_to, level, max_age, \
                      replaces, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        tx.run(
            insert,
            &[
                blob(state),
                blob(&awaited.browser),
                awaited.school.into(),
                Column::Text(awaited.nonce.clone()),
                Column::Text(awaited.verifier.clone()),
                Column::Text(awaited.return_to.clone()),
                Column::Integer(awaited.level.into()),
                Column::Integer(awaited.max_age.map_or(-1, i64::from)),
                blob(&awaited.replaces),
                instant(awaited.until),
            ],
        )
        .await?;
        Ok(tx.commit().await?)
    }

    /// What was awaited under a state. Once: whoever brings it again finds nothing.
    pub async fn take_sign_in(&self, state: &Hash) -> Result<Option<SigningIn>, StoreError> {
        let mut tx = self.begin().await?;
        durably(&mut tx).await?;
        let take = "DELETE FROM signing_in WHERE state = ? RETURNING browser, school, nonce, verifier, return_to, \
                    level, max_age, replaces, until";
        let taken = tx.fetch(take, &[blob(state)]).await?.first().map(awaited).transpose();
        tx.commit().await?;
        taken
    }
}

async fn insert(tx: &mut Tx, secret: &Hash, session: &SignedIn) -> Result<(), StoreError> {
    let insert =
        format!("INSERT INTO signed_in (secret, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    tx.run(
        &insert,
        &[
            blob(secret),
            session.school.into(),
            session.session.into(),
            session.person.into(),
            Column::Text(session.capacity.clone()),
            Column::Integer(session.level.into()),
            instant(session.authenticated_at),
            instant(session.seen_at),
            instant(session.until),
            blob(&session.subject),
            blob(&session.provider_session),
        ],
    )
    .await?;
    Ok(())
}

/// A session that was ended must not be there again after a crash of the server.
async fn durably(tx: &mut Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(_) = tx {
        tx.define("SET LOCAL synchronous_commit = on").await?;
    }
    Ok(())
}

fn session(row: &Answer) -> Result<SignedIn, StoreError> {
    Ok(SignedIn {
        school: SchoolId(id(row, 0)?),
        session: id(row, 1)?,
        person: id(row, 2)?,
        capacity: row.text(3)?,
        level: u8::try_from(row.integer(4)?).unwrap_or_default(),
        authenticated_at: moment(row, 5)?,
        seen_at: moment(row, 6)?,
        until: moment(row, 7)?,
        subject: row.blob(8)?.to_vec(),
        provider_session: row.blob(9)?.to_vec(),
    })
}

fn awaited(row: &Answer) -> Result<SigningIn, StoreError> {
    Ok(SigningIn {
        browser: row.blob(0)?.try_into().map_err(|_| wrong("a hash"))?,
        school: SchoolId(id(row, 1)?),
        nonce: row.text(2)?,
        verifier: row.text(3)?,
        return_to: row.text(4)?,
        level: u8::try_from(row.integer(5)?).unwrap_or(u8::MAX),
        max_age: u32::try_from(row.integer(6)?).ok(),
        replaces: row.blob(7)?.to_vec(),
        until: moment(row, 8)?,
    })
}

fn blob(bytes: &[u8]) -> Column {
    Column::Blob(bytes.to_vec())
}

fn instant(at: Timestamp) -> Column {
    Column::Integer(at.as_microsecond())
}

fn moment(row: &Answer, place: usize) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(row.integer(place)?).map_err(|_| wrong("an instant"))
}

fn id(row: &Answer, place: usize) -> Result<Uuid, StoreError> {
    Uuid::from_slice(row.blob(place)?).map_err(|_| wrong("an id"))
}

fn wrong(what: &'static str) -> StoreError {
    sqlx::Error::Decode(what.into()).into()
}
