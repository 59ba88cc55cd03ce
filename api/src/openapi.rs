//! The public API as OpenAPI 3.1 tells it, generated from the table of addresses that the router is made of.

pub mod document;
pub mod domain;
pub mod endpoint;
pub mod parameter;
mod problem;
pub mod shape;
pub mod shown;
