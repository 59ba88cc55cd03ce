//! How the acts of an appeal, of a complaint and of a court change a case.

use super::{Appeal, Case, Complained, Fate, Order, OutcomeNotice, Sat, act};
use crate::case::appeal::Outcome;
use crate::case::{CaseEvent, Member};

/// The acts of an appeal, of a complaint, of a court.
pub(super) fn contested(case: &mut Case, event: &CaseEvent) {
    match event {
        CaseEvent::AppealFiled { heading, appeal } => {
            let filed = Appeal {
                filing: act(heading, appeal),
                withdrawn: None,
                convocations: Vec::new(),
                notices: Vec::new(),
                invited: Vec::new(),
                sittings: Vec::new(),
                ruling: None,
                communicated: Vec::new(),
            };
            case.appeals.insert(heading.number, filed);
        }
        CaseEvent::Stayed { of, appeal, .. } => {
            case.decision(*of, |decision| decision.stayed_by = Some(*appeal));
        }
        CaseEvent::AppealProtocolled { appeal, protocol, .. } => {
            case.appeal(*appeal, |appeal| appeal.filing.said.protocol = Some(*protocol));
        }
        CaseEvent::AppealWithdrawn { heading, appeal, by } => {
            case.appeal(*appeal, |appeal| appeal.withdrawn = Some(act(heading, by)));
        }
        CaseEvent::GuaranteeConvened { heading, appeal, convocation } => {
            case.appeal(*appeal, |appeal| appeal.convocations.push(act(heading, convocation)));
        }
        CaseEvent::GuaranteeNoticeSent { heading, appeal, to, .. } => {
            case.appeal(*appeal, |appeal| appeal.notices.push(act(heading, to)));
        }
        CaseEvent::PartiesInvited { heading, appeal, to } => {
            case.appeal(*appeal, |appeal| appeal.invited.push(act(heading, to)));
        }
        CaseEvent::GuaranteeMemberSubstituted { appeal, member, .. } => {
            case.appeal(*appeal, |appeal| substitute(appeal, *member));
        }
        CaseEvent::GuaranteeSat { heading, appeal, present, heard } => {
            let sat = Sat { present: present.clone(), heard: heard.clone() };
            case.appeal(*appeal, |appeal| appeal.sittings.push(act(heading, &sat)));
        }
        CaseEvent::GuaranteeDecided { heading, appeal, ruling } => {
            case.appeal(*appeal, |appeal| appeal.ruling = Some(act(heading, ruling)));
            let of = case.appeals.get(appeal).map(|appeal| appeal.filing.said.of);
            if let Some(of) = of {
                case.decision(of, |decision| match &ruling.outcome {
                    Outcome::Confirmed => {}
                    Outcome::ConfirmedInPart { measure } => decision.measure = measure.clone(),
                    Outcome::Annulled { .. } => decision.fate = Fate::ReferredBack(*appeal),
                });
            }
        }
        CaseEvent::OutcomeCommunicated { heading, appeal, to, complain_until, .. } => {
            let notice = OutcomeNotice { to: to.clone(), complain_until: *complain_until };
            case.appeal(*appeal, |appeal| appeal.communicated.push(act(heading, &notice)));
        }
        CaseEvent::Resumed { of, days, .. } => case.decision(*of, |decision| {
            decision.stayed_by = None;
            decision.days = decision.executed.keys().chain(days).copied().collect();
        }),
        CaseEvent::ComplaintFiled { heading, complaint } => {
            let (opinion_by, complaint) = (complaint.opinion_by, act(heading, complaint));
            let complained = Complained { complaint, opinion_by, opinion: None, decided: None };
            case.complaints.insert(heading.number, complained);
        }
        CaseEvent::DocumentsRequested { complaint, until, .. } => {
            case.complained(*complaint, |complained| complained.opinion_by = *until);
        }
        CaseEvent::OpinionGiven { heading, complaint, upheld, .. } => {
            case.complained(*complaint, |complained| complained.opinion = Some(act(heading, upheld)));
        }
        CaseEvent::ComplaintDecided { heading, complaint, upheld, .. } => {
            case.complained(*complaint, |complained| complained.decided = Some(act(heading, upheld)));
            let of = case.complaints.get(complaint).map(|complained| complained.complaint.said.of);
            if let (true, Some(of)) = (*upheld, of) {
                case.decision(of, |decision| decision.fate = Fate::AnnulledByRegion(*complaint));
            }
        }
        CaseEvent::CourtOrdered { heading, of, order, expunge, .. } => {
            let ordered = Order { of: *of, order: order.clone(), expunge: *expunge };
            case.orders.push(act(heading, &ordered));
            case.decision(*of, |decision| decision.fate = Fate::AnnulledByCourt(heading.number));
        }
        CaseEvent::Expunged { heading, order } => {
            let (length, whose, expunged) = (case.length, case.whose, Some(act(heading, order)));
            *case = Case { length, whose, expunged, ..Case::default() };
        }
        CaseEvent::Reported { .. }
        | CaseEvent::Dismissed { .. }
        | CaseEvent::ChargeNotified { .. }
        | CaseEvent::HearingOffered { .. }
        | CaseEvent::StudentHeard { .. }
        | CaseEvent::HearingDeclined { .. }
        | CaseEvent::ParentsInformed { .. }
        | CaseEvent::ConversionOffered { .. }
        | CaseEvent::ConversionAnswered { .. }
        | CaseEvent::CouncilInformed { .. }
        | CaseEvent::BodyConvened { .. }
        | CaseEvent::Deliberated { .. }
        | CaseEvent::Acquitted { .. }
        | CaseEvent::MinutesDeposited { .. }
        | CaseEvent::Communicated { .. }
        | CaseEvent::DayExecuted { .. }
        | CaseEvent::HostCertified { .. }
        | CaseEvent::ActivityAssessed { .. } => {}
    }
}

fn substitute(appeal: &mut Appeal, member: Member) {
    let Some(convened) = appeal.convocations.last_mut() else { return };
    if let Some(replaced) = member.replaces {
        convened.said.members.retain(|other| other.person != replaced.person);
    }
    convened.said.members.push(member);
}
