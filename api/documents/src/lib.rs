//! The school's documents as PDF/A: a model in JSON goes in, a tagged PDF/A-3a and PDF/UA-1 file comes out, the model inside it.

mod model;
mod typeset;

pub use model::{Kind, LONGEST_MODEL_BYTES, Model, Unreadable};
pub use typeset::{NotTypeset, typeset};
