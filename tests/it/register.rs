//! The register as a whole, from a request to an answer, on real databases.

mod killed;
mod mistakes;
mod refused;
mod stood;
mod support;
mod twice;
