//! What the register knows of one student in one school year, of all that duties follow from.
//!
//! Folded from events of several subjects, blind to the law. Acts keep their days, so that the file can be asked how
//! things stood on any day; corrections and annulments have none, since what they withdraw never was.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::cases::CaseFile;
use super::facts::FactFile;
use super::{DutyKind, Place};
use crate::case::CaseEvent;
use crate::conduct::{ConductEvent, NoteKind};
use crate::contact::{Channel, ContactEvent};
use crate::derogation::DerogationEvent;
use crate::device::DeviceEvent;
use crate::fact::DomainEvent;
use crate::ids::{CaseId, FactNumber};
use crate::notice::NoticeEvent;
use crate::permission::{PermissionEvent, PermissionOutcome, PermissionReason};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudentFile {
    pub(super) facts: BTreeMap<FactNumber, FactFile>,
    /// The hours missed on a day, by the fact that they come from, and the event since which they are so many.
    pub(super) days: BTreeMap<Date, (Place, Vec<(FactNumber, u32)>)>,
    /// Hours taken off the absences by a derogation, or put back.
    pub(super) excused: Vec<(Date, Place, i64)>,
    /// Absences told beforehand.
    pub(super) foretold: Vec<Foretold>,
    /// What was asked or opened, and is closed by the act that answers it.
    pub(super) matters: BTreeMap<(DutyKind, FactNumber), Asked>,
    /// Exits asked for a treatment that comes back: their day, and whether they were granted.
    pub(super) treatments: BTreeMap<FactNumber, (Date, bool)>,
    /// The disciplinary cases, but those expunged.
    pub(super) cases: BTreeMap<CaseId, CaseFile>,
    /// The disciplinary notes that stand.
    pub(super) notes: BTreeMap<FactNumber, (Date, Place)>,
    /// Acts that say which duty they fulfil, in the order of recording.
    pub(super) acts: Vec<Act>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Foretold {
    pub from: Date,
    pub until: Date,
    pub told_on: Date,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asked {
    pub asked_on: Date,
    /// The day that it is for.
    pub on: Date,
    pub place: Place,
    pub answer: Option<Answer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Answer {
    Given {
        on: Date,
        place: Place,
    },
    /// Nobody asks any longer.
    Withdrawn {
        on: Date,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Act {
    pub kind: DutyKind,
    pub on: Date,
    pub place: Place,
}

impl StudentFile {
    /// What an event of the student's school year adds. Events of others are not given.
    pub fn fold(mut self, place: Place, event: &DomainEvent) -> StudentFile {
        match event {
            DomainEvent::Attendance(event) => self.attendance(place, event),
            DomainEvent::Permission(event) => self.permission(place, event),
            DomainEvent::Derogation(event) => self.derogation(place, event),
            DomainEvent::Device(event) => self.device(place, event),
            DomainEvent::Conduct(event) => self.conduct(place, event),
            DomainEvent::Contact(event) => self.contact(place, event),
            DomainEvent::Notice(event) => self.notice(place, event),
            DomainEvent::Case(event) => self.case(place, event),
            DomainEvent::School(_)
            | DomainEvent::Person(_)
            | DomainEvent::Lesson(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Vigilance(_)
            | DomainEvent::Receipt(_)
            | DomainEvent::Scrutiny(_)
            | DomainEvent::GuaranteeBody(_)
            | DomainEvent::Conflict(_)
            | DomainEvent::Erasure(_)
            | DomainEvent::Request(_)
            | DomainEvent::Breach(_)
            | DomainEvent::Consultation(_)
            | DomainEvent::Erased(_) => {}
        }
        self
    }

    fn case(&mut self, place: Place, event: &CaseEvent) {
        let case = event.heading().case;
        if let CaseEvent::Expunged { .. } = event {
            self.cases.remove(&case);
        } else {
            self.cases.entry(case).or_default().fold(place, event);
        }
    }

    fn ask(&mut self, kind: DutyKind, number: FactNumber, (asked_on, on): (Date, Date), place: Place) {
        self.matters.insert((kind, number), Asked { asked_on, on, place, answer: None });
    }

    fn answer(&mut self, kind: DutyKind, number: FactNumber, answer: Answer) {
        if let Some(asked) = self.matters.get_mut(&(kind, number)) {
            asked.answer.get_or_insert(answer);
        }
    }

    fn permission(&mut self, place: Place, event: &PermissionEvent) {
        let kind = DutyKind::DecidePermission;
        match event {
            PermissionEvent::Requested { on, number, requested_on, reason, .. } => {
                self.ask(kind, *number, (*requested_on, *on), place);
                if *reason == PermissionReason::PeriodicTreatment {
                    self.treatments.insert(*number, (*on, false));
                }
            }
            PermissionEvent::Decided { number, outcome, decided_on, .. } => {
                self.answer(kind, *number, Answer::Given { on: *decided_on, place });
                if let Some((_, granted)) = self.treatments.get_mut(number) {
                    *granted = matches!(outcome, PermissionOutcome::Granted { .. });
                }
            }
            PermissionEvent::Withdrawn { number, withdrawn_on, .. } => {
                self.answer(kind, *number, Answer::Withdrawn { on: *withdrawn_on });
                self.treatments.remove(number);
            }
        }
    }

    fn derogation(&mut self, place: Place, event: &DerogationEvent) {
        let kind = DutyKind::DecideDerogation;
        match event {
            DerogationEvent::Requested { on, number, .. } => self.ask(kind, *number, (*on, *on), place),
            DerogationEvent::Decided { on, number, .. } => {
                self.answer(kind, *number, Answer::Given { on: *on, place });
            }
            DerogationEvent::Revoked { .. } => {}
        }
    }

    fn device(&mut self, place: Place, event: &DeviceEvent) {
        match event {
            DeviceEvent::BagRequested { on, number, .. } => {
                self.ask(DutyKind::DecideBag, *number, (*on, *on), place);
            }
            DeviceEvent::BagDecided { on, number, .. } => {
                self.answer(DutyKind::DecideBag, *number, Answer::Given { on: *on, place });
            }
            DeviceEvent::Withheld { on, number, .. } => {
                self.ask(DutyKind::TellOfDevice, *number, (*on, *on), place);
                self.ask(DutyKind::ReturnDevice, *number, (*on, *on), place);
            }
            DeviceEvent::FamilyTold { on, number, .. } => {
                self.answer(DutyKind::TellOfDevice, *number, Answer::Given { on: *on, place });
            }
            DeviceEvent::Returned { on, number, .. } => {
                self.answer(DutyKind::ReturnDevice, *number, Answer::Given { on: *on, place });
            }
            DeviceEvent::UseAllowed { .. } | DeviceEvent::UseEnded { .. } => {}
        }
    }

    fn conduct(&mut self, place: Place, event: &ConductEvent) {
        match event {
            ConductEvent::NoteWritten { on, number, kind: NoteKind::Disciplinary, .. } => {
                self.notes.insert(*number, (*on, place));
            }
            ConductEvent::NoteAnnulled { number, .. } => {
                self.notes.remove(number);
            }
            ConductEvent::SeparationRecorded { on, number, family_called, .. } => {
                if !family_called {
                    self.ask(DutyKind::TellOfSeparation, *number, (*on, *on), place);
                }
                self.ask(DutyKind::ConsiderSeparation, *number, (*on, *on), place);
            }
            ConductEvent::NoteWritten { kind: NoteKind::Educational, .. }
            | ConductEvent::NoteRectified { .. }
            | ConductEvent::StatementAdded { .. }
            | ConductEvent::PositiveActRecorded { .. }
            | ConductEvent::PositiveActAnnulled { .. } => {}
        }
    }

    fn contact(&mut self, place: Place, event: &ContactEvent) {
        match event {
            ContactEvent::FamilyTold { on, number, duty, channel, .. } => {
                self.acts.push(Act { kind: *duty, on: *on, place });
                if matches!(channel, Channel::Phone { protocol: None, .. }) {
                    self.ask(DutyKind::ProtocolFonogramma, *number, (*on, *on), place);
                }
            }
            ContactEvent::FonogrammaProtocolled { on, number, .. } => {
                self.answer(DutyKind::ProtocolFonogramma, *number, Answer::Given { on: *on, place });
            }
            ContactEvent::AuthorityInformed { on, duty, .. }
            | ContactEvent::ProposalConsidered { on, duty, .. } => {
                self.acts.push(Act { kind: *duty, on: *on, place });
            }
            ContactEvent::AbsencesFlagged { on, number, .. } => {
                self.ask(DutyKind::ConsiderLetter, *number, (*on, *on), place);
            }
            // B5-04: recorded, and nothing follows from it here.
            ContactEvent::MayorsWarning { .. } => {}
        }
    }

    fn notice(&mut self, place: Place, event: &NoticeEvent) {
        match event {
            NoticeEvent::Published { on, fulfils, .. } => {
                self.acts.extend(fulfils.map(|kind| Act { kind, on: *on, place }));
            }
            // What was told stays told.
            NoticeEvent::Corrected { .. } | NoticeEvent::Withdrawn { .. } | NoticeEvent::Addressed { .. } => {
            }
        }
    }
}
