//! What the Organo di garanzia decides.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::super::appeal::{Outcome, Ruling, Vote};
use super::super::state::{Act, Appeal, Decision, Sat};
use super::super::{Ballot, Measure, Repair, Sanction};
use super::{Asked, CaseEvent, Rejection, counted};
use crate::ids::FactNumber;
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::text::Text;

/// Norm: A9-07 (within the term), A9-10 (a quorum), A9-11 (majority of those present, no abstention, the president's vote
/// at a tie), A9-12 (what may be decided), A9-13 (reasons), A9-16 (procedure and merits alike), A10-C12 (open or secret).
pub(super) fn rule(
    asked: &Asked<'_>,
    number: FactNumber,
    outcome: &Outcome,
    ballot: &Ballot<Vote>,
    reasons: Option<&Text>,
) -> Result<Vec<CaseEvent>, Rejection> {
    if let Some(ruled) = asked.case.appeals.get(&number).and_then(|appeal| appeal.ruling.as_ref()) {
        let same = ruled.at == asked.request.at
            && ruled.said.outcome == *outcome
            && Some(&ruled.said.reasons) == reasons;
        let (appeal, on) = (number, ruled.at.date());
        return if same { Ok(Vec::new()) } else { Err(Rejection::AlreadyDecided { appeal, on }) };
    }
    let appeal = asked.pending(number)?;
    let president = appeal.president().ok_or(Rejection::NotConvened(number))?;
    let sat = appeal.sittings.last().ok_or(Rejection::NotSat(number))?;
    if !appeal.is_valid(sat, asked.regulation) {
        let members = appeal.members().len();
        let quorum = asked.regulation.guarantee_quorum(sat.at.date()).of(members);
        return Err(Rejection::Deserted { present: sat.said.present.len(), members, quorum });
    }
    asked.not_before(sat.at)?;
    let form = asked.regulation.guarantee_vote(asked.on());
    let counted = counted(ballot, &sat.said.present, president, form)?;
    if counted.outcome != outcome.vote() {
        return Err(Rejection::OutcomeIsNotTheVote);
    }
    let decision = asked.case.decisions.get(&appeal.filing.said.of);
    match (outcome, decision) {
        (Outcome::ConfirmedInPart { measure }, Some(decision))
            if !measure.is_less_than(&decision.measure) =>
        {
            return Err(Rejection::NotLess);
        }
        (Outcome::Confirmed | Outcome::ConfirmedInPart { .. } | Outcome::Annulled { .. }, _) => {}
    }
    let ruling = Ruling {
        outcome: outcome.clone(),
        ballot: ballot.kept(counted.tie_broken),
        tie_broken: counted.tie_broken,
        reasons: reasons.cloned().ok_or(Rejection::NoReasons)?,
        signed_by: president,
    };
    let because =
        vec![Norm::SilenceConfirms, Norm::GuaranteeVote, Norm::GuaranteeOutcomes, Norm::GuaranteeReasons];
    let heading = asked.heading(because)?;
    Ok(vec![CaseEvent::GuaranteeDecided { heading, appeal: number, ruling }])
}

impl Appeal {
    /// Whether something could be decided in a sitting: a quorum of those convened, with who presides.
    ///
    /// Norm: reg. istituto, art. 40, II, c. 3 (A9-10).
    pub fn is_valid(&self, sitting: &Act<Sat>, regulation: &Regulation) -> bool {
        let present = &sitting.said.present;
        let quorum = regulation.guarantee_quorum(sitting.at.date()).of(self.members().len());
        quorum <= present.len() && self.president().is_some_and(|president| present.contains(&president))
    }
}

impl Decision {
    /// Whether something of it is still to be done, so that there is something to suspend.
    ///
    /// Norm: reg. istituto, art. 40, c. 2 (A9-04).
    pub fn is_to_be_executed(&self) -> bool {
        let Measure { sanction, exclusions, repair } = &self.measure;
        let days = match sanction.days() {
            Some(days) => self.executed.len() < usize::from(days),
            None => sanction.removes(),
        };
        days || !exclusions.is_empty() || repair.is_some()
    }

    /// How many days of a removal are left, where it is counted in days.
    pub fn left(&self) -> Option<usize> {
        let days = usize::from(self.measure.sanction.days()?);
        Some(days.saturating_sub(self.executed.len()))
    }
}

impl Measure {
    /// Whether it leaves strictly less of another.
    ///
    /// Norm: reg. istituto, art. 40, II, c. 1 (A9-12): confirmed in part.
    pub fn is_less_than(&self, other: &Measure) -> bool {
        let days = |measure: &Measure| measure.sanction.days();
        let longer = days(self).zip(days(other)).is_some_and(|(days, before)| before < days);
        let sanction = self.sanction.gravity().cmp(&other.sanction.gravity());
        if longer || days(self) == Some(0) || sanction == Ordering::Greater {
            return false;
        }
        let repair = match (&self.repair, &other.repair) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(Repair::Payment { cents }), Some(Repair::Payment { cents: before })) => cents.cmp(before),
            (Some(some), Some(before)) if some == before => Ordering::Equal,
            (Some(_), _) => return false,
        };
        let exclusions = |measure: &Measure| measure.exclusions.iter().copied().collect::<BTreeSet<_>>();
        let (kept, before) = (exclusions(self), exclusions(other));
        if repair == Ordering::Greater || !kept.is_subset(&before) {
            return false;
        }
        [sanction, repair, kept.len().cmp(&before.len())].contains(&Ordering::Less)
    }
}

impl Sanction {
    /// Its place in the order of the table, and the days of a removal.
    fn gravity(self) -> (u8, u16) {
        match self {
            Sanction::OralReprimand => (0, 0),
            Sanction::Admonition => (1, 0),
            Sanction::WrittenAdmonition => (2, 0),
            Sanction::Removal { days } => (3, days),
            Sanction::CommunityRemoval { days } => (4, days),
            Sanction::UntilEndOfLessons { excluded_from_scrutiny: false } => (5, 0),
            Sanction::UntilEndOfLessons { excluded_from_scrutiny: true } => (6, 0),
            Sanction::ExcludedFromSession => (7, 0),
        }
    }
}
