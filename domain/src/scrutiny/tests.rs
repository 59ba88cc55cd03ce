//! A class's scrutiny: what is proposed, deliberated, closed and published, and what the law refuses.

mod admissions;
mod credits;
mod grades;
mod minutes;
mod sequences;

use super::*;
use crate::regulation::Regulation;
use crate::school::tests::{IN_3B, day, person, subject, text};

const ANNA: u128 = 1;
const BRUNO: u128 = 2;
const TEACHER: u128 = 101;
const PRINCIPAL: u128 = 100;
/// The day on which most councils here sit.
const SITTING: &str = "2026-06-10";
const UNANIMOUS: Votes = Votes { in_favour: 9, against: 0, decided_by_president: false };

fn grade(tenths: u8) -> WholeGrade {
    WholeGrade::try_from(tenths).expect("a grade")
}

fn protocol(number: u32) -> Protocol {
    Protocol { number, year: 2026 }
}

/// A class of a year of course, on a day, with two students and two graded subjects beside religion.
fn act(period: ScrutinyPeriod, label: &str, on: &str, act: Act) -> Command {
    Command {
        class: IN_3B,
        year: SchoolYear(2025),
        period,
        course: CourseYear::of_label(label).expect("a class"),
        members: [person(ANNA), person(BRUNO)].into(),
        subjects: ["ITA", "MAT", "REL"].map(subject).into(),
        on: day(on),
        act,
    }
}

fn final_of(label: &str, on: &str, what: Act) -> Command {
    act(ScrutinyPeriod::Final, label, on, what)
}

/// Of 3B, on the day of the sitting.
fn today(what: Act) -> Command {
    final_of("3B", SITTING, what)
}

fn opened(sits_on: &str) -> Act {
    Act::Open { covers_from: day("2026-02-01"), covers_to: day("2026-06-08"), sits_on: day(sits_on) }
}

fn frozen() -> Act {
    Act::FreezeDossier { read_at: 41_207 }
}

fn graded(student: u128, italian: u8, maths: u8) -> Act {
    let grades = [("ITA", italian), ("MAT", maths)];
    let grades = grades.map(|(code, value)| SubjectGrade { subject: subject(code), value: grade(value) });
    Act::DeliberateGrades { student: person(student), grades: grades.to_vec(), votes: UNANIMOUS }
}

fn behaved(student: u128, value: u8) -> Act {
    Act::DeliberateBehaviour {
        student: person(student),
        value: grade(value),
        reasons: text("sull'intero anno, dal fascicolo"),
        sub_iudice: false,
        votes: UNANIMOUS,
    }
}

fn outcome(student: u128, outcome: Outcome) -> Act {
    let reasons = match outcome {
        Outcome::Admitted | Outcome::Suspended { .. } => None,
        Outcome::NotAdmitted { .. } | Outcome::ExcludedForAbsences => Some(text("come da verbale")),
    };
    let year_is_valid = outcome != Outcome::ExcludedForAbsences;
    let student = person(student);
    Act::DeliberateAdmission(Admission { student, outcome, reasons, year_is_valid, votes: UNANIMOUS })
}

fn suspended(codes: &[&str], essay: bool) -> Outcome {
    Outcome::Suspended { subjects: codes.iter().map(|code| subject(code)).collect(), essay }
}

fn not_admitted(ground: Ground) -> Outcome {
    Outcome::NotAdmitted { ground }
}

fn essay(term: EssayTerm) -> Act {
    Act::AssignEssay { student: person(ANNA), topic: text("le regole della convivenza"), term }
}

fn by(due: &str) -> EssayTerm {
    EssayTerm::By { due: day(due) }
}

fn assessed(outcome: EssayOutcome) -> Act {
    Act::AssessEssay { student: person(ANNA), outcome, votes: UNANIMOUS }
}

fn closed(number: u32) -> Act {
    Act::Close { protocol: protocol(number) }
}

fn published(visible_from: &str) -> Act {
    Act::Publish { visible_from: day(visible_from) }
}

fn reopened() -> Act {
    Act::Reopen { by: person(PRINCIPAL), reason: text("un voto trascritto male") }
}

/// What some acts leave, all of them allowed.
fn after(commands: &[Command]) -> Scrutiny {
    let regulation = Regulation::adopted();
    commands.iter().fold(Scrutiny::default(), |state, command| {
        let events = decide(&state, command, &regulation);
        let events = events.unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"));
        events.iter().fold(state, evolve)
    })
}

fn decided(state: &Scrutiny, command: &Command) -> Result<Vec<ScrutinyEvent>, Rejection> {
    decide(state, command, &Regulation::adopted())
}

/// Allowed once, and nothing to do the second time.
#[track_caller]
fn allowed_once(state: &Scrutiny, command: &Command) -> Vec<ScrutinyEvent> {
    let events = decided(state, command).unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"));
    assert_ne!(events, [], "{command:?}");
    let then = events.iter().fold(state.clone(), evolve);
    assert_eq!(decided(&then, command), Ok(Vec::new()), "again: {command:?}");
    events
}

#[track_caller]
fn refused(state: &Scrutiny, command: &Command, name: &str, row: &str) {
    let refusal = decided(state, command).expect_err("refused");
    assert_eq!((refusal.name(), refusal.norm().row()), (name, row), "{refusal}");
    assert!(!refusal.to_string().is_empty());
}

/// Of 3B or another class, called for 10 June, the dossiers frozen, with Anna's grades.
fn sat(label: &str, grades: (u8, u8), behaviour: u8) -> Scrutiny {
    after(&[
        final_of(label, "2026-05-25", opened(SITTING)),
        final_of(label, SITTING, frozen()),
        final_of(label, SITTING, graded(ANNA, grades.0, grades.1)),
        final_of(label, SITTING, behaved(ANNA, behaviour)),
    ])
}

fn row(events: &[ScrutinyEvent]) -> Vec<&'static str> {
    use crate::fact::Said;
    events.iter().flat_map(|event| event.because().iter().map(|norm| norm.row())).collect()
}
