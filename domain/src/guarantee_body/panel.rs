//! Who sits on a case: the members, with an alternate in the place of whoever has a conflict.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Seated;
use crate::case::{Conflict, Member, Replaced, Seat};
use crate::ids::PersonId;
use crate::norm::Norm;
use crate::regulation::Regulation;

/// The body cannot be composed: nobody without a conflict is left for a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("l'Organo di garanzia non ha una composizione valida: {} per il posto di {}", lacks(*has_conflict), place(*.seat))]
pub struct NoComposition {
    pub seat: Seat,
    /// Somebody has the place, who cannot sit; otherwise nobody has it.
    pub has_conflict: bool,
}

impl NoComposition {
    pub fn norm(self) -> Norm {
        if self.has_conflict { Norm::GuaranteeSubstitutes } else { Norm::GuaranteeComposition }
    }
}

fn lacks(has_conflict: bool) -> &'static str {
    if has_conflict { "manca un supplente" } else { "manca chi è stato designato" }
}

/// What a seat is called, in Italian.
pub fn place(seat: Seat) -> &'static str {
    match seat {
        Seat::President => "presidente",
        Seat::Teacher => "docente",
        Seat::Parent => "genitore",
        Seat::Student => "studente",
        Seat::Staff => "personale ATA",
    }
}

/// How many of whom, beside who presides.
///
/// Norm: reg. istituto, art. 40, c. 5 (A9-08).
pub fn needed(on: Date, regulation: &Regulation) -> impl Iterator<Item = (Seat, u16)> {
    [
        (Seat::Teacher, regulation.guarantee_teachers(on)),
        (Seat::Student, regulation.guarantee_students(on)),
        (Seat::Parent, regulation.guarantee_parents(on)),
    ]
    .into_iter()
}

/// The members on a case: who presides, then every place by its member or, if she has a conflict, by the first alternate
/// of that place who has none.
///
/// Norm: reg. istituto, art. 40, c. 5-8 (A9-08, A9-09): who presides is never replaced; without an alternate there is
/// no valid composition.
pub fn compose(
    roster: &[Seated],
    president: PersonId,
    conflicts: &BTreeMap<PersonId, Conflict>,
    regulation: &Regulation,
    on: Date,
) -> Result<Vec<Member>, NoComposition> {
    let mut members = vec![Member { person: president, seat: Seat::President, replaces: None }];
    let mut seated = BTreeSet::from([president]);
    for (seat, how_many) in needed(on, regulation) {
        let regular = roster.iter().filter(|it| it.seat == seat && !it.alternate && it.sits_on(on));
        let places: Vec<Option<PersonId>> = regular
            .map(|it| Some(it.person))
            .chain(std::iter::repeat(None))
            .take(usize::from(how_many))
            .collect();
        let free = |person: PersonId, seated: &BTreeSet<PersonId>| {
            !conflicts.contains_key(&person) && !seated.contains(&person)
        };
        // The members first, so that no alternate is called twice.
        seated.extend(
            places.iter().flatten().filter(|person| free(**person, &seated)).copied().collect::<Vec<_>>(),
        );
        for place in places {
            let member = match place {
                Some(person) if free(person, &BTreeSet::from([president])) => {
                    Member { person, seat, replaces: None }
                }
                place => {
                    // A member who presides for the principal leaves her own place.
                    let why = |person| conflicts.get(&person).copied().unwrap_or(Conflict::Unavailable);
                    let replaces = place.map(|person| Replaced { person, why: why(person) });
                    let person = alternate(roster, seat, conflicts, &seated, on);
                    let lacks = NoComposition { seat, has_conflict: place.is_some() };
                    Member { person: person.map_err(|_| lacks)?, seat, replaces }
                }
            };
            seated.insert(member.person);
            members.push(member);
        }
    }
    Ok(members)
}

/// The first alternate of a place who has no conflict and does not sit already.
///
/// Norm: reg. istituto, art. 40, c. 7-8 (A9-09).
pub fn alternate(
    roster: &[Seated],
    seat: Seat,
    conflicts: &BTreeMap<PersonId, Conflict>,
    seated: &BTreeSet<PersonId>,
    on: Date,
) -> Result<PersonId, NoComposition> {
    let of_the_place = roster.iter().filter(|it| it.seat == seat && it.alternate && it.sits_on(on));
    let mut free =
        of_the_place.filter(|it| !conflicts.contains_key(&it.person) && !seated.contains(&it.person));
    free.next().map(|it| it.person).ok_or(NoComposition { seat, has_conflict: true })
}
