//! What the table proposes, and what a charge of something repeated rests on.

use super::*;

fn other(id: u128, charge: Charge, sanction: Sanction, on: &str, standing: Standing) -> CaseSummary {
    CaseSummary {
        case: CaseId(uuid::Uuid::from_u128(id)),
        student: person(STUDENT),
        class: IN_3B,
        fact_on: day(on),
        charge,
        measure: Some(measure(sanction)),
        decided_on: Some(day(on)),
        standing,
    }
}

fn admonitions() -> [CaseSummary; 3] {
    let open = Standing::Appealable { until: day("2025-11-14") };
    [
        other(1, charge(Letter::A), Sanction::Admonition, "2025-09-25", Standing::Final),
        other(2, charge(Letter::C1), Sanction::Admonition, "2025-10-09", Standing::Final),
        other(3, charge(Letter::B), Sanction::Admonition, "2025-10-30", open),
    ]
}

fn proposed(item: Item, fact_on: &str, others: &[CaseSummary]) -> Vec<Item> {
    let found = super::super::proposals(item, day(fact_on), others, &Regulation::adopted());
    found.into_iter().map(|proposal| proposal.item).collect()
}

/// A7-02: admonitions of 25 September (a), 9 October (c1), 30 October (b): a fact of 13 November may be charged as d.
#[test]
fn after_three_admonitions_the_fourth_fact_may_be_charged_as_d() {
    let admonitions = admonitions();
    assert_eq!(proposed(Item::A1, "2025-11-13", &admonitions), [Item::D]);
    assert_eq!(proposed(Item::A1, "2025-11-13", &admonitions[..2]), []);
    // The third is not there yet on the day before it.
    assert_eq!(proposed(Item::A1, "2025-10-29", &admonitions), []);
    // Annulled, disputed, of another year, a reprimand: not one of the three.
    for standing in
        [Standing::Annulled, Standing::ReferredBack, Standing::UnderAppeal { decide_by: day("2025-11-20") }]
    {
        let mut others = admonitions.clone();
        others[0].standing = standing;
        assert_eq!(proposed(Item::C2, "2025-11-13", &others), [], "{standing:?}");
    }
    let mut others = admonitions.clone();
    others[0].measure = Some(measure(Sanction::OralReprimand));
    assert_eq!(proposed(Item::C2, "2025-11-13", &others), []);
    assert_eq!(proposed(Item::C2, "2026-09-18", &admonitions), []);
    // A heavier fact has its own letter.
    assert_eq!(proposed(Item::M, "2025-11-13", &admonitions), []);
}

/// A7-04: a sanction of h of 20 October, annulled on 5 November: a later identical fact is no relapse.
#[test]
fn a_relapse_needs_an_earlier_sanction_that_counts() {
    let earlier = |letter, sanction, standing| [other(1, charge(letter), sanction, "2025-10-20", standing)];
    let two = Sanction::Removal { days: 2 };
    let on = "2025-11-20";
    assert_eq!(proposed(Item::Hi2, on, &earlier(Letter::H, two, Standing::Final)), [Item::L1]);
    assert_eq!(proposed(Item::Hi2, on, &earlier(Letter::H, two, Standing::Annulled)), []);
    let open = Standing::Appealable { until: day("2025-12-01") };
    assert_eq!(proposed(Item::Hi2, on, &earlier(Letter::H, two, open)), []);
    let written = Sanction::WrittenAdmonition;
    assert_eq!(proposed(Item::G, on, &earlier(Letter::F, written, Standing::Final)), [Item::H1]);
    assert_eq!(proposed(Item::E3, on, &earlier(Letter::D, written, Standing::Final)), [Item::H1]);
    assert_eq!(proposed(Item::G, on, &earlier(Letter::A, Sanction::Admonition, Standing::Final)), []);
    let grave = Sanction::CommunityRemoval { days: 20 };
    assert_eq!(proposed(Item::P, on, &earlier(Letter::P, grave, Standing::Final)), [Item::Q]);
    assert_eq!(proposed(Item::P, "2026-09-20", &earlier(Letter::P, grave, Standing::Final)), []);
}

/// A7-05: a minimum and a maximum, and no automatism.
#[test]
fn the_proposal_for_g_has_no_days() {
    let band = |letter| Band::of(letter, &Regulation::adopted(), day("2025-11-20"));
    assert_eq!(
        band(Letter::G).italian(),
        "ammonizione scritta; possibile esclusione da uscite, viaggi e attività"
    );
    assert_eq!(band(Letter::A).italian(), "da richiamo verbale a ammonizione annotata");
    assert_eq!(
        band(Letter::F).italian(),
        "ammonizione scritta, con riparazione o risarcimento del danno; possibile esclusione da uscite, viaggi e attività"
    );
    assert_eq!(band(Letter::H).least.days().zip(band(Letter::H).most.days()), Some((1, 2)));
    assert_eq!(band(Letter::M).least.days().zip(band(Letter::M).most.days()), Some((3, 15)));
    assert_eq!(
        band(Letter::P).italian(),
        "da allontanamento dalla comunità scolastica per 16 giorni a allontanamento più lungo, in giorni"
    );
    let until_end = "allontanamento fino al termine delle lezioni";
    assert_eq!(
        band(Letter::Q).italian(),
        format!("da {until_end} a {until_end} con esclusione dallo scrutinio")
    );
    assert_eq!(band(Letter::R).italian(), "esclusione dalla sessione d'esame");
}

#[test]
fn only_what_is_repeated_rests_on_earlier_sanctions() {
    let found = |item| grounds(item, day("2025-11-13"), &admonitions(), &Regulation::adopted());
    assert_eq!(found(Item::M), None);
    assert_eq!(found(Item::L2), None);
    let d = found(Item::D).expect("rests on earlier ones");
    assert_eq!((d.needs, d.rests_on.len(), d.norm, d.is_enough()), (3, 3, Norm::AsLetterD, true));
    let h = found(Item::H1).expect("rests on earlier ones");
    assert_eq!((h.needs, h.rests_on.len(), h.norm, h.is_enough()), (1, 0, Norm::Relapse, false));
}
