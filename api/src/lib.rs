//! The edge of the register: commands come in, answers go out. The binary is `registro`.

pub mod actor;
pub mod anchored;
pub mod answers;
pub mod app;
pub mod audience;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod desk;
pub mod docket;
pub mod dossier;
pub mod duties;
pub mod erasing;
pub mod guarantee;
pub mod http;
pub mod identity;
pub mod outlook;
pub mod pages;
pub mod problem;
pub mod refusal;
pub mod register;
pub mod sealing;
pub mod sentence;
pub mod settings;
pub mod simulate;
pub mod standing;
