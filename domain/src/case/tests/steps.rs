//! The linter on the worked examples.

mod decision;
mod outcome;

use super::*;

fn passed(case: &Case, today: &str, name: &str) -> bool {
    step(case, today, name).outcome == Verdict::Passed
}

fn failed(case: &Case, today: &str, name: &str) -> String {
    let step = step(case, today, name);
    assert!(step.has_failed(), "{name}: {step:?}");
    why(&step).to_owned()
}

/// The ordinary way, done well: nothing fails, from the charge to the assessment.
#[test]
fn a_case_done_well_passes_every_step() {
    let mut story = communicated()
        .then("2025-11-20T09:00", Command::DepositMinutes { of: FactNumber(DECIDED), protocol: protocol(8) });
    for on in DAYS {
        story = story.then("2025-11-28T14:00", execute(DECIDED, on));
    }
    let diligent =
        Command::AssessActivity { of: FactNumber(DECIDED), outcome: Assessment::Diligent, advice: None };
    let story = story.then("2025-12-02T09:00", diligent);
    let cycles = looked_at(&story.0, "2025-12-10", &[]);
    let [Cycle { decision: Some(FactNumber(DECIDED)), steps }] = &cycles[..] else { panic!("one cycle") };
    let unmet: Vec<&Step> =
        steps.iter().filter(|step| !matches!(step.outcome, Verdict::Passed | Verdict::NotRequired)).collect();
    assert!(unmet.is_empty(), "{unmet:?}");
    let not_required: Vec<&str> =
        steps.iter().filter(|step| step.outcome == Verdict::NotRequired).map(|step| step.name).collect();
    assert_eq!(not_required, ["consiglio di istituto informato", "precedenti della recidiva"]);
    assert_eq!(step(&story.0, "2025-12-10", "contestazione di addebito").acts, [FactNumber(1)]);
}

/// A8-01: deliberated on 14 November at 10, the hearing offered on the same day at 11: invalid. B4-02: charged on the 10th: passes.
#[test]
fn a_hearing_offered_after_the_decision_fails() {
    let story = Story::of(&[
        ("2025-11-04T09:00", report("2025-11-03", Letter::M)),
        ("2025-11-10T09:00", charge_with(Letter::M)),
        ("2025-11-10T12:00", convene(Body::ClassCouncil, "2025-11-14T09:00")),
        (
            "2025-11-14T10:00",
            deliberate(together(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 4 })),
        ),
    ]);
    let name = "invito a esporre le ragioni";
    assert_eq!(
        failed(&story.0, "2025-11-20", name),
        "lo studente non è stato invitato a esporre le proprie ragioni"
    );
    assert!(passed(&story.0, "2025-11-20", "contestazione di addebito"));
    assert!(step(&story.0, "2025-11-20", "ragioni dello studente").has_failed()); // A8-02
    assert!(step(&story.0, "2025-11-20", "conversione offerta").has_failed()); // B1-05
    let late = story.then("2025-11-14T11:00", offer_hearing("2025-11-17T11:00"));
    assert_eq!(
        failed(&late.0, "2025-11-20", name),
        "il 14 novembre 2025 alle 11:00, dopo la delibera il 14 novembre 2025 alle 10:00"
    );
    assert_eq!(step(&late.0, "2025-11-20", name).acts, [FactNumber(4)]);
}

/// A8-01: for every sanction: an admonition too.
#[test]
fn an_admonition_wants_an_invitation_too() {
    let story = Story::of(&[
        ("2025-11-04T09:00", report("2025-11-03", Letter::A)),
        ("2025-11-05T09:00", deliberate(alone(Body::Teacher, Letter::A, Sanction::Admonition))),
    ]);
    assert!(step(&story.0, "2025-11-20", "invito a esporre le ragioni").has_failed());
    for name in [
        "ragioni dello studente",
        "genitori informati",
        "conversione offerta",
        "organo convocato al completo",
        "numero legale",
        "presidenza",
        "astensioni e surroghe",
        "piano di attività",
        "verbale della seduta",
        "esecuzione dopo la comunicazione",
        "attività verificata",
    ] {
        assert_eq!(step(&story.0, "2025-11-20", name).outcome, Verdict::NotRequired, "{name}");
    }
}

/// A8-02: a minor, the parents not informed: invalid; of an adult it is not asked.
#[test]
fn the_parents_of_a_minor_are_informed_before() {
    let story = Story::of(&[
        ("2025-11-04T09:00", report("2025-11-03", Letter::M)),
        ("2025-11-10T12:00", convene(Body::ClassCouncil, "2025-11-14T09:00")),
        (
            "2025-11-14T10:00",
            deliberate(together(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 4 })),
        ),
    ]);
    let name = "genitori informati";
    assert_eq!(
        failed(&story.0, "2025-11-20", name),
        "i genitori dello studente minorenne non sono stati informati"
    );
    for (of_age_from, required) in [("2025-11-15", true), ("2025-11-14", false)] {
        let regulation = Regulation::adopted();
        let cycles = looked_at_as(&story.0, "2025-11-20", &[], day(of_age_from), &regulation);
        let step = cycles[0].steps.iter().find(|step| step.name == name).expect("the step");
        assert_eq!(step.has_failed(), required, "{of_age_from}");
    }
    assert!(passed(&decided().0, "2025-11-20", name));
}

#[test]
fn what_was_charged_is_what_is_sanctioned() {
    let removal = together(Body::ClassCouncil, Letter::N, Sanction::Removal { days: 4 });
    let story =
        prepared("2025-11-03", Letter::M, Body::ClassCouncil).then("2025-11-14T16:00", deliberate(removal));
    let name = "contestazione di addebito";
    assert_eq!(failed(&story.0, "2025-11-20", name), "contestata la lettera m, sanzionata la lettera n"); // B1-07
    let none = Story::of(&[
        ("2025-11-04T09:00", report("2025-11-03", Letter::A)),
        ("2025-11-05T09:00", deliberate(alone(Body::Teacher, Letter::A, Sanction::Admonition))),
    ]);
    assert_eq!(failed(&none.0, "2025-11-20", name), "l'addebito non è stato contestato");
}

fn with_members(members: Vec<Member>, change: impl Fn(Deliberation) -> Deliberation) -> Story {
    let present: Vec<PersonId> = members.iter().map(|member| member.person).collect();
    let favour = u16::try_from(present.len()).expect("few");
    let convocation = Convocation { body: Body::ClassCouncil, sits_at: when("2025-11-14T15:00"), members };
    let removal = together(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 4 });
    let removal = Deliberation { present, tally: Some(Tally { favour, against: 0 }), ..removal };
    Story::of(&[
        ("2025-11-04T09:00", report("2025-11-03", Letter::M)),
        ("2025-11-10T12:00", Command::Convene { convocation }),
        ("2025-11-14T16:00", deliberate(change(removal))),
    ])
}

/// B1-06: only teachers convened: invalid.
#[test]
fn the_council_is_convened_whole() {
    let name = "organo convocato al completo";
    let teachers =
        members().into_iter().filter(|it| matches!(it.seat, Seat::President | Seat::Teacher)).collect();
    let story = with_members(teachers, |it| it);
    assert_eq!(
        failed(&story.0, "2025-11-20", name),
        "genitori convocati: 0 su 2; studenti convocati: 0 su 2"
    );
    let mut less = members();
    less.retain(|member| ![person(102), person(61), person(71)].contains(&member.person));
    assert_eq!(
        failed(&with_members(less, |it| it).0, "2025-11-20", name),
        "docenti della classe non convocati: 1; genitori convocati: 1 su 2; studenti convocati: 1 su 2"
    );
    assert!(passed(&with_members(members(), |it| it).0, "2025-11-20", name));
    assert!(passed(&with_members(members(), |it| it).0, "2025-11-20", "numero legale"));
}

/// B1-06: the accused represents the class: she is replaced, and does not sit on her own case.
#[test]
fn who_is_touched_by_the_case_is_replaced() {
    let name = "astensioni e surroghe";
    let seat_of = |who: u128, replaces: Option<(u128, Conflict)>| {
        let mut members = members();
        let member =
            members.iter_mut().find(|member| member.person == person(STUDENTS[0])).expect("a student");
        member.person = person(who);
        member.replaces = replaces.map(|(other, why)| Replaced { person: person(other), why });
        members
    };
    let accused = with_members(seat_of(STUDENT, None), |it| it);
    assert_eq!(
        failed(&accused.0, "2025-11-20", name),
        "lo studente interessato è componente e non è stato sostituito"
    );
    let replaced = with_members(seat_of(73, Some((STUDENT, Conflict::IsTheStudent))), |it| it);
    assert!(passed(&replaced.0, "2025-11-20", name));
    let father = with_members(seat_of(FATHER, None), |it| it);
    assert_eq!(
        failed(&father.0, "2025-11-20", name),
        "un genitore dello studente è componente e non è stato sostituito"
    );
    let silent = with_members(members(), |it| Deliberation {
        abstained: vec![person(102)],
        tally: Some(Tally { favour: 9, against: 0 }),
        ..it
    });
    assert_eq!(failed(&silent.0, "2025-11-20", name), "astenuti non sostituiti: 1");
}

/// A8-11: who presides is the principal or her delegate.
#[test]
fn who_presides_sits_as_president() {
    assert!(passed(&decided().0, "2025-11-20", "presidenza"));
    let story = with_members(members(), |it| Deliberation { chair: person(102), ..it });
    assert_eq!(
        failed(&story.0, "2025-11-20", "presidenza"),
        "ha presieduto chi non siede come dirigente o suo delegato"
    );
}

#[test]
fn a_case_under_way_has_steps_to_come_and_none_failed() {
    let story = Story::of(&[("2025-11-04T09:00", report("2025-11-03", Letter::M))]);
    let cycles = looked_at(&story.0, "2025-11-05", &[]);
    let [Cycle { decision: None, steps }] = &cycles[..] else { panic!("one cycle, undecided") };
    let waiting = steps.iter().filter(|step| matches!(step.outcome, Verdict::NotYetDue { .. })).count();
    assert_eq!(waiting, steps.len() - 1, "{steps:?}");
    assert_eq!(looked_at(&Case::default(), "2025-11-05", &[]), []);
}
