//! A disciplinary case as an audit officer looks at it: its acts, its steps, its clocks, what the table proposes. The one
//! function behind the page, the JSON and the command line.

pub mod text;

use std::collections::BTreeSet;

use jiff::civil::Date;
use registro_domain::calendar::Holidays;
use registro_domain::case::{
    Band, CaseSummary, Charge, Cycle, Decision, Known, Proposal, Standing, Step, Verdict, proposals, steps,
};
use registro_domain::ids::{ClassId, FactNumber, PersonId};
use registro_domain::norm::Norm;
use registro_domain::regulation::Regulation;
use registro_projections::cases::CaseFile;
use registro_projections::directory::Directory;
use registro_projections::event::Event;

use crate::answers::Moment;
use crate::app::App;
use crate::refusal::Refusal;

/// A case on a day.
pub struct Docket {
    pub file: CaseFile,
    pub on: Date,
    pub standing: Standing,
    /// From the report, or a referral back, to a sanction; the first one first.
    pub cycles: Vec<Cycle>,
    pub clocks: Vec<Clock>,
    /// As what it is sanctioned, or charged, or was reported.
    pub charge: Option<Charge>,
    /// What the table gives for that letter.
    pub band: Option<Band>,
    /// Heavier letters under which it may be charged.
    pub proposals: Vec<Proposal>,
}

/// A day that is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    pub what: &'static str,
    pub until: Date,
    pub norm: Norm,
}

impl Docket {
    /// The sanction that has effect, or would once communicated.
    pub fn in_force(&self) -> Option<&Decision> {
        self.file.case.in_force()
    }

    pub fn failed(&self) -> usize {
        self.cycles.iter().flat_map(|cycle| &cycle.steps).filter(|step| step.has_failed()).count()
    }

    /// The next step of the present cycle that is waited for.
    pub fn next_step(&self) -> Option<&Step> {
        let present = self.cycles.last().filter(|_| !self.is_over());
        present?.steps.iter().find(|step| matches!(step.outcome, Verdict::NotYetDue { .. }))
    }

    /// Nothing more is waited for from the school.
    pub fn is_over(&self) -> bool {
        is_over(self.standing)
    }
}

/// Nothing more is waited for in a case that stands so.
pub fn is_over(standing: Standing) -> bool {
    matches!(standing, Standing::WithoutSanction | Standing::Annulled | Standing::Expunged)
}

impl App {
    /// A case as it stood at a moment, looked at on a day.
    pub async fn docket(
        &self,
        file: CaseFile,
        directory: &Directory,
        moment: Moment,
        on: Date,
    ) -> Result<Docket, Refusal> {
        let others = self.summaries_of(file.student, moment, on).await?;
        let others: Vec<CaseSummary> = others.into_iter().filter(|other| other.case != file.id).collect();
        Ok(docket(file, &others, directory, &self.register.regulation, on))
    }

    /// The acts of a case, in their order.
    pub async fn acts_of(&self, file: &CaseFile) -> Result<Vec<(FactNumber, Event)>, Refusal> {
        let positions: Vec<_> = file.acts.iter().map(|(_, position)| *position).collect();
        let events = self.events(&positions).await?;
        Ok(file.acts.iter().map(|(number, _)| *number).zip(events).collect())
    }
}

/// Looked at with what is known beside it.
pub fn docket(
    file: CaseFile,
    others: &[CaseSummary],
    directory: &Directory,
    regulation: &Regulation,
    on: Date,
) -> Docket {
    let holidays =
        directory.school.calendar(on).map_or_else(|_| Holidays::national(), |calendar| calendar.holidays());
    let profile = directory.person(file.student);
    let of_age_from = profile.and_then(|profile| profile.comes_of_age(on, regulation)).unwrap_or(Date::MAX);
    let guardians = profile.into_iter().flat_map(|profile| &profile.guardians);
    let family: BTreeSet<PersonId> = guardians.map(|held| held.guardian).collect();
    let teachers_on = |on: Date| teachers(directory, file.class, on);
    let known = Known {
        of_age_from,
        family: &family,
        teachers_on: &teachers_on,
        others,
        today: on,
        regulation,
        holidays: &holidays,
    };
    let case = &file.case;
    let charged = case.charges.last().map(|act| act.said.charge);
    let reported = case.report.as_ref().map(|report| (report.said.charge, report.said.on));
    let decided = case.in_force().map(|decision| decision.deliberation.charge);
    let charge = decided.or(charged).or(reported.map(|(charge, _)| charge));
    let heavier = reported.map(|(charge, fact_on)| proposals(charge.item(), fact_on, others, regulation));
    let standing = case.standing(on, regulation, &holidays);
    let cycles = steps(case, known);
    let clocks = clocks(&cycles, standing);
    Docket {
        on,
        standing,
        cycles,
        clocks,
        charge,
        band: charge.map(|charge| Band::of(charge.letter(), regulation, on)),
        proposals: heavier.filter(|_| case.in_force().is_none()).unwrap_or_default(),
        file,
    }
}

/// Who teaches a class on a day.
pub fn teachers(directory: &Directory, class: ClassId, on: Date) -> BTreeSet<PersonId> {
    let teaches =
        directory.people().filter(|profile| profile.chairs_on(on).any(|chair| chair.class == class));
    teaches.map(|profile| profile.person).collect()
}

/// The days that the steps of the present cycle wait for, and that of who may appeal.
fn clocks(cycles: &[Cycle], standing: Standing) -> Vec<Clock> {
    let mut clocks: Vec<Clock> = Vec::new();
    match standing {
        Standing::Appealable { until } => {
            clocks.push(Clock { what: "ultimo giorno per il ricorso", until, norm: Norm::AppealWithinTerm });
        }
        Standing::UnderAppeal { decide_by } => {
            let what = "l'Organo di garanzia decide entro";
            clocks.push(Clock { what, until: decide_by, norm: Norm::SilenceConfirms });
        }
        Standing::UnderWay
        | Standing::WithoutSanction
        | Standing::NotCommunicated
        | Standing::UnderComplaint
        | Standing::Final
        | Standing::ReferredBack
        | Standing::Annulled
        | Standing::Expunged => {}
    }
    for step in cycles.last().into_iter().flat_map(|cycle| &cycle.steps) {
        let until = match step.outcome {
            Verdict::NotYetDue { until } => until,
            Verdict::Passed | Verdict::Failed { .. } | Verdict::NotRequired => None,
        };
        clocks.extend(until.map(|until| Clock { what: step.name, until, norm: step.norm }));
    }
    clocks.sort_by_key(|clock| clock.until);
    clocks.dedup_by_key(|clock| (clock.until, clock.what));
    clocks
}
