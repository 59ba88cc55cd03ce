//! The steps of an appeal, as the linter tells them.

use super::*;
use crate::case::{Step, Verdict};

const NAMES: [&str; 12] = [
    "ricorso nel termine",
    "ricorso protocollato",
    "motivi del ricorso",
    "Organo di garanzia convocato",
    "composizione dell'Organo di garanzia",
    "avviso scritto ai componenti",
    "parti invitate a esporre",
    "numero legale",
    "voto senza astensioni",
    "decisione motivata",
    "decisione nei dieci giorni",
    "esito comunicato con il termine del reclamo",
];

fn on(case: &Case, today: &str) -> Vec<Step> {
    super::super::steps(case, OF, day(today), &Regulation::adopted())
}

fn named<'a>(steps: &'a [Step], name: &str) -> &'a Step {
    steps.iter().find(|step| step.name == name).expect("a step of that name")
}

fn notice(case: &Case, at: &str) -> Case {
    let all = Command::SendNotice { appeal: APPEAL, to: Vec::new(), protocol: protocol() };
    after(case, at, &all)
}

fn invite(case: &Case, at: &str) -> Case {
    after(case, at, &Command::Invite { appeal: APPEAL, to: people(&[MOTHER]) })
}

#[test]
fn an_appeal_in_order_passes_every_step() {
    let case = invite(&notice(&convened(), "2025-12-01T09:00"), "2025-12-01T09:10");
    let case = after(&case, "2025-12-04T15:00", &sit(&MEMBERS));
    let case = after(&case, "2025-12-04T16:00", &unanimous(Outcome::Confirmed));
    let case = after(&case, "2025-12-05T09:00", &tell(&[MOTHER]));
    let steps = on(&case, "2025-12-05");
    assert_eq!(steps.iter().map(|step| step.name).collect::<Vec<_>>(), NAMES);
    for step in &steps {
        assert_eq!(step.outcome, Verdict::Passed, "{}", step.name);
        assert!(!step.acts.is_empty(), "{}", step.name);
    }
}

/// A9-05: appeal of 24 November convened on 1 December: two days late, and still valid if decided by 4 December.
#[test]
fn a_late_convening_is_a_finding() {
    let case = after(&appealed(), "2025-12-01T10:00", &convene("2025-12-04T15:00", panel()));
    let case = after(&case, "2025-12-04T15:00", &sit(&MEMBERS));
    let case = after(&case, "2025-12-04T16:00", &unanimous(Outcome::Confirmed));
    let steps = on(&case, "2025-12-05");
    let Verdict::Failed { why } = &named(&steps, "Organo di garanzia convocato").outcome else {
        panic!("{steps:?}")
    };
    assert!(why.contains("2 giorni"), "{why}");
    assert_eq!(named(&steps, "decisione nei dieci giorni").outcome, Verdict::Passed);
    let in_time = after(&appealed(), "2025-11-29T10:00", &convene("2025-12-04T15:00", panel()));
    assert_eq!(named(&on(&in_time, "2025-12-05"), "Organo di garanzia convocato").outcome, Verdict::Passed);
}

/// A9-06: sitting on Thursday 4 December, notice by Monday the 1st.
#[test]
fn a_notice_too_near_is_a_finding() {
    let name = "avviso scritto ai componenti";
    let told = |at| named(&on(&notice(&convened(), at), "2025-12-04"), name).outcome.clone();
    assert_eq!(told("2025-12-01T18:00"), Verdict::Passed);
    assert!(matches!(told("2025-12-02T08:00"), Verdict::Failed { .. }));
    let untold = |today| named(&on(&convened(), today), name).outcome.clone();
    assert_eq!(untold("2025-12-01"), Verdict::NotYetDue { until: Some(day("2025-12-01")) });
    assert!(matches!(untold("2025-12-02"), Verdict::Failed { .. }));
    // A substitute has a right to it too.
    let case = notice(&convened(), "2025-12-01T09:00");
    let why = Conflict::Unavailable;
    let substitute = Command::Substitute { appeal: APPEAL, leaves: person(221), why, panel: panel() };
    let case = after(&case, "2025-12-01T10:00", &substitute);
    assert!(matches!(named(&on(&case, "2025-12-02"), name).outcome, Verdict::Failed { .. }));
    let again = Command::SendNotice { appeal: APPEAL, to: people(&[222]), protocol: protocol() };
    let case = after(&case, "2025-12-01T11:00", &again);
    assert_eq!(named(&on(&case, "2025-12-02"), name).outcome, Verdict::Passed);
}

/// A9-03, B4-01: no grounds and out of time: told, and for a person to weigh.
#[test]
fn what_is_odd_in_an_appeal_is_told() {
    let case = sanctioned(removal(3), Letter::M, Item::M);
    let case = communicate(case, "2025-11-14T12:00", &[MOTHER], &[], None);
    let bare = Command::File {
        of: OF,
        by: person(MOTHER),
        interest: Interest::Guardian,
        grounds: None,
        protocol: protocol(),
        online: false,
    };
    let steps = on(&after(&case, "2025-12-01T09:00", &bare), "2025-12-02");
    let late = named(&steps, "ricorso nel termine");
    assert!(matches!(&late.outcome, Verdict::Failed { why } if why.contains("scusabile")), "{late:?}");
    assert_eq!(late.norm, Norm::AppealStated);
    assert!(failed(named(&steps, "motivi del ricorso")));
}

/// A9-05, A9-07, A9-10: on 5 December nothing was done: what lacked is told, and the outcome is still to be communicated.
#[test]
fn silence_is_a_finding_too() {
    let steps = on(&appealed(), "2025-12-05");
    for name in &NAMES[3..11] {
        assert!(failed(named(&steps, name)), "{name}");
    }
    assert_eq!(named(&steps, NAMES[11]).outcome, Verdict::NotYetDue { until: None });
    for step in on(&appealed(), "2025-12-04").iter().filter(|step| step.name != NAMES[3]) {
        assert!(!failed(step), "{}", step.name);
    }
    // Of a withdrawn appeal nothing more is asked.
    let withdraw = Command::Withdraw { appeal: APPEAL, by: person(MOTHER) };
    for step in &on(&after(&appealed(), "2025-11-25T09:00", &withdraw), "2025-12-05") {
        assert!(!failed(step), "{}", step.name);
    }
}

/// A9-08, A9-09, A9-11: what only an event recorded elsewhere could say is seen all the same.
#[test]
fn a_composition_or_a_vote_out_of_order_is_seen() {
    let convened = |members| {
        add(appealed(), "2025-11-27T10:00", |heading| CaseEvent::GuaranteeConvened {
            heading,
            appeal: APPEAL,
            convocation: Convocation {
                body: Body::GuaranteeBody,
                sits_at: when("2025-12-04T15:00"),
                members,
            },
        })
    };
    let with = |teacher, more: &[Member]| {
        let mut members = vec![
            member(PRINCIPAL, Seat::President),
            member(teacher, Seat::Teacher),
            member(202, Seat::Teacher),
            member(211, Seat::Student),
        ];
        members.extend(more);
        named(&on(&convened(members), "2025-12-01"), NAMES[4]).clone()
    };
    let parent = [member(221, Seat::Parent)];
    assert_eq!(with(201, &parent).outcome, Verdict::Passed);
    assert_eq!(with(201, &[]).norm, Norm::GuaranteeComposition);
    assert!(failed(&with(201, &[])));
    let judge = with(TEACHER, &parent);
    assert_eq!((failed(&judge), judge.norm), (true, Norm::GuaranteeSubstitutes));
    let short = add(sat(&MEMBERS), "2025-12-04T16:00", |heading| CaseEvent::GuaranteeDecided {
        heading,
        appeal: APPEAL,
        ruling: crate::case::appeal::Ruling {
            outcome: Outcome::Confirmed,
            ballot: open_vote(&[(PRINCIPAL, Vote::Confirm)]),
            tie_broken: false,
            reasons: text("x"),
            signed_by: person(PRINCIPAL),
        },
    });
    assert!(failed(named(&on(&short, "2025-12-04"), NAMES[8])));
}
