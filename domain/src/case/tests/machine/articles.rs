//! What the law forbids, written from the articles and from what is recorded alone: nothing of the code under test is
//! called.

use std::collections::BTreeMap;

use super::super::super::appeal::{Outcome, Vote};
use super::*;

/// What became of each sanction, as the records tell it.
#[derive(Clone, Copy, PartialEq)]
enum Lot {
    Stands,
    ReferredBack,
    Gone,
}

struct Told<'a> {
    events: &'a [CaseEvent],
    lots: BTreeMap<FactNumber, Lot>,
}

/// The first thing that no case may contain, in the words of who would object to it.
pub(super) fn forbidden(events: &[CaseEvent]) -> Option<String> {
    let mut lots: BTreeMap<FactNumber, Lot> = BTreeMap::new();
    let mut closed = false;
    for (index, event) in events.iter().enumerate() {
        let earlier = &events[..index];
        let heading = event.heading();
        if heading.number.0 as usize != index {
            return Some(format!("{event:?} is numbered {:?} and stands at {index}", heading.number));
        }
        if heading.at < events[0].heading().at || matches!(event, CaseEvent::Reported { .. }) != (index == 0)
        {
            return Some(format!("{event:?} before the report"));
        }
        if earlier.iter().any(|past| matches!(past, CaseEvent::Expunged { .. })) {
            return Some(format!("{event:?} in an expunged case"));
        }
        if closed {
            return Some(format!("{event:?} in a case that was closed"));
        }
        let told = Told { events: earlier, lots: lots.clone() };
        if let Some(objection) = told.against(event) {
            return Some(format!("{objection}: {event:?}"));
        }
        if let Some((of, lot)) = told.changed(event) {
            lots.insert(of, lot);
        }
        // What follows an acquittal can only be a court, and only if something was decided before.
        closed = matches!(event, CaseEvent::Dismissed { .. })
            || matches!(event, CaseEvent::Acquitted { .. }) && lots.is_empty();
    }
    None
}

/// Nothing is left to the school, nor to who may appeal: closed, annulled for good, or done and out of every term.
pub(super) fn is_over(events: &[CaseEvent]) -> bool {
    let last = |is: fn(&CaseEvent) -> bool| events.iter().rposition(is);
    let closed = last(|it| {
        matches!(it, CaseEvent::Dismissed { .. } | CaseEvent::Expunged { .. } | CaseEvent::Acquitted { .. })
    });
    let ordered_out = events.iter().any(|it| matches!(it, CaseEvent::CourtOrdered { expunge: true, .. }));
    let expunged = events.iter().any(|it| matches!(it, CaseEvent::Expunged { .. }));
    if ordered_out {
        return expunged;
    }
    if closed.is_some() {
        return true;
    }
    let Some(decided) = last(|it| matches!(it, CaseEvent::Deliberated { .. })) else { return false };
    let told = Told { events, lots: BTreeMap::new() };
    let of = FactNumber(u32::try_from(decided).expect("few"));
    let gone = events.iter().filter_map(|it| told.changed(it)).any(|change| change == (of, Lot::Gone));
    // While a sanction stands it may be told to somebody else, and the student may be heard again.
    gone
}

impl Told<'_> {
    /// What an act makes of a sanction.
    fn changed(&self, event: &CaseEvent) -> Option<(FactNumber, Lot)> {
        if let CaseEvent::Deliberated { heading, .. } = event {
            return Some((heading.number, Lot::Stands));
        }
        if let CaseEvent::GuaranteeDecided { appeal, ruling, .. } = event
            && let Outcome::Annulled { .. } = ruling.outcome
        {
            return Some((self.appealed(*appeal)?, Lot::ReferredBack));
        }
        if let CaseEvent::ComplaintDecided { complaint, upheld: true, .. } = event {
            return Some((self.complained(*complaint)?, Lot::Gone));
        }
        if let CaseEvent::CourtOrdered { of, .. } = event { Some((*of, Lot::Gone)) } else { None }
    }

    fn appealed(&self, appeal: FactNumber) -> Option<FactNumber> {
        if let CaseEvent::AppealFiled { appeal, .. } = self.events.get(appeal.0 as usize)? {
            Some(appeal.of)
        } else {
            None
        }
    }

    fn complained(&self, complaint: FactNumber) -> Option<FactNumber> {
        if let CaseEvent::ComplaintFiled { complaint, .. } = self.events.get(complaint.0 as usize)? {
            Some(complaint.of)
        } else {
            None
        }
    }

    fn stands(&self, of: FactNumber) -> bool {
        self.lots.get(&of) == Some(&Lot::Stands)
    }

    fn deliberation(&self, of: FactNumber) -> Option<&Deliberation> {
        if let CaseEvent::Deliberated { deliberation, .. } = self.events.get(of.0 as usize)? {
            Some(deliberation)
        } else {
            None
        }
    }

    fn against(&self, event: &CaseEvent) -> Option<&'static str> {
        if let CaseEvent::Deliberated { deliberation, .. } = event {
            return self.against_decision(deliberation);
        }
        if let CaseEvent::DayExecuted { of, day, heading, .. } = event {
            return self.against_execution(*of, *day, heading.at);
        }
        if let CaseEvent::GuaranteeDecided { appeal, ruling, heading } = event {
            return self.against_ruling(*appeal, heading.at.date(), ruling);
        }
        self.against_the_rest(event)
    }

    fn against_the_rest(&self, event: &CaseEvent) -> Option<&'static str> {
        let acquitted = matches!(event, CaseEvent::Acquitted { .. });
        if acquitted && self.lots.values().any(|lot| *lot != Lot::ReferredBack) {
            return Some("acquitted of what was sanctioned");
        }
        if matches!(event, CaseEvent::Dismissed { .. }) && !self.lots.is_empty() {
            return Some("dismissed after a sanction");
        }
        if let CaseEvent::Communicated { communication, .. } = event {
            return (!self.stands(communication.of)).then_some("communicated and without effect");
        }
        if let CaseEvent::HostCertified { of, day, .. } = event {
            let done = self.events.iter().any(|past| {
                matches!(past, CaseEvent::DayExecuted { of: done, day: on, .. } if done == of && on == day)
            });
            return (!done).then_some("certified and not executed (B1-10)");
        }
        if let CaseEvent::AppealFiled { appeal, heading } = event {
            let sound = self.stands(appeal.of) && heading.at.date() <= appeal.decide_by;
            return (!sound).then_some("an appeal against nothing, or with its term gone (A9-01, A9-07)");
        }
        if let CaseEvent::CourtOrdered { of, .. } = event {
            return self.deliberation(*of).is_none().then_some("an order on nothing");
        }
        let ordered = |past: &CaseEvent| matches!(past, CaseEvent::CourtOrdered { expunge: true, .. });
        let expunged = matches!(event, CaseEvent::Expunged { .. });
        (expunged && !self.events.iter().any(ordered)).then_some("expunged without an order (B1-12)")
    }

    fn against_decision(&self, said: &Deliberation) -> Option<&'static str> {
        use {Body as B, Letter as L, Sanction as S};
        let letter = said.charge.letter();
        let (days, body) = (said.measure.sanction.days(), said.body);
        let until_end = matches!(said.measure.sanction, S::UntilEndOfLessons { .. });
        let keeps_out = days.is_some() || until_end;
        let light = matches!(letter, L::A | L::B | L::C1 | L::C2 | L::D | L::E | L::F | L::G);
        let council = matches!(body, B::ClassCouncil | B::InstituteCouncil | B::ExamBoard);
        let grave = days.is_some_and(|days| 15 < days) || until_end || matches!(letter, L::P | L::Q);
        let session = said.measure.sanction == S::ExcludedFromSession;
        let last = self.lots.iter().next_back().map(|(number, lot)| (*number, *lot));
        let checks = [
            (body == B::GuaranteeBody, "a sanction of the Organo di garanzia (A10-C1)"),
            (days == Some(0), "no days (A7-01)"),
            (light && keeps_out, "a removal for a letter from a to g (A7-05)"),
            (keeps_out && !council, "a removal by one person (B1-02)"),
            (
                body == B::ClassCouncil && days.is_some_and(|days| 15 < days),
                "16 days by a class council (B1-02)",
            ),
            (
                grave && body != B::InstituteCouncil,
                "p, q or beyond 15 days not by the Consiglio di istituto (B1-02)",
            ),
            (grave && said.grave.is_none(), "without grave grounds (B1-04)"),
            (session != (letter == L::R) || session != (body == B::ExamBoard), "the exam session (A7-01)"),
            (self.lots.values().any(|lot| *lot == Lot::Stands), "a second sanction that stands"),
            (last.is_some_and(|(_, lot)| lot == Lot::Gone), "after an annulment from outside (B1-14)"),
            (said.remand_of != last.map(|(number, _)| number), "what is decided again is not named (A9-12)"),
            (council != said.tally.is_some(), "a vote of one, or a council without a vote"),
        ];
        let found = checks.iter().find(|(is_so, _)| *is_so).map(|(_, objection)| *objection);
        found.or_else(|| if council { self.against_sitting(said) } else { None })
    }

    /// B1-06, D.Lgs. 297/1994, art. 37.
    fn against_sitting(&self, said: &Deliberation) -> Option<&'static str> {
        let convened = self.events.iter().rev().find_map(|past| {
            if let CaseEvent::BodyConvened { convocation, .. } = past
                && convocation.body == said.body
            {
                Some(&convocation.members)
            } else {
                None
            }
        });
        let Some(convened) = convened else { return Some("a council that nobody convened") };
        let Tally { favour, against } = said.tally?;
        let voters = said.present.len() - said.abstained.len();
        let convened_all =
            said.present.iter().all(|person| convened.iter().any(|member| member.person == *person));
        let sound = said.present.len() * 2 > convened.len()
            && convened_all
            && usize::from(favour) + usize::from(against) == voters
            && against <= favour;
        (!sound).then_some("no quorum, or a vote that does not add up (B1-06)")
    }

    /// A9-04: nothing is executed while an appeal suspends it; never more days than were decided.
    fn against_execution(&self, of: FactNumber, day: Date, at: DateTime) -> Option<&'static str> {
        if !self.stands(of) || at.date() < day {
            return Some("executed without effect, or before its day");
        }
        let done = self
            .events
            .iter()
            .filter(|past| matches!(past, CaseEvent::DayExecuted { of: done, .. } if *done == of));
        let decided = self.deliberation(of)?.measure.sanction.days();
        if decided.is_some_and(|days| usize::from(days) <= done.count()) {
            return Some("more days than were decided");
        }
        let stays = self.events.iter().filter_map(|past| {
            if let CaseEvent::Stayed { of: stayed, appeal, .. } = past
                && *stayed == of
            {
                Some(*appeal)
            } else {
                None
            }
        });
        let suspended = stays.into_iter().any(|appeal| {
            let Some(CaseEvent::AppealFiled { appeal: filing, heading }) = self.events.get(appeal.0 as usize)
            else {
                return false;
            };
            let ended = self.events.iter().any(|past| {
                if let CaseEvent::AppealWithdrawn { appeal: over, .. }
                | CaseEvent::GuaranteeDecided { appeal: over, .. } = past
                {
                    *over == appeal
                } else {
                    false
                }
            });
            !ended && heading.at.date() <= day && day <= filing.decide_by
        });
        suspended.then_some("executed while suspended (A9-04)")
    }

    /// A9-07, A9-10, A9-11.
    fn against_ruling(
        &self,
        appeal: FactNumber,
        on: Date,
        ruling: &super::super::super::appeal::Ruling,
    ) -> Option<&'static str> {
        let Some(CaseEvent::AppealFiled { appeal: filing, .. }) = self.events.get(appeal.0 as usize) else {
            return Some("a ruling on nothing");
        };
        let present = self.events.iter().rev().find_map(|past| {
            if let CaseEvent::GuaranteeSat { appeal: sat, present, .. } = past
                && *sat == appeal
            {
                Some(present.len())
            } else {
                None
            }
        })?;
        let votes: Vec<Vote> = match &ruling.ballot {
            Ballot::Open(votes) => votes.iter().map(|(_, vote)| *vote).collect(),
            Ballot::Secret { .. } => return Some("a secret vote where it is open"),
        };
        let for_it = votes.iter().filter(|vote| **vote == ruling.outcome.vote()).count();
        let sound = on <= filing.decide_by && 3 <= present && votes.len() == present && present <= for_it * 2;
        (!sound).then_some("a ruling out of its term, without a quorum or a majority (A9-07, A9-10, A9-11)")
    }
}
