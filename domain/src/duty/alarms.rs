//! What arises at a number: delays, exits, unjustified absences, hours; and what then follows if nothing changes.
//!
//! They are proposals and alerts. Only a person's act changes anything for a student.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::absence::Reason;
use super::count::{At, Item, Reached, Until, nth, reached};
use super::facts::{Counted, FactFile, What};
use super::file::Act;
use super::student::Desk;
use super::{Duty, DutyKind, Matter, Place, Status};
use crate::attendance::Ground;
use crate::hours::Warning;

impl FactFile {
    /// The last word on the ground stated at the door: its day, its event, and whether the ground was accepted.
    pub(super) fn verified(&self, until: Until) -> Option<(Date, Place, bool)> {
        self.steps_until(until).rev().find_map(|step| match step.what {
            What::Verified { accepted } => Some((step.on, step.place, accepted)),
            What::Reserved { .. }
            | What::Submitted { .. }
            | What::Withdrawn
            | What::Decided { .. }
            | What::Classified(_)
            | What::Contested
            | What::Confirmed => None,
        })
    }
}

impl Desk<'_> {
    pub(super) fn alarms(&self) -> Vec<Duty> {
        let mut duties = self.of_delays();
        duties.extend(self.of_early_exits());
        duties.extend(self.of_notes());
        duties.extend(self.of_three_unjustified());
        duties.extend(self.of_ten_days());
        duties.extend(self.of_hours());
        duties.extend(self.of_truancy());
        duties.extend(self.of_a_quarter_unjustified());
        duties
    }

    fn reached(
        &self,
        kind: DutyKind,
        items: &dyn Fn(Until) -> Vec<Item>,
        first: At<'_>,
        again: Option<At<'_>>,
    ) -> Vec<Reached> {
        reached(kind, &self.file.acts, self.today(), items, first, again)
    }

    /// A number reached, as a duty.
    fn stated(&self, kind: DutyKind, matter: Matter, number: &Reached, due: Option<Date>) -> Duty {
        let open = self.outlook.open(Some(number.arose_on), due);
        let status = number.act.map_or(open, |act| Status::Done { on: act.on, by: act.place });
        Duty { due, status, ..self.duty(kind, matter, number.arose_on, number.cause.clone()) }
    }

    fn in_term(&self, kind: DutyKind, numbers: &[Reached]) -> Vec<Duty> {
        let term = |number: &Reached| Some(self.outlook.term(number.arose_on));
        numbers.iter().map(|it| self.stated(kind, Matter::Year, it, term(it))).collect()
    }

    /// The entries that count towards the fifth, from the day from which they do.
    ///
    /// Norm: reg. istituto, art. 16, Ritardi, c. 3 (A1-03): a ground counts unless it is rejected, and then from that
    /// day. A file is of one school year, so the count starts afresh each year (A1-07).
    fn counted_delays(&self, until: Until) -> Vec<Item> {
        let entries = self.file.facts.values().filter(|fact| fact.stands() && fact.on <= until.day);
        let counted = entries.filter_map(|fact| match fact.fact {
            Counted::Entry(Ground::None) => Some((fact.on, fact.place)),
            Counted::Entry(Ground::Transport | Ground::Family) => {
                let (on, place, accepted) = fact.verified(until)?;
                (!accepted).then_some((on.max(fact.on), place))
            }
            Counted::WholeDay
            | Counted::SomeHours
            | Counted::Exit
            | Counted::Activity(_)
            | Counted::RecoveryMissed => None,
        });
        counted.map(|(day, place)| Item { day, place, weight: 1 }).collect()
    }

    /// Norm: reg. istituto, art. 16, Frequenza, c. 3 lett. b (A1-05) and Ritardi, c. 4 lett. d (A1-06): at the fifth the
    /// family is told and justifies before the principal; from the sixth on, each is for a person to consider.
    fn of_delays(&self) -> Vec<Duty> {
        let regulation = self.outlook.regulation;
        let items = |until: Until| self.counted_delays(until);
        let fifth = |items: &[Item]| nth(items, |day| regulation.family_notice_at_delay(day));
        let sixth = |items: &[Item]| nth(items, |day| regulation.sanction_proposal_from_delay(day));
        let told = self.reached(DutyKind::TellOfFifthDelay, &items, &fifth, None);
        let mut duties = self.in_term(DutyKind::TellOfFifthDelay, &told);
        // The family's days run once it has been told.
        let told_on = told.first().and_then(|number| number.act).map(|act| act.on);
        for number in self.reached(DutyKind::JustifyToPrincipal, &items, &fifth, None) {
            let due = told_on.map(|on| self.outlook.term(on));
            let duty = self.stated(DutyKind::JustifyToPrincipal, Matter::Year, &number, due);
            let waits = duty.is_open() && told_on.is_none();
            duties.push(Duty { status: if waits { Status::NotYetDue } else { duty.status }, ..duty });
        }
        let beyond = self.reached(DutyKind::ConsiderDelays, &items, &sixth, Some(&any));
        duties.extend(self.in_term(DutyKind::ConsiderDelays, &beyond));
        duties
    }

    /// Norm: reg. istituto, art. 16, Uscite, lett. b (A2-05): few, not counting documented treatments. An alert: no exit
    /// is refused for it.
    fn of_early_exits(&self) -> Vec<Duty> {
        let for_a_treatment =
            |on: Date| self.file.treatments.values().any(|(day, granted)| *granted && *day == on);
        let items = |until: Until| {
            let exits = self.file.facts.values().filter(|fact| fact.stands() && fact.on <= until.day);
            let exits = exits.filter(|fact| fact.fact == Counted::Exit && !for_a_treatment(fact.on));
            exits.map(|fact| Item { day: fact.on, place: fact.place, weight: 1 }).collect()
        };
        let regulation = self.outlook.regulation;
        let over = |items: &[Item]| nth(items, |day| regulation.early_exit_alert(day).saturating_add(1));
        let numbers = self.reached(DutyKind::ConsiderEarlyExits, &items, &over, Some(&any));
        self.in_term(DutyKind::ConsiderEarlyExits, &numbers)
    }

    /// Norm: reg. istituto, art. 37, lett. l (A7-03): at the fourth disciplinary note of the school year that stands, and at
    /// each one after it. One annulled afterwards takes the proposal away.
    fn of_notes(&self) -> Vec<Duty> {
        let items = |until: Until| {
            let notes = self.file.notes.values().filter(|(on, _)| *on <= until.day);
            notes.map(|(on, place)| Item { day: *on, place: *place, weight: 1 }).collect()
        };
        let regulation = self.outlook.regulation;
        let fourth = |items: &[Item]| nth(items, |day| regulation.notes_before_proposal(day));
        let numbers = self.reached(DutyKind::ConsiderNotes, &items, &fourth, Some(&any));
        self.in_term(DutyKind::ConsiderNotes, &numbers)
    }

    /// Norm: reg. istituto, art. 32, c. 3 (A3-12): when the third becomes unjustified.
    fn of_three_unjustified(&self) -> Vec<Duty> {
        let items = |until: Until| {
            let absences = self.file.facts.values().filter(|it| it.is_whole_day() && it.on <= until.day);
            let unjustified = absences.filter_map(|it| match self.file.reason(it, until) {
                Reason::Unjustified { since } => Some(Item { day: since, place: it.place, weight: 1 }),
                Reason::Justified | Reason::Foretold | Reason::Awaited => None,
            });
            unjustified.collect()
        };
        let regulation = self.outlook.regulation;
        let third = |items: &[Item]| nth(items, |day| regulation.unjustified_family_notice_at(day));
        let numbers = self.reached(DutyKind::TellOfThreeUnjustified, &items, &third, None);
        self.in_term(DutyKind::TellOfThreeUnjustified, &numbers)
    }

    /// The days of whole absence without a reason.
    fn days_without_reason(&self, until: Until) -> Vec<Item> {
        let absences = self.file.facts.values().filter(|it| it.is_whole_day() && it.on <= until.day);
        let without = absences.filter(|it| self.file.is_without_reason(it, until));
        let mut days: BTreeMap<Date, Place> = BTreeMap::new();
        for it in without {
            days.entry(it.on).and_modify(|place| *place = it.place.min(*place)).or_insert(it.place);
        }
        days.into_iter().map(|(day, place)| Item { day, place, weight: 1 }).collect()
    }

    /// Norm: reg. istituto, art. 32, c. 7 (A3-14): the family is told; as long as nothing is justified, the social services
    /// are informed and then the Carabinieri. The text has no terms (interpretation 0016).
    fn of_ten_days(&self) -> Vec<Duty> {
        let (regulation, holidays) = (self.outlook.regulation, self.outlook.holidays);
        let items = |until: Until| self.days_without_reason(until);
        let tenth = |items: &[Item]| nth(items, |day| regulation.unjustified_days_alarm(day));
        let numbers = self.reached(DutyKind::TellOfTenDays, &items, &tenth, None);
        let mut duties = self.in_term(DutyKind::TellOfTenDays, &numbers);
        let told = self.answers(DutyKind::TellOfTenDays, &items, &tenth);
        let still = tenth(&self.days_without_reason(self.now())).is_some();
        let arises = |told: &Act| {
            let silent_until = regulation.social_services_after(told.on).last_day(told.on, holidays);
            silent_until.saturating_add(1.day())
        };
        let services = DutyKind::InformSocialServices;
        let after: Vec<(Act, Date)> = told.iter().map(|told| (*told, arises(told))).collect();
        duties.extend(self.follows(services, &after, still));
        let informed = self.file.acts.iter().filter(|act| act.kind == services && act.on <= self.today());
        let after_told = informed.filter(|act| told.iter().any(|it| it.on <= act.on && it.place < act.place));
        let after: Vec<(Act, Date)> = after_told.map(|act| (*act, act.on)).collect();
        duties.extend(self.follows(DutyKind::InformCarabinieri, &after, still));
        duties
    }

    /// The acts of a kind done when the number had been reached.
    fn answers(&self, kind: DutyKind, items: &dyn Fn(Until) -> Vec<Item>, at: At<'_>) -> Vec<Act> {
        let acts = self.file.acts.iter().filter(|act| act.kind == kind && act.on <= self.today());
        let had_been_reached = |act: &&Act| {
            let mut known = items(Until { day: act.on, place: act.place });
            known.retain(|item| item.place < act.place);
            at(&known).is_some()
        };
        acts.filter(had_been_reached).copied().collect()
    }

    /// What follows an act, from a day on, unless its cause goes. Of several acts, one done twice takes nothing back.
    fn follows(&self, kind: DutyKind, after: &[(Act, Date)], still: bool) -> Option<Duty> {
        let answered = after.iter().filter_map(|(act, arises)| {
            let by = self.act(kind, act.on, act.place)?;
            Some((*act, by.on.min(*arises), Some(by)))
        });
        let waiting = || {
            let first = after.iter().min_by_key(|(act, arises)| (*arises, act.place));
            first
                .filter(|(_, arises)| still && *arises <= self.today())
                .map(|(act, arises)| (*act, *arises, None))
        };
        let (from, arose_on, act) = answered.min_by_key(|(.., by)| by.map(|by| by.place)).or_else(waiting)?;
        let number = Reached { arose_on, cause: vec![from.place], act };
        Some(self.stated(kind, Matter::Year, &number, Some(self.outlook.term(arose_on))))
    }

    /// The hours missed on each day; those excused are taken off the first.
    fn hours_missed(&self, until: Until) -> Vec<Item> {
        let excused =
            self.file.excused.iter().filter(|(on, place, _)| *on <= until.day && *place < until.place);
        let mut excused = u32::try_from(excused.map(|(.., hours)| hours).sum::<i64>()).unwrap_or(0);
        let days =
            self.file.days.iter().filter(|(day, (place, _))| **day <= until.day && *place < until.place);
        let mut items = Vec::new();
        for (day, (place, _)) in days {
            let hours = self.file.hours_of(*day);
            let weight = hours.saturating_sub(excused);
            excused = excused.saturating_sub(hours);
            if 0 < weight {
                items.push(Item { day: *day, place: *place, weight });
            }
        }
        items
    }

    /// Norm: A5-11, B3-04: the family is told at each level; A5-07: beyond the line, an exclusion is for the council.
    fn of_hours(&self) -> Vec<Duty> {
        let annual = u32::from(self.pupil.annual_hours) * 60;
        let items = |until: Until| self.hours_missed(until);
        let at = |level: Warning| {
            move |items: &[Item]| {
                first_with(items, |day, hours| {
                    let share = self.outlook.regulation.attendance_share(day);
                    level <= self.outlook.regulation.warning_levels(day).warning(share, annual, hours * 60)
                })
            }
        };
        let mut duties = Vec::new();
        for level in [Warning::First, Warning::Second, Warning::Last] {
            let kind = DutyKind::TellOfHoursLeft;
            for number in self.reached(kind, &items, &at(level), None) {
                let due = Some(self.outlook.term(number.arose_on));
                duties.push(self.stated(kind, Matter::Level(level), &number, due));
            }
        }
        let kind = DutyKind::ConsiderExclusion;
        let numbers = self.reached(kind, &items, &at(Warning::BeyondTheLine), None);
        // When the council sits is not known here.
        duties.extend(numbers.iter().map(|number| self.stated(kind, Matter::Year, number, None)));
        duties
    }

    /// Norm: L. 296/2006, art. 1, c. 622 (B5-06): from the birthday on, the duty to attend is over.
    fn is_compulsory(&self, day: Date) -> bool {
        let age = self.outlook.regulation.end_of_compulsory_education(day);
        self.pupil.birthday(age).is_some_and(|birthday| day < birthday)
    }

    /// Norm: D.Lgs. 297/1994, art. 114, c. 4 (B5-01): too many days without a reason within the window that ends with one
    /// of them; then the mayor, if attendance does not resume (B5-02).
    fn of_truancy(&self) -> Vec<Duty> {
        let regulation = self.outlook.regulation;
        let items = |until: Until| {
            let mut days = self.days_without_reason(until);
            days.retain(|item| self.is_compulsory(item.day));
            days
        };
        let too_many = |items: &[Item]| {
            items.iter().enumerate().position(|(at, last)| {
                let begins = last.day.saturating_sub(regulation.truancy_window(last.day).months());
                let within = items.iter().take(at + 1).filter(|item| begins < item.day).count();
                usize::from(regulation.truancy_over(last.day)) < within
            })
        };
        let numbers = self.reached(DutyKind::TellOfTruancy, &items, &too_many, Some(&too_many));
        let mut duties = self.in_term(DutyKind::TellOfTruancy, &numbers);
        let still = too_many(&items(self.now())).is_some();
        duties
            .extend(numbers.iter().filter_map(|it| it.act).filter_map(|told| self.inform_mayor(told, still)));
        duties
    }

    fn inform_mayor(&self, told: Act, still: bool) -> Option<Duty> {
        let (regulation, holidays) = (self.outlook.regulation, self.outlook.holidays);
        let resume_by = regulation.attendance_resumes_within(told.on).last_day(told.on, holidays);
        // The last lesson day of the term tells, or else the first one after it.
        let first = self.pupil.next_lesson_day(told.on)?;
        let within = self.pupil.lesson_days.iter().rfind(|day| told.on < **day && **day <= resume_by);
        let tells = within.copied().unwrap_or(first);
        let judged_on = tells.max(resume_by);
        let absences = self.file.facts.values().filter(|it| it.is_whole_day() && it.on == tells);
        let away = judged_on < self.today()
            && absences.into_iter().any(|it| self.file.is_without_reason(it, self.now()));
        let arises = judged_on.saturating_add(1.day());
        let mut duty = self.follows(DutyKind::InformMayor, &[(told, arises)], still && away)?;
        let due = regulation.mayor_informed_within(judged_on).last_day(judged_on, holidays);
        if duty.is_open() {
            duty.status = self.outlook.open(Some(arises), Some(due));
        }
        Some(Duty { due: Some(due), ..duty })
    }

    /// Norm: D.Lgs. 297/1994, art. 114, c. 5 (B5-03): whether or not the year is still valid.
    fn of_a_quarter_unjustified(&self) -> Vec<Duty> {
        let annual = u64::from(self.pupil.annual_hours);
        let items = |until: Until| {
            let absences = self.file.facts.iter().filter(|(_, it)| it.is_absence() && it.on <= until.day);
            let without = absences
                .filter(|(_, it)| self.is_compulsory(it.on) && self.file.is_without_reason(it, until))
                .map(|(number, it)| {
                    let hours = self.file.days.get(&it.on).map_or(&[][..], |(_, hours)| hours);
                    let weight =
                        hours.iter().filter(|(fact, _)| fact == number).map(|(_, hours)| hours).sum();
                    Item { day: it.on, place: it.place, weight }
                });
            without.collect()
        };
        let quarter = |items: &[Item]| {
            first_with(items, |day, hours| {
                let share = self.outlook.regulation.truancy_share(day);
                0 < annual
                    && annual * u64::from(share.numerator) <= u64::from(hours) * u64::from(share.denominator)
            })
        };
        let numbers = self.reached(DutyKind::ConsiderQuarterUnjustified, &items, &quarter, None);
        self.in_term(DutyKind::ConsiderQuarterUnjustified, &numbers)
    }
}

/// Anything more.
fn any(items: &[Item]) -> Option<usize> {
    (!items.is_empty()).then_some(0)
}

/// The item with which the sum of the weights, on that day, is enough.
fn first_with(items: &[Item], enough: impl Fn(Date, u32) -> bool) -> Option<usize> {
    let mut sum = 0u32;
    items.iter().position(|item| {
        sum = sum.saturating_add(item.weight);
        enough(item.day, sum)
    })
}
