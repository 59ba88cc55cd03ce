//! The register as a whole, from a request to an answer, on real databases.

mod adoption;
mod adults;
mod appeals;
mod attendance;
mod board;
mod cases;
mod counting;
mod derogations;
mod duties;
mod expunction;
mod families;
mod grades;
mod guarded;
mod killed;
mod lagging;
mod lessons;
mod mark_pages;
mod mistakes;
mod notes;
mod partial;
mod permissions;
mod phones;
mod proofs;
#[cfg(unix)]
mod read;
mod refused;
mod reviews;
mod roll_calls;
mod schools;
mod scrutinies;
mod scrutiny_pages;
mod sight;
mod stood;
mod support;
mod twice;
mod words;
