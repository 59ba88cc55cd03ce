//! The rules of the register: a pure function decides, another one folds.
//!
//! No async, no clock, no I/O, no randomness. Every date and every fact from elsewhere comes in the command.

pub mod assessment;
pub mod assurance;
pub mod attendance;
pub mod author;
pub mod breach;
pub mod calendar;
pub mod case;
pub mod conduct;
pub mod conflict;
pub mod consequences;
pub mod consultation;
pub mod contact;
pub mod derogation;
pub mod device;
pub mod dossier;
pub mod duty;
pub mod erasure;
pub mod fact;
pub mod fees;
pub mod forecast;
pub mod guarantee_body;
pub mod hours;
pub mod ids;
pub mod lesson;
pub mod norm;
pub mod notice;
pub mod people;
pub mod permission;
pub mod processing;
pub mod receipt;
pub mod regulation;
pub mod request;
pub mod retention;
pub mod school;
pub mod scrutiny;
pub mod term;
pub mod text;
pub mod vigilance;
