//! A court's order, and what is left after it.

use super::*;
use crate::case::Fate;

fn order(expunge: bool) -> Command {
    Command::Order { of: OF, order: text("TAR Lazio, n. 100/2026"), expunge, protocol: protocol() }
}

/// B1-12: at any time, under a number; it annuls, whatever was said before.
#[test]
fn a_court_annuls_at_any_time() {
    for case in
        [communicated_on("2025-11-21T12:00"), appealed(), ruled(Outcome::Confirmed), ruled(annulled())]
    {
        let ordered = after(&case, "2026-05-11T09:00", &order(false));
        assert!(matches!(ordered.decisions[&OF].fate, Fate::AnnulledByCourt(_)));
        assert_eq!(asked(&ordered, "2026-05-12T09:00", &order(false)), Ok(Vec::new()));
    }
    let case = appealed();
    let none = Command::Order { of: APPEAL, order: text("x"), expunge: true, protocol: protocol() };
    assert_eq!(asked(&case, "2026-05-11T09:00", &none), Err(Rejection::NeverDecided(APPEAL)));
    let bare = Command::Order { of: OF, order: text("x"), expunge: true, protocol: None };
    assert_eq!(asked(&case, "2026-05-11T09:00", &bare), Err(Rejection::NoProtocol));
    let ordered = after(&case, "2026-05-11T09:00", &order(false));
    let other = Command::Order { of: OF, order: text("altro"), expunge: false, protocol: protocol() };
    let already = Rejection::AlreadyOrdered { on: day("2026-05-11") };
    assert_eq!(asked(&ordered, "2026-05-12T09:00", &other), Err(already));
    // A later order may add that the acts be taken out.
    assert!(asked(&ordered, "2026-05-12T09:00", &order(true)).is_ok());
}

/// B1-12: acts are taken out only as a court orders; of the case there is left that it was expunged, and by what.
#[test]
fn acts_are_expunged_only_by_order() {
    let case = appealed();
    assert_eq!(asked(&case, "2026-05-12T09:00", &Command::Expunge), Err(Rejection::NoOrder));
    let without = after(&case, "2026-05-11T09:00", &order(false));
    assert_eq!(asked(&without, "2026-05-12T09:00", &Command::Expunge), Err(Rejection::NoOrder));
    let with = after(&case, "2026-05-11T09:00", &order(true));
    let early = asked(&with, "2026-05-11T08:00", &Command::Expunge);
    assert!(matches!(early, Err(Rejection::OutOfOrder { .. })));
    let expunged = after(&with, "2026-05-12T09:00", &Command::Expunge);
    assert_eq!(asked(&expunged, "2026-05-13T09:00", &Command::Expunge), Ok(Vec::new()));
    let act = expunged.expunged.as_ref().expect("expunged");
    assert_eq!(act.said, text("TAR Lazio, n. 100/2026"));
    let bare = Case {
        length: expunged.length,
        whose: expunged.whose,
        expunged: expunged.expunged.clone(),
        ..Case::default()
    };
    assert_eq!(expunged, bare);
    for command in [file(), order(true), tell(&[MOTHER])] {
        let refused = asked(&expunged, "2026-05-13T09:00", &command);
        assert_eq!(refused, Err(Rejection::Expunged { on: day("2026-05-12") }));
    }
    let standing = expunged.standing(day("2026-05-13"), &Regulation::adopted(), &rome());
    assert_eq!(standing, case::Standing::Expunged);
    assert_eq!(expunged.summary(day("2026-05-13"), &Regulation::adopted(), &rome()), None);
}
