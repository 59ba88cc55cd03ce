//! Acts at random, and acts in the order in which they follow each other.

use proptest::sample::select;

use super::super::super::appeal::Vote;
use super::moves::Move;
use super::*;

const BODIES: [Body; 9] = [
    Body::Teacher,
    Body::Coordinator,
    Body::SiteLead,
    Body::Deputy,
    Body::Principal,
    Body::ClassCouncil,
    Body::InstituteCouncil,
    Body::ExamBoard,
    Body::GuaranteeBody,
];

fn any_sanction() -> impl Strategy<Value = Sanction> {
    prop_oneof![
        Just(Sanction::OralReprimand),
        Just(Sanction::WrittenAdmonition),
        select(vec![0u16, 1, 2, 3, 4, 15, 16, 20]).prop_map(|days| Sanction::Removal { days }),
        select(vec![10u16, 16, 20]).prop_map(|days| Sanction::CommunityRemoval { days }),
        any::<bool>()
            .prop_map(|excluded_from_scrutiny| Sanction::UntilEndOfLessons { excluded_from_scrutiny }),
        Just(Sanction::ExcludedFromSession),
    ]
}

fn any_decision() -> impl Strategy<Value = Move> {
    let any = (select(BODIES.to_vec()), select(Letter::ALL.to_vec()), any_sanction(), 0u8..8);
    let council = (Just(Body::ClassCouncil), Just(Letter::M), Just(Sanction::Removal { days: 4 }), 0u8..8);
    let decided = prop_oneof![any, council];
    decided.prop_map(|(body, letter, sanction, sound)| Move::Deliberate { body, letter, sanction, sound })
}

pub(super) fn any_move() -> impl Strategy<Value = Move> {
    let before = prop_oneof![
        Just(Move::Dismiss),
        select(Letter::ALL.to_vec()).prop_map(Move::Charge),
        Just(Move::OfferHearing),
        Just(Move::Hear),
        select(vec![Declined::InWords, Declined::DidNotCome]).prop_map(Move::Decline),
        Just(Move::InformParents),
        Just(Move::OfferConversion),
        any::<bool>().prop_map(Move::Answer),
        Just(Move::InformCouncil),
    ];
    let convened = (select(BODIES.to_vec()), any::<bool>());
    let sat = prop_oneof![
        convened.prop_map(|(body, only_teachers)| Move::Convene { body, only_teachers }),
        Just(Move::Convene { body: Body::ClassCouncil, only_teachers: false }),
        any_decision(),
        any_decision(),
        select(BODIES.to_vec()).prop_map(Move::Acquit),
        Just(Move::Minutes),
    ];
    let after = prop_oneof![
        (0usize..6, any::<bool>()).prop_map(|(days, complete)| Move::Communicate { days, complete }),
        (0usize..5).prop_map(Move::Execute),
        (0usize..5).prop_map(Move::Certify),
        select(vec![Assessment::Diligent, Assessment::Partial, Assessment::Insufficient])
            .prop_map(Move::Assess),
    ];
    let appealed = prop_oneof![
        select(vec![STUDENT, FATHER, 99]).prop_map(|by| Move::File { by }),
        select(vec![STUDENT, FATHER, 99]).prop_map(|by| Move::Withdraw { by }),
        Just(Move::Number),
        Just(Move::ConveneGuarantee),
        Just(Move::Notice),
        Just(Move::Invite),
        Just(Move::Substitute),
        (0usize..6).prop_map(Move::Sit),
        select(vec![Vote::Confirm, Vote::ConfirmInPart, Vote::Annul]).prop_map(Move::Rule),
        Just(Move::CommunicateOutcome),
        Just(Move::Resume),
    ];
    let outside = prop_oneof![
        Just(Move::Complain),
        Just(Move::RequestDocuments),
        any::<bool>().prop_map(Move::Opinion),
        any::<bool>().prop_map(Move::DecideComplaint),
        any::<bool>().prop_map(Move::Order),
        Just(Move::Expunge),
    ];
    prop_oneof![3 => before, 4 => sat, 3 => after, 5 => appealed, 1 => outside]
}

/// Acts in the order in which they follow each other, up to some point.
pub(super) fn any_run() -> impl Strategy<Value = Vec<Move>> {
    let council = || Move::Convene { body: Body::ClassCouncil, only_teachers: false };
    let removal = |sound| {
        let sanction = Sanction::Removal { days: 4 };
        Move::Deliberate { body: Body::ClassCouncil, letter: Letter::M, sanction, sound }
    };
    let procedure = (0u8..8).prop_map(move |sound| {
        let heard = [Move::Charge(Letter::M), Move::OfferHearing, Move::Hear, Move::InformParents];
        heard.into_iter().chain([Move::OfferConversion, council(), removal(sound)]).collect()
    });
    let communication = (3usize..5, any::<bool>()).prop_map(|(days, complete)| {
        let told = Move::Communicate { days, complete };
        vec![
            told,
            Move::Minutes,
            Move::Execute(0),
            Move::Certify(0),
            Move::Execute(1),
            Move::Assess(Assessment::Diligent),
        ]
    });
    let vote = select(vec![Vote::Confirm, Vote::ConfirmInPart, Vote::Annul, Vote::Annul]);
    let appeal = (select(vec![STUDENT, FATHER]), 1usize..6, vote).prop_map(|(by, present, vote)| {
        let sat = [Move::File { by }, Move::Number, Move::ConveneGuarantee, Move::Notice, Move::Invite];
        sat.into_iter()
            .chain([
                Move::Substitute,
                Move::Sit(present),
                Move::Rule(vote),
                Move::CommunicateOutcome,
                Move::Resume,
            ])
            .collect()
    });
    let complaint = any::<bool>().prop_map(|upheld| {
        let instructed = [Move::Complain, Move::RequestDocuments, Move::Opinion(upheld)];
        instructed.into_iter().chain([Move::DecideComplaint(upheld)]).collect()
    });
    let court = any::<bool>().prop_map(|expunge| vec![Move::Order(expunge), Move::Expunge]);
    let some: BoxedStrategy<Vec<Move>> =
        prop_oneof![3 => procedure, 3 => communication, 5 => appeal, 1 => complaint, 1 => court].boxed();
    (some, 1usize..12).prop_map(|(mut run, stops)| {
        run.truncate(stops);
        run
    })
}
