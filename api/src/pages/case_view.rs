//! What a case's file says, in Italian.

use registro_domain::case::{Cycle, Standing, Step, Verdict};
use registro_domain::fact::DomainEvent;
use registro_domain::ids::{CaseId, FactNumber};
use registro_domain::norm::Norm;
use registro_domain::text::{italian_day, italian_time, on_day};
use registro_projections::event::Event;

use super::views_cases::{
    ActForm, CaseActRow, CasePage, CaseRow, ClockRow, CycleView, Mark, ProposalRow, StepRow,
};
use super::views_family::Returned;
use super::views_layout::{Layout, Link};
use super::views_text::long_date;
use super::{address, frame};
use crate::clock;
use crate::docket::Docket;
use crate::http::evidence;
use crate::identity::Session;
use crate::sentence;

/// How a case stands, in words.
pub fn standing_text(standing: Standing) -> String {
    match standing {
        Standing::UnderWay => "procedimento in corso".to_owned(),
        Standing::WithoutSanction => "concluso senza sanzione".to_owned(),
        Standing::NotCommunicated => "sanzione deliberata e non ancora comunicata".to_owned(),
        Standing::Appealable { until } => format!("si può ricorrere fino al {}", italian_day(until)),
        Standing::UnderAppeal { decide_by } => {
            format!("ricorso in corso: l'Organo di garanzia decide entro {}", on_day(decide_by))
        }
        Standing::UnderComplaint => "reclamo in corso in sede regionale".to_owned(),
        Standing::Final => "sanzione definitiva".to_owned(),
        Standing::ReferredBack => "annullata dall'Organo di garanzia: si decide di nuovo".to_owned(),
        Standing::Annulled => "sanzione annullata".to_owned(),
        Standing::Expunged => "espunto dal fascicolo".to_owned(),
    }
}

pub(super) fn rows<'a>(session: &Session, dockets: impl IntoIterator<Item = &'a Docket>) -> Vec<CaseRow> {
    dockets.into_iter().map(|docket| row(session, docket)).collect()
}

pub(super) fn row(session: &Session, docket: &Docket) -> CaseRow {
    let file = &docket.file;
    let fact_on = file.case.report.as_ref().map_or(file.opened_on, |report| report.said.on);
    let charge = docket.charge.map(|charge| charge.to_string()).unwrap_or_default();
    let sanction = file.case.last_decision().map(|decision| decision.measure.sanction.italian());
    let clock = docket.clocks.first();
    let failed = match docket.failed() {
        0 => None,
        1 => Some("un passo manca".to_owned()),
        many => Some(format!("{many} passi mancano")),
    };
    CaseRow {
        student: Link { label: session.name(file.student), href: address::case(file.id) },
        class_name: session.directory.class_label(file.class),
        fact: format!("fatto del {}, {charge}", italian_day(fact_on)),
        measure: sanction,
        standing: standing_text(docket.standing),
        next: docket.next_step().map(|step| step.name.to_owned()),
        clock: clock.map(|clock| format!("{}: {}", clock.what, italian_day(clock.until))),
        failed,
    }
}

pub(super) fn page(
    layout: Layout,
    session: &Session,
    docket: &Docket,
    acts: &[(FactNumber, Event)],
    forms: Vec<ActForm>,
    done: Option<&'static str>,
    returned: Option<Returned>,
) -> CasePage {
    let file = &docket.file;
    let fact_on = file.case.report.as_ref().map_or(file.opened_on, |report| report.said.on);
    let name = session.name(file.student);
    CasePage {
        layout,
        done,
        returned,
        student: Link { label: name, href: address::student_measures(file.student) },
        class_name: session.directory.class_label(file.class),
        title: format!("Caso del {}", italian_day(fact_on)),
        standing: standing_text(docket.standing),
        charge: docket.charge.map(|charge| charge.to_string()),
        table: docket.band.map(|band| band.italian()),
        table_norm: frame::norm(Norm::NoAutomatism),
        proposals: docket
            .proposals
            .iter()
            .map(|proposal| ProposalRow {
                text: format!("Il fatto si può contestare come {}: precedenti", proposal.item.italian()),
                cases: proposal.grounds.rests_on.iter().map(|case| earlier(*case)).collect(),
                norm: frame::norm(proposal.grounds.norm),
            })
            .collect(),
        clocks: docket
            .clocks
            .iter()
            .map(|clock| ClockRow {
                what: clock.what.to_owned(),
                day_text: long_date(clock.until),
                norm: frame::norm(clock.norm),
            })
            .collect(),
        cycles: docket.cycles.iter().rev().map(|cycle| cycle_view(docket, cycle)).collect(),
        acts: acts.iter().map(|(number, event)| act_row(session, *number, event)).collect(),
        evidence: evidence::may_take(session, docket)
            .then(|| Link { label: "Fascicolo di prove".to_owned(), href: address::evidence(file.id) }),
        contest: contested(docket),
        action: address::case(file.id),
        forms,
    }
}

/// Where a sanction that was communicated is contested.
fn contested(docket: &Docket) -> Option<Link> {
    let mut decisions = docket.file.case.decisions.values();
    let told = decisions.any(|decision| !decision.communications.is_empty());
    told.then(|| Link {
        label: "Ricorso, reclamo, giudice".to_owned(),
        href: address::appeal(docket.file.id),
    })
}

fn earlier(case: CaseId) -> Link {
    Link { label: "un altro caso".to_owned(), href: address::case(case) }
}

fn cycle_view(docket: &Docket, cycle: &Cycle) -> CycleView {
    let decision = cycle.decision.and_then(|number| docket.file.case.decisions.get(&number));
    let title = match decision {
        Some(decision) if decision.stands() => {
            format!("I passi fino alla delibera del {}", italian_day(decision.at.date()))
        }
        Some(decision) => {
            format!("I passi fino alla delibera del {}, annullata", italian_day(decision.at.date()))
        }
        None => "I passi verso la decisione".to_owned(),
    };
    let count = |is: fn(&Step) -> bool| cycle.steps.iter().filter(|step| is(step)).count();
    let passed = count(|step| step.outcome == Verdict::Passed);
    let failed = count(Step::has_failed);
    let to_come = count(|step| matches!(step.outcome, Verdict::NotYetDue { .. }));
    CycleView {
        title,
        summary: format!("Superati: {passed}. Mancanti: {failed}. Da venire: {to_come}."),
        steps: cycle.steps.iter().map(|step| step_row(docket, step)).collect(),
    }
}

/// How a step came out: by word, icon and colour.
pub fn mark(verdict: &Verdict) -> Mark {
    match verdict {
        Verdict::Passed => Mark { label: "superato", icon: "check-circle", class: "ok" },
        Verdict::Failed { .. } => Mark { label: "manca", icon: "warning-circle", class: "over" },
        Verdict::NotYetDue { .. } => Mark { label: "da venire", icon: "clock", class: "notice" },
        Verdict::NotRequired => Mark { label: "non richiesto", icon: "minus-circle", class: "notice" },
    }
}

/// Why a step is lacking, or by when it is due.
pub fn detail(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Failed { why } => why.clone(),
        Verdict::NotYetDue { until: Some(until) } => format!("entro {}", on_day(*until)),
        Verdict::NotYetDue { until: None } | Verdict::Passed | Verdict::NotRequired => String::new(),
    }
}

pub(super) fn step_row(docket: &Docket, step: &Step) -> StepRow {
    let acts = step.acts.iter().filter_map(|number| {
        let href = address::event(docket.file.position(*number)?);
        Some(Link { label: format!("n. {}", number.0), href })
    });
    StepRow {
        name: step.name.to_owned(),
        verdict: mark(&step.outcome),
        detail: detail(&step.outcome),
        acts: acts.collect(),
        norm: frame::norm(step.norm),
    }
}

fn act_row(session: &Session, number: FactNumber, event: &Event) -> CaseActRow {
    let (title, icon) = sentence::heading(&event.fact);
    let recorded = clock::wall(event.envelope.recorded_at);
    let (when, late) = if let DomainEvent::Case(said) = &event.fact {
        let at = said.heading().at;
        let late = at.date() < recorded.date();
        let text = format!("{}, ore {}", long_date(at.date()), italian_time(at.time()));
        (text, late.then(|| format!("registrato {}", on_day(recorded.date()))))
    } else {
        (long_date(event.envelope.effective_on), None)
    };
    CaseActRow {
        number: number.0.to_string(),
        title,
        icon,
        sentence: sentence::act(&event.fact, &session.directory),
        when,
        late,
        event_href: address::event(event.envelope.position),
    }
}
