//! What may be done about a student's phone.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    Bag, BagOutcome, Command, DeviceEvent, Devices, Found, Place, Rejection, Standing, Use, Withheld,
    Withholding,
};
use crate::calendar::SchoolYear;
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::people::JustifierFor;
use crate::regulation::Regulation;
use crate::text::Text;

pub fn decide(
    state: &Devices,
    command: &Command,
    regulation: &Regulation,
) -> Result<Vec<DeviceEvent>, Rejection> {
    match command {
        Command::RequestBag { by, on } => request_bag(state, *by, *on),
        Command::DecideBag { student, request, outcome, on } => {
            decide_bag(state, *student, *request, outcome, *on)
        }
        Command::AllowUse { student, from, until } => allow_use(state, *student, *from, *until),
        Command::EndUse { student, number, from } => end_use(state, *student, *number, *from),
        Command::Withhold(withholding) => withhold(state, withholding, regulation),
        Command::TellFamily { student, withheld, told, entitled, on, today } => {
            not_later(*on, *today)?;
            tell(state, *student, *withheld, *told, entitled, *on)
        }
        Command::Return { student, withheld, to, standing, on, today } => {
            not_later(*on, *today)?;
            give_back(state, *student, *withheld, *to, *standing, *on, regulation)
        }
    }
}

/// Norm: A6-02. By who may justify for the student that day.
fn request_bag(state: &Devices, by: JustifierFor, on: Date) -> Result<Vec<DeviceEvent>, Rejection> {
    match state.bag {
        Bag::Requested { .. } => Ok(Vec::new()),
        Bag::Authorised { from, .. } => Err(Rejection::BagAlreadyAuthorised { from }),
        Bag::Container | Bag::Refused { .. } => Ok(vec![DeviceEvent::BagRequested {
            student: by.student(),
            on,
            number: state.next_number(),
            by: by.by(),
            because: vec![Norm::PhoneInContainer],
        }]),
    }
}

/// Norm: A6-02. The authorisation holds from its own day: it excuses nothing done before.
fn decide_bag(
    state: &Devices,
    student: PersonId,
    request: FactNumber,
    outcome: &BagOutcome,
    on: Date,
) -> Result<Vec<DeviceEvent>, Rejection> {
    match (state.bag, outcome) {
        (Bag::Requested { number }, _) if number == request => Ok(vec![DeviceEvent::BagDecided {
            student,
            on,
            number,
            outcome: outcome.clone(),
            because: vec![Norm::PhoneInContainer],
        }]),
        (Bag::Authorised { number, .. }, BagOutcome::Authorised)
        | (Bag::Refused { number }, BagOutcome::Refused { .. })
            if number == request =>
        {
            Ok(Vec::new())
        }
        (Bag::Authorised { number, .. } | Bag::Refused { number }, _) if number == request => {
            Err(Rejection::AlreadyDecided(request))
        }
        (Bag::Container | Bag::Requested { .. } | Bag::Authorised { .. } | Bag::Refused { .. }, _) => {
            Err(Rejection::NoRequest(request))
        }
    }
}

/// Norm: A6-05. The ground is a person's health or needs: the register keeps the days and nothing else.
fn allow_use(
    state: &Devices,
    student: PersonId,
    from: Date,
    until: Option<Date>,
) -> Result<Vec<DeviceEvent>, Rejection> {
    if let Some(until) = until.filter(|until| *until < from) {
        return Err(Rejection::EndsBeforeStart { from, until });
    }
    let year = SchoolYear::containing(from);
    if let Some(until) = until.filter(|until| year.last_day() < *until) {
        return Err(Rejection::BeyondYear { until, year });
    }
    for (number, held) in &state.uses {
        if *held == (Use { from, until }) {
            return Ok(Vec::new());
        }
        let meets = held.until.is_none_or(|ends| from <= ends) && until.is_none_or(|ends| held.from <= ends);
        if meets && held.until.is_none_or(|ends| held.from <= ends) {
            return Err(Rejection::UseAlreadyAllowed { number: *number, from: held.from });
        }
    }
    let (on, number, because) = (from, state.next_number(), vec![Norm::PhoneAllowed]);
    Ok(vec![DeviceEvent::UseAllowed { student, on, number, until, because }])
}

/// Norm: A6-05.
fn end_use(
    state: &Devices,
    student: PersonId,
    number: FactNumber,
    from: Date,
) -> Result<Vec<DeviceEvent>, Rejection> {
    let held = state.uses.get(&number).ok_or(Rejection::NoUse(number))?;
    if from < held.from {
        return Err(Rejection::EndsBeforeStart { from: held.from, until: from });
    }
    if held.until.is_some_and(|until| until < from) {
        return Ok(Vec::new());
    }
    Ok(vec![DeviceEvent::UseEnded { student, on: from, number, because: vec![Norm::PhoneAllowed] }])
}

/// Norm: A6-01 and B7-03 (no use, not even to teach), A6-02 (out of its place), A6-04 (no recording, whoever may use
/// it), A6-05 (who may use it keeps it), A6-06 (tracks that may teach with it).
fn withhold(
    state: &Devices,
    asked: &Withholding,
    regulation: &Regulation,
) -> Result<Vec<DeviceEvent>, Rejection> {
    let Withholding { student, class, track, on, at, found, handed_to, today } = asked;
    not_later(*on, *today)?;
    let banned = match (found, state.allowed_place_on(*on)) {
        (Found::Recording, Place::Container | Place::Bag | Place::InUse) => vec![Norm::NoRecording],
        (Found::InUse | Found::ForTheLesson | Found::InBag, Place::InUse) => {
            return Err(Rejection::UseIsAllowed { on: *on });
        }
        (Found::InBag, Place::Bag) => return Err(Rejection::InItsPlace { on: *on }),
        (Found::InBag, Place::Container) => vec![Norm::PhoneInContainer],
        (Found::ForTheLesson, Place::Container | Place::Bag) if is_it(track) => {
            if regulation.it_track_exception(*on) {
                return Err(Rejection::ServesTheLesson { on: *on });
            }
            vec![Norm::PhonesBanned, Norm::ItTrackException]
        }
        (Found::InUse | Found::ForTheLesson, Place::Container | Place::Bag) => {
            vec![Norm::PhonesBanned, Norm::PhonesInUpperSecondary]
        }
    };
    if state.withheld.values().any(|held| (held.on, held.at) == (*on, *at)) {
        return Ok(Vec::new());
    }
    Ok(vec![DeviceEvent::Withheld {
        student: *student,
        class: *class,
        on: *on,
        at: *at,
        number: state.next_number(),
        found: *found,
        handed_to: *handed_to,
        because: banned.into_iter().chain([Norm::PhoneWithheld]).collect(),
    }])
}

/// Whether a course of study is one of computing or telecommunications, by the name that the school gives it.
///
/// Norm: A6-06 (interpretation 0014).
fn is_it(track: &Text) -> bool {
    let name = track.as_str().to_lowercase();
    ["informatic", "telecomunicazion"].iter().any(|word| name.contains(word))
}

/// Norm: A6-03: who keeps the phone tells the parents; B6-01 and B6-02: only whom the school may inform.
fn tell(
    state: &Devices,
    student: PersonId,
    number: FactNumber,
    told: PersonId,
    entitled: &BTreeSet<PersonId>,
    on: Date,
) -> Result<Vec<DeviceEvent>, Rejection> {
    let withheld = since(state, number, on)?;
    if entitled.is_empty() {
        return Err(Rejection::NobodyToTell { on });
    }
    if !entitled.contains(&told) {
        return Err(Rejection::NotToBeTold { on });
    }
    if withheld.told.contains(&(on, told)) {
        return Ok(Vec::new());
    }
    Ok(vec![DeviceEvent::FamilyTold { student, on, number, told, because: vec![Norm::PhoneWithheld] }])
}

/// Norm: A6-03: to a parent or whoever stands in, by the end of lessons or on a later day; A6-07: an adult collects
/// her own, where the school reads it so.
fn give_back(
    state: &Devices,
    student: PersonId,
    number: FactNumber,
    to: PersonId,
    standing: Standing,
    on: Date,
    regulation: &Regulation,
) -> Result<Vec<DeviceEvent>, Rejection> {
    let withheld = since(state, number, on)?;
    match withheld.returned {
        Some(returned) if returned == (on, to) => return Ok(Vec::new()),
        Some((on, _)) => return Err(Rejection::AlreadyReturned { on }),
        None => {}
    }
    let because = match standing {
        Standing::Guardian => vec![Norm::PhoneWithheld],
        Standing::AdultStudent if regulation.adult_collects_device(on) => {
            vec![Norm::PhoneWithheld, Norm::AdultCollectsPhone]
        }
        Standing::AdultStudent => return Err(Rejection::AdultDoesNotCollect { on }),
        Standing::MinorStudent => return Err(Rejection::ReturnedToMinor { on }),
        Standing::Other => return Err(Rejection::NotEntitled { on }),
    };
    Ok(vec![DeviceEvent::Returned { student, on, number, to, because }])
}

/// A phone withheld, on a day from then on.
fn since(state: &Devices, number: FactNumber, on: Date) -> Result<&Withheld, Rejection> {
    let withheld = state.withheld.get(&number).ok_or(Rejection::NotWithheld(number))?;
    if on < withheld.on {
        return Err(Rejection::BeforeWithheld { withheld_on: withheld.on, on });
    }
    Ok(withheld)
}

fn not_later(on: Date, today: Date) -> Result<(), Rejection> {
    if today < on { Err(Rejection::InTheFuture { on, today }) } else { Ok(()) }
}
