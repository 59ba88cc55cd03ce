//! What comes before the decision: the charge, the hearing, the parents, the conversion.

use super::super::state::Heard;
use super::super::{Act, Letter};
use super::{Looked, Step, Verdict};
use crate::norm::Norm;

impl Looked<'_> {
    /// Norm: B1-07: precisely, and as it is then sanctioned; B4-02: before deciding.
    pub(super) fn charge(&self) -> Step {
        let (norm, name) = (Norm::PreciseCharge, "contestazione di addebito");
        let step = self.due_before(norm, name, &self.case.charges, "l'addebito non è stato contestato");
        let charged = self.before(&self.case.charges).next_back();
        let Some((charge, decision)) = charged.zip(self.decision) else { return step };
        let (charged, sanctioned) = (charge.said.charge.letter(), decision.deliberation.charge.letter());
        if charged == sanctioned {
            return step;
        }
        let why = format!("contestata la lettera {charged}, sanzionata la lettera {sanctioned}");
        Step { outcome: Verdict::Failed { why }, ..step }
    }

    /// Norm: A8-01: for every sanction, not only for removals.
    pub(super) fn hearing_offered(&self) -> Step {
        let missing = "lo studente non è stato invitato a esporre le proprie ragioni";
        self.due_before(Norm::HearingOffered, "invito a esporre le ragioni", &self.case.offers, missing)
    }

    /// Norm: A8-02: for removals, the body decides knowing the student's reasons, or that she gives none.
    pub(super) fn heard(&self) -> Step {
        let (norm, name) = (Norm::HeardAndParentsTold, "ragioni dello studente");
        let heard: &[Act<Heard>] = &self.case.hearings;
        if self.removes() == Some(false) && self.before(heard).next().is_none() {
            return self.not_required(norm, name);
        }
        self.due_before(norm, name, heard, "lo studente non è stato sentito e non vi ha rinunciato")
    }

    /// Norm: A8-02: of a minor, before deciding a removal.
    pub(super) fn parents_informed(&self) -> Step {
        let (norm, name) = (Norm::HeardAndParentsTold, "genitori informati");
        let informed = &self.case.parents_informed;
        let asked = !self.is_of_age() && self.removes() != Some(false);
        if !asked && self.before(informed).next().is_none() {
            return self.not_required(norm, name);
        }
        self.due_before(norm, name, informed, "i genitori dello studente minorenne non sono stati informati")
    }

    /// Norm: B1-05: of a sanction that keeps out, always (interpretation 0033).
    pub(super) fn conversion_offered(&self) -> Step {
        let (norm, name) = (Norm::ConversionOffered, "conversione offerta");
        let offered = &self.case.conversions;
        if self.removes() == Some(false) && self.before(offered).next().is_none() {
            return self.not_required(norm, name);
        }
        self.due_before(norm, name, offered, "la conversione in attività per la scuola non è stata offerta")
    }

    /// Norm: A8-04: for the letters p and q.
    pub(super) fn council_informed(&self) -> Step {
        let (norm, name) = (Norm::CouncilInformed, "consiglio di istituto informato");
        let reported = self.case.report.as_ref().map(|report| report.said.charge);
        let charged = self.before(&self.case.charges).next_back().map(|act| act.said.charge);
        let decided = self.decision.map(|decision| decision.deliberation.charge);
        let letter = decided.or(charged).or(reported).map(|charge| charge.letter());
        if !matches!(letter, Some(Letter::P | Letter::Q)) {
            return self.not_required(norm, name);
        }
        let informed = self.case.council_informed.as_slice();
        self.due_before(norm, name, informed, "il consiglio di istituto non è stato informato")
    }
}
