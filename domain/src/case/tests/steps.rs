//! The linter on the worked examples.

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
        "manca: il verbale andava scritto entro il 24 novembre 2025"
    );
    let deposit =
        |at| decided().then(at, Command::DepositMinutes { of: FactNumber(DECIDED), protocol: protocol(8) });
    assert!(passed(&deposit("2025-11-24T18:00").0, "2025-12-20", name));
    assert_eq!(
        failed(&deposit("2025-11-25T08:00").0, "2025-12-20", name),
        "in ritardo: il verbale andava scritto entro il 24 novembre 2025"
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

/// B4-01, A8-06: a letter that says neither the term nor the authority, nor the days.
#[test]
fn a_letter_says_its_reasons_its_days_and_how_to_appeal() {
    let sent = |letter| decided().then("2025-11-17T10:00", communicate(letter));
    let (written, how) = ("comunicazione scritta", "termine e autorità del ricorso");
    let bare = sent(CommunicationLetter { with_reasons: false, ..letter(DECIDED, &DAYS[..1], None) });
    assert_eq!(failed(&bare.0, "2025-11-20", written), "non porta i motivi; indica 1 giorni su 4");
    assert_eq!(failed(&bare.0, "2025-11-20", how), "quella del 17 novembre 2025 non li indica");
    // A second letter mends it.
    let mended = bare.then("2025-11-18T10:00", communicate(letter(DECIDED, &DAYS, Some("2025-12-03"))));
    assert!(passed(&mended.0, "2025-11-20", written) && passed(&mended.0, "2025-11-20", how));
    assert!(passed(&communicated().0, "2025-11-20", written) && passed(&communicated().0, "2025-11-20", how));
    assert_eq!(
        failed(&sent(letter(DECIDED, &DAYS, Some("2025-12-01"))).0, "2025-11-20", how),
        "indica come ultimo giorno il 1º dicembre 2025, che è invece il 2 dicembre 2025"
    );
    let court = Some(AppealInfo { authority: AppealAuthority::Other, until: day("2025-12-02") });
    let elsewhere = sent(CommunicationLetter { appeal: court, ..letter(DECIDED, &DAYS, None) });
    assert_eq!(failed(&elsewhere.0, "2025-11-20", how), "indica un'autorità che non è l'Organo di garanzia");
    let alone =
        CommunicationLetter { to: vec![person(STUDENT)], ..letter(DECIDED, &DAYS, Some("2025-12-02")) };
    assert_eq!(
        failed(&sent(alone).0, "2025-11-20", written),
        "i genitori dello studente minorenne non l'hanno ricevuta"
    );
    let waiting = Verdict::NotYetDue { until: None };
    assert_eq!(step(&decided().0, "2025-11-20", written).outcome, waiting);
    assert_eq!(step(&decided().0, "2025-11-20", how).outcome, waiting);
}

/// B4-03: communicated on 25 November at 16, executed on the same day: a violation.
#[test]
fn nothing_is_executed_before_it_is_communicated() {
    let name = "esecuzione dopo la comunicazione";
    let sent = decided().then("2025-11-25T16:00", communicate(letter(DECIDED, &DAYS, Some("2025-12-10"))));
    let early = sent.clone().then("2025-11-25T18:00", execute(DECIDED, "2025-11-25"));
    assert_eq!(
        failed(&early.0, "2025-11-26", name),
        "comunicata il 25 novembre 2025, eseguita già il 25 novembre 2025"
    );
    assert!(passed(&sent.then("2025-11-26T14:00", execute(DECIDED, "2025-11-26")).0, "2025-11-26", name));
    let never = decided().then("2025-11-26T14:00", execute(DECIDED, "2025-11-26"));
    assert_eq!(failed(&never.0, "2025-11-26", name), "mai comunicata, eseguita il 26 novembre 2025");
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

#[test]
fn a_case_under_way_has_steps_to_come_and_none_failed() {
    let story = Story::of(&[("2025-11-04T09:00", report("2025-11-03", Letter::M))]);
    let cycles = looked_at(&story.0, "2025-11-05", &[]);
    let [Cycle { decision: None, steps }] = &cycles[..] else { panic!("one cycle, undecided") };
    let waiting = steps.iter().filter(|step| matches!(step.outcome, Verdict::NotYetDue { .. })).count();
    assert_eq!(waiting, steps.len() - 1, "{steps:?}");
    assert_eq!(looked_at(&Case::default(), "2025-11-05", &[]), []);
}
