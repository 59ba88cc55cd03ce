//! The read side: every answer the register gives is folded from events, and can be folded again.
//!
//! One file answers one question. [`runner`] keeps the stored answers up to date, [`as_of`] answers for any instant.

pub mod as_of;
pub mod attendance_totals;
pub mod audit_trail;
pub mod breaches;
pub mod cases;
pub mod class_day;
pub mod concerned;
pub mod conduct;
pub mod devices;
pub mod directory;
pub mod duties;
pub mod erasures;
pub mod event;
pub mod expunction;
pub mod grade_changes;
pub mod grades;
pub mod inbox;
pub mod model;
pub mod notices;
pub mod permissions;
pub mod rebuild;
pub mod requests;
pub mod rule_conflicts;
pub mod runner;
pub mod scrutinies;
pub mod signed_in;
pub mod store;
