//! What follows from a student's file, as of a day: her own duties, her family's and the school's towards them.

use jiff::ToSpan;
use jiff::civil::Date;

use super::absence::Brought;
use super::count::Until;
use super::facts::{Counted, FactFile, What};
use super::file::{Act, Answer, Asked, StudentFile};
use super::{Duty, DutyKind, Matter, Outlook, Place, Status, Whom};
use crate::attendance::{Ground, JustificationGround};
use crate::ids::{FactNumber, PersonId};

/// Who the student of a file is, as the school and its people say.
#[derive(Clone, Copy)]
pub struct Pupil<'a> {
    pub student: PersonId,
    pub born_on: Date,
    pub annual_hours: u16,
    /// The days of the year on which her class of that day has lessons, in order.
    pub lesson_days: &'a [Date],
}

impl Pupil<'_> {
    pub(super) fn next_lesson_day(&self, after: Date) -> Option<Date> {
        let from = self.lesson_days.partition_point(|day| *day <= after);
        self.lesson_days.get(from).copied()
    }

    /// The day on which the student reaches an age. Who was born on 29 February does on 1 March of a common year.
    pub(super) fn birthday(&self, age: u8) -> Option<Date> {
        let year = self.born_on.year() + i16::from(age);
        let birthday = Date::new(year, self.born_on.month(), self.born_on.day());
        birthday.or_else(|_| Date::new(year, 3, 1)).ok()
    }
}

/// A student's file, looked at on a day.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub file: &'a StudentFile,
    pub pupil: &'a Pupil<'a>,
    pub outlook: Outlook<'a>,
}

/// Everything that follows from a student's file: done, due, overdue as of `outlook.today`.
pub fn duties(file: &StudentFile, pupil: &Pupil<'_>, outlook: Outlook<'_>) -> Vec<Duty> {
    let desk = Desk { file, pupil, outlook };
    let mut duties = desk.of_facts();
    duties.extend(desk.of_long_absences());
    duties.extend(file.matters.iter().filter_map(|((kind, number), asked)| desk.of(*kind, *number, asked)));
    duties.extend(desk.of_cases());
    duties.extend(desk.alarms());
    let without_cause = desk.acts_alone(&duties);
    duties.extend(without_cause);
    duties.sort_by_key(|duty| (duty.arose_on, duty.kind, duty.matter));
    duties
}

impl Desk<'_> {
    pub(super) fn today(&self) -> Date {
        self.outlook.today
    }

    pub(super) fn now(&self) -> Until {
        Until::today(self.outlook.today)
    }

    pub(super) fn duty(&self, kind: DutyKind, matter: Matter, arose_on: Date, cause: Vec<Place>) -> Duty {
        let whom = Whom::Student(self.pupil.student);
        Duty { kind, whom, matter, cause, arose_on, due: None, status: Status::Due }
    }

    /// The first act of a kind done on a day or later, and recorded after an event.
    pub(super) fn act(&self, kind: DutyKind, from: Date, after: Place) -> Option<Act> {
        let acts = self.file.acts.iter().filter(|act| act.kind == kind && act.on <= self.today());
        acts.copied().find(|act| from <= act.on && after < act.place)
    }

    fn of_facts(&self) -> Vec<Duty> {
        let known = self.file.facts.iter().filter(|(_, fact)| fact.stands() && fact.on <= self.today());
        known
            .flat_map(|(number, fact)| {
                let matter = Matter::Fact { number: *number, on: fact.on };
                [
                    self.justify(matter, fact),
                    self.check_on_return(matter, fact),
                    self.decide_justification(matter, fact),
                    self.decide_contest(matter, fact),
                    self.verify_ground(matter, fact),
                ]
            })
            .flatten()
            .collect()
    }

    /// The first lesson day after `on` on which the student was not absent the whole day, come or to come.
    fn back_after(&self, on: Date) -> Option<Date> {
        let mut day = self.pupil.next_lesson_day(on)?;
        while self.is_absent(day) {
            day = self.pupil.next_lesson_day(day)?;
        }
        Some(day)
    }

    pub(super) fn is_absent(&self, day: Date) -> bool {
        day <= self.today() && self.file.facts.values().any(|fact| fact.on == day && fact.is_whole_day())
    }

    /// Norm: reg. istituto, art. 16, Assenze, c. 1 lett. a (A3-01): on return; with reserve, by its last day (A3-03,
    /// A3-05). Recovery courses too (A13).
    fn justify(&self, matter: Matter, fact: &FactFile) -> Option<Duty> {
        let to_justify = match fact.fact {
            Counted::WholeDay | Counted::RecoveryMissed => true,
            Counted::SomeHours => !self.is_absent(fact.on),
            Counted::Entry(_) | Counted::Exit | Counted::Activity(_) => false,
        };
        if !to_justify || fact.collective(self.now()).is_some() {
            return None;
        }
        let duty = self.duty(DutyKind::Justify, matter, fact.on, vec![fact.place]);
        let Brought { submitted, decided } = fact.brought(self.now());
        let done = submitted.map(|it| (it.on, it.place)).or(decided.map(|(on, place, _)| (on, place)));
        if let Some((on, by)) = done {
            return Some(Duty { status: Status::Done { on, by }, ..duty });
        }
        let reserve = fact.reserve(self.now());
        let back = reserve.map(|(back, ..)| back).or_else(|| self.back_after(fact.on));
        let after_a_trip = self.file.follows_a_trip(fact.on);
        let due = reserve.filter(|_| !after_a_trip).map(|(.., by)| by).or(back);
        Some(Duty { due, status: self.outlook.open(back, due), ..duty })
    }

    /// Norm: reg. istituto, art. 32, c. 3 (A3-11): on the next day of lessons, unless the absence goes on.
    fn check_on_return(&self, matter: Matter, fact: &FactFile) -> Option<Duty> {
        let back = self.pupil.next_lesson_day(fact.on).filter(|back| *back <= self.today())?;
        if !fact.is_whole_day() || self.is_absent(back) || fact.collective(self.now()).is_some() {
            return None;
        }
        let duty = self.duty(DutyKind::CheckOnReturn, matter, back, vec![fact.place]);
        let checked = fact.steps_until(self.now()).find(|step| match step.what {
            What::Reserved { .. } | What::Submitted { .. } | What::Decided { .. } => true,
            What::Withdrawn
            | What::Verified { .. }
            | What::Classified(_)
            | What::Contested
            | What::Confirmed => false,
        });
        let open = self.outlook.open(Some(back), Some(back));
        let status = checked.map_or(open, |step| Status::Done { on: step.on, by: step.place });
        Some(Duty { due: Some(back), status, ..duty })
    }

    /// Norm: reg. istituto, art. 32, c. 3 (A3-11); a late one waits for a person too (A3-06).
    fn decide_justification(&self, matter: Matter, fact: &FactFile) -> Option<Duty> {
        let Brought { submitted, decided } = fact.brought(self.now());
        let submitted = submitted.filter(|_| fact.collective(self.now()).is_none())?;
        let cause = vec![fact.place, submitted.place];
        let duty = self.duty(DutyKind::DecideJustification, matter, submitted.on, cause);
        let after = submitted.on.max(fact.on);
        let due = self.pupil.next_lesson_day(after).unwrap_or_else(|| self.outlook.term(after));
        let open = self.outlook.open(Some(submitted.on), Some(due));
        let status = decided.map_or(open, |(on, by, _)| Status::Done { on, by });
        Some(Duty { due: Some(due), status, ..duty })
    }

    /// Norm: A4-04: who contests that her absence was collective has an answer.
    fn decide_contest(&self, matter: Matter, fact: &FactFile) -> Option<Duty> {
        let steps: Vec<_> = fact.steps_until(self.now()).collect();
        let at = steps.iter().rposition(|step| step.what == What::Contested)?;
        let contest = steps.get(at)?;
        let duty = self.duty(DutyKind::DecideContest, matter, contest.on, vec![fact.place, contest.place]);
        let answer = steps.iter().skip(at).find(|step| match step.what {
            What::Confirmed | What::Classified(_) => true,
            What::Reserved { .. }
            | What::Submitted { .. }
            | What::Withdrawn
            | What::Decided { .. }
            | What::Verified { .. }
            | What::Contested => false,
        });
        let due = self.outlook.term(contest.on);
        let open = self.outlook.open(Some(contest.on), Some(due));
        let status = answer.map_or(open, |step| Status::Done { on: step.on, by: step.place });
        Some(Duty { due: Some(due), status, ..duty })
    }

    /// Norm: reg. istituto, art. 16, Ritardi, c. 3 (A1-03): a ground stated at the door is verified.
    fn verify_ground(&self, matter: Matter, fact: &FactFile) -> Option<Duty> {
        match fact.fact {
            Counted::Entry(Ground::Transport | Ground::Family) => {}
            Counted::Entry(Ground::None)
            | Counted::WholeDay
            | Counted::SomeHours
            | Counted::Exit
            | Counted::Activity(_)
            | Counted::RecoveryMissed => return None,
        }
        let verified = fact.verified(self.now());
        let due = self.outlook.term(fact.on);
        let open = self.outlook.open(Some(fact.on), Some(due));
        let status = verified.map_or(open, |(on, by, _)| Status::Done { on, by });
        let duty = self.duty(DutyKind::VerifyGround, matter, fact.on, vec![fact.place]);
        Some(Duty { due: Some(due), status, ..duty })
    }

    /// What was asked, or withheld, and waits for its own answer.
    fn of(&self, kind: DutyKind, number: FactNumber, asked: &Asked) -> Option<Duty> {
        if self.today() < asked.asked_on {
            return None;
        }
        let answer = asked.answer.filter(|answer| match answer {
            Answer::Given { on, .. } | Answer::Withdrawn { on } => *on <= self.today(),
        });
        let act = self.act(kind, asked.asked_on, asked.place).map(|act| (act.on, act.place));
        let done = match answer {
            Some(Answer::Withdrawn { .. }) => return None,
            Some(Answer::Given { on, place }) => Some((on, place)),
            None => act,
        };
        let due = self.due_of(kind, asked);
        let open = self.outlook.open(Some(asked.asked_on), Some(due));
        let status = done.map_or(open, |(on, by)| Status::Done { on, by });
        let duty = self.duty(kind, Matter::Fact { number, on: asked.on }, asked.asked_on, vec![asked.place]);
        Some(Duty { due: Some(due), status, ..duty })
    }

    /// Norm: A2-01: a permission is decided before its day; A6-03: of a phone the family is told at once, and somebody
    /// looks if it stays; A10-C7: of who is sent out of class the family is told at once.
    fn due_of(&self, kind: DutyKind, asked: &Asked) -> Date {
        if kind == DutyKind::DecidePermission {
            asked.on.saturating_sub(1.day()).max(asked.asked_on)
        } else if [DutyKind::TellOfDevice, DutyKind::TellOfSeparation].contains(&kind) {
            asked.on
        } else if kind == DutyKind::ReturnDevice {
            self.outlook.regulation.device_alert_after(asked.on).last_day(asked.on, self.outlook.holidays)
        } else {
            self.outlook.term(asked.asked_on)
        }
    }

    /// Norm: reg. istituto, art. 16, Assenze, c. 1 lett. b (A3-02): told beforehand, unless for health. Why is known only
    /// once it is justified, so it cannot be found earlier.
    fn of_long_absences(&self) -> Vec<Duty> {
        let mut spells: Vec<(Date, Date)> = Vec::new();
        for day in self.file.absent_days(self.today()) {
            match spells.last_mut() {
                Some((_, last)) if self.pupil.next_lesson_day(*last).is_some_and(|next| day <= next) => {
                    *last = day;
                }
                Some(_) | None => spells.push((day, day)),
            }
        }
        spells.into_iter().filter_map(|(first, last)| self.of_long_absence(first, last)).collect()
    }

    fn of_long_absence(&self, first: Date, last: Date) -> Option<Duty> {
        let days = first.until(last).map_or(0, |span| span.get_days()) + 1;
        let told =
            |told: &&super::file::Foretold| told.told_on < first && told.from <= first && first <= told.until;
        if days <= i32::from(self.outlook.regulation.foretold_absence_over(first))
            || self.file.foretold.iter().any(|it| told(&it))
        {
            return None;
        }
        let absences =
            || self.file.facts.iter().filter(|(_, it)| it.is_whole_day() && first <= it.on && it.on <= last);
        let said = absences().filter_map(|(_, it)| it.brought(self.now()).submitted);
        let said =
            said.filter(|it| it.ground != JustificationGround::Health).min_by_key(|it| (it.on, it.place))?;
        let (number, _) = absences().min_by_key(|(number, it)| (it.on, **number))?;
        let cause = absences().map(|(_, it)| it.place).chain([said.place]).collect();
        let kind = DutyKind::ConsiderLongAbsence;
        let matter = Matter::Fact { number: *number, on: first };
        let due = self.outlook.term(said.on);
        let open = self.outlook.open(Some(said.on), Some(due));
        let act = self.act(kind, said.on, said.place);
        let status = act.map_or(open, |act| Status::Done { on: act.on, by: act.place });
        Some(Duty { due: Some(due), status, ..self.duty(kind, matter, said.on, cause) })
    }

    /// Acts whose cause was removed afterwards: they were done all the same.
    fn acts_alone(&self, duties: &[Duty]) -> Vec<Duty> {
        let answers = |act: &Act| {
            duties.iter().any(|duty| match duty.status {
                Status::Done { by, .. } => by == act.place,
                Status::NotYetDue | Status::Due | Status::Overdue => false,
            })
        };
        let alone = self.file.acts.iter().filter(|act| act.on <= self.today() && !answers(act));
        alone
            .map(|act| Duty {
                status: Status::Done { on: act.on, by: act.place },
                ..self.duty(act.kind, Matter::Year, act.on, Vec::new())
            })
            .collect()
    }
}
