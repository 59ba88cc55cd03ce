//! Admitted with reserve, late, after a trip, without a certificate.

use super::*;

fn admitted(on: &str, facts: &[u32], justify_by: &str) -> AttendanceEvent {
    AttendanceEvent::AdmittedWithReserve {
        student: person(STUDENT),
        class: IN_3B,
        on: day(on),
        facts: facts.iter().copied().map(FactNumber).collect(),
        justify_by: day(justify_by),
        because: vec![Norm::AdmittedWithReserve, Norm::UnjustifiedAfterTerm, Norm::ReserveFromReturn],
    }
}

fn justify_with(number: u32, evidence: Evidence, on: &str) -> Command {
    bring(by_mother(), number, JustificationGround::Family, evidence, on)
}

fn justify(number: u32, on: &str) -> Command {
    justify_with(number, Evidence::None, on)
}

fn accept(number: u32, on: &str) -> Command {
    let (student, outcome) = (person(STUDENT), JustificationOutcome::Accepted);
    Command::DecideJustification { student, number: FactNumber(number), outcome, on: day(on) }
}

fn term_of(said: Result<Vec<AttendanceEvent>, Rejection>) -> Result<Term, Rejection> {
    said.map(|events| match events.as_slice() {
        [AttendanceEvent::JustificationSubmitted { term, .. }] => *term,
        other => panic!("one justification, not {other:?}"),
    })
}

/// A3-03, A3-04: absent on Wednesday 12 November, back on the 13th without a justification.
#[test]
fn who_comes_back_without_a_justification_is_admitted_with_reserve() {
    let known = history(&[absent(ON)]);
    let event = admitted("2025-11-13", &[0], "2025-11-17");
    assert_eq!(after(&known, &back_on("2025-11-13")), Ok(vec![event.clone()]));
    let reserved = [known, vec![event]].concat();
    assert_eq!(after(&reserved, &back_on("2025-11-13")), Ok(vec![]));
    assert_eq!(after(&reserved, &back_on("2025-11-14")), Ok(vec![]));
    let early = Command::Admit {
        student: person(STUDENT),
        class: IN_3B,
        on: day("2025-11-13"),
        calendar: calendar(),
        today: day("2025-11-12"),
    };
    let in_future = Rejection::InTheFuture { on: day("2025-11-13"), today: day("2025-11-12") };
    assert_eq!(after(&reserved, &early), Err(in_future));
}

/// A3-05: from when the days run, and which days, is a parameter.
#[test]
fn the_reserve_runs_from_the_return_in_civil_days_unless_the_school_says_otherwise() {
    let (wednesday, thursday) = (ON, "2025-11-13");
    let christmas = ("2025-12-22", "2026-01-07");
    for (anchor, unit, (absent_on, back), justify_by) in [
        ("return", "civil", (wednesday, thursday), "2025-11-17"), // The 16th is a Sunday.
        ("last-absence", "civil", (wednesday, thursday), "2025-11-15"), // A Saturday stays.
        ("return", "school", (wednesday, thursday), "2025-11-18"),
        ("last-absence", "school", (wednesday, thursday), "2025-11-17"),
        ("return", "civil", christmas, "2026-01-10"),
        // 25 December, a holiday as the next day is: over before the student is back, which is absurd.
        ("last-absence", "civil", christmas, "2025-12-27"),
        // No three lesson days are left: the reserve ends with the lessons.
        ("return", "school", ("2026-06-03", "2026-06-04"), "2026-06-08"),
        ("return", "civil", ("2026-06-03", "2026-06-04"), "2026-06-08"), // The 7th is a Sunday.
    ] {
        let regulation = Regulation::from_toml_with_overrides(&format!(
            "[reserve_anchor]\nin_force = [{{ from = \"2025-09-01\", value = \"{anchor}\" }}]\n\
             [reserve_unit]\nin_force = [{{ from = \"2025-09-01\", value = \"{unit}\" }}]\n"
        ));
        let regulation = regulation.expect("an anchor and a unit");
        let year = folded(&history(&[absent(absent_on)]));
        let said = decide(&year, &back_on(back), &regulation);
        assert_eq!(said, Ok(vec![admitted(back, &[0], justify_by)]), "{anchor} {unit} {back}");
    }
    assert_eq!(
        after(&history(&[absent("2025-11-10"), absent(ON)]), &back_on("2025-11-14")),
        Ok(vec![admitted("2025-11-14", &[0, 1], "2025-11-17")])
    );
}

/// A3-03: what is justified, or was heard, or cannot be justified, is not reserved; nor is what is of that same day.
#[test]
fn only_absences_of_the_days_before_that_nobody_justified_are_reserved() {
    let no_reserve = |known: &[AttendanceEvent]| {
        assert_eq!(after(known, &back_on("2025-11-13")), Ok(vec![]));
    };
    no_reserve(&[]);
    no_reserve(&history(&[enters("09:00", Ground::None), leaves("12:00")]));
    no_reserve(&history(&[absent(ON), annul(0)]));
    no_reserve(&history(&[absent(ON), enters("09:00", Ground::None)]));
    no_reserve(&history(&[absent("2025-11-13")]));
    let brought = history(&[absent(ON), justify(0, "2025-11-13")]);
    no_reserve(&brought);
    no_reserve(&and(&brought, &[accept(0, "2025-11-13")]));
    // Taken back, it is as if nothing had been brought.
    let number = FactNumber(0);
    let back = Command::WithdrawJustification { number, by: by_mother(), on: day("2025-11-13") };
    assert_eq!(count(after(&and(&brought, &[back]), &back_on("2025-11-13"))), Ok(1));
    // Some hours are an absence too, once: those of a whole day go with it.
    let some = history(&[absent_for(&[3])]);
    assert_eq!(after(&some, &back_on("2025-11-13")), Ok(vec![admitted("2025-11-13", &[0], "2025-11-17")]));
    let both = history(&[absent(ON), absent_for(&[3])]);
    assert_eq!(after(&both, &back_on("2025-11-13")), Ok(vec![admitted("2025-11-13", &[0], "2025-11-17")]));
}

/// A3-06: absent on the 12th, reserve until Monday 17 November.
#[test]
fn a_justification_after_the_reserve_is_late_and_a_person_may_accept_it() {
    let known = history(&[absent(ON), back_on("2025-11-13")]);
    assert_eq!(term_of(after(&known, &justify(0, "2025-11-17"))), Ok(Term::InTime));
    let late = Term::Late { due: day("2025-11-17") };
    assert_eq!(term_of(after(&known, &justify(0, "2025-11-18"))), Ok(late));
    let submitted = AttendanceEvent::JustificationSubmitted {
        student: person(STUDENT),
        on: day(ON),
        number: FactNumber(0),
        by: by_mother().by(),
        ground: JustificationGround::Family,
        evidence: Evidence::None,
        term: late,
        submitted_on: day("2025-11-20"),
        because: vec![Norm::JustifiedOnReturn, Norm::LateJustification],
    };
    assert_eq!(after(&known, &justify(0, "2025-11-20")), Ok(vec![submitted.clone()]));
    let pending = [known, vec![submitted]].concat();
    let by = person(MOTHER);
    assert_eq!(
        folded(&pending).facts[&FactNumber(0)].justification,
        Justification::Submitted { by, term: late }
    );
    let accepted = AttendanceEvent::JustificationDecided {
        student: person(STUDENT),
        on: day(ON),
        number: FactNumber(0),
        outcome: JustificationOutcome::Accepted,
        decided_on: day("2025-11-21"),
        because: vec![Norm::JustificationChecked, Norm::LateJustification],
    };
    assert_eq!(after(&pending, &accept(0, "2025-11-21")), Ok(vec![accepted]));
}

/// A3-05: never back at school, never late.
#[test]
fn without_a_return_no_justification_is_late() {
    assert_eq!(term_of(after(&history(&[absent(ON)]), &justify(0, "2026-02-02"))), Ok(Term::InTime));
}

/// A trip that ends on Friday 20 March 2026, absent on Monday 23, back on Tuesday 24.
fn absent_after_the_trip() -> Vec<AttendanceEvent> {
    let to = Destination::Trip { last_day: day("2026-03-20"), calendar: calendar() };
    let outing = Outing { to, away: AbsenceScope::WholeDay, hours: 6 };
    let (student, day_of_class) = (person(STUDENT), lessons_of(IN_3B, "2026-03-20"));
    let trip = Command::RecordActivity { student, day: day_of_class, outing, today: day("2026-03-20") };
    history(&[trip, absent("2026-03-23"), back_on("2026-03-24")])
}

/// A3-15
#[test]
fn the_day_after_a_trip_is_justified_in_person_or_with_a_certificate_on_the_first_day_back() {
    let known = absent_after_the_trip();
    for evidence in [Evidence::InPerson, Evidence::Certificate] {
        let on_return = after(&known, &justify_with(1, evidence, "2026-03-24"));
        assert_eq!(term_of(on_return.clone()), Ok(Term::InTime));
        assert_eq!(
            on_return.map(|e| e[0].clone()).map(|e| because_of(&e)),
            Ok(vec![Norm::JustifiedOnReturn, Norm::DayAfterTrip])
        );
        let late = Term::Late { due: day("2026-03-24") };
        assert_eq!(term_of(after(&known, &justify_with(1, evidence, "2026-03-25"))), Ok(late));
    }
    let refusal = Rejection::DayAfterTrip { on: day("2026-03-23") };
    assert_eq!(after(&known, &justify(1, "2026-03-24")), Err(refusal.clone()));
    assert_eq!(refusal.norm(), Norm::DayAfterTrip);
    assert_eq!(
        refusal.to_string(),
        "l'assenza del 23 marzo 2026, primo giorno di lezione dopo un viaggio, si giustifica con il genitore in \
         presenza o con un certificato, il giorno del rientro"
    );
}

/// A3-15: the day after that, or the same day without a trip, is an absence as any other.
#[test]
fn only_the_first_day_of_lessons_after_a_trip_asks_for_more() {
    let known = and(&absent_after_the_trip(), &[absent("2026-03-25")]);
    assert_eq!(term_of(after(&known, &justify(3, "2026-03-26"))), Ok(Term::InTime));
    let without = history(&[absent("2026-03-23")]);
    assert_eq!(term_of(after(&without, &justify(0, "2026-03-24"))), Ok(Term::InTime));
}

fn because_of(event: &AttendanceEvent) -> Vec<Norm> {
    crate::fact::Said::because(event).to_vec()
}

/// A3-16: eight days of illness, back on 19 January 2026, no certificate: the parent's word is enough.
#[test]
fn illness_of_any_length_needs_no_certificate() {
    let days =
        ["2026-01-08", "2026-01-09", "2026-01-12", "2026-01-13", "2026-01-14", "2026-01-15", "2026-01-16"];
    let mut commands: Vec<_> = days.iter().map(|on| absent(on)).collect();
    commands.push(back_on("2026-01-19"));
    let known = history(&commands);
    for number in 0..7 {
        let ill = bring(by_mother(), number, JustificationGround::Health, Evidence::None, "2026-01-19");
        let said = after(&known, &ill);
        assert_eq!(term_of(said.clone()), Ok(Term::InTime));
        let because = said.map(|events| because_of(&events[0]));
        assert_eq!(because, Ok(vec![Norm::JustifiedOnReturn, Norm::NoMedicalCertificate]));
    }
}
