//! A whole year of five classes, to the end of August: the councils refuse nothing to each other, and each outcome is
//! there.

use registro_domain::fact::DomainEvent;
use registro_domain::scrutiny::{EssayTerm, Ground, Outcome, ScrutinyEvent, ScrutinyPeriod};

use super::*;

#[tokio::test]
async fn a_whole_year_has_scrutinies_with_every_outcome() {
    let plan = Plan::new(130, 5, 2025);
    let clock = clock();
    let log = Arc::new(MemoryLog::new(clock.clone() as _));
    let report = live(&plan, &log, &clock).await;
    assert!(report.finished);
    assert_eq!((report.refused, report.nothing_to_do), (BTreeMap::new(), 0));
    let said: Vec<ScrutinyEvent> = events(&plan, &log)
        .await
        .into_iter()
        .filter_map(|event| if let DomainEvent::Scrutiny(said) = event.fact { Some(said) } else { None })
        .collect();
    let some = |what: &str, is: &dyn Fn(&ScrutinyEvent) -> bool| assert!(said.iter().any(is), "no {what}");
    let outcome = |event: &ScrutinyEvent| {
        if let ScrutinyEvent::AdmissionDeliberated { outcome, .. } = event {
            Some(outcome.clone())
        } else {
            None
        }
    };
    some("admission", &|it| outcome(it) == Some(Outcome::Admitted));
    some("exclusion", &|it| outcome(it) == Some(Outcome::ExcludedForAbsences));
    for ground in [Ground::Behaviour, Ground::Subjects] {
        some("refusal", &|it| outcome(it) == Some(Outcome::NotAdmitted { ground }));
    }
    let suspended = |it: &ScrutinyEvent, wanted: bool, few: bool| match outcome(it) {
        Some(Outcome::Suspended { subjects, essay }) => essay == wanted && subjects.is_empty() == few,
        _ => false,
    };
    some("suspension for subjects", &|it| suspended(it, false, false));
    some("suspension for an essay", &|it| suspended(it, true, true) || suspended(it, true, false));
    some("essay for the exam", &|it| {
        matches!(it, ScrutinyEvent::EssayAssigned { term: EssayTerm::AtExam, .. })
    });
    some("exam with an essay", &|it| {
        matches!(it, ScrutinyEvent::AdmissionDeliberated { exam_essay: true, .. })
    });
    some("correction", &|it| matches!(it, ScrutinyEvent::Reopened { .. }));
    some("activity after January", &|it| {
        matches!(it, ScrutinyEvent::ActivityAssigned { period: ScrutinyPeriod::Interim, .. })
    });
    // In August everything that was suspended is taken up, closed and published.
    let august = |it: &&ScrutinyEvent| matches!(it, ScrutinyEvent::Published { on, .. } if on.month() == 8);
    assert!(said.iter().any(|it| august(&it)));
    let closed = said.iter().filter(|it| matches!(it, ScrutinyEvent::Closed { .. })).count();
    assert!(10 <= closed, "{closed} closings of ten scrutinies");
}
