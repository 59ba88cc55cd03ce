//! A complaint to the director of the Ufficio scolastico regionale.

use super::*;
use crate::case::Fate;

pub(super) fn complain(by: u128) -> Command {
    Command::Complain {
        of: OF,
        by: person(by),
        interest: Interest::Guardian,
        grounds: text("violato l'art. 4, c. 3, dello Statuto"),
        protocol: protocol(),
    }
}

/// Decided and communicated on 4 December, complained of on the 18th.
fn complained() -> (Case, FactNumber) {
    let case = after(&ruled(Outcome::Confirmed), "2025-12-04T17:00", &tell(&[MOTHER, STUDENT]));
    let case = after(&case, "2025-12-18T10:00", &complain(MOTHER));
    let number = *case.complaints.keys().next().expect("a complaint");
    (case, number)
}

fn opinion(complaint: FactNumber, upheld: bool) -> Command {
    let summary = text("il procedimento ha rispettato lo Statuto");
    Command::GiveOpinion { complaint, upheld, summary, protocol: protocol() }
}

fn decision(complaint: FactNumber, upheld: bool) -> Command {
    Command::DecideComplaint { complaint, upheld, reasons: text("come da parere"), protocol: protocol() }
}

/// B1-14: complaint of 18 December, opinion by 17 January, a Saturday.
#[test]
fn a_complaint_goes_to_the_director_of_the_regional_office() {
    let (case, number) = complained();
    assert_eq!(case.complaints[&number].opinion_by, day("2026-01-17"));
    assert_eq!(asked(&case, "2025-12-18T10:00", &complain(MOTHER)), Ok(Vec::new()));
    let again = asked(&case, "2025-12-19T10:00", &complain(MOTHER));
    assert_eq!(again, Err(Rejection::AlreadyComplained(number)));
    assert!(asked(&case, "2025-12-19T10:00", &complain(STUDENT)).is_ok());
    let standing = case.standing(day("2026-01-07"), &Regulation::adopted(), &rome());
    assert_eq!(standing, case::Standing::UnderComplaint);
}

/// A9-14: not before the Organo di garanzia decided, nor of what it was never asked, nor without a number (D-08).
#[test]
fn the_region_comes_after_the_school() {
    let never = asked(&communicated_on("2025-11-21T12:00"), "2025-12-05T10:00", &complain(MOTHER));
    assert_eq!(never, Err(Rejection::NotAppealed));
    assert_eq!(asked(&appealed(), "2025-12-04T10:00", &complain(MOTHER)), Err(Rejection::NotAppealed));
    let nothing = asked(&ruled(annulled()), "2025-12-05T10:00", &complain(MOTHER));
    assert_eq!(nothing, Err(Rejection::NoSanction(OF)));
    let Command::Complain { of, by, interest, grounds, .. } = complain(MOTHER) else { panic!() };
    let bare = Command::Complain { of, by, interest, grounds, protocol: None };
    assert_eq!(asked(&ruled(Outcome::Confirmed), "2025-12-05T10:00", &bare), Err(Rejection::NoProtocol));
    // Decided and told to nobody: the term does not run.
    assert!(asked(&ruled(Outcome::Confirmed), "2026-03-02T10:00", &complain(MOTHER)).is_ok());
}

/// A9-14: each from when she was told; who was not, from the last communication.
#[test]
fn the_term_to_complain_runs_for_each_from_her_own_communication() {
    let case = after(&ruled(Outcome::Confirmed), "2025-12-05T09:00", &tell(&[MOTHER]));
    let case = after(&case, "2025-12-10T09:00", &tell(&[STUDENT]));
    assert!(asked(&case, "2025-12-20T10:00", &complain(MOTHER)).is_ok());
    let late = asked(&case, "2025-12-21T10:00", &complain(MOTHER));
    let (filed_on, from, until) = (day("2025-12-21"), day("2025-12-05"), day("2025-12-20"));
    assert_eq!(late, Err(Rejection::ComplaintTooLate { filed_on, from, days: 15, until }));
    for who in [STUDENT, 900] {
        assert!(asked(&case, "2025-12-27T10:00", &complain(who)).is_ok());
        assert!(asked(&case, "2025-12-28T10:00", &complain(who)).is_err());
    }
}

/// B1-14: the opinion within the term, which is peremptory; once; under a number.
#[test]
fn the_opinion_is_given_within_its_term() {
    let (case, number) = complained();
    assert!(asked(&case, "2026-01-17T23:00", &opinion(number, false)).is_ok());
    let late = asked(&case, "2026-01-18T09:00", &opinion(number, false));
    assert_eq!(late, Err(Rejection::OpinionTooLate { until: day("2026-01-17") }));
    let request = Command::RequestDocuments { complaint: number, until: None };
    let extended = after(&case, "2026-01-09T09:00", &request);
    assert!(asked(&extended, "2026-02-02T09:00", &opinion(number, false)).is_ok());
    assert!(asked(&extended, "2026-02-03T09:00", &opinion(number, false)).is_err());
    assert_eq!(asked(&extended, "2026-01-12T09:00", &request), Ok(Vec::new()));
    let other = Command::RequestDocuments { complaint: number, until: Some(day("2026-01-30")) };
    let once = Rejection::AlreadyExtended { until: day("2026-02-02") };
    assert_eq!(asked(&extended, "2026-01-12T09:00", &other), Err(once));
    let given = after(&case, "2026-01-15T09:00", &opinion(number, false));
    assert_eq!(asked(&given, "2026-01-15T09:00", &opinion(number, false)), Ok(Vec::new()));
    let on = day("2026-01-15");
    assert_eq!(
        asked(&given, "2026-01-16T09:00", &opinion(number, true)),
        Err(Rejection::OpinionGiven { on })
    );
    assert_eq!(asked(&given, "2026-01-16T09:00", &request), Err(Rejection::OpinionGiven { on }));
    assert_eq!(asked(&case, "2026-01-15T09:00", &opinion(OF, true)), Err(Rejection::NoComplaint(OF)));
}

/// B1-14: as the opinion says, which binds; without it, once its term has passed.
#[test]
fn the_director_decides_as_the_opinion_says() {
    let (case, number) = complained();
    let until = day("2026-01-17");
    let waits = asked(&case, "2026-01-17T12:00", &decision(number, false));
    assert_eq!(waits, Err(Rejection::NoOpinionYet { until }));
    assert!(asked(&case, "2026-01-18T12:00", &decision(number, false)).is_ok());
    let given = after(&case, "2026-01-15T09:00", &opinion(number, true));
    assert_eq!(asked(&given, "2026-01-16T09:00", &decision(number, false)), Err(Rejection::OpinionBinds));
    let upheld = after(&given, "2026-01-16T09:00", &decision(number, true));
    assert_eq!(upheld.decisions[&OF].fate, Fate::AnnulledByRegion(number));
    let standing = upheld.standing(day("2026-01-16"), &Regulation::adopted(), &rome());
    assert_eq!(standing, case::Standing::Annulled);
    assert_eq!(asked(&upheld, "2026-01-16T09:00", &decision(number, true)), Ok(Vec::new()));
    let on = day("2026-01-16");
    let decided = Rejection::ComplaintDecided { complaint: number, on };
    assert_eq!(asked(&upheld, "2026-01-19T09:00", &decision(number, true)), Err(decided));
    let rejected = after(&case, "2026-01-15T09:00", &opinion(number, false));
    let rejected = after(&rejected, "2026-01-16T09:00", &decision(number, false));
    assert!(rejected.decisions[&OF].stands());
    let again = asked(&rejected, "2026-01-19T09:00", &complain(900));
    assert!(matches!(again, Err(Rejection::ComplaintDecided { .. })), "{again:?}");
}
