//! Who does not sit on an appeal, and why.

use std::collections::BTreeMap;

use super::super::{Body, Case, Conflict};
use super::Panel;
use crate::ids::PersonId;

/// Who does not sit on an appeal in this case. The president sits whatever she did before: `compose` sees to it.
///
/// Norm: reg. istituto, art. 40, c. 7-8 (A9-09): whoever is personally involved or already decided on the case; a member
/// of the council that decided it, whether she came or not.
pub fn conflicts(case: &Case, panel: &Panel) -> BTreeMap<PersonId, Conflict> {
    let mut found = panel.others.clone();
    for decision in case.decisions.values() {
        let said = &decision.deliberation;
        let decided = said.present.iter().chain(&said.abstained).copied().chain([said.chair]);
        found.extend(decided.map(|person| (person, Conflict::AlreadyDecided)));
    }
    let councils = case.convocations.iter().filter(|act| act.said.body != Body::GuaranteeBody);
    let convened = councils.flat_map(|act| &act.said.members);
    found.extend(convened.map(|member| (member.person, Conflict::AlreadyDecided)));
    found.extend(case.report.iter().map(|act| (act.said.by, Conflict::Involved)));
    found.extend(panel.family.iter().map(|person| (*person, Conflict::IsOfTheFamily)));
    found.extend(case.whose.map(|whose| (whose.student, Conflict::IsTheStudent)));
    found
}
