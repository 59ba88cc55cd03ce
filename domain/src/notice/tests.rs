//! What may be published and to whom, corrected, withdrawn: the three questions of each command.

use super::*;
use crate::school::tests::{IN_3B, day, person, text};

const NOTICE: NoticeId = NoticeId(uuid::Uuid::from_u128(0xb0));
const STUDENT: u128 = 1;
const OTHER: u128 = 2;
const MOTHER: u128 = 3;
const TEACHER: u128 = 101;
const TODAY: &str = "2025-11-06";

fn to_3b() -> Draft {
    Draft {
        kind: NoticeKind::Notice,
        matter: Matter::General,
        protocol: None,
        title: text("Uscita didattica"),
        body: text("La classe visita il museo il 20 novembre."),
        audience: Audience::Classes { classes: vec![IN_3B], roles: vec![Role::Guardians] },
        student: None,
        asks: Asks::Nothing,
        fulfils: None,
    }
}

fn to_the_family() -> Draft {
    Draft {
        kind: NoticeKind::Family,
        matter: Matter::Attendance,
        title: text("Quinto ritardo"),
        body: text("Si comunica il quinto ritardo: va giustificato davanti al dirigente."),
        audience: Audience::Family { student: person(STUDENT) },
        student: Some(person(STUDENT)),
        ..to_3b()
    }
}

fn to(persons: &[u128]) -> Vec<Recipient> {
    persons.iter().map(|it| Recipient { person: person(*it), answers_for: vec![person(STUDENT)] }).collect()
}

fn publish_to(draft: Draft, recipients: &[u128], named: &[(u128, &str)]) -> Command {
    Command::Publish {
        notice: NOTICE,
        on: day(TODAY),
        author: person(TEACHER),
        draft,
        recipients: to(recipients),
        family: BTreeSet::from([person(STUDENT), person(MOTHER)]),
        named: named.iter().map(|(who, words)| (person(*who), (*words).to_owned())).collect(),
    }
}

fn publish(draft: Draft) -> Result<Vec<NoticeEvent>, Rejection> {
    decide(&Notice::Unknown, &publish_to(draft, &[MOTHER], &[]))
}

fn published(draft: Draft) -> Notice {
    let events = publish(draft).expect("it may be published");
    events.iter().fold(Notice::Unknown, evolve)
}

fn because(events: &[NoticeEvent]) -> Vec<Norm> {
    events.iter().flat_map(crate::fact::Said::because).copied().collect()
}

/// A12-01, B7-01: communications are a permitted function of the register.
#[test]
fn a_notice_is_published_to_the_audience_of_that_day() {
    let events = publish(to_3b()).expect("a plain notice");
    let [NoticeEvent::Published { recipients, student: None, .. }] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(*recipients, to(&[MOTHER]));
    assert_eq!(because(&events), [Norm::OnlyRegisterFunctions, Norm::PermittedFunctions]);
    let state = published(to_3b());
    assert_eq!(decide(&state, &publish_to(to_3b(), &[MOTHER], &[])), Ok(Vec::new()));
    assert_eq!(decide(&state, &publish_to(to_3b(), &[OTHER], &[])), Err(Rejection::AlreadyPublished));
    assert_eq!(decide(&Notice::Unknown, &publish_to(to_3b(), &[], &[])), Err(Rejection::NobodyThere));
}

/// A12-01: a circular is a protocolled act.
#[test]
fn a_circular_has_a_protocol_number() {
    let circular = Draft { kind: NoticeKind::Circular, ..to_3b() };
    assert_eq!(publish(circular.clone()), Err(Rejection::CircularWithoutProtocol));
    assert!(publish(Draft { protocol: Some(text("4711/2025")), ..circular }).is_ok());
}

#[test]
fn what_is_asked_is_not_due_before_it_is_published() {
    for (by, allowed) in [("2025-11-05", false), ("2025-11-06", true), ("2025-11-07", true)] {
        for asks in [Asks::Answer { by: Some(day(by)) }, Asks::Acknowledgement { by: Some(day(by)) }] {
            let refused = Err(Rejection::DueBefore { by: day(by), on: day(TODAY) });
            let decided = publish(Draft { asks, ..to_3b() });
            assert!(if allowed { decided.is_ok() } else { decided == refused }, "{by}");
        }
    }
    assert!(publish(Draft { asks: Asks::Answer { by: None }, ..to_3b() }).is_ok());
}

/// A1-05: the fifth delay is told to the family on the board, in a notice that says which duty it fulfils.
#[test]
fn the_fifth_delay_is_told_to_the_family_on_the_board() {
    let told = Draft { fulfils: Some(DutyKind::TellOfFifthDelay), ..to_the_family() };
    let events = publish(told).expect("to the mother");
    assert!(because(&events).contains(&Norm::FamilyToldAtFifthDelay));
    assert!(because(&events).contains(&Norm::NobodyNamedToMany)); // C6
    let of_nobody = Draft { fulfils: Some(DutyKind::TellOfFifthDelay), ..to_3b() };
    assert_eq!(publish(of_nobody), Err(Rejection::DutyWithoutStudent));
}

/// C6, n. 421/2023: what is about the discipline of a student, or otherwise hers, is not for a class or the school.
#[test]
fn a_sensitive_matter_goes_to_no_class() {
    let many = [
        Audience::School { roles: vec![Role::Guardians] },
        Audience::Classes { classes: vec![IN_3B], roles: vec![Role::Guardians] },
    ];
    for audience in many {
        for matter in [Matter::Attendance, Matter::Discipline, Matter::Inclusion, Matter::Personal] {
            let audience = audience.clone();
            for student in [None, Some(person(STUDENT))] {
                let draft = Draft { matter, audience: audience.clone(), student, ..to_3b() };
                assert_eq!(publish(draft), Err(Rejection::ConcernsOneStudent), "{matter:?}");
            }
        }
        // C6: nor a family notice of a plain matter, nor a plain notice that identifies somebody.
        let family = Draft { audience: audience.clone(), matter: Matter::General, ..to_the_family() };
        assert_eq!(publish(family), Err(Rejection::ConcernsOneStudent));
        let identifies = Draft { audience, student: Some(person(STUDENT)), ..to_3b() };
        assert_eq!(publish(identifies), Err(Rejection::ConcernsOneStudent));
    }
    assert!(publish(to_the_family()).is_ok());
    assert!(publish(Draft { matter: Matter::Discipline, ..to_the_family() }).is_ok());
    let unsaid = Draft { student: None, ..to_the_family() };
    assert_eq!(publish(unsaid), Err(Rejection::ConcernsOneStudent));
    let of_another = Draft { audience: Audience::Family { student: person(OTHER) }, ..to_the_family() };
    assert_eq!(publish(of_another), Err(Rejection::ConcernsOneStudent));
    let to_persons = Audience::Persons { persons: vec![person(MOTHER)] };
    let unsaid = Draft { audience: to_persons, matter: Matter::Discipline, ..to_3b() };
    assert_eq!(publish(unsaid), Err(Rejection::ConcernsOneStudent));
}

/// C6, n. 767/2024: a recipient is a number, and one outside the family is refused even if she bears the same name.
#[test]
fn what_identifies_a_student_goes_to_nobody_but_her_family() {
    let decided = decide(&Notice::Unknown, &publish_to(to_the_family(), &[MOTHER, OTHER], &[]));
    assert_eq!(decided, Err(Rejection::OutsideTheFamily { on: day(TODAY), person: person(OTHER) }));
    assert!(decide(&Notice::Unknown, &publish_to(to_the_family(), &[MOTHER, STUDENT], &[])).is_ok());
}

/// A12-04, C6: a notice to a class names no student; a notice about one names no other.
#[test]
fn a_notice_names_nobody_but_the_student_it_is_about() {
    let names = |student, words: &str| {
        Err(Rejection::NamesAStudent { student: person(student), words: words.to_owned() })
    };
    let anna = (STUDENT, "Anna Prova");
    let bruno = (OTHER, "Prova B");
    let unknown = &Notice::Unknown;
    assert_eq!(decide(unknown, &publish_to(to_3b(), &[MOTHER], &[anna])), names(STUDENT, "Anna Prova"));
    assert!(decide(unknown, &publish_to(to_the_family(), &[MOTHER], &[anna])).is_ok());
    assert_eq!(
        decide(unknown, &publish_to(to_the_family(), &[MOTHER], &[anna, bruno])),
        names(OTHER, "Prova B")
    );
    assert_eq!(decide(&published(to_3b()), &correct("Anna Prova", &[anna])), names(STUDENT, "Anna Prova"));
}

fn correct(body: &str, named: &[(u128, &str)]) -> Command {
    Command::Correct {
        on: day("2025-11-07"),
        title: text("Uscita didattica"),
        body: text(body),
        reason: text("giorno sbagliato"),
        named: named.iter().map(|(who, words)| (person(*who), (*words).to_owned())).collect(),
    }
}

fn withdraw() -> Command {
    Command::Withdraw { on: day("2025-11-08"), reason: text("uscita annullata") }
}

/// A12-06, B7-05: a correction is a new act that keeps what it takes the place of.
#[test]
fn a_notice_is_corrected_by_a_new_act() {
    let state = published(to_3b());
    let events = decide(&state, &correct("Il 21 novembre.", &[])).expect("corrected");
    let [NoticeEvent::Corrected { withdrawn_body, body, recipients, .. }] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!((withdrawn_body, body), (&to_3b().body, &text("Il 21 novembre.")));
    assert_eq!(*recipients, [person(MOTHER)]);
    assert_eq!(because(&events), [Norm::CorrectionWithReason, Norm::ExactData]);
    let corrected = events.iter().fold(state, evolve);
    assert_eq!(decide(&corrected, &correct("Il 21 novembre.", &[])), Ok(Vec::new()));
    assert_eq!(decide(&Notice::Unknown, &correct("Il 21 novembre.", &[])), Err(Rejection::NotPublished));
}

/// B7-05: what was published stays, marked as withdrawn.
#[test]
fn a_notice_is_withdrawn_and_stays() {
    let state = published(to_3b());
    let events = decide(&state, &withdraw()).expect("withdrawn");
    assert!(matches!(&events[..], [NoticeEvent::Withdrawn { .. }]));
    let gone = events.iter().fold(state, evolve);
    assert_eq!(decide(&gone, &withdraw()), Ok(Vec::new()));
    let refused = Err(Rejection::AlreadyWithdrawn { on: day("2025-11-08") });
    assert_eq!(decide(&gone, &correct("Il 21 novembre.", &[])), refused);
    assert_eq!(decide(&Notice::Unknown, &withdraw()), Err(Rejection::NotPublished));
    let Notice::Posted(posted) = gone else { panic!("it was posted") };
    assert_eq!(posted.asked(person(MOTHER)).map(|asked| asked.withdrawn), Some(Some(day("2025-11-08"))));
    assert_eq!(posted.asked(person(OTHER)), None);
}

fn sizes(events: &[NoticeEvent]) -> Vec<usize> {
    let size = |event: &NoticeEvent| match event {
        NoticeEvent::Published { recipients, .. } | NoticeEvent::Addressed { recipients, .. } => {
            recipients.len()
        }
        NoticeEvent::Corrected { recipients, .. } | NoticeEvent::Withdrawn { recipients, .. } => {
            recipients.len()
        }
    };
    events.iter().map(size).collect()
}

/// A12-01: a circular to a whole school is several events, which together name everyone once and in order.
#[test]
fn a_notice_to_many_is_told_in_several_events_and_so_are_its_changes() {
    for (recipients, expected) in
        [(199, vec![199]), (200, vec![200]), (201, vec![200, 1]), (1000, vec![200; 5])]
    {
        let everyone: Vec<u128> = (1_000..1_000 + recipients).collect();
        let command = publish_to(to_3b(), &everyone, &[]);
        let events = decide(&Notice::Unknown, &command).expect("published");
        assert_eq!(sizes(&events), expected);
        let state = events.iter().fold(Notice::Unknown, evolve);
        let Notice::Posted(posted) = &state else { panic!("it was posted") };
        assert_eq!(posted.recipients, to(&everyone));
        assert_eq!(decide(&state, &command), Ok(Vec::new()));
        let changed = decide(&state, &correct("Il 21 novembre.", &[])).expect("corrected");
        assert_eq!(sizes(&changed), expected);
        let state = changed.iter().fold(state, evolve);
        let changed = decide(&state, &withdraw()).expect("withdrawn");
        assert_eq!(sizes(&changed), expected);
        let Notice::Posted(posted) = changed.iter().fold(state, evolve) else { panic!("it was posted") };
        assert_eq!((posted.recipients, posted.withdrawn), (to(&everyone), Some(day("2025-11-08"))));
    }
}

/// A12-01: those named one by one stand in the event twice, and are as many as one event names.
#[test]
fn so_many_single_persons_and_no_more() {
    for (count, refused) in [(200, false), (201, true)] {
        let persons = (1_000..1_000 + count).map(person).collect();
        let draft = Draft { audience: Audience::Persons { persons }, ..to_3b() };
        let too_many = Err(Rejection::TooManyPersons { count: 201, at_most: 200 });
        assert_eq!(publish(draft) == too_many, refused);
    }
}

#[test]
fn refusals_have_their_norms_and_are_readable() {
    let (on, by) = (day(TODAY), day("2025-11-05"));
    for (refusal, name, norm) in [
        (Rejection::CircularWithoutProtocol, "circular-without-protocol", "A12-01"),
        (Rejection::NobodyThere, "nobody-there", "A12-01"),
        (Rejection::TooManyPersons { count: 201, at_most: 200 }, "too-many-persons", "A12-01"),
        (Rejection::DueBefore { by, on }, "due-before", "D-14"),
        (Rejection::ConcernsOneStudent, "concerns-one-student", "C6"),
        (Rejection::OutsideTheFamily { on, person: person(OTHER) }, "outside-the-family", "C6"),
        (Rejection::NamesAStudent { student: person(2), words: "X".into() }, "names-a-student", "C6"),
        (Rejection::DutyWithoutStudent, "duty-without-student", "A3-08"),
        (Rejection::AlreadyPublished, "already-published", "B7-05"),
        (Rejection::NotPublished, "not-published", "B7-05"),
        (Rejection::AlreadyWithdrawn { on }, "already-withdrawn", "B7-05"),
    ] {
        assert_eq!((refusal.name(), refusal.norm().row()), (name, norm));
        assert!(!refusal.to_string().is_empty());
    }
    assert_eq!(
        Rejection::DueBefore { by, on }.to_string(),
        "il termine (5 novembre 2025) viene prima della pubblicazione (6 novembre 2025)"
    );
}
