//! Who may be put on the Organo di garanzia, taken off it, replaced.

use jiff::civil::Date;

use super::{Command, Designation, GuaranteeBody, GuaranteeBodyEvent, Rejection, last_day, needed};
use crate::calendar::SchoolYear;
use crate::case::Seat;
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::text::Text;

pub fn decide(
    body: &GuaranteeBody,
    command: &Command,
    regulation: &Regulation,
) -> Result<Vec<GuaranteeBodyEvent>, Rejection> {
    match command {
        Command::Appoint { term, person, is, seat, alternate, designated_by, from } => {
            let entering = Entering { person: *person, is, seat: *seat, designated_by: *designated_by };
            appoint(body, *term, &entering, *alternate, *from, regulation)
        }
        Command::End { term, person, last_day, reason } => end(body, *term, *person, *last_day, reason),
        Command::Replace { term, leaves, enters, is, designated_by, from, reason } => {
            let entering = (*enters, is.as_slice(), *designated_by);
            replace(body, *term, *leaves, entering, *from, reason, regulation)
        }
    }
}

struct Entering<'a> {
    person: PersonId,
    is: &'a [Seat],
    seat: Seat,
    designated_by: Designation,
}

impl Entering<'_> {
    /// Norm: A9-08: teachers by the Collegio, students by the Comitato, parents by the Consiglio di istituto; A10-C13: by
    /// national law the Consiglio may designate a teacher, students and parents may be elected.
    fn suits(&self) -> Result<(), Rejection> {
        let by = match self.seat {
            Seat::President => [Designation::Principal].as_slice(),
            Seat::Teacher => &[Designation::TeachersBoard, Designation::InstituteCouncil],
            Seat::Student => &[Designation::StudentCommittee, Designation::Election],
            Seat::Parent => &[Designation::InstituteCouncil, Designation::Election],
            Seat::Staff => return Err(Rejection::NoSuchSeat),
        };
        if !by.contains(&self.designated_by) {
            return Err(Rejection::NotTheirs { seat: self.seat });
        }
        let must_be = if self.seat == Seat::President { Seat::Teacher } else { self.seat };
        if self.is.contains(&must_be) || (self.seat == Seat::President && self.is.contains(&Seat::President))
        {
            Ok(())
        } else {
            Err(Rejection::NotOne { seat: self.seat })
        }
    }
}

/// Norm: A9-08 (how many of whom, for three school years), A9-09 (alternates), A10-C13 (a parent who was not elected is
/// seen, not refused).
fn appoint(
    body: &GuaranteeBody,
    term: SchoolYear,
    entering: &Entering<'_>,
    alternate: bool,
    from: Date,
    regulation: &Regulation,
) -> Result<Vec<GuaranteeBodyEvent>, Rejection> {
    let until = within(term, from, regulation)?;
    let Entering { person, seat, designated_by, .. } = *entering;
    if let Some(held) = body.holding(person, from) {
        let same = (held.seat, held.alternate, held.designated_by, held.from)
            == (seat, alternate, designated_by, from);
        return if same { Ok(Vec::new()) } else { Err(Rejection::AlreadyThere { on: from }) };
    }
    entering.suits()?;
    let places = match seat {
        Seat::President => 1,
        Seat::Teacher | Seat::Parent | Seat::Student | Seat::Staff => {
            needed(from, regulation).find(|(it, _)| *it == seat).map_or(0, |(_, needed)| needed)
        }
    };
    let taken = body.seated.iter().filter(|it| it.seat == seat && !it.alternate && from <= it.until).count();
    if seat == Seat::President && alternate {
        return Err(Rejection::NoSuchSeat);
    }
    if !alternate && usize::from(places) <= taken {
        return Err(Rejection::NoRoom { seat, places });
    }
    let mut because = vec![Norm::GuaranteeComposition];
    if alternate {
        because.push(Norm::GuaranteeSubstitutes);
    }
    if seat == Seat::Parent && designated_by != Designation::Election {
        because.push(Norm::ParentElected);
    }
    Ok(vec![GuaranteeBodyEvent::Appointed {
        term,
        number: FactNumber(body.length),
        person,
        seat,
        alternate,
        designated_by,
        from,
        until,
        because,
    }])
}

/// Norm: A9-08.
fn end(
    body: &GuaranteeBody,
    term: SchoolYear,
    person: PersonId,
    last_day: Date,
    reason: &Text,
) -> Result<Vec<GuaranteeBodyEvent>, Rejection> {
    let mut held = body.seated.iter().filter(|it| it.person == person);
    let Some(sitting) = held.clone().find(|it| it.from <= last_day && last_day < it.until) else {
        let done = held.any(|it| it.until == last_day);
        return if done { Ok(Vec::new()) } else { Err(Rejection::NotThere { on: last_day }) };
    };
    Ok(vec![GuaranteeBodyEvent::Ended {
        term,
        number: sitting.number,
        person,
        last_day,
        reason: reason.clone(),
        because: vec![Norm::GuaranteeComposition],
    }])
}

/// Norm: A9-08, A9-09: by an alternate, or by another designated in the same way, for what is left of the term.
fn replace(
    body: &GuaranteeBody,
    term: SchoolYear,
    leaves: PersonId,
    (enters, is, designated_by): (PersonId, &[Seat], Designation),
    from: Date,
    reason: &Text,
    regulation: &Regulation,
) -> Result<Vec<GuaranteeBodyEvent>, Rejection> {
    let until = within(term, from, regulation)?;
    let entered = |it: &&super::Seated| it.person == enters && it.from == from && !it.alternate;
    let left = |it: &&super::Seated| it.person == leaves && it.until == from.yesterday().unwrap_or(from);
    if body.seated.iter().any(|it| entered(&it)) && body.seated.iter().any(|it| left(&it)) {
        return Ok(Vec::new());
    }
    let leaving = body.holding(leaves, from).filter(|it| !it.alternate && it.from < from);
    let seat = leaving.ok_or(Rejection::NotThere { on: from })?.seat;
    if body.holding(enters, from).is_some_and(|it| !it.alternate || it.seat != seat || from <= it.from) {
        return Err(Rejection::AlreadyThere { on: from });
    }
    Entering { person: enters, is, seat, designated_by }.suits()?;
    let mut because = vec![Norm::GuaranteeComposition, Norm::GuaranteeSubstitutes];
    if seat == Seat::Parent && designated_by != Designation::Election {
        because.push(Norm::ParentElected);
    }
    let (number, reason) = (FactNumber(body.length), reason.clone());
    Ok(vec![GuaranteeBodyEvent::Replaced {
        term,
        number,
        leaves,
        person: enters,
        designated_by,
        from,
        until,
        reason,
        because,
    }])
}

/// The last day of the body, if that day is one of its own.
fn within(term: SchoolYear, on: Date, regulation: &Regulation) -> Result<Date, Rejection> {
    let (first, last) = (term.first_day(), last_day(term, regulation));
    if on < first || last < on { Err(Rejection::OutsideTerm { on, first, last }) } else { Ok(last) }
}
