//! A complaint to the director of the Ufficio scolastico regionale: filed, instructed, decided.

use jiff::civil::Date;

use super::super::appeal::{Complaint, Interest};
use super::super::state::Complained;
use super::{Asked, CaseEvent, Rejection, protocolled};
use crate::ids::{FactNumber, PersonId, Protocol};
use crate::norm::Norm;
use crate::text::Text;

/// Norm: B1-14 (to the director of the office, not to the regional body), A9-14 (within the term), D-08 (protocolled).
pub(super) fn complain(
    asked: &Asked<'_>,
    of: FactNumber,
    by: PersonId,
    interest: &Interest,
    grounds: &Text,
    protocol: Option<Protocol>,
) -> Result<Vec<CaseEvent>, Rejection> {
    let protocol = protocolled(protocol)?;
    let decision = asked.case.in_force().filter(|decision| decision.number == of);
    let decision = decision.ok_or(Rejection::NoSanction(of))?;
    asked.not_before(decision.at)?;
    let on = asked.on();
    for (number, other) in asked.case.complaints.iter().filter(|(_, it)| it.complaint.said.of == of) {
        let hers = &other.complaint.said;
        if hers.by == by {
            let same = other.complaint.at == asked.request.at && hers.protocol == protocol;
            return if same { Ok(Vec::new()) } else { Err(Rejection::AlreadyComplained(*number)) };
        }
        if let Some(decided) = &other.decided {
            return Err(Rejection::ComplaintDecided { complaint: *number, on: decided.at.date() });
        }
    }
    let term = asked.complaint_term(decision, by).ok_or(Rejection::NotAppealed)?;
    if let Some((from, until)) = term.filter(|(_, until)| *until < on) {
        let days = asked.regulation.complaint_term(from).0;
        return Err(Rejection::ComplaintTooLate { filed_on: on, from, days, until });
    }
    let complaint = Complaint {
        of,
        by,
        interest: interest.clone(),
        grounds: grounds.clone(),
        opinion_by: asked.regulation.opinion_within(on).last_day(on, &asked.request.holidays),
        protocol,
    };
    let heading = asked.heading(vec![Norm::RegionalTerm, Norm::RegionalBody])?;
    Ok(vec![CaseEvent::ComplaintFiled { heading, complaint }])
}

/// Norm: B1-14: documents are asked for once, and extend the term of the opinion by some days at most.
pub(super) fn request_documents(
    asked: &Asked<'_>,
    number: FactNumber,
    until: Option<Date>,
) -> Result<Vec<CaseEvent>, Rejection> {
    let complained = asked.undecided(number)?;
    if let Some(opinion) = &complained.opinion {
        return Err(Rejection::OpinionGiven { on: opinion.at.date() });
    }
    let term = complained.complaint.said.opinion_by;
    let longest = asked.regulation.opinion_extended_by(term).last_day(term, &asked.request.holidays);
    let until = until.unwrap_or(longest);
    if complained.opinion_by != term {
        let same = complained.opinion_by == until;
        let extended = Rejection::AlreadyExtended { until: complained.opinion_by };
        return if same { Ok(Vec::new()) } else { Err(extended) };
    }
    if term < asked.on() {
        return Err(Rejection::OpinionTooLate { until: term });
    }
    if until <= term || longest < until {
        return Err(Rejection::BadExtension { until, longest });
    }
    let heading = asked.heading(vec![Norm::RegionalBody])?;
    Ok(vec![CaseEvent::DocumentsRequested { heading, complaint: number, until }])
}

/// Norm: B1-14: within the term, which is peremptory.
pub(super) fn give_opinion(
    asked: &Asked<'_>,
    number: FactNumber,
    upheld: bool,
    summary: &Text,
    protocol: Option<Protocol>,
) -> Result<Vec<CaseEvent>, Rejection> {
    let complained = asked.undecided(number)?;
    if let Some(opinion) = &complained.opinion {
        let same = opinion.at == asked.request.at && opinion.said == upheld;
        let given = Rejection::OpinionGiven { on: opinion.at.date() };
        return if same { Ok(Vec::new()) } else { Err(given) };
    }
    if complained.opinion_by < asked.on() {
        return Err(Rejection::OpinionTooLate { until: complained.opinion_by });
    }
    let protocol = protocolled(protocol)?;
    let heading = asked.heading(vec![Norm::RegionalBody])?;
    Ok(vec![CaseEvent::OpinionGiven {
        heading,
        complaint: number,
        upheld,
        summary: summary.clone(),
        protocol,
    }])
}

/// Norm: B1-14: as the opinion says, which binds; without an opinion, once its term has passed.
pub(super) fn decide(
    asked: &Asked<'_>,
    number: FactNumber,
    upheld: bool,
    reasons: &Text,
    protocol: Option<Protocol>,
) -> Result<Vec<CaseEvent>, Rejection> {
    let complained = asked.case.complaints.get(&number).ok_or(Rejection::NoComplaint(number))?;
    if let Some(decided) = &complained.decided {
        let same = decided.at == asked.request.at && decided.said == upheld;
        let already = Rejection::ComplaintDecided { complaint: number, on: decided.at.date() };
        return if same { Ok(Vec::new()) } else { Err(already) };
    }
    let complained = asked.undecided(number)?;
    match &complained.opinion {
        Some(opinion) => {
            asked.not_before(opinion.at)?;
            if opinion.said != upheld {
                return Err(Rejection::OpinionBinds);
            }
        }
        None if asked.on() <= complained.opinion_by => {
            return Err(Rejection::NoOpinionYet { until: complained.opinion_by });
        }
        None => {}
    }
    let protocol = protocolled(protocol)?;
    let heading = asked.heading(vec![Norm::RegionalBody])?;
    let reasons = reasons.clone();
    Ok(vec![CaseEvent::ComplaintDecided { heading, complaint: number, upheld, reasons, protocol }])
}

impl Asked<'_> {
    /// A complaint on which the office has not decided yet, and of which the object is still there.
    fn undecided(&self, number: FactNumber) -> Result<&Complained, Rejection> {
        let complained = self.case.complaints.get(&number).ok_or(Rejection::NoComplaint(number))?;
        if let Some(decided) = &complained.decided {
            return Err(Rejection::ComplaintDecided { complaint: number, on: decided.at.date() });
        }
        let of = complained.complaint.said.of;
        if self.case.decisions.get(&of).is_none_or(|decision| !decision.stands()) {
            return Err(Rejection::NoSanction(of));
        }
        self.not_before(complained.complaint.at)?;
        Ok(complained)
    }
}
