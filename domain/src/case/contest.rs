//! What is asked of an appeal to the Organo di garanzia, of a complaint to the region, of a court's order.

mod count;
mod court;
mod filing;
mod outcome;
mod panel;
mod refusal;
mod region;
mod ruling;
mod sitting;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};

use super::appeal::{Grounds, Interest, Outcome, Vote};
use super::{Ballot, Case, CaseEvent, Conflict, Heading, Request};
use crate::guarantee_body::Seated;
use crate::ids::{FactNumber, PersonId, Protocol};
use crate::norm::Norm;
use crate::people::Profile;
use crate::regulation::Regulation;
use crate::text::Text;

pub use count::{Counted, NotCounted, counted};
pub use panel::conflicts;
pub use refusal::Rejection;
pub use steps::steps;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `Ricorso`. The day of the act is that on which it was filed.
    File {
        of: FactNumber,
        by: PersonId,
        interest: Interest,
        grounds: Option<Grounds>,
        /// Of an appeal on paper, which was not filed without.
        protocol: Option<Protocol>,
        /// In the register itself: the number comes afterwards.
        online: bool,
    },
    /// The number of an appeal that was filed in the register.
    Number {
        appeal: FactNumber,
        protocol: Protocol,
    },
    Withdraw {
        appeal: FactNumber,
        by: PersonId,
    },
    /// The members are those whom the roster and the conflicts say: nobody picks them.
    Convene {
        appeal: FactNumber,
        sits_at: DateTime,
        panel: Panel,
    },
    /// To the members named, or to all.
    SendNotice {
        appeal: FactNumber,
        to: Vec<PersonId>,
        protocol: Option<Protocol>,
    },
    Invite {
        appeal: FactNumber,
        to: Vec<PersonId>,
    },
    Substitute {
        appeal: FactNumber,
        leaves: PersonId,
        why: Conflict,
        panel: Panel,
    },
    /// The day and hour of the act are those of the sitting.
    Sit {
        appeal: FactNumber,
        present: Vec<PersonId>,
        heard: Vec<PersonId>,
    },
    Rule {
        appeal: FactNumber,
        outcome: Outcome,
        ballot: Ballot<Vote>,
        reasons: Option<Text>,
    },
    /// Of the decision, or of the term that lapsed.
    CommunicateOutcome {
        appeal: FactNumber,
        to: Vec<PersonId>,
        protocol: Option<Protocol>,
    },
    Resume {
        of: FactNumber,
        days: Vec<Date>,
        to: Vec<PersonId>,
        protocol: Option<Protocol>,
    },
    /// `Reclamo`.
    Complain {
        of: FactNumber,
        by: PersonId,
        interest: Interest,
        grounds: Text,
        protocol: Option<Protocol>,
    },
    RequestDocuments {
        complaint: FactNumber,
        /// The longest, if none is said.
        until: Option<Date>,
    },
    GiveOpinion {
        complaint: FactNumber,
        upheld: bool,
        summary: Text,
        protocol: Option<Protocol>,
    },
    DecideComplaint {
        complaint: FactNumber,
        upheld: bool,
        reasons: Text,
        protocol: Option<Protocol>,
    },
    Order {
        of: FactNumber,
        order: Text,
        expunge: bool,
        protocol: Option<Protocol>,
    },
    Expunge,
}

/// Who may sit on an appeal, as it is known on the day of the act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// The principal, or who presides for her.
    pub president: PersonId,
    /// Those appointed to the Organo di garanzia on the day of the sitting.
    pub roster: Vec<Seated>,
    /// Who answers for the student, or is of the family.
    pub family: BTreeSet<PersonId>,
    /// Who said that she cannot come, or is known to be involved.
    pub others: BTreeMap<PersonId, Conflict>,
}

impl Interest {
    /// Why this person may appeal for the student on that day: the student herself, whoever answers for her, anyone else
    /// who says why.
    ///
    /// Norm: reg. istituto, art. 40, c. 1; DPR 249/1998, art. 5, c. 1 (A9-01); limits of a court (B6-01).
    pub fn of(
        by: PersonId,
        student: &Profile,
        on: Date,
        stated: Option<Text>,
        regulation: &Regulation,
    ) -> Result<Interest, Rejection> {
        if by == student.person {
            return Ok(Interest::TheStudent);
        }
        if student.guardians_on(on).any(|guardian| guardian == by) && !student.is_of_age(on, regulation) {
            return Ok(Interest::Guardian);
        }
        stated.map(Interest::Other).ok_or(Rejection::NoInterest { on })
    }
}

/// What may be done about a sanction after it was decided. Nothing, once the case is expunged.
pub fn decide(
    case: &Case,
    request: &Request,
    command: &Command,
    regulation: &Regulation,
) -> Result<Vec<CaseEvent>, Rejection> {
    if let Some(expunged) = &case.expunged {
        let again = *command == Command::Expunge;
        return if again { Ok(Vec::new()) } else { Err(Rejection::Expunged { on: expunged.at.date() }) };
    }
    let asked = Asked { case, request, regulation };
    match command {
        Command::File { of, by, interest, grounds, protocol, online } => {
            let protocol = if *online { *protocol } else { Some(protocolled(*protocol)?) };
            filing::file(&asked, *of, *by, interest, grounds.as_ref(), protocol)
        }
        Command::Number { appeal, protocol } => filing::number(&asked, *appeal, *protocol),
        Command::Withdraw { appeal, by } => filing::withdraw(&asked, *appeal, *by),
        Command::Convene { appeal, sits_at, panel } => sitting::convene(&asked, *appeal, *sits_at, panel),
        Command::SendNotice { appeal, to, protocol } => sitting::send_notice(&asked, *appeal, to, *protocol),
        Command::Invite { appeal, to } => sitting::invite(&asked, *appeal, to),
        Command::Substitute { appeal, leaves, why, panel } => {
            sitting::substitute(&asked, *appeal, *leaves, *why, panel)
        }
        Command::Sit { appeal, present, heard } => sitting::sit(&asked, *appeal, present, heard),
        Command::Rule { appeal, outcome, ballot, reasons } => {
            ruling::rule(&asked, *appeal, outcome, ballot, reasons.as_ref())
        }
        Command::CommunicateOutcome { appeal, to, protocol } => {
            outcome::communicate(&asked, *appeal, to, *protocol)
        }
        Command::Resume { of, days, to, protocol } => outcome::resume(&asked, *of, days, to, *protocol),
        Command::Complain { of, by, interest, grounds, protocol } => {
            region::complain(&asked, *of, *by, interest, grounds, *protocol)
        }
        Command::RequestDocuments { complaint, until } => {
            region::request_documents(&asked, *complaint, *until)
        }
        Command::GiveOpinion { complaint, upheld, summary, protocol } => {
            region::give_opinion(&asked, *complaint, *upheld, summary, *protocol)
        }
        Command::DecideComplaint { complaint, upheld, reasons, protocol } => {
            region::decide(&asked, *complaint, *upheld, reasons, *protocol)
        }
        Command::Order { of, order, expunge, protocol } => {
            court::order(&asked, *of, order, *expunge, *protocol)
        }
        Command::Expunge => court::expunge(&asked),
    }
}

/// A command on a case, with what judges it.
struct Asked<'a> {
    case: &'a Case,
    request: &'a Request,
    regulation: &'a Regulation,
}

impl Asked<'_> {
    /// The civil day of the act.
    fn on(&self) -> Date {
        self.request.at.date()
    }

    fn heading(&self, because: Vec<Norm>) -> Result<Heading, Rejection> {
        let whose = self.case.whose.ok_or(Rejection::NoCase)?;
        Ok(Heading {
            case: whose.case,
            student: whose.student,
            class: whose.class,
            at: self.request.at,
            number: self.case.next_number(),
            because,
        })
    }

    /// The act does not come before that on which it rests.
    fn not_before(&self, rests_on: DateTime) -> Result<(), Rejection> {
        if self.request.at < rests_on {
            return Err(Rejection::OutOfOrder { at: self.request.at, rests_on });
        }
        Ok(())
    }
}

/// Norm: D-08: an act without its protocol number was not filed and not communicated.
fn protocolled(protocol: Option<Protocol>) -> Result<Protocol, Rejection> {
    protocol.ok_or(Rejection::NoProtocol)
}

#[cfg(test)]
pub(crate) mod tests;
