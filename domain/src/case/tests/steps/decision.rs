//! By whom it was decided, within the table, why, with which plan, and when.

use super::*;

fn sanctioned(deliberation: Deliberation) -> Story {
    prepared(
        "2025-11-03",
        deliberation.charge.letter(),
        if deliberation.body.is_collegial() { deliberation.body } else { Body::ClassCouncil },
    )
    .then("2025-11-14T16:00", deliberate(deliberation))
}

/// A10-C6, B4-04: kept out of trips by the principal alone: recorded and flagged; by the council: sound.
#[test]
fn an_exclusion_decided_by_one_person_is_flagged() {
    let name = "organo competente";
    let excluded = |deliberation: Deliberation| {
        let measure = Measure { exclusions: vec![Exclusion::Trips], ..deliberation.measure.clone() };
        sanctioned(Deliberation { measure, ..deliberation })
    };
    let one = excluded(alone(Body::Principal, Letter::D, Sanction::WrittenAdmonition));
    assert_eq!(
        failed(&one.0, "2025-11-20", name),
        "l'esclusione da uscite o attività è stata decisa da uno solo: dirigente scolastico"
    );
    assert_eq!(step(&one.0, "2025-11-20", name).norm, Norm::ExclusionByCouncil);
    // A8-05: a partial removal wants the hearing and the parents, as any.
    assert!(passed(&one.0, "2025-11-20", "genitori informati"));
    let council = excluded(together(Body::ClassCouncil, Letter::G, Sanction::WrittenAdmonition));
    assert!(passed(&council.0, "2025-11-20", name));
    let without = sanctioned(together(Body::ClassCouncil, Letter::G, Sanction::WrittenAdmonition));
    assert_eq!(
        failed(&without.0, "2025-11-20", name),
        "per questa sanzione la tabella non prevede il consiglio di classe"
    );
    let higher = sanctioned(together(Body::InstituteCouncil, Letter::M, Sanction::Removal { days: 15 }));
    assert!(step(&higher.0, "2025-11-20", name).has_failed()); // B1-02
    let sixteen = Deliberation {
        grave: grave(),
        ..together(Body::InstituteCouncil, Letter::M, Sanction::Removal { days: 16 })
    };
    assert!(passed(&sanctioned(sixteen).0, "2025-11-20", name));
    assert!(passed(&decided().0, "2025-11-20", name));
}

/// A7-01: two days for m is below its band; three for h is above.
#[test]
fn a_sanction_outside_its_band_is_flagged() {
    let name = "sanzione prevista dalla tabella";
    let removed = |letter, days| sanctioned(together(Body::ClassCouncil, letter, Sanction::Removal { days }));
    assert_eq!(
        failed(&removed(Letter::M, 2).0, "2025-11-20", name),
        "allontanamento dalle lezioni per 2 giorni: meno del minimo per la lettera m (allontanamento dalle lezioni per 3 giorni)"
    );
    assert!(passed(&removed(Letter::M, 3).0, "2025-11-20", name));
    assert!(passed(&removed(Letter::M, 15).0, "2025-11-20", name));
    assert!(passed(&removed(Letter::H, 2).0, "2025-11-20", name));
    assert_eq!(
        failed(&removed(Letter::H, 3).0, "2025-11-20", name),
        "allontanamento dalle lezioni per 3 giorni: più del massimo per la lettera h (allontanamento dalle lezioni per 2 giorni)"
    );
    let community = |letter, days| {
        let sanction = Sanction::CommunityRemoval { days };
        sanctioned(Deliberation { grave: grave(), ..together(Body::InstituteCouncil, letter, sanction) })
    };
    assert!(step(&community(Letter::P, 15).0, "2025-11-20", name).has_failed());
    assert!(passed(&community(Letter::P, 16).0, "2025-11-20", name));
    assert_eq!(
        failed(&community(Letter::M, 10).0, "2025-11-20", name),
        "allontanamento dalla comunità scolastica per 10 giorni: non è tra le sanzioni della lettera m"
    );
    let until_end = Sanction::UntilEndOfLessons { excluded_from_scrutiny: false };
    let p =
        sanctioned(Deliberation { grave: grave(), ..together(Body::InstituteCouncil, Letter::P, until_end) });
    assert_eq!(
        failed(&p.0, "2025-11-20", name),
        "allontanamento fino al termine delle lezioni: più del massimo per la lettera p (allontanamento più lungo, in giorni)"
    );
    let admonition = alone(Body::Teacher, Letter::A, Sanction::Admonition);
    let repair = Some(Repair::Payment { cents: 500 });
    let measure = Measure { repair, exclusions: vec![Exclusion::Trips], ..admonition.measure.clone() };
    assert_eq!(
        failed(&sanctioned(Deliberation { measure, ..admonition }).0, "2025-11-20", name),
        "per la lettera a la tabella non prevede esclusioni; per la lettera a la tabella non prevede riparazioni"
    );
}

#[test]
fn a_repetition_charged_without_earlier_sanctions_is_flagged() {
    let name = "precedenti della recidiva";
    let story = sanctioned(alone(Body::Principal, Letter::D, Sanction::WrittenAdmonition));
    let step_of = |others: &[CaseSummary]| {
        let cycles = looked_at(&story.0, "2025-11-20", others);
        cycles[0].steps.iter().find(|step| step.name == name).expect("the step").clone()
    };
    assert_eq!(why(&step_of(&[])), "contestata una ripetizione: sanzioni precedenti 0, ne servono 3"); // A7-02
    let earlier = |id: u128| CaseSummary {
        case: CaseId(uuid::Uuid::from_u128(id)),
        student: person(STUDENT),
        class: IN_3B,
        fact_on: day("2025-10-01"),
        charge: charge(Letter::A),
        measure: Some(measure(Sanction::Admonition)),
        decided_on: Some(day("2025-10-02")),
        standing: Standing::Final,
    };
    assert_eq!(step_of(&[1, 2, 3].map(earlier)).outcome, Verdict::Passed);
    assert_eq!(step_of(&[1, 2].map(earlier)).norm, Norm::AsLetterD);
}

/// A8-03: the reasons are written.
#[test]
fn a_sanction_without_reasons_is_flagged() {
    let removal = together(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 4 });
    let silent = sanctioned(Deliberation { reasons: None, ..removal });
    assert_eq!(failed(&silent.0, "2025-11-20", "motivazione scritta"), "la delibera non è motivata");
    assert!(passed(&decided().0, "2025-11-20", "motivazione scritta"));
}

/// B1-08: four days of six hours: a plan of at least twenty-four; the kind follows from the days.
#[test]
fn the_plan_fills_the_hours_of_the_removal() {
    let name = "piano di attività";
    let planned = |days, plan: Option<Plan>| {
        let letter = if days <= 2 { Letter::H } else { Letter::M };
        let removal = together(Body::ClassCouncil, letter, Sanction::Removal { days });
        sanctioned(Deliberation { plan, ..removal })
    };
    let host = |hours| Some(Plan::Citizenship { host: text("Associazione"), agreement: text("n. 3"), hours });
    assert!(passed(&planned(4, host(24)).0, "2025-11-20", name));
    assert_eq!(
        failed(&planned(4, host(23)).0, "2025-11-20", name),
        "il piano copre 23 ore: quelle di lezione sono 24"
    );
    assert_eq!(failed(&planned(4, None).0, "2025-11-20", name), "manca il piano di attività");
    let school = |hours| Some(Plan::SchoolCommunity { unavailability: text("nessun ente risponde"), hours });
    assert!(passed(&planned(4, school(24)).0, "2025-11-20", name));
    let reflection = |hours| Some(Plan::Reflection { teachers: vec![person(102)], hours });
    let other_kind = "il piano non è quello previsto per un allontanamento di questa durata";
    assert!(passed(&planned(2, reflection(12)).0, "2025-11-20", name));
    assert_eq!(failed(&planned(3, reflection(18)).0, "2025-11-20", name), other_kind);
    assert_eq!(failed(&planned(2, host(12)).0, "2025-11-20", name), other_kind);
    assert!(passed(&planned(3, host(18)).0, "2025-11-20", name));
    let recovery = || Some(Plan::Recovery { with: text("la famiglia") });
    assert_eq!(failed(&planned(15, recovery()).0, "2025-11-20", name), other_kind);
    assert!(passed(&planned(15, host(90)).0, "2025-11-20", name));
    let long = |plan| {
        let sixteen = together(Body::InstituteCouncil, Letter::P, Sanction::CommunityRemoval { days: 16 });
        sanctioned(Deliberation { grave: grave(), plan, ..sixteen })
    };
    assert!(passed(&long(recovery()).0, "2025-11-20", name));
    assert_eq!(failed(&long(host(96)).0, "2025-11-20", name), other_kind);
}

/// B1-08: for facts since 10 October 2025, and not of the day before.
#[test]
fn a_plan_is_asked_since_the_decree_is_in_force() {
    for (fact_on, asked) in [("2025-10-09", false), ("2025-10-10", true)] {
        let removal = together(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 4 });
        let story = prepared(fact_on, Letter::M, Body::ClassCouncil)
            .then("2025-11-14T16:00", deliberate(Deliberation { plan: None, ..removal }));
        let outcome = step(&story.0, "2025-11-20", "piano di attività").outcome;
        assert_eq!(outcome != Verdict::NotRequired, asked, "{fact_on}: {outcome:?}");
    }
}

/// A8-11: a council of 14 November: minutes by the 24th.
#[test]
fn minutes_are_due_within_ten_days() {
    let name = "verbale della seduta";
    let until = Some(day("2025-11-24"));
    assert_eq!(step(&decided().0, "2025-11-24", name).outcome, Verdict::NotYetDue { until });
    assert_eq!(
        failed(&decided().0, "2025-11-25", name),
        "il verbale non è depositato: andava scritto entro il 24 novembre 2025"
    );
    let deposit =
        |at| decided().then(at, Command::DepositMinutes { of: FactNumber(DECIDED), protocol: protocol(8) });
    assert!(passed(&deposit("2025-11-24T18:00").0, "2025-12-20", name));
    assert_eq!(
        failed(&deposit("2025-11-25T08:00").0, "2025-12-20", name),
        "depositato in ritardo: andava scritto entro il 24 novembre 2025"
    );
}

/// A7-06: a fact of 3 November decided on 20 December: forty-seven days.
#[test]
fn the_days_from_the_fact_to_the_decision_are_said() {
    let name = "tempestività";
    let on = |at: &str| {
        let removal = together(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 4 });
        prepared("2025-11-03", Letter::M, Body::ClassCouncil).then(at, deliberate(removal))
    };
    assert_eq!(
        failed(&on("2025-12-20T16:00").0, "2025-12-21", name),
        "dal fatto alla decisione sono passati 47 giorni"
    );
    assert!(passed(&on("2025-12-03T16:00").0, "2025-12-21", name));
    assert!(step(&on("2025-12-04T16:00").0, "2025-12-21", name).has_failed());
    let waiting = prepared("2025-11-03", Letter::M, Body::ClassCouncil);
    let until = Some(day("2025-12-03"));
    assert_eq!(step(&waiting.0, "2025-12-03", name).outcome, Verdict::NotYetDue { until });
    assert_eq!(failed(&waiting.0, "2025-12-04", name), "dal fatto a oggi sono passati 31 giorni");
}

/// A8-04: of a case of p on 2 March 2026 the council of the institute is informed before it decides.
#[test]
fn the_council_is_informed_of_p_and_q() {
    let name = "consiglio di istituto informato";
    let p = Deliberation {
        grave: grave(),
        ..together(Body::InstituteCouncil, Letter::P, Sanction::CommunityRemoval { days: 20 })
    };
    let start = Story::of(&[
        ("2026-03-02T09:00", report("2026-03-02", Letter::P)),
        ("2026-03-04T12:00", convene(Body::InstituteCouncil, "2026-03-10T15:00")),
    ]);
    assert_eq!(step(&start.0, "2026-03-05", name).outcome, Verdict::NotYetDue { until: None });
    let told = start.clone().then("2026-03-05T09:00", Command::InformCouncil { protocol: protocol(9) });
    let decided = |story: Story| story.then("2026-03-10T16:00", deliberate(p.clone()));
    assert!(passed(&decided(told).0, "2026-03-11", name));
    assert_eq!(
        failed(&decided(start).0, "2026-03-11", name),
        "il consiglio di istituto non è stato informato"
    );
    assert_eq!(step(&self::decided().0, "2026-03-11", name).outcome, Verdict::NotRequired);
}
