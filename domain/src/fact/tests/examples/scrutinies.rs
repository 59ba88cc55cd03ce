//! An example of every event of `scrutiny`.

use super::*;
use crate::ids::Protocol;
use crate::scrutiny::{
    Average, Band, EssayOutcome, EssayTerm, Ground, Outcome, ScrutinyEvent, ScrutinyPeriod, SubjectGrade,
    Votes, WholeGrade,
};

fn grade(tenths: u8) -> WholeGrade {
    WholeGrade::try_from(tenths).expect("a grade")
}

pub(in crate::fact::tests) fn scrutinies() -> Vec<ScrutinyEvent> {
    let (class, student, period) = (IN_3B, person(STUDENT), ScrutinyPeriod::Final);
    let on = day("2026-06-10");
    let unanimous = Votes { in_favour: 9, against: 0, decided_by_president: false };
    let tied = Votes { in_favour: 4, against: 4, decided_by_president: true };
    let votes = || vec![Norm::CouncilVotes];
    let average = Average::try_from(840).expect("an average");
    let mut events: Vec<ScrutinyEvent> = [
        (ScrutinyPeriod::Interim, "2026-01-20", "2025-09-15", "2026-01-31", "2026-01-29"),
        (ScrutinyPeriod::Final, "2026-05-25", "2026-02-01", "2026-06-08", "2026-06-10"),
    ]
    .into_iter()
    .map(|(period, on, from, to, sits_on)| ScrutinyEvent::Opened {
        class,
        year: YEAR,
        period,
        on: day(on),
        covers_from: day(from),
        covers_to: day(to),
        sits_on: day(sits_on),
        because: votes(),
    })
    .collect();
    for (average, reason) in [(Some(average), Some(text("prove di giugno in crescita"))), (None, None)] {
        events.push(ScrutinyEvent::GradeProposed {
            class,
            period,
            student,
            on: day("2026-06-08"),
            subject: subject("MAT"),
            by: person(101),
            value: grade(8),
            average,
            reason,
            because: votes(),
        });
    }
    events.push(ScrutinyEvent::BehaviourProposed {
        class,
        period,
        student,
        on: day("2026-06-08"),
        by: person(102),
        value: grade(8),
        reasons: text("due note, nessuna sanzione"),
        because: vec![Norm::BehaviourOfTheYear, Norm::CouncilVotes],
    });
    let because = vec![Norm::BehaviourOfTheYear];
    events.push(ScrutinyEvent::DossierFrozen { class, period, on, read_at: 41_207, because });
    let grades = [("ITA", 7), ("MAT", 5)];
    let grades = grades.map(|(code, value)| SubjectGrade { subject: subject(code), value: grade(value) });
    events.push(ScrutinyEvent::GradesDeliberated {
        class,
        period,
        student,
        on,
        grades: grades.to_vec(),
        votes: unanimous,
        because: vec![Norm::SufficientGrades, Norm::CouncilVotes],
    });
    for (sub_iudice, votes) in [(false, unanimous), (true, tied)] {
        events.push(ScrutinyEvent::BehaviourDeliberated {
            class,
            period,
            student,
            on,
            value: grade(6),
            reasons: text("un allontanamento di quattro giorni"),
            sub_iudice,
            votes,
            because: vec![Norm::BehaviourOfTheYear, Norm::CouncilVotes],
        });
    }
    events.push(ScrutinyEvent::CreditDeliberated {
        class,
        student,
        on,
        average,
        band: Band { from: 10, to: 11 },
        points: 10,
        votes: unanimous,
        because: vec![Norm::TopOfTheBand, Norm::CouncilVotes],
    });
    events.push(ScrutinyEvent::ActivityAssigned {
        class,
        period: ScrutinyPeriod::Interim,
        student,
        on: day("2026-01-29"),
        activity: text("percorso sulla cittadinanza attiva"),
        because: vec![Norm::BehaviourBelowSix],
    });
    for (term, norm) in [
        (EssayTerm::By { due: day("2026-08-28") }, Norm::SixSuspends),
        (EssayTerm::AtExam, Norm::SixAtTheExam),
    ] {
        let topic = text("le regole della convivenza");
        events.push(ScrutinyEvent::EssayAssigned { class, student, on, topic, term, because: vec![norm] });
    }
    for outcome in [EssayOutcome::Passed, EssayOutcome::Insufficient, EssayOutcome::NotDelivered] {
        let (on, because) = (day("2026-08-28"), vec![Norm::SixSuspends, Norm::CouncilVotes]);
        events.push(ScrutinyEvent::EssayAssessed { class, student, on, outcome, votes: unanimous, because });
    }
    events.extend(outcomes(unanimous));
    let protocol = Protocol { number: 3120, year: 2026 };
    let because = vec![Norm::CouncilVotes, Norm::ProtocolNumber];
    events.push(ScrutinyEvent::Closed { class, period, on, protocol, because });
    events.push(ScrutinyEvent::Reopened {
        class,
        period,
        on: day("2026-06-11"),
        by: person(102),
        reason: text("un voto trascritto male"),
        because: vec![Norm::CorrectionWithReason],
    });
    let (visible_from, because) = (day("2026-06-13"), vec![Norm::ResultsInReservedAreas]);
    events.push(ScrutinyEvent::Published { class, period, on, visible_from, because });
    events.push(ScrutinyEvent::CardIssued {
        class,
        period,
        student,
        on: day("2026-06-15"),
        read_at: 41_988,
        protocol: Protocol { number: 3251, year: 2026 },
        because: vec![Norm::ReportCard, Norm::ProtocolNumber],
    });
    events
}

fn outcomes(votes: Votes) -> Vec<ScrutinyEvent> {
    let because = |norms: &[Norm]| norms.iter().copied().chain([Norm::CouncilVotes]).collect();
    let not_admitted = |ground| Outcome::NotAdmitted { ground };
    let suspended = |codes: &[&str], essay| Outcome::Suspended {
        subjects: codes.iter().map(|code| subject(code)).collect(),
        essay,
    };
    let rows: Vec<(Outcome, bool, bool, Vec<Norm>)> = vec![
        (Outcome::Admitted, false, false, because(&[Norm::SufficientGrades, Norm::AboveSix])),
        (Outcome::Admitted, true, false, because(&[Norm::SufficientGrades, Norm::SixAtTheExam])),
        (suspended(&["MAT"], false), false, false, because(&[Norm::SufficientGrades])),
        (suspended(&[], true), false, false, because(&[Norm::SixSuspends])),
        (not_admitted(Ground::Behaviour), false, true, because(&[Norm::BehaviourBelowSix])),
        (not_admitted(Ground::Subjects), false, true, because(&[Norm::SufficientGrades])),
        (not_admitted(Ground::Essay), false, true, because(&[Norm::SixSuspends])),
        (
            Outcome::ExcludedForAbsences,
            false,
            true,
            because(&[Norm::ExclusionFromScrutiny, Norm::ThreeQuartersOfTheYear]),
        ),
    ];
    let event = |(outcome, exam_essay, reasons, because)| ScrutinyEvent::AdmissionDeliberated {
        class: IN_3B,
        student: person(STUDENT),
        on: day("2026-06-10"),
        outcome,
        exam_essay,
        reasons: if reasons { Some(text("come da verbale")) } else { None },
        votes,
        because,
    };
    rows.into_iter().map(event).collect()
}
