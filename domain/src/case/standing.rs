//! How a case stands on a day, and what other subjects may know of it: the dossier, the transfer, the fees, recidivism.

use jiff::civil::Date;

use super::state::{Case, Fate};
use super::{Charge, Measure};
use crate::calendar::Holidays;
use crate::ids::{CaseId, ClassId, PersonId};
use crate::regulation::Regulation;

/// How a case stands on a day. Terms that pass in silence are seen here, and stored nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No sanction was deliberated yet.
    UnderWay,
    /// Dismissed, or acquitted.
    WithoutSanction,
    /// Deliberated, and without effect until it is communicated (B4-03).
    NotCommunicated,
    /// Somebody may still appeal, until that day.
    Appealable { until: Date },
    /// Before the Organo di garanzia, which decides by that day.
    UnderAppeal { decide_by: Date },
    /// A complaint is before the region. Of effect, and still disputed.
    UnderComplaint,
    /// Of effect, and nobody may appeal any more within the school.
    Final,
    /// Annulled by the Organo di garanzia: the body that decided decides again.
    ReferredBack,
    /// Annulled by the region or by a court.
    Annulled,
    /// Taken out of the file by order of a court: whoever meets it must show nothing.
    Expunged,
}

impl Standing {
    /// Whether the sanction is disputed or may yet be: it is shown as such, and does not count (B2-07).
    pub fn is_pending(self) -> bool {
        match self {
            Standing::Appealable { .. } | Standing::UnderAppeal { .. } | Standing::UnderComplaint => true,
            Standing::UnderWay
            | Standing::WithoutSanction
            | Standing::NotCommunicated
            | Standing::Final
            | Standing::ReferredBack
            | Standing::Annulled
            | Standing::Expunged => false,
        }
    }
}

/// A case as other subjects need it. An expunged one has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseSummary {
    pub case: CaseId,
    pub student: PersonId,
    pub class: ClassId,
    /// The civil day of the fact.
    pub fact_on: Date,
    pub charge: Charge,
    /// What stands of the sanction, or what was annulled.
    pub measure: Option<Measure>,
    pub decided_on: Option<Date>,
    pub standing: Standing,
}

impl CaseSummary {
    /// A sanction that counts: final, and nobody annulled it.
    pub fn counts(&self) -> bool {
        self.standing == Standing::Final && self.measure.is_some()
    }
}

impl Case {
    /// The last day on which anybody to whom the sanction in force was communicated may appeal.
    ///
    /// Norm: reg. istituto, art. 40, c. 1; DPR 249/1998, art. 5, c. 1 (A9-01).
    pub fn appealable_until(&self, regulation: &Regulation, holidays: &Holidays) -> Option<Date> {
        let communications = self.in_force()?.communications.iter();
        let until = communications.map(|act| {
            let on = act.at.date();
            regulation.appeal_term(on).last_day(on, holidays)
        });
        until.max()
    }

    pub fn standing(&self, today: Date, regulation: &Regulation, holidays: &Holidays) -> Standing {
        if self.expunged.is_some() {
            return Standing::Expunged;
        }
        if self.dismissed.is_some() || self.acquittal.is_some() {
            return Standing::WithoutSanction;
        }
        let Some(decision) = self.last_decision() else { return Standing::UnderWay };
        match decision.fate {
            Fate::ReferredBack(_) => return Standing::ReferredBack,
            Fate::AnnulledByRegion(_) | Fate::AnnulledByCourt(_) => return Standing::Annulled,
            Fate::Stands => {}
        }
        let Some(until) = self.appealable_until(regulation, holidays) else {
            return Standing::NotCommunicated;
        };
        let of_it = || self.appeals.values().filter(|appeal| appeal.filing.said.of == decision.number);
        if let Some(pending) = of_it().find(|appeal| appeal.is_pending(today)) {
            return Standing::UnderAppeal { decide_by: pending.filing.said.decide_by };
        }
        let mut complaints = self.complaints.values();
        if complaints.any(|it| it.complaint.said.of == decision.number && it.decided.is_none()) {
            return Standing::UnderComplaint;
        }
        // Once the body has spoken, or let its term pass, the school has no more to say; an appeal withdrawn leaves the
        // term as it was.
        if today <= until && of_it().all(|appeal| appeal.withdrawn.is_some()) {
            return Standing::Appealable { until };
        }
        Standing::Final
    }

    pub fn summary(&self, today: Date, regulation: &Regulation, holidays: &Holidays) -> Option<CaseSummary> {
        let (whose, report) = (self.whose?, self.report.as_ref()?);
        let standing = self.standing(today, regulation, holidays);
        if standing == Standing::Expunged {
            return None;
        }
        let decision = self.last_decision();
        let charged = self.charges.last().map_or(report.said.charge, |act| act.said.charge);
        Some(CaseSummary {
            case: whose.case,
            student: whose.student,
            class: whose.class,
            fact_on: report.said.on,
            charge: decision.map_or(charged, |decision| decision.deliberation.charge),
            measure: decision.map(|decision| decision.measure.clone()),
            decided_on: decision.map(|decision| decision.at.date()),
            standing,
        })
    }
}
