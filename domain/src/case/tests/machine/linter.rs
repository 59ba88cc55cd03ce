//! What the linter should say, written from the articles on what is recorded: nothing of it is called.

use std::collections::BTreeMap;

use super::super::super::appeal::Outcome;
use super::*;

/// The steps that are told apart here, of each sanction: whether they failed.
type Failed = BTreeMap<(u32, &'static str), bool>;

const NAMES: [&str; 12] = [
    "contestazione di addebito",
    "invito a esporre le ragioni",
    "ragioni dello studente",
    "genitori informati",
    "conversione offerta",
    "organo convocato al completo",
    "motivazione scritta",
    "piano di attività",
    "verbale della seduta",
    "tempestività",
    "termine e autorità del ricorso",
    "esecuzione dopo la comunicazione",
];

pub(super) fn said(cycles: &[Cycle]) -> Failed {
    let decided = cycles.iter().filter_map(|cycle| Some((cycle.decision?.0, cycle)));
    let steps = decided.flat_map(|(number, cycle)| cycle.steps.iter().map(move |step| (number, step)));
    let told = steps.filter(|(_, step)| NAMES.contains(&step.name) && step.norm != Norm::GuaranteeQuorum);
    told.map(|(number, step)| ((number, step.name), step.has_failed())).collect()
}

pub(super) fn expected(events: &[CaseEvent], today: Date) -> Failed {
    let mut failed = Failed::new();
    // B1-12: of what was expunged nothing is said.
    if events.iter().any(|event| matches!(event, CaseEvent::Expunged { .. })) {
        return failed;
    }
    let mut since = 0;
    for (index, event) in events.iter().enumerate() {
        if let CaseEvent::Deliberated { heading, deliberation } = event {
            let until = annulled(events, heading.number).unwrap_or(events.len());
            let cycle = Told { events, since, index, until, said: deliberation, today };
            for name in NAMES {
                failed.insert((heading.number.0, name), cycle.fails(name));
            }
            since = annulled(events, heading.number).unwrap_or(since);
        }
    }
    failed
}

/// Where the ruling that referred a sanction back stands.
fn annulled(events: &[CaseEvent], of: FactNumber) -> Option<usize> {
    events.iter().position(|event| {
        if let CaseEvent::GuaranteeDecided { appeal, ruling, .. } = event {
            let filed = events.get(appeal.0 as usize);
            let hers = matches!(filed, Some(CaseEvent::AppealFiled { appeal, .. }) if appeal.of == of);
            hers && matches!(ruling.outcome, Outcome::Annulled { .. })
        } else {
            false
        }
    })
}

struct Told<'a> {
    events: &'a [CaseEvent],
    since: usize,
    index: usize,
    until: usize,
    said: &'a Deliberation,
    today: Date,
}

impl Told<'_> {
    /// In this machine acts are recorded when they are done: what stands before the sanction was done before it.
    fn before(&self, is: impl Fn(&CaseEvent) -> bool) -> bool {
        self.events[self.since..self.index].iter().any(is)
    }

    fn removes(&self) -> bool {
        !matches!(
            self.said.measure.sanction,
            Sanction::OralReprimand | Sanction::Admonition | Sanction::WrittenAdmonition
        )
    }

    fn fails(&self, name: &str) -> bool {
        use CaseEvent as E;
        match name {
            // B1-07: the last charge before it, under the same letter.
            "contestazione di addebito" => {
                let mut charges = self.events[self.since..self.index].iter().filter_map(|event| {
                    if let E::ChargeNotified { notice, .. } = event {
                        Some(notice.charge.letter())
                    } else {
                        None
                    }
                });
                charges.next_back() != Some(self.said.charge.letter())
            }
            // A8-01: always.
            "invito a esporre le ragioni" => !self.before(|it| matches!(it, E::HearingOffered { .. })),
            // A8-02: for a removal.
            "ragioni dello studente" => {
                self.removes()
                    && !self.before(|it| matches!(it, E::StudentHeard { .. } | E::HearingDeclined { .. }))
            }
            "genitori informati" => {
                self.removes() && !self.before(|it| matches!(it, E::ParentsInformed { .. }))
            }
            // B1-05.
            "conversione offerta" => {
                self.removes() && !self.before(|it| matches!(it, E::ConversionOffered { .. }))
            }
            // B1-06: two parents and two students in a class council.
            "organo convocato al completo" => {
                let convened = self.events[self.since..self.index].iter().rev().find_map(|event| {
                    if let E::BodyConvened { convocation, .. } = event
                        && convocation.body == self.said.body
                    {
                        Some(&convocation.members)
                    } else {
                        None
                    }
                });
                let seats =
                    |seat| convened.iter().flat_map(|it| it.iter()).filter(|it| it.seat == seat).count();
                self.said.body == Body::ClassCouncil && (seats(Seat::Parent) < 2 || seats(Seat::Student) < 2)
            }
            "motivazione scritta" => self.said.reasons.is_none(),
            // B1-08: the kinds of plan follow from the days; in this machine the hours are always enough.
            "piano di attività" => {
                let until_end = matches!(self.said.measure.sanction, Sanction::UntilEndOfLessons { .. });
                until_end || self.said.measure.sanction.days().is_some() && self.said.plan.is_none()
            }
            // A8-11: within ten days.
            "verbale della seduta" => {
                let decided = self.at().date();
                let last = crate::term::CivilDays(10).last_day(decided, &Holidays::national());
                let written = self.after(|it| matches!(it, E::MinutesDeposited { .. }));
                self.said.body == Body::ClassCouncil && last < written.unwrap_or(self.today)
            }
            // A7-06: within thirty, from the fact or from the referral.
            "tempestività" => {
                let from = if self.since == 0 {
                    day("2025-11-03")
                } else {
                    self.events[self.since].heading().at.date()
                };
                crate::term::CivilDays(30).last_day(from, &Holidays::national()) < self.at().date()
            }
            // B4-01: in this machine all letters go to the same people: one that says it is enough.
            "termine e autorità del ricorso" => {
                let letters: Vec<bool> = self.events[self.index..self.until]
                    .iter()
                    .filter_map(|event| {
                        if let E::Communicated { communication, .. } = event {
                            Some(communication.appeal.is_some())
                        } else {
                            None
                        }
                    })
                    .collect();
                !letters.is_empty() && !letters.contains(&true)
            }
            // B4-03: from the day after the first letter on.
            "esecuzione dopo la comunicazione" => {
                let told = self.after(|it| matches!(it, E::Communicated { .. }));
                let days = self.events[self.index..self.until].iter().filter_map(|event| {
                    if let E::DayExecuted { day, .. } = event { Some(*day) } else { None }
                });
                days.into_iter().any(|day| told.is_none_or(|told| day <= told))
            }
            other => panic!("{other}"),
        }
    }

    fn at(&self) -> DateTime {
        self.events[self.index].heading().at
    }

    /// The day of the first such act after the sanction.
    fn after(&self, is: impl Fn(&CaseEvent) -> bool) -> Option<Date> {
        let mut later = self.events[self.index..self.until].iter();
        later.find(|event| is(event)).map(|event| event.heading().at.date())
    }
}
