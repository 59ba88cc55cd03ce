//! A student's phone: where it is kept, who may use it, how it is withheld and given back.

use super::*;
use crate::people::Command as PersonCommand;
use crate::people::{Person, PersonEvent, Relation};
use crate::school::tests::{IN_3B, at, day, person, text};

const STUDENT: u128 = 1;
const FATHER: u128 = 2;
const MOTHER: u128 = 3;

/// Born on 10 May 2010, or of age; both parents answer for her, the mother under a court's limit from 8 January 2026.
fn profile(born_on: &str) -> Profile {
    let hold = |guardian, relation| PersonCommand::HoldResponsibility {
        guardian: person(guardian),
        relation,
        from: day("2025-09-01"),
    };
    let commands = [
        PersonCommand::Register {
            person: person(STUDENT),
            given_name: text("Anna"),
            family_name: text("Prova"),
            born_on: day(born_on),
            on: day("2025-09-01"),
        },
        hold(FATHER, Relation::Father),
        hold(MOTHER, Relation::Mother),
        PersonCommand::LimitResponsibility {
            guardian: person(MOTHER),
            from: day("2026-01-08"),
            until: Some(day("2026-06-30")),
            order: text("Tribunale di Roma, n. 1/2026"),
        },
    ];
    let person = commands.iter().fold(Person::Unknown, |state, command| {
        let events: Vec<PersonEvent> =
            crate::people::decide(&state, command, &Regulation::adopted()).expect("allowed");
        events.iter().fold(state, crate::people::evolve)
    });
    match person {
        Person::Known(profile) => *profile,
        Person::Unknown => panic!("registered"),
    }
}

fn minor() -> Profile {
    profile("2010-05-10")
}

fn father(on: &str) -> JustifierFor {
    minor().justifier(person(FATHER), day(on), &Regulation::adopted()).expect("he holds responsibility")
}

fn request(on: &str) -> Command {
    Command::RequestBag { by: father(on), on: day(on) }
}

fn decide_bag(request: u32, outcome: BagOutcome, on: &str) -> Command {
    Command::DecideBag { student: person(STUDENT), request: FactNumber(request), outcome, on: day(on) }
}

fn authorise(number: u32, on: &str) -> Command {
    decide_bag(number, BagOutcome::Authorised, on)
}

fn refuse(number: u32, on: &str) -> Command {
    decide_bag(number, BagOutcome::Refused { reason: text("modulo incompleto") }, on)
}

fn allow(from: &str, until: Option<&str>) -> Command {
    Command::AllowUse { student: person(STUDENT), from: day(from), until: until.map(day) }
}

fn end(number: u32, from: &str) -> Command {
    Command::EndUse { student: person(STUDENT), number: FactNumber(number), from: day(from) }
}

/// At 10:20, handed to the principal, known the same day.
fn withhold(on: &str, found: Found) -> Command {
    Command::Withhold(Withholding {
        student: person(STUDENT),
        class: IN_3B,
        track: text("Tecnico informatico"),
        on: day(on),
        at: at("10:20"),
        found,
        handed_to: Keeper::Principal,
        today: day(on),
    })
}

fn tell(told: u128, entitled: &[u128], on: &str) -> Command {
    Command::TellFamily {
        student: person(STUDENT),
        withheld: FactNumber(0),
        told: person(told),
        entitled: entitled.iter().map(|number| person(*number)).collect(),
        on: day(on),
        today: day(on),
    }
}

fn give_back(to: u128, student: &Profile, on: &str) -> Command {
    Command::Return {
        student: person(STUDENT),
        withheld: FactNumber(0),
        to: person(to),
        standing: Standing::of(person(to), student, day(on), &Regulation::adopted()),
        on: day(on),
        today: day(on),
    }
}

fn history(commands: &[Command]) -> Devices {
    commands.iter().fold(Devices::default(), |state, command| {
        let events = super::decide(&state, command, &Regulation::adopted());
        events.expect("allowed").iter().fold(state, evolve)
    })
}

fn after(commands: &[Command], command: Command) -> Result<Vec<DeviceEvent>, Rejection> {
    super::decide(&history(commands), &command, &Regulation::adopted())
}

fn with(overrides: &str, command: Command) -> Result<Vec<DeviceEvent>, Rejection> {
    let regulation = Regulation::from_toml_with_overrides(overrides).expect("a sound override");
    super::decide(&history(&[withhold("2025-11-11", Found::InUse)]), &command, &regulation)
}

fn withheld(on: &str, found: Found, because: Vec<Norm>) -> DeviceEvent {
    DeviceEvent::Withheld {
        student: person(STUDENT),
        class: IN_3B,
        on: day(on),
        at: at("10:20"),
        number: FactNumber(0),
        found,
        handed_to: Keeper::Principal,
        because,
    }
}

fn returned(to: u128, on: &str, because: Vec<Norm>) -> DeviceEvent {
    let (student, to) = (person(STUDENT), person(to));
    DeviceEvent::Returned { student, on: day(on), number: FactNumber(0), to, because }
}

#[test]
fn a_family_asks_for_the_bag_and_waits() {
    let asked = DeviceEvent::BagRequested {
        student: person(STUDENT),
        on: day("2025-09-20"),
        number: FactNumber(0),
        by: father("2025-09-20").by(),
        because: vec![Norm::PhoneInContainer], // A6-02
    };
    assert_eq!(after(&[], request("2025-09-20")), Ok(vec![asked]));
    assert_eq!(after(&[request("2025-09-20")], request("2025-09-22")), Ok(vec![]));
    let granted = [request("2025-09-20"), authorise(0, "2025-09-25")];
    let already = Rejection::BagAlreadyAuthorised { from: day("2025-09-25") };
    assert_eq!(after(&granted, request("2025-10-01")), Err(already));
    // Who was refused may ask again.
    assert!(after(&[request("2025-09-20"), refuse(0, "2025-09-25")], request("2025-10-01")).is_ok());
}

#[test]
fn the_principal_decides_once() {
    let asked = [request("2025-09-20")];
    let authorised = DeviceEvent::BagDecided {
        student: person(STUDENT),
        on: day("2025-09-25"),
        number: FactNumber(0),
        outcome: BagOutcome::Authorised,
        because: vec![Norm::PhoneInContainer], // A6-02
    };
    assert_eq!(after(&asked, authorise(0, "2025-09-25")), Ok(vec![authorised]));
    assert_eq!(after(&asked, authorise(1, "2025-09-25")), Err(Rejection::NoRequest(FactNumber(1))));
    assert_eq!(after(&[], authorise(0, "2025-09-25")), Err(Rejection::NoRequest(FactNumber(0))));
    let granted = [request("2025-09-20"), authorise(0, "2025-09-25")];
    assert_eq!(after(&granted, authorise(0, "2025-09-26")), Ok(vec![]));
    assert_eq!(after(&granted, refuse(0, "2025-09-26")), Err(Rejection::AlreadyDecided(FactNumber(0))));
    let denied = [request("2025-09-20"), refuse(0, "2025-09-25")];
    assert_eq!(after(&denied, refuse(0, "2025-09-25")), Ok(vec![]));
    assert_eq!(after(&denied, authorise(0, "2025-09-26")), Err(Rejection::AlreadyDecided(FactNumber(0))));
    assert_eq!(history(&denied).allowed_place_on(day("2025-09-26")), Place::Container);
}

/// A6-02: asked on 20 September, authorised on the 25th: on the 22nd a phone in the bag breaks the procedure.
#[test]
fn until_it_is_authorised_the_phone_is_in_the_container() {
    let granted = [request("2025-09-20"), authorise(0, "2025-09-25")];
    let place = |on| history(&granted).allowed_place_on(day(on));
    assert_eq!(
        ["2025-09-19", "2025-09-22", "2025-09-24", "2025-09-25", "2025-09-26"].map(place),
        [Place::Container, Place::Container, Place::Container, Place::Bag, Place::Bag]
    );
    assert_eq!(history(&[request("2025-09-20")]).bag, Bag::Requested { number: FactNumber(0) });
    assert_eq!(history(&[]).bag, Bag::Container);

    let Ok(events) = after(&granted, withhold("2025-09-22", Found::InBag)) else { panic!("withheld") };
    assert_eq!(events[0].clone(), {
        let because = vec![Norm::PhoneInContainer, Norm::PhoneWithheld];
        let mut event = withheld("2025-09-22", Found::InBag, because);
        if let DeviceEvent::Withheld { number, .. } = &mut event {
            *number = FactNumber(2);
        }
        event
    });
    let in_its_place = |on| Err(Rejection::InItsPlace { on: day(on) });
    assert_eq!(after(&granted, withhold("2025-09-25", Found::InBag)), in_its_place("2025-09-25"));
    assert!(after(&granted, withhold("2025-09-24", Found::InBag)).is_ok());
    // The bag is not a licence to use it.
    assert!(after(&granted, withhold("2025-09-26", Found::InUse)).is_ok());
}

/// A6-05: the plan of a student allows the phone as an aid: it is not withheld, and nothing says why.
#[test]
fn who_may_use_a_phone_keeps_it_and_no_reason_is_recorded() {
    let allowed = DeviceEvent::UseAllowed {
        student: person(STUDENT),
        on: day("2025-10-01"),
        number: FactNumber(0),
        until: Some(day("2026-01-31")),
        because: vec![Norm::PhoneAllowed],
    };
    let exempt = [allow("2025-10-01", Some("2026-01-31"))];
    assert_eq!(after(&[], exempt[0].clone()), Ok(vec![allowed]));
    assert_eq!(after(&exempt, exempt[0].clone()), Ok(vec![]));
    let already = Rejection::UseAlreadyAllowed { number: FactNumber(0), from: day("2025-10-01") };
    assert_eq!(after(&exempt, allow("2026-01-31", None)), Err(already.clone()));
    assert_eq!(after(&exempt, allow("2025-09-15", Some("2025-10-01"))), Err(already));
    assert!(after(&exempt, allow("2026-02-01", None)).is_ok());
    let backwards = Rejection::EndsBeforeStart { from: day("2026-02-01"), until: day("2026-01-31") };
    assert_eq!(after(&exempt, allow("2026-02-01", Some("2026-01-31"))), Err(backwards));
    let beyond = Rejection::BeyondYear { until: day("2026-09-01"), year: SchoolYear(2025) };
    assert_eq!(after(&[], allow("2025-10-01", Some("2026-09-01"))), Err(beyond));
    assert!(after(&[], allow("2025-10-01", Some("2026-08-31"))).is_ok());

    for (on, kept) in
        [("2025-09-30", false), ("2025-10-01", true), ("2026-01-30", true), ("2026-02-02", false)]
    {
        let expected = Rejection::UseIsAllowed { on: day(on) };
        for found in [Found::InUse, Found::ForTheLesson, Found::InBag] {
            let outcome = after(&exempt, withhold(on, found));
            assert_eq!(outcome.err(), kept.then(|| expected.clone()), "{on} {found:?}");
        }
    }
    let refusal = after(&exempt, withhold("2025-10-01", Found::InUse)).expect_err("refused").to_string();
    assert_eq!(refusal, "il 1º ottobre 2025 l'uso del telefono è consentito: non si ritira");
}

#[test]
fn what_was_allowed_ends_on_a_day() {
    let exempt = [allow("2025-10-01", None)];
    let ended = DeviceEvent::UseEnded {
        student: person(STUDENT),
        on: day("2026-02-02"),
        number: FactNumber(0),
        because: vec![Norm::PhoneAllowed], // A6-05
    };
    assert_eq!(after(&exempt, end(0, "2026-02-02")), Ok(vec![ended]));
    assert_eq!(after(&exempt, end(1, "2026-02-02")), Err(Rejection::NoUse(FactNumber(1))));
    let early = Rejection::EndsBeforeStart { from: day("2025-10-01"), until: day("2025-09-30") };
    assert_eq!(after(&exempt, end(0, "2025-09-30")), Err(early));
    let over = [exempt[0].clone(), end(0, "2026-02-02")];
    assert_eq!(after(&over, end(0, "2026-02-02")), Ok(vec![]));
    let place = |on| history(&over).allowed_place_on(day(on));
    assert_eq!(["2026-02-01", "2026-02-02"].map(place), [Place::InUse, Place::Container]);
    assert!(after(&over, withhold("2026-02-02", Found::InUse)).is_ok());
}

/// A6-01, B7-03: not even to teach. A6-06: an exception for computing tracks is the school's to make, and it has not.
#[test]
fn a_phone_in_use_is_withheld_even_if_the_lesson_asked_for_it() {
    let on = "2025-11-11";
    let banned = vec![Norm::PhonesBanned, Norm::PhonesInUpperSecondary, Norm::PhoneWithheld];
    let in_use = withheld(on, Found::InUse, banned.clone());
    assert_eq!(after(&[], withhold(on, Found::InUse)), Ok(vec![in_use.clone()]));
    assert_eq!(after(&[withhold(on, Found::InUse)], withhold(on, Found::InUse)), Ok(vec![]));

    let stricter = vec![Norm::PhonesBanned, Norm::ItTrackException, Norm::PhoneWithheld];
    let for_the_lesson = withheld(on, Found::ForTheLesson, stricter);
    assert_eq!(after(&[], withhold(on, Found::ForTheLesson)), Ok(vec![for_the_lesson]));

    // Had the school made it, a computing track would keep the phone that the lesson asked for, and only that one.
    let exception = "it_track_exception.in_force = [{ from = '2025-09-01', value = true }]";
    let regulation = Regulation::from_toml_with_overrides(exception).expect("a sound override");
    let decided = |command: &Command| super::decide(&Devices::default(), command, &regulation);
    let serves = Rejection::ServesTheLesson { on: day(on) };
    assert_eq!(decided(&withhold(on, Found::ForTheLesson)), Err(serves.clone()));
    assert_eq!(decided(&withhold(on, Found::InUse)), Ok(vec![in_use]));
    for (track, is_it) in
        [("Informatica e Telecomunicazioni", true), ("telecomunicazioni", true), ("Liceo linguistico", false)]
    {
        let Command::Withhold(mut asked) = withhold(on, Found::ForTheLesson) else { panic!("withholds") };
        asked.track = text(track);
        let expected = withheld(on, Found::ForTheLesson, banned.clone());
        let expected = if is_it { Err(serves.clone()) } else { Ok(vec![expected]) };
        assert_eq!(decided(&Command::Withhold(asked)), expected, "{track}");
    }
}

#[test]
fn a_phone_is_not_withheld_tomorrow() {
    let Command::Withhold(mut asked) = withhold("2025-11-12", Found::InUse) else { panic!("withholds") };
    asked.today = day("2025-11-11");
    let future = Rejection::InTheFuture { on: day("2025-11-12"), today: day("2025-11-11") };
    assert_eq!(after(&[], Command::Withhold(asked)), Err(future));
}

/// A6-01 and A6-04: a video of a teacher: the phone is withheld, whoever may use it; what it took is not kept.
#[test]
fn who_records_loses_the_phone_even_if_she_may_use_it() {
    let recording = vec![Norm::NoRecording, Norm::PhoneWithheld];
    let event = withheld("2026-02-03", Found::Recording, recording);
    assert_eq!(after(&[], withhold("2026-02-03", Found::Recording)), Ok(vec![event]));
    assert!(after(&[allow("2025-10-01", None)], withhold("2026-02-03", Found::Recording)).is_ok());
}

/// A6-03: withheld on 11 November at 10:20, the parents informed, given back to a parent.
#[test]
fn the_phone_is_withheld_the_family_told_and_a_parent_collects_it() {
    let taken = [withhold("2025-11-11", Found::InUse)];
    let told = DeviceEvent::FamilyTold {
        student: person(STUDENT),
        on: day("2025-11-11"),
        number: FactNumber(0),
        told: person(FATHER),
        because: vec![Norm::PhoneWithheld],
    };
    assert_eq!(after(&taken, tell(FATHER, &[FATHER, MOTHER], "2025-11-11")), Ok(vec![told]));
    let informed = [taken[0].clone(), tell(FATHER, &[FATHER], "2025-11-11")];
    assert_eq!(after(&informed, tell(FATHER, &[FATHER], "2025-11-11")), Ok(vec![]));
    assert_eq!(history(&informed).held().count(), 1);

    let back = returned(FATHER, "2025-11-11", vec![Norm::PhoneWithheld]);
    assert_eq!(after(&informed, give_back(FATHER, &minor(), "2025-11-11")), Ok(vec![back]));
    let done = [informed[0].clone(), informed[1].clone(), give_back(FATHER, &minor(), "2025-11-11")];
    assert_eq!(history(&done).held().count(), 0);
    assert_eq!(after(&done, give_back(FATHER, &minor(), "2025-11-11")), Ok(vec![]));
    let already = Rejection::AlreadyReturned { on: day("2025-11-11") };
    assert_eq!(after(&done, give_back(MOTHER, &minor(), "2025-11-12")), Err(already));
}

/// B6-01: whom the school may not inform that day is not told.
#[test]
fn only_whom_the_school_may_inform_is_told() {
    let taken = [withhold("2025-11-11", Found::InUse)];
    let on = day("2025-11-11");
    assert_eq!(after(&taken, tell(MOTHER, &[FATHER], "2025-11-11")), Err(Rejection::NotToBeTold { on }));
    assert_eq!(after(&taken, tell(FATHER, &[], "2025-11-11")), Err(Rejection::NobodyToTell { on }));
    let nothing = Err(Rejection::NotWithheld(FactNumber(0)));
    assert_eq!(after(&[], tell(FATHER, &[FATHER], "2025-11-11")), nothing);
    let before = Rejection::BeforeWithheld { withheld_on: on, on: day("2025-11-10") };
    assert_eq!(after(&taken, tell(FATHER, &[FATHER], "2025-11-10")), Err(before));
}

/// A6-03: never to the minor, nor to who does not answer for her that day.
#[test]
fn a_phone_is_not_given_back_to_a_minor_nor_to_a_stranger() {
    let taken = [withhold("2025-11-11", Found::InUse)];
    let minors = Rejection::ReturnedToMinor { on: day("2025-11-11") };
    assert_eq!(after(&taken, give_back(STUDENT, &minor(), "2025-11-11")), Err(minors));
    let stranger = Rejection::NotEntitled { on: day("2025-11-11") };
    assert_eq!(after(&taken, give_back(9, &minor(), "2025-11-11")), Err(stranger));
    // B6-01: the mother's responsibility is limited from 8 January to 30 June.
    for (on, limited) in
        [("2026-01-07", false), ("2026-01-08", true), ("2026-06-30", true), ("2026-07-01", false)]
    {
        let refused = limited.then(|| Rejection::NotEntitled { on: day(on) });
        assert_eq!(after(&taken, give_back(MOTHER, &minor(), on)).err(), refused, "{on}");
    }
    let early = Rejection::BeforeWithheld { withheld_on: day("2025-11-11"), on: day("2025-11-10") };
    assert_eq!(after(&taken, give_back(FATHER, &minor(), "2025-11-10")), Err(early));
    let mut tomorrow = give_back(FATHER, &minor(), "2025-11-12");
    if let Command::Return { today, .. } = &mut tomorrow {
        *today = day("2025-11-11");
    }
    let future = Rejection::InTheFuture { on: day("2025-11-12"), today: day("2025-11-11") };
    assert_eq!(after(&taken, tomorrow), Err(future));
}

/// A6-07: from her birthday a student collects her own, where the school reads it so.
#[test]
fn an_adult_collects_her_own_phone() {
    let taken = [withhold("2025-11-11", Found::InUse)];
    let grown = profile("2007-11-13");
    let early = Rejection::ReturnedToMinor { on: day("2025-11-12") };
    assert_eq!(after(&taken, give_back(STUDENT, &grown, "2025-11-12")), Err(early));
    let own = returned(STUDENT, "2025-11-13", vec![Norm::PhoneWithheld, Norm::AdultCollectsPhone]);
    assert_eq!(after(&taken, give_back(STUDENT, &grown, "2025-11-13")), Ok(vec![own]));
    assert!(after(&taken, give_back(FATHER, &grown, "2025-11-13")).is_ok());

    let to_the_letter = "adult_collects_device.in_force = [{ from = '2025-09-01', value = false }]";
    let only_parents = Rejection::AdultDoesNotCollect { on: day("2025-11-13") };
    assert_eq!(with(to_the_letter, give_back(STUDENT, &grown, "2025-11-13")), Err(only_parents));
    assert!(with(to_the_letter, give_back(FATHER, &grown, "2025-11-13")).is_ok());
}
