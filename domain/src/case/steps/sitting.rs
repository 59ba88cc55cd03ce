//! How the body sat: convened whole, in number, presided, without who is touched by the case.

use std::collections::BTreeSet;

use super::super::event::Convocation;
use super::super::{Act, Body, Seat};
use super::{Looked, Step};
use crate::ids::PersonId;
use crate::norm::Norm;

impl<'a> Looked<'a> {
    /// The last convocation of the body that decided, before it did.
    fn convocation(&self) -> Option<&'a Act<Convocation>> {
        let body = self.decision.map(|decision| decision.deliberation.body);
        self.before(&self.case.convocations).rfind(|act| body.is_none_or(|body| act.said.body == body))
    }

    fn decides_alone(&self) -> bool {
        self.decision.is_some_and(|decision| !decision.deliberation.body.is_collegial())
    }

    /// Norm: B1-06: all the teachers of the class, two parents, two students.
    pub(super) fn convened(&self) -> Step {
        let (norm, name) = (Norm::CouncilComposition, "organo convocato al completo");
        if self.decides_alone() {
            return self.not_required(norm, name);
        }
        let Some(act) = self.convocation() else { return self.waiting(norm, name) };
        let mut against = Vec::new();
        if act.said.body == Body::ClassCouncil {
            let on = act.said.sits_at.date();
            let members = act.said.members.iter();
            let seated: BTreeSet<PersonId> = members
                .clone()
                .flat_map(|member| [Some(member.person), member.replaces.map(|other| other.person)])
                .flatten()
                .collect();
            let left_out = (self.known.teachers_on)(on).difference(&seated).count();
            if 0 < left_out {
                against.push(format!("docenti della classe non convocati: {left_out}"));
            }
            let seats = |seat: Seat| members.clone().filter(|member| member.seat == seat).count();
            for (seat, asked, who) in [
                (Seat::Parent, self.known.regulation.council_parents(on), "genitori"),
                (Seat::Student, self.known.regulation.council_students(on), "studenti"),
            ] {
                if seats(seat) < usize::from(asked) {
                    against.push(format!("{who} convocati: {} su {asked}", seats(seat)));
                }
            }
        }
        self.judged(norm, name, vec![act.number], against)
    }

    /// Norm: B1-06: without it nothing is decided, so that what was decided had it.
    pub(super) fn quorum(&self) -> Step {
        let (norm, name) = (Norm::CouncilComposition, "numero legale");
        let Some(decision) = self.decision else { return self.waiting(norm, name) };
        if self.decides_alone() {
            return self.not_required(norm, name);
        }
        let convened = self.convocation().map_or(0, |act| act.said.members.len());
        let quorum = self.known.regulation.council_quorum(decision.at.date()).of(convened);
        let present = decision.deliberation.present.len();
        let against =
            if present < quorum { vec![format!("{present} presenti su {quorum}")] } else { Vec::new() };
        self.judged(norm, name, vec![decision.number], against)
    }

    /// Norm: A8-11: the principal presides, or who does it for her.
    pub(super) fn chair(&self) -> Step {
        let (norm, name) = (Norm::CouncilMinutes, "presidenza");
        let Some(decision) = self.decision else { return self.waiting(norm, name) };
        if decision.deliberation.body != Body::ClassCouncil {
            return self.not_required(norm, name);
        }
        let chair = decision.deliberation.chair;
        let mut members = self.convocation().into_iter().flat_map(|act| &act.said.members);
        let presides = members.any(|member| member.person == chair && member.seat == Seat::President);
        let against = "ha presieduto chi non siede come dirigente o suo delegato".to_owned();
        self.judged(norm, name, vec![decision.number], if presides { vec![] } else { vec![against] })
    }

    /// Norm: B1-06: who is touched by the case is replaced; whoever sits votes.
    pub(super) fn abstentions(&self) -> Step {
        let (norm, name) = (Norm::CouncilComposition, "astensioni e surroghe");
        if self.decides_alone() {
            return self.not_required(norm, name);
        }
        let Some(act) = self.convocation() else { return self.waiting(norm, name) };
        let student = self.case.whose.map(|whose| whose.student);
        let seated = |person: PersonId| act.said.members.iter().any(|member| member.person == person);
        let mut against = Vec::new();
        if student.is_some_and(seated) {
            against.push("lo studente interessato è componente e non è stato sostituito".to_owned());
        }
        if self.known.family.iter().any(|person| seated(*person)) {
            against.push("un genitore dello studente è componente e non è stato sostituito".to_owned());
        }
        let abstained = self.decision.map_or(0, |decision| decision.deliberation.abstained.len());
        if 0 < abstained {
            against.push(format!("astenuti non sostituiti: {abstained}"));
        }
        if against.is_empty() && self.decision.is_none() {
            return self.waiting(norm, name);
        }
        let acts = std::iter::once(act.number).chain(self.decision.map(|decision| decision.number)).collect();
        self.judged(norm, name, acts, against)
    }
}
