//! Where wrapped keys are kept: a file, or tables of a server.

use std::path::Path;

use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use super::super::key::{KeyId, WrappedBy};
use super::super::{Scope, SealError};
use crate::event::SchoolId;

/// A key as it is kept.
#[derive(Clone, Debug)]
pub(in crate::seal) struct Wrapped {
    pub(in crate::seal) id: KeyId,
    pub(in crate::seal) by: WrappedBy,
    pub(in crate::seal) bytes: Vec<u8>,
}

/// The same, with all that is known of it.
#[derive(Clone, Debug)]
pub(in crate::seal) struct Kept {
    pub(in crate::seal) school: SchoolId,
    pub(in crate::seal) owner: Option<Uuid>,
    pub(in crate::seal) class: String,
    pub(in crate::seal) part: String,
    pub(in crate::seal) made_at: Timestamp,
    pub(in crate::seal) retired: bool,
    pub(in crate::seal) key: Wrapped,
}

/// A file, or tables. What the crate has of it is one connection or a few, and whoever waits for one waits.
#[async_trait]
pub(in crate::seal) trait Cabinet: Send + Sync {
    /// From now on nobody else changes anything, in no process, until the turn is over.
    async fn begin(&self) -> Result<Box<dyn Turn>, SealError>;

    /// The keys of these names that there are.
    async fn of_ids(&self, ids: &[KeyId]) -> Result<Vec<Wrapped>, SealError>;

    /// Every key of a school.
    async fn of_school(&self, school: SchoolId) -> Result<Vec<Kept>, SealError>;

    /// Grows whenever keys are retired or destroyed, by whatever process.
    async fn generation(&self) -> Result<i64, SealError>;

    /// Removes what is left of destroyed rows, as far as nobody reads just now. It opens with nothing any more anyway.
    async fn tidy(&self) -> Result<(), SealError>;

    /// All of it as a file.
    async fn copy_to(&self, path: &Path) -> Result<(), SealError>;

    /// Gives it back. A file has nothing beside it then.
    async fn close(&self) -> Result<(), SealError>;
}

/// Somebody's turn. Dropped without `commit`, it has changed nothing.
#[async_trait]
pub(in crate::seal) trait Turn: Send {
    /// The key that a scope seals under now.
    async fn of_scope(&mut self, school: SchoolId, scope: &Scope) -> Result<Option<Wrapped>, SealError>;

    /// Keys that another key-encryption key has wrapped.
    async fn wrapped_by_others(&mut self, than: WrappedBy) -> Result<Vec<Wrapped>, SealError>;

    /// What some key is wrapped by, if there is any key.
    async fn wrapped_by(&mut self) -> Result<Option<WrappedBy>, SealError>;

    /// Whether it was not there yet.
    async fn add(&mut self, kept: &Kept) -> Result<bool, SealError>;

    async fn rewrap(&mut self, key: &Wrapped) -> Result<(), SealError>;

    /// Whether it was there, and sealed.
    async fn retire(&mut self, id: KeyId) -> Result<bool, SealError>;

    /// Whether it was there.
    async fn remove(&mut self, id: KeyId) -> Result<bool, SealError>;

    /// The next generation.
    async fn advance(&mut self) -> Result<(), SealError>;

    async fn commit(self: Box<Self>) -> Result<(), SealError>;
}
