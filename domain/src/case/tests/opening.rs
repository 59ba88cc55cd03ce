//! The report, the charge, and who is told.

use super::*;

/// A8-10: the ATA reports smoking: anybody may.
#[test]
fn anybody_reports_a_fact() {
    let Command::Report { case, student, class, mut infraction } = report("2025-11-18", Letter::C2) else {
        panic!("a report")
    };
    infraction.reporter = Reporter::Staff;
    let asked = Command::Report { case, student, class, infraction: infraction.clone() };
    let events = Story::default().asked("2025-11-18T11:00", asked).expect("allowed");
    let CaseEvent::Reported { heading, infraction: reported } = &events[0] else { panic!("reported") };
    assert_eq!((reported, heading.number), (&infraction, FactNumber(0)));
    assert_eq!(heading.because, [Norm::AnybodyReports, Norm::LiabilityIsPersonal]);
}

#[test]
fn a_fact_is_reported_once_and_not_before_it_happens() {
    let reported = Story::of(&[("2025-11-04T09:00", report("2025-11-03", Letter::M))]);
    reported.passes_over("2025-11-04T09:30", report("2025-11-03", Letter::M));
    let other = reported.refused("2025-11-05T09:00", report("2025-11-03", Letter::N));
    assert_eq!(other, Rejection::AlreadyReported { on: day("2025-11-04") });
    let tomorrow = Story::default().refused("2025-11-04T09:00", report("2025-11-05", Letter::M));
    assert_eq!(tomorrow, Rejection::FactToCome { on: day("2025-11-05"), today: day("2025-11-04") });
    assert_eq!(
        tomorrow.to_string(),
        "il fatto porterebbe la data del 5 novembre 2025, che non è ancora venuta: oggi è il 4 novembre 2025"
    );
    assert!(Story::default().asked("2025-11-04T09:00", report("2025-11-04", Letter::M)).is_ok());
}

#[test]
fn nothing_is_recorded_before_it_is_done() {
    let (at, now) = (when("2025-11-04T09:01"), when("2025-11-04T09:00"));
    let request =
        Request { at, now, holidays: Holidays::national(), command: report("2025-11-03", Letter::M) };
    let decided = decide(&Case::default(), &request, &Regulation::adopted());
    assert_eq!(decided, Err(Rejection::InTheFuture { at, now }));
    assert!(decide(&Case::default(), &Request { now: at, ..request }, &Regulation::adopted()).is_ok());
}

/// A10-C9, B1-01: liability is personal: a case has one student, and an event has no room for a class that pays.
#[test]
fn a_sanction_to_a_whole_class_cannot_be_written() {
    let events =
        Story::default().asked("2025-11-04T09:00", report("2025-11-03", Letter::B)).expect("allowed");
    let written = serde_json::to_value(&events[0]).expect("plain data");
    let heading = written.pointer("/infraction-reported.v1/heading/student").expect("a student");
    assert_eq!(heading.as_str(), Some(person(STUDENT).to_string().as_str()));
    assert!(Norm::LiabilityIsPersonal.authority().says.contains("nessuna sanzione a una classe intera"));
}

#[test]
fn a_case_is_dismissed_before_anything_is_decided() {
    let dismiss = || Command::Dismiss { reason: text("il fatto non sussiste") };
    let reported = Story::of(&[("2025-11-04T09:00", report("2025-11-03", Letter::M))]);
    let dismissed = reported.clone().then("2025-11-05T09:00", dismiss());
    dismissed.passes_over("2025-11-05T09:30", dismiss());
    let closed = Rejection::Closed { on: day("2025-11-05") };
    assert_eq!(dismissed.refused("2025-11-06T09:00", charge_with(Letter::M)), closed);
    let other = Command::Dismiss { reason: text("altro") };
    assert_eq!(dismissed.refused("2025-11-06T09:00", other), closed);
    assert_eq!(
        dismissed.0.standing(day("2026-01-01"), &Regulation::adopted(), &Holidays::national()),
        Standing::WithoutSanction
    );
    let early = reported.refused("2025-11-04T08:59", dismiss());
    let (at, reported) = (when("2025-11-04T08:59"), when("2025-11-04T09:00"));
    assert_eq!(early, Rejection::BeforeReport { at, reported });
    assert_eq!(Story::default().refused("2025-11-05T09:00", dismiss()), Rejection::NotReported);
    let sanctioned = decided().refused("2025-11-20T09:00", dismiss());
    assert_eq!(sanctioned, Rejection::AlreadyDecided { on: day("2025-11-14") });
}

/// B1-07, B4-02: notified on 10 November, sanctioned on the 14th.
#[test]
fn a_charge_is_notified_to_the_student_and_to_who_may_be_told() {
    let reported = Story::of(&[("2025-11-04T09:00", report("2025-11-03", Letter::M))]);
    let events = reported.asked("2025-11-10T09:00", charge_with(Letter::M)).expect("allowed");
    assert_eq!(events[0].heading().because, [Norm::PreciseCharge, Norm::OpeningNotified]);
    let charged = reported.clone().then("2025-11-10T09:00", charge_with(Letter::M));
    charged.passes_over("2025-11-10T09:30", charge_with(Letter::M));
    // What is charged may become another letter, and is notified again.
    assert!(charged.asked("2025-11-11T09:00", charge_with(Letter::G)).is_ok());
    let to = |to: Vec<PersonId>| Command::NotifyCharge {
        notice: ChargeNotice { to, ..notice(Letter::M) },
        family: family(),
    };
    assert_eq!(reported.refused("2025-11-10T09:00", to(vec![])), Rejection::NobodyAddressed);
    let stranger = reported.refused("2025-11-10T09:00", to(vec![person(STUDENT), person(99)]));
    assert_eq!(stranger, Rejection::NotToBeTold);
    assert_eq!(stranger.norm(), Norm::LimitsOfResponsibility); // B6-01
    assert!(reported.asked("2025-11-10T09:00", to(vec![person(STUDENT)])).is_ok());
}

#[test]
fn the_parents_are_told_and_the_council_is_informed_once() {
    let reported = Story::of(&[("2026-03-02T09:00", report("2026-03-02", Letter::P))]);
    let told = reported.clone().then("2026-03-03T09:00", inform_parents());
    told.passes_over("2026-03-04T09:00", inform_parents());
    let Command::InformParents { channel, protocol: number, family, .. } = inform_parents() else { panic!() };
    let inform = |parents: Vec<PersonId>| Command::InformParents {
        parents,
        channel,
        protocol: number,
        family: family.clone(),
    };
    assert!(
        told.asked("2026-03-04T09:00", inform(vec![person(MOTHER)])).is_ok_and(|events| events.len() == 1)
    );
    assert_eq!(reported.refused("2026-03-04T09:00", inform(vec![])), Rejection::NobodyAddressed);
    assert_eq!(reported.refused("2026-03-04T09:00", inform(vec![person(STUDENT)])), Rejection::NotToBeTold);
    assert_eq!(reported.refused("2026-03-04T09:00", inform(vec![person(99)])), Rejection::NotToBeTold);

    // A8-04: a case of p on 2 March 2026: the principal tells the council of the institute.
    let tell = |number| Command::InformCouncil { protocol: protocol(number) };
    let informed = reported.then("2026-03-02T12:00", tell(7));
    informed.passes_over("2026-03-03T12:00", tell(7));
    let again = informed.refused("2026-03-03T12:00", tell(8));
    assert_eq!(again, Rejection::CouncilAlreadyInformed { on: day("2026-03-02") });
}

/// A6-01, A6-04: a video of a teacher: reported as c1; whether it is m or o is for a person to say, and nothing of the video
/// is stored.
#[test]
fn a_video_is_reported_as_a_phone_and_a_person_charges_more() {
    let reported = Story::of(&[("2026-02-03T11:00", report("2026-02-03", Letter::C1))]);
    for letter in [Letter::C1, Letter::M, Letter::O] {
        assert!(reported.asked("2026-02-04T09:00", charge_with(letter)).is_ok(), "{letter}");
    }
    assert_eq!(reported.0.charges, [], "nothing is charged by itself");
    let events =
        Story::default().asked("2026-02-03T11:00", report("2026-02-03", Letter::C1)).expect("allowed");
    let written = serde_json::to_value(&events[0]).expect("plain data");
    let infraction = written.pointer("/infraction-reported.v1/infraction").and_then(|it| it.as_object());
    let fields: Vec<&str> = infraction.expect("fields").keys().map(String::as_str).collect();
    assert_eq!(fields, ["by", "charge", "facts", "on", "reporter"]);
}

/// A1-06: the sixth delay only proposes; a person reports it, under a or under e, or does not.
#[test]
fn delays_are_reported_by_a_person_under_a_or_e() {
    for (letter, item) in [(Letter::A, Item::A3), (Letter::E, Item::E3)] {
        let Command::Report { case, student, class, mut infraction } = report("2025-11-12", letter) else {
            panic!("a report")
        };
        infraction.charge = Charge::new(letter, item).expect("in the table");
        let asked = Command::Report { case, student, class, infraction };
        assert!(Story::default().asked("2025-11-12T12:00", asked).is_ok());
    }
}
