//! What a disciplinary case asks of the school: to inform the council, to write the minutes, to communicate, to verify.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::file::{Answer, Asked};
use super::student::Desk;
use super::{Duty, DutyKind, Matter, Place, Status};
use crate::case::appeal::Outcome;
use crate::case::{Body, CaseEvent, Charge, Deliberation, Letter, Repair};
use crate::ids::{CaseId, FactNumber};

/// One case, of all that duties follow from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CaseFile {
    /// What was asked, by the act that it comes from.
    asked: BTreeMap<(DutyKind, FactNumber), Asked>,
    /// How many days of activities a sanction has, and those done.
    days: BTreeMap<FactNumber, (u16, BTreeSet<Date>)>,
    /// The sanction that an appeal or a complaint is against.
    against: BTreeMap<FactNumber, FactNumber>,
}

impl CaseFile {
    /// Of an expunged case nothing is left: it is for who keeps the files to forget it.
    pub(super) fn fold(&mut self, place: Place, event: &CaseEvent) {
        let on = event.heading().at.date();
        let number = event.heading().number;
        let given = Answer::Given { on, place };
        match event {
            CaseEvent::Reported { infraction, .. } => self.charged(place, number, on, infraction.charge),
            CaseEvent::ChargeNotified { notice, .. } => self.charged(place, number, on, notice.charge),
            CaseEvent::CouncilInformed { .. } => self.answer_all(DutyKind::InformCouncil, given),
            CaseEvent::Dismissed { .. } | CaseEvent::Acquitted { .. } => {
                self.answer_all(DutyKind::InformCouncil, Answer::Withdrawn { on });
            }
            CaseEvent::Deliberated { deliberation, .. } => self.deliberated(place, number, on, deliberation),
            CaseEvent::MinutesDeposited { of, .. } => self.answer(DutyKind::DepositMinutes, *of, given),
            CaseEvent::Communicated { communication, .. } => {
                self.answer(DutyKind::CommunicateSanction, communication.of, given);
            }
            CaseEvent::DayExecuted { of, day, .. } => self.executed(place, on, *of, *day),
            CaseEvent::ActivityAssessed { of, .. } => self.answer(DutyKind::AssessActivity, *of, given),
            CaseEvent::AppealFiled { appeal, .. } => {
                self.against.insert(number, appeal.of);
            }
            CaseEvent::ComplaintFiled { complaint, .. } => {
                self.against.insert(number, complaint.of);
            }
            CaseEvent::GuaranteeDecided { appeal, ruling, .. } => {
                let of = self.against.get(appeal).copied();
                match (&ruling.outcome, of) {
                    (Outcome::Annulled { .. }, Some(of)) => self.annulled(on, of),
                    (Outcome::ConfirmedInPart { measure }, Some(of)) => {
                        if let Some((days, _)) = self.days.get_mut(&of) {
                            *days = measure.sanction.days().unwrap_or_default();
                        }
                    }
                    (Outcome::Confirmed, _) | (_, None) => {}
                }
            }
            CaseEvent::ComplaintDecided { complaint, upheld: true, .. } => {
                if let Some(of) = self.against.get(complaint).copied() {
                    self.annulled(on, of);
                }
            }
            CaseEvent::CourtOrdered { of, .. } => self.annulled(on, *of),
            CaseEvent::ComplaintDecided { upheld: false, .. }
            | CaseEvent::HearingOffered { .. }
            | CaseEvent::StudentHeard { .. }
            | CaseEvent::HearingDeclined { .. }
            | CaseEvent::ParentsInformed { .. }
            | CaseEvent::ConversionOffered { .. }
            | CaseEvent::ConversionAnswered { .. }
            | CaseEvent::BodyConvened { .. }
            | CaseEvent::HostCertified { .. }
            | CaseEvent::Stayed { .. }
            | CaseEvent::AppealProtocolled { .. }
            | CaseEvent::AppealWithdrawn { .. }
            | CaseEvent::GuaranteeConvened { .. }
            | CaseEvent::GuaranteeNoticeSent { .. }
            | CaseEvent::PartiesInvited { .. }
            | CaseEvent::GuaranteeMemberSubstituted { .. }
            | CaseEvent::GuaranteeSat { .. }
            | CaseEvent::OutcomeCommunicated { .. }
            | CaseEvent::Resumed { .. }
            | CaseEvent::DocumentsRequested { .. }
            | CaseEvent::OpinionGiven { .. }
            | CaseEvent::Expunged { .. } => {}
        }
    }

    fn ask(&mut self, kind: DutyKind, number: FactNumber, on: Date, place: Place) {
        let asked = Asked { asked_on: on, on, place, answer: None };
        self.asked.entry((kind, number)).or_insert(asked);
    }

    fn answer(&mut self, kind: DutyKind, number: FactNumber, answer: Answer) {
        if let Some(asked) = self.asked.get_mut(&(kind, number)) {
            asked.answer.get_or_insert(answer);
        }
    }

    fn answer_all(&mut self, kind: DutyKind, answer: Answer) {
        for ((of_kind, _), asked) in &mut self.asked {
            if *of_kind == kind {
                asked.answer.get_or_insert(answer);
            }
        }
    }

    /// What was still to be done of a sanction that has no effect any more.
    fn annulled(&mut self, on: Date, of: FactNumber) {
        for ((_, number), asked) in &mut self.asked {
            if *number == of {
                asked.answer.get_or_insert(Answer::Withdrawn { on });
            }
        }
    }

    /// Once, of whatever act says p or q first.
    fn charged(&mut self, place: Place, number: FactNumber, on: Date, charge: Charge) {
        let asked = self.asked.keys().any(|(kind, _)| *kind == DutyKind::InformCouncil);
        if matches!(charge.letter(), Letter::P | Letter::Q) && !asked {
            self.ask(DutyKind::InformCouncil, number, on, place);
        }
    }

    fn deliberated(&mut self, place: Place, number: FactNumber, on: Date, said: &Deliberation) {
        self.answer_all(DutyKind::InformCouncil, Answer::Withdrawn { on });
        self.ask(DutyKind::CommunicateSanction, number, on, place);
        if said.body == Body::ClassCouncil {
            self.ask(DutyKind::DepositMinutes, number, on, place);
        }
        if let (Some(days), Some(_)) = (said.measure.sanction.days(), &said.plan) {
            self.days.insert(number, (days, BTreeSet::new()));
        } else if let Some(Repair::Work { on: repaired_on, .. }) = &said.measure.repair {
            self.ask(DutyKind::AssessActivity, number, on.max(*repaired_on), place);
        }
    }

    fn executed(&mut self, place: Place, on: Date, of: FactNumber, day: Date) {
        let Some((days, done)) = self.days.get_mut(&of) else { return };
        done.insert(day);
        if usize::from(*days) <= done.len() {
            self.ask(DutyKind::AssessActivity, of, on, place);
        }
    }
}

impl Desk<'_> {
    pub(super) fn of_cases(&self) -> Vec<Duty> {
        let cases = self.file.cases.iter();
        let asked = cases.flat_map(|(case, file)| file.asked.iter().map(|asked| (*case, asked)));
        asked
            .filter_map(|(case, ((kind, number), asked))| self.of_case(case, *kind, *number, asked))
            .collect()
    }

    /// Norm: A8-04, A8-06, A8-08: promptly, which the text does not number; A8-11: within the days of minutes.
    fn of_case(&self, case: CaseId, kind: DutyKind, number: FactNumber, asked: &Asked) -> Option<Duty> {
        let (today, on) = (self.outlook.today, asked.asked_on);
        if today < on {
            return None;
        }
        let minutes = self.outlook.regulation.minutes_within(on);
        let due = if kind == DutyKind::DepositMinutes {
            minutes.last_day(on, self.outlook.holidays)
        } else {
            self.outlook.term(on)
        };
        let status = match asked.answer {
            Some(Answer::Withdrawn { on }) if on <= today => return None,
            Some(Answer::Given { on, place }) if on <= today => Status::Done { on, by: place },
            Some(Answer::Withdrawn { .. } | Answer::Given { .. }) | None => {
                self.outlook.open(Some(on), Some(due))
            }
        };
        let duty = self.duty(kind, Matter::Act { case, number }, on, vec![asked.place]);
        Some(Duty { due: Some(due), status, ..duty })
    }
}
