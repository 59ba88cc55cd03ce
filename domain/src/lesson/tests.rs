//! What a class's day accepts, refuses and passes over in silence: roll calls, signatures, homework.

mod handed_back;
mod planned;

use proptest::prelude::*;

use super::*;
use crate::school::tests::{IN_3B, day, lessons_of, person, subject, text};

/// Wednesday 12 November 2025 in 3B: 101 has the first hour, 102 the second and third, 103 and 105 the fourth.
const ON: &str = "2025-11-12";
const ITALIAN: u128 = 101;
const MATHS: u128 = 102;
const LAB: u128 = 103;
const LAB_TOO: u128 = 105;
const ELSEWHERE: u128 = 106;

fn folded(events: &[LessonEvent]) -> Lessons {
    events.iter().fold(Lessons::default(), evolve)
}

fn after(events: &[LessonEvent], command: &Command) -> Result<Vec<LessonEvent>, Rejection> {
    decide(&folded(events), command)
}

/// The history that some acts leave, all of them allowed.
fn history(commands: &[Command]) -> Vec<LessonEvent> {
    let mut events = Vec::new();
    for command in commands {
        events.extend(after(&events, command).expect("an act that is allowed"));
    }
    events
}

fn people(numbers: &[u128]) -> BTreeSet<PersonId> {
    numbers.iter().map(|number| person(*number)).collect()
}

fn roll_on(period: u8, teacher: u128, absent: &[u128], late: &[u128], today: &str) -> Command {
    Command::CallRoll {
        day: lessons_of(IN_3B, ON),
        period: PeriodNumber(period),
        teacher: person(teacher),
        presence: Presence::Timetable,
        enrolled: people(&[1, 2, 3]),
        absent: people(absent),
        late: people(late),
        today: day(today),
    }
}

fn roll(period: u8, teacher: u128, absent: &[u128], late: &[u128]) -> Command {
    roll_on(period, teacher, absent, late, ON)
}

fn called(period: u8, code: &str, teacher: u128, absent: &[u128], late: &[u128]) -> LessonEvent {
    LessonEvent::RollCalled {
        class: IN_3B,
        on: day(ON),
        period: PeriodNumber(period),
        subject: subject(code),
        teacher: person(teacher),
        presence: Presence::Timetable,
        enrolled: 3,
        absent: people(absent),
        late: people(late),
        because: vec![Norm::OnlyRegisterFunctions], // A12-01
    }
}

fn sign_as(period: u8, teacher: u128, presence: Presence, topic: &str, today: &str) -> Command {
    Command::Sign {
        day: lessons_of(IN_3B, ON),
        period: PeriodNumber(period),
        teacher: person(teacher),
        presence,
        topic: text(topic),
        today: day(today),
    }
}

fn sign(period: u8, teacher: u128, topic: &str) -> Command {
    sign_as(period, teacher, Presence::Timetable, topic, ON)
}

fn signed_by(teacher: u128, presence: Presence, topic: &str) -> LessonEvent {
    LessonEvent::Signed {
        class: IN_3B,
        on: day(ON),
        period: PeriodNumber(2),
        subject: subject("MAT"),
        teacher: person(teacher),
        presence,
        topic: text(topic),
        because: vec![Norm::OnlyRegisterFunctions],
    }
}

fn homework(code: &str, teacher: u128, due_on: &str) -> Command {
    Command::AssignHomework {
        day: lessons_of(IN_3B, ON),
        subject: subject(code),
        teacher: person(teacher),
        text: text("pag. 12"),
        due_on: day(due_on),
    }
}

fn correct(period: u8, teacher: u128, topic: &str) -> Command {
    let (period, teacher) = (PeriodNumber(period), person(teacher));
    let day = lessons_of(IN_3B, ON);
    Command::CorrectTopic { day, period, teacher, topic: text(topic), reason: text("refuso") }
}

fn annul(period: u8, teacher: u128) -> Command {
    let (period, teacher) = (PeriodNumber(period), person(teacher));
    Command::AnnulSignature { day: lessons_of(IN_3B, ON), period, teacher, reason: text("classe sbagliata") }
}

fn not_in_charge(period: u8) -> Rejection {
    Rejection::NotInCharge { on: day(ON), period: PeriodNumber(period) }
}

#[test]
fn the_roll_of_an_hour_names_who_is_absent_and_who_is_late() {
    let first = called(1, "ITA", ITALIAN, &[2], &[3]);
    assert_eq!(after(&[], &roll(1, ITALIAN, &[2], &[3])), Ok(vec![first.clone()]));
    let known = [first];
    assert_eq!(after(&known, &roll(1, ITALIAN, &[2], &[3])), Ok(vec![]));
    // Called again with another outcome, both rolls stay in the register.
    assert_eq!(
        after(&known, &roll(1, ITALIAN, &[], &[2, 3])),
        Ok(vec![called(1, "ITA", ITALIAN, &[], &[2, 3])])
    );
    assert_eq!(after(&known, &roll(2, MATHS, &[], &[])), Ok(vec![called(2, "MAT", MATHS, &[], &[])]));
}

/// A12-01
#[test]
fn a_roll_that_cannot_be_is_refused() {
    let on = day(ON);
    for (command, refusal) in [
        (roll(7, ITALIAN, &[], &[]), Rejection::NoSuchHour { on, period: PeriodNumber(7) }),
        (roll(0, ITALIAN, &[], &[]), Rejection::NoSuchHour { on, period: PeriodNumber(0) }),
        (roll(1, MATHS, &[], &[]), not_in_charge(1)),
        (roll(1, ITALIAN, &[9], &[]), Rejection::NotInClass { on, student: person(9) }),
        (roll(1, ITALIAN, &[], &[9]), Rejection::NotInClass { on, student: person(9) }),
        (roll(1, ITALIAN, &[1, 2], &[2]), Rejection::AbsentAndLate(person(2))),
    ] {
        assert_eq!(after(&[], &command), Err(refusal));
    }
}

/// D-14: the day of the fact may be past when it is recorded, and never still to come.
#[test]
fn a_lesson_is_not_recorded_before_its_day() {
    let early = Rejection::InTheFuture { on: day(ON), today: day("2025-11-11") };
    let sign_on = |today| sign_as(2, MATHS, Presence::Timetable, "Limiti", today);
    assert_eq!(after(&[], &roll_on(1, ITALIAN, &[], &[], "2025-11-11")), Err(early.clone()));
    assert_eq!(after(&[], &sign_on("2025-11-11")), Err(early.clone()));
    assert_eq!(early.norm(), Norm::TwoTimes);
    assert_eq!(early.to_string(), "il 12 novembre 2025 non è ancora venuto: oggi è l'11 novembre 2025");
    for today in ["2025-11-12", "2025-11-13", "2026-06-08"] {
        assert_eq!(after(&[], &roll_on(1, ITALIAN, &[], &[], today)).map(|events| events.len()), Ok(1));
        assert_eq!(after(&[], &sign_on(today)).map(|events| events.len()), Ok(1));
    }
}

#[test]
fn a_teacher_signs_for_an_hour_of_the_timetable() {
    let event = signed_by(MATHS, Presence::Timetable, "Limiti");
    assert_eq!(after(&[], &sign(2, MATHS, "Limiti")), Ok(vec![event.clone()]));
    let known = [event];
    assert_eq!(after(&known, &sign(2, MATHS, "Limiti")), Ok(vec![]));
    let other = Rejection::AlreadySigned { on: day(ON), period: PeriodNumber(2) };
    assert_eq!(after(&known, &sign(2, MATHS, "Derivate")), Err(other.clone()));
    assert_eq!(other.norm(), Norm::CorrectionWithReason);
    assert_eq!(after(&[], &sign(2, ITALIAN, "Limiti")), Err(not_in_charge(2)));
    let none = Rejection::NoSuchHour { on: day(ON), period: PeriodNumber(7) };
    assert_eq!(after(&[], &sign(7, MATHS, "Limiti")), Err(none));
}

#[test]
fn both_teachers_in_co_presence_sign_for_the_same_hour() {
    let known = history(&[sign(4, LAB, "Reti")]);
    assert_eq!(after(&known, &sign(4, LAB_TOO, "Reti")).map(|events| events.len()), Ok(1));
}

#[test]
fn a_substitute_names_the_colleague() {
    let in_place_of = |of| Presence::Substitution { of: person(of) };
    assert_eq!(
        after(&[], &sign_as(2, ELSEWHERE, in_place_of(MATHS), "Limiti", ON)),
        Ok(vec![signed_by(ELSEWHERE, in_place_of(MATHS), "Limiti")])
    );
    let nobody = Rejection::NobodyToSubstitute { on: day(ON), period: PeriodNumber(2) };
    assert_eq!(after(&[], &sign_as(2, ELSEWHERE, in_place_of(ITALIAN), "Limiti", ON)), Err(nobody.clone()));
    assert_eq!(nobody.norm(), Norm::OnlyRegisterFunctions);
    assert_eq!(after(&[], &sign(2, ELSEWHERE, "Limiti")), Err(not_in_charge(2)));
}

#[test]
fn homework_is_due_from_the_next_day_on() {
    let event = LessonEvent::HomeworkAssigned {
        class: IN_3B,
        on: day(ON),
        subject: subject("MAT"),
        teacher: person(MATHS),
        text: text("pag. 12"),
        due_on: day("2025-11-13"),
        because: vec![Norm::OnlyRegisterFunctions],
    };
    assert_eq!(after(&[], &homework("MAT", MATHS, "2025-11-13")), Ok(vec![event.clone()]));
    assert_eq!(after(&[event], &homework("MAT", MATHS, "2025-11-13")), Ok(vec![]));
    for due_on in ["2025-11-11", "2025-11-12"] {
        let refusal = Rejection::DueBefore { on: day(ON), due_on: day(due_on) };
        assert_eq!(after(&[], &homework("MAT", MATHS, due_on)), Err(refusal));
    }
}

#[test]
fn homework_due_on_the_day_of_the_lesson_is_refused_in_italian() {
    let refusal = after(&[], &homework("MAT", MATHS, ON)).expect_err("due the same day");
    assert_eq!(refusal.to_string(), "i compiti del 12 novembre 2025 non possono scadere il 12 novembre 2025");
}

#[test]
fn homework_is_assigned_by_who_teaches_that_day() {
    let not_taught = |code| Rejection::NotTaught { on: day(ON), subject: subject(code) };
    assert_eq!(after(&[], &homework("ITA", MATHS, "2025-11-13")), Err(not_taught("ITA")));
    assert_eq!(after(&[], &homework("MAT", ELSEWHERE, "2025-11-13")), Err(not_taught("MAT")));
    let presence = Presence::Substitution { of: person(MATHS) };
    let substituted = history(&[sign_as(2, ELSEWHERE, presence, "Limiti", ON)]);
    assert_eq!(
        after(&substituted, &homework("MAT", ELSEWHERE, "2025-11-13")).map(|events| events.len()),
        Ok(1)
    );
}

#[test]
fn the_same_words_for_two_subjects_are_two_assignments() {
    let presence = Presence::Substitution { of: person(MATHS) };
    let known =
        history(&[sign_as(2, ITALIAN, presence, "Limiti", ON), homework("ITA", ITALIAN, "2025-11-13")]);
    assert_eq!(after(&known, &homework("MAT", ITALIAN, "2025-11-13")).map(|events| events.len()), Ok(1));
}

/// B7-05: the topic withdrawn stays in the register, with the reason.
#[test]
fn a_topic_is_corrected_by_a_new_act_with_a_reason() {
    let known = history(&[sign(2, MATHS, "Limiti")]);
    let event = LessonEvent::TopicCorrected {
        class: IN_3B,
        on: day(ON),
        period: PeriodNumber(2),
        teacher: person(MATHS),
        withdrawn: text("Limiti"),
        topic: text("Derivate"),
        reason: text("refuso"),
        because: vec![Norm::CorrectionWithReason],
    };
    assert_eq!(after(&known, &correct(2, MATHS, "Derivate")), Ok(vec![event.clone()]));
    assert_eq!(after(&known, &correct(2, MATHS, "Limiti")), Ok(vec![]));
    let known = [known, vec![event]].concat();
    assert_eq!(after(&known, &correct(2, MATHS, "Derivate")), Ok(vec![]));
    let unsigned = Rejection::NotSigned { on: day(ON), period: PeriodNumber(3) };
    assert_eq!(after(&known, &correct(3, MATHS, "Derivate")), Err(unsigned));
}

/// B7-05: marks were altered with the credentials of others; here only the author's own signature can be touched.
#[test]
fn nobody_corrects_or_annuls_the_signature_of_a_colleague() {
    let known = history(&[sign(4, LAB, "Reti")]);
    let not_signed = Rejection::NotSigned { on: day(ON), period: PeriodNumber(4) };
    assert_eq!(after(&known, &correct(4, LAB_TOO, "Altro")), Err(not_signed.clone()));
    assert_eq!(after(&known, &annul(4, LAB_TOO)), Err(not_signed.clone()));
    assert_eq!(not_signed.norm(), Norm::CorrectionWithReason);
}

/// B7-05
#[test]
fn a_signature_is_annulled_with_a_reason_and_may_be_put_again() {
    let mut events = history(&[sign(2, MATHS, "Limiti")]);
    let event = LessonEvent::SignatureAnnulled {
        class: IN_3B,
        on: day(ON),
        period: PeriodNumber(2),
        teacher: person(MATHS),
        withdrawn: text("Limiti"),
        reason: text("classe sbagliata"),
        because: vec![Norm::CorrectionWithReason],
    };
    assert_eq!(after(&events, &annul(2, MATHS)), Ok(vec![event.clone()]));
    events.push(event);
    assert_eq!(after(&events, &annul(2, MATHS)), Ok(vec![]));
    assert_eq!(
        after(&[], &annul(2, MATHS)),
        Err(Rejection::NotSigned { on: day(ON), period: PeriodNumber(2) })
    );
    let again = after(&events, &sign(2, MATHS, "Derivate")).expect("nothing stands");
    assert_eq!(again, vec![signed_by(MATHS, Presence::Timetable, "Derivate")]);
    events.extend(again);
    assert_eq!(after(&events, &annul(2, MATHS)).map(|events| events.len()), Ok(1));
}

#[test]
fn what_is_not_in_class_that_day_is_judged_by_the_timetable() {
    let on = day(ON);
    for refusal in [
        Rejection::NoSuchHour { on, period: PeriodNumber(7) },
        Rejection::NotInClass { on, student: person(9) },
    ] {
        assert_eq!(refusal.norm(), Norm::HoursOfAbsence); // A5-03
    }
}

fn any_command() -> impl Strategy<Value = Command> {
    let teacher = prop_oneof![Just(ITALIAN), Just(MATHS), Just(LAB), Just(LAB_TOO)];
    (0usize..5, 1u8..5, teacher, 0u128..4, prop_oneof![Just("a"), Just("b")]).prop_map(
        |(kind, period, teacher, student, words)| match kind {
            0 => roll(period, teacher, &[student], &[]),
            1 => sign(period, teacher, words),
            2 => homework("MAT", teacher, "2025-11-14"),
            3 => correct(period, teacher, words),
            _ => annul(period, teacher),
        },
    )
}

proptest! {
    #[test]
    fn every_act_on_a_lesson_done_twice_is_silence_the_second_time(
        commands in prop::collection::vec(any_command(), 1..12), last in any_command(),
    ) {
        let mut events = Vec::new();
        for command in commands {
            events.extend(after(&events, &command).unwrap_or_default());
        }
        if let Ok(first) = after(&events, &last) {
            events.extend(first);
            prop_assert_eq!(after(&events, &last), Ok(vec![]));
        }
        // Whatever the order of what is read, nothing panics.
        events.reverse();
        let _ = after(&events, &last);
    }
}
