//! What was decided: by whom, within the table, why, with which plan, and when.

use super::super::proposals::{Band, grounds};
use super::super::{Block, Body, Letter, Plan, Sanction};
use super::{Looked, Step, Verdict, is_grave};
use crate::norm::Norm;

impl Looked<'_> {
    /// Norm: B1-02, A7-01, A10-C6. What is void was refused; here is what may be annulled (B4-04).
    pub(super) fn competence(&self) -> Step {
        let (norm, name) = (Norm::CompetentBody, "organo competente");
        let Some(decision) = self.decision else { return self.waiting(norm, name) };
        let (body, measure) = (decision.deliberation.body, &decision.deliberation.measure);
        let letter = decision.deliberation.charge.letter();
        if !measure.exclusions.is_empty() && !body.is_collegial() {
            let why =
                format!("l'esclusione da uscite o attività è stata decisa da uno solo: {}", body.italian());
            return self.judged(Norm::ExclusionByCouncil, name, vec![decision.number], vec![why]);
        }
        let limit = self.known.regulation.class_council_removal(decision.at.date());
        let of_the_council = match letter.block() {
            Block::Admonition => false,
            Block::WrittenAdmonition => {
                matches!(letter, Letter::D | Letter::E) || !measure.exclusions.is_empty()
            }
            Block::ShortRemoval | Block::Removal | Block::CommunityRemoval | Block::ExamSession => true,
        };
        let higher = match body {
            Body::InstituteCouncil => !is_grave(measure.sanction, letter, limit),
            Body::ClassCouncil => !of_the_council,
            Body::Teacher
            | Body::Coordinator
            | Body::SiteLead
            | Body::Deputy
            | Body::Principal
            | Body::ExamBoard
            | Body::GuaranteeBody => false,
        };
        let against = format!("per questa sanzione la tabella non prevede il {}", body.italian());
        self.judged(norm, name, vec![decision.number], if higher { vec![against] } else { vec![] })
    }

    /// Norm: A7-01.
    pub(super) fn band(&self) -> Step {
        let (norm, name) = (Norm::SanctionBands, "sanzione prevista dalla tabella");
        let Some(decision) = self.decision else { return self.waiting(norm, name) };
        let (measure, letter) = (&decision.deliberation.measure, decision.deliberation.charge.letter());
        let band = Band::of(letter, self.known.regulation, decision.at.date());
        let mut against = Vec::new();
        if let Some(why) = band.against(measure.sanction, letter) {
            against.push(why);
        }
        if !measure.exclusions.is_empty() && !band.exclusions {
            against.push(format!("per la lettera {letter} la tabella non prevede esclusioni"));
        }
        if measure.repair.is_some() && !band.repair {
            against.push(format!("per la lettera {letter} la tabella non prevede riparazioni"));
        }
        self.judged(norm, name, vec![decision.number], against)
    }

    /// Norm: A7-02, A7-04: what is charged as repeated rests on earlier sanctions that count.
    pub(super) fn relapse(&self) -> Step {
        let (norm, name) = (Norm::Relapse, "precedenti della recidiva");
        let charged = self.before(&self.case.charges).next_back().map(|act| act.said.charge);
        let decided = self.decision.map(|decision| decision.deliberation.charge);
        let Some((charge, fact_on)) = decided.or(charged).zip(self.fact_on()) else {
            return self.waiting(norm, name);
        };
        let Some(found) = grounds(charge.item(), fact_on, self.known.others, self.known.regulation) else {
            return self.not_required(norm, name);
        };
        let acts = self.decision.map(|decision| decision.number).into_iter().collect();
        let why = format!(
            "contestata una ripetizione: sanzioni precedenti {}, ne servono {}",
            found.rests_on.len(),
            found.needs
        );
        self.judged(found.norm, name, acts, if found.is_enough() { vec![] } else { vec![why] })
    }

    /// Norm: A8-03; L. 241/1990, art. 3 (B4-01).
    pub(super) fn reasons(&self) -> Step {
        let (norm, name) = (Norm::WrittenReasons, "motivazione scritta");
        let Some(decision) = self.decision else { return self.waiting(norm, name) };
        let missing = decision.deliberation.reasons.is_none();
        let against = if missing { vec!["la delibera non è motivata".to_owned()] } else { vec![] };
        self.judged(norm, name, vec![decision.number], against)
    }

    /// Norm: B1-08, for facts since the decree is in force.
    pub(super) fn plan(&self) -> Step {
        let (norm, name) = (Norm::PlanOfActivities, "piano di attività");
        let Some((decision, fact_on)) = self.decision.zip(self.fact_on()) else {
            return self.waiting(norm, name);
        };
        let deliberation = &decision.deliberation;
        let reflection = self.known.regulation.reflection_removal(fact_on);
        let asked = match deliberation.measure.sanction {
            Sanction::Removal { .. }
            | Sanction::CommunityRemoval { .. }
            | Sanction::UntilEndOfLessons { .. } => 0 < reflection,
            Sanction::OralReprimand
            | Sanction::Admonition
            | Sanction::WrittenAdmonition
            | Sanction::ExcludedFromSession => false,
        };
        if !asked {
            return self.not_required(norm, name);
        }
        let limit = self.known.regulation.class_council_removal(decision.at.date());
        let days = deliberation.measure.sanction.days();
        let fits = |plan: &Plan| match (days, plan) {
            (Some(days), Plan::Reflection { .. }) => days <= reflection,
            (Some(days), Plan::Citizenship { .. } | Plan::SchoolCommunity { .. }) => {
                reflection < days && days <= limit
            }
            (Some(days), Plan::Recovery { .. }) => limit < days,
            (None, plan) => matches!(plan, Plan::Recovery { .. }),
        };
        let mut against = Vec::new();
        match &deliberation.plan {
            None => against.push("manca il piano di attività".to_owned()),
            Some(plan) if !fits(plan) => {
                against
                    .push("il piano non è quello previsto per un allontanamento di questa durata".to_owned());
            }
            Some(plan) => {
                let (hours, lessons) = (plan.hours(), deliberation.lesson_hours);
                if let Some(hours) = hours.filter(|hours| *hours < lessons) {
                    against.push(format!("il piano copre {hours} ore: quelle di lezione sono {lessons}"));
                }
            }
        }
        self.judged(norm, name, vec![decision.number], against)
    }

    /// Norm: A8-11.
    pub(super) fn minutes(&self) -> Step {
        let (norm, name) = (Norm::CouncilMinutes, "verbale della seduta");
        let Some(decision) = self.decision else { return self.waiting(norm, name) };
        if decision.deliberation.body != Body::ClassCouncil {
            return self.not_required(norm, name);
        }
        let on = decision.at.date();
        let until = self.known.regulation.minutes_within(on).last_day(on, self.known.holidays);
        let late = |when: &str| vec![format!("{when}: andava scritto entro {}", crate::text::on_day(until))];
        match &decision.minutes {
            Some(act) => {
                let against = if until < act.at.date() { late("depositato in ritardo") } else { Vec::new() };
                self.judged(norm, name, vec![act.number], against)
            }
            None if until < self.known.today => {
                self.judged(norm, name, Vec::new(), late("il verbale non è depositato"))
            }
            None => Step { outcome: Verdict::NotYetDue { until: Some(until) }, ..self.waiting(norm, name) },
        }
    }

    /// Norm: A7-06: the text gives no number, the school one from which it is said (interpretation 0034).
    pub(super) fn promptness(&self) -> Step {
        let (norm, name) = (Norm::Promptness, "tempestività");
        let ruling = self.opened.and_then(|opened| {
            self.case
                .appeals
                .values()
                .filter_map(|appeal| appeal.ruling.as_ref())
                .find(|it| it.number == opened)
        });
        let (from, since) = match ruling {
            Some(ruling) => (Some(ruling.at.date()), "dal rinvio"),
            None => (self.fact_on(), "dal fatto"),
        };
        let Some(from) = from else { return self.waiting(norm, name) };
        let until = self.known.regulation.prompt_within(from).last_day(from, self.known.holidays);
        let (on, acts) = match self.decision {
            Some(decision) => (decision.at.date(), vec![decision.number]),
            None if self.known.today <= until => {
                return Step {
                    outcome: Verdict::NotYetDue { until: Some(until) },
                    ..self.waiting(norm, name)
                };
            }
            None => (self.known.today, Vec::new()),
        };
        let days = (on - from).get_days();
        let to = if self.decision.is_some() { "alla decisione" } else { "a oggi" };
        let why = format!("{since} {to} sono passati {days} giorni");
        self.judged(norm, name, acts, if until < on { vec![why] } else { vec![] })
    }
}
