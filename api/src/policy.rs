//! Who may read what, in one place: facts, relations, a table.
//!
//! Somebody asks at a moment ([`Asking`]). The facts of the directory say which [`Relation`]s she has then to whom something
//! is about ([`About`]); [`table::readers`] says, for each [`Matter`], which of them entitle her to read it. There is nothing
//! else to it: no role has a list of permissions, and nobody is given a right that no fact of the log gives her.
//! What is restricted is read by fewer still: [`Asking::hides`] and its like decide it, for every answer.
//! `docs/authorisation.md` is made from the table. [`explain`] answers why somebody could read something on some day.

mod asking;
pub mod explain;
mod matter;
mod relation;
mod restricted;
pub mod table;

pub use asking::{About, Asking};
pub use matter::Matter;
pub use relation::Relation;
pub use restricted::{Record, is_act_restricted, is_restricted};
