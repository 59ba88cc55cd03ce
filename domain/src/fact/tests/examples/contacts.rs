//! An example of every event of `contact`.

use super::*;
use crate::contact::{Authority, Channel, ContactEvent};
use crate::duty::DutyKind;
use crate::ids::NoticeId;

/// Every kind of duty, wherever one is named.
const DUTIES: [DutyKind; 43] = [
    DutyKind::Justify,
    DutyKind::CheckOnReturn,
    DutyKind::DecideJustification,
    DutyKind::DecideContest,
    DutyKind::VerifyGround,
    DutyKind::TellOfFifthDelay,
    DutyKind::JustifyToPrincipal,
    DutyKind::ConsiderDelays,
    DutyKind::DecidePermission,
    DutyKind::ConsiderEarlyExits,
    DutyKind::TellOfThreeUnjustified,
    DutyKind::ConsiderLetter,
    DutyKind::TellOfTenDays,
    DutyKind::InformSocialServices,
    DutyKind::InformCarabinieri,
    DutyKind::TellOfHoursLeft,
    DutyKind::ConsiderExclusion,
    DutyKind::DecideDerogation,
    DutyKind::TellOfTruancy,
    DutyKind::InformMayor,
    DutyKind::ConsiderQuarterUnjustified,
    DutyKind::ProtocolFonogramma,
    DutyKind::DecideBag,
    DutyKind::TellOfDevice,
    DutyKind::ReturnDevice,
    DutyKind::SetReadmissionRule,
    DutyKind::ConsiderTrips,
    DutyKind::ReviewAttendance,
    DutyKind::ReportMinors,
    DutyKind::ConsiderLongAbsence,
    DutyKind::ConsiderNotes,
    DutyKind::TellOfSeparation,
    DutyKind::ConsiderSeparation,
    DutyKind::HandBackTest,
    DutyKind::InformCouncil,
    DutyKind::CommunicateSanction,
    DutyKind::DepositMinutes,
    DutyKind::AssessActivity,
    DutyKind::AnswerDataRequest,
    DutyKind::AnswerDocumentRequest,
    DutyKind::AnswerAccessibility,
    DutyKind::NotifyBreach,
    DutyKind::TellOfBreach,
];

pub(in crate::fact::tests) fn contacts() -> Vec<ContactEvent> {
    let (student, told, on) = (person(STUDENT), person(MOTHER), day("2025-11-14"));
    let mut events = Vec::new();
    let phone =
        |protocol: Option<&str>| Channel::Phone { at: at("12:10"), told, protocol: protocol.map(text) };
    for (channel, how) in [
        (Channel::Notice { notice: NoticeId(uuid::Uuid::from_u128(7)) }, Norm::FamilyToldInWriting),
        (phone(Some("4711/2025")), Norm::FonogrammaProtocolled),
        (phone(None), Norm::FonogrammaProtocolled),
        (Channel::Letter { protocol: text("4800/2025") }, Norm::FamilyToldInWriting),
        (Channel::InPerson { told }, Norm::FamilyToldInWriting),
    ] {
        let (number, duty) = (FactNumber(0), DutyKind::TellOfTenDays);
        let because = vec![how, duty.norm()];
        events.push(ContactEvent::FamilyTold { student, on, number, duty, channel, because });
    }
    events.push(ContactEvent::FonogrammaProtocolled {
        student,
        on: day("2025-11-17"),
        number: FactNumber(2),
        protocol: text("4712/2025"),
        because: vec![Norm::FonogrammaProtocolled],
    });
    for (duty, authority) in [
        (DutyKind::InformSocialServices, Authority::SocialServices),
        (DutyKind::InformCarabinieri, Authority::Carabinieri),
        (DutyKind::InformMayor, Authority::Mayor),
    ] {
        let (number, protocol, because) = (FactNumber(5), text("4900/2025"), vec![duty.norm()]);
        let on = day("2025-12-10");
        events.push(ContactEvent::AuthorityInformed {
            student,
            on,
            number,
            duty,
            authority,
            protocol,
            because,
        });
    }
    events.push(ContactEvent::MayorsWarning {
        student,
        on: day("2025-12-15"),
        number: FactNumber(8),
        protocol: text("5100/2025"),
        because: vec![Norm::MayorsWarning],
    });
    events.push(ContactEvent::AbsencesFlagged {
        student,
        on: day("2025-12-10"),
        number: FactNumber(9),
        reason: text("assenze frequenti, poco motivate"),
        because: vec![Norm::WeaklyMotivatedAbsences],
    });
    for duty in DUTIES {
        let (number, outcome, because) = (FactNumber(10), text("nessuna lettera"), vec![duty.norm()]);
        events.push(ContactEvent::ProposalConsidered { student, on, number, duty, outcome, because });
    }
    events
}
