//! What a reader may ask of the events of `case`.

use jiff::civil::Date;

use super::{Concern, Said};
use crate::case::{CaseEvent, Convocation};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;

impl Said for CaseEvent {
    /// The day of the act: that of the fact is in what was reported.
    fn effective_on(&self) -> Date {
        self.heading().at.date()
    }

    fn because(&self) -> &[Norm] {
        &self.heading().because
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        let student = self.heading().student;
        let mut about = vec![(student, Concern::Subject)];
        for named in named(self) {
            if about.iter().all(|(person, _)| *person != named) {
                about.push((named, Concern::Named));
            }
        }
        about
    }

    fn class(&self) -> Option<ClassId> {
        Some(self.heading().class)
    }
}

/// Whom the event names, beside the student.
fn named(event: &CaseEvent) -> Vec<PersonId> {
    match event {
        CaseEvent::Reported { infraction, .. } => vec![infraction.by],
        CaseEvent::ChargeNotified { notice, .. } => notice.to.clone(),
        CaseEvent::StudentHeard { hearing, .. } => hearing.parents_present.clone(),
        CaseEvent::ParentsInformed { parents, .. } => parents.clone(),
        CaseEvent::ConversionAnswered { by, .. } | CaseEvent::AppealWithdrawn { by, .. } => vec![*by],
        CaseEvent::BodyConvened { convocation, .. } | CaseEvent::GuaranteeConvened { convocation, .. } => {
            members(convocation)
        }
        CaseEvent::Deliberated { deliberation, .. } => {
            let present = deliberation.present.iter().chain(&deliberation.abstained).copied();
            std::iter::once(deliberation.chair).chain(present).collect()
        }
        CaseEvent::Acquitted { present, .. } => present.clone(),
        CaseEvent::Communicated { communication, .. } => communication.to.clone(),
        CaseEvent::AppealFiled { appeal, .. } => vec![appeal.by],
        CaseEvent::ComplaintFiled { complaint, .. } => vec![complaint.by],
        CaseEvent::GuaranteeNoticeSent { to, .. }
        | CaseEvent::PartiesInvited { to, .. }
        | CaseEvent::OutcomeCommunicated { to, .. }
        | CaseEvent::Resumed { to, .. } => to.clone(),
        CaseEvent::GuaranteeMemberSubstituted { member, .. } => {
            let replaced = member.replaces.map(|replaced| replaced.person);
            std::iter::once(member.person).chain(replaced).collect()
        }
        CaseEvent::GuaranteeSat { present, heard, .. } => present.iter().chain(heard).copied().collect(),
        CaseEvent::GuaranteeDecided { ruling, .. } => {
            let voters = ruling.ballot.voters().into_iter();
            voters.chain([ruling.signed_by]).collect()
        }
        CaseEvent::Dismissed { .. }
        | CaseEvent::HearingOffered { .. }
        | CaseEvent::HearingDeclined { .. }
        | CaseEvent::ConversionOffered { .. }
        | CaseEvent::CouncilInformed { .. }
        | CaseEvent::MinutesDeposited { .. }
        | CaseEvent::DayExecuted { .. }
        | CaseEvent::HostCertified { .. }
        | CaseEvent::ActivityAssessed { .. }
        | CaseEvent::Stayed { .. }
        | CaseEvent::AppealProtocolled { .. }
        | CaseEvent::DocumentsRequested { .. }
        | CaseEvent::OpinionGiven { .. }
        | CaseEvent::ComplaintDecided { .. }
        | CaseEvent::CourtOrdered { .. }
        | CaseEvent::Expunged { .. } => Vec::new(),
    }
}

fn members(convocation: &Convocation) -> Vec<PersonId> {
    let seated = convocation.members.iter();
    seated.flat_map(|it| [Some(it.person), it.replaces.map(|other| other.person)]).flatten().collect()
}
