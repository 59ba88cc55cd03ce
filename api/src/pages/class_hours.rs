//! The hours of a class's day: what the timetable foresees, who called and signed, what was taught.

use jiff::civil::{Date, DateTime};
use registro_domain::fact::DomainEvent;
use registro_domain::hours::LessonHour as Slot;
use registro_domain::ids::{ClassId, PeriodNumber, PersonId};
use registro_domain::lesson::{LessonEvent, Presence};
use registro_domain::text::italian_time;
use registro_projections::class_day::{ClassDay, Hour};
use registro_projections::directory::Directory;
use registro_projections::event::Event;

use super::views_class_day::LessonHour;
use super::views_text::short_date;
use super::{address, frame};
use crate::clock;

/// The timetable of a day, and what was recorded of it.
pub(super) struct ClassHours<'a> {
    pub directory: &'a Directory,
    pub class: ClassId,
    pub on: Date,
    pub slots: &'a [Slot],
    pub day: Option<&'a ClassDay>,
    /// The events behind `day`: they know when.
    pub events: &'a [Event],
    pub now: DateTime,
}

impl ClassHours<'_> {
    pub(super) fn rows(&self) -> Vec<LessonHour> {
        self.slots.iter().map(|slot| self.row(slot)).collect()
    }

    fn row(&self, slot: &Slot) -> LessonHour {
        let recorded = self.day.and_then(|day| day.hours.get(&slot.period));
        let subject = self.directory.school.subjects.get(&slot.subject);
        let teachers: Vec<String> =
            slot.teachers.iter().map(|teacher| self.directory.name(*teacher)).collect();
        let why = address::day_why("ore", self.on, Some(self.class));
        LessonHour {
            period: slot.period.0,
            time_text: format!("{}–{}", italian_time(slot.starts), italian_time(slot.ends)),
            subject: subject.map_or_else(|| slot.subject.to_string(), ToString::to_string),
            teacher: teachers.join(", "),
            call_href: None,
            called_text: self.called_at(slot.period),
            signed_text: recorded.and_then(|hour| self.signed(slot.period, hour)),
            begun: self.on.to_datetime(slot.starts) <= self.now,
            topic: recorded.and_then(|hour| {
                joined(hour.signatures.values().map(|signature| signature.topic.to_string()))
            }),
            homework: self.homework(slot),
            why_href: recorded.map(|_| format!("{why}&ora={}", slot.period.0)),
        }
    }

    fn signed(&self, period: PeriodNumber, hour: &Hour) -> Option<String> {
        joined(hour.signatures.iter().map(|(teacher, signature)| {
            let at = self.signed_at(period, *teacher);
            match signature.presence {
                Presence::Timetable => at,
                Presence::Substitution { of } => {
                    let (teacher, absent) = (self.directory.name(*teacher), self.directory.name(of));
                    format!("{at} da {teacher}, al posto di {absent}")
                }
            }
        }))
    }

    /// Homework is of a subject: it stands beside the first hour of it.
    fn homework(&self, slot: &Slot) -> Option<String> {
        let first = self.slots.iter().find(|other| other.subject == slot.subject)?;
        let day = self.day.filter(|_| first.period == slot.period)?;
        let set = day.homework.iter().filter(|set| set.subject == slot.subject);
        joined(set.map(|set| format!("per il {}: {}", short_date(set.due_on), set.text)))
    }

    /// When the roll of an hour was last called.
    pub(super) fn called_at(&self, of: PeriodNumber) -> Option<String> {
        self.when(|said| match said {
            LessonEvent::RollCalled { period, .. } => *period == of,
            LessonEvent::Signed { .. }
            | LessonEvent::HomeworkAssigned { .. }
            | LessonEvent::TopicCorrected { .. }
            | LessonEvent::SignatureAnnulled { .. }
            | LessonEvent::TestPlanned { .. }
            | LessonEvent::TestCalledOff { .. }
            | LessonEvent::TestHandedBack { .. } => false,
        })
    }

    fn signed_at(&self, of: PeriodNumber, by: PersonId) -> String {
        let signed = self.when(|said| match said {
            LessonEvent::Signed { period, teacher, .. } => *period == of && *teacher == by,
            LessonEvent::RollCalled { .. }
            | LessonEvent::HomeworkAssigned { .. }
            | LessonEvent::TopicCorrected { .. }
            | LessonEvent::SignatureAnnulled { .. }
            | LessonEvent::TestPlanned { .. }
            | LessonEvent::TestCalledOff { .. }
            | LessonEvent::TestHandedBack { .. } => false,
        });
        signed.unwrap_or_default()
    }

    /// The time of the last such event, and its day too if it was another one.
    fn when(&self, is: impl Fn(&LessonEvent) -> bool) -> Option<String> {
        let such = |event: &&Event| match &event.fact {
            DomainEvent::Lesson(said) => is(said),
            DomainEvent::School(_)
            | DomainEvent::Person(_)
            | DomainEvent::Attendance(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Conduct(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Contact(_)
            | DomainEvent::Vigilance(_)
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
            | DomainEvent::Erased(_) => false,
        };
        let recorded_at = self.events.iter().rfind(such)?.envelope.recorded_at;
        let wall = clock::wall(recorded_at);
        let same_day = wall.date() == self.on;
        Some(if same_day { frame::clock_text(wall) } else { frame::recorded_text(recorded_at) })
    }
}

fn joined(texts: impl Iterator<Item = String>) -> Option<String> {
    let texts: Vec<String> = texts.collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}
