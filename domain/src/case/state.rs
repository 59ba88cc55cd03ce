//! What is known of a case, and how each event changes it. Nothing here judges: what is irregular is seen by `steps`.

mod contested;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::appeal::{Complaint, Filing, Ruling};
use super::event::{
    Assessment, CaseEvent, ChargeNotice, Communication, Convocation, Declined, Deliberation, Heading,
    Hearing, Infraction,
};
use super::{Body, Measure, Member};
use crate::ids::{CaseId, ClassId, FactNumber, PersonId, Protocol};
use crate::text::Text;

/// Something done in a case: when, by which event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act<T> {
    pub number: FactNumber,
    pub at: DateTime,
    pub said: T,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// How many events there were: the version of the next one, hence the number of the next act.
    pub length: u32,
    pub whose: Option<Whose>,
    pub report: Option<Act<Infraction>>,
    pub dismissed: Option<Act<Text>>,
    pub charges: Vec<Act<ChargeNotice>>,
    /// When the student is expected, by each offer.
    pub offers: Vec<Act<DateTime>>,
    pub hearings: Vec<Act<Heard>>,
    pub parents_informed: Vec<Act<Vec<PersonId>>>,
    pub conversions: Vec<Act<Conversion>>,
    pub council_informed: Option<Act<Protocol>>,
    pub convocations: Vec<Act<Convocation>>,
    /// Every sanction deliberated, annulled ones too, by the event that deliberated it.
    pub decisions: BTreeMap<FactNumber, Decision>,
    pub acquittal: Option<Act<Body>>,
    pub appeals: BTreeMap<FactNumber, Appeal>,
    pub complaints: BTreeMap<FactNumber, Complained>,
    pub orders: Vec<Act<Order>>,
    pub expunged: Option<Act<Text>>,
}

/// Which case it is, and of whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    pub case: CaseId,
    pub student: PersonId,
    pub class: ClassId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Heard {
    Heard(Hearing),
    Declined(Declined),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversion {
    pub activity: Text,
    pub accepted: Option<bool>,
}

/// A sanction deliberated, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub number: FactNumber,
    pub at: DateTime,
    pub deliberation: Deliberation,
    /// What stands of it: less than was deliberated, once confirmed in part.
    pub measure: Measure,
    pub minutes: Option<Act<Protocol>>,
    pub communications: Vec<Act<Communication>>,
    /// The days set for it, executed or to come.
    pub days: BTreeSet<Date>,
    /// Hours done on each day.
    pub executed: BTreeMap<Date, u16>,
    /// Hours that the host body certifies.
    pub certified: BTreeMap<Date, u16>,
    pub assessment: Option<Act<Assessment>>,
    /// The appeal that suspends it.
    pub stayed_by: Option<FactNumber>,
    pub fate: Fate,
}

/// Whether a sanction still has effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    Stands,
    /// By the Organo di garanzia, which refers it back.
    ReferredBack(FactNumber),
    /// By the Ufficio scolastico regionale.
    AnnulledByRegion(FactNumber),
    AnnulledByCourt(FactNumber),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    pub filing: Act<Filing>,
    pub withdrawn: Option<Act<PersonId>>,
    pub convocations: Vec<Act<Convocation>>,
    pub notices: Vec<Act<Vec<PersonId>>>,
    pub invited: Vec<Act<Vec<PersonId>>>,
    pub sittings: Vec<Act<Sat>>,
    pub ruling: Option<Act<Ruling>>,
    pub communicated: Vec<Act<OutcomeNotice>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sat {
    pub present: Vec<PersonId>,
    pub heard: Vec<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeNotice {
    pub to: Vec<PersonId>,
    pub complain_until: Date,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complained {
    pub complaint: Act<Complaint>,
    /// Last day of the opinion, extended by a request of documents.
    pub opinion_by: Date,
    pub opinion: Option<Act<bool>>,
    /// Whether it was upheld.
    pub decided: Option<Act<bool>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub of: FactNumber,
    pub order: Text,
    pub expunge: bool,
}

impl Decision {
    pub fn stands(&self) -> bool {
        self.fate == Fate::Stands
    }

    /// The days set and not executed.
    pub fn days_left(&self) -> impl Iterator<Item = Date> {
        self.days.iter().copied().filter(|day| !self.executed.contains_key(day))
    }

    /// When it was communicated to a person, first.
    pub fn communicated_to(&self, person: PersonId) -> Option<&Act<Communication>> {
        self.communications.iter().find(|act| act.said.to.contains(&person))
    }
}

impl Appeal {
    /// Neither decided nor withdrawn, and the term for deciding has not passed.
    pub fn is_pending(&self, today: Date) -> bool {
        self.is_open() && today <= self.filing.said.decide_by
    }

    /// The ten days passed in silence: the sanction is confirmed (A9-07). A status, and no event.
    pub fn is_lapsed(&self, today: Date) -> bool {
        self.is_open() && self.filing.said.decide_by < today
    }

    pub fn is_open(&self) -> bool {
        self.ruling.is_none() && self.withdrawn.is_none()
    }

    /// The last convocation, with the members substituted since.
    pub fn convened(&self) -> Option<&Act<Convocation>> {
        self.convocations.last()
    }

    /// The members as convened and substituted since.
    pub fn members(&self) -> Vec<Member> {
        self.convened().iter().flat_map(|act| act.said.members.iter().copied()).collect()
    }
}

impl Case {
    /// The sanction that has effect, or would once communicated: the last one that nobody annulled.
    pub fn in_force(&self) -> Option<&Decision> {
        self.decisions.values().rev().find(|decision| decision.stands())
    }

    /// The last sanction deliberated, whatever became of it.
    pub fn last_decision(&self) -> Option<&Decision> {
        self.decisions.values().next_back()
    }

    pub fn next_number(&self) -> FactNumber {
        FactNumber(self.length)
    }

    fn decision(&mut self, number: FactNumber, change: impl FnOnce(&mut Decision)) {
        if let Some(decision) = self.decisions.get_mut(&number) {
            change(decision);
        }
    }

    fn appeal(&mut self, number: FactNumber, change: impl FnOnce(&mut Appeal)) {
        if let Some(appeal) = self.appeals.get_mut(&number) {
            change(appeal);
        }
    }

    fn complained(&mut self, number: FactNumber, change: impl FnOnce(&mut Complained)) {
        if let Some(complained) = self.complaints.get_mut(&number) {
            change(complained);
        }
    }
}

fn act<T: Clone>(heading: &Heading, said: &T) -> Act<T> {
    Act { number: heading.number, at: heading.at, said: said.clone() }
}

pub fn evolve(mut case: Case, event: &CaseEvent) -> Case {
    case.length += 1;
    match event {
        CaseEvent::Reported { heading, infraction } => {
            let Heading { case: id, student, class, .. } = *heading;
            case.whose = Some(Whose { case: id, student, class });
            case.report = Some(act(heading, infraction));
        }
        CaseEvent::Dismissed { heading, reason } => case.dismissed = Some(act(heading, reason)),
        CaseEvent::ChargeNotified { heading, notice } => case.charges.push(act(heading, notice)),
        CaseEvent::HearingOffered { heading, hearing_at } => case.offers.push(act(heading, hearing_at)),
        CaseEvent::StudentHeard { heading, hearing } => {
            case.hearings.push(act(heading, &Heard::Heard(hearing.clone())));
        }
        CaseEvent::HearingDeclined { heading, how } => {
            case.hearings.push(act(heading, &Heard::Declined(*how)));
        }
        CaseEvent::ParentsInformed { heading, parents, .. } => {
            case.parents_informed.push(act(heading, parents));
        }
        CaseEvent::ConversionOffered { heading, activity } => {
            let offered = Conversion { activity: activity.clone(), accepted: None };
            case.conversions.push(act(heading, &offered));
        }
        CaseEvent::ConversionAnswered { accepted, .. } => {
            if let Some(last) = case.conversions.last_mut() {
                last.said.accepted = Some(*accepted);
            }
        }
        CaseEvent::CouncilInformed { heading, protocol } => {
            case.council_informed = Some(act(heading, protocol));
        }
        CaseEvent::BodyConvened { heading, convocation } => case.convocations.push(act(heading, convocation)),
        CaseEvent::Deliberated { heading, deliberation } => {
            case.acquittal = None;
            case.decisions.insert(heading.number, decided(heading, deliberation));
        }
        CaseEvent::Acquitted { heading, body, .. } => case.acquittal = Some(act(heading, body)),
        CaseEvent::MinutesDeposited { heading, of, protocol } => {
            case.decision(*of, |decision| decision.minutes = Some(act(heading, protocol)));
        }
        CaseEvent::Communicated { heading, communication } => {
            case.decision(communication.of, |decision| {
                decision.days.extend(&communication.days);
                decision.communications.push(act(heading, communication));
            });
        }
        CaseEvent::DayExecuted { of, day, hours, .. } => {
            case.decision(*of, |decision| {
                decision.executed.insert(*day, *hours);
            });
        }
        CaseEvent::HostCertified { of, day, hours, .. } => {
            case.decision(*of, |decision| {
                decision.certified.insert(*day, *hours);
            });
        }
        CaseEvent::ActivityAssessed { heading, of, outcome, .. } => {
            case.decision(*of, |decision| decision.assessment = Some(act(heading, outcome)));
        }
        CaseEvent::AppealFiled { .. }
        | CaseEvent::Stayed { .. }
        | CaseEvent::AppealProtocolled { .. }
        | CaseEvent::AppealWithdrawn { .. }
        | CaseEvent::GuaranteeConvened { .. }
        | CaseEvent::GuaranteeNoticeSent { .. }
        | CaseEvent::PartiesInvited { .. }
        | CaseEvent::GuaranteeMemberSubstituted { .. }
        | CaseEvent::GuaranteeSat { .. }
        | CaseEvent::GuaranteeDecided { .. }
        | CaseEvent::OutcomeCommunicated { .. }
        | CaseEvent::Resumed { .. }
        | CaseEvent::ComplaintFiled { .. }
        | CaseEvent::DocumentsRequested { .. }
        | CaseEvent::OpinionGiven { .. }
        | CaseEvent::ComplaintDecided { .. }
        | CaseEvent::CourtOrdered { .. }
        | CaseEvent::Expunged { .. } => contested::contested(&mut case, event),
    }
    case
}

fn decided(heading: &Heading, deliberation: &Deliberation) -> Decision {
    Decision {
        number: heading.number,
        at: heading.at,
        deliberation: deliberation.clone(),
        measure: deliberation.measure.clone(),
        minutes: None,
        communications: Vec::new(),
        days: BTreeSet::new(),
        executed: BTreeMap::new(),
        certified: BTreeMap::new(),
        assessment: None,
        stayed_by: None,
        fate: Fate::Stands,
    }
}
