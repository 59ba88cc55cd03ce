//! What may be done in a case: what the law forbids is refused, what is irregular is recorded for `steps` to see.

mod opening;

use super::state::Whose;
use super::{Case, CaseEvent, Command, Heading, Rejection, Request, contest};
use crate::norm::Norm;
use crate::regulation::Regulation;

pub fn decide(case: &Case, request: &Request, regulation: &Regulation) -> Result<Vec<CaseEvent>, Rejection> {
    let Request { at, now, .. } = *request;
    if now < at {
        return Err(Rejection::InTheFuture { at, now });
    }
    match &request.command {
        Command::Report { case: id, student, class, infraction } => {
            let whose = Whose { case: *id, student: *student, class: *class };
            opening::report(case, request, whose, infraction)
        }
        Command::Dismiss { reason } => opening::dismiss(case, request, reason),
        Command::Contest(command) => Ok(contest::decide(case, request, command, regulation)?),
    }
}

impl Case {
    /// The case, if something may still be done in it on that day: reported by then, and not closed.
    fn open(&self, request: &Request) -> Result<&Case, Rejection> {
        let report = self.report.as_ref().ok_or(Rejection::NotReported)?;
        if request.at < report.at {
            return Err(Rejection::BeforeReport { at: request.at, reported: report.at });
        }
        if let Some(closed) = self.expunged.as_ref().or(self.dismissed.as_ref()) {
            return Err(Rejection::Closed { on: closed.at.date() });
        }
        if let Some(acquittal) = &self.acquittal {
            return Err(Rejection::Closed { on: acquittal.at.date() });
        }
        Ok(self)
    }

    /// What an event of this case says first; none before the report, which is a refusal.
    pub(super) fn heading(&self, request: &Request, because: Vec<Norm>) -> Result<Heading, Rejection> {
        let Whose { case, student, class } = self.whose.ok_or(Rejection::NotReported)?;
        Ok(Heading { case, student, class, at: request.at, number: self.next_number(), because })
    }
}
