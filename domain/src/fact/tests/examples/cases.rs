//! An example of every event of a case up to the end of its sanction.

use super::*;
use crate::case::{
    AppealAuthority, AppealInfo, Assessment, Body, CaseEvent, Channel, Charge, ChargeNotice, Communication,
    Conflict, Convocation, Declined, Deliberation, Exclusion, GraveGrounds, Heading, Hearing, HearingMode,
    Infraction, Intent, Item, Letter, Measure, Member, Plan, Repair, Replaced, Reporter, Sanction, Seat,
    Tally,
};
use crate::ids::{CaseId, Protocol};

const OF: FactNumber = FactNumber(9);
const PRINCIPAL: u128 = 50;
const TEACHER: u128 = 101;

fn heading(number: u32, at: &str, because: &[Norm]) -> Heading {
    Heading {
        case: CaseId(uuid::Uuid::from_u128(0xca)),
        student: person(STUDENT),
        class: IN_3B,
        at: at.parse().expect("a day and an hour"),
        number: FactNumber(number),
        because: because.to_vec(),
    }
}

fn protocol(number: u32) -> Protocol {
    Protocol { number, year: 2025 }
}

pub(in crate::fact::tests) fn cases() -> Vec<CaseEvent> {
    let mut events = opened();
    events.extend(heard());
    events.extend(sat());
    events.extend(decided());
    events.extend(told());
    events.extend(executed());
    events
}

fn opened() -> Vec<CaseEvent> {
    let mut events = Vec::new();
    let reporters = [
        Reporter::Principal,
        Reporter::Deputy,
        Reporter::SiteLead,
        Reporter::Teacher,
        Reporter::Staff,
        Reporter::Other,
    ];
    let every = |letter: Letter| Item::ALL.into_iter().find(|item| item.letters().contains(&letter));
    let charges = Letter::ALL.into_iter().filter_map(|letter| Charge::new(letter, every(letter)?).ok());
    let items = Item::ALL.into_iter().filter_map(|item| Charge::new(*item.letters().last()?, item).ok());
    for (charge, reporter) in charges.chain(items).zip(reporters.into_iter().cycle()) {
        let facts = text("alla terza ora ha colpito la porta dell'aula");
        let infraction = Infraction { on: day("2025-11-03"), charge, facts, by: person(TEACHER), reporter };
        let heading = heading(0, "2025-11-04T09:00", &[Norm::AnybodyReports, Norm::LiabilityIsPersonal]);
        events.push(CaseEvent::Reported { heading, infraction });
    }
    let dismissed = heading(1, "2025-11-05T09:00", &[Norm::AnybodyReports]);
    events.push(CaseEvent::Dismissed { heading: dismissed, reason: text("il fatto non sussiste") });
    for urgency in [None, Some(text("la condotta continua"))] {
        let charge = Charge::new(Letter::M, Item::M).expect("in the table");
        let to = vec![person(STUDENT), person(MOTHER)];
        let notice =
            ChargeNotice { charge, facts: text("ha colpito la porta"), to, urgency, protocol: protocol(1) };
        let heading = heading(1, "2025-11-05T09:00", &[Norm::PreciseCharge, Norm::OpeningNotified]);
        events.push(CaseEvent::ChargeNotified { heading, notice });
    }
    for channel in [Channel::Letter, Channel::Register, Channel::Telephone, Channel::InPerson] {
        let heading = heading(3, "2025-11-05T09:10", &[Norm::HeardAndParentsTold]);
        let (parents, protocol) = (vec![person(MOTHER)], protocol(2));
        events.push(CaseEvent::ParentsInformed { heading, parents, channel, protocol });
    }
    let informed = heading(4, "2025-11-05T09:20", &[Norm::CouncilInformed]);
    events.push(CaseEvent::CouncilInformed { heading: informed, protocol: protocol(3) });
    events
}

fn heard() -> Vec<CaseEvent> {
    let offered = heading(2, "2025-11-05T09:05", &[Norm::HearingOffered]);
    let hearing_at = "2025-11-10T11:00:00".parse().expect("a day and an hour");
    let mut events = vec![CaseEvent::HearingOffered { heading: offered, hearing_at }];
    let heard = || heading(5, "2025-11-10T11:00", &[Norm::HeardAndParentsTold]);
    for (mode, parents_present) in [(HearingMode::Oral, vec![person(MOTHER)]), (HearingMode::Written, vec![])]
    {
        let hearing = Hearing { mode, statement: text("non è andata così"), parents_present };
        events.push(CaseEvent::StudentHeard { heading: heard(), hearing });
    }
    for how in [Declined::InWords, Declined::DidNotCome] {
        events.push(CaseEvent::HearingDeclined { heading: heard(), how });
    }
    let conversion = |number| heading(number, "2025-11-10T11:30", &[Norm::ConversionOffered]);
    let activity = text("riordino della biblioteca");
    events.push(CaseEvent::ConversionOffered { heading: conversion(6), activity });
    for accepted in [true, false] {
        events.push(CaseEvent::ConversionAnswered { heading: conversion(7), accepted, by: person(MOTHER) });
    }
    events
}

fn members() -> Vec<Member> {
    let member = |number, seat, replaces| Member { person: person(number), seat, replaces };
    let mut members: Vec<Member> = [
        (PRINCIPAL, Seat::President),
        (TEACHER, Seat::Teacher),
        (61, Seat::Parent),
        (71, Seat::Student),
        (81, Seat::Staff),
    ]
    .into_iter()
    .map(|(number, seat)| member(number, seat, None))
    .collect();
    let conflicts = [
        (STUDENT, Conflict::IsTheStudent),
        (MOTHER, Conflict::IsOfTheFamily),
        (102, Conflict::Involved),
        (103, Conflict::AlreadyDecided),
        (104, Conflict::Unavailable),
    ];
    for (place, (replaced, why)) in (90..).zip(conflicts) {
        members.push(member(place, Seat::Teacher, Some(Replaced { person: person(replaced), why })));
    }
    members
}

fn sat() -> Vec<CaseEvent> {
    let mut events = Vec::new();
    for body in [Body::ClassCouncil, Body::InstituteCouncil, Body::ExamBoard] {
        let sits_at = "2025-11-14T15:00:00".parse().expect("a day and an hour");
        let convocation = Convocation { body, sits_at, members: members() };
        let heading = heading(8, "2025-11-10T12:00", &[Norm::CouncilComposition]);
        events.push(CaseEvent::BodyConvened { heading, convocation });
    }
    let tally = Some(Tally { favour: 7, against: 3 });
    let present: Vec<_> = members().iter().map(|member| member.person).collect();
    for (body, present, tally) in [(Body::ClassCouncil, present, tally), (Body::Principal, Vec::new(), None)]
    {
        let heading = heading(9, "2025-11-14T16:00", &[Norm::WrittenReasons, Norm::CouncilComposition]);
        let reasons = text("il fatto non è provato");
        events.push(CaseEvent::Acquitted { heading, body, present, tally, reasons });
    }
    let minutes = heading(10, "2025-11-20T09:00", &[Norm::CouncilMinutes]);
    events.push(CaseEvent::MinutesDeposited { heading: minutes, of: OF, protocol: protocol(8) });
    events
}

/// Each body, each sanction, each plan.
fn decided() -> Vec<CaseEvent> {
    let until_end = |excluded_from_scrutiny| Sanction::UntilEndOfLessons { excluded_from_scrutiny };
    let (host, agreement) = (text("Associazione di quartiere"), text("n. 3 del 2025"));
    let reflection = Plan::Reflection { teachers: vec![person(TEACHER)], hours: 12 };
    let school = Plan::SchoolCommunity { unavailability: text("nessun ente risponde"), hours: 24 };
    let recovery = || Some(Plan::Recovery { with: text("la famiglia e i servizi sociali") });
    let grave = Some(GraveGrounds {
        evidence: text("tre testimoni"),
        no_reintegration: text("la vittima è in classe"),
    });
    let alone = [
        (Body::Teacher, Letter::A, Item::A1, Sanction::OralReprimand, Intent::Negligence),
        (Body::Coordinator, Letter::C1, Item::C1, Sanction::Admonition, Intent::GrossNegligence),
        (Body::SiteLead, Letter::E, Item::E3, Sanction::WrittenAdmonition, Intent::Negligence),
        (Body::Deputy, Letter::G, Item::G, Sanction::WrittenAdmonition, Intent::Deliberate),
        (Body::Principal, Letter::F, Item::F, Sanction::WrittenAdmonition, Intent::Deliberate),
    ];
    let together = [
        (Body::ClassCouncil, Letter::H, Item::Hi2, Sanction::Removal { days: 2 }, Some(reflection), None),
        (Body::ClassCouncil, Letter::M, Item::M, Sanction::Removal { days: 4 }, Some(school), None),
        (
            Body::ClassCouncil,
            Letter::M,
            Item::M,
            Sanction::Removal { days: 4 },
            Some(Plan::Citizenship { host, agreement, hours: 24 }),
            None,
        ),
        (
            Body::InstituteCouncil,
            Letter::P,
            Item::P,
            Sanction::CommunityRemoval { days: 20 },
            recovery(),
            grave.clone(),
        ),
        (Body::InstituteCouncil, Letter::Q, Item::Q, until_end(false), recovery(), grave.clone()),
        (Body::InstituteCouncil, Letter::Q, Item::Q, until_end(true), recovery(), grave),
        (Body::ExamBoard, Letter::R, Item::R, Sanction::ExcludedFromSession, None, None),
    ];
    let repairs = [
        Some(Repair::Work { on: day("2025-11-20"), what: text("ridipinge la porta") }),
        Some(Repair::Payment { cents: 12_000 }),
        None,
    ];
    let deliberation = |body, letter, item, sanction| Deliberation {
        body,
        charge: Charge::new(letter, item).expect("in the table"),
        measure: Measure { sanction, exclusions: vec![], repair: None },
        intent: Intent::Deliberate,
        mitigating: None,
        aggravating: None,
        chair: person(PRINCIPAL),
        present: vec![],
        abstained: vec![],
        tally: None,
        reasons: Some(text("il fatto è provato dalla relazione")),
        plan: None,
        lesson_hours: 0,
        grave: None,
        remand_of: None,
    };
    let alone = alone.into_iter().zip(repairs.into_iter().cycle());
    let mut made: Vec<Deliberation> = alone
        .map(|((body, letter, item, sanction, intent), repair)| {
            let exclusions =
                repair.iter().flat_map(|_| [Exclusion::Trips, Exclusion::ExtraCurricular]).collect();
            let measure = Measure { sanction, exclusions, repair };
            let mitigating = Some(text("ha riconosciuto l'errore"));
            Deliberation { measure, intent, mitigating, ..deliberation(body, letter, item, sanction) }
        })
        .collect();
    made.extend(together.into_iter().map(|(body, letter, item, sanction, plan, grave)| Deliberation {
        aggravating: Some(text("il fatto è ripetuto")),
        present: members().iter().map(|member| member.person).collect(),
        abstained: vec![person(61)],
        tally: Some(Tally { favour: 8, against: 1 }),
        lesson_hours: 6 * sanction.days().unwrap_or_default(),
        plan,
        grave,
        ..deliberation(body, letter, item, sanction)
    }));
    let again = deliberation(Body::ClassCouncil, Letter::M, Item::M, Sanction::Removal { days: 3 });
    made.push(Deliberation { reasons: None, remand_of: Some(FactNumber(4)), ..again });
    let because = [Norm::SanctionBands, Norm::DegreeOfFault, Norm::CompetentBody];
    let events = made.into_iter().map(|deliberation| CaseEvent::Deliberated {
        heading: heading(9, "2025-11-14T16:00", &because),
        deliberation,
    });
    events.collect()
}

fn told() -> Vec<CaseEvent> {
    let because =
        [Norm::SanctionCommunicated, Norm::AppealStated, Norm::EffectOnCommunication, Norm::ProtocolNumber];
    let info = |authority| Some(AppealInfo { authority, until: day("2025-12-02") });
    let appeals = [info(AppealAuthority::GuaranteeBody), info(AppealAuthority::Other), None];
    let letters = appeals.into_iter().zip([true, true, false]).map(|(appeal, with_reasons)| {
        let days = if with_reasons { vec![day("2025-11-25"), day("2025-11-26")] } else { vec![] };
        let to = vec![person(STUDENT), person(MOTHER)];
        let communication = Communication { of: OF, to, with_reasons, days, appeal, protocol: protocol(9) };
        CaseEvent::Communicated { heading: heading(11, "2025-11-17T10:00", &because), communication }
    });
    letters.collect()
}

fn executed() -> Vec<CaseEvent> {
    let on = day("2025-11-25");
    let done = heading(12, "2025-11-25T14:00", &[Norm::EffectOnCommunication]);
    let certified = heading(13, "2025-11-26T09:00", &[Norm::HostCertifies]);
    let mut events = vec![
        CaseEvent::DayExecuted { heading: done, of: OF, day: on, hours: 6 },
        CaseEvent::HostCertified { heading: certified, of: OF, day: on, hours: 6 },
    ];
    for (outcome, advice) in [
        (Assessment::Diligent, None),
        (Assessment::Partial, Some(text("completare le ore mancanti"))),
        (Assessment::Insufficient, Some(text("ripetere il lavoro con cura"))),
    ] {
        let heading = heading(14, "2025-12-02T09:00", &[Norm::ActivityVerified]);
        events.push(CaseEvent::ActivityAssessed { heading, of: OF, outcome, advice });
    }
    events
}
