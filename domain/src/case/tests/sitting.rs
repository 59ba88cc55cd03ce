//! A body is convened, is in number, votes; its minutes are deposited.

use super::*;

fn removal() -> Deliberation {
    together(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 4 })
}

fn ready() -> Story {
    prepared("2025-11-03", Letter::M, Body::ClassCouncil)
}

const AT: &str = "2025-11-14T16:00";

/// B1-06: ten are convened: six make a quorum.
#[test]
fn a_council_without_a_quorum_decides_nothing() {
    let came = |number: usize| {
        let present: Vec<PersonId> = everybody().into_iter().take(number).collect();
        let tally = Some(Tally { favour: u16::try_from(number).expect("few"), against: 0 });
        deliberate(Deliberation { present, tally, ..removal() })
    };
    assert_eq!(ready().refused(AT, came(5)), Rejection::NoQuorum { present: 5, quorum: 6 });
    assert!(ready().asked(AT, came(6)).is_ok());
    assert_eq!(
        ready().refused(AT, came(5)).to_string(),
        "i presenti sono 5: la seduta è valida con almeno 6"
    );
    // A school that reads `metà più uno` as more.
    let stricter = "council_quorum.in_force = [{ from = '1994-06-03', value = 'half-rounded-up-and-one' }]";
    let regulation = Regulation::from_toml_with_overrides(stricter).expect("sound");
    assert!(ready().asked_under(&regulation, AT, came(6)).is_ok());
}

/// B1-06: of an odd number, the smallest of which twice is more than the whole.
#[test]
fn five_of_nine_are_a_quorum() {
    let quorum = Regulation::adopted().council_quorum(jiff::civil::date(2025, 11, 14));
    assert_eq!((quorum.of(9), quorum.of(10)), (5, 6));
}

#[test]
fn those_who_vote_are_convened_present_and_not_abstained() {
    let voted = |favour, against| Deliberation { tally: Some(Tally { favour, against }), ..removal() };
    assert!(ready().asked(AT, deliberate(voted(6, 4))).is_ok());
    // On a tie the vote of who presides prevails.
    assert!(ready().asked(AT, deliberate(voted(5, 5))).is_ok());
    let (favour, against) = (4, 6);
    let refused = ready().refused(AT, deliberate(voted(favour, against)));
    assert_eq!(refused, Rejection::NotApproved { favour, against });
    let refused = ready().refused(AT, deliberate(voted(6, 3)));
    assert_eq!(refused, Rejection::VotesDoNotMatch { votes: 9, voters: 10 });
    let refused = ready().refused(AT, deliberate(voted(6, 5)));
    assert_eq!(refused, Rejection::VotesDoNotMatch { votes: 11, voters: 10 });
    let silent = Deliberation { abstained: vec![person(102)], ..voted(6, 3) };
    assert!(ready().asked(AT, deliberate(silent)).is_ok());
    let refused = ready().refused(AT, deliberate(Deliberation { tally: None, ..removal() }));
    assert_eq!(refused, Rejection::NoTally(Body::ClassCouncil));

    let mut present = everybody();
    present[9] = person(99);
    let stranger = ready().refused(AT, deliberate(Deliberation { present, ..removal() }));
    assert_eq!(stranger, Rejection::NotConvenedMember);
    let elsewhere = Deliberation { abstained: vec![person(99)], ..voted(9, 0) };
    assert_eq!(ready().refused(AT, deliberate(elsewhere)), Rejection::NotConvenedMember);
    let twice = Deliberation { present: vec![person(101); 10], ..removal() };
    assert_eq!(ready().refused(AT, deliberate(twice)), Rejection::MembersNotDistinct);
    let chaired = Deliberation { chair: person(99), ..removal() };
    assert_eq!(ready().refused(AT, deliberate(chaired)), Rejection::ChairAbsent);
    assert_eq!(Rejection::ChairAbsent.norm(), Norm::CouncilComposition); // B1-06
}

#[test]
fn a_body_decides_once_convened_and_not_before_it_sits() {
    let early = ready().refused("2025-11-14T14:59", deliberate(removal()));
    assert_eq!(early, Rejection::SitsLater { sits_at: when("2025-11-14T15:00") });
    assert!(ready().asked("2025-11-14T15:00", deliberate(removal())).is_ok());
    let other = Deliberation { body: Body::InstituteCouncil, ..removal() };
    assert_eq!(ready().refused(AT, deliberate(other)), Rejection::NotConvened(Body::InstituteCouncil));
    let tally = Some(Tally { favour: 1, against: 0 });
    let one = Deliberation { tally, ..alone(Body::Teacher, Letter::A, Sanction::Admonition) };
    assert_eq!(ready().refused(AT, deliberate(one)), Rejection::VoteOfOne(Body::Teacher));
}

#[test]
fn a_convocation_has_members_each_once_and_a_sitting_to_come() {
    let reported = Story::of(&[("2025-11-04T09:00", report("2025-11-03", Letter::M))]);
    let (at, sits_at) = ("2025-11-10T12:00", "2025-11-14T15:00");
    let convened = reported.clone().then(at, convene(Body::ClassCouncil, sits_at));
    convened.passes_over(at, convene(Body::ClassCouncil, sits_at));
    assert!(convened.asked(at, convene(Body::ClassCouncil, "2025-11-15T15:00")).is_ok());
    let past = reported.refused(at, convene(Body::ClassCouncil, "2025-11-10T11:59"));
    assert_eq!(past, Rejection::SitsInThePast { sits_at: when("2025-11-10T11:59"), at: when(at) });
    for body in [Body::Teacher, Body::Coordinator, Body::SiteLead, Body::Deputy, Body::Principal] {
        assert_eq!(reported.refused(at, convene(body, sits_at)), Rejection::NotCollegial(body));
    }
    assert_eq!(reported.refused(at, convene(Body::GuaranteeBody, sits_at)), Rejection::GuaranteeBodyDecides);
    let with = |members| {
        let (body, sits_at) = (Body::ClassCouncil, when(sits_at));
        Command::Convene { convocation: Convocation { body, sits_at, members } }
    };
    assert_eq!(reported.refused(at, with(vec![])), Rejection::MembersNotDistinct);
    let twice = [members(), members()].concat();
    assert_eq!(reported.refused(at, with(twice)), Rejection::MembersNotDistinct);
    let replaces = Some(Replaced { person: person(101), why: Conflict::Involved });
    let both = Member { person: person(99), seat: Seat::Teacher, replaces };
    assert_eq!(reported.refused(at, with([members(), vec![both]].concat())), Rejection::ReplacedSits);
    let sanctioned = decided().refused("2025-11-18T12:00", convene(Body::ClassCouncil, "2025-11-20T15:00"));
    assert_eq!(sanctioned, Rejection::AlreadySanctioned { on: day("2025-11-14") });
}

#[test]
fn a_body_may_find_nothing_to_sanction() {
    let acquit = |body, present: Vec<PersonId>, tally| Command::Acquit {
        acquittal: Acquittal { body, present, tally, reasons: text("il fatto non è provato") },
    };
    let all = Some(Tally { favour: 10, against: 0 });
    let by_all = || acquit(Body::ClassCouncil, everybody(), all);
    let acquitted = ready().then(AT, by_all());
    acquitted.passes_over(AT, by_all());
    assert_eq!(
        acquitted.refused("2025-11-15T16:00", deliberate(removal())),
        Rejection::Closed { on: day("2025-11-14") }
    );
    let few: Vec<PersonId> = everybody().into_iter().take(5).collect();
    let refused = ready().refused(AT, acquit(Body::ClassCouncil, few, Some(Tally { favour: 5, against: 0 })));
    assert_eq!(refused, Rejection::NoQuorum { present: 5, quorum: 6 });
    assert!(ready().asked(AT, acquit(Body::Principal, vec![], None)).is_ok());
    assert_eq!(
        ready().refused(AT, acquit(Body::GuaranteeBody, vec![], None)),
        Rejection::GuaranteeBodyDecides
    );
    let sanctioned = decided().refused("2025-11-15T16:00", by_all());
    assert_eq!(sanctioned, Rejection::AlreadySanctioned { on: day("2025-11-14") });
    assert_eq!(looked_at(&acquitted.0, "2025-11-20", &[]), []);
}

/// A8-11: minutes of a council; after the term they are recorded, and the linter says so.
#[test]
fn minutes_are_deposited_once_for_a_council() {
    let deposit = |of, number| Command::DepositMinutes { of: FactNumber(of), protocol: protocol(number) };
    let deposited = decided().then("2025-11-24T09:00", deposit(DECIDED, 8));
    deposited.passes_over("2025-11-24T10:00", deposit(DECIDED, 8));
    let again = deposited.refused("2025-11-24T10:00", deposit(DECIDED, 9));
    assert_eq!(again, Rejection::MinutesAlreadyDeposited { on: day("2025-11-24") });
    let unknown = decided().refused("2025-11-24T09:00", deposit(3, 8));
    assert_eq!(unknown, Rejection::NoSuchDecision(FactNumber(3)));
    let early = decided().refused("2025-11-14T15:59", deposit(DECIDED, 8));
    let (at, decided_at) = (when("2025-11-14T15:59"), when("2025-11-14T16:00"));
    assert_eq!(early, Rejection::BeforeDecision { at, decided: decided_at });
    let one = Story::of(&[
        ("2025-11-04T09:00", report("2025-11-03", Letter::A)),
        ("2025-11-05T09:00", deliberate(alone(Body::Teacher, Letter::A, Sanction::Admonition))),
    ]);
    assert_eq!(one.refused("2025-11-06T09:00", deposit(1, 8)), Rejection::NotCollegial(Body::Teacher));
}
