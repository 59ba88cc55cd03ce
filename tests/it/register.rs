//! The register as a whole, from a request to an answer, on real databases.

mod adoption;
mod adults;
mod attendance;
mod board;
mod counting;
mod derogations;
mod duties;
mod families;
mod guarded;
mod killed;
mod lagging;
mod lessons;
mod mistakes;
mod partial;
mod permissions;
mod phones;
mod refused;
mod reviews;
mod roll_calls;
mod seed;
mod served;
mod sight;
mod stood;
mod support;
mod twice;
mod words;
