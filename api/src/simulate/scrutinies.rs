//! Scrutinies: when each class's council is called and sits, and which commands are sent for it. What the commands say
//! rests on what the register knows by then, and is filled in by [`super::council`].

use jiff::civil::{Date, Time, date, time};
use registro_domain::ids::PersonId;
use registro_domain::scrutiny::{ScrutinyPeriod, WholeGrade};

use super::council::Ask;
use super::day::{Simulation, Today};
use super::draw::key;
use super::wave::{Daybook, Wave};
use crate::actor::Capacity;

/// Days with scrutinies after the last lesson.
pub(crate) const LATER_DAYS: [Date; 6] = [
    date(2026, 6, 9),
    date(2026, 6, 10),
    date(2026, 6, 11),
    date(2026, 6, 12),
    date(2026, 6, 15),
    date(2026, 8, 28),
];
/// When councils begin to sit, after the last recovery course and before the evening.
const AFTERNOON: Time = time(16, 41, 7, 0);
/// Minutes that a council takes, as the clock of the register sees them.
const SITTING: i64 = 7;
/// Behaviour grades from 10 down, as often as coordinators propose them: a guess.
const BEHAVIOUR_WEIGHTS: [u32; 4] = [30, 42, 20, 8];

/// One class's scrutiny of a period, as the school plans it.
#[derive(Clone, Copy, Debug)]
struct Schedule {
    period: ScrutinyPeriod,
    called_on: Date,
    covers: (Date, Date),
    proposed_on: Date,
    behaviour_on: Date,
    sits_on: Date,
    /// Which of the councils of that day.
    slot: i64,
    published_on: Date,
    visible_from: Date,
    cards_on: Date,
    /// The day on which a correction is made, and what was suspended is taken up.
    taken_up_on: Option<Date>,
    essay_due: Date,
}

/// A command to be, at a minute.
struct Step {
    at: Time,
    person: PersonId,
    capacity: Capacity,
    ask: Ask,
}

impl<'a> Simulation<'a> {
    /// What is done for scrutinies in the afternoon of a lesson day.
    pub(crate) fn councils(&self, today: &mut Today<'a>) {
        self.scrutinies_on(&mut today.book, &today.members);
    }

    /// A day after the lessons, on which only councils sit.
    pub(crate) fn later_day(&self, on: Date) -> Vec<Wave> {
        let mut book = Daybook::of(&self.institute.ids, on);
        let members = self.memory.classes(self.institute.classes.len());
        self.scrutinies_on(&mut book, &members);
        book.waves
    }

    fn scrutinies_on(&self, book: &mut Daybook<'_>, members: &[Vec<usize>]) {
        let mut steps = Vec::new();
        for (class, members) in members.iter().enumerate() {
            for schedule in [self.interim(class), self.last(class)] {
                steps.extend(self.steps(class, schedule, book.on, members));
            }
        }
        steps.sort_by_key(|(class, step)| (step.at, *class));
        for (class, step) in steps {
            let class = self.institute.classes[class].id;
            book.ask(step.at, step.person, step.capacity, class, step.ask);
        }
    }

    /// At the end of January, over three days.
    fn interim(&self, class: usize) -> Schedule {
        let sits_on = [date(2026, 1, 28), date(2026, 1, 29), date(2026, 1, 30)][class % 3];
        Schedule {
            period: ScrutinyPeriod::Interim,
            called_on: date(2026, 1, 19),
            covers: (self.institute.calendar.first_day, date(2026, 1, 13)),
            proposed_on: date(2026, 1, 26),
            behaviour_on: date(2026, 1, 27),
            sits_on,
            slot: i64::try_from(class / 3).unwrap_or_default(),
            published_on: date(2026, 2, 4),
            visible_from: date(2026, 2, 6),
            cards_on: date(2026, 2, 9),
            taken_up_on: None,
            essay_due: self.institute.calendar.last_day,
        }
    }

    /// Before the lessons end for those who go to the exam, or for the highest class where there are none; after it for
    /// the others.
    fn last(&self, class: usize) -> Schedule {
        let classes = &self.institute.classes;
        let highest = classes.iter().map(|class| class.year).max().unwrap_or_default();
        let is_early = |class: usize| classes[class].year == highest;
        let slot = (0..class).filter(|other| is_early(*other) == is_early(class)).count();
        let (covers_from, last_day) = (date(2026, 1, 14), self.institute.calendar.last_day);
        let early = Schedule {
            period: ScrutinyPeriod::Final,
            called_on: date(2026, 5, 18),
            covers: (covers_from, date(2026, 5, 18)),
            proposed_on: date(2026, 6, 1),
            behaviour_on: date(2026, 6, 1),
            sits_on: date(2026, 6, 3),
            slot: i64::try_from(slot).unwrap_or_default(),
            published_on: date(2026, 6, 4),
            visible_from: date(2026, 6, 4),
            cards_on: date(2026, 6, 4),
            taken_up_on: Some(date(2026, 6, 4)),
            essay_due: date(2026, 6, 4),
        };
        if is_early(class) {
            return early;
        }
        Schedule {
            covers: (covers_from, last_day),
            proposed_on: date(2026, 6, 4),
            behaviour_on: date(2026, 6, 5),
            sits_on: [date(2026, 6, 9), date(2026, 6, 10), date(2026, 6, 11), date(2026, 6, 12)][slot % 4],
            slot: i64::try_from(slot / 4).unwrap_or_default(),
            published_on: date(2026, 6, 12),
            visible_from: date(2026, 6, 15),
            cards_on: date(2026, 6, 15),
            taken_up_on: Some(date(2026, 8, 28)),
            essay_due: date(2026, 8, 27),
            ..early
        }
    }

    fn steps(&self, class: usize, plan: Schedule, on: Date, members: &[usize]) -> Vec<(usize, Step)> {
        let institute = self.institute;
        let coordinator = (institute.teacher(institute.classes[class].coordinator), Capacity::Teacher);
        let president = if class.is_multiple_of(2) {
            (institute.staff.principal.person, Capacity::Principal)
        } else {
            (institute.staff.deputy.person, Capacity::Deputy)
        };
        let secretary = (institute.secretary(0), Capacity::Secretariat);
        let period = plan.period;
        let mut steps = Vec::new();
        let mut put = |minute: i64, (person, capacity): (PersonId, Capacity), ask: Ask| {
            let at = AFTERNOON.saturating_add(jiff::SignedDuration::from_mins(minute));
            steps.push((class, Step { at, person, capacity, ask }));
        };
        if on == plan.called_on {
            put(-1, president, Ask::Call { period, covers: plan.covers, sits_on: plan.sits_on });
        }
        if on == plan.proposed_on {
            for (teacher, subject) in self.chairs(class, on) {
                let grades = members.iter().filter_map(|student| {
                    let drawn = self.drawn_grade(*student, subject.0.as_str())?;
                    Some((institute.student(*student), drawn))
                });
                let (subject, grades) = (subject.clone(), grades.collect());
                put(
                    0,
                    (institute.teacher(teacher), Capacity::Teacher),
                    Ask::Column { period, subject, grades },
                );
            }
        }
        if on == plan.behaviour_on {
            let students = (0..).zip(members).filter_map(|(place, student)| {
                let drawn = self.drawn_behaviour(class, period, place, *student)?;
                Some((institute.student(*student), drawn))
            });
            put(1, coordinator, Ask::ProposeBehaviour { period, students: students.collect() });
        }
        let each = || members.iter().map(|student| institute.student(*student));
        if on == plan.sits_on {
            let begins = plan.slot * SITTING;
            put(begins, coordinator, Ask::Freeze { period });
            put(begins + 1, coordinator, Ask::Grades { period, students: each().collect() });
            put(begins + 2, coordinator, Ask::Behaviour { period, students: each().collect() });
            for student in each() {
                if period == ScrutinyPeriod::Final {
                    put(begins + 3, coordinator, Ask::Admission { student });
                    put(begins + 4, coordinator, Ask::Essay { student, due: plan.essay_due });
                    put(begins + 4, coordinator, Ask::Credit { student });
                }
                put(begins + 4, coordinator, Ask::Activity { period, student });
            }
            put(begins + 5, president, Ask::Close { period, protocol: self.protocol_of(class, on) });
        }
        if Some(on) == plan.taken_up_on {
            let begins = plan.slot * SITTING;
            if on < self.institute.calendar.last_day {
                put(begins, president, Ask::Reopen);
                put(begins + 1, coordinator, Ask::Correct);
            }
            for student in each() {
                put(begins + 1, coordinator, Ask::Assess { student });
                if self.institute.calendar.last_day < on {
                    put(begins + 1, coordinator, Ask::MadeUp { student });
                }
                put(begins + 2, coordinator, Ask::Resolve { student });
                put(begins + 3, coordinator, Ask::Credit { student });
            }
            put(begins + 4, president, Ask::Close { period, protocol: self.protocol_of(class, on) });
            put(begins + 5, president, Ask::Publish { period, visible_from: on });
        } else if on == plan.published_on {
            put(100, president, Ask::Publish { period, visible_from: plan.visible_from });
        }
        if on == plan.cards_on {
            for (place, student) in each().enumerate().filter(|(place, _)| place % 4 == 0) {
                let number = u32::try_from(class * 100 + place).unwrap_or_default();
                put(110, secretary, Ask::Card { period, student, number });
            }
        }
        steps
    }

    /// Who teaches each graded subject of a class.
    fn chairs(&self, class: usize, on: Date) -> Vec<(usize, &'a registro_domain::ids::SubjectCode)> {
        let without = self.regulation.subjects_without_grade(on);
        let mut chairs = std::collections::BTreeMap::new();
        for (teacher, known) in self.institute.teachers.iter().enumerate() {
            for chair in known.chairs.iter().filter(|chair| chair.class == class) {
                if !without.contains(&chair.subject) {
                    chairs.entry(&chair.subject).or_insert(teacher);
                }
            }
        }
        chairs.into_iter().map(|(subject, teacher)| (teacher, subject)).collect()
    }

    /// For a subject in which the register has no grades.
    fn drawn_grade(&self, student: usize, subject: &str) -> Option<WholeGrade> {
        let dice = self.institute.dice;
        let ability = dice.draw("ability", student as u64, 0).below(4);
        let luck = dice.draw("grade", student as u64, subject.bytes().map(u64::from).sum()).below(3);
        let tenths = u8::try_from(5 + ability + luck).unwrap_or_default().min(10);
        WholeGrade::try_from(tenths).ok()
    }

    /// A few are what the stories of a year need: a five in January, a six and a five in June.
    fn drawn_behaviour(
        &self,
        class: usize,
        period: ScrutinyPeriod,
        place: usize,
        student: usize,
    ) -> Option<WholeGrade> {
        let highest = self.last(class).taken_up_on.is_some_and(|on| on < self.institute.calendar.last_day);
        let tenths = match (period, place) {
            (ScrutinyPeriod::Interim, 3) if class.is_multiple_of(2) => 5,
            (ScrutinyPeriod::Final, 2) => 6,
            (ScrutinyPeriod::Final, 4) if highest => 5,
            (ScrutinyPeriod::Interim | ScrutinyPeriod::Final, _) => {
                let drawn = self.institute.dice.draw("behaviour", student as u64, 0);
                10 - u8::try_from(drawn.weighed(&BEHAVIOUR_WEIGHTS)).unwrap_or_default()
            }
        };
        WholeGrade::try_from(tenths).ok()
    }

    fn protocol_of(&self, class: usize, on: Date) -> u32 {
        let day = u32::try_from(key(on) % 10_000).unwrap_or_default();
        day * 100 + u32::try_from(class).unwrap_or_default()
    }
}
