//! What holds for any vote and any history of an appeal.

use jiff::ToSpan;
use proptest::prelude::*;

use super::*;
use crate::regulation::VoteForm;

fn any_vote() -> impl Strategy<Value = Vote> {
    prop_oneof![Just(Vote::Confirm), Just(Vote::ConfirmInPart), Just(Vote::Annul)]
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    let in_part = (0u16..5).prop_map(|days| Outcome::ConfirmedInPart { measure: removal(days) });
    prop_oneof![Just(Outcome::Confirmed), Just(annulled()), in_part]
}

fn any_people() -> impl Strategy<Value = Vec<PersonId>> {
    let who = prop::sample::select([MEMBERS.as_slice(), &ALTERNATES, &[STUDENT, MOTHER]].concat());
    prop::collection::vec(who.prop_map(person), 0..6)
}

fn any_number() -> impl Strategy<Value = FactNumber> {
    (0u32..14).prop_map(FactNumber)
}

fn any_day() -> impl Strategy<Value = Date> {
    (0i64..90).prop_map(|days| day("2025-11-20").saturating_add(days.days()))
}

fn some_protocol() -> impl Strategy<Value = Option<Protocol>> {
    prop_oneof![9 => Just(protocol()), 1 => Just(None)]
}

pub(super) fn any_command() -> impl Strategy<Value = Command> {
    let who = || prop::sample::select(vec![STUDENT, FATHER, MOTHER]).prop_map(person);
    let why = prop::sample::select(vec![Conflict::Involved, Conflict::Unavailable]);
    let seat = prop::sample::select(MEMBERS.to_vec()).prop_map(person);
    let votes = prop::collection::vec(any_vote(), 5);
    let protocol = some_protocol;
    prop_oneof![
        (any_number(), who(), protocol()).prop_map(|(of, by, protocol)| Command::File {
            of,
            by,
            interest: Interest::Guardian,
            grounds: None,
            protocol,
            online: protocol.is_none(),
        }),
        any_number()
            .prop_map(|appeal| Command::Number { appeal, protocol: Protocol { number: 5300, year: 2025 } }),
        (any_number(), who()).prop_map(|(appeal, by)| Command::Withdraw { appeal, by }),
        (any_number(), any_day()).prop_map(|(appeal, on)| {
            Command::Convene { appeal, sits_at: on.at(15, 0, 0, 0), panel: panel() }
        }),
        (any_number(), any_people(), protocol()).prop_map(|(appeal, to, protocol)| Command::SendNotice {
            appeal,
            to,
            protocol
        }),
        (any_number(), any_people()).prop_map(|(appeal, to)| Command::Invite { appeal, to }),
        (any_number(), seat, why).prop_map(|(appeal, leaves, why)| {
            Command::Substitute { appeal, leaves, why, panel: panel() }
        }),
        (any_number(), 0usize..6).prop_map(|(appeal, how_many)| {
            Command::Sit { appeal, present: people(&MEMBERS[..how_many.min(5)]), heard: Vec::new() }
        }),
        (any_number(), any_outcome(), votes, 0usize..6).prop_map(|(appeal, outcome, votes, how_many)| {
            let votes: Vec<_> = MEMBERS.into_iter().zip(votes).take(how_many).collect();
            Command::Rule { appeal, outcome, ballot: open_vote(&votes), reasons: Some(text("x")) }
        }),
        (any_number(), any_people(), protocol())
            .prop_map(|(appeal, to, protocol)| Command::CommunicateOutcome { appeal, to, protocol }),
        (any_number(), prop::collection::vec(any_day(), 0..4), any_people(), protocol())
            .prop_map(|(of, days, to, protocol)| Command::Resume { of, days, to, protocol }),
        (any_number(), who(), protocol()).prop_map(|(of, by, protocol)| Command::Complain {
            of,
            by,
            interest: Interest::Guardian,
            grounds: text("x"),
            protocol,
        }),
        (any_number(), prop::option::of(any_day()))
            .prop_map(|(complaint, until)| Command::RequestDocuments { complaint, until }),
        (any_number(), any::<bool>(), protocol()).prop_map(|(complaint, upheld, protocol)| {
            Command::GiveOpinion { complaint, upheld, summary: text("x"), protocol }
        }),
        (any_number(), any::<bool>(), protocol()).prop_map(|(complaint, upheld, protocol)| {
            Command::DecideComplaint { complaint, upheld, reasons: text("x"), protocol }
        }),
        (any_number(), any::<bool>(), protocol()).prop_map(|(of, expunge, protocol)| {
            Command::Order { of, order: text("x"), expunge, protocol }
        }),
        Just(Command::Expunge),
    ]
}

/// Hours in order, each with what is asked then; more of what carries an appeal on than of what ends it.
fn any_history() -> impl Strategy<Value = Vec<(DateTime, Command)>> {
    let ahead = prop_oneof![
        4 => any_command(),
        1 => Just(file()),
        1 => any_day().prop_map(|on| {
            Command::Convene { appeal: APPEAL, sits_at: on.at(15, 0, 0, 0), panel: panel() }
        }),
        1 => Just(sit(&MEMBERS)),
        1 => any_outcome().prop_map(unanimous),
        1 => Just(tell(&[MOTHER])),
    ];
    prop::collection::vec((0i64..4, ahead), 1..40).prop_map(|steps| {
        let mut at = when("2025-11-21T15:00");
        steps
            .into_iter()
            .map(|(days, command)| {
                at = at.saturating_add(days.days());
                (at, command)
            })
            .collect()
    })
}

fn lived(history: &[(DateTime, Command)]) -> (Case, Vec<CaseEvent>) {
    let mut case = communicated_on("2025-11-21T12:00");
    let mut events = Vec::new();
    for (at, command) in history {
        let said = asked(&case, &at.to_string(), command).unwrap_or_default();
        case = said.iter().fold(case, case::evolve);
        events.extend(said);
    }
    (case, events)
}

proptest! {
    /// A9-11: an outcome has more than half of the votes of those present, or half with who presides.
    #[test]
    fn what_is_decided_has_a_majority(votes in prop::collection::vec(any_vote(), 1..6)) {
        let cast: Vec<_> = MEMBERS.into_iter().zip(votes.iter().copied()).collect();
        let present: Vec<PersonId> = cast.iter().map(|(who, _)| person(*who)).collect();
        let president = cast[0].1;
        let of = |vote: Vote| votes.iter().filter(|cast| **cast == vote).count();
        match counted(&open_vote(&cast), &present, person(PRINCIPAL), VoteForm::Open) {
            Ok(Counted { outcome, tie_broken: false }) => prop_assert!(votes.len() < 2 * of(outcome)),
            Ok(Counted { outcome, tie_broken: true }) => {
                prop_assert_eq!(outcome, president);
                prop_assert_eq!(votes.len(), 2 * of(outcome));
            }
            Err(refusal) => {
                prop_assert_eq!(refusal, NotCounted::NoMajority);
                for vote in [Vote::Confirm, Vote::ConfirmInPart, Vote::Annul] {
                    prop_assert!(2 * of(vote) <= votes.len());
                }
                prop_assert!(2 * of(president) < votes.len());
            }
        }
    }

    /// A9-11, A10-C12: a secret vote comes to the same as an open one, whoever voted what.
    #[test]
    fn a_secret_vote_comes_to_the_same(votes in prop::collection::vec(any_vote(), 1..6)) {
        let cast: Vec<_> = MEMBERS.into_iter().zip(votes.iter().copied()).collect();
        let present: Vec<PersonId> = cast.iter().map(|(who, _)| person(*who)).collect();
        let open = counted(&open_vote(&cast), &present, person(PRINCIPAL), VoteForm::Open);
        let totals = votes.iter().map(|vote| (*vote, 1)).collect();
        let secret = Ballot::Secret { totals, casting: Some(cast[0].1) };
        prop_assert_eq!(counted(&secret, &present, person(PRINCIPAL), VoteForm::Secret), open);
    }

    /// A9-01, A9-07, A9-10, A9-11, A9-14, B1-12: written from the articles, without the rules under test.
    #[test]
    fn no_history_comes_to_what_the_law_forbids(history in any_history()) {
        let (case, events) = lived(&history);
        let mut stayed = false;
        for event in &events {
            let on = event.heading().at.date();
            if let CaseEvent::AppealFiled { appeal, .. } = event {
                prop_assert!(on <= day("2025-12-06"), "fifteen days from 21 November");
                prop_assert!(on < appeal.decide_by);
            }
            if let CaseEvent::Stayed { .. } = event {
                prop_assert!(!stayed);
                stayed = true;
            }
            if let CaseEvent::Resumed { days, .. } = event {
                prop_assert!(stayed);
                stayed = false;
                prop_assert!(days.iter().all(|day| on < *day));
            }
            if let CaseEvent::GuaranteeConvened { convocation, .. } = event {
                prop_assert_eq!(convocation.members.len(), 5);
            }
            if let CaseEvent::GuaranteeDecided { appeal, ruling, .. } = event {
                let filed = events.iter().find(|other| other.heading().number == *appeal);
                let filed_on = filed.map(|filed| filed.heading().at.date());
                let days = filed_on.map(|filed_on| (on - filed_on).get_days());
                prop_assert!(days.is_some_and(|days| days <= 12), "ten days, a Sunday and a holiday");
                prop_assert!((3..=5).contains(&ruling.ballot.voters().len()));
            }
            if let CaseEvent::Expunged { .. } = event {
                let ordered = |other: &CaseEvent| matches!(other, CaseEvent::CourtOrdered { expunge: true, .. });
                prop_assert!(events.iter().any(ordered));
                prop_assert_eq!(events.last(), Some(event));
            }
        }
        // After the ruling of an appeal nothing more is ruled on it.
        let ruled: Vec<_> = events
            .iter()
            .filter_map(|event| {
                if let CaseEvent::GuaranteeDecided { appeal, .. } = event { Some(*appeal) } else { None }
            })
            .collect();
        let distinct: BTreeSet<_> = ruled.iter().collect();
        prop_assert_eq!(distinct.len(), ruled.len());
        prop_assert_eq!(usize::try_from(case.length).ok(), Some(events.len() + 3));
    }

    #[test]
    fn every_act_done_twice_is_silence_or_refused(history in any_history()) {
        let mut case = communicated_on("2025-11-21T12:00");
        for (at, command) in &history {
            let at = at.to_string();
            let Ok(said) = asked(&case, &at, command) else { continue };
            case = said.iter().fold(case, case::evolve);
            prop_assert_eq!(asked(&case, &at, command).unwrap_or_default(), Vec::new(), "{:?}", command);
        }
    }

    #[test]
    fn whatever_the_order_of_what_is_read_nothing_panics(
        history in any_history(), seed in any::<prop::sample::Index>(),
        last in super::any_command(),
    ) {
        let (_, mut events) = lived(&history);
        if !events.is_empty() {
            let cut = seed.index(events.len());
            events.rotate_left(cut);
        }
        let case = events.iter().fold(Case::default(), case::evolve);
        let _ = asked(&case, "2026-01-12T09:00", &last);
        let _ = super::super::steps(&case, OF, day("2026-01-12"), &Regulation::adopted());
        let _ = case.standing(day("2026-01-12"), &Regulation::adopted(), &rome());
    }
}
