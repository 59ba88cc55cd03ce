//! What the register knows of a class's collective absences and planned tests in a school year, and what follows.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::count::{Item, Until, nth, reached};
use super::file::Act;
use super::{Duty, DutyKind, Matter, Outlook, Place, Status, Whom};
use crate::attendance::{AbsenceKind, AttendanceEvent};
use crate::fact::DomainEvent;
use crate::ids::{ClassId, FactNumber, PeriodNumber, PersonId};
use crate::lesson::LessonEvent;
use crate::vigilance::VigilanceEvent;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassFile {
    /// Absences that were said to be collective, by day.
    collective: BTreeMap<Date, BTreeMap<(PersonId, FactNumber), Vec<Said>>>,
    /// How one comes back: the day of the absence, and the act.
    rules: Vec<(Date, Act)>,
    considered: Vec<Act>,
    /// Tests planned and not called off.
    tests: BTreeMap<(Date, PeriodNumber), PlannedTest>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct PlannedTest {
    place: Place,
    /// When it was handed back, and the event.
    back: Option<(Date, Place)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    on: Date,
    place: Place,
    kind: AbsenceKind,
}

impl ClassFile {
    /// What an event of the class's school year adds. Events of others are not given.
    pub fn fold(mut self, place: Place, event: &DomainEvent) -> ClassFile {
        match event {
            DomainEvent::Attendance(event) => self.attendance(place, event),
            DomainEvent::Vigilance(event) => self.vigilance(place, event),
            DomainEvent::Lesson(event) => self.lesson(place, event),
            DomainEvent::School(_)
            | DomainEvent::Person(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Conduct(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Contact(_)
            | DomainEvent::Notice(_)
            | DomainEvent::Receipt(_)
            | DomainEvent::Case(_)
            | DomainEvent::Scrutiny(_)
            | DomainEvent::GuaranteeBody(_)
            | DomainEvent::Conflict(_)
            | DomainEvent::Erasure(_)
            | DomainEvent::Request(_)
            | DomainEvent::Breach(_)
            | DomainEvent::Consultation(_)
            | DomainEvent::Erased(_) => {}
        }
        self
    }

    fn attendance(&mut self, place: Place, event: &AttendanceEvent) {
        match event {
            AttendanceEvent::Classified { student, on, number, kind, classified_on, .. } => {
                let said = Said { on: *classified_on, place, kind: *kind };
                let day = self.collective.entry(*on).or_default();
                day.entry((*student, *number)).or_default().push(said);
            }
            AttendanceEvent::Annulled { student, on, number, .. }
            | AttendanceEvent::EntryRecorded { student, on, turns: Some(number), .. }
            | AttendanceEvent::ActivityRecorded { student, on, turns: Some(number), .. } => {
                if let Some(day) = self.collective.get_mut(on) {
                    day.remove(&(*student, *number));
                }
            }
            AttendanceEvent::AbsenceRecorded { .. }
            | AttendanceEvent::EntryRecorded { .. }
            | AttendanceEvent::ExitRecorded { .. }
            | AttendanceEvent::Corrected { .. }
            | AttendanceEvent::Restamped { .. }
            | AttendanceEvent::JustificationSubmitted { .. }
            | AttendanceEvent::JustificationDecided { .. }
            | AttendanceEvent::JustificationWithdrawn { .. }
            | AttendanceEvent::GroundVerified { .. }
            | AttendanceEvent::AdmittedWithReserve { .. }
            | AttendanceEvent::ClassificationContested { .. }
            | AttendanceEvent::ClassificationConfirmed { .. }
            | AttendanceEvent::Foretold { .. }
            | AttendanceEvent::ActivityRecorded { .. }
            | AttendanceEvent::RecoveryMissed { .. }
            | AttendanceEvent::HoursExcused { .. }
            | AttendanceEvent::ExcuseRevoked { .. } => {}
        }
    }

    fn lesson(&mut self, place: Place, event: &LessonEvent) {
        match event {
            LessonEvent::TestPlanned { on, period, .. } => {
                self.tests.insert((*on, *period), PlannedTest { place, back: None });
            }
            LessonEvent::TestCalledOff { on, period, .. } => {
                self.tests.remove(&(*on, *period));
            }
            LessonEvent::TestHandedBack { on, period, handed_back_on, .. } => {
                if let Some(test) = self.tests.get_mut(&(*on, *period)) {
                    test.back = Some((*handed_back_on, place));
                }
            }
            LessonEvent::RollCalled { .. }
            | LessonEvent::Signed { .. }
            | LessonEvent::HomeworkAssigned { .. }
            | LessonEvent::TopicCorrected { .. }
            | LessonEvent::SignatureAnnulled { .. } => {}
        }
    }

    fn vigilance(&mut self, place: Place, event: &VigilanceEvent) {
        match event {
            VigilanceEvent::ReadmissionRuleSet { on, absence, .. } => {
                self.rules.push((*absence, Act { kind: DutyKind::SetReadmissionRule, on: *on, place }));
            }
            VigilanceEvent::CollectiveAbsencesConsidered { on, .. } => {
                self.considered.push(Act { kind: DutyKind::ConsiderTrips, on: *on, place });
            }
            VigilanceEvent::AttendanceReviewed { .. } | VigilanceEvent::MinorsReported { .. } => {}
        }
    }

    /// The days of collective absence: each with the act that first said so of somebody of whom it is still said.
    fn days(&self, until: Until) -> Vec<(Date, Said)> {
        let of_day = |said: &BTreeMap<_, Vec<Said>>| {
            let last = |said: &Vec<Said>| {
                let known = said.iter().rfind(|it| it.on <= until.day && it.place < until.place)?;
                (known.kind == AbsenceKind::Collective).then_some(*known)
            };
            said.values().filter_map(last).min_by_key(|it| (it.on, it.place))
        };
        self.collective.iter().filter_map(|(on, said)| Some((*on, of_day(said)?))).collect()
    }

    /// Norm: reg. istituto, art. 22, c. 2 (A4-02): before the class is back, the principal says how; c. 3 (A4-03): from
    /// the second time on, whether trips are affected is for the council.
    pub fn duties(&self, class: ClassId, lesson_days: &[Date], outlook: Outlook<'_>) -> Vec<Duty> {
        let now = Until::today(outlook.today);
        let mut duties = Vec::new();
        for (absence, said) in self.days(now) {
            let arose_on = said.on.max(absence);
            let lessons = lesson_days.get(lesson_days.partition_point(|day| *day <= absence)..);
            let days = usize::from(outlook.regulation.readmission_rule_by(absence).0);
            let back = lessons.and_then(|ahead| ahead.get(days.saturating_sub(1))).copied();
            let due = back.map_or(outlook.term(absence), |back| back.saturating_sub(1.day())).max(arose_on);
            let set = self.rules.iter().find(|(day, rule)| *day == absence && rule.on <= outlook.today);
            let open = outlook.open(Some(arose_on), Some(due));
            duties.push(Duty {
                kind: DutyKind::SetReadmissionRule,
                whom: Whom::Class(class),
                matter: Matter::Absence(absence),
                cause: vec![said.place],
                arose_on,
                due: Some(due),
                status: set.map_or(open, |(_, rule)| Status::Done { on: rule.on, by: rule.place }),
            });
        }
        duties.extend(self.tests.iter().filter_map(|((on, period), test)| {
            of_a_test(Matter::Test { on: *on, period: *period }, *on, *test, class, outlook)
        }));
        let items = |until: Until| {
            let days = self.days(until).into_iter();
            days.map(|(on, said)| Item { day: said.on.max(on), place: said.place, weight: 1 }).collect()
        };
        let second = |items: &[Item]| nth(items, |day| outlook.regulation.collective_absences_alert(day));
        let more = |items: &[Item]| (!items.is_empty()).then_some(0);
        let kind = DutyKind::ConsiderTrips;
        for number in reached(kind, &self.considered, outlook.today, &items, &second, Some(&more)) {
            let due = Some(outlook.term(number.arose_on));
            let open = outlook.open(Some(number.arose_on), due);
            duties.push(Duty {
                kind,
                whom: Whom::Class(class),
                matter: Matter::Year,
                cause: number.cause,
                arose_on: number.arose_on,
                due,
                status: number.act.map_or(open, |act| Status::Done { on: act.on, by: act.place }),
            });
        }
        duties
    }
}

/// Norm: reg. istituto, art. 29, c. 7 lett. b (A12-10): corrected and back in two working weeks (T-6). A planned test is
/// taken for a written one (interpretation 0025).
fn of_a_test(
    matter: Matter,
    on: Date,
    test: PlannedTest,
    class: ClassId,
    outlook: Outlook<'_>,
) -> Option<Duty> {
    if outlook.today < on {
        return None;
    }
    let due = outlook.regulation.tests_handed_back_within(on).last_day(on, outlook.holidays);
    let back = test.back.filter(|(back, _)| *back <= outlook.today);
    let open = outlook.open(Some(on), Some(due));
    Some(Duty {
        kind: DutyKind::HandBackTest,
        whom: Whom::Class(class),
        matter,
        cause: vec![test.place],
        arose_on: on,
        due: Some(due),
        status: back.map_or(open, |(on, by)| Status::Done { on, by }),
    })
}
