//! The letter and the execution.

use super::*;

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
