//! What families and authorities were told: which act fulfils which duty, in which order, with which number.

use super::*;
use crate::school::tests::{at, day, person, text};

const STUDENT: u128 = 1;
const FATHER: u128 = 2;
const MOTHER: u128 = 3;

fn on(written: &str, act: Act) -> Command {
    Command { student: person(STUDENT), on: day(written), today: day(written), act }
}

fn tell(duty: DutyKind, channel: Channel) -> Act {
    Act::TellFamily { duty, channel, entitled: [person(FATHER), person(MOTHER)].into() }
}

fn call(protocol: Option<&str>) -> Channel {
    Channel::Phone { at: at("12:10"), told: person(FATHER), protocol: protocol.map(text) }
}

fn letter() -> Channel {
    Channel::Letter { protocol: text("4800/2025") }
}

fn protocol(call: u32, number: &str) -> Act {
    Act::ProtocolFonogramma { call: FactNumber(call), protocol: text(number) }
}

fn inform(duty: DutyKind, authority: Authority) -> Act {
    Act::InformAuthority { duty, authority, protocol: text("4900/2025") }
}

fn consider(duty: DutyKind) -> Act {
    Act::ConsiderProposal { duty, outcome: text("nessuna lettera") }
}

fn history(commands: &[Command]) -> Contacts {
    commands.iter().fold(Contacts::default(), |state, command| {
        super::decide(&state, command).expect("allowed").iter().fold(state, evolve)
    })
}

fn after(commands: &[Command], command: Command) -> Result<Vec<ContactEvent>, Rejection> {
    super::decide(&history(commands), &command)
}

const EVERY_CHANNEL_DUTY: [DutyKind; 5] = [
    DutyKind::TellOfFifthDelay,
    DutyKind::TellOfThreeUnjustified,
    DutyKind::TellOfTenDays,
    DutyKind::TellOfHoursLeft,
    DutyKind::TellOfTruancy,
];

/// A3-08: called on 14 November at 12:10, protocol 4711/2025.
#[test]
fn a_family_is_told_by_phone_with_a_protocol_number() {
    let told = ContactEvent::FamilyTold {
        student: person(STUDENT),
        on: day("2025-11-14"),
        number: FactNumber(0),
        duty: DutyKind::TellOfFifthDelay,
        channel: call(Some("4711/2025")),
        because: vec![Norm::FonogrammaProtocolled, Norm::FamilyToldAtFifthDelay],
    };
    let command = || on("2025-11-14", tell(DutyKind::TellOfFifthDelay, call(Some("4711/2025"))));
    assert_eq!(after(&[], command()), Ok(vec![told]));
    assert_eq!(after(&[command()], command()), Ok(vec![]));
    let complete = Fonogramma::Protocolled(text("4711/2025"));
    assert_eq!(history(&[command()]).calls.get(&FactNumber(0)), Some(&complete));
}

/// A3-09: without its number the fonogramma is incomplete; it gets one, once.
#[test]
fn a_fonogramma_without_a_number_waits_for_one() {
    let called = [on("2025-11-14", tell(DutyKind::TellOfTenDays, call(None)))];
    let incomplete = Fonogramma::Incomplete { called_on: day("2025-11-14") };
    assert_eq!(history(&called).calls.get(&FactNumber(0)), Some(&incomplete));
    let numbered = ContactEvent::FonogrammaProtocolled {
        student: person(STUDENT),
        on: day("2025-11-17"),
        number: FactNumber(0),
        protocol: text("4711/2025"),
        because: vec![Norm::FonogrammaProtocolled],
    };
    assert_eq!(after(&called, on("2025-11-17", protocol(0, "4711/2025"))), Ok(vec![numbered]));
    let done = [called[0].clone(), on("2025-11-17", protocol(0, "4711/2025"))];
    assert_eq!(after(&done, on("2025-11-18", protocol(0, "4711/2025"))), Ok(vec![]));
    let again = Rejection::AlreadyProtocolled { call: FactNumber(0), protocol: text("4711/2025") };
    assert_eq!(after(&done, on("2025-11-18", protocol(0, "4712/2025"))), Err(again));

    let early = Rejection::BeforeTheCall { called_on: day("2025-11-14"), on: day("2025-11-13") };
    assert_eq!(after(&called, on("2025-11-13", protocol(0, "4711/2025"))), Err(early));
    assert!(after(&called, on("2025-11-14", protocol(0, "4711/2025"))).is_ok());
    let none = Rejection::NoCall(FactNumber(1));
    assert_eq!(after(&called, on("2025-11-17", protocol(1, "4711/2025"))), Err(none));
    let written = [on("2025-11-14", tell(DutyKind::TellOfTenDays, letter()))];
    let no_call = Rejection::NoCall(FactNumber(0));
    assert_eq!(after(&written, on("2025-11-17", protocol(0, "4711/2025"))), Err(no_call));
}

#[test]
fn a_family_is_told_in_writing_or_face_to_face() {
    let notice = Channel::Notice { notice: NoticeId(uuid::Uuid::from_u128(7)) };
    for channel in [notice, letter(), Channel::InPerson { told: person(MOTHER) }] {
        for duty in EVERY_CHANNEL_DUTY {
            let events = after(&[], on("2025-11-14", tell(duty, channel.clone()))).expect("told");
            let [ContactEvent::FamilyTold { because, .. }] = events.as_slice() else { panic!("{events:?}") };
            assert_eq!(*because, [Norm::FamilyToldInWriting, duty.norm()]); // A3-08
        }
    }
}

/// B6-01, B6-02: nobody is told whom the school may not inform that day.
#[test]
fn who_may_not_be_informed_is_not_told() {
    let only_father = |channel| Act::TellFamily {
        duty: DutyKind::TellOfTenDays,
        channel,
        entitled: [person(FATHER)].into(),
    };
    let mother = Channel::InPerson { told: person(MOTHER) };
    let not_her = Rejection::NotToBeTold { on: day("2025-11-24") };
    assert_eq!(after(&[], on("2025-11-24", only_father(mother))), Err(not_her));
    assert!(after(&[], on("2025-11-24", only_father(call(None)))).is_ok());
    let nobody =
        Act::TellFamily { duty: DutyKind::TellOfTenDays, channel: letter(), entitled: BTreeSet::new() };
    let refused = Rejection::NobodyToTell { on: day("2025-11-24") };
    assert_eq!(after(&[], on("2025-11-24", nobody)), Err(refused));
}

#[test]
fn a_duty_is_fulfilled_by_its_own_act_and_no_other() {
    for duty in [DutyKind::InformMayor, DutyKind::ConsiderLetter, DutyKind::TellOfDevice, DutyKind::Justify] {
        let refused = Err(Rejection::AnotherAct { duty });
        assert_eq!(after(&[], on("2025-11-24", tell(duty, letter()))), refused);
    }
    for duty in [DutyKind::TellOfTenDays, DutyKind::ConsiderTrips, DutyKind::DecidePermission] {
        let refused = Err(Rejection::AnotherAct { duty });
        assert_eq!(after(&[], on("2025-11-24", consider(duty))), refused);
    }
    for (duty, authority) in [
        (DutyKind::TellOfTenDays, Authority::SocialServices),
        (DutyKind::InformSocialServices, Authority::Carabinieri),
        (DutyKind::InformSocialServices, Authority::Mayor),
        (DutyKind::InformMayor, Authority::SocialServices),
    ] {
        let refused = Err(Rejection::AnotherAct { duty });
        assert_eq!(after(&[], on("2025-11-24", inform(duty, authority))), refused, "{duty:?} {authority:?}");
    }
}

/// A3-14: the tenth day on 24 November: the family first, then the social services, then the Carabinieri.
#[test]
fn ten_unjustified_days_go_to_the_family_then_to_the_social_services_then_to_the_carabinieri() {
    let services = || inform(DutyKind::InformSocialServices, Authority::SocialServices);
    let carabinieri = || inform(DutyKind::InformCarabinieri, Authority::Carabinieri);
    let told = on("2025-11-24", tell(DutyKind::TellOfTenDays, call(Some("4711/2025"))));
    let family_first =
        |written: &str| Rejection::FamilyFirst { on: day(written), duty: DutyKind::InformSocialServices };
    assert_eq!(after(&[], on("2025-12-01", services())), Err(family_first("2025-12-01")));
    let of_delays = on("2025-11-24", tell(DutyKind::TellOfFifthDelay, letter()));
    assert_eq!(after(&[of_delays], on("2025-12-01", services())), Err(family_first("2025-12-01")));
    assert_eq!(
        after(std::slice::from_ref(&told), on("2025-11-23", services())),
        Err(family_first("2025-11-23"))
    );

    let informed = ContactEvent::AuthorityInformed {
        student: person(STUDENT),
        on: day("2025-12-01"),
        number: FactNumber(1),
        duty: DutyKind::InformSocialServices,
        authority: Authority::SocialServices,
        protocol: text("4900/2025"),
        because: vec![Norm::TenUnjustifiedDays],
    };
    assert_eq!(after(std::slice::from_ref(&told), on("2025-12-01", services())), Ok(vec![informed]));
    let too_soon = Rejection::SocialServicesFirst { on: day("2025-12-01") };
    assert_eq!(after(std::slice::from_ref(&told), on("2025-12-01", carabinieri())), Err(too_soon));
    let both = [told, on("2025-12-01", services())];
    assert_eq!(after(&both, on("2025-12-01", services())), Ok(vec![]));
    let too_soon = Rejection::SocialServicesFirst { on: day("2025-11-30") };
    assert_eq!(after(&both, on("2025-11-30", carabinieri())), Err(too_soon));
    assert!(after(&both, on("2025-12-01", carabinieri())).is_ok());
}

/// B5-02: notified on 26 November; attendance has not resumed: the mayor is informed, by 10 December if in time.
#[test]
fn the_mayor_is_informed_after_the_family() {
    let mayor = || inform(DutyKind::InformMayor, Authority::Mayor);
    let first = Rejection::FamilyFirst { on: day("2025-12-10"), duty: DutyKind::InformMayor };
    assert_eq!(after(&[], on("2025-12-10", mayor())), Err(first));
    let notified = [on("2025-11-26", tell(DutyKind::TellOfTruancy, letter()))];
    let events = after(&notified, on("2025-12-10", mayor())).expect("informed");
    let [ContactEvent::AuthorityInformed { because, authority: Authority::Mayor, .. }] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!(*because, [Norm::MayorInformed]);
    // Late, the act is recorded all the same.
    assert!(after(&notified, on("2026-01-12", mayor())).is_ok());
}

/// B5-04: the mayor's warning of 15 December is recorded, and nothing else.
#[test]
fn a_mayors_warning_is_recorded_and_nothing_follows() {
    let warning = || on("2025-12-15", Act::RecordMayorsWarning { protocol: text("5100/2025") });
    let recorded = ContactEvent::MayorsWarning {
        student: person(STUDENT),
        on: day("2025-12-15"),
        number: FactNumber(0),
        protocol: text("5100/2025"),
        because: vec![Norm::MayorsWarning],
    };
    assert_eq!(after(&[], warning()), Ok(vec![recorded]));
    assert_eq!(after(&[warning()], warning()), Ok(vec![]));
}

/// A3-13: twelve justified absences, weakly motivated, flagged on 10 December: for the principal to consider; no
/// letter goes out.
#[test]
fn weakly_motivated_absences_are_flagged_and_a_person_considers_them() {
    let flag = || on("2025-12-10", Act::FlagAbsences { reason: text("dodici assenze giustificate") });
    let flagged = ContactEvent::AbsencesFlagged {
        student: person(STUDENT),
        on: day("2025-12-10"),
        number: FactNumber(0),
        reason: text("dodici assenze giustificate"),
        because: vec![Norm::WeaklyMotivatedAbsences],
    };
    assert_eq!(after(&[], flag()), Ok(vec![flagged]));
    assert_eq!(after(&[flag()], flag()), Ok(vec![]));

    let considered = || on("2025-12-12", consider(DutyKind::ConsiderLetter));
    let outcome = ContactEvent::ProposalConsidered {
        student: person(STUDENT),
        on: day("2025-12-12"),
        number: FactNumber(1),
        duty: DutyKind::ConsiderLetter,
        outcome: text("nessuna lettera"),
        because: vec![Norm::WeaklyMotivatedAbsences],
    };
    assert_eq!(after(&[flag()], considered()), Ok(vec![outcome]));
    assert_eq!(after(&[flag(), considered()], considered()), Ok(vec![]));
}

/// D-14: what was told tomorrow is not recorded today.
#[test]
fn nothing_is_recorded_before_its_day() {
    for act in [
        tell(DutyKind::TellOfTenDays, letter()),
        Act::RecordMayorsWarning { protocol: text("5100/2025") },
        consider(DutyKind::ConsiderLetter),
    ] {
        let tomorrow = Command { today: day("2025-12-09"), ..on("2025-12-10", act) };
        let future = Rejection::InTheFuture { on: day("2025-12-10"), today: day("2025-12-09") };
        assert_eq!(after(&[], tomorrow), Err(future));
    }
}
