//! What is asked of an appeal, of a complaint to the region, of a court.

use super::{Case, CaseEvent, Request};
use crate::norm::Norm;
use crate::regulation::Regulation;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match *self {}
    }

    pub fn norm(&self) -> Norm {
        match *self {}
    }
}

/// `request` says when, and with which holidays; `command` is what it asks.
pub fn decide(
    _case: &Case,
    _request: &Request,
    command: &Command,
    _regulation: &Regulation,
) -> Result<Vec<CaseEvent>, Rejection> {
    match *command {}
}
