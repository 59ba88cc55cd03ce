//! The students of an hour, each with what the register knows of the day and what may still be said.

use std::collections::BTreeMap;

use jiff::civil::{DateTime, Time};
use registro_domain::attendance::{AbsenceScope, Fact, Ground};
use registro_domain::calendar::SchoolYear;
use registro_domain::hours::LessonHour;
use registro_domain::ids::PersonId;
use registro_domain::text::italian_time;
use registro_projections::attendance_totals::{FactState, Justified, KnownFact, Totals};
use registro_projections::class_day::ClassDay;

use super::super::class_day::presences;
use super::super::student_day::from;
use super::super::views_class_day::Presence;
use super::super::views_roll_call::{Choices, RollCallRow, State};
use super::super::{address, frame};
use super::address_of;
use super::place::Place;
use super::sent::{Said, Sent, ground_code};
use crate::answers::Moment;
use crate::http::Web;
use crate::http::class_day::standing;
use crate::identity::Session;
use crate::policy::Record;
use crate::refusal::Refusal;

/// The rows of a place; `sent` is what was said before, if it was refused.
pub(super) async fn rows(
    web: &Web,
    session: &Session,
    place: &Place,
    day: Option<&ClassDay>,
    now: DateTime,
    sent: Option<&Sent>,
) -> Result<Vec<RollCallRow>, Refusal> {
    let year = SchoolYear::containing(place.on);
    let watch = if place.is_now(now) { now.time() } else { place.hour.starts };
    let proposed = if place.is_now(now) { frame::clock_text(now) } else { String::new() };
    let mut rows = Vec::new();
    for (number, profile) in (1..).zip(session.directory.class_on(place.class, place.on)) {
        let student = profile.person;
        if session.asking().hides_day(student, place.on) {
            rows.push(RollCallRow {
                id: student.to_string(),
                number,
                name: profile.full_name(),
                so_far: vec![Presence::Restricted],
                choices: Choices::Kept,
                ..RollCallRow::default()
            });
            continue;
        }
        let facts = facts_of(day, student);
        let seen = session.may_see_student(student);
        let hints = if seen && !session.asking().hides_record(Record::Attendance, student, year) {
            web.app
                .totals(student, year, Moment::Now)
                .await?
                .map(|totals| hints(&totals, place))
                .unwrap_or_default()
        } else {
            Vec::new() // A substitution opens the hour, not the year of its students; nobody opens a restricted one.
        };
        let Known { choices, state, entry } = known(&facts, &place.hour, watch);
        let (at, ground) =
            entry.map_or((proposed.clone(), Ground::None), |(at, ground)| (italian_time(at), ground));
        let mut row = RollCallRow {
            id: student.to_string(),
            number,
            name: profile.full_name(),
            so_far: if facts.is_empty() { Vec::new() } else { presences(facts.iter(), true) },
            hints,
            choices,
            state,
            at,
            ground: ground_code(ground),
            mend_href: (seen && !facts.is_empty())
                .then(|| from(address::student_day(student, place.on), Some(&address_of(place)))),
        };
        if let Some(said) = sent.and_then(|sent| sent.students.get(&student))
            && row.offers(said.state)
        {
            row.state = said.state;
            row.at.clone_from(&said.at);
            row.ground = ground_code(said.ground);
        }
        rows.push(row);
    }
    Ok(rows)
}

/// What the roll goes on saying of those whose day is kept from the teacher: what is recorded of it.
pub(super) async fn kept(
    web: &Web,
    session: &Session,
    place: &Place,
) -> Result<BTreeMap<PersonId, Said>, Refusal> {
    let students = session.directory.class_on(place.class, place.on).into_iter().map(|it| it.person);
    let hidden: Vec<PersonId> =
        students.filter(|student| session.asking().hides_day(*student, place.on)).collect();
    if hidden.is_empty() {
        return Ok(BTreeMap::new());
    }
    let day = web.app.class_day(place.class, place.on, Moment::Now).await?;
    let said = |student: PersonId| {
        let Known { state, entry, .. } =
            known(&facts_of(day.as_ref(), student), &place.hour, place.hour.starts);
        let (at, ground) =
            entry.map_or((String::new(), Ground::None), |(at, ground)| (italian_time(at), ground));
        (student, Said { state, at, ground })
    };
    Ok(hidden.into_iter().map(said).collect())
}

fn facts_of(day: Option<&ClassDay>, student: PersonId) -> Vec<Fact> {
    day.map(|day| standing(day, student)).unwrap_or_default().into_values().collect()
}

/// What the facts of a day leave to be said of one hour.
#[derive(Debug, PartialEq, Eq)]
struct Known {
    choices: Choices,
    state: State,
    /// The entry recorded in this hour or after it: the roll repeats it.
    entry: Option<(Time, Ground)>,
}

/// Where a student stands in an hour, when the watch shows `watch`.
fn known(facts: &[Fact], hour: &LessonHour, watch: Time) -> Known {
    let said = |choices, state, entry| Known { choices, state, entry };
    let mut movements = Vec::new();
    for fact in facts {
        match fact {
            Fact::Absence { scope: AbsenceScope::WholeDay } => {
                return said(Choices::OutOfSchool, State::Absent, None);
            }
            Fact::Absence { scope: AbsenceScope::Hours(periods) } if periods.contains(&hour.period) => {
                return said(Choices::Settled, State::Absent, None);
            }
            Fact::Entry { at, ground, .. } => movements.push((*at, Some(*ground))),
            Fact::Exit { at, .. } => movements.push((*at, None)),
            Fact::Absence { .. } | Fact::Activity { .. } | Fact::RecoveryMissed { .. } => {}
        }
    }
    movements.sort_by_key(|(at, _)| *at);
    let last = movements.iter().rfind(|(at, _)| *at <= watch);
    match last.or_else(|| movements.first().filter(|(_, entry)| entry.is_some())) {
        None => said(Choices::Free, State::Present, None),
        Some((_, None)) => said(Choices::OutOfSchool, State::Absent, None),
        Some((at, Some(ground))) if hour.starts <= *at => {
            said(Choices::Settled, State::Late, Some((*at, *ground)))
        }
        Some((_, Some(_))) => said(Choices::CameIn, State::Present, None),
    }
}

/// What matters at the door: what is still to be justified of the days before.
fn hints(totals: &Totals, place: &Place) -> Vec<String> {
    let owed = |known: &&KnownFact| {
        known.on < place.on
            && known.state == FactState::Stands
            && matches!(known.fact, Fact::Absence { .. } | Fact::Entry { .. })
            && matches!(known.justification, Justified::No | Justified::Refused)
    };
    match totals.facts.values().filter(owed).count() {
        0 => Vec::new(),
        owed => vec![format!("{owed} da giustificare")],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::time;
    use registro_domain::attendance::{Collection, ExitReason};
    use registro_domain::ids::{PeriodNumber, SubjectCode};

    use super::*;

    fn third_hour() -> LessonHour {
        LessonHour {
            period: PeriodNumber(3),
            starts: time(10, 0, 0, 0),
            ends: time(11, 0, 0, 0),
            subject: SubjectCode("MAT".to_owned()),
            teachers: Vec::new(),
        }
    }

    fn came_in(hour: i8, minute: i8) -> Fact {
        let at = time(hour, minute, 0, 0);
        Fact::Entry { at, admitted_from: at, ground: Ground::Transport }
    }

    fn went_out(hour: i8, minute: i8) -> Fact {
        let (reason, collection) = (ExitReason::Family, Collection::AdultStudent);
        Fact::Exit { at: time(hour, minute, 0, 0), reason, collection }
    }

    fn absent(periods: &[u8]) -> Fact {
        Fact::Absence {
            scope: AbsenceScope::Hours(periods.iter().copied().map(PeriodNumber).collect::<BTreeSet<_>>()),
        }
    }

    #[test]
    fn what_is_recorded_narrows_what_may_be_said() {
        let late = |hour, minute| Some((time(hour, minute, 0, 0), Ground::Transport));
        for (facts, choices, state, entry) in [
            (vec![], Choices::Free, State::Present, None),
            (
                vec![Fact::Absence { scope: AbsenceScope::WholeDay }],
                Choices::OutOfSchool,
                State::Absent,
                None,
            ),
            (vec![absent(&[2])], Choices::Free, State::Present, None),
            (vec![absent(&[2, 3])], Choices::Settled, State::Absent, None),
            (vec![came_in(9, 59)], Choices::CameIn, State::Present, None),
            (vec![came_in(10, 0)], Choices::Settled, State::Late, late(10, 0)),
            // Recorded after the hour, for a roll that is called late.
            (vec![came_in(11, 20)], Choices::Settled, State::Late, late(11, 20)),
            (vec![went_out(10, 5)], Choices::OutOfSchool, State::Absent, None),
            // She will leave, but is here.
            (vec![went_out(10, 6)], Choices::Free, State::Present, None),
            (vec![went_out(9, 10), came_in(9, 50)], Choices::CameIn, State::Present, None),
            (vec![came_in(9, 0), went_out(10, 1)], Choices::OutOfSchool, State::Absent, None),
        ] {
            let found = known(&facts, &third_hour(), time(10, 5, 0, 0));
            assert_eq!(found, Known { choices, state, entry }, "{facts:?}");
        }
    }
}
